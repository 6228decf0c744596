"""Real programs of other toolchains than MinGW and Visual C++ 6: esbuild (Go) and ripgrep (Rust, Visual C++ 2022), in both architectures."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, npm_package, winrun

ESBUILD = {
    'x86_64': ('@esbuild/win32-x64', 'jl+NXUjK2StMgqnZnqgNjZuerFG8zQqWXMBZdMMv4W/aO1ZKQaYWZBxTrtWKphkCBVEMh0wMVfGgOd2BjOZqUQ=='),
    'i386': ('@esbuild/win32-ia32', 'uyxiZAnsfu9diHm9/rIH2soecF/HWLXYUhJKW4q1+/LLmNQ+55lRjvSUDhUmsgJtSUscRJB/3S4RNiTb9o9mCg=='),
}
RIPGREP = {
    'x86_64': ('@vscode/ripgrep-win32-x64', 'KNPvtElldqILHdnAetujPaowkNbpqJy3ssIGGN6F6Kve9Qi+nNLI2DN01O83JjCEVQbCzl8Ov3QZ9Eov3BR8Dg=='),
    'i386': ('@vscode/ripgrep-win32-ia32', '//rfAE+BOw5AC2EMmepmiE36jUuevtQYNQqqlw1s3m9FlRxjxEut97RkRPHAu9BG4mSojatZx+kXZXNdyI9caQ=='),
}


def write(path, text):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def check_esbuild(counter, arch):
    name, sha512 = ESBUILD[arch]
    program = os.path.join(npm_package(name, '0.19.0', sha512), 'esbuild.exe')
    ended = winrun(program, '--version')
    counter.check(ended.code == 0 and ended.output == '0.19.0\n', f'{arch}: esbuild --version', ended)
    write('source/add.js', 'export function add(first, second) { return first + second }\n')
    write('source/main.ts', 'import { add } from "./add"\nconst total: number = add(1, 2)\nconsole.log("total", total)\n')
    ended = winrun(program, 'source/main.ts', '--bundle', '--minify', f'--outfile=bundle-{arch}.js')
    if counter.check(ended.code == 0 and os.path.exists(f'bundle-{arch}.js'), f'{arch}: esbuild bundles and minifies', ended):
        with open(f'bundle-{arch}.js', encoding='utf-8') as file:
            bundle = file.read()
        counter.check('import' not in bundle and 'first' not in bundle and '"total"' in bundle, f'{arch}: the bundle is whole and small', bundle)
    write('broken.js', 'let = = 1\n')
    ended = winrun(program, 'broken.js')
    counter.check(ended.code == 1 and 'broken.js:1' in ended.error, f'{arch}: esbuild tells a syntax error', ended)


def check_ripgrep(counter, arch):
    name, sha512 = RIPGREP[arch]
    program = os.path.join(npm_package(name, '1.18.0', sha512), 'bin', 'rg.exe')
    ended = winrun(program, '--version')
    counter.check(ended.code == 0 and ended.output.startswith('ripgrep '), f'{arch}: rg --version', ended)
    for i in range(300):
        write(f'tree/{i % 17}/file{i}.txt', 'nothing here\n' * (i % 50) + ('a needle\n' if i % 10 == 0 else '') + 'the end\n')
    ended = winrun(program, '--sort', 'path', '-l', 'needle', 'tree')
    found = sorted(line.replace('\\', '/') for line in ended.output.split())
    counter.check(found == sorted(f'tree/{i % 17}/file{i}.txt' for i in range(0, 300, 10)), f'{arch}: rg finds every file with all threads', ended)
    ended = winrun(program, '-n', 'need.e', 'tree/10/file10.txt')
    counter.check(ended.output == '11:a needle\n', f'{arch}: rg tells the line', ended)
    ended = winrun(program, 'no such text', 'tree')
    counter.check(ended.code == 1 and not ended.output, f'{arch}: nothing found is exit code 1', ended)


counter = Counter()
for architecture in ESBUILD:
    check_esbuild(counter, architecture)
    check_ripgrep(counter, architecture)
counter.finish()
