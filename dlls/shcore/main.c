/* shcore's own functions: how programs stand to the resolution of monitors. The others are shlwapi's and shell32's. */
#include "nt/nt.h"
#include <shellscalingapi.h>

static LONG awareness = -1; /* a PROCESS_DPI_AWARENESS; -1: not set here */

static UINT screen_dpi(void)
{
    HDC screen = GetDC(NULL);
    UINT dpi = (UINT)GetDeviceCaps(screen, LOGPIXELSX);

    ReleaseDC(NULL, screen);
    return dpi;
}

/* All monitors have the resolution of the desktop. */
HRESULT WINAPI GetDpiForMonitor(HMONITOR monitor, MONITOR_DPI_TYPE type, UINT *x, UINT *y)
{
    MONITORINFO info = {.cbSize = sizeof(info)};

    if (!x || !y || type < MDT_EFFECTIVE_DPI || type > MDT_RAW_DPI || !GetMonitorInfoW(monitor, &info))
        return E_INVALIDARG;
    *x = *y = screen_dpi();
    return S_OK;
}

HRESULT WINAPI GetScaleFactorForMonitor(HMONITOR monitor, DEVICE_SCALE_FACTOR *scale)
{
    MONITORINFO info = {.cbSize = sizeof(info)};

    if (!scale || !GetMonitorInfoW(monitor, &info)) return E_INVALIDARG;
    *scale = (DEVICE_SCALE_FACTOR)(screen_dpi() * 100 / 96);
    return S_OK;
}

/* Only the own process is known. */
HRESULT WINAPI GetProcessDpiAwareness(HANDLE process, PROCESS_DPI_AWARENESS *value)
{
    if (!value) return E_INVALIDARG;
    if (process && GetProcessId(process) != GetCurrentProcessId()) return E_ACCESSDENIED;
    if (awareness >= 0) *value = (PROCESS_DPI_AWARENESS)awareness;
    else *value = IsProcessDPIAware() ? PROCESS_SYSTEM_DPI_AWARE : PROCESS_DPI_UNAWARE;
    return S_OK;
}

HRESULT WINAPI SetProcessDpiAwareness(PROCESS_DPI_AWARENESS value)
{
    if (value < PROCESS_DPI_UNAWARE || value > PROCESS_PER_MONITOR_DPI_AWARE) return E_INVALIDARG;
    if (InterlockedCompareExchange(&awareness, value, -1) != -1) return E_ACCESSDENIED; /* it is set once */
    if (value != PROCESS_DPI_UNAWARE) SetProcessDPIAware();
    return S_OK;
}
