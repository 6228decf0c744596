/* Unicode normalisation forms C, D, KC and KD: decompose, put marks in canonical order, compose. */
#include "nt/nt.h"
#include "nls_private.h"

#include <string.h>

#define FORM_C  1u
#define FORM_D  2u
#define FORM_KC 5u
#define FORM_KD 6u

#define HANGUL_FIRST 0xac00u
#define HANGUL_COUNT 11172u
#define HANGUL_L     0x1100u
#define HANGUL_V     0x1161u
#define HANGUL_T     0x11a7u

static uint32_t combining_class(uint32_t code)
{
    uint32_t low = 0, high = NLS_CLASSES_1;
    if (code < 0x300) return 0;
    while (low < high) {
        uint32_t middle = (low + high) / 2, at = NLS_CLASSES_0 + 5 * middle;
        if (code < nls_double_word(at)) high = middle;
        else if (code > nls_double_word(at + 2)) low = middle + 1;
        else return nls_data[at + 4];
    }
    return 0;
}

/* The full decomposition in UTF-16, NULL if the character is its own. */
static const uint16_t *decomposition(uint32_t code, BOOLEAN compatible, unsigned *count)
{
    uint32_t table = compatible ? NLS_COMPATIBLE_0 : NLS_CANONICAL_0, low = 0,
             high = compatible ? NLS_COMPATIBLE_1 : NLS_CANONICAL_1;
    if (code < 0xa0) return NULL;
    while (low < high) {
        uint32_t middle = (low + high) / 2, at = table + 5 * middle, found = nls_double_word(at);
        if (found == code) {
            *count = nls_data[at + 4];
            return nls_data + (compatible ? NLS_COMPATIBLE_2 : NLS_CANONICAL_2) + nls_double_word(at + 2);
        }
        if (found < code) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static uint32_t composition(uint32_t first, uint32_t second)
{
    if (first - HANGUL_L < 19 && second - HANGUL_V < 21)
        return HANGUL_FIRST + ((first - HANGUL_L) * 21 + second - HANGUL_V) * 28;
    if (first - HANGUL_FIRST < HANGUL_COUNT && (first - HANGUL_FIRST) % 28 == 0 && second - HANGUL_T - 1 < 27)
        return first + second - HANGUL_T;
    uint32_t low = 0, high = NLS_COMPOSE_1;
    while (low < high) {
        uint32_t middle = (low + high) / 2, at = NLS_COMPOSE_0 + 6 * middle;
        uint32_t a = nls_double_word(at), b = nls_double_word(at + 2);
        if (a == first && b == second) return nls_double_word(at + 4);
        if (a < first || (a == first && b < second)) low = middle + 1;
        else high = middle;
    }
    return 0;
}

static BOOLEAN next_code(PCWSTR source, ULONG length, ULONG *at, uint32_t *code)
{
    WCHAR c = source[(*at)++];
    *code = c;
    if (c < 0xd800 || c > 0xdfff) return TRUE;
    if (!IS_HIGH_SURROGATE(c) || *at == length || !IS_LOW_SURROGATE(source[*at])) return FALSE;
    *code = 0x10000 + ((c & 0x3ffu) << 10) + (source[(*at)++] & 0x3ff);
    return TRUE;
}

struct codes { uint32_t *data; ULONG count, capacity; };

/* Marks move in front of marks of a higher class. */
static void push_ordered(struct codes *codes, uint32_t code)
{
    uint32_t own = combining_class(code);
    ULONG at = codes->count++;
    for (; own && at && combining_class(codes->data[at - 1]) > own; at--) codes->data[at] = codes->data[at - 1];
    codes->data[at] = code;
}

static void push_decomposed(struct codes *codes, uint32_t code, BOOLEAN compatible)
{
    unsigned count;
    if (code - HANGUL_FIRST < HANGUL_COUNT) {
        uint32_t index = code - HANGUL_FIRST;
        push_ordered(codes, HANGUL_L + index / 588);
        push_ordered(codes, HANGUL_V + index % 588 / 28);
        if (index % 28) push_ordered(codes, HANGUL_T + index % 28);
        return;
    }
    const uint16_t *parts = decomposition(code, compatible, &count);
    if (!parts) {
        push_ordered(codes, code);
        return;
    }
    for (ULONG at = 0; at < count;) {
        uint32_t part;
        next_code((PCWSTR)parts, count, &at, &part);
        push_ordered(codes, part);
    }
}

static void compose(struct codes *codes)
{
    ULONG starter = ~0u, written = 0;
    uint32_t last_class = 0;
    for (ULONG i = 0; i < codes->count; i++) {
        uint32_t code = codes->data[i], own = combining_class(code), whole = 0;
        BOOLEAN blocked = starter == ~0u || (written - starter > 1 && (last_class >= own || !last_class));
        if (!blocked) whole = composition(codes->data[starter], code);
        if (whole) {
            codes->data[starter] = whole;
            continue;
        }
        if (!own) starter = written;
        last_class = own;
        codes->data[written++] = code;
    }
    codes->count = written;
}

static ULONG write_codes(const struct codes *codes, PWSTR target, ULONG capacity)
{
    ULONG count = 0;
    for (ULONG i = 0; i < codes->count; i++) {
        uint32_t code = codes->data[i];
        if (code >= 0x10000) {
            if (count < capacity) target[count] = (WCHAR)(0xd7c0 + (code >> 10));
            count++;
            code = 0xdc00 | (code & 0x3ff);
        }
        if (count < capacity) target[count] = (WCHAR)code;
        count++;
    }
    return count;
}

static BOOLEAN is_known_form(ULONG form)
{
    return form == FORM_C || form == FORM_D || form == FORM_KC || form == FORM_KD;
}

/* *target_length: capacity in, length out; minus the place of an ill-formed character with
 * STATUS_NO_UNICODE_TRANSLATION. */
NTSTATUS NTAPI RtlNormalizeString(ULONG form, PCWSTR source, INT length, PWSTR target, PINT target_length)
{
    if (!is_known_form(form)) return form ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_INVALID_PARAMETER;
    if (length == -1) length = (INT)wcslen(source) + 1;
    struct codes codes = { .capacity = (ULONG)length * 18 + 1 };
    if (!(codes.data = heap_allocate(codes.capacity * sizeof(*codes.data)))) return STATUS_NO_MEMORY;
    for (ULONG at = 0; at < (ULONG)length;) {
        uint32_t code;
        ULONG before = at;
        if (!next_code(source, (ULONG)length, &at, &code)) {
            heap_free(codes.data);
            *target_length = -(INT)before;
            return STATUS_NO_UNICODE_TRANSLATION;
        }
        push_decomposed(&codes, code, form == FORM_KC || form == FORM_KD);
    }
    if (form == FORM_C || form == FORM_KC) compose(&codes);
    INT capacity = *target_length;
    INT count = (INT)write_codes(&codes, target, target && capacity > 0 ? (ULONG)capacity : 0);
    heap_free(codes.data);
    *target_length = count;
    if (!capacity) { /* an estimate is what Windows gives; the exact length is one */
        return STATUS_SUCCESS;
    }
    return count > capacity ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlIsNormalizedString(ULONG form, PCWSTR source, INT length, PBOOLEAN normalized)
{
    if (length == -1) length = (INT)wcslen(source) + 1;
    INT capacity = length + 1;
    PWSTR buffer = heap_allocate(((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!buffer) return STATUS_NO_MEMORY;
    NTSTATUS status = RtlNormalizeString(form, source, length, buffer, &capacity);
    *normalized = NT_SUCCESS(status) && capacity == length && !memcmp(buffer, source, (SIZE_T)length * sizeof(WCHAR));
    heap_free(buffer);
    return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
}
