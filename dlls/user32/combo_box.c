/* The combo box control: its procedure. */
#include "combo_box.h"

LRESULT WINAPI combo_box_procedure(HWND, UINT, WPARAM, LPARAM);

struct combo_box *combo_of(HWND hwnd)
{
    struct window *window = hwnd ? window_own(hwnd) : NULL;
    return window && window->class->procedure == combo_box_procedure ? window->control : NULL;
}

void combo_notify(const struct combo_box *combo, UINT code) { control_notify(combo->window, code); }

LRESULT combo_list_send(const struct combo_box *combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    return combo->list ? send_message(combo->list, message, wparam, lparam) : CB_ERR;
}

/* --- beginning and end --- */

static BOOL create_state(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    struct combo_box *combo = heap_allocate_zeroed(sizeof(*combo));
    DWORD style = user_style(hwnd);
    if (!window || !combo) return FALSE;
    if (!(style & (CBS_OWNERDRAWFIXED | CBS_OWNERDRAWVARIABLE))) style |= CBS_HASSTRINGS;
    if (!COMBO_TYPE(style)) style |= CBS_SIMPLE;
    combo->window = hwnd;
    combo->style = style;
    window->control = combo;
    window_set_style_bits(hwnd, 0, WS_BORDER | WS_HSCROLL | WS_VSCROLL); /* they are the list's */
    window_set_styles(hwnd, WINDOW_SET_EX_STYLE, 0, user_ex_style(hwnd) & ~(DWORD)WS_EX_CLIENTEDGE);
    return TRUE;
}

static DWORD list_style(DWORD style)
{
    static const struct { DWORD combo, list;
    } same[] = {
        {CBS_SORT, LBS_SORT},
        {CBS_HASSTRINGS, LBS_HASSTRINGS},
        {CBS_OWNERDRAWFIXED, LBS_OWNERDRAWFIXED},
        {CBS_OWNERDRAWVARIABLE, LBS_OWNERDRAWVARIABLE},
        {CBS_NOINTEGRALHEIGHT, LBS_NOINTEGRALHEIGHT},
        {CBS_DISABLENOSCROLL, LBS_DISABLENOSCROLL},
    };
    DWORD result = LBS_NOTIFY | LBS_COMBOBOX | WS_CLIPSIBLINGS | (style & WS_VSCROLL);
    for (UINT i = 0; i < COUNT_OF(same); i++)
        if (style & same[i].combo) result |= same[i].list;
    if (style & WS_HSCROLL) result |= WS_HSCROLL;
    if (COMBO_TYPE(style) == CBS_SIMPLE) return result | WS_CHILD | WS_VISIBLE;
    return result | WS_POPUP | WS_BORDER;
}

static HWND create_edit(const struct combo_box *combo)
{
    DWORD style =
        WS_CHILD | WS_VISIBLE | ES_NOHIDESEL | ES_LEFT | (combo->style & CBS_AUTOHSCROLL ? ES_AUTOHSCROLL : 0) |
        (combo->style & CBS_OEMCONVERT ? ES_OEMCONVERT : 0) | (combo->style & CBS_UPPERCASE ? ES_UPPERCASE : 0) |
        (combo->style & CBS_LOWERCASE ? ES_LOWERCASE : 0) | (user_style(combo->window) & WS_DISABLED);
    HWND edit = CreateWindowExW(0, L"Edit", NULL, style, 0, 0, 0, 0, combo->window, (HMENU)(ULONG_PTR)COMBO_EDIT_ID,
                                NULL, NULL);
    struct window *window = edit ? window_own(edit) : NULL;
    if (!window) return NULL;
    window->procedure = combo_edit_procedure;
    window->is_unicode = TRUE;
    return edit;
}

static BOOL create_parts(struct combo_box *combo, const CREATESTRUCTW *create)
{
    HWND window = combo->window;
    DWORD style = combo->style | (create->style & (WS_VSCROLL | WS_HSCROLL));
    BOOL simple = COMBO_TYPE(style) == CBS_SIMPLE;
    combo->dropped_height = create->cy;
    combo->list = CreateWindowExW(simple ? WS_EX_CLIENTEDGE : WS_EX_TOOLWINDOW | WS_EX_TOPMOST, L"ComboLBox", NULL,
                                  list_style(style), 0, 0, create->cx, 50, window,
                                  simple ? (HMENU)(ULONG_PTR)COMBO_LIST_ID : NULL, NULL, window);
    if (!combo->list || combo_of(window) != combo) return FALSE;
    SetWindowLongPtrW(combo->list, GWLP_ID, COMBO_LIST_ID);
    if (COMBO_TYPE(style) != CBS_DROPDOWNLIST && !(combo->edit = create_edit(combo))) return FALSE;
    combo_measure(combo);
    combo_lay_out(combo);
    return combo_of(window) == combo;
}

static void destroy(struct combo_box *combo)
{
    struct window *window = window_own(combo->window);
    if (window) window->control = NULL;
    heap_free(combo);
}

/* --- text --- */

void combo_show_selected(struct combo_box *combo)
{
    int selected = combo_selected(combo);
    if (combo->edit) {
        WCHAR *text = NULL;
        LRESULT length = selected >= 0 ? combo_list_send(combo, LB_GETTEXTLEN, (WPARAM)selected, 0) : -1;
        if (!(combo->style & CBS_HASSTRINGS)) return;
        if (length >= 0 && (text = heap_allocate(((SIZE_T)length + 1) * sizeof(WCHAR))))
            combo_list_send(combo, LB_GETTEXT, (WPARAM)selected, (LPARAM)text);
        combo->is_updating = TRUE;
        send_message(combo->edit, WM_SETTEXT, 0, (LPARAM)(text ? text : L""));
        if (combo->has_focus) send_message(combo->edit, EM_SETSEL, 0, -1);
        combo->is_updating = FALSE;
        heap_free(text);
        return;
    }
    combo_repaint_field(combo);
}

static LRESULT text_of_selected(const struct combo_box *combo, UINT message, WPARAM capacity, WCHAR *buffer)
{
    int selected = combo_selected(combo);
    if (message == WM_GETTEXT && capacity && buffer) buffer[0] = 0;
    if (selected < 0 || !(combo->style & CBS_HASSTRINGS)) return 0;
    LRESULT length = combo_list_send(combo, LB_GETTEXTLEN, (WPARAM)selected, 0);
    if (message == WM_GETTEXTLENGTH || length < 0) return max(length, 0);
    WCHAR *text = heap_allocate(((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!text || !capacity || !buffer) {
        heap_free(text);
        return 0;
    }
    combo_list_send(combo, LB_GETTEXT, (WPARAM)selected, (LPARAM)text);
    lstrcpynW(buffer, text, (int)min(capacity, 0x7fffffff));
    heap_free(text);
    return lstrlenW(buffer);
}

/* --- messages --- */

static LRESULT select_item(struct combo_box *combo, WPARAM index)
{
    LRESULT result = combo_list_send(combo, LB_SETCURSEL, index, 0);
    if (result >= 0) combo_list_send(combo, LB_SETTOPINDEX, index, 0);
    combo_show_selected(combo);
    return result;
}

static LRESULT select_string(struct combo_box *combo, WPARAM after, LPARAM text)
{
    LRESULT index = combo_list_send(combo, LB_FINDSTRING, after, text);
    return index >= 0 ? select_item(combo, (WPARAM)index) : CB_ERR;
}

static LRESULT removed(struct combo_box *combo, UINT message, WPARAM wparam)
{
    int before = combo_selected(combo);
    LRESULT result = combo_list_send(combo, message, wparam, 0);
    if (message == LB_RESETCONTENT || before != combo_selected(combo)) {
        if (combo->edit && message == LB_RESETCONTENT) send_message(combo->edit, WM_SETTEXT, 0, (LPARAM)L"");
        if (!combo->edit) combo_repaint_field(combo);
    }
    return message == LB_RESETCONTENT ? 0 : result;
}

static LRESULT set_item_height(struct combo_box *combo, WPARAM index, int height)
{
    if (height < 1 || height > 255) return CB_ERR;
    if (index != (WPARAM)-1)
        return combo_list_send(combo, LB_SETITEMHEIGHT, combo->style & CBS_OWNERDRAWVARIABLE ? index : 0, height);
    combo->field_height = height;
    combo_lay_out(combo);
    return 0;
}

static LRESULT dropped_rectangle(const struct combo_box *combo, RECT *rectangle)
{
    GetWindowRect(combo->window, rectangle);
    if (COMBO_TYPE(combo->style) != CBS_SIMPLE)
        rectangle->bottom = rectangle->top + max(combo->dropped_height, rectangle->bottom - rectangle->top);
    rectangle->right = max(rectangle->right, rectangle->left + combo->dropped_width);
    return TRUE;
}

static LRESULT combo_info(const struct combo_box *combo, COMBOBOXINFO *info)
{
    if (!info || info->cbSize < sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    info->rcItem = combo->field;
    info->rcButton = combo->button;
    info->stateButton = COMBO_TYPE(combo->style) == CBS_SIMPLE ? STATE_SYSTEM_INVISIBLE
                        : combo->is_pressed                    ? STATE_SYSTEM_PRESSED
                                                               : 0;
    info->hwndCombo = combo->window;
    info->hwndItem = combo->edit ? combo->edit : combo->window;
    info->hwndList = combo->list;
    return TRUE;
}

/* CBS_UPPERCASE and CBS_LOWERCASE change items as well. */
static LRESULT add_item(const struct combo_box *combo, UINT message, WPARAM index, LPARAM text)
{
    if (!(combo->style & (CBS_UPPERCASE | CBS_LOWERCASE)) || !(combo->style & CBS_HASSTRINGS) || !text)
        return combo_list_send(combo, message, index, text);
    SIZE_T size = (wcslen((LPCWSTR)text) + 1) * sizeof(WCHAR);
    WCHAR *changed = heap_allocate(size);
    if (!changed) return CB_ERRSPACE;
    memcpy(changed, (LPCWSTR)text, size);
    if (combo->style & CBS_UPPERCASE) CharUpperW(changed);
    else CharLowerW(changed);
    LRESULT result = combo_list_send(combo, message, index, (LPARAM)changed);
    heap_free(changed);
    return result;
}

static UINT list_message(UINT message)
{
    static const struct { UINT combo, list;
    } same[] = {
        {CB_GETCOUNT, LB_GETCOUNT},
        {CB_GETCURSEL, LB_GETCURSEL},
        {CB_GETLBTEXT, LB_GETTEXT},
        {CB_GETLBTEXTLEN, LB_GETTEXTLEN},
        {CB_FINDSTRING, LB_FINDSTRING},
        {CB_FINDSTRINGEXACT, LB_FINDSTRINGEXACT},
        {CB_GETITEMDATA, LB_GETITEMDATA},
        {CB_SETITEMDATA, LB_SETITEMDATA},
        {CB_SETLOCALE, LB_SETLOCALE},
        {CB_GETLOCALE, LB_GETLOCALE},
        {CB_GETTOPINDEX, LB_GETTOPINDEX},
        {CB_SETTOPINDEX, LB_SETTOPINDEX},
        {CB_GETHORIZONTALEXTENT, LB_GETHORIZONTALEXTENT},
        {CB_SETHORIZONTALEXTENT, LB_SETHORIZONTALEXTENT},
        {CB_INITSTORAGE, LB_INITSTORAGE},
    };
    for (UINT i = 0; i < COUNT_OF(same); i++)
        if (same[i].combo == message) return same[i].list;
    return 0;
}

static LRESULT combo_message(struct combo_box *combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    UINT same = list_message(message);
    if (same) return combo_list_send(combo, same, wparam, lparam);
    switch (message) {
    case CB_ADDSTRING: return add_item(combo, LB_ADDSTRING, 0, lparam);
    case CB_INSERTSTRING: return add_item(combo, LB_INSERTSTRING, wparam, lparam);
    case CB_SETCURSEL: return select_item(combo, wparam);
    case CB_SELECTSTRING: return select_string(combo, wparam, lparam);
    case CB_DELETESTRING: return removed(combo, LB_DELETESTRING, wparam);
    case CB_RESETCONTENT: return removed(combo, LB_RESETCONTENT, 0);
    case CB_DIR: return list_add_directory(combo->window, CB_ADDSTRING, (UINT)wparam, (LPCWSTR)lparam);
    case CB_GETEDITSEL: return combo->edit ? send_message(combo->edit, EM_GETSEL, wparam, lparam) : CB_ERR;
    case CB_SETEDITSEL:
        return combo->edit ? send_message(combo->edit, EM_SETSEL, (WPARAM)LPARAM_X(lparam), LPARAM_Y(lparam)),
               TRUE        : CB_ERR;
    case CB_LIMITTEXT: return combo->edit ? send_message(combo->edit, EM_SETLIMITTEXT, wparam, 0), TRUE : TRUE;
    case CB_SHOWDROPDOWN:
        if (wparam) combo_open(combo);
        else combo_close(combo, TRUE);
        return TRUE;
    case CB_GETDROPPEDSTATE: return combo->is_open || COMBO_TYPE(combo->style) == CBS_SIMPLE;
    case CB_GETDROPPEDCONTROLRECT: return dropped_rectangle(combo, (RECT *)lparam);
    case CB_GETITEMHEIGHT:
        if (wparam == (WPARAM)-1) return combo->field_height;
        return combo_list_send(combo, LB_GETITEMHEIGHT, combo->style & CBS_OWNERDRAWVARIABLE ? wparam : 0, 0);
    case CB_SETITEMHEIGHT: return set_item_height(combo, wparam, (int)lparam);
    case CB_SETEXTENDEDUI: combo->extended_keys = wparam != 0; return 0;
    case CB_GETEXTENDEDUI: return combo->extended_keys;
    case CB_SETDROPPEDWIDTH: combo->dropped_width = (int)min(wparam, 0x7fff); /* fall through */
    case CB_GETDROPPEDWIDTH: {
        RECT outer;
        GetWindowRect(combo->window, &outer);
        return max(outer.right - outer.left, combo->dropped_width);
    }
    case CB_GETCOMBOBOXINFO: return combo_info(combo, (COMBOBOXINFO *)lparam);
    }
    return 0;
}

/* What list and edit control tell. */
static LRESULT child_tells(struct combo_box *combo, UINT code, HWND child)
{
    HWND window = combo->window;
    if (child == combo->edit) {
        switch (code) {
        case EN_SETFOCUS:
            if (!combo->has_focus) {
                combo->has_focus = TRUE;
                combo_notify(combo, CBN_SETFOCUS);
            }
            break;
        case EN_KILLFOCUS:
            if (queue_focus() == combo->list || queue_focus() == window) break;
            combo->has_focus = FALSE;
            combo_leave(combo);
            if (combo_of(window) == combo) combo_notify(combo, CBN_KILLFOCUS);
            break;
        case EN_CHANGE:
            if (combo->is_updating) break;
            combo_list_send(combo, LB_SETCURSEL, (WPARAM)-1, 0); /* what is typed is no item */
            combo_notify(combo, CBN_EDITCHANGE);
            break;
        case EN_UPDATE:
            if (!combo->is_updating) combo_notify(combo, CBN_EDITUPDATE);
            break;
        case EN_ERRSPACE: combo_notify(combo, CBN_ERRSPACE); break;
        }
        return 0;
    }
    if (child != combo->list) return 0;
    switch (code) {
    case LBN_SELCHANGE:
        combo_show_selected(combo);
        combo_notify(combo, CBN_SELENDOK);
        if (combo_of(window) == combo) combo_notify(combo, CBN_SELCHANGE);
        break;
    case LBN_DBLCLK: combo_notify(combo, CBN_DBLCLK); break;
    case LBN_ERRSPACE: combo_notify(combo, CBN_ERRSPACE); break;
    }
    return 0;
}

static void button_down(struct combo_box *combo, int x, int y)
{
    HWND window = combo->window;
    if (queue_focus() != window && queue_focus() != combo->edit) SetFocus(combo->edit ? combo->edit : window);
    if (combo_of(window) != combo) return;
    if (combo->edit && !PtInRect(&combo->button, (POINT){x, y})) return;
    if (combo->is_open) {
        combo_close(combo, FALSE);
        return;
    }
    combo->is_pressed = TRUE;
    RedrawWindow(window, &combo->button, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    combo_open(combo);
}

static void focus_changed(struct combo_box *combo, BOOL has)
{
    HWND window = combo->window;
    if (has && combo->edit) {
        SetFocus(combo->edit);
        return;
    }
    if (combo->edit) return;
    combo->has_focus = has;
    if (!has) combo_leave(combo);
    if (combo_of(window) != combo) return;
    combo_repaint_field(combo);
    combo_notify(combo, has ? CBN_SETFOCUS : CBN_KILLFOCUS);
}

static void set_font(struct combo_box *combo, HFONT font, BOOL redraw)
{
    combo->font = font;
    if (combo->edit) send_message(combo->edit, WM_SETFONT, (WPARAM)font, redraw);
    combo_list_send(combo, WM_SETFONT, (WPARAM)font, redraw);
    if (!combo_is_owner_drawn(combo)) {
        combo_measure(combo);
        combo_lay_out(combo);
    }
    if (redraw) InvalidateRect(combo->window, NULL, TRUE);
}

static LRESULT dialog_code(const struct combo_box *combo, const MSG *asked)
{
    LRESULT code = DLGC_WANTARROWS | DLGC_WANTCHARS;
    if (asked && combo->is_open && asked->message == WM_KEYDOWN &&
        (asked->wParam == VK_RETURN || asked->wParam == VK_ESCAPE))
        code |= DLGC_WANTMESSAGE;
    return code;
}

/* Item messages of the list go on to the parent, the combo box being their sender. */
static LRESULT forward_item(struct combo_box *combo, UINT message, LPARAM lparam)
{
    HWND parent = GetParent(combo->window);
    return parent ? send_message(parent, message, control_id(combo->window), lparam) : 0;
}

static LRESULT wheel(struct combo_box *combo, WPARAM wparam, LPARAM lparam)
{
    short delta = (short)HIWORD(wparam);
    if (combo->is_open) return combo_list_send(combo, WM_MOUSEWHEEL, wparam, lparam);
    if (combo->has_focus && delta) combo_key(combo, WM_KEYDOWN, delta > 0 ? VK_UP : VK_DOWN, 0);
    return TRUE;
}

static LRESULT window_message(struct combo_box *combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    HWND hwnd = combo->window;
    PAINTSTRUCT paint;
    switch (message) {
    case WM_CREATE: return create_parts(combo, (const CREATESTRUCTW *)lparam) ? 0 : -1;
    case WM_DESTROY:
        if (combo->list && COMBO_TYPE(combo->style) != CBS_SIMPLE) DestroyWindow(combo->list);
        combo->list = NULL;
        break;
    case WM_NCDESTROY: destroy(combo); break;
    case WM_ERASEBKGND: return TRUE;
    case WM_PAINT: case WM_PRINTCLIENT: {
        HDC dc = wparam ? (HDC)wparam : BeginPaint(hwnd, &paint);
        if (dc && !combo->no_redraw) combo_paint(combo, dc);
        if (!wparam) EndPaint(hwnd, &paint);
        return 0;
    }
    case WM_SIZE:
        if (combo->list) combo_lay_out(combo);
        return 0;
    case WM_SETFONT: set_font(combo, (HFONT)wparam, (BOOL)lparam); return 0;
    case WM_GETFONT: return (LRESULT)combo->font;
    case WM_SETREDRAW: combo->no_redraw = !wparam; combo_list_send(combo, message, wparam, lparam); break;
    case WM_ENABLE:
        if (combo->edit) EnableWindow(combo->edit, (BOOL)wparam);
        if (COMBO_TYPE(combo->style) == CBS_SIMPLE && combo->list) EnableWindow(combo->list, (BOOL)wparam);
        InvalidateRect(hwnd, NULL, TRUE);
        return 0;
    case WM_GETDLGCODE: return dialog_code(combo, (const MSG *)lparam);
    case WM_SETFOCUS: focus_changed(combo, TRUE); return 0;
    case WM_KILLFOCUS: focus_changed(combo, FALSE); return 0;
    case WM_LBUTTONDOWN: case WM_LBUTTONDBLCLK: button_down(combo, LPARAM_X(lparam), LPARAM_Y(lparam)); return 0;
    case WM_KEYDOWN: case WM_SYSKEYDOWN:
        if (combo_key(combo, message, wparam, lparam)) return 0;
        break;
    case WM_CHAR:
        if (!combo->edit && wparam >= ' ') {
            combo_list_send(combo, message, wparam, lparam);
            return 0;
        }
        break;
    case WM_MOUSEWHEEL: return wheel(combo, wparam, lparam);
    case WM_COMMAND: return child_tells(combo, HIWORD(wparam), (HWND)lparam);
    case WM_DRAWITEM:
    case WM_MEASUREITEM:
    case WM_DELETEITEM:
    case WM_COMPAREITEM:
        return forward_item(combo, message, lparam);
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORLISTBOX:
    case WM_CTLCOLORSTATIC:
    case WM_CTLCOLORMSGBOX:
    case WM_CTLCOLORBTN:
    case WM_CTLCOLORSCROLLBAR: {
        HWND parent = GetParent(hwnd);
        return parent ? send_message(parent, message, wparam, lparam) : 0;
    }
    case WM_SETTEXT:
        if (!combo->edit) return CB_ERR;
        return send_message(combo->edit, message, wparam, lparam);
    case WM_GETTEXT: case WM_GETTEXTLENGTH:
        return combo->edit ? send_message(combo->edit, message, wparam, lparam)
                           : text_of_selected(combo, message, wparam, (WCHAR *)lparam);
    case WM_CUT: case WM_COPY: case WM_PASTE: case WM_CLEAR: case WM_UNDO:
        return combo->edit ? send_message(combo->edit, message, wparam, lparam) : 0;
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

LRESULT WINAPI combo_box_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct combo_box *combo = combo_of(hwnd);
    if (message == WM_NCCREATE && !combo && !create_state(hwnd)) return FALSE;
    if (!combo) return DefWindowProcW(hwnd, message, wparam, lparam);
    if (message >= CB_GETEDITSEL && message <= CB_GETCOMBOBOXINFO) return combo_message(combo, message, wparam, lparam);
    return window_message(combo, message, wparam, lparam);
}

BOOL WINAPI GetComboBoxInfo(HWND window, COMBOBOXINFO *info)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return (BOOL)SendMessageW(window, CB_GETCOMBOBOXINFO, 0, (LPARAM)info);
}
