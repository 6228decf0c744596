/* The window procedure of dialog boxes: DefDlgProc. */
#include "dialog.h"

struct dialog *dialog_existing(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    return window && window->state & STATE_DIALOG ? window->dialog : NULL;
}

struct dialog *dialog_of(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (!window) return NULL;
    if (window->dialog) return window->dialog;
    struct dialog *dialog = heap_allocate_zeroed(sizeof(*dialog));
    if (!dialog) return NULL;
    LONG base = GetDialogBaseUnits();
    dialog->unit_x = LOWORD(base);
    dialog->unit_y = HIWORD(base);
    dialog->is_unicode = window->is_unicode;
    window->dialog = dialog;
    window->state |= STATE_DIALOG;
    return dialog;
}

static void dialog_free(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    struct dialog *dialog = dialog_existing(hwnd);
    if (!dialog) return;
    window->dialog = NULL;
    window->state &= ~(UINT)STATE_DIALOG;
    if (dialog->font) DeleteObject(dialog->font);
    heap_free(dialog);
}

/* --- the program's dialog procedure --- */

static BOOL answers_directly(UINT message)
{
    switch (message) {
    case WM_CHARTOITEM:
    case WM_COMPAREITEM:
    case WM_CTLCOLORBTN:
    case WM_CTLCOLORDLG:
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORLISTBOX:
    case WM_CTLCOLORMSGBOX:
    case WM_CTLCOLORSCROLLBAR:
    case WM_CTLCOLORSTATIC:
    case WM_INITDIALOG:
    case WM_QUERYDRAGICON:
    case WM_VKEYTOITEM:
        return TRUE;
    }
    return FALSE;
}

static LRESULT call_dialog_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct dialog *dialog = dialog_of(hwnd);
    BOOL is_unicode = dialog && dialog->is_unicode;
    WNDPROC procedure = (WNDPROC)GetWindowLongPtrW(hwnd, DWLP_DLGPROC);
    if (!procedure) return 0;
    SetWindowLongPtrW(hwnd, DWLP_MSGRESULT, 0);
    procedure = procedure_resolve(procedure, &is_unicode);
    LRESULT result = call_procedure(procedure, is_unicode, hwnd, message, wparam, lparam, TRUE);
    return sizeof(void *) == 8 ? (LRESULT)(INT_PTR)result : result;
}

/* --- focus --- */

static void save_focus(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    HWND focus = queue_focus();
    if (window && focus && (focus == hwnd || IsChild(hwnd, focus))) window->focus_saved = focus;
}

static BOOL restore_focus(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (!window || IsIconic(hwnd)) return FALSE;
    HWND saved = window->focus_saved;
    if (!saved || !IsChild(hwnd, saved) || !IsWindowVisible(saved)) return FALSE;
    window->focus_saved = NULL;
    dialog_focus(hwnd, saved);
    return TRUE;
}

static void take_focus(HWND hwnd)
{
    if (restore_focus(hwnd)) return;
    HWND first = dialog_first_control(hwnd);
    if (first) dialog_focus(hwnd, first);
}

static void activation(HWND hwnd, WPARAM wparam)
{
    if (LOWORD(wparam) == WA_INACTIVE) save_focus(hwnd);
    else if (!restore_focus(hwnd)) SetFocus(hwnd);
}

/* --- messages of its own --- */

static void erase(HWND hwnd, HDC dc)
{
    HBRUSH brush = (HBRUSH)send_message(hwnd, WM_CTLCOLORDLG, (WPARAM)dc, (LPARAM)hwnd);
    RECT area;
    if (!brush || !GetObjectType(brush)) brush = system_color_brush(COLOR_3DFACE);
    GetClipBox(dc, &area);
    FillRect(dc, &area, brush);
}

static LRESULT set_default_id(HWND hwnd, struct dialog *dialog, UINT id)
{
    HWND old = dialog->has_default ? GetDlgItem(hwnd, (int)dialog->default_id) : NULL, new = GetDlgItem(hwnd, (int)id);
    dialog->has_default = TRUE;
    dialog->default_id = id;
    if (old && old != new &&send_message(old, WM_GETDLGCODE, 0, 0) & DLGC_DEFPUSHBUTTON)
        send_message(old, BM_SETSTYLE, BS_PUSHBUTTON, TRUE);
    if (new &&send_message(new, WM_GETDLGCODE, 0, 0) & DLGC_UNDEFPUSHBUTTON)
        send_message(new, BM_SETSTYLE, BS_DEFPUSHBUTTON, TRUE);
    return TRUE;
}

/* A dialog that grew beyond the screen's edges comes back. */
static void reposition(HWND hwnd)
{
    RECT place;
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    if (window_is_child(user_style(hwnd)) || !GetWindowRect(hwnd, &place)) return;
    if (!GetMonitorInfoW(MonitorFromRect(&place, MONITOR_DEFAULTTONEAREST), &monitor)) return;
    int x = max(min(place.left, monitor.rcWork.right - (place.right - place.left)), monitor.rcWork.left);
    int y = max(min(place.top, monitor.rcWork.bottom - (place.bottom - place.top)), monitor.rcWork.top);
    if (x != place.left || y != place.top)
        SetWindowPos(hwnd, NULL, x, y, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

static void close_wanted(HWND hwnd)
{
    HWND cancel = GetDlgItem(hwnd, IDCANCEL);
    if (cancel && !IsWindowEnabled(cancel)) MessageBeep(0);
    else PostMessageW(hwnd, WM_COMMAND, MAKEWPARAM(IDCANCEL, BN_CLICKED), (LPARAM)cancel);
}

static void next_control(HWND hwnd, WPARAM wparam, BOOL wparam_is_window)
{
    HWND focus = queue_focus();
    HWND next = wparam_is_window ? (HWND)wparam
                                 : GetNextDlgTabItem(hwnd, focus && IsChild(hwnd, focus) ? focus : NULL, wparam != 0);
    if (next) dialog_focus(hwnd, next);
}

static void close_open_list(HWND hwnd)
{
    HWND focus = queue_focus();
    WCHAR name[16];
    if (!focus || !IsChild(hwnd, focus)) return;
    if (GetClassNameW(focus, name, COUNT_OF(name)) && !lstrcmpiW(name, L"Edit")) focus = GetParent(focus);
    if (focus && GetClassNameW(focus, name, COUNT_OF(name)) && !lstrcmpiW(name, L"ComboBox"))
        send_message(focus, CB_SHOWDROPDOWN, FALSE, 0);
}

static LRESULT default_answer(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct dialog *dialog = dialog_of(hwnd);
    if (!dialog) return 0;
    switch (message) {
    case WM_ERASEBKGND: erase(hwnd, (HDC)wparam); return TRUE;
    case WM_NCDESTROY:
        dialog_free(hwnd);
        return DefWindowProcW(hwnd, message, wparam, lparam);
    case WM_SHOWWINDOW:
        if (!wparam) save_focus(hwnd);
        return DefWindowProcW(hwnd, message, wparam, lparam);
    case WM_ACTIVATE: activation(hwnd, wparam); return 0;
    case WM_SETFOCUS: take_focus(hwnd); return 0;
    case DM_SETDEFID:
        return dialog->is_ended ? TRUE : set_default_id(hwnd, dialog, LOWORD(wparam));
    case DM_GETDEFID:
        return dialog->has_default && !dialog->is_ended ? MAKELRESULT(dialog->default_id, DC_HASDEFID) : 0;
    case DM_REPOSITION: reposition(hwnd); return 0;
    case WM_CLOSE: close_wanted(hwnd); return 0;
    case WM_NEXTDLGCTL: next_control(hwnd, wparam, LOWORD(lparam) != 0); return 0;
    case WM_GETFONT: return (LRESULT)dialog->font;
    case WM_LBUTTONDOWN: case WM_NCLBUTTONDOWN:
        close_open_list(hwnd);
        return DefWindowProcW(hwnd, message, wparam, lparam);
    case WM_INITDIALOG: case WM_VKEYTOITEM: case WM_COMPAREITEM: case WM_CHARTOITEM: break;
    default: return DefWindowProcW(hwnd, message, wparam, lparam);
    }
    return 0;
}

static LRESULT def_dialog_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!window_own(hwnd)) return 0;
    LRESULT result = call_dialog_procedure(hwnd, message, wparam, lparam);
    if (!window_own(hwnd)) return 0;
    if (!result) return default_answer(hwnd, message, wparam, lparam);
    if (message == WM_NCDESTROY) dialog_free(hwnd);
    return answers_directly(message) ? result : (LRESULT)GetWindowLongPtrW(hwnd, DWLP_MSGRESULT);
}

LRESULT WINAPI dialog_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return def_dialog_procedure(hwnd, message, wparam, lparam);
}

LRESULT WINAPI DefDlgProcW(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return def_dialog_procedure(hwnd, message, wparam, lparam);
}

LRESULT WINAPI DefDlgProcA(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return call_procedure(DefDlgProcW, TRUE, hwnd, message, wparam, lparam, FALSE);
}
