#!/usr/bin/env python3
"""The small command-line programs that Winrun ships: where, find, sort, whoami, hostname, chcp. Expectations: Microsoft, "Windows Commands",
the page of each program."""
import getpass
import os
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN

BUILD = os.environ['WINRUN_BUILD']
counter = Counter()
FRUIT = 'pear\r\nApple\r\nzoo\r\napple pie\r\n'


def run(arch, name, *arguments, text=''):
    program = os.path.join(BUILD, 'lib', f'{arch}-windows', name + '.exe')
    done = subprocess.run([WINRUN, program, *arguments], input=text.encode(), capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode('latin-1'), done.stderr.decode('latin-1')


def expect(arch, what, answer, code, output):
    counter.check(answer[0] == code and answer[1] == output, f'{arch}: {what}: {answer!r}')


def batch(arch, folder, line, text=''):
    """One line of a batch file, whose quotes reach the program as they stand."""
    with open(os.path.join(folder, 'one.bat'), 'w', newline='') as file:
        file.write('@' + line + '\r\n')
    return run(arch, 'cmd', '/c', windows_path(os.path.join(folder, 'one.bat')), text=text)


def windows_path(path):
    return 'Z:' + path.replace('/', '\\')


def test(arch, folder):
    unix_name = os.path.join(folder, 'fruit.txt')
    name = windows_path(unix_name)
    with open(unix_name, 'w', newline='') as file:
        file.write(FRUIT)
    expect(arch, 'sort', run(arch, 'sort', text=FRUIT), 0, 'Apple\r\napple pie\r\npear\r\nzoo\r\n')
    expect(arch, 'sort /r', run(arch, 'sort', '/r', text=FRUIT), 0, 'zoo\r\npear\r\napple pie\r\nApple\r\n')
    expect(arch, 'sort from a column', run(arch, 'sort', '/+2', text='ab\nba\nac\n'), 0, 'ba\r\nab\r\nac\r\n')
    expect(arch, 'sort of a file', run(arch, 'sort', name), 0, 'Apple\r\napple pie\r\npear\r\nzoo\r\n')
    expect(arch, 'sort onto its input', run(arch, 'sort', name, '/o', name), 0, '')
    counter.check(open(unix_name, newline='').read() == 'Apple\r\napple pie\r\npear\r\nzoo\r\n', f'{arch}: the file is sorted')
    counter.check(run(arch, 'sort', 'C:\\no such file')[0] == 1, f'{arch}: sort of no file')
    expect(arch, 'find in input', batch(arch, folder, 'find "app"', text=FRUIT), 0, 'apple pie\r\n')
    expect(arch, 'find /i /n', batch(arch, folder, 'find /i /n "app"', text=FRUIT), 0, '[2]Apple\r\n[4]apple pie\r\n')
    expect(arch, 'find /v /c', batch(arch, folder, 'find /v /c "app"', text=FRUIT), 0, '3\r\n')
    expect(arch, 'find without a match', batch(arch, folder, 'find "quince"', text=FRUIT), 1, '')
    counter.check(batch(arch, folder, 'find quince', text=FRUIT)[0] == 2, f'{arch}: find without quotes')
    code, output, _ = run(arch, 'where', 'cmd')
    counter.check(code == 0 and output.lower().startswith('c:\\windows\\system32\\cmd.exe\r\n'), f'{arch}: where cmd: {output!r}')
    expect(arch, 'where finds nothing', run(arch, 'where', 'no_such_program'), 1, '')
    counter.check(run(arch, 'where')[0] == 2, f'{arch}: where without a pattern')
    counter.check(run(arch, 'where', '/q', 'cmd') == (0, '', ''), f'{arch}: where /q')
    code, output, _ = run(arch, 'whoami')
    counter.check(code == 0 and output.strip().split('\\')[1] == getpass.getuser().lower(), f'{arch}: whoami: {output!r}')
    counter.check('S-1-5-21-' in run(arch, 'whoami', '/user')[1], f'{arch}: whoami /user')
    counter.check('SeShutdownPrivilege' in run(arch, 'whoami', '/priv')[1], f'{arch}: whoami /priv')
    counter.check('S-1-5-32-544' in run(arch, 'whoami', '/groups')[1], f'{arch}: whoami /groups')
    counter.check(run(arch, 'whoami', '/nonsense')[0] == 1, f'{arch}: whoami with a wrong switch')
    code, output, _ = run(arch, 'hostname')
    counter.check(code == 0 and output.strip().lower() == socket.gethostname().split('.')[0].lower(), f'{arch}: hostname: {output!r}')
    expect(arch, 'chcp', run(arch, 'chcp'), 0, 'Active code page: 437\r\n')
    counter.check(run(arch, 'chcp', '99999')[0] == 1, f'{arch}: chcp of no code page')


with tempfile.TemporaryDirectory() as work:
    for architecture in ('x86_64', 'i386'):
        test(architecture, work)
sys.exit(counter.finish())
