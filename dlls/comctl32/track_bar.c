/* msctls_trackbar32: a slider. */
#include "common.h"

#define REPEAT_TIMER 1

struct track {
    struct control control;
    int low, high, position, line, page, selection_start, selection_end, thumb_length, frequency;
    int *ticks, tick_count;
    HWND buddies[2], tooltips;
    BOOL dragging, focused;
    int grab, paging;
};

static BOOL vertical(struct track *track) { return control_style_is(&track->control, TBS_VERT); }
static int thumb_width(const struct track *track) { return track->thumb_length / 2 | 1; }

static RECT turned(struct track *track, RECT rect)
{
    return vertical(track) ? (RECT){rect.top, rect.left, rect.bottom, rect.right} : rect;
}

static int length_of(struct track *track)
{
    SIZE size = control_client_size(&track->control);
    return vertical(track) ? size.cy : size.cx;
}

/* Everything is computed as for a horizontal one, then turned. */
static int first_x(const struct track *track) { return 8 + thumb_width(track) / 2; }

static int x_of(struct track *track, int position)
{
    int first = first_x(track), room = length_of(track) - 2 * first - 1;
    INT64 range = (INT64)track->high - track->low;
    return first + (range ? (int)(((INT64)position - track->low) * room / range) : 0);
}

static int position_at(struct track *track, int x)
{
    int first = first_x(track), room = max(length_of(track) - 2 * first - 1, 1);
    INT64 range = (INT64)track->high - track->low, at = ((INT64)(x - first) * range * 2 + room) / (2 * room);
    if (x < first) at = 0;
    return (int)max(min(at + track->low, track->high), track->low);
}

static int thumb_top(struct track *track)
{
    DWORD style = control_style(&track->control);
    return style & TBS_BOTH ? 10 : style & TBS_TOP && !(style & TBS_NOTICKS) ? 10 : 2;
}

static RECT thumb_rect(struct track *track)
{
    int x = x_of(track, track->position), width = thumb_width(track), top = thumb_top(track);
    return turned(track, (RECT){x - width / 2, top, x - width / 2 + width, top + track->thumb_length});
}

static RECT channel_rect(struct track *track)
{
    int middle = thumb_top(track) + track->thumb_length / 2;
    return turned(track, (RECT){8, middle - 2, length_of(track) - 8, middle + 2});
}

static void draw_tick(struct track *track, HDC dc, int position, int length)
{
    DWORD style = control_style(&track->control);
    int x = x_of(track, position), top = thumb_top(track), bottom = top + track->thumb_length + 2;
    RECT below = turned(track, (RECT){x, bottom, x + 1, bottom + length}),
         above = turned(track, (RECT){x, top - 2 - length, x + 1, top - 2});
    if (style & TBS_BOTH || !(style & TBS_TOP)) fill_colour(dc, &below, GetSysColor(COLOR_BTNTEXT));
    if (style & (TBS_BOTH | TBS_TOP)) fill_colour(dc, &above, GetSysColor(COLOR_BTNTEXT));
}

static void draw_ticks(struct track *track, HDC dc)
{
    DWORD style = control_style(&track->control);
    if (style & TBS_NOTICKS) return;
    draw_tick(track, dc, track->low, 4);
    draw_tick(track, dc, track->high, 4);
    for (int i = 0; i < track->tick_count; i++) draw_tick(track, dc, track->ticks[i], 3);
    if (!(style & TBS_AUTOTICKS) || track->frequency < 1) return;
    for (INT64 at = (INT64)track->low + track->frequency; at < track->high; at += track->frequency)
        draw_tick(track, dc, (int)at, 3);
}

/* With ticks on one side only, the thumb points at them. */
static void draw_thumb(struct track *track, HDC dc)
{
    RECT rect = thumb_rect(track);
    DWORD style = control_style(&track->control);
    if (style & TBS_NOTHUMB) return;
    if (style & (TBS_BOTH | TBS_VERT | TBS_TOP | TBS_NOTICKS)) {
        fill_colour(dc, &rect, GetSysColor(COLOR_BTNFACE));
        DrawEdge(dc, &rect, EDGE_RAISED, BF_RECT | BF_SOFT);
        return;
    }
    int half = (rect.right - rect.left) / 2, body = rect.bottom - half;
    for (int y = rect.top; y < rect.bottom; y++) {
        int inset = y < body ? 0 : y - body;
        draw_line(dc, rect.left + inset, y, rect.right - inset, y, GetSysColor(COLOR_BTNFACE));
        draw_line(dc, rect.left + inset, y, rect.left + inset + 1, y, GetSysColor(COLOR_BTNHIGHLIGHT));
        draw_line(dc, rect.right - inset - 2, y, rect.right - inset - 1, y, GetSysColor(COLOR_BTNSHADOW));
        draw_line(dc, rect.right - inset - 1, y, rect.right - inset, y, GetSysColor(COLOR_3DDKSHADOW));
    }
    draw_line(dc, rect.left, rect.top, rect.right - 1, rect.top, GetSysColor(COLOR_BTNHIGHLIGHT));
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct track *track = (struct track *)control;
    SIZE size = control_client_size(control);
    RECT channel = channel_rect(track), all = {0, 0, size.cx, size.cy};
    HBRUSH brush = (HBRUSH)SendMessageW(control->owner, WM_CTLCOLORSTATIC, (WPARAM)dc, (LPARAM)control->window);
    FillRect(dc, update, brush ? brush : GetSysColorBrush(COLOR_BTNFACE));
    NMCUSTOMDRAW draw = {.hdc = dc, .rc = all};
    UINT answer = control_custom_draw(control, &draw, CDDS_PREPAINT);
    if (answer & CDRF_SKIPDEFAULT || control->destroyed) return;
    draw_ticks(track, dc);
    DrawEdge(dc, &channel, EDGE_SUNKEN, BF_RECT);
    if (control_style_is(control, TBS_ENABLESELRANGE) && track->selection_end > track->selection_start) {
        RECT selected = turned(track, (RECT){x_of(track, track->selection_start), turned(track, channel).top + 1,
                                             x_of(track, track->selection_end), turned(track, channel).bottom - 1});
        fill_colour(dc, &selected, GetSysColor(COLOR_HIGHLIGHT));
    }
    draw_thumb(track, dc);
    if (track->focused && !(SendMessageW(control->window, WM_QUERYUISTATE, 0, 0) & UISF_HIDEFOCUS))
        DrawFocusRect(dc, &all);
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(control, &draw, CDDS_POSTPAINT);
}

/* --- changing --- */

static void tell(struct track *track, UINT code)
{
    UINT message = vertical(track) ? WM_VSCROLL : WM_HSCROLL;
    int position = code == TB_THUMBPOSITION || code == TB_THUMBTRACK ? track->position : 0;
    SendMessageW(track->control.owner, message, MAKELONG(code, position), (LPARAM)track->control.window);
}

static void set_position(struct track *track, INT64 position)
{
    track->position = (int)max(min(position, track->high), track->low);
    control_invalidate(&track->control, NULL);
}

static void change_by(struct track *track, int delta, UINT code)
{
    int before = track->position;
    set_position(track, (INT64)before + delta);
    if (before != track->position) tell(track, code);
}

static void place_buddies(struct track *track)
{
    RECT own, buddy;
    HWND parent = GetParent(track->control.window);
    GetWindowRect(track->control.window, &own);
    MapWindowPoints(NULL, parent, (POINT *)&own, 2);
    for (int i = 0; i < 2; i++) {
        if (!track->buddies[i]) continue;
        GetWindowRect(track->buddies[i], &buddy);
        int width = buddy.right - buddy.left, height = buddy.bottom - buddy.top;
        int x = vertical(track) ? (own.left + own.right - width) / 2 : i ? own.right : own.left - width;
        int y = vertical(track) ? i ? own.bottom : own.top - height : (own.top + own.bottom - height) / 2;
        SetWindowPos(track->buddies[i], NULL, x, y, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
    }
}

static int along(struct track *track, LPARAM lparam)
{
    return vertical(track) ? GET_Y_LPARAM(lparam) : GET_X_LPARAM(lparam);
}

static void press(struct track *track, LPARAM lparam)
{
    RECT thumb = thumb_rect(track);
    SetFocus(track->control.window);
    SetCapture(track->control.window);
    if (PtInRect(&thumb, point_of(lparam))) {
        track->dragging = TRUE;
        track->grab = along(track, lparam) - x_of(track, track->position);
        tell(track, TB_THUMBTRACK);
        return;
    }
    track->paging = along(track, lparam);
    BOOL back = track->paging < x_of(track, track->position);
    change_by(track, back ? -track->page : track->page, back ? TB_PAGEUP : TB_PAGEDOWN);
    SetTimer(track->control.window, REPEAT_TIMER, 300, NULL);
}

static void repeat(struct track *track)
{
    RECT thumb = turned(track, thumb_rect(track));
    SetTimer(track->control.window, REPEAT_TIMER, 100, NULL);
    if (track->paging >= thumb.left && track->paging < thumb.right) return;
    BOOL back = track->paging < thumb.left;
    change_by(track, back ? -track->page : track->page, back ? TB_PAGEUP : TB_PAGEDOWN);
}

static void move(struct track *track, LPARAM lparam)
{
    int before = track->position;
    if (!track->dragging) return;
    set_position(track, position_at(track, along(track, lparam) - track->grab));
    if (before != track->position) tell(track, TB_THUMBTRACK);
}

static void let_go(struct track *track)
{
    if (!track->dragging && !track->paging) return;
    if (track->dragging) tell(track, TB_THUMBPOSITION);
    track->dragging = FALSE;
    track->paging = 0;
    KillTimer(track->control.window, REPEAT_TIMER);
    if (GetCapture() == track->control.window) ReleaseCapture();
    tell(track, TB_ENDTRACK);
}

static void press_key(struct track *track, UINT key)
{
    BOOL down_is_left = control_style_is(&track->control, TBS_DOWNISLEFT) != 0 && vertical(track);
    int sign = down_is_left ? -1 : 1;
    switch (key) {
    case VK_LEFT: change_by(track, -track->line, TB_LINEUP); break;
    case VK_UP: change_by(track, -track->line * sign, sign > 0 ? TB_LINEUP : TB_LINEDOWN); break;
    case VK_RIGHT: change_by(track, track->line, TB_LINEDOWN); break;
    case VK_DOWN: change_by(track, track->line * sign, sign > 0 ? TB_LINEDOWN : TB_LINEUP); break;
    case VK_PRIOR: change_by(track, -track->page, TB_PAGEUP); break;
    case VK_NEXT: change_by(track, track->page, TB_PAGEDOWN); break;
    case VK_HOME: set_position(track, track->low); tell(track, TB_TOP); break;
    case VK_END: set_position(track, track->high); tell(track, TB_BOTTOM); break;
    }
}

static void set_range(struct track *track, int low, int high, BOOL redraw)
{
    track->low = low;
    track->high = max(low, high);
    track->position = max(min(track->position, track->high), track->low);
    INT64 page = ((INT64)track->high - track->low) / 5;
    track->page = (int)max(page, 1);
    if (redraw) control_invalidate(&track->control, NULL);
}

static LRESULT add_tick(struct track *track, int position)
{
    if (position < track->low || position > track->high) return FALSE;
    int *ticks = reallocate(track->ticks, (SIZE_T)(track->tick_count + 1) * sizeof(*ticks));
    if (!ticks) return FALSE;
    track->ticks = ticks;
    ticks[track->tick_count++] = position;
    control_invalidate(&track->control, NULL);
    return TRUE;
}

static int tick_count(struct track *track)
{
    DWORD style = control_style(&track->control);
    if (style & TBS_NOTICKS) return 0;
    if (style & TBS_AUTOTICKS && track->frequency)
        return (track->high - track->low + track->frequency - 1) / track->frequency + 1;
    return track->tick_count + 2;
}

static LRESULT exchange(int *place, LPARAM value)
{
    int before = *place;
    *place = (int)value;
    return before;
}

static LRESULT track_message(struct track *track, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case TBM_GETPOS: return track->position;
    case TBM_GETRANGEMIN: return track->low;
    case TBM_GETRANGEMAX: return track->high;
    case TBM_SETPOS: set_position(track, (int)lparam); return 0;
    case TBM_SETRANGE: set_range(track, (short)LOWORD(lparam), (short)HIWORD(lparam), wparam != 0); return 0;
    case TBM_SETRANGEMIN: set_range(track, (int)lparam, max(track->high, (int)lparam), wparam != 0); return 0;
    case TBM_SETRANGEMAX: set_range(track, min(track->low, (int)lparam), (int)lparam, wparam != 0); return 0;
    case TBM_GETTIC: return (int)wparam < track->tick_count ? track->ticks[wparam] : -1;
    case TBM_SETTIC: return lparam ? add_tick(track, (int)lparam) : FALSE;
    case TBM_CLEARTICS: track->tick_count = 0; control_invalidate(&track->control, NULL); return 0;
    case TBM_SETTICFREQ: track->frequency = (int)wparam; control_invalidate(&track->control, NULL); return 0;
    case TBM_GETNUMTICS: return tick_count(track);
    case TBM_GETPTICS: return (LRESULT)track->ticks;
    case TBM_GETTICPOS: return (int)wparam < track->tick_count ? x_of(track, track->ticks[wparam]) : -1;
    case TBM_SETSEL:
        track->selection_start = (short)LOWORD(lparam), track->selection_end = (short)HIWORD(lparam);
        control_invalidate(&track->control, NULL);
        return 0;
    case TBM_SETSELSTART: track->selection_start = (int)lparam; control_invalidate(&track->control, NULL); return 0;
    case TBM_SETSELEND: track->selection_end = (int)lparam; control_invalidate(&track->control, NULL); return 0;
    case TBM_GETSELSTART: return track->selection_start;
    case TBM_GETSELEND: return track->selection_end;
    case TBM_CLEARSEL:
        track->selection_start = track->selection_end = 0;
        control_invalidate(&track->control, NULL);
        return 0;
    case TBM_SETPAGESIZE: return exchange(&track->page, lparam);
    case TBM_GETPAGESIZE: return track->page;
    case TBM_SETLINESIZE: return exchange(&track->line, lparam);
    case TBM_GETLINESIZE: return track->line;
    case TBM_GETTHUMBRECT: *(RECT *)lparam = thumb_rect(track); return 0;
    case TBM_GETCHANNELRECT: *(RECT *)lparam = turned(track, channel_rect(track)); return 0;
    case TBM_SETTHUMBLENGTH:
        if (control_style_is(&track->control, TBS_FIXEDLENGTH)) track->thumb_length = max((int)wparam, 5);
        control_invalidate(&track->control, NULL);
        return 0;
    case TBM_GETTHUMBLENGTH: return track->thumb_length;
    case TBM_SETBUDDY: {
        HWND *place = &track->buddies[wparam ? 0 : 1], before = *place;
        *place = (HWND)lparam;
        place_buddies(track);
        return (LRESULT)before;
    }
    case TBM_GETBUDDY: return (LRESULT)track->buddies[wparam ? 0 : 1];
    case TBM_SETTOOLTIPS: track->tooltips = (HWND)wparam; return 0;
    case TBM_GETTOOLTIPS: return (LRESULT)track->tooltips;
    }
    return control_default(&track->control, message, wparam, lparam);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct track *track = (struct track *)control;
    switch (message) {
    case WM_CREATE:
        track->thumb_length = 21;
        track->line = track->frequency = 1;
        set_range(track, 0, 100, FALSE);
        return 0;
    case WM_DESTROY: release(track->ticks); track->ticks = NULL; track->tick_count = 0; break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_GETDLGCODE: return DLGC_WANTARROWS;
    case WM_SETFOCUS:
    case WM_KILLFOCUS:
        track->focused = message == WM_SETFOCUS;
        control_invalidate(control, NULL);
        return 0;
    case WM_SIZE: place_buddies(track); control_invalidate(control, NULL); return 0;
    case WM_LBUTTONDOWN: press(track, lparam); return 0;
    case WM_MOUSEMOVE: move(track, lparam); return 0;
    case WM_LBUTTONUP:
    case WM_CAPTURECHANGED: let_go(track); return 0;
    case WM_TIMER: repeat(track); return 0;
    case WM_KEYDOWN: press_key(track, (UINT)wparam); return 0;
    case WM_KEYUP: tell(track, TB_ENDTRACK); return 0;
    case WM_MOUSEWHEEL:
        change_by(track, GET_WHEEL_DELTA_WPARAM(wparam) > 0 ? -track->line : track->line,
                  GET_WHEEL_DELTA_WPARAM(wparam) > 0 ? TB_LINEUP : TB_LINEDOWN);
        return 0;
    }
    return track_message(track, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&track_bar_class, window, message, wparam, lparam);
}

const struct control_class track_bar_class = {
    TRACKBAR_CLASSW, ICC_BAR_CLASSES, CS_HREDRAW | CS_VREDRAW, sizeof(struct track), message, procedure, NULL};
