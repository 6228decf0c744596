/* List and combo boxes under real input: SendInput, the mouse captured, auto-scrolling, messages that a dialog sees. */
#include "../check.h"

static HWND parent;
static char told[64];

static void note(char letter)
{
    size_t length = strlen(told);
    if (length < sizeof(told) - 1) told[length] = letter, told[length + 1] = 0;
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND && LOWORD(wparam) == 9 && HIWORD(wparam) < 11) note("?SBFKEUDCOX"[HIWORD(wparam)]);
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(window, message, wparam, lparam);
}

static void pump(DWORD milliseconds)
{
    DWORD end = GetTickCount() + milliseconds;
    MSG message;
    do {
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
        if (milliseconds) MsgWaitForMultipleObjects(0, NULL, FALSE, 5, QS_ALLINPUT);
    } while ((int)(end - GetTickCount()) > 0);
}

/* Until the condition holds, at most two seconds. */
#define wait_for(condition) \
    do { \
        for (int tries_ = 0; tries_ < 100 && !(condition); tries_++) pump(20); \
    } while (0)

static void move_to(HWND window, int x, int y)
{
    POINT point = {x, y};
    ClientToScreen(window, &point);
    SetCursorPos(point.x, point.y);
    pump(30);
}

static void button(DWORD flag)
{
    INPUT input = {.type = INPUT_MOUSE, .mi = {.dwFlags = flag}};
    SendInput(1, &input, sizeof(input));
    pump(30);
}

static void clicks(int count)
{
    INPUT inputs[4] = {{.type = INPUT_MOUSE, .mi = {.dwFlags = MOUSEEVENTF_LEFTDOWN}},
                       {.type = INPUT_MOUSE, .mi = {.dwFlags = MOUSEEVENTF_LEFTUP}}};
    inputs[2] = inputs[0];
    inputs[3] = inputs[1];
    SendInput((UINT)count * 2, inputs, sizeof(*inputs));
    pump(40);
}

static void click(void) { clicks(1); }

static void key(int code)
{
    INPUT inputs[2] = {{.type = INPUT_KEYBOARD, .ki = {.wVk = (WORD)code}},
                       {.type = INPUT_KEYBOARD, .ki = {.wVk = (WORD)code, .dwFlags = KEYEVENTF_KEYUP}}};
    SendInput(2, inputs, sizeof(*inputs));
    pump(40);
}

static void key_with(int held, int code)
{
    INPUT down = {.type = INPUT_KEYBOARD, .ki = {.wVk = (WORD)held}},
          up = {.type = INPUT_KEYBOARD, .ki = {.wVk = (WORD)held, .dwFlags = KEYEVENTF_KEYUP}};
    SendInput(1, &down, sizeof(down));
    key(code);
    SendInput(1, &up, sizeof(up));
    pump(30);
}

static HWND make(LPCWSTR class, DWORD style, UINT add, int count)
{
    HWND window = CreateWindowExW(0, class, NULL, WS_CHILD | WS_VISIBLE | WS_VSCROLL | style, 20, 10, 150, 120, parent,
                                  (HMENU)9, NULL, NULL);
    WCHAR text[16];
    for (int i = 0; i < count; i++) {
        wsprintfW(text, L"%c item", 'a' + i % 26);
        tell(window, add, 0, (LPARAM)text);
    }
    SetFocus(window);
    pump(50);
    told[0] = 0;
    return window;
}

static BOOL is_open(HWND combo) { return (BOOL)tell(combo, CB_GETDROPPEDSTATE, 0, 0); }

static void list_with_mouse(void)
{
    HWND list = make(L"ListBox", LBS_NOTIFY, LB_ADDSTRING, 30);
    int height = (int)tell(list, LB_GETITEMHEIGHT, 0, 0);
    RECT client;
    GetClientRect(list, &client);
    move_to(list, 20, height * 2 + 3);
    button(MOUSEEVENTF_LEFTDOWN);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 2, "pressed: chosen");
    check_equal_string(told, "", "nothing is told while it is pressed");
    move_to(list, 20, height + 3);
    wait_for(tell(list, LB_GETCURSEL, 0, 0) == 1);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 1, "dragged");
    move_to(list, 20, client.bottom + 10);
    wait_for(tell(list, LB_GETTOPINDEX, 0, 0) > 2);
    check(tell(list, LB_GETTOPINDEX, 0, 0) > 2, "the list scrolls while the mouse is below it");
    move_to(list, 20, -10);
    wait_for(tell(list, LB_GETTOPINDEX, 0, 0) == 0);
    check_equal_int(tell(list, LB_GETTOPINDEX, 0, 0), 0, "and back");
    move_to(list, 20, height * 3 + 3);
    button(MOUSEEVENTF_LEFTUP);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 3, "released");
    check_equal_string(told, "S", "LBN_SELCHANGE once");
    click();
    told[0] = 0;
    Sleep(GetDoubleClickTime() + 20);
    clicks(2);
    check(strchr(told, 'B') != NULL, "LBN_DBLCLK: %s", told);
    key(VK_DOWN);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 4, "Down");
    key('H');
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 7, "a letter");
    DestroyWindow(list);
}

static void extended_with_keys(void)
{
    HWND list = make(L"ListBox", LBS_NOTIFY | LBS_EXTENDEDSEL, LB_ADDSTRING, 8);
    int height = (int)tell(list, LB_GETITEMHEIGHT, 0, 0);
    key(VK_DOWN);
    key_with(VK_SHIFT, VK_DOWN);
    check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), 2, "Shift+Down extends");
    move_to(list, 20, height * 5 + 3);
    INPUT down = {.type = INPUT_KEYBOARD, .ki = {.wVk = VK_CONTROL}},
          up = {.type = INPUT_KEYBOARD, .ki = {.wVk = VK_CONTROL, .dwFlags = KEYEVENTF_KEYUP}};
    SendInput(1, &down, sizeof(down));
    pump(20);
    click();
    SendInput(1, &up, sizeof(up));
    pump(20);
    check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), 3, "Ctrl+click adds");
    check_equal_int(tell(list, LB_GETSEL, 5, 0), 1, "the one that was clicked");
    DestroyWindow(list);
}

static void combo_with_mouse(void)
{
    HWND combo = make(L"ComboBox", CBS_DROPDOWNLIST, CB_ADDSTRING, 5);
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    GetComboBoxInfo(combo, &info);
    int height = (int)tell(combo, CB_GETITEMHEIGHT, 0, 0);
    move_to(combo, info.rcButton.left + 5, info.rcButton.top + 5);
    click();
    check(is_open(combo), "a click on the button opens");
    check_equal_string(told, "D", "told");
    move_to(info.hwndList, 20, height * 2 + 3);
    check_equal_int(tell(info.hwndList, LB_GETCURSEL, 0, 0), 2, "the list follows");
    click();
    check(!is_open(combo), "a click on an item closes");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 2, "it is chosen");
    check(GetFocus() == combo, "the focus stays");
    check(GetForegroundWindow() == parent, "the window stays active");
    Sleep(GetDoubleClickTime() + 20);
    move_to(combo, 10, 8);
    button(MOUSEEVENTF_LEFTDOWN);
    check(is_open(combo), "the field of a drop-down list opens, too");
    move_to(info.hwndList, 20, height + 3);
    button(MOUSEEVENTF_LEFTUP);
    check(!is_open(combo), "dragging from the field to an item chooses it");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 1, "chosen");
    Sleep(GetDoubleClickTime() + 20);
    move_to(combo, 10, 8);
    click();
    check(is_open(combo), "open");
    told[0] = 0;
    move_to(parent, 300, 200);
    click();
    check(!is_open(combo), "a click elsewhere closes");
    check_equal_string(told, "XC", "told");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 1, "the selection stays");
    DestroyWindow(combo);
}

static void combo_with_scroll_bar(void)
{
    HWND combo = make(L"ComboBox", CBS_DROPDOWNLIST, CB_ADDSTRING, 26);
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    RECT client;
    GetComboBoxInfo(combo, &info);
    move_to(combo, info.rcButton.left + 5, info.rcButton.top + 5);
    click();
    GetClientRect(info.hwndList, &client);
    move_to(info.hwndList, client.right + 5, client.bottom - 5);
    click();
    wait_for(tell(combo, CB_GETTOPINDEX, 0, 0) >= 1);
    check(tell(combo, CB_GETTOPINDEX, 0, 0) >= 1, "its scroll bar works");
    check(is_open(combo), "the list stays open");
    int top = (int)tell(combo, CB_GETTOPINDEX, 0, 0), height = (int)tell(combo, CB_GETITEMHEIGHT, 0, 0);
    move_to(info.hwndList, 20, height + 3);
    click();
    check(!is_open(combo), "choosing closes");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), top + 1, "the item that was seen there");
    DestroyWindow(combo);
}

static void combo_dragged(void)
{
    HWND combo = make(L"ComboBox", CBS_DROPDOWNLIST, CB_ADDSTRING, 26);
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    RECT client;
    GetComboBoxInfo(combo, &info);
    move_to(combo, info.rcButton.left + 5, info.rcButton.top + 5);
    button(MOUSEEVENTF_LEFTDOWN);
    check(is_open(combo), "open while the button is down");
    GetClientRect(info.hwndList, &client);
    move_to(info.hwndList, 20, 5);
    check_equal_int(tell(combo, CB_GETTOPINDEX, 0, 0), 0, "nothing scrolls within the list");
    move_to(info.hwndList, 20, client.bottom + 20);
    wait_for(tell(combo, CB_GETTOPINDEX, 0, 0) > 2);
    check(tell(combo, CB_GETTOPINDEX, 0, 0) > 2, "the list scrolls while the mouse is below it");
    move_to(info.hwndList, 20, 5);
    int top = (int)tell(combo, CB_GETTOPINDEX, 0, 0);
    button(MOUSEEVENTF_LEFTUP);
    check(!is_open(combo), "released: closed");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), top, "the item below the mouse is chosen");
    DestroyWindow(combo);
}

static void combo_with_keys(void)
{
    HWND combo = make(L"ComboBox", CBS_DROPDOWNLIST, CB_ADDSTRING, 26);
    move_to(parent, 380, 280);
    key_with(VK_MENU, VK_DOWN);
    check(is_open(combo), "Alt+Down opens");
    key(VK_DOWN);
    key(VK_DOWN);
    key(VK_RETURN);
    check(!is_open(combo), "Enter closes");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 1, "two down");
    key('K');
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 10, "a letter");
    key(VK_F4);
    check(is_open(combo), "F4");
    key(VK_HOME);
    key(VK_ESCAPE);
    check(!is_open(combo), "Esc");
    DestroyWindow(combo);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure,
                       .lpszClassName = L"input test",
                       .hInstance = GetModuleHandleW(NULL),
                       .hbrBackground = (HBRUSH)(COLOR_3DFACE + 1)};
    RegisterClassW(&class);
    parent =
        CreateWindowW(L"input test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 420, 320, NULL, NULL, NULL, NULL);
    SetForegroundWindow(parent);
    pump(200);
    list_with_mouse();
    extended_with_keys();
    combo_with_mouse();
    combo_with_scroll_bar();
    combo_dragged();
    combo_with_keys();
    DestroyWindow(parent);
    return check_summary();
}
