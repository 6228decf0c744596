"""What the scripts in tests/apps and tests/fault share: counting checks, running programs, fetching packages."""
import base64
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile

BUILD = os.environ['WINRUN_BUILD']
WINRUN = os.environ['WINRUN']
ARCHES = ('x86_64', 'i386')


class Counter:
    """Counts checks; `finish` prints the line that tools/run_tests reads and ends the script."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, condition, what, detail=''):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f'failed: {what}' + (f'\n{detail}' if detail else ''), flush=True)
        return bool(condition)

    def skip(self, why):
        self.skipped += 1
        print(f'skipped: {why}', flush=True)

    def finish(self):
        print(f'{self.passed} passed, {self.failed} failed' + (f', {self.skipped} skipped' if self.skipped else ''), flush=True)
        sys.exit(1 if self.failed else 0)


class Ended:
    def __init__(self, code, output, error=''):
        self.code = code
        self.output = output
        self.error = error

    def __str__(self):
        lines = (self.output + self.error).strip().splitlines()
        return f'    exit code {self.code}\n' + '\n'.join('    ' + line for line in lines[-25:])


def run(command, limit=300, **options):
    """Runs a command to its end. One that takes too long is killed and has the code None."""
    options.setdefault('stdin', subprocess.DEVNULL)
    if 'input' in options:
        del options['stdin']
    process = None
    try:
        process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=limit, check=False, text=True,
                                 errors='replace', **options)
    except subprocess.TimeoutExpired as expired:
        return Ended(None, (expired.stdout or b'').decode('utf-8', 'replace'),
                     (expired.stderr or b'').decode('utf-8', 'replace') + f'\nstill running after {limit} s')
    return Ended(process.returncode, process.stdout.replace('\r\n', '\n'), process.stderr)


def winrun(program, *arguments, limit=300, **options):
    return run([WINRUN, program, *arguments], limit, **options)


def helper(name, arch):
    """A small Windows program of tests/apps."""
    return os.path.join(BUILD, 'tests', arch, 'apps', name + '.exe')


def npm_package(name, version, sha512):
    """The unpacked package, fetched by npm from wherever it is set up to fetch, kept in the build folder."""
    downloads = os.path.join(BUILD, 'downloads')
    os.makedirs(downloads, exist_ok=True)
    stem = f'{name.lstrip("@").replace("/", "-")}-{version}'      # as npm names it
    archive = os.path.join(downloads, stem + '.tgz')
    folder = os.path.join(downloads, stem)
    with open(archive + '.lock', 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(archive):
            fetched = run(['npm', 'pack', '--silent', f'{name}@{version}'], cwd=downloads)
            if fetched.code != 0 or not os.path.exists(archive):
                raise SystemExit(f'npm could not fetch {name}@{version}\n{fetched}')
        with open(archive, 'rb') as file:
            found = base64.b64encode(hashlib.sha512(file.read()).digest()).decode()
        if found != sha512:
            os.remove(archive)
            raise SystemExit(f'{archive} is not what it should be: sha512 {found}')
        if not os.path.isdir(folder):
            with tarfile.open(archive) as file:
                file.extractall(folder + '.part', filter='data') if hasattr(tarfile, 'data_filter') else file.extractall(folder + '.part')
            os.rename(folder + '.part', folder)
    return os.path.join(folder, 'package')


def debian_package(counter, name):
    """The unpacked Debian package, fetched by apt-get; None, and counted as skipped, where there is none."""
    folder = os.path.join(BUILD, 'downloads', f'debian-{name}')
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + '.lock', 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.isdir(folder):
            return folder
        os.makedirs(folder + '.part', exist_ok=True)
        if not shutil.which('apt-get') or run(['apt-cache', 'show', name]).code != 0:
            counter.skip(f'this system knows no Debian package {name}')
            return None
        fetched = run(['apt-get', 'download', name], cwd=folder + '.part')
        archives = [file for file in os.listdir(folder + '.part') if file.endswith('.deb')]
        if fetched.code != 0 or not archives:
            raise SystemExit(f'apt-get could not fetch {name}\n{fetched}')
        subprocess.run(['dpkg-deb', '-x', os.path.join(folder + '.part', archives[0]), folder + '.part'], check=True)
        os.rename(folder + '.part', folder)
    return folder


def seven_zip():
    """7-Zip 21.07 for Windows: the program for each architecture, and a native one (16.02)."""
    package = npm_package('7zip-bin', '5.2.0',
                          'ukTPVhqG4jNzMro2qA9HSCSSVJN3aN7tlb+hfqYCt3ER0yWroeA2VR38MNrOHLQ/cVj+DaIMad0kFCtWWowh/A==')
    native = os.path.join(package, 'linux', 'x64', '7za')
    os.chmod(native, 0o755)
    return {'x86_64': os.path.join(package, 'win', 'x64', '7za.exe'), 'i386': os.path.join(package, 'win', 'ia32', '7za.exe')}, native


def server_processes():
    """The ids of the servers that belong to this test: those with its runtime folder."""
    mark = f'XDG_RUNTIME_DIR={os.environ["XDG_RUNTIME_DIR"]}'.encode()
    found = []
    for entry in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{entry}/comm', encoding='utf-8') as file:
                if not file.read().startswith('winrun-server'):
                    continue
            with open(f'/proc/{entry}/environ', 'rb') as file:
                if mark in file.read().split(b'\0'):
                    found.append(int(entry))
        except OSError:
            continue
    return found


def start(program, *arguments, **options):
    """A running program whose output is read line by line."""
    return subprocess.Popen([WINRUN, program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, errors='replace', **options)


def kill(process):
    """kill -9, and its output until then."""
    process.kill()
    output, error = process.communicate(timeout=30)
    return output, error
