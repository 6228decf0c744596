/* CancelSynchronousIo: requests of other threads on synchronous handles that wait, and those that do not. */
#include "../check.h"

#define PIPE_NAME "\\\\.\\pipe\\winrun cancel test"
#define FAILS_WITH(call, error) (SetLastError(0), !(call) && GetLastError() == (error))

enum work { READ_PIPE, WRITE_PIPE, READ_MESSAGE, CONNECT_PIPE, WORK_COUNT };
static const char *const names[] = {"ReadFile", "WriteFile", "ReadFile of a message pipe", "ConnectNamedPipe"};

struct job {
    enum work work;
    HANDLE handle;
    BOOL result;
    DWORD error, done;
};

static DWORD WINAPI do_job(void *argument)
{
    static char block[0x100000];
    struct job *job = argument;

    SetLastError(0);
    switch (job->work) {
    case READ_PIPE:
    case READ_MESSAGE: job->result = ReadFile(job->handle, block, 10, &job->done, NULL); break;
    case WRITE_PIPE: job->result = WriteFile(job->handle, block, sizeof(block), &job->done, NULL); break;
    default: job->result = ConnectNamedPipe(job->handle, NULL);
    }
    job->error = GetLastError();
    return 0;
}

/* The thread may not have come to its request yet. */
static BOOL cancel(HANDLE thread)
{
    for (int i = 0; i < 10000 && WaitForSingleObject(thread, 0) == WAIT_TIMEOUT; i++) {
        if (CancelSynchronousIo(thread)) return TRUE;
        if (GetLastError() != ERROR_NOT_FOUND) return FALSE;
        Sleep(1);
    }
    return FALSE;
}

static void test_job(enum work work, HANDLE handle)
{
    struct job job = {.work = work, .handle = handle, .result = 7};
    HANDLE thread = CreateThread(NULL, 0, do_job, &job, 0, NULL);

    check(cancel(thread), "%s is cancelled: %lu", names[work], GetLastError());
    check(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "%s returns", names[work]);
    check(!job.result && job.error == ERROR_OPERATION_ABORTED, "%s: %d, error %lu", names[work], job.result, job.error);
    SetLastError(0);
    check(!CancelSynchronousIo(thread), "%s: the thread has ended", names[work]);
    CloseHandle(thread);
}

static HANDLE named_pipe(DWORD mode)
{
    HANDLE pipe = CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX, mode, 1, 4096, 4096, 0, NULL);
    check(pipe != INVALID_HANDLE_VALUE, "CreateNamedPipe: %lu", GetLastError());
    return pipe;
}

static void test_pipe(void)
{
    HANDLE in, out;
    char text[10] = "";
    DWORD done;

    check(CreatePipe(&in, &out, NULL, 4096), "CreatePipe: %lu", GetLastError());
    test_job(READ_PIPE, in);
    check(WriteFile(out, "still", 5, &done, NULL) && ReadFile(in, text, 10, &done, NULL) && done == 5,
          "the pipe works as before: %lu", GetLastError());
    test_job(WRITE_PIPE, out);
    CloseHandle(in);
    CloseHandle(out);
}

static void test_named_pipe(void)
{
    HANDLE pipe = named_pipe(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT), client;
    DWORD done, mode = PIPE_READMODE_MESSAGE;
    char text[10];

    test_job(CONNECT_PIPE, pipe);
    client = CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    check(client != INVALID_HANDLE_VALUE, "a client after the cancelled wait: %lu", GetLastError());
    check(SetNamedPipeHandleState(client, &mode, NULL, NULL), "message mode: %lu", GetLastError());
    test_job(READ_MESSAGE, client);
    check(WriteFile(pipe, "abc", 3, &done, NULL) && ReadFile(client, text, 10, &done, NULL) && done == 3,
          "a message after the cancelled read: %lu", GetLastError());
    CloseHandle(client);
    CloseHandle(pipe);
}

static DWORD WINAPI wait_for_event(void *event) { return WaitForSingleObject(event, 20000); }

static void test_nothing_to_cancel(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), weak;
    HANDLE thread = CreateThread(NULL, 0, wait_for_event, event, 0, NULL);

    check(FAILS_WITH(CancelSynchronousIo(thread), ERROR_NOT_FOUND), "a thread that waits: %lu", GetLastError());
    check(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT, "still waits");
    check(FAILS_WITH(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND), "this thread: %lu", GetLastError());
    check(FAILS_WITH(CancelSynchronousIo(NULL), ERROR_INVALID_HANDLE), "no handle: %lu", GetLastError());
    check(FAILS_WITH(CancelSynchronousIo(event), ERROR_INVALID_HANDLE), "an event: %lu", GetLastError());
    DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &weak, THREAD_QUERY_INFORMATION, FALSE, 0);
    check(FAILS_WITH(CancelSynchronousIo(weak), ERROR_ACCESS_DENIED), "a weak handle: %lu", GetLastError());
    CloseHandle(weak);
    SetEvent(event);
    check(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "the thread ends");
    CloseHandle(thread);
    CloseHandle(event);
}

/* An overlapped read is none of CancelSynchronousIo's. */
static void test_overlapped(void)
{
    HANDLE pipe =
        CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 4096, 4096, 0, NULL);
    OVERLAPPED overlapped = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    DWORD done;

    check(!ConnectNamedPipe(pipe, &overlapped) && GetLastError() == ERROR_IO_PENDING, "pending: %lu", GetLastError());
    check(FAILS_WITH(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND), "not found: %lu", GetLastError());
    check(WaitForSingleObject(overlapped.hEvent, 0) == WAIT_TIMEOUT, "still pending");
    check(CancelIo(pipe), "CancelIo: %lu", GetLastError());
    check(FAILS_WITH(GetOverlappedResult(pipe, &overlapped, &done, TRUE), ERROR_OPERATION_ABORTED), "aborted: %lu",
          GetLastError());
    CloseHandle(overlapped.hEvent);
    CloseHandle(pipe);
}

int main(void)
{
    test_pipe();
    test_named_pipe();
    test_nothing_to_cancel();
    test_overlapped();
    return check_summary();
}
