/* Building hive files in memory: cells are appended to bins and never freed. */
#include "hive_format.h"
#include <string.h>

static void put16(uint8_t *at, uint32_t number)
{
    at[0] = (uint8_t)number;
    at[1] = (uint8_t)(number >> 8);
}

static void put32(uint8_t *at, uint32_t number)
{
    put16(at, number);
    put16(at + 2, number >> 16);
}

static void put64(uint8_t *at, uint64_t number)
{
    put32(at, (uint32_t)number);
    put32(at + 4, (uint32_t)(number >> 32));
}

static uint32_t get32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool reserve(struct hive_writer *writer, uint32_t size)
{
    if (size <= writer->capacity) return true;
    uint32_t capacity = writer->capacity ? writer->capacity : 65536;
    while (capacity < size && capacity < HIVE_MAXIMUM_SIZE) capacity *= 2;
    uint8_t *larger = size <= HIVE_MAXIMUM_SIZE ? hive_resize(writer->bytes, capacity) : NULL;
    if (!larger) {
        writer->has_failed = true;
        return false;
    }
    memset(larger + writer->capacity, 0, capacity - writer->capacity);
    writer->bytes = larger;
    writer->capacity = capacity;
    return true;
}

/* The rest of a bin becomes one free cell. */
static void close_bin(struct hive_writer *writer)
{
    if (writer->at < writer->bin_end) put32(writer->bytes + writer->at, writer->bin_end - writer->at);
    writer->at = writer->bin_end;
}

static bool open_bin(struct hive_writer *writer, uint32_t cell_size)
{
    uint32_t size = (cell_size + HIVE_BIN_HEADER_SIZE + HIVE_BLOCK_SIZE - 1) & ~(uint32_t)(HIVE_BLOCK_SIZE - 1),
             start = writer->bin_end;
    if (size > HIVE_MAXIMUM_SIZE - start || !reserve(writer, start + size)) {
        writer->has_failed = true;
        return false;
    }
    close_bin(writer);
    uint8_t *bin = writer->bytes + start;
    memcpy(bin, "hbin", 4);
    put32(bin + 4, start - HIVE_BLOCK_SIZE);
    put32(bin + 8, size);
    if (start == HIVE_BLOCK_SIZE) put64(bin + 20, writer->time);
    writer->at = start + HIVE_BIN_HEADER_SIZE;
    writer->bin_end = start + size;
    return true;
}

/* A new zeroed cell for `size` bytes; its offset, or HIVE_NO_CELL. */
static uint32_t add_cell(struct hive_writer *writer, uint32_t size)
{
    uint32_t cell_size = (size + 4 + 7) & ~7u;
    if (writer->has_failed || size > HIVE_MAXIMUM_SIZE / 2) {
        writer->has_failed = true;
        return HIVE_NO_CELL;
    }
    if (writer->bin_end - writer->at < cell_size && !open_bin(writer, cell_size)) return HIVE_NO_CELL;
    uint32_t offset = writer->at - HIVE_BLOCK_SIZE;
    put32(writer->bytes + writer->at, 0u - cell_size);
    writer->at += cell_size;
    return offset;
}

static uint8_t *contents(const struct hive_writer *writer, uint32_t cell)
{
    return writer->bytes + HIVE_BLOCK_SIZE + cell + 4;
}

static bool fits_latin(const uint16_t *name, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (name[i] > 0xff) return false;
    return true;
}

static void put_name(uint8_t *at, const uint16_t *name, uint32_t length, bool is_compressed)
{
    for (uint32_t i = 0; i < length; i++) {
        if (is_compressed) at[i] = (uint8_t)name[i];
        else put16(at + 2 * i, name[i]);
    }
}

/* One descriptor for all keys, self-relative: owner and group Administrators; administrators and the system everything,
 * users may read. */
static const uint8_t security_descriptor[] = {
    1, 0, 0x04, 0x80, 20, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 52, 0, 0, 0,
    1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
    1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
    2, 0, 76, 0, 3, 0, 0, 0,
    0, 2, 24, 0, 0x3f, 0, 0x0f, 0, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
    0, 2, 20, 0, 0x3f, 0, 0x0f, 0, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0,
    0, 2, 24, 0, 0x19, 0, 0x02, 0, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0,
};

static void add_security(struct hive_writer *writer)
{
    uint32_t cell = add_cell(writer, 20 + sizeof(security_descriptor));
    if (cell == HIVE_NO_CELL) return;
    uint8_t *at = contents(writer, cell);
    memcpy(at, "sk", 2);
    put32(at + 4, cell); /* a ring of one */
    put32(at + 8, cell);
    put32(at + 16, sizeof(security_descriptor));
    memcpy(at + 20, security_descriptor, sizeof(security_descriptor));
    writer->security = cell;
}

void hive_begin(struct hive_writer *writer, unsigned minor, uint64_t time)
{
    *writer = (struct hive_writer){
        .at = HIVE_BLOCK_SIZE, .bin_end = HIVE_BLOCK_SIZE, .security = HIVE_NO_CELL, .minor = minor, .time = time};
}

uint32_t hive_add_key(struct hive_writer *writer, uint32_t parent, const uint16_t *name, uint32_t length,
                      const uint16_t *class_name, uint32_t class_length, uint64_t time)
{
    bool is_compressed = fits_latin(name, length), is_root = parent == HIVE_NO_CELL;
    uint32_t bytes = is_compressed ? length : 2 * length, class_cell = HIVE_NO_CELL;
    uint32_t cell = add_cell(writer, HIVE_KEY_SIZE + bytes);
    if (is_root) add_security(writer);
    if (class_length) class_cell = add_cell(writer, 2 * class_length);
    if (writer->has_failed) return HIVE_NO_CELL;
    if (class_length) put_name(contents(writer, class_cell), class_name, class_length, false);
    uint8_t *at = contents(writer, cell), *security = contents(writer, writer->security);
    memcpy(at, "nk", 2);
    put16(at + 2, (is_root ? HIVE_ROOT : 0) | (is_compressed ? HIVE_COMPRESSED_NAME : 0));
    put64(at + 4, time);
    put32(at + 16, is_root ? 0 : parent);
    put32(at + 28, HIVE_NO_CELL);
    put32(at + 32, HIVE_NO_CELL);
    put32(at + 40, HIVE_NO_CELL);
    put32(at + 44, writer->security);
    put32(at + 48, class_cell);
    put16(at + 72, bytes);
    put16(at + 74, 2 * class_length);
    put_name(at + HIVE_KEY_SIZE, name, length, is_compressed);
    put32(security + 12, get32(security + 12) + 1);
    return cell;
}

static uint32_t add_segments(struct hive_writer *writer, const uint8_t *data, uint32_t size)
{
    uint32_t count = (size + HIVE_SEGMENT_SIZE - 1) / HIVE_SEGMENT_SIZE, head = add_cell(writer, 8),
             list = add_cell(writer, 4 * count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t done = i * HIVE_SEGMENT_SIZE, part = size - done < HIVE_SEGMENT_SIZE ? size - done : HIVE_SEGMENT_SIZE;
        uint32_t segment = add_cell(writer, part);
        if (writer->has_failed) return HIVE_NO_CELL;
        memcpy(contents(writer, segment), data + done, part);
        put32(contents(writer, list) + 4 * i, segment);
    }
    memcpy(contents(writer, head), "db", 2);
    put16(contents(writer, head) + 2, count);
    put32(contents(writer, head) + 4, list);
    return head;
}

uint32_t hive_add_value(struct hive_writer *writer, const uint16_t *name, uint32_t length, uint32_t type,
                        const uint8_t *data, uint32_t size)
{
    bool is_compressed = fits_latin(name, length);
    uint32_t bytes = is_compressed ? length : 2 * length, data_cell = 0,
             cell = add_cell(writer, HIVE_VALUE_SIZE + bytes);
    if (size > HIVE_SEGMENT_SIZE && writer->minor > 3) {
        data_cell = add_segments(writer, data, size);
    } else if (size > 4) {
        data_cell = add_cell(writer, size);
        if (!writer->has_failed) memcpy(contents(writer, data_cell), data, size);
    }
    if (writer->has_failed) return HIVE_NO_CELL;
    uint8_t *at = contents(writer, cell);
    memcpy(at, "vk", 2);
    put16(at + 2, bytes);
    put32(at + 4, size <= 4 ? size | HIVE_RESIDENT : size);
    if (size <= 4) memcpy(at + 8, data, size);
    else put32(at + 8, data_cell);
    put32(at + 12, type);
    put16(at + 16, is_compressed && length ? HIVE_COMPRESSED_VALUE_NAME : 0);
    put_name(at + HIVE_VALUE_SIZE, name, length, is_compressed);
    return cell;
}

/* A key remembers the longest name and data below it, in bytes of UTF-16. */
static void raise_field(uint8_t *at, uint32_t number)
{
    if (get32(at) < number) put32(at, number);
}

void hive_set_values(struct hive_writer *writer, uint32_t key, const uint32_t *values, uint32_t count)
{
    uint32_t list = count ? add_cell(writer, 4 * count) : HIVE_NO_CELL;
    if (writer->has_failed || !count) return;
    uint8_t *at = contents(writer, key);
    put32(at + 36, count);
    put32(at + 40, list);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *value = contents(writer, values[i]);
        uint32_t bytes = value[2] | (uint32_t)value[3] << 8;
        put32(contents(writer, list) + 4 * i, values[i]);
        raise_field(at + 60, value[16] & HIVE_COMPRESSED_VALUE_NAME ? 2 * bytes : bytes);
        raise_field(at + 64, get32(value + 4) & ~HIVE_RESIDENT);
    }
}

static int compare_children(const struct hive_child *first, const struct hive_child *second)
{
    for (uint32_t i = 0; i < first->length && i < second->length; i++) {
        int difference = hive_upper(first->name[i]) - hive_upper(second->name[i]);
        if (difference) return difference;
    }
    return first->length < second->length ? -1 : first->length > second->length;
}

/* Heap sort: no recursion and no bad case, whatever the names are. */
static void sift_down(struct hive_child *children, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare_children(&children[child], &children[child + 1]) < 0) child++;
        if (compare_children(&children[root], &children[child]) >= 0) return;
        struct hive_child moved = children[root];
        children[root] = children[child];
        children[child] = moved;
    }
}

static void sort_children(struct hive_child *children, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;) sift_down(children, i, count);
    for (uint32_t i = count; i-- > 1;) {
        struct hive_child last = children[i];
        children[i] = children[0];
        children[0] = last;
        sift_down(children, 0, i);
    }
}

static uint32_t name_hash(const struct hive_child *child)
{
    uint32_t hash = 0;
    for (uint32_t i = 0; i < child->length; i++) hash = hash * 37 + hive_upper(child->name[i]);
    return hash;
}

/* A list carries a hash of each name in newer files, the first four letters in older ones. */
static uint32_t add_list(struct hive_writer *writer, const struct hive_child *children, uint32_t count)
{
    bool has_hashes = writer->minor >= HIVE_LATEST_MINOR;
    uint32_t cell = add_cell(writer, 4 + 8 * count);
    if (writer->has_failed) return HIVE_NO_CELL;
    uint8_t *at = contents(writer, cell);
    memcpy(at, has_hashes ? "lh" : "lf", 2);
    put16(at + 2, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct hive_child *child = &children[i];
        uint8_t *element = at + 4 + 8 * i;
        put32(element, child->cell);
        if (has_hashes) put32(element + 4, name_hash(child));
        else put_name(element + 4, child->name, child->length < 4 ? child->length : 4, true);
    }
    return cell;
}

void hive_set_children(struct hive_writer *writer, uint32_t key, struct hive_child *children, uint32_t count)
{
    enum { LIST_LENGTH = 507 }; /* what fits a bin of one page; longer lists get an index of lists */
    uint32_t lists = (count + LIST_LENGTH - 1) / LIST_LENGTH, top = HIVE_NO_CELL;
    if (!count || writer->has_failed) return;
    sort_children(children, count);
    if (lists > 1) {
        top = add_cell(writer, 4 + 4 * lists);
        for (uint32_t i = 0; i < lists && !writer->has_failed; i++) {
            uint32_t first = i * LIST_LENGTH,
                     list =
                         add_list(writer, children + first, count - first < LIST_LENGTH ? count - first : LIST_LENGTH);
            if (!writer->has_failed) put32(contents(writer, top) + 4 + 4 * i, list);
        }
        if (writer->has_failed) return;
        memcpy(contents(writer, top), "ri", 2);
        put16(contents(writer, top) + 2, lists);
    } else {
        top = add_list(writer, children, count);
        if (writer->has_failed) return;
    }
    uint8_t *at = contents(writer, key);
    put32(at + 20, count);
    put32(at + 28, top);
    for (uint32_t i = 0; i < count; i++) raise_field(at + 52, 2 * children[i].length);
}

bool hive_finish(struct hive_writer *writer, uint32_t root)
{
    uint32_t sum = 0;
    if (writer->has_failed) {
        hive_free(writer->bytes);
        writer->bytes = NULL;
        return false;
    }
    close_bin(writer);
    uint8_t *block = writer->bytes;
    writer->size = writer->bin_end;
    memcpy(block, "regf", 4);
    put32(block + 4, 1);
    put32(block + 8, 1);
    put64(block + 12, writer->time);
    put32(block + 20, 1);
    put32(block + 24, writer->minor);
    put32(block + 32, 1);
    put32(block + 36, root);
    put32(block + 40, writer->size - HIVE_BLOCK_SIZE);
    put32(block + 44, 1);
    for (unsigned i = 0; i < 508; i += 4) sum ^= get32(block + i);
    put32(block + 508, sum == 0xffffffffu ? 0xfffffffeu : sum ? sum : 1);
    return true;
}
