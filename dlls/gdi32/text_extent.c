/* How much room text takes. */
#include "gdi_text.h"

static SIZE extent_of(const struct text_layout *layout)
{
    const struct font_instance *font = layout->instance;
    LONG width = text_to_logical(font, layout->width);
    return (SIZE){width < 0 ? 0 : width, text_to_logical_height(font, font->ascent + font->descent)};
}

/* fit: how many characters end within max_extent; extents: where each of them ends. Both may be NULL. */
static BOOL measure(HDC hdc, UINT options, const WCHAR *text, int count, int max_extent, int *fit, int *extents,
                    SIZE *size)
{
    struct device_context *dc = dc_get(hdc);
    struct text_layout layout;
    if (!dc) return FALSE;
    if (count < 0 || !size || (!text && count)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!text_layout_init(&layout, dc, options, text, (UINT)count, NULL)) return FALSE;
    UINT fitting = 0, characters = layout.advances ? layout.characters : layout.count;
    LONG sum = 0;
    for (UINT i = 0; (fit || extents) && i < characters; i++) {
        LONG end = text_to_logical(layout.instance, layout.advances ? sum += layout.advances[i] : layout.glyphs[i].end);
        if (fit && end > max_extent) break;
        if (extents) extents[i] = end;
        fitting = i + 1;
    }
    if (fit) *fit = (int)fitting;
    *size = extent_of(&layout);
    text_layout_finish(&layout);
    return TRUE;
}

BOOL WINAPI GetTextExtentExPointW(HDC hdc, LPCWSTR text, int count, int max_extent, LPINT fit, LPINT extents,
                                  LPSIZE size)
{
    return measure(hdc, 0, text, count, max_extent, fit, extents, size);
}

BOOL WINAPI GetTextExtentExPointI(HDC hdc, LPWORD glyphs, int count, int max_extent, LPINT fit, LPINT extents,
                                  LPSIZE size)
{
    return measure(hdc, ETO_GLYPH_INDEX, glyphs, count, max_extent, fit, extents, size);
}

BOOL WINAPI GetTextExtentPoint32W(HDC hdc, LPCWSTR text, int count, LPSIZE size)
{
    return measure(hdc, 0, text, count, 0, NULL, NULL, size);
}
BOOL WINAPI GetTextExtentPointW(HDC hdc, LPCWSTR text, int count, LPSIZE size)
{
    return measure(hdc, 0, text, count, 0, NULL, NULL, size);
}

BOOL WINAPI GetTextExtentPointI(HDC hdc, LPWORD glyphs, int count, LPSIZE size)
{
    return measure(hdc, ETO_GLYPH_INDEX, glyphs, count, 0, NULL, NULL, size);
}
