/* Icons and cursors, which differ in a bit and the hot spot only, and what loads them. */
#ifndef IMAGES_H
#define IMAGES_H

#include "user_private.h"
#include "picture.h"

struct image {
    BOOL is_icon;
    LONG uses;                  /* LR_SHARED ones are loaded once and never freed */
    BOOL is_shared;
    int frame_count, step_count; /* more than one: an animated cursor */
    struct picture *frames;
    uint8_t *step_frames;       /* NULL: one step */
    uint32_t *step_jiffies;     /* sixtieths of a second */
    HMODULE module;             /* where it came from, for GetIconInfoEx */
    WCHAR *name;                /* text, heap; or MAKEINTRESOURCE */
};

struct image *image_get(HANDLE handle); /* NULL: ERROR_INVALID_CURSOR_HANDLE */
/* Takes over the frames (an array on the heap with what belongs to it), also when it fails: NULL. */
HANDLE image_create(BOOL is_icon, struct picture *frames, int count);
HANDLE image_from_picture(BOOL is_icon, struct picture *picture); /* one frame, as above */
const struct picture *image_step(const struct image *image, UINT step);
BOOL picture_is_mono(const struct picture *picture);
/* For who shows cursors: 32-bit premultiplied pixels (heap_free), a pixel that inverts the screen becomes black or
 * white. Frames after the first: step, with the milliseconds that it stays; FALSE: no cursor, or no such step. */
BOOL cursor_pixels(HCURSOR cursor, DWORD **pixels, SIZE *size, POINT *hot);
BOOL cursor_pixels_of_step(HCURSOR cursor, UINT step, DWORD **pixels, SIZE *size, POINT *hot, DWORD *milliseconds);

/* picture_scale.c */
BOOL picture_scale(struct picture *scaled, const struct picture *picture, int width, int height);
/* picture_png.c; ERROR_INVALID_DATA and such */
enum picture_result picture_read_any(struct picture *picture, const uint8_t *data, size_t size);
/* A DIB section, 32 bits, upper row first. */
HBITMAP make_pixels_bitmap(int width, int height, DWORD **pixels);

/* icon_load.c; width, height 0: as stored */
HANDLE image_from_file(LPCWSTR path, BOOL is_icon, int width, int height);
HANDLE image_from_memory(const uint8_t *data, size_t size, BOOL is_icon, int width,
                         int height); /* a whole .ico, .cur or .ani */
HANDLE image_from_resource(HINSTANCE module, LPCWSTR name, BOOL is_icon, int width, int height);
/* system_icons.c, system_cursors.c: id as in IDI_APPLICATION; FALSE: there is none. */
BOOL system_icon_draw(struct picture *picture, int id, int width, int height);
BOOL system_cursor_draw(struct picture *picture, int id);
/* bitmap_load.c */
HBITMAP bitmap_load(HINSTANCE module, LPCWSTR name, int width, int height, UINT flags);
HBITMAP bitmap_copy(HBITMAP bitmap, int width, int height, UINT flags);
const void *map_file(LPCWSTR path, SIZE_T *size); /* UnmapViewOfFile */

#endif
