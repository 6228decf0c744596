/* Reading and writing DER. */
#include <stdlib.h>
#include <string.h>
#include "der.h"

bool der_next(struct der *in, struct der_item *item)
{
    const uint8_t *p = in->data;
    size_t left = in->size, length;
    if (left < 2 || (p[0] & 0x1f) == 0x1f) return false;
    item->tag = p[0];
    length = p[1];
    p += 2;
    left -= 2;
    if (length & 0x80) {
        size_t count = length & 0x7f;
        if (!count || count > 4 || count > left) return false;
        for (length = 0; count; count--, left--) length = length << 8 | *p++;
    }
    if (length > left) return false;
    item->body = (struct der){ p, length };
    item->whole = (struct der){ in->data, (size_t)(p - in->data) + length };
    in->data = p + length;
    in->size = left - length;
    return true;
}

bool der_take_whole(struct der *in, uint8_t tag, struct der *whole, struct der *body)
{
    struct der rest = *in;
    struct der_item item;
    if (!der_next(&rest, &item) || item.tag != tag) return false;
    *in = rest;
    if (whole) *whole = item.whole;
    if (body) *body = item.body;
    return true;
}

bool der_take(struct der *in, uint8_t tag, struct der *body)
{
    return der_take_whole(in, tag, NULL, body);
}

uint8_t der_peek(const struct der *in)
{
    return in->size ? in->data[0] : 0;
}

bool der_small_integer(const struct der *body, uint32_t *value)
{
    if (!body->size || body->size > 5 || (body->data[0] & 0x80) || (body->size == 5 && body->data[0])) return false;
    *value = 0;
    for (size_t i = 0; i < body->size; i++) *value = *value << 8 | body->data[i];
    return *value <= INT32_MAX;
}

static size_t put_decimal(char *text, size_t capacity, size_t used, uint64_t value, bool dot)
{
    char digits[24];
    size_t count = 0;
    do digits[count++] = (char)('0' + value % 10);
    while (value /= 10);
    if (used + count + dot + 1 > capacity) return 0;
    if (dot) text[used++] = '.';
    while (count) text[used++] = digits[--count];
    return used;
}

size_t der_oid_text(const struct der *body, char *text, size_t capacity)
{
    size_t used = 0;
    uint64_t value = 0;
    bool first = true, open = false;
    for (size_t i = 0; i < body->size; i++) {
        if (value >> 56) return 0;
        value = value << 7 | (body->data[i] & 0x7f);
        open = body->data[i] & 0x80;
        if (open) continue;
        if (first) {
            uint64_t root = value < 40 ? 0 : value < 80 ? 1 : 2;
            if (!(used = put_decimal(text, capacity, 0, root, false))) return 0;
            value -= root * 40;
            first = false;
        }
        if (!(used = put_decimal(text, capacity, used, value, true))) return 0;
        value = 0;
    }
    if (open || first) return 0;
    text[used] = 0;
    return used;
}

static bool two_digits(const uint8_t *p, int *value)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') return false;
    *value = (p[0] - '0') * 10 + (p[1] - '0');
    return true;
}

/* RFC 5280: years of two digits are 1950 to 2049; seconds are always there, and the zone is Z. */
bool der_read_time(uint8_t tag, const struct der *body, struct der_time *time)
{
    const uint8_t *p = body->data;
    int century;
    if (tag == DER_UTC_TIME) {
        if (body->size != 13 || !two_digits(p, &time->year)) return false;
        time->year += time->year < 50 ? 2000 : 1900;
        p += 2;
    } else {
        if (tag != DER_GENERALIZED_TIME || body->size != 15 || !two_digits(p, &century) ||
            !two_digits(p + 2, &time->year))
            return false;
        time->year += century * 100;
        p += 4;
    }
    return two_digits(p, &time->month) && two_digits(p + 2, &time->day) && two_digits(p + 4, &time->hour) &&
           two_digits(p + 6, &time->minute) && two_digits(p + 8, &time->second) && p[10] == 'Z';
}

/* --- writing --- */

void der_put_bytes(struct der_writer *writer, const void *bytes, size_t size)
{
    writer->used += size;
    if (!writer->data) return;
    if (writer->used > writer->capacity) writer->failed = true;
    else if (size) memcpy(writer->data + writer->capacity - writer->used, bytes, size);
}

void der_put_header(struct der_writer *writer, uint8_t tag, size_t before)
{
    uint8_t header[6];
    size_t length = writer->used - before, at = sizeof(header);
    if (length < 0x80) {
        header[--at] = (uint8_t)length;
    } else {
        uint8_t count = 0;
        for (; length; length >>= 8, count++) header[--at] = (uint8_t)length;
        header[--at] = 0x80 | count;
    }
    header[--at] = tag;
    der_put_bytes(writer, header + at, sizeof(header) - at);
}

static void put_base128(struct der_writer *writer, uint64_t value)
{
    uint8_t bytes[10];
    size_t at = sizeof(bytes);
    bytes[--at] = value & 0x7f;
    while (value >>= 7) bytes[--at] = 0x80 | (value & 0x7f);
    der_put_bytes(writer, bytes + at, sizeof(bytes) - at);
}

void der_put_oid(struct der_writer *writer, const char *text)
{
    uint64_t numbers[32];
    size_t count = 0, before = writer->used;
    while (*text) {
        char *end;
        if (count == 32 || *text < '0' || *text > '9') break;
        numbers[count++] = strtoul(text, &end, 10);
        text = *end == '.' ? end + 1 : end;
    }
    if (*text || count < 2 || numbers[0] > 2) {
        writer->failed = true;
        return;
    }
    while (count > 2) put_base128(writer, numbers[--count]);
    put_base128(writer, numbers[0] * 40 + numbers[1]);
    der_put_header(writer, DER_OID, before);
}

void der_put_small_integer(struct der_writer *writer, uint32_t value)
{
    uint8_t bytes[5];
    size_t at = sizeof(bytes), before = writer->used;
    do bytes[--at] = (uint8_t)value;
    while (value >>= 8);
    if (bytes[at] & 0x80) bytes[--at] = 0;
    der_put_bytes(writer, bytes + at, sizeof(bytes) - at);
    der_put_header(writer, DER_INTEGER, before);
}
