/* Notification icons for tray.py.
 *     tray_client VERSION wide|narrow [menu]
 * One icon, a full square in red; it tells what its owner's window hears. Keys are lines on standard input:
 * menu: a menu opens at a click with the right button. modify (green), hide, show, balloon, delete, add, rect, quit. */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLBACK_MESSAGE (WM_USER + 5)
#define ICON_ID          7
#define WM_COMMAND_LINE  (WM_APP + 1)

static UINT version;
static BOOL is_wide, has_menu;
static HWND window;

static void tell(const char *what, long a, long b)
{
    printf("%s %ld %ld\n", what, a, b);
    fflush(stdout);
}

static HICON make_icon(DWORD color)
{
    static BYTE mask[32], pixels[16 * 16 * 4];
    for (int i = 0; i < 16 * 16; i++) memcpy(pixels + 4 * i, &color, 4);
    return CreateIcon(NULL, 16, 16, 1, 32, mask, pixels);
}

static BOOL notify(DWORD message, UINT flags, DWORD color, DWORD state, const char *info)
{
    HICON icon = color ? make_icon(color) : NULL;
    NOTIFYICONDATAA narrow = {.cbSize = version ? sizeof(narrow) : NOTIFYICONDATAA_V1_SIZE, .hWnd = window,
                              .uID = ICON_ID, .uFlags = flags, .uCallbackMessage = CALLBACK_MESSAGE, .hIcon = icon};
    NOTIFYICONDATAW wide = {.cbSize = version ? sizeof(wide) : NOTIFYICONDATAW_V1_SIZE, .hWnd = window,
                            .uID = ICON_ID, .uFlags = flags, .uCallbackMessage = CALLBACK_MESSAGE, .hIcon = icon};
    strcpy(narrow.szTip, "What it is");
    wcscpy(wide.szTip, L"What it is");
    wide.dwState = narrow.dwState = state;
    wide.dwStateMask = narrow.dwStateMask = NIS_HIDDEN;
    if (version) {
        strcpy(narrow.szInfo, info);
        MultiByteToWideChar(CP_ACP, 0, info, -1, wide.szInfo, 64);
        strcpy(narrow.szInfoTitle, "The title");
        wcscpy(wide.szInfoTitle, L"The title");
        wide.dwInfoFlags = narrow.dwInfoFlags = NIIF_WARNING;
    }
    if (message == NIM_SETVERSION) wide.uVersion = narrow.uVersion = version;
    BOOL done = is_wide ? Shell_NotifyIconW(message, &wide) : Shell_NotifyIconA(message, &narrow);
    if (icon) DestroyIcon(icon);
    return done;
}

static void add(void)
{
    tell("added", notify(NIM_ADD, NIF_MESSAGE | NIF_ICON | NIF_TIP, 0xffff0000, 0, ""), 0);
    if (version) tell("version", notify(NIM_SETVERSION, 0, 0, 0, ""), 0);
}

static void show_place(void)
{
    NOTIFYICONIDENTIFIER identifier = {.cbSize = sizeof(identifier), .hWnd = window, .uID = ICON_ID};
    RECT place;
    if (Shell_NotifyIconGetRect(&identifier, &place) == S_OK)
        tell("rect", (place.left + place.right) / 2, (place.top + place.bottom) / 2);
    else
        tell("no-rect", 0, 0);
}

static void command(const char *name)
{
    if (!strcmp(name, "modify")) tell("modified", notify(NIM_MODIFY, NIF_ICON, 0xff00ff00, 0, ""), 0);
    if (!strcmp(name, "hide")) tell("hidden", notify(NIM_MODIFY, NIF_STATE, 0, NIS_HIDDEN, ""), 0);
    if (!strcmp(name, "show")) tell("shown", notify(NIM_MODIFY, NIF_STATE, 0, 0, ""), 0);
    if (!strcmp(name, "balloon")) tell("balloon", notify(NIM_MODIFY, NIF_INFO, 0, 0, "Something has happened."), 0);
    if (!strcmp(name, "delete")) tell("deleted", notify(NIM_DELETE, 0, 0, 0, ""), 0);
    if (!strcmp(name, "add")) add();
    if (!strcmp(name, "rect")) show_place();
    if (!strcmp(name, "quit")) PostQuitMessage(0);
}

static DWORD WINAPI read_commands(void *unused)
{
    static const char *const names[] = {"modify", "hide", "show", "balloon", "delete", "add", "rect", "quit"};
    char line[64];
    (void)unused;
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
            if (!strcmp(line, names[i])) PostMessageA(window, WM_COMMAND_LINE, 0, (LPARAM)names[i]);
    }
    return 0;
}

static void open_menu(void)
{
    HMENU menu = CreatePopupMenu();
    POINT at;
    GetCursorPos(&at);
    AppendMenuA(menu, MF_STRING, 5, "A first command");
    AppendMenuA(menu, MF_STRING, 6, "A second command");
    tell("menu-open", SetForegroundWindow(window), 0);
    UINT flags = TPM_RETURNCMD | TPM_BOTTOMALIGN | TPM_RIGHTALIGN;
    tell("menu", TrackPopupMenu(menu, flags, at.x, at.y, 0, window, NULL), 0);
    DestroyMenu(menu);
}

static LRESULT CALLBACK procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_COMMAND_LINE) command((const char *)lparam);
    if (message == CALLBACK_MESSAGE && version < NOTIFYICON_VERSION_4) tell("event", (long)lparam, (long)wparam);
    if (message == CALLBACK_MESSAGE && version >= NOTIFYICON_VERSION_4) tell("event", LOWORD(lparam), HIWORD(lparam));
    if (has_menu && message == CALLBACK_MESSAGE && LOWORD(lparam) == WM_CONTEXTMENU) open_menu();
    return DefWindowProcA(hwnd, message, wparam, lparam);
}

int main(int argc, char **argv)
{
    WNDCLASSA class = {.lpfnWndProc = procedure, .lpszClassName = "tray_client"};
    MSG message;
    if (argc < 3) return 2;
    version = (UINT)atoi(argv[1]);
    is_wide = !strcmp(argv[2], "wide");
    has_menu = argc > 3;
    class.hInstance = GetModuleHandleA(NULL);
    RegisterClassA(&class);
    window = CreateWindowA("tray_client", "", WS_OVERLAPPED, 0, 0, 10, 10, NULL, NULL, class.hInstance, NULL);
    tell("deleted-early", notify(NIM_DELETE, 0, 0, 0, ""), 0);
    add();
    tell("added-again", notify(NIM_ADD, NIF_ICON, 0xff0000ff, 0, ""), 0);
    CloseHandle(CreateThread(NULL, 0, read_commands, NULL, 0, NULL));
    while (GetMessageA(&message, NULL, 0, 0) > 0) DispatchMessageA(&message);
    return 0;
}
