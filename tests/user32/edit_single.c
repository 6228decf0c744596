/* Edit controls of one line: text, selection, limits, styles, notifications. */
#include "../check.h"

static HWND parent;
static LONG cases; /* every call of a helper counts */
static char codes[64]; /* notifications that came, a letter each */

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    static const struct { UINT code; char letter;
    } letters[] = {{EN_SETFOCUS, 'F'}, {EN_KILLFOCUS, 'K'}, {EN_CHANGE, 'C'},  {EN_UPDATE, 'U'},
                   {EN_ERRSPACE, 'E'}, {EN_MAXTEXT, 'M'},   {EN_HSCROLL, 'H'}, {EN_VSCROLL, 'V'}};
    if (message == WM_COMMAND && lparam)
        for (unsigned i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
            size_t used = strlen(codes);
            if (letters[i].code == HIWORD(wparam) && used + 1 < sizeof(codes))
                codes[used] = letters[i].letter, codes[used + 1] = 0;
        }
    return DefWindowProcW(window, message, wparam, lparam);
}

static HWND make(LPCWSTR text, DWORD style)
{
    HWND edit =
        CreateWindowExW(0, L"Edit", text, WS_CHILD | WS_VISIBLE | style, 10, 10, 200, 24, parent, (HMENU)7, NULL, NULL);
    codes[0] = 0;
    return edit;
}

static LRESULT ask(HWND edit, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(edit, message, wparam, lparam);
}

static void type(HWND edit, const char *text)
{
    while (*text) ask(edit, WM_CHAR, (BYTE)*text++, 1);
}

static void check_text(HWND edit, LPCWSTR expected, const char *what)
{
    WCHAR text[256] = L"?";
    check_case(++cases);
    int length = GetWindowTextW(edit, text, 256);
    check_equal_wide(text, expected, what);
    check_equal_int(length, (int)wcslen(expected), what);
    check_equal_int(GetWindowTextLengthW(edit), (int)wcslen(expected), what);
}

static void check_selection(HWND edit, DWORD start, DWORD end, const char *what)
{
    DWORD got_start = 99, got_end = 99;
    check_case(++cases);
    LRESULT both = ask(edit, EM_GETSEL, (WPARAM)&got_start, (LPARAM)&got_end);
    check(got_start == start && got_end == end, "%s: selection %lu to %lu, expected %lu to %lu", what, got_start,
          got_end, start, end);
    check_equal_u32(both, MAKELONG(start, end), what);
}

static void check_codes(const char *expected, const char *what)
{
    check_case(++cases);
    check_equal_string(codes, expected, what);
    codes[0] = 0;
}

static void text(void)
{
    HWND edit = make(L"first", ES_AUTOHSCROLL);
    WCHAR buffer[8];
    check(edit != NULL, "created");
    check_text(edit, L"first", "text of CreateWindow");
    check_selection(edit, 0, 0, "a new control");
    check(SetWindowTextW(edit, L"second one"), "SetWindowText");
    check_codes("UC", "single lines tell of WM_SETTEXT");
    check_text(edit, L"second one", "another text");
    check_equal_int(ask(edit, WM_GETTEXT, 4, (LPARAM)buffer), 3, "WM_GETTEXT with a small buffer");
    check_equal_wide(buffer, L"sec", "what fits");
    check_equal_int(ask(edit, WM_GETTEXTLENGTH, 0, 0), 10, "length");
    check(ask(edit, WM_SETTEXT, 0, 0), "NULL is an empty text");
    check_text(edit, L"", "empty");
    check_equal_int(ask(edit, EM_GETLINECOUNT, 0, 0), 1, "an empty control has a line");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"0123456789");
    check_equal_int(ask(edit, EM_LINELENGTH, 0, 0), 10, "length of the line");
    check_equal_int(ask(edit, EM_LINEINDEX, 0, 0), 0, "start of the line");
    check_equal_int(ask(edit, EM_LINEFROMCHAR, 5, 0), 0, "line of a character");
    *(WORD *)buffer = 8;
    check_equal_int(ask(edit, EM_GETLINE, 0, (LPARAM)buffer), 8, "EM_GETLINE");
    check(!memcmp(buffer, L"01234567", 16), "what EM_GETLINE copies");
    char ansi[16];
    check_equal_int(SendMessageA(edit, WM_GETTEXT, 16, (LPARAM)ansi), 10, "WM_GETTEXT of ANSI");
    check_equal_string(ansi, "0123456789", "ANSI");
    SendMessageA(edit, WM_SETTEXT, 0, (LPARAM)"ansi");
    check_text(edit, L"ansi", "WM_SETTEXT of ANSI");
    DestroyWindow(edit);
}

static void selection(void)
{
    static const struct { int start, end; DWORD expected_start, expected_end;
    } cases[] = {{2, 5, 2, 5}, {5, 2, 2, 5},  {0, -1, 0, 10}, {3, 100, 3, 10}, {100, 200, 10, 10},
                 {4, 4, 4, 4}, {-1, 0, 4, 4}, {10, 0, 0, 10}, {0, 0, 0, 0}};
    HWND edit = make(L"0123456789", ES_AUTOHSCROLL);
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_case((LONG)i);
        ask(edit, EM_SETSEL, (WPARAM)cases[i].start, cases[i].end);
        check_selection(edit, cases[i].expected_start, cases[i].expected_end, "EM_SETSEL");
    }
    check_case(0);
    check_equal_u32(ask(edit, EM_GETSEL, 0, 0), 0, "EM_GETSEL without pointers");
    check_codes("", "selecting tells nothing");
    ask(edit, EM_SETSEL, 2, 4);
    ask(edit, EM_REPLACESEL, FALSE, (LPARAM)L"abc");
    check_text(edit, L"01abc456789", "EM_REPLACESEL");
    check_selection(edit, 5, 5, "the caret is behind what was put in");
    check_codes("UC", "EM_REPLACESEL tells");
    ask(edit, EM_SETSEL, 0, -1);
    ask(edit, WM_CLEAR, 0, 0);
    check_text(edit, L"", "WM_CLEAR");
    check_codes("UC", "WM_CLEAR tells");
    DestroyWindow(edit);
}

static void typing(void)
{
    HWND edit = make(L"", ES_AUTOHSCROLL);
    type(edit, "hello");
    check_text(edit, L"hello", "typed");
    check_codes("UCUCUCUCUC", "each key tells");
    check_equal_int(ask(edit, EM_GETMODIFY, 0, 0), 1, "modified");
    type(edit, "\b\b");
    check_text(edit, L"hel", "backspace");
    ask(edit, EM_SETSEL, 1, 2);
    type(edit, "E");
    check_text(edit, L"hEl", "typing replaces the selection");
    ask(edit, EM_SETSEL, 0, 2);
    type(edit, "\b");
    check_text(edit, L"l", "backspace takes the selection");
    ask(edit, EM_SETSEL, 0, 0);
    type(edit, "\b");
    check_text(edit, L"l", "nothing before the caret");
    codes[0] = 0;
    type(edit, "\r\n\t\x1b");
    check_text(edit, L"l", "a single line takes no control characters");
    check_codes("", "and tells nothing");
    SetWindowTextW(edit, L"x");
    check_equal_int(ask(edit, EM_GETMODIFY, 0, 0), 0, "WM_SETTEXT clears the flag");
    ask(edit, EM_SETMODIFY, 1, 0);
    check_equal_int(ask(edit, EM_GETMODIFY, 0, 0), 1, "EM_SETMODIFY");
    ask(edit, WM_CHAR, 0x20ac, 1);
    check_text(edit, L"\x20acx", "a character beyond ANSI");
    DestroyWindow(edit);
}

static void limits(void)
{
    HWND edit = make(L"", ES_AUTOHSCROLL);
    ask(edit, EM_SETLIMITTEXT, 5, 0);
    check_equal_int(ask(edit, EM_GETLIMITTEXT, 0, 0), 5, "EM_GETLIMITTEXT");
    type(edit, "1234567");
    check_text(edit, L"12345", "typing stops at the limit");
    check_codes("UCUCUCUCUCMM", "EN_MAXTEXT for each key");
    ask(edit, EM_SETSEL, 1, 3);
    ask(edit, EM_REPLACESEL, TRUE, (LPARAM)L"abcdef");
    check_text(edit, L"1ab45", "EM_REPLACESEL cuts");
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"longer than five");
    check_text(edit, L"longer than five", "WM_SETTEXT has no limit");
    codes[0] = 0;
    type(edit, "x");
    check_text(edit, L"longer than five", "no more goes in");
    check_codes("M", "told");
    type(edit, "\b");
    ask(edit, EM_SETSEL, 15, 16);
    type(edit, "\b");
    check_text(edit, L"longer than fiv", "it may be edited");
    ask(edit, EM_SETLIMITTEXT, 0, 0);
    check_equal_u32(ask(edit, EM_GETLIMITTEXT, 0, 0), 0x7ffffffe, "no limit");
    DestroyWindow(edit);
    edit = make(L"", 0);
    codes[0] = 0;
    for (int i = 0; i < 200; i++) type(edit, "W");
    check(GetWindowTextLengthW(edit) < 100, "without ES_AUTOHSCROLL only what is seen can be typed: %d",
          GetWindowTextLengthW(edit));
    check(strchr(codes, 'M') != NULL, "EN_MAXTEXT");
    DestroyWindow(edit);
}

static void letters(void)
{
    HWND edit = make(L"miXed", ES_UPPERCASE | ES_AUTOHSCROLL);
    check_text(edit, L"MIXED", "ES_UPPERCASE of the first text");
    type(edit, "a");
    check_text(edit, L"AMIXED", "typed");
    ask(edit, EM_REPLACESEL, 0, (LPARAM)L"\xe9z");
    check_text(edit, L"A\xc9ZMIXED", "put in");
    DestroyWindow(edit);
    edit = make(L"", ES_LOWERCASE | ES_AUTOHSCROLL);
    ask(edit, WM_SETTEXT, 0, (LPARAM)L"ABC def");
    check_text(edit, L"abc def", "ES_LOWERCASE");
    DestroyWindow(edit);
    edit = make(L"", ES_NUMBER | ES_AUTOHSCROLL);
    type(edit, "1a2b-3.4");
    check_text(edit, L"1234", "ES_NUMBER takes digits");
    ask(edit, EM_REPLACESEL, 0, (LPARAM)L"xyz");
    check_text(edit, L"1234xyz", "but EM_REPLACESEL puts in anything");
    DestroyWindow(edit);
    edit = make(L"fixed", ES_READONLY | ES_AUTOHSCROLL);
    type(edit, "x\b");
    check_text(edit, L"fixed", "ES_READONLY");
    check_codes("", "nothing happened");
    check(ask(edit, EM_SETREADONLY, FALSE, 0), "EM_SETREADONLY");
    check(!(GetWindowLongW(edit, GWL_STYLE) & ES_READONLY), "changes the style");
    type(edit, "x");
    check_text(edit, L"xfixed", "now it takes keys");
    check(ask(edit, EM_SETREADONLY, TRUE, 0), "EM_SETREADONLY");
    check(GetWindowLongW(edit, GWL_STYLE) & ES_READONLY, "set again");
    ask(edit, EM_REPLACESEL, 0, (LPARAM)L"program ");
    check_text(edit, L"xprogram fixed", "the program may");
    DestroyWindow(edit);
}

static void password(void)
{
    HWND edit = make(L"secret", ES_PASSWORD | ES_AUTOHSCROLL);
    check_equal_int(ask(edit, EM_GETPASSWORDCHAR, 0, 0), '*', "the default");
    check_text(edit, L"secret", "the text is the text");
    LRESULT narrow = ask(edit, EM_POSFROMCHAR, 5, 0);
    ask(edit, EM_SETPASSWORDCHAR, 0, 0);
    check_equal_int(ask(edit, EM_GETPASSWORDCHAR, 0, 0), 0, "shown");
    check(!(GetWindowLongW(edit, GWL_STYLE) & ES_PASSWORD), "the style goes");
    check(narrow != ask(edit, EM_POSFROMCHAR, 5, 0), "characters have other widths");
    ask(edit, EM_SETPASSWORDCHAR, '#', 0);
    check_equal_int(ask(edit, EM_GETPASSWORDCHAR, 0, 0), '#', "another character");
    check(GetWindowLongW(edit, GWL_STYLE) & ES_PASSWORD, "the style comes");
    DestroyWindow(edit);
    edit = make(L"secret", ES_AUTOHSCROLL);
    check_equal_int(ask(edit, EM_GETPASSWORDCHAR, 0, 0), 0, "no password");
    DestroyWindow(edit);
}

static void points(void)
{
    HWND edit = make(L"iiWWxx", ES_AUTOHSCROLL);
    int before = -1;
    for (int i = 0; i < 6; i++) {
        LRESULT at = ask(edit, EM_POSFROMCHAR, (WPARAM)i, 0);
        int x = (short)LOWORD(at), y = (short)HIWORD(at);
        check_case(i);
        check(x > before, "x %d after %d", x, before);
        check(y >= 0 && y < 10, "y %d", y);
        before = x;
        check_equal_int(LOWORD(ask(edit, EM_CHARFROMPOS, 0, MAKELPARAM(x + 1, y + 1))), i, "and back");
    }
    check_case(0);
    check_equal_int(ask(edit, EM_POSFROMCHAR, 7, 0), -1, "past the end");
    check_equal_int(LOWORD(ask(edit, EM_CHARFROMPOS, 0, MAKELPARAM(190, 5))), 6, "right of the text");
    check_equal_int((LONG)ask(edit, EM_CHARFROMPOS, 0, MAKELPARAM(500, 5)), -1, "outside");
    int left = (short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0));
    ask(edit, EM_SETMARGINS, EC_LEFTMARGIN | EC_RIGHTMARGIN, MAKELPARAM(8, 4));
    check_equal_u32(ask(edit, EM_GETMARGINS, 0, 0), MAKELONG(8, 4), "EM_GETMARGINS");
    check_equal_int((short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0)), left + 8, "a left margin");
    ask(edit, EM_SETMARGINS, EC_RIGHTMARGIN, MAKELPARAM(99, 9));
    check_equal_u32(ask(edit, EM_GETMARGINS, 0, 0), MAKELONG(8, 9), "only the right one");
    DestroyWindow(edit);
    edit = make(L"right", ES_RIGHT | ES_AUTOHSCROLL);
    check((short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0)) > 120, "ES_RIGHT");
    DestroyWindow(edit);
    edit = make(L"centre", ES_CENTER | ES_AUTOHSCROLL);
    int x = (short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0));
    check(x > 50 && x < 110, "ES_CENTER: %d", x);
    DestroyWindow(edit);
}

static void scrolling(void)
{
    WCHAR buffer[201];
    HWND edit = make(L"", ES_AUTOHSCROLL);
    for (int i = 0; i < 200; i++) buffer[i] = (WCHAR)('a' + i % 26);
    buffer[200] = 0;
    SetWindowTextW(edit, buffer);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 0, "the start is seen");
    check((short)LOWORD(ask(edit, EM_POSFROMCHAR, 150, 0)) > 200, "characters out of sight have places");
    ask(edit, EM_SETSEL, 200, 200);
    ask(edit, EM_SCROLLCARET, 0, 0);
    check(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0) > 150, "first character that is seen: %d",
          (int)ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0));
    check((short)LOWORD(ask(edit, EM_POSFROMCHAR, 0, 0)) < 0, "the start is left of the control");
    int x = (short)LOWORD(ask(edit, EM_POSFROMCHAR, 199, 0));
    check(x > 50 && x < 200, "the end is seen: %d", x);
    ask(edit, EM_SETSEL, 0, 0);
    ask(edit, EM_SCROLLCARET, 0, 0);
    check_equal_int(ask(edit, EM_GETFIRSTVISIBLELINE, 0, 0), 0, "back");
    check_equal_int(ask(edit, EM_LINESCROLL, 0, 1), 0, "EM_LINESCROLL is for many lines");
    DestroyWindow(edit);
}

static void others(void)
{
    HWND edit = make(L"", ES_AUTOHSCROLL);
    WCHAR cue[32] = L"?";
    check(!(ask(edit, WM_GETDLGCODE, 0, 0) & DLGC_WANTALLKEYS), "single lines leave Enter and Tab to the dialog");
    check_equal_u32(ask(edit, WM_GETDLGCODE, 0, 0) & (DLGC_HASSETSEL | DLGC_WANTCHARS | DLGC_WANTARROWS),
                    DLGC_HASSETSEL | DLGC_WANTCHARS | DLGC_WANTARROWS, "dialog code");
    check_equal_int(ask(edit, EM_GETHANDLE, 0, 0), 0, "no handle of a single line");
    check_equal_ptr((void *)ask(edit, WM_GETFONT, 0, 0), NULL, "no font");
    HFONT font = GetStockObject(DEFAULT_GUI_FONT);
    ask(edit, WM_SETFONT, (WPARAM)font, TRUE);
    check_equal_ptr((void *)ask(edit, WM_GETFONT, 0, 0), font, "WM_GETFONT");
    RECT format = {0}, client;
    ask(edit, EM_GETRECT, 0, (LPARAM)&format);
    GetClientRect(edit, &client);
    check(format.left >= 0 && format.left < 4 && format.right > 190 && format.right <= client.right &&
              format.bottom - format.top >= 10,
          "formatting rectangle %ld %ld %ld %ld", format.left, format.top, format.right, format.bottom);
    check(!(ask(edit, EM_CANUNDO, 0, 0)), "nothing to undo");
    check_equal_ptr((void *)ask(edit, EM_GETWORDBREAKPROC, 0, 0), NULL, "no word break procedure");
    (void)cue;
    DestroyWindow(edit);
    WNDCLASSEXW class = {.cbSize = sizeof(class)};
    check(GetClassInfoExW(NULL, L"edit", &class), "the class");
    check_equal_u32(class.style & CS_DBLCLKS, CS_DBLCLKS, "it takes double clicks");
    check_equal_ptr(class.hCursor, LoadCursorW(NULL, (LPCWSTR)IDC_IBEAM), "its cursor");
}

static void focus(void)
{
    HWND edit = make(L"text", ES_AUTOHSCROLL), second = make(L"", ES_AUTOHSCROLL);
    SetForegroundWindow(parent);
    SetFocus(edit);
    if (GetFocus() != edit) {
        skip("no focus");
        return;
    }
    check_codes("F", "EN_SETFOCUS");
    POINT caret = {-1, -1}, at;
    ask(edit, EM_SETSEL, 2, 2);
    GetCaretPos(&caret);
    LRESULT place = ask(edit, EM_POSFROMCHAR, 2, 0);
    at.x = (short)LOWORD(place), at.y = (short)HIWORD(place);
    check(abs(caret.x - at.x) <= 1 && abs(caret.y - at.y) <= 1, "caret at %ld %ld, character at %ld %ld", caret.x,
          caret.y, at.x, at.y);
    SetFocus(second);
    check_codes("KF", "focus moves on");
    DestroyWindow(second);
    DestroyWindow(edit);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"edit test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent = CreateWindowW(L"edit test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 400, 300, NULL, NULL,
                           class.hInstance, NULL);
    text();
    selection();
    typing();
    limits();
    letters();
    password();
    points();
    scrolling();
    others();
    focus();
    return check_summary();
}
