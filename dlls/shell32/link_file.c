/* The format of shortcut files. */
#include <stdlib.h>
#include <string.h>
#include "link_file.h"

#define HEADER_SIZE 0x4c
#define TEXT_MAX    0x7fff
#define ENVIRONMENT_BLOCK 0xa0000001u

enum {
    HAS_ITEM_LIST = 1,
    HAS_INFO = 2,
    HAS_DESCRIPTION = 4,
    HAS_RELATIVE = 8,
    HAS_FOLDER = 0x10,
    HAS_ARGUMENTS = 0x20,
    HAS_ICON = 0x40,
    IS_UNICODE = 0x80,
    FORCE_NO_INFO = 0x100,
    HAS_EXPANDABLE_PATH = 0x200,
    HAS_EXPANDABLE_ICON = 0x4000,
    FOUND_ANEW = HAS_ITEM_LIST | HAS_INFO | HAS_DESCRIPTION | HAS_RELATIVE | HAS_FOLDER | HAS_ARGUMENTS | HAS_ICON |
                 IS_UNICODE | FORCE_NO_INFO | HAS_EXPANDABLE_PATH | HAS_EXPANDABLE_ICON,
};

static const uint8_t class_id[16] = {0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

static uint32_t number(const uint8_t *at, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++) value |= (uint32_t)at[i] << (8 * i);
    return value;
}

static uint64_t time_at(const uint8_t *at) { return number(at, 4) | (uint64_t)number(at + 4, 4) << 32; }

size_t link_text_length(const uint16_t *text)
{
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

uint16_t *link_text_copy(const uint16_t *text, size_t length)
{
    uint16_t *copy = malloc((length + 1) * sizeof(*copy));
    if (!copy) return NULL;
    memcpy(copy, text, length * sizeof(*copy));
    copy[length] = 0;
    return copy;
}

static uint16_t *units_copy(const uint8_t *bytes, size_t length)
{
    uint16_t *copy = malloc((length + 1) * sizeof(*copy));
    if (!copy) return NULL;
    for (size_t i = 0; i < length; i++) copy[i] = (uint16_t)number(bytes + 2 * i, 2);
    copy[length] = 0;
    copy[link_text_length(copy)] = 0;
    return copy;
}

void link_file_free(struct link_file *link)
{
    for (int i = 0; i < LINK_TEXTS; i++) free(link->texts[i]);
    free(link->item_list);
    memset(link, 0, sizeof(*link));
}

/* --- reading --- */

static bool read_item_list(struct link_file *link, const uint8_t *data, size_t size, size_t *at)
{
    size_t length, item;
    if (size - *at < 2) return false;
    length = number(data + *at, 2);
    *at += 2;
    if (length > size - *at || length < 2) return false;
    for (item = 0; item + 2 <= length;) { /* every item lies inside, and an empty one ends them */
        size_t own = number(data + *at + item, 2);
        if (!own) break;
        if (own < 2 || own > length - item) return false;
        item += own;
    }
    if (item + 2 > length) return false;
    if (!(link->item_list = malloc(item + 2))) return false;
    memcpy(link->item_list, data + *at, item + 2);
    link->item_list_size = item + 2;
    *at += length;
    return true;
}

static uint16_t *bytes_text(const uint8_t *data, size_t from, size_t size, link_decode *decode)
{
    size_t end = from;
    while (end < size && data[end]) end++;
    return end < size ? decode((const char *)data + from, end - from) : NULL;
}

static uint16_t *wide_text(const uint8_t *data, size_t from, size_t size)
{
    size_t length = 0;
    while (from + 2 * length + 2 <= size && number(data + from + 2 * length, 2)) length++;
    return from + 2 * length + 2 <= size ? units_copy(data + from, length) : NULL;
}

static uint16_t *joined(uint16_t *first, uint16_t *second)
{
    if (!first || !second || !*second) {
        free(second);
        return first;
    }
    size_t a = link_text_length(first), b = link_text_length(second);
    uint16_t *whole = a + b < TEXT_MAX ? malloc((a + b + 2) * sizeof(*whole)) : NULL;
    if (whole) {
        memcpy(whole, first, a * sizeof(*whole));
        if (a && whole[a - 1] != '\\') whole[a++] = '\\';
        memcpy(whole + a, second, (b + 1) * sizeof(*whole));
    }
    free(first);
    free(second);
    return whole;
}

/* The path: a base and a suffix, in Unicode where the header has room for their offsets. */
static bool read_info(struct link_file *link, const uint8_t *data, size_t size, size_t *at, link_decode *decode)
{
    const uint8_t *info = data + *at;
    if (size - *at < 4) return false;
    size_t length = number(info, 4);
    if (length < 0x1c || length > size - *at) return false;
    *at += length;
    size_t header = number(info + 4, 4), base = number(info + 16, 4), suffix = number(info + 24, 4);
    if (!(number(info + 8, 4) & 1)) return true; /* a network path, which is not followed */
    if (header >= 0x24 && length >= 0x24) {
        size_t wide_base = number(info + 28, 4), wide_suffix = number(info + 32, 4);
        if (wide_base && wide_base < length)
            link->texts[LINK_PATH] = joined(wide_text(info, wide_base, length),
                                            wide_suffix && wide_suffix < length ? wide_text(info, wide_suffix, length)
                                                                                : NULL);
    }
    if (!link->texts[LINK_PATH] && base && base < length)
        link->texts[LINK_PATH] = joined(bytes_text(info, base, length, decode),
                                        suffix && suffix < length ? bytes_text(info, suffix, length, decode) : NULL);
    return true;
}

static bool read_text(struct link_file *link, enum link_text text, const uint8_t *data, size_t size, size_t *at,
                      link_decode *decode)
{
    bool is_wide = (link->flags & IS_UNICODE) != 0;
    if (size - *at < 2) return false;
    size_t length = number(data + *at, 2), bytes = is_wide ? 2 * length : length;
    *at += 2;
    if (bytes > size - *at) return false;
    link->texts[text] = is_wide ? units_copy(data + *at, length) : decode((const char *)data + *at, length);
    *at += bytes;
    return link->texts[text] != NULL;
}

/* A path with environment variables stands in a block of its own. */
static void read_blocks(struct link_file *link, const uint8_t *data, size_t size, size_t at)
{
    while (size - at >= 8) {
        size_t length = number(data + at, 4);
        if (length < 8 || length > size - at) return;
        if (number(data + at + 4, 4) == ENVIRONMENT_BLOCK && length >= 0x314 && !link->texts[LINK_PATH])
            link->texts[LINK_PATH] = wide_text(data + at, 8 + 260, 0x314);
        at += length;
    }
}

bool link_file_read(struct link_file *link, const uint8_t *data, size_t size, link_decode *decode)
{
    size_t at = HEADER_SIZE;

    memset(link, 0, sizeof(*link));
    if (size < HEADER_SIZE || number(data, 4) != HEADER_SIZE || memcmp(data + 4, class_id, sizeof(class_id)))
        return false;
    link->flags = number(data + 20, 4);
    link->attributes = number(data + 24, 4);
    link->created = time_at(data + 28);
    link->accessed = time_at(data + 36);
    link->written = time_at(data + 44);
    link->size = number(data + 52, 4);
    link->icon_index = number(data + 56, 4);
    link->show = number(data + 60, 4);
    link->hot_key = (uint16_t)number(data + 64, 2);
    if (link->flags & HAS_ITEM_LIST && !read_item_list(link, data, size, &at)) return false;
    if (link->flags & HAS_INFO && !(link->flags & FORCE_NO_INFO) && !read_info(link, data, size, &at, decode))
        return false;
    for (int text = LINK_DESCRIPTION; text <= LINK_ICON; text++)
        if (link->flags & (HAS_DESCRIPTION << text) && !read_text(link, text, data, size, &at, decode)) return false;
    read_blocks(link, data, size, at);
    return true;
}

/* --- writing --- */

struct bytes { uint8_t *at; size_t size; };

static void put(struct bytes *bytes, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++) bytes->at[bytes->size++] = (uint8_t)(value >> (8 * i));
}

static void put_units(struct bytes *bytes, const uint16_t *text, size_t length)
{
    for (size_t i = 0; i < length; i++) put(bytes, text[i], 2);
}

static bool has_variables(const uint16_t *path)
{
    for (; path && *path; path++)
        if (*path == '%') return true;
    return false;
}

/* Readers that know no Unicode get question marks for what is not ASCII. */
static void put_narrow(struct bytes *bytes, const uint16_t *text, size_t room)
{
    size_t length = link_text_length(text);
    for (size_t i = 0; i < room; i++) put(bytes, i < length && i + 1 < room ? (text[i] < 0x80 ? text[i] : '?') : 0, 1);
}

/* A header with Unicode offsets, a volume of unknown label, the path in both forms, an empty suffix. */
static void put_info(struct bytes *bytes, const uint16_t *path)
{
    size_t length = link_text_length(path), volume = 0x24, narrow = volume + 17, suffix = narrow + length + 1;
    size_t wide = (suffix + 1 + 1) & ~(size_t)1, wide_suffix = wide + 2 * (length + 1), whole = wide_suffix + 2;
    size_t start = bytes->size;

    put(bytes, whole, 4);
    put(bytes, 0x24, 4);
    put(bytes, 1, 4);
    put(bytes, volume, 4);
    put(bytes, narrow, 4);
    put(bytes, 0, 4);
    put(bytes, suffix, 4);
    put(bytes, wide, 4);
    put(bytes, wide_suffix, 4);
    put(bytes, 17, 4);
    put(bytes, 3, 4); /* a fixed disk */
    put(bytes, 0, 4);
    put(bytes, 16, 4);
    put(bytes, 0, 1);
    put_narrow(bytes, path, length + 1);
    put(bytes, 0, 1);
    while (bytes->size - start < wide) put(bytes, 0, 1);
    put_units(bytes, path, length + 1);
    put(bytes, 0, 2);
}

uint8_t *link_file_write(const struct link_file *link, size_t *size)
{
    const uint16_t *path = link->texts[LINK_PATH];
    bool is_expandable = has_variables(path);
    uint32_t flags = (link->flags & ~(uint32_t)FOUND_ANEW) | IS_UNICODE;
    size_t room = HEADER_SIZE + link->item_list_size + 0x400;

    for (int i = 0; i < LINK_TEXTS; i++)
        if (link->texts[i]) room += 4 * link_text_length(link->texts[i]) + 0x80;
    struct bytes bytes = {malloc(room), 0};
    if (!bytes.at) return NULL;
    if (link->item_list) flags |= HAS_ITEM_LIST;
    if (path && *path) flags |= is_expandable ? HAS_EXPANDABLE_PATH : HAS_INFO;
    for (int text = LINK_DESCRIPTION; text <= LINK_ICON; text++)
        if (link->texts[text]) flags |= (uint32_t)HAS_DESCRIPTION << text;
    put(&bytes, HEADER_SIZE, 4);
    memcpy(bytes.at + bytes.size, class_id, sizeof(class_id));
    bytes.size += sizeof(class_id);
    put(&bytes, flags, 4);
    put(&bytes, link->attributes, 4);
    put(&bytes, link->created, 8);
    put(&bytes, link->accessed, 8);
    put(&bytes, link->written, 8);
    put(&bytes, link->size, 4);
    put(&bytes, link->icon_index, 4);
    put(&bytes, link->show, 4);
    put(&bytes, link->hot_key, 2);
    put(&bytes, 0, 8);
    put(&bytes, 0, 2);
    if (link->item_list) {
        put(&bytes, link->item_list_size, 2);
        memcpy(bytes.at + bytes.size, link->item_list, link->item_list_size);
        bytes.size += link->item_list_size;
    }
    if (flags & HAS_INFO) put_info(&bytes, path);
    for (int text = LINK_DESCRIPTION; text <= LINK_ICON; text++) {
        if (!link->texts[text]) continue;
        size_t length = link_text_length(link->texts[text]);
        if (length > TEXT_MAX) length = TEXT_MAX;
        put(&bytes, length, 2);
        put_units(&bytes, link->texts[text], length);
    }
    if (flags & HAS_EXPANDABLE_PATH) {
        size_t length = link_text_length(path);
        put(&bytes, 0x314, 4);
        put(&bytes, ENVIRONMENT_BLOCK, 4);
        put_narrow(&bytes, path, 260);
        for (size_t i = 0; i < 260; i++) put(&bytes, i < length && i < 259 ? path[i] : 0, 2);
    }
    put(&bytes, 0, 4); /* no more blocks */
    *size = bytes.size;
    return bytes.at;
}
