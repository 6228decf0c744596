/* Volumes in ANSI, mount points and device names. Drives are links in the prefix (drives/x) that a person sets;
 * programs do not. */
#include "file_private.h"

HANDLE WINAPI FindFirstVolumeA(LPSTR buffer, DWORD size)
{
    WCHAR name[64];
    HANDLE find = FindFirstVolumeW(name, 64);
    if (find == INVALID_HANDLE_VALUE) return find;
    if (file_name_to_ansi(name, (DWORD)wcslen(name), buffer, size) < size) return find;
    FindVolumeClose(find);
    SetLastError(ERROR_FILENAME_EXCED_RANGE);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI FindNextVolumeA(HANDLE find, LPSTR buffer, DWORD size)
{
    WCHAR name[64];
    if (!FindNextVolumeW(find, name, 64)) return FALSE;
    return file_name_to_ansi(name, (DWORD)wcslen(name), buffer, size) < size ? TRUE
                                                                             : set_error(ERROR_FILENAME_EXCED_RANGE);
}

BOOL WINAPI GetVolumePathNamesForVolumeNameA(LPCSTR volume, LPSTR buffer, DWORD size, PDWORD needed)
{
    WCHAR names[64];
    DWORD length = 0;
    LPWSTR wide;
    if (!file_name_from_ansi(volume, &wide)) return FALSE;
    BOOL result = GetVolumePathNamesForVolumeNameW(wide, names, 64, &length);
    heap_free(wide);
    if (!result) return FALSE;
    if (needed) *needed = length;
    if (length > size) return set_error(ERROR_MORE_DATA);
    for (DWORD i = 0; i < length; i++) buffer[i] = (char)names[i]; /* drive letters only */
    return TRUE;
}

/* No folder of a volume is the place of another volume. */
HANDLE WINAPI FindFirstVolumeMountPointW(LPCWSTR volume, LPWSTR buffer, DWORD size)
{
    (void)buffer;
    (void)size;
    if (GetDriveTypeW(volume) != DRIVE_NO_ROOT_DIR) SetLastError(ERROR_NO_MORE_FILES);
    else SetLastError(ERROR_PATH_NOT_FOUND);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstVolumeMountPointA(LPCSTR volume, LPSTR buffer, DWORD size)
{
    LPWSTR wide;
    (void)buffer;
    (void)size;
    if (!file_name_from_ansi(volume, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE find = FindFirstVolumeMountPointW(wide, NULL, 0);
    heap_free(wide);
    return find;
}

BOOL WINAPI FindNextVolumeMountPointW(HANDLE find, LPWSTR buffer, DWORD size)
{
    (void)find;
    (void)buffer;
    (void)size;
    return set_error(ERROR_INVALID_HANDLE); /* none was ever given out */
}

BOOL WINAPI FindNextVolumeMountPointA(HANDLE find, LPSTR buffer, DWORD size)
{
    (void)find;
    (void)buffer;
    (void)size;
    return set_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI FindVolumeMountPointClose(HANDLE find)
{
    (void)find;
    return set_error(ERROR_INVALID_HANDLE);
}

/* These need an administrator on Windows; here nobody is one. */
static BOOL refuse(const char *function)
{
    log_line(LOG_WARN, "%s: drives and volumes are set up outside, by links in the prefix's folder `drives`", function);
    return set_error(ERROR_ACCESS_DENIED);
}

BOOL WINAPI SetVolumeMountPointW(LPCWSTR folder, LPCWSTR volume)
{
    (void)folder;
    (void)volume;
    return refuse("SetVolumeMountPoint");
}

BOOL WINAPI SetVolumeMountPointA(LPCSTR folder, LPCSTR volume)
{
    (void)folder;
    (void)volume;
    return refuse("SetVolumeMountPoint");
}

BOOL WINAPI DeleteVolumeMountPointW(LPCWSTR folder)
{
    (void)folder;
    return refuse("DeleteVolumeMountPoint");
}

BOOL WINAPI DeleteVolumeMountPointA(LPCSTR folder)
{
    (void)folder;
    return refuse("DeleteVolumeMountPoint");
}

BOOL WINAPI DefineDosDeviceW(DWORD flags, LPCWSTR name, LPCWSTR target)
{
    (void)target;
    if (!name || (!target && !(flags & DDD_REMOVE_DEFINITION))) return set_error(ERROR_INVALID_PARAMETER);
    return refuse("DefineDosDevice");
}

BOOL WINAPI DefineDosDeviceA(DWORD flags, LPCSTR name, LPCSTR target)
{
    (void)target;
    if (!name || (!target && !(flags & DDD_REMOVE_DEFINITION))) return set_error(ERROR_INVALID_PARAMETER);
    return refuse("DefineDosDevice");
}
