#!/usr/bin/env python3
"""Makes ntdll's character data from Debian's unicode-data and from iconv: case, character types, code pages, normalisation.

make_nls.py OUTPUT_FOLDER: writes nls_data.bin (16-bit words, see struct nls_header in dlls/ntdll/nls_private.h), nls_data.S, which puts it
into the DLL, and nls_offsets.h, which tells where its parts are.
"""
import codecs
import ctypes
import os
import sys
import unicodedata

from unicode_tables import Blob, full_decomposition, read_characters, read_property

CTYPE1_UPPER, CTYPE1_LOWER, CTYPE1_DIGIT, CTYPE1_SPACE, CTYPE1_PUNCT, CTYPE1_CNTRL, CTYPE1_BLANK, CTYPE1_XDIGIT, CTYPE1_ALPHA, \
    CTYPE1_DEFINED = (1 << bit for bit in range(10))
BIDI = {'L': 1, 'R': 2, 'AL': 2, 'EN': 3, 'ES': 4, 'ET': 5, 'AN': 6, 'CS': 7, 'B': 8, 'S': 9, 'WS': 10, 'ON': 11}
CTYPE3_NONSPACING, CTYPE3_DIACRITIC, CTYPE3_VOWELMARK, CTYPE3_SYMBOL, CTYPE3_KATAKANA, CTYPE3_HIRAGANA, CTYPE3_HALFWIDTH, \
    CTYPE3_FULLWIDTH, CTYPE3_IDEOGRAPH, CTYPE3_KASHIDA, CTYPE3_LEXICAL, CTYPE3_HIGH, CTYPE3_LOW = (1 << bit for bit in range(13))
CTYPE3_ALPHA = 0x8000

# Windows' number -> names that Python or iconv know. Python's codecs come first: they are Microsoft's own tables.
CODE_PAGES = {
    37: 'cp037', 437: 'cp437', 500: 'cp500', 708: 'ASMO-708', 720: 'cp720', 737: 'cp737', 775: 'cp775', 850: 'cp850', 852: 'cp852',
    855: 'cp855', 857: 'cp857', 858: 'cp858', 860: 'cp860', 861: 'cp861', 862: 'cp862', 863: 'cp863', 864: 'cp864', 865: 'cp865', 866: 'cp866',
    869: 'cp869', 870: 'CP870', 874: 'cp874', 875: 'cp875', 932: 'cp932', 936: 'cp936', 949: 'cp949', 950: 'cp950', 1026: 'cp1026',
    1047: 'CP1047', 1140: 'cp1140', 1141: 'CP1141', 1142: 'CP1142', 1143: 'CP1143', 1144: 'CP1144', 1145: 'CP1145', 1146: 'CP1146',
    1147: 'CP1147', 1148: 'CP1148', 1149: 'CP1149', 1250: 'cp1250', 1251: 'cp1251', 1252: 'cp1252', 1253: 'cp1253', 1254: 'cp1254',
    1255: 'cp1255', 1256: 'cp1256', 1257: 'cp1257', 1258: 'cp1258', 1361: 'johab', 10000: 'mac_roman', 10006: 'mac_greek',
    10007: 'mac_cyrillic', 10029: 'mac_latin2', 10079: 'mac_iceland', 10081: 'mac_turkish', 20127: 'ascii', 20273: 'cp273',
    20277: 'IBM277', 20278: 'CP278', 20280: 'CP280', 20284: 'CP284', 20285: 'CP285', 20290: 'IBM290', 20297: 'CP297', 20420: 'CP420',
    20424: 'cp424', 20866: 'koi8_r', 20871: 'CP871', 20880: 'CP880', 20905: 'IBM905', 20932: 'euc_jp', 20936: 'gb2312', 20949: 'euc_kr',
    21025: 'CP1025', 21866: 'koi8_u', 28591: 'iso8859_1', 28592: 'iso8859_2', 28593: 'iso8859_3', 28594: 'iso8859_4', 28595: 'iso8859_5',
    28596: 'iso8859_6', 28597: 'iso8859_7', 28598: 'iso8859_8', 28599: 'iso8859_9', 28603: 'iso8859_13', 28605: 'iso8859_15',
    38598: 'iso8859_8', 51932: 'euc_jp', 51936: 'gb2312', 51949: 'euc_kr', 54936: 'gb18030',
}
# Bytes that lead, also where a row has no characters.
LEAD_BYTES = {932: ((0x81, 0x9f), (0xe0, 0xfc)), 936: ((0x81, 0xfe),), 949: ((0x81, 0xfe),), 950: ((0x81, 0xfe),)}
DOUBLE_BYTE = {932, 936, 949, 950, 1361, 20932, 20936, 20949, 51932, 51936, 51949, 54936}
EBCDIC = {37, 500, 870, 875, 1026, 1047, *range(1140, 1150), 20273, 20277, 20278, 20280, 20284, 20285, 20290, 20297, 20420, 20424, 20871,
          20880, 20905, 21025}

# Bytes without a character in the standards that Windows gives private ones, first byte -> first character of a run.
PRIVATE_BYTES = {
    857: {0xd5: 0xf8bb, 0xe7: 0xf8bc, 0xf2: 0xf8bd},
    874: {**{0xdb + i: 0xf8c1 + i for i in range(4)}, **{0xfc + i: 0xf8c5 + i for i in range(4)}},
    932: {0x80: 0x80, 0xa0: 0xa0, 0xfd: 0xf8f1, 0xfe: 0xf8f2, 0xff: 0xf8f3},
    936: {0x80: 0x20ac, 0xff: 0xf8f5},
    949: {0x80: 0x80, 0xff: 0xf8f7},
    950: {0x80: 0x80, 0xff: 0xf8f8},
    1253: {0xaa: 0xf8f9, 0xd2: 0xf8fa, 0xff: 0xf8fb},
    1255: {0xca: 0x5ba, **{0xd9 + i: 0xf88d + i for i in range(7)}, 0xfb: 0xf894, 0xfc: 0xf895, 0xff: 0xf896},
    1257: {0xa1: 0xf8fc, 0xa5: 0xf8fd},
    28603: {},
}

# What a character is written as where a code page lacks it, beyond compatibility decompositions and dropped accents.
SIMILAR = {
    0x00a6: '|', 0x00ab: '<', 0x00bb: '>', 0x00ad: '-', 0x00b4: "'", 0x00b7: '.', 0x00c6: 'A', 0x00e6: 'a', 0x00d0: 'D', 0x0110: 'D',
    0x0111: 'd', 0x00d8: 'O', 0x00f8: 'o', 0x0131: 'i', 0x0141: 'L', 0x0142: 'l', 0x00d7: 'x', 0x00a9: 'c', 0x00ae: 'r', 0x2010: '-',
    0x2011: '-', 0x2012: '-', 0x2013: '-', 0x2014: '-', 0x2018: "'", 0x2019: "'", 0x201a: "'", 0x201b: "'", 0x201c: '"', 0x201d: '"',
    0x201e: '"', 0x2020: '+', 0x2022: '\u0007', 0x2032: "'", 0x2033: '"', 0x2039: '<', 0x203a: '>', 0x2044: '/', 0x2190: '<', 0x2191: '^',
    0x2192: '>', 0x2193: 'v', 0x2212: '-', 0x2215: '/', 0x2216: '\\', 0x2217: '*', 0x2223: '|', 0x2236: ':', 0x2329: '<', 0x232a: '>',
    0x02b9: "'", 0x02ba: '"', 0x02bc: "'", 0x02c4: '^', 0x02c6: '^', 0x02cb: '`', 0x02dc: '~', 0x0300: '`', 0x0302: '^', 0x0303: '~',
    0x3008: '<', 0x3009: '>', 0x2500: '-', 0x2502: '|', 0x2550: '=', 0x2551: '|', 0x2588: '#', 0x0192: 'f', 0x2122: 'T',
}


# ---- code pages

class Iconv:
    """The C library's iconv for what Python has no codec for."""

    def __init__(self, name):
        self.library = ctypes.CDLL(None, use_errno=True)
        self.library.iconv_open.restype = ctypes.c_void_p
        self.library.iconv.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        self.library.iconv.restype = ctypes.c_size_t
        self.handle = self.library.iconv_open(b'UTF-16LE', name.encode())
        if self.handle == ctypes.c_void_p(-1).value:
            raise LookupError(name)

    def decode(self, data):
        source, target = ctypes.create_string_buffer(data, len(data)), ctypes.create_string_buffer(16)
        at, to = ctypes.c_void_p(ctypes.addressof(source)), ctypes.c_void_p(ctypes.addressof(target))
        left, room = ctypes.c_size_t(len(data)), ctypes.c_size_t(16)
        result = self.library.iconv(self.handle, ctypes.byref(at), ctypes.byref(left), ctypes.byref(to), ctypes.byref(room))
        self.library.iconv(self.handle, None, None, None, None)
        if result == ctypes.c_size_t(-1).value or left.value:
            return None
        return target.raw[:16 - room.value].decode('utf-16-le')


def decoder(name):
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return Iconv(name).decode

    def decode(data):
        try:
            return codec.decode(data)[0]
        except UnicodeDecodeError:
            return None
    return decode


def one_unit(text):
    return ord(text) if text is not None and len(text) == 1 and ord(text) < 0x10000 else None


def single_bytes(number, decode):
    table = {}
    for byte in range(256):
        code = one_unit(decode(bytes([byte])))
        if code is None:
            code = PRIVATE_BYTES.get(number, {}).get(byte)
        if code is None and number not in DOUBLE_BYTE and number != 20127:
            code = byte if number in range(1250, 1259) and 0x80 <= byte < 0xa0 else None
        if code is not None:
            table[byte] = code
    return table


def double_bytes(number, decode):
    pairs = {}
    for lead in range(0x81, 0xff):
        for trail in range(0x31, 0xff):
            code = one_unit(decode(bytes([lead, trail])))
            if code is not None and decode(bytes([lead])) is None:
                pairs[lead << 8 | trail] = code
    if number == 932:
        for index in range(1880):  # the user's own characters
            trail = index % 188
            pairs[(0xf0 + index // 188) << 8 | (trail + 0x40 + (trail >= 63))] = 0xe000 + index
    if number == 936:
        user_runs = ((0xaa, 0xb0, 0xa1, 0xff, 0xe000), (0xf8, 0xff, 0xa1, 0xff, 0xe234), (0xa1, 0xa8, 0x40, 0xa1, 0xe4c6))
        for first, end, low, high, code in user_runs:
            for lead in range(first, end):
                for trail in range(low, high):
                    if trail != 0x7f:
                        pairs.setdefault(lead << 8 | trail, code)
                        code += 1
    if number == 949:
        for trail in range(0xa1, 0xff):
            pairs[0xc900 | trail], pairs[0xfe00 | trail] = 0xe000 + trail - 0xa1, 0xe05e + trail - 0xa1
    return pairs


def best_fit(characters, code):
    """Characters to try, in order, for one that a code page lacks."""
    if code in SIMILAR:
        yield ord(SIMILAR[code])
    compatible = full_decomposition(characters, code, True)
    if compatible != [code]:
        marks = [part for part in compatible[1:] if characters[part].combining]
        if len(marks) == len(compatible) - 1:
            yield compatible[0]
            if compatible[0] in SIMILAR:
                yield ord(SIMILAR[compatible[0]])


def reverse_table(number, singles, pairs, characters):
    reverse = {}
    for bytes_, code in sorted(pairs.items()):
        reverse.setdefault(code, bytes_)
    if number == 932:  # NEC's and IBM's copies: Windows writes NEC row 13 and the IBM rows at 0xfa
        for bytes_, code in sorted(pairs.items()):
            if 0xfa40 <= bytes_ <= 0xfc4b and 0xed40 <= reverse[code] <= 0xeefc:
                reverse[code] = bytes_
        for code, bytes_ in ((0x2252, 0x81e0), (0x2261, 0x81df), (0x222b, 0x81e7), (0x221a, 0x81e3), (0x22a5, 0x81db), (0x2220, 0x81da),
                             (0x2235, 0x81e6), (0x2229, 0x81bf), (0x222a, 0x81be), (0xffe2, 0x81ca)):
            reverse[code] = bytes_
    for byte, code in sorted(singles.items(), reverse=True):
        reverse[code] = byte
    exact = dict(reverse)
    if number not in EBCDIC and number != 54936:
        for code in range(0x80, 0x10000):
            if code in reverse or 0xd800 <= code < 0xf900 or code not in characters:
                continue
            for other in best_fit(characters, code):
                if other in exact:
                    reverse[code] = exact[other]
                    break
    return reverse


def add_code_page(blob, number, name, characters):
    decode = decoder(name)
    singles = single_bytes(number, decode)
    pairs = double_bytes(number, decode) if number in DOUBLE_BYTE else {}
    leads = sorted({pair >> 8 for pair in pairs})
    if number in LEAD_BYTES:
        leads = [lead for first, last in LEAD_BYTES[number] for lead in range(first, last + 1)]
    reverse = reverse_table(number, singles, pairs, characters)
    question = reverse[ord('?')]
    replacement = 0x30fb if number in (932, 20932, 51932) else 0x3f
    if number in EBCDIC:
        replacement = 0x3f

    undefined = 0xffff
    forward = blob.add(singles.get(byte, undefined) for byte in range(256))
    lead_pages = [0] * 256
    for lead in leads:
        lead_pages[lead] = 1 + blob_pages(blob, [pairs.get(lead << 8 | trail, undefined) for trail in range(256)])
    # a 16-bit page number: pages are 256 words, aligned
    leads_at = blob.add(lead_pages) if leads else 0
    index, data = blob.add_paged(lambda code: reverse.get(code, undefined if code else 0))
    ranges = []
    for lead in leads:
        if ranges and ranges[-1][1] == lead - 1:
            ranges[-1][1] = lead
        else:
            ranges.append([lead, lead])
    flat = [byte for pair in ranges[:5] for byte in pair]
    flat += [0] * (12 - len(flat))
    maximum = 4 if number == 54936 else 2 if leads else 1
    return [number, maximum, question, replacement, *(flat[i] | flat[i + 1] << 8 for i in range(0, 12, 2)),
            *split(forward), *split(leads_at), *split(index), *split(data)]


def split(offset):
    return [offset & 0xffff, offset >> 16]


def blob_pages(blob, page):
    """Pages of double-byte tables are aligned to 256 words, so that 16 bits name one."""
    page = tuple(page)
    if page not in blob.pages:
        blob.words.extend([0] * (-len(blob.words) % 256))
        blob.pages[page] = len(blob.words) // 256
        blob.words.extend(page)
    return blob.pages[page]


# ---- case

def upper_of(characters, code):
    """Windows' table holds pairs that can be undone, and title case forms."""
    char = characters.get(code)
    if not char or not char.upper or char.upper > 0xffff:
        return code
    upper = characters[char.upper]
    reversible = upper.lower == code or char.category == 'Lt' or code == 0x3c2
    return char.upper if reversible else code


def lower_of(characters, code):
    char = characters.get(code)
    if not char or not char.lower or char.lower > 0xffff:
        return code
    lower = characters[char.lower]
    return char.lower if lower.upper == code or char.category == 'Lt' else code


# ---- character types

def ctype1(char):
    if char is None:
        return 0
    code, category = char.code, char.category
    flags = CTYPE1_DEFINED
    if category in ('Lu', 'Lt'):
        flags |= CTYPE1_UPPER
    if category in ('Ll', 'Lt'):
        flags |= CTYPE1_LOWER
    if category[0] == 'L' or category == 'Nl':
        flags |= CTYPE1_ALPHA
    if category == 'Nd' or code in (0xb2, 0xb3, 0xb9):
        flags |= CTYPE1_DIGIT
    if category[0] == 'P' or category[0] == 'S' or category in ('No', 'Me') and not flags & CTYPE1_DIGIT:
        flags |= CTYPE1_PUNCT
    if category == 'Cc' or category == 'Cf' and code != 0xad:
        flags |= CTYPE1_CNTRL
    if code == 0xad:
        flags |= CTYPE1_PUNCT
    if category in ('Zs', 'Zl', 'Zp') or 9 <= code <= 13 or code == 0x85:
        flags |= CTYPE1_SPACE
    if category == 'Zs' or code == 9:
        flags |= CTYPE1_BLANK
    if chr(code) in '0123456789abcdefABCDEF' or 0xff10 <= code <= 0xff19 or 0xff21 <= code <= 0xff26 or 0xff41 <= code <= 0xff46:
        flags |= CTYPE1_XDIGIT
    return flags


def ctype3(char, scripts, widths):
    if char is None:
        return 0
    code, category, flags = char.code, char.category, 0
    if 0xd800 <= code < 0xdc00:
        return CTYPE3_HIGH
    if 0xdc00 <= code < 0xe000:
        return CTYPE3_LOW
    if category in ('Mn', 'Me'):
        flags |= CTYPE3_NONSPACING
        if char.combining >= 200:
            flags |= CTYPE3_DIACRITIC
        if 'Hebrew' in scripts.get(code, ()) or 'Arabic' in scripts.get(code, ()) or 'Inherited' in scripts.get(code, ()) and 0x64b <= code <= 0x655:
            flags |= CTYPE3_VOWELMARK
    if category == 'Sk' or code in (0x60, 0xb8):
        flags |= CTYPE3_DIACRITIC
    if category[0] == 'S' or category[0] == 'P' or category == 'Zs':
        flags |= CTYPE3_SYMBOL
    if 'Katakana' in scripts.get(code, ()):
        flags |= CTYPE3_KATAKANA
    if 'Hiragana' in scripts.get(code, ()):
        flags |= CTYPE3_HIRAGANA
    if code in (0x30fc, 0xff70):
        flags |= CTYPE3_KATAKANA | CTYPE3_HIRAGANA
    width = widths.get(code, ())
    if 'H' in width or ('Na' in width and 0x20 <= code < 0x7f):
        flags |= CTYPE3_HALFWIDTH
    if 'F' in width or 'W' in width:
        flags |= CTYPE3_FULLWIDTH
    if 'Han' in scripts.get(code, ()) and category == 'Lo':
        flags |= CTYPE3_IDEOGRAPH
    if code == 0x640:
        flags |= CTYPE3_KASHIDA
    if chr(code) in "'-\"":
        flags |= CTYPE3_LEXICAL
    if category[0] == 'L' or category in ('Mn', 'Mc', 'Nl') and not flags & CTYPE3_DIACRITIC:
        flags |= CTYPE3_ALPHA
    return flags


def add_character_types(blob, characters):
    scripts, widths = read_property('Scripts.txt'), read_property('EastAsianWidth.txt')
    triples, numbers = {}, []
    for code in range(0x10000):
        char = characters.get(code)
        triple = (ctype1(char), BIDI.get(char.bidi, 0) if char else 0, ctype3(char, scripts, widths))
        if code < 0x20 and code not in (9, 10, 11, 12, 13):
            triple = (triple[0], 0 if code < 0x1c else triple[1], triple[2])
        numbers.append(triples.setdefault(triple, len(triples)))
    table = blob.add(word for triple in triples for word in triple)
    return [table, *blob.add_paged(lambda code: numbers[code], 6)]


# ---- normalisation

def units(codes):
    return [unit for code in codes for unit in memoryview(chr(code).encode('utf-16-le')).cast('H')]


def add_decompositions(blob, characters, compatible):
    """Sorted entries: code (2 words), offset into text (2 words), number of units; the text behind them."""
    entries, text = [], []
    for code in sorted(characters):
        if 0xac00 <= code <= 0xd7a3:
            continue
        char = characters[code]
        if not char.decomposition or (char.tag and not compatible):
            continue
        words = units(full_decomposition(characters, code, compatible))
        entries.append((code, len(text), len(words)))
        text += words
    table = blob.add(word for code, at, count in entries for word in (*split(code), *split(at), count))
    return [table, len(entries), blob.add(text)]


def add_compositions(blob, characters):
    excluded = read_property('DerivedNormalizationProps.txt')
    triples = []
    for code, char in characters.items():
        if char.tag or len(char.decomposition) != 2 or 'Full_Composition_Exclusion' in excluded.get(code, ()):
            continue
        triples.append((*char.decomposition, code))
    triples.sort()
    return [blob.add(word for triple in triples for code in triple for word in split(code)), len(triples)]


def add_combining_classes(blob, characters):
    runs = []
    for code in sorted(characters):
        value = characters[code].combining
        if not value:
            continue
        if runs and runs[-1][1] == code - 1 and runs[-1][2] == value:
            runs[-1][1] = code
        else:
            runs.append([code, code, value])
    return [blob.add(word for first, last, value in runs for word in (*split(first), *split(last), value)), len(runs)]


# ---- four bytes of GB 18030

def add_gb18030(blob):
    """Runs of BMP characters whose four-byte codes are consecutive: first character, last one, number of the first code."""
    runs = []
    for code in range(0x80, 0x10000):
        if 0xd800 <= code < 0xe000:
            continue
        encoded = chr(code).encode('gb18030')
        if len(encoded) != 4:
            continue
        number = ((encoded[0] - 0x81) * 10 + encoded[1] - 0x30) * 1260 + (encoded[2] - 0x81) * 10 + encoded[3] - 0x30
        if runs and runs[-1][1] == code - 1 and runs[-1][2] + code - runs[-1][0] == number:
            runs[-1][1] = code
        else:
            runs.append([code, code, number])
    return [blob.add(word for run in runs for word in run), len(runs)]


# ---- folding

def add_pairs(blob, pairs):
    pairs = sorted(pairs)
    return [blob.add(word for pair in pairs for word in pair), len(pairs)]


def width_pairs(characters, tag):
    """(narrow, wide) pairs; tag tells which side has the decomposition."""
    for code, char in characters.items():
        if char.tag == tag and len(char.decomposition) == 1 and code < 0x10000:
            yield code, char.decomposition[0]


def add_folds(blob, characters):
    wide = [(plain, code) for code, plain in width_pairs(characters, '<wide>')]
    narrow = [(plain, code) for code, plain in width_pairs(characters, '<narrow>')]
    digits = [(code, 0x30 + unicodedata.digit(chr(code))) for code, char in characters.items()
              if code < 0x10000 and code > 0x39 and char.category in ('Nd', 'No') and unicodedata.digit(chr(code), -1) >= 0]
    parts = {
        'TO_FULLWIDTH': add_pairs(blob, wide + [(half, full) for full, half in narrow]),
        'TO_HALFWIDTH': add_pairs(blob, [(full, half) for half, full in wide] + narrow),
        'DIGITS': add_pairs(blob, digits),
    }
    return parts


def main():
    folder = sys.argv[1]
    characters = read_characters()
    blob = Blob()
    blob.pages = {}
    parts = {}
    # code pages first: their double-byte pages are named by 16-bit numbers
    pages = [add_code_page(blob, number, name, characters) for number, name in sorted(CODE_PAGES.items())]
    parts['CODE_PAGES'] = [blob.add(word for page in pages for word in page), len(pages)]
    parts['GB18030'] = add_gb18030(blob)
    parts['UPPER'] = blob.add_paged(lambda code: (upper_of(characters, code) - code) & 0xffff)
    parts['LOWER'] = blob.add_paged(lambda code: (lower_of(characters, code) - code) & 0xffff)
    parts['CTYPE'] = add_character_types(blob, characters)
    parts['CANONICAL'] = add_decompositions(blob, characters, False)
    parts['COMPATIBLE'] = add_decompositions(blob, characters, True)
    parts['COMPOSE'] = add_compositions(blob, characters)
    parts['CLASSES'] = add_combining_classes(blob, characters)
    parts.update(add_folds(blob, characters))
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'nls_data.bin'), 'wb') as file:
        file.write(blob.bytes())
    with open(os.path.join(folder, 'nls_offsets.h'), 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/make_nls.py: word offsets (and counts) of the parts of nls_data. */\n')
        for name, numbers in parts.items():
            for index, number in enumerate(numbers):
                file.write(f'#define NLS_{name}_{index} {number}u\n')
    with open(os.path.join(folder, 'nls_data.S'), 'w', encoding='utf-8') as file:
        file.write('    .section .rdata$nls,"dr"\n    .globl nls_data, _nls_data\n    .balign 16\nnls_data:\n_nls_data:\n'
                   f'    .incbin "{folder}/nls_data.bin"\n')


main()
