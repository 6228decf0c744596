/* The current folder, the current folders of drives (environment variables "=C:"), and searches along a path. */
#include "nt/nt.h"
#include "path_private.h"

static RTL_SRWLOCK current_lock = RTL_SRWLOCK_INIT;

static WCHAR upper_letter(WCHAR c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

static NTSTATUS copy_folder(struct current_folder *folder, const WCHAR *path, size_t length)
{
    BOOLEAN needs_separator = length && path[length - 1] != '\\';
    folder->path = heap_allocate((length + 2) * sizeof(WCHAR));
    if (!folder->path) return STATUS_NO_MEMORY;
    memcpy(folder->path, path, length * sizeof(WCHAR));
    if (needs_separator) folder->path[length++] = '\\';
    folder->path[length] = 0;
    folder->length = length;
    return STATUS_SUCCESS;
}

/* The folder that another drive was last in. */
static NTSTATUS drive_folder_get(struct current_folder *folder, WCHAR drive)
{
    WCHAR name_text[4] = {'=', upper_letter(drive), ':', 0}, value_text[MAX_PATH];
    UNICODE_STRING name = {3 * sizeof(WCHAR), 4 * sizeof(WCHAR), name_text};
    UNICODE_STRING value = {0, sizeof(value_text) - sizeof(WCHAR), value_text};
    if (NT_SUCCESS(RtlQueryEnvironmentVariable_U(NULL, &name, &value)) && value.Length >= 3 * sizeof(WCHAR) &&
        value_text[1] == ':')
        return copy_folder(folder, value_text, value.Length / sizeof(WCHAR));
    WCHAR root[3] = {drive, ':', '\\'};
    return copy_folder(folder, root, 3);
}

NTSTATUS current_folder_get(struct current_folder *folder, WCHAR drive)
{
    NTSTATUS status = STATUS_RETRY;
    RtlAcquireSRWLockShared(&current_lock);
    const UNICODE_STRING *path = &current_peb()->ProcessParameters->CurrentDirectory.DosPath;
    size_t length = path->Length / sizeof(WCHAR);
    if (!drive || (length > 1 && path->Buffer[1] == ':' && upper_letter(path->Buffer[0]) == upper_letter(drive)))
        status = copy_folder(folder, path->Buffer, length);
    RtlReleaseSRWLockShared(&current_lock);
    return status == STATUS_RETRY ? drive_folder_get(folder, drive) : status;
}

/* Bytes without the terminator when it fits, else bytes needed with it. A backslash at the end is only kept for a root.
 */
ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, PWSTR buffer)
{
    struct current_folder current;
    if (current_folder_get(&current, 0)) return 0;
    size_t length = current.length;
    if (length > 1 && current.path[length - 1] == '\\' && current.path[length - 2] != ':') length--;
    ULONG bytes = (ULONG)(length * sizeof(WCHAR));
    if (bytes + sizeof(WCHAR) <= size) {
        memcpy(buffer, current.path, bytes);
        buffer[length] = 0;
    } else {
        bytes += sizeof(WCHAR);
    }
    heap_free(current.path);
    return bytes;
}

static void remember_for_drive(const WCHAR *path, size_t length)
{
    if (length < 3 || path[1] != ':') return;
    WCHAR name_text[4] = {'=', upper_letter(path[0]), ':', 0};
    UNICODE_STRING name = {3 * sizeof(WCHAR), 4 * sizeof(WCHAR), name_text};
    size_t shown = length > 3 && path[length - 1] == '\\' ? length - 1 : length;
    UNICODE_STRING value = {(USHORT)(shown * sizeof(WCHAR)), (USHORT)(shown * sizeof(WCHAR)), (WCHAR *)path};
    RtlSetEnvironmentVariable(NULL, &name, &value);
}

static NTSTATUS open_folder(PCWSTR path, HANDLE *handle)
{
    UNICODE_STRING nt_path;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    NTSTATUS status = RtlDosPathNameToNtPathName_U_WithStatus(path, &nt_path, NULL, NULL);
    if (status) return status;
    InitializeObjectAttributes(&attributes, &nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtOpenFile(handle, SYNCHRONIZE | FILE_TRAVERSE, &attributes, &io, FILE_SHARE_READ | FILE_SHARE_WRITE,
                        FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT);
    RtlFreeUnicodeString(&nt_path);
    return status;
}

NTSTATUS NTAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING path)
{
    WCHAR *full = NULL, *text = heap_allocate(path->Length + sizeof(WCHAR));
    size_t length;
    HANDLE handle, old_handle;
    if (!text) return STATUS_NO_MEMORY;
    memcpy(text, path->Buffer, path->Length);
    text[path->Length / sizeof(WCHAR)] = 0;
    NTSTATUS status = path_make_full(text, path->Length / sizeof(WCHAR), 0, &full, &length);
    heap_free(text);
    if (!status) status = open_folder(full, &handle);
    if (status) {
        heap_free(full);
        return status;
    }
    struct current_folder folder;
    status = copy_folder(&folder, full, length);
    heap_free(full);
    if (status) {
        NtClose(handle);
        return status;
    }
    RtlAcquireSRWLockExclusive(&current_lock);
    CURDIR *current = &current_peb()->ProcessParameters->CurrentDirectory;
    UNICODE_STRING old = current->DosPath;
    static BOOLEAN is_ours; /* the first one lies inside the process parameters */
    BOOLEAN free_old = is_ours;
    old_handle = current->Handle;
    current->DosPath = (UNICODE_STRING){(USHORT)(folder.length * sizeof(WCHAR)),
                                        (USHORT)((folder.length + 1) * sizeof(WCHAR)), folder.path};
    current->Handle = handle;
    is_ours = TRUE;
    RtlReleaseSRWLockExclusive(&current_lock);
    remember_for_drive(folder.path, folder.length);
    if (old_handle) NtClose(old_handle);
    if (free_old) heap_free(old.Buffer);
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR path)
{
    UNICODE_STRING nt_path;
    OBJECT_ATTRIBUTES attributes;
    FILE_BASIC_INFORMATION basic;
    if (RtlDosPathNameToNtPathName_U_WithStatus(path, &nt_path, NULL, NULL)) return FALSE;
    InitializeObjectAttributes(&attributes, &nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtQueryAttributesFile(&attributes, &basic);
    RtlFreeUnicodeString(&nt_path);
    return NT_SUCCESS(status) || status == STATUS_SHARING_VIOLATION || status == STATUS_ACCESS_DENIED;
}

static BOOLEAN has_extension(PCWSTR name)
{
    size_t at = wcslen(name);
    while (at && name[at - 1] != '\\' && name[at - 1] != '/')
        if (name[--at] == '.') return TRUE;
    return FALSE;
}

/* Tries folder\name.extension; the result of RtlGetFullPathName_U, 0 when there is none. */
static ULONG try_folder(PCWSTR folder, size_t folder_length, PCWSTR name, PCWSTR extension, ULONG size, PWSTR buffer,
                        PWSTR *file_part)
{
    size_t name_length = wcslen(name), extension_length = extension ? wcslen(extension) : 0, used = 0;
    WCHAR *path = heap_allocate((folder_length + name_length + extension_length + 2) * sizeof(WCHAR));
    ULONG bytes = 0;
    if (!path) return 0;
    memcpy(path, folder, folder_length * sizeof(WCHAR));
    used = folder_length;
    if (used && path[used - 1] != '\\' && path[used - 1] != '/' && path[used - 1] != ':') path[used++] = '\\';
    memcpy(path + used, name, name_length * sizeof(WCHAR));
    used += name_length;
    if (extension_length) memcpy(path + used, extension, extension_length * sizeof(WCHAR));
    path[used + extension_length] = 0;
    if (RtlDoesFileExists_U(path)) bytes = RtlGetFullPathName_U(path, size, buffer, file_part);
    heap_free(path);
    return bytes;
}

ULONG NTAPI RtlDosSearchPath_U(PCWSTR search, PCWSTR name, PCWSTR extension, ULONG size, PWSTR buffer, PWSTR *file_part)
{
    if (has_extension(name)) extension = NULL;
    if (RtlDetermineDosPathNameType_U(name) != RtlPathTypeRelative)
        return try_folder(L"", 0, name, extension, size, buffer, file_part);
    for (PCWSTR at = search; *at;) {
        BOOLEAN quoted = *at == '"';
        if (quoted) at++;
        PCWSTR end = at;
        while (*end && *end != (quoted ? '"' : ';')) end++;
        ULONG bytes = end > at ? try_folder(at, (size_t)(end - at), name, extension, size, buffer, file_part) : 0;
        if (bytes) return bytes;
        at = end;
        while (*at == '"' || *at == ';') at++;
    }
    return 0;
}

/* --- 32-bit view of system32 --- */

NTSTATUS NTAPI RtlWow64EnableFsRedirectionEx(ULONG disable, PULONG old)
{
    if (!process_info()->is_wow64) return STATUS_NOT_IMPLEMENTED;
    struct thread_block *block = current_thread_block();
    *old = block->file_redirection_off;
    block->file_redirection_off = disable != 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlWow64EnableFsRedirection(BOOLEAN enable)
{
    ULONG old;
    return RtlWow64EnableFsRedirectionEx(!enable, &old);
}
