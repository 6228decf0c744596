/* Combo boxes: creation, parts, items, selection, heights, what programs may ask and set. */
#include "../check.h"

static HWND parent;
static int notified[12];

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && HIWORD(wparam) < 12) notified[HIWORD(wparam)]++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(combo, message, wparam, lparam);
}

static HWND make(DWORD style, int height)
{
    return CreateWindowExW(0, L"ComboBox", L"text", WS_CHILD | WS_VISIBLE | style, 10, 10, 150, height, parent,
                           (HMENU)9, NULL, NULL);
}

static HWND make_filled(DWORD style)
{
    static const WCHAR *const texts[] = {L"Beta", L"alpha", L"Gamma", L"delta", L"alphabet"};
    HWND combo = make(style, 150);
    for (int i = 0; i < 5; i++) tell(combo, CB_ADDSTRING, 0, (LPARAM)texts[i]);
    memset(notified, 0, sizeof(notified));
    return combo;
}

static LPCWSTR text_of(HWND combo, int index)
{
    static WCHAR text[64];
    text[0] = 0;
    tell(combo, CB_GETLBTEXT, (WPARAM)index, (LPARAM)text);
    return text;
}

static LPCWSTR shown(HWND combo)
{
    static WCHAR text[64];
    text[0] = 0;
    GetWindowTextW(combo, text, 64);
    return text;
}

static void class_information(void)
{
    WNDCLASSW class;
    check(GetClassInfoW(NULL, L"COMBOBOX", &class), "the class is there");
    check((class.style & (CS_DBLCLKS | CS_PARENTDC | CS_HREDRAW | CS_VREDRAW)) ==
              (CS_DBLCLKS | CS_PARENTDC | CS_HREDRAW | CS_VREDRAW),
          "its style: %x", class.style);
    check(class.hCursor != NULL, "it has a cursor");
}

static void parts(void)
{
    static const DWORD styles[] = {CBS_SIMPLE, CBS_DROPDOWN, CBS_DROPDOWNLIST};
    for (int i = 0; i < 3; i++) {
        WCHAR name[32] = L"";
        COMBOBOXINFO info = {.cbSize = sizeof(info)};
        HWND combo = make_filled(styles[i] | WS_VSCROLL);
        check_case(i);
        check(combo != NULL, "made");
        check_equal_u32(tell(combo, CB_GETCOMBOBOXINFO, 0, (LPARAM)&info), TRUE, "CB_GETCOMBOBOXINFO");
        memset(&info, 0, sizeof(info));
        check_fails_with(GetComboBoxInfo(combo, &info), ERROR_INVALID_PARAMETER);
        info.cbSize = sizeof(info);
        check(GetComboBoxInfo(combo, &info), "GetComboBoxInfo");
        check_equal_ptr(info.hwndCombo, combo, "the combo box");
        check(IsWindow(info.hwndList), "its list");
        GetClassNameW(info.hwndList, name, 32);
        check_equal_wide(name, L"ComboLBox", "the list's class");
        check((info.stateButton == STATE_SYSTEM_INVISIBLE) == (styles[i] == CBS_SIMPLE), "the button: %lx",
              info.stateButton);
        DWORD style = GetWindowLongW(info.hwndList, GWL_STYLE);
        check((style & (WS_CHILD | WS_POPUP)) == (styles[i] == CBS_SIMPLE ? WS_CHILD : WS_CHILD) || (style & WS_POPUP),
              "the list's style: %lx", style);
        check(!!(style & WS_VISIBLE) == (styles[i] == CBS_SIMPLE), "it is seen only in a simple one");
        check((style & (LBS_NOTIFY | LBS_COMBOBOX)) == (LBS_NOTIFY | LBS_COMBOBOX), "it notifies the combo box");
        check((style & LBS_HASSTRINGS) != 0, "it has strings");
        check_equal_int(GetWindowLongW(info.hwndList, GWL_ID), 1000, "the list's id");
        if (styles[i] == CBS_DROPDOWNLIST) {
            check(!GetDlgItem(combo, 1001), "no edit control");
        } else {
            HWND edit = GetDlgItem(combo, 1001);
            check(edit != NULL, "an edit control");
            GetClassNameW(edit, name, 32);
            check_equal_wide(name, L"Edit", "its class");
            check_equal_ptr(info.hwndItem, edit, "it is the field");
        }
        check(info.rcItem.right > info.rcItem.left && info.rcItem.bottom > info.rcItem.top, "place of the field");
        if (styles[i] != CBS_SIMPLE)
            check(info.rcButton.left >= info.rcItem.right - 1 && info.rcButton.right > info.rcButton.left,
                  "place of the button");
        check_equal_int(tell(combo, CB_GETDROPPEDSTATE, 0, 0), styles[i] == CBS_SIMPLE, "dropped");
        DestroyWindow(combo);
        check(!IsWindow(info.hwndList), "the list goes with it");
    }
    check_case(0);
}

static void items(DWORD style)
{
    HWND combo = make_filled(style);
    check_equal_int(tell(combo, CB_GETCOUNT, 0, 0), 5, "count");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), CB_ERR, "nothing chosen");
    check_equal_wide(text_of(combo, 2), L"Gamma", "an item");
    check_equal_int(tell(combo, CB_GETLBTEXTLEN, 4, 0), 8, "its length");
    check_equal_int(tell(combo, CB_GETLBTEXTLEN, 5, 0), CB_ERR, "none there");
    check_equal_int(tell(combo, CB_GETLBTEXT, 5, (LPARAM)(WCHAR[64]){0}), CB_ERR, "no text either");
    check_equal_int(tell(combo, CB_INSERTSTRING, 1, (LPARAM)L"new"), 1, "inserted");
    check_equal_int(tell(combo, CB_INSERTSTRING, (WPARAM)-1, (LPARAM)L"end"), 6, "at the end");
    check_equal_int(tell(combo, CB_INSERTSTRING, 20, (LPARAM)L"no"), CB_ERR, "beyond");
    check_equal_int(tell(combo, CB_DELETESTRING, 1, 0), 6, "deleted");
    check_equal_int(tell(combo, CB_DELETESTRING, 20, 0), CB_ERR, "not there");
    check_equal_int(tell(combo, CB_FINDSTRING, (WPARAM)-1, (LPARAM)L"ALPHA"), 1, "found by its beginning");
    check_equal_int(tell(combo, CB_FINDSTRING, 1, (LPARAM)L"ALPHA"), 4, "the next");
    check_equal_int(tell(combo, CB_FINDSTRINGEXACT, 1, (LPARAM)L"ALPHA"), 1, "only exactly");
    check_equal_int(tell(combo, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)L"alp"), CB_ERR, "no such item");
    check_equal_int(tell(combo, CB_SETCURSEL, 3, 0), 3, "chosen");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 3, "it is");
    check_equal_wide(shown(combo), L"delta", "it is shown");
    check_equal_int(GetWindowTextLengthW(combo), 5, "its length");
    check_equal_int(tell(combo, CB_SELECTSTRING, (WPARAM)-1, (LPARAM)L"ga"), 2, "chosen by its beginning");
    check_equal_wide(shown(combo), L"Gamma", "shown");
    check_equal_int(tell(combo, CB_SELECTSTRING, (WPARAM)-1, (LPARAM)L"zz"), CB_ERR, "no such");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 2, "nothing changes");
    check_equal_int(tell(combo, CB_SETCURSEL, 99, 0), CB_ERR, "beyond");
    tell(combo, CB_SETCURSEL, 2, 0);
    check_equal_int(tell(combo, CB_SETCURSEL, (WPARAM)-1, 0), CB_ERR, "-1: none");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), CB_ERR, "none");
    check_equal_wide(shown(combo), L"", "the field is empty");
    tell(combo, CB_SETITEMDATA, 1, 0x4711);
    check_equal_int(tell(combo, CB_GETITEMDATA, 1, 0), 0x4711, "data");
    check_equal_int(tell(combo, CB_GETITEMDATA, 20, 0), CB_ERR, "none there");
    tell(combo, CB_SETCURSEL, 0, 0);
    check_equal_int(tell(combo, CB_RESETCONTENT, 0, 0), CB_OKAY, "reset");
    check_equal_int(tell(combo, CB_GETCOUNT, 0, 0), 0, "no items");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), CB_ERR, "nothing chosen");
    check_equal_wide(shown(combo), L"", "nothing shown");
    check_equal_int(notified[CBN_SELCHANGE] + notified[CBN_SELENDOK], 0, "no notification of what the program does");
    DestroyWindow(combo);
}

static void sorted(void)
{
    static const WCHAR *const order[] = {L"alpha", L"alphabet", L"Beta", L"delta", L"Gamma"};
    HWND combo = make_filled(CBS_DROPDOWNLIST | CBS_SORT);
    for (int i = 0; i < 5; i++) {
        check_case(i);
        check_equal_wide(text_of(combo, i), order[i], "sorted");
    }
    check_case(0);
    check_equal_int(tell(combo, CB_ADDSTRING, 0, (LPARAM)L"CAT"), 3, "its place");
    DestroyWindow(combo);
}

static void heights(void)
{
    HWND combo = make_filled(CBS_DROPDOWNLIST), simple = make_filled(CBS_SIMPLE), font_box;
    RECT outer, dropped;
    int item = (int)tell(combo, CB_GETITEMHEIGHT, 0, 0), field = (int)tell(combo, CB_GETITEMHEIGHT, (WPARAM)-1, 0);
    check(item > 4 && field >= item, "heights %d, %d", item, field);
    GetWindowRect(combo, &outer);
    check_equal_int(outer.bottom - outer.top, field + 6, "a closed one is as high as its field");
    check_equal_int(outer.right - outer.left, 150, "width");
    check(tell(combo, CB_GETDROPPEDCONTROLRECT, 0, (LPARAM)&dropped), "CB_GETDROPPEDCONTROLRECT");
    check_equal_int(dropped.top, outer.top, "top");
    check_equal_int(dropped.left, outer.left, "left");
    check_equal_int(dropped.right, outer.right, "right");
    check(dropped.bottom > outer.bottom, "it reaches below the field");
    GetWindowRect(simple, &outer);
    check_equal_int(outer.bottom - outer.top, 150, "a simple one keeps its height");
    check(tell(combo, CB_SETITEMHEIGHT, (WPARAM)-1, 30) != CB_ERR, "another height of the field");
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, (WPARAM)-1, 0), 30, "the height");
    GetWindowRect(combo, &outer);
    check_equal_int(outer.bottom - outer.top, 36, "the window follows");
    check(tell(combo, CB_SETITEMHEIGHT, 0, 25) != CB_ERR, "another height of the items");
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, 0, 0), 25, "the height");
    check_equal_int(tell(combo, CB_SETITEMHEIGHT, 0, 300), CB_ERR, "255 is most");
    SetWindowPos(combo, NULL, 0, 0, 200, 300, SWP_NOMOVE | SWP_NOZORDER);
    GetWindowRect(combo, &outer);
    check_equal_int(outer.bottom - outer.top, 36, "its height does not follow SetWindowPos");
    check_equal_int(outer.right - outer.left, 200, "its width does");
    font_box = make_filled(CBS_DROPDOWNLIST);
    HFONT font = CreateFontW(-40, 0, 0, 0, 400, 0, 0, 0, 0, 0, 0, 0, 0, L"Arial");
    tell(font_box, WM_SETFONT, (WPARAM)font, TRUE);
    check_equal_ptr((void *)tell(font_box, WM_GETFONT, 0, 0), font, "the font");
    check(tell(font_box, CB_GETITEMHEIGHT, 0, 0) >= 40, "items grow with it");
    check(tell(font_box, CB_GETITEMHEIGHT, (WPARAM)-1, 0) >= 40, "the field as well");
    GetWindowRect(font_box, &outer);
    check_equal_int(outer.bottom - outer.top, tell(font_box, CB_GETITEMHEIGHT, (WPARAM)-1, 0) + 6, "and the window");
    DestroyWindow(font_box);
    DeleteObject(font);
    DestroyWindow(combo);
    DestroyWindow(simple);
}

static void settings(void)
{
    HWND combo = make_filled(CBS_DROPDOWNLIST);
    check_equal_int(tell(combo, CB_GETEXTENDEDUI, 0, 0), FALSE, "no extended keys at first");
    check_equal_int(tell(combo, CB_SETEXTENDEDUI, TRUE, 0), CB_OKAY, "set");
    check_equal_int(tell(combo, CB_GETEXTENDEDUI, 0, 0), TRUE, "they are");
    check_equal_int(tell(combo, CB_SETDROPPEDWIDTH, 300, 0), 300, "a wider list");
    check_equal_int(tell(combo, CB_GETDROPPEDWIDTH, 0, 0), 300, "it is");
    check_equal_int(tell(combo, CB_SETDROPPEDWIDTH, 50, 0), 150, "never narrower than the combo box");
    check_equal_int(tell(combo, CB_GETLOCALE, 0, 0), GetUserDefaultLCID(), "locale");
    check_equal_int(tell(combo, CB_SETLOCALE, 0x409, 0), GetUserDefaultLCID(), "the former");
    check_equal_int(tell(combo, CB_GETTOPINDEX, 0, 0), 0, "top index");
    check_equal_int(tell(combo, CB_SETTOPINDEX, 20, 0), CB_ERR, "beyond");
    tell(combo, CB_SETHORIZONTALEXTENT, 400, 0);
    check_equal_int(tell(combo, CB_GETHORIZONTALEXTENT, 0, 0), 400, "extent");
    check(tell(combo, CB_INITSTORAGE, 50, 100) >= 50, "room for 50");
    check_equal_int(tell(combo, CB_GETEDITSEL, 0, 0), CB_ERR, "no edit control: no selection in it");
    check_equal_int(tell(combo, CB_SETEDITSEL, 0, 0), CB_ERR, "nor to set");
    check_equal_int(tell(combo, CB_LIMITTEXT, 10, 0), TRUE, "CB_LIMITTEXT always gives TRUE");
    check_equal_int(tell(combo, WM_SETTEXT, 0, (LPARAM)L"alpha"), CB_ERR, "no text to set");
    check((tell(combo, WM_GETDLGCODE, 0, 0) & DLGC_WANTARROWS) != 0, "it wants the arrows");
    DestroyWindow(combo);
    combo = CreateWindowExA(0, "combobox", "x", WS_CHILD | CBS_DROPDOWNLIST, 0, 0, 100, 100, parent, NULL, NULL, NULL);
    char text[16] = "";
    SendMessageA(combo, CB_ADDSTRING, 0, (LPARAM)"one");
    SendMessageA(combo, CB_ADDSTRING, 0, (LPARAM)"two");
    check_equal_int(SendMessageA(combo, CB_GETLBTEXT, 1, (LPARAM)text), 3, "ANSI text");
    check_equal_string(text, "two", "the text");
    check_equal_int(SendMessageA(combo, CB_SELECTSTRING, (WPARAM)-1, (LPARAM)"TW"), 1, "chosen");
    check_equal_int(GetWindowTextA(combo, text, 3), 2, "as much as fits");
    check_equal_string(text, "tw", "cut off");
    DestroyWindow(combo);
}

static void editing(void)
{
    static const DWORD styles[] = {CBS_SIMPLE, CBS_DROPDOWN};
    for (int i = 0; i < 2; i++) {
        HWND combo = make_filled(styles[i] | CBS_AUTOHSCROLL);
        DWORD from = 99, to = 99;
        check_case(i);
        check(SetWindowTextW(combo, L"hello"), "text");
        check_equal_wide(shown(combo), L"hello", "it is shown");
        check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), CB_ERR, "no item is chosen by it");
        check_equal_int(tell(combo, CB_SETEDITSEL, 0, MAKELPARAM(1, 3)), TRUE, "selection");
        check_equal_u32(tell(combo, CB_GETEDITSEL, (WPARAM)&from, (LPARAM)&to), MAKELONG(1, 3), "the selection");
        check_equal_u32(from, 1, "from");
        check_equal_u32(to, 3, "to");
        memset(notified, 0, sizeof(notified));
        tell(combo, CB_LIMITTEXT, 0, 0);
        SendMessageW(GetDlgItem(combo, 1001), WM_CHAR, 'x', 1);
        check_equal_int(notified[CBN_EDITUPDATE], 1, "CBN_EDITUPDATE");
        check_equal_int(notified[CBN_EDITCHANGE], 1, "CBN_EDITCHANGE");
        tell(combo, CB_SETCURSEL, 1, 0);
        check_equal_wide(shown(combo), L"alpha", "an item");
        DestroyWindow(combo);
    }
    check_case(0);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"combo test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent =
        CreateWindowW(L"combo test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    class_information();
    parts();
    items(CBS_DROPDOWNLIST);
    check_case(1);
    items(CBS_DROPDOWN);
    check_case(2);
    items(CBS_SIMPLE);
    check_case(0);
    sorted();
    heights();
    settings();
    editing();
    DestroyWindow(parent);
    return check_summary();
}
