/* Whole files: copying, moving, replacing, linking. */
#include "file_private.h"

#define COPY_CHUNK 0x1000000u /* between two calls of a progress routine */

#ifndef COPY_FILE_COPY_SYMLINK
#define COPY_FILE_COPY_SYMLINK 0x00000800
#endif

#ifndef ERROR_REQUEST_PAUSED
#define ERROR_REQUEST_PAUSED 3050 /* winerror.h */
#endif

struct copy {
    LPPROGRESS_ROUTINE progress;
    PCOPYFILE2_PROGRESS_ROUTINE progress2;
    LPVOID data;
    const BOOL *cancel;
    HANDLE from, to;
    ULONGLONG size, done, chunk, chunk_size;
    BOOL keeps_part; /* the program stops, but means to go on later */
};

static BOOL report_to_copy_file_ex(struct copy *copy, DWORD reason)
{
    LARGE_INTEGER size = {.QuadPart = (LONGLONG)copy->size}, done = {.QuadPart = (LONGLONG)copy->done};
    DWORD action = copy->progress(size, done, size, done, 1, reason, copy->from, copy->to, copy->data);
    copy->keeps_part = action == PROGRESS_STOP;
    if (action == PROGRESS_CANCEL || action == PROGRESS_STOP) return set_error(ERROR_REQUEST_ABORTED);
    if (action == PROGRESS_QUIET) copy->progress = NULL;
    return TRUE;
}

/* Calls CopyFileEx's routine; FALSE when the copy is to end. */
static BOOL report_progress(struct copy *copy, DWORD reason)
{
    if (copy->cancel && *copy->cancel) return set_error(ERROR_REQUEST_ABORTED);
    return !copy->progress || report_to_copy_file_ex(copy, reason);
}

/* The members that two messages share stand at different places: each is filled by its own name. */
static void describe_copy(const struct copy *copy, COPYFILE2_MESSAGE *message)
{
    ULARGE_INTEGER size = {.QuadPart = copy->size}, done = {.QuadPart = copy->done};
    ULARGE_INTEGER chunk = {.QuadPart = copy->chunk}, chunk_size = {.QuadPart = copy->chunk_size};
    switch (message->Type) {
    case COPYFILE2_CALLBACK_STREAM_STARTED:
        message->Info.StreamStarted.hSourceFile = copy->from;
        message->Info.StreamStarted.hDestinationFile = copy->to;
        message->Info.StreamStarted.uliStreamSize = message->Info.StreamStarted.uliTotalFileSize = size;
        break;
    case COPYFILE2_CALLBACK_STREAM_FINISHED:
        message->Info.StreamFinished.hSourceFile = copy->from;
        message->Info.StreamFinished.hDestinationFile = copy->to;
        message->Info.StreamFinished.uliStreamSize = message->Info.StreamFinished.uliTotalFileSize = size;
        message->Info.StreamFinished.uliStreamBytesTransferred = done;
        message->Info.StreamFinished.uliTotalBytesTransferred = done;
        break;
    case COPYFILE2_CALLBACK_CHUNK_STARTED:
        message->Info.ChunkStarted.hSourceFile = copy->from;
        message->Info.ChunkStarted.hDestinationFile = copy->to;
        message->Info.ChunkStarted.uliChunkNumber = chunk;
        message->Info.ChunkStarted.uliChunkSize = chunk_size;
        message->Info.ChunkStarted.uliStreamSize = message->Info.ChunkStarted.uliTotalFileSize = size;
        break;
    default:
        message->Info.ChunkFinished.hSourceFile = copy->from;
        message->Info.ChunkFinished.hDestinationFile = copy->to;
        message->Info.ChunkFinished.uliChunkNumber = chunk;
        message->Info.ChunkFinished.uliChunkSize = chunk_size;
        message->Info.ChunkFinished.uliStreamSize = message->Info.ChunkFinished.uliTotalFileSize = size;
        message->Info.ChunkFinished.uliStreamBytesTransferred = done;
        message->Info.ChunkFinished.uliTotalBytesTransferred = done;
        break;
    }
}

/* Calls CopyFile2's routine; FALSE when the copy is to end. */
static BOOL send_message(struct copy *copy, COPYFILE2_MESSAGE_TYPE type)
{
    COPYFILE2_MESSAGE message = {.Type = type};
    if (!copy->progress2) return TRUE;
    message.Info.StreamStarted.dwStreamNumber = 1; /* first in all four messages */
    describe_copy(copy, &message);
    COPYFILE2_MESSAGE_ACTION action = copy->progress2(&message, copy->data);
    if (action == COPYFILE2_PROGRESS_CONTINUE) return TRUE;
    if (action == COPYFILE2_PROGRESS_QUIET) {
        copy->progress2 = NULL;
        return TRUE;
    }
    copy->keeps_part = action != COPYFILE2_PROGRESS_CANCEL;
    return set_error(action == COPYFILE2_PROGRESS_PAUSE ? ERROR_REQUEST_PAUSED : ERROR_REQUEST_ABORTED);
}

static BOOL copy_contents(struct copy *copy)
{
    BOOL watched = copy->progress || copy->progress2 || copy->cancel;
    if (!report_progress(copy, CALLBACK_STREAM_SWITCH)) return FALSE;
    if (!send_message(copy, COPYFILE2_CALLBACK_STREAM_STARTED)) return FALSE;
    for (; copy->done < copy->size; copy->chunk++) {
        ULONGLONG part = copy->size - copy->done, copied = 0;
        if (watched && part > COPY_CHUNK) part = COPY_CHUNK;
        copy->chunk_size = part;
        if (!send_message(copy, COPYFILE2_CALLBACK_CHUNK_STARTED)) return FALSE;
        if (!check_status(winrun_copy_data(copy->from, copy->to, copy->done, copy->done, part, &copied))) return FALSE;
        if (!copied) break;
        copy->done += copied;
        if (!report_progress(copy, CALLBACK_CHUNK_FINISHED)) return FALSE;
        if (!send_message(copy, COPYFILE2_CALLBACK_CHUNK_FINISHED)) return FALSE;
    }
    return send_message(copy, COPYFILE2_CALLBACK_STREAM_FINISHED);
}

static BOOL copy_times(HANDLE from, HANDLE to, DWORD attributes)
{
    FILE_BASIC_INFORMATION basic;
    IO_STATUS_BLOCK io;
    if (NtQueryInformationFile(from, &io, &basic, sizeof(basic), FileBasicInformation)) return FALSE;
    basic.CreationTime.QuadPart = basic.LastAccessTime.QuadPart = basic.ChangeTime.QuadPart = 0;
    basic.FileAttributes = attributes;
    return !NtSetInformationFile(to, &io, &basic, sizeof(basic), FileBasicInformation);
}

static BOOL copy_file(LPCWSTR source, LPCWSTR target, DWORD flags, struct copy copy)
{
    FILE_STANDARD_INFORMATION standard;
    FILE_BASIC_INFORMATION basic;
    IO_STATUS_BLOCK io;
    if (!source || !target) return set_error(ERROR_INVALID_PARAMETER);
    copy.from = CreateFileW(source, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                            OPEN_EXISTING, flags & COPY_FILE_COPY_SYMLINK ? FILE_FLAG_OPEN_REPARSE_POINT : 0, NULL);
    if (copy.from == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtQueryInformationFile(copy.from, &io, &standard, sizeof(standard), FileStandardInformation);
    if (!status) status = NtQueryInformationFile(copy.from, &io, &basic, sizeof(basic), FileBasicInformation);
    if (status) {
        NtClose(copy.from);
        return check_status(status);
    }
    copy.size = (ULONGLONG)standard.EndOfFile.QuadPart;
    copy.to = CreateFileW(target, GENERIC_WRITE | DELETE, FILE_SHARE_READ, NULL,
                          flags & COPY_FILE_FAIL_IF_EXISTS ? CREATE_NEW : CREATE_ALWAYS,
                          basic.FileAttributes & ~FILE_ATTRIBUTE_READONLY, NULL);
    if (copy.to == INVALID_HANDLE_VALUE && GetLastError() != ERROR_FILE_EXISTS)
        copy.to = CreateFileW(target, GENERIC_WRITE, FILE_SHARE_READ, NULL,
                              flags & COPY_FILE_FAIL_IF_EXISTS ? CREATE_NEW : CREATE_ALWAYS,
                              basic.FileAttributes & ~FILE_ATTRIBUTE_READONLY, NULL);
    if (copy.to == INVALID_HANDLE_VALUE) {
        DWORD error = GetLastError();
        NtClose(copy.from);
        return set_error(error);
    }
    BOOL result = copy_contents(&copy);
    DWORD error = GetLastError();
    if (result) {
        copy_times(copy.from, copy.to, basic.FileAttributes);
    } else if (!copy.keeps_part) {
        FILE_DISPOSITION_INFORMATION gone = {TRUE};
        NtSetInformationFile(copy.to, &io, &gone, sizeof(gone), FileDispositionInformation);
    }
    NtClose(copy.to);
    NtClose(copy.from);
    return result ? TRUE : set_error(error);
}

BOOL WINAPI CopyFileExW(LPCWSTR source, LPCWSTR target, LPPROGRESS_ROUTINE progress, LPVOID data, LPBOOL cancel,
                        DWORD flags)
{
    return copy_file(source, target, flags, (struct copy){.progress = progress, .data = data, .cancel = cancel});
}

BOOL WINAPI CopyFileW(LPCWSTR source, LPCWSTR target, BOOL fail_if_exists)
{
    return CopyFileExW(source, target, NULL, NULL, NULL, fail_if_exists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

HRESULT WINAPI CopyFile2(PCWSTR source, PCWSTR target, COPYFILE2_EXTENDED_PARAMETERS *parameters)
{
    struct copy copy = {0};
    if (parameters && parameters->dwSize < sizeof(*parameters)) return E_INVALIDARG;
    if (parameters)
        copy = (struct copy){.progress2 = parameters->pProgressRoutine,
                             .data = parameters->pvCallbackContext,
                             .cancel = parameters->pfCancel};
    if (copy_file(source, target, parameters ? parameters->dwCopyFlags : 0, copy)) return S_OK;
    return HRESULT_FROM_WIN32(GetLastError());
}

typedef BOOL (*two_names)(LPCWSTR first, LPCWSTR second, const void *context);

/* Calls a function of two names with both converted. */
static BOOL with_wide_names(LPCSTR first, LPCSTR second, two_names function, const void *context)
{
    LPWSTR wide_first = NULL, wide_second = NULL;
    BOOL result = file_name_from_ansi(first, &wide_first) && file_name_from_ansi(second, &wide_second) &&
                  function(wide_first, wide_second, context);
    DWORD error = GetLastError();
    heap_free(wide_first);
    heap_free(wide_second);
    return result ? TRUE : set_error(error);
}

struct copy_parameters { LPPROGRESS_ROUTINE progress; LPVOID data; LPBOOL cancel; DWORD flags; };

static BOOL copy_names(LPCWSTR first, LPCWSTR second, const void *context)
{
    const struct copy_parameters *p = context;
    return CopyFileExW(first, second, p->progress, p->data, p->cancel, p->flags);
}

BOOL WINAPI CopyFileExA(LPCSTR source, LPCSTR target, LPPROGRESS_ROUTINE progress, LPVOID data, LPBOOL cancel,
                        DWORD flags)
{
    struct copy_parameters parameters = {progress, data, cancel, flags};
    return with_wide_names(source, target, copy_names, &parameters);
}

BOOL WINAPI CopyFileA(LPCSTR source, LPCSTR target, BOOL fail_if_exists)
{
    return CopyFileExA(source, target, NULL, NULL, NULL, fail_if_exists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

/* --- moving --- */

NTSTATUS rename_file(HANDLE file, const UNICODE_STRING *target, BOOL replace, ULONG class)
{
    ULONG offset = offsetof(FILE_RENAME_INFORMATION, FileName);
    IO_STATUS_BLOCK io;
    FILE_RENAME_INFORMATION *rename = heap_allocate_zeroed(offset + target->Length);
    if (!rename) return STATUS_NO_MEMORY;
    rename->ReplaceIfExists = replace != 0;
    rename->FileNameLength = target->Length;
    memcpy(rename->FileName, target->Buffer, target->Length);
    NTSTATUS status = NtSetInformationFile(file, &io, rename, offset + target->Length, class);
    heap_free(rename);
    return status;
}

/* To another volume: copy and delete. */
static BOOL move_by_copy(LPCWSTR source, LPCWSTR target, LPPROGRESS_ROUTINE progress, LPVOID data, DWORD flags)
{
    DWORD attributes = GetFileAttributesW(source);
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY))
        return set_error(ERROR_ACCESS_DENIED);
    if (!CopyFileExW(source, target, progress, data, NULL,
                     flags & MOVEFILE_REPLACE_EXISTING ? 0 : COPY_FILE_FAIL_IF_EXISTS)) {
        if (GetLastError() == ERROR_FILE_EXISTS) SetLastError(ERROR_ALREADY_EXISTS);
        return FALSE;
    }
    return DeleteFileW(source);
}

BOOL WINAPI MoveFileWithProgressW(LPCWSTR source, LPCWSTR target, LPPROGRESS_ROUTINE progress, LPVOID data, DWORD flags)
{
    struct nt_path path;
    if (flags & MOVEFILE_DELAY_UNTIL_REBOOT) return delay_move(source, target, flags);
    if (!target) return set_error(ERROR_PATH_NOT_FOUND);
    HANDLE file = open_for(source, DELETE, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    if (!nt_path_begin(&path, target)) {
        NtClose(file);
        return FALSE;
    }
    if (path.name.Length > 7 * sizeof(WCHAR) && path.name.Buffer[path.name.Length / 2 - 1] == '\\')
        path.name.Length -= sizeof(WCHAR);
    NTSTATUS status = rename_file(file, &path.name, (flags & MOVEFILE_REPLACE_EXISTING) != 0, FileRenameInformation);
    nt_path_end(&path);
    NtClose(file);
    if (status == STATUS_NOT_SAME_DEVICE && (flags & MOVEFILE_COPY_ALLOWED))
        return move_by_copy(source, target, progress, data, flags);
    return check_status(status);
}

BOOL WINAPI MoveFileExW(LPCWSTR source, LPCWSTR target, DWORD flags)
{
    return MoveFileWithProgressW(source, target, NULL, NULL, flags);
}

BOOL WINAPI MoveFileW(LPCWSTR source, LPCWSTR target)
{
    return MoveFileExW(source, target, MOVEFILE_COPY_ALLOWED);
}

struct move_parameters { LPPROGRESS_ROUTINE progress; LPVOID data; DWORD flags; };

static BOOL move_names(LPCWSTR first, LPCWSTR second, const void *context)
{
    const struct move_parameters *p = context;
    return MoveFileWithProgressW(first, second, p->progress, p->data, p->flags);
}

BOOL WINAPI MoveFileWithProgressA(LPCSTR source, LPCSTR target, LPPROGRESS_ROUTINE progress, LPVOID data, DWORD flags)
{
    struct move_parameters parameters = {progress, data, flags};
    return with_wide_names(source, target, move_names, &parameters);
}

BOOL WINAPI MoveFileExA(LPCSTR source, LPCSTR target, DWORD flags)
{
    return MoveFileWithProgressA(source, target, NULL, NULL, flags);
}

BOOL WINAPI MoveFileA(LPCSTR source, LPCSTR target)
{
    return MoveFileExA(source, target, MOVEFILE_COPY_ALLOWED);
}

/* --- replacing --- */

static BOOL replace_file(LPCWSTR replaced, LPCWSTR replacement, LPCWSTR backup)
{
    DWORD attributes = GetFileAttributesW(replaced);
    if (attributes == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (GetFileAttributesW(replacement) == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (attributes & FILE_ATTRIBUTE_READONLY) return set_error(ERROR_ACCESS_DENIED);
    if (backup && !MoveFileExW(replaced, backup, MOVEFILE_REPLACE_EXISTING))
        return set_error(ERROR_UNABLE_TO_MOVE_REPLACEMENT);
    if (MoveFileExW(replacement, replaced, MOVEFILE_REPLACE_EXISTING)) return TRUE;
    DWORD error = GetLastError();
    if (!backup) return set_error(error == ERROR_ACCESS_DENIED ? ERROR_UNABLE_TO_REMOVE_REPLACED : error);
    return set_error(MoveFileExW(backup, replaced, 0) ? ERROR_UNABLE_TO_MOVE_REPLACEMENT
                                                      : ERROR_UNABLE_TO_MOVE_REPLACEMENT_2);
}

BOOL WINAPI ReplaceFileW(LPCWSTR replaced, LPCWSTR replacement, LPCWSTR backup, DWORD flags, LPVOID exclude,
                         LPVOID reserved)
{
    (void)flags;
    if (exclude || reserved || !replaced || !replacement) return set_error(ERROR_INVALID_PARAMETER);
    return replace_file(replaced, replacement, backup);
}

static BOOL replace_names(LPCWSTR first, LPCWSTR second, const void *context)
{
    LPWSTR backup;
    if (!file_name_from_ansi(context, &backup)) return FALSE;
    BOOL result = replace_file(first, second, backup);
    heap_free(backup);
    return result;
}

BOOL WINAPI ReplaceFileA(LPCSTR replaced, LPCSTR replacement, LPCSTR backup, DWORD flags, LPVOID exclude,
                         LPVOID reserved)
{
    (void)flags;
    if (exclude || reserved || !replaced || !replacement) return set_error(ERROR_INVALID_PARAMETER);
    return with_wide_names(replaced, replacement, replace_names, backup);
}

/* --- links --- */

BOOL WINAPI CreateHardLinkW(LPCWSTR name, LPCWSTR existing, LPSECURITY_ATTRIBUTES security)
{
    struct nt_path path;
    if (security) return set_error(ERROR_INVALID_PARAMETER);
    HANDLE file =
        open_for(existing, FILE_WRITE_ATTRIBUTES, SHARE_ALL, FILE_NON_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    if (!nt_path_begin(&path, name)) {
        NtClose(file);
        return FALSE;
    }
    NTSTATUS status = rename_file(file, &path.name, FALSE, FileLinkInformation);
    nt_path_end(&path);
    NtClose(file);
    return check_status(status);
}

static BOOL link_names(LPCWSTR first, LPCWSTR second, const void *context)
{
    return CreateHardLinkW(first, second, (LPSECURITY_ATTRIBUTES)context);
}

BOOL WINAPI CreateHardLinkA(LPCSTR name, LPCSTR existing, LPSECURITY_ATTRIBUTES security)
{
    return with_wide_names(name, existing, link_names, security);
}

BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR name, LPCWSTR target, DWORD flags)
{
    struct nt_path path;
    UNICODE_STRING text;
    (void)flags; /* Unix links do not say what they lead to */
    if (!target || !target[0]) return set_error(ERROR_INVALID_REPARSE_DATA);
    if (!nt_path_begin(&path, name)) return FALSE;
    RtlInitUnicodeString(&text, target);
    NTSTATUS status = winrun_create_symbolic_link(&path.name, &text);
    nt_path_end(&path);
    return check_status(status);
}

static BOOL symlink_names(LPCWSTR first, LPCWSTR second, const void *context)
{
    return CreateSymbolicLinkW(first, second, *(const DWORD *)context);
}

BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR name, LPCSTR target, DWORD flags)
{
    return with_wide_names(name, target, symlink_names, &flags);
}
