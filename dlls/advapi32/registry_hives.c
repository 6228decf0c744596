/* Keys in files: RegSaveKey, RegRestoreKey, RegLoadKey, RegUnLoadKey. The registry is one database here: a loaded hive
 * is a copy of its file, listed (as in Windows) in Control\hivelist, and written back when it is unloaded. */
#include "advapi32_private.h"
#include "hive_format.h"
#include <string.h>
#include <wchar.h>

static const WCHAR hive_list[] = L"SYSTEM\\CurrentControlSet\\Control\\hivelist", nt_prefix[] = L"\\??\\";

void *hive_resize(void *block, size_t size)
{
    return block ? RtlReAllocateHeap(current_peb()->ProcessHeap, 0, block, size) : heap_allocate(size);
}

void hive_free(void *block)
{
    heap_free(block);
}

uint16_t hive_upper(uint16_t c)
{
    return RtlUpcaseUnicodeChar(c);
}

/* Backup and restore are privileges that a process must have turned on. */
static LSTATUS check_privilege(ULONG number)
{
    HANDLE token;
    BOOLEAN held = FALSE;
    PRIVILEGE_SET wanted = { 1, PRIVILEGE_SET_ALL_NECESSARY, { { { number, 0 }, 0 } } };
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token);
    if (status == STATUS_NO_TOKEN) status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &token);
    if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    status = NtPrivilegeCheck(token, &wanted, &held);
    NtClose(token);
    return NT_SUCCESS(status) && held ? ERROR_SUCCESS : ERROR_PRIVILEGE_NOT_HELD;
}

/* --- saving --- */

static LSTATUS save_values(struct hive_writer *writer, HKEY key, uint32_t cell, DWORD count, DWORD longest_name,
                           DWORD longest_value)
{
    LSTATUS error = ERROR_SUCCESS;
    DWORD done = 0;
    uint32_t *cells = heap_allocate(count * sizeof(*cells) + 1);
    WCHAR *name = heap_allocate((longest_name + 1) * sizeof(WCHAR) + longest_value);
    if (!cells || !name) error = ERROR_NOT_ENOUGH_MEMORY;
    while (!error && done < count) {
        DWORD length = longest_name + 1, size = longest_value, type;
        error = RegEnumValueW(key, done, name, &length, NULL, &type, (BYTE *)(name + longest_name + 1), &size);
        if (!error) cells[done++] = hive_add_value(writer, name, length, type, (BYTE *)(name + longest_name + 1), size);
    }
    if (error == ERROR_NO_MORE_ITEMS) error = ERROR_SUCCESS; /* somebody deleted a value meanwhile */
    if (!error) hive_set_values(writer, cell, cells, done);
    heap_free(cells);
    heap_free(name);
    return error;
}

static LSTATUS save_tree(struct hive_writer *writer, HKEY key, uint32_t parent, const WCHAR *name, uint32_t *cell);

static LSTATUS save_children(struct hive_writer *writer, HKEY key, uint32_t cell, DWORD count)
{
    enum { NAME_SIZE = HIVE_LONGEST_NAME + 1 };
    LSTATUS error = ERROR_SUCCESS;
    DWORD done = 0;
    struct hive_child *children = heap_allocate(count * (sizeof(*children) + NAME_SIZE * sizeof(WCHAR)) + 1);
    if (!children) return ERROR_NOT_ENOUGH_MEMORY;
    WCHAR *names = (WCHAR *)(children + count);
    while (!error && done < count) {
        DWORD length = NAME_SIZE;
        HKEY child;
        WCHAR *name = names + done * NAME_SIZE;
        error = RegEnumKeyExW(key, done, name, &length, NULL, NULL, NULL, NULL);
        if (!error) error = RegOpenKeyExW(key, name, REG_OPTION_OPEN_LINK, KEY_READ, &child);
        if (error) break;
        error = save_tree(writer, child, cell, name, &children[done].cell);
        RegCloseKey(child);
        children[done].name = name;
        children[done++].length = length;
    }
    if (error == ERROR_NO_MORE_ITEMS) error = ERROR_SUCCESS;
    if (!error) hive_set_children(writer, cell, children, done);
    heap_free(children);
    return error;
}

static LSTATUS save_tree(struct hive_writer *writer, HKEY key, uint32_t parent, const WCHAR *name, uint32_t *cell)
{
    WCHAR class_name[256];
    DWORD class_length = ARRAYSIZE(class_name), children, values, longest_name, longest_value;
    FILETIME written;
    LSTATUS error = RegQueryInfoKeyW(key, class_name, &class_length, NULL, &children, NULL, NULL, &values,
                                     &longest_name, &longest_value, NULL, &written);
    if (error) return error;
    *cell = hive_add_key(writer, parent, name, (uint32_t)wcslen(name), class_name, class_length,
                         (uint64_t)written.dwHighDateTime << 32 | written.dwLowDateTime);
    if (values) error = save_values(writer, key, *cell, values, longest_name, longest_value);
    if (!error && children) error = save_children(writer, key, *cell, children);
    return error ? error : writer->has_failed ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

static LSTATUS write_file(LPCWSTR path, DWORD disposition, const struct hive_writer *writer)
{
    DWORD written;
    HANDLE file = CreateFileW(path, GENERIC_WRITE | DELETE, 0, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_FILE_EXISTS ? ERROR_ALREADY_EXISTS : (LSTATUS)GetLastError();
    LSTATUS error =
        WriteFile(file, writer->bytes, writer->size, &written, NULL) ? ERROR_SUCCESS : (LSTATUS)GetLastError();
    CloseHandle(file);
    if (error) DeleteFileW(path);
    return error;
}

static LSTATUS save_hive(HKEY key, LPCWSTR path, DWORD disposition, unsigned minor)
{
    struct hive_writer writer;
    FILETIME now;
    uint32_t root;
    GetSystemTimeAsFileTime(&now);
    hive_begin(&writer, minor, (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime);
    LSTATUS error = save_tree(&writer, key, HIVE_NO_CELL, L"ROOT", &root);
    if (error) writer.has_failed = true;
    if (!hive_finish(&writer, root)) return error ? error : ERROR_NOT_ENOUGH_MEMORY;
    error = write_file(path, disposition, &writer);
    hive_free(writer.bytes);
    return error;
}

LSTATUS WINAPI RegSaveKeyExW(HKEY key, LPCWSTR path, LPSECURITY_ATTRIBUTES security, DWORD flags)
{
    (void)security; /* files have their folder's permissions */
    if (!path || !*path || (flags != REG_STANDARD_FORMAT && flags != REG_LATEST_FORMAT && flags != REG_NO_COMPRESSION))
        return ERROR_INVALID_PARAMETER;
    LSTATUS error = check_privilege(17); /* SE_BACKUP_PRIVILEGE */
    return error ? error
                 : save_hive(key, path, CREATE_NEW,
                             flags == REG_STANDARD_FORMAT ? HIVE_STANDARD_MINOR : HIVE_LATEST_MINOR);
}

LSTATUS WINAPI RegSaveKeyW(HKEY key, LPCWSTR path, LPSECURITY_ATTRIBUTES security)
{
    return RegSaveKeyExW(key, path, security, REG_STANDARD_FORMAT);
}

/* --- restoring --- */

struct restorer { HKEY stack[HIVE_MAXIMUM_DEPTH]; unsigned depth; LSTATUS error; };

static WCHAR *wide_of(const struct hive_text *text)
{
    WCHAR *wide = heap_allocate((text->length + 1) * sizeof(WCHAR));
    if (!wide) return NULL;
    for (uint32_t i = 0; i < text->length; i++) wide[i] = hive_unit(text, i);
    wide[text->length] = 0;
    return wide;
}

/* The root of the file is the key that it is restored to. */
static bool begin_key(void *context, unsigned depth, const struct hive_text *name, const struct hive_text *class_name)
{
    struct restorer *restorer = context;
    UNICODE_STRING key_name, class_string;
    OBJECT_ATTRIBUTES attributes;
    restorer->depth = depth;
    if (!depth) return true;
    WCHAR *wide = wide_of(name), *wide_class = wide_of(class_name);
    NTSTATUS status = STATUS_NO_MEMORY;
    if (wide && wide_class) {
        key_name = (UNICODE_STRING){ (USHORT)(name->length * 2), (USHORT)(name->length * 2), wide };
        class_string = (UNICODE_STRING){(USHORT)(class_name->length * 2), (USHORT)(class_name->length * 2), wide_class};
        InitializeObjectAttributes(&attributes, &key_name, OBJ_CASE_INSENSITIVE, restorer->stack[depth - 1], NULL);
        status = NtCreateKey((PHANDLE)&restorer->stack[depth], MAXIMUM_ALLOWED, &attributes, 0,
                             class_name->length ? &class_string : NULL, 0, NULL);
    }
    heap_free(wide);
    heap_free(wide_class);
    if (NT_SUCCESS(status)) return true;
    restorer->depth--;
    restorer->error = RtlNtStatusToDosError(status);
    return false;
}

static bool set_value(void *context, const struct hive_text *name, uint32_t type, const uint8_t *data, uint32_t size)
{
    struct restorer *restorer = context;
    WCHAR *wide = name->length <= 16383 ? wide_of(name) : NULL;
    UNICODE_STRING value_name = { (USHORT)(name->length * 2), (USHORT)(name->length * 2), wide };
    NTSTATUS status = wide ? NtSetValueKey(restorer->stack[restorer->depth], &value_name, 0, type, (PVOID)data, size)
                           : STATUS_NO_MEMORY;
    heap_free(wide);
    if (!NT_SUCCESS(status)) restorer->error = RtlNtStatusToDosError(status);
    return NT_SUCCESS(status);
}

static bool end_key(void *context)
{
    struct restorer *restorer = context;
    if (restorer->depth) NtClose(restorer->stack[restorer->depth--]);
    return true;
}

static LSTATUS error_of(enum hive_result result)
{
    return result == HIVE_OK           ? ERROR_SUCCESS
           : result == HIVE_NOT_A_HIVE ? ERROR_BADDB
           : result == HIVE_NO_MEMORY  ? ERROR_NOT_ENOUGH_MEMORY
                                       : ERROR_BADDB;
}

/* The whole file, checked; freed by the caller. */
static LSTATUS load_file(LPCWSTR path, uint8_t **bytes, DWORD *size)
{
    static const struct hive_visitor checker = { NULL, NULL, NULL, NULL };
    LARGE_INTEGER length;
    LSTATUS error = ERROR_SUCCESS;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    *bytes = NULL;
    if (file == INVALID_HANDLE_VALUE) return GetLastError();
    if (!GetFileSizeEx(file, &length)) error = GetLastError();
    else if (length.QuadPart < HIVE_BLOCK_SIZE || length.QuadPart > HIVE_MAXIMUM_SIZE) error = ERROR_BADDB;
    else if (!(*bytes = heap_allocate((SIZE_T)length.QuadPart))) error = ERROR_NOT_ENOUGH_MEMORY;
    else if (!ReadFile(file, *bytes, (DWORD)length.QuadPart, size, NULL)) error = GetLastError();
    CloseHandle(file);
    if (!error) error = error_of(hive_read(*bytes, *size, &checker));
    if (!error && memcmp(*bytes + 4, *bytes + 8, 4))
        log_line(LOG_WARN, "%S was not closed: what its log files hold is not read", path);
    if (!error) return ERROR_SUCCESS;
    heap_free(*bytes);
    return error;
}

static LSTATUS fill_key(HKEY key, const uint8_t *bytes, DWORD size)
{
    HANDLE root;
    LSTATUS error = registry_handle(key, &root);
    struct restorer *restorer = error ? NULL : heap_allocate_zeroed(sizeof(*restorer));
    if (!restorer) return error ? error : ERROR_NOT_ENOUGH_MEMORY;
    struct hive_visitor visitor = { begin_key, set_value, end_key, restorer };
    restorer->stack[0] = root;
    enum hive_result result = hive_read(bytes, size, &visitor);
    while (restorer->depth) NtClose(restorer->stack[restorer->depth--]);
    error = result == HIVE_STOPPED ? restorer->error : error_of(result);
    heap_free(restorer);
    return error;
}

LSTATUS WINAPI RegRestoreKeyW(HKEY key, LPCWSTR path, DWORD flags)
{
    uint8_t *bytes;
    DWORD size;
    if (!path || !*path) return ERROR_INVALID_PARAMETER;
    if (flags & ~(DWORD)REG_FORCE_RESTORE) {
        log_line(LOG_WARN, "RegRestoreKey: flags %#x are not supported", flags);
        return ERROR_NOT_SUPPORTED;
    }
    LSTATUS error = check_privilege(18); /* SE_RESTORE_PRIVILEGE */
    if (!error) error = load_file(path, &bytes, &size);
    if (error) return error;
    error = RegDeleteTreeW(key, NULL);
    if (!error) error = fill_key(key, bytes, size);
    heap_free(bytes);
    return error;
}

/* --- loading --- */

/* \REGISTRY\MACHINE\name or \REGISTRY\USER\name: only there can hives be loaded. */
static LSTATUS mount_point(HKEY parent, LPCWSTR name, WCHAR path[MAX_PATH])
{
    HANDLE handle;
    BYTE buffer[sizeof(KEY_NAME_INFORMATION) + 2 * MAX_PATH];
    KEY_NAME_INFORMATION *info = (KEY_NAME_INFORMATION *)buffer;
    ULONG size;
    LSTATUS error = registry_handle(parent, &handle);
    if (error) return error;
    if (!name || !*name || wcschr(name, '\\') || wcslen(name) > 200) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = NtQueryKey(handle, KeyNameInformation, info, sizeof(buffer), &size);
    if (status == STATUS_BUFFER_OVERFLOW) return ERROR_INVALID_PARAMETER;
    if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    memcpy(path, info->Name, info->NameLength);
    path[info->NameLength / sizeof(WCHAR)] = 0;
    if (_wcsicmp(path, L"\\REGISTRY\\MACHINE") && _wcsicmp(path, L"\\REGISTRY\\USER")) return ERROR_INVALID_PARAMETER;
    for (WCHAR *c = path; *c; c++) *c = RtlUpcaseUnicodeChar(*c);
    wcscat(path, L"\\");
    wcscat(path, name);
    return ERROR_SUCCESS;
}

static LSTATUS list_hive(const WCHAR *mount, const WCHAR *file)
{
    WCHAR full[MAX_PATH + 8] = L"\\??\\";
    HKEY list;
    DWORD length = GetFullPathNameW(file, MAX_PATH, full + 4, NULL);
    if (!length || length >= MAX_PATH) return ERROR_FILENAME_EXCED_RANGE;
    LSTATUS error = RegCreateKeyExW(HKEY_LOCAL_MACHINE, hive_list, 0, NULL, 0, KEY_SET_VALUE, NULL, &list, NULL);
    if (error) return error;
    error = RegSetValueExW(list, mount, 0, REG_SZ, (const BYTE *)full, (DWORD)((wcslen(full) + 1) * sizeof(WCHAR)));
    RegCloseKey(list);
    return error;
}

/* A file that is not there yet is made, as documented. */
static LSTATUS create_empty(LPCWSTR path)
{
    struct hive_writer writer;
    static const WCHAR name[] = L"ROOT";
    hive_begin(&writer, HIVE_LATEST_MINOR, 0);
    if (!hive_finish(&writer, hive_add_key(&writer, HIVE_NO_CELL, name, ARRAYSIZE(name) - 1, NULL, 0, 0)))
        return ERROR_NOT_ENOUGH_MEMORY;
    LSTATUS error = write_file(path, CREATE_NEW, &writer);
    hive_free(writer.bytes);
    return error;
}

LSTATUS WINAPI RegLoadKeyW(HKEY parent, LPCWSTR name, LPCWSTR path)
{
    WCHAR mount[MAX_PATH];
    uint8_t *bytes;
    DWORD size, disposition;
    HKEY key;
    if (!path || !*path) return ERROR_INVALID_PARAMETER;
    LSTATUS error = mount_point(parent, name, mount);
    if (!error) error = check_privilege(18); /* SE_RESTORE_PRIVILEGE */
    if (!error && GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES && GetLastError() == ERROR_FILE_NOT_FOUND)
        error = create_empty(path);
    if (!error) error = load_file(path, &bytes, &size);
    if (error) return error;
    error = RegCreateKeyExW(parent, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, &disposition);
    if (!error && disposition == REG_OPENED_EXISTING_KEY) {
        RegCloseKey(key);
        error = ERROR_ACCESS_DENIED;
    } else if (!error) {
        error = fill_key(key, bytes, size);
        RegCloseKey(key);
        if (!error) error = list_hive(mount, path);
        if (error) RegDeleteTreeW(parent, name);
    }
    heap_free(bytes);
    return error;
}

/* Writes the hive next to its file first, so that a failure leaves the old one. */
static LSTATUS write_back(HKEY parent, LPCWSTR name, const WCHAR *file)
{
    WCHAR fresh[MAX_PATH + 8];
    HKEY key;
    LSTATUS error = RegOpenKeyExW(parent, name, 0, KEY_READ, &key);
    if (error) return error;
    wcscpy(fresh, file);
    wcscat(fresh, L".new");
    error = save_hive(key, fresh, CREATE_ALWAYS, HIVE_LATEST_MINOR);
    RegCloseKey(key);
    if (error || MoveFileExW(fresh, file, MOVEFILE_REPLACE_EXISTING)) return error;
    error = GetLastError();
    DeleteFileW(fresh);
    return error;
}

LSTATUS WINAPI RegUnLoadKeyW(HKEY parent, LPCWSTR name)
{
    WCHAR mount[MAX_PATH], file[MAX_PATH + 8] = L"";
    DWORD size = sizeof(file) - sizeof(WCHAR);
    HKEY list;
    LSTATUS error = mount_point(parent, name, mount);
    if (!error) error = check_privilege(18); /* SE_RESTORE_PRIVILEGE */
    if (error) return error;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, hive_list, 0, KEY_READ | KEY_SET_VALUE, &list))
        return ERROR_INVALID_PARAMETER;
    error = RegQueryValueExW(list, mount, NULL, NULL, (BYTE *)file, &size);
    if (error || wcsncmp(file, nt_prefix, 4)) error = ERROR_INVALID_PARAMETER;
    if (!error) error = write_back(parent, name, file + 4);
    if (!error) error = RegDeleteTreeW(parent, name);
    if (!error) error = RegDeleteValueW(list, mount);
    RegCloseKey(list);
    return error;
}

/* --- ANSI --- */

LSTATUS WINAPI RegSaveKeyExA(HKEY key, LPCSTR path, LPSECURITY_ATTRIBUTES security, DWORD flags)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(path, &wide);
    if (!error) error = RegSaveKeyExW(key, wide, security, flags);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegSaveKeyA(HKEY key, LPCSTR path, LPSECURITY_ATTRIBUTES security)
{
    return RegSaveKeyExA(key, path, security, REG_STANDARD_FORMAT);
}

LSTATUS WINAPI RegRestoreKeyA(HKEY key, LPCSTR path, DWORD flags)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(path, &wide);
    if (!error) error = RegRestoreKeyW(key, wide, flags);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegLoadKeyA(HKEY parent, LPCSTR name, LPCSTR path)
{
    WCHAR *wide_name = NULL, *wide_path = NULL;
    LSTATUS error = wide_from_ansi(name, &wide_name);
    if (!error) error = wide_from_ansi(path, &wide_path);
    if (!error) error = RegLoadKeyW(parent, wide_name, wide_path);
    free_text(wide_name);
    free_text(wide_path);
    return error;
}

LSTATUS WINAPI RegUnLoadKeyA(HKEY parent, LPCSTR name)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(name, &wide);
    if (!error) error = RegUnLoadKeyW(parent, wide);
    free_text(wide);
    return error;
}
