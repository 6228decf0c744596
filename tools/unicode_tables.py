"""Reads Debian's unicode-data: what the generators of character tables share."""
import os

UNICODE_FOLDER = '/usr/share/unicode'


class Character:
    __slots__ = ('code', 'name', 'category', 'combining', 'bidi', 'tag', 'decomposition', 'upper', 'lower', 'title')


def hexadecimal(text):
    return int(text, 16) if text else 0


def make_character(code, fields):
    char = Character()
    char.code, char.name, char.category = code, fields[1], fields[2]
    char.combining, char.bidi = int(fields[3]), fields[4]
    words = fields[5].split()
    char.tag = words.pop(0) if words and words[0].startswith('<') else None
    char.decomposition = [int(word, 16) for word in words]
    char.upper, char.lower, char.title = (hexadecimal(field) for field in fields[12:15])
    return char


def read_characters(folder=UNICODE_FOLDER):
    """code point -> Character, ranges such as <CJK Ideograph, First> filled."""
    characters, first = {}, None
    with open(os.path.join(folder, 'UnicodeData.txt'), encoding='utf-8') as file:
        for line in file:
            fields = line.rstrip('\n').split(';')
            code = int(fields[0], 16)
            if fields[1].endswith(', First>'):
                first = code
                continue
            for each in range(first if fields[1].endswith(', Last>') else code, code + 1):
                characters[each] = make_character(each, fields)
    return characters


def read_property(path, folder=UNICODE_FOLDER):
    """code point -> property value, of files with lines such as `0041..005A ; Latin # words`."""
    values = {}
    with open(os.path.join(folder, path), encoding='utf-8') as file:
        for line in file:
            fields = [field.strip() for field in line.split('#')[0].split(';')]
            if len(fields) < 2:
                continue
            first, _, last = fields[0].partition('..')
            for code in range(int(first, 16), int(last or first, 16) + 1):
                values.setdefault(code, set()).add(fields[1])
    return values


def full_decomposition(characters, code, compatible):
    """Code points of the (compatibility) decomposition, not yet in canonical order."""
    char = characters.get(code)
    if 0xac00 <= code <= 0xd7a3:
        index = code - 0xac00
        parts = [0x1100 + index // 588, 0x1161 + index % 588 // 28]
        return parts + ([0x11a7 + index % 28] if index % 28 else [])
    if not char or not char.decomposition or (char.tag and not compatible):
        return [code]
    return [part for each in char.decomposition for part in full_decomposition(characters, each, compatible)]


class Blob:
    """A file of little-endian 16-bit words, whose parts are found by word offsets."""

    def __init__(self):
        self.words = []
        self.seen = {}

    def add(self, words):
        words = tuple(words)
        if words not in self.seen:
            self.seen[words] = len(self.words)
            self.words.extend(words)
        return self.seen[words]

    def add_paged(self, value, bits=8):
        """A two-step table over the BMP: page numbers first, then pages; returns (offset of page numbers, offset of pages)."""
        size = 1 << bits
        pages, numbers = {}, []
        for start in range(0, 0x10000, size):
            page = tuple(value(code) for code in range(start, start + size))
            numbers.append(pages.setdefault(page, len(pages)))
        index = self.add(numbers)
        data = len(self.words)
        for page in pages:
            self.words.extend(page)
        return index, data

    def bytes(self):
        return b''.join(word.to_bytes(2, 'little') for word in self.words)
