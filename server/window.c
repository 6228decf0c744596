/* The tree of windows: handles, parents, owners, Z-order, places. */
#include <stdlib.h>
#include <string.h>
#include "object.h"
#include "request.h"
#include "windows.h"

#define FIRST_INDEX     0x12u /* 0x10 and 0x11 are the roots */
#define WS_POPUP        0x80000000u
#define WS_CHILD        0x40000000u
#define WS_MINIMIZE     0x20000000u
#define WS_VISIBLE      0x10000000u
#define WS_EX_TOPMOST   0x00000008u
#define WS_EX_TRANSPARENT 0x00000020u
#define WS_EX_LAYERED   0x00080000u
#define SWP_NOZORDER    0x0004u
#define SWP_SHOWWINDOW  0x0040u
#define SWP_HIDEWINDOW  0x0080u
#define HWND_TOP        0u
#define HWND_BOTTOM     1u
#define HWND_TOPMOST    0xffffffffu
#define HWND_NOTOPMOST  0xfffffffeu
#define DEEPEST         100
#define FARTHEST        (1 << 24) /* coordinates of nested windows can be added up without overflow */
#define DESKTOP_CLASS_ATOM 32769u

struct window *desktop_root, *message_root;
static struct window *windows[WINDOW_COUNT];
static uint16_t generations[WINDOW_COUNT];
/* Indexes that were free are used again in the order in which they became free, so that an old handle stays invalid for
 * long. */
static uint16_t free_indexes[WINDOW_COUNT];
static uint32_t free_first, free_count, never_used = FIRST_INDEX;

struct window *window_find(uint32_t handle)
{
    uint32_t index = window_index(handle);
    struct window *window = index < WINDOW_COUNT ? windows[index] : NULL;
    return window && window->record.handle == handle ? window : NULL;
}

/* --- links --- */

static void unlink_window(struct window *window)
{
    struct window *parent = window->parent, *next = window->next, *previous = window->previous;
    if (next)
        next->previous = previous;
    else if (parent)
        parent->last_child = previous;
    if (previous)
        previous->next = next;
    else if (parent)
        parent->first_child = next;
    window->next = window->previous = NULL;
    if (next) window_publish(next);
    if (previous)
        window_publish(previous);
    else if (parent)
        window_publish(parent);
}

/* Below `after`, which is its sibling to be; NULL: on top. */
static void link_after(struct window *window, struct window *parent, struct window *after)
{
    window->parent = parent;
    window->previous = after;
    window->next = after ? after->next : parent->first_child;
    if (window->next)
        window->next->previous = window;
    else
        parent->last_child = window;
    if (after)
        after->next = window;
    else
        parent->first_child = window;
    if (window->next) window_publish(window->next);
    window_publish(after ? after : parent);
    window_publish(window);
}

static bool is_topmost(const struct window *window)
{
    return window->record.ex_style & WS_EX_TOPMOST;
}

static struct window *last_topmost(const struct window *parent)
{
    struct window *last = NULL;
    for (struct window *each = parent->first_child; each && is_topmost(each); each = each->next) last = each;
    return last;
}

bool window_is_child_of(const struct window *window, const struct window *ancestor)
{
    for (; window; window = window->parent)
        if (window == ancestor) return true;
    return false;
}

static int depth_of(const struct window *window)
{
    int depth = 0;
    for (; window; window = window->parent) depth++;
    return depth;
}

/* The next of the tree below `root`, parents before children; NULL: that was the last. */
static struct window *next_below(const struct window *root, struct window *window)
{
    if (window->first_child) return window->first_child;
    while (window != root && !window->next) window = window->parent;
    return window == root ? NULL : window->next;
}

static int deepest_below(struct window *root)
{
    int deepest = 0;
    for (struct window *each = root; each; each = next_below(root, each)) {
        int depth = depth_of(each);
        if (depth > deepest) deepest = depth;
    }
    return deepest;
}

struct window *window_top_level(struct window *window)
{
    while (window && window->parent && window->parent->parent) window = window->parent;
    return window;
}

/* --- life --- */

static uint32_t take_index(void)
{
    if (never_used < WINDOW_COUNT && free_count < 256) return never_used++;
    if (!free_count) return 0;
    uint32_t index = free_indexes[free_first];
    free_first = (free_first + 1) % WINDOW_COUNT;
    free_count--;
    return index;
}

static struct window *window_at_index(uint32_t index)
{
    struct window *window = index ? calloc(1, sizeof(*window)) : NULL;
    if (!window) return NULL;
    generations[index] = (uint16_t)(generations[index] % 0x7fff + 1);
    window->record.handle = (uint32_t)generations[index] << 16 | index;
    window->record.dpi = 96;
    windows[index] = window;
    return window;
}

static struct window *root_create(uint32_t index)
{
    struct window *root = window_at_index(index);
    if (!root) return NULL;
    root->record.handle = 0x10000u | index;
    root->record.flags = WINDOW_DESKTOP | WINDOW_UNICODE;
    root->record.style = WS_POPUP | WS_VISIBLE;
    root->record.class_atom = DESKTOP_CLASS_ATOM;
    root->record.window = root->record.client = (struct screen_rectangle){0, 0, 1024, 768};
    window_publish(root);
    return root;
}

bool window_roots_create(void)
{
    desktop_root = root_create(0x10);
    message_root = root_create(0x11);
    if (!desktop_root || !message_root) return false;
    windowing->desktop_window = desktop_root->record.handle;
    windowing->message_window = message_root->record.handle;
    return true;
}

static void set_owner(struct window *window, struct window *owner)
{
    if (window->owner) window->owner->owned--;
    window->owner = owner;
    if (owner) owner->owned++;
}

static void free_window(struct window *window)
{
    uint32_t handle = window->record.handle, index = window_index(handle);
    struct window_record *record = &window->record;
    bool was_shown = window->parent == desktop_root;
    const struct window *top = window_top_level(window);
    uint32_t heir = top && top != window ? top->record.handle : 0;
    windows[index] = NULL;
    free_indexes[(free_first + free_count++) % WINDOW_COUNT] = (uint16_t)index;
    window->parent = NULL;
    set_owner(window, NULL);
    record->handle = 0;
    record->change++;
    struct window_record *shared = &windowing->windows[index];
    __atomic_store_n(&shared->handle, 0, __ATOMIC_RELEASE);
    if (was_shown) {
        __atomic_fetch_add(&windowing->top_level_change, 1, __ATOMIC_RELEASE);
        windowing_drawn();
    }
    free(window->text);
    free(window->region);
    free(window->icons[0].pixels);
    free(window->icons[1].pixels);
    free(window->properties);
    messages_of_window_free(window->queue, handle, heir);
    free(window);
    queue_window_gone(handle);
    clipboard_window_gone(handle);
}

/* They may be anywhere in the tree: SetParent leaves the owner as it is. */
static void forget_owner(const struct window *owner)
{
    for (uint32_t index = FIRST_INDEX; owner->owned && index < never_used; index++) {
        if (!windows[index] || windows[index]->owner != owner) continue;
        set_owner(windows[index], NULL);
        window_publish(windows[index]);
    }
}

void window_destroy(struct window *window)
{
    struct window *bottom = window;
    while (bottom->first_child) bottom = bottom->first_child;
    for (;;) { /* leaves first, without recursion: a program may nest deeply */
        struct window *gone = bottom;
        bool is_last = gone == window;
        struct window *parent = gone->parent;
        unlink_window(gone);
        forget_owner(gone);
        bool was_foreground = screen_now()->foreground == gone->record.handle;
        free_window(gone);
        if (was_foreground) foreground_lost();
        if (is_last) return;
        bottom = parent;
        while (bottom->first_child) bottom = bottom->first_child;
    }
}

static struct window *window_of_queue(struct window *root, const struct queue *queue)
{
    for (struct window *window = root->first_child; window; window = next_below(root, window))
        if (window->queue == queue) return window;
    return NULL;
}

void windows_of_queue_destroy(struct queue *queue)
{
    struct window *const roots[] = {desktop_root, message_root};
    for (int i = 0; i < 2; i++)
        for (struct window *window; (window = window_of_queue(roots[i], queue));) window_destroy(window);
}

static int32_t coordinate(int32_t value)
{
    return value < -FARTHEST ? -FARTHEST : value > FARTHEST ? FARTHEST : value;
}

static void set_rectangle(struct screen_rectangle *rectangle, const int32_t *values)
{
    *rectangle = (struct screen_rectangle){coordinate(values[0]), coordinate(values[1]), coordinate(values[2]),
                                           coordinate(values[3])};
}

static void set_rectangles(struct window *window, const int32_t *outer, const int32_t *client)
{
    set_rectangle(&window->record.window, outer);
    set_rectangle(&window->record.client, client);
}

static bool set_text(struct window *window, struct text text)
{
    uint16_t *copy = text.length ? text_copy(text) : NULL;
    if (text.length && !copy) return false;
    free(window->text);
    window->text = copy;
    window->record.text_length = text.length;
    uint32_t shown = text.length < WINDOW_TEXT_SHORT ? text.length : WINDOW_TEXT_SHORT;
    memset(window->record.text, 0, sizeof(window->record.text));
    if (shown) memcpy(window->record.text, copy, 2 * shown);
    return true;
}

/* The parent that a request names; 0 is the desktop. NULL: no such window. */
static struct window *parent_named(uint32_t handle)
{
    return handle ? window_find(handle) : desktop_root;
}

NTSTATUS handle_window_create(struct request *request, const struct request_window_create_in *in,
                              struct request_window_create_out *out)
{
    struct queue *queue = queue_of_request(request);
    struct window *parent = parent_named(in->parent), *owner = in->owner ? window_find(in->owner) : NULL;
    if (!queue) return STATUS_INVALID_CID;
    if (!parent || (in->owner && !owner)) return STATUS_INVALID_HANDLE;
    if (depth_of(parent) >= DEEPEST) return STATUS_INVALID_PARAMETER;
    struct window *window = window_at_index(take_index());
    if (!window) return STATUS_NO_MEMORY;
    struct window_record *record = &window->record;
    window->queue = queue;
    set_owner(window, window_top_level(owner));
    record->pid = request->process->pid;
    record->tid = queue->record.tid;
    record->queue = queue->index;
    record->style = in->style;
    record->ex_style = in->ex_style;
    record->class_atom = in->class_atom;
    record->flags = in->flags | (parent == message_root ? WINDOW_MESSAGE_ONLY : 0);
    record->instance = in->instance;
    record->id = in->id;
    record->alpha = 255;
    if (in->dpi) record->dpi = in->dpi;
    set_rectangles(window, in->window, in->client);
    record->restored = record->window;
    set_text(window, request_text(request));
    if (window->owner && is_topmost(window->owner)) record->ex_style |= WS_EX_TOPMOST;
    if (parent->parent) /* children come below those that are there: a dialog's order is its template's */
        link_after(window, parent, parent->last_child);
    else
        link_after(window, parent, is_topmost(window) ? NULL : last_topmost(parent));
    out->handle = record->handle;
    if (parent == desktop_root) desktop_wanted();
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_destroy(struct request *request, const struct request_window_destroy_in *in,
                               struct request_window_destroy_out *out)
{
    struct window *window = window_find(in->handle);
    (void)out;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (window->queue->process != request->process) return STATUS_ACCESS_DENIED;
    window_destroy(window);
    return STATUS_SUCCESS;
}

/* --- changes --- */

enum set_mask {
    SET_STYLE = 1,
    SET_EX_STYLE = 2,
    SET_ID = 4,
    SET_INSTANCE = 8,
    SET_USER_DATA = 16,
    SET_FLAGS = 32,
    SET_DPI = 64,
    SET_LAYERED = 128,
    SET_RESTORED = 256,
    SET_OWNER = 512
};

NTSTATUS handle_window_set(struct request *request, const struct request_window_set_in *in,
                           struct request_window_set_out *out)
{
    struct window *window = window_find(in->handle);
    (void)request;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    struct window_record *record = &window->record;
    struct window *owner = in->mask & SET_OWNER && in->owner ? window_find(in->owner) : NULL;
    if (in->mask & SET_OWNER && in->owner && (!owner || window_is_child_of(owner, window)))
        return STATUS_INVALID_HANDLE;
    out->old_style = record->style;
    out->old_ex_style = record->ex_style;
    out->old_value = in->mask & SET_ID ? record->id : in->mask & SET_INSTANCE ? record->instance : record->user_data;
    if (in->mask & SET_STYLE) record->style = in->style;
    if (in->mask & SET_EX_STYLE)
        record->ex_style = (in->ex_style & ~WS_EX_TOPMOST) | (record->ex_style & WS_EX_TOPMOST);
    if (in->mask & SET_ID) record->id = in->id;
    if (in->mask & SET_INSTANCE) record->instance = in->instance;
    if (in->mask & SET_USER_DATA) record->user_data = in->user_data;
    if (in->mask & SET_FLAGS) {
        uint32_t settable = in->flag_mask & ~(WINDOW_DESKTOP | WINDOW_MESSAGE_ONLY | WINDOW_HAS_REGION);
        record->flags = (record->flags & ~settable) | (in->flags & settable);
    }
    if (in->mask & SET_DPI) record->dpi = in->dpi;
    if (in->mask & SET_LAYERED) {
        record->color_key = in->color_key;
        record->alpha = in->alpha;
        record->flags |= WINDOW_LAYERED_SET;
    }
    if (!(record->ex_style & WS_EX_LAYERED) && !(record->flags & WINDOW_TRAY_ICON) &&
        record->flags & WINDOW_LAYERED_SET) {
        record->flags &= ~WINDOW_LAYERED_SET;
        record->color_key = 0;
        record->alpha = 255;
    }
    if (in->mask & SET_RESTORED) set_rectangle(&record->restored, in->restored);
    if (in->mask & SET_OWNER) {
        out->old_value = window->owner ? window->owner->record.handle : 0;
        owner = window_top_level(owner);
        set_owner(window, owner == window ? NULL : owner);
    }
    window_publish(window);
    return STATUS_SUCCESS;
}

/* Where in the Z-order a window goes: below *after (NULL: on top). False: it stays where it is. */
static bool find_place(struct window *window, uint32_t insert_after, struct window **after)
{
    struct window *parent = window->parent, *named;
    bool is_top_level = !parent->parent;
    switch (insert_after) {
    case HWND_TOP:
        *after = is_top_level && !is_topmost(window) ? last_topmost(parent) : NULL;
        return true;
    case HWND_BOTTOM:
        window->record.ex_style &= ~WS_EX_TOPMOST;
        *after = parent->last_child == window ? window->previous : parent->last_child;
        return true;
    case HWND_TOPMOST:
        if (is_top_level) window->record.ex_style |= WS_EX_TOPMOST;
        *after = NULL;
        return true;
    case HWND_NOTOPMOST:
        if (!is_topmost(window)) return false;
        window->record.ex_style &= ~WS_EX_TOPMOST;
        *after = last_topmost(parent);
        if (*after == window) *after = window->previous;
        for (struct window *each = window->next; each && is_topmost(each); each = each->next) *after = each;
        return true;
    }
    named = window_find(insert_after);
    if (!named || named->parent != parent || named == window) return false;
    *after = named;
    return true;
}

/* Owned windows stay above their owner: those that are below it now move up to it. */
static void raise_owned(struct window *owner)
{
    for (int moved = 0; moved < 1000; moved++) {
        struct window *below = owner->next;
        while (below && below->owner != owner) below = below->next;
        if (!below) return;
        unlink_window(below);
        if (is_topmost(owner)) below->record.ex_style |= WS_EX_TOPMOST;
        link_after(below, owner->parent, owner->previous);
    }
}

static void change_order(struct window *window, uint32_t insert_after)
{
    struct window *after = NULL;
    if (!find_place(window, insert_after, &after) || after == window) return;
    if (after == window->previous && !(insert_after == HWND_TOPMOST)) {
        if (after || window->parent->first_child == window) goto owned;
    }
    struct window *parent = window->parent;
    unlink_window(window);
    link_after(window, parent, after);
    if (!parent->parent && window->next && is_topmost(window->next)) window->record.ex_style |= WS_EX_TOPMOST;
    if (window->previous && !parent->parent && is_topmost(window) && !is_topmost(window->previous))
        window->record.ex_style &= ~WS_EX_TOPMOST;
owned:
    if (window->parent->parent) return;
    if (window->owner && window->owner->parent == window->parent) {
        if (insert_after == HWND_TOP && !is_topmost(window) && !is_topmost(window->owner)) { /* the owner comes along */
            unlink_window(window->owner);
            link_after(window->owner, window->parent, window);
        }
        raise_owned(window->owner);
    }
    raise_owned(window);
}

NTSTATUS handle_window_place(struct request *request, const struct request_window_place_in *in,
                             struct request_window_place_out *out)
{
    struct window *window = window_find(in->handle);
    (void)request, (void)out;
    if (!window || !window->parent) return STATUS_INVALID_HANDLE;
    if (!(in->swp & SWP_NOZORDER)) change_order(window, in->insert_after);
    set_rectangles(window, in->window, in->client);
    if (in->swp & SWP_SHOWWINDOW) window->record.style |= WS_VISIBLE;
    if (in->swp & SWP_HIDEWINDOW) window->record.style &= ~WS_VISIBLE;
    window_publish(window);
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_set_parent(struct request *request, const struct request_window_set_parent_in *in,
                                  struct request_window_set_parent_out *out)
{
    struct window *window = window_find(in->handle), *parent = parent_named(in->parent);
    (void)request;
    if (!window || !parent || !window->parent) return STATUS_INVALID_HANDLE;
    if (window_is_child_of(parent, window)) return STATUS_INVALID_PARAMETER;
    if (depth_of(parent) + deepest_below(window) - depth_of(window->parent) > DEEPEST) return STATUS_INVALID_PARAMETER;
    out->old_parent = window->parent->record.handle;
    unlink_window(window);
    if (parent == message_root)
        window->record.flags |= WINDOW_MESSAGE_ONLY;
    else
        window->record.flags &= ~WINDOW_MESSAGE_ONLY;
    link_after(window, parent, parent->parent || is_topmost(window) ? NULL : last_topmost(parent));
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_text_set(struct request *request, const struct request_window_text_set_in *in,
                                struct request_window_text_set_out *out)
{
    struct window *window = window_find(in->handle);
    (void)out;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (!set_text(window, request_text(request))) return STATUS_NO_MEMORY;
    window_publish(window);
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_text_get(struct request *request, const struct request_window_text_get_in *in,
                                struct request_window_text_get_out *out)
{
    const struct window *window = window_find(in->handle);
    if (!window) return STATUS_INVALID_HANDLE;
    out->length = window->record.text_length;
    return request_answer_data(request, window->text, 2 * out->length) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* --- looking --- */

void window_origin(const struct window *window, int32_t *x, int32_t *y)
{
    *x = window->record.window.left;
    *y = window->record.window.top;
    for (const struct window *each = window->parent; each && each->parent; each = each->parent) {
        *x += each->record.client.left;
        *y += each->record.client.top;
    }
}

static bool region_contains(const struct window *window, int32_t x, int32_t y)
{
    if (!window->has_region) return true;
    for (uint32_t i = 0; i < window->region_count; i++) {
        const int32_t *r = &window->region[4 * i];
        if (x >= r[0] && y >= r[1] && x < r[2] && y < r[3]) return true;
    }
    return false;
}

struct window *window_at(int32_t x, int32_t y)
{
    for (struct window *each = desktop_root->first_child; each; each = each->next) {
        const struct window_record *record = &each->record;
        const struct screen_rectangle *r = &record->window;
        if (!(record->style & WS_VISIBLE)) continue;
        if ((record->ex_style & (WS_EX_LAYERED | WS_EX_TRANSPARENT)) == (WS_EX_LAYERED | WS_EX_TRANSPARENT)) continue;
        if (x < r->left || y < r->top || x >= r->right || y >= r->bottom) continue;
        if (region_contains(each, x - r->left, y - r->top)) return each;
    }
    return NULL;
}

void window_each_top_level(void (*visit)(struct window *window, void *context), void *context)
{
    for (struct window *each = desktop_root->first_child, *next; each; each = next) {
        next = each->next;
        visit(each, context);
    }
}
