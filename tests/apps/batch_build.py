"""A C project is built by a Windows compiler that its own batch file drives: TinyCC's win32/build-tcc.bat, from Debian's source package.

The first tcc.exe comes from the MinGW compiler. With it a batch file of ours makes the run-time library, then build-tcc.bat builds TinyCC
(tcc.exe, libtcc.dll, the library for both architectures). That TinyCC builds itself once more, and a program. A compiler that works makes
the same files in the second and in the third round; so the witness is TinyCC itself."""
import hashlib
import os
import shutil
import sys
import tarfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import BUILD, Counter, WINRUN, run

SOURCE = 'tcc_0.9.27+git20200814.62c30a4a.orig.tar.bz2'
SHA256 = 'd63c113bcdd657f51c8ee197a0b0a24203603313e19a52b5f678d40ab7f5df35'
MINGW = 'x86_64-w64-mingw32-gcc'

CONFIG = '''#define TCC_VERSION "0.9.27"
#define TCC_LIBTCC1 "libtcc1-64.a"
'''

LIBRARY_BATCH = r'''@echo off
setlocal
set objects=
for %%f in (..\lib\libtcc1 ..\win32\lib\crt1 ..\win32\lib\crt1w ..\win32\lib\wincrt1 ..\win32\lib\wincrt1w ..\win32\lib\dllcrt1 ^
    ..\win32\lib\dllmain) do call :compile %%f.c || exit /b 1
for %%f in (..\win32\lib\chkstk ..\lib\alloca86_64 ..\lib\alloca86_64-bt) do call :compile %%f.S || exit /b 1
tcc -ar lib\libtcc1-64.a %objects%
exit /b %errorlevel%
:compile
tcc -c %1 -o %~n1.o
set objects=%objects% %~n1.o
exit /b %errorlevel%
'''

HELLO = r'''#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) printf("[%s]", argv[i]);
    printf(" %.3f\n", atof("2.5") * 2);
    return 40 + argc;
}
'''


def fetch_source(counter):
    """The archive, fetched by apt-get from where the system's packages come from, kept in the build folder."""
    folder = os.path.join(BUILD, 'downloads', 'tcc-source')
    archive = os.path.join(folder, SOURCE)
    os.makedirs(os.path.join(folder, 'lists', 'partial'), exist_ok=True)
    os.makedirs(os.path.join(folder, 'cache', 'archives', 'partial'), exist_ok=True)
    if not os.path.exists(archive):
        if not shutil.which('apt-get'):
            counter.skip('no apt-get to fetch TinyCC with')
            return None
        targets = run(['apt-get', 'indextargets', '--format', '$(REPO_URI)|$(CODENAME)|$(COMPONENT)'])
        rows = [line.split('|') for line in targets.output.splitlines()]
        main = next((row for row in rows if row[1:] == ['bookworm', 'main']), None)
        if not main:
            counter.skip('the system has no Debian 12 source to fetch TinyCC from')
            return None
        with open(os.path.join(folder, 'sources.list'), 'w', encoding='ascii') as file:
            file.write(f'deb-src {main[0]} bookworm main\n')
        options = ['-o', f'Dir::Etc::sourcelist={folder}/sources.list', '-o', 'Dir::Etc::sourceparts=/dev/null',
                   '-o', f'Dir::State::lists={folder}/lists', '-o', f'Dir::Cache={folder}/cache']
        fetched = run(['apt-get', *options, 'update'])
        fetched = run(['apt-get', *options, 'source', '--download-only', 'tcc'], cwd=folder)
        if not os.path.exists(archive):
            raise SystemExit(f'apt-get could not fetch the source of tcc\n{fetched}')
    with open(archive, 'rb') as file:
        if hashlib.sha256(file.read()).hexdigest() != SHA256:
            raise SystemExit(f'{archive} is not what it should be')
    return archive


def first_stage(counter):
    """A tcc.exe from MinGW and its library."""
    os.makedirs('stage1', exist_ok=True)
    shutil.copytree('win32/include', 'stage1/include')
    shutil.copytree('win32/lib', 'stage1/lib')
    for name in os.listdir('include'):
        shutil.copy(os.path.join('include', name), 'stage1/include')
    with open('config.h', 'w', encoding='ascii') as file:
        file.write(CONFIG)
    built = run([MINGW, '-O1', '-s', '-w', '-o', 'stage1/tcc.exe', 'tcc.c', '-DTCC_TARGET_PE', '-DTCC_TARGET_X86_64', '-DONE_SOURCE=1'])
    counter.check(built.code == 0, 'MinGW builds the first tcc.exe', built)
    with open('stage1/library.bat', 'w', encoding='ascii', newline='\r\n') as file:
        file.write(LIBRARY_BATCH)
    ended = run([WINRUN, 'library.bat'], cwd='stage1')
    counter.check(ended.code == 0 and os.path.exists('stage1/lib/libtcc1-64.a'), 'a batch file builds the library', ended)


def build(counter, compiler, what):
    """Runs build-tcc.bat; returns what it made."""
    ended = run([WINRUN, 'build-tcc.bat', '-c', compiler, '-t', '64'], cwd='win32')
    counter.check(ended.code == 0, f'{what}: build-tcc.bat', ended)
    counter.check('tcc -m64 -c ../lib/libtcc1.c' in ended.output, f'{what}: the batch file shows its commands', ended)
    made = {}
    for name in ('tcc.exe', 'libtcc.dll', 'i386-win32-tcc.exe', 'lib/libtcc1-64.a', 'lib/libtcc1-32.a', 'libtcc/libtcc.def'):
        path = os.path.join('win32', name)
        if counter.check(os.path.exists(path), f'{what}: {name} is there', ended):
            with open(path, 'rb') as file:
                made[name] = file.read()
    return made


def check_program(counter):
    with open('hello.c', 'w', encoding='ascii') as file:
        file.write(HELLO)
    for option, where in (('-m64', 'x86_64'), ('-m32', 'i386')):
        ended = run([WINRUN, 'win32/tcc.exe', option, '-o', f'hello-{where}.exe', 'hello.c'])
        counter.check(ended.code == 0, f'tcc {option} builds a program', ended)
        ended = run([WINRUN, f'hello-{where}.exe', 'an', 'argument'])
        counter.check(ended.code == 43 and ended.output == '[an][argument] 5.000\n', f'the program of tcc {option} runs', ended)


def clean(counter):
    ended = run([WINRUN, 'build-tcc.bat', '-clean'], cwd='win32')
    counter.check(ended.code == 0 and not os.path.exists('win32/tcc.exe') and not os.path.exists('win32/libtcc'),
                  'build-tcc.bat -clean removes everything', ended)


def main():
    counter = Counter()
    if not shutil.which(MINGW):
        counter.skip(f'no {MINGW}')
        counter.finish()
    archive = fetch_source(counter)
    if not archive:
        counter.finish()
    folder = os.path.abspath('tcc')
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as file:
        file.extractall(folder)
    inner = os.listdir(folder)
    os.chdir(os.path.join(folder, inner[0]) if len(inner) == 1 else folder)
    first_stage(counter)
    build(counter, '..\\stage1\\tcc.exe', 'second round')
    os.makedirs('stage2')
    for name in ('tcc.exe', 'libtcc.dll'):
        shutil.copy(f'win32/{name}', 'stage2')
    for name in ('lib', 'include'):
        shutil.copytree(f'win32/{name}', f'stage2/{name}')
    second = build(counter, '..\\stage2\\tcc.exe', 'third round')
    shutil.copytree('win32', 'stage3', ignore=shutil.ignore_patterns('*.bat'))
    third = build(counter, '..\\stage3\\tcc.exe', 'fourth round')
    for name, data in second.items():
        counter.check(data == third.get(name), f'{name} is the same in the third and the fourth round')
    check_program(counter)
    clean(counter)
    counter.finish()


if __name__ == '__main__':
    main()
