"""Notification icons: in a system tray (trayer), in a window of our own where there is none, and when the tray comes and goes."""
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, helper
from display import Display, kill_desktop, missing_tools, wait_until

RED, GREEN = (255, 0, 0), (0, 255, 0)
LEFT_DOWN, LEFT_UP, RIGHT_DOWN, RIGHT_UP, CONTEXT_MENU = 0x201, 0x202, 0x204, 0x205, 0x7b
SELECT, BALLOON_SHOW, BALLOON_CLICK, POPUP_OPEN, POPUP_CLOSE = 0x400, 0x402, 0x405, 0x406, 0x407
ICON_ID = 7

counter = Counter()


class Client:
    def __init__(self, display, arch, version, kind, *more):
        self.process = subprocess.Popen([WINRUN, helper('tray_client', arch), str(version), kind, *more], env=display.environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
        self.lines = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def hears(self, line, seconds=10):
        return counter.check(wait_until(lambda: line in self.lines, seconds), f'the program says "{line}"', '    ' + '; '.join(self.lines))

    def do(self, command, answer):
        self.lines.clear()
        self.process.stdin.write(command + '\n')
        self.hears(answer)

    def do_and_read(self, command):
        self.lines.clear()
        self.process.stdin.write(command + '\n')
        wait_until(lambda: self.lines, 10)

    def events(self):
        return [int(line.split()[1]) for line in self.lines if line.startswith('event ') and line.endswith(f' {ICON_ID}')]

    def end(self):
        self.process.kill()
        self.process.wait()


def find(display, color):
    """The middle of what is shown in a colour that nothing else has."""
    width, height, stride, pixels = display.image()
    wanted = bytes(reversed(color))
    places = []
    for y in range(height):
        row = pixels[y * stride:y * stride + 4 * width]
        at = row.find(wanted)
        while at >= 0:
            if at % 4 == 0:
                places.append((at // 4, y))
            at = row.find(wanted, at + 1)
    if not places:
        return None
    return (min(x for x, _ in places) + max(x for x, _ in places)) // 2, (min(y for _, y in places) + max(y for _, y in places)) // 2


def start_tray(display):
    return subprocess.Popen(['trayer', '--edge', 'bottom', '--align', 'right', '--widthtype', 'request', '--height', '28', '--transparent', 'false'],
                            env=display.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def is_shown(display, color, what):
    return counter.check(wait_until(lambda: find(display, color), 10), what)


def is_gone(display, color, what):
    return counter.check(wait_until(lambda: not find(display, color), 10), what)


def check_clicks(display, client, version, what):
    place = find(display, RED)
    for button, wanted in ((1, [LEFT_DOWN, LEFT_UP] + [SELECT] * (version >= 3)), (3, [RIGHT_DOWN, RIGHT_UP] + [CONTEXT_MENU] * (version >= 3))):
        client.lines.clear()
        display.click(*place, button)

        def got():
            return [event for event in client.events() if event not in (0x200, POPUP_OPEN, POPUP_CLOSE)]

        wait_until(lambda: len(got()) >= len(wanted), 5)
        counter.check(got() == wanted, f'{what}: button {button}', f'    {got()}, wanted {wanted}')


def check_hover(display, client, version, what):
    x, y = find(display, RED)
    client.lines.clear()
    display.move(x, y - 300)
    display.move(x + 1, y)
    if version == 4:
        counter.check(wait_until(lambda: POPUP_OPEN in client.events(), 5), f'{what}: NIN_POPUPOPEN', f'    {client.events()}')
        display.move(x, y - 300)
        counter.check(wait_until(lambda: POPUP_CLOSE in client.events(), 5), f'{what}: NIN_POPUPCLOSE', f'    {client.events()}')
    else:
        shown = wait_until(lambda: find(display, (255, 255, 225)), 5)
        counter.check(shown, f'{what}: a tool tip is shown')
        display.keep_picture('tray-tool-tip')
        display.move(x, y - 300)
        is_gone(display, (255, 255, 225), f'{what}: the tool tip is gone')


def check_balloon(display, client, what):
    client.do('balloon', 'balloon 1 0')
    counter.check(wait_until(lambda: BALLOON_SHOW in client.events(), 5), f'{what}: NIN_BALLOONSHOW', f'    {client.events()}')
    is_shown(display, (255, 255, 225), f'{what}: the balloon is shown')
    display.keep_picture('tray-balloon')
    display.click(*find(display, (255, 255, 225)))
    counter.check(wait_until(lambda: BALLOON_CLICK in client.events(), 5), f'{what}: NIN_BALLOONUSERCLICK', f'    {client.events()}')
    is_gone(display, (255, 255, 225), f'{what}: the balloon is gone')


def check_version(display, arch, version, kind):
    what = f'{arch}, version {version}, {kind}'
    client = Client(display, arch, version, kind)
    try:
        if not client.hears('added-again 0 0', 20):
            return
        counter.check('added 1 0' in client.lines and 'deleted-early 0 0' in client.lines, f'{what}: is added once', '; '.join(client.lines))
        if not is_shown(display, RED, f'{what}: is shown'):
            return
        check_clicks(display, client, version, what)
        check_hover(display, client, version, what)
        if version:
            check_balloon(display, client, what)
            client.do('hide', 'hidden 1 0')
            is_gone(display, RED, f'{what}: is hidden')
            client.do('show', 'shown 1 0')
            is_shown(display, RED, f'{what}: is shown again')
        client.do('modify', 'modified 1 0')
        is_shown(display, GREEN, f'{what}: is green')
        client.do('delete', 'deleted 1 0')
        is_gone(display, GREEN, f'{what}: is gone')
        client.do('delete', 'deleted 0 0')
        client.do('rect', 'no-rect 0 0')
    finally:
        client.end()


def check_trays_that_come_and_go(display, tray):
    """The same icon: tray, no tray, another winrun-desktop, tray again."""
    client = Client(display, ARCHES[0], 3, 'wide')
    try:
        if not is_shown(display, RED, 'in the tray'):
            return
        client.do_and_read('rect')
        place = [int(word) for word in (client.lines or ['rect 0 0'])[-1].split()[1:]]
        counter.check(all(abs(a - b) <= 2 for a, b in zip(place, find(display, RED))), 'Shell_NotifyIconGetRect', f'    {place}, {find(display, RED)}')
        tray.kill()
        tray.wait()
        counter.check(wait_until(lambda: display.window('Notification area'), 10), 'without a tray: a window for the icons')
        is_shown(display, RED, 'without a tray: the icon is shown')
        check_clicks(display, client, 3, 'without a tray')
        display.keep_picture('tray-none')
        kill_desktop()
        is_shown(display, RED, 'winrun-desktop killed: the icon is shown again')
        tray = start_tray(display)
        counter.check(wait_until(lambda: not display.window('Notification area'), 10), 'with a tray again: no window for the icons')
        is_shown(display, RED, 'with a tray again: the icon is shown')
        check_clicks(display, client, 3, 'with a tray again')
        client.process.kill()
        is_gone(display, RED, 'the program killed: its icon is gone')
    finally:
        client.end()
        tray.kill()
        tray.wait()


def check_menu(display):
    """A program without any other window: a click beside the menu closes it, one on a command chooses."""
    client = Client(display, ARCHES[0], 3, 'wide', 'menu')
    try:
        if not is_shown(display, RED, 'menu: the icon is shown'):
            return
        for dx, dy, wanted in ((-400, -300, 'menu 0 0'), (-30, -30, 'menu 5 0')):
            x, y = find(display, RED)
            client.lines.clear()
            display.click(x, y, 3)
            client.hears('menu-open 1 0')
            time.sleep(0.3)
            display.keep_picture('tray-menu')
            display.click(x + dx, y + dy)
            client.hears(wanted)
    finally:
        client.end()
    is_gone(display, RED, 'menu: the program has ended, and its icon is gone')


def main():
    if missing := missing_tools('trayer'):
        counter.skip(f'needs {" ".join(missing)}')
        counter.finish()
    display = Display()
    tray = start_tray(display)
    try:
        for arch, version, kind in ((ARCHES[0], 0, 'narrow'), (ARCHES[1], 3, 'narrow'), (ARCHES[1], 0, 'wide'), (ARCHES[0], 4, 'wide')):
            check_version(display, arch, version, kind)
        check_menu(display)
        check_trays_that_come_and_go(display, tray)
    finally:
        tray.kill()
        display.close()
    counter.finish()


main()
