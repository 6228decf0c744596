/* PE files read as data; the layouts are those of Microsoft's "PE Format". */
#include "pe_reader.h"
#include <string.h>

enum { DIRECTORY_EXPORT = 0, DIRECTORY_IMPORT = 1, DIRECTORY_DELAY_IMPORT = 13 };
#define MAX_IMPORTED_DLLS 4096
#define MAX_IMPORTED_FUNCTIONS 65536

static uint16_t u16(const void *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static uint32_t u32(const void *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static uint64_t u64(const void *p) { uint64_t v; memcpy(&v, p, 8); return v; }

bool pe_open(struct pe_file *file, const void *bytes, size_t size)
{
    memset(file, 0, sizeof(*file));
    file->bytes = bytes;
    file->size = size;
    if (size < 64 || u16(bytes) != 0x5a4d) return false;
    uint32_t header = u32(file->bytes + 0x3c);
    if (header > size || size - header < 24 || u32(file->bytes + header) != 0x4550) return false;
    const uint8_t *coff = file->bytes + header + 4;
    file->machine = u16(coff);
    file->section_count = u16(coff + 2);
    uint16_t optional_size = u16(coff + 16);
    size_t optional = header + 24;
    if (size - optional < optional_size || optional_size < 96) return false;
    uint16_t magic = u16(file->bytes + optional);
    if (magic != 0x10b && magic != 0x20b) return false;
    file->is_64bit = magic == 0x20b;
    size_t directories = file->is_64bit ? 112 : 96;
    if (optional_size < directories) return false;
    file->image_base = file->is_64bit ? u64(file->bytes + optional + 24) : u32(file->bytes + optional + 28);
    uint32_t count = u32(file->bytes + optional + directories - 4);
    for (unsigned i = 0; i < 16 && i < count && directories + 8 * (i + 1) <= optional_size; i++) {
        file->directories[i].rva = u32(file->bytes + optional + directories + 8 * i);
        file->directories[i].size = u32(file->bytes + optional + directories + 8 * i + 4);
    }
    if (file->section_count > 96) return false;
    size_t table = optional + optional_size;
    if ((size - table) / 40 < file->section_count) return false;
    for (unsigned i = 0; i < file->section_count; i++) {
        const uint8_t *s = file->bytes + table + 40 * i;
        struct pe_section *section = &file->sections[i];
        memcpy(section->name, s, 8);
        section->virtual_size = u32(s + 8);
        section->rva = u32(s + 12);
        section->size = u32(s + 16);
        section->offset = u32(s + 20);
        if (section->offset > size) section->size = 0;
        else if (section->size > size - section->offset) section->size = (uint32_t)(size - section->offset);
    }
    return true;
}

/* The bytes from this RVA to the end of its section. */
static const uint8_t *locate(const struct pe_file *file, uint32_t rva, size_t *left)
{
    for (unsigned i = 0; i < file->section_count; i++) {
        const struct pe_section *section = &file->sections[i];
        if (rva < section->rva || rva - section->rva >= section->size) continue;
        *left = section->size - (rva - section->rva);
        return file->bytes + section->offset + (rva - section->rva);
    }
    return NULL;
}

const void *pe_at(const struct pe_file *file, uint32_t rva, size_t size)
{
    size_t left;
    const uint8_t *p = locate(file, rva, &left);
    return p && left >= size ? p : NULL;
}

const char *pe_string(const struct pe_file *file, uint32_t rva)
{
    size_t left;
    const uint8_t *p = locate(file, rva, &left);
    return p && memchr(p, 0, left) ? (const char *)p : NULL;
}

static bool visit_thunks(const struct pe_file *file, uint32_t rva, const char *dll, bool delayed,
                         pe_import_visitor visit, void *data)
{
    unsigned width = file->is_64bit ? 8 : 4;
    for (unsigned i = 0; i < MAX_IMPORTED_FUNCTIONS; i++, rva += width) {
        const uint8_t *thunk = pe_at(file, rva, width);
        if (!thunk) return false;
        uint64_t value = file->is_64bit ? u64(thunk) : u32(thunk);
        if (!value) return true;
        if (value >> (8 * width - 1)) {
            visit(data, dll, NULL, (uint16_t)value, delayed);
            continue;
        }
        const char *name = value < 0xfffffffe ? pe_string(file, (uint32_t)value + 2) : NULL;
        if (!name) return false;
        visit(data, dll, name, 0, delayed);
    }
    return false;
}

bool pe_visit_imports(const struct pe_file *file, pe_import_visitor visit, void *data)
{
    uint32_t rva = file->directories[DIRECTORY_IMPORT].rva;
    for (unsigned i = 0; rva && i < MAX_IMPORTED_DLLS; i++, rva += 20) {
        const uint8_t *entry = pe_at(file, rva, 20);
        if (!entry) return false;
        if (!u32(entry + 12)) break;
        const char *dll = pe_string(file, u32(entry + 12));
        uint32_t names = u32(entry) ? u32(entry) : u32(entry + 16);
        if (!dll || !visit_thunks(file, names, dll, false, visit, data)) return false;
    }
    rva = file->directories[DIRECTORY_DELAY_IMPORT].rva;
    for (unsigned i = 0; rva && i < MAX_IMPORTED_DLLS; i++, rva += 32) {
        const uint8_t *entry = pe_at(file, rva, 32);
        if (!entry) return false;
        if (!u32(entry + 4)) break;
        /* before Visual C++ 7 the fields were addresses, not RVAs: attribute bit 0 is clear */
        uint32_t base = u32(entry) & 1 ? 0 : (uint32_t)file->image_base;
        const char *dll = pe_string(file, u32(entry + 4) - base);
        if (!dll || !visit_thunks(file, u32(entry + 16) - base, dll, true, visit, data)) return false;
    }
    return true;
}

static int export_at(const struct pe_file *file, uint32_t functions, uint32_t count, uint32_t index,
                     const char **forward)
{
    if (index >= count) return 0;
    const uint8_t *slot = pe_at(file, functions + 4 * index, 4);
    if (!slot || !u32(slot)) return 0;
    uint32_t rva = u32(slot);
    if (rva - file->directories[DIRECTORY_EXPORT].rva >= file->directories[DIRECTORY_EXPORT].size) return 1;
    *forward = pe_string(file, rva);
    return *forward ? 2 : 0;
}

int pe_find_export(const struct pe_file *file, const char *name, uint16_t ordinal, const char **forward)
{
    const uint8_t *table =
        file->directories[DIRECTORY_EXPORT].rva ? pe_at(file, file->directories[DIRECTORY_EXPORT].rva, 40) : NULL;
    if (!table) return 0;
    uint32_t functions = u32(table + 28), count = u32(table + 20);
    if (!name) return export_at(file, functions, count, (uint32_t)ordinal - u32(table + 16), forward);
    uint32_t low = 0, high = u32(table + 24);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const uint8_t *slot = pe_at(file, u32(table + 32) + 4 * middle, 4);
        const char *candidate = slot ? pe_string(file, u32(slot)) : NULL;
        if (!candidate) return 0;
        int order = strcmp(name, candidate);
        if (!order) {
            const uint8_t *index = pe_at(file, u32(table + 36) + 2 * middle, 2);
            return index ? export_at(file, functions, count, u16(index), forward) : 0;
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return 0;
}

const char *pe_section_contents(const struct pe_file *file, const char *name, size_t *size)
{
    for (unsigned i = 0; i < file->section_count; i++) {
        const struct pe_section *section = &file->sections[i];
        if (strcmp(section->name, name)) continue;
        *size = section->virtual_size && section->virtual_size < section->size ? section->virtual_size : section->size;
        return (const char *)file->bytes + section->offset;
    }
    return NULL;
}
