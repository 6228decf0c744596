/* Keyboard Input: state of keys, characters of keys, layouts, synthesised input. Characters come with each key from the
 * X keyboard layout; functions that ask without a key having been typed are answered from the American layout
 * (keyboard.c). */
#include "user_private.h"

/* --- state --- */

SHORT WINAPI GetKeyState(int key)
{
    const struct message_queue *queue = thread_queue_if_any();
    BYTE state = queue ? queue->key_state[key & 0xff] : 0;
    return (SHORT)((state & 0x80 ? 0xff80 : 0) | (state & 1));
}

SHORT WINAPI GetAsyncKeyState(int key)
{
    static BYTE seen[256]; /* what was told: bit 0 of the answer says that it was pressed since */
    user_start();
    BYTE state = __atomic_load_n(&windowing->screen.key_state[key & 0xff], __ATOMIC_RELAXED), before = seen[key & 0xff];
    seen[key & 0xff] = state;
    return (SHORT)((state & 0x80 ? 0x8000 : 0) | ((state & 0x80) && (state ^ before) & 1 ? 1 : 0));
}

BOOL WINAPI GetKeyboardState(PBYTE state)
{
    const struct message_queue *queue = thread_queue();
    if (!state || !queue) return FALSE;
    memcpy(state, queue->key_state, sizeof(queue->key_state));
    return TRUE;
}

BOOL WINAPI SetKeyboardState(LPBYTE state)
{
    struct message_queue *queue = thread_queue();
    if (!state || !queue) return FALSE;
    memcpy(queue->key_state, state, sizeof(queue->key_state));
    return TRUE;
}

/* --- characters --- */

static const char shifted_digits[] = ")!@#$%^&*(";
static const struct { BYTE key; char plain, shifted; } punctuation[] = {
    {VK_OEM_1, ';', ':'},      {VK_OEM_PLUS, '=', '+'}, {VK_OEM_COMMA, ',', '<'}, {VK_OEM_MINUS, '-', '_'},
    {VK_OEM_PERIOD, '.', '>'}, {VK_OEM_2, '/', '?'},    {VK_OEM_3, '`', '~'},     {VK_OEM_4, '[', '{'},
    {VK_OEM_5, '\\', '|'},     {VK_OEM_6, ']', '}'},    {VK_OEM_7, '\'', '"'},    {VK_OEM_102, '\\', '|'},
};

static WCHAR plain_character(UINT key, BOOL shift, BOOL caps)
{
    static const char operators[] = "*+\0-./"; /* VK_MULTIPLY on; the separator gives none */
    if (key >= 'A' && key <= 'Z') return (WCHAR)(shift != caps ? key : key + 32);
    if (key >= '0' && key <= '9') return (WCHAR)(shift ? shifted_digits[key - '0'] : (char)key);
    if (key >= VK_NUMPAD0 && key <= VK_NUMPAD9) return (WCHAR)('0' + key - VK_NUMPAD0);
    if (key >= VK_MULTIPLY && key <= VK_DIVIDE) return (WCHAR)operators[key - VK_MULTIPLY];
    for (UINT i = 0; i < COUNT_OF(punctuation); i++)
        if (punctuation[i].key == key) return (WCHAR)(shift ? punctuation[i].shifted : punctuation[i].plain);
    switch (key) {
    case VK_SPACE: return ' ';
    case VK_RETURN: return '\r';
    case VK_TAB: return '\t';
    case VK_BACK: return '\b';
    case VK_ESCAPE: return 27;
    }
    return 0;
}

static WCHAR with_control(UINT key, BOOL shift)
{
    if (key >= 'A' && key <= 'Z') return (WCHAR)(key - 'A' + 1);
    switch (key) {
    case VK_RETURN: return '\n';
    case VK_BACK: return 0x7f;
    case VK_SPACE: return ' ';
    case VK_OEM_4: case VK_ESCAPE: return 27;
    case VK_OEM_5: return 28;
    case VK_OEM_6: return 29;
    case VK_CANCEL: return 3;
    case '6': return shift ? 30 : 0;
    case VK_OEM_MINUS: return shift ? 31 : 0;
    }
    return 0;
}

static WCHAR character_of(UINT key, const BYTE *state)
{
    BOOL shift = (state[VK_SHIFT] & 0x80) != 0, control = (state[VK_CONTROL] & 0x80) != 0,
         alt = (state[VK_MENU] & 0x80) != 0;
    if (control) return alt ? 0 : with_control(key, shift);
    return plain_character(key, shift, state[VK_CAPITAL] & 1);
}

int WINAPI ToUnicodeEx(UINT key, UINT scan, const BYTE *state, LPWSTR buffer, int capacity, UINT flags, HKL layout)
{
    (void)flags, (void)layout;
    if (!state || !buffer || capacity < 1 || scan & 0x8000) return 0;
    if ((key & 0xffff) == VK_PACKET) return buffer[0] = HIWORD(key), 1;
    WCHAR character = character_of(key, state);
    if (!character) return 0;
    buffer[0] = character;
    if (capacity > 1) buffer[1] = 0;
    return 1;
}

int WINAPI ToUnicode(UINT key, UINT scan, const BYTE *state, LPWSTR buffer, int capacity, UINT flags)
{
    return ToUnicodeEx(key, scan, state, buffer, capacity, flags, NULL);
}

int WINAPI ToAsciiEx(UINT key, UINT scan, const BYTE *state, LPWORD character, UINT flags, HKL layout)
{
    WCHAR wide[2];
    char bytes[4] = {0};
    if (!character || ToUnicodeEx(key, scan, state, wide, 2, flags, layout) != 1) return 0;
    int length = WideCharToMultiByte(CP_ACP, 0, wide, 1, bytes, sizeof(bytes), NULL, NULL);
    *character = (WORD)((BYTE)bytes[0] | (length == 2 ? (BYTE)bytes[1] << 8 : 0));
    return 1;
}

int WINAPI ToAscii(UINT key, UINT scan, const BYTE *state, LPWORD character, UINT flags)
{
    return ToAsciiEx(key, scan, state, character, flags, NULL);
}

/* The character of the key that was just taken is known from X; for any other it is worked out. */
static WCHAR character_of_message(const struct message_queue *queue, const MSG *message)
{
    UINT key = LOWORD(message->wParam);
    BOOL control = (queue->key_state[VK_CONTROL] & 0x80) != 0, alt = (queue->key_state[VK_MENU] & 0x80) != 0;
    if (queue->last_key.key == message->wParam && queue->last_key.lparam == message->lParam &&
        queue->last_key.time == message->time && queue->last_key.character) {
        WCHAR typed = queue->last_key.character;
        if (key == VK_RETURN) return control ? '\n' : '\r';
        if (key == VK_BACK) return control ? 0x7f : '\b';
        if (!control || alt) return typed; /* Ctrl with Alt is AltGr */
    }
    return character_of(key, queue->key_state);
}

BOOL WINAPI TranslateMessage(const MSG *message)
{
    struct message_queue *queue = thread_queue_if_any();
    if (!message || !queue) return FALSE;
    UINT number = message->message;
    if (number < WM_KEYFIRST || number > WM_KEYLAST) return FALSE;
    if (number != WM_KEYDOWN && number != WM_SYSKEYDOWN) return number == WM_KEYUP || number == WM_SYSKEYUP;
    WCHAR character = character_of_message(queue, message);
    if (!character) return TRUE;
    struct window *window = window_own(message->hwnd);
    UINT made = number == WM_KEYDOWN ? WM_CHAR : WM_SYSCHAR;
    if (character == queue->last_key.character && queue->last_key.is_dead) made += WM_DEADCHAR - WM_CHAR;
    if (window) queue_post(window->queue, window->handle, made, character, message->lParam);
    return TRUE;
}

BOOL WINAPI TranslateMessageEx(const MSG *message, UINT flags)
{
    (void)flags;
    return TranslateMessage(message);
}

SHORT WINAPI VkKeyScanExW(WCHAR character, HKL layout)
{
    (void)layout;
    for (UINT key = 1; key < 256; key++) {
        if (plain_character(key, FALSE, FALSE) == character && character && !(key >= VK_NUMPAD0 && key <= VK_DIVIDE))
            return (SHORT)key;
        if (plain_character(key, TRUE, FALSE) == character && character && !(key >= VK_NUMPAD0 && key <= VK_DIVIDE))
            return (SHORT)(key | 0x100);
    }
    for (UINT key = 1; key < 256 && character && character < 0x80; key++)
        if (with_control(key, FALSE) == character && key != VK_SPACE) return (SHORT)(key | 0x200);
    return -1;
}

SHORT WINAPI VkKeyScanW(WCHAR character) { return VkKeyScanExW(character, NULL); }

SHORT WINAPI VkKeyScanExA(CHAR character, HKL layout)
{
    WCHAR wide = 0;
    MultiByteToWideChar(CP_ACP, 0, &character, 1, &wide, 1);
    return VkKeyScanExW(wide, layout);
}

SHORT WINAPI VkKeyScanA(CHAR character) { return VkKeyScanExA(character, NULL); }

UINT WINAPI MapVirtualKeyExW(UINT code, UINT kind, HKL layout)
{
    (void)layout;
    return MapVirtualKeyW(code, kind);
}

UINT WINAPI MapVirtualKeyExA(UINT code, UINT kind, HKL layout) { return MapVirtualKeyExW(code, kind, layout); }

DWORD WINAPI OemKeyScan(WORD character)
{
    char byte = (char)character;
    WCHAR wide = 0;
    MultiByteToWideChar(CP_OEMCP, 0, &byte, 1, &wide, 1);
    SHORT key = VkKeyScanW(wide);
    return key == -1 ? ~0u : MAKELONG(MapVirtualKeyW(LOBYTE(key), MAPVK_VK_TO_VSC), HIBYTE(key));
}

/* --- names --- */

static const struct { BYTE key; BOOLEAN extended; LPCWSTR name; } key_names[] = {
    {VK_ESCAPE, 0, L"Esc"},         {VK_BACK, 0, L"Backspace"}, {VK_TAB, 0, L"Tab"},       {VK_RETURN, 0, L"Enter"},
    {VK_CONTROL, 0, L"Ctrl"},       {VK_SHIFT, 0, L"Shift"},    {VK_MENU, 0, L"Alt"},      {VK_SPACE, 0, L"Space"},
    {VK_CAPITAL, 0, L"Caps Lock"},  {VK_HOME, 1, L"Home"},      {VK_UP, 1, L"Up"},         {VK_PRIOR, 1, L"Page Up"},
    {VK_LEFT, 1, L"Left"},          {VK_RIGHT, 1, L"Right"},    {VK_END, 1, L"End"},       {VK_DOWN, 1, L"Down"},
    {VK_NEXT, 1, L"Page Down"},     {VK_INSERT, 1, L"Insert"},  {VK_DELETE, 1, L"Delete"}, {VK_RETURN, 1, L"Num Enter"},
    {VK_CONTROL, 1, L"Right Ctrl"}, {VK_MENU, 1, L"Right Alt"}, {VK_HOME, 0, L"Num 7"},    {VK_UP, 0, L"Num 8"},
    {VK_PRIOR, 0, L"Num 9"},        {VK_LEFT, 0, L"Num 4"},     {VK_RIGHT, 0, L"Num 6"},   {VK_END, 0, L"Num 1"},
    {VK_DOWN, 0, L"Num 2"},         {VK_NEXT, 0, L"Num 3"},     {VK_INSERT, 0, L"Num 0"},  {VK_DELETE, 0, L"Num Del"},
};

int WINAPI GetKeyNameTextW(LONG lparam, LPWSTR buffer, int capacity)
{
    UINT scan = (UINT)lparam >> 16 & 0xff, key = MapVirtualKeyW(scan, MAPVK_VSC_TO_VK);
    BOOL extended = (lparam & (1 << 24)) != 0;
    WCHAR name[16] = L"";
    if (!buffer || capacity < 1) return 0;
    for (UINT i = 0; i < COUNT_OF(key_names) && !name[0]; i++)
        if (key_names[i].key == key && key_names[i].extended == extended)
            lstrcpynW(name, key_names[i].name, COUNT_OF(name));
    if (!name[0] && key >= VK_F1 && key <= VK_F24) wsprintfW(name, L"F%u", key - VK_F1 + 1);
    if (!name[0])
        name[0] = plain_character(key, TRUE, FALSE) && key >= 'A' && key <= 'Z' ? (WCHAR)key
                                                                                : plain_character(key, FALSE, FALSE);
    lstrcpynW(buffer, name, capacity);
    return lstrlenW(buffer);
}

int WINAPI GetKeyNameTextA(LONG lparam, LPSTR buffer, int capacity)
{
    WCHAR wide[32];
    if (!buffer || capacity < 1 || !GetKeyNameTextW(lparam, wide, COUNT_OF(wide))) return 0;
    char *ansi = ansi_from_wide(wide, -1);
    lstrcpynA(buffer, ansi ? ansi : "", capacity);
    heap_free(ansi);
    return lstrlenA(buffer);
}

/* --- layouts: the X server's is the one there is --- */

static HKL the_layout(void)
{
    user_start();
    return (HKL)(ULONG_PTR)windowing->screen.layout;
}

HKL WINAPI GetKeyboardLayout(DWORD tid)
{
    (void)tid;
    return the_layout();
}

int WINAPI GetKeyboardLayoutList(int count, HKL *list)
{
    if (count > 0 && list) list[0] = the_layout();
    return 1;
}

BOOL WINAPI GetKeyboardLayoutNameW(LPWSTR name)
{
    if (!name) return set_user_error(ERROR_NOACCESS);
    wsprintfW(name, L"%08x", (UINT)LOWORD((ULONG_PTR)the_layout()));
    return TRUE;
}

BOOL WINAPI GetKeyboardLayoutNameA(LPSTR name)
{
    if (!name) return set_user_error(ERROR_NOACCESS);
    wsprintfA(name, "%08x", (UINT)LOWORD((ULONG_PTR)the_layout()));
    return TRUE;
}

HKL WINAPI ActivateKeyboardLayout(HKL layout, UINT flags)
{
    (void)flags;
    HKL now = the_layout();
    if (layout == now || layout == (HKL)HKL_NEXT || layout == (HKL)HKL_PREV) return now;
    return (HKL)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
}

HKL WINAPI LoadKeyboardLayoutW(LPCWSTR name, UINT flags)
{
    WCHAR active[KL_NAMELENGTH];
    (void)flags;
    GetKeyboardLayoutNameW(active);
    return name && !lstrcmpiW(name, active) ? the_layout() : (HKL)(ULONG_PTR)set_user_error(ERROR_FILE_NOT_FOUND);
}

HKL WINAPI LoadKeyboardLayoutA(LPCSTR name, UINT flags)
{
    WCHAR *wide = wide_from_ansi(name, -1);
    HKL layout = LoadKeyboardLayoutW(wide, flags);
    heap_free(wide);
    return layout;
}

int WINAPI GetKeyboardType(int kind)
{
    switch (kind) {
    case 0: return 4; /* IBM enhanced */
    case 1: return 0;
    case 2: return 12;
    }
    return 0;
}

/* --- synthesised input --- */

static BOOL event_from_input(const INPUT *input, struct input_event *event)
{
    *event = (struct input_event){0};
    if (input->type == INPUT_KEYBOARD) {
        event->kind = INPUT_KIND_KEY;
        event->flags = input->ki.dwFlags;
        event->virtual_key = input->ki.wVk;
        event->scan_code = input->ki.wScan;
        event->time = input->ki.time;
        event->extra = input->ki.dwExtraInfo;
        if (input->ki.dwFlags & KEYEVENTF_SCANCODE)
            event->virtual_key = (uint16_t)MapVirtualKeyW(input->ki.wScan, MAPVK_VSC_TO_VK);
        else if (!(input->ki.dwFlags & KEYEVENTF_UNICODE) && !event->scan_code)
            event->scan_code = (uint16_t)MapVirtualKeyW(input->ki.wVk, MAPVK_VK_TO_VSC);
        return TRUE;
    }
    if (input->type != INPUT_MOUSE) return FALSE;
    event->kind = INPUT_KIND_MOUSE;
    event->flags = input->mi.dwFlags;
    event->x = input->mi.dx;
    event->y = input->mi.dy;
    event->data = (int32_t)input->mi.mouseData;
    event->time = input->mi.time;
    event->extra = input->mi.dwExtraInfo;
    if (!(input->mi.dwFlags & MOUSEEVENTF_ABSOLUTE)) return TRUE;
    BOOL all = input->mi.dwFlags & MOUSEEVENTF_VIRTUALDESK; /* 0 to 65535 over the screen */
    int width = GetSystemMetrics(all ? SM_CXVIRTUALSCREEN : SM_CXSCREEN),
        height = GetSystemMetrics(all ? SM_CYVIRTUALSCREEN : SM_CYSCREEN);
    event->x = (int32_t)(((LONGLONG)input->mi.dx * width) / 65536) + (all ? GetSystemMetrics(SM_XVIRTUALSCREEN) : 0);
    event->y = (int32_t)(((LONGLONG)input->mi.dy * height) / 65536) + (all ? GetSystemMetrics(SM_YVIRTUALSCREEN) : 0);
    return TRUE;
}

#define AT_ONCE 64
UINT WINAPI SendInput(UINT count, LPINPUT inputs, int size)
{
    UINT done = 0;
    if (size != sizeof(INPUT) || !count || !inputs) return (UINT)set_user_error(ERROR_INVALID_PARAMETER);
    user_start();
    thread_queue();
    while (done < count) {
        struct input_event events[AT_ONCE];
        UINT now = 0;
        while (now < AT_ONCE && done + now < count && event_from_input(&inputs[done + now], &events[now])) now++;
        if (!now) break;
        struct request_input_inject_in in = {.count = now};
        struct request_input_inject_out out = {0};
        NTSTATUS status = server_call_data(request_code_input_inject, &in, sizeof(in), events,
                                           now * (uint32_t)sizeof(*events), &out, sizeof(out), NULL, 0, NULL);
        if (!NT_SUCCESS(status)) {
            set_server_error(status);
            break;
        }
        done += out.taken;
        if (out.taken < now) break;
    }
    return done;
}

void WINAPI keybd_event(BYTE key, BYTE scan, DWORD flags, ULONG_PTR extra)
{
    INPUT input = {.type = INPUT_KEYBOARD,
                   .ki = {.wVk = key,
                          .wScan = scan,
                          .dwFlags = flags & (KEYEVENTF_EXTENDEDKEY | KEYEVENTF_KEYUP),
                          .dwExtraInfo = extra}};
    SendInput(1, &input, sizeof(input));
}

void WINAPI mouse_event(DWORD flags, DWORD x, DWORD y, DWORD data, ULONG_PTR extra)
{
    INPUT input = {.type = INPUT_MOUSE,
                   .mi = {.dx = (LONG)x, .dy = (LONG)y, .mouseData = data, .dwFlags = flags, .dwExtraInfo = extra}};
    SendInput(1, &input, sizeof(input));
}

BOOL WINAPI GetLastInputInfo(PLASTINPUTINFO info)
{
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    user_start();
    info->dwTime = windowing->screen.last_input;
    return TRUE;
}

BOOL WINAPI BlockInput(BOOL block)
{
    (void)block;
    return set_user_error(ERROR_ACCESS_DENIED); /* nobody may lock the person out */
}
