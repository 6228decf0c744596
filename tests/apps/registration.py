#!/usr/bin/env python3
"""regsvr32 and rundll32: exit codes, options, what the DLL's functions are given, and DLLs of the other architecture.
Expectations: Microsoft's pages of regsvr32 and of the interface of rundll32."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN
from program_test import run, windows_path

counter = Counter()
KEY = r'HKCU\Software\wr_registered'


def dll(arch):
    return windows_path(os.path.join(os.environ['WINRUN_BUILD'], 'tests', arch, 'loader', 'wr_registered.dll'))


def value(name):
    answer = run('x86_64', 'reg', 'query', KEY, '/v', name)
    return answer[1].split('REG_SZ')[1].strip() if 'REG_SZ' in answer[1] else None


def test_regsvr32(arch, library_arch):
    what = f'{arch}, DLL {library_arch}'
    library, bits = dll(library_arch), '64' if library_arch == 'x86_64' else '32'
    code, _, errors = run(arch, 'regsvr32', library)
    counter.check(code == 0 and 'is registered' in errors, f'{what}: regsvr32: {code}, {errors!r}')
    counter.check(value('registered') == bits, f'{what}: registered by {value("registered")}')
    code, _, errors = run(arch, 'regsvr32', '/u', '/s', library)
    counter.check(code == 0 and not errors, f'{what}: /u /s: {code}, {errors!r}')
    counter.check(value('registered') is None, f'{what}: still registered')
    code, _, _ = run(arch, 'regsvr32', '/u', '/s', library)
    counter.check(code == 5, f'{what}: DllUnregisterServer that fails: {code}')
    code, _, _ = run(arch, 'regsvr32', '/s', '/n', '/i:some text', library)
    counter.check(code == 0 and value('installed') == 'some text' and value('registered') is None, f'{what}: /n /i: {code}')
    code, _, _ = run(arch, 'regsvr32', '/s', '/u', '/n', '/i', library)
    counter.check(code == 0 and value('removed') == '', f'{what}: /u /n /i: {code}, {value("removed")!r}')
    run(arch, 'reg', 'add', KEY, '/v', 'refuse', '/d', 'x', '/f')
    code, _, errors = run(arch, 'regsvr32', library)
    counter.check(code == 5 and 'DllRegisterServer failed with 0x80070005' in errors, f'{what}: refusal: {code}, {errors!r}')
    run(arch, 'reg', 'delete', KEY, '/f')


def test_failures(arch):
    for arguments, expected in (([], 1), (['/x', 'version.dll'], 1), (['/n', 'version.dll'], 1), (['no such.dll'], 3), (['version.dll'], 4)):
        code, _, errors = run(arch, 'regsvr32', *arguments)
        counter.check(code == expected and errors.startswith('RegSvr32: '), f'{arch}: regsvr32 {arguments}: {code}, {errors!r}')
    for arguments in ([], ['version.dll'], ['no such.dll,Entry'], ['version.dll,NoSuchFunction']):
        code, _, errors = run(arch, 'rundll32', *arguments)
        counter.check(code == 1 and errors.startswith('RunDLL: '), f'{arch}: rundll32 {arguments}: {code}, {errors!r}')


def test_rundll32(arch, library_arch):
    what = f'{arch}, DLL {library_arch}'
    program = os.path.join(os.environ['WINRUN_BUILD'], 'lib', f'{arch}-windows', 'rundll32.exe')
    for function, name in (('TakeText', 'wide'), ('TakeBytes', 'narrow')):
        done = subprocess.run([WINRUN, program, f'{dll(library_arch)},{function}', 'one', 'two three'], capture_output=True, timeout=60, check=False)
        text = value(name)
        counter.check(done.returncode == 0 and text == 'one "two three"', f'{what}: {function}: {done.returncode}, {done.stderr}, {text!r}')
        run(arch, 'reg', 'delete', KEY, '/f')


for architecture in ('x86_64', 'i386'):
    for other in ('x86_64', 'i386'):
        test_regsvr32(architecture, other)
        test_rundll32(architecture, other)
    test_failures(architecture)
sys.exit(counter.finish())
