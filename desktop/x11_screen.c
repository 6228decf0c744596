/* Monitors: where they are, and what of them panels leave free. */
#include <X11/Xatom.h>
#include <X11/extensions/Xrandr.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "x11.h"

static int randr_event = -1;

/* _NET_WORKAREA holds for all monitors together. */
static void limit_to_work_area(struct screen_rectangle *work)
{
    Atom type;
    int format;
    unsigned long count, rest;
    unsigned char *data = NULL;
    if (XGetWindowProperty(display, root_window, x_atoms[X__NET_WORKAREA], 0, 4, False, XA_CARDINAL, &type, &format,
                           &count, &rest, &data) != Success)
        return;
    if (data && count == 4 && format == 32) {
        const long *area = (const long *)(const void *)data;
        struct screen_rectangle free_area = {(int32_t)area[0], (int32_t)area[1], (int32_t)(area[0] + area[2]),
                                             (int32_t)(area[1] + area[3])};
        if (free_area.left > work->left && free_area.left < work->right) work->left = free_area.left;
        if (free_area.top > work->top && free_area.top < work->bottom) work->top = free_area.top;
        if (free_area.right < work->right && free_area.right > work->left) work->right = free_area.right;
        if (free_area.bottom < work->bottom && free_area.bottom > work->top) work->bottom = free_area.bottom;
    }
    if (data) XFree(data);
}

/* The desktop's setting for text, which is what Windows calls DPI. */
static uint32_t find_dpi(void)
{
    const char *value = XGetDefault(display, "Xft", "dpi");
    double dpi = value ? strtod(value, NULL) : 0;
    return dpi >= 48 && dpi <= 960 ? (uint32_t)lround(dpi) : 96;
}

static void tell_screen(void)
{
    struct monitor_record monitors[MONITOR_COUNT];
    uint32_t count = 0;
    int found = 0;
    memset(monitors, 0, sizeof(monitors));
    XRRMonitorInfo *infos = randr_event >= 0 ? XRRGetMonitors(display, root_window, True, &found) : NULL;
    for (int i = 0; infos && i < found && count < MONITOR_COUNT; i++) {
        struct monitor_record *monitor = &monitors[count++];
        char *name = XGetAtomName(display, infos[i].name);
        monitor->bounds = (struct screen_rectangle){infos[i].x, infos[i].y, infos[i].x + infos[i].width,
                                                    infos[i].y + infos[i].height};
        monitor->flags = infos[i].primary ? 1 : 0;
        if (name) strncpy(monitor->name, name, sizeof(monitor->name) - 1);
        if (name) XFree(name);
        if (!infos[i].primary || count == 1) continue;
        struct monitor_record first = monitors[0]; /* the primary one comes first */
        monitors[0] = *monitor;
        *monitor = first;
    }
    if (infos) XRRFreeMonitors(infos);
    if (!count) {
        int screen = DefaultScreen(display);
        monitors[count++].bounds =
            (struct screen_rectangle){0, 0, DisplayWidth(display, screen), DisplayHeight(display, screen)};
    }
    monitors[0].flags = 1;
    for (uint32_t i = 0; i < count; i++) {
        monitors[i].work = monitors[i].bounds;
        limit_to_work_area(&monitors[i].work);
        monitors[i].dpi = find_dpi();
    }
    struct request_desktop_screen_in in = {count, keyboard_layout()};
    struct request_desktop_screen_out out;
    ask(request_code_desktop_screen, &in, sizeof(in), monitors, count * (uint32_t)sizeof(*monitors), &out, sizeof(out),
        NULL, NULL, NULL);
}

void screen_init(void)
{
    int error;
    if (XRRQueryExtension(display, &randr_event, &error))
        XRRSelectInput(display, root_window, RRScreenChangeNotifyMask);
    else
        randr_event = -1;
    tell_screen();
}

bool screen_event(XEvent *event)
{
    bool is_randr = randr_event >= 0 && event->type == randr_event + RRScreenChangeNotify;
    bool is_work_area = event->type == PropertyNotify && event->xproperty.window == root_window &&
                        event->xproperty.atom == x_atoms[X__NET_WORKAREA];
    if (is_randr) XRRUpdateConfiguration(event);
    if (is_randr || is_work_area) tell_screen();
    return is_randr || is_work_area;
}
