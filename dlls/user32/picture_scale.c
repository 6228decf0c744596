/* Pictures in another size (averaged over areas where they shrink), and PNG pictures. */
#include "images.h"
#include "unix_calls.h"

/* The average of the source pixels that one pixel covers, weighted by alpha; clear ones count as alpha 0. */
static DWORD average(const struct picture *picture, int left, int top, int right, int bottom, BYTE *mask)
{
    DWORD alpha = 0, red = 0, green = 0, blue = 0, count = 0, clear = 0;
    for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++, count++) {
            int at = y * picture->width + x;
            DWORD pixel = picture->pixels[at], weight = picture->has_alpha ? pixel >> 24 : 255;
            if (picture->mask[at] && !picture->has_alpha) {
                clear++;
                weight = pixel & 0xffffff ? 255 : 0;
            }
            alpha += weight;
            red += (pixel >> 16 & 255) * weight;
            green += (pixel >> 8 & 255) * weight;
            blue += (pixel & 255) * weight;
        }
    }
    *mask = clear * 2 > count;
    if (!alpha || (*mask && !picture->has_alpha))
        return picture->has_alpha ? 0 : *mask && alpha * 2 > count * 255 ? 0xffffffff : 0xff000000;
    return (picture->has_alpha ? alpha / count : 255) << 24 | red / alpha << 16 | green / alpha << 8 | blue / alpha;
}

BOOL picture_scale(struct picture *scaled, const struct picture *picture, int width, int height)
{
    if (width <= 0 || height <= 0 || width > PICTURE_LIMIT || height > PICTURE_LIMIT ||
        picture_make(scaled, width, height) != PICTURE_OK)
        return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    for (int y = 0; y < height; y++) {
        int top = y * picture->height / height, bottom = max((y + 1) * picture->height / height, top + 1);
        for (int x = 0; x < width; x++) {
            int left = x * picture->width / width, right = max((x + 1) * picture->width / width, left + 1),
                at = y * width + x;
            scaled->pixels[at] = average(picture, left, top, right, bottom, &scaled->mask[at]);
        }
    }
    scaled->depth = picture->depth;
    scaled->has_alpha = picture->has_alpha;
    scaled->hot_x = picture->hot_x * width / picture->width;
    scaled->hot_y = picture->hot_y * height / picture->height;
    return TRUE;
}

/* Both buffers of the call are memory of our own: they cannot go away while libpng works. */
static enum picture_result read_png(struct picture *picture, const uint8_t *data, size_t size)
{
    struct unix_png_decode_args args = {.size = size};
    uint8_t *copy = heap_allocate(size);
    if (!copy) return PICTURE_NO_MEMORY;
    memcpy(copy, data, size);
    args.data = UNIX_PTR(copy);
    enum picture_result result = PICTURE_BAD;
    if (!unix_call_png_decode(&args) && args.width && args.height && args.width <= PICTURE_LIMIT &&
        args.height <= PICTURE_LIMIT) {
        result = picture_make(picture, (int)args.width, (int)args.height);
        if (result == PICTURE_OK) {
            args.pixels = UNIX_PTR(picture->pixels);
            args.capacity = (uint64_t)args.width * args.height * sizeof(DWORD);
            picture->has_alpha = TRUE;
            if (unix_call_png_decode(&args)) {
                picture_finish(picture);
                result = PICTURE_BAD;
            }
        }
    }
    heap_free(copy);
    return result;
}

enum picture_result picture_read_any(struct picture *picture, const uint8_t *data, size_t size)
{
    enum picture_result result = picture_read(picture, data, size);
    if (result == PICTURE_IS_PNG) result = read_png(picture, data, size);
    if (result == PICTURE_BAD) SetLastError(ERROR_INVALID_DATA);
    if (result == PICTURE_NO_MEMORY) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return result;
}
