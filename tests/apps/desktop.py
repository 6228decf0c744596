"""winrun-desktop and the X server die while programs draw: programs go on, are shown again soon, and get all that is typed then."""
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, helper
from display import Display, Program, desktop_process, kill_desktop, missing_tools, wait_until

ROUNDS = 12
SHOWN_WITHIN = 1.0
# title, place, size, colour of the program and on the screen
WINDOWS = [('Red', 20, 30, 300, 200, 'ff', (255, 0, 0)), ('Green', 360, 30, 300, 200, 'ff00', (0, 255, 0)),
           ('Blue', 200, 300, 300, 200, 'ff0000', (0, 0, 255))]
KEYS = 'abcdefghijklmnopqrstuvwxyz'

counter = Counter()


def start_programs(display):
    programs = []
    for index, (title, *place, color, _) in enumerate(WINDOWS):
        program = Program(display, helper('desktop_client', ARCHES[index % 2]), title, *place, color)
        counter.check(program.wait_for('ready 0 0', 30), f'{title} starts', '\n'.join(program.lines))
        programs.append(program)
    return programs


def all_are_shown(display):
    return all(display.pixel(x + width // 2, y + height // 2) == shown for _, x, y, width, height, _, shown in WINDOWS)


def bars_move(display):
    """All three still draw."""
    def bar(x, y, width, height):
        _, _, stride, pixels = display.image()
        at = (y + height - 8) * stride + 4 * x
        return pixels[at:at + 4 * width]

    before = [bar(*window[1:5]) for window in WINDOWS]
    return wait_until(lambda: all(bar(*window[1:5]) != old for window, old in zip(WINDOWS, before)), 3)


def typed(program, start):
    return ''.join(chr(int(line.split()[1])) for line in program.lines[start:] if line.startswith('char '))


def check_typing(display, programs, what):
    """All that is typed from now on comes to the program that had the focus."""
    front = programs[-1]
    start = len(front.lines)
    display.tool('type', '--delay', 2, KEYS)
    wait_until(lambda: len(typed(front, start)) >= len(KEYS), 5)
    counter.check(typed(front, start) == KEYS, f'{what}: {KEYS} is typed', f'    got {typed(front, start)}')


def check_state(display, programs, what, since):
    """Everything is on the screen again within the time that counts, and works."""
    shown = wait_until(lambda: all_are_shown(display), 0.5, 0.005)
    if not shown:
        display.wake_manager()
        shown = wait_until(lambda: all_are_shown(display), 20, 0.005)
    took = time.monotonic() - since
    counter.check(shown and took < SHOWN_WITHIN, f'{what}: everything is shown within {SHOWN_WITHIN} s', f'    {shown}, {took:.3f} s')
    counter.check(wait_until(lambda: display.focused_title() == WINDOWS[-1][0], 2), f'{what}: the focus is back', f'    {display.focused_title()}')
    check_typing(display, programs, what)
    counter.check(all(program.runs() for program in programs), f'{what}: no program has ended')
    counter.check(bars_move(display), f'{what}: all programs draw')


def check_desktop_killed(display, programs, dice):
    for number in range(ROUNDS):
        time.sleep(dice.uniform(0, 0.3))
        killed = kill_desktop()
        check_state(display, programs, f'winrun-desktop killed, {number}', time.monotonic())
        counter.check(killed and desktop_process() != killed, f'winrun-desktop killed, {number}: there is another one')


def check_display_killed(display, programs, dice):
    for number in range(3):
        time.sleep(dice.uniform(0, 0.3))
        display.kill()
        time.sleep(dice.uniform(0, 1))
        counter.check(all(program.runs() for program in programs), f'the X server killed, {number}: programs go on without')
        display.start()
        started = time.monotonic()
        display.start_manager()
        check_state(display, programs, f'the X server killed, {number}', started)


def move_to(name, what):
    ended = subprocess.run([WINRUN, '--display', name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True)
    return counter.check(ended.returncode == 0, f'{what}: winrun --display {name!r}', ended.stdout)


def check_other_display(display, programs, dice):
    other = Display()
    places = [(other, 'to another display'), (display, 'and back')] * 2
    for place, what in places:
        time.sleep(dice.uniform(0, 0.2))
        move_to(place.name, what)
        check_state(place, programs, what, time.monotonic())
    move_to('', 'nowhere')
    counter.check(wait_until(lambda: not display.window('Red'), 2), 'nowhere: nothing is shown')
    counter.check(all(program.runs() for program in programs), 'nowhere: programs go on')
    ended = subprocess.run([WINRUN, '--display', ':9999'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True)
    counter.check(ended.returncode == 1 and ':9999' in ended.stdout, 'a display that is not there', ended.stdout)
    other.kill()
    move_to(display.name, 'from nowhere')
    check_state(display, programs, 'from nowhere', time.monotonic())
    other.close()


def main():
    if missing := missing_tools():
        counter.skip(f'needs {" ".join(missing)}')
        counter.finish()
    seed = random.randrange(1 << 32)
    print(f'random seed {seed}')
    dice = random.Random(seed)
    display = Display()
    programs = start_programs(display)
    try:
        check_state(display, programs, 'at first', time.monotonic())
        check_desktop_killed(display, programs, dice)
        display.keep_picture('desktop-killed')
        check_display_killed(display, programs, dice)
        check_other_display(display, programs, dice)
    finally:
        for program in programs:
            program.end()
        display.close()
    counter.finish()


main()
