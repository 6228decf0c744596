/* Byte strings that cross the boundary. */
#include <stdlib.h>
#include <string.h>
#include "openssl.h"

void *bytes_take(uint64_t address, uint32_t size)
{
    if (size) (void)*(volatile const char *)(uintptr_t)address; /* the likeliest fault, before anything is allocated */
    void *copy = malloc(size ? size : 1);
    if (copy && size) memcpy(copy, (const void *)(uintptr_t)address, size);
    return copy;
}

NTSTATUS bytes_give(const void *data, size_t length, uint64_t address, uint32_t *size)
{
    uint32_t capacity = *size;
    *size = (uint32_t)length;
    if (!address || capacity < length) return STATUS_BUFFER_TOO_SMALL;
    memcpy((void *)(uintptr_t)address, data, length);
    return STATUS_SUCCESS;
}

bool parts_read(struct parts *parts, uint64_t address, uint32_t size)
{
    memset(parts, 0, sizeof(*parts));
    if (!(parts->memory = bytes_take(address, size))) return false;
    for (uint32_t at = 0; at < size;) {
        uint32_t length;
        if (size - at < sizeof(length) || parts->count == PARTS_MOST) return false;
        memcpy(&length, parts->memory + at, sizeof(length));
        at += sizeof(length);
        if (length > size - at) return false;
        parts->part[parts->count].data = parts->memory + at;
        parts->part[parts->count++].size = length;
        at += length;
    }
    return true;
}

/* Afterwards only parts_give and parts_free are of use: `part` is not kept up. */
void parts_add(struct parts *parts, const void *data, size_t size)
{
    uint32_t length = (uint32_t)size, needed = parts->size + length + (uint32_t)sizeof(length);
    if (needed > parts->capacity) {
        uint32_t capacity = needed * 2;
        uint8_t *memory = realloc(parts->memory, capacity);
        if (!memory) {
            parts->failed = true;
            return;
        }
        parts->memory = memory;
        parts->capacity = capacity;
    }
    memcpy(parts->memory + parts->size, &length, sizeof(length));
    if (length) memcpy(parts->memory + parts->size + sizeof(length), data, length);
    parts->size = needed;
}

void parts_free(struct parts *parts)
{
    free(parts->memory);
    parts->memory = NULL;
}

NTSTATUS parts_give(struct parts *parts, uint64_t address, uint32_t *size)
{
    NTSTATUS status = parts->failed ? STATUS_NO_MEMORY : bytes_give(parts->memory, parts->size, address, size);
    parts_free(parts);
    return status;
}
