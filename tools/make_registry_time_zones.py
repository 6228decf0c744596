#!/usr/bin/env python3
"""Makes the registry's list of time zones (HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones) in the form that
server/registry_base.c reads: names from CLDR's windowsZones.xml, rules from the time zone database. make_registry_time_zones.py OUTPUT"""
import datetime
import os
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zoneinfo

CLDR = '/usr/share/unicode/cldr/common'
KEY = r'Machine\Software\Microsoft\Windows NT\CurrentVersion\Time Zones'
YEARS = range(2000, 2038)
UTC = datetime.timezone.utc
NEVER = (0,) * 8


def minutes(zone, moment):
    return int(moment.astimezone(zone).utcoffset().total_seconds()) // 60


def transitions(zone, year):
    """(moment in UTC, offset before, offset after) of each change of the offset in a year of that zone."""
    found = []
    low = datetime.datetime(year, 1, 1, tzinfo=UTC) - datetime.timedelta(minutes=minutes(zone, datetime.datetime(year, 1, 1, tzinfo=UTC)))
    end = datetime.datetime(year + 1, 1, 1, tzinfo=UTC) - datetime.timedelta(minutes=minutes(zone, datetime.datetime(year + 1, 1, 1, tzinfo=UTC)))
    while low < end:
        high = min(low + datetime.timedelta(days=5), end)
        before, after = minutes(zone, low), minutes(zone, high)
        begin = low
        low = high
        if before == after:
            continue
        while high - begin > datetime.timedelta(minutes=1):
            middle = begin + (high - begin) / 2
            if minutes(zone, middle) == before:
                begin = middle
            else:
                high = middle
        moment = (high + datetime.timedelta(seconds=1)).replace(second=0, microsecond=0)
        found.append((moment, before, after))
    return found


def rule(moment, offset):
    """A SYSTEMTIME: the nth such weekday of the month (5: the last), in the time that held until then."""
    local = (moment + datetime.timedelta(minutes=offset)).replace(tzinfo=None)
    is_last = (local + datetime.timedelta(days=7)).month != local.month
    week = 5 if is_last else (local.day - 1) // 7 + 1
    return (0, local.month, (local.weekday() + 1) % 7, week, local.hour, local.minute, 0, 0)


def new_year(year):
    return (0, 1, (datetime.date(year, 1, 1).weekday() + 1) % 7, 1, 0, 0, 0, 0)


def rules_of_year(zone, year):
    """A TZI value: bias, standard bias, daylight bias, the beginning of standard time and of daylight time."""
    changes = transitions(zone, year)
    ups = [change for change in changes if change[2] > change[1]]
    downs = [change for change in changes if change[2] < change[1]]
    if not changes:
        offset = minutes(zone, datetime.datetime(year, 7, 1, tzinfo=UTC))
        return struct.pack('<iii16H', -offset, 0, -60, *NEVER, *NEVER)
    standard = min(min(change[1:]) for change in changes)
    daylight = max(max(change[1:]) for change in changes)
    to_daylight = rule(ups[0][0], ups[0][1]) if ups else new_year(year)
    to_standard = rule(downs[-1][0], downs[-1][1]) if downs else new_year(year)
    return struct.pack('<iii16H', -standard, 0, standard - daylight, *to_standard, *to_daylight)


def offset_text(offset):
    sign = '-' if offset < 0 else '+'
    return f'(UTC{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02})' if offset else '(UTC)'


def daylight_name(name):
    return name.replace(' Standard Time', ' Daylight Time')


def hexadecimal(data):
    return 'hex:' + ','.join(f'{byte:02x}' for byte in data)


def write_zone(file, name, unix_name):
    zone = zoneinfo.ZoneInfo(unix_name)
    rules = {year: rules_of_year(zone, year) for year in YEARS}
    now = rules[YEARS[-1]]
    city = unix_name.rsplit('/', 1)[-1].replace('_', ' ')
    is_utc = unix_name.startswith('Etc/')
    what = 'Coordinated Universal Time' + name[3:] if is_utc else city
    shown = 'Coordinated Universal Time' if name == 'UTC' else name
    file.write(f'[{KEY}\\{name}]\n"Display"="{offset_text(-struct.unpack_from("<i", now)[0])} {what}"\n')
    file.write(f'"Dlt"="{daylight_name(shown)}"\n"Std"="{shown}"\n"TZI"={hexadecimal(now)}\n')
    other = [year for year in YEARS if rules[year] != now]
    if not other:
        return
    last = other[-1] + 1
    first = next(year for year in YEARS if rules[year + 1] != rules[year])
    file.write(f'[{KEY}\\{name}\\Dynamic DST]\n"FirstEntry"=dword:{first:08x}\n"LastEntry"=dword:{last:08x}\n')
    for year in range(first, last + 1):
        file.write(f'"{year}"={hexadecimal(rules[year])}\n')


def main():
    root = ElementTree.parse(os.path.join(CLDR, 'supplemental', 'windowsZones.xml')).getroot()
    zones = {entry.get('other'): entry.get('type') for entry in root.iter('mapZone') if entry.get('territory') == '001'}
    with open(sys.argv[1], 'w', encoding='utf-8') as file:
        file.write('# Made by tools/make_registry_time_zones.py.\n')
        known = zoneinfo.available_timezones()
        if not known:
            sys.exit('make_registry_time_zones.py: the time zone database is missing (Debian: tzdata)')
        for name, unix_name in sorted(zones.items()):
            if unix_name in known:  # the names may be newer than the database
                write_zone(file, name, unix_name)


main()
