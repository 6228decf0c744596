/* How buttons look. */
#include "button.h"
#include "drawing.h"

#define BOX_SIZE 13
#define BOX_GAP  4  /* from a box to its text */
#define GROUP_TEXT_LEFT 9

static void font_line(HDC dc, RECT *line) /* height of a line in bottom */
{
    TEXTMETRICW metrics;
    GetTextMetricsW(dc, &metrics);
    SetRect(line, 0, 0, metrics.tmAveCharWidth, metrics.tmHeight);
}

/* --- what stands on a button: text or picture --- */

struct face { WCHAR *text; UINT length; HANDLE image; UINT kind; UINT flags; SIZE size; };

static BOOL image_size(const struct face *face, SIZE *size)
{
    BITMAP bitmap;
    ICONINFO icon;
    if (face->kind == IMAGE_BITMAP) {
        if (!GetObjectW(face->image, sizeof(bitmap), &bitmap)) return FALSE;
    } else {
        if (!GetIconInfo(face->image, &icon)) return FALSE;
        GetObjectW(icon.hbmColor ? icon.hbmColor : icon.hbmMask, sizeof(bitmap), &bitmap);
        if (!icon.hbmColor) bitmap.bmHeight /= 2;
        if (icon.hbmColor) DeleteObject(icon.hbmColor);
        DeleteObject(icon.hbmMask);
    }
    *size = (SIZE){bitmap.bmWidth, bitmap.bmHeight};
    return TRUE;
}

static UINT text_flags(HWND hwnd, DWORD style)
{
    BOOL centred = button_is_push(style) || BUTTON_TYPE(style) == BS_OWNERDRAW ||
                   (style & BS_PUSHLIKE && BUTTON_TYPE(style) != BS_GROUPBOX);
    UINT flags = style & BS_MULTILINE ? DT_WORDBREAK : DT_SINGLELINE;
    switch (style & BS_CENTER) {
    case BS_LEFT: flags |= DT_LEFT; break;
    case BS_RIGHT: flags |= DT_RIGHT; break;
    case BS_CENTER: flags |= DT_CENTER; break;
    default: flags |= centred ? DT_CENTER : DT_LEFT; break;
    }
    if (control_hides(hwnd, UISF_HIDEACCEL)) flags |= DT_HIDEPREFIX;
    return flags;
}

static void face_measure(HWND hwnd, const struct button *button, HDC dc, DWORD style, int width, struct face *face)
{
    RECT area = {0, 0, width, 0};
    *face = (struct face){.flags = text_flags(hwnd, style)};
    face->kind = style & BS_ICON ? IMAGE_ICON : IMAGE_BITMAP;
    if (style & (BS_ICON | BS_BITMAP)) face->image = button->images[face->kind];
    if (face->image && image_size(face, &face->size)) return;
    face->image = NULL;
    face->text = control_text(hwnd, &face->length);
    if (face->text && face->length) DrawTextW(dc, face->text, (int)face->length, &area, face->flags | DT_CALCRECT);
    face->size = (SIZE){area.right, face->length ? area.bottom : 0};
}

/* Where it comes to stand in the area. */
static RECT face_place(const struct face *face, const RECT *area, DWORD style)
{
    int x = area->left, y, width = min(face->size.cx, area->right - area->left), height = face->size.cy;
    if (face->flags & DT_CENTER) x = (area->left + area->right - width) / 2;
    else if (face->flags & DT_RIGHT) x = area->right - width;
    switch (style & BS_VCENTER) {
    case BS_TOP: y = area->top; break;
    case BS_BOTTOM: y = area->bottom - height; break;
    default: y = (area->top + area->bottom - height) / 2; break;
    }
    return (RECT){x, y, x + width, y + height};
}

static void face_draw(HDC dc, const struct face *face, RECT place, BOOL disabled)
{
    int width = place.right - place.left, height = place.bottom - place.top;
    if (face->image) {
        UINT kind = (face->kind == IMAGE_ICON ? DST_ICON : DST_BITMAP) | (disabled ? DSS_DISABLED : DSS_NORMAL);
        DrawStateW(dc, NULL, NULL, (LPARAM)face->image, 0, place.left, place.top, width, height, kind);
        return;
    }
    if (!face->text || !face->length) return;
    int mode = SetBkMode(dc, TRANSPARENT);
    COLORREF old = GetTextColor(dc);
    if (disabled) {
        OffsetRect(&place, 1, 1);
        SetTextColor(dc, GetSysColor(COLOR_3DHILIGHT));
        DrawTextW(dc, face->text, (int)face->length, &place, face->flags | DT_NOCLIP);
        OffsetRect(&place, -1, -1);
        SetTextColor(dc, GetSysColor(COLOR_3DSHADOW));
    }
    DrawTextW(dc, face->text, (int)face->length, &place, face->flags | DT_NOCLIP);
    SetTextColor(dc, old);
    SetBkMode(dc, mode);
}

/* --- kinds --- */

static void draw_push(HWND hwnd, const struct button *button, HDC dc, RECT area, DWORD style)
{
    BOOL is_default = BUTTON_TYPE(style) == BS_DEFPUSHBUTTON, pressed = (button->state & BST_PUSHED) != 0;
    BOOL checked = style & BS_PUSHLIKE && button->state & 3 && !button_is_push(style);
    UINT state = DFCS_BUTTONPUSH | (pressed ? DFCS_PUSHED : 0) | (checked ? DFCS_CHECKED : 0) |
                 (style & BS_FLAT ? DFCS_FLAT : 0);
    struct face face;
    control_brush(hwnd, dc, WM_CTLCOLORBTN);
    if (is_default) {
        FrameRect(dc, &area, system_color_brush(COLOR_WINDOWFRAME));
        InflateRect(&area, -1, -1);
        if (pressed) state |= DFCS_FLAT;
    }
    if (is_default && pressed) {
        FillRect(dc, &area, system_color_brush(COLOR_3DFACE));
        FrameRect(dc, &area, system_color_brush(COLOR_3DSHADOW));
    } else {
        DrawFrameControl(dc, &area, DFC_BUTTON, state);
    }
    RECT inner = area;
    InflateRect(&inner, -GetSystemMetrics(SM_CXEDGE) - (is_default ? 0 : 1),
                -GetSystemMetrics(SM_CYEDGE) - (is_default ? 0 : 1));
    SetTextColor(dc, GetSysColor(COLOR_BTNTEXT));
    face_measure(hwnd, button, dc, style, inner.right - inner.left, &face);
    RECT place = face_place(&face, &inner, style);
    if (pressed) OffsetRect(&place, 1, 1);
    face_draw(dc, &face, place, (style & WS_DISABLED) != 0);
    heap_free(face.text);
    if (button->state & BST_FOCUS && !control_hides(hwnd, UISF_HIDEFOCUS)) {
        InflateRect(&inner, -1, -1);
        SetTextColor(dc, GetSysColor(COLOR_BTNTEXT));
        SetBkColor(dc, GetSysColor(COLOR_3DFACE));
        DrawFocusRect(dc, &inner);
    }
}

static UINT box_state(const struct button *button, DWORD style)
{
    UINT state = button_is_radio(style) ? DFCS_BUTTONRADIO : DFCS_BUTTONCHECK, check = button->state & 3;
    if (check == BST_INDETERMINATE) state = DFCS_BUTTON3STATE | DFCS_CHECKED;
    else if (check) state |= DFCS_CHECKED;
    if (button->state & BST_PUSHED) state |= DFCS_PUSHED;
    if (style & WS_DISABLED) state |= DFCS_INACTIVE;
    if (style & BS_FLAT) state |= DFCS_FLAT;
    return state;
}

static int box_top(const RECT *area, const RECT *line, DWORD style)
{
    switch (style & BS_VCENTER) {
    case BS_TOP: return area->top + max((line->bottom - BOX_SIZE) / 2, 0);
    case BS_BOTTOM: return area->bottom - BOX_SIZE - max((line->bottom - BOX_SIZE) / 2, 0);
    }
    return (area->top + area->bottom - BOX_SIZE) / 2;
}

static void draw_box(HWND hwnd, const struct button *button, HDC dc, RECT area, DWORD style)
{
    HBRUSH background = control_brush(hwnd, dc, WM_CTLCOLORSTATIC);
    RECT line, text = area, box;
    struct face face;
    FillRect(dc, &area, background);
    font_line(dc, &line);
    if (style & BS_LEFTTEXT) text.right -= BOX_SIZE + BOX_GAP;
    else text.left += BOX_SIZE + BOX_GAP;
    box.left = style & BS_LEFTTEXT ? area.right - BOX_SIZE : area.left;
    box.top = box_top(&area, &line, style);
    box.right = box.left + BOX_SIZE;
    box.bottom = box.top + BOX_SIZE;
    DrawFrameControl(dc, &box, DFC_BUTTON, box_state(button, style));
    face_measure(hwnd, button, dc, style, text.right - text.left, &face);
    RECT place = face_place(&face, &text, style);
    face_draw(dc, &face, place, (style & WS_DISABLED) != 0);
    if (button->state & BST_FOCUS && (face.length || face.image) && !control_hides(hwnd, UISF_HIDEFOCUS)) {
        RECT focus = {place.left - 1, place.top - 1, place.right + 1, place.bottom + 1};
        IntersectRect(&focus, &focus, &area);
        DrawFocusRect(dc, &focus);
    }
    heap_free(face.text);
}

static void draw_group(HWND hwnd, const struct button *button, HDC dc, RECT area, DWORD style)
{
    HBRUSH background = control_brush(hwnd, dc, WM_CTLCOLORSTATIC);
    struct face face;
    RECT line, frame = area;
    font_line(dc, &line);
    face_measure(hwnd, button, dc, style & ~(DWORD)BS_MULTILINE, area.right - area.left - 2 * GROUP_TEXT_LEFT, &face);
    frame.top += line.bottom / 2 - 1;
    if (style & BS_FLAT) FrameRect(dc, &frame, system_color_brush(COLOR_3DSHADOW));
    else DrawEdge(dc, &frame, EDGE_ETCHED, BF_RECT);
    if (face.length || face.image) {
        RECT room = {area.left + GROUP_TEXT_LEFT, area.top, area.right - GROUP_TEXT_LEFT, area.top + line.bottom};
        RECT place = face_place(&face, &room, (style & ~(DWORD)BS_VCENTER) | BS_TOP);
        RECT gap = {place.left - 1, place.top, place.right + 1, place.bottom};
        FillRect(dc, &gap, background);
        face_draw(dc, &face, place, (style & WS_DISABLED) != 0);
    }
    heap_free(face.text);
}

static void draw_by_owner(HWND hwnd, const struct button *button, HDC dc, RECT area, DWORD style, UINT action)
{
    HWND parent = GetParent(hwnd);
    DRAWITEMSTRUCT item = {.CtlType = ODT_BUTTON,
                           .CtlID = control_id(hwnd),
                           .itemAction = action,
                           .hwndItem = hwnd,
                           .hDC = dc,
                           .rcItem = area};
    control_brush(hwnd, dc, WM_CTLCOLORBTN);
    if (button->state & BST_PUSHED) item.itemState |= ODS_SELECTED;
    if (button->state & BST_FOCUS) item.itemState |= ODS_FOCUS;
    if (style & WS_DISABLED) item.itemState |= ODS_DISABLED;
    if (control_hides(hwnd, UISF_HIDEFOCUS)) item.itemState |= ODS_NOFOCUSRECT;
    if (control_hides(hwnd, UISF_HIDEACCEL)) item.itemState |= ODS_NOACCEL;
    if (parent) send_message(parent, WM_DRAWITEM, item.CtlID, (LPARAM)&item);
}

void button_paint(HWND hwnd, struct button *button, HDC dc, UINT action)
{
    DWORD style = user_style(hwnd);
    RECT area;
    GetClientRect(hwnd, &area);
    HFONT old_font = control_select_font(dc, button->font);
    HRGN old_clip = CreateRectRgn(0, 0, 0, 0);
    int had_clip = GetClipRgn(dc, old_clip);
    IntersectClipRect(dc, area.left, area.top, area.right, area.bottom);
    if (BUTTON_TYPE(style) == BS_OWNERDRAW) draw_by_owner(hwnd, button, dc, area, style, action);
    else if (BUTTON_TYPE(style) == BS_GROUPBOX) draw_group(hwnd, button, dc, area, style);
    else if (button_is_push(style) || style & BS_PUSHLIKE) draw_push(hwnd, button, dc, area, style);
    else draw_box(hwnd, button, dc, area, style);
    SelectClipRgn(dc, had_clip > 0 ? old_clip : NULL);
    DeleteObject(old_clip);
    SelectObject(dc, old_font);
}

void button_redraw(HWND hwnd, UINT action)
{
    struct window *window = window_own(hwnd);
    if (!window || !window->control || !IsWindowVisible(hwnd)) return;
    if (BUTTON_TYPE(user_style(hwnd)) != BS_OWNERDRAW) {
        RedrawWindow(hwnd, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
        return;
    }
    HDC dc = GetDC(hwnd);
    button_paint(hwnd, window->control, dc, action);
    ReleaseDC(hwnd, dc);
}
