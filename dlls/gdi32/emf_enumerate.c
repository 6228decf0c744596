/* Enumerating and playing enhanced metafiles: which records, seen through which transform. */
#include "gdi_metafile.h"
#include "gdi_math.h"

/* --- transforms --- */

/* First `first`, then `second`; the result may be one of them. */
static void combine(double *result, const double *first, const double *second)
{
    double combined[6] = {
        first[0] * second[0] + first[1] * second[2],
        first[0] * second[1] + first[1] * second[3],
        first[2] * second[0] + first[3] * second[2],
        first[2] * second[1] + first[3] * second[3],
        first[4] * second[0] + first[5] * second[2] + second[4],
        first[4] * second[1] + first[5] * second[3] + second[5],
    };
    memcpy(result, combined, sizeof(combined));
}

static void from_xform(double *matrix, const XFORM *xform)
{
    const double values[6] = {xform->eM11, xform->eM12, xform->eM21, xform->eM22, xform->eDx, xform->eDy};
    memcpy(matrix, values, sizeof(values));
}

static XFORM to_xform(const double *matrix)
{
    return (XFORM){(FLOAT)matrix[0], (FLOAT)matrix[1], (FLOAT)matrix[2],
                   (FLOAT)matrix[3], (FLOAT)matrix[4], (FLOAT)matrix[5]};
}

/* MM_ISOTROPIC shrinks the longer side of the viewport, as SetMapMode's documentation has it. */
static SIZE isotropic_viewport(const struct emf_playback *playback)
{
    const struct emf_mapping *mapping = &playback->mapping;
    SIZE viewport = mapping->viewport_extent, window = mapping->window_extent;
    double pixel_x = (double)playback->millimetres.cx / playback->device.cx;
    double pixel_y = (double)playback->millimetres.cy / playback->device.cy;
    double unit_x = viewport.cx * pixel_x / window.cx, unit_y = viewport.cy * pixel_y / window.cy;
    unit_x = unit_x < 0 ? -unit_x : unit_x;
    unit_y = unit_y < 0 ? -unit_y : unit_y;
    if (unit_x > unit_y) viewport.cx = round_to_int(viewport.cx * unit_y / unit_x);
    if (unit_y > unit_x) viewport.cy = round_to_int(viewport.cy * unit_x / unit_y);
    return (SIZE){viewport.cx ? viewport.cx : 1, viewport.cy ? viewport.cy : 1};
}

/* The recording's page to its device. */
static void page_matrix(const struct emf_playback *playback, double *matrix)
{
    static const double units_per_millimetre[] = {
        [MM_LOMETRIC] = 10, [MM_HIMETRIC] = 100, [MM_LOENGLISH] = 100 / 25.4, [MM_HIENGLISH] = 1000 / 25.4,
        [MM_TWIPS] = 1440 / 25.4,
    };
    const struct emf_mapping *mapping = &playback->mapping;
    double scale_x = 1, scale_y = 1;
    if (mapping->map_mode == MM_ISOTROPIC || mapping->map_mode == MM_ANISOTROPIC) {
        BOOL is_isotropic = mapping->map_mode == MM_ISOTROPIC;
        SIZE viewport = is_isotropic ? isotropic_viewport(playback) : mapping->viewport_extent;
        scale_x = (double)viewport.cx / mapping->window_extent.cx;
        scale_y = (double)viewport.cy / mapping->window_extent.cy;
    } else if (mapping->map_mode != MM_TEXT) {
        double units = units_per_millimetre[mapping->map_mode];
        scale_x = playback->device.cx / (playback->millimetres.cx * units);
        scale_y = -playback->device.cy / (playback->millimetres.cy * units);
    }
    const double values[6] = {scale_x, 0, 0, scale_y, mapping->viewport_origin.x - mapping->window_origin.x * scale_x,
                              mapping->viewport_origin.y - mapping->window_origin.y * scale_y};
    memcpy(matrix, values, sizeof(values));
}

/* A Windows metafile has no world transform: its window shows the recording's frame. What is rotated is lost. */
static void frame_to_window(HDC hdc, const struct emf_playback *playback, const double *to_recorded)
{
    double scale_x = to_recorded[0], scale_y = to_recorded[3];
    const RECT *frame = &playback->frame;
    if (scale_x == 0 || scale_y == 0) return;
    SetWindowOrgEx(hdc, round_to_int((frame->left - to_recorded[4]) / scale_x),
                   round_to_int((frame->top - to_recorded[5]) / scale_y), NULL);
    SetWindowExtEx(hdc, round_to_int((frame->right - frame->left) / scale_x),
                   round_to_int((frame->bottom - frame->top) / scale_y), NULL);
}

void emf_playback_transform(HDC hdc, const struct emf_playback *playback)
{
    double page[6], matrix[6];
    from_xform(matrix, &playback->mapping.world);
    page_matrix(playback, page);
    combine(matrix, matrix, page);
    if (GetObjectType(hdc) == OBJ_METADC) {
        frame_to_window(hdc, playback, matrix);
        return;
    }
    combine(matrix, matrix, playback->base);
    XFORM world = to_xform(matrix);
    SetWorldTransform(hdc, &world);
}

/* --- the rectangle --- */

static LONG frame_pixels(LONG hundredths, LONG device, LONG millimetres)
{
    return round_to_int((double)hundredths * device / (millimetres * 100.0));
}

/* FALSE: the header makes no sense. */
static BOOL playback_init(struct emf_playback *playback, struct device_context *dc, const ENHMETAHEADER *header,
                          const RECT *rectangle)
{
    SIZEL device = header->szlDevice, size = header->szlMillimeters;
    if (device.cx <= 0 || device.cy <= 0 || size.cx <= 0 || size.cy <= 0) return FALSE;
    playback->device = (SIZE){device.cx, device.cy};
    playback->millimetres = (SIZE){size.cx, size.cy};
    RECTL frame = header->rclFrame;
    double left = (double)frame.left * device.cx / (size.cx * 100.0),
           top = (double)frame.top * device.cy / (size.cy * 100.0);
    double width = ((double)frame.right - frame.left) * device.cx / (size.cx * 100.0);
    double height = ((double)frame.bottom - frame.top) * device.cy / (size.cy * 100.0);
    if (width == 0 || height == 0) return FALSE;
    playback->frame =
        (RECT){frame_pixels(frame.left, device.cx, size.cx), frame_pixels(frame.top, device.cy, size.cy),
               frame_pixels(frame.right, device.cx, size.cx), frame_pixels(frame.bottom, device.cy, size.cy)};
    double scale_x = ((double)rectangle->right - rectangle->left) / width;
    double scale_y = ((double)rectangle->bottom - rectangle->top) / height;
    double base[6] = {scale_x, 0, 0, scale_y, rectangle->left - left * scale_x, rectangle->top - top * scale_y},
           world[6];
    from_xform(world, &dc->state.world);
    combine(playback->base, base, world);

    /* Without the world transform there is only page to device. */
    XFORM kept = dc->state.world;
    dc->state.world = (XFORM){1, 0, 0, 1, 0, 0};
    dc_transform_changed(dc);
    memcpy(playback->page_to_device, dc->to_device, sizeof(playback->page_to_device));
    dc->state.world = kept;
    dc_transform_changed(dc);

    playback->mapping = (struct emf_mapping){{1, 0, 0, 1, 0, 0}, {0, 0}, {0, 0}, {1, 1}, {1, 1}, MM_TEXT, NULL};
    return TRUE;
}

/* --- enumerating --- */

/* Playing begins with the attributes of a fresh DC; nothing is drawn outside the clip region of the program. */
static void set_defaults(HDC hdc)
{
    static const int stock[] = {BLACK_PEN, WHITE_BRUSH, SYSTEM_FONT};
    for (UINT i = 0; i < ARRAYSIZE(stock); i++) SelectObject(hdc, GetStockObject(stock[i]));
    SetTextColor(hdc, 0);
    SetBkColor(hdc, 0xffffff);
    SetBkMode(hdc, OPAQUE);
    SetROP2(hdc, R2_COPYPEN);
    SetPolyFillMode(hdc, ALTERNATE);
    SetStretchBltMode(hdc, BLACKONWHITE);
    SetTextAlign(hdc, TA_LEFT | TA_TOP | TA_NOUPDATECP);
    SetTextCharacterExtra(hdc, 0);
    SetTextJustification(hdc, 0, 0);
    SetArcDirection(hdc, AD_COUNTERCLOCKWISE);
    SetMetaRgn(hdc);
}

static BOOL enumerate_records(HDC hdc, const struct metafile *metafile, ENHMFENUMPROC callback, void *data,
                              HANDLETABLE *table, UINT handles)
{
    UINT size;
    for (UINT at = 0; at < metafile->size; at += size) {
        const BYTE *record = metafile->bits + at;
        size = emf_record_size(record, metafile->size - at);
        if (!size || !emf_record_is_valid(record)) {
            SetLastError(ERROR_INVALID_DATA);
            return FALSE;
        }
        if (!callback(hdc, table, (const ENHMETARECORD *)record, (int)handles, (LPARAM)data)) return FALSE;
        if (((const EMR *)record)->iType == EMR_EOF) return TRUE;
    }
    SetLastError(ERROR_INVALID_DATA);
    return FALSE;
}

static void forget_mappings(struct emf_mapping *saved)
{
    while (saved) {
        struct emf_mapping *next = saved->saved;
        heap_free(saved);
        saved = next;
    }
}

static BOOL enumerate_on(struct device_context *dc, const struct metafile *metafile, ENHMFENUMPROC callback, void *data,
                         HANDLETABLE *table, UINT handles, const RECT *rectangle)
{
    HDC hdc = (HDC)dc->object.handle;
    struct emf_playback playback;
    int level = SaveDC(hdc);
    if (!level) return FALSE;
    SetGraphicsMode(hdc, GM_ADVANCED);
    BOOL done = playback_init(&playback, dc, (const ENHMETAHEADER *)metafile->bits, rectangle);
    if (done) {
        playback.outer = dc->playback;
        dc->playback = &playback;
        set_defaults(hdc);
        emf_playback_transform(hdc, &playback);
        done = enumerate_records(hdc, metafile, callback, data, table, handles);
        if (dc_get(hdc) == dc) dc->playback = playback.outer;
        forget_mappings(playback.mapping.saved);
    } else {
        SetLastError(ERROR_INVALID_DATA);
    }
    RestoreDC(hdc, level);
    return done;
}

BOOL WINAPI EnumEnhMetaFile(HDC hdc, HENHMETAFILE handle, ENHMFENUMPROC callback, LPVOID data, const RECT *rectangle)
{
    struct metafile *metafile = gdi_object_get(handle, GDI_ENHANCED_METAFILE);
    struct device_context *dc = hdc ? dc_get(hdc) : NULL;
    if (!metafile || (hdc && !dc)) return FALSE;
    if (!callback || (hdc && !rectangle)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    UINT handles = max(((const ENHMETAHEADER *)metafile->bits)->nHandles, 1);
    HANDLETABLE *table = heap_allocate_zeroed(handles * sizeof(HGDIOBJ));
    if (!table) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    table->objectHandle[0] = handle;
    /* a callback may delete the metafile */
    gdi_object_retain(&metafile->object);
    BOOL done = dc ? enumerate_on(dc, metafile, callback, data, table, handles, rectangle)
                   : enumerate_records(NULL, metafile, callback, data, table, handles);
    gdi_object_release(&metafile->object);
    for (UINT i = 1; i < handles; i++) {
        if (table->objectHandle[i]) DeleteObject(table->objectHandle[i]);
    }
    heap_free(table);
    return done;
}

/* --- playing --- */

BOOL WINAPI PlayEnhMetaFileRecord(HDC hdc, LPHANDLETABLE table, const ENHMETARECORD *record, UINT handle_count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record) return FALSE;
    if (emf_record_size((const uint8_t *)record, record->nSize) && emf_record_is_valid((const uint8_t *)record)) {
        struct emf_play play = {hdc,         record, (const LONG *)record->dParm, table, table ? handle_count : 0,
                                dc->playback};
        emf_player *player = emf_mapping_player(record->iType);
        if (!player) player = emf_object_player(record->iType);
        if (!player) player = emf_shape_player(record->iType);
        if (!player) player = emf_bitmap_player(record->iType);
        return !player || player(&play); /* header, end, comments, colour management: nothing is drawn */
    }
    SetLastError(ERROR_INVALID_DATA);
    return FALSE;
}

static int CALLBACK play_record(HDC hdc, HANDLETABLE *table, const ENHMETARECORD *record, int handles, LPARAM data)
{
    (void)data;
    PlayEnhMetaFileRecord(hdc, table, record, (UINT)handles); /* one that fails does not end the picture */
    return TRUE;
}

BOOL WINAPI PlayEnhMetaFile(HDC hdc, HENHMETAFILE handle, const RECT *rectangle)
{
    return hdc && EnumEnhMetaFile(hdc, handle, play_record, NULL, rectangle);
}
