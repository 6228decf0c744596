/* What the X side shares. One thread talks to X; another only waits for the shared memory to change. */
#ifndef DESKTOP_X11_H
#define DESKTOP_X11_H

#include <X11/Xlib.h>
#include <xcb/shm.h>
#include <xcb/xcb.h>
#include "desktop.h"

#define X_ATOM_LIST(ATOM)                                                                                              \
    ATOM(WM_PROTOCOLS) ATOM(WM_DELETE_WINDOW) ATOM(WM_TAKE_FOCUS) ATOM(WM_STATE) ATOM(_NET_WM_PING) ATOM(_NET_WM_NAME)  \
    ATOM(_NET_WM_ICON) ATOM(_NET_WM_PID) ATOM(_NET_WM_STATE) ATOM(_NET_WM_STATE_ABOVE) ATOM(_NET_WM_STATE_HIDDEN)       \
    ATOM(_NET_WM_STATE_SKIP_TASKBAR) ATOM(_NET_WM_STATE_SKIP_PAGER) ATOM(_NET_WM_WINDOW_TYPE)                           \
    ATOM(_NET_WM_WINDOW_TYPE_NORMAL) ATOM(_NET_WM_WINDOW_TYPE_DIALOG) ATOM(_NET_WM_WINDOW_OPACITY)                      \
    ATOM(_NET_ACTIVE_WINDOW) ATOM(_NET_WM_USER_TIME) ATOM(_NET_SUPPORTING_WM_CHECK) ATOM(_NET_WORKAREA) ATOM(_MOTIF_WM_HINTS) ATOM(UTF8_STRING)  \
    ATOM(CLIPBOARD) ATOM(TARGETS) ATOM(TIMESTAMP) ATOM(TEXT) ATOM(INCR) ATOM(WINRUN_SELECTION)    \
    ATOM(_NET_SYSTEM_TRAY_OPCODE) ATOM(_XEMBED_INFO) ATOM(MANAGER)
enum x_atom {
#define ATOM(name) X_##name,
    X_ATOM_LIST(ATOM)
#undef ATOM
    X_ATOM_COUNT
};
extern Atom x_atoms[X_ATOM_COUNT];

struct shown_window {
    uint32_t handle;
    Window x_window;
    bool is_managed;                  /* the window manager places it; else it is override-redirect */
    bool is_mapped, seen;
    bool is_tray_icon;
    bool is_shaped;                   /* not the whole rectangle is seen */
    Window tray_parent;               /* of a notification icon: what it was given to */
    struct window_record record;      /* what was shown last */
    struct screen_rectangle placed;   /* where X was told to put it, or said it is */
    unsigned long configure_serial;   /* of the last request to move it: older news of X is old */
    struct surface surface;
    xcb_shm_seg_t segment;            /* 0: pixels are sent through the connection */
    GC graphics;
};

extern Display *display;
extern Window root_window;
extern bool has_window_manager;

/* --- x11_window.c --- */
void windows_sync(void);   /* brings X in line with the records */
void windows_paint(void);  /* copies what is dirty */
struct shown_window *window_shown(uint32_t handle);
struct shown_window *window_of_x(Window x_window); /* NULL: not one of ours */
void window_expose(struct shown_window *window, int x, int y, int width, int height);
void window_configured(struct shown_window *window, const XConfigureEvent *event);
void window_destroyed(struct shown_window *window); /* by who had it embedded */
void window_state_changed(struct shown_window *window);
void window_tell(uint32_t handle, enum internal_message message, uint64_t wparam, uint64_t lparam);
struct shown_window *window_popup_of_thread(uint32_t tid); /* a menu or the like that is mapped; NULL: none */
/* Starting with *index 0; NULL: that was the last. */
struct shown_window *window_next_tray_icon(uint32_t *index);
void cursor_sync(const struct screen_record *screen);

/* --- x11_shape.c --- */
void window_shape(struct shown_window *window); /* its picture, size, region or transparency has changed */

/* --- x11_focus.c --- */
void focus_sync(const struct screen_record *screen);
void focus_changed(const struct shown_window *window, bool is_in); /* X says so */
void focus_window_manager_came(void); /* it starts with no window in focus */
void focus_finish(void); /* X has said all that it has to say for now */

/* --- x11_input.c --- */
void input_event_from_x(XEvent *event);
void input_finish(void); /* sends what has been gathered */
void grab_sync(const struct screen_record *screen);

/* --- x11_keyboard.c --- */
void keyboard_init(void);
/* What of the keyboard a key event stands for; returns how many (at most capacity). */
uint32_t keyboard_translate(XKeyEvent *event, struct input_event *inputs, uint32_t capacity);
void keyboard_focus(Window x_window);
uint32_t keyboard_layout(void);

/* --- x11_selection.c --- */
void selection_init(void);
bool selection_event(XEvent *event); /* false: not about selections */
void selection_sync(const struct screen_record *screen);

/* --- x11_tray.c --- */
void tray_init(void);
bool tray_event(const XEvent *event); /* false: not about the tray */
void tray_show(struct shown_window *window, bool is_wanted);
void tray_icon_gone(void);
void tray_icon_at(struct shown_window *window, int x, int y); /* on the screen */

/* --- x11_screen.c --- */
void screen_init(void);
bool screen_event(XEvent *event);

#endif
