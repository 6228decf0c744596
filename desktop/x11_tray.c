/* The notification area: icons of programs are embedded in the desktop's system tray (freedesktop.org's System Tray and
 * XEmbed protocols). On a desktop without one they are in a small window of our own. Either may come and go. */
#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include "x11.h"

#define REQUEST_DOCK  0
#define XEMBED_MAPPED 1
#define CELL          24 /* of our own window */

static Atom selection;
static Window tray;   /* of the desktop; 0: there is none */
static Window holder; /* our own; 0: it is not needed */

static int width_of(const struct shown_window *window)
{
    return window->placed.right - window->placed.left;
}

static int height_of(const struct shown_window *window)
{
    return window->placed.bottom - window->placed.top;
}

static void make_holder(void)
{
    static const char title[] = "Notification area";
    long states[] = {(long)x_atoms[X__NET_WM_STATE_SKIP_PAGER], (long)x_atoms[X__NET_WM_STATE_ABOVE]};
    long never = 0;
    XClassHint class = {(char *)"winrun", (char *)"Winrun"};
    XWMHints hints = {.flags = InputHint, .input = False};
    int screen = DefaultScreen(display);
    if (holder) return;
    holder = XCreateSimpleWindow(display, root_window, DisplayWidth(display, screen) - 4 * CELL,
                                 DisplayHeight(display, screen) - 3 * CELL, CELL, CELL, 0, 0, 0xd4d0c9);
    XSelectInput(display, holder, StructureNotifyMask);
    XStoreName(display, holder, title);
    XSetClassHint(display, holder, &class);
    XSetWMHints(display, holder, &hints);
    XChangeProperty(display, holder, x_atoms[X__NET_WM_STATE], XA_ATOM, 32, PropModeReplace,
                    (unsigned char *)states, 2);
    XChangeProperty(display, holder, x_atoms[X__NET_WM_USER_TIME], XA_CARDINAL, 32, PropModeReplace,
                    (unsigned char *)&never, 1);
}

/* Its icons side by side; it goes with the last one. */
static void arrange_holder(void)
{
    struct shown_window *window;
    uint32_t count = 0;
    if (!holder) return;
    for (uint32_t i = 0; (window = window_next_tray_icon(&i));)
        if (window->tray_parent == holder && window->is_mapped)
            XMoveResizeWindow(display, window->x_window, (int)count++ * CELL, 0, CELL, CELL);
    if (!count) {
        XDestroyWindow(display, holder);
        holder = 0;
        return;
    }
    XSizeHints hints = {.flags = PMinSize | PMaxSize | PPosition,
                        .min_width = (int)count * CELL,
                        .max_width = (int)count * CELL,
                        .min_height = CELL,
                        .max_height = CELL};
    XSetWMNormalHints(display, holder, &hints);
    XResizeWindow(display, holder, count * CELL, CELL);
    XMapWindow(display, holder);
}

static void dock(struct shown_window *window)
{
    XEvent event = {.xclient = {.type = ClientMessage,
                                .window = tray,
                                .message_type = x_atoms[X__NET_SYSTEM_TRAY_OPCODE],
                                .format = 32}};
    event.xclient.data.l[0] = CurrentTime;
    event.xclient.data.l[1] = REQUEST_DOCK;
    event.xclient.data.l[2] = (long)window->x_window;
    XSendEvent(display, tray, False, NoEventMask, &event);
}

static void set_embedding(const struct shown_window *window, bool is_mapped)
{
    long info[2] = {0, is_mapped ? XEMBED_MAPPED : 0};
    XChangeProperty(display, window->x_window, x_atoms[X__XEMBED_INFO], x_atoms[X__XEMBED_INFO], 32, PropModeReplace,
                    (unsigned char *)info, 2);
}

void tray_show(struct shown_window *window, bool is_wanted)
{
    if (is_wanted == window->is_mapped && (!is_wanted || window->tray_parent)) return;
    window->is_mapped = is_wanted;
    set_embedding(window, is_wanted);
    if (!is_wanted) {
        XUnmapWindow(display, window->x_window);
        XReparentWindow(display, window->x_window, root_window, 0, 0);
        window->tray_parent = 0;
    } else if (tray) {
        window->tray_parent = tray;
        dock(window);
    } else {
        make_holder();
        window->tray_parent = holder;
        XReparentWindow(display, window->x_window, holder, 0, 0);
        XMapWindow(display, window->x_window);
    }
    arrange_holder();
}

void tray_icon_at(struct shown_window *window, int x, int y)
{
    int width = width_of(window), height = height_of(window);
    if (window->placed.left == x && window->placed.top == y) return;
    window->placed = (struct screen_rectangle){x, y, x + width, y + height};
    window_tell(window->handle, INTERNAL_MOVED, (uint16_t)x | (uint64_t)(uint16_t)y << 16,
                (uint16_t)width | (uint64_t)(uint16_t)height << 16);
}

/* The window manager has placed our own window, or the person has moved it. */
static void holder_moved(void)
{
    struct shown_window *window;
    Window child;
    int x, y;
    for (uint32_t i = 0; (window = window_next_tray_icon(&i));)
        if (window->tray_parent == holder &&
            XTranslateCoordinates(display, window->x_window, root_window, 0, 0, &x, &y, &child))
            tray_icon_at(window, x, y);
}

void tray_icon_gone(void)
{
    arrange_holder();
}

/* The icons go where they belong now. */
static void find_tray(void)
{
    struct shown_window *window;
    XGrabServer(display);
    tray = XGetSelectionOwner(display, selection);
    if (tray) XSelectInput(display, tray, StructureNotifyMask);
    XUngrabServer(display);
    for (uint32_t i = 0; (window = window_next_tray_icon(&i));) {
        if (!window->is_mapped || (tray && window->tray_parent == tray)) continue;
        tray_show(window, false);
        tray_show(window, true);
    }
}

void tray_init(void)
{
    char name[32];
    sprintf(name, "_NET_SYSTEM_TRAY_S%d", DefaultScreen(display));
    selection = XInternAtom(display, name, False);
    find_tray();
}

bool tray_event(const XEvent *event)
{
    if (event->type == ClientMessage && event->xclient.message_type == x_atoms[X_MANAGER] &&
        (Atom)event->xclient.data.l[1] == selection) {
        find_tray();
        return true;
    }
    if (event->type == ConfigureNotify && holder && event->xconfigure.window == holder) {
        holder_moved();
        return true;
    }
    if (event->type == DestroyNotify && tray && event->xdestroywindow.window == tray) {
        find_tray();
        return true;
    }
    return false;
}
