/* std::condition_variable, and the signals that are sent when a thread ends. */
#include "threads.h"

void __cdecl _Mtx_clear_owner(struct mutex *mutex);
void __cdecl _Mtx_reset_owner(struct mutex *mutex);
int __cdecl _Mtx_unlock(struct mutex *mutex);

void __cdecl _Cnd_init_in_situ(struct condition *condition) { *condition = (struct condition){0}; }
void __cdecl _Cnd_destroy_in_situ(struct condition *condition) { (void)condition; }

int __cdecl _Cnd_init(struct condition **condition)
{
    *condition = calloc(1, sizeof(**condition));
    return *condition ? THREAD_SUCCESS : THREAD_NO_MEMORY;
}

void __cdecl _Cnd_destroy(struct condition *condition) { free(condition); }

static int wait_for(struct condition *condition, struct mutex *mutex, DWORD timeout)
{
    _Mtx_clear_owner(mutex);
    BOOL woken = SleepConditionVariableSRW(&condition->variable, &mutex->lock, timeout, 0);
    _Mtx_reset_owner(mutex);
    return woken ? THREAD_SUCCESS : THREAD_TIMED_OUT;
}

int __cdecl _Cnd_wait(struct condition *condition, struct mutex *mutex) { return wait_for(condition, mutex, INFINITE); }

int __cdecl _Cnd_timedwait(struct condition *condition, struct mutex *mutex, const struct time64 *until)
{
    int result = wait_for(condition, mutex, milliseconds_until(until));
    return result == THREAD_TIMED_OUT && milliseconds_until(until) ? THREAD_SUCCESS : result;
}

int __cdecl _Cnd_signal(struct condition *condition)
{
    WakeConditionVariable(&condition->variable);
    return THREAD_SUCCESS;
}

int __cdecl _Cnd_broadcast(struct condition *condition)
{
    WakeAllConditionVariable(&condition->variable);
    return THREAD_SUCCESS;
}

/* ---- std::notify_all_at_thread_exit and the like: conditions to signal and mutexes to leave when the thread ends */

struct exit_signal {
    struct exit_signal *next;
    DWORD thread;
    struct condition *condition;
    struct mutex *mutex;
    int *ready;
};

static SRWLOCK exit_lock = SRWLOCK_INIT;
static struct exit_signal *exit_signals;

void __cdecl _Cnd_register_at_thread_exit(struct condition *condition, struct mutex *mutex, int *ready)
{
    struct exit_signal *signal = malloc(sizeof(*signal));
    if (!signal) abort();
    *signal = (struct exit_signal){NULL, GetCurrentThreadId(), condition, mutex, ready};
    AcquireSRWLockExclusive(&exit_lock);
    signal->next = exit_signals;
    exit_signals = signal;
    ReleaseSRWLockExclusive(&exit_lock);
}

/* Takes the first that fits out of the list: of this thread, or with this mutex. */
static struct exit_signal *take_exit_signal(DWORD thread, struct mutex *mutex)
{
    AcquireSRWLockExclusive(&exit_lock);
    struct exit_signal **link = &exit_signals, *found = NULL;
    while (*link && (mutex ? (*link)->mutex != mutex : (*link)->thread != thread)) link = &(*link)->next;
    if (*link) {
        found = *link;
        *link = found->next;
    }
    ReleaseSRWLockExclusive(&exit_lock);
    return found;
}

void __cdecl _Cnd_unregister_at_thread_exit(struct mutex *mutex)
{
    for (struct exit_signal *signal; (signal = take_exit_signal(0, mutex));) free(signal);
}

void __cdecl _Cnd_do_broadcast_at_thread_exit(void)
{
    for (struct exit_signal *signal; (signal = take_exit_signal(GetCurrentThreadId(), NULL)); free(signal)) {
        if (signal->ready) *signal->ready = 1;
        _Mtx_unlock(signal->mutex);
        _Cnd_broadcast(signal->condition);
    }
}
