"""7-Zip's real Windows program, 32-bit and 64-bit: packs a tree of 2,000 files, tests, lists and unpacks it again. The trees are the
same byte for byte, and the native 7z reads what the Windows program wrote, and the other way round. Packing 100 MB takes no longer than
under Wine, where that is installed: a native 7-Zip of the same version (21.07) is not to be had."""
import os
import random
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, run, seven_zip, winrun
from packing import make_data, pack_in_turns

FILES = 2000
MUCH = 100_000_000
ROUNDS = 3
PEERS = {'x86_64': 'wine', 'i386': 'wine32'}


def make_tree(folder):
    """Files of many sizes, text and noise, in folders with awkward names. The same in every run."""
    source = random.Random(7)
    names = ['plain', 'with space', 'UPPER', 'ümlaut', '日本語', 'dots.in.name', 'deep/er/and/deeper', 'a' * 60]
    words = [bytes(source.choices(b'abcdefghijklmnopqrstuvwxyz', k=source.randint(2, 9))) for _ in range(500)]
    for i in range(FILES):
        parent = os.path.join(folder, names[i % len(names)], str(i % 37))
        os.makedirs(parent, exist_ok=True)
        size = source.choice((0, 1, 100, 4096, 5000, 20000, 65536, source.randint(0, 40000)))
        data = source.randbytes(size) if i % 5 == 0 else b' '.join(source.choices(words, k=size // 6 + 1))[:size]
        path = os.path.join(parent, f'file {i}.dat' if i % 3 else f'file{i}.TXT')
        with open(path, 'wb') as file:
            file.write(data)
        os.utime(path, (1_500_000_000 + i * 86_402,) * 2)      # even seconds: zip keeps no odd ones
    os.makedirs(os.path.join(folder, 'empty folder'))


def contents(folder):
    """Path -> (data, time of change in whole seconds); folders have no data."""
    found = {}
    for where, folders, files in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(where, name), folder)] = None
        for name in files:
            path = os.path.join(where, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = (file.read(), int(os.stat(path).st_mtime))
    return found


def first_difference(expected, found):
    for path in sorted(expected.keys() | found.keys()):
        if path not in found:
            return f'    {path} is missing'
        if path not in expected:
            return f'    {path} is too much'
        if expected[path] != found[path]:
            what = 'data' if expected[path][0] != found[path][0] else f'time: {found[path][1]}, expected {expected[path][1]}'
            return f'    {path} differs: {what}'
    return ''


def unpacked_is_same(counter, expected, command, folder, what):
    ended = run(command)
    counter.check(ended.code == 0, f'{what}: unpack', ended)
    difference = first_difference(expected, contents(os.path.join(folder, 'tree')))
    counter.check(not difference, f'{what}: the trees are the same', difference)
    shutil.rmtree(folder, ignore_errors=True)


def pack_and_unpack(counter, program, native, arch, kind, expected):
    archive, what = f'{arch}.{kind}', f'{arch} {kind}'
    packed = winrun(program, 'a', '-bd', '-mmt=on', '-mx=3', archive, 'tree')
    if not counter.check(packed.code == 0 and 'Everything is Ok' in packed.output, f'{what}: pack', packed):
        return
    tested = winrun(program, 't', '-bd', archive)
    counter.check(tested.code == 0 and 'Everything is Ok' in tested.output, f'{what}: test', tested)
    listed = winrun(program, 'l', archive)
    counter.check(listed.code == 0 and f'{FILES} files' in listed.output, f'{what}: list', listed)
    unpacked_is_same(counter, expected, [WINRUN, program, 'x', '-bd', '-oout', archive], 'out', f'{what} by itself')
    unpacked_is_same(counter, expected, [native, 'x', '-bd', '-oout', archive], 'out', f'{what} by the native 7-Zip')


def read_native(counter, program, native, arch, kind, expected):
    archive = f'native-{arch}.{kind}'
    packed = run([native, 'a', '-bd', '-mx=1', archive, 'tree'])
    if counter.check(packed.code == 0, f'native {kind}: pack', packed):
        unpacked_is_same(counter, expected, [WINRUN, program, 'x', '-bd', '-oout', archive], 'out',
                         f'native {kind} by {arch}')


def exit_codes(counter, program, arch):
    missing = winrun(program, 't', 'there-is-no-such-archive.7z')
    counter.check(missing.code == 2, f'{arch}: a missing archive is exit code 2', missing)
    wrong = winrun(program, '--no-such-switch')
    counter.check(wrong.code == 7, f'{arch}: a wrong command line is exit code 7', wrong)
    with open('damaged.7z', 'wb') as file:
        file.write(b"7z\xbc\xaf'\x1c\x00\x04" + bytes(100))
    damaged = winrun(program, 't', 'damaged.7z')
    counter.check(damaged.code == 2, f'{arch}: a damaged archive is exit code 2', damaged)


def standard_streams(counter, program, arch):
    packed = run([WINRUN, program, 'a', '-bd', '-siname.txt', f'stream-{arch}.7z'], input='from standard input\n' * 1000)
    counter.check(packed.code == 0, f'{arch}: pack standard input', packed)
    shown = winrun(program, 'e', '-so', f'stream-{arch}.7z')
    counter.check(shown.code == 0 and shown.output == 'from standard input\n' * 1000, f'{arch}: unpack to standard output',
                  shown.error[-1000:])


def run_quietly(command):
    """Wine makes its prefixes in this folder: one for each architecture."""
    environment = dict(os.environ, WINEPREFIX=os.path.abspath(f'prefix-{os.path.basename(command[0])}'), WINEDEBUG='-all',
                       WINEDLLOVERRIDES='mscoree,mshtml=')
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors='replace', timeout=200,
                          check=False)


def pack_much(counter, program, arch):
    """Both take turns, and the best times count: what else the machine does makes single runs longer, never shorter."""
    peer = shutil.which(PEERS[arch])
    commands = {'winrun': [WINRUN, program]}
    if peer and run_quietly([peer, program, 'i']).returncode == 0:      # makes its prefix, too
        commands['wine'] = [peer, program]

    def fast_enough(times):
        return 'wine' not in times or (times['winrun'] and times['wine'] and min(times['winrun']) <= min(times['wine']))

    times = pack_in_turns(commands, os.getcwd(), ROUNDS, run_quietly, ('-mx=1',), fast_enough)
    print(f'{arch}: packing 100 MB, s: ' + ', '.join(f'{who} {min(taken):.1f}' for who, taken in times.items() if taken), flush=True)
    counter.check(times['winrun'], f'{arch}: 100 MB are packed')
    if not times.get('wine'):
        counter.skip(f'{arch}: no {PEERS[arch]} here to compare packing 100 MB with, and no native 7-Zip 21.07 exists')
        return
    counter.check(times['winrun'] and min(times['winrun']) <= min(times['wine']), f'{arch}: packing 100 MB takes at most the time of Wine',
                  f'    rounds, s: {times}')


def main():
    counter = Counter()
    programs, own_native = seven_zip()
    native = shutil.which('7z') or own_native
    make_tree('tree')
    expected = contents('tree')
    for arch in ARCHES:
        for kind in ('7z', 'zip'):
            pack_and_unpack(counter, programs[arch], native, arch, kind, expected)
            read_native(counter, programs[arch], native, arch, kind, expected)
        exit_codes(counter, programs[arch], arch)
        standard_streams(counter, programs[arch], arch)
    make_data('data', MUCH)
    for arch in ARCHES:
        pack_much(counter, programs[arch], arch)
    counter.finish()


main()
