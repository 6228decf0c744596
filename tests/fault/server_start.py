"""Starting and ending of winrun-server: many start at once, start while the last one ends, kill in order; its clock ticks only while somebody
runs."""
import os
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time

from protocol import Checks, Client, Server, ServerGone, fnv, server_program

source = random.Random(13)
check = Checks()


def connect_or_start(program, prefix, path, environment):
    """What the loader does: connect, or start a server and try again."""
    for _ in range(50):
        try:
            client = Client(path)
            client.close()
            return True
        except (OSError, ServerGone):
            if subprocess.run([program, '--prefix', prefix], env=environment, check=False).returncode:
                return False
    return False


def test_races(program, home):
    prefix, runtime = os.path.join(home, 'race'), os.path.join(home, 'race-run')
    os.makedirs(prefix)
    os.makedirs(runtime, mode=0o700)
    info = os.stat(prefix)
    folder = os.path.join(runtime, 'winrun', '%016x' % fnv(struct.pack('<QQ', info.st_dev, info.st_ino)))
    environment = dict(os.environ, XDG_RUNTIME_DIR=runtime, WINRUN_SERVER_LINGER='5')
    results = []
    for _ in range(50):
        threads = [threading.Thread(target=lambda: results.append(connect_or_start(program, prefix, os.path.join(folder, 'socket'), environment)))
                   for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(source.uniform(0, 0.02))
    check(len(results) == 200 and all(results), f'every client finds or starts a server: {results.count(True)} of {len(results)}')
    time.sleep(0.5)
    check(os.listdir(folder) == ['lock'], f'the last server has ended and left nothing but its lock file: {os.listdir(folder)}')


def wake_ups(pid):
    for line in open(f'/proc/{pid}/status'):
        if line.startswith('voluntary_ctxt_switches'):
            return int(line.split()[1])


def test_clock(server):
    client = server.client()

    def tick_count():
        return struct.unpack_from('<Q', client.clock, 0x320)[0]

    check(struct.unpack_from('<I', client.clock, 0x260)[0] == 19045 and struct.unpack_from('<Q', client.clock, 0x300)[0] == 10000000,
          'constants of the page')
    begin, first = time.monotonic(), tick_count()
    while time.monotonic() < begin + 0.3:
        pass
    passed_ms = tick_count() - first
    check(250 <= passed_ms <= 350, f'ticks while somebody runs: {passed_ms} ms in 300')
    time.sleep(0.5)
    before = wake_ups(server.process.pid)
    time.sleep(1)
    check(wake_ups(server.process.pid) - before <= 1, 'rests while nobody runs')
    check(struct.unpack_from('<I', client.arena, 16)[0] == 1, 'and says so')
    client.call('clock_start')
    late = time.monotonic() * 1000 - tick_count()
    check(abs(late) < 10, f'shows the time once clock_start is answered: {late:.1f} ms late')
    client.close()


def test_kill(server):
    def program(ignores):
        """A child that is a client; SIGTERM ends it, unless it ignores that."""
        code = ('import os, signal, sys, time; sys.path.insert(0, sys.argv[1]); from protocol import Client\n'
                + ('signal.signal(signal.SIGTERM, signal.SIG_IGN)\n' if ignores else '')
                + 'client = Client(sys.argv[2]); print("ready", flush=True); time.sleep(60)')
        child = subprocess.Popen([sys.executable, '-c', code, os.path.dirname(os.path.abspath(__file__)), server.path], stdout=subprocess.PIPE)
        child.stdout.readline()
        return child
    children = [program(False), program(False), program(True)]
    asker = server.client(init=False)
    asker.tid = 0
    begin = time.monotonic()
    status, answer = asker.call('server_kill', timeout=500)
    spent = time.monotonic() - begin
    check(status == 0 and answer.ended == 3, f'all programs are ended: {answer.__dict__}')
    check(0.4 < spent < 2.5, f'in order, then by force: {spent:.2f} s')
    check([child.wait(5) for child in children] == [-15, -15, -9], 'two by SIGTERM, one by SIGKILL')
    check(server.process.wait(5) == 0, 'and the server')


def main():
    program = server_program()
    with tempfile.TemporaryDirectory() as home:
        test_races(program, home)
        server = Server(program, os.path.join(home, 'prefix'), os.path.join(home, 'run'))
        test_clock(server)
        if server.process.poll() is not None:
            server.start()
        test_kill(server)
    return check.summary()


if __name__ == '__main__':
    sys.exit(main())
