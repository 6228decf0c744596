/* EnumDisplayDevices, EnumDisplaySettings, ChangeDisplaySettings: the devices and modes agree with the monitors. */
#include "../check.h"

static void test_devices(void)
{
    DISPLAY_DEVICEW adapter = {.cb = sizeof(adapter)}, monitor = {.cb = sizeof(monitor)};
    DISPLAY_DEVICEA narrow = {.cb = sizeof(narrow)};
    DWORD number = 0, primaries = 0, attached = 0;
    for (; EnumDisplayDevicesW(NULL, number, &adapter, 0); number++) {
        char text[32];
        check(number < 64, "the enumeration ends");
        if (number >= 64) break;
        if (!(adapter.StateFlags & DISPLAY_DEVICE_ATTACHED_TO_DESKTOP)) continue;
        attached++;
        if (adapter.StateFlags & DISPLAY_DEVICE_PRIMARY_DEVICE) primaries++;
        check(!wcsncmp(adapter.DeviceName, L"\\\\.\\DISPLAY", 11), "the adapter's name is %ls", adapter.DeviceName);
        check(adapter.DeviceString[0], "the adapter has a description");
        check(EnumDisplayDevicesW(adapter.DeviceName, 0, &monitor, 0), "adapter %ls has a monitor", adapter.DeviceName);
        check(!wcsncmp(monitor.DeviceName, adapter.DeviceName, wcslen(adapter.DeviceName)),
              "the monitor's name %ls begins with the adapter's", monitor.DeviceName);
        check(monitor.StateFlags & DISPLAY_DEVICE_ACTIVE, "the monitor is active");
        check(EnumDisplayDevicesA(NULL, number, &narrow, 0), "EnumDisplayDevicesA");
        WideCharToMultiByte(CP_ACP, 0, adapter.DeviceName, -1, text, sizeof(text), NULL, NULL);
        check_equal_string(narrow.DeviceName, text, "the narrow name");
        check_equal_u32(narrow.StateFlags, adapter.StateFlags, "the narrow structure's flags");
    }
    check(attached >= 1, "at least one adapter is attached");
    check_equal_u32(attached, GetSystemMetrics(SM_CMONITORS), "as many as there are monitors");
    check_equal_u32(primaries, 1, "one of them is the primary one");
    check(!EnumDisplayDevicesW(L"\\\\.\\NODISPLAY", 0, &monitor, 0), "a device that there is not");
}

static void test_settings(void)
{
    DEVMODEW mode = {.dmSize = sizeof(mode)}, again = {.dmSize = sizeof(again)};
    DEVMODEA narrow = {.dmSize = sizeof(narrow)};
    check(EnumDisplaySettingsW(NULL, ENUM_CURRENT_SETTINGS, &mode), "the current mode");
    check_equal_u32(mode.dmPelsWidth, GetSystemMetrics(SM_CXSCREEN), "its width");
    check_equal_u32(mode.dmPelsHeight, GetSystemMetrics(SM_CYSCREEN), "its height");
    HDC dc = GetDC(NULL);
    check_equal_u32(mode.dmBitsPerPel, GetDeviceCaps(dc, BITSPIXEL), "its depth");
    ReleaseDC(NULL, dc);
    static const DWORD fields = DM_BITSPERPEL | DM_PELSWIDTH | DM_PELSHEIGHT | DM_DISPLAYFLAGS | DM_DISPLAYFREQUENCY;
    check_equal_u32(mode.dmFields & fields, fields, "the members that are documented to be set");
    check_equal_u32(mode.dmSize, sizeof(mode), "dmSize stays");
    check_equal_int(mode.dmPosition.x, 0, "the primary monitor lies at 0, 0");
    check_equal_int(mode.dmPosition.y, 0, "the primary monitor lies at 0, 0");
    check(EnumDisplaySettingsA(NULL, ENUM_CURRENT_SETTINGS, &narrow), "EnumDisplaySettingsA");
    check_equal_u32(narrow.dmPelsWidth, mode.dmPelsWidth, "the narrow structure's width");
    check_equal_u32(narrow.dmDisplayFrequency, mode.dmDisplayFrequency, "the narrow structure's frequency");
    check(EnumDisplaySettingsExW(NULL, ENUM_REGISTRY_SETTINGS, &again, 0), "the stored mode");
    check_equal_u32(again.dmPelsWidth, mode.dmPelsWidth, "the stored mode is the current one");
    DWORD modes = 0;
    BOOL has_current = FALSE;
    while (modes < 10000 && EnumDisplaySettingsW(NULL, modes, &again)) {
        has_current |= again.dmPelsWidth == mode.dmPelsWidth && again.dmPelsHeight == mode.dmPelsHeight &&
                       again.dmBitsPerPel == mode.dmBitsPerPel;
        modes++;
    }
    check(modes && modes < 10000, "%lu modes", modes);
    check(has_current, "the current mode is among them");
    check(!EnumDisplaySettingsW(L"\\\\.\\NODISPLAY", ENUM_CURRENT_SETTINGS, &again), "a device that there is not");
    MONITORINFOEXW info = {.cbSize = sizeof(info)};
    check(GetMonitorInfoW(MonitorFromPoint((POINT){0, 0}, MONITOR_DEFAULTTOPRIMARY), (LPMONITORINFO)&info), "primary");
    check(EnumDisplaySettingsW(info.szDevice, ENUM_CURRENT_SETTINGS, &again), "the mode of %ls", info.szDevice);
    check_equal_u32(again.dmPelsWidth, info.rcMonitor.right - info.rcMonitor.left, "the width of the monitor");
}

static void test_change(void)
{
    DEVMODEW mode = {.dmSize = sizeof(mode)};
    DEVMODEA narrow = {.dmSize = sizeof(narrow)};
    check(EnumDisplaySettingsW(NULL, ENUM_CURRENT_SETTINGS, &mode), "the current mode");
    check_equal_int(ChangeDisplaySettingsW(&mode, CDS_TEST), DISP_CHANGE_SUCCESSFUL, "the current mode can be set");
    check(EnumDisplaySettingsA(NULL, ENUM_CURRENT_SETTINGS, &narrow), "the current mode");
    check_equal_int(ChangeDisplaySettingsA(&narrow, CDS_TEST), DISP_CHANGE_SUCCESSFUL, "also by ...A");
    check_equal_int(ChangeDisplaySettingsExW(NULL, NULL, NULL, 0, NULL), DISP_CHANGE_SUCCESSFUL, "the stored mode");
    mode.dmFields = DM_PELSWIDTH | DM_PELSHEIGHT;
    mode.dmPelsWidth = 123;
    mode.dmPelsHeight = 45;
    check_equal_int(ChangeDisplaySettingsW(&mode, CDS_TEST), DISP_CHANGE_BADMODE, "a mode that there is not");
    mode.dmSize = 0;
    check_equal_int(ChangeDisplaySettingsW(&mode, CDS_TEST), DISP_CHANGE_BADMODE, "a structure without a size");
    check_equal_int(ChangeDisplaySettingsExW(L"\\\\.\\NODISPLAY", NULL, NULL, CDS_TEST, NULL), DISP_CHANGE_BADPARAM,
                    "a device that there is not");
}

int main(void)
{
    test_devices();
    test_settings();
    test_change();
    return check_summary();
}
