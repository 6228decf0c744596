/* Compound files: whatever the file is, what can be read is read; if it can be written, the new file has the same
 * tree. */
#include <stdlib.h>
#include <string.h>
#include "compound_file.h"

struct memory {
    uint8_t *bytes;
    uint64_t size;
};

static bool read_memory(void *context, uint64_t offset, void *buffer, uint32_t size)
{
    struct memory *memory = context;
    if (offset > memory->size || size > memory->size - offset) return false;
    memcpy(buffer, memory->bytes + offset, size);
    return true;
}

static bool resize_memory(void *context, uint64_t size)
{
    struct memory *memory = context;
    uint8_t *bytes = realloc(memory->bytes, size ? size : 1);
    if (!bytes) return false;
    if (size > memory->size) memset(bytes + memory->size, 0, size - memory->size);
    memory->bytes = bytes;
    memory->size = size;
    return true;
}

static bool write_memory(void *context, uint64_t offset, const void *buffer, uint32_t size)
{
    struct memory *memory = context;
    if (offset + size > memory->size && !resize_memory(context, offset + size)) return false;
    memcpy(memory->bytes + offset, buffer, size);
    return true;
}

static bool flush_memory(void *context)
{
    return context != NULL;
}

static uint16_t upper(uint16_t character)
{
    return character >= 'a' && character <= 'z' ? character - 32 : character;
}

static uint64_t sum_tree(struct compound_file *file, const struct compound_entry *entry, bool *readable)
{
    uint64_t sum = entry->type * 31u + entry->name[0];
    uint8_t buffer[700];

    for (uint32_t i = 0; i < entry->count; i++) sum = sum * 1000003 + sum_tree(file, entry->children[i], readable);
    for (uint64_t at = 0; entry->data && at < entry->data->size;) {
        uint32_t done;
        if (compound_read(file, entry->data, at, buffer, sizeof(buffer), &done) != COMPOUND_OK) {
            *readable = false;
            break;
        }
        if (!done) abort();
        for (uint32_t i = 0; i < done; i++) sum = sum * 31 + buffer[i];
        at += done;
    }
    return sum;
}

static void set_up(struct compound_file *file, struct memory *memory)
{
    memset(file, 0, sizeof(*file));
    file->store = (struct byte_store){memory, read_memory, write_memory, resize_memory, flush_memory};
    file->size = memory->size;
    file->upper = upper;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const uint16_t name[] = {'n', 'e', 'w', 0};
    struct compound_file file, again;
    struct memory memory = {0};
    bool readable = true;

    if (!resize_memory(&memory, size)) return 0;
    if (size) memcpy(memory.bytes, bytes, size);
    set_up(&file, &memory);
    if (compound_open(&file) == COMPOUND_OK) {
        sum_tree(&file, file.root, &readable);
        struct compound_entry *entry = compound_find(&file, file.root, name);
        if (entry) compound_remove(entry);
        if (!(entry = compound_add(&file, file.root, name, COMPOUND_STREAM))) abort();
        if (compound_write(&file, entry, size % 9000, "text", 4) != COMPOUND_OK) abort();
        uint64_t before = sum_tree(&file, file.root, &readable);
        enum compound_result result = compound_commit(&file);
        if (result == COMPOUND_OK && readable) {
            set_up(&again, &memory);
            if (compound_open(&again) != COMPOUND_OK) abort();
            if (sum_tree(&again, again.root, &readable) != before || !readable) abort();
            compound_close(&again);
        }
        compound_close(&file);
    }
    free(memory.bytes);
    return 0;
}
