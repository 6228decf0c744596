/* TabbedTextOut and GetTabbedTextExtent: text with tabulators at given positions. */
#include "drawing.h"

#define DEFAULT_TAB_CHARACTERS 8

struct tabs { const INT *stops; int count, width, origin; }; /* one or no stop: every `width` units */

static struct tabs tabs_of(HDC dc, int count, const INT *stops, int origin)
{
    struct tabs tabs = {stops, count, 0, origin};
    TEXTMETRICW metrics;
    if (count == 1 && stops) tabs.width = stops[0];
    else if ((count == 0 || !stops) && GetTextMetricsW(dc, &metrics))
        tabs.width = DEFAULT_TAB_CHARACTERS * metrics.tmAveCharWidth;
    if (count == 1 || !stops) tabs.count = 0;
    return tabs;
}

/* The next stop right of x; negative: text ends there. Beyond the last one a tabulator is as wide as a blank. */
static int next_stop(HDC dc, const struct tabs *tabs, int x)
{
    SIZE blank;
    if (!tabs->count && tabs->width) {
        int width = abs(tabs->width);
        return tabs->origin + ((x - tabs->origin) / width + 1) * width;
    }
    for (int i = 0; i < tabs->count; i++)
        if (abs(tabs->stops[i]) + tabs->origin > x)
            return tabs->stops[i] < 0 ? -(abs(tabs->stops[i]) + tabs->origin) : tabs->stops[i] + tabs->origin;
    return GetTextExtentPoint32W(dc, L" ", 1, &blank) ? x + blank.cx : x;
}

static LONG put_text(HDC dc, int x, int y, LPCWSTR text, UINT length, const struct tabs *tabs, BOOL draws)
{
    int start = x, height = 0, stop = x;
    BOOL right_aligned = FALSE;
    while (length) {
        UINT piece = 0;
        SIZE size = {0, 0};
        while (piece < length && text[piece] != '\t') piece++;
        GetTextExtentPoint32W(dc, text, (int)piece, &size);
        int left = right_aligned ? max(stop - size.cx, x) : stop;
        if (draws && piece) ExtTextOutW(dc, left, y, 0, NULL, text, piece, NULL);
        x = left + size.cx;
        height = max(height, size.cy);
        if (piece == length) break;
        stop = next_stop(dc, tabs, x);
        right_aligned = stop < 0;
        stop = abs(stop);
        text += piece + 1;
        length -= piece + 1;
        if (!length && !right_aligned) x = stop;
    }
    return MAKELONG(x - start, height);
}

LONG WINAPI TabbedTextOutW(HDC dc, int x, int y, LPCWSTR text, int length, int count, const INT *stops, int origin)
{
    if (!text || length < -1) return 0;
    struct tabs tabs = tabs_of(dc, count, stops, origin);
    return put_text(dc, x, y, text, length < 0 ? (UINT)wcslen(text) : (UINT)length, &tabs, TRUE);
}

LONG WINAPI TabbedTextOutA(HDC dc, int x, int y, LPCSTR text, int length, int count, const INT *stops, int origin)
{
    UINT units;
    WCHAR *wide = text && length >= -1 ? wide_copy(text, length, &units) : NULL;
    LONG size = wide ? TabbedTextOutW(dc, x, y, wide, (int)units, count, stops, origin) : 0;
    heap_free(wide);
    return size;
}

DWORD WINAPI GetTabbedTextExtentW(HDC dc, LPCWSTR text, int length, int count, const INT *stops)
{
    if (!text || length < 0) return 0;
    struct tabs tabs = tabs_of(dc, count, stops, 0);
    return (DWORD)put_text(dc, 0, 0, text, (UINT)length, &tabs, FALSE);
}

DWORD WINAPI GetTabbedTextExtentA(HDC dc, LPCSTR text, int length, int count, const INT *stops)
{
    UINT units;
    WCHAR *wide = text && length >= 0 ? wide_copy(text, length, &units) : NULL;
    DWORD size = wide ? GetTabbedTextExtentW(dc, wide, (int)units, count, stops) : 0;
    heap_free(wide);
    return size;
}
