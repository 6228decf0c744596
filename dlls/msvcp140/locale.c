/* What every user of locales touches first: the library's lock, and the count of facet numbers. */
#include <windows.h>

#ifdef __i386__
#define THISCALL __thiscall
#else
#define THISCALL
#endif

#define LOCK_COUNT 8
static CRITICAL_SECTION locks[LOCK_COUNT];

struct lock_holder { int index; };

struct lock_holder *THISCALL lock_construct(struct lock_holder *holder, int index)
{
    holder->index = index;
    if (index >= 0 && index < LOCK_COUNT) EnterCriticalSection(&locks[index]);
    return holder;
}

void THISCALL lock_destroy(struct lock_holder *holder)
{
    if (holder->index >= 0 && holder->index < LOCK_COUNT) LeaveCriticalSection(&locks[holder->index]);
}

int locale_id_count;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance, (void)reserved;
    for (int i = 0; reason == DLL_PROCESS_ATTACH && i < LOCK_COUNT; i++) InitializeCriticalSection(&locks[i]);
    return TRUE;
}
