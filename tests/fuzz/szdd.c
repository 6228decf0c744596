/* lz32's reader of compressed files. */
#include <stdint.h>
#include <stdlib.h>
#include "../../dlls/lz32/szdd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct szdd_header header;
    if (!szdd_read_header(data, size, &header)) return 0;
    size_t capacity = szdd_largest_contents(size);
    if (header.size < capacity) capacity = header.size;
    uint8_t *contents = malloc(capacity + 1);
    if (!contents) return 0;
    if (szdd_expand(data + SZDD_HEADER_SIZE, size - SZDD_HEADER_SIZE, contents, capacity) > capacity) abort();
    free(contents);
    return 0;
}
