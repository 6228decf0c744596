"""Timing 7-Zip on much data, for tests/apps/seven_zip.py and bench/run_bench."""
import os
import random
import sys
import time


def make_data(path, size):
    """Words, numbers and noise, the same in every run."""
    source = random.Random(11)
    words = [bytes(source.choices(b'etaoinshrdlu', k=source.randint(2, 10))) for _ in range(5000)]
    with open(path, 'wb') as file:
        while file.tell() < size:
            file.write(b' '.join(source.choices(words, k=20000)) + source.randbytes(5000) + bytes(range(256)) * 20)
        file.truncate(size)


def pack_in_turns(commands, folder, rounds, run, switches=('-mx=3',), enough=lambda times: False):
    """Packs the file `data` in the folder with each command (name -> words), one after the other in every round, so that
    what else the machine does meets all of them. A short run before each starts the server that some need. Ends early when `enough` finds the times so far enough. Returns
    name -> seconds of each round; none for a command that failed."""
    times = {name: [] for name in commands}
    failed = set()
    archive, before = os.path.join(folder, 'packed.7z'), os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(rounds):
            for name in [name for name in commands if name not in failed]:
                run([*commands[name], 'i'])
                started = time.perf_counter()
                ended = run([*commands[name], 'a', '-bd', '-mmt=on', *switches, 'packed.7z', 'data'])
                times[name].append(time.perf_counter() - started)
                written = os.path.exists(archive)
                if written:
                    os.remove(archive)
                if ended.returncode != 0 or not written:
                    print(f'{name}: exit code {ended.returncode}\n{(ended.stdout + ended.stderr)[-600:]}', file=sys.stderr)
                    failed.add(name)
                    times[name] = []
            if enough(times):
                break
    finally:
        os.chdir(before)
    return times
