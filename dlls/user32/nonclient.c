/* The non-client area as Windows draws it in its classic look: borders, caption, where the mouse is in it. */
#include "user_private.h"

#define EDGE 2 /* of a raised or sunken edge */

/* --- measures --- */

static BOOL has_caption(DWORD style) { return (style & WS_CAPTION) == WS_CAPTION; }
static BOOL is_icon_child(DWORD style) { return (style & (WS_MINIMIZE | WS_CHILD)) == (WS_MINIMIZE | WS_CHILD); }

static int caption_height(DWORD ex_style)
{
    return GetSystemMetrics(ex_style & WS_EX_TOOLWINDOW ? SM_CYSMCAPTION : SM_CYCAPTION);
}

UINT frame_border_width(DWORD style, DWORD ex_style)
{
    int width = 0;
    if ((ex_style & (WS_EX_STATICEDGE | WS_EX_DLGMODALFRAME)) == WS_EX_STATICEDGE) width = 1;
    else if (ex_style & WS_EX_DLGMODALFRAME || style & (WS_THICKFRAME | WS_DLGFRAME)) width = EDGE;
    if (style & WS_THICKFRAME && !(style & WS_MINIMIZE))
        width += GetSystemMetrics(SM_CXFRAME) - GetSystemMetrics(SM_CXDLGFRAME);
    if (style & (WS_BORDER | WS_DLGFRAME) || ex_style & WS_EX_DLGMODALFRAME) width++;
    return (UINT)width;
}

BOOL WINAPI AdjustWindowRectEx(LPRECT rectangle, DWORD style, BOOL menu, DWORD ex_style)
{
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    style &= ~(DWORD)(WS_MINIMIZE | WS_MAXIMIZE);
    int border = (int)frame_border_width(style, ex_style);
    InflateRect(rectangle, border, border);
    if (has_caption(style)) rectangle->top -= caption_height(ex_style);
    if (menu) rectangle->top -= GetSystemMetrics(SM_CYMENU);
    if (ex_style & WS_EX_CLIENTEDGE) InflateRect(rectangle, EDGE, EDGE);
    return TRUE;
}

BOOL WINAPI AdjustWindowRect(LPRECT rectangle, DWORD style, BOOL menu)
{
    return AdjustWindowRectEx(rectangle, style, menu, 0);
}

BOOL WINAPI AdjustWindowRectExForDpi(LPRECT rectangle, DWORD style, BOOL menu, DWORD ex_style, UINT dpi)
{
    (void)dpi; /* windows are at 96 dots an inch */
    return AdjustWindowRectEx(rectangle, style, menu, ex_style);
}

/* Between caption and client area lies the menu; inside the client's edge lie the scroll bars. */
void frame_calculate(HWND window, RECT *rectangle)
{
    DWORD style = user_style(window), ex_style = user_ex_style(window);
    if (is_icon_child(style) || style & WS_MINIMIZE) {
        rectangle->right = rectangle->left, rectangle->bottom = rectangle->top;
        return;
    }
    int border = (int)frame_border_width(style, ex_style);
    InflateRect(rectangle, -border, -border);
    if (has_caption(style)) rectangle->top += caption_height(ex_style);
    if (!window_is_child(style))
        rectangle->top += (int)menu_bar_height(window, (UINT)max(rectangle->right - rectangle->left, 0));
    if (ex_style & WS_EX_CLIENTEDGE && rectangle->right - rectangle->left > 2 * EDGE &&
        rectangle->bottom - rectangle->top > 2 * EDGE)
        InflateRect(rectangle, -EDGE, -EDGE);
    if (style & WS_VSCROLL && rectangle->right - rectangle->left > GetSystemMetrics(SM_CXVSCROLL)) {
        if (ex_style & WS_EX_LEFTSCROLLBAR) rectangle->left += GetSystemMetrics(SM_CXVSCROLL);
        else rectangle->right -= GetSystemMetrics(SM_CXVSCROLL);
    }
    if (style & WS_HSCROLL && rectangle->bottom - rectangle->top > GetSystemMetrics(SM_CYHSCROLL))
        rectangle->bottom -= GetSystemMetrics(SM_CYHSCROLL);
    rectangle->right = max(rectangle->right, rectangle->left);
    rectangle->bottom = max(rectangle->bottom, rectangle->top);
}

static RECT inside_border(HWND window)
{
    struct window_place place;
    RECT r = {0};
    if (!window_place_read(window, &place)) return r;
    int border = (int)frame_border_width(place.style, place.ex_style);
    r = (RECT){border, border, place.window.right - place.window.left - border,
               place.window.bottom - place.window.top - border};
    return r;
}

void caption_rectangle(HWND window, RECT *rectangle)
{
    *rectangle = inside_border(window);
    rectangle->bottom =
        rectangle->top + caption_height(user_ex_style(window)) - 1; /* below it is a line of the dialog's colour */
}

static void menu_rectangle(HWND window, RECT *rectangle)
{
    *rectangle = inside_border(window);
    if (has_caption(user_style(window))) rectangle->top += caption_height(user_ex_style(window));
    rectangle->bottom = rectangle->top + (int)menu_bar_height(window, (UINT)max(rectangle->right - rectangle->left, 0));
}

/* --- buttons of the caption --- */

enum caption_button { BUTTON_CLOSE, BUTTON_MAXIMIZE, BUTTON_MINIMIZE, BUTTON_HELP, BUTTON_COUNT };
static const int button_hits[BUTTON_COUNT] = {HTCLOSE, HTMAXBUTTON, HTMINBUTTON, HTHELP};

static BOOL has_button(DWORD style, DWORD ex_style, enum caption_button button)
{
    if (!(style & WS_SYSMENU)) return FALSE;
    BOOL both = style & (WS_MINIMIZEBOX | WS_MAXIMIZEBOX) && !(ex_style & WS_EX_TOOLWINDOW);
    switch (button) {
    case BUTTON_CLOSE: return TRUE;
    case BUTTON_HELP: return ex_style & WS_EX_CONTEXTHELP && !both;
    default: return both; /* the one that is missing is shown grey */
    }
}

static BOOL button_rectangle(HWND window, enum caption_button which, RECT *rectangle)
{
    DWORD style = user_style(window), ex_style = user_ex_style(window);
    RECT caption;
    if (!has_caption(style) || !has_button(style, ex_style, which)) return FALSE;
    caption_rectangle(window, &caption);
    BOOL small = (ex_style & WS_EX_TOOLWINDOW) != 0;
    int width = GetSystemMetrics(small ? SM_CXSMSIZE : SM_CXSIZE) - 2, x = caption.right - 2;
    for (int each = 0; each < BUTTON_COUNT; each++) {
        if (!has_button(style, ex_style, (enum caption_button)each)) continue;
        x -= width;
        if (each == (int)which) break;
        if (each == BUTTON_CLOSE) x -= 2;
    }
    *rectangle = (RECT){x, caption.top + 2, x + width, caption.bottom - 2};
    return TRUE;
}

static UINT button_state(HWND window, enum caption_button which)
{
    DWORD style = user_style(window);
    switch (which) {
    case BUTTON_CLOSE: return DFCS_CAPTIONCLOSE | (close_is_enabled(window) ? 0 : DFCS_INACTIVE);
    case BUTTON_MAXIMIZE:
        return (style & WS_MAXIMIZE ? DFCS_CAPTIONRESTORE : DFCS_CAPTIONMAX) |
               (style & WS_MAXIMIZEBOX ? 0 : DFCS_INACTIVE);
    case BUTTON_MINIMIZE:
        return (style & WS_MINIMIZE ? DFCS_CAPTIONRESTORE : DFCS_CAPTIONMIN) |
               (style & WS_MINIMIZEBOX ? 0 : DFCS_INACTIVE);
    default: return DFCS_CAPTIONHELP;
    }
}

static void draw_button(HWND window, HDC dc, enum caption_button which, BOOL pressed)
{
    RECT place;
    if (button_rectangle(window, which, &place))
        DrawFrameControl(dc, &place, DFC_CAPTION, button_state(window, which) | (pressed ? DFCS_PUSHED : 0));
}

static void draw_caption(HWND window, HDC dc)
{
    RECT caption;
    struct window *own = window_own(window);
    DWORD style = user_style(window), ex_style = user_ex_style(window);
    BOOL active = own && own->state & STATE_FRAME_ACTIVE;
    caption_rectangle(window, &caption);
    RECT line = {caption.left, caption.bottom, caption.right, caption.bottom + 1}, text = caption;
    FillRect(dc, &line, system_color_brush(COLOR_3DFACE));
    UINT flags = DC_TEXT | DC_GRADIENT | (active ? DC_ACTIVE : 0);
    if (ex_style & WS_EX_TOOLWINDOW) flags |= DC_SMALLCAP;
    else if (style & WS_SYSMENU && !(ex_style & WS_EX_DLGMODALFRAME)) flags |= DC_ICON;
    int leftmost = caption.right;
    for (int each = 0; each < BUTTON_COUNT; each++) {
        RECT button;
        if (button_rectangle(window, (enum caption_button)each, &button)) leftmost = min(leftmost, button.left);
    }
    caption_draw(window, dc, &text, leftmost, flags);
    for (int each = 0; each < BUTTON_COUNT; each++) draw_button(window, dc, (enum caption_button)each, FALSE);
}

/* --- borders --- */

static void frame_with(HDC dc, RECT *r, int color)
{
    FrameRect(dc, r, system_color_brush(color));
    InflateRect(r, -1, -1);
}

static void draw_border(HDC dc, RECT *r, DWORD style, DWORD ex_style, BOOL active)
{
    if ((ex_style & (WS_EX_STATICEDGE | WS_EX_DLGMODALFRAME)) == WS_EX_STATICEDGE)
        DrawEdge(dc, r, BDR_SUNKENOUTER, BF_RECT | BF_ADJUST);
    else if (ex_style & WS_EX_DLGMODALFRAME || style & (WS_THICKFRAME | WS_DLGFRAME))
        DrawEdge(dc, r, EDGE_RAISED, BF_RECT | BF_ADJUST);
    if (style & WS_THICKFRAME && !(style & WS_MINIMIZE))
        for (int i = GetSystemMetrics(SM_CXFRAME) - GetSystemMetrics(SM_CXDLGFRAME); i > 0; i--)
            frame_with(dc, r, active ? COLOR_ACTIVEBORDER : COLOR_INACTIVEBORDER);
    if (style & (WS_THICKFRAME | WS_DLGFRAME) || ex_style & WS_EX_DLGMODALFRAME) {
        if (style & (WS_BORDER | WS_DLGFRAME) || ex_style & WS_EX_DLGMODALFRAME) frame_with(dc, r, COLOR_3DFACE);
    } else if (style & WS_BORDER) {
        frame_with(dc, r, COLOR_WINDOWFRAME);
    }
}

static void draw_scroll_corner(HWND window, HDC dc, DWORD style)
{
    RECT horizontal, vertical;
    if ((style & (WS_HSCROLL | WS_VSCROLL)) != (WS_HSCROLL | WS_VSCROLL)) return;
    if (!scroll_bar_rectangle(window, SB_HORZ, &horizontal) || !scroll_bar_rectangle(window, SB_VERT, &vertical))
        return;
    RECT corner = {vertical.left, horizontal.top, vertical.right, horizontal.bottom};
    FillRect(dc, &corner, system_color_brush(COLOR_3DFACE));
}

void frame_paint(HWND window, HRGN clip)
{
    struct window_place place;
    struct window *own = window_own(window);
    if (!own || !window_place_read(window, &place) || !(place.style & WS_VISIBLE)) return;
    HRGN copy = NULL;
    if (clip > (HRGN)1) {
        copy = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(copy, clip, NULL, RGN_COPY);
    }
    HDC dc = GetDCEx(window, copy, DCX_WINDOW | DCX_USESTYLE | (copy ? DCX_INTERSECTRGN : 0));
    if (!dc) return;
    RECT r = {0, 0, place.window.right - place.window.left, place.window.bottom - place.window.top};
    BOOL active = own->state & STATE_FRAME_ACTIVE;
    RECT client = {place.client.left - place.window.left, place.client.top - place.window.top,
                   place.client.right - place.window.left, place.client.bottom - place.window.top};
    if (client.right > client.left && client.bottom > client.top)
        ExcludeClipRect(dc, client.left, client.top, client.right, client.bottom);
    draw_border(dc, &r, place.style, place.ex_style, active);
    if (has_caption(place.style)) {
        draw_caption(window, dc);
        r.top += caption_height(place.ex_style);
    }
    if (!window_is_child(place.style) && menu_bar_height(window, (UINT)max(r.right - r.left, 0))) {
        RECT bar;
        menu_rectangle(window, &bar);
        menu_bar_paint(window, dc, &bar);
        r.top = bar.bottom;
    }
    if (place.ex_style & WS_EX_CLIENTEDGE) DrawEdge(dc, &r, EDGE_SUNKEN, BF_RECT | BF_ADJUST);
    if (place.style & WS_VSCROLL) scroll_bar_paint(window, dc, SB_VERT);
    if (place.style & WS_HSCROLL) scroll_bar_paint(window, dc, SB_HORZ);
    draw_scroll_corner(window, dc, place.style);
    ReleaseDC(window, dc);
}

/* --- where the mouse is --- */

static LRESULT hit_border(const RECT *r, POINT p, int border)
{
    int corner = border + GetSystemMetrics(SM_CYCAPTION) - 1; /* so far from a corner both directions are meant */
    BOOL left = p.x < r->left + border, right = p.x >= r->right - border, top = p.y < r->top + border,
         bottom = p.y >= r->bottom - border;
    if (!left && !right && !top && !bottom) return HTNOWHERE;
    BOOL near_left = p.x < r->left + corner, near_right = p.x >= r->right - corner, near_top = p.y < r->top + corner,
         near_bottom = p.y >= r->bottom - corner;
    if ((top && near_left) || (left && near_top)) return HTTOPLEFT;
    if ((top && near_right) || (right && near_top)) return HTTOPRIGHT;
    if ((bottom && near_left) || (left && near_bottom)) return HTBOTTOMLEFT;
    if ((bottom && near_right) || (right && near_bottom)) return HTBOTTOMRIGHT;
    return left ? HTLEFT : right ? HTRIGHT : top ? HTTOP : HTBOTTOM;
}

LRESULT frame_hit_test(HWND window, POINT screen_point)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return HTNOWHERE;
    POINT origin = window_origin(window), p = {screen_point.x - origin.x, screen_point.y - origin.y};
    RECT whole = {0, 0, place.window.right - place.window.left, place.window.bottom - place.window.top}, part;
    if (!PtInRect(&whole, p)) return HTNOWHERE;
    if (place.style & WS_MINIMIZE) return HTCAPTION;
    RECT client = {place.client.left - place.window.left, place.client.top - place.window.top,
                   place.client.right - place.window.left, place.client.bottom - place.window.top};
    if (PtInRect(&client, p)) return HTCLIENT;
    int border = (int)frame_border_width(place.style, place.ex_style);
    if (place.style & WS_THICKFRAME && !(place.style & WS_MAXIMIZE)) {
        LRESULT hit = hit_border(&whole, p, border);
        if (hit != HTNOWHERE) return hit;
    } else {
        RECT inner = whole;
        InflateRect(&inner, -border, -border);
        if (!PtInRect(&inner, p)) return HTBORDER;
    }
    if (has_caption(place.style)) {
        caption_rectangle(window, &part);
        part.bottom++;
        if (PtInRect(&part, p)) {
            for (int each = 0; each < BUTTON_COUNT; each++) {
                RECT button;
                if (button_rectangle(window, (enum caption_button)each, &button) && PtInRect(&button, p))
                    return button_hits[each];
            }
            int icon = GetSystemMetrics(SM_CYCAPTION) - 1;
            if (place.style & WS_SYSMENU && !(place.ex_style & (WS_EX_TOOLWINDOW | WS_EX_DLGMODALFRAME)) &&
                p.x < part.left + icon)
                return HTSYSMENU;
            return HTCAPTION;
        }
    }
    if (!window_is_child(place.style)) {
        menu_rectangle(window, &part);
        if (PtInRect(&part, p)) return HTMENU;
    }
    if (place.style & WS_VSCROLL && scroll_bar_rectangle(window, SB_VERT, &part) && PtInRect(&part, p))
        return HTVSCROLL;
    if (place.style & WS_HSCROLL && scroll_bar_rectangle(window, SB_HORZ, &part)) {
        if (PtInRect(&part, p)) return HTHSCROLL;
        if (place.style & WS_VSCROLL && p.y >= part.top && p.y < part.bottom && p.x >= part.right &&
            p.x < whole.right - border) {
            HWND parent = window_top_level(window);
            return user_style(parent) & WS_THICKFRAME && !(user_style(parent) & WS_MAXIMIZE) && parent == window
                       ? HTSIZE
                       : HTNOWHERE;
        }
    }
    return HTBORDER;
}

/* --- what the mouse does there --- */

/* While the button is held: pressed as long as the mouse is over it. TRUE: it was released there. */
static BOOL track_button(HWND window, enum caption_button which)
{
    RECT place;
    BOOL pressed = TRUE, released = FALSE, ended = FALSE;
    if (!button_rectangle(window, which, &place) || button_state(window, which) & DFCS_INACTIVE) return FALSE;
    HDC dc = GetWindowDC(window);
    draw_button(window, dc, which, TRUE);
    SetCapture(window);
    while (!ended) {
        MSG message;
        if (!GetMessageW(&message, NULL, 0, 0)) {
            PostQuitMessage((int)message.wParam);
            break;
        }
        if (message.message != WM_LBUTTONUP && message.message != WM_MOUSEMOVE) {
            DispatchMessageW(&message);
            ended = queue_capture() != window;
            continue;
        }
        POINT origin = window_origin(window), p = {message.pt.x - origin.x, message.pt.y - origin.y};
        BOOL over = PtInRect(&place, p);
        if (over != pressed) draw_button(window, dc, which, pressed = over);
        if (message.message == WM_LBUTTONUP) ended = TRUE, released = over;
    }
    if (pressed && window_shared(window)) draw_button(window, dc, which, FALSE);
    ReleaseDC(window, dc);
    ReleaseCapture();
    return released;
}

LRESULT frame_button_down(HWND window, WPARAM hit, LPARAM position)
{
    switch (hit) {
    case HTCAPTION: {
        HWND top = window_top_level(window);
        if (top) SetActiveWindow(top);
        send_message(window, WM_SYSCOMMAND, SC_MOVE + HTCAPTION, position);
        break;
    }
    case HTSYSMENU: send_message(window, WM_SYSCOMMAND, SC_MOUSEMENU + HTSYSMENU, position); break;
    case HTMENU: send_message(window, WM_SYSCOMMAND, SC_MOUSEMENU, position); break;
    case HTHSCROLL: send_message(window, WM_SYSCOMMAND, SC_HSCROLL + HTHSCROLL, position); break;
    case HTVSCROLL: send_message(window, WM_SYSCOMMAND, SC_VSCROLL + HTVSCROLL, position); break;
    case HTCLOSE:
        if (track_button(window, BUTTON_CLOSE)) send_message(window, WM_SYSCOMMAND, SC_CLOSE, position);
        break;
    case HTMINBUTTON:
        if (track_button(window, BUTTON_MINIMIZE))
            send_message(window, WM_SYSCOMMAND, IsIconic(window) ? SC_RESTORE : SC_MINIMIZE, position);
        break;
    case HTMAXBUTTON:
        if (track_button(window, BUTTON_MAXIMIZE))
            send_message(window, WM_SYSCOMMAND, IsZoomed(window) ? SC_RESTORE : SC_MAXIMIZE, position);
        break;
    case HTHELP:
        if (track_button(window, BUTTON_HELP)) send_message(window, WM_SYSCOMMAND, SC_CONTEXTHELP, position);
        break;
    case HTGROWBOX: send_message(window, WM_SYSCOMMAND, SC_SIZE + WMSZ_BOTTOMRIGHT, position); break;
    default:
        if (hit >= HTLEFT && hit <= HTBOTTOMRIGHT)
            send_message(window, WM_SYSCOMMAND, SC_SIZE + hit - HTLEFT + WMSZ_LEFT, position);
    }
    return 0;
}

LRESULT frame_double_click(HWND window, WPARAM hit, LPARAM position)
{
    DWORD style = user_style(window);
    switch (hit) {
    case HTCAPTION:
        if (style & WS_MINIMIZE) send_message(window, WM_SYSCOMMAND, SC_RESTORE, position);
        else if (style & WS_MAXIMIZEBOX)
            send_message(window, WM_SYSCOMMAND, style & WS_MAXIMIZE ? SC_RESTORE : SC_MAXIMIZE, position);
        break;
    case HTSYSMENU: if (close_is_enabled(window)) send_message(window, WM_SYSCOMMAND, SC_CLOSE, position); break;
    default: return frame_button_down(window, hit, position);
    }
    return 0;
}

LRESULT system_command(HWND window, WPARAM command, LPARAM position)
{
    POINT point = {LPARAM_X(position), LPARAM_Y(position)};
    if (hook_is_set(WH_CBT) && hook_call(WH_CBT, HCBT_SYSCOMMAND, command, position)) return 0;
    switch (command & 0xfff0) {
    case SC_CLOSE: return send_message(window, WM_CLOSE, 0, 0);
    case SC_MOVE: case SC_SIZE: move_or_size(window, command); break;
    case SC_MINIMIZE:
        window_show_owned(window, FALSE);
        ShowWindow(window, SW_MINIMIZE);
        break;
    case SC_MAXIMIZE:
        if (IsIconic(window)) window_show_owned(window, TRUE);
        ShowWindow(window, SW_MAXIMIZE);
        break;
    case SC_RESTORE:
        if (IsIconic(window)) window_show_owned(window, TRUE);
        ShowWindow(window, SW_RESTORE);
        break;
    case SC_VSCROLL: case SC_HSCROLL: {
        POINT origin = window_origin(window);
        POINT inner = {point.x - origin.x, point.y - origin.y};
        scroll_bar_track(window, (command & 0xfff0) == SC_VSCROLL ? SB_VERT : SB_HORZ, inner);
        break;
    }
    case SC_MOUSEMENU:
        if ((command & 15) == HTSYSMENU) system_menu_track(window, point);
        else menu_bar_track(window, 0, &point);
        break;
    case SC_KEYMENU: menu_bar_track(window, (UINT)position, NULL); break;
    }
    return 0;
}

BOOL WINAPI GetTitleBarInfo(HWND window, PTITLEBARINFO info)
{
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    POINT origin = window_origin(window);
    DWORD style = user_style(window), ex_style = user_ex_style(window);
    caption_rectangle(window, &info->rcTitleBar);
    OffsetRect(&info->rcTitleBar, origin.x, origin.y);
    memset(info->rgstate, 0, sizeof(info->rgstate));
    info->rgstate[0] = STATE_SYSTEM_FOCUSABLE | (has_caption(style) ? 0 : STATE_SYSTEM_INVISIBLE);
    info->rgstate[2] = style & WS_MINIMIZEBOX ? 0 : STATE_SYSTEM_INVISIBLE;
    info->rgstate[3] = style & WS_MAXIMIZEBOX ? 0 : STATE_SYSTEM_INVISIBLE;
    info->rgstate[4] = ex_style & WS_EX_CONTEXTHELP ? 0 : STATE_SYSTEM_INVISIBLE;
    info->rgstate[5] = style & WS_SYSMENU ? 0 : STATE_SYSTEM_INVISIBLE;
    return TRUE;
}

BOOL WINAPI GetWindowInfo(HWND window, PWINDOWINFO info)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return FALSE;
    if (!info) return set_user_error(ERROR_NOACCESS);
    *info = (WINDOWINFO){.cbSize = sizeof(*info),
                         .dwStyle = place.style,
                         .dwExStyle = place.ex_style,
                         .dwWindowStatus = queue_active() == window ? WS_ACTIVECAPTION : 0,
                         .cxWindowBorders = frame_border_width(place.style, place.ex_style),
                         .cyWindowBorders = frame_border_width(place.style, place.ex_style),
                         .atomWindowType = (ATOM)window_member(window, class_atom),
                         .wCreatorVersion = 0x0400};
    window_rectangles(window, &info->rcWindow, &info->rcClient);
    return TRUE;
}

BOOL WINAPI FlashWindow(HWND window, BOOL invert)
{
    struct window *own = window_own_or_error(window);
    if (!own) return FALSE;
    BOOL was_active = (own->state & STATE_FRAME_ACTIVE) != 0;
    if (invert) {
        own->state ^= STATE_FRAME_ACTIVE;
        frame_paint(window, (HRGN)1);
    } else {
        send_message(window, WM_NCACTIVATE, window == queue_active(), 0);
    }
    return was_active;
}

BOOL WINAPI FlashWindowEx(PFLASHWINFO info)
{
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    return FlashWindow(info->hwnd, (info->dwFlags & FLASHW_CAPTION) != 0);
}
