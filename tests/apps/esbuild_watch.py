"""esbuild's watch mode (ReadDirectoryChangesW is not its way, file times are) builds again after each change."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import WINRUN, Counter, npm_package

ESBUILD = {
    'x86_64': ('@esbuild/win32-x64', 'jl+NXUjK2StMgqnZnqgNjZuerFG8zQqWXMBZdMMv4W/aO1ZKQaYWZBxTrtWKphkCBVEMh0wMVfGgOd2BjOZqUQ=='),
    'i386': ('@esbuild/win32-ia32', 'uyxiZAnsfu9diHm9/rIH2soecF/HWLXYUhJKW4q1+/LLmNQ+55lRjvSUDhUmsgJtSUscRJB/3S4RNiTb9o9mCg=='),
}


def wait_for(path, text, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                if text in file.read():
                    return True
        time.sleep(0.1)
    return False


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


counter = Counter()
for arch, (name, sha512) in ESBUILD.items():
    program = os.path.join(npm_package(name, '0.19.0', sha512), 'esbuild.exe')
    out = f'watched-{arch}.js'
    write('part.js', 'export const word = "first"\n')
    write('main.js', 'import { word } from "./part"\nconsole.log(word)\n')
    process = subprocess.Popen([WINRUN, program, 'main.js', '--bundle', f'--outfile={out}', '--watch=forever'], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    counter.check(wait_for(out, '"first"'), f'{arch}: the first build')
    write('part.js', 'export const word = "second"\n')
    counter.check(wait_for(out, '"second"'), f'{arch}: a change of an imported file')
    write('main.js', 'import { word } from "./part"\nconsole.log(word, "third")\n')
    counter.check(wait_for(out, '"third"'), f'{arch}: a change of the entry point')
    counter.check(process.poll() is None, f'{arch}: it goes on watching')
    process.terminate()
    process.wait(30)
counter.finish()
