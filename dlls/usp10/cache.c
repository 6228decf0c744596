/* SCRIPT_CACHE: what is known of a font, and the latest shapes made with it. */
#include "uniscribe.h"

static RTL_SRWLOCK lock = RTL_SRWLOCK_INIT; /* for the shapes of all caches: held for a few microseconds */

static HRESULT make(HDC dc, struct script_cache **result)
{
    TEXTMETRICW metrics;
    struct script_cache *cache = heap_allocate_zeroed(sizeof(*cache));
    if (!cache) return E_OUTOFMEMORY;
    if (!GetTextMetricsW(dc, &metrics)) {
        heap_free(cache);
        return E_INVALIDARG;
    }
    GetObjectW(GetCurrentObject(dc, OBJ_FONT), sizeof(cache->font), &cache->font);
    cache->height = metrics.tmHeight;
    *result = cache;
    return S_OK;
}

HRESULT cache_get(HDC dc, SCRIPT_CACHE *handle, struct script_cache **cache)
{
    if (!handle) return E_INVALIDARG;
    *cache = *handle;
    if (*cache) return S_OK;
    if (!dc) return E_PENDING;
    HRESULT result = make(dc, cache);
    if (!result) *handle = *cache;
    return result;
}

static void shape_free(struct kept_shape *shape)
{
    heap_free(shape->glyphs);
    memset(shape, 0, sizeof(*shape));
}

HRESULT WINAPI ScriptFreeCache(SCRIPT_CACHE *handle)
{
    if (!handle) return E_INVALIDARG;
    struct script_cache *cache = *handle;
    for (UINT i = 0; cache && i < KEPT_SHAPES; i++) shape_free(&cache->shapes[i]);
    heap_free(cache);
    *handle = NULL;
    return S_OK;
}

/* --- shapes --- */

static UINT hash_of(const WORD *glyphs, UINT count)
{
    UINT hash = 2166136261u;
    for (UINT i = 0; i < count; i++) hash = (hash ^ glyphs[i]) * 16777619u;
    return hash;
}

static struct kept_shape *cache_find(struct script_cache *cache, const WORD *glyphs, UINT count)
{
    UINT hash = hash_of(glyphs, count);
    for (UINT i = 0; i < KEPT_SHAPES; i++) {
        struct kept_shape *shape = &cache->shapes[i];
        if (shape->glyphs && shape->hash == hash && shape->count == count &&
            !memcmp(shape->glyphs, glyphs, count * sizeof(*glyphs)))
            return shape;
    }
    return NULL;
}

void cache_keep(struct script_cache *cache, const struct text_shape *shape, const WORD *glyphs, BOOL is_reversed)
{
    UINT count = shape->count, hash = hash_of(glyphs, count);
    BYTE *room = heap_allocate(count * (sizeof(WORD) + sizeof(int) + sizeof(GOFFSET)) + 8);
    if (!room) return; /* ScriptPlace takes the widths that glyphs have by themselves */
    struct kept_shape kept = {.hash = hash, .count = count, .glyphs = (WORD *)room};
    kept.offsets = (GOFFSET *)(room + (((SIZE_T)count * sizeof(WORD) + 7) & ~(SIZE_T)7));
    kept.advances = (int *)(kept.offsets + count);
    memcpy(kept.glyphs, glyphs, count * sizeof(WORD));
    for (UINT i = 0; i < count; i++) {
        const struct text_glyph *glyph = &shape->glyphs[is_reversed ? count - 1 - i : i];
        kept.advances[i] = glyph->advance;
        kept.offsets[i] = (GOFFSET){glyph->offset_x, glyph->offset_y};
    }
    RtlAcquireSRWLockExclusive(&lock);
    struct kept_shape *place = cache_find(cache, glyphs, count);
    if (!place) place = &cache->shapes[cache->next++ % KEPT_SHAPES];
    shape_free(place);
    *place = kept;
    RtlReleaseSRWLockExclusive(&lock);
}

BOOL cache_place(struct script_cache *cache, const WORD *glyphs, UINT count, int *advances, GOFFSET *offsets)
{
    RtlAcquireSRWLockShared(&lock);
    const struct kept_shape *shape = cache_find(cache, glyphs, count);
    if (shape) {
        memcpy(advances, shape->advances, count * sizeof(*advances));
        if (offsets) memcpy(offsets, shape->offsets, count * sizeof(*offsets));
    }
    RtlReleaseSRWLockShared(&lock);
    return shape != NULL;
}

/* --- what programs ask about a font --- */

HRESULT WINAPI ScriptCacheGetHeight(HDC dc, SCRIPT_CACHE *handle, long *height)
{
    struct script_cache *cache;
    if (!height) return E_INVALIDARG;
    HRESULT result = cache_get(dc, handle, &cache);
    if (!result) *height = cache->height;
    return result;
}

HRESULT WINAPI ScriptGetCMap(HDC dc, SCRIPT_CACHE *handle, const WCHAR *text, int count, DWORD flags, WORD *glyphs)
{
    struct script_cache *cache;
    HRESULT result = cache_get(dc, handle, &cache);
    if (result) return result;
    if (!text || count < 0 || !glyphs) return E_INVALIDARG;
    if (!dc) return E_PENDING;
    WCHAR mirrored[64];
    for (int done = 0, part; done < count; done += part) {
        part = min(count - done, (int)ARRAYSIZE(mirrored));
        memcpy(mirrored, text + done, (SIZE_T)part * sizeof(WCHAR));
        for (int i = 0; flags & SGCM_RTL && i < part; i++) mirrored[i] = mirrored_character(mirrored[i]);
        if (GetGlyphIndicesW(dc, mirrored, part, glyphs + done, GGI_MARK_NONEXISTING_GLYPHS) == GDI_ERROR)
            return E_INVALIDARG;
    }
    for (int i = 0; i < count; i++) {
        if (glyphs[i] != 0xffff) continue;
        glyphs[i] = 0;
        result = S_FALSE;
    }
    return result;
}

HRESULT WINAPI ScriptGetGlyphABCWidth(HDC dc, SCRIPT_CACHE *handle, WORD glyph, ABC *abc)
{
    struct script_cache *cache;
    HRESULT result = cache_get(dc, handle, &cache);
    if (result) return result;
    if (!abc) return E_INVALIDARG;
    if (!dc) return E_PENDING;
    return GetCharABCWidthsI(dc, glyph, 1, NULL, abc) ? S_OK : S_FALSE;
}

static void read_properties(HDC dc, SCRIPT_FONTPROPERTIES *properties)
{
    static const WCHAR characters[] = {' ', 0x640, 0x25cc};
    WORD glyphs[3] = {0, 0, 0};
    INT width = 0;
    GetGlyphIndicesW(dc, characters, 3, glyphs, GGI_MARK_NONEXISTING_GLYPHS);
    properties->wgBlank = glyphs[0] == 0xffff ? 0 : glyphs[0];
    properties->wgDefault = 0;
    properties->wgInvalid = glyphs[2] == 0xffff ? 0 : glyphs[2];
    properties->wgKashida = glyphs[1];
    if (glyphs[1] != 0xffff) GetCharWidthI(dc, glyphs[1], 1, NULL, &width);
    properties->iKashidaWidth = width;
}

HRESULT WINAPI ScriptGetFontProperties(HDC dc, SCRIPT_CACHE *handle, SCRIPT_FONTPROPERTIES *properties)
{
    struct script_cache *cache;
    if (!properties) return E_INVALIDARG;
    HRESULT result = cache_get(dc, handle, &cache);
    if (result) return result;
    if (properties->cBytes != sizeof(*properties)) return E_INVALIDARG;
    if (!cache->has_properties) {
        if (!dc) return E_PENDING;
        read_properties(dc, &cache->properties);
        cache->properties.cBytes = sizeof(*properties);
        cache->has_properties = TRUE;
    }
    *properties = cache->properties;
    return S_OK;
}
