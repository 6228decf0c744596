/* Whether what records of metafiles say about themselves is true: lengths, counts, offsets. Files come from anywhere,
 * so no record is played before it was looked at here. Needs no Windows headers: the fuzz target runs it on its own. */
#ifndef METAFILE_CHECK_H
#define METAFILE_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* --- enhanced metafiles --- */
#define EMF_HEADER_SIZE 88 /* of the first version */
/* The whole file: its header. Its true size, or 0. */
uint32_t emf_check_header(const uint8_t *bytes, size_t size);
/* The record's size, if it lies within `available` bytes; else 0. */
uint32_t emf_record_size(const uint8_t *record, size_t available);
/* Everything that the record counts or points to lies within it. */
int emf_record_is_valid(const uint8_t *record);

/* --- Windows metafiles: sizes are in bytes --- */
#define WMF_HEADER_SIZE 18
/* Without a placeable header. Its true size, or 0. */
uint32_t wmf_check_header(const uint8_t *bytes, size_t size);
uint32_t wmf_record_size(const uint8_t *record, size_t available);
int wmf_record_is_valid(const uint8_t *record);
/* Where the bitmap of a record begins, and whether it is there; 0: none. */
uint32_t wmf_bitmap_offset(const uint8_t *record);

/* --- bitmaps within records --- */
/* The bytes of header, masks and colour table; 0: not within info_size, or no such bitmap. uses_palette: entries of 16
 * bits */
uint32_t dib_header_bytes(const uint8_t *info, size_t info_size, int uses_palette);
/* The bytes of `lines` rows of pixels (0xffffffff: all of them). */
uint64_t dib_pixel_bytes(const uint8_t *info, uint32_t lines);

#endif
