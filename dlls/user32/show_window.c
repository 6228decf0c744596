/* ShowWindow, minimising, maximising, WINDOWPLACEMENT. */
#include "user_private.h"

#define MINIMIZED_AT (-32000) /* where minimised top-level windows are */

/* --- limits --- */

static RECT work_area_of(HWND window)
{
    struct window_place place;
    MONITORINFO info = {.cbSize = sizeof(info)};
    if (window_place_read(window, &place) && place.parent != handle_value(desktop_window())) {
        RECT client;
        GetClientRect(handle_from(place.parent), &client);
        return client;
    }
    GetMonitorInfoW(MonitorFromWindow(window, MONITOR_DEFAULTTOPRIMARY), &info);
    return info.rcWork;
}

void window_minmax_info(HWND window, MINMAXINFO *info)
{
    DWORD style = user_style(window), ex_style = user_ex_style(window);
    RECT area = work_area_of(window);
    int frame = (int)frame_border_width(style, ex_style), width = area.right - area.left,
        height = area.bottom - area.top;
    BOOL is_child = window_is_child(style);
    BOOL full = !(style & WS_CAPTION) && !is_child; /* without a caption a maximised window covers the whole monitor */
    if (full) {
        MONITORINFO monitor = {.cbSize = sizeof(monitor)};
        GetMonitorInfoW(MonitorFromWindow(window, MONITOR_DEFAULTTOPRIMARY), &monitor);
        area = monitor.rcMonitor;
        width = area.right - area.left, height = area.bottom - area.top;
        if (!(style & WS_THICKFRAME)) frame = 0;
    }
    *info = (MINMAXINFO){.ptMaxSize = {width + 2 * frame, height + 2 * frame},
                         .ptMaxPosition = {area.left - frame, area.top - frame},
                         .ptMinTrackSize = {GetSystemMetrics(SM_CXMINTRACK), GetSystemMetrics(SM_CYMINTRACK)},
                         .ptMaxTrackSize = {GetSystemMetrics(SM_CXMAXTRACK), GetSystemMetrics(SM_CYMAXTRACK)}};
    if (!(style & WS_CAPTION)) info->ptMinTrackSize = (POINT){2 * frame, 2 * frame};
    send_message(window, WM_GETMINMAXINFO, 0, (LPARAM)info);
    info->ptMaxTrackSize.x = max(info->ptMaxTrackSize.x, info->ptMinTrackSize.x);
    info->ptMaxTrackSize.y = max(info->ptMaxTrackSize.y, info->ptMinTrackSize.y);
}

/* --- minimised, maximised, restored --- */

static void remember_place(HWND window)
{
    struct window_place place;
    if (!window_place_read(window, &place) || place.style & (WS_MINIMIZE | WS_MAXIMIZE)) return;
    struct request_window_set_in in = {.handle = place.handle, .mask = 256};
    struct request_window_set_out out;
    memcpy(in.restored, &place.window, sizeof(in.restored));
    SERVER_CALL(window_set, &in, &out);
}

static RECT restored_place(HWND window)
{
    struct window_record record;
    RECT place = {0};
    if (window_read(window, &record)) memcpy(&place, &record.restored, sizeof(place));
    return place;
}

static void place_of_icon(HWND window, RECT *place)
{
    struct window_place now;
    int width = GetSystemMetrics(SM_CXMINIMIZED), height = GetSystemMetrics(SM_CYMINIMIZED);
    *place = (RECT){MINIMIZED_AT, MINIMIZED_AT, MINIMIZED_AT + width, MINIMIZED_AT + height};
    if (!window_place_read(window, &now) || now.parent == handle_value(desktop_window())) return;
    RECT client; /* an MDI child becomes an icon at the lower edge of its parent */
    GetClientRect(handle_from(now.parent), &client);
    UINT count, icons = 0;
    HWND *siblings = window_children(handle_from(now.parent), &count);
    for (UINT i = 0; siblings && i < count; i++)
        if (siblings[i] != window &&
            (user_style(siblings[i]) & (WS_MINIMIZE | WS_VISIBLE)) == (WS_MINIMIZE | WS_VISIBLE))
            icons++;
    heap_free(siblings);
    int columns = max(client.right / width, 1);
    int x = (int)icons % columns * width, y = client.bottom - height * ((int)icons / columns + 1);
    *place = (RECT){x, y, x + width, y + height};
}

/* The new place and what SetWindowPos is to do besides; 0: nothing is to be done. */
static UINT change_state(HWND hwnd, int command, RECT *place)
{
    struct window *window = window_own(hwnd);
    DWORD style = user_style(hwnd);
    MINMAXINFO info;
    if (command != SW_MAXIMIZE && command != SW_MINIMIZE && command != SW_SHOWMINIMIZED &&
        command != SW_SHOWMINNOACTIVE && command != SW_FORCEMINIMIZE && !(style & (WS_MINIMIZE | WS_MAXIMIZE)))
        return 0;
    if (hook_is_set(WH_CBT) && hook_call(WH_CBT, HCBT_MINMAX, (WPARAM)hwnd, MAKELPARAM(command, 0))) return 0;
    if (style & WS_MINIMIZE && command != SW_MINIMIZE && command != SW_SHOWMINIMIZED &&
        !send_message(hwnd, WM_QUERYOPEN, 0, 0))
        return 0;
    remember_place(hwnd);
    switch (command) {
    case SW_MINIMIZE: case SW_SHOWMINIMIZED: case SW_SHOWMINNOACTIVE: case SW_FORCEMINIMIZE:
        if (style & WS_MINIMIZE) return 0;
        if (window)
            window->state = style & WS_MAXIMIZE ? window->state | STATE_MAXIMIZE_ON_RESTORE
                                                : window->state & ~(UINT)STATE_MAXIMIZE_ON_RESTORE;
        place_of_icon(hwnd, place);
        window_set_style_bits(hwnd, WS_MINIMIZE, WS_MAXIMIZE);
        break;
    case SW_MAXIMIZE:
        if ((style & (WS_MAXIMIZE | WS_MINIMIZE)) == WS_MAXIMIZE) return 0;
        window_minmax_info(hwnd, &info);
        *place = (RECT){info.ptMaxPosition.x, info.ptMaxPosition.y, info.ptMaxPosition.x + info.ptMaxSize.x,
                        info.ptMaxPosition.y + info.ptMaxSize.y};
        window_set_style_bits(hwnd, WS_MAXIMIZE, WS_MINIMIZE);
        break;
    default:
        if (style & WS_MINIMIZE && window && window->state & STATE_MAXIMIZE_ON_RESTORE) {
            window_minmax_info(hwnd, &info);
            *place = (RECT){info.ptMaxPosition.x, info.ptMaxPosition.y, info.ptMaxPosition.x + info.ptMaxSize.x,
                            info.ptMaxPosition.y + info.ptMaxSize.y};
            window_set_style_bits(hwnd, WS_MAXIMIZE, WS_MINIMIZE);
            break;
        }
        *place = restored_place(hwnd);
        window_set_style_bits(hwnd, 0, WS_MINIMIZE | WS_MAXIMIZE);
    }
    return SWP_FRAMECHANGED | SWP_STATECHANGED_ | SWP_NOCOPYBITS;
}

void window_apply_first_state(HWND hwnd, DWORD style)
{
    RECT place;
    window_set_style_bits(hwnd, 0, WS_MINIMIZE | WS_MAXIMIZE); /* nothing has come of them yet */
    UINT flags = change_state(hwnd, style & WS_MINIMIZE ? SW_MINIMIZE : SW_MAXIMIZE, &place);
    if (flags)
        window_set_position(hwnd, HWND_TOP, place.left, place.top, place.right - place.left, place.bottom - place.top,
                            flags | SWP_NOACTIVATE);
}

/* --- ShowWindow --- */

static void send_first_size(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (!window || !(window->state & STATE_NEEDS_SIZE)) return;
    window->state &= ~(UINT)STATE_NEEDS_SIZE;
    RECT client;
    DWORD style = user_style(hwnd);
    GetClientRect(hwnd, &client);
    WPARAM how = style & WS_MINIMIZE ? SIZE_MINIMIZED : style & WS_MAXIMIZE ? SIZE_MAXIMIZED : SIZE_RESTORED;
    send_message(hwnd, WM_SIZE, how, MAKELPARAM(client.right, client.bottom));
    POINT origin = window_client_origin(hwnd);
    send_message(hwnd, WM_MOVE, 0, MAKELPARAM(origin.x, origin.y));
}

/* The first ShowWindow of a process shows as its starter wants, if the program asks for nothing special. */
static int command_of_starter(HWND hwnd, int command)
{
    static LONG asked;
    const RTL_USER_PROCESS_PARAMETERS *startup = current_peb()->ProcessParameters;
    if (command != SW_SHOWDEFAULT && command != SW_SHOWNORMAL && command != SW_SHOW) return command;
    if (command == SW_SHOW && user_style(hwnd) & (WS_MINIMIZE | WS_MAXIMIZE)) return command; /* created like that */
    BOOL first = !InterlockedExchange(&asked, 1);
    BOOL given = (startup->WindowFlags & STARTF_USESHOWWINDOW) != 0;
    if (command == SW_SHOWDEFAULT) return given ? (int)startup->ShowWindowFlags : SW_SHOWNORMAL;
    return first && given ? (int)startup->ShowWindowFlags : command;
}

static BOOL show_window(HWND hwnd, int command)
{
    struct window_place old;
    if (!window_place_read(hwnd, &old)) return FALSE;
    hwnd = handle_from(old.handle);
    BOOL was_visible = (old.style & WS_VISIBLE) != 0, is_child = window_is_child(old.style), shows = command != SW_HIDE;
    UINT flags = SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER;
    RECT place = old.window;
    if (!is_child && old.parent == handle_value(desktop_window())) command = command_of_starter(hwnd, command);
    shows = command != SW_HIDE;
    switch (command) {
    case SW_HIDE:
        if (!was_visible) return FALSE;
        flags |= SWP_HIDEWINDOW;
        if (is_child || hwnd != queue_active()) flags |= SWP_NOACTIVATE;
        else flags &= ~(UINT)SWP_NOZORDER;
        break;
    case SW_SHOWMINNOACTIVE: case SW_MINIMIZE: case SW_FORCEMINIMIZE: flags |= SWP_NOACTIVATE; /* fall through */
    case SW_SHOWMINIMIZED: case SW_MAXIMIZE: case SW_RESTORE: case SW_SHOWNORMAL: case SW_SHOWNOACTIVATE: {
        UINT more = change_state(hwnd, command, &place);
        if (more) flags = (flags & ~(UINT)(SWP_NOSIZE | SWP_NOMOVE)) | more;
        if (command == SW_SHOWNOACTIVATE) flags |= SWP_NOACTIVATE;
        if (!was_visible) flags |= SWP_SHOWWINDOW;
        break;
    }
    case SW_SHOWNA: flags |= SWP_SHOWWINDOW | SWP_NOACTIVATE; break;
    case SW_SHOW: default: flags |= SWP_SHOWWINDOW; break;
    }
    if (is_child && !(flags & SWP_STATECHANGED_)) flags |= SWP_NOACTIVATE;
    if (shows && was_visible && !(flags & SWP_STATECHANGED_)) { /* only to be brought to the front */
        flags &= ~(UINT)SWP_SHOWWINDOW;
        if (flags & SWP_NOACTIVATE) return TRUE;
        if (!is_child) activate_window(hwnd, FALSE, TRUE);
        return TRUE;
    }
    if (shows != was_visible && !(flags & SWP_STATECHANGED_)) {
        send_message(hwnd, WM_SHOWWINDOW, (WPARAM)shows, 0);
        if (!window_shared(hwnd)) return was_visible;
    }
    if (is_child && !window_is_visible_chain(handle_from(old.parent)) && !(flags & SWP_STATECHANGED_)) {
        window_set_style_bits(hwnd, shows ? WS_VISIBLE : 0, shows ? 0 : WS_VISIBLE); /* nothing to be seen yet */
        if (!shows) focus_window_gone(hwnd);
        return was_visible;
    }
    if (shows && (!is_child || flags & SWP_STATECHANGED_)) flags &= ~(UINT)SWP_NOZORDER;
    window_set_position(hwnd, HWND_TOP, place.left, place.top, place.right - place.left, place.bottom - place.top,
                        flags);
    if (!window_shared(hwnd)) return was_visible;
    if (shows) send_first_size(hwnd);
    else if (!window_is_child(user_style(hwnd))) focus_window_gone(hwnd);
    if (command == SW_MINIMIZE && hwnd == queue_active()) focus_window_gone(hwnd);
    if (flags & SWP_STATECHANGED_ && (user_style(hwnd) & (WS_MINIMIZE | WS_VISIBLE)) == WS_VISIBLE && !queue_focus() &&
        queue_active() == hwnd)
        SetFocus(hwnd);
    return was_visible;
}

BOOL WINAPI ShowWindow(HWND window, int command)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return show_window(window, command);
}

BOOL WINAPI ShowWindowAsync(HWND window, int command)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    show_window(window, command);
    return TRUE;
}

BOOL WINAPI OpenIcon(HWND window)
{
    if (!IsIconic(window)) return FALSE;
    ShowWindow(window, SW_SHOWNORMAL);
    return TRUE;
}

void window_show_owned(HWND owner, BOOL show)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = count; list && i-- > 0;) {
        if (GetWindow(list[i], GW_OWNER) != owner || ((user_style(list[i]) & WS_VISIBLE) != 0) == show) continue;
        send_message(list[i], WM_SHOWWINDOW, (WPARAM)show, show ? SW_PARENTOPENING : SW_PARENTCLOSING);
    }
    heap_free(list);
}

/* --- WINDOWPLACEMENT: in workspace coordinates, whose origin is the work area's --- */

static POINT workspace(HWND window)
{
    POINT origin = {0, 0};
    MONITORINFO info = {.cbSize = sizeof(info)};
    if (window_is_child(user_style(window)) || user_ex_style(window) & WS_EX_TOOLWINDOW) return origin;
    GetMonitorInfoW(MonitorFromWindow(window, MONITOR_DEFAULTTOPRIMARY), &info);
    return (POINT){info.rcWork.left - info.rcMonitor.left, info.rcWork.top - info.rcMonitor.top};
}

BOOL WINAPI GetWindowPlacement(HWND hwnd, WINDOWPLACEMENT *placement)
{
    struct window_place place;
    if (!window_place_read(hwnd, &place)) return FALSE;
    if (!placement) return set_user_error(ERROR_NOACCESS);
    struct window *window = window_own(hwnd);
    POINT origin = workspace(hwnd);
    BOOL changed = place.style & (WS_MINIMIZE | WS_MAXIMIZE);
    *placement = (WINDOWPLACEMENT){.length = sizeof(*placement), .ptMinPosition = {-1, -1}, .ptMaxPosition = {-1, -1}};
    placement->showCmd = place.style & WS_MINIMIZE   ? SW_SHOWMINIMIZED
                         : place.style & WS_MAXIMIZE ? SW_SHOWMAXIMIZED
                                                     : SW_SHOWNORMAL;
    placement->rcNormalPosition = changed ? restored_place(hwnd) : place.window;
    OffsetRect(&placement->rcNormalPosition, -origin.x, -origin.y);
    if (place.style & WS_MINIMIZE && window && window->state & STATE_MAXIMIZE_ON_RESTORE)
        placement->flags |= WPF_RESTORETOMAXIMIZED;
    if (place.style & WS_MAXIMIZE)
        placement->ptMaxPosition = (POINT){place.window.left - origin.x, place.window.top - origin.y};
    if (place.style & WS_MINIMIZE) placement->ptMinPosition = (POINT){place.window.left, place.window.top};
    return TRUE;
}

BOOL WINAPI SetWindowPlacement(HWND hwnd, const WINDOWPLACEMENT *placement)
{
    if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!placement) return set_user_error(ERROR_NOACCESS);
    POINT origin = workspace(hwnd);
    RECT r = placement->rcNormalPosition;
    OffsetRect(&r, origin.x, origin.y);
    DWORD style = user_style(hwnd);
    struct request_window_set_in in = {.handle = handle_value(window_full_handle(hwnd)), .mask = 256};
    struct request_window_set_out out;
    memcpy(in.restored, &r, sizeof(in.restored));
    if (!(style & (WS_MINIMIZE | WS_MAXIMIZE)))
        SetWindowPos(hwnd, NULL, r.left, r.top, r.right - r.left, r.bottom - r.top, SWP_NOZORDER | SWP_NOACTIVATE);
    SERVER_CALL(window_set, &in, &out);
    ShowWindow(hwnd, (int)placement->showCmd);
    struct window *window = window_own(hwnd);
    if (window && IsIconic(hwnd)) {
        if (placement->flags & WPF_RESTORETOMAXIMIZED) window->state |= STATE_MAXIMIZE_ON_RESTORE;
        else window->state &= ~(UINT)STATE_MAXIMIZE_ON_RESTORE;
    }
    return TRUE;
}

BOOL WINAPI AnimateWindow(HWND window, DWORD milliseconds, DWORD flags)
{
    (void)milliseconds; /* how long the animation lasts: it is over at once */
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (((flags & AW_HIDE) != 0) == !IsWindowVisible(window)) return FALSE;
    ShowWindow(window, flags & AW_HIDE ? SW_HIDE : flags & AW_ACTIVATE ? SW_SHOW : SW_SHOWNA);
    return TRUE;
}

UINT WINAPI ArrangeIconicWindows(HWND parent)
{
    UINT count, arranged = 0;
    HWND *list = window_children(parent, &count);
    RECT client;
    int width = GetSystemMetrics(SM_CXMINSPACING), height = GetSystemMetrics(SM_CYMINSPACING);
    if (!list || !GetClientRect(parent, &client)) return 0;
    int columns = max(client.right / max(width, 1), 1);
    for (UINT i = 0; i < count; i++) {
        if (!IsIconic(list[i])) continue;
        int x = (int)arranged % columns * width, y = client.bottom - height * ((int)arranged / columns + 1);
        SetWindowPos(list[i], NULL, x, y, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
        arranged++;
    }
    heap_free(list);
    return arranged ? (UINT)height : 0;
}

BOOL WINAPI MessageBeep(UINT type)
{
    log_line(LOG_CALLS, "user32: MessageBeep(%x) makes no sound", type);
    return TRUE;
}
