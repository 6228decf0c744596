#!/usr/bin/env python3
"""Turns a .def file and the objects of a DLL into its export table, stubs, status table and import definitions.

    LIBRARY kernel32.dll
    EXPORTS
        CreateFileW                                   implemented: the objects (or libraries) define it
        CopyFileExW ; partial: no progress callback   implemented in part; `winrun --check` shows the words
        CreateFileTransactedW ; stub                  raises an exception that names DLL and function when it is called
        HeapAlloc = ntdll.RtlAllocateHeap             forwarder
        _strdup = duplicate_string                    implemented under another name in C
        _commode DATA
        Foo @12 NONAME
        Bar ; i386 only                               or `x86_64 only`; remarks combine: `; i386 only, partial: words`
    In ntdll, ZwName is the function NtName: its line says nothing of its own, the remark of NtName counts.

For OUTPUT it writes
    OUTPUT.exports.s     the export table (.edata), the stubs, and section .expstat with a line for each export that is not
                         whole: `NAME<tab>stub` or `NAME<tab>partial<tab>words`
    OUTPUT.imports.def   for dlltool: what other DLLs of ours can link with
    OUTPUT.link          linker options: the entry point
A file is only touched when its contents change.
"""
import argparse
import os
import re
import struct
import subprocess
import sys


# Functions whose decoration the import libraries of mingw-w64 have wrong or from an old Windows. The last two take one argument and are stdcall:
# its libraries for ucrtbase, msvcr90 and msvcr120 have them with @4, as our objects do, the one for msvcrt has them without.
UNRELIABLE_DECORATIONS = {'RtlUserThreadStart', 'RtlProcessFlsData', '__CxxLongjmpUnwind', '_seh_longjmp_unwind'}


class Export:
    def __init__(self, line, name):
        self.line = line
        self.name = name
        self.target = name        # symbol in C, or DLL.FUNCTION of a forwarder
        self.forwarder = False
        self.data = False
        self.noname = False
        self.ordinal = None
        self.arch = None
        self.stub = False
        self.partial = None
        self.symbol = None        # symbol in the objects, decorated


class DefinitionError(Exception):
    pass


def parse_remark(export, remark):
    remark = remark.strip()
    while remark:
        partial = re.match(r'partial:\s*(.+)$', remark)
        if partial:
            export.partial = partial.group(1).strip()
            return
        word, _, remark = remark.partition(',')
        word, remark = word.strip(), remark.strip()
        if word in ('i386 only', 'x86_64 only'):
            export.arch = word.split()[0]
        elif word == 'stub':
            export.stub = True
        elif word:
            raise DefinitionError(f'unknown remark "{word}" (known: stub, partial: WORDS, i386 only, x86_64 only)')


def parse_line(number, line):
    text, _, remark = line.partition(';')
    words = text.replace('=', ' = ').split() if ' = ' in text or '=' not in text.split()[0] else text.split()
    export = Export(number, words.pop(0))
    if words and words[0] == '=':
        if len(words) < 2:
            raise DefinitionError('nothing after =')
        export.target = words[1]
        export.forwarder = '.' in export.target
        words = words[2:]
    for word in words:
        if word == 'DATA':
            export.data = True
        elif word == 'NONAME':
            export.noname = True
        elif re.fullmatch(r'@[1-9]\d*', word):
            export.ordinal = int(word[1:])
        else:
            raise DefinitionError(f'cannot read "{word}"')
    if export.noname and export.ordinal is None:
        raise DefinitionError('NONAME needs an ordinal')
    parse_remark(export, remark)
    return export


def parse_definition(path, arch):
    library, exports, seen = None, [], {}
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            stripped = line.strip()
            if not stripped or stripped.startswith(';') or stripped == 'EXPORTS':
                continue
            try:
                if stripped.startswith('LIBRARY '):
                    library = stripped.split()[1]
                    continue
                export = parse_line(number, line)
            except DefinitionError as error:
                raise DefinitionError(f'{path}:{number}: {error}') from None
            if export.arch not in (None, arch):
                continue
            if export.name in seen:
                raise DefinitionError(f'{path}:{number}: {export.name} stands in line {seen[export.name]} already')
            seen[export.name] = number
            exports.append(export)
    if library is None:
        raise DefinitionError(f'{path}: no LIBRARY line')
    return library, exports


def archive_symbols(path):
    """The names in the index of a static library."""
    with open(path, 'rb') as file:
        if file.read(8) != b'!<arch>\n':
            raise DefinitionError(f'{path} is not a library')
        header = file.read(60)
        if not header.startswith(b'/ '):
            return []
        index = file.read(int(header[48:58]))
    count, = struct.unpack_from('>I', index)
    return index[4 + 4 * count:].decode('ascii', 'replace').split('\0')[:count]


def object_symbols(nm, objects):
    """Symbol -> object, for what the objects define and for what they only use."""
    defined, used = {}, {}
    if objects:
        listing = subprocess.run([nm, '-g', '-A', *objects], check=True, capture_output=True, text=True).stdout
        for line in listing.splitlines():
            where, kind, name = line.rsplit(' ', 2)
            (used if kind == 'U' else defined)[name] = where.split(':', 1)[0]
    return defined, used


def symbol_table(arch, found):
    """Maps names as C has them to symbols as the objects have them (i386: _name, _name@4, @name@4)."""
    if arch != 'i386':
        return {name: name for name in found}
    table = {}
    for symbol in found:
        plain = re.match(r'(?:_(.+?)|@(.+?))(@\d+)?$', symbol)
        if plain:
            table.setdefault(plain.group(1) or plain.group(2), symbol)
    for symbol in found:                       # an exact match wins over a decorated one
        if symbol.startswith('_'):
            table[symbol[1:]] = symbol
    return table


def resolve(definition, arch, exports, found, used, library_names, lax):
    own = symbol_table(arch, found)
    needed = symbol_table(arch, set(used) - set(found))
    others = symbol_table(arch, library_names)
    problems = []
    for export in exports:
        if export.forwarder:
            # a target of the same name comes from the import library of its own DLL
            same_name = export.target.split('.', 1)[1] == export.name
            export.symbol = None if same_name else needed.get(export.name)
            continue
        symbol = own.get(export.target)
        if export.stub:
            if symbol and not export.data and export.target == export.name:
                print(f'{definition}:{export.line}: warning: {export.name} is marked stub, but {found[symbol]} defines it',
                      file=sys.stderr)
            if not symbol and not export.data and export.target == export.name and export.name in needed:
                export.symbol = needed[export.name]
                print(f'{definition}:{export.line}: warning: {export.name} is a stub, but {used[export.symbol]} calls it',
                      file=sys.stderr)
            continue
        export.symbol = symbol or others.get(export.target)
        if not export.symbol:
            what = export.name if export.name == export.target else f'{export.name} ({export.target})'
            problems.append(f'{definition}:{export.line}: error: {what} is exported, but no {arch} object defines it '
                            '(write it, or mark the line "; stub"; `make LAX=1` builds a stub)')
            export.stub, export.symbol = True, needed.get(export.target)
    if problems and not lax:
        raise DefinitionError('\n'.join(problems))
    for problem in problems:
        print(problem, file=sys.stderr)


def known_decorations(arch, paths):
    """How the compiler's own import libraries decorate Windows' functions in i386: name -> '' or '@N'."""
    known = {}
    if arch != 'i386':
        return known
    for path in paths:
        if not os.path.exists(path):
            continue
        for symbol in archive_symbols(path):
            plain = re.match(r'_([A-Za-z_]\w*?)(@\d+)?$', symbol)
            if plain and not symbol.startswith('__imp_'):
                known.setdefault(plain.group(1), plain.group(2) or '')
    return known


def check_decorations(definition, exports, known):
    """A function with another number of arguments, or another calling convention, than the Windows headers have."""
    for export in exports:
        fastcall = (export.symbol or '').startswith('@')         # the import libraries do not know these
        if export.symbol is None or export.data or export.forwarder or fastcall or export.target != export.name:
            continue
        if export.name in UNRELIABLE_DECORATIONS:
            continue
        decoration = re.search(r'@\d+$', export.symbol)
        decoration = decoration.group(0) if decoration else ''
        expected = known.get(export.name, decoration)
        if decoration != expected:
            print(f'{definition}:{export.line}: warning: {export.name} is {export.symbol} in our objects, '
                  f'but _{export.name}{expected} in the Windows headers', file=sys.stderr)


def follow_twins(exports):
    """ZwName is NtName by another name."""
    originals = {export.name: export for export in exports}
    for export in exports:
        original = originals.get('Nt' + export.name[2:]) if export.name.startswith('Zw') else None
        if original:
            export.target, export.stub, export.partial = original.target, original.stub, original.partial


def assign_ordinals(definition, exports):
    taken = {}
    for export in exports:
        if export.ordinal is not None:
            if export.ordinal in taken:
                raise DefinitionError(f'{definition}:{export.line}: ordinal {export.ordinal} is taken by '
                                      f'{taken[export.ordinal].name}')
            taken[export.ordinal] = export
    next_ordinal = min(taken, default=1)
    for export in exports:
        if export.ordinal is None:
            while next_ordinal in taken:
                next_ordinal += 1
            export.ordinal = next_ordinal
            taken[next_ordinal] = export
    return taken


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def used_symbol_lines(export):
    return [f'    .globl {quoted(export.symbol)}', f'{quoted(export.symbol)}:'] if export.symbol else []


def stub_lines(arch, library, exports, inside_ntdll):
    """A stub hands two names to winrun_raise_stub and jumps there, so that the return address is the caller of the stub.
    Other code of the same DLL that calls a function which is still a stub gets the stub as well."""
    stubs = [export for export in exports if export.stub and not export.data]
    if not stubs:
        return []
    lines = ['    .section .rdata$zstubs,"dr"', f'stub_library: .asciz {quoted(library)}']
    for export in stubs:
        lines.append(f'stub_name_{export.ordinal}: .asciz {quoted(export.name)}')
    lines.append('    .section .text$zstubs,"xr"')
    if arch == 'x86_64':
        target = 'winrun_raise_stub' if inside_ntdll else '*__imp_winrun_raise_stub(%rip)'
        lines += ['raise_stub:', '    lea stub_library(%rip), %rcx', f'    jmp {target}']
        for export in stubs:
            lines += used_symbol_lines(export)
            lines += [f'stub_{export.ordinal}:', f'    lea stub_name_{export.ordinal}(%rip), %rdx', '    jmp raise_stub']
    else:
        target = '_winrun_raise_stub' if inside_ntdll else '*__imp__winrun_raise_stub'
        lines += ['raise_stub:', '    pushl $stub_library', '    pushl 8(%esp)', f'    jmp {target}']
        for export in stubs:
            lines += used_symbol_lines(export)
            lines += [f'stub_{export.ordinal}:', f'    pushl $stub_name_{export.ordinal}', '    jmp raise_stub']
    return lines + ['stubs_end:']


def forwarder_thunk_lines(arch, exports):
    """Code of the same DLL may call what the DLL forwards: it jumps to the target, whose arguments are the same. Where the names
    are the same, too, the import library of the other DLL serves."""
    lines = ['    .section .text$zstubs,"xr"']
    for export in exports:
        name = export.target.split('.', 1)[-1]
        if not export.forwarder or not export.symbol or name == export.name:
            continue
        target = '__imp_' + name
        if arch == 'i386':
            decoration = re.search(r'@\d+$', export.symbol)
            target = '__imp__' + name + (decoration.group(0) if decoration else '')
        operand = f'*{quoted(target)}' + ('(%rip)' if arch == 'x86_64' else '')
        lines += [f'    .globl {quoted(export.symbol)}', f'{quoted(export.symbol)}:', f'    jmp {operand}']
    return lines if len(lines) > 1 else []


def export_table_lines(library, exports, by_ordinal):
    # The table as the PE format has it: header, addresses by ordinal, names in byte order, the ordinals of the names, strings.
    base, count = min(by_ordinal, default=1), (max(by_ordinal) - min(by_ordinal) + 1) if by_ordinal else 0
    named = sorted((export for export in exports if not export.noname), key=lambda export: export.name.encode())
    # The two unused fields at its beginning tell our loader where the stubs are, so that GetProcAddress does not find them.
    stubs = any(export.stub and not export.data for export in exports)
    lines = ['    .section .edata,"dr"', '    .rva raise_stub, stubs_end' if stubs else '    .long 0, 0', '    .short 0, 0',
             '    .rva export_library',
             f'    .long {base}, {count}, {len(named)}', '    .rva export_addresses', '    .rva export_names',
             '    .rva export_name_ordinals', 'export_addresses:']
    for ordinal in range(base, base + count):
        export = by_ordinal.get(ordinal)
        if export is None:
            lines.append('    .long 0')
        elif export.forwarder:
            lines.append(f'    .rva forwarder_{ordinal}')
        elif export.stub:
            lines.append(f'    .rva stub_{ordinal}')
        else:
            lines.append(f'    .rva {quoted(export.symbol)}')
    lines.append('export_names:')
    lines += [f'    .rva export_name_{export.ordinal}' for export in named]
    lines.append('export_name_ordinals:')
    lines += [f'    .short {export.ordinal - base}' for export in named]
    lines.append(f'export_library: .asciz {quoted(library)}')
    lines += [f'export_name_{export.ordinal}: .asciz {quoted(export.name)}' for export in named]
    lines += [f'forwarder_{export.ordinal}: .asciz {quoted(export.target)}' for export in exports if export.forwarder]
    return lines


def status_lines(exports):
    lines = []
    for export in exports:
        if export.stub:
            lines.append(f'    .ascii {quoted(export.name + "%tstub%n")}')
        elif export.partial:
            lines.append(f'    .ascii {quoted(export.name + "%tpartial%t" + export.partial + "%n")}')
    lines = [line.replace('%t', '\\t').replace('%n', '\\n') for line in lines]
    return ['    .section .expstat,"dr"', *lines] if lines else []


def imports_definition(arch, library, exports, known):
    """What dlltool --kill-at reads. A forwarder or stub is decorated as Windows' own function is."""
    lines = [f'LIBRARY {library}', 'EXPORTS']
    for export in exports:
        if export.noname or not re.fullmatch(r'[A-Za-z_]\w*', export.name):
            continue
        name = export.name
        if export.forwarder or export.stub:
            name += known.get(name, '')
        elif arch == 'i386' and not export.data:
            decoration = re.search(r'@\d+$', export.symbol)
            name += decoration.group(0) if decoration else ''
            name = '@' + name if export.symbol.startswith('@') else name
        lines.append(f'    {name}{" DATA" if export.data else ""}')
    return '\n'.join(lines) + '\n'


def entry_option(arch, found):
    for symbol in ('_DllMain@12',) if arch == 'i386' else ('DllMain',):
        if symbol in found:
            return f'-Wl,--entry={symbol}\n'
    return '-Wl,--entry=0\n'


def write_if_changed(path, text):
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == text:
                return
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description='Make the export table and the stubs of a DLL from its .def file.')
    parser.add_argument('--arch', choices=('x86_64', 'i386'), required=True)
    parser.add_argument('--def', dest='definition', required=True)
    parser.add_argument('--nm', required=True)
    parser.add_argument('--library', action='append', default=[], help='static library that exported symbols may come from')
    parser.add_argument('--system-library', action='append', default=[],
                        help="the compiler's import library of the Windows DLL with this name, if it has one")
    parser.add_argument('--lax', action='store_true', help='make stubs of exports that nothing defines, instead of failing')
    parser.add_argument('--output', required=True)
    parser.add_argument('objects', nargs='*')
    options = parser.parse_args()

    library, exports = parse_definition(options.definition, options.arch)
    # Data that we do not have cannot be stubbed: a program that needs it is told that it is missing.
    absent = [export for export in exports if export.data and export.stub]
    exports = [export for export in exports if export not in absent]
    if library.lower() == 'ntdll.dll':
        follow_twins(exports)
    found, used = object_symbols(options.nm, options.objects)
    library_names = {name for path in options.library for name in archive_symbols(path)}
    resolve(options.definition, options.arch, exports, found, used, library_names, options.lax)
    known = known_decorations(options.arch, options.system_library)
    check_decorations(options.definition, exports, known)
    by_ordinal = assign_ordinals(options.definition, exports)

    assembly = export_table_lines(library, exports, by_ordinal)
    assembly += stub_lines(options.arch, library, exports, library.lower() == 'ntdll.dll')
    assembly += forwarder_thunk_lines(options.arch, exports)
    assembly += status_lines(exports)
    write_if_changed(options.output + '.exports.s', '\n'.join(assembly) + '\n')
    write_if_changed(options.output + '.imports.def', imports_definition(options.arch, library, exports, known))
    write_if_changed(options.output + '.link', entry_option(options.arch, found))


try:
    main()
except DefinitionError as failure:
    sys.exit(str(failure))
