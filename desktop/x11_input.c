/* What the person does with mouse and keyboard, gathered for one request each round. */
#include <string.h>
#include "x11.h"

#define MOST_EVENTS 64u
#define WHEEL_DELTA 120
#define GUI_INMENUMODE 0x4u
#define MOUSEEVENTF_MOVE      0x0001u
#define MOUSEEVENTF_LEFTDOWN  0x0002u
#define MOUSEEVENTF_XDOWN     0x0080u
#define MOUSEEVENTF_XUP       0x0100u
#define MOUSEEVENTF_WHEEL     0x0800u
#define MOUSEEVENTF_HWHEEL    0x1000u
#define MOUSEEVENTF_ABSOLUTE  0x8000u

static struct input_event events[MOST_EVENTS];
static uint32_t event_count;

void input_finish(void)
{
    if (!event_count) return;
    struct request_input_inject_in in = {event_count, 1};
    struct request_input_inject_out out;
    ask(request_code_input_inject, &in, sizeof(in), events, event_count * (uint32_t)sizeof(*events), &out, sizeof(out),
        NULL, NULL, NULL);
    event_count = 0;
}

static void add(const struct input_event *event)
{
    if (event_count == MOST_EVENTS) input_finish();
    events[event_count++] = *event;
}

static struct input_event mouse_event(const struct shown_window *window, int x, int y)
{
    return (struct input_event){.kind = INPUT_KIND_MOUSE,
                                .flags = MOUSEEVENTF_MOVE | MOUSEEVENTF_ABSOLUTE,
                                .x = x,
                                .y = y,
                                .window = window->handle};
}

static void button(const struct shown_window *window, const XButtonEvent *event, bool is_down)
{
    static const uint32_t flags[] = {
        [1] = MOUSEEVENTF_LEFTDOWN, [2] = MOUSEEVENTF_LEFTDOWN << 4, [3] = MOUSEEVENTF_LEFTDOWN << 2};
    struct input_event input = mouse_event(window, event->x_root, event->y_root);
    switch (event->button) {
    case Button1: case Button2: case Button3:
        input.flags |= is_down ? flags[event->button] : flags[event->button] << 1;
        break;
    case 4: case 5: case 6: case 7: /* the wheel: X gives a press and a release for each notch */
        if (!is_down) return;
        input.flags |= event->button < 6 ? MOUSEEVENTF_WHEEL : MOUSEEVENTF_HWHEEL;
        input.data = event->button == 4 || event->button == 7 ? WHEEL_DELTA : -WHEEL_DELTA;
        break;
    case 8: case 9:
        input.flags |= is_down ? MOUSEEVENTF_XDOWN : MOUSEEVENTF_XUP;
        input.data = event->button == 8 ? 1 : 2;
        break;
    default:
        return;
    }
    add(&input);
}

static void key(const struct shown_window *window, XKeyEvent *event)
{
    struct input_event inputs[MOST_EVENTS];
    uint32_t count = keyboard_translate(event, inputs, MOST_EVENTS);
    for (uint32_t i = 0; i < count; i++) {
        inputs[i].window = window->handle;
        add(&inputs[i]);
    }
}

void input_event_from_x(XEvent *event)
{
    struct shown_window *window = window_of_x(event->xany.window);
    struct input_event input;
    if (!window) return;
    if (window->is_tray_icon && event->type == EnterNotify) /* panels move without a word */
        tray_icon_at(window, event->xcrossing.x_root - event->xcrossing.x,
                     event->xcrossing.y_root - event->xcrossing.y);
    switch (event->type) {
    case MotionNotify:
        while (XCheckTypedWindowEvent(display, window->x_window, MotionNotify, event)) continue;
        input = mouse_event(window, event->xmotion.x_root, event->xmotion.y_root);
        add(&input);
        break;
    case EnterNotify:
    case LeaveNotify:
        if (event->xcrossing.mode != NotifyNormal) break;
        input = mouse_event(window, event->xcrossing.x_root, event->xcrossing.y_root);
        add(&input);
        break;
    case ButtonPress:
    case ButtonRelease:
        button(window, &event->xbutton, event->type == ButtonPress);
        break;
    case KeyPress:
    case KeyRelease:
        key(window, &event->xkey);
        break;
    case FocusIn:
    case FocusOut:
        if (event->xfocus.mode == NotifyGrab || event->xfocus.mode == NotifyUngrab ||
            event->xfocus.detail == NotifyPointer)
            break;
        input_finish();
        focus_changed(window, event->type == FocusIn);
        break;
    case MappingNotify:
        XRefreshKeyboardMapping(&event->xmapping);
        break;
    }
}

/* While a program holds the mouse (a menu is open, a selection is dragged) clicks on other programs' windows are its
 * own, too. */
void grab_sync(const struct screen_record *screen)
{
    static uint32_t grabbed;
    struct queue_record queue;
    uint32_t wanted = 0;
    if (queue_read(screen->foreground_queue, &queue) && queue.capture && (queue.gui_flags & GUI_INMENUMODE))
        wanted = queue.capture;
    if (wanted == grabbed) return;
    const struct shown_window *window = wanted ? window_shown(screen->foreground) : NULL;
    if (wanted && (!window || !window->is_mapped)) { /* a notification icon's menu: its program shows nothing else */
        window = window_popup_of_thread(queue.tid);
        if (!window) return;
    }
    if (window && window->is_mapped) {
        if (XGrabPointer(display, window->x_window, True, ButtonPressMask | ButtonReleaseMask | PointerMotionMask,
                         GrabModeAsync, GrabModeAsync, None, None, CurrentTime) != GrabSuccess)
            return;
    } else if (grabbed) {
        XUngrabPointer(display, CurrentTime);
    }
    grabbed = wanted;
}
