/* Combo boxes: opening and closing, keyboard, mouse, and the notifications in their order. */
#include "../check.h"

static HWND parent, other;
static char told[64];
static WCHAR shown_at_change[64];

/* D: CBN_DROPDOWN, C: CBN_CLOSEUP, O: CBN_SELENDOK, X: CBN_SELENDCANCEL, S: CBN_SELCHANGE, F, K: focus, E:
 * CBN_EDITCHANGE, U: CBN_EDITUPDATE, B: CBN_DBLCLK */
static void note(UINT code)
{
    static const char letters[] = "?SBFKEUDCOX";
    size_t length = strlen(told);
    if (code < sizeof(letters) - 1 && length < sizeof(told) - 1) told[length] = letters[code], told[length + 1] = 0;
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && LOWORD(wparam) == 9) note(HIWORD(wparam));
    if (message == WM_COMMAND && LOWORD(wparam) == 9 && HIWORD(wparam) == CBN_SELCHANGE)
        GetWindowTextW((HWND)lparam, shown_at_change, 64);
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(combo, message, wparam, lparam);
}

static HWND make(DWORD style)
{
    static const WCHAR *const texts[] = {L"apple", L"banana", L"cherry", L"date", L"elder", L"fig"};
    HWND combo = CreateWindowExW(0, L"ComboBox", NULL, WS_CHILD | WS_VISIBLE | WS_VSCROLL | style, 10, 10, 150, 200,
                                 parent, (HMENU)9, NULL, NULL);
    for (int i = 0; i < 6; i++) tell(combo, CB_ADDSTRING, 0, (LPARAM)texts[i]);
    SetFocus(combo);
    told[0] = 0;
    return combo;
}

static HWND list_of(HWND combo)
{
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    GetComboBoxInfo(combo, &info);
    return info.hwndList;
}

static HWND field_of(HWND combo)
{
    HWND edit = GetDlgItem(combo, 1001);
    return edit ? edit : combo;
}

static BOOL is_open(HWND combo) { return (BOOL)tell(combo, CB_GETDROPPEDSTATE, 0, 0); }
static int selected(HWND combo) { return (int)tell(combo, CB_GETCURSEL, 0, 0); }
static void press(HWND combo, int key) { tell(field_of(combo), WM_KEYDOWN, (WPARAM)key, 1); }
static void press_alt(HWND combo, int key) { tell(field_of(combo), WM_SYSKEYDOWN, (WPARAM)key, 1 | 1 << 29); }
static LPCSTR taken(void)
{
    static char copy[64];
    strcpy(copy, told);
    told[0] = 0;
    return copy;
}

static void by_program(DWORD style)
{
    HWND combo = make(style), list = list_of(combo);
    RECT field, shown;
    check_equal_int(tell(combo, CB_SHOWDROPDOWN, TRUE, 0), TRUE, "opened");
    check_equal_string(taken(), "D", "CBN_DROPDOWN");
    check(is_open(combo), "open");
    check(IsWindowVisible(list), "its list is seen");
    check((GetWindowLongW(list, GWL_STYLE) & WS_VISIBLE) != 0, "its style says so");
    check((GetWindowLongW(list, GWL_EXSTYLE) & WS_EX_TOPMOST) != 0 || !(GetWindowLongW(list, GWL_STYLE) & WS_CHILD),
          "a window of its own");
    GetWindowRect(combo, &field);
    GetWindowRect(list, &shown);
    check_equal_int(shown.left, field.left, "the list lies below the field");
    check(shown.top >= field.bottom - 1 && shown.top <= field.bottom + 1, "at its bottom: %ld, %ld", shown.top,
          field.bottom);
    check_equal_int(shown.right - shown.left, field.right - field.left, "as wide");
    check_equal_int(tell(combo, CB_SHOWDROPDOWN, TRUE, 0), TRUE, "opened again");
    check_equal_string(taken(), "", "nothing new");
    check_equal_int(tell(combo, CB_SHOWDROPDOWN, FALSE, 0), TRUE, "closed");
    const char *order = taken();
    check(!strcmp(order, "OC") || !strcmp(order, "XC"), "told at the end: %s", order);
    check(!is_open(combo) && !IsWindowVisible(list), "closed");
    tell(combo, CB_SETDROPPEDWIDTH, 250, 0);
    tell(combo, CB_SHOWDROPDOWN, TRUE, 0);
    GetWindowRect(list, &shown);
    check_equal_int(shown.right - shown.left, 250, "CB_SETDROPPEDWIDTH");
    DestroyWindow(combo);
    check(!IsWindow(list), "the list goes with it");
}

static void keys_closed(DWORD style)
{
    static const struct { int key, selected; const char *told;
    } steps[] = {
        {VK_DOWN, 0, "OS"}, {VK_DOWN, 1, "OS"}, {VK_UP, 0, "OS"},    {VK_UP, 0, ""},
        {VK_NEXT, 5, "OS"}, {VK_DOWN, 5, ""},   {VK_PRIOR, 0, "OS"},
    };
    HWND combo = make(style);
    for (int i = 0; i < (int)ARRAYSIZE(steps); i++) {
        check_case((int)style * 100 + i);
        press(combo, steps[i].key);
        check_equal_int(selected(combo), steps[i].selected, "chosen");
        const char *order = taken();
        if (*steps[i].told) check_equal_string(order, steps[i].told, "told");
        check(!is_open(combo), "it stays closed");
    }
    check_case(0);
    DestroyWindow(combo);
}

static void opening_keys(DWORD style)
{
    HWND combo = make(style);
    tell(combo, CB_SETCURSEL, 2, 0);
    press(combo, VK_F4);
    check(is_open(combo), "F4 opens");
    check_equal_string(taken(), "D", "CBN_DROPDOWN");
    press(combo, VK_F4);
    check(!is_open(combo), "F4 closes");
    taken();
    press_alt(combo, VK_DOWN);
    check(is_open(combo), "Alt+Down opens");
    check_equal_string(taken(), "D", "CBN_DROPDOWN");
    press(combo, VK_DOWN);
    check_equal_int(selected(combo), 3, "the arrows move in the list");
    check(is_open(combo), "still open");
    const char *order = taken();
    check(strchr(order, 'S') != NULL, "CBN_SELCHANGE: %s", order);
    press(combo, VK_RETURN);
    check(!is_open(combo), "Enter closes");
    check_equal_string(taken(), "OC", "CBN_SELENDOK, CBN_CLOSEUP");
    check_equal_int(selected(combo), 3, "it stays chosen");
    press_alt(combo, VK_DOWN);
    press(combo, VK_DOWN);
    taken();
    press(combo, VK_ESCAPE);
    check(!is_open(combo), "Esc closes");
    check_equal_string(taken(), "XC", "CBN_SELENDCANCEL, CBN_CLOSEUP");
    press_alt(combo, VK_UP);
    check(is_open(combo), "Alt+Up opens");
    press_alt(combo, VK_UP);
    check(!is_open(combo), "and closes");
    tell(combo, CB_SETEXTENDEDUI, TRUE, 0);
    press(combo, VK_F4);
    check(!is_open(combo), "no F4 with the extended keys");
    int before = selected(combo);
    press(combo, VK_DOWN);
    check(is_open(combo), "Down opens with them");
    check_equal_int(selected(combo), before, "and chooses nothing");
    DestroyWindow(combo);
}

static void dialog_codes(void)
{
    HWND combo = make(CBS_DROPDOWNLIST);
    MSG message = {.hwnd = combo, .message = WM_KEYDOWN, .wParam = VK_RETURN};
    check(!(tell(combo, WM_GETDLGCODE, VK_RETURN, (LPARAM)&message) & DLGC_WANTMESSAGE), "Enter is the dialog's");
    tell(combo, CB_SHOWDROPDOWN, TRUE, 0);
    check((tell(combo, WM_GETDLGCODE, VK_RETURN, (LPARAM)&message) & DLGC_WANTMESSAGE) != 0, "not while it is open");
    message.wParam = VK_ESCAPE;
    check((tell(combo, WM_GETDLGCODE, VK_ESCAPE, (LPARAM)&message) & DLGC_WANTMESSAGE) != 0, "nor Esc");
    DestroyWindow(combo);
}

static LPARAM at(int x, int y) { return MAKELPARAM(x, y); }

static void mouse(DWORD style)
{
    HWND combo = make(style), list = list_of(combo);
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    RECT place;
    GetComboBoxInfo(combo, &info);
    LPARAM button = at(info.rcButton.left + 4, info.rcButton.top + 4);
    tell(combo, WM_LBUTTONDOWN, MK_LBUTTON, button);
    check(is_open(combo), "the button opens");
    tell(combo, WM_LBUTTONUP, 0, button);
    check(is_open(combo), "it stays open");
    check_equal_string(taken(), "D", "CBN_DROPDOWN");
    check_equal_int(tell(list, LB_GETITEMRECT, 3, (LPARAM)&place), 1, "an item");
    tell(list, WM_MOUSEMOVE, 0, at(place.left + 5, place.top + 3));
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 3, "the list follows the mouse");
    check_equal_string(taken(), "", "nothing is told yet");
    tell(list, WM_LBUTTONDOWN, MK_LBUTTON, at(place.left + 5, place.top + 3));
    check(is_open(combo), "open while pressed");
    tell(list, WM_LBUTTONUP, 0, at(place.left + 5, place.top + 3));
    check(!is_open(combo), "closed");
    check_equal_int(selected(combo), 3, "chosen");
    const char *order = taken();
    check(strchr(order, 'O') && strchr(order, 'C') && strchr(order, 'S') && strlen(order) == 3, "told: %s", order);
    check(strchr(order, 'O') < strchr(order, 'S'), "CBN_SELENDOK comes before CBN_SELCHANGE: %s", order);
    check(!GetCapture(), "the mouse is free");
    tell(combo, WM_LBUTTONDOWN, MK_LBUTTON, button);
    tell(combo, WM_LBUTTONUP, 0, button);
    taken();
    tell(list, WM_LBUTTONDOWN, MK_LBUTTON, at(-40, -80));
    check(!is_open(combo), "a click elsewhere closes");
    check_equal_string(taken(), "XC", "CBN_SELENDCANCEL, CBN_CLOSEUP");
    check_equal_int(selected(combo), 3, "the selection stays");
    DestroyWindow(combo);
}

static void focus(DWORD style)
{
    HWND combo = make(style);
    SetFocus(other);
    check_equal_string(taken(), "XK", "CBN_SELENDCANCEL, CBN_KILLFOCUS");
    SetFocus(combo);
    check_equal_string(taken(), "F", "CBN_SETFOCUS");
    check_equal_ptr(GetFocus(), field_of(combo), "the edit control gets the focus, if there is one");
    if (!is_open(combo)) {
        tell(combo, CB_SHOWDROPDOWN, TRUE, 0);
        taken();
        SetFocus(other);
        const char *order = taken();
        check(!is_open(combo), "losing the focus closes");
        check(order[0] == 'X' && strchr(order, 'C') && strchr(order, 'K'), "told: %s", order);
    }
    DestroyWindow(combo);
}

static void wheel(void)
{
    HWND combo = make(CBS_DROPDOWNLIST);
    tell(combo, CB_SETCURSEL, 2, 0);
    tell(combo, WM_MOUSEWHEEL, MAKEWPARAM(0, -WHEEL_DELTA), 0);
    check_equal_int(selected(combo), 3, "the wheel chooses the next");
    tell(combo, WM_MOUSEWHEEL, MAKEWPARAM(0, WHEEL_DELTA), 0);
    check_equal_int(selected(combo), 2, "and the one before");
    DestroyWindow(combo);
}

static void letters(void)
{
    HWND combo = make(CBS_DROPDOWNLIST);
    tell(combo, WM_CHAR, 'd', 1);
    check_equal_int(selected(combo), 3, "a letter chooses");
    check(strchr(taken(), 'S') != NULL, "CBN_SELCHANGE");
    check_equal_wide(shown_at_change, L"date", "the new text is there already");
    tell(combo, WM_CHAR, 'z', 1);
    check_equal_int(selected(combo), 3, "no such item");
    DestroyWindow(combo);
}

static void simple(void)
{
    HWND combo = make(CBS_SIMPLE), list = list_of(combo);
    RECT place, outer, inner;
    WCHAR text[32];
    GetWindowRect(combo, &outer);
    GetWindowRect(list, &inner);
    check(inner.top > outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left &&
              inner.right <= outer.right,
          "the list is within");
    tell(list, LB_GETITEMRECT, 1, (LPARAM)&place);
    tell(list, WM_LBUTTONDOWN, MK_LBUTTON, at(place.left + 5, place.top + 3));
    tell(list, WM_LBUTTONUP, 0, at(place.left + 5, place.top + 3));
    check_equal_int(selected(combo), 1, "a click chooses");
    check_equal_string(taken(), "OS", "CBN_SELENDOK, CBN_SELCHANGE");
    GetWindowTextW(combo, text, 32);
    check_equal_wide(text, L"banana", "it is in the edit control");
    press(combo, VK_DOWN);
    check_equal_int(selected(combo), 2, "the arrows choose");
    check_equal_string(taken(), "OS", "CBN_SELENDOK, CBN_SELCHANGE");
    tell(list, WM_LBUTTONDBLCLK, MK_LBUTTON, at(place.left + 5, place.top + 3));
    tell(list, WM_LBUTTONUP, 0, at(place.left + 5, place.top + 3));
    check(strchr(taken(), 'B') != NULL, "CBN_DBLCLK");
    check_equal_int(tell(combo, CB_SHOWDROPDOWN, FALSE, 0), TRUE, "closing");
    check(IsWindowVisible(list), "does not hide it");
    DestroyWindow(combo);
}

int main(void)
{
    static const DWORD styles[] = {CBS_DROPDOWN, CBS_DROPDOWNLIST};
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"combo test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent =
        CreateWindowW(L"combo test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    other = CreateWindowW(L"Button", L"", WS_CHILD | WS_VISIBLE, 300, 200, 40, 20, parent, NULL, NULL, NULL);
    SetForegroundWindow(parent);
    for (int i = 0; i < 2; i++) {
        check_case(i);
        by_program(styles[i]);
        check_case(i);
        opening_keys(styles[i]);
        check_case(i);
        mouse(styles[i]);
        check_case(i);
        focus(styles[i]);
        keys_closed(styles[i]);
    }
    check_case(3);
    focus(CBS_SIMPLE);
    check_case(0);
    dialog_codes();
    wheel();
    letters();
    simple();
    DestroyWindow(parent);
    return check_summary();
}
