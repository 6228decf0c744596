/* Glyphs of a run, their places, and their drawing. */
#include "uniscribe.h"

/* --- shaping --- */

struct shaping {
    HDC dc;
    struct script_cache *cache;
    SCRIPT_ANALYSIS *analysis;
    const WCHAR *text;
    int count, capacity;
    WORD *glyphs, *clusters;
    SCRIPT_VISATTR *attributes;
    struct text_shape shape;
};

static BOOL is_reversed(const SCRIPT_ANALYSIS *analysis) { return analysis->fRTL && analysis->fLogicalOrder; }

static BOOL is_blank(WCHAR c) { return c == ' ' || c == 0xa0 || c == 0x3000; }

static SCRIPT_VISATTR attributes_of(const struct shaping *shaping, const struct text_glyph *glyph, BOOL starts_cluster)
{
    SCRIPT_VISATTR attributes;
    WCHAR c = shaping->text[glyph->cluster];
    BOOL is_arabic = script_shaping(shaping->analysis->eScript) == SCRIPT_ARABIC;
    memset(&attributes, 0, sizeof(attributes));
    attributes.fClusterStart = starts_cluster;
    attributes.fDiacritic = glyph->is_mark;
    attributes.fZeroWidth = !glyph->advance && !glyph->is_mark;
    if (glyph->is_mark || !starts_cluster) return attributes;
    if (is_blank(c)) attributes.uJustification = is_arabic ? SCRIPT_JUSTIFY_ARABIC_BLANK : SCRIPT_JUSTIFY_BLANK;
    else attributes.uJustification = is_arabic ? SCRIPT_JUSTIFY_ARABIC_NORMAL : SCRIPT_JUSTIFY_CHARACTER;
    return attributes;
}

/* Clusters name their first glyph: in text from right to left the rightmost one, unless glyphs come in the order of the
 * text. */
static void store(struct shaping *shaping)
{
    const struct text_shape *shape = &shaping->shape;
    BOOL is_right_to_left = shaping->analysis->fRTL, reverses = is_reversed(shaping->analysis);
    UINT count = shape->count;
    for (int i = 0; i < shaping->count; i++) shaping->clusters[i] = 0xffff;
    for (UINT i = 0; i < count; i++) { /* in the order of the text */
        UINT at = is_right_to_left ? count - 1 - i : i, to = reverses ? i : at;
        const struct text_glyph *glyph = &shape->glyphs[at];
        BOOL starts = glyph->cluster < shaping->count && shaping->clusters[glyph->cluster] == 0xffff;
        if (starts) shaping->clusters[glyph->cluster] = (WORD)to;
        shaping->glyphs[to] = glyph->glyph;
        shaping->attributes[to] = attributes_of(shaping, glyph, starts);
    }
    WORD last = is_right_to_left && !reverses && count ? (WORD)(count - 1) : 0;
    for (int i = 0; i < shaping->count; i++) {
        if (shaping->clusters[i] == 0xffff) shaping->clusters[i] = last;
        last = shaping->clusters[i];
    }
}

/* A letter of a complex script without a glyph: the font is of no use for it. */
static BOOL lacks_script(const struct shaping *shaping)
{
    UINT script = shaping->analysis->eScript;
    if (!gdi_text_script(script_shaping(script))->is_complex) return FALSE;
    for (UINT i = 0; i < shaping->shape.count; i++) {
        const struct text_glyph *glyph = &shaping->shape.glyphs[i];
        if (!glyph->glyph && glyph->advance && shaping->text[glyph->cluster] >= 0x590) return TRUE;
    }
    return FALSE;
}

/* '0' ... '9' as the item's language writes them; NULL: the text as it is, or no memory (*result). */
static WCHAR *with_digits(const struct shaping *shaping, HRESULT *result)
{
    WCHAR zero = script_digit_zero(shaping->analysis->eScript);
    if (zero == '0') return NULL;
    WCHAR *text = heap_allocate((SIZE_T)shaping->count * sizeof(*text));
    if (!text) *result = E_OUTOFMEMORY;
    for (int i = 0; text && i < shaping->count; i++) {
        WCHAR c = shaping->text[i];
        text[i] = c >= '0' && c <= '9' ? (WCHAR)(c - '0' + zero) : c;
    }
    return text;
}

static HRESULT shape(struct shaping *shaping)
{
    HRESULT result = S_OK;
    SCRIPT_ANALYSIS *analysis = shaping->analysis;
    WCHAR *digits = with_digits(shaping, &result);
    if (result) return result;
    shaping->shape.capacity =
        (UINT)min(shaping->capacity, 4 * shaping->count + 64); /* no script makes more of a character */
    shaping->shape.glyphs = heap_allocate((SIZE_T)shaping->shape.capacity * sizeof(struct text_glyph));
    UINT script = script_shaping(analysis->eScript);
    if (!shaping->shape.glyphs) result = E_OUTOFMEMORY;
    else if (!gdi_text_shape(shaping->dc, digits ? digits : shaping->text, (UINT)shaping->count, script, analysis->fRTL,
                             FALSE, &shaping->shape))
        result = E_OUTOFMEMORY;
    else if (lacks_script(shaping)) result = USP_E_SCRIPT_NOT_IN_FONT;
    if (!result) {
        store(shaping);
        cache_keep(shaping->cache, &shaping->shape, shaping->glyphs, is_reversed(analysis));
    }
    heap_free(shaping->shape.glyphs);
    heap_free(digits);
    return result;
}

static HRESULT start(struct shaping *shaping, SCRIPT_CACHE *handle)
{
    HRESULT result = cache_get(shaping->dc, handle, &shaping->cache);
    if (result) return result;
    if (!shaping->text || shaping->count <= 0 || shaping->count > 0xffff || !shaping->analysis) return E_INVALIDARG;
    if (shaping->count > shaping->capacity) return E_OUTOFMEMORY;
    if (!shaping->dc) return E_PENDING;
    return shape(shaping);
}

HRESULT WINAPI ScriptShape(HDC dc, SCRIPT_CACHE *handle, const WCHAR *text, int count, int capacity,
                           SCRIPT_ANALYSIS *analysis, WORD *glyphs, WORD *clusters, SCRIPT_VISATTR *attributes,
                           int *glyph_count)
{
    if (!handle || !attributes || !glyph_count || !glyphs || !clusters) return E_INVALIDARG;
    struct shaping shaping = {.dc = dc,
                              .analysis = analysis,
                              .text = text,
                              .count = count,
                              .capacity = capacity,
                              .glyphs = glyphs,
                              .clusters = clusters,
                              .attributes = attributes};
    HRESULT result = start(&shaping, handle);
    if (!result) *glyph_count = (int)shaping.shape.count;
    return result;
}

HRESULT WINAPI ScriptShapeOpenType(HDC dc, SCRIPT_CACHE *handle, SCRIPT_ANALYSIS *analysis, OPENTYPE_TAG script,
                                   OPENTYPE_TAG language, int *range_characters, TEXTRANGE_PROPERTIES **ranges,
                                   int range_count, const WCHAR *text, int count, int capacity, WORD *clusters,
                                   SCRIPT_CHARPROP *characters, WORD *glyphs, SCRIPT_GLYPHPROP *properties,
                                   int *glyph_count)
{
    (void)script, (void)language, (void)range_characters, (void)ranges, (void)range_count; /* said in the .def */
    if (!handle || !glyphs || !clusters || !properties || !glyph_count || !characters) return E_INVALIDARG;
    if (count <= 0 || count > capacity) return count <= 0 ? E_INVALIDARG : E_OUTOFMEMORY;
    capacity = (int)min((LONGLONG)capacity, 4LL * count + 64);
    SCRIPT_VISATTR *attributes = heap_allocate((SIZE_T)capacity * sizeof(*attributes));
    if (!attributes) return E_OUTOFMEMORY;
    HRESULT result =
        ScriptShape(dc, handle, text, count, capacity, analysis, glyphs, clusters, attributes, glyph_count);
    for (int i = 0; !result && i < *glyph_count; i++) properties[i] = (SCRIPT_GLYPHPROP){attributes[i], 0};
    for (int i = 0; !result && i < count; i++) {
        struct cluster cluster =
            cluster_at(i, count, *glyph_count, clusters, NULL, analysis->fRTL && !analysis->fLogicalOrder);
        characters[i].fCanGlyphAlone = cluster.characters == 1 && cluster.glyphs == 1 && cluster.first == i;
        characters[i].reserved = 0;
    }
    heap_free(attributes);
    return result;
}

/* --- placing --- */

static void place_singly(HDC dc, const WORD *glyphs, int count, const SCRIPT_VISATTR *attributes, int *advances,
                         GOFFSET *offsets)
{
    GetCharWidthI(dc, 0, (UINT)count, (WORD *)glyphs, advances);
    for (int i = 0; i < count; i++) {
        if (attributes[i].fDiacritic || attributes[i].fZeroWidth) advances[i] = 0;
        if (offsets) offsets[i] = (GOFFSET){0, 0};
    }
}

/* The run's ABC: what its first glyph has before it and its last one after it. */
static BOOL run_abc(HDC dc, const WORD *glyphs, int count, const int *advances, ABC *abc)
{
    ABC first, last;
    WORD ends[2] = {glyphs[0], glyphs[count - 1]};
    if (!GetCharABCWidthsI(dc, 0, 1, &ends[0], &first) || !GetCharABCWidthsI(dc, 0, 1, &ends[1], &last)) return FALSE;
    int sum = 0;
    for (int i = 0; i < count; i++) sum += advances[i];
    abc->abcA = first.abcA;
    abc->abcC = last.abcC;
    abc->abcB = (UINT)(sum - abc->abcA - abc->abcC);
    return TRUE;
}

HRESULT WINAPI ScriptPlace(HDC dc, SCRIPT_CACHE *handle, const WORD *glyphs, int count,
                           const SCRIPT_VISATTR *attributes, SCRIPT_ANALYSIS *analysis, int *advances, GOFFSET *offsets,
                           ABC *abc)
{
    struct script_cache *cache;
    if (!handle || !attributes || !glyphs || !advances || !analysis) return E_INVALIDARG;
    HRESULT result = cache_get(dc, handle, &cache);
    if (result) return result;
    if (abc) memset(abc, 0, sizeof(*abc));
    if (count <= 0) return count ? E_INVALIDARG : S_OK;
    BOOL is_known = cache_place(cache, glyphs, (UINT)count, advances, offsets);
    if ((!is_known || abc) && !dc) return E_PENDING;
    if (!is_known) place_singly(dc, glyphs, count, attributes, advances, offsets);
    return !abc || run_abc(dc, glyphs, count, advances, abc) ? S_OK : E_FAIL;
}

HRESULT WINAPI ScriptPlaceOpenType(HDC dc, SCRIPT_CACHE *handle, SCRIPT_ANALYSIS *analysis, OPENTYPE_TAG script,
                                   OPENTYPE_TAG language, int *range_characters, TEXTRANGE_PROPERTIES **ranges,
                                   int range_count, const WCHAR *text, WORD *clusters, SCRIPT_CHARPROP *characters,
                                   int count, const WORD *glyphs, const SCRIPT_GLYPHPROP *properties, int glyph_count,
                                   int *advances, GOFFSET *offsets, ABC *abc)
{
    (void)script, (void)language, (void)range_characters, (void)ranges, (void)range_count, (void)text, (void)clusters,
        (void)characters, (void)count;
    if (!properties || glyph_count < 0) return E_INVALIDARG;
    SCRIPT_VISATTR *attributes = heap_allocate(((SIZE_T)glyph_count + 1) * sizeof(*attributes));
    if (!attributes) return E_OUTOFMEMORY;
    for (int i = 0; i < glyph_count; i++) attributes[i] = properties[i].sva;
    HRESULT result = ScriptPlace(dc, handle, glyphs, glyph_count, attributes, analysis, advances, offsets, abc);
    heap_free(attributes);
    return result;
}

/* --- drawing --- */

/* Pairs for ETO_PDY from advances and offsets, glyphs from left to right; *start: where the first one goes. */
static void steps_of(const SCRIPT_ANALYSIS *analysis, const WORD *glyphs, int count, const int *advances,
                     const GOFFSET *offsets, WORD *ordered, INT *steps, GOFFSET *start)
{
    BOOL reverses = is_reversed(analysis);
    GOFFSET none = {0, 0};
    for (int i = 0; i < count; i++) {
        int from = reverses ? count - 1 - i : i, next = reverses ? from - 1 : from + 1;
        GOFFSET here = offsets ? offsets[from] : none, after = offsets && i + 1 < count ? offsets[next] : none;
        if (!i) *start = here;
        ordered[i] = glyphs[from];
        steps[i * 2] = advances[from] + after.du - here.du;
        steps[i * 2 + 1] = after.dv - here.dv;
    }
}

HRESULT WINAPI ScriptTextOut(const HDC dc, SCRIPT_CACHE *handle, int x, int y, UINT options, const RECT *rectangle,
                             const SCRIPT_ANALYSIS *analysis, const WCHAR *reserved, int reserved_count,
                             const WORD *glyphs, int count, const int *advances, const int *justified,
                             const GOFFSET *offsets)
{
    (void)reserved, (void)reserved_count;
    if (!handle || !dc || !advances || !analysis || !glyphs || count < 0) return E_INVALIDARG;
    BYTE *room = heap_allocate((SIZE_T)count * (sizeof(WORD) + 2 * sizeof(INT)) + 1);
    if (!room) return E_OUTOFMEMORY;
    INT *steps = (INT *)room;
    WORD *ordered = (WORD *)(steps + 2 * count);
    GOFFSET begin = {0, 0};
    steps_of(analysis, glyphs, count, justified ? justified : advances, offsets, ordered, steps, &begin);
    UINT flags = (options & (ETO_OPAQUE | ETO_CLIPPED)) | ETO_PDY |
                 (analysis->fNoGlyphIndex ? ETO_IGNORELANGUAGE : ETO_GLYPH_INDEX);
    UINT align = GetTextAlign(dc);
    BOOL moves = align & TA_UPDATECP || (!begin.du && !begin.dv);
    BOOL done = ExtTextOutW(dc, moves ? x : x + begin.du, moves ? y : y - begin.dv, flags, rectangle, ordered,
                            (UINT)count, steps);
    heap_free(room);
    return done ? S_OK : E_FAIL;
}
