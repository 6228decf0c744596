"""Windows, queues, messages, input, clipboard and atoms as the server keeps them (server/windowing_requests.def): what two programs may do to each
other, what is left of one that goes, and values that no program would send. The records are read from the shared memory as programs do."""
import mmap
import os
import struct
import sys
import tempfile

from protocol import PROTOCOL_VERSION, Checks, Client, Server, ServerGone, server_program, text

check = Checks()
OK, INVALID_HANDLE, INVALID_PARAMETER, ACCESS_DENIED, INVALID_CID, NOT_FOUND, BUFFER_OVERFLOW, COLLISION, NAME_NOT_FOUND, QUOTA = (
    0, 0xc0000008, 0xc000000d, 0xc0000022, 0xc000000b, 0xc0000225, 0x80000005, 0xc0000035, 0xc0000034, 0xc0000044)
VISIBLE, CHILD, TOPMOST = 0x10000000, 0x40000000, 8
TAKEN_POSTED, TAKEN_SENT, TAKEN_INPUT, TAKEN_REPLY, TAKEN_INTERNAL = range(1, 6)
NEVER = 0x7fff4321      # a handle that no window has
LOWEST, HIGHEST = -2**31, 2**31 - 1
QUEUES, WINDOWS = 0x1000, 0x1000 + 0x1000 * 128
FIELDS = ('sequence', 'handle', 'parent', 'owner', 'first_child', 'next', 'previous', 'pid', 'tid', 'queue', 'style', 'ex_style')


class Program(Client):
    """A program whose thread has a queue."""

    def __init__(self, path, memory=None):
        super().__init__(path)
        self.memory = memory
        status, answer = self.call('queue_create', slot=self.first_slot, headless=1)
        check(status == OK, f'queue_create: {status:08x}')
        self.queue = answer.queue

    def create(self, parent=0, owner=0, style=VISIBLE, window=(10, 10, 210, 110), title='', **values):
        values.update({f'window{i}': value for i, value in enumerate(window)}, **{f'client{i}': value for i, value in enumerate(window)})
        status, answer = self.call('window_create', text(title), parent=parent, owner=owner, style=style, **values)
        check(status == OK, f'window_create: {status:08x}')
        return answer.handle

    def record(self, handle):
        return dict(zip(FIELDS, struct.unpack_from('<12I', self.memory, WINDOWS + (handle & 0xffff) * 320)))

    def order(self, parent):
        """The children of a window from top to bottom, by their links."""
        found, handle = [], self.record(parent)['first_child']
        while handle and len(found) < 100:
            found.append(handle)
            handle = self.record(handle)['next']
        return found

    def take(self, *kinds, remove=1, **values):
        values = {'last_message': 0xffffffff, 'capacity': 1 << 16, **values}
        return self.call('message_take', kinds=sum(1 << kind for kind in kinds), remove=remove, **values)


def place(window, **values):
    return {'handle': window, **{f'{name}{i}': value for name in ('window', 'client') for i, value in enumerate(values.pop(name, (0, 0, 9, 9)))}, **values}


def test_tree(one, two, desktop):
    first, second = one.create(title='first'), one.create()
    owned = two.create(owner=first)
    child = two.create(parent=first, style=CHILD | VISIBLE)
    check(one.order(desktop) == [owned, second, first], f'new windows come on top: {one.order(desktop)}')
    check(one.record(child)['parent'] == first and one.record(owned)['owner'] == first, 'parent and owner')
    check(one.status('window_place', **place(second, insert_after=1)) == OK and one.order(desktop)[-1] == second, 'to the bottom')
    one.call('window_place', **place(second, insert_after=0xffffffff))
    check(one.order(desktop)[0] == second and one.record(second)['ex_style'] & TOPMOST, 'topmost')
    one.call('window_place', **place(first, insert_after=0))
    check(one.order(desktop) == [second, owned, first], f'what is owned stays above its owner, topmost above all: {one.order(desktop)}')
    check(one.status('window_set_parent', handle=first, parent=child) == INVALID_PARAMETER, 'no window comes below its own child')
    check(one.status('window_set', handle=first, mask=512, owner=child) == INVALID_HANDLE, 'nor is owned by it')
    check(two.status('window_destroy', handle=first) == ACCESS_DENIED, 'destroying is for the own process')
    # an owner that goes while what it owns hangs elsewhere in the tree
    check(two.status('window_set_parent', handle=owned, parent=second) == OK, 'the owned window becomes a child')
    check(one.status('window_destroy', handle=first) == OK, 'the owner is destroyed')
    check(one.record(owned)['owner'] == 0, 'and forgotten')
    check(two.status('window_text_set', text('x' * 1000), handle=owned) == OK, 'what it owned goes on')
    check(two.call('window_text_get', handle=owned)[1].data == text('x' * 1000), 'with its text')
    check(one.status('window_text_get', handle=child) == INVALID_HANDLE, 'children go with their parent')
    one.call('window_destroy', handle=second)
    check(one.order(desktop) == [], 'nothing is left')


def test_hostile_tree(one, desktop):
    check(one.status('window_create', parent=NEVER) == INVALID_HANDLE, 'no such parent')
    check(one.status('window_create', owner=NEVER) == INVALID_HANDLE, 'no such owner')
    for name in ('window_destroy', 'window_set', 'window_place', 'window_set_parent', 'window_text_set', 'window_region_set', 'window_surface', 'window_icon_set'):
        check(one.status(name, handle=NEVER) == INVALID_HANDLE, f'{name} of no window')
        if name not in ('window_place', 'window_set_parent'):
            check(one.status(name, handle=desktop) == INVALID_HANDLE, f'{name} of the desktop')
    check(one.status('window_set_parent', handle=desktop, parent=0) == INVALID_HANDLE, 'the desktop has no parent')
    check(one.status('window_place', handle=desktop) == INVALID_HANDLE, 'nor a place')
    chains = []
    for _ in range(2):
        chain = [one.create()]
        while len(chain) < 90:
            chain.append(one.create(parent=chain[-1], style=CHILD | VISIBLE, window=(LOWEST, LOWEST, HIGHEST, HIGHEST)))
        chains.append(chain)
    check(one.status('window_set_parent', handle=chains[0][0], parent=chains[1][-1]) == INVALID_PARAMETER, 'no deeper than 100')
    check(one.status('window_set_parent', handle=chains[0][0], parent=chains[1][5]) == OK, 'but as deep as that')
    check(one.status('window_set_parent', handle=chains[1][0], parent=chains[0][-1]) == INVALID_PARAMETER, 'no ring')
    check(one.status('cursor_move', x=HIGHEST, y=LOWEST) == OK and one.status('cursor_move', x=50, y=50) == OK, 'the mouse over windows without end')
    one.call('window_destroy', handle=chains[1][0])
    check(one.order(desktop) == [], 'deep trees go at once')
    a, b = one.create(), one.create()
    one.call('window_set', handle=a, mask=512, owner=b)
    check(one.status('window_set', handle=b, mask=512, owner=a) == OK, 'two windows may own each other')
    for after in (0, 1, 0xffffffff, 0xfffffffe, a, b, NEVER):
        check(one.status('window_place', **place(a, insert_after=after)) == OK, 'and be moved')
    for window in (a, b):
        one.call('window_destroy', handle=window)


def test_data(one, two):
    window = one.create()
    check(one.status('window_region_set', b'x' * 15, handle=window, present=1) == INVALID_PARAMETER, 'a region is whole rectangles')
    rectangles = struct.pack('<8i', 0, 0, 5, 5, LOWEST, 0, HIGHEST, 9)
    check(one.status('window_region_set', rectangles, handle=window, present=1) == OK, 'a region')
    status, answer = two.call('window_region_get', handle=window)
    check(status == OK and answer.present and answer.data == rectangles, 'others see it')
    for width, height, size in ((1 << 31, 1 << 31, 0), (0x10000, 0x10000, 0), (2, 2, 15), (1025, 1, 4100)):
        check(one.status('window_icon_set', bytes(size), handle=window, width=width, height=height) == INVALID_PARAMETER, f'icon {width} x {height}, {size} bytes')
    check(one.status('window_icon_set', b'pixels--' * 2, handle=window, which=1, width=2, height=2) == OK, 'an icon')
    check(two.call('window_icon_get', handle=window, which=1)[1].data == b'pixels--' * 2, 'others see it')
    check(two.status('window_icon_get', handle=window, which=2) == INVALID_HANDLE and two.status('window_icon_get', handle=window) == NOT_FOUND, 'no such icon')
    check(one.status('window_surface', handle=window, serial=1, width=8, height=8) == NAME_NOT_FOUND, 'a surface that is not there')
    check(two.status('window_surface', handle=window, serial=0) == ACCESS_DENIED, 'surfaces are for the own process')
    for atom in range(4096):
        one.send('window_property', handle=window, atom=atom, operation=1, value=atom)
        one.answer('window_property')
    check(one.status('window_property', handle=window, atom=5000, operation=1) == QUOTA, 'not more than 4,096 properties')
    check(two.call('window_property', handle=window, atom=77)[1].value == 77, 'others see properties')
    check(len(two.call('window_property_list', handle=window)[1].data) == 4096 * 16, 'all of them')
    check(two.status('window_property', handle=window, atom=77, operation=2) == OK and two.status('window_property', handle=window, atom=77) == NOT_FOUND, 'removed')
    one.call('window_destroy', handle=window)


def test_messages(one, two):
    mine, theirs = one.create(), two.create()
    check(one.status('message_post', window=NEVER) == INVALID_HANDLE and one.status('message_post', tid=NEVER) == INVALID_CID, 'posted to nobody')
    one.call('message_post', window=theirs, message=0x401, wparam=1, lparam=2**64 - 1)
    one.call('message_post', tid=two.tid, message=0x402)
    _, answer = two.take(TAKEN_POSTED, first_message=0x402)
    check((answer.message, answer.window) == (0x402, 0), 'by range')
    _, answer = two.take(TAKEN_POSTED, remove=0)
    check((answer.message, answer.lparam, answer.sender_tid) == (0x401, 2**64 - 1, one.tid), 'a posted message')
    check(two.take(TAKEN_POSTED)[1].kind == TAKEN_POSTED and two.take(TAKEN_POSTED)[1].kind == 0, 'taken once')
    status, sent = one.call('message_send', b'packed data', window=theirs, message=0xc, packing=3)
    check(status == OK and sent.ticket, 'sent')
    status, answer = two.take(TAKEN_SENT, capacity=5)
    check(status == BUFFER_OVERFLOW and answer.extra == 11, f'too small a buffer: {status:08x}')
    _, answer = two.take(TAKEN_SENT)
    check((answer.data, answer.packing, answer.ticket) == (b'packed data', 3, sent.ticket), 'with its data')
    check(one.status('message_reply', ticket=sent.ticket) == NOT_FOUND, 'only who got it replies')
    check(two.status('message_reply', b'back', ticket=sent.ticket, result=2**64 - 5) == OK and two.status('message_reply', ticket=sent.ticket) == NOT_FOUND, 'once')
    _, answer = one.take(TAKEN_REPLY, ticket=sent.ticket)
    check((answer.lparam, answer.data, answer.flags) == (2**64 - 5, b'back', 0), 'the reply')
    _, sent = one.call('message_send', window=theirs, message=0xd)
    two.call('window_destroy', handle=theirs)
    _, answer = one.take(TAKEN_REPLY, ticket=sent.ticket)
    check((answer.kind, answer.flags) == (TAKEN_REPLY, 1), 'a window that goes fails what was sent to it')
    check(one.status('message_cancel', ticket=sent.ticket) == NOT_FOUND, 'nothing is left to cancel')
    for _ in range(10000):
        two.send('message_post', window=mine, message=1)
        two.answer('message_post')
    check(two.status('message_post', window=mine, message=1) == QUOTA, 'a queue holds 10,000 posted messages')
    one.call('window_destroy', handle=mine)
    check(one.take(TAKEN_POSTED)[1].kind == 0, 'they go with their window')


def mouse(flags, x=0, y=0, kind=0, key=0):
    return struct.pack('<IIiiiHHIIQ', kind, flags, x, y, 0, key, 0, 0, 0, 0)


def test_input(one, two, desktop):
    window, other = one.create(window=(0, 0, 100, 100)), two.create(window=(200, 200, 300, 300))
    check(one.status('foreground_set', window=window, force=1) == OK, 'the foreground')
    one.take(TAKEN_INTERNAL)
    check(one.status('queue_set', mask=3, active=window, focus=window) == OK, 'the focus')
    check(one.status('queue_set', mask=2, focus=NEVER) == INVALID_HANDLE, 'no such focus')
    check(one.status('input_inject', b'x', count=1) == INVALID_PARAMETER and one.status('input_inject', count=2**32 - 1) == INVALID_PARAMETER, 'sizes must agree')
    _, answer = two.call('input_inject', mouse(0x8001, 250, 250) + mouse(2) + mouse(0, kind=1, key=65) + mouse(0, kind=9), count=4)
    check(answer.taken == 3, 'three events are known')
    check([two.take(TAKEN_INPUT)[1].message for _ in range(2)] == [0x200, 0x201], 'the mouse is for the window below it')
    _, answer = one.take(TAKEN_INPUT)
    check((answer.message, answer.wparam, answer.window) == (0x100, 65, window), 'the key is for the focus')
    two.call('input_inject', mouse(1, HIGHEST, HIGHEST) + mouse(1, LOWEST, LOWEST), count=2)
    check(one.status('cursor_clip', clip=1, rectangle0=5, rectangle1=5, rectangle2=5, rectangle3=6) == INVALID_PARAMETER, 'an empty clip')
    check(one.status('cursor_set', b'x' * 16, serial=7, width=1 << 30, height=4) == INVALID_PARAMETER, 'a cursor that is no cursor')
    check(one.status('cursor_set', serial=7) == NOT_FOUND, 'nor is one known by its number')
    check(two.status('queue_attach', tid=two.tid, to_tid=NEVER, attach=1) == INVALID_PARAMETER and two.status('queue_attach', tid=two.tid, to_tid=one.tid, attach=1) == OK, 'joined input')
    check(one.status('queue_create', slot=one.first_slot) == COLLISION, 'one queue a thread')
    one.call('window_destroy', handle=window)
    record = struct.unpack_from('<3I', one.memory, 0x80 + 8 + 16 * 64)
    check(record[0] in (0, other), f'another window has the foreground: {record}')
    two.call('window_destroy', handle=other)


def test_clipboard(one, two):
    window = one.create()
    check(one.status('clipboard_set', b'x', format=1) == ACCESS_DENIED, 'who sets must have it open')
    check(one.status('clipboard_open', window=NEVER) == INVALID_HANDLE and one.status('clipboard_open', window=window) == OK, 'opened')
    check(two.status('clipboard_open') == ACCESS_DENIED and two.status('clipboard_empty') == ACCESS_DENIED and two.status('clipboard_close') == ACCESS_DENIED, 'by one only')
    one.call('clipboard_empty')
    check(one.status('clipboard_set', b'x', format=0) == INVALID_PARAMETER, 'no format')
    one.call('clipboard_set', b'text\0', format=1)
    one.call('clipboard_set', b'promised', format=13, delayed=1)
    check(two.call('clipboard_get', format=1)[1].data == b'text\0' and two.status('clipboard_get', format=2) == NOT_FOUND, 'read')
    for number in range(3, 400):
        one.call('clipboard_set', b'x', format=100 + number)
    check(two.call('clipboard_list')[1].count == 256, 'not more than 256 formats')
    two.call('clipboard_viewer', window=two.create(), listen=1)
    one.call('clipboard_close')
    check(two.take(TAKEN_POSTED)[1].message == 0x31d, 'a listener is told')
    one.call('window_destroy', handle=window)
    check(two.status('clipboard_get', format=13) == NOT_FOUND and two.status('clipboard_get', format=1) == OK, 'promises go with the owner, data stays')


def test_atoms(one, two):
    check(one.status('atom_add') == INVALID_PARAMETER and one.status('atom_add', text('x' * 256)) == INVALID_PARAMETER, 'a name has 1 to 255 characters')
    _, answer = one.call('atom_add', text('An Atom'))
    check(two.call('atom_find', text('AN ATOM'))[1].atom == answer.atom, 'found by another, in any case')
    check(two.call('atom_name', atom=answer.atom)[1].data == text('An Atom'), 'as it was added')
    check(two.status('atom_delete', atom=answer.atom) == OK and two.status('atom_name', atom=answer.atom) == INVALID_HANDLE, 'deleted')
    for atom in (0, 0xbfff, 0xffff, 0x10000, 2**32 - 1):
        check(one.status('atom_delete', atom=atom) == INVALID_HANDLE, f'atom {atom:x}')
    one.send('atom_add', b'odd')
    check(one.answer('atom_add')[0] in (OK, INVALID_PARAMETER), 'an odd size')


def test_death(server, one, desktop):
    """A client that goes with everything open."""
    gone = Program(server.path, one.memory)
    window = gone.create()
    child_of_ours = gone.create(parent=one.create(), style=CHILD)
    gone.call('foreground_set', window=window, force=1)
    gone.call('clipboard_open', window=window)
    _, sent = one.call('message_send', b'x', window=window, message=0xc)
    gone.close()
    _, answer = one.take(TAKEN_REPLY, ticket=sent.ticket)
    for _ in range(1000):
        if answer.kind:
            break
        _, answer = one.take(TAKEN_REPLY, ticket=sent.ticket)
    check(answer.kind == TAKEN_REPLY and answer.flags == 1, 'what was sent to it fails')
    check(one.status('window_text_get', handle=window) == INVALID_HANDLE and one.status('window_text_get', handle=child_of_ours) == INVALID_HANDLE, 'its windows go')
    check(one.status('clipboard_open') == OK, 'the clipboard is free')
    one.call('clipboard_close')


def test_not_allowed(server):
    stranger = server.client(init=False)
    status, _ = stranger.call('desktop_attach', version=1)
    check(status != OK, 'another version of winrun-desktop')
    looker = server.client(init=False)
    status, answer = looker.call('desktop_attach', version=PROTOCOL_VERSION, kind=1)
    check(status == OK and len(answer.fds) == 1, 'winrun-desktop gets the records')
    memory = mmap.mmap(answer.fds[0], WINDOWS + 0x4000 * 320)
    os.close(answer.fds[0])
    monitor = struct.pack('<8iII24s', LOWEST, LOWEST, HIGHEST, HIGHEST, 0, 0, 9, 9, 96, 1, b'huge')
    check(looker.status('desktop_screen', monitor, count=1) == INVALID_PARAMETER, 'a monitor without end')
    check(looker.status('desktop_screen', count=2**32 - 1) == INVALID_PARAMETER, 'monitors without number')
    check(looker.status('desktop_window', window=NEVER) == INVALID_HANDLE and looker.status('desktop_surface', window=NEVER) != OK, 'no such window')
    try:
        check(looker.status('window_destroy', handle=NEVER) != OK, 'it may not ask for everything')
    except ServerGone:
        check(True, 'and loses its connection')
    program = server.client()
    check(program.call('desktop_window', window=NEVER)[0] == ACCESS_DENIED, 'a program is no winrun-desktop')
    check(program.call('queue_create', slot=0)[0] == INVALID_PARAMETER and program.call('queue_create', slot=2**32 - 1)[0] == INVALID_PARAMETER, 'whose slot?')
    check(program.call('window_create')[0] == INVALID_CID and program.call('message_take')[0] == INVALID_CID, 'a thread without queue')
    program.close()
    return memory


def main():
    with tempfile.TemporaryDirectory() as home:
        server = Server(server_program(), os.path.join(home, 'prefix'), os.path.join(home, 'run'))
        memory = test_not_allowed(server)
        one, two = Program(server.path, memory), Program(server.path, memory)
        desktop = struct.unpack_from('<I', memory, 16)[0]
        test_tree(one, two, desktop)
        test_hostile_tree(one, desktop)
        test_data(one, two)
        test_messages(one, two)
        test_input(one, two, desktop)
        test_clipboard(one, two)
        test_atoms(one, two)
        test_death(server, one, desktop)
        check(server.process.poll() is None, 'the server lives')
        server.stop()
    return check.summary()


if __name__ == '__main__':
    sys.exit(main())
