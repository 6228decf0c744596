/* A service of our own: this program registers itself, is started, controlled, paused, stopped and deleted. Microsoft,
 * "Service Programs" and the pages of the functions. */
#include "../check.h"
#include <winsvc.h>
#include <stdio.h>
#include <string.h>

#define NAME "winrun_test_service"

/* --- the service --- */

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop_event;
static DWORD checkpoint;

static void report(DWORD state, DWORD exit_code)
{
    SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                             .dwCurrentState = state,
                             .dwWin32ExitCode = exit_code,
                             .dwCheckPoint = checkpoint};
    if (state == SERVICE_RUNNING || state == SERVICE_PAUSED)
        status.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PAUSE_CONTINUE;
    SetServiceStatus(status_handle, &status);
}

static DWORD WINAPI control(DWORD code, DWORD type, LPVOID data, LPVOID context)
{
    (void)type, (void)data;
    if (context != &status_handle) return ERROR_INVALID_DATA;
    switch (code) {
    case SERVICE_CONTROL_STOP:
        report(SERVICE_STOP_PENDING, 0);
        SetEvent(stop_event);
        return NO_ERROR;
    case SERVICE_CONTROL_PAUSE: report(SERVICE_PAUSED, 0); return NO_ERROR;
    case SERVICE_CONTROL_CONTINUE: report(SERVICE_RUNNING, 0); return NO_ERROR;
    case 200: checkpoint++; report(SERVICE_RUNNING, 0); return NO_ERROR;
    case 201: return ERROR_CALL_NOT_IMPLEMENTED;
    default: return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

static void WINAPI service_main(DWORD count, LPSTR *arguments)
{
    status_handle = RegisterServiceCtrlHandlerExA(NAME, control, &status_handle);
    stop_event = CreateEventA(NULL, TRUE, FALSE, NULL);
    checkpoint =
        count == 3 && !strcmp(arguments[0], NAME) && !strcmp(arguments[1], "first") && !strcmp(arguments[2], "second")
            ? 1000
            : 0;
    report(SERVICE_RUNNING, 0);
    WaitForSingleObject(stop_event, INFINITE);
    report(SERVICE_STOPPED, 17);
}

static int be_service(void)
{
    char name[] = NAME;
    SERVICE_TABLE_ENTRYA table[] = { { name, service_main }, { NULL, NULL } };
    return StartServiceCtrlDispatcherA(table) ? 0 : 1;
}

/* --- the controller --- */

static SC_HANDLE manager, service;

static DWORD wait_for(DWORD state)
{
    SERVICE_STATUS status = { 0 };
    for (int i = 0; i < 1000; i++) {
        if (!QueryServiceStatus(service, &status) || status.dwCurrentState == state) break;
        Sleep(10);
    }
    return status.dwCurrentState;
}

static void test_database(const char *command)
{
    BYTE buffer[4096];
    DWORD needed = 0, count = 0, resume = 0, length;
    QUERY_SERVICE_CONFIGA *config = (QUERY_SERVICE_CONFIGA *)buffer;
    char text[100];
    check_fails_with(OpenServiceA(manager, NAME, SERVICE_ALL_ACCESS), ERROR_SERVICE_DOES_NOT_EXIST);
    check_fails_with(CreateServiceA(manager, "bad/name", NULL, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                                    SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL),
                     ERROR_INVALID_NAME);
    check_fails_with(CreateServiceA(manager, NAME, NULL, SERVICE_ALL_ACCESS, 0, SERVICE_DEMAND_START,
                                    SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    service = CreateServiceA(manager, NAME, "Winrun's test service", SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                             SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
    check(service != NULL, "create: error %lu", GetLastError());
    check_fails_with(CreateServiceA(manager, NAME, NULL, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                                    SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL),
                     ERROR_SERVICE_EXISTS);
    check_fails_with(QueryServiceConfigA(service, NULL, 0, &needed), ERROR_INSUFFICIENT_BUFFER);
    check(needed > sizeof(*config) && needed < sizeof(buffer), "size");
    check(QueryServiceConfigA(service, config, sizeof(buffer), &needed), "config: error %lu", GetLastError());
    check_equal_string(config->lpBinaryPathName, command, "path");
    check_equal_string(config->lpDisplayName, "Winrun's test service", "display name");
    check_equal_string(config->lpServiceStartName, "LocalSystem", "account");
    check_equal_u32(config->dwServiceType, SERVICE_WIN32_OWN_PROCESS, "type");
    check_equal_u32(config->dwStartType, SERVICE_DEMAND_START, "start");
    SERVICE_DESCRIPTIONA description = { (char *)"What it does." };
    check(ChangeServiceConfig2A(service, SERVICE_CONFIG_DESCRIPTION, &description), "description");
    check(QueryServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, buffer, sizeof(buffer), &needed), "read it");
    check_equal_wide(((SERVICE_DESCRIPTIONW *)buffer)->lpDescription, L"What it does.", "description");
    check(ChangeServiceConfigA(service, SERVICE_NO_CHANGE, SERVICE_DISABLED, SERVICE_NO_CHANGE, NULL, NULL, NULL, NULL,
                               NULL, NULL, NULL),
          "disable");
    check_fails_with(StartServiceA(service, 0, NULL), ERROR_SERVICE_DISABLED);
    check(ChangeServiceConfigA(service, SERVICE_NO_CHANGE, SERVICE_DEMAND_START, SERVICE_NO_CHANGE, NULL, NULL, NULL,
                               NULL, NULL, NULL, NULL),
          "enable");
    length = sizeof(text);
    check(GetServiceDisplayNameA(manager, NAME, text, &length) && !strcmp(text, "Winrun's test service"),
          "display name");
    length = sizeof(text);
    check(GetServiceKeyNameA(manager, "winrun's TEST service", text, &length) && !strcmp(text, NAME), "key name");
    check(EnumServicesStatusExA(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, buffer, sizeof(buffer),
                                &needed, &count, &resume, NULL),
          "list: error %lu", GetLastError());
    int found = 0;
    for (DWORD i = 0; i < count; i++) found += !strcmp(((ENUM_SERVICE_STATUS_PROCESSA *)buffer)[i].lpServiceName, NAME);
    check_equal_u32(found, 1, "it is in the list");
    resume = 0;
    check_fails_with(EnumServicesStatusExA(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, NULL, 0,
                                           &needed, &count, &resume, NULL),
                     ERROR_MORE_DATA);
    check(needed > sizeof(ENUM_SERVICE_STATUS_PROCESSA), "needed");
}

static void test_running(void)
{
    LPCSTR arguments[] = { "first", "second" };
    SERVICE_STATUS status;
    SERVICE_STATUS_PROCESS full;
    DWORD needed;
    check(QueryServiceStatus(service, &status) && status.dwCurrentState == SERVICE_STOPPED, "stopped");
    check_equal_u32(status.dwWin32ExitCode, ERROR_SERVICE_NEVER_STARTED, "never started");
    check_fails_with(ControlService(service, SERVICE_CONTROL_STOP, &status), ERROR_SERVICE_NOT_ACTIVE);
    if (!check(StartServiceA(service, 2, arguments), "start: error %lu", GetLastError())) return;
    check_equal_u32(wait_for(SERVICE_RUNNING), SERVICE_RUNNING, "it runs");
    check_fails_with(StartServiceA(service, 0, NULL), ERROR_SERVICE_ALREADY_RUNNING);
    check(QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&full, sizeof(full), &needed), "status");
    check(full.dwProcessId && full.dwProcessId != GetCurrentProcessId(), "its process");
    check_equal_u32(full.dwCheckPoint, 1000, "its arguments arrived");
    check(ControlService(service, 200, &status), "a control of its own: error %lu", GetLastError());
    check_equal_u32(status.dwCheckPoint, 1001, "it was handled");
    check_fails_with(ControlService(service, 201, &status), ERROR_CALL_NOT_IMPLEMENTED);
    check(ControlService(service, SERVICE_CONTROL_PAUSE, &status), "pause");
    check_equal_u32(wait_for(SERVICE_PAUSED), SERVICE_PAUSED, "paused");
    check(ControlService(service, SERVICE_CONTROL_CONTINUE, &status), "continue");
    check_equal_u32(wait_for(SERVICE_RUNNING), SERVICE_RUNNING, "running");
    check(ControlService(service, SERVICE_CONTROL_INTERROGATE, &status), "interrogate");
    check_fails_with(ControlService(service, SERVICE_CONTROL_PARAMCHANGE, &status), ERROR_INVALID_SERVICE_CONTROL);
    check_fails_with(ControlService(service, 90, &status), ERROR_INVALID_PARAMETER);
    check(ControlService(service, SERVICE_CONTROL_STOP, &status), "stop: error %lu", GetLastError());
    check_equal_u32(wait_for(SERVICE_STOPPED), SERVICE_STOPPED, "stopped");
    check(QueryServiceStatus(service, &status) && status.dwWin32ExitCode == 17, "its exit code");
}

int main(int argc, char **argv)
{
    char path[MAX_PATH], command[MAX_PATH + 20];
    if (argc > 1 && !strcmp(argv[1], "serve")) return be_service();
    GetModuleFileNameA(NULL, path, sizeof(path));
    sprintf(command, "\"%s\" serve", path);
    check_equal_u32(be_service(), 1, "a program that was not started as a service");
    check_last_error(ERROR_FAILED_SERVICE_CONTROLLER_CONNECT, "cannot connect");
    manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    check(manager != NULL, "manager");
    service = OpenServiceA(manager, NAME, DELETE); /* left by a test that was killed */
    if (service) DeleteService(service), CloseServiceHandle(service);
    test_database(command);
    test_running();
    check(DeleteService(service), "delete");
    check_fails_with(StartServiceA(service, 0, NULL), ERROR_SERVICE_MARKED_FOR_DELETE);
    CloseServiceHandle(service);
    check_fails_with(OpenServiceA(manager, NAME, SERVICE_ALL_ACCESS), ERROR_SERVICE_DOES_NOT_EXIST);
    CloseServiceHandle(manager);
    return check_summary();
}
