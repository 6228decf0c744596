#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#define CHUNK_SIZE 4096

struct pool_chunk {
    struct pool_chunk *next;
    size_t used, size;
    _Alignas(16) char data[];
};

void *allocate(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory) abort();
    return memory;
}

static void text_reserve(struct text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) return;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity < needed) capacity *= 2;
    wchar_t *data = realloc(text->data, capacity * sizeof(wchar_t));
    if (!data) abort();
    text->data = data;
    text->capacity = capacity;
}

void text_append(struct text *text, const wchar_t *data, size_t length)
{
    text_reserve(text, length);
    if (length) memcpy(text->data + text->length, data, length * sizeof(wchar_t));
    text->length += length;
    text->data[text->length] = 0;
}

void text_add(struct text *text, const wchar_t *string)
{
    text_append(text, string, wcslen(string));
}

void text_add_char(struct text *text, wchar_t c)
{
    text_append(text, &c, 1);
}

void text_add_number(struct text *text, long value)
{
    wchar_t digits[24], *p = digits + 23;
    unsigned long rest = value < 0 ? 0ul - (unsigned long)value : (unsigned long)value;
    *p = 0;
    do *--p = L'0' + rest % 10;
    while (rest /= 10);
    if (value < 0) *--p = '-';
    text_add(text, p);
}

void text_clear(struct text *text)
{
    text_truncate(text, 0);
}

void text_truncate(struct text *text, size_t length)
{
    if (!text->data || text->length < length) return;
    text->length = length;
    text->data[length] = 0;
}

void text_free(struct text *text)
{
    free(text->data);
    memset(text, 0, sizeof(*text));
}

const wchar_t *text_string(const struct text *text)
{
    return text->data ? text->data : L"";
}

void *pool_allocate(struct pool *pool, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    struct pool_chunk *chunk = pool->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
        chunk = allocate(sizeof(*chunk) + room);
        chunk->size = room;
        chunk->next = pool->chunks;
        pool->chunks = chunk;
    }
    void *memory = chunk->data + chunk->used;
    chunk->used += size;
    return memory;
}

wchar_t *pool_copy(struct pool *pool, const wchar_t *data, size_t length)
{
    wchar_t *copy = pool_allocate(pool, (length + 1) * sizeof(wchar_t));
    if (length) memcpy(copy, data, length * sizeof(wchar_t));
    return copy;
}

void pool_free(struct pool *pool)
{
    while (pool->chunks) {
        struct pool_chunk *next = pool->chunks->next;
        free(pool->chunks);
        pool->chunks = next;
    }
}

wchar_t *copy_string(const wchar_t *string)
{
    size_t size = (wcslen(string) + 1) * sizeof(wchar_t);
    return memcpy(allocate(size), string, size);
}

wchar_t upper_char(wchar_t c)
{
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return towupper(c);
}

bool same_prefix(const wchar_t *a, const wchar_t *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (upper_char(a[i]) != upper_char(b[i])) return false;
        if (!a[i]) return true;
    }
    return true;
}

bool same_word(const wchar_t *a, const wchar_t *b)
{
    return same_prefix(a, b, (size_t)-1);
}

bool is_separator(wchar_t c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '=' || c == '\v' || c == '\f' || c == 0xa0;
}

const wchar_t *skip_separators(const wchar_t *string)
{
    while (is_separator(*string)) string++;
    return string;
}

const wchar_t *skip_blanks(const wchar_t *string)
{
    while (*string == ' ' || *string == '\t') string++;
    return string;
}
