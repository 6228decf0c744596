"""cmd.exe, both architectures: the cases of tests/cmd. Each case is a batch file and what it writes; where that is known from is told
in its heading. With WINRUN_PEER set, the same cases run under that program instead."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN

FOLDER = os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'cmd')
PEER = os.environ.get('WINRUN_PEER')
FOLDERS = {'x86_64': 'system32', 'i386': 'syswow64'}


def read_cases(path):
    r"""`### name - reason`, the batch file, `---`, the expected output up to the next heading. A name that begins with !
    has no @echo off, and one with [code] in it also expects a last line `code N`."""
    cases = []
    with open(path, encoding='utf-8') as file:
        for part in re.split(r'^### ', file.read(), flags=re.MULTILINE)[1:]:
            heading, _, rest = part.partition('\n')
            script, _, expected = rest.partition('\n---\n')
            cases.append((heading, script, expected.rstrip('\n').split('\n') if expected.strip('\n') else []))
    return cases


def run_case(name, script, folder, arch):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, 'case.bat'), 'w', encoding='utf-8', newline='\r\n') as file:
        file.write(('' if name.startswith('!') else '@echo off\n') + script + '\n')
    command = PEER.split() + ['cmd.exe'] if PEER else [WINRUN, f'C:\\windows\\{FOLDERS[arch]}\\cmd.exe']
    arguments = ['/d', '/c', 'case.bat', 'one', 'two words', 'a=b,c', 'dir\\file.txt']
    try:
        ended = subprocess.run(command + arguments, cwd=folder, input=b'typed\r\nmore\r\n', stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               timeout=60, check=False)
        text, code = ended.stdout, ended.returncode
    except subprocess.TimeoutExpired as expired:
        text, code = (expired.stdout or b'') + b'\r\nstill running after 60 s', None
    text = text.decode('utf-8', 'replace').replace('\r\n', '\n')
    return (text.rstrip('\n') + '\n').lstrip('\n' if not text.strip('\n') else '') + (f'code {code}' if '[code]' in name else '')


def main():
    counter = Counter()
    for file in sorted(os.listdir(FOLDER)):
        if not file.endswith('.txt'):
            continue
        for heading, script, expected in read_cases(os.path.join(FOLDER, file)):
            for arch in ARCHES[:1] if PEER else ARCHES:
                check_case(counter, f'{file} ({arch}): {heading}', heading, script, expected, arch)
    counter.finish()


def check_case(counter, what, name, script, expected, arch):
    folder = os.path.join(os.getcwd(), 'case')
    output = run_case(name, script, folder, arch)
    here = 'Z:' + folder.replace('/', '\\')
    expected = [line.replace('{here}', here) for line in expected]
    found = output.rstrip('\n').split('\n') if output.strip('\n') else []
    width = max(len(expected), len(found))
    for i in range(max(width, 1)):
        want = expected[i] if i < len(expected) else None
        got = found[i] if i < len(found) else None
        good = want == got or (want is not None and got is not None and want.startswith('~') and re.fullmatch(want[1:], got) is not None)
        if not counter.check(good, f'{what}: line {i + 1}', f'    expected {want!r}\n    found    {got!r}'):
            return


if __name__ == '__main__':
    main()
