"""kill -9 of the server at random moments: no registry value is lost whose write had returned, and its clients end with a clear
message instead of hanging."""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, helper, kill, server_processes, start, winrun

ROUNDS = 100
source = random.Random(6)


def last_number(output):
    numbers = [int(line) for line in output.splitlines() if line.strip().isdigit()]
    return numbers[-1] if numbers else 0


def kill_once(counter, program, i):
    writer = start(program, 'write')
    first = writer.stdout.readline().strip()
    if not counter.check(first.isdigit(), f'round {i}: the writer works', f'    {first}'):
        kill(writer)
        return
    time.sleep(source.uniform(0, 0.05))
    for server in server_processes():
        os.kill(server, signal.SIGKILL)
    while server_processes():          # a process that is being ended may still take connections
        time.sleep(0.001)
    try:
        output, error = writer.communicate(timeout=20)
    except Exception:
        counter.check(False, f'round {i}: the client ends when its server is gone')
        kill(writer)
        return
    counter.check(writer.returncode != 0 and 'server' in error, f'round {i}: the client says why it ends',
                  f'    exit code {writer.returncode}: {error.strip()[-300:]}')
    written = max(int(first), last_number(output))
    found = winrun(program, 'read', limit=30)
    counter.check(found.code == 0 and last_number(found.output) >= written,
                  f'round {i}: what was written is there', f'    written {written}\n{found}')


def main():
    counter = Counter()
    program = helper('fault_client', 'x86_64')
    for i in range(ROUNDS):
        kill_once(counter, program, i)
    counter.finish()


main()
