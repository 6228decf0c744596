/* Bytes from the hexadecimal text of test vectors. */
#ifndef HEX_H
#define HEX_H

#include <string.h>

static inline unsigned hex_digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10);
}

/* Returns the number of bytes; spaces are skipped. */
static inline unsigned long hex_bytes(const char *text, unsigned char *bytes)
{
    unsigned long count = 0;
    while (*text) {
        if (*text == ' ') {
            text++;
            continue;
        }
        bytes[count++] = (unsigned char)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
        text += 2;
    }
    return count;
}

#endif
