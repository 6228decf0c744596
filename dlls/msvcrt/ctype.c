/* Classes and cases of characters. Bytes are looked up in the table of the locale, wide characters are asked of Windows
 * beyond ASCII. */
#include "crt.h"

#define C CT_CONTROL
#define S CT_SPACE
#define P CT_PUNCT
#define D (CT_DIGIT | CT_HEX)
#define U (CT_UPPER | CT_ALPHA)
#define L (CT_LOWER | CT_ALPHA)
#define X CT_HEX
#define B CT_BLANK

/* index -1 is EOF */
const unsigned short crt_c_ctype[257] = {
    0,     C,     C,     C,     C,     C,     C, C, C, C, C | S | (IS_UCRT ? B : 0),
    C | S, C | S, C | S, C | S, C,     C,     C, C, C, C, C,
    C,     C,     C,     C,     C,     C,     C, C, C, C, C,
    S | B, P,     P,     P,     P,     P,     P, P, P, P, P,
    P,     P,     P,     P,     P,     D,     D, D, D, D, D,
    D,     D,     D,     D,     P,     P,     P, P, P, P, P,
    U | X, U | X, U | X, U | X, U | X, U | X, U, U, U, U, U,
    U,     U,     U,     U,     U,     U,     U, U, U, U, U,
    U,     U,     U,     U,     P,     P,     P, P, P, P, L | X,
    L | X, L | X, L | X, L | X, L | X, L,     L, L, L, L, L,
    L,     L,     L,     L,     L,     L,     L, L, L, L, L,
    L,     L,     L,     P,     P,     P,     P, C,
};

#undef C
#undef S
#undef P
#undef D
#undef U
#undef L
#undef X
#undef B

#ifdef _MSVCRT_
const unsigned short *_pctype = crt_c_ctype + 1;
const unsigned short *_pwctype = crt_c_ctype + 1;
#endif

static const unsigned short *table(_locale_t locale) { return crt_locale(locale)->data.ctype; }

const unsigned short *__cdecl __pctype_func(void) { return table(NULL); }
const unsigned short *__cdecl __pwctype_func(void) { return crt_c_ctype + 1; }
#ifdef _MSVCRT_
const unsigned short **__cdecl __p__pctype(void) { return &_pctype; }
const unsigned short **__cdecl __p__pwctype(void) { return &_pwctype; }
#endif

static int is_class(int c, int bits, _locale_t locale)
{
    if (c >= -1 && c <= 255) return table(locale)[c] & bits;
    if (crt_locale(locale)->data.mb_cur_max > 1 && table(locale)[c >> 8 & 0xff] & CT_LEAD) {
        char bytes[2] = {(char)(c >> 8), (char)c};
        WORD type = 0;
        GetStringTypeA(0, CT_CTYPE1, bytes, 2, &type);
        return type & bits & 0x1ff;
    }
    return 0;
}

int __cdecl _isctype(int c, int bits) { return is_class(c, bits, NULL); }
int __cdecl _isctype_l(int c, int bits, _locale_t locale) { return is_class(c, bits, locale); }

#define BYTE_CLASS(name, bits)                                                                                         \
    int __cdecl is##name(int c) { return is_class(c, bits, NULL); }                                                    \
    int __cdecl _is##name##_l(int c, _locale_t locale) { return is_class(c, bits, locale); }
BYTE_CLASS(alpha, CT_ALPHA | CT_UPPER | CT_LOWER)
BYTE_CLASS(upper, CT_UPPER)
BYTE_CLASS(lower, CT_LOWER)
BYTE_CLASS(digit, CT_DIGIT)
BYTE_CLASS(xdigit, CT_HEX)
BYTE_CLASS(space, CT_SPACE)
BYTE_CLASS(punct, CT_PUNCT)
BYTE_CLASS(alnum, CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
BYTE_CLASS(print, CT_BLANK | CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
BYTE_CLASS(graph, CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
BYTE_CLASS(cntrl, CT_CONTROL)

int __cdecl isblank(int c) { return c == '\t' ? CT_BLANK : is_class(c, CT_BLANK, NULL); }
int __cdecl _isblank_l(int c, _locale_t locale) { return c == '\t' ? CT_BLANK : is_class(c, CT_BLANK, locale); }
int __cdecl isleadbyte(int c) { return table(NULL)[(unsigned char)c] & CT_LEAD; }
int __cdecl _isleadbyte_l(int c, _locale_t locale) { return table(locale)[(unsigned char)c] & CT_LEAD; }
int __cdecl __isascii(int c) { return (unsigned)c < 0x80; }
int __cdecl __toascii(int c) { return c & 0x7f; }
int __cdecl __iscsymf(int c) { return c == '_' || (c > 0 && c < 128 && isalpha(c)); }
int __cdecl __iscsym(int c) { return c == '_' || (c > 0 && c < 128 && isalnum(c)); }

/* ---- case of bytes */

static int change_byte_case(int c, bool upper, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (c >= 0 && c <= 255) return upper ? locale->upper_table[c] : locale->lower_table[c];
    return c;
}

int __cdecl tolower(int c) { return change_byte_case(c, false, NULL); }
int __cdecl toupper(int c) { return change_byte_case(c, true, NULL); }
int __cdecl _tolower_l(int c, _locale_t locale) { return change_byte_case(c, false, locale); }
int __cdecl _toupper_l(int c, _locale_t locale) { return change_byte_case(c, true, locale); }
int __cdecl _tolower(int c) { return c - 'A' + 'a'; }
int __cdecl _toupper(int c) { return c - 'a' + 'A'; }

/* ---- wide characters */

static int is_wide_class(wint_t c, int bits)
{
    if (c < 128) return crt_c_ctype[c + 1] & bits;
    if (c == WEOF) return 0;
    WORD type = 0;
    wchar_t wide = c;
    GetStringTypeW(CT_CTYPE1, &wide, 1, &type);
    return type & bits;
}

int __cdecl iswctype(wint_t c, unsigned short bits) { return is_wide_class(c, bits); }
int __cdecl is_wctype(wint_t c, unsigned short bits) { return is_wide_class(c, bits); }

int __cdecl _iswctype_l(wint_t c, unsigned short bits, _locale_t locale)
{
    (void)locale;
    return is_wide_class(c, bits);
}

#define WIDE_CLASS(name, bits)                                                                                         \
    int __cdecl isw##name(wint_t c) { return is_wide_class(c, bits); }                                                 \
    int __cdecl _isw##name##_l(wint_t c, _locale_t locale)                                                             \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return is_wide_class(c, bits);                                                                                 \
    }
WIDE_CLASS(alpha, CT_ALPHA | CT_UPPER | CT_LOWER)
WIDE_CLASS(upper, CT_UPPER)
WIDE_CLASS(lower, CT_LOWER)
WIDE_CLASS(digit, CT_DIGIT)
WIDE_CLASS(xdigit, CT_HEX)
WIDE_CLASS(space, CT_SPACE)
WIDE_CLASS(punct, CT_PUNCT)
WIDE_CLASS(alnum, CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
WIDE_CLASS(print, CT_BLANK | CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
WIDE_CLASS(graph, CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT)
WIDE_CLASS(cntrl, CT_CONTROL)

int __cdecl iswblank(wint_t c) { return c == '\t' ? CT_BLANK : is_wide_class(c, CT_BLANK); }
int __cdecl _iswblank_l(wint_t c, _locale_t locale)
{
    (void)locale;
    return iswblank(c);
}
int __cdecl iswascii(wint_t c) { return c < 0x80; }
int __cdecl __iswcsymf(wint_t c) { return c == '_' || iswalpha(c); }
int __cdecl __iswcsym(wint_t c) { return c == '_' || iswalnum(c); }
int __cdecl _iswcsym_l(wint_t c, _locale_t locale)
{
    (void)locale;
    return __iswcsym(c);
}
int __cdecl _iswcsymf_l(wint_t c, _locale_t locale)
{
    (void)locale;
    return __iswcsymf(c);
}

/* The C locale has no cases beyond ASCII in msvcrt.dll; the Universal CRT maps all of them. */
static wint_t change_wide_case(wint_t c, bool upper, _locale_t given)
{
    if (c < 128) {
        if (upper) return c >= 'a' && c <= 'z' ? c - 32 : c;
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    struct locale *locale = crt_locale(given);
    if (c == WEOF || (!locale->locale_names[LC_CTYPE] && !IS_UCRT)) return c;
    wchar_t from = c, to;
    return LCMapStringW(LOCALE_INVARIANT, upper ? LCMAP_UPPERCASE : LCMAP_LOWERCASE, &from, 1, &to, 1) == 1 ? to : c;
}

wint_t __cdecl towlower(wint_t c) { return change_wide_case(c, false, NULL); }
wint_t __cdecl towupper(wint_t c) { return change_wide_case(c, true, NULL); }
wint_t __cdecl _towlower_l(wint_t c, _locale_t locale) { return change_wide_case(c, false, locale); }
wint_t __cdecl _towupper_l(wint_t c, _locale_t locale) { return change_wide_case(c, true, locale); }

/* ---- classes by name */

static const struct { const char *name; unsigned short bits; } classes[] = {
    {"alnum", CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT},
    {"alpha", CT_ALPHA | CT_UPPER | CT_LOWER},
    {"cntrl", CT_CONTROL},
    {"digit", CT_DIGIT},
    {"graph", CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT},
    {"lower", CT_LOWER},
    {"print", CT_BLANK | CT_PUNCT | CT_ALPHA | CT_UPPER | CT_LOWER | CT_DIGIT},
    {"punct", CT_PUNCT},
    {"blank", CT_BLANK},
    {"space", CT_SPACE},
    {"upper", CT_UPPER},
    {"xdigit", CT_HEX},
};

unsigned short __cdecl wctype(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
        if (!strcmp(classes[i].name, name)) return classes[i].bits;
    }
    return 0;
}

/* towctrans: 1 is tolower, 0 toupper, as Microsoft's wctrans numbers them */
unsigned short __cdecl wctrans(const char *name) { return !strcmp(name, "tolower") ? 1 : 0; }
wint_t __cdecl towctrans(wint_t c, unsigned short which) { return which == 1 ? towlower(c) : towupper(c); }
