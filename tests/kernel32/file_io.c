/* Reading and writing: position, offsets, ends, append, overlapped requests. */
#include "../check.h"
#include "../temporary_folder.h"

static void test_position(void)
{
    char buffer[32];
    DWORD done;
    LARGE_INTEGER zero = {{0, 0}}, position;
    HANDLE file = CreateFileW(L"p.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check(WriteFile(file, "0123456789", 10, &done, NULL) && done == 10, "write");
    check_equal_u32(SetFilePointer(file, 0, NULL, FILE_CURRENT), 10, "position after writing");
    check_equal_u32(SetFilePointer(file, -3, NULL, FILE_END), 7, "from the end");
    check(ReadFile(file, buffer, 32, &done, NULL), "read");
    check_equal_u32(done, 3, "what is left");
    check_equal_bytes(buffer, "789", 3, "the last three");
    check(ReadFile(file, buffer, 32, &done, NULL), "reading at the end succeeds");
    check_equal_u32(done, 0, "with nothing");
    check_equal_u32(SetFilePointer(file, 2, NULL, FILE_BEGIN), 2, "from the start");
    check_equal_u32(SetFilePointer(file, 3, NULL, FILE_CURRENT), 5, "relative");
    SetLastError(0);
    check_equal_u32(SetFilePointer(file, -6, NULL, FILE_CURRENT), INVALID_SET_FILE_POINTER, "before the start");
    check_last_error(ERROR_NEGATIVE_SEEK, "before the start");
    check(SetFilePointerEx(file, zero, &position, FILE_CURRENT), "where is it");
    check_equal_u64(position.QuadPart, 5, "it did not move");
    check_fails_with(SetFilePointerEx(file, zero, NULL, 3), ERROR_INVALID_PARAMETER);
    check_equal_u32(SetFilePointer(file, 20, NULL, FILE_BEGIN), 20, "beyond the end");
    check_equal_u32(GetFileSize(file, NULL), 10, "that alone does not grow a file");
    check(WriteFile(file, "x", 1, &done, NULL), "write there");
    check_equal_u32(GetFileSize(file, NULL), 21, "now it grew");
    SetFilePointer(file, 10, NULL, FILE_BEGIN);
    check(ReadFile(file, buffer, 11, &done, NULL) && done == 11, "read the gap");
    check_equal_bytes(buffer, "\0\0\0\0\0\0\0\0\0\0x", 11, "it is zero");
    SetFilePointer(file, 4, NULL, FILE_BEGIN);
    check(SetEndOfFile(file), "cut");
    check_equal_u32(GetFileSize(file, NULL), 4, "size after cutting");
    SetFilePointer(file, 100, NULL, FILE_BEGIN);
    check(SetEndOfFile(file), "grow");
    check_equal_u32(GetFileSize(file, NULL), 100, "size after growing");
    check(WriteFile(file, NULL, 0, &done, NULL) && !done, "writing nothing");
    check(ReadFile(file, NULL, 0, &done, NULL) && !done, "reading nothing");
    LONG high = 1;
    check_equal_u32(SetFilePointer(file, 5, &high, FILE_BEGIN), 5, "beyond 4 GiB");
    check_equal_u32(high, 1, "high part");
    check(SetEndOfFile(file), "a large file with holes");
    DWORD size_high = 0;
    check_equal_u32(GetFileSize(file, &size_high), 5, "large size");
    check_equal_u32(size_high, 1, "large size, high part");
    CloseHandle(file);
}

static void test_access(void)
{
    char buffer[8];
    DWORD done;
    make_file(L"a.bin", "abcdef");
    HANDLE file = CreateFileW(L"a.bin", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(WriteFile(file, "x", 1, &done, NULL), ERROR_ACCESS_DENIED);
    check_fails_with(SetEndOfFile(file), ERROR_ACCESS_DENIED);
    check_fails_with(FlushFileBuffers(file), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    file = CreateFileW(L"a.bin", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(ReadFile(file, buffer, 1, &done, NULL), ERROR_ACCESS_DENIED);
    check(FlushFileBuffers(file), "flush");
    CloseHandle(file);
    check_fails_with(ReadFile(file, buffer, 1, &done, NULL), ERROR_INVALID_HANDLE);
    check_fails_with(WriteFile(file, buffer, 1, &done, NULL), ERROR_INVALID_HANDLE);
    check_equal_u32(GetFileSize(file, NULL), INVALID_FILE_SIZE, "size of a closed file");
    file = CreateFileW(L"a.bin", 0, 0, NULL, OPEN_EXISTING, 0, NULL);
    check_equal_u32(GetFileSize(file, NULL), 6, "size needs no access");
    check_fails_with(ReadFile(file, buffer, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(file);
}

static void test_append(void)
{
    char buffer[16];
    DWORD done;
    make_file(L"app.bin", "12345");
    HANDLE file = CreateFileW(L"app.bin", FILE_APPEND_DATA | FILE_READ_DATA, 0, NULL, OPEN_EXISTING, 0, NULL);
    check(file != INVALID_HANDLE_VALUE, "open");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    check(WriteFile(file, "67", 2, &done, NULL), "append");
    check_equal_u32(GetFileSize(file, NULL), 7, "size");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    check(ReadFile(file, buffer, 16, &done, NULL) && done == 7, "read");
    check_equal_bytes(buffer, "1234567", 7, "at the end, whatever the position was");
    CloseHandle(file);
    file = CreateFileW(L"app.bin", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    OVERLAPPED end = {.Offset = 0xffffffff, .OffsetHigh = 0xffffffff};
    check(WriteFile(file, "89", 2, &done, &end), "offset ~0 means the end");
    check_equal_u32(GetFileSize(file, NULL), 9, "size");
    CloseHandle(file);
}

/* A synchronous handle with an offset: the position follows. */
static void test_offset(void)
{
    char buffer[8];
    DWORD done;
    make_file(L"o.bin", "abcdefghij");
    HANDLE file = CreateFileW(L"o.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    OVERLAPPED at = {.Offset = 4};
    check(ReadFile(file, buffer, 3, &done, &at) && done == 3, "read at 4");
    check_equal_bytes(buffer, "efg", 3, "read at 4");
    check_equal_u32(SetFilePointer(file, 0, NULL, FILE_CURRENT), 7, "position");
    at = (OVERLAPPED){.Offset = 1};
    check(WriteFile(file, "BC", 2, &done, &at) && done == 2, "write at 1");
    check_equal_u32(SetFilePointer(file, 0, NULL, FILE_CURRENT), 3, "position");
    at = (OVERLAPPED){.Offset = 100};
    check_fails_with(ReadFile(file, buffer, 3, &done, &at), ERROR_HANDLE_EOF);
    check_equal_u32(done, 0, "nothing read beyond the end");
    CloseHandle(file);
}

static void test_overlapped(void)
{
    char buffer[16] = {0};
    DWORD done = 0;
    make_file(L"ov.bin", "0123456789");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE file =
        CreateFileW(L"ov.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    OVERLAPPED request = {.Offset = 3, .hEvent = event};
    BOOL result = ReadFile(file, buffer, 4, NULL, &request);
    check(result || GetLastError() == ERROR_IO_PENDING, "read: %lu", GetLastError());
    check(GetOverlappedResult(file, &request, &done, TRUE), "result");
    check_equal_u32(done, 4, "bytes");
    check_equal_bytes(buffer, "3456", 4, "data");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "event");
    check_equal_u64(request.InternalHigh, 4, "InternalHigh");
    check_equal_u64(request.Internal, 0, "Internal");
    request = (OVERLAPPED){.Offset = 10, .hEvent = event};
    result = WriteFile(file, "abc", 3, NULL, &request);
    check(result || GetLastError() == ERROR_IO_PENDING, "write");
    check(GetOverlappedResult(file, &request, &done, TRUE) && done == 3, "written");
    request = (OVERLAPPED){.Offset = 50, .hEvent = event};
    result = ReadFile(file, buffer, 4, NULL, &request);
    if (!result && GetLastError() == ERROR_IO_PENDING) result = GetOverlappedResult(file, &request, &done, TRUE);
    check(!result, "read beyond the end");
    check_last_error(ERROR_HANDLE_EOF, "read beyond the end");
    check_fails_with(ReadFile(file, buffer, 4, &done, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(CancelIoEx(file, NULL), ERROR_NOT_FOUND);
    check(CancelIo(file), "nothing to cancel");
    CloseHandle(file);
    CloseHandle(event);
}

static DWORD apc_error, apc_bytes, apc_calls;

static VOID CALLBACK completed(DWORD error, DWORD bytes, LPOVERLAPPED overlapped)
{
    (void)overlapped;
    apc_error = error;
    apc_bytes = bytes;
    apc_calls++;
}

static void test_completion_routine(void)
{
    char buffer[16];
    OVERLAPPED request = {.Offset = 2};
    HANDLE file = CreateFileW(L"ov.bin", GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    check(ReadFileEx(file, buffer, 5, &request, completed), "start: %lu", GetLastError());
    check_equal_u32(apc_calls, 0, "not before an alertable wait");
    check_equal_u32(SleepEx(1000, TRUE), WAIT_IO_COMPLETION, "alertable sleep");
    check_equal_u32(apc_calls, 1, "called once");
    check_equal_u32(apc_error, 0, "no error");
    check_equal_u32(apc_bytes, 5, "bytes");
    CloseHandle(file);
}

static void test_completion_port(void)
{
    char buffer[16];
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED request = {.Offset = 1}, *which = NULL;
    HANDLE file = CreateFileW(L"ov.bin", GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    HANDLE port = CreateIoCompletionPort(file, NULL, 77, 0);
    check(port != NULL, "port: %lu", GetLastError());
    check(ReadFile(file, buffer, 6, NULL, &request) || GetLastError() == ERROR_IO_PENDING, "read");
    check(GetQueuedCompletionStatus(port, &bytes, &key, &which, 1000), "packet: %lu", GetLastError());
    check_equal_u32(bytes, 6, "bytes");
    check_equal_u64(key, 77, "key");
    check_equal_ptr(which, &request, "which");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    request = (OVERLAPPED){.hEvent = (HANDLE)((ULONG_PTR)event | 1)};
    check(ReadFile(file, buffer, 6, NULL, &request) || GetLastError() == ERROR_IO_PENDING,
          "read with the low bit of the event");
    check_equal_u32(WaitForSingleObject(event, 1000), WAIT_OBJECT_0, "event");
    check(!GetQueuedCompletionStatus(port, &bytes, &key, &which, 0), "no packet then");
    CloseHandle(event);
    CloseHandle(port);
    CloseHandle(file);
}

static void test_bad_buffers(void)
{
    DWORD done;
    HANDLE file = CreateFileW(L"ov.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(ReadFile(file, (void *)0x10, 4, &done, NULL), ERROR_NOACCESS);
    check(!WriteFile(file, (void *)0x10, 4, &done, NULL), "write from nowhere");
    CloseHandle(file);
}

/* Buffers on the stack below what is committed so far. */
static DWORD CALLBACK stack_thread(void *argument)
{
    volatile char *low;
    char page[40000];
    DWORD done = 0;
    (void)argument;
    low = page;
    HANDLE file = CreateFileW(L"big.bin", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    check(ReadFile(file, (void *)low, sizeof(page), &done, NULL), "into the stack: %lu", GetLastError());
    check_equal_u32(done, sizeof(page), "all of it");
    CloseHandle(file);
    return 0;
}

static void test_stack_buffer(void)
{
    static char block[65536];
    DWORD done;
    memset(block, 'z', sizeof(block));
    HANDLE file = CreateFileW(L"big.bin", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check(WriteFile(file, block, sizeof(block), &done, NULL) && done == sizeof(block), "write 64 KiB");
    CloseHandle(file);
    HANDLE thread = CreateThread(NULL, 0, stack_thread, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_position();
    test_access();
    test_append();
    test_offset();
    test_overlapped();
    test_completion_routine();
    test_completion_port();
    test_bad_buffers();
    test_stack_buffer();
    temporary_folder_end();
    return check_summary();
}
