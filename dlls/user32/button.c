/* The button control: push buttons, check boxes, radio buttons, group boxes, owner-drawn ones. */
#include "button.h"

BOOL button_is_check(DWORD style)
{
    switch (BUTTON_TYPE(style)) {
    case BS_CHECKBOX: case BS_AUTOCHECKBOX: case BS_3STATE: case BS_AUTO3STATE: return TRUE;
    }
    return FALSE;
}

BOOL button_is_radio(DWORD style)
{
    return BUTTON_TYPE(style) == BS_RADIOBUTTON || BUTTON_TYPE(style) == BS_AUTORADIOBUTTON;
}

BOOL button_is_push(DWORD style)
{
    switch (BUTTON_TYPE(style)) {
    case BS_PUSHBUTTON: case BS_DEFPUSHBUTTON: case BS_PUSHBOX: return TRUE;
    }
    return FALSE;
}

static struct button *button_of(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    return window ? window->control : NULL;
}

static LRESULT dialog_code(DWORD style)
{
    switch (BUTTON_TYPE(style)) {
    case BS_DEFPUSHBUTTON: return DLGC_BUTTON | DLGC_DEFPUSHBUTTON;
    case BS_PUSHBUTTON: case BS_PUSHBOX: return DLGC_BUTTON | DLGC_UNDEFPUSHBUTTON;
    case BS_RADIOBUTTON: case BS_AUTORADIOBUTTON: return DLGC_BUTTON | DLGC_RADIOBUTTON;
    case BS_GROUPBOX: return DLGC_STATIC;
    }
    return DLGC_BUTTON;
}

/* --- checks --- */

static void set_check(HWND hwnd, struct button *button, UINT check)
{
    DWORD style = user_style(hwnd);
    UINT most =
        BUTTON_TYPE(style) == BS_3STATE || BUTTON_TYPE(style) == BS_AUTO3STATE ? BST_INDETERMINATE : BST_CHECKED;
    if (!button_is_check(style) && !button_is_radio(style)) return;
    if (check > most) check = most;
    if (button_is_radio(style)) window_set_style_bits(hwnd, check ? WS_TABSTOP : 0, check ? 0 : WS_TABSTOP);
    if ((button->state & 3) == check) return;
    button->state = (button->state & ~3u) | check;
    button_redraw(hwnd, ODA_SELECT);
}

/* The other automatic radio buttons of the group, from a control with WS_GROUP to the next. */
static void uncheck_others(HWND hwnd)
{
    UINT count, at = 0, first, end;
    HWND *siblings = window_children(GetParent(hwnd), &count);
    while (siblings && at < count && siblings[at] != hwnd) at++;
    if (!siblings || at == count) {
        heap_free(siblings);
        return;
    }
    for (first = at; first && !(user_style(siblings[first]) & WS_GROUP); first--) {}
    for (end = at + 1; end < count && !(user_style(siblings[end]) & WS_GROUP); end++) {}
    for (UINT i = first; i < end; i++)
        if (siblings[i] != hwnd && send_message(siblings[i], WM_GETDLGCODE, 0, 0) & DLGC_RADIOBUTTON &&
            BUTTON_TYPE(user_style(siblings[i])) == BS_AUTORADIOBUTTON)
            send_message(siblings[i], BM_SETCHECK, BST_UNCHECKED, 0);
    heap_free(siblings);
}

static void clicked(HWND hwnd, struct button *button)
{
    UINT check = button->state & 3;
    switch (BUTTON_TYPE(user_style(hwnd))) {
    case BS_AUTOCHECKBOX: set_check(hwnd, button, !check); break;
    case BS_AUTO3STATE: set_check(hwnd, button, check == BST_INDETERMINATE ? BST_UNCHECKED : check + 1); break;
    case BS_AUTORADIOBUTTON:
        uncheck_others(hwnd);
        if (button_of(hwnd) == button) set_check(hwnd, button, BST_CHECKED);
        break;
    }
    if (window_own(hwnd)) control_notify(hwnd, BN_CLICKED);
}

/* --- pressing --- */

static void set_pressed(HWND hwnd, struct button *button, BOOL pressed)
{
    DWORD style = user_style(hwnd);
    if (!!(button->state & BST_PUSHED) == !!pressed) return;
    button->state = pressed ? button->state | BST_PUSHED : button->state & ~(UINT)BST_PUSHED;
    if (BUTTON_TYPE(style) == BS_USERBUTTON) control_notify(hwnd, pressed ? BN_HILITE : BN_UNHILITE);
    if (button_of(hwnd) == button) button_redraw(hwnd, ODA_SELECT);
}

static void mouse_down(HWND hwnd, struct button *button)
{
    button->by_mouse = TRUE;
    SetCapture(hwnd);
    button->is_clicking = TRUE;
    if (queue_focus() != hwnd) SetFocus(hwnd);
    if (button_of(hwnd) != button) return;
    button->is_clicking = FALSE;
    send_message(hwnd, BM_SETSTATE, TRUE, 0);
}

static BOOL is_inside(HWND hwnd, LPARAM lparam)
{
    RECT client;
    GetClientRect(hwnd, &client);
    return PtInRect(&client, (POINT){LPARAM_X(lparam), LPARAM_Y(lparam)});
}

static void mouse_up(HWND hwnd, struct button *button, BOOL counts)
{
    BOOL was_pressed = (button->state & BST_PUSHED) != 0;
    if (!button->by_mouse) return;
    button->by_mouse = FALSE;
    send_message(hwnd, BM_SETSTATE, FALSE, 0);
    if (button_of(hwnd) != button) return;
    if (queue_capture() == hwnd) ReleaseCapture();
    if (button_of(hwnd) == button && counts && was_pressed) clicked(hwnd, button);
}

static void mouse_move(HWND hwnd, struct button *button, LPARAM lparam)
{
    if (button->by_mouse) send_message(hwnd, BM_SETSTATE, is_inside(hwnd, lparam), 0);
}

static void double_click(HWND hwnd, struct button *button)
{
    DWORD style = user_style(hwnd);
    UINT type = BUTTON_TYPE(style);
    if (style & BS_NOTIFY || type == BS_RADIOBUTTON || type == BS_USERBUTTON || type == BS_OWNERDRAW)
        control_notify(hwnd, BN_DOUBLECLICKED);
    else mouse_down(hwnd, button);
}

static void key_down(HWND hwnd, struct button *button, WPARAM key, LPARAM lparam)
{
    if (key == VK_SPACE && !(lparam & (1 << 30))) {
        button->by_key = TRUE;
        send_message(hwnd, BM_SETSTATE, TRUE, 0);
    }
}

static void key_up(HWND hwnd, struct button *button, WPARAM key)
{
    if (!button->by_key || key != VK_SPACE) return;
    button->by_key = FALSE;
    send_message(hwnd, BM_SETSTATE, FALSE, 0);
    if (button_of(hwnd) == button) clicked(hwnd, button);
}

static void click(HWND hwnd)
{
    send_message(hwnd, WM_LBUTTONDOWN, MK_LBUTTON, 0);
    if (window_own(hwnd)) send_message(hwnd, WM_LBUTTONUP, 0, 0);
}

/* --- focus --- */

static void focus_changed(HWND hwnd, struct button *button, BOOL has)
{
    DWORD style = user_style(hwnd);
    button->state = has ? button->state | BST_FOCUS : button->state & ~(UINT)BST_FOCUS;
    if (!has && (button->by_mouse || button->by_key)) {
        button->by_mouse = button->by_key = FALSE;
        if (queue_capture() == hwnd) ReleaseCapture();
        set_pressed(hwnd, button, FALSE);
        if (button_of(hwnd) != button) return;
    }
    button_redraw(hwnd, ODA_FOCUS);
    if (style & BS_NOTIFY) control_notify(hwnd, has ? BN_SETFOCUS : BN_KILLFOCUS);
    if (!has || button_of(hwnd) != button) return;
    /* A radio button that gets the focus by the keyboard is chosen. */
    if (button_is_radio(style) && !button->is_clicking && !button->dont_click && !(button->state & BST_CHECKED))
        clicked(hwnd, button);
}

/* --- the rest --- */

static LRESULT set_image(HWND hwnd, struct button *button, WPARAM kind, HANDLE image)
{
    if (kind > IMAGE_ICON) return 0;
    HANDLE old = button->images[kind];
    button->images[kind] = image;
    InvalidateRect(hwnd, NULL, TRUE);
    return (LRESULT)old;
}

static void set_style(HWND hwnd, WPARAM style, BOOL redraw)
{
    DWORD wanted = style & BS_TYPEMASK;
    window_set_style_bits(hwnd, wanted, BS_TYPEMASK & ~wanted);
    if (redraw) InvalidateRect(hwnd, NULL, TRUE);
}

static void paint(HWND hwnd, struct button *button, HDC given)
{
    PAINTSTRUCT paint;
    HDC dc = given ? given : BeginPaint(hwnd, &paint);
    if (dc) button_paint(hwnd, button, dc, ODA_DRAWENTIRE);
    if (!given) EndPaint(hwnd, &paint);
}

static BOOL create(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    DWORD style = user_style(hwnd);
    window->control = heap_allocate_zeroed(sizeof(struct button));
    if (BUTTON_TYPE(style) == BS_USERBUTTON) set_style(hwnd, BS_PUSHBUTTON, FALSE); /* as 32-bit programs get it */
    return window->control != NULL;
}

static void destroy(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    heap_free(window->control);
    window->control = NULL;
}

static LRESULT handle_state(HWND hwnd, struct button *button, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case BM_GETCHECK:
        return button_is_check(user_style(hwnd)) || button_is_radio(user_style(hwnd)) ? button->state & 3 : 0;
    case BM_SETCHECK: set_check(hwnd, button, (UINT)wparam); return 0;
    case BM_GETSTATE: return button->state;
    case BM_SETSTATE: set_pressed(hwnd, button, wparam != 0); return 0;
    case BM_SETSTYLE: set_style(hwnd, wparam, (BOOL)lparam); return 0;
    case BM_CLICK: click(hwnd); return 0;
    case BM_GETIMAGE: return wparam <= IMAGE_ICON ? (LRESULT)button->images[wparam] : 0;
    case BM_SETIMAGE: return set_image(hwnd, button, wparam, (HANDLE)lparam);
    case BM_SETDONTCLICK: button->dont_click = wparam != 0; return 0;
    }
    return 0;
}

static LRESULT text_changed(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result = DefWindowProcW(hwnd, message, wparam, lparam);
    InvalidateRect(hwnd, NULL, TRUE);
    return result;
}

LRESULT WINAPI button_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct button *button = button_of(hwnd);
    if (message == WM_NCCREATE && window_own(hwnd) && !create(hwnd)) return FALSE;
    if (!button) return DefWindowProcW(hwnd, message, wparam, lparam);
    switch (message) {
    case WM_NCDESTROY: destroy(hwnd); break;
    case WM_GETDLGCODE: return dialog_code(user_style(hwnd));
    case WM_ERASEBKGND:
        if (BUTTON_TYPE(user_style(hwnd)) == BS_OWNERDRAW) {
            RECT client;
            GetClientRect(hwnd, &client);
            FillRect((HDC)wparam, &client, control_brush(hwnd, (HDC)wparam, WM_CTLCOLORBTN));
        }
        return TRUE;
    case WM_PAINT: case WM_PRINTCLIENT: paint(hwnd, button, (HDC)wparam); return 0;
    case WM_ENABLE: button_redraw(hwnd, ODA_DRAWENTIRE); return 0;
    case WM_SETFONT:
        button->font = (HFONT)wparam;
        if (lparam) InvalidateRect(hwnd, NULL, TRUE);
        return 0;
    case WM_GETFONT: return (LRESULT)button->font;
    case WM_SETTEXT: return text_changed(hwnd, message, wparam, lparam);
    case WM_NCHITTEST:
        if (BUTTON_TYPE(user_style(hwnd)) == BS_GROUPBOX) return HTTRANSPARENT;
        break;
    case WM_LBUTTONDBLCLK: double_click(hwnd, button); return 0;
    case WM_LBUTTONDOWN: mouse_down(hwnd, button); return 0;
    case WM_LBUTTONUP: mouse_up(hwnd, button, TRUE); return 0;
    case WM_MOUSEMOVE: mouse_move(hwnd, button, lparam); return 0;
    case WM_CAPTURECHANGED:
        if (button->by_mouse && (HWND)lparam != hwnd) {
            button->by_mouse = FALSE;
            set_pressed(hwnd, button, FALSE);
        }
        return 0;
    case WM_KEYDOWN: key_down(hwnd, button, wparam, lparam); break;
    case WM_KEYUP: case WM_SYSKEYUP: key_up(hwnd, button, wparam); break;
    case WM_SETFOCUS: focus_changed(hwnd, button, TRUE); return 0;
    case WM_KILLFOCUS: focus_changed(hwnd, button, FALSE); return 0;
    case WM_UPDATEUISTATE: InvalidateRect(hwnd, NULL, TRUE); break;
    case BM_GETCHECK:
    case BM_SETCHECK:
    case BM_GETSTATE:
    case BM_SETSTATE:
    case BM_SETSTYLE:
    case BM_CLICK:
    case BM_GETIMAGE:
    case BM_SETIMAGE:
    case BM_SETDONTCLICK:
        return handle_state(hwnd, button, message, wparam, lparam);
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}
