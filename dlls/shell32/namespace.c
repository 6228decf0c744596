/* The way into the shell's namespace: the desktop, parents of items, names. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

static const ITEMIDLIST empty_list;

HRESULT WINAPI SHGetDesktopFolder(IShellFolder **folder)
{
    if (!folder) return E_INVALIDARG;
    return make_shell_folder(&empty_list, &IID_IShellFolder, (void **)folder);
}

HRESULT WINAPI SHBindToParent(PCIDLIST_ABSOLUTE list, REFIID id, void **object, PCUITEMID_CHILD *last)
{
    ITEMIDLIST *parent;
    HRESULT result;

    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (last) *last = NULL;
    if (!list) return E_INVALIDARG;
    if (!(parent = ILClone(list))) return E_OUTOFMEMORY;
    ILRemoveLastID(parent);
    result = make_shell_folder(parent, id, object);
    ILFree(parent);
    if (SUCCEEDED(result) && last) *last = ILFindLastID(list);
    return result;
}

HRESULT WINAPI SHBindToObject(IShellFolder *folder, PCUIDLIST_RELATIVE list, IBindCtx *context, REFIID id,
                              void **object)
{
    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (folder) return folder->lpVtbl->BindToObject(folder, list, context, id, object);
    if (!list) return E_INVALIDARG;
    return make_shell_folder(list, id, object);
}

HRESULT WINAPI SHParseDisplayName(PCWSTR name, IBindCtx *context, PIDLIST_ABSOLUTE *list, SFGAOF wanted,
                                  SFGAOF *attributes)
{
    IShellFolder *desktop;
    HRESULT result;

    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (attributes) *attributes = 0;
    if (!name) return E_INVALIDARG;
    if (!lstrcmpiW(name, L"::{20D04FE0-3AEA-1069-A2D8-08002B30309D}")) {
        if (attributes)
            *attributes = wanted & (SFGAO_CANLINK | SFGAO_FOLDER | SFGAO_FILESYSANCESTOR | SFGAO_HASSUBFOLDER);
        return SHGetFolderLocation(NULL, CSIDL_DRIVES, NULL, 0, list);
    }
    if (lstrlenW(name) >= MAX_PATH) return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    if (FAILED(result = SHGetDesktopFolder(&desktop))) return result;
    WCHAR copy[MAX_PATH];
    lstrcpynW(copy, name, MAX_PATH);
    result = desktop->lpVtbl->ParseDisplayName(desktop, NULL, context, copy, NULL, list, attributes ? &wanted : NULL);
    desktop->lpVtbl->Release(desktop);
    if (SUCCEEDED(result) && attributes) *attributes = wanted;
    return result;
}

HRESULT WINAPI SHGetNameFromIDList(PCIDLIST_ABSOLUTE list, SIGDN form, PWSTR *name)
{
    WCHAR text[MAX_PATH];
    bool found;

    if (!name) return E_INVALIDARG;
    *name = NULL;
    if (!list) return E_INVALIDARG;
    switch (form) {
    case SIGDN_FILESYSPATH: found = path_from_list(list, text, MAX_PATH); break;
    case SIGDN_DESKTOPABSOLUTEPARSING: found = parsing_name(list, text); break;
    case SIGDN_NORMALDISPLAY:
    case SIGDN_PARENTRELATIVE:
    case SIGDN_PARENTRELATIVEEDITING:
        found = shown_name(list, text);
        break;
    default: return E_INVALIDARG;
    }
    if (!found) return E_INVALIDARG;
    if (!(*name = CoTaskMemAlloc(((SIZE_T)lstrlenW(text) + 1) * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    lstrcpyW(*name, text);
    return S_OK;
}

HRESULT WINAPI SHGetDataFromIDListW(IShellFolder *folder, PCUITEMID_CHILD list, int format, void *buffer, int size)
{
    const struct item *item;
    WIN32_FIND_DATAW *data = buffer;

    (void)folder;
    if (!list || !buffer || format != SHGDFIL_FINDDATA || size < (int)sizeof(*data)) return E_INVALIDARG;
    item = checked_item(list);
    if (!item || item->type < ITEM_FOLDER) return E_INVALIDARG;
    memset(data, 0, sizeof(*data));
    data->dwFileAttributes = item->attributes;
    data->ftLastWriteTime = item->written;
    data->nFileSizeLow = item->file_size;
    lstrcpynW(data->cFileName, item->name, MAX_PATH);
    return S_OK;
}
