/* What the controls share: one message function each, state in window extra bytes, notifications, texts, drawing. */
#ifndef COMMON_H
#define COMMON_H

#define OEMRESOURCE
#define CINTERFACE
#define COBJMACROS
#include <windows.h>
#include <commctrl.h>
#include <windowsx.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The head of every control's state. The state lives until the outermost message function returns, even when a
 * notification has destroyed the window: then `destroyed` is set. */
struct control {
    HWND window, owner;  /* owner: who gets the notifications */
    HFONT font;          /* NULL: default_font() */
    UINT depth;          /* message functions at work */
    BOOL unicode, redraw, destroyed;
    int version;
};

struct control_class {
    const WCHAR *name;
    DWORD init;          /* ICC_ flag that registers it */
    UINT style;
    SIZE_T size;         /* of the state, which begins with struct control */
    LRESULT (*message)(struct control *control, UINT message, WPARAM wparam, LPARAM lparam);
    WNDPROC procedure;
    LPCWSTR cursor;
};

LRESULT control_dispatch(const struct control_class *class, HWND window, UINT message, WPARAM wparam, LPARAM lparam);
/* What is alike for all controls (font, formats), then DefWindowProcW. */
LRESULT control_default(struct control *control, UINT message, WPARAM wparam, LPARAM lparam);

extern const struct control_class tree_view_class, status_bar_class, progress_bar_class, up_down_class, header_class,
    list_view_class, track_bar_class, tab_class, tool_bar_class, tooltips_class;

extern HINSTANCE module_instance;

/* --- memory and texts --- */
void *allocate(SIZE_T size); /* zeroed */
void *reallocate(void *block, SIZE_T size);
void release(void *block);
WCHAR *text_copy(const WCHAR *text);
WCHAR *text_from_ansi(const char *text);
WCHAR *text_from(BOOL unicode, const void *text);
void text_put(BOOL unicode, const WCHAR *text, void *buffer, int size);
int text_length(const WCHAR *text);
#define IS_CALLBACK_TEXT(text) ((const void *)(text) == (const void *)LPSTR_TEXTCALLBACKW)

/* --- notifications --- */
LRESULT control_notify(struct control *control, int code, NMHDR *header);
LRESULT control_notify_code(struct control *control, int code);
/* The code's ANSI or Unicode form, as the owner wants it. */
#define NOTIFY_CODE(control, name) ((control)->unicode ? (int)name##W : (int)name##A)
UINT control_custom_draw(struct control *control, NMCUSTOMDRAW *draw, DWORD stage);

/* --- geometry and drawing --- */
DWORD control_style(const struct control *control);
BOOL control_style_is(const struct control *control, DWORD style);
SIZE control_client_size(const struct control *control);
HFONT default_font(void);
HFONT control_font(const struct control *control);
int font_height(HFONT font);
int text_width(HFONT font, const WCHAR *text);
void fill_colour(HDC dc, const RECT *rect, COLORREF colour);
void draw_line(HDC dc, int x1, int y1, int x2, int y2, COLORREF colour);
/* A square of the system's state images: 1 unchecked, 2 checked. */
HIMAGELIST check_box_images(int size);
/* Paints the control's update region, or into the DC that a WM_PAINT or WM_PRINTCLIENT carries, through a bitmap so
 * that nothing flickers. */
void control_paint(struct control *control, WPARAM given,
                   void (*draw)(struct control *control, HDC dc, const RECT *update));
void control_invalidate(struct control *control, const RECT *rect);
POINT point_of(LPARAM lparam);
/* Waits with the button down until the pointer leaves the drag rectangle; FALSE: released before. */
BOOL drag_begins(HWND window, POINT from);
void relay_to_tooltip(HWND tooltip, HWND window, UINT message, WPARAM wparam, LPARAM lparam);

#endif
