/* Display devices and their modes. Each monitor of the screen is the one monitor of an adapter of its own, and its only
 * mode is the one that the display has: Winrun does not change the mode of the person's screen. */
#include "user_private.h"
#include <stdlib.h>

#define BITS_PER_PIXEL    32
#define REFRESH_RATE      60 /* what programs that time their pictures by it expect; the display does not tell */
#define DRIVER_VERSION    0x0401
#define ADAPTER_NAME      L"Winrun display"
#define MONITOR_NAME      L"Generic PnP Monitor"

static UINT monitor_count(const struct screen_record *screen) { return min(screen->monitor_count, MONITOR_COUNT); }

/* Index of the monitor that `\\.\DISPLAYn` means; NULL: the primary one. FALSE: there is no such device. */
static BOOL find_device(const struct screen_record *screen, LPCWSTR device, UINT *index)
{
    WCHAR name[CCHDEVICENAME];
    for (UINT i = 0; i < monitor_count(screen); i++) {
        wsprintfW(name, L"\\\\.\\DISPLAY%u", i + 1);
        if (device ? !lstrcmpiW(device, name) : screen->monitors[i].flags & 1) return *index = i, TRUE;
    }
    return FALSE;
}

static void describe_adapter(const struct screen_record *screen, UINT index, DISPLAY_DEVICEW *device)
{
    device->StateFlags = DISPLAY_DEVICE_ATTACHED_TO_DESKTOP | DISPLAY_DEVICE_VGA_COMPATIBLE;
    if (screen->monitors[index].flags & 1) device->StateFlags |= DISPLAY_DEVICE_PRIMARY_DEVICE;
    wsprintfW(device->DeviceName, L"\\\\.\\DISPLAY%u", index + 1);
    lstrcpyW(device->DeviceString, ADAPTER_NAME);
    lstrcpyW(device->DeviceID, L"PCI\\VEN_0000&DEV_0000&SUBSYS_00000000&REV_00");
}

static void describe_monitor(UINT index, DWORD flags, DISPLAY_DEVICEW *device)
{
    device->StateFlags = DISPLAY_DEVICE_ACTIVE | DISPLAY_DEVICE_ATTACHED;
    wsprintfW(device->DeviceName, L"\\\\.\\DISPLAY%u\\Monitor0", index + 1);
    lstrcpyW(device->DeviceString, MONITOR_NAME);
    if (flags & EDD_GET_DEVICE_INTERFACE_NAME)
        wsprintfW(device->DeviceID, L"\\\\?\\DISPLAY#Default_Monitor#%u#{e6f07b5f-ee97-4a90-b076-33f57bf4eaa7}", index);
    else
        wsprintfW(device->DeviceID, L"MONITOR\\Default_Monitor\\{4d36e96e-e325-11ce-bfc1-08002be10318}\\%04u", index);
}

BOOL WINAPI EnumDisplayDevicesW(LPCWSTR device, DWORD number, PDISPLAY_DEVICEW result, DWORD flags)
{
    struct screen_record screen;
    DISPLAY_DEVICEW found = {0};
    UINT index = number;
    if (!result) return FALSE;
    screen_read(&screen);
    if (device && (!find_device(&screen, device, &index) || number)) return FALSE;
    if (index >= monitor_count(&screen)) return FALSE;
    if (device) describe_monitor(index, flags, &found);
    else describe_adapter(&screen, index, &found);
    found.cb = result->cb;
    memcpy(result, &found, min(result->cb, sizeof(found))); /* early structures end before DeviceID */
    return TRUE;
}

BOOL WINAPI EnumDisplayDevicesA(LPCSTR device, DWORD number, PDISPLAY_DEVICEA result, DWORD flags)
{
    DISPLAY_DEVICEW wide = {.cb = sizeof(wide)};
    WCHAR *name = device && result ? wide_from_ansi(device, -1) : NULL;
    if (!result || (device && !name)) return FALSE;
    DISPLAY_DEVICEA found = {.cb = result->cb};
    BOOL is_there = EnumDisplayDevicesW(name, number, &wide, flags);
    heap_free(name);
    if (!is_there) return FALSE;
    found.StateFlags = wide.StateFlags;
    WideCharToMultiByte(CP_ACP, 0, wide.DeviceName, -1, found.DeviceName, sizeof(found.DeviceName), NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide.DeviceString, -1, found.DeviceString, sizeof(found.DeviceString), NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide.DeviceID, -1, found.DeviceID, sizeof(found.DeviceID), NULL, NULL);
    memcpy(result, &found, min(result->cb, sizeof(found)));
    return TRUE;
}

/* --- modes --- */

/* Mode 0 and the current and the stored one are the same. */
static BOOL read_mode(LPCWSTR device, DWORD number, DEVMODEW *mode)
{
    struct screen_record screen;
    UINT index;
    screen_read(&screen);
    if (!find_device(&screen, device, &index)) return FALSE;
    if (number && number != ENUM_CURRENT_SETTINGS && number != ENUM_REGISTRY_SETTINGS) return FALSE;
    const struct screen_rectangle *bounds = &screen.monitors[index].bounds;
    memset(mode, 0, sizeof(*mode));
    wsprintfW(mode->dmDeviceName, L"\\\\.\\DISPLAY%u", index + 1);
    mode->dmSpecVersion = mode->dmDriverVersion = DRIVER_VERSION;
    mode->dmSize = sizeof(*mode);
    mode->dmFields = DM_BITSPERPEL | DM_PELSWIDTH | DM_PELSHEIGHT | DM_DISPLAYFLAGS | DM_DISPLAYFREQUENCY |
                     DM_DISPLAYORIENTATION;
    if (number) { /* a mode in use has a place; one that is only possible has none */
        mode->dmFields |= DM_POSITION;
        mode->dmPosition.x = bounds->left;
        mode->dmPosition.y = bounds->top;
    }
    mode->dmBitsPerPel = BITS_PER_PIXEL;
    mode->dmPelsWidth = (DWORD)(bounds->right - bounds->left);
    mode->dmPelsHeight = (DWORD)(bounds->bottom - bounds->top);
    mode->dmDisplayFrequency = REFRESH_RATE;
    return TRUE;
}

BOOL WINAPI EnumDisplaySettingsExW(LPCWSTR device, DWORD number, LPDEVMODEW mode, DWORD flags)
{
    DEVMODEW found;
    (void)flags; /* there are no rotated and no unsafe modes to list */
    if (!mode || !read_mode(device, number, &found)) return FALSE;
    /* Programs that leave dmSize unset count on the members up to dmDisplayFrequency nevertheless. */
    DWORD size = max(mode->dmSize, offsetof(DEVMODEW, dmDisplayFrequency) + sizeof(DWORD));
    WORD extra = mode->dmDriverExtra;
    found.dmSize = (WORD)min(size, sizeof(found));
    found.dmDriverExtra = extra;
    memcpy(mode, &found, found.dmSize);
    return TRUE;
}

BOOL WINAPI EnumDisplaySettingsW(LPCWSTR device, DWORD number, LPDEVMODEW mode)
{
    return EnumDisplaySettingsExW(device, number, mode, 0);
}

BOOL WINAPI EnumDisplaySettingsExA(LPCSTR device, DWORD number, LPDEVMODEA mode, DWORD flags)
{
    DEVMODEW wide;
    DEVMODEA found = {0};
    (void)flags;
    WCHAR *name = device ? wide_from_ansi(device, -1) : NULL;
    if ((device && !name) || !mode) return FALSE;
    BOOL is_there = read_mode(name, number, &wide);
    heap_free(name);
    if (!is_there) return FALSE;
    DWORD size = max(mode->dmSize, offsetof(DEVMODEA, dmDisplayFrequency) + sizeof(DWORD));
    WideCharToMultiByte(CP_ACP, 0, wide.dmDeviceName, -1, (LPSTR)found.dmDeviceName, CCHDEVICENAME, NULL, NULL);
    found.dmSpecVersion = found.dmDriverVersion = DRIVER_VERSION;
    found.dmSize = (WORD)min(size, sizeof(found));
    found.dmDriverExtra = mode->dmDriverExtra;
    found.dmFields = wide.dmFields;
    found.dmPosition = wide.dmPosition;
    found.dmBitsPerPel = wide.dmBitsPerPel;
    found.dmPelsWidth = wide.dmPelsWidth;
    found.dmPelsHeight = wide.dmPelsHeight;
    found.dmDisplayFrequency = wide.dmDisplayFrequency;
    memcpy(mode, &found, found.dmSize);
    return TRUE;
}

BOOL WINAPI EnumDisplaySettingsA(LPCSTR device, DWORD number, LPDEVMODEA mode)
{
    return EnumDisplaySettingsExA(device, number, mode, 0);
}

struct wanted_mode { DWORD fields, bits, width, height, frequency; POINTL position; };

/* The mode that is there already succeeds; no other can be set. */
static LONG change_mode(LPCWSTR device, const struct wanted_mode *wanted, HWND window, DWORD flags)
{
    static const DWORD known = CDS_UPDATEREGISTRY | CDS_TEST | CDS_FULLSCREEN | CDS_GLOBAL | CDS_SET_PRIMARY |
                               CDS_VIDEOPARAMETERS | CDS_RESET | CDS_RESET_EX | CDS_NORESET | CDS_ENABLE_UNSAFE_MODES |
                               CDS_DISABLE_UNSAFE_MODES;
    DEVMODEW now;
    if (window) return DISP_CHANGE_BADPARAM; /* documented: must be NULL */
    if (flags & ~known || (flags & (CDS_GLOBAL | CDS_NORESET) && !(flags & CDS_UPDATEREGISTRY)))
        return DISP_CHANGE_BADFLAGS;
    if (!read_mode(device, ENUM_CURRENT_SETTINGS, &now)) return DISP_CHANGE_BADPARAM;
    if (!wanted) return DISP_CHANGE_SUCCESSFUL;
    if ((wanted->fields & DM_BITSPERPEL && wanted->bits && wanted->bits != now.dmBitsPerPel) ||
        (wanted->fields & DM_PELSWIDTH && wanted->width && wanted->width != now.dmPelsWidth) ||
        (wanted->fields & DM_PELSHEIGHT && wanted->height && wanted->height != now.dmPelsHeight) ||
        (wanted->fields & DM_DISPLAYFREQUENCY && wanted->frequency > 1 && wanted->frequency != REFRESH_RATE) ||
        (wanted->fields & DM_POSITION &&
         (wanted->position.x != now.dmPosition.x || wanted->position.y != now.dmPosition.y)))
        return DISP_CHANGE_BADMODE;
    return DISP_CHANGE_SUCCESSFUL;
}

LONG WINAPI ChangeDisplaySettingsExW(LPCWSTR device, LPDEVMODEW mode, HWND window, DWORD flags, LPVOID parameter)
{
    (void)parameter; /* of CDS_VIDEOPARAMETERS: there is no TV encoder */
    if (!mode) return change_mode(device, NULL, window, flags);
    if (mode->dmSize < offsetof(DEVMODEW, dmDisplayFrequency) + sizeof(DWORD)) return DISP_CHANGE_BADMODE;
    struct wanted_mode wanted = {mode->dmFields,     mode->dmBitsPerPel,       mode->dmPelsWidth,
                                 mode->dmPelsHeight, mode->dmDisplayFrequency, mode->dmPosition};
    return change_mode(device, &wanted, window, flags);
}

LONG WINAPI ChangeDisplaySettingsExA(LPCSTR device, LPDEVMODEA mode, HWND window, DWORD flags, LPVOID parameter)
{
    struct wanted_mode wanted;
    (void)parameter;
    if (mode && mode->dmSize < offsetof(DEVMODEA, dmDisplayFrequency) + sizeof(DWORD)) return DISP_CHANGE_BADMODE;
    if (mode)
        wanted = (struct wanted_mode){mode->dmFields,     mode->dmBitsPerPel,       mode->dmPelsWidth,
                                      mode->dmPelsHeight, mode->dmDisplayFrequency, mode->dmPosition};
    WCHAR *name = device ? wide_from_ansi(device, -1) : NULL;
    if (device && !name) return DISP_CHANGE_FAILED;
    LONG result = change_mode(name, mode ? &wanted : NULL, window, flags);
    heap_free(name);
    return result;
}

LONG WINAPI ChangeDisplaySettingsW(LPDEVMODEW mode, DWORD flags)
{
    return ChangeDisplaySettingsExW(NULL, mode, NULL, flags, NULL);
}

LONG WINAPI ChangeDisplaySettingsA(LPDEVMODEA mode, DWORD flags)
{
    return ChangeDisplaySettingsExA(NULL, mode, NULL, flags, NULL);
}
