#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>
#include "text.h"

/* Beyond ASCII the C library's simple case mapping serves. Windows maps no other letter to an ASCII one and leaves the
 * micro sign alone, so two names that differ on Windows stay different here. */
static uint16_t fold_beyond_ascii(uint16_t character)
{
    static locale_t locale;
    if (!locale && !(locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0))) return character;
    wint_t upper = towupper_l(character, locale);
    if (character == 0xb5 || upper < 0x80 || upper > 0xffff) return character;
    return (uint16_t)upper;
}

uint16_t text_fold(uint16_t character)
{
    if (character < 0x80) return character >= 'a' && character <= 'z' ? character - 32 : character;
    return fold_beyond_ascii(character);
}

bool text_equal(struct text a, struct text b, bool ignore_case)
{
    if (a.length != b.length) return false;
    for (uint32_t i = 0; i < a.length; i++)
        if (a.chars[i] != b.chars[i] && (!ignore_case || text_fold(a.chars[i]) != text_fold(b.chars[i]))) return false;
    return true;
}

int text_compare(struct text a, struct text b)
{
    uint32_t common = a.length < b.length ? a.length : b.length;
    for (uint32_t i = 0; i < common; i++) {
        int difference = text_fold(a.chars[i]) - text_fold(b.chars[i]);
        if (difference) return difference;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

uint32_t text_hash(struct text text)
{
    uint32_t hash = 0x811c9dc5u;
    for (uint32_t i = 0; i < text.length; i++) hash = (hash ^ text_fold(text.chars[i])) * 0x01000193u;
    return hash ^ hash >> 15;
}

uint16_t *text_copy(struct text text)
{
    uint16_t *copy = malloc(text.length ? 2 * (size_t)text.length : 1);
    if (copy && text.length) memcpy(copy, text.chars, 2 * (size_t)text.length);
    return copy;
}

static uint32_t decode(struct text text, uint32_t *index)
{
    uint32_t character = text.chars[(*index)++];
    if (character < 0xd800 || character > 0xdfff) return character;
    if (character > 0xdbff || *index == text.length) return '?';
    uint32_t low = text.chars[*index];
    if (low < 0xdc00 || low > 0xdfff) return '?';
    (*index)++;
    return 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
}

char *text_to_utf8(struct text text, char *buffer, size_t size)
{
    size_t used = 0;
    for (uint32_t i = 0; i < text.length && used + 5 <= size;) {
        uint32_t c = decode(text, &i);
        if (c < 0x80) {
            buffer[used++] = (char)c;
        } else if (c < 0x800) {
            buffer[used++] = (char)(0xc0 | c >> 6);
            buffer[used++] = (char)(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            buffer[used++] = (char)(0xe0 | c >> 12);
            buffer[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            buffer[used++] = (char)(0x80 | (c & 0x3f));
        } else {
            buffer[used++] = (char)(0xf0 | c >> 18);
            buffer[used++] = (char)(0x80 | (c >> 12 & 0x3f));
            buffer[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            buffer[used++] = (char)(0x80 | (c & 0x3f));
        }
    }
    if (size) buffer[used] = 0;
    return buffer;
}

uint32_t text_from_ascii(const char *ascii, uint16_t *chars, uint32_t capacity)
{
    uint32_t length = 0;
    while (ascii[length] && length < capacity) {
        chars[length] = (unsigned char)ascii[length];
        length++;
    }
    return length;
}

static uint32_t decode_utf8(const char *utf8, size_t size, size_t *index)
{
    static const uint32_t smallest[4] = {0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)utf8[(*index)++];
    if (lead < 0x80) return lead;
    unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    uint32_t c = lead & (0x3f >> more);
    if (!more || more > size - *index) return 0xfffd;
    for (unsigned i = 0; i < more; i++) {
        unsigned char next = (unsigned char)utf8[*index + i];
        if ((next & 0xc0) != 0x80) return 0xfffd;
        c = c << 6 | (next & 0x3f);
    }
    *index += more;
    return c < smallest[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c;
}

uint32_t text_from_utf8(const char *utf8, size_t size, uint16_t *chars, uint32_t capacity)
{
    uint32_t length = 0;
    for (size_t i = 0; i < size && length + 2 <= capacity;) {
        uint32_t c = decode_utf8(utf8, size, &i);
        if (c >= 0x10000) {
            chars[length++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        chars[length++] = (uint16_t)c;
    }
    return length;
}

struct text text_next_component(struct text *path)
{
    while (path->length && *path->chars == '\\') path->chars++, path->length--;
    struct text component = {path->chars, 0};
    while (component.length < path->length && path->chars[component.length] != '\\') component.length++;
    path->chars += component.length;
    path->length -= component.length;
    return component;
}
