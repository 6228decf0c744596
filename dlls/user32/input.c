/* Mouse and keyboard messages: from what the server hands over to what the program sees: which window is below the
 * mouse, hit test, activation, double clicks, cursor. */
#include "raw_input.h"
#include <stdlib.h>

static const struct { UINT down, up, twice; BYTE key; } buttons[] = {
    {WM_LBUTTONDOWN, WM_LBUTTONUP, WM_LBUTTONDBLCLK, VK_LBUTTON},
    {WM_RBUTTONDOWN, WM_RBUTTONUP, WM_RBUTTONDBLCLK, VK_RBUTTON},
    {WM_MBUTTONDOWN, WM_MBUTTONUP, WM_MBUTTONDBLCLK, VK_MBUTTON},
    {WM_XBUTTONDOWN, WM_XBUTTONUP, WM_XBUTTONDBLCLK, VK_XBUTTON1},
};

static BOOL is_mouse(UINT message) { return message >= WM_MOUSEFIRST && message <= WM_MOUSELAST; }
static BOOL is_wheel(UINT message) { return message == WM_MOUSEWHEEL || message == WM_MOUSEHWHEEL; }
static BOOL is_button_down(UINT message)
{
    for (UINT i = 0; i < COUNT_OF(buttons); i++)
        if (message == buttons[i].down) return TRUE;
    return FALSE;
}

/* --- fetching --- */

static LONG input_bit(UINT message)
{
    if (!is_mouse(message)) return QS_KEY;
    return message == WM_MOUSEMOVE ? QS_MOUSEMOVE : QS_MOUSEBUTTON;
}

static void update_bits_locked(struct message_queue *queue)
{
    LONG bits = 0;
    for (const struct queued_message *each = queue->input_first; each; each = each->next)
        bits |= input_bit(each->message.message);
    InterlockedAnd(&queue->bits, ~(LONG)QS_INPUT);
    InterlockedOr(&queue->bits, bits);
}

static void append_locked(struct message_queue *queue, struct queued_message *input)
{
    struct queued_message *last = queue->input_last;
    if (last && input->message.message == WM_MOUSEMOVE && last->message.message == WM_MOUSEMOVE &&
        last->message.hwnd == input->message.hwnd) {
        last->message = input->message; /* moves that nobody has seen become one */
        heap_free(input);
        return;
    }
    input->next = NULL;
    if (last) last->next = input;
    else queue->input_first = input;
    queue->input_last = input;
}

void input_fetch(struct message_queue *queue)
{
    struct request_message_take_in in = {.kinds = 1u << TAKEN_INPUT, .last_message = ~0u, .remove = 1};
    while (__atomic_load_n(&windowing->queues[queue->index].server_bits, __ATOMIC_ACQUIRE) & QS_INPUT) {
        struct request_message_take_out out = {0};
        if (!NT_SUCCESS(SERVER_CALL(message_take, &in, &out)) || out.kind != TAKEN_INPUT) return;
        struct queued_message *input = heap_allocate(sizeof(*input));
        if (!input) return;
        *input = (struct queued_message){.message = {handle_from(out.window),
                                                     out.message,
                                                     (WPARAM)out.wparam,
                                                     (LPARAM)out.lparam,
                                                     out.time,
                                                     {out.x, out.y}},
                                         .extra = (LPARAM)out.extra,
                                         .flags = out.flags};
        if (low_level_hooks_take(&input->message, input->extra) || raw_input_take(&input->message, input->extra)) {
            heap_free(input);
            continue;
        }
        RtlAcquireSRWLockExclusive(&queue->lock);
        append_locked(queue, input);
        update_bits_locked(queue);
        RtlReleaseSRWLockExclusive(&queue->lock);
    }
}

static void input_remove(struct message_queue *queue, struct queued_message *input)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct queued_message **place = &queue->input_first, *before = NULL;
    while (*place && *place != input) {
        before = *place;
        place = &before->next;
    }
    if (*place) {
        *place = input->next;
        if (queue->input_last == input) queue->input_last = before;
        heap_free(input);
    }
    update_bits_locked(queue);
    RtlReleaseSRWLockExclusive(&queue->lock);
}

/* --- the mouse --- */

static WPARAM button_state(const struct message_queue *queue)
{
    static const struct {
        BYTE key;
        WORD flag;
    } keys[] = {{VK_LBUTTON, MK_LBUTTON},  {VK_RBUTTON, MK_RBUTTON}, {VK_SHIFT, MK_SHIFT},
                {VK_CONTROL, MK_CONTROL},  {VK_MBUTTON, MK_MBUTTON}, {VK_XBUTTON1, MK_XBUTTON1},
                {VK_XBUTTON2, MK_XBUTTON2}};
    WPARAM state = 0;
    for (UINT i = 0; i < COUNT_OF(keys); i++)
        if (queue->key_state[keys[i].key] & 0x80) state |= keys[i].flag;
    return state;
}

static void note_button(struct message_queue *queue, const MSG *message)
{
    for (UINT i = 0; i < COUNT_OF(buttons); i++) {
        BYTE key = buttons[i].key;
        if (key == VK_XBUTTON1 && HIWORD(message->wParam) == XBUTTON2) key = VK_XBUTTON2;
        if (message->message == buttons[i].down) queue->key_state[key] = (BYTE)((queue->key_state[key] ^ 1) | 0x80);
        else if (message->message == buttons[i].up) queue->key_state[key] &= 0x7f;
    }
}

/* The deepest window at the point that does not let the mouse through, below `window`; the hit test's answer. */
static HWND window_below(HWND window, POINT point, LRESULT *hit)
{
    POINT inner = point;
    ScreenToClient(window, &inner);
    RECT client;
    GetClientRect(window, &client);
    UINT count;
    HWND *children = !IsIconic(window) && PtInRect(&client, inner) ? window_children(window, &count) : NULL;
    for (UINT i = 0; children && i < count; i++) {
        struct window_place place;
        struct window *child = window_own(children[i]);
        if (!window_place_read(children[i], &place) || (place.style & (WS_VISIBLE | WS_DISABLED)) != WS_VISIBLE ||
            !PtInRect(&place.window, inner))
            continue;
        if (child && child->region &&
            !PtInRegion(child->region, inner.x - place.window.left, inner.y - place.window.top))
            continue;
        HWND found = window_below(children[i], point, hit);
        if (!found) continue;
        heap_free(children);
        return found;
    }
    heap_free(children);
    struct window *own = window_own(window);
    if (!own || !window_is_of_thread(own)) {
        *hit = HTCLIENT;
        return window;
    }
    *hit = send_message(window, WM_NCHITTEST, 0, MAKELPARAM(point.x, point.y));
    return *hit == HTTRANSPARENT ? NULL : window;
}

static BOOL is_double_click(struct message_queue *queue, const MSG *message, HWND window, LRESULT hit)
{
    struct window *own = window_own(window);
    BOOL wants = hit != HTCLIENT || (own && own->class->style & CS_DBLCLKS);
    BOOL same = wants && queue->last_click.window == window && queue->last_click.message == message->message &&
                message->time - queue->last_click.time <= GetDoubleClickTime() &&
                abs(message->pt.x - queue->last_click.point.x) <= GetSystemMetrics(SM_CXDOUBLECLK) / 2 &&
                abs(message->pt.y - queue->last_click.point.y) <= GetSystemMetrics(SM_CYDOUBLECLK) / 2;
    queue->last_click.window = same ? NULL : window; /* a third click is a first one again */
    queue->last_click.message = message->message;
    queue->last_click.time = message->time;
    queue->last_click.point = message->pt;
    return same;
}

/* FALSE: the click is eaten. */
static BOOL activate_by_click(const MSG *message, HWND window, LRESULT hit)
{
    HWND top = window_top_level(window);
    if (!top) return TRUE;
    LRESULT answer = send_message(window, WM_MOUSEACTIVATE, (WPARAM)top, MAKELPARAM(hit, message->message));
    if ((answer == MA_ACTIVATE || answer == MA_ACTIVATEANDEAT || !answer) && top != desktop_window() &&
        window_shared(top) && top != queue_active())
        activate_window(top, TRUE, TRUE);
    return answer != MA_ACTIVATEANDEAT && answer != MA_NOACTIVATEANDEAT;
}

static void note_leaving(struct message_queue *queue, HWND below, LRESULT hit)
{
    HWND before = queue->mouse_window, now = hit == HTCLIENT ? below : NULL;
    queue->mouse_window = below;
    struct window *window = before ? window_own(before) : NULL;
    if (!window || before == now || !(window->state & STATE_TRACKING_LEAVE)) return;
    window->state &= ~(UINT)(STATE_TRACKING_LEAVE | STATE_TRACKING_HOVER);
    PostMessageW(before, WM_MOUSELEAVE, 0, 0);
}

enum verdict { INPUT_TAKEN, INPUT_NOT_WANTED, INPUT_DROPPED };

static void to_other_thread(struct queued_message *input, HWND window)
{
    user_lock();
    struct window *own = window_own(window);
    struct queued_message *copy = own ? heap_allocate(sizeof(*copy)) : NULL;
    if (copy) {
        struct message_queue *other = own->queue;
        *copy = *input;
        copy->message.hwnd = window;
        RtlAcquireSRWLockExclusive(&other->lock);
        append_locked(other, copy);
        RtlReleaseSRWLockExclusive(&other->lock);
        queue_wake(other, input_bit(input->message.message));
    }
    user_unlock();
}

static enum verdict mouse_message(struct message_queue *queue, struct queued_message *input, MSG *message, HWND filter,
                                  UINT first, UINT last, BOOL remove)
{
    HWND capture = queue_capture(), window = input->message.hwnd;
    LRESULT hit = HTCLIENT;
    *message = input->message;
    if (is_wheel(message->message)) {
        if (!capture && queue_focus()) window = queue_focus();
        else if (capture) window = capture;
    } else if (capture && window_own(capture)) {
        window = capture;
    } else {
        window = window_below(window, message->pt, &hit);
        if (!window) return INPUT_DROPPED;
    }
    struct window *own = window_own(window);
    if (!own) return INPUT_DROPPED;
    if (!window_is_of_thread(own)) {
        to_other_thread(input, window);
        return INPUT_DROPPED;
    }
    message->hwnd = window;
    if (remove) note_button(queue, message);
    BOOL down = is_button_down(message->message);
    if (user_style(window) & WS_DISABLED && !capture) {
        if (down && remove) send_message(window, WM_SETCURSOR, (WPARAM)window, MAKELPARAM(HTERROR, message->message));
        return INPUT_DROPPED;
    }
    UINT raw = message->message;
    if (down && remove && is_double_click(queue, message, window, hit))
        message->message += WM_LBUTTONDBLCLK - WM_LBUTTONDOWN;
    if (is_wheel(raw)) {
        message->lParam = MAKELPARAM(message->pt.x, message->pt.y);
        message->wParam = MAKEWPARAM(button_state(queue), HIWORD(message->wParam));
    } else if (hit != HTCLIENT) {
        message->message += WM_NCMOUSEMOVE - WM_MOUSEMOVE;
        message->wParam =
            raw == WM_XBUTTONDOWN || raw == WM_XBUTTONUP ? MAKEWPARAM(hit, HIWORD(message->wParam)) : (WPARAM)hit;
        message->lParam = MAKELPARAM(message->pt.x, message->pt.y);
    } else {
        POINT client = message->pt;
        ScreenToClient(window, &client);
        message->lParam = MAKELPARAM(client.x, client.y);
        message->wParam = MAKEWPARAM(button_state(queue), HIWORD(message->wParam));
    }
    if (!message_filter_matches(message, filter, first, last)) return INPUT_NOT_WANTED;
    if (!remove) return INPUT_TAKEN;
    if (!capture) note_leaving(queue, window, hit);
    MOUSEHOOKSTRUCTEX hook = {{message->pt, window, (UINT)hit, (ULONG_PTR)input->extra}, HIWORD(message->wParam)};
    if (hook_is_set(WH_MOUSE) && hook_call(WH_MOUSE, HC_ACTION, message->message, (LPARAM)&hook)) return INPUT_DROPPED;
    if (down && !capture && !activate_by_click(message, window, hit)) return INPUT_DROPPED;
    if (!capture && !is_wheel(raw) && window_shared(window))
        send_message(window, WM_SETCURSOR, (WPARAM)window, MAKELPARAM(hit, message->message));
    return window_shared(window) ? INPUT_TAKEN : INPUT_DROPPED;
}

/* --- the keyboard --- */

static void note_key(struct message_queue *queue, const MSG *message)
{
    static const struct {
        BYTE common, left, right;
    } sides[] = {
        {VK_SHIFT, VK_LSHIFT, VK_RSHIFT}, {VK_CONTROL, VK_LCONTROL, VK_RCONTROL}, {VK_MENU, VK_LMENU, VK_RMENU}};
    BYTE key = (BYTE)message->wParam, *state = queue->key_state;
    BOOL up = (message->lParam & (1u << 31)) != 0;
    if (up) state[key] &= 0x7f;
    else state[key] = (BYTE)(((state[key] & 0x80) ? state[key] : state[key] ^ 1) | 0x80);
    for (UINT i = 0; i < COUNT_OF(sides); i++) {
        if (key != sides[i].common) continue;
        BOOL right = key == VK_SHIFT ? LOBYTE(HIWORD(message->lParam)) == 0x36 : (message->lParam & (1 << 24)) != 0;
        BYTE side = right ? sides[i].right : sides[i].left;
        state[side] = (BYTE)(up ? state[side] & 0x7f : (state[side] ^ 1) | 0x80);
        state[key] = (BYTE)((state[key] & 1) | ((state[sides[i].left] | state[sides[i].right]) & 0x80));
    }
}

static enum verdict key_message(struct message_queue *queue, struct queued_message *input, MSG *message, HWND filter,
                                UINT first, UINT last, BOOL remove)
{
    HWND focus = queue_focus(), window = focus ? focus : queue_active();
    *message = input->message;
    if (window) message->hwnd = window;
    if (!window_own(message->hwnd)) return INPUT_DROPPED;
    if (focus && (message->message == WM_SYSKEYDOWN || message->message == WM_SYSKEYUP) &&
        !(message->lParam & (1 << 29)) && message->wParam != VK_F10 && message->wParam != VK_MENU)
        message->message -= WM_SYSKEYDOWN - WM_KEYDOWN; /* it was typed when nobody had the focus */
    WCHAR packet = LOWORD(message->wParam) == VK_PACKET ? HIWORD(message->wParam) : 0;
    message->wParam = LOWORD(message->wParam);
    if (!message_filter_matches(message, filter, first, last)) return INPUT_NOT_WANTED;
    if (!remove) return INPUT_TAKEN;
    note_key(queue, message);
    queue->last_key.key = message->wParam;
    queue->last_key.lparam = message->lParam;
    queue->last_key.time = message->time;
    queue->last_key.character = packet ? packet : (WCHAR)input->flags;
    queue->last_key.is_dead = !packet && input->flags & INPUT_DEAD_KEY;
    if (hook_is_set(WH_KEYBOARD) && hook_call(WH_KEYBOARD, HC_ACTION, message->wParam, message->lParam))
        return INPUT_DROPPED;
    BOOL up = message->message == WM_KEYUP || message->message == WM_SYSKEYUP;
    if (up && message->wParam == VK_APPS) PostMessageW(message->hwnd, WM_CONTEXTMENU, (WPARAM)message->hwnd, -1);
    return INPUT_TAKEN;
}

BOOL input_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, BOOL remove)
{
    input_fetch(queue);
    for (struct queued_message *each = queue->input_first, *next; each; each = next) {
        next = each->next;
        LPARAM extra = each->extra;
        enum verdict verdict = is_mouse(each->message.message)
                                   ? mouse_message(queue, each, message, window, first, last, remove)
                                   : key_message(queue, each, message, window, first, last, remove);
        if (verdict == INPUT_NOT_WANTED) continue;
        if (verdict == INPUT_TAKEN) {
            queue->message_extra = extra;
            if (remove) input_remove(queue, each);
            return TRUE;
        }
        input_remove(queue, each);
        next = queue->input_first; /* a procedure ran: the list may have changed */
    }
    return FALSE;
}

/* --- leaving and hovering --- */

UINT_PTR WINAPI SetSystemTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure);
BOOL WINAPI KillSystemTimer(HWND window, UINT_PTR id);

static void CALLBACK hover_passed(HWND hwnd, UINT message, UINT_PTR id, DWORD time)
{
    struct window *window = window_own(hwnd);
    struct message_queue *queue = thread_queue();
    (void)message, (void)time;
    KillSystemTimer(hwnd, id);
    if (!window || !(window->state & STATE_TRACKING_HOVER) || queue->mouse_window != hwnd) return;
    window->state &= ~(UINT)STATE_TRACKING_HOVER;
    POINT point = {windowing->screen.cursor_x, windowing->screen.cursor_y};
    ScreenToClient(hwnd, &point);
    PostMessageW(hwnd, WM_MOUSEHOVER, button_state(queue), MAKELPARAM(point.x, point.y));
}

BOOL WINAPI TrackMouseEvent(LPTRACKMOUSEEVENT track)
{
    if (!track || track->cbSize != sizeof(*track)) return set_user_error(ERROR_INVALID_PARAMETER);
    struct message_queue *queue = thread_queue();
    if (track->dwFlags & TME_QUERY) {
        struct window *tracked = queue->mouse_window ? window_own(queue->mouse_window) : NULL;
        DWORD flags = tracked ? ((tracked->state & STATE_TRACKING_LEAVE) ? TME_LEAVE : 0) |
                                    ((tracked->state & STATE_TRACKING_HOVER) ? TME_HOVER : 0)
                              : 0;
        track->dwFlags = flags;
        track->hwndTrack = flags ? queue->mouse_window : NULL;
        track->dwHoverTime = queue->hover_time;
        return TRUE;
    }
    struct window *window = window_own_or_error(track->hwndTrack);
    if (!window) return FALSE;
    UINT bits = ((track->dwFlags & TME_LEAVE) ? STATE_TRACKING_LEAVE : 0) |
                ((track->dwFlags & TME_HOVER) ? STATE_TRACKING_HOVER : 0);
    if (track->dwFlags & TME_CANCEL) {
        window->state &= ~bits;
        return TRUE;
    }
    POINT now = {windowing->screen.cursor_x, windowing->screen.cursor_y};
    window->state |= bits;
    if (WindowFromPoint(now) != window->handle) { /* the mouse has left already */
        window->state &= ~bits;
        if (bits & STATE_TRACKING_LEAVE) PostMessageW(window->handle, WM_MOUSELEAVE, 0, 0);
        return TRUE;
    }
    queue->mouse_window = window->handle;
    if (!(bits & STATE_TRACKING_HOVER)) return TRUE;
    queue->hover_window = window->handle;
    queue->hover_time = track->dwHoverTime && track->dwHoverTime != HOVER_DEFAULT ? track->dwHoverTime : 400;
    return SetSystemTimer(window->handle, (UINT_PTR)-3, queue->hover_time, hover_passed) != 0;
}

int WINAPI GetMouseMovePointsEx(UINT size, LPMOUSEMOVEPOINT point, LPMOUSEMOVEPOINT buffer, int count, DWORD resolution)
{
    (void)size, (void)point, (void)buffer, (void)count, (void)resolution;
    SetLastError(ERROR_POINT_NOT_FOUND); /* no history is kept */
    return -1;
}

BOOL WINAPI DragDetect(HWND window, POINT start)
{
    RECT area = {start.x - GetSystemMetrics(SM_CXDRAG), start.y - GetSystemMetrics(SM_CYDRAG),
                 start.x + GetSystemMetrics(SM_CXDRAG), start.y + GetSystemMetrics(SM_CYDRAG)};
    BOOL dragged = FALSE, ended = FALSE;
    SetCapture(window);
    while (!ended) {
        MSG message;
        while (!ended && PeekMessageW(&message, NULL, WM_MOUSEFIRST, WM_MOUSELAST, PM_REMOVE)) {
            POINT point = {LPARAM_X(message.lParam), LPARAM_Y(message.lParam)};
            if (message.message == WM_LBUTTONUP) ended = TRUE;
            else if (message.message == WM_MOUSEMOVE && !PtInRect(&area, point)) ended = dragged = TRUE;
        }
        if (!ended && queue_capture() != window) ended = TRUE;
        if (!ended) WaitMessage();
    }
    ReleaseCapture();
    return dragged;
}
