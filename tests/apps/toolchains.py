"""Real programs of other toolchains than MinGW and Visual C++ 6: esbuild (Go) and ripgrep (Rust, Visual C++ 2022), in both architectures."""
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, winrun
from packages import ESBUILD, RIPGREP, packaged_program



def write(path, text):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def check_esbuild(counter, arch):
    program = packaged_program(ESBUILD[arch])
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


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def fetch(address):
    """Tries until the server listens."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ''
        except OSError:
            time.sleep(0.1)
    return 0, ''


def check_esbuild_serve(counter, arch):
    """Go's overlapped sockets: AcceptEx, WSARecv and WSASend through a completion port. esbuild ends when its input does."""
    program = packaged_program(ESBUILD[arch])
    write('served/app.js', 'console.log("served")\n')
    write('served/large.txt', 'a line of text\n' * 200000)
    port = free_port()
    command = [os.path.join(os.environ['WINRUN_BUILD'], 'winrun'), program, 'served/app.js', '--bundle', '--outdir=served/out', '--servedir=served',
               f'--serve=127.0.0.1:{port}']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        status, text = fetch(f'http://127.0.0.1:{port}/out/app.js')
        counter.check(status == 200 and 'served' in text, f'{arch}: esbuild --serve builds and answers', (status, text))
        status, text = fetch(f'http://127.0.0.1:{port}/large.txt')
        counter.check(status == 200 and len(text) == 3000000, f'{arch}: esbuild --serve sends a large file whole', (status, len(text)))
        status, text = fetch(f'http://127.0.0.1:{port}/no-such-file')
        counter.check(status == 404, f'{arch}: esbuild --serve says that a file is not there', (status, text))
        good = sum(fetch(f'http://127.0.0.1:{port}/app.js')[0] == 200 for _ in range(50))
        counter.check(good == 50, f'{arch}: esbuild --serve answers 50 connections', good)
        server.stdin.close()
        try:
            code = server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            code = None
        counter.check(code is not None, f'{arch}: esbuild --serve ends with its input', code)


def check_ripgrep(counter, arch):
    program = packaged_program(RIPGREP[arch])
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
for architecture in ARCHES:
    check_esbuild(counter, architecture)
    check_esbuild_serve(counter, architecture)
    check_ripgrep(counter, architecture)
counter.finish()
