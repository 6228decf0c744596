/* The static control: text, pictures, rectangles and frames. */
#include "control.h"

#define NUMBER_MARK 0xffff /* a dialog template's title that is a resource's number */

struct static_control { HFONT font; HANDLE image; BOOL owns_image; };

static struct static_control *control_of(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    return window ? window->control : NULL;
}

static UINT type_of(HWND hwnd) { return user_style(hwnd) & SS_TYPEMASK; }

static UINT image_kind(UINT type)
{
    return type == SS_ICON ? IMAGE_ICON : type == SS_BITMAP ? IMAGE_BITMAP : IMAGE_ENHMETAFILE;
}
static BOOL shows_image(UINT type) { return type == SS_ICON || type == SS_BITMAP || type == SS_ENHMETAFILE; }
static BOOL shows_text(UINT type)
{
    return type == SS_LEFT || type == SS_CENTER || type == SS_RIGHT || type == SS_SIMPLE || type == SS_LEFTNOWORDWRAP;
}

/* --- pictures --- */

static BOOL image_size(UINT type, HANDLE image, SIZE *size)
{
    BITMAP bitmap;
    ICONINFO icon;
    if (type == SS_BITMAP && GetObjectW(image, sizeof(bitmap), &bitmap)) {
        *size = (SIZE){bitmap.bmWidth, bitmap.bmHeight};
        return TRUE;
    }
    if (type != SS_ICON || !GetIconInfo(image, &icon)) return FALSE;
    GetObjectW(icon.hbmColor ? icon.hbmColor : icon.hbmMask, sizeof(bitmap), &bitmap);
    *size = (SIZE){bitmap.bmWidth, icon.hbmColor ? bitmap.bmHeight : bitmap.bmHeight / 2};
    if (icon.hbmColor) DeleteObject(icon.hbmColor);
    DeleteObject(icon.hbmMask);
    return TRUE;
}

static void fit_to_image(HWND hwnd, UINT type, HANDLE image)
{
    DWORD style = user_style(hwnd);
    RECT place = {0};
    SIZE size;
    if (style & (SS_CENTERIMAGE | SS_REALSIZECONTROL) || !image_size(type, image, &size)) return;
    SetRect(&place, 0, 0, size.cx, size.cy);
    AdjustWindowRectEx(&place, style, FALSE, user_ex_style(hwnd));
    SetWindowPos(hwnd, NULL, 0, 0, place.right - place.left, place.bottom - place.top,
                 SWP_NOACTIVATE | SWP_NOMOVE | SWP_NOZORDER);
}

static HANDLE set_image(HWND hwnd, struct static_control *control, HANDLE image)
{
    UINT type = type_of(hwnd);
    HANDLE old = control->image;
    control->image = image;
    control->owns_image = FALSE;
    if (image) fit_to_image(hwnd, type, image);
    if (control_of(hwnd) == control) InvalidateRect(hwnd, NULL, TRUE);
    return old;
}

/* The picture whose resource the window's name names. */
static void load_image(HWND hwnd, struct static_control *control, const CREATESTRUCTW *create)
{
    UINT type = type_of(hwnd);
    LPCWSTR name = create->lpszName;
    if (!name || !((ULONG_PTR)name >> 16) || (type != SS_ICON && type != SS_BITMAP)) return;
    if (name[0] == NUMBER_MARK) name = MAKEINTRESOURCEW(name[1]);
    else if (!name[0]) return;
    HANDLE image = NULL;
    if (type == SS_BITMAP) {
        image = LoadImageW(create->hInstance, name, IMAGE_BITMAP, 0, 0, 0);
    } else {
        image = LoadImageW(create->hInstance, name, IMAGE_ICON, 0, 0,
                           user_style(hwnd) & SS_REALSIZEIMAGE ? 0 : LR_DEFAULTSIZE);
        if (!image) image = LoadCursorW(create->hInstance, name);
    }
    if (!image) return;
    set_image(hwnd, control, image);
    control->owns_image = TRUE;
}

static void free_image(HWND hwnd, struct static_control *control)
{
    if (!control->owns_image) return;
    if (type_of(hwnd) == SS_BITMAP) DeleteObject(control->image);
    else DestroyIcon(control->image);
    control->image = NULL;
}

/* --- painting --- */

static UINT text_flags(HWND hwnd, DWORD style)
{
    static const struct { UINT type, flags;
    } of_types[] = {
        {SS_LEFT, DT_LEFT | DT_WORDBREAK | DT_EXPANDTABS},   {SS_CENTER, DT_CENTER | DT_WORDBREAK | DT_EXPANDTABS},
        {SS_RIGHT, DT_RIGHT | DT_WORDBREAK | DT_EXPANDTABS}, {SS_SIMPLE, DT_LEFT | DT_SINGLELINE},
        {SS_LEFTNOWORDWRAP, DT_LEFT | DT_EXPANDTABS},
    };
    UINT flags = 0;
    for (UINT i = 0; i < COUNT_OF(of_types); i++)
        if (of_types[i].type == (style & SS_TYPEMASK)) flags = of_types[i].flags;
    switch (style & SS_ELLIPSISMASK) {
    case SS_ENDELLIPSIS: flags = (flags & ~(UINT)DT_WORDBREAK) | DT_SINGLELINE | DT_END_ELLIPSIS; break;
    case SS_PATHELLIPSIS: flags = (flags & ~(UINT)DT_WORDBREAK) | DT_SINGLELINE | DT_PATH_ELLIPSIS; break;
    case SS_WORDELLIPSIS: flags = (flags & ~(UINT)DT_WORDBREAK) | DT_SINGLELINE | DT_WORD_ELLIPSIS; break;
    }
    if (style & SS_CENTERIMAGE) flags = (flags & ~(UINT)DT_WORDBREAK) | DT_SINGLELINE | DT_VCENTER;
    if (style & SS_EDITCONTROL) flags |= DT_EDITCONTROL;
    if (style & SS_NOPREFIX) flags |= DT_NOPREFIX;
    else if (control_hides(hwnd, UISF_HIDEACCEL)) flags |= DT_HIDEPREFIX;
    return flags;
}

static void draw_text(HWND hwnd, HDC dc, RECT area, DWORD style)
{
    UINT length, flags = text_flags(hwnd, style);
    WCHAR *text = control_text(hwnd, &length);
    if (text && length) {
        if (style & WS_DISABLED && (style & SS_TYPEMASK) != SS_SIMPLE) {
            RECT lower = area;
            OffsetRect(&lower, 1, 1);
            SetBkMode(dc, TRANSPARENT);
            SetTextColor(dc, GetSysColor(COLOR_3DHILIGHT));
            DrawTextW(dc, text, (int)length, &lower, flags);
            SetTextColor(dc, GetSysColor(COLOR_3DSHADOW));
        } else if (style & WS_DISABLED) {
            SetTextColor(dc, GetSysColor(COLOR_GRAYTEXT));
        }
        DrawTextW(dc, text, (int)length, &area, flags);
    }
    heap_free(text);
}

static void draw_image(HDC dc, const struct static_control *control, RECT area, DWORD style)
{
    UINT type = style & SS_TYPEMASK;
    SIZE size = {area.right, area.bottom};
    int x = 0, y = 0, width = area.right, height = area.bottom;
    if (!control->image) return;
    if (type == SS_ENHMETAFILE) {
        PlayEnhMetaFile(dc, control->image, &area);
        return;
    }
    if (!image_size(type, control->image, &size)) return;
    if (style & SS_CENTERIMAGE) {
        x = (area.right - size.cx) / 2, y = (area.bottom - size.cy) / 2;
        width = size.cx, height = size.cy;
    }
    if (type == SS_ICON) {
        if (!(style & SS_REALSIZECONTROL)) width = size.cx, height = size.cy;
        DrawIconEx(dc, x, y, control->image, width, height, 0, NULL, DI_NORMAL);
        return;
    }
    HDC memory = CreateCompatibleDC(dc);
    HGDIOBJ old = SelectObject(memory, control->image);
    StretchBlt(dc, x, y, width, height, memory, 0, 0, size.cx, size.cy, SRCCOPY);
    SelectObject(memory, old);
    DeleteDC(memory);
}

static void draw_by_owner(HWND hwnd, HDC dc, RECT area, DWORD style)
{
    HWND parent = GetParent(hwnd);
    DRAWITEMSTRUCT item = {.CtlType = ODT_STATIC,
                           .CtlID = control_id(hwnd),
                           .itemAction = ODA_DRAWENTIRE,
                           .hwndItem = hwnd,
                           .hDC = dc,
                           .rcItem = area,
                           .itemState = style & WS_DISABLED ? ODS_DISABLED : 0};
    if (parent) send_message(parent, WM_DRAWITEM, item.CtlID, (LPARAM)&item);
}

static void paint(HWND hwnd, struct static_control *control, HDC dc)
{
    DWORD style = user_style(hwnd);
    UINT type = style & SS_TYPEMASK;
    RECT area;
    GetClientRect(hwnd, &area);
    HFONT old = control_select_font(dc, control->font);
    HBRUSH background = control_brush(hwnd, dc, WM_CTLCOLORSTATIC);
    switch (type) {
    case SS_BLACKRECT: FillRect(dc, &area, system_color_brush(COLOR_3DDKSHADOW)); break;
    case SS_GRAYRECT: FillRect(dc, &area, system_color_brush(COLOR_3DSHADOW)); break;
    case SS_WHITERECT: FillRect(dc, &area, system_color_brush(COLOR_3DHILIGHT)); break;
    case SS_BLACKFRAME: FrameRect(dc, &area, system_color_brush(COLOR_3DDKSHADOW)); break;
    case SS_GRAYFRAME: FrameRect(dc, &area, system_color_brush(COLOR_3DSHADOW)); break;
    case SS_WHITEFRAME: FrameRect(dc, &area, system_color_brush(COLOR_3DHILIGHT)); break;
    case SS_ETCHEDHORZ: DrawEdge(dc, &area, EDGE_ETCHED, BF_TOP | BF_BOTTOM); break;
    case SS_ETCHEDVERT: DrawEdge(dc, &area, EDGE_ETCHED, BF_LEFT | BF_RIGHT); break;
    case SS_ETCHEDFRAME: DrawEdge(dc, &area, EDGE_ETCHED, BF_RECT); break;
    case SS_OWNERDRAW: draw_by_owner(hwnd, dc, area, style); break;
    default:
        FillRect(dc, &area, background);
        if (shows_image(type)) draw_image(dc, control, area, style);
        else draw_text(hwnd, dc, area, style);
        break;
    }
    SelectObject(dc, old);
}

/* --- messages --- */

static BOOL create(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (user_style(hwnd) & SS_SUNKEN)
        window_set_styles(hwnd, WINDOW_SET_EX_STYLE, 0, user_ex_style(hwnd) | WS_EX_STATICEDGE);
    window->control = heap_allocate_zeroed(sizeof(struct static_control));
    return window->control != NULL;
}

static LRESULT mouse(HWND hwnd, UINT message)
{
    if (user_style(hwnd) & SS_NOTIFY)
        control_notify(hwnd, message == WM_LBUTTONDBLCLK || message == WM_NCLBUTTONDBLCLK ? STN_DBLCLK : STN_CLICKED);
    return 0;
}

/* A new text shows at once, unless other windows wait to be painted: one that lies beneath would be drawn over it. */
static LRESULT repaint_after(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result = DefWindowProcW(hwnd, message, wparam, lparam);
    struct window *window = window_own(hwnd);
    BOOL others_wait = window && window->queue->paint_count > 0;
    RedrawWindow(hwnd, NULL, NULL, RDW_INVALIDATE | RDW_ERASE | (others_wait ? 0 : RDW_UPDATENOW));
    return result;
}

LRESULT WINAPI static_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct static_control *control = control_of(hwnd);
    UINT type = type_of(hwnd);
    PAINTSTRUCT paint_struct;
    if (message == WM_NCCREATE && window_own(hwnd) && !create(hwnd)) return FALSE;
    if (!control) return DefWindowProcW(hwnd, message, wparam, lparam);
    switch (message) {
    case WM_CREATE: load_image(hwnd, control, (const CREATESTRUCTW *)lparam); break;
    case WM_NCDESTROY:
        free_image(hwnd, control);
        window_own(hwnd)->control = NULL;
        heap_free(control);
        break;
    case WM_ERASEBKGND: return TRUE;
    case WM_PRINTCLIENT: case WM_PAINT: {
        HDC dc = wparam ? (HDC)wparam : BeginPaint(hwnd, &paint_struct);
        if (dc) paint(hwnd, control, dc);
        if (!wparam) EndPaint(hwnd, &paint_struct);
        return 0;
    }
    case WM_ENABLE: InvalidateRect(hwnd, NULL, TRUE); return 0;
    case WM_SYSCOLORCHANGE: case WM_UPDATEUISTATE: InvalidateRect(hwnd, NULL, TRUE); break;
    case WM_SETTEXT:
        return shows_text(type) ? repaint_after(hwnd, message, wparam, lparam)
                                : DefWindowProcW(hwnd, message, wparam, lparam);
    case WM_SETFONT:
        if (!shows_text(type) && type != SS_OWNERDRAW) break;
        control->font = (HFONT)wparam;
        if (lparam) RedrawWindow(hwnd, NULL, NULL, RDW_INVALIDATE | RDW_ERASE | RDW_UPDATENOW | RDW_ALLCHILDREN);
        return 0;
    case WM_GETFONT: return (LRESULT)control->font;
    case WM_NCHITTEST: return user_style(hwnd) & SS_NOTIFY ? HTCLIENT : HTTRANSPARENT;
    case WM_GETDLGCODE: return DLGC_STATIC;
    case WM_LBUTTONDOWN:
    case WM_NCLBUTTONDOWN:
    case WM_LBUTTONDBLCLK:
    case WM_NCLBUTTONDBLCLK:
        return mouse(hwnd, message);
    case STM_GETIMAGE: return shows_image(type) && image_kind(type) == wparam ? (LRESULT)control->image : 0;
    case STM_GETICON: return type == SS_ICON ? (LRESULT)control->image : 0;
    case STM_SETIMAGE:
        if (!shows_image(type) || (image_kind(type) != wparam && !(type == SS_ICON && wparam == IMAGE_CURSOR)))
            return 0;
        return (LRESULT)set_image(hwnd, control, (HANDLE)lparam);
    case STM_SETICON: return type == SS_ICON ? (LRESULT)set_image(hwnd, control, (HANDLE)wparam) : 0;
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}
