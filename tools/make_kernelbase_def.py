#!/usr/bin/env python3
"""Writes dlls/kernelbase/kernelbase.def: in Windows kernelbase holds what kernel32 and advapi32 forward to; here it forwards to them.

    tools/make_kernelbase_def.py DLLS_FOLDER

Every export of kernel32.def and of the part of advapi32.def that kernelbase has (registry, tokens, SIDs, security descriptors) becomes
`NAME = kernel32.NAME` or, where that is a forwarder itself, its target. Stubs stay stubs. Run it again after a change of those files."""
import os
import re
import sys

ADVAPI32_PARTS = re.compile(
    r'(Reg[A-Z]|.*(Token|Sid|Acl|Ace|SecurityDescriptor|ObjectSecurity|KernelObjectSecurity)|Access(Check|Granted)|AreA[ln]|'
    r'Impersonate(Self|LoggedOn|Anonymous)|RevertToSelf|MapGenericMask|PrivilegeCheck|CreateRestricted|Event(Register|Unregister|Write|Enabled))')


def read_exports(path):
    with open(path, encoding='utf-8') as file:
        for line in file:
            text, _, remark = line.partition(';')
            words = text.split()
            if not words or words[0] in ('LIBRARY', 'EXPORTS') or not re.fullmatch(r'[A-Za-z_]\w*', words[0]):
                continue
            target = words[2] if len(words) > 2 and words[1] == '=' and '.' in words[2] else None
            yield words[0], target, [word.strip() for word in remark.split(',')], 'DATA' in words


def main():
    folder = sys.argv[1]
    lines = {}
    for dll in ('advapi32', 'kernel32'):
        for name, target, remarks, data in read_exports(os.path.join(folder, dll, dll + '.def')):
            if data or (dll == 'advapi32' and not ADVAPI32_PARTS.match(name)) or name.startswith('winrun_'):
                continue
            arch = [remark for remark in remarks if remark.endswith(' only')]
            if 'stub' in remarks:
                lines.setdefault(name, f'    {name} ; {", ".join(arch + ["stub"])}')
            else:
                lines[name] = f'    {name} = {target or dll + "." + name}' + (f' ; {arch[0]}' if arch else '')
    os.makedirs(os.path.join(folder, 'kernelbase'), exist_ok=True)
    with open(os.path.join(folder, 'kernelbase', 'kernelbase.def'), 'w', encoding='utf-8') as file:
        file.write('; Made by tools/make_kernelbase_def.py.\nLIBRARY kernelbase.dll\nEXPORTS\n')
        file.write(''.join(lines[name] + '\n' for name in sorted(lines)))


main()
