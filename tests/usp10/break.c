/* Where carets stop, lines may break and words begin. */
#include "../check.h"
#include <usp10.h>

/* A bit for each character, the first one lowest. */
static const struct { const WCHAR *text; unsigned stops, spaces, breaks, words; } cases[] = {
    {L"abc", 7, 0, 0, 1},
    {L"ab cd", 31, 4, 8, 9},
    {L"ab  cd", 63, 12, 16, 17},
    {L" ab", 7, 1, 2, 2},
    {L"a b c", 31, 10, 20, 21},
    {L"ab ", 7, 4, 0, 1},
    {L"a\xa0" L"b", 7, 0, 0, 1},
    {L"\x4e2d\x6587\x5b57", 7, 0, 6, 7},
    {L"\x3042\x3044", 3, 0, 2, 3},
    {L"\x4e2d\x3002", 3, 0, 0, 1},
    {L"\x5d0\x5b0\x5d1", 5, 0, 0, 1},
    {L"\x628\x64e\x628", 5, 0, 0, 1},
    {L"\x915\x94d\x937", 1, 0, 0, 1},
    {L"\x5d0 \x5d1", 7, 2, 4, 5},
};

int main(void)
{
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        SCRIPT_ITEM items[8];
        SCRIPT_LOGATTR attributes[8];
        int count, length = 0;
        unsigned stops = 0, spaces = 0, breaks = 0, words = 0;
        while (cases[i].text[length]) length++;
        check_case((int)i);
        check_status(ScriptItemize(cases[i].text, length, 8, NULL, NULL, items, &count), S_OK, "ScriptItemize");
        check_status(ScriptBreak(cases[i].text, length, &items[0].a, attributes), S_OK, "ScriptBreak");
        for (int k = 0; k < length; k++) {
            stops |= (unsigned)attributes[k].fCharStop << k;
            spaces |= (unsigned)attributes[k].fWhiteSpace << k;
            breaks |= (unsigned)attributes[k].fSoftBreak << k;
            words |= (unsigned)attributes[k].fWordStop << k;
        }
        check_equal_u32(stops, cases[i].stops, "carets");
        check_equal_u32(spaces, cases[i].spaces, "spaces");
        check_equal_u32(breaks, cases[i].breaks, "breaks");
        check_equal_u32(words, cases[i].words, "words");
    }
    SCRIPT_LOGATTR attribute;
    SCRIPT_ANALYSIS analysis;
    memset(&analysis, 0, sizeof(analysis));
    check_status(ScriptBreak(NULL, 1, &analysis, &attribute), E_INVALIDARG, "no text");
    check_status(ScriptBreak(L"a", 1, NULL, &attribute), E_INVALIDARG, "no analysis");
    check_status(ScriptBreak(L"a", 1, &analysis, NULL), E_INVALIDARG, "nowhere to put them");
    return check_summary();
}
