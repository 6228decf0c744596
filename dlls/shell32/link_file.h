/* Shortcut files (.lnk), read and written as "[MS-SHLLINK]: Shell Link (.LNK) Binary File Format" has them. Built of
 * nothing but C, so that the reader can be fuzzed. */
#ifndef LINK_FILE_H
#define LINK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum link_text { LINK_DESCRIPTION, LINK_RELATIVE, LINK_FOLDER, LINK_ARGUMENTS, LINK_ICON, LINK_PATH, LINK_TEXTS };

struct link_file {
    uint32_t flags; /* of the header; those that say what follows are found anew when it is written */
    uint32_t attributes, size, icon_index, show;
    uint16_t hot_key;
    uint64_t created, accessed, written; /* FILETIME */
    uint16_t *texts[LINK_TEXTS];         /* UTF-16, allocated with malloc; NULL: none */
    uint8_t *item_list;                  /* an ITEMIDLIST with its end; NULL: none */
    size_t item_list_size;
};

/* Bytes in the system's code page to UTF-16, allocated with malloc. */
typedef uint16_t *link_decode(const char *text, size_t size);

/* False for what is no shortcut, is damaged, or without memory. The struct may be freed either way. */
bool link_file_read(struct link_file *link, const uint8_t *data, size_t size, link_decode *decode);
/* The bytes of the file, allocated with malloc. */
uint8_t *link_file_write(const struct link_file *link, size_t *size);
void link_file_free(struct link_file *link);
uint16_t *link_text_copy(const uint16_t *text, size_t length);
size_t link_text_length(const uint16_t *text);

#endif
