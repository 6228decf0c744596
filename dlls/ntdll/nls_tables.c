/* Case, character types and foldings of single characters, from tables. */
#include "nt/nt.h"
#include "nls_private.h"

WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c)
{
    if (c < 128) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return (WCHAR)(c + nls_paged(NLS_UPPER_0, NLS_UPPER_1, 8, c));
}

WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c)
{
    if (c < 128) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return (WCHAR)(c + nls_paged(NLS_LOWER_0, NLS_LOWER_1, 8, c));
}

const uint16_t *NTAPI winrun_nls_data(void) { return nls_data; }

const uint16_t *NTAPI winrun_character_types(WCHAR c)
{
    return nls_data + NLS_CTYPE_0 + 3 * nls_paged(NLS_CTYPE_1, NLS_CTYPE_2, 6, c);
}

static const struct { uint32_t offset, count; } folds[] = {
    [FOLD_TO_FULLWIDTH] = { NLS_TO_FULLWIDTH_0, NLS_TO_FULLWIDTH_1 },
    [FOLD_TO_HALFWIDTH] = { NLS_TO_HALFWIDTH_0, NLS_TO_HALFWIDTH_1 },
    [FOLD_TO_DIGIT] = { NLS_DIGITS_0, NLS_DIGITS_1 },
};

WCHAR NTAPI winrun_fold(enum fold_kind kind, WCHAR c)
{
    uint32_t low = 0, high = folds[kind].count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const uint16_t *pair = nls_data + folds[kind].offset + 2 * middle;
        if (pair[0] == c) return pair[1];
        if (pair[0] < c) low = middle + 1;
        else high = middle;
    }
    return c;
}
