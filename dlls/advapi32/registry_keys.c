/* Registry keys: predefined handles, opening, creating, enumerating, deleting ("Registry functions" of Microsoft's
 * documentation). */
#include "advapi32_private.h"
#include <string.h>
#include <wchar.h>

#define ACCESS_WOW64 (KEY_WOW64_32KEY | KEY_WOW64_64KEY)
#define FIRST_PREDEFINED 0x80000000u
#define PREDEFINED_COUNT 6

/* --- predefined keys: opened once a process, on first use --- */

static const WCHAR *const predefined_paths[PREDEFINED_COUNT] = {
    L"\\Registry\\ClassesRoot",  NULL /* the user's own */,
    L"\\Registry\\Machine",      L"\\Registry\\User",
    NULL /* performance data */, L"\\Registry\\Machine\\System\\CurrentControlSet\\Hardware Profiles\\Current",
};
static HANDLE predefined[PREDEFINED_COUNT], overridden[PREDEFINED_COUNT];

static NTSTATUS open_path(const WCHAR *path, ACCESS_MASK access, HANDLE *handle)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return NtOpenKey(handle, access, &attributes);
}

static bool predefined_index(HKEY key, ULONG *index)
{
    ULONG value = (ULONG)(ULONG_PTR)key;
    if ((LONG_PTR)key != (LONG)value || value < FIRST_PREDEFINED || value >= FIRST_PREDEFINED + PREDEFINED_COUNT)
        return false;
    *index = value - FIRST_PREDEFINED;
    return true;
}

LSTATUS registry_handle(HKEY key, HANDLE *handle)
{
    ULONG index;
    *handle = key;
    if (!key) return ERROR_INVALID_HANDLE;
    if (!predefined_index(key, &index)) return ERROR_SUCCESS;
    *handle = __atomic_load_n(&overridden[index], __ATOMIC_ACQUIRE);
    if (*handle) return ERROR_SUCCESS;
    *handle = __atomic_load_n(&predefined[index], __ATOMIC_ACQUIRE);
    if (*handle) return ERROR_SUCCESS;
    if (key == HKEY_PERFORMANCE_DATA) {
        log_line(LOG_WARN, "HKEY_PERFORMANCE_DATA is not supported");
        return ERROR_NOT_SUPPORTED;
    }
    HANDLE fresh, expected = NULL;
    NTSTATUS status = key == HKEY_CURRENT_USER ? RtlOpenCurrentUser(MAXIMUM_ALLOWED, &fresh)
                                               : open_path(predefined_paths[index], MAXIMUM_ALLOWED, &fresh);
    if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    if (!__atomic_compare_exchange_n(&predefined[index], &expected, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        NtClose(fresh); /* another thread was first */
        fresh = expected;
    }
    *handle = fresh;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegOverridePredefKey(HKEY key, HKEY replacement)
{
    ULONG index;
    HANDLE copy = NULL;
    if (!predefined_index(key, &index)) return ERROR_INVALID_HANDLE;
    if (replacement) {
        NTSTATUS status =
            NtDuplicateObject(NtCurrentProcess(), replacement, NtCurrentProcess(), &copy, 0, 0, DUPLICATE_SAME_ACCESS);
        if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    }
    HANDLE before = __atomic_exchange_n(&overridden[index], copy, __ATOMIC_ACQ_REL);
    if (before) NtClose(before);
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegCloseKey(HKEY key)
{
    ULONG index;
    if (!key) return ERROR_INVALID_HANDLE;
    if (predefined_index(key, &index)) return ERROR_SUCCESS;
    return RtlNtStatusToDosError(NtClose(key));
}

LSTATUS WINAPI RegOpenCurrentUser(REGSAM access, PHKEY result)
{
    return RtlNtStatusToDosError(RtlOpenCurrentUser(access, (PHANDLE)result));
}

LSTATUS WINAPI RegOpenUserClassesRoot(HANDLE token, DWORD options, REGSAM access, PHKEY result)
{
    (void)token;
    if (options) return ERROR_INVALID_PARAMETER;
    return RegOpenKeyExW(HKEY_CLASSES_ROOT, NULL, 0, access, result);
}

LSTATUS WINAPI RegDisablePredefinedCache(void)
{
    return ERROR_SUCCESS; /* one user a prefix: the cached keys never belong to somebody else */
}

LSTATUS WINAPI RegDisablePredefinedCacheEx(void)
{
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegConnectRegistryW(LPCWSTR machine, HKEY key, PHKEY result)
{
    WCHAR own[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD size = ARRAYSIZE(own);
    while (machine && *machine == '\\') machine++;
    if (machine && *machine && (!GetComputerNameW(own, &size) || _wcsicmp(own, machine))) return ERROR_BAD_NETPATH;
    return RegOpenKeyExW(key, NULL, 0, MAXIMUM_ALLOWED, result);
}

/* --- opening and creating --- */

/* Backslashes at the ends of a sub-key's name are ignored; more than one in a row counts as one at the server. */
static NTSTATUS init_name(UNICODE_STRING *name, LPCWSTR text)
{
    SIZE_T length = text ? wcslen(text) : 0;
    while (length && text[length - 1] == '\\') length--;
    if (length > 0x7fff) return STATUS_OBJECT_NAME_INVALID;
    *name = (UNICODE_STRING){(USHORT)(length * sizeof(WCHAR)), (USHORT)(length * sizeof(WCHAR)),
                             (PWSTR)(text ? text : L"")};
    return STATUS_SUCCESS;
}

LSTATUS WINAPI RegOpenKeyExW(HKEY key, LPCWSTR sub_key, DWORD options, REGSAM access, PHKEY result)
{
    HANDLE parent;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    if (!result) return ERROR_INVALID_PARAMETER;
    if ((access & ACCESS_WOW64) == ACCESS_WOW64) return ERROR_INVALID_PARAMETER;
    if (sub_key && *sub_key == '\\') return ERROR_BAD_PATHNAME;
    LSTATUS error = registry_handle(key, &parent);
    if (error) return error;
    NTSTATUS status = init_name(&name, sub_key);
    if (!NT_SUCCESS(status)) return ERROR_INVALID_PARAMETER;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, parent, NULL);
    *result = NULL;
    return RtlNtStatusToDosError(NtOpenKeyEx((PHANDLE)result, access, &attributes, options));
}

LSTATUS WINAPI RegOpenKeyW(HKEY key, LPCWSTR sub_key, PHKEY result)
{
    ULONG index;
    if (!result) return ERROR_INVALID_PARAMETER;
    if ((!sub_key || !*sub_key) && !predefined_index(key, &index)) { /* documented: the same handle again */
        *result = key;
        return ERROR_SUCCESS;
    }
    if (!sub_key || !*sub_key) {
        *result = key;
        return ERROR_SUCCESS;
    }
    return RegOpenKeyExW(key, sub_key, 0, MAXIMUM_ALLOWED, result);
}

/* Makes the missing keys of a path one after the other: the server makes one level at a time. */
static NTSTATUS create_path(HANDLE parent, UNICODE_STRING name, const UNICODE_STRING *class_name, DWORD options,
                            REGSAM access, ULONG inherit, HANDLE *handle, ULONG *disposition)
{
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | inherit, parent, NULL);
    NTSTATUS status = NtCreateKey(handle, access, &attributes, 0, class_name, options, disposition);
    if (status != STATUS_OBJECT_NAME_NOT_FOUND && status != STATUS_OBJECT_PATH_NOT_FOUND) return status;
    HANDLE current = parent;
    USHORT length = name.Length / sizeof(WCHAR), start = 0;
    while (start < length) {
        USHORT end = start;
        while (end < length && name.Buffer[end] != '\\') end++;
        USHORT next = end;
        while (next < length && name.Buffer[next] == '\\') next++;
        UNICODE_STRING part = {(USHORT)((end - start) * sizeof(WCHAR)), (USHORT)((end - start) * sizeof(WCHAR)),
                               name.Buffer + start};
        bool last = next >= length;
        HANDLE fresh;
        InitializeObjectAttributes(&attributes, &part, OBJ_CASE_INSENSITIVE | (last ? inherit : 0), current, NULL);
        status = NtCreateKey(&fresh, last ? access : (access & ACCESS_WOW64) | MAXIMUM_ALLOWED, &attributes, 0,
                             last ? class_name : NULL, last ? options : options & REG_OPTION_VOLATILE,
                             last ? disposition : NULL);
        if (current != parent) NtClose(current);
        if (!NT_SUCCESS(status)) return status;
        current = fresh;
        start = next;
    }
    *handle = current;
    return STATUS_SUCCESS;
}

LSTATUS WINAPI RegCreateKeyExW(HKEY key, LPCWSTR sub_key, DWORD reserved, LPWSTR class_name, DWORD options,
                               REGSAM access, const LPSECURITY_ATTRIBUTES security, PHKEY result, LPDWORD disposition)
{
    HANDLE parent;
    UNICODE_STRING name, class_string;
    if (reserved || !result) return ERROR_INVALID_PARAMETER;
    if ((access & ACCESS_WOW64) == ACCESS_WOW64) return ERROR_INVALID_PARAMETER;
    if (!sub_key || *sub_key == '\\') return ERROR_BAD_PATHNAME;
    LSTATUS error = registry_handle(key, &parent);
    if (error) return error;
    NTSTATUS status = init_name(&name, sub_key);
    if (!NT_SUCCESS(status)) return ERROR_INVALID_PARAMETER;
    RtlInitUnicodeString(&class_string, class_name);
    *result = NULL;
    status = create_path(parent, name, class_name ? &class_string : NULL, options, access,
                         security && security->bInheritHandle ? OBJ_INHERIT : 0, (PHANDLE)result, disposition);
    return RtlNtStatusToDosError(status);
}

LSTATUS WINAPI RegCreateKeyW(HKEY key, LPCWSTR sub_key, PHKEY result)
{
    if (!sub_key || !*sub_key) return RegOpenKeyW(key, sub_key, result);
    return RegCreateKeyExW(key, sub_key, 0, NULL, REG_OPTION_NON_VOLATILE, MAXIMUM_ALLOWED, NULL, result, NULL);
}

/* --- enumerating --- */

/* What is known of a key, with its name and class behind; freed with free_text. */
static LSTATUS query_full(HKEY key, KEY_FULL_INFORMATION **info)
{
    HANDLE handle;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    ULONG size = sizeof(KEY_FULL_INFORMATION) + 2 * 32767;
    *info = heap_allocate(size);
    if (!*info) return ERROR_NOT_ENOUGH_MEMORY;
    NTSTATUS status = NtQueryKey(handle, KeyFullInformation, *info, size, &size);
    if (NT_SUCCESS(status)) return ERROR_SUCCESS;
    free_text(*info);
    *info = NULL;
    return RtlNtStatusToDosError(status);
}

LSTATUS WINAPI RegQueryInfoKeyW(HKEY key, LPWSTR class_name, LPDWORD class_length, LPDWORD reserved, LPDWORD subkeys,
                                LPDWORD longest_subkey, LPDWORD longest_class, LPDWORD values, LPDWORD longest_name,
                                LPDWORD longest_value, LPDWORD security, PFILETIME written)
{
    KEY_FULL_INFORMATION *info;
    if (reserved || (class_name && !class_length)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = query_full(key, &info);
    if (error) return error;
    DWORD length = info->ClassLength / sizeof(WCHAR);
    if (class_name && *class_length) {
        if (length + 1 > *class_length) error = ERROR_MORE_DATA;
        else {
            memcpy(class_name, info->Class, info->ClassLength);
            class_name[length] = 0;
        }
    }
    if (class_length) *class_length = length;
    if (subkeys) *subkeys = info->SubKeys;
    if (longest_subkey) *longest_subkey = info->MaxNameLen / sizeof(WCHAR);
    if (longest_class) *longest_class = info->MaxClassLen / sizeof(WCHAR);
    if (values) *values = info->Values;
    if (longest_name) *longest_name = info->MaxValueNameLen / sizeof(WCHAR);
    if (longest_value) *longest_value = info->MaxValueDataLen;
    if (security) *security = sizeof(SECURITY_DESCRIPTOR_RELATIVE);
    if (written) *written = (FILETIME){ info->LastWriteTime.LowPart, (DWORD)info->LastWriteTime.HighPart };
    free_text(info);
    return error;
}

LSTATUS WINAPI RegEnumKeyExW(HKEY key, DWORD index, LPWSTR name, LPDWORD length, LPDWORD reserved, LPWSTR class_name,
                             LPDWORD class_length, PFILETIME written)
{
    HANDLE handle;
    BYTE buffer[sizeof(KEY_NODE_INFORMATION) + 2 * (255 + 256)];
    KEY_NODE_INFORMATION *info = (KEY_NODE_INFORMATION *)buffer;
    ULONG size;
    if (reserved || !name || !length || (class_name && !class_length)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    NTSTATUS status = NtEnumerateKey(handle, index, KeyNodeInformation, info, sizeof(buffer), &size);
    if (!NT_SUCCESS(status) && status != STATUS_BUFFER_OVERFLOW) return RtlNtStatusToDosError(status);
    DWORD name_length = info->NameLength / sizeof(WCHAR), class_units = info->ClassLength / sizeof(WCHAR);
    if (name_length + 1 > *length) return ERROR_MORE_DATA;
    if (class_name && class_units + 1 > *class_length) return ERROR_MORE_DATA;
    memcpy(name, info->Name, info->NameLength);
    name[name_length] = 0;
    *length = name_length;
    if (class_name) {
        if (class_units) memcpy(class_name, buffer + info->ClassOffset, info->ClassLength);
        class_name[class_units] = 0;
    }
    if (class_length) *class_length = class_units;
    if (written) *written = (FILETIME){ info->LastWriteTime.LowPart, (DWORD)info->LastWriteTime.HighPart };
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegEnumKeyW(HKEY key, DWORD index, LPWSTR name, DWORD length)
{
    return RegEnumKeyExW(key, index, name, &length, NULL, NULL, NULL, NULL);
}

/* --- deleting, renaming, copying --- */

LSTATUS WINAPI RegDeleteKeyExW(HKEY key, LPCWSTR sub_key, REGSAM access, DWORD reserved)
{
    HKEY target;
    if (!sub_key || reserved) return ERROR_INVALID_PARAMETER;
    LSTATUS error = RegOpenKeyExW(key, sub_key, REG_OPTION_OPEN_LINK, DELETE | (access & ACCESS_WOW64), &target);
    if (error) return error;
    NTSTATUS status = NtDeleteKey(target);
    RegCloseKey(target);
    return status == STATUS_CANNOT_DELETE ? ERROR_ACCESS_DENIED : (LSTATUS)RtlNtStatusToDosError(status);
}

LSTATUS WINAPI RegDeleteKeyW(HKEY key, LPCWSTR sub_key)
{
    return RegDeleteKeyExW(key, sub_key, 0, 0);
}

/* Everything below the key; the key itself stays. */
static LSTATUS delete_contents(HKEY key)
{
    WCHAR name[256];
    LSTATUS error;
    while (!(error = RegEnumKeyW(key, 0, name, ARRAYSIZE(name)))) {
        error = RegDeleteTreeW(key, name);
        if (error) return error;
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static LSTATUS delete_values(HKEY key)
{
    DWORD longest;
    LSTATUS error = RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &longest, NULL, NULL, NULL);
    if (error) return error;
    WCHAR *name = heap_allocate((longest + 1) * sizeof(WCHAR));
    if (!name) return ERROR_NOT_ENOUGH_MEMORY;
    for (;;) {
        DWORD length = longest + 1;
        error = RegEnumValueW(key, 0, name, &length, NULL, NULL, NULL, NULL);
        if (error) break;
        error = RegDeleteValueW(key, name);
        if (error) break;
    }
    free_text(name);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

LSTATUS WINAPI RegDeleteTreeW(HKEY key, LPCWSTR sub_key)
{
    HKEY target = key;
    LSTATUS error = ERROR_SUCCESS;
    if (sub_key)
        error =
            RegOpenKeyExW(key, sub_key, 0, DELETE | KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE | KEY_SET_VALUE, &target);
    if (error) return error;
    error = delete_contents(target);
    if (!error && !sub_key) error = delete_values(target);
    if (!error && sub_key) error = RtlNtStatusToDosError(NtDeleteKey(target));
    if (sub_key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegRenameKey(HKEY key, LPCWSTR sub_key, LPCWSTR new_name)
{
    HKEY target = key;
    UNICODE_STRING name;
    if (!new_name) return ERROR_INVALID_PARAMETER;
    LSTATUS error = sub_key ? RegOpenKeyExW(key, sub_key, 0, KEY_WRITE, &target) : ERROR_SUCCESS;
    if (error) return error;
    RtlInitUnicodeString(&name, new_name);
    error = RtlNtStatusToDosError(NtRenameKey(target, &name));
    if (sub_key) RegCloseKey(target);
    return error;
}

static LSTATUS copy_values(HKEY from, HKEY to)
{
    DWORD longest_name, longest_value;
    LSTATUS error =
        RegQueryInfoKeyW(from, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &longest_name, &longest_value, NULL, NULL);
    if (error) return error;
    WCHAR *name = heap_allocate((longest_name + 1) * sizeof(WCHAR) + longest_value);
    if (!name) return ERROR_NOT_ENOUGH_MEMORY;
    BYTE *data = (BYTE *)(name + longest_name + 1);
    for (DWORD i = 0; !error; i++) {
        DWORD length = longest_name + 1, size = longest_value, type;
        error = RegEnumValueW(from, i, name, &length, NULL, &type, data, &size);
        if (!error) error = RegSetValueExW(to, name, 0, type, data, size);
    }
    free_text(name);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

LSTATUS WINAPI RegCopyTreeW(HKEY from_key, LPCWSTR sub_key, HKEY to)
{
    HKEY from = from_key;
    WCHAR name[256];
    LSTATUS error = sub_key ? RegOpenKeyExW(from_key, sub_key, 0, KEY_READ, &from) : ERROR_SUCCESS;
    if (error) return error;
    error = copy_values(from, to);
    for (DWORD i = 0; !error; i++) {
        HKEY fresh;
        error = RegEnumKeyW(from, i, name, ARRAYSIZE(name));
        if (error) break;
        error = RegCreateKeyExW(to, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &fresh, NULL);
        if (error) break;
        error = RegCopyTreeW(from, name, fresh);
        RegCloseKey(fresh);
    }
    if (sub_key) RegCloseKey(from);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

LSTATUS WINAPI RegFlushKey(HKEY key)
{
    HANDLE handle;
    LSTATUS error = registry_handle(key, &handle);
    return error ? error : (LSTATUS)RtlNtStatusToDosError(NtFlushKey(handle));
}

LSTATUS WINAPI RegNotifyChangeKeyValue(HKEY key, WINBOOL subtree, DWORD filter, HANDLE event, WINBOOL asynchronous)
{
    HANDLE handle;
    IO_STATUS_BLOCK io;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    if (asynchronous && !event) return ERROR_INVALID_PARAMETER;
    NTSTATUS status =
        NtNotifyChangeKey(handle, event, NULL, NULL, &io, filter, subtree != 0, NULL, 0, asynchronous != 0);
    return NT_SUCCESS(status) ? ERROR_SUCCESS : (LSTATUS)RtlNtStatusToDosError(status);
}

LONG WINAPI RegQueryReflectionKey(HKEY key, WINBOOL *disabled)
{
    HANDLE handle;
    LSTATUS error = registry_handle(key, &handle);
    if (!error && disabled) *disabled = TRUE; /* reflection ended with Windows 7 */
    return error;
}
