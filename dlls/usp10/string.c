/* Whole strings: analysed once, then measured, pointed at and drawn. gdi32 lays them out as it does any text. */
#include "uniscribe.h"
#include <winnls.h>
#include <winuser.h>

struct analysis {
    HDC dc;
    DWORD flags;
    int count, shown;         /* shown: after clipping */
    SIZE size;
    WCHAR *text;
    int *widths;              /* of each character */
    BYTE *levels;
    UINT *order, *place;      /* visual to logical and back */
    SCRIPT_LOGATTR *attributes;
    BOOL has_own_widths;      /* not those that the text has by nature */
    int hotkey;               /* the character that is underlined; -1: none */
};

static void analysis_free(struct analysis *analysis)
{
    heap_free(analysis->text);
    heap_free(analysis);
}

/* All arrays in one piece, widest first. */
static BOOL make_room(struct analysis *analysis, int count)
{
    SIZE_T each = sizeof(int) + 2 * sizeof(UINT) + sizeof(WCHAR) + sizeof(SCRIPT_LOGATTR) + sizeof(BYTE),
           n = (SIZE_T)count;
    BYTE *room = heap_allocate_zeroed(n * each + 4);
    if (!room) return FALSE;
    analysis->text = (WCHAR *)room; /* first: it is what gets freed; of 4-byte parts there are as many */
    analysis->widths = (int *)(room + ((n * sizeof(WCHAR) + 3) & ~(SIZE_T)3));
    analysis->order = (UINT *)(analysis->widths + count);
    analysis->place = analysis->order + count;
    analysis->attributes = (SCRIPT_LOGATTR *)(analysis->place + count);
    analysis->levels = (BYTE *)(analysis->attributes + count);
    return TRUE;
}

/* --- the text --- */

static HRESULT read_text(struct analysis *analysis, const void *string, int count, int charset)
{
    CHARSETINFO info = {.ciACP = CP_ACP};
    int length = count;
    if (charset != -1) {
        TranslateCharsetInfo((DWORD *)(ULONG_PTR)charset, &info, TCI_SRCCHARSET);
        length = MultiByteToWideChar(info.ciACP, 0, string, count, NULL, 0);
    }
    if (analysis->flags & SSA_PASSWORD) length = count;
    if (length <= 0) return E_INVALIDARG;
    if (!make_room(analysis, length + 2)) return E_OUTOFMEMORY;
    analysis->count = analysis->shown = length;
    int given = analysis->flags & SSA_PASSWORD ? 1 : count;
    if (charset == -1) memcpy(analysis->text, string, (SIZE_T)given * sizeof(WCHAR));
    else MultiByteToWideChar(info.ciACP, 0, string, given, analysis->text, length);
    for (int i = 1; analysis->flags & SSA_PASSWORD && i < length; i++) analysis->text[i] = analysis->text[0];
    return S_OK;
}

#define ZERO_WIDTH_SPACE 0x200b

static BOOL only_hides(const struct analysis *analysis) { return (analysis->flags & SSA_HOTKEYONLY) == SSA_HIDEHOTKEY; }

/* '&' says which key a command has: it takes no room. Two of them are one. */
static void hide_hotkey(struct analysis *analysis)
{
    for (int i = 0; i + 1 < analysis->count; i++) {
        if (analysis->text[i] != '&') continue;
        analysis->text[i] = ZERO_WIDTH_SPACE;
        analysis->has_own_widths = TRUE;
        i++;
        if (analysis->text[i] != '&' && analysis->hotkey < 0) analysis->hotkey = i;
        if (only_hides(analysis)) return;
    }
}

/* --- widths --- */

static void widen_tabs(struct analysis *analysis, const SCRIPT_TABDEF *tabs)
{
    TEXTMETRICW metrics;
    GetTextMetricsW(analysis->dc, &metrics);
    int x = tabs ? -tabs->iTabOrigin : 0, unit = 8 * metrics.tmAveCharWidth, used = 0;
    BOOL has_stops = tabs && tabs->cTabStops > 0 && tabs->pTabStops;
    int scale = tabs && tabs->iScale ? tabs->iScale : 1;
    if (has_stops && tabs->cTabStops == 1) unit = tabs->pTabStops[0] * metrics.tmAveCharWidth / scale;
    for (int i = 0; i < analysis->count; i++) {
        if (analysis->text[i] == '\t') {
            int stop = x;
            while (has_stops && tabs->cTabStops > 1 && used < tabs->cTabStops && stop <= x)
                stop = tabs->pTabStops[used++] * metrics.tmAveCharWidth / scale;
            if (stop <= x) stop = unit > 0 ? (x / unit + 1) * unit : x;
            analysis->text[i] = ' ';
            analysis->widths[i] = stop - x;
            analysis->has_own_widths = TRUE;
        }
        x += analysis->widths[i];
    }
}

/* SSA_FIT: what is missing goes between words, else between letters. */
static void fit(struct analysis *analysis, int width)
{
    int sum = 0, places = 0, done = 0;
    for (int i = 0; i < analysis->count; i++) sum += analysis->widths[i], places += analysis->text[i] == ' ';
    BOOL between_words = places > 0;
    if (!between_words) places = analysis->count;
    for (int i = 0; i < analysis->count; i++) {
        if (between_words && analysis->text[i] != ' ') continue;
        int part = (int)((LONGLONG)(width - sum) * (done + 1) / places - (LONGLONG)(width - sum) * done / places);
        analysis->widths[i] = max(analysis->widths[i] + part, 0);
        done++;
    }
    analysis->has_own_widths = TRUE;
}

static BOOL measure(struct analysis *analysis, const int *given, int width, const SCRIPT_TABDEF *tabs)
{
    SIZE size;
    int *widths = analysis->widths, count = analysis->count;
    if (!GetTextExtentExPointW(analysis->dc, analysis->text, count, 0, NULL, widths, &size)) return FALSE;
    for (int i = count; i-- > 1;) widths[i] -= widths[i - 1];
    if (given) memcpy(widths, given, (SIZE_T)count * sizeof(*widths));
    analysis->has_own_widths |= given != NULL;
    for (int i = 0; i < count; i++) {
        if (analysis->text[i] == ZERO_WIDTH_SPACE) widths[i] = 0;
    }
    if (analysis->flags & SSA_TAB) widen_tabs(analysis, tabs);
    if (analysis->flags & SSA_FIT) fit(analysis, width);
    analysis->size = (SIZE){0, size.cy};
    for (int i = 0; i < count; i++) {
        if (analysis->flags & SSA_CLIP && analysis->size.cx + widths[i] > width) {
            analysis->shown = i;
            break;
        }
        analysis->size.cx += widths[i];
    }
    return TRUE;
}

/* --- order --- */

static HRESULT itemize(struct analysis *analysis, const SCRIPT_CONTROL *control, const SCRIPT_STATE *state)
{
    SCRIPT_CONTROL own_control;
    SCRIPT_STATE own_state;
    memset(&own_control, 0, sizeof(own_control));
    memset(&own_state, 0, sizeof(own_state));
    if (control) own_control = *control;
    if (state) own_state = *state;
    own_state.uBidiLevel = !!(analysis->flags & SSA_RTL);
    int item_count, count = analysis->count;
    SCRIPT_ITEM *items = heap_allocate(((SIZE_T)count + 2) * sizeof(*items));
    if (!items) return E_OUTOFMEMORY;
    HRESULT result = ScriptItemize(analysis->text, count, count + 2, &own_control, &own_state, items, &item_count);
    for (int i = 0; !result && i < item_count; i++) {
        int first = items[i].iCharPos, end = items[i + 1].iCharPos;
        for (int k = first; k < end; k++) analysis->levels[k] = (BYTE)items[i].a.s.uBidiLevel;
        if (analysis->flags & SSA_BREAK)
            ScriptBreak(analysis->text + first, end - first, &items[i].a, analysis->attributes + first);
    }
    heap_free(items);
    gdi_text_order(analysis->levels, (UINT)analysis->shown, analysis->order);
    for (int i = 0; i < analysis->shown; i++) analysis->place[analysis->order[i]] = (UINT)i;
    return result;
}

HRESULT WINAPI ScriptStringAnalyse(HDC dc, const void *string, int count, int glyphs, int charset, DWORD flags,
                                   int width, SCRIPT_CONTROL *control, SCRIPT_STATE *state, const int *given,
                                   SCRIPT_TABDEF *tabs, const BYTE *classes, SCRIPT_STRING_ANALYSIS *result)
{
    (void)glyphs, (void)classes;
    if (!result || !string || count < 1) return E_INVALIDARG;
    if (flags & SSA_GLYPHS && !dc) return E_PENDING;
    if (!dc && !(flags & SSA_BREAK)) return E_PENDING;
    struct analysis *analysis = heap_allocate_zeroed(sizeof(*analysis));
    if (!analysis) return E_OUTOFMEMORY;
    analysis->dc = dc;
    analysis->flags = flags;
    analysis->hotkey = -1;
    HRESULT status = read_text(analysis, string, count, charset);
    if (!status && flags & (SSA_HOTKEY | SSA_HIDEHOTKEY)) hide_hotkey(analysis);
    if (!status && flags & SSA_GLYPHS && !measure(analysis, given, width, tabs)) status = E_FAIL;
    if (!status) status = itemize(analysis, control, state);
    if (status) {
        analysis_free(analysis);
        return status;
    }
    *result = analysis;
    return S_OK;
}

HRESULT WINAPI ScriptStringFree(SCRIPT_STRING_ANALYSIS *string)
{
    if (!string) return E_INVALIDARG;
    if (*string) analysis_free(*string);
    *string = NULL;
    return S_OK;
}

/* --- questions --- */

const SIZE *WINAPI ScriptString_pSize(SCRIPT_STRING_ANALYSIS string)
{
    const struct analysis *analysis = string;
    return analysis && analysis->flags & SSA_GLYPHS ? &analysis->size : NULL;
}

const int *WINAPI ScriptString_pcOutChars(SCRIPT_STRING_ANALYSIS string)
{
    const struct analysis *analysis = string;
    return analysis && analysis->flags & SSA_GLYPHS ? &analysis->shown : NULL;
}

const SCRIPT_LOGATTR *WINAPI ScriptString_pLogAttr(SCRIPT_STRING_ANALYSIS string)
{
    const struct analysis *analysis = string;
    return analysis && analysis->flags & SSA_BREAK ? analysis->attributes : NULL;
}

HRESULT WINAPI ScriptStringGetOrder(SCRIPT_STRING_ANALYSIS string, UINT *order)
{
    const struct analysis *analysis = string;
    if (!analysis || !order) return E_INVALIDARG;
    memcpy(order, analysis->place, (SIZE_T)analysis->shown * sizeof(*order));
    return S_OK;
}

HRESULT WINAPI ScriptStringGetLogicalWidths(SCRIPT_STRING_ANALYSIS string, int *widths)
{
    const struct analysis *analysis = string;
    if (!analysis || !widths) return E_INVALIDARG;
    memcpy(widths, analysis->widths, (SIZE_T)analysis->shown * sizeof(*widths));
    return S_OK;
}

HRESULT WINAPI ScriptStringValidate(SCRIPT_STRING_ANALYSIS string) { return string ? S_OK : E_INVALIDARG; }

/* The left edge of a character, as seen. */
static int left_of(const struct analysis *analysis, int character)
{
    int x = 0;
    for (UINT i = 0; i < analysis->place[character]; i++) x += analysis->widths[analysis->order[i]];
    return x;
}

HRESULT WINAPI ScriptStringCPtoX(SCRIPT_STRING_ANALYSIS string, int position, BOOL is_trailing, int *x)
{
    const struct analysis *analysis = string;
    if (!analysis || !x || position < 0 || position >= analysis->shown) return E_INVALIDARG;
    BOOL is_right_edge = (analysis->levels[position] & 1) != !!is_trailing;
    *x = left_of(analysis, position) + (is_right_edge ? analysis->widths[position] : 0);
    return S_OK;
}

HRESULT WINAPI ScriptStringXtoCP(SCRIPT_STRING_ANALYSIS string, int x, int *position, int *trailing)
{
    const struct analysis *analysis = string;
    if (!analysis || !position || !trailing) return E_INVALIDARG;
    BOOL is_rtl = analysis->flags & SSA_RTL;
    *position = (x < 0) != is_rtl ? -1 : analysis->shown;
    *trailing = *position < 0;
    for (int i = 0, left = 0; x >= 0 && i < analysis->shown; i++) {
        int character = (int)analysis->order[i], width = analysis->widths[character];
        if (x < left + width) {
            BOOL is_right_half = (x - left) * 2 >= width;
            *position = character;
            *trailing = is_right_half != (analysis->levels[character] & 1);
            return S_OK;
        }
        left += width;
    }
    return S_OK;
}

/* --- drawing --- */

static BOOL draw(const struct analysis *analysis, int x, int y, UINT options, const RECT *rectangle)
{
    options |= analysis->flags & SSA_RTL ? ETO_RTLREADING : 0;
    return ExtTextOutW(analysis->dc, x, y, options, rectangle, analysis->text, (UINT)analysis->shown,
                       analysis->has_own_widths ? analysis->widths : NULL);
}

static void draw_hotkey(const struct analysis *analysis, int x, int y)
{
    TEXTMETRICW metrics;
    if (analysis->hotkey < 0 || analysis->hotkey >= analysis->shown || only_hides(analysis)) return;
    GetTextMetricsW(analysis->dc, &metrics);
    int left = x + left_of(analysis, analysis->hotkey), top = y + metrics.tmAscent + 1;
    RECT line = {left, top, left + analysis->widths[analysis->hotkey], top + 1};
    COLORREF old = SetBkColor(analysis->dc, GetTextColor(analysis->dc));
    ExtTextOutW(analysis->dc, 0, 0, ETO_OPAQUE, &line, NULL, 0, NULL);
    SetBkColor(analysis->dc, old);
}

/* Again, in the colours of a selection, wherever selected characters stand side by side. */
static void draw_selection(const struct analysis *analysis, int x, int y, UINT options, const RECT *limit, UINT from,
                           UINT to, BOOL is_disabled)
{
    HDC dc = analysis->dc;
    COLORREF text = SetTextColor(dc, GetSysColor(is_disabled ? COLOR_GRAYTEXT : COLOR_HIGHLIGHTTEXT));
    COLORREF background = SetBkColor(dc, GetSysColor(COLOR_HIGHLIGHT));
    for (int i = 0, left = x, right; i < analysis->shown; left = right) {
        BOOL selected = analysis->order[i] >= from && analysis->order[i] < to;
        for (right = left; i < analysis->shown && (analysis->order[i] >= from && analysis->order[i] < to) == selected;
             i++)
            right += analysis->widths[analysis->order[i]];
        RECT part = {left, y, right, y + analysis->size.cy};
        if (options & ETO_CLIPPED && limit)
            part = (RECT){max(part.left, limit->left), max(part.top, limit->top), min(part.right, limit->right),
                          min(part.bottom, limit->bottom)};
        if (selected && part.left < part.right && part.top < part.bottom)
            draw(analysis, x, y, ETO_OPAQUE | ETO_CLIPPED, &part);
    }
    SetTextColor(dc, text);
    SetBkColor(dc, background);
}

HRESULT WINAPI ScriptStringOut(SCRIPT_STRING_ANALYSIS string, int x, int y, UINT options, const RECT *rectangle,
                               int selection_start, int selection_end, BOOL is_disabled)
{
    const struct analysis *analysis = string;
    if (!analysis) return E_INVALIDARG;
    if (!(analysis->flags & SSA_GLYPHS)) return E_INVALIDARG;
    options &= ETO_OPAQUE | ETO_CLIPPED;
    if ((analysis->flags & SSA_HOTKEYONLY) != SSA_HOTKEYONLY && !draw(analysis, x, y, options, rectangle))
        return E_FAIL;
    if (analysis->hotkey >= 0) draw_hotkey(analysis, x, y);
    if (selection_start < selection_end)
        draw_selection(analysis, x, y, options, rectangle, (UINT)max(selection_start, 0), (UINT)selection_end,
                       is_disabled);
    return S_OK;
}
