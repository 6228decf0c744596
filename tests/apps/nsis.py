"""Installers that NSIS makes (32-bit, ANSI and Unicode, and 64-bit; classic and modern interface): silent, in a folder of the user's choice, clicked
through with a window manager, and uninstalled without a trace."""
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, WINRUN, run, winrun
from display import Display, Program, missing_tools, wait_until

CLASSIC = r'''
Name "Classic Sample"
InstallDir "$PROGRAMFILES\Classic Sample"
RequestExecutionLevel admin
LicenseData license.txt
Page license
Page components
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles
Section "Main (required)"
  SectionIn RO
  SetOutPath $INSTDIR
  File readme.txt
  WriteINIStr "$INSTDIR\settings.ini" "place" "folder" "$INSTDIR"
  WriteRegStr HKLM "Software\Classic Sample" "Install_Dir" "$INSTDIR"
  WriteRegDWORD HKLM "Software\Microsoft\Windows\CurrentVersion\Uninstall\Classic Sample" "NoModify" 1
  WriteRegStr HKLM "Software\Microsoft\Windows\CurrentVersion\Uninstall\Classic Sample" "DisplayName" "Classic Sample"
  WriteUninstaller "$INSTDIR\uninstall.exe"
SectionEnd
Section "Shortcuts"
  CreateDirectory "$SMPROGRAMS\Classic Sample"
  CreateShortcut "$SMPROGRAMS\Classic Sample\Readme.lnk" "$INSTDIR\readme.txt" "" "$INSTDIR\uninstall.exe" 0
SectionEnd
Section "Uninstall"
  DeleteRegKey HKLM "Software\Microsoft\Windows\CurrentVersion\Uninstall\Classic Sample"
  DeleteRegKey HKLM "Software\Classic Sample"
  Delete $INSTDIR\readme.txt
  Delete $INSTDIR\settings.ini
  Delete $INSTDIR\uninstall.exe
  Delete "$SMPROGRAMS\Classic Sample\*.lnk"
  RMDir "$SMPROGRAMS\Classic Sample"
  RMDir "$INSTDIR"
SectionEnd
'''
MODERN = r'''
!include "MUI2.nsh"
Name "Modern Sample"
InstallDir "$PROGRAMFILES\Modern Sample"
RequestExecutionLevel admin
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "license.txt"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$WINDIR\notepad.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
Section "Main"
  SetOutPath "$INSTDIR"
  File readme.txt
  System::Call 'kernel32::MulDiv(i 6, i 7, i 1) i .r0'
  FileOpen $1 "$INSTDIR\answer.txt" w
  FileWrite $1 "$0"
  FileClose $1
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$DESKTOP\Modern.lnk" "$INSTDIR\readme.txt"
SectionEnd
Section "Uninstall"
  Delete "$INSTDIR\*.*"
  Delete "$DESKTOP\Modern.lnk"
  RMDir "$INSTDIR"
SectionEnd
'''
counter = Counter()
PREFIX = os.environ['WINRUN_PREFIX']
DRIVE = os.path.join(PREFIX, 'drive_c')


def build(name, script, *options):
    with open(name + '.nsi', 'w', encoding='ascii') as file:
        file.write(f'OutFile "{name}.exe"\n' + script)
    ended = run(['makensis', '-V2', *options, name + '.nsi'])
    counter.check(ended.code == 0 and os.path.exists(name + '.exe'), f'makensis builds {name}', ended)
    return os.path.abspath(name + '.exe')


def contents():
    """All paths of drive C: but those of temporary files and of the settings that a user's first program makes."""
    found = set()
    for folder, folders, names in os.walk(DRIVE):
        found.update(os.path.relpath(os.path.join(folder, name), DRIVE) for name in [*folders, *names])
    return {path for path in found if '/Temp' not in path}


def exists(*parts):
    return os.path.exists(os.path.join(DRIVE, *parts))


def registry(key):
    return winrun('reg', 'query', key)


def uninstall(path, what):
    """The uninstaller copies itself into the temporary folder and ends at once; the copy does the work."""
    ended = winrun(path, '/S')
    counter.check(ended.code == 0, f'{what}: the uninstaller ends well', ended)
    counter.check(wait_until(lambda: not os.path.exists(path), 20), f'{what}: it is gone in the end')


def check_classic(setup, what, folder, view):
    before = contents()
    ended = winrun(setup, '/S')
    counter.check(ended.code == 0, f'{what}: silent', ended)
    counter.check(exists(folder, 'Classic Sample', 'readme.txt'), f'{what}: its file is there')
    with open(os.path.join(DRIVE, folder, 'Classic Sample', 'settings.ini'), encoding='ascii') as file:
        counter.check('Classic Sample' in file.read(), f'{what}: its settings are written')
    ended = registry(rf'HKLM\Software\{view}Microsoft\Windows\CurrentVersion\Uninstall\Classic Sample')
    counter.check(ended.code == 0 and 'DisplayName' in ended.output and '0x1' in ended.output, f'{what}: it is among the programs installed', ended)
    links = [path for path in contents() - before if path.endswith('Readme.lnk')]
    counter.check(len(links) == 1, f'{what}: a shortcut', str(links))
    if links:
        with open(os.path.join(DRIVE, links[0]), 'rb') as file:
            data = file.read()
        counter.check(data[:4] == b'\x4c\0\0\0' and 'Classic Sample\\readme.txt'.encode('utf-16-le') in data, f'{what}: it leads to the file')
    uninstall(os.path.join(DRIVE, folder, 'Classic Sample', 'uninstall.exe'), what)
    counter.check(wait_until(lambda: contents() <= before, 20), f'{what}: no file is left', str(sorted(contents() - before)))
    counter.check(registry(rf'HKLM\Software\{view}Classic Sample').code != 0, f'{what}: no key is left')


def check_folder(setup):
    ended = winrun(setup, '/S', '/D=C:\\My', 'Own', 'Folder')    # not to be quoted, as NSIS's manual says
    counter.check(ended.code == 0 and exists('My Own Folder', 'readme.txt'), '/D= names the folder', ended)
    uninstall(os.path.join(DRIVE, 'My Own Folder', 'uninstall.exe'), '/D=')
    counter.check(wait_until(lambda: not exists('My Own Folder'), 20), '/D=: the folder goes, too')


def check_plug_in(setup, what, folder):
    ended = winrun(setup, '/S')
    counter.check(ended.code == 0, f'{what}: silent', ended)
    answer = os.path.join(DRIVE, folder, 'Modern Sample', 'answer.txt')
    counter.check(os.path.exists(answer) and open(answer, encoding='ascii').read() == '42', f'{what}: a plug-in calls a function')
    uninstall(os.path.join(DRIVE, folder, 'Modern Sample', 'Uninstall.exe'), what)
    counter.check(wait_until(lambda: not exists(folder, 'Modern Sample'), 20), f'{what}: the folder goes')


def page_shown(display, known):
    """Waits until the screen shows something new and rests."""
    last = [None]

    def rests():
        image = display.image()[3]
        is_same, last[0] = image == last[0], image
        time.sleep(0.25)
        return is_same and image != known

    wait_until(rests, 15)
    return display.image()[3]


def check_wizard(display, setup):
    """Through all pages with the Enter key; the last one starts a program."""
    program = Program(display, setup)
    wait_until(lambda: display.window('Modern Sample Setup ?'), 20)
    image = page_shown(display, None)
    for page in ('welcome', 'license', 'components', 'directory'):
        counter.check(program.runs(), f'wizard: the page {page}', '\n'.join(program.lines))
        if page == 'license':
            display.keep_picture('nsis license')
        display.key('Return')
        image = page_shown(display, image)
    counter.check(wait_until(lambda: exists('Program Files (x86)', 'Modern Sample', 'Uninstall.exe'), 20), 'wizard: it installs')
    display.keep_picture('nsis finish')
    display.key('Return')
    counter.check(wait_until(lambda: display.window('Untitled - Notepad'), 20), 'wizard: the last page runs the program',
                  '\n'.join(program.lines))
    counter.check(wait_until(lambda: not program.runs(), 20), 'wizard: it ends')
    program.end()
    uninstall(os.path.join(DRIVE, 'Program Files (x86)', 'Modern Sample', 'Uninstall.exe'), 'wizard')


def check_cancel(display, setup):
    before = contents()
    program = Program(display, setup)
    wait_until(lambda: display.window('Classic Sample Setup.*'), 20)
    page_shown(display, None)
    display.key('Escape')
    counter.check(wait_until(lambda: not program.runs(), 20), 'cancelled by Escape: it ends', '\n'.join(program.lines))
    counter.check(contents() <= before, 'cancelled: nothing is installed', str(sorted(contents() - before)))
    program.end()


def main():
    if not shutil.which('makensis'):
        counter.skip('no makensis to build installers with')
        return
    for name, text in (('license.txt', 'The licence.\r\nSecond line.\r\n'), ('readme.txt', 'hello\r\n')):
        with open(name, 'w', encoding='ascii', newline='') as file:
            file.write(text)
    ansi = build('classic-ansi', CLASSIC, '-XUnicode False')
    unicode = build('classic-unicode', CLASSIC)
    modern = build('modern', MODERN)
    modern_64 = build('modern-64', MODERN, '-XTarget amd64-unicode')
    winrun('cmd', '/c', 'exit')    # makes the prefix
    check_classic(ansi, 'classic, ANSI', 'Program Files (x86)', 'Wow6432Node\\')
    check_classic(unicode, 'classic, Unicode', 'Program Files (x86)', 'Wow6432Node\\')
    check_folder(unicode)
    check_plug_in(modern, 'modern, 32-bit', 'Program Files (x86)')
    check_plug_in(modern_64, 'modern, 64-bit', 'Program Files')
    missing = missing_tools()
    if missing:
        counter.skip(f'no {", ".join(missing)} to click with')
        return
    display = Display()
    try:
        check_wizard(display, modern)
        check_cancel(display, unicode)
    finally:
        subprocess.run([WINRUN, '--kill'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        display.close()


main()
counter.finish()
