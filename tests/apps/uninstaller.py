#!/usr/bin/env python3
"""`winrun list` and `winrun uninstall`: what installers have registered, in tables and as JSON; uninstallers that hand over to
a copy of themselves; what cannot be uninstalled is said in words."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN

counter = Counter()
BASE = r'\Software\Microsoft\Windows\CurrentVersion\Uninstall' + '\\'


def winrun(*arguments):
    done = subprocess.run([WINRUN, *arguments], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def register(root, key, **values):
    for name, value in values.items():
        kind = 'REG_DWORD' if isinstance(value, int) else 'REG_SZ'
        code, _, errors = winrun('reg', 'add', root + BASE + key, '/v', name, '/t', kind, '/d', str(value), '/f')
        counter.check(code == 0, f'reg add {key}: {errors}')


def is_registered(root, key):
    return winrun('reg', 'query', root + BASE + key)[0] == 0


def test_empty():
    code, output, _ = winrun('list')
    counter.check(code == 0 and output.startswith('No programs are installed'), f'empty list: {code}, {output!r}')
    code, output, _ = winrun('list', '--json')
    counter.check(code == 0 and json.loads(output) == [], f'empty JSON: {code}, {output!r}')
    for arguments in (['list', 'x'], ['uninstall'], ['uninstall', 'a', 'b']):
        code, _, errors = winrun(*arguments)
        counter.check(code == 2 and errors.startswith('Usage: winrun list'), f'{arguments}: {code}, {errors!r}')


def test_list():
    register('HKLM', 'Ledger', DisplayName='Ledger 3', DisplayVersion='3.1.4', Publisher='Ledger & Sons', InstallLocation='C:\\Ledger')
    register('HKCU', 'Abacus', DisplayName='Abacus "Pro"')
    register('HKLM', 'Part', DisplayName='Part of Ledger', ParentKeyName='Ledger')
    register('HKLM', 'Hidden', DisplayName='Hidden', SystemComponent=1)
    register('HKLM', 'Nameless', DisplayVersion='1')
    code, output, _ = winrun('list')
    expected = 'NAME          VERSION  PUBLISHER\nAbacus "Pro"\nLedger 3      3.1.4    Ledger & Sons\n'
    counter.check(code == 0 and output == expected, f'list: {code}, {output!r}')
    code, output, _ = winrun('list', '--json')
    programs = json.loads(output)
    counter.check([program['name'] for program in programs] == ['Abacus "Pro"', 'Ledger 3'], f'JSON: {output!r}')
    counter.check(programs[1]['location'] == 'C:\\Ledger' and programs[1]['version'] == '3.1.4', f'JSON: {programs[1]}')


def test_uninstall(folder):
    # the first process starts another one and is gone before the key is
    script = os.path.join(folder, 'remove.cmd')
    with open(script, 'w', encoding='ascii') as file:
        file.write(f'@start "" /b cmd /c "timeout /t 1 >nul & reg delete HKLM{BASE}Ledger /f >nul"\r\n')
    windows_script = 'Z:' + script.replace('/', '\\')
    register('HKLM', 'Ledger', UninstallString=f'cmd /c {windows_script}')
    code, _, errors = winrun('uninstall', 'Ledger', '--silent')
    counter.check(code == 1 and 'offers no silent uninstallation' in errors, f'silent: {code}, {errors!r}')
    code, output, errors = winrun('uninstall', 'ledger')
    counter.check(code == 0 and output.endswith('Ledger 3 is uninstalled.\n'), f'uninstall: {code}, {output!r}, {errors!r}')
    counter.check(not is_registered('HKLM', 'Ledger'), 'the key is there after uninstallation')
    code, _, errors = winrun('uninstall', 'ledger')
    counter.check(code == 1 and 'no program called ledger' in errors, f'uninstalled twice: {code}, {errors!r}')


def test_failures():
    code, _, errors = winrun('uninstall', 'Abacus')
    counter.check(code == 1 and 'has registered no uninstaller' in errors, f'no uninstaller: {code}, {errors!r}')
    register('HKCU', 'Abacus', UninstallString='C:\\no where\\remove.exe')
    code, _, errors = winrun('uninstall', 'Abacus')
    counter.check(code == 1 and 'cannot be started (C:\\no where\\remove.exe)' in errors, f'no file: {code}, {errors!r}')
    register('HKCU', 'Abacus', UninstallString='cmd /c exit 3')
    code, _, errors = winrun('uninstall', 'Abacus')
    counter.check(code == 1 and 'ended (exit code 3), but the program is still registered' in errors, f'still there: {code}, {errors!r}')
    register('HKCU', 'Abacus2', DisplayName='Abacus two')
    code, _, errors = winrun('uninstall', 'aba')
    counter.check(code == 1 and '2 programs have aba in their names' in errors and '    Abacus two' in errors, f'two: {code}, {errors!r}')


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_empty()
        test_list()
        test_uninstall(folder)
        test_failures()
    return counter.finish()


sys.exit(main())
