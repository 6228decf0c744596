/* Writes a compound file ([MS-CFB]) so that it is the old one until the header is written, and the new one after. */
#include <stdlib.h>
#include <string.h>
#include "compound_file.h"

struct stream_change {
    struct stream_data *data;
    uint32_t *sectors, count;
};

struct writer {
    struct compound_file *file;
    uint32_t *fat, fat_room; /* the new table */
    uint32_t cursor;         /* no free sector is below */
    uint32_t used;           /* one more than the highest sector of the new file */
    struct stream_change *changes;
    uint32_t change_count, change_room;
    struct compound_entry **entries; /* in the order of the directory; the root is the first */
    uint32_t *left, *right, *child;
    uint8_t *red;
    uint32_t *first; /* where the contents of each entry begin, in sectors or in the mini stream */
    uint32_t entry_count;
    uint8_t *mini;
    uint32_t mini_sectors; /* of 64 bytes */
    uint32_t *mini_table;
};

static void put16(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *bytes, uint32_t value)
{
    put16(bytes, value);
    put16(bytes + 2, value >> 16);
}

static void put64(uint8_t *bytes, uint64_t value)
{
    put32(bytes, (uint32_t)value);
    put32(bytes + 4, (uint32_t)(value >> 32));
}

static uint32_t count_entries(const struct compound_entry *entry)
{
    uint32_t count = 1;
    for (uint32_t i = 0; i < entry->count; i++) count += count_entries(entry->children[i]);
    return count;
}

/* Children become a balanced tree: those of the deepest, incomplete row are red. */
static uint32_t link_siblings(struct writer *writer, uint32_t first, uint32_t count, uint32_t row, uint32_t full_rows)
{
    if (!count) return UINT32_MAX;
    uint32_t middle = count / 2, index = first + middle;
    writer->red[index] = row >= full_rows;
    writer->left[index] = link_siblings(writer, first, middle, row + 1, full_rows);
    writer->right[index] = link_siblings(writer, index + 1, count - middle - 1, row + 1, full_rows);
    return index;
}

static void list_entries(struct writer *writer, uint32_t index)
{
    struct compound_entry *entry = writer->entries[index];
    uint32_t first = writer->entry_count, full_rows = 0;

    for (uint32_t i = 0; i < entry->count; i++) writer->entries[writer->entry_count++] = entry->children[i];
    while ((2u << full_rows) - 1 <= entry->count) full_rows++;
    writer->child[index] = link_siblings(writer, first, entry->count, 0, full_rows);
    for (uint32_t i = 0; i < entry->count; i++) list_entries(writer, first + i);
}

static bool allocate(struct writer *writer, uint32_t *sector)
{
    const struct compound_file *file = writer->file;
    uint32_t next = writer->cursor;

    while ((next < file->fat_count && file->fat[next] != (uint32_t)SECTOR_FREE) ||
           (next < writer->fat_room && writer->fat[next] != (uint32_t)SECTOR_FREE))
        next++;
    if (next >= writer->fat_room) {
        uint32_t room = next + next / 2 + 128;
        uint32_t *fat = realloc(writer->fat, room * sizeof(*fat));
        if (!fat) return false;
        memset(fat + writer->fat_room, 0xff, (room - writer->fat_room) * sizeof(*fat));
        writer->fat = fat;
        writer->fat_room = room;
    }
    writer->fat[next] = (uint32_t)SECTOR_END;
    writer->cursor = next + 1;
    if (writer->used <= next) writer->used = next + 1;
    *sector = next;
    return true;
}

static bool allocate_chain(struct writer *writer, uint32_t *sectors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!allocate(writer, &sectors[i])) return false;
        if (i) writer->fat[sectors[i - 1]] = sectors[i];
    }
    return true;
}

/* The last sector is filled up with zeros. */
static enum compound_result write_chain(struct writer *writer, const uint32_t *sectors, uint32_t count,
                                        const uint8_t *bytes,
                                        uint64_t size)
{
    struct byte_store *store = &writer->file->store;
    uint32_t shift = writer->file->sector_shift, sector_size = 1u << shift;
    uint8_t last[4096] = {0};

    for (uint32_t i = 0, run; i < count; i += run) {
        uint64_t place = ((uint64_t)sectors[i] + 1) << shift, from = (uint64_t)i << shift;
        const uint8_t *source = bytes + from;
        run = 1;
        if (size - from < sector_size) {
            memcpy(last, source, (size_t)(size - from));
            source = last;
        } else {
            while (i + run < count && sectors[i + run] == sectors[i] + run &&
                   size - from >= (uint64_t)(run + 1) << shift)
                run++;
        }
        if (!store->write(store->context, place, source, run << shift)) return COMPOUND_WRITE_FAULT;
    }
    return COMPOUND_OK;
}

/* Allocates and writes; *first: SECTOR_END if there is nothing. */
static enum compound_result write_block(struct writer *writer, const uint8_t *bytes, uint64_t size, uint32_t *first)
{
    uint32_t count = (uint32_t)((size + (1u << writer->file->sector_shift) - 1) >> writer->file->sector_shift);
    uint32_t *sectors = malloc((count + 1) * sizeof(*sectors));
    enum compound_result result = COMPOUND_NO_MEMORY;

    if (sectors && allocate_chain(writer, sectors, count)) result = write_chain(writer, sectors, count, bytes, size);
    *first = result == COMPOUND_OK && count ? sectors[0] : (uint32_t)SECTOR_END;
    free(sectors);
    return result;
}

/* Sectors of unchanged streams stay theirs. */
static enum compound_result keep_streams(struct writer *writer)
{
    for (uint32_t i = 0; i < writer->entry_count; i++) {
        struct stream_data *data = writer->entries[i]->data;
        enum compound_result result;
        if (!data || !data->in_file || data->size < MINI_LIMIT) continue;
        if ((result = compound_follow(writer->file, data)) != COMPOUND_OK) return result;
        for (uint32_t j = 0; j < data->sector_count; j++) {
            uint32_t sector = data->sectors[j];
            if (writer->fat[sector] != (uint32_t)SECTOR_FREE) return COMPOUND_DAMAGED; /* in two streams */
            writer->fat[sector] = j + 1 < data->sector_count ? data->sectors[j + 1] : (uint32_t)SECTOR_END;
            if (writer->used <= sector) writer->used = sector + 1;
        }
    }
    return COMPOUND_OK;
}

static enum compound_result write_streams(struct writer *writer)
{
    for (uint32_t i = 0; i < writer->entry_count; i++) {
        struct stream_data *data = writer->entries[i]->data;
        struct stream_change change = {data, NULL, 0};
        enum compound_result result;
        writer->first[i] = data && data->size >= MINI_LIMIT ? data->first : (uint32_t)SECTOR_END;
        if (!data || data->in_file || data->size < MINI_LIMIT) continue;
        if (writer->change_count == writer->change_room) {
            uint32_t room = writer->change_room * 2 + 16;
            struct stream_change *changes = realloc(writer->changes, room * sizeof(*changes));
            if (!changes) return COMPOUND_NO_MEMORY;
            writer->changes = changes;
            writer->change_room = room;
        }
        change.count = (uint32_t)((data->size + (1u << writer->file->sector_shift) - 1) >> writer->file->sector_shift);
        if (!(change.sectors = malloc(change.count * sizeof(*change.sectors)))) return COMPOUND_NO_MEMORY;
        writer->changes[writer->change_count++] = change;
        if (!allocate_chain(writer, change.sectors, change.count)) return COMPOUND_NO_MEMORY;
        writer->first[i] = change.sectors[0];
        result = write_chain(writer, change.sectors, change.count, data->bytes, data->size);
        if (result != COMPOUND_OK) return result;
    }
    return COMPOUND_OK;
}

/* All small streams are written anew: together they are one stream. */
static enum compound_result gather_mini(struct writer *writer)
{
    uint32_t sectors = 0, place = 0;

    for (uint32_t i = 0; i < writer->entry_count; i++) {
        struct stream_data *data = writer->entries[i]->data;
        enum compound_result result;
        if (!data || !data->size || data->size >= MINI_LIMIT) continue;
        if ((result = compound_load(writer->file, data)) != COMPOUND_OK) return result;
        sectors += (uint32_t)((data->size + 63) >> MINI_SHIFT);
    }
    writer->mini_sectors = sectors;
    writer->mini = calloc(sectors + 1, 1 << MINI_SHIFT);
    writer->mini_table = malloc((sectors + 1) * sizeof(*writer->mini_table));
    if (!writer->mini || !writer->mini_table) return COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < writer->entry_count; i++) {
        struct stream_data *data = writer->entries[i]->data;
        if (!data || !data->size || data->size >= MINI_LIMIT) continue;
        uint32_t count = (uint32_t)((data->size + 63) >> MINI_SHIFT);
        writer->first[i] = place;
        memcpy(writer->mini + ((size_t)place << MINI_SHIFT), data->bytes, data->size);
        for (uint32_t j = 0; j < count; j++) writer->mini_table[place + j] = place + j + 1;
        place += count;
        writer->mini_table[place - 1] = (uint32_t)SECTOR_END;
    }
    return COMPOUND_OK;
}

static enum compound_result write_numbers(struct writer *writer, const uint32_t *numbers, uint32_t count,
                                          uint32_t *first,
                                          uint32_t *sectors)
{
    uint32_t per_sector = 1u << (writer->file->sector_shift - 2);
    uint32_t all = (count + per_sector - 1) / per_sector * per_sector;
    uint8_t *bytes = malloc((size_t)all * 4 + 1);
    enum compound_result result;

    if (!bytes) return COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < all; i++) put32(bytes + 4 * (size_t)i, i < count ? numbers[i] : (uint32_t)SECTOR_FREE);
    result = write_block(writer, bytes, (uint64_t)all * 4, first);
    *sectors = all / per_sector;
    free(bytes);
    return result;
}

static void put_entry(struct writer *writer, uint8_t *bytes, uint32_t index, uint32_t mini_first)
{
    const struct compound_entry *entry = writer->entries[index];
    const struct stream_data *data = entry->data;
    uint32_t length = 0, first = 0;
    uint64_t size = 0;

    while (length < COMPOUND_NAME_MAX && entry->name[length]) {
        put16(bytes + 2 * length, entry->name[length]);
        length++;
    }
    put16(bytes + 64, 2 * (length + 1));
    bytes[66] = entry->type;
    bytes[67] = !writer->red[index];
    put32(bytes + 68, writer->left[index]);
    put32(bytes + 72, writer->right[index]);
    put32(bytes + 76, writer->child[index]);
    memcpy(bytes + 80, entry->class_id, 16);
    put32(bytes + 96, entry->state);
    if (entry->type == COMPOUND_STORAGE) put64(bytes + 100, entry->created);
    if (entry->type != COMPOUND_STREAM) put64(bytes + 108, entry->modified);
    if (!index) {
        first = mini_first;
        size = (uint64_t)writer->mini_sectors << MINI_SHIFT;
    } else if (data) {
        size = data->size;
        first = writer->first[index];
    }
    put32(bytes + 116, first);
    put64(bytes + 120, size);
}

static enum compound_result write_directory(struct writer *writer, uint32_t mini_first, uint32_t *first,
                                            uint32_t *sectors)
{
    uint32_t per_sector = 1u << (writer->file->sector_shift - 7);
    uint32_t all = (writer->entry_count + per_sector - 1) / per_sector * per_sector;
    uint8_t *bytes = calloc(all, DIRECTORY_ENTRY);
    enum compound_result result;

    if (!bytes) return COMPOUND_NO_MEMORY;
    for (uint32_t i = 0; i < all; i++) {
        uint8_t *entry = bytes + (size_t)i * DIRECTORY_ENTRY;
        if (i < writer->entry_count) put_entry(writer, entry, i, mini_first);
        else memset(entry + 68, 0xff, 12);
    }
    result = write_block(writer, bytes, (uint64_t)all * DIRECTORY_ENTRY, first);
    *sectors = all / per_sector;
    free(bytes);
    return result;
}

/* The table of all sectors has to hold its own sectors and those of the list of its sectors. */
static enum compound_result write_fat(struct writer *writer, uint8_t *header)
{
    uint32_t shift = writer->file->sector_shift, per_sector = 1u << (shift - 2), count = 0, lists = 0;
    uint32_t *fat_sectors = NULL, *list_sectors = NULL;
    enum compound_result result = COMPOUND_OK;
    uint8_t buffer[4096];

    for (;;) {
        uint32_t needed = (writer->used + per_sector - 1) / per_sector;
        uint32_t needed_lists = needed > HEADER_DIFAT ? (needed - HEADER_DIFAT + per_sector - 2) / (per_sector - 1) : 0;
        uint32_t *grown = needed > count ? realloc(fat_sectors, needed * sizeof(*grown)) : fat_sectors;
        uint32_t *grown_lists = list_sectors;
        if (needed_lists > lists) grown_lists = realloc(list_sectors, needed_lists * sizeof(*grown_lists));
        if (grown) fat_sectors = grown;
        if (grown_lists) list_sectors = grown_lists;
        if ((needed > count && !grown) || (needed_lists > lists && !grown_lists)) result = COMPOUND_NO_MEMORY;
        if (result != COMPOUND_OK || (needed <= count && needed_lists <= lists)) break;
        for (; result == COMPOUND_OK && count < needed; count++) {
            if (!allocate(writer, &fat_sectors[count])) result = COMPOUND_NO_MEMORY;
            else writer->fat[fat_sectors[count]] = (uint32_t)SECTOR_FAT;
        }
        for (; result == COMPOUND_OK && lists < needed_lists; lists++) {
            if (!allocate(writer, &list_sectors[lists])) result = COMPOUND_NO_MEMORY;
            else writer->fat[list_sectors[lists]] = (uint32_t)SECTOR_DIFAT;
        }
    }
    if (result == COMPOUND_OK && (uint64_t)(writer->used + 1) << shift > 0x7fff0000) result = COMPOUND_TOO_LARGE;
    for (uint32_t i = 0; i < count && result == COMPOUND_OK; i++) {
        for (uint32_t j = 0; j < per_sector; j++) {
            uint32_t sector = i * per_sector + j;
            put32(buffer + 4 * j, sector < writer->fat_room ? writer->fat[sector] : (uint32_t)SECTOR_FREE);
        }
        result = write_chain(writer, &fat_sectors[i], 1, buffer, 1u << shift);
    }
    for (uint32_t i = 0; i < lists && result == COMPOUND_OK; i++) {
        uint32_t place = HEADER_DIFAT + i * (per_sector - 1);
        for (uint32_t j = 0; j < per_sector - 1; j++)
            put32(buffer + 4 * j, place + j < count ? fat_sectors[place + j] : (uint32_t)SECTOR_FREE);
        put32(buffer + 4 * (per_sector - 1), i + 1 < lists ? list_sectors[i + 1] : (uint32_t)SECTOR_END);
        result = write_chain(writer, &list_sectors[i], 1, buffer, 1u << shift);
    }
    if (result == COMPOUND_OK) {
        put32(header + 44, count);
        put32(header + 68, lists ? list_sectors[0] : (uint32_t)SECTOR_END);
        put32(header + 72, lists);
        for (uint32_t i = 0; i < HEADER_DIFAT; i++)
            put32(header + 76 + 4 * i, i < count ? fat_sectors[i] : (uint32_t)SECTOR_FREE);
    }
    free(fat_sectors);
    free(list_sectors);
    return result;
}

static enum compound_result prepare(struct writer *writer)
{
    struct compound_file *file = writer->file;
    uint32_t count = count_entries(file->root);

    writer->fat_room = file->fat_count + 128;
    writer->fat = malloc(writer->fat_room * sizeof(*writer->fat));
    writer->entries = malloc(count * sizeof(*writer->entries));
    writer->left = malloc(count * sizeof(uint32_t));
    writer->right = malloc(count * sizeof(uint32_t));
    writer->child = malloc(count * sizeof(uint32_t));
    writer->first = malloc(count * sizeof(uint32_t));
    writer->red = malloc(count);
    if (!writer->fat || !writer->entries || !writer->left || !writer->right || !writer->child || !writer->first ||
        !writer->red)
        return COMPOUND_NO_MEMORY;
    memset(writer->fat, 0xff, writer->fat_room * sizeof(*writer->fat));
    writer->entries[0] = file->root;
    writer->left[0] = writer->right[0] = UINT32_MAX;
    writer->red[0] = 0;
    writer->entry_count = 1;
    list_entries(writer, 0);
    return COMPOUND_OK;
}

static enum compound_result write_header(struct writer *writer, uint8_t *header)
{
    static const uint8_t signature[8] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
    struct compound_file *file = writer->file;
    struct byte_store *store = &file->store;

    memcpy(header, signature, sizeof(signature));
    put16(header + 24, 0x3e);
    put16(header + 26, file->sector_shift == 9 ? 3 : 4);
    put16(header + 28, 0xfffe);
    put16(header + 30, file->sector_shift);
    put16(header + 32, MINI_SHIFT);
    put32(header + 56, MINI_LIMIT);
    if (!store->flush(store->context) || !store->write(store->context, 0, header, 1u << file->sector_shift) ||
        !store->flush(store->context))
        return COMPOUND_WRITE_FAULT;
    return COMPOUND_OK;
}

/* The file is written: what is known of its sectors becomes true. */
static void adopt(struct writer *writer)
{
    struct compound_file *file = writer->file;
    uint64_t size = ((uint64_t)writer->used + 1) << file->sector_shift;

    for (uint32_t i = 0; i < writer->change_count; i++) {
        struct stream_data *data = writer->changes[i].data;
        data->in_file = true;
        data->mini = false;
        data->first = writer->changes[i].sectors[0];
        free(data->sectors);
        data->sectors = writer->changes[i].sectors;
        data->sector_count = writer->changes[i].count;
        writer->changes[i].sectors = NULL;
    }
    for (uint32_t i = 0; i < writer->entry_count; i++) {
        struct stream_data *data = writer->entries[i]->data;
        if (!data || !data->size || data->size >= MINI_LIMIT) continue;
        data->in_file = data->mini = true;
        data->first = writer->first[i];
    }
    free(file->fat);
    file->fat = writer->fat;
    writer->fat = NULL;
    file->fat_count = writer->used;
    free(file->mini_bytes);
    file->mini_bytes = writer->mini;
    writer->mini = NULL;
    file->mini_size = (uint64_t)writer->mini_sectors << MINI_SHIFT;
    free(file->mini_fat);
    file->mini_fat = writer->mini_table;
    writer->mini_table = NULL;
    file->mini_fat_count = writer->mini_sectors;
    /* A file that cannot be made shorter is right all the same. */
    if (size < file->size && !file->store.resize(file->store.context, size)) size = file->size;
    file->size = size;
}

enum compound_result compound_commit(struct compound_file *file)
{
    struct writer writer = {0};
    uint8_t header[4096] = {0};
    uint32_t mini_first, first, sectors;
    enum compound_result result;

    writer.file = file;
    result = prepare(&writer);

    if (result == COMPOUND_OK) result = keep_streams(&writer);
    if (result == COMPOUND_OK) result = write_streams(&writer);
    if (result == COMPOUND_OK) result = gather_mini(&writer);
    if (result == COMPOUND_OK)
        result = write_block(&writer, writer.mini, (uint64_t)writer.mini_sectors << MINI_SHIFT, &mini_first);
    if (result == COMPOUND_OK) result = write_directory(&writer, mini_first, &first, &sectors);
    if (result == COMPOUND_OK) {
        put32(header + 40, file->sector_shift == 9 ? 0 : sectors);
        put32(header + 48, first);
        result = write_numbers(&writer, writer.mini_table, writer.mini_sectors, &first, &sectors);
    }
    if (result == COMPOUND_OK) {
        put32(header + 60, first);
        put32(header + 64, sectors);
        result = write_fat(&writer, header);
    }
    if (result == COMPOUND_OK) result = write_header(&writer, header);
    if (result == COMPOUND_OK) adopt(&writer);
    for (uint32_t i = 0; i < writer.change_count; i++) free(writer.changes[i].sectors);
    free(writer.changes);
    free(writer.fat);
    free(writer.entries);
    free(writer.left);
    free(writer.right);
    free(writer.child);
    free(writer.first);
    free(writer.red);
    free(writer.mini);
    free(writer.mini_table);
    return result;
}
