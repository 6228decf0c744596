"""Tools that JavaScript projects install as Windows programs: of Rust (Biome, dprint, ast-grep), Go (TypeScript's native compiler), Dart
(Sass), GraalVM (Closure Compiler), V8 (Deno) and Visual C++ (rcedit), each at its own work."""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, winrun
from packages import AST_GREP, BIOME, CLOSURE, DENO, DPRINT, RCEDIT, SASS, TSGO, packaged_program

SERVER = '''
const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: async at => {
  const answer = await fetch('http://127.0.0.1:' + at.port)
  console.log(await answer.text())
  await server.shutdown()
} }, () => new Response('served'))
'''


def write(name, text):
    with open(name, 'w', encoding='utf-8', newline='') as file:
        file.write(text)


def read(name):
    with open(name, encoding='utf-8') as file:
        return file.read()


def check_sass(counter):
    write('style.scss', '$colour: red;\na { b { color: $colour; } }\n')
    for arch, package in SASS.items():
        program = packaged_program(package)
        snapshot = os.path.join(os.path.dirname(program), 'sass.snapshot')
        ended = winrun(program, snapshot, '--quiet', 'style.scss', f'style-{arch}.css')
        counter.check(ended.code == 0 and 'a b {' in read(f'style-{arch}.css'), f'{arch}: Sass compiles a style sheet', ended)
        ended = winrun(program, snapshot, 'no-such-file.scss')
        counter.check(ended.code == 66 and 'no-such-file.scss' in ended.error, f'{arch}: Sass tells that a file is missing', ended)


def check_biome(counter):
    program = packaged_program(BIOME)
    write('data.json', '{"a":1,   "b":[1,2]}\n')
    ended = winrun(program, 'format', '--write', 'data.json')
    counter.check(ended.code == 0 and read('data.json') == '{ "a": 1, "b": [1, 2] }\n', 'Biome formats a file', ended)
    write('debugger.js', 'debugger;\n')
    ended = winrun(program, 'lint', 'debugger.js')
    counter.check(ended.code == 1 and 'noDebugger' in ended.output + ended.error, 'Biome finds what it does not like', ended)


def check_deno(counter):
    program = packaged_program(DENO)
    write('sum.ts', 'const numbers: number[] = [1, 2, 3]\nconsole.log(numbers.reduce((a, b) => a + b), Deno.build.os)\n')
    ended = winrun(program, 'run', 'sum.ts')
    counter.check(ended.code == 0 and ended.output == '6 windows\n', 'Deno runs TypeScript', ended)
    write('server.ts', SERVER)
    ended = winrun(program, 'run', '--allow-net', 'server.ts')
    counter.check(ended.code == 0 and ended.output.strip().endswith('served'), 'Deno serves and fetches', ended)
    ended = winrun(program, 'run', '--allow-read=.', 'sum.ts', '--unused')
    counter.check(ended.code == 0, 'Deno takes permissions', ended)


def check_compilers(counter):
    write('page.js', 'function unused() {}\nalert("x" + "y");\n')
    ended = winrun(packaged_program(CLOSURE), '--compilation_level', 'ADVANCED', '--js', 'page.js')
    counter.check(ended.code == 0 and ended.output.strip() == 'alert("xy");', 'Closure Compiler optimises', ended)
    write('wrong.ts', 'export const text: string = 1;\n')
    ended = winrun(packaged_program(TSGO), '--noEmit', 'wrong.ts')
    counter.check(ended.code != 0 and 'TS2322' in ended.output, "TypeScript's native compiler checks types", ended)
    ended = winrun(packaged_program(DPRINT), '--version')
    counter.check(ended.code == 0 and ended.output == 'dprint 0.54.0\n', 'dprint starts', ended)


def check_ast_grep(counter):
    write('rewrite.js', 'print(a.length + b)\n')
    ended = winrun(packaged_program(AST_GREP), 'run', '-p', '$A + b', '-r', 'b + $A', '-U', 'rewrite.js')
    counter.check(ended.code == 0 and read('rewrite.js') == 'print(b + a.length)\n', 'ast-grep rewrites', ended)


def check_rcedit(counter):
    program = packaged_program(RCEDIT)
    shutil.copy(program, 'edited.exe')
    ended = winrun(program, 'edited.exe', '--set-version-string', 'ProductName', 'Renamed', '--set-file-version', '1.2.3.4')
    counter.check(ended.code == 0, 'rcedit changes the version resource of a program', ended)
    ended = winrun(program, 'edited.exe', '--get-version-string', 'ProductName')
    counter.check(ended.code == 0 and ended.output == 'Renamed', 'rcedit reads it back', ended)
    ended = winrun('edited.exe', '--help')
    counter.check('set-version-string' in ended.output, 'the changed program still runs', ended)


def main():
    counter = Counter()
    for check in (check_sass, check_biome, check_deno, check_compilers, check_ast_grep, check_rcedit):
        check(counter)
    return counter.finish()


if __name__ == '__main__':
    sys.exit(main())
