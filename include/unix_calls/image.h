/* Compressed pictures, decoded by the system's libraries. */
#ifndef UNIX_CALLS_IMAGE_H
#define UNIX_CALLS_IMAGE_H

#include <stdint.h>

/* A PNG in memory that does not go away meanwhile. Without `pixels` only width and height are set. pixels: width *
 * height * 4 bytes (capacity, else STATUS_BUFFER_TOO_SMALL): blue, green, red, alpha (not premultiplied), upper row
 * first. STATUS_NOT_SUPPORTED: libpng is not there. STATUS_INVALID_IMAGE_FORMAT: damaged. */
struct unix_png_decode_args {
    uint64_t data, size;
    uint64_t pixels, capacity;
    uint32_t width, height;
};

#endif
