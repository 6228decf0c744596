/* What the files of user32 share (docs/windowing.md). Windows of this process have a struct window; what other
 * processes may see of a window is its record in shared memory, which only the server writes.
 *
 * user_lock protects the process's own structures (table of windows, classes, queues' lists, update regions). It is
 * never held while a program's code runs; functions that end in _locked want it held. */
#ifndef USER_PRIVATE_H
#define USER_PRIVATE_H

#include "nt/nt.h"
#include <wingdi.h>
#include <winuser.h>
#include <string.h>
#include "requests.h"
#include "windowing.h"

/* Not in the SDK's headers, but known to programs, which see them in messages. */
#define DCX_USESTYLE       0x00010000 /* the flags follow from the window's style and class */
#define SWP_NOCLIENTSIZE   0x0800
#define SWP_NOCLIENTMOVE   0x1000

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
#define LPARAM_X(value) ((int)(short)LOWORD(value))
#define LPARAM_Y(value) ((int)(short)HIWORD(value))

/* --- shared.c: records --- */
extern struct windowing *windowing; /* after user_start() */
void user_start(void); /* maps the records at the first use of a window */
static inline uint32_t handle_value(HWND window) { return (uint32_t)(ULONG_PTR)window; }
static inline HWND handle_from(uint32_t value) { return (HWND)(ULONG_PTR)value; }
/* A copy of a window's record. FALSE with ERROR_INVALID_WINDOW_HANDLE: there is no such window. */
BOOL window_read(HWND window, struct window_record *record);
/* The first members only, up to `restored`: what hot paths need. */
struct window_place {
    uint32_t handle, parent, owner, first_child, next, previous, pid, tid, queue, style, ex_style;
    RECT window, client;
};
BOOL window_place_read(HWND window, struct window_place *place);
BOOL queue_read(uint32_t index, struct queue_record *record);
void screen_read(struct screen_record *screen);
/* One aligned member of a record without the sequence: it may be a moment older or newer than its neighbours. 0: no
 * such window. */
#define window_member(hwnd, member)                                                                                    \
    (window_shared(hwnd) ? __atomic_load_n(&window_shared(hwnd)->member, __ATOMIC_RELAXED) : 0)
const struct window_record *window_shared(HWND window); /* NULL: no such window; last error untouched */
DWORD user_style(HWND window);
DWORD user_ex_style(HWND window);
HWND window_full_handle(HWND window); /* programs may pass the low 16 bits; NULL: no such window */
BOOL set_server_error(NTSTATUS status); /* FALSE always */
BOOL set_user_error(DWORD error);       /* FALSE always */
HWND desktop_window(void);
HWND message_window(void);

/* --- structures of the process --- */
struct window_class {
    struct window_class *next;
    ATOM atom;
    HINSTANCE instance;       /* NULL: of the system */
    UINT style;
    WNDPROC procedure;
    BOOL is_unicode, is_global;
    int class_extra, window_extra;
    HICON icon, small_icon;
    HCURSOR cursor;
    HBRUSH background;
    LPWSTR menu_name;         /* text or MAKEINTRESOURCE */
    LPSTR menu_name_ansi;
    LONG windows;             /* that are of this class */
    BOOL is_removed;
    HDC class_dc;
    BYTE *extra;
    WCHAR name[];
};

struct scroll_state { int minimum, maximum, position, track_position; UINT page; BOOL disabled_arrows; };

/* window.paint */
#define PAINT_ERASE    0x01 /* WM_ERASEBKGND is due */
#define PAINT_FRAME    0x02 /* WM_NCPAINT is due */
#define PAINT_INTERNAL 0x04 /* RDW_INTERNALPAINT */
#define PAINT_COUNTED  0x08 /* the queue counts the window as one to be painted */

/* window.state */
#define STATE_CREATED      0x0001 /* WM_CREATE has returned */
#define STATE_DESTROYING   0x0002
#define STATE_DIALOG       0x0004 /* made by CreateDialog: GetDlgItem's parent, IsDialogMessage */
#define STATE_NEEDS_SIZE   0x0008 /* WM_SIZE and WM_MOVE are due at the first show */
#define STATE_FRAME_ACTIVE 0x0010 /* the caption is drawn as active */
#define STATE_IN_MENU      0x0020
#define STATE_IN_SIZE_MOVE 0x0040
#define STATE_MAXIMIZE_ON_RESTORE 0x0080 /* minimised while maximised */
#define STATE_OWN_REDRAW   0x0100 /* WM_SETREDRAW FALSE */
#define STATE_TRACKING_LEAVE 0x0200
#define STATE_TRACKING_HOVER 0x0400

struct message_queue;
struct property { struct property *next; ATOM atom; HANDLE value; };
struct window {
    HWND handle;
    DWORD tid;
    struct message_queue *queue;
    struct window_class *class;
    WNDPROC procedure;
    BOOL is_unicode;
    UINT state, paint;
    HRGN update;             /* to be painted, in coordinates of the window's upper left corner; NULL: nothing */
    HMENU menu, system_menu;
    struct scroll_state *scroll[2]; /* SB_HORZ, SB_VERT */
    struct property *properties;
    HICON icons[2];          /* ICON_SMALL, ICON_BIG */
    HRGN region;             /* SetWindowRgn */
    HDC own_dc;
    struct surface_header *surface; /* top-level, of this process: mapped */
    HANDLE surface_section;  /* keeps its name */
    uint32_t surface_serial;
    HWND last_popup;         /* GetLastActivePopup */
    HWND focus_saved;        /* dialogs: focus to come back to */
    DWORD context_help;
    WCHAR *text;             /* as DefWindowProc keeps it; NULL: empty */
    void *dialog;            /* dialog.c */
    void *control;           /* built-in classes: what their procedures keep */
    POINT minimized_position;
    RECT maximized_place;
    int extra_size;
    BYTE extra[] __attribute__((aligned(8)));
};
void user_lock(void);
void user_unlock(void);
/* The window if it is of this process. NULL else; `error` variants set ERROR_INVALID_WINDOW_HANDLE or, for another
 * process's, ERROR_ACCESS_DENIED. */
struct window *window_own(HWND window);
struct window *window_own_or_error(HWND window);
BOOL window_is_of_thread(const struct window *window);

/* --- class.c --- */
struct window_class *class_find_locked(LPCWSTR name, HINSTANCE instance); /* name: text or atom */
struct window_class *class_reference(LPCWSTR name,
                                     HINSTANCE instance); /* counts a window; NULL: ERROR_CANNOT_FIND_WND_CLASS */
void class_release(struct window_class *class);
LPCWSTR class_name(const struct window_class *class);
ATOM atom_global(LPCWSTR name); /* of the server's table; 0 with the last error */
/* Procedures of the other kind of characters are handed out as handles (Get/SetWindowLong, GetClassInfo). */
WNDPROC procedure_for(WNDPROC procedure, BOOL is_unicode, BOOL wanted_unicode);
WNDPROC procedure_resolve(WNDPROC procedure, BOOL *is_unicode);
struct builtin_class { LPCWSTR name; UINT style; WNDPROC procedure; int window_extra; int cursor; int background; };
void builtin_classes_register_locked(void); /* builtin_classes.c */

/* --- call_procedure.c --- */
LRESULT call_procedure(WNDPROC procedure, BOOL is_unicode, HWND window, UINT message, WPARAM wparam, LPARAM lparam,
                       BOOL from_unicode);
/* Calls the window's own procedure in the calling thread, with the hooks of sent messages. */
LRESULT call_window(HWND window, UINT message, WPARAM wparam, LPARAM lparam, BOOL from_unicode);
LRESULT send_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam); /* SendMessageW */
WCHAR *wide_from_ansi(LPCSTR text, int length); /* -1: to the zero. heap_free */
char *ansi_from_wide(LPCWSTR text, int length);

/* --- message_queue.c --- */
struct queued_message { struct queued_message *next; MSG message; LPARAM extra; UINT flags; };
struct sent_message {
    struct sent_message *next;
    HWND window;
    UINT message;
    WPARAM wparam;
    LPARAM lparam;
    BOOL is_unicode;
    struct message_queue *sender; /* NULL: nobody waits */
    SENDASYNCPROC callback; ULONG_PTR callback_data; /* SendMessageCallback: called in the sender's thread */
    LRESULT result;
    LONG done;         /* 1: result is there; 2: failed */
    LONG references;   /* sender's and receiver's */
    uint32_t ticket;   /* from another process: to be answered with message_reply */
    uint32_t packing;
    BOOL is_replied;
    void *packed; uint32_t packed_size;
};
struct user_timer {
    struct user_timer *next;
    HWND window;
    UINT_PTR id;
    UINT message;
    TIMERPROC procedure;
    UINT period;
    ULONGLONG due;
};
#define HOOK_KINDS 16 /* WH_MIN (-1) to WH_MAX (14) */
struct hook;
struct message_queue {
    struct message_queue *next;  /* all of the process */
    DWORD tid;
    uint32_t index;              /* of the record */
    HANDLE event;                /* signalled when something comes while the thread waits; by the server always */
    volatile LONG bits;          /* QS_* that are there, of what lies in the process */
    volatile LONG changed;       /* QS_* that came since the last look (GetQueueStatus, MsgWait) */
    volatile LONG waits;
    RTL_SRWLOCK lock;            /* of the lists */
    struct queued_message *posted_first, *posted_last, *free_messages;
    UINT posted_count;
    struct queued_message *input_first, *input_last; /* taken from the server, not yet by the program */
    struct sent_message *sent_first, *sent_last, *callbacks;
    struct sent_message *handling; /* received, being worked on: InSendMessage, ReplyMessage */
    struct user_timer *timers;
    BOOL quit_posted; int quit_code;
    LONG paint_count;
    int dpi_awareness; /* of SetThreadDpiAwarenessContext; 0: the process's */
    struct hook *hooks[HOOK_KINDS];
    struct hook *hook_running;
    /* of the thread alone */
    DWORD message_time, message_position; LPARAM message_extra; DWORD message_source;
    BYTE key_state[256];
    HCURSOR cursor; int cursor_show_count; uint32_t cursor_serial;
    struct { HWND window; UINT message; DWORD time; POINT point; } last_click;
    HWND hover_window; DWORD hover_time; RECT hover_area; HWND mouse_window; /* TrackMouseEvent */
    struct { HWND window; RECT place; BOOL shown, blinks_on; int hidden; HBITMAP bitmap; } caret;
    HWND capture_menu; /* a menu is tracked */
    WCHAR dead_key;
    struct {
        WPARAM key;
        LPARAM lparam;
        DWORD time;
        WCHAR character;
        BOOLEAN is_dead;
    } last_key; /* what TranslateMessage makes of it */
    WCHAR high_surrogate;
    int dialog_depth;
    int send_depth;
    BOOL in_idle_hook;
    HKL layout;
};
/* The calling thread's; made at the first call. NULL only without memory. */
struct message_queue *thread_queue(void);
struct message_queue *thread_queue_if_any(void);
struct message_queue *queue_of_tid_locked(DWORD tid);
void queue_wake(struct message_queue *queue, LONG bits);
/* Lets sent messages come in until `done` is set or the time is over; INFINITE: no limit. FALSE: time-out. */
BOOL queue_wait_reply(struct message_queue *queue, volatile LONG *done, DWORD milliseconds, BOOL blocks);
BOOL queue_post(struct message_queue *queue, HWND window, UINT message, WPARAM wparam, LPARAM lparam);
/* The window's messages go; but keys stay for the next window with the focus, and the mouse's go to its top-level
 * window `heir`, if not NULL. */
void queue_drop_window(struct message_queue *queue, HWND window, HWND heir);
void queue_end(struct message_queue *queue); /* the thread ends */
void received_messages_handle(struct message_queue *queue); /* sent to this thread, and the server's wishes */
BOOL message_filter_matches(const MSG *message, HWND window, UINT first, UINT last);
void sent_message_handle(struct message_queue *queue,
                         struct sent_message *sent); /* message_send.c: calls the window and answers */
void sent_message_finish(struct sent_message *sent, LRESULT result,
                         LONG done); /* done: 1 answered, 2 failed; drops a reference */
/* timer.c */
#define WM_SYSTIMER_ 0x0118 /* undocumented: timers of the system itself */
BOOL timer_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, BOOL remove);
DWORD timer_next(struct message_queue *queue); /* milliseconds until one is due; INFINITE */
void timers_free_locked(struct message_queue *queue, HWND window); /* NULL: all */
/* message_remote.c: to and from other processes */
#define SEND_NO_REPLY 0x80000000u /* among the SMTO_* flags: SendNotifyMessage */
void remote_reply(struct sent_message *sent, LRESULT result);
BOOL remote_send(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout, BOOL is_unicode,
                 DWORD_PTR *result);
BOOL remote_post(HWND window, DWORD tid, UINT message, WPARAM wparam, LPARAM lparam);
/* Takes one thing of the kinds (bits 1 << enum taken_kind) from the server; FALSE: there was none. *data: heap_free */
BOOL server_take(uint32_t kinds, uint32_t ticket, struct request_message_take_out *out, void **data, uint32_t *size);
void remote_received(
    struct message_queue *queue); /* works off what the server has for this thread, but input and posted ones */
/* input.c: the next keyboard or mouse message, as the program sees it */
BOOL input_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, BOOL remove);
void input_fetch(struct message_queue *queue);
void internal_message_handle(HWND window, UINT message, WPARAM wparam, LPARAM lparam, const void *data,
                             uint32_t size); /* window_internal.c */
/* painting.c */
HWND paint_next(struct message_queue *queue, HWND window); /* the next window to get WM_PAINT, NULL: none */

/* --- hook.c --- */
BOOL hook_is_set(int kind);
LRESULT hook_call(int kind, int code, WPARAM wparam, LPARAM lparam); /* 0 when none is set */
void hooks_free(struct message_queue *queue);
void win_event(DWORD event, HWND window, LONG object, LONG child); /* NotifyWinEvent of the system itself */

/* --- window.c, window_create.c --- */
#define WINDOW_SET_STYLE 1u /* request window_set's mask */
#define WINDOW_SET_EX_STYLE 2u
BOOL window_set_styles(HWND window, uint32_t mask, DWORD style, DWORD ex_style); /* without messages */
void window_set_style_bits(HWND window, DWORD set, DWORD clear); /* nothing happens if they are so already */
BOOL window_set_flags(HWND window, uint32_t flags, uint32_t mask);
BOOL window_text_store(struct window *window, LPCWSTR text);
HWND window_top_level(HWND window); /* GetAncestor GA_ROOT */
void window_icon_publish(HWND window); /* window_icon.c: its icons go to the server, for the window manager */
BOOL window_is_visible_chain(HWND window); /* IsWindowVisible */
HWND *window_children(HWND parent, UINT *count); /* from top to bottom; heap_free */

/* --- window_position.c --- */
#define SWP_STATECHANGED_                                                                                              \
    0x8000 /* minimised, maximised or restored: undocumented flag of WM_WINDOWPOSCHANGED that programs see */
BOOL window_set_position(HWND window, HWND insert_after, int x, int y, int width, int height, UINT flags);
POINT window_client_origin(HWND window); /* of the client area, on the screen */
POINT window_origin(HWND window);        /* of the upper left corner, on the screen */
void window_rectangles(HWND window, RECT *outer, RECT *client); /* on the screen */
BOOL window_is_child(DWORD style); /* WS_CHILD without WS_POPUP */
void window_show_owned(HWND owner, BOOL show);
void window_minmax_info(HWND window, MINMAXINFO *info);
void window_apply_first_state(HWND window, DWORD style); /* show_window.c: WS_MINIMIZE or WS_MAXIMIZE of a new window */

/* --- surface.c, window_dc.c --- */
struct surface_header *window_surface(HWND top_level, uint32_t width,
                                      uint32_t height); /* mapped; made or enlarged to hold that. NULL: none */
void window_surface_free(struct window *window);
/* Visible regions of the DCs in use on this window's tree are worked out anew: something moved, came or went. */
void window_dcs_update(HWND window);
void window_dcs_release(HWND window); /* it is destroyed */
/* What is seen of a window: in raster coordinates of its top-level window's surface. client: of its client area. flags:
 * DCX_CLIPCHILDREN and so on */
HRGN window_visible_region(HWND window, BOOL client, DWORD flags);
DWORD sibling_clipping(
    HWND window); /* DCX_CLIPSIBLINGS if its style says so: others draw over and below their siblings */
struct surface_header *surface_of(HWND window, POINT *origin_of_top_level);

/* --- painting.c --- */
void paint_invalidate_locked(struct window *window, HRGN region,
                             UINT flags);    /* region in window coordinates; NULL: all */
void paint_expose(HWND window, HRGN region); /* region of the top-level's surface (or NULL: all) became visible in
                                                window's tree: frame, background and paint are due */
void paint_now(HWND window, UINT flags); /* RDW_ERASENOW, RDW_UPDATENOW over window and children */
void paint_forget_locked(struct window *window);

/* --- nonclient.c, nonclient_*.c --- */
UINT frame_border_width(DWORD style, DWORD ex_style);
void frame_calculate(HWND window, RECT *rectangle); /* WM_NCCALCSIZE of DefWindowProc: window rectangle to client's */
void frame_paint(HWND window, HRGN clip);           /* WM_NCPAINT; clip in screen coordinates, (HRGN)1: all */
LRESULT frame_hit_test(HWND window, POINT point);   /* WM_NCHITTEST, screen coordinates */
LRESULT frame_button_down(HWND window, WPARAM hit, LPARAM position); /* WM_NCLBUTTONDOWN */
LRESULT frame_double_click(HWND window, WPARAM hit, LPARAM position);
LRESULT system_command(HWND window, WPARAM command, LPARAM position); /* WM_SYSCOMMAND */
void move_or_size(HWND window, WPARAM command); /* SC_MOVE, SC_SIZE with hit test in the low bits */
BOOL close_is_enabled(HWND window); /* menu_bar.c: SC_CLOSE of its system menu is not greyed */
/* draw_caption.c: the caption without buttons. buttons_left: where they begin; flags: DC_* */
void caption_draw(HWND window, HDC dc, const RECT *caption, int buttons_left, UINT flags);
void caption_rectangle(HWND window, RECT *rectangle); /* window coordinates */
/* scroll_bar.c: bars of windows and of the control */
void scroll_bar_paint(HWND window, HDC dc, int bar); /* SB_HORZ, SB_VERT: dc of the whole window; SB_CTL: client DC */
void scroll_bar_track(HWND window, int bar,
                      POINT point); /* until the button goes up; point: window coordinates, SB_CTL: client */
BOOL scroll_bar_rectangle(HWND window, int bar,
                          RECT *rectangle); /* window coordinates (SB_CTL: client); FALSE: there is none */
LRESULT WINAPI scroll_bar_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);
LRESULT WINAPI mdi_client_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);
/* menu_bar.c: heights and painting of menu bars; FALSE/0 while a window has none */
UINT menu_bar_height(HWND window, UINT width);
void menu_bar_paint(HWND window, HDC dc, const RECT *place);
LRESULT menu_bar_hit(HWND window, POINT point);
void menu_bar_track(HWND window, UINT character_or_zero, POINT *point); /* SC_KEYMENU, SC_MOUSEMENU */
HMENU system_menu_of(HWND window, BOOL create);
void system_menu_track(HWND window, POINT point);

/* --- focus.c --- */
BOOL activate_window(HWND window, BOOL by_mouse, BOOL set_focus);
void focus_window_gone(HWND window); /* hidden, disabled or destroyed: focus, capture and activation leave it */
HWND queue_focus(void);
HWND queue_active(void);
HWND queue_capture(void);
void queue_set_menu(HWND owner, DWORD gui_flags); /* NULL and 0: no menu is open */
void deactivate_for(HWND window); /* INTERNAL_DEACTIVATE */

/* --- cursor_state.c, caret.c --- */
void cursor_show_now(struct message_queue *queue);
void caret_window_gone(HWND window);
/* --- system_colors.c, images.h --- */
HBRUSH system_color_brush(int index); /* GetSysColorBrush */

#endif
