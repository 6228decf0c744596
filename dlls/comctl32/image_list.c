/* Image lists: creation, what is in them, adding and removing. */
#include "image_list.h"

BOOL image_list_valid(HIMAGELIST list) { return (ULONG_PTR)list > 0xffff && list->magic == IMAGE_LIST_MAGIC; }
int mask_stride(HIMAGELIST list) { return (list->width + 31) / 32 * 4; }
DWORD *image_pixels(HIMAGELIST list, int index)
{
    return list->pixels + (SIZE_T)index * (SIZE_T)(list->width * list->height);
}

static BYTE *mask_byte(HIMAGELIST list, int index, int x, int y)
{
    return list->mask_bits + (SIZE_T)(index * list->height + y) * (SIZE_T)mask_stride(list) + x / 8;
}

BOOL image_masked(HIMAGELIST list, int index, int x, int y)
{
    return list->mask && *mask_byte(list, index, x, y) & (0x80 >> x % 8);
}

void image_set_masked(HIMAGELIST list, int index, int x, int y, BOOL masked)
{
    if (!list->mask) return;
    if (masked) *mask_byte(list, index, x, y) |= (BYTE)(0x80 >> x % 8);
    else *mask_byte(list, index, x, y) &= (BYTE)~(0x80 >> x % 8);
}

BYTE image_alpha(HIMAGELIST list, int index, int x, int y)
{
    if (list->has_alpha[index]) return (BYTE)(image_pixels(list, index)[y * list->width + x] >> 24);
    return image_masked(list, index, x, y) ? 0 : 255;
}

HBITMAP create_pixels(int width, int height, DWORD **pixels)
{
    BITMAPINFO info = {{sizeof(info.bmiHeader), width, -height, 1, 32, BI_RGB, 0, 0, 0, 0, 0}, {{0}}};
    return CreateDIBSection(NULL, &info, DIB_RGB_COLORS, (void **)pixels, NULL, 0);
}

static HBITMAP create_mask(int width, int height, BYTE **bits)
{
    struct {
        BITMAPINFOHEADER header;
        RGBQUAD colours[2];
    } info = {{sizeof(info.header), width, -height, 1, 1, BI_RGB, 0, 0, 0, 2, 0}, {{0}, {255, 255, 255, 0}}};
    return CreateDIBSection(NULL, (BITMAPINFO *)&info, DIB_RGB_COLORS, (void **)bits, NULL, 0);
}

static BOOL make_room(HIMAGELIST list, int room)
{
    DWORD *pixels;
    BYTE *bits = NULL, *has_alpha = reallocate(list->has_alpha, (SIZE_T)room);
    if (!has_alpha) return FALSE;
    list->has_alpha = has_alpha;
    HBITMAP image = create_pixels(list->width, list->height * room, &pixels), mask = NULL;
    if (list->flags & ILC_MASK) mask = create_mask(list->width, list->height * room, &bits);
    if (!image || (list->flags & ILC_MASK && !mask)) {
        if (image) DeleteObject(image);
        return FALSE;
    }
    if (list->image) {
        memcpy(pixels, list->pixels, (SIZE_T)(list->count * list->width * list->height) * sizeof(*pixels));
        if (mask) memcpy(bits, list->mask_bits, (SIZE_T)(list->count * list->height * mask_stride(list)));
        DeleteObject(list->image);
        if (mask) DeleteObject(list->mask);
    }
    list->image = image;
    list->mask = mask;
    list->pixels = pixels;
    list->mask_bits = bits;
    list->room = room;
    return TRUE;
}

int image_list_append(HIMAGELIST list, int count)
{
    if (list->count + count > list->room && !make_room(list, list->count + count + max(list->grow, 4))) return -1;
    int first = list->count;
    list->count += count;
    memset(image_pixels(list, first), 0, (SIZE_T)(count * list->width * list->height) * sizeof(DWORD));
    if (list->mask) memset(mask_byte(list, first, 0, 0), 0, (SIZE_T)(count * list->height * mask_stride(list)));
    memset(list->has_alpha + first, 0, (SIZE_T)count);
    return first;
}

HIMAGELIST WINAPI ImageList_Create(int width, int height, UINT flags, int initial, int grow)
{
    if (width <= 0 || height <= 0 || initial < 0) return NULL;
    HIMAGELIST list = allocate(sizeof(*list));
    if (!list) return NULL;
    list->magic = IMAGE_LIST_MAGIC;
    list->width = width;
    list->height = height;
    list->grow = grow;
    list->flags = flags;
    list->background = CLR_NONE;
    for (int i = 0; i <= OVERLAYS; i++) list->overlays[i] = -1;
    list->scratch = create_pixels(width, height, &list->scratch_pixels);
    if (list->scratch && make_room(list, initial + 1)) return list;
    ImageList_Destroy(list);
    return NULL;
}

WINBOOL WINAPI ImageList_Destroy(HIMAGELIST list)
{
    if (!image_list_valid(list)) return FALSE;
    list->magic = 0;
    if (list->image) DeleteObject(list->image);
    if (list->mask) DeleteObject(list->mask);
    if (list->scratch) DeleteObject(list->scratch);
    release(list->has_alpha);
    release(list);
    return TRUE;
}

int WINAPI ImageList_GetImageCount(HIMAGELIST list) { return image_list_valid(list) ? list->count : 0; }

WINBOOL WINAPI ImageList_SetImageCount(HIMAGELIST list, UINT count)
{
    if (!image_list_valid(list)) return FALSE;
    if ((int)count > list->count) return image_list_append(list, (int)count - list->count) >= 0;
    list->count = (int)count;
    return TRUE;
}

WINBOOL WINAPI ImageList_GetIconSize(HIMAGELIST list, int *width, int *height)
{
    if (!image_list_valid(list) || !width || !height) return FALSE;
    *width = list->width;
    *height = list->height;
    return TRUE;
}

WINBOOL WINAPI ImageList_SetIconSize(HIMAGELIST list, int width, int height)
{
    if (!image_list_valid(list) || width <= 0 || height <= 0) return FALSE;
    DWORD *pixels;
    HBITMAP scratch = create_pixels(width, height, &pixels);
    if (!scratch) return FALSE;
    DeleteObject(list->scratch);
    list->scratch = scratch;
    list->scratch_pixels = pixels;
    list->width = width;
    list->height = height;
    list->count = 0;
    return make_room(list, max(list->room, 1));
}

COLORREF WINAPI ImageList_SetBkColor(HIMAGELIST list, COLORREF colour)
{
    if (!image_list_valid(list)) return CLR_NONE;
    COLORREF before = list->background;
    list->background = colour;
    return before;
}

COLORREF WINAPI ImageList_GetBkColor(HIMAGELIST list) { return image_list_valid(list) ? list->background : CLR_NONE; }

WINBOOL WINAPI ImageList_SetOverlayImage(HIMAGELIST list, int index, int overlay)
{
    if (!image_list_valid(list) || overlay < 1 || overlay > OVERLAYS || index < 0 || index >= list->count) return FALSE;
    list->overlays[overlay] = index;
    return TRUE;
}

WINBOOL WINAPI ImageList_GetImageInfo(HIMAGELIST list, int index, IMAGEINFO *info)
{
    if (!image_list_valid(list) || !info || index < 0 || index >= list->count) return FALSE;
    *info =
        (IMAGEINFO){list->image, list->mask, 0, 0, {0, index * list->height, list->width, (index + 1) * list->height}};
    return TRUE;
}

WINBOOL WINAPI ImageList_GetImageRect(HIMAGELIST list, int index, RECT *rect)
{
    IMAGEINFO info;
    if (!rect || !ImageList_GetImageInfo(list, index, &info)) return FALSE;
    *rect = info.rcImage;
    return TRUE;
}

UINT WINAPI ImageList_GetFlags(HIMAGELIST list) { return image_list_valid(list) ? list->flags : 0; }

/* --- pictures in --- */

static BOOL bitmap_has_alpha_format(HBITMAP bitmap)
{
    BITMAP info;
    return GetObjectW(bitmap, sizeof(info), &info) && info.bmBitsPixel == 32;
}

/* What the alpha bytes say, or mask and colour when they say nothing. Masked pixels are black, as drawing by rop wants
 * them. */
static void settle_image(HIMAGELIST list, int index, BOOL may_have_alpha)
{
    DWORD *pixels = image_pixels(list, index), seen = 0;
    int total = list->width * list->height;
    for (int i = 0; i < total; i++) seen |= pixels[i];
    list->has_alpha[index] = may_have_alpha && seen >> 24 && (list->flags & 0xfe) == ILC_COLOR32;
    for (int i = 0; i < total; i++) {
        if (!list->has_alpha[index]) pixels[i] &= 0xffffff;
        if (image_masked(list, index, i % list->width, i / list->width)) pixels[i] = 0;
    }
}

static void copy_bitmap(HIMAGELIST list, int index, int nth, HBITMAP source, BOOL mask)
{
    HDC from = CreateCompatibleDC(NULL), to = CreateCompatibleDC(NULL);
    HGDIOBJ old_from = SelectObject(from, source), old_to = SelectObject(to, mask ? list->mask : list->image);
    BitBlt(to, 0, index * list->height, list->width, list->height, from, nth * list->width, 0, SRCCOPY);
    SelectObject(from, old_from);
    SelectObject(to, old_to);
    DeleteDC(from);
    DeleteDC(to);
}

static int bitmap_pictures(HIMAGELIST list, HBITMAP image)
{
    BITMAP info;
    if (!image_list_valid(list) || !GetObjectW(image, sizeof(info), &info)) return 0;
    return (int)info.bmWidth / list->width;
}

int WINAPI ImageList_Add(HIMAGELIST list, HBITMAP image, HBITMAP mask)
{
    int count = bitmap_pictures(list, image);
    if (!count) return -1;
    int first = image_list_append(list, count);
    for (int i = 0; first >= 0 && i < count; i++) {
        copy_bitmap(list, first + i, i, image, FALSE);
        if (mask && list->mask) copy_bitmap(list, first + i, i, mask, TRUE);
        settle_image(list, first + i, bitmap_has_alpha_format(image));
    }
    return first;
}

WINBOOL WINAPI ImageList_Replace(HIMAGELIST list, int index, HBITMAP image, HBITMAP mask)
{
    if (!bitmap_pictures(list, image) || index < 0 || index >= list->count) return FALSE;
    copy_bitmap(list, index, 0, image, FALSE);
    if (mask && list->mask) copy_bitmap(list, index, 0, mask, TRUE);
    settle_image(list, index, bitmap_has_alpha_format(image));
    return TRUE;
}

int WINAPI ImageList_AddMasked(HIMAGELIST list, HBITMAP image, COLORREF colour)
{
    int count = bitmap_pictures(list, image), first = count ? image_list_append(list, count) : -1;
    DWORD wanted = (DWORD)(GetRValue(colour) << 16 | GetGValue(colour) << 8 | GetBValue(colour));
    for (int i = 0; first >= 0 && i < count; i++) {
        DWORD *pixels = image_pixels(list, first + i);
        copy_bitmap(list, first + i, i, image, FALSE);
        if (colour == CLR_DEFAULT && !i) wanted = pixels[0] & 0xffffff;
        for (int at = 0; at < list->width * list->height; at++)
            image_set_masked(list, first + i, at % list->width, at / list->width, (pixels[at] & 0xffffff) == wanted);
        settle_image(list, first + i, FALSE);
    }
    return first;
}

/* Drawn on black and on white, an icon shows colour and opacity of each pixel whatever its format. */
static void store_icon(HIMAGELIST list, int index, HICON icon)
{
    int total = list->width * list->height;
    DWORD *black, *target = image_pixels(list, index);
    HBITMAP bitmap = create_pixels(list->width, list->height, &black);
    HDC dc = CreateCompatibleDC(NULL);
    HGDIOBJ old = SelectObject(dc, bitmap);
    memset(black, 0, (SIZE_T)total * sizeof(*black));
    DrawIconEx(dc, 0, 0, icon, list->width, list->height, 0, NULL, DI_NORMAL);
    SelectObject(dc, list->scratch);
    memset(list->scratch_pixels, 0xff, (SIZE_T)total * sizeof(*black));
    DrawIconEx(dc, 0, 0, icon, list->width, list->height, 0, NULL, DI_NORMAL);
    SelectObject(dc, old);
    DeleteDC(dc);
    BOOL deep = (list->flags & 0xfe) == ILC_COLOR32, partial = FALSE;
    for (int i = 0; i < total; i++) {
        int alpha = 255 - ((int)(list->scratch_pixels[i] >> 8 & 255) - (int)(black[i] >> 8 & 255));
        alpha = min(max(alpha, 0), 255);
        if (!deep) alpha = alpha < 128 ? 0 : 255;
        DWORD red = black[i] >> 16 & 255, green = black[i] >> 8 & 255, blue = black[i] & 255;
        if (alpha && alpha < 255) {
            red = min(red * 255 / (DWORD)alpha, 255);
            green = min(green * 255 / (DWORD)alpha, 255);
            blue = min(blue * 255 / (DWORD)alpha, 255);
            partial = TRUE;
        }
        target[i] = alpha ? (DWORD)alpha << 24 | red << 16 | green << 8 | blue : 0;
        image_set_masked(list, index, i % list->width, i / list->width, !alpha);
    }
    list->has_alpha[index] = partial || (deep && !list->mask);
    for (int i = 0; i < total && !list->has_alpha[index]; i++) target[i] &= 0xffffff;
    DeleteObject(bitmap);
}

int WINAPI ImageList_ReplaceIcon(HIMAGELIST list, int index, HICON icon)
{
    if (!image_list_valid(list) || !icon || index < -1 || index >= list->count) return -1;
    if (index == -1 && (index = image_list_append(list, 1)) < 0) return -1;
    store_icon(list, index, icon);
    return index;
}

#undef ImageList_AddIcon /* the headers have a macro */
int WINAPI ImageList_AddIcon(HIMAGELIST list, HICON icon) { return ImageList_ReplaceIcon(list, -1, icon); }

WINBOOL WINAPI ImageList_Remove(HIMAGELIST list, int index)
{
    if (!image_list_valid(list) || index < -1 || index >= list->count) return FALSE;
    if (index == -1) {
        list->count = 0;
        return TRUE;
    }
    for (int i = index; i + 1 < list->count; i++) image_copy(list, i, list, i + 1, 0, 0, FALSE);
    list->count--;
    return TRUE;
}
