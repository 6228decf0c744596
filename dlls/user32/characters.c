/* Characters: case, classification, stepping through strings, OEM conversion ("String functions" of Microsoft's
 * documentation). */
#include "nt/nt.h"
#include <winuser.h>
#include <string.h>

/* A value below 64 KiB in place of a string is one character (CharUpper and CharLower). */
#define IS_CHARACTER(pointer) (((ULONG_PTR)(pointer) >> 16) == 0)

DWORD WINAPI CharUpperBuffW(LPWSTR text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = RtlUpcaseUnicodeChar(text[i]);
    return length;
}

DWORD WINAPI CharLowerBuffW(LPWSTR text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = RtlDowncaseUnicodeChar(text[i]);
    return length;
}

LPWSTR WINAPI CharUpperW(LPWSTR text)
{
    if (IS_CHARACTER(text)) return (LPWSTR)(ULONG_PTR)RtlUpcaseUnicodeChar((WCHAR)(ULONG_PTR)text);
    CharUpperBuffW(text, (DWORD)wcslen(text));
    return text;
}

LPWSTR WINAPI CharLowerW(LPWSTR text)
{
    if (IS_CHARACTER(text)) return (LPWSTR)(ULONG_PTR)RtlDowncaseUnicodeChar((WCHAR)(ULONG_PTR)text);
    CharLowerBuffW(text, (DWORD)wcslen(text));
    return text;
}

/* In ANSI, character by character, so that a character whose other case needs another length stays as it is. */
static DWORD convert_ansi(LPSTR text, DWORD length, WCHAR (NTAPI *convert)(WCHAR))
{
    for (DWORD i = 0; i < length;) {
        int size = IsDBCSLeadByte((BYTE)text[i]) && i + 1 < length ? 2 : 1;
        WCHAR wide;
        char back[4];
        if (MultiByteToWideChar(CP_ACP, 0, text + i, size, &wide, 1) == 1) {
            wide = convert(wide);
            if (WideCharToMultiByte(CP_ACP, 0, &wide, 1, back, sizeof(back), NULL, NULL) == size)
                memcpy(text + i, back, (size_t)size);
        }
        i += (DWORD)size;
    }
    return length;
}

DWORD WINAPI CharUpperBuffA(LPSTR text, DWORD length)
{
    return convert_ansi(text, length, RtlUpcaseUnicodeChar);
}

DWORD WINAPI CharLowerBuffA(LPSTR text, DWORD length)
{
    return convert_ansi(text, length, RtlDowncaseUnicodeChar);
}

LPSTR WINAPI CharUpperA(LPSTR text)
{
    if (IS_CHARACTER(text)) {
        char c = (char)(ULONG_PTR)text;
        CharUpperBuffA(&c, 1);
        return (LPSTR)(ULONG_PTR)(BYTE)c;
    }
    CharUpperBuffA(text, (DWORD)strlen(text));
    return text;
}

LPSTR WINAPI CharLowerA(LPSTR text)
{
    if (IS_CHARACTER(text)) {
        char c = (char)(ULONG_PTR)text;
        CharLowerBuffA(&c, 1);
        return (LPSTR)(ULONG_PTR)(BYTE)c;
    }
    CharLowerBuffA(text, (DWORD)strlen(text));
    return text;
}

LPWSTR WINAPI CharNextW(LPCWSTR text)
{
    return (LPWSTR)(*text ? text + 1 : text);
}

LPWSTR WINAPI CharPrevW(LPCWSTR start, LPCWSTR text)
{
    return (LPWSTR)(text > start ? text - 1 : start);
}

LPSTR WINAPI CharNextExA(WORD codepage, LPCSTR text, DWORD flags)
{
    (void)flags;
    if (!*text) return (LPSTR)text;
    return (LPSTR)(IsDBCSLeadByteEx(codepage, (BYTE)*text) && text[1] ? text + 2 : text + 1);
}

LPSTR WINAPI CharNextA(LPCSTR text)
{
    return CharNextExA(CP_ACP, text, 0);
}

/* Only from the start is it certain which bytes are lead bytes. */
LPSTR WINAPI CharPrevExA(WORD codepage, LPCSTR start, LPCSTR text, DWORD flags)
{
    while (*start && start < text) {
        LPSTR next = CharNextExA(codepage, start, flags);
        if (next >= text) break;
        start = next;
    }
    return (LPSTR)start;
}

LPSTR WINAPI CharPrevA(LPCSTR start, LPCSTR text)
{
    return CharPrevExA(CP_ACP, start, text, 0);
}

static WORD classify(WCHAR c)
{
    WORD type = 0;
    GetStringTypeW(CT_CTYPE1, &c, 1, &type);
    return type;
}

static WORD classify_ansi(CHAR c)
{
    WCHAR wide = 0;
    MultiByteToWideChar(CP_ACP, 0, &c, 1, &wide, 1);
    return classify(wide);
}

BOOL WINAPI IsCharAlphaW(WCHAR c) { return (classify(c) & C1_ALPHA) != 0; }
BOOL WINAPI IsCharAlphaA(CHAR c) { return (classify_ansi(c) & C1_ALPHA) != 0; }
BOOL WINAPI IsCharAlphaNumericW(WCHAR c) { return (classify(c) & (C1_ALPHA | C1_DIGIT)) != 0; }
BOOL WINAPI IsCharAlphaNumericA(CHAR c) { return (classify_ansi(c) & (C1_ALPHA | C1_DIGIT)) != 0; }
BOOL WINAPI IsCharUpperW(WCHAR c) { return (classify(c) & C1_UPPER) != 0; }
BOOL WINAPI IsCharUpperA(CHAR c) { return (classify_ansi(c) & C1_UPPER) != 0; }
BOOL WINAPI IsCharLowerW(WCHAR c) { return (classify(c) & C1_LOWER) != 0; }
BOOL WINAPI IsCharLowerA(CHAR c) { return (classify_ansi(c) & C1_LOWER) != 0; }

BOOL WINAPI CharToOemBuffW(LPCWSTR from, LPSTR to, DWORD length)
{
    return WideCharToMultiByte(CP_OEMCP, 0, from, (int)length, to, (int)length * 2, NULL, NULL) || !length;
}

BOOL WINAPI CharToOemW(LPCWSTR from, LPSTR to)
{
    return from && to && CharToOemBuffW(from, to, (DWORD)wcslen(from) + 1);
}

BOOL WINAPI OemToCharBuffW(LPCSTR from, LPWSTR to, DWORD length)
{
    return MultiByteToWideChar(CP_OEMCP, MB_USEGLYPHCHARS, from, (int)length, to, (int)length) || !length;
}

BOOL WINAPI OemToCharW(LPCSTR from, LPWSTR to)
{
    return from && to && OemToCharBuffW(from, to, (DWORD)strlen(from) + 1);
}

/* Both strings may be the same buffer, so it goes by way of a copy. */
static BOOL convert_between(UINT from_page, UINT to_page, LPCSTR from, LPSTR to, DWORD length)
{
    if (!from || !to) return FALSE;
    if (!length) return TRUE;
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, length * sizeof(WCHAR));
    if (!wide) return FALSE;
    int count = MultiByteToWideChar(from_page, 0, from, (int)length, wide, (int)length);
    BOOL done = count && WideCharToMultiByte(to_page, 0, wide, count, to, (int)length, NULL, NULL);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI CharToOemBuffA(LPCSTR from, LPSTR to, DWORD length)
{
    return convert_between(CP_ACP, CP_OEMCP, from, to, length);
}
BOOL WINAPI OemToCharBuffA(LPCSTR from, LPSTR to, DWORD length)
{
    return convert_between(CP_OEMCP, CP_ACP, from, to, length);
}
BOOL WINAPI CharToOemA(LPCSTR from, LPSTR to) { return from && CharToOemBuffA(from, to, (DWORD)strlen(from) + 1); }
BOOL WINAPI OemToCharA(LPCSTR from, LPSTR to) { return from && OemToCharBuffA(from, to, (DWORD)strlen(from) + 1); }
