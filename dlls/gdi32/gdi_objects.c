/* The table of GDI objects: handles as Windows builds them (low half: index; high half: generation and kind), bodies,
 * references. */
#include "gdi_private.h"
#include "gdi_window_dc.h"

#define OBJECT_COUNT     0x10000u
#define FIRST_HANDLE     0x10u /* low numbers look like mistakes, so none is given out */
#define KIND_STOCK_BIT   0x80u
#define GENERATION_COUNT 0x80u /* bit 31 stays clear: programs keep handles in 32 bits with and without a sign */

static struct gdi_object *objects[OBJECT_COUNT];
static BYTE generations[OBJECT_COUNT];
static RTL_SRWLOCK table_lock = RTL_SRWLOCK_INIT;

/* Indexes that were given back, used again in the order they came, so that a stale handle stays wrong for long. */
static USHORT free_ring[OBJECT_COUNT];
static UINT free_first, free_count, high_water = FIRST_HANDLE;

struct free_body { struct gdi_object object; struct free_body *next; };
static struct free_body *free_bodies[GDI_KIND_COUNT];

/* What Windows puts into bits 16 to 22. */
static const BYTE handle_kinds[GDI_KIND_COUNT] = {
    [GDI_DC] = 0x01, [GDI_BITMAP] = 0x05, [GDI_BRUSH] = 0x10, [GDI_PEN] = 0x30, [GDI_EXT_PEN] = 0x50, [GDI_FONT] = 0x0a,
    [GDI_REGION] = 0x04, [GDI_PALETTE] = 0x08, [GDI_METAFILE] = 0x26, [GDI_ENHANCED_METAFILE] = 0x46,
};

void *gdi_object_new(enum gdi_kind kind, SIZE_T size)
{
    if (size < sizeof(struct free_body)) size = sizeof(struct free_body);
    RtlAcquireSRWLockExclusive(&table_lock);
    struct free_body *body = free_bodies[kind];
    if (body) free_bodies[kind] = body->next;
    RtlReleaseSRWLockExclusive(&table_lock);
    if (!body) {
        body = heap_allocate_zeroed(size);
        if (!body) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return body;
    }
    memset(body, 0, size);
    return body;
}

static void recycle(struct gdi_object *object, enum gdi_kind kind)
{
    struct free_body *body = (struct free_body *)object;
    object->kind = GDI_FREE;
    object->handle = NULL;
    body->next = free_bodies[kind];
    free_bodies[kind] = body;
}

static UINT take_index(void)
{
    if (free_count > 64 || (high_water == OBJECT_COUNT && free_count)) {
        UINT index = free_ring[free_first];
        free_first = (free_first + 1) % OBJECT_COUNT;
        free_count--;
        return index;
    }
    return high_water < OBJECT_COUNT ? high_water++ : 0;
}

HGDIOBJ gdi_object_add(struct gdi_object *object, enum gdi_kind kind)
{
    RtlAcquireSRWLockExclusive(&table_lock);
    UINT index = take_index();
    if (!index) {
        recycle(object, kind);
        RtlReleaseSRWLockExclusive(&table_lock);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    BYTE generation = generations[index] = (generations[index] + 1) % GENERATION_COUNT;
    object->kind = kind;
    object->references = 1;
    object->handle = (HGDIOBJ)(ULONG_PTR)(index | (ULONG)handle_kinds[kind] << 16 | (ULONG)generation << 24);
    __atomic_store_n(&objects[index], object, __ATOMIC_RELEASE);
    RtlReleaseSRWLockExclusive(&table_lock);
    return object->handle;
}

UINT WINAPI gdi_object_count(void)
{
    RtlAcquireSRWLockShared(&table_lock);
    UINT count = high_water - FIRST_HANDLE - free_count;
    RtlReleaseSRWLockShared(&table_lock);
    return count;
}

static struct gdi_object *find(HGDIOBJ handle)
{
    ULONG value = (ULONG)(ULONG_PTR)handle;
    struct gdi_object *object = __atomic_load_n(&objects[value & 0xffff], __ATOMIC_ACQUIRE);
    return object && (ULONG)(ULONG_PTR)object->handle == value ? object : NULL;
}

void *gdi_object_get(HGDIOBJ handle, enum gdi_kind kind)
{
    struct gdi_object *object = find(handle);
    if (object && object->kind == kind) return object;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

enum gdi_kind gdi_object_kind(HGDIOBJ handle)
{
    struct gdi_object *object = find(handle);
    return object ? object->kind : GDI_FREE;
}

void gdi_object_retain(struct gdi_object *object)
{
    if (!object->is_stock) InterlockedIncrement(&object->references);
}

static void finish_region(struct gdi_object *object) { region_finish((struct region *)object); }
static void finish_font(struct gdi_object *object) { font_finish((struct font *)object); }

static void (*const finish_functions[GDI_KIND_COUNT])(struct gdi_object *) = {
    [GDI_BITMAP] = bitmap_finish,   [GDI_BRUSH] = brush_finish,       [GDI_PEN] = pen_finish,
    [GDI_EXT_PEN] = pen_finish,     [GDI_FONT] = finish_font,         [GDI_REGION] = finish_region,
    [GDI_PALETTE] = palette_finish, [GDI_METAFILE] = metafile_finish, [GDI_ENHANCED_METAFILE] = metafile_finish,
};

void gdi_object_release(struct gdi_object *object)
{
    if (object->is_stock || InterlockedDecrement(&object->references) > 0) return;
    enum gdi_kind kind = object->kind;
    if (finish_functions[kind]) finish_functions[kind](object);
    RtlAcquireSRWLockExclusive(&table_lock);
    UINT index = (ULONG)(ULONG_PTR)object->handle & 0xffff;
    __atomic_store_n(&objects[index], NULL, __ATOMIC_RELEASE);
    free_ring[(free_first + free_count++) % OBJECT_COUNT] = (USHORT)index;
    recycle(object, kind);
    RtlReleaseSRWLockExclusive(&table_lock);
}

void gdi_object_swap(struct gdi_object **selected, struct gdi_object *object)
{
    struct gdi_object *old = *selected;
    if (object) gdi_object_retain(object);
    *selected = object;
    if (old) gdi_object_release(old);
}

/* Stock objects carry a bit of their own, as on Windows. */
void gdi_object_make_stock(struct gdi_object *object)
{
    object->is_stock = TRUE;
    object->handle = (HGDIOBJ)((ULONG_PTR)object->handle | KIND_STOCK_BIT << 16);
}

BOOL WINAPI DeleteObject(HGDIOBJ handle)
{
    struct gdi_object *object = find(handle);
    if (!object) {
        if (handle) SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (object->is_stock) return TRUE;
    if (object->kind == GDI_DC) return DeleteDC((HDC)handle);
    if (object->kind == GDI_METAFILE || object->kind == GDI_ENHANCED_METAFILE) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (__atomic_exchange_n(&object->is_deleted, TRUE, __ATOMIC_ACQ_REL))
        return TRUE; /* waits for the DC that has it selected */
    gdi_object_release(object);
    return TRUE;
}

DWORD WINAPI GetObjectType(HGDIOBJ handle)
{
    static const BYTE types[GDI_KIND_COUNT] = {
        [GDI_BITMAP] = OBJ_BITMAP,  [GDI_BRUSH] = OBJ_BRUSH,       [GDI_PEN] = OBJ_PEN,
        [GDI_EXT_PEN] = OBJ_EXTPEN, [GDI_FONT] = OBJ_FONT,         [GDI_REGION] = OBJ_REGION,
        [GDI_PALETTE] = OBJ_PAL,    [GDI_METAFILE] = OBJ_METAFILE, [GDI_ENHANCED_METAFILE] = OBJ_ENHMETAFILE,
    };
    static const BYTE dc_types[] = {
        [DC_MEMORY] = OBJ_MEMDC, [DC_WINDOW] = OBJ_DC, [DC_INFORMATION] = OBJ_DC, [DC_METAFILE] = OBJ_METADC,
        [DC_ENHANCED_METAFILE] = OBJ_ENHMETADC,
    };
    struct gdi_object *object = find(handle);
    if (!object) {
        SetLastError(ERROR_INVALID_HANDLE);
        return 0;
    }
    return object->kind == GDI_DC ? dc_types[((struct device_context *)object)->kind] : types[object->kind];
}

static int palette_get_object(const struct palette *palette, int size, void *buffer)
{
    WORD count = (WORD)palette->count;
    if (!buffer) return sizeof(count);
    if (size < (int)sizeof(count)) return 0;
    memcpy(buffer, &count, sizeof(count));
    return sizeof(count);
}

static int get_object(HGDIOBJ handle, int size, void *buffer, BOOL wide)
{
    struct gdi_object *object = find(handle);
    switch (object ? object->kind : GDI_FREE) {
    case GDI_BITMAP: return bitmap_get_object(object, size, buffer);
    case GDI_BRUSH: return brush_get_object(object, size, buffer);
    case GDI_PEN:
    case GDI_EXT_PEN: return pen_get_object(object, size, buffer);
    case GDI_FONT: return font_get_object((struct font *)object, size, buffer, wide);
    case GDI_PALETTE: return palette_get_object((struct palette *)object, size, buffer);
    default: SetLastError(ERROR_INVALID_HANDLE); return 0;
    }
}

int WINAPI GetObjectW(HANDLE handle, int size, LPVOID buffer) { return get_object(handle, size, buffer, TRUE); }
int WINAPI GetObjectA(HANDLE handle, int size, LPVOID buffer) { return get_object(handle, size, buffer, FALSE); }
