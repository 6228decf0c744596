"""GNU's debugger: Debian's gdbserver.exe (gdb-mingw-w64-target) runs under Winrun and debugs a MinGW program there; the native gdb-mingw-w64 drives
it. Breakpoints, single steps, changed variables, a second thread, a crash, a process to which it attaches, an interrupt."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, WINRUN, Counter, debian_package, kill, run

counter = Counter()
TOOLS = {'x86_64': ('x86_64-w64-mingw32-', 'win64'), 'i386': ('i686-w64-mingw32-', 'win32')}

PROGRAM = r'''#include <stdio.h>
#include <string.h>
#include <windows.h>
volatile int *nowhere;
volatile int go_on;
__attribute__((noinline)) int square(int number)
{
    int result = number * number;
    return result;
}
static DWORD WINAPI worker(void *argument)
{
    return square((int)(INT_PTR)argument);
}
static void wait_for_debugger(void)
{
    printf("pid %lu\n", GetCurrentProcessId());
    fflush(stdout);
    while (!go_on) Sleep(10);
    printf("went on\n");
    exit(7);
}
int main(int argc, char **argv)
{
    DWORD code = 0;
    int sum = 0;
    if (argc > 1 && !strcmp(argv[1], "crash")) *nowhere = 1;
    if (argc > 1) wait_for_debugger();
    for (int i = 1; i <= 3; i++) sum += square(i);
    HANDLE thread = CreateThread(NULL, 0, worker, (void *)5, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    printf("sum %d, thread %lu\n", sum, code);
    return sum;
}
'''

def line_of(words):
    return PROGRAM[:PROGRAM.index(words)].count('\n') + 1


SETTINGS = ['set confirm off', 'set pagination off', 'set width 0', 'set auto-solib-add off']
SESSION = ['break square', 'continue', 'backtrace', 'print number', 'stepi', 'stepi', 'info registers', 'finish',
           'continue', 'next', 'print result', 'set var result = 100', 'finish', 'delete',
           'break worker', 'continue', 'info threads', 'print *(int *)&argument', 'delete', 'continue']


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Session:
    """gdbserver with these arguments, and one script of the native gdb."""

    def __init__(self, arch, folder):
        tools, windows = TOOLS[arch]
        self.gdb = tools + 'gdb'
        self.server = os.path.join(folder, 'usr', 'share', windows, 'gdbserver.exe')

    def start(self, program, script, *arguments):
        port = free_port()
        with open('commands.gdb', 'w', encoding='ascii') as file:
            file.write('\n'.join([*SETTINGS, f'target remote localhost:{port}', *script]) + '\n')
        server = subprocess.Popen([WINRUN, self.server, *arguments[:1], f'localhost:{port}', *arguments[1:]], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        early = ''
        while 'Listening' not in early:
            line = server.stderr.readline()
            if not line:
                break
            early += line
        client = subprocess.Popen([self.gdb, '-nx', '-batch', '-x', 'commands.gdb', program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        return server, client, early

    def finish(self, server, client, early):
        """What gdb wrote, what the program wrote, and everything for the report."""
        results = []
        for process, limit in ((client, 120), (server, 60)):
            try:
                results.append(process.communicate(timeout=limit))
            except subprocess.TimeoutExpired:
                results.append(kill(process))
        (text, _), (output, error) = results
        return text, output, f'{text}\nserver: {server.returncode}\n{early}{error}'

    def run(self, program, script, *arguments):
        return self.finish(*self.start(program, script, *arguments))


def check_session(session, arch):
    text, output, details = session.run('program.exe', SESSION, '--once', 'program.exe')
    counter.check(re.search(rf'Breakpoint 1, square \(number=1\) at program\.c:{line_of("int result")}\b', text), f'{arch}: a breakpoint', details)
    counter.check(re.search(rf'#1 .* main \(.*\) at program\.c:{line_of("sum += square")}\b', text), f'{arch}: the way there', details)
    counter.check(re.search(r'\$1 = 1\b', text), f'{arch}: an argument', details)
    counter.check(re.search(r'(rip|eip) +0x[0-9a-f]+ +0x[0-9a-f]+ <square\+', text), f'{arch}: single steps', details)
    counter.check(re.search(r'Value returned is \$\d = 1\b', text), f'{arch}: the end of a function', details)
    counter.check(re.search(r'\$3 = 4\b', text), f'{arch}: a step of a line', details)
    counter.check(re.search(r'Value returned is \$\d = 100\b', text), f'{arch}: a variable that was changed', details)
    counter.check(re.search(r'hit Breakpoint 2, worker', text), f'{arch}: a breakpoint in another thread', details)
    counter.check(re.search(r'^ +1 +Thread', text, re.M) and re.search(r'^\* 2 +Thread', text, re.M), f'{arch}: both threads', details)
    counter.check('exited with code 0156' in text, f'{arch}: the exit code', details)
    counter.check('sum 110, thread 25' in output, f'{arch}: what the program wrote', details)


def check_crash(session, arch):
    text, _, details = session.run('program.exe', ['continue', 'backtrace', 'kill'], '--once', 'program.exe', 'crash')
    counter.check('SIGSEGV' in text and re.search(rf'main \(argc=2, .*\) at program\.c:{line_of("*nowhere = 1")}\b', text), f'{arch}: a crash', details)


def check_attach(session, arch):
    program = subprocess.Popen([WINRUN, 'program.exe', 'wait'], stdout=subprocess.PIPE, text=True)
    pid = re.match(r'pid (\d+)', program.stdout.readline()).group(1)
    script = ['set var go_on = 1', 'info threads', 'continue'] # this gdbserver has a fault of its own in detach
    text, _, details = session.run('program.exe', script, '--once', '--attach', pid)
    counter.check(re.search(r'^ +1 +Thread', text, re.M) and 'exited with code 07' in text, f'{arch}: attached', details)
    try:
        rest = program.communicate(timeout=30)[0]
    except subprocess.TimeoutExpired:
        program.kill()
        rest = program.communicate()[0]
    counter.check('went on' in rest and program.returncode == 7, f'{arch}: the program that was attached to', f'{details}\n{rest}{program.returncode}')


def check_interrupt(session, arch):
    """Ctrl+C in gdb stops a program that runs."""
    server, client, early = session.start('program.exe', ['continue', 'info threads', 'set var go_on = 1', 'continue'], '--once', 'program.exe', 'wait')
    server.stdout.readline() # it runs
    client.send_signal(signal.SIGINT)
    text, _, details = session.finish(server, client, early)
    counter.check('received signal SIGINT' in text and 'exited with code 07' in text, f'{arch}: an interrupt', details)


def main():
    folder = debian_package(counter, 'gdb-mingw-w64-target')
    if not folder:
        return
    with open('program.c', 'w', encoding='ascii') as file:
        file.write(PROGRAM)
    for arch in ARCHES:
        tools = TOOLS[arch][0]
        if not shutil.which(tools + 'gdb'):
            counter.skip(f'{tools}gdb is not there (package gdb-mingw-w64)')
            continue
        built = run([tools + 'gcc', '-g', '-O0', '-o', 'program.exe', 'program.c'])
        if built.code:
            raise SystemExit(f'the program cannot be built\n{built}')
        session = Session(arch, folder)
        check_session(session, arch)
        check_crash(session, arch)
        check_attach(session, arch)
        check_interrupt(session, arch)


main()
counter.finish()
