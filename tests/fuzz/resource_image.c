/* The resources of foreign PE files: read, written again, and read once more with the same result. */
#include <stdlib.h>
#include <string.h>
#include "resource_image.h"

void *resource_allocate(size_t size) { return malloc(size); }
void resource_free(void *memory) { free(memory); }

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct resource *list, *again;
    if (!resource_image_read(bytes, size, &list)) return 0;
    size_t new_size;
    uint8_t *file = resource_image_write(bytes, size, list, &new_size);
    if (file && new_size) {
        if (!resource_image_read(file, new_size, &again)) abort();
        const struct resource *a = list, *b = again;
        for (; a && b; a = a->next, b = b->next)
            if (a->size != b->size || memcmp(a->data, b->data, a->size) || resource_name_compare(&a->name, &b->name))
                abort();
        if (a || b) abort();
        resource_list_free(&again);
    }
    free(file);
    resource_list_free(&list);
    return 0;
}
