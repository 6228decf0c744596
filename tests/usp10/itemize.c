/* Items: where they begin, their direction, the table of scripts; the order in which runs are seen; digits. */
#include "../check.h"
#include <usp10.h>

#define ITEMS 32
static const SCRIPT_PROPERTIES **properties;
static int script_count;

static int length_of(const WCHAR *text)
{
    int length = 0;
    while (text[length]) length++;
    return length;
}

static void test_properties(void)
{
    check_status(ScriptGetProperties(&properties, &script_count), S_OK, "ScriptGetProperties");
    check(script_count > 20, "%d scripts", script_count);
    check_equal_int(properties[SCRIPT_UNDEFINED]->fComplex, 0, "no script is not complex");
    int seen[4] = {0, 0, 0, 0};
    for (int i = 0; i < script_count; i++) {
        check_case(i);
        check(properties[i] != NULL, "each script has an entry");
        if (properties[i]->langid == LANG_ARABIC && properties[i]->fComplex) seen[0]++;
        if (properties[i]->langid == LANG_HEBREW && properties[i]->bCharSet == HEBREW_CHARSET) seen[1]++;
        if (properties[i]->langid == LANG_THAI && properties[i]->fNeedsWordBreaking) seen[2]++;
        if (properties[i]->fNumeric) seen[3]++;
    }
    check(seen[0] && seen[1] && seen[2] && seen[3], "Arabic, Hebrew, Thai and numbers");
    const SCRIPT_PROPERTIES **again;
    check(ScriptGetProperties(&again, NULL) == S_OK && again == properties, "always the same table");
}

/* Levels of each character, as digits; '.': of a mark that has none. The later ones are examples of Unicode's. */
static const struct { const WCHAR *text; int base; const char *levels; } directions[] = {
    {L"abc", 0, "000"},
    {L"abc", 1, "222"},
    {L"abc def", 0, "0000000"},
    {L"abc.", 0, "0000"},
    {L"abc.", 1, "2221"},
    {L"\x5d0\x5d1\x5d2", 0, "111"},
    {L"\x5d0\x5d1\x5d2", 1, "111"},
    {L"a\x5d0", 0, "01"},
    {L"a\x5d0", 1, "21"},
    {L"\x5d0" L"a", 0, "10"},
    {L"\x5d0 a", 0, "100"},
    {L"\x5d0 a", 1, "112"},
    {L"a \x5d0", 0, "001"},
    {L"a \x5d0", 1, "211"},
    {L"\x5d0 \x5d1", 0, "111"},
    {L"\x5d0" L"12", 0, "122"},
    {L"\x5d0 12", 0, "1122"},
    {L"\x5d0 12", 1, "1122"},
    {L"12 \x5d0", 0, "0001"},
    {L"12 \x5d0", 1, "2211"},
    {L"\x5d0" L"1.2", 0, "1222"},
    {L"\x5d0" L"1,234.5", 0, "12222222"},
    {L"\x5d0 1+2", 0, "11222"},
    {L"\x5d0 1/2", 0, "11222"},
    {L"\x5d0 $5", 0, "1122"},
    {L"\x5d0 5%", 0, "1122"},
    {L"\x627 1+2", 0, "11212"},
    {L"\x627 1.2", 0, "11222"},
    {L"\x627\x661\x662", 0, "122"},
    {L"a\x661\x662", 0, "022"},
    {L"1.2", 0, "000"},
    {L"1.2", 1, "222"},
    {L"(\x5d0)", 0, "010"},
    {L"(\x5d0)", 1, "111"},
    {L"\x5d0 ", 0, "10"},
    {L"\x5d0 ", 1, "11"},
    {L"a ", 1, "21"},
    {L"...", 0, "000"},
    {L"...", 1, "111"},
    {L"\x5d0\x5b0\x5d1", 0, "111"},
    {L"\x5d0\x5b0 a", 1, "1112"},
    {L"a\x301\x5d0", 0, "001"},
    {L"\x5d0\x5d1(\x5d2\x5d3[&ef].)gh", 0, "11011000000000"},
    {L"\x5d0\x5d1(\x5d2\x5d3[&ef].)gh", 1, "11111112211122"},
    {L"abc (def \x627\x628\x62c) \x5d0\x5d1\x5d2", 0, "00000000011100111"},
    {L"abc (def \x627\x628\x62c) \x5d0\x5d1\x5d2", 1, "22211222111111111"},
    {L"\x5d0\x5d1\x5d2 (\x627\x628\x62c def) abc", 0, "11100111000000000"},
    {L"\x5d0\x2066\x202a\x2069\x5d1", 0, "11.11"},
    {L"\x5d0\x202a\x5d1\x202c 1 2", 0, "1.3.0000"},
    {L"a\x202b" L"b\x202c 1 2", 0, "0.2.1212"},
    {L"a\x2067" L"b\x2069" L"c", 0, "00200"},
    {L"\x5d0\x2068" L"b\x2069\x5d1", 0, "11211"},
    {L"a\x202e" L"bc\x202c" L"d", 0, "0.11.0"},
    {L"\x5d0\n" L"b", 1, "112"},
};

static void test_directions(void)
{
    for (unsigned i = 0; i < sizeof(directions) / sizeof(*directions); i++) {
        SCRIPT_ITEM items[ITEMS];
        SCRIPT_CONTROL control;
        SCRIPT_STATE state;
        int count = -1, length = length_of(directions[i].text);
        memset(&control, 0, sizeof(control));
        memset(&state, 0, sizeof(state));
        state.uBidiLevel = directions[i].base & 1;
        check_case((int)i);
        check_status(ScriptItemize(directions[i].text, length, ITEMS, &control, &state, items, &count), S_OK,
                     "ScriptItemize");
        check(count >= 1 && items[0].iCharPos == 0, "begins with the text");
        check_equal_int(items[count].iCharPos, length, "the item after the last says where the text ends");
        for (int item = 0; item < count; item++) {
            check(items[item].iCharPos < items[item + 1].iCharPos, "no empty item");
            check_equal_int(items[item].a.fRTL, items[item].a.s.uBidiLevel & 1, "odd levels run to the left");
            check(items[item].a.eScript < script_count, "a script of the table");
            for (int k = items[item].iCharPos; directions[i].levels && k < items[item + 1].iCharPos; k++)
                check(directions[i].levels[k] == '.' || items[item].a.s.uBidiLevel == directions[i].levels[k] - '0',
                      "level of character %d is %d", k, items[item].a.s.uBidiLevel);
        }
    }
}

/* Where items begin: a bit for each character. */
static const struct { const WCHAR *text; unsigned starts; } breaks[] = {
    {L"abc", 1},
    {L"abc def", 1},
    {L"a\x3b1", 3},
    {L"a\x431", 3},
    {L"\x3b1\x431", 3},
    {L"\x5d0\x627", 3},
    {L"\x939\x93f\x928", 1},
    {L"\x939 a", 5},
    {L"\xe01\xe33", 1},
    {L"\xe01"
     L"a",
     3},
    {L"\x4e2d\x6587", 1},
    {L"\x3042\x4e2d", 3},
    {L"\xac00\x4e2d", 3},
    {L"ab12", 5},
    {L"12ab", 5},
    {L"12", 1},
    {L"a\tb", 7},
    {L"\t\t", 3},
    {L"a\r\nb", 15},
    {L"\x905\x985", 3},
    {L"\x531\x5d0", 3},
    {L"\x10d0"
     L"a",
     3},
    {L"\x1200"
     L"a",
     3},
    {L"\x13a0"
     L"a",
     3},
    {L"\x1780"
     L"a",
     3},
    {L"\x1820"
     L"a",
     3},
    {L"\x1000"
     L"a",
     3},
    {L"\xf40"
     L"a",
     3},
    {L"\xe81"
     L"a",
     3},
    {L"\xd85"
     L"a",
     3},
    {L"\xd05"
     L"a",
     3},
    {L"\xc85"
     L"a",
     3},
    {L"\xc05"
     L"a",
     3},
    {L"\xb85"
     L"a",
     3},
    {L"\xb05"
     L"a",
     3},
    {L"\xa85"
     L"a",
     3},
    {L"\xa05"
     L"a",
     3},
};

static void test_breaks(void)
{
    for (unsigned i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
        SCRIPT_ITEM items[ITEMS];
        int count = -1, length = length_of(breaks[i].text);
        unsigned starts = 0;
        check_case((int)i);
        check_status(ScriptItemize(breaks[i].text, length, ITEMS, NULL, NULL, items, &count), S_OK,
                     "by character alone");
        for (int item = 0; item < count; item++) starts |= 1u << items[item].iCharPos;
        check_equal_u32(starts, breaks[i].starts, "where items begin");
        OPENTYPE_TAG tags[ITEMS];
        int again = -1;
        check_status(ScriptItemizeOpenType(breaks[i].text, length, ITEMS, NULL, NULL, items, tags, &again), S_OK,
                     "ScriptItemizeOpenType");
        check_equal_int(again, count, "the same items");
    }
}

static void test_tags(void)
{
    static const struct { WCHAR text[3]; char tag[5];
    } cases[] = {
        {L"ab", "latn"},           {L"\x3b1\x3b2", "grek"}, {L"\x431\x432", "cyrl"},   {L"\x5d0\x5d1", "hebr"},
        {L"\x627\x628", "arab"},   {L"\xe01\xe02", "thai"}, {L"\x10d0\x10d1", "geor"}, {L"\x531\x532", "armn"},
        {L"\x1780\x1781", "khmr"}, {L"\xf40\xf41", "tibt"},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        SCRIPT_ITEM items[4];
        OPENTYPE_TAG tags[4] = {0};
        int count;
        check_case((int)i);
        check_status(ScriptItemizeOpenType(cases[i].text, 2, 4, NULL, NULL, items, tags, &count), S_OK,
                     "ScriptItemizeOpenType");
        check(!memcmp(&tags[0], cases[i].tag, 4), "%.4s", (char *)&tags[0]);
    }
}

static void test_digits(void)
{
    SCRIPT_ITEM items[ITEMS];
    SCRIPT_CONTROL control;
    SCRIPT_STATE state;
    int count;
    memset(&control, 0, sizeof(control));
    memset(&state, 0, sizeof(state));
    check_status(ScriptItemize(L"12", 2, ITEMS, &control, &state, items, &count), S_OK, "digits");
    check(properties[items[0].a.eScript]->fNumeric, "are numeric");
    control.uDefaultLanguage = LANG_ARABIC;
    state.fDigitSubstitute = 1;
    check_status(ScriptItemize(L"12", 2, ITEMS, &control, &state, items, &count), S_OK, "national digits");
    check(properties[items[0].a.eScript]->fNumeric && properties[items[0].a.eScript]->langid == LANG_ARABIC,
          "of Arabic");
    control.fContextDigits = 1;
    check_status(ScriptItemize(L"12", 2, ITEMS, &control, &state, items, &count), S_OK, "by context");
    check(properties[items[0].a.eScript]->langid != LANG_ARABIC, "initial digits from left to right are European");
    state.uBidiLevel = 1;
    check_status(ScriptItemize(L"12", 2, ITEMS, &control, &state, items, &count), S_OK, "by context");
    check(properties[items[0].a.eScript]->langid == LANG_ARABIC, "from right to left they are Arabic");
    control.uDefaultLanguage = LANG_ENGLISH;
    state.uBidiLevel = 0;
    check_status(ScriptItemize(L"\xe01\xe02" L"12", 4, ITEMS, &control, &state, items, &count), S_OK, "after letters");
    check(count == 2 && properties[items[1].a.eScript]->langid == LANG_THAI, "their language's");
}

static void test_arguments(void)
{
    SCRIPT_ITEM items[3];
    int count;
    check_status(ScriptItemize(NULL, 1, 3, NULL, NULL, items, &count), E_INVALIDARG, "no text");
    check_status(ScriptItemize(L"a", 0, 3, NULL, NULL, items, &count), E_INVALIDARG, "empty");
    check_status(ScriptItemize(L"a", 1, 3, NULL, NULL, NULL, &count), E_INVALIDARG, "nowhere to put them");
    check_status(ScriptItemize(L"a", 1, 1, NULL, NULL, items, &count), E_INVALIDARG, "fewer than two");
    check_status(ScriptItemize(L"a", 1, 2, NULL, NULL, items, &count), S_OK, "two suffice for one");
    check_status(ScriptItemize(L"a\x5d0", 2, 2, NULL, NULL, items, &count), E_OUTOFMEMORY, "not for two");
    check_status(ScriptItemize(L"a\x5d0", 2, 3, NULL, NULL, items, &count), S_OK, "three do");
    check_equal_int(count, 2, "two items");
    OPENTYPE_TAG tags[3];
    check_status(ScriptItemizeOpenType(L"a", 1, 3, NULL, NULL, items, NULL, &count), E_INVALIDARG, "no tags");
    check_status(ScriptItemizeOpenType(NULL, 1, 3, NULL, NULL, items, tags, &count), E_INVALIDARG, "no text");
}

static const struct { int count; BYTE levels[8]; int order[8]; } layouts[] = {
    {1, {0}, {0}},
    {1, {1}, {0}},
    {3, {0, 0, 0}, {0, 1, 2}},
    {3, {1, 1, 1}, {2, 1, 0}},
    {3, {0, 1, 0}, {0, 1, 2}},
    {4, {0, 1, 1, 0}, {0, 2, 1, 3}},
    {3, {1, 2, 1}, {2, 1, 0}},
    {4, {1, 2, 2, 1}, {3, 1, 2, 0}},
    {4, {2, 1, 1, 2}, {3, 2, 1, 0}},
    {5, {0, 1, 2, 1, 0}, {0, 3, 2, 1, 4}},
    {6, {0, 1, 2, 2, 1, 0}, {0, 4, 2, 3, 1, 5}},
    {5, {1, 1, 2, 3, 3}, {2, 4, 3, 1, 0}},
    {4, {0, 2, 2, 0}, {0, 1, 2, 3}},
    {4, {1, 0, 1, 0}, {0, 1, 2, 3}},
    {8, {0, 0, 1, 1, 1, 2, 2, 0}, {0, 1, 5, 6, 4, 3, 2, 7}},
};

static void test_layout(void)
{
    for (unsigned i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
        int order[8], back[8], count = layouts[i].count;
        check_case((int)i);
        check_status(ScriptLayout(count, layouts[i].levels, order, back), S_OK, "ScriptLayout");
        check_equal_bytes(order, layouts[i].order, count * sizeof(int), "visual to logical");
        for (int k = 0; k < count; k++) check_equal_int(back[order[k]], k, "and back");
        check_status(ScriptLayout(count, layouts[i].levels, NULL, back), S_OK, "only one of them");
        check_status(ScriptLayout(count, layouts[i].levels, order, NULL), S_OK, "only the other");
    }
    int order[8];
    check_status(ScriptLayout(3, NULL, order, NULL), E_INVALIDARG, "no levels");
    check_status(ScriptLayout(3, layouts[2].levels, NULL, NULL), E_INVALIDARG, "nothing wanted");
}

static const struct { const WCHAR *text; HRESULT complex, digits; } complexity[] = {
    {L"abc", S_FALSE, S_FALSE},
    {L"abc 12", S_FALSE, S_OK},
    {L"\x3b1\x3b2", S_FALSE, S_FALSE},
    {L"\x431", S_FALSE, S_FALSE},
    {L"\x5d0", S_OK, S_FALSE},
    {L"\x627", S_OK, S_FALSE},
    {L"a\x5d0", S_OK, S_FALSE},
    {L"\x905", S_OK, S_FALSE},
    {L"\xe01", S_OK, S_FALSE},
    {L"\x4e2d", S_FALSE, S_FALSE},
    {L"\x3042", S_FALSE, S_FALSE},
    {L"\x202e"
     L"abc",
     S_OK, S_FALSE},
    {L"\x200f", S_OK, S_FALSE},
    {L"\x780", S_OK, S_FALSE},
    {L"\x710", S_OK, S_FALSE},
    {L"\x1780", S_OK, S_FALSE},
    {L"\xf40", S_OK, S_FALSE},
    {L"\x10d0", S_FALSE, S_FALSE},
    {L"5", S_FALSE, S_OK},
};

static void test_complexity(void)
{
    for (unsigned i = 0; i < sizeof(complexity) / sizeof(*complexity); i++) {
        int length = length_of(complexity[i].text);
        check_case((int)i);
        check_status(ScriptIsComplex(complexity[i].text, length, SIC_COMPLEX), complexity[i].complex,
                     "complex letters");
        check_status(ScriptIsComplex(complexity[i].text, length, SIC_ASCIIDIGIT), complexity[i].digits, "digits");
        check_status(ScriptIsComplex(complexity[i].text, length, 0), S_FALSE, "nothing");
    }
    check_status(ScriptIsComplex(L"a b", 3, SIC_NEUTRAL), S_OK, "a space is neutral");
    check_status(ScriptIsComplex(L"ab", 2, SIC_NEUTRAL), S_FALSE, "letters are not");
}

static void test_substitution(void)
{
    SCRIPT_DIGITSUBSTITUTE substitute;
    SCRIPT_CONTROL control;
    SCRIPT_STATE state;
    check_status(ScriptRecordDigitSubstitution(MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT),
                                               &substitute),
                 S_OK, "of English");
    check_equal_int(substitute.DigitSubstitute, SCRIPT_DIGITSUBSTITUTE_NONE, "nothing to substitute");
    check_status(ScriptRecordDigitSubstitution(LOCALE_USER_DEFAULT, NULL), E_POINTER, "nowhere to put it");
    check_status(ScriptRecordDigitSubstitution(0xdead, &substitute), E_INVALIDARG, "no such locale");
    static const struct { DWORD kind; LANGID language; int context, substitutes; } cases[] = {
        {SCRIPT_DIGITSUBSTITUTE_CONTEXT, LANG_PERSIAN, 1, 1}, {SCRIPT_DIGITSUBSTITUTE_NONE, LANG_ENGLISH, 0, 0},
        {SCRIPT_DIGITSUBSTITUTE_NATIONAL, LANG_ARABIC, 0, 1}, {SCRIPT_DIGITSUBSTITUTE_TRADITIONAL, LANG_PERSIAN, 0, 1},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        memset(&control, 0xff, sizeof(control));
        memset(&state, 0xff, sizeof(state));
        substitute = (SCRIPT_DIGITSUBSTITUTE){LANG_ARABIC, LANG_PERSIAN, cases[i].kind, 0};
        check_case((int)i);
        check_status(ScriptApplyDigitSubstitution(&substitute, &control, &state), S_OK, "ScriptApplyDigitSubstitution");
        check_equal_int(control.uDefaultLanguage, cases[i].language, "language");
        check_equal_int(control.fContextDigits, cases[i].context, "by context");
        check_equal_int(state.fDigitSubstitute, cases[i].substitutes, "substitutes");
    }
    substitute.DigitSubstitute = 4;
    check_status(ScriptApplyDigitSubstitution(&substitute, &control, &state), E_INVALIDARG, "no such kind");
    check_status(ScriptApplyDigitSubstitution(&substitute, NULL, &state), E_POINTER, "no control");
    check_status(ScriptApplyDigitSubstitution(&substitute, &control, NULL), E_POINTER, "no state");
}

int main(void)
{
    test_properties();
    test_directions();
    test_breaks();
    test_tags();
    test_digits();
    test_arguments();
    test_layout();
    test_complexity();
    test_substitution();
    return check_summary();
}
