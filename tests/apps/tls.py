"""Schannel against OpenSSL: tls_client.exe talks to `openssl s_server` through its standard streams, which this script joins to a socket."""
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, helper

counter = Counter()


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates():
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test Root',
            '-addext', 'keyUsage=critical,keyCertSign')
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server')
    with open('server.ext', 'w') as file:
        file.write('subjectAltName=DNS:server.example\nextendedKeyUsage=serverAuth\n')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'server.ext',
            '-out', 'server.pem')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Server:
    """openssl s_server, which answers HTTP requests with a page about the connection."""
    def __init__(self, *options):
        self.port = free_port()
        self.process = subprocess.Popen(['openssl', 's_server', '-accept', str(self.port), '-cert', 'server.pem', '-key', 'server.key', '-www', *options],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def connect(self):
        for _ in range(100):
            try:
                return socket.create_connection(('127.0.0.1', self.port), 20)
            except OSError:
                time.sleep(0.1)
        raise SystemExit('openssl s_server does not answer')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def pump(read, write, close):
    while True:
        try:
            data = read()
            if not data:
                break
            write(data)
        except OSError:
            break
    close()


def talk(server, program, name, version, check, trusted=None):
    """Runs the client over one connection: its exit code and what it said."""
    connection = server.connect()
    environment = dict(os.environ)
    if trusted:
        environment['SSL_CERT_FILE'] = os.path.abspath(trusted)
    client = subprocess.Popen([WINRUN, program, name, version, check], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                              bufsize=0)
    threads = [threading.Thread(target=pump, args=(lambda: connection.recv(65536), client.stdin.write, client.stdin.close)),
               threading.Thread(target=pump, args=(lambda: client.stdout.read(65536), connection.sendall, lambda: None))]
    for thread in threads:
        thread.start()
    error = client.stderr.read().decode(errors='replace')
    code = client.wait(60)
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    for thread in threads:
        thread.join(10)
    connection.close()
    return code, error


def main():
    if not shutil.which('openssl'):
        counter.skip('no openssl command')
        counter.finish()
        return
    make_certificates()
    for arch in ARCHES:
        program = helper('tls_client', arch)
        for version, protocol, option in (('12', '800', '-tls1_2'), ('13', '2000', '-tls1_3')):
            with Server(option) as server:
                code, error = talk(server, program, 'server.example', version, 'manual')
                counter.check(code == 0 and f'protocol {protocol}' in error, f'{arch}: TLS {version}: the connection stands: {code} {error}')
                counter.check('end 00090317' in error and 'answer of 0 ' not in error, f'{arch}: TLS {version}: the answer and the end: {error}')
                code, error = talk(server, program, 'server.example', version, 'automatic', 'ca.pem')
                counter.check(code == 0 and 'end 00090317' in error, f'{arch}: TLS {version}: a trusted root: {error}')
                code, error = talk(server, program, 'other.example', version, 'automatic', 'ca.pem')
                counter.check('handshake: 80090322' in error, f'{arch}: TLS {version}: another name is refused: {error}')
                code, error = talk(server, program, 'server.example', version, 'automatic')
                counter.check('handshake: 80090325' in error, f'{arch}: TLS {version}: an unknown root is refused: {error}')
        with Server('-tls1_2', '-cipher', 'AES128-SHA256') as server:
            code, error = talk(server, program, 'server.example', '12', 'manual')
            counter.check(code == 0 and 'end 00090317' in error, f'{arch}: a cipher in CBC mode: {error}')
        with Server('-tls1_3') as server:
            code, error = talk(server, program, 'server.example', '12', 'manual')
            counter.check(code == 1 and 'handshake: 8009' in error, f'{arch}: no common version: {error}')
    counter.finish()


main()
