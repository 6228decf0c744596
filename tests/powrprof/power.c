/* CallNtPowerInformation: processors, batteries, and what is not there. */
#include "../check.h"
#include <powrprof.h>

int main(void)
{
    struct {
        ULONG number, max, current, limit, max_idle, current_idle;
    } processors[64];
    SYSTEM_BATTERY_STATE battery;
    SYSTEM_POWER_CAPABILITIES capabilities;
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    NTSTATUS status = CallNtPowerInformation(ProcessorInformation, NULL, 0, processors, sizeof(processors));
    check(!status, "processors: %#lx", status);
    for (ULONG i = 0; i < info.dwNumberOfProcessors; i++)
        check(processors[i].number == i && processors[i].max > 100 && processors[i].current <= processors[i].max,
              "processor %lu: %lu of %lu MHz", i, processors[i].current, processors[i].max);
    status = CallNtPowerInformation(ProcessorInformation, NULL, 0, processors, 4);
    check(status == (NTSTATUS)0xc0000023, "too small: %#lx", status);
    status = CallNtPowerInformation(SystemBatteryState, NULL, 0, &battery, sizeof(battery));
    check(!status && (battery.AcOnLine || battery.BatteryPresent), "battery: %#lx", status);
    check(CallNtPowerInformation(SystemBatteryState, NULL, 0, NULL, 0) < 0, "no buffer");
    check(GetPwrCapabilities(&capabilities), "GetPwrCapabilities: %lu", GetLastError());
    return check_summary();
}
