/* Sections that have a name or were given to another process: the descriptor to map and its size. */
#include <stdlib.h>
#include <stdio.h>
#include "object.h"

struct section {
    struct object object;
    uint64_t size;
    uint32_t protect; /* PAGE_* of the section, with SEC_* in the upper half */
};

static void section_describe(struct object *object, char *text, size_t size)
{
    snprintf(text, size, "%llu bytes", (unsigned long long)((struct section *)object)->size);
}

const struct object_operations section_operations = {
    .kind = OBJECT_SECTION,
    .type_name = "Section",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = object_free,
    .descriptor = object_descriptor,
    .describe = section_describe,
};

struct object *section_create(uint64_t size, uint32_t protect, int fd)
{
    struct section *section = calloc(1, sizeof(*section));
    if (!section || !object_init(&section->object, &section_operations)) {
        free(section);
        return NULL;
    }
    section->object.fd = fd;
    section->size = size;
    section->protect = protect;
    return &section->object;
}

uint64_t section_size(const struct object *object)
{
    return ((const struct section *)object)->size;
}

uint32_t section_protect(const struct object *object)
{
    return ((const struct section *)object)->protect;
}
