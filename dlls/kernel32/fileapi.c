/* Open files: CreateFile, reading, writing, positions, sizes, locks. */
#include "file_private.h"

/* --- names in the code page of the program --- */

static BOOL names_are_oem;

VOID WINAPI SetFileApisToOEM(void) { names_are_oem = TRUE; }
VOID WINAPI SetFileApisToANSI(void) { names_are_oem = FALSE; }
BOOL WINAPI AreFileApisANSI(void) { return !names_are_oem; }

BOOL file_name_from_ansi(LPCSTR name, LPWSTR *wide)
{
    *wide = NULL;
    if (!name) return TRUE;
    ULONG size = (ULONG)strlen(name) + 1, used = 0;
    WCHAR *text = heap_allocate(size * sizeof(WCHAR));
    if (!text) return set_error(ERROR_NOT_ENOUGH_MEMORY);
    NTSTATUS status =
        (names_are_oem ? RtlOemToUnicodeN : RtlMultiByteToUnicodeN)(text, size * sizeof(WCHAR), &used, name, size);
    if (status) {
        heap_free(text);
        return check_status(status);
    }
    *wide = text;
    return TRUE;
}

DWORD file_name_to_ansi(LPCWSTR wide, DWORD length, LPSTR buffer, DWORD size)
{
    ULONG needed = 0, used;
    RtlUnicodeToMultiByteSize(&needed, wide, length * sizeof(WCHAR));
    if (names_are_oem) needed = length * 2; /* no size function of its own: an upper bound for OEM code pages */
    if (!buffer || needed >= size) {
        if (!names_are_oem || !buffer || length >= size) return needed + 1;
    }
    if ((names_are_oem ? RtlUnicodeToOemN : RtlUnicodeToMultiByteN)(buffer, size - 1, &used, wide,
                                                                    length * sizeof(WCHAR)))
        return 0;
    buffer[used] = 0;
    return used;
}

/* --- opening --- */

BOOL nt_path_begin(struct nt_path *path, LPCWSTR name)
{
    if (!name || !name[0] || RtlDosPathNameToNtPathName_U_WithStatus(name, &path->name, NULL, NULL))
        return set_error(ERROR_PATH_NOT_FOUND);
    InitializeObjectAttributes(&path->attributes, &path->name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return TRUE;
}

void nt_path_end(struct nt_path *path)
{
    RtlFreeUnicodeString(&path->name);
}

HANDLE open_for(LPCWSTR name, ACCESS_MASK access, ULONG share, ULONG options)
{
    struct nt_path path;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (!nt_path_begin(&path, name)) return INVALID_HANDLE_VALUE;
    NTSTATUS status =
        NtOpenFile(&handle, access | SYNCHRONIZE, &path.attributes, &io, share, options | FILE_SYNCHRONOUS_IO_NONALERT);
    nt_path_end(&path);
    return check_status(status) ? handle : INVALID_HANDLE_VALUE;
}

ULONG options_from_flags(DWORD flags)
{
    static const struct { DWORD flag; ULONG option; } table[] = {
        {FILE_FLAG_WRITE_THROUGH, FILE_WRITE_THROUGH}, {FILE_FLAG_NO_BUFFERING, FILE_NO_INTERMEDIATE_BUFFERING},
        {FILE_FLAG_RANDOM_ACCESS, FILE_RANDOM_ACCESS}, {FILE_FLAG_SEQUENTIAL_SCAN, FILE_SEQUENTIAL_ONLY},
        {FILE_FLAG_DELETE_ON_CLOSE, FILE_DELETE_ON_CLOSE}, {FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT},
        {FILE_FLAG_OPEN_NO_RECALL, FILE_OPEN_NO_RECALL},
    };
    ULONG options = flags & FILE_FLAG_BACKUP_SEMANTICS ? FILE_OPEN_FOR_BACKUP_INTENT : FILE_NON_DIRECTORY_FILE;
    if (!(flags & FILE_FLAG_OVERLAPPED)) options |= FILE_SYNCHRONOUS_IO_NONALERT;
    for (unsigned i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (flags & table[i].flag) options |= table[i].option;
    return options;
}

static DWORD open_error(NTSTATUS status, LPCWSTR name)
{
    size_t length = wcslen(name);
    BOOL has_backslash = length && (name[length - 1] == '\\' || name[length - 1] == '/');
    if (status == STATUS_OBJECT_NAME_COLLISION) return ERROR_FILE_EXISTS;
    if (status == STATUS_FILE_IS_A_DIRECTORY) return has_backslash ? ERROR_PATH_NOT_FOUND : ERROR_ACCESS_DENIED;
    return RtlNtStatusToDosError(status);
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition,
                          DWORD flags, HANDLE template)
{
    static const ULONG dispositions[] = {
        [CREATE_NEW] = FILE_CREATE,   [CREATE_ALWAYS] = FILE_OVERWRITE_IF,  [OPEN_EXISTING] = FILE_OPEN,
        [OPEN_ALWAYS] = FILE_OPEN_IF, [TRUNCATE_EXISTING] = FILE_OVERWRITE,
    };
    struct nt_path path;
    IO_STATUS_BLOCK io = {0};
    HANDLE handle;
    (void)template; /* would give extended attributes, which no file has */
    BOOL is_valid = disposition >= CREATE_NEW && disposition <= TRUNCATE_EXISTING;
    if (disposition == TRUNCATE_EXISTING && !(access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)))
        is_valid = FALSE;
    if (!is_valid) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!nt_path_begin(&path, name)) return INVALID_HANDLE_VALUE;
    if (security && security->bInheritHandle) path.attributes.Attributes |= OBJ_INHERIT;
    if (flags & FILE_FLAG_DELETE_ON_CLOSE) access |= DELETE;
    NTSTATUS status =
        NtCreateFile(&handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &path.attributes, &io, NULL, flags & 0xffff,
                     share, dispositions[disposition], options_from_flags(flags), NULL, 0);
    nt_path_end(&path);
    if (status) {
        SetLastError(open_error(status, name));
        return INVALID_HANDLE_VALUE;
    }
    BOOL existed = (disposition == CREATE_ALWAYS && io.Information == FILE_OVERWRITTEN) ||
                   (disposition == OPEN_ALWAYS && io.Information == FILE_OPENED);
    SetLastError(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition,
                          DWORD flags, HANDLE template)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE handle = CreateFileW(wide, access, share, security, disposition, flags, template);
    heap_free(wide);
    return handle;
}

HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
                          LPCREATEFILE2_EXTENDED_PARAMETERS parameters)
{
    DWORD flags = parameters ? parameters->dwFileFlags | parameters->dwFileAttributes : FILE_ATTRIBUTE_NORMAL;
    return CreateFileW(name, access, share, parameters ? parameters->lpSecurityAttributes : NULL, disposition, flags,
                       NULL);
}

HANDLE WINAPI ReOpenFile(HANDLE original, DWORD access, DWORD share, DWORD flags)
{
    UNICODE_STRING path;
    struct nt_path nt_path;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (!check_status(winrun_path_of_handle(original, &path))) return INVALID_HANDLE_VALUE;
    BOOL ready = nt_path_begin(&nt_path, path.Buffer);
    RtlFreeUnicodeString(&path);
    if (!ready) return INVALID_HANDLE_VALUE;
    NTSTATUS status = NtOpenFile(&handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &nt_path.attributes, &io, share,
                                 options_from_flags(flags));
    nt_path_end(&nt_path);
    return check_status(status) ? handle : INVALID_HANDLE_VALUE;
}

/* --- reading and writing --- */

struct request { LARGE_INTEGER offset, *offset_pointer; HANDLE event; PVOID context; PIO_STATUS_BLOCK io; };

/* The low bit of hEvent keeps the request away from the completion port. */
static void request_begin(struct request *request, LPOVERLAPPED overlapped, IO_STATUS_BLOCK *own_io)
{
    if (!overlapped) {
        *request = (struct request){.io = own_io};
        return;
    }
    request->offset.LowPart = overlapped->Offset;
    request->offset.HighPart = (LONG)overlapped->OffsetHigh;
    request->offset_pointer = &request->offset;
    request->event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
    request->context = (ULONG_PTR)overlapped->hEvent & 1 ? NULL : overlapped;
    request->io = (PIO_STATUS_BLOCK)overlapped;
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    overlapped->InternalHigh = 0;
}

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK io = {{STATUS_PENDING}, 0};
    struct request request;
    if (read) *read = 0;
    request_begin(&request, overlapped, &io);
    NTSTATUS status =
        NtReadFile(file, request.event, NULL, request.context, request.io, buffer, size, request.offset_pointer, NULL);
    if (status == STATUS_PENDING && !overlapped) {
        NtWaitForSingleObject(file, FALSE, NULL);
        status = io.Status;
    }
    if (status == STATUS_END_OF_FILE) {
        if (!overlapped) return TRUE;
        overlapped->Internal = (ULONG_PTR)STATUS_END_OF_FILE;
        return set_error(ERROR_HANDLE_EOF);
    }
    if (status == STATUS_PENDING) return set_error(ERROR_IO_PENDING);
    if (read && (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)) *read = (DWORD)request.io->Information;
    if (overlapped && !NT_SUCCESS(status)) overlapped->Internal = (ULONG_PTR)status;
    return check_status(status);
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK io = {{STATUS_PENDING}, 0};
    struct request request;
    if (written) *written = 0;
    request_begin(&request, overlapped, &io);
    NTSTATUS status =
        NtWriteFile(file, request.event, NULL, request.context, request.io, buffer, size, request.offset_pointer, NULL);
    if (status == STATUS_PENDING && !overlapped) {
        NtWaitForSingleObject(file, FALSE, NULL);
        status = io.Status;
    }
    if (status == STATUS_PENDING) return set_error(ERROR_IO_PENDING);
    if (written && NT_SUCCESS(status)) *written = (DWORD)request.io->Information;
    if (overlapped && !NT_SUCCESS(status)) overlapped->Internal = (ULONG_PTR)status;
    return check_status(status);
}

VOID NTAPI completion_apc(PVOID context, PIO_STATUS_BLOCK io, ULONG reserved)
{
    LPOVERLAPPED_COMPLETION_ROUTINE routine = (LPOVERLAPPED_COMPLETION_ROUTINE)context;
    (void)reserved;
    routine(RtlNtStatusToDosError(io->Status), (DWORD)io->Information, (LPOVERLAPPED)io);
}

BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LARGE_INTEGER offset = {.LowPart = overlapped->Offset, .HighPart = (LONG)overlapped->OffsetHigh};
    PIO_STATUS_BLOCK io = (PIO_STATUS_BLOCK)overlapped;
    io->Status = STATUS_PENDING;
    io->Information = 0;
    NTSTATUS status = NtReadFile(file, NULL, completion_apc, (PVOID)routine, io, buffer, size, &offset, NULL);
    SetLastError(ERROR_SUCCESS);
    return check_status(status);
}

BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LARGE_INTEGER offset = {.LowPart = overlapped->Offset, .HighPart = (LONG)overlapped->OffsetHigh};
    PIO_STATUS_BLOCK io = (PIO_STATUS_BLOCK)overlapped;
    io->Status = STATUS_PENDING;
    io->Information = 0;
    NTSTATUS status = NtWriteFile(file, NULL, completion_apc, (PVOID)routine, io, buffer, size, &offset, NULL);
    SetLastError(ERROR_SUCCESS);
    return check_status(status);
}

BOOL WINAPI ReadFileScatter(HANDLE file, FILE_SEGMENT_ELEMENT *segments, DWORD size, LPDWORD reserved,
                            LPOVERLAPPED overlapped)
{
    struct request request;
    (void)reserved;
    request_begin(&request, overlapped, NULL);
    NTSTATUS status = NtReadFileScatter(file, request.event, NULL, request.context, request.io, segments, size,
                                        request.offset_pointer, NULL);
    return status == STATUS_PENDING ? set_error(ERROR_IO_PENDING) : check_status(status);
}

BOOL WINAPI WriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT *segments, DWORD size, LPDWORD reserved,
                            LPOVERLAPPED overlapped)
{
    struct request request;
    (void)reserved;
    request_begin(&request, overlapped, NULL);
    NTSTATUS status = NtWriteFileGather(file, request.event, NULL, request.context, request.io, segments, size,
                                        request.offset_pointer, NULL);
    return status == STATUS_PENDING ? set_error(ERROR_IO_PENDING) : check_status(status);
}

BOOL WINAPI FlushFileBuffers(HANDLE file)
{
    IO_STATUS_BLOCK io;
    return check_status(NtFlushBuffersFile(resolve_standard_handle(file), &io));
}

/* --- position and size --- */

BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER new_position, DWORD method)
{
    FILE_POSITION_INFORMATION position;
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;
    NTSTATUS status = STATUS_SUCCESS;
    LONGLONG base = 0;
    if (method > FILE_END) return set_error(ERROR_INVALID_PARAMETER);
    if (method == FILE_CURRENT) {
        status = NtQueryInformationFile(file, &io, &position, sizeof(position), FilePositionInformation);
        base = position.CurrentByteOffset.QuadPart;
    } else if (method == FILE_END) {
        status = NtQueryInformationFile(file, &io, &standard, sizeof(standard), FileStandardInformation);
        base = standard.EndOfFile.QuadPart;
    }
    if (status) return check_status(status);
    position.CurrentByteOffset.QuadPart = base + distance.QuadPart;
    if (position.CurrentByteOffset.QuadPart < 0) return set_error(ERROR_NEGATIVE_SEEK);
    BOOL unchanged = method == FILE_CURRENT && !distance.QuadPart;
    if (!unchanged) status = NtSetInformationFile(file, &io, &position, sizeof(position), FilePositionInformation);
    if (!status && new_position) *new_position = position.CurrentByteOffset;
    return check_status(status);
}

DWORD WINAPI SetFilePointer(HANDLE file, LONG distance, PLONG distance_high, DWORD method)
{
    LARGE_INTEGER move, position;
    move.QuadPart = distance;
    if (distance_high) {
        move.LowPart = (DWORD)distance;
        move.HighPart = *distance_high;
    }
    if (!SetFilePointerEx(file, move, &position, method)) return INVALID_SET_FILE_POINTER;
    if (distance_high) *distance_high = position.HighPart;
    else if (position.HighPart) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_SET_FILE_POINTER;
    }
    if (position.LowPart == INVALID_SET_FILE_POINTER) SetLastError(ERROR_SUCCESS);
    return position.LowPart;
}

BOOL WINAPI SetEndOfFile(HANDLE file)
{
    FILE_POSITION_INFORMATION position;
    FILE_END_OF_FILE_INFORMATION end;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &position, sizeof(position), FilePositionInformation);
    if (status) return check_status(status);
    end.EndOfFile = position.CurrentByteOffset;
    return check_status(NtSetInformationFile(file, &io, &end, sizeof(end), FileEndOfFileInformation));
}

BOOL WINAPI SetFileValidData(HANDLE file, LONGLONG length)
{
    IO_STATUS_BLOCK io;
    return check_status(NtSetInformationFile(file, &io, &length, sizeof(length), FileValidDataLengthInformation));
}

BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size)
{
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &standard, sizeof(standard), FileStandardInformation);
    if (!status) *size = standard.EndOfFile;
    return check_status(status);
}

DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high)
{
    LARGE_INTEGER size = {0};
    if (!GetFileSizeEx(file, &size)) return INVALID_FILE_SIZE;
    if (high) *high = (DWORD)size.HighPart;
    if (size.LowPart == INVALID_FILE_SIZE) SetLastError(ERROR_SUCCESS);
    return size.LowPart;
}

DWORD WINAPI GetFileType(HANDLE file)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryVolumeInformationFile(resolve_standard_handle(file), &io, &device, sizeof(device),
                                                   FileFsDeviceInformation);
    if (!check_status(status)) return FILE_TYPE_UNKNOWN;
    SetLastError(ERROR_SUCCESS);
    switch (device.DeviceType) {
    case 0x11:
        return FILE_TYPE_PIPE;
    case 0x15:
    case 0x50:
        return FILE_TYPE_CHAR;
    }
    return FILE_TYPE_DISK;
}

/* --- locks --- */

BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD size_low, DWORD size_high,
                       LPOVERLAPPED overlapped)
{
    LARGE_INTEGER size = {.LowPart = size_low, .HighPart = (LONG)size_high};
    LARGE_INTEGER offset = {.LowPart = overlapped->Offset, .HighPart = (LONG)overlapped->OffsetHigh};
    PIO_STATUS_BLOCK io = (PIO_STATUS_BLOCK)overlapped;
    if (reserved) return set_error(ERROR_INVALID_PARAMETER);
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    overlapped->InternalHigh = 0;
    PVOID context = (ULONG_PTR)overlapped->hEvent & 1 ? NULL : overlapped;
    HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
    NTSTATUS status = NtLockFile(file, event, NULL, context, io, &offset, &size, 0,
                                 (flags & LOCKFILE_FAIL_IMMEDIATELY) != 0, (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0);
    return status == STATUS_PENDING ? set_error(ERROR_IO_PENDING) : check_status(status);
}

BOOL WINAPI LockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high)
{
    LARGE_INTEGER offset = {.LowPart = offset_low, .HighPart = (LONG)offset_high},
                  size = {.LowPart = size_low, .HighPart = (LONG)size_high};
    IO_STATUS_BLOCK io;
    return check_status(NtLockFile(file, NULL, NULL, NULL, &io, &offset, &size, 0, TRUE, TRUE));
}

BOOL WINAPI UnlockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high)
{
    LARGE_INTEGER offset = {.LowPart = offset_low, .HighPart = (LONG)offset_high},
                  size = {.LowPart = size_low, .HighPart = (LONG)size_high};
    IO_STATUS_BLOCK io;
    return check_status(NtUnlockFile(file, &io, &offset, &size, 0));
}

BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD size_low, DWORD size_high, LPOVERLAPPED overlapped)
{
    if (reserved) return set_error(ERROR_INVALID_PARAMETER);
    return UnlockFile(file, overlapped->Offset, overlapped->OffsetHigh, size_low, size_high);
}
