/* A window for desktop.py: it draws all the time and tells on standard output what comes to it.
 *     desktop_client TITLE X Y WIDTH HEIGHT COLOR [hang]
 * hang: stops answering when it is told to by the key H. */
#include <windows.h>
#include <windowsx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAW_TIMER    1
#define DRAW_INTERVAL 15
#define BAR_WIDTH     8

static COLORREF color;
static int bar;
static BOOL may_hang;

static void tell(const char *what, int a, int b)
{
    printf("%s %d %d\n", what, a, b);
    fflush(stdout);
}

/* The whole client area in the window's colour, but for a bar that wanders along its lower edge. */
static void paint(HWND window)
{
    PAINTSTRUCT info;
    RECT all, rest;
    HDC context = BeginPaint(window, &info);
    HBRUSH brush = CreateSolidBrush(color);
    GetClientRect(window, &all);
    rest = all;
    rest.bottom -= BAR_WIDTH;
    FillRect(context, &rest, brush);
    rest.top = rest.bottom;
    rest.bottom = all.bottom;
    FillRect(context, &rest, GetStockObject(WHITE_BRUSH));
    rest.left = bar % (all.right > BAR_WIDTH ? all.right - BAR_WIDTH : 1);
    rest.right = rest.left + BAR_WIDTH;
    FillRect(context, &rest, GetStockObject(BLACK_BRUSH));
    DeleteObject(brush);
    EndPaint(window, &info);
}

static void draw_next(HWND window)
{
    RECT lower;
    GetClientRect(window, &lower);
    lower.top = lower.bottom - BAR_WIDTH;
    bar += 3;
    InvalidateRect(window, &lower, FALSE);
}

static const struct {
    UINT message;
    const char *name;
} mouse_messages[] = {
    {WM_LBUTTONDOWN, "left-down"},  {WM_LBUTTONUP, "left-up"},  {WM_LBUTTONDBLCLK, "left-double"},
    {WM_RBUTTONDOWN, "right-down"}, {WM_RBUTTONUP, "right-up"}, {WM_MBUTTONDOWN, "middle-down"},
    {WM_MBUTTONUP, "middle-up"},
};

static BOOL mouse(HWND window, UINT message, LPARAM place)
{
    static BOOL is_dragging;
    if (message == WM_MOUSEMOVE && is_dragging) tell("drag", GET_X_LPARAM(place), GET_Y_LPARAM(place));
    if (message == WM_LBUTTONDOWN) {
        SetCapture(window);
        is_dragging = TRUE;
    }
    if (message == WM_LBUTTONUP) {
        is_dragging = FALSE;
        ReleaseCapture();
    }
    for (size_t i = 0; i < sizeof(mouse_messages) / sizeof(*mouse_messages); i++) {
        if (mouse_messages[i].message != message) continue;
        tell(mouse_messages[i].name, GET_X_LPARAM(place), GET_Y_LPARAM(place));
        return TRUE;
    }
    return message == WM_MOUSEMOVE;
}

static void dropped(HDROP drop)
{
    char name[MAX_PATH];
    UINT count = DragQueryFileA(drop, 0xffffffff, NULL, 0);
    for (UINT i = 0; i < count; i++) {
        DragQueryFileA(drop, i, name, sizeof(name));
        printf("dropped %s\n", name);
    }
    fflush(stdout);
    DragFinish(drop);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message >= WM_MOUSEFIRST && message <= WM_MBUTTONDBLCLK && mouse(window, message, lparam)) return 0;
    switch (message) {
    case WM_PAINT: paint(window); return 0;
    case WM_ERASEBKGND: return 1;
    case WM_TIMER: draw_next(window); return 0;
    case WM_CHAR: tell("char", (int)wparam, (int)(HIWORD(lparam) & 0xff)); return 0;
    case WM_KEYDOWN:
        tell("key-down", (int)wparam, (int)(HIWORD(lparam) & 0x1ff));
        if (may_hang && wparam == 'H') Sleep(INFINITE);
        return 0;
    case WM_KEYUP: tell("key-up", (int)wparam, (int)(HIWORD(lparam) & 0x1ff)); return 0;
    case WM_MOUSEWHEEL: tell("wheel", GET_WHEEL_DELTA_WPARAM(wparam), 0); return 0;
    case WM_MOUSEHWHEEL: tell("wheel-across", GET_WHEEL_DELTA_WPARAM(wparam), 0); return 0;
    case WM_SETFOCUS: tell("focus", 1, 0); return 0;
    case WM_KILLFOCUS: tell("focus", 0, 0); return 0;
    case WM_MOVE: tell("move", GET_X_LPARAM(lparam), GET_Y_LPARAM(lparam)); return 0;
    case WM_SIZE: tell("size", (int)wparam, 0); tell("area", LOWORD(lparam), HIWORD(lparam)); break;
    case WM_DISPLAYCHANGE: tell("display", LOWORD(lparam), HIWORD(lparam)); break;
    case WM_DROPFILES: dropped((HDROP)wparam); return 0;
    case WM_CLOSE: tell("close", 0, 0); break;
    case WM_DESTROY: PostQuitMessage(0); return 0;
    }
    return DefWindowProcA(window, message, wparam, lparam);
}

int main(int argc, char **argv)
{
    WNDCLASSA class = {.style = CS_DBLCLKS,
                       .lpfnWndProc = procedure,
                       .lpszClassName = "desktop_client",
                       .hCursor = LoadCursorA(NULL, (LPCSTR)IDC_ARROW)};
    MSG message;
    if (argc < 7) return 2;
    color = (COLORREF)strtoul(argv[6], NULL, 16);
    may_hang = argc > 7 && !strcmp(argv[7], "hang");
    class.hInstance = GetModuleHandleA(NULL);
    RegisterClassA(&class);
    HWND window = CreateWindowExA(WS_EX_ACCEPTFILES, "desktop_client", argv[1], WS_OVERLAPPEDWINDOW, atoi(argv[2]),
                                  atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), NULL, NULL, class.hInstance, NULL);
    if (!window) return 1;
    ShowWindow(window, SW_SHOW);
    SetTimer(window, DRAW_TIMER, DRAW_INTERVAL, NULL);
    tell("ready", 0, 0);
    while (GetMessageA(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageA(&message);
    }
    tell("ended", (int)message.wParam, 0);
    return 0;
}
