/* CryptStringToBinary and CryptBinaryToString: base64 and hexadecimal text. */
#include "crypt32_private.h"

static int base64_value(unsigned c)
{
    if (c >= 'A' && c <= 'Z') return (int)c - 'A';
    if (c >= 'a' && c <= 'z') return (int)c - 'a' + 26;
    if (c >= '0' && c <= '9') return (int)c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_space(unsigned c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

/* Decoders count what they would write when data is NULL. */
static bool decode_base64(const WCHAR *text, ULONG length, BYTE *data, ULONG *size)
{
    ULONG bits = 0, count = 0, used = 0, padding = 0;
    for (ULONG i = 0; i < length; i++) {
        int value = base64_value(text[i]);
        if (is_space(text[i])) continue;
        if (text[i] == '=') {
            padding++;
            continue;
        }
        if (value < 0 || padding) return false;
        bits = bits << 6 | (ULONG)value;
        if (++count % 4 == 0) {
            if (data) memcpy(data + used, (BYTE[]){ (BYTE)(bits >> 16), (BYTE)(bits >> 8), (BYTE)bits }, 3);
            used += 3;
            bits = 0;
        }
    }
    ULONG rest = count % 4;
    if (rest == 1 || padding > 2 || (rest && padding != 4 - rest) || (!rest && padding) || !count) return false;
    if (rest) {
        bits <<= 6 * (4 - rest);
        if (data) data[used] = (BYTE)(bits >> 16);
        if (data && rest == 3) data[used + 1] = (BYTE)(bits >> 8);
        used += rest - 1;
    }
    *size = used;
    return true;
}

static int hex_value(unsigned c)
{
    if (c >= '0' && c <= '9') return (int)c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

static bool decode_hex(const WCHAR *text, ULONG length, BYTE *data, ULONG *size)
{
    ULONG used = 0;
    for (ULONG i = 0; i < length;) {
        if (is_space(text[i]) || text[i] == '-' || text[i] == ':') {
            i++;
            continue;
        }
        int high = hex_value(text[i]), low = i + 1 < length ? hex_value(text[i + 1]) : -1;
        if (high < 0 || low < 0) return false;
        if (data) data[used] = (BYTE)(high << 4 | low);
        used++;
        i += 2;
    }
    *size = used;
    return used > 0;
}

/* Lines of a dump: an address first (CRYPT_STRING_HEXADDR), characters last (HEXASCII); both may be there. */
static bool decode_dump(const WCHAR *text, ULONG length, bool address, bool characters, BYTE *data, ULONG *size)
{
    ULONG used = 0;
    for (ULONG at = 0; at < length;) {
        ULONG end = at, in_line = 0;
        while (end < length && text[end] != '\n') end++;
        if (address) {
            while (at < end && is_space(text[at])) at++;
            while (at < end && hex_value(text[at]) >= 0) at++;
        }
        while (at < end && in_line < 16) {
            if (is_space(text[at])) {
                bool wide_gap = characters && at + 2 < end && is_space(text[at + 1]) && is_space(text[at + 2]) &&
                                in_line && in_line != 8;
                if (wide_gap) break;
                at++;
                continue;
            }
            int high = hex_value(text[at]), low = at + 1 < end ? hex_value(text[at + 1]) : -1;
            if (high < 0 || low < 0) {
                if (characters) break;
                return false;
            }
            if (data) data[used] = (BYTE)(high << 4 | low);
            used++;
            in_line++;
            at += 2;
        }
        at = end + 1;
    }
    *size = used;
    return used > 0;
}

/* The text between two lines of dashes; false without them. `skip`: where the first line begins. */
static bool find_body(const WCHAR *text, ULONG length, ULONG *start, ULONG *end, ULONG *skip)
{
    ULONG at = 0;
    while (at + 11 < length && memcmp(text + at, L"-----BEGIN ", 22)) at++;
    if (at + 11 >= length) return false;
    *skip = at;
    while (at < length && text[at] != '\n' && text[at] != '\r') at++;
    *start = at;
    while (at + 8 < length && memcmp(text + at, L"-----END", 16)) at++;
    *end = at;
    return at + 8 < length;
}

static bool decode_text(const WCHAR *text, ULONG length, DWORD kind, BYTE *data, ULONG *size, ULONG *skip, DWORD *found)
{
    ULONG start = 0, end = length;
    *skip = 0;
    *found = kind;
    switch (kind) {
    case CRYPT_STRING_BASE64HEADER:
    case CRYPT_STRING_BASE64REQUESTHEADER:
    case CRYPT_STRING_BASE64X509CRLHEADER:
        return find_body(text, length, &start, &end, skip) && decode_base64(text + start, end - start, data, size);
    case CRYPT_STRING_BASE64: return decode_base64(text, length, data, size);
    case CRYPT_STRING_BINARY:
        for (ULONG i = 0; data && i < length; i++) data[i] = (BYTE)text[i];
        *size = length;
        return true;
    case CRYPT_STRING_HEX:
    case CRYPT_STRING_HEXRAW: return decode_hex(text, length, data, size);
    case CRYPT_STRING_HEXASCII: return decode_dump(text, length, false, true, data, size);
    case CRYPT_STRING_HEXADDR: return decode_dump(text, length, true, false, data, size);
    case CRYPT_STRING_HEXASCIIADDR: return decode_dump(text, length, true, true, data, size);
    case CRYPT_STRING_BASE64_ANY:
        return decode_text(text, length, CRYPT_STRING_BASE64HEADER, data, size, skip, found) ||
               decode_text(text, length, CRYPT_STRING_BASE64, data, size, skip, found);
    case CRYPT_STRING_ANY:
        return decode_text(text, length, CRYPT_STRING_BASE64_ANY, data, size, skip, found) ||
               decode_text(text, length, CRYPT_STRING_BINARY, data, size, skip, found);
    case CRYPT_STRING_HEX_ANY:
        return decode_text(text, length, CRYPT_STRING_HEXADDR, data, size, skip, found) ||
               decode_text(text, length, CRYPT_STRING_HEXASCIIADDR, data, size, skip, found) ||
               decode_text(text, length, CRYPT_STRING_HEX, data, size, skip, found) ||
               decode_text(text, length, CRYPT_STRING_HEXASCII, data, size, skip, found);
    default: return false;
    }
}

BOOL WINAPI CryptStringToBinaryW(LPCWSTR text, DWORD length, DWORD flags, BYTE *data, DWORD *size, DWORD *skip,
                                 DWORD *kind)
{
    ULONG needed, skipped;
    DWORD found;
    if (!text || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (!length) length = (DWORD)wcslen(text);
    flags &= 0xfff;
    if (!decode_text(text, length, flags, NULL, &needed, &skipped, &found)) return fail_with(ERROR_INVALID_DATA);
    DWORD room = *size;
    *size = needed;
    if (skip) *skip = skipped;
    if (kind) *kind = found;
    if (!data) return TRUE;
    if (room < needed) return fail_with(ERROR_MORE_DATA);
    return decode_text(text, length, flags, data, &needed, &skipped, &found);
}

BOOL WINAPI CryptStringToBinaryA(LPCSTR text, DWORD length, DWORD flags, BYTE *data, DWORD *size, DWORD *skip,
                                 DWORD *kind)
{
    if (!text || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (!length) length = (DWORD)strlen(text);
    WCHAR *wide = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!wide) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    for (DWORD i = 0; i < length; i++) wide[i] = (BYTE)text[i];
    wide[length] = 0;
    BOOL done =
        length ? CryptStringToBinaryW(wide, length, flags, data, size, skip, kind) : fail_with(ERROR_INVALID_DATA);
    DWORD error = GetLastError();
    heap_free(wide);
    if (!done) SetLastError(error);
    return done;
}

/* --- to text --- */

struct text { WCHAR *at; ULONG length; };

static void put(struct text *text, WCHAR c)
{
    if (text->at) text->at[text->length] = c;
    text->length++;
}

static void put_string(struct text *text, const char *string)
{
    while (*string) put(text, (BYTE)*string++);
}

static void put_line_end(struct text *text, DWORD flags)
{
    if (flags & CRYPT_STRING_NOCRLF) return;
    if (!(flags & CRYPT_STRING_NOCR)) put(text, '\r');
    put(text, '\n');
}

static void put_hex(struct text *text, BYTE value)
{
    put(text, L"0123456789abcdef"[value >> 4]);
    put(text, L"0123456789abcdef"[value & 15]);
}

static void encode_base64(struct text *text, const BYTE *data, ULONG size, DWORD flags)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ULONG in_line = 0;
    for (ULONG i = 0; i < size; i += 3) {
        ULONG left = size - i, bits = (ULONG)data[i] << 16;
        if (left > 1) bits |= (ULONG)data[i + 1] << 8;
        if (left > 2) bits |= data[i + 2];
        put(text, digits[bits >> 18]);
        put(text, digits[bits >> 12 & 63]);
        put(text, left > 1 ? digits[bits >> 6 & 63] : '=');
        put(text, left > 2 ? digits[bits & 63] : '=');
        if ((in_line += 4) < 64) continue;
        put_line_end(text, flags);
        in_line = 0;
    }
    if (in_line || !size) put_line_end(text, flags);
}

/* Sixteen bytes a line, a wider gap in the middle. */
static void encode_dump(struct text *text, const BYTE *data, ULONG size, DWORD flags, bool address, bool characters)
{
    for (ULONG line = 0; line < size; line += 16) {
        if (address) {
            put_hex(text, (BYTE)(line >> 8));
            put_hex(text, (BYTE)line);
            put(text, '\t');
        }
        for (ULONG i = line; i < line + 16 && (i < size || characters); i++) {
            if (i > line) put_string(text, i == line + 8 ? "  " : " ");
            if (i < size) put_hex(text, data[i]);
            else put_string(text, "  ");
        }
        if (characters) put_string(text, "   ");
        for (ULONG i = line; characters && i < line + 16 && i < size; i++)
            put(text, data[i] >= 0x20 && data[i] < 0x7f ? data[i] : '.');
        put_line_end(text, flags);
    }
}

static const char *header_words(DWORD kind)
{
    return kind == CRYPT_STRING_BASE64HEADER          ? "CERTIFICATE"
           : kind == CRYPT_STRING_BASE64REQUESTHEADER ? "NEW CERTIFICATE REQUEST"
                                                      : "X509 CRL";
}

static void put_dashes(struct text *text, const char *word, DWORD kind, DWORD flags)
{
    put_string(text, "-----");
    put_string(text, word);
    put_string(text, header_words(kind));
    put_string(text, "-----");
    put_line_end(text, flags);
}

static bool encode_text(struct text *text, const BYTE *data, ULONG size, DWORD flags)
{
    DWORD kind = flags & 0xfff;
    switch (kind) {
    case CRYPT_STRING_BASE64HEADER:
    case CRYPT_STRING_BASE64REQUESTHEADER:
    case CRYPT_STRING_BASE64X509CRLHEADER:
        put_dashes(text, "BEGIN ", kind, flags);
        encode_base64(text, data, size, flags);
        put_dashes(text, "END ", kind, flags);
        break;
    case CRYPT_STRING_BASE64: encode_base64(text, data, size, flags); break;
    case CRYPT_STRING_HEX: encode_dump(text, data, size, flags, false, false); break;
    case CRYPT_STRING_HEXASCII: encode_dump(text, data, size, flags, false, true); break;
    case CRYPT_STRING_HEXADDR: encode_dump(text, data, size, flags, true, false); break;
    case CRYPT_STRING_HEXASCIIADDR: encode_dump(text, data, size, flags, true, true); break;
    case CRYPT_STRING_HEXRAW:
        for (ULONG i = 0; i < size; i++) put_hex(text, data[i]);
        put_line_end(text, flags);
        break;
    default: return false;
    }
    return true;
}

/* *length counts the terminator when the text is only measured, and not when it is written. */
BOOL WINAPI CryptBinaryToStringW(const BYTE *data, DWORD size, DWORD flags, LPWSTR output, DWORD *length)
{
    struct text count = { 0 };
    if (!data || !length) return fail_with(ERROR_INVALID_PARAMETER);
    if (!encode_text(&count, data, size, flags)) return fail_with(ERROR_INVALID_PARAMETER);
    DWORD room = *length;
    *length = count.length + 1;
    if (!output) return TRUE;
    if (room < count.length + 1) return fail_with(ERROR_MORE_DATA);
    struct text text = { .at = output };
    encode_text(&text, data, size, flags);
    output[text.length] = 0;
    *length = text.length;
    return TRUE;
}

BOOL WINAPI CryptBinaryToStringA(const BYTE *data, DWORD size, DWORD flags, LPSTR output, DWORD *length)
{
    if (!data || !length) return fail_with(ERROR_INVALID_PARAMETER);
    if ((flags & 0xfff) == CRYPT_STRING_BINARY) {
        DWORD room = *length;
        *length = size;
        if (!output) return TRUE;
        if (room < size) return fail_with(ERROR_MORE_DATA);
        memcpy(output, data, size);
        return TRUE;
    }
    DWORD needed = 0, room = *length;
    if (!CryptBinaryToStringW(data, size, flags, NULL, &needed)) return FALSE;
    *length = needed;
    if (!output) return TRUE;
    if (room < needed) return fail_with(ERROR_MORE_DATA);
    WCHAR *wide = heap_allocate(needed * sizeof(WCHAR));
    if (!wide) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    CryptBinaryToStringW(data, size, flags, wide, &needed);
    for (DWORD i = 0; i <= needed; i++) output[i] = (char)wide[i];
    *length = needed;
    heap_free(wide);
    return TRUE;
}
