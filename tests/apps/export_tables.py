"""tools/make_exports.py: what a .def line becomes in the export table, the status table and the import definitions."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, run

TOOL = os.path.join(os.environ['WINRUN_SOURCE'], 'tools', 'make_exports.py')
PREFIX = {'x86_64': 'x86_64-w64-mingw32-', 'i386': 'i686-w64-mingw32-'}

SOURCE = '''
int __stdcall Whole(int a, int b) { return a + b; }
int __cdecl Half(void) { return 1; }
int counter = 5;
void other_name(void) {}
void by_ordinal(void) {}
int __stdcall DllMain(void *instance, int reason, void *reserved) { (void)instance, (void)reserved; return reason; }
'''
DEFINITION = '''LIBRARY sample.dll
EXPORTS
    Whole
    Half ; partial: not the other half, "quoted"
    Absent ; stub
    AbsentData DATA ; stub
    counter DATA
    Forward = ntdll.NtClose
    ?name@@YAXXZ = other_name
    by_ordinal @7 NONAME
    OnlyThere ; i386 only, stub
    OnlyHere ; x86_64 only, stub
'''


def generate(arch, definition):
    with open('sample.def', 'w', encoding='utf-8') as file:
        file.write(definition)
    return run([sys.executable, TOOL, '--arch', arch, '--def', 'sample.def', '--nm', PREFIX[arch] + 'nm', '--output', f'{arch}/sample',
                f'{arch}.o'])


def exported(arch):
    """Name -> ordinal, as another tool reads them from the linked DLL."""
    subprocess.run([PREFIX[arch] + 'gcc', '-shared', '-nostdlib', '-Wl,--exclude-all-symbols', '-o', f'{arch}.dll', f'@{arch}/sample.link',
                    f'{arch}.o', f'{arch}/sample.exports.s', 'raise.o' if arch == 'x86_64' else 'raise32.o'], check=True)
    dump = run([PREFIX[arch] + 'objdump', '-p', f'{arch}.dll']).output
    names = dump.partition('[Ordinal/Name Pointer] Table')[2].partition('\n\n')[0]
    return [line.split()[-1] for line in names.splitlines() if line.strip().startswith('[')], dump


def good_definition(counter, arch):
    made = generate(arch, DEFINITION)
    if not counter.check(made.code == 0, f'{arch}: a good definition', made):
        return
    names, dump = exported(arch)
    only = 'OnlyThere' if arch == 'i386' else 'OnlyHere'
    expected = sorted(['Whole', 'Half', 'Absent', 'counter', 'Forward', '?name@@YAXXZ', only])
    counter.check(names == expected, f'{arch}: exported names', f'    {names}')
    counter.check('ntdll.NtClose' in dump, f'{arch}: forwarder')
    counter.check('Ordinal Base \t\t\t7' in dump, f'{arch}: the ordinals start with the explicit one')
    with open(f'{arch}.dll', 'rb') as file:
        image = file.read()
    for line in (b'Half\tpartial\tnot the other half, "quoted"\n', b'Absent\tstub\n', only.encode() + b'\tstub\n'):
        counter.check(line in image, f'{arch}: status table has {line}')
    counter.check(b'Whole\t' not in image and b'AbsentData' not in image, f'{arch}: what is whole or not there has no status')
    with open(f'{arch}/sample.imports.def', encoding='utf-8') as file:
        imports = file.read().split()
    counter.check(('Whole@8' if arch == 'i386' else 'Whole') in imports, f'{arch}: decoration in the import definitions')
    counter.check('AbsentData' not in imports, f'{arch}: nothing links with data that is not there')
    with open(f'{arch}/sample.link', encoding='utf-8') as file:
        counter.check('DllMain' in file.read(), f'{arch}: DllMain is the entry point')


def bad_definitions(counter, arch):
    cases = (('Missing', 'sample.def:3: error: Missing is exported'), ('Whole ; stab', 'sample.def:3: unknown remark'),
             ('Whole @1\n    Half @1', 'ordinal 1 is taken'), ('Whole\n    Whole', 'stands in line 3'),
             ('Whole NONAME', 'NONAME needs an ordinal'), ('Whole words', 'cannot read "words"'))
    for lines, message in cases:
        made = generate(arch, f'LIBRARY sample.dll\nEXPORTS\n    {lines}\n')
        counter.check(made.code != 0 and message in made.error, f'{arch}: "{message}" for {lines!r}', made)
    made = generate(arch, 'LIBRARY sample.dll\nEXPORTS\n    Whole ; stub\n')
    counter.check(made.code == 0 and 'Whole is marked stub' in made.error, f'{arch}: a stub that is written is noticed', made)


def main():
    counter = Counter()
    with open('sample.c', 'w', encoding='utf-8') as file:
        file.write(SOURCE)
    with open('raise.s', 'w', encoding='utf-8') as file:
        file.write('.globl __imp_winrun_raise_stub, __imp__winrun_raise_stub\n__imp_winrun_raise_stub:\n__imp__winrun_raise_stub: .quad 0\n')
    for arch in ARCHES:
        subprocess.run([PREFIX[arch] + 'gcc', '-c', '-o', f'{arch}.o', 'sample.c'], check=True)
        subprocess.run([PREFIX[arch] + 'gcc', '-c', '-o', 'raise.o' if arch == 'x86_64' else 'raise32.o', 'raise.s'], check=True)
        good_definition(counter, arch)
        bad_definitions(counter, arch)
    counter.finish()


main()
