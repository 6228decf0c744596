/* The caret: an inverted rectangle or bitmap that blinks. One for each thread; painted by the thread that owns it. */
#include "user_private.h"

#define CARET_TIMER ((UINT_PTR)-2)
#define BLINK_TIME  530

UINT_PTR WINAPI SetSystemTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure);
BOOL WINAPI KillSystemTimer(HWND window, UINT_PTR id);

static void draw(struct message_queue *queue)
{
    HWND window = queue->caret.window;
    RECT place = queue->caret.place;
    HDC dc = GetDC(window);
    if (!dc) return;
    if (queue->caret.bitmap) {
        HDC memory = CreateCompatibleDC(dc);
        HGDIOBJ old = SelectObject(memory, queue->caret.bitmap);
        BitBlt(dc, place.left, place.top, place.right - place.left, place.bottom - place.top, memory, 0, 0, SRCINVERT);
        SelectObject(memory, old);
        DeleteDC(memory);
    } else {
        PatBlt(dc, place.left, place.top, place.right - place.left, place.bottom - place.top, DSTINVERT);
    }
    ReleaseDC(window, dc);
}

static void set_drawn(struct message_queue *queue, BOOL drawn)
{
    if (queue->caret.blinks_on == drawn || !queue->caret.window) return;
    queue->caret.blinks_on = drawn;
    draw(queue);
}

static void tell_server(struct message_queue *queue)
{
    const RECT *place = &queue->caret.place;
    struct request_queue_set_in in = {.mask = 32, .caret = handle_value(queue->caret.window),
                                      .caret_rectangle = {place->left, place->top, place->right, place->bottom}};
    struct request_queue_set_out out;
    SERVER_CALL(queue_set, &in, &out);
}

static void CALLBACK blink(HWND window, UINT message, UINT_PTR id, DWORD time)
{
    struct message_queue *queue = thread_queue();
    (void)message, (void)time;
    if (queue->caret.window != window) KillSystemTimer(window, id);
    else if (!queue->caret.hidden) set_drawn(queue, !queue->caret.blinks_on);
}


BOOL WINAPI CreateCaret(HWND hwnd, HBITMAP bitmap, int width, int height)
{
    struct window *window = window_own_or_error(hwnd);
    struct message_queue *queue = thread_queue();
    if (!window || !queue) return FALSE;
    if (!window_is_of_thread(window)) return set_user_error(ERROR_ACCESS_DENIED);
    DestroyCaret();
    BITMAP description;
    if ((ULONG_PTR)bitmap > 1 && GetObjectW(bitmap, sizeof(description), &description)) {
        width = description.bmWidth, height = description.bmHeight;
        queue->caret.bitmap = bitmap;
    }
    if (!width) width = GetSystemMetrics(SM_CXBORDER);
    if (!height) height = GetSystemMetrics(SM_CYBORDER);
    queue->caret.window = window->handle;
    queue->caret.place = (RECT){0, 0, width, height};
    queue->caret.hidden = 1;
    queue->caret.blinks_on = FALSE;
    tell_server(queue);
    return TRUE;
}

BOOL WINAPI DestroyCaret(void)
{
    struct message_queue *queue = thread_queue();
    if (!queue || !queue->caret.window) return FALSE;
    set_drawn(queue, FALSE);
    KillSystemTimer(queue->caret.window, CARET_TIMER);
    memset(&queue->caret, 0, sizeof(queue->caret));
    tell_server(queue);
    return TRUE;
}

void caret_window_gone(HWND window)
{
    struct message_queue *queue = thread_queue_if_any();
    if (!queue || queue->caret.window != window) return;
    memset(&queue->caret, 0, sizeof(queue->caret));
}

BOOL WINAPI SetCaretPos(int x, int y)
{
    struct message_queue *queue = thread_queue();
    if (!queue || !queue->caret.window) return set_user_error(ERROR_ACCESS_DENIED);
    RECT *place = &queue->caret.place;
    if (place->left == x && place->top == y) return TRUE;
    set_drawn(queue, FALSE);
    *place = (RECT){x, y, x + place->right - place->left, y + place->bottom - place->top};
    if (!queue->caret.hidden) {
        set_drawn(queue, TRUE);
        SetSystemTimer(queue->caret.window, CARET_TIMER, GetCaretBlinkTime(), blink);
    }
    return TRUE;
}

BOOL WINAPI GetCaretPos(LPPOINT point)
{
    const struct message_queue *queue = thread_queue();
    if (!queue || !point) return FALSE;
    *point = (POINT){queue->caret.place.left, queue->caret.place.top};
    return TRUE;
}

static BOOL is_owner(struct message_queue *queue, HWND window)
{
    return queue && queue->caret.window && (!window || window_full_handle(window) == queue->caret.window);
}

BOOL WINAPI HideCaret(HWND window)
{
    struct message_queue *queue = thread_queue();
    if (!is_owner(queue, window)) return set_user_error(ERROR_ACCESS_DENIED);
    set_drawn(queue, FALSE);
    if (!queue->caret.hidden++) KillSystemTimer(queue->caret.window, CARET_TIMER);
    return TRUE;
}

BOOL WINAPI ShowCaret(HWND window)
{
    struct message_queue *queue = thread_queue();
    if (!is_owner(queue, window)) return set_user_error(ERROR_ACCESS_DENIED);
    if (!queue->caret.hidden || --queue->caret.hidden) return TRUE;
    set_drawn(queue, TRUE);
    if (GetCaretBlinkTime() != INFINITE) SetSystemTimer(queue->caret.window, CARET_TIMER, GetCaretBlinkTime(), blink);
    return TRUE;
}

static UINT blink_time = BLINK_TIME;
UINT WINAPI GetCaretBlinkTime(void) { return blink_time; }
BOOL WINAPI SetCaretBlinkTime(UINT milliseconds)
{
    blink_time = milliseconds;
    return TRUE;
}
