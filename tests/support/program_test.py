"""For tests of the programs that Winrun ships: runs one and compares its exit code and output."""
import os
import subprocess

from app_test import WINRUN

BUILD = os.environ['WINRUN_BUILD']


def start(arch, name, *arguments, **options):
    program = os.path.join(BUILD, 'lib', f'{arch}-windows', name + '.exe')
    return subprocess.Popen([WINRUN, program, *arguments], **options)


def run(arch, name, *arguments, text='', folder=None):
    program = os.path.join(BUILD, 'lib', f'{arch}-windows', name + '.exe')
    done = subprocess.run([WINRUN, program, *arguments], input=text.encode(), capture_output=True, timeout=60, check=False, cwd=folder)
    return done.returncode, done.stdout.decode('latin-1'), done.stderr.decode('latin-1')


def windows_path(path):
    return 'Z:' + path.replace('/', '\\')
