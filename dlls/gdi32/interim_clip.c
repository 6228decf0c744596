/* Simplest form, until clip.c is there. */
#include "gdi_private.h"

const struct region *dc_effective_region(struct device_context *dc) { return &dc->visible; }

int WINAPI SelectClipRgn(HDC dc, HRGN region)
{
    (void)dc, (void)region;
    return ERROR;
}
