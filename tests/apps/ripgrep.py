"""ripgrep 15 (Rust, Visual C++ 2022), 32-bit and 64-bit, beside the native one of the same version: every flag that touches files, on a tree with all that
such flags look at. What both print and their exit codes must be the same but for the separators of paths."""
import gzip
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import ARCHES, Counter, WINRUN, run
from packages import RIPGREP, packaged_program

counter = Counter()

COLOURS = ('--colors', 'path:fg:blue') # its own one differs between systems
SORTED = ('--sort', 'path')
SEARCHES = [
    ('needle',), ('-i', 'NEEDLE'), ('-S', 'Needle'), ('-s', 'needle'), ('-n', 'needle'), ('-c', 'needle'), ('--count-matches', 'needle'),
    ('-c', '--include-zero', 'needle'), ('-l', 'needle'), ('--files-without-match', 'needle'), ('-v', '-c', 'needle'), ('-w', 'needle'), ('-x', 'a needle'),
    ('-F', 'a.b'), ('-o', 'need[a-z]+'), ('-A', '2', '-n', 'needle'), ('-B', '1', 'needle'), ('-C', '1', 'needle'), ('-m', '1', 'needle'),
    ('--column', 'needle'), ('-b', 'needle'), ('--vimgrep', 'needle'), ('--no-heading', 'needle'), ('--heading', 'needle'), ('-I', 'needle'), ('-H', 'needle'),
    ('-r', 'found', 'needle'), ('-U', 'needle\\nthe'), ('-U', '--multiline-dotall', 'needle.*end'), ('-P', '(?<=a )needle'), ('-e', 'needle', '-e', 'hidden'),
    ('-f', 'patterns.txt'), ('--null', '-l', 'needle'), ('--null-data', 'needle'), ('--crlf', 'needle$'), ('--passthru', 'needle', 'tree/plain.txt'),
    ('--trim', 'indented'), ('-M', '20', 'long'), ('-M', '20', '--max-columns-preview', 'long'), ('-a', 'needle'), ('--binary', 'needle'), ('--no-binary', 'needle'),
    ('-E', 'utf-16', 'needle', 'tree/utf16.txt'), ('-E', 'latin1', 'm.ller'), ('-E', 'none', 'needle'), ('--no-encoding', 'needle'), ('-z', '-g', '!*.gz', 'needle'),
    ('-L', 'needle'), ('--no-follow', 'needle'), ('--hidden', 'needle'), ('-.', '-l', 'needle'), ('--no-ignore', 'needle'), ('--no-ignore-vcs', 'needle'),
    ('--no-ignore-dot', 'needle'), ('--no-ignore-parent', 'needle'), ('--no-ignore-exclude', 'needle'), ('--no-ignore-global', 'needle'),
    ('--no-require-git', 'needle'), ('--ignore-file', 'more.ignore', 'needle'), ('--no-ignore-files', '--ignore-file', 'more.ignore', 'needle'),
    ('--ignore-file-case-insensitive', 'needle'), ('-u', 'needle'), ('-uu', 'needle'), ('-uuu', 'needle'), ('-g', '*.txt', 'needle'), ('-g', '!*.txt', 'needle'),
    ('-g', 'deep/**', 'needle'), ('--iglob', '*.TXT', 'needle'), ('--glob-case-insensitive', '-g', '*.TXT', 'needle'), ('-t', 'py', 'needle'), ('-T', 'py', 'needle'),
    ('--type-add', 'odd:*.odd', '-t', 'odd', 'needle'), ('--type-clear', 'py', '-l', 'needle'), ('-d', '1', 'needle'), ('-d', '2', '-l', 'needle'),
    ('--max-filesize', '1K', '-l', 'needle'), ('--max-filesize', '1M', '-l', 'needle'), ('--one-file-system', '-l', 'needle'), ('--mmap', 'needle'),
    ('--no-mmap', 'needle'), ('-j', '1', 'needle'), ('-j', '8', '-l', 'needle'), ('--sort', 'modified', '-l', 'needle'), ('--sortr', 'path', '-l', 'needle'),
    ('--line-buffered', 'needle'), ('--block-buffered', 'needle'), ('--stop-on-nonmatch', 'needle'), ('-q', 'needle'), ('-q', 'not there'), ('not there',),
    ('(broken',), ('--color', 'always', *COLOURS, 'needle'), ('--color', 'ansi', *COLOURS, '-n', 'needle'), ('--path-separator', '/', 'needle'), ('--regex-size-limit', '1M', 'needle'),
    ('--dfa-size-limit', '1M', 'needle'), ('--engine', 'auto', 'needle'), ('--no-unicode', 'm.ller'), ('--no-messages', 'needle', 'no-such-file'), ('needle', 'no-such-file'),
    ('--no-ignore-messages', 'needle'), ('--context-separator', '====', '-C', '1', 'needle'), ('--field-match-separator', '|', '-n', 'needle'),
    ('--files',), ('--files', '--hidden'), ('--files', '-g', '*.py'), ('--files', '--no-ignore'), ('--files', '-0'), ('--files', '-t', 'py'), ('--files', '-L'),
    ('--files', '-uu'), ('--type-list',),
]


def write(path, data):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def make_tree():
    os.makedirs('tree/.git')
    for number in range(40):
        write(f'tree/deep/{number % 7}/more/file{number}.txt', f'line\n' * (number % 9) + ('a needle\n' if number % 3 == 0 else '') + 'the end\n')
    write('tree/plain.txt', 'a needle\nthe end\na.b\nNeedle in needles\n    indented needle\n' + 'long ' * 50 + '\n')
    write('tree/code.py', 'needle = 1\nprint("needle")\n')
    write('tree/thing.odd', 'odd needle\n')
    write('tree/crlf.txt', 'a needle\r\nthe end\r\n')
    write('tree/UPPER.TXT', 'a needle in capitals\n')
    write('tree/utf16.txt', 'a needle in UTF-16\n'.encode('utf-16'))
    write('tree/latin1.txt', 'Müller and a needle\n'.encode('latin-1'))
    write('tree/grüße 漢字.txt', 'Müller sucht a needle\n')
    write('tree/binary.bin', b'a needle\n\0\1\2 needle\n')
    write('tree/packed.gz', gzip.compress(b'a needle in gzip\n'))
    write('tree/large.txt', 'filler\n' * 30000 + 'a needle at the end\n')
    write('tree/empty.txt', '')
    write('tree/no-newline.txt', 'a needle')
    write('tree/.hidden', 'a hidden needle\n')
    write('tree/.config/inside.txt', 'a needle inside\n')
    write('tree/ignored.log', 'a needle ignored\n')
    write('tree/build/out.txt', 'a needle built\n')
    write('tree/dot-ignored.txt', 'a needle dot\n')
    write('tree/rg-ignored.txt', 'a needle rg\n')
    write('tree/excluded.txt', 'a needle excluded\n')
    write('tree/deep/1/.gitignore', '!kept.log\n/only-here.txt\n')
    write('tree/deep/1/kept.log', 'a needle kept\n')
    write('tree/deep/1/only-here.txt', 'a needle only here\n')
    write('tree/.gitignore', '*.log\n/build/\n# comment\n')
    write('tree/.ignore', 'dot-ignored.txt\n')
    write('tree/.rgignore', 'rg-ignored.txt\n')
    write('tree/.git/info/exclude', 'excluded.txt\n')
    write('tree/more.ignore', 'CODE.py\ncode.py\n')
    write('tree/patterns.txt', 'hidden\nneedle\n')
    os.symlink('plain.txt', 'tree/link.txt')
    os.symlink('deep/2', 'tree/linked-folder')
    for number, (folder, _, names) in enumerate(os.walk('tree')):
        for place, name in enumerate(sorted(names)):
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                os.utime(path, (1_600_000_000 + 1000 * number + place, 1_600_000_000 + 1000 * number + place))


def unified(text):
    """Paths as Linux writes them, and the system's words for an error."""
    text = text.replace('\r\n', '\n').replace('\\', '/')
    return re.sub(r'(no-such-file: ).*', r'\1an error', re.sub(r'\b(?:rg\.exe|rg): ', 'rg: ', text))


def search(command, words):
    words = [*words] if '--sort' in words or '--sortr' in words or words == ('--type-list',) else [*SORTED, *words]
    words = [word[5:] if word.startswith('tree/') else word for word in words]
    done = subprocess.run([*command, *words] + ([] if words[-1] in ('no-such-file', '--type-list') else ['./']), cwd='tree', stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, unified(done.stdout.decode('utf-8', 'replace')), unified(done.stderr.decode('utf-8', 'replace'))


def check_input(program, native):
    """Standard input."""
    for words in (('needle',), ('-c', 'needle'), ('needle', '-')):
        results = []
        for command in ([WINRUN, program], [native]):
            done = run([*command, *words], input='one\na needle\ntwo\n', cwd='tree')
            results.append((done.code, done.output))
        counter.check(results[0] == results[1], f'standard input, {" ".join(words)}', str(results))


def main():
    native = packaged_program(RIPGREP['linux'])
    make_tree()
    expected = {words: search([native], words) for words in SEARCHES}
    for arch in ARCHES:
        program = packaged_program(RIPGREP[arch])
        for words, wanted in expected.items():
            found = search([WINRUN, program], words)
            counter.check(found == wanted, f'{arch}: rg {" ".join(words)}', f'    {found[0]} for {wanted[0]}\n{found[1][:700]}{found[2][:300]}\n    natively\n{wanted[1][:700]}{wanted[2][:300]}')
        check_input(program, native)


main()
counter.finish()
