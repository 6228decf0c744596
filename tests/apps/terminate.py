"""TerminateProcess by another process, as the shell sees it: the program's `winrun` ends with the low eight bits of the exit code. One that does not
react because it is stopped ends all the same, by SIGKILL."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, helper, start, winrun

counter = Counter()


def check(arch, what, code, expected, stop=False):
    victim = start(helper('terminate_client', arch), what)
    pid = victim.stdout.readline().strip()
    if stop:
        os.kill(victim.pid, signal.SIGSTOP)
    begun = time.monotonic()
    ended = winrun(helper('terminate_client', arch), pid, str(code))
    took = time.monotonic() - begun
    seen = victim.wait(30)
    words = f'{arch}: {what}, exit code {code}{", stopped" if stop else ""}'
    counter.check(ended.output.split() == ['0', f'{code:x}'], f'{words}: as Windows programs see it', ended)
    counter.check(seen == expected, f'{words}: as the shell sees it', f'{seen} after {took:.1f} s')
    counter.check(took < 10, f'{words}: soon', f'{took:.1f} s')


for architecture in ARCHES:
    check(architecture, 'sleep', 5, 5)
    check(architecture, 'spin', 0x12c, 0x2c)
    check(architecture, 'sleep', 0, 0)
    check(architecture, 'sleep', 6, -signal.SIGKILL, stop=True)
counter.finish()
