"""kill -9 of the server at hundreds of random moments while a client writes to the registry: every value whose write had returned is there
afterwards, the database is sound, and starting again works at once."""
import os
import random
import signal
import sqlite3
import struct
import sys
import tempfile
import threading
import time

from protocol import Checks, Server, ServerGone, server_program, text

ROUNDS = 250
source = random.Random(12)
check = Checks()


def write_until_killed(client, start):
    """Writes rising numbers under changing names and keys; returns what was answered: {(key, name): number}, deleted ones as None."""
    done = {}
    number = start
    try:
        while True:
            key_name, name = f'k{number % 5}', f'v{number % 7}'
            status, key = client.call('key_create', text(f'\\Registry\\Machine\\Software\\Survivor\\{key_name}'), view=64)
            if number % 11 == 10:
                pending = None
                status, _ = client.call('value_delete', text(name), object=key.object)
                answered = status in (0, 0xc0000034)
            else:
                pending = number
                status, _ = client.call('value_set', text(name) + struct.pack('<I', number), object=key.object, type=4, name_size=4)
                answered = status == 0
            if answered:
                done[key_name, name] = pending
            client.send('object_release', object=key.object)
            number += 1
    except ServerGone:
        return done, number, (key_name, name)


def compare(client, expected, uncertain, number):
    for (key_name, name), value in expected.items():
        path = text(f'\\Registry\\Machine\\Software\\Survivor\\{key_name}')
        status, answer = client.call('value_read', path + text(name), view=64, path_size=len(path))
        found = struct.unpack('<I', answer.data)[0] if status == 0 else None
        last = number if (key_name, name) == uncertain else value   # the write under way may have happened or not
        check(found in (value, last) or (key_name, name) == uncertain and found is None and number % 11 == 10,
              f'{key_name}\\{name}: {found}, written {value}')


def main():
    expected, number = {}, 0
    with tempfile.TemporaryDirectory() as home:
        prefix = os.path.join(home, 'prefix')
        server = Server(server_program(), prefix, os.path.join(home, 'run'))
        for _ in range(ROUNDS):
            client = server.client()
            threading.Timer(source.uniform(0.001, 0.04), os.kill, (server.process.pid, signal.SIGKILL)).start()
            done, number, uncertain = write_until_killed(client, number)
            server.process.wait()
            expected.update(done)
            before = time.monotonic()
            server.start()
            check(time.monotonic() - before < 2, 'the next server starts at once')
            client = server.client()
            compare(client, expected, uncertain, number)
            # what the write under way became is what counts from here on
            path = text(f'\\Registry\\Machine\\Software\\Survivor\\{uncertain[0]}')
            status, answer = client.call('value_read', path + text(uncertain[1]), view=64, path_size=len(path))
            expected[uncertain] = struct.unpack('<I', answer.data)[0] if status == 0 else None
            number += 1
            client.close()
        server.stop()
        database = sqlite3.connect(os.path.join(prefix, 'registry.sqlite'))
        check(database.execute('PRAGMA integrity_check').fetchone()[0] == 'ok', 'the database is sound')
        rows = database.execute("SELECT count(*) FROM readable WHERE path LIKE '%Survivor%' AND name IS NOT NULL").fetchone()[0]
        check(rows > 0, 'and readable by people')
    return check.summary()


if __name__ == '__main__':
    sys.exit(main())
