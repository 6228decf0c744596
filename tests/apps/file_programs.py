#!/usr/bin/env python3
"""The command-line programs that work on files: findstr, more, attrib, xcopy, robocopy. Expectations: Microsoft, "Windows Commands",
the page of each program."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter
from program_test import run, windows_path

counter = Counter()
FRUIT = 'pear\r\nApple tree\r\nzoo 12\r\napple pie\r\n'


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', newline='') as file:
        file.write(text)
    return path


def tree(folder):
    """Every file and folder below, with a slash behind folders."""
    names = []
    for root, folders, files in os.walk(folder):
        names += [os.path.relpath(os.path.join(root, name), folder) for name in files]
        names += [os.path.relpath(os.path.join(root, name), folder) + '/' for name in folders]
    return sorted(names)


def test_findstr(arch, folder):
    write(folder, 'f.txt', FRUIT)
    write(folder, 'sub/g.txt', 'deep apple\r\n')
    cases = [
        (['apple', 'f.txt'], 0, 'apple pie\r\n'),
        (['tree zoo', 'f.txt'], 0, 'Apple tree\r\nzoo 12\r\n'),
        (['/c:apple p', 'f.txt'], 0, 'apple pie\r\n'),
        (['/i', '/n', 'apple', 'f.txt'], 0, '2:Apple tree\r\n4:apple pie\r\n'),
        (['/in', 'apple', 'f.txt'], 0, '2:Apple tree\r\n4:apple pie\r\n'),
        (['/v', 'p', 'f.txt'], 0, 'zoo 12\r\n'),
        (['/b', 'pe', 'f.txt'], 0, 'pear\r\n'),
        (['/e', 'pie', 'f.txt'], 0, 'apple pie\r\n'),
        (['/x', 'pear', 'f.txt'], 0, 'pear\r\n'),
        (['/x', 'pea', 'f.txt'], 1, ''),
        (['/r', '[0-9][0-9]*$', 'f.txt'], 0, 'zoo 12\r\n'),
        (['/r', '^[^a-z]', 'f.txt'], 0, 'Apple tree\r\n'),
        (['/r', 'p.*e', 'f.txt'], 0, 'pear\r\nApple tree\r\napple pie\r\n'),
        (['/r', r'\<pie\>', 'f.txt'], 0, 'apple pie\r\n'),
        (['/r', r'\<ie', 'f.txt'], 1, ''),
        (['/x', '/r', 'z*[o1]*.*2', 'f.txt'], 0, 'zoo 12\r\n'),
        (['/l', '[0-9]', 'f.txt'], 1, ''),
        (['/o', 'pie', 'f.txt'], 0, '26:apple pie\r\n'),
        (['/m', 'zoo', 'f.txt'], 0, 'f.txt\r\n'),
        (['apple', 'f*.txt'], 0, 'f.txt:apple pie\r\n'),
        (['/s', '/m', 'apple', '*.txt'], 0, 'f.txt\r\nsub\\g.txt\r\n'),
        (['nothing', 'f.txt'], 1, ''),
        (['nothing'], 1, ''),
        ([], 2, ''),
    ]
    for arguments, code, output in cases:
        answer = run(arch, 'findstr', *arguments, folder=folder)
        counter.check(answer[:2] == (code, output), f'{arch}: findstr {arguments}: {answer!r}')
    answer = run(arch, 'findstr', 'pie', text=FRUIT)
    counter.check(answer[:2] == (0, 'apple pie\r\n'), f'{arch}: findstr of its input: {answer!r}')


def test_more(arch, folder):
    write(folder, 'm.txt', 'a\tb\n\n\nc')
    cases = [(['m.txt'], 'a       b\r\n\r\n\r\nc\r\n'), (['/t4', 'm.txt'], 'a   b\r\n\r\n\r\nc\r\n'),
             (['/e', '/s', 'm.txt'], 'a       b\r\n\r\nc\r\n'), (['/e', '+3', 'm.txt'], 'c\r\n')]
    for arguments, output in cases:
        answer = run(arch, 'more', *arguments, folder=folder)
        counter.check(answer[:2] == (0, output), f'{arch}: more {arguments}: {answer!r}')
    counter.check(run(arch, 'more', 'none.txt', folder=folder)[0] == 1, f'{arch}: more of no file')


def test_attrib(arch, folder):
    path = windows_path(write(folder, 'x.dat', 'x'))
    counter.check(run(arch, 'attrib', '+r', 'x.dat', folder=folder)[:2] == (0, ''), f'{arch}: attrib +r')
    answer = run(arch, 'attrib', 'x.dat', folder=folder)
    counter.check(answer[0] == 0 and 'R' in answer[1][:10] and answer[1].endswith('  ' + path + '\r\n'), f'{arch}: attrib: {answer!r}')
    run(arch, 'attrib', '-r', '+h', 'x.dat', folder=folder)
    answer = run(arch, 'attrib', '+a', 'x.dat', folder=folder)
    counter.check('Not resetting hidden file' in answer[1], f'{arch}: a hidden file keeps its attributes: {answer!r}')
    run(arch, 'attrib', '-h', 'x.dat', folder=folder)
    answer = run(arch, 'attrib', 'x.dat', folder=folder)
    counter.check('H' not in answer[1][:10] and 'R' not in answer[1][:10], f'{arch}: attrib -h: {answer!r}')
    counter.check('File not found - none' in run(arch, 'attrib', 'none', folder=folder)[1], f'{arch}: attrib of no file')


def make_source(folder):
    write(folder, 'from/1.txt', 'one')
    write(folder, 'from/sub/2.txt', 'two!')
    os.makedirs(os.path.join(folder, 'from', 'empty'), exist_ok=True)


def test_xcopy(arch, folder):
    make_source(folder)
    answer = run(arch, 'xcopy', 'from', 'x1', '/s', '/i', folder=folder)
    counter.check(answer[:2] == (0, 'from\\1.txt\r\nfrom\\sub\\2.txt\r\n2 File(s) copied\r\n'), f'{arch}: xcopy /s: {answer!r}')
    counter.check(tree(f'{folder}/x1') == ['1.txt', 'sub/', 'sub/2.txt'], f'{arch}: xcopy /s leaves empty folders out')
    answer = run(arch, 'xcopy', 'from', 'x2', '/e', '/i', '/q', folder=folder)
    counter.check(answer[:2] == (0, '2 File(s) copied\r\n'), f'{arch}: xcopy /q: {answer!r}')
    counter.check(tree(f'{folder}/x2') == ['1.txt', 'empty/', 'sub/', 'sub/2.txt'], f'{arch}: xcopy /e')
    answer = run(arch, 'xcopy', 'from', 'x1', '/s', '/d', '/y', folder=folder)
    counter.check(answer[:2] == (0, '0 File(s) copied\r\n'), f'{arch}: xcopy /d copies only what is newer: {answer!r}')
    answer = run(arch, 'xcopy', 'from', 'x3', '/s', '/i', '/l', folder=folder)
    counter.check(answer[1].endswith('2 File(s)\r\n') and not os.path.exists(f'{folder}/x3'), f'{arch}: xcopy /l: {answer!r}')
    answer = run(arch, 'xcopy', 'from\\1.txt', 'x1', text='n\n', folder=folder)
    counter.check(answer[0] == 0 and answer[1].endswith('0 File(s) copied\r\n'), f'{arch}: xcopy asks: {answer!r}')
    write(folder, 'not.txt', '\\sub\\\r\n')
    run(arch, 'xcopy', 'from', 'x4', '/s', '/i', '/exclude:not.txt', folder=folder)
    counter.check(tree(f'{folder}/x4') == ['1.txt'], f'{arch}: xcopy /exclude')
    counter.check(run(arch, 'xcopy', 'none.txt', 'x1', folder=folder)[0] == 4, f'{arch}: xcopy of no file')
    counter.check(run(arch, 'xcopy')[0] == 4, f'{arch}: xcopy without arguments')


def robocopy(arch, folder, *arguments):
    return run(arch, 'robocopy', *arguments, folder=folder)


def test_robocopy(arch, folder):
    make_source(folder)
    code, output, _ = robocopy(arch, folder, 'from', 'r1', '/e')
    counter.check(code == 1 and '   Files :         2         2         0         0         0         0' in output, f'{arch}: robocopy /e: {output!r}')
    counter.check(tree(f'{folder}/r1') == ['1.txt', 'empty/', 'sub/', 'sub/2.txt'], f'{arch}: the tree that robocopy /e makes')
    counter.check(robocopy(arch, folder, 'from', 'r1', '/e')[0] == 0, f'{arch}: nothing to copy the second time')
    write(folder, 'r1/extra.txt', 'x')
    counter.check(robocopy(arch, folder, 'from', 'r1', '/e')[0] == 2, f'{arch}: robocopy reports extras')
    counter.check(robocopy(arch, folder, 'from', 'r1', '/mir', '/l')[0] == 2 and os.path.exists(f'{folder}/r1/extra.txt'), f'{arch}: robocopy /l')
    counter.check(robocopy(arch, folder, 'from', 'r1', '/mir')[0] == 2, f'{arch}: robocopy /mir')
    counter.check(not os.path.exists(f'{folder}/r1/extra.txt'), f'{arch}: /mir removes extras')
    write(folder, 'r1/1.txt', 'longer')
    os.utime(f'{folder}/r1/1.txt', (os.path.getmtime(f'{folder}/from/1.txt'),) * 2)
    code, output, _ = robocopy(arch, folder, 'from', 'r1', '/njh', '/njs', '/ndl', '/ns', '/nc')
    counter.check((code, output) == (1, '\t1.txt\r\n'), f'{arch}: robocopy of a changed file: {(code, output)!r}')
    robocopy(arch, folder, 'from', 'r2', '/s', '/xd', 'sub')
    counter.check(tree(f'{folder}/r2') == ['1.txt'], f'{arch}: robocopy /xd')
    robocopy(arch, folder, 'from', 'r3', '/s', '/xf', '2.*')
    counter.check([name for name in tree(f'{folder}/r3') if name.endswith('txt')] == ['1.txt'], f'{arch}: robocopy /xf')
    robocopy(arch, folder, 'from', 'r4', '2.txt', '/s')
    counter.check(tree(f'{folder}/r4') == ['sub/', 'sub/2.txt'], f'{arch}: robocopy of one name: {tree(folder + "/r4")}')
    counter.check(robocopy(arch, folder, 'none', 'r5')[0] == 16, f'{arch}: robocopy from no folder')
    counter.check(robocopy(arch, folder, 'from', 'r5', '/nonsense')[0] == 16, f'{arch}: robocopy with a wrong switch')
    code, _, _ = robocopy(arch, folder, 'r1', 'r6', '/e', '/move')
    counter.check(code == 1 and not os.path.exists(f'{folder}/r1') and os.path.exists(f'{folder}/r6/sub/2.txt'), f'{arch}: robocopy /move')


for architecture in ('x86_64', 'i386'):
    for test in (test_findstr, test_more, test_attrib, test_xcopy, test_robocopy):
        with tempfile.TemporaryDirectory() as work:
            test(architecture, work)
sys.exit(counter.finish())
