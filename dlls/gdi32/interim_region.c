/* Simplest form, until region.c is there. */
#include "gdi_private.h"

BOOL region_set_rectangles(struct region *region, const RECT *rectangles, UINT count)
{
    RECT *copy = heap_allocate((count + 1) * sizeof(RECT));
    if (!copy) return FALSE;
    memcpy(copy, rectangles, count * sizeof(RECT));
    heap_free(region->rectangles);
    region->rectangles = copy;
    region->count = region->capacity = count;
    region->bounds = (RECT){0};
    if (count) region->bounds = (RECT){0x7fffffff, 0x7fffffff, -0x7fffffff, -0x7fffffff};
    for (UINT i = 0; i < count; i++) {
        region->bounds.left = min(region->bounds.left, copy[i].left);
        region->bounds.top = min(region->bounds.top, copy[i].top);
        region->bounds.right = max(region->bounds.right, copy[i].right);
        region->bounds.bottom = max(region->bounds.bottom, copy[i].bottom);
    }
    return TRUE;
}

BOOL region_set_rectangle(struct region *region, LONG left, LONG top, LONG right, LONG bottom)
{
    RECT area = {left, top, right, bottom};
    return region_set_rectangles(region, &area, left < right && top < bottom);
}

BOOL region_copy(struct region *to, const struct region *from) { return region_set_rectangles(to, from->rectangles, from->count); }

void region_finish(struct region *region)
{
    heap_free(region->rectangles);
    region->rectangles = NULL;
    region->count = region->capacity = 0;
}

BOOL region_combine(struct region *to, const struct region *first, const struct region *second, int mode)
{
    (void)second, (void)mode;
    return region_copy(to, first);
}
