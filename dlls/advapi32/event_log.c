/* The event log: events become lines of Winrun's own log; none is kept for reading (winbase.h). */
#include "advapi32_private.h"
#include <string.h>

#define SOURCE_MAGIC 0x45564c47u

struct source { ULONG magic; WCHAR name[64]; };

static struct source *source_of(HANDLE handle)
{
    struct source *source = handle;
    if (source && !((ULONG_PTR)source & 3) && source->magic == SOURCE_MAGIC) return source;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

HANDLE WINAPI RegisterEventSourceW(LPCWSTR server, LPCWSTR name)
{
    if (!name || (server && *server)) {
        SetLastError(name ? RPC_S_SERVER_UNAVAILABLE : ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct source *source = heap_allocate_zeroed(sizeof(*source));
    if (!source) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    source->magic = SOURCE_MAGIC;
    lstrcpynW(source->name, name, ARRAYSIZE(source->name));
    return source;
}

HANDLE WINAPI RegisterEventSourceA(LPCSTR server, LPCSTR name)
{
    WCHAR *wide = NULL;
    if (wide_from_ansi(name, &wide)) return NULL;
    HANDLE handle = RegisterEventSourceW(server && *server ? L"?" : NULL, wide);
    free_text(wide);
    return handle;
}

BOOL WINAPI DeregisterEventSource(HANDLE handle)
{
    struct source *source = source_of(handle);
    if (!source) return FALSE;
    source->magic = 0;
    heap_free(source);
    return TRUE;
}

BOOL WINAPI ReportEventW(HANDLE handle, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size, LPCWSTR *strings, LPVOID data)
{
    struct source *source = source_of(handle);
    (void)category, (void)user, (void)size, (void)data;
    if (!source) return FALSE;
    log_line(LOG_WARN, "event of %S: type %u, id %u", source->name, type, id);
    for (WORD i = 0; i < count && strings; i++) log_line(LOG_WARN, "  %S", strings[i]);
    return TRUE;
}

BOOL WINAPI ReportEventA(HANDLE handle, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size, LPCSTR *strings, LPVOID data)
{
    struct source *source = source_of(handle);
    (void)category, (void)user, (void)size, (void)data;
    if (!source) return FALSE;
    log_line(LOG_WARN, "event of %S: type %u, id %u", source->name, type, id);
    for (WORD i = 0; i < count && strings; i++) log_line(LOG_WARN, "  %s", strings[i]);
    return TRUE;
}
