/* CopyFile2's messages and MoveFileEx's moves for the next start. Microsoft: CopyFile2, COPYFILE2_MESSAGE,
 * COPYFILE2_MESSAGE_ACTION, MoveFileExW (PendingFileRenameOperations). */
#include "../check.h"
#include "../temporary_folder.h"

struct seen {
    COPYFILE2_MESSAGE_ACTION answer; /* to the first message of type `at` */
    COPYFILE2_MESSAGE_TYPE at;
    unsigned count[COPYFILE2_CALLBACK_MAX];
    ULONGLONG transferred;
};

static COPYFILE2_MESSAGE_ACTION CALLBACK watch(const COPYFILE2_MESSAGE *message, void *context)
{
    struct seen *seen = context;
    if (message->Type < COPYFILE2_CALLBACK_MAX) seen->count[message->Type]++;
    if (message->Type == COPYFILE2_CALLBACK_STREAM_STARTED) {
        check(message->Info.StreamStarted.uliStreamSize.QuadPart == 7, "size of the stream");
        check(message->Info.StreamStarted.uliTotalFileSize.QuadPart == 7, "size of the file");
        check(GetFileType(message->Info.StreamStarted.hSourceFile) == FILE_TYPE_DISK, "source");
        check(GetFileType(message->Info.StreamStarted.hDestinationFile) == FILE_TYPE_DISK, "destination");
    } else if (message->Type == COPYFILE2_CALLBACK_CHUNK_STARTED) {
        check(message->Info.ChunkStarted.uliChunkNumber.QuadPart == 0, "first chunk");
        check(message->Info.ChunkStarted.uliChunkSize.QuadPart == 7, "size of the chunk");
    } else if (message->Type == COPYFILE2_CALLBACK_CHUNK_FINISHED) {
        check(message->Info.ChunkFinished.uliStreamBytesTransferred.QuadPart == 7, "of the stream");
        check(message->Info.ChunkFinished.uliTotalFileSize.QuadPart == 7, "size of the file");
    } else if (message->Type == COPYFILE2_CALLBACK_STREAM_FINISHED) {
        seen->transferred = message->Info.StreamFinished.uliTotalBytesTransferred.QuadPart;
    }
    return message->Type == seen->at ? seen->answer : COPYFILE2_PROGRESS_CONTINUE;
}

static HRESULT copy(const WCHAR *target, DWORD flags, struct seen *seen)
{
    COPYFILE2_EXTENDED_PARAMETERS parameters = {sizeof(parameters), flags, NULL, watch, seen};
    return CopyFile2(L"source", target, &parameters);
}

static BOOL exists(const WCHAR *name) { return GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES; }

static void test_copy_file_2(void)
{
    struct seen seen = {0};
    BOOL cancel = TRUE;
    COPYFILE2_EXTENDED_PARAMETERS parameters = {sizeof(parameters), 0, &cancel, NULL, NULL};
    make_file(L"source", "content");
    check_equal_u32(copy(L"one", 0, &seen), S_OK, "copied");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_STREAM_STARTED], 1, "a stream began");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_STREAM_FINISHED], 1, "a stream ended");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_CHUNK_STARTED], 1, "a chunk began");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_CHUNK_FINISHED], 1, "a chunk ended");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_ERROR], 0, "no error");
    check(seen.transferred == 7, "bytes");
    check_equal_u32(copy(L"one", COPY_FILE_FAIL_IF_EXISTS, &seen), HRESULT_FROM_WIN32(ERROR_FILE_EXISTS), "there");
    seen = (struct seen){.answer = COPYFILE2_PROGRESS_CANCEL, .at = COPYFILE2_CALLBACK_CHUNK_FINISHED};
    check_equal_u32(copy(L"two", 0, &seen), HRESULT_FROM_WIN32(ERROR_REQUEST_ABORTED), "cancelled");
    check(!exists(L"two"), "a cancelled copy goes");
    seen = (struct seen){.answer = COPYFILE2_PROGRESS_STOP, .at = COPYFILE2_CALLBACK_CHUNK_FINISHED};
    check_equal_u32(copy(L"three", 0, &seen), HRESULT_FROM_WIN32(ERROR_REQUEST_ABORTED), "stopped");
    check(exists(L"three"), "a stopped copy stays");
    seen = (struct seen){.answer = COPYFILE2_PROGRESS_QUIET, .at = COPYFILE2_CALLBACK_STREAM_STARTED};
    check_equal_u32(copy(L"four", 0, &seen), S_OK, "quiet");
    check_equal_u32(seen.count[COPYFILE2_CALLBACK_CHUNK_FINISHED], 0, "not called again");
    HRESULT result = CopyFile2(L"source", L"five", &parameters);
    check_equal_u32(result, HRESULT_FROM_WIN32(ERROR_REQUEST_ABORTED), "pfCancel");
    check(!exists(L"five"), "nothing is left");
    parameters.dwSize = 4;
    check_equal_u32(CopyFile2(L"source", L"five", &parameters), E_INVALIDARG, "size of the structure");
    check_equal_u32(CopyFile2(L"source", L"six", NULL), S_OK, "without parameters");
    check_equal_u32(CopyFile2(L"none", L"six", NULL), HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), "no source");
}

static const WCHAR manager[] = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager";
static const WCHAR moves[] = L"PendingFileRenameOperations";

/* The last two strings of the value. */
static BOOL last_move(WCHAR *source, WCHAR *target)
{
    static WCHAR text[16384];
    DWORD size = sizeof(text), type;
    if (RegGetValueW(HKEY_LOCAL_MACHINE, manager, moves, RRF_RT_REG_MULTI_SZ, &type, text, &size))
        return FALSE;
    for (const WCHAR *at = text; *at;) {
        lstrcpyW(source, at);
        at += lstrlenW(at) + 1;
        lstrcpyW(target, at);
        at += lstrlenW(at) + 1;
    }
    return TRUE;
}

static void test_delayed_move(void)
{
    WCHAR full[MAX_PATH], expected[MAX_PATH + 8], source[1024], target[1024];
    make_file(L"late", "x");
    GetFullPathNameW(L"late", MAX_PATH, full, NULL);
    wsprintfW(expected, L"\\??\\%s", full);
    if (!check(MoveFileExW(L"late", NULL, MOVEFILE_DELAY_UNTIL_REBOOT), "delete: %lu", GetLastError())) return;
    check(exists(L"late"), "it is there until then");
    if (check(last_move(source, target), "the value")) {
        check_equal_wide(source, expected, "what goes");
        check_equal_wide(target, L"", "an empty string");
    }
    check(MoveFileExW(L"late", L"later", MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_REPLACE_EXISTING), "move");
    GetFullPathNameW(L"later", MAX_PATH, full, NULL);
    if (check(last_move(source, target), "the value")) {
        check_equal_wide(source, expected, "what moves");
        wsprintfW(expected, L"!\\??\\%s", full);
        check_equal_wide(target, expected, "replacing");
    }
    check(!MoveFileExW(L"late", L"later", MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_COPY_ALLOWED), "not with copies");
    check_fails_with(MoveFileExW(L"nosuch", NULL, MOVEFILE_DELAY_UNTIL_REBOOT), ERROR_FILE_NOT_FOUND);
    RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, manager, moves);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_copy_file_2();
    test_delayed_move();
    temporary_folder_end();
    return check_summary();
}
