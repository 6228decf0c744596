/* Registry values. */
#include "advapi32_private.h"
#include <string.h>
#include <wchar.h>

static bool is_text(DWORD type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

LSTATUS WINAPI RegSetValueExW(HKEY key, LPCWSTR value, DWORD reserved, DWORD type, const BYTE *data, DWORD size)
{
    HANDLE handle;
    UNICODE_STRING name;
    (void)reserved;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    if (!data && size) return ERROR_INVALID_PARAMETER;
    /* text whose size leaves out a terminator that is there is stored with it */
    if (data && size && (type == REG_SZ || type == REG_EXPAND_SZ) && size % sizeof(WCHAR) == 0) {
        const WCHAR *end = (const WCHAR *)(data + size);
        if (end[-1] && !end[0]) size += sizeof(WCHAR);
    }
    RtlInitUnicodeString(&name, value);
    return RtlNtStatusToDosError(NtSetValueKey(handle, &name, 0, type, data, size));
}

/* Reads into the caller's buffer by way of the partial information; *size is set to what the value has. */
static LSTATUS query_value(HANDLE handle, LPCWSTR value, DWORD *type, BYTE *data, DWORD *size)
{
    UNICODE_STRING name;
    BYTE small[512], *buffer = small;
    ULONG header = offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data), needed = 0;
    ULONG room = header + (data && size ? *size : 0);
    RtlInitUnicodeString(&name, value);
    if (room < sizeof(small)) room = sizeof(small);
    else if (!(buffer = heap_allocate(room))) return ERROR_NOT_ENOUGH_MEMORY;
    NTSTATUS status = NtQueryValueKey(handle, &name, KeyValuePartialInformation, buffer, room, &needed);
    LSTATUS error = RtlNtStatusToDosError(status);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
        const KEY_VALUE_PARTIAL_INFORMATION *info = (const KEY_VALUE_PARTIAL_INFORMATION *)buffer;
        if (type) *type = info->Type;
        error = ERROR_SUCCESS;
        if (data && info->DataLength > *size) error = ERROR_MORE_DATA;
        else if (data && status == STATUS_BUFFER_OVERFLOW) error = ERROR_MORE_DATA;
        else if (data) memcpy(data, info->Data, info->DataLength);
        if (size) *size = info->DataLength;
    }
    if (buffer != small) free_text(buffer);
    return error;
}

LSTATUS WINAPI RegQueryValueExW(HKEY key, LPCWSTR value, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size)
{
    HANDLE handle;
    if (reserved || (data && !size)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    DWORD capacity = size ? *size : 0;
    error = query_value(handle, value, type, data, size);
    if (!error && data && size && *size + sizeof(WCHAR) <= capacity && *size >= sizeof(WCHAR) &&
        *size % sizeof(WCHAR) == 0) {
        /* a text stored without its terminator gets one where there is room */
        DWORD actual;
        if (!type) return error;
        actual = *type;
        if (is_text(actual) && ((WCHAR *)data)[*size / sizeof(WCHAR) - 1]) ((WCHAR *)data)[*size / sizeof(WCHAR)] = 0;
    }
    return error;
}

LSTATUS WINAPI RegQueryValueW(HKEY key, LPCWSTR sub_key, LPWSTR data, PLONG size)
{
    HKEY target = key;
    DWORD type, room = size ? (DWORD)*size : 0;
    LSTATUS error = sub_key && *sub_key ? RegOpenKeyExW(key, sub_key, 0, KEY_QUERY_VALUE, &target) : ERROR_SUCCESS;
    if (error) return error;
    error = RegQueryValueExW(target, NULL, NULL, &type, (BYTE *)data, size ? &room : NULL);
    if (error == ERROR_FILE_NOT_FOUND) { /* documented: a key without default value has an empty one */
        if (data && room >= sizeof(WCHAR)) *data = 0;
        room = sizeof(WCHAR);
        error = ERROR_SUCCESS;
    }
    if (size) *size = (LONG)room;
    if (target != key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegSetValueW(HKEY key, LPCWSTR sub_key, DWORD type, LPCWSTR data, DWORD size)
{
    (void)size; /* documented: ignored, the text's own length counts */
    if (type != REG_SZ || !data) return ERROR_INVALID_PARAMETER;
    return RegSetKeyValueW(key, sub_key, NULL, type, data, (DWORD)((wcslen(data) + 1) * sizeof(WCHAR)));
}

LSTATUS WINAPI RegSetKeyValueW(HKEY key, LPCWSTR sub_key, LPCWSTR value, DWORD type, LPCVOID data, DWORD size)
{
    HKEY target = key;
    LSTATUS error = sub_key && *sub_key ? RegCreateKeyExW(key, sub_key, 0, NULL, 0, KEY_SET_VALUE, NULL, &target, NULL)
                                        : ERROR_SUCCESS;
    if (error) return error;
    error = RegSetValueExW(target, value, 0, type, data, size);
    if (target != key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegDeleteValueW(HKEY key, LPCWSTR value)
{
    HANDLE handle;
    UNICODE_STRING name;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    RtlInitUnicodeString(&name, value);
    return RtlNtStatusToDosError(NtDeleteValueKey(handle, &name));
}

LSTATUS WINAPI RegDeleteKeyValueW(HKEY key, LPCWSTR sub_key, LPCWSTR value)
{
    HKEY target = key;
    LSTATUS error = sub_key && *sub_key ? RegOpenKeyExW(key, sub_key, 0, KEY_SET_VALUE, &target) : ERROR_SUCCESS;
    if (error) return error;
    error = RegDeleteValueW(target, value);
    if (target != key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegEnumValueW(HKEY key, DWORD index, LPWSTR name, LPDWORD length, LPDWORD reserved, LPDWORD type,
                             LPBYTE data, LPDWORD size)
{
    HANDLE handle;
    if (reserved || !name || !length || (data && !size)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    ULONG room = sizeof(KEY_VALUE_FULL_INFORMATION) + 2 * 16384 + (data ? *size : 0), needed;
    KEY_VALUE_FULL_INFORMATION *info = heap_allocate(room);
    if (!info) return ERROR_NOT_ENOUGH_MEMORY;
    NTSTATUS status = NtEnumerateValueKey(handle, index, KeyValueFullInformation, info, room, &needed);
    if (!NT_SUCCESS(status) && status != STATUS_BUFFER_OVERFLOW) {
        free_text(info);
        return RtlNtStatusToDosError(status);
    }
    DWORD name_length = info->NameLength / sizeof(WCHAR);
    error = ERROR_SUCCESS;
    if (name_length + 1 > *length) error = ERROR_MORE_DATA;
    else {
        memcpy(name, info->Name, info->NameLength);
        name[name_length] = 0;
        *length = name_length;
    }
    if (data && info->DataLength > *size) error = ERROR_MORE_DATA;
    else if (data && !error) memcpy(data, (BYTE *)info + info->DataOffset, info->DataLength);
    if (type) *type = info->Type;
    if (size) *size = info->DataLength;
    free_text(info);
    return error;
}

/* --- RegGetValue --- */

/* The RRF_RT_* bit of a type. */
static DWORD restriction_of(DWORD type)
{
    static const DWORD bits[] = {RRF_RT_REG_NONE,
                                 RRF_RT_REG_SZ,
                                 RRF_RT_REG_EXPAND_SZ,
                                 RRF_RT_REG_BINARY,
                                 RRF_RT_REG_DWORD,
                                 0,
                                 0,
                                 RRF_RT_REG_MULTI_SZ,
                                 0,
                                 0,
                                 0,
                                 RRF_RT_REG_QWORD};
    return type < ARRAYSIZE(bits) ? bits[type] : 0;
}

static bool size_fits_type(DWORD flags, DWORD type, DWORD size)
{
    if (type == REG_BINARY && (flags & RRF_RT_ANY) == RRF_RT_DWORD) return size == 4;
    if (type == REG_BINARY && (flags & RRF_RT_ANY) == RRF_RT_QWORD) return size == 8;
    return true;
}

/* Gives text its terminator(s); `data` has room for two more characters. */
static DWORD terminate(DWORD type, BYTE *data, DWORD size)
{
    WCHAR *text = (WCHAR *)data;
    if (!is_text(type)) return size;
    if (size % sizeof(WCHAR)) data[size++] = 0;
    DWORD length = size / sizeof(WCHAR);
    if (!length || text[length - 1]) text[length++] = 0;
    if (type == REG_MULTI_SZ && (length < 2 || text[length - 2])) text[length++] = 0;
    return length * sizeof(WCHAR);
}

static LSTATUS expand(BYTE **data, DWORD *size)
{
    DWORD length = ExpandEnvironmentStringsW((WCHAR *)*data, NULL, 0);
    WCHAR *expanded = length ? heap_allocate((length + 2) * sizeof(WCHAR)) : NULL;
    if (!expanded) return ERROR_NOT_ENOUGH_MEMORY;
    *size = ExpandEnvironmentStringsW((WCHAR *)*data, expanded, length) * sizeof(WCHAR);
    free_text(*data);
    *data = (BYTE *)expanded;
    return ERROR_SUCCESS;
}

static LSTATUS get_whole_value(HKEY key, LPCWSTR value, DWORD *type, BYTE **data, DWORD *size)
{
    HANDLE handle;
    LSTATUS error = registry_handle(key, &handle);
    *data = NULL;
    for (*size = 256; !error;) {
        DWORD room = *size;
        *data = heap_allocate(room + 2 * sizeof(WCHAR));
        if (!*data) return ERROR_NOT_ENOUGH_MEMORY;
        error = query_value(handle, value, type, *data, size);
        if (error != ERROR_MORE_DATA) break;
        free_text(*data);
        *data = NULL;
        error = ERROR_SUCCESS;
    }
    if (error && *data) {
        free_text(*data);
        *data = NULL;
    }
    return error;
}

LSTATUS WINAPI RegGetValueW(HKEY key, LPCWSTR sub_key, LPCWSTR value, DWORD flags, LPDWORD type_out, PVOID data_out,
                            LPDWORD size_out)
{
    HKEY target = key;
    DWORD type, size, view = 0;
    BYTE *data = NULL;
    if ((flags & RRF_RT_REG_EXPAND_SZ) && !(flags & RRF_NOEXPAND) && (flags & RRF_RT_ANY) != RRF_RT_ANY)
        return ERROR_INVALID_PARAMETER;
    if (data_out && !size_out) return ERROR_INVALID_PARAMETER;
    if (flags & 0x00010000 /* RRF_SUBKEY_WOW6464KEY */) view = KEY_WOW64_64KEY;
    if (flags & 0x00020000 /* RRF_SUBKEY_WOW6432KEY */) view = KEY_WOW64_32KEY;
    LSTATUS error =
        sub_key && *sub_key ? RegOpenKeyExW(key, sub_key, 0, KEY_QUERY_VALUE | view, &target) : ERROR_SUCCESS;
    if (error) return error;
    error = get_whole_value(target, value, &type, &data, &size);
    if (target != key) RegCloseKey(target);
    if (!error) size = terminate(type, data, size);
    if (!error && type == REG_EXPAND_SZ && !(flags & RRF_NOEXPAND)) {
        error = expand(&data, &size);
        type = REG_SZ;
    }
    if (!error && (!(flags & restriction_of(type)) || !size_fits_type(flags, type, size)))
        error = ERROR_UNSUPPORTED_TYPE;
    if (type_out && (!error || error == ERROR_UNSUPPORTED_TYPE)) *type_out = type;
    if (!error && data_out) {
        if (size > *size_out) error = ERROR_MORE_DATA;
        else memcpy(data_out, data, size);
    }
    if (error && (flags & RRF_ZEROONFAILURE) && data_out) memset(data_out, 0, *size_out);
    if (size_out && (!error || error == ERROR_MORE_DATA)) *size_out = size;
    free_text(data);
    return error;
}

LSTATUS WINAPI RegQueryMultipleValuesW(HKEY key, PVALENTW values, DWORD count, LPWSTR buffer, LPDWORD size)
{
    DWORD used = 0, capacity = buffer ? *size : 0;
    for (DWORD i = 0; i < count; i++) {
        DWORD room = used < capacity ? capacity - used : 0;
        LSTATUS error = RegQueryValueExW(key, values[i].ve_valuename, NULL, &values[i].ve_type,
                                         room ? (BYTE *)buffer + used : NULL, &room);
        if (error && error != ERROR_MORE_DATA) return error == ERROR_FILE_NOT_FOUND ? ERROR_CANTREAD : error;
        values[i].ve_valuelen = room;
        values[i].ve_valueptr = (DWORD_PTR)buffer + used;
        used += room;
    }
    *size = used;
    return used > capacity ? ERROR_MORE_DATA : ERROR_SUCCESS;
}
