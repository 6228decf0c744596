#!/usr/bin/env python3
"""choice, expand, net, ping, wmic, and reg's hive files. Expectations: Microsoft, "Windows Commands", the page of each program (exit codes of choice and
reg compare, options, statistics of ping) and "Using the WMI command-line tool" (/value, /format)."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter
from program_test import run, windows_path

counter = Counter()
DONE = 'The operation completed successfully.\r\n'
KEY = r'HKCU\Software\Winrun hive test'


def test_choice(arch):
    for text, arguments, expected in (('y', [], 1), ('N', [], 2), ('xb', ['/c', 'abc'], 2), ('C', ['/c:abc', '/n'], 3), ('aA', ['/cs', '/c', 'xA'], 2)):
        code, output, _ = run(arch, 'choice', *arguments, text=text)
        counter.check(code == expected, f'{arch}: choice {arguments} of {text!r}: {code}, {output!r}')
    code, output, _ = run(arch, 'choice', '/m', 'Go on', text='y')
    counter.check(output == 'Go on [Y,N]?Y\r\n', f'{arch}: what choice shows: {output!r}')
    counter.check(run(arch, 'choice', '/m', 'Go on', '/n', text='y')[1] == 'Go onY\r\n', f'{arch}: choice /n')
    for arguments in (['/t', '5'], ['/t', '5', '/d', 'x'], ['/c', 'aa'], ['/c', 'a-'], ['/t', '10000', '/d', 'y'], ['/what']):
        code, _, errors = run(arch, 'choice', *arguments, text='y')
        counter.check(code == 255 and errors.startswith('ERROR: '), f'{arch}: choice {arguments}: {code}, {errors!r}')
    counter.check(run(arch, 'choice')[0] == 255, f'{arch}: choice without input')


def test_ping(arch):
    code, output, _ = run(arch, 'ping', '-n', '1', '-l', '40', '127.0.0.1')
    if 'ping_group_range' in output:
        counter.check(code == 1, f'{arch}: ping without permission fails')
    else:
        lines = output.split('\r\n')
        counter.check(code == 0 and lines[1] == 'Pinging 127.0.0.1 with 40 bytes of data:', f'{arch}: ping: {output!r}')
        counter.check(lines[2].startswith('Reply from 127.0.0.1: bytes=40 time') and ' TTL=' in lines[2], f'{arch}: ping: {lines[2]!r}')
        counter.check('    Packets: Sent = 1, Received = 1, Lost = 0 (0% loss),' in lines, f'{arch}: statistics: {output!r}')
    counter.check(run(arch, 'ping')[0] == 1, f'{arch}: ping of nothing')
    code, output, _ = run(arch, 'ping', '-n', '0', '127.0.0.1')
    counter.check(code == 1 and output.startswith('Bad value for option -n, valid range is from 1 to '), f'{arch}: ping -n 0: {output!r}')
    code, output, _ = run(arch, 'ping', '-n', '1', 'no-such-host.invalid')
    counter.check(code == 1 and output.startswith('Ping request could not find host no-such-host.invalid.'), f'{arch}: ping of no host: {output!r}')


def test_net(arch):
    code, output, _ = run(arch, 'net', 'user')
    counter.check(code == 0 and 'User accounts for \\\\' in output and output.endswith('The command completed successfully.\r\n\r\n'), f'{arch}: net user: {output!r}')
    code, output, _ = run(arch, 'net', 'localgroup', 'administrators')
    counter.check(code == 0 and output.startswith('Alias name     Administrators\r\n'), f'{arch}: net localgroup: {output!r}')
    code, _, errors = run(arch, 'net', 'start', 'no such service')
    counter.check(code == 2 and errors.startswith('The service name is invalid.\r\n') and 'NET HELPMSG 2185' in errors, f'{arch}: net start: {errors!r}')
    code, _, errors = run(arch, 'net', 'use', 'q:', r'\\no-such-server\share')
    counter.check(code == 2 and errors.startswith('System error 53 has occurred.'), f'{arch}: net use: {errors!r}')
    counter.check(run(arch, 'net', 'use', 'q:', '/delete')[2].startswith('The network connection could not be found.'), f'{arch}: net use /delete')
    counter.check(run(arch, 'net')[0] == 1 and run(arch, 'net', 'what')[0] == 1, f'{arch}: net without a command')
    run(arch, 'sc', 'create', 'winrun_net_test', 'binPath=', 'C:\\none.exe')
    code, _, errors = run(arch, 'net', 'stop', 'winrun_net_test')
    counter.check(code == 2 and 'service is not started.' in errors and 'NET HELPMSG 3521' in errors, f'{arch}: net stop: {errors!r}')
    run(arch, 'sc', 'delete', 'winrun_net_test')


def wmic(arch, *arguments):
    code, output, errors = run(arch, 'wmic', *arguments)
    return code, output.replace('\r', ''), errors


def test_wmic(arch):
    code, output, _ = wmic(arch, 'os', 'get', 'Version,osarchitecture', '/value')
    counter.check(code == 0 and '\nOSArchitecture=' in output and '\nVersion=10.0.' in output, f'{arch}: wmic os: {output!r}')
    code, output, _ = wmic(arch, 'logicaldisk', 'where', "DeviceID='C:'", 'get', 'DeviceID,', 'DriveType')
    counter.check(code == 0 and output == 'DeviceID  DriveType  \nC:        3          \n\n', f'{arch}: wmic logicaldisk: {output!r}')
    code, output, _ = wmic(arch, 'process', 'where', 'name="wmic.exe"', 'get', 'Name', '/format:csv')
    counter.check(code == 0 and output.startswith('\nNode,Name\n') and output.endswith(',wmic.exe\n'), f'{arch}: wmic csv: {output!r}')
    code, output, _ = wmic(arch, 'process', 'where', "(name like 'wm%' and not processid=0) or name='none'", 'get', 'commandline', '/value')
    counter.check('not processid=0' in output, f'{arch}: wmic where: {output!r}')
    counter.check(wmic(arch, 'process', 'where', "name='none'", 'get', 'name')[2] == 'No Instance(s) Available.\r\n', f'{arch}: wmic finds nothing')
    counter.check(wmic(arch, 'process', 'where', "nothing='x'", 'get', 'name')[0] != 0, f'{arch}: wmic where of no property')
    counter.check(wmic(arch, 'os', 'get', 'nothing')[0] != 0 and wmic(arch, 'nothing')[0] != 0, f'{arch}: wmic of unknown names')
    code, output, _ = wmic(arch, 'environment', 'where', "name='windir'", 'get', 'UserName,VariableValue', '/value')
    counter.check(code == 0 and output.strip('\n') == 'UserName=<SYSTEM>\nVariableValue=%SystemRoot%', f'{arch}: wmic environment: {output!r}')
    code, output, _ = wmic(arch, 'useraccount', 'get', 'SID,SIDType', '/value')
    counter.check(code == 0 and '\nSID=S-1-5-21-' in output and '\nSIDType=1\n' in output, f'{arch}: wmic useraccount: {output!r}')
    key = r'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{01234567-89ab-cdef-0123-456789abcdef}'
    for value in (['DisplayName', '/d', 'A product'], ['DisplayVersion', '/d', '1.2'], ['WindowsInstaller', '/t', 'REG_DWORD', '/d', '1']):
        run(arch, 'reg', 'add', key, '/v', *value, '/f')
    code, output, _ = wmic(arch, 'product', 'get', 'name,version')
    run(arch, 'reg', 'delete', key, '/f')
    counter.check(code == 0 and output == 'Name       Version  \nA product  1.2      \n\n', f'{arch}: wmic product: {output!r}')
    code, output, _ = wmic(arch, 'process', 'call', 'create', 'hostname.exe')
    counter.check(code == 0 and 'ReturnValue = 0;' in output and 'ProcessId = ' in output, f'{arch}: wmic call create: {output!r}')
    counter.check('ReturnValue = 9;' in wmic(arch, 'process', 'call', 'create', 'no such program')[1], f'{arch}: wmic call create of nothing')


def test_hives(arch, folder):
    path = windows_path(os.path.join(folder, 'key.hive'))
    run(arch, 'reg', 'delete', KEY, '/f')
    run(arch, 'reg', 'add', KEY + r'\Inner', '/v', 'name', '/d', 'text', '/f')
    counter.check(run(arch, 'reg', 'save', KEY, path)[:2] == (0, DONE), f'{arch}: reg save')
    with open(os.path.join(folder, 'key.hive'), 'rb') as file:
        counter.check(file.read(4) == b'regf', f'{arch}: the signature of a hive')
    counter.check(run(arch, 'reg', 'load', r'HKU\winrun_test', path)[:2] == (0, DONE), f'{arch}: reg load')
    code, output, _ = run(arch, 'reg', 'compare', KEY, r'HKU\winrun_test', '/s')
    counter.check(code == 0 and output == 'Result Compared:  Identical\r\n\r\n' + DONE, f'{arch}: reg compare: {output!r}')
    run(arch, 'reg', 'add', r'HKU\winrun_test\Inner', '/v', 'name', '/d', 'other', '/f')
    code, output, _ = run(arch, 'reg', 'compare', KEY, r'HKU\winrun_test', '/s')
    counter.check(code == 2 and '\r\n> Value:  ' in output and 'Result Compared:  Different' in output, f'{arch}: reg compare: {output!r}')
    counter.check(run(arch, 'reg', 'compare', KEY, KEY + ' 2')[0] == 1, f'{arch}: reg compare with nothing')
    counter.check(run(arch, 'reg', 'unload', r'HKU\winrun_test')[:2] == (0, DONE), f'{arch}: reg unload')
    counter.check(run(arch, 'reg', 'query', r'HKU\winrun_test')[0] == 1, f'{arch}: an unloaded hive is gone')
    counter.check(run(arch, 'reg', 'restore', KEY, path)[:2] == (0, DONE), f'{arch}: reg restore')
    counter.check('    other\r\n' in run(arch, 'reg', 'query', KEY + r'\Inner')[1], f'{arch}: what changed in a loaded hive was kept')
    counter.check(run(arch, 'reg', 'restore', KEY, windows_path(__file__))[0] == 1, f'{arch}: reg restore of no hive')
    run(arch, 'reg', 'delete', KEY, '/f')


def test_expand(arch, folder):
    packed, plain = os.path.join(folder, 'text.tx_'), os.path.join(folder, 'text.txt')
    with open(packed, 'wb') as file:
        file.write(b'SZDD\x88\xf0\x27\x33At\x0c\0\0\0\x07abc\xf0\xf6')
    code, output, errors = run(arch, 'expand', '-r', windows_path(packed))
    counter.check(code == 0 and os.path.exists(plain), f'{arch}: expand -r: {output!r} {errors!r}')
    counter.check(run(arch, 'expand', windows_path(packed), windows_path(packed[:-1] + 'x'))[0] == 0, f'{arch}: expand')
    for name in (plain, packed[:-1] + 'x'):
        if os.path.exists(name):
            with open(name, 'rb') as file:
                counter.check(file.read() == b'abcabcabcabc', f'{arch}: what expand made: {name}')
    counter.check(run(arch, 'expand', windows_path(packed + 'none'), windows_path(folder))[0] == 1, f'{arch}: expand of nothing')
    counter.check(run(arch, 'expand', windows_path(packed))[0] == 1, f'{arch}: expand without a destination')


for architecture in ('x86_64', 'i386'):
    with tempfile.TemporaryDirectory() as work:
        test_choice(architecture)
        test_ping(architecture)
        test_net(architecture)
        test_wmic(architecture)
        test_hives(architecture, work)
        test_expand(architecture, work)
sys.exit(counter.finish())
