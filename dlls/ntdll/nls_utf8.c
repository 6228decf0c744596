/* UTF-8 to UTF-16 and back. An ill-formed sequence becomes one U+FFFD for each maximal part of a well-formed one, as
 * Unicode recommends and Windows does since Vista; a lone surrogate becomes U+FFFD in UTF-8. */
#include "nt/nt.h"

#define REPLACEMENT 0xfffd

/* Reads one character; 0xffffffff for an ill-formed part. Moves *at on. */
static uint32_t read_utf8(const BYTE **at, const BYTE *end)
{
    BYTE first = *(*at)++;
    unsigned more;
    uint32_t code;
    BYTE low = 0x80, high = 0xbf;

    if (first < 0x80) return first;
    if (first < 0xc2 || first > 0xf4) return ~0u;
    if (first < 0xe0) { more = 1; code = first & 0x1f; }
    else if (first < 0xf0) { more = 2; code = first & 0x0f; }
    else { more = 3; code = first & 0x07; }
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
    for (; more; more--) {
        if (*at == end || **at < low || **at > high) return ~0u;
        code = code << 6 | (*(*at)++ & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return code;
}

ULONG NTAPI winrun_utf8_to_wide(PCSTR source, ULONG size, PWSTR target, ULONG capacity, ULONG *problems)
{
    const BYTE *at = (const BYTE *)source, *end = at + size;
    ULONG count = 0, bad = 0;

    while (at < end) {
        uint32_t code = read_utf8(&at, end);
        if (code == ~0u) {
            bad++;
            code = REPLACEMENT;
        }
        if (code < 0x10000) {
            if (count < capacity) target[count] = (WCHAR)code;
            count++;
            continue;
        }
        if (count + 1 < capacity) {
            target[count] = (WCHAR)(0xd7c0 + (code >> 10));
            target[count + 1] = (WCHAR)(0xdc00 | (code & 0x3ff));
        } else if (count < capacity) {
            capacity = count; /* half a character is not written */
        }
        count += 2;
    }
    if (problems) *problems = bad;
    return count;
}

static unsigned encode_utf8(uint32_t code, BYTE *bytes)
{
    if (code < 0x80) {
        bytes[0] = (BYTE)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (BYTE)(0xc0 | code >> 6);
        bytes[1] = (BYTE)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (BYTE)(0xe0 | code >> 12);
        bytes[1] = (BYTE)(0x80 | (code >> 6 & 0x3f));
        bytes[2] = (BYTE)(0x80 | (code & 0x3f));
        return 3;
    }
    bytes[0] = (BYTE)(0xf0 | code >> 18);
    bytes[1] = (BYTE)(0x80 | (code >> 12 & 0x3f));
    bytes[2] = (BYTE)(0x80 | (code >> 6 & 0x3f));
    bytes[3] = (BYTE)(0x80 | (code & 0x3f));
    return 4;
}

ULONG NTAPI winrun_utf8_from_wide(PCWSTR source, ULONG length, PSTR target, ULONG capacity, ULONG *problems)
{
    ULONG count = 0, bad = 0;

    for (ULONG i = 0; i < length; i++) {
        uint32_t code = source[i];
        BYTE bytes[4];
        if (IS_HIGH_SURROGATE(code) && i + 1 < length && IS_LOW_SURROGATE(source[i + 1])) {
            code = 0x10000 + ((code & 0x3ff) << 10) + (source[++i] & 0x3ff);
        } else if (code >= 0xd800 && code < 0xe000) {
            code = REPLACEMENT;
            bad++;
        }
        unsigned size = encode_utf8(code, bytes);
        if (count + size > capacity && count < capacity) capacity = count;
        for (unsigned j = 0; j < size && count + j < capacity; j++) target[count + j] = (CHAR)bytes[j];
        count += size;
    }
    if (problems) *problems = bad;
    return count;
}
