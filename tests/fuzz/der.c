/* The DER reader of crypt32: items, identifiers, times, small numbers, all the way down. */
#include <stdint.h>
#include <string.h>
#include "../../dlls/crypt32/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(struct der in, int depth)
{
    struct der_item item;
    struct der_time time;
    char text[64];
    uint32_t number;
    while (der_next(&in, &item)) {
        der_oid_text(&item.body, text, sizeof(text));
        der_read_time(item.tag, &item.body, &time);
        der_small_integer(&item.body, &number);
        if (depth < 40 && (item.tag & DER_CONSTRUCTED)) walk(item.body, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[257];
    uint8_t encoded[600];
    walk((struct der){ data, size }, 0);
    size_t length = size < sizeof(text) - 1 ? size : sizeof(text) - 1;
    memcpy(text, data, length);
    text[length] = 0;
    struct der_writer writer = { .data = encoded, .capacity = sizeof(encoded) };
    der_put_oid(&writer, text);
    return 0;
}
