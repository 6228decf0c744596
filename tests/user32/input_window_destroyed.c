/* Input that came while a window had the focus or the mouse's capture is not lost when that window is destroyed before
 * its thread takes it: a key goes to who has the focus then, a click to what lies below the mouse. */
#include "../check.h"

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return DefWindowProcA(window, message, wparam, lparam);
}

static HWND child(HWND parent, int x)
{
    return CreateWindowA("static", "", WS_CHILD | WS_VISIBLE | SS_NOTIFY, x, 0, 50, 50, parent, NULL, NULL, NULL);
}

static void press(WORD key)
{
    INPUT inputs[2] = {{.type = INPUT_KEYBOARD}, {.type = INPUT_KEYBOARD}};
    inputs[0].ki.wVk = inputs[1].ki.wVk = key;
    inputs[1].ki.dwFlags = KEYEVENTF_KEYUP;
    check_equal_u32(SendInput(2, inputs, sizeof(*inputs)), 2, "both are taken");
}

/* The next message of the range, or all zero. */
static MSG next(UINT first, UINT last)
{
    MSG message = {0};
    PeekMessageA(&message, NULL, first, last, PM_REMOVE);
    return message;
}

static void drain(void)
{
    MSG message;
    while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageA(&message);
}

static void check_keys(HWND window, BOOL looked)
{
    HWND first = child(window, 0), second = child(window, 60);
    SetFocus(first);
    drain();
    press(VK_HOME);
    if (looked) { /* the message is in the thread's own queue already */
        MSG message = {0};
        check(PeekMessageA(&message, NULL, WM_KEYFIRST, WM_KEYLAST, PM_NOREMOVE), "a key waits");
        check(message.hwnd == first, "for the first window");
    }
    DestroyWindow(first);
    SetFocus(second);
    MSG down = next(WM_KEYFIRST, WM_KEYLAST), up = next(WM_KEYFIRST, WM_KEYLAST);
    check(down.hwnd == second, "to the second window");
    check_equal_u32(down.message, WM_KEYDOWN, "down");
    check_equal_u32((UINT)down.wParam, VK_HOME, "which key");
    check(up.hwnd == second, "up, too");
    check_equal_u32(up.message, WM_KEYUP, "up");
    check_equal_u32(next(WM_KEYFIRST, WM_KEYLAST).message, 0, "no more keys");
    DestroyWindow(second);
}

static void check_mouse(HWND window, BOOL looked)
{
    HWND first = child(window, 0);
    POINT point = {200, 30};
    ClientToScreen(window, &point);
    SetCursorPos(point.x, point.y);
    drain();
    SetCapture(first);
    INPUT inputs[2] = {{.type = INPUT_MOUSE}, {.type = INPUT_MOUSE}};
    inputs[0].mi.dwFlags = MOUSEEVENTF_LEFTDOWN;
    inputs[1].mi.dwFlags = MOUSEEVENTF_LEFTUP;
    check_equal_u32(SendInput(2, inputs, sizeof(*inputs)), 2, "both clicks are taken");
    if (looked) {
        MSG message = {0};
        check(PeekMessageA(&message, NULL, WM_LBUTTONDOWN, WM_LBUTTONDOWN, PM_NOREMOVE), "a click waits");
        check(message.hwnd == first, "for the capture");
    }
    DestroyWindow(first);
    check(!GetCapture(), "no capture");
    MSG down = next(WM_LBUTTONDOWN, WM_LBUTTONUP), up = next(WM_LBUTTONDOWN, WM_LBUTTONUP);
    check(down.hwnd == window, "to the window");
    check_equal_u32(down.message, WM_LBUTTONDOWN, "down");
    check_equal_u32(LOWORD(down.lParam), 200, "x");
    check_equal_u32(HIWORD(down.lParam), 30, "y");
    check(up.hwnd == window, "up, too");
    check_equal_u32(up.message, WM_LBUTTONUP, "up");
    check_equal_u32(next(WM_LBUTTONDOWN, WM_LBUTTONUP).message, 0, "no more clicks");
}

int main(void)
{
    WNDCLASSA class = {.lpfnWndProc = procedure, .lpszClassName = "input test"};
    check(RegisterClassA(&class), "class");
    HWND window = CreateWindowA("input test", "", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 50, 50, 400, 300, NULL, NULL, NULL, NULL);
    check(window != NULL, "window");
    SetForegroundWindow(window);
    drain();
    for (int looked = 0; looked < 2; looked++) {
        check_case(looked);
        check_keys(window, looked);
        check_mouse(window, looked);
    }
    DestroyWindow(window);
    return check_summary();
}
