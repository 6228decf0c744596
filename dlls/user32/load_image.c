/* LoadImage and its kin; CopyImage. LR_SHARED images are kept by module, name and size. */
#include "drawing.h"
#include "images.h"
#include "user_object.h"

struct shared_image {
    struct shared_image *next;
    HMODULE module;
    BOOL is_icon;
    int width, height;
    WCHAR *name;
    HANDLE handle;
};
static struct shared_image *shared_images;
static RTL_SRWLOCK lock;

static BOOL same_name(LPCWSTR a, LPCWSTR b)
{
    if (IS_INTRESOURCE(a) || IS_INTRESOURCE(b)) return a == b;
    return !lstrcmpiW(a, b);
}

static WCHAR *copy_name(LPCWSTR name)
{
    if (IS_INTRESOURCE(name)) return (WCHAR *)name;
    SIZE_T size = (wcslen(name) + 1) * sizeof(WCHAR);
    WCHAR *copy = heap_allocate(size);
    if (copy) memcpy(copy, name, size);
    return copy;
}

/* Width and height 0 stand for whatever size there is. */
static HANDLE find_shared(HMODULE module, LPCWSTR name, BOOL is_icon, int width, int height)
{
    HANDLE found = NULL;
    RtlAcquireSRWLockShared(&lock);
    for (struct shared_image *shared = shared_images; shared && !found; shared = shared->next) {
        if (shared->module != module || shared->is_icon != is_icon || !same_name(shared->name, name)) continue;
        if ((!width || shared->width == width) && (!height || shared->height == height)) found = shared->handle;
    }
    RtlReleaseSRWLockShared(&lock);
    return found;
}

static void share(HANDLE handle, HMODULE module, LPCWSTR name, BOOL is_icon, int width, int height)
{
    struct shared_image *shared = heap_allocate(sizeof(*shared));
    WCHAR *copy = copy_name(name);
    if (!shared || !copy) {
        heap_free(shared);
        return;
    }
    *shared = (struct shared_image){NULL, module, is_icon, width, height, copy, handle};
    image_get(handle)->is_shared = TRUE;
    RtlAcquireSRWLockExclusive(&lock);
    shared->next = shared_images;
    shared_images = shared;
    RtlReleaseSRWLockExclusive(&lock);
}

static HANDLE load_system_image(LPCWSTR name, BOOL is_icon, int width, int height)
{
    struct picture picture, scaled;
    int id = IS_INTRESOURCE(name) ? LOWORD((ULONG_PTR)name) : 0;
    if (is_icon && system_icon_draw(&picture, id, width ? width : 32, height ? height : 32))
        return image_from_picture(TRUE, &picture);
    if (is_icon || !system_cursor_draw(&picture, id)) return set_user_error(ERROR_RESOURCE_NAME_NOT_FOUND), NULL;
    if (!width || !height || (width == picture.width && height == picture.height))
        return image_from_picture(FALSE, &picture);
    BOOL done = picture_scale(&scaled, &picture, width, height);
    picture_finish(&picture);
    return done ? image_from_picture(FALSE, &scaled) : NULL;
}

static HANDLE load_new(HINSTANCE module, LPCWSTR name, BOOL is_icon, int width, int height, UINT flags)
{
    if (flags & LR_LOADFROMFILE) return image_from_file(name, is_icon, width, height);
    HANDLE handle = module ? image_from_resource(module, name, is_icon, width, height)
                           : load_system_image(name, is_icon, width, height);
    struct image *image = handle ? user_object_get(handle, USER_IMAGE) : NULL;
    if (image) {
        image->module = module;
        image->name = copy_name(name);
    }
    return handle;
}

static HANDLE load_icon(HINSTANCE module, LPCWSTR name, BOOL is_icon, int width, int height, UINT flags)
{
    if (flags & LR_DEFAULTSIZE) {
        if (!width) width = GetSystemMetrics(is_icon ? SM_CXICON : SM_CXCURSOR);
        if (!height) height = GetSystemMetrics(is_icon ? SM_CYICON : SM_CYCURSOR);
    }
    BOOL shares = (flags & LR_SHARED) && !(flags & LR_LOADFROMFILE);
    HANDLE handle = shares ? find_shared(module, name, is_icon, width, height) : NULL;
    if (handle) return handle;
    handle = load_new(module, name, is_icon, width, height, flags);
    if (handle && shares) share(handle, module, name, is_icon, width, height);
    return handle;
}

HANDLE WINAPI LoadImageW(HINSTANCE module, LPCWSTR name, UINT type, int width, int height, UINT flags)
{
    if (!name && type != IMAGE_BITMAP) return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    switch (type) {
    case IMAGE_BITMAP: return bitmap_load(module, name, width, height, flags);
    case IMAGE_ICON: return load_icon(module, name, TRUE, width, height, flags);
    case IMAGE_CURSOR: return load_icon(module, name, FALSE, width, height, flags);
    default: return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    }
}

HANDLE WINAPI LoadImageA(HINSTANCE module, LPCSTR name, UINT type, int width, int height, UINT flags)
{
    if (IS_INTRESOURCE(name)) return LoadImageW(module, (LPCWSTR)name, type, width, height, flags);
    WCHAR *wide = wide_copy(name, -1, NULL);
    if (!wide) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    HANDLE image = LoadImageW(module, wide, type, width, height, flags);
    heap_free(wide);
    return image;
}

HICON WINAPI LoadIconW(HINSTANCE module, LPCWSTR name)
{
    return LoadImageW(module, name, IMAGE_ICON, 0, 0, LR_SHARED | LR_DEFAULTSIZE);
}
HICON WINAPI LoadIconA(HINSTANCE module, LPCSTR name)
{
    return LoadImageA(module, name, IMAGE_ICON, 0, 0, LR_SHARED | LR_DEFAULTSIZE);
}
HCURSOR WINAPI LoadCursorW(HINSTANCE module, LPCWSTR name)
{
    return LoadImageW(module, name, IMAGE_CURSOR, 0, 0, LR_SHARED | LR_DEFAULTSIZE);
}
HCURSOR WINAPI LoadCursorA(HINSTANCE module, LPCSTR name)
{
    return LoadImageA(module, name, IMAGE_CURSOR, 0, 0, LR_SHARED | LR_DEFAULTSIZE);
}
HBITMAP WINAPI LoadBitmapW(HINSTANCE module, LPCWSTR name) { return LoadImageW(module, name, IMAGE_BITMAP, 0, 0, 0); }
HBITMAP WINAPI LoadBitmapA(HINSTANCE module, LPCSTR name) { return LoadImageA(module, name, IMAGE_BITMAP, 0, 0, 0); }

HCURSOR WINAPI LoadCursorFromFileW(LPCWSTR path)
{
    return LoadImageW(NULL, path, IMAGE_CURSOR, 0, 0, LR_LOADFROMFILE | LR_DEFAULTSIZE);
}
HCURSOR WINAPI LoadCursorFromFileA(LPCSTR path)
{
    return LoadImageA(NULL, path, IMAGE_CURSOR, 0, 0, LR_LOADFROMFILE | LR_DEFAULTSIZE);
}

/* An icon or a cursor in another size: loaded anew if it can be, else stretched. */
static HANDLE copy_icon(HANDLE handle, BOOL is_icon, int width, int height, UINT flags)
{
    struct image *image = image_get(handle);
    struct picture scaled;
    HANDLE copy = NULL;
    if (!image) return NULL;
    const struct picture *picture = &image->frames[0];
    if (!width) width = flags & LR_DEFAULTSIZE ? GetSystemMetrics(is_icon ? SM_CXICON : SM_CXCURSOR) : picture->width;
    if (!height)
        height = flags & LR_DEFAULTSIZE ? GetSystemMetrics(is_icon ? SM_CYICON : SM_CYCURSOR) : picture->height;
    BOOL same_size = width == picture->width && height == picture->height;
    if ((flags & LR_COPYRETURNORG) && same_size) return handle;
    if ((flags & LR_COPYFROMRESOURCE) && image->name)
        copy = load_new(image->module, image->name, image->is_icon, width, height, 0);
    if (!copy && same_size) copy = CopyIcon(handle);
    if (!copy && picture_scale(&scaled, picture, width, height)) copy = image_from_picture(image->is_icon, &scaled);
    if (copy && (flags & LR_COPYDELETEORG)) DestroyIcon(handle);
    return copy;
}

HANDLE WINAPI CopyImage(HANDLE handle, UINT type, int width, int height, UINT flags)
{
    switch (type) {
    case IMAGE_BITMAP: return bitmap_copy(handle, width, height, flags);
    case IMAGE_ICON:
    case IMAGE_CURSOR: return copy_icon(handle, type == IMAGE_ICON, width, height, flags);
    default: return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    }
}
