"""`make install` into a folder, a program started from there, `make uninstall`, which leaves nothing, and `make dist`, whose
archive holds every file of the checkout and can be configured."""
import os
import re
import sys
import tarfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, BUILD, Counter, helper, run

SOURCE = os.environ['WINRUN_SOURCE']


def files_below(folder):
    return {os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names}


def check_installation(counter):
    root = os.path.abspath('root')
    with open(os.path.join(BUILD, 'Makefile'), encoding='utf-8') as file:
        prefix = re.search('^prefix := (.*)', file.read(), re.M).group(1)
    ended = run(['make', '-C', BUILD, 'install', f'DESTDIR={root}'])
    counter.check(ended.code == 0, 'make install', ended)
    program = os.path.join(root, prefix.strip().lstrip('/'), 'bin', 'winrun')
    if not counter.check(os.access(program, os.X_OK), f'{program} is there'):
        return
    for name in ('man/man1/winrun.1', 'bash-completion/completions/winrun'):
        counter.check(any(file.endswith('share/' + name) for file in files_below(root)), f'{name} is installed')
    for arch in ARCHES:
        ended = run([program, helper('arguments', arch), 'installed'])
        counter.check(ended.code == 0 and '[installed]' in ended.output, f'{arch}: a program runs with what was installed', ended)
    run([program, '--kill'])
    ended = run(['make', '-C', BUILD, 'uninstall', f'DESTDIR={root}'])
    left = files_below(root)
    counter.check(ended.code == 0 and not left, f'make uninstall leaves nothing: {sorted(left)[:10]}', ended)


def check_archive(counter):
    listed = run(['git', '-C', SOURCE, 'ls-tree', '-r', '-z', '--name-only', 'HEAD'])
    ended = run(['make', '-C', BUILD, '--no-print-directory', 'dist'])
    name = ended.output.split()[-1] if ended.code == 0 else ''
    if not counter.check(name.endswith('.tar.gz'), 'make dist', ended):
        return
    archive = os.path.join(BUILD, name)
    with tarfile.open(archive) as file:
        file.extractall('.')
    os.remove(archive)
    folder = os.path.abspath(name[:-len('.tar.gz')])
    if listed.code == 0:
        missing = set(filter(None, listed.output.split('\0'))) - files_below(folder)
        counter.check(not missing, f'the archive holds all that git has: {sorted(missing)[:10]} missing')
    else:
        counter.skip('not a git checkout: nothing to compare the archive with')
    os.mkdir('build')
    ended = run([os.path.join(folder, 'configure')], cwd='build')
    counter.check(ended.code == 0, 'the archive can be configured', ended)
    ended = run(['make', '-C', 'build', '-n'])
    counter.check(ended.code == 0, 'and make knows how to build everything', ended.error[-1000:])


def main():
    counter = Counter()
    check_installation(counter)
    check_archive(counter)
    counter.finish()


main()
