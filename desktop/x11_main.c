/* Start, main loop, and the thread that waits for programs to draw. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "x11.h"

#define FRAME_TIME    16000000ll /* nanoseconds between two copies to X */
#define DISPLAY_PAUSE 200        /* milliseconds between two looks whether a display has come back */

Display *display;
Window root_window;
bool has_window_manager;
Atom x_atoms[X_ATOM_COUNT];
static int drawn_event = -1;

static int64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* Sleeps on the programs' signal and tells the main thread, which cannot wait for a futex and for X at once. */
static void *wait_for_drawing(void *unused)
{
    struct drawing_signal *signal = &windowing->drawing;
    uint32_t seen = __atomic_load_n(&signal->drawn, __ATOMIC_SEQ_CST) - 1;
    (void)unused;
    for (;;) {
        __atomic_store_n(&signal->desktop_sleeps, 1, __ATOMIC_SEQ_CST);
        uint32_t drawn = __atomic_load_n(&signal->drawn, __ATOMIC_SEQ_CST);
        if (drawn == seen) {
            syscall(SYS_futex, &signal->drawn, FUTEX_WAIT, drawn, NULL, NULL, 0);
            continue;
        }
        seen = drawn;
        eventfd_write(drawn_event, 1);
        nanosleep(&(struct timespec){.tv_nsec = FRAME_TIME / 4}, NULL); /* what comes at once is seen at once */
    }
    return NULL;
}

static int connection_lost(Display *lost)
{
    (void)lost;
    exit(1); /* winrun-server starts another winrun-desktop */
}

/* Windows may vanish while a request about them is on its way. */
static int ignore_error(Display *where, XErrorEvent *error)
{
    (void)where, (void)error;
    return 0;
}

static void find_atoms(void)
{
    static const char *const names[] = {
#define ATOM(name) #name,
        X_ATOM_LIST(ATOM)
#undef ATOM
    };
    XInternAtoms(display, (char **)names, X_ATOM_COUNT, False, x_atoms);
}

static void find_window_manager(void)
{
    Atom type;
    int format;
    unsigned long count, rest;
    unsigned char *data = NULL;
    bool has_one = false;
    if (XGetWindowProperty(display, root_window, x_atoms[X__NET_SUPPORTING_WM_CHECK], 0, 1, False, AnyPropertyType,
                           &type, &format, &count, &rest, &data) == Success)
        has_one = count == 1;
    if (data) XFree(data);
    bool has_come = has_one && !has_window_manager;
    has_window_manager = has_one;
    if (has_come) focus_window_manager_came();
}

static void handle_event(XEvent *event)
{
    struct shown_window *window;
    if (screen_event(event) || selection_event(event) || tray_event(event)) return;
    if (event->type == PropertyNotify && event->xproperty.window == root_window) {
        if (event->xproperty.atom == x_atoms[X__NET_SUPPORTING_WM_CHECK]) find_window_manager();
        return;
    }
    if (!(window = window_of_x(event->xany.window))) return;
    switch (event->type) {
    case Expose:
        window_expose(window, event->xexpose.x, event->xexpose.y, event->xexpose.width, event->xexpose.height);
        break;
    case ConfigureNotify:
        while (XCheckTypedWindowEvent(display, window->x_window, ConfigureNotify, event)) continue;
        window_configured(window, &event->xconfigure);
        break;
    case DestroyNotify:
        window_destroyed(window);
        break;
    case PropertyNotify:
        if (event->xproperty.atom == x_atoms[X_WM_STATE]) window_state_changed(window);
        break;
    case ClientMessage:
        if (event->xclient.message_type != x_atoms[X_WM_PROTOCOLS]) break;
        if ((Atom)event->xclient.data.l[0] == x_atoms[X_WM_DELETE_WINDOW])
            window_tell(window->handle, INTERNAL_CLOSE, 0, 0);
        if ((Atom)event->xclient.data.l[0] == x_atoms[X__NET_WM_PING]) {
            event->xclient.window = root_window;
            XSendEvent(display, root_window, False, SubstructureNotifyMask | SubstructureRedirectMask, event);
        }
        break;
    default:
        input_event_from_x(event);
    }
}

/* What the shared memory says now. */
static void sync_all(void)
{
    static uint32_t last_change = UINT32_MAX;
    struct screen_record screen;
    uint32_t change = __atomic_load_n(&windowing->top_level_change, __ATOMIC_ACQUIRE);
    if (change != last_change) windows_sync();
    last_change = change;
    screen_read(&screen);
    focus_sync(&screen);
    cursor_sync(&screen);
    grab_sync(&screen);
    selection_sync(&screen);
}

static void loop(void)
{
    struct pollfd fds[] = {
        {ConnectionNumber(display), POLLIN, 0}, {drawn_event, POLLIN, 0}, {connection_fd(), POLLIN, 0}};
    int64_t next_frame = 0;
    bool is_waiting = true; /* something may have been drawn */
    for (;;) {
        while (XPending(display)) {
            XEvent event;
            XNextEvent(display, &event);
            handle_event(&event);
        }
        input_finish();
        focus_finish();
        int64_t now = nanoseconds();
        int timeout = -1;
        if (is_waiting && now >= next_frame) {
            sync_all();
            windows_paint();
            next_frame = now + FRAME_TIME;
            is_waiting = false;
        } else if (is_waiting) {
            timeout = (int)((next_frame - now) / 1000000) + 1;
        }
        XFlush(display);
        if (XEventsQueued(display, QueuedAlready)) continue;
        if (poll(fds, 3, timeout) < 0 && errno != EINTR) exit(1);
        if (fds[2].revents)
            exit(0); /* the server speaks only when it is asked: it has gone, or it has another one now */
        if (fds[0].revents & (POLLHUP | POLLERR)) exit(1);
        if (fds[1].revents) {
            eventfd_t value;
            eventfd_read(drawn_event, &value);
            is_waiting = true;
        }
    }
}

/* A display that has gone may come back: programs go on meanwhile, and are shown as soon as there is one. Ends with the
 * server. */
static void open_display(bool may_wait)
{
    const char *name = getenv("DISPLAY");
    if (!name || !*name) fail("no X display is named: $DISPLAY is not set.");
    while (!(display = XOpenDisplay(NULL))) {
        struct pollfd server = {connection_fd(), POLLIN, 0};
        if (!may_wait) fail("the X display %s cannot be opened.", name);
        if (poll(&server, 1, DISPLAY_PAUSE) > 0) exit(0);
    }
}

void x11_check_display(void)
{
    open_display(false);
    XCloseDisplay(display);
}

int x11_run(bool may_wait)
{
    pthread_t waiter;
    open_display(may_wait);
    XSetIOErrorHandler(connection_lost);
    XSetErrorHandler(ignore_error);
    root_window = DefaultRootWindow(display);
    find_atoms();
    XSelectInput(display, root_window, PropertyChangeMask | StructureNotifyMask);
    find_window_manager();
    keyboard_init();
    connection_attach(0);
    screen_init();
    selection_init();
    tray_init();
    drawn_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (drawn_event < 0 || pthread_create(&waiter, NULL, wait_for_drawing, NULL)) fail("no thread can be started.");
    loop();
    return 0;
}
