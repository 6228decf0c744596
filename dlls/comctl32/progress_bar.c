/* msctls_progress32. */
#include "common.h"

#define MARQUEE_TIMER 1
#define MARQUEE_BLOCKS 5

struct progress { struct control control; int low, high, position, step, marquee; COLORREF bar, background; };

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct progress *progress = (struct progress *)control;
    SIZE size = control_client_size(control);
    DWORD style = control_style(control);
    BOOL vertical = (style & PBS_VERTICAL) != 0;
    int length = vertical ? size.cy : size.cx, thickness = vertical ? size.cx : size.cy;
    int block = max(thickness * 2 / 3, 1), step = block + 2;
    COLORREF colour = progress->bar == CLR_DEFAULT ? GetSysColor(COLOR_HIGHLIGHT) : progress->bar;
    fill_colour(dc, update, progress->background == CLR_DEFAULT ? GetSysColor(COLOR_BTNFACE) : progress->background);
    INT64 range = (INT64)progress->high - progress->low;
    int filled = range ? (int)(((INT64)progress->position - progress->low) * length / range) : 0, start = 0;
    if (style & PBS_MARQUEE) {
        start = progress->marquee * step;
        filled = min(start + MARQUEE_BLOCKS * step, length);
    }
    if (style & PBS_SMOOTH) step = max(filled - start, 1), block = step;
    for (int at = start; at < filled; at += step) {
        int end = min(at + block, length);
        RECT rect = vertical ? (RECT){0, length - end, thickness, length - at} : (RECT){at, 0, end, thickness};
        fill_colour(dc, &rect, colour);
    }
}

static LRESULT set_position(struct progress *progress, int position)
{
    int before = progress->position;
    progress->position = max(min(position, progress->high), progress->low);
    if (progress->position != before) {
        control_invalidate(&progress->control, NULL);
        UpdateWindow(progress->control.window);
    }
    return before;
}

static LRESULT set_range(struct progress *progress, int low, int high)
{
    LRESULT before = MAKELONG(progress->low, progress->high);
    progress->low = low;
    progress->high = max(low, high);
    progress->position = max(min(progress->position, progress->high), progress->low);
    control_invalidate(&progress->control, NULL);
    return before;
}

static LRESULT step_it(struct progress *progress)
{
    int before = progress->position;
    INT64 next = (INT64)before + progress->step, range = (INT64)progress->high - progress->low;
    if (next > progress->high) next = range ? progress->low + (next - progress->low) % range : progress->low;
    if (next < progress->low) next = progress->high;
    set_position(progress, (int)next);
    return before;
}

static LRESULT exchange_colour(struct progress *progress, COLORREF *place, LPARAM colour)
{
    COLORREF before = *place;
    *place = (COLORREF)colour;
    control_invalidate(&progress->control, NULL);
    return (LRESULT)before;
}

static void create(struct progress *progress)
{
    HWND window = progress->control.window;
    LONG extended = GetWindowLongW(window, GWL_EXSTYLE);
    progress->high = 100;
    progress->step = 10;
    progress->bar = progress->background = CLR_DEFAULT;
    SetWindowLongW(window, GWL_EXSTYLE, (extended & ~(LONG)WS_EX_CLIENTEDGE) | WS_EX_STATICEDGE);
    SetWindowPos(window, NULL, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED);
}

static void tick(struct progress *progress)
{
    SIZE size = control_client_size(&progress->control);
    BOOL vertical = control_style_is(&progress->control, PBS_VERTICAL);
    int length = vertical ? size.cy : size.cx, step = max((vertical ? size.cx : size.cy) * 2 / 3, 1) + 2;
    progress->marquee++;
    if (progress->marquee * step > length) progress->marquee = -MARQUEE_BLOCKS;
    control_invalidate(&progress->control, NULL);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct progress *progress = (struct progress *)control;
    switch (message) {
    case WM_CREATE: create(progress); return 0;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_SIZE: control_invalidate(control, NULL); return 0;
    case WM_TIMER: tick(progress); return 0;
    case WM_DESTROY: KillTimer(control->window, MARQUEE_TIMER); break;
    case PBM_SETRANGE: return set_range(progress, (short)LOWORD(lparam), (short)HIWORD(lparam));
    case PBM_SETRANGE32: return set_range(progress, (int)wparam, (int)lparam);
    case PBM_SETPOS:
        return control_style_is(control, PBS_MARQUEE) ? progress->position : set_position(progress, (int)wparam);
    case PBM_DELTAPOS: return set_position(progress, progress->position + (int)wparam);
    case PBM_SETSTEP: {
        int before = progress->step;
        progress->step = (int)wparam;
        return before;
    }
    case PBM_STEPIT: return step_it(progress);
    case PBM_GETRANGE:
        if (lparam) *(PBRANGE *)lparam = (PBRANGE){progress->low, progress->high};
        return wparam ? progress->low : progress->high;
    case PBM_GETPOS: return progress->position;
    case PBM_GETSTEP: return progress->step;
    case PBM_SETBARCOLOR: return exchange_colour(progress, &progress->bar, lparam);
    case PBM_GETBARCOLOR: return (LRESULT)progress->bar;
    case PBM_SETBKCOLOR: return exchange_colour(progress, &progress->background, lparam);
    case PBM_GETBKCOLOR: return (LRESULT)progress->background;
    case PBM_SETMARQUEE:
        if (wparam) SetTimer(control->window, MARQUEE_TIMER, lparam ? (UINT)lparam : 30, NULL);
        else KillTimer(control->window, MARQUEE_TIMER);
        return TRUE;
    }
    return control_default(control, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&progress_bar_class, window, message, wparam, lparam);
}

const struct control_class progress_bar_class = {
    PROGRESS_CLASSW, ICC_PROGRESS_CLASS, CS_HREDRAW | CS_VREDRAW, sizeof(struct progress), message, procedure, NULL};
