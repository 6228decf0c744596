/* Classes: in-process servers from the registry, and factories that the process registers itself. */
#include "nt/nt.h"
#include <objbase.h>
#include "ole32_private.h"

typedef HRESULT (WINAPI *get_class_object)(REFCLSID, REFIID, void **);

/* ---- factories of this process */

struct registration { struct registration *next; CLSID id; IUnknown *factory; DWORD cookie, context, flags; };

static RTL_CRITICAL_SECTION registration_lock;
static RTL_RUN_ONCE registration_once;
static struct registration *registrations;
static DWORD last_cookie;

static BOOL WINAPI make_lock(PINIT_ONCE once, PVOID parameter, PVOID *context)
{
    (void)once, (void)parameter, (void)context;
    InitializeCriticalSection(&registration_lock);
    return TRUE;
}

static void lock_registrations(void)
{
    InitOnceExecuteOnce(&registration_once, make_lock, NULL, NULL);
    EnterCriticalSection(&registration_lock);
}

HRESULT WINAPI CoRegisterClassObject(REFCLSID id, LPUNKNOWN factory, DWORD context, DWORD flags, LPDWORD cookie)
{
    struct registration *entry;

    if (!factory || !cookie) return E_INVALIDARG;
    *cookie = 0;
    if (!has_apartment()) return CO_E_NOTINITIALIZED;
    if (!(context & CLSCTX_INPROC_SERVER))
        log_line(LOG_WARN, "CoRegisterClassObject: other processes do not find the class");
    if (!(entry = CoTaskMemAlloc(sizeof(*entry)))) return E_OUTOFMEMORY;
    factory->lpVtbl->AddRef(factory);
    lock_registrations();
    *entry = (struct registration){ registrations, *id, factory, ++last_cookie, context, flags };
    registrations = entry;
    *cookie = entry->cookie;
    LeaveCriticalSection(&registration_lock);
    return S_OK;
}

HRESULT WINAPI CoRevokeClassObject(DWORD cookie)
{
    struct registration **link, *entry = NULL;

    lock_registrations();
    for (link = &registrations; *link; link = &(*link)->next) {
        if ((*link)->cookie != cookie) continue;
        entry = *link;
        *link = entry->next;
        break;
    }
    LeaveCriticalSection(&registration_lock);
    if (!entry) return E_INVALIDARG;
    entry->factory->lpVtbl->Release(entry->factory);
    CoTaskMemFree(entry);
    return S_OK;
}

static HRESULT registered_factory(REFCLSID id, DWORD context, REFIID interface_id, void **object)
{
    IUnknown *factory = NULL;
    HRESULT result;

    lock_registrations();
    for (struct registration *entry = registrations; entry && !factory; entry = entry->next) {
        if (entry->context & context && IsEqualCLSID(&entry->id, id)) factory = entry->factory;
    }
    if (factory) factory->lpVtbl->AddRef(factory);
    LeaveCriticalSection(&registration_lock);
    if (!factory) return REGDB_E_CLASSNOTREG;
    result = factory->lpVtbl->QueryInterface(factory, interface_id, object);
    factory->lpVtbl->Release(factory);
    return result;
}

/* ---- servers of the registry */

static bool server_path(REFCLSID id, const WCHAR *kind, WCHAR path[MAX_PATH])
{
    WCHAR key[96] = L"CLSID\\";
    DWORD size = MAX_PATH * sizeof(WCHAR);

    StringFromGUID2(id, key + 6, 40);
    lstrcatW(key, L"\\");
    lstrcatW(key, kind);
    /* RRF_RT_REG_SZ alone: it takes REG_EXPAND_SZ, expanded, too */
    return !RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, path, &size);
}

HRESULT WINAPI CoGetClassObject(REFCLSID id, DWORD context, void *server, REFIID interface_id, LPVOID *object)
{
    WCHAR path[MAX_PATH], text[40];
    HRESULT result;
    HMODULE module;

    (void)server;
    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (!has_apartment()) return CO_E_NOTINITIALIZED;
    result = registered_factory(id, context, interface_id, object);
    if (result != REGDB_E_CLASSNOTREG) return result;
    if (!(context & CLSCTX_INPROC_SERVER) || !server_path(id, L"InprocServer32", path)) {
        StringFromGUID2(id, text, ARRAYSIZE(text));
        log_line(LOG_WARN, "class %ls is not registered for context %lx%s", text, context,
                 server_path(id, L"LocalServer32", path) ? " (servers in other processes are not supported)" : "");
        return REGDB_E_CLASSNOTREG;
    }
    if (!(module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH)))
        return HRESULT_FROM_WIN32(GetLastError());
    get_class_object get = (get_class_object)(void *)GetProcAddress(module, "DllGetClassObject");
    if (!get) {
        FreeLibrary(module);
        return CO_E_ERRORINDLL;
    }
    return get(id, interface_id, object);
}

HRESULT WINAPI CoCreateInstance(REFCLSID id, LPUNKNOWN outer, DWORD context, REFIID interface_id, LPVOID *object)
{
    IClassFactory *factory;
    HRESULT result;

    if (!object) return E_POINTER;
    *object = NULL;
    result = CoGetClassObject(id, context, NULL, &IID_IClassFactory, (void **)&factory);
    if (FAILED(result)) return result;
    result = factory->lpVtbl->CreateInstance(factory, outer, interface_id, object);
    factory->lpVtbl->Release(factory);
    return result;
}

HRESULT WINAPI CoCreateInstanceEx(REFCLSID id, LPUNKNOWN outer, DWORD context, COSERVERINFO *server, DWORD count,
                                  MULTI_QI *wanted)
{
    IUnknown *object;
    HRESULT result;
    DWORD found = 0;

    (void)server;
    if (!count || !wanted) return E_INVALIDARG;
    for (DWORD i = 0; i < count; i++) {
        wanted[i].pItf = NULL;
        wanted[i].hr = E_NOINTERFACE;
    }
    result = CoCreateInstance(id, outer, context, &IID_IUnknown, (void **)&object);
    if (FAILED(result)) return result;
    for (DWORD i = 0; i < count; i++) {
        wanted[i].hr = object->lpVtbl->QueryInterface(object, wanted[i].pIID, (void **)&wanted[i].pItf);
        if (SUCCEEDED(wanted[i].hr)) found++;
    }
    object->lpVtbl->Release(object);
    if (found == count) return S_OK;
    return found ? CO_S_NOTALLINTERFACES : E_NOINTERFACE;
}
