"""What the command-line programs do with keys of a real terminal (tmux): more's pages, timeout, pause, choice. Microsoft, "Windows Commands"."""
import os
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN
from program_test import BUILD, windows_path
from terminal import Terminal

counter = Counter()


class Keys:
    def __init__(self, terminal, arch):
        self.terminal, self.arch = terminal, arch

    def run(self, name, *arguments):
        program = os.path.join(BUILD, 'lib', f'{self.arch}-windows', name + '.exe')
        self.terminal.keys('clear', 'Enter')
        self.terminal.wait(lambda text: text.strip() in ('$', '# ', '#'), 3)
        self.terminal.keys(' '.join(shlex.quote(word) for word in (WINRUN, program, *arguments)) + '; echo "code $?"', 'Enter')

    def press(self, what, keys, words):
        self.terminal.keys(*keys)
        self.terminal.expect(f'{self.arch}: {what}', words)


def check_more(keys, path):
    terminal = keys.terminal
    keys.run('more', windows_path(path))
    terminal.expect(f'{keys.arch}: more: the first page', 'line 23\n-- More --')
    counter.check('line 24' not in terminal.text(), f'{keys.arch}: more shows one screen', terminal.text())
    keys.press('more: Enter', ['Enter'], 'line 24\n-- More --')
    keys.press('more: a space', ['Space'], 'line 47\n-- More --')
    keys.press('more: =', ['='], 'Line: 47')
    keys.press('more: P', ['p', '5', 'Enter'], 'line 52\n-- More --')
    keys.press('more: S', ['s', '1', '0', 'Enter'], 'line 63\n')
    keys.press('more: Q', ['q'], 'code 0')


def check_timeout(keys):
    keys.run('timeout', '/t', '60')
    keys.terminal.expect(f'{keys.arch}: timeout', 'Waiting for ')
    keys.press('timeout: a key', ['x'], 'code 0')
    keys.run('timeout', '/t', '1', '/nobreak')
    keys.press('timeout /nobreak: the time', ['x'], 'code 0')
    keys.run('timeout', '/t', '-1')
    keys.terminal.expect(f'{keys.arch}: timeout -1', 'Press any key to continue ...')
    keys.press('timeout -1: a key', ['x'], 'code 0')


def check_pause(keys):
    keys.run('cmd', '/c', 'pause & echo went on')
    keys.terminal.expect(f'{keys.arch}: pause', 'Press any key to continue . . .')
    keys.press('pause: a key', ['x'], 'went on')


def check_choice(keys):
    keys.run('choice', '/c', 'abc', '/m', 'Which')
    keys.terminal.expect(f'{keys.arch}: choice', 'Which [A,B,C]?')
    keys.press('choice: a wrong key and B', ['x', 'b'], 'Which [A,B,C]?B\ncode 2')
    keys.run('choice', '/t', '1', '/d', 'n')
    keys.terminal.expect(f'{keys.arch}: choice /t', '[Y,N]?N\ncode 2')
    keys.run('choice')
    keys.terminal.expect(f'{keys.arch}: choice', '[Y,N]?')
    keys.press('choice: Ctrl+C', ['C-c'], 'code 0')


def main():
    if not shutil.which('tmux'):
        counter.skip('tmux is not installed')
        return
    os.environ['LC_ALL'] = 'C.UTF-8'
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'lines.txt')
        with open(path, 'w', encoding='ascii') as file:
            file.write(''.join(f'line {number}\r\n' for number in range(1, 200)))
        for arch in ARCHES:
            terminal = Terminal(counter, f'keys-{arch}')
            keys = Keys(terminal, arch)
            try:
                check_more(keys, path)
                check_timeout(keys)
                check_pause(keys)
                check_choice(keys)
            finally:
                terminal.close()


if __name__ == '__main__':
    main()
    sys.exit(counter.finish())
