/* The data that each thread has of its own. It is made when it is first asked for, and freed when the thread ends. */
#include "crt.h"

static DWORD fls_index = FLS_OUT_OF_INDEXES;
static struct thread_data shared_by_all; /* for a thread for which there is no memory */

static void NTAPI free_data(void *data)
{
    if (data && data != &shared_by_all) HeapFree(crt_heap, 0, data);
}

bool crt_threads_initialise(void)
{
    fls_index = FlsAlloc(free_data);
    return fls_index != FLS_OUT_OF_INDEXES;
}

struct thread_data *crt_thread(void)
{
    DWORD error = GetLastError(); /* FlsGetValue clears it */
    struct thread_data *data = FlsGetValue(fls_index);
    if (!data) {
        data = HeapAlloc(crt_heap, HEAP_ZERO_MEMORY, sizeof(*data));
        if (!data) data = &shared_by_all;
        data->random = 1;
        FlsSetValue(fls_index, data);
    }
    SetLastError(error);
    return data;
}

void crt_thread_free(void)
{
    struct thread_data *data = FlsGetValue(fls_index);
    if (!data) return;
    FlsSetValue(fls_index, NULL);
    free_data(data);
}

uintptr_t __cdecl __threadhandle(void) { return (uintptr_t)GetCurrentThread(); }
unsigned long __cdecl __threadid(void) { return GetCurrentThreadId(); }
void **__cdecl __pxcptinfoptrs(void) { return (void **)&crt_thread()->signal_information; }
int *__cdecl __fpecode(void) { return &crt_thread()->floating_code; }
