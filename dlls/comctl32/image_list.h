/* An image list: its pictures stand below each other in one 32-bit picture and one monochrome mask. */
#ifndef IMAGE_LIST_H
#define IMAGE_LIST_H

#include "common.h"

#define IMAGE_LIST_MAGIC 0x4c49u
#define OVERLAYS 15

struct _IMAGELIST {
    DWORD magic;
    int width, height, count, room, grow;
    UINT flags;
    COLORREF background;
    HBITMAP image, mask;
    DWORD *pixels;            /* of image; red in bits 16-23, alpha in 24-31 where the picture has any */
    BYTE *mask_bits;          /* of mask; 1: transparent */
    BYTE *has_alpha;          /* one a picture */
    int overlays[OVERLAYS + 1];
    HBITMAP scratch;          /* one picture, for drawing */
    DWORD *scratch_pixels;
};

BOOL image_list_valid(HIMAGELIST list);
int mask_stride(HIMAGELIST list);
DWORD *image_pixels(HIMAGELIST list, int index);
BOOL image_masked(HIMAGELIST list, int index, int x, int y);
void image_set_masked(HIMAGELIST list, int index, int x, int y, BOOL masked);
/* Makes room for `count` more pictures; the index of the first, or -1. */
int image_list_append(HIMAGELIST list, int count);
HBITMAP create_pixels(int width, int height, DWORD **pixels);
/* 0-255 */
BYTE image_alpha(HIMAGELIST list, int index, int x, int y);
void image_copy(HIMAGELIST to, int to_index, HIMAGELIST from, int from_index, int dx, int dy, BOOL over);

#endif
