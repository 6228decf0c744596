/* Fonts that the program brings along, in files or in memory: they become faces of this process. */
#include "gdi_text.h"

struct resource {
    struct resource *next;
    UINT first, count;      /* faces */
    UINT references;
    BOOL is_memory;
    DWORD flags;            /* of a file, as given: the same file may be there with others */
    WCHAR path[];           /* of a file, full */
};

static struct resource *resources;
static RTL_SRWLOCK resource_lock = RTL_SRWLOCK_INIT;

/* --- faces --- */

static UINT add_faces(const void *data, SIZE_T size, UINT *first)
{
    if (!data || !size || size > FONT_FILE_LIMIT) return 0;
    struct unix_font_memory_args args = {.data = UNIX_PTR(data), .size = size};
    typeface_count(); /* the installed ones come first */
    if (unix_call_font_memory(&args)) return 0;
    *first = args.first;
    return args.count;
}

static struct resource *register_faces(const WCHAR *path, UINT first, UINT count, BOOL is_hidden)
{
    SIZE_T length = path ? wcslen(path) + 1 : 1;
    struct resource *resource = heap_allocate_zeroed(sizeof(*resource) + length * sizeof(WCHAR));
    if (!resource) return NULL;
    *resource =
        (struct resource){.next = resources, .first = first, .count = count, .references = 1, .is_memory = !path};
    if (path) memcpy(resource->path, path, length * sizeof(WCHAR));
    resources = resource;
    typefaces_refresh();
    for (UINT i = 0; i < count; i++) {
        struct typeface *face = typeface_get(first + i);
        if (face) face->is_hidden = is_hidden;
    }
    return resource;
}

static void remove_faces(UINT first, UINT count)
{
    struct unix_font_memory_args args = {.first = first, .count = count};
    unix_call_font_memory(&args);
    typefaces_refresh();
}

/* Under the lock. */
static void drop(struct resource **place)
{
    struct resource *resource = *place;
    if (--resource->references) return;
    *place = resource->next;
    remove_faces(resource->first, resource->count);
    heap_free(resource);
}

/* --- files --- */

static BOOL full_path(const WCHAR *name, WCHAR path[MAX_PATH])
{
    DWORD length = GetFullPathNameW(name, MAX_PATH, path, NULL);
    if (length && length < MAX_PATH && GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES) return TRUE;
    length = GetWindowsDirectoryW(path, MAX_PATH);
    if (!length || length + wcslen(name) + 8 > MAX_PATH) return FALSE;
    wcscpy(path + length, L"\\Fonts\\");
    wcscat(path, name);
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static void *read_file(const WCHAR *path, SIZE_T *size)
{
    LARGE_INTEGER length;
    DWORD done = 0;
    void *data = NULL;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    if (GetFileSizeEx(file, &length) && length.QuadPart > 0 && length.QuadPart <= FONT_FILE_LIMIT)
        data = heap_allocate((SIZE_T)length.QuadPart);
    if (data && (!ReadFile(file, data, length.LowPart, &done, NULL) || done != length.LowPart)) {
        heap_free(data);
        data = NULL;
    }
    CloseHandle(file);
    *size = done;
    return data;
}

static struct resource **find_file(const WCHAR *path, DWORD flags)
{
    struct resource **place = &resources;
    while (*place && ((*place)->is_memory || (*place)->flags != flags || _wcsicmp((*place)->path, path)))
        place = &(*place)->next;
    return place;
}

static int add_file(const WCHAR *path, DWORD flags)
{
    struct resource *known = *find_file(path, flags);
    if (known) {
        known->references++;
        return (int)known->count;
    }
    SIZE_T size = 0;
    void *data = read_file(path, &size);
    UINT first = 0, count = add_faces(data, size, &first);
    heap_free(data);
    struct resource *resource = count ? register_faces(path, first, count, flags & FR_NOT_ENUM) : NULL;
    if (!resource) return 0;
    resource->flags = flags;
    return (int)count;
}

int WINAPI AddFontResourceExW(LPCWSTR name, DWORD flags, PVOID reserved)
{
    WCHAR path[MAX_PATH];
    (void)reserved;
    if (!name || flags & ~(DWORD)(FR_PRIVATE | FR_NOT_ENUM)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (!full_path(name, path)) {
        SetLastError(ERROR_FILE_NOT_FOUND);
        return 0;
    }
    RtlAcquireSRWLockExclusive(&resource_lock);
    int count = add_file(path, flags);
    RtlReleaseSRWLockExclusive(&resource_lock);
    return count;
}

BOOL WINAPI RemoveFontResourceExW(LPCWSTR name, DWORD flags, PVOID reserved)
{
    WCHAR path[MAX_PATH];
    (void)reserved;
    if (!name || !full_path(name, path)) return FALSE;
    RtlAcquireSRWLockExclusive(&resource_lock);
    struct resource **place = find_file(path, flags);
    BOOL found = *place != NULL;
    if (found) drop(place);
    RtlReleaseSRWLockExclusive(&resource_lock);
    return found;
}

int WINAPI AddFontResourceW(LPCWSTR name) { return AddFontResourceExW(name, 0, NULL); }
BOOL WINAPI RemoveFontResourceW(LPCWSTR name) { return RemoveFontResourceExW(name, 0, NULL); }

static BOOL to_wide(const char *name, WCHAR wide[MAX_PATH])
{
    return name && MultiByteToWideChar(CP_ACP, 0, name, -1, wide, MAX_PATH);
}

int WINAPI AddFontResourceExA(LPCSTR name, DWORD flags, PVOID reserved)
{
    WCHAR wide[MAX_PATH];
    return to_wide(name, wide) ? AddFontResourceExW(wide, flags, reserved) : 0;
}

BOOL WINAPI RemoveFontResourceExA(LPCSTR name, DWORD flags, PVOID reserved)
{
    WCHAR wide[MAX_PATH];
    return to_wide(name, wide) && RemoveFontResourceExW(wide, flags, reserved);
}

int WINAPI AddFontResourceA(LPCSTR name) { return AddFontResourceExA(name, 0, NULL); }
BOOL WINAPI RemoveFontResourceA(LPCSTR name) { return RemoveFontResourceExA(name, 0, NULL); }

/* --- memory --- */

HANDLE WINAPI AddFontMemResourceEx(PVOID data, DWORD size, PVOID reserved, DWORD *count)
{
    UINT first = 0, added;
    struct resource *resource = NULL;
    if (!data || !size || reserved || !count) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    RtlAcquireSRWLockExclusive(&resource_lock);
    added = add_faces(data, size, &first);
    if (added) resource = register_faces(NULL, first, added, TRUE);
    RtlReleaseSRWLockExclusive(&resource_lock);
    if (resource) *count = added;
    return resource;
}

BOOL WINAPI RemoveFontMemResourceEx(HANDLE handle)
{
    RtlAcquireSRWLockExclusive(&resource_lock);
    struct resource **place = &resources;
    while (*place && (!(*place)->is_memory || *place != handle)) place = &(*place)->next;
    BOOL found = *place != NULL;
    if (found) drop(place);
    RtlReleaseSRWLockExclusive(&resource_lock);
    if (!found) SetLastError(ERROR_INVALID_HANDLE);
    return found;
}

/* --- files that say where a font is --- */

/* Nobody reads .fot files any more, so none is written. */
BOOL WINAPI CreateScalableFontResourceW(DWORD hidden, LPCWSTR resource_file, LPCWSTR font_file, LPCWSTR folder)
{
    WCHAR path[MAX_PATH];
    (void)hidden, (void)folder;
    if (!resource_file || !font_file) SetLastError(ERROR_INVALID_PARAMETER);
    else if (GetFileAttributesW(resource_file) != INVALID_FILE_ATTRIBUTES) SetLastError(ERROR_FILE_EXISTS);
    else if (!full_path(font_file, path)) SetLastError(ERROR_FILE_NOT_FOUND);
    else SetLastError(ERROR_NOT_SUPPORTED);
    return FALSE;
}

BOOL WINAPI CreateScalableFontResourceA(DWORD hidden, LPCSTR resource_file, LPCSTR font_file, LPCSTR folder)
{
    WCHAR resource[MAX_PATH], font[MAX_PATH];
    (void)folder;
    BOOL converts = to_wide(resource_file, resource) && to_wide(font_file, font);
    return CreateScalableFontResourceW(hidden, converts ? resource : NULL, converts ? font : NULL, NULL);
}
