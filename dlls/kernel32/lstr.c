/* lstrcpy and its family, MulDiv (winbase.h). A bad pointer gives 0 or NULL with ERROR_INVALID_PARAMETER, not an
 * exception, where that can be seen beforehand. */
#include "nls_private.h"

#include <string.h>

int WINAPI lstrlenA(LPCSTR text) { return text ? (int)strlen(text) : 0; }
int WINAPI lstrlenW(LPCWSTR text) { return text ? (int)wcslen(text) : 0; }

LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source)
{
    if (!target || !source) return NULL;
    return memmove(target, source, strlen(source) + 1);
}

LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source)
{
    if (!target || !source) return NULL;
    return memmove(target, source, (wcslen(source) + 1) * sizeof(WCHAR));
}

LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source)
{
    if (!target || !source) return NULL;
    memmove(target + strlen(target), source, strlen(source) + 1);
    return target;
}

LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source)
{
    if (!target || !source) return NULL;
    memmove(target + wcslen(target), source, (wcslen(source) + 1) * sizeof(WCHAR));
    return target;
}

LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int capacity)
{
    if (!target || !source || capacity < 1) return NULL;
    size_t length = strnlen(source, (size_t)capacity - 1);
    memmove(target, source, length);
    target[length] = 0;
    return target;
}

LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int capacity)
{
    if (!target || !source || capacity < 1) return NULL;
    size_t length = wcsnlen(source, (size_t)capacity - 1);
    memmove(target, source, length * sizeof(WCHAR));
    target[length] = 0;
    return target;
}

/* NULL comes before everything. */
static int compare(LPCWSTR first, LPCWSTR second, DWORD flags)
{
    if (!first || !second) return !!first - !!second;
    return CompareStringW(GetThreadLocale(), flags, first, -1, second, -1) - CSTR_EQUAL;
}

static int compare_ansi(LPCSTR first, LPCSTR second, DWORD flags)
{
    if (!first || !second) return !!first - !!second;
    return CompareStringA(GetThreadLocale(), flags, first, -1, second, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpW(LPCWSTR first, LPCWSTR second) { return compare(first, second, 0); }
int WINAPI lstrcmpiW(LPCWSTR first, LPCWSTR second) { return compare(first, second, NORM_IGNORECASE); }
int WINAPI lstrcmpA(LPCSTR first, LPCSTR second) { return compare_ansi(first, second, 0); }
int WINAPI lstrcmpiA(LPCSTR first, LPCSTR second) { return compare_ansi(first, second, NORM_IGNORECASE); }

/* number * numerator / denominator in 64 bits, rounded to the nearest; -1 for overflow and division by zero. */
INT WINAPI MulDiv(INT number, INT numerator, INT denominator)
{
    if (!denominator) return -1;
    LONGLONG product = (LONGLONG)number * numerator, divisor = denominator;
    if (divisor < 0) {
        divisor = -divisor;
        product = -product;
    }
    product += product < 0 ? -(divisor / 2) : divisor / 2;
    product /= divisor;
    return product > MAXLONG || product < -(LONGLONG)MAXLONG - 1 ? -1 : (INT)product;
}
