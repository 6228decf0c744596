"""The prompts of Node.js and cmd and a full-screen program in a real terminal (tmux): typing, editing in the middle of a line, history, completion,
Ctrl+C, changes of size, drawing. Each step waits for what the screen must show before the next keys are sent."""
import os
import shlex
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN
from packages import NODE, packaged_program
from terminal import Terminal

counter = Counter()
PAGER = os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'apps', 'node', 'pager.js')
DIGITS = '0123456789' * 10


class Lost(Exception):
    """A step failed, so the next ones have no sense."""


def step(terminal, what, names, words, column=None):
    """Sends keys; the screen must show the words, and the cursor must stand in that column of the terminal."""
    for number, name in enumerate(names):
        before = terminal.state()
        terminal.type(name[1:]) if name.startswith('=') else terminal.keys(name)
        if number + 1 < len(names):
            terminal.settle(before)
    if words and not terminal.expect(what, words):
        raise Lost
    if column is not None and not terminal.expect_cursor(what, column):
        raise Lost


def node_step(terminal, *arguments):
    """Node leaves raw mode for a moment to evaluate its previews; on Windows, too, it loses the keys that come then."""
    step(terminal, *arguments)
    terminal.settle()


def check_node_prompt(terminal, program, arch, before):
    """`before`: lines on the screen, so that the prompt is in the last rows or not. A result that is not there yet is shown below the line while
    one types (Node calls it a preview); it is part of the screen that has to come out right."""
    what = f'{arch}: node'
    terminal.keys('clear', 'Enter')
    terminal.keys(f'seq 1 {before}; {shlex.quote(WINRUN)} {shlex.quote(program)}', 'Enter')
    terminal.expect(f'{what}: the prompt', '".help" for more information.\n>')
    node_step(terminal, f'{what}: typing', ['=let text = 5;'], '> let text = 5;\n', 15)
    node_step(terminal, f'{what}: back in the line', ['Left', 'Left'], '> let text = 5;\n', 13)
    node_step(terminal, f'{what}: an insertion', ['=12'], '> let text = 125;\n', 15)
    node_step(terminal, f'{what}: another one', ['=3'], '> let text = 1235;\n', 16)
    node_step(terminal, f'{what}: Backspace', ['BSpace', 'BSpace'], '> let text = 15;\n', 14)
    node_step(terminal, f'{what}: Delete', ['DC'], '> let text = 1;\n', 14)
    node_step(terminal, f'{what}: Home', ['Home'], '> let text = 1;\n', 2)
    node_step(terminal, f'{what}: Delete at the start', ['DC', 'DC', 'DC'], '>  text = 1;\n', 2)
    node_step(terminal, f'{what}: an insertion at the start', ['=var'], '> var text = 1;\n', 5)
    node_step(terminal, f'{what}: End', ['End'], '> var text = 1;\n', 15)
    node_step(terminal, f'{what}: the line is run', ['Enter'], 'undefined\n>', 2)
    node_step(terminal, f'{what}: a preview', ['=text + 41'], '> text + 41\n42\n', 11)
    node_step(terminal, f'{what}: the preview of the changed line', ['BSpace', '=2'], '> text + 42\n43\n', 11)
    node_step(terminal, f'{what}: its result', ['Enter'], '> text + 42\n43\n>', 2)
    node_step(terminal, f'{what}: history', ['Up'], '> text + 42\n43\n> text + 42\n', 11)
    node_step(terminal, f'{what}: older history', ['Up'], '> var text = 1;\n', 15)
    node_step(terminal, f'{what}: and back', ['Down', 'Down'], None, 2)
    node_step(terminal, f'{what}: completion', ['=process.argv0.toUpp', 'Tab'], '> process.argv0.toUpperCase', 27)
    node_step(terminal, f'{what}: Ctrl+U', ['C-u'], None, 2)
    node_step(terminal, f'{what}: a line that wraps', [f'="{DIGITS}".length'], None, (len(DIGITS) + 11) % 80)
    terminal.expect(f'{what}: both rows of it', f'> "{DIGITS[:77]}\n{DIGITS[77:]}".length\n')
    node_step(terminal, f'{what}: Home in a line that wraps', ['Home'], None, 2)
    node_step(terminal, f'{what}: Ctrl+C', ['C-c'], '\n> ', 2)
    node_step(terminal, f'{what}: characters of other alphabets', ['="grüße 漢字".length', 'Enter'], '> "grüße 漢字".length\n8\n>', 2)
    node_step(terminal, f'{what}: several lines', ['={', 'Enter', '=1 + 1', 'Enter', '=}', 'Enter'], '1 + 1\n', None)
    terminal.expect(f'{what}: their result', '}\n2\n>')
    node_step(terminal, f'{what}: a handler', ['=process.stdout.on("resize", () => console.log("size", process.stdout.columns)).fd', 'Enter'], '\n1\n>', 2)
    terminal.resize(60, 20)
    terminal.expect(f'{what}: a narrower terminal', '\n> size 60\n')
    node_step(terminal, f'{what}: typing in it', ['Enter', '=process.stdout.columns', 'Enter'], '> process.stdout.columns\n60\n>', 2)
    terminal.resize(80, 24)
    terminal.expect(f'{what}: and back', 'size 80\n')
    node_step(terminal, f'{what}: typing in it', ['Enter', '=process.stdout.columns + 0', 'Enter'], '> process.stdout.columns + 0\n80\n>', 2)
    node_step(terminal, f'{what}: an endless loop', ['=console.log("busy"); for (;;) {}', 'Enter'], '\nbusy\n')
    node_step(terminal, f'{what}: is interrupted', ['C-c'], 'Script execution was interrupted by `SIGINT`', 2)
    node_step(terminal, f'{what}: Ctrl+D', ['C-d'], '\n$')
    terminal.expect_sane(f'{what}: settings afterwards')


def check_cmd_prompt(terminal, arch, before):
    what = f'{arch}: cmd'
    program = os.path.join(os.environ['WINRUN_BUILD'], 'lib', f'{arch}-windows', 'cmd.exe')
    os.makedirs('C/deep folder', exist_ok=True)
    terminal.keys('clear', 'Enter')
    terminal.keys(f'cd {shlex.quote(os.path.abspath("C"))}; seq 1 {before}; {shlex.quote(WINRUN)} {shlex.quote(program)} /k prompt ]', 'Enter')
    terminal.expect(f'{what}: the prompt', '\n]')
    step(terminal, f'{what}: typing', ['=echo one three'], ']echo one three\n', 15)
    step(terminal, f'{what}: an insertion', ['Left', 'Left', 'Left', 'Left', 'Left', '=two '], ']echo one two three\n', 14)
    step(terminal, f'{what}: Backspace', ['BSpace', 'BSpace'], ']echo one twthree\n', 12)
    step(terminal, f'{what}: and typed again', ['=o '], ']echo one two three\n', 14)
    step(terminal, f'{what}: the line is run', ['Enter'], '\none two three\n', 1)
    step(terminal, f'{what}: history', ['Up'], 'one two three\n\n]echo one two three\n', 19)
    step(terminal, f'{what}: Escape', ['Escape'], None, 1)
    step(terminal, f'{what}: completion', ['=cd dee', 'Tab'], ']cd "deep folder"\n', 17)
    step(terminal, f'{what}: into the folder', ['Enter'], None, 1)
    step(terminal, f'{what}: where that is', ['=cd', 'Enter'], '\\C\\deep folder\n')
    step(terminal, f'{what}: a line that wraps', [f'=echo {DIGITS}'], f']echo {DIGITS[:74]}\n{DIGITS[74:]}\n', 26)
    step(terminal, f'{what}: an insertion in it', ['Home', 'Right', 'Right', 'Right', 'Right', 'Right', '=ab'],
         f']echo ab{DIGITS[:72]}\n{DIGITS[72:]}\n', 8)
    step(terminal, f'{what}: and its output', ['Enter'], f'\nab{DIGITS[:78]}\n{DIGITS[78:]}\n', 1)
    step(terminal, f'{what}: Ctrl+C at the prompt', ['=half', 'C-c'], ']half', 1)
    step(terminal, f'{what}: set /p', ['=set /p name=Who? ', 'Enter'], '\nWho?', 5)
    step(terminal, f'{what}: its answer', ['=you', 'Enter'], '\nWho? you\n', 1)
    step(terminal, f'{what}: is kept', ['=echo [%name%]', 'Enter'], '\n[you]\n', 1)
    step(terminal, f'{what}: pause', ['=pause', 'Enter'], 'Press any key to continue . . .')
    step(terminal, f'{what}: goes on with a key', ['x', '=echo resumed', 'Enter'], '\nresumed\n', 1)
    step(terminal, f'{what}: an endless loop', ['=echo busy& for /l %i in (1,0,2) do @rem', 'Enter'], '\nbusy\n')
    step(terminal, f'{what}: is ended by Ctrl+C', ['C-c', '=echo after', 'Enter'], '\nafter\n', 1)
    terminal.resize(50, 20)
    step(terminal, f'{what}: a narrower terminal', ['=cls', 'Enter'], None, 1)
    step(terminal, f'{what}: a line in it', [f'=echo {DIGITS[:60]}'], f']echo {DIGITS[:44]}\n{DIGITS[44:60]}\n', 16)
    terminal.keys('Escape')
    terminal.expect_cursor(f'{what}: the line is cleared', 1)
    terminal.resize(80, 24)
    step(terminal, f'{what}: cls', ['=cls', 'Enter'], None, 1)
    counter.check(terminal.wait(lambda text: text.strip() == ']'), f'{what}: an empty screen after cls', terminal.text())
    step(terminal, f'{what}: end', ['=exit', 'Enter'], '\n$')
    terminal.expect_sane(f'{what}: settings afterwards')


def rows_of(terminal):
    return [row.rstrip() for row in terminal.text().split('\n')]


def check_pager(terminal, program, arch):
    what = f'{arch}: full screen'
    terminal.keys('clear', 'Enter', 'echo before', 'Enter')
    terminal.keys(f'{shlex.quote(WINRUN)} {shlex.quote(program)} {shlex.quote(PAGER)}', 'Enter')
    terminal.expect(f'{what}: drawn', '80 x 24, key none')
    counter.check('before' not in terminal.text(), f'{what}: a screen of its own', terminal.text())
    for names, first, key in ((['Down', 'Down'], 3, 'down'), (['PageDown'], 26, 'pagedown'), (['Up'], 25, 'up')):
        step(terminal, f'{what}: {names}', names, f'key {key} \n' if terminal.text().endswith(' \n') else f'key {key}')
        expected = [f'line {first + row}'.ljust(79) + '|' for row in range(23)]
        counter.check(terminal.wait(lambda text: text.split('\n')[:23] == expected), f'{what}: rows after {names}', terminal.text())
    for columns, rows in ((60, 18), (100, 30), (80, 24)):
        terminal.resize(columns, rows)
        terminal.expect(f'{what}: {columns} x {rows}', f'{columns} x {rows}, key up')
        expected = [f'line {25 + row}'.ljust(columns - 1) + '|' for row in range(rows - 1)]
        counter.check(terminal.wait(lambda text: text.split('\n')[:rows - 1] == expected), f'{what}: rows in {columns} x {rows}', terminal.text())
    terminal.keys('q')
    terminal.expect(f'{what}: the old screen is back', 'before')
    terminal.expect(f'{what}: end', 'pager ends\n$')
    terminal.expect_sane(f'{what}: settings afterwards')


def main():
    if not shutil.which('tmux'):
        counter.skip('tmux is not installed')
        return
    os.environ['LC_ALL'] = 'C.UTF-8'
    for arch in ARCHES:
        program = packaged_program(NODE[arch])
        for number, check in enumerate((lambda terminal: check_node_prompt(terminal, program, arch, 3 if arch == 'x86_64' else 40),
                                        lambda terminal: check_cmd_prompt(terminal, arch, 40 if arch == 'x86_64' else 3),
                                        lambda terminal: check_pager(terminal, program, arch))):
            terminal = Terminal(counter, f'{arch}-{number}')
            try:
                check(terminal)
            except Lost:
                pass # counted where it happened
            finally:
                terminal.close()


if __name__ == '__main__':
    main()
    counter.finish()
