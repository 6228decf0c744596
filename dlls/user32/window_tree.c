/* The tree of windows: parents, children, searching, windows at points. All of it reads records, without a call to the
 * server. */
#include "user_private.h"

#define MOST_STEPS (2 * (int)WINDOW_COUNT) /* a walk along records that change meanwhile ends at last */

BOOL WINAPI IsWindow(HWND window) { return window && window_shared(window) != NULL; }

HWND WINAPI GetDesktopWindow(void) { return desktop_window(); }

HWND WINAPI GetShellWindow(void) { return NULL; } /* no shell of Windows shows the desktop */

BOOL window_is_child(DWORD style) { return (style & (WS_CHILD | WS_POPUP)) == WS_CHILD; }

HWND WINAPI GetParent(HWND window)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return NULL;
    if (place.style & WS_POPUP) return handle_from(place.owner);
    if (place.style & WS_CHILD) return handle_from(place.parent);
    return NULL;
}

HWND WINAPI GetAncestor(HWND window, UINT which)
{
    struct window_place place;
    uint32_t desktop = handle_value(desktop_window());
    if (!window_place_read(window, &place) || place.handle == desktop) return NULL;
    switch (which) {
    case GA_PARENT: return handle_from(place.parent);
    case GA_ROOT:
        while (place.parent && place.parent != desktop && place.parent != handle_value(message_window()))
            if (!window_place_read(handle_from(place.parent), &place)) return NULL;
        return handle_from(place.handle);
    case GA_ROOTOWNER: {
        HWND root = handle_from(place.handle);
        for (HWND next; (next = GetParent(root)) && next != desktop_window();) root = next;
        return root;
    }
    }
    return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
}

HWND window_top_level(HWND window) { return GetAncestor(window, GA_ROOT); }

HWND WINAPI GetWindow(HWND window, UINT which)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return NULL;
    switch (which) {
    case GW_HWNDNEXT: return handle_from(place.next);
    case GW_HWNDPREV: return handle_from(place.previous);
    case GW_OWNER: return handle_from(place.owner);
    case GW_CHILD: return handle_from(place.first_child);
    case GW_HWNDFIRST: {
        struct window_place parent;
        return window_place_read(handle_from(place.parent), &parent) ? handle_from(parent.first_child) : NULL;
    }
    case GW_HWNDLAST:
        for (int i = 0; place.next && i < MOST_STEPS; i++)
            if (!window_place_read(handle_from(place.next), &place)) return NULL;
        return handle_from(place.handle);
    case GW_ENABLEDPOPUP: {
        HWND popup = GetLastActivePopup(window);
        return popup != window && IsWindowEnabled(popup) && IsWindowVisible(popup) ? popup : NULL;
    }
    }
    return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_GW_COMMAND);
}

HWND WINAPI GetTopWindow(HWND window)
{
    if (!window) window = desktop_window();
    return GetWindow(window, GW_CHILD);
}

BOOL WINAPI IsChild(HWND parent, HWND window)
{
    struct window_place place;
    if (!window_place_read(window, &place) || !(parent = window_full_handle(parent))) return FALSE;
    while (window_is_child(place.style) && place.parent) {
        if (handle_from(place.parent) == parent) return TRUE;
        if (!window_place_read(handle_from(place.parent), &place)) return FALSE;
    }
    return FALSE;
}

BOOL window_is_visible_chain(HWND window)
{
    struct window_place place;
    uint32_t desktop = handle_value(desktop_window());
    while (window_place_read(window, &place)) {
        if (place.handle == desktop) return TRUE;
        if (!(place.style & WS_VISIBLE)) return FALSE;
        if (place.parent == desktop) return TRUE;
        window = handle_from(place.parent);
    }
    return FALSE;
}

BOOL WINAPI IsWindowVisible(HWND window) { return window_is_visible_chain(window); }
BOOL WINAPI IsWindowEnabled(HWND window)
{
    struct window_place place;
    return window_place_read(window, &place) && !(place.style & WS_DISABLED);
}
BOOL WINAPI IsIconic(HWND window) { return (user_style(window) & WS_MINIMIZE) != 0; }
BOOL WINAPI IsZoomed(HWND window) { return (user_style(window) & WS_MAXIMIZE) != 0; }

DWORD WINAPI GetWindowThreadProcessId(HWND window, LPDWORD process)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return 0;
    if (process) *process = place.pid;
    return place.tid;
}

/* --- lists --- */

HWND *window_children(HWND parent, UINT *count)
{
    struct window_place place;
    UINT capacity = 32;
    HWND *list = heap_allocate(capacity * sizeof(HWND));
    *count = 0;
    if (!list || !window_place_read(parent, &place)) {
        heap_free(list);
        return NULL;
    }
    for (uint32_t next = place.first_child; next && *count < WINDOW_COUNT; next = place.next) {
        if (*count == capacity) {
            HWND *larger = RtlReAllocateHeap(current_peb()->ProcessHeap, 0, list, 2 * capacity * sizeof(HWND));
            if (!larger) break;
            list = larger;
            capacity *= 2;
        }
        list[(*count)++] = handle_from(next);
        if (!window_place_read(handle_from(next), &place)) break;
    }
    return list;
}

static BOOL each_window(HWND parent, WNDENUMPROC function, LPARAM parameter, DWORD tid, BOOL with_children)
{
    UINT count;
    HWND *list = window_children(parent, &count);
    BOOL goes_on = TRUE;
    for (UINT i = 0; list && i < count && goes_on; i++) {
        struct window_place place;
        if (!window_place_read(list[i], &place) || (tid && place.tid != tid)) continue;
        goes_on = function(list[i], parameter);
        if (goes_on && with_children) goes_on = each_window(list[i], function, parameter, 0, TRUE);
    }
    heap_free(list);
    return goes_on;
}

BOOL WINAPI EnumWindows(WNDENUMPROC function, LPARAM parameter)
{
    return each_window(desktop_window(), function, parameter, 0, FALSE);
}

BOOL WINAPI EnumThreadWindows(DWORD tid, WNDENUMPROC function, LPARAM parameter)
{
    return each_window(desktop_window(), function, parameter, tid, FALSE);
}

BOOL WINAPI EnumDesktopWindows(HDESK desktop, WNDENUMPROC function, LPARAM parameter)
{
    (void)desktop; /* there is one */
    return EnumWindows(function, parameter);
}

BOOL WINAPI EnumChildWindows(HWND parent, WNDENUMPROC function, LPARAM parameter)
{
    if (!parent) return EnumWindows(function, parameter);
    if (!window_shared(parent)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    each_window(parent, function, parameter, 0, TRUE);
    return TRUE; /* the result is not used, by the documentation */
}

/* --- searching --- */

static BOOL text_matches(HWND window, LPCWSTR text)
{
    WCHAR buffer[512];
    if (!text) return TRUE;
    InternalGetWindowText(window, buffer, COUNT_OF(buffer));
    return !lstrcmpiW(buffer, text);
}

static BOOL class_matches(HWND window, LPCWSTR name)
{
    WCHAR buffer[256];
    if (!name) return TRUE;
    if (!((ULONG_PTR)name >> 16)) return window_member(window, class_atom) == (ATOM)(ULONG_PTR)name;
    return GetClassNameW(window, buffer, COUNT_OF(buffer)) && !lstrcmpiW(buffer, name);
}

HWND WINAPI FindWindowExW(HWND parent, HWND after, LPCWSTR class, LPCWSTR text)
{
    UINT count;
    if (!parent) parent = desktop_window();
    else if (parent == HWND_MESSAGE) parent = message_window();
    else if (!window_shared(parent)) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    HWND *list = window_children(parent, &count), found = NULL;
    UINT i = 0;
    if (after) {
        after = window_full_handle(after);
        while (i < count && list[i] != after) i++;
        if (i++ >= count) SetLastError(ERROR_INVALID_WINDOW_HANDLE);
    }
    for (; list && i < count && !found; i++)
        if (class_matches(list[i], class) && text_matches(list[i], text)) found = list[i];
    heap_free(list);
    return found;
}

HWND WINAPI FindWindowW(LPCWSTR class, LPCWSTR text) { return FindWindowExW(NULL, NULL, class, text); }

HWND WINAPI FindWindowExA(HWND parent, HWND after, LPCSTR class, LPCSTR text)
{
    BOOL class_is_text = (ULONG_PTR)class >> 16 != 0;
    WCHAR *wide_class = class_is_text ? wide_from_ansi(class, -1) : (WCHAR *)class,
          *wide_text = wide_from_ansi(text, -1);
    HWND found = FindWindowExW(parent, after, wide_class, wide_text);
    if (class_is_text) heap_free(wide_class);
    heap_free(wide_text);
    return found;
}

HWND WINAPI FindWindowA(LPCSTR class, LPCSTR text) { return FindWindowExA(NULL, NULL, class, text); }

/* --- at a point --- */

static BOOL place_contains(const struct window_place *place,
                           POINT point) /* in coordinates of the parent's client area */
{
    return PtInRect(&place->window, point);
}

static BOOL inside_region(HWND hwnd, const struct window_place *place, POINT point)
{
    struct window *window = window_own(hwnd);
    return !window || !window->region ||
           PtInRegion(window->region, point.x - place->window.left, point.y - place->window.top);
}

/* The deepest visible window at a point of `parent`'s client area; disabled ones are passed over (their parent has
 * them). */
static HWND deepest_at(HWND parent, POINT point, BOOL passes_disabled)
{
    struct window_place place;
    if (!window_place_read(parent, &place)) return parent;
    uint32_t next = place.first_child;
    for (int i = 0; next && i < MOST_STEPS; i++, next = place.next) {
        HWND each = handle_from(next);
        if (!window_place_read(each, &place)) break;
        if (!(place.style & WS_VISIBLE) || (passes_disabled && place.style & WS_DISABLED)) continue;
        if ((place.ex_style & (WS_EX_LAYERED | WS_EX_TRANSPARENT)) == (WS_EX_LAYERED | WS_EX_TRANSPARENT)) continue;
        if (!place_contains(&place, point) || !inside_region(each, &place, point)) continue;
        if (place.style & (WS_MINIMIZE | WS_DISABLED) || !PtInRect(&place.client, point)) return each;
        POINT inner = {point.x - place.client.left, point.y - place.client.top};
        return deepest_at(each, inner, passes_disabled);
    }
    return parent;
}

HWND WINAPI WindowFromPoint(POINT point)
{
    HWND found = deepest_at(desktop_window(), point, TRUE);
    struct window *window = window_own(found);
    /* Static controls and group boxes are transparent to the mouse: what lies behind them is meant. */
    for (int i = 0; window && window_is_of_thread(window) && i < 100; i++) {
        if (SendMessageW(found, WM_NCHITTEST, 0, MAKELPARAM(point.x, point.y)) != HTTRANSPARENT) break;
        HWND parent = GetAncestor(found, GA_PARENT), behind = NULL;
        for (HWND next = GetWindow(found, GW_HWNDNEXT); next && !behind; next = GetWindow(next, GW_HWNDNEXT)) {
            RECT area;
            if (IsWindowVisible(next) && IsWindowEnabled(next) && GetWindowRect(next, &area) && PtInRect(&area, point))
                behind = next;
        }
        found = behind ? behind : parent;
        window = window_own(found);
    }
    return found;
}

HWND WINAPI WindowFromPhysicalPoint(POINT point) { return WindowFromPoint(point); }

HWND WINAPI ChildWindowFromPointEx(HWND parent, POINT point, UINT flags)
{
    RECT client;
    struct window_place place;
    if (!GetClientRect(parent, &client)) return NULL;
    if (!PtInRect(&client, point) || !window_place_read(parent, &place)) return NULL;
    uint32_t next = place.first_child;
    for (int i = 0; next && i < MOST_STEPS; i++, next = place.next) {
        if (!window_place_read(handle_from(next), &place)) break;
        if (!PtInRect(&place.window, point)) continue;
        if (flags & CWP_SKIPINVISIBLE && !(place.style & WS_VISIBLE)) continue;
        if (flags & CWP_SKIPDISABLED && place.style & WS_DISABLED) continue;
        if (flags & CWP_SKIPTRANSPARENT && place.ex_style & WS_EX_TRANSPARENT) continue;
        return handle_from(next);
    }
    return parent;
}

HWND WINAPI ChildWindowFromPoint(HWND parent, POINT point) { return ChildWindowFromPointEx(parent, point, CWP_ALL); }

HWND WINAPI RealChildWindowFromPoint(HWND parent, POINT point)
{
    return ChildWindowFromPointEx(parent, point, CWP_SKIPTRANSPARENT | CWP_SKIPINVISIBLE);
}

/* --- a new parent --- */

HWND WINAPI SetParent(HWND hwnd, HWND parent)
{
    struct window_place place;
    if (!window_place_read(hwnd, &place)) return NULL;
    if (!parent) parent = desktop_window();
    else if (parent == HWND_MESSAGE) parent = message_window();
    else parent = window_full_handle(parent);
    if (!parent) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (handle_from(place.handle) == parent || IsChild(hwnd, parent))
        return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
    BOOL was_visible = place.style & WS_VISIBLE;
    if (was_visible) ShowWindow(hwnd, SW_HIDE);
    struct request_window_set_parent_in in = {.handle = place.handle, .parent = handle_value(parent)};
    struct request_window_set_parent_out out = {0};
    NTSTATUS status = SERVER_CALL(window_set_parent, &in, &out);
    if (!NT_SUCCESS(status)) return (HWND)(ULONG_PTR)set_server_error(status);
    struct window *window = window_own(hwnd);
    if (window && parent != desktop_window()) window_surface_free(window);
    if (was_visible) ShowWindow(hwnd, SW_SHOWNA);
    return handle_from(out.old_parent);
}

/* --- what shell programs ask --- */

HWND WINAPI GetLastActivePopup(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (window && window->last_popup && window_shared(window->last_popup)) return window->last_popup;
    return hwnd;
}

BOOL WINAPI AnyPopup(void)
{
    UINT count;
    BOOL found = FALSE;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = 0; list && i < count && !found; i++) found = IsWindowVisible(list[i]) && GetWindow(list[i], GW_OWNER);
    heap_free(list);
    return found;
}

BOOL WINAPI ShowOwnedPopups(HWND owner, BOOL show)
{
    if (!window_shared(owner)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    window_show_owned(owner, show);
    return TRUE;
}

BOOL WINAPI IsHungAppWindow(HWND window) { return (window_member(window, flags) & WINDOW_HUNG) != 0; }

UINT WINAPI GetWindowModuleFileNameW(HWND window, LPWSTR buffer, UINT capacity)
{
    return window_own(window) ? GetModuleFileNameW((HMODULE)GetWindowLongPtrW(window, GWLP_HINSTANCE), buffer, capacity)
                              : 0;
}

UINT WINAPI GetWindowModuleFileNameA(HWND window, LPSTR buffer, UINT capacity)
{
    return window_own(window) ? GetModuleFileNameA((HMODULE)GetWindowLongPtrW(window, GWLP_HINSTANCE), buffer, capacity)
                              : 0;
}
