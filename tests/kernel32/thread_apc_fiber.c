/* Asynchronous procedure calls, fibers, completion ports. */
#include "../check.h"

static int order[16], used;
static void *main_fiber, *fibers[2];
static DWORD fls;
static HANDLE port, event;
static LONG fls_gone_count;

static void CALLBACK note(ULONG_PTR value) { order[used++] = (int)value; }
static void CALLBACK note_and_queue(ULONG_PTR value)
{
    order[used++] = (int)value;
    QueueUserAPC(note, GetCurrentThread(), value + 1);
}

static DWORD WINAPI sleep_alertably(void *argument)
{
    (void)argument;
    SetEvent(event);
    return SleepEx(10000, TRUE);
}

static DWORD WINAPI wait_alertably(void *argument)
{
    SetEvent(event);
    return WaitForSingleObjectEx(argument, 10000, TRUE);
}

static void test_apc(void)
{
    check_equal_u32(SleepEx(0, TRUE), 0, "nothing queued");
    for (int i = 1; i <= 4; i++) check(QueueUserAPC(note, GetCurrentThread(), i), "QueueUserAPC");
    Sleep(10);
    check_equal_int(used, 0, "not delivered without an alertable wait");
    check_equal_u32(SleepEx(0, TRUE), WAIT_IO_COMPLETION, "delivered");
    check_equal_int(used, 4, "all of them");
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_int(order[i], i + 1, "in order");
    }
    used = 0;
    QueueUserAPC(note_and_queue, GetCurrentThread(), 10);
    check_equal_u32(SleepEx(0, TRUE), WAIT_IO_COMPLETION, "an APC that queues another");
    check_equal_int(used, 2, "both ran");
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    QueueUserAPC(note, GetCurrentThread(), 1);
    check_equal_u32(WaitForSingleObjectEx(event, 0, TRUE), WAIT_IO_COMPLETION, "an alertable wait");
    check_equal_u32(WaitForSingleObjectEx(event, 0, TRUE), WAIT_TIMEOUT, "nothing is left");

    HANDLE thread = CreateThread(NULL, 0, sleep_alertably, NULL, 0, NULL),
           never = CreateEventW(NULL, FALSE, FALSE, NULL);
    DWORD code;
    WaitForSingleObject(event, 5000);
    Sleep(30);
    used = 0;
    check(QueueUserAPC(note, thread, 33), "to a sleeping thread");
    check_equal_u32(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0, "it wakes");
    GetExitCodeThread(thread, &code);
    check_equal_u32(code, WAIT_IO_COMPLETION, "because of the call");
    check_equal_int(order[0], 33, "which it ran");
    check_fails_with(QueueUserAPC(note, thread, 1), ERROR_GEN_FAILURE);
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, wait_alertably, never, 0, NULL);
    WaitForSingleObject(event, 5000);
    Sleep(30);
    QueueUserAPC(note, thread, 1);
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    check_equal_u32(code, WAIT_IO_COMPLETION, "waiting for an event");
    CloseHandle(thread);
    used = 0;
    thread = CreateThread(NULL, 0, sleep_alertably, NULL, CREATE_SUSPENDED, NULL);
    QueueUserAPC(note, thread, 44);
    ResumeThread(thread);
    WaitForSingleObject(event, 5000);
    check_equal_int(used, 1, "queued before the thread runs: called before its function");
    TerminateThread(thread, 0);
    CloseHandle(thread);
}

static void CALLBACK fiber_main(void *argument)
{
    double kept = 1.5;
    check_equal_ptr(argument, (void *)0x77, "the fiber's parameter");
    check_equal_ptr(GetFiberData(), (void *)0x77, "GetFiberData");
    check_equal_ptr(GetCurrentFiber(), fibers[0], "GetCurrentFiber");
    check_equal_ptr(FlsGetValue(fls), NULL, "a fiber has its own FLS");
    FlsSetValue(fls, (void *)0x99);
    order[used++] = 1;
    SwitchToFiber(main_fiber);
    order[used++] = 3;
    check(kept == 1.5, "locals survive");
    check_equal_ptr(FlsGetValue(fls), (void *)0x99, "its FLS is back");
    SwitchToFiber(main_fiber);
}

static void WINAPI fls_gone(void *value) { (void)value; fls_gone_count++; }

static void test_fibers(void)
{
    fls = FlsAlloc(fls_gone);
    check(!IsThreadAFiber(), "not a fiber yet");
    main_fiber = ConvertThreadToFiber((void *)0x55);
    check(main_fiber != NULL && IsThreadAFiber(), "ConvertThreadToFiber");
    check_equal_ptr(GetFiberData(), (void *)0x55, "our own data");
    check_fails_with(ConvertThreadToFiber(NULL) != NULL, ERROR_ALREADY_FIBER);
    FlsSetValue(fls, (void *)0x11);
    fibers[0] = CreateFiber(0, fiber_main, (void *)0x77);
    check(fibers[0] != NULL, "CreateFiber");
    used = 0;
    SwitchToFiber(fibers[0]);
    order[used++] = 2;
    check_equal_ptr(FlsGetValue(fls), (void *)0x11, "our FLS");
    SwitchToFiber(fibers[0]);
    order[used++] = 4;
    for (int i = 0; i < 4; i++) {
        check_case(50 + i);
        check_equal_int(order[i], i + 1, "order of fibers");
    }
    DeleteFiber(fibers[0]);
    check_equal_int(fls_gone_count, 1, "deleting calls back for its FLS");
    fibers[1] = CreateFiberEx(0x1000, 0x20000, 0, fiber_main, NULL);
    check(fibers[1] != NULL, "CreateFiberEx");
    DeleteFiber(fibers[1]);
    check(ConvertFiberToThread(), "ConvertFiberToThread");
    check(!IsThreadAFiber(), "a thread again");
    check_fails_with(ConvertFiberToThread(), ERROR_ALREADY_THREAD);
    FlsFree(fls);
}

static DWORD WINAPI take_packet(void *argument)
{
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    (void)argument;
    return GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 10000) ? (DWORD)key : 0;
}

static void test_port(void)
{
    DWORD bytes = 0, code;
    ULONG_PTR key = 0;
    OVERLAPPED *overlapped = NULL, mine;
    OVERLAPPED_ENTRY entries[4];
    ULONG removed = 0;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    check(port != NULL, "CreateIoCompletionPort: error %lu", GetLastError());
    check_fails_with(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0), WAIT_TIMEOUT);
    check_fails_with(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 30), WAIT_TIMEOUT);
    check_equal_ptr(overlapped, NULL, "no packet");
    for (int i = 1; i <= 3; i++)
        check(PostQueuedCompletionStatus(port, i, i * 10, &mine + i), "PostQueuedCompletionStatus");
    for (int i = 1; i <= 3; i++) {
        check_case(80 + i);
        check(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 1000), "a packet");
        check_equal_u32(bytes, i, "bytes");
        check_equal_u64(key, i * 10, "key");
        check_equal_ptr(overlapped, &mine + i, "overlapped");
    }
    for (int i = 1; i <= 3; i++) PostQueuedCompletionStatus(port, i, i, NULL);
    check(GetQueuedCompletionStatusEx(port, entries, 4, &removed, 1000, FALSE), "several at once");
    check_equal_u32(removed, 3, "three");
    check_equal_u64(entries[2].lpCompletionKey, 3, "the last key");
    check_equal_u32(entries[1].dwNumberOfBytesTransferred, 2, "the second's bytes");
    check_fails_with(GetQueuedCompletionStatusEx(port, entries, 4, &removed, 0, FALSE), WAIT_TIMEOUT);
    QueueUserAPC(note, GetCurrentThread(), 1);
    check_fails_with(GetQueuedCompletionStatusEx(port, entries, 4, &removed, 1000, TRUE), WAIT_IO_COMPLETION);
    HANDLE thread = CreateThread(NULL, 0, take_packet, NULL, 0, NULL);
    Sleep(30);
    PostQueuedCompletionStatus(port, 0, 77, NULL);
    check_equal_u32(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0, "a waiting thread");
    GetExitCodeThread(thread, &code);
    check_equal_u32(code, 77, "got the packet");
    CloseHandle(thread);
    check(CloseHandle(port), "close the port");
    check_fails_with(PostQueuedCompletionStatus(port, 0, 0, NULL), ERROR_INVALID_HANDLE);
    check_fails_with(CreateIoCompletionPort((HANDLE)0xdead0, NULL, 0, 0) != NULL, ERROR_INVALID_HANDLE);
}

int main(void)
{
    test_apc();
    test_fibers();
    test_port();
    return check_summary();
}
