/* Locks inside the runtime, and _lock and _unlock, by which old programs take the runtime's own locks. */
#include "crt.h"

void crt_lock(struct crt_lock *lock)
{
    DWORD self = GetCurrentThreadId();
    if (lock->owner != self) {
        AcquireSRWLockExclusive(&lock->lock);
        lock->owner = self;
    }
    lock->depth++;
}

bool crt_try_lock(struct crt_lock *lock)
{
    DWORD self = GetCurrentThreadId();
    if (lock->owner != self) {
        if (!TryAcquireSRWLockExclusive(&lock->lock)) return false;
        lock->owner = self;
    }
    lock->depth++;
    return true;
}

void crt_unlock(struct crt_lock *lock)
{
    if (--lock->depth) return;
    lock->owner = 0;
    ReleaseSRWLockExclusive(&lock->lock);
}

/* The numbers are an agreement between the runtime and programs built with it: 8 guards the onexit table, 16 and up the
 * standard streams. */
#define LOCK_COUNT 64
static struct crt_lock numbered_locks[LOCK_COUNT];

void __cdecl _lock(int number)
{
    if (number >= 0 && number < LOCK_COUNT) crt_lock(&numbered_locks[number]);
}

void __cdecl _unlock(int number)
{
    if (number >= 0 && number < LOCK_COUNT) crt_unlock(&numbered_locks[number]);
}

#define LOCALE_LOCK 19

void __cdecl _lock_locales(void) { _lock(LOCALE_LOCK); }
void __cdecl _unlock_locales(void) { _unlock(LOCALE_LOCK); }
