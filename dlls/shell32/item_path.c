/* Item ID lists of paths and paths of lists. Below the desktop lies the computer, below that its drives. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

const struct item *checked_item(const ITEMIDLIST *list)
{
    const struct item *item = (const struct item *)list;
    size_t room;

    if (item->size < FIELD_OFFSET(struct item, name) + sizeof(WCHAR)) return NULL;
    room = (item->size - FIELD_OFFSET(struct item, name)) / sizeof(WCHAR);
    if (item->name[room - 1]) return NULL;
    switch (item->type) {
    case ITEM_COMPUTER: case ITEM_DRIVE: case ITEM_FOLDER: case ITEM_FILE: return item;
    default: return NULL;
    }
}

ITEMIDLIST *make_item(enum item_type type, const WCHAR *name, const WIN32_FIND_DATAW *data)
{
    size_t size = FIELD_OFFSET(struct item, name) + ((size_t)lstrlenW(name) + 1) * sizeof(WCHAR);
    struct item *item;

    if (size > 0xff00 || !(item = CoTaskMemAlloc(size + sizeof(USHORT)))) return NULL;
    memset(item, 0, size + sizeof(USHORT));
    item->size = size;
    item->type = type;
    if (data) {
        item->attributes = data->dwFileAttributes;
        item->file_size = data->nFileSizeHigh ? MAXDWORD : data->nFileSizeLow;
        item->written = data->ftLastWriteTime;
    }
    memcpy(item->name, name, size - FIELD_OFFSET(struct item, name));
    return (ITEMIDLIST *)item;
}

static bool append(ITEMIDLIST **list, ITEMIDLIST *item)
{
    ITEMIDLIST *both = item ? ILCombine(*list, item) : NULL;

    ILFree(item);
    if (!both) return false;
    ILFree(*list);
    *list = both;
    return true;
}

/* One part of a path. The real name is taken from the folder, so that lists of the same file are equal. */
static HRESULT append_part(ITEMIDLIST **list, const WCHAR *path, const WCHAR *part, bool last, bool exact)
{
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(path, &data);

    if (find == INVALID_HANDLE_VALUE) {
        if (exact) return HRESULT_FROM_WIN32(GetLastError());
        return append(list, make_item(last ? ITEM_FILE : ITEM_FOLDER, part, NULL)) ? S_OK : E_OUTOFMEMORY;
    }
    FindClose(find);
    bool folder = data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    if (!folder && !last && exact) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
    return append(list, make_item(folder ? ITEM_FOLDER : ITEM_FILE, data.cFileName, &data)) ? S_OK : E_OUTOFMEMORY;
}

static HRESULT append_parts(ITEMIDLIST **list, WCHAR *full, bool exact)
{
    HRESULT result = S_OK;
    WCHAR *part = full + 3;

    while (SUCCEEDED(result) && *part) {
        WCHAR *end = part, separator;
        while (*end && *end != '\\') end++;
        separator = *end;
        *end = 0;
        result = append_part(list, full, part, !separator || !end[1], exact);
        *end = separator;
        part = separator ? end + 1 : end;
    }
    return result;
}

HRESULT list_from_path(const WCHAR *path, bool exact, ITEMIDLIST **list)
{
    WCHAR *full, drive[4];
    DWORD size;
    HRESULT result;

    *list = NULL;
    if (!path[0] || wcspbrk(path, L"*?")) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    if (!(size = GetFullPathNameW(path, 0, NULL, NULL))) return HRESULT_FROM_WIN32(GetLastError());
    if (!(full = CoTaskMemAlloc(size * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    size = GetFullPathNameW(path, size, full, NULL);
    /* No network and no devices below our desktop. */
    result = size >= 3 && full[1] == ':' && full[2] == '\\' ? S_OK : HRESULT_FROM_WIN32(ERROR_BAD_NETPATH);
    if (SUCCEEDED(result)) {
        lstrcpynW(drive, full, ARRAYSIZE(drive));
        CharUpperBuffW(drive, 1);
        if (exact && GetDriveTypeW(drive) == DRIVE_NO_ROOT_DIR) result = HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
    }
    if (SUCCEEDED(result)) {
        *list = make_item(ITEM_COMPUTER, L"", NULL);
        result =
            *list && append(list, make_item(ITEM_DRIVE, drive, NULL)) ? append_parts(list, full, exact) : E_OUTOFMEMORY;
    }
    CoTaskMemFree(full);
    if (SUCCEEDED(result)) return S_OK;
    ILFree(*list);
    *list = NULL;
    return result;
}

bool path_from_list(const ITEMIDLIST *list, WCHAR *path, DWORD room)
{
    DWORD length = 0;

    if (!list->mkid.cb)
        return room >= MAX_PATH &&
               SHGetFolderPathW(NULL, CSIDL_DESKTOPDIRECTORY, NULL, SHGFP_TYPE_CURRENT, path) == S_OK;
    const struct item *item = checked_item(list);
    if (!item || item->type != ITEM_COMPUTER) return false;
    for (list = ILGetNext(list); list->mkid.cb; list = ILGetNext(list)) {
        if (!(item = checked_item(list)) || (item->type == ITEM_DRIVE) != !length) return false;
        DWORD size = lstrlenW(item->name);
        bool separator = length && path[length - 1] != '\\';
        if (length + separator + size + 1 > room) return false;
        if (separator) path[length++] = '\\';
        memcpy(path + length, item->name, (size + 1) * sizeof(WCHAR));
        length += size;
    }
    return length != 0;
}

WINBOOL WINAPI SHGetPathFromIDListEx(PCIDLIST_ABSOLUTE list, PWSTR path, DWORD size, GPFIDL_FLAGS options)
{
    WCHAR *copy;

    if (!list || !path || !size) return FALSE;
    path[0] = 0;
    if (!path_from_list(list, path, size)) {
        path[0] = 0;
        return FALSE;
    }
    if (!(options & GPFIDL_ALTNAME) || !(copy = CoTaskMemAlloc(((SIZE_T)lstrlenW(path) + 1) * sizeof(WCHAR))))
        return TRUE;
    lstrcpyW(copy, path);
    if (GetShortPathNameW(copy, path, size) - 1 >= size - 1) lstrcpyW(path, copy);
    CoTaskMemFree(copy);
    return TRUE;
}

WINBOOL WINAPI SHGetPathFromIDListW(PCIDLIST_ABSOLUTE list, LPWSTR path)
{
    return SHGetPathFromIDListEx(list, path, MAX_PATH, GPFIDL_DEFAULT);
}

WINBOOL WINAPI SHGetPathFromIDListA(PCIDLIST_ABSOLUTE list, LPSTR path)
{
    WCHAR wide[MAX_PATH];

    if (!path) return FALSE;
    path[0] = 0;
    return SHGetPathFromIDListW(list, wide) &&
           WideCharToMultiByte(CP_ACP, 0, wide, -1, path, MAX_PATH, NULL, NULL) != 0;
}

PIDLIST_ABSOLUTE WINAPI ILCreateFromPathW(PCWSTR path)
{
    ITEMIDLIST *list = NULL;
    if (path) list_from_path(path, true, &list);
    return list;
}

PIDLIST_ABSOLUTE WINAPI ILCreateFromPathA(PCSTR path)
{
    WCHAR *wide = wide_copy(path);
    PIDLIST_ABSOLUTE list = wide ? ILCreateFromPathW(wide) : NULL;
    LocalFree(wide);
    return list;
}

/* For names of files that need not exist. */
PIDLIST_ABSOLUTE WINAPI SHSimpleIDListFromPath(PCWSTR path)
{
    ITEMIDLIST *list = NULL;
    if (path) list_from_path(path, false, &list);
    return list;
}

/* ---- places of folders */

HRESULT WINAPI SHGetFolderLocation(HWND window, int csidl, HANDLE token, DWORD reserved, PIDLIST_ABSOLUTE *list)
{
    WCHAR path[MAX_PATH];
    HRESULT result;

    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (reserved) return E_INVALIDARG;
    if ((csidl & ~CSIDL_FLAG_MASK) == CSIDL_DESKTOP) {
        *list = CoTaskMemAlloc(sizeof(USHORT));
        if (*list) memset(*list, 0, sizeof(USHORT));
        return *list ? S_OK : E_OUTOFMEMORY;
    }
    if ((csidl & ~CSIDL_FLAG_MASK) == CSIDL_DRIVES) {
        *list = make_item(ITEM_COMPUTER, L"", NULL);
        return *list ? S_OK : E_OUTOFMEMORY;
    }
    result = SHGetFolderPathW(window, csidl, token, SHGFP_TYPE_CURRENT, path);
    if (result != S_OK) return FAILED(result) ? result : HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    return list_from_path(path, !(csidl & CSIDL_FLAG_DONT_VERIFY), list);
}

HRESULT WINAPI SHGetSpecialFolderLocation(HWND window, int csidl, PIDLIST_ABSOLUTE *list)
{
    return SHGetFolderLocation(window, csidl, NULL, 0, list);
}

HRESULT WINAPI SHGetKnownFolderIDList(REFKNOWNFOLDERID id, DWORD flags, HANDLE token, PIDLIST_ABSOLUTE *list)
{
    WCHAR *path;
    HRESULT result;

    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (IsEqualGUID(id, &FOLDERID_Desktop)) return SHGetFolderLocation(NULL, CSIDL_DESKTOP, token, 0, list);
    if (IsEqualGUID(id, &FOLDERID_ComputerFolder)) return SHGetFolderLocation(NULL, CSIDL_DRIVES, token, 0, list);
    result = SHGetKnownFolderPath(id, flags, token, &path);
    if (FAILED(result)) return result;
    result = list_from_path(path, !(flags & KF_FLAG_DONT_VERIFY), list);
    CoTaskMemFree(path);
    return result;
}

HRESULT WINAPI SHGetMalloc(LPMALLOC *allocator)
{
    return CoGetMalloc(MEMCTX_TASK, allocator);
}
