/* GetGuiResources: how many objects a process has. */
#include "user_private.h"
#include "../gdi32/gdi_window_dc.h"
#include "user_object.h"

static LONG most_gdi, most_user; /* of what was asked so far: the peaks that are known */

static DWORD windows_of(DWORD pid)
{
    DWORD count = 0;
    user_start();
    for (uint32_t i = 1; i < min(windowing->window_high_water, WINDOW_COUNT); i++)
        count += windowing->windows[i].handle && windowing->windows[i].pid == pid;
    return count;
}

static DWORD at_most(LONG *most, DWORD now)
{
    for (LONG seen = *most; now > (DWORD)seen; seen = *most) InterlockedCompareExchange(most, (LONG)now, seen);
    return (DWORD)*most;
}

DWORD WINAPI GetGuiResources(HANDLE process, DWORD kind)
{
    DWORD pid = GetProcessId(process);
    BOOL is_own = pid == GetCurrentProcessId();
    if (kind > GR_USEROBJECTS_PEAK || kind == 3) return set_user_error(ERROR_INVALID_PARAMETER), 0;
    if (!pid) return 0;
    if (kind == GR_USEROBJECTS || kind == GR_USEROBJECTS_PEAK) {
        DWORD now = windows_of(pid) + (is_own ? user_object_count() : 0);
        DWORD most = is_own ? at_most(&most_user, now) : now;
        return kind == GR_USEROBJECTS ? now : most;
    }
    if (!is_own) return set_user_error(ERROR_NOT_SUPPORTED), 0;
    DWORD now = gdi_object_count(), most = at_most(&most_gdi, now);
    return kind == GR_GDIOBJECTS ? now : most;
}
