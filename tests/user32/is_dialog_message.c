/* IsDialogMessage and what it stands on: tab order, groups, mnemonics, default buttons, DLGC_ codes, GetNextDlgTabItem,
 * GetNextDlgGroupItem, dialogs within dialogs. */
#include "../check.h"

enum { FIRST = 100, SECOND, RADIO_A, RADIO_B, RADIO_C, DISABLED_ONE, HIDDEN_ONE, LABEL, EDIT, OK_ONE = IDOK,
       CANCEL_ONE = IDCANCEL };

static UINT commands;
static WPARAM last_command;

static LRESULT CALLBACK dialog_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && (HIWORD(wparam) == BN_CLICKED)) {
        commands++;
        last_command = wparam;
    }
    return DefDlgProcW(window, message, wparam, lparam);
}

static HWND dialog;

static HWND make(LPCWSTR class, LPCWSTR text, DWORD style, int id, HWND parent)
{
    static int y;
    y = (y + 20) % 400;
    return CreateWindowExW(0, class, text, WS_CHILD | WS_VISIBLE | style, 5, y, 100, 18, parent, (HMENU)(INT_PTR)id,
                           NULL, NULL);
}

static HWND item(int id) { return GetDlgItem(dialog, id); }

static HWND make_dialog(HWND parent, DWORD style, DWORD ex_style)
{
    return CreateWindowExW(ex_style, L"winrun dialog", L"dialog", style, 10, 10, 300, 400, parent, NULL, NULL, NULL);
}

/* A key comes to the control that has the focus, through IsDialogMessage. */
static BOOL press(UINT message, WPARAM key)
{
    MSG it = {.hwnd = GetFocus(), .message = message, .wParam = key, .lParam = 1};
    return IsDialogMessageW(dialog, &it);
}

static void set_key(BYTE key, BOOL down)
{
    BYTE state[256];
    GetKeyboardState(state);
    state[key] = down ? 0x80 : 0;
    SetKeyboardState(state);
}

static int focus_id(void) { return GetFocus() ? GetDlgCtrlID(GetFocus()) : 0; }

static int radio_on(void)
{
    for (int id = RADIO_A; id <= RADIO_C; id++)
        if (SendMessageW(item(id), BM_GETCHECK, 0, 0) == BST_CHECKED) return id;
    return 0;
}

static void make_controls(void)
{
    make(L"BUTTON", L"&First", WS_TABSTOP | WS_GROUP, FIRST, dialog);
    make(L"BUTTON", L"Seco&nd", WS_TABSTOP, SECOND, dialog);
    make(L"BUTTON", L"Radio &A", BS_AUTORADIOBUTTON | WS_TABSTOP | WS_GROUP, RADIO_A, dialog);
    make(L"BUTTON", L"Radio &B", BS_AUTORADIOBUTTON, RADIO_B, dialog);
    make(L"BUTTON", L"Radio &C", BS_AUTORADIOBUTTON, RADIO_C, dialog);
    make(L"BUTTON", L"&Disabled", WS_TABSTOP | WS_GROUP | WS_DISABLED, DISABLED_ONE, dialog);
    ShowWindow(make(L"BUTTON", L"&Hidden", WS_TABSTOP, HIDDEN_ONE, dialog), SW_HIDE);
    make(L"STATIC", L"&Label", 0, LABEL, dialog);
    make(L"EDIT", L"text", WS_TABSTOP, EDIT, dialog);
    make(L"BUTTON", L"OK", WS_TABSTOP | WS_GROUP | BS_DEFPUSHBUTTON, OK_ONE, dialog);
    make(L"BUTTON", L"Cancel", WS_TABSTOP, CANCEL_ONE, dialog);
}

static void test_next_items(void)
{
    static const int order[] = {FIRST, SECOND, RADIO_A, EDIT, OK_ONE, CANCEL_ONE};
    for (int i = 0; i < 6; i++) {
        check_case(i);
        check_equal_ptr(GetNextDlgTabItem(dialog, item(order[i]), FALSE), item(order[(i + 1) % 6]),
                        "the next tab stop");
        check_equal_ptr(GetNextDlgTabItem(dialog, item(order[i]), TRUE), item(order[(i + 5) % 6]), "the one before");
    }
    check_case(0);
    check_equal_ptr(GetNextDlgTabItem(dialog, NULL, FALSE), item(FIRST), "the first tab stop");
    check_equal_ptr(GetNextDlgTabItem(dialog, item(LABEL), FALSE), item(EDIT), "from what is no tab stop");
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(RADIO_A), FALSE), item(RADIO_B), "the next of the group");
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(RADIO_C), FALSE), item(RADIO_A), "from the last to the first");
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(RADIO_A), TRUE), item(RADIO_C), "from the first to the last");
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(RADIO_B), TRUE), item(RADIO_A), "the one before in the group");
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(SECOND), FALSE), item(FIRST), "a group of two");
    EnableWindow(item(RADIO_B), FALSE);
    check_equal_ptr(GetNextDlgGroupItem(dialog, item(RADIO_A), FALSE), item(RADIO_C), "the disabled one is skipped");
    EnableWindow(item(RADIO_B), TRUE);
}

static void test_tab(void)
{
    static const int order[] = {FIRST, SECOND, RADIO_A, EDIT, OK_ONE, CANCEL_ONE};
    SetFocus(item(FIRST));
    for (int i = 0; i < 6; i++) {
        check_case(i);
        check(press(WM_KEYDOWN, VK_TAB), "Tab is a dialog message");
        check_equal_int(focus_id(), order[(i + 1) % 6], "the focus after Tab");
    }
    set_key(VK_SHIFT, TRUE);
    for (int i = 6; i > 0; i--) {
        check_case(10 + i);
        press(WM_KEYDOWN, VK_TAB);
        check_equal_int(focus_id(), order[i - 1], "the focus after Shift+Tab");
    }
    set_key(VK_SHIFT, FALSE);
    check_case(0);
}

static void test_arrows(void)
{
    SetFocus(item(RADIO_A));
    press(WM_KEYDOWN, VK_DOWN);
    check_equal_int(focus_id(), RADIO_B, "down");
    check_equal_int(radio_on(), RADIO_B, "an automatic radio button is set by the arrow");
    press(WM_KEYDOWN, VK_RIGHT);
    check_equal_int(focus_id(), RADIO_C, "right");
    press(WM_KEYDOWN, VK_DOWN);
    check_equal_int(focus_id(), RADIO_A, "down from the last");
    press(WM_KEYDOWN, VK_UP);
    check_equal_int(focus_id(), RADIO_C, "up from the first");
    check_equal_int(radio_on(), RADIO_C, "it is set");
    press(WM_KEYDOWN, VK_LEFT);
    check_equal_int(focus_id(), RADIO_B, "left");
    SetFocus(item(FIRST));
    press(WM_KEYDOWN, VK_RIGHT);
    check_equal_int(focus_id(), SECOND, "push buttons of a group");
    SetFocus(item(EDIT));
    press(WM_KEYDOWN, VK_LEFT);
    check_equal_int(focus_id(), EDIT, "an edit control wants the arrows itself");
}

static void test_mnemonics(void)
{
    SetFocus(item(OK_ONE));
    commands = 0;
    check(press(WM_SYSCHAR, 'f'), "Alt+F");
    check_equal_u32(commands, 1, "a button is clicked by its letter");
    check_equal_u32(LOWORD(last_command), FIRST, "that button");
    SetFocus(item(OK_ONE));
    commands = 0;
    check(press(WM_CHAR, 'n'), "N without Alt, in a button");
    check_equal_u32(commands, 1, "the letter alone does it where no text is written");
    check_equal_u32(LOWORD(last_command), SECOND, "that button");
    press(WM_SYSCHAR, 'l');
    check_equal_int(focus_id(), EDIT, "a label's letter gives the focus to the next control");
    commands = 0;
    press(WM_CHAR, 'f');
    check_equal_u32(commands, 0, "a letter in an edit control is text");
    SetFocus(item(OK_ONE));
    commands = 0;
    press(WM_SYSCHAR, 'd');
    check_equal_u32(commands, 0, "a disabled button has no letter");
    press(WM_SYSCHAR, 'h');
    check_equal_u32(commands, 0, "nor has a hidden one");
    press(WM_SYSCHAR, 'b');
    check_equal_int(radio_on(), RADIO_B, "a radio button is set by its letter");
}

static DWORD kind_of(int id) { return (DWORD)GetWindowLongW(item(id), GWL_STYLE) & BS_TYPEMASK; }

static void test_default(void)
{
    SendMessageW(dialog, DM_SETDEFID, IDOK, 0);
    check_equal_u32(SendMessageW(dialog, DM_GETDEFID, 0, 0), MAKELONG(IDOK, DC_HASDEFID), "DM_GETDEFID");
    SendMessageW(dialog, WM_NEXTDLGCTL, (WPARAM)item(EDIT), TRUE);
    check_equal_int(focus_id(), EDIT, "WM_NEXTDLGCTL to a window");
    check_equal_u32(kind_of(OK_ONE), BS_DEFPUSHBUTTON, "the default button is shown");
    press(WM_KEYDOWN, VK_TAB);
    press(WM_KEYDOWN, VK_TAB);
    check_equal_int(focus_id(), CANCEL_ONE, "two tabs");
    check_equal_u32(kind_of(CANCEL_ONE), BS_DEFPUSHBUTTON, "a button with the focus is the default one");
    check_equal_u32(kind_of(OK_ONE), BS_PUSHBUTTON, "and no other");
    commands = 0;
    check(press(WM_KEYDOWN, VK_RETURN), "Enter");
    check_equal_u32(LOWORD(last_command), IDCANCEL, "Enter clicks the button with the focus");
    SetFocus(item(EDIT));
    SendMessageW(dialog, WM_NEXTDLGCTL, (WPARAM)item(EDIT), TRUE);
    commands = 0;
    press(WM_KEYDOWN, VK_RETURN);
    check_equal_u32(commands, 1, "one click");
    check_equal_u32(LOWORD(last_command), IDOK, "Enter in an edit control clicks the default button");
    EnableWindow(item(OK_ONE), FALSE);
    commands = 0;
    press(WM_KEYDOWN, VK_RETURN);
    check_equal_u32(commands, 0, "a disabled default button is not clicked");
    EnableWindow(item(OK_ONE), TRUE);
    commands = 0;
    check(press(WM_KEYDOWN, VK_ESCAPE), "Escape");
    check_equal_u32(commands, 1, "a command");
    check_equal_u32(LOWORD(last_command), IDCANCEL, "Escape is IDCANCEL");
    SendMessageW(dialog, WM_NEXTDLGCTL, 0, FALSE);
    check_equal_int(focus_id(), OK_ONE, "WM_NEXTDLGCTL to the next");
    SendMessageW(dialog, WM_NEXTDLGCTL, 1, FALSE);
    check_equal_int(focus_id(), EDIT, "WM_NEXTDLGCTL to the one before");
}

static void test_codes(void)
{
    static const struct { LPCWSTR class; DWORD style; DWORD code; } cases[] = {
        {L"BUTTON", BS_PUSHBUTTON, DLGC_BUTTON | DLGC_UNDEFPUSHBUTTON},
        {L"BUTTON", BS_DEFPUSHBUTTON, DLGC_BUTTON | DLGC_DEFPUSHBUTTON},
        {L"BUTTON", BS_CHECKBOX, DLGC_BUTTON},
        {L"BUTTON", BS_AUTOCHECKBOX, DLGC_BUTTON},
        {L"BUTTON", BS_RADIOBUTTON, DLGC_BUTTON | DLGC_RADIOBUTTON},
        {L"BUTTON", BS_AUTORADIOBUTTON, DLGC_BUTTON | DLGC_RADIOBUTTON},
        {L"BUTTON", BS_GROUPBOX, DLGC_STATIC},
        {L"STATIC", SS_LEFT, DLGC_STATIC},
        {L"EDIT", 0, DLGC_WANTCHARS | DLGC_HASSETSEL | DLGC_WANTARROWS},
        {L"EDIT", ES_MULTILINE, DLGC_WANTCHARS | DLGC_HASSETSEL | DLGC_WANTARROWS | DLGC_WANTALLKEYS},
        {L"LISTBOX", 0, DLGC_WANTCHARS | DLGC_WANTARROWS},
        {L"SCROLLBAR", 0, DLGC_WANTARROWS},
    };
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        HWND window = make(cases[i].class, L"x", cases[i].style, 500, dialog);
        check_case(i);
        check_equal_u32(SendMessageW(window, WM_GETDLGCODE, 0, 0), cases[i].code, "WM_GETDLGCODE");
        DestroyWindow(window);
    }
    check_case(0);
}

static LRESULT wanted_code;
static UINT keys_seen, codes_asked;
static MSG code_message;
static LRESULT CALLBACK control_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_GETDLGCODE) {
        codes_asked++;
        if (lparam) code_message = *(MSG *)lparam;
        return wanted_code;
    }
    if (message == WM_KEYDOWN || message == WM_CHAR) keys_seen++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static void test_own_control(void)
{
    WNDCLASSW class = {.lpfnWndProc = control_procedure, .lpszClassName = L"winrun control"};
    RegisterClassW(&class);
    HWND window = make(L"winrun control", L"", WS_TABSTOP, 600, dialog);
    static const struct { LRESULT code; UINT message; WPARAM key; BOOL reaches; } cases[] = {
        {0, WM_KEYDOWN, VK_TAB, FALSE},           {DLGC_WANTTAB, WM_KEYDOWN, VK_TAB, TRUE},
        {DLGC_WANTALLKEYS, WM_KEYDOWN, VK_TAB, TRUE}, {0, WM_KEYDOWN, VK_LEFT, FALSE},
        {DLGC_WANTARROWS, WM_KEYDOWN, VK_LEFT, TRUE}, {DLGC_WANTARROWS, WM_KEYDOWN, VK_TAB, FALSE},
        {0, WM_KEYDOWN, VK_RETURN, FALSE},        {DLGC_WANTMESSAGE, WM_KEYDOWN, VK_RETURN, TRUE},
        {DLGC_WANTALLKEYS, WM_KEYDOWN, VK_ESCAPE, TRUE}, {0, WM_KEYDOWN, VK_ESCAPE, FALSE},
        {0, WM_KEYDOWN, 'Q', TRUE},               {DLGC_WANTCHARS, WM_CHAR, 'f', TRUE},
        {0, WM_KEYDOWN, VK_F2, TRUE},
    };
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        check_case(i);
        wanted_code = cases[i].code;
        SetFocus(window);
        keys_seen = 0;
        codes_asked = 0;
        check(press(cases[i].message, cases[i].key), "the message is the dialog's");
        check_equal_u32(keys_seen, cases[i].reaches, "the control sees the key");
        if (cases[i].message == WM_KEYDOWN && cases[i].key == VK_TAB) {
            check(codes_asked >= 1, "the control is asked");
            check_equal_u32(code_message.wParam, VK_TAB, "with the message");
        }
    }
    check_case(0);
    DestroyWindow(window);
    MSG other = {.hwnd = GetDesktopWindow(), .message = WM_KEYDOWN, .wParam = VK_TAB};
    check(!IsDialogMessageW(dialog, &other), "a message of another window");
}

static void test_nested(void)
{
    HWND page = make_dialog(dialog, WS_CHILD | WS_VISIBLE | DS_CONTROL, WS_EX_CONTROLPARENT);
    HWND inner = make(L"BUTTON", L"I&nner", WS_TABSTOP | WS_GROUP, 700, page),
         last = make(L"EDIT", L"", WS_TABSTOP, 701, page);
    check_equal_ptr(GetNextDlgTabItem(dialog, item(CANCEL_ONE), FALSE), inner, "into the nested dialog");
    check_equal_ptr(GetNextDlgTabItem(dialog, inner, FALSE), last, "within it");
    check_equal_ptr(GetNextDlgTabItem(dialog, last, FALSE), item(FIRST), "out of it");
    check_equal_ptr(GetNextDlgTabItem(dialog, item(FIRST), TRUE), last, "into it from the other side");
    check_equal_ptr(GetNextDlgTabItem(dialog, inner, TRUE), item(CANCEL_ONE), "out of it backwards");
    SetFocus(item(CANCEL_ONE));
    press(WM_KEYDOWN, VK_TAB);
    check_equal_ptr(GetFocus(), inner, "Tab goes into it");
    press(WM_KEYDOWN, VK_TAB);
    press(WM_KEYDOWN, VK_TAB);
    check_equal_int(focus_id(), FIRST, "and out of it");
    ShowWindow(page, SW_HIDE);
    check_equal_ptr(GetNextDlgTabItem(dialog, item(CANCEL_ONE), FALSE), item(FIRST), "a hidden page is skipped");
    ShowWindow(page, SW_SHOW);
    EnableWindow(page, FALSE);
    check_equal_ptr(GetNextDlgTabItem(dialog, item(CANCEL_ONE), FALSE), item(FIRST), "a disabled page is skipped");
    EnableWindow(page, TRUE);
    SetWindowLongW(page, GWL_EXSTYLE, 0);
    check_equal_ptr(GetNextDlgTabItem(dialog, item(CANCEL_ONE), FALSE), item(FIRST), "without WS_EX_CONTROLPARENT");
    DestroyWindow(page);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = dialog_procedure, .lpszClassName = L"winrun dialog",
                       .cbWndExtra = DLGWINDOWEXTRA};
    RegisterClassW(&class);
    dialog = make_dialog(NULL, WS_POPUP | WS_CAPTION | WS_VISIBLE, WS_EX_CONTROLPARENT);
    check(dialog != NULL, "the dialog");
    make_controls();
    SetForegroundWindow(dialog);
    test_next_items();
    test_tab();
    test_arrows();
    test_mnemonics();
    test_default();
    test_codes();
    test_own_control();
    test_nested();
    DestroyWindow(dialog);
    return check_summary();
}
