/* What processes share about windows: one section of the prefix, `\Winrun\Windows`, with a record for each window, one
 * for each thread that has a message queue, and one for the screen. The server writes it, everybody reads it without a
 * call (docs/windowing.md).
 *
 * A record is read like this: load `sequence`, try again while it is odd; copy; load `sequence` again, try again if it
 * changed. Readers bound their tries and distrust what they read: indexes are checked, walks along the tree are
 * bounded. Everything that only a window's own process needs (procedure, extra bytes, update region, menu, ...) is in
 * that process.
 */
#ifndef WINDOWING_H
#define WINDOWING_H

#include <stdint.h>

#define WINDOWING_MAGIC        0x57494e44u
#define WINDOWING_VERSION      1u
#define WINDOWING_SECTION_NAME                                                                                         \
    "\\Winrun\\Windows" /* the object directory \Winrun holds surfaces, too: \Winrun\Surface-HWND-SERIAL in            \
                           hexadecimal */
#define WINDOW_COUNT                                                                                                   \
    0x4000u /* a window's handle: index in the low half, generation (1 to 0x7fff) in the high half. Index 0 is no      \
               window */
#define QUEUE_COUNT            0x1000u
#define WINDOW_TEXT_SHORT      60u
#define MONITOR_COUNT          16u

struct screen_rectangle { int32_t left, top, right, bottom; };

/* window_record.flags */
#define WINDOW_UNICODE      0x0001u /* its procedure takes UTF-16 */
#define WINDOW_MESSAGE_ONLY 0x0002u /* child of HWND_MESSAGE */
#define WINDOW_HUNG         0x0004u /* did not answer for some seconds: desktop greys it */
#define WINDOW_LAYERED_SET  0x0008u /* color_key and alpha hold */
#define WINDOW_HAS_REGION   0x0010u /* request window_region_get */
#define WINDOW_MANAGED      0x0020u /* the window manager draws the frame: desktop shows the client area and the menu only \
                                     */
#define WINDOW_DESKTOP      0x0040u /* the desktop window itself, and the parent of message-only windows */
#define WINDOW_NO_TASKBAR   0x0080u
#define WINDOW_TRAY_ICON    0x0100u /* to be shown among the icons of the task bar; on the screen nowhere else */

#define WINDOW_ALPHA_UPDATED 0x10000u /* window_record.alpha: UpdateLayeredWindow gave the pixels, no DC draws there */

struct window_record {
    uint32_t sequence;      /* odd: being written */
    uint32_t handle;        /* 0: free */
    uint32_t parent;        /* child: its parent; top-level: the desktop window */
    uint32_t owner;
    uint32_t first_child, next, previous; /* handles, in Z-order: the first child and `previous` are above */
    uint32_t pid, tid;
    uint32_t queue;         /* index of the queue record of its thread */
    uint32_t style, ex_style;
    struct screen_rectangle window, client; /* in coordinates of the parent's client area (top-level: of the screen) */
    struct screen_rectangle restored;       /* place when neither minimised nor maximised */
    uint32_t class_atom;    /* of the server's atom table */
    uint32_t flags;
    uint32_t change;        /* bumped with every change */
    uint32_t surface_serial, surface_width,
        surface_height;                  /* serial 0: none yet. The section is \Winrun\Surface-HWND-SERIAL */
    uint32_t region_serial, icon_serial; /* bumped when set */
    uint32_t color_key,
        alpha; /* layered: alpha 0 to 255 in the low byte, LWA_* in the second; WINDOW_ALPHA_UPDATED */
    uint32_t dpi;
    uint64_t instance, id;  /* id: GWLP_ID, for a top-level window its menu handle */
    uint64_t user_data;     /* GWLP_USERDATA */
    uint32_t text_length;   /* UTF-16 units of the whole text; request window_text_get has the rest */
    uint16_t text[WINDOW_TEXT_SHORT];
    uint32_t reserved[7];
};
_Static_assert(sizeof(struct window_record) == 320, "layout is shared");

struct queue_record {
    uint32_t sequence;
    uint32_t tid, pid;      /* tid 0: free */
    uint32_t slot;          /* arena slot of the queue's event: signalled by who puts something in */
    uint32_t server_bits;   /* QS_* of what lies in the server for this queue; QUEUE_BIT_REPLY */
    uint32_t active, focus, capture, menu_owner, move_size, caret; /* windows */
    struct screen_rectangle caret_rectangle;
    uint32_t gui_flags;     /* GUI_* of GetGUIThreadInfo */
    uint32_t cursor_serial; /* what the thread's windows want shown; 0: nothing was set yet; CURSOR_HIDDEN */
    uint32_t input; /* index of the queue whose input state counts: its own unless AttachThreadInput joined them */
    uint32_t last_taken;    /* milliseconds (GetTickCount) of the last look at the queue: tells whether it hangs */
    uint32_t idle;          /* bumped when the thread waits for input: WaitForInputIdle */
    uint32_t reserved[12];
};
_Static_assert(sizeof(struct queue_record) == 128, "layout is shared");
#define CURSOR_HIDDEN 0xffffffffu
#define QUEUE_BIT_REPLY    0x10000u /* an answer to a message sent to another process is there */
#define QUEUE_BIT_INTERNAL 0x20000u /* something of enum internal_message */

struct monitor_record {
    struct screen_rectangle bounds, work;
    uint32_t dpi;
    uint32_t flags; /* 1: primary */
    char name[24];
};

struct screen_record {
    uint32_t sequence;
    uint32_t monitor_count;
    struct monitor_record monitors[MONITOR_COUNT];
    uint32_t foreground;        /* window */
    uint32_t foreground_queue;  /* index */
    int32_t  cursor_x, cursor_y;
    uint32_t cursor_window;     /* top-level window below the cursor */
    uint32_t cursor_serial;     /* what is shown now */
    uint32_t clipboard_serial;  /* GetClipboardSequenceNumber */
    uint32_t clipboard_owner, clipboard_open, clipboard_viewer;
    uint8_t  key_state[256];    /* as of now (GetAsyncKeyState): bit 7 down, bit 0 toggled */
    uint32_t last_input;        /* GetTickCount of the last input */
    uint32_t has_display;       /* a winrun-desktop shows the windows on an X display */
    uint32_t layout;            /* active keyboard layout: low word language */
    uint32_t reserved[32];
};

/* Written by everybody: programs bump `drawn` after drawing and the server after changing a record that shows; who sees
 * `desktop_sleeps` set then wakes the futex on `drawn`. winrun-desktop sets it before it sleeps. */
struct drawing_signal { uint32_t drawn, desktop_sleeps; uint32_t reserved[14]; };

struct windowing {
    uint32_t magic, version;
    uint32_t window_high_water, queue_high_water; /* records at or above were never used */
    uint32_t desktop_window, message_window;      /* handles of the two roots */
    uint32_t top_level_change; /* bumped when a top-level window comes, goes, moves or changes its place in Z-order */
    uint32_t reserved[9];
    struct drawing_signal drawing;
    struct screen_record screen;
    uint8_t  padding[0x1000 - 64 - 64 - sizeof(struct screen_record)];
    struct queue_record queues[QUEUE_COUNT];
    struct window_record windows[WINDOW_COUNT];
};
_Static_assert(sizeof(struct windowing) == 0x1000 + QUEUE_COUNT * 128 + WINDOW_COUNT * 320, "layout is shared");

/* A top-level window's surface: this header in the first page, then rows of 32-bit pixels (blue in the lowest byte; the
 * highest byte is alpha for windows with UpdateLayeredWindow, else anything). Size and stride stay; a window that
 * outgrows its surface gets another with the next serial. The whole window is in it, frame included; (0, 0) is the
 * window's upper left corner. */
struct surface_header {
    uint32_t magic;
    uint32_t width, height; /* pixels that there is room for */
    uint32_t stride;        /* bytes from row to row */
    uint32_t dirty_lock;    /* 0 free; taken by compare-and-swap; who finds it held for long takes it over */
    struct screen_rectangle dirty; /* not yet shown; empty when left >= right */
    uint32_t has_alpha;
    uint32_t reserved[6];
};
#define SURFACE_MAGIC         0x53524643u
#define SURFACE_PIXELS_OFFSET 0x1000u

#define window_index(handle) ((handle) & 0xffffu)

/* What winrun-desktop and SendInput put in: request input_inject carries an array of these. */
#define INPUT_DEAD_KEY 0x10000u
enum input_kind { INPUT_KIND_MOUSE, INPUT_KIND_KEY, INPUT_KIND_CHARACTERS };
struct input_event {
    uint32_t kind;
    uint32_t flags;       /* MOUSEEVENTF_*, KEYEVENTF_* (with KEYEVENTF_EXTENDEDKEY, _KEYUP, _UNICODE) */
    int32_t  x, y;        /* pixels of the screen with MOUSEEVENTF_ABSOLUTE, else a distance */
    int32_t data; /* mouse: wheel distance or X button. Key: the character that the keyboard's layout gives (UTF-16
                   * unit), 0: none or unknown; it comes out of message_take as `flags`. With INPUT_DEAD_KEY it will
                   * change the next key's */
    uint16_t virtual_key, scan_code;
    uint32_t time;        /* GetTickCount; 0: now */
    uint32_t window;      /* top-level window that X gave it to, 0: find it */
    uint64_t extra;       /* GetMessageExtraInfo */
};
_Static_assert(sizeof(struct input_event) == 40, "layout is shared");

/* What message_take answers: which queue of the server's it came from. */
enum taken_kind { TAKEN_NOTHING, TAKEN_POSTED, TAKEN_SENT, TAKEN_INPUT, TAKEN_REPLY, TAKEN_INTERNAL };

/* TAKEN_INTERNAL: asked of a window's thread by the server or winrun-desktop; no program sees it. `message` is one of:
 */
enum internal_message {
    INTERNAL_MOVED,    /* wparam: x | y << 16, lparam: width | height << 16: the window manager moved or sized it:
                          SetWindowPos with that */
    INTERNAL_CLOSE,    /* WM_DELETE_WINDOW: WM_SYSCOMMAND SC_CLOSE */
    INTERNAL_ACTIVATE, /* wparam 1: X gave it the focus, 0: took it away */
    INTERNAL_MINIMIZE, /* wparam 1: iconified by the window manager, 0: restored, 2: maximised */
    INTERNAL_REDRAW,   /* everything is to be painted again (a screen change) */
    INTERNAL_RENDER,   /* clipboard: wparam format: WM_RENDERFORMAT, WM_RENDERALLFORMATS for 0 */
    INTERNAL_DISPLAY_CHANGE,
    INTERNAL_DEACTIVATE, /* another thread's window becomes the foreground: lparam: that window */
    INTERNAL_POSITION,   /* SetWindowPos by another process; data: struct request_window_place_in */
    INTERNAL_DROP, /* wparam: x | y << 16 in the client area; data: UTF-16 names of Windows files, each with its 0:
                      WM_DROPFILES */
    INTERNAL_END,  /* for the server itself: the person wants the program that does not answer ended */
};

#endif
