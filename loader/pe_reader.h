/* Reads the tables of a PE file without mapping it as an image: for `winrun --check`. Every offset is checked against
 * the file. */
#ifndef PE_READER_H
#define PE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pe_section { uint32_t rva, virtual_size, offset, size; char name[9]; };
struct pe_file {
    const uint8_t *bytes;
    size_t size;
    bool is_64bit;
    uint16_t machine;
    uint64_t image_base;
    struct pe_section sections[96];
    unsigned section_count;
    struct { uint32_t rva, size; } directories[16];
};

/* False when this is no well-formed PE file. `bytes` must stay valid while the reader is used. */
bool pe_open(struct pe_file *file, const void *bytes, size_t size);
/* `size` bytes at an RVA, or NULL when they are not in the file. */
const void *pe_at(const struct pe_file *file, uint32_t rva, size_t size);
/* A terminated string at an RVA, or NULL. */
const char *pe_string(const struct pe_file *file, uint32_t rva);
/* Calls `visit` for each imported function (name NULL: by ordinal); delay imports too. False when a table is damaged.
 */
typedef void (*pe_import_visitor)(void *data, const char *dll, const char *name, uint16_t ordinal, bool delayed);
bool pe_visit_imports(const struct pe_file *file, pe_import_visitor visit, void *data);
/* Looks up an export. Returns 0: none; 1: found; 2: forwarder, its target in *forward. */
int pe_find_export(const struct pe_file *file, const char *name, uint16_t ordinal, const char **forward);
/* Contents of a section by name, NULL if there is none. */
const char *pe_section_contents(const struct pe_file *file, const char *name, size_t *size);

#endif
