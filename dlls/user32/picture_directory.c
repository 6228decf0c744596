#include "picture.h"
#include <stdlib.h>
#include <string.h>

#define DIRECTORY_HEADER 6
#define FILE_ENTRY       16
#define GROUP_ENTRY      14
#define TYPE_ICON        1
#define TYPE_CURSOR      2

static uint32_t read_16(const uint8_t *at) { return (uint32_t)(at[0] | at[1] << 8); }
static uint32_t read_32(const uint8_t *at) { return read_16(at) | read_16(at + 2) << 16; }

int picture_directory_count(const uint8_t *data, size_t size, int is_file)
{
    size_t entry_size = is_file ? FILE_ENTRY : GROUP_ENTRY;
    if (size < DIRECTORY_HEADER || read_16(data) ||
        (read_16(data + 2) != TYPE_ICON && read_16(data + 2) != TYPE_CURSOR))
        return 0;
    size_t count = read_16(data + 4), room = (size - DIRECTORY_HEADER) / entry_size;
    return (int)(count < room ? count : room);
}

int picture_directory_is_cursor(const uint8_t *data, size_t size)
{
    return size >= DIRECTORY_HEADER && read_16(data + 2) == TYPE_CURSOR;
}

/* A file's entry does not tell the depth of a cursor: its image does. */
static void look_at_image(const uint8_t *data, size_t size, struct picture_entry *entry)
{
    if (entry->place > size || size - entry->place < 40) return;
    const uint8_t *image = data + entry->place;
    if (read_32(image) >= 40 && read_32(image) < 256) entry->depth = (int)read_16(image + 14);
    else if (picture_is_png(image, size - entry->place)) entry->depth = 32;
}

int picture_directory_entry(const uint8_t *data, size_t size, int is_file, int index, struct picture_entry *entry)
{
    if (index < 0 || index >= picture_directory_count(data, size, is_file)) return 0;
    const uint8_t *at = data + DIRECTORY_HEADER + (size_t)index * (is_file ? FILE_ENTRY : GROUP_ENTRY);
    int is_cursor = picture_directory_is_cursor(data, size);
    memset(entry, 0, sizeof(*entry));
    if (is_cursor &&
        !is_file) { /* a group of cursors has sizes of 16 bits, and the height of colours and mask together */
        entry->width = (int)read_16(at);
        entry->height = (int)read_16(at + 2) / 2;
    } else {
        entry->width = at[0] ? at[0] : 256;
        entry->height = at[1] ? at[1] : 256;
    }
    if (is_cursor && is_file) {
        entry->hot_x = (int)read_16(at + 4);
        entry->hot_y = (int)read_16(at + 6);
    } else {
        entry->depth = (int)read_16(at + 6);
        if (!entry->depth && at[2]) entry->depth = at[2] <= 2 ? 1 : at[2] <= 16 ? 4 : 8;
    }
    entry->size = read_32(at + 8);
    entry->place = is_file ? read_32(at + 12) : read_16(at + 12);
    if (is_file) look_at_image(data, size, entry);
    return 1;
}

/* Sizes that are too large are better than those too small, as they lose less when stretched; then the nearest; then
 * the deepest that can be shown. */
static int is_better(const struct picture_entry *a, const struct picture_entry *b, int width, int height, int depth)
{
    int distance_a = abs(a->width - width) + abs(a->height - height),
        distance_b = abs(b->width - width) + abs(b->height - height);
    if (distance_a != distance_b) {
        int small_a = a->width < width || a->height < height, small_b = b->width < width || b->height < height;
        return small_a != small_b ? small_b : distance_a < distance_b;
    }
    int shown_a = a->depth <= depth, shown_b = b->depth <= depth;
    if (shown_a != shown_b) return shown_a;
    return shown_a ? a->depth > b->depth : a->depth < b->depth;
}

int picture_directory_choose(const uint8_t *data, size_t size, int is_file, int width, int height, int depth)
{
    int best = -1, count = picture_directory_count(data, size, is_file);
    struct picture_entry chosen = {0}, entry;
    for (int i = 0; i < count; i++) {
        if (!picture_directory_entry(data, size, is_file, i, &entry)) continue;
        if (best >= 0 && !is_better(&entry, &chosen, width, height, depth)) continue;
        best = i;
        chosen = entry;
    }
    return best;
}

/* --- animated cursors --- */

#define RIFF_HEADER 12
#define is_name(at, name) (!memcmp(at, name, 4))

int animation_is(const uint8_t *data, size_t size)
{
    return size >= RIFF_HEADER && is_name(data, "RIFF") && is_name(data + 8, "ACON");
}

static void read_frames(struct animation *animation, const uint8_t *data, size_t from, size_t end)
{
    while (end - from >= 8 && animation->frame_count < ANIMATION_FRAME_LIMIT) {
        size_t length = read_32(data + from + 4), rest = end - from - 8;
        if (length > rest) return;
        if (is_name(data + from, "icon"))
            animation->frames[animation->frame_count++] = (struct animation_frame){from + 8, length};
        from += 8 + length + (length & 1 && length < rest);
    }
}

struct chunk { const uint8_t *data; size_t size; };

static uint32_t number_of(const struct chunk *chunk, int index, uint32_t otherwise)
{
    return chunk->size / 4 > (size_t)index ? read_32(chunk->data + index * 4) : otherwise;
}

int animation_read(struct animation *animation, const uint8_t *data, size_t size)
{
    struct chunk header = {0}, rates = {0}, sequence = {0};
    memset(animation, 0, sizeof(*animation));
    if (!animation_is(data, size)) return 0;
    for (size_t at = RIFF_HEADER; size - at >= 8;) {
        size_t length = read_32(data + at + 4), rest = size - at - 8;
        if (length > rest) length = rest;
        struct chunk chunk = {data + at + 8, length};
        if (is_name(data + at, "anih")) header = chunk;
        else if (is_name(data + at, "rate")) rates = chunk;
        else if (is_name(data + at, "seq ")) sequence = chunk;
        else if (is_name(data + at, "LIST") && length >= 4 && is_name(chunk.data, "fram"))
            read_frames(animation, data, at + 12, at + 8 + length);
        at += 8 + length + (length & 1 && length < rest);
    }
    uint32_t steps = number_of(&header, 2, 0), rate = number_of(&header, 7, 10);
    if (header.size < 36 || !animation->frame_count || !(number_of(&header, 8, 0) & 1))
        return 0; /* bit 0: frames are files, not raw pixels */
    if (!sequence.size) steps = (uint32_t)animation->frame_count;
    if (!steps || steps > ANIMATION_FRAME_LIMIT) return 0;
    animation->step_count = (int)steps;
    for (int i = 0; i < animation->step_count; i++) {
        uint32_t frame = number_of(&sequence, i, (uint32_t)i);
        if (frame >= (uint32_t)animation->frame_count) return 0;
        animation->step_frames[i] = (uint8_t)frame;
        animation->step_jiffies[i] = number_of(&rates, i, rate);
        if (!animation->step_jiffies[i]) animation->step_jiffies[i] = 1;
    }
    return 1;
}
