#!/usr/bin/env python3
"""Makes kernel32's collation data from the Unicode collation elements (unicode-data's allkeys.txt): what CompareString and sort keys use.

make_collation.py OUTPUT_FOLDER: writes collation_data.bin (16-bit words), collation_data.S and collation_offsets.h.

Each character of the BMP has a primary word and a detail word. Primary 0: the character is ignored or a mark. Detail: bits 0 to 7 the
accent (0 none), 0x100 upper case, 0x200 wide, 0x400 katakana, 0x800 another variant, 0x1000 symbol or punctuation, 0x2000 digit. Detail 0xffff:
the primary word is the offset of a list: count, then pairs of words.

Behind them the tailorings of languages (collation_rules.py): rows of a name (16 words), offset (2 words) and number of entries, and whether
one begins with ASCII; sorted by name. An entry: four units of text, number of elements, offset (2 words); sorted by text. An element: primary,
sub << 8 | accent, step << 8 | 1 for a capital.
"""
import hashlib
import os
import re
import sys

from collation_rules import read_all
from unicode_tables import Blob, UNICODE_FOLDER, read_characters

UPPER, WIDE, KATAKANA, VARIANT, SYMBOL, DIGIT = 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000
UPPER_TERTIARIES, WIDE_TERTIARIES = {8, 9, 10, 11, 12, 0x1d}, {3, 9}
KATAKANA_TERTIARIES, PLAIN_TERTIARIES = {0x0f, 0x10, 0x11, 0x12, 0x13}, {2, 8, 0x0d, 0x0e}

# Windows' order of ASCII, which users see in file lists; the rest follows the collation element table.
WINDOWS_SYMBOLS = '\t\n\v\f\r !"#$%&()*,./:;?@[\\]^_`{|}~+<=>\'-'


def read_elements():
    elements = {}
    with open(os.path.join(UNICODE_FOLDER, 'allkeys.txt'), encoding='utf-8') as file:
        for line in file:
            match = re.match(r'([0-9A-F]{4})\s*;\s*((?:\[[^]]*\])+)', line)
            if match:
                weights = re.findall(r'\[([.*])([0-9A-F]+)\.([0-9A-F]+)\.([0-9A-F]+)\]', match.group(2))
                elements[int(match.group(1), 16)] = [(int(p, 16), int(s, 16), int(t, 16), v == '*') for v, p, s, t in weights]
    return elements


def common_order(blob, primary_words, detail_words):
    def elements(char):
        code = ord(char)
        if code > 0xffff or not primary_words[code] and not detail_words[code]:
            return None
        pairs = [(primary_words[code], detail_words[code])]
        if detail_words[code] == 0xffff:
            at = primary_words[code]
            pairs = [(blob.words[at + 1 + 2 * i], blob.words[at + 2 + 2 * i]) for i in range(blob.words[at])]
        return [(primary, detail & 0xff, bool(detail & UPPER)) for primary, detail in pairs]
    return elements


def add_tailorings(blob, tailorings):
    def padded(text, size):
        return [ord(c) for c in text] + [0] * (size - len(text))

    rows = []
    for name, entries in sorted(tailorings.items()):
        words = []
        for text, elements in sorted(entries.items()):
            at = blob.add(word for primary, sub, accent, step, upper in elements for word in (primary, sub << 8 | accent, step << 8 | int(upper)))
            words += [*padded(text, 4), len(elements), at & 0xffff, at >> 16]
        at = blob.add(words)
        rows += [*padded(name, 16), at & 0xffff, at >> 16, len(entries), int(any(ord(text[0]) < 128 for text in entries))]
    return [blob.add(rows), len(tailorings)]


def main():
    folder = sys.argv[1]
    characters, elements = read_characters(), read_elements()
    primaries = sorted({element[0] for parts in elements.values() for element in parts if element[0] and element[0] < 0xfb00})
    secondaries = sorted({element[1] for parts in elements.values() for element in parts})
    windows = {ord(char): index for index, char in enumerate(WINDOWS_SYMBOLS)}
    windows_primaries = {elements[code][0][0]: 2 + index for code, index in windows.items() if code in elements and elements[code][0][0]}
    base = 2 + len(WINDOWS_SYMBOLS)
    rank = {primary: base + index for index, primary in enumerate(primaries)}
    rank.update(windows_primaries)
    ideographs = list(range(0xac00, 0xd7a4)) + [code for code in range(0x3400, 0xa000) if code in characters] + \
        [code for code in range(0xfa0e, 0xfa2a) if code in characters and not characters[code].decomposition]
    implicit = {code: base + len(primaries) + index for index, code in enumerate(ideographs)}
    last = base + len(primaries) + len(ideographs)
    assert last + 0x2100 < 253 * 254  # a sort key's first byte is below 255
    accent = {secondary: min(index + 1, 255) for index, secondary in enumerate(secondaries) if secondary > 0x20}
    digits = {elements[code][0][0] for code in range(0x30, 0x3a)}

    def pair(element, code):
        primary, secondary, tertiary, variable = element
        detail = accent.get(secondary, 0)
        detail |= UPPER if tertiary in UPPER_TERTIARIES else 0
        detail |= WIDE if tertiary in WIDE_TERTIARIES and tertiary not in PLAIN_TERTIARIES else 0
        detail |= KATAKANA if tertiary in KATAKANA_TERTIARIES else 0
        if tertiary not in PLAIN_TERTIARIES | WIDE_TERTIARIES | KATAKANA_TERTIARIES | UPPER_TERTIARIES:
            detail |= VARIANT
        char = characters.get(code)
        if variable or char and char.category[0] in 'SPZ':
            detail |= SYMBOL
        detail |= DIGIT if primary in digits else 0
        return rank.get(primary, 0), detail

    blob = Blob()
    blob.words = [0]
    primary_words, detail_words = [0] * 0x10000, [0] * 0x10000
    lists = {}
    for code in range(0x10000):
        char = characters.get(code)
        if code in implicit:
            primary_words[code] = implicit[code]
            continue
        elif 0xd800 <= code < 0xf900:
            primary_words[code] = last + code - 0xd800  # surrogates and private characters come last, in their order
            continue
        elif code in elements:
            parts = elements[code]
        elif char and char.decomposition and len(char.decomposition) == 1 and char.decomposition[0] in implicit:
            primary_words[code], detail_words[code] = implicit[char.decomposition[0]], VARIANT
            continue
        else:
            continue
        # marks inside a character's own elements go to the element they stand on
        merged = []
        for part in parts:
            primary, detail = pair(part, code)
            if not primary and merged and detail & 0xff:
                merged[-1] = (merged[-1][0], (merged[-1][1] & ~0xff) | min(255, (merged[-1][1] & 0xff) + (detail & 0xff)))
            else:
                merged.append((primary, detail))
        if len(merged) == 1:
            primary_words[code], detail_words[code] = merged[0]
        elif merged:
            words = (len(merged), *(word for each in merged for word in each))
            if words not in lists:
                lists[words] = len(blob.words)
                blob.words.extend(words)
            primary_words[code], detail_words[code] = lists[words], 0xffff
    assert len(blob.words) < 0x10000
    for char in WINDOWS_SYMBOLS:
        code = ord(char)
        primary_words[code], detail_words[code] = 2 + windows[code], SYMBOL
    parts = {'PRIMARY': blob.add_paged(lambda code: primary_words[code], 6), 'DETAIL': blob.add_paged(lambda code: detail_words[code], 6)}
    parts['TAILORINGS'] = add_tailorings(blob, read_all(common_order(blob, primary_words, detail_words)))
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'collation_data.bin'), 'wb') as file:
        file.write(blob.bytes())
    with open(os.path.join(folder, 'collation_offsets.h'), 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/make_collation.py. */\n')
        for name, numbers in parts.items():
            for index, number in enumerate(numbers):
                file.write(f'#define COLLATION_{name}_{index} {number}u\n')
    with open(os.path.join(folder, 'collation_data.S'), 'w', encoding='utf-8') as file:
        # a compiler cache does not look into what .incbin names, but sees the digest
        file.write(f'    .set .Lmade_of_{hashlib.sha256(blob.bytes()).hexdigest()[:16]}, 0\n    .section .rdata$collation,"dr"\n    .globl collation_data, _collation_data\n    .balign 16\n'
                   f'collation_data:\n_collation_data:\n    .incbin "{folder}/collation_data.bin"\n')


main()
