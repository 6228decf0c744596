/* The list of all faces: ours, those that fontconfig knows, and those that programs add. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fonts.h"

struct font_face *font_faces;
uint32_t font_face_count;
static uint32_t capacity;

#define FACE_LIMIT 20000u

struct font_face *font_face_add(void)
{
    if (font_face_count >= FACE_LIMIT) return NULL;
    if (font_face_count == capacity) {
        uint32_t more = capacity ? capacity * 2 : 128;
        struct font_face *grown = realloc(font_faces, more * sizeof(*grown));
        if (!grown) return NULL;
        font_faces = grown;
        capacity = more;
    }
    struct font_face *face = &font_faces[font_face_count++];
    memset(face, 0, sizeof(*face));
    return face;
}

/* A few characters tell whether a face can show a code page (bits of the OS/2 table). */
static const struct { uint8_t bit; uint32_t characters[2]; } code_page_samples[] = {
    {0, {0xe9, 0xfe}},      {1, {0x159, 0x171}},    {2, {0x431, 0x42f}},    {3, {0x3b1, 0x3a9}},
    {4, {0x131, 0x11f}},    {5, {0x5d0, 0x5ea}},    {6, {0x627, 0x64a}},    {7, {0x173, 0x101}},
    {8, {0x1b0, 0x20ab}},   {16, {0xe01, 0xe3f}},   {17, {0x3042, 0x30a2}}, {18, {0x4e00, 0x4eec}},
    {19, {0xac00, 0xd55c}}, {20, {0x4e00, 0x5011}},
};
#define CODE_PAGE_SYMBOL 31

static uint32_t code_pages_of(const FcPattern *pattern)
{
    FcCharSet *characters = NULL;
    if (fontconfig.FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) != FcResultMatch) return 1;
    uint32_t bits = 0;
    for (size_t i = 0; i < sizeof(code_page_samples) / sizeof(*code_page_samples); i++) {
        const uint32_t *samples = code_page_samples[i].characters;
        if (fontconfig.FcCharSetHasChar(characters, samples[0]) && fontconfig.FcCharSetHasChar(characters, samples[1]))
            bits |= 1u << code_page_samples[i].bit;
    }
    return bits;
}

/* Of several names in English the last is the one that Windows uses: four styles to a family. */
static const char *english_name(const FcPattern *pattern, const char *object, const char *language_object)
{
    FcChar8 *name, *language, *result = NULL;
    for (int i = 0; fontconfig.FcPatternGetString(pattern, object, i, &name) == FcResultMatch; i++) {
        bool is_english = fontconfig.FcPatternGetString(pattern, language_object, i, &language) != FcResultMatch ||
                          !strncmp((char *)language, "en", 2);
        if (!result || is_english) result = name;
    }
    return (const char *)result;
}

static int integer_of(const FcPattern *pattern, const char *object, int otherwise)
{
    int value;
    return fontconfig.FcPatternGetInteger(pattern, object, 0, &value) == FcResultMatch ? value : otherwise;
}

static bool flag_of(const FcPattern *pattern, const char *object)
{
    FcBool value;
    return fontconfig.FcPatternGetBool(pattern, object, 0, &value) == FcResultMatch && value;
}

static void put(char *target, size_t size, const char *text)
{
    snprintf(target, size, "%s", text ? text : "");
    size_t length = strlen(target); /* a cut within a character goes back to its start */
    while (length && length + 1 == size && ((unsigned char)target[length - 1] & 0xc0) == 0x80) target[--length] = 0;
}

static uint32_t hash_of(const struct font_face_info *info)
{
    uint32_t hash = 2166136261u;
    for (const char *c = info->family; *c; c++) hash = (hash ^ (uint8_t)*c) * 16777619u;
    for (const char *c = info->style; *c; c++) hash = (hash ^ (uint8_t)*c) * 16777619u;
    return hash;
}

#define SEEN_SLOTS 32768u /* more than FACE_LIMIT */

/* The same font is often there twice, in two folders. */
static bool is_new(uint16_t *seen, const struct font_face_info *info)
{
    uint32_t slot = hash_of(info) % SEEN_SLOTS;
    for (; seen[slot]; slot = (slot + 1) % SEEN_SLOTS) {
        const struct font_face_info *other = &font_faces[seen[slot]].info;
        if (!strcmp(other->family, info->family) && !strcmp(other->style, info->style)) return false;
    }
    seen[slot] = (uint16_t)font_face_count;
    return true;
}

static bool is_usable(const FcPattern *pattern)
{
    FcChar8 *format;
    if (!flag_of(pattern, FC_SCALABLE) || !flag_of(pattern, FC_OUTLINE) || flag_of(pattern, FC_VARIABLE)) return false;
    if (fontconfig.FcPatternGetString(pattern, FC_FONTFORMAT, 0, &format) != FcResultMatch) return false;
    return !strcmp((char *)format, "TrueType") || !strcmp((char *)format, "CFF"); /* as on Windows */
}

static void add_pattern(uint16_t *seen, const FcPattern *pattern)
{
    FcChar8 *file, *format;
    if (!is_usable(pattern) || fontconfig.FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch) return;
    struct font_face_info info = {0};
    put(info.family, sizeof(info.family), english_name(pattern, FC_FAMILY, FC_FAMILYLANG));
    put(info.style, sizeof(info.style), english_name(pattern, FC_STYLE, FC_STYLELANG));
    put(info.full_name, sizeof(info.full_name), english_name(pattern, FC_FULLNAME, FC_FULLNAMELANG));
    if (!info.family[0] || !is_new(seen, &info)) return;
    info.weight = fontconfig.FcWeightToOpenType(integer_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR));
    info.is_italic = integer_of(pattern, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN;
    info.is_fixed = integer_of(pattern, FC_SPACING, FC_PROPORTIONAL) >= FC_DUAL;
    info.is_symbol = flag_of(pattern, FC_SYMBOL);
    info.is_postscript = fontconfig.FcPatternGetString(pattern, FC_FONTFORMAT, 0, &format) == FcResultMatch &&
                         !strcmp((char *)format, "CFF");
    info.code_pages[0] = info.is_symbol ? 1u << CODE_PAGE_SYMBOL : code_pages_of(pattern);
    char *path = strdup((char *)file);
    struct font_face *face = path ? font_face_add() : NULL;
    if (!face) {
        free(path);
        return;
    }
    face->info = info;
    face->file = path;
    face->index = integer_of(pattern, FC_INDEX, 0);
    FcCharSet *characters;
    if (fontconfig.FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) == FcResultMatch)
        face->characters = characters;
}

static void add_marlett(void)
{
    struct font_face *face = font_face_add();
    if (!face) return;
    put(face->info.family, sizeof(face->info.family), "Marlett");
    put(face->info.style, sizeof(face->info.style), "Regular");
    put(face->info.full_name, sizeof(face->info.full_name), "Marlett");
    face->info.weight = 500;
    face->info.is_symbol = 1;
    face->info.code_pages[0] = 1u << CODE_PAGE_SYMBOL;
}

static FcConfig *config; /* kept: faces point into it */

static FcFontSet *installed_fonts(void)
{
    if (!config && fontconfig_load()) config = fontconfig.FcInitLoadConfigAndFonts();
    return config ? fontconfig.FcConfigGetFonts(config, FcSetSystem) : NULL;
}

void font_list_read(void)
{
    add_marlett();
    if (font_cache_load()) return;
    FcFontSet *set = installed_fonts();
    uint16_t *seen = calloc(SEEN_SLOTS, sizeof(*seen));
    for (int i = 0; set && seen && i < set->nfont; i++) add_pattern(seen, set->fonts[i]);
    free(seen);
    if (font_face_count <= 1) log_text(LOG_WARN, "fontconfig knows no font: text will not be visible");
    else font_cache_store(config);
}

/* The list was made from patterns in the same order. */
void font_list_characters(void)
{
    if (config) return;
    FcFontSet *set = installed_fonts();
    uint32_t next = 0;
    for (int i = 0; set && i < set->nfont; i++) {
        FcChar8 *file;
        FcCharSet *characters;
        int index = integer_of(set->fonts[i], FC_INDEX, 0);
        if (fontconfig.FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch) continue;
        if (fontconfig.FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &characters) != FcResultMatch) continue;
        while (next < font_face_count && !font_faces[next].file) next++;
        if (next == font_face_count || font_faces[next].index != index || strcmp(font_faces[next].file, (char *)file))
            continue;
        font_faces[next++].characters = characters;
    }
}

int32_t unix_font_list(struct unix_font_list_args *args)
{
    uint32_t capacity_given = args->capacity < FACE_LIMIT ? args->capacity : FACE_LIMIT, first = args->first, count = 0;
    struct font_face_info *records = fonts_scratch((size_t)capacity_given * sizeof(*records) + 1);
    if (!records) return STATUS_NO_MEMORY;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    uint32_t total = font_face_count;
    while (count < capacity_given && first + count < total) {
        records[count] = font_faces[first + count].info;
        count++;
    }
    fonts_unlock();
    args->total = total;
    memcpy((void *)(uintptr_t)args->records, records, count * sizeof(*records));
    return STATUS_SUCCESS;
}

/* --- faces for characters that another face lacks --- */

static int32_t penalty_of(const struct font_face_info *info, const struct unix_font_fallback_args *wanted)
{
    int32_t distance = info->weight > wanted->weight ? info->weight - wanted->weight : wanted->weight - info->weight;
    int32_t penalty = distance + (!info->is_italic == !wanted->is_italic ? 0 : 150) +
                      (!info->is_fixed == !wanted->is_fixed ? 0 : 100);
    return penalty + (strstr(info->family, "Sans") ? 0 : 50) + (info->is_symbol ? 1000 : 0);
}

int32_t unix_font_fallback(struct unix_font_fallback_args *args)
{
    struct unix_font_fallback_args wanted = *args;
    uint32_t best = 0;
    int32_t best_penalty = 0;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    font_list_characters();
    for (uint32_t i = 0; i < font_face_count; i++) {
        const struct font_face *face = &font_faces[i];
        if (!face->characters || face->failed || !fontconfig.FcCharSetHasChar(face->characters, wanted.character))
            continue;
        int32_t penalty = penalty_of(&face->info, &wanted);
        if (best && penalty >= best_penalty) continue;
        best = i;
        best_penalty = penalty;
    }
    fonts_unlock();
    args->face = best;
    return best ? STATUS_SUCCESS : STATUS_NOT_FOUND; /* face 0 is ours, without a character of the world */
}
