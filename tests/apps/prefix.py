#!/usr/bin/env python3
"""`winrun prefix`: creates, lists, describes and deletes prefixes; what is no prefix is never deleted, nor one whose programs run."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN

counter = Counter()


def winrun(data, *arguments, **options):
    environment = {name: value for name, value in os.environ.items() if name != 'WINRUN_PREFIX'}
    environment['XDG_DATA_HOME'] = data
    done = subprocess.run([WINRUN, *arguments], capture_output=True, timeout=60, check=False, env=environment,
                          stdin=subprocess.DEVNULL, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_life(data):
    folder = os.path.join(data, 'winrun')
    code, output, _ = winrun(data, 'prefix', 'list')
    counter.check(code == 0 and output.startswith(f'No prefix is in {folder} yet'), f'none: {code}, {output!r}')
    code, output, errors = winrun(data, 'prefix', 'create', 'books')
    counter.check(code == 0 and f'{folder}/books' in output, f'create: {code}, {output!r}, {errors!r}')
    code, _, errors = winrun(data, 'prefix', 'create', 'books')
    counter.check(code == 1 and 'exists already' in errors, f'create twice: {code}, {errors!r}')
    code, output, _ = winrun(data, 'prefix', 'list')
    counter.check(code == 0 and output == f'Prefixes in {folder}:\n    books\n', f'list: {code}, {output!r}')
    code, output, errors = winrun(data, '--prefix', os.path.join(folder, 'books'), 'cmd', '/c', 'echo text>C:\\file.txt')
    counter.check(code == 0, f'a program in it: {code}, {errors!r}')
    code, _, errors = winrun(data, '--prefix', os.path.join(folder, 'books'), '--kill')
    counter.check(code == 0, f'kill: {code}, {errors!r}')
    code, output, errors = winrun(data, 'prefix', 'info', 'books')
    counter.check(code == 0 and output.startswith(f'Prefix:   {folder}/books\nSize:') and 'nothing runs' in output,
                  f'info: {code}, {output!r}, {errors!r}')
    outside = os.path.join(data, 'kept')
    os.mkdir(outside)
    os.symlink(outside, os.path.join(folder, 'books', 'link'))
    with open(os.path.join(outside, 'file'), 'w', encoding='ascii') as file:
        file.write('text')
    code, _, errors = winrun(data, 'prefix', 'delete', 'books')
    counter.check(code == 1 and 'say --yes' in errors, f'delete without an answer: {code}, {errors!r}')
    counter.check(os.path.exists(os.path.join(folder, 'books', 'drive_c', 'file.txt')), 'the file is gone')
    code, output, errors = winrun(data, 'prefix', 'delete', 'books', '--yes')
    counter.check(code == 0 and output.startswith('Deleted'), f'delete: {code}, {output!r}, {errors!r}')
    counter.check(not os.path.exists(os.path.join(folder, 'books')), 'the prefix is there after its deletion')
    counter.check(os.path.exists(os.path.join(outside, 'file')), 'a linked folder lost its file')


def test_refusals(data):
    stranger = os.path.join(data, 'stranger')
    os.mkdir(stranger)
    code, _, errors = winrun(data, 'prefix', 'delete', stranger, '--yes')
    counter.check(code == 1 and 'is not a prefix' in errors and os.path.isdir(stranger), f'no prefix: {code}, {errors!r}')
    os.makedirs(os.path.join(stranger, 'drive_c', 'users'))
    with open(os.path.join(stranger, 'system.reg'), 'w', encoding='ascii') as file:
        file.write('WINE REGISTRY Version 2\n')
    code, _, errors = winrun(data, 'prefix', 'delete', stranger, '--yes')
    counter.check(code == 1 and 'is not a prefix' in errors and os.path.isdir(stranger), f"Wine's: {code}, {errors!r}")
    code, _, errors = winrun(data, 'prefix', 'delete', 'nowhere', '--yes')
    counter.check(code == 1 and 'there is no prefix' in errors, f'nowhere: {code}, {errors!r}')
    for arguments in ([], ['list', 'x'], ['create'], ['rename', 'a', 'b']):
        code, _, errors = winrun(data, 'prefix', *arguments)
        counter.check(code == 2 and errors.startswith('Usage: winrun prefix'), f'{arguments}: {code}, {errors!r}')
    path = os.path.join(data, 'busy')
    environment = dict(os.environ, WINRUN_PREFIX=path)
    with subprocess.Popen([WINRUN, 'cmd', '/c', 'echo ready& pause'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as program:
        program.stdout.readline()
        code, _, errors = winrun(data, 'prefix', 'delete', path, '--yes')
        counter.check(code == 1 and 'end them first' in errors and os.path.isdir(path), f'busy: {code}, {errors!r}')
        program.communicate(b'\r\n')
    subprocess.run([WINRUN, '--kill'], env=environment, capture_output=True, check=False)


for test in (test_life, test_refusals):
    with tempfile.TemporaryDirectory() as work:
        test(work)
sys.exit(counter.finish())
