/* What there are several of: processes, disks, services. */
#include "wmic.h"
#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>

/* --- processes --- */

static const WCHAR *const process_properties[] = {
    L"Caption",     L"CommandLine",    L"CreationDate", L"Description",     L"ExecutablePath", L"Handle",
    L"HandleCount", L"KernelModeTime", L"Name",         L"ParentProcessId", L"Priority",       L"ProcessId",
    L"SessionId",   L"ThreadCount",    L"UserModeTime", L"VirtualSize",     L"WorkingSetSize", NULL,
};

/* ProcessCommandLineInformation: a UNICODE_STRING and its text. */
static void set_command_line(const struct class *class, struct object *object, HANDLE handle)
{
    typedef LONG (WINAPI *query)(HANDLE, ULONG, void *, ULONG, ULONG *);
    enum { COMMAND_LINE = 60, ROOM = 0x11000 };
    query query_process = (query)(ULONG_PTR)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationProcess");
    UNICODE_STRING *answer = malloc(ROOM);
    ULONG size;
    if (answer && query_process && query_process(handle, COMMAND_LINE, answer, ROOM - sizeof(WCHAR), &size) >= 0 &&
        answer->Buffer) {
        answer->Buffer[answer->Length / sizeof(WCHAR)] = 0;
        set_text(class, object, L"CommandLine", answer->Buffer);
    }
    free(answer);
}

static void set_process_details(const struct class *class, struct object *object, HANDLE handle)
{
    FILETIME created, ended, kernel, user;
    PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof(counters) };
    WCHAR path[1024];
    DWORD size = ARRAYSIZE(path), handles;
    if (GetProcessTimes(handle, &created, &ended, &kernel, &user)) {
        set_time(class, object, L"CreationDate", &created);
        set_number(class, object, L"KernelModeTime", (ULONGLONG)kernel.dwHighDateTime << 32 | kernel.dwLowDateTime);
        set_number(class, object, L"UserModeTime", (ULONGLONG)user.dwHighDateTime << 32 | user.dwLowDateTime);
    }
    if (GetProcessMemoryInfo(handle, &counters, sizeof(counters))) {
        set_number(class, object, L"WorkingSetSize", counters.WorkingSetSize);
        set_number(class, object, L"VirtualSize", counters.PagefileUsage);
    }
    if (QueryFullProcessImageNameW(handle, 0, path, &size)) set_text(class, object, L"ExecutablePath", path);
    if (GetProcessHandleCount(handle, &handles)) set_number(class, object, L"HandleCount", handles);
    set_command_line(class, object, handle);
}

static void collect_processes(const struct class *class, struct objects *objects)
{
    PROCESSENTRY32W entry = { .dwSize = sizeof(entry) };
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry)) {
        struct object *object = add_object(objects);
        DWORD session;
        if (!object) break;
        set_text(class, object, L"Caption", entry.szExeFile);
        set_text(class, object, L"Description", entry.szExeFile);
        set_text(class, object, L"Name", entry.szExeFile);
        set_number(class, object, L"Handle", entry.th32ProcessID);
        set_number(class, object, L"ProcessId", entry.th32ProcessID);
        set_number(class, object, L"ParentProcessId", entry.th32ParentProcessID);
        set_number(class, object, L"Priority", (ULONGLONG)entry.pcPriClassBase);
        set_number(class, object, L"ThreadCount", entry.cntThreads);
        if (ProcessIdToSessionId(entry.th32ProcessID, &session)) set_number(class, object, L"SessionId", session);
        HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
        if (!handle) continue;
        set_process_details(class, object, handle);
        CloseHandle(handle);
    }
    CloseHandle(snapshot);
}

const struct class process = {L"process", L"Win32_Process", process_properties,
                              L" HandleCount Name Priority ProcessId ThreadCount WorkingSetSize ", collect_processes};

/* --- disks --- */

static const WCHAR *const disk_properties[] = {
    L"Caption", L"Description", L"DeviceID",   L"DriveType",          L"FileSystem", L"FreeSpace",
    L"Name",    L"Size",        L"VolumeName", L"VolumeSerialNumber", NULL,
};

static void collect_disks(const struct class *class, struct objects *objects)
{
    static const WCHAR *const descriptions[] = {
        L"",        L"No Root Directory", L"Removable Disk", L"Local Fixed Disk", L"Network Connection", L"CD-ROM Disc",
        L"RAM Disk"};
    DWORD drives = GetLogicalDrives();
    for (unsigned i = 0; i < 26; i++) {
        WCHAR root[] = {(WCHAR)('A' + i), ':', '\\', 0}, drive[] = {(WCHAR)('A' + i), ':', 0}, label[256], system[64],
              text[16];
        ULARGE_INTEGER available, size, free_bytes;
        DWORD serial;
        struct object *object = drives >> i & 1 ? add_object(objects) : NULL;
        if (!object) continue;
        UINT type = GetDriveTypeW(root);
        set_text(class, object, L"Caption", drive);
        set_text(class, object, L"DeviceID", drive);
        set_text(class, object, L"Name", drive);
        set_number(class, object, L"DriveType", type);
        set_text(class, object, L"Description", type < ARRAYSIZE(descriptions) ? descriptions[type] : L"");
        if (GetDiskFreeSpaceExW(root, &available, &size, &free_bytes)) {
            set_number(class, object, L"Size", size.QuadPart);
            set_number(class, object, L"FreeSpace", free_bytes.QuadPart);
        }
        if (!GetVolumeInformationW(root, label, ARRAYSIZE(label), &serial, NULL, NULL, system, ARRAYSIZE(system)))
            continue;
        _snwprintf(text, ARRAYSIZE(text), L"%08lX", serial);
        set_text(class, object, L"VolumeName", label);
        set_text(class, object, L"FileSystem", system);
        set_text(class, object, L"VolumeSerialNumber", text);
    }
}

const struct class logical_disk = {L"logicaldisk", L"Win32_LogicalDisk", disk_properties,
                                   L" DeviceID DriveType FreeSpace Size VolumeName ", collect_disks};

/* --- services --- */

static const WCHAR *const service_properties[] = {
    L"Caption", L"DisplayName", L"Name",      L"PathName", L"ProcessId", L"ServiceType",
    L"Started", L"StartMode",   L"StartName", L"State",    L"Status",    NULL,
};

static void set_service_config(const struct class *class, struct object *object, SC_HANDLE manager, const WCHAR *name)
{
    static const WCHAR *const modes[] = { L"Boot", L"System", L"Auto", L"Manual", L"Disabled" };
    union { QUERY_SERVICE_CONFIGW config; BYTE bytes[8192]; } answer;
    DWORD size;
    SC_HANDLE handle = OpenServiceW(manager, name, SERVICE_QUERY_CONFIG);
    if (!handle) return;
    if (QueryServiceConfigW(handle, &answer.config, sizeof(answer), &size)) {
        set_text(class, object, L"PathName", answer.config.lpBinaryPathName);
        if (answer.config.dwStartType < ARRAYSIZE(modes))
            set_text(class, object, L"StartMode", modes[answer.config.dwStartType]);
        if (answer.config.lpServiceStartName) set_text(class, object, L"StartName", answer.config.lpServiceStartName);
    }
    CloseServiceHandle(handle);
}

static void collect_services(const struct class *class, struct objects *objects)
{
    static const WCHAR *const states[] = {L"Unknown", L"Stopped",          L"Start Pending", L"Stop Pending",
                                          L"Running", L"Continue Pending", L"Pause Pending", L"Paused"};
    DWORD size = 0, count = 0, resume = 0;
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ENUMERATE_SERVICE);
    if (!manager) return;
    EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, NULL, 0, &size, &count,
                          &resume, NULL);
    ENUM_SERVICE_STATUS_PROCESSW *list = calloc(size + sizeof(*list), 1);
    resume = 0;
    if (!list || !EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, (BYTE *)list,
                                        size, &size, &count, &resume, NULL))
        count = 0;
    for (DWORD i = 0; i < count; i++) {
        const SERVICE_STATUS_PROCESS *status = &list[i].ServiceStatusProcess;
        struct object *object = add_object(objects);
        if (!object) break;
        set_text(class, object, L"Name", list[i].lpServiceName);
        set_text(class, object, L"Caption", list[i].lpDisplayName);
        set_text(class, object, L"DisplayName", list[i].lpDisplayName);
        set_number(class, object, L"ProcessId", status->dwProcessId);
        set_text(class, object, L"ServiceType",
                 status->dwServiceType & SERVICE_WIN32_SHARE_PROCESS ? L"Share Process" : L"Own Process");
        set_text(class, object, L"Started", status->dwCurrentState == SERVICE_STOPPED ? L"FALSE" : L"TRUE");
        set_text(class, object, L"State",
                 states[status->dwCurrentState < ARRAYSIZE(states) ? status->dwCurrentState : 0]);
        set_text(class, object, L"Status", L"OK");
        set_service_config(class, object, manager, list[i].lpServiceName);
    }
    free(list);
    CloseServiceHandle(manager);
}

const struct class service = {L"service", L"Win32_Service", service_properties,
                              L" Name ProcessId StartMode State Status ", collect_services};
