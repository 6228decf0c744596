/* GetFileVersionInfo: the version resource of a PE file. Behind it there is room for VerQueryValueA's converted
 * strings. */
#include "version_private.h"

/* VS_VERSIONINFO's key and the padding in front of the fixed part. */
#define SMALLEST_RESOURCE 0x28

static HMODULE open_resources(LPCWSTR file)
{
    HMODULE module = LoadLibraryExW(file, NULL, LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    if (!module && GetLastError() == ERROR_BAD_EXE_FORMAT) SetLastError(ERROR_RESOURCE_DATA_NOT_FOUND);
    return module;
}

static const struct version_block *find_version(HMODULE module, DWORD *size)
{
    HRSRC resource = FindResourceW(module, MAKEINTRESOURCEW(VS_VERSION_INFO), MAKEINTRESOURCEW(16)); /* RT_VERSION */
    const struct version_block *block = resource ? LockResource(LoadResource(module, resource)) : NULL;

    if (!block) return NULL;
    *size = SizeofResource(module, resource);
    if (*size >= SMALLEST_RESOURCE && block->length <= *size) return block;
    SetLastError(ERROR_RESOURCE_DATA_NOT_FOUND);
    return NULL;
}

DWORD WINAPI GetFileVersionInfoSizeExW(DWORD flags, LPCWSTR file, LPDWORD ignored)
{
    const struct version_block *block;
    HMODULE module;
    DWORD size = 0, error;

    (void)flags;
    if (ignored) *ignored = 0;
    if (!file || !*file) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (!(module = open_resources(file))) return 0;
    block = find_version(module, &size);
    error = GetLastError();
    FreeLibrary(module);
    SetLastError(block ? ERROR_SUCCESS : error);
    return block ? size * 2 + sizeof(DWORD) : 0;
}

BOOL WINAPI GetFileVersionInfoExW(DWORD flags, LPCWSTR file, DWORD ignored, DWORD capacity, LPVOID data)
{
    const struct version_block *block;
    HMODULE module;
    DWORD size = 0, error = ERROR_SUCCESS;

    (void)flags, (void)ignored;
    if (!file || !*file || !data) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!(module = open_resources(file))) return FALSE;
    if (!(block = find_version(module, &size))) error = GetLastError();
    else memcpy(data, block, size < capacity ? size : capacity); /* too short a buffer gets what fits */
    FreeLibrary(module);
    SetLastError(error);
    return error == ERROR_SUCCESS;
}

DWORD WINAPI GetFileVersionInfoSizeW(LPCWSTR file, LPDWORD ignored)
{
    return GetFileVersionInfoSizeExW(FILE_VER_GET_LOCALISED, file, ignored);
}

BOOL WINAPI GetFileVersionInfoW(LPCWSTR file, DWORD ignored, DWORD capacity, LPVOID data)
{
    return GetFileVersionInfoExW(FILE_VER_GET_LOCALISED, file, ignored, capacity, data);
}

/* ---- ANSI */

static WCHAR *wide_copy(LPCSTR text)
{
    int length = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    WCHAR *wide = length ? LocalAlloc(LMEM_FIXED, (size_t)length * sizeof(WCHAR)) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

DWORD WINAPI GetFileVersionInfoSizeExA(DWORD flags, LPCSTR file, LPDWORD ignored)
{
    WCHAR *wide = wide_copy(file);
    DWORD size = GetFileVersionInfoSizeExW(flags, wide, ignored), error = GetLastError();
    LocalFree(wide);
    SetLastError(error);
    return size;
}

BOOL WINAPI GetFileVersionInfoExA(DWORD flags, LPCSTR file, DWORD ignored, DWORD capacity, LPVOID data)
{
    WCHAR *wide = wide_copy(file);
    BOOL success = GetFileVersionInfoExW(flags, wide, ignored, capacity, data);
    DWORD error = GetLastError();
    LocalFree(wide);
    SetLastError(error);
    return success;
}

DWORD WINAPI GetFileVersionInfoSizeA(LPCSTR file, LPDWORD ignored)
{
    return GetFileVersionInfoSizeExA(FILE_VER_GET_LOCALISED, file, ignored);
}

BOOL WINAPI GetFileVersionInfoA(LPCSTR file, DWORD ignored, DWORD capacity, LPVOID data)
{
    return GetFileVersionInfoExA(FILE_VER_GET_LOCALISED, file, ignored, capacity, data);
}
