/* Growable wide strings and a pool that frees many small ones at once. No I/O: the parser uses them on any system. */
#ifndef CMD_TEXT_H
#define CMD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

struct text {
    wchar_t *data; /* always ends with a zero once something was appended */
    size_t length, capacity;
};

struct pool {
    struct pool_chunk *chunks;
};

void *allocate(size_t size); /* zeroed; ends the process when there is no memory */

void text_append(struct text *text, const wchar_t *data, size_t length);
void text_add(struct text *text, const wchar_t *string);
void text_add_char(struct text *text, wchar_t c);
void text_add_number(struct text *text, long value);
void text_clear(struct text *text);
void text_truncate(struct text *text, size_t length);
void text_free(struct text *text);
const wchar_t *text_string(const struct text *text); /* never NULL */

void *pool_allocate(struct pool *pool, size_t size); /* zeroed */
wchar_t *pool_copy(struct pool *pool, const wchar_t *data, size_t length);
void pool_free(struct pool *pool);

wchar_t *copy_string(const wchar_t *string); /* for free() */

wchar_t upper_char(wchar_t c);
bool same_word(const wchar_t *a, const wchar_t *b);                  /* without case */
bool same_prefix(const wchar_t *a, const wchar_t *b, size_t length); /* without case */
bool is_separator(wchar_t c);                                        /* what may stand between words: blanks , ; = */
const wchar_t *skip_separators(const wchar_t *string);
const wchar_t *skip_blanks(const wchar_t *string);

#endif
