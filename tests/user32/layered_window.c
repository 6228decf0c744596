/* Layered windows: attributes, what excludes what, UpdateLayeredWindow's place and size. */
#include "../check.h"

static HWND make(DWORD ex_style)
{
    return CreateWindowExW(ex_style, L"STATIC", L"layered", WS_POPUP, 10, 20, 100, 50, NULL, NULL, NULL, NULL);
}

static void test_attributes(void)
{
    COLORREF key = 0x123456;
    BYTE alpha = 7;
    DWORD flags = 99;
    HWND plain = make(0), window = make(WS_EX_LAYERED);
    check_fails_with(SetLayeredWindowAttributes(plain, 0, 100, LWA_ALPHA), ERROR_INVALID_PARAMETER);
    check(!GetLayeredWindowAttributes(plain, &key, &alpha, &flags), "a window that is not layered has no attributes");
    check(!GetLayeredWindowAttributes(window, &key, &alpha, &flags), "nothing has been set yet");
    check(SetLayeredWindowAttributes(window, 0, 100, LWA_ALPHA), "an alpha");
    check(GetLayeredWindowAttributes(window, &key, &alpha, &flags), "GetLayeredWindowAttributes");
    check_equal_u32(alpha, 100, "the alpha");
    check_equal_u32(flags, LWA_ALPHA, "the flags");
    check(SetLayeredWindowAttributes(window, RGB(1, 2, 3), 50, LWA_COLORKEY | LWA_ALPHA), "both");
    check(GetLayeredWindowAttributes(window, &key, &alpha, &flags), "GetLayeredWindowAttributes");
    check_equal_u32(key, RGB(1, 2, 3), "the colour");
    check_equal_u32(alpha, 50, "the alpha");
    check_equal_u32(flags, LWA_COLORKEY | LWA_ALPHA, "the flags");
    check(GetLayeredWindowAttributes(window, NULL, NULL, NULL), "all results are optional");
    SetWindowLongW(window, GWL_EXSTYLE, 0);
    check(!GetLayeredWindowAttributes(window, &key, &alpha, &flags), "the style is gone");
    SetWindowLongW(window, GWL_EXSTYLE, WS_EX_LAYERED);
    check(!GetLayeredWindowAttributes(window, &key, &alpha, &flags), "the attributes went with the style");
    check_fails_with(SetLayeredWindowAttributes((HWND)0xdead, 0, 1, LWA_ALPHA), ERROR_INVALID_WINDOW_HANDLE);
    DestroyWindow(plain);
    DestroyWindow(window);
}

static void test_update(void)
{
    BITMAPINFO format = {.bmiHeader = {sizeof(BITMAPINFOHEADER), 30, -20, 1, 32, BI_RGB, 0, 0, 0, 0, 0}};
    BLENDFUNCTION blend = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA};
    POINT origin = {0, 0}, place = {40, 60};
    SIZE size = {30, 20};
    RECT r;
    void *bits;
    HDC dc = CreateCompatibleDC(NULL);
    HBITMAP bitmap = CreateDIBSection(NULL, &format, DIB_RGB_COLORS, &bits, NULL, 0);
    HGDIOBJ old = SelectObject(dc, bitmap);
    memset(bits, 0x80, 30 * 20 * 4);
    HWND plain = make(0), window = make(WS_EX_LAYERED);
    check(!UpdateLayeredWindow(plain, NULL, &place, &size, dc, &origin, 0, &blend, ULW_ALPHA), "not layered");
    check(UpdateLayeredWindow(window, NULL, &place, &size, dc, &origin, 0, &blend, ULW_ALPHA), "error %lu",
          GetLastError());
    GetWindowRect(window, &r);
    check(r.left == 40 && r.top == 60 && r.right == 70 && r.bottom == 80, "%ld %ld %ld %ld", r.left, r.top, r.right,
          r.bottom);
    check(!IsWindowVisible(window), "it does not show the window");
    check_fails_with(SetLayeredWindowAttributes(window, 0, 100, LWA_ALPHA), ERROR_INVALID_PARAMETER);
    check(!GetLayeredWindowAttributes(window, NULL, NULL, NULL), "attributes are the other way");
    check(UpdateLayeredWindow(window, NULL, NULL, NULL, dc, &origin, 0, &blend, ULW_ALPHA), "without place and size");
    place.x = 5;
    check(UpdateLayeredWindow(window, NULL, &place, NULL, NULL, NULL, 0, &blend, ULW_ALPHA), "the place alone");
    GetWindowRect(window, &r);
    check(r.left == 5 && r.right == 35, "the window was moved to %ld", r.left);
    check_fails_with(UpdateLayeredWindow(window, NULL, NULL, &size, dc, NULL, 0, &blend, ULW_ALPHA),
                     ERROR_INVALID_PARAMETER);
    SetWindowLongW(window, GWL_EXSTYLE, 0);
    SetWindowLongW(window, GWL_EXSTYLE, WS_EX_LAYERED);
    check(SetLayeredWindowAttributes(window, 0, 100, LWA_ALPHA), "a window that became layered anew");
    check(!UpdateLayeredWindow(window, NULL, &place, &size, dc, &origin, 0, &blend, ULW_ALPHA),
          "excluded by SetLayeredWindowAttributes");
    SelectObject(dc, old);
    DeleteObject(bitmap);
    DeleteDC(dc);
    DestroyWindow(plain);
    DestroyWindow(window);
}

static void test_resources(void)
{
    DWORD before = GetGuiResources(GetCurrentProcess(), GR_USEROBJECTS);
    HWND windows[5];
    for (int i = 0; i < 5; i++) windows[i] = make(0);
    DWORD now = GetGuiResources(GetCurrentProcess(), GR_USEROBJECTS);
    check(now >= before + 5, "5 windows: %lu objects after %lu", now, before);
    for (int i = 0; i < 5; i++) DestroyWindow(windows[i]);
    check(GetGuiResources(GetCurrentProcess(), GR_USEROBJECTS) < now, "they are gone");
    before = GetGuiResources(GetCurrentProcess(), GR_GDIOBJECTS);
    HBRUSH brush = CreateSolidBrush(RGB(1, 2, 3));
    check_equal_u32(GetGuiResources(GetCurrentProcess(), GR_GDIOBJECTS), before + 1, "a brush");
    DeleteObject(brush);
    check_equal_u32(GetGuiResources(GetCurrentProcess(), GR_GDIOBJECTS), before, "no brush");
}

int main(void)
{
    test_attributes();
    test_update();
    test_resources();
    return check_summary();
}
