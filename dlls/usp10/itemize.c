/* Breaking text into items, and the order in which they are seen. */
#include "uniscribe.h"

/* Digits of an item that is nothing but digits, as state and control want them. before: the script of the letters
 * before it. */
static UINT digits_of(const SCRIPT_CONTROL *control, const SCRIPT_STATE *state, UINT before)
{
    if (!state || !state->fDigitSubstitute) return SCRIPT_NUMBERS;
    LANGID language = control ? (LANGID)control->uDefaultLanguage : LANG_NEUTRAL;
    if (!control || !control->fContextDigits) return script_of_digits(language);
    if (before != SCRIPT_NONE) return script_of_digits((LANGID)gdi_text_script(before)->language);
    UINT initial = script_of_digits(language);
    BOOL is_right_to_left = script_shaping(initial) == SCRIPT_ARABIC;
    return is_right_to_left == (state->uBidiLevel & 1) ? initial : SCRIPT_NUMBERS;
}

static void fill_item(SCRIPT_ITEM *item, const struct text_item *from, UINT script, const SCRIPT_STATE *state,
                      UINT base)
{
    memset(item, 0, sizeof(*item));
    item->iCharPos = (int)from->first;
    if (state) item->a.s = *state;
    item->a.eScript = script;
    item->a.s.uBidiLevel = from->level;
    item->a.fRTL = from->level & 1;
    item->a.fLayoutRTL =
        item->a.fRTL || (from->level > base && !(from->level & 1) && script_properties(script)->fNumeric);
}

static HRESULT itemize(const WCHAR *text, UINT count, UINT capacity, const SCRIPT_CONTROL *control,
                       const SCRIPT_STATE *state, SCRIPT_ITEM *items, OPENTYPE_TAG *tags, int *item_count)
{
    struct text_item *found = heap_allocate(count * sizeof(*found));
    if (!found) return E_OUTOFMEMORY;
    UINT base = control && state ? state->uBidiLevel : 0, before = SCRIPT_NONE;
    UINT used = gdi_text_itemize(text, count, (int)base, control && state && state->fOverrideDirection, found, count);
    HRESULT result = used && used < capacity ? S_OK : E_OUTOFMEMORY;
    for (UINT i = 0; !result && i < used; i++) {
        UINT script = found[i].script == SCRIPT_NUMBERS ? digits_of(control, state, before) : found[i].script;
        if (script == SCRIPT_NONE) script = SCRIPT_SYMBOLS; /* 0 would mean that shaping is not wanted */
        if (found[i].script != SCRIPT_NUMBERS && found[i].script != SCRIPT_CONTROLS) before = found[i].script;
        fill_item(&items[i], &found[i], script, state, base);
        if (tags) tags[i] = gdi_text_script(script_shaping(script))->opentype;
    }
    heap_free(found);
    if (result) return result;
    memset(&items[used], 0, sizeof(*items));
    items[used].iCharPos = (int)count;
    if (item_count) *item_count = (int)used;
    return S_OK;
}

HRESULT WINAPI ScriptItemize(const WCHAR *text, int count, int capacity, const SCRIPT_CONTROL *control,
                             const SCRIPT_STATE *state, SCRIPT_ITEM *items, int *item_count)
{
    if (!text || count <= 0 || !items || capacity < 2) return E_INVALIDARG;
    return itemize(text, (UINT)count, (UINT)capacity, control, state, items, NULL, item_count);
}

HRESULT WINAPI ScriptItemizeOpenType(const WCHAR *text, int count, int capacity, const SCRIPT_CONTROL *control,
                                     const SCRIPT_STATE *state, SCRIPT_ITEM *items, OPENTYPE_TAG *tags, int *item_count)
{
    if (!text || count <= 0 || !items || !tags || capacity < 2) return E_INVALIDARG;
    return itemize(text, (UINT)count, (UINT)capacity, control, state, items, tags, item_count);
}

HRESULT WINAPI ScriptLayout(int count, const BYTE *levels, int *visual_to_logical, int *logical_to_visual)
{
    if (!levels || (!visual_to_logical && !logical_to_visual) || count < 0) return E_INVALIDARG;
    UINT *order = heap_allocate(((SIZE_T)count + 1) * sizeof(*order));
    if (!order) return E_OUTOFMEMORY;
    gdi_text_order(levels, (UINT)count, order);
    for (int i = 0; i < count; i++) {
        if (visual_to_logical) visual_to_logical[i] = (int)order[i];
        if (logical_to_visual) logical_to_visual[order[i]] = i;
    }
    heap_free(order);
    return S_OK;
}

/* A character without a direction of its own that changes its place in text from right to left. */
static BOOL is_neutral(WCHAR c, WORD type)
{
    return type == C2_OTHERNEUTRAL || type == C2_WHITESPACE || type == C2_SEGMENTSEPARATOR ||
           type == C2_BLOCKSEPARATOR || type == C2_COMMONSEPARATOR || type == C2_EUROPESEPARATOR ||
           type == C2_EUROPETERMINATOR || c == ' ';
}

HRESULT WINAPI ScriptIsComplex(const WCHAR *text, int count, DWORD flags)
{
    if (!text || count < 0) return E_INVALIDARG;
    if (flags & SIC_COMPLEX && gdi_text_is_complex(text, (UINT)count)) return S_OK;
    for (int i = 0; i < count && flags & (SIC_ASCIIDIGIT | SIC_NEUTRAL); i++) {
        WORD type;
        if (flags & SIC_ASCIIDIGIT && text[i] >= '0' && text[i] <= '9') return S_OK;
        if (flags & SIC_NEUTRAL && GetStringTypeW(CT_CTYPE2, &text[i], 1, &type) && is_neutral(text[i], type))
            return S_OK;
    }
    return S_FALSE;
}
