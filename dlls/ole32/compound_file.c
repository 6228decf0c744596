/* Reads compound files ([MS-CFB]). Every number of the file is checked before it is used: chains end after as many
 * sectors as the file has, the tree visits each entry once. */
#include <stdlib.h>
#include <string.h>
#include "compound_file.h"

static const uint8_t signature[8] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

static uint32_t get16(const uint8_t *bytes)
{
    return bytes[0] | bytes[1] << 8;
}

static uint32_t get32(const uint8_t *bytes)
{
    return get16(bytes) | get16(bytes + 2) << 16;
}

static uint64_t get64(const uint8_t *bytes)
{
    return get32(bytes) | (uint64_t)get32(bytes + 4) << 32;
}

static uint64_t sector_offset(const struct compound_file *file, uint32_t sector)
{
    return ((uint64_t)sector + 1) << file->sector_shift;
}

/* The last sector of a file may be cut short. */
static enum compound_result read_sector(struct compound_file *file, uint32_t sector, uint8_t *buffer)
{
    uint64_t offset = sector_offset(file, sector);
    uint32_t size = 1u << file->sector_shift;

    if (offset >= file->size) return COMPOUND_DAMAGED;
    if (file->size - offset < size) {
        memset(buffer, 0, size);
        size = (uint32_t)(file->size - offset);
    }
    return file->store.read(file->store.context, offset, buffer, size) ? COMPOUND_OK : COMPOUND_READ_FAULT;
}

/* A chain of known length, or (count: UINT32_MAX) up to its end. */
static enum compound_result follow_chain(const uint32_t *table, uint32_t table_count, uint32_t first, uint32_t count,
                                         uint32_t **chain, uint32_t *chain_count)
{
    uint32_t room = count == UINT32_MAX ? 16 : count, found = 0;

    *chain = NULL;
    *chain_count = 0;
    if (room > table_count) {
        if (count != UINT32_MAX) return COMPOUND_DAMAGED;
        room = table_count;
    }
    if (!count || (count == UINT32_MAX && first == (uint32_t)SECTOR_END)) return COMPOUND_OK;
    uint32_t *list = malloc((room ? room : 1) * sizeof(*list));
    if (!list) return COMPOUND_NO_MEMORY;
    for (uint32_t sector = first; found < count; sector = table[sector]) {
        if (count == UINT32_MAX && sector == (uint32_t)SECTOR_END) break;
        if (sector >= table_count || found == table_count) {
            free(list);
            return COMPOUND_DAMAGED;
        }
        if (found == room) {
            room = room < table_count / 2 ? room * 2 : table_count;
            uint32_t *more = realloc(list, room * sizeof(*list));
            if (!more) {
                free(list);
                return COMPOUND_NO_MEMORY;
            }
            list = more;
        }
        list[found++] = sector;
    }
    *chain = list;
    *chain_count = found;
    return COMPOUND_OK;
}

/* All sectors of the chain, one after the other in one block. */
static enum compound_result read_chain(struct compound_file *file, const uint32_t *chain, uint32_t count,
                                       uint8_t **bytes)
{
    enum compound_result result = COMPOUND_OK;

    if (!(*bytes = malloc(count ? (size_t)count << file->sector_shift : 1))) return COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < count && result == COMPOUND_OK; i++)
        result = read_sector(file, chain[i], *bytes + ((size_t)i << file->sector_shift));
    if (result != COMPOUND_OK) free(*bytes);
    return result;
}

static enum compound_result read_table(struct compound_file *file, uint32_t first, uint32_t **table, uint32_t *entries)
{
    uint32_t *chain, count;
    uint8_t *bytes;
    enum compound_result result = follow_chain(file->fat, file->fat_count, first, UINT32_MAX, &chain, &count);

    if (result != COMPOUND_OK) return result;
    result = read_chain(file, chain, count, &bytes);
    free(chain);
    if (result != COMPOUND_OK) return result;
    *entries = count << (file->sector_shift - 2);
    if (!(*table = malloc(*entries ? *entries * sizeof(**table) : 1))) result = COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; *table && i < *entries; i++) (*table)[i] = get32(bytes + 4 * (size_t)i);
    free(bytes);
    return result;
}

/* The list of the table's sectors is in the header and, from the 110th on, in sectors of its own. */
static enum compound_result read_fat(struct compound_file *file, const uint8_t *header)
{
    uint32_t size = 1u << file->sector_shift, count = get32(header + 44), per_sector = size / 4;
    uint32_t sectors = (uint32_t)((file->size + size - 1) >> file->sector_shift);
    uint32_t next = get32(header + 68), list_index = 0;
    uint8_t buffer[4096], list[4096];
    enum compound_result result;

    if (!count || count > sectors) return COMPOUND_DAMAGED;
    if (!(file->fat = malloc((size_t)count * size))) return COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t sector;
        if (i < HEADER_DIFAT) sector = get32(header + 76 + 4 * i);
        else {
            if ((list_index = (i - HEADER_DIFAT) % (per_sector - 1)) == 0) {
                if ((result = read_sector(file, next, list)) != COMPOUND_OK) return result;
                next = get32(list + size - 4);
            }
            sector = get32(list + 4 * list_index);
        }
        if ((result = read_sector(file, sector, buffer)) != COMPOUND_OK) return result;
        for (uint32_t j = 0; j < per_sector; j++) file->fat[i * per_sector + j] = get32(buffer + 4 * j);
    }
    file->fat_count = count * per_sector;
    if (file->fat_count > sectors) file->fat_count = sectors;
    return COMPOUND_OK;
}

static enum compound_result read_entry(struct compound_file *file, const uint8_t *bytes, struct compound_entry *parent,
                                       struct compound_entry **made)
{
    uint32_t length = get16(bytes + 64);
    uint16_t name[COMPOUND_NAME_MAX + 1] = {0};
    uint8_t type = bytes[66];
    struct compound_entry *entry;

    if (length < 2 || length > 64 || length % 2) return COMPOUND_DAMAGED;
    for (uint32_t i = 0; i < length / 2 - 1; i++) {
        if (!(name[i] = (uint16_t)get16(bytes + 2 * i))) return COMPOUND_DAMAGED;
    }
    if (!name[0] || (type != COMPOUND_STORAGE && type != COMPOUND_STREAM)) return COMPOUND_DAMAGED;
    if (compound_find(file, parent, name)) return COMPOUND_DAMAGED;
    if (!(entry = compound_add(file, parent, name, type))) return COMPOUND_NO_MEMORY;
    *made = entry;
    memcpy(entry->class_id, bytes + 80, 16);
    entry->state = get32(bytes + 96);
    entry->created = get64(bytes + 100);
    entry->modified = get64(bytes + 108);
    if (type == COMPOUND_STREAM) {
        uint64_t size = file->sector_shift == 9 ? get32(bytes + 120) : get64(bytes + 120);
        if (size > file->size) return COMPOUND_DAMAGED;
        entry->data->size = size;
        entry->data->mini = size < MINI_LIMIT;
        entry->data->in_file = true;
        entry->data->first = get32(bytes + 116);
    }
    return COMPOUND_OK;
}

struct pending {
    uint32_t index;
    struct compound_entry *parent;
};

/* Siblings are a binary tree, walked with a stack of our own: hostile files make it deep. */
static enum compound_result read_tree(struct compound_file *file, const uint8_t *directory, uint32_t count)
{
    uint8_t *seen = calloc(count, 1);
    struct pending *stack = malloc((3 * (size_t)count + 1) * sizeof(*stack));
    enum compound_result result = seen && stack ? COMPOUND_OK : COMPOUND_NO_MEMORY;
    size_t depth = 0;

    if (result == COMPOUND_OK) {
        stack[depth++] = (struct pending){get32(directory + 76), file->root};
        seen[0] = 1;
    }
    while (depth && result == COMPOUND_OK) {
        struct pending next = stack[--depth];
        struct compound_entry *entry = NULL;
        const uint8_t *bytes;
        if (next.index == UINT32_MAX) continue;
        if (next.index >= count || seen[next.index]) {
            result = COMPOUND_DAMAGED;
            break;
        }
        seen[next.index] = 1;
        bytes = directory + (size_t)next.index * DIRECTORY_ENTRY;
        if ((result = read_entry(file, bytes, next.parent, &entry)) != COMPOUND_OK) break;
        stack[depth++] = (struct pending){get32(bytes + 68), next.parent};
        stack[depth++] = (struct pending){get32(bytes + 72), next.parent};
        if (entry->type == COMPOUND_STORAGE) stack[depth++] = (struct pending){get32(bytes + 76), entry};
    }
    free(seen);
    free(stack);
    return result;
}

static struct compound_entry *new_root(void)
{
    static const uint16_t name[] = {'R', 'o', 'o', 't', ' ', 'E', 'n', 't', 'r', 'y'};
    struct compound_entry *root = calloc(1, sizeof(*root));

    if (!root) return NULL;
    root->references = 1;
    root->type = COMPOUND_ROOT;
    memcpy(root->name, name, sizeof(name));
    return root;
}

static enum compound_result read_directory(struct compound_file *file, uint32_t first)
{
    uint32_t *chain, count;
    uint8_t *directory;
    enum compound_result result = follow_chain(file->fat, file->fat_count, first, UINT32_MAX, &chain, &count);

    if (result != COMPOUND_OK) return result;
    if (!count) {
        free(chain);
        return COMPOUND_DAMAGED;
    }
    result = read_chain(file, chain, count, &directory);
    free(chain);
    if (result != COMPOUND_OK) return result;
    if (directory[66] != COMPOUND_ROOT) result = COMPOUND_DAMAGED;
    else if (!(file->root = new_root())) result = COMPOUND_NO_MEMORY;
    else {
        memcpy(file->root->class_id, directory + 80, 16);
        file->root->state = get32(directory + 96);
        file->root->created = get64(directory + 100);
        file->root->modified = get64(directory + 108);
        file->mini_first = get32(directory + 116);
        file->mini_size = file->sector_shift == 9 ? get32(directory + 120) : get64(directory + 120);
        if (file->mini_size > file->size) result = COMPOUND_DAMAGED;
        else result = read_tree(file, directory, count << (file->sector_shift - 7));
    }
    free(directory);
    return result;
}

enum compound_result compound_open(struct compound_file *file)
{
    uint8_t header[512];
    enum compound_result result;
    uint32_t version;

    file->fat = file->mini_fat = NULL;
    file->mini_bytes = NULL;
    file->root = NULL;
    if (file->size < sizeof(header)) return COMPOUND_FOREIGN;
    if (!file->store.read(file->store.context, 0, header, sizeof(header))) return COMPOUND_READ_FAULT;
    if (memcmp(header, signature, sizeof(signature))) return COMPOUND_FOREIGN;
    version = get16(header + 26);
    file->sector_shift = get16(header + 30);
    if (get16(header + 28) != 0xfffe || (version != 3 && version != 4) ||
        file->sector_shift != (version == 3 ? 9 : 12) ||
        get16(header + 32) != MINI_SHIFT || get32(header + 56) != MINI_LIMIT ||
        file->size >> file->sector_shift > 0x7fffff)
        return COMPOUND_DAMAGED;
    file->mini_fat_first = get32(header + 60);
    file->mini_fat_sectors = get32(header + 64);
    if ((result = read_fat(file, header)) == COMPOUND_OK) result = read_directory(file, get32(header + 48));
    if (result != COMPOUND_OK) compound_close(file);
    return result;
}

enum compound_result compound_create(struct compound_file *file, uint32_t sector_shift)
{
    file->sector_shift = sector_shift;
    file->fat = file->mini_fat = NULL;
    file->fat_count = file->mini_fat_sectors = 0;
    file->mini_bytes = NULL;
    file->mini_size = 0;
    file->mini_first = file->mini_fat_first = (uint32_t)SECTOR_END;
    return (file->root = new_root()) ? COMPOUND_OK : COMPOUND_NO_MEMORY;
}

void compound_close(struct compound_file *file)
{
    free(file->fat);
    free(file->mini_fat);
    free(file->mini_bytes);
    compound_release(file->root);
    file->fat = file->mini_fat = NULL;
    file->mini_bytes = NULL;
    file->root = NULL;
}

enum compound_result compound_load_mini(struct compound_file *file)
{
    uint32_t size = 1u << file->sector_shift, *chain, count;
    enum compound_result result;

    if (file->mini_bytes) return COMPOUND_OK;
    free(file->mini_fat);
    file->mini_fat = NULL;
    result = read_table(file, file->mini_fat_sectors ? file->mini_fat_first : (uint32_t)SECTOR_END, &file->mini_fat,
                        &file->mini_fat_count);
    if (result != COMPOUND_OK) return result;
    result = follow_chain(file->fat, file->fat_count, file->mini_first, (uint32_t)((file->mini_size + size - 1) / size),
                          &chain, &count);
    if (result != COMPOUND_OK) return result;
    result = read_chain(file, chain, count, &file->mini_bytes);
    free(chain);
    if (result != COMPOUND_OK) file->mini_bytes = NULL;
    return result;
}

enum compound_result compound_follow(struct compound_file *file, struct stream_data *data)
{
    uint32_t size = 1u << file->sector_shift;

    if (data->sectors || !data->size) return COMPOUND_OK;
    return follow_chain(file->fat, file->fat_count, data->first,
                        (uint32_t)((data->size + size - 1) >> file->sector_shift),
                        &data->sectors, &data->sector_count);
}

static enum compound_result load_mini_stream(struct compound_file *file, struct stream_data *data)
{
    uint32_t *chain, count;
    enum compound_result result = compound_load_mini(file);

    if (result != COMPOUND_OK) return result;
    result = follow_chain(file->mini_fat, file->mini_fat_count, data->first,
                          (uint32_t)((data->size + 63) >> MINI_SHIFT),
                          &chain, &count);
    if (result != COMPOUND_OK) return result;
    if (!(data->bytes = malloc(count << MINI_SHIFT))) result = COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < count && result == COMPOUND_OK; i++) {
        if (((uint64_t)chain[i] + 1) << MINI_SHIFT > file->mini_size) result = COMPOUND_DAMAGED;
        else memcpy(data->bytes + (i << MINI_SHIFT), file->mini_bytes + ((size_t)chain[i] << MINI_SHIFT),
                    1 << MINI_SHIFT);
    }
    data->room = count << MINI_SHIFT;
    if (result != COMPOUND_OK) {
        free(data->bytes);
        data->bytes = NULL;
    }
    free(chain);
    return result;
}

enum compound_result compound_load(struct compound_file *file, struct stream_data *data)
{
    enum compound_result result;

    if (data->bytes || !data->size) return COMPOUND_OK;
    if (data->mini) return load_mini_stream(file, data);
    if ((result = compound_follow(file, data)) != COMPOUND_OK) return result;
    result = read_chain(file, data->sectors, data->sector_count, &data->bytes);
    data->room = (uint64_t)data->sector_count << file->sector_shift;
    if (result != COMPOUND_OK) data->bytes = NULL;
    return result;
}

enum compound_result compound_read(struct compound_file *file, struct stream_data *data, uint64_t offset, void *buffer,
                                   uint32_t size, uint32_t *done)
{
    uint32_t sector_size = 1u << file->sector_shift;
    enum compound_result result = COMPOUND_OK;

    *done = 0;
    if (offset >= data->size) return COMPOUND_OK;
    if (size > data->size - offset) size = (uint32_t)(data->size - offset);
    if (data->mini && data->in_file) result = compound_load(file, data);
    else if (!data->bytes) result = compound_follow(file, data);
    if (result != COMPOUND_OK) return result;
    if (data->bytes) {
        memcpy(buffer, data->bytes + offset, size);
        *done = size;
        return COMPOUND_OK;
    }
    while (*done < size) { /* neighbouring sectors in one read */
        uint32_t index = (uint32_t)(offset >> file->sector_shift), inside = (uint32_t)(offset & (sector_size - 1));
        uint32_t run = 1, part;
        while (index + run < data->sector_count && data->sectors[index + run] == data->sectors[index] + run &&
               ((uint64_t)run << file->sector_shift) - inside < size - *done)
            run++;
        part = (run << file->sector_shift) - inside;
        if (part > size - *done) part = size - *done;
        uint64_t place = sector_offset(file, data->sectors[index]) + inside;
        if (place + part > file->size) return COMPOUND_DAMAGED;
        if (!file->store.read(file->store.context, place, (uint8_t *)buffer + *done, part)) return COMPOUND_READ_FAULT;
        *done += part;
        offset += part;
    }
    return COMPOUND_OK;
}
