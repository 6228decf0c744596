/* Services: their configuration as programs read it, and the ANSI forms of the functions (winsvc.h). */
#include "services_private.h"
#include <string.h>

/* --- QueryServiceConfig --- */

static const WCHAR *const config_texts[] = {L"ImagePath", L"Group", L"DependOnService", L"ObjectName", L"DisplayName"};

/* A text of the configuration behind the structure; empty (two NULs) when there is none. Returns its size in bytes. */
static DWORD read_text(HKEY key, const WCHAR *value, WCHAR *text, DWORD capacity)
{
    DWORD size = capacity, type;
    LSTATUS error = RegQueryValueExW(key, value, NULL, &type, (BYTE *)text, &size);
    if (error == ERROR_MORE_DATA) return size;
    if (error || (type != REG_SZ && type != REG_EXPAND_SZ && type != REG_MULTI_SZ)) {
        if (capacity >= 4) text[0] = text[1] = 0;
        return 2 * sizeof(WCHAR);
    }
    return size;
}

BOOL WINAPI QueryServiceConfigW(SC_HANDLE handle, LPQUERY_SERVICE_CONFIGW config, DWORD size, LPDWORD needed)
{
    struct service *service = service_of(handle, SERVICE_QUERY_CONFIG);
    DWORD used = sizeof(*config), offsets[ARRAYSIZE(config_texts)];
    HKEY key;
    if (!service) return FALSE;
    LSTATUS error = service_key(service->name, KEY_READ, &key);
    if (error) return fail_with(ERROR_SERVICE_MARKED_FOR_DELETE);
    for (size_t i = 0; i < ARRAYSIZE(config_texts); i++) {
        offsets[i] = used;
        used += (read_text(key, config_texts[i], used < size ? (WCHAR *)((BYTE *)config + used) : NULL,
                           used < size ? size - used : 0) +
                 3) &
                ~3u;
    }
    RegCloseKey(key);
    *needed = used;
    if (size < used) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    BYTE *base = (BYTE *)config;
    *config = (QUERY_SERVICE_CONFIGW){
        service_number(service->name, L"Type", 0),
        service_number(service->name, L"Start", SERVICE_DEMAND_START),
        service_number(service->name, L"ErrorControl", SERVICE_ERROR_NORMAL),
        (LPWSTR)(base + offsets[0]),
        (LPWSTR)(base + offsets[1]),
        0,
        (LPWSTR)(base + offsets[2]),
        (LPWSTR)(base + offsets[3]),
        (LPWSTR)(base + offsets[4]),
    };
    return TRUE;
}

static DWORD multi_length(const WCHAR *text)
{
    const WCHAR *at = text;
    while (*at) at += wcslen(at) + 1;
    return (DWORD)(at + 1 - text);
}

BOOL WINAPI QueryServiceConfigA(SC_HANDLE handle, LPQUERY_SERVICE_CONFIGA config, DWORD size, LPDWORD needed)
{
    DWORD wide_size = 0;
    QueryServiceConfigW(handle, NULL, 0, &wide_size);
    if (GetLastError() != ERROR_INSUFFICIENT_BUFFER) return FALSE;
    QUERY_SERVICE_CONFIGW *wide = heap_allocate(wide_size);
    if (!wide || !QueryServiceConfigW(handle, wide, wide_size, &wide_size)) {
        heap_free(wide);
        return FALSE;
    }
    *needed = wide_size;
    if (size < wide_size) { /* ANSI texts are never longer */
        heap_free(wide);
        return fail_with(ERROR_INSUFFICIENT_BUFFER);
    }
    const LPWSTR from[] = {wide->lpBinaryPathName, wide->lpLoadOrderGroup, wide->lpDependencies,
                           wide->lpServiceStartName, wide->lpDisplayName};
    LPSTR to[ARRAYSIZE(from)], at = (LPSTR)(config + 1), end = (LPSTR)config + size;
    for (size_t i = 0; i < ARRAYSIZE(from); i++) {
        to[i] = at;
        at += WideCharToMultiByte(CP_ACP, 0, from[i], i == 2 ? (int)multi_length(from[i]) : -1, at, (int)(end - at),
                                  NULL, NULL);
    }
    *config = (QUERY_SERVICE_CONFIGA){
        wide->dwServiceType, wide->dwStartType, wide->dwErrorControl, to[0], to[1], 0, to[2], to[3], to[4]};
    heap_free(wide);
    return TRUE;
}

/* --- the second part: description, failure actions, delayed start --- */

BOOL WINAPI QueryServiceConfig2W(SC_HANDLE handle, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed)
{
    struct service *service = service_of(handle, SERVICE_QUERY_CONFIG);
    HKEY key;
    if (!service) return FALSE;
    if (level == SERVICE_CONFIG_DELAYED_AUTO_START_INFO || level == SERVICE_CONFIG_FAILURE_ACTIONS_FLAG ||
        level == SERVICE_CONFIG_SERVICE_SID_INFO) {
        *needed = sizeof(DWORD);
        if (size < *needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
        *(DWORD *)buffer =
            level == SERVICE_CONFIG_DELAYED_AUTO_START_INFO ? service_number(service->name, L"DelayedAutostart", 0) : 0;
        return TRUE;
    }
    if (level == SERVICE_CONFIG_FAILURE_ACTIONS) {
        *needed = sizeof(SERVICE_FAILURE_ACTIONSW);
        if (size < *needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
        memset(buffer, 0, *needed);
        return TRUE;
    }
    if (level != SERVICE_CONFIG_DESCRIPTION) return fail_with(ERROR_INVALID_LEVEL);
    if (service_key(service->name, KEY_READ, &key)) return fail_with(ERROR_SERVICE_MARKED_FOR_DELETE);
    const DWORD fixed = sizeof(SERVICE_DESCRIPTIONW);
    *needed = fixed + read_text(key, L"Description", size > fixed ? (WCHAR *)(buffer + fixed) : NULL,
                                size > fixed ? size - fixed : 0);
    RegCloseKey(key);
    if (size < *needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    ((SERVICE_DESCRIPTIONW *)buffer)->lpDescription =
        *needed > fixed + 2 * sizeof(WCHAR) ? (LPWSTR)(buffer + fixed) : NULL;
    return TRUE;
}

/* What happens on failures is not kept: nobody watches services. */
BOOL WINAPI ChangeServiceConfig2W(SC_HANDLE handle, DWORD level, LPVOID info)
{
    struct service *service = service_of(handle, SERVICE_CHANGE_CONFIG);
    HKEY key;
    LSTATUS error;
    if (!service) return FALSE;
    if (!info) return TRUE;
    if (level != SERVICE_CONFIG_DESCRIPTION && level != SERVICE_CONFIG_DELAYED_AUTO_START_INFO) {
        log_line(LOG_WARN, "ChangeServiceConfig2 of %S: level %u is not supported", service->name, level);
        return fail_with(ERROR_INVALID_LEVEL);
    }
    if (service_key(service->name, KEY_ALL_ACCESS, &key)) return fail_with(ERROR_SERVICE_MARKED_FOR_DELETE);
    if (level == SERVICE_CONFIG_DESCRIPTION) {
        const WCHAR *text = ((SERVICE_DESCRIPTIONW *)info)->lpDescription;
        error = ERROR_SUCCESS;
        if (text && *text)
            error = RegSetValueExW(key, L"Description", 0, REG_SZ, (const BYTE *)text,
                                   (DWORD)(wcslen(text) + 1) * sizeof(WCHAR));
        else if (text) RegDeleteValueW(key, L"Description");
    } else error = RegSetValueExW(key, L"DelayedAutostart", 0, REG_DWORD, info, sizeof(DWORD));
    RegCloseKey(key);
    return error ? fail_with((DWORD)error) : TRUE;
}

BOOL WINAPI ChangeServiceConfig2A(SC_HANDLE handle, DWORD level, LPVOID info)
{
    WCHAR *wide = NULL;
    if (level != SERVICE_CONFIG_DESCRIPTION || !info) return ChangeServiceConfig2W(handle, level, info);
    LSTATUS error = wide_from_ansi(((SERVICE_DESCRIPTIONA *)info)->lpDescription, &wide);
    SERVICE_DESCRIPTIONW description = { wide };
    BOOL done = error ? fail_with((DWORD)error) : ChangeServiceConfig2W(handle, level, &description);
    free_text(wide);
    return done;
}

/* --- ANSI forms --- */

enum { TEXT_COUNT = 6 };

/* Up to TEXT_COUNT texts at once; the one at `multi` is a list. False without memory. */
static bool widen(const char *const *texts, WCHAR **wide, int multi)
{
    bool done = true;
    for (int i = 0; i < TEXT_COUNT; i++) {
        const char *end = texts[i];
        wide[i] = NULL;
        if (i != multi || !texts[i]) {
            done = !wide_from_ansi(texts[i], &wide[i]) && done;
            continue;
        }
        while (*end) end += strlen(end) + 1;
        int length = (int)(end + 1 - texts[i]);
        wide[i] = heap_allocate((SIZE_T)length * sizeof(WCHAR));
        if (wide[i]) MultiByteToWideChar(CP_ACP, 0, texts[i], length, wide[i], length);
        else done = false;
    }
    if (!done) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return done;
}

static void release(WCHAR **wide)
{
    DWORD error = GetLastError();
    for (int i = 0; i < TEXT_COUNT; i++) free_text(wide[i]);
    SetLastError(error);
}

SC_HANDLE WINAPI OpenSCManagerA(LPCSTR machine, LPCSTR database, DWORD access)
{
    const char *texts[TEXT_COUNT] = { machine, database };
    WCHAR *wide[TEXT_COUNT];
    SC_HANDLE handle = widen(texts, wide, -1) ? OpenSCManagerW(wide[0], wide[1], access) : NULL;
    release(wide);
    return handle;
}

SC_HANDLE WINAPI OpenServiceA(SC_HANDLE manager, LPCSTR name, DWORD access)
{
    const char *texts[TEXT_COUNT] = { name };
    WCHAR *wide[TEXT_COUNT];
    SC_HANDLE handle = widen(texts, wide, -1) ? OpenServiceW(manager, wide[0], access) : NULL;
    release(wide);
    return handle;
}

SC_HANDLE WINAPI CreateServiceA(SC_HANDLE manager, LPCSTR name, LPCSTR display, DWORD access, DWORD type, DWORD start,
                                DWORD error_control, LPCSTR path, LPCSTR group, LPDWORD tag, LPCSTR dependencies,
                                LPCSTR account, LPCSTR password)
{
    const char *texts[TEXT_COUNT] = { name, display, path, group, dependencies, account };
    WCHAR *wide[TEXT_COUNT];
    (void)password;
    SC_HANDLE handle = widen(texts, wide, 4)
                           ? CreateServiceW(manager, wide[0], wide[1], access, type, start, error_control, wide[2],
                                            wide[3], tag, wide[4], wide[5], NULL)
                           : NULL;
    release(wide);
    return handle;
}

BOOL WINAPI ChangeServiceConfigA(SC_HANDLE handle, DWORD type, DWORD start, DWORD error_control, LPCSTR path,
                                 LPCSTR group, LPDWORD tag, LPCSTR dependencies, LPCSTR account, LPCSTR password,
                                 LPCSTR display)
{
    const char *texts[TEXT_COUNT] = { path, group, dependencies, account, display };
    WCHAR *wide[TEXT_COUNT];
    (void)password;
    BOOL done = widen(texts, wide, 2) && ChangeServiceConfigW(handle, type, start, error_control, wide[0], wide[1], tag,
                                                              wide[2], wide[3], NULL, wide[4]);
    release(wide);
    return done;
}

BOOL WINAPI StartServiceA(SC_HANDLE handle, DWORD count, LPCSTR *arguments)
{
    WCHAR **wide = heap_allocate_zeroed((count + 1) * sizeof(*wide));
    bool done = wide != NULL;
    for (DWORD i = 0; done && i < count; i++) done = !wide_from_ansi(arguments[i], &wide[i]);
    if (!done) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    done = done && StartServiceW(handle, count, (LPCWSTR *)wide);
    DWORD error = GetLastError();
    for (DWORD i = 0; wide && i < count; i++) free_text(wide[i]);
    heap_free(wide);
    SetLastError(error);
    return done;
}

static BOOL name_to_ansi(const WCHAR *found, LPSTR text, LPDWORD length)
{
    DWORD capacity = *length;
    if (!ansi_from_wide(found, (DWORD)wcslen(found), text, length) && *length < capacity) return TRUE;
    return fail_with(ERROR_INSUFFICIENT_BUFFER);
}

BOOL WINAPI GetServiceDisplayNameA(SC_HANDLE manager, LPCSTR name, LPSTR display, LPDWORD length)
{
    WCHAR *wide, found[SERVICE_NAME_MAX + 1];
    DWORD found_length = ARRAYSIZE(found);
    LSTATUS error = wide_from_ansi(name, &wide);
    BOOL done =
        error ? fail_with((DWORD)error)
              : GetServiceDisplayNameW(manager, wide, found, &found_length) && name_to_ansi(found, display, length);
    free_text(wide);
    return done;
}

BOOL WINAPI GetServiceKeyNameA(SC_HANDLE manager, LPCSTR display, LPSTR name, LPDWORD length)
{
    WCHAR *wide, found[SERVICE_NAME_MAX + 1];
    DWORD found_length = ARRAYSIZE(found);
    LSTATUS error = wide_from_ansi(display, &wide);
    BOOL done = error ? fail_with((DWORD)error)
                      : GetServiceKeyNameW(manager, wide, found, &found_length) && name_to_ansi(found, name, length);
    free_text(wide);
    return done;
}

/* The texts shrink in place. */
static void narrow(LPWSTR text)
{
    char *to = (char *)text;
    WCHAR copy[SERVICE_NAME_MAX + 1];
    if (wcslen(text) > SERVICE_NAME_MAX) text[SERVICE_NAME_MAX] = 0;
    wcscpy(copy, text);
    WideCharToMultiByte(CP_ACP, 0, copy, -1, to, (int)(wcslen(copy) + 1) * 2, NULL, NULL);
}

BOOL WINAPI EnumServicesStatusExA(SC_HANDLE handle, SC_ENUM_TYPE level, DWORD type, DWORD state, LPBYTE buffer,
                                  DWORD size, LPDWORD needed, LPDWORD count, LPDWORD resume, LPCSTR group)
{
    BOOL done = EnumServicesStatusExW(handle, level, type, state, buffer, size, needed, count, resume,
                                      group && *group ? L"?" : NULL);
    if (!done && GetLastError() != ERROR_MORE_DATA) return FALSE;
    ENUM_SERVICE_STATUS_PROCESSW *list = (ENUM_SERVICE_STATUS_PROCESSW *)buffer;
    for (DWORD i = 0; i < *count; i++) narrow(list[i].lpServiceName), narrow(list[i].lpDisplayName);
    return done ? TRUE : fail_with(ERROR_MORE_DATA);
}

BOOL WINAPI EnumServicesStatusA(SC_HANDLE handle, DWORD type, DWORD state, LPENUM_SERVICE_STATUSA buffer, DWORD size,
                                LPDWORD needed, LPDWORD count, LPDWORD resume)
{
    BOOL done = EnumServicesStatusW(handle, type, state, (LPENUM_SERVICE_STATUSW)buffer, size, needed, count, resume);
    if (!done && GetLastError() != ERROR_MORE_DATA) return FALSE;
    ENUM_SERVICE_STATUSW *list = (ENUM_SERVICE_STATUSW *)buffer;
    for (DWORD i = 0; i < *count; i++) narrow(list[i].lpServiceName), narrow(list[i].lpDisplayName);
    return done ? TRUE : fail_with(ERROR_MORE_DATA);
}
