/* UTF-16 names: folding of case, comparing, hashing, and conversion for people. */
#ifndef SERVER_TEXT_H
#define SERVER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters that belong to somebody else; length in characters. */
struct text {
    const uint16_t *chars;
    uint32_t length;
};

/* The upper case of a character as Windows compares names. */
uint16_t text_fold(uint16_t character);
bool text_equal(struct text a, struct text b, bool ignore_case);
/* Order of the folded characters: as Windows enumerates. */
int text_compare(struct text a, struct text b);
uint32_t text_hash(struct text text); /* of the folded characters */
/* A copy that free() releases; NULL without memory. */
uint16_t *text_copy(struct text text);
/* UTF-8, always terminated, shortened to fit; unpaired surrogates become '?'. Returns `buffer`. */
char *text_to_utf8(struct text text, char *buffer, size_t size);
/* Bytes of ASCII as UTF-16; returns the number of characters (at most capacity). */
uint32_t text_from_ascii(const char *ascii, uint16_t *chars, uint32_t capacity);
/* Returns characters; invalid UTF-8 becomes U+FFFD. */
uint32_t text_from_utf8(const char *utf8, size_t size, uint16_t *chars, uint32_t capacity);

/* The first component of a path with '\' between components; moves *path behind it. Empty components are skipped. */
struct text text_next_component(struct text *path);

#endif
