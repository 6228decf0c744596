"""Reads CLDR's collation rules (common/collation, LDML part 5) into tailorings: which characters and sequences a language sorts otherwise.

A tailored sequence becomes a list of elements (primary, sub, accent, step, upper): sub orders what stands between two primaries of the
common order (0: the common one itself), step counts differences of the third level. Not read: orders of whole scripts, prefixes, and
rules before an accent or a case.
"""
import os
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

FOLDER = '/usr/share/unicode/cldr/common/collation'
MOST_ELEMENTS = 18   # of one entry, as of one character
FIRST_ACCENT = 228  # behind the accents of the common order
TOKEN = re.compile(r"#[^\n]*|\[[^\[\]]*(?:\[[^\]]*\][^\]]*)*\]|<{1,4}\*?|=\*?|[&/|]|'(?:''|[^'])*'|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|\s+|.", re.S)


def rules_of(language, kind):
    path = os.path.join(FOLDER, language.replace('-', '_') + '.xml')
    if not os.path.exists(path):
        return ''
    for collation in ElementTree.parse(path).getroot().iter('collation'):
        if collation.get('type') == kind and not collation.get('alt') and collation.find('cr') is not None:
            return collation.find('cr').text
    return ''


def default_kind(language):
    node = ElementTree.parse(os.path.join(FOLDER, language + '.xml')).getroot().find('.//defaultCollation')
    return node.text if node is not None else 'standard'


def tokens(text):
    """(kind, text): operators and brackets as they are, the rest joined to strings."""
    word = ''
    for match in TOKEN.finditer(text):
        piece = match.group()
        if piece[0] == '\\' and piece[1] in 'uU':
            word += chr(int(piece[2:], 16))
        elif piece[0] == '\\':
            word += piece[1]
        elif piece[0] == "'":
            word += piece[1:-1].replace("''", "'") or "'"
        elif piece[0] in '&<=/|[#' or piece.isspace():
            if word:
                yield 'text', word
            word = ''
            if piece[0] not in '#' and not piece.isspace():
                yield 'mark', piece
        else:
            word += piece
    if word:
        yield 'text', word


class Tailoring:
    """common(text) gives the common order's elements of a text as (primary, accent, upper) or None."""

    def __init__(self, common):
        self.common = common
        self.entries = {}           # text -> list of nodes
        self.places = {}            # primary -> ordered list of place objects behind it
        self.accents = FIRST_ACCENT

    def elements(self, text):
        result = []
        at = 0
        while at < len(text):
            for size in range(min(6, len(text) - at), 0, -1):
                if text[at:at + size] in self.entries:
                    result += self.entries[text[at:at + size]]
                    at += size
                    break
            else:
                common = self.common(text[at])
                if common is None:
                    return None
                result += [((primary, None), accent, 0, upper) for primary, accent, upper in common]
                at += 1
        return result

    def place_behind(self, where):
        primary, place = where
        row = self.places.setdefault(primary, [])
        new = object()
        row.insert(row.index(place) + 1 if place else 0, new)
        return primary, new

    def place_before(self, where):
        primary, place = where
        if place is None:
            row = self.places.setdefault(primary - 1, [])
            new = object()
            row.append(new)
            return primary - 1, new
        row = self.places[primary]
        new = object()
        row.insert(row.index(place), new)
        return primary, new

    def add(self, text, elements):
        text = unicodedata.normalize('NFC', text)
        for form in {text, unicodedata.normalize('NFD', text)}:
            if len(form) <= 4 and len(elements) <= MOST_ELEMENTS and all(ord(c) < 0x10000 for c in form):
                self.entries[form] = elements

    def relate(self, strength, text, anchor, before):
        *head, (where, accent, step, _) = anchor
        upper = any(c.isupper() for c in text)
        head = [(each[0], each[1], each[2], upper) for each in head]
        if strength == 1:
            return head + [((self.place_before if before else self.place_behind)(where), 0, 0, upper)]
        if strength == 2:
            self.accents = min(self.accents + 1, 252)
            return head + [(where, self.accents, 0, upper)]
        return head + [(where, accent, min(step + 1, 6), upper)] if strength == 3 else anchor

    def read(self, rules):
        anchor, strength, before, star, extension, text, skip = None, 0, 0, False, False, None, False
        for kind, word in tokens(rules):
            if kind == 'mark' and word == '&':
                strength, before, extension, skip, anchor = -1, 0, False, False, None
            elif kind == 'mark' and word.startswith('[before'):
                before = int(word[7:-1])
                skip = before != 1
            elif kind == 'mark' and word.startswith('[import'):
                self.read_import(word[7:-1].strip())
            elif kind == 'mark' and word[0] == '[':
                skip = skip or strength == -1   # places such as [last regular]
            elif kind == 'mark' and word[0] in '<=':
                strength, star, extension = (0 if word[0] == '=' else word.count('<')), word.endswith('*'), False
                skip = skip or anchor is None
            elif kind == 'mark' and word == '/':
                extension = True
            elif kind == 'mark':
                skip = True
            elif skip:
                continue
            elif strength == -1:
                anchor = self.elements(unicodedata.normalize('NFC', word))
                skip = not anchor or not anchor[-1][0][0]
            elif extension:
                more = self.elements(word)
                if more and text:
                    self.add(text, anchor + more)
            else:
                for text in self.spread(word) if star else [word]:
                    anchor = self.relate(strength, text, anchor, before == 1)
                    self.add(text, anchor)
                    before = 0

    @staticmethod
    def spread(word):
        result = []
        for index, char in enumerate(word):
            if char == '-' and 0 < index < len(word) - 1:
                result += [chr(code) for code in range(ord(word[index - 1]) + 1, ord(word[index + 1]))]
            else:
                result.append(char)
        return result

    def read_import(self, name):
        language, _, kind = name.partition('-u-co-')
        if kind in ('search', 'private-unihan'):
            return
        self.read(rules_of(language, kind or default_kind(language)))

    def finish(self):
        """text -> [(primary, sub, accent, step, upper)]; None when there is no room."""
        subs = {}
        for row in self.places.values():
            if len(row) > 250:
                return None
            subs.update({place: index + 1 for index, place in enumerate(row)})
        return {text: [(where[0], subs.get(where[1], 0), accent, step, upper) for where, accent, step, upper in elements]
                for text, elements in self.entries.items()}


# Windows' other orders of a language: suffix of the locale's name, CLDR's kind.
OTHER_ORDERS = (('de', 'phoneb', 'phonebook'), ('es', 'tradnl', 'traditional'))
LEFT_OUT = {'root', 'zh', 'ja', 'ko', 'yue', 'und'}  # orders of ideographs
ALIASES = {'no': ('nb', 'nn'), 'hr': ('bs', 'sr-Latn')}


def read_all(common):
    result = {}
    for file in sorted(os.listdir(FOLDER)):
        language = file[:-4]
        if language.split('_')[0] in LEFT_OUT or '_POSIX' in language:
            continue
        kinds = [(language, default_kind(language))] + [(f'{code}_{suffix}', kind) for code, suffix, kind in OTHER_ORDERS if code == language]
        for name, kind in kinds:
            tailoring = Tailoring(common)
            tailoring.read(rules_of(language, kind))
            entries = tailoring.finish()
            for each in (name, *ALIASES.get(name, ())):
                if entries:
                    result[each.replace('_', '-') if name == language else each] = entries
    return result
