"""A server that was just killed may still take a connection, which never answers: the program that has reached it finds or starts the next
server instead of ending. The dying server is a socket of this script's own, so that nothing here depends on timing."""
import fcntl
import os
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, helper, winrun
from protocol import fnv


def socket_folder():
    prefix, runtime = os.environ['WINRUN_PREFIX'], os.environ['XDG_RUNTIME_DIR']
    info = os.stat(prefix)
    return os.path.join(runtime, 'winrun', '%016x' % fnv(struct.pack('<QQ', info.st_dev, info.st_ino)))


def end_server():
    """--kill ends the programs; the server goes after that, and takes its socket's name away when it does. It keeps a lock until then."""
    winrun('--kill')
    with open(os.path.join(socket_folder(), 'lock'), encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


class DyingServer:
    """Listens where the prefix's server would, takes one client, reads up to `wanted` bytes of its request, and is gone."""

    def __init__(self, wanted):
        path = os.path.join(socket_folder(), 'socket')
        if os.path.exists(path):
            os.remove(path)
        self.reached = False
        self.wanted = wanted
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(1)
        self.listener.settimeout(30)
        self.thread = threading.Thread(target=self.take_one)
        self.thread.start()

    def take_one(self):
        try:
            client, _ = self.listener.accept()
        except TimeoutError:
            client = None
        self.listener.close()
        if client:
            self.reached = True
            if self.wanted:
                client.recv(self.wanted)
            client.close()


def main():
    counter = Counter()
    for arch in ARCHES:
        program = helper('fault_client', arch)
        for wanted in (0, 8, 100_000):          # bytes of the request that it reads before it dies
            winrun(program, 'echo')             # makes the prefix and its folder of sockets
            end_server()
            server = DyingServer(wanted)
            ended = winrun(program, 'echo', limit=60)
            server.thread.join()
            counter.check(server.reached, f'{arch}: the program reaches the dying server')
            counter.check(ended.code == 0 and 'alive' in ended.output, f'{arch}: it starts the next one after {wanted} bytes', ended)
    end_server()
    server = DyingServer(100_000)
    ended = winrun('--status', limit=60)
    server.thread.join()
    counter.check(ended.code == 1 and 'did not answer' in ended.error, '--status says that the server did not answer', ended)
    counter.finish()


main()
