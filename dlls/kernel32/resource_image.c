/* See resource_image.h. A directory has three levels: type, name, language; each sorted, names before numbers. */
#include "resource_image.h"
#include <string.h>

#define DIRECTORY_BIT   0x80000000u
#define SECTION_SIZE    40u
#define DEPTH           3
#define FILE_MAX        0x40000000u
#define RESOURCE_INDEX  2u
#define SECURITY_INDEX  4u
#define RELOCATION_INDEX 5u

/* --- the parts of a PE file that matter here --- */

struct image {
    const uint8_t *file;
    size_t size;
    uint32_t optional, directories, directory_count, sections, section_count;
    uint32_t section_alignment, file_alignment, headers_size;
};

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }
static uint32_t get32(const uint8_t *at) { return get16(at) | (uint32_t)get16(at + 2) << 16; }
static void put16(uint8_t *at, uint32_t value) { at[0] = (uint8_t)value; at[1] = (uint8_t)(value >> 8); }
static void put32(uint8_t *at, uint32_t value) { put16(at, value); put16(at + 2, value >> 16); }
static uint32_t align(uint32_t value, uint32_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }

static bool is_alignment(uint32_t value) { return value >= 16 && value <= 0x100000 && !(value & (value - 1)); }

static bool image_open(struct image *image, const uint8_t *file, size_t size)
{
    *image = (struct image){.file = file, .size = size};
    if (size < 64 || size > FILE_MAX || get16(file) != 0x5a4d) return false;
    uint32_t header = get32(file + 60);
    if (header > size - 64 || size - header < 24 + 96 || get32(file + header) != 0x4550) return false;
    uint32_t optional_size = get16(file + header + 20), magic = get16(file + header + 24);
    image->optional = header + 24;
    image->section_count = get16(file + header + 6);
    image->sections = image->optional + optional_size;
    uint32_t fixed = magic == 0x20b ? 112 : 96;
    if ((magic != 0x20b && magic != 0x10b) || optional_size < fixed) return false;
    if (image->sections + image->section_count * SECTION_SIZE > size) return false;
    image->directories = image->optional + fixed;
    image->directory_count = get32(file + image->directories - 4);
    if (image->directory_count > (optional_size - fixed) / 8) image->directory_count = (optional_size - fixed) / 8;
    image->section_alignment = get32(file + image->optional + 32);
    image->file_alignment = get32(file + image->optional + 36);
    image->headers_size = get32(file + image->optional + 60);
    return image->directory_count > RESOURCE_INDEX && is_alignment(image->section_alignment) &&
           is_alignment(image->file_alignment);
}

static const uint8_t *section_at(const struct image *image, uint32_t index)
{
    return image->file + image->sections + index * SECTION_SIZE;
}

/* Bytes of the file at an address of the image; NULL if they are not all there. */
static const uint8_t *at_address(const struct image *image, uint32_t address, uint32_t size)
{
    for (uint32_t i = 0; i < image->section_count; i++) {
        const uint8_t *section = section_at(image, i);
        uint32_t start = get32(section + 12), raw_size = get32(section + 16), raw = get32(section + 20);
        if (address < start || address - start >= raw_size || size > raw_size - (address - start)) continue;
        if (raw > image->size || address - start > image->size - raw || size > image->size - raw - (address - start))
            return NULL;
        return image->file + raw + (address - start);
    }
    return NULL;
}

/* --- the list --- */

int resource_name_compare(const struct resource_name *a, const struct resource_name *b)
{
    if (!a->text || !b->text) {
        if (a->text) return -1;
        return b->text ? 1 : (int)a->id - (int)b->id;
    }
    for (unsigned i = 0; i < a->length && i < b->length; i++)
        if (a->text[i] != b->text[i]) return (int)a->text[i] - (int)b->text[i];
    return (int)a->length - (int)b->length;
}

static int compare(const struct resource *a, const struct resource *b)
{
    int difference = resource_name_compare(&a->type, &b->type);
    if (!difference) difference = resource_name_compare(&a->name, &b->name);
    return difference ? difference : (int)a->language - (int)b->language;
}

static bool copy_name(struct resource_name *to, const struct resource_name *from)
{
    *to = *from;
    if (!from->text) return true;
    to->text = resource_allocate(from->length * 2u + 2);
    if (to->text) memcpy(to->text, from->text, from->length * 2u);
    return to->text != NULL;
}

static void free_one(struct resource *resource)
{
    if (resource->type.text) resource_free(resource->type.text);
    if (resource->name.text) resource_free(resource->name.text);
    if (resource->data) resource_free(resource->data);
    resource_free(resource);
}

static struct resource *copy_one(const struct resource *given)
{
    struct resource *copy = resource_allocate(sizeof(*copy));
    if (!copy) return NULL;
    *copy = (struct resource){.language = given->language, .size = given->size};
    copy->data = resource_allocate(given->size + 1u);
    if (copy->data && copy_name(&copy->type, &given->type) && copy_name(&copy->name, &given->name)) {
        memcpy(copy->data, given->data, given->size);
        return copy;
    }
    free_one(copy);
    return NULL;
}

bool resource_set(struct resource **list, const struct resource *given)
{
    struct resource **link = list, *copy = NULL;
    while (*link && compare(*link, given) < 0) link = &(*link)->next;
    if (given->data && !(copy = copy_one(given))) return false;
    struct resource *old = *link && !compare(*link, given) ? *link : NULL;
    if (old) {
        *link = old->next;
        free_one(old);
    }
    if (!copy) return old != NULL;
    copy->next = *link;
    *link = copy;
    return true;
}

void resource_list_free(struct resource **list)
{
    while (*list) {
        struct resource *next = (*list)->next;
        free_one(*list);
        *list = next;
    }
}

/* --- reading --- */

struct reader {
    const struct image *image;
    const uint8_t *base;
    uint32_t address, size; /* of the directory */
    unsigned entries_left;  /* a file that refers to itself ends */
    struct resource current;
    struct resource **list, **tail;
};

static bool read_name(const struct reader *reader, uint32_t field, struct resource_name *name)
{
    *name = (struct resource_name){.id = (uint16_t)field};
    if (!(field & DIRECTORY_BIT)) return true;
    uint32_t offset = field & ~DIRECTORY_BIT;
    if (offset > reader->size - 2) return false;
    uint32_t length = get16(reader->base + offset);
    if (length * 2 > reader->size - 2 - offset) return false;
    name->length = (uint16_t)length;
    name->text = resource_allocate(length * 2 + 2);
    if (!name->text) return false;
    for (uint32_t i = 0; i < length; i++) name->text[i] = get16(reader->base + offset + 2 + i * 2);
    return true;
}

static bool read_data(struct reader *reader, uint32_t offset)
{
    if (offset > reader->size - 16) return false;
    uint32_t address = get32(reader->base + offset), size = get32(reader->base + offset + 4);
    const uint8_t *data = at_address(reader->image, address, size);
    if (!data) return false;
    struct resource resource = reader->current;
    resource.size = size;
    resource.data = (uint8_t *)data;
    /* a file is sorted already: most go behind the last */
    struct resource *copy;
    bool is_next = !*reader->list || compare(*reader->tail, &resource) < 0;
    if (!is_next) return resource_set(reader->list, &resource);
    if (!(copy = copy_one(&resource))) return false;
    if (*reader->list) (*reader->tail)->next = copy;
    else *reader->list = copy;
    reader->tail = *reader->list == copy ? reader->list : &(*reader->tail)->next;
    return true;
}

static bool read_directory(struct reader *reader, uint32_t offset, int level);

static bool read_entry(struct reader *reader, const uint8_t *entry, int level)
{
    struct resource_name name;
    uint32_t target = get32(entry + 4);
    bool is_directory = target & DIRECTORY_BIT;
    if (!reader->entries_left || is_directory != (level < DEPTH - 1)) return false;
    reader->entries_left--;
    if (level == DEPTH - 1) {
        reader->current.language = get16(entry);
        return read_data(reader, target);
    }
    bool fine = read_name(reader, get32(entry), &name);
    *(level ? &reader->current.name : &reader->current.type) = name;
    fine = fine && read_directory(reader, target & ~DIRECTORY_BIT, level + 1);
    if (name.text) resource_free(name.text);
    return fine;
}

static bool read_directory(struct reader *reader, uint32_t offset, int level)
{
    if (offset > reader->size - 16) return false;
    uint32_t count = get16(reader->base + offset + 12) + get16(reader->base + offset + 14);
    if (count * 8 > reader->size - 16 - offset) return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_entry(reader, reader->base + offset + 16 + i * 8, level)) return false;
    return true;
}

bool resource_image_read(const uint8_t *file, size_t size, struct resource **list)
{
    struct image image;
    *list = NULL;
    if (!image_open(&image, file, size)) return false;
    const uint8_t *directory = file + image.directories + RESOURCE_INDEX * 8;
    struct reader reader = {.image = &image,
                            .address = get32(directory),
                            .size = get32(directory + 4),
                            .entries_left = 65536,
                            .list = list,
                            .tail = list};
    if (!reader.address || reader.size < 16) return true;
    reader.base = at_address(&image, reader.address, reader.size);
    if (reader.base && read_directory(&reader, 0, 0)) return true;
    resource_list_free(list);
    return false;
}

/* --- building a section --- */

struct layout { uint32_t directories, entries, names, data, total; };

static bool same_type(const struct resource *a, const struct resource *b)
{
    return a && b && !resource_name_compare(&a->type, &b->type);
}
static bool same_name(const struct resource *a, const struct resource *b)
{
    return same_type(a, b) && !resource_name_compare(&a->name, &b->name);
}

static uint32_t name_size(const struct resource_name *name) { return name->text ? 2u + name->length * 2u : 0; }

/* Directories first, then data entries, then names, then the data. */
static bool plan(const struct resource *list, struct layout *layout)
{
    uint64_t directories = 16, entries = 0, names = 0, data = 0;
    for (const struct resource *before = NULL, *r = list; r; before = r, r = r->next) {
        if (!same_type(before, r)) {
            directories += 8 + 16;
            names += name_size(&r->type);
        }
        if (!same_name(before, r)) {
            directories += 8 + 16;
            names += name_size(&r->name);
        }
        directories += 8;
        entries += 16;
        data += (r->size + 7ull) & ~7ull;
    }
    names = (names + 7) & ~7ull;
    uint64_t total = directories + entries + names + data;
    *layout =
        (struct layout){(uint32_t)directories, (uint32_t)entries, (uint32_t)names, (uint32_t)data, (uint32_t)total};
    return total < FILE_MAX;
}

struct builder { uint8_t *base; uint32_t address, next_directory, next_entry, next_name, next_data; };

static uint32_t put_name(struct builder *builder, const struct resource_name *name)
{
    if (!name->text) return name->id;
    uint32_t at = builder->next_name;
    put16(builder->base + at, name->length);
    for (unsigned i = 0; i < name->length; i++) put16(builder->base + at + 2 + i * 2, name->text[i]);
    builder->next_name += name_size(name);
    return at | DIRECTORY_BIT;
}

static uint32_t put_data(struct builder *builder, const struct resource *resource)
{
    uint32_t at = builder->next_entry;
    put32(builder->base + at, builder->address + builder->next_data);
    put32(builder->base + at + 4, resource->size);
    memcpy(builder->base + builder->next_data, resource->data, resource->size);
    builder->next_data += (resource->size + 7) & ~7u;
    builder->next_entry += 16;
    return at;
}

static bool same_at(int level, const struct resource *a, const struct resource *b)
{
    return level == 0 ? true : level == 1 ? same_type(a, b) : same_name(a, b);
}

/* One directory of the entries from `first` on that belong together at this level; returns its offset. */
static uint32_t put_directory(struct builder *builder, const struct resource *first, int level)
{
    uint32_t at = builder->next_directory, named = 0, count = 0;
    for (const struct resource *before = NULL, *r = first; r && same_at(level, first, r); before = r, r = r->next) {
        bool is_same = level < DEPTH - 1 && before && same_at(level + 1, before, r);
        if (is_same) continue;
        const struct resource_name *name = level == 0 ? &r->type : &r->name;
        named += level < DEPTH - 1 && name->text != NULL;
        count++;
    }
    put16(builder->base + at + 12, named);
    put16(builder->base + at + 14, count - named);
    builder->next_directory += 16 + count * 8;
    uint8_t *entry = builder->base + at + 16;
    for (const struct resource *before = NULL, *r = first; r && same_at(level, first, r); before = r, r = r->next) {
        bool is_same = level < DEPTH - 1 && before && same_at(level + 1, before, r);
        if (is_same) continue;
        put32(entry, level == DEPTH - 1 ? r->language : put_name(builder, level == 0 ? &r->type : &r->name));
        put32(entry + 4,
              level == DEPTH - 1 ? put_data(builder, r) : put_directory(builder, r, level + 1) | DIRECTORY_BIT);
        entry += 8;
    }
    return at;
}

static void build(uint8_t *base, uint32_t address, const struct layout *layout, const struct resource *list)
{
    struct builder builder = {
        .base = base,
        .address = address,
        .next_entry = layout->directories,
        .next_name = layout->directories + layout->entries,
        .next_data = layout->directories + layout->entries + layout->names,
    };
    memset(base, 0, layout->total);
    put_directory(&builder, list, 0);
}

/* --- the new file --- */

/* What the old resource section becomes: it may grow or shrink where it is when at most .reloc follows, which moves;
 * otherwise a new section goes to the end and the old one stays as it was. */
static int replaceable_section(const struct image *image)
{
    uint32_t address = get32(image->file + image->directories + RESOURCE_INDEX * 8);
    for (uint32_t i = 0; address && i < image->section_count; i++) {
        const uint8_t *section = section_at(image, i);
        if (get32(section + 12) != address || !get32(section + 16)) continue;
        if (i + 1 == image->section_count) return (int)i;
        bool only_relocations =
            i + 2 == image->section_count && image->directory_count > RELOCATION_INDEX &&
            get32(image->file + image->directories + RELOCATION_INDEX * 8) == get32(section_at(image, i + 1) + 12);
        return only_relocations ? (int)i : -1;
    }
    return -1;
}

static bool sections_are_in_order(const struct image *image)
{
    uint32_t address = 0;
    uint64_t raw = 0;
    for (uint32_t i = 0; i < image->section_count; i++) {
        const uint8_t *section = section_at(image, i);
        uint32_t size = get32(section + 16), at = get32(section + 20);
        if (get32(section + 12) < address || get32(section + 12) > FILE_MAX || get32(section + 8) > FILE_MAX)
            return false;
        address = get32(section + 12) + 1;
        if (size && (at < raw || at > image->size || size > image->size - at)) return false;
        if (size) raw = (uint64_t)at + size;
    }
    return image->section_count > 0;
}

static uint32_t raw_end(const struct image *image, uint32_t sections)
{
    uint32_t end = image->headers_size < image->size ? image->headers_size : (uint32_t)image->size;
    for (uint32_t i = 0; i < sections; i++) {
        const uint8_t *section = section_at(image, i);
        if (get32(section + 16) && get32(section + 20) + get32(section + 16) > end)
            end = get32(section + 20) + get32(section + 16);
    }
    return end;
}

static uint32_t address_end(const struct image *image, uint32_t sections)
{
    const uint8_t *section = section_at(image, sections - 1);
    uint32_t size = get32(section + 8) > get32(section + 16) ? get32(section + 8) : get32(section + 16);
    return align(get32(section + 12) + size, image->section_alignment);
}

static void put_section(uint8_t *section, uint32_t size, uint32_t address, uint32_t raw_size, uint32_t raw)
{
    memset(section, 0, SECTION_SIZE);
    memcpy(section, ".rsrc", 5);
    put32(section + 8, size);
    put32(section + 12, address);
    put32(section + 16, raw_size);
    put32(section + 20, raw);
    put32(section + 36, 0x40000040); /* initialised data, readable */
}

/* The signature no longer holds, and its place is another one now. */
static void drop_signature(const struct image *image, uint8_t *file)
{
    if (image->directory_count > SECURITY_INDEX) memset(file + image->directories + SECURITY_INDEX * 8, 0, 8);
}

uint8_t *resource_image_write(const uint8_t *old, size_t size, const struct resource *list, size_t *new_size)
{
    struct image image;
    struct layout layout;
    *new_size = 0;
    if (!image_open(&image, old, size) || !sections_are_in_order(&image) || !plan(list, &layout)) return NULL;
    int place = replaceable_section(&image);
    bool appends = place < 0;
    uint32_t index = appends ? image.section_count : (uint32_t)place,
             header_end = image.sections + (index + 1) * SECTION_SIZE;
    uint32_t first_raw = image.headers_size;
    if (appends && (header_end > first_raw || header_end > size)) return NULL;
    uint32_t raw = align(raw_end(&image, index), image.file_alignment),
             raw_size = align(layout.total, image.file_alignment);
    uint32_t address = appends ? address_end(&image, index) : get32(section_at(&image, index) + 12);
    /* what comes behind the section: .reloc, and what is appended to the file */
    uint32_t rest_from = raw_end(&image, appends ? image.section_count : index + 1);
    uint32_t old_rest = rest_from < size ? (uint32_t)(size - rest_from) : 0, rest_to = raw + raw_size;
    size_t total = (size_t)rest_to + old_rest;
    uint8_t *file = total < FILE_MAX ? resource_allocate(total) : NULL;
    if (!file) return NULL;
    memset(file, 0, total);
    uint32_t kept = raw_end(&image, index);
    memcpy(file, old, kept < raw ? kept : raw);
    build(file + raw, address, &layout, list);
    memcpy(file + rest_to, old + rest_from, old_rest);
    uint8_t *section = file + image.sections + index * SECTION_SIZE;
    put_section(section, layout.total, address, raw_size, raw);
    uint32_t end = align(address + layout.total, image.section_alignment);
    if (appends) {
        put16(file + image.optional - 18, image.section_count + 1);
    } else if (index + 1 < image.section_count) {
        uint8_t *relocations = section + SECTION_SIZE;
        memcpy(relocations, section_at(&image, index + 1), SECTION_SIZE);
        put32(relocations + 12, end);
        if (get32(relocations + 16)) put32(relocations + 20, get32(relocations + 20) - rest_from + rest_to);
        put32(file + image.directories + RELOCATION_INDEX * 8, end);
        uint32_t size_there =
            get32(relocations + 8) > get32(relocations + 16) ? get32(relocations + 8) : get32(relocations + 16);
        end = align(end + size_there, image.section_alignment);
    }
    put32(file + image.directories + RESOURCE_INDEX * 8, address);
    put32(file + image.directories + RESOURCE_INDEX * 8 + 4, layout.total);
    put32(file + image.optional + 56, end); /* SizeOfImage */
    drop_signature(&image, file);
    *new_size = total;
    return file;
}
