/* Code pages by tables: single and double bytes, and GB 18030's four bytes. */
#include "nt/nt.h"
#include "nls_private.h"

#define GB18030 54936

static const struct code_page *code_pages(void) { return (const struct code_page *)(nls_data + NLS_CODE_PAGES_0); }

const struct code_page *NTAPI winrun_code_page(UINT number)
{
    const struct code_page *pages = code_pages();
    ULONG low = 0, high = NLS_CODE_PAGES_1;
    while (low < high) {
        ULONG middle = (low + high) / 2;
        if (pages[middle].number == number) return &pages[middle];
        if (pages[middle].number < number) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

UINT NTAPI winrun_code_page_at(ULONG index) { return index < NLS_CODE_PAGES_1 ? code_pages()[index].number : 0; }

/* ---- GB 18030 in four bytes: numbers 0 to 39419 are the BMP's other characters, from 189000 on the other planes */

static uint32_t gb18030_code(uint32_t number)
{
    if (number >= 189000) return number - 189000 < 0x100000 ? number - 189000 + 0x10000 : ~0u;
    for (uint32_t i = 0; i < NLS_GB18030_1; i++) {
        const uint16_t *run = nls_data + NLS_GB18030_0 + 3 * i;
        if (number >= run[2] && number - run[2] <= (uint32_t)(run[1] - run[0])) return run[0] + number - run[2];
    }
    return ~0u;
}

static uint32_t gb18030_number(uint32_t code)
{
    if (code >= 0x10000) return code - 0x10000 + 189000;
    for (uint32_t i = 0; i < NLS_GB18030_1; i++) {
        const uint16_t *run = nls_data + NLS_GB18030_0 + 3 * i;
        if (code >= run[0] && code <= run[1]) return run[2] + code - run[0];
    }
    return ~0u;
}

static BOOLEAN is_gb18030_four(const BYTE *at, const BYTE *end)
{
    return end - at >= 4 && at[0] >= 0x81 && at[0] <= 0xfe && at[1] >= '0' && at[1] <= '9' && at[2] >= 0x81 &&
           at[2] <= 0xfe && at[3] >= '0' && at[3] <= '9';
}

static ULONG gb18030_encode(uint32_t code, BYTE *bytes)
{
    uint32_t number = gb18030_number(code);
    if (number == ~0u) return 0;
    bytes[3] = (BYTE)('0' + number % 10);
    bytes[2] = (BYTE)(0x81 + number / 10 % 126);
    bytes[1] = (BYTE)('0' + number / 1260 % 10);
    bytes[0] = (BYTE)(0x81 + number / 12600);
    return 4;
}

/* ---- bytes to characters */

/* Reads one character; *bad tells that it is the code page's stand-in. */
static uint32_t read_character(const struct code_page *page, const BYTE **at, const BYTE *end, BOOLEAN *bad)
{
    BYTE first = *(*at)++;
    uint16_t code = nls_data[page->forward + first];
    uint16_t trail_page = page->leads ? nls_data[page->leads + first] : 0;

    *bad = FALSE;
    if (trail_page) {
        code = CODE_PAGE_NO_CHARACTER;
        if (page->number == GB18030 && is_gb18030_four(*at - 1, end)) {
            const BYTE *four = *at - 1;
            uint32_t wide =
                gb18030_code(((four[0] - 0x81u) * 10 + four[1] - '0') * 1260 + (four[2] - 0x81u) * 10 + four[3] - '0');
            *at += 3;
            if (wide != ~0u) return wide;
        } else if (*at < end && **at) {
            code = nls_data[(uint32_t)(trail_page - 1) * 256 + *(*at)++];
        }
    }
    if (code != CODE_PAGE_NO_CHARACTER) return code;
    *bad = TRUE;
    return page->default_wide;
}

ULONG NTAPI winrun_to_wide(const struct code_page *page, PCSTR source, ULONG size, PWSTR target, ULONG capacity,
                           ULONG *problems)
{
    const BYTE *at = (const BYTE *)source, *end = at + size;
    const uint16_t *forward = nls_data + page->forward;
    ULONG count = 0, bad_count = 0;

    while (at < end) {
        if (!page->leads && forward[*at] != CODE_PAGE_NO_CHARACTER) {
            if (count < capacity) target[count] = forward[*at];
            count++;
            at++;
            continue;
        }
        BOOLEAN bad;
        uint32_t code = read_character(page, &at, end, &bad);
        bad_count += bad;
        if (code >= 0x10000) {
            if (count + 1 < capacity) {
                target[count] = (WCHAR)(0xd7c0 + (code >> 10));
                target[count + 1] = (WCHAR)(0xdc00 | (code & 0x3ff));
            }
            count += 2;
            continue;
        }
        if (count < capacity) target[count] = (WCHAR)code;
        count++;
    }
    if (problems) *problems = bad_count;
    return count;
}

/* ---- characters to bytes */

static BOOLEAN is_exact(const struct code_page *page, uint16_t bytes, WCHAR c)
{
    if (bytes < 0x100) return nls_data[page->forward + bytes] == c;
    return nls_data[(uint32_t)(nls_data[page->leads + (bytes >> 8)] - 1) * 256 + (bytes & 0xff)] == c;
}

/* Bytes of one character, 0 if it has none. */
static ULONG write_character(const struct code_page *page, ULONG flags, uint32_t code, BYTE *bytes)
{
    uint16_t found = CODE_PAGE_NO_CHARACTER;
    if (code < 0x10000) found = nls_paged(page->reverse_index, page->reverse_pages, 8, (WCHAR)code);
    if (found != CODE_PAGE_NO_CHARACTER && flags & TO_BYTES_EXACT && !is_exact(page, found, (WCHAR)code))
        found = CODE_PAGE_NO_CHARACTER;
    if (found == CODE_PAGE_NO_CHARACTER) return page->number == GB18030 ? gb18030_encode(code, bytes) : 0;
    if (found < 0x100) {
        bytes[0] = (BYTE)found;
        return 1;
    }
    bytes[0] = (BYTE)(found >> 8);
    bytes[1] = (BYTE)found;
    return 2;
}

ULONG NTAPI winrun_to_bytes(const struct code_page *page, ULONG flags, PCWSTR source, ULONG length, PSTR target,
                            ULONG capacity, ULONG default_bytes, ULONG *problems)
{
    ULONG count = 0, bad = 0;

    for (ULONG i = 0; i < length; i++) {
        uint32_t code = source[i];
        BYTE bytes[4];
        if (IS_HIGH_SURROGATE(code) && i + 1 < length && IS_LOW_SURROGATE(source[i + 1]))
            code = 0x10000 + ((code & 0x3ff) << 10) + (source[++i] & 0x3ff);
        ULONG size = write_character(page, flags, code, bytes);
        /* a character of two units leaves two stand-ins, as two units it is for the tables */
        for (unsigned again = 0; !size; again++) {
            bad++;
            size = default_bytes > 0xff ? 2 : 1;
            bytes[0] = (BYTE)(default_bytes > 0xff ? default_bytes >> 8 : default_bytes);
            bytes[1] = (BYTE)default_bytes;
            if (code < 0x10000 || again) break;
            for (ULONG j = 0; j < size && count + j < capacity; j++) target[count + j] = (CHAR)bytes[j];
            count += size;
            size = 0;
        }
        if (count + size > capacity && count < capacity) capacity = count;
        for (ULONG j = 0; j < size && count + j < capacity; j++) target[count + j] = (CHAR)bytes[j];
        count += size;
    }
    if (problems) *problems = bad;
    return count;
}
