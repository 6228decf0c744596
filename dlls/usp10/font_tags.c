/* Scripts, languages and features that a font's OpenType tables name. The tables are the font's: every offset is looked
 * at before it is followed. */
#include "uniscribe.h"

struct table { const BYTE *bytes; DWORD size; };

static UINT u16(const struct table *table, DWORD at)
{
    return at < table->size && table->size - at >= 2 ? (UINT)(table->bytes[at] << 8 | table->bytes[at + 1]) : 0;
}

static OPENTYPE_TAG tag_at(const struct table *table, DWORD at)
{
    OPENTYPE_TAG tag = 0;
    if (at < table->size && table->size - at >= 4) memcpy(&tag, table->bytes + at, 4);
    return tag;
}

/* --- lists of tags, each once --- */

struct tags { OPENTYPE_TAG *tags; int capacity, count; BOOL overflows; };

static void add_tag(struct tags *tags, OPENTYPE_TAG tag)
{
    for (int i = 0; i < tags->count; i++) {
        if (tags->tags[i] == tag) return;
    }
    if (tags->count < tags->capacity) tags->tags[tags->count++] = tag;
    else tags->overflows = TRUE;
}

/* --- the tables' structure: script list, scripts, languages, features --- */

/* Where the record's table lies in a list of `count` records at `at`, each a tag and an offset from `base`; 0: it is
 * not there. */
static DWORD find_record(const struct table *table, DWORD base, DWORD at, UINT count, OPENTYPE_TAG tag)
{
    for (UINT i = 0; i < count; i++) {
        if (tag_at(table, at + i * 6) == tag) return base + u16(table, at + i * 6 + 4);
    }
    return 0;
}

static DWORD script_list(const struct table *table) { return u16(table, 4); }

static DWORD find_script(const struct table *table, OPENTYPE_TAG script)
{
    DWORD list = script_list(table);
    return list ? find_record(table, list, list + 2, u16(table, list), script) : 0;
}

#define DEFAULT_LANGUAGE 0x746c6664u /* "dflt" */

static DWORD find_language(const struct table *table, DWORD script, OPENTYPE_TAG language)
{
    if (!script) return 0;
    if (language == DEFAULT_LANGUAGE || !language) return u16(table, script) ? script + u16(table, script) : 0;
    return find_record(table, script, script + 4, u16(table, script + 2), language);
}

static void add_scripts(const struct table *table, struct tags *tags, OPENTYPE_TAG only)
{
    DWORD list = script_list(table);
    for (UINT i = 0; list && i < u16(table, list); i++) {
        OPENTYPE_TAG tag = tag_at(table, list + 2 + i * 6);
        if (tag && (!only || tag == only)) add_tag(tags, tag);
    }
}

static void add_languages(const struct table *table, struct tags *tags, OPENTYPE_TAG script_tag)
{
    DWORD script = find_script(table, script_tag);
    if (!script) return;
    if (u16(table, script)) add_tag(tags, DEFAULT_LANGUAGE);
    for (UINT i = 0; i < u16(table, script + 2); i++) {
        OPENTYPE_TAG tag = tag_at(table, script + 4 + i * 6);
        if (tag) add_tag(tags, tag);
    }
}

static void add_features(const struct table *table, struct tags *tags, OPENTYPE_TAG script_tag,
                         OPENTYPE_TAG language_tag)
{
    DWORD language = find_language(table, find_script(table, script_tag), language_tag), features = u16(table, 6);
    if (!language || !features) return;
    UINT required = u16(table, language + 2), count = u16(table, language + 4);
    for (UINT i = 0; i <= count; i++) {
        UINT index = i ? u16(table, language + 6 + (i - 1) * 2) : required;
        if (index >= u16(table, features)) continue;
        OPENTYPE_TAG tag = tag_at(table, features + 2 + index * 6);
        if (tag) add_tag(tags, tag);
    }
}

/* --- both tables of a font --- */

typedef void add_function(const struct table *table, struct tags *tags, OPENTYPE_TAG first, OPENTYPE_TAG second);

static void scripts_of(const struct table *table, struct tags *tags, OPENTYPE_TAG first, OPENTYPE_TAG second)
{
    (void)second, add_scripts(table, tags, first);
}
static void languages_of(const struct table *table, struct tags *tags, OPENTYPE_TAG first, OPENTYPE_TAG second)
{
    (void)second, add_languages(table, tags, first);
}

static HRESULT collect(HDC dc, SCRIPT_CACHE *handle, int capacity, OPENTYPE_TAG *result, int *count, add_function *add,
                       OPENTYPE_TAG first, OPENTYPE_TAG second)
{
    static const char names[2][4] = {{'G', 'S', 'U', 'B'}, {'G', 'P', 'O', 'S'}};
    struct script_cache *cache;
    struct tags tags = {.tags = result, .capacity = capacity};
    if (!handle || !result || !count || capacity <= 0) return E_INVALIDARG;
    HRESULT status = cache_get(dc, handle, &cache);
    if (status) return status;
    if (!dc) return E_PENDING;
    for (int i = 0; i < 2; i++) {
        DWORD name, size;
        memcpy(&name, names[i], sizeof(name));
        size = GetFontData(dc, name, 0, NULL, 0);
        BYTE *bytes = size != GDI_ERROR && size ? heap_allocate(size) : NULL;
        if (bytes && GetFontData(dc, name, 0, bytes, size) == size)
            add(&(struct table){bytes, size}, &tags, first, second);
        heap_free(bytes);
    }
    *count = tags.count;
    return tags.overflows ? E_OUTOFMEMORY : S_OK;
}

HRESULT WINAPI ScriptGetFontScriptTags(HDC dc, SCRIPT_CACHE *handle, SCRIPT_ANALYSIS *analysis, int capacity,
                                       OPENTYPE_TAG *tags, int *count)
{
    OPENTYPE_TAG only = analysis && analysis->eScript != SCRIPT_UNDEFINED
                            ? gdi_text_script(script_shaping(analysis->eScript))->opentype
                            : 0;
    return collect(dc, handle, capacity, tags, count, scripts_of, only, 0);
}

HRESULT WINAPI ScriptGetFontLanguageTags(HDC dc, SCRIPT_CACHE *handle, SCRIPT_ANALYSIS *analysis, OPENTYPE_TAG script,
                                         int capacity, OPENTYPE_TAG *tags, int *count)
{
    (void)analysis;
    return collect(dc, handle, capacity, tags, count, languages_of, script, 0);
}

HRESULT WINAPI ScriptGetFontFeatureTags(HDC dc, SCRIPT_CACHE *handle, SCRIPT_ANALYSIS *analysis, OPENTYPE_TAG script,
                                        OPENTYPE_TAG language, int capacity, OPENTYPE_TAG *tags, int *count)
{
    (void)analysis;
    return collect(dc, handle, capacity, tags, count, add_features, script, language);
}
