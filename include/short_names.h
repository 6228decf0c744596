/* Short (8.3) names. Linux file systems keep none, so a short name is made from the long one alone: the same name has
 * the same short name in every folder and at any time, whatever else is there. Like NTFS from the fifth namesake on it
 * is two letters, four digits of a checksum and "~1"; the folders that programs know by heart have the names they have
 * on Windows. Used by both sides. */
#ifndef SHORT_NAMES_H
#define SHORT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHORT_NAME_MAX 12u

static inline uint16_t short_name_letter(uint16_t c)
{
    if (c >= 'a' && c <= 'z') return c - 32;
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return c;
    for (const char *other = "!#$%&'()-@^_`{}~"; *other; other++)
        if (c == (uint16_t)*other) return c;
    return '_';
}

static inline bool short_name_allows(uint16_t c) { return c == '_' || short_name_letter(c) != '_'; }

/* A name that is its own short name. */
static inline bool short_name_is_legal(const uint16_t *name, size_t length)
{
    size_t dot = length;
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '.' && dot == length) dot = i;
        else if (!short_name_allows(name[i])) return false;
    }
    return dot && dot <= 8 && (dot == length || (length - dot - 1 >= 1 && length - dot - 1 <= 3));
}

static inline bool short_name_same(const uint16_t *name, size_t length, const char *text)
{
    for (size_t i = 0; i < length; i++)
        if (!text[i] || (name[i] | 32) != ((uint16_t)(uint8_t)text[i] | 32)) return false;
    return !text[length];
}

/* Characters written; 0 if the name needs no other. */
static inline unsigned short_name_make(const uint16_t *name, size_t length, uint16_t result[SHORT_NAME_MAX])
{
    static const struct { const char *name, *result;
    } known[] = {
        {"Program Files", "PROGRA~1"}, {"Program Files (x86)", "PROGRA~2"},    {"ProgramData", "PROGRA~3"},
        {"Common Files", "COMMON~1"},  {"Documents and Settings", "DOCUME~1"},
    };
    unsigned used = 0;
    if (short_name_is_legal(name, length) ||
        (length && name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))))
        return 0;
    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (!short_name_same(name, length, known[i].name)) continue;
        for (const char *c = known[i].result; *c; c++) result[used++] = (uint16_t)*c;
        return used;
    }
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32u : name[i])) * 16777619u;
    sum ^= sum >> 16;
    size_t dot = length;
    while (dot && name[dot - 1] != '.') dot--;
    size_t base = dot > 1 ? dot - 1 : length; /* a dot at the start begins no extension */
    for (size_t i = 0; i < base && used < 2; i++)
        if (name[i] != '.' && name[i] != ' ') result[used++] = short_name_letter(name[i]);
    for (int shift = 12; shift >= 0; shift -= 4) result[used++] = (uint16_t)"0123456789ABCDEF"[sum >> shift & 15];
    result[used++] = '~';
    result[used++] = '1';
    if (base == length || dot == length) return used;
    result[used++] = '.';
    for (size_t i = dot, end = used + 3; i < length && used < end; i++)
        if (name[i] != ' ') result[used++] = short_name_letter(name[i]);
    return used;
}

/* Could this be a name that short_name_make makes? */
static inline bool short_name_is_made(const uint16_t *name, size_t length)
{
    size_t end = 0;
    while (end < length && name[end] != '.') end++;
    return end >= 3 && end <= 8 && name[end - 2] == '~' && name[end - 1] >= '1' && name[end - 1] <= '9' &&
           length <= SHORT_NAME_MAX;
}

#endif
