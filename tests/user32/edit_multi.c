/* Edit controls of many lines: breaks, wrapping, lines and positions, scrolling, soft breaks, the handle. */
#include "../check.h"
#include <stdlib.h>

static HWND parent;
static HFONT font; /* of equal widths */
static int width, height;
static LONG cases; /* every call of a helper counts */
static UINT changes, updates, scrolls;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && HIWORD(wparam) == EN_CHANGE) changes++;
    if (message == WM_COMMAND && HIWORD(wparam) == EN_UPDATE) updates++;
    if (message == WM_COMMAND && HIWORD(wparam) == EN_VSCROLL) scrolls++;
    return DefWindowProcW(window, message, wparam, lparam);
}

/* A control that shows so many columns and lines. */
static HWND make(LPCWSTR text, DWORD style, int columns, int lines)
{
    HWND edit = CreateWindowExW(0, L"Edit", L"", WS_CHILD | WS_VISIBLE | ES_MULTILINE | style, 10, 10, 100, 50, parent,
                                (HMENU)7, NULL, NULL);
    RECT place = {0, 0, columns * width + 4, lines * height + 2};
    SendMessageW(edit, WM_SETFONT, (WPARAM)font, 0);
    SendMessageW(edit, EM_SETMARGINS, EC_LEFTMARGIN | EC_RIGHTMARGIN, 0);
    if (style & WS_VSCROLL) place.right += GetSystemMetrics(SM_CXVSCROLL);
    if (style & WS_HSCROLL) place.bottom += GetSystemMetrics(SM_CYHSCROLL);
    SetWindowPos(edit, NULL, 0, 0, place.right, place.bottom, SWP_NOMOVE | SWP_NOZORDER);
    SendMessageW(edit, WM_SETTEXT, 0, (LPARAM)text);
    changes = updates = scrolls = 0;
    return edit;
}

static LRESULT ask(HWND edit, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(edit, message, wparam, lparam);
}

static void check_text(HWND edit, LPCWSTR expected, const char *what)
{
    WCHAR text[512] = L"?";
    check_case(++cases);
    GetWindowTextW(edit, text, 512);
    check_equal_wide(text, expected, what);
    check_equal_int(ask(edit, WM_GETTEXTLENGTH, 0, 0), (int)wcslen(expected), what);
}

static void check_line(HWND edit, int line, LPCWSTR expected, const char *what)
{
    WCHAR text[100];
    check_case(++cases);
    *(WORD *)text = 99;
    int length = (int)ask(edit, EM_GETLINE, (WPARAM)line, (LPARAM)text);
    text[length] = 0;
    check_equal_wide(text, expected, what);
    int start = (int)ask(edit, EM_LINEINDEX, (WPARAM)line, 0);
    check_equal_int(ask(edit, EM_LINELENGTH, (WPARAM)start, 0), (int)wcslen(expected), what);
    check_equal_int(ask(edit, EM_LINEFROMCHAR, (WPARAM)start, 0), line, what);
}

static void check_selection(HWND edit, DWORD start, DWORD end, const char *what)
{
    DWORD got_start = 99, got_end = 99;
    check_case(++cases);
    ask(edit, EM_GETSEL, (WPARAM)&got_start, (LPARAM)&got_end);
    check(got_start == start && got_end == end, "%s: selection %lu to %lu, expected %lu to %lu", what, got_start,
          got_end, start, end);
}

static void type(HWND edit, const char *text)
{
    while (*text) ask(edit, WM_CHAR, (BYTE)*text++, 1);
}

static void lines(void)
{
    static const int starts[] = {0, 5, 7, 9};
    HWND edit = make(L"one\r\n\r\n\r\nfour", ES_AUTOHSCROLL | ES_AUTOVSCROLL, 40, 10);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 4, "lines");
    for (int i = 0; i < 4; i++) {
        check_case(++cases);
        check_equal_int(ask(edit, EM_LINEINDEX, (WPARAM)i, 0), starts[i], "EM_LINEINDEX");
    }
    check_line(edit, 0, L"one", "the first line");
    check_line(edit, 1, L"", "an empty line");
    check_line(edit, 3, L"four", "the last line");
    check_equal_int(ask(edit, EM_LINEINDEX, 4, 0), -1, "no such line");
    check_equal_int(ask(edit, EM_LINEFROMCHAR, 4, 0), 0, "a break belongs to its line");
    check_equal_int(ask(edit, EM_LINEFROMCHAR, 100, 0), 3, "past the end");
    check_equal_int(ask(edit, EM_LINELENGTH, 100, 0), 0, "past the end");
    ask(edit, EM_SETSEL, 7, 7);
    check_equal_int(ask(edit, EM_LINEINDEX, (WPARAM)-1, 0), 7, "line of the caret");
    check_equal_int(ask(edit, EM_LINEFROMCHAR, (WPARAM)-1, 0), 2, "line of the selection");
    ask(edit, EM_SETSEL, 1, 11);
    check_equal_int(ask(edit, EM_LINELENGTH, (WPARAM)-1, 0), 3, "what is not selected of the lines: 1 and 2");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"end\r\n");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "a break at the end begins a line");
    check(!changes && !updates, "many lines do not tell of WM_SETTEXT");
    check_line(edit, 1, L"", "the empty last line");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "an empty text has a line");
    WCHAR small[4] = {2, 'x', 'x', 'x'};
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"abcdef");
    check_equal_int(ask(edit, EM_GETLINE, 0, (LPARAM)small), 2, "a short buffer");
    check(small[0] == 'a' && small[1] == 'b' && small[2] == 'x', "no more is written");
    check_equal_int(ask(edit, EM_GETLINE, 5, (LPARAM)small), 0, "no such line");
    DestroyWindow(edit);
}

static void editing(void)
{
    HWND edit = make(L"", ES_AUTOHSCROLL | ES_AUTOVSCROLL, 40, 10);
    type(edit, "ab\rcd");
    check_text(edit, L"ab\r\ncd", "Enter makes a break of two characters");
    check_equal_int(changes, 5, "EN_CHANGE for each key");
    check_equal_int(updates, 5, "EN_UPDATE for each key");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "two lines");
    ask(edit, EM_SETSEL, 4, 4);
    type(edit, "\b");
    check_text(edit, L"abcd", "backspace takes the whole break");
    check_selection(edit, 2, 2, "the caret");
    type(edit, "\r\t\r");
    check_text(edit, L"ab\r\n\t\r\ncd", "tabs are taken");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 3, "three lines");
    ask(edit, EM_SETSEL, 1, 8);
    ask(edit, EM_REPLACESEL, TRUE, (LPARAM)L"x\r\ny\r\nz");
    check_text(edit, L"ax\r\ny\r\nzd", "lines put in");
    check_line(edit, 0, L"ax", "first");
    check_line(edit, 1, L"y", "second");
    check_line(edit, 2, L"zd", "third");
    check_selection(edit, 8, 8, "the caret behind them");
    ask(edit, EM_SETSEL, 0, -1);
    ask(edit, EM_REPLACESEL, FALSE, (LPARAM)L"");
    check_text(edit, L"", "all is gone");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "one line stays");
    for (int i = 0; i < 20; i++) {
        ask(edit, EM_SETSEL, 0x7fff, 0x7fff);
        ask(edit, EM_REPLACESEL, FALSE, (LPARAM)L"log\r\n");
    }
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 21, "lines put at the end");
    check_equal_int(ask(edit, EM_LINEINDEX, 20, 0), 100, "the last one");
    ask(edit, EM_SETSEL, 50, 100);
    ask(edit, WM_CLEAR, 0, 0);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 11, "half of them cut off");
    DestroyWindow(edit);
}

static void wrapping(void)
{
    HWND edit = make(L"aaaa bbbb cccc dddd", ES_AUTOVSCROLL, 10, 10);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "wrapped");
    check_line(edit, 0, L"aaaa bbbb ", "spaces stay at the end");
    check_line(edit, 1, L"cccc dddd", "the second line");
    check_text(edit, L"aaaa bbbb cccc dddd", "the text has no breaks");
    ask(edit, EM_SETSEL, 2, 2);
    type(edit, "xx");
    check_line(edit, 0, L"aaxxaa ", "words move on");
    check_line(edit, 1, L"bbbb cccc ", "to the next line");
    check_line(edit, 2, L"dddd", "and the next");
    type(edit, "\b\b");
    check_line(edit, 0, L"aaaa bbbb ", "and back");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "two again");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"0123456789012345678901234");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 3, "a long word is cut");
    check_line(edit, 0, L"0123456789", "at the width");
    check_line(edit, 2, L"01234", "the rest");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"aaaa\r\nbbbb cccccccc dd\r\nx");
    check_line(edit, 0, L"aaaa", "broken");
    check_line(edit, 1, L"bbbb ", "wrapped");
    check_line(edit, 2, L"cccccccc ", "wrapped");
    check_line(edit, 3, L"dd", "broken");
    check_line(edit, 4, L"x", "the last one");
    ask(edit, EM_SETSEL, 4, 6);
    type(edit, "\b");
    check_line(edit, 0, L"aaaabbbb ", "joined");
    check_line(edit, 1, L"cccccccc ", "stays");
    SetWindowPos(edit, NULL, 0, 0, width * 30, 10 * height, SWP_NOMOVE | SWP_NOZORDER);
    check_line(edit, 0, L"aaaabbbb cccccccc dd", "a wider control");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "has fewer lines");
    DestroyWindow(edit);
    edit = make(L"aaaa bbbb cccc dddd", ES_AUTOVSCROLL | ES_AUTOHSCROLL, 10, 10);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "ES_AUTOHSCROLL does not wrap");
    DestroyWindow(edit);
    edit = make(L"aaaa bbbb cccc dddd", WS_HSCROLL, 10, 10);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "nor does WS_HSCROLL");
    DestroyWindow(edit);
}

static void soft_breaks(void)
{
    HWND edit = make(L"aaaa bbbb cccc\r\ndddd", ES_AUTOVSCROLL, 10, 10);
    check_equal_int(ask(edit, EM_FMTLINES, TRUE, 0), TRUE, "EM_FMTLINES answers what it is given");
    check_text(edit, L"aaaa bbbb \r\r\ncccc\r\ndddd", "soft breaks");
    HLOCAL handle = (HLOCAL)ask(edit, EM_GETHANDLE, 0, 0);
    const WCHAR *text = LocalLock(handle);
    check(text && !wcscmp(text, L"aaaa bbbb \r\r\ncccc\r\ndddd"), "and in the handle");
    LocalUnlock(handle);
    check_equal_int(ask(edit, EM_FMTLINES, FALSE, 0), FALSE, "off");
    check_text(edit, L"aaaa bbbb cccc\r\ndddd", "none");
    check_line(edit, 0, L"aaaa bbbb ", "lines are what they were");
    DestroyWindow(edit);
}

static void handle(void)
{
    HWND edit = make(L"some text", ES_AUTOVSCROLL, 40, 10);
    HLOCAL old = (HLOCAL)ask(edit, EM_GETHANDLE, 0, 0), fresh;
    check(old != NULL, "EM_GETHANDLE");
    WCHAR *text = LocalLock(old);
    check(text && !wcscmp(text, L"some text"), "the text");
    LocalUnlock(old);
    fresh = LocalAlloc(LMEM_MOVEABLE, 64);
    text = LocalLock(fresh);
    wcscpy(text, L"other\r\nlines");
    LocalUnlock(fresh);
    ask(edit, EM_SETMODIFY, TRUE, 0);
    ask(edit, EM_SETHANDLE, (WPARAM)fresh, 0);
    check_text(edit, L"other\r\nlines", "EM_SETHANDLE");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "its lines");
    check_equal_int(ask(edit, EM_GETMODIFY, 0, 0), FALSE, "clears the flag");
    check_equal_int(ask(edit, EM_CANUNDO, 0, 0), FALSE, "and undo");
    check(!LocalFree(old), "the old one is the program's");
    DestroyWindow(edit);
}

static void scrolling(void)
{
    WCHAR text[1024] = L"";
    for (int i = 0; i < 30; i++) wsprintfW(text + wcslen(text), i < 29 ? L"line %d\r\n" : L"line %d", i);
    HWND edit = make(text, WS_VSCROLL, 20, 5);
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_ALL};
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 0, "at the top");
    check(GetScrollInfo(edit, SB_VERT, &info), "the bar");
    check(info.nMin == 0 && info.nMax == 29 && info.nPage == 5 && info.nPos == 0, "range %d to %d, page %u, at %d",
          info.nMin, info.nMax, info.nPage, info.nPos);
    check_equal_int(ask(edit, EM_LINESCROLL, 0, 3), TRUE, "EM_LINESCROLL");
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 3, "moved");
    check_equal_int(GetScrollPos(edit, SB_VERT), 3, "the bar moves");
    check_equal_int(ask(edit, EM_GETTHUMB, 0, 0), 3, "EM_GETTHUMB");
    ask(edit, EM_LINESCROLL, 0, -10);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 0, "not before the first");
    check_equal_u32(ask(edit, EM_SCROLL, SB_LINEDOWN, 0), MAKELONG(1, TRUE), "EM_SCROLL");
    ask(edit, EM_SCROLL, SB_LINEUP, 0);
    ask(edit, WM_VSCROLL, SB_LINEDOWN, 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 1, "WM_VSCROLL");
    check(scrolls >= 1, "EN_VSCROLL");
    ask(edit, WM_VSCROLL, SB_BOTTOM, 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 25, "the end");
    ask(edit, WM_VSCROLL, MAKEWPARAM(SB_THUMBPOSITION, 7), 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 7, "the thumb");
    ask(edit, EM_SETSEL, 0, 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 7, "EM_SETSEL does not scroll");
    ask(edit, EM_SCROLLCARET, 0, 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 0, "EM_SCROLLCARET does");
    int y = (short)HIWORD(ask(edit, EM_POSFROMCHAR, (WPARAM)ask(edit, EM_LINEINDEX, 2, 0), 0));
    int y_next = (short)HIWORD(ask(edit, EM_POSFROMCHAR, (WPARAM)ask(edit, EM_LINEINDEX, 3, 0), 0));
    check_equal_int(y_next - y, height, "height of lines");
    LRESULT at = ask(edit, EM_CHARFROMPOS, 0, MAKELPARAM(2 * width + 3, y + 2));
    check_equal_int(HIWORD(at), 2, "line of a point");
    check_equal_int(LOWORD(at), ask(edit, EM_LINEINDEX, 2, 0) + 2, "character of a point");
    DestroyWindow(edit);
}

static void format(void)
{
    HWND edit = make(L"aaaa bbbb cccc dddd", ES_AUTOVSCROLL, 40, 10);
    RECT before, after, wanted = {10, 5, 10 + 10 * width, 5 + 6 * height};
    ask(edit, EM_GETRECT, 0, (LPARAM)&before);
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "fits");
    ask(edit, EM_SETRECT, 0, (LPARAM)&wanted);
    ask(edit, EM_GETRECT, 0, (LPARAM)&after);
    check_equal_int(after.left, wanted.left, "left");
    check_equal_int(after.top, wanted.top, "top");
    check_equal_int(after.right, wanted.right, "right");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2, "wraps in the rectangle");
    check_equal_u32(ask(edit, EM_POSFROMCHAR, 0, 0), MAKELONG(10, 5), "text begins there");
    ask(edit, EM_SETRECTNP, 0, 0);
    ask(edit, EM_GETRECT, 0, (LPARAM)&after);
    check(EqualRect(&before, &after), "NULL brings the default back");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "fits again");
    DestroyWindow(edit);
}

static void tabs(void)
{
    HWND edit = make(L"\tx", ES_AUTOVSCROLL | ES_AUTOHSCROLL, 80, 10);
    UINT stops[3] = {16, 40, 100};
    int left = (short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0));
    int standard = (short)LOWORD(ask(edit, EM_POSFROMCHAR, 1, 0)) - left;
    check_equal_int(standard, 8 * width, "a tab stop every 32 dialog units, which are 8 characters");
    check_equal_int(ask(edit, EM_SETTABSTOPS, 1, (LPARAM)stops), TRUE, "EM_SETTABSTOPS");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 1, 0)) - left, 4 * width, "a distance");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"\t\t\tx");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 3, 0)) - left, 12 * width, "for all");
    check_equal_int(ask(edit, EM_SETTABSTOPS, 3, (LPARAM)stops), TRUE, "some stops");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 1, 0)) - left, 4 * width, "the first");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 2, 0)) - left, 10 * width, "the second");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 3, 0)) - left, 25 * width, "the third");
    check_equal_int(ask(edit, EM_SETTABSTOPS, 0, 0), TRUE, "the default");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 1, 0)) - left, 8 * width, "again");
    DestroyWindow(edit);
    edit = CreateWindowW(L"Edit", L"", WS_CHILD, 0, 0, 50, 20, parent, NULL, NULL, NULL);
    check_equal_int(ask(edit, EM_SETTABSTOPS, 0, 0), FALSE, "not of a single line");
    DestroyWindow(edit);
}

static void large(void)
{
    enum { LINES = 100000, LENGTH = 50 };
    WCHAR *text = malloc((LINES * LENGTH + 1) * sizeof(WCHAR));
    for (int i = 0; i < LINES * LENGTH; i++)
        text[i] = i % LENGTH == LENGTH - 2 ? '\r' : i % LENGTH == LENGTH - 1 ? '\n' : i % 7 ? 'm' : ' ';
    text[LINES * LENGTH] = 0;
    HWND edit = make(L"", WS_VSCROLL | ES_AUTOVSCROLL, 40, 10);
    ask(edit, EM_SETLIMITTEXT, 0, 0);
    check_equal_u32(ask(edit, EM_GETLIMITTEXT, 0, 0), 0xffffffff, "of many lines");
    ask(edit, WM_SETTEXT, 0, (LPARAM)text);
    check_equal_int(ask(edit, WM_GETTEXTLENGTH, 0, 0), LINES * LENGTH, "five million characters");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 2 * LINES + 1, "wrapped");
    ask(edit, EM_SETSEL, LINES * LENGTH / 2, LINES * LENGTH / 2);
    check_equal_u32(ask(edit, EM_GETSEL, 0, 0), -1, "EM_GETSEL of far positions");
    for (int i = 0; i < 100; i++) ask(edit, WM_CHAR, i % 10 ? 'x' : '\r', 1);
    check_equal_int(ask(edit, WM_GETTEXTLENGTH, 0, 0), LINES * LENGTH + 110, "typed in the middle");
    DestroyWindow(edit);
    free(text);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"edit test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent = CreateWindowW(L"edit test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 700, 400, NULL, NULL,
                           class.hInstance, NULL);
    font = CreateFontW(-13, 0, 0, 0, FW_NORMAL, 0, 0, 0, DEFAULT_CHARSET, 0, 0, 0, FIXED_PITCH | FF_MODERN,
                       L"Courier New");
    HDC dc = GetDC(parent);
    HGDIOBJ old = SelectObject(dc, font);
    SIZE size;
    GetTextExtentPoint32W(dc, L"m", 1, &size);
    width = size.cx, height = size.cy;
    SelectObject(dc, old);
    ReleaseDC(parent, dc);
    lines();
    editing();
    wrapping();
    soft_breaks();
    handle();
    scrolling();
    format();
    tabs();
    large();
    DeleteObject(font);
    return check_summary();
}
