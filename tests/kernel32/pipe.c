/* Pipes: anonymous, and named ones of both types, synchronous and overlapped. */
#include "../check.h"

static void test_anonymous(void)
{
    HANDLE read, write;
    char buffer[16];
    DWORD done, available = 99;
    check(CreatePipe(&read, &write, NULL, 0), "make");
    check_equal_u32(GetFileType(read), FILE_TYPE_PIPE, "type");
    check(PeekNamedPipe(read, NULL, 0, NULL, &available, NULL) && !available, "empty");
    check(WriteFile(write, "hello", 5, &done, NULL) && done == 5, "write");
    check(PeekNamedPipe(read, buffer, 3, &done, &available, NULL), "peek");
    check_equal_u32(done, 3, "peeked");
    check_equal_u32(available, 5, "available");
    check_equal_bytes(buffer, "hel", 3, "peeked");
    check(ReadFile(read, buffer, 16, &done, NULL) && done == 5, "read");
    check_equal_bytes(buffer, "hello", 5, "data");
    check_fails_with(WriteFile(read, "x", 1, &done, NULL), ERROR_ACCESS_DENIED);
    check_fails_with(ReadFile(write, buffer, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(write);
    check_fails_with(ReadFile(read, buffer, 1, &done, NULL), ERROR_BROKEN_PIPE);
    check_fails_with(PeekNamedPipe(read, NULL, 0, NULL, &available, NULL), ERROR_BROKEN_PIPE);
    CloseHandle(read);
    CreatePipe(&read, &write, NULL, 0);
    CloseHandle(read);
    check_fails_with(WriteFile(write, "x", 1, &done, NULL), ERROR_NO_DATA);
    CloseHandle(write);
}

static const WCHAR pipe_name[] = L"\\\\.\\pipe\\winrun test pipe";

static HANDLE make_server(DWORD flags, DWORD mode)
{
    return CreateNamedPipeW(pipe_name, PIPE_ACCESS_DUPLEX | flags, mode, 2, 4096, 4096, 0, NULL);
}

static HANDLE connect_client(DWORD flags)
{
    return CreateFileW(pipe_name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, flags, NULL);
}

static void test_byte_pipe(void)
{
    char buffer[32];
    DWORD done, pid = 0;
    check(connect_client(0) == INVALID_HANDLE_VALUE, "no server yet");
    check_last_error(ERROR_FILE_NOT_FOUND, "no server yet");
    check_fails_with(WaitNamedPipeW(pipe_name, 1), ERROR_FILE_NOT_FOUND);
    HANDLE server = make_server(0, PIPE_TYPE_BYTE);
    check(server != INVALID_HANDLE_VALUE, "server: %lu", GetLastError());
    check(WaitNamedPipeW(pipe_name, 1000), "an instance waits: %lu", GetLastError());
    HANDLE client = connect_client(0);
    check(client != INVALID_HANDLE_VALUE, "client: %lu", GetLastError());
    check_fails_with(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);
    check(WriteFile(client, "abc", 3, &done, NULL) && WriteFile(client, "def", 3, &done, NULL), "write");
    check(ReadFile(server, buffer, 32, &done, NULL), "read");
    check_equal_u32(done, 6, "bytes run together");
    check(WriteFile(server, "answer", 6, &done, NULL), "answer");
    check(ReadFile(client, buffer, 3, &done, NULL) && done == 3, "read a part");
    check(ReadFile(client, buffer, 32, &done, NULL) && done == 3, "read the rest");
    check(GetNamedPipeServerProcessId(client, &pid), "server's process: %lu", GetLastError());
    check_equal_u32(pid, GetCurrentProcessId(), "server's process");
    CloseHandle(client);
    check_fails_with(ReadFile(server, buffer, 1, &done, NULL), ERROR_BROKEN_PIPE);
    check(DisconnectNamedPipe(server), "disconnect: %lu", GetLastError());
    check_fails_with(ReadFile(server, buffer, 1, &done, NULL), ERROR_PIPE_NOT_CONNECTED);
    CloseHandle(server);
    check(connect_client(0) == INVALID_HANDLE_VALUE, "gone");
    check_last_error(ERROR_FILE_NOT_FOUND, "gone");
}

static void test_message_pipe(void)
{
    char buffer[32];
    DWORD done, left, available, mode = PIPE_READMODE_MESSAGE;
    HANDLE server = make_server(0, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE), client = connect_client(0);
    check(SetNamedPipeHandleState(client, &mode, NULL, NULL), "message mode: %lu", GetLastError());
    check(WriteFile(client, "first", 5, &done, NULL) && WriteFile(client, "second!", 7, &done, NULL), "two messages");
    check(PeekNamedPipe(server, NULL, 0, NULL, &available, &left), "peek");
    check_equal_u32(left, 5, "of the first message");
    check(ReadFile(server, buffer, 32, &done, NULL) && done == 5, "first");
    check_fails_with(ReadFile(server, buffer, 3, &done, NULL), ERROR_MORE_DATA);
    check_equal_bytes(buffer, "sec", 3, "start of the second");
    check(ReadFile(server, buffer, 32, &done, NULL) && done == 4, "the rest");
    check_equal_bytes(buffer, "ond!", 4, "the rest");
    check(WriteFile(client, "", 0, &done, NULL), "an empty message");
    check(WriteFile(client, "x", 1, &done, NULL), "and one more");
    check(ReadFile(server, buffer, 32, &done, NULL) && done == 0, "the empty message");
    check(ReadFile(server, buffer, 32, &done, NULL) && done == 1, "and one more");
    CloseHandle(client);
    CloseHandle(server);
}

static void test_overlapped(void)
{
    char buffer[32];
    DWORD done;
    OVERLAPPED connect = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)},
               read = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    HANDLE server = make_server(FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE);
    check_fails_with(ConnectNamedPipe(server, &connect), ERROR_IO_PENDING);
    check_equal_u32(WaitForSingleObject(connect.hEvent, 0), WAIT_TIMEOUT, "nobody there");
    HANDLE client = connect_client(FILE_FLAG_OVERLAPPED);
    check(client != INVALID_HANDLE_VALUE, "client: %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(connect.hEvent, 2000), WAIT_OBJECT_0, "connected");
    check(GetOverlappedResult(server, &connect, &done, FALSE), "result: %lu", GetLastError());
    check_fails_with(ReadFile(server, buffer, 32, NULL, &read), ERROR_IO_PENDING);
    check_fails_with(GetOverlappedResult(server, &read, &done, FALSE), ERROR_IO_INCOMPLETE);
    OVERLAPPED write = {.hEvent = connect.hEvent};
    BOOL result = WriteFile(client, "data", 4, NULL, &write);
    check(result || GetLastError() == ERROR_IO_PENDING, "write");
    check(GetOverlappedResult(client, &write, &done, TRUE) && done == 4, "written");
    check(GetOverlappedResult(server, &read, &done, TRUE), "read: %lu", GetLastError());
    check_equal_u32(done, 4, "bytes");
    check_fails_with(ReadFile(server, buffer, 32, NULL, &read), ERROR_IO_PENDING);
    check(CancelIo(server), "cancel");
    check_fails_with(GetOverlappedResult(server, &read, &done, TRUE), ERROR_OPERATION_ABORTED);
    check_fails_with(ReadFile(server, buffer, 32, NULL, &read), ERROR_IO_PENDING);
    CloseHandle(client);
    check_fails_with(GetOverlappedResult(server, &read, &done, TRUE), ERROR_BROKEN_PIPE);
    CloseHandle(server);
    CloseHandle(connect.hEvent);
    CloseHandle(read.hEvent);
}

int main(void)
{
    test_anonymous();
    test_byte_pipe();
    test_message_pipe();
    test_overlapped();
    return check_summary();
}
