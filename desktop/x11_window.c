/* One X window for each visible top-level window. Its whole area, frame included, is what the program drew; the window
 * manager, if there is one, manages it without adding a frame of its own, so every program looks the same everywhere.
 */
#include <X11/Xatom.h>
#include <X11/Xlib-xcb.h>
#include <X11/Xutil.h>
#include <X11/Xcursor/Xcursor.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "x11.h"

#define MOST_WINDOWS 4096u
#define EVENT_MASK                                                                                                     \
    (ExposureMask | StructureNotifyMask | FocusChangeMask | PropertyChangeMask | KeyPressMask | KeyReleaseMask | ButtonPressMask | \
     ButtonReleaseMask | PointerMotionMask | EnterWindowMask | LeaveWindowMask)
#define LWA_ALPHA 2u

static struct shown_window *shown[WINDOW_COUNT];

struct shown_window *window_shown(uint32_t handle)
{
    struct shown_window *window = shown[window_index(handle) % WINDOW_COUNT];
    return window && window->handle == handle ? window : NULL;
}

struct shown_window *window_of_x(Window x_window)
{
    for (uint32_t i = 0; x_window && i < WINDOW_COUNT; i++)
        if (shown[i] && shown[i]->x_window == x_window) return shown[i];
    return NULL;
}

struct shown_window *window_popup_of_thread(uint32_t tid)
{
    for (uint32_t i = 0; i < WINDOW_COUNT; i++)
        if (shown[i] && shown[i]->is_mapped && !shown[i]->is_managed && !shown[i]->is_tray_icon &&
            shown[i]->record.tid == tid)
            return shown[i];
    return NULL;
}

struct shown_window *window_next_tray_icon(uint32_t *index)
{
    while (*index < WINDOW_COUNT) {
        struct shown_window *window = shown[(*index)++];
        if (window && window->is_tray_icon) return window;
    }
    return NULL;
}

void window_tell(uint32_t handle, enum internal_message message, uint64_t wparam, uint64_t lparam)
{
    struct request_desktop_window_in in = {handle, message, wparam, lparam};
    struct request_desktop_window_out out;
    ASK(desktop_window, &in, &out);
}

static int width_of(const struct screen_rectangle *r) { return r->right - r->left; }
static int height_of(const struct screen_rectangle *r) { return r->bottom - r->top; }

/* X has no windows without area. */
static unsigned at_least_one(int size)
{
    return size > 0 ? (unsigned)size : 1;
}

/* --- what the window manager is told --- */

static void set_long(Window window, Atom property, Atom type, const long *values, int count)
{
    XChangeProperty(display, window, property, type, 32, PropModeReplace, (const unsigned char *)values, count);
}

static void set_title(struct shown_window *window)
{
    const struct window_record *record = &window->record;
    uint8_t *text = (uint8_t *)record->text, *fetched = NULL;
    uint32_t length = record->text_length;
    if (length > WINDOW_TEXT_SHORT) {
        struct request_window_text_get_in in = {record->handle, 0};
        struct request_window_text_get_out out;
        uint32_t size = 0;
        ask(request_code_window_text_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &fetched, &size, NULL);
        text = fetched;
        length = size / 2;
    }
    char *utf8 = malloc(3 * (size_t)length + 1);
    size_t used = 0;
    for (uint32_t i = 0; utf8 && i < length; i++) {
        uint32_t c = (uint32_t)(text[2 * i] | text[2 * i + 1] << 8);
        if ((c & 0xfc00) == 0xd800 && i + 1 < length) {
            uint32_t low = (uint32_t)(text[2 * i + 2] | text[2 * i + 3] << 8);
            c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
            i++;
        }
        if (c < 0x80) {
            utf8[used++] = (char)c;
        } else if (c < 0x800) {
            utf8[used++] = (char)(0xc0 | c >> 6);
            utf8[used++] = (char)(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            utf8[used++] = (char)(0xe0 | c >> 12);
            utf8[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            utf8[used++] = (char)(0x80 | (c & 0x3f));
        } else {
            utf8[used++] = (char)(0xf0 | c >> 18);
            utf8[used++] = (char)(0x80 | (c >> 12 & 0x3f));
            utf8[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            utf8[used++] = (char)(0x80 | (c & 0x3f));
        }
    }
    if (utf8) {
        utf8[used] = 0;
        XChangeProperty(display, window->x_window, x_atoms[X__NET_WM_NAME], x_atoms[X_UTF8_STRING], 8, PropModeReplace,
                        (unsigned char *)utf8, (int)used);
        XStoreName(display, window->x_window, utf8);
    }
    free(utf8);
    free(fetched);
}

static void set_icon(struct shown_window *window)
{
    long *values = NULL;
    size_t count = 0;
    for (uint32_t which = 0; which < 2; which++) {
        struct request_window_icon_get_in in = {window->handle, which};
        struct request_window_icon_get_out out;
        uint8_t *pixels = NULL;
        uint32_t size = 0;
        if (ask(request_code_window_icon_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &pixels, &size, NULL) == 0 &&
            size) {
            long *larger = realloc(values, (count + 2 + size / 4) * sizeof(*values));
            if (larger) {
                values = larger;
                values[count++] = out.width;
                values[count++] = out.height;
                for (uint32_t i = 0; i < size / 4; i++) {
                    uint32_t pixel;
                    memcpy(&pixel, pixels + 4 * i, 4);
                    values[count++] = (long)pixel;
                }
            }
        }
        free(pixels);
    }
    if (count) set_long(window->x_window, x_atoms[X__NET_WM_ICON], XA_CARDINAL, values, (int)count);
    free(values);
}

static void set_states(struct shown_window *window)
{
    const struct window_record *record = &window->record;
    long states[4];
    int count = 0;
    bool is_tool = record->ex_style & WS_EX_TOOLWINDOW || (record->owner && !(record->ex_style & WS_EX_APPWINDOW));
    if (record->ex_style & WS_EX_TOPMOST) states[count++] = (long)x_atoms[X__NET_WM_STATE_ABOVE];
    if (is_tool)
        states[count++] = (long)x_atoms[X__NET_WM_STATE_SKIP_TASKBAR],
        states[count++] = (long)x_atoms[X__NET_WM_STATE_SKIP_PAGER];
    set_long(window->x_window, x_atoms[X__NET_WM_STATE], XA_ATOM, states, count);
    long type = (long)x_atoms[record->owner ? X__NET_WM_WINDOW_TYPE_DIALOG : X__NET_WM_WINDOW_TYPE_NORMAL];
    set_long(window->x_window, x_atoms[X__NET_WM_WINDOW_TYPE], XA_ATOM, &type, 1);
    const struct shown_window *owner = window_shown(record->owner);
    if (owner) XSetTransientForHint(display, window->x_window, owner->x_window);
}

static void set_opacity(struct shown_window *window)
{
    const struct window_record *record = &window->record;
    bool has_alpha = record->flags & WINDOW_LAYERED_SET && record->alpha >> 8 & LWA_ALPHA;
    long opacity = (long)((record->alpha & 255) * 0x01010101ul);
    if (has_alpha)
        set_long(window->x_window, x_atoms[X__NET_WM_WINDOW_OPACITY], XA_CARDINAL, &opacity, 1);
    else
        XDeleteProperty(display, window->x_window, x_atoms[X__NET_WM_WINDOW_OPACITY]);
}

static void set_size_hints(struct shown_window *window)
{
    const struct screen_rectangle *r = &window->record.window;
    XSizeHints hints = {.flags = PPosition | PSize | USPosition,
                        .x = r->left,
                        .y = r->top,
                        .width = width_of(r),
                        .height = height_of(r)};
    if (!(window->record.style & WS_THICKFRAME)) {
        hints.flags |= PMinSize | PMaxSize;
        hints.min_width = hints.max_width = (int)at_least_one(width_of(r));
        hints.min_height = hints.max_height = (int)at_least_one(height_of(r));
    }
    XSetWMNormalHints(display, window->x_window, &hints);
}

/* Window managers give a new window the focus unless they are told that nobody asked for it. */
static void set_user_time(struct shown_window *window)
{
    struct screen_record screen;
    static const long never = 0;
    screen_read(&screen);
    if (screen.foreground && screen.foreground != window->handle)
        set_long(window->x_window, x_atoms[X__NET_WM_USER_TIME], XA_CARDINAL, &never, 1);
    else
        XDeleteProperty(display, window->x_window, x_atoms[X__NET_WM_USER_TIME]);
}

static void introduce(struct shown_window *window)
{
    static const long no_frame[5] = {2, 0, 0, 0, 0};
    Atom protocols[] = {x_atoms[X_WM_DELETE_WINDOW], x_atoms[X__NET_WM_PING]};
    bool takes_focus = !(window->record.ex_style & WS_EX_NOACTIVATE);
    XWMHints hints = {.flags = InputHint | StateHint,
                      .input = takes_focus,
                      .initial_state = window->record.style & WS_MINIMIZE ? IconicState : NormalState};
    XClassHint class = {(char *)"winrun", (char *)"Winrun"};
    XSetWMProtocols(display, window->x_window, protocols, 2);
    set_long(window->x_window, x_atoms[X__MOTIF_WM_HINTS], x_atoms[X__MOTIF_WM_HINTS], no_frame, 5);
    XSetWMHints(display, window->x_window, &hints);
    XSetClassHint(display, window->x_window, &class);
    set_states(window);
    set_icon(window);
}

/* --- pixels --- */

static void detach(struct shown_window *window)
{
    if (window->segment) xcb_shm_detach(XGetXCBConnection(display), window->segment);
    window->segment = 0;
    surface_close(&window->surface);
}

/* The surface's memory is given to the X server, so that pixels need not travel: it reads them where the program wrote
 * them. */
static void attach(struct shown_window *window)
{
    xcb_connection_t *xcb = XGetXCBConnection(display);
    detach(window);
    if (!surface_open(&window->surface, window->handle, window->record.surface_serial)) return;
    static int can_share = -1;
    if (can_share < 0) {
        xcb_shm_query_version_reply_t *version = xcb_shm_query_version_reply(xcb, xcb_shm_query_version(xcb), NULL);
        can_share = version && (version->major_version > 1 || version->minor_version >= 2);
        free(version);
    }
    int copy = can_share ? dup(window->surface.fd) : -1;
    if (copy < 0) return;
    window->segment = xcb_generate_id(xcb);
    xcb_generic_error_t *error = xcb_request_check(xcb, xcb_shm_attach_fd_checked(xcb, window->segment, copy, 1));
    if (!error) return;
    free(error);
    can_share = 0; /* the display is on another machine */
    window->segment = 0;
}

static void put_pixels(struct shown_window *window, const struct screen_rectangle *r)
{
    struct surface *surface = &window->surface;
    int depth = DefaultDepth(display, DefaultScreen(display));
    if (window->segment) {
        xcb_shm_put_image(XGetXCBConnection(display), (xcb_drawable_t)window->x_window,
                          XGContextFromGC(window->graphics), (uint16_t)(surface->stride / 4), (uint16_t)surface->height,
                          (uint16_t)r->left, (uint16_t)r->top, (uint16_t)width_of(r), (uint16_t)height_of(r),
                          (int16_t)r->left, (int16_t)r->top, (uint8_t)depth, XCB_IMAGE_FORMAT_Z_PIXMAP, 0,
                          window->segment, SURFACE_PIXELS_OFFSET);
        return;
    }
    XImage *image = XCreateImage(display, DefaultVisual(display, DefaultScreen(display)), (unsigned)depth, ZPixmap, 0,
                                 (char *)surface->header + SURFACE_PIXELS_OFFSET, surface->width, surface->height, 32,
                                 (int)surface->stride);
    if (!image) return;
    XPutImage(display, window->x_window, window->graphics, image, r->left, r->top, r->left, r->top,
              (unsigned)width_of(r), (unsigned)height_of(r));
    image->data = NULL;
    XDestroyImage(image);
}

void window_expose(struct shown_window *window, int x, int y, int width, int height)
{
    struct surface *surface = &window->surface;
    struct screen_rectangle r = {x < 0 ? 0 : x, y < 0 ? 0 : y, x + width, y + height};
    if (!surface->header) return;
    if (r.right > (int)surface->width) r.right = (int)surface->width;
    if (r.bottom > (int)surface->height) r.bottom = (int)surface->height;
    if (r.left < r.right && r.top < r.bottom) put_pixels(window, &r);
}

static void paint_part(struct shown_window *window, const struct screen_rectangle *r)
{
    window_shape(window);
    put_pixels(window, r);
}

void windows_paint(void)
{
    for (uint32_t i = 0; i < WINDOW_COUNT; i++) {
        struct screen_rectangle dirty;
        if (shown[i] && shown[i]->is_mapped && surface_take_dirty(&shown[i]->surface, &dirty))
            paint_part(shown[i], &dirty);
    }
}

/* --- coming, changing, going --- */

/* Menus, tool tips and such place themselves; what has a caption or shows in the task bar is the window manager's, also
 * of one that comes later. */
static bool wants_management(const struct window_record *record)
{
    bool has_caption = (record->style & WS_CAPTION) == WS_CAPTION;
    if (record->ex_style & WS_EX_APPWINDOW) return true;
    if (record->ex_style & (WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE) && !has_caption) return false;
    return has_caption || record->style & WS_THICKFRAME || !(record->style & WS_POPUP);
}

static struct shown_window *create(const struct window_record *record)
{
    struct shown_window *window = calloc(1, sizeof(*window));
    if (!window) return NULL;
    window->handle = record->handle;
    window->record = *record;
    window->surface.fd = -1;
    window->is_tray_icon = record->flags & WINDOW_TRAY_ICON;
    window->is_managed = !window->is_tray_icon && wants_management(record);
    window->placed = record->window;
    XSetWindowAttributes attributes = {
        .event_mask = EVENT_MASK,
        .override_redirect = !window->is_managed && !window->is_tray_icon,
        .bit_gravity = NorthWestGravity};
    window->x_window = XCreateWindow(display, root_window, record->window.left, record->window.top,
                                     at_least_one(width_of(&record->window)), at_least_one(height_of(&record->window)),
                                     0, CopyFromParent, InputOutput, CopyFromParent,
                                     CWEventMask | CWOverrideRedirect | CWBitGravity, &attributes);
    window->graphics = XCreateGC(display, window->x_window, 0, NULL);
    shown[window_index(record->handle)] = window;
    introduce(window);
    set_title(window);
    set_opacity(window);
    set_size_hints(window);
    window_shape(window);
    return window;
}

static void destroy(struct shown_window *window)
{
    shown[window_index(window->handle)] = NULL;
    detach(window);
    XFreeGC(display, window->graphics);
    XDestroyWindow(display, window->x_window);
    bool was_tray_icon = window->is_tray_icon;
    free(window);
    if (was_tray_icon) tray_icon_gone();
}

static void move(struct shown_window *window)
{
    const struct screen_rectangle *now = &window->record.window, *before = &window->placed;
    if (!memcmp(now, before, sizeof(*now))) return;
    set_size_hints(window);
    window->configure_serial = NextRequest(display);
    XMoveResizeWindow(display, window->x_window, now->left, now->top, at_least_one(width_of(now)),
                      at_least_one(height_of(now)));
    window->placed = *now;
}

static void map(struct shown_window *window)
{
    bool is_wanted = window->record.style & WS_VISIBLE;
    if (window->is_tray_icon) {
        tray_show(window, is_wanted);
        return;
    }
    bool is_minimized = window->record.style & WS_MINIMIZE;
    if (is_wanted && !is_minimized && !window->is_mapped) {
        set_user_time(window);
        XMapWindow(display, window->x_window);
        window->is_mapped = true;
    } else if (window->is_mapped && (!is_wanted || is_minimized)) {
        if (is_wanted && window->is_managed)
            XIconifyWindow(display, window->x_window, DefaultScreen(display));
        else
            XWithdrawWindow(display, window->x_window, DefaultScreen(display));
        window->is_mapped = false;
    }
}

static void update(struct shown_window *window, const struct window_record *record)
{
    struct window_record old = window->record;
    window->record = *record;
    if (old.text_length != record->text_length || memcmp(old.text, record->text, sizeof(old.text)) ||
        record->text_length > WINDOW_TEXT_SHORT)
        set_title(window);
    if (old.icon_serial != record->icon_serial) set_icon(window);
    if (old.alpha != record->alpha || old.flags != record->flags) set_opacity(window);
    if ((old.ex_style ^ record->ex_style) & (WS_EX_TOPMOST | WS_EX_TOOLWINDOW | WS_EX_APPWINDOW) ||
        old.owner != record->owner)
        set_states(window);
    if (!(record->style & WS_MINIMIZE) && !window->is_tray_icon) move(window);
    if (old.region_serial != record->region_serial || old.flags != record->flags || old.alpha != record->alpha ||
        old.color_key != record->color_key)
        window_shape(window);
}

static void restack(const struct window_record *records, uint32_t count)
{
    Window order[MOST_WINDOWS];
    int used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct shown_window *window = window_shown(records[i].handle);
        if (window && window->is_mapped && !window->is_tray_icon && (!has_window_manager || !window->is_managed))
            order[used++] = window->x_window;
    }
    static Window last[MOST_WINDOWS];
    static int last_count;
    if (used == last_count && !memcmp(order, last, (size_t)used * sizeof(*order))) return;
    memcpy(last, order, (size_t)used * sizeof(*order));
    last_count = used;
    if (!used) return;
    XRaiseWindow(display, order[0]);
    XRestackWindows(display, order, used);
}

void windows_sync(void)
{
    static struct window_record records[MOST_WINDOWS];
    uint32_t count = top_level_windows(records, MOST_WINDOWS);
    for (uint32_t i = 0; i < WINDOW_COUNT; i++)
        if (shown[i]) shown[i]->seen = false;
    for (uint32_t i = count; i--;) { /* from the bottom: owners come before what they own */
        const struct window_record *record = &records[i];
        struct shown_window *window = window_shown(record->handle);
        if (!window && shown[window_index(record->handle)])
            destroy(shown[window_index(record->handle)]); /* its index is another's now */
        if (!(record->style & WS_VISIBLE) && (!window || window->is_tray_icon)) continue;
        if (window && !window->is_tray_icon && window->is_managed != wants_management(record) && !window->is_mapped) {
            destroy(window);
            window = NULL;
        }
        if (!window)
            window = create(record);
        else if (window->record.change != record->change)
            update(window, record);
        if (!window) continue;
        window->seen = true;
        if (record->surface_serial != window->surface.serial || !window->surface.header) {
            attach(window);
            if (window->is_mapped) window_expose(window, 0, 0, width_of(&record->window), height_of(&record->window));
        }
        map(window);
    }
    for (uint32_t i = 0; i < WINDOW_COUNT; i++)
        if (shown[i] && !shown[i]->seen) destroy(shown[i]);
    restack(records, count);
}

/* --- what X says --- */

void window_configured(struct shown_window *window, const XConfigureEvent *event)
{
    int x = event->x, y = event->y;
    Window child;
    if (event->serial < window->configure_serial || !(window->is_managed || window->is_tray_icon) || !window->is_mapped)
        return;
    if ((!event->send_event || window->is_tray_icon) &&
        !XTranslateCoordinates(display, window->x_window, root_window, 0, 0, &x, &y, &child))
        return;
    struct screen_rectangle now = {x, y, x + event->width, y + event->height};
    if (!memcmp(&now, &window->placed, sizeof(now))) return;
    window->placed = now;
    window_tell(window->handle, INTERNAL_MOVED, (uint16_t)x | (uint64_t)(uint16_t)y << 16,
                (uint16_t)event->width | (uint64_t)(uint16_t)event->height << 16);
}

/* A tray that ends may take its icons with it; the next round makes another. */
void window_destroyed(struct shown_window *window)
{
    destroy(window);
    windows_sync();
}

void window_state_changed(struct shown_window *window)
{
    Atom type;
    int format;
    unsigned long count, rest;
    unsigned char *data = NULL;
    if (XGetWindowProperty(display, window->x_window, x_atoms[X_WM_STATE], 0, 2, False, AnyPropertyType, &type, &format,
                           &count, &rest, &data) != Success ||
        !data)
        return;
    long state = count && format == 32 ? *(long *)(void *)data : WithdrawnState;
    XFree(data);
    bool is_minimized = window->record.style & WS_MINIMIZE;
    if (state == IconicState && !is_minimized) {
        window->is_mapped = false;
        window_tell(window->handle, INTERNAL_MINIMIZE, 1, 0);
    } else if (state == NormalState && is_minimized) {
        window->is_mapped = true;
        window_tell(window->handle, INTERNAL_MINIMIZE, 0, 0);
    }
}

/* --- cursor --- */

static Cursor load_cursor(uint32_t serial)
{
    struct request_cursor_get_in in = {serial, 0};
    struct request_cursor_get_out out;
    uint8_t *pixels = NULL;
    uint32_t size = 0;
    Cursor cursor = None;
    if (ask(request_code_cursor_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &pixels, &size, NULL) == 0 &&
        size == 4 * out.width * out.height) {
        XcursorImage *image = XcursorImageCreate((int)out.width, (int)out.height);
        if (image) {
            image->xhot = (XcursorDim)out.hot_x;
            image->yhot = (XcursorDim)out.hot_y;
            memcpy(image->pixels, pixels, size);
            cursor = XcursorImageLoadCursor(display, image);
            XcursorImageDestroy(image);
        }
    }
    free(pixels);
    return cursor;
}

static Cursor empty_cursor(void)
{
    static Cursor empty;
    if (empty) return empty;
    Pixmap nothing = XCreatePixmap(display, root_window, 1, 1, 1);
    XColor black = {0};
    GC graphics = XCreateGC(display, nothing, 0, NULL);
    XDrawPoint(display, nothing, graphics, 0, 0);
    empty = XCreatePixmapCursor(display, nothing, nothing, &black, &black, 0, 0);
    XFreeGC(display, graphics);
    XFreePixmap(display, nothing);
    return empty;
}

/* The cursor of the window below the mouse, as its thread set it last. */
void cursor_sync(const struct screen_record *screen)
{
    static uint32_t last_serial = UINT32_MAX, last_window;
    static Cursor cursor;
    const struct shown_window *window = window_shown(screen->cursor_window);
    if (!window || (screen->cursor_serial == last_serial && screen->cursor_window == last_window)) return;
    if (screen->cursor_serial != last_serial) {
        if (cursor && cursor != empty_cursor()) XFreeCursor(display, cursor);
        cursor = screen->cursor_serial == CURSOR_HIDDEN ? empty_cursor()
                 : screen->cursor_serial                ? load_cursor(screen->cursor_serial)
                                                        : None;
    }
    last_serial = screen->cursor_serial;
    last_window = screen->cursor_window;
    XDefineCursor(display, window->x_window, cursor);
}
