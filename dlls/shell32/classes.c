/* The COM classes of this DLL. server/registry_base.txt names them under CLSID. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include <shlguid.h>
#include "shell32_private.h"

static HRESULT make_desktop_folder(REFIID id, void **object)
{
    IShellFolder *folder;
    HRESULT result = SHGetDesktopFolder(&folder);

    if (FAILED(result)) return result;
    result = folder->lpVtbl->QueryInterface(folder, id, object);
    folder->lpVtbl->Release(folder);
    return result;
}

struct factory {
    IClassFactory functions;
    const CLSID *id;
    HRESULT (*make)(REFIID id, void **object);
};

static HRESULT WINAPI query_interface(IClassFactory *factory, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IClassFactory) ? factory : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

/* They live as long as the DLL. */
static ULONG WINAPI add_ref(IClassFactory *factory)
{
    (void)factory;
    return 2;
}

static ULONG WINAPI release(IClassFactory *factory)
{
    (void)factory;
    return 1;
}

static HRESULT WINAPI create_instance(IClassFactory *factory, IUnknown *outer, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    return CONTAINING_RECORD(factory, struct factory, functions)->make(id, object);
}

static HRESULT WINAPI lock_server(IClassFactory *factory, BOOL lock)
{
    (void)factory, (void)lock;
    return S_OK;
}

static IClassFactoryVtbl factory_functions = {query_interface, add_ref, release, create_instance, lock_server};

static struct factory factories[] = {
    {{&factory_functions}, &CLSID_ShellLink, make_shell_link},
    {{&factory_functions}, &CLSID_ShellDesktop, make_desktop_folder},
};

HRESULT WINAPI DllGetClassObject(REFCLSID class_id, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    for (size_t i = 0; i < ARRAYSIZE(factories); i++) {
        if (IsEqualCLSID(class_id, factories[i].id)) return query_interface(&factories[i].functions, id, object);
    }
    return CLASS_E_CLASSNOTAVAILABLE;
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return S_FALSE;
}
