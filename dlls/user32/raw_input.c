/* Raw Input: WM_INPUT beside, or with RIDEV_NOLEGACY instead of, mouse and keyboard messages, from the input that comes
 * to this process. There is one mouse and one keyboard, which stand for all that the display has. */
#include "user_private.h"
#include "raw_input.h"

#define MOUSE_HANDLE     ((HANDLE)(ULONG_PTR)0x10001)
#define KEYBOARD_HANDLE  ((HANDLE)(ULONG_PTR)0x10003)
#define USAGE_PAGE       1 /* generic desktop controls */
#define USAGE_MOUSE      2
#define USAGE_KEYBOARD   6
#define MOST_KEPT        1024 /* inputs that wait to be read; the oldest give way */
#define HANDLE_BASE      0x20000u
#define RAW_FAILED       ((UINT)-1)

static RTL_SRWLOCK lock = RTL_SRWLOCK_INIT;
static struct registration { BOOL is_set; DWORD flags; HWND target; } registered[2]; /* mouse, keyboard */
static RAWINPUT *kept;
static UINT next_serial;
static BOOL has_position;
static POINT last_position;

static UINT fail(DWORD error)
{
    SetLastError(error);
    return RAW_FAILED;
}

static struct registration *registration_of(const RAWINPUTDEVICE *device)
{
    if (device->usUsagePage != USAGE_PAGE) return NULL;
    if (device->usUsage == USAGE_MOUSE) return &registered[0];
    return device->usUsage == USAGE_KEYBOARD ? &registered[1] : NULL;
}

BOOL WINAPI RegisterRawInputDevices(PCRAWINPUTDEVICE devices, UINT count, UINT size)
{
    if (!devices || !count || size != sizeof(RAWINPUTDEVICE)) return set_user_error(ERROR_INVALID_PARAMETER);
    for (UINT i = 0; i < count; i++) {
        if (devices[i].dwFlags & RIDEV_REMOVE && devices[i].hwndTarget) return set_user_error(ERROR_INVALID_PARAMETER);
        if (devices[i].dwFlags & (RIDEV_INPUTSINK | RIDEV_EXINPUTSINK) && !devices[i].hwndTarget)
            return set_user_error(ERROR_INVALID_PARAMETER);
        if (devices[i].hwndTarget && !window_shared(devices[i].hwndTarget))
            return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    }
    RtlAcquireSRWLockExclusive(&lock);
    for (UINT i = 0; i < count; i++) {
        struct registration *registration = registration_of(&devices[i]); /* none: a kind that nothing here has */
        if (!registration) continue;
        if (devices[i].dwFlags & RIDEV_REMOVE) *registration = (struct registration){0};
        else *registration = (struct registration){TRUE, devices[i].dwFlags, devices[i].hwndTarget};
    }
    RtlReleaseSRWLockExclusive(&lock);
    return TRUE;
}

UINT WINAPI GetRegisteredRawInputDevices(PRAWINPUTDEVICE devices, PUINT count, UINT size)
{
    static const USHORT usages[] = {USAGE_MOUSE, USAGE_KEYBOARD};
    if (size != sizeof(RAWINPUTDEVICE) || !count) return fail(ERROR_INVALID_PARAMETER);
    UINT found = 0, capacity = *count;
    if (devices && !capacity) return fail(ERROR_INVALID_PARAMETER);
    RtlAcquireSRWLockShared(&lock);
    for (UINT i = 0; i < 2; i++) {
        if (!registered[i].is_set) continue;
        if (devices && found < capacity)
            devices[found] = (RAWINPUTDEVICE){USAGE_PAGE, usages[i], registered[i].flags, registered[i].target};
        found++;
    }
    RtlReleaseSRWLockShared(&lock);
    *count = found;
    if (!devices) return 0;
    return found > capacity ? fail(ERROR_INSUFFICIENT_BUFFER) : found;
}

/* --- from messages to raw input --- */

static HRAWINPUT keep(const RAWINPUT *input)
{
    HRAWINPUT handle = NULL;
    RtlAcquireSRWLockExclusive(&lock);
    if (!kept) kept = heap_allocate_zeroed(MOST_KEPT * sizeof(*kept));
    if (kept) {
        UINT serial = next_serial++ & 0xffffff;
        kept[serial % MOST_KEPT] = *input;
        handle = (HRAWINPUT)(ULONG_PTR)(HANDLE_BASE + serial);
        kept[serial % MOST_KEPT].header.wParam = (WPARAM)(ULONG_PTR)handle; /* tells later whether it is still there */
    }
    RtlReleaseSRWLockExclusive(&lock);
    return handle;
}

static BOOL find_kept(HRAWINPUT handle, RAWINPUT *input)
{
    ULONG_PTR value = (ULONG_PTR)handle;
    RtlAcquireSRWLockShared(&lock);
    BOOL is_there = kept && value >= HANDLE_BASE && value - HANDLE_BASE <= 0xffffff &&
                    kept[(value - HANDLE_BASE) % MOST_KEPT].header.wParam == value;
    if (is_there) *input = kept[(value - HANDLE_BASE) % MOST_KEPT];
    RtlReleaseSRWLockShared(&lock);
    input->header.wParam = RIM_INPUT;
    return is_there;
}

static void describe_mouse(const MSG *message, LPARAM extra, RAWINPUT *input)
{
    static const struct { UINT message; USHORT flag; } buttons[] = {
        {WM_LBUTTONDOWN, RI_MOUSE_LEFT_BUTTON_DOWN},     {WM_LBUTTONUP, RI_MOUSE_LEFT_BUTTON_UP},
        {WM_RBUTTONDOWN, RI_MOUSE_RIGHT_BUTTON_DOWN},    {WM_RBUTTONUP, RI_MOUSE_RIGHT_BUTTON_UP},
        {WM_MBUTTONDOWN, RI_MOUSE_MIDDLE_BUTTON_DOWN},   {WM_MBUTTONUP, RI_MOUSE_MIDDLE_BUTTON_UP},
        {WM_MOUSEWHEEL, RI_MOUSE_WHEEL},                 {WM_MOUSEHWHEEL, 0x0800 /* RI_MOUSE_HWHEEL */},
    };
    RAWMOUSE *mouse = &input->data.mouse;
    input->header = (RAWINPUTHEADER){RIM_TYPEMOUSE, offsetof(RAWINPUT, data) + sizeof(RAWMOUSE), MOUSE_HANDLE, 0};
    for (UINT i = 0; i < COUNT_OF(buttons); i++)
        if (message->message == buttons[i].message) mouse->usButtonFlags = buttons[i].flag;
    if (message->message == WM_MOUSEWHEEL || message->message == WM_MOUSEHWHEEL)
        mouse->usButtonData = HIWORD(message->wParam);
    BOOL is_second = HIWORD(message->wParam) == XBUTTON2;
    if (message->message == WM_XBUTTONDOWN) mouse->usButtonFlags = is_second ? RI_MOUSE_BUTTON_5_DOWN
                                                                             : RI_MOUSE_BUTTON_4_DOWN;
    if (message->message == WM_XBUTTONUP) mouse->usButtonFlags = is_second ? RI_MOUSE_BUTTON_5_UP
                                                                           : RI_MOUSE_BUTTON_4_UP;
    if (has_position) {
        mouse->lLastX = message->pt.x - last_position.x;
        mouse->lLastY = message->pt.y - last_position.y;
    }
    last_position = message->pt;
    has_position = TRUE;
    mouse->ulExtraInformation = (ULONG)extra;
}

static void describe_key(const MSG *message, LPARAM extra, RAWINPUT *input)
{
    RAWKEYBOARD *key = &input->data.keyboard;
    input->header = (RAWINPUTHEADER){RIM_TYPEKEYBOARD, offsetof(RAWINPUT, data) + sizeof(RAWKEYBOARD), KEYBOARD_HANDLE,
                                     0};
    key->MakeCode = (USHORT)(message->lParam >> 16 & 0xff);
    if (message->message == WM_KEYUP || message->message == WM_SYSKEYUP) key->Flags |= RI_KEY_BREAK;
    if (message->lParam & 1 << 24) key->Flags |= RI_KEY_E0;
    key->VKey = (USHORT)message->wParam;
    key->Message = message->message;
    key->ExtraInformation = (ULONG)extra;
}

BOOL raw_input_take(const MSG *message, LPARAM extra)
{
    BOOL is_mouse = message->message >= WM_MOUSEFIRST && message->message <= WM_MOUSELAST;
    if (!registered[0].is_set && !registered[1].is_set) return FALSE;
    RAWINPUT input = {0};
    RtlAcquireSRWLockExclusive(&lock);
    struct registration registration = registered[is_mouse ? 0 : 1];
    if (registration.is_set && is_mouse) describe_mouse(message, extra, &input);
    else if (registration.is_set) describe_key(message, extra, &input);
    RtlReleaseSRWLockExclusive(&lock);
    if (!registration.is_set) return FALSE;
    HWND target = registration.target ? registration.target : queue_focus();
    if (!target) target = queue_active();
    HRAWINPUT handle = target ? keep(&input) : NULL;
    if (handle) PostMessageW(target, WM_INPUT, RIM_INPUT, (LPARAM)handle);
    return (registration.flags & RIDEV_NOLEGACY) != 0;
}

/* --- reading --- */

UINT WINAPI GetRawInputData(HRAWINPUT handle, UINT command, LPVOID data, PUINT size, UINT header_size)
{
    RAWINPUT input;
    if (header_size != sizeof(RAWINPUTHEADER) || !size) return fail(ERROR_INVALID_PARAMETER);
    if (command != RID_INPUT && command != RID_HEADER) return fail(ERROR_INVALID_PARAMETER);
    if (!find_kept(handle, &input)) return fail(ERROR_INVALID_HANDLE);
    UINT needed = command == RID_HEADER ? sizeof(RAWINPUTHEADER) : input.header.dwSize;
    if (!data) {
        *size = needed;
        return 0;
    }
    if (*size < needed) {
        *size = needed;
        return fail(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(data, &input, needed);
    return needed;
}

UINT WINAPI GetRawInputBuffer(PRAWINPUT data, PUINT size, UINT header_size)
{
    MSG message;
    RAWINPUT input;
    if (header_size != sizeof(RAWINPUTHEADER) || !size) return fail(ERROR_INVALID_PARAMETER);
    if (!data) {
        BOOL is_there = PeekMessageW(&message, NULL, WM_INPUT, WM_INPUT, PM_NOREMOVE | PM_NOYIELD) &&
                        find_kept((HRAWINPUT)message.lParam, &input);
        *size = is_there ? input.header.dwSize : 0;
        return 0;
    }
    UINT left = *size, count = 0;
    while (PeekMessageW(&message, NULL, WM_INPUT, WM_INPUT, PM_NOREMOVE | PM_NOYIELD)) {
        BOOL is_there = find_kept((HRAWINPUT)message.lParam, &input);
        if (is_there && left < input.header.dwSize) {
            if (count) break;
            *size = input.header.dwSize;
            return fail(ERROR_INSUFFICIENT_BUFFER);
        }
        PeekMessageW(&message, NULL, WM_INPUT, WM_INPUT, PM_REMOVE | PM_NOYIELD);
        if (!is_there) continue; /* too old: its place was taken */
        memcpy(data, &input, input.header.dwSize);
        count++;
        UINT step = (input.header.dwSize + sizeof(void *) - 1) & ~(UINT)(sizeof(void *) - 1); /* NEXTRAWINPUTBLOCK */
        if (step >= left) break;
        left -= step;
        data = (PRAWINPUT)((BYTE *)data + step);
    }
    return count;
}

LRESULT WINAPI DefRawInputProc(PRAWINPUT *inputs, INT count, UINT header_size)
{
    (void)inputs, (void)count; /* documented: there is nothing to be done by default */
    return header_size == sizeof(RAWINPUTHEADER) ? 0 : -1;
}

/* --- devices --- */

UINT WINAPI GetRawInputDeviceList(PRAWINPUTDEVICELIST list, PUINT count, UINT size)
{
    static const RAWINPUTDEVICELIST devices[] = {{MOUSE_HANDLE, RIM_TYPEMOUSE}, {KEYBOARD_HANDLE, RIM_TYPEKEYBOARD}};
    if (size != sizeof(RAWINPUTDEVICELIST)) return fail(ERROR_INVALID_PARAMETER);
    if (!count) return fail(ERROR_NOACCESS);
    if (!list) {
        *count = COUNT_OF(devices);
        return 0;
    }
    if (*count < COUNT_OF(devices)) {
        *count = COUNT_OF(devices);
        return fail(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(list, devices, sizeof(devices));
    return COUNT_OF(devices);
}

static LPCWSTR name_of(HANDLE device)
{
    return device == MOUSE_HANDLE ? L"\\\\?\\HID#VID_0000&PID_0000#mouse#{378de44c-56ef-11d1-bc8c-00a0c91405dd}"
                                  : L"\\\\?\\HID#VID_0000&PID_0000#keyboard#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}";
}

/* data NULL: *needed alone. The name's size is in characters, all else in bytes. */
static UINT device_info(HANDLE device, UINT command, LPVOID data, PUINT size, BOOL is_wide)
{
    if (!size) return fail(ERROR_NOACCESS);
    if (device != MOUSE_HANDLE && device != KEYBOARD_HANDLE) return fail(ERROR_INVALID_HANDLE);
    UINT needed, capacity = *size;
    switch (command) {
    case RIDI_DEVICENAME: needed = (UINT)wcslen(name_of(device)) + 1; break;
    case RIDI_DEVICEINFO: needed = sizeof(RID_DEVICE_INFO); break;
    case RIDI_PREPARSEDDATA: *size = 0; return 0; /* of HID devices of other kinds only */
    default: return fail(ERROR_INVALID_PARAMETER);
    }
    *size = needed;
    if (!data) return 0;
    if (capacity < needed) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (command == RIDI_DEVICENAME) {
        for (UINT i = 0; i < needed; i++) {
            if (is_wide) ((WCHAR *)data)[i] = name_of(device)[i];
            else ((char *)data)[i] = (char)name_of(device)[i];
        }
        return needed;
    }
    RID_DEVICE_INFO *info = data;
    if (info->cbSize != sizeof(*info)) return fail(ERROR_INVALID_PARAMETER);
    *info = (RID_DEVICE_INFO){.cbSize = sizeof(*info)};
    if (device == MOUSE_HANDLE) {
        info->dwType = RIM_TYPEMOUSE;
        info->mouse.dwId = 256; /* a mouse with a wheel, as HID knows it */
        info->mouse.dwNumberOfButtons = 5;
        info->mouse.fHasHorizontalWheel = TRUE;
    } else {
        info->dwType = RIM_TYPEKEYBOARD;
        info->keyboard = (RID_DEVICE_INFO_KEYBOARD){.dwType = 0x51, .dwKeyboardMode = 1, .dwNumberOfFunctionKeys = 12,
                                                    .dwNumberOfIndicators = 3, .dwNumberOfKeysTotal = 101};
    }
    return needed;
}

UINT WINAPI GetRawInputDeviceInfoW(HANDLE device, UINT command, LPVOID data, PUINT size)
{
    return device_info(device, command, data, size, TRUE);
}

UINT WINAPI GetRawInputDeviceInfoA(HANDLE device, UINT command, LPVOID data, PUINT size)
{
    return device_info(device, command, data, size, FALSE);
}
