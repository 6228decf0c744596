"""A serial port over a pseudo terminal: COM1 is PREFIX/drives/com1."""
import os
import pty
import select
import subprocess
import sys
import tty

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, WINRUN, Counter, helper



def receive(master):
    return os.read(master, 16) if select.select([master], [], [], 60)[0] else None


counter = Counter()
drives = os.path.join(os.environ['WINRUN_PREFIX'], 'drives')
os.makedirs(drives, exist_ok=True)
for arch in ARCHES:
    master, slave = pty.openpty()
    tty.setraw(slave)
    link = os.path.join(drives, 'com1')
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(os.ttyname(slave), link)
    process = subprocess.Popen([WINRUN, helper('serial_client', arch)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    counter.check(receive(master) == b'ask', f'{arch}: what the program wrote')
    os.write(master, b'answer')
    counter.check(receive(master) == b'end', f'{arch}: the end')
    try:
        output = process.communicate(timeout=60)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0]
    counter.check(process.returncode == 0, f'{arch}: the program\'s own checks', output)
    os.close(master)
    os.close(slave)
counter.finish()
