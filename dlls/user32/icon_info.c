/* What icons and cursors consist of: GetIconInfo, and pixels for who shows cursors. */
#include "images.h"

/* One bit a pixel, rows end at 16 bits: the mask, or the colours of a monochrome picture. */
static void pack_bits(BYTE *bits, const struct picture *picture, BOOL colors)
{
    SIZE_T stride = (SIZE_T)(picture->width + 15) / 16 * 2;
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width; x++) {
            SIZE_T at = (SIZE_T)y * (SIZE_T)picture->width + (SIZE_T)x;
            if (colors ? picture->pixels[at] & 0xffffff : picture->mask[at])
                bits[(SIZE_T)y * stride + (SIZE_T)x / 8] |= (BYTE)(0x80 >> x % 8);
        }
    }
}

static HBITMAP mask_bitmap(const struct picture *picture)
{
    BOOL both = picture_is_mono(picture);
    SIZE_T size = (SIZE_T)(picture->width + 15) / 16 * 2 * (SIZE_T)picture->height;
    BYTE *bits = heap_allocate_zeroed(2 * size);
    if (!bits) return NULL;
    pack_bits(bits, picture, FALSE);
    if (both) pack_bits(bits + size, picture, TRUE);
    HBITMAP bitmap = CreateBitmap(picture->width, both ? 2 * picture->height : picture->height, 1, 1, bits);
    heap_free(bits);
    return bitmap;
}

/* Without alpha the highest byte is 0, so that nobody takes the pixels for opaque. */
static HBITMAP color_bitmap(const struct picture *picture)
{
    SIZE_T count = (SIZE_T)picture->width * (SIZE_T)picture->height;
    DWORD *pixels = heap_allocate(count * sizeof(DWORD));
    if (!pixels) return NULL;
    for (SIZE_T i = 0; i < count; i++)
        pixels[i] = picture->has_alpha ? picture->pixels[i] : picture->pixels[i] & 0xffffff;
    HBITMAP bitmap = CreateBitmap(picture->width, picture->height, 1, 32, pixels);
    heap_free(pixels);
    return bitmap;
}

static BOOL give_bitmaps(const struct picture *picture, HBITMAP *mask, HBITMAP *color)
{
    *color = NULL;
    *mask = mask_bitmap(picture);
    if (!*mask) return FALSE;
    if (picture_is_mono(picture)) return TRUE;
    *color = color_bitmap(picture);
    if (*color) return TRUE;
    DeleteObject(*mask);
    return FALSE;
}

BOOL WINAPI GetIconInfo(HICON icon, PICONINFO info)
{
    struct image *image = image_get(icon);
    if (!image) return FALSE;
    if (!info) return set_user_error(ERROR_INVALID_PARAMETER);
    const struct picture *picture = &image->frames[0];
    if (!give_bitmaps(picture, &info->hbmMask, &info->hbmColor)) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    info->fIcon = image->is_icon;
    info->xHotspot = (DWORD)picture->hot_x;
    info->yHotspot = (DWORD)picture->hot_y;
    return TRUE;
}

BOOL WINAPI GetIconInfoExW(HICON icon, PICONINFOEXW info)
{
    ICONINFO plain;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!GetIconInfo(icon, &plain)) return FALSE;
    const struct image *image = image_get(icon);
    *info = (ICONINFOEXW){sizeof(*info), plain.fIcon, plain.xHotspot, plain.yHotspot, plain.hbmMask, plain.hbmColor, 0,
                          L"",           L""};
    if (image->module && !GetModuleFileNameW(image->module, info->szModName, MAX_PATH)) info->szModName[0] = 0;
    if (IS_INTRESOURCE(image->name)) info->wResID = LOWORD((ULONG_PTR)image->name);
    else wcsncpy(info->szResName, image->name, MAX_PATH - 1);
    return TRUE;
}

BOOL WINAPI GetIconInfoExA(HICON icon, PICONINFOEXA info)
{
    ICONINFOEXW wide = {.cbSize = sizeof(wide)};
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!GetIconInfoExW(icon, &wide)) return FALSE;
    *info = (ICONINFOEXA){
        sizeof(*info), wide.fIcon, wide.xHotspot, wide.yHotspot, wide.hbmMask, wide.hbmColor, wide.wResID, "", ""};
    WideCharToMultiByte(CP_ACP, 0, wide.szModName, -1, info->szModName, MAX_PATH, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide.szResName, -1, info->szResName, MAX_PATH, NULL, NULL);
    return TRUE;
}

static DWORD premultiplied(DWORD pixel)
{
    DWORD alpha = pixel >> 24;
    DWORD red = (pixel >> 16 & 255) * alpha / 255, green = (pixel >> 8 & 255) * alpha / 255,
          blue = (pixel & 255) * alpha / 255;
    return alpha << 24 | red << 16 | green << 8 | blue;
}

/* Pixels that invert the screen cannot be shown so: they become black, and their clear neighbours white, so that they
 * are seen on any ground. */
static void outline_inverting(const struct picture *picture, DWORD *pixels)
{
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width; x++) {
            int at = y * picture->width + x;
            if (!picture->mask[at] || !(picture->pixels[at] & 0xffffff)) continue;
            pixels[at] = 0xff000000;
            for (int i = -1; i <= 1; i++) {
                for (int j = -1; j <= 1; j++) {
                    int other = at + i * picture->width + j;
                    if (x + j < 0 || x + j >= picture->width || y + i < 0 || y + i >= picture->height || pixels[other])
                        continue;
                    if (picture->mask[other] && !(picture->pixels[other] & 0xffffff)) pixels[other] = 0xffffffff;
                }
            }
        }
    }
}

BOOL cursor_pixels_of_step(HCURSOR cursor, UINT step, DWORD **pixels, SIZE *size, POINT *hot, DWORD *milliseconds)
{
    struct image *image = image_get(cursor);
    if (!image || step >= (UINT)image->step_count) return FALSE;
    const struct picture *picture = image_step(image, step);
    int count = picture->width * picture->height;
    *pixels = heap_allocate_zeroed((SIZE_T)count * sizeof(DWORD));
    if (!*pixels) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    for (int i = 0; i < count; i++) {
        if (picture->has_alpha) (*pixels)[i] = premultiplied(picture->pixels[i]);
        else if (!picture->mask[i]) (*pixels)[i] = picture->pixels[i] | 0xff000000;
    }
    if (!picture->has_alpha) outline_inverting(picture, *pixels);
    *size = (SIZE){picture->width, picture->height};
    *hot = (POINT){picture->hot_x, picture->hot_y};
    if (milliseconds) *milliseconds = image->step_jiffies ? image->step_jiffies[step] * 1000 / 60 : 0;
    return TRUE;
}

BOOL cursor_pixels(HCURSOR cursor, DWORD **pixels, SIZE *size, POINT *hot)
{
    return cursor_pixels_of_step(cursor, 0, pixels, size, hot, NULL);
}
