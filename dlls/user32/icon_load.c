/* Icons and cursors from resources, files and memory: LookupIconIdFromDirectory, CreateIconFromResource, and what
 * LoadImage needs. */
#include "images.h"
#include "user_object.h"

#define DISPLAY_DEPTH 32
#define RESOURCE_VERSION 0x30000
#define RT_ANIMATED_CURSOR MAKEINTRESOURCEW(21)
#define RT_ANIMATED_ICON   MAKEINTRESOURCEW(22)

/* Data from a program comes without a size: the structure itself tells, and what it tells is bounded by the memory that
 * is there. */
static SIZE_T readable_size(const void *data, SIZE_T wanted)
{
    MEMORY_BASIC_INFORMATION memory;
    if (!data || !VirtualQuery(data, &memory, sizeof(memory)) || memory.State != MEM_COMMIT) return 0;
    SIZE_T there = (SIZE_T)((BYTE *)memory.BaseAddress + memory.RegionSize - (BYTE *)data);
    return min(there, wanted);
}

int WINAPI LookupIconIdFromDirectoryEx(PBYTE data, BOOL is_icon, int width, int height, UINT flags)
{
    struct picture_entry entry;
    SIZE_T size = readable_size(data, 6 + 14 * 0xffff);
    int count = picture_directory_count(data, size, FALSE);
    if (!count || picture_directory_is_cursor(data, size) == (is_icon != FALSE)) return 0;
    if (!width) width = flags & LR_DEFAULTSIZE ? GetSystemMetrics(is_icon ? SM_CXICON : SM_CXCURSOR) : 0;
    if (!height) height = flags & LR_DEFAULTSIZE ? GetSystemMetrics(is_icon ? SM_CYICON : SM_CYCURSOR) : 0;
    int index =
        width ? picture_directory_choose(data, size, FALSE, width, height, flags & LR_MONOCHROME ? 1 : DISPLAY_DEPTH)
              : 0;
    return picture_directory_entry(data, size, FALSE, index, &entry) ? (int)entry.place : 0;
}

int WINAPI LookupIconIdFromDirectory(PBYTE data, BOOL is_icon)
{
    return LookupIconIdFromDirectoryEx(data, is_icon, GetSystemMetrics(is_icon ? SM_CXICON : SM_CXCURSOR),
                                       GetSystemMetrics(is_icon ? SM_CYICON : SM_CYCURSOR), 0);
}

/* The picture in the wanted size. It takes over the pixels given. */
static HANDLE image_of_size(struct picture *picture, BOOL is_icon, int width, int height)
{
    struct picture scaled;
    if (is_icon) picture->hot_x = picture->width / 2, picture->hot_y = picture->height / 2;
    if (!width) width = picture->width;
    if (!height) height = picture->height;
    if (width == picture->width && height == picture->height) return image_from_picture(is_icon, picture);
    BOOL done = picture_scale(&scaled, picture, width, height);
    picture_finish(picture);
    return done ? image_from_picture(is_icon, &scaled) : NULL;
}

/* One image as it stands in a resource: a cursor's begins with its hot spot. */
static HANDLE image_from_bits(const uint8_t *data, size_t size, BOOL is_icon, int width, int height)
{
    struct picture picture;
    POINT hot = {0, 0};
    if (!is_icon && !picture_is_png(data, size)) {
        if (size < 4) return set_user_error(ERROR_INVALID_DATA), NULL;
        hot = (POINT){(short)(data[0] | data[1] << 8), (short)(data[2] | data[3] << 8)};
        data += 4;
        size -= 4;
    }
    if (picture_read_any(&picture, data, size) != PICTURE_OK) return NULL;
    picture.hot_x = hot.x;
    picture.hot_y = hot.y;
    return image_of_size(&picture, is_icon, width, height);
}

static BOOL read_file_entry(struct picture *picture, const uint8_t *data, size_t size, int width, int height)
{
    struct picture_entry entry;
    int index = width ? picture_directory_choose(data, size, TRUE, width, height, DISPLAY_DEPTH) : 0;
    if (!picture_directory_entry(data, size, TRUE, index, &entry) || entry.place >= size)
        return set_user_error(ERROR_INVALID_DATA);
    if (picture_read_any(picture, data + entry.place, size - entry.place) != PICTURE_OK) return FALSE;
    picture->hot_x = entry.hot_x;
    picture->hot_y = entry.hot_y;
    return TRUE;
}

static HANDLE image_from_animation(const uint8_t *data, size_t size, BOOL is_icon, int width, int height)
{
    struct animation *animation = heap_allocate(sizeof(*animation));
    struct picture *frames = NULL;
    int count = 0;
    HANDLE handle = NULL;
    if (animation && animation_read(animation, data, size))
        frames = heap_allocate_zeroed((SIZE_T)animation->frame_count * sizeof(*frames));
    while (frames && count < animation->frame_count) {
        const struct animation_frame *frame = &animation->frames[count];
        if (!read_file_entry(&frames[count], data + frame->offset, frame->size, width, height)) break;
        count++;
    }
    if (frames && count == animation->frame_count) {
        handle = image_create(is_icon, frames, count);
        struct image *image = handle ? user_object_get(handle, USER_IMAGE) : NULL;
        SIZE_T steps = (SIZE_T)animation->step_count;
        if (image && (image->step_frames = heap_allocate(steps)) &&
            (image->step_jiffies = heap_allocate(steps * sizeof(uint32_t)))) {
            memcpy(image->step_frames, animation->step_frames, steps);
            memcpy(image->step_jiffies, animation->step_jiffies, steps * sizeof(uint32_t));
            image->step_count = animation->step_count;
        }
    } else {
        while (count) picture_finish(&frames[--count]);
        heap_free(frames);
        SetLastError(ERROR_INVALID_DATA);
    }
    heap_free(animation);
    return handle;
}

HANDLE image_from_memory(const uint8_t *data, size_t size, BOOL is_icon, int width, int height)
{
    struct picture picture;
    if (animation_is(data, size)) return image_from_animation(data, size, is_icon, width, height);
    if (!read_file_entry(&picture, data, size, width, height)) return NULL;
    return image_of_size(&picture, is_icon, width, height);
}

HANDLE image_from_file(LPCWSTR path, BOOL is_icon, int width, int height)
{
    SIZE_T size;
    const void *data = map_file(path, &size);
    if (!data) return NULL;
    HANDLE handle = image_from_memory(data, size, is_icon, width, height);
    UnmapViewOfFile(data);
    return handle;
}

HICON WINAPI CreateIconFromResourceEx(PBYTE data, DWORD size, BOOL is_icon, DWORD version, int width, int height,
                                      UINT flags)
{
    if (!data || (version != 0x20000 && version != RESOURCE_VERSION))
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    if ((flags & LR_DEFAULTSIZE) && !width) width = GetSystemMetrics(is_icon ? SM_CXICON : SM_CXCURSOR);
    if ((flags & LR_DEFAULTSIZE) && !height) height = GetSystemMetrics(is_icon ? SM_CYICON : SM_CYCURSOR);
    if (animation_is(data, size)) return image_from_animation(data, size, is_icon, width, height);
    return image_from_bits(data, size, is_icon, width, height);
}

HICON WINAPI CreateIconFromResource(PBYTE data, DWORD size, BOOL is_icon, DWORD version)
{
    return CreateIconFromResourceEx(data, size, is_icon, version, 0, 0, LR_DEFAULTSIZE);
}

static const void *resource_data(HMODULE module, LPCWSTR name, LPCWSTR type, DWORD *size)
{
    HRSRC resource = FindResourceW(module, name, type);
    if (!resource) return NULL;
    *size = SizeofResource(module, resource);
    return LockResource(LoadResource(module, resource));
}

static HANDLE load_from_group(HMODULE module, const uint8_t *group, DWORD size, BOOL is_icon, int width, int height)
{
    struct picture_entry entry;
    int index = width ? picture_directory_choose(group, size, FALSE, width, height, DISPLAY_DEPTH) : 0;
    if (!picture_directory_entry(group, size, FALSE, index, &entry)) return set_user_error(ERROR_INVALID_DATA), NULL;
    DWORD bits_size;
    const uint8_t *bits = resource_data(module, MAKEINTRESOURCEW(entry.place),
                                        is_icon ? (LPCWSTR)RT_ICON : (LPCWSTR)RT_CURSOR, &bits_size);
    return bits ? image_from_bits(bits, bits_size, is_icon, width, height) : NULL;
}

HANDLE image_from_resource(HINSTANCE module, LPCWSTR name, BOOL is_icon, int width, int height)
{
    DWORD size;
    const uint8_t *group =
        resource_data(module, name, is_icon ? (LPCWSTR)RT_GROUP_ICON : (LPCWSTR)RT_GROUP_CURSOR, &size);
    if (group) return load_from_group(module, group, size, is_icon, width, height);
    DWORD error = GetLastError();
    const uint8_t *animation = resource_data(module, name, is_icon ? RT_ANIMATED_ICON : RT_ANIMATED_CURSOR, &size);
    if (animation) return image_from_memory(animation, size, is_icon, width, height);
    return set_user_error(error), NULL;
}
