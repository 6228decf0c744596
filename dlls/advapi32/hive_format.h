/* Registry hive files ("regf"), as Windows writes them: a base block of 4 KiB, then bins of cells. Cells are named by
 * their offset behind the base block. Reading takes bytes from anywhere: nothing in a file is trusted. No Windows
 * function is called, so that a fuzz target can link this. */
#ifndef HIVE_FORMAT_H
#define HIVE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HIVE_BLOCK_SIZE = 4096, HIVE_BIN_HEADER_SIZE = 32, HIVE_KEY_SIZE = 76, HIVE_VALUE_SIZE = 20,
    HIVE_SEGMENT_SIZE = 16344,      /* data is cut into pieces of this size since version 1.4 */
    HIVE_MAXIMUM_DEPTH = 512, HIVE_LONGEST_NAME = 255,
    HIVE_ROOT = 0x0004 | 0x0008, HIVE_COMPRESSED_NAME = 0x0020, HIVE_COMPRESSED_VALUE_NAME = 0x0001,
    HIVE_STANDARD_MINOR = 3, HIVE_LATEST_MINOR = 5,
};
#define HIVE_NO_CELL 0xffffffffu
#define HIVE_RESIDENT 0x80000000u
#define HIVE_MAXIMUM_SIZE 0x7ff00000u

enum hive_result { HIVE_OK, HIVE_NOT_A_HIVE, HIVE_DAMAGED, HIVE_NO_MEMORY, HIVE_STOPPED };

/* Text of a hive: Latin-1 if it is compressed, else UTF-16 that need not be aligned. */
struct hive_text { const uint8_t *bytes; uint32_t length; bool is_compressed; };   /* length in units */

static inline uint16_t hive_unit(const struct hive_text *text, uint32_t index)
{
    if (text->is_compressed) return text->bytes[index];
    return (uint16_t)(text->bytes[2 * index] | text->bytes[2 * index + 1] << 8);
}

/* --- hive_reader.c --- */

/* What is told of a tree, in depth-first order; a key's values come before its children. The functions return false to
 * stop. Texts and data stay valid only during the call. */
struct hive_visitor {
    bool (*begin_key)(void *context, unsigned depth, const struct hive_text *name, const struct hive_text *class_name);
    bool (*value)(void *context, const struct hive_text *name, uint32_t type, const uint8_t *data, uint32_t size);
    bool (*end_key)(void *context);
    void *context;
};

/* Tells `visitor` of everything in the file; with a visitor of NULL functions the file is only checked. */
enum hive_result hive_read(const uint8_t *file, size_t size, const struct hive_visitor *visitor);

/* --- hive_writer.c --- */

struct hive_writer {
    uint8_t *bytes;         /* with the base block */
    uint32_t size, capacity, bin_end, at, security;
    uint64_t time;
    unsigned minor;
    bool has_failed;        /* out of memory, or the hive became too large */
};

struct hive_child { uint32_t cell; const uint16_t *name; uint32_t length; };

void hive_begin(struct hive_writer *writer, unsigned minor, uint64_t time);
/* A new key; its children are linked by hive_set_children, its values by hive_set_values. */
uint32_t hive_add_key(struct hive_writer *writer, uint32_t parent, const uint16_t *name, uint32_t length,
                      const uint16_t *class_name, uint32_t class_length, uint64_t time);
uint32_t hive_add_value(struct hive_writer *writer, const uint16_t *name, uint32_t length, uint32_t type,
                        const uint8_t *data, uint32_t size);
void hive_set_values(struct hive_writer *writer, uint32_t key, const uint32_t *values, uint32_t count);
/* Sorts the children as Windows searches them. */
void hive_set_children(struct hive_writer *writer, uint32_t key, struct hive_child *children, uint32_t count);
/* Completes the file: bytes and size. The caller frees the bytes with hive_free. */
bool hive_finish(struct hive_writer *writer, uint32_t root);

/* Whoever links these files gives them memory and capital letters. */
void *hive_resize(void *block, size_t size);
void hive_free(void *block);
uint16_t hive_upper(uint16_t c);

#endif
