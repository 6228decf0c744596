/* A rich edit control in a hidden parent that counts notifications, for the tests of riched20. */
#ifndef RICH_EDIT_WINDOW_H
#define RICH_EDIT_WINDOW_H

#include "../check.h"
#include <richedit.h>

static int changes, selections, links;
static CHARRANGE link_range;

static LRESULT CALLBACK parent_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    const NMHDR *header = (const NMHDR *)lparam;
    if (message == WM_COMMAND && HIWORD(wparam) == EN_CHANGE) changes++;
    if (message == WM_NOTIFY && header->code == EN_SELCHANGE) selections++;
    if (message == WM_NOTIFY && header->code == EN_LINK) {
        links++;
        link_range = ((const ENLINK *)header)->chrg;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static HWND create_rich_edit(const WCHAR *class, DWORD style)
{
    static HWND parent;
    WNDCLASSW parents = {.lpfnWndProc = parent_procedure, .lpszClassName = L"parent of rich edits"};

    if (!parent) {
        check(LoadLibraryW(L"riched20.dll") != NULL, "riched20.dll: %lu", GetLastError());
        RegisterClassW(&parents);
        parent =
            CreateWindowW(parents.lpszClassName, NULL, WS_OVERLAPPEDWINDOW, 0, 0, 500, 400, NULL, NULL, NULL, NULL);
    }
    HWND window =
        CreateWindowW(class, NULL, WS_CHILD | WS_VISIBLE | style, 0, 0, 400, 300, parent, (HMENU)7, NULL, NULL);
    check(window != NULL, "a control of class %ls: %lu", class, GetLastError());
    return window;
}

static inline void set_wide(HWND window, const WCHAR *text) { SendMessageW(window, WM_SETTEXT, 0, (LPARAM)text); }

static inline void check_text(HWND window, const WCHAR *expected, const char *what)
{
    WCHAR text[2000] = L"";
    LRESULT length = SendMessageW(window, WM_GETTEXT, 2000, (LPARAM)text);
    check_equal_wide(text, expected, what);
    check_equal_int(length, lstrlenW(expected), what);
}

static inline void check_selection(HWND window, LONG first, LONG last, const char *what)
{
    CHARRANGE range = {-7, -7};
    SendMessageW(window, EM_EXGETSEL, 0, (LPARAM)&range);
    check_equal_int(range.cpMin, first, what);
    check_equal_int(range.cpMax, last, what);
}

static inline void select_characters(HWND window, LONG first, LONG last)
{
    CHARRANGE range = {first, last};
    SendMessageW(window, EM_EXSETSEL, 0, (LPARAM)&range);
}

static inline void type_text(HWND window, const char *text)
{
    for (; *text; text++) SendMessageW(window, WM_CHAR, (BYTE)*text, 1);
}

#endif
