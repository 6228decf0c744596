/* Bind contexts: the options, the objects held and the named parameters while monikers are bound. */
#include "nt/nt.h"
#include <objbase.h>
#include <ole2.h>
#include "ole32_private.h"

struct parameter { struct parameter *next; IUnknown *object; WCHAR key[]; };
struct bound { struct bound *next; IUnknown *object; };

struct bind_context {
    IBindCtx context;
    LONG references;
    BIND_OPTS2 options;
    struct bound *bound;
    struct parameter *parameters;
};

static struct bind_context *from_context(IBindCtx *context)
{
    return CONTAINING_RECORD(context, struct bind_context, context);
}

static HRESULT WINAPI query_interface(IBindCtx *context, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_IBindCtx)) return E_NOINTERFACE;
    *object = context;
    context->lpVtbl->AddRef(context);
    return S_OK;
}

static ULONG WINAPI add_ref(IBindCtx *context)
{
    return InterlockedIncrement(&from_context(context)->references);
}

static HRESULT WINAPI release_bound_objects(IBindCtx *context)
{
    struct bind_context *this = from_context(context);

    while (this->bound) {
        struct bound *bound = this->bound;
        this->bound = bound->next;
        bound->object->lpVtbl->Release(bound->object);
        CoTaskMemFree(bound);
    }
    return S_OK;
}

static ULONG WINAPI release(IBindCtx *context)
{
    struct bind_context *this = from_context(context);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    release_bound_objects(context);
    while (this->parameters) {
        struct parameter *parameter = this->parameters;
        this->parameters = parameter->next;
        parameter->object->lpVtbl->Release(parameter->object);
        CoTaskMemFree(parameter);
    }
    CoTaskMemFree(this);
    return 0;
}

static HRESULT WINAPI register_object_bound(IBindCtx *context, IUnknown *object)
{
    struct bind_context *this = from_context(context);
    struct bound *bound;

    if (!object) return S_OK;
    if (!(bound = CoTaskMemAlloc(sizeof(*bound)))) return E_OUTOFMEMORY;
    object->lpVtbl->AddRef(object);
    *bound = (struct bound){ this->bound, object };
    this->bound = bound;
    return S_OK;
}

static HRESULT WINAPI revoke_object_bound(IBindCtx *context, IUnknown *object)
{
    for (struct bound **link = &from_context(context)->bound; *link; link = &(*link)->next) {
        struct bound *bound = *link;
        if (bound->object != object) continue;
        *link = bound->next;
        bound->object->lpVtbl->Release(bound->object);
        CoTaskMemFree(bound);
        return S_OK;
    }
    return MK_E_NOTBOUND;
}

static HRESULT WINAPI set_bind_options(IBindCtx *context, BIND_OPTS *options)
{
    if (!options) return E_POINTER;
    if (options->cbStruct > sizeof(BIND_OPTS2)) return E_INVALIDARG;
    memcpy(&from_context(context)->options, options, options->cbStruct);
    return S_OK;
}

static HRESULT WINAPI get_bind_options(IBindCtx *context, BIND_OPTS *options)
{
    struct bind_context *this = from_context(context);
    DWORD size;

    if (!options) return E_POINTER;
    size = min(options->cbStruct, this->options.cbStruct);
    memcpy(options, &this->options, size);
    return S_OK;
}

static HRESULT WINAPI get_running_object_table(IBindCtx *context, IRunningObjectTable **table)
{
    (void)context;
    if (!table) return E_POINTER;
    *table = NULL;
    log_line(LOG_WARN, "there is no running object table");
    return E_FAIL;
}

static struct parameter **find_parameter(IBindCtx *context, const WCHAR *key)
{
    struct parameter **link = &from_context(context)->parameters;
    while (*link && lstrcmpW((*link)->key, key)) link = &(*link)->next;
    return link;
}

static HRESULT WINAPI revoke_object_param(IBindCtx *context, LPOLESTR key)
{
    struct parameter **link, *parameter;

    if (!key) return E_INVALIDARG;
    link = find_parameter(context, key);
    if (!(parameter = *link)) return E_FAIL;
    *link = parameter->next;
    parameter->object->lpVtbl->Release(parameter->object);
    CoTaskMemFree(parameter);
    return S_OK;
}

static HRESULT WINAPI register_object_param(IBindCtx *context, LPOLESTR key, IUnknown *object)
{
    struct bind_context *this = from_context(context);
    struct parameter *parameter;

    if (!key || !object) return E_INVALIDARG;
    if (!(parameter = CoTaskMemAlloc(sizeof(*parameter) + ((SIZE_T)lstrlenW(key) + 1) * sizeof(WCHAR))))
        return E_OUTOFMEMORY;
    object->lpVtbl->AddRef(object);
    revoke_object_param(context, key);
    parameter->next = this->parameters;
    parameter->object = object;
    lstrcpyW(parameter->key, key);
    this->parameters = parameter;
    return S_OK;
}

static HRESULT WINAPI get_object_param(IBindCtx *context, LPOLESTR key, IUnknown **object)
{
    struct parameter *parameter;

    if (!object) return E_POINTER;
    *object = NULL;
    if (!key) return E_INVALIDARG;
    if (!(parameter = *find_parameter(context, key))) return E_FAIL;
    *object = parameter->object;
    parameter->object->lpVtbl->AddRef(parameter->object);
    return S_OK;
}

static HRESULT WINAPI enum_object_param(IBindCtx *context, IEnumString **enumerator)
{
    (void)context;
    if (enumerator) *enumerator = NULL;
    return E_NOTIMPL;
}

static IBindCtxVtbl context_functions = {
    query_interface,
    add_ref,
    release,
    register_object_bound,
    revoke_object_bound,
    release_bound_objects,
    set_bind_options,
    get_bind_options,
    get_running_object_table,
    register_object_param,
    get_object_param,
    enum_object_param,
    revoke_object_param,
};

HRESULT WINAPI CreateBindCtx(DWORD reserved, LPBC *context)
{
    struct bind_context *this;

    if (!context) return E_INVALIDARG;
    *context = NULL;
    if (reserved) return E_INVALIDARG;
    if (!(this = CoTaskMemAlloc(sizeof(*this)))) return E_OUTOFMEMORY;
    *this = (struct bind_context){ .context = { &context_functions }, .references = 1 };
    this->options.cbStruct = sizeof(this->options);
    this->options.grfMode = STGM_READWRITE;
    this->options.dwClassContext = CLSCTX_SERVER;
    this->options.locale = GetThreadLocale();
    *context = &this->context;
    return S_OK;
}
