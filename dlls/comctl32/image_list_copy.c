/* Image lists: copies, combinations, icons out of them, lists from resources. */
#include "image_list.h"

void image_copy(HIMAGELIST to, int to_index, HIMAGELIST from, int from_index, int dx, int dy, BOOL over)
{
    DWORD *target = image_pixels(to, to_index), *source = image_pixels(from, from_index);
    if (!over) to->has_alpha[to_index] = from->has_alpha[from_index];
    for (int y = 0; y < from->height; y++) {
        for (int x = 0; x < from->width; x++) {
            int tx = x + dx, ty = y + dy;
            BYTE alpha = image_alpha(from, from_index, x, y);
            if (tx < 0 || ty < 0 || tx >= to->width || ty >= to->height || (over && alpha < 128)) continue;
            target[ty * to->width + tx] =
                source[y * from->width + x] | (over && to->has_alpha[to_index] ? 0xff000000 : 0);
            image_set_masked(to, to_index, tx, ty,
                             from->has_alpha[from_index] && !from->mask ? !alpha
                                                                        : image_masked(from, from_index, x, y));
        }
    }
}

HIMAGELIST WINAPI ImageList_Duplicate(HIMAGELIST list)
{
    if (!image_list_valid(list)) return NULL;
    HIMAGELIST copy = ImageList_Create(list->width, list->height, list->flags, list->count, list->grow);
    if (!copy || image_list_append(copy, list->count) < 0) {
        ImageList_Destroy(copy);
        return NULL;
    }
    for (int i = 0; i < list->count; i++) image_copy(copy, i, list, i, 0, 0, FALSE);
    memcpy(copy->overlays, list->overlays, sizeof(copy->overlays));
    copy->background = list->background;
    return copy;
}

WINBOOL WINAPI ImageList_Copy(HIMAGELIST target, int to, HIMAGELIST source, int from, UINT flags)
{
    if (!image_list_valid(target) || target != source || flags & ~(UINT)ILCF_SWAP) return FALSE;
    if (to < 0 || to >= target->count || from < 0 || from >= target->count) return FALSE;
    if (flags & ILCF_SWAP) {
        int spare = image_list_append(target, 1);
        if (spare < 0) return FALSE;
        image_copy(target, spare, target, to, 0, 0, FALSE);
        image_copy(target, to, target, from, 0, 0, FALSE);
        image_copy(target, from, target, spare, 0, 0, FALSE);
        target->count--;
        return TRUE;
    }
    image_copy(target, to, target, from, 0, 0, FALSE);
    return TRUE;
}

/* The first picture, and the second drawn over it: as large as both together. */
HIMAGELIST WINAPI ImageList_Merge(HIMAGELIST first, int index1, HIMAGELIST second, int index2, int dx, int dy)
{
    if (!image_list_valid(first) || !image_list_valid(second)) return NULL;
    BOOL has_first = index1 >= 0 && index1 < first->count, has_second = index2 >= 0 && index2 < second->count;
    int left = min(dx, 0), top = min(dy, 0);
    int right = dx ? max(first->width, dx + second->width) : max(first->width, second->width);
    int bottom = max(first->height, dy + second->height);
    HIMAGELIST merged = ImageList_Create(right - left, bottom - top, first->flags | ILC_MASK, 1, 1);
    if (!merged || image_list_append(merged, 1) < 0) return NULL;
    for (int y = 0; y < merged->height; y++)
        for (int x = 0; x < merged->width; x++) image_set_masked(merged, 0, x, y, TRUE);
    if (has_first) image_copy(merged, 0, first, index1, -left, -top, FALSE);
    if (has_second) image_copy(merged, 0, second, index2, dx - left, dy - top, has_first);
    return merged;
}

HICON WINAPI ImageList_GetIcon(HIMAGELIST list, int index, UINT flags)
{
    if (!image_list_valid(list) || index < 0 || index >= list->count) return NULL;
    HDC screen = GetDC(NULL), dc = CreateCompatibleDC(NULL);
    DWORD *pixels;
    ICONINFO info = {TRUE, 0, 0, CreateBitmap(list->width, list->height, 1, 1, NULL),
                     create_pixels(list->width, list->height, &pixels)};
    HGDIOBJ old = SelectObject(dc, info.hbmMask);
    for (int y = 0; y < list->height; y++)
        for (int x = 0; x < list->width; x++)
            SetPixelV(dc, x, y, image_alpha(list, index, x, y) ? 0 : RGB(255, 255, 255));
    memcpy(pixels, image_pixels(list, index), (SIZE_T)(list->width * list->height) * sizeof(*pixels));
    SelectObject(dc, info.hbmColor);
    int overlay = (int)(flags & ILD_OVERLAYMASK) >> 8;
    if (overlay && list->overlays[overlay] >= 0) {
        ImageList_Draw(list, list->overlays[overlay], dc, 0, 0, ILD_TRANSPARENT);
        SelectObject(dc, info.hbmMask);
        for (int y = 0; y < list->height; y++)
            for (int x = 0; x < list->width; x++)
                if (image_alpha(list, list->overlays[overlay], x, y)) SetPixelV(dc, x, y, 0);
    }
    SelectObject(dc, old);
    HICON icon = CreateIconIndirect(&info);
    DeleteDC(dc);
    ReleaseDC(NULL, screen);
    DeleteObject(info.hbmMask);
    DeleteObject(info.hbmColor);
    return icon;
}

static HIMAGELIST load_icon_list(HINSTANCE instance, LPCWSTR name, int width, UINT type, UINT flags)
{
    HICON icon = LoadImageW(instance, name, type, width, 0, flags);
    ICONINFO info;
    BITMAP size;
    if (!icon || !GetIconInfo(icon, &info)) return NULL;
    GetObjectW(info.hbmMask, sizeof(size), &size);
    HIMAGELIST list = ImageList_Create((int)size.bmWidth, (int)(info.hbmColor ? size.bmHeight : size.bmHeight / 2),
                                       ILC_MASK | ILC_COLOR32, 1, 1);
    if (list) ImageList_ReplaceIcon(list, -1, icon);
    if (info.hbmColor) DeleteObject(info.hbmColor);
    DeleteObject(info.hbmMask);
    DestroyIcon(icon);
    return list;
}

HIMAGELIST WINAPI ImageList_LoadImageW(HINSTANCE instance, LPCWSTR name, int width, int grow, COLORREF mask, UINT type,
                                       UINT flags)
{
    BITMAP size;
    if (type != IMAGE_BITMAP) return load_icon_list(instance, name, width, type, flags);
    HBITMAP bitmap = LoadImageW(instance, name, IMAGE_BITMAP, 0, 0, flags);
    if (!bitmap) return NULL;
    GetObjectW(bitmap, sizeof(size), &size);
    if (width <= 0) width = (int)size.bmHeight;
    UINT depth = flags & LR_CREATEDIBSECTION ? size.bmBitsPixel : ILC_COLOR;
    HIMAGELIST list = ImageList_Create(width, (int)size.bmHeight, (mask == CLR_NONE ? 0 : ILC_MASK) | depth,
                                       (int)size.bmWidth / width, grow);
    if (list && mask == CLR_NONE) ImageList_Add(list, bitmap, NULL);
    else if (list) ImageList_AddMasked(list, bitmap, mask);
    DeleteObject(bitmap);
    return list;
}

HIMAGELIST WINAPI ImageList_LoadImageA(HINSTANCE instance, LPCSTR name, int width, int grow, COLORREF mask, UINT type,
                                       UINT flags)
{
    if (IS_INTRESOURCE(name)) return ImageList_LoadImageW(instance, (LPCWSTR)name, width, grow, mask, type, flags);
    WCHAR *wide = text_from_ansi(name);
    HIMAGELIST list = ImageList_LoadImageW(instance, wide, width, grow, mask, type, flags);
    release(wide);
    return list;
}
