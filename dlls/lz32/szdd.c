/* Each control byte announces eight items, lowest bit first: a literal byte, or a pair of place (12 bits) and length (4
 * bits, from 3 on) in a window of 4 KiB that is full of blanks at first and is written from 16 before its end. */
#include "szdd.h"

#include <string.h>

#define WINDOW_SIZE  4096u
#define WINDOW_START (WINDOW_SIZE - 16)
#define SHORTEST     3u

bool szdd_read_header(const uint8_t *data, size_t size, struct szdd_header *header)
{
    static const uint8_t signature[8] = {'S', 'Z', 'D', 'D', 0x88, 0xf0, 0x27, 0x33};
    if (size < SZDD_HEADER_SIZE || memcmp(data, signature, sizeof(signature))) return false;
    header->algorithm = (char)data[8];
    header->last_character = (char)data[9];
    header->size = data[10] | data[11] << 8 | data[12] << 16 | (uint32_t)data[13] << 24;
    return true;
}

/* A control byte and eight pairs of two bytes make 8 * 18 bytes. */
size_t szdd_largest_contents(size_t compressed_size) { return (compressed_size / 17 + 1) * (8 * (SHORTEST + 15)); }

struct expansion { uint8_t window[WINDOW_SIZE], *contents; size_t written, capacity; unsigned at; };

static void put(struct expansion *to, uint8_t byte)
{
    to->window[to->at] = byte;
    to->at = (to->at + 1) % WINDOW_SIZE;
    if (to->written < to->capacity) to->contents[to->written++] = byte;
}

size_t szdd_expand(const uint8_t *data, size_t size, uint8_t *contents, size_t capacity)
{
    struct expansion to = {.contents = contents, .capacity = capacity, .at = WINDOW_START};
    const uint8_t *end = data + size;
    memset(to.window, ' ', sizeof(to.window));
    while (data < end && to.written < capacity) {
        unsigned control = *data++;
        for (int bit = 0; bit < 8 && to.written < capacity; bit++, control >>= 1) {
            if (control & 1) {
                if (data == end) return to.written;
                put(&to, *data++);
                continue;
            }
            if (end - data < 2) return to.written;
            unsigned place = data[0] | (data[1] & 0xf0u) << 4, length = (data[1] & 15u) + SHORTEST;
            data += 2;
            for (; length && to.written < capacity; length--, place++) put(&to, to.window[place % WINDOW_SIZE]);
        }
    }
    return to.written;
}
