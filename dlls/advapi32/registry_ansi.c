/* The ANSI forms of the registry functions: names and text values are converted, everything else is the wide
 * function's. */
#include "advapi32_private.h"
#include <string.h>

static bool is_text(DWORD type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

LSTATUS WINAPI RegOpenKeyExA(HKEY key, LPCSTR sub_key, DWORD options, REGSAM access, PHKEY result)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegOpenKeyExW(key, wide, options, access, result);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegOpenKeyA(HKEY key, LPCSTR sub_key, PHKEY result)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegOpenKeyW(key, wide, result);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegConnectRegistryA(LPCSTR machine, HKEY key, PHKEY result)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(machine, &wide);
    if (!error) error = RegConnectRegistryW(wide, key, result);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegCreateKeyExA(HKEY key, LPCSTR sub_key, DWORD reserved, LPSTR class_name, DWORD options, REGSAM access,
                               const LPSECURITY_ATTRIBUTES security, PHKEY result, LPDWORD disposition)
{
    WCHAR *wide, *wide_class = NULL;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = wide_from_ansi(class_name, &wide_class);
    if (!error)
        error = RegCreateKeyExW(key, wide, reserved, wide_class, options, access, security, result, disposition);
    free_text(wide);
    free_text(wide_class);
    return error;
}

LSTATUS WINAPI RegCreateKeyA(HKEY key, LPCSTR sub_key, PHKEY result)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegCreateKeyW(key, wide, result);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegDeleteKeyExA(HKEY key, LPCSTR sub_key, REGSAM access, DWORD reserved)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegDeleteKeyExW(key, wide, access, reserved);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegDeleteKeyA(HKEY key, LPCSTR sub_key)
{
    return RegDeleteKeyExA(key, sub_key, 0, 0);
}

LSTATUS WINAPI RegDeleteTreeA(HKEY key, LPCSTR sub_key)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegDeleteTreeW(key, wide);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegCopyTreeA(HKEY key, LPCSTR sub_key, HKEY to)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = RegCopyTreeW(key, wide, to);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegDeleteValueA(HKEY key, LPCSTR value)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(value, &wide);
    if (!error) error = RegDeleteValueW(key, wide);
    free_text(wide);
    return error;
}

LSTATUS WINAPI RegDeleteKeyValueA(HKEY key, LPCSTR sub_key, LPCSTR value)
{
    WCHAR *wide, *wide_value = NULL;
    LSTATUS error = wide_from_ansi(sub_key, &wide);
    if (!error) error = wide_from_ansi(value, &wide_value);
    if (!error) error = RegDeleteKeyValueW(key, wide, wide_value);
    free_text(wide);
    free_text(wide_value);
    return error;
}

/* --- writing --- */

LSTATUS WINAPI RegSetValueExA(HKEY key, LPCSTR value, DWORD reserved, DWORD type, const BYTE *data, DWORD size)
{
    WCHAR *wide, *text = NULL;
    if (!data && size) return ERROR_INVALID_PARAMETER;
    LSTATUS error = wide_from_ansi(value, &wide);
    if (!error && is_text(type) && data && size) {
        /* a terminator just behind the given size belongs to the text */
        if (type != REG_MULTI_SZ && data[size - 1] && !data[size]) size++;
        text = heap_allocate((size + 1) * sizeof(WCHAR));
        if (!text) error = ERROR_NOT_ENOUGH_MEMORY;
        else {
            size =
                (DWORD)MultiByteToWideChar(CP_ACP, 0, (const char *)data, (int)size, text, (int)size) * sizeof(WCHAR);
            data = (const BYTE *)text;
        }
    }
    if (!error) error = RegSetValueExW(key, wide, reserved, type, data, size);
    free_text(wide);
    free_text(text);
    return error;
}

LSTATUS WINAPI RegSetKeyValueA(HKEY key, LPCSTR sub_key, LPCSTR value, DWORD type, LPCVOID data, DWORD size)
{
    HKEY target = key;
    LSTATUS error = sub_key && *sub_key ? RegCreateKeyExA(key, sub_key, 0, NULL, 0, KEY_SET_VALUE, NULL, &target, NULL)
                                        : ERROR_SUCCESS;
    if (error) return error;
    error = RegSetValueExA(target, value, 0, type, data, size);
    if (target != key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegSetValueA(HKEY key, LPCSTR sub_key, DWORD type, LPCSTR data, DWORD size)
{
    (void)size;
    if (type != REG_SZ || !data) return ERROR_INVALID_PARAMETER;
    return RegSetKeyValueA(key, sub_key, NULL, type, data, (DWORD)strlen(data) + 1);
}

/* --- reading --- */

/* Hands a value's data, read as wide, to a caller who wants ANSI text. */
static LSTATUS deliver(DWORD type, const BYTE *wide_data, DWORD wide_size, BYTE *data, DWORD *size)
{
    DWORD needed = wide_size, capacity = size ? *size : 0;
    bool text = is_text(type);
    const WCHAR *wide = (const WCHAR *)wide_data;
    int length = (int)(wide_size / sizeof(WCHAR));
    if (text) needed = length ? (DWORD)WideCharToMultiByte(CP_ACP, 0, wide, length, NULL, 0, NULL, NULL) : 0;
    if (size) *size = needed;
    if (!data) return ERROR_SUCCESS;
    if (needed > capacity) return ERROR_MORE_DATA;
    if (text && length) WideCharToMultiByte(CP_ACP, 0, wide, length, (char *)data, (int)capacity, NULL, NULL);
    else if (!text) memcpy(data, wide_data, wide_size);
    if (text && needed < capacity && (!needed || data[needed - 1]))
        data[needed] = 0; /* stored without terminator: as the wide function */
    return ERROR_SUCCESS;
}

/* The whole value as wide data; freed with free_text. */
static LSTATUS read_wide(HKEY key, const WCHAR *value, DWORD *type, BYTE **data, DWORD *size)
{
    for (*size = 512;;) {
        *data = heap_allocate(*size);
        if (!*data) return ERROR_NOT_ENOUGH_MEMORY;
        LSTATUS error = RegQueryValueExW(key, value, NULL, type, *data, size);
        if (!error) return ERROR_SUCCESS;
        free_text(*data);
        *data = NULL;
        if (error != ERROR_MORE_DATA) return error;
    }
}

LSTATUS WINAPI RegQueryValueExA(HKEY key, LPCSTR value, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size)
{
    WCHAR *wide;
    BYTE *wide_data = NULL;
    DWORD wide_size, wide_type;
    if (reserved || (data && !size)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = wide_from_ansi(value, &wide);
    if (!error) error = read_wide(key, wide, &wide_type, &wide_data, &wide_size);
    free_text(wide);
    if (error) return error;
    if (type) *type = wide_type;
    error = deliver(wide_type, wide_data, wide_size, data, size);
    free_text(wide_data);
    return error;
}

LSTATUS WINAPI RegQueryValueA(HKEY key, LPCSTR sub_key, LPSTR data, PLONG size)
{
    HKEY target = key;
    DWORD room = size ? (DWORD)*size : 0;
    LSTATUS error = sub_key && *sub_key ? RegOpenKeyExA(key, sub_key, 0, KEY_QUERY_VALUE, &target) : ERROR_SUCCESS;
    if (error) return error;
    error = RegQueryValueExA(target, NULL, NULL, NULL, (BYTE *)data, size ? &room : NULL);
    if (error == ERROR_FILE_NOT_FOUND) {
        if (data && room) *data = 0;
        room = 1;
        error = ERROR_SUCCESS;
    }
    if (size) *size = (LONG)room;
    if (target != key) RegCloseKey(target);
    return error;
}

LSTATUS WINAPI RegGetValueA(HKEY key, LPCSTR sub_key, LPCSTR value, DWORD flags, LPDWORD type_out, PVOID data,
                            LPDWORD size)
{
    WCHAR *wide_key, *wide_value = NULL;
    BYTE *wide_data = NULL;
    DWORD wide_size = 512, type;
    if (data && !size) return ERROR_INVALID_PARAMETER;
    LSTATUS error = wide_from_ansi(sub_key, &wide_key);
    if (!error) error = wide_from_ansi(value, &wide_value);
    while (!error) {
        wide_data = heap_allocate(wide_size);
        if (!wide_data) error = ERROR_NOT_ENOUGH_MEMORY;
        else
            error = RegGetValueW(key, wide_key, wide_value, flags & ~(DWORD)RRF_ZEROONFAILURE, &type, wide_data,
                                 &wide_size);
        if (error != ERROR_MORE_DATA) break;
        free_text(wide_data);
        wide_data = NULL;
        error = ERROR_SUCCESS;
    }
    if (type_out && (!error || error == ERROR_UNSUPPORTED_TYPE)) *type_out = type;
    DWORD capacity = size ? *size : 0;
    if (!error) error = deliver(type, wide_data, wide_size, data, size);
    if (error && (flags & RRF_ZEROONFAILURE) && data) memset(data, 0, capacity);
    free_text(wide_data);
    free_text(wide_key);
    free_text(wide_value);
    return error;
}

LSTATUS WINAPI RegQueryInfoKeyA(HKEY key, LPSTR class_name, LPDWORD class_length, LPDWORD reserved, LPDWORD subkeys,
                                LPDWORD longest_subkey, LPDWORD longest_class, LPDWORD values, LPDWORD longest_name,
                                LPDWORD longest_value, LPDWORD security, PFILETIME written)
{
    WCHAR wide[256];
    DWORD length = ARRAYSIZE(wide);
    if (class_name && !class_length) return ERROR_INVALID_PARAMETER;
    LSTATUS error = RegQueryInfoKeyW(key, wide, &length, reserved, subkeys, longest_subkey, longest_class, values,
                                     longest_name, longest_value, security, written);
    if (error || !class_length) return error;
    if (class_name && *class_length) return ansi_from_wide(wide, length, class_name, class_length);
    *class_length = length;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegEnumKeyExA(HKEY key, DWORD index, LPSTR name, LPDWORD length, LPDWORD reserved, LPSTR class_name,
                             LPDWORD class_length, PFILETIME written)
{
    WCHAR wide[256], wide_class[256];
    DWORD wide_length = ARRAYSIZE(wide), wide_class_length = ARRAYSIZE(wide_class);
    if (!name || !length || (class_name && !class_length)) return ERROR_INVALID_PARAMETER;
    LSTATUS error = RegEnumKeyExW(key, index, wide, &wide_length, reserved, class_name ? wide_class : NULL,
                                  class_name ? &wide_class_length : NULL, written);
    if (!error) error = ansi_from_wide(wide, wide_length, name, length);
    if (!error && class_name) error = ansi_from_wide(wide_class, wide_class_length, class_name, class_length);
    return error;
}

LSTATUS WINAPI RegEnumKeyA(HKEY key, DWORD index, LPSTR name, DWORD length)
{
    return RegEnumKeyExA(key, index, name, &length, NULL, NULL, NULL, NULL);
}

LSTATUS WINAPI RegEnumValueA(HKEY key, DWORD index, LPSTR name, LPDWORD length, LPDWORD reserved, LPDWORD type,
                             LPBYTE data, LPDWORD size)
{
    DWORD wide_length = 16384, wide_size = 0, wide_type;
    if (!name || !length || (data && !size)) return ERROR_INVALID_PARAMETER;
    WCHAR *wide = heap_allocate(wide_length * sizeof(WCHAR));
    if (!wide) return ERROR_NOT_ENOUGH_MEMORY;
    BYTE *wide_data = NULL;
    LSTATUS error = RegEnumValueW(key, index, wide, &wide_length, reserved, &wide_type, NULL, &wide_size);
    if (!error && (wide_data = heap_allocate(wide_size + sizeof(WCHAR)))) {
        wide_length = 16384;
        error = RegEnumValueW(key, index, wide, &wide_length, reserved, &wide_type, wide_data, &wide_size);
    } else if (!error) error = ERROR_NOT_ENOUGH_MEMORY;
    if (!error) {
        if (type) *type = wide_type;
        DWORD name_capacity = *length;
        error = ansi_from_wide(wide, wide_length, name, length);
        if (error) *length = name_capacity;
        LSTATUS data_error = data || size ? deliver(wide_type, wide_data, wide_size, data, size) : ERROR_SUCCESS;
        if (!error) error = data_error;
    }
    free_text(wide);
    free_text(wide_data);
    return error;
}
