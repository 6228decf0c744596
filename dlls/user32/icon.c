/* Icons and cursors as objects: made from bits and bitmaps, copied, asked, destroyed. */
#include "images.h"
#include "user_object.h"

void *picture_allocate(size_t size) { return heap_allocate(size); }
void picture_free(void *memory) { heap_free(memory); }

struct image *image_get(HANDLE handle)
{
    struct image *image = user_object_get(handle, USER_IMAGE);
    if (!image) SetLastError(ERROR_INVALID_CURSOR_HANDLE);
    return image;
}

static void image_free(struct image *image)
{
    for (int i = 0; i < image->frame_count; i++) picture_finish(&image->frames[i]);
    heap_free(image->frames);
    heap_free(image->step_frames);
    heap_free(image->step_jiffies);
    if (!IS_INTRESOURCE(image->name)) heap_free(image->name);
    heap_free(image);
}

HANDLE image_create(BOOL is_icon, struct picture *frames, int count)
{
    struct image *image = heap_allocate_zeroed(sizeof(*image));
    if (!image) {
        for (int i = 0; i < count; i++) picture_finish(&frames[i]);
        heap_free(frames);
        return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    }
    image->is_icon = is_icon;
    image->frames = frames;
    image->frame_count = count;
    image->step_count = 1;
    HANDLE handle = user_object_add(image, USER_IMAGE);
    if (!handle) image_free(image);
    return handle;
}

HANDLE image_from_picture(BOOL is_icon, struct picture *picture)
{
    struct picture *frame = heap_allocate(sizeof(*frame));
    if (!frame) {
        picture_finish(picture);
        return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    }
    *frame = *picture;
    return image_create(is_icon, frame, 1);
}

const struct picture *image_step(const struct image *image, UINT step)
{
    if (!image->step_frames || step >= (UINT)image->step_count) return &image->frames[0];
    return &image->frames[image->step_frames[step]];
}

BOOL picture_is_mono(const struct picture *picture) { return picture->depth == 1; }

BOOL WINAPI DestroyIcon(HICON icon)
{
    struct image *image = image_get(icon);
    if (!image) return FALSE;
    if (image->is_shared) return TRUE;
    image = user_object_remove(icon, USER_IMAGE);
    if (!image) return set_user_error(ERROR_INVALID_CURSOR_HANDLE);
    image_free(image);
    return TRUE;
}

BOOL WINAPI DestroyCursor(HCURSOR cursor) { return DestroyIcon(cursor); }

static BOOL copy_picture(struct picture *copy, const struct picture *picture)
{
    SIZE_T count = (SIZE_T)picture->width * (SIZE_T)picture->height;
    if (picture_make(copy, picture->width, picture->height) != PICTURE_OK) return FALSE;
    memcpy(copy->pixels, picture->pixels, count * sizeof(DWORD));
    memcpy(copy->mask, picture->mask, count);
    copy->depth = picture->depth;
    copy->has_alpha = picture->has_alpha;
    copy->hot_x = picture->hot_x;
    copy->hot_y = picture->hot_y;
    return TRUE;
}

static void copy_steps(struct image *copy, const struct image *image)
{
    SIZE_T count = (SIZE_T)image->step_count;
    if (!image->step_frames) return;
    copy->step_frames = heap_allocate(count);
    copy->step_jiffies = heap_allocate(count * sizeof(uint32_t));
    if (!copy->step_frames || !copy->step_jiffies) {
        heap_free(copy->step_frames);
        copy->step_frames = NULL; /* without steps it stands still */
        return;
    }
    memcpy(copy->step_frames, image->step_frames, count);
    memcpy(copy->step_jiffies, image->step_jiffies, count * sizeof(uint32_t));
    copy->step_count = image->step_count;
}

HICON WINAPI CopyIcon(HICON icon)
{
    struct image *image = image_get(icon);
    if (!image) return NULL;
    struct picture *frames = heap_allocate_zeroed((SIZE_T)image->frame_count * sizeof(*frames));
    int count = 0;
    if (!frames) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    while (count < image->frame_count && copy_picture(&frames[count], &image->frames[count])) count++;
    if (count < image->frame_count) {
        while (count) picture_finish(&frames[--count]);
        heap_free(frames);
        return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    }
    HANDLE copy = image_create(image->is_icon, frames, count);
    if (copy) copy_steps(user_object_get(copy, USER_IMAGE), image);
    return copy;
}

/* A bitmap's pixels, 32 bits, upper row first; the colours of a monochrome one are black and white. */
static BOOL read_bitmap(HBITMAP bitmap, int width, int height, DWORD *pixels)
{
    BITMAPINFO info = {.bmiHeader = {sizeof(BITMAPINFOHEADER), width, -height, 1, 32, BI_RGB, 0, 0, 0, 0, 0}};
    HDC dc = CreateCompatibleDC(NULL);
    int rows = dc ? GetDIBits(dc, bitmap, 0, (UINT)height, pixels, &info, DIB_RGB_COLORS) : 0;
    DeleteDC(dc);
    return rows == height;
}

static BOOL fill_picture(struct picture *picture, const ICONINFO *info, int depth)
{
    int width = picture->width, height = picture->height;
    SIZE_T count = (SIZE_T)width * (SIZE_T)height;
    DWORD *mask = heap_allocate(count * 2 * sizeof(DWORD)), alpha = 0;
    BOOL done = mask && read_bitmap(info->hbmMask, width, info->hbmColor ? height : 2 * height, mask);
    if (done && info->hbmColor) done = read_bitmap(info->hbmColor, width, height, (DWORD *)picture->pixels);
    else if (done) memcpy(picture->pixels, mask + count, count * sizeof(DWORD));
    for (SIZE_T i = 0; done && i < count; i++) {
        picture->mask[i] = (mask[i] & 0xffffff) != 0;
        alpha |= picture->pixels[i];
    }
    picture->depth = info->hbmColor ? depth : 1;
    picture->has_alpha = info->hbmColor && depth == 32 && alpha >> 24;
    for (SIZE_T i = 0; done && !picture->has_alpha && i < count; i++) picture->pixels[i] |= 0xff000000;
    heap_free(mask);
    return done;
}

HICON WINAPI CreateIconIndirect(PICONINFO info)
{
    BITMAP mask, color;
    struct picture picture;
    if (!info || !GetObjectW(info->hbmMask, sizeof(mask), &mask)) return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    if (info->hbmColor && !GetObjectW(info->hbmColor, sizeof(color), &color))
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    int width = info->hbmColor ? color.bmWidth : mask.bmWidth,
        height = info->hbmColor ? color.bmHeight : mask.bmHeight / 2;
    if (width <= 0 || height <= 0 || width > PICTURE_LIMIT || height > PICTURE_LIMIT)
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    if (picture_make(&picture, width, height) != PICTURE_OK) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    if (!fill_picture(&picture, info, info->hbmColor ? color.bmBitsPixel : 1)) {
        picture_finish(&picture);
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    }
    picture.hot_x = info->fIcon ? width / 2 : (int)info->xHotspot; /* an icon's is its middle */
    picture.hot_y = info->fIcon ? height / 2 : (int)info->yHotspot;
    return image_from_picture(info->fIcon != FALSE, &picture);
}

static HANDLE create_from_bits(BOOL is_icon, int hot_x, int hot_y, int width, int height, UINT planes, UINT depth,
                               const void *and_bits, const void *xor_bits)
{
    ICONINFO info = {is_icon, (DWORD)hot_x, (DWORD)hot_y, NULL, NULL};
    if (width <= 0 || height <= 0 || width > PICTURE_LIMIT || height > PICTURE_LIMIT || !and_bits || !xor_bits)
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    SIZE_T size = (SIZE_T)((width + 15) / 16 * 2) * (SIZE_T)height;
    if (planes * depth == 1) {
        BYTE *both = heap_allocate(2 * size);
        if (!both) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
        memcpy(both, and_bits, size);
        memcpy(both + size, xor_bits, size);
        info.hbmMask = CreateBitmap(width, 2 * height, 1, 1, both);
        heap_free(both);
    } else {
        info.hbmMask = CreateBitmap(width, height, 1, 1, and_bits);
        info.hbmColor = CreateBitmap(width, height, planes, depth, xor_bits);
    }
    HANDLE icon = CreateIconIndirect(&info);
    DeleteObject(info.hbmMask);
    if (info.hbmColor) DeleteObject(info.hbmColor);
    return icon;
}

HICON WINAPI CreateIcon(HINSTANCE instance, int width, int height, BYTE planes, BYTE depth, const BYTE *and_bits,
                        const BYTE *xor_bits)
{
    (void)instance;
    return create_from_bits(TRUE, 0, 0, width, height, planes, depth, and_bits, xor_bits);
}

HCURSOR WINAPI CreateCursor(HINSTANCE instance, int hot_x, int hot_y, int width, int height, const void *and_bits,
                            const void *xor_bits)
{
    (void)instance;
    return create_from_bits(FALSE, hot_x, hot_y, width, height, 1, 1, and_bits, xor_bits);
}
