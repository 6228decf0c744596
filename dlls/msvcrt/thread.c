/* Threads of the runtime: _beginthread and _beginthreadex. */
#include "crt.h"

typedef void(__cdecl *simple_routine)(void *);
typedef unsigned(__stdcall *thread_routine)(void *);

struct thread_start {
    simple_routine simple;
    thread_routine routine;
    void *argument;
    HANDLE handle; /* of _beginthread: closed when the thread ends */
};

void __cdecl _endthreadex(unsigned code)
{
    ExitThread(code);
}

void __cdecl _endthread(void)
{
    struct thread_data *thread = crt_thread();
    if (thread->thread_handle) CloseHandle(thread->thread_handle);
    thread->thread_handle = NULL;
    ExitThread(0);
}

static DWORD WINAPI run(void *parameter)
{
    struct thread_start start = *(struct thread_start *)parameter;
    free(parameter);
    if (start.routine) {
        _endthreadex(start.routine(start.argument));
    } else {
        crt_thread()->thread_handle = start.handle;
        start.simple(start.argument);
        _endthread();
    }
    return 0;
}

uintptr_t __cdecl _beginthreadex(void *security, unsigned stack_size, thread_routine routine, void *argument,
                                 unsigned flags, unsigned *id)
{
    DWORD thread_id;
    if (!routine) {
        crt_invalid(EINVAL);
        return 0;
    }
    struct thread_start *start = malloc(sizeof(*start));
    if (!start) return 0;
    *start = (struct thread_start){.routine = routine, .argument = argument};
    HANDLE thread = CreateThread(security, stack_size, run, start, flags, &thread_id);
    if (!thread) {
        crt_fail();
        free(start);
        return 0;
    }
    if (id) *id = thread_id;
    return (uintptr_t)thread;
}

uintptr_t __cdecl _beginthread(simple_routine routine, unsigned stack_size, void *argument)
{
    if (!routine) {
        crt_invalid(EINVAL);
        return (uintptr_t)-1;
    }
    struct thread_start *start = malloc(sizeof(*start));
    if (!start) return (uintptr_t)-1;
    *start = (struct thread_start){.simple = routine, .argument = argument};
    HANDLE thread = CreateThread(NULL, stack_size, run, start, CREATE_SUSPENDED, NULL);
    if (!thread) {
        crt_fail();
        free(start);
        return (uintptr_t)-1;
    }
    start->handle = thread;
    ResumeThread(thread);
    return (uintptr_t)thread;
}

int __cdecl _getpid(void) { return (int)GetCurrentProcessId(); }
