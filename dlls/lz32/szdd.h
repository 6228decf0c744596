/* The format that Microsoft's COMPRESS.EXE writes (SZDD, algorithm 'A'): a header and LZSS data. */
#ifndef LZ32_SZDD_H
#define LZ32_SZDD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SZDD_HEADER_SIZE 14

struct szdd_header {
    char algorithm;
    char last_character; /* of the original name; 0: unknown */
    uint32_t size;       /* of the contents */
};

/* False when the data does not begin with such a header. */
bool szdd_read_header(const uint8_t *data, size_t size, struct szdd_header *header);

/* The most bytes that compressed data can hold, whatever the header says. */
size_t szdd_largest_contents(size_t compressed_size);

/* Expands what follows the header; returns the bytes written, fewer than `capacity` when the data ends before. */
size_t szdd_expand(const uint8_t *data, size_t size, uint8_t *contents, size_t capacity);

#endif
