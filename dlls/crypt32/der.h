/* Reading and writing DER (X.690). The reader takes definite lengths only and never looks beyond what it was given. */
#ifndef DER_H
#define DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_NUMERIC_STRING = 0x12,
    DER_PRINTABLE_STRING = 0x13,
    DER_TELETEX_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0x80,
    DER_CONSTRUCTED = 0x20,
};

struct der { const uint8_t *data; size_t size; };
struct der_item { uint8_t tag; struct der whole, body; };

/* Takes the next item off the front; false at the end and for anything malformed. */
bool der_next(struct der *in, struct der_item *item);
/* Takes the next item if it has this tag; its body. */
bool der_take(struct der *in, uint8_t tag, struct der *body);
/* As der_take with the whole item, header included. */
bool der_take_whole(struct der *in, uint8_t tag, struct der *whole, struct der *body);
/* The tag of what comes next; 0 at the end. */
uint8_t der_peek(const struct der *in);
/* A non-negative integer of up to 31 bits. */
bool der_small_integer(const struct der *body, uint32_t *value);
/* The body of an object identifier as dotted text; the length without terminator, 0 if it is malformed or does not fit.
 */
size_t der_oid_text(const struct der *body, char *text, size_t capacity);
/* Seconds and so on of a UTCTime or GeneralizedTime (Z only). */
struct der_time { int year, month, day, hour, minute, second; };
bool der_read_time(uint8_t tag, const struct der *body, struct der_time *time);

/* Writing goes from the end to the front: contents first, then the header. With data == NULL only the size is counted.
 */
struct der_writer { uint8_t *data; size_t capacity, used; bool failed; };
void der_put_bytes(struct der_writer *writer, const void *bytes, size_t size);
/* Puts the header before everything that was written since `used` was `before`. */
void der_put_header(struct der_writer *writer, uint8_t tag, size_t before);
void der_put_oid(struct der_writer *writer, const char *text);
void der_put_small_integer(struct der_writer *writer, uint32_t value);

#endif
