/* The service control manager as far as it goes without services: it opens, and holds none (winsvc.h). */
#include "advapi32_private.h"
#include <winsvc.h>

#define MANAGER_MAGIC 0x53434d47u

struct manager { ULONG magic; DWORD access; };

static struct manager *manager_of(SC_HANDLE handle)
{
    struct manager *manager = (struct manager *)handle;
    if (manager && !((ULONG_PTR)manager & 3) && manager->magic == MANAGER_MAGIC) return manager;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

SC_HANDLE WINAPI OpenSCManagerW(LPCWSTR machine, LPCWSTR database, DWORD access)
{
    if (machine && *machine) {
        SetLastError(RPC_S_SERVER_UNAVAILABLE);
        return NULL;
    }
    if (database && _wcsicmp(database, SERVICES_ACTIVE_DATABASEW)) {
        SetLastError(_wcsicmp(database, SERVICES_FAILED_DATABASEW) ? ERROR_INVALID_NAME : ERROR_DATABASE_DOES_NOT_EXIST);
        return NULL;
    }
    struct manager *manager = heap_allocate(sizeof(*manager));
    if (!manager) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    *manager = (struct manager){ MANAGER_MAGIC, access };
    return (SC_HANDLE)manager;
}

SC_HANDLE WINAPI OpenSCManagerA(LPCSTR machine, LPCSTR database, DWORD access)
{
    WCHAR *wide_machine = NULL, *wide_database = NULL;
    SC_HANDLE handle = NULL;
    if (!wide_from_ansi(machine, &wide_machine) && !wide_from_ansi(database, &wide_database)) handle = OpenSCManagerW(wide_machine, wide_database, access);
    DWORD error = GetLastError();
    free_text(wide_machine);
    free_text(wide_database);
    SetLastError(error);
    return handle;
}

BOOL WINAPI CloseServiceHandle(SC_HANDLE handle)
{
    struct manager *manager = manager_of(handle);
    if (!manager) return FALSE;
    manager->magic = 0;
    heap_free(manager);
    return TRUE;
}

static SC_HANDLE no_such_service(SC_HANDLE handle, const void *name)
{
    if (!manager_of(handle)) return NULL;
    SetLastError(name ? ERROR_SERVICE_DOES_NOT_EXIST : ERROR_INVALID_ADDRESS);
    return NULL;
}

SC_HANDLE WINAPI OpenServiceW(SC_HANDLE manager, LPCWSTR name, DWORD access)
{
    (void)access;
    return no_such_service(manager, name);
}

SC_HANDLE WINAPI OpenServiceA(SC_HANDLE manager, LPCSTR name, DWORD access)
{
    (void)access;
    return no_such_service(manager, name);
}

/* Only a manager handle exists, and what is asked of a service is refused for it. */
static BOOL not_a_service(SC_HANDLE handle)
{
    return manager_of(handle) ? fail_with(ERROR_INVALID_HANDLE) : FALSE;
}

BOOL WINAPI QueryServiceStatus(SC_HANDLE service, LPSERVICE_STATUS status)
{
    (void)status;
    return not_a_service(service);
}

BOOL WINAPI QueryServiceStatusEx(SC_HANDLE service, SC_STATUS_TYPE level, LPBYTE buffer, DWORD size, LPDWORD needed)
{
    (void)level, (void)buffer, (void)size, (void)needed;
    return not_a_service(service);
}

BOOL WINAPI QueryServiceConfigW(SC_HANDLE service, LPQUERY_SERVICE_CONFIGW config, DWORD size, LPDWORD needed)
{
    (void)config, (void)size, (void)needed;
    return not_a_service(service);
}

BOOL WINAPI QueryServiceConfig2W(SC_HANDLE service, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed)
{
    (void)level, (void)buffer, (void)size, (void)needed;
    return not_a_service(service);
}

BOOL WINAPI ControlService(SC_HANDLE service, DWORD control, LPSERVICE_STATUS status)
{
    (void)control, (void)status;
    return not_a_service(service);
}

BOOL WINAPI DeleteService(SC_HANDLE service) { return not_a_service(service); }

BOOL WINAPI StartServiceW(SC_HANDLE service, DWORD count, LPCWSTR *arguments)
{
    (void)count, (void)arguments;
    return not_a_service(service);
}

BOOL WINAPI StartServiceA(SC_HANDLE service, DWORD count, LPCSTR *arguments)
{
    (void)count, (void)arguments;
    return not_a_service(service);
}

BOOL WINAPI EnumServicesStatusExW(SC_HANDLE handle, SC_ENUM_TYPE level, DWORD type, DWORD state, LPBYTE buffer, DWORD size, LPDWORD needed, LPDWORD count,
                                  LPDWORD resume, LPCWSTR group)
{
    (void)type, (void)state, (void)buffer, (void)size, (void)group;
    if (!manager_of(handle)) return FALSE;
    if (level != SC_ENUM_PROCESS_INFO) return fail_with(ERROR_INVALID_LEVEL);
    *needed = *count = 0;
    if (resume) *resume = 0;
    return TRUE;
}

/* No program is started as a service, so none can connect to the manager: what happens in Windows to a service run by hand. */
BOOL WINAPI StartServiceCtrlDispatcherW(const SERVICE_TABLE_ENTRYW *table)
{
    return fail_with(table ? ERROR_FAILED_SERVICE_CONTROLLER_CONNECT : ERROR_INVALID_DATA);
}

BOOL WINAPI StartServiceCtrlDispatcherA(const SERVICE_TABLE_ENTRYA *table)
{
    return fail_with(table ? ERROR_FAILED_SERVICE_CONTROLLER_CONNECT : ERROR_INVALID_DATA);
}

SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExW(LPCWSTR name, LPHANDLER_FUNCTION_EX handler, LPVOID context)
{
    (void)name, (void)handler, (void)context;
    SetLastError(ERROR_SERVICE_NOT_IN_EXE);
    return NULL;
}

BOOL WINAPI SetServiceStatus(SERVICE_STATUS_HANDLE handle, LPSERVICE_STATUS status)
{
    (void)handle, (void)status;
    return fail_with(ERROR_INVALID_HANDLE);
}
