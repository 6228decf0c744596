"""A client of winrun-server in Python: its messages are described by server/requests.def, read here.

    client = Client(socket_path)            # or Client(fd=...)
    status, answer = client.call('object_create', b'name', kind=1, name_size=4)
    client.send('object_release', object=answer.object)
"""
import array
import mmap
import os
import re
import socket
import struct
import subprocess
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TYPES = {'uint32_t': 'I', 'int32_t': 'i', 'uint64_t': 'Q', 'int64_t': 'q', 'uint16_t': 'H', 'uint8_t': 'B'}
PROTOCOL_VERSION = int(re.search(r'PROTOCOL_VERSION (\d+)', open(os.path.join(SOURCE, 'include', 'requests.h')).read()).group(1))
HEADER = struct.Struct('<IHHiI')
HAS_FD = 1
ARENA_SLOT_SIZE = 64
EVENT, MUTEX, SEMAPHORE, TIMER, PROCESS, THREAD, FILE, PIPE, SOCKET, FOLDER, SECTION, KEY, PORT, JOB = range(1, 15)
LOCKED, ABANDONED, MANUAL_RESET = 1 << 63, 1 << 62, 1 << 61
OBJ_CASE_INSENSITIVE = 0x40


class Layout:
    """A C struct of scalars with natural alignment."""

    def __init__(self, fields):
        self.fields = []
        offset = alignment = 0
        for name, code in fields:
            size = struct.calcsize(code)
            offset = (offset + size - 1) // size * size
            self.fields.append((name, code, offset))
            offset += size
            alignment = max(alignment, size)
        self.size = (offset + alignment - 1) // alignment * alignment

    def pack(self, values):
        data = bytearray(self.size)
        for name, code, offset in self.fields:
            struct.pack_into('<' + code, data, offset, values.pop(name, 0))
        if values:
            raise TypeError(f'unknown fields: {values}')
        return bytes(data)

    def unpack(self, data):
        return {name: struct.unpack_from('<' + code, data, offset)[0] for name, code, offset in self.fields}


def read_requests():
    def read(name):
        text = open(os.path.join(SOURCE, 'server', name)).read()
        return re.sub(r'^#include "(.*)"', lambda match: read(match.group(1)), text, flags=re.M)

    text = re.sub(r'/\*.*?\*/', '', read('requests.def'), flags=re.S)
    requests = {}
    for match in re.finditer(r'^REQUEST(_ONE_WAY)?\(', text, re.M):
        depth, parts, begin = 1, [], match.end()
        for index in range(match.end(), len(text)):
            depth += {'(': 1, ')': -1}.get(text[index], 0)
            if not depth or (depth == 1 and text[index] == ','):
                parts.append(text[begin:index].strip())
                begin = index + 1
            if not depth:
                break
        layouts = []
        for part in parts[1:]:
            fields = []
            for kind, name, count in re.findall(r'(?:FIELD|ARRAY)\((\w+),\s*(\w+)(?:,\s*(\d+))?\)', part):
                names = [f'{name}{index}' for index in range(int(count))] if count else [name]
                fields += [(each, TYPES[kind]) for each in names]
            layouts.append(Layout(fields or [('unused', 'I')]))
        requests[parts[0]] = (len(requests), layouts[0], None if match.group(1) else layouts[1])
    return requests


REQUESTS = read_requests()


class Answer:
    def __init__(self, fields, data, fds):
        self.__dict__.update(fields)
        self.data = data
        self.fds = fds


class ServerGone(Exception):
    pass


class Checks:
    """Counts what holds and prints what does not."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print('failed:', what, flush=True)

    def summary(self):
        """Prints it; returns the exit status."""
        print(f'{self.passed} passed, {self.failed} failed')
        return self.failed != 0


def server_program():
    return os.path.join(os.environ.get('WINRUN_BUILD', '.'), 'winrun-server')


def text(value):
    return value.encode('utf-16le')


class Client:
    def __init__(self, path=None, fd=None, init=True, image='C:\\test.exe', unix_pid=0):
        if fd is None:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.connect(path)
        else:
            self.socket = socket.socket(fileno=fd)
        self.tid = 0
        if init:
            self.init(image, unix_pid)

    def init(self, image='C:\\test.exe', unix_pid=0):
        status, answer = self.call('process_init', image.encode('utf-16le'), version=PROTOCOL_VERSION, unix_pid=unix_pid or os.getpid(), machine=0x8664)
        if status:
            raise RuntimeError(f'process_init: {status:08x}')
        self.__dict__.update({key: value for key, value in answer.__dict__.items() if key not in ('data', 'fds')})
        self.arena = mmap.mmap(answer.fds[0], 16 << 20)
        self.block = mmap.mmap(answer.fds[1], 10 << 20)
        self.clock = mmap.mmap(answer.fds[2], 4096, prot=mmap.PROT_READ)
        for fd in answer.fds:
            os.close(fd)
        # the main thread's record
        struct.pack_into('<II', self.block, 0x1000 + 0x40000 * 32, self.tid, self.thread_slot)
        struct.pack_into('<I', self.block, 12, 1)

    def pack(self, name, data=b'', fd=None, **values):
        code, layout, _ = REQUESTS[name]
        fixed = layout.pack(values)
        return HEADER.pack(HEADER.size + len(fixed) + len(data), code, HAS_FD if fd is not None else 0, self.tid, len(fixed)) + fixed + data

    def send(self, name, data=b'', fd=None, **values):
        message = self.pack(name, data, fd, **values)
        try:
            if fd is None:
                self.socket.sendall(message)
            else:
                sent = self.socket.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))])
                self.socket.sendall(message[sent:])
        except OSError as error:
            raise ServerGone(str(error))

    def receive(self, size, fds):
        data = b''
        while len(data) < size:
            try:
                part, ancillary, _, _ = self.socket.recvmsg(size - len(data), socket.CMSG_SPACE(12))
            except OSError as error:
                raise ServerGone(str(error))
            if not part:
                raise ServerGone('connection closed')
            for _, _, payload in ancillary:
                numbers = array.array('i')
                numbers.frombytes(payload[:len(payload) // 4 * 4])
                fds.extend(numbers)
            data += part
        return data

    def answer(self, name):
        layout = REQUESTS[name][2]
        fds = []
        size, _, _, status, fixed_size = HEADER.unpack(self.receive(HEADER.size, fds))
        body = self.receive(size - HEADER.size, fds)
        return status & 0xffffffff, Answer(layout.unpack(body[:fixed_size]), body[fixed_size:], fds)

    def call(self, name, data=b'', fd=None, **values):
        self.send(name, data, fd, **values)
        return self.answer(name)

    def status(self, name, data=b'', **values):
        return self.call(name, data, **values)[0]

    def close(self):
        self.socket.close()

    # ---- arena

    def state(self, slot):
        return struct.unpack_from('<Q', self.arena, slot * ARENA_SLOT_SIZE)[0]

    def set_state(self, slot, state):
        struct.pack_into('<Q', self.arena, slot * ARENA_SLOT_SIZE, state)

    def set_locker(self, slot, tid):
        struct.pack_into('<I', self.arena, slot * ARENA_SLOT_SIZE + 24, tid)

    def set_intents(self, slots):
        record = 0x1000 + 0x40000 * 32
        struct.pack_into(f'<{len(slots)}I', self.block, record + 16, *slots)
        struct.pack_into('<I', self.block, record + 8, len(slots))

    def wait_state(self, slot, wanted, seconds=5):
        """Until wanted(state) holds; returns whether it did in time."""
        end = time.monotonic() + seconds
        while not wanted(self.state(slot)):
            if time.monotonic() > end:
                return False
            time.sleep(0.0005)
        return True

    # ---- shorthands

    def create(self, kind, name='', what=0, state=0, parameter=0, **values):
        full = ('\\BaseNamedObjects\\' + name if name else '').encode('utf-16le')
        return self.call('object_create', full, kind=kind, what=what, state=state | kind << 56, parameter=parameter, name_size=len(full), **values)

    def open_file(self, path, access=1, share=7, options=0):
        info = os.stat(path)
        return self.call('file_open', path.encode() if options & 0x1000 else b'', device=info.st_dev, inode=info.st_ino, access=access, share=share,
                         options=options)


def fnv(data):
    value = 0xcbf29ce484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001b3 % (1 << 64)
    return value


class Server:
    """A winrun-server of its own prefix, in the foreground."""

    def __init__(self, program, prefix, runtime, *options):
        self.program, self.prefix, self.runtime, self.options = program, prefix, runtime, options
        for folder in (prefix, runtime):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        info = os.stat(prefix)
        self.path = os.path.join(runtime, 'winrun', '%016x' % fnv(struct.pack('<QQ', info.st_dev, info.st_ino)), 'socket')
        self.start()

    def start(self):
        environment = dict(os.environ, XDG_RUNTIME_DIR=self.runtime)
        self.process = subprocess.Popen([self.program, '--foreground', '--prefix', self.prefix, *self.options], env=environment)
        end = time.monotonic() + 10
        while True:
            try:
                Client(self.path, init=False).close()
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError('winrun-server does not start')
                time.sleep(0.001)

    def client(self, **options):
        return Client(self.path, **options)

    def stop(self):
        self.process.terminate()
        return self.process.wait(10)
