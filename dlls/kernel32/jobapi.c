/* Job objects. */
#include "kernel32_private.h"

HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES security, LPCWSTR name)
{
    struct object_attributes object;
    HANDLE job = NULL;
    NTSTATUS status = object_attributes_init(&object, security, name, OBJ_OPENIF);

    if (NT_SUCCESS(status)) status = NtCreateJobObject(&job, JOB_OBJECT_ALL_ACCESS, &object.attributes);
    return created_handle(status, job);
}

HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES security, LPCSTR name)
{
    LPWSTR wide;
    HANDLE job;
    DWORD error;

    if (!wide_from_ansi(name, &wide)) return NULL;
    job = CreateJobObjectW(security, wide);
    error = GetLastError();
    heap_free(wide);
    SetLastError(error);
    return job;
}

HANDLE WINAPI OpenJobObjectW(DWORD access, BOOL inherit, LPCWSTR name)
{
    struct object_attributes object;
    HANDLE job = NULL;
    NTSTATUS status =
        name ? object_attributes_init(&object, NULL, name, inherit ? OBJ_INHERIT : 0) : STATUS_INVALID_PARAMETER;

    if (NT_SUCCESS(status)) status = NtOpenJobObject(&job, access, &object.attributes);
    return set_last_status(status) ? job : NULL;
}

HANDLE WINAPI OpenJobObjectA(DWORD access, BOOL inherit, LPCSTR name)
{
    LPWSTR wide;
    HANDLE job;

    if (!wide_from_ansi(name, &wide)) return NULL;
    job = OpenJobObjectW(access, inherit, wide);
    heap_free(wide);
    return job;
}

BOOL WINAPI AssignProcessToJobObject(HANDLE job, HANDLE process)
{
    return set_last_status(NtAssignProcessToJobObject(job, process));
}
BOOL WINAPI TerminateJobObject(HANDLE job, UINT exit_code)
{
    return set_last_status(NtTerminateJobObject(job, (NTSTATUS)exit_code));
}

BOOL WINAPI IsProcessInJob(HANDLE process, HANDLE job, PBOOL result)
{
    NTSTATUS status = NtIsProcessInJob(process, job);

    if (!set_last_status(status)) return FALSE;
    *result = status == STATUS_PROCESS_IN_JOB;
    return TRUE;
}

static BOOL sized(NTSTATUS status)
{
    if (status != STATUS_INFO_LENGTH_MISMATCH) return set_last_status(status);
    SetLastError(ERROR_BAD_LENGTH);
    return FALSE;
}

BOOL WINAPI QueryInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, LPVOID info, DWORD size, LPDWORD returned)
{
    NTSTATUS status = NtQueryInformationJobObject(job, class, info, size, returned);

    if (status == STATUS_BUFFER_OVERFLOW) {
        SetLastError(ERROR_MORE_DATA);
        return FALSE;
    }
    return sized(status);
}

BOOL WINAPI SetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, LPVOID info, DWORD size)
{
    return sized(NtSetInformationJobObject(job, class, info, size));
}
