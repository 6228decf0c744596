"""Inno Setup 6.4 (32-bit Delphi programs): its compiler builds a setup program, which installs and uninstalls silently."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, npm_package, winrun
from display import wait_until

PACKAGE = ('innosetup', '6.4.1', 'Bh/dNlyyFsFKBGoTf19n1msPnm4Njfb0CWVirw2CV1MSJXYy0ajRI+xjo/Yr9DtZFLLafhnwm1ZsxTu309F8lQ==')
SCRIPT = r'''
[Setup]
AppName=Inno Sample
AppVersion=1.5
DefaultDirName={autopf}\Inno Sample
DefaultGroupName=Inno Sample
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


def main():
    compiler = os.path.join(npm_package(*PACKAGE), 'bin', 'ISCC.exe')
    with open('readme.txt', 'w', encoding='ascii') as file:
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
    ended = winrun(os.path.join(FOLDER, 'unins000.exe'), '/VERYSILENT', '/LOG=uninstall.log', limit=120)
    counter.check(ended.code == 0, 'the uninstaller ends well', ended)
    counter.check(wait_until(lambda: not os.path.exists(FOLDER), 20), 'no file is left', str(os.path.exists(FOLDER) and os.listdir(FOLDER)))
    counter.check(not os.path.exists(LINK), 'nor the shortcut')
    counter.check(winrun('reg', 'query', r'HKLM\Software\Wow6432Node\Inno Sample').code != 0, 'nor a key')


main()
counter.finish()
