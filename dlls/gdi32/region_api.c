/* Region objects as programs use them. */
#include "gdi_draw.h"
#include "gdi_region.h"

struct region *region_get(HRGN handle) { return gdi_object_get(handle, GDI_REGION); }

HRGN region_new(struct region **region)
{
    *region = gdi_object_new(GDI_REGION, sizeof(**region));
    if (*region) return (HRGN)gdi_object_add(&(*region)->object, GDI_REGION);
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

static HRGN keep_if(BOOL made, HRGN handle)
{
    if (made) return handle;
    DeleteObject(handle);
    return NULL;
}

static void order(LONG *low, LONG *high)
{
    if (*low <= *high) return;
    LONG other = *low;
    *low = *high;
    *high = other;
}

/* --- creation --- */

HRGN WINAPI CreateRectRgn(int left, int top, int right, int bottom)
{
    struct region *region;
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    return keep_if(SetRectRgn(handle, left, top, right, bottom), handle);
}

HRGN WINAPI CreateRectRgnIndirect(const RECT *area)
{
    if (!area) return NULL;
    return CreateRectRgn(area->left, area->top, area->right, area->bottom);
}

/* The last row and column of pixels of such shapes' boxes are left out once more than a rectangle's. */
BOOL region_set_round_rectangle(struct region *region, LONG left, LONG top, LONG right, LONG bottom, LONG width,
                                LONG height)
{
    order(&left, &right);
    order(&top, &bottom);
    RECT box = {left, top, right - 1, bottom - 1};
    return region_set_rounded(region, &box, width < 0 ? -width : width, height < 0 ? -height : height, TRUE);
}

BOOL region_set_ellipse(struct region *region, LONG left, LONG top, LONG right, LONG bottom)
{
    order(&left, &right);
    order(&top, &bottom);
    RECT box = {left, top, right - 1, bottom - 1};
    return region_set_rounded(region, &box, box.right - box.left, box.bottom - box.top, TRUE);
}

HRGN WINAPI CreateEllipticRgn(int left, int top, int right, int bottom)
{
    struct region *region;
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    return keep_if(region_set_ellipse(region, left, top, right, bottom), handle);
}

HRGN WINAPI CreateEllipticRgnIndirect(const RECT *area)
{
    if (!area) return NULL;
    return CreateEllipticRgn(area->left, area->top, area->right, area->bottom);
}

HRGN WINAPI CreateRoundRectRgn(int left, int top, int right, int bottom, int width, int height)
{
    struct region *region;
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    return keep_if(region_set_round_rectangle(region, left, top, right, bottom, width, height), handle);
}

static BOOL set_polygons(struct region *region, const POINT *points, const INT *counts, int figures, int mode)
{
    SIZE_T total = 0;
    for (int i = 0; i < figures; i++) {
        if (counts[i] < 2) return FALSE;
        total += (SIZE_T)counts[i];
    }
    struct fixed_point *fixed = heap_allocate(total * sizeof(*fixed));
    if (!fixed) return FALSE;
    for (SIZE_T i = 0; i < total; i++) fixed[i] = fixed_from_device(points[i]);
    BOOL made = region_from_polygons(region, fixed, (const UINT *)counts, (UINT)figures, mode);
    heap_free(fixed);
    return made;
}

HRGN WINAPI CreatePolyPolygonRgn(const POINT *points, const INT *counts, int figures, int mode)
{
    if (!points || !counts || figures < 1 || (mode != ALTERNATE && mode != WINDING)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct region *region;
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    if (set_polygons(region, points, counts, figures, mode)) return handle;
    DeleteObject(handle);
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

HRGN WINAPI CreatePolygonRgn(const POINT *points, int count, int mode)
{
    return CreatePolyPolygonRgn(points, &count, 1, mode);
}

/* --- changes --- */

BOOL WINAPI SetRectRgn(HRGN handle, int left, int top, int right, int bottom)
{
    struct region *region = region_get(handle);
    if (!region) return FALSE;
    LONG sides[] = {left, top, right, bottom};
    order(&sides[0], &sides[2]);
    order(&sides[1], &sides[3]);
    return region_set_rectangle(region, sides[0], sides[1], sides[2], sides[3]);
}

int WINAPI CombineRgn(HRGN to, HRGN first, HRGN second, int mode)
{
    struct region *result = region_get(to), *a = region_get(first), *b = mode == RGN_COPY ? a : region_get(second);
    if (!result || !a || !b) return ERROR;
    if (mode < RGN_AND || mode > RGN_COPY) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return ERROR;
    }
    return region_combine(result, a, b, mode) ? region_complexity(result) : ERROR;
}

int WINAPI OffsetRgn(HRGN handle, int x, int y)
{
    struct region *region = region_get(handle);
    if (!region) return ERROR;
    region_offset(region, x, y);
    return region_complexity(region);
}

/* --- questions --- */

BOOL WINAPI EqualRgn(HRGN first, HRGN second)
{
    struct region *a = region_get(first), *b = region_get(second);
    return a && b && region_equal(a, b);
}

int WINAPI GetRgnBox(HRGN handle, LPRECT box)
{
    struct region *region = region_get(handle);
    if (!region || !box) return ERROR;
    *box = region->bounds;
    return region_complexity(region);
}

BOOL WINAPI PtInRegion(HRGN handle, int x, int y)
{
    struct region *region = region_get(handle);
    return region && region_contains(region, x, y);
}

BOOL WINAPI RectInRegion(HRGN handle, const RECT *area)
{
    struct region *region = region_get(handle);
    if (!region || !area) return FALSE;
    RECT ordered = *area;
    order(&ordered.left, &ordered.right);
    order(&ordered.top, &ordered.bottom);
    return region_touches(region, &ordered);
}

DWORD WINAPI GetRegionData(HRGN handle, DWORD size, LPRGNDATA data)
{
    struct region *region = region_get(handle);
    if (!region) return 0;
    DWORD bytes = region->count * (DWORD)sizeof(RECT), needed = (DWORD)sizeof(RGNDATAHEADER) + bytes;
    if (!data) return needed;
    if (size < needed) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    data->rdh = (RGNDATAHEADER){sizeof(RGNDATAHEADER), RDH_RECTANGLES, region->count, bytes, region->bounds};
    if (bytes) memcpy(data->Buffer, region->rectangles, bytes);
    return needed;
}

/* --- from data --- */

static BOOL is_plain_scaling(const XFORM *transform)
{
    return !transform || (transform->eM12 == 0 && transform->eM21 == 0);
}

static struct fixed_point transformed(const XFORM *transform, LONG x, LONG y)
{
    return fixed_from_real((double)x * transform->eM11 + (double)y * transform->eM21 + transform->eDx,
                           (double)x * transform->eM12 + (double)y * transform->eM22 + transform->eDy);
}

static BOOL add_transformed(struct region *region, struct region *part, const XFORM *transform, const RECT *area)
{
    struct fixed_point corners[4] = {
        transformed(transform, area->left, area->top), transformed(transform, area->right, area->top),
        transformed(transform, area->right, area->bottom), transformed(transform, area->left, area->bottom)};
    UINT count = 4;
    if (!is_plain_scaling(transform)) {
        if (!region_from_polygons(part, corners, &count, 1, WINDING)) return FALSE;
    } else {
        POINT a = device_from_fixed(corners[0]), b = device_from_fixed(corners[2]);
        if (!region_set_rectangle(part, min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))) return FALSE;
    }
    return region_combine(region, region, part, RGN_OR);
}

HRGN WINAPI ExtCreateRegion(const XFORM *transform, DWORD size, const RGNDATA *data)
{
    static const XFORM identity = {1, 0, 0, 1, 0, 0};
    BOOL valid =
        data && size >= sizeof(RGNDATAHEADER) && data->rdh.dwSize >= sizeof(RGNDATAHEADER) && data->rdh.dwSize <= size;
    if (!valid || data->rdh.nCount > (size - data->rdh.dwSize) / sizeof(RECT)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    const RECT *areas = (const RECT *)((const BYTE *)data + data->rdh.dwSize);
    struct region *region, part = {0};
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    BOOL made = TRUE;
    for (DWORD i = 0; made && i < data->rdh.nCount; i++) {
        if (areas[i].left < areas[i].right && areas[i].top < areas[i].bottom)
            made = add_transformed(region, &part, transform ? transform : &identity, &areas[i]);
    }
    region_finish(&part);
    return keep_if(made, handle);
}
