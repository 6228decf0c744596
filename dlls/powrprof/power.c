/* What is known of power and processors: a computer on mains, whose system does the sleeping. */
#include "nt/nt.h"
#include <powrprof.h>
#include <stdbool.h>
#include <string.h>

static ULONG processor_megahertz(void)
{
    DWORD megahertz = 0, size = sizeof(megahertz);
    const WCHAR *key = L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0";
    RegGetValueW(HKEY_LOCAL_MACHINE, key, L"~MHz", RRF_RT_REG_DWORD, NULL, &megahertz, &size);
    return megahertz;
}

/* The header has no name for it: PROCESSOR_POWER_INFORMATION of the documentation of CallNtPowerInformation. */
struct processor_power {
    ULONG number, max_megahertz, current_megahertz, megahertz_limit, max_idle_state, current_idle_state;
};

static NTSTATUS processor_information(void *out, ULONG size)
{
    struct processor_power *powers = out;
    ULONG count, megahertz = processor_megahertz();
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    count = info.dwNumberOfProcessors;
    if (size < count * sizeof(*powers)) return STATUS_BUFFER_TOO_SMALL;
    for (ULONG i = 0; i < count; i++)
        powers[i] = (struct processor_power){
            .number = i, .max_megahertz = megahertz, .current_megahertz = megahertz, .megahertz_limit = megahertz};
    return STATUS_SUCCESS;
}

static NTSTATUS give(void *out, ULONG size, const void *answer, ULONG answer_size)
{
    if (size < answer_size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(out, answer, answer_size);
    return STATUS_SUCCESS;
}

static NTSTATUS capabilities(void *out, ULONG size)
{
    SYSTEM_POWER_CAPABILITIES answer = {.ProcessorMinThrottle = 100, .ProcessorMaxThrottle = 100};
    return give(out, size, &answer, sizeof(answer));
}

static NTSTATUS battery_state(void *out, ULONG size)
{
    SYSTEM_BATTERY_STATE answer = {.AcOnLine = TRUE};
    return give(out, size, &answer, sizeof(answer));
}

NTSTATUS WINAPI CallNtPowerInformation(POWER_INFORMATION_LEVEL level, PVOID in, ULONG in_size, PVOID out,
                                       ULONG out_size)
{
    static const ULONGLONG never = 0;
    static const ULONG awake = 0;

    if (!out) return STATUS_INVALID_PARAMETER;
    if (in || in_size) return STATUS_ACCESS_DENIED; /* nothing of it is for programs to change */
    switch (level) {
    case SystemPowerCapabilities: return capabilities(out, out_size);
    case SystemBatteryState: return battery_state(out, out_size);
    case ProcessorInformation: return processor_information(out, out_size);
    case LastWakeTime:
    case LastSleepTime: return give(out, out_size, &never, sizeof(never));
    case SystemExecutionState: return give(out, out_size, &awake, sizeof(awake));
    default: return STATUS_NOT_SUPPORTED;
    }
}

BOOLEAN WINAPI GetPwrCapabilities(PSYSTEM_POWER_CAPABILITIES answer)
{
    NTSTATUS status = answer ? capabilities(answer, sizeof(*answer)) : STATUS_INVALID_PARAMETER;
    if (status) SetLastError(RtlNtStatusToDosError(status));
    return !status;
}

/* Whether to sleep is decided by the Linux system and its user. */
BOOLEAN WINAPI IsPwrSuspendAllowed(void) { return FALSE; }
BOOLEAN WINAPI IsPwrHibernateAllowed(void) { return FALSE; }
BOOLEAN WINAPI IsPwrShutdownAllowed(void) { return FALSE; }

POWER_PLATFORM_ROLE WINAPI PowerDeterminePlatformRole(VOID) { return PlatformRoleDesktop; }
POWER_PLATFORM_ROLE WINAPI PowerDeterminePlatformRoleEx(ULONG version)
{
    (void)version;
    return PlatformRoleDesktop;
}
