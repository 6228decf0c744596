/* Alternate data streams. */
#include "../check.h"
#include "../temporary_folder.h"

static DWORD read_all(const WCHAR *name, char *buffer, DWORD size)
{
    DWORD got = 0;
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return (DWORD)-1;
    ReadFile(file, buffer, size, &got, NULL);
    CloseHandle(file);
    return got;
}

static void test_open(void)
{
    char buffer[64];
    WIN32_FILE_ATTRIBUTE_DATA data;
    make_file(L"file", "main");
    make_file(L"file:one", "first stream");
    check_equal_u32(read_all(L"file", buffer, 64), 4, "the file's own data stays");
    check_equal_bytes(buffer, "main", 4, "data");
    check_equal_u32(read_all(L"file:one", buffer, 64), 12, "the stream");
    check_equal_bytes(buffer, "first stream", 12, "data");
    check_equal_u32(read_all(L"file:ONE", buffer, 64), 12, "in another case");
    check_equal_u32(read_all(L"file:one:$DATA", buffer, 64), 12, "with its type");
    check_equal_u32(read_all(L"file:one:$data", buffer, 64), 12, "with its type in another case");
    check_equal_u32(read_all(L"file::$DATA", buffer, 64), 4, "the unnamed stream is the file");
    check_fails_with(CreateFileW(L"file:two", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    check_fails_with(CreateFileW(L"file:one", GENERIC_READ, 0, NULL, CREATE_NEW, 0, NULL) != INVALID_HANDLE_VALUE,
                     ERROR_FILE_EXISTS);
    check_fails_with(CreateFileW(L"file:one:$WRONG", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) !=
                         INVALID_HANDLE_VALUE,
                     ERROR_INVALID_NAME);
    check_fails_with(CreateFileW(L"none:one", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    check(GetFileAttributesExW(L"file:one", GetFileExInfoStandard, &data), "attributes: error %lu", GetLastError());
    check_equal_u32(data.nFileSizeLow, 12, "the stream's size");
    check(GetFileAttributesExW(L"file", GetFileExInfoStandard, &data), "attributes");
    check_equal_u32(data.nFileSizeLow, 4, "the file's size");
    check_equal_u32(GetFileAttributesW(L"file:two"), INVALID_FILE_ATTRIBUTES, "no such stream");
    make_file(L"fresh:s", "x");
    check_equal_u32(read_all(L"fresh", buffer, 64), 0, "a stream of a file that was not there makes the file, empty");
}

static void test_write(void)
{
    char buffer[64];
    DWORD done;
    LARGE_INTEGER size;
    WCHAR path[MAX_PATH];
    HANDLE a = CreateFileW(L"file:w", GENERIC_READ | GENERIC_WRITE, 7, NULL, CREATE_ALWAYS, 0, NULL);
    check(a != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
    check(WriteFile(a, "0123456789", 10, &done, NULL), "write: error %lu", GetLastError());
    check_equal_u32(done, 10, "written");
    check(GetFileSizeEx(a, &size), "size");
    check_equal_u32(size.LowPart, 10, "size");
    HANDLE b = CreateFileW(L"file:w", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(ReadFile(b, buffer, 4, &done, NULL) && done == 4 && !memcmp(buffer, "0123", 4), "another handle sees it");
    SetFilePointer(a, 2, NULL, FILE_BEGIN);
    check(WriteFile(a, "xx", 2, &done, NULL), "in the middle");
    SetFilePointer(b, 0, NULL, FILE_BEGIN);
    check(ReadFile(b, buffer, 64, &done, NULL), "read");
    check_equal_u32(done, 10, "read");
    check_equal_bytes(buffer, "01xx456789", 10, "data");
    SetFilePointer(a, 5, NULL, FILE_BEGIN);
    check(SetEndOfFile(a), "cut: error %lu", GetLastError());
    DWORD length = GetFinalPathNameByHandleW(a, path, MAX_PATH, 0);
    check(length > 7 && !wcscmp(path + length - 7, L"\\file:w"), "final path %ls", path);
    CloseHandle(b);
    CloseHandle(a);
    check_equal_u32(read_all(L"file:w", buffer, 64), 5, "kept after closing");
    check_equal_bytes(buffer, "01xx4", 5, "data");
    a = CreateFileW(L"file:w", GENERIC_WRITE, 0, NULL, TRUNCATE_EXISTING, 0, NULL);
    check(a != INVALID_HANDLE_VALUE, "truncate: error %lu", GetLastError());
    CloseHandle(a);
    check_equal_u32(read_all(L"file:w", buffer, 64), 0, "truncated");
    a = CreateFileW(L"file:w", FILE_APPEND_DATA, 0, NULL, OPEN_ALWAYS, 0, NULL);
    check_last_error(ERROR_ALREADY_EXISTS, "it was there");
    check(WriteFile(a, "abc", 3, &done, NULL) && WriteFile(a, "def", 3, &done, NULL), "append: error %lu",
          GetLastError());
    CloseHandle(a);
    check_equal_u32(read_all(L"file:w", buffer, 64), 6, "appended");
}

static void stream_list(const WCHAR *name, WCHAR *text)
{
    WIN32_FIND_STREAM_DATA data;
    *text = 0;
    HANDLE find = FindFirstStreamW(name, FindStreamInfoStandard, &data, 0);
    if (find == INVALID_HANDLE_VALUE) return;
    do text += _snwprintf(text, 100, L"%ls %u|", data.cStreamName, data.StreamSize.LowPart);
    while (FindNextStreamW(find, &data));
    check_last_error(ERROR_HANDLE_EOF, "the end");
    check(FindClose(find), "close");
}

static void test_list(void)
{
    WCHAR text[512];
    BYTE buffer[512] __attribute__((aligned(8)));
    make_file(L"list", "12345");
    stream_list(L"list", text);
    check_equal_wide(text, L"::$DATA 5|", "one stream");
    make_file(L"list:x", "123");
    stream_list(L"list", text);
    check_equal_wide(text, L"::$DATA 5|:x:$DATA 3|", "two streams");
    CreateDirectoryW(L"folder", NULL);
    WIN32_FIND_STREAM_DATA data;
    check_fails_with(FindFirstStreamW(L"folder", FindStreamInfoStandard, &data, 0) != INVALID_HANDLE_VALUE,
                     ERROR_HANDLE_EOF);
    make_file(L"folder:d", "1");
    stream_list(L"folder", text);
    check_equal_wide(text, L":d:$DATA 1|", "a folder's stream");
    check_fails_with(FindFirstStreamW(L"none", FindStreamInfoStandard, &data, 0) != INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    check_fails_with(FindFirstStreamW(L"list", FindStreamInfoMaxInfoLevel, &data, 0) != INVALID_HANDLE_VALUE,
                     ERROR_INVALID_PARAMETER);
    HANDLE file = CreateFileW(L"list", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(GetFileInformationByHandleEx(file, FileStreamInfo, buffer, sizeof(buffer)), "FileStreamInfo: error %lu",
          GetLastError());
    FILE_STREAM_INFO *info = (FILE_STREAM_INFO *)buffer;
    check_equal_u32(info->StreamNameLength, 14, "::$DATA");
    check(info->NextEntryOffset && info->NextEntryOffset % 8 == 0, "the next begins at %lu", info->NextEntryOffset);
    info = (FILE_STREAM_INFO *)(buffer + info->NextEntryOffset);
    check_equal_u32(info->NextEntryOffset, 0, "the last");
    check_equal_u32(info->StreamSize.LowPart, 3, "size");
    check_fails_with(GetFileInformationByHandleEx(file, FileStreamInfo, buffer, 40), ERROR_MORE_DATA);
    CloseHandle(file);
}

static void test_delete_and_copy(void)
{
    char buffer[64];
    WCHAR text[512];
    make_file(L"source", "data");
    make_file(L"source:s", "stream");
    check(CopyFileW(L"source", L"copy", FALSE), "copy: error %lu", GetLastError());
    check_equal_u32(read_all(L"copy:s", buffer, 64), 6, "streams are copied");
    check(MoveFileW(L"copy", L"moved"), "move");
    check_equal_u32(read_all(L"moved:s", buffer, 64), 6, "streams move with their file");
    check(DeleteFileW(L"moved:s"), "delete the stream: error %lu", GetLastError());
    stream_list(L"moved", text);
    check_equal_wide(text, L"::$DATA 4|", "only the file's data is left");
    check_fails_with(DeleteFileW(L"moved:s"), ERROR_FILE_NOT_FOUND);
    check(DeleteFileW(L"moved"), "delete");
    check_fails_with(MoveFileW(L"source", L"x:y:z:w"), ERROR_INVALID_NAME);
}

static void test_backup(void)
{
    BYTE buffer[4096];
    DWORD got, written;
    LPVOID context = NULL;
    WIN32_STREAM_ID *id = (WIN32_STREAM_ID *)buffer;
    make_file(L"backup", "hello");
    make_file(L"backup:extra", "more");
    HANDLE file = CreateFileW(L"backup", GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    check(BackupRead(file, buffer, sizeof(buffer), &got, FALSE, FALSE, &context), "BackupRead: error %lu",
          GetLastError());
    check_equal_u32(got, 20 + 5 + 20 + 24 + 4, "two streams");
    check_equal_u32(id->dwStreamId, BACKUP_DATA, "first the data");
    check_equal_u32(id->Size.LowPart, 5, "its size");
    check_equal_u32(id->dwStreamNameSize, 0, "it has no name");
    check_equal_bytes(buffer + 20, "hello", 5, "its data");
    WIN32_STREAM_ID second;
    memcpy(&second, buffer + 25, 20);
    check_equal_u32(second.dwStreamId, BACKUP_ALTERNATE_DATA, "then the other stream");
    check_equal_u32(second.dwStreamNameSize, 24, "its name's size");
    check_equal_bytes(buffer + 45, L":extra:$DATA", 24, "its name");
    DWORD end;
    check(BackupRead(file, buffer + got, sizeof(buffer) - got, &end, FALSE, FALSE, &context), "at the end");
    check_equal_u32(end, 0, "nothing more");
    check(BackupRead(file, NULL, 0, &end, TRUE, FALSE, &context), "free the context");
    CloseHandle(file);
    file = CreateFileW(L"restored", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    context = NULL;
    for (DWORD at = 0; at < got; at += written)
        if (!BackupWrite(file, buffer + at, got - at < 7 ? got - at : 7, &written, FALSE, FALSE, &context) || !written)
            break;
    check_equal_u32(written, got % 7 ? got % 7 : 7, "written in small pieces");
    check(BackupWrite(file, NULL, 0, &written, TRUE, FALSE, &context), "free the context");
    CloseHandle(file);
    check_equal_u32(read_all(L"restored", (char *)buffer, 64), 5, "data");
    check_equal_u32(read_all(L"restored:extra", (char *)buffer, 64), 4, "stream");
    check_equal_bytes(buffer, "more", 4, "stream");
    file = CreateFileW(L"backup", GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    context = NULL;
    check(BackupRead(file, buffer, 20, &got, FALSE, FALSE, &context) && got == 20, "a header alone");
    DWORD low, high;
    check(BackupSeek(file, 3, 0, &low, &high, &context), "BackupSeek: error %lu", GetLastError());
    check_equal_u32(low, 3, "sought");
    check(BackupRead(file, buffer, 2, &got, FALSE, FALSE, &context), "the rest");
    check_equal_bytes(buffer, "lo", 2, "the rest");
    BackupRead(file, NULL, 0, &got, TRUE, FALSE, &context);
    CloseHandle(file);
}

int main(void)
{
    if (!temporary_folder_begin()) return 1;
    HANDLE probe = CreateFileW(L"probe:s", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (probe == INVALID_HANDLE_VALUE) {
        skip("this file system keeps no streams");
    } else {
        CloseHandle(probe);
        test_open();
        test_write();
        test_list();
        test_delete_and_copy();
        test_backup();
    }
    temporary_folder_end();
    return check_summary();
}
