/* Moving through a dialog's controls by keyboard: IsDialogMessage, tab order, groups, mnemonics, the default button. */
#include "dialog.h"
#include "control.h"

/* --- order --- */

/* The controls in tab order; those that contain others (WS_EX_CONTROLPARENT) are replaced by what they contain. */
struct control_list { HWND *windows; UINT count, capacity; };

static void list_add(struct control_list *list, HWND window)
{
    if (list->count == list->capacity) {
        UINT capacity = list->capacity ? 2 * list->capacity : 64;
        HWND *windows = heap_allocate(capacity * sizeof(*windows));
        if (!windows) return;
        if (list->count) memcpy(windows, list->windows, list->count * sizeof(*windows));
        heap_free(list->windows);
        list->windows = windows;
        list->capacity = capacity;
    }
    list->windows[list->count++] = window;
}

static BOOL is_usable(HWND window) { return (user_style(window) & (WS_VISIBLE | WS_DISABLED)) == WS_VISIBLE; }

static void list_controls(struct control_list *list, HWND parent, int depth)
{
    UINT count;
    HWND *children = window_children(parent, &count);
    for (UINT i = 0; children && i < count; i++) {
        BOOL contains = user_ex_style(children[i]) & WS_EX_CONTROLPARENT && GetWindow(children[i], GW_CHILD);
        if (!contains) list_add(list, children[i]);
        else if (is_usable(children[i]) && depth < 32) list_controls(list, children[i], depth + 1);
    }
    heap_free(children);
}

static int list_position(const struct control_list *list, HWND window)
{
    for (UINT i = 0; i < list->count; i++)
        if (list->windows[i] == window || IsChild(list->windows[i], window)) return (int)i;
    return -1;
}

HWND WINAPI GetNextDlgTabItem(HWND dialog, HWND control, BOOL previous)
{
    struct control_list list = {0};
    HWND found = control;
    if (!window_shared(dialog)) {
        set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        return NULL;
    }
    list_controls(&list, dialog, 0);
    int count = (int)list.count, start = control ? list_position(&list, control) : previous ? count : -1;
    if (control && start < 0) start = previous ? count : -1;
    for (int step = 1; step <= count; step++) {
        int index = ((previous ? start - step : start + step) % count + count) % count;
        HWND candidate = list.windows[index];
        if (!(user_style(candidate) & WS_TABSTOP) || !is_usable(candidate)) continue;
        found = candidate;
        break;
    }
    heap_free(list.windows);
    return found;
}

/* The group goes from a control with WS_GROUP to the one before the next such. */
HWND WINAPI GetNextDlgGroupItem(HWND dialog, HWND control, BOOL previous)
{
    UINT count, at = 0, first, end;
    HWND found = control;
    if (!window_shared(dialog) || (control && !IsChild(dialog, control))) {
        set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        return NULL;
    }
    if (!control) control = GetWindow(dialog, GW_CHILD);
    while (control && GetParent(control) && GetParent(control) != dialog &&
           !(user_ex_style(GetParent(control)) & WS_EX_CONTROLPARENT))
        control = GetParent(control);
    if (!control) return NULL;
    HWND *children = window_children(GetParent(control), &count);
    while (children && at < count && children[at] != control) at++;
    if (!children || at == count) {
        heap_free(children);
        return NULL;
    }
    for (first = at; first && !(user_style(children[first]) & WS_GROUP); first--) {}
    for (end = at + 1; end < count && !(user_style(children[end]) & WS_GROUP); end++) {}
    UINT size = end - first;
    for (UINT step = 1; step <= size; step++) {
        HWND candidate = children[first + (at - first + (previous ? size - step : step)) % size];
        if (!is_usable(candidate) || send_message(candidate, WM_GETDLGCODE, 0, 0) & DLGC_STATIC) continue;
        found = candidate;
        break;
    }
    heap_free(children);
    return found;
}

HWND dialog_first_control(HWND dialog)
{
    struct control_list list = {0};
    HWND found = NULL;
    list_controls(&list, dialog, 0);
    for (UINT i = 0; i < list.count && !found; i++) {
        DWORD style = user_style(list.windows[i]);
        /* A dialog not yet shown has visible controls by their own style. */
        if (style & WS_TABSTOP && (style & (WS_VISIBLE | WS_DISABLED)) == WS_VISIBLE) found = list.windows[i];
    }
    heap_free(list.windows);
    return found;
}

/* --- the default button --- */

static void show_as_default(HWND button, BOOL is_default)
{
    LRESULT code = send_message(button, WM_GETDLGCODE, 0, 0);
    if (code & DLGC_DEFPUSHBUTTON && !is_default) send_message(button, BM_SETSTYLE, BS_PUSHBUTTON, TRUE);
    if (code & DLGC_UNDEFPUSHBUTTON && is_default) send_message(button, BM_SETSTYLE, BS_DEFPUSHBUTTON, TRUE);
}

static HWND default_button(HWND dialog)
{
    LRESULT id = send_message(dialog, DM_GETDEFID, 0, 0);
    return HIWORD(id) == DC_HASDEFID ? GetDlgItem(dialog, LOWORD(id)) : NULL;
}

static BOOL is_push_button(HWND control)
{
    return control && send_message(control, WM_GETDLGCODE, 0, 0) & (DLGC_DEFPUSHBUTTON | DLGC_UNDEFPUSHBUTTON);
}

void dialog_default_follows(HWND dialog, HWND old_focus, HWND new_focus)
{
    HWND usual = default_button(dialog);
    HWND now = is_push_button(new_focus) ? new_focus : usual;
    if (old_focus && old_focus != now && is_push_button(old_focus)) show_as_default(old_focus, FALSE);
    if (usual && usual != now) show_as_default(usual, FALSE);
    if (now) show_as_default(now, TRUE);
}

void dialog_focus(HWND dialog, HWND control)
{
    HWND old = queue_focus();
    if (old && !IsChild(dialog, old)) old = NULL;
    if (send_message(control, WM_GETDLGCODE, 0, 0) & DLGC_HASSETSEL) send_message(control, EM_SETSEL, 0, -1);
    SetFocus(control);
    if (window_own(dialog)) dialog_default_follows(dialog, old, control);
}

/* --- keys --- */

static void command(HWND dialog, int id, HWND control)
{
    if (control && !IsWindowEnabled(control)) MessageBeep(0);
    else send_message(dialog, WM_COMMAND, MAKEWPARAM(id, BN_CLICKED), (LPARAM)control);
}

/* A page within another dialog (DS_CONTROL) without a button of its own for the key: the dialog around it. */
static HWND dialog_for_key(HWND dialog, int button)
{
    while (user_style(dialog) & DS_CONTROL && window_is_child(user_style(dialog)) && !GetDlgItem(dialog, button)) {
        if (button == IDOK && HIWORD(send_message(dialog, DM_GETDEFID, 0, 0)) == DC_HASDEFID) break;
        dialog = GetParent(dialog);
    }
    return dialog;
}

/* The dialog that the control lies in directly: pages of property sheets have their own default button. */
static void enter_pressed(HWND dialog, HWND focus)
{
    if (focus && is_push_button(focus)) {
        command(GetParent(focus), GetDlgCtrlID(focus), focus);
        return;
    }
    dialog = dialog_for_key(dialog, IDOK);
    LRESULT id = send_message(dialog, DM_GETDEFID, 0, 0);
    BOOL has = HIWORD(id) == DC_HASDEFID;
    int button = has ? LOWORD(id) : IDOK;
    command(dialog, button, GetDlgItem(dialog, button));
}

static void arrow_pressed(HWND dialog, HWND focus, BOOL back)
{
    HWND next = GetNextDlgGroupItem(dialog, focus, back);
    if (!next || next == focus) return;
    dialog_focus(dialog, next);
}

static BOOL key_down(HWND dialog, const MSG *message)
{
    LRESULT code = send_message(message->hwnd, WM_GETDLGCODE, message->wParam, (LPARAM)message);
    if (code & DLGC_WANTALLKEYS) return FALSE; /* the same bit as DLGC_WANTMESSAGE */
    switch (message->wParam) {
    case VK_TAB:
        if (code & DLGC_WANTTAB) return FALSE;
        send_message(dialog, WM_CHANGEUISTATE, MAKEWPARAM(UIS_CLEAR, UISF_HIDEFOCUS), 0);
        {
            HWND next =
                GetNextDlgTabItem(dialog, message->hwnd == dialog ? NULL : message->hwnd, GetKeyState(VK_SHIFT) < 0);
            if (next) dialog_focus(dialog, next);
        }
        return TRUE;
    case VK_LEFT: case VK_UP: case VK_RIGHT: case VK_DOWN:
        if (code & DLGC_WANTARROWS) return FALSE;
        if (message->hwnd != dialog)
            arrow_pressed(dialog, message->hwnd, message->wParam == VK_LEFT || message->wParam == VK_UP);
        return TRUE;
    case VK_RETURN: case VK_EXECUTE: enter_pressed(dialog, queue_focus()); return TRUE;
    case VK_ESCAPE: case VK_CANCEL:
        dialog = dialog_for_key(dialog, IDCANCEL);
        command(dialog, IDCANCEL, GetDlgItem(dialog, IDCANCEL));
        return TRUE;
    }
    return FALSE;
}

/* --- mnemonics --- */

static WCHAR mnemonic_of(HWND control)
{
    WCHAR text[256], found = 0;
    if (!send_message(control, WM_GETTEXT, COUNT_OF(text), (LPARAM)text)) return 0;
    for (const WCHAR *at = text; *at; at++) {
        if (*at != '&') continue;
        at++;
        if (!*at) break;
        if (*at != '&') found = *at; /* the last one counts, as it is the one underlined */
    }
    return found;
}

static WCHAR upper(WCHAR character) { return (WCHAR)(ULONG_PTR)CharUpperW((LPWSTR)(ULONG_PTR)character); }

static BOOL has_mnemonic(HWND control, WCHAR character)
{
    LRESULT code = send_message(control, WM_GETDLGCODE, 0, 0);
    if (code & DLGC_WANTCHARS) return FALSE;
    if (code & DLGC_STATIC && user_style(control) & SS_NOPREFIX && !(code & DLGC_BUTTON)) {
        WCHAR class[8];
        if (GetClassNameW(control, class, COUNT_OF(class)) && !lstrcmpiW(class, L"Static")) return FALSE;
    }
    WCHAR found = mnemonic_of(control);
    return found && upper(found) == upper(character);
}

static void mnemonic_pressed(HWND dialog, HWND control)
{
    LRESULT code = send_message(control, WM_GETDLGCODE, 0, 0);
    if (code & DLGC_STATIC) { /* a label: the control behind it */
        HWND next = GetNextDlgTabItem(dialog, control, FALSE);
        if (next) dialog_focus(dialog, next);
    } else if (code & (DLGC_DEFPUSHBUTTON | DLGC_UNDEFPUSHBUTTON)) {
        dialog_focus(dialog, control);
        if (window_shared(control)) send_message(control, BM_CLICK, 0, 0);
    } else {
        dialog_focus(dialog, control);
        if (code & DLGC_BUTTON && !(code & DLGC_RADIOBUTTON) && window_shared(control))
            send_message(control, BM_CLICK, 0, 0);
    }
}

static BOOL try_mnemonic(HWND dialog, HWND focus, WCHAR character)
{
    struct control_list list = {0};
    HWND found = NULL;
    list_controls(&list, dialog, 0);
    int count = (int)list.count, start = focus ? list_position(&list, focus) : -1;
    for (int step = 1; step <= count && !found; step++) {
        HWND candidate = list.windows[(start + step + count) % count];
        if (is_usable(candidate) && has_mnemonic(candidate, character)) found = candidate;
    }
    heap_free(list.windows);
    if (!found) return FALSE;
    mnemonic_pressed(dialog, found);
    return TRUE;
}

static BOOL character_typed(HWND dialog, const MSG *message)
{
    LRESULT code = send_message(message->hwnd, WM_GETDLGCODE, message->wParam, (LPARAM)message);
    if (message->message == WM_CHAR && code & (DLGC_WANTCHARS | DLGC_WANTMESSAGE)) return FALSE;
    if (message->message == WM_CHAR && (message->wParam == '\t' || message->wParam == '\r' || message->wParam == 27))
        return TRUE;
    if (message->wParam == ' ' && message->message == WM_CHAR) return FALSE;
    if (message->wParam == ' ') return FALSE; /* the system menu */
    return try_mnemonic(dialog, message->hwnd == dialog ? NULL : message->hwnd, (WCHAR)message->wParam);
}

BOOL WINAPI IsDialogMessageW(HWND dialog, LPMSG message)
{
    BOOL handled = FALSE;
    if (!dialog || !window_shared(dialog) || !message || !message->hwnd) return FALSE;
    if (message->hwnd != dialog && !IsChild(dialog, message->hwnd)) return FALSE;
    if (CallMsgFilterW(message, MSGF_DIALOGBOX)) return TRUE;
    switch (message->message) {
    case WM_KEYDOWN: handled = key_down(dialog, message); break;
    case WM_CHAR: case WM_SYSCHAR: handled = character_typed(dialog, message); break;
    case WM_SYSKEYDOWN: send_message(dialog, WM_CHANGEUISTATE, MAKEWPARAM(UIS_CLEAR, UISF_HIDEACCEL), 0); break;
    }
    if (handled) return TRUE;
    TranslateMessage(message);
    DispatchMessageW(message);
    return TRUE;
}

BOOL WINAPI IsDialogMessageA(HWND dialog, LPMSG message)
{
    MSG wide = *message;
    if (message->message == WM_CHAR || message->message == WM_SYSCHAR) {
        char bytes[2] = {(char)message->wParam, 0};
        WCHAR character = 0;
        MultiByteToWideChar(CP_ACP, 0, bytes, 1, &character, 1);
        wide.wParam = character;
    }
    return IsDialogMessageW(dialog, &wide);
}
