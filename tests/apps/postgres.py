"""PostgreSQL's Windows build: its programs start, initdb makes a database, pg_ctl starts and stops a server, clients talk SQL with it."""
import os
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import WINRUN, Counter, winrun
from packages import POSTGRES, packaged_program
from postgres_client import Connection, ServerError

VERSION = '18.4'
PROGRAMS = ('postgres', 'initdb', 'pg_ctl')


def session(counter, port):
    """SQL over a connection: what a client does with a server."""
    first = Connection(port, 'postgres', 'postgres')
    first.query('CREATE DATABASE shop')
    first.close()
    shop = Connection(port, 'postgres', 'shop')
    version = shop.query('SHOW server_version')
    counter.check(version and version[0][0].startswith(VERSION), 'the server tells its version', str(version))
    shop.query('CREATE TABLE item (id integer PRIMARY KEY, name text NOT NULL, price numeric(10, 2))')
    for first_id in range(0, 1000, 100):
        values = ', '.join(f"({i}, 'item {i}', {i}.25)" for i in range(first_id, first_id + 100))
        shop.query('INSERT INTO item VALUES ' + values)
    counter.check(shop.query('SELECT count(*), sum(price), max(name) FROM item') == [['1000', '499750.00', 'item 999']], 'what 1000 rows add up to')
    rows = shop.query('SELECT id, name FROM item WHERE id % 250 = 0 ORDER BY id DESC')
    counter.check(rows == [[str(i), f'item {i}'] for i in (750, 500, 250, 0)], 'SELECT with ORDER BY', str(rows))
    shop.query('BEGIN')
    shop.query('DELETE FROM item')
    counter.check(shop.query('SELECT count(*) FROM item') == [['0']], 'a transaction sees what it has done')
    other = Connection(port, 'postgres', 'shop')
    counter.check(other.query('SELECT count(*) FROM item') == [['1000']], 'another session does not')
    shop.query('ROLLBACK')
    counter.check(shop.query('SELECT count(*) FROM item') == [['1000']], 'ROLLBACK')
    try:
        other.query("INSERT INTO item VALUES (5, 'again', 1)")
        counter.check(False, 'a second row with the same key is refused')
    except ServerError as error:
        counter.check(error.args[0] == '23505', 'unique_violation', str(error))
    text = ''.join(f'{i}\tcopied {i}\t\\N\n' for i in range(1000, 3000)).encode()
    other.query('COPY item FROM STDIN', text)
    counter.check(other.copy_out('COPY (SELECT * FROM item WHERE id >= 1000 ORDER BY id) TO STDOUT') == text, 'COPY in and out')
    counter.check(shop.query("SELECT upper('grün') || repeat('x', 5000)")[0][0].endswith('x' * 5000), 'a long value')
    other.close()
    shop.close()


def server(counter, folder, data):
    """pg_ctl starts the server, which runs on after it; whatever happens, it is stopped again."""
    with socket.create_server(('127.0.0.1', 0)) as free:
        port = free.getsockname()[1]
    control = [os.path.join(folder, 'pg_ctl.exe'), '-D', 'Z:' + data.replace('/', '\\'), '-w', '-t', '60']
    # the server keeps the streams of its starter: not pipes that somebody waits for
    with open(os.path.join(os.path.dirname(data), 'pg_ctl output'), 'w+', encoding='utf-8') as output:
        started = subprocess.run([WINRUN, *control, '-l', 'Z:' + data.replace('/', '\\') + '.log', '-o', f'-p {port}', 'start'],
                                 stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=120, check=False)
        output.seek(0)
        if not counter.check(started.returncode == 0, 'pg_ctl start', output.read()):
            return
    try:
        session(counter, port)
        ended = winrun(*control, 'status', limit=60)
        counter.check(ended.code == 0 and 'server is running' in ended.output, 'pg_ctl status', ended)
    except (ServerError, OSError) as error:
        counter.check(False, 'a session of SQL', repr(error))
    finally:
        ended = winrun(*control, '-m', 'fast', 'stop', limit=120)
        counter.check(ended.code == 0, 'pg_ctl stop', ended)
    counter.check(not os.path.exists(os.path.join(data, 'postmaster.pid')), 'the server is gone')


def main():
    counter = Counter()
    folder = os.path.dirname(packaged_program(POSTGRES['x86_64']))
    for name in PROGRAMS:
        ended = winrun(os.path.join(folder, name + '.exe'), '--version', limit=60)
        counter.check(ended.code == 0 and f'(PostgreSQL) {VERSION}' in ended.output, f'{name} --version', ended)
    data = os.path.abspath('postgres data')
    shutil.rmtree(data, ignore_errors=True)
    ended = winrun(os.path.join(folder, 'initdb.exe'), '-D', 'Z:' + data.replace('/', '\\'), '-U', 'postgres', '-A', 'trust',
                   '-E', 'UTF8', '--no-locale', limit=120)
    counter.check(ended.code == 0, 'initdb', ended)
    for name in ('PG_VERSION', 'postgresql.conf', 'global/pg_control', 'pg_wal'):
        counter.check(os.path.exists(os.path.join(data, name)), f'initdb made {name}')
    server(counter, folder, data)
    counter.finish()


main()
