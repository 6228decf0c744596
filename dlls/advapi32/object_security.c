/* Security of objects by handle and by name: Get/SetSecurityInfo, Get/SetNamedSecurityInfo, the kernel object, file and
 * key functions. Descriptors are kept by ntdll's security_object.c. */
#include "advapi32_private.h"
#include <aclapi.h>
#include <string.h>

/* --- descriptors by handle --- */

/* The descriptor on the local heap. */
static DWORD query_descriptor(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR *descriptor)
{
    ULONG size = 512, needed = 0;
    for (;;) {
        *descriptor = LocalAlloc(LMEM_FIXED, size);
        if (!*descriptor) return ERROR_NOT_ENOUGH_MEMORY;
        NTSTATUS status = NtQuerySecurityObject(handle, what, *descriptor, size, &needed);
        if (NT_SUCCESS(status)) return ERROR_SUCCESS;
        LocalFree(*descriptor);
        *descriptor = NULL;
        if (status != STATUS_BUFFER_TOO_SMALL || needed <= size) return RtlNtStatusToDosError(status);
        size = needed;
    }
}

static BOOL get_into(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR buffer, DWORD size, LPDWORD needed)
{
    ULONG wanted = 0;
    NTSTATUS status = NtQuerySecurityObject(handle, what, buffer, size, &wanted);
    if (needed) *needed = wanted;
    return status == STATUS_BUFFER_TOO_SMALL ? fail_with(ERROR_INSUFFICIENT_BUFFER) : succeed(status);
}

BOOL WINAPI GetKernelObjectSecurity(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR buffer, DWORD size,
                                    LPDWORD needed)
{
    return get_into(handle, what, buffer, size, needed);
}

BOOL WINAPI SetKernelObjectSecurity(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    return succeed(NtSetSecurityObject(handle, what, descriptor));
}

LSTATUS WINAPI RegGetKeySecurity(HKEY key, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR buffer, LPDWORD size)
{
    HANDLE handle;
    ULONG needed = 0;
    LSTATUS error = registry_handle(key, &handle);
    if (error) return error;
    NTSTATUS status = NtQuerySecurityObject(handle, what, buffer, *size, &needed);
    if (needed) *size = needed;
    return status == STATUS_BUFFER_TOO_SMALL ? ERROR_INSUFFICIENT_BUFFER : (LSTATUS)RtlNtStatusToDosError(status);
}

LSTATUS WINAPI RegSetKeySecurity(HKEY key, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    HANDLE handle;
    LSTATUS error = registry_handle(key, &handle);
    return error ? error : (LSTATUS)RtlNtStatusToDosError(NtSetSecurityObject(handle, what, descriptor));
}

/* --- files by name --- */

static DWORD access_for(SECURITY_INFORMATION what, bool set)
{
    DWORD access = 0;
    if (!set) return READ_CONTROL;
    if (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION))
        access |= WRITE_OWNER;
    if (what & DACL_SECURITY_INFORMATION) access |= WRITE_DAC;
    return access ? access : READ_CONTROL;
}

static HANDLE open_file(LPCWSTR name, SECURITY_INFORMATION what, bool set)
{
    return CreateFileW(name, access_for(what, set), FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

static BOOL close_keeping_error(HANDLE handle, BOOL result)
{
    DWORD error = GetLastError();
    CloseHandle(handle);
    SetLastError(error);
    return result;
}

BOOL WINAPI GetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR buffer, DWORD size,
                             LPDWORD needed)
{
    HANDLE file = open_file(name, what, false);
    return file == INVALID_HANDLE_VALUE ? FALSE : close_keeping_error(file, get_into(file, what, buffer, size, needed));
}

BOOL WINAPI SetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    if (!descriptor) return fail_with(ERROR_INVALID_PARAMETER);
    HANDLE file = open_file(name, what, true);
    return file == INVALID_HANDLE_VALUE ? FALSE
                                        : close_keeping_error(file, SetKernelObjectSecurity(file, what, descriptor));
}

BOOL WINAPI GetFileSecurityA(LPCSTR name, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR buffer, DWORD size,
                             LPDWORD needed)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(name, &wide);
    BOOL done = error ? fail_with((DWORD)error) : GetFileSecurityW(wide, what, buffer, size, needed);
    free_text(wide);
    return done;
}

BOOL WINAPI SetFileSecurityA(LPCSTR name, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(name, &wide);
    BOOL done = error ? fail_with((DWORD)error) : SetFileSecurityW(wide, what, descriptor);
    free_text(wide);
    return done;
}

/* --- SecurityInfo --- */

static DWORD handle_of(HANDLE given, SE_OBJECT_TYPE type, HANDLE *handle)
{
    *handle = given;
    switch (type) {
    case SE_FILE_OBJECT:
    case SE_KERNEL_OBJECT:
    case SE_WINDOW_OBJECT:
        return given ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
    case SE_REGISTRY_KEY: case SE_REGISTRY_WOW64_32KEY: return (DWORD)registry_handle((HKEY)given, handle);
    default: return ERROR_NOT_SUPPORTED; /* services, printers, shares, directory service objects: there are none */
    }
}

/* Hands out what the caller asked for; the parts lie in the descriptor, which the caller frees. */
static void deliver(PSECURITY_DESCRIPTOR descriptor, PSID *owner, PSID *group, PACL *dacl, PACL *sacl,
                    PSECURITY_DESCRIPTOR *result)
{
    BOOL present, defaulted;
    if (owner) GetSecurityDescriptorOwner(descriptor, owner, &defaulted);
    if (group) GetSecurityDescriptorGroup(descriptor, group, &defaulted);
    if (dacl && (*dacl = NULL, GetSecurityDescriptorDacl(descriptor, &present, dacl, &defaulted)) && !present)
        *dacl = NULL;
    if (sacl && (*sacl = NULL, GetSecurityDescriptorSacl(descriptor, &present, sacl, &defaulted)) && !present)
        *sacl = NULL;
    if (result) *result = descriptor;
    else LocalFree(descriptor);
}

DWORD WINAPI GetSecurityInfo(HANDLE given, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner, PSID *group,
                             PACL *dacl, PACL *sacl, PSECURITY_DESCRIPTOR *result)
{
    HANDLE handle;
    PSECURITY_DESCRIPTOR descriptor;
    if (!result && (owner || group || dacl || sacl)) return ERROR_INVALID_PARAMETER;
    DWORD error = handle_of(given, type, &handle);
    if (!error) error = query_descriptor(handle, what, &descriptor);
    if (!error) deliver(descriptor, owner, group, dacl, sacl, result);
    return error;
}

DWORD WINAPI SetSecurityInfo(HANDLE given, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group,
                             PACL dacl, PACL sacl)
{
    SECURITY_DESCRIPTOR descriptor;
    HANDLE handle;
    DWORD error = handle_of(given, type, &handle);
    if (error) return error;
    if ((what & OWNER_SECURITY_INFORMATION && !owner) || (what & GROUP_SECURITY_INFORMATION && !group))
        return ERROR_INVALID_PARAMETER;
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    if (what & OWNER_SECURITY_INFORMATION) SetSecurityDescriptorOwner(&descriptor, owner, FALSE);
    if (what & GROUP_SECURITY_INFORMATION) SetSecurityDescriptorGroup(&descriptor, group, FALSE);
    if (what & DACL_SECURITY_INFORMATION) SetSecurityDescriptorDacl(&descriptor, TRUE, dacl, FALSE);
    if (what & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION))
        SetSecurityDescriptorSacl(&descriptor, TRUE, sacl, FALSE);
    if (what & PROTECTED_DACL_SECURITY_INFORMATION) descriptor.Control |= SE_DACL_PROTECTED;
    if (what & PROTECTED_SACL_SECURITY_INFORMATION) descriptor.Control |= SE_SACL_PROTECTED;
    return RtlNtStatusToDosError(NtSetSecurityObject(handle, what, &descriptor));
}

/* Keys are named as in "MACHINE\SOFTWARE\...". */
static DWORD open_named_key(LPCWSTR name, REGSAM access, SE_OBJECT_TYPE type, HANDLE *handle)
{
    static const struct { const WCHAR *name; HKEY key;
    } roots[] = {
        {L"CLASSES_ROOT", HKEY_CLASSES_ROOT},
        {L"CURRENT_USER", HKEY_CURRENT_USER},
        {L"MACHINE", HKEY_LOCAL_MACHINE},
        {L"USERS", HKEY_USERS},
    };
    if (type == SE_REGISTRY_WOW64_32KEY) access |= KEY_WOW64_32KEY;
    for (size_t i = 0; i < ARRAYSIZE(roots); i++) {
        size_t length = wcslen(roots[i].name);
        if (_wcsnicmp(name, roots[i].name, length) || (name[length] && name[length] != '\\')) continue;
        return (DWORD)RegOpenKeyExW(roots[i].key, name[length] ? name + length + 1 : L"", 0, access, (PHKEY)handle);
    }
    return ERROR_INVALID_PARAMETER;
}

static DWORD open_kernel_object(LPCWSTR name, DWORD access, HANDLE *handle)
{
    if ((*handle = OpenEventW(access, FALSE, name)) || (*handle = OpenMutexW(access, FALSE, name)) ||
        (*handle = OpenSemaphoreW(access, FALSE, name)) || (*handle = OpenWaitableTimerW(access, FALSE, name)) ||
        (*handle = OpenFileMappingW(access, FALSE, name)) || (*handle = OpenJobObjectW(access, FALSE, name)))
        return ERROR_SUCCESS;
    return GetLastError();
}

static DWORD open_named(LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, bool set, HANDLE *handle)
{
    if (!name) return ERROR_INVALID_PARAMETER;
    switch (type) {
    case SE_FILE_OBJECT:
        *handle = open_file(name, what, set);
        return *handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
    case SE_KERNEL_OBJECT: return open_kernel_object(name, access_for(what, set), handle);
    case SE_REGISTRY_KEY:
    case SE_REGISTRY_WOW64_32KEY:
        return open_named_key(name, access_for(what, set), type, handle);
    case SE_SERVICE: return ERROR_SERVICE_DOES_NOT_EXIST;
    default: return ERROR_NOT_SUPPORTED;
    }
}

static void close_named(HANDLE handle, SE_OBJECT_TYPE type)
{
    if (type == SE_REGISTRY_KEY || type == SE_REGISTRY_WOW64_32KEY) RegCloseKey((HKEY)handle);
    else CloseHandle(handle);
}

DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner,
                                   PSID *group, PACL *dacl, PACL *sacl, PSECURITY_DESCRIPTOR *result)
{
    HANDLE handle;
    DWORD error = open_named(name, type, what, false, &handle);
    if (error) return error;
    error = GetSecurityInfo(handle, type, what, owner, group, dacl, sacl, result);
    close_named(handle, type);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoW(LPWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group,
                                   PACL dacl, PACL sacl)
{
    HANDLE handle;
    DWORD error = open_named(name, type, what, true, &handle);
    if (error) return error;
    error = SetSecurityInfo(handle, type, what, owner, group, dacl, sacl);
    close_named(handle, type);
    return error;
}

DWORD WINAPI GetNamedSecurityInfoA(LPCSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner,
                                   PSID *group, PACL *dacl, PACL *sacl, PSECURITY_DESCRIPTOR *result)
{
    WCHAR *wide;
    DWORD error = (DWORD)wide_from_ansi(name, &wide);
    if (!error) error = GetNamedSecurityInfoW(wide, type, what, owner, group, dacl, sacl, result);
    free_text(wide);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoA(LPSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group,
                                   PACL dacl, PACL sacl)
{
    WCHAR *wide;
    DWORD error = (DWORD)wide_from_ansi(name, &wide);
    if (!error) error = SetNamedSecurityInfoW(wide, type, what, owner, group, dacl, sacl);
    free_text(wide);
    return error;
}
