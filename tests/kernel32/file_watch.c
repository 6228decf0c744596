/* ReadDirectoryChangesW and FindFirstChangeNotification: what is told, to whom, in which order. */
#include "../check.h"
#include "../temporary_folder.h"

#define ALL_CHANGES                                                                                                    \
    (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME | FILE_NOTIFY_CHANGE_SIZE |                            \
     FILE_NOTIFY_CHANGE_LAST_WRITE)
#define NAMES       (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)
#define PATIENCE    10000

static HANDLE open_folder(const WCHAR *name, DWORD flags)
{
    HANDLE folder = CreateFileW(name, FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
    check(folder != INVALID_HANDLE_VALUE, "opening the folder: error %lu", GetLastError());
    return folder;
}

/* The records as "ACTION name|". */
static void describe(const BYTE *buffer, DWORD size, WCHAR *text)
{
    const FILE_NOTIFY_INFORMATION *record = (const FILE_NOTIFY_INFORMATION *)buffer;
    *text = 0;
    while (size) {
        WCHAR name[300];
        memcpy(name, record->FileName, record->FileNameLength);
        name[record->FileNameLength / 2] = 0;
        text += _snwprintf(text, 320, L"%u %ls|", record->Action, name);
        if (!record->NextEntryOffset) break;
        record = (const FILE_NOTIFY_INFORMATION *)((const BYTE *)record + record->NextEntryOffset);
    }
}

struct watcher {
    HANDLE folder;
    OVERLAPPED overlapped;
    BYTE buffer[8192] __attribute__((aligned(8)));
    BOOL subtree;
    DWORD filter;
};

static void start(struct watcher *watcher)
{
    HANDLE event = watcher->overlapped.hEvent;
    memset(&watcher->overlapped, 0, sizeof(watcher->overlapped));
    watcher->overlapped.hEvent = event;
    BOOL started = ReadDirectoryChangesW(watcher->folder, watcher->buffer, sizeof(watcher->buffer), watcher->subtree,
                                         watcher->filter, NULL, &watcher->overlapped, NULL);
    check(started, "ReadDirectoryChangesW: error %lu", GetLastError());
}

/* Collects until the description ends with what is wanted. */
static void expect(struct watcher *watcher, const WCHAR *wanted, const char *what)
{
    WCHAR all[4096] = L"", part[4096];
    size_t wanted_length = wcslen(wanted);
    for (int round = 0; round < 20; round++) {
        DWORD size;
        if (WaitForSingleObject(watcher->overlapped.hEvent, PATIENCE) != WAIT_OBJECT_0) break;
        if (!GetOverlappedResult(watcher->folder, &watcher->overlapped, &size, FALSE)) break;
        describe(watcher->buffer, size, part);
        wcscat(all, part);
        start(watcher);
        if (wcslen(all) >= wanted_length) break;
    }
    check_equal_wide(all, wanted, what);
}

static void test_names(void)
{
    struct watcher watcher = {.filter = NAMES};
    CreateDirectoryW(L"watched", NULL);
    watcher.folder = open_folder(L"watched", FILE_FLAG_OVERLAPPED);
    watcher.overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    start(&watcher);
    check_equal_u32(WaitForSingleObject(watcher.overlapped.hEvent, 50), WAIT_TIMEOUT, "nothing happened yet");
    make_file(L"watched\\a", "1");
    expect(&watcher, L"1 a|", "a new file");
    check(MoveFileW(L"watched\\a", L"watched\\b"), "rename");
    expect(&watcher, L"4 a|5 b|", "a rename is a pair");
    CreateDirectoryW(L"watched\\sub", NULL);
    expect(&watcher, L"1 sub|", "a new folder");
    make_file(L"watched\\sub\\deep", "1");
    check_equal_u32(WaitForSingleObject(watcher.overlapped.hEvent, 50), WAIT_TIMEOUT,
                    "without the subtree, what is below is not told");
    make_file(L"outside", "x");
    check(MoveFileW(L"outside", L"watched\\came"), "in");
    expect(&watcher, L"1 came|", "moved in is added");
    check(MoveFileW(L"watched\\came", L"outside"), "out");
    expect(&watcher, L"2 came|", "moved out is removed");
    check(DeleteFileW(L"watched\\b"), "delete");
    expect(&watcher, L"2 b|", "a deleted file");
    DeleteFileW(L"watched\\sub\\deep");
    RemoveDirectoryW(L"watched\\sub");
    expect(&watcher, L"2 sub|", "a removed folder");
    /* two changes between two requests are kept */
    make_file(L"watched\\one", "1");
    WaitForSingleObject(watcher.overlapped.hEvent, PATIENCE);
    make_file(L"watched\\two", "1");
    expect(&watcher, L"1 one|1 two|", "changes are collected between requests");
    CancelIo(watcher.folder);
    DWORD size;
    check(!GetOverlappedResult(watcher.folder, &watcher.overlapped, &size, TRUE), "cancelled");
    check_last_error(ERROR_OPERATION_ABORTED, "cancelled");
    CloseHandle(watcher.folder);
    CloseHandle(watcher.overlapped.hEvent);
}

static void test_subtree(void)
{
    struct watcher watcher = {.filter = NAMES, .subtree = TRUE};
    CreateDirectoryW(L"tree", NULL);
    CreateDirectoryW(L"tree\\old", NULL);
    watcher.folder = open_folder(L"tree", FILE_FLAG_OVERLAPPED);
    watcher.overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    start(&watcher);
    make_file(L"tree\\old\\f", "1");
    expect(&watcher, L"1 old\\f|", "below");
    CreateDirectoryW(L"tree\\new", NULL);
    expect(&watcher, L"1 new|", "a new folder");
    make_file(L"tree\\new\\g", "1");
    expect(&watcher, L"1 new\\g|", "below a folder that came later");
    check(MoveFileW(L"tree\\new", L"tree\\renamed"), "rename the folder");
    expect(&watcher, L"4 new|5 renamed|", "a renamed folder");
    make_file(L"tree\\renamed\\h", "1");
    expect(&watcher, L"1 renamed\\h|", "names below a renamed folder");
    CreateDirectoryW(L"tree\\x", NULL);
    CreateDirectoryW(L"tree\\x\\y", NULL);
    make_file(L"tree\\x\\y\\z", "1");
    expect(&watcher, L"1 x|1 x\\y|1 x\\y\\z|", "a tree made at once");
    CancelIo(watcher.folder);
    CloseHandle(watcher.folder);
    CloseHandle(watcher.overlapped.hEvent);
}

static void test_contents(void)
{
    struct watcher watcher = {.filter = FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_SIZE};
    CreateDirectoryW(L"contents", NULL);
    make_file(L"contents\\f", "1");
    watcher.folder = open_folder(L"contents", FILE_FLAG_OVERLAPPED);
    watcher.overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    start(&watcher);
    make_file(L"contents\\other", ""); /* names are not asked for */
    HANDLE file = CreateFileW(L"contents\\f", GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0, NULL);
    DWORD written, size;
    WriteFile(file, "22", 2, &written, NULL);
    CloseHandle(file);
    check_equal_u32(WaitForSingleObject(watcher.overlapped.hEvent, PATIENCE), WAIT_OBJECT_0, "written");
    check(GetOverlappedResult(watcher.folder, &watcher.overlapped, &size, FALSE), "result");
    WCHAR text[4096];
    describe(watcher.buffer, size, text);
    check(wcsstr(text, L"3 f|") != NULL, "the change of f is told: %ls", text);
    check(!wcsstr(text, L"1 other|"), "new names are not asked for: %ls", text);
    CloseHandle(watcher.folder);
    CloseHandle(watcher.overlapped.hEvent);
}

static int routine_calls;
static DWORD routine_error, routine_size;
static VOID CALLBACK routine(DWORD error, DWORD size, LPOVERLAPPED overlapped)
{
    routine_calls++;
    routine_error = error;
    routine_size = size;
    check_equal_ptr(overlapped->hEvent, (HANDLE)0x1234, "hEvent is the program's own with a routine");
}

static void test_routine(void)
{
    BYTE buffer[1024] __attribute__((aligned(8)));
    OVERLAPPED overlapped = {.hEvent = (HANDLE)0x1234};
    WCHAR text[1024];
    CreateDirectoryW(L"routine", NULL);
    HANDLE folder = open_folder(L"routine", FILE_FLAG_OVERLAPPED);
    check(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, NAMES, NULL, &overlapped, routine), "error %lu",
          GetLastError());
    make_file(L"routine\\r", "");
    check_equal_u32(SleepEx(PATIENCE, TRUE), WAIT_IO_COMPLETION, "an alertable sleep");
    check_equal_int(routine_calls, 1, "calls");
    check_equal_u32(routine_error, 0, "error");
    describe(buffer, routine_size, text);
    check_equal_wide(text, L"1 r|", "record");
    CloseHandle(folder);
}

static void test_port(void)
{
    BYTE buffer[1024] __attribute__((aligned(8)));
    OVERLAPPED overlapped = {0}, *done;
    ULONG_PTR key;
    DWORD size;
    WCHAR text[1024];
    CreateDirectoryW(L"port", NULL);
    HANDLE folder = open_folder(L"port", FILE_FLAG_OVERLAPPED);
    HANDLE port = CreateIoCompletionPort(folder, NULL, 77, 0);
    check(port != NULL, "port: error %lu", GetLastError());
    check(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, NAMES, NULL, &overlapped, NULL), "error %lu",
          GetLastError());
    make_file(L"port\\p", "");
    check(GetQueuedCompletionStatus(port, &size, &key, &done, PATIENCE), "packet: error %lu", GetLastError());
    check_equal_u32(key, 77, "key");
    check_equal_ptr(done, &overlapped, "overlapped");
    describe(buffer, size, text);
    check_equal_wide(text, L"1 p|", "record");
    check(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, NAMES, NULL, &overlapped, NULL), "again");
    check(CancelIoEx(folder, &overlapped), "cancel: error %lu", GetLastError());
    check(!GetQueuedCompletionStatus(port, &size, &key, &done, PATIENCE), "a cancelled request comes too");
    check_last_error(ERROR_OPERATION_ABORTED, "cancelled");
    check_equal_ptr(done, &overlapped, "overlapped");
    CloseHandle(folder);
    CloseHandle(port);
}

static void test_overflow(void)
{
    BYTE buffer[64] __attribute__((aligned(8)));
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD size = 99;
    CreateDirectoryW(L"overflow", NULL);
    HANDLE folder = open_folder(L"overflow", FILE_FLAG_OVERLAPPED);
    check(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, NAMES, NULL, &overlapped, NULL), "error %lu",
          GetLastError());
    make_file(L"overflow\\a name that needs more than there is room for in the buffer", "");
    check(GetOverlappedResult(folder, &overlapped, &size, TRUE), "too much is success: error %lu", GetLastError());
    check_equal_u32(size, 0, "with nothing in the buffer");
    check_equal_u32(overlapped.Internal, 0x10c, "STATUS_NOTIFY_ENUM_DIR");
    CloseHandle(folder);
    CloseHandle(overlapped.hEvent);
}

static DWORD WINAPI later(LPVOID name)
{
    Sleep(50);
    make_file(name, "");
    return 0;
}

static void test_synchronous(void)
{
    BYTE buffer[1024] __attribute__((aligned(8)));
    DWORD size = 0;
    WCHAR text[1024];
    CreateDirectoryW(L"sync", NULL);
    HANDLE folder = open_folder(L"sync", 0);
    HANDLE thread = CreateThread(NULL, 0, later, (LPVOID)L"sync\\s", 0, NULL);
    check(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, NAMES, &size, NULL, NULL), "error %lu",
          GetLastError());
    describe(buffer, size, text);
    check_equal_wide(text, L"1 s|", "record");
    WaitForSingleObject(thread, PATIENCE);
    CloseHandle(thread);
    check_fails_with(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, 0, &size, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    check_fails_with(ReadDirectoryChangesW(folder, buffer, sizeof(buffer), FALSE, 0x80000000, &size, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    CloseHandle(folder);
    make_file(L"plain", "");
    HANDLE file = CreateFileW(L"plain", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(ReadDirectoryChangesW(file, buffer, sizeof(buffer), FALSE, NAMES, &size, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    CloseHandle(file);
}

static void test_notification(void)
{
    CreateDirectoryW(L"notified", NULL);
    HANDLE change = FindFirstChangeNotificationW(L"notified", FALSE, FILE_NOTIFY_CHANGE_FILE_NAME);
    check(change != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(change, 20), WAIT_TIMEOUT, "nothing yet");
    make_file(L"notified\\n", "");
    check_equal_u32(WaitForSingleObject(change, PATIENCE), WAIT_OBJECT_0, "a change");
    check_equal_u32(WaitForSingleObject(change, 0), WAIT_OBJECT_0, "it stays signalled");
    check(FindNextChangeNotification(change), "next: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(change, 20), WAIT_TIMEOUT, "reset");
    DeleteFileW(L"notified\\n");
    check_equal_u32(WaitForSingleObject(change, PATIENCE), WAIT_OBJECT_0, "another change");
    check(FindCloseChangeNotification(change), "close");
    check_fails_with(FindFirstChangeNotificationW(L"no such folder", FALSE, FILE_NOTIFY_CHANGE_FILE_NAME) !=
                         INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    check_fails_with(FindFirstChangeNotificationW(L"notified", FALSE, 0) != INVALID_HANDLE_VALUE,
                     ERROR_INVALID_PARAMETER);
}

int main(void)
{
    if (!temporary_folder_begin()) return 1;
    test_names();
    test_subtree();
    test_contents();
    test_routine();
    test_port();
    test_overflow();
    test_synchronous();
    test_notification();
    temporary_folder_end();
    return check_summary();
}
