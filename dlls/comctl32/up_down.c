/* msctls_updown32: two arrows that change a number, often that of an edit control beside it (the buddy). */
#include "common.h"

#define REPEAT_TIMER 1
#define WIDTH 16

struct up_down {
    struct control control;
    HWND buddy;
    int low, high, position, base, pressed;
    UDACCEL *steps;
    int step_count;
    DWORD pressed_at;
    BOOL repeated;
};

enum { NOTHING, INCREASE, DECREASE };

static BOOL horizontal(struct up_down *spin) { return control_style_is(&spin->control, UDS_HORZ); }

static RECT arrow_rect(struct up_down *spin, int which)
{
    SIZE size = control_client_size(&spin->control);
    if (horizontal(spin))
        return which == DECREASE ? (RECT){0, 0, size.cx / 2, size.cy} : (RECT){size.cx / 2, 0, size.cx, size.cy};
    return which == INCREASE ? (RECT){0, 0, size.cx, size.cy / 2} : (RECT){0, size.cy / 2, size.cx, size.cy};
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct up_down *spin = (struct up_down *)control;
    BOOL enabled = IsWindowEnabled(control->window) && spin->low != spin->high;
    fill_colour(dc, update, GetSysColor(COLOR_BTNFACE));
    for (int which = INCREASE; which <= DECREASE; which++) {
        RECT rect = arrow_rect(spin, which);
        UINT look = horizontal(spin)    ? which == INCREASE ? DFCS_SCROLLRIGHT : DFCS_SCROLLLEFT
                    : which == INCREASE ? DFCS_SCROLLUP
                                        : DFCS_SCROLLDOWN;
        if (spin->pressed == which) look |= DFCS_PUSHED;
        if (!enabled) look |= DFCS_INACTIVE;
        DrawFrameControl(dc, &rect, DFC_SCROLL, look);
    }
}

/* --- the buddy's text --- */

static BOOL is_list_box(HWND window)
{
    WCHAR name[16] = L"";
    GetClassNameW(window, name, COUNT_OF(name));
    return !lstrcmpiW(name, L"ListBox");
}

static void show_position(struct up_down *spin)
{
    WCHAR plain[16], text[32], before[32] = L"";
    if (!spin->buddy || !control_style_is(&spin->control, UDS_SETBUDDYINT)) return;
    if (is_list_box(spin->buddy)) {
        SendMessageW(spin->buddy, LB_SETCURSEL, (WPARAM)spin->position, 0);
        return;
    }
    if (spin->base == 16) wsprintfW(text, L"0x%04X", spin->position);
    else {
        wsprintfW(plain, L"%d", spin->position);
        int digits = text_length(plain), out = 0;
        for (int i = 0; i < digits; i++) {
            BOOL grouped =
                !control_style_is(&spin->control, UDS_NOTHOUSANDS) && i && plain[i - 1] != '-' && (digits - i) % 3 == 0;
            if (grouped && GetLocaleInfoW(LOCALE_USER_DEFAULT, LOCALE_STHOUSAND, text + out, 4))
                out += text_length(text + out);
            text[out++] = plain[i];
        }
        text[out] = 0;
    }
    GetWindowTextW(spin->buddy, before, COUNT_OF(before));
    if (lstrcmpW(before, text)) SetWindowTextW(spin->buddy, text);
}

static BOOL read_position(struct up_down *spin)
{
    WCHAR text[32], *at = text, digits = 0;
    INT64 value = 0;
    if (!spin->buddy || !control_style_is(&spin->control, UDS_SETBUDDYINT)) return TRUE;
    if (is_list_box(spin->buddy)) {
        spin->position = (int)SendMessageW(spin->buddy, LB_GETCURSEL, 0, 0);
        return TRUE;
    }
    if (!GetWindowTextW(spin->buddy, text, COUNT_OF(text))) return FALSE;
    BOOL negative = *at == '-' && spin->base == 10;
    if (negative) at++;
    if (spin->base == 16 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) at += 2;
    for (; *at && value < 0x7fffffffffll; at++) {
        int digit = *at >= '0' && *at <= '9'   ? *at - '0'
                    : *at >= 'a' && *at <= 'f' ? *at - 'a' + 10
                    : *at >= 'A' && *at <= 'F' ? *at - 'A' + 10
                                               : 99;
        if (digit >= spin->base) {
            if (digits && (*at == ',' || *at == '.' || *at == ' ' || *at == '\'' || *at == 0xa0)) continue;
            return FALSE;
        }
        value = value * spin->base + digit;
        digits = 1;
    }
    if (negative) value = -value;
    if (!digits || value < min(spin->low, spin->high) || value > max(spin->low, spin->high)) return FALSE;
    spin->position = (int)value;
    return TRUE;
}

/* --- changing --- */

static int step_now(struct up_down *spin)
{
    DWORD held = spin->pressed ? (GetTickCount() - spin->pressed_at) / 1000 : 0;
    int step = 1;
    for (int i = 0; i < spin->step_count; i++)
        if (held >= spin->steps[i].nSec) step = (int)spin->steps[i].nInc;
    return step;
}

static void change(struct up_down *spin, int which)
{
    int step = step_now(spin);
    if (spin->low == spin->high) return;
    read_position(spin);
    NMUPDOWN note = {.iPos = spin->position};
    BOOL rising = (which == INCREASE) == (spin->high > spin->low);
    note.iDelta = rising ? step : -step;
    if (control_notify(&spin->control, UDN_DELTAPOS, &note.hdr) || spin->control.destroyed) return;
    int lowest = min(spin->low, spin->high), highest = max(spin->low, spin->high);
    INT64 to = (INT64)spin->position + note.iDelta;
    BOOL wraps = control_style_is(&spin->control, UDS_WRAP);
    if (to > highest) to = wraps ? lowest + (to - highest - 1) : highest;
    if (to < lowest) to = wraps ? highest - (lowest - to - 1) : lowest;
    spin->position = (int)max(min(to, highest), lowest);
    show_position(spin);
    SendMessageW(spin->control.owner, horizontal(spin) ? WM_HSCROLL : WM_VSCROLL,
                 MAKELONG(SB_THUMBPOSITION, spin->position), (LPARAM)spin->control.window);
}

static void press(struct up_down *spin, LPARAM lparam)
{
    for (int which = INCREASE; which <= DECREASE; which++) {
        RECT rect = arrow_rect(spin, which);
        if (!PtInRect(&rect, point_of(lparam))) continue;
        if (spin->buddy) SetFocus(spin->buddy);
        SetCapture(spin->control.window);
        spin->pressed = which;
        spin->pressed_at = GetTickCount();
        control_invalidate(&spin->control, NULL);
        UpdateWindow(spin->control.window);
        SetTimer(spin->control.window, REPEAT_TIMER, 500, NULL);
        change(spin, which);
        return;
    }
}

static void let_go(struct up_down *spin)
{
    if (!spin->pressed) return;
    spin->pressed = NOTHING;
    KillTimer(spin->control.window, REPEAT_TIMER);
    if (GetCapture() == spin->control.window) ReleaseCapture();
    SendMessageW(spin->control.owner, horizontal(spin) ? WM_HSCROLL : WM_VSCROLL,
                 MAKELONG(SB_ENDSCROLL, spin->position), (LPARAM)spin->control.window);
    control_invalidate(&spin->control, NULL);
}

static void repeat(struct up_down *spin)
{
    POINT point;
    RECT rect = arrow_rect(spin, spin->pressed);
    SetTimer(spin->control.window, REPEAT_TIMER, 50, NULL);
    GetCursorPos(&point);
    ScreenToClient(spin->control.window, &point);
    if (spin->pressed && PtInRect(&rect, point)) change(spin, spin->pressed);
}

/* --- the buddy --- */

static LRESULT CALLBACK buddy_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT_PTR id,
                                        DWORD_PTR data)
{
    struct up_down *spin = (struct up_down *)GetWindowLongPtrW((HWND)data, 0);
    if (message == WM_NCDESTROY) {
        RemoveWindowSubclass(window, buddy_procedure, id);
        if (spin) spin->buddy = NULL;
    }
    if (message == WM_KEYDOWN && spin && (wparam == VK_UP || wparam == VK_DOWN)) {
        change(spin, wparam == VK_UP ? INCREASE : DECREASE);
        return 0;
    }
    if (message == WM_MOUSEWHEEL && spin) {
        change(spin, GET_WHEEL_DELTA_WPARAM(wparam) > 0 ? INCREASE : DECREASE);
        return 0;
    }
    return DefSubclassProc(window, message, wparam, lparam);
}

static void place_at_buddy(struct up_down *spin)
{
    RECT rect;
    HWND window = spin->control.window;
    DWORD style = control_style(&spin->control);
    if (!spin->buddy || !(style & (UDS_ALIGNLEFT | UDS_ALIGNRIGHT))) return;
    GetWindowRect(spin->buddy, &rect);
    MapWindowPoints(NULL, GetParent(spin->buddy), (POINT *)&rect, 2);
    int edge = GetWindowLongW(spin->buddy, GWL_EXSTYLE) & WS_EX_CLIENTEDGE ? GetSystemMetrics(SM_CXEDGE) : 0;
    int width = min(WIDTH, rect.right - rect.left) - edge;
    if (style & UDS_ALIGNRIGHT) {
        SetWindowPos(spin->buddy, NULL, rect.left, rect.top, rect.right - rect.left - width, rect.bottom - rect.top,
                     SWP_NOZORDER | SWP_NOACTIVATE);
        SetWindowPos(window, spin->buddy, rect.right - width - edge, rect.top + edge, width,
                     rect.bottom - rect.top - 2 * edge, SWP_NOACTIVATE);
        SetWindowPos(window, HWND_TOP, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    } else {
        SetWindowPos(spin->buddy, NULL, rect.left + width, rect.top, rect.right - rect.left - width,
                     rect.bottom - rect.top, SWP_NOZORDER | SWP_NOACTIVATE);
        SetWindowPos(window, NULL, rect.left, rect.top, width, rect.bottom - rect.top, SWP_NOZORDER | SWP_NOACTIVATE);
    }
}

static HWND set_buddy(struct up_down *spin, HWND buddy)
{
    HWND before = spin->buddy;
    if (before) RemoveWindowSubclass(before, buddy_procedure, (UINT_PTR)spin->control.window);
    spin->buddy = buddy;
    if (buddy && control_style_is(&spin->control, UDS_ARROWKEYS))
        SetWindowSubclass(buddy, buddy_procedure, (UINT_PTR)spin->control.window, (DWORD_PTR)spin->control.window);
    place_at_buddy(spin);
    return before;
}

static int set_position(struct up_down *spin, int position)
{
    int before = spin->position;
    spin->position = max(min(position, max(spin->low, spin->high)), min(spin->low, spin->high));
    show_position(spin);
    return before;
}

static LRESULT set_steps(struct up_down *spin, int count, const UDACCEL *steps)
{
    if (count < 1 || !steps) return FALSE;
    UDACCEL *copy = reallocate(spin->steps, (SIZE_T)count * sizeof(*copy));
    if (!copy) return FALSE;
    memcpy(copy, steps, (SIZE_T)count * sizeof(*copy));
    spin->steps = copy;
    spin->step_count = count;
    return TRUE;
}

static LRESULT get_position(struct up_down *spin, BOOL *failed)
{
    BOOL valid = read_position(spin);
    if (failed) *failed = !valid;
    return spin->position;
}

static void create(struct up_down *spin)
{
    static const UDACCEL steps[] = {{0, 1}, {2, 5}, {5, 20}};
    spin->low = 100;
    spin->base = 10;
    set_steps(spin, COUNT_OF(steps), steps);
    if (control_style_is(&spin->control, UDS_AUTOBUDDY)) set_buddy(spin, GetWindow(spin->control.window, GW_HWNDPREV));
}

static LRESULT spin_message(struct up_down *spin, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case UDM_SETRANGE:
        spin->low = (short)HIWORD(lparam), spin->high = (short)LOWORD(lparam);
        control_invalidate(&spin->control, NULL);
        return 0;
    case UDM_SETRANGE32:
        spin->low = (int)wparam, spin->high = (int)lparam;
        control_invalidate(&spin->control, NULL);
        return 0;
    case UDM_GETRANGE: return MAKELONG(spin->high, spin->low);
    case UDM_GETRANGE32:
        if (wparam) *(int *)wparam = spin->low;
        if (lparam) *(int *)lparam = spin->high;
        return 0;
    case UDM_SETPOS: return set_position(spin, (short)LOWORD(lparam));
    case UDM_SETPOS32: return set_position(spin, (int)lparam);
    case UDM_GETPOS: {
        BOOL failed;
        LRESULT position = get_position(spin, &failed);
        return MAKELONG(position, failed);
    }
    case UDM_GETPOS32: return get_position(spin, (BOOL *)lparam);
    case UDM_SETBUDDY: return (LRESULT)set_buddy(spin, (HWND)wparam);
    case UDM_GETBUDDY: return (LRESULT)spin->buddy;
    case UDM_SETACCEL: return set_steps(spin, (int)wparam, (UDACCEL *)lparam);
    case UDM_GETACCEL:
        if (lparam) memcpy((void *)lparam, spin->steps, (SIZE_T)min((int)wparam, spin->step_count) * sizeof(UDACCEL));
        return spin->step_count;
    case UDM_SETBASE: {
        int before = spin->base;
        if (wparam != 10 && wparam != 16) return 0;
        spin->base = (int)wparam;
        show_position(spin);
        return before;
    }
    case UDM_GETBASE: return spin->base;
    }
    return control_default(&spin->control, message, wparam, lparam);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct up_down *spin = (struct up_down *)control;
    switch (message) {
    case WM_CREATE: create(spin); return 0;
    case WM_DESTROY:
        if (spin->buddy) RemoveWindowSubclass(spin->buddy, buddy_procedure, (UINT_PTR)control->window);
        release(spin->steps);
        break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_ENABLE:
    case WM_SIZE: control_invalidate(control, NULL); break;
    case WM_LBUTTONDOWN:
    case WM_LBUTTONDBLCLK: press(spin, lparam); return 0;
    case WM_LBUTTONUP:
    case WM_CAPTURECHANGED: let_go(spin); return 0;
    case WM_TIMER: repeat(spin); return 0;
    case WM_KEYDOWN:
        if (control_style_is(control, UDS_ARROWKEYS) && (wparam == VK_UP || wparam == VK_DOWN))
            change(spin, wparam == VK_UP ? INCREASE : DECREASE);
        return 0;
    }
    return spin_message(spin, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&up_down_class, window, message, wparam, lparam);
}

const struct control_class up_down_class = {
    UPDOWN_CLASSW, ICC_UPDOWN_CLASS, CS_HREDRAW | CS_VREDRAW | CS_DBLCLKS, sizeof(struct up_down), message, procedure,
    NULL};

HWND WINAPI CreateUpDownControl(DWORD style, int x, int y, int width, int height, HWND parent, int id,
                                HINSTANCE instance, HWND buddy, int upper, int lower, int position)
{
    HWND window =
        CreateWindowExW(0, UPDOWN_CLASSW, NULL, style, x, y, width, height, parent, (HMENU)(INT_PTR)id, instance, NULL);
    if (!window) return NULL;
    SendMessageW(window, UDM_SETBUDDY, (WPARAM)buddy, 0);
    SendMessageW(window, UDM_SETRANGE32, (WPARAM)lower, upper);
    SendMessageW(window, UDM_SETPOS32, 0, position);
    return window;
}
