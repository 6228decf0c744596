/* The calendars beside the Gregorian one. */
#ifndef KERNEL32_CALENDARS_H
#define KERNEL32_CALENDARS_H

#include "nls_private.h"

struct calendar;

struct calendar_date { unsigned era, year, month, month_name, day; }; /* all from 1 on */

/* NULL for the Gregorian calendars and for those that are not known. */
const struct calendar *calendar_by_id(CALID id);
/* The optional calendar of a locale, 0 for none. */
CALID optional_calendar(const struct locale *locale);
/* False when the date lies before the calendar's beginning. */
bool calendar_convert(const struct calendar *calendar, const SYSTEMTIME *date, struct calendar_date *converted);
const WCHAR *calendar_era(const struct calendar *calendar, unsigned era);
/* CAL_* as text, NULL when the calendar says nothing else than the locale does. */
const WCHAR *calendar_own_text(const struct calendar *calendar, CALTYPE type);
/* NULL when the months have the names of the locale's Gregorian ones. */
const WCHAR *calendar_month(const struct calendar *calendar, const struct calendar_date *date);
DWORD calendar_two_digit_maximum(const struct calendar *calendar);

#endif
