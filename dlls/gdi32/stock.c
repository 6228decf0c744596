/* Objects that are always there: GetStockObject; and EnumObjects, which lists what a device has ready. */
#include "gdi_private.h"

static struct gdi_object *stock_objects[STOCK_COUNT];
static RTL_SRWLOCK stock_lock = RTL_SRWLOCK_INIT;

static struct gdi_object *make_brush(UINT style, COLORREF color)
{
    struct brush *brush = gdi_object_new(GDI_BRUSH, sizeof(*brush));
    if (!brush) return NULL;
    brush->style = style;
    brush->color = color;
    return gdi_object_add(&brush->object, GDI_BRUSH) ? &brush->object : NULL;
}

static struct gdi_object *make_pen(UINT style, COLORREF color)
{
    struct pen *pen = gdi_object_new(GDI_PEN, sizeof(*pen));
    if (!pen) return NULL;
    pen->style = style;
    pen->brush.style = BS_SOLID;
    pen->brush.color = color;
    return gdi_object_add(&pen->object, GDI_PEN) ? &pen->object : NULL;
}

static struct gdi_object *make_bitmap(void)
{
    static const BYTE zero[4];
    HBITMAP handle = CreateBitmap(1, 1, 1, 1, zero);
    return handle ? gdi_object_get(handle, GDI_BITMAP) : NULL;
}

static struct gdi_object *make_stock(int index)
{
    switch (index) {
    case WHITE_BRUSH: return make_brush(BS_SOLID, RGB(255, 255, 255));
    case LTGRAY_BRUSH: return make_brush(BS_SOLID, RGB(192, 192, 192));
    case GRAY_BRUSH: return make_brush(BS_SOLID, RGB(128, 128, 128));
    case DKGRAY_BRUSH: return make_brush(BS_SOLID, RGB(64, 64, 64));
    case BLACK_BRUSH: return make_brush(BS_SOLID, RGB(0, 0, 0));
    case NULL_BRUSH: return make_brush(BS_NULL, 0);
    case WHITE_PEN: return make_pen(PS_SOLID, RGB(255, 255, 255));
    case BLACK_PEN: return make_pen(PS_SOLID, RGB(0, 0, 0));
    case NULL_PEN: return make_pen(PS_NULL, 0);
    case DEFAULT_PALETTE: return palette_make_default();
    case DC_BRUSH: return make_brush(BS_SOLID, RGB(255, 255, 255));
    case DC_PEN: return make_pen(PS_SOLID, RGB(0, 0, 0));
    case STOCK_BITMAP: return make_bitmap();
    case OEM_FIXED_FONT:
    case ANSI_FIXED_FONT:
    case ANSI_VAR_FONT:
    case SYSTEM_FONT:
    case DEVICE_DEFAULT_FONT:
    case SYSTEM_FIXED_FONT:
    case DEFAULT_GUI_FONT: return (struct gdi_object *)font_create_stock(index);
    default: return NULL;
    }
}

struct gdi_object *stock_object(int index)
{
    if (index < 0 || index >= STOCK_COUNT) return NULL;
    struct gdi_object *object = __atomic_load_n(&stock_objects[index], __ATOMIC_ACQUIRE);
    if (object) return object;
    RtlAcquireSRWLockExclusive(&stock_lock);
    object = stock_objects[index];
    if (!object) {
        object = make_stock(index);
        if (object) {
            gdi_object_make_stock(object);
            __atomic_store_n(&stock_objects[index], object, __ATOMIC_RELEASE);
        }
    }
    RtlReleaseSRWLockExclusive(&stock_lock);
    return object;
}

HGDIOBJ WINAPI GetStockObject(int index)
{
    struct gdi_object *object = index < STOCK_BITMAP ? stock_object(index) : NULL;
    return object ? object->handle : NULL;
}

static const COLORREF plain_colors[] = {
    RGB(0, 0, 0),     RGB(128, 0, 0),     RGB(0, 128, 0),     RGB(128, 128, 0),   RGB(0, 0, 128), RGB(128, 0, 128),
    RGB(0, 128, 128), RGB(192, 192, 192), RGB(128, 128, 128), RGB(255, 0, 0),     RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(0, 0, 255),   RGB(255, 0, 255),   RGB(0, 255, 255),   RGB(255, 255, 255),
};

static int enumerate_pens(GOBJENUMPROC callback, LPARAM parameter)
{
    int result = 1;
    for (UINT style = PS_SOLID; style <= PS_DASHDOTDOT; style++) {
        for (UINT i = 0; i < ARRAYSIZE(plain_colors); i++) {
            LOGPEN pen = {.lopnStyle = style, .lopnWidth = {1, 0}, .lopnColor = plain_colors[i]};
            result = callback(&pen, parameter);
            if (!result) return 0;
        }
    }
    return result;
}

static int enumerate_brushes(GOBJENUMPROC callback, LPARAM parameter)
{
    int result = 1;
    for (UINT i = 0; i < ARRAYSIZE(plain_colors); i++) {
        LOGBRUSH solid = {.lbStyle = BS_SOLID, .lbColor = plain_colors[i]};
        result = callback(&solid, parameter);
        for (UINT hatch = HS_HORIZONTAL; result && hatch <= HS_DIAGCROSS; hatch++) {
            LOGBRUSH hatched = {.lbStyle = BS_HATCHED, .lbColor = plain_colors[i], .lbHatch = hatch};
            result = callback(&hatched, parameter);
        }
        if (!result) return 0;
    }
    return result;
}

int WINAPI EnumObjects(HDC hdc, int type, GOBJENUMPROC callback, LPARAM parameter)
{
    if (!dc_get(hdc) || !callback) return -1;
    if (type == OBJ_PEN) return enumerate_pens(callback, parameter);
    if (type == OBJ_BRUSH) return enumerate_brushes(callback, parameter);
    return -1;
}
