/* Event tracing (ETW): nobody ever listens, so providers register and are told that no session has enabled them, which
 * is what Windows says on a machine without a trace session. */
#include "advapi32_private.h"
#include <evntprov.h>

static LONG last_registration;

ULONG WINAPI EventRegister(LPCGUID provider, PENABLECALLBACK callback, PVOID context, PREGHANDLE handle)
{
    (void)callback;
    (void)context;
    if (!provider || !handle) return ERROR_INVALID_PARAMETER;
    *handle = (REGHANDLE)InterlockedIncrement(&last_registration);
    return ERROR_SUCCESS;
}

ULONG WINAPI EventUnregister(REGHANDLE handle)
{
    return handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

BOOLEAN WINAPI EventEnabled(REGHANDLE handle, PCEVENT_DESCRIPTOR descriptor)
{
    (void)handle;
    (void)descriptor;
    return FALSE;
}

BOOLEAN WINAPI EventProviderEnabled(REGHANDLE handle, UCHAR level, ULONGLONG keyword)
{
    (void)handle;
    (void)level;
    (void)keyword;
    return FALSE;
}

/* Documented: events of a provider that no session has enabled are dropped, and the call succeeds. */
ULONG WINAPI EventWrite(REGHANDLE handle, PCEVENT_DESCRIPTOR descriptor, ULONG count, PEVENT_DATA_DESCRIPTOR data)
{
    (void)count;
    (void)data;
    if (!handle) return ERROR_INVALID_HANDLE;
    return descriptor ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

ULONG WINAPI EventWriteTransfer(REGHANDLE handle, PCEVENT_DESCRIPTOR descriptor, LPCGUID activity, LPCGUID related,
                                ULONG count, PEVENT_DATA_DESCRIPTOR data)
{
    (void)activity;
    (void)related;
    return EventWrite(handle, descriptor, count, data);
}

ULONG WINAPI EventSetInformation(REGHANDLE handle, EVENT_INFO_CLASS class, PVOID information, ULONG size)
{
    (void)class;
    (void)information;
    (void)size;
    return handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
