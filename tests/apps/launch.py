"""How `winrun` starts programs: names and paths, arguments, exit codes, streams, signals, and one clear sentence for everything that is
not a program that can run."""
import os
import shutil
import signal
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, BUILD, Counter, WINRUN, helper, run, winrun

counter = Counter()


def expect_sentence(path, code, *words):
    """winrun says in one line what is wrong with the file, and ends with this exit code."""
    ended = winrun(path)
    lines = ended.error.strip().splitlines()
    good = ended.code == code and len(lines) == 1 and all(word.lower() in ended.error.lower() for word in words)
    counter.check(good, f'{os.path.basename(path)}: expected code {code} and a sentence with {words}', ended)


def patched(program, name, *replacements):
    with open(program, 'rb') as file:
        data = file.read()
    for old, new in replacements:
        assert len(old) == len(new) and old in data, old
        data = data.replace(old, new)
    with open(name, 'wb') as file:
        file.write(data)
    return name


def pe_header(data):
    return struct.unpack_from('<I', data, 0x3c)[0]


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data)
    return name


def check_arguments(program, arch):
    cases = (['plain'], ['two words', ''], ['quote"inside', 'back\\slash', 'ends\\', 'both \\"'], ['tab\there', "apostrophe's"],
             ['a\\\\b c\\\\', '"'], ['*.c', '%PATH%', '^&|<>'])
    for case in cases:
        ended = winrun(program, *case)
        counter.check(ended.output.splitlines()[1:] == [f'[{a}]' for a in case], f'{arch}: arguments {case!r}', ended)


def check_exit_codes(program, arch):
    for value, expected in (('0', 0), ('1', 1), ('255', 255), ('256', 0), ('0x12345678', 0x78)):
        ended = winrun(program, '--exit', value)
        counter.check(ended.code == expected, f'{arch}: exit code {value}', ended)
    ended = winrun(program, '--crash')
    counter.check(ended.code == 5, f'{arch}: an access violation ends with 5', ended)
    for word in ('c0000005', 'writing', '30', 'arguments.exe+'):
        counter.check(word in ended.error.lower().replace('0x', ''), f'{arch}: the crash report tells "{word}"', ended)


def check_streams(program, arch):
    text = 'line one\nline two\n'
    ended = run([WINRUN, program, '--copy-input'], input=text)
    counter.check(ended.code == 0 and ended.output == text, f'{arch}: standard input is copied', ended)
    ended = run([WINRUN, program, '--variable', 'WINRUN_TEST_VARIABLE'], env=dict(os.environ, WINRUN_TEST_VARIABLE='passed on'))
    counter.check(ended.output == 'passed on\n', f'{arch}: the environment is passed on', ended)
    ended = winrun(program, '--variable', 'SystemRoot')
    counter.check(ended.output.lower() == 'c:\\windows\n', f'{arch}: SystemRoot is set', ended)
    ended = winrun(program, '--variable', 'Path')
    counter.check('c:\\windows\\system32' in ended.output.lower() and '/' not in ended.output, f'{arch}: Path is a Windows list', ended)


def check_names(program, arch):
    folder = os.path.join(os.environ['WINRUN_PREFIX'], 'drive_c', 'tools')
    os.makedirs(folder, exist_ok=True)
    shutil.copy(program, os.path.join(folder, f'Named_{arch}.exe'))
    for name in (f'C:\\tools\\Named_{arch}.exe', f'c:\\TOOLS\\named_{arch}.EXE', f'C:\\tools\\Named_{arch}'):
        ended = winrun(name, 'x')
        counter.check(ended.code == 0 and '[x]' in ended.output, f'{arch}: started as {name}', ended)
    ended = run([WINRUN, f'named_{arch}', 'x'], env=dict(os.environ, WINRUN_PATH='C:\\tools'))
    counter.check(ended.code == 0 and '[x]' in ended.output, f'{arch}: found on the Windows PATH', ended)


def signalled(program, mode, number):
    """Exit code and output of a program that gets a signal once it is ready."""
    # a shell's background job, which a test run may be, ignores SIGINT, and so would the program
    process = subprocess.Popen([WINRUN, program, mode], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    ready = process.stdout.readline()
    process.send_signal(number)
    try:
        output, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        return None, ready
    return process.returncode, ready + output


def check_signals(program, arch):
    code, output = signalled(program, '--wait-for-control', signal.SIGINT)
    counter.check((code, output.split()) == (9, ['ready', 'event', '0']), f'{arch}: SIGINT is CTRL_C_EVENT: {code} {output!r}')
    for number in (signal.SIGTERM, signal.SIGHUP):
        code, output = signalled(program, '--wait-for-control', number)
        counter.check(output.split() == ['ready', 'event', '2'], f'{arch}: {number.name} is CTRL_CLOSE_EVENT: {code} {output!r}')
    code, output = signalled(program, '--sleep', signal.SIGINT)
    counter.check(code == 0x3a, f'{arch}: without a handler SIGINT ends it with STATUS_CONTROL_C_EXIT: {code} {output!r}')


def check_not_programs():
    expect_sentence('no such file.exe', 127, 'not found')
    expect_sentence(os.getcwd(), 126, 'folder')
    expect_sentence(write('empty.exe', b''), 126, 'empty')
    expect_sentence(write('script.exe', b'#!/bin/sh\necho no\n'), 126, 'script')
    expect_sentence('/bin/true', 126, 'ELF')
    expect_sentence(write('text.exe', b'just some text, long enough to be looked at as a header of something' * 4), 126)
    dos = bytearray(64) + b'\xb4\x4c\xcd\x21' * 40
    struct.pack_into('<HHHHHHHH', dos, 0, 0x5a4d, 224, 1, 0, 4, 0, 0xffff, 0)
    expect_sentence(write('dos.exe', bytes(dos)), 126, 'DOS')
    new_exe = bytearray(dos) + bytearray(512)
    struct.pack_into('<I', new_exe, 0x3c, 0x80)
    new_exe[0x80:0x82] = b'NE'
    expect_sentence(write('win16.exe', bytes(new_exe)), 126, '16-bit')


def check_damaged(program):
    with open(program, 'rb') as file:
        data = bytearray(file.read())
    header = pe_header(data)
    arm = bytearray(data)
    struct.pack_into('<H', arm, header + 4, 0xaa64)
    expect_sentence(write('arm64.exe', bytes(arm)), 126, 'ARM64')
    library = bytearray(data)
    struct.pack_into('<H', library, header + 22, struct.unpack_from('<H', library, header + 22)[0] | 0x2000)
    expect_sentence(write('library.exe', bytes(library)), 126, 'DLL')
    for size in (header + 2, header + 40, 600, len(data) // 2):
        expect_sentence(write(f'cut_at_{size}.exe', bytes(data[:size])), 126)
    sections = bytearray(data)
    struct.pack_into('<H', sections, header + 6, 0xffff)
    expect_sentence(write('sections.exe', bytes(sections)), 126)


def check_missing(program, arch):
    expect_sentence(patched(program, f'needs_dll_{arch}.exe', (b'msvcrt.dll\0', b'absent.dll\0')), 127, 'absent.dll')
    # a DLL of the program's own, without what the program wants of it
    own = os.path.join(BUILD, 'lib', f'{arch}-windows', 'oleaut32.dll')
    shutil.copy(own, 'absent.dll')
    expect_sentence(patched(program, f'needs_function_{arch}.exe', (b'msvcrt.dll\0', b'absent.dll\0')), 127, 'absent.dll', 'needs_function')
    os.remove('absent.dll')
    # a function that our own DLL lacks: told when it is called
    ended = winrun(patched(program, f'calls_stub_{arch}.exe', (b'GetCommandLineA\0', b'GetCommandLineQ\0')))
    counter.check(ended.code not in (0, None) and 'GetCommandLineQ' in ended.error and 'kernel32' in ended.error.lower(),
                  f'{arch}: a missing function is named when it is called', ended)
    other = 'i386' if arch == 'x86_64' else 'x86_64'
    shutil.copy(os.path.join(BUILD, 'lib', f'{other}-windows', 'oleaut32.dll'), 'absent.dll')
    ended = winrun(f'needs_dll_{arch}.exe')
    counter.check(ended.code in (126, 127) and 'absent.dll' in ended.error and 'bit' in ended.error, f'{arch}: a DLL of the wrong architecture is explained', ended)
    os.remove('absent.dll')


def check_check(program, arch):
    ended = winrun('--check', program)
    counter.check(ended.code == 0 and '0 missing' in ended.output and 'kernel32' in ended.output.lower(), f'{arch}: --check tells what is needed', ended)
    ended = run([WINRUN, '--check', '--json', program])
    import json
    try:
        told = json.loads(ended.output)
    except ValueError:
        told = {}
    counter.check(told.get('architecture') == arch and told.get('missing') == 0 and told.get('imports'), f'{arch}: --check --json', ended)
    ended = winrun('--check', f'needs_dll_{arch}.exe')
    counter.check(ended.code == 1 and 'absent.dll' in ended.output and 'NOT FOUND' in ended.output, f'{arch}: --check names a missing DLL', ended)


def check_management():
    process = subprocess.Popen([WINRUN, helper('arguments', 'x86_64'), '--sleep'], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    ended = winrun('--status')
    counter.check(ended.code == 0 and 'arguments.exe' in ended.output, '--status shows the program', ended)
    begun = time.monotonic()
    ended = winrun('--kill')
    counter.check(ended.code == 0 and process.wait(30) is not None and time.monotonic() - begun < 20, '--kill ends it', ended)
    time.sleep(0.1)
    ended = winrun('--status')
    counter.check(ended.code == 0 and 'Nothing runs' in ended.output, '--status after --kill', ended)
    for option, word in (('--help', 'Usage'), ('--version', 'winrun ')):
        ended = winrun(option)
        counter.check(ended.code == 0 and word in ended.output, option, ended)
    ended = winrun('--nonsense')
    counter.check(ended.code == 2 and '--help' in ended.error, 'an unknown option', ended)


for architecture in ARCHES:
    test_program = helper('arguments', architecture)
    check_arguments(test_program, architecture)
    check_exit_codes(test_program, architecture)
    check_streams(test_program, architecture)
    check_names(test_program, architecture)
    check_signals(test_program, architecture)
    check_damaged(test_program)
    check_missing(test_program, architecture)
    check_check(test_program, architecture)
check_not_programs()
check_management()
counter.finish()
