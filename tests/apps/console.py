"""Console programs in a real terminal (tmux): typing, editing, history, Ctrl+C, changes of size, full-screen drawing, and the terminal as it was
before once the program has ended, or was killed."""
import os
import shlex
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, helper, winrun
from terminal import Terminal

counter = Counter()


def check_lines(terminal, client, arch):
    terminal.start(WINRUN, client, 'lines')
    terminal.expect(f'{arch}: prompt', '>')
    terminal.keys('hello', 'Enter')
    terminal.expect(f'{arch}: a line', 'got <hello>')
    terminal.keys('helo wrld', 'Left', 'Left', 'Left', 'o', 'Home', 'Right', 'Right', 'Right', 'l', 'Enter')
    terminal.expect(f'{arch}: editing in the line', 'got <hello world>')
    terminal.keys('Up', 'Up', 'Enter')
    terminal.expect(f'{arch}: history', '> hello\ngot <hello>')
    terminal.keys('wrong')
    terminal.expect(f'{arch}: before Escape', '> wrong')
    terminal.keys('Escape')
    terminal.expect_gone(f'{arch}: Escape', 'wrong')
    terminal.keys('again', 'Enter')
    terminal.expect(f'{arch}: Escape clears', 'got <again>')
    terminal.keys('xyz', 'BSpace', 'BSpace', 'BSpace', 'ab', 'Left', 'DC', 'Enter')
    terminal.expect(f'{arch}: Backspace and Delete', 'got <a>')
    terminal.keys('grüße 漢字 €', 'Enter')
    terminal.expect(f'{arch}: the code page cannot say it, the line is complete', 'got <gr')
    terminal.keys('half', 'C-c')
    terminal.expect(f'{arch}: Ctrl+C', 'event 0')
    terminal.expect(f'{arch}: Ctrl+C ends the read', '[nothing]')
    terminal.keys('quit', 'Enter')
    terminal.expect(f'{arch}: end', 'got <quit>')
    terminal.expect_sane(f'{arch}: settings afterwards')


def check_keys(terminal, client, arch):
    terminal.start(WINRUN, client, 'keys')
    terminal.expect(f'{arch}: start', 'ready')
    for names, words in ((['a'], 'key 41 61 0'), (['A'], 'key 41 41 10'), (['Up'], 'key 26 0 100'), (['F5'], 'key 74 0 0'), (['C-Right'], 'key 27 0 108'),
                         (['M-x'], 'key 58 78 2'), (['Enter'], 'key d d 0'), (['BSpace'], 'key 8 8 0'), (['BTab'], 'key 9 9 10'), (['€'], 'key 0 20ac 0'),
                         (['PageUp'], 'key 21 0 100'), (['Escape'], 'key 1b 1b 0'), (['C-a'], 'key 41 1 8')):
        terminal.keys(*names)
        terminal.expect(f'{arch}: key {names}', words)
    terminal.tmux('resize-window', '-x', '70', '-y', '20')
    terminal.expect(f'{arch}: another size', 'size 70 20')
    terminal.tmux('resize-window', '-x', '80', '-y', '24')
    terminal.expect(f'{arch}: and back', 'size 80 24')
    terminal.keys('q')
    terminal.expect_sane(f'{arch}: settings afterwards')


def check_screen(terminal, client, arch):
    terminal.start('echo', 'before')
    terminal.keys(f'{shlex.quote(WINRUN)} {shlex.quote(client)} screen', 'Enter')
    terminal.expect(f'{arch}: first frame', 'frame 1 of 80 x 24')
    counter.check('before' not in terminal.text(), f'{arch}: a screen of its own', terminal.text())
    terminal.keys('x')
    terminal.expect(f'{arch}: redrawn', 'frame 2 of 80 x 24')
    rows = terminal.text().split('\n')
    counter.check(rows[0] == '=' * 80 and rows[23] == '=' * 80, f'{arch}: first and last row', terminal.text())
    terminal.tmux('resize-window', '-x', '60', '-y', '18')
    terminal.expect(f'{arch}: redrawn in the new size', 'of 60 x 18')
    rows = terminal.text().split('\n')
    counter.check(rows[0] == '=' * 60 and rows[17] == '=' * 60, f'{arch}: first and last row of the new size', terminal.text())
    terminal.tmux('resize-window', '-x', '80', '-y', '24')
    terminal.expect(f'{arch}: and back', 'of 80 x 24')
    terminal.keys('q')
    terminal.expect(f'{arch}: the old screen is there', 'before')
    terminal.expect(f'{arch}: end', 'done')
    terminal.expect_sane(f'{arch}: settings afterwards')


def check_place(terminal, client, arch):
    """A message of the log on the same terminal does not have the next output land in a wrong row."""
    terminal.start(WINRUN, '--log', 'exception', client, 'place')
    terminal.expect(f'{arch}: a message between', 'first\nwinrun[')
    terminal.expect(f'{arch}: its text', 'debug output: between\n')
    terminal.expect(f'{arch}: rows below it', '\nSECond\n$')


def check_kill(terminal, client, arch):
    """kill -9 leaves a usable terminal, on its ordinary screen."""
    terminal.keys('clear', 'Enter')
    terminal.keys(f'{shlex.quote(WINRUN)} {shlex.quote(client)} screen', 'Enter')
    terminal.expect(f'{arch}: first frame', 'frame 1')
    found = subprocess.run(['pgrep', '-f', f'{client} screen'], stdout=subprocess.PIPE, check=False, text=True).stdout.split()
    counter.check(found, f'{arch}: the program is found')
    for pid in found:
        os.kill(int(pid), signal.SIGKILL)
    # the terminal is put right by another process, which comes to it after the shell has its prompt again
    counter.check(terminal.wait(lambda _: terminal.is_restored()), f'{arch}: the terminal is restored')
    terminal.keys('echo back again', 'Enter')
    terminal.expect(f'{arch}: back in the shell', '\nback again')
    terminal.expect_sane(f'{arch}: settings after kill -9')


def main():
    if not shutil.which('tmux'):
        counter.skip('tmux is not installed')
        return
    for arch in ARCHES:
        client = helper('console_client', arch)
        ended = winrun(client, 'pseudo')
        counter.check('pseudo: hello quit' in ended.output, f'{arch}: a pseudo console', ended)
        terminal = Terminal(counter, arch)
        try:
            for check in (check_lines, check_keys, check_screen, check_place, check_kill):
                check(terminal, client, arch)
        finally:
            terminal.close()


main()
counter.finish()
