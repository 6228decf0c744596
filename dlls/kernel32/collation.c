/* Comparing text as people sort it: letters first, then accents, then case and width, then (in word sort) hyphens and
 * apostrophes. */
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

/* What a language sorts otherwise, as tools/make_collation.py writes it. */
#define TAILORING_WORDS   20 /* name (16), offset (2), number of entries, does one begin with ASCII */
#define ENTRY_WORDS       7  /* text (4), number of elements, offset (2) */
#define ENTRY_TEXT        4
#define TAILORING_ASCII   19

/* Key bytes: 1 ends a level, so weights begin at 2. */
#define LEVEL_END     1
#define ACCENT_NONE   2
#define CASE_PLAIN    2

static uint16_t paged(uint32_t index, uint32_t pages, WCHAR c)
{
    return collation_data[pages + ((uint32_t)collation_data[index + (c >> 6)] << 6) + (c & 63)];
}

/* What one element adds to the levels of a key. The primary weight's low byte tells places that a language puts between
 * two common ones. */
struct element { uint32_t primary; uint8_t accent, variant; };

struct elements {
    struct element *items;
    int count;
    struct special { uint16_t position; uint16_t weight; } *specials; /* hyphens and apostrophes of word sort */
    int special_count;
};

static bool is_word_joiner(WCHAR c) { return c == '-' || c == '\'' || c == 0x2010 || c == 0x2011 || c == 0xad; }

static bool ignores_case(DWORD flags) { return flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE); }
static bool ignores_accents(DWORD flags) { return flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC); }

static void add_element(struct elements *elements, DWORD flags, uint16_t primary, uint16_t detail)
{
    if (!primary) {
        if (!(detail & DETAIL_ACCENT) || ignores_accents(flags)) return;
        if (elements->count) { /* a mark belongs to the character before it */
            struct element *last = &elements->items[elements->count - 1];
            unsigned accent = last->accent + (detail & DETAIL_ACCENT);
            last->accent = (uint8_t)(accent > 255 ? 255 : accent);
            return;
        }
        primary = 1;
    }
    if (flags & NORM_IGNORESYMBOLS && detail & DETAIL_SYMBOL) return;
    struct element item = { .primary = (uint32_t)primary << 8, .accent = ACCENT_NONE, .variant = CASE_PLAIN };
    if (!ignores_accents(flags)) item.accent = (uint8_t)(ACCENT_NONE + min(detail & DETAIL_ACCENT, 253));
    if (detail & DETAIL_UPPER && !ignores_case(flags)) item.variant |= 0x10;
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
    elements->items[elements->count - 1].primary = (uint32_t)(zero + 1) << 8;
    add_element(elements, flags, (uint16_t)(digits - zeros + 1), 0);
    for (int i = zeros; i < digits; i++)
        add_element(elements, flags, paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, text[i]),
                    paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[i]));
    return digits;
}

/* ---- tailorings */

static int compare_name(const uint16_t *name, LPCWSTR wanted, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (name[i] != wanted[i]) return name[i] - wanted[i];
    return name[length];
}

static const uint16_t *find_tailoring(LPCWSTR name, size_t length)
{
    unsigned low = 0, high = COLLATION_TAILORINGS_1;
    if (length > 15) return NULL;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        const uint16_t *row = collation_data + COLLATION_TAILORINGS_0 + TAILORING_WORDS * middle;
        int order = compare_name(row, name, length);
        if (!order) return row;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

const uint16_t *tailoring_of(LPCWSTR name)
{
    WCHAR other_order[16];
    size_t length = wcslen(name), language = wcscspn(name, L"-_");
    const WCHAR *order = wcschr(name, '_');
    if (order && language + wcslen(order) < ARRAYSIZE(other_order)) {
        memcpy(other_order, name, language * sizeof(WCHAR));
        wcscpy(other_order + language, order);
        const uint16_t *row = find_tailoring(other_order, wcslen(other_order));
        if (row) return row;
    }
    if (order) length = (size_t)(order - name);
    for (; length > language; length--) { /* "sr-Latn-RS" before "sr-Latn" before "sr" */
        if (name[length] && name[length] != '-' && name[length] != '_') continue;
        const uint16_t *row = find_tailoring(name, length);
        if (row) return row;
    }
    return find_tailoring(name, language);
}

/* How an entry's text compares with the characters at `text`; 0 if they begin with it. */
static int compare_entry(const uint16_t *entry, LPCWSTR text, int length, int *matched)
{
    for (*matched = 0; *matched < ENTRY_TEXT && entry[*matched]; ++*matched) {
        if (*matched == length) return 1;
        if (entry[*matched] != text[*matched]) return entry[*matched] - text[*matched];
    }
    return 0;
}

/* The longest entry that the text begins with. Entries are sorted, so those of one first character stand together. */
static const uint16_t *find_entry(const uint16_t *tailoring, LPCWSTR text, int length, int *matched)
{
    unsigned low = 0, high = tailoring[18];
    const uint16_t *entries = collation_data + (tailoring[16] | (uint32_t)tailoring[17] << 16), *best = NULL;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (entries[ENTRY_WORDS * middle] < text[0]) low = middle + 1;
        else high = middle;
    }
    for (; low < tailoring[18] && entries[ENTRY_WORDS * low] == text[0]; low++) {
        int size;
        if (compare_entry(entries + ENTRY_WORDS * low, text, length, &size) || (best && size < *matched)) continue;
        best = entries + ENTRY_WORDS * low;
        *matched = size;
    }
    return best;
}

static void add_tailored(struct elements *elements, DWORD flags, const uint16_t *entry)
{
    const uint16_t *words = collation_data + (entry[5] | (uint32_t)entry[6] << 16);
    for (unsigned i = 0; i < entry[4]; i++, words += 3) {
        struct element item = {
            .primary = (uint32_t)words[0] << 8 | words[1] >> 8, .accent = ACCENT_NONE, .variant = CASE_PLAIN};
        unsigned accent = words[1] & 0xff, step = words[2] >> 8;
        if (!ignores_accents(flags)) item.accent = (uint8_t)(ACCENT_NONE + min(accent, 253));
        if (!ignores_case(flags)) item.variant = (uint8_t)(CASE_PLAIN + (step ? 0x10 * step : (words[2] & 1) * 0x10));
        if (item.primary) elements->items[elements->count++] = item;
        else add_element(elements, flags, 0, (uint16_t)accent);
    }
}

#define MOST_ELEMENTS_OF_CHARACTER 18

static bool build_elements(const uint16_t *tailoring, DWORD flags, LPCWSTR text, int length, struct elements *elements)
{
    size_t most = (size_t)length * (MOST_ELEMENTS_OF_CHARACTER / 6) + MOST_ELEMENTS_OF_CHARACTER;
    for (int i = 0; i < length; i++) {
        if (paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, text[i]) == DETAIL_LIST)
            most += collation_data[paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, text[i])];
    }
    if (tailoring) most = max(most, (size_t)length * MOST_ELEMENTS_OF_CHARACTER + 1);
    *elements = (struct elements){
        .items = heap_allocate(most * sizeof(struct element) + ((size_t)length + 1) * sizeof(struct special))};
    if (!elements->items) return false;
    elements->specials = (struct special *)(elements->items + most);
    for (int i = 0; i < length; i++) {
        WCHAR c = text[i];
        int matched = 0;
        const uint16_t *entry = tailoring ? find_entry(tailoring, text + i, length - i, &matched) : NULL;
        if (entry) {
            add_tailored(elements, flags, entry);
            i += matched - 1;
            continue;
        }
        uint16_t primary = paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, c),
                 detail = paged(COLLATION_DETAIL_0, COLLATION_DETAIL_1, c);
        if (is_word_joiner(c) && !(flags & (SORT_STRINGSORT | NORM_IGNORESYMBOLS))) {
            elements->specials[elements->special_count++] =
                (struct special){(uint16_t)(elements->count + 1), (uint16_t)(primary + 2)};
            continue;
        }
        if (detail == DETAIL_LIST) {
            const uint16_t *list = collation_data + primary;
            for (unsigned part = 0; part < list[0]; part++)
                add_element(elements, flags, list[1 + 2 * part], list[2 + 2 * part]);
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
        if (first->items[i].primary != second->items[i].primary)
            return first->items[i].primary < second->items[i].primary ? -1 : 1;
    if (first->count != second->count) return first->count - second->count;
    for (int i = 0; i < common; i++)
        if (first->items[i].accent != second->items[i].accent) return first->items[i].accent - second->items[i].accent;
    for (int i = 0; i < common; i++)
        if (first->items[i].variant != second->items[i].variant)
            return first->items[i].variant - second->items[i].variant;
    for (int i = 0; i < first->special_count && i < second->special_count; i++) {
        const struct special *a = &first->specials[i], *b = &second->specials[i];
        if (a->position != b->position)
            return b->position - a->position; /* the earlier joiner comes after text without one there */
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
        int difference = paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, first[i]) -
                         paged(COLLATION_PRIMARY_0, COLLATION_PRIMARY_1, second[i]);
        if (difference) return difference;
        if (!case_difference)
            case_difference = first[i] < second[i] ? 1 : -1; /* capitals have lower codes, and come later */
    }
    if (first_length != second_length) return first_length - second_length;
    return flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE) ? 0 : case_difference;
}

int collate(const uint16_t *tailoring, DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length)
{
    struct elements a, b;
    if (first_length == second_length && !memcmp(first, second, (size_t)first_length * sizeof(WCHAR)))
        return CSTR_EQUAL;
    if (!(flags & (NORM_IGNORESYMBOLS | SORT_DIGITSASNUMBERS)) && !(tailoring && tailoring[TAILORING_ASCII]) &&
        is_plain(first, first_length) && is_plain(second, second_length))
        return sign(compare_plain(flags, first, first_length, second, second_length));
    if (!build_elements(tailoring, flags, first, first_length, &a)) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    if (!build_elements(tailoring, flags, second, second_length, &b)) {
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

int sort_key(const uint16_t *tailoring, DWORD flags, LPCWSTR text, int length, BYTE *bytes, int capacity)
{
    struct key key = { bytes, capacity, 0 };
    struct elements elements;
    if (!build_elements(tailoring, flags, text, length, &elements)) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    for (int i = 0; i < elements.count; i++) {
        put_word(&key, elements.items[i].primary >> 8);
        if (!(elements.items[i].primary & 0xff)) continue;
        put(&key, 0xff); /* behind the common place whatever follows that: no weight begins with this byte */
        put(&key, 1 + (elements.items[i].primary & 0xff));
    }
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
