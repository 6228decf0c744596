/* MultiByteToWideChar and WideCharToMultiByte (stringapiset.h). */
#include "nls_private.h"

#include <string.h>

#define ERROR_SIZE 0u /* what a conversion returns when it fails */

UINT real_code_page(UINT page)
{
    switch (page) {
    case CP_ACP: case CP_THREAD_ACP: return winrun_ansi_code_page();
    case CP_OEMCP: return winrun_oem_code_page();
    case CP_MACCP: return 10000;
    default: return page;
    }
}

static int fail(DWORD error)
{
    SetLastError(error);
    return ERROR_SIZE;
}

/* ---- UTF-7 (RFC 2152): base64 between + and - */

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(BYTE c)
{
    const char *found = c ? strchr(base64_digits, c) : NULL;
    return found ? (int)(found - base64_digits) : -1;
}

static ULONG utf7_to_wide(PCSTR source, ULONG size, PWSTR target, ULONG capacity)
{
    ULONG count = 0, bits = 0, held = 0;
    bool encoded = false;
    for (ULONG i = 0; i < size; i++) {
        BYTE c = (BYTE)source[i];
        int value = encoded ? base64_value(c) : -1;
        if (value >= 0) {
            held = held << 6 | (ULONG)value;
            bits += 6;
            if (bits < 16) continue;
            bits -= 16;
            if (count < capacity) target[count] = (WCHAR)(held >> bits);
            count++;
            held &= (1u << bits) - 1;
            continue;
        }
        bool ended = encoded;
        encoded = false;
        held = bits = 0;
        if (ended && c == '-') continue;
        if (c == '+') {
            if (i + 1 == size || source[i + 1] != '-') {
                encoded = true;
                continue;
            }
            i++;
        }
        if (count < capacity) target[count] = c;
        count++;
    }
    return count;
}

static bool is_utf7_direct(WCHAR c)
{
    return (c && c < 128 &&
            strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'(),-./:? \t\r\n", c)) ||
           !c;
}

static void put_byte(PSTR target, ULONG capacity, ULONG *count, char c)
{
    if (*count < capacity) target[*count] = c;
    ++*count;
}

static ULONG utf7_from_wide(PCWSTR source, ULONG length, PSTR target, ULONG capacity)
{
    ULONG count = 0;
    for (ULONG i = 0; i < length;) {
        if (is_utf7_direct(source[i])) {
            put_byte(target, capacity, &count, (char)source[i++]);
            continue;
        }
        put_byte(target, capacity, &count, '+');
        if (source[i] == '+' ) {
            put_byte(target, capacity, &count, '-');
            i++;
            continue;
        }
        ULONG held = 0, bits = 0;
        for (; i < length && !is_utf7_direct(source[i]); i++) {
            held = held << 16 | source[i];
            for (bits += 16; bits >= 6; bits -= 6)
                put_byte(target, capacity, &count, base64_digits[held >> (bits - 6) & 63]);
            held &= (1u << bits) - 1;
        }
        if (bits) put_byte(target, capacity, &count, base64_digits[held << (6 - bits) & 63]);
        put_byte(target, capacity, &count, '-');
    }
    return count;
}

/* ---- the symbol code page: bytes from 0x20 on are private characters */

static ULONG symbol_to_wide(PCSTR source, ULONG size, PWSTR target, ULONG capacity)
{
    for (ULONG i = 0; i < size && i < capacity; i++) {
        BYTE c = (BYTE)source[i];
        target[i] = c < 0x20 ? c : (WCHAR)(0xf000 + c);
    }
    return size;
}

static ULONG symbol_from_wide(PCWSTR source, ULONG length, PSTR target, ULONG capacity, ULONG *problems)
{
    *problems = 0;
    for (ULONG i = 0; i < length; i++) {
        WCHAR c = source[i];
        bool known = c < 0x20 || (c >= 0xf020 && c <= 0xf0ff);
        *problems += !known;
        if (i < capacity) target[i] = known ? (CHAR)c : '?';
    }
    return length;
}

/* ---- bytes to characters */

/* Flags that the documentation refuses for code pages that are no tables. */
static bool takes_no_flags(UINT page)
{
    return page == CP_UTF7 || page == CP_SYMBOL || (page >= 50220 && page <= 50229) || page == 52936 ||
           (page >= 57002 && page <= 57011);
}

static bool to_wide_flags_are_good(UINT page, DWORD flags)
{
    if (takes_no_flags(page)) return !flags;
    if (page == CP_UTF8 || page == 54936) return !(flags & ~(DWORD)MB_ERR_INVALID_CHARS);
    if (flags & ~(DWORD)(MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS)) return false;
    return (flags & (MB_PRECOMPOSED | MB_COMPOSITE)) != (MB_PRECOMPOSED | MB_COMPOSITE);
}

/* Pictures that the first bytes of the DOS code pages stand for on a screen. */
static const WCHAR glyphs[32] = {
    0,      0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022, 0x25d8, 0x25cb, 0x25d9,
    0x2642, 0x2640, 0x266a, 0x266b, 0x263c, 0x25ba, 0x25c4, 0x2195, 0x203c, 0x00b6, 0x00a7,
    0x25ac, 0x21a8, 0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc,
};

/* Decomposes (form D) what was converted; the result must fit like any other. */
static int to_composite(PWSTR text, ULONG length, PWSTR target, int capacity)
{
    INT needed = (INT)length * 4 + 1;
    PWSTR longer = heap_allocate((SIZE_T)needed * sizeof(WCHAR));
    if (!longer) return fail(ERROR_NOT_ENOUGH_MEMORY);
    RtlNormalizeString(2, text, (INT)length, longer, &needed);
    if (capacity && needed <= capacity) memcpy(target, longer, (SIZE_T)needed * sizeof(WCHAR));
    heap_free(longer);
    return capacity && needed > capacity ? fail(ERROR_INSUFFICIENT_BUFFER) : needed;
}

static int convert_to_composite(const struct code_page *table, PCSTR source, ULONG size, PWSTR target, int capacity)
{
    PWSTR text = heap_allocate((SIZE_T)size * 2 * sizeof(WCHAR));
    if (!text) return fail(ERROR_NOT_ENOUGH_MEMORY);
    ULONG length = winrun_to_wide(table, source, size, text, size * 2, NULL);
    int result = to_composite(text, length, target, capacity);
    heap_free(text);
    return result;
}

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCSTR source, int size, LPWSTR target, int capacity)
{
    ULONG problems = 0, count;
    if (!source || !size || capacity < 0 || (!target && capacity) || (const void *)source == target)
        return fail(ERROR_INVALID_PARAMETER);
    if (size < 0) size = (int)strlen(source) + 1;
    page = real_code_page(page);
    const struct code_page *table = winrun_code_page(page);
    if (!table && page != CP_UTF8 && page != CP_UTF7 && page != CP_SYMBOL && !euc_of_shifting_page(page))
        return fail(ERROR_INVALID_PARAMETER);
    if (!to_wide_flags_are_good(page, flags)) return fail(ERROR_INVALID_FLAGS);
    if (page == CP_UTF8) count = winrun_utf8_to_wide(source, (ULONG)size, target, (ULONG)capacity, &problems);
    else if (page == CP_UTF7) count = utf7_to_wide(source, (ULONG)size, target, (ULONG)capacity);
    else if (page == CP_SYMBOL) count = symbol_to_wide(source, (ULONG)size, target, (ULONG)capacity);
    else if (!table) count = shifting_to_wide(page, source, (ULONG)size, target, (ULONG)capacity);
    else if (flags & MB_COMPOSITE) return convert_to_composite(table, source, (ULONG)size, target, capacity);
    else count = winrun_to_wide(table, source, (ULONG)size, target, (ULONG)capacity, &problems);
    if (problems && flags & MB_ERR_INVALID_CHARS) return fail(ERROR_NO_UNICODE_TRANSLATION);
    if (!capacity) return (int)count;
    if (count > (ULONG)capacity) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (flags & MB_USEGLYPHCHARS)
        for (ULONG i = 0; i < count; i++)
            if (target[i] < 32) target[i] = glyphs[target[i]];
    return (int)count;
}

/* ---- characters to bytes */

static bool to_bytes_flags_are_good(UINT page, DWORD flags)
{
    if (takes_no_flags(page)) return !flags;
    if (page == CP_UTF8 || page == 54936) return !(flags & ~(DWORD)WC_ERR_INVALID_CHARS);
    return !(flags & ~(DWORD)(WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_NO_BEST_FIT_CHARS));
}

/* WC_COMPOSITECHECK: base characters and their marks become one character first. */
static PWSTR composed_copy(LPCWSTR source, int *length)
{
    INT count = *length + 1;
    PWSTR copy = heap_allocate((SIZE_T)count * sizeof(WCHAR));
    if (!copy) return NULL;
    if (NT_SUCCESS(RtlNormalizeString(1, source, *length, copy, &count)) && count <= *length) {
        *length = count;
        return copy;
    }
    memcpy(copy, source, (SIZE_T)*length * sizeof(WCHAR));
    return copy;
}

static ULONG table_to_bytes(const struct code_page *table, DWORD flags, LPCWSTR source, int length, LPSTR target,
                            int capacity, LPCSTR default_char, ULONG *problems)
{
    ULONG default_bytes = table->default_bytes;
    if (default_char)
        default_bytes = (BYTE)default_char[0] && IsDBCSLeadByteEx(table->number, (BYTE)default_char[0]) ?
            (ULONG)(BYTE)default_char[0] << 8 | (BYTE)default_char[1] : (BYTE)default_char[0];
    PWSTR copy = flags & WC_COMPOSITECHECK ? composed_copy(source, &length) : NULL;
    ULONG count = winrun_to_bytes(table, flags & WC_NO_BEST_FIT_CHARS ? TO_BYTES_EXACT : 0, copy ? copy : source,
                                  (ULONG)length, target, (ULONG)capacity, default_bytes, problems);
    heap_free(copy);
    return count;
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR source, int length, LPSTR target, int capacity,
                               LPCSTR default_char, LPBOOL used_default)
{
    ULONG problems = 0, count;
    if (!source || !length || capacity < 0 || (!target && capacity) || (const void *)source == target)
        return fail(ERROR_INVALID_PARAMETER);
    if (length < 0) length = (int)wcslen(source) + 1;
    page = real_code_page(page);
    const struct code_page *table = winrun_code_page(page);
    if (!table && page != CP_UTF8 && page != CP_UTF7 && page != CP_SYMBOL && !euc_of_shifting_page(page))
        return fail(ERROR_INVALID_PARAMETER);
    if ((page == CP_UTF8 || page == CP_UTF7 || page == CP_SYMBOL) && (default_char || used_default))
        return fail(ERROR_INVALID_PARAMETER);
    if (!to_bytes_flags_are_good(page, flags)) return fail(ERROR_INVALID_FLAGS);
    if (page == CP_UTF8) count = winrun_utf8_from_wide(source, (ULONG)length, target, (ULONG)capacity, &problems);
    else if (page == CP_UTF7) count = utf7_from_wide(source, (ULONG)length, target, (ULONG)capacity);
    else if (page == CP_SYMBOL) count = symbol_from_wide(source, (ULONG)length, target, (ULONG)capacity, &problems);
    else if (!table) count = shifting_from_wide(page, source, (ULONG)length, target, (ULONG)capacity, &problems);
    else count = table_to_bytes(table, flags, source, length, target, capacity, default_char, &problems);
    if (problems && flags & WC_ERR_INVALID_CHARS) return fail(ERROR_NO_UNICODE_TRANSLATION);
    if (used_default) *used_default = problems != 0;
    if (capacity && count > (ULONG)capacity) return fail(ERROR_INSUFFICIENT_BUFFER);
    return (int)count;
}

/* ---- for the ANSI twins of other functions */

LPWSTR wide_copy(UINT page, LPCSTR text, int length, int *wide_length)
{
    if (!text) return NULL;
    if (length < 0) length = (int)strlen(text) + 1;
    LPWSTR wide = heap_allocate(((SIZE_T)length * 2 + 1) * sizeof(WCHAR));
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    int count = length ? MultiByteToWideChar(page, 0, text, length, wide, length * 2) : 0;
    wide[count] = 0;
    if (wide_length) *wide_length = count;
    return wide;
}

int answer_ansi(UINT page, LPCWSTR text, int length, LPSTR buffer, int capacity)
{
    if (!length) return 0;
    return WideCharToMultiByte(page, 0, text, length, capacity ? buffer : NULL, capacity, NULL, NULL);
}
