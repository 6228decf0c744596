#include "picture.h"
#include <string.h>

#define INFO_HEADER_SIZE 40
#define CORE_HEADER_SIZE 12
#define COMPRESSION_RGB 0
#define COMPRESSION_BITFIELDS 3

static uint32_t read_16(const uint8_t *at) { return (uint32_t)(at[0] | at[1] << 8); }
static uint32_t read_32(const uint8_t *at) { return read_16(at) | read_16(at + 2) << 16; }

int picture_is_png(const uint8_t *data, size_t size)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return size >= sizeof(signature) && !memcmp(data, signature, sizeof(signature));
}

/* What the header of a DIB says. */
struct header {
    int width, height, depth; /* height: of the picture, half of what is stored */
    size_t colors_at, pixels_at;
    uint32_t color_count;
    int color_size;           /* bytes of an entry of the colour table */
    uint32_t masks[3];
};

static int read_header(struct header *header, const uint8_t *data, size_t size)
{
    uint32_t compression = COMPRESSION_RGB, used_colors = 0, header_size;
    int32_t width, height;
    if (size < CORE_HEADER_SIZE) return 0;
    header_size = read_32(data);
    if (header_size == CORE_HEADER_SIZE) {
        width = (int32_t)read_16(data + 4);
        height = (int32_t)read_16(data + 6);
        header->depth = (int)read_16(data + 10);
        header->color_size = 3;
    } else {
        if (header_size < INFO_HEADER_SIZE || header_size > size) return 0;
        width = (int32_t)read_32(data + 4);
        height = (int32_t)read_32(data + 8);
        header->depth = (int)read_16(data + 14);
        compression = read_32(data + 16);
        used_colors = read_32(data + 32);
        header->color_size = 4;
    }
    if (width <= 0 || width > PICTURE_LIMIT || height < 2 || height > 2 * PICTURE_LIMIT || height % 2) return 0;
    header->width = width;
    header->height = height / 2;
    header->colors_at = header_size;
    header->masks[0] = 0xff0000, header->masks[1] = 0xff00, header->masks[2] = 0xff;
    if (header->depth == 16) header->masks[0] = 0x7c00, header->masks[1] = 0x3e0, header->masks[2] = 0x1f;
    switch (header->depth) {
    case 1: case 4: case 8:
        header->color_count = used_colors && used_colors < 1u << header->depth ? used_colors : 1u << header->depth;
        break;
    case 16: case 24: case 32: header->color_count = 0; break;
    default: return 0;
    }
    header->pixels_at = header->colors_at + header->color_count * (size_t)header->color_size;
    if (compression == COMPRESSION_BITFIELDS && header->depth > 8) {
        if (size < INFO_HEADER_SIZE + 12) return 0;
        for (int i = 0; i < 3; i++) header->masks[i] = read_32(data + INFO_HEADER_SIZE + 4 * i);
        if (header_size == INFO_HEADER_SIZE) header->pixels_at += 12;
    } else if (compression != COMPRESSION_RGB) {
        return 0;
    }
    return header->pixels_at <= size;
}

static size_t stride_of(int width, int depth) { return ((size_t)width * (size_t)depth + 31) / 32 * 4; }

static uint32_t channel(uint32_t pixel, uint32_t mask)
{
    if (!mask) return 0;
    int shift = __builtin_ctz(mask);
    uint32_t limit = mask >> shift;
    return ((pixel & mask) >> shift) * 255 / limit;
}

static uint32_t table_color(const struct header *header, const uint8_t *data, uint32_t index)
{
    if (index >= header->color_count) return 0xff000000;
    const uint8_t *color = data + header->colors_at + index * (size_t)header->color_size;
    return 0xff000000 | (uint32_t)color[2] << 16 | (uint32_t)color[1] << 8 | color[0];
}

static uint32_t pixel_at(const struct header *header, const uint8_t *data, const uint8_t *row, int x)
{
    uint32_t pixel;
    switch (header->depth) {
    case 1: return table_color(header, data, row[x / 8] >> (7 - x % 8) & 1);
    case 4: return table_color(header, data, x % 2 ? row[x / 2] & 15 : row[x / 2] >> 4);
    case 8: return table_color(header, data, row[x]);
    case 16: pixel = read_16(row + x * 2); break;
    case 24: return 0xff000000 | (uint32_t)row[x * 3 + 2] << 16 | read_16(row + x * 3);
    default:
        pixel = read_32(row + x * 4);
        if (header->masks[0] == 0xff0000) return pixel;
    }
    return 0xff000000 | channel(pixel, header->masks[0]) << 16 | channel(pixel, header->masks[1]) << 8 |
           channel(pixel, header->masks[2]);
}

enum picture_result picture_make(struct picture *picture, int width, int height)
{
    size_t count = (size_t)width * (size_t)height;
    *picture = (struct picture){.width = width, .height = height, .depth = 32};
    picture->pixels = picture_allocate(count * sizeof(uint32_t));
    picture->mask = picture_allocate(count);
    if (!picture->pixels || !picture->mask) {
        picture_finish(picture);
        return PICTURE_NO_MEMORY;
    }
    memset(picture->pixels, 0, count * sizeof(uint32_t));
    memset(picture->mask, 0, count);
    return PICTURE_OK;
}

void picture_finish(struct picture *picture)
{
    picture_free(picture->pixels);
    picture_free(picture->mask);
    picture->pixels = NULL;
    picture->mask = NULL;
}

static void read_colors(struct picture *picture, const struct header *header, const uint8_t *data, size_t stride)
{
    uint32_t all_alpha = 0;
    for (int y = 0; y < header->height; y++) {
        const uint8_t *row = data + header->pixels_at + stride * (size_t)(header->height - 1 - y);
        uint32_t *pixels = picture->pixels + (size_t)y * (size_t)header->width;
        for (int x = 0; x < header->width; x++) {
            pixels[x] = pixel_at(header, data, row, x);
            all_alpha |= pixels[x];
        }
    }
    picture->has_alpha = header->depth == 32 && header->masks[0] == 0xff0000 && all_alpha >> 24;
    if (picture->has_alpha) return;
    for (size_t i = 0; i < (size_t)header->width * (size_t)header->height; i++) picture->pixels[i] |= 0xff000000;
}

enum picture_result picture_read(struct picture *picture, const uint8_t *data, size_t size)
{
    struct header header;
    if (picture_is_png(data, size)) return PICTURE_IS_PNG;
    if (!read_header(&header, data, size)) return PICTURE_BAD;
    size_t stride = stride_of(header.width, header.depth), mask_stride = stride_of(header.width, 1);
    size_t mask_at = header.pixels_at + stride * (size_t)header.height,
           needed = mask_at + mask_stride * (size_t)header.height;
    int has_mask = needed <= size; /* many 32-bit ones lack it */
    if (mask_at > size || (!has_mask && header.depth != 32)) return PICTURE_BAD;
    enum picture_result result = picture_make(picture, header.width, header.height);
    if (result != PICTURE_OK) return result;
    picture->depth = header.depth;
    read_colors(picture, &header, data, stride);
    for (int y = 0; has_mask && y < header.height; y++) {
        const uint8_t *row = data + mask_at + mask_stride * (size_t)(header.height - 1 - y);
        uint8_t *mask = picture->mask + (size_t)y * (size_t)header.width;
        for (int x = 0; x < header.width; x++) mask[x] = row[x / 8] >> (7 - x % 8) & 1;
    }
    return PICTURE_OK;
}
