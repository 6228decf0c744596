/* sc: asks for and changes services. The exit code is the error, 0 for success. */
#include "text_output.h"

static const WCHAR *const states[] = {L"",        L"STOPPED",          L"START_PENDING", L"STOP_PENDING",
                                      L"RUNNING", L"CONTINUE_PENDING", L"PAUSE_PENDING", L"PAUSED"};
static const WCHAR *const starts[] = { L"BOOT_START", L"SYSTEM_START", L"AUTO_START", L"DEMAND_START", L"DISABLED" };
static const WCHAR *const controls[] = { L"IGNORE", L"NORMAL", L"SEVERE", L"CRITICAL" };
static const WCHAR *const start_words[] = { L"boot", L"system", L"auto", L"demand", L"disabled" };
static const WCHAR *const error_words[] = { L"ignore", L"normal", L"severe", L"critical" };
static SC_HANDLE manager;

static int failed(const WCHAR *function)
{
    WCHAR text[512] = L"";
    DWORD error = GetLastError();
    FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, text, ARRAYSIZE(text),
                   NULL);
    put_format(L"[SC] %ls FAILED %lu:\r\n\r\n%ls\r\n", function, error, text);
    return (int)error;
}

static const WCHAR *type_text(DWORD type)
{
    switch (type) {
    case SERVICE_KERNEL_DRIVER: return L"KERNEL_DRIVER";
    case SERVICE_FILE_SYSTEM_DRIVER: return L"FILE_SYSTEM_DRIVER";
    case SERVICE_WIN32_OWN_PROCESS: return L"WIN32_OWN_PROCESS";
    case SERVICE_WIN32_SHARE_PROCESS: return L"WIN32_SHARE_PROCESS";
    default: return L"";
    }
}

static void print_status(const WCHAR *name, const WCHAR *display_name, const SERVICE_STATUS *status)
{
    DWORD accepted = status->dwControlsAccepted;
    put_format(L"\r\nSERVICE_NAME: %ls\r\n", name);
    if (display_name) put_format(L"DISPLAY_NAME: %ls\r\n", display_name);
    put_format(L"        TYPE               : %lx  %ls  \r\n", status->dwServiceType, type_text(status->dwServiceType));
    put_format(L"        STATE              : %lu  %ls \r\n", status->dwCurrentState,
               status->dwCurrentState < ARRAYSIZE(states) ? states[status->dwCurrentState] : L"");
    put_format(L"                                (%ls, %ls, %ls)\r\n",
               accepted & SERVICE_ACCEPT_STOP ? L"STOPPABLE" : L"NOT_STOPPABLE",
               accepted & SERVICE_ACCEPT_PAUSE_CONTINUE ? L"PAUSABLE" : L"NOT_PAUSABLE",
               accepted & SERVICE_ACCEPT_SHUTDOWN ? L"ACCEPTS_SHUTDOWN" : L"IGNORES_SHUTDOWN");
    put_format(L"        WIN32_EXIT_CODE    : %lu  (0x%lx)\r\n", status->dwWin32ExitCode, status->dwWin32ExitCode);
    put_format(L"        SERVICE_EXIT_CODE  : %lu  (0x%lx)\r\n", status->dwServiceSpecificExitCode,
               status->dwServiceSpecificExitCode);
    put_format(L"        CHECKPOINT         : 0x%lx\r\n", status->dwCheckPoint);
    put_format(L"        WAIT_HINT          : 0x%lx\r\n", status->dwWaitHint);
}

static int query_all(DWORD which)
{
    DWORD size = 0, count = 0, resume = 0;
    EnumServicesStatusW(manager, SERVICE_WIN32, which, NULL, 0, &size, &count, &resume);
    ENUM_SERVICE_STATUSW *list = calloc(size + sizeof(*list), 1);
    resume = 0;
    if (!list || !EnumServicesStatusW(manager, SERVICE_WIN32, which, list, size, &size, &count, &resume)) {
        free(list);
        return failed(L"EnumServicesStatus");
    }
    for (DWORD i = 0; i < count; i++)
        print_status(list[i].lpServiceName, list[i].lpDisplayName, &list[i].ServiceStatus);
    free(list);
    return 0;
}

static SC_HANDLE open_service(const WCHAR *name, DWORD access)
{
    return OpenServiceW(manager, name, access);
}

static int query(int count, WCHAR **arguments)
{
    SERVICE_STATUS status;
    if (!count) return query_all(SERVICE_ACTIVE);
    if (!_wcsicmp(arguments[0], L"state="))
        return query_all(count > 1 && !_wcsicmp(arguments[1], L"all")        ? SERVICE_STATE_ALL
                         : count > 1 && !_wcsicmp(arguments[1], L"inactive") ? SERVICE_INACTIVE
                                                                             : SERVICE_ACTIVE);
    SC_HANDLE service = open_service(arguments[0], SERVICE_QUERY_STATUS);
    if (!service) return failed(L"EnumQueryServicesStatus:OpenService");
    int result = QueryServiceStatus(service, &status) ? (print_status(arguments[0], NULL, &status), 0)
                                                      : failed(L"QueryServiceStatus");
    CloseServiceHandle(service);
    return result;
}

static int query_config(int count, WCHAR **arguments)
{
    union { QUERY_SERVICE_CONFIGW config; BYTE bytes[8192]; } answer;
    DWORD size;
    SC_HANDLE service = count ? open_service(arguments[0], SERVICE_QUERY_CONFIG) : NULL;
    if (!service) return failed(L"OpenService");
    BOOL done = QueryServiceConfigW(service, &answer.config, sizeof(answer), &size);
    CloseServiceHandle(service);
    if (!done) return failed(L"QueryServiceConfig");
    const QUERY_SERVICE_CONFIGW *config = &answer.config;
    put_format(L"[SC] QueryServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: %ls\r\n", arguments[0]);
    put_format(L"        TYPE               : %lx  %ls \r\n", config->dwServiceType, type_text(config->dwServiceType));
    put_format(L"        START_TYPE         : %lu   %ls\r\n", config->dwStartType,
               config->dwStartType < ARRAYSIZE(starts) ? starts[config->dwStartType] : L"");
    put_format(L"        ERROR_CONTROL      : %lu   %ls\r\n", config->dwErrorControl,
               config->dwErrorControl < ARRAYSIZE(controls) ? controls[config->dwErrorControl] : L"");
    put_format(L"        BINARY_PATH_NAME   : %ls  \r\n", config->lpBinaryPathName);
    put_format(L"        LOAD_ORDER_GROUP   : %ls  \r\n", config->lpLoadOrderGroup ? config->lpLoadOrderGroup : L"");
    put_format(L"        TAG                : %lu  \r\n", config->dwTagId);
    put_format(L"        DISPLAY_NAME       : %ls  \r\n", config->lpDisplayName ? config->lpDisplayName : L"");
    put_format(L"        DEPENDENCIES       : %ls  \r\n", config->lpDependencies ? config->lpDependencies : L"");
    put_format(L"        SERVICE_START_NAME : %ls \r\n", config->lpServiceStartName ? config->lpServiceStartName : L"");
    return 0;
}

static bool find_word(const WCHAR *word, const WCHAR *const *words, size_t count, DWORD *number)
{
    for (size_t i = 0; i < count; i++) {
        if (_wcsicmp(word, words[i])) continue;
        *number = (DWORD)i;
        return true;
    }
    return false;
}

/* Options are a name with an equals sign and, as an argument of its own, the value. */
static int create(int count, WCHAR **arguments)
{
    const WCHAR *path = NULL, *display_name = NULL, *account = NULL, *password = NULL;
    DWORD type = SERVICE_WIN32_OWN_PROCESS, start = SERVICE_DEMAND_START, control = SERVICE_ERROR_NORMAL;
    bool understood = count > 0;
    for (int i = 1; understood && i < count; i += 2) {
        const WCHAR *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (!value) understood = false;
        else if (!_wcsicmp(arguments[i], L"binpath=")) path = value;
        else if (!_wcsicmp(arguments[i], L"displayname=")) display_name = value;
        else if (!_wcsicmp(arguments[i], L"obj=")) account = value;
        else if (!_wcsicmp(arguments[i], L"password=")) password = value;
        else if (!_wcsicmp(arguments[i], L"start="))
            understood = find_word(value, start_words, ARRAYSIZE(start_words), &start);
        else if (!_wcsicmp(arguments[i], L"error="))
            understood = find_word(value, error_words, ARRAYSIZE(error_words), &control);
        else if (!_wcsicmp(arguments[i], L"type="))
            type = !_wcsicmp(value, L"share") ? SERVICE_WIN32_SHARE_PROCESS : SERVICE_WIN32_OWN_PROCESS;
        else understood = false;
    }
    if (!understood || !path) {
        put_text(L"sc create [service] binPath= path [DisplayName= name] [start= auto|demand|disabled] [error= "
                 L"normal|severe|critical|ignore]\r\n"
                 L"          [type= own|share] [obj= account] [password= password]\r\n");
        return ERROR_INVALID_COMMAND_LINE;
    }
    SC_HANDLE service = CreateServiceW(manager, arguments[0], display_name, SERVICE_ALL_ACCESS, type, start, control,
                                       path, NULL, NULL, NULL, account, password);
    if (!service) return failed(L"CreateService");
    CloseServiceHandle(service);
    put_text(L"[SC] CreateService SUCCESS\r\n");
    return 0;
}

static int delete(int count, WCHAR **arguments)
{
    SC_HANDLE service = count ? open_service(arguments[0], DELETE) : NULL;
    if (!service) return failed(L"OpenService");
    BOOL done = DeleteService(service);
    int result = done ? 0 : failed(L"DeleteService");
    CloseServiceHandle(service);
    if (done) put_text(L"[SC] DeleteService SUCCESS\r\n");
    return result;
}

static int start(int count, WCHAR **arguments)
{
    SERVICE_STATUS status;
    SC_HANDLE service = count ? open_service(arguments[0], SERVICE_START | SERVICE_QUERY_STATUS) : NULL;
    if (!service) return failed(L"StartService: OpenService");
    int result = StartServiceW(service, (DWORD)(count - 1), (LPCWSTR *)(count > 1 ? arguments + 1 : NULL))
                     ? 0
                     : failed(L"StartService");
    if (!result && QueryServiceStatus(service, &status)) print_status(arguments[0], NULL, &status);
    CloseServiceHandle(service);
    return result;
}

static int stop(int count, WCHAR **arguments)
{
    SERVICE_STATUS status;
    SC_HANDLE service = count ? open_service(arguments[0], SERVICE_STOP | SERVICE_QUERY_STATUS) : NULL;
    if (!service) return failed(L"OpenService");
    int result = ControlService(service, SERVICE_CONTROL_STOP, &status) ? (print_status(arguments[0], NULL, &status), 0)
                                                                        : failed(L"ControlService");
    CloseServiceHandle(service);
    return result;
}

/* As `create`, for a service that is there: what is not named stays. */
static int config(int count, WCHAR **arguments)
{
    const WCHAR *path = NULL, *display_name = NULL, *account = NULL, *password = NULL, *value;
    DWORD type = SERVICE_NO_CHANGE, start = SERVICE_NO_CHANGE, control = SERVICE_NO_CHANGE;
    bool understood = count > 1;
    for (int i = 1; understood && i < count; i += 2) {
        if (!(value = i + 1 < count ? arguments[i + 1] : NULL)) understood = false;
        else if (!_wcsicmp(arguments[i], L"binpath=")) path = value;
        else if (!_wcsicmp(arguments[i], L"displayname=")) display_name = value;
        else if (!_wcsicmp(arguments[i], L"obj=")) account = value;
        else if (!_wcsicmp(arguments[i], L"password=")) password = value;
        else if (!_wcsicmp(arguments[i], L"start="))
            understood = find_word(value, start_words, ARRAYSIZE(start_words), &start);
        else if (!_wcsicmp(arguments[i], L"error="))
            understood = find_word(value, error_words, ARRAYSIZE(error_words), &control);
        else if (!_wcsicmp(arguments[i], L"type="))
            type = !_wcsicmp(value, L"share") ? SERVICE_WIN32_SHARE_PROCESS : SERVICE_WIN32_OWN_PROCESS;
        else understood = false;
    }
    if (!understood) {
        put_text(L"sc config [service] [binPath= path] [DisplayName= name] [start= auto|demand|disabled] [error= "
                 L"normal|severe|critical|ignore]\r\n"
                 L"          [type= own|share] [obj= account] [password= password]\r\n");
        return ERROR_INVALID_COMMAND_LINE;
    }
    SC_HANDLE service = open_service(arguments[0], SERVICE_CHANGE_CONFIG);
    if (!service) return failed(L"OpenService");
    int result =
        ChangeServiceConfigW(service, type, start, control, path, NULL, NULL, NULL, account, password, display_name)
            ? 0
            : failed(L"ChangeServiceConfig");
    CloseServiceHandle(service);
    if (!result) put_text(L"[SC] ChangeServiceConfig SUCCESS\r\n");
    return result;
}

static int set_description(int count, WCHAR **arguments)
{
    SERVICE_DESCRIPTIONW description = { count > 1 ? arguments[1] : NULL };
    SC_HANDLE service = count ? open_service(arguments[0], SERVICE_CHANGE_CONFIG) : NULL;
    if (!service) return failed(L"OpenService");
    int result =
        ChangeServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, &description) ? 0 : failed(L"ChangeServiceConfig2");
    CloseServiceHandle(service);
    if (!result) put_text(L"[SC] ChangeServiceConfig2 SUCCESS\r\n");
    return result;
}

static int query_description(int count, WCHAR **arguments)
{
    union { SERVICE_DESCRIPTIONW description; BYTE bytes[8192]; } answer;
    DWORD size;
    SC_HANDLE service = count ? open_service(arguments[0], SERVICE_QUERY_CONFIG) : NULL;
    if (!service) return failed(L"OpenService");
    BOOL done = QueryServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, answer.bytes, sizeof(answer), &size);
    CloseServiceHandle(service);
    if (!done) return failed(L"QueryServiceConfig2");
    put_format(L"[SC] QueryServiceConfig2 SUCCESS\r\n\r\nSERVICE_NAME: %ls\r\nDESCRIPTION:  %ls\r\n", arguments[0],
               answer.description.lpDescription ? answer.description.lpDescription : L"");
    return 0;
}

static const struct { const WCHAR *name; int (*run)(int, WCHAR **); DWORD access; } verbs[] = {
    {L"config", config, SC_MANAGER_CONNECT},
    {L"description", set_description, SC_MANAGER_CONNECT},
    {L"qdescription", query_description, SC_MANAGER_CONNECT},
    {L"query", query, SC_MANAGER_ENUMERATE_SERVICE},
    {L"queryex", query, SC_MANAGER_ENUMERATE_SERVICE},
    {L"qc", query_config, SC_MANAGER_CONNECT},
    {L"create", create, SC_MANAGER_CREATE_SERVICE},
    {L"delete", delete, SC_MANAGER_CONNECT},
    {L"start", start, SC_MANAGER_CONNECT},
    {L"stop", stop, SC_MANAGER_CONNECT},
};

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    for (size_t i = 0; count && i < ARRAYSIZE(verbs); i++) {
        if (_wcsicmp(arguments[0], verbs[i].name)) continue;
        if (!(manager = OpenSCManagerW(NULL, NULL, verbs[i].access))) return failed(L"OpenSCManager");
        SetLastError(ERROR_INVALID_NAME);
        return verbs[i].run(count - 1, arguments + 1);
    }
    put_text(L"Asks for and changes services.\r\n\r\nsc query | qc | qdescription | create | config | description | "
             L"delete | start | stop [service] [option]...\r\n");
    return count ? ERROR_INVALID_COMMAND_LINE : 0;
}
