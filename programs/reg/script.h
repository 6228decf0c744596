/* The lines of a .reg file, taken apart in place. No I/O and no Windows functions: the fuzz target uses it on any
 * system. */
#ifndef REG_SCRIPT_H
#define REG_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

enum script_kind {
    SCRIPT_NOTHING,
    SCRIPT_MISUNDERSTOOD,
    SCRIPT_NO_MEMORY,
    SCRIPT_KEY,
    SCRIPT_REMOVED_KEY,
    SCRIPT_REMOVED_VALUE,
    SCRIPT_TEXT,
    SCRIPT_NUMBER,
    SCRIPT_BYTES,
};

struct script_line {
    enum script_kind kind;
    const wchar_t *name;    /* of the key or value; "" is the default value */
    const wchar_t *text;    /* of SCRIPT_TEXT */
    uint32_t number, type;  /* of SCRIPT_NUMBER; of SCRIPT_BYTES */
    uint8_t *bytes;         /* of SCRIPT_BYTES: the caller frees them */
    size_t size;
};

/* Cuts one logical line off: a line that ends in a backslash goes on in the next one, without that one's indentation.
 * NULL at the end. */
wchar_t *script_next_line(wchar_t **position);
/* The texts that it answers lie in the line, which is changed. */
void script_parse_line(wchar_t *line, struct script_line *answer);

#endif
