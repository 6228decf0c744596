#!/usr/bin/env python3
"""The command-line programs about the registry and processes: reg, tasklist, taskkill, timeout, sc, ipconfig. Expectations: Microsoft, "Windows Commands",
the page of each program; the .reg format: "How to add, modify, or delete registry subkeys and values by using a .reg file"."""
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter
from program_test import run, start, windows_path

counter = Counter()
DONE = 'The operation completed successfully.\r\n'
KEY = r'HKCU\Software\Winrun test'
LONG_KEY = r'HKEY_CURRENT_USER\Software\Winrun test'


def reg(arch, *arguments, text=''):
    return run(arch, 'reg', *arguments, text=text)


def test_reg_values(arch):
    reg(arch, 'delete', KEY, '/f')
    for arguments in (['/v', 'text', '/d', 'a "b" \\c'], ['/v', 'number', '/t', 'REG_DWORD', '/d', '17'], ['/ve', '/d', 'hello'],
                      ['/v', 'many', '/t', 'reg_multi_sz', '/d', r'a\0b'], ['/v', 'bytes', '/t', 'REG_BINARY', '/d', '01fF'],
                      ['/v', 'wide', '/t', 'REG_QWORD', '/d', '0x100000000']):
        answer = reg(arch, 'add', KEY, *arguments, '/f')
        counter.check(answer[:2] == (0, DONE), f'{arch}: reg add {arguments}: {answer!r}')
    shown = {'text': 'REG_SZ    a "b" \\c', 'number': 'REG_DWORD    0x11', 'many': r'REG_MULTI_SZ    a\0b', 'bytes': 'REG_BINARY    01FF',
             'wide': 'REG_QWORD    0x100000000'}
    for name, text in shown.items():
        answer = reg(arch, 'query', KEY, '/v', name)
        counter.check(answer[:2] == (0, f'\r\n{LONG_KEY}\r\n    {name}    {text}\r\n\r\n'), f'{arch}: reg query /v {name}: {answer!r}')
    answer = reg(arch, 'query', KEY, '/ve')
    counter.check(answer[1] == f'\r\n{LONG_KEY}\r\n    (Default)    REG_SZ    hello\r\n\r\n', f'{arch}: reg query /ve: {answer!r}')
    counter.check(reg(arch, 'add', KEY, '/v', 'x', '/t', 'REG_DWORD', '/d', 'ten', '/f')[0] == 1, f'{arch}: reg add of no number')
    counter.check(reg(arch, 'add', KEY, '/v', 'x', '/t', 'REG_THING', '/d', '1', '/f')[0] == 1, f'{arch}: reg add of no type')
    counter.check(reg(arch, 'add', KEY, '/v', 'number', '/d', 'x', text='n\n')[0] == 0, f'{arch}: reg add asks')
    counter.check('0x11' in reg(arch, 'query', KEY, '/v', 'number')[1], f'{arch}: a refusal changes nothing')
    code, _, errors = reg(arch, 'query', KEY, '/v', 'none')
    counter.check(code == 1 and errors.startswith('ERROR: The system was unable to find the specified registry key or value.'), f'{arch}: {errors!r}')
    counter.check(reg(arch, 'query', r'HKXX\Software')[0] == 1, f'{arch}: reg query of no root')


def test_reg_search(arch):
    reg(arch, 'add', KEY + r'\Inner key', '/v', 'deep', '/d', 'hello there', '/f')
    code, output, _ = reg(arch, 'query', KEY, '/s')
    counter.check(code == 0 and f'{LONG_KEY}\\Inner key\r\n    deep    REG_SZ    hello there\r\n' in output, f'{arch}: reg query /s: {output!r}')
    code, output, _ = reg(arch, 'query', KEY, '/s', '/f', 'hello')
    counter.check(code == 0 and output.endswith('End of search: 2 match(es) found.\r\n'), f'{arch}: reg query /f: {output!r}')
    code, output, _ = reg(arch, 'query', KEY, '/s', '/f', 'hello', '/d', '/e')
    counter.check(code == 0 and output.endswith('End of search: 1 match(es) found.\r\n'), f'{arch}: reg query /e: {output!r}')
    code, output, _ = reg(arch, 'query', KEY, '/s', '/f', 'inner', '/k')
    counter.check(code == 0 and 'Inner key' in output and '1 match(es)' in output, f'{arch}: reg query /k: {output!r}')
    counter.check(reg(arch, 'query', KEY, '/s', '/f', 'quince')[0] == 1, f'{arch}: reg query that finds nothing')


def test_reg_files(arch, folder):
    path = os.path.join(folder, 'key.reg')
    counter.check(reg(arch, 'export', KEY, windows_path(path), '/y')[:2] == (0, DONE), f'{arch}: reg export')
    with open(path, encoding='utf-16', newline='') as file:
        text = file.read()
    counter.check(text.startswith(f'Windows Registry Editor Version 5.00\r\n\r\n[{LONG_KEY}]\r\n'), f'{arch}: the head of an export: {text!r}')
    for line in ('"text"="a \\"b\\" \\\\c"', '"number"=dword:00000011', '@="hello"', '"bytes"=hex:01,ff',
                 '"many"=hex(7):61,00,00,00,62,00,00,00,00,00', '"wide"=hex(b):00,00,00,00,01,00,00,00', f'[{LONG_KEY}\\Inner key]'):
        counter.check(f'\r\n{line}\r\n' in text, f'{arch}: an export has {line}: {text!r}')
    before = reg(arch, 'query', KEY, '/s')[1]
    counter.check(reg(arch, 'delete', KEY, '/f')[:2] == (0, DONE), f'{arch}: reg delete')
    counter.check(reg(arch, 'query', KEY)[0] == 1, f'{arch}: the key is gone')
    counter.check(reg(arch, 'import', windows_path(path))[0] == 0, f'{arch}: reg import')
    counter.check(reg(arch, 'query', KEY, '/s')[1] == before, f'{arch}: what was exported comes back')
    with open(path, 'w', newline='') as file:
        file.write(f'REGEDIT4\r\n\r\n; a remark\r\n[{LONG_KEY}]\r\n"number"=-\r\n"bytes"=hex:0a,\\\r\n  0b\r\n\r\n[-{LONG_KEY}\\Inner key]\r\n')
    counter.check(reg(arch, 'import', windows_path(path))[0] == 0, f'{arch}: reg import of version 4')
    counter.check(reg(arch, 'query', KEY, '/v', 'number')[0] == 1, f'{arch}: an import deletes a value')
    counter.check(' 0A0B\r\n' in reg(arch, 'query', KEY, '/v', 'bytes')[1], f'{arch}: an import joins lines')
    counter.check(reg(arch, 'query', KEY + r'\Inner key')[0] == 1, f'{arch}: an import deletes a key')
    counter.check(reg(arch, 'copy', KEY, KEY + ' 2', '/s', '/f')[:2] == (0, DONE), f'{arch}: reg copy')
    counter.check(' 0A0B\r\n' in reg(arch, 'query', KEY + ' 2', '/v', 'bytes')[1], f'{arch}: a copy has the values')
    counter.check(reg(arch, 'delete', KEY + ' 2', '/va', '/f')[0] == 0, f'{arch}: reg delete /va')
    counter.check('REG_' not in reg(arch, 'query', KEY + ' 2')[1], f'{arch}: no value is left')
    reg(arch, 'delete', KEY + ' 2', '/f')
    counter.check(reg(arch, 'delete', KEY + ' 2', '/f')[0] == 1, f'{arch}: reg delete of no key')


def test_processes(arch):
    code, output, _ = run(arch, 'tasklist')
    counter.check(code == 0 and output.startswith('\r\nImage Name                     PID Session Name        Session#    Mem Usage\r\n'
                                                  '========================= ======== ================ =========== ============\r\n'), f'{arch}: {output!r}')
    counter.check(run(arch, 'tasklist', '/fi', 'imagename eq none.exe')[1].startswith('INFO: No tasks are running'), f'{arch}: no such task')
    counter.check(run(arch, 'tasklist', '/fi', 'nonsense')[0] == 1, f'{arch}: a wrong filter')
    sleeper = start(arch, 'sort', stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    row = ''
    for _ in range(100):
        row = run(arch, 'tasklist', '/fo', 'csv', '/nh', '/fi', 'imagename eq sort.exe')[1]
        if row.startswith('"sort.exe"'):
            break
        time.sleep(0.1)
    fields = row.strip().strip('"').split('","')
    counter.check(len(fields) == 5 and fields[0] == 'sort.exe' and fields[1].isdigit() and fields[4].endswith(' K'), f'{arch}: tasklist /fo csv: {row!r}')
    code, _, errors = run(arch, 'taskkill', '/im', 'none.exe', '/f')
    counter.check(code == 128 and errors == 'ERROR: The process "none.exe" not found.\r\n', f'{arch}: taskkill of no process: {errors!r}')
    counter.check(run(arch, 'taskkill')[0] == 1, f'{arch}: taskkill without a target')
    counter.check(run(arch, 'taskkill', '/pid', fields[1])[0] == 1, f'{arch}: a program without a window is not asked to end')
    answer = run(arch, 'taskkill', '/pid', fields[1], '/f')
    counter.check(answer[:2] == (0, f'SUCCESS: The process with PID {fields[1]} has been terminated.\r\n'), f'{arch}: taskkill /f: {answer!r}')
    counter.check(sleeper.wait(30) != 0, f'{arch}: the process has ended')


def test_timeout(arch):
    counter.check(run(arch, 'timeout')[0] == 1, f'{arch}: timeout without a time')
    counter.check(run(arch, 'timeout', '/t', 'soon')[0] == 1, f'{arch}: timeout of no number')
    code, _, errors = run(arch, 'timeout', '/t', '1')
    counter.check(code == 1 and errors.startswith('ERROR: Input redirection is not supported'), f'{arch}: timeout without a console: {errors!r}')


def test_ipconfig(arch):
    code, output, _ = run(arch, 'ipconfig', '/all')
    counter.check(code == 0 and output.startswith('\r\nWindows IP Configuration\r\n\r\n   Host Name . . . . . . . . . . . . : '), f'{arch}: ipconfig /all: {output!r}')
    adapters = output.count(' adapter ')
    counter.check(output.count('   Physical Address. . . . . . . . . : ') == adapters, f'{arch}: each adapter has an address: {output!r}')
    code, output, _ = run(arch, 'ipconfig')
    counter.check(code == 0 and output.count(' adapter ') == adapters and 'Physical' not in output, f'{arch}: ipconfig: {output!r}')
    counter.check(run(arch, 'ipconfig', '/renew')[0] == 1, f'{arch}: ipconfig changes nothing')


def test_services(arch):
    run(arch, 'sc', 'delete', 'winrun_test')
    answer = run(arch, 'sc', 'query', 'winrun_test')
    counter.check('FAILED 1060:' in answer[1] and answer[0] == 1060 & 255, f'{arch}: sc query of no service: {answer!r}')
    answer = run(arch, 'sc', 'create', 'winrun_test', 'binPath=', 'C:\\none.exe -x', 'start=', 'auto', 'DisplayName=', 'A test')
    counter.check(answer[:2] == (0, '[SC] CreateService SUCCESS\r\n'), f'{arch}: sc create: {answer!r}')
    code, output, _ = run(arch, 'sc', 'qc', 'winrun_test')
    counter.check(code == 0 and '        START_TYPE         : 2   AUTO_START' in output and 'BINARY_PATH_NAME   : C:\\none.exe -x' in output
                  and 'DISPLAY_NAME       : A test' in output, f'{arch}: sc qc: {output!r}')
    code, output, _ = run(arch, 'sc', 'query', 'winrun_test')
    counter.check(code == 0 and output.startswith('\r\nSERVICE_NAME: winrun_test\r\n') and 'STATE              : 1  STOPPED' in output, f'{arch}: sc query: {output!r}')
    counter.check('FAILED 1062:' in run(arch, 'sc', 'stop', 'winrun_test')[1], f'{arch}: sc stop of a stopped service')
    counter.check('FAILED 1073:' in run(arch, 'sc', 'create', 'winrun_test', 'binPath=', 'x')[1], f'{arch}: sc create twice')
    answer = run(arch, 'sc', 'config', 'winrun_test', 'start=', 'demand', 'DisplayName=', 'Changed')
    counter.check(answer[:2] == (0, '[SC] ChangeServiceConfig SUCCESS\r\n'), f'{arch}: sc config: {answer!r}')
    output = run(arch, 'sc', 'qc', 'winrun_test')[1]
    counter.check('3   DEMAND_START' in output and 'DISPLAY_NAME       : Changed' in output and 'C:\\none.exe -x' in output, f'{arch}: what sc config changed: {output!r}')
    counter.check(run(arch, 'sc', 'description', 'winrun_test', 'What it does')[0] == 0, f'{arch}: sc description')
    counter.check('DESCRIPTION:  What it does\r\n' in run(arch, 'sc', 'qdescription', 'winrun_test')[1], f'{arch}: sc qdescription')
    counter.check(run(arch, 'sc', 'delete', 'winrun_test')[:2] == (0, '[SC] DeleteService SUCCESS\r\n'), f'{arch}: sc delete')
    counter.check(run(arch, 'sc', 'create', 'x')[0] != 0, f'{arch}: sc create without a path')


for architecture in ('x86_64', 'i386'):
    with tempfile.TemporaryDirectory() as work:
        test_reg_values(architecture)
        test_reg_search(architecture)
        test_reg_files(architecture, work)
        test_processes(architecture)
        test_timeout(architecture)
        test_services(architecture)
        test_ipconfig(architecture)
sys.exit(counter.finish())
