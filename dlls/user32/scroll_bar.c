/* Scroll Bars: those of windows and the control, which share state, painting and tracking. */
#include "user_private.h"

#define SMALLEST_THUMB 8
#define FIRST_REPEAT   400 /* milliseconds */
#define NEXT_REPEAT    50
#define REPEAT_TIMER   ((UINT_PTR)-5)

UINT_PTR WINAPI SetSystemTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure);
BOOL WINAPI KillSystemTimer(HWND window, UINT_PTR id);

/* --- state --- */

static struct scroll_state *state_of(HWND hwnd, int bar, BOOL create)
{
    struct window *window = window_own(hwnd);
    if (!window || (bar != SB_HORZ && bar != SB_VERT && bar != SB_CTL)) return NULL;
    struct scroll_state **place = &window->scroll[bar == SB_VERT];
    if (!*place && create && (*place = heap_allocate_zeroed(sizeof(**place))))
        (*place)->maximum = bar == SB_CTL ? 0 : 100;
    return *place;
}

static int highest_position(const struct scroll_state *state)
{
    LONGLONG highest = (LONGLONG)state->maximum - max((LONGLONG)state->page - 1, 0);
    return (int)max(highest, state->minimum);
}

static void tidy(struct scroll_state *state)
{
    if (state->maximum < state->minimum) state->maximum = state->minimum;
    UINT range = (UINT)((LONGLONG)state->maximum - state->minimum + 1 > 0xffffffffll
                            ? 0xffffffffu
                            : (UINT)(state->maximum - state->minimum + 1));
    if (state->page > range) state->page = range;
    state->position = max(min(state->position, highest_position(state)), state->minimum);
}

static BOOL has_something_to_scroll(const struct scroll_state *state)
{
    return state->maximum > state->minimum && (LONGLONG)state->page <= (LONGLONG)state->maximum - state->minimum;
}

static void repaint(HWND window, int bar)
{
    if (!IsWindowVisible(window)) return;
    HDC dc = bar == SB_CTL ? GetDC(window) : GetWindowDC(window);
    scroll_bar_paint(window, dc, bar);
    ReleaseDC(window, dc);
}

static BOOL looks_the_same(HWND window, int bar, const struct scroll_state *old, const struct scroll_state *new);

static int set_info(HWND window, int bar, const SCROLLINFO *info, BOOL redraw)
{
    struct scroll_state *state = state_of(window, bar, TRUE);
    if (!state) return 0;
    struct scroll_state old = *state;
    if (info->fMask & SIF_RANGE) state->minimum = info->nMin, state->maximum = info->nMax;
    if (info->fMask & SIF_PAGE) state->page = info->nPage;
    if (info->fMask & SIF_POS) state->position = info->nPos;
    tidy(state);
    BOOL changed = memcmp(&old, state, sizeof(old)) != 0;
    if (info->fMask & (SIF_RANGE | SIF_PAGE)) {
        BOOL useful = has_something_to_scroll(state);
        if (info->fMask & SIF_DISABLENOSCROLL) {
            BOOL disabled = !useful;
            if (disabled != state->disabled_arrows) state->disabled_arrows = disabled, changed = TRUE;
        } else if (bar != SB_CTL) {
            BOOL shown = (user_style(window) & (bar == SB_VERT ? WS_VSCROLL : WS_HSCROLL)) != 0;
            state->disabled_arrows = FALSE;
            if (shown != useful) {
                ShowScrollBar(window, bar, useful);
                return (state = state_of(window, bar, FALSE)) ? state->position : 0;
            }
        } else {
            state->disabled_arrows = FALSE;
        }
    }
    if (redraw && changed && !looks_the_same(window, bar, &old, state)) repaint(window, bar);
    return state->position;
}

static BOOL get_info(HWND window, int bar, SCROLLINFO *info)
{
    const struct scroll_state *state = state_of(window, bar, FALSE);
    static const struct scroll_state none = {.maximum = 100};
    if (info->cbSize != sizeof(*info) && info->cbSize != sizeof(*info) - sizeof(info->nTrackPos))
        return set_user_error(ERROR_INVALID_PARAMETER);
    if (!state) {
        if (bar != SB_CTL) return set_user_error(ERROR_NO_SCROLLBARS);
        state = &none;
    }
    if (info->fMask & SIF_RANGE) info->nMin = state->minimum, info->nMax = state->maximum;
    if (info->fMask & SIF_PAGE) info->nPage = state->page;
    if (info->fMask & SIF_POS) info->nPos = state->position;
    if (info->fMask & SIF_TRACKPOS && info->cbSize == sizeof(*info)) info->nTrackPos = state->track_position;
    return (info->fMask & SIF_ALL) != 0;
}

int WINAPI SetScrollInfo(HWND window, int bar, LPCSCROLLINFO info, BOOL redraw)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!info) return set_user_error(ERROR_NOACCESS);
    if (bar == SB_CTL) return (int)send_message(window, SBM_SETSCROLLINFO, (WPARAM)redraw, (LPARAM)info);
    return set_info(window, bar, info, redraw);
}

BOOL WINAPI GetScrollInfo(HWND window, int bar, LPSCROLLINFO info)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!info) return set_user_error(ERROR_NOACCESS);
    if (bar == SB_CTL) return (BOOL)send_message(window, SBM_GETSCROLLINFO, 0, (LPARAM)info);
    return get_info(window, bar, info);
}

int WINAPI SetScrollPos(HWND window, int bar, int position, BOOL redraw)
{
    int old = GetScrollPos(window, bar);
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_POS, .nPos = position};
    if (!window_shared(window)) return 0;
    SetScrollInfo(window, bar, &info, redraw);
    return old;
}

int WINAPI GetScrollPos(HWND window, int bar)
{
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_POS};
    return GetScrollInfo(window, bar, &info) ? info.nPos : 0;
}

BOOL WINAPI SetScrollRange(HWND window, int bar, int minimum, int maximum, BOOL redraw)
{
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_RANGE, .nMin = minimum, .nMax = maximum};
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if ((LONGLONG)maximum - minimum > 0x7fffffff) return set_user_error(ERROR_INVALID_SCROLLBAR_RANGE);
    SetScrollInfo(window, bar, &info, redraw);
    return TRUE;
}

BOOL WINAPI GetScrollRange(HWND window, int bar, LPINT minimum, LPINT maximum)
{
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_RANGE};
    BOOL done = GetScrollInfo(window, bar, &info);
    if (minimum) *minimum = info.nMin;
    if (maximum) *maximum = info.nMax;
    return done;
}

BOOL WINAPI ShowScrollBar(HWND window, int bar, BOOL show)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (bar == SB_CTL) {
        ShowWindow(window, show ? SW_SHOW : SW_HIDE);
        return TRUE;
    }
    DWORD bits = bar == SB_BOTH   ? WS_HSCROLL | WS_VSCROLL
                 : bar == SB_VERT ? WS_VSCROLL
                                  : WS_HSCROLL,
          style = user_style(window);
    if ((style & bits) == (show ? bits : 0)) return TRUE;
    window_set_style_bits(window, show ? bits : 0, show ? 0 : bits);
    if (show && bits & WS_HSCROLL) state_of(window, SB_HORZ, TRUE);
    if (show && bits & WS_VSCROLL) state_of(window, SB_VERT, TRUE);
    SetWindowPos(window, NULL, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED);
    return TRUE;
}

BOOL WINAPI EnableScrollBar(HWND window, UINT bar, UINT arrows)
{
    BOOL changed = FALSE;
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    for (int each = SB_HORZ; each <= SB_CTL; each++) {
        if ((int)bar != each && !(bar == SB_BOTH && each != SB_CTL)) continue;
        struct scroll_state *state = state_of(window, each, TRUE);
        BOOL disabled = arrows == ESB_DISABLE_BOTH;
        if (!state || state->disabled_arrows == disabled) continue;
        state->disabled_arrows = disabled;
        changed = TRUE;
        if (each == SB_CTL) EnableWindow(window, !disabled);
        repaint(window, each);
    }
    return changed;
}

/* --- geometry --- */

static BOOL is_vertical(HWND window, int bar)
{
    return bar == SB_VERT || (bar == SB_CTL && user_style(window) & SBS_VERT);
}

BOOL scroll_bar_rectangle(HWND window, int bar, RECT *rectangle)
{
    struct window_place place;
    if (bar == SB_CTL) return GetClientRect(window, rectangle);
    if (!window_place_read(window, &place)) return FALSE;
    RECT client = {place.client.left - place.window.left, place.client.top - place.window.top,
                   place.client.right - place.window.left, place.client.bottom - place.window.top};
    if (bar == SB_VERT) {
        int width = GetSystemMetrics(SM_CXVSCROLL);
        int left = place.ex_style & WS_EX_LEFTSCROLLBAR ? client.left - width : client.right;
        *rectangle = (RECT){left, client.top, left + width, client.bottom};
        return (place.style & WS_VSCROLL) != 0;
    }
    *rectangle = (RECT){client.left, client.bottom, client.right, client.bottom + GetSystemMetrics(SM_CYHSCROLL)};
    return (place.style & WS_HSCROLL) != 0;
}

/* Along the bar, from its beginning: the ends of the first arrow, of the thumb, of the room; thumb_end 0: no thumb. */
struct parts { int arrow, thumb, thumb_end, end; };

static struct parts parts_for(const struct scroll_state *state, BOOL vertical, const RECT *r, int position)
{
    int length = vertical ? r->bottom - r->top : r->right - r->left;
    int arrow = GetSystemMetrics(vertical ? SM_CYVSCROLL : SM_CXHSCROLL);
    struct parts parts = {.arrow = min(arrow, length / 2), .end = length};
    int room = length - 2 * parts.arrow, thumb = GetSystemMetrics(vertical ? SM_CYVTHUMB : SM_CXHTHUMB);
    if (!state || state->disabled_arrows || !has_something_to_scroll(state)) return parts;
    LONGLONG range = (LONGLONG)state->maximum - state->minimum + 1;
    if (state->page) thumb = max((int)(room * (LONGLONG)state->page / range), SMALLEST_THUMB);
    if (thumb > room) return parts;
    LONGLONG steps = (LONGLONG)highest_position(state) - state->minimum;
    int offset = steps > 0 ? (int)((LONGLONG)(room - thumb) * ((LONGLONG)position - state->minimum) / steps) : 0;
    parts.thumb = parts.arrow + offset;
    parts.thumb_end = parts.thumb + thumb;
    return parts;
}

static struct parts parts_of(HWND window, int bar, const RECT *r, int position)
{
    return parts_for(state_of(window, bar, FALSE), is_vertical(window, bar), r, position);
}

/* Lists that grow item by item would spend most of their time on painting the bar. */
static BOOL looks_the_same(HWND window, int bar, const struct scroll_state *old, const struct scroll_state *new)
{
    RECT r;
    if (old->disabled_arrows != new->disabled_arrows || has_something_to_scroll(old) != has_something_to_scroll(new) ||
        !scroll_bar_rectangle(window, bar, &r))
        return FALSE;
    struct parts before = parts_for(old, is_vertical(window, bar), &r, old->position),
                 after = parts_for(new, is_vertical(window, bar), &r, new->position);
    return before.thumb == after.thumb && before.thumb_end == after.thumb_end;
}

static RECT part_rectangle(const RECT *bar, BOOL vertical, int from, int to)
{
    if (vertical) return (RECT){bar->left, bar->top + from, bar->right, bar->top + to};
    return (RECT){bar->left + from, bar->top, bar->left + to, bar->bottom};
}

/* --- painting --- */

enum pressed { PRESSED_NOTHING, PRESSED_FIRST, PRESSED_SECOND, PRESSED_BEFORE, PRESSED_AFTER, PRESSED_THUMB };
static struct { HWND window; int bar; enum pressed part; BOOL inside; int position; } tracked;

static void paint_track(HDC dc, const RECT *r, BOOL pressed)
{
    static const WORD bits[8] = {0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa};
    if (r->left >= r->right || r->top >= r->bottom) return;
    HBITMAP bitmap = CreateBitmap(8, 8, 1, 1, bits);
    HBRUSH brush = CreatePatternBrush(bitmap);
    COLORREF text = SetTextColor(dc, GetSysColor(pressed ? COLOR_3DDKSHADOW : COLOR_3DHILIGHT)),
             back = SetBkColor(dc, GetSysColor(pressed ? COLOR_3DSHADOW : COLOR_3DFACE));
    FillRect(dc, r, brush);
    SetTextColor(dc, text);
    SetBkColor(dc, back);
    DeleteObject(brush);
    DeleteObject(bitmap);
}

static void paint_thumb(HDC dc, RECT r)
{
    DrawEdge(dc, &r, EDGE_RAISED, BF_RECT | BF_ADJUST);
    FillRect(dc, &r, system_color_brush(COLOR_3DFACE));
}

static void paint_size_grip(HWND window, HDC dc)
{
    RECT r;
    GetClientRect(window, &r);
    FillRect(dc, &r, system_color_brush(COLOR_3DFACE));
    if (user_style(window) & SBS_SIZEGRIP) DrawFrameControl(dc, &r, DFC_SCROLL, DFCS_SCROLLSIZEGRIP);
}

void scroll_bar_paint(HWND window, HDC dc, int bar)
{
    RECT r;
    if (bar == SB_CTL && user_style(window) & (SBS_SIZEBOX | SBS_SIZEGRIP)) {
        paint_size_grip(window, dc);
        return;
    }
    if (!scroll_bar_rectangle(window, bar, &r)) return;
    const struct scroll_state *state = state_of(window, bar, FALSE);
    BOOL vertical = is_vertical(window, bar), mine = tracked.window == window && tracked.bar == bar;
    enum pressed pressed = mine && tracked.inside ? tracked.part : PRESSED_NOTHING;
    int position = mine && tracked.part == PRESSED_THUMB ? tracked.position : state ? state->position : 0;
    struct parts parts = parts_of(window, bar, &r, position);
    UINT inactive =
        !parts.thumb_end && (!state || state->disabled_arrows || !has_something_to_scroll(state)) ? DFCS_INACTIVE : 0;
    if (bar == SB_CTL && user_style(window) & WS_DISABLED) inactive = DFCS_INACTIVE;
    RECT first = part_rectangle(&r, vertical, 0, parts.arrow),
         second = part_rectangle(&r, vertical, parts.end - parts.arrow, parts.end);
    DrawFrameControl(dc, &first, DFC_SCROLL,
                     (vertical ? DFCS_SCROLLUP : DFCS_SCROLLLEFT) | inactive |
                         (pressed == PRESSED_FIRST ? DFCS_PUSHED | DFCS_FLAT : 0));
    DrawFrameControl(dc, &second, DFC_SCROLL,
                     (vertical ? DFCS_SCROLLDOWN : DFCS_SCROLLRIGHT) | inactive |
                         (pressed == PRESSED_SECOND ? DFCS_PUSHED | DFCS_FLAT : 0));
    if (!parts.thumb_end || inactive) {
        RECT room = part_rectangle(&r, vertical, parts.arrow, parts.end - parts.arrow);
        paint_track(dc, &room, FALSE);
        return;
    }
    RECT before = part_rectangle(&r, vertical, parts.arrow, parts.thumb),
         after = part_rectangle(&r, vertical, parts.thumb_end, parts.end - parts.arrow);
    paint_track(dc, &before, pressed == PRESSED_BEFORE);
    paint_track(dc, &after, pressed == PRESSED_AFTER);
    paint_thumb(dc, part_rectangle(&r, vertical, parts.thumb, parts.thumb_end));
}

/* --- tracking --- */

static enum pressed part_at(HWND window, int bar, POINT point)
{
    RECT r;
    const struct scroll_state *state = state_of(window, bar, FALSE);
    if (!scroll_bar_rectangle(window, bar, &r) || !PtInRect(&r, point)) return PRESSED_NOTHING;
    BOOL vertical = is_vertical(window, bar);
    struct parts parts = parts_of(window, bar, &r, state ? state->position : 0);
    int at = vertical ? point.y - r.top : point.x - r.left;
    if (at < parts.arrow) return PRESSED_FIRST;
    if (at >= parts.end - parts.arrow) return PRESSED_SECOND;
    if (!parts.thumb_end) return PRESSED_NOTHING;
    return at < parts.thumb ? PRESSED_BEFORE : at >= parts.thumb_end ? PRESSED_AFTER : PRESSED_THUMB;
}

static void notify(HWND window, int bar, UINT code, int position)
{
    HWND target = bar == SB_CTL ? GetParent(window) : window;
    UINT message = is_vertical(window, bar) ? WM_VSCROLL : WM_HSCROLL;
    if (target) send_message(target, message, MAKEWPARAM(code, (WORD)position), bar == SB_CTL ? (LPARAM)window : 0);
}

static int position_at(HWND window, int bar, int offset)
{
    RECT r;
    const struct scroll_state *state = state_of(window, bar, FALSE);
    if (!state || !scroll_bar_rectangle(window, bar, &r)) return 0;
    struct parts parts = parts_of(window, bar, &r, state->position);
    LONGLONG room = parts.end - 2 * parts.arrow - (parts.thumb_end - parts.thumb),
             steps = (LONGLONG)highest_position(state) - state->minimum;
    if (room <= 0 || steps <= 0) return state->minimum;
    LONGLONG at = max(min((LONGLONG)offset - parts.arrow, room), 0);
    return (int)(state->minimum + (at * steps + room / 2) / room);
}

static POINT to_bar_coordinates(HWND window, int bar, POINT screen)
{
    POINT origin = bar == SB_CTL ? window_client_origin(window) : window_origin(window);
    return (POINT){screen.x - origin.x, screen.y - origin.y};
}

static void drag_thumb(HWND window, int bar, POINT point, int grip, int start)
{
    RECT r, near_bar;
    BOOL vertical = is_vertical(window, bar);
    scroll_bar_rectangle(window, bar, &r);
    near_bar = r;
    InflateRect(&near_bar, vertical ? 8 * GetSystemMetrics(SM_CXVSCROLL) : 2 * (r.bottom - r.top),
                vertical ? 2 * (r.right - r.left) : 8 * GetSystemMetrics(SM_CYHSCROLL));
    int position = PtInRect(&near_bar, point)
                       ? position_at(window, bar, (vertical ? point.y - r.top : point.x - r.left) - grip)
                       : start; /* far away it snaps back */
    if (position == tracked.position) return;
    tracked.position = position;
    struct scroll_state *state = state_of(window, bar, FALSE);
    if (state) state->track_position = position;
    repaint(window, bar);
    notify(window, bar, SB_THUMBTRACK, position);
}

void scroll_bar_track(HWND window, int bar, POINT point)
{
    static const UINT codes[] = {0, SB_LINEUP, SB_LINEDOWN, SB_PAGEUP, SB_PAGEDOWN};
    struct scroll_state *state = state_of(window, bar, TRUE);
    enum pressed part = part_at(window, bar, point);
    if (!state || part == PRESSED_NOTHING || state->disabled_arrows) return;
    RECT r;
    scroll_bar_rectangle(window, bar, &r);
    BOOL vertical = is_vertical(window, bar);
    struct parts parts = parts_of(window, bar, &r, state->position);
    int grip = (vertical ? point.y - r.top : point.x - r.left) - parts.thumb, start = state->position;
    tracked.window = window, tracked.bar = bar, tracked.part = part, tracked.inside = TRUE, tracked.position = start;
    state->track_position = start;
    SetCapture(window);
    repaint(window, bar);
    if (part != PRESSED_THUMB) {
        notify(window, bar, codes[part], 0);
        SetSystemTimer(window, REPEAT_TIMER, FIRST_REPEAT, NULL);
    }
    while (queue_capture() == window) {
        MSG message;
        if (!GetMessageW(&message, NULL, 0, 0)) {
            PostQuitMessage((int)message.wParam);
            break;
        }
        if (CallMsgFilterW(&message, MSGF_SCROLLBAR)) continue;
        BOOL repeats = message.message == WM_SYSTIMER_ && message.wParam == REPEAT_TIMER && message.hwnd == window;
        if (message.message == WM_MOUSEMOVE || repeats) {
            POINT cursor = message.pt;
            if (repeats) GetCursorPos(&cursor);
            cursor = to_bar_coordinates(window, bar, cursor);
            if (part == PRESSED_THUMB) {
                if (!repeats) drag_thumb(window, bar, cursor, grip, start);
                continue;
            }
            BOOL inside = part_at(window, bar, cursor) == part;
            if (inside != tracked.inside) {
                tracked.inside = inside;
                repaint(window, bar);
            }
            if (repeats) SetSystemTimer(window, REPEAT_TIMER, NEXT_REPEAT, NULL);
            if (repeats && inside) notify(window, bar, codes[part], 0);
        } else if (message.message == WM_LBUTTONUP) {
            break;
        } else {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
    int last = tracked.position;
    KillSystemTimer(window, REPEAT_TIMER);
    tracked.window = NULL;
    tracked.part = PRESSED_NOTHING;
    if (queue_capture() == window) ReleaseCapture();
    if (!window_shared(window)) return;
    if (part == PRESSED_THUMB) notify(window, bar, SB_THUMBPOSITION, last);
    notify(window, bar, SB_ENDSCROLL, 0);
    repaint(window, bar);
}

BOOL WINAPI GetScrollBarInfo(HWND window, LONG object, PSCROLLBARINFO info)
{
    int bar = object == OBJID_HSCROLL ? SB_HORZ : object == OBJID_VSCROLL ? SB_VERT : SB_CTL;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    const struct scroll_state *state = state_of(window, bar, FALSE);
    BOOL there = scroll_bar_rectangle(window, bar, &info->rcScrollBar);
    struct parts parts = parts_of(window, bar, &info->rcScrollBar, state ? state->position : 0);
    POINT origin = bar == SB_CTL ? window_client_origin(window) : window_origin(window);
    OffsetRect(&info->rcScrollBar, origin.x, origin.y);
    info->dxyLineButton = parts.arrow;
    info->xyThumbTop = parts.thumb;
    info->xyThumbBottom = parts.thumb_end;
    memset(info->rgstate, 0, sizeof(info->rgstate));
    if (!there) info->rgstate[0] = STATE_SYSTEM_INVISIBLE;
    else if (!parts.thumb_end) info->rgstate[0] = STATE_SYSTEM_UNAVAILABLE;
    return TRUE;
}

/* --- the control --- */

static void place_in_parent(HWND window, const CREATESTRUCTW *create)
{
    DWORD style = (DWORD)create->style;
    int x = create->x, y = create->y, width = create->cx, height = create->cy,
        thick = GetSystemMetrics(style & SBS_VERT ? SM_CXVSCROLL : SM_CYHSCROLL);
    if (style & (SBS_SIZEBOX | SBS_SIZEGRIP)) {
        if (style & SBS_SIZEBOXTOPLEFTALIGN)
            width = GetSystemMetrics(SM_CXVSCROLL), height = GetSystemMetrics(SM_CYHSCROLL);
        else if (style & SBS_SIZEBOXBOTTOMRIGHTALIGN)
            x += width - GetSystemMetrics(SM_CXVSCROLL), y += height - GetSystemMetrics(SM_CYHSCROLL),
                width = GetSystemMetrics(SM_CXVSCROLL), height = GetSystemMetrics(SM_CYHSCROLL);
        else return;
    } else if (style & SBS_VERT) {
        if (style & SBS_LEFTALIGN) width = thick;
        else if (style & SBS_RIGHTALIGN) x += width - thick, width = thick;
        else return;
    } else {
        if (style & SBS_TOPALIGN) height = thick;
        else if (style & SBS_BOTTOMALIGN) y += height - thick, height = thick;
        else return;
    }
    MoveWindow(window, x, y, width, height, FALSE);
}

static void key_down(HWND window, WPARAM key)
{
    static const struct {
        BYTE key, code;
    } keys[] = {{VK_PRIOR, SB_PAGEUP}, {VK_NEXT, SB_PAGEDOWN}, {VK_HOME, SB_TOP},      {VK_END, SB_BOTTOM},
                {VK_UP, SB_LINEUP},    {VK_LEFT, SB_LINEUP},   {VK_DOWN, SB_LINEDOWN}, {VK_RIGHT, SB_LINEDOWN}};
    for (UINT i = 0; i < COUNT_OF(keys); i++)
        if (keys[i].key == key) notify(window, SB_CTL, keys[i].code, 0);
}

LRESULT WINAPI scroll_bar_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct scroll_state *state;
    SCROLLINFO info = {.cbSize = sizeof(info)};
    switch (message) {
    case WM_CREATE:
        state_of(window, SB_CTL, TRUE);
        place_in_parent(window, (const CREATESTRUCTW *)lparam);
        return 0;
    case WM_PAINT: case WM_PRINTCLIENT: {
        PAINTSTRUCT paint;
        HDC dc = wparam ? (HDC)wparam : BeginPaint(window, &paint);
        scroll_bar_paint(window, dc, SB_CTL);
        if (!wparam) EndPaint(window, &paint);
        return 0;
    }
    case WM_ERASEBKGND: return 1;
    case WM_ENABLE:
        if ((state = state_of(window, SB_CTL, TRUE))) state->disabled_arrows = !wparam;
        InvalidateRect(window, NULL, FALSE);
        return 0;
    case WM_LBUTTONDOWN: case WM_LBUTTONDBLCLK: {
        DWORD style = user_style(window);
        if (style & (SBS_SIZEBOX | SBS_SIZEGRIP)) {
            send_message(window_top_level(window), WM_SYSCOMMAND, SC_SIZE + WMSZ_BOTTOMRIGHT, lparam);
            return 0;
        }
        if (style & WS_TABSTOP) SetFocus(window);
        scroll_bar_track(window, SB_CTL, (POINT){LPARAM_X(lparam), LPARAM_Y(lparam)});
        return 0;
    }
    case WM_KEYDOWN: key_down(window, wparam); return 0;
    case WM_GETDLGCODE: return DLGC_WANTARROWS;
    case WM_SETFOCUS: case WM_KILLFOCUS: InvalidateRect(window, NULL, FALSE); return 0;
    case SBM_SETPOS:
        info.fMask = SIF_POS, info.nPos = (int)wparam;
        state = state_of(window, SB_CTL, TRUE);
        int old = state ? state->position : 0;
        set_info(window, SB_CTL, &info, lparam != 0);
        return old;
    case SBM_GETPOS: return (state = state_of(window, SB_CTL, FALSE)) ? state->position : 0;
    case SBM_SETRANGE: case SBM_SETRANGEREDRAW:
        info.fMask = SIF_RANGE, info.nMin = (int)wparam, info.nMax = (int)lparam;
        state = state_of(window, SB_CTL, TRUE);
        old = state ? state->position : 0;
        set_info(window, SB_CTL, &info, message == SBM_SETRANGEREDRAW);
        return old;
    case SBM_GETRANGE:
        state = state_of(window, SB_CTL, TRUE);
        if (state && wparam) *(int *)wparam = state->minimum;
        if (state && lparam) *(int *)lparam = state->maximum;
        return 0;
    case SBM_SETSCROLLINFO: return set_info(window, SB_CTL, (const SCROLLINFO *)lparam, wparam != 0);
    case SBM_GETSCROLLINFO: return get_info(window, SB_CTL, (SCROLLINFO *)lparam);
    case SBM_ENABLE_ARROWS: return EnableScrollBar(window, SB_CTL, (UINT)wparam);
    }
    return DefWindowProcW(window, message, wparam, lparam);
}
