/* Moving and sizing a window by mouse and keyboard: the modal loop of SC_MOVE and SC_SIZE. */
#include "user_private.h"

#define KEY_STEP 8
#define MSGF_MOVE_OR_SIZE 4 /* MSGF_SIZE of older SDKs */

static UINT edges_of(WPARAM command)
{
    static const UINT edges[] = {0,     1, 2,     4,    4 | 1,
                                 4 | 2, 8, 8 | 1, 8 | 2}; /* by WMSZ_*; 1 left, 2 right, 4 top, 8 bottom */
    UINT which = (UINT)(command & 15);
    return which < COUNT_OF(edges) ? edges[which] : 0;
}

static WPARAM edge_code(UINT edges)
{
    static const struct {
        UINT edges;
        WPARAM code;
    } codes[] = {{1, WMSZ_LEFT},     {2, WMSZ_RIGHT},  {4, WMSZ_TOP},        {5, WMSZ_TOPLEFT},
                 {6, WMSZ_TOPRIGHT}, {8, WMSZ_BOTTOM}, {9, WMSZ_BOTTOMLEFT}, {10, WMSZ_BOTTOMRIGHT}};
    for (UINT i = 0; i < COUNT_OF(codes); i++)
        if (codes[i].edges == edges) return codes[i].code;
    return 0;
}

struct drag { HWND window; BOOL sizes; UINT edges; RECT start, now; POINT from; MINMAXINFO limits; BOOL moved; };

static void limit(struct drag *drag, RECT *r)
{
    int width = max(min(r->right - r->left, drag->limits.ptMaxTrackSize.x), drag->limits.ptMinTrackSize.x);
    int height = max(min(r->bottom - r->top, drag->limits.ptMaxTrackSize.y), drag->limits.ptMinTrackSize.y);
    if (drag->edges & 1) r->left = r->right - width;
    else r->right = r->left + width;
    if (drag->edges & 4) r->top = r->bottom - height;
    else r->bottom = r->top + height;
}

static void drag_to(struct drag *drag, int x, int y)
{
    RECT r = drag->start;
    if (!drag->sizes) {
        OffsetRect(&r, x, y);
    } else {
        if (drag->edges & 1) r.left += x;
        if (drag->edges & 2) r.right += x;
        if (drag->edges & 4) r.top += y;
        if (drag->edges & 8) r.bottom += y;
        limit(drag, &r);
    }
    if (EqualRect(&r, &drag->now)) return;
    if (drag->sizes) send_message(drag->window, WM_SIZING, edge_code(drag->edges), (LPARAM)&r);
    else send_message(drag->window, WM_MOVING, edge_code(drag->edges), (LPARAM)&r);
    drag->now = r;
    drag->moved = TRUE;
    RECT place = r;
    HWND parent = GetAncestor(drag->window, GA_PARENT);
    if (parent && parent != desktop_window()) MapWindowPoints(NULL, parent, (POINT *)&place, 2);
    SetWindowPos(drag->window, NULL, place.left, place.top, place.right - place.left, place.bottom - place.top,
                 SWP_NOZORDER | SWP_NOACTIVATE | (drag->sizes ? 0 : SWP_NOSIZE));
}

/* Arrow keys move the mouse: the loop then sees it. FALSE: the loop is to end. */
static BOOL key_pressed(struct drag *drag, WPARAM key)
{
    POINT cursor;
    int x = 0, y = 0;
    switch (key) {
    case VK_RETURN: return FALSE;
    case VK_ESCAPE: {
        drag_to(drag, 0, 0);
        if (drag->sizes) {
            RECT back = drag->start;
            HWND parent = GetAncestor(drag->window, GA_PARENT);
            if (parent && parent != desktop_window()) MapWindowPoints(NULL, parent, (POINT *)&back, 2);
            SetWindowPos(drag->window, NULL, back.left, back.top, back.right - back.left, back.bottom - back.top,
                         SWP_NOZORDER | SWP_NOACTIVATE);
        }
        return FALSE;
    }
    case VK_LEFT: x = -KEY_STEP; break;
    case VK_RIGHT: x = KEY_STEP; break;
    case VK_UP: y = -KEY_STEP; break;
    case VK_DOWN: y = KEY_STEP; break;
    default: return TRUE;
    }
    if (drag->sizes && !drag->edges)
        drag->edges = x < 0 ? 1 : x > 0 ? 2 : y < 0 ? 4 : 8; /* the first key says which border */
    else if (drag->sizes && x && !(drag->edges & 3)) drag->edges |= x < 0 ? 1 : 2;
    else if (drag->sizes && y && !(drag->edges & 12)) drag->edges |= y < 0 ? 4 : 8;
    GetCursorPos(&cursor);
    SetCursorPos(cursor.x + x, cursor.y + y);
    return TRUE;
}

static void set_move_size(HWND window)
{
    struct request_queue_set_in in = {.mask = 16, .move_size = handle_value(window)};
    struct request_queue_set_out out;
    SERVER_CALL(queue_set, &in, &out);
}

static void loop(struct drag *drag, BOOL by_mouse)
{
    for (;;) {
        MSG message;
        if (!GetMessageW(&message, NULL, 0, 0)) {
            PostQuitMessage((int)message.wParam);
            return;
        }
        if (CallMsgFilterW(&message, MSGF_MOVE_OR_SIZE)) continue;
        BOOL is_key = message.message == WM_KEYDOWN || message.message == WM_SYSKEYDOWN;
        if (message.message == WM_LBUTTONUP || (message.message == WM_LBUTTONDOWN && !by_mouse)) return;
        if (is_key) {
            if (!key_pressed(drag, message.wParam)) return;
        } else if (message.message == WM_MOUSEMOVE) {
            drag_to(drag, message.pt.x - drag->from.x, message.pt.y - drag->from.y);
        } else if (message.message < WM_KEYFIRST || message.message > WM_KEYLAST) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
        if (!window_shared(drag->window) || queue_capture() != drag->window) return;
    }
}

void move_or_size(HWND window, WPARAM command)
{
    struct drag drag = {.window = window, .sizes = (command & 0xfff0) == SC_SIZE, .edges = edges_of(command)};
    DWORD style = user_style(window);
    BOOL by_mouse = (command & 15) != 0;
    if (style & WS_MAXIMIZE || (drag.sizes && !(style & WS_THICKFRAME)) || !IsWindowVisible(window)) return;
    if (style & WS_MINIMIZE && (drag.sizes || !window_is_child(style))) return;
    if (!drag.sizes) drag.edges = 0;
    GetWindowRect(window, &drag.start);
    drag.now = drag.start;
    window_minmax_info(window, &drag.limits);
    DWORD position = GetMessagePos();
    drag.from = (POINT){(short)LOWORD(position), (short)HIWORD(position)};
    if (!by_mouse) {
        drag.from = (POINT){(drag.start.left + drag.start.right) / 2,
                            drag.sizes ? (drag.start.top + drag.start.bottom) / 2
                                       : drag.start.top + GetSystemMetrics(SM_CYCAPTION) / 2};
        SetCursorPos(drag.from.x, drag.from.y);
    } else if (!drag.sizes && !DragDetect(window, drag.from) && !(GetKeyState(VK_LBUTTON) & 0x8000)) {
        return; /* a click without moving */
    }
    SetCapture(window);
    set_move_size(window);
    send_message(window, WM_ENTERSIZEMOVE, 0, 0);
    win_event(EVENT_SYSTEM_MOVESIZESTART, window, OBJID_WINDOW, 0);
    if (by_mouse && !drag.sizes) {
        POINT cursor;
        GetCursorPos(&cursor);
        drag_to(&drag, cursor.x - drag.from.x, cursor.y - drag.from.y);
    }
    loop(&drag, by_mouse);
    ReleaseCapture();
    set_move_size(NULL);
    win_event(EVENT_SYSTEM_MOVESIZEEND, window, OBJID_WINDOW, 0);
    if (window_shared(window)) send_message(window, WM_EXITSIZEMOVE, 0, 0);
}
