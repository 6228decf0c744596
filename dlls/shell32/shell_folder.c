/* IShellFolder of the desktop, the computer (its items are drives) and of folders of the file system. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

struct shell_folder {
    IShellFolder folder;
    IPersistFolder2 persist;
    LONG references;
    ITEMIDLIST *list;
};

static struct shell_folder *from_folder(IShellFolder *folder)
{
    return CONTAINING_RECORD(folder, struct shell_folder, folder);
}

static struct shell_folder *from_persist(IPersistFolder2 *persist)
{
    return CONTAINING_RECORD(persist, struct shell_folder, persist);
}

/* What the last item of a list is; the empty list is the desktop, of type 0. -1: not ours. */
static int last_type(const ITEMIDLIST *list)
{
    const struct item *item;

    if (!list->mkid.cb) return 0;
    item = checked_item(ILFindLastID(list));
    return item ? item->type : -1;
}

/* ---- IUnknown */

static HRESULT WINAPI query_interface(IShellFolder *folder, REFIID id, void **object)
{
    struct shell_folder *this = from_folder(folder);

    if (!object) return E_POINTER;
    *object = NULL;
    if (IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IShellFolder)) *object = folder;
    else if (IsEqualIID(id, &IID_IPersist) || IsEqualIID(id, &IID_IPersistFolder) ||
             IsEqualIID(id, &IID_IPersistFolder2))
        *object = &this->persist;
    if (!*object) return E_NOINTERFACE;
    InterlockedIncrement(&this->references);
    return S_OK;
}

static ULONG WINAPI add_ref(IShellFolder *folder)
{
    return InterlockedIncrement(&from_folder(folder)->references);
}

static ULONG WINAPI release(IShellFolder *folder)
{
    struct shell_folder *this = from_folder(folder);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    ILFree(this->list);
    CoTaskMemFree(this);
    return 0;
}

/* ---- IShellFolder */

static HRESULT WINAPI parse_display_name(IShellFolder *folder, HWND window, LPBC context, LPOLESTR name, ULONG *eaten,
                                         PIDLIST_RELATIVE *list, ULONG *attributes)
{
    struct shell_folder *this = from_folder(folder);
    WCHAR path[MAX_PATH];
    ITEMIDLIST *whole;
    HRESULT result;

    (void)window, (void)context;
    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (!name || !name[0]) return E_INVALIDARG;
    if (name[1] == ':') {
        lstrcpynW(path, name, MAX_PATH);
    } else {
        if (!path_from_list(this->list, path, MAX_PATH) || lstrlenW(path) + lstrlenW(name) + 2 > MAX_PATH)
            return E_INVALIDARG;
        if (path[lstrlenW(path) - 1] != '\\') lstrcatW(path, L"\\");
        lstrcatW(path, name);
    }
    result = list_from_path(path, true, &whole);
    if (FAILED(result)) return result;
    /* The desktop's folder shows files of its own: they are not below it, but their whole path is. */
    PUIDLIST_RELATIVE rest = ILFindChild(this->list, whole);
    *list = rest ? ILClone(rest) : NULL;
    ILFree(whole);
    if (!*list) return rest ? E_OUTOFMEMORY : E_INVALIDARG;
    if (eaten) *eaten = lstrlenW(name);
    if (attributes) {
        PCUITEMID_CHILD child = ILFindLastID(*list);
        return folder->lpVtbl->GetAttributesOf(folder, 1, &child, attributes);
    }
    return S_OK;
}

static HRESULT WINAPI enum_objects(IShellFolder *folder, HWND window, SHCONTF flags, IEnumIDList **enumerator)
{
    (void)window;
    return make_item_enumerator(from_folder(folder)->list, flags, enumerator);
}

static HRESULT WINAPI bind_to_object(IShellFolder *folder, PCUIDLIST_RELATIVE child, LPBC context, REFIID id,
                                     void **object)
{
    ITEMIDLIST *list;
    HRESULT result;
    int type;

    (void)context;
    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (!child || !child->mkid.cb) return E_INVALIDARG;
    type = last_type(child);
    if (type < 0 || type == ITEM_FILE) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    if (!(list = ILCombine(from_folder(folder)->list, child))) return E_OUTOFMEMORY;
    result = make_shell_folder(list, id, object);
    ILFree(list);
    return result;
}

static HRESULT WINAPI compare_ids(IShellFolder *folder, LPARAM how, PCUIDLIST_RELATIVE first, PCUIDLIST_RELATIVE second)
{
    (void)folder, (void)how;
    if (!first || !second) return E_INVALIDARG;
    while (first->mkid.cb && second->mkid.cb) {
        const struct item *one = checked_item(first), *other = checked_item(second);
        int order;
        if (!one || !other) return E_INVALIDARG;
        order = one->type - other->type; /* folders stand before files */
        if (!order) order = lstrcmpiW(one->name, other->name);
        if (order) return MAKE_HRESULT(SEVERITY_SUCCESS, 0, (USHORT)(order < 0 ? -1 : 1));
        first = ILGetNext(first);
        second = ILGetNext(second);
    }
    return MAKE_HRESULT(SEVERITY_SUCCESS, 0, (USHORT)(first->mkid.cb ? 1 : second->mkid.cb ? -1 : 0));
}

static HRESULT WINAPI create_view_object(IShellFolder *folder, HWND window, REFIID id, void **object)
{
    (void)folder, (void)window, (void)id;
    if (object) *object = NULL;
    return E_NOINTERFACE; /* nothing here draws folders */
}

static SFGAOF attributes_of(const struct item *item)
{
    SFGAOF common = SFGAO_CANLINK | SFGAO_FILESYSTEM;

    switch (item->type) {
    case ITEM_COMPUTER: return SFGAO_CANLINK | SFGAO_FOLDER | SFGAO_FILESYSANCESTOR | SFGAO_HASSUBFOLDER;
    case ITEM_DRIVE:
        return common | SFGAO_FOLDER | SFGAO_FILESYSANCESTOR | SFGAO_HASSUBFOLDER | SFGAO_STORAGE |
               SFGAO_STORAGEANCESTOR;
    default: break;
    }
    common |= SFGAO_CANCOPY | SFGAO_CANMOVE | SFGAO_CANRENAME | SFGAO_CANDELETE;
    if (item->attributes & FILE_ATTRIBUTE_READONLY) common |= SFGAO_READONLY;
    if (item->attributes & FILE_ATTRIBUTE_HIDDEN) common |= SFGAO_HIDDEN;
    if (item->type == ITEM_FILE) return common | SFGAO_STREAM;
    return common | SFGAO_FOLDER | SFGAO_FILESYSANCESTOR | SFGAO_HASSUBFOLDER | SFGAO_STORAGE | SFGAO_STORAGEANCESTOR;
}

static HRESULT WINAPI get_attributes_of(IShellFolder *folder, UINT count, PCUITEMID_CHILD_ARRAY items,
                                        SFGAOF *attributes)
{
    (void)folder;
    if (!attributes || (count && !items)) return E_INVALIDARG;
    if (!count) *attributes &= SFGAO_FOLDER | SFGAO_FILESYSANCESTOR | SFGAO_HASSUBFOLDER;
    for (UINT i = 0; i < count; i++) {
        const struct item *item = checked_item(ILFindLastID(items[i]));
        if (!item) return E_INVALIDARG;
        *attributes &= attributes_of(item);
    }
    return S_OK;
}

static HRESULT WINAPI get_ui_object_of(IShellFolder *folder, HWND window, UINT count, PCUITEMID_CHILD_ARRAY items,
                                       REFIID id, UINT *reserved, void **object)
{
    (void)folder, (void)window, (void)count, (void)items, (void)id, (void)reserved;
    if (object) *object = NULL;
    return E_NOINTERFACE; /* no menus, icons and data objects of items */
}

static HRESULT WINAPI get_display_name_of(IShellFolder *folder, PCUITEMID_CHILD item, SHGDNF flags, STRRET *name)
{
    struct shell_folder *this = from_folder(folder);
    WCHAR text[MAX_PATH];
    ITEMIDLIST *list;
    bool found;

    if (!name || !item) return E_INVALIDARG;
    name->uType = STRRET_WSTR;
    name->pOleStr = NULL;
    if (!(list = ILCombine(this->list, item))) return E_OUTOFMEMORY;
    found = flags & SHGDN_FORPARSING && !(flags & SHGDN_INFOLDER) ? parsing_name(list, text) : shown_name(list, text);
    ILFree(list);
    if (!found) return E_INVALIDARG;
    if (!(name->pOleStr = CoTaskMemAlloc(((SIZE_T)lstrlenW(text) + 1) * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    lstrcpyW(name->pOleStr, text);
    return S_OK;
}

static HRESULT WINAPI set_name_of(IShellFolder *folder, HWND window, PCUITEMID_CHILD item, LPCOLESTR name, SHGDNF flags,
                                  PITEMID_CHILD *result)
{
    WCHAR from[MAX_PATH], to[MAX_PATH];
    ITEMIDLIST *list;
    bool found;

    (void)window, (void)flags;
    if (result) *result = NULL;
    if (!item || !name || !name[0] || wcspbrk(name, L"\\/:")) return E_INVALIDARG;
    if (!(list = ILCombine(from_folder(folder)->list, item))) return E_OUTOFMEMORY;
    found = last_type(list) >= ITEM_FOLDER && path_from_list(list, from, MAX_PATH);
    ILFree(list);
    if (!found || !path_from_list(from_folder(folder)->list, to, MAX_PATH) ||
        lstrlenW(to) + lstrlenW(name) + 2 > MAX_PATH)
        return E_INVALIDARG;
    if (to[lstrlenW(to) - 1] != '\\') lstrcatW(to, L"\\");
    lstrcatW(to, name);
    if (!MoveFileW(from, to)) return HRESULT_FROM_WIN32(GetLastError());
    if (!result) return S_OK;
    if (!(list = ILCreateFromPathW(to))) return E_OUTOFMEMORY;
    *result = ILClone(ILFindLastID(list));
    ILFree(list);
    return *result ? S_OK : E_OUTOFMEMORY;
}

/* BindToStorage is BindToObject: our folders are no storages, the interface is asked for. */
static IShellFolderVtbl folder_functions = {
    query_interface,    add_ref,           release,          parse_display_name,
    enum_objects,       bind_to_object,    bind_to_object,   compare_ids,
    create_view_object, get_attributes_of, get_ui_object_of, get_display_name_of,
    set_name_of,
};

/* ---- IPersistFolder2 */

static HRESULT WINAPI persist_query_interface(IPersistFolder2 *persist, REFIID id, void **object)
{
    return query_interface(&from_persist(persist)->folder, id, object);
}

static ULONG WINAPI persist_add_ref(IPersistFolder2 *persist)
{
    return add_ref(&from_persist(persist)->folder);
}

static ULONG WINAPI persist_release(IPersistFolder2 *persist)
{
    return release(&from_persist(persist)->folder);
}

static HRESULT WINAPI get_class_id(IPersistFolder2 *persist, CLSID *id)
{
    int type = last_type(from_persist(persist)->list);

    if (!id) return E_INVALIDARG;
    *id = type == 0 ? CLSID_ShellDesktop : type == ITEM_COMPUTER ? CLSID_MyComputer : CLSID_ShellFSFolder;
    return S_OK;
}

static HRESULT WINAPI initialize(IPersistFolder2 *persist, PCIDLIST_ABSOLUTE list)
{
    struct shell_folder *this = from_persist(persist);
    ITEMIDLIST *copy = ILClone(list);

    if (!copy) return list ? E_OUTOFMEMORY : E_INVALIDARG;
    ILFree(this->list);
    this->list = copy;
    return S_OK;
}

static HRESULT WINAPI get_cur_folder(IPersistFolder2 *persist, PIDLIST_ABSOLUTE *list)
{
    if (!list) return E_INVALIDARG;
    *list = ILClone(from_persist(persist)->list);
    return *list ? S_OK : E_OUTOFMEMORY;
}

static IPersistFolder2Vtbl persist_functions = {
    persist_query_interface, persist_add_ref, persist_release, get_class_id, initialize, get_cur_folder,
};

HRESULT make_shell_folder(const ITEMIDLIST *list, REFIID id, void **object)
{
    struct shell_folder *this = CoTaskMemAlloc(sizeof(*this));
    HRESULT result;

    *object = NULL;
    if (!this) return E_OUTOFMEMORY;
    *this = (struct shell_folder){ { &folder_functions }, { &persist_functions }, 1, ILClone(list) };
    result = this->list ? query_interface(&this->folder, id, object) : E_OUTOFMEMORY;
    release(&this->folder);
    return result;
}
