/* Reading hive files. A budget of bytes bounds the work: in a sound file no cell belongs to two parents, so that
 * everything read is never more than the file; cycles and shared lists run out of it. */
#include "hive_format.h"
#include <string.h>

struct reader {
    const uint8_t *bins;
    uint32_t size;
    int64_t budget;
    unsigned minor;
    const struct hive_visitor *visitor;
    uint8_t *joined;        /* data of several segments */
};

static uint16_t read16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t read32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The contents of a cell in use, of at least `minimum` bytes; *size is how many there are. Cells in use have negative
 * sizes. */
static const uint8_t *cell_at(struct reader *reader, uint32_t offset, uint32_t minimum, uint32_t *size)
{
    if (offset % 8 || offset > reader->size || reader->size - offset < 8) return NULL;
    uint32_t length = 0u - read32(reader->bins + offset);
    if (length < 8 || length > reader->size - offset) return NULL;
    *size = length - 4;
    reader->budget -= length;
    return *size >= minimum && reader->budget >= 0 ? reader->bins + offset + 4 : NULL;
}

static enum hive_result join_segments(struct reader *reader, const uint8_t *head, uint32_t length, const uint8_t **data)
{
    uint32_t count = read16(head + 2), list_size, segment_size, done = 0;
    if (count < 2 || length > (uint64_t)count * HIVE_SEGMENT_SIZE) return HIVE_DAMAGED;
    const uint8_t *list = cell_at(reader, read32(head + 4), count * 4, &list_size);
    if (!list || reader->budget < length) return HIVE_DAMAGED;
    uint8_t *joined = hive_resize(reader->joined, length);
    if (!joined) return HIVE_NO_MEMORY;
    reader->joined = joined;
    for (uint32_t i = 0; done < length; i++) {
        uint32_t part = length - done < HIVE_SEGMENT_SIZE ? length - done : HIVE_SEGMENT_SIZE;
        const uint8_t *segment = i < count ? cell_at(reader, read32(list + 4 * i), part, &segment_size) : NULL;
        if (!segment) return HIVE_DAMAGED;
        memcpy(joined + done, segment, part);
        done += part;
    }
    *data = joined;
    return HIVE_OK;
}

static enum hive_result find_data(struct reader *reader, const uint8_t *value, const uint8_t **data, uint32_t *length)
{
    uint32_t size, stored = read32(value + 4);
    *length = stored & ~HIVE_RESIDENT;
    *data = value + 8;
    if (stored & HIVE_RESIDENT) return *length <= 4 ? HIVE_OK : HIVE_DAMAGED;
    if (!*length) return HIVE_OK;
    const uint8_t *cell = cell_at(reader, read32(value + 8), 4, &size);
    if (!cell) return HIVE_DAMAGED;
    *data = cell;
    if (size >= *length) return HIVE_OK;
    return reader->minor > 3 && *length > HIVE_SEGMENT_SIZE && size >= 8 && !memcmp(cell, "db", 2)
               ? join_segments(reader, cell, *length, data)
               : HIVE_DAMAGED;
}

/* A name of `bytes` bytes at `at`, of which `room` are there. */
static bool take_name(const uint8_t *at, uint32_t room, uint32_t bytes, bool is_compressed, struct hive_text *name)
{
    *name = (struct hive_text){ at, is_compressed ? bytes : bytes / 2, is_compressed };
    return bytes <= room && (is_compressed || bytes % 2 == 0);
}

/* A sub-key's name: one level, of at most 255 units. */
static bool is_key_name(const struct hive_text *name)
{
    for (uint32_t i = 0; i < name->length; i++)
        if (hive_unit(name, i) == '\\') return false;
    return name->length > 0 && name->length <= HIVE_LONGEST_NAME;
}

static enum hive_result read_values(struct reader *reader, const uint8_t *key)
{
    uint32_t count = read32(key + 36), size, length;
    if (!count) return HIVE_OK;
    if (count > reader->size / 4) return HIVE_DAMAGED;
    const uint8_t *data, *list = cell_at(reader, read32(key + 40), count * 4, &size);
    if (!list) return HIVE_DAMAGED;
    for (uint32_t i = 0; i < count; i++) {
        struct hive_text name;
        const uint8_t *value = cell_at(reader, read32(list + 4 * i), HIVE_VALUE_SIZE, &size);
        if (!value || memcmp(value, "vk", 2)) return HIVE_DAMAGED;
        if (!take_name(value + HIVE_VALUE_SIZE, size - HIVE_VALUE_SIZE, read16(value + 2),
                       read16(value + 16) & HIVE_COMPRESSED_VALUE_NAME, &name))
            return HIVE_DAMAGED;
        enum hive_result result = find_data(reader, value, &data, &length);
        if (result) return result;
        if (reader->visitor->value &&
            !reader->visitor->value(reader->visitor->context, &name, read32(value + 12), data, length))
            return HIVE_STOPPED;
    }
    return HIVE_OK;
}

static enum hive_result read_key(struct reader *reader, uint32_t offset, unsigned depth);

/* A list of keys, or (at `level` 0) a list of such lists. */
static enum hive_result read_list(struct reader *reader, uint32_t offset, unsigned depth, unsigned level)
{
    uint32_t size;
    const uint8_t *list = cell_at(reader, offset, 4, &size);
    if (!list) return HIVE_DAMAGED;
    bool is_index = !memcmp(list, "ri", 2), is_plain = !memcmp(list, "li", 2);
    if (!is_plain && !is_index && memcmp(list, "lf", 2) && memcmp(list, "lh", 2)) return HIVE_DAMAGED;
    uint32_t count = read16(list + 2), stride = is_index || is_plain ? 4 : 8;
    if (count > (size - 4) / stride || (is_index && level)) return HIVE_DAMAGED;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t child = read32(list + 4 + i * stride);
        enum hive_result result = is_index ? read_list(reader, child, depth, 1) : read_key(reader, child, depth);
        if (result) return result;
    }
    return HIVE_OK;
}

static enum hive_result read_key(struct reader *reader, uint32_t offset, unsigned depth)
{
    uint32_t size;
    struct hive_text name, class_name = { NULL, 0, false };
    const struct hive_visitor *visitor = reader->visitor;
    const uint8_t *key = depth < HIVE_MAXIMUM_DEPTH ? cell_at(reader, offset, HIVE_KEY_SIZE, &size) : NULL;
    if (!key || memcmp(key, "nk", 2)) return HIVE_DAMAGED;
    if (!take_name(key + HIVE_KEY_SIZE, size - HIVE_KEY_SIZE, read16(key + 72), read16(key + 2) & HIVE_COMPRESSED_NAME,
                   &name))
        return HIVE_DAMAGED;
    if (depth && !is_key_name(&name)) return HIVE_DAMAGED;
    if (read16(key + 74) && read32(key + 48) != HIVE_NO_CELL) {
        const uint8_t *text = cell_at(reader, read32(key + 48), read16(key + 74), &size);
        if (!text || !take_name(text, size, read16(key + 74), false, &class_name)) return HIVE_DAMAGED;
    }
    if (visitor->begin_key && !visitor->begin_key(visitor->context, depth, &name, &class_name)) return HIVE_STOPPED;
    enum hive_result result = read_values(reader, key);
    if (!result && read32(key + 20)) result = read_list(reader, read32(key + 28), depth + 1, 0);
    if (result) return result;
    return visitor->end_key && !visitor->end_key(visitor->context) ? HIVE_STOPPED : HIVE_OK;
}

/* The exclusive or of the base block's first 127 words; two results stand for errors and are moved. */
static uint32_t checksum(const uint8_t *block)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < 508; i += 4) sum ^= read32(block + i);
    return sum == 0xffffffffu ? 0xfffffffeu : sum ? sum : 1;
}

enum hive_result hive_read(const uint8_t *file, size_t size, const struct hive_visitor *visitor)
{
    struct reader reader = { .visitor = visitor };
    if (size < HIVE_BLOCK_SIZE || size > HIVE_MAXIMUM_SIZE || memcmp(file, "regf", 4)) return HIVE_NOT_A_HIVE;
    if (read32(file + 20) != 1 || read32(file + 28) || read32(file + 32) != 1) return HIVE_NOT_A_HIVE;
    if (checksum(file) != read32(file + 508)) return HIVE_DAMAGED;
    reader.minor = read32(file + 24);
    reader.size = read32(file + 40);
    reader.bins = file + HIVE_BLOCK_SIZE;
    if (reader.size > size - HIVE_BLOCK_SIZE) return HIVE_DAMAGED;
    reader.budget = reader.size;
    enum hive_result result = read_key(&reader, read32(file + 36), 0);
    hive_free(reader.joined);
    return result;
}
