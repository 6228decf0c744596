/* Bytes of a terminal: every input is decoded to records of valid types, all of it in the end, and alike however it is
 * torn apart in VT mode. */
#include <stdlib.h>
#include <string.h>
#include "console_private.h"

static size_t pushed;
static uint16_t units[2][8192];
static size_t unit_count;
static int run;

static void push(void *context, const struct console_input *record)
{
    (void)context;
    pushed++;
    if (record->type != 1 && record->type != 2 && record->type != 0x10) abort();
    if (record->type == 1 && record->key.repeat != 1) abort();
    if (record->type == 1 && record->key.down && unit_count < 8192) units[run][unit_count++] = record->key.character;
}

static size_t decode_in_pieces(const uint8_t *bytes, size_t size, size_t piece, uint32_t mode)
{
    struct input_decoder decoder = { 0 };
    struct decode_target target = { .push = push, .mode = mode };
    unit_count = 0;
    for (size_t at = 0; at < size; at += piece)
        input_decode(&decoder, &target, bytes + at, size - at < piece ? size - at : piece, false);
    for (int i = 0; i < 300 && decoder.length; i++) input_decode(&decoder, &target, NULL, 0, true);
    if (decoder.length) abort();
    return unit_count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    pushed = 0;
    decode_in_pieces(bytes, size, 7, 0);
    decode_in_pieces(bytes, size, size ? size : 1, 0);
    if (pushed > 16 * (size + 1)) abort();
    run = 0;
    size_t whole = decode_in_pieces(bytes, size, size ? size : 1, MODE_VT_INPUT);
    run = 1;
    size_t torn = decode_in_pieces(bytes, size, 1, MODE_VT_INPUT);
    if (whole != torn || memcmp(units[0], units[1], whole * sizeof(uint16_t))) abort();
    return 0;
}
