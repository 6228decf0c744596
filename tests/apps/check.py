"""`winrun --check`: a program made here, whose imports are of every kind: implemented, partial, a stub, missing; of an API set, by ordinal, through
forwarders, delay-loaded, of the program's own DLLs, and what those need in turn."""
import json
import os
import re
import struct
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, run

TOOLS = {'x86_64': 'x86_64-w64-mingw32-', 'i386': 'i686-w64-mingw32-'}
KERNEL32 = os.path.join(os.environ['WINRUN_SOURCE'], 'dlls', 'kernel32', 'kernel32.def')
STATES = ('implemented', 'partial', 'stub', 'missing')

OTHER = 'void gone(void);\nint there(void) { gone(); return 1; }\n'
OWN = 'int own_function(void) { return 1; }\nint by_ordinal(void) { return 2; }\n'
OWN_EXPORTS = '''LIBRARY own.dll
EXPORTS
    own_function
    by_ordinal @20 NONAME
    forwarded = other.there
    forwarded_to_nothing = other.not_there
    forwarded_to_system = kernel32.GetTickCount
'''
# What a linker makes of delay-loaded functions: the descriptor and the names; nobody calls them here.
DELAYED = r'''
__asm__(".section .didat,\"dw\"\n.globl delay_directory\ndelay_directory:\n"
        ".long 1\n.rva 1f, 2f, 3f, 4f\n.long 0, 0, 0\n.space 32\n"
        "1: .asciz \"late.dll\"\n.balign 8\n2: .space 8\n3: .space 24\n"
        "4: .rva 5f\n" WIDEN ".rva 6f\n" WIDEN ".space 8\n5: .short 0\n.asciz \"late\"\n.balign 2\n6: .short 0\n.asciz \"never\"\n.text");
'''


def marked(kind):
    """A function that kernel32.def marks so in both architectures, and the words of the mark."""
    with open(KERNEL32, encoding='utf-8') as file:
        found = re.search(rf'^ +(\w+) +; {kind}(?:: (.*))?$', file.read(), re.M)
    return (found.group(1), found.group(2)) if found else (None, None)


class Builder:
    def __init__(self, arch):
        self.tools = TOOLS[arch]
        self.folder = os.path.abspath(arch)
        os.makedirs(self.folder, exist_ok=True)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
            file.write(text)

    def tool(self, name, *arguments):
        ended = run([self.tools + name, *arguments], cwd=self.folder)
        if ended.code != 0:
            raise SystemExit(f'{self.tools}{name} {" ".join(arguments)}\n{ended}')

    def imports(self, dll, names):
        """An import library; returns its name."""
        library = f'lib{dll}.a'
        self.write(f'{dll}.imports.def', f'LIBRARY {dll}\nEXPORTS\n' + ''.join(f'    {name}\n' for name in names))
        self.tool('dlltool', '-d', f'{dll}.imports.def', '-l', library)
        return library

    def dll(self, name, source, *libraries):
        self.write(f'{name}.c', source)
        self.tool('gcc', '-shared', '-nostdlib', '-Wl,-e,0', '-o', f'{name}.dll', f'{name}.c', *libraries)

    def program(self, name, functions, *libraries, more=''):
        self.write(f'{name}.c', more + ''.join(f'void {function}(void);\n' for function in functions) + 'void start(void)\n{\n' +
                   ''.join(f'    {function}();\n' for function in functions) + '}\n')
        entry = 'start' if self.tools.startswith('x86_64') else '_start'
        self.tool('gcc', '-nostdlib', f'-Wl,-e,{entry}', '-o', f'{name}.exe', f'{name}.c', *libraries)
        return os.path.join(self.folder, f'{name}.exe')

    def set_delay_directory(self, program):
        """Writes the address of `delay_directory` to the headers, which this linker leaves empty."""
        listed = run([self.tools + 'nm', program]).output
        address = int(re.search(r'^(\w+) \w delay_directory$', listed, re.M).group(1), 16)
        with open(program, 'r+b') as file:
            image = file.read()
            optional = struct.unpack_from('<I', image, 0x3c)[0] + 24
            is_64bit = struct.unpack_from('<H', image, optional)[0] == 0x20b
            base = struct.unpack_from('<Q' if is_64bit else '<I', image, optional + (24 if is_64bit else 28))[0]
            file.seek(optional + (112 if is_64bit else 96) + 13 * 8)
            file.write(struct.pack('<II', address - base, 64))


def build_everything(arch, partial, stub):
    build = Builder(arch)
    build.dll('other', OTHER, build.imports('absent.dll', ['gone']))
    build.write('own.def', OWN_EXPORTS)
    build.dll('own', OWN, 'own.def')
    build.dll('late', 'int late(void) { return 3; }\n')
    libraries = [
        build.imports('kernel32.dll', ['GetTickCount', partial, stub, 'NoSuchFunction']),
        build.imports('own.dll', ['own_function', 'by_ordinal @20 NONAME', 'forwarded', 'forwarded_to_nothing', 'forwarded_to_system', 'own_nothing']),
        build.imports('api-ms-win-core-synch-l1-2-0.dll', ['WaitOnAddress']),
    ]
    functions = ['GetTickCount', partial, stub, 'NoSuchFunction', 'own_function', 'by_ordinal', 'forwarded', 'forwarded_to_nothing', 'forwarded_to_system',
                 'own_nothing', 'WaitOnAddress']
    widen = f'#define WIDEN "{".long 0" if arch == "x86_64" else ""}\\n"\n'
    program = build.program('everything', functions, *libraries, more=widen + DELAYED)
    build.set_delay_directory(program)
    return program


def check_everything(counter, arch, partial, words, stub):
    program = build_everything(arch, partial, stub)
    ended = run([WINRUN, '--check', '--json', program])
    counter.check(ended.code == 1, f'{arch}: exit code 1, for something is missing', ended)
    try:
        report = json.loads(ended.output)
    except ValueError as error:
        counter.check(False, f'{arch}: --json prints JSON: {error}', ended)
        return
    counter.check(set(report) == {'program', 'architecture', 'imports', 'verdict', *STATES}, f'{arch}: the fields', f'    {sorted(report)}')
    counter.check(report['program'] == program and report['architecture'] == arch, f'{arch}: program and architecture', f'    {report["program"]}')
    found = {(i['importer'], i['dll'].lower(), i['function']): i for i in report['imports']}
    expected = {
        ('everything.exe', 'kernel32.dll', 'GetTickCount'): 'implemented',
        ('everything.exe', 'kernel32.dll', partial): 'partial',
        ('everything.exe', 'kernel32.dll', stub): 'stub',
        ('everything.exe', 'kernel32.dll', 'NoSuchFunction'): 'missing',
        ('everything.exe', 'own.dll', 'own_function'): 'implemented',
        ('everything.exe', 'own.dll', '#20'): 'implemented',
        ('everything.exe', 'own.dll', 'forwarded'): 'implemented',
        ('everything.exe', 'own.dll', 'forwarded_to_nothing'): 'missing',
        ('everything.exe', 'own.dll', 'forwarded_to_system'): 'implemented',
        ('everything.exe', 'own.dll', 'own_nothing'): 'missing',
        ('everything.exe', 'api-ms-win-core-synch-l1-2-0.dll', 'WaitOnAddress'): 'implemented',
        ('everything.exe', 'late.dll', 'late'): 'implemented',
        ('everything.exe', 'late.dll', 'never'): 'missing',
        ('other.dll', 'absent.dll', 'gone'): 'missing',
    }
    for key, state in expected.items():
        counter.check(found.get(key, {}).get('state') == state, f'{arch}: {" ".join(key)} is {state}', f'    {found.get(key)}')
    counter.check(set(found) == set(expected), f'{arch}: nothing else is listed', f'    {sorted(set(found) ^ set(expected))}')
    delayed = {key[2] for key, entry in found.items() if entry['delayed']}
    counter.check(delayed == {'late', 'never'}, f'{arch}: what is delay-loaded', f'    {delayed}')
    counter.check(found.get(('everything.exe', 'kernel32.dll', partial), {}).get('words') == words, f'{arch}: the words of what is partial')
    for state in STATES:
        counted = sum(entry['state'] == state for entry in report['imports'])
        counter.check(report[state] == counted, f'{arch}: {report[state]} are said to be {state}, {counted} are listed')
    counter.check('missing' in report['verdict'], f'{arch}: the verdict', report['verdict'])

    text = run([WINRUN, '--check', program])
    lines = text.output.splitlines()
    counter.check(text.code == 1, f'{arch}: exit code 1 without --json, too', text)
    counter.check(lines and lines[-1].endswith(report['verdict']), f'{arch}: the last line is the verdict', text)
    counter.check(f'{partial}: {words}' in text.output, f'{arch}: the words of what is partial are printed', text)
    counter.check(any('absent.dll' in line and 'NOT FOUND' in line for line in lines), f'{arch}: a missing DLL is named', text)
    counter.check(any('never' in line and 'delay-loaded' in line for line in lines), f'{arch}: a delay-loaded function is marked', text)
    counter.check(any('synch' in line and '(kernel' in line for line in lines), f'{arch}: the host of an API set is named', text)


def check_verdicts(counter, arch, partial, stub):
    """One program for each verdict but the worst."""
    for functions, state in ((['GetTickCount'], 'implemented'), (['GetTickCount', partial], 'partial'), (['GetTickCount', partial, stub], 'stub')):
        build = Builder(arch)
        program = build.program(state, functions, build.imports('kernel32.dll', functions))
        ended = run([WINRUN, '--check', '--json', program])
        counter.check(ended.code == 0, f'{arch}: {state}: exit code 0', ended)
        counter.check(state in json.loads(ended.output)['verdict'], f'{arch}: {state}: the verdict says so', ended)


def check_failures(counter):
    with open('text.exe', 'w', encoding='utf-8') as file:
        file.write('no program at all, but long enough to be taken for one, if nobody looked\n' * 10)
    for name, what in (('text.exe', 'what is no program'), ('none.exe', 'what is not there')):
        ended = run([WINRUN, '--check', name])
        counter.check(ended.code in (126, 127) and ended.error.count('\n') == 1, f'--check of {what}: one sentence', ended)


def main():
    counter = Counter()
    (partial, words), (stub, _) = marked('partial'), marked('stub')
    if not partial or not stub:
        counter.skip('kernel32 has nothing partial, or no stub, any more')
        counter.finish()
    for arch in ARCHES:
        check_everything(counter, arch, partial, words, stub)
        check_verdicts(counter, arch, partial, stub)
    check_failures(counter)
    counter.finish()


main()
