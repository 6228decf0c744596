/* Settings of the user (HKEY_CURRENT_USER) over those of the machine (HKEY_LOCAL_MACHINE): the same path below both. */
#include "nt/nt.h"
#include <shlwapi.h>

struct user_key {
    HKEY user, machine; /* NULL: not there, or not wanted */
    WCHAR *path;        /* below both, for keys that are made at the first write */
};

static WCHAR *join_paths(const WCHAR *base, const WCHAR *path)
{
    int length = (base ? lstrlenW(base) + 1 : 0) + lstrlenW(path) + 1;
    WCHAR *joined = LocalAlloc(0, length * sizeof(WCHAR));

    if (!joined) return NULL;
    joined[0] = 0;
    if (base) {
        lstrcpyW(joined, base);
        lstrcatW(joined, L"\\");
    }
    lstrcatW(joined, path);
    return joined;
}

static struct user_key *new_key(HUSKEY parent, const WCHAR *path)
{
    struct user_key *key = LocalAlloc(LMEM_ZEROINIT, sizeof(*key));

    if (key && !(key->path = join_paths(parent ? ((struct user_key *)parent)->path : NULL, path))) {
        LocalFree(key);
        return NULL;
    }
    return key;
}

LSTATUS WINAPI SHRegCloseUSKey(HUSKEY handle)
{
    struct user_key *key = handle;

    if (!key) return ERROR_INVALID_PARAMETER;
    if (key->user) RegCloseKey(key->user);
    if (key->machine) RegCloseKey(key->machine);
    LocalFree(key->path);
    LocalFree(key);
    return ERROR_SUCCESS;
}

/* Succeeds if one of both is there. */
LSTATUS WINAPI SHRegOpenUSKeyW(const WCHAR *path, REGSAM access, HUSKEY parent, PHUSKEY opened, BOOL ignore_user)
{
    LSTATUS user_error = ERROR_FILE_NOT_FOUND, machine_error;
    struct user_key *key;

    if (!opened || !path) return ERROR_INVALID_PARAMETER;
    *opened = NULL;
    if (!(key = new_key(parent, path))) return ERROR_NOT_ENOUGH_MEMORY;
    if (!ignore_user) user_error = RegOpenKeyExW(HKEY_CURRENT_USER, key->path, 0, access, &key->user);
    machine_error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, key->path, 0, access, &key->machine);
    if (user_error) key->user = NULL;
    if (machine_error) key->machine = NULL;
    if (user_error && machine_error) {
        SHRegCloseUSKey(key);
        return machine_error;
    }
    *opened = key;
    return ERROR_SUCCESS;
}

/* flags: SHREGSET_*, where the key is made. */
LSTATUS WINAPI SHRegCreateUSKeyW(const WCHAR *path, REGSAM access, HUSKEY parent, PHUSKEY created, DWORD flags)
{
    LSTATUS error = ERROR_SUCCESS;
    struct user_key *key;

    if (!created || !path) return ERROR_INVALID_PARAMETER;
    *created = NULL;
    if (!(flags & (SHREGSET_HKCU | SHREGSET_FORCE_HKCU | SHREGSET_HKLM | SHREGSET_FORCE_HKLM)))
        return ERROR_INVALID_PARAMETER;
    if (!(key = new_key(parent, path))) return ERROR_NOT_ENOUGH_MEMORY;
    if (flags & (SHREGSET_HKCU | SHREGSET_FORCE_HKCU))
        error = RegCreateKeyExW(HKEY_CURRENT_USER, key->path, 0, NULL, 0, access, NULL, &key->user, NULL);
    if (!error && (flags & (SHREGSET_HKLM | SHREGSET_FORCE_HKLM)))
        error = RegCreateKeyExW(HKEY_LOCAL_MACHINE, key->path, 0, NULL, 0, access, NULL, &key->machine, NULL);
    if (error) {
        SHRegCloseUSKey(key);
        return error;
    }
    *created = key;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI SHRegQueryUSValueW(HUSKEY handle, const WCHAR *value, DWORD *type, void *data, DWORD *size,
                                  BOOL ignore_user,
                                  void *fallback, DWORD fallback_size)
{
    struct user_key *key = handle;
    LSTATUS error = ERROR_FILE_NOT_FOUND;
    DWORD room = size ? *size : 0;

    if (!key) return ERROR_INVALID_PARAMETER;
    if (key->user && !ignore_user) error = SHQueryValueExW(key->user, value, NULL, type, data, size);
    if (error && error != ERROR_MORE_DATA && key->machine) {
        if (size) *size = room;
        error = SHQueryValueExW(key->machine, value, NULL, type, data, size);
    }
    if (!error || error == ERROR_MORE_DATA || !fallback || !fallback_size) return error;
    if (data && room < fallback_size) return ERROR_MORE_DATA;
    if (data) memcpy(data, fallback, fallback_size);
    if (size) *size = fallback_size;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI SHRegGetUSValueW(const WCHAR *path, const WCHAR *value, DWORD *type, void *data, DWORD *size,
                                BOOL ignore_user, void *fallback, DWORD fallback_size)
{
    struct user_key none = {NULL, NULL, NULL};
    HUSKEY key;
    LSTATUS error;

    if (!path) return ERROR_INVALID_PARAMETER;
    if (SHRegOpenUSKeyW(path, KEY_QUERY_VALUE, NULL, &key, ignore_user))
        return SHRegQueryUSValueW(&none, value, type, data, size, ignore_user, fallback, fallback_size);
    error = SHRegQueryUSValueW(key, value, type, data, size, ignore_user, fallback, fallback_size);
    SHRegCloseUSKey(key);
    return error;
}

static BOOL has_value(HKEY key, const WCHAR *value)
{
    return key && !RegQueryValueExW(key, value, NULL, NULL, NULL, NULL);
}

/* Without FORCE a value is only replaced where there is one. */
static LSTATUS write_one(HKEY root, HKEY *key, const WCHAR *path, const WCHAR *value, DWORD type, const void *data,
                         DWORD size, BOOL force)
{
    LSTATUS error;
    HKEY writable;

    if (!force && !has_value(*key, value)) return ERROR_FILE_NOT_FOUND;
    error = RegCreateKeyExW(root, path, 0, NULL, 0, KEY_SET_VALUE | KEY_QUERY_VALUE, NULL, &writable, NULL);
    if (error) return error;
    error = RegSetValueExW(writable, value, 0, type, data, size);
    if (*key) RegCloseKey(writable);
    else *key = writable;
    return error;
}

LSTATUS WINAPI SHRegWriteUSValueW(HUSKEY handle, const WCHAR *value, DWORD type, const void *data, DWORD size,
                                  DWORD flags)
{
    struct user_key *key = handle;
    LSTATUS error = ERROR_INVALID_PARAMETER;

    if (!key) return ERROR_INVALID_PARAMETER;
    if (flags & (SHREGSET_HKCU | SHREGSET_FORCE_HKCU))
        error = write_one(HKEY_CURRENT_USER, &key->user, key->path, value, type, data, size,
                          !!(flags & SHREGSET_FORCE_HKCU));
    if (flags & (SHREGSET_HKLM | SHREGSET_FORCE_HKLM)) {
        LSTATUS machine_error = write_one(HKEY_LOCAL_MACHINE, &key->machine, key->path, value, type, data, size,
                                          !!(flags & SHREGSET_FORCE_HKLM));
        if (error || (flags & SHREGSET_FORCE_HKLM)) error = machine_error;
    }
    return error;
}

LSTATUS WINAPI SHRegSetUSValueW(const WCHAR *path, const WCHAR *value, DWORD type, const void *data, DWORD size,
                                DWORD flags)
{
    struct user_key *key;
    LSTATUS error;

    if (!path) return ERROR_INVALID_PARAMETER;
    if (!(key = new_key(NULL, path))) return ERROR_NOT_ENOUGH_MEMORY;
    if (RegOpenKeyExW(HKEY_CURRENT_USER, path, 0, KEY_QUERY_VALUE, &key->user)) key->user = NULL;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_QUERY_VALUE, &key->machine)) key->machine = NULL;
    error = SHRegWriteUSValueW(key, value, type, data, size, flags);
    SHRegCloseUSKey(key);
    return error;
}

LSTATUS WINAPI SHRegDeleteUSValueW(HUSKEY handle, const WCHAR *value, SHREGDEL_FLAGS flags)
{
    struct user_key *key = handle;
    LSTATUS error = ERROR_FILE_NOT_FOUND;

    if (!key) return ERROR_INVALID_PARAMETER;
    if (flags == SHREGDEL_DEFAULT || (flags & SHREGDEL_HKCU)) error = SHDeleteValueW(HKEY_CURRENT_USER, key->path,
                                                                                     value);
    if ((flags == SHREGDEL_DEFAULT && error) || (flags & SHREGDEL_HKLM)) {
        LSTATUS machine_error = SHDeleteValueW(HKEY_LOCAL_MACHINE, key->path, value);
        if (error) error = machine_error;
    }
    return error;
}

static HKEY key_for(struct user_key *key, SHREGENUM_FLAGS flags)
{
    if (flags == SHREGENUM_HKLM) return key->machine;
    if (flags == SHREGENUM_HKCU) return key->user;
    return key->user ? key->user : key->machine;
}

LSTATUS WINAPI SHRegEnumUSKeyW(HUSKEY handle, DWORD index, WCHAR *name, DWORD *length, SHREGENUM_FLAGS flags)
{
    HKEY key = handle ? key_for(handle, flags) : NULL;
    return key ? SHEnumKeyExW(key, index, name, length) : ERROR_NO_MORE_ITEMS;
}

LSTATUS WINAPI SHRegEnumUSValueW(HUSKEY handle, DWORD index, WCHAR *name, DWORD *length, DWORD *type, void *data,
                                 DWORD *size, SHREGENUM_FLAGS flags)
{
    HKEY key = handle ? key_for(handle, flags) : NULL;
    return key ? SHEnumValueW(key, index, name, length, type, data, size) : ERROR_NO_MORE_ITEMS;
}

LSTATUS WINAPI SHRegQueryInfoUSKeyW(HUSKEY handle, DWORD *keys, DWORD *longest_key, DWORD *values, DWORD *longest_value,
                                    SHREGENUM_FLAGS flags)
{
    HKEY key = handle ? key_for(handle, flags) : NULL;
    return key ? SHQueryInfoKeyW(key, keys, longest_key, values, longest_value) : ERROR_FILE_NOT_FOUND;
}

/* A number, or one of the words yes, no, true, false. */
BOOL WINAPI SHRegGetBoolUSValueW(const WCHAR *path, const WCHAR *value, BOOL ignore_user, BOOL fallback)
{
    WCHAR text[10] = L"";
    DWORD type, size = sizeof(text) - sizeof(WCHAR);

    if (SHRegGetUSValueW(path, value, &type, text, &size, ignore_user, NULL, 0)) return fallback;
    if (type == REG_DWORD || type == REG_BINARY) return size >= sizeof(DWORD) ? *(DWORD *)text != 0 : text[0] != 0;
    if (type != REG_SZ) return fallback;
    if (!lstrcmpiW(text, L"YES") || !lstrcmpiW(text, L"TRUE")) return TRUE;
    if (!lstrcmpiW(text, L"NO") || !lstrcmpiW(text, L"FALSE")) return FALSE;
    return fallback;
}
