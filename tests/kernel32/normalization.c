/* NormalizeString and IsNormalizedString over Unicode's own NormalizationTest.txt in full: each row's five columns
 * (source, C, D, KC, KD) in each of the four forms give what the file's header demands. */
#include "../check.h"

static const WCHAR *const rows[][5] = {
#include "normalization_rows.h"
};

enum column { SOURCE, C, D, KC, KD };
static const struct { NORM_FORM form; enum column of_canonical, of_compatible; } forms[] = {
    { NormalizationC, C, KC }, { NormalizationD, D, KD }, { NormalizationKC, KC, KC }, { NormalizationKD, KD, KD },
};

static BOOL row_is_right(const WCHAR *const *row, int form, enum column column)
{
    WCHAR result[64];
    const WCHAR *expected = row[column <= D ? forms[form].of_canonical : forms[form].of_compatible];
    int length = NormalizeString(forms[form].form, row[column], -1, result, ARRAYSIZE(result));
    return length > 0 && !wcscmp(result, expected) && IsNormalizedString(forms[form].form, result, -1);
}

int main(void)
{
    for (int form = 0; form < (int)ARRAYSIZE(forms); form++) {
        for (enum column column = SOURCE; column <= KD; column++) {
            int wrong = 0;
            check_case(form * 5 + (int)column);
            for (size_t i = 0; i < ARRAYSIZE(rows); i++) wrong += !row_is_right(rows[i], form, column);
            check_equal_int(wrong, 0, "rows that are not what Unicode says");
        }
    }
    return check_summary();
}
