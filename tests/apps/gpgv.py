"""Debian's gpgv for Windows (gpgv-win32, MinGW, 32-bit) judges signatures that the native gpg has made."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, debian_package, run, winrun

counter = Counter()


def gpg(*words):
    subprocess.run(['gpg', '--homedir', 'home', '--batch', '--yes', '--passphrase', '', *words], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def remove_home():
    """An agent that outlives its home would take the socket of the next one's with it."""
    subprocess.run(['gpgconf', '--homedir', os.path.abspath('home'), '--kill', 'all'], check=False, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    shutil.rmtree('home', ignore_errors=True)


def check_algorithm(program, algorithm):
    remove_home()
    os.mkdir('home', 0o700)
    gpg('--quick-gen-key', f'Tester {algorithm} <tester@example>', algorithm, 'sign', 'never')
    gpg('--output', 'ring.gpg', '--export')
    with open('message.bin', 'wb') as file:
        file.write(bytes(range(256)) * 4000)
    gpg('--detach-sign', 'message.bin')
    gpg('--armor', '--detach-sign', '--digest-algo', 'SHA512', 'message.bin')
    ended = winrun(program, '--keyring', './ring.gpg', 'message.bin.sig', 'message.bin')
    counter.check(ended.code == 0 and f'Good signature from "Tester {algorithm}' in ended.error, f'{algorithm}: a good signature', ended)
    ended = winrun(program, '--keyring', './ring.gpg', 'message.bin.asc', 'message.bin')
    counter.check(ended.code == 0 and 'Good signature' in ended.error, f'{algorithm}: an armoured one', ended)
    ended = winrun(program, '--keyring', './ring.gpg', '--status-fd', '1', 'message.bin.sig', 'message.bin')
    native = run(['gpgv', '--keyring', './ring.gpg', '--status-fd', '1', 'message.bin.sig', 'message.bin'])
    counter.check(ended.output and ended.output == native.output, f'{algorithm}: the status lines are the native ones', f'{ended}\n{native}')
    with open('message.bin', 'ab') as file:
        file.write(b'x')
    ended = winrun(program, '--keyring', './ring.gpg', 'message.bin.sig', 'message.bin')
    counter.check(ended.code == 1 and 'BAD signature' in ended.error, f'{algorithm}: a changed file is refused', ended)
    with open('text.txt', 'w', encoding='ascii') as file:
        file.write('some text\n')
    gpg('--clear-sign', 'text.txt')
    ended = winrun(program, '--keyring', './ring.gpg', '--output', 'plain.txt', 'text.txt.asc')
    counter.check(ended.code == 0 and os.path.exists('plain.txt'), f'{algorithm}: a text with its signature', ended)
    os.remove('plain.txt')
    gpg('--quick-gen-key', 'Other <other@example>', 'ed25519', 'sign', 'never')
    gpg('--local-user', 'other@example', '--detach-sign', 'text.txt')
    ended = winrun(program, '--keyring', './ring.gpg', 'text.txt.sig', 'text.txt')
    counter.check(ended.code == 2 and 'No public key' in ended.error, f'{algorithm}: a key that is not in the ring', ended)


def main():
    package = debian_package(counter, 'gpgv-win32')
    if not package or not shutil.which('gpg') or not shutil.which('gpgv'):
        counter.skip('gpg, gpgv or the package gpgv-win32 is not there')
        return
    program = os.path.join(package, 'usr', 'share', 'win32', 'gpgv.exe')
    ended = winrun(program, '--version')
    counter.check(ended.code == 0 and ended.output.startswith('gpgv (GnuPG) 2.'), 'gpgv --version', ended)
    for algorithm in ('ed25519', 'rsa2048', 'nistp256'):
        check_algorithm(program, algorithm)
    remove_home()


main()
counter.finish()
