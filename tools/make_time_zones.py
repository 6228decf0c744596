#!/usr/bin/env python3
"""Makes the table from Unix time zones to Windows' names, from CLDR's windowsZones.xml. make_time_zones.py OUTPUT.h"""
import os
import sys
import xml.etree.ElementTree as ElementTree

CLDR = '/usr/share/unicode/cldr/common'


def aliases():
    """Other names of a zone, from CLDR's time zone keys: alias -> first name."""
    names = {}
    root = ElementTree.parse(os.path.join(CLDR, 'bcp47', 'timezone.xml')).getroot()
    for entry in root.iter('type'):
        words = entry.get('alias', '').split()
        for word in words:
            names[word] = words
    return names


def main():
    zones = {}
    root = ElementTree.parse(os.path.join(CLDR, 'supplemental', 'windowsZones.xml')).getroot()
    for entry in root.iter('mapZone'):
        for name in entry.get('type').split():
            zones.setdefault(name, entry.get('other'))
    for alias, words in aliases().items():
        for word in words:
            if word in zones:
                zones.setdefault(alias, zones[word])
    for name in ('Etc/UTC', 'UTC', 'Etc/GMT', 'Universal', 'Zulu', 'UCT', 'Etc/Universal', 'Etc/Zulu', 'Etc/UCT'):
        zones[name] = 'UTC'
    with open(sys.argv[1], 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/make_time_zones.py. */\n')
        file.write('static const struct { const char *name; const WCHAR *windows; } windows_zones[] = {\n')
        for name, windows in sorted(zones.items()):
            file.write(f'    {{ "{name}", L"{windows}" }},\n')
        file.write('};\n')


main()
