/* PrivateExtractIcons: icons out of programs and icon files, as shells show them. */
#include "drawing.h"
#include "images.h"

/* The group at `index`; a name that is text is copied, as it goes with the call. */
struct search { int index, found; LPCWSTR name; WCHAR text[MAX_PATH]; };

static BOOL CALLBACK count_group(HMODULE module, LPCWSTR type, LPWSTR name, LONG_PTR parameter)
{
    struct search *search = (struct search *)parameter;
    (void)module, (void)type;
    if (search->found++ != search->index) return TRUE;
    search->name = name;
    if (IS_INTRESOURCE(name)) return FALSE;
    wcsncpy(search->text, name, MAX_PATH - 1);
    search->name = search->text;
    return FALSE;
}

/* Negative indexes are resource numbers, others count the groups. */
static HICON extract_one(HMODULE module, int index, int width, int height, UINT *id)
{
    struct search search = {.index = index};
    LPCWSTR name = MAKEINTRESOURCEW(-index);
    if (index >= 0) {
        EnumResourceNamesW(module, (LPCWSTR)RT_GROUP_ICON, count_group, (LONG_PTR)&search);
        name = search.name;
    }
    HICON icon = name ? image_from_resource(module, name, TRUE, width, height) : NULL;
    if (id) *id = icon && IS_INTRESOURCE(name) ? LOWORD((ULONG_PTR)name) : 0;
    return icon;
}

static UINT count_icons(HMODULE module)
{
    struct search search = {.index = -1};
    EnumResourceNamesW(module, (LPCWSTR)RT_GROUP_ICON, count_group, (LONG_PTR)&search);
    return (UINT)search.found;
}

static UINT extract_from_file(LPCWSTR path, int index, int width, int height, HICON *icons, UINT *ids, UINT count)
{
    SIZE_T size;
    const void *data = map_file(path, &size);
    if (!data) return 0xffffffff;
    BOOL is_icon = animation_is(data, size) || picture_directory_count(data, size, TRUE);
    UINT done = 0;
    if (is_icon && !icons) done = 1;
    else if (is_icon && index == 0 && count && (icons[0] = image_from_memory(data, size, TRUE, width, height)))
        done = 1;
    if (done && ids) ids[0] = 0;
    UnmapViewOfFile(data);
    return is_icon ? done : 0xfffffffe;
}

static UINT extract_from_module(LPCWSTR path, int index, int sizes[2], HICON *icons, UINT *ids, UINT count)
{
    HMODULE module = LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    UINT done = 0;
    if (!module) return 0;
    if (!icons) done = count_icons(module);
    for (UINT i = 0; icons && i < count; i++) {
        icons[i] = extract_one(module, index < 0 ? index : index + (int)i, sizes[0], sizes[1], ids ? &ids[i] : NULL);
        if (!icons[i]) break;
        done++;
        if (index < 0) break;
    }
    FreeLibrary(module);
    return done;
}

/* Width and height may hold two sizes each (low and high word); icons then come in pairs. Without `icons`: how many
 * there are. */
UINT WINAPI PrivateExtractIconsW(LPCWSTR file, int index, int width, int height, HICON *icons, UINT *ids, UINT count,
                                 UINT flags)
{
    WCHAR path[MAX_PATH];
    (void)flags;
    if (!file) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!SearchPathW(NULL, file, NULL, MAX_PATH, path, NULL)) return 0xffffffff;
    if (HIWORD(width) && icons) { /* two sizes: the first for even, the second for odd places */
        UINT done = 0;
        for (UINT i = 0; i < count; i++) {
            int half = i % 2 ? HIWORD(width) : LOWORD(width), half_height = i % 2 ? HIWORD(height) : LOWORD(height);
            if (PrivateExtractIconsW(file, index < 0 ? index : index + (int)i / 2, half, half_height, &icons[i],
                                     ids ? &ids[i] : NULL, 1, flags) != 1)
                break;
            done++;
        }
        return done;
    }
    int sizes[2] = {LOWORD(width), LOWORD(height)};
    UINT done = extract_from_file(path, index, sizes[0], sizes[1], icons, ids, count);
    return done == 0xfffffffe ? extract_from_module(path, index, sizes, icons, ids, count) : done;
}

UINT WINAPI PrivateExtractIconsA(LPCSTR file, int index, int width, int height, HICON *icons, UINT *ids, UINT count,
                                 UINT flags)
{
    WCHAR *wide = file ? wide_copy(file, -1, NULL) : NULL;
    if (!wide) return set_user_error(ERROR_INVALID_PARAMETER);
    UINT done = PrivateExtractIconsW(wide, index, width, height, icons, ids, count, flags);
    heap_free(wide);
    return done;
}

/* Large and small icons of the system's sizes; index -1: how many there are. */
UINT WINAPI PrivateExtractIconExW(LPCWSTR file, int index, HICON *large, HICON *small, UINT count)
{
    UINT done = 0, done_small = 0;
    if (index == -1) return PrivateExtractIconsW(file, 0, 0, 0, NULL, NULL, 0, 0);
    if (large)
        done = PrivateExtractIconsW(file, index, GetSystemMetrics(SM_CXICON), GetSystemMetrics(SM_CYICON), large, NULL,
                                    count, 0);
    if (small)
        done_small = PrivateExtractIconsW(file, index, GetSystemMetrics(SM_CXSMICON), GetSystemMetrics(SM_CYSMICON),
                                          small, NULL, count, 0);
    return large ? done : done_small;
}

UINT WINAPI PrivateExtractIconExA(LPCSTR file, int index, HICON *large, HICON *small, UINT count)
{
    WCHAR *wide = file ? wide_copy(file, -1, NULL) : NULL;
    if (!wide) return set_user_error(ERROR_INVALID_PARAMETER);
    UINT done = PrivateExtractIconExW(wide, index, large, small, count);
    heap_free(wide);
    return done;
}
