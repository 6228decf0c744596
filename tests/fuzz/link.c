/* The reader of shortcuts: whatever the file is, what is read can be written, and is read the same again. */
#include <stdlib.h>
#include <string.h>
#include "link_file.h"

static uint16_t *decode(const char *text, size_t size)
{
    uint16_t *wide = malloc((size + 1) * sizeof(*wide));
    if (!wide) return NULL;
    for (size_t i = 0; i < size; i++) wide[i] = (uint8_t)text[i];
    wide[size] = 0;
    return wide;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct link_file first, second;
    size_t written;

    if (link_file_read(&first, bytes, size, decode)) {
        uint8_t *file = link_file_write(&first, &written);
        if (file && !link_file_read(&second, file, written, decode)) abort();
        for (int i = 0; file && i < LINK_PATH; i++) {
            if (!first.texts[i] != !second.texts[i]) abort();
            if (first.texts[i] && link_text_length(first.texts[i]) != link_text_length(second.texts[i])) abort();
        }
        if (file) link_file_free(&second);
        free(file);
    }
    link_file_free(&first);
    return 0;
}
