/* The few values of the registry that matter here. The functions are looked up when they are first needed: most runs
 * never do. */
#include "cmd.h"

#include <stdlib.h>

static FARPROC find_function(const char *name)
{
    static HMODULE advapi;
    FARPROC function = advapi ? NULL : GetProcAddress(GetModuleHandleW(L"kernel32.dll"), name);
    if (function) return function;
    if (!advapi) advapi = LoadLibraryW(L"advapi32.dll");
    return advapi ? GetProcAddress(advapi, name) : NULL;
}

#define FUNCTION(name) __typeof__(&name) p_##name = (__typeof__(&name))(void *)find_function(#name)

static LONG read_value(HKEY root, const wchar_t *key, const wchar_t *name, DWORD *type, void *data, DWORD *size)
{
    FUNCTION(RegOpenKeyExW);
    FUNCTION(RegQueryValueExW);
    FUNCTION(RegCloseKey);
    HKEY opened;
    if (!p_RegOpenKeyExW || !p_RegQueryValueExW || !p_RegCloseKey) return ERROR_PROC_NOT_FOUND;
    LONG result = p_RegOpenKeyExW(root, key, 0, KEY_READ, &opened);
    if (result) return result;
    result = p_RegQueryValueExW(opened, name, NULL, type, data, size);
    p_RegCloseKey(opened);
    return result;
}

LONG read_registry_string(HKEY root, const wchar_t *key, const wchar_t *name, struct text *value)
{
    DWORD type, size = 0;
    LONG result = read_value(root, key, name, &type, NULL, &size);
    if (result) return result;
    wchar_t *data = allocate(size + sizeof(wchar_t));
    result = read_value(root, key, name, &type, data, &size);
    if (!result && type == REG_EXPAND_SZ) {
        DWORD length = ExpandEnvironmentStringsW(data, NULL, 0);
        wchar_t *expanded = allocate(length * sizeof(wchar_t));
        ExpandEnvironmentStringsW(data, expanded, length);
        text_add(value, expanded);
        free(expanded);
    } else if (!result && type == REG_SZ) {
        text_add(value, data);
    } else if (!result) {
        result = ERROR_INVALID_DATA;
    }
    free(data);
    return result;
}

bool read_registry_number(HKEY root, const wchar_t *key, const wchar_t *name, DWORD *value)
{
    DWORD type, size = sizeof(*value);
    return !read_value(root, key, name, &type, value, &size) && type == REG_DWORD;
}

LONG write_registry_string(HKEY root, const wchar_t *key, const wchar_t *value)
{
    FUNCTION(RegCreateKeyExW);
    FUNCTION(RegSetValueExW);
    FUNCTION(RegDeleteKeyW);
    FUNCTION(RegCloseKey);
    HKEY opened;
    if (!p_RegCreateKeyExW || !p_RegSetValueExW || !p_RegDeleteKeyW || !p_RegCloseKey) return ERROR_PROC_NOT_FOUND;
    if (!value) return p_RegDeleteKeyW(root, key);
    LONG result = p_RegCreateKeyExW(root, key, 0, NULL, 0, KEY_WRITE, NULL, &opened, NULL);
    if (result) return result;
    result =
        p_RegSetValueExW(opened, NULL, 0, REG_SZ, (const BYTE *)value, (DWORD)((wcslen(value) + 1) * sizeof(wchar_t)));
    p_RegCloseKey(opened);
    return result;
}

void list_registry_keys(HKEY root, void (*show)(const wchar_t *name))
{
    FUNCTION(RegEnumKeyExW);
    wchar_t name[256];
    for (DWORD i = 0; p_RegEnumKeyExW; i++) {
        DWORD length = 256;
        if (p_RegEnumKeyExW(root, i, name, &length, NULL, NULL, NULL, NULL)) return;
        show(name);
    }
}
