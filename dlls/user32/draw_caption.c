/* The caption of a window: gradient, icon, text. */
#include "user_private.h"

#define TEXT_MARGIN 2

static HFONT caption_font(BOOL small)
{
    static HFONT fonts[2];
    HFONT *font = &fonts[small];
    if (*font) return *font;
    NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
    if (!SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0))
        return GetStockObject(DEFAULT_GUI_FONT);
    HFONT made = CreateFontIndirectW(small ? &metrics.lfSmCaptionFont : &metrics.lfCaptionFont);
    if (InterlockedCompareExchangePointer((PVOID *)font, made, NULL)) DeleteObject(made);
    return *font;
}

static void fill(HDC dc, const RECT *r, UINT flags)
{
    BOOL active = flags & DC_ACTIVE;
    COLORREF left = GetSysColor(active ? COLOR_ACTIVECAPTION : COLOR_INACTIVECAPTION),
             right = GetSysColor(active ? COLOR_GRADIENTACTIVECAPTION : COLOR_GRADIENTINACTIVECAPTION);
    if (!(flags & DC_GRADIENT) || left == right || flags & DC_INBUTTON) {
        FillRect(dc, r,
                 system_color_brush(flags & DC_INBUTTON ? COLOR_3DFACE
                                    : active            ? COLOR_ACTIVECAPTION
                                                        : COLOR_INACTIVECAPTION));
        return;
    }
    TRIVERTEX corners[2] = {{r->left, r->top, (COLOR16)(GetRValue(left) << 8), (COLOR16)(GetGValue(left) << 8),
                             (COLOR16)(GetBValue(left) << 8), 0},
                            {r->right, r->bottom, (COLOR16)(GetRValue(right) << 8), (COLOR16)(GetGValue(right) << 8),
                             (COLOR16)(GetBValue(right) << 8), 0}};
    GRADIENT_RECT whole = {0, 1};
    GdiGradientFill(dc, corners, 2, &whole, 1, GRADIENT_FILL_RECT_H);
}

static HICON icon_of(HWND hwnd)
{
    const struct window *window = window_own(hwnd);
    if (!window) return NULL;
    if (window->icons[ICON_SMALL]) return window->icons[ICON_SMALL];
    if (window->class->small_icon) return window->class->small_icon;
    if (window->icons[ICON_BIG]) return window->icons[ICON_BIG];
    return window->class->icon ? window->class->icon : LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION);
}

static void draw(HWND window, HDC dc, const RECT *caption, int text_right, HFONT font, HICON icon, LPCWSTR text,
                 UINT flags)
{
    RECT r = *caption;
    fill(dc, caption, flags);
    if (flags & DC_ICON) {
        int size = GetSystemMetrics(SM_CXSMICON), height = r.bottom - r.top;
        size = min(size, height);
        if (!icon) icon = icon_of(window);
        if (icon) DrawIconEx(dc, r.left + 2, r.top + (height - size) / 2, icon, size, size, 0, NULL, DI_NORMAL);
        r.left += size + 2;
    }
    if (!(flags & DC_TEXT)) return;
    r.left += TEXT_MARGIN;
    r.right = min(r.right, text_right - TEXT_MARGIN);
    if (r.right <= r.left) return;
    HGDIOBJ old = SelectObject(dc, font ? font : caption_font((flags & DC_SMALLCAP) != 0));
    int mode = SetBkMode(dc, TRANSPARENT);
    int color = flags & DC_INBUTTON ? COLOR_BTNTEXT : flags & DC_ACTIVE ? COLOR_CAPTIONTEXT : COLOR_INACTIVECAPTIONTEXT;
    COLORREF before = SetTextColor(dc, GetSysColor(color));
    DrawTextW(dc, text, -1, &r, DT_SINGLELINE | DT_VCENTER | DT_NOPREFIX | DT_END_ELLIPSIS | DT_LEFT);
    SetTextColor(dc, before);
    SetBkMode(dc, mode);
    SelectObject(dc, old);
}

void caption_draw(HWND hwnd, HDC dc, const RECT *caption, int buttons_left, UINT flags)
{
    WCHAR text[256];
    InternalGetWindowText(hwnd, text, COUNT_OF(text));
    draw(hwnd, dc, caption, buttons_left, NULL, NULL, text, flags);
}

BOOL WINAPI DrawCaption(HWND window, HDC dc, const RECT *rectangle, UINT flags)
{
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    caption_draw(window, dc, rectangle, rectangle->right, flags);
    return TRUE;
}

BOOL WINAPI DrawCaptionTempW(HWND window, HDC dc, const RECT *rectangle, HFONT font, HICON icon, LPCWSTR text,
                             UINT flags)
{
    WCHAR own[256];
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    if (!text) InternalGetWindowText(window, own, COUNT_OF(own));
    draw(window, dc, rectangle, rectangle->right, font, icon, text ? text : own, flags);
    return TRUE;
}

BOOL WINAPI DrawCaptionTempA(HWND window, HDC dc, const RECT *rectangle, HFONT font, HICON icon, LPCSTR text,
                             UINT flags)
{
    WCHAR *wide = wide_from_ansi(text, -1);
    BOOL done = DrawCaptionTempW(window, dc, rectangle, font, icon, wide, flags);
    heap_free(wide);
    return done;
}
