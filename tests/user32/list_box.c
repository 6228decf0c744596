/* List boxes: items, order, searching, data, places, scrolling, sizes. */
#include "../check.h"

static HWND parent;
static int notified[8];

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && HIWORD(wparam) < 8) notified[HIWORD(wparam)]++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static HWND make(DWORD style, int height)
{
    return CreateWindowExW(0, L"ListBox", L"list", WS_CHILD | style, 0, 0, 120, height, parent, (HMENU)7, NULL, NULL);
}
static LRESULT tell(HWND list, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(list, message, wparam, lparam);
}
static int add(HWND list, LPCWSTR text) { return (int)tell(list, LB_ADDSTRING, 0, (LPARAM)text); }

static LPCWSTR text_of(HWND list, int index)
{
    static WCHAR text[64];
    text[0] = 0;
    tell(list, LB_GETTEXT, (WPARAM)index, (LPARAM)text);
    return text;
}

static void check_texts(HWND list, const WCHAR *const *wanted, int count, const char *what)
{
    check_equal_int(tell(list, LB_GETCOUNT, 0, 0), count, what);
    for (int i = 0; i < count; i++) check_equal_wide(text_of(list, i), wanted[i], what);
}

static void class_information(void)
{
    WNDCLASSW class;
    check(GetClassInfoW(NULL, L"LISTBOX", &class), "the class is there");
    check((class.style & CS_DBLCLKS) != 0, "it takes double clicks");
    check(!(class.style & (CS_HREDRAW | CS_VREDRAW)), "it is not redrawn as a whole when sized");
    check(class.hCursor != NULL, "it has a cursor");
    check(GetClassInfoW(NULL, L"ComboLBox", &class), "the class of combo boxes' lists is there");
    check((class.style & (CS_DBLCLKS | CS_SAVEBITS)) == (CS_DBLCLKS | CS_SAVEBITS), "its style: %x", class.style);
}

static void empty(void)
{
    HWND list = make(0, 100);
    RECT place;
    check_equal_int(tell(list, LB_GETCOUNT, 0, 0), 0, "no items");
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), LB_ERR, "no selection");
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 0, "top index");
    check_equal_int(tell(list, LB_GETCARETINDEX, 0, 0), 0, "caret");
    check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), LB_ERR, "no count with single selection");
    check_equal_int(tell(list, LB_GETTEXTLEN, 0, 0), LB_ERR, "no text length");
    check_equal_int(tell(list, LB_DELETESTRING, 0, 0), LB_ERR, "nothing to delete");
    check_equal_int(tell(list, LB_GETITEMDATA, 0, 0), LB_ERR, "no data");
    check_equal_int(tell(list, LB_GETSEL, 0, 0), LB_ERR, "no state");
    check_equal_int(tell(list, LB_SETCURSEL, 0, 0), LB_ERR, "nothing to select");
    check_equal_int(tell(list, LB_FINDSTRING, (WPARAM)-1, (LPARAM)L"a"), LB_ERR, "nothing to find");
    check_equal_int(tell(list, LB_INSERTSTRING, 1, (LPARAM)L"a"), LB_ERR, "no place to insert");
    check(tell(list, LB_GETITEMRECT, 1, (LPARAM)&place) == LB_ERR, "no second item's rectangle");
    check_equal_int(tell(list, LB_GETHORIZONTALEXTENT, 0, 0), 0, "extent");
    check_equal_int(tell(list, LB_RESETCONTENT, 0, 0), 0, "reset");
    check(tell(list, WM_GETDLGCODE, 0, 0) == (DLGC_WANTARROWS | DLGC_WANTCHARS), "dialog code");
    DestroyWindow(list);
}

static void items(void)
{
    static const WCHAR *const first[] = {L"zebra", L"apple", L"mango"}, *const second[] = {L"top",   L"zebra",
                                                                                           L"apple", L"middle",
                                                                                           L"mango", L"end"};
    HWND list = make(0, 100);
    for (int i = 0; i < 3; i++) check_equal_int(add(list, first[i]), i, "index of a new item");
    check_texts(list, first, 3, "as added");
    check_equal_int(tell(list, LB_INSERTSTRING, 0, (LPARAM)L"top"), 0, "insert at the top");
    check_equal_int(tell(list, LB_INSERTSTRING, 3, (LPARAM)L"middle"), 3, "insert in the middle");
    check_equal_int(tell(list, LB_INSERTSTRING, (WPARAM)-1, (LPARAM)L"end"), 5, "insert at the end");
    check_equal_int(tell(list, LB_INSERTSTRING, 9, (LPARAM)L"no"), LB_ERR, "insert beyond");
    check_texts(list, second, 6, "after insertion");
    check_equal_int(tell(list, LB_GETTEXTLEN, 1, 0), 5, "length");
    check_equal_int(tell(list, LB_GETTEXT, 1, (LPARAM)(WCHAR[64]){0}), 5, "length by the text");
    check_equal_int(tell(list, LB_GETTEXTLEN, 6, 0), LB_ERR, "length beyond");
    check_equal_int(tell(list, LB_DELETESTRING, 0, 0), 5, "remaining after a deletion");
    check_equal_int(tell(list, LB_DELETESTRING, 5, 0), LB_ERR, "deletion beyond");
    check_equal_int(tell(list, LB_DELETESTRING, (WPARAM)-1, 0), LB_ERR, "deletion of -1");
    check_texts(list, second + 1, 5, "after deletion");
    check_equal_int(add(list, L""), 5, "an empty string");
    check_equal_int(tell(list, LB_GETTEXTLEN, 5, 0), 0, "of no length");
    check_equal_int(tell(list, LB_RESETCONTENT, 0, 0), 0, "reset");
    check_equal_int(tell(list, LB_GETCOUNT, 0, 0), 0, "nothing after it");
    DestroyWindow(list);
}

static void data(void)
{
    HWND list = make(0, 100);
    add(list, L"a");
    add(list, L"b");
    check_equal_int(tell(list, LB_GETITEMDATA, 0, 0), 0, "data at first");
    check(tell(list, LB_SETITEMDATA, 1, 0x12345678) != LB_ERR, "set data");
    check_equal_int(tell(list, LB_GETITEMDATA, 1, 0), 0x12345678, "the data");
    check_equal_int(tell(list, LB_SETITEMDATA, 2, 1), LB_ERR, "set beyond");
    SetLastError(0);
    check_equal_int(tell(list, LB_GETITEMDATA, 2, 0), LB_ERR, "get beyond");
    tell(list, LB_INSERTSTRING, 0, (LPARAM)L"c");
    check_equal_int(tell(list, LB_GETITEMDATA, 2, 0), 0x12345678, "the data moves with the item");
    check_equal_int(tell(list, LB_GETITEMDATA, 0, 0), 0, "the new one has none");
    DestroyWindow(list);
}

static void sorting(void)
{
    static const WCHAR *const texts[] = {L"pear", L"Apple", L"fig", L"banana", L"Cherry", L"apple2", L"Zoo", L"date"};
    static const WCHAR *const sorted[] = {L"Apple", L"apple2", L"banana", L"Cherry", L"date", L"fig", L"pear", L"Zoo"};
    static const int places[] = {0, 0, 1, 1, 2, 1, 6, 4};
    HWND list = make(LBS_SORT, 100);
    for (int i = 0; i < 8; i++) {
        check_case(i);
        check_equal_int(add(list, texts[i]), places[i], "place of a sorted item");
        check_equal_int(tell(list, LB_GETCOUNT, 0, 0), i + 1, "count");
    }
    check_case(0);
    check_texts(list, sorted, 8, "sorted");
    check_equal_int(tell(list, LB_INSERTSTRING, 0, (LPARAM)L"zzz"), 0, "LB_INSERTSTRING does not sort");
    check_equal_wide(text_of(list, 0), L"zzz", "it is where it was put");
    DestroyWindow(list);
}

static void searching(void)
{
    static const struct { UINT message; int after; LPCWSTR text; int index;
    } cases[] = {
        {LB_FINDSTRING, -1, L"al", 0},
        {LB_FINDSTRING, 0, L"al", 2},
        {LB_FINDSTRING, 2, L"al", 4},
        {LB_FINDSTRING, 4, L"al", 0},
        {LB_FINDSTRING, -1, L"AL", 0},
        {LB_FINDSTRING, -1, L"alphabet", 2},
        {LB_FINDSTRING, -1, L"x", LB_ERR},
        {LB_FINDSTRING, -1, L"beta", 1},
        {LB_FINDSTRING, 1, L"beta", 1},
        {LB_FINDSTRING, 2, L"be", 1},
        {LB_FINDSTRINGEXACT, -1, L"al", LB_ERR},
        {LB_FINDSTRINGEXACT, -1, L"ALPHA", 0},
        {LB_FINDSTRINGEXACT, 0, L"alpha", 0},
        {LB_FINDSTRINGEXACT, -1, L"alphabet", 2},
        {LB_FINDSTRINGEXACT, -1, L"alphabets", LB_ERR},
        {LB_FINDSTRINGEXACT, 3, L"ALFA", 4},
        {LB_SELECTSTRING, -1, L"ga", 3},
        {LB_SELECTSTRING, 3, L"ALF", 4},
        {LB_SELECTSTRING, -1, L"zz", LB_ERR},
    };
    static const WCHAR *const texts[] = {L"Alpha", L"Beta", L"Alphabet", L"Gamma", L"alfa"};
    HWND list = make(0, 100);
    for (int i = 0; i < 5; i++) add(list, texts[i]);
    for (int i = 0; i < (int)ARRAYSIZE(cases); i++) {
        check_case(i);
        int before = (int)tell(list, LB_GETCURSEL, 0, 0);
        check_equal_int(tell(list, cases[i].message, (WPARAM)cases[i].after, (LPARAM)cases[i].text), cases[i].index,
                        "found");
        check_equal_int(tell(list, LB_GETCURSEL, 0, 0),
                        cases[i].message == LB_SELECTSTRING && cases[i].index >= 0 ? cases[i].index : before,
                        "the selection");
    }
    check_case(0);
    DestroyWindow(list);
}

static void heights(void)
{
    HWND list = make(0, 100), exact = make(LBS_NOINTEGRALHEIGHT, 101), bordered = make(WS_BORDER, 100);
    RECT client, place, outer;
    int height = (int)tell(list, LB_GETITEMHEIGHT, 0, 0);
    check(height > 4, "height %d", height);
    GetClientRect(list, &client);
    check_equal_int(client.bottom % height, 0, "a whole number of items");
    check(client.bottom <= 100 && client.bottom > 100 - height, "the list becomes smaller: %ld", client.bottom);
    GetClientRect(exact, &client);
    check_equal_int(client.bottom, 101, "LBS_NOINTEGRALHEIGHT");
    GetClientRect(bordered, &client);
    check_equal_int(client.bottom % height, 0, "the border counts apart");
    GetWindowRect(bordered, &outer);
    check_equal_int(outer.bottom - outer.top, client.bottom + 2, "one pixel of border on each side");
    SetWindowPos(list, NULL, 0, 0, 120, height * 3 + 5, SWP_NOMOVE | SWP_NOZORDER);
    GetClientRect(list, &client);
    check_equal_int(client.bottom, height * 3, "also when sized");
    for (int i = 0; i < 3; i++) add(list, L"item");
    for (int i = 0; i < 3; i++) {
        check_case(i);
        check(tell(list, LB_GETITEMRECT, (WPARAM)i, (LPARAM)&place) != LB_ERR, "rectangle");
        check_equal_int(place.top, i * height, "top");
        check_equal_int(place.bottom, (i + 1) * height, "bottom");
        check_equal_int(place.left, 0, "left");
        check_equal_int(place.right, 120, "right");
        check_equal_int(tell(list, LB_ITEMFROMPOINT, 0, MAKELPARAM(5, i * height + 2)), i, "item at a point");
    }
    check_case(0);
    check_equal_int(HIWORD(tell(list, LB_ITEMFROMPOINT, 0, MAKELPARAM(5, height * 3 + 20))), 1,
                    "outside of the client area");
    check_equal_int(LOWORD(tell(list, LB_ITEMFROMPOINT, 0, MAKELPARAM(5, height * 3 + 20))), 2, "the nearest item");
    check(tell(list, LB_SETITEMHEIGHT, 0, 20) != LB_ERR, "set height");
    check_equal_int(tell(list, LB_GETITEMHEIGHT, 0, 0), 20, "the height");
    check_equal_int(tell(list, LB_SETITEMHEIGHT, 0, 256), LB_ERR, "255 is most");
    check_equal_int(tell(list, LB_SETITEMHEIGHT, 0, 0), LB_ERR, "1 is least");
    DestroyWindow(list);
    DestroyWindow(exact);
    DestroyWindow(bordered);
}

static void scrolling(void)
{
    HWND list = make(WS_VSCROLL | LBS_NOINTEGRALHEIGHT, 100);
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_ALL};
    int height = (int)tell(list, LB_GETITEMHEIGHT, 0, 0), page = 100 / height;
    WCHAR text[16];
    for (int i = 0; i < 40; i++) {
        wsprintfW(text, L"item %d", i);
        add(list, text);
    }
    check(GetScrollInfo(list, SB_VERT, &info), "the bar");
    check_equal_int(info.nMin, 0, "least");
    check_equal_int(info.nMax, 39, "most");
    check_equal_int(info.nPage, page, "page");
    check_equal_int(tell(list, LB_SETTOPINDEX, 10, 0), 0, "set top");
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 10, "top");
    check_equal_int(GetScrollPos(list, SB_VERT), 10, "the bar's position");
    tell(list, WM_VSCROLL, SB_LINEDOWN, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 11, "a line down");
    tell(list, WM_VSCROLL, SB_LINEUP, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 10, "a line up");
    tell(list, WM_VSCROLL, SB_BOTTOM, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 40 - page, "the bottom");
    tell(list, WM_VSCROLL, SB_TOP, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 0, "the top");
    check_equal_int(tell(list, LB_SETTOPINDEX, 39, 0), 0, "as far as it goes");
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 40 - page, "the last page is full");
    check_equal_int(tell(list, LB_SETTOPINDEX, 50, 0), LB_ERR, "beyond");
    tell(list, LB_SETCURSEL, 5, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 5, "a selected item is shown");
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 5, "selected");
    tell(list, LB_SETTOPINDEX, 20, 0);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 5, "scrolling does not select");
    for (int i = 0; i < 38; i++) tell(list, LB_DELETESTRING, 0, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 0, "the rest is seen");
    DestroyWindow(list);
}

static void selection_follows(void)
{
    HWND list = make(0, 200);
    for (int i = 0; i < 5; i++) add(list, L"item");
    check_equal_int(tell(list, LB_SETCURSEL, 2, 0), 2, "select");
    tell(list, LB_INSERTSTRING, 0, (LPARAM)L"before");
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 3, "an item before moves it");
    tell(list, LB_DELETESTRING, 0, 0);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 2, "and back");
    tell(list, LB_DELETESTRING, 4, 0);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 2, "items behind do not matter");
    check_equal_int(tell(list, LB_GETSEL, 2, 0), 1, "its state");
    check_equal_int(tell(list, LB_GETSEL, 1, 0), 0, "another's state");
    tell(list, LB_DELETESTRING, 2, 0);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), LB_ERR, "deleted: none");
    tell(list, LB_SETCURSEL, 1, 0);
    check_equal_int(tell(list, LB_SETCURSEL, (WPARAM)-1, 0), LB_ERR, "-1 selects nothing and returns LB_ERR");
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), LB_ERR, "nothing");
    check_equal_int(tell(list, LB_SETSEL, TRUE, 0), LB_ERR, "LB_SETSEL is for multiple selection");
    check_equal_int(tell(list, LB_SELITEMRANGE, TRUE, MAKELPARAM(0, 2)), LB_ERR, "LB_SELITEMRANGE as well");
    check_equal_int(tell(list, LB_SELITEMRANGEEX, 0, 2), LB_ERR, "LB_SELITEMRANGEEX as well");
    check_equal_int(tell(list, LB_GETSELITEMS, 4, (LPARAM)(int[4]){0}), LB_ERR, "LB_GETSELITEMS as well");
    check_equal_int(notified[LBN_SELCHANGE], 0, "no notification of what the program does");
    DestroyWindow(list);
}

static void columns_and_extent(void)
{
    HWND list = make(LBS_MULTICOLUMN | WS_HSCROLL | LBS_NOINTEGRALHEIGHT, 100), wide = make(WS_HSCROLL, 100);
    RECT place;
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_ALL};
    for (int i = 0; i < 30; i++) add(list, L"item");
    RECT client;
    GetClientRect(list, &client);
    int height = (int)tell(list, LB_GETITEMHEIGHT, 0, 0), rows = client.bottom / height;
    tell(list, LB_SETCOLUMNWIDTH, 50, 0);
    for (int i = 0; i < 12; i++) {
        check_case(i);
        check(tell(list, LB_GETITEMRECT, (WPARAM)i, (LPARAM)&place) != LB_ERR, "rectangle");
        check_equal_int(place.left, i / rows * 50, "left");
        check_equal_int(place.right - place.left, 50, "width");
        check_equal_int(place.top, i % rows * height, "top");
    }
    check_case(0);
    check_equal_int(tell(list, LB_ITEMFROMPOINT, 0, MAKELPARAM(60, height + 1)), rows + 1, "item at a point");
    check_equal_int(tell(list, LB_GETLISTBOXINFO, 0, 0), rows, "items of a column");
    check_equal_u32(GetListBoxInfo(list), rows, "GetListBoxInfo");
    tell(list, WM_HSCROLL, SB_LINERIGHT, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), rows, "a column to the right");
    tell(list, WM_VSCROLL, SB_LINEDOWN, 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), rows, "WM_VSCROLL is ignored");
    tell(wide, LB_SETHORIZONTALEXTENT, 300, 0);
    check_equal_int(tell(wide, LB_GETHORIZONTALEXTENT, 0, 0), 300, "extent");
    add(wide, L"x");
    GetScrollInfo(wide, SB_HORZ, &info);
    check_equal_int(info.nMax, 299, "the bar's range");
    GetClientRect(wide, &client);
    check_equal_int(tell(wide, LB_GETLISTBOXINFO, 0, 0), client.bottom / height, "items of the only column");
    DestroyWindow(list);
    DestroyWindow(wide);
}

static void settings(void)
{
    HWND list = make(LBS_USETABSTOPS, 100), plain = make(0, 100);
    int tabs[] = {20, 40, 60};
    LCID locale = (LCID)tell(list, LB_GETLOCALE, 0, 0);
    check_equal_int(tell(list, LB_SETTABSTOPS, 3, (LPARAM)tabs), TRUE, "tab stops");
    check_equal_int(tell(list, LB_SETTABSTOPS, 0, 0), TRUE, "default tab stops");
    check_equal_int(tell(plain, LB_SETTABSTOPS, 3, (LPARAM)tabs), FALSE, "without LBS_USETABSTOPS");
    check(locale == GetUserDefaultLCID() || locale == GetThreadLocale(), "locale %lx", locale);
    check_equal_u32(tell(list, LB_SETLOCALE, 0x409, 0), locale, "the former locale");
    check_equal_u32(tell(list, LB_GETLOCALE, 0, 0), 0x409, "the new");
    check(tell(list, LB_INITSTORAGE, 100, 1000) >= 100, "room for 100");
    check_equal_int(tell(list, LB_SETCOUNT, 5, 0), LB_ERR, "LB_SETCOUNT is for LBS_NODATA");
    HWND combo_like = make(LBS_NODATA | LBS_OWNERDRAWFIXED, 100);
    check_equal_int(tell(combo_like, LB_SETCOUNT, 5000, 0), 0, "LBS_NODATA");
    check_equal_int(tell(combo_like, LB_GETCOUNT, 0, 0), 5000, "count without data");
    check_equal_int(tell(combo_like, LB_FINDSTRING, (WPARAM)-1, (LPARAM)L"a"), LB_ERR, "searching fails always");
    check_equal_int(tell(combo_like, LB_SETCURSEL, 4000, 0), 4000, "selection");
    check_equal_int(tell(combo_like, LB_SETCOUNT, 10, 0), 0, "fewer");
    check_equal_int(tell(combo_like, LB_GETCOUNT, 0, 0), 10, "count");
    DestroyWindow(combo_like);
    DestroyWindow(list);
    DestroyWindow(plain);
}

static void ansi(void)
{
    HWND list = CreateWindowExA(0, "listbox", "x", WS_CHILD | LBS_SORT, 0, 0, 100, 100, parent, NULL, NULL, NULL);
    char text[32] = "";
    check(list != NULL, "made with ANSI text");
    check_equal_int(SendMessageA(list, LB_ADDSTRING, 0, (LPARAM)"two"), 0, "an ANSI string");
    check_equal_int(SendMessageA(list, LB_ADDSTRING, 0, (LPARAM)"one"), 0, "another");
    check_equal_int(SendMessageA(list, LB_GETTEXT, 1, (LPARAM)text), 3, "its length");
    check_equal_string(text, "two", "its text");
    check_equal_int(SendMessageA(list, LB_GETTEXTLEN, 0, 0), 3, "length");
    check_equal_int(SendMessageA(list, LB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)"TWO"), 1, "found");
    check_equal_wide(text_of(list, 0), L"one", "as UTF-16");
    DestroyWindow(list);
}

static void many(void)
{
    HWND list = make(WS_VSCROLL, 100);
    WCHAR text[16];
    for (int i = 0; i < 100000; i++) {
        wsprintfW(text, L"item %d", i);
        if (add(list, text) != i) break;
    }
    check_equal_int(tell(list, LB_GETCOUNT, 0, 0), 100000, "a hundred thousand items");
    check_equal_wide(text_of(list, 99999), L"item 99999", "the last");
    check_equal_int(tell(list, LB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)L"item 77777"), 77777, "found among them");
    check_equal_int(tell(list, LB_RESETCONTENT, 0, 0), 0, "all gone");
    DestroyWindow(list);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"list test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent = CreateWindowW(L"list test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    class_information();
    empty();
    items();
    data();
    sorting();
    searching();
    heights();
    scrolling();
    selection_follows();
    columns_and_extent();
    settings();
    ansi();
    many();
    DestroyWindow(parent);
    return check_summary();
}
