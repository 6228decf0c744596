"""MOVEFILE_DELAY_UNTIL_REBOOT: what MoveFileEx was asked to do is done when the prefix starts again, and not before. A prefix
ends with its server. Microsoft, MoveFileExW."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, helper, winrun
from program_test import run, windows_path

counter = Counter()


def check(arch, folder):
    def name(leaf):
        return os.path.join(folder, leaf)

    for leaf in ('gone', 'moved', 'kept', 'over', 'target'):
        with open(name(leaf), 'w', encoding='ascii') as file:
            file.write(leaf)
    client = helper('restart_client', arch)
    for words in (['gone'], ['moved', 'new'], ['kept', 'target'], ['over', 'target', 'replace']):
        paths = [windows_path(name(word)) for word in words[:2]] + words[2:]
        ended = winrun(client, *paths)
        counter.check(ended.code == 0, f'{arch}: {words}: asked', ended)
    run(arch, 'hostname')
    counter.check(sorted(os.listdir(folder)) == ['gone', 'kept', 'moved', 'over', 'target'], f'{arch}: nothing is moved before', os.listdir(folder))
    winrun('--kill')
    run(arch, 'hostname')
    counter.check(sorted(os.listdir(folder)) == ['kept', 'new', 'target'], f'{arch}: all is moved then', os.listdir(folder))
    with open(name('target'), encoding='ascii') as file:
        counter.check(file.read() == 'over', f'{arch}: only with MOVEFILE_REPLACE_EXISTING a file is replaced')
    with open(name('new'), encoding='ascii') as file:
        counter.check(file.read() == 'moved', f'{arch}: what was moved')
    key = r'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager'
    counter.check(run(arch, 'reg', 'query', key, '/v', 'PendingFileRenameOperations')[0] == 1, f'{arch}: nothing waits any longer')


for architecture in ARCHES:
    with tempfile.TemporaryDirectory() as work:
        check(architecture, work)
counter.finish()
