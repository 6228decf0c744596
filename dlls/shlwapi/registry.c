/* Values and keys of the registry in one call, and those of the user over those of the machine. */
#include "nt/nt.h"
#include <shlwapi.h>

/* Expands REG_EXPAND_SZ, as the documentation of SHGetValue says: the caller sees REG_SZ. *size: bytes. */
DWORD WINAPI SHQueryValueExW(HKEY key, const WCHAR *value, DWORD *reserved, DWORD *type, void *data, DWORD *size)
{
    DWORD kind = REG_NONE, room = size ? *size : 0, needed = 0;
    LSTATUS error = RegQueryValueExW(key, value, reserved, &kind, NULL, &needed);
    WCHAR *text, *expanded = NULL;

    if (type) *type = kind == REG_EXPAND_SZ ? REG_SZ : kind;
    if (error) return error;
    if (kind != REG_EXPAND_SZ) {
        if (!data && !size) return ERROR_SUCCESS;
        return RegQueryValueExW(key, value, reserved, NULL, data, size);
    }
    if (!(text = LocalAlloc(LMEM_ZEROINIT, needed + sizeof(WCHAR)))) return ERROR_NOT_ENOUGH_MEMORY;
    error = RegQueryValueExW(key, value, reserved, NULL, (BYTE *)text, &needed);
    if (!error) {
        DWORD length = ExpandEnvironmentStringsW(text, NULL, 0);
        needed = length * sizeof(WCHAR);
        if (!(expanded = LocalAlloc(0, needed))) error = ERROR_NOT_ENOUGH_MEMORY;
        else ExpandEnvironmentStringsW(text, expanded, length);
    }
    if (!error && size) *size = needed;
    if (!error && data) {
        if (room < needed) error = ERROR_MORE_DATA;
        else memcpy(data, expanded, needed);
    }
    LocalFree(text);
    LocalFree(expanded);
    return error;
}

DWORD WINAPI SHQueryValueExA(HKEY key, const char *value, DWORD *reserved, DWORD *type, void *data, DWORD *size)
{
    DWORD kind = REG_NONE, room = size ? *size : 0, needed = 0;
    LSTATUS error = RegQueryValueExA(key, value, reserved, &kind, NULL, &needed);
    char *text, *expanded = NULL;

    if (type) *type = kind == REG_EXPAND_SZ ? REG_SZ : kind;
    if (error) return error;
    if (kind != REG_EXPAND_SZ) {
        if (!data && !size) return ERROR_SUCCESS;
        return RegQueryValueExA(key, value, reserved, NULL, data, size);
    }
    if (!(text = LocalAlloc(LMEM_ZEROINIT, needed + 1))) return ERROR_NOT_ENOUGH_MEMORY;
    error = RegQueryValueExA(key, value, reserved, NULL, (BYTE *)text, &needed);
    if (!error) {
        needed = ExpandEnvironmentStringsA(text, NULL, 0);
        if (!(expanded = LocalAlloc(0, needed))) error = ERROR_NOT_ENOUGH_MEMORY;
        else needed = ExpandEnvironmentStringsA(text, expanded, needed);
    }
    if (!error && size) *size = needed;
    if (!error && data) {
        if (room < needed) error = ERROR_MORE_DATA;
        else memcpy(data, expanded, needed);
    }
    LocalFree(text);
    LocalFree(expanded);
    return error;
}

DWORD WINAPI SHGetValueW(HKEY key, const WCHAR *subkey, const WCHAR *value, DWORD *type, void *data, DWORD *size)
{
    HKEY opened;
    LSTATUS error = RegOpenKeyExW(key, subkey, 0, KEY_QUERY_VALUE, &opened);

    if (error) return error;
    error = SHQueryValueExW(opened, value, NULL, type, data, size);
    RegCloseKey(opened);
    return error;
}

DWORD WINAPI SHGetValueA(HKEY key, const char *subkey, const char *value, DWORD *type, void *data, DWORD *size)
{
    HKEY opened;
    LSTATUS error = RegOpenKeyExA(key, subkey, 0, KEY_QUERY_VALUE, &opened);

    if (error) return error;
    error = SHQueryValueExA(opened, value, NULL, type, data, size);
    RegCloseKey(opened);
    return error;
}

DWORD WINAPI SHSetValueW(HKEY key, const WCHAR *subkey, const WCHAR *value, DWORD type, const void *data, DWORD size)
{
    HKEY opened = key;
    LSTATUS error = ERROR_SUCCESS;

    if (subkey && *subkey) error = RegCreateKeyExW(key, subkey, 0, NULL, 0, KEY_SET_VALUE, NULL, &opened, NULL);
    if (error) return error;
    error = RegSetValueExW(opened, value, 0, type, data, size);
    if (opened != key) RegCloseKey(opened);
    return error;
}

DWORD WINAPI SHSetValueA(HKEY key, const char *subkey, const char *value, DWORD type, const void *data, DWORD size)
{
    HKEY opened = key;
    LSTATUS error = ERROR_SUCCESS;

    if (subkey && *subkey) error = RegCreateKeyExA(key, subkey, 0, NULL, 0, KEY_SET_VALUE, NULL, &opened, NULL);
    if (error) return error;
    error = RegSetValueExA(opened, value, 0, type, data, size);
    if (opened != key) RegCloseKey(opened);
    return error;
}

DWORD WINAPI SHDeleteValueW(HKEY key, const WCHAR *subkey, const WCHAR *value)
{
    HKEY opened;
    LSTATUS error = RegOpenKeyExW(key, subkey, 0, KEY_SET_VALUE, &opened);

    if (error) return error;
    error = RegDeleteValueW(opened, value);
    RegCloseKey(opened);
    return error;
}

DWORD WINAPI SHDeleteValueA(HKEY key, const char *subkey, const char *value)
{
    HKEY opened;
    LSTATUS error = RegOpenKeyExA(key, subkey, 0, KEY_SET_VALUE, &opened);

    if (error) return error;
    error = RegDeleteValueA(opened, value);
    RegCloseKey(opened);
    return error;
}

/* With all below. */
DWORD WINAPI SHDeleteKeyW(HKEY key, const WCHAR *subkey)
{
    return RegDeleteTreeW(key, subkey);
}

DWORD WINAPI SHDeleteKeyA(HKEY key, const char *subkey)
{
    return RegDeleteTreeA(key, subkey);
}

/* Only a key without subkeys and values goes. */
DWORD WINAPI SHDeleteEmptyKeyW(HKEY key, const WCHAR *subkey)
{
    DWORD keys = 0, values = 0;
    HKEY opened;
    LSTATUS error = RegOpenKeyExW(key, subkey, 0, KEY_READ, &opened);

    if (error) return error;
    error = RegQueryInfoKeyW(opened, NULL, NULL, NULL, &keys, NULL, NULL, &values, NULL, NULL, NULL, NULL);
    RegCloseKey(opened);
    if (error) return error;
    return keys || values ? ERROR_KEY_HAS_CHILDREN : RegDeleteKeyW(key, subkey);
}

DWORD WINAPI SHDeleteEmptyKeyA(HKEY key, const char *subkey)
{
    DWORD keys = 0, values = 0;
    HKEY opened;
    LSTATUS error = RegOpenKeyExA(key, subkey, 0, KEY_READ, &opened);

    if (error) return error;
    error = RegQueryInfoKeyA(opened, NULL, NULL, NULL, &keys, NULL, NULL, &values, NULL, NULL, NULL, NULL);
    RegCloseKey(opened);
    if (error) return error;
    return keys || values ? ERROR_KEY_HAS_CHILDREN : RegDeleteKeyA(key, subkey);
}

LSTATUS WINAPI SHEnumKeyExW(HKEY key, DWORD index, WCHAR *name, DWORD *length)
{
    return RegEnumKeyExW(key, index, name, length, NULL, NULL, NULL, NULL);
}

LSTATUS WINAPI SHEnumKeyExA(HKEY key, DWORD index, char *name, DWORD *length)
{
    return RegEnumKeyExA(key, index, name, length, NULL, NULL, NULL, NULL);
}

LSTATUS WINAPI SHEnumValueW(HKEY key, DWORD index, WCHAR *name, DWORD *length, DWORD *type, void *data, DWORD *size)
{
    return RegEnumValueW(key, index, name, length, NULL, type, data, size);
}

LSTATUS WINAPI SHEnumValueA(HKEY key, DWORD index, char *name, DWORD *length, DWORD *type, void *data, DWORD *size)
{
    return RegEnumValueA(key, index, name, length, NULL, type, data, size);
}

LSTATUS WINAPI SHQueryInfoKeyW(HKEY key, DWORD *keys, DWORD *longest_key, DWORD *values, DWORD *longest_value)
{
    return RegQueryInfoKeyW(key, NULL, NULL, NULL, keys, longest_key, NULL, values, longest_value, NULL, NULL, NULL);
}

LSTATUS WINAPI SHQueryInfoKeyA(HKEY key, DWORD *keys, DWORD *longest_key, DWORD *values, DWORD *longest_value)
{
    return RegQueryInfoKeyA(key, NULL, NULL, NULL, keys, longest_key, NULL, values, longest_value, NULL, NULL, NULL);
}

DWORD WINAPI SHCopyKeyW(HKEY key, const WCHAR *subkey, HKEY target, DWORD reserved)
{
    (void)reserved;
    return RegCopyTreeW(key, subkey, target);
}

DWORD WINAPI SHCopyKeyA(HKEY key, const char *subkey, HKEY target, DWORD reserved)
{
    HKEY opened;
    LSTATUS error;

    (void)reserved;
    if ((error = RegOpenKeyExA(key, subkey, 0, KEY_READ, &opened))) return error;
    error = RegCopyTreeW(opened, NULL, target);
    RegCloseKey(opened);
    return error;
}

/* The modes of starting (SRRF_RM_*) do not matter: there is the normal one only. */
static DWORD value_flags(DWORD flags)
{
    return flags & (SRRF_RT_ANY | SRRF_NOEXPAND | SRRF_ZEROONFAILURE);
}

LSTATUS WINAPI SHRegGetValueW(HKEY key, const WCHAR *subkey, const WCHAR *value, SRRF flags, DWORD *type, void *data,
                              DWORD *size)
{
    return RegGetValueW(key, subkey, value, value_flags(flags), type, data, size);
}

LSTATUS WINAPI SHRegGetValueA(HKEY key, const char *subkey, const char *value, SRRF flags, DWORD *type, void *data,
                              DWORD *size)
{
    return RegGetValueA(key, subkey, value, value_flags(flags), type, data, size);
}

/* path: MAX_PATH characters. */
DWORD WINAPI SHRegGetPathW(HKEY key, const WCHAR *subkey, const WCHAR *value, WCHAR *path, DWORD flags)
{
    DWORD size = MAX_PATH * sizeof(WCHAR);

    (void)flags; /* reserved */
    return SHGetValueW(key, subkey, value, NULL, path, &size);
}

DWORD WINAPI SHRegGetPathA(HKEY key, const char *subkey, const char *value, char *path, DWORD flags)
{
    DWORD size = MAX_PATH;

    (void)flags;
    return SHGetValueA(key, subkey, value, NULL, path, &size);
}

/* Folders of the environment are written as variables. */
DWORD WINAPI SHRegSetPathW(HKEY key, const WCHAR *subkey, const WCHAR *value, const WCHAR *path, DWORD flags)
{
    WCHAR text[MAX_PATH];

    (void)flags;
    if (!PathUnExpandEnvStringsW(path, text, MAX_PATH)) lstrcpynW(text, path, MAX_PATH);
    return SHSetValueW(key, subkey, value, REG_EXPAND_SZ, text, (lstrlenW(text) + 1) * sizeof(WCHAR));
}

DWORD WINAPI SHRegSetPathA(HKEY key, const char *subkey, const char *value, const char *path, DWORD flags)
{
    char text[MAX_PATH];

    (void)flags;
    if (!PathUnExpandEnvStringsA(path, text, MAX_PATH)) lstrcpynA(text, path, MAX_PATH);
    return SHSetValueA(key, subkey, value, REG_EXPAND_SZ, text, lstrlenA(text) + 1);
}

/* A DWORD, or a string that is a number. */
int WINAPI SHRegGetIntW(HKEY key, const WCHAR *value, int fallback)
{
    WCHAR text[40];
    DWORD type, size = sizeof(text) - sizeof(WCHAR);

    memset(text, 0, sizeof(text));
    if (SHQueryValueExW(key, value, NULL, &type, text, &size)) return fallback;
    return type == REG_SZ ? StrToIntW(text) : *(int *)text;
}

HKEY WINAPI SHRegDuplicateHKey(HKEY key)
{
    HKEY copy = NULL;
    RegOpenKeyExW(key, NULL, 0, MAXIMUM_ALLOWED, &copy);
    return copy;
}
