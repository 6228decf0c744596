/* Where lines may break, where carets stop and where words begin. */
#include "uniscribe.h"

static BOOL is_low_surrogate(WCHAR c) { return (c & 0xfc00) == 0xdc00; }
static BOOL is_zero_width_joiner(WCHAR c) { return c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f); }

/* Ideographs and kana: a line may break before each, a word is a character. */
static BOOL is_ideographic(WCHAR c)
{
    return (c >= 0x2e80 && c <= 0x2fff) || (c >= 0x3041 && c <= 0x312f) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff);
}

/* Small kana, closing brackets and the like do not begin a line. */
static BOOL may_not_begin(WCHAR c)
{
    static const WCHAR characters[] =
        L"\x3001\x3002\x3005\x3009\x300b\x300d\x300f\x3011\x3015\x3041\x3043\x3045\x3047\x3049\x3063\x3083\x3085\x3087"
        L"\x308e"
        L"\x309b\x309c\x309d\x309e\x30a1\x30a3\x30a5\x30a7\x30a9\x30c3\x30e3\x30e5\x30e7\x30ee\x30fb\x30fc\x30fd\x30fe";
    for (const WCHAR *at = characters; *at; at++) {
        if (*at == c) return TRUE;
    }
    return FALSE;
}

static BOOL is_mark(WCHAR c, WORD kind) { return is_zero_width_joiner(c) || (kind & C3_NONSPACING && c >= 0x300); }

/* In Indic scripts a consonant after a virama belongs to the syllable before it. */
static BOOL is_virama(WCHAR c)
{
    return (c >= 0x900 && c <= 0xd7f && (c & 0x7f) == 0x4d) || c == 0xdca || c == 0x1039 || c == 0x17d2;
}

static BOOL is_word_space(WCHAR c, WORD type) { return type & C1_SPACE && c != 0xa0 && c != 0x202f && c != 0x2007; }

HRESULT WINAPI ScriptBreak(const WCHAR *text, int count, const SCRIPT_ANALYSIS *analysis, SCRIPT_LOGATTR *attributes)
{
    if (!text || !analysis || !attributes || count < 0) return E_INVALIDARG;
    BOOL is_after_space = FALSE;
    for (int i = 0; i < count; i++) {
        WORD type = 0, kind = 0;
        WCHAR c = text[i], before = i ? text[i - 1] : 0;
        GetStringTypeW(CT_CTYPE1, &c, 1, &type);
        GetStringTypeW(CT_CTYPE3, &c, 1, &kind);
        BOOL joins = i && ((is_low_surrogate(c) && (before & 0xfc00) == 0xd800) || is_mark(c, kind) ||
                           is_virama(before) || is_zero_width_joiner(before) || (before == '\r' && c == '\n'));
        BOOL is_space = is_word_space(c, type), breaks = !joins && i && is_ideographic(c) && !may_not_begin(c);
        memset(&attributes[i], 0, sizeof(attributes[i]));
        attributes[i].fCharStop = !joins;
        attributes[i].fWhiteSpace = is_space;
        attributes[i].fWordStop = !joins && !is_space && (!i || is_after_space || breaks);
        attributes[i].fSoftBreak = !joins && !is_space &&
                                   ((i && is_after_space) || breaks ||
                                    (i && is_ideographic(before) && !may_not_begin(c) && !(type & C1_PUNCT)));
        if (i && (before == '-' || before == 0x2010 || before == 0x200b) && type & C1_ALPHA)
            attributes[i].fSoftBreak = TRUE;
        is_after_space = is_space;
    }
    return S_OK;
}
