#!/usr/bin/env python3
"""Makes the rows of Unicode's NormalizationTest.txt (unicode-data) into C for tests/kernel32/normalization.c. make_normalization_test.py OUTPUT.h"""
import bz2
import os
import sys

SOURCE = '/usr/share/unicode/NormalizationTest.txt.bz2'


def literal(field):
    text = ''.join(chr(int(code, 16)) for code in field.split())
    return 'L"' + ''.join(f'\\x{unit:04x}' for unit in memoryview(text.encode('utf-16-le')).cast('H')) + '"'


def main():
    os.makedirs(os.path.dirname(sys.argv[1]), exist_ok=True)
    with bz2.open(SOURCE, 'rt', encoding='utf-8') as source, open(sys.argv[1], 'w', encoding='utf-8') as target:
        for line in source:
            fields = line.split('#')[0].strip().split(';')[:5]
            if len(fields) == 5:
                target.write('{ ' + ', '.join(literal(field) for field in fields) + ' },\n')


main()
