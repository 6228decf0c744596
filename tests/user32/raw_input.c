/* Raw input and low-level hooks: devices, registrations, and what SendInput's keys and mouse become. */
#include "../check.h"

static UINT inputs, legacy;
static RAWINPUT last;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_INPUT) {
        UINT size = 0, header = 0;
        inputs++;
        check_equal_u32(GetRawInputData((HRAWINPUT)lparam, RID_INPUT, NULL, &size, sizeof(RAWINPUTHEADER)), 0, "size");
        check(size >= sizeof(RAWINPUTHEADER) && size <= sizeof(last), "the size is %u", size);
        check_equal_u32(GetRawInputData((HRAWINPUT)lparam, RID_INPUT, &last, &size, sizeof(RAWINPUTHEADER)), size,
                        "the data");
        check_equal_u32(last.header.dwSize, size, "the header has the size as well");
        GetRawInputData((HRAWINPUT)lparam, RID_HEADER, NULL, &header, sizeof(RAWINPUTHEADER));
        check_equal_u32(header, sizeof(RAWINPUTHEADER), "the header's size");
        size = 1;
        check_equal_u32(GetRawInputData((HRAWINPUT)lparam, RID_INPUT, &last, &size, sizeof(RAWINPUTHEADER)), (UINT)-1,
                        "too small a buffer");
        size = sizeof(last);
        UINT got = GetRawInputData((HRAWINPUT)lparam, RID_INPUT, &last, &size, 1);
        check_equal_u32(got, (UINT)-1, "a wrong header size");
    }
    if (message == WM_KEYDOWN || message == WM_KEYUP) legacy++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static void pump(void)
{
    MSG message;
    for (int i = 0; i < 10; i++) {
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        Sleep(5);
    }
}

static void key(WORD code, DWORD flags)
{
    INPUT input = {.type = INPUT_KEYBOARD, .ki = {.wVk = code, .wScan = 0x1e, .dwFlags = flags}};
    SendInput(1, &input, sizeof(input));
}

static void test_devices(void)
{
    RAWINPUTDEVICELIST list[64];
    UINT count = 0, mice = 0, keyboards = 0;
    check_equal_u32(GetRawInputDeviceList(NULL, &count, sizeof(*list)), 0, "how many");
    check(count >= 2 && count <= 64, "%u devices", count);
    UINT few = 1;
    check_equal_u32(GetRawInputDeviceList(list, &few, sizeof(*list)), (UINT)-1, "too few places");
    check_equal_u32(few, count, "how many there would be");
    count = 64;
    count = GetRawInputDeviceList(list, &count, sizeof(*list));
    for (UINT i = 0; i < count && i < 64; i++) {
        RID_DEVICE_INFO info = {.cbSize = sizeof(info)};
        UINT size = sizeof(info), length = 0;
        WCHAR name[256];
        char narrow[256];
        check_case((int)i);
        if (list[i].dwType == RIM_TYPEMOUSE) mice++;
        if (list[i].dwType == RIM_TYPEKEYBOARD) keyboards++;
        check_equal_u32(GetRawInputDeviceInfoW(list[i].hDevice, RIDI_DEVICEINFO, &info, &size), sizeof(info), "info");
        check_equal_u32(info.dwType, list[i].dwType, "the type");
        check_equal_u32(GetRawInputDeviceInfoW(list[i].hDevice, RIDI_DEVICENAME, NULL, &length), 0, "name's length");
        check(length > 4 && length < 256, "the length is %u", length);
        length = 256;
        GetRawInputDeviceInfoW(list[i].hDevice, RIDI_DEVICENAME, name, &length);
        check(!wcsncmp(name, L"\\\\?\\", 4), "the name %ls", name);
        length = 256;
        GetRawInputDeviceInfoA(list[i].hDevice, RIDI_DEVICENAME, narrow, &length);
        check(!strncmp(narrow, "\\\\?\\", 4), "the name %s", narrow);
    }
    check_case(0);
    check(mice >= 1 && keyboards >= 1, "%u mice, %u keyboards", mice, keyboards);
    UINT size = 0;
    check_equal_u32(GetRawInputDeviceInfoW((HANDLE)0xdead, RIDI_DEVICENAME, NULL, &size), (UINT)-1, "no such device");
    check_equal_u32(GetRawInputDeviceList(list, &count, 1), (UINT)-1, "a wrong size");
}

static void test_registration(HWND window)
{
    RAWINPUTDEVICE device = {1, 6, 0, NULL}, found[4];
    UINT count = 4;
    check_fails_with(RegisterRawInputDevices(&device, 1, 1), ERROR_INVALID_PARAMETER);
    device = (RAWINPUTDEVICE){1, 6, RIDEV_REMOVE, window};
    check_fails_with(RegisterRawInputDevices(&device, 1, sizeof(device)), ERROR_INVALID_PARAMETER);
    device = (RAWINPUTDEVICE){1, 6, RIDEV_INPUTSINK, NULL};
    check_fails_with(RegisterRawInputDevices(&device, 1, sizeof(device)), ERROR_INVALID_PARAMETER);
    device = (RAWINPUTDEVICE){1, 6, 0, window};
    check(RegisterRawInputDevices(&device, 1, sizeof(device)), "the keyboard");
    check_equal_u32(GetRegisteredRawInputDevices(found, &count, sizeof(device)), 1, "one registration");
    check(found[0].usUsagePage == 1 && found[0].usUsage == 6 && found[0].hwndTarget == window, "the registration");
}

static void test_keys(HWND window)
{
    RAWINPUTDEVICE device = {1, 6, RIDEV_NOLEGACY, window};
    inputs = legacy = 0;
    key('A', 0);
    pump();
    check_equal_u32(inputs, 1, "a key is one input");
    check_equal_u32(legacy, 1, "and one message");
    check_equal_u32(last.header.dwType, RIM_TYPEKEYBOARD, "of the keyboard");
    check_equal_u32(last.data.keyboard.VKey, 'A', "the key");
    check_equal_u32(last.data.keyboard.Message, WM_KEYDOWN, "the message");
    check_equal_u32(last.data.keyboard.Flags & RI_KEY_BREAK, 0, "down");
    key('A', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(last.data.keyboard.Flags & RI_KEY_BREAK, RI_KEY_BREAK, "up");
    RegisterRawInputDevices(&device, 1, sizeof(device));
    inputs = legacy = 0;
    key('B', 0);
    key('B', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(inputs, 2, "raw input");
    check_equal_u32(legacy, 0, "no message");
    device = (RAWINPUTDEVICE){1, 6, RIDEV_REMOVE, NULL};
    check(RegisterRawInputDevices(&device, 1, sizeof(device)), "no longer");
    inputs = legacy = 0;
    key('C', 0);
    key('C', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(inputs, 0, "no raw input");
    check_equal_u32(legacy, 2, "messages");
    UINT size = sizeof(last);
    check_equal_u32(GetRawInputData((HRAWINPUT)1, RID_INPUT, &last, &size, sizeof(RAWINPUTHEADER)), (UINT)-1,
                    "no such input");
}

static UINT hooked;
static KBDLLHOOKSTRUCT hook_key;
static BOOL hook_eats;
static LRESULT CALLBACK hook(int code, WPARAM wparam, LPARAM lparam)
{
    if (code == HC_ACTION) {
        hooked++;
        hook_key = *(KBDLLHOOKSTRUCT *)lparam;
        if (hook_eats) return 1;
    }
    return CallNextHookEx(NULL, code, wparam, lparam);
}

static void test_hook(void)
{
    HHOOK handle = SetWindowsHookExW(WH_KEYBOARD_LL, hook, GetModuleHandleW(NULL), 0);
    check(handle != NULL, "WH_KEYBOARD_LL");
    legacy = 0;
    key('D', 0);
    pump();
    check_equal_u32(hooked, 1, "the hook is called");
    check_equal_u32(hook_key.vkCode, 'D', "with the key");
    check_equal_u32(hook_key.flags & LLKHF_UP, 0, "going down");
    key('D', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(hook_key.flags & LLKHF_UP, LLKHF_UP, "going up");
    check_equal_u32(legacy, 2, "the messages come");
    hook_eats = TRUE;
    key('E', 0);
    key('E', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(hooked, 4, "the hook is called");
    check_equal_u32(legacy, 2, "the messages do not come");
    check(UnhookWindowsHookEx(handle), "unhook");
    key('F', 0);
    key('F', KEYEVENTF_KEYUP);
    pump();
    check_equal_u32(hooked, 4, "the hook is not called");
    check_equal_u32(legacy, 4, "the messages come again");
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"winrun raw input"};
    RegisterClassW(&class);
    HWND window = CreateWindowExW(0, L"winrun raw input", L"raw", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 10, 10, 200, 100,
                                  NULL, NULL, NULL, NULL);
    SetForegroundWindow(window);
    pump();
    test_devices();
    test_registration(window);
    test_keys(window);
    test_hook();
    DestroyWindow(window);
    return check_summary();
}
