/* The reader behind `winrun --check`, with whatever a file may hold. */
#include <stdlib.h>
#include <string.h>
#include "../../loader/pe_reader.h"

static void look_up(void *data, const char *dll, const char *name, uint16_t ordinal, bool delayed)
{
    const char *forward;
    (void)dll;
    (void)delayed;
    pe_find_export(data, name, ordinal, &forward);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct pe_file file;
    uint8_t *copy = malloc(size ? size : 1); /* so that a read past the end is seen */
    const char *forward;
    size_t length;
    if (!copy) return 0;
    memcpy(copy, bytes, size);
    if (pe_open(&file, copy, size)) {
        pe_visit_imports(&file, look_up, &file);
        pe_find_export(&file, "exported_function", 0, &forward);
        pe_find_export(&file, NULL, 7, &forward);
        pe_section_contents(&file, ".text", &length);
    }
    free(copy);
    return 0;
}
