"""PuTTY 0.78, cross-built from Debian's source: its configuration under a window manager with real input, and without a display; plink and pscp against
OpenSSH on loopback; puttygen's keys."""
import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, BUILD, Counter, WINRUN, debian_package, helper, run, winrun
from display import Display, missing_tools, wait_until

VERSION = '0.78'
SHA256 = '274e01bcac6bd155dfd647b2f18f791b4b17ff313753aa919fcae2e32d34614f'
PROGRAMS = ('putty', 'plink', 'pscp', 'puttygen')
PREFIXES = {'x86_64': 'x86_64-w64-mingw32', 'i386': 'i686-w64-mingw32'}
TOOLCHAIN = '''set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR {0})
set(CMAKE_C_COMPILER {0}-gcc)
set(CMAKE_RC_COMPILER {0}-windres)
set(CMAKE_AR {0}-ar CACHE FILEPATH "")
set(CMAKE_RANLIB {0}-ranlib CACHE FILEPATH "")
add_compile_definitions(__USE_MINGW_ANSI_STDIO)
'''
FIRST_PANEL = 'Host Name (or IP address)'

counter = Counter()


# --- the programs ---

def fetch():
    """Debian's original source archive, from whatever mirror apt uses."""
    archive = os.path.join(BUILD, 'downloads', f'putty_{VERSION}.orig.tar.gz')
    if os.path.exists(archive):
        return archive
    os.makedirs(os.path.dirname(archive), exist_ok=True)
    listed = run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']).output.split()
    for mirror in sorted(set(listed)):
        url = f'{mirror}pool/main/p/putty/putty_{VERSION}.orig.tar.gz'
        if run(['/usr/lib/apt/apt-helper', 'download-file', url, archive, f'SHA256:{SHA256}']).code == 0:
            return archive
    return None


def build(arch):
    """The folder with the programs."""
    folder = os.path.join(BUILD, 'downloads', f'putty-{VERSION}-{arch}')
    if all(os.path.exists(os.path.join(folder, f'{name}.exe')) for name in PROGRAMS):
        return folder
    archive = fetch()
    if not archive:
        return None
    source = os.path.join(BUILD, 'downloads', f'putty-{VERSION}')
    if not os.path.isdir(source):
        with tarfile.open(archive) as file:
            file.extractall(os.path.dirname(source))
    os.makedirs(folder, exist_ok=True)
    toolchain = os.path.join(folder, 'toolchain.cmake')
    with open(toolchain, 'w', encoding='ascii') as file:
        file.write(TOOLCHAIN.format(PREFIXES[arch]))
    subprocess.run(['cmake', '-S', source, '-B', folder, f'-DCMAKE_TOOLCHAIN_FILE={toolchain}', '-DCMAKE_BUILD_TYPE=Release', '-Wno-dev'], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    built = run(['make', '-C', folder, f'-j{os.cpu_count()}', *PROGRAMS], limit=1200)
    counter.check(built.code == 0, f'{arch}: PuTTY is built', built.error[-2000:])
    return folder if built.code == 0 else None


# --- windows ---

class Driver:
    """The helper program that finds windows, and makes input where there is no display."""

    def __init__(self, arch, env):
        self.process = subprocess.Popen([WINRUN, helper('gui_driver', arch)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip('\r\n')

    def do(self, command):
        return self.ask(command).startswith('ok')

    def dump(self):
        self.process.stdin.write('dump\n')
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip('\r\n')) != 'end':
            lines.append(line)
        return lines

    def panel(self):
        """What the panel that is shown holds: classes and texts of its controls."""
        lines = self.dump()
        start = next((index for index, line in enumerate(lines) if line.startswith('SysTreeView32')), len(lines))
        return [re.sub(r'^(\S+) \S+ \S+ \S+ \S+ ', r'\1 ', line) for line in lines[start + 1:]]

    def shows(self, text):
        return any(line.endswith(text) for line in self.panel())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Keys:
    """Real keys and clicks under X, or SendInput without a display."""

    def __init__(self, driver, display):
        self.driver, self.display = driver, display

    NAMES = {'TAB': 'Tab', 'RETURN': 'Return', 'ESCAPE': 'Escape', 'DOWN': 'Down', 'UP': 'Up', 'HOME': 'Home', 'MULTIPLY': 'KP_Multiply', 'SPACE': 'space'}

    def key(self, *names):
        if not self.display:
            return self.driver.do('key ' + ' '.join(names))
        self.display.key(*[self.name(name) for name in names])
        return True

    def name(self, name):
        modifier, _, last = name.rpartition('+')
        last = self.NAMES.get(last, last)
        return f'{modifier.lower()}+{last}' if modifier else last

    def type(self, text):
        if not self.display:
            return self.driver.do('type ' + text)
        self.display.tool('type', '--delay', '10', text)
        return True

    def click(self, name):
        place = self.driver.ask('where ' + name).split()
        if place[0] != 'ok':
            return False
        return self.click_at(int(place[1]), int(place[2]))

    def click_at(self, x, y):
        if self.display:
            self.display.click(x, y)
            return True
        done = self.driver.do(f'press {x} {y}')
        wait_until(lambda: False, 0.15)      # nobody types while the button is still down
        return done


def check_panels_by_keyboard(driver, keys, what):
    """Down through the whole tree, each branch opened on the way."""
    keys.click('SysTreeView32#0')
    keys.key('HOME')
    counter.check(wait_until(lambda: driver.shows(FIRST_PANEL), 5), f'{what}: Home comes to the first panel', '\n'.join(driver.panel()))
    seen = []
    while len(seen) < 60:
        panel = driver.panel()
        seen.append(panel)
        keys.key('MULTIPLY', 'DOWN')
        if not wait_until(lambda: driver.panel() not in ([], panel), 2, 0.05):
            break
    counter.check(len({tuple(panel) for panel in seen}) >= 25, f'{what}: every panel is reached by the keyboard',
                  '\n'.join(str(panel[:2]) for panel in seen))
    keys.key('HOME')
    counter.check(wait_until(lambda: driver.shows(FIRST_PANEL), 5), f'{what}: Home comes back to the first panel', '\n'.join(driver.panel()))


def check_panels_by_mouse(driver, keys, what):
    tree = next(line.split() for line in driver.dump() if line.startswith('SysTreeView32'))
    left, top, bottom = int(tree[1]), int(tree[2]), int(tree[4])
    seen = {tuple(driver.panel())}
    for y in range(top + 26, bottom, 16):
        before = driver.panel()
        keys.click_at(left + 60, y)
        wait_until(lambda: driver.panel() not in ([], before), 1, 0.05)
        seen.add(tuple(driver.panel()))
    counter.check(len(seen) >= 12, f'{what}: panels are reached by the mouse', f'{len(seen)}')
    keys.click_at(left + 40, top + 10)
    counter.check(wait_until(lambda: driver.shows(FIRST_PANEL), 5), f'{what}: the mouse comes back to the first', '\n'.join(driver.panel()))


def check_saving(driver, keys, what, session):
    counter.check(keys.click('Edit#0'), f'{what}: the field for the host is there')
    keys.type('server.example')
    keys.click('Edit#2')
    keys.type(session)
    counter.check(wait_until(lambda: driver.ask('text Edit#0') == 'ok server.example', 3), f'{what}: the host is typed', driver.ask('text Edit#0'))
    counter.check(wait_until(lambda: driver.ask('text Edit#2') == f'ok {session}', 3), f'{what}: the name is typed', driver.ask('text Edit#2'))
    keys.click('Save')
    key = f'HKCU\\Software\\SimonTatham\\PuTTY\\Sessions\\{session}'

    def saved():
        return winrun('reg', 'query', key, '/v', 'HostName').output

    counter.check(wait_until(lambda: 'server.example' in saved(), 5), f'{what}: the session is in the registry', saved())
    counter.check('0x16' in winrun('reg', 'query', key, '/v', 'PortNumber').output, f'{what}: with its port')


def check_about(driver, keys, what):
    keys.click('About')
    counter.check(driver.do('wait 5 About PuTTY'), f'{what}: About opens a box')
    keys.key('ESCAPE')
    counter.check(driver.do('gone 5 About PuTTY'), f'{what}: Escape closes it')
    counter.check(driver.do('wait 5 PuTTY Configuration'), f'{what}: the configuration is there again')


def check_configuration(folder, arch, display, what):
    env = display.environment() if display else {**os.environ, 'DISPLAY': ''}
    program = subprocess.Popen([WINRUN, os.path.join(folder, 'putty.exe')], env=env, stdin=subprocess.DEVNULL)
    driver = Driver(arch, env)
    keys = Keys(driver, display)
    try:
        shown = driver.do('wait 20 PuTTY Configuration')
        counter.check(shown, f'{what}: the configuration opens')
        if not shown:
            return
        if display:
            counter.check(wait_until(lambda: display.focused_title() == 'PuTTY Configuration', 5), f'{what}: it has the focus', display.focused_title())
            display.keep_picture(f'putty-{arch}')
        else:
            picture = os.path.join(BUILD, 'artefacts', f'putty-{arch}-headless.png')
            os.makedirs(os.path.dirname(picture), exist_ok=True)
            taken = winrun('--screenshot', picture)
            counter.check(taken.code == 0 and os.path.getsize(picture) > 5000, f'{what}: a screenshot', taken)
        counter.check(driver.shows(FIRST_PANEL), f'{what}: the first panel', '\n'.join(driver.panel()))
        check_panels_by_keyboard(driver, keys, what)
        check_panels_by_mouse(driver, keys, what)
        check_saving(driver, keys, what, f'saved-{"x" if display else "headless"}-{arch}')
        check_about(driver, keys, what)
        keys.key('ESCAPE')
        counter.check(wait_until(lambda: program.poll() is not None, 5), f'{what}: Escape ends the program')
    finally:
        driver.close()
        program.kill()
        program.wait()


# --- the network ---

class Server:
    """sshd from Debian's package with a configuration of its own; needs a user named sshd, which a private /etc/passwd has."""

    def __init__(self, package):
        self.folder = os.path.abspath('sshd')
        os.makedirs(self.folder, mode=0o755, exist_ok=True)
        for name, kind in (('host', 'ed25519'), ('user', 'ed25519')):
            subprocess.run(['ssh-keygen', '-q', '-t', kind, '-N', '', '-f', os.path.join(self.folder, name)], check=True)
        shutil.copy(os.path.join(self.folder, 'user.pub'), os.path.join(self.folder, 'authorized'))
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        config = os.path.join(self.folder, 'config')
        with open(config, 'w', encoding='ascii') as file:
            file.write(f'Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host\nAuthorizedKeysFile {self.folder}/authorized\nUsePAM no\n'
                       f'StrictModes no\nPermitRootLogin yes\nPidFile none\nSubsystem sftp internal-sftp\nPasswordAuthentication no\n')
        with open('/etc/passwd', encoding='utf-8') as file:
            users = file.read()
        if 'sshd:' not in users:
            users += 'sshd:x:65500:65534::/run/sshd:/usr/sbin/nologin\n'
        passwd = os.path.join(self.folder, 'passwd')
        with open(passwd, 'w', encoding='utf-8') as file:
            file.write(users)
        command = (f'mount --bind {passwd} /etc/passwd && mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && '
                   f'exec {package}/usr/sbin/sshd -D -e -f {config}')
        words = ['unshare', '--mount', *([] if os.getuid() == 0 else ['--map-root-user']), 'sh', '-c', command]
        with open('sshd.log', 'wb') as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self.works = wait_until(self.answers, 5)

    def answers(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 1) as connection:
                return connection.recv(4) == b'SSH-'
        except OSError:
            return False

    def host_key(self):
        out = subprocess.run(['ssh-keygen', '-l', '-f', os.path.join(self.folder, 'host.pub')], stdout=subprocess.PIPE, check=True, text=True).stdout
        return out.split()[1]

    def close(self):
        self.process.terminate()
        self.process.wait()


def check_generator(folder, arch):
    """puttygen for Windows has a window only: a key is made by moving the mouse in it."""
    display = Display()
    env = display.environment()
    program = subprocess.Popen([WINRUN, os.path.join(folder, 'puttygen.exe')], env=env, stdin=subprocess.DEVNULL)
    driver = Driver(arch, env)
    keys = Keys(driver, display)
    key = os.path.abspath(f'key-{arch}.ppk')
    try:
        counter.check(driver.do('wait 20 PuTTY Key Generator'), f'{arch}: puttygen opens')
        display.keep_picture(f'puttygen-{arch}')
        keys.click('EdDSA')
        keys.click('Generate')
        public = ''
        for step in range(6000):
            display.move(300 + step * 7 % 400, 250 + step * 13 % 200)
            if step % 50 == 49:
                public = next((line.split(' ', 5)[5] for line in driver.dump() if re.match(r'Edit .* ssh-ed25519 ', line)), '')
            if public:
                break
        counter.check(public.startswith('ssh-ed25519 '), f'{arch}: a key is made', '\n'.join(driver.dump()))
        display.keep_picture(f'puttygen-key-{arch}')
        with open(f'public-{arch}', 'w', encoding='ascii') as file:
            file.write(public + '\n')
        read = run(['ssh-keygen', '-l', '-f', f'public-{arch}'])
        counter.check(read.code == 0 and 'ED25519' in read.output, f'{arch}: ssh-keygen reads it', read)
        keys.click('Save private key')
        if driver.do('wait 20 PuTTYgen Warning'):
            keys.click('Yes')
        counter.check(driver.do('wait 20 Save private key as:'), f'{arch}: the dialog to save')
        display.keep_picture(f'save-dialog-{arch}')
        keys.type('Z:' + key.replace('/', '\\'))
        keys.key('RETURN')
        counter.check(wait_until(lambda: os.path.exists(key) and os.path.getsize(key) > 100, 20), f'{arch}: the key is saved')
    finally:
        driver.close()
        program.kill()
        program.wait()
        display.close()
    return key


def check_network(folder, arch, server, key):
    user, port, host_key = getpass.getuser(), str(server.port), server.host_key()
    common = ['-batch', '-P', port, '-i', 'Z:' + key.replace('/', '\\'), '-hostkey', host_key]
    ended = winrun(os.path.join(folder, 'plink.exe'), *common, f'{user}@127.0.0.1', 'echo over $((6 * 7)); exit 3')
    counter.check(ended.code == 3 and ended.output == 'over 42\n', f'{arch}: plink runs a command', ended)
    big = os.urandom(3_000_000)
    with open('big.bin', 'wb') as file:
        file.write(big)
    piped = subprocess.run([WINRUN, os.path.join(folder, 'plink.exe'), *common, f'{user}@127.0.0.1', 'cat'], input=big, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False, timeout=120)
    counter.check(piped.stdout == big, f'{arch}: plink carries three megabytes both ways', f'{len(piped.stdout)} bytes, {piped.stderr[-500:]}')
    target = os.path.abspath(f'there-{arch}.bin')
    ended = winrun(os.path.join(folder, 'pscp.exe'), '-q', *common, 'big.bin', f'{user}@127.0.0.1:{target}')
    with open(target, 'rb') if os.path.exists(target) else open(os.devnull, 'rb') as file:
        counter.check(ended.code == 0 and file.read() == big, f'{arch}: pscp copies there', ended)
    ended = winrun(os.path.join(folder, 'pscp.exe'), '-q', *common, f'{user}@127.0.0.1:{target}', f'back-{arch}.bin')
    with open(f'back-{arch}.bin', 'rb') if os.path.exists(f'back-{arch}.bin') else open(os.devnull, 'rb') as file:
        counter.check(ended.code == 0 and file.read() == big, f'{arch}: and back', ended)
    ended = winrun(os.path.join(folder, 'plink.exe'), '-batch', '-P', port, '-hostkey', 'SHA256:' + 'A' * 43, f'{user}@127.0.0.1', 'true')
    counter.check(ended.code == 1, f'{arch}: a wrong host key is refused', ended)


def main():
    missing = missing_tools('cmake', 'ssh-keygen', 'unshare')
    if missing:
        counter.skip('not there: ' + ', '.join(missing))
        return
    folders = {arch: build(arch) for arch in ARCHES}
    if not all(folders.values()):
        counter.skip('PuTTY could not be fetched')
        return
    keys = {}
    for arch in ARCHES:
        display = Display()
        try:
            check_configuration(folders[arch], arch, display, f'{arch}, X')
        finally:
            display.close()
        check_configuration(folders[arch], arch, None, f'{arch}, no display')
        keys[arch] = check_generator(folders[arch], arch)
    package = debian_package(counter, 'openssh-server')
    server = Server(package) if package else None
    if not server or not server.works:
        counter.skip('sshd does not start here: see sshd.log')
        return
    try:
        for arch in ARCHES:
            with open(os.path.join(server.folder, 'authorized'), 'a', encoding='ascii') as file, open(f'public-{arch}', encoding='ascii') as public:
                file.write(public.read())
            check_network(folders[arch], arch, server, keys[arch])
    finally:
        server.close()


main()
counter.finish()
