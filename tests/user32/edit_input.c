/* Keyboard and mouse in edit controls. Keys are sent as messages; the thread's keyboard state says what is held. */
#include "../check.h"

#define SHIFT 1
#define CONTROL 2

static HWND parent, edit;
static HFONT font;
static int width, height, left, top;
static LONG cases; /* every call of a helper counts */

static LRESULT ask(UINT message, WPARAM wparam, LPARAM lparam) { return SendMessageW(edit, message, wparam, lparam); }

static void make(LPCWSTR text, DWORD style, int columns, int rows)
{
    if (edit) DestroyWindow(edit);
    edit = CreateWindowW(L"Edit", L"", WS_CHILD | WS_VISIBLE | style, 0, 0, columns * width + 4, rows * height + 2,
                         parent, NULL, NULL, NULL);
    ask(WM_SETFONT, (WPARAM)font, 0);
    ask(EM_SETMARGINS, EC_LEFTMARGIN | EC_RIGHTMARGIN, 0);
    ask(WM_SETTEXT, 0, (LPARAM)text);
    SetFocus(edit);
    LRESULT origin = ask(EM_POSFROMCHAR, 0, 0);
    left = (short)LOWORD(origin), top = (short)HIWORD(origin);
}

static void hold(int modifiers)
{
    BYTE keys[256];
    GetKeyboardState(keys);
    keys[VK_SHIFT] = keys[VK_LSHIFT] = modifiers & SHIFT ? 0x80 : 0;
    keys[VK_CONTROL] = keys[VK_LCONTROL] = modifiers & CONTROL ? 0x80 : 0;
    keys[VK_MENU] = 0;
    SetKeyboardState(keys);
}

static void press(WPARAM key, int modifiers)
{
    hold(modifiers);
    ask(WM_KEYDOWN, key, 1);
    ask(WM_KEYUP, key, 0xc0000001);
    hold(0);
}

static void check_selection(DWORD start, DWORD end, const char *what)
{
    DWORD got_start = 99, got_end = 99;
    check_case(++cases);
    ask(EM_GETSEL, (WPARAM)&got_start, (LPARAM)&got_end);
    check(got_start == start && got_end == end, "%s: selection %lu to %lu, expected %lu to %lu", what, got_start,
          got_end, start, end);
}

static void check_text(LPCWSTR expected, const char *what)
{
    WCHAR text[256] = L"?";
    check_case(++cases);
    GetWindowTextW(edit, text, 256);
    check_equal_wide(text, expected, what);
}

struct step { WORD key; int modifiers; DWORD start, end; const char *what; };

static void walk(const struct step *steps, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        press(steps[i].key, steps[i].modifiers);
        check_selection(steps[i].start, steps[i].end, steps[i].what);
    }
}

static void moving_in_a_line(void)
{
    static const struct step steps[] = {{VK_END, 0, 12, 12, "End"},
                                        {VK_RIGHT, 0, 12, 12, "Right at the end"},
                                        {VK_LEFT, 0, 11, 11, "Left"},
                                        {VK_HOME, 0, 0, 0, "Home"},
                                        {VK_LEFT, 0, 0, 0, "Left at the start"},
                                        {VK_RIGHT, 0, 1, 1, "Right"},
                                        {VK_DOWN, 0, 2, 2, "Down is Right"},
                                        {VK_UP, 0, 1, 1, "Up is Left"},
                                        {VK_RIGHT, CONTROL, 4, 4, "Ctrl+Right"},
                                        {VK_RIGHT, CONTROL, 10, 10, "Ctrl+Right over two spaces"},
                                        {VK_RIGHT, CONTROL, 12, 12, "Ctrl+Right to the end"},
                                        {VK_LEFT, CONTROL, 10, 10, "Ctrl+Left"},
                                        {VK_LEFT, CONTROL, 4, 4, "Ctrl+Left"},
                                        {VK_LEFT, CONTROL, 0, 0, "Ctrl+Left"},
                                        {VK_RIGHT, SHIFT, 0, 1, "Shift+Right"},
                                        {VK_RIGHT, SHIFT, 0, 2, "Shift+Right"},
                                        {VK_LEFT, SHIFT, 0, 1, "Shift+Left"},
                                        {VK_END, SHIFT, 0, 12, "Shift+End"},
                                        {VK_HOME, SHIFT, 0, 0, "Shift+Home"},
                                        {VK_RIGHT, SHIFT | CONTROL, 0, 4, "Ctrl+Shift+Right"},
                                        {VK_RIGHT, SHIFT | CONTROL, 0, 10, "Ctrl+Shift+Right"},
                                        {VK_LEFT, SHIFT | CONTROL, 0, 4, "Ctrl+Shift+Left"},
                                        {VK_END, 0, 12, 12, "End"},
                                        {VK_HOME, SHIFT, 0, 12, "Shift+Home from the end"},
                                        {VK_RIGHT, SHIFT, 1, 12, "the end stays"},
                                        {VK_HOME, CONTROL, 0, 0, "Ctrl+Home"},
                                        {VK_END, CONTROL, 12, 12, "Ctrl+End"}};
    make(L"abc def\t  gh", ES_AUTOHSCROLL, 30, 1);
    ask(WM_SETTEXT, 0, (LPARAM)L"abc defg  hi");
    walk(steps, sizeof(steps) / sizeof(*steps));
    ask(EM_SETSEL, 8, 4);
    press(VK_RIGHT, SHIFT);
    check_selection(5, 8, "EM_SETSEL's end is the active one");
}

static void moving_in_lines(void)
{
    /* positions: first line 0..5, second 7..9, third 11, fourth 13..20 */
    static const struct step steps[] = {{VK_END, 0, 5, 5, "End of the line"},
                                        {VK_DOWN, 0, 9, 9, "Down to a shorter line"},
                                        {VK_DOWN, 0, 11, 11, "Down to an empty line"},
                                        {VK_HOME, 0, 11, 11, "Home of an empty line"},
                                        {VK_DOWN, SHIFT, 11, 13, "Shift+Down"},
                                        {VK_HOME, 0, 13, 13, "Home"},
                                        {VK_DOWN, 0, 13, 13, "Down at the last line"},
                                        {VK_UP, 0, 11, 11, "Up"},
                                        {VK_UP, 0, 7, 7, "Up"},
                                        {VK_UP, 0, 0, 0, "Up"},
                                        {VK_UP, 0, 0, 0, "Up at the first line"},
                                        {VK_END, 0, 5, 5, "End"},
                                        {VK_RIGHT, 0, 7, 7, "Right over a line break"},
                                        {VK_LEFT, 0, 5, 5, "Left over a line break"},
                                        {VK_END, CONTROL, 21, 21, "Ctrl+End"},
                                        {VK_HOME, 0, 13, 13, "Home of the line"},
                                        {VK_LEFT, 0, 11, 11, "Left"},
                                        {VK_HOME, CONTROL, 0, 0, "Ctrl+Home"},
                                        {VK_DOWN, SHIFT, 0, 7, "Shift+Down"},
                                        {VK_DOWN, SHIFT, 0, 11, "Shift+Down"},
                                        {VK_UP, SHIFT, 0, 7, "Shift+Up"},
                                        {VK_END, SHIFT | CONTROL, 0, 21, "Ctrl+Shift+End"},
                                        {VK_HOME, CONTROL, 0, 0, "Ctrl+Home"},
                                        {VK_NEXT, 0, 13, 13, "Page Down"},
                                        {VK_PRIOR, 0, 0, 0, "Page Up"}};
    make(L"first\r\nab\r\n\r\n12345678", ES_MULTILINE | ES_AUTOHSCROLL | ES_AUTOVSCROLL, 30, 6);
    walk(steps, sizeof(steps) / sizeof(*steps));
}

static void moving_where_it_wraps(void)
{
    make(L"aaaa bbbb cccc dddd", ES_MULTILINE | ES_AUTOVSCROLL, 10, 4);
    check_equal_int(ask(EM_GETLINECOUNT, 0, 0), 2, "two lines");
    press(VK_DOWN, 0);
    check_selection(10, 10, "Down");
    press(VK_END, 0);
    check_selection(19, 19, "End");
    press(VK_UP, 0);
    press(VK_HOME, 0);
    check_selection(0, 0, "Home");
    press(VK_RIGHT, CONTROL);
    press(VK_RIGHT, CONTROL);
    check_selection(10, 10, "words go on in the next line");
    press(VK_LEFT, CONTROL);
    check_selection(5, 5, "and back");
}

static void scrolling_by_keys(void)
{
    make(L"0\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n9\r\n", ES_MULTILINE | ES_AUTOVSCROLL | ES_AUTOHSCROLL, 10, 4);
    for (int i = 0; i < 4; i++) press(VK_DOWN, 0);
    check_selection(12, 12, "the fifth line");
    check_equal_int(ask(EM_GETFIRSTVISIBLELINE, 0, 0), 1, "scrolled by one");
    press(VK_END, CONTROL);
    check_equal_int(ask(EM_GETFIRSTVISIBLELINE, 0, 0), 7, "at the end");
    press(VK_HOME, CONTROL);
    check_equal_int(ask(EM_GETFIRSTVISIBLELINE, 0, 0), 0, "at the start");
    press(VK_NEXT, 0);
    check(ask(EM_GETFIRSTVISIBLELINE, 0, 0) >= 3, "a page");
    ask(WM_MOUSEWHEEL, MAKEWPARAM(0, 120), 0);
    check(ask(EM_GETFIRSTVISIBLELINE, 0, 0) < 3, "the wheel");
}

static void deleting(void)
{
    make(L"abc def ghi", ES_AUTOHSCROLL, 30, 1);
    press(VK_DELETE, 0);
    check_text(L"bc def ghi", "Delete");
    press(VK_END, 0);
    press(VK_DELETE, 0);
    check_text(L"bc def ghi", "Delete at the end");
    ask(EM_SETSEL, 0, 3);
    press(VK_DELETE, 0);
    check_text(L"def ghi", "Delete takes the selection");
    ask(EM_SETSEL, 3, 3);
    press(VK_DELETE, CONTROL);
    check_text(L"def", "Ctrl+Delete takes the rest of the line");
    ask(EM_SETSEL, 0, -1);
    press(VK_INSERT, CONTROL);
    press(VK_DELETE, SHIFT);
    check_text(L"", "Shift+Delete cuts");
    press(VK_INSERT, SHIFT);
    check_text(L"def", "Shift+Insert pastes");
    ask(EM_SETSEL, 0, -1);
    ask(WM_CHAR, 24, 1);
    check_text(L"", "Ctrl+X");
    ask(WM_CHAR, 22, 1);
    ask(WM_CHAR, 22, 1);
    check_text(L"defdef", "Ctrl+V");
    ask(EM_SETREADONLY, TRUE, 0);
    press(VK_HOME, 0);
    press(VK_DELETE, 0);
    press(VK_INSERT, SHIFT);
    check_text(L"defdef", "read only");
    make(L"ab\r\ncd", ES_MULTILINE, 30, 4);
    ask(EM_SETSEL, 2, 2);
    press(VK_DELETE, 0);
    check_text(L"abcd", "Delete takes a line break");
    check_equal_int(ask(EM_GETLINECOUNT, 0, 0), 1, "one line");
}

static void surrogates(void)
{
    make(L"a\xd83d\xde00z", ES_AUTOHSCROLL, 30, 1);
    press(VK_RIGHT, 0);
    press(VK_RIGHT, 0);
    check_selection(3, 3, "a pair is one character");
    press(VK_LEFT, 0);
    check_selection(1, 1, "back over it");
    press(VK_DELETE, 0);
    check_text(L"az", "deleted as one");
    ask(WM_CHAR, 0xd83d, 1);
    ask(WM_CHAR, 0xde00, 1);
    check_text(L"a\xd83d\xde00z", "typed");
    ask(WM_CHAR, '\b', 1);
    check_text(L"az", "backspace");
}

static LPARAM at(int column, int line) { return MAKELPARAM(left + column * width + 1, top + line * height + 2); }

static void click(int column, int line, WPARAM keys)
{
    ask(WM_LBUTTONDOWN, MK_LBUTTON | keys, at(column, line));
    ask(WM_LBUTTONUP, keys, at(column, line));
}

static void mouse(void)
{
    make(L"some words here\r\nsecond line\r\nx", ES_MULTILINE | ES_AUTOVSCROLL | ES_AUTOHSCROLL, 30, 6);
    click(3, 0, 0);
    check_selection(3, 3, "a click");
    click(7, 0, MK_SHIFT);
    check_selection(3, 7, "Shift and click");
    click(1, 0, MK_SHIFT);
    check_selection(1, 3, "to the other side");
    click(25, 0, 0);
    check_selection(15, 15, "behind the line");
    click(2, 1, 0);
    check_selection(19, 19, "the second line");
    click(9, 5, 0);
    check_selection(31, 31, "below the text");
    ask(WM_LBUTTONDOWN, MK_LBUTTON, at(2, 0));
    ask(WM_MOUSEMOVE, MK_LBUTTON, at(6, 0));
    check_selection(2, 6, "dragging");
    ask(WM_MOUSEMOVE, MK_LBUTTON, at(3, 1));
    check_selection(2, 20, "to the next line");
    check_equal_ptr(GetCapture(), edit, "the mouse is captured");
    ask(WM_LBUTTONUP, 0, at(3, 1));
    check_equal_ptr(GetCapture(), NULL, "no more");
    ask(WM_MOUSEMOVE, 0, at(0, 0));
    check_selection(2, 20, "released");
    ask(WM_LBUTTONDBLCLK, MK_LBUTTON, at(7, 0));
    ask(WM_LBUTTONUP, 0, at(7, 0));
    check_selection(5, 11, "a double click takes a word and the space behind it");
    ask(WM_LBUTTONDBLCLK, MK_LBUTTON, at(12, 0));
    ask(WM_LBUTTONUP, 0, at(12, 0));
    check_selection(11, 15, "the last word of a line");
}

static int CALLBACK break_at_dashes(LPWSTR text, int position, int count, int code)
{
    if (code == WB_ISDELIMITER) return text[position] == '-';
    if (code == WB_LEFT) {
        while (position && text[position - 1] == '-') position--;
        while (position && text[position - 1] != '-') position--;
        return position;
    }
    while (position < count && text[position] != '-') position++;
    while (position < count && text[position] == '-') position++;
    return position;
}

static void word_breaks(void)
{
    make(L"aa-bb cc-dd", ES_AUTOHSCROLL, 30, 1);
    ask(EM_SETWORDBREAKPROC, 0, (LPARAM)break_at_dashes);
    check_equal_ptr((void *)ask(EM_GETWORDBREAKPROC, 0, 0), (void *)break_at_dashes, "EM_GETWORDBREAKPROC");
    press(VK_RIGHT, CONTROL);
    check_selection(3, 3, "words as the procedure says");
    press(VK_RIGHT, CONTROL);
    check_selection(9, 9, "a space is none");
    press(VK_LEFT, CONTROL);
    check_selection(3, 3, "back");
    ask(WM_LBUTTONDBLCLK, MK_LBUTTON, at(5, 0));
    ask(WM_LBUTTONUP, 0, at(5, 0));
    check_selection(3, 9, "a double click");
}

int main(void)
{
    parent = CreateWindowW(L"Static", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 500, 300, NULL, NULL, NULL, NULL);
    font = CreateFontW(-13, 0, 0, 0, FW_NORMAL, 0, 0, 0, DEFAULT_CHARSET, 0, 0, 0, FIXED_PITCH | FF_MODERN,
                       L"Courier New");
    HDC dc = GetDC(parent);
    HGDIOBJ old = SelectObject(dc, font);
    SIZE size;
    GetTextExtentPoint32W(dc, L"m", 1, &size);
    width = size.cx, height = size.cy;
    SelectObject(dc, old);
    ReleaseDC(parent, dc);
    moving_in_a_line();
    moving_in_lines();
    moving_where_it_wraps();
    scrolling_by_keys();
    deleting();
    surrogates();
    mouse();
    word_breaks();
    DestroyWindow(edit);
    DeleteObject(font);
    return check_summary();
}
