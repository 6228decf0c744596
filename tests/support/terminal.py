"""A real terminal for tests: a shell in a tmux of its own, whose screen is looked at until it shows what is expected."""
import os
import shlex
import subprocess
import termios
import time


class Terminal:
    def __init__(self, counter, name, columns=80, rows=24):
        self.counter = counter
        self.command = ['tmux', '-L', f'winrun-{os.getpid()}-{name}', '-f', '/dev/null']
        self.tmux('new-session', '-d', '-x', str(columns), '-y', str(rows), 'sh')
        self.tmux('set-option', '-g', 'window-size', 'manual')
        self.keys("PS1='$ '; stty sane; clear", 'Enter')

    def tmux(self, *arguments):
        return subprocess.run([*self.command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, text=True).stdout

    def keys(self, *names):
        for name in names:
            self.tmux('send-keys', name)

    def type(self, text):
        self.tmux('send-keys', '-l', text[:-1] + '\\;' if text.endswith(';') else text) # tmux takes a last ; for its own

    def text(self):
        return self.tmux('capture-pane', '-p')

    def wait(self, condition, seconds=20):
        """Until `condition` of the screen holds; says whether it did."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition(self.text()):
                return True
            time.sleep(0.05)
        return condition(self.text())

    def state(self):
        return self.text(), self.cursor()

    def settle(self, before=None, still=0.15):
        """Until the screen is not as it was before (a key that changes nothing costs a second), and then stays as it is for a while."""
        deadline = time.monotonic() + 1
        while before and self.state() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        last, since = self.state(), time.monotonic()
        while time.monotonic() - since < still:
            time.sleep(0.05)
            if (state := self.state()) != last:
                last, since = state, time.monotonic()

    def expect(self, what, words, seconds=20):
        """Waits until `words` are on the screen."""
        shown = self.wait(lambda text: words in text, seconds)
        return self.counter.check(shown, f'{what}: expected {words!r} on the screen', '' if shown else self.text())

    def expect_gone(self, what, words, seconds=20):
        gone = self.wait(lambda text: words not in text, seconds)
        return self.counter.check(gone, f'{what}: {words!r} is still on the screen', '' if gone else self.text())

    def expect_cursor(self, what, column, seconds=20):
        """Waits until the cursor stands in that column, from 0."""
        there = self.wait(lambda _: self.cursor()[0] == column, seconds)
        return self.counter.check(there, f'{what}: the cursor is not in column {column}', '' if there else f'{self.cursor()}\n{self.text()}')

    def cursor(self):
        column, row = self.tmux('display-message', '-p', '#{cursor_x} #{cursor_y}').split()
        return int(column), int(row)

    def resize(self, columns, rows):
        """Until the programs in it can know."""
        self.tmux('resize-window', '-x', str(columns), '-y', str(rows))
        terminal = os.open(self.tmux('display-message', '-p', '#{pane_tty}').strip(), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        self.wait(lambda _: os.get_terminal_size(terminal) == (columns, rows))
        os.close(terminal)

    def start(self, *command):
        self.keys('clear', 'Enter')
        self.keys(' '.join(shlex.quote(word) for word in command), 'Enter')

    def is_restored(self):
        """The ordinary screen, and a tty that edits lines itself."""
        words = self.tmux('display-message', '-p', '#{alternate_on} #{pane_tty}').split()
        if len(words) != 2 or words[0] != '0':
            return False
        tty = os.open(words[1], os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            return bool(termios.tcgetattr(tty)[3] & termios.ICANON)
        finally:
            os.close(tty)

    def expect_sane(self, what):
        self.keys('clear; stty -a | tr " ;" "\\n\\n" | grep -x -e icanon -e echo -e isig -e icrnl | sort | tr "\\n" "+"; echo .', 'Enter')
        self.expect(what, 'echo+icanon+icrnl+isig+.')

    def close(self):
        self.tmux('kill-server')
