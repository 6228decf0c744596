/* The cursor: where it is, which one the thread's windows show. The image goes to the server once; afterwards its
 * serial does. */
#include "user_private.h"
#include "images.h"

BOOL WINAPI GetCursorPos(LPPOINT point)
{
    if (!point) return set_user_error(ERROR_NOACCESS);
    user_start();
    *point = (POINT){__atomic_load_n(&windowing->screen.cursor_x, __ATOMIC_RELAXED),
                     __atomic_load_n(&windowing->screen.cursor_y, __ATOMIC_RELAXED)};
    return TRUE;
}

BOOL WINAPI GetPhysicalCursorPos(LPPOINT point) { return GetCursorPos(point); }

BOOL WINAPI SetCursorPos(int x, int y)
{
    struct request_cursor_move_in in = {.x = x, .y = y};
    struct request_cursor_move_out out;
    user_start();
    NTSTATUS status = SERVER_CALL(cursor_move, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

BOOL WINAPI SetPhysicalCursorPos(int x, int y) { return SetCursorPos(x, y); }

static RECT clip;
static BOOL is_clipped;

BOOL WINAPI ClipCursor(const RECT *rectangle)
{
    struct request_cursor_clip_in in = {.clip = rectangle != NULL};
    struct request_cursor_clip_out out;
    user_start();
    if (rectangle) memcpy(in.rectangle, rectangle, sizeof(in.rectangle));
    NTSTATUS status = SERVER_CALL(cursor_clip, &in, &out);
    if (!NT_SUCCESS(status)) return set_server_error(status);
    is_clipped = rectangle != NULL;
    if (rectangle) clip = *rectangle;
    return TRUE;
}

BOOL WINAPI GetClipCursor(LPRECT rectangle)
{
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    if (is_clipped) *rectangle = clip;
    else
        *rectangle = (RECT){GetSystemMetrics(SM_XVIRTUALSCREEN), GetSystemMetrics(SM_YVIRTUALSCREEN),
                            GetSystemMetrics(SM_XVIRTUALSCREEN) + GetSystemMetrics(SM_CXVIRTUALSCREEN),
                            GetSystemMetrics(SM_YVIRTUALSCREEN) + GetSystemMetrics(SM_CYVIRTUALSCREEN)};
    return TRUE;
}

/* A number that stands for the image in all processes: from the pixels themselves. */
static uint32_t serial_of(const DWORD *pixels, SIZE size, POINT hot)
{
    uint32_t hash = 2166136261u;
    for (int i = 0; i < size.cx * size.cy; i++) hash = (hash ^ pixels[i]) * 16777619u;
    hash = (hash ^ (uint32_t)(hot.x << 16 ^ hot.y)) * 16777619u;
    return hash && hash != CURSOR_HIDDEN ? hash : 1;
}

void cursor_show_now(struct message_queue *queue)
{
    struct request_cursor_set_in in = {.serial = CURSOR_HIDDEN};
    struct request_cursor_set_out out;
    DWORD *pixels = NULL;
    SIZE size = {0, 0};
    POINT hot = {0, 0};
    BOOL visible = queue->cursor_show_count >= 0 && queue->cursor;
    if (visible && cursor_pixels(queue->cursor, &pixels, &size, &hot)) {
        in.serial = serial_of(pixels, size, hot);
        in.width = (uint32_t)size.cx, in.height = (uint32_t)size.cy;
        in.hot_x = hot.x, in.hot_y = hot.y;
    }
    if (in.serial != queue->cursor_serial) {
        NTSTATUS status = SERVER_CALL(cursor_set, &in, &out);
        if (status == STATUS_NOT_FOUND && pixels)
            server_call_data(request_code_cursor_set, &in, sizeof(in), pixels, 4 * in.width * in.height, &out,
                             sizeof(out), NULL, 0, NULL);
        queue->cursor_serial = in.serial;
    }
    heap_free(pixels);
}

HCURSOR WINAPI SetCursor(HCURSOR cursor)
{
    struct message_queue *queue = thread_queue();
    if (!queue) return NULL;
    HCURSOR old = queue->cursor;
    if (old == cursor && queue->cursor_serial) return old;
    queue->cursor = cursor;
    cursor_show_now(queue);
    return old;
}

HCURSOR WINAPI GetCursor(void)
{
    const struct message_queue *queue = thread_queue_if_any();
    return queue ? queue->cursor : NULL;
}

int WINAPI ShowCursor(BOOL show)
{
    struct message_queue *queue = thread_queue();
    if (!queue) return 0;
    queue->cursor_show_count += show ? 1 : -1;
    cursor_show_now(queue);
    return queue->cursor_show_count;
}

BOOL WINAPI GetCursorInfo(PCURSORINFO info)
{
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    const struct message_queue *queue = thread_queue_if_any();
    info->flags = windowing && windowing->screen.cursor_serial == CURSOR_HIDDEN ? 0 : CURSOR_SHOWING;
    info->hCursor = queue ? queue->cursor : NULL;
    return GetCursorPos(&info->ptScreenPos);
}
