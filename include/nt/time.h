/* System time, time fields, the local time zone, performance counter (dlls/ntdll/time*.c). */
#ifndef NT_TIME_H
#define NT_TIME_H

typedef short CSHORT;
typedef struct _TIME_FIELDS {
    CSHORT Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday;
} TIME_FIELDS, *PTIME_FIELDS;
typedef struct _RTL_TIME_ZONE_INFORMATION {
    LONG Bias;
    WCHAR StandardName[32];
    TIME_FIELDS StandardStart;
    LONG StandardBias;
    WCHAR DaylightName[32];
    TIME_FIELDS DaylightStart;
    LONG DaylightBias;
} RTL_TIME_ZONE_INFORMATION;
typedef struct _RTL_DYNAMIC_TIME_ZONE_INFORMATION {
    RTL_TIME_ZONE_INFORMATION tzi; WCHAR TimeZoneKeyName[128]; BOOLEAN DynamicDaylightTimeDisabled;
} RTL_DYNAMIC_TIME_ZONE_INFORMATION;

#define TICKS_PER_SECOND      10000000ll          /* of a FILETIME */
#define TICKS_PER_MILLISECOND 10000ll
#define TICKS_PER_DAY         (86400 * TICKS_PER_SECOND)
#define TICKS_TO_1970         116444736000000000ll /* from 1601 */
#define TICKS_TO_1980         119600064000000000ll

NTSYSAPI NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER time);
NTSYSAPI NTSTATUS NTAPI NtSetSystemTime(const LARGE_INTEGER *time, PLARGE_INTEGER old);
NTSYSAPI NTSTATUS NTAPI NtQueryPerformanceCounter(PLARGE_INTEGER counter, PLARGE_INTEGER frequency);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER counter);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER frequency);
NTSYSAPI BOOL NTAPI RtlQueryUnbiasedInterruptTime(PULONGLONG time);
NTSYSAPI LONGLONG NTAPI RtlGetSystemTimePrecise(void);
NTSYSAPI ULONG NTAPI NtGetTickCount(void);
NTSYSAPI VOID NTAPI RtlTimeToTimeFields(const LARGE_INTEGER *time, PTIME_FIELDS fields);
NTSYSAPI BOOLEAN NTAPI RtlTimeFieldsToTime(const TIME_FIELDS *fields, PLARGE_INTEGER time);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *time, PULONG seconds);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *time, PULONG seconds);
NTSYSAPI VOID NTAPI RtlSecondsSince1970ToTime(ULONG seconds, PLARGE_INTEGER time);
NTSYSAPI VOID NTAPI RtlSecondsSince1980ToTime(ULONG seconds, PLARGE_INTEGER time);
NTSYSAPI NTSTATUS NTAPI RtlSystemTimeToLocalTime(const LARGE_INTEGER *system_time, PLARGE_INTEGER local);
NTSYSAPI NTSTATUS NTAPI RtlLocalTimeToSystemTime(const LARGE_INTEGER *local, PLARGE_INTEGER system_time);
NTSYSAPI NTSTATUS NTAPI RtlQueryTimeZoneInformation(RTL_TIME_ZONE_INFORMATION *information);
NTSYSAPI NTSTATUS NTAPI RtlQueryDynamicTimeZoneInformation(RTL_DYNAMIC_TIME_ZONE_INFORMATION *information);
NTSYSAPI NTSTATUS NTAPI NtQueryTimerResolution(PULONG minimum, PULONG maximum, PULONG current);
NTSYSAPI NTSTATUS NTAPI NtSetTimerResolution(ULONG wanted, BOOLEAN set, PULONG current);

/* Exported for kernel32: the rules of the local zone in a year (0: the current one), and whether daylight saving holds
 * now. */
void NTAPI winrun_time_zone_of_year(INT year, RTL_DYNAMIC_TIME_ZONE_INFORMATION *information, BOOLEAN *daylight_now);
/* Milliseconds since boot. */
ULONGLONG NTAPI winrun_tick_count(void);

#endif
