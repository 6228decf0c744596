/* The resource section of a PE file in memory: read into a list, and a new file made with another list. Knows nothing
 * of Windows, so that the fuzz target runs it on Linux. */
#ifndef RESOURCE_IMAGE_H
#define RESOURCE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* text NULL: a number */
struct resource_name { uint16_t *text; uint16_t id, length; };

struct resource {
    struct resource *next;
    struct resource_name type, name;
    uint16_t language;
    uint32_t size;
    uint8_t *data;
};

void *resource_allocate(size_t size); /* given by whoever links this */
void resource_free(void *memory);

int resource_name_compare(const struct resource_name *a, const struct resource_name *b);
/* Keeps the list in the order of the file format; an equal entry is replaced, data NULL removes it. Everything is
 * copied. */
bool resource_set(struct resource **list, const struct resource *resource);
void resource_list_free(struct resource **list);
/* false: no PE file, or its resources make no sense. A file without resources has an empty list. */
bool resource_image_read(const uint8_t *file, size_t size, struct resource **list);
/* NULL: out of memory, or the headers have no room for a section (then *size is 0). */
uint8_t *resource_image_write(const uint8_t *file, size_t size, const struct resource *list, size_t *new_size);

#endif
