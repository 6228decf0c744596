/* The keyboard's focus. Programs decide on it among themselves (the server's foreground window) and X is asked to
 * follow; the person decides by clicks that the window manager understands, and programs follow. While X has not
 * answered what it was asked, its older news is no news. */
#include <time.h>
#include "x11.h"

#define PATIENCE 1000 /* milliseconds that the window manager has to do what it was asked */

static uint32_t focused;      /* what X was asked to focus, or said that it did */
static uint32_t awaited;      /* asked for, and not yet heard of; 0: nothing */
static int64_t awaited_since;
static uint32_t overheard;    /* what had the focus meanwhile */
static uint32_t last;         /* of our windows to have had it */
static uint32_t left;         /* has lost it, and nothing of ours has got it yet */

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static void tell_focus(uint32_t handle)
{
    left = 0;
    last = focused = handle;
    window_tell(handle, INTERNAL_ACTIVATE, 1, 0);
}

void focus_changed(const struct shown_window *window, bool is_in)
{
    struct screen_record screen;
    screen_read(&screen);
    if (is_in) keyboard_focus(window->x_window);
    if (awaited) {
        overheard = is_in ? window->handle : 0;
        if (overheard != awaited) return;
        awaited = 0;
        if (!screen.foreground)
            tell_focus(window->handle); /* else programs know, or have decided anew: X will be asked again */
    } else if (screen.foreground && screen.foreground != focused) {
        return; /* programs have just decided, and X is about to be asked */
    } else if (is_in) {
        tell_focus(window->handle);
    } else {
        left = window->handle;
    }
}

/* Losing the focus counts only when it did not go from one of our windows to another. */
void focus_finish(void)
{
    if (!left) return;
    window_tell(left, INTERNAL_ACTIVATE, 0, 0);
    left = 0;
}

static void ask_for(const struct shown_window *window)
{
    last = awaited = window->handle;
    awaited_since = milliseconds();
    overheard = 0;
    if (has_window_manager && window->is_managed) {
        XEvent event = {.xclient = {.type = ClientMessage,
                                    .window = window->x_window,
                                    .message_type = x_atoms[X__NET_ACTIVE_WINDOW],
                                    .format = 32}};
        event.xclient.data.l[0] = 2; /* not to be weighed: the server has done that */
        XSendEvent(display, root_window, False, SubstructureNotifyMask | SubstructureRedirectMask, &event);
    } else {
        XSetInputFocus(display, window->x_window, RevertToPointerRoot, CurrentTime);
    }
}

void focus_sync(const struct screen_record *screen)
{
    const struct shown_window *window = window_shown(screen->foreground);
    if (awaited && (!window_shown(awaited) || milliseconds() - awaited_since >= PATIENCE)) {
        awaited = 0;
        if (overheard && window_shown(overheard)) tell_focus(overheard);
        return;
    }
    if (screen->foreground == focused || (window && !window->is_mapped)) return;
    focused = screen->foreground;
    if (window) ask_for(window);
}

void focus_window_manager_came(void)
{
    const struct shown_window *window = window_shown(last);
    if (window && window->is_mapped) ask_for(window);
}
