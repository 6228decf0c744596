/* The service control manager's database: handles, creating, deleting and listing services (winsvc.h). */
#include "services_private.h"
#include <string.h>

#define SERVICE_MAGIC 0x53434d47u

static struct service *handle_of(SC_HANDLE handle, bool manager, DWORD access)
{
    struct service *service = (struct service *)handle;
    if (!service || (ULONG_PTR)service & 3 || service->magic != SERVICE_MAGIC || !service->name[0] != manager) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if ((service->access & access) != access) {
        SetLastError(ERROR_ACCESS_DENIED);
        return NULL;
    }
    return service;
}

struct service *service_of(SC_HANDLE handle, DWORD access) { return handle_of(handle, false, access); }
struct service *manager_of(SC_HANDLE handle, DWORD access) { return handle_of(handle, true, access); }

static SC_HANDLE make_handle(const WCHAR *name, DWORD access, DWORD all)
{
    struct service *service = heap_allocate_zeroed(sizeof(*service));
    if (!service) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    if (access & (MAXIMUM_ALLOWED | GENERIC_ALL)) access |= all;
    if (access & GENERIC_READ)
        access |= STANDARD_RIGHTS_READ | (*name ? SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS | SERVICE_INTERROGATE |
                                                      SERVICE_ENUMERATE_DEPENDENTS
                                                : SC_MANAGER_ENUMERATE_SERVICE | SC_MANAGER_QUERY_LOCK_STATUS);
    if (access & GENERIC_WRITE)
        access |= *name ? SERVICE_CHANGE_CONFIG : SC_MANAGER_CREATE_SERVICE | SC_MANAGER_MODIFY_BOOT_CONFIG;
    if (access & GENERIC_EXECUTE)
        access |= *name ? SERVICE_START | SERVICE_STOP | SERVICE_PAUSE_CONTINUE | SERVICE_USER_DEFINED_CONTROL
                        : SC_MANAGER_CONNECT | SC_MANAGER_LOCK;
    service->magic = SERVICE_MAGIC;
    service->access = access;
    wcscpy(service->name, name);
    return (SC_HANDLE)service;
}

SC_HANDLE WINAPI OpenSCManagerW(LPCWSTR machine, LPCWSTR database, DWORD access)
{
    if (machine && *machine) {
        SetLastError(RPC_S_SERVER_UNAVAILABLE);
        return NULL;
    }
    if (database && _wcsicmp(database, SERVICES_ACTIVE_DATABASEW)) {
        SetLastError(_wcsicmp(database, SERVICES_FAILED_DATABASEW) ? ERROR_INVALID_NAME
                                                                   : ERROR_DATABASE_DOES_NOT_EXIST);
        return NULL;
    }
    return make_handle(L"", access | SC_MANAGER_CONNECT, SC_MANAGER_ALL_ACCESS);
}

BOOL WINAPI CloseServiceHandle(SC_HANDLE handle)
{
    struct service *service = handle_of(handle, true, 0);
    if (!service && !(service = handle_of(handle, false, 0))) return FALSE;
    channel_close(&service->channel);
    service->magic = 0;
    heap_free(service);
    return TRUE;
}

/* --- the registry --- */

static bool name_is_valid(const WCHAR *name)
{
    size_t length = wcslen(name);
    return length && length <= SERVICE_NAME_MAX && !wcspbrk(name, L"\\/");
}

LSTATUS service_key(const WCHAR *name, REGSAM access, HKEY *key)
{
    WCHAR path[ARRAYSIZE(SERVICES_KEY) + SERVICE_NAME_MAX + 2];
    wcscpy(path, SERVICES_KEY L"\\");
    wcscat(path, name);
    return RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, access, key);
}

DWORD service_number(const WCHAR *name, const WCHAR *value, DWORD missing)
{
    DWORD number = missing, size = sizeof(number), type;
    HKEY key;
    if (service_key(name, KEY_READ, &key)) return missing;
    if (RegQueryValueExW(key, value, NULL, &type, (BYTE *)&number, &size) || type != REG_DWORD) number = missing;
    RegCloseKey(key);
    return number;
}

/* A key below Services is a service once it has a type; others are left-overs of programs. */
static bool exists(const WCHAR *name)
{
    return service_number(name, L"Type", 0) != 0;
}

SC_HANDLE WINAPI OpenServiceW(SC_HANDLE manager, LPCWSTR name, DWORD access)
{
    if (!manager_of(manager, 0)) return NULL;
    if (!name) SetLastError(ERROR_INVALID_ADDRESS);
    else if (!name_is_valid(name)) SetLastError(ERROR_INVALID_NAME);
    else if (!exists(name)) SetLastError(ERROR_SERVICE_DOES_NOT_EXIST);
    else return make_handle(name, access, SERVICE_ALL_ACCESS);
    return NULL;
}

static DWORD multi_text_size(const WCHAR *text)
{
    const WCHAR *at = text;
    while (*at) at += wcslen(at) + 1;
    return (DWORD)((at + 1 - text) * sizeof(WCHAR));
}

static void set_text(HKEY key, const WCHAR *value, DWORD type, const WCHAR *text)
{
    if (text) RegSetValueExW(key, value, 0, type, (const BYTE *)text, (DWORD)(wcslen(text) + 1) * sizeof(WCHAR));
}

static void set_number(HKEY key, const WCHAR *value, DWORD number)
{
    if (number != SERVICE_NO_CHANGE) RegSetValueExW(key, value, 0, REG_DWORD, (const BYTE *)&number, sizeof(number));
}

static void write_config(HKEY key, DWORD type, DWORD start, DWORD error_control, LPCWSTR path, LPCWSTR group,
                         LPCWSTR dependencies, LPCWSTR account, LPCWSTR display)
{
    set_number(key, L"Type", type);
    set_number(key, L"Start", start);
    set_number(key, L"ErrorControl", error_control);
    set_text(key, L"ImagePath", REG_EXPAND_SZ, path);
    set_text(key, L"Group", REG_SZ, group && *group ? group : NULL);
    set_text(key, L"ObjectName", REG_SZ, account);
    set_text(key, L"DisplayName", REG_SZ, display);
    if (dependencies)
        RegSetValueExW(key, L"DependOnService", 0, REG_MULTI_SZ, (const BYTE *)dependencies,
                       multi_text_size(dependencies));
}

static DWORD check_config(DWORD type, DWORD start, DWORD error_control)
{
    const DWORD kinds =
        SERVICE_KERNEL_DRIVER | SERVICE_FILE_SYSTEM_DRIVER | SERVICE_WIN32_OWN_PROCESS | SERVICE_WIN32_SHARE_PROCESS;
    if (type != SERVICE_NO_CHANGE && (!(type & kinds) || type & ~(kinds | SERVICE_INTERACTIVE_PROCESS)))
        return ERROR_INVALID_PARAMETER;
    if (start != SERVICE_NO_CHANGE && start > SERVICE_DISABLED) return ERROR_INVALID_PARAMETER;
    if (error_control != SERVICE_NO_CHANGE && error_control > SERVICE_ERROR_CRITICAL) return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

SC_HANDLE WINAPI CreateServiceW(SC_HANDLE manager, LPCWSTR name, LPCWSTR display, DWORD access, DWORD type, DWORD start,
                                DWORD error_control, LPCWSTR path, LPCWSTR group, LPDWORD tag, LPCWSTR dependencies,
                                LPCWSTR account, LPCWSTR password)
{
    WCHAR key_path[ARRAYSIZE(SERVICES_KEY) + SERVICE_NAME_MAX + 2];
    HKEY key;
    (void)password; /* every service runs as the prefix's user */
    if (!manager_of(manager, SC_MANAGER_CREATE_SERVICE)) return NULL;
    DWORD error = name && path ? check_config(type, start, error_control) : ERROR_INVALID_ADDRESS;
    if (!error && !name_is_valid(name)) error = ERROR_INVALID_NAME;
    if (!error && (type == SERVICE_NO_CHANGE || start == SERVICE_NO_CHANGE || error_control == SERVICE_NO_CHANGE))
        error = ERROR_INVALID_PARAMETER;
    if (!error && exists(name)) error = ERROR_SERVICE_EXISTS;
    if (!error) {
        wcscpy(key_path, SERVICES_KEY L"\\");
        wcscat(key_path, name);
        error = (DWORD)RegCreateKeyExW(HKEY_LOCAL_MACHINE, key_path, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    }
    if (error) {
        SetLastError(error);
        return NULL;
    }
    if (tag) *tag = 0;
    write_config(key, type, start, error_control, path, group, dependencies, account ? account : L"LocalSystem",
                 display ? display : name);
    RegCloseKey(key);
    return make_handle(name, access, SERVICE_ALL_ACCESS);
}

BOOL WINAPI ChangeServiceConfigW(SC_HANDLE handle, DWORD type, DWORD start, DWORD error_control, LPCWSTR path,
                                 LPCWSTR group, LPDWORD tag, LPCWSTR dependencies, LPCWSTR account, LPCWSTR password,
                                 LPCWSTR display)
{
    struct service *service = service_of(handle, SERVICE_CHANGE_CONFIG);
    HKEY key;
    (void)password;
    if (!service) return FALSE;
    DWORD error = check_config(type, start, error_control);
    if (!error) error = (DWORD)service_key(service->name, KEY_ALL_ACCESS, &key);
    if (error) return fail_with(error);
    if (tag) *tag = 0;
    write_config(key, type, start, error_control, path, group, dependencies, account, display);
    RegCloseKey(key);
    return TRUE;
}

/* A service that runs goes on until it stops; it cannot be started again. */
BOOL WINAPI DeleteService(SC_HANDLE handle)
{
    struct service *service = service_of(handle, DELETE);
    HKEY services;
    if (!service) return FALSE;
    if (!exists(service->name)) return fail_with(ERROR_SERVICE_MARKED_FOR_DELETE);
    LSTATUS error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, SERVICES_KEY, 0, KEY_ALL_ACCESS, &services);
    if (!error) {
        error = RegDeleteTreeW(services, service->name);
        RegCloseKey(services);
    }
    return error ? fail_with((DWORD)error) : TRUE;
}

/* --- listing --- */

/* Structures grow from the front of the buffer, their texts from its end. */
struct listing { BYTE *buffer; DWORD size, front, back, needed, count; bool full; };

static void list_service(struct listing *listing, const WCHAR *name, const WCHAR *display,
                         const SERVICE_STATUS_PROCESS *status, bool with_process)
{
    DWORD name_size = (DWORD)(wcslen(name) + 1) * sizeof(WCHAR),
          display_size = (DWORD)(wcslen(display) + 1) * sizeof(WCHAR);
    DWORD fixed = with_process ? sizeof(ENUM_SERVICE_STATUS_PROCESSW) : sizeof(ENUM_SERVICE_STATUSW);
    listing->full = listing->full || listing->front + fixed + name_size + display_size > listing->back;
    if (listing->full) {
        listing->needed += fixed + name_size + display_size;
        return;
    }
    ENUM_SERVICE_STATUSW *entry = (ENUM_SERVICE_STATUSW *)(listing->buffer + listing->front);
    listing->back -= display_size;
    entry->lpDisplayName = memcpy(listing->buffer + listing->back, display, display_size);
    listing->back -= name_size;
    entry->lpServiceName = memcpy(listing->buffer + listing->back, name, name_size);
    memcpy(&entry->ServiceStatus, status, with_process ? sizeof(*status) : sizeof(entry->ServiceStatus));
    listing->front += fixed;
    listing->count++;
}

static void display_name(const WCHAR *name, WCHAR *display, DWORD size)
{
    HKEY key;
    wcscpy(display, name);
    if (service_key(name, KEY_READ, &key)) return;
    RegGetValueW(key, NULL, L"DisplayName", RRF_RT_REG_SZ, NULL, display, &size);
    RegCloseKey(key);
}

static BOOL enumerate(DWORD type, DWORD state, BYTE *buffer, DWORD size, DWORD *needed, DWORD *count, DWORD *resume,
                      bool with_process)
{
    struct listing listing = { buffer, size & ~1u, 0, buffer ? size & ~1u : 0, 0, 0, false };
    WCHAR name[SERVICE_NAME_MAX + 1], display[SERVICE_NAME_MAX + 1];
    DWORD index = resume ? *resume : 0, length, next = 0;
    HKEY services;
    if (!needed || !count) return fail_with(ERROR_INVALID_ADDRESS);
    *needed = *count = 0;
    if (!(type & (SERVICE_WIN32 | SERVICE_DRIVER)) || !(state & SERVICE_STATE_ALL) || state & ~(DWORD)SERVICE_STATE_ALL)
        return fail_with(ERROR_INVALID_PARAMETER);
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, SERVICES_KEY, 0, KEY_READ, &services)) return TRUE;
    for (; length = ARRAYSIZE(name), !RegEnumKeyExW(services, index, name, &length, NULL, NULL, NULL, NULL); index++) {
        struct channel_handles channel = { 0 };
        SERVICE_STATUS_PROCESS status;
        if (!(service_number(name, L"Type", 0) & type)) continue;
        service_state(name, &channel, &status);
        channel_close(&channel);
        if (!(state & (status.dwCurrentState == SERVICE_STOPPED ? SERVICE_INACTIVE : SERVICE_ACTIVE))) continue;
        display_name(name, display, sizeof(display));
        bool was_full = listing.full;
        list_service(&listing, name, display, &status, with_process);
        if (listing.full && !was_full) next = index;
    }
    RegCloseKey(services);
    *needed = listing.needed;
    *count = listing.count;
    if (resume) *resume = listing.full ? next : 0;
    return listing.full ? fail_with(ERROR_MORE_DATA) : TRUE;
}

BOOL WINAPI EnumServicesStatusExW(SC_HANDLE handle, SC_ENUM_TYPE level, DWORD type, DWORD state, LPBYTE buffer,
                                  DWORD size, LPDWORD needed, LPDWORD count, LPDWORD resume, LPCWSTR group)
{
    if (!manager_of(handle, SC_MANAGER_ENUMERATE_SERVICE)) return FALSE;
    if (level != SC_ENUM_PROCESS_INFO) return fail_with(ERROR_INVALID_LEVEL);
    if (group && *group) return fail_with(ERROR_SERVICE_DOES_NOT_EXIST);
    return enumerate(type, state, buffer, size, needed, count, resume, true);
}

BOOL WINAPI EnumServicesStatusW(SC_HANDLE handle, DWORD type, DWORD state, LPENUM_SERVICE_STATUSW list, DWORD size,
                                LPDWORD needed, LPDWORD count, LPDWORD resume)
{
    return manager_of(handle, SC_MANAGER_ENUMERATE_SERVICE) &&
           enumerate(type, state, (BYTE *)list, size, needed, count, resume, false);
}

/* --- names --- */

BOOL WINAPI GetServiceDisplayNameW(SC_HANDLE manager, LPCWSTR name, LPWSTR display, LPDWORD length)
{
    WCHAR text[SERVICE_NAME_MAX + 1];
    if (!manager_of(manager, 0)) return FALSE;
    if (!exists(name)) return fail_with(ERROR_SERVICE_DOES_NOT_EXIST);
    display_name(name, text, sizeof(text));
    DWORD capacity = *length;
    *length = (DWORD)wcslen(text);
    if (!display || capacity <= *length) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    wcscpy(display, text);
    return TRUE;
}

BOOL WINAPI GetServiceKeyNameW(SC_HANDLE manager, LPCWSTR display, LPWSTR name, LPDWORD length)
{
    WCHAR found[SERVICE_NAME_MAX + 1], text[SERVICE_NAME_MAX + 1];
    HKEY services;
    bool match = false;
    if (!manager_of(manager, 0)) return FALSE;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, SERVICES_KEY, 0, KEY_READ, &services))
        return fail_with(ERROR_SERVICE_DOES_NOT_EXIST);
    for (DWORD index = 0, size; !match; index++) {
        size = ARRAYSIZE(found);
        if (RegEnumKeyExW(services, index, found, &size, NULL, NULL, NULL, NULL)) break;
        display_name(found, text, sizeof(text));
        match = exists(found) && !_wcsicmp(text, display);
    }
    RegCloseKey(services);
    if (!match) return fail_with(ERROR_SERVICE_DOES_NOT_EXIST);
    DWORD capacity = *length;
    *length = (DWORD)wcslen(found);
    if (!name || capacity <= *length) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    wcscpy(name, found);
    return TRUE;
}
