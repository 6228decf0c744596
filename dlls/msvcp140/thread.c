/* std::thread below its template. */
#include "threads.h"
#include <process.h>

void __cdecl _Cnd_do_broadcast_at_thread_exit(void);

int __cdecl _Thrd_detach(struct thread_handle thread)
{
    return CloseHandle(thread.handle) ? THREAD_SUCCESS : THREAD_ERROR;
}

int __cdecl _Thrd_join(struct thread_handle thread, int *result)
{
    DWORD code;
    if (WaitForSingleObject(thread.handle, INFINITE) == WAIT_FAILED || !GetExitCodeThread(thread.handle, &code))
        return THREAD_ERROR;
    if (result) *result = (int)code;
    return _Thrd_detach(thread);
}

struct start {
    int(__cdecl *function)(void *);
    void *argument;
};

static unsigned __stdcall run(void *start_)
{
    struct start start = *(struct start *)start_;
    free(start_);
    unsigned result = (unsigned)start.function(start.argument);
    _Cnd_do_broadcast_at_thread_exit();
    return result;
}

int __cdecl _Thrd_create(struct thread_handle *thread, int(__cdecl *function)(void *), void *argument)
{
    struct start *start = malloc(sizeof(*start));
    if (!start) return THREAD_NO_MEMORY;
    *start = (struct start){function, argument};
    thread->handle = (HANDLE)_beginthreadex(NULL, 0, run, start, 0, &thread->id);
    if (thread->handle) return THREAD_SUCCESS;
    free(start);
    return THREAD_ERROR;
}

int __cdecl _Thrd_start(struct thread_handle *thread, unsigned(__stdcall *function)(void *), void *argument)
{
    thread->handle = (HANDLE)_beginthreadex(NULL, 0, function, argument, 0, &thread->id);
    return thread->handle ? THREAD_SUCCESS : THREAD_ERROR;
}

void __cdecl _Thrd_exit(int result) { _endthreadex((unsigned)result); }
void __cdecl _Thrd_yield(void) { SwitchToThread(); }
unsigned __cdecl _Thrd_id(void) { return GetCurrentThreadId(); }
int __cdecl _Thrd_lt(struct thread_handle a, struct thread_handle b) { return a.id < b.id; }
int __cdecl _Thrd_equal(struct thread_handle a, struct thread_handle b) { return a.id == b.id; }

struct thread_handle __cdecl _Thrd_current(void)
{
    struct thread_handle thread = {GetCurrentThread(), GetCurrentThreadId()};
    return thread;
}

void __cdecl _Thrd_sleep(const struct time64 *until)
{
    for (DWORD left; (left = milliseconds_until(until));) Sleep(left);
}

unsigned __cdecl _Thrd_hardware_concurrency(void)
{
    SYSTEM_INFO info;
    GetNativeSystemInfo(&info);
    return info.dwNumberOfProcessors;
}
