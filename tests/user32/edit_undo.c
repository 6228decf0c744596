/* Undo of edit controls (one level) and the clipboard. */
#include "../check.h"

static HWND parent, edit;
static LONG cases; /* every call of a helper counts */

static LRESULT ask(UINT message, WPARAM wparam, LPARAM lparam) { return SendMessageW(edit, message, wparam, lparam); }

static void make(LPCWSTR text, DWORD style)
{
    if (edit) DestroyWindow(edit);
    edit = CreateWindowW(L"Edit", text, WS_CHILD | WS_VISIBLE | ES_AUTOHSCROLL | style, 0, 0, 300, 100, parent, NULL,
                         NULL, NULL);
}

static void type(const char *text)
{
    while (*text) ask(WM_CHAR, (BYTE)*text++, 1);
}

static void check_text(LPCWSTR expected, BOOL can_undo, const char *what)
{
    WCHAR text[256] = L"?";
    check_case(++cases);
    GetWindowTextW(edit, text, 256);
    check_equal_wide(text, expected, what);
    check_equal_int(ask(EM_CANUNDO, 0, 0) != 0, can_undo, what);
}

static void typing(DWORD style)
{
    make(L"", style);
    check_text(L"", FALSE, "a new control");
    check_equal_int(ask(EM_UNDO, 0, 0), style & ES_MULTILINE ? FALSE : TRUE, "single lines always say TRUE");
    type("abc");
    check_text(L"abc", TRUE, "typed");
    check(ask(EM_UNDO, 0, 0), "undone");
    check_text(L"", TRUE, "what was typed in a row goes at once");
    check(ask(WM_UNDO, 0, 0), "WM_UNDO");
    check_text(L"abc", TRUE, "undo of undo");
    type("\x1a");
    check_text(L"", TRUE, "Ctrl+Z");
    type("\x1a");
    check_text(L"abc", TRUE, "again");
    ask(EM_EMPTYUNDOBUFFER, 0, 0);
    check_text(L"abc", FALSE, "EM_EMPTYUNDOBUFFER");
    ask(EM_SETSEL, 1, 2);
    type("XYZ");
    check_text(L"aXYZc", TRUE, "a selection is typed over");
    ask(EM_UNDO, 0, 0);
    check_text(L"abc", TRUE, "it comes back");
    ask(EM_UNDO, 0, 0);
    check_text(L"aXYZc", TRUE, "and goes");
    SetWindowTextW(edit, L"other");
    check_text(L"other", FALSE, "WM_SETTEXT cannot be undone");
}

static void deleting(DWORD style)
{
    make(L"0123456789", style);
    ask(EM_SETSEL, 5, 5);
    type("\b\b\b");
    check_text(L"0156789", TRUE, "backspaces");
    ask(EM_UNDO, 0, 0);
    check_text(L"0123456789", TRUE, "come back at once");
    ask(EM_EMPTYUNDOBUFFER, 0, 0);
    ask(EM_SETSEL, 2, 2);
    ask(WM_KEYDOWN, VK_DELETE, 1);
    ask(WM_KEYDOWN, VK_DELETE, 1);
    check_text(L"01456789", TRUE, "deleted");
    ask(EM_UNDO, 0, 0);
    check_text(L"0123456789", TRUE, "back");
    ask(EM_SETSEL, 3, 6);
    ask(WM_CLEAR, 0, 0);
    check_text(L"0126789", TRUE, "WM_CLEAR");
    ask(EM_UNDO, 0, 0);
    check_text(L"0123456789", TRUE, "is undone");
    ask(EM_SETSEL, 0, 2);
    ask(EM_REPLACESEL, TRUE, (LPARAM)L"new");
    check_text(L"new23456789", TRUE, "EM_REPLACESEL with undo");
    ask(EM_UNDO, 0, 0);
    check_text(L"0123456789", TRUE, "undone");
    ask(EM_SETSEL, 0, 2);
    ask(EM_REPLACESEL, FALSE, (LPARAM)L"new");
    check_text(L"new23456789", FALSE, "EM_REPLACESEL without undo empties the buffer");
    ask(EM_SETSEL, 4, 4);
    type("x");
    ask(EM_SETREADONLY, TRUE, 0);
    ask(EM_SETREADONLY, FALSE, 0);
    ask(EM_UNDO, 0, 0);
    check_text(L"new23456789", TRUE, "one level only");
}

static void lines(void)
{
    make(L"one\r\ntwo", ES_MULTILINE);
    ask(EM_SETSEL, 5, 5);
    type("\b");
    check_text(L"onetwo", TRUE, "lines joined");
    ask(EM_UNDO, 0, 0);
    check_text(L"one\r\ntwo", TRUE, "and cut");
    check_equal_int(ask(EM_GETLINECOUNT, 0, 0), 2, "lines");
    ask(EM_SETSEL, 0, -1);
    type("x");
    ask(EM_UNDO, 0, 0);
    check_text(L"one\r\ntwo", TRUE, "all of it");
    check_equal_int(ask(EM_GETLINECOUNT, 0, 0), 2, "lines");
}

static BOOL clipboard_text(WCHAR *out, int capacity)
{
    BOOL found = FALSE;
    out[0] = 0;
    if (!OpenClipboard(parent)) return FALSE;
    HANDLE memory = GetClipboardData(CF_UNICODETEXT);
    const WCHAR *text = memory ? GlobalLock(memory) : NULL;
    if (text) found = TRUE, lstrcpynW(out, text, capacity), GlobalUnlock(memory);
    CloseClipboard();
    return found;
}

static void set_clipboard(LPCWSTR text)
{
    if (!OpenClipboard(parent)) return;
    EmptyClipboard();
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, (wcslen(text) + 1) * sizeof(WCHAR));
    wcscpy(GlobalLock(memory), text);
    GlobalUnlock(memory);
    SetClipboardData(CF_UNICODETEXT, memory);
    CloseClipboard();
}

static void clipboard(void)
{
    WCHAR found[64];
    make(L"copy this", 0);
    ask(EM_SETSEL, 5, 9);
    ask(WM_COPY, 0, 0);
    check(clipboard_text(found, 64), "text in the clipboard");
    check_equal_wide(found, L"this", "WM_COPY");
    check_text(L"copy this", FALSE, "nothing changes");
    ask(EM_SETSEL, 0, 5);
    ask(WM_CUT, 0, 0);
    check_text(L"this", TRUE, "WM_CUT");
    clipboard_text(found, 64);
    check_equal_wide(found, L"copy ", "what was cut");
    ask(EM_SETSEL, 4, 4);
    ask(WM_PASTE, 0, 0);
    check_text(L"thiscopy ", TRUE, "WM_PASTE");
    ask(EM_UNDO, 0, 0);
    check_text(L"this", TRUE, "undone");
    ask(EM_SETSEL, 2, 2);
    ask(WM_COPY, 0, 0);
    clipboard_text(found, 64);
    check_equal_wide(found, L"copy ", "an empty selection leaves the clipboard alone");
    set_clipboard(L"first\r\nsecond");
    SetWindowTextW(edit, L"");
    ask(WM_PASTE, 0, 0);
    check_text(L"first", TRUE, "a single line takes the first line");
    ask(EM_SETLIMITTEXT, 7, 0);
    ask(WM_PASTE, 0, 0);
    check_text(L"firstfi", TRUE, "as far as the limit lets it");
    make(L"", ES_MULTILINE);
    ask(WM_PASTE, 0, 0);
    check_text(L"first\r\nsecond", TRUE, "many lines take all");
    ask(EM_SETREADONLY, TRUE, 0);
    ask(WM_PASTE, 0, 0);
    check_text(L"first\r\nsecond", TRUE, "read only");
    make(L"", ES_NUMBER);
    ask(WM_PASTE, 0, 0);
    check_text(L"first", TRUE, "ES_NUMBER does not stop pasting");
    make(L"secret", ES_PASSWORD);
    ask(EM_SETSEL, 0, -1);
    ask(WM_COPY, 0, 0);
    clipboard_text(found, 64);
    check_equal_wide(found, L"first\r\nsecond", "passwords are not copied");
    ask(WM_CUT, 0, 0);
    check_text(L"secret", FALSE, "nor cut");
    ask(WM_PASTE, 0, 0);
    check_text(L"first", TRUE, "but pasted");
}

int main(void)
{
    parent = CreateWindowW(L"Static", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 400, 300, NULL, NULL, NULL, NULL);
    typing(0);
    typing(ES_MULTILINE | ES_AUTOVSCROLL);
    deleting(0);
    deleting(ES_MULTILINE | ES_AUTOVSCROLL);
    lines();
    clipboard();
    DestroyWindow(edit);
    return check_summary();
}
