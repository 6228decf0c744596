"""An X display of the test's own (Xvfb) with a window manager (openbox), real input through XTEST (xdotool), and looks at the screen's pixels."""
import mmap
import os
import shutil
import signal
import struct
import subprocess
import threading
import time
import zlib

from app_test import BUILD, WINRUN

NEEDED = ('Xvfb', 'openbox', 'xdotool')
ARTEFACTS = os.path.join(BUILD, 'artefacts')


def missing_tools(*more):
    return [name for name in (*NEEDED, *more) if not shutil.which(name)]


def wait_until(condition, seconds=10.0, pause=0.01):
    """Says whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return bool(condition())
        time.sleep(pause)
    return True


class Display:
    def __init__(self, width=1024, height=768, manager=True):
        self.size = (width, height)
        self.folder = os.path.abspath(f'display-{id(self):x}')
        os.makedirs(self.folder, exist_ok=True)
        self.number = None
        self.server = self.manager = None
        self.start()
        if manager:
            self.start_manager()

    @property
    def name(self):
        return f':{self.number}'

    def environment(self):
        env = dict(os.environ, DISPLAY=self.name)
        env.pop('XAUTHORITY', None)
        return env

    def start(self):
        """Also again, with the same number."""
        reader, writer = os.pipe()
        number = [] if self.number is None else [self.name]
        command = ['Xvfb', *number, '-displayfd', str(writer), '-screen', '0', f'{self.size[0]}x{self.size[1]}x24', '-fbdir', self.folder,
                   '-nolisten', 'tcp', '-noreset']
        self.server = subprocess.Popen(command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as file:
            self.number = int(file.readline())

    def start_manager(self):
        with open(os.path.join(self.folder, 'openbox.xml'), 'w', encoding='utf-8') as file:
            file.write('<openbox_config xmlns="http://openbox.org/3.4/rc"><focus><focusNew>yes</focusNew></focus></openbox_config>\n')
        self.manager = subprocess.Popen(['openbox', '--sm-disable', '--config-file', file.name], env=self.environment(), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        wait_until(lambda: self.tool('get_desktop').returncode == 0, 5)

    def kill(self):
        """The X server dies, and with it the window manager."""
        for process in (self.server, self.manager):
            if process:
                process.kill()
                process.wait()
        self.server = self.manager = None

    def tool(self, *arguments):
        return subprocess.run(['xdotool', *map(str, arguments)], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              text=True, stdin=subprocess.DEVNULL)

    def wake_manager(self):
        """openbox sometimes lets an event lie that it has read, until the next one comes."""
        self.tool('set_desktop', 0)

    def key(self, *names):
        self.tool('key', '--delay', '0', *names)

    def move(self, x, y):
        self.tool('mousemove', x, y)

    def click(self, x, y, button=1, repeat=1):
        self.tool('mousemove', x, y, 'sleep', '0.05', 'click', '--repeat', repeat, '--delay', 20, button)

    def window(self, title):
        """The X window with that title, as a number in text; '' if none is shown."""
        return self.tool('search', '--onlyvisible', '--name', f'^{title}$').stdout.strip().partition('\n')[0]

    def focused_title(self):
        return self.tool('getwindowfocus', 'getwindowname').stdout.strip()

    def image(self):
        """Width, height, bytes from row to row, and the pixels, four bytes each, blue first."""
        with open(os.path.join(self.folder, 'Xvfb_screen0'), 'rb') as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as memory:
            header = struct.unpack_from('>25I', memory, 0)
            start = header[0] + 12 * header[19]
            return header[4], header[5], header[12], bytes(memory[start:start + header[12] * header[5]])

    def pixel(self, x, y):
        """Red, green, blue."""
        _, _, stride, pixels = self.image()
        at = y * stride + 4 * x
        return pixels[at + 2], pixels[at + 1], pixels[at]

    def keep_picture(self, name):
        """A PNG among the test's artefacts."""
        os.makedirs(ARTEFACTS, exist_ok=True)
        width, height, stride, pixels = self.image()
        rows = bytearray()
        for y in range(height):
            row = pixels[y * stride:y * stride + 4 * width]
            colors = bytearray(3 * width)
            colors[0::3], colors[1::3], colors[2::3] = row[2::4], row[1::4], row[0::4]
            rows += b'\0' + colors

        def chunk(kind, data):
            return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

        with open(os.path.join(ARTEFACTS, name + '.png'), 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>2I5B', width, height, 8, 2, 0, 0, 0)) +
                       chunk(b'IDAT', zlib.compress(bytes(rows), 6)) + chunk(b'IEND', b''))

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Program:
    """A Windows program whose lines of output are gathered while it runs."""

    def __init__(self, display, *command, options=()):
        env = display.environment() if display else {**os.environ, 'DISPLAY': ''}
        self.process = subprocess.Popen([WINRUN, *options, *map(str, command)], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.lines = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def wait_for(self, line, seconds=10, after=0):
        return wait_until(lambda: line in self.lines[after:], seconds)

    def runs(self):
        return self.process.poll() is None

    def end(self):
        if self.runs():
            self.process.kill()
        self.process.wait()


def desktop_process():
    """The Unix process of this prefix's winrun-desktop; None: it does not run."""
    program, prefix = os.path.join(BUILD, 'winrun-desktop'), os.environ['WINRUN_PREFIX']
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        try:
            with open(f'/proc/{entry}/environ', 'rb') as file:
                ours = f'WINRUN_PREFIX={prefix}'.encode() in file.read().split(b'\0')
            if ours and os.path.samefile(f'/proc/{entry}/exe', program):
                return int(entry)
        except OSError:
            continue
    return None


def kill_desktop():
    process = desktop_process()
    if process:
        os.kill(process, signal.SIGKILL)
    return process
