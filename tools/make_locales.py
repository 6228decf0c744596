#!/usr/bin/env python3
"""Makes kernel32's locale data from Debian's unicode-cldr-core: what GetLocaleInfoEx answers, for every locale of CLDR.

make_locales.py OUTPUT_FOLDER: writes locale_data.bin (rows of 32-bit offsets, one row a locale, sorted by name), locale_text.bin (zero-terminated
UTF-16 strings), locale_data.S and locale_fields.h (which LCTYPE each column is).
"""
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

CLDR = '/usr/share/unicode/cldr/common'
HERE = os.path.dirname(os.path.abspath(__file__))
DAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')

# ANSI, OEM, Macintosh and EBCDIC code pages by language; all others have the first row's.
PAGES = {
    '': (1252, 850, 10000, 20297), 'en-US': (1252, 437, 10000, 37), 'ar': (1256, 720, 10004, 20420), 'az': (1254, 857, 10081, 20905),
    'be': (1251, 866, 10007, 500), 'bg': (1251, 866, 10007, 21025), 'bs': (1250, 852, 10082, 870), 'cs': (1250, 852, 10029, 500),
    'de': (1252, 850, 10000, 20273), 'el': (1253, 737, 10006, 20273), 'et': (1257, 775, 10029, 500), 'fa': (1256, 720, 10004, 20420),
    'he': (1255, 862, 10005, 500), 'hr': (1250, 852, 10082, 500), 'hu': (1250, 852, 10029, 500), 'ja': (932, 932, 10001, 20290),
    'kk': (1251, 866, 10007, 500), 'ko': (949, 949, 10003, 20833), 'ky': (1251, 866, 10007, 20880), 'lt': (1257, 775, 10029, 500),
    'lv': (1257, 775, 10029, 500), 'mk': (1251, 866, 10007, 500), 'mn': (1251, 866, 10007, 20880), 'pl': (1250, 852, 10029, 20880),
    'ro': (1250, 852, 10029, 20880), 'ru': (1251, 866, 10007, 20880), 'sk': (1250, 852, 10029, 20880), 'sl': (1250, 852, 10029, 20880),
    'sq': (1250, 852, 10029, 20880), 'sr': (1250, 852, 10029, 500), 'sr-Cyrl': (1251, 855, 10007, 21025), 'th': (874, 874, 10021, 20838),
    'tr': (1254, 857, 10081, 20905), 'tt': (1251, 866, 10007, 20880), 'uk': (1251, 866, 10017, 500), 'ur': (1256, 720, 10004, 20420),
    'uz': (1254, 857, 10029, 500), 'uz-Cyrl': (1251, 866, 10007, 20880), 'vi': (1258, 1258, 10000, 500), 'zh-CN': (936, 936, 10008, 500),
    'zh-SG': (936, 936, 10008, 500), 'zh': (950, 950, 10002, 500),
}
DIAL = {
    'US': 1, 'CA': 1, 'RU': 7, 'KZ': 7, 'EG': 20, 'ZA': 27, 'GR': 30, 'NL': 31, 'BE': 32, 'FR': 33, 'ES': 34, 'HU': 36, 'IT': 39, 'RO': 40, 'CH': 41,
    'AT': 43, 'GB': 44, 'DK': 45, 'SE': 46, 'NO': 47, 'PL': 48, 'DE': 49, 'PE': 51, 'MX': 52, 'CU': 53, 'AR': 54, 'BR': 55, 'CL': 56, 'CO': 57,
    'VE': 58, 'MY': 60, 'AU': 61, 'ID': 62, 'PH': 63, 'NZ': 64, 'SG': 65, 'TH': 66, 'JP': 81, 'KR': 82, 'VN': 84, 'CN': 86, 'TR': 90, 'IN': 91,
    'PK': 92, 'AF': 93, 'LK': 94, 'IR': 98, 'MA': 212, 'DZ': 213, 'TN': 216, 'PT': 351, 'LU': 352, 'IE': 353, 'IS': 354, 'AL': 355, 'MT': 356,
    'CY': 357, 'FI': 358, 'BG': 359, 'LT': 370, 'LV': 371, 'EE': 372, 'MD': 373, 'AM': 374, 'BY': 375, 'UA': 380, 'RS': 381, 'ME': 382,
    'HR': 385, 'SI': 386, 'BA': 387, 'MK': 389, 'CZ': 420, 'SK': 421, 'LI': 423, 'HK': 852, 'MO': 853, 'BD': 880, 'TW': 886, 'LB': 961, 'JO': 962,
    'SY': 963, 'IQ': 964, 'KW': 965, 'SA': 966, 'YE': 967, 'OM': 968, 'AE': 971, 'IL': 972, 'BH': 973, 'QA': 974, 'MN': 976, 'NP': 977,
    'AZ': 994, 'GE': 995, 'KG': 996, 'UZ': 998,
}
# What Windows has otherwise than CLDR in its oldest locales.
SPECIAL = {
    'en-US': {'INEGCURR': '0', 'SABBREVLANGNAME': 'ENU', 'SABBREVCTRYNAME': 'USA'},
}


def parse(*path):
    return ElementTree.parse(os.path.join(CLDR, *path)).getroot()


# ---- reading one locale: a dictionary from short keys to text

def read_symbols(root, data):
    for symbols in root.findall('numbers/symbols'):
        if symbols.get('numberSystem') == 'latn':
            for tag in ('decimal', 'group', 'minusSign', 'plusSign', 'nan', 'infinity', 'percentSign', 'perMille', 'list', 'currencyDecimal',
                        'currencyGroup'):
                node = symbols.find(tag)
                if node is not None:
                    data['symbol', tag] = node.text
    for kind in ('decimal', 'currency', 'percent'):
        for formats in root.findall(f'numbers/{kind}Formats'):
            if formats.get('numberSystem') not in (None, 'latn'):
                continue
            for length in formats.findall(f'{kind}FormatLength'):
                if length.get('type'):
                    continue
                for pattern in length.findall(f'{kind}Format'):
                    if pattern.get('type') in (None, 'standard') and pattern.find('pattern') is not None:
                        data['pattern', kind] = pattern.find('pattern').text
    node = root.find('numbers/defaultNumberingSystem')
    if node is not None:
        data['numbering'] = node.text
    for currency in root.findall('numbers/currencies/currency'):
        for node in currency:
            if node.tag == 'symbol' and node.get('alt') is None:
                data['currency', currency.get('type'), 'symbol'] = node.text
            if node.tag == 'symbol' and node.get('alt') == 'narrow':
                data['currency', currency.get('type'), 'narrow'] = node.text
            if node.tag == 'displayName' and node.get('count') is None:
                data['currency', currency.get('type'), 'name'] = node.text


def read_calendar(root, data):
    calendar = root.find("dates/calendars/calendar[@type='gregorian']")
    if calendar is None:
        return
    for group, outer, inner, tag in (('months', 'monthContext', 'monthWidth', 'month'), ('days', 'dayContext', 'dayWidth', 'day'),
                                     ('dayPeriods', 'dayPeriodContext', 'dayPeriodWidth', 'dayPeriod')):
        for context in calendar.findall(f'{group}/{outer}'):
            for width in context.findall(inner):
                for node in width.findall(tag):
                    if node.get('alt') is None and node.text:
                        data[tag, context.get('type'), width.get('type'), node.get('type')] = node.text
    for kind in ('date', 'time'):
        for length in calendar.findall(f'{kind}Formats/{kind}FormatLength'):
            node = length.find(f'{kind}Format/pattern')
            if node is not None:
                data[kind, length.get('type')] = node.text
    for node in calendar.findall('dateTimeFormats/availableFormats/dateFormatItem'):
        if node.get('alt') is None and node.get('count') is None:
            data['available', node.get('id')] = node.text


def read_names(root, data):
    for kind, tag in (('languages', 'language'), ('territories', 'territory'), ('scripts', 'script')):
        for node in root.findall(f'localeDisplayNames/{kind}/{tag}'):
            if node.get('alt') is None and node.text:
                data[tag, node.get('type')] = node.text
    node = root.find('layout/orientation/characterOrder')
    if node is not None:
        data['order'] = node.text


class Cldr:
    def __init__(self):
        self.files = {}
        supplemental = parse('supplemental', 'supplementalData.xml')
        self.parents = {name: entry.get('parent') for entry in supplemental.iter('parentLocale') for name in entry.get('locales').split()}
        self.currency, self.first_day, self.minimum_days, self.letter, self.us_units = {}, {}, {}, set(), set()
        for region in supplemental.find('currencyData').findall('region'):
            for entry in region.findall('currency'):
                if not entry.get('to') and entry.get('tender') != 'false':
                    self.currency.setdefault(region.get('iso3166'), entry.get('iso4217'))
        self.fractions = {entry.get('iso4217'): entry.get('digits') for entry in supplemental.iter('info') if entry.get('iso4217')}
        for entry in supplemental.find('weekData'):
            if entry.get('alt'):
                continue
            for territory in entry.get('territories', '').split():
                if entry.tag == 'firstDay':
                    self.first_day[territory] = DAYS.index(entry.get('day'))
                if entry.tag == 'minDays':
                    self.minimum_days[territory] = int(entry.get('count'))
        for entry in supplemental.find('measurementData'):
            if entry.tag == 'measurementSystem' and entry.get('type') == 'US' and not entry.get('category'):
                self.us_units.update(entry.get('territories').split())
            if entry.tag == 'paperSize' and entry.get('type') == 'US-Letter':
                self.letter.update(entry.get('territories').split())
        self.alpha3 = {entry.get('type'): (entry.get('alpha3'), entry.get('numeric')) for entry in supplemental.iter('territoryCodes')}
        self.language3 = {}
        for entry in parse('supplemental', 'supplementalMetadata.xml').iter('languageAlias'):
            if entry.get('reason') == 'overlong' and len(entry.get('type')) == 3:
                self.language3.setdefault(entry.get('replacement'), entry.get('type'))
        with open(os.path.join(HERE, 'data', 'geo_ids.tsv'), encoding='utf-8') as file:
            self.geo = dict(line.rstrip('\n').split('\t') for line in file if not line.startswith('#'))
        self.digits = {entry.get('id'): entry.get('digits') for entry in parse('supplemental', 'numberingSystems.xml').iter('numberingSystem')}
        self.likely = {entry.get('from'): entry.get('to') for entry in parse('supplemental', 'likelySubtags.xml').iter('likelySubtag')}

    def load(self, name):
        if name not in self.files:
            data = {}
            path = os.path.join(CLDR, 'main', name + '.xml')
            if os.path.exists(path):
                root = ElementTree.parse(path).getroot()
                read_symbols(root, data)
                read_calendar(root, data)
                read_names(root, data)
            self.files[name] = data
        return self.files[name]

    def chain(self, name):
        while True:
            yield self.load(name)
            if name == 'root':
                return
            name = self.parents.get(name) or (name.rpartition('_')[0] or 'root')

    def get(self, name, *keys, default=''):
        """The first of the keys that the locale or a parent has; inheritance markers count as absent."""
        for key in keys:
            for data in self.chain(name):
                if key in data and data[key] not in (None, '\u2191\u2191\u2191'):
                    return data[key]
        return default

    def full(self, name):
        """(language, script, region) with what is likely filled in."""
        parts = name.split('_')
        language, script, region = parts[0], '', ''
        for part in parts[1:]:
            if len(part) == 4 and part.isalpha():
                script = part
            elif (len(part) == 2 or part.isdigit()) and not region:
                region = part
        for key in ('_'.join(filter(None, (language, script, region))), f'{language}_{region}', f'{language}_{script}', language):
            if key in self.likely:
                found = self.likely[key].split('_')
                return language, script or found[1], region or found[2]
        return language, script or 'Latn', region or '001'


# ---- from CLDR's patterns to Windows'

def convert_pattern(pattern, is_time):
    """CLDR letters to those of GetDateFormat and GetTimeFormat."""
    out, index = [], 0
    pattern = pattern.replace('\u202f', ' ').replace('\u200f', '').replace('\u200e', '')
    names = {'EEEE': 'dddd', 'cccc': 'dddd', 'EEE': 'ddd', 'E': 'ddd', 'ccc': 'ddd', 'LLLL': 'MMMM', 'LLL': 'MMM', 'LL': 'MM', 'L': 'M', 'y': 'yyyy',
             'yy': 'yy', 'yyyy': 'yyyy', 'MMMMM': 'MMM', 'a': 'tt', 'b': 'tt', 'B': 'tt', 'K': 'h', 'k': 'H', 'G': 'gg', 'GGGGG': 'gg', 'r': 'yyyy'}
    while index < len(pattern):
        char = pattern[index]
        if char == "'":
            end = pattern.find("'", index + 1)
            out.append(pattern[index:end + 1])
            index = end + 1
            continue
        if not (char.isascii() and char.isalpha()):
            out.append(char)
            index += 1
            continue
        end = index
        while end < len(pattern) and pattern[end] == char:
            end += 1
        run = pattern[index:end]
        out.append(names.get(run, run if char in 'yMdHhms' else ''))
        index = end
    text = ''.join(out)
    return text.strip() if not is_time else text.strip()


def four_digit_year(pattern):
    return re.sub(r'(?<!y)yy(?!y)', 'yyyy', pattern)


def grouping(pattern):
    """'3;0' or '3;2;0' from #,##,##0.###"""
    whole = pattern.split(';')[0].split('.')[0]
    groups = [len(re.sub('[^#0]', '', group)) for group in whole.split(',')]
    if len(groups) < 2:
        return '0;0'
    return '3;2;0' if len(groups) > 2 and groups[-2] == 2 else f'{groups[-1]};0'


def currency_position(pattern):
    plain = pattern.split(';')[0].replace('\u200f', '').replace('\u200e', '')
    before, spaced = plain.find('\u00a4') < plain.find('0'), bool(re.search('\u00a4[ \u00a0\u202f]|[ \u00a0\u202f]\u00a4', plain))
    return (2 if spaced else 0) if before else (3 if spaced else 1)


NEGATIVE_CURRENCY = {0: 1, 1: 5, 2: 9, 3: 8}


def percent_pattern(pattern):
    spaced = bool(re.search('[ \u00a0\u202f]', pattern))
    return ('0' if spaced else '1') if pattern.strip().endswith('%') else ('3' if spaced else '2')


def code_pages(name, language, script):
    for key in (name, f'{language}-{script}', language, ''):
        if key in PAGES:
            return PAGES[key]
    return PAGES['']


def number_fields(cldr, name, currency):
    get = cldr.get
    decimal, group = get(name, ('symbol', 'decimal')), get(name, ('symbol', 'group')).replace('\u202f', '\u00a0')
    pattern, money = get(name, ('pattern', 'decimal')), get(name, ('pattern', 'currency'))
    position = currency_position(money)
    digits = cldr.fractions.get(currency) or '2'
    symbol = get(name, ('currency', currency, 'symbol'), default='') or currency
    if symbol == currency:
        symbol = get(name, ('currency', currency, 'narrow'), default='') or currency
    percent = percent_pattern(get(name, ('pattern', 'percent')))
    numbering = get(name, 'numbering')
    native = cldr.digits.get(numbering) or '0123456789'
    before, spaced = position in (0, 2), position in (2, 3)
    return {
        'SDECIMAL': decimal, 'STHOUSAND': group, 'SGROUPING': grouping(pattern), 'IDIGITS': '2', 'ILZERO': '1', 'SNATIVEDIGITS': native,
        'SCURRENCY': symbol, 'SINTLSYMBOL': currency, 'SMONDECIMALSEP': get(name, ('symbol', 'currencyDecimal'), default=decimal),
        'SMONTHOUSANDSEP': get(name, ('symbol', 'currencyGroup'), default=group).replace('\u202f', '\u00a0'),
        'SMONGROUPING': grouping(money), 'ICURRDIGITS': digits, 'IINTLCURRDIGITS': digits, 'ICURRENCY': str(position),
        'INEGCURR': str(NEGATIVE_CURRENCY[position]), 'SPOSITIVESIGN': '', 'SNEGATIVESIGN': '-', 'IPOSSIGNPOSN': '3' if before else '1',
        'INEGSIGNPOSN': '1', 'IPOSSYMPRECEDES': str(int(before)), 'IPOSSEPBYSPACE': str(int(spaced)), 'INEGSYMPRECEDES': str(int(before)),
        'INEGSEPBYSPACE': str(int(spaced)), 'SNAN': get(name, ('symbol', 'nan')), 'SPOSINFINITY': get(name, ('symbol', 'infinity')),
        'SNEGINFINITY': '-' + get(name, ('symbol', 'infinity')), 'INEGATIVEPERCENT': percent, 'IPOSITIVEPERCENT': percent,
        'SPERCENT': get(name, ('symbol', 'percentSign')), 'SPERMILLE': get(name, ('symbol', 'perMille')), 'INEGNUMBER': '1',
        'IDIGITSUBSTITUTION': '1', 'SLIST': ';' if decimal == ',' else ',',
        'SENGCURRNAME': get('en', ('currency', currency, 'name'), default=currency),
        'SNATIVECURRNAME': get(name, ('currency', currency, 'name'), default=currency),
    }


def date_fields(cldr, name):
    get = cldr.get
    short = four_digit_year(convert_pattern(get(name, ('date', 'short')), False))
    long_date = convert_pattern(get(name, ('date', 'full')), False)
    time = convert_pattern(get(name, ('time', 'medium')), True)
    order = re.sub('[^dMy]', '', re.sub("'.*?'", '', short))
    date_order = {'M': '0', 'd': '1', 'y': '2'}.get(order[:1], '0')
    long_order = re.sub('[^dMy]', '', re.sub("'.*?'", '', long_date.replace('dddd', '').replace('ddd', '')))
    separator = re.search(r'[dMy]+([^dMy\']+)', short)
    time_separator = re.search(r'[Hh]+([^Hhms]+)m', time)
    fields = {
        'SSHORTDATE': short, 'SLONGDATE': long_date, 'STIMEFORMAT': time, 'SSHORTTIME': convert_pattern(get(name, ('time', 'short')), True),
        'SDATE': separator.group(1).strip() or separator.group(1) if separator else '/', 'STIME': time_separator.group(1) if time_separator else ':',
        'IDATE': date_order, 'ILDATE': {'M': '0', 'd': '1', 'y': '2'}.get(long_order[:1], '0'), 'ITIME': '1' if 'H' in time else '0', 'ICENTURY': '1',
        'ITLZERO': str(int('HH' in time or 'hh' in time)), 'IDAYLZERO': str(int(bool(re.search('dd', short)))),
        'IMONLZERO': str(int('MM' in short)), 'ITIMEMARKPOSN': str(int(time.startswith('tt'))), 'SDURATION': 'h:mm:ss',
        'S1159': get(name, ('dayPeriod', 'format', 'abbreviated', 'am'), ('dayPeriod', 'format', 'wide', 'am'), default='AM'),
        'S2359': get(name, ('dayPeriod', 'format', 'abbreviated', 'pm'), ('dayPeriod', 'format', 'wide', 'pm'), default='PM'),
        'SYEARMONTH': convert_pattern(get(name, ('available', 'yMMMM'), default='MMMM y'), False),
        'SMONTHDAY': convert_pattern(get(name, ('available', 'MMMMd'), default='d MMMM'), False), 'SMONTHNAME13': '', 'SABBREVMONTHNAME13': '',
    }
    for index, day in enumerate(DAYS, 1):
        wide = get(name, ('day', 'format', 'wide', day), ('day', 'stand-alone', 'wide', day))
        short_name = get(name, ('day', 'format', 'abbreviated', day), ('day', 'stand-alone', 'abbreviated', day), default=wide)
        fields[f'SDAYNAME{index}'] = wide
        fields[f'SABBREVDAYNAME{index}'] = short_name
        fields[f'SSHORTESTDAYNAME{index}'] = get(name, ('day', 'format', 'short', day), ('day', 'stand-alone', 'short', day), default=short_name)
    for month in range(1, 13):
        genitive = get(name, ('month', 'format', 'wide', str(month)))
        fields[f'SMONTHNAME{month}'] = get(name, ('month', 'stand-alone', 'wide', str(month)), default=genitive)
        if fields[f'SMONTHNAME{month}'].startswith('M0'):
            fields[f'SMONTHNAME{month}'] = genitive
        fields[f'GENITIVE{month}'] = genitive
        fields[f'SABBREVMONTHNAME{month}'] = get(name, ('month', 'format', 'abbreviated', str(month)),
                                                  ('month', 'stand-alone', 'abbreviated', str(month)), default=genitive)
    return fields


def display_name(cldr, viewer, language, script, region, neutral, native_language):
    text = native_language
    parts = []
    if script:
        parts.append(cldr.get(viewer, ('script', script), default=script))
    if not neutral:
        parts.append(cldr.get(viewer, ('territory', region), default=region))
    return f'{text} ({", ".join(parts)})' if parts else text


def name_fields(cldr, windows_name, name, number, neutral):
    language, script, region = cldr.full(name)
    named_script = script if f'_{script}' in name and '-' + script in windows_name else ''
    english_language = cldr.get('en', ('language', language), default=language)
    native_language = cldr.get(name, ('language', language), default=english_language)
    english_region = cldr.get('en', ('territory', region), default=region)
    native_region = cldr.get(name, ('territory', region), default=english_region)
    language3 = cldr.language3.get(language, language)
    alpha3, numeric = cldr.alpha3.get(region, ('', ''))
    ansi, oem, mac, ebcdic = code_pages(windows_name, language, script)
    english = display_name(cldr, 'en', language, named_script, region, neutral, english_language)
    native = display_name(cldr, name, language, named_script, region, neutral, native_language)
    identifier = f'{number & 0xffff:04x}'
    parent = '' if neutral and '-' not in windows_name else windows_name.rpartition('-')[0]
    return {
        'ILANGUAGE': identifier, 'SLOCALIZEDDISPLAYNAME': english, 'SABBREVLANGNAME': (language3 or '').upper()[:3], 'SNATIVELANGNAME': native_language,
        'ICOUNTRY': str(DIAL.get(region, numeric or 1)), 'SLOCALIZEDCOUNTRYNAME': english_region, 'SABBREVCTRYNAME': alpha3 or region,
        'SNATIVECTRYNAME': native_region, 'IDEFAULTLANGUAGE': identifier, 'IDEFAULTCOUNTRY': str(DIAL.get(region, numeric or 1)),
        'IDEFAULTCODEPAGE': str(oem), 'IDEFAULTANSICODEPAGE': str(ansi), 'IDEFAULTMACCODEPAGE': str(mac), 'IDEFAULTEBCDICCODEPAGE': str(ebcdic),
        'SISO639LANGNAME': language, 'SISO3166CTRYNAME': '' if neutral and False else region, 'SNAME': windows_name,
        'SISO639LANGNAME2': language3, 'SISO3166CTRYNAME2': alpha3 or region, 'SSCRIPTS': script + ';', 'SPARENT': parent,
        'SCONSOLEFALLBACKNAME': windows_name if ansi in (1250, 1251, 1252, 1253, 1254, 1257) else 'en-US',
        'SLOCALIZEDLANGUAGENAME': english_language, 'INEUTRAL': str(int(neutral)), 'SENGLISHDISPLAYNAME': english, 'SNATIVEDISPLAYNAME': native,
        'SENGLISHLANGNAME': english_language, 'SENGLISHCOUNTRYNAME': english_region, 'SSORTLOCALE': windows_name, 'SSORTNAME': 'Default',
        'SKEYBOARDSTOINSTALL': f'{number & 0xffff:04x}:{number & 0xffff:08x}', 'SOPENTYPELANGUAGETAG': (language3 or '').upper().ljust(4)[:4],
        'IREADINGLAYOUT': '1' if cldr.get(name, 'order') == 'right-to-left' else '0', 'ICALENDARTYPE': '1', 'IOPTIONALCALENDAR': '0',
        'IMEASURE': '1' if region in cldr.us_units else '0', 'IPAPERSIZE': '1' if region in cldr.letter else '9',
        'IFIRSTDAYOFWEEK': str(cldr.first_day.get(region, cldr.first_day['001'])),
        'IFIRSTWEEKOFYEAR': '2' if cldr.minimum_days.get(region, 1) >= 4 else '0', 'IGEOID': cldr.geo.get(region, '0'),
    }


def fields_of(cldr, windows_name, name, number):
    last = name.split('_')[-1]
    neutral = not (last.isupper() or last.isdigit())
    data_name = name
    language, script, region = cldr.full(name)
    currency = cldr.currency.get(region, 'XDR')
    fields = number_fields(cldr, data_name, currency)
    fields.update(date_fields(cldr, data_name))
    fields.update(name_fields(cldr, windows_name, name, number, neutral))
    fields.update(SPECIAL.get(windows_name, {}))
    return fields


# What the invariant locale has otherwise than English.
INVARIANT = {
    'SNAME': '', 'ILANGUAGE': '007f', 'IDEFAULTLANGUAGE': '0409', 'SABBREVLANGNAME': 'IVL', 'SABBREVCTRYNAME': 'IVC', 'SISO639LANGNAME': 'iv',
    'SISO3166CTRYNAME': 'IV', 'SISO639LANGNAME2': 'ivl', 'SISO3166CTRYNAME2': 'ivc', 'SCURRENCY': '\u00a4', 'SINTLSYMBOL': 'XDR',
    'SSHORTDATE': 'MM/dd/yyyy', 'SLONGDATE': 'dddd, dd MMMM yyyy', 'STIMEFORMAT': 'HH:mm:ss', 'SSHORTTIME': 'HH:mm', 'ITIME': '1', 'ITLZERO': '1',
    'IDAYLZERO': '1', 'IMONLZERO': '1', 'IMEASURE': '0', 'IPAPERSIZE': '9', 'SYEARMONTH': 'yyyy MMMM', 'SMONTHDAY': 'MMMM dd', 'ILDATE': '1',
    'SENGLISHLANGNAME': 'Invariant Language', 'SENGLISHCOUNTRYNAME': 'Invariant Country', 'SNATIVELANGNAME': 'Invariant Language',
    'SNATIVECTRYNAME': 'Invariant Country', 'SLOCALIZEDDISPLAYNAME': 'Invariant Language (Invariant Country)',
    'SENGLISHDISPLAYNAME': 'Invariant Language (Invariant Country)', 'SNATIVEDISPLAYNAME': 'Invariant Language (Invariant Country)',
    'SLOCALIZEDLANGUAGENAME': 'Invariant Language', 'SLOCALIZEDCOUNTRYNAME': 'Invariant Country', 'INEUTRAL': '0', 'SPARENT': '',
    'SENGCURRNAME': 'International Monetary Fund', 'SNATIVECURRNAME': 'International Monetary Fund', 'SCONSOLEFALLBACKNAME': '', 'SSORTLOCALE': '',
}

TYPES = {
    'ILANGUAGE': 0x1, 'SLOCALIZEDDISPLAYNAME': 0x2, 'SABBREVLANGNAME': 0x3, 'SNATIVELANGNAME': 0x4, 'ICOUNTRY': 0x5, 'SLOCALIZEDCOUNTRYNAME': 0x6,
    'SABBREVCTRYNAME': 0x7, 'SNATIVECTRYNAME': 0x8, 'IDEFAULTLANGUAGE': 0x9, 'IDEFAULTCOUNTRY': 0xa, 'IDEFAULTCODEPAGE': 0xb, 'SLIST': 0xc,
    'IMEASURE': 0xd, 'SDECIMAL': 0xe, 'STHOUSAND': 0xf, 'SGROUPING': 0x10, 'IDIGITS': 0x11, 'ILZERO': 0x12, 'SNATIVEDIGITS': 0x13, 'SCURRENCY': 0x14,
    'SINTLSYMBOL': 0x15, 'SMONDECIMALSEP': 0x16, 'SMONTHOUSANDSEP': 0x17, 'SMONGROUPING': 0x18, 'ICURRDIGITS': 0x19, 'IINTLCURRDIGITS': 0x1a,
    'ICURRENCY': 0x1b, 'INEGCURR': 0x1c, 'SDATE': 0x1d, 'STIME': 0x1e, 'SSHORTDATE': 0x1f, 'SLONGDATE': 0x20, 'IDATE': 0x21, 'ILDATE': 0x22,
    'ITIME': 0x23, 'ICENTURY': 0x24, 'ITLZERO': 0x25, 'IDAYLZERO': 0x26, 'IMONLZERO': 0x27, 'S1159': 0x28, 'S2359': 0x29,
    **{f'SDAYNAME{i}': 0x29 + i for i in range(1, 8)}, **{f'SABBREVDAYNAME{i}': 0x30 + i for i in range(1, 8)},
    **{f'SMONTHNAME{i}': 0x37 + i for i in range(1, 13)}, **{f'SABBREVMONTHNAME{i}': 0x43 + i for i in range(1, 13)},
    'SPOSITIVESIGN': 0x50, 'SNEGATIVESIGN': 0x51, 'IPOSSIGNPOSN': 0x52, 'INEGSIGNPOSN': 0x53, 'IPOSSYMPRECEDES': 0x54, 'IPOSSEPBYSPACE': 0x55,
    'INEGSYMPRECEDES': 0x56, 'INEGSEPBYSPACE': 0x57, 'SISO639LANGNAME': 0x59, 'SISO3166CTRYNAME': 0x5a, 'IGEOID': 0x5b, 'SNAME': 0x5c,
    'SDURATION': 0x5d, 'SKEYBOARDSTOINSTALL': 0x5e, **{f'SSHORTESTDAYNAME{i}': 0x5f + i for i in range(1, 8)}, 'SISO639LANGNAME2': 0x67,
    'SISO3166CTRYNAME2': 0x68, 'SNAN': 0x69, 'SPOSINFINITY': 0x6a, 'SNEGINFINITY': 0x6b, 'SSCRIPTS': 0x6c, 'SPARENT': 0x6d,
    'SCONSOLEFALLBACKNAME': 0x6e, 'SLOCALIZEDLANGUAGENAME': 0x6f, 'IREADINGLAYOUT': 0x70, 'INEUTRAL': 0x71, 'SENGLISHDISPLAYNAME': 0x72,
    'SNATIVEDISPLAYNAME': 0x73, 'INEGATIVEPERCENT': 0x74, 'IPOSITIVEPERCENT': 0x75, 'SPERCENT': 0x76, 'SPERMILLE': 0x77, 'SMONTHDAY': 0x78,
    'SSHORTTIME': 0x79, 'SOPENTYPELANGUAGETAG': 0x7a, 'SSORTLOCALE': 0x7b, 'SENGLISHLANGNAME': 0x1001, 'SENGLISHCOUNTRYNAME': 0x1002,
    'STIMEFORMAT': 0x1003, 'IDEFAULTANSICODEPAGE': 0x1004, 'ITIMEMARKPOSN': 0x1005, 'SYEARMONTH': 0x1006, 'SENGCURRNAME': 0x1007,
    'SNATIVECURRNAME': 0x1008, 'ICALENDARTYPE': 0x1009, 'IPAPERSIZE': 0x100a, 'IOPTIONALCALENDAR': 0x100b, 'IFIRSTDAYOFWEEK': 0x100c,
    'IFIRSTWEEKOFYEAR': 0x100d, 'SMONTHNAME13': 0x100e, 'SABBREVMONTHNAME13': 0x100f, 'INEGNUMBER': 0x1010, 'IDEFAULTMACCODEPAGE': 0x1011,
    'SSORTNAME': 0x1013, 'IDEFAULTEBCDICCODEPAGE': 0x1012, 'IDIGITSUBSTITUTION': 0x1014,
    **{f'GENITIVE{i}': 0x2037 + i for i in range(1, 13)},
}


class Text:
    def __init__(self):
        self.words, self.offsets = bytearray(), {}

    def add(self, string):
        if string not in self.offsets:
            self.offsets[string] = len(self.words) // 2
            self.words += (string + '\0').encode('utf-16-le')
        return self.offsets[string]


def main():
    folder = sys.argv[1]
    cldr, text = Cldr(), Text()
    names = sorted(TYPES, key=TYPES.get)
    rows = []
    with open(os.path.join(HERE, 'data', 'locale_ids.tsv'), encoding='utf-8') as file:
        for line in file:
            if line.startswith('#'):
                continue
            windows_name, name, number = line.rstrip('\n').split('\t')
            rows.append((windows_name, int(number, 16), fields_of(cldr, windows_name, name, int(number, 16))))
    english = next(fields for windows_name, _, fields in rows if windows_name == 'en-US')
    rows.append(('', 0x7f, {**english, **INVARIANT}))
    rows.sort(key=lambda row: row[0].lower())
    data = bytearray()
    for _, number, fields in rows:
        data += number.to_bytes(4, 'little')
        for name in names:
            data += text.add(fields[name] or '').to_bytes(4, 'little')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'locale_data.bin'), 'wb') as file:
        file.write(data)
    with open(os.path.join(folder, 'locale_text.bin'), 'wb') as file:
        file.write(text.words)
    with open(os.path.join(folder, 'locale_fields.h'), 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/make_locales.py: the LCTYPE of each column of locale_data. */\n'
                   f'#define LOCALE_ROW_COUNT {len(rows)}u\n#define LOCALE_FIELD_COUNT {len(names)}u\n'
                   'static const uint16_t locale_field_types[] = {\n    ' + ', '.join(f'{TYPES[name]:#x}' for name in names) + '\n};\n')
    with open(os.path.join(folder, 'locale_data.S'), 'w', encoding='utf-8') as file:
        file.write('    .section .rdata$locale,"dr"\n    .globl locale_data, _locale_data, locale_text, _locale_text\n    .balign 16\n'
                   f'locale_data:\n_locale_data:\n    .incbin "{folder}/locale_data.bin"\n'
                   f'locale_text:\n_locale_text:\n    .incbin "{folder}/locale_text.bin"\n')


main()
