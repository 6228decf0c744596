/* Drives and volumes. */
#include "file_private.h"
#include "unix_calls.h"

static BOOL volume_query(LPCWSTR root, struct unix_volume_query_args *volume)
{
    struct nt_path path;
    WCHAR full[8];
    if (!root) {
        /* the drive that the program is in */
        WCHAR folder[MAX_PATH];
        if (GetCurrentDirectoryW(MAX_PATH, folder) >= MAX_PATH || folder[1] != ':')
            return set_error(ERROR_PATH_NOT_FOUND);
        memcpy(full, folder, 2 * sizeof(WCHAR));
        memcpy(full + 2, L"\\", 2 * sizeof(WCHAR));
        root = full;
    }
    if (!nt_path_begin(&path, root)) return FALSE;
    NTSTATUS status = winrun_volume_query(&path.name, volume);
    nt_path_end(&path);
    return check_status(status);
}

DWORD WINAPI GetLogicalDrives(void)
{
    return winrun_drives();
}

DWORD WINAPI GetLogicalDriveStringsW(DWORD size, LPWSTR buffer)
{
    ULONG drives = winrun_drives();
    DWORD needed = 0;
    for (int i = 0; i < 26; i++) needed += drives >> i & 1 ? 4 : 0;
    if (needed >= size) return needed + 1;
    for (int i = 0; i < 26; i++) {
        if (!(drives >> i & 1)) continue;
        WCHAR root[4] = {(WCHAR)('A' + i), ':', '\\', 0};
        memcpy(buffer, root, sizeof(root));
        buffer += 4;
    }
    *buffer = 0;
    return needed;
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD size, LPSTR buffer)
{
    WCHAR wide[26 * 4 + 1];
    DWORD length = GetLogicalDriveStringsW(26 * 4 + 1, wide);
    if (length >= size) return length + 1;
    for (DWORD i = 0; i <= length; i++) buffer[i] = (char)wide[i];
    return length;
}

UINT WINAPI GetDriveTypeW(LPCWSTR root)
{
    struct unix_volume_query_args volume;
    size_t length = root ? wcslen(root) : 0;
    BOOL is_root = !root || (length == 3 && root[1] == ':' && (root[2] == '\\' || root[2] == '/')) ||
                   (length == 2 && root[1] == ':');
    if (!is_root) {
        /* another folder is no root, unless it is a volume's name */
        BOOL is_volume = length > 11 && !memcmp(root, L"\\\\?\\Volume{", 11 * sizeof(WCHAR));
        if (!is_volume) return DRIVE_NO_ROOT_DIR;
    }
    return volume_query(root, &volume) ? volume.type : DRIVE_NO_ROOT_DIR;
}

UINT WINAPI GetDriveTypeA(LPCSTR root)
{
    LPWSTR wide;
    if (!file_name_from_ansi(root, &wide)) return DRIVE_UNKNOWN;
    UINT type = GetDriveTypeW(wide);
    heap_free(wide);
    return type;
}

BOOL WINAPI GetVolumeInformationW(LPCWSTR root, LPWSTR label, DWORD label_size, LPDWORD serial, LPDWORD maximum,
                                  LPDWORD flags, LPWSTR system, DWORD system_size)
{
    struct unix_volume_query_args volume;
    size_t length = root ? wcslen(root) : 0;
    if (root && (!length || (root[length - 1] != '\\' && root[length - 1] != '/')))
        return set_error(ERROR_INVALID_NAME);
    if (root && length != 3 && root[1] == ':') return set_error(ERROR_DIR_NOT_ROOT);
    if (!volume_query(root, &volume)) return FALSE;
    size_t label_length = wcslen((LPCWSTR)volume.label), system_length = strlen(volume.file_system);
    if ((label && label_size <= label_length) || (system && system_size <= system_length))
        return set_error(ERROR_BAD_LENGTH);
    if (label) memcpy(label, volume.label, (label_length + 1) * sizeof(WCHAR));
    if (system)
        for (size_t i = 0; i <= system_length; i++) system[i] = (unsigned char)volume.file_system[i];
    if (serial) *serial = volume.serial;
    if (maximum) *maximum = volume.maximum_name;
    if (flags) {
        *flags = FILE_CASE_PRESERVED_NAMES | FILE_CASE_SENSITIVE_SEARCH | FILE_UNICODE_ON_DISK |
                 FILE_SUPPORTS_SPARSE_FILES | FILE_SUPPORTS_HARD_LINKS | FILE_SUPPORTS_REPARSE_POINTS;
        if (volume.read_only) *flags |= FILE_READ_ONLY_VOLUME;
    }
    return TRUE;
}

BOOL WINAPI GetVolumeInformationA(LPCSTR root, LPSTR label, DWORD label_size, LPDWORD serial, LPDWORD maximum,
                                  LPDWORD flags, LPSTR system, DWORD system_size)
{
    WCHAR wide_label[64], wide_system[32];
    LPWSTR wide;
    if (!file_name_from_ansi(root, &wide)) return FALSE;
    BOOL result = GetVolumeInformationW(wide, wide_label, 64, serial, maximum, flags, wide_system, 32);
    heap_free(wide);
    if (!result) return FALSE;
    if (label && file_name_to_ansi(wide_label, (DWORD)wcslen(wide_label), label, label_size) >= label_size)
        return set_error(ERROR_BAD_LENGTH);
    if (system && file_name_to_ansi(wide_system, (DWORD)wcslen(wide_system), system, system_size) >= system_size)
        return set_error(ERROR_BAD_LENGTH);
    return TRUE;
}

BOOL WINAPI GetVolumeInformationByHandleW(HANDLE file, LPWSTR label, DWORD label_size, LPDWORD serial, LPDWORD maximum,
                                          LPDWORD flags, LPWSTR system, DWORD system_size)
{
    UNICODE_STRING path;
    if (!check_status(winrun_path_of_handle(file, &path))) return FALSE;
    WCHAR root[4] = {path.Buffer[0], ':', '\\', 0};
    RtlFreeUnicodeString(&path);
    return GetVolumeInformationW(root, label, label_size, serial, maximum, flags, system, system_size);
}

BOOL WINAPI SetVolumeLabelW(LPCWSTR root, LPCWSTR label)
{
    (void)root;
    (void)label;
    return set_error(ERROR_ACCESS_DENIED); /* the file systems below belong to the machine, not to the program */
}

BOOL WINAPI SetVolumeLabelA(LPCSTR root, LPCSTR label)
{
    (void)root;
    (void)label;
    return set_error(ERROR_ACCESS_DENIED);
}

BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR folder, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                PULARGE_INTEGER unused)
{
    struct unix_volume_query_args volume;
    if (!volume_query(folder, &volume)) return FALSE;
    if (available) available->QuadPart = volume.available_units * volume.unit_size;
    if (total) total->QuadPart = volume.total_units * volume.unit_size;
    if (unused) unused->QuadPart = volume.free_units * volume.unit_size;
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR folder, PULARGE_INTEGER available, PULARGE_INTEGER total, PULARGE_INTEGER unused)
{
    LPWSTR wide;
    if (!file_name_from_ansi(folder, &wide)) return FALSE;
    BOOL result = GetDiskFreeSpaceExW(wide, available, total, unused);
    heap_free(wide);
    return result;
}

static DWORD clamp(uint64_t value) { return value > 0xffffffff ? 0xffffffff : (DWORD)value; }

BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR root, LPDWORD sectors, LPDWORD sector_size, LPDWORD unused, LPDWORD total)
{
    struct unix_volume_query_args volume;
    if (!volume_query(root, &volume)) return FALSE;
    if (sectors) *sectors = volume.unit_size / 512;
    if (sector_size) *sector_size = 512;
    if (unused) *unused = clamp(volume.available_units);
    if (total) *total = clamp(volume.total_units);
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceA(LPCSTR root, LPDWORD sectors, LPDWORD sector_size, LPDWORD unused, LPDWORD total)
{
    LPWSTR wide;
    if (!file_name_from_ansi(root, &wide)) return FALSE;
    BOOL result = GetDiskFreeSpaceW(wide, sectors, sector_size, unused, total);
    heap_free(wide);
    return result;
}

/* --- names of devices and volumes --- */

static DWORD put_device(LPCWSTR name, WCHAR *target)
{
    WCHAR letter = name[0] & ~32;
    if (letter >= 'A' && letter <= 'Z' && name[1] == ':' && !name[2]) {
        if (!(winrun_drives() >> (letter - 'A') & 1)) return 0;
        static const WCHAR device[] = L"\\Device\\HarddiskVolume";
        DWORD length = sizeof(device) / sizeof(WCHAR) - 1, number = letter - 'A' + 1;
        memcpy(target, device, length * sizeof(WCHAR));
        if (number > 9) target[length++] = (WCHAR)('0' + number / 10);
        target[length++] = (WCHAR)('0' + number % 10);
        target[length] = 0;
        return length;
    }
    if (RtlIsDosDeviceName_U(name) == 6 && (name[0] | 32) == 'n') {
        memcpy(target, L"\\Device\\Null", 13 * sizeof(WCHAR));
        return 12;
    }
    return 0;
}

DWORD WINAPI QueryDosDeviceW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    WCHAR target[64];
    DWORD length = 0;
    if (!name) {
        ULONG drives = winrun_drives();
        for (int i = 0; i < 26; i++) {
            if (!(drives >> i & 1)) continue;
            if (length + 3 >= size) return set_error(ERROR_INSUFFICIENT_BUFFER), 0;
            WCHAR drive[3] = {(WCHAR)('A' + i), ':', 0};
            memcpy(buffer + length, drive, sizeof(drive));
            length += 3;
        }
        if (length + 5 > size) return set_error(ERROR_INSUFFICIENT_BUFFER), 0;
        memcpy(buffer + length, L"NUL\0", 5 * sizeof(WCHAR));
        return length + 5;
    }
    length = put_device(name, target);
    if (!length) return set_error(ERROR_FILE_NOT_FOUND), 0;
    if (length + 2 > size) return set_error(ERROR_INSUFFICIENT_BUFFER), 0;
    memcpy(buffer, target, (length + 1) * sizeof(WCHAR));
    buffer[length + 1] = 0;
    return length + 2;
}

DWORD WINAPI QueryDosDeviceA(LPCSTR name, LPSTR buffer, DWORD size)
{
    WCHAR text[512];
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return 0;
    DWORD length = QueryDosDeviceW(wide, text, 512);
    heap_free(wide);
    if (length > size) return set_error(ERROR_INSUFFICIENT_BUFFER), 0;
    for (DWORD i = 0; i < length; i++) buffer[i] = (char)text[i];
    return length;
}

BOOL WINAPI GetVolumePathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    WCHAR full[MAX_PATH];
    if (!name || !name[0]) return set_error(ERROR_INVALID_NAME);
    DWORD length = GetFullPathNameW(name, MAX_PATH, full, NULL);
    if (!length || length >= MAX_PATH) return set_error(ERROR_FILENAME_EXCED_RANGE);
    WCHAR *path = !memcmp(full, L"\\\\?\\", 8) ? full + 4 : full;
    if (path[1] != ':') return set_error(ERROR_INVALID_NAME);
    DWORD root = (DWORD)(path - full) + 3;
    if (size <= root) return set_error(ERROR_FILENAME_EXCED_RANGE);
    memcpy(buffer, full, (root - 1) * sizeof(WCHAR));
    buffer[root - 1] = '\\';
    buffer[root] = 0;
    return TRUE;
}

BOOL WINAPI GetVolumePathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    WCHAR root[MAX_PATH];
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = GetVolumePathNameW(wide, root, MAX_PATH);
    heap_free(wide);
    if (result && file_name_to_ansi(root, (DWORD)wcslen(root), buffer, size) >= size)
        return set_error(ERROR_FILENAME_EXCED_RANGE);
    return result;
}

BOOL WINAPI GetVolumeNameForVolumeMountPointW(LPCWSTR root, LPWSTR buffer, DWORD size)
{
    static const WCHAR prefix[] = L"\\\\?\\Volume{57494e52-0000-0000-0000-0000000000", digits[] = L"0123456789abcdef";
    DWORD length = sizeof(prefix) / sizeof(WCHAR) - 1;
    WCHAR letter = root ? root[0] & ~32 : 0;
    if (!root || root[1] != ':' || root[2] != '\\' || root[3]) return set_error(ERROR_INVALID_NAME);
    if (letter < 'A' || letter > 'Z' || !(winrun_drives() >> (letter - 'A') & 1))
        return set_error(ERROR_PATH_NOT_FOUND);
    if (size < length + 5) return set_error(ERROR_FILENAME_EXCED_RANGE);
    memcpy(buffer, prefix, length * sizeof(WCHAR));
    buffer[length] = digits[letter >> 4];
    buffer[length + 1] = digits[letter & 15];
    memcpy(buffer + length + 2, L"}\\", 3 * sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI GetVolumeNameForVolumeMountPointA(LPCSTR root, LPSTR buffer, DWORD size)
{
    WCHAR name[64];
    LPWSTR wide;
    if (!file_name_from_ansi(root, &wide)) return FALSE;
    BOOL result = GetVolumeNameForVolumeMountPointW(wide, name, 64);
    heap_free(wide);
    if (result && file_name_to_ansi(name, (DWORD)wcslen(name), buffer, size) >= size)
        return set_error(ERROR_FILENAME_EXCED_RANGE);
    return result;
}

/* Volumes are enumerated in the order of their drive letters; the handle is the letter's place, with a tag. */
#define VOLUME_FIND_TAG 0x564f4c00u

static BOOL next_volume(int after, LPWSTR buffer, DWORD size, int *found)
{
    ULONG drives = winrun_drives();
    for (int i = after + 1; i < 26; i++) {
        if (!(drives >> i & 1)) continue;
        WCHAR root[4] = {(WCHAR)('A' + i), ':', '\\', 0};
        *found = i;
        return GetVolumeNameForVolumeMountPointW(root, buffer, size);
    }
    return set_error(ERROR_NO_MORE_FILES);
}

HANDLE WINAPI FindFirstVolumeW(LPWSTR buffer, DWORD size)
{
    int found;
    if (!next_volume(-1, buffer, size, &found)) return INVALID_HANDLE_VALUE;
    ULONG *place = heap_allocate(2 * sizeof(*place));
    if (!place) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return INVALID_HANDLE_VALUE;
    }
    place[0] = VOLUME_FIND_TAG;
    place[1] = (ULONG)found;
    return place;
}

BOOL WINAPI FindNextVolumeW(HANDLE handle, LPWSTR buffer, DWORD size)
{
    ULONG *place = handle;
    int found;
    if (!place || handle == INVALID_HANDLE_VALUE || place[0] != VOLUME_FIND_TAG) return set_error(ERROR_INVALID_HANDLE);
    if (!next_volume((int)place[1], buffer, size, &found)) return FALSE;
    place[1] = (ULONG)found;
    return TRUE;
}

BOOL WINAPI FindVolumeClose(HANDLE handle)
{
    ULONG *place = handle;
    if (!place || handle == INVALID_HANDLE_VALUE || place[0] != VOLUME_FIND_TAG) return set_error(ERROR_INVALID_HANDLE);
    place[0] = 0;
    heap_free(place);
    return TRUE;
}

BOOL WINAPI GetVolumePathNamesForVolumeNameW(LPCWSTR volume, LPWSTR buffer, DWORD size, PDWORD needed)
{
    WCHAR name[64];
    ULONG drives = winrun_drives();
    for (int i = 0; i < 26; i++) {
        WCHAR root[5] = {(WCHAR)('A' + i), ':', '\\', 0, 0};
        if (!(drives >> i & 1) || !GetVolumeNameForVolumeMountPointW(root, name, 64) || wcscmp(name, volume)) continue;
        if (needed) *needed = 5;
        if (size < 5) return set_error(ERROR_MORE_DATA);
        memcpy(buffer, root, sizeof(root));
        return TRUE;
    }
    return set_error(ERROR_FILE_NOT_FOUND);
}
