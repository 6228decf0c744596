/* Menus in use: messages, keyboard, what is chosen; accelerators of a window. Keys are posted, so that the test needs
 * no focus. */
#include "../check.h"

static HMENU bar, file, recent;
static int step, commands, last_command, init_menu, init_popup, uninit_popup, selects, entered, left;
static UINT last_selected, last_select_flags;
static const WORD *keys; /* posted one by one, when the menu is idle */

static void next_key(HWND window)
{
    if (!keys[step]) return;
    PostMessageW(window, WM_KEYDOWN, keys[step], 1);
    step++;
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_ENTERMENULOOP: entered++; break;
    case WM_EXITMENULOOP: left++; break;
    case WM_INITMENU: init_menu++; break;
    case WM_INITMENUPOPUP: init_popup++; break;
    case WM_UNINITMENUPOPUP: uninit_popup++; break;
    case WM_MENUSELECT:
        selects++;
        if (HIWORD(wparam) != 0xffff) last_selected = LOWORD(wparam), last_select_flags = HIWORD(wparam);
        break;
    case WM_ENTERIDLE: next_key(window); break;
    case WM_COMMAND: commands++, last_command = LOWORD(wparam) | HIWORD(wparam) << 16; return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static void reset(const WORD *new_keys)
{
    step = commands = init_menu = init_popup = uninit_popup = selects = entered = left = 0;
    last_command = -1;
    keys = new_keys;
}

static void run_messages(void)
{
    MSG message;
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

static void test_bar(HWND window)
{
    static const WORD to_second[] = {VK_DOWN, VK_RETURN, 0},
                      to_recent[] = {VK_UP, VK_UP, VK_RIGHT, VK_DOWN, VK_RETURN, 0}, away[] = {VK_ESCAPE, VK_ESCAPE, 0};
    reset(to_second);
    SendMessageW(window, WM_SYSCOMMAND, SC_KEYMENU, 'f');
    run_messages();
    check_equal_int(commands, 1, "a command");
    check_equal_int(last_command, 101, "the second item, as from a menu");
    check(entered == 1 && left == 1 && init_menu == 1 && init_popup == 1 && uninit_popup == 1,
          "messages: %d %d %d %d %d", entered, left, init_menu, init_popup, uninit_popup);
    check(last_selected == 101 && last_select_flags & MF_HILITE, "WM_MENUSELECT told it: %u, flags %x", last_selected,
          last_select_flags);
    reset(to_recent); /* from the first item upwards around: the last, then the pop-up before it */
    SendMessageW(window, WM_SYSCOMMAND, SC_KEYMENU, 'f');
    run_messages();
    check_equal_int(last_command, 301, "in the pop-up of the pop-up");
    check_equal_int(init_popup, 2, "two pop-ups were opened");
    reset(away);
    SendMessageW(window, WM_SYSCOMMAND, SC_KEYMENU, 'f');
    run_messages();
    check(commands == 0 && left == 1, "escape: no command");
}

static void test_popup(HWND window)
{
    static const WORD to_second[] = {VK_DOWN, VK_DOWN, VK_RETURN, 0}, away[] = {VK_ESCAPE, 0};
    reset(to_second);
    int id = TrackPopupMenu(recent, TPM_RETURNCMD, 50, 50, 0, window, NULL);
    run_messages();
    check_equal_int(id, 301, "TPM_RETURNCMD");
    check_equal_int(commands, 0, "no message then");
    reset(to_second);
    check(TrackPopupMenu(recent, 0, 50, 50, 0, window, NULL), "TrackPopupMenu: error %lu", GetLastError());
    run_messages();
    check_equal_int(last_command, 301, "WM_COMMAND");
    reset(away);
    check_equal_int(TrackPopupMenu(recent, TPM_RETURNCMD, 50, 50, 0, window, NULL), 0, "nothing chosen");
    check_fails_with(TrackPopupMenu((HMENU)0x1234, 0, 0, 0, 0, window, NULL), ERROR_INVALID_MENU_HANDLE);
}

static void test_accelerators(HWND window)
{
    ACCEL entries[] = {{FVIRTKEY, VK_F5, 100}, {FVIRTKEY, VK_F6, 104}, {0, 'q', 900}};
    HACCEL table = CreateAcceleratorTableW(entries, 3);
    static const WORD none[] = {0};
    MSG message = {window, WM_KEYDOWN, VK_F5, 1, 0, {0, 0}};
    reset(none);
    check(TranslateAcceleratorW(window, table, &message), "F5");
    check_equal_int(last_command, 100 | 1 << 16, "as from an accelerator");
    check(init_menu == 1 && init_popup == 1, "the menu may bring itself up to date before: %d %d", init_menu,
          init_popup);
    reset(none);
    message.wParam = VK_F6;
    check(TranslateAcceleratorW(window, table, &message) && commands == 0, "a grey item: taken, but no command");
    message = (MSG){window, WM_CHAR, 'q', 1, 0, {0, 0}};
    check(TranslateAcceleratorW(window, table, &message) && last_command == (900 | 1 << 16),
          "a character; it is in no menu");
    message.wParam = 'x';
    check(!TranslateAcceleratorW(window, table, &message), "not in the table");
    DestroyAcceleratorTable(table);
}

static void test_window_menu(HWND window)
{
    RECT before, after, item;
    HMENU system = GetSystemMenu(window, FALSE);
    GetClientRect(window, &before);
    check(GetMenu(window) == bar, "GetMenu");
    check(SetMenu(window, NULL) && GetMenu(window) == NULL, "SetMenu");
    GetClientRect(window, &after);
    check_equal_int(after.bottom - before.bottom, GetSystemMetrics(SM_CYMENU),
                    "the client area grows by the bar's height");
    check(SetMenu(window, bar), "SetMenu");
    check(GetMenuItemRect(window, bar, 0, &item) && item.right > item.left && item.bottom > item.top,
          "GetMenuItemRect");
    check_equal_int(MenuItemFromPoint(window, bar, (POINT){item.left + 2, item.top + 2}), 0, "MenuItemFromPoint");
    check(IsMenu(system) && GetMenuState(system, SC_CLOSE, MF_BYCOMMAND) != 0xffffffff, "GetSystemMenu");
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .hInstance = GetModuleHandleW(NULL), .lpszClassName = L"menu test"};
    bar = CreateMenu(), file = CreatePopupMenu(), recent = CreatePopupMenu();
    AppendMenuW(recent, 0, 300, L"First");
    AppendMenuW(recent, 0, 301, L"Second");
    AppendMenuW(file, 0, 100, L"&New");
    AppendMenuW(file, 0, 101, L"&Open");
    AppendMenuW(file, MF_GRAYED, 104, L"&Grey");
    AppendMenuW(file, MF_SEPARATOR, 0, NULL);
    AppendMenuW(file, MF_POPUP, (UINT_PTR)recent, L"&Recent");
    AppendMenuW(file, 0, 102, L"E&xit");
    AppendMenuW(bar, MF_POPUP, (UINT_PTR)file, L"&File");
    AppendMenuW(bar, 0, 200, L"&Help");
    RegisterClassW(&class);
    HWND window = CreateWindowW(L"menu test", L"Menus", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 10, 10, 400, 300, NULL, bar,
                                class.hInstance, NULL);
    check(window != NULL, "CreateWindow: error %lu", GetLastError());
    run_messages();
    test_window_menu(window);
    test_accelerators(window);
    test_bar(window);
    test_popup(window);
    check(DestroyWindow(window) && !IsMenu(bar) && !IsMenu(recent), "the menu goes with its window");
    return check_summary();
}
