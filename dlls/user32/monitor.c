/* Multiple Display Monitors. */
#include "user_private.h"

#define FIRST_HANDLE 0x10001u

static HMONITOR handle_of(uint32_t index) { return (HMONITOR)(ULONG_PTR)(FIRST_HANDLE + 2 * index); }

static RECT rect_of(const struct screen_rectangle *r) { return (RECT){r->left, r->top, r->right, r->bottom}; }

static BOOL monitor_read(HMONITOR handle, struct screen_record *screen, uint32_t *index)
{
    ULONG_PTR offset = (ULONG_PTR)handle - FIRST_HANDLE;
    screen_read(screen);
    *index = (uint32_t)(offset / 2);
    return !(offset & 1) && offset / 2 < min(screen->monitor_count, MONITOR_COUNT);
}

static LONGLONG overlap(const RECT *a, const RECT *b)
{
    RECT common;
    return IntersectRect(&common, a, b) ? (LONGLONG)(common.right - common.left) * (common.bottom - common.top) : 0;
}

static LONGLONG distance(const RECT *a, const RECT *b)
{
    LONGLONG x = max(max(a->left - b->right, b->left - a->right), 0),
             y = max(max(a->top - b->bottom, b->top - a->bottom), 0);
    return x * x + y * y;
}

HMONITOR WINAPI MonitorFromRect(LPCRECT rectangle, DWORD flags)
{
    struct screen_record screen;
    uint32_t best = 0, primary = 0, nearest = 0;
    LONGLONG most = 0, least = INT64_MAX;
    screen_read(&screen);
    RECT wanted = *rectangle;
    if (wanted.right <= wanted.left) wanted.right = wanted.left + 1;
    if (wanted.bottom <= wanted.top) wanted.bottom = wanted.top + 1;
    for (uint32_t i = 0; i < min(screen.monitor_count, MONITOR_COUNT); i++) {
        RECT bounds = rect_of(&screen.monitors[i].bounds);
        LONGLONG common = overlap(&bounds, &wanted), away = distance(&bounds, &wanted);
        if (common > most) most = common, best = i;
        if (away < least) least = away, nearest = i;
        if (screen.monitors[i].flags & 1) primary = i;
    }
    if (most) return handle_of(best);
    if (flags & MONITOR_DEFAULTTOPRIMARY) return handle_of(primary);
    return flags & MONITOR_DEFAULTTONEAREST ? handle_of(nearest) : NULL;
}

HMONITOR WINAPI MonitorFromPoint(POINT point, DWORD flags)
{
    RECT one = {point.x, point.y, point.x + 1, point.y + 1};
    return MonitorFromRect(&one, flags);
}

HMONITOR WINAPI MonitorFromWindow(HWND window, DWORD flags)
{
    RECT place;
    if (!window_shared(window)) return MonitorFromRect(&(RECT){0, 0, 1, 1}, flags & ~(DWORD)MONITOR_DEFAULTTONEAREST);
    if (IsIconic(window)) {
        struct window_record record;
        if (window_read(window, &record)) memcpy(&place, &record.restored, sizeof(place));
    } else {
        GetWindowRect(window, &place);
    }
    return MonitorFromRect(&place, flags);
}

BOOL WINAPI GetMonitorInfoW(HMONITOR monitor, LPMONITORINFO info)
{
    struct screen_record screen;
    uint32_t index;
    if (!info || (info->cbSize != sizeof(MONITORINFO) && info->cbSize != sizeof(MONITORINFOEXW)))
        return set_user_error(ERROR_INVALID_PARAMETER);
    if (!monitor_read(monitor, &screen, &index)) return set_user_error(ERROR_INVALID_MONITOR_HANDLE);
    info->rcMonitor = rect_of(&screen.monitors[index].bounds);
    info->rcWork = rect_of(&screen.monitors[index].work);
    info->dwFlags = screen.monitors[index].flags & 1 ? MONITORINFOF_PRIMARY : 0;
    if (info->cbSize == sizeof(MONITORINFOEXW))
        wsprintfW(((MONITORINFOEXW *)info)->szDevice, L"\\\\.\\DISPLAY%u", index + 1);
    return TRUE;
}

BOOL WINAPI GetMonitorInfoA(HMONITOR monitor, LPMONITORINFO info)
{
    MONITORINFOEXW wide = {.cbSize = sizeof(wide)};
    if (!info || (info->cbSize != sizeof(MONITORINFO) && info->cbSize != sizeof(MONITORINFOEXA)))
        return set_user_error(ERROR_INVALID_PARAMETER);
    if (!GetMonitorInfoW(monitor, (LPMONITORINFO)&wide)) return FALSE;
    info->rcMonitor = wide.rcMonitor;
    info->rcWork = wide.rcWork;
    info->dwFlags = wide.dwFlags;
    if (info->cbSize != sizeof(MONITORINFOEXA)) return TRUE;
    WideCharToMultiByte(CP_ACP, 0, wide.szDevice, -1, ((MONITORINFOEXA *)info)->szDevice, CCHDEVICENAME, NULL, NULL);
    return TRUE;
}

BOOL WINAPI EnumDisplayMonitors(HDC dc, LPCRECT clip, MONITORENUMPROC function, LPARAM parameter)
{
    struct screen_record screen;
    POINT origin = {0, 0};
    RECT dc_box;
    if (dc && (GetClipBox(dc, &dc_box) == NULLREGION || !GetDCOrgEx(dc, &origin))) return FALSE;
    screen_read(&screen);
    for (uint32_t i = 0; i < min(screen.monitor_count, MONITOR_COUNT); i++) {
        RECT bounds = rect_of(&screen.monitors[i].bounds);
        if (dc) {
            OffsetRect(&bounds, -origin.x, -origin.y);
            if (!IntersectRect(&bounds, &bounds, &dc_box)) continue;
        }
        if (clip && !IntersectRect(&bounds, &bounds, clip)) continue;
        if (!function(handle_of(i), dc, &bounds, parameter)) return FALSE;
    }
    return TRUE;
}

/* --- dots an inch: programs see 96; the display may enlarge what they draw --- */

UINT WINAPI GetDpiForWindow(HWND window) { return window_shared(window) ? USER_DEFAULT_SCREEN_DPI : 0; }
UINT WINAPI GetDpiForSystem(void) { return USER_DEFAULT_SCREEN_DPI; }
BOOL WINAPI IsProcessDPIAware(void) { return TRUE; } /* nothing is stretched */
BOOL WINAPI SetProcessDPIAware(void) { return TRUE; }
