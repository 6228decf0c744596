/* DATE: days since 1899-12-30. The fraction is the time of day and is always counted forward, in negative dates also.
 */
#include "nt/nt.h"
#include <stdbool.h>
#include <objbase.h>
#include <oleauto.h>

#define SECONDS_A_DAY 86400
#define FIRST_DAY (-657434.0)   /* 0100-01-01 */
#define LAST_DAY 2958465.0      /* 9999-12-31 */

/* Days since 1899-12-30 of a date in the Gregorian calendar; years begin in March, so that the leap day is the last. */
static int day_number(int year, int month, int day)
{
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1 - 693899;
}

static void date_of_day(int number, SYSTEMTIME *time)
{
    int days = number + 693899; /* since 0000-03-01 */
    int century = (4 * days + 3) / 146097, rest = days - 146097 * century / 4;
    int year = (4 * rest + 3) / 1461, day = rest - 1461 * year / 4, month = (5 * day + 2) / 153;

    time->wDay = day - (153 * month + 2) / 5 + 1;
    time->wMonth = month < 10 ? month + 3 : month - 9;
    time->wYear = 100 * century + year + (month >= 10);
    time->wDayOfWeek = (number % 7 + 7 + 6) % 7; /* day 0 was a Saturday */
}

static int days_of_month(int year, int month)
{
    static const BYTE days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0));
}

static double with_time(int day, double fraction)
{
    return day < 0 ? day - fraction : day + fraction;
}

INT WINAPI SystemTimeToVariantTime(LPSYSTEMTIME time, double *variant)
{
    int year = time->wYear;

    if (year < 30) year += 2000; /* two digits: 1930 to 2029 */
    else if (year < 100) year += 1900;
    if (year > 9999 || time->wMonth < 1 || time->wMonth > 12 || time->wDay < 1 ||
        time->wDay > days_of_month(year, time->wMonth))
        return FALSE;
    if (time->wHour > 23 || time->wMinute > 59 || time->wSecond > 59) return FALSE;
    *variant = with_time(day_number(year, time->wMonth, time->wDay),
                         (time->wHour * 3600 + time->wMinute * 60 + time->wSecond) / (double)SECONDS_A_DAY);
    return TRUE;
}

/* Rounded to the second, as SYSTEMTIME's milliseconds are documented not to be set. */
static bool split(double variant, int *day, int *second)
{
    double fraction;

    if (!(variant > FIRST_DAY - 1 && variant < LAST_DAY + 1)) return false;
    *day = (int)variant;
    fraction = variant - *day;
    if (fraction < 0) fraction = -fraction;
    *second = (int)(fraction * SECONDS_A_DAY + 0.5);
    if (*second < SECONDS_A_DAY) return true;
    *second = 0;
    (*day)++;
    return *day <= LAST_DAY;
}

INT WINAPI VariantTimeToSystemTime(double variant, LPSYSTEMTIME time)
{
    int day, second;

    if (!split(variant, &day, &second)) return FALSE;
    date_of_day(day, time);
    time->wHour = second / 3600;
    time->wMinute = second / 60 % 60;
    time->wSecond = second % 60;
    time->wMilliseconds = 0;
    return TRUE;
}

INT WINAPI DosDateTimeToVariantTime(USHORT date, USHORT time, double *variant)
{
    SYSTEMTIME parts = { .wYear = 1980 + (date >> 9), .wMonth = date >> 5 & 15, .wDay = date & 31,
                         .wHour = time >> 11, .wMinute = time >> 5 & 63, .wSecond = (time & 31) * 2 };
    return SystemTimeToVariantTime(&parts, variant);
}

INT WINAPI VariantTimeToDosDateTime(double variant, USHORT *date, USHORT *time)
{
    SYSTEMTIME parts;

    if (!VariantTimeToSystemTime(variant, &parts) || parts.wYear < 1980 || parts.wYear > 2099) return FALSE;
    *date = (parts.wYear - 1980) << 9 | parts.wMonth << 5 | parts.wDay;
    *time = parts.wHour << 11 | parts.wMinute << 5 | parts.wSecond / 2;
    return TRUE;
}
