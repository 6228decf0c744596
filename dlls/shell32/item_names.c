/* Names of items as they are shown and as they are parsed, and the enumeration of a folder's items. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

#define COMPUTER_PARSING_NAME L"::{20D04FE0-3AEA-1069-A2D8-08002B30309D}"

bool parsing_name(const ITEMIDLIST *list, WCHAR name[MAX_PATH])
{
    const struct item *item = list->mkid.cb ? checked_item(ILFindLastID(list)) : NULL;

    if (item && item->type == ITEM_COMPUTER) {
        lstrcpyW(name, COMPUTER_PARSING_NAME);
        return true;
    }
    return path_from_list(list, name, MAX_PATH);
}

/* "Label (C:)" */
static void drive_name(const WCHAR *root, WCHAR name[MAX_PATH])
{
    WCHAR label[64];

    if (!GetVolumeInformationW(root, label, ARRAYSIZE(label), NULL, NULL, NULL, NULL, 0) || !label[0])
        lstrcpyW(label, L"Local Disk");
    wsprintfW(name, L"%s (%c:)", label, root[0]);
}

bool shown_name(const ITEMIDLIST *list, WCHAR name[MAX_PATH])
{
    const struct item *item;

    if (!list->mkid.cb) {
        lstrcpyW(name, L"Desktop");
        return true;
    }
    if (!(item = checked_item(ILFindLastID(list)))) return false;
    if (item->type == ITEM_COMPUTER) lstrcpyW(name, L"This PC");
    else if (item->type == ITEM_DRIVE) drive_name(item->name, name);
    else lstrcpynW(name, item->name, MAX_PATH);
    return true;
}

/* ---- the items of a folder; all are found when the enumerator is made */

struct enumerator {
    IEnumIDList enumerator;
    LONG references;
    ULONG count, room, next;
    ITEMIDLIST **items;
};

static struct enumerator *from_enumerator(IEnumIDList *enumerator)
{
    return CONTAINING_RECORD(enumerator, struct enumerator, enumerator);
}

static HRESULT WINAPI query_interface(IEnumIDList *enumerator, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_IEnumIDList)) return E_NOINTERFACE;
    *object = enumerator;
    enumerator->lpVtbl->AddRef(enumerator);
    return S_OK;
}

static ULONG WINAPI add_ref(IEnumIDList *enumerator)
{
    return InterlockedIncrement(&from_enumerator(enumerator)->references);
}

static ULONG WINAPI release(IEnumIDList *enumerator)
{
    struct enumerator *this = from_enumerator(enumerator);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    for (ULONG i = 0; i < this->count; i++) ILFree(this->items[i]);
    CoTaskMemFree(this->items);
    CoTaskMemFree(this);
    return 0;
}

static HRESULT WINAPI next(IEnumIDList *enumerator, ULONG count, PITEMID_CHILD *items, ULONG *fetched)
{
    struct enumerator *this = from_enumerator(enumerator);
    ULONG done = 0;

    if (fetched) *fetched = 0;
    if (!items || (!fetched && count != 1)) return E_INVALIDARG;
    while (done < count && this->next < this->count) {
        if (!(items[done] = ILClone(this->items[this->next]))) break;
        this->next++;
        done++;
    }
    if (fetched) *fetched = done;
    return done == count ? S_OK : S_FALSE;
}

static HRESULT WINAPI skip(IEnumIDList *enumerator, ULONG count)
{
    struct enumerator *this = from_enumerator(enumerator);
    ULONG left = this->count - this->next;

    this->next += min(count, left);
    return count <= left ? S_OK : S_FALSE;
}

static HRESULT WINAPI reset(IEnumIDList *enumerator)
{
    from_enumerator(enumerator)->next = 0;
    return S_OK;
}

static HRESULT make_enumerator(struct enumerator **made);

static bool add_item(struct enumerator *this, ITEMIDLIST *item)
{
    if (!item) return false;
    if (this->count == this->room) {
        ULONG room = this->room ? this->room * 2 : 32;
        ITEMIDLIST **items = CoTaskMemRealloc(this->items, room * sizeof(*items));
        if (!items) {
            ILFree(item);
            return false;
        }
        this->items = items;
        this->room = room;
    }
    this->items[this->count++] = item;
    return true;
}

static HRESULT WINAPI clone(IEnumIDList *enumerator, IEnumIDList **copy)
{
    struct enumerator *this = from_enumerator(enumerator), *made;
    HRESULT result;

    if (!copy) return E_INVALIDARG;
    *copy = NULL;
    if (FAILED(result = make_enumerator(&made))) return result;
    for (ULONG i = 0; i < this->count; i++) {
        if (add_item(made, ILClone(this->items[i]))) continue;
        release(&made->enumerator);
        return E_OUTOFMEMORY;
    }
    made->next = this->next;
    *copy = &made->enumerator;
    return S_OK;
}

static IEnumIDListVtbl enumerator_functions = { query_interface, add_ref, release, next, skip, reset, clone };

static HRESULT make_enumerator(struct enumerator **made)
{
    if (!(*made = CoTaskMemAlloc(sizeof(**made)))) return E_OUTOFMEMORY;
    **made = (struct enumerator){ { &enumerator_functions }, 1, 0, 0, 0, NULL };
    return S_OK;
}

static bool add_drives(struct enumerator *this)
{
    DWORD drives = GetLogicalDrives();
    WCHAR root[] = L"A:\\";

    for (; drives; drives >>= 1, root[0]++) {
        if (drives & 1 && !add_item(this, make_item(ITEM_DRIVE, root, NULL))) return false;
    }
    return true;
}

static bool wanted(const WIN32_FIND_DATAW *data, SHCONTF flags)
{
    DWORD system = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;

    if (!lstrcmpW(data->cFileName, L".") || !lstrcmpW(data->cFileName, L"..")) return false;
    if (data->dwFileAttributes & FILE_ATTRIBUTE_HIDDEN && !(flags & SHCONTF_INCLUDEHIDDEN)) return false;
    if ((data->dwFileAttributes & system) == system && !(flags & SHCONTF_INCLUDESUPERHIDDEN)) return false;
    return flags & (data->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? SHCONTF_FOLDERS : SHCONTF_NONFOLDERS);
}

static HRESULT add_files(struct enumerator *this, const ITEMIDLIST *list, SHCONTF flags)
{
    WCHAR path[MAX_PATH + 2];
    WIN32_FIND_DATAW data;
    bool added = true;
    HANDLE find;

    if (!path_from_list(list, path, MAX_PATH)) return E_INVALIDARG;
    lstrcatW(path, path[lstrlenW(path) - 1] == '\\' ? L"*" : L"\\*");
    if ((find = FindFirstFileW(path, &data)) == INVALID_HANDLE_VALUE) return HRESULT_FROM_WIN32(GetLastError());
    do {
        if (!wanted(&data, flags)) continue;
        added = add_item(this, make_item(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? ITEM_FOLDER : ITEM_FILE,
                                         data.cFileName, &data));
    } while (added && FindNextFileW(find, &data));
    FindClose(find);
    return added ? S_OK : E_OUTOFMEMORY;
}

/* The desktop holds the computer only: files of the desktop's folder are reached by their path. */
HRESULT make_item_enumerator(const ITEMIDLIST *list, SHCONTF flags, IEnumIDList **enumerator)
{
    const struct item *last = list->mkid.cb ? checked_item(ILFindLastID(list)) : NULL;
    struct enumerator *this;
    HRESULT result;

    if (!enumerator) return E_INVALIDARG;
    *enumerator = NULL;
    if (FAILED(result = make_enumerator(&this))) return result;
    if (!last) {
        if (flags & SHCONTF_FOLDERS && !add_item(this, make_item(ITEM_COMPUTER, L"", NULL))) result = E_OUTOFMEMORY;
    } else if (last->type == ITEM_COMPUTER) {
        if (flags & SHCONTF_FOLDERS && !add_drives(this)) result = E_OUTOFMEMORY;
    } else {
        result = add_files(this, list, flags);
    }
    if (SUCCEEDED(result)) *enumerator = &this->enumerator;
    else release(&this->enumerator);
    return result;
}
