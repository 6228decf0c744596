/* Keyboard focus, activation, foreground, capture. Their state is in the queue's record; a change is one request. */
#include "user_private.h"

/* queue_set's mask */
enum { SET_ACTIVE = 1, SET_FOCUS = 2, SET_CAPTURE = 4, SET_MENU_OWNER = 8, SET_MOVE_SIZE = 16, SET_GUI_FLAGS = 64 };

static const struct queue_record *record_of(const struct message_queue *queue)
{
    uint32_t input = __atomic_load_n(&windowing->queues[queue->index].input, __ATOMIC_RELAXED);
    return &windowing->queues[input < QUEUE_COUNT && input ? input : queue->index];
}

#define QUEUE_MEMBER(name) \
    const struct message_queue *queue = thread_queue_if_any(); \
    return queue ? handle_from(__atomic_load_n(&record_of(queue)->name, __ATOMIC_RELAXED)) : NULL
HWND queue_focus(void) { QUEUE_MEMBER(focus); }
HWND queue_active(void) { QUEUE_MEMBER(active); }
HWND queue_capture(void) { QUEUE_MEMBER(capture); }

static BOOL queue_set(uint32_t mask, HWND active, HWND focus, HWND capture)
{
    struct request_queue_set_in in = {
        .mask = mask, .active = handle_value(active), .focus = handle_value(focus), .capture = handle_value(capture)};
    struct request_queue_set_out out;
    NTSTATUS status = SERVER_CALL(queue_set, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

/* Other processes see the menu by GetGUIThreadInfo, and winrun-desktop holds the mouse while it is open. */
void queue_set_menu(HWND owner, DWORD gui_flags)
{
    struct request_queue_set_in in = {
        .mask = SET_MENU_OWNER | SET_GUI_FLAGS, .menu_owner = handle_value(owner), .gui_flags = gui_flags};
    struct request_queue_set_out out;
    SERVER_CALL(queue_set, &in, &out);
}

HWND WINAPI GetFocus(void) { return queue_focus(); }
HWND WINAPI GetActiveWindow(void) { return queue_active(); }
HWND WINAPI GetCapture(void) { return queue_capture(); }

HWND WINAPI GetForegroundWindow(void)
{
    user_start();
    return handle_from(__atomic_load_n(&windowing->screen.foreground, __ATOMIC_RELAXED));
}

/* --- focus --- */

static BOOL is_of_this_thread(HWND hwnd)
{
    struct window_place place;
    const struct message_queue *queue = thread_queue_if_any();
    if (!queue || !window_place_read(hwnd, &place)) return FALSE;
    if (place.tid == queue->tid) return TRUE;
    return place.queue < QUEUE_COUNT && windowing->queues[place.queue].input ==
                                            windowing->queues[queue->index].input; /* joined by AttachThreadInput */
}

static void change_focus(HWND window)
{
    HWND old = queue_focus();
    if (old == window) return;
    if (!queue_set(SET_FOCUS, NULL, window, NULL)) return;
    if (old && window_shared(old)) {
        send_message(old, WM_KILLFOCUS, (WPARAM)window, 0);
        if (queue_focus() != window) return; /* the procedure moved it on */
    }
    if (!window || !window_shared(window)) return;
    win_event(EVENT_OBJECT_FOCUS, window, OBJID_CLIENT, 0);
    send_message(window, WM_SETFOCUS, (WPARAM)old, 0);
}

HWND WINAPI SetFocus(HWND window)
{
    HWND old = queue_focus();
    if (!thread_queue()) return NULL;
    if (window) {
        if (!(window = window_full_handle(window))) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        if (!is_of_this_thread(window)) return (HWND)(ULONG_PTR)set_user_error(ERROR_ACCESS_DENIED);
        if (window == old) return old;
        for (HWND each = window; each && each != desktop_window(); each = GetAncestor(each, GA_PARENT)) {
            DWORD style = user_style(each);
            if (style & (WS_MINIMIZE | WS_DISABLED)) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
            if (!window_is_child(style)) break;
        }
        if (hook_call(WH_CBT, HCBT_SETFOCUS, (WPARAM)window, (LPARAM)old)) return NULL;
        HWND top = window_top_level(window);
        if (top != queue_active() && !(user_style(top) & WS_CHILD)) {
            if (!activate_window(top, FALSE, FALSE) || !window_shared(window)) return NULL;
        }
    } else if (!old) {
        return NULL;
    } else if (hook_call(WH_CBT, HCBT_SETFOCUS, 0, (LPARAM)old)) {
        return NULL;
    }
    change_focus(window);
    return old;
}

/* --- activation --- */

static void take_foreground(HWND window, BOOL force)
{
    struct request_foreground_set_in in = {.window = handle_value(window), .force = force};
    struct request_foreground_set_out out;
    SERVER_CALL(foreground_set, &in, &out);
}

static BOOL has_foreground(void)
{
    const struct message_queue *queue = thread_queue_if_any();
    return queue && windowing->screen.foreground_queue == queue->index;
}

/* WM_ACTIVATEAPP goes to the top-level windows of the calling thread. */
static void tell_application(BOOL active, DWORD other)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = 0; list && i < count; i++) {
        struct window *window = window_own(list[i]);
        if (window && window_is_of_thread(window)) send_message(list[i], WM_ACTIVATEAPP, (WPARAM)active, (LPARAM)other);
    }
    heap_free(list);
}

static BOOL deactivate(HWND old, HWND next)
{
    if (!old || !window_shared(old)) return TRUE;
    if (!send_message(old, WM_NCACTIVATE, FALSE, (LPARAM)next)) return FALSE;
    send_message(old, WM_ACTIVATE, MAKEWPARAM(WA_INACTIVE, IsIconic(old)), (LPARAM)next);
    return TRUE;
}

static void remember_popup(HWND window)
{
    struct window *root = window_own(GetAncestor(window, GA_ROOTOWNER));
    if (root) root->last_popup = window;
    for (HWND owner = GetWindow(window, GW_OWNER); owner; owner = GetWindow(owner, GW_OWNER)) {
        struct window *own = window_own(owner);
        if (own) own->last_popup = window;
    }
}

/* A visible window of the same layer (topmost or not) lies above it. */
static BOOL is_below_another(HWND window)
{
    DWORD layer = user_ex_style(window) & WS_EX_TOPMOST;
    HWND above = GetWindow(window, GW_HWNDPREV);
    for (UINT i = 0; above && i < WINDOW_COUNT; i++, above = GetWindow(above, GW_HWNDPREV))
        if (user_style(above) & WS_VISIBLE && (user_ex_style(above) & WS_EX_TOPMOST) == layer) return TRUE;
    return FALSE;
}

BOOL activate_window(HWND window, BOOL by_mouse, BOOL set_focus)
{
    struct message_queue *queue = thread_queue();
    static LONG had_foreground;
    HWND old = queue_active();
    if (!queue) return FALSE;
    BOOL in_front = has_foreground();
    if (window == old) {
        if (window && !in_front) take_foreground(window, FALSE);
        return TRUE;
    }
    if (window) {
        CBTACTIVATESTRUCT hook = {by_mouse, old};
        if (hook_call(WH_CBT, HCBT_ACTIVATE, (WPARAM)window, (LPARAM)&hook)) return FALSE;
    }
    if (!deactivate(old, window)) return FALSE;
    if (queue_active() != old) return queue_active() == window; /* somebody else was activated meanwhile */
    if (window && !window_shared(window)) return FALSE;
    DWORD other = GetWindowThreadProcessId(handle_from(windowing->screen.foreground), NULL);
    if (!queue_set(SET_ACTIVE, window, NULL, NULL)) return FALSE;
    if (!window) {
        if (old) tell_application(FALSE, 0);
        if (set_focus) change_focus(NULL);
        return TRUE;
    }
    if (!in_front) take_foreground(window, by_mouse || !InterlockedExchange(&had_foreground, 1));
    remember_popup(window);
    if (user_style(window) & WS_VISIBLE && is_below_another(window))
        SetWindowPos(window, HWND_TOP, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE | SWP_NOACTIVATE);
    if (!old) tell_application(TRUE, other);
    if (!window_shared(window)) return FALSE;
    send_message(window, WM_NCACTIVATE, TRUE, (LPARAM)old);
    send_message(window, WM_ACTIVATE, MAKEWPARAM(by_mouse ? WA_CLICKACTIVE : WA_ACTIVE, IsIconic(window)), (LPARAM)old);
    win_event(EVENT_SYSTEM_FOREGROUND, window, OBJID_WINDOW, 0);
    if (!set_focus || queue_active() != window) return TRUE;
    HWND focus = queue_focus();
    if (!IsIconic(window) && (!focus || window_top_level(focus) != window)) change_focus(window);
    return TRUE;
}

/* Another thread's window becomes the foreground. */
void deactivate_for(HWND next)
{
    HWND old = queue_active(), focus = queue_focus();
    if (!old) return;
    DWORD tid = GetWindowThreadProcessId(next, NULL);
    if (queue_capture()) ReleaseCapture();
    queue_set(SET_ACTIVE, NULL, NULL, NULL);
    deactivate(old, next);
    if (tid != GetCurrentThreadId()) tell_application(FALSE, tid);
    if (focus && queue_focus() == focus) change_focus(NULL);
}

HWND WINAPI SetActiveWindow(HWND window)
{
    HWND old = queue_active();
    if (!thread_queue()) return NULL;
    if (window) {
        if (!(window = window_full_handle(window))) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        if (window_is_child(user_style(window))) return old;
        if (!is_of_this_thread(window)) return (HWND)(ULONG_PTR)set_user_error(ERROR_ACCESS_DENIED);
    }
    if (!activate_window(window, FALSE, TRUE)) return NULL;
    return old;
}

BOOL WINAPI SetForegroundWindow(HWND window)
{
    if (!(window = window_full_handle(window))) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    window = window_top_level(window);
    if (is_of_this_thread(window)) return activate_window(window, FALSE, TRUE);
    struct request_foreground_set_in in = {.window = handle_value(window)};
    struct request_foreground_set_out out;
    NTSTATUS status = SERVER_CALL(foreground_set, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

void WINAPI SwitchToThisWindow(HWND window, BOOL restore)
{
    if (restore && IsIconic(window)) ShowWindow(window, SW_RESTORE);
    SetForegroundWindow(window);
}

BOOL WINAPI AllowSetForegroundWindow(DWORD process)
{
    (void)process;
    return has_foreground() || set_user_error(ERROR_ACCESS_DENIED); /* who is in front may; the server grants it to
                                                                       everybody soon after the last input */
}

BOOL WINAPI LockSetForegroundWindow(UINT code)
{
    if (code != LSFW_LOCK && code != LSFW_UNLOCK) return set_user_error(ERROR_INVALID_PARAMETER);
    return has_foreground() || set_user_error(ERROR_ACCESS_DENIED);
}

/* --- capture --- */

static HWND change_capture(HWND window)
{
    HWND old = queue_capture();
    if (old == window) return old;
    if (!queue_set(SET_CAPTURE, NULL, NULL, window)) return NULL;
    if (old && window_shared(old)) send_message(old, WM_CAPTURECHANGED, 0, (LPARAM)window);
    return old;
}

HWND WINAPI SetCapture(HWND window)
{
    if (!thread_queue()) return NULL;
    if (window && (!(window = window_full_handle(window)) || !is_of_this_thread(window)))
        return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return change_capture(window);
}

BOOL WINAPI ReleaseCapture(void)
{
    if (queue_capture()) change_capture(NULL);
    return TRUE;
}

/* --- windows that can have it no longer --- */

static HWND next_to_activate(HWND gone)
{
    HWND owner = GetWindow(gone, GW_OWNER);
    if (owner && IsWindowVisible(owner) && IsWindowEnabled(owner) && is_of_this_thread(owner)) return owner;
    UINT count;
    HWND *list = window_children(desktop_window(), &count), found = NULL;
    for (UINT i = 0; list && i < count && !found; i++) {
        DWORD style = user_style(list[i]);
        if (list[i] == gone || (style & (WS_VISIBLE | WS_DISABLED)) != WS_VISIBLE ||
            user_ex_style(list[i]) & (WS_EX_NOACTIVATE | WS_EX_TOOLWINDOW))
            continue;
        if (is_of_this_thread(list[i])) found = list[i];
    }
    heap_free(list);
    return found;
}

void focus_window_gone(HWND window)
{
    struct window *own = window_own(window);
    if (!own || !window_is_of_thread(own)) return;
    HWND focus = queue_focus(), capture = queue_capture();
    if (capture && (capture == window || IsChild(window, capture))) ReleaseCapture();
    if (window == queue_active()) {
        HWND next = next_to_activate(window);
        if (next) activate_window(next, FALSE, TRUE);
        else activate_window(NULL, FALSE, TRUE);
        return;
    }
    if (!focus || (focus != window && !IsChild(window, focus))) return;
    HWND parent = GetAncestor(window, GA_PARENT);
    BOOL to_parent = window_is_child(user_style(window)) && parent && parent != desktop_window();
    if (!SetFocus(to_parent && IsWindowEnabled(parent) ? parent : NULL) && queue_focus() == focus)
        change_focus(NULL); /* a hook or the parent's state was against it */
}

BOOL WINAPI EnableWindow(HWND window, BOOL enable)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return FALSE;
    BOOL was_disabled = (place.style & WS_DISABLED) != 0;
    if (!enable) send_message(window, WM_CANCELMODE, 0, 0);
    if (!enable && !was_disabled) {
        window_set_style_bits(window, WS_DISABLED, 0);
        HWND focus = queue_focus();
        if (focus && (focus == window || IsChild(window, focus))) SetFocus(NULL);
        if (queue_capture() == window) ReleaseCapture();
    } else if (enable && was_disabled) {
        window_set_style_bits(window, 0, WS_DISABLED);
    }
    if ((enable == 0) == was_disabled) return was_disabled;
    win_event(EVENT_OBJECT_STATECHANGE, window, OBJID_WINDOW, 0);
    send_message(window, WM_ENABLE, (WPARAM)enable, 0);
    return was_disabled;
}
