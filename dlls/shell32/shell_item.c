/* IShellItem: one item of the namespace, by its whole list. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include <shlguid.h>
#include "shell32_private.h"

struct shell_item {
    IShellItem item;
    IPersistIDList persist;
    LONG references;
    ITEMIDLIST *list;
};

static struct shell_item *from_item(IShellItem *item)
{
    return CONTAINING_RECORD(item, struct shell_item, item);
}

static struct shell_item *from_persist(IPersistIDList *persist)
{
    return CONTAINING_RECORD(persist, struct shell_item, persist);
}

static HRESULT WINAPI query_interface(IShellItem *item, REFIID id, void **object)
{
    struct shell_item *this = from_item(item);

    if (!object) return E_POINTER;
    *object = NULL;
    if (IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IShellItem)) *object = item;
    else if (IsEqualIID(id, &IID_IPersist) || IsEqualIID(id, &IID_IPersistIDList)) *object = &this->persist;
    if (!*object) return E_NOINTERFACE;
    InterlockedIncrement(&this->references);
    return S_OK;
}

static ULONG WINAPI add_ref(IShellItem *item)
{
    return InterlockedIncrement(&from_item(item)->references);
}

static ULONG WINAPI release(IShellItem *item)
{
    struct shell_item *this = from_item(item);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    ILFree(this->list);
    CoTaskMemFree(this);
    return 0;
}

static HRESULT WINAPI bind_to_handler(IShellItem *item, IBindCtx *context, REFGUID handler, REFIID id, void **object)
{
    (void)context;
    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (!IsEqualGUID(handler, &BHID_SFObject)) return MK_E_NOOBJECT;
    return make_shell_folder(from_item(item)->list, id, object);
}

static HRESULT WINAPI get_parent(IShellItem *item, IShellItem **parent)
{
    ITEMIDLIST *list;
    HRESULT result;

    if (!parent) return E_INVALIDARG;
    *parent = NULL;
    if (!(list = ILClone(from_item(item)->list))) return E_OUTOFMEMORY;
    result = ILRemoveLastID(list) ? SHCreateItemFromIDList(list, &IID_IShellItem, (void **)parent) : MK_E_NOOBJECT;
    ILFree(list);
    return result;
}

static HRESULT WINAPI get_display_name(IShellItem *item, SIGDN form, LPWSTR *name)
{
    const ITEMIDLIST *list = from_item(item)->list;
    const struct item *last = list->mkid.cb ? checked_item(ILFindLastID(list)) : NULL;

    if (form != SIGDN_PARENTRELATIVEPARSING || !last || last->type == ITEM_COMPUTER) {
        if (form == SIGDN_PARENTRELATIVEPARSING || form == SIGDN_DESKTOPABSOLUTEEDITING)
            form = SIGDN_DESKTOPABSOLUTEPARSING;
        return SHGetNameFromIDList(list, form, name);
    }
    if (!name) return E_INVALIDARG;
    if (!(*name = CoTaskMemAlloc(((SIZE_T)lstrlenW(last->name) + 1) * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    lstrcpyW(*name, last->name);
    return S_OK;
}

/* S_FALSE: the item lacks some of the attributes asked for. */
static HRESULT WINAPI get_attributes(IShellItem *item, SFGAOF wanted, SFGAOF *attributes)
{
    const ITEMIDLIST *list = from_item(item)->list;
    PCUITEMID_CHILD last = NULL;
    IShellFolder *folder;
    HRESULT result;

    if (!attributes) return E_INVALIDARG;
    *attributes = wanted;
    if (FAILED(result = SHBindToParent(list, &IID_IShellFolder, (void **)&folder, &last))) return result;
    result = folder->lpVtbl->GetAttributesOf(folder, list->mkid.cb ? 1 : 0, &last, attributes);
    folder->lpVtbl->Release(folder);
    if (FAILED(result)) return result;
    return *attributes == wanted ? S_OK : S_FALSE;
}

static HRESULT list_of_object(IUnknown *object, ITEMIDLIST **list)
{
    IPersistIDList *persist;
    IPersistFolder2 *folder;
    HRESULT result;

    *list = NULL;
    if (SUCCEEDED(object->lpVtbl->QueryInterface(object, &IID_IPersistIDList, (void **)&persist))) {
        result = persist->lpVtbl->GetIDList(persist, list);
        persist->lpVtbl->Release(persist);
        return result;
    }
    result = object->lpVtbl->QueryInterface(object, &IID_IPersistFolder2, (void **)&folder);
    if (FAILED(result)) return result;
    result = folder->lpVtbl->GetCurFolder(folder, list);
    folder->lpVtbl->Release(folder);
    return result;
}

static HRESULT WINAPI compare(IShellItem *item, IShellItem *other, SICHINTF hint, int *order)
{
    IShellFolder *desktop;
    ITEMIDLIST *list;
    HRESULT result;

    (void)hint;
    if (!other || !order) return E_INVALIDARG;
    *order = 0;
    if (FAILED(result = list_of_object((IUnknown *)other, &list))) return result;
    result = SHGetDesktopFolder(&desktop);
    if (SUCCEEDED(result)) {
        result = desktop->lpVtbl->CompareIDs(desktop, 0, from_item(item)->list, list);
        desktop->lpVtbl->Release(desktop);
    }
    ILFree(list);
    if (FAILED(result)) return result;
    *order = (short)HRESULT_CODE(result);
    return *order ? S_FALSE : S_OK;
}

static IShellItemVtbl item_functions = {
    query_interface, add_ref, release, bind_to_handler, get_parent, get_display_name, get_attributes, compare,
};

static HRESULT WINAPI persist_query_interface(IPersistIDList *persist, REFIID id, void **object)
{
    return query_interface(&from_persist(persist)->item, id, object);
}

static ULONG WINAPI persist_add_ref(IPersistIDList *persist)
{
    return add_ref(&from_persist(persist)->item);
}

static ULONG WINAPI persist_release(IPersistIDList *persist)
{
    return release(&from_persist(persist)->item);
}

static HRESULT WINAPI get_class_id(IPersistIDList *persist, CLSID *id)
{
    (void)persist;
    if (!id) return E_INVALIDARG;
    *id = CLSID_ShellItem;
    return S_OK;
}

static HRESULT WINAPI set_id_list(IPersistIDList *persist, PCIDLIST_ABSOLUTE list)
{
    struct shell_item *this = from_persist(persist);
    ITEMIDLIST *copy = ILClone(list);

    if (!copy) return list ? E_OUTOFMEMORY : E_INVALIDARG;
    ILFree(this->list);
    this->list = copy;
    return S_OK;
}

static HRESULT WINAPI get_id_list(IPersistIDList *persist, PIDLIST_ABSOLUTE *list)
{
    if (!list) return E_INVALIDARG;
    *list = ILClone(from_persist(persist)->list);
    return *list ? S_OK : E_OUTOFMEMORY;
}

static IPersistIDListVtbl persist_functions = {
    persist_query_interface, persist_add_ref, persist_release, get_class_id, set_id_list, get_id_list,
};

HRESULT WINAPI SHCreateItemFromIDList(PCIDLIST_ABSOLUTE list, REFIID id, void **object)
{
    struct shell_item *this;
    HRESULT result;

    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (!list) return E_INVALIDARG;
    if (!(this = CoTaskMemAlloc(sizeof(*this)))) return E_OUTOFMEMORY;
    *this = (struct shell_item){ { &item_functions }, { &persist_functions }, 1, ILClone(list) };
    result = this->list ? query_interface(&this->item, id, object) : E_OUTOFMEMORY;
    release(&this->item);
    return result;
}

HRESULT WINAPI SHCreateItemFromParsingName(PCWSTR name, IBindCtx *context, REFIID id, void **object)
{
    ITEMIDLIST *list;
    HRESULT result;

    if (!object) return E_INVALIDARG;
    *object = NULL;
    result = SHParseDisplayName(name, context, &list, 0, NULL);
    if (FAILED(result)) return result;
    result = SHCreateItemFromIDList(list, id, object);
    ILFree(list);
    return result;
}

HRESULT WINAPI SHGetIDListFromObject(IUnknown *object, PIDLIST_ABSOLUTE *list)
{
    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (!object) return E_NOINTERFACE;
    return list_of_object(object, list);
}
