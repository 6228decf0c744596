/* The character data that tools/make_nls.py makes: one block of 16-bit words; parts by offset. */
#ifndef NLS_PRIVATE_H
#define NLS_PRIVATE_H

#include "nls_offsets.h"

extern const uint16_t nls_data[];

/* A word of a two-step table with pages of 1 << bits words. */
static inline uint16_t nls_paged(uint32_t index, uint32_t pages, unsigned bits, WCHAR c)
{
    return nls_data[pages + ((uint32_t)nls_data[index + (c >> bits)] << bits) + (c & ((1u << bits) - 1))];
}

static inline uint32_t nls_double_word(uint32_t at) { return nls_data[at] | (uint32_t)nls_data[at + 1] << 16; }

#endif
