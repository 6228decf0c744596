/* What the windows of a multiple document interface hear: WM_MDICREATE, WM_MDIACTIVATE, WM_MDIMAXIMIZE, closing. */
#include "sequence.h"

static HWND frame, client;

static LRESULT CALLBACK frame_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (letter_of(window) == '?') name_window(window, 'f');
    if (message == WM_SETFOCUS || message == WM_KILLFOCUS) record_message(window, message, wparam, lparam);
    return DefFrameProcW(window, client, message, wparam, lparam);
}

static LRESULT CALLBACK child_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (sequence_next_letter && letter_of(window) == '?') {
        name_window(window, sequence_next_letter);
        sequence_next_letter = 0;
    }
    record_message(window, message, wparam, lparam);
    return DefMDIChildProcW(window, message, wparam, lparam);
}

static HWND make(const char *what, char letter, DWORD style, const char *expected)
{
    MDICREATESTRUCTW create = {.szClass = L"winrun mdi child", .szTitle = L"child", .x = 10, .y = 10, .cx = 120,
                               .cy = 90, .style = style};
    sequence_begin();
    name_window(NULL, letter);
    sequence_next_letter = letter;
    HWND window = (HWND)SendMessageW(client, WM_MDICREATE, 0, (LPARAM)&create);
    expect_sequence(what, expected);
    return window;
}

static void tell(const char *what, UINT message, HWND window, const char *expected)
{
    sequence_begin();
    SendMessageW(client, message, (WPARAM)window, 0);
    expect_sequence(what, expected);
}

int main(void)
{
    WNDCLASSW frame_class = {.lpfnWndProc = frame_procedure, .lpszClassName = L"winrun mdi frame"},
              child_class = {.lpfnWndProc = child_procedure, .lpszClassName = L"winrun mdi child"};
    CLIENTCREATESTRUCT parameters = {NULL, 1000};
    sequence_start();
    RegisterClassW(&frame_class);
    RegisterClassW(&child_class);
    sequence_ignores_order = TRUE;
    frame = CreateWindowExW(0, L"winrun mdi frame", L"frame", WS_OVERLAPPEDWINDOW | WS_VISIBLE | WS_CLIPCHILDREN, 20,
                            20, 500, 400, NULL, NULL, NULL, NULL);
    client = CreateWindowExW(0, L"MDICLIENT", NULL, WS_CHILD | WS_VISIBLE | WS_CLIPCHILDREN, 0, 0, 400, 300, frame,
                             (HMENU)1, NULL, &parameters);
    name_window(client, 'm');
    check(client != NULL, "the client");
    HWND first = make("the first child", 'a', 0,
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE a:SIZE(0) a:MOVE a:SHOWWINDOW(1,0) "
            "a:POSCHANGING(57) a:POSCHANGED(57) a:POSCHANGING(43) a:CHILDACTIVATE a:NCACTIVATE(1) <SETFOCUS m,f> "
            "f:KILLFOCUS(m) <SETFOCUS a,m> a:SETFOCUS(m) a:MDIACTIVATE(0,a)");
    check_equal_ptr((HWND)SendMessageW(client, WM_MDIGETACTIVE, 0, 0), first, "it is active");
    HWND second = make("the second child", 'b', 0,
            "<CREATEWND> b:GETMINMAXINFO b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE b:SHOWWINDOW(1,0) "
            "b:POSCHANGING(57) b:POSCHANGED(57) b:POSCHANGING(43) b:CHILDACTIVATE a:NCACTIVATE(0) "
            "a:MDIACTIVATE(a,b) b:NCACTIVATE(1) <SETFOCUS m,a> a:KILLFOCUS(m) <SETFOCUS b,m> b:SETFOCUS(m) "
            "b:MDIACTIVATE(a,b) b:POSCHANGED(03)");
    check_equal_ptr((HWND)SendMessageW(client, WM_MDIGETACTIVE, 0, 0), second, "it is active");
    tell("activate the first", WM_MDIACTIVATE, first,
            "a:POSCHANGING(03) a:CHILDACTIVATE b:NCACTIVATE(0) b:MDIACTIVATE(b,a) a:NCACTIVATE(1) <SETFOCUS m,b> "
            "b:KILLFOCUS(m) <SETFOCUS a,m> a:SETFOCUS(m) a:MDIACTIVATE(b,a) a:POSCHANGED(03)");
    tell("activate the active", WM_MDIACTIVATE, first, "");
    tell("the next", WM_MDINEXT, NULL,
            "b:POSCHANGING(03) b:CHILDACTIVATE a:NCACTIVATE(0) a:MDIACTIVATE(a,b) b:NCACTIVATE(1) <SETFOCUS m,a> "
            "a:KILLFOCUS(m) <SETFOCUS b,m> b:SETFOCUS(m) b:MDIACTIVATE(a,b) b:POSCHANGED(03)");
    tell("maximise the active", WM_MDIMAXIMIZE, second,
            "<MINMAX b,3> b:GETMINMAXINFO b:POSCHANGING(20) b:GETMINMAXINFO b:NCCALCSIZE(1) b:CHILDACTIVATE "
            "b:POSCHANGED(24) b:MOVE b:SIZE(2)");
    tell("restore it", WM_MDIRESTORE, second,
            "<MINMAX b,1> b:POSCHANGING(20) b:GETMINMAXINFO b:NCCALCSIZE(1) b:CHILDACTIVATE b:POSCHANGED(24) "
            "b:MOVE b:SIZE(0)");
    tell("destroy the active", WM_MDIDESTROY, second,
            "a:POSCHANGING(03) a:CHILDACTIVATE b:NCACTIVATE(0) b:MDIACTIVATE(b,a) a:NCACTIVATE(1) <SETFOCUS m,b> "
            "b:KILLFOCUS(m) <SETFOCUS a,m> a:SETFOCUS(m) a:MDIACTIVATE(b,a) a:POSCHANGED(03) <DESTROYWND b> "
            "b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97) b:DESTROY b:NCDESTROY");
    check(!IsWindow(second), "it is gone");
    tell("destroy the last", WM_MDIDESTROY, first,
            "a:SHOWWINDOW(0,0) a:POSCHANGING(97) a:POSCHANGED(97) <SETFOCUS m,a> a:KILLFOCUS(m) <SETFOCUS a,m> "
            "a:SETFOCUS(m) a:NCACTIVATE(0) a:MDIACTIVATE(a,0) <SETFOCUS m,a> a:KILLFOCUS(m) <DESTROYWND a> "
            "a:DESTROY a:NCDESTROY");
    check(!SendMessageW(client, WM_MDIGETACTIVE, 0, 0), "none is active");
    DestroyWindow(frame);
    return check_summary();
}
