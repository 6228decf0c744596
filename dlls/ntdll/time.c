/* Clocks, and times as years, months and days. */
#include "nt/nt.h"
#include "unix_calls.h"

enum clock_kind { CLOCK_WALL, CLOCK_MONOTONIC, CLOCK_UNBIASED };

static uint64_t read_clock(uint32_t kind)
{
    struct unix_clock_read_args args = { .kind = kind };
    unix_call_clock_read(&args);
    return args.value;
}

/* ---- clocks */

NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER time)
{
    time->QuadPart = (LONGLONG)read_clock(CLOCK_WALL);
    return STATUS_SUCCESS;
}

LONGLONG NTAPI RtlGetSystemTimePrecise(void) { return (LONGLONG)read_clock(CLOCK_WALL); }

/* A program of one user does not set the clock of the machine. */
NTSTATUS NTAPI NtSetSystemTime(const LARGE_INTEGER *time, PLARGE_INTEGER old)
{
    (void)time;
    (void)old;
    log_line(LOG_WARN, "NtSetSystemTime is refused: the clock belongs to Linux");
    return STATUS_PRIVILEGE_NOT_HELD;
}

BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER counter)
{
    counter->QuadPart = (LONGLONG)read_clock(CLOCK_MONOTONIC);
    return TRUE;
}

BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER frequency)
{
    frequency->QuadPart = TICKS_PER_SECOND;
    return TRUE;
}

NTSTATUS NTAPI NtQueryPerformanceCounter(PLARGE_INTEGER counter, PLARGE_INTEGER frequency)
{
    if (!counter) return STATUS_ACCESS_VIOLATION;
    RtlQueryPerformanceCounter(counter);
    if (frequency) RtlQueryPerformanceFrequency(frequency);
    return STATUS_SUCCESS;
}

BOOL NTAPI RtlQueryUnbiasedInterruptTime(PULONGLONG time)
{
    if (!time) {
        RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *time = read_clock(CLOCK_UNBIASED);
    return TRUE;
}

/* Asked of the kernel: the clock page may rest, and this costs no more than finding that out. */
/* Asked for with every message: the compiler's division of 64 bits by a call takes most of that time in 32-bit code. */
static ULONGLONG divide(ULONGLONG value, ULONG divisor)
{
#ifdef __i386__
    ULONG high = (ULONG)(value >> 32), quotient, remainder = high % divisor;
    __asm__("divl %3" : "=a"(quotient), "+d"(remainder) : "0"((ULONG)value), "r"(divisor) : "cc");
    return (ULONGLONG)(high / divisor) << 32 | quotient;
#else
    return value / divisor;
#endif
}

ULONGLONG NTAPI winrun_tick_count(void)
{
    return divide(read_clock(CLOCK_MONOTONIC), TICKS_PER_MILLISECOND);
}

ULONG NTAPI NtGetTickCount(void) { return (ULONG)winrun_tick_count(); }

#define TIMER_COARSEST 156250
#define TIMER_FINEST   5000

NTSTATUS NTAPI NtQueryTimerResolution(PULONG minimum, PULONG maximum, PULONG current)
{
    *minimum = TIMER_COARSEST;
    *maximum = TIMER_FINEST;
    *current = TIMER_FINEST; /* waits are as fine as the kernel's */
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtSetTimerResolution(ULONG wanted, BOOLEAN set, PULONG current)
{
    (void)wanted;
    (void)set;
    *current = TIMER_FINEST;
    return STATUS_SUCCESS;
}

/* ---- the calendar */

#define DAYS_OF_400_YEARS 146097
#define DAYS_BEFORE_1601  584694 /* from 1 March of year 0 to 1 January 1601 */

static BOOLEAN is_leap_year(int year) { return year % 4 == 0 && (year % 100 || year % 400 == 0); }

static int days_of_month(int year, int month)
{
    static const BYTE days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

/* Years begin in March here, so that the leap day is the last one. */
VOID NTAPI RtlTimeToTimeFields(const LARGE_INTEGER *time, PTIME_FIELDS fields)
{
    LONGLONG milliseconds = time->QuadPart / TICKS_PER_MILLISECOND;
    int days = (int)(milliseconds / 86400000), rest = (int)(milliseconds % 86400000);
    int since_march = days + DAYS_BEFORE_1601;
    int era = since_march / DAYS_OF_400_YEARS, day = since_march % DAYS_OF_400_YEARS;
    int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int day_of_year = day - (365 * year + year / 4 - year / 100);
    int month = (5 * day_of_year + 2) / 153;

    fields->Day = (CSHORT)(day_of_year - (153 * month + 2) / 5 + 1);
    fields->Month = (CSHORT)(month < 10 ? month + 3 : month - 9);
    fields->Year = (CSHORT)(era * 400 + year + (fields->Month <= 2));
    fields->Weekday = (CSHORT)((days + 1) % 7); /* 1 January 1601 was a Monday */
    fields->Hour = (CSHORT)(rest / 3600000);
    fields->Minute = (CSHORT)(rest / 60000 % 60);
    fields->Second = (CSHORT)(rest / 1000 % 60);
    fields->Milliseconds = (CSHORT)(rest % 1000);
}

BOOLEAN NTAPI RtlTimeFieldsToTime(const TIME_FIELDS *fields, PLARGE_INTEGER time)
{
    int year = fields->Year, month = fields->Month;
    if (fields->Milliseconds < 0 || fields->Milliseconds > 999 || fields->Second < 0 || fields->Second > 59 ||
        fields->Minute < 0 || fields->Minute > 59 || fields->Hour < 0 || fields->Hour > 23 || month < 1 || month > 12 ||
        year < 1601 || year > 30827 || fields->Day < 1 || fields->Day > days_of_month(year, month))
        return FALSE;
    if (month < 3) {
        month += 12;
        year--;
    }
    int days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + fields->Day - 1 -
               DAYS_BEFORE_1601;
    time->QuadPart = days * TICKS_PER_DAY +
                     ((fields->Hour * 60ll + fields->Minute) * 60 + fields->Second) * TICKS_PER_SECOND +
                     fields->Milliseconds * TICKS_PER_MILLISECOND;
    return TRUE;
}

static BOOLEAN seconds_since(LONGLONG start, const LARGE_INTEGER *time, PULONG seconds)
{
    LONGLONG value = (time->QuadPart - start) / TICKS_PER_SECOND;
    if (time->QuadPart < start || value > MAXDWORD) return FALSE;
    *seconds = (ULONG)value;
    return TRUE;
}

BOOLEAN NTAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *time, PULONG seconds)
{
    return seconds_since(TICKS_TO_1970, time, seconds);
}
BOOLEAN NTAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *time, PULONG seconds)
{
    return seconds_since(TICKS_TO_1980, time, seconds);
}
VOID NTAPI RtlSecondsSince1970ToTime(ULONG seconds, PLARGE_INTEGER time)
{
    time->QuadPart = TICKS_TO_1970 + seconds * TICKS_PER_SECOND;
}
VOID NTAPI RtlSecondsSince1980ToTime(ULONG seconds, PLARGE_INTEGER time)
{
    time->QuadPart = TICKS_TO_1980 + seconds * TICKS_PER_SECOND;
}

VOID NTAPI RtlTimeToElapsedTimeFields(const LARGE_INTEGER *time, PTIME_FIELDS fields)
{
    LONGLONG milliseconds = time->QuadPart / TICKS_PER_MILLISECOND;
    int rest = (int)(milliseconds % 86400000);
    *fields = (TIME_FIELDS){.Day = (CSHORT)(milliseconds / 86400000),
                            .Hour = (CSHORT)(rest / 3600000),
                            .Minute = (CSHORT)(rest / 60000 % 60),
                            .Second = (CSHORT)(rest / 1000 % 60),
                            .Milliseconds = (CSHORT)(rest % 1000)};
}
