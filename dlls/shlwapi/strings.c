/* Searching in strings, comparing, numbers and trimming, in both character types; what exists for UTF-16 only. */
#include "shlwapi_private.h"

static WCHAR foldedW(WCHAR c)
{
    WCHAR result = c;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? (WCHAR)(c | 32) : c;
    LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_LOWERCASE, &c, 1, &result, 1);
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
#define UNSIGNED_CHARACTER WCHAR
#define NAMED(name) name##W
#include "strings_template.h"
#undef CHARACTER
#undef UNSIGNED_CHARACTER
#undef NAMED

#define CHARACTER char
#define UNSIGNED_CHARACTER UCHAR
#define NAMED(name) name##A
#include "strings_template.h"

const WCHAR * WINAPI StrChrNW(const WCHAR *text, WCHAR wanted, UINT count)
{
    for (; text && count && *text; text++, count--)
        if (*text == wanted) return (WCHAR *)text;
    return NULL;
}

const WCHAR * WINAPI StrChrNIW(const WCHAR *text, WCHAR wanted, UINT count)
{
    for (; text && count && *text; text++, count--)
        if (sameW(*text, wanted, true)) return (WCHAR *)text;
    return NULL;
}

/* An occurrence wholly within the first `count` characters. */
static WCHAR *find_text_within(const WCHAR *text, const WCHAR *wanted, UINT count, bool ignore_case)
{
    if (!text || !wanted || !*wanted) return NULL;
    for (UINT length = (UINT)length_ofW(wanted); count >= length && *text; text++, count--)
        if (beginsW(text, wanted, ignore_case)) return (WCHAR *)text;
    return NULL;
}

const WCHAR * WINAPI StrStrNW(const WCHAR *text, const WCHAR *wanted, UINT count)
{
    return find_text_within(text, wanted, count, false);
}

const WCHAR * WINAPI StrStrNIW(const WCHAR *text, const WCHAR *wanted, UINT count)
{
    return find_text_within(text, wanted, count, true);
}

int WINAPI StrCmpW(const WCHAR *a, const WCHAR *b)
{
    return compareW(a, b, 0x7fffffff, 0);
}

int WINAPI StrCmpIW(const WCHAR *a, const WCHAR *b)
{
    return compareW(a, b, 0x7fffffff, NORM_IGNORECASE);
}

WCHAR * WINAPI StrCpyW(WCHAR *to, const WCHAR *from)
{
    if (to && from) memcpy(to, from, ((size_t)length_ofW(from) + 1) * sizeof(WCHAR));
    return to;
}

WCHAR * WINAPI StrCatW(WCHAR *to, const WCHAR *from)
{
    if (to && from) StrCpyW(to + length_ofW(to), from);
    return to;
}

WCHAR * WINAPI StrCpyNW(WCHAR *to, const WCHAR *from, int size)
{
    int i = 0;
    if (!to || !from || size <= 0) return to;
    for (; i < size - 1 && from[i]; i++) to[i] = from[i];
    to[i] = 0;
    return to;
}

DWORD WINAPI StrCatChainW(WCHAR *to, DWORD size, DWORD at, const WCHAR *from)
{
    if (at == (DWORD)-1) at = (DWORD)length_ofW(to);
    while (at + 1 < size && *from) to[at++] = *from++;
    if (at < size) to[at] = 0;
    return at;
}

static int digit_run(const WCHAR *text, ULONGLONG *number)
{
    int length = 0;
    for (*number = 0; text[length] >= '0' && text[length] <= '9'; length++)
        *number = 10 * *number + (ULONGLONG)(text[length] - '0');
    return length;
}

/* Numbers in names compare by value, other characters without regard to case. */
int WINAPI StrCmpLogicalW(const WCHAR *a, const WCHAR *b)
{
    if (!a || !b) return 0;
    while (*a && *b) {
        ULONGLONG x, y;
        int a_digits = digit_run(a, &x), b_digits = digit_run(b, &y), result;
        if (a_digits && b_digits) {
            if (x != y) return x < y ? -1 : 1;
            a += a_digits;
            b += b_digits;
            continue;
        }
        if (a_digits || b_digits) return a_digits ? -1 : 1;
        result = CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a, 1, b, 1) - CSTR_EQUAL;
        if (result) return result;
        a++;
        b++;
    }
    return *a ? 1 : *b ? -1 : 0;
}

HRESULT WINAPI SHStrDupW(const WCHAR *text, WCHAR **copy)
{
    size_t size = text ? ((size_t)length_ofW(text) + 1) * sizeof(WCHAR) : 0;
    *copy = text ? CoTaskMemAlloc(size) : NULL;
    if (!*copy) return text ? E_OUTOFMEMORY : E_INVALIDARG;
    memcpy(*copy, text, size);
    return S_OK;
}

HRESULT WINAPI SHStrDupA(const char *text, WCHAR **copy)
{
    int size = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    *copy = text ? CoTaskMemAlloc((size_t)size * sizeof(WCHAR)) : NULL;
    if (!*copy) return text ? E_OUTOFMEMORY : E_INVALIDARG;
    MultiByteToWideChar(CP_ACP, 0, text, -1, *copy, size);
    return S_OK;
}
