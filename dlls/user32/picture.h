/* Icons, cursors and animated cursors as they stand in files and resources (picture.c, picture_directory.c). Knows
 * nothing of Windows, so that it can be tested alone; everything read is distrusted. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stddef.h>
#include <stdint.h>

void *picture_allocate(size_t size); /* NULL: no memory */
void picture_free(void *memory);

struct picture {
    int width, height, depth; /* depth as stored */
    int hot_x, hot_y;
    int has_alpha;            /* some pixel of a 32-bit one has alpha */
    uint32_t *pixels;         /* 0xAARRGGBB, upper row first; alpha 0xff without alpha */
    uint8_t *mask; /* a byte for each pixel, 1: the screen shows (is combined with the pixel by exclusive or) */
};
#define PICTURE_LIMIT 4096 /* width and height */
enum picture_result { PICTURE_OK, PICTURE_BAD, PICTURE_IS_PNG, PICTURE_NO_MEMORY };

int picture_is_png(const uint8_t *data, size_t size);
/* The image of an icon: a DIB of twice the height, colours first, then the mask. PICTURE_IS_PNG: nothing was read. */
enum picture_result picture_read(struct picture *picture, const uint8_t *data, size_t size);
enum picture_result picture_make(struct picture *picture, int width, int height); /* zeroed */
void picture_finish(struct picture *picture);

/* Directories: a file's (`is_file`, entries hold offsets) or a group resource's (entries hold resource numbers). */
struct picture_entry { int width, height, depth, hot_x, hot_y; uint32_t size, place; /* offset or number */ };
int picture_directory_count(const uint8_t *data, size_t size, int is_file); /* 0: not a directory */
int picture_directory_is_cursor(const uint8_t *data, size_t size);
int picture_directory_entry(const uint8_t *data, size_t size, int is_file, int index, struct picture_entry *entry);
/* The entry that fits best; depth: of the display. -1: none */
int picture_directory_choose(const uint8_t *data, size_t size, int is_file, int width, int height, int depth);

/* Animated cursors: RIFF of type ACON. Frames are whole files; steps say which is shown how long. */
#define ANIMATION_FRAME_LIMIT 256
struct animation_frame { size_t offset, size; };
struct animation {
    int frame_count, step_count;
    struct animation_frame frames[ANIMATION_FRAME_LIMIT];
    uint8_t step_frames[ANIMATION_FRAME_LIMIT];
    uint32_t step_jiffies[ANIMATION_FRAME_LIMIT]; /* sixtieths of a second */
};
int animation_is(const uint8_t *data, size_t size);
int animation_read(struct animation *animation, const uint8_t *data, size_t size); /* 0: damaged */

#endif
