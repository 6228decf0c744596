/* The window procedure of the edit control. */
#include "edit.h"

#define LEAST_CHARACTERS 6 /* a control narrower than these has no margins */

LRESULT WINAPI edit_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam);

/* --- life --- */

static BOOL create(HWND hwnd, struct window *window)
{
    struct edit *edit = heap_allocate_zeroed(sizeof(*edit));
    DWORD style = user_style(hwnd), implied = 0;
    if (!edit) return FALSE;
    if (style & ES_MULTILINE && style & WS_HSCROLL) implied |= ES_AUTOHSCROLL;
    if (style & ES_MULTILINE && style & WS_VSCROLL) implied |= ES_AUTOVSCROLL;
    window_set_style_bits(hwnd, implied, style & ES_MULTILINE ? 0 : WS_HSCROLL | WS_VSCROLL);
    style |= implied;
    edit->window = hwnd;
    edit->is_multiline = (style & ES_MULTILINE) != 0;
    edit->wraps = edit->is_multiline && (!(style & ES_AUTOHSCROLL) || style & (ES_CENTER | ES_RIGHT));
    edit->password = style & ES_PASSWORD && !edit->is_multiline ? '*' : 0;
    edit->limit = EDIT_DEFAULT_LIMIT;
    edit->wanted_x = -1;
    edit->widest = EDIT_UNKNOWN_WIDTH;
    edit_metrics_load(edit);
    edit_lay_out(edit);
    if (!edit->line_count) {
        heap_free(edit);
        return FALSE;
    }
    window->control = edit;
    return TRUE;
}

static void free_edit(struct edit *edit)
{
    if (edit->handle) LocalFree(edit->handle);
    edit_metrics_free(edit);
    edit_undo_forget(edit);
    heap_free(edit->units);
    heap_free(edit->lines);
    heap_free(edit->tab_stops);
    heap_free(edit->cue);
    heap_free(edit);
}

static LRESULT on_create(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    const CREATESTRUCTW *create = (const CREATESTRUCTW *)lparam;
    (void)wparam;
    edit_set_format(edit, NULL);
    edit_set_text(edit, create->lpszName);
    return 0;
}

static LRESULT on_destroyed(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    struct window *window = window_own(edit->window);
    edit->is_gone = TRUE;
    if (window) window->control = NULL;
    return DefWindowProcW(edit->window, WM_NCDESTROY, wparam, lparam);
}

/* --- text and font --- */

static LRESULT on_set_text(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    edit_set_text(edit, (const WCHAR *)lparam);
    if (edit->is_multiline) return TRUE;
    if (!edit_notify(edit, EN_UPDATE)) return TRUE;
    UpdateWindow(edit->window);
    edit_notify(edit, EN_CHANGE);
    return TRUE;
}

static LRESULT on_get_text(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    return lparam ? edit_text(edit, (WCHAR *)lparam, (UINT)min(wparam, (WPARAM)0x7fffffff)) : 0;
}

static LRESULT on_get_text_length(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit_text_length(edit);
}

static void show_caret(struct edit *edit)
{
    DWORD width = 1;
    SystemParametersInfoW(SPI_GETCARETWIDTH, 0, &width, 0);
    edit->has_caret = CreateCaret(edit->window, NULL, (int)max(width, 1), edit->line_height);
    edit_place_caret(edit);
    if (edit->has_caret) ShowCaret(edit->window);
}

/* A font brings its margins along where there is room for them. */
static void set_font_margins(struct edit *edit)
{
    RECT client;
    GetClientRect(edit->window, &client);
    int margin = edit_font_margin(edit);
    edit->left_margin = edit->right_margin =
        !client.right || client.right > LEAST_CHARACTERS * edit->average_width ? margin : 0;
}

static LRESULT on_set_font(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    edit->font = (HFONT)wparam;
    edit_metrics_load(edit);
    set_font_margins(edit);
    edit_lay_out(edit);
    edit_set_format(edit, NULL);
    if (edit->has_focus) {
        DestroyCaret();
        show_caret(edit);
    }
    if (LOWORD(lparam)) edit_invalidate(edit);
    return 0;
}

static LRESULT on_get_font(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return (LRESULT)edit->font;
}

/* --- painting, size, focus --- */

static LRESULT on_paint(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    edit_paint(edit, (HDC)wparam);
    return 0;
}

static LRESULT on_print(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    if (wparam) edit_paint(edit, (HDC)wparam);
    return 0;
}

static LRESULT on_erase(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)edit, (void)wparam, (void)lparam;
    return TRUE; /* WM_PAINT draws background and text together */
}

static LRESULT on_size(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_set_format(edit, NULL);
    edit_invalidate(edit);
    return 0;
}

static LRESULT on_enable(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_invalidate(edit);
    return 0;
}

static void focus_changed(struct edit *edit, BOOL has_focus)
{
    edit->has_focus = has_focus;
    if (!(user_style(edit->window) & ES_NOHIDESEL))
        edit_invalidate_positions(edit, edit_selection_start(edit), edit_selection_end(edit));
    if (edit->cue && !edit_length(edit)) edit_invalidate(edit);
}

static LRESULT on_set_focus(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    focus_changed(edit, TRUE);
    show_caret(edit);
    edit_notify(edit, EN_SETFOCUS);
    return 0;
}

static LRESULT on_kill_focus(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    if (edit->has_caret) DestroyCaret();
    edit->has_caret = FALSE;
    edit_button_up(edit);
    focus_changed(edit, FALSE);
    edit_notify(edit, EN_KILLFOCUS);
    return 0;
}

static LRESULT on_dialog_code(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return DLGC_HASSETSEL | DLGC_WANTCHARS | DLGC_WANTARROWS | (edit->is_multiline ? DLGC_WANTALLKEYS : 0);
}

/* --- keyboard and mouse --- */

static LRESULT on_key_down(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return edit_key_down(edit, wparam);
}

static LRESULT on_system_key_down(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (wparam != VK_BACK || !(lparam & 0x20000000)) return DefWindowProcW(edit->window, WM_SYSKEYDOWN, wparam, lparam);
    return send_message(edit->window, EM_UNDO, 0, 0);
}

static LRESULT on_character(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return edit_character(edit, (WCHAR)wparam);
}

static POINT point_of(LPARAM lparam) { return (POINT){LPARAM_X(lparam), LPARAM_Y(lparam)}; }

static LRESULT on_button_down(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    edit_button_down(edit, point_of(lparam), (wparam & MK_SHIFT) != 0);
    return 0;
}

static LRESULT on_double_click(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    edit_double_click(edit, point_of(lparam));
    return 0;
}

static LRESULT on_mouse_move(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    edit_mouse_move(edit, point_of(lparam));
    return 0;
}

static LRESULT on_button_up(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_button_up(edit);
    return 0;
}

static LRESULT on_wheel(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (!edit->is_multiline || wparam & (MK_SHIFT | MK_CONTROL))
        return DefWindowProcW(edit->window, WM_MOUSEWHEEL, wparam, lparam);
    edit_mouse_wheel(edit, (short)HIWORD(wparam));
    return 0;
}

static LRESULT on_timer(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (wparam != EDIT_SELECT_TIMER) return DefWindowProcW(edit->window, WM_TIMER, wparam, lparam);
    edit_select_timer(edit);
    return 0;
}

static LRESULT on_horizontal_scroll(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return edit->is_multiline && !edit->wraps ? edit_scroll_message(edit, SB_HORZ, wparam) : 0;
}

static LRESULT on_vertical_scroll(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return edit->is_multiline ? edit_scroll_message(edit, SB_VERT, wparam) : 0;
}

/* --- clipboard --- */

static LRESULT on_copy(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit_copy_selection(edit);
}

static LRESULT on_cut(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_cut(edit);
    return 0;
}

static LRESULT on_paste(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_paste(edit);
    return 0;
}

static LRESULT on_clear(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    if (!(user_style(edit->window) & ES_READONLY)) edit_delete_selection(edit);
    return 0;
}

static LRESULT on_undo(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return send_message(edit->window, EM_UNDO, 0, 0);
}

static LRESULT on_context_menu(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    edit_context_menu(edit, lparam);
    return 0;
}

/* --- the procedure --- */

static const struct { UINT message; LRESULT (*handle)(struct edit *, WPARAM, LPARAM); } handlers[] = {
    {WM_PAINT, on_paint},
    {WM_CHAR, on_character},
    {WM_KEYDOWN, on_key_down},
    {WM_MOUSEMOVE, on_mouse_move},
    {WM_SETTEXT, on_set_text},
    {WM_GETTEXT, on_get_text},
    {WM_GETTEXTLENGTH, on_get_text_length},
    {WM_ERASEBKGND, on_erase},
    {WM_TIMER, on_timer},
    {WM_SIZE, on_size},
    {WM_CREATE, on_create},
    {WM_NCDESTROY, on_destroyed},
    {WM_SETFONT, on_set_font},
    {WM_GETFONT, on_get_font},
    {WM_PRINTCLIENT, on_print},
    {WM_ENABLE, on_enable},
    {WM_SETFOCUS, on_set_focus},
    {WM_KILLFOCUS, on_kill_focus},
    {WM_GETDLGCODE, on_dialog_code},
    {WM_SYSKEYDOWN, on_system_key_down},
    {WM_LBUTTONDOWN, on_button_down},
    {WM_LBUTTONDBLCLK, on_double_click},
    {WM_LBUTTONUP, on_button_up},
    {WM_CAPTURECHANGED, on_button_up},
    {WM_MOUSEWHEEL, on_wheel},
    {WM_HSCROLL, on_horizontal_scroll},
    {WM_VSCROLL, on_vertical_scroll},
    {WM_COPY, on_copy},
    {WM_CUT, on_cut},
    {WM_PASTE, on_paste},
    {WM_CLEAR, on_clear},
    {WM_UNDO, on_undo},
    {WM_CONTEXTMENU, on_context_menu},
};

static LRESULT dispatch(struct edit *edit, HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result;
    if (edit_message(edit, message, wparam, lparam, &result)) return result;
    for (UINT i = 0; i < COUNT_OF(handlers); i++)
        if (handlers[i].message == message) return handlers[i].handle(edit, wparam, lparam);
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

LRESULT WINAPI edit_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct window *window = window_own(hwnd);
    if (!window) return 0;
    if (message == WM_NCCREATE && !create(hwnd, window)) return FALSE;
    struct edit *edit = window->control;
    if (!edit) return DefWindowProcW(hwnd, message, wparam, lparam);
    edit->calls++;
    LRESULT result = dispatch(edit, window->handle, message, wparam, lparam);
    if (!--edit->calls && edit->is_gone) free_edit(edit);
    return result;
}
