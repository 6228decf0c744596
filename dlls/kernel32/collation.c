/* Comparing text as people sort it: letters first, then accents, then case and width, then (in word sort) hyphens and apostrophes. */
#include "nls_private.h"
#include "collation_offsets.h"

#include <string.h>

extern const uint16_t collation_data[];

#define DETAIL_ACCENT   0x00ffu
#define DETAIL_UPPER    0x0100u
#define DETAIL_WIDE     0x0200u
#define DETAIL_KATAKANA 0x0400u
#define DETAIL_VARIANT  0x0800u
#define DETAIL_SYMBOL   0x1000u
#define DETAIL_DIGIT    0x2000u
#define DETAIL_LIST     0xffffu

/* Key bytes: 1 ends a level, so weights begin at 2. */
#define LEVEL_END     1
#define ACCENT_NONE   2
#define CASE_PLAIN    2

static uint16_t paged(uint32_t index, uint32_t pages, WCHAR c)
{
    return collation_data[pages + ((uint32_t)collation_data[index + (c >> 6)] << 6) + (c & 63)];
}

/* What one element adds to the levels of a key. */
struct element { uint16_t primary; uint8_t accent, variant; };

struct elements {
    struct element *items;
    int count;
    struct special { uint16_t position; uint16_t weight; } *specials; /* hyphens and apostrophes of word sort */
    int special_count;
};

static bool is_word_joiner(WCHAR c) { return c == '-' || c == '\'' || c == 0x2010 || c == 0x2011 || c == 0xad; }

static void add_element(struct elements *elements, DWORD flags, uint16_t primary, uint16_t detail)
{
    if (!primary) {
        if (!(detail & DETAIL_ACCENT) || flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC)) return;
        if (elements->count) { /* a mark belongs to the character before it */
            struct element *last = &elements->items[elements->count - 1];
            unsigned accent = last->accent + (detail & DETAIL_ACCENT);
            last->accent = (uint8_t)(accent > 255 ? 255 : accent);
            return;
        }
        primary = 1;
    }
    if (flags & NORM_IGNORESYMBOLS && detail & DETAIL_SYMBOL) return;
    struct element item = { .primary = primary, .accent = ACCENT_NONE, .variant = CASE_PLAIN };
    if (!(flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC))) item.accent = (uint8_t)(ACCENT_NONE + min(detail & DETAIL_ACCENT, 253));
    if (detail & DETAIL_UPPER && !(flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE))) item.variant |= 0x10;
    if (detail & DETAIL_WIDE && !(flags & NORM_IGNOREWIDTH)) item.variant |= 0x01;
    if (detail & DETAIL_KATAKANA && !(flags & NORM_IGNOREKANATYPE)) item.variant |= 0x20;
    if (detail & DETAIL_VARIANT) item.variant |= 0x04;
    elements->items[elements->count++] = item;
}

/* A run of digits as its value: the number of its digits stands first. */
static int add_number(struct elements *elements, DWORD flags, LPCWSTR text, int length)
{
    int digits = 0, zeros = 0;
    while (digits < length && paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[digits]) & DETAIL_DIGIT &&
           paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[digits]) != DETAIL_LIST) digits++;
    uint16_t zero = paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, '0');
    while (zeros < digits - 1 && paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, text[zeros]) == zero) zeros++;
    add_element(elements, flags, zero, 0);
    elements->items[elements->count - 1].primary = (uint16_t)(zero + 1);
    add_element(elements, flags, (uint16_t)(digits - zeros + 1), 0);
    for (int i = zeros; i < digits; i++)
        add_element(elements, flags, paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, text[i]), paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[i]));
    return digits;
}

#define MOST_ELEMENTS_OF_CHARACTER 18

static bool build_elements(DWORD flags, LPCWSTR text, int length, struct elements *elements)
{
    size_t most = (size_t)length * (MOST_ELEMENTS_OF_CHARACTER / 6) + MOST_ELEMENTS_OF_CHARACTER;
    for (int i = 0; i < length; i++) {
        if (paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[i]) == DETAIL_LIST)
            most += collation_data[paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, text[i])];
    }
    *elements = (struct elements){ .items = heap_allocate(most * sizeof(struct element) + ((size_t)length + 1) * sizeof(struct special)) };
    if (!elements->items) return false;
    elements->specials = (struct special *)(elements->items + most);
    for (int i = 0; i < length; i++) {
        WCHAR c = text[i];
        uint16_t primary = paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, c), detail = paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, c);
        if (is_word_joiner(c) && !(flags & (SORT_STRINGSORT | NORM_IGNORESYMBOLS))) {
            elements->specials[elements->special_count++] = (struct special){ (uint16_t)(elements->count + 1), (uint16_t)(primary + 2) };
            continue;
        }
        if (detail == DETAIL_LIST) {
            const uint16_t *list = collation_data + primary;
            for (unsigned part = 0; part < list[0]; part++) add_element(elements, flags, list[1 + 2 * part], list[2 + 2 * part]);
            continue;
        }
        if (flags & SORT_DIGITSASNUMBERS && detail & DETAIL_DIGIT) {
            i += add_number(elements, flags, text + i, length - i) - 1;
            continue;
        }
        add_element(elements, flags, primary, detail);
    }
    return true;
}

static int sign(int value) { return value < 0 ? CSTR_LESS_THAN : value > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL; }

static int compare_elements(const struct elements *first, const struct elements *second)
{
    int common = min(first->count, second->count);
    for (int i = 0; i < common; i++)
        if (first->items[i].primary != second->items[i].primary) return first->items[i].primary - second->items[i].primary;
    if (first->count != second->count) return first->count - second->count;
    for (int i = 0; i < common; i++)
        if (first->items[i].accent != second->items[i].accent) return first->items[i].accent - second->items[i].accent;
    for (int i = 0; i < common; i++)
        if (first->items[i].variant != second->items[i].variant) return first->items[i].variant - second->items[i].variant;
    for (int i = 0; i < first->special_count && i < second->special_count; i++) {
        const struct special *a = &first->specials[i], *b = &second->specials[i];
        if (a->position != b->position) return b->position - a->position; /* the earlier joiner comes after text without one there */
        if (a->weight != b->weight) return a->weight - b->weight;
    }
    return first->special_count - second->special_count;
}

/* The common case: both texts are letters, digits and spaces of ASCII, in which each character is one element. */
static bool is_plain(LPCWSTR text, int length)
{
    for (int i = 0; i < length; i++)
        if (text[i] >= 128 || text[i] < 32 || text[i] == '-' || text[i] == '\'') return false;
    return true;
}

static int compare_plain(DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length)
{
    int common = min(first_length, second_length), case_difference = 0;
    for (int i = 0; i < common; i++) {
        if (first[i] == second[i]) continue;
        int difference = paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, first[i]) - paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, second[i]);
        if (difference) return difference;
        if (!case_difference) case_difference = first[i] < second[i] ? 1 : -1; /* capitals have lower codes, and come later */
    }
    if (first_length != second_length) return first_length - second_length;
    return flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE) ? 0 : case_difference;
}

int collate(DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length)
{
    struct elements a, b;
    if (first_length == second_length && !memcmp(first, second, (size_t)first_length * sizeof(WCHAR))) return CSTR_EQUAL;
    if (!(flags & (NORM_IGNORESYMBOLS | SORT_DIGITSASNUMBERS)) && is_plain(first, first_length) && is_plain(second, second_length))
        return sign(compare_plain(flags, first, first_length, second, second_length));
    if (!build_elements(flags, first, first_length, &a)) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    if (!build_elements(flags, second, second_length, &b)) {
        heap_free(a.items);
        return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    }
    int result = sign(compare_elements(&a, &b));
    heap_free(a.items);
    heap_free(b.items);
    return result;
}

/* ---- sort keys */

struct key { BYTE *bytes; int capacity, size; };

static void put(struct key *key, unsigned byte)
{
    if (key->size < key->capacity) key->bytes[key->size] = (BYTE)byte;
    key->size++;
}

/* Both bytes of a word are above the level end. */
static void put_word(struct key *key, unsigned value)
{
    put(key, 2 + value / 254);
    put(key, 2 + value % 254);
}

/* Weights that are nothing special at the end of a level are left out. */
static void put_level(struct key *key, const struct elements *elements, bool accents)
{
    int end = elements->count;
    for (; end; end--) {
        const struct element *last = &elements->items[end - 1];
        if ((accents ? last->accent : last->variant) != 2) break;
    }
    put(key, LEVEL_END);
    for (int i = 0; i < end; i++) put(key, accents ? elements->items[i].accent : elements->items[i].variant);
}

int sort_key(DWORD flags, LPCWSTR text, int length, BYTE *bytes, int capacity)
{
    struct key key = { bytes, capacity, 0 };
    struct elements elements;
    if (!build_elements(flags, text, length, &elements)) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    for (int i = 0; i < elements.count; i++) put_word(&key, elements.items[i].primary);
    put_level(&key, &elements, true);
    put_level(&key, &elements, false);
    put(&key, LEVEL_END);
    put(&key, LEVEL_END);
    for (int i = 0; i < elements.special_count; i++) {
        put_word(&key, 0xfbff - elements.specials[i].position);
        put_word(&key, elements.specials[i].weight);
    }
    put(&key, 0);
    heap_free(elements.items);
    return key.size;
}
