/* Paths: full, long, short, temporary and final names, the current folder, searches. */
#include "file_private.h"
#include "short_names.h"

/* Result of a function that fills a buffer of `size` characters: length without the terminator, or with it when the
 * buffer is too small. */
static DWORD give_text(LPCWSTR text, DWORD length, LPWSTR buffer, DWORD size)
{
    if (length >= size || !buffer) return length + 1;
    memcpy(buffer, text, length * sizeof(WCHAR));
    buffer[length] = 0;
    return length;
}

typedef DWORD (*wide_getter)(LPCWSTR name, LPWSTR buffer, DWORD size);

/* The ANSI form of a function that turns a name into another. */
static DWORD convert_name(wide_getter function, LPCSTR name, LPSTR buffer, DWORD size)
{
    LPWSTR wide, text = NULL;
    DWORD result = 0;
    if (!file_name_from_ansi(name, &wide)) return 0;
    DWORD length = function(wide, NULL, 0);
    if (length && (text = heap_allocate(length * sizeof(WCHAR)))) {
        length = function(wide, text, length);
        if (length) result = file_name_to_ansi(text, length, buffer, size);
    }
    heap_free(text);
    heap_free(wide);
    return result;
}

/* --- full names --- */

DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR *file_part)
{
    if (!name || !name[0]) return set_error(ERROR_INVALID_NAME), 0;
    return RtlGetFullPathName_U(name, size * sizeof(WCHAR), buffer, file_part) / sizeof(WCHAR);
}

static DWORD full_name(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    return GetFullPathNameW(name, size, buffer, NULL);
}

DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR *file_part)
{
    DWORD length = convert_name(full_name, name, buffer, size);
    if (!file_part) return length;
    *file_part = NULL;
    if (!length || length >= size) return length;
    LPSTR slash = strrchr(buffer, '\\');
    if (slash && slash[1]) *file_part = slash + 1;
    return length;
}

static unsigned count_components(LPCWSTR name)
{
    unsigned count = 0;
    for (; *name; name++)
        if (*name != '\\' && *name != '/' && (!name[1] || name[1] == '\\' || name[1] == '/')) count++;
    return count;
}

/* Where the last so many components of a full path begin. */
static DWORD last_components(const UNICODE_STRING *path, unsigned count)
{
    DWORD at = path->Length / sizeof(WCHAR);
    while (at && path->Buffer[at - 1] == '\\') at--;
    for (; at > 3 && count; at--)
        if (path->Buffer[at - 1] == '\\' && !--count) break;
    return at;
}

static DWORD give_prefixed(const UNICODE_STRING *path, LPWSTR buffer, DWORD size)
{
    DWORD length = path->Length / sizeof(WCHAR);
    if (length + 5 > size) return length + 5;
    memcpy(buffer, L"\\\\?\\", 4 * sizeof(WCHAR));
    memcpy(buffer + 4, path->Buffer, length * sizeof(WCHAR));
    buffer[length + 4] = 0;
    return length + 4;
}

DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    struct nt_path path;
    UNICODE_STRING found;
    if (!name) return set_error(ERROR_INVALID_PARAMETER), 0;
    if (!name[0]) return set_error(ERROR_PATH_NOT_FOUND), 0;
    if (!nt_path_begin(&path, name)) return 0;
    NTSTATUS status = winrun_long_path(&path.name, &found);
    nt_path_end(&path);
    if (!check_status(status)) return 0;
    BOOL is_full = name[1] == ':' && (name[2] == '\\' || name[2] == '/');
    BOOL has_dots = wcsstr(name, L"..") || (name[0] == '.' && (name[1] == '\\' || name[1] == '/' || !name[1]));
    BOOL is_prefixed = (name[0] == '\\' || name[0] == '/') && name[1] == name[0];
    DWORD result, found_length = found.Length / sizeof(WCHAR);
    if (is_full) {
        result = give_text(found.Buffer, found_length, buffer, size);
    } else if (is_prefixed && !wcsncmp(name, L"\\\\?\\", 4) && name[5] == ':') {
        result = give_prefixed(&found, buffer, size);
    } else if (has_dots || is_prefixed) {
        result = give_text(name, (DWORD)wcslen(name), buffer, size);
    } else {
        DWORD start = last_components(&found, count_components(name));
        if (name[0] == '\\' || name[0] == '/') start--;
        result = give_text(found.Buffer + start, found_length - start, buffer, size);
    }
    RtlFreeUnicodeString(&found);
    return result;
}

static DWORD long_name(LPCWSTR name, LPWSTR buffer, DWORD size) { return GetLongPathNameW(name, buffer, size); }

DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    if (!name) return set_error(ERROR_INVALID_PARAMETER), 0;
    return convert_name(long_name, name, buffer, size);
}

/* Each component that is too long gives way to its short name; what is not there cannot be shortened. */
DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    if (!name) return set_error(ERROR_INVALID_PARAMETER), 0;
    if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return 0;
    size_t length = wcslen(name), used = 0, start = !wcsncmp(name, L"\\\\?\\", 4) ? 4 : 0;
    WCHAR *text = heap_allocate((length * 2 + SHORT_NAME_MAX + 1) * sizeof(WCHAR));
    if (!text) return set_error(ERROR_NOT_ENOUGH_MEMORY), 0;
    for (size_t at = 0; at < length;) {
        size_t end = at;
        uint16_t made[SHORT_NAME_MAX];
        while (end < length && name[end] != '\\' && name[end] != '/') end++;
        BOOL is_name = at >= start && end > at && name[end - 1] != ':';
        unsigned made_length = is_name ? short_name_make((const uint16_t *)name + at, end - at, made) : 0;
        if (made_length) memcpy(text + used, made, made_length * sizeof(WCHAR));
        else memcpy(text + used, name + at, (end - at) * sizeof(WCHAR));
        used += made_length ? made_length : end - at;
        if (end < length) text[used++] = name[end];
        at = end + 1;
    }
    DWORD result = give_text(text, (DWORD)used, buffer, size);
    heap_free(text);
    return result;
}

static DWORD short_name(LPCWSTR name, LPWSTR buffer, DWORD size) { return GetShortPathNameW(name, buffer, size); }

DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    return convert_name(short_name, name, buffer, size);
}

/* A short name follows from the long one. The privilege that a change needs is what nobody has here. */
BOOL WINAPI SetFileShortNameW(HANDLE file, LPCWSTR name)
{
    (void)file;
    (void)name;
    return set_error(ERROR_PRIVILEGE_NOT_HELD);
}

BOOL WINAPI SetFileShortNameA(HANDLE file, LPCSTR name)
{
    (void)file;
    (void)name;
    return set_error(ERROR_PRIVILEGE_NOT_HELD);
}

BOOL WINAPI CheckNameLegalDOS8Dot3W(LPCWSTR name, LPSTR oem_name, DWORD oem_size, PBOOL contains_spaces, PBOOL is_legal)
{
    UNICODE_STRING text;
    OEM_STRING oem = {0, (USHORT)oem_size, oem_name};
    BOOLEAN spaces = FALSE;
    if (!name || !is_legal || (oem_size && !oem_name)) return set_error(ERROR_INVALID_PARAMETER);
    RtlInitUnicodeString(&text, name);
    *is_legal = text.Length / sizeof(WCHAR) <= 12 && RtlIsNameLegalDOS8Dot3(&text, oem_name ? &oem : NULL, &spaces);
    if (contains_spaces) *contains_spaces = spaces;
    return TRUE;
}

BOOL WINAPI CheckNameLegalDOS8Dot3A(LPCSTR name, LPSTR oem_name, DWORD oem_size, PBOOL contains_spaces, PBOOL is_legal)
{
    LPWSTR wide;
    if (!name) return set_error(ERROR_INVALID_PARAMETER);
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = CheckNameLegalDOS8Dot3W(wide, oem_name, oem_size, contains_spaces, is_legal);
    heap_free(wide);
    return result;
}

/* --- names of open files --- */

static DWORD volume_prefix(WCHAR drive, DWORD flags, WCHAR *prefix)
{
    static const WCHAR digits[] = L"0123456789abcdef";
    if (flags & VOLUME_NAME_NONE) return 0;
    if (flags & VOLUME_NAME_GUID) {
        static const WCHAR text[] = L"\\\\?\\Volume{57494e52-0000-0000-0000-0000000000";
        DWORD length = sizeof(text) / sizeof(WCHAR) - 1;
        memcpy(prefix, text, length * sizeof(WCHAR));
        prefix[length++] = digits[drive >> 4 & 15];
        prefix[length++] = digits[drive & 15];
        prefix[length++] = '}';
        return length;
    }
    if (flags & VOLUME_NAME_NT) {
        static const WCHAR text[] = L"\\Device\\HarddiskVolume";
        DWORD length = sizeof(text) / sizeof(WCHAR) - 1, number = drive - 'A' + 1;
        memcpy(prefix, text, length * sizeof(WCHAR));
        if (number > 9) prefix[length++] = (WCHAR)('0' + number / 10);
        prefix[length++] = (WCHAR)('0' + number % 10);
        return length;
    }
    memcpy(prefix, L"\\\\?\\C:", 6 * sizeof(WCHAR));
    prefix[4] = drive;
    return 6;
}

DWORD WINAPI GetFinalPathNameByHandleW(HANDLE file, LPWSTR buffer, DWORD size, DWORD flags)
{
    UNICODE_STRING path;
    WCHAR prefix[64];
    if (flags & ~(VOLUME_NAME_GUID | VOLUME_NAME_NONE | VOLUME_NAME_NT | FILE_NAME_OPENED))
        return set_error(ERROR_INVALID_PARAMETER), 0;
    if (!check_status(winrun_path_of_handle(file, &path))) return 0;
    DWORD prefix_length = volume_prefix(path.Buffer[0], flags, prefix), rest = path.Length / sizeof(WCHAR) - 2;
    DWORD length = prefix_length + rest;
    if (length < size) {
        memcpy(buffer, prefix, prefix_length * sizeof(WCHAR));
        memcpy(buffer + prefix_length, path.Buffer + 2, rest * sizeof(WCHAR));
        buffer[length] = 0;
    } else {
        length++;
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    }
    RtlFreeUnicodeString(&path);
    return length;
}

DWORD WINAPI GetFinalPathNameByHandleA(HANDLE file, LPSTR buffer, DWORD size, DWORD flags)
{
    DWORD length = GetFinalPathNameByHandleW(file, NULL, 0, flags), result = 0;
    LPWSTR text = length ? heap_allocate(length * sizeof(WCHAR)) : NULL;
    if (!text) return 0;
    length = GetFinalPathNameByHandleW(file, text, length, flags);
    if (length) result = file_name_to_ansi(text, length, buffer, size);
    heap_free(text);
    return result;
}

/* --- current folder --- */

DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer)
{
    return RtlGetCurrentDirectory_U(size * sizeof(WCHAR), buffer) / sizeof(WCHAR);
}

static DWORD current_name(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    (void)name;
    return GetCurrentDirectoryW(size, buffer);
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer)
{
    return convert_name(current_name, NULL, buffer, size);
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
    UNICODE_STRING text;
    if (!name) return set_error(ERROR_INVALID_NAME);
    RtlInitUnicodeString(&text, name);
    NTSTATUS status = RtlSetCurrentDirectory_U(&text);
    return check_status(status);
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
    LPWSTR wide;
    if (!name) return set_error(ERROR_INVALID_NAME);
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = SetCurrentDirectoryW(wide);
    heap_free(wide);
    return result;
}

/* --- system folders --- */

static UINT give_folder(LPCWSTR text, LPWSTR buffer, UINT size)
{
    return give_text(text, (DWORD)wcslen(text), buffer, size);
}

UINT WINAPI GetSystemDirectoryW(LPWSTR buffer, UINT size)
{
    return give_folder(L"C:\\windows\\system32", buffer, size);
}
UINT WINAPI GetWindowsDirectoryW(LPWSTR buffer, UINT size) { return give_folder(L"C:\\windows", buffer, size); }
UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR buffer, UINT size) { return GetWindowsDirectoryW(buffer, size); }
UINT WINAPI GetSystemWow64DirectoryW(LPWSTR buffer, UINT size)
{
    return give_folder(L"C:\\windows\\syswow64", buffer, size);
}

static UINT give_folder_ansi(LPCWSTR text, LPSTR buffer, UINT size)
{
    return file_name_to_ansi(text, (DWORD)wcslen(text), buffer, size);
}

UINT WINAPI GetSystemDirectoryA(LPSTR buffer, UINT size)
{
    return give_folder_ansi(L"C:\\windows\\system32", buffer, size);
}
UINT WINAPI GetWindowsDirectoryA(LPSTR buffer, UINT size) { return give_folder_ansi(L"C:\\windows", buffer, size); }
UINT WINAPI GetSystemWindowsDirectoryA(LPSTR buffer, UINT size) { return GetWindowsDirectoryA(buffer, size); }
UINT WINAPI GetSystemWow64DirectoryA(LPSTR buffer, UINT size)
{
    return give_folder_ansi(L"C:\\windows\\syswow64", buffer, size);
}

/* --- temporary files --- */

DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    static const LPCWSTR variables[] = {L"TMP", L"TEMP", L"USERPROFILE"};
    WCHAR value[MAX_PATH + 2], full[MAX_PATH + 2];
    DWORD length = 0;
    for (unsigned i = 0; i < sizeof(variables) / sizeof(*variables) && !length; i++) {
        length = GetEnvironmentVariableW(variables[i], value, MAX_PATH);
        if (length >= MAX_PATH) length = 0;
    }
    if (!length) length = GetWindowsDirectoryW(value, MAX_PATH);
    length = GetFullPathNameW(value, MAX_PATH, full, NULL);
    if (!length || length >= MAX_PATH) return 0;
    if (full[length - 1] != '\\') full[length++] = '\\';
    full[length] = 0;
    return give_text(full, length, buffer, size);
}

static DWORD temporary_path(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    (void)name;
    return GetTempPathW(size, buffer);
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer) { return convert_name(temporary_path, NULL, buffer, size); }

static void put_temporary_name(LPWSTR name, UINT unique)
{
    static const WCHAR digits[] = L"0123456789ABCDEF";
    int shift = 12;
    while (shift && !(unique >> shift & 15)) shift -= 4;
    for (; shift >= 0; shift -= 4) *name++ = digits[unique >> shift & 15];
    memcpy(name, L".tmp", 5 * sizeof(WCHAR));
}

UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT unique, LPWSTR buffer)
{
    size_t length = folder ? wcslen(folder) : 0;
    if (!folder || !buffer) return set_error(ERROR_INVALID_PARAMETER), 0;
    if (length > MAX_PATH - 14) return set_error(ERROR_BUFFER_OVERFLOW), 0;
    memmove(buffer, folder, length * sizeof(WCHAR));
    if (length && buffer[length - 1] != '\\' && buffer[length - 1] != '/') buffer[length++] = '\\';
    buffer[length] = 0;
    DWORD attributes = GetFileAttributesW(length ? buffer : L".");
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return set_error(ERROR_DIRECTORY), 0;
    for (int i = 0; i < 3 && prefix && prefix[i]; i++) buffer[length++] = prefix[i];
    if (unique & 0xffff) {
        put_temporary_name(buffer + length, unique & 0xffff);
        return unique;
    }
    LARGE_INTEGER counter;
    QueryPerformanceCounter(&counter);
    UINT number = (counter.LowPart >> 4 ^ GetCurrentProcessId() << 5) & 0xffff;
    for (unsigned tries = 0; tries < 0x10000; tries++, number = (number + 1) & 0xffff) {
        if (!number) continue;
        put_temporary_name(buffer + length, number);
        HANDLE file = CreateFileW(buffer, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            NtClose(file);
            return number;
        }
        if (GetLastError() != ERROR_FILE_EXISTS && GetLastError() != ERROR_SHARING_VIOLATION) return 0;
    }
    return 0;
}

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT unique, LPSTR buffer)
{
    LPWSTR wide_folder = NULL, wide_prefix = NULL;
    WCHAR name[MAX_PATH];
    UINT result = 0;
    if (file_name_from_ansi(folder, &wide_folder) && file_name_from_ansi(prefix, &wide_prefix)) {
        result = GetTempFileNameW(wide_folder, wide_prefix, unique, name);
        if (result) file_name_to_ansi(name, (DWORD)wcslen(name), buffer, MAX_PATH);
    }
    heap_free(wide_folder);
    heap_free(wide_prefix);
    return result;
}

/* --- searching --- */

/* Folders that SearchPath looks in: the program's, system32, windows, the current one, PATH. */
static LPWSTR default_search_path(void)
{
    static const WCHAR system[] = L";C:\\windows\\system32;C:\\windows\\system;C:\\windows;.;";
    const UNICODE_STRING *image = &current_peb()->ProcessParameters->ImagePathName;
    size_t folder = image->Length / sizeof(WCHAR), system_length = sizeof(system) / sizeof(WCHAR) - 1;
    while (folder && image->Buffer[folder - 1] != '\\') folder--;
    DWORD path = GetEnvironmentVariableW(L"PATH", NULL, 0);
    LPWSTR text = heap_allocate((folder + system_length + path + 1) * sizeof(WCHAR));
    if (!text) return NULL;
    memcpy(text, image->Buffer, folder * sizeof(WCHAR));
    memcpy(text + folder, system, sizeof(system));
    if (path) GetEnvironmentVariableW(L"PATH", text + folder + system_length, path);
    return text;
}

DWORD WINAPI SearchPathW(LPCWSTR path, LPCWSTR name, LPCWSTR extension, DWORD size, LPWSTR buffer, LPWSTR *file_part)
{
    LPWSTR own = NULL;
    if (!name || !name[0]) return set_error(ERROR_INVALID_PARAMETER), 0;
    if (!path && !(path = own = default_search_path())) return set_error(ERROR_NOT_ENOUGH_MEMORY), 0;
    DWORD length = RtlDosSearchPath_U(path, name, extension, size * sizeof(WCHAR), buffer, file_part) / sizeof(WCHAR);
    heap_free(own);
    if (!length) SetLastError(ERROR_FILE_NOT_FOUND);
    return length;
}

DWORD WINAPI SearchPathA(LPCSTR path, LPCSTR name, LPCSTR extension, DWORD size, LPSTR buffer, LPSTR *file_part)
{
    LPWSTR wide_path = NULL, wide_name = NULL, wide_extension = NULL;
    WCHAR found[1024];
    DWORD result = 0;
    if (!name) return set_error(ERROR_INVALID_PARAMETER), 0;
    if (file_name_from_ansi(path, &wide_path) && file_name_from_ansi(name, &wide_name) &&
        file_name_from_ansi(extension, &wide_extension)) {
        DWORD length = SearchPathW(wide_path, wide_name, wide_extension, 1024, found, NULL);
        if (length && length < 1024) result = file_name_to_ansi(found, length, buffer, size);
    }
    heap_free(wide_path);
    heap_free(wide_name);
    heap_free(wide_extension);
    if (file_part) {
        LPSTR slash = result && result < size ? strrchr(buffer, '\\') : NULL;
        *file_part = slash ? slash + 1 : NULL;
    }
    return result;
}

/* --- the 32-bit view --- */

BOOL WINAPI Wow64DisableWow64FsRedirection(PVOID *old)
{
    ULONG previous = 0;
    NTSTATUS status = RtlWow64EnableFsRedirectionEx(TRUE, &previous);
    if (status == STATUS_NOT_IMPLEMENTED) return set_error(ERROR_INVALID_FUNCTION);
    *old = (PVOID)(ULONG_PTR)previous;
    return check_status(status);
}

BOOL WINAPI Wow64RevertWow64FsRedirection(PVOID old)
{
    ULONG previous;
    NTSTATUS status = RtlWow64EnableFsRedirectionEx((ULONG)(ULONG_PTR)old, &previous);
    return status == STATUS_NOT_IMPLEMENTED ? set_error(ERROR_INVALID_FUNCTION) : check_status(status);
}

BOOLEAN WINAPI Wow64EnableWow64FsRedirection(BOOLEAN enable)
{
    return NT_SUCCESS(RtlWow64EnableFsRedirection(enable));
}
