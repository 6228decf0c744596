/* The thread's error object: what IErrorInfo tells of the last failure. */
#include "nt/nt.h"
#include <stdbool.h>
#include <objbase.h>
#include <oleauto.h>

static DWORD slot = TLS_OUT_OF_INDEXES;
static INIT_ONCE slot_once = INIT_ONCE_STATIC_INIT;

static BOOL WINAPI make_slot(PINIT_ONCE once, PVOID parameter, PVOID *context)
{
    (void)once, (void)parameter, (void)context;
    return (slot = TlsAlloc()) != TLS_OUT_OF_INDEXES;
}

static bool have_slot(void)
{
    return InitOnceExecuteOnce(&slot_once, make_slot, NULL, NULL);
}

HRESULT WINAPI SetErrorInfo(ULONG reserved, IErrorInfo *info)
{
    IErrorInfo *old;

    if (reserved) return E_INVALIDARG;
    if (!have_slot()) return E_OUTOFMEMORY;
    old = TlsGetValue(slot);
    if (info) info->lpVtbl->AddRef(info);
    TlsSetValue(slot, info);
    if (old) old->lpVtbl->Release(old);
    return S_OK;
}

/* Hands over the thread's object, which the thread then no longer has. */
HRESULT WINAPI GetErrorInfo(ULONG reserved, IErrorInfo **info)
{
    if (reserved || !info) return E_INVALIDARG;
    *info = NULL;
    if (!have_slot() || !(*info = TlsGetValue(slot))) return S_FALSE;
    TlsSetValue(slot, NULL);
    return S_OK;
}

/* ---- the object that CreateErrorInfo makes */

enum text { TEXT_SOURCE, TEXT_DESCRIPTION, TEXT_HELP_FILE, TEXT_COUNT };

struct error {
    IErrorInfo info;
    ICreateErrorInfo create;
    LONG references;
    GUID id;
    DWORD help_context;
    BSTR texts[TEXT_COUNT];
};

static struct error *from_info(IErrorInfo *info)
{
    return CONTAINING_RECORD(info, struct error, info);
}

static struct error *from_create(ICreateErrorInfo *create)
{
    return CONTAINING_RECORD(create, struct error, create);
}

static HRESULT WINAPI query_interface(IErrorInfo *info, REFIID id, void **object)
{
    struct error *this = from_info(info);

    if (!object) return E_POINTER;
    *object = NULL;
    if (IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IErrorInfo)) *object = info;
    else if (IsEqualIID(id, &IID_ICreateErrorInfo)) *object = &this->create;
    if (!*object) return E_NOINTERFACE;
    InterlockedIncrement(&this->references);
    return S_OK;
}

static ULONG WINAPI add_ref(IErrorInfo *info)
{
    return InterlockedIncrement(&from_info(info)->references);
}

static ULONG WINAPI release(IErrorInfo *info)
{
    struct error *this = from_info(info);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    for (int i = 0; i < TEXT_COUNT; i++) SysFreeString(this->texts[i]);
    HeapFree(GetProcessHeap(), 0, this);
    return 0;
}

static HRESULT WINAPI get_guid(IErrorInfo *info, GUID *id)
{
    if (!id) return E_INVALIDARG;
    *id = from_info(info)->id;
    return S_OK;
}

static HRESULT get_text(IErrorInfo *info, enum text which, BSTR *text)
{
    BSTR own = from_info(info)->texts[which];

    if (!text) return E_INVALIDARG;
    *text = NULL;
    if (own && !(*text = SysAllocString(own))) return E_OUTOFMEMORY;
    return S_OK;
}

static HRESULT WINAPI get_source(IErrorInfo *info, BSTR *text)
{
    return get_text(info, TEXT_SOURCE, text);
}

static HRESULT WINAPI get_description(IErrorInfo *info, BSTR *text)
{
    return get_text(info, TEXT_DESCRIPTION, text);
}

static HRESULT WINAPI get_help_file(IErrorInfo *info, BSTR *text)
{
    return get_text(info, TEXT_HELP_FILE, text);
}

static HRESULT WINAPI get_help_context(IErrorInfo *info, DWORD *context)
{
    if (!context) return E_INVALIDARG;
    *context = from_info(info)->help_context;
    return S_OK;
}

static IErrorInfoVtbl info_functions = {
    query_interface, add_ref, release, get_guid, get_source, get_description, get_help_file, get_help_context,
};

static HRESULT WINAPI create_query_interface(ICreateErrorInfo *create, REFIID id, void **object)
{
    return query_interface(&from_create(create)->info, id, object);
}

static ULONG WINAPI create_add_ref(ICreateErrorInfo *create)
{
    return add_ref(&from_create(create)->info);
}

static ULONG WINAPI create_release(ICreateErrorInfo *create)
{
    return release(&from_create(create)->info);
}

static HRESULT WINAPI set_guid(ICreateErrorInfo *create, REFGUID id)
{
    from_create(create)->id = *id;
    return S_OK;
}

static HRESULT set_text(ICreateErrorInfo *create, enum text which, const WCHAR *text)
{
    BSTR copy = text ? SysAllocString(text) : NULL;

    if (text && !copy) return E_OUTOFMEMORY;
    SysFreeString(from_create(create)->texts[which]);
    from_create(create)->texts[which] = copy;
    return S_OK;
}

static HRESULT WINAPI set_source(ICreateErrorInfo *create, LPOLESTR text)
{
    return set_text(create, TEXT_SOURCE, text);
}

static HRESULT WINAPI set_description(ICreateErrorInfo *create, LPOLESTR text)
{
    return set_text(create, TEXT_DESCRIPTION, text);
}

static HRESULT WINAPI set_help_file(ICreateErrorInfo *create, LPOLESTR text)
{
    return set_text(create, TEXT_HELP_FILE, text);
}

static HRESULT WINAPI set_help_context(ICreateErrorInfo *create, DWORD context)
{
    from_create(create)->help_context = context;
    return S_OK;
}

static ICreateErrorInfoVtbl create_functions = {
    create_query_interface, create_add_ref, create_release,   set_guid, set_source,
    set_description,        set_help_file,  set_help_context,
};

HRESULT WINAPI CreateErrorInfo(ICreateErrorInfo **info)
{
    struct error *this;

    if (!info) return E_INVALIDARG;
    *info = NULL;
    if (!(this = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*this)))) return E_OUTOFMEMORY;
    this->info.lpVtbl = &info_functions;
    this->create.lpVtbl = &create_functions;
    this->references = 1;
    *info = &this->create;
    return S_OK;
}
