"""Node.js 22, 32-bit and 64-bit: files, streams, child processes, workers, zlib, crypto, network, TLS, pipes, npm. Each script of tests/apps/node prints
"ok NAME" for what Node's documentation promises."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, npm_package, winrun
from packages import NODE, NODE_VERSION, packaged_program

SCRIPTS = ('files.js', 'libraries.js', 'threads.js', 'processes.js', 'network.js', 'secure.js')
NPM = ('npm', '10.9.4', 'OnUG836FwboQIbqtefDNlyR0gTHzIfwRfE3DuiNewBvnMnWEpB0VEXwBlFVgqpNzIgYo/MHh3d2Hel/pszapAA==')


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates():
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test Root',
            '-addext', 'keyUsage=critical,keyCertSign')
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server')
    with open('server.ext', 'w', encoding='ascii') as file:
        file.write('subjectAltName=DNS:server.example\n')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'server.ext',
            '-out', 'server.pem')


def windows_path(path):
    return 'Z:' + path.replace('/', '\\')


def check_npm(counter, arch, program):
    """An installation as the Windows archives of Node.js have it: npm.cmd beside node.exe, npm in node_modules."""
    package = npm_package(*NPM)
    folder = os.path.abspath(f'installed-{arch}')
    os.makedirs(os.path.join(folder, 'node_modules'))
    shutil.copy(program, folder)
    shutil.copytree(package, os.path.join(folder, 'node_modules', 'npm'))
    shutil.copy(os.path.join(package, 'bin', 'npm.cmd'), folder)
    npm = os.path.abspath(f'npm-{arch}.bat')
    with open(npm, 'w', encoding='ascii') as file:
        file.write(f'@set PATH={windows_path(folder)};%PATH%\n@npm %*\n')
    options = {'cwd': f'project-{arch}', 'limit': 120}
    ended = winrun(npm, '--version', limit=120)
    counter.check(ended.code == 0 and ended.output == f'{NPM[1]}\n', f'{arch}: npm --version', ended)
    os.makedirs(f'project-{arch}')
    os.makedirs(f'library-{arch}')
    with open(f'library-{arch}/package.json', 'w', encoding='ascii') as file:
        json.dump({'name': 'library', 'version': '1.2.3', 'main': 'index.js', 'bin': {'library-command': 'command.js'}}, file)
    with open(f'library-{arch}/index.js', 'w', encoding='ascii') as file:
        file.write('module.exports = 6 * 7\n')
    with open(f'library-{arch}/command.js', 'w', encoding='ascii') as file:
        file.write('#!/usr/bin/env node\nconsole.log("command", process.argv[2])\n')
    ended = winrun(npm, 'init', '-y', **options)
    counter.check(ended.code == 0 and os.path.exists(f'project-{arch}/package.json'), f'{arch}: npm init', ended)
    ended = winrun(npm, 'pkg', 'set', 'scripts.answer=node -p "require(\'library\')"', 'scripts.command=library-command word', **options)
    counter.check(ended.code == 0, f'{arch}: npm pkg set', ended)
    ended = winrun(npm, 'pack', f'../library-{arch}', **options)
    counter.check(ended.code == 0 and os.path.exists(f'project-{arch}/library-1.2.3.tgz'), f'{arch}: npm pack', ended)
    ended = winrun(npm, 'install', '--offline', './library-1.2.3.tgz', **options)
    counter.check(ended.code == 0 and os.path.exists(f'project-{arch}/node_modules/library/index.js'), f'{arch}: npm install of an archive', ended)
    ended = winrun(npm, 'run', '--silent', 'answer', **options)
    counter.check(ended.code == 0 and ended.output == '42\n', f'{arch}: npm run', ended)
    ended = winrun(npm, 'run', '--silent', 'command', **options)
    counter.check(ended.code == 0 and ended.output == 'command word\n', f'{arch}: npm run of a command that a package brings', ended)
    ended = winrun(npm, 'ls', '--json', **options)
    counter.check(ended.code == 0 and '1.2.3' in ended.output, f'{arch}: npm ls', ended)



def check_node(counter, arch):
    program = packaged_program(NODE[arch])
    ended = winrun(program, '--version')
    counter.check(ended.code == 0 and ended.output == f'v{NODE_VERSION}\n', f'{arch}: node --version', ended)
    ended = winrun(program, '-p', '[process.platform, process.arch, 6 * 7].join()')
    counter.check(ended.code == 0 and ended.output == ('win32,x64,42\n' if arch == 'x86_64' else 'win32,ia32,42\n'), f'{arch}: node -p', ended)
    for script in SCRIPTS:
        ended = winrun(program, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'apps', 'node', script), limit=120)
        lines = ended.output.splitlines()
        counter.check(ended.code == 0 and lines and lines[-1] == 'end', f'{arch}: {script} runs to its end', ended)
        for line in lines[:-1]:
            counter.check(line.startswith('ok '), f'{arch}: {script}: {line}')
    check_npm(counter, arch, program)


counter = Counter()
make_certificates()
for architecture in ARCHES:
    check_node(counter, architecture)
counter.finish()
