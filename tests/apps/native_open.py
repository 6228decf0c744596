#!/usr/bin/env python3
"""What ShellExecute hands to the Linux desktop: URLs, documents without a Windows program, folders. A program of our own plays
xdg-open; without a display nothing is handed over, and the program is told so."""
import os
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN
from program_test import windows_path

counter = Counter()


def open_with(arch, folder, target, display=':77'):
    """What the desktop was asked to open, or None."""
    record = os.path.join(folder, 'record')
    if os.path.exists(record):
        os.remove(record)
    program = os.path.join(os.environ['WINRUN_BUILD'], 'lib', f'{arch}-windows', 'rundll32.exe')
    environment = dict(os.environ, PATH=folder + ':' + os.environ['PATH'], DISPLAY=display, RECORD=record)
    environment.pop('WAYLAND_DISPLAY', None)
    done = subprocess.run([WINRUN, program, 'shell32.dll,ShellExec_RunDLL', target], capture_output=True, timeout=60, check=False,
                          env=environment)
    if b'cannot open' in done.stderr:
        return None
    for _ in range(3000):  # it lives on its own
        if os.path.exists(record):
            with open(record, encoding='utf-8') as file:
                return file.read()
        time.sleep(0.01)
    return done.stderr.decode()


def test(arch, folder):
    opener = os.path.join(folder, 'xdg-open')
    with open(opener, 'w', encoding='ascii') as file:
        file.write('#!/bin/sh\nprintf %s "$1" >"$RECORD.new" && mv "$RECORD.new" "$RECORD"\n')
    os.chmod(opener, os.stat(opener).st_mode | stat.S_IXUSR)
    document, inner = os.path.join(folder, 'a letter.pdf'), os.path.join(folder, 'inner')
    for name in (document, os.path.join(folder, 'bad.desktop')):
        with open(name, 'w', encoding='ascii') as file:
            file.write('text')
    os.makedirs(inner, exist_ok=True)
    for target, expected in (('https://example.org/a?b=c&d', 'https://example.org/a?b=c&d'), ('mailto:me@example.org', 'mailto:me@example.org'),
                             (windows_path(document), document), (windows_path(inner), inner)):
        answer = open_with(arch, folder, target)
        counter.check(answer == expected, f'{arch}: {target} was opened as {answer!r}')
    for target in ('nosuchscheme:text', windows_path(os.path.join(folder, 'bad.desktop')), windows_path(os.path.join(folder, 'none.pdf'))):
        answer = open_with(arch, folder, target)
        counter.check(answer is None, f'{arch}: {target} was opened as {answer!r}')
    answer = open_with(arch, folder, 'https://example.org', display='')
    counter.check(answer is None, f'{arch}: without a display: {answer!r}')


for architecture in ('x86_64', 'i386'):
    with tempfile.TemporaryDirectory() as work:
        test(architecture, work)
sys.exit(counter.finish())
