/* Text in runs of one script and one direction, and the table of scripts. */
#include "gdi_text.h"
#include "gdi_text_shape.h"

#define TAG(a, b, c, d) ((UINT)(a) << 24 | (UINT)(b) << 16 | (UINT)(c) << 8 | (UINT)(d))
#define OPENTYPE(a, b, c, d) TAG(d, c, b, a)

static const struct text_script_info scripts[SCRIPT_COUNT] = {
    [SCRIPT_NONE] = {TAG('Z', 'y', 'y', 'y'), OPENTYPE('D', 'F', 'L', 'T'), 0, ANSI_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_LATIN] = {TAG('L', 'a', 't', 'n'), OPENTYPE('l', 'a', 't', 'n'), 0x09, ANSI_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_GREEK] = {TAG('G', 'r', 'e', 'k'), OPENTYPE('g', 'r', 'e', 'k'), 0x08, GREEK_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_CYRILLIC] = {TAG('C', 'y', 'r', 'l'), OPENTYPE('c', 'y', 'r', 'l'), 0x19, RUSSIAN_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_ARMENIAN] = {TAG('A', 'r', 'm', 'n'), OPENTYPE('a', 'r', 'm', 'n'), 0x2b, DEFAULT_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_HEBREW] = {TAG('H', 'e', 'b', 'r'), OPENTYPE('h', 'e', 'b', 'r'), 0x0d, HEBREW_CHARSET, TRUE, FALSE, FALSE},
    [SCRIPT_ARABIC] = {TAG('A', 'r', 'a', 'b'), OPENTYPE('a', 'r', 'a', 'b'), 0x01, ARABIC_CHARSET, TRUE, FALSE, FALSE},
    [SCRIPT_SYRIAC] = {TAG('S', 'y', 'r', 'c'), OPENTYPE('s', 'y', 'r', 'c'), 0x5a, DEFAULT_CHARSET, TRUE, FALSE,
                       FALSE},
    [SCRIPT_THAANA] = {TAG('T', 'h', 'a', 'a'), OPENTYPE('t', 'h', 'a', 'a'), 0x65, DEFAULT_CHARSET, TRUE, FALSE,
                       FALSE},
    [SCRIPT_NKO] = {TAG('N', 'k', 'o', 'o'), OPENTYPE('n', 'k', 'o', ' '), 0, DEFAULT_CHARSET, TRUE, FALSE, FALSE},
    [SCRIPT_DEVANAGARI] = {TAG('D', 'e', 'v', 'a'), OPENTYPE('d', 'e', 'v', '2'), 0x39, DEFAULT_CHARSET, TRUE, FALSE,
                           TRUE},
    [SCRIPT_BENGALI] = {TAG('B', 'e', 'n', 'g'), OPENTYPE('b', 'n', 'g', '2'), 0x45, DEFAULT_CHARSET, TRUE, FALSE,
                        TRUE},
    [SCRIPT_GURMUKHI] = {TAG('G', 'u', 'r', 'u'), OPENTYPE('g', 'u', 'r', '2'), 0x46, DEFAULT_CHARSET, TRUE, FALSE,
                         TRUE},
    [SCRIPT_GUJARATI] = {TAG('G', 'u', 'j', 'r'), OPENTYPE('g', 'j', 'r', '2'), 0x47, DEFAULT_CHARSET, TRUE, FALSE,
                         TRUE},
    [SCRIPT_ORIYA] = {TAG('O', 'r', 'y', 'a'), OPENTYPE('o', 'r', 'y', '2'), 0x48, DEFAULT_CHARSET, TRUE, FALSE, TRUE},
    [SCRIPT_TAMIL] = {TAG('T', 'a', 'm', 'l'), OPENTYPE('t', 'm', 'l', '2'), 0x49, DEFAULT_CHARSET, TRUE, FALSE, TRUE},
    [SCRIPT_TELUGU] = {TAG('T', 'e', 'l', 'u'), OPENTYPE('t', 'e', 'l', '2'), 0x4a, DEFAULT_CHARSET, TRUE, FALSE, TRUE},
    [SCRIPT_KANNADA] = {TAG('K', 'n', 'd', 'a'), OPENTYPE('k', 'n', 'd', '2'), 0x4b, DEFAULT_CHARSET, TRUE, FALSE,
                        TRUE},
    [SCRIPT_MALAYALAM] = {TAG('M', 'l', 'y', 'm'), OPENTYPE('m', 'l', 'm', '2'), 0x4c, DEFAULT_CHARSET, TRUE, FALSE,
                          TRUE},
    [SCRIPT_SINHALA] = {TAG('S', 'i', 'n', 'h'), OPENTYPE('s', 'i', 'n', 'h'), 0x5b, DEFAULT_CHARSET, TRUE, FALSE,
                        TRUE},
    [SCRIPT_THAI] = {TAG('T', 'h', 'a', 'i'), OPENTYPE('t', 'h', 'a', 'i'), 0x1e, THAI_CHARSET, TRUE, TRUE, TRUE},
    [SCRIPT_LAO] = {TAG('L', 'a', 'o', 'o'), OPENTYPE('l', 'a', 'o', ' '), 0x54, DEFAULT_CHARSET, TRUE, TRUE, TRUE},
    [SCRIPT_TIBETAN] = {TAG('T', 'i', 'b', 't'), OPENTYPE('t', 'i', 'b', 't'), 0x51, DEFAULT_CHARSET, TRUE, TRUE, TRUE},
    [SCRIPT_MYANMAR] = {TAG('M', 'y', 'm', 'r'), OPENTYPE('m', 'y', 'm', '2'), 0x55, DEFAULT_CHARSET, TRUE, TRUE, TRUE},
    [SCRIPT_GEORGIAN] = {TAG('G', 'e', 'o', 'r'), OPENTYPE('g', 'e', 'o', 'r'), 0x37, DEFAULT_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_HANGUL] = {TAG('H', 'a', 'n', 'g'), OPENTYPE('h', 'a', 'n', 'g'), 0x12, HANGUL_CHARSET, FALSE, FALSE,
                       FALSE},
    [SCRIPT_ETHIOPIC] = {TAG('E', 't', 'h', 'i'), OPENTYPE('e', 't', 'h', 'i'), 0x5e, DEFAULT_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_CHEROKEE] = {TAG('C', 'h', 'e', 'r'), OPENTYPE('c', 'h', 'e', 'r'), 0x5c, DEFAULT_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_KHMER] = {TAG('K', 'h', 'm', 'r'), OPENTYPE('k', 'h', 'm', 'r'), 0x53, DEFAULT_CHARSET, TRUE, TRUE, TRUE},
    [SCRIPT_MONGOLIAN] = {TAG('M', 'o', 'n', 'g'), OPENTYPE('m', 'o', 'n', 'g'), 0x50, DEFAULT_CHARSET, TRUE, FALSE,
                          FALSE},
    [SCRIPT_KANA] = {TAG('K', 'a', 'n', 'a'), OPENTYPE('k', 'a', 'n', 'a'), 0x11, SHIFTJIS_CHARSET, FALSE, FALSE,
                     FALSE},
    [SCRIPT_BOPOMOFO] = {TAG('B', 'o', 'p', 'o'), OPENTYPE('b', 'o', 'p', 'o'), 0x04, CHINESEBIG5_CHARSET, FALSE, FALSE,
                         FALSE},
    [SCRIPT_HAN] = {TAG('H', 'a', 'n', 'i'), OPENTYPE('h', 'a', 'n', 'i'), 0x04, GB2312_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_SYMBOLS] = {TAG('Z', 'y', 'y', 'y'), OPENTYPE('D', 'F', 'L', 'T'), 0, DEFAULT_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_NUMBERS] = {TAG('Z', 'y', 'y', 'y'), OPENTYPE('D', 'F', 'L', 'T'), 0, DEFAULT_CHARSET, FALSE, FALSE, FALSE},
    [SCRIPT_CONTROLS] = {TAG('Z', 'y', 'y', 'y'), OPENTYPE('D', 'F', 'L', 'T'), 0, ANSI_CHARSET, FALSE, FALSE, FALSE},
};

const struct text_script_info *WINAPI gdi_text_script(UINT script)
{
    return &scripts[script < SCRIPT_COUNT ? script : SCRIPT_NONE];
}

/* --- scripts of characters --- */

static const struct { WCHAR first, last; BYTE script; } ranges[] = {
    {0x0041, 0x005a, SCRIPT_LATIN},     {0x0061, 0x007a, SCRIPT_LATIN},      {0x00aa, 0x00aa, SCRIPT_LATIN},
    {0x00ba, 0x00ba, SCRIPT_LATIN},     {0x00c0, 0x024f, SCRIPT_LATIN},      {0x0250, 0x02b8, SCRIPT_LATIN},
    {0x0370, 0x03ff, SCRIPT_GREEK},     {0x0400, 0x052f, SCRIPT_CYRILLIC},   {0x0531, 0x058f, SCRIPT_ARMENIAN},
    {0x0591, 0x05ff, SCRIPT_HEBREW},    {0x0600, 0x06ff, SCRIPT_ARABIC},     {0x0700, 0x074f, SCRIPT_SYRIAC},
    {0x0750, 0x077f, SCRIPT_ARABIC},    {0x0780, 0x07bf, SCRIPT_THAANA},     {0x07c0, 0x07ff, SCRIPT_NKO},
    {0x08a0, 0x08ff, SCRIPT_ARABIC},    {0x0900, 0x097f, SCRIPT_DEVANAGARI}, {0x0980, 0x09ff, SCRIPT_BENGALI},
    {0x0a00, 0x0a7f, SCRIPT_GURMUKHI},  {0x0a80, 0x0aff, SCRIPT_GUJARATI},   {0x0b00, 0x0b7f, SCRIPT_ORIYA},
    {0x0b80, 0x0bff, SCRIPT_TAMIL},     {0x0c00, 0x0c7f, SCRIPT_TELUGU},     {0x0c80, 0x0cff, SCRIPT_KANNADA},
    {0x0d00, 0x0d7f, SCRIPT_MALAYALAM}, {0x0d80, 0x0dff, SCRIPT_SINHALA},    {0x0e00, 0x0e7f, SCRIPT_THAI},
    {0x0e80, 0x0eff, SCRIPT_LAO},       {0x0f00, 0x0fff, SCRIPT_TIBETAN},    {0x1000, 0x109f, SCRIPT_MYANMAR},
    {0x10a0, 0x10ff, SCRIPT_GEORGIAN},  {0x1100, 0x11ff, SCRIPT_HANGUL},     {0x1200, 0x139f, SCRIPT_ETHIOPIC},
    {0x13a0, 0x13ff, SCRIPT_CHEROKEE},  {0x1780, 0x17ff, SCRIPT_KHMER},      {0x1800, 0x18af, SCRIPT_MONGOLIAN},
    {0x1e00, 0x1eff, SCRIPT_LATIN},     {0x1f00, 0x1fff, SCRIPT_GREEK},      {0x2190, 0x2bff, SCRIPT_SYMBOLS},
    {0x2c60, 0x2c7f, SCRIPT_LATIN},     {0x2e80, 0x2fdf, SCRIPT_HAN},        {0x3005, 0x3007, SCRIPT_HAN},
    {0x3041, 0x30ff, SCRIPT_KANA},      {0x3105, 0x312f, SCRIPT_BOPOMOFO},   {0x3131, 0x318f, SCRIPT_HANGUL},
    {0x31a0, 0x31bf, SCRIPT_BOPOMOFO},  {0x31f0, 0x31ff, SCRIPT_KANA},       {0x3400, 0x4dbf, SCRIPT_HAN},
    {0x4e00, 0x9fff, SCRIPT_HAN},       {0xac00, 0xd7ff, SCRIPT_HANGUL},     {0xf900, 0xfaff, SCRIPT_HAN},
    {0xfb00, 0xfb06, SCRIPT_LATIN},     {0xfb13, 0xfb17, SCRIPT_ARMENIAN},   {0xfb1d, 0xfb4f, SCRIPT_HEBREW},
    {0xfb50, 0xfdff, SCRIPT_ARABIC},    {0xfe70, 0xfefc, SCRIPT_ARABIC},     {0xff21, 0xff3a, SCRIPT_LATIN},
    {0xff41, 0xff5a, SCRIPT_LATIN},     {0xff66, 0xff9f, SCRIPT_KANA},       {0xffa0, 0xffdc, SCRIPT_HANGUL},
};

static BYTE script_of(WCHAR c)
{
    UINT low = 0, high = ARRAYSIZE(ranges);
    while (low < high) {
        UINT middle = (low + high) / 2;
        if (c > ranges[middle].last) low = middle + 1;
        else high = middle;
    }
    return low < ARRAYSIZE(ranges) && c >= ranges[low].first ? ranges[low].script : SCRIPT_NONE;
}

BOOL WINAPI gdi_text_is_complex(const WCHAR *text, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        WCHAR c = text[i];
        if (c < 0x0300 || (c > 0x036f && c < 0x0590)) continue;
        if (c <= 0x036f || scripts[script_of(c)].is_complex) return TRUE; /* marks sit on what is before them */
        if ((c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) return TRUE;
    }
    return FALSE;
}

/* --- items --- */

/* What belongs to no script belongs to the one before it. */
static void find_scripts(const WCHAR *text, UINT count, BYTE *found)
{
    BYTE current = SCRIPT_NONE;
    UINT first_found = count;
    for (UINT i = 0; i < count; i++) {
        if (text[i] < 0x20) {
            found[i] = SCRIPT_CONTROLS;
            continue;
        }
        BYTE script = text[i] >= '0' && text[i] <= '9' ? SCRIPT_NUMBERS : script_of(text[i]);
        if (script != SCRIPT_NONE && first_found == count) first_found = i;
        found[i] = current = script == SCRIPT_NONE ? current : script;
    }
    for (UINT i = 0; first_found < count && i < first_found; i++) {
        if (found[i] != SCRIPT_CONTROLS) found[i] = found[first_found];
    }
}

UINT WINAPI gdi_text_itemize(const WCHAR *text, UINT count, int base_level, BOOL is_override, struct text_item *items,
                             UINT capacity)
{
    BYTE *levels = count ? heap_allocate(count * 2) : NULL;
    UINT item_count = 0;
    if (!levels) return 0;
    BYTE *found = levels + count;
    if (text_find_levels(text, count, base_level, is_override, levels)) {
        find_scripts(text, count, found);
        for (UINT i = 0, first = 0; i < count && item_count < capacity; i++) {
            if (i + 1 < count && levels[i + 1] == levels[first] && found[i + 1] == found[first] &&
                found[first] != SCRIPT_CONTROLS)
                continue;
            items[item_count++] = (struct text_item){first, i + 1 - first, found[first], levels[first]};
            first = i + 1;
        }
    }
    heap_free(levels);
    return item_count;
}
