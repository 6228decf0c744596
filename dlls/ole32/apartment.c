/* Apartments of threads. Objects live in the apartment that made them; calls from one apartment to another are not
 * marshalled. */
#include "nt/nt.h"
#include <objbase.h>
#include <ole2.h>
#include "ole32_private.h"

struct apartment { DWORD count, model; };

static DWORD apartment_slot = TLS_OUT_OF_INDEXES;
static LONG multithreaded_count;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    if (reason == DLL_PROCESS_ATTACH) apartment_slot = TlsAlloc();
    if (reason == DLL_THREAD_DETACH) HeapFree(GetProcessHeap(), 0, TlsGetValue(apartment_slot));
    if (reason == DLL_PROCESS_DETACH && !reserved) TlsFree(apartment_slot);
    return TRUE;
}

HRESULT WINAPI CoInitializeEx(LPVOID reserved, DWORD flags)
{
    struct apartment *apartment = TlsGetValue(apartment_slot);
    DWORD model = flags & COINIT_APARTMENTTHREADED;

    if (reserved) return E_INVALIDARG;
    if (!apartment) {
        if (!(apartment = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*apartment)))) return E_OUTOFMEMORY;
        TlsSetValue(apartment_slot, apartment);
    }
    if (apartment->count && apartment->model != model) return RPC_E_CHANGED_MODE;
    apartment->model = model;
    if (apartment->count++) return S_FALSE;
    if (!model) InterlockedIncrement(&multithreaded_count);
    return S_OK;
}

HRESULT WINAPI CoInitialize(LPVOID reserved)
{
    return CoInitializeEx(reserved, COINIT_APARTMENTTHREADED);
}

void WINAPI CoUninitialize(void)
{
    struct apartment *apartment = TlsGetValue(apartment_slot);
    if (!apartment || !apartment->count || --apartment->count) return;
    if (!apartment->model) InterlockedDecrement(&multithreaded_count);
}

HRESULT WINAPI OleInitialize(LPVOID reserved)
{
    return CoInitializeEx(reserved, COINIT_APARTMENTTHREADED);
}

void WINAPI OleUninitialize(void)
{
    CoUninitialize();
}

/* A thread without an apartment of its own is in the process's multithreaded one, if there is one. */
bool has_apartment(void)
{
    struct apartment *apartment = TlsGetValue(apartment_slot);
    return (apartment && apartment->count) || multithreaded_count > 0;
}

HRESULT WINAPI CoGetApartmentType(APTTYPE *type, APTTYPEQUALIFIER *qualifier)
{
    struct apartment *apartment = TlsGetValue(apartment_slot);

    if (!type || !qualifier) return E_INVALIDARG;
    *type = APTTYPE_CURRENT;
    *qualifier = APTTYPEQUALIFIER_NONE;
    if (!has_apartment()) return CO_E_NOTINITIALIZED;
    if (apartment && apartment->count) {
        *type = apartment->model ? APTTYPE_STA : APTTYPE_MTA;
    } else {
        *type = APTTYPE_MTA;
        *qualifier = APTTYPEQUALIFIER_IMPLICIT_MTA;
    }
    return S_OK;
}

DWORD WINAPI CoGetCurrentProcess(void)
{
    return GetCurrentThreadId();
}

/* Security of calls to other processes, of which there are none. */
HRESULT WINAPI CoInitializeSecurity(PSECURITY_DESCRIPTOR descriptor, LONG count, SOLE_AUTHENTICATION_SERVICE *services,
                                    void *reserved1, DWORD authentication, DWORD impersonation, void *list,
                                    DWORD capabilities, void *reserved3)
{
    static LONG done;

    (void)descriptor, (void)count, (void)services, (void)authentication, (void)impersonation, (void)list,
        (void)capabilities;
    if (reserved1 || reserved3) return E_INVALIDARG;
    if (!has_apartment()) return CO_E_NOTINITIALIZED;
    return InterlockedExchange(&done, 1) ? RPC_E_TOO_LATE : S_OK;
}

HRESULT WINAPI CoDisconnectObject(LPUNKNOWN object, DWORD reserved)
{
    (void)object; /* nothing is ever connected from elsewhere */
    return reserved ? E_INVALIDARG : S_OK;
}

void WINAPI CoFreeUnusedLibraries(void)
{
    /* Servers stay loaded. */
}
