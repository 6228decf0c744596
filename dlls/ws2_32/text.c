/* UTF-8 and UTF-16, and what each thread keeps for the old functions that answer in memory of Winsock's. */
#include "winsock_private.h"

int utf8_from_wide(const WCHAR *wide, char *text, int room)
{
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, room, NULL, NULL);
}

int wide_from_utf8(const char *text, WCHAR *wide, int room)
{
    return MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, room);
}

static DWORD data_index = FLS_OUT_OF_INDEXES;

static void WINAPI free_data(void *data)
{
    HeapFree(GetProcessHeap(), 0, data);
}

struct winsock_thread *thread_data(void)
{
    if (data_index == FLS_OUT_OF_INDEXES) {
        DWORD index = FlsAlloc(free_data);
        if (InterlockedCompareExchange((LONG *)&data_index, (LONG)index, (LONG)FLS_OUT_OF_INDEXES) !=
            (LONG)FLS_OUT_OF_INDEXES)
            FlsFree(index);
    }
    struct winsock_thread *data = FlsGetValue(data_index);
    if (data) return data;
    data = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*data));
    if (data) FlsSetValue(data_index, data);
    return data;
}
