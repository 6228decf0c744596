/* The settings of the DLL search that a program can change. */
#include "ldr_paths.h"

#include <string.h>

struct search_paths search_paths;

NTSTATUS NTAPI LdrSetDllDirectory(PCUNICODE_STRING folder)
{
    UNICODE_STRING copy = { 0, 0, NULL };
    if (folder->Buffer) {
        NTSTATUS status = RtlDuplicateUnicodeString(1, folder, &copy);
        if (!NT_SUCCESS(status)) return status;
    }
    RtlEnterCriticalSection(&loader_lock);
    UNICODE_STRING old = search_paths.dll_directory;
    search_paths.dll_directory = copy;
    search_paths.dll_directory_set = folder->Buffer != NULL;
    RtlLeaveCriticalSection(&loader_lock);
    RtlFreeUnicodeString(&old);
    return STATUS_SUCCESS;
}

/* The string needs room for a terminating zero; STATUS_BUFFER_TOO_SMALL says how much in Length. */
NTSTATUS NTAPI LdrGetDllDirectory(PUNICODE_STRING folder)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlEnterCriticalSection(&loader_lock);
    const UNICODE_STRING *current = &search_paths.dll_directory;
    folder->Length = current->Length + sizeof(WCHAR);
    if (folder->MaximumLength < folder->Length) {
        status = STATUS_BUFFER_TOO_SMALL;
        if (folder->MaximumLength) folder->Buffer[0] = 0;
    } else {
        if (current->Length) memcpy(folder->Buffer, current->Buffer, current->Length);
        folder->Buffer[current->Length / sizeof(WCHAR)] = 0;
        folder->Length = current->Length;
    }
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

NTSTATUS NTAPI LdrAddDllDirectory(PCUNICODE_STRING folder, PVOID *cookie)
{
    WCHAR path[MAX_PATH];
    if (!folder->Buffer || folder->Length < 3 * sizeof(WCHAR)) return STATUS_INVALID_PARAMETER;
    bool absolute = folder->Buffer[1] == ':' ? folder->Buffer[2] == '\\' || folder->Buffer[2] == '/'
                                             : folder->Buffer[0] == '\\' && folder->Buffer[1] == '\\';
    if (!absolute) return STATUS_INVALID_PARAMETER;
    if (folder->Length >= sizeof(path)) return STATUS_NAME_TOO_LONG;
    size_t length = folder->Length / sizeof(WCHAR);
    memcpy(path, folder->Buffer, folder->Length);
    while (length > 3 && (path[length - 1] == '\\' || path[length - 1] == '/')) length--;
    struct user_folder *added = heap_allocate(sizeof(*added) + (length + 1) * sizeof(WCHAR));
    if (!added) return STATUS_NO_MEMORY;
    added->length = length;
    memcpy(added->path, path, length * sizeof(WCHAR));
    added->path[length] = 0;
    RtlEnterCriticalSection(&loader_lock);
    added->next = search_paths.user_folders;
    search_paths.user_folders = added;
    RtlLeaveCriticalSection(&loader_lock);
    *cookie = added;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrRemoveDllDirectory(PVOID cookie)
{
    RtlEnterCriticalSection(&loader_lock);
    struct user_folder **link = &search_paths.user_folders;
    while (*link && *link != cookie) link = &(*link)->next;
    struct user_folder *found = *link;
    if (found) *link = found->next;
    RtlLeaveCriticalSection(&loader_lock);
    heap_free(found);
    return found ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS NTAPI LdrSetDefaultDllDirectories(ULONG flags)
{
    const ULONG allowed = SEARCH_FLAGS & ~LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR;
    if (!flags || flags & ~allowed) return STATUS_INVALID_PARAMETER;
    search_paths.default_flags = flags;
    return STATUS_SUCCESS;
}
