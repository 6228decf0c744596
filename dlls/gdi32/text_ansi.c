/* The functions that take strings of the font's code page. */
#include "gdi_text.h"

UINT dc_code_page(struct device_context *dc)
{
    const struct font_instance *font = font_realize(dc);
    return font ? font->code_page : GetACP();
}

/* Symbol fonts: bytes are characters of the private use area. */
static int decode(UINT code_page, const char *text, int count, WCHAR *wide, int capacity)
{
    if (code_page != CP_SYMBOL) return MultiByteToWideChar(code_page, 0, text, count, wide, capacity);
    for (int i = 0; i < count && i < capacity; i++)
        wide[i] = (BYTE)text[i] < 0x20 ? (BYTE)text[i] : 0xf000 | (BYTE)text[i];
    return count;
}

BOOL wide_text_init(struct wide_text *wide, struct device_context *dc, const char *text, int count)
{
    wide->text = wide->own;
    wide->count = 0;
    if (count <= 0 || !text) return count == 0 || text;
    if (count > (int)ARRAYSIZE(wide->own)) { /* never more characters than bytes */
        wide->text = heap_allocate((SIZE_T)count * sizeof(WCHAR));
        if (!wide->text) {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY);
            return FALSE;
        }
    }
    wide->count = (UINT)decode(dc_code_page(dc), text, count, wide->text, count);
    return TRUE;
}

void wide_text_finish(struct wide_text *wide)
{
    if (wide->text != wide->own) heap_free(wide->text);
    wide->text = wide->own;
}

static BOOL is_multi_byte(UINT code_page)
{
    return code_page == 932 || code_page == 936 || code_page == 949 || code_page == 950 || code_page == CP_UTF8;
}

/* How many bytes the next character has. */
static int character_bytes(UINT code_page, const char *text, int left)
{
    if (left < 2) return 1;
    if (code_page != CP_UTF8) return IsDBCSLeadByteEx(code_page, (BYTE)*text) ? 2 : 1;
    int length = 1;
    while (length < left && ((BYTE)text[length] & 0xc0) == 0x80) length++;
    return length;
}

/* Advances by byte become advances by character. NULL without memory. */
static INT *dx_by_character(UINT code_page, const char *text, int count, const INT *dx, BOOL is_pairs)
{
    INT *result = heap_allocate((SIZE_T)count * 2 * sizeof(*result) + 1);
    int step = is_pairs ? 2 : 1, out = 0;
    for (int i = 0; result && i < count;) {
        int bytes = character_bytes(code_page, text + i, count - i);
        for (int part = 0; part < step; part++) {
            INT sum = 0;
            for (int b = 0; b < bytes; b++) sum += dx[(i + b) * step + part];
            result[out++] = sum;
        }
        i += bytes;
    }
    return result;
}

BOOL WINAPI ExtTextOutA(HDC hdc, int x, int y, UINT options, const RECT *rectangle, LPCSTR text, UINT count,
                        const INT *dx)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc) return FALSE;
    if (options & ETO_GLYPH_INDEX) return ExtTextOutW(hdc, x, y, options, rectangle, (LPCWSTR)text, count, dx);
    if (count > MAXLONG || !wide_text_init(&wide, dc, text, (int)count)) return FALSE;
    UINT code_page = dx ? dc_code_page(dc) : 0;
    INT *own_dx = NULL;
    if (dx && is_multi_byte(code_page)) own_dx = dx_by_character(code_page, text, (int)count, dx, options & ETO_PDY);
    BOOL done = ExtTextOutW(hdc, x, y, options, rectangle, wide.text, wide.count, own_dx ? own_dx : dx);
    heap_free(own_dx);
    wide_text_finish(&wide);
    return done;
}

BOOL WINAPI TextOutA(HDC hdc, int x, int y, LPCSTR text, int count)
{
    return count >= 0 && ExtTextOutA(hdc, x, y, 0, NULL, text, (UINT)count, NULL);
}

BOOL WINAPI PolyTextOutA(HDC hdc, const POLYTEXTA *texts, int count)
{
    for (int i = 0; i < count; i++) {
        const POLYTEXTA *text = &texts[i];
        if (!ExtTextOutA(hdc, text->x, text->y, text->uiFlags,
                         text->uiFlags & (ETO_OPAQUE | ETO_CLIPPED) ? &text->rcl : NULL, text->lpstr, text->n,
                         text->pdx))
            return FALSE;
    }
    return TRUE;
}

/* --- extents --- */

BOOL WINAPI GetTextExtentPoint32A(HDC hdc, LPCSTR text, int count, LPSIZE size)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc || !wide_text_init(&wide, dc, text, count)) return FALSE;
    BOOL done = GetTextExtentPoint32W(hdc, wide.text, (int)wide.count, size);
    wide_text_finish(&wide);
    return done;
}

BOOL WINAPI GetTextExtentPointA(HDC hdc, LPCSTR text, int count, LPSIZE size)
{
    return GetTextExtentPoint32A(hdc, text, count, size);
}

/* The bytes of a character all end where it ends. */
static void extents_by_byte(UINT code_page, const char *text, int count, const INT *wide_extents, int wide_count,
                            int *fit, INT *extents)
{
    int bytes_fitting = 0, character = 0;
    for (int i = 0; i < count && character < wide_count; character++) {
        int bytes = is_multi_byte(code_page) ? character_bytes(code_page, text + i, count - i) : 1;
        for (int b = 0; extents && b < bytes; b++) extents[i + b] = wide_extents[character];
        i += bytes;
        bytes_fitting = i;
    }
    if (fit) *fit = bytes_fitting;
}

BOOL WINAPI GetTextExtentExPointA(HDC hdc, LPCSTR text, int count, int max_extent, LPINT fit, LPINT extents,
                                  LPSIZE size)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc || !wide_text_init(&wide, dc, text, count)) return FALSE;
    INT *wide_extents = heap_allocate((wide.count + 1) * sizeof(*wide_extents));
    int wide_fit = (int)wide.count;
    BOOL done = wide_extents && GetTextExtentExPointW(hdc, wide.text, (int)wide.count, max_extent,
                                                      fit ? &wide_fit : NULL, wide_extents, size);
    if (done) extents_by_byte(dc_code_page(dc), text, count, wide_extents, wide_fit, fit, extents);
    heap_free(wide_extents);
    wide_text_finish(&wide);
    return done;
}
