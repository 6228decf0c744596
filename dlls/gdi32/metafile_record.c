/* Recording: the growing file, its objects' indices, and records of numbers and points. */
#include "gdi_metafile.h"
#include "gdi_math.h"

#define MOST_BYTES 0x40000000u

struct metafile_recorder *recorder_create(const WCHAR *file_name, BOOL is_enhanced)
{
    struct metafile_recorder *recorder = heap_allocate_zeroed(sizeof(*recorder));
    if (!recorder) return NULL;
    recorder->is_enhanced = is_enhanced;
    recorder->bounds = recorder->path_bounds = (RECT){0x7fffffff, 0x7fffffff, -0x7fffffff, -0x7fffffff};
    if (!file_name) return recorder;
    SIZE_T size = (wcslen(file_name) + 1) * sizeof(WCHAR);
    recorder->file_name = heap_allocate(size);
    if (recorder->file_name) memcpy(recorder->file_name, file_name, size);
    else recorder->failed = TRUE;
    return recorder;
}

void recorder_free(struct metafile_recorder *recorder)
{
    for (UINT i = 0; i < recorder->object_count; i++) {
        if (recorder->objects[i]) gdi_object_release(recorder->objects[i]);
    }
    heap_free(recorder->objects);
    heap_free(recorder->file_name);
    heap_free(recorder->bits);
    heap_free(recorder);
}

static BOOL reserve(struct metafile_recorder *recorder, UINT size)
{
    if (recorder->capacity - recorder->size >= size) return TRUE;
    UINT wanted = max(recorder->capacity * 2, recorder->size + size + 1024);
    BYTE *larger = size < MOST_BYTES && wanted < MOST_BYTES ? heap_allocate(wanted) : NULL;
    if (!larger) {
        recorder->failed = TRUE;
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (recorder->size) memcpy(larger, recorder->bits, recorder->size);
    heap_free(recorder->bits);
    recorder->bits = larger;
    recorder->capacity = wanted;
    return TRUE;
}

void *record_new(struct metafile_recorder *recorder, UINT type, UINT size)
{
    UINT whole = recorder->is_enhanced ? (size + 3) & ~3u : (size + 7) & ~1u;
    if (recorder->failed || size > MOST_BYTES || !reserve(recorder, whole)) return NULL;
    BYTE *place = recorder->bits + recorder->size;
    memset(place, 0, whole);
    if (recorder->is_enhanced) {
        *(EMR *)place = (EMR){type, whole};
    } else {
        DWORD words = whole / 2;
        memcpy(place, &words, sizeof(words));
        ((WORD *)place)[2] = (WORD)type;
        place += 6;
    }
    recorder->size += whole;
    recorder->record_count++;
    if (whole > recorder->largest_record) recorder->largest_record = whole;
    return place;
}

/* --- objects --- */

static BOOL forget_object(struct metafile_recorder *recorder, UINT index)
{
    DWORD *numbers = record_new(recorder, recorder->is_enhanced ? EMR_DELETEOBJECT : META_DELETEOBJECT,
                                recorder->is_enhanced ? 12 : 2);
    if (!numbers) return FALSE;
    if (recorder->is_enhanced) numbers[2] = index;
    else *(WORD *)numbers = (WORD)index;
    gdi_object_release(recorder->objects[index]);
    recorder->objects[index] = NULL;
    return TRUE;
}

/* What the program has deleted, and no DC has selected any more, goes from the file, too. */
static void forget_deleted(struct metafile_recorder *recorder)
{
    for (UINT i = 0; i < recorder->object_count; i++) {
        struct gdi_object *object = recorder->objects[i];
        if (object && object->is_deleted && object->references == 1 && !forget_object(recorder, i)) return;
    }
}

static int take_slot(struct metafile_recorder *recorder)
{
    UINT first = recorder->is_enhanced ? 1 : 0;
    for (UINT i = first; i < recorder->object_count; i++) {
        if (!recorder->objects[i]) return (int)i;
    }
    if (recorder->object_count == recorder->object_capacity) {
        UINT capacity = recorder->object_capacity ? recorder->object_capacity * 2 : 32;
        struct gdi_object **larger = capacity <= 0x10000 ? heap_allocate_zeroed(capacity * sizeof(*larger)) : NULL;
        if (!larger) {
            recorder->failed = TRUE;
            return -1;
        }
        if (recorder->object_count) memcpy(larger, recorder->objects, recorder->object_count * sizeof(*larger));
        heap_free(recorder->objects);
        recorder->objects = larger;
        recorder->object_capacity = capacity;
    }
    if (recorder->object_count < first) recorder->object_count = first;
    return (int)recorder->object_count++;
}

int recorder_object_index(struct metafile_recorder *recorder, struct gdi_object *object, BOOL *is_new)
{
    *is_new = FALSE;
    for (UINT i = 0; i < recorder->object_count; i++) {
        if (recorder->objects[i] == object) return (int)i;
    }
    forget_deleted(recorder);
    int index = take_slot(recorder);
    if (index < 0) return -1;
    gdi_object_retain(object);
    recorder->objects[index] = object;
    *is_new = TRUE;
    return index;
}

/* --- numbers --- */

BOOL record_numbers(struct device_context *dc, UINT enhanced, UINT windows, UINT count, const int *numbers)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (recorder->is_enhanced) {
        if (!enhanced) return TRUE;
        DWORD *place = record_new(recorder, enhanced, 8 + count * 4);
        if (place) memcpy(place + 2, numbers, count * 4);
        return place != NULL;
    }
    WORD *place = windows ? record_new(recorder, windows, count * 2) : NULL;
    for (UINT i = 0; place && i < count; i++) place[i] = (WORD)numbers[count - 1 - i];
    return place != NULL;
}

BOOL record_simple(struct device_context *dc, UINT enhanced, UINT windows)
{
    return !dc->recorder || record_numbers(dc, enhanced, windows, 0, NULL);
}

/* --- bounds --- */

static void widen(RECT *bounds, const RECT *by)
{
    bounds->left = min(bounds->left, by->left);
    bounds->top = min(bounds->top, by->top);
    bounds->right = max(bounds->right, by->right);
    bounds->bottom = max(bounds->bottom, by->bottom);
}

RECTL recorder_bounds(struct device_context *dc, const POINT *points, UINT count, int with_pen)
{
    struct metafile_recorder *recorder = dc->recorder;
    RECT bounds = {0x7fffffff, 0x7fffffff, -0x7fffffff, -0x7fffffff};
    for (UINT i = 0; i < count; i++) {
        POINT at = points[i];
        dc_to_device(dc, &at, 1);
        widen(&bounds, &(RECT){at.x, at.y, at.x, at.y});
    }
    if (!count) return (RECTL){0, 0, -1, -1};
    if (dc_path_is_open(dc)) {
        widen(&recorder->path_bounds, &bounds);
        return (RECTL){0, 0, -1, -1};
    }
    const struct pen *pen = dc->state.pen;
    if (with_pen && pen->width > 1) {
        double scale = square_root(absolute(dc->to_device[0] * dc->to_device[3] - dc->to_device[1] * dc->to_device[2]));
        LONG half = (LONG)(pen->width * scale / 2 + 0.5);
        bounds = (RECT){bounds.left - half, bounds.top - half, bounds.right + half, bounds.bottom + half};
    }
    RECT visible = bounds;
    if (dc->state.has_clip) {
        const RECT *clip = &dc->state.clip.bounds;
        visible = (RECT){max(visible.left, clip->left), max(visible.top, clip->top),
                         min(visible.right, clip->right - 1), min(visible.bottom, clip->bottom - 1)};
    }
    if (visible.left <= visible.right && visible.top <= visible.bottom) widen(&recorder->bounds, &visible);
    return (RECTL){bounds.left, bounds.top, bounds.right, bounds.bottom};
}
