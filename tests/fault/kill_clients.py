"""kill -9 of clients at random moments: the server and the other clients go on, and what the dead ones owned is abandoned."""
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, helper, kill, server_processes, start, winrun

ROUNDS = 150           # for each architecture
source = random.Random(5)


def wait_for(process, line):
    return process.stdout.readline().strip() == line


def kill_busy_clients(counter, program, arch, servers):
    """Two clients at work on the same objects; one dies, the other still answers."""
    survivors = 0
    for i in range(ROUNDS):
        victim = start(program, 'churn', str(i))
        counter.check(wait_for(victim, 'churning'), f'{arch}, round {i}: the client starts')
        time.sleep(source.uniform(0, 0.03))
        if victim.poll() is None:
            survivors += 1
        kill(victim)
        if i % 10 == 9:
            alive = winrun(program, 'echo', limit=30)
            counter.check(alive.code == 0 and 'alive' in alive.output, f'{arch}, round {i}: another client works', alive)
            counter.check(server_processes() == servers, f'{arch}, round {i}: the server is the same one')
    counter.check(survivors == ROUNDS, f'{arch}: the clients lived until they were killed', f'    {survivors} of {ROUNDS}')


def abandon_mutexes(counter, program, arch):
    for i in range(20):
        name = f'Local\\abandoned-{arch}-{i}'
        owner = start(program, 'hold', name)
        counter.check(wait_for(owner, 'held'), f'{arch}, mutex {i}: owned')
        waiter = start(program, 'wait', name)
        counter.check(wait_for(waiter, 'waiting'), f'{arch}, mutex {i}: waited for')
        time.sleep(source.uniform(0, 0.05))
        kill(owner)
        output, error = waiter.communicate(timeout=30)
        counter.check(output.strip() == 'abandoned', f'{arch}, mutex {i}: abandoned when its owner was killed', f'    {output}{error}')


def main():
    counter = Counter()
    keeper = start(helper('fault_client', 'x86_64'), 'hold', 'Local\\keeper')
    counter.check(wait_for(keeper, 'held'), 'a client that stays')
    servers = server_processes()
    counter.check(len(servers) == 1, 'there is one server', f'    {servers}')
    for arch in ARCHES:
        program = helper('fault_client', arch)
        kill_busy_clients(counter, program, arch, servers)
        abandon_mutexes(counter, program, arch)
    counter.check(keeper.poll() is None, 'the client that stays is still there')
    kill(keeper)
    counter.finish()


main()
