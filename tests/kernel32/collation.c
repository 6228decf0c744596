/* How languages sort, and that sort keys say what CompareString says. Microsoft, "Handling Sorting in Your
 * Applications", "CompareStringEx", "LCMapStringEx", "Sort Order Identifiers"; the languages' alphabets are those of
 * their dictionaries, as CLDR states them. */
#include "../check.h"

static int compare(const WCHAR *locale, DWORD flags, const WCHAR *a, const WCHAR *b)
{
    return CompareStringEx(locale, flags, a, -1, b, -1, NULL, NULL, 0);
}

/* Each word comes before the next one. */
static const struct { const WCHAR *locale; const WCHAR *words[8]; } alphabets[] = {
    { L"en-US", { L"a", L"\u00e4", L"b", L"o", L"\u00f6", L"z" } },
    { L"de-DE", { L"a", L"\u00e4", L"ad", L"af", L"o", L"\u00f6", L"z" } },
    { L"de-DE_phoneb", { L"ad", L"ae", L"\u00e4", L"af", L"od", L"\u00f6", L"of" } },
    { L"sv-SE", { L"a", L"o", L"v", L"w", L"z", L"\u00e5", L"\u00e4", L"\u00f6" } },
    { L"fi-FI", { L"a", L"o", L"z", L"\u00e5", L"\u00e4", L"\u00f6" } },
    { L"da-DK", { L"a", L"z", L"\u00e6", L"\u00f8", L"\u00e5" } },
    { L"da-DK", { L"ab", L"zz", L"aa" } },
    { L"nb-NO", { L"a", L"z", L"\u00e6", L"\u00f8", L"\u00e5" } },
    { L"cs-CZ", { L"c", L"cz", L"\u010d", L"d", L"h", L"hz", L"ch", L"i" } },
    { L"cs-CZ", { L"r", L"rz", L"\u0159", L"s", L"\u0161", L"t", L"z", L"\u017e" } },
    { L"sk-SK", { L"c", L"\u010d", L"d", L"h", L"ch", L"i" } },
    { L"es-ES", { L"cg", L"ch", L"ci", L"n", L"nz", L"\u00f1", L"o" } },
    { L"es-ES_tradnl", { L"cg", L"cz", L"ch", L"d", L"lz", L"ll", L"m" } },
    { L"tr-TR", { L"c", L"\u00e7", L"d", L"g", L"\u011f", L"h", L"\u0131", L"i" } },
    { L"tr-TR", { L"o", L"oz", L"\u00f6", L"p", L"s", L"\u015f", L"u", L"\u00fc" } },
    { L"pl-PL", { L"a", L"az", L"\u0105", L"b", L"l", L"lz", L"\u0142", L"m" } },
    { L"pl-PL", { L"n", L"nz", L"\u0144", L"o", L"oz", L"\u00f3", L"z", L"\u017c" } },
    { L"hu-HU", { L"c", L"cz", L"cs", L"d", L"g", L"gz", L"gy", L"h" } },
    { L"hr-HR", { L"c", L"\u010d", L"\u0107", L"d", L"dz", L"d\u017e", L"\u0111", L"e" } },
    { L"et-EE", { L"s", L"\u0161", L"z", L"\u017e", L"t", L"u", L"v" } },
    { L"lt-LT", { L"c", L"\u010d", L"d", L"s", L"\u0161", L"t", L"z", L"\u017e" } },
    { L"lv-LV", { L"k", L"kz", L"\u0137", L"l", L"lz", L"\u013c", L"m" } },
    { L"is-IS", { L"a", L"az", L"\u00e1", L"b", L"z", L"\u00fe", L"\u00e6", L"\u00f6" } },
    { L"ro-RO", { L"a", L"\u0103", L"\u00e2", L"b", L"s", L"\u0219", L"t", L"\u021b" } },
    { L"vi-VN", { L"a", L"\u0103", L"\u00e2", L"b", L"d", L"\u0111", L"e", L"\u00ea" } },
    { L"ru-RU", { L"\u0430", L"\u0435", L"\u0451", L"\u0436", L"\u0438", L"\u0439", L"\u043a", L"\u044f" } },
    { L"uk-UA", { L"\u0433", L"\u0433\u044f", L"\u0491", L"\u0434" } },
    { L"el-GR", { L"\u03b1", L"\u03b2", L"\u03b3", L"\u03c9" } },
    { L"cy-GB", { L"c", L"cz", L"ch", L"d", L"dz", L"dd", L"e" } },
};

static void test_alphabets(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(alphabets); i++) {
        for (int j = 0; j < 7 && alphabets[i].words[j + 1]; j++) {
            check_case(i * 8 + j);
            check(compare(alphabets[i].locale, 0, alphabets[i].words[j], alphabets[i].words[j + 1]) == CSTR_LESS_THAN,
                  "%ls: %04x before %04x", alphabets[i].locale, alphabets[i].words[j][0], alphabets[i].words[j + 1][0]);
        }
    }
    check_case(0);
}

static void test_flags(void)
{
    check_equal_int(compare(L"sv-SE", NORM_IGNORECASE, L"\u00c5SA", L"\u00e5sa"), CSTR_EQUAL,
                    "capitals of a tailored letter");
    check_equal_int(compare(L"sv-SE", 0, L"\u00e5sa", L"\u00c5sa"), CSTR_LESS_THAN, "small letters first");
    check_equal_int(compare(L"sv-SE", 0, L"a\u030asa", L"\u00e5sa"), CSTR_EQUAL,
                    "a letter and its mark are the letter");
    check_equal_int(compare(L"cs-CZ", NORM_IGNORECASE, L"CHLEBA", L"chleba"), CSTR_EQUAL,
                    "capitals of two letters that are one");
    check_equal_int(compare(L"de-DE", NORM_IGNORENONSPACE, L"\u00e4", L"a"), CSTR_EQUAL, "without marks");
    check_equal_int(compare(L"tr-TR", NORM_IGNORECASE, L"I", L"\u0131"), CSTR_EQUAL,
                    "the Turkish capital of dotless i");
    check_equal_int(compare(L"ja-JP", NORM_IGNOREKANATYPE, L"\u3042", L"\u30a2"), CSTR_EQUAL, "hiragana and katakana");
    check_equal_int(compare(L"ja-JP", 0, L"\u3042", L"\u30a2"), CSTR_LESS_THAN, "hiragana first");
    check_equal_int(compare(L"ja-JP", NORM_IGNOREWIDTH, L"\uff71", L"\u30a2"), CSTR_EQUAL, "half width");
    check_equal_int(compare(L"en-US", SORT_DIGITSASNUMBERS, L"a2", L"a10"), CSTR_LESS_THAN, "2 before 10 as numbers");
    check_equal_int(compare(L"en-US", 0, L"a2", L"a10"), CSTR_GREATER_THAN, "2 behind 10 as digits");
    check_equal_int(compare(L"en-US", SORT_DIGITSASNUMBERS, L"a010b", L"a9c"), CSTR_GREATER_THAN,
                    "leading zeros do not count");
    check(compare(L"en-US", 0, L"\xd83d\xde00", L"\xd83d\xde01") != CSTR_EQUAL,
          "two pictures beyond the first plane differ");
    SetLastError(0);
    check_equal_int(compare(L"xx-invalid", 0, L"a", L"b"), 0, "an unknown locale");
    check_last_error(ERROR_INVALID_PARAMETER, "an unknown locale");
    SetLastError(0);
    check_equal_int(compare(L"en-US", 0x80000000, L"a", L"b"), 0, "unknown flags");
    check_last_error(ERROR_INVALID_FLAGS, "unknown flags");
}

static void test_ids(void)
{
    WCHAR name[LOCALE_NAME_MAX_LENGTH];
    check_equal_int(CompareStringW(0x10407, 0, L"\u00e4", -1, L"ad", -1), CSTR_GREATER_THAN, "the phone book by id");
    check_equal_int(CompareStringW(0x00407, 0, L"\u00e4", -1, L"ad", -1), CSTR_LESS_THAN, "the dictionary by id");
    check_equal_int(CompareStringW(0x0040a, 0, L"ch", -1, L"cz", -1), CSTR_GREATER_THAN, "Spanish by tradition");
    check_equal_int(CompareStringW(0x00c0a, 0, L"ch", -1, L"cz", -1), CSTR_LESS_THAN, "Spanish of today");
    check_equal_u32(LocaleNameToLCID(L"de-DE_phoneb", 0), 0x10407, "id of the phone book");
    check_equal_u32(LocaleNameToLCID(L"es-ES_tradnl", 0), 0x0040a, "id of traditional Spanish");
    check_equal_int(LCIDToLocaleName(0x10407, name, ARRAYSIZE(name), 0), 13, "length of a name with an order");
    check_equal_wide(name, L"de-DE_phoneb", "name with an order");
}

/* ---- sort keys and comparisons agree, for whatever text */

static unsigned seed = 12345;
static unsigned next_random(unsigned limit)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 16) % limit;
}

static int random_text(WCHAR *text, int most)
{
    static const WCHAR pool[] =
        L"abcchlldzAÄäåÅöæøßéÉnñ-' .10 259iIıİčřCHａァあアｱ\u0301\u030a\u0308ЯяΩω漢字한글\xd83d\xde00\xe000";
    int length = (int)next_random((unsigned)most) + 1;
    for (int i = 0; i < length; i++)
        text[i] = next_random(8) ? pool[next_random(ARRAYSIZE(pool) - 1)] : (WCHAR)(1 + next_random(0xfffe));
    return length;
}

static int order_of_keys(const BYTE *a, int a_size, const BYTE *b, int b_size)
{
    int order = memcmp(a, b, (size_t)min(a_size, b_size));
    if (!order) order = a_size - b_size;
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

static void test_keys(void)
{
    static const WCHAR *const locales[] = {L"",      L"en-US", L"de-DE_phoneb", L"sv-SE",        L"cs-CZ",
                                           L"da-DK", L"tr-TR", L"hu-HU",        L"es-ES_tradnl", L"ja-JP"};
    static const DWORD flags[] = {0,
                                  NORM_IGNORECASE,
                                  NORM_IGNORENONSPACE,
                                  SORT_STRINGSORT,
                                  NORM_IGNORESYMBOLS,
                                  SORT_DIGITSASNUMBERS,
                                  NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH,
                                  LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC};
    for (int i = 0; i < (int)ARRAYSIZE(locales); i++) {
        for (int j = 0; j < (int)ARRAYSIZE(flags); j++) {
            int wrong = 0, asymmetric = 0;
            check_case(1000 + 10 * i + j);
            for (int round = 0; round < 400; round++) {
                WCHAR a[12], b[12];
                BYTE key_a[512], key_b[512];
                int a_length = random_text(a, 8), b_length = random_text(b, 8);
                if (next_random(2)) { /* texts that begin alike */
                    b_length = a_length;
                    memcpy(b, a, sizeof(a));
                    random_text(b + next_random((unsigned)b_length), 1);
                }
                int order = CompareStringEx(locales[i], flags[j], a, a_length, b, b_length, NULL, NULL, 0);
                int back = CompareStringEx(locales[i], flags[j], b, b_length, a, a_length, NULL, NULL, 0);
                int a_size = LCMapStringEx(locales[i], LCMAP_SORTKEY | flags[j], a, a_length, (WCHAR *)key_a,
                                           sizeof(key_a), NULL, NULL, 0);
                int b_size = LCMapStringEx(locales[i], LCMAP_SORTKEY | flags[j], b, b_length, (WCHAR *)key_b,
                                           sizeof(key_b), NULL, NULL, 0);
                if (order_of_keys(key_a, a_size, key_b, b_size) != order && !wrong++)
                    check(FALSE, "%ls, flags %lx: %04x %04x.. (%d) and %04x %04x.. (%d): compared %d", locales[i],
                          flags[j], a[0], a[1], a_length, b[0], b[1], b_length, order);
                asymmetric += order + back != 4;
            }
            check_equal_int(wrong, 0, "pairs whose keys are in another order");
            check_equal_int(asymmetric, 0, "pairs that compare otherwise when exchanged");
        }
    }
    check_case(0);
}

int main(void)
{
    test_alphabets();
    test_flags();
    test_ids();
    test_keys();
    return check_summary();
}
