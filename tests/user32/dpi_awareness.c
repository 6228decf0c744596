/* DPI awareness contexts of threads, windows and the process. */
#include "../check.h"

int main(void)
{
    DPI_AWARENESS_CONTEXT unaware = (DPI_AWARENESS_CONTEXT)-1, monitor = (DPI_AWARENESS_CONTEXT)-4;
    DPI_AWARENESS_CONTEXT none = (DPI_AWARENESS_CONTEXT)77;
    check(IsValidDpiAwarenessContext(unaware) && IsValidDpiAwarenessContext(monitor), "contexts");
    check(!IsValidDpiAwarenessContext(none) && !IsValidDpiAwarenessContext(NULL), "what is none");
    check(AreDpiAwarenessContextsEqual(unaware, unaware) && !AreDpiAwarenessContextsEqual(unaware, monitor),
          "equality");
    check_equal_int(GetAwarenessFromDpiAwarenessContext(unaware), DPI_AWARENESS_UNAWARE, "unaware");
    check_equal_int(GetAwarenessFromDpiAwarenessContext(monitor), DPI_AWARENESS_PER_MONITOR_AWARE, "per monitor");
    check_equal_int(GetAwarenessFromDpiAwarenessContext(none), DPI_AWARENESS_INVALID, "invalid");
    DPI_AWARENESS_CONTEXT first = GetThreadDpiAwarenessContext();
    check(IsValidDpiAwarenessContext(first), "a thread has one");
    check(AreDpiAwarenessContextsEqual(SetThreadDpiAwarenessContext(unaware), first), "setting tells the one before");
    check(AreDpiAwarenessContextsEqual(GetThreadDpiAwarenessContext(), unaware), "it is set");
    check(!SetThreadDpiAwarenessContext(none), "one that is none");
    check_last_error(ERROR_INVALID_PARAMETER, "one that is none");
    check(AreDpiAwarenessContextsEqual(SetThreadDpiAwarenessContext(first), unaware), "back");
    check(!SetProcessDpiAwarenessContext(none), "the process, with none");
    check_last_error(ERROR_INVALID_PARAMETER, "the process, with none");
    check(SetProcessDpiAwarenessContext(monitor), "the process: %lu", GetLastError());
    check(!SetProcessDpiAwarenessContext(unaware), "a second time");
    check_last_error(ERROR_ACCESS_DENIED, "a second time");
    HWND window = CreateWindowA("static", "", WS_POPUP, 0, 0, 10, 10, NULL, NULL, NULL, NULL);
    check(AreDpiAwarenessContextsEqual(GetWindowDpiAwarenessContext(window), monitor), "a window's");
    check(GetDpiForWindow(window) >= 96, "its resolution: %u", GetDpiForWindow(window));
    DestroyWindow(window);
    check(!GetWindowDpiAwarenessContext(window), "of a window that is gone");
    return check_summary();
}
