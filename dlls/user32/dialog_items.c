/* Controls of a dialog by their numbers: texts, numbers, check marks. */
#include "dialog.h"

HWND WINAPI GetDlgItem(HWND dialog, int id)
{
    struct window_place place;
    uint32_t child = 0;
    if (!window_place_read(dialog, &place)) return NULL;
    for (child = place.first_child; child; child = place.next) {
        const struct window_record *shared = window_shared(handle_from(child));
        if (!shared || !window_place_read(handle_from(child), &place)) break;
        if ((int)shared->id == id) return handle_from(child);
    }
    set_user_error(ERROR_CONTROL_ID_NOT_FOUND);
    return NULL;
}

LRESULT WINAPI SendDlgItemMessageW(HWND dialog, int id, UINT message, WPARAM wparam, LPARAM lparam)
{
    HWND item = GetDlgItem(dialog, id);
    return item ? SendMessageW(item, message, wparam, lparam) : 0;
}

LRESULT WINAPI SendDlgItemMessageA(HWND dialog, int id, UINT message, WPARAM wparam, LPARAM lparam)
{
    HWND item = GetDlgItem(dialog, id);
    return item ? SendMessageA(item, message, wparam, lparam) : 0;
}

BOOL WINAPI SetDlgItemTextW(HWND dialog, int id, LPCWSTR text)
{
    HWND item = GetDlgItem(dialog, id);
    return item && SetWindowTextW(item, text);
}

BOOL WINAPI SetDlgItemTextA(HWND dialog, int id, LPCSTR text)
{
    HWND item = GetDlgItem(dialog, id);
    return item && SetWindowTextA(item, text);
}

UINT WINAPI GetDlgItemTextW(HWND dialog, int id, LPWSTR buffer, int capacity)
{
    HWND item = GetDlgItem(dialog, id);
    if (buffer && capacity > 0) buffer[0] = 0;
    return item ? (UINT)SendMessageW(item, WM_GETTEXT, (WPARAM)capacity, (LPARAM)buffer) : 0;
}

UINT WINAPI GetDlgItemTextA(HWND dialog, int id, LPSTR buffer, int capacity)
{
    HWND item = GetDlgItem(dialog, id);
    if (buffer && capacity > 0) buffer[0] = 0;
    return item ? (UINT)SendMessageA(item, WM_GETTEXT, (WPARAM)capacity, (LPARAM)buffer) : 0;
}

BOOL WINAPI SetDlgItemInt(HWND dialog, int id, UINT value, BOOL is_signed)
{
    WCHAR text[16];
    wsprintfW(text, is_signed ? L"%d" : L"%u", value);
    return SetDlgItemTextW(dialog, id, text);
}

/* Leading white space and, with is_signed, a minus are skipped; the number ends at the first other character. FALSE:
 * none, or too large. */
static BOOL parse_number(const WCHAR *text, BOOL is_signed, UINT *value)
{
    BOOL negative = FALSE;
    ULONGLONG number = 0;
    while (*text == ' ' || *text == '\t') text++;
    if (is_signed && *text == '-') {
        negative = TRUE;
        text++;
    } else if (*text == '+') {
        text++;
    }
    if (*text < '0' || *text > '9') return FALSE;
    ULONGLONG limit = !is_signed ? 0xffffffffu : negative ? 0x80000000u : 0x7fffffffu;
    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (ULONGLONG)(*text - '0');
        if (number > limit) return FALSE;
    }
    *value = negative ? 0u - (UINT)number : (UINT)number;
    return TRUE;
}

UINT WINAPI GetDlgItemInt(HWND dialog, int id, BOOL *translated, BOOL is_signed)
{
    WCHAR text[32];
    UINT value = 0;
    BOOL done = GetDlgItemTextW(dialog, id, text, COUNT_OF(text)) && parse_number(text, is_signed, &value);
    if (translated) *translated = done;
    return done ? value : 0;
}

BOOL WINAPI CheckDlgButton(HWND dialog, int id, UINT check)
{
    HWND item = GetDlgItem(dialog, id);
    if (!item) return FALSE;
    SendMessageW(item, BM_SETCHECK, check, 0);
    return TRUE;
}

UINT WINAPI IsDlgButtonChecked(HWND dialog, int id)
{
    return (UINT)SendDlgItemMessageW(dialog, id, BM_GETCHECK, 0, 0);
}

BOOL WINAPI CheckRadioButton(HWND dialog, int first, int last, int checked)
{
    if (!window_shared(dialog)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    UINT count;
    HWND *children = window_children(dialog, &count);
    for (UINT i = 0; children && i < count; i++) {
        int id = GetDlgCtrlID(children[i]);
        if (id < min(first, last) || id > max(first, last)) continue;
        if (send_message(children[i], WM_GETDLGCODE, 0, 0) & DLGC_RADIOBUTTON)
            send_message(children[i], BM_SETCHECK, id == checked ? BST_CHECKED : BST_UNCHECKED, 0);
    }
    heap_free(children);
    return TRUE;
}

LONG WINAPI GetDialogBaseUnits(void)
{
    static LONG units;
    if (!units) {
        HDC dc = GetDC(NULL);
        TEXTMETRICW metrics;
        SIZE size;
        HGDIOBJ old = SelectObject(dc, GetStockObject(SYSTEM_FONT));
        LONG found = MAKELONG(8, 16);
        if (GetTextMetricsW(dc, &metrics) &&
            GetTextExtentPointW(dc, L"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 52, &size))
            found = MAKELONG((size.cx / 26 + 1) / 2, metrics.tmHeight);
        SelectObject(dc, old);
        ReleaseDC(NULL, dc);
        units = found;
    }
    return units;
}

BOOL WINAPI MapDialogRect(HWND hwnd, LPRECT rectangle)
{
    struct dialog *dialog = dialog_existing(hwnd);
    if (!dialog) return set_user_error(window_shared(hwnd) ? ERROR_WINDOW_NOT_DIALOG : ERROR_INVALID_WINDOW_HANDLE);
    rectangle->left = MulDiv(rectangle->left, dialog->unit_x, 4);
    rectangle->right = MulDiv(rectangle->right, dialog->unit_x, 4);
    rectangle->top = MulDiv(rectangle->top, dialog->unit_y, 8);
    rectangle->bottom = MulDiv(rectangle->bottom, dialog->unit_y, 8);
    return TRUE;
}
