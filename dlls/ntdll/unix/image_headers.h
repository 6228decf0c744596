/* Headers of a PE file, read and checked. Nothing in a file is trusted. */
#ifndef IMAGE_HEADERS_H
#define IMAGE_HEADERS_H

#include "unix_private.h"

#define IMAGE_RELOCATIONS_STRIPPED 0x0001u
#define IMAGE_EXECUTABLE           0x0002u
#define IMAGE_LARGE_ADDRESS_AWARE  0x0020u
#define IMAGE_IS_DLL               0x2000u
#define IMAGE_NX_COMPAT            0x0100u /* dll_characteristics */

struct __attribute__((packed)) section_header {
    uint8_t name[8];
    uint32_t virtual_size, virtual_address, raw_size, raw_offset;
    uint32_t relocations, line_numbers;
    uint16_t relocation_count, line_number_count;
    uint32_t characteristics;
};
#define SECTION_EXECUTE 0x20000000u
#define SECTION_READ    0x40000000u
#define SECTION_WRITE   0x80000000u

struct image_headers {
    uint64_t file_size;
    uint64_t image_base, stack_reserve, stack_commit;
    uint32_t headers_offset;   /* of "PE\0\0" */
    uint32_t machine;
    uint32_t size_of_image, size_of_headers, entry, section_alignment;
    uint32_t relocations, relocations_size, exports, exports_size;
    uint32_t section_count;
    uint16_t characteristics, dll_characteristics, subsystem;
    bool is_64bit;
    bool is_flat;              /* section alignment below a page: memory looks like the file */
    struct section_header *sections; /* malloc */
};

/* Reads and checks all headers. On failure `problem` (of this size) gets the end of a sentence, "it is ..." or "its
 * ...", and nothing is owned. */
NTSTATUS image_headers_read(int fd, struct image_headers *headers, char *problem, size_t problem_size);
void image_headers_free(struct image_headers *headers);

#endif
