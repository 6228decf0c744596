/* Attributes, times and other information of files; creating and removing folders, deleting files. */
#include "file_private.h"

static FILETIME filetime(LARGE_INTEGER time) { return (FILETIME){time.LowPart, (DWORD)time.HighPart}; }

/* --- attributes by name --- */

BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID data)
{
    WIN32_FILE_ATTRIBUTE_DATA *attributes = data;
    FILE_NETWORK_OPEN_INFORMATION information;
    struct nt_path path;
    if (level != GetFileExInfoStandard) return set_error(ERROR_INVALID_PARAMETER);
    if (!nt_path_begin(&path, name)) return FALSE;
    NTSTATUS status = NtQueryFullAttributesFile(&path.attributes, &information);
    nt_path_end(&path);
    if (status) return check_status(status);
    attributes->dwFileAttributes = information.FileAttributes;
    attributes->ftCreationTime = filetime(information.CreationTime);
    attributes->ftLastAccessTime = filetime(information.LastAccessTime);
    attributes->ftLastWriteTime = filetime(information.LastWriteTime);
    attributes->nFileSizeHigh = (DWORD)information.EndOfFile.HighPart;
    attributes->nFileSizeLow = information.EndOfFile.LowPart;
    return TRUE;
}

BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID data)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = GetFileAttributesExW(wide, level, data);
    heap_free(wide);
    return result;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    FILE_BASIC_INFORMATION information;
    struct nt_path path;
    if (!nt_path_begin(&path, name)) return INVALID_FILE_ATTRIBUTES;
    NTSTATUS status = NtQueryAttributesFile(&path.attributes, &information);
    nt_path_end(&path);
    return check_status(status) ? information.FileAttributes : INVALID_FILE_ATTRIBUTES;
}

DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_FILE_ATTRIBUTES;
    DWORD attributes = GetFileAttributesW(wide);
    heap_free(wide);
    return attributes;
}

BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes)
{
    FILE_BASIC_INFORMATION basic = {.FileAttributes = (attributes & ~FILE_ATTRIBUTE_DIRECTORY) | FILE_ATTRIBUTE_NORMAL};
    IO_STATUS_BLOCK io;
    HANDLE file =
        open_for(name, FILE_WRITE_ATTRIBUTES, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtSetInformationFile(file, &io, &basic, sizeof(basic), FileBasicInformation);
    NtClose(file);
    return check_status(status);
}

BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = SetFileAttributesW(wide, attributes);
    heap_free(wide);
    return result;
}

DWORD WINAPI GetCompressedFileSizeW(LPCWSTR name, LPDWORD high)
{
    FILE_COMPRESSION_INFORMATION compression;
    IO_STATUS_BLOCK io;
    HANDLE file = open_for(name, FILE_READ_ATTRIBUTES, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT);
    if (file == INVALID_HANDLE_VALUE) return INVALID_FILE_SIZE;
    NTSTATUS status = NtQueryInformationFile(file, &io, &compression, sizeof(compression), FileCompressionInformation);
    NtClose(file);
    if (!check_status(status)) return INVALID_FILE_SIZE;
    if (high) *high = (DWORD)compression.CompressedFileSize.HighPart;
    if (compression.CompressedFileSize.LowPart == INVALID_FILE_SIZE) SetLastError(ERROR_SUCCESS);
    return compression.CompressedFileSize.LowPart;
}

DWORD WINAPI GetCompressedFileSizeA(LPCSTR name, LPDWORD high)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_FILE_SIZE;
    DWORD size = GetCompressedFileSizeW(wide, high);
    heap_free(wide);
    return size;
}

/* --- by handle --- */

BOOL WINAPI GetFileTime(HANDLE file, LPFILETIME creation, LPFILETIME access, LPFILETIME write)
{
    FILE_BASIC_INFORMATION basic;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &basic, sizeof(basic), FileBasicInformation);
    if (status) return check_status(status);
    if (creation) *creation = filetime(basic.CreationTime);
    if (access) *access = filetime(basic.LastAccessTime);
    if (write) *write = filetime(basic.LastWriteTime);
    return TRUE;
}

static void take_time(LARGE_INTEGER *time, const FILETIME *given)
{
    if (!given) return;
    time->LowPart = given->dwLowDateTime;
    time->HighPart = (LONG)given->dwHighDateTime;
}

BOOL WINAPI SetFileTime(HANDLE file, const FILETIME *creation, const FILETIME *access, const FILETIME *write)
{
    FILE_BASIC_INFORMATION basic = {0};
    IO_STATUS_BLOCK io;
    take_time(&basic.CreationTime, creation);
    take_time(&basic.LastAccessTime, access);
    take_time(&basic.LastWriteTime, write);
    return check_status(NtSetInformationFile(file, &io, &basic, sizeof(basic), FileBasicInformation));
}

BOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION information)
{
    FILE_ALL_INFORMATION all;
    FILE_ID_INFORMATION id;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &all, sizeof(all), FileAllInformation);
    if (status && status != STATUS_BUFFER_OVERFLOW) return check_status(status);
    status = NtQueryInformationFile(file, &io, &id, sizeof(id), FileIdInformation);
    if (status) return check_status(status);
    information->dwFileAttributes = all.BasicInformation.FileAttributes;
    information->ftCreationTime = filetime(all.BasicInformation.CreationTime);
    information->ftLastAccessTime = filetime(all.BasicInformation.LastAccessTime);
    information->ftLastWriteTime = filetime(all.BasicInformation.LastWriteTime);
    information->dwVolumeSerialNumber = (DWORD)id.VolumeSerialNumber;
    information->nFileSizeHigh = (DWORD)all.StandardInformation.EndOfFile.HighPart;
    information->nFileSizeLow = all.StandardInformation.EndOfFile.LowPart;
    information->nNumberOfLinks = all.StandardInformation.NumberOfLinks;
    information->nFileIndexHigh = (DWORD)all.InternalInformation.IndexNumber.HighPart;
    information->nFileIndexLow = all.InternalInformation.IndexNumber.LowPart;
    return TRUE;
}

static const ULONG handle_classes[] = {
    [FileBasicInfo] = FileBasicInformation,
    [FileStandardInfo] = FileStandardInformation,
    [FileNameInfo] = FileNameInformation,
    [FileRenameInfo] = FileRenameInformation,
    [FileDispositionInfo] = FileDispositionInformation,
    [FileAllocationInfo] = FileAllocationInformation,
    [FileEndOfFileInfo] = FileEndOfFileInformation,
    [FileStreamInfo] = FileStreamInformation,
    [FileCompressionInfo] = FileCompressionInformation,
    [FileAttributeTagInfo] = FileAttributeTagInformation,
    [FileIdBothDirectoryInfo] = FileIdBothDirectoryInformation,
    [FileIdBothDirectoryRestartInfo] = FileIdBothDirectoryInformation,
    [FileIoPriorityHintInfo] = FileIoPriorityHintInformation,
    [FileFullDirectoryInfo] = FileFullDirectoryInformation,
    [FileFullDirectoryRestartInfo] = FileFullDirectoryInformation,
    [FileStorageInfo] = 0,
    [FileAlignmentInfo] = FileAlignmentInformation,
    [FileIdInfo] = FileIdInformation,
    [FileIdExtdDirectoryInfo] = FileIdExtdDirectoryInformation,
    [FileIdExtdDirectoryRestartInfo] = FileIdExtdDirectoryInformation,
    [21] = FileDispositionInformationEx,
    [22] = FileRenameInformationEx,
};

static ULONG class_of(ULONG class)
{
    return class < sizeof(handle_classes) / sizeof(*handle_classes) ? handle_classes[class] : 0;
}

static BOOL is_directory_class(ULONG class)
{
    return class == FileIdBothDirectoryInfo || class == FileIdBothDirectoryRestartInfo ||
           class == FileFullDirectoryInfo || class == FileFullDirectoryRestartInfo ||
           class == FileIdExtdDirectoryInfo || class == FileIdExtdDirectoryRestartInfo;
}

BOOL WINAPI GetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID buffer, DWORD size)
{
    IO_STATUS_BLOCK io;
    ULONG nt_class = class_of(class);
    if (!nt_class) return set_error(ERROR_INVALID_PARAMETER);
    if (is_directory_class(class)) {
        BOOL restart = class == FileIdBothDirectoryRestartInfo || class == FileFullDirectoryRestartInfo ||
                       class == FileIdExtdDirectoryRestartInfo;
        return check_status(
            NtQueryDirectoryFile(file, NULL, NULL, NULL, &io, buffer, size, nt_class, FALSE, NULL, (BOOLEAN)restart));
    }
    NTSTATUS status = NtQueryInformationFile(file, &io, buffer, size, nt_class);
    if (!status && class == FileStreamInfo && !io.Information) return set_error(ERROR_HANDLE_EOF);
    return check_status(status);
}

BOOL WINAPI SetFileInformationByHandle(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID buffer, DWORD size)
{
    IO_STATUS_BLOCK io;
    ULONG nt_class = class_of(class);
    if (!nt_class || is_directory_class(class)) return set_error(ERROR_INVALID_PARAMETER);
    if (nt_class != FileRenameInformation && nt_class != FileRenameInformationEx) {
        return check_status(NtSetInformationFile(file, &io, buffer, size, nt_class));
    }
    /* the name is a Win32 path here */
    const FILE_RENAME_INFORMATION *given = buffer;
    ULONG offset = offsetof(FILE_RENAME_INFORMATION, FileName);
    if (size < offset || given->FileNameLength > size - offset) return set_error(ERROR_BAD_LENGTH);
    WCHAR *name = heap_allocate(given->FileNameLength + sizeof(WCHAR));
    struct nt_path path;
    if (!name) return set_error(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(name, given->FileName, given->FileNameLength);
    name[given->FileNameLength / sizeof(WCHAR)] = 0;
    BOOL ready = nt_path_begin(&path, name);
    heap_free(name);
    if (!ready) return FALSE;
    FILE_RENAME_INFORMATION *rename = heap_allocate_zeroed(offset + path.name.Length);
    NTSTATUS status = STATUS_NO_MEMORY;
    if (rename) {
        rename->Flags = given->Flags;
        rename->FileNameLength = path.name.Length;
        memcpy(rename->FileName, path.name.Buffer, path.name.Length);
        status = NtSetInformationFile(file, &io, rename, offset + path.name.Length, nt_class);
    }
    heap_free(rename);
    nt_path_end(&path);
    return check_status(status);
}

BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags)
{
    FILE_IO_COMPLETION_NOTIFICATION_INFORMATION information = {flags};
    IO_STATUS_BLOCK io;
    return check_status(
        NtSetInformationFile(file, &io, &information, sizeof(information), FileIoCompletionNotificationInformation));
}

/* --- deleting, folders --- */

BOOL WINAPI DeleteFileW(LPCWSTR name)
{
    /* names go at once, as NTFS does it since Windows 10 1709; other handles keep the contents */
    FILE_DISPOSITION_INFORMATION_EX disposition = {FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS};
    IO_STATUS_BLOCK io;
    struct nt_path path;
    HANDLE file;
    if (!nt_path_begin(&path, name)) return FALSE;
    NTSTATUS status = NtOpenFile(&file, DELETE | SYNCHRONIZE, &path.attributes, &io, SHARE_ALL,
                                 FILE_NON_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT |
                                     FILE_SYNCHRONOUS_IO_NONALERT);
    nt_path_end(&path);
    if (status == STATUS_FILE_IS_A_DIRECTORY) return set_error(ERROR_ACCESS_DENIED);
    if (status) return check_status(status);
    status = NtSetInformationFile(file, &io, &disposition, sizeof(disposition), FileDispositionInformationEx);
    NtClose(file);
    return check_status(status);
}

BOOL WINAPI DeleteFileA(LPCSTR name)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = DeleteFileW(wide);
    heap_free(wide);
    return result;
}

BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
    struct nt_path path;
    IO_STATUS_BLOCK io;
    HANDLE folder;
    (void)security;
    if (!nt_path_begin(&path, name)) return FALSE;
    /* "C:\x\" is the same as "C:\x" here */
    if (path.name.Length > 7 * sizeof(WCHAR) && path.name.Buffer[path.name.Length / 2 - 1] == '\\')
        path.name.Length -= sizeof(WCHAR);
    NTSTATUS status =
        NtCreateFile(&folder, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &path.attributes, &io, NULL, FILE_ATTRIBUTE_NORMAL,
                     SHARE_ALL, FILE_CREATE, FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    nt_path_end(&path);
    if (status == STATUS_NOT_A_DIRECTORY) return set_error(ERROR_ALREADY_EXISTS);
    if (status) return check_status(status);
    NtClose(folder);
    return TRUE;
}

BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = CreateDirectoryW(wide, security);
    heap_free(wide);
    return result;
}

BOOL WINAPI CreateDirectoryExW(LPCWSTR template, LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
    DWORD attributes = GetFileAttributesW(template);
    if (attributes == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) return set_error(ERROR_DIRECTORY);
    if (!CreateDirectoryW(name, security)) return FALSE;
    if (attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) SetFileAttributesW(name, attributes);
    return TRUE;
}

BOOL WINAPI CreateDirectoryExA(LPCSTR template, LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
    LPWSTR wide_template, wide;
    if (!file_name_from_ansi(template, &wide_template)) return FALSE;
    BOOL result = file_name_from_ansi(name, &wide) && CreateDirectoryExW(wide_template, wide, security);
    heap_free(wide_template);
    heap_free(wide);
    return result;
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
    FILE_DISPOSITION_INFORMATION_EX disposition = {FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS};
    IO_STATUS_BLOCK io;
    HANDLE folder = open_for(name, DELETE, SHARE_ALL, FILE_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT);
    if (folder == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status =
        NtSetInformationFile(folder, &io, &disposition, sizeof(disposition), FileDispositionInformationEx);
    NtClose(folder);
    return check_status(status);
}

BOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = RemoveDirectoryW(wide);
    heap_free(wide);
    return result;
}
