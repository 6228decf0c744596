/* msctls_statusbar32: parts with texts along the lower edge of a window, and DrawStatusText. */
#include "common.h"

#define MOST_PARTS 256
#define MINIMUM_GAP 2

struct part { int right; WCHAR *text; LPARAM data; UINT look; HICON icon; WCHAR *tip; };
struct status {
    struct control control;
    struct part parts[MOST_PARTS], simple_part;
    int count, minimum_height, height;
    BOOL simple;
    COLORREF background;
    HFONT default_font;
};

static HFONT status_font(struct status *status)
{
    NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
    if (status->control.font) return status->control.font;
    if (!status->default_font && SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0))
        status->default_font = CreateFontIndirectW(&metrics.lfStatusFont);
    return status->default_font ? status->default_font : default_font();
}

static struct part *part_of(struct status *status, UINT index)
{
    if (index == SB_SIMPLEID) return &status->simple_part;
    return index < (UINT)status->count ? &status->parts[index] : NULL;
}

static BOOL has_grip(const struct status *status)
{
    DWORD style = control_style(&status->control);
    return style & SBARS_SIZEGRIP && !IsZoomed(GetParent(status->control.window));
}

static RECT part_rect(struct status *status, int index)
{
    SIZE size = control_client_size(&status->control);
    RECT rect = {0, MINIMUM_GAP, size.cx, size.cy};
    if (status->simple || index == SB_SIMPLEID) return rect;
    if (index) rect.left = status->parts[index - 1].right + MINIMUM_GAP;
    if (index && status->parts[index - 1].right == -1) rect.left = size.cx;
    if (status->parts[index].right != -1) rect.right = status->parts[index].right;
    return rect;
}

/* Up to two tabs: what follows the first is centred, what follows the second right-aligned. */
static void draw_aligned(HDC dc, const WCHAR *text, RECT rect)
{
    static const UINT aligned[] = {DT_LEFT, DT_CENTER, DT_RIGHT};
    for (UINT i = 0; text && i < COUNT_OF(aligned); i++) {
        const WCHAR *end = i < 2 ? wcschr(text, '\t') : NULL;
        int length = end ? (int)(end - text) : text_length(text);
        if (length) DrawTextW(dc, text, length, &rect, aligned[i] | DT_SINGLELINE | DT_VCENTER | DT_NOPREFIX);
        text = end ? end + 1 : NULL;
    }
}

void WINAPI DrawStatusTextW(HDC dc, LPCRECT place, LPCWSTR text, UINT look)
{
    RECT rect = *place;
    UINT border = look & SBT_POPOUT ? BDR_RAISEDOUTER : BDR_SUNKENOUTER;
    if (!(look & SBT_NOBORDERS)) DrawEdge(dc, &rect, border, BF_RECT | BF_ADJUST);
    rect.left += 2;
    rect.right -= 2;
    int old = SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, GetSysColor(COLOR_BTNTEXT));
    draw_aligned(dc, text, rect);
    SetBkMode(dc, old);
}

void WINAPI DrawStatusTextA(HDC dc, LPCRECT place, LPCSTR text, UINT look)
{
    WCHAR *wide = text_from_ansi(text);
    DrawStatusTextW(dc, place, wide, look);
    release(wide);
}

static void draw_part(struct status *status, HDC dc, struct part *part, int index)
{
    RECT rect = part_rect(status, index);
    if (rect.right <= rect.left) return;
    if (part->look & SBT_OWNERDRAW) {
        UINT_PTR id = (UINT_PTR)GetWindowLongPtrW(status->control.window, GWLP_ID);
        if (!(part->look & SBT_NOBORDERS))
            DrawEdge(dc, &rect, part->look & SBT_POPOUT ? BDR_RAISEDOUTER : BDR_SUNKENOUTER, BF_RECT | BF_ADJUST);
        DRAWITEMSTRUCT item = {0,  (UINT)id, (UINT)index,          ODA_DRAWENTIRE, 0, status->control.window,
                               dc, rect,     (ULONG_PTR)part->data};
        SendMessageW(status->control.owner, WM_DRAWITEM, id, (LPARAM)&item);
        return;
    }
    DrawStatusTextW(dc, &rect, NULL, part->look);
    InflateRect(&rect, -1, -1);
    if (part->icon) {
        int size = rect.bottom - rect.top - 2;
        DrawIconEx(dc, rect.left + 2, rect.top + 1, part->icon, size, size, 0, NULL, DI_NORMAL);
        rect.left += size + 2;
    }
    if (has_grip(status) && rect.right >= control_client_size(&status->control).cx - 1)
        rect.right -= GetSystemMetrics(SM_CXVSCROLL);
    rect.left += 1;
    int saved = SaveDC(dc);
    IntersectClipRect(dc, rect.left, rect.top, rect.right, rect.bottom);
    DrawStatusTextW(dc, &rect, part->text, part->look | SBT_NOBORDERS);
    RestoreDC(dc, saved);
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct status *status = (struct status *)control;
    SIZE size = control_client_size(control);
    HGDIOBJ old = SelectObject(dc, status_font(status));
    fill_colour(dc, update, status->background == CLR_DEFAULT ? GetSysColor(COLOR_BTNFACE) : status->background);
    if (status->simple) draw_part(status, dc, &status->simple_part, SB_SIMPLEID);
    for (int i = 0; !status->simple && i < status->count; i++) draw_part(status, dc, &status->parts[i], i);
    if (has_grip(status)) {
        int grip = GetSystemMetrics(SM_CXVSCROLL) - 1;
        RECT corner = {size.cx - grip, size.cy - grip, size.cx, size.cy};
        DrawFrameControl(dc, &corner, DFC_SCROLL, DFCS_SCROLLSIZEGRIP);
    }
    SelectObject(dc, old);
}

static void update_height(struct status *status)
{
    int text = font_height(status_font(status)) + 4;
    status->height = max(text, status->minimum_height) + 2 * GetSystemMetrics(SM_CYBORDER) + 1;
}

/* Along the parent's edge, unless the styles say otherwise. */
static void place_along_edge(struct status *status)
{
    DWORD style = control_style(&status->control);
    RECT parent;
    if (style & (CCS_NORESIZE | CCS_NOPARENTALIGN) && !(style & CCS_BOTTOM)) return;
    if (style & CCS_NORESIZE || !GetClientRect(GetParent(status->control.window), &parent)) return;
    int y = (style & 3) == CCS_TOP ? 0 : parent.bottom - status->height;
    SetWindowPos(status->control.window, NULL, 0, y, parent.right, status->height,
                 SWP_NOZORDER | SWP_NOACTIVATE | (style & CCS_NOPARENTALIGN ? SWP_NOMOVE : 0));
}

static void invalidate_part(struct status *status, int index)
{
    if (status->simple != (index == SB_SIMPLEID)) return;
    RECT rect = part_rect(status, index);
    control_invalidate(&status->control, &rect);
}

static BOOL set_text(struct status *status, WPARAM wparam, LPARAM lparam, BOOL unicode)
{
    int index = LOBYTE(wparam);
    UINT look = wparam & 0xff00;
    struct part *part = part_of(status, (UINT)index);
    if (!part) return FALSE;
    release(part->text);
    part->text = NULL;
    part->data = lparam;
    part->look = look;
    if (!(look & SBT_OWNERDRAW)) part->text = text_from(unicode, (void *)lparam);
    invalidate_part(status, index);
    return TRUE;
}

static LRESULT get_text(struct status *status, WPARAM wparam, void *buffer, BOOL unicode)
{
    struct part *part = part_of(status, (UINT)wparam);
    if (!part) return 0;
    if (part->look & SBT_OWNERDRAW) return part->data;
    int length = text_length(part->text);
    if (!unicode && part->text) length = WideCharToMultiByte(CP_ACP, 0, part->text, length, NULL, 0, NULL, NULL);
    text_put(unicode, part->text, buffer, length + 1);
    return MAKELONG(length, part->look);
}

static BOOL set_parts(struct status *status, int count, const int *edges)
{
    if (count < 1 || count > MOST_PARTS || !edges) return FALSE;
    for (int i = count; i < status->count; i++) {
        release(status->parts[i].text);
        release(status->parts[i].tip);
        memset(&status->parts[i], 0, sizeof(status->parts[i]));
    }
    status->count = count;
    for (int i = 0; i < count; i++) status->parts[i].right = edges[i];
    control_invalidate(&status->control, NULL);
    return TRUE;
}

static int get_parts(struct status *status, int count, int *edges)
{
    for (int i = 0; edges && i < min(count, status->count); i++) edges[i] = status->parts[i].right;
    return status->count;
}

static BOOL set_simple(struct status *status, BOOL simple)
{
    if (simple == status->simple) return TRUE;
    status->simple = simple;
    control_notify_code(&status->control, (int)SBN_SIMPLEMODECHANGE);
    control_invalidate(&status->control, NULL);
    return TRUE;
}

static void store_tip(struct part *part, BOOL unicode, const void *text)
{
    if (!part) return;
    release(part->tip);
    part->tip = text_from(unicode, text);
}

static LRESULT notify_mouse(struct status *status, int code, LPARAM lparam)
{
    NMMOUSE note = {.dwItemSpec = (DWORD_PTR)-1, .pt = point_of(lparam)};
    for (int i = 0; i < status->count; i++) {
        RECT rect = part_rect(status, i);
        if (PtInRect(&rect, note.pt)) note.dwItemSpec = (DWORD_PTR)i;
    }
    if (status->simple) note.dwItemSpec = SB_SIMPLEID;
    return control_notify(&status->control, code, &note.hdr);
}

static void create(struct status *status, const CREATESTRUCTW *create)
{
    status->count = 1;
    status->parts[0].right = -1;
    status->background = CLR_DEFAULT;
    if (!(create->style & (CCS_TOP | CCS_NOMOVEY)))
        SetWindowLongW(status->control.window, GWL_STYLE, (LONG)(control_style(&status->control) | CCS_BOTTOM));
    DWORD parent = (DWORD)GetWindowLongW(GetParent(status->control.window), GWL_STYLE);
    if (parent & WS_THICKFRAME && !(create->style & CCS_TOP))
        SetWindowLongW(status->control.window, GWL_STYLE, (LONG)(control_style(&status->control) | SBARS_SIZEGRIP));
    status->parts[0].text = text_copy(create->lpszName);
    update_height(status);
    place_along_edge(status);
}

static void destroy(struct status *status)
{
    for (int i = 0; i < status->count; i++) {
        release(status->parts[i].text);
        release(status->parts[i].tip);
    }
    release(status->simple_part.text);
    release(status->simple_part.tip);
    if (status->default_font) DeleteObject(status->default_font);
}

static LRESULT status_message(struct status *status, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct part *part;
    switch (message) {
    case SB_SETTEXTA:
    case SB_SETTEXTW: return set_text(status, wparam, lparam, message == SB_SETTEXTW);
    case SB_GETTEXTA:
    case SB_GETTEXTW: return get_text(status, wparam, (void *)lparam, message == SB_GETTEXTW);
    case SB_GETTEXTLENGTHA:
    case SB_GETTEXTLENGTHW: return get_text(status, wparam, NULL, message == SB_GETTEXTLENGTHW);
    case SB_SETPARTS: return set_parts(status, (int)wparam, (int *)lparam);
    case SB_GETPARTS: return get_parts(status, (int)wparam, (int *)lparam);
    case SB_GETBORDERS:
        if (!lparam) return FALSE;
        memcpy((void *)lparam, (int[]){0, MINIMUM_GAP, MINIMUM_GAP}, 3 * sizeof(int));
        return TRUE;
    case SB_SETMINHEIGHT:
        status->minimum_height = (int)wparam;
        update_height(status);
        return 0;
    case SB_SIMPLE: return set_simple(status, wparam != 0);
    case SB_ISSIMPLE: return status->simple;
    case SB_GETRECT:
        if ((int)wparam != SB_SIMPLEID && wparam >= (WPARAM)status->count) return FALSE;
        *(RECT *)lparam = part_rect(status, (int)wparam);
        return TRUE;
    case SB_SETICON:
        if (!(part = part_of(status, wparam == (WPARAM)-1 ? SB_SIMPLEID : (UINT)wparam))) return FALSE;
        part->icon = (HICON)lparam;
        invalidate_part(status, wparam == (WPARAM)-1 ? SB_SIMPLEID : (int)wparam);
        return TRUE;
    case SB_GETICON:
        part = part_of(status, wparam == (WPARAM)-1 ? SB_SIMPLEID : (UINT)wparam);
        return part ? (LRESULT)part->icon : 0;
    case SB_SETTIPTEXTA:
    case SB_SETTIPTEXTW: store_tip(part_of(status, (UINT)wparam), message == SB_SETTIPTEXTW, (void *)lparam); return 0;
    case SB_GETTIPTEXTA:
    case SB_GETTIPTEXTW:
        part = part_of(status, LOWORD(wparam));
        if (part) text_put(message == SB_GETTIPTEXTW, part->tip, (void *)lparam, HIWORD(wparam));
        return 0;
    case SB_SETBKCOLOR: {
        COLORREF before = status->background;
        status->background = (COLORREF)lparam;
        control_invalidate(&status->control, NULL);
        return (LRESULT)before;
    }
    }
    return control_default(&status->control, message, wparam, lparam);
}

static LRESULT grip_hit(struct status *status, WPARAM wparam, LPARAM lparam)
{
    POINT point = point_of(lparam);
    SIZE size = control_client_size(&status->control);
    ScreenToClient(status->control.window, &point);
    if (has_grip(status) && point.x >= size.cx - GetSystemMetrics(SM_CXVSCROLL)) return HTBOTTOMRIGHT;
    return DefWindowProcW(status->control.window, WM_NCHITTEST, wparam, lparam);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct status *status = (struct status *)control;
    switch (message) {
    case WM_CREATE: create(status, (CREATESTRUCTW *)lparam); return 0;
    case WM_DESTROY: destroy(status); break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_SIZE:
        place_along_edge(status);
        control_invalidate(control, NULL);
        return 0;
    case WM_SETFONT:
        control->font = (HFONT)wparam;
        update_height(status);
        place_along_edge(status);
        control_invalidate(control, NULL);
        return 0;
    case WM_GETFONT: return (LRESULT)status_font(status);
    case WM_SETTEXT:
        release(status->parts[0].text);
        status->parts[0].text = text_copy((WCHAR *)lparam);
        status->parts[0].look = 0;
        invalidate_part(status, 0);
        return TRUE;
    case WM_GETTEXT:
        text_put(TRUE, status->parts[0].text, (void *)lparam, (int)wparam);
        return wparam ? (LRESULT)wcslen((WCHAR *)lparam) : 0;
    case WM_GETTEXTLENGTH: return text_length(status->parts[0].text);
    case WM_NCHITTEST: return grip_hit(status, wparam, lparam);
    case WM_NCLBUTTONDOWN:
        if (wparam == HTBOTTOMRIGHT) return SendMessageW(GetParent(control->window), message, wparam, lparam);
        break;
    case WM_LBUTTONUP: return notify_mouse(status, NM_CLICK, lparam);
    case WM_LBUTTONDBLCLK: return notify_mouse(status, NM_DBLCLK, lparam);
    case WM_RBUTTONUP:
        return notify_mouse(status, NM_RCLICK, lparam) ? 0 : DefWindowProcW(control->window, message, wparam, lparam);
    case WM_RBUTTONDBLCLK: return notify_mouse(status, NM_RDBLCLK, lparam);
    }
    return status_message(status, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&status_bar_class, window, message, wparam, lparam);
}

const struct control_class status_bar_class = {
    STATUSCLASSNAMEW, ICC_BAR_CLASSES, CS_DBLCLKS | CS_VREDRAW, sizeof(struct status), message, procedure, NULL};

HWND WINAPI CreateStatusWindowW(LONG style, LPCWSTR text, HWND parent, UINT id)
{
    return CreateWindowExW(0, STATUSCLASSNAMEW, text, (DWORD)style, CW_USEDEFAULT, CW_USEDEFAULT, CW_USEDEFAULT,
                           CW_USEDEFAULT, parent, (HMENU)(ULONG_PTR)id, NULL, NULL);
}

HWND WINAPI CreateStatusWindowA(LONG style, LPCSTR text, HWND parent, UINT id)
{
    WCHAR *wide = text_from_ansi(text);
    HWND window = CreateStatusWindowW(style, wide, parent, id);
    release(wide);
    return window;
}
