/* The thread that has the process's notification icons, and their windows. All is done by that thread, so a list of
 * icons needs no lock; programs' threads send it messages. */
#include "tray_private.h"
#include "requests.h"
#include "windowing.h"
#include <windowsx.h>

#define CLASS_NAME     L"WinrunTrayIcon"
#define ASK_REQUEST    (WM_APP + 2) /* wparam: NIM_*, lparam: NOTIFYICONDATAW */
#define ASK_PLACE      (WM_APP + 3) /* wparam: RECT, lparam: NOTIFYICONIDENTIFIER */
#define TIMER_HOVER    1
#define HOVER_TIME     500   /* milliseconds */
#define TOOL_TIP_TIME  10000
#define BALLOON_TIME   5000  /* unless the program says how long, within bounds */
#define BALLOON_LEAST  5000
#define BALLOON_MOST   30000
#define OUT_OF_SIGHT   (-100)
#define SET_FLAGS      32u /* of request window_set's mask */
#define SET_LAYERED    128u
/* What shows nothing. It is near the colour of task bars, so that soft edges look soft. */
#define TRANSPARENT_COLOR RGB(212, 208, 201)

struct icon {
    struct icon *next;
    HWND window, owner;
    UINT id, callback, version;
    GUID guid;
    BOOL has_guid, is_hidden, is_hovered, is_tip_standard;
    HICON picture;
    struct tip tool_tip, balloon;
};

static struct icon *icons;
static HWND thread_window; /* of the thread; NULL: it has not started */
static SRWLOCK start_lock = SRWLOCK_INIT;

static struct icon **find(HWND owner, UINT id, const GUID *guid)
{
    struct icon **at = &icons;
    for (; *at; at = &(*at)->next) {
        struct icon *icon = *at;
        if (guid ? icon->has_guid && IsEqualGUID(&icon->guid, guid)
                 : !icon->has_guid && icon->owner == owner && icon->id == id)
            break;
    }
    return at;
}

/* --- what the owner hears --- */

static void tell(const struct icon *icon, UINT event, POINT at)
{
    BOOL is_new = icon->version >= NOTIFYICON_VERSION_4;
    if (!icon->callback) return;
    WPARAM wparam = is_new ? (WPARAM)MAKELONG(at.x, at.y) : icon->id;
    LPARAM lparam = is_new ? MAKELPARAM(event, icon->id) : (LPARAM)event;
    AllowSetForegroundWindow(ASFW_ANY);
    PostMessageW(icon->owner, icon->callback, wparam, lparam);
}

static POINT middle(const struct icon *icon)
{
    RECT place;
    GetWindowRect(icon->window, &place);
    return (POINT){(place.left + place.right) / 2, (place.top + place.bottom) / 2};
}

static void hide_tool_tip(struct icon *icon)
{
    KillTimer(icon->window, TIMER_HOVER);
    if (icon->is_hovered && icon->version >= NOTIFYICON_VERSION_4) tell(icon, NIN_POPUPCLOSE, middle(icon));
    icon->is_hovered = FALSE;
    tip_hide(&icon->tool_tip);
}

static void hover(struct icon *icon)
{
    KillTimer(icon->window, TIMER_HOVER);
    if (icon->is_hovered || icon->balloon.window) return;
    icon->is_hovered = TRUE;
    if (icon->version >= NOTIFYICON_VERSION_4) tell(icon, NIN_POPUPOPEN, middle(icon));
    if (icon->version >= NOTIFYICON_VERSION_4 && !icon->is_tip_standard) return;
    if (*icon->tool_tip.text) tip_show(&icon->tool_tip, icon->window, TOOL_TIP_TIME);
}

static void remove_icon(struct icon **at)
{
    struct icon *icon = *at;
    *at = icon->next;
    tip_hide(&icon->tool_tip);
    tip_hide(&icon->balloon);
    SetWindowLongPtrW(icon->window, GWLP_USERDATA, 0);
    DestroyWindow(icon->window);
    if (icon->picture) DestroyIcon(icon->picture);
    CoTaskMemFree(icon);
}

static void mouse(struct icon *icon, UINT message, LPARAM place)
{
    POINT at = {GET_X_LPARAM(place), GET_Y_LPARAM(place)};
    ClientToScreen(icon->window, &at);
    if (!IsWindow(icon->owner)) { /* its program forgot it */
        remove_icon(find(icon->owner, icon->id, icon->has_guid ? &icon->guid : NULL));
        return;
    }
    if (message == WM_MOUSEMOVE) {
        TRACKMOUSEEVENT leave = {sizeof(leave), TME_LEAVE, icon->window, 0};
        TrackMouseEvent(&leave);
        if (!icon->is_hovered) SetTimer(icon->window, TIMER_HOVER, HOVER_TIME, NULL);
    } else {
        hide_tool_tip(icon);
    }
    tell(icon, message, at);
    if (icon->version < NOTIFYICON_VERSION) return;
    if (message == WM_LBUTTONUP) tell(icon, NIN_SELECT, at);
    if (message == WM_RBUTTONUP) tell(icon, WM_CONTEXTMENU, at);
}

/* --- its window --- */

static void paint(struct icon *icon)
{
    PAINTSTRUCT info;
    RECT all;
    HDC context = BeginPaint(icon->window, &info);
    HBRUSH brush = CreateSolidBrush(TRANSPARENT_COLOR);
    GetClientRect(icon->window, &all);
    FillRect(context, &all, brush);
    DeleteObject(brush);
    int size = min(all.right, all.bottom), own = GetSystemMetrics(SM_CXSMICON);
    if (size < 2 * own) size = min(size, own); /* sharp, unless there is room for much more */
    if (icon->picture)
        DrawIconEx(context, (all.right - size) / 2, (all.bottom - size) / 2, icon->picture, size, size, 0, NULL,
                   DI_NORMAL);
    EndPaint(icon->window, &info);
}

static LRESULT CALLBACK icon_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct icon *icon = (struct icon *)GetWindowLongPtrW(window, GWLP_USERDATA);
    if (!icon) return DefWindowProcW(window, message, wparam, lparam);
    if (message >= WM_MOUSEFIRST && message <= WM_MBUTTONDBLCLK) {
        mouse(icon, message, lparam);
        return 0;
    }
    switch (message) {
    case WM_PAINT: paint(icon); return 0;
    case WM_ERASEBKGND: return 1;
    case WM_MOUSEACTIVATE: return MA_NOACTIVATE;
    case WM_MOUSELEAVE: hide_tool_tip(icon); return 0;
    case WM_TIMER: hover(icon); return 0;
    case WM_SIZE: InvalidateRect(window, NULL, FALSE); return 0;
    case TIP_ENDED:
        tell(icon, wparam == TIP_CLICKED ? NIN_BALLOONUSERCLICK : NIN_BALLOONTIMEOUT, middle(icon));
        return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static BOOL make_window(struct icon *icon)
{
    int size = GetSystemMetrics(SM_CXSMICON) + 6;
    icon->window = CreateWindowExW(WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE | WS_EX_LAYERED, CLASS_NAME, icon->tool_tip.text,
                                   WS_POPUP, OUT_OF_SIGHT, OUT_OF_SIGHT, size, size, NULL, NULL, NULL, NULL);
    if (!icon->window) return FALSE;
    struct request_window_set_in in = {.handle = (uint32_t)(UINT_PTR)icon->window,
                                       .mask = SET_FLAGS | SET_LAYERED,
                                       .flags = WINDOW_TRAY_ICON | WINDOW_LAYERED_SET,
                                       .flag_mask = WINDOW_TRAY_ICON | WINDOW_LAYERED_SET,
                                       .color_key = TRANSPARENT_COLOR,
                                       .alpha = LWA_COLORKEY << 8};
    struct request_window_set_out out;
    SetWindowLongPtrW(icon->window, GWLP_USERDATA, (LONG_PTR)icon);
    return NT_SUCCESS(SERVER_CALL(window_set, &in, &out));
}

/* --- requests --- */

static void show_balloon(struct icon *icon, const NOTIFYICONDATAW *data)
{
    DWORD wanted = data->uTimeout ? data->uTimeout : BALLOON_TIME;
    BOOL was_shown = icon->balloon.window != NULL;
    tip_hide(&icon->balloon);
    if (!*data->szInfo) {
        if (was_shown) tell(icon, NIN_BALLOONHIDE, middle(icon));
        return;
    }
    hide_tool_tip(icon);
    lstrcpynW(icon->balloon.title, data->szInfoTitle, ARRAYSIZE(icon->balloon.title));
    lstrcpynW(icon->balloon.text, data->szInfo, ARRAYSIZE(icon->balloon.text));
    icon->balloon.kind = data->dwInfoFlags;
    icon->balloon.is_balloon = TRUE;
    tip_show(&icon->balloon, icon->window, max(BALLOON_LEAST, min(wanted, BALLOON_MOST)));
    if (icon->balloon.window) tell(icon, NIN_BALLOONSHOW, middle(icon));
}

static void change(struct icon *icon, const NOTIFYICONDATAW *data)
{
    if (data->uFlags & NIF_MESSAGE) icon->callback = data->uCallbackMessage;
    if (data->uFlags & NIF_ICON) {
        if (icon->picture) DestroyIcon(icon->picture);
        icon->picture = data->hIcon ? CopyIcon(data->hIcon) : NULL; /* the program may destroy its own */
        InvalidateRect(icon->window, NULL, FALSE);
    }
    if (data->uFlags & NIF_TIP) {
        lstrcpynW(icon->tool_tip.text, data->szTip, ARRAYSIZE(data->szTip));
        SetWindowTextW(icon->window, icon->tool_tip.text);
    }
    icon->is_tip_standard = (data->uFlags & NIF_SHOWTIP) != 0;
    if (data->uFlags & NIF_STATE && data->dwStateMask & NIS_HIDDEN)
        icon->is_hidden = (data->dwState & NIS_HIDDEN) != 0;
    ShowWindow(icon->window, icon->is_hidden ? SW_HIDE : SW_SHOWNOACTIVATE);
    if (data->uFlags & NIF_INFO) show_balloon(icon, data);
}

static BOOL add(struct icon **end, const NOTIFYICONDATAW *data)
{
    struct icon *icon = CoTaskMemAlloc(sizeof(*icon));
    if (!icon) return FALSE;
    *icon = (struct icon){.owner = data->hWnd, .id = data->uID, .has_guid = (data->uFlags & NIF_GUID) != 0};
    if (icon->has_guid) icon->guid = data->guidItem;
    if (!make_window(icon)) {
        if (icon->window) DestroyWindow(icon->window);
        CoTaskMemFree(icon);
        return FALSE;
    }
    *end = icon;
    change(icon, data);
    return TRUE;
}

static BOOL request(DWORD message, const NOTIFYICONDATAW *data)
{
    struct icon **at = find(data->hWnd, data->uID, data->uFlags & NIF_GUID ? &data->guidItem : NULL);
    if (message == NIM_ADD) return !*at && add(at, data);
    if (!*at) return FALSE;
    switch (message) {
    case NIM_MODIFY: change(*at, data); return TRUE;
    case NIM_DELETE: remove_icon(at); return TRUE;
    case NIM_SETFOCUS: return TRUE; /* no icon ever takes the keyboard's focus away */
    case NIM_SETVERSION:
        if (data->uVersion && data->uVersion != NOTIFYICON_VERSION && data->uVersion != NOTIFYICON_VERSION_4)
            return FALSE;
        (*at)->version = data->uVersion;
        return TRUE;
    }
    return FALSE;
}

static LRESULT CALLBACK thread_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == ASK_REQUEST) return request((DWORD)wparam, (const NOTIFYICONDATAW *)lparam);
    if (message == ASK_PLACE) {
        const NOTIFYICONIDENTIFIER *wanted = (const NOTIFYICONIDENTIFIER *)lparam;
        struct icon *icon =
            *find(wanted->hWnd, wanted->uID, IsEqualGUID(&wanted->guidItem, &GUID_NULL) ? NULL : &wanted->guidItem);
        return icon && GetWindowRect(icon->window, (RECT *)wparam);
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static DWORD WINAPI thread_main(void *started)
{
    WNDCLASSW class = {.style = CS_DBLCLKS,
                       .lpfnWndProc = icon_procedure,
                       .hInstance = GetModuleHandleW(NULL),
                       .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                       .lpszClassName = CLASS_NAME};
    MSG message;
    RegisterClassW(&class);
    thread_window = CreateWindowExW(0, L"STATIC", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    if (thread_window) SetWindowLongPtrW(thread_window, GWLP_WNDPROC, (LONG_PTR)thread_procedure);
    SetEvent((HANDLE)started);
    while (thread_window && GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
    return 0;
}

static HWND start_thread(void)
{
    AcquireSRWLockExclusive(&start_lock);
    HANDLE started = thread_window ? NULL : CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = started ? CreateThread(NULL, 0, thread_main, started, 0, NULL) : NULL;
    if (thread) {
        WaitForSingleObject(started, INFINITE);
        CloseHandle(thread);
    }
    if (started) CloseHandle(started);
    ReleaseSRWLockExclusive(&start_lock);
    return thread_window;
}

WINBOOL tray_request(DWORD message, const NOTIFYICONDATAW *data)
{
    HWND window = message == NIM_ADD ? start_thread() : thread_window;
    return window && SendMessageW(window, ASK_REQUEST, message, (LPARAM)data);
}

BOOL tray_place(const NOTIFYICONIDENTIFIER *identifier, RECT *place)
{
    return thread_window && SendMessageW(thread_window, ASK_PLACE, (WPARAM)place, (LPARAM)identifier);
}
