/* Paths made of others, and comparisons of paths, in both character types. */
#include "shlwapi_private.h"

static WCHAR foldedW(WCHAR c)
{
    WCHAR result = c;
    LCMapStringW(LOCALE_INVARIANT, LCMAP_LOWERCASE, &c, 1, &result, 1);
    return result;
}

static char foldedA(char c)
{
    char result = c;
    if (!(c & 0x80)) return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
    LCMapStringA(LOCALE_USER_DEFAULT, LCMAP_LOWERCASE, &c, 1, &result, 1);
    return result;
}

#define CHARACTER WCHAR
#define NAMED(name) name##W
#include "path_join_template.h"
#undef CHARACTER
#undef NAMED

#define CHARACTER char
#define NAMED(name) name##A
#include "path_join_template.h"
