/* Windows: creation, styles, longs, text, tree, finding, enumeration, destruction. */
#include "../check.h"

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return DefWindowProcW(window, message, wparam, lparam);
}

static HWND make(LPCWSTR text, DWORD style, DWORD ex_style, HWND parent, int id)
{
    return CreateWindowExW(ex_style, L"tree test", text, style, 10, 20, 200, 100, parent, (HMENU)(UINT_PTR)id, NULL,
                           NULL);
}

static void classes(void)
{
    WNDCLASSEXW class = {.cbSize = sizeof(class),
                         .lpfnWndProc = procedure,
                         .cbClsExtra = 8,
                         .cbWndExtra = 16,
                         .lpszClassName = L"tree test",
                         .style = CS_DBLCLKS,
                         .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1)},
                info;
    class.hInstance = GetModuleHandleW(NULL);
    ATOM atom = RegisterClassExW(&class);
    check(atom >= 0xc000, "a class atom is %x", atom);
    check_fails_with(RegisterClassExW(&class), ERROR_CLASS_ALREADY_EXISTS);
    check_fails_with(RegisterClassExW(NULL), ERROR_INVALID_PARAMETER);
    memset(&info, 0, sizeof(info));
    info.cbSize = sizeof(info);
    check_equal_u32(GetClassInfoExW(class.hInstance, L"TREE TEST", &info), atom,
                    "class names are compared without case");
    check(info.lpfnWndProc == procedure, "the procedure comes back");
    check_equal_int(info.cbClsExtra, 8, "class extra");
    check_equal_int(info.cbWndExtra, 16, "window extra");
    check_equal_u32(info.style, CS_DBLCLKS, "style");
    check_equal_u32(GetClassInfoExW(class.hInstance, (LPCWSTR)MAKEINTATOM(atom), &info), atom, "found by its atom");
    check_fails_with(GetClassInfoExW(class.hInstance, L"no such class", &info), ERROR_CLASS_DOES_NOT_EXIST);
    check(GetClassInfoExW(NULL, L"Button", &info) != 0 || GetClassInfoExW(NULL, L"ScrollBar", &info) != 0,
          "classes of the system are found");
    class.lpszClassName = L"another";
    class.cbWndExtra = -1;
    check_fails_with(RegisterClassExW(&class), ERROR_INVALID_PARAMETER);
    class.cbWndExtra = 0;
    check(RegisterClassExW(&class), "a second class");
    check(UnregisterClassW(L"another", class.hInstance), "goes again");
    check_fails_with(UnregisterClassW(L"another", class.hInstance), ERROR_CLASS_DOES_NOT_EXIST);
}

static void creation(void)
{
    SetLastError(0xdeadbeef);
    check(!CreateWindowW(L"not a class", L"", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL), "no window of no class");
    check_equal_u32(GetLastError(), ERROR_CANNOT_FIND_WND_CLASS, "error");
    SetLastError(0xdeadbeef);
    check(!make(L"child", WS_CHILD, 0, NULL, 1), "no child without a parent");
    check_equal_u32(GetLastError(), ERROR_TLW_WITH_WSCHILD, "error");
    SetLastError(0xdeadbeef);
    check(!make(L"child", WS_CHILD, 0, (HWND)0x7ffe, 1), "no child of nothing");
    check_equal_u32(GetLastError(), ERROR_INVALID_WINDOW_HANDLE, "error");

    HWND overlapped = make(L"overlapped", 0, 0, NULL, 0), popup = make(L"popup", WS_POPUP, 0, NULL, 0),
         child = make(L"child", WS_CHILD, 0, popup, 7);
    check_equal_u32(GetWindowLongW(overlapped, GWL_STYLE), WS_CAPTION | WS_CLIPSIBLINGS,
                    "overlapped windows get a caption");
    check_equal_u32(GetWindowLongW(overlapped, GWL_EXSTYLE), WS_EX_WINDOWEDGE, "and a raised edge");
    check_equal_u32(GetWindowLongW(popup, GWL_STYLE), WS_POPUP | WS_CLIPSIBLINGS, "popups");
    check_equal_u32(GetWindowLongW(popup, GWL_EXSTYLE), 0, "popups have no edge");
    check_equal_u32(GetWindowLongW(child, GWL_STYLE), WS_CHILD, "children");
    check_equal_int(GetDlgCtrlID(child), 7, "the id");
    check_equal_int(GetWindowLongW(child, GWL_ID), 7, "the id as a long");
    check_equal_ptr((void *)GetWindowLongPtrW(child, GWLP_HINSTANCE), GetModuleHandleW(NULL), "the instance");
    check(IsWindow(child) && !IsWindowVisible(child) && IsWindowEnabled(child) && !IsIconic(child) && !IsZoomed(child),
          "state of a new child");
    check(IsWindowUnicode(child), "of a class for UTF-16");
    check_equal_u32(GetWindowThreadProcessId(child, NULL), GetCurrentThreadId(), "its thread");
    DWORD pid = 0;
    GetWindowThreadProcessId(child, &pid);
    check_equal_u32(pid, GetCurrentProcessId(), "its process");
    check(DestroyWindow(overlapped), "destroyed");
    check(!IsWindow(overlapped), "gone");
    check_fails_with(DestroyWindow(overlapped), ERROR_INVALID_WINDOW_HANDLE);
    check(DestroyWindow(popup), "a popup with a child");
    check(!IsWindow(child), "children go with their parent");
}

static void longs(void)
{
    HWND window = make(L"longs", WS_POPUP, 0, NULL, 0);
    check_equal_int(GetWindowLongW(window, 0), 0, "extra bytes begin as zeros");
    check_equal_int(SetWindowLongW(window, 4, 0x12345678), 0, "the old value");
    check_equal_int(GetWindowLongW(window, 4), 0x12345678, "the new one");
    check_equal_int(SetWindowLongW(window, 4, 5), 0x12345678, "the old value again");
    check_equal_int(GetWindowLongW(window, 12), 0, "the last four bytes");
    SetLastError(0xdeadbeef);
    check_equal_int(GetWindowLongW(window, 13), 0, "beyond the end");
    check_equal_u32(GetLastError(), ERROR_INVALID_INDEX, "error");
    check_equal_u32(GetWindowWord(window, 4), 5, "a word of it");
    check_equal_u32(SetWindowWord(window, 6, 7), 0, "a word is set");
    check_equal_int(GetWindowLongW(window, 4), 0x70005, "and seen in the long");
    check_equal_int((int)SetWindowLongPtrW(window, GWLP_USERDATA, 77), 0, "user data");
    check_equal_int((int)GetWindowLongPtrW(window, GWLP_USERDATA), 77, "user data");
    check_equal_ptr((void *)GetWindowLongPtrW(window, GWLP_WNDPROC), procedure, "the procedure");
    LONG_PTR ansi = GetWindowLongPtrA(window, GWLP_WNDPROC);
    check((WNDPROC)ansi != procedure, "ANSI programs get a handle for a procedure of UTF-16");
    check_equal_int((int)CallWindowProcA((WNDPROC)ansi, window, WM_GETTEXTLENGTH, 0, 0), 5, "which can be called");
    check_equal_u32(GetClassLongW(window, GCL_STYLE), CS_DBLCLKS, "class style");
    check_equal_int((int)GetClassLongW(window, GCL_CBWNDEXTRA), 16, "window extra of the class");
    check_equal_int((int)SetClassLongW(window, 4, 9), 0, "class extra");
    check_equal_int((int)GetClassLongW(window, 4), 9, "class extra");
    WCHAR name[32];
    check_equal_int(GetClassNameW(window, name, 32), 9, "length of the class's name");
    check_equal_wide(name, L"tree test", "the class's name");
    check_equal_int(GetClassNameW(window, name, 5), 4, "a short buffer");
    check_equal_wide(name, L"tree", "cut off");
    check_fails_with(GetClassNameW(NULL, name, 5), ERROR_INVALID_WINDOW_HANDLE);
    DestroyWindow(window);
}

static void texts(void)
{
    HWND window = make(L"some text", WS_POPUP, 0, NULL, 0);
    WCHAR buffer[300];
    char bytes[300];
    check_equal_int(GetWindowTextLengthW(window), 9, "length");
    check_equal_int(GetWindowTextW(window, buffer, 300), 9, "units");
    check_equal_wide(buffer, L"some text", "text");
    check_equal_int(GetWindowTextW(window, buffer, 5), 4, "a short buffer");
    check_equal_wide(buffer, L"some", "cut");
    check_equal_int(GetWindowTextA(window, bytes, 300), 9, "bytes");
    check_equal_string(bytes, "some text", "ANSI text");
    check(SetWindowTextW(window, L"ab\u00e4"), "set");
    check_equal_int(GetWindowTextA(window, bytes, 300), 3, "bytes");
    check_equal_string(bytes, "ab\xe4", "in the code page");
    check(SetWindowTextA(window, "gr\xfc\xdf"), "set as ANSI");
    GetWindowTextW(window, buffer, 300);
    check_equal_wide(buffer, L"gr\u00fc\u00df", "comes as UTF-16");
    check(SetWindowTextW(window, NULL), "no text");
    check_equal_int(GetWindowTextLengthW(window), 0, "empty");
    check_equal_int(GetWindowTextW(window, buffer, 300), 0, "empty");
    check_equal_int(buffer[0], 0, "terminated");
    for (int i = 0; i < 299; i++) buffer[i] = (WCHAR)('a' + i % 26);
    buffer[299] = 0;
    SetWindowTextW(window, buffer);
    WCHAR again[300];
    check_equal_int(InternalGetWindowText(window, again, 300), 299, "a long text");
    check_equal_wide(again, buffer, "a long text");
    check_equal_int((int)SendMessageW(window, WM_GETTEXT, 4, (LPARAM)again), 3, "WM_GETTEXT");
    check_equal_wide(again, L"abc", "WM_GETTEXT");
    check_equal_int((int)SendMessageA(window, WM_GETTEXTLENGTH, 0, 0), 299, "in bytes");
    DestroyWindow(window);
}

static int enumerated;
static HWND stop_at;
static BOOL CALLBACK count_window(HWND window, LPARAM parameter)
{
    check_equal_int((int)parameter, 99, "the parameter comes through");
    enumerated++;
    return window != stop_at;
}

static void tree(void)
{
    HWND top = make(L"top", WS_POPUP, 0, NULL, 0), a = make(L"a", WS_CHILD, 0, top, 1),
         b = make(L"b", WS_CHILD, 0, top, 2), c = make(L"c", WS_CHILD | WS_DISABLED, 0, a, 3);
    HWND owned = make(L"owned", WS_POPUP, 0, top, 0);
    check_equal_ptr(GetParent(a), top, "the parent");
    check_equal_ptr(GetParent(c), a, "the parent of the grandchild");
    check_equal_ptr(GetParent(owned), top, "a popup's owner is its parent");
    check_equal_ptr(GetParent(top), NULL, "none");
    check_equal_ptr(GetAncestor(c, GA_ROOT), top, "the root");
    check_equal_ptr(GetAncestor(owned, GA_ROOT), owned, "an owned window is a root");
    check_equal_ptr(GetAncestor(owned, GA_ROOTOWNER), top, "but not its own owner");
    check_equal_ptr(GetAncestor(top, GA_PARENT), GetDesktopWindow(), "the desktop is the parent");
    check_equal_ptr(GetWindow(top, GW_CHILD), a, "the first child is the one made first");
    check_equal_ptr(GetWindow(a, GW_HWNDNEXT), b, "then the next");
    check_equal_ptr(GetWindow(b, GW_HWNDPREV), a, "and back");
    check_equal_ptr(GetWindow(b, GW_HWNDNEXT), NULL, "the last");
    check_equal_ptr(GetWindow(a, GW_HWNDLAST), b, "the last");
    check_equal_ptr(GetWindow(b, GW_HWNDFIRST), a, "the first");
    check_equal_ptr(GetWindow(owned, GW_OWNER), top, "the owner");
    check_equal_ptr(GetWindow(a, GW_OWNER), NULL, "children have none");
    check_equal_ptr(GetTopWindow(top), a, "on top");
    check(IsChild(top, c) && IsChild(a, c) && !IsChild(b, c) && !IsChild(top, top) && !IsChild(top, owned), "IsChild");
    check_fails_with(GetWindow(top, 100), ERROR_INVALID_GW_COMMAND);

    enumerated = 0, stop_at = NULL;
    check(EnumChildWindows(top, count_window, 99), "children");
    check_equal_int(enumerated, 3, "all descendants");
    enumerated = 0, stop_at = a;
    EnumChildWindows(top, count_window, 99);
    check_equal_int(enumerated, 1, "stopped by the callback");
    enumerated = 0, stop_at = NULL;
    check(EnumThreadWindows(GetCurrentThreadId(), count_window, 99), "of the thread");
    check(enumerated >= 2, "at least two: %d", enumerated);

    check_equal_ptr(FindWindowW(L"tree test", L"owned"), owned, "found by class and title");
    check_equal_ptr(FindWindowW(NULL, L"owned"), owned, "by title");
    check_equal_ptr(FindWindowA("TREE TEST", "owned"), owned, "in any case");
    check_equal_ptr(FindWindowExW(top, NULL, L"tree test", NULL), a, "a child");
    check_equal_ptr(FindWindowExW(top, a, L"tree test", NULL), b, "the next one");
    check_equal_ptr(FindWindowExW(top, b, L"tree test", NULL), NULL, "no more");
    check_equal_ptr(FindWindowW(L"tree test", L"not there"), NULL, "none");

    SetWindowPos(b, HWND_TOP, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    check_equal_ptr(GetWindow(top, GW_CHILD), b, "brought to the top");
    SetWindowPos(b, a, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    check_equal_ptr(GetWindow(a, GW_HWNDNEXT), b, "put below");
    check_equal_ptr(SetParent(c, b), a, "SetParent tells the old parent");
    check_equal_ptr(GetParent(c), b, "the new parent");
    check(!IsChild(a, c), "no longer there");
    check_fails_with(SetParent(top, c), ERROR_INVALID_PARAMETER);
    check_equal_int(EnableWindow(c, TRUE), TRUE, "it was disabled");
    check(IsWindowEnabled(c), "and is no longer");
    check_equal_int(EnableWindow(c, FALSE), FALSE, "it was enabled");
    check(DestroyWindow(top), "destroyed");
    check(!IsWindow(owned) && !IsWindow(a) && !IsWindow(c), "with children and owned windows");
}

static void properties(void)
{
    HWND window = make(L"p", WS_POPUP, 0, NULL, 0);
    check(!GetPropW(window, L"colour"), "none yet");
    check(SetPropW(window, L"colour", (HANDLE)5), "set");
    check_equal_ptr(GetPropW(window, L"COLOUR"), (HANDLE)5, "names are without case");
    check_equal_ptr(GetPropA(window, "colour"), (HANDLE)5, "ANSI name");
    check(SetPropA(window, "size", (HANDLE)6), "another");
    ATOM atom = GlobalAddAtomW(L"by atom");
    check(SetPropW(window, (LPCWSTR)MAKEINTATOM(atom), (HANDLE)7), "by atom");
    check_equal_ptr(GetPropW(window, L"by atom"), (HANDLE)7, "and by name");
    check_equal_ptr(RemovePropW(window, L"colour"), (HANDLE)5, "removed");
    check(!GetPropW(window, L"colour"), "gone");
    check(!RemovePropW(window, L"colour"), "nothing to remove");
    check_fails_with(SetPropW(NULL, L"x", (HANDLE)1), ERROR_INVALID_WINDOW_HANDLE);
    GlobalDeleteAtom(atom);
    DestroyWindow(window);
}

static void message_only(void)
{
    HWND window = make(L"only messages", 0, 0, HWND_MESSAGE, 0);
    check(window != NULL, "a window for messages only");
    check_equal_ptr(FindWindowW(L"tree test", L"only messages"), NULL, "is not among the others");
    check_equal_ptr(FindWindowExW(HWND_MESSAGE, NULL, L"tree test", NULL), window, "but among its kind");
    check(!IsWindowVisible(window), "is not visible");
    DestroyWindow(window);
}

static DWORD WINAPI other_thread(void *parameter)
{
    HWND window = parameter;
    check_fails_with(DestroyWindow(window), ERROR_ACCESS_DENIED);
    HWND own = make(L"of the thread", WS_POPUP, 0, NULL, 0);
    *(HWND *)GetPropW(window, L"answer") = own;
    return 0;
}

static void threads(void)
{
    HWND window = make(L"t", WS_POPUP, 0, NULL, 0), own = NULL;
    SetPropW(window, L"answer", &own);
    HANDLE thread = CreateThread(NULL, 0, other_thread, window, 0, NULL);
    while (MsgWaitForMultipleObjects(1, &thread, FALSE, 5000, QS_ALLINPUT) == WAIT_OBJECT_0 + 1) {
        MSG message;
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
    }
    CloseHandle(thread);
    check(own != NULL, "the thread made a window");
    check(!IsWindow(own), "which went with it");
    check(IsWindow(window), "nobody else destroys a window");
    DestroyWindow(window);
}

int main(void)
{
    classes();
    creation();
    longs();
    texts();
    tree();
    properties();
    message_only();
    threads();
    return check_summary();
}
