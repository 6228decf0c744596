/* Mouse and keyboard: from events of winrun-desktop and SendInput to messages in the queue that they are for; who is in
 * the foreground; the cursor. Which child of a window is below the mouse, double clicks and characters are user32's
 * business. */
#include <stdlib.h>
#include <string.h>
#include "request.h"
#include "windows.h"

#define QS_KEY         0x0001u
#define QS_MOUSEMOVE   0x0002u
#define QS_MOUSEBUTTON 0x0004u
#define MOST_INPUT     2000u
#define MOST_EVENTS    4096u

#define WM_KEYDOWN     0x0100u
#define WM_KEYUP       0x0101u
#define WM_SYSKEYDOWN  0x0104u
#define WM_SYSKEYUP    0x0105u
#define WM_MOUSEMOVE   0x0200u
#define WS_DISABLED    0x08000000u
#define WS_VISIBLE     0x10000000u
#define WS_MINIMIZE    0x20000000u
#define WS_EX_NOACTIVATE 0x08000000u

#define MOUSEEVENTF_MOVE       0x0001u
#define MOUSEEVENTF_WHEEL      0x0800u
#define MOUSEEVENTF_HWHEEL     0x1000u
#define MOUSEEVENTF_ABSOLUTE   0x8000u
#define KEYEVENTF_EXTENDEDKEY  0x0001u
#define KEYEVENTF_KEYUP        0x0002u
#define KEYEVENTF_UNICODE      0x0004u

enum {
    VK_LBUTTON = 1,
    VK_RBUTTON,
    VK_MBUTTON = 4,
    VK_XBUTTON1,
    VK_XBUTTON2,
    VK_SHIFT = 0x10,
    VK_CONTROL,
    VK_MENU,
    VK_F10 = 0x79,
    VK_LSHIFT = 0xa0,
    VK_RSHIFT,
    VK_LCONTROL,
    VK_RCONTROL,
    VK_LMENU,
    VK_RMENU,
    VK_PACKET = 0xe7
};

static struct screen_rectangle clip;
static bool is_clipped;

/* --- foreground --- */

static struct queue *foreground_queue(void)
{
    const struct window *window = window_find(screen_now()->foreground);
    return window ? window->queue : NULL;
}

void foreground_set(struct window *window, struct queue *asker)
{
    struct screen_record *screen = screen_change();
    struct queue *old = foreground_queue(), *queue = window ? window->queue : NULL;
    uint32_t old_window = screen->foreground, handle = window ? window->record.handle : 0;
    if (old_window == handle && old == queue) return;
    screen->foreground = handle;
    screen->foreground_queue = queue ? queue->index : 0;
    screen_publish();
    if (old && old != queue) internal_message_put(old, old_window, INTERNAL_DEACTIVATE, 0, handle);
    if (queue && queue != asker) internal_message_put(queue, handle, INTERNAL_ACTIVATE, 1, 0);
}

void foreground_lost(void)
{
    struct window *next = NULL;
    for (struct window *each = desktop_root->first_child; each && !next; each = each->next)
        if ((each->record.style & (WS_VISIBLE | WS_DISABLED | WS_MINIMIZE)) == WS_VISIBLE &&
            !(each->record.ex_style & WS_EX_NOACTIVATE))
            next = each;
    foreground_set(next, NULL);
}

/* A program may take the foreground if it has it, if nobody has, if it was started or used last (which one-user systems
 * grant), or when the person acts through winrun-desktop. Stealing it while the person types elsewhere is refused. */
static bool may_take_foreground(const struct request *request)
{
    const struct queue *now = foreground_queue();
    if (!now || !request->process || now->process == request->process) return true;
    return milliseconds_now() - screen_now()->last_input > 2000;
}

NTSTATUS handle_foreground_set(struct request *request, const struct request_foreground_set_in *in,
                               struct request_foreground_set_out *out)
{
    struct window *window = window_find(in->window);
    out->previous = screen_now()->foreground;
    if (in->window && (!window || !window->queue)) return STATUS_INVALID_HANDLE;
    if (!in->force && !may_take_foreground(request)) return STATUS_ACCESS_DENIED;
    foreground_set(window_top_level(window), queue_of_request(request));
    return STATUS_SUCCESS;
}

/* --- where the mouse is --- */

static void limit(int32_t *value, int32_t low, int32_t high)
{
    if (*value >= high) *value = high - 1;
    if (*value < low) *value = low;
}

static bool is_on_a_monitor(int32_t x, int32_t y)
{
    for (uint32_t i = 0; i < screen_now()->monitor_count; i++) {
        const struct screen_rectangle *r = &screen_now()->monitors[i].bounds;
        if (x >= r->left && y >= r->top && x < r->right && y < r->bottom) return true;
    }
    return false;
}

static void place_cursor(int32_t x, int32_t y)
{
    struct screen_record *screen = screen_change();
    const struct screen_rectangle *first = &screen->monitors[0].bounds;
    if (is_clipped) {
        limit(&x, clip.left, clip.right);
        limit(&y, clip.top, clip.bottom);
    }
    if (!is_on_a_monitor(x, y)) {
        limit(&x, first->left, first->right);
        limit(&y, first->top, first->bottom);
    }
    const struct window *below = window_at(x, y);
    screen->cursor_x = x;
    screen->cursor_y = y;
    screen->cursor_window = below ? below->record.handle : 0;
    screen->cursor_serial = below && below->queue ? below->queue->record.cursor_serial : 0;
}

/* A child that another thread owns takes its mouse messages itself. */
static struct window *child_of_other_thread(struct window *window, int32_t x, int32_t y)
{
    struct window *found = window;
    for (struct window *each = window->first_child; each;) {
        int32_t left, top;
        window_origin(each, &left, &top);
        const struct screen_rectangle *r = &each->record.window;
        bool is_hit = each->record.style & WS_VISIBLE && !(each->record.style & WS_DISABLED) && x >= left && y >= top &&
                      x < left + r->right - r->left && y < top + r->bottom - r->top;
        if (is_hit && each->queue != found->queue) found = each;
        each = is_hit ? each->first_child : each->next;
    }
    return found;
}

static struct window *mouse_target(const struct input_event *event)
{
    const struct queue *front = foreground_queue();
    struct window *captured = front ? window_find(front->record.capture) : NULL;
    int32_t x = screen_now()->cursor_x, y = screen_now()->cursor_y;
    if (captured) return captured;
    struct window *given = event->window ? window_find(event->window) : NULL;
    if (given && given->record.flags & WINDOW_TRAY_ICON) return given; /* in a panel that lies above all windows */
    struct window *window = window_at(x, y);
    if (!window) window = given;
    return window ? child_of_other_thread(window, x, y) : NULL;
}

/* --- messages --- */

static void put_input(struct window *window, const struct input_event *event, uint32_t bit, uint32_t number,
                      uint64_t wparam, uint64_t lparam)
{
    struct queue *queue = window ? window->queue : NULL;
    if (!queue) return;
    struct message_list *list = &queue->lists[TAKEN_INPUT];
    struct message *last = list->last;
    bool is_move = number == WM_MOUSEMOVE;
    if (is_move && last && last->message == WM_MOUSEMOVE && last->window == window->record.handle) {
        last->x = screen_now()->cursor_x; /* moves that nobody has taken yet become one */
        last->y = screen_now()->cursor_y;
        last->time = event->time;
        return;
    }
    if (list->count >= MOST_INPUT) return;
    struct message *message = message_new(TAKEN_INPUT, window->record.handle, number, wparam, lparam);
    if (!message) return;
    message->bit = bit;
    message->time = event->time;
    message->extra = event->extra;
    if (event->kind == INPUT_KIND_KEY) message->flags = (uint32_t)event->data & (INPUT_DEAD_KEY | 0xffff);
    message_put(queue, message);
}

static void key_down(uint32_t key, bool down)
{
    uint8_t *state = screen_change()->key_state;
    if (down && !(state[key & 255] & 0x80)) state[key & 255] ^= 1;
    state[key & 255] = (uint8_t)((state[key & 255] & 1) | (down ? 0x80 : 0));
}

static void inject_mouse(const struct input_event *event)
{
    static const struct button {
        uint32_t flag, message, key;
        bool down;
    } buttons[] = {
        {0x0002, 0x0201, VK_LBUTTON, true},  {0x0004, 0x0202, VK_LBUTTON, false}, {0x0008, 0x0204, VK_RBUTTON, true},
        {0x0010, 0x0205, VK_RBUTTON, false}, {0x0020, 0x0207, VK_MBUTTON, true},  {0x0040, 0x0208, VK_MBUTTON, false},
        {0x0080, 0x020b, VK_XBUTTON1, true}, {0x0100, 0x020c, VK_XBUTTON1, false},
    };
    if (event->flags & MOUSEEVENTF_MOVE) {
        bool absolute = event->flags & MOUSEEVENTF_ABSOLUTE;
        int32_t x = event->x, y = event->y;
        if (!absolute && (__builtin_add_overflow(x, screen_now()->cursor_x, &x) ||
                          __builtin_add_overflow(y, screen_now()->cursor_y, &y)))
            return;
        place_cursor(x, y);
        put_input(mouse_target(event), event, QS_MOUSEMOVE, WM_MOUSEMOVE, 0, 0);
    }
    for (size_t i = 0; i < sizeof(buttons) / sizeof(*buttons); i++) {
        const struct button *button = &buttons[i];
        if (!(event->flags & button->flag)) continue;
        bool is_x = button->key == VK_XBUTTON1;
        key_down(is_x && event->data == 2 ? VK_XBUTTON2 : button->key, button->down);
        put_input(mouse_target(event), event, QS_MOUSEBUTTON, button->message,
                  is_x ? (uint64_t)(uint16_t)event->data << 16 : 0, 0);
    }
    uint64_t turned = (uint64_t)(uint16_t)event->data << 16;
    if (event->flags & MOUSEEVENTF_WHEEL) put_input(mouse_target(event), event, QS_MOUSEBUTTON, 0x020a, turned, 0);
    if (event->flags & MOUSEEVENTF_HWHEEL) put_input(mouse_target(event), event, QS_MOUSEBUTTON, 0x020e, turned, 0);
}

/* Left and right forms of the same key, and the common one that messages name. */
static uint32_t common_key(uint32_t key)
{
    return key >= VK_LSHIFT && key <= VK_RMENU ? VK_SHIFT + (key - VK_LSHIFT) / 2 : key;
}

static uint32_t sided_key(uint32_t key, const struct input_event *event)
{
    bool extended = event->flags & KEYEVENTF_EXTENDEDKEY;
    switch (key) {
    case VK_SHIFT: return event->scan_code == 0x36 ? VK_RSHIFT : VK_LSHIFT;
    case VK_CONTROL: return extended ? VK_RCONTROL : VK_LCONTROL;
    case VK_MENU: return extended ? VK_RMENU : VK_LMENU;
    default: return key;
    }
}

static struct window *keyboard_target(bool *has_focus)
{
    const struct queue *front = foreground_queue();
    struct window *focus = front ? window_find(front->record.focus) : NULL;
    *has_focus = focus != NULL;
    if (focus) return focus;
    struct window *active = front ? window_find(front->record.active) : NULL;
    return active ? active : window_find(screen_now()->foreground);
}

static void inject_key(const struct input_event *event)
{
    const uint8_t *state = screen_now()->key_state;
    bool up = event->flags & KEYEVENTF_KEYUP, has_focus;
    struct window *window = keyboard_target(&has_focus);
    uint64_t lparam = 1;
    if (event->flags & KEYEVENTF_UNICODE) {
        if (up) lparam |= 0xc0000000u;
        put_input(window, event, QS_KEY, up ? WM_KEYUP : WM_KEYDOWN, VK_PACKET | (uint64_t)event->scan_code << 16,
                  lparam);
        return;
    }
    uint32_t sided = sided_key(event->virtual_key & 255, event), common = common_key(sided);
    bool was_down = state[sided] & 0x80;
    key_down(sided, !up);
    if (common != sided) {
        uint32_t left = VK_LSHIFT + 2 * (common - VK_SHIFT);
        key_down(common, (state[left] | state[left + 1]) & 0x80);
    }
    bool alt = state[VK_MENU] & 0x80, control = state[VK_CONTROL] & 0x80;
    bool is_alt_itself = common == VK_MENU && !control;
    bool system = (alt && !control) || is_alt_itself || common == VK_F10 || !has_focus;
    lparam |= (uint64_t)(event->scan_code & 0xff) << 16;
    if (event->flags & KEYEVENTF_EXTENDEDKEY) lparam |= 1u << 24;
    if (alt && (!is_alt_itself || !up)) lparam |= 1u << 29;
    if (was_down) lparam |= 1u << 30;
    if (up) lparam |= 1u << 31;
    uint32_t number = system ? (up ? WM_SYSKEYUP : WM_SYSKEYDOWN) : (up ? WM_KEYUP : WM_KEYDOWN);
    put_input(window, event, QS_KEY, number, common, lparam);
}

NTSTATUS handle_input_inject(struct request *request, const struct request_input_inject_in *in,
                             struct request_input_inject_out *out)
{
    if (in->count > MOST_EVENTS || request->data_size != in->count * sizeof(struct input_event))
        return STATUS_INVALID_PARAMETER;
    for (uint32_t i = 0; i < in->count; i++) {
        struct input_event event;
        memcpy(&event, request->data + i * sizeof(event), sizeof(event));
        if (!event.time) event.time = milliseconds_now();
        if (event.kind == INPUT_KIND_MOUSE)
            inject_mouse(&event);
        else if (event.kind == INPUT_KIND_KEY)
            inject_key(&event);
        else
            break;
        out->taken++;
    }
    screen_change()->last_input = milliseconds_now();
    screen_publish();
    return STATUS_SUCCESS;
}

/* --- cursor --- */

NTSTATUS handle_cursor_move(struct request *request, const struct request_cursor_move_in *in,
                            struct request_cursor_move_out *out)
{
    struct input_event event = {.kind = INPUT_KIND_MOUSE, .time = milliseconds_now()};
    (void)request, (void)out;
    place_cursor(in->x, in->y);
    put_input(mouse_target(&event), &event, QS_MOUSEMOVE, WM_MOUSEMOVE, 0, 0);
    screen_publish();
    return STATUS_SUCCESS;
}

NTSTATUS handle_cursor_clip(struct request *request, const struct request_cursor_clip_in *in,
                            struct request_cursor_clip_out *out)
{
    (void)request, (void)out;
    struct screen_rectangle rectangle;
    memcpy(&rectangle, in->rectangle, sizeof(rectangle));
    if (in->clip && (rectangle.left >= rectangle.right || rectangle.top >= rectangle.bottom))
        return STATUS_INVALID_PARAMETER;
    is_clipped = in->clip;
    clip = rectangle;
    place_cursor(screen_now()->cursor_x, screen_now()->cursor_y);
    screen_publish();
    return STATUS_SUCCESS;
}

/* Images that were shown lately, by serial. */
#define CURSOR_COUNT   64u
#define LARGEST_CURSOR 256u
static struct cursor_image {
    uint32_t serial, width, height;
    int32_t hot_x, hot_y;
    uint8_t *pixels;
} cursors[CURSOR_COUNT];

static struct cursor_image *cursor_find(uint32_t serial)
{
    struct cursor_image *image = &cursors[serial % CURSOR_COUNT];
    return serial && image->serial == serial ? image : NULL;
}

NTSTATUS handle_cursor_set(struct request *request, const struct request_cursor_set_in *in,
                           struct request_cursor_set_out *out)
{
    struct queue *queue = queue_of_request(request);
    (void)out;
    if (!queue) return STATUS_INVALID_CID;
    if (in->serial && in->serial != CURSOR_HIDDEN && request->data_size) {
        if (in->width > LARGEST_CURSOR || in->height > LARGEST_CURSOR ||
            request->data_size != 4 * in->width * in->height)
            return STATUS_INVALID_PARAMETER;
        struct cursor_image *image = &cursors[in->serial % CURSOR_COUNT];
        uint8_t *pixels = malloc(request->data_size);
        if (!pixels) return STATUS_NO_MEMORY;
        memcpy(pixels, request->data, request->data_size);
        free(image->pixels);
        *image = (struct cursor_image){in->serial, in->width, in->height, in->hot_x, in->hot_y, pixels};
    } else if (in->serial && in->serial != CURSOR_HIDDEN && !cursor_find(in->serial)) {
        return STATUS_NOT_FOUND;
    }
    queue->record.cursor_serial = in->serial;
    queue_publish(queue);
    const struct window *below = window_find(screen_now()->cursor_window);
    if (below && below->queue == queue) {
        screen_change()->cursor_serial = in->serial;
        screen_publish();
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_cursor_get(struct request *request, const struct request_cursor_get_in *in,
                           struct request_cursor_get_out *out)
{
    const struct cursor_image *image = cursor_find(in->serial);
    if (!image) return STATUS_NOT_FOUND;
    out->width = image->width;
    out->height = image->height;
    out->hot_x = image->hot_x;
    out->hot_y = image->hot_y;
    return request_answer_data(request, image->pixels, 4 * image->width * image->height) ? STATUS_SUCCESS
                                                                                         : STATUS_NO_MEMORY;
}

/* Low-level hooks would need an answer from the program before each event goes on; user32 says so to who asks for one.
 */
NTSTATUS handle_hook_set(struct request *request, const struct request_hook_set_in *in,
                         struct request_hook_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}
