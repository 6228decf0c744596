"""Inno Setup 6.4 (32-bit Delphi programs): its compiler builds a setup program, which installs silently and by its wizard, and uninstalls."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN, npm_package, winrun
from display import Display, Program, missing_tools, wait_until

PACKAGE = ('innosetup', '6.4.1', 'Bh/dNlyyFsFKBGoTf19n1msPnm4Njfb0CWVirw2CV1MSJXYy0ajRI+xjo/Yr9DtZFLLafhnwm1ZsxTu309F8lQ==')
SCRIPT = r'''
[Setup]
AppName=Inno Sample
AppVersion=1.5
DefaultDirName={autopf}\Inno Sample
DefaultGroupName=Inno Sample
LicenseFile=license.txt
OutputDir=.
OutputBaseFilename=setup-inno
Compression=lzma2
[Files]
Source: "readme.txt"; DestDir: "{app}"
[Icons]
Name: "{group}\Readme"; Filename: "{app}\readme.txt"
[INI]
Filename: "{app}\settings.ini"; Section: "place"; Key: "folder"; String: "{app}"; Flags: uninsdeletesection
[UninstallDelete]
Type: files; Name: "{app}\settings.ini"
[Registry]
Root: HKLM; Subkey: "Software\Inno Sample"; ValueType: string; ValueName: "Path"; ValueData: "{app}"; Flags: uninsdeletekey
'''
counter = Counter()
DRIVE = os.path.join(os.environ['WINRUN_PREFIX'], 'drive_c')
FOLDER = os.path.join(DRIVE, 'Program Files (x86)', 'Inno Sample')
LINK = os.path.join(DRIVE, 'ProgramData', 'Microsoft', 'Windows', 'Start Menu', 'Programs', 'Inno Sample', 'Readme.lnk')


def read_log(name):
    with open(name, encoding='utf-8-sig', errors='replace') as file:
        return file.read()


def uninstall(what):
    ended = winrun(os.path.join(FOLDER, 'unins000.exe'), '/VERYSILENT', '/LOG=uninstall.log', limit=120)
    counter.check(ended.code == 0, f'{what}: the uninstaller ends well', ended)
    counter.check(wait_until(lambda: not os.path.exists(FOLDER), 20), f'{what}: no file is left',
                  str(os.path.exists(FOLDER) and os.listdir(FOLDER)))
    counter.check(not os.path.exists(LINK), f'{what}: nor the shortcut')
    counter.check(winrun('reg', 'query', r'HKLM\Software\Wow6432Node\Inno Sample').code != 0, f'{what}: nor a key')


def rests(display, known):
    """Waits until the screen shows something new and rests."""
    last = [None]

    def is_still():
        image = display.image()[3]
        same, last[0] = image == last[0], image
        time.sleep(0.7)    # longer than a caret blinks
        return same and image != known

    wait_until(is_still, 15)
    return display.image()[3]


def check_wizard(display):
    """Licence (accepted by its key), folder, Start menu, ready, finished."""
    program = Program(display, 'setup-inno.exe')
    wait_until(lambda: display.window('Setup - Inno Sample.*'), 30)
    image = rests(display, None)
    for keys in (('alt+a', 'Return'), ('Return',), ('Return',), ('Return',)):
        for key in keys:
            display.key(key)
            time.sleep(0.2)
        image = rests(display, image)
    counter.check(wait_until(lambda: os.path.exists(os.path.join(FOLDER, 'unins000.exe')), 30), 'wizard: it installs', '\n'.join(program.lines))
    display.keep_picture('inno finished')
    display.key('Return')
    counter.check(wait_until(lambda: not program.runs(), 20), 'wizard: it ends', '\n'.join(program.lines))
    program.end()
    uninstall('wizard')


def main():
    compiler = os.path.join(npm_package(*PACKAGE), 'bin', 'ISCC.exe')
    for name in ('readme.txt', 'license.txt'):
        with open(name, 'w', encoding='ascii') as file:
            file.write('hello\n')
    with open('sample.iss', 'w', encoding='ascii') as file:
        file.write(SCRIPT)
    with open('broken.iss', 'w', encoding='ascii') as file:
        file.write('[Setup]\nAppName=x\n')
    ended = winrun(compiler, 'broken.iss')
    counter.check(ended.code == 2 and 'AppVersion' in ended.output + ended.error, 'ISCC tells what a script lacks', ended)
    ended = winrun(compiler, 'sample.iss')
    if not counter.check(ended.code == 0 and 'Successful compile' in ended.output, 'ISCC compiles a script', ended):
        return
    ended = winrun('setup-inno.exe', '/VERYSILENT', '/LOG=install.log', limit=120)
    counter.check(ended.code == 0, 'the setup program ends well', ended)
    log = read_log('install.log')
    counter.check('Installation process succeeded' in log, 'its log says so', log[-1500:])
    counter.check(os.path.exists(os.path.join(FOLDER, 'readme.txt')), 'the file is there')
    counter.check(os.path.exists(LINK), 'and its shortcut')
    ended = winrun('reg', 'query', r'HKLM\Software\Wow6432Node\Inno Sample', '/v', 'Path')
    counter.check(ended.code == 0 and r'C:\Program Files (x86)\Inno Sample' in ended.output, 'its registry value', ended)
    ended = winrun('reg', 'query', r'HKLM\Software\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall\Inno Sample_is1')
    counter.check(ended.code == 0 and 'DisplayName' in ended.output and '1.5' in ended.output, 'it is among the programs installed', ended)
    uninstall('silent')
    missing = missing_tools()
    if missing:
        counter.skip(f'no {", ".join(missing)} to click with')
        return
    display = Display()
    try:
        check_wizard(display)
    finally:
        subprocess.run([WINRUN, '--kill'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        display.close()


main()
counter.finish()
