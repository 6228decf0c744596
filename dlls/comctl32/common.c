/* What the controls share: see common.h. */
#include "common.h"

/* --- memory and texts --- */

void *allocate(SIZE_T size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size ? size : 1); }

void *reallocate(void *block, SIZE_T size)
{
    if (!block) return allocate(size);
    return HeapReAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, block, size ? size : 1);
}

void release(void *block)
{
    if (block) HeapFree(GetProcessHeap(), 0, block);
}

WCHAR *text_copy(const WCHAR *text)
{
    if (!text) return NULL;
    SIZE_T size = (wcslen(text) + 1) * sizeof(WCHAR);
    WCHAR *copy = allocate(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

WCHAR *text_from_ansi(const char *text)
{
    if (!text) return NULL;
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *copy = allocate((SIZE_T)length * sizeof(WCHAR));
    if (copy) MultiByteToWideChar(CP_ACP, 0, text, -1, copy, length);
    return copy;
}

WCHAR *text_from(BOOL unicode, const void *text) { return unicode ? text_copy(text) : text_from_ansi(text); }

void text_put(BOOL unicode, const WCHAR *text, void *buffer, int size)
{
    if (!buffer || size <= 0) return;
    if (!text) text = L"";
    if (unicode) {
        lstrcpynW(buffer, text, size);
        return;
    }
    if (!WideCharToMultiByte(CP_ACP, 0, text, -1, buffer, size, NULL, NULL)) ((char *)buffer)[size - 1] = 0;
}

int text_length(const WCHAR *text) { return text ? (int)wcslen(text) : 0; }

/* --- messages --- */

static void control_leave(struct control *control)
{
    if (--control->depth == 0 && control->destroyed) release(control);
}

static struct control *control_start(const struct control_class *class, HWND window, const CREATESTRUCTW *create)
{
    struct control *control = allocate(class->size);
    if (!control) return NULL;
    control->window = window;
    control->owner = create->hwndParent ? create->hwndParent : GetParent(window);
    control->redraw = TRUE;
    control->unicode =
        !control->owner || SendMessageW(control->owner, WM_NOTIFYFORMAT, (WPARAM)window, NF_QUERY) != NFR_ANSI;
    SetWindowLongPtrW(window, 0, (LONG_PTR)control);
    return control;
}

LRESULT control_dispatch(const struct control_class *class, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct control *control = (struct control *)GetWindowLongPtrW(window, 0);
    if (!control) {
        if (message != WM_NCCREATE) return DefWindowProcW(window, message, wparam, lparam);
        if (!(control = control_start(class, window, (const CREATESTRUCTW *)lparam))) return FALSE;
    }
    control->depth++;
    LRESULT result = class->message(control, message, wparam, lparam);
    if (message == WM_NCDESTROY) {
        SetWindowLongPtrW(window, 0, 0);
        control->destroyed = TRUE;
    }
    control_leave(control);
    return result;
}

LRESULT control_default(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_SETFONT:
        control->font = (HFONT)wparam;
        if (lparam) InvalidateRect(control->window, NULL, TRUE);
        return 0;
    case WM_GETFONT: return (LRESULT)control->font;
    case WM_SETREDRAW: control->redraw = wparam != 0; break;
    case WM_NOTIFYFORMAT:
        if (lparam == NF_QUERY) return NFR_UNICODE;
        control->unicode = !control->owner ||
                           SendMessageW(control->owner, WM_NOTIFYFORMAT, (WPARAM)control->window, NF_QUERY) != NFR_ANSI;
        return control->unicode ? NFR_UNICODE : NFR_ANSI;
    case CCM_SETUNICODEFORMAT: {
        BOOL before = control->unicode;
        control->unicode = wparam != 0;
        return before;
    }
    case CCM_GETUNICODEFORMAT: return control->unicode;
    case CCM_SETVERSION: {
        int before = control->version;
        if ((int)wparam > 6) return -1;
        control->version = (int)wparam;
        return before;
    }
    case CCM_GETVERSION: return control->version;
    }
    return DefWindowProcW(control->window, message, wparam, lparam);
}

/* --- notifications --- */

LRESULT control_notify(struct control *control, int code, NMHDR *header)
{
    if (control->destroyed) return 0;
    header->hwndFrom = control->window;
    header->idFrom = (UINT_PTR)GetWindowLongPtrW(control->window, GWLP_ID);
    header->code = (UINT)code;
    return SendMessageW(control->owner, WM_NOTIFY, header->idFrom, (LPARAM)header);
}

LRESULT control_notify_code(struct control *control, int code)
{
    NMHDR header;
    return control_notify(control, code, &header);
}

UINT control_custom_draw(struct control *control, NMCUSTOMDRAW *draw, DWORD stage)
{
    draw->dwDrawStage = stage;
    return (UINT)control_notify(control, NM_CUSTOMDRAW, &draw->hdr);
}

/* --- geometry and drawing --- */

DWORD control_style(const struct control *control) { return (DWORD)GetWindowLongW(control->window, GWL_STYLE); }
BOOL control_style_is(const struct control *control, DWORD style) { return (control_style(control) & style) != 0; }

SIZE control_client_size(const struct control *control)
{
    RECT rect = {0};
    GetClientRect(control->window, &rect);
    return (SIZE){rect.right, rect.bottom};
}

HFONT default_font(void)
{
    static HFONT font;
    LOGFONTW logfont;
    if (font) return font;
    if (SystemParametersInfoW(SPI_GETICONTITLELOGFONT, sizeof(logfont), &logfont, 0))
        font = CreateFontIndirectW(&logfont);
    if (!font) font = GetStockObject(DEFAULT_GUI_FONT);
    return font;
}

HFONT control_font(const struct control *control) { return control->font ? control->font : default_font(); }

int font_height(HFONT font)
{
    TEXTMETRICW metric = {0};
    HDC dc = GetDC(NULL);
    HGDIOBJ old = SelectObject(dc, font);
    GetTextMetricsW(dc, &metric);
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    return metric.tmHeight;
}

int text_width(HFONT font, const WCHAR *text)
{
    SIZE size = {0};
    HDC dc = GetDC(NULL);
    HGDIOBJ old = SelectObject(dc, font);
    if (text) GetTextExtentPoint32W(dc, text, text_length(text), &size);
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    return size.cx;
}

void fill_colour(HDC dc, const RECT *rect, COLORREF colour)
{
    COLORREF old = SetBkColor(dc, colour);
    ExtTextOutW(dc, 0, 0, ETO_OPAQUE, rect, NULL, 0, NULL);
    SetBkColor(dc, old);
}

void draw_line(HDC dc, int x1, int y1, int x2, int y2, COLORREF colour)
{
    RECT rect = {min(x1, x2), min(y1, y2), max(max(x1, x2), x1 + (x1 == x2)), max(max(y1, y2), y1 + (y1 == y2))};
    fill_colour(dc, &rect, colour);
}

HIMAGELIST check_box_images(int size)
{
    HDC screen = GetDC(NULL), dc = CreateCompatibleDC(screen);
    HBITMAP bitmap = CreateCompatibleBitmap(screen, size * 3, size);
    HIMAGELIST images = ImageList_Create(size, size, ILC_COLOR32 | ILC_MASK, 3, 1);
    HGDIOBJ old = SelectObject(dc, bitmap);
    int box = min(size - 3, 13);
    RECT all = {0, 0, size * 3, size};
    fill_colour(dc, &all, RGB(255, 0, 255));
    for (int i = 1; i < 3; i++) {
        RECT rect = {i * size + (size - box) / 2, (size - box) / 2, 0, 0};
        rect.right = rect.left + box;
        rect.bottom = rect.top + box;
        DrawFrameControl(dc, &rect, DFC_BUTTON, (UINT)(DFCS_BUTTONCHECK | DFCS_FLAT | (i == 2 ? DFCS_CHECKED : 0)));
    }
    SelectObject(dc, old);
    ImageList_AddMasked(images, bitmap, RGB(255, 0, 255));
    DeleteObject(bitmap);
    DeleteDC(dc);
    ReleaseDC(NULL, screen);
    return images;
}

static void paint_through_bitmap(struct control *control, HDC target, const RECT *update,
                                 void (*draw)(struct control *, HDC, const RECT *))
{
    int width = update->right - update->left, height = update->bottom - update->top;
    HDC dc = CreateCompatibleDC(target);
    HBITMAP bitmap = CreateCompatibleBitmap(target, width, height);
    if (!dc || !bitmap) {
        draw(control, target, update);
    } else {
        HGDIOBJ old = SelectObject(dc, bitmap);
        SetViewportOrgEx(dc, -update->left, -update->top, NULL);
        SetBrushOrgEx(dc, -update->left, -update->top, NULL);
        draw(control, dc, update);
        SetViewportOrgEx(dc, 0, 0, NULL);
        BitBlt(target, update->left, update->top, width, height, dc, 0, 0, SRCCOPY);
        SelectObject(dc, old);
    }
    if (bitmap) DeleteObject(bitmap);
    if (dc) DeleteDC(dc);
}

void control_paint(struct control *control, WPARAM given, void (*draw)(struct control *, HDC, const RECT *))
{
    PAINTSTRUCT paint;
    if (given) {
        SIZE size = control_client_size(control);
        RECT all = {0, 0, size.cx, size.cy};
        draw(control, (HDC)given, &all);
        return;
    }
    HDC dc = BeginPaint(control->window, &paint);
    if (dc && !IsRectEmpty(&paint.rcPaint)) paint_through_bitmap(control, dc, &paint.rcPaint, draw);
    if (!control->destroyed) EndPaint(control->window, &paint);
}

void control_invalidate(struct control *control, const RECT *rect)
{
    if (control->redraw && !control->destroyed) InvalidateRect(control->window, rect, TRUE);
}

POINT point_of(LPARAM lparam) { return (POINT){GET_X_LPARAM(lparam), GET_Y_LPARAM(lparam)}; }

BOOL drag_begins(HWND window, POINT from)
{
    ClientToScreen(window, &from);
    return DragDetect(window, from);
}

void relay_to_tooltip(HWND tooltip, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!tooltip) return;
    MSG relayed = {window, message, wparam, lparam, (DWORD)GetMessageTime(), {0, 0}};
    GetCursorPos(&relayed.pt);
    SendMessageW(tooltip, TTM_RELAYEVENT, 0, (LPARAM)&relayed);
}
