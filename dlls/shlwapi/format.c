/* Sizes and times as people read them; the bounded printf functions. */
#include "shlwapi_private.h"
#include <stdarg.h>
#include <stdio.h>

static const WCHAR *const units[] = { L"bytes", L"KB", L"MB", L"GB", L"TB", L"PB", L"EB" };

static char *to_narrow(char *to, UINT size, const WCHAR *text)
{
    if (size && !WideCharToMultiByte(CP_ACP, 0, text, -1, to, (int)size, NULL, NULL)) to[size - 1] = 0;
    return to;
}

/* Digits in groups of three, with as many decimals as are given, in the user's separators. */
static void format_number(WCHAR *to, int size, ULONGLONG whole, UINT fraction, UINT decimals)
{
    WCHAR plain[64], point[8] = L".", comma[8] = L",";
    GetLocaleInfoW(LOCALE_USER_DEFAULT, LOCALE_SDECIMAL, point, ARRAYSIZE(point));
    GetLocaleInfoW(LOCALE_USER_DEFAULT, LOCALE_STHOUSAND, comma, ARRAYSIZE(comma));
    NUMBERFMTW format = { decimals, 1, 3, point, comma, 1 };
    if (decimals) _snwprintf(plain, ARRAYSIZE(plain), L"%I64u.%0*u", whole, (int)decimals, fraction);
    else _snwprintf(plain, ARRAYSIZE(plain), L"%I64u", whole);
    if (!GetNumberFormatW(LOCALE_USER_DEFAULT, 0, plain, &format, to, size)) *to = 0;
}

/* Three digits that count: 1.23 KB, 12.3 KB, 123 KB; what follows them is cut off, not rounded, unless asked for. */
static void format_size(WCHAR *to, UINT size, ULONGLONG bytes, bool rounds)
{
    WCHAR number[64];
    UINT unit = 0, decimals;
    ULONGLONG whole = bytes, scale, hundredths;
    if (bytes < 1024) {
        _snwprintf(to, size, L"%I64u %ls", bytes, units[0]);
        to[size - 1] = 0;
        return;
    }
    ULONGLONG rest = 0;
    /* from 1000 of a unit on, the next one has the fewer digits */
    while (whole >= 1000 && unit + 1 < ARRAYSIZE(units)) {
        rest = whole % 1024;
        whole /= 1024;
        unit++;
    }
    decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2;
    scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
    hundredths = (rest * scale + (rounds ? 512 : 0)) / 1024;
    whole += hundredths / scale;
    format_number(number, ARRAYSIZE(number), whole, (UINT)(hundredths % scale), decimals);
    _snwprintf(to, size, L"%ls %ls", number, units[unit]);
    to[size - 1] = 0;
}

WCHAR * WINAPI StrFormatByteSizeW(LONGLONG bytes, WCHAR *text, UINT size)
{
    if (!text || !size) return text;
    format_size(text, size, (ULONGLONG)bytes, false);
    return text;
}

char * WINAPI StrFormatByteSize64A(LONGLONG bytes, char *text, UINT size)
{
    WCHAR wide[128];
    if (!text || !size) return text;
    return to_narrow(text, size, StrFormatByteSizeW(bytes, wide, ARRAYSIZE(wide)));
}

char * WINAPI StrFormatByteSizeA(DWORD bytes, char *text, UINT size)
{
    return StrFormatByteSize64A(bytes, text, size);
}

HRESULT WINAPI StrFormatByteSizeEx(ULONGLONG bytes, SFBS_FLAGS flags, WCHAR *text, UINT size)
{
    if (flags != SFBS_FLAGS_ROUND_TO_NEAREST_DISPLAYED_DIGIT && flags != SFBS_FLAGS_TRUNCATE_UNDISPLAYED_DECIMAL_DIGITS)
        return E_INVALIDARG;
    if (!text || !size) return E_INVALIDARG;
    format_size(text, size, bytes, flags == SFBS_FLAGS_ROUND_TO_NEAREST_DISPLAYED_DIGIT);
    return S_OK;
}

/* Kilobytes, rounded up. */
WCHAR * WINAPI StrFormatKBSizeW(LONGLONG bytes, WCHAR *text, UINT size)
{
    WCHAR number[64];
    if (!text || !size) return text;
    format_number(number, ARRAYSIZE(number), ((ULONGLONG)bytes + 1023) / 1024, 0, 0);
    _snwprintf(text, size, L"%ls KB", number);
    text[size - 1] = 0;
    return text;
}

char * WINAPI StrFormatKBSizeA(LONGLONG bytes, char *text, UINT size)
{
    WCHAR wide[128];
    if (!text || !size) return text;
    return to_narrow(text, size, StrFormatKBSizeW(bytes, wide, ARRAYSIZE(wide)));
}

/* " 2 hr 13 min": as many parts as give `digits` digits; the digits left out are zeros. */
int WINAPI StrFromTimeIntervalW(WCHAR *text, UINT size, DWORD milliseconds, int digits)
{
    static const struct {
        DWORD seconds;
        const WCHAR *name;
    } parts[] = {{3600, L"hr"}, {60, L"min"}, {1, L"sec"}};
    WCHAR result[128] = L"";
    DWORD seconds = milliseconds / 1000 + (milliseconds % 1000 >= 500);
    int length = 0;
    for (size_t i = 0; i < ARRAYSIZE(parts) && digits > 0; i++) {
        DWORD count = seconds / parts[i].seconds, scale = 1;
        int shown = 1;
        if (!count && i + 1 < ARRAYSIZE(parts)) continue;
        for (DWORD rest = count; rest >= 10; rest /= 10) shown++;
        for (int dropped = shown; dropped > digits; dropped--) scale *= 10;
        digits -= shown;
        seconds %= parts[i].seconds;
        length += _snwprintf(result + length, ARRAYSIZE(result) - (size_t)length, L" %lu %ls", count / scale * scale,
                             parts[i].name);
    }
    if (!text || !size) return length;
    lstrcpynW(text, result, (int)size);
    return lstrlenW(text);
}

int WINAPI StrFromTimeIntervalA(char *text, UINT size, DWORD milliseconds, int digits)
{
    WCHAR wide[128];
    int length = StrFromTimeIntervalW(wide, ARRAYSIZE(wide), milliseconds, digits);
    if (!text || !size) return length;
    to_narrow(text, size, wide);
    return lstrlenA(text);
}

/* The text always ends in a zero; when it does not fit, the result is negative. */
int WINAPI wvnsprintfW(WCHAR *text, int size, const WCHAR *format, va_list arguments)
{
    if (size < 1) return -1;
    int length = _vsnwprintf(text, (size_t)size, format, arguments);
    if (length >= 0 && length < size) return length;
    text[size - 1] = 0;
    return -1;
}

int WINAPI wvnsprintfA(char *text, int size, const char *format, va_list arguments)
{
    if (size < 1) return -1;
    int length = _vsnprintf(text, (size_t)size, format, arguments);
    if (length >= 0 && length < size) return length;
    text[size - 1] = 0;
    return -1;
}

int WINAPIV wnsprintfW(WCHAR *text, int size, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvnsprintfW(text, size, format, arguments);
    va_end(arguments);
    return length;
}

int WINAPIV wnsprintfA(char *text, int size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvnsprintfA(text, size, format, arguments);
    va_end(arguments);
    return length;
}
