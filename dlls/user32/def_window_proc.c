/* DefWindowProc: what windows do with messages that they do not care for. */
#include "user_private.h"

/* --- text --- */

static LRESULT get_text(const struct window *window, WPARAM capacity, LPWSTR buffer)
{
    if (!capacity || !buffer) return 0;
    lstrcpynW(buffer, window->text ? window->text : L"", (int)min(capacity, 0x7fffffff));
    return lstrlenW(buffer);
}

static LRESULT set_text(struct window *window, LPCWSTR text)
{
    if ((ULONG_PTR)text >> 16 == 0 && text) return FALSE;
    if (!window_text_store(window, text)) return FALSE;
    DWORD style = user_style(window->handle);
    win_event(EVENT_OBJECT_NAMECHANGE, window->handle, OBJID_WINDOW, 0);
    if ((style & WS_CAPTION) == WS_CAPTION && style & WS_VISIBLE) frame_paint(window->handle, (HRGN)1);
    return TRUE;
}

/* --- painting --- */

static LRESULT erase_background(HWND hwnd, HDC dc)
{
    struct window *window = window_own(hwnd);
    HBRUSH brush = window ? window->class->background : NULL;
    RECT area;
    if (!brush) return 0;
    if ((ULONG_PTR)brush <= COLOR_MENUBAR + 1) brush = system_color_brush((int)(ULONG_PTR)brush - 1);
    if (window->class->style & CS_PARENTDC) GetClientRect(hwnd, &area);
    else GetClipBox(dc, &area);
    FillRect(dc, &area, brush);
    return 1;
}

static void paint_nothing(HWND window)
{
    PAINTSTRUCT paint;
    HDC dc = BeginPaint(window, &paint);
    struct window *own = window_own(window);
    if (dc && IsIconic(window) && own && own->class->icon) DrawIcon(dc, 0, 0, own->class->icon);
    EndPaint(window, &paint);
}

static HBRUSH control_color(HWND window, UINT message, HDC dc)
{
    (void)window;
    switch (message) {
    case WM_CTLCOLORMSGBOX: case WM_CTLCOLOREDIT: case WM_CTLCOLORLISTBOX:
        SetTextColor(dc, GetSysColor(COLOR_WINDOWTEXT));
        SetBkColor(dc, GetSysColor(COLOR_WINDOW));
        return system_color_brush(COLOR_WINDOW);
    case WM_CTLCOLORSCROLLBAR:
        SetTextColor(dc, GetSysColor(COLOR_3DFACE));
        SetBkColor(dc, GetSysColor(COLOR_3DHILIGHT));
        return system_color_brush(COLOR_SCROLLBAR);
    default:
        SetTextColor(dc, GetSysColor(COLOR_WINDOWTEXT));
        SetBkColor(dc, GetSysColor(COLOR_3DFACE));
        return system_color_brush(COLOR_3DFACE);
    }
}

static LRESULT set_redraw(HWND window, BOOL redraw)
{
    DWORD style = user_style(window);
    if (redraw == !!(style & WS_VISIBLE)) return 0;
    window_set_style_bits(window, redraw ? WS_VISIBLE : 0, redraw ? 0 : WS_VISIBLE);
    window_dcs_update(window);
    if (redraw) return 0;
    struct window *own = window_own(window);
    if (!own) return 0;
    user_lock();
    paint_forget_locked(own);
    user_unlock();
    return 0;
}

/* What a window looks like, into any DC: WM_PRINT. */
static void print_window(HWND window, HDC dc, LPARAM flags)
{
    if (flags & PRF_CHECKVISIBLE && !IsWindowVisible(window)) return;
    if (flags & PRF_ERASEBKGND) send_message(window, WM_ERASEBKGND, (WPARAM)dc, 0);
    if (flags & PRF_CLIENT) send_message(window, WM_PRINTCLIENT, (WPARAM)dc, flags);
    if (!(flags & PRF_CHILDREN)) return;
    UINT count;
    HWND *children = window_children(window, &count);
    for (UINT i = count; children && i-- > 0;) {
        struct window_place place;
        if (!window_place_read(children[i], &place) || !(place.style & WS_VISIBLE)) continue;
        POINT old;
        OffsetViewportOrgEx(dc, place.client.left, place.client.top, &old);
        send_message(children[i], WM_PRINT, (WPARAM)dc, flags & ~PRF_CHECKVISIBLE);
        SetViewportOrgEx(dc, old.x, old.y, NULL);
    }
    heap_free(children);
}

/* --- places --- */

static void position_changed(HWND window, const WINDOWPOS *position)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return;
    struct window *own = window_own(window);
    int width = place.client.right - place.client.left, height = place.client.bottom - place.client.top;
    if (!(position->flags & SWP_NOCLIENTMOVE))
        send_message(window, WM_MOVE, 0, MAKELPARAM(place.client.left, place.client.top));
    if (!(position->flags & SWP_NOCLIENTSIZE) || position->flags & SWP_STATECHANGED_) {
        WPARAM how = place.style & WS_MINIMIZE   ? SIZE_MINIMIZED
                     : place.style & WS_MAXIMIZE ? SIZE_MAXIMIZED
                                                 : SIZE_RESTORED;
        if (own) own->state &= ~(UINT)STATE_NEEDS_SIZE;
        send_message(window, WM_SIZE, how, MAKELPARAM(width, height));
    }
}

static void position_changing(HWND window, WINDOWPOS *position)
{
    DWORD style = user_style(window);
    if (position->flags & SWP_NOSIZE || !(style & WS_THICKFRAME || !(style & (WS_POPUP | WS_CHILD)))) return;
    MINMAXINFO info;
    if (style & WS_MINIMIZE) return;
    window_minmax_info(window, &info);
    if (style & WS_MAXIMIZE) return; /* its size is ptMaxSize, whatever the limits of dragging */
    position->cx = max(min(position->cx, info.ptMaxTrackSize.x), info.ptMinTrackSize.x);
    position->cy = max(min(position->cy, info.ptMaxTrackSize.y), info.ptMinTrackSize.y);
}

static LRESULT show_by_owner(HWND window, BOOL show, LPARAM reason)
{
    struct window *own = window_own(window);
    DWORD style = user_style(window);
    if (!reason || (!(style & WS_POPUP) && !GetWindow(window, GW_OWNER)) || !!(style & WS_VISIBLE) == !!show || !own)
        return 0;
    ShowWindow(window, show ? SW_SHOWNOACTIVATE : SW_HIDE);
    return 0;
}

/* --- mouse and keyboard --- */

static LRESULT set_cursor(HWND window, WPARAM wparam, LPARAM lparam)
{
    static const struct { int hit; LPCWSTR cursor;
    } of_borders[] = {
        {HTLEFT, (LPCWSTR)IDC_SIZEWE},      {HTRIGHT, (LPCWSTR)IDC_SIZEWE},      {HTTOP, (LPCWSTR)IDC_SIZENS},
        {HTBOTTOM, (LPCWSTR)IDC_SIZENS},    {HTTOPLEFT, (LPCWSTR)IDC_SIZENWSE},  {HTBOTTOMRIGHT, (LPCWSTR)IDC_SIZENWSE},
        {HTGROWBOX, (LPCWSTR)IDC_SIZENWSE}, {HTTOPRIGHT, (LPCWSTR)IDC_SIZENESW}, {HTBOTTOMLEFT, (LPCWSTR)IDC_SIZENESW},
    };
    short hit = (short)LOWORD(lparam);
    UINT message = HIWORD(lparam);
    if (hit == HTERROR) {
        if (message == WM_LBUTTONDOWN || message == WM_RBUTTONDOWN || message == WM_MBUTTONDOWN ||
            message == WM_XBUTTONDOWN) {
            HWND popup =
                GetLastActivePopup(GetAncestor(window, GA_ROOTOWNER)); /* the dialog that disabled it is shown */
            if (popup && IsWindowEnabled(popup)) {
                MessageBeep(0);
                SetForegroundWindow(popup);
            }
        }
        SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_ARROW));
        return TRUE;
    }
    if (window_is_child(user_style(window))) {
        HWND parent = GetParent(window);
        if (parent && parent != desktop_window() && send_message(parent, WM_SETCURSOR, wparam, lparam)) return TRUE;
    }
    if (hit == HTCLIENT) {
        struct window *own = window_own((HWND)wparam);
        if (!own || !own->class->cursor || (HWND)wparam != window) return FALSE;
        SetCursor(own->class->cursor);
        return TRUE;
    }
    for (UINT i = 0; i < COUNT_OF(of_borders); i++) {
        if (of_borders[i].hit != hit) continue;
        SetCursor(LoadCursorW(NULL, of_borders[i].cursor));
        return TRUE;
    }
    SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_ARROW));
    return TRUE;
}

static LRESULT mouse_activate(HWND window, WPARAM wparam, LPARAM lparam)
{
    if (window_is_child(user_style(window))) {
        LRESULT answer = send_message(GetParent(window), WM_MOUSEACTIVATE, wparam, lparam);
        if (answer) return answer;
    }
    return MA_ACTIVATE;
}

static BOOL menu_key_alone; /* Alt or F10 went down and nothing else since */

static LRESULT system_key_down(HWND window, WPARAM key, LPARAM lparam)
{
    BOOL alt = (lparam & (1 << 29)) != 0;
    HWND top = window_top_level(window);
    menu_key_alone = FALSE;
    if (alt && key == VK_MENU) menu_key_alone = !(lparam & (1 << 30));
    else if (key == VK_F10 && GetKeyState(VK_SHIFT) < 0) send_message(window, WM_CONTEXTMENU, (WPARAM)window, -1);
    else if (key == VK_F10) menu_key_alone = TRUE;
    else if (alt && key == VK_F4 && !(GetClassLongW(top, GCL_STYLE) & CS_NOCLOSE))
        PostMessageW(top, WM_SYSCOMMAND, SC_CLOSE, 0);
    else if (key == VK_ESCAPE && GetKeyState(VK_SHIFT) < 0) send_message(window, WM_SYSCOMMAND, SC_KEYMENU, ' ');
    return 0;
}

static LRESULT system_key_up(HWND window, WPARAM key)
{
    BOOL alone = menu_key_alone && (key == VK_MENU || key == VK_F10);
    menu_key_alone = FALSE;
    if (alone) send_message(window_top_level(window), WM_SYSCOMMAND, SC_KEYMENU, 0);
    return 0;
}

static LRESULT system_character(HWND window, WPARAM character, LPARAM lparam)
{
    menu_key_alone = FALSE;
    if (character == '\r' && IsIconic(window)) {
        PostMessageW(window, WM_SYSCOMMAND, SC_RESTORE, 0);
        return 0;
    }
    if (!(lparam & (1 << 29)) || !character) return 0;
    if (character == '\t' || character == 27) return 0;
    if (character == ' ' && window_is_child(user_style(window)))
        send_message(GetParent(window), WM_SYSCHAR, character, lparam);
    else send_message(window, WM_SYSCOMMAND, SC_KEYMENU, (LPARAM)character);
    return 0;
}

static LRESULT mouse_wheel(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return window_is_child(user_style(window)) ? send_message(GetParent(window), message, wparam, lparam) : 0;
}

static void context_menu(HWND window, UINT message, LPARAM lparam)
{
    POINT point = {LPARAM_X(lparam), LPARAM_Y(lparam)};
    if (message == WM_RBUTTONUP) {
        ClientToScreen(window, &point);
        send_message(window, WM_CONTEXTMENU, (WPARAM)window, MAKELPARAM(point.x, point.y));
        return;
    }
    LRESULT hit = send_message(window, WM_NCHITTEST, 0, lparam);
    if (message == WM_NCRBUTTONUP && (hit == HTCAPTION || hit == HTSYSMENU)) system_menu_track(window, point);
}

static void activated(HWND window, WPARAM wparam)
{
    if (LOWORD(wparam) != WA_INACTIVE && !HIWORD(wparam)) SetFocus(window);
}

static LRESULT icon(struct window *window, UINT message, WPARAM which, LPARAM lparam)
{
    int slot = which == ICON_BIG;
    if (which > ICON_SMALL2) return 0;
    HICON old = window->icons[slot];
    if (message == WM_SETICON) {
        window->icons[slot] = (HICON)lparam;
        window_icon_publish(window->handle);
        if ((user_style(window->handle) & WS_CAPTION) == WS_CAPTION) frame_paint(window->handle, (HRGN)1);
    } else if (which == ICON_SMALL2 && !old) {
        old = window->class->small_icon ? window->class->small_icon : window->class->icon;
    }
    return (LRESULT)old;
}

static void help_wanted(HWND window)
{
    HWND focus = queue_focus();
    HELPINFO help = {.cbSize = sizeof(help),
                     .iContextType = HELPINFO_WINDOW,
                     .iCtrlId = GetDlgCtrlID(focus ? focus : window),
                     .hItemHandle = focus ? focus : window};
    struct window *own = window_own(help.hItemHandle);
    help.dwContextId = own ? own->context_help : 0;
    GetCursorPos(&help.MousePos);
    send_message(window, WM_HELP, 0, (LPARAM)&help);
}

/* --- */

static LRESULT def_window_proc(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct window *window = window_own(hwnd);
    if (!window) return 0;
    switch (message) {
    case WM_NCCREATE:
        if (user_style(hwnd) & (WS_HSCROLL | WS_VSCROLL)) {
            SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_ALL, .nMax = 100};
            if (user_style(hwnd) & WS_HSCROLL) SetScrollInfo(hwnd, SB_HORZ, &info, FALSE);
            if (user_style(hwnd) & WS_VSCROLL) SetScrollInfo(hwnd, SB_VERT, &info, FALSE);
        }
        return TRUE;
    case WM_NCCALCSIZE: frame_calculate(hwnd, (RECT *)lparam); return 0;
    case WM_NCHITTEST: return frame_hit_test(hwnd, (POINT){LPARAM_X(lparam), LPARAM_Y(lparam)});
    case WM_NCPAINT: frame_paint(hwnd, (HRGN)wparam); return 0;
    case WM_NCACTIVATE:
        window->state = wparam ? window->state | STATE_FRAME_ACTIVE : window->state & ~(UINT)STATE_FRAME_ACTIVE;
        if (lparam != -1 && user_style(hwnd) & WS_VISIBLE) frame_paint(hwnd, (HRGN)1);
        return TRUE;
    case WM_NCLBUTTONDOWN: return frame_button_down(hwnd, wparam, lparam);
    case WM_NCLBUTTONDBLCLK: return frame_double_click(hwnd, wparam, lparam);
    case WM_NCRBUTTONDOWN: return 0;
    case WM_NCRBUTTONUP: case WM_RBUTTONUP: context_menu(hwnd, message, lparam); return 0;
    case WM_CONTEXTMENU:
        if (window_is_child(user_style(hwnd))) send_message(GetParent(hwnd), message, wparam, lparam);
        return 0;
    case WM_SYSCOMMAND: return system_command(hwnd, wparam, lparam);
    case WM_GETTEXT: return get_text(window, wparam, (LPWSTR)lparam);
    case WM_GETTEXTLENGTH: return window->text ? lstrlenW(window->text) : 0;
    case WM_SETTEXT: return set_text(window, (LPCWSTR)lparam);
    case WM_CLOSE: DestroyWindow(hwnd); return 0;
    case WM_QUERYENDSESSION: case WM_QUERYOPEN: return TRUE;
    case WM_ERASEBKGND: case WM_ICONERASEBKGND: return erase_background(hwnd, (HDC)wparam);
    case WM_PAINT: paint_nothing(hwnd); return 0;
    case WM_SYNCPAINT: RedrawWindow(hwnd, NULL, NULL, RDW_ERASENOW | RDW_ERASE | RDW_ALLCHILDREN); return 0;
    case WM_PRINT: print_window(hwnd, (HDC)wparam, lparam); return 0;
    case WM_SETREDRAW: return set_redraw(hwnd, wparam != 0);
    case WM_CTLCOLORMSGBOX:
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORLISTBOX:
    case WM_CTLCOLORBTN:
    case WM_CTLCOLORDLG:
    case WM_CTLCOLORSCROLLBAR:
    case WM_CTLCOLORSTATIC:
        return (LRESULT)control_color(hwnd, message, (HDC)wparam);
    case WM_WINDOWPOSCHANGED: position_changed(hwnd, (const WINDOWPOS *)lparam); return 0;
    case WM_WINDOWPOSCHANGING: position_changing(hwnd, (WINDOWPOS *)lparam); return 0;
    case WM_SHOWWINDOW: return show_by_owner(hwnd, wparam != 0, lparam);
    case WM_SETCURSOR: return set_cursor(hwnd, wparam, lparam);
    case WM_MOUSEACTIVATE: return mouse_activate(hwnd, wparam, lparam);
    case WM_MOUSEWHEEL: case WM_MOUSEHWHEEL: return mouse_wheel(hwnd, message, wparam, lparam);
    case WM_ACTIVATE: activated(hwnd, wparam); return 0;
    case WM_SYSKEYDOWN: return system_key_down(hwnd, wparam, lparam);
    case WM_SYSKEYUP: case WM_KEYUP: return system_key_up(hwnd, wparam);
    case WM_KEYDOWN:
        if (wparam == VK_F10) menu_key_alone = TRUE;
        else if (wparam == VK_F1) help_wanted(hwnd);
        return 0;
    case WM_SYSCHAR: return system_character(hwnd, wparam, lparam);
    case WM_HELP:
        if (window_is_child(user_style(hwnd))) return send_message(GetParent(hwnd), message, wparam, lparam);
        return 0;
    case WM_SETICON: case WM_GETICON: return icon(window, message, wparam, lparam);
    case WM_CANCELMODE:
        if (queue_capture() == hwnd) ReleaseCapture();
        return 0;
    case WM_VKEYTOITEM: case WM_CHARTOITEM: return -1;
    case WM_QUERYDRAGICON: return (LRESULT)window->class->icon;
    case WM_NOTIFYFORMAT: return window->is_unicode ? NFR_UNICODE : NFR_ANSI;
    case WM_QUERYUISTATE: return 0;
    case WM_APPCOMMAND:
        if (window_is_child(user_style(hwnd))) return send_message(GetParent(hwnd), message, wparam, lparam);
        return hook_call(WH_SHELL, HSHELL_APPCOMMAND, wparam, lparam);
    }
    return 0;
}

LRESULT WINAPI DefWindowProcW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return def_window_proc(window, message, wparam, lparam);
}

LRESULT WINAPI DefWindowProcA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return call_procedure(DefWindowProcW, TRUE, window, message, wparam, lparam, FALSE);
}
