/* Power, error reporting and other settings of a process that have no effect beyond what is documented (winbase.h,
 * werapi.h). */
#include "nls_private.h"

static DWORD report_flags;
static EXECUTION_STATE execution_state = ES_CONTINUOUS;

/* A machine on the mains; batteries are not looked at. */
BOOL WINAPI GetSystemPowerStatus(LPSYSTEM_POWER_STATUS status)
{
    *status = (SYSTEM_POWER_STATUS){.ACLineStatus = 1,
                                    .BatteryFlag = 128 /* none */,
                                    .BatteryLifePercent = 255,
                                    .BatteryLifeTime = MAXDWORD,
                                    .BatteryFullLifeTime = MAXDWORD};
    return TRUE;
}

EXECUTION_STATE WINAPI SetThreadExecutionState(EXECUTION_STATE state)
{
    EXECUTION_STATE old = execution_state;
    if (state & ~(EXECUTION_STATE)(ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED | ES_AWAYMODE_REQUIRED | ES_CONTINUOUS))
        return 0;
    if (state & ES_CONTINUOUS) execution_state = state;
    return old;
}

HRESULT WINAPI WerSetFlags(DWORD flags)
{
    report_flags = flags;
    return S_OK;
}

HRESULT WINAPI WerGetFlags(HANDLE process, PDWORD flags)
{
    if (!flags) return E_INVALIDARG;
    if (process != GetCurrentProcess() && GetProcessId(process) != GetCurrentProcessId())
        return HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED);
    *flags = report_flags;
    return S_OK;
}
