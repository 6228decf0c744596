/* std::mutex and its relatives. */
#include "threads.h"

_Static_assert(sizeof(struct mutex) == (sizeof(void *) == 8 ? 80 : 48), "programs reserve this much");

void __cdecl _Mtx_init_in_situ(struct mutex *mutex, int type) { *mutex = (struct mutex){.type = type, .thread = -1}; }
void __cdecl _Mtx_destroy_in_situ(struct mutex *mutex) { (void)mutex; }

int __cdecl _Mtx_init(struct mutex **mutex, int type)
{
    *mutex = malloc(sizeof(**mutex));
    if (!*mutex) return THREAD_NO_MEMORY;
    _Mtx_init_in_situ(*mutex, type);
    return THREAD_SUCCESS;
}

void __cdecl _Mtx_destroy(struct mutex *mutex) { free(mutex); }

int __cdecl _Mtx_current_owns(struct mutex *mutex)
{
    return mutex->count && mutex->thread == (LONG)GetCurrentThreadId();
}

static int enter_again(struct mutex *mutex)
{
    if (!(mutex->type & MUTEX_RECURSIVE)) return THREAD_BUSY;
    mutex->count++;
    return THREAD_SUCCESS;
}

static int entered(struct mutex *mutex)
{
    mutex->thread = (LONG)GetCurrentThreadId();
    mutex->count = 1;
    return THREAD_SUCCESS;
}

int __cdecl _Mtx_lock(struct mutex *mutex)
{
    if (_Mtx_current_owns(mutex)) return enter_again(mutex);
    AcquireSRWLockExclusive(&mutex->lock);
    return entered(mutex);
}

int __cdecl _Mtx_trylock(struct mutex *mutex)
{
    if (_Mtx_current_owns(mutex)) return enter_again(mutex);
    return TryAcquireSRWLockExclusive(&mutex->lock) ? entered(mutex) : THREAD_BUSY;
}

/* The lock beneath cannot wait for a while: it is asked again and again, ever more rarely. */
int __cdecl _Mtx_timedlock(struct mutex *mutex, const struct time64 *until)
{
    for (DWORD pause = 0;; pause = pause < 8 ? pause + 1 : 8) {
        int result = _Mtx_trylock(mutex);
        if (result == THREAD_SUCCESS) return result;
        DWORD left = milliseconds_until(until);
        if (!left) return THREAD_TIMED_OUT;
        Sleep(pause < left ? pause : left);
    }
}

int __cdecl _Mtx_unlock(struct mutex *mutex)
{
    if (--mutex->count) return THREAD_SUCCESS;
    mutex->thread = -1;
    ReleaseSRWLockExclusive(&mutex->lock);
    return THREAD_SUCCESS;
}

void *__cdecl _Mtx_getconcrtcs(struct mutex *mutex) { return &mutex->unused; }

/* For whoever waits on a condition variable with the lock itself. */
void __cdecl _Mtx_clear_owner(struct mutex *mutex)
{
    mutex->thread = -1;
    mutex->count--;
}

void __cdecl _Mtx_reset_owner(struct mutex *mutex)
{
    mutex->thread = (LONG)GetCurrentThreadId();
    mutex->count++;
}

/* std::shared_mutex is nothing but the lock. */
void __cdecl _Smtx_lock_exclusive(SRWLOCK *lock) { AcquireSRWLockExclusive(lock); }
void __cdecl _Smtx_lock_shared(SRWLOCK *lock) { AcquireSRWLockShared(lock); }
int __cdecl _Smtx_try_lock_exclusive(SRWLOCK *lock) { return TryAcquireSRWLockExclusive(lock); }
int __cdecl _Smtx_try_lock_shared(SRWLOCK *lock) { return TryAcquireSRWLockShared(lock); }
void __cdecl _Smtx_unlock_exclusive(SRWLOCK *lock) { ReleaseSRWLockExclusive(lock); }
void __cdecl _Smtx_unlock_shared(SRWLOCK *lock) { ReleaseSRWLockShared(lock); }
