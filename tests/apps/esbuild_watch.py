"""esbuild's watch mode (ReadDirectoryChangesW is not its way, file times are) builds again after each change."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, WINRUN, Counter
from packages import ESBUILD, packaged_program


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
for arch in ARCHES:
    program = packaged_program(ESBUILD[arch])
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
