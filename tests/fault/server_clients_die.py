"""kill -9 of clients that speak the protocol directly, at hundreds of random moments while they own mutexes, hold lock bits of a wait for all,
lock files, listen on pipes and start children: the server and the other clients go on, and nothing of the dead remains."""
import os
import random
import signal
import sys
import tempfile
import time

from protocol import EVENT, LOCKED, MUTEX, Checks, Client, Server, ServerGone, server_program

ROUNDS = 300
CLIENTS_AT_ONCE = 3
source = random.Random(11)
check = Checks()


def hold_lock_bits(client, slots):
    """As a wait for all does: intents first, then bit and name, one slot after another; sometimes a bit without a name."""
    client.set_intents(sorted(slots))
    for slot in sorted(slots):
        state = client.state(slot)
        if not state & LOCKED:
            client.set_state(slot, state | LOCKED)
            client.set_locker(slot, client.tid)
    for slot in sorted(slots):
        client.set_locker(slot, 0)
        client.set_state(slot, client.state(slot) & ~LOCKED)
    client.set_intents([])


def work(server, number, folder):
    """What a victim does until it is killed. Its objects carry its number, so survivors know what to look for."""
    client = server.client()
    path = os.path.join(folder, f'file-{number}')
    open(path, 'w').close()
    _, mutex = client.create(MUTEX, f'mutex-{number}')
    _, event = client.create(EVENT, f'event-{number}')
    os.write(1, b'.')
    while True:
        client.set_state(mutex.slot, MUTEX << 56 | 1 << 32 | client.tid)
        _, file = client.open_file(path, access=3, share=0)
        client.call('file_lock', object=file.object, offset=0, size=100, exclusive=1)
        hold_lock_bits(client, [mutex.slot, event.slot])
        _, pipe = client.call('pipe_create', f'pipe-{number}'.encode('utf-16le'), access=3, share=3, maximum_instances=1, disposition=3)
        client.call('pipe_listen', object=pipe.object)
        _, child = client.call('process_create', 'C:\\child.exe'.encode('utf-16le'), inherit=1, machine=0x8664)
        for fd in child.fds:
            os.close(fd)
        client.call('grant', kind=0, wanted=300)
        _, key = client.call('key_create', f'\\Registry\\Machine\\Software\\victim-{number}'.encode('utf-16le'), view=64, options=1)
        client.send('object_release', object=key.object)
        client.send('object_release', object=child.process_object)
        client.send('object_release', object=child.thread_object)
        client.send('object_release', object=pipe.object)
        client.send('object_release', object=file.object)


def start(server, number, folder):
    """Forks a victim; returns when it has begun."""
    begun, tells = os.pipe()
    pid = os.fork()
    if not pid:
        os.dup2(tells, 1)
        try:
            work(server, number, folder)
        finally:
            os._exit(1)
    os.close(tells)
    os.read(begun, 1)
    os.close(begun)
    return pid


def check_remains(observer, mutex, event, number, folder):
    ok = observer.wait_state(mutex.slot, lambda state: not state & 0xffffffff and not state & LOCKED)
    check(ok, f'mutex {number} is free again: {observer.state(mutex.slot):016x}')
    check(observer.wait_state(event.slot, lambda state: not state & LOCKED), f'event {number} is not locked')
    status, file = observer.open_file(os.path.join(folder, f'file-{number}'), access=3, share=0)
    check(status == 0, f'file {number} can be opened alone: {status:08x}')
    status, _ = observer.call('file_lock', object=file.object, offset=0, size=10, exclusive=1)
    check(status == 0, f'file {number} can be locked: {status:08x}')
    status, _ = observer.call('pipe_open', f'pipe-{number}'.encode('utf-16le'), access=1)
    check(status == 0xc0000034, f'pipe {number} is gone: {status:08x}')
    for thing in (file, mutex, event):
        observer.send('object_release', object=thing.object)


def main():
    with tempfile.TemporaryDirectory() as home:
        server = Server(server_program(), os.path.join(home, 'prefix'), os.path.join(home, 'run'))
        observer = server.client()
        before = slots = None
        for first in range(0, ROUNDS, CLIENTS_AT_ONCE):
            numbers = range(first, first + CLIENTS_AT_ONCE)
            victims = {number: start(server, number, home) for number in numbers}
            seen = {number: (observer.create(MUTEX, f'mutex-{number}')[1], observer.create(EVENT, f'event-{number}')[1]) for number in numbers}
            for number, victim in victims.items():
                time.sleep(source.uniform(0, 0.01))
                os.kill(victim, signal.SIGKILL)
                os.waitpid(victim, 0)
                check_remains(observer, *seen[number], number, home)
            if first == 30:
                before = observer.call('server_status')[1].data.split(b'\n')[1]
        time.sleep(0.1)
        after = observer.call('server_status')[1].data.split(b'\n')[1]
        counts = [[int(word) for word in text.split() if word.isdigit()][:4] for text in (before, after)]
        check(counts[1][0] == 1 and counts[1][1] == 1, f'only the observer is left: {after}')
        check(counts[1][2] <= counts[0][2] + 6, f'no objects are left behind: {before} {after}')
        check(counts[1][3] <= counts[0][3] + 400, f'no slots are left behind: {before} {after}')
        check(server.process.poll() is None, 'the server lives')
        check(Client(server.path).pid > 0, 'and takes new clients')
        observer.close()
        server.stop()
    return check.summary()


if __name__ == '__main__':
    try:
        sys.exit(main())
    except ServerGone as error:
        print('the server has gone:', error)
        sys.exit(1)
