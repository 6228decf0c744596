/* Icons of windows, for the window manager: they go to the server as pixels when they change. */
#include "user_private.h"
#include "images.h"

static HICON icon_of(const struct window *window, BOOL large)
{
    const struct window_class *class = window->class;
    if (window->icons[large]) return window->icons[large];
    if (!large && class->small_icon) return class->small_icon;
    return class->icon ? class->icon : window->icons[!large];
}

static void publish(HWND hwnd, HICON icon, BOOL large)
{
    DWORD *pixels;
    SIZE size;
    POINT hot;
    if (!icon || !cursor_pixels((HCURSOR)icon, &pixels, &size, &hot)) return;
    struct request_window_icon_set_in in = {
        .handle = handle_value(hwnd), .which = large ? 0 : 1, .width = (uint32_t)size.cx, .height = (uint32_t)size.cy};
    struct request_window_icon_set_out out;
    server_call_data(request_code_window_icon_set, &in, sizeof(in), pixels, 4 * in.width * in.height, &out, sizeof(out),
                     NULL, 0, NULL);
    heap_free(pixels);
}

void window_icon_publish(HWND hwnd)
{
    const struct window *window = window_own(hwnd);
    if (!window || window_is_child(user_style(hwnd))) return;
    publish(hwnd, icon_of(window, TRUE), TRUE);
    if ((window = window_own(hwnd))) publish(hwnd, icon_of(window, FALSE), FALSE);
}
