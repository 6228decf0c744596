/* Being told of changes in folders. */
#include "file_private.h"

#define NOTIFY_INFORMATION 1u /* ReadDirectoryNotifyInformation; 2: the extended one */

static BOOL wait_for_change(HANDLE folder, DWORD filter, BOOL subtree)
{
    static IO_STATUS_BLOCK io; /* nobody reads it */
    static ULONG buffer[1];
    NTSTATUS status = NtNotifyChangeDirectoryFile(folder, NULL, NULL, NULL, &io, buffer, 0, filter, subtree);
    return status == STATUS_PENDING || check_status(status);
}

HANDLE WINAPI FindFirstChangeNotificationW(LPCWSTR name, BOOL subtree, DWORD filter)
{
    struct nt_path path;
    IO_STATUS_BLOCK io;
    HANDLE folder;
    if (!nt_path_begin(&path, name)) return INVALID_HANDLE_VALUE;
    NTSTATUS status =
        NtOpenFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io, SHARE_ALL, FILE_DIRECTORY_FILE);
    nt_path_end(&path);
    if (!check_status(status)) return INVALID_HANDLE_VALUE;
    if (wait_for_change(folder, filter, subtree)) return folder;
    DWORD error = GetLastError();
    NtClose(folder);
    SetLastError(error);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstChangeNotificationA(LPCSTR name, BOOL subtree, DWORD filter)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstChangeNotificationW(wide, subtree, filter);
    heap_free(wide);
    return handle;
}

BOOL WINAPI FindNextChangeNotification(HANDLE folder)
{
    return wait_for_change(folder, FILE_NOTIFY_CHANGE_FILE_NAME, FALSE); /* the first call's choice holds */
}

BOOL WINAPI FindCloseChangeNotification(HANDLE folder)
{
    return check_status(NtClose(folder));
}

/* mingw-w64 declares it for newer versions of Windows only */
BOOL WINAPI ReadDirectoryChangesExW(HANDLE folder, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter,
                                    LPDWORD returned, LPOVERLAPPED overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine,
                                    ULONG class);

BOOL WINAPI ReadDirectoryChangesExW(HANDLE folder, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter,
                                    LPDWORD returned, LPOVERLAPPED overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine,
                                    ULONG class)
{
    IO_STATUS_BLOCK own_io, *io = overlapped ? (PIO_STATUS_BLOCK)overlapped : &own_io;
    PIO_APC_ROUTINE apc = overlapped && routine ? completion_apc : NULL;
    HANDLE event = NULL;
    PVOID context = apc ? (PVOID)routine : overlapped;
    if (overlapped && !apc) {
        event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        if ((ULONG_PTR)overlapped->hEvent & 1) context = NULL;
    }
    io->Status = STATUS_PENDING;
    NTSTATUS status = NtNotifyChangeDirectoryFileEx(folder, event, apc, context, io, buffer, size, filter,
                                                    (BOOLEAN)(subtree != 0), class);
    if (overlapped && NT_SUCCESS(status)) return TRUE;
    if (status == STATUS_PENDING) {
        NtWaitForSingleObject(folder, FALSE, NULL);
        status = io->Status;
    }
    if (NT_SUCCESS(status) && returned) *returned = (DWORD)io->Information;
    if (status == STATUS_NOTIFY_ENUM_DIR) return TRUE; /* zero bytes say so */
    return check_status(status);
}

BOOL WINAPI ReadDirectoryChangesW(HANDLE folder, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter,
                                  LPDWORD returned, LPOVERLAPPED overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return ReadDirectoryChangesExW(folder, buffer, size, subtree, filter, returned, overlapped, routine,
                                   NOTIFY_INFORMATION);
}
