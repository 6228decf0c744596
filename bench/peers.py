"""What the benchmarks share: running a program under Winrun and, where it is installed, under Wine, in prefixes of their own."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

ARCHES = ('x86_64', 'i386')


class Bench:
    def __init__(self, options):
        self.build = os.path.abspath(options.build)
        self.scratch = tempfile.mkdtemp(prefix='winrun-bench-')
        self.peers = {'x86_64': shutil.which(options.wine) if options.wine else None,
                      'i386': shutil.which(options.wine32) if options.wine32 else None}
        self.names = options.names
        self.rounds = options.rounds
        runtime = os.path.join(self.scratch, 'run')
        os.makedirs(runtime, mode=0o700)
        self.env = dict(os.environ, WINRUN_PREFIX=os.path.join(self.scratch, 'prefix'), XDG_RUNTIME_DIR=runtime,
                        WINEDEBUG='-all', WINEDLLOVERRIDES='mscoree,mshtml=')
        self.winrun = os.path.join(self.build, 'winrun')

    def run(self, command, limit=300):
        # each Wine has its own prefix: a 32-bit installation takes none that a 64-bit one has made
        self.env['WINEPREFIX'] = os.path.join(self.scratch, 'wine32' if command[0] == self.peers['i386'] else 'wine')
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors='replace', timeout=limit,
                              check=False)

    def measure_once(self, command):
        """The lines `NAME NANOSECONDS` that the program prints; None if it failed."""
        try:
            done = self.run([*command, *self.names])
        except subprocess.TimeoutExpired:
            print(f'{" ".join(command)}: still running after 300 s', file=sys.stderr)
            return None
        if done.returncode:
            print(f'{" ".join(command)}: exit code {done.returncode}\n{done.stderr.strip()[-600:]}', file=sys.stderr)
            return None
        results = {}
        for line in done.stdout.splitlines():
            name, _, value = line.strip().partition(' ')
            try:
                results[name] = float(value)
            except ValueError:
                continue
        return results

    def measure_in_turns(self, commands):
        """The best of all rounds, for each key of `commands`. All take turns: a machine that is busy for a while slows all of them alike."""
        best = {key: {} for key in commands}
        failed = set()
        for _ in range(self.rounds):
            for key in [key for key in commands if key not in failed]:
                results = self.measure_once(commands[key])
                if results is None:
                    failed.add(key)
                    continue
                for name, value in results.items():
                    best[key][name] = min(value, best[key].get(name, 1e18))
        return best

    def start_up(self, command, runs=20):
        """The wall time of a whole hello-world in milliseconds while another client keeps the server running."""
        if self.run(command).returncode:
            return None
        keeper = subprocess.Popen([*command[:-1], command[-1].replace('hello.exe', 'keeper.exe')], env=self.env, stdin=subprocess.PIPE,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            self.run(command)
            times.append(time.perf_counter() - started)
        keeper.stdin.close()
        keeper.wait(60)
        return min(times) * 1e3

    def first_start(self, command):
        """The first program ever in an empty prefix: milliseconds, and the disk space of the prefix when its server has ended."""
        self.env['WINRUN_PREFIX'] = prefix = os.path.join(self.scratch, 'first')
        started = time.perf_counter()
        self.run(command)
        took = (time.perf_counter() - started) * 1e3
        self.run([self.winrun, '--kill'])
        size = sum(os.lstat(os.path.join(folder, name)).st_blocks * 512
                   for folder, folders, names in os.walk(prefix) for name in [*folders, *names])
        self.env['WINRUN_PREFIX'] = os.path.join(self.scratch, 'prefix')
        return took, size

    def program(self, arch, name):
        return os.path.join(self.build, 'bench', arch, name)

    def close(self):
        if os.path.exists(self.winrun):
            for prefix in ('prefix', 'first'):
                self.env['WINRUN_PREFIX'] = os.path.join(self.scratch, prefix)
                self.run([self.winrun, '--kill'])
        if self.peers['x86_64'] and shutil.which('wineserver'):
            self.run(['wineserver', '-k'])
        if self.peers['i386']:
            self.run([self.peers['i386'], 'wineboot', '-e', '-k'])
        shutil.rmtree(self.scratch, ignore_errors=True)


def ratio(mine, theirs, digits=3):
    return f'{mine / theirs:.{digits}f}' if mine and theirs else ''


def seconds(value):
    return f'{value:.2f}' if value else ''
