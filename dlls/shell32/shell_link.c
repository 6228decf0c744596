/* IShellLink: shortcuts, kept in .lnk files by IPersistFile. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include <shlguid.h>
#include <stdlib.h>
#include "link_file.h"
#include "shell32_private.h"

struct shell_link {
    IShellLinkW wide;
    IShellLinkA narrow;
    IPersistFile file;
    LONG references;
    bool is_dirty;
    struct link_file link;
    WCHAR *name; /* of the file, NULL: none yet */
};

static struct shell_link *from_wide(IShellLinkW *link) { return CONTAINING_RECORD(link, struct shell_link, wide); }

static struct shell_link *from_narrow(IShellLinkA *link) { return CONTAINING_RECORD(link, struct shell_link, narrow); }

static struct shell_link *from_file(IPersistFile *file) { return CONTAINING_RECORD(file, struct shell_link, file); }

/* --- IUnknown --- */

static HRESULT query(struct shell_link *this, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IShellLinkW)) *object = &this->wide;
    else if (IsEqualIID(id, &IID_IShellLinkA)) *object = &this->narrow;
    else if (IsEqualIID(id, &IID_IPersist) || IsEqualIID(id, &IID_IPersistFile)) *object = &this->file;
    if (!*object) return E_NOINTERFACE;
    InterlockedIncrement(&this->references);
    return S_OK;
}

static ULONG drop(struct shell_link *this)
{
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    link_file_free(&this->link);
    free(this->name);
    free(this);
    return 0;
}

static HRESULT WINAPI query_interface(IShellLinkW *link, REFIID id, void **object)
{
    return query(from_wide(link), id, object);
}

static ULONG WINAPI add_ref(IShellLinkW *link) { return InterlockedIncrement(&from_wide(link)->references); }

static ULONG WINAPI release(IShellLinkW *link) { return drop(from_wide(link)); }

/* --- texts --- */

static HRESULT set_text(struct shell_link *this, enum link_text text, const WCHAR *value)
{
    uint16_t *copy = value ? link_text_copy((const uint16_t *)value, lstrlenW(value)) : NULL;

    if (value && !copy) return E_OUTOFMEMORY;
    free(this->link.texts[text]);
    this->link.texts[text] = copy;
    this->is_dirty = true;
    return S_OK;
}

static HRESULT get_text(const struct shell_link *this, enum link_text text, WCHAR *value, int room)
{
    const WCHAR *known = (const WCHAR *)this->link.texts[text];

    if (!value || room <= 0) return E_INVALIDARG;
    lstrcpynW(value, known ? known : L"", room);
    return S_OK;
}

static HRESULT WINAPI get_description(IShellLinkW *link, LPWSTR text, int room)
{
    return get_text(from_wide(link), LINK_DESCRIPTION, text, room);
}

static HRESULT WINAPI set_description(IShellLinkW *link, LPCWSTR text)
{
    return set_text(from_wide(link), LINK_DESCRIPTION, text);
}

static HRESULT WINAPI get_working_directory(IShellLinkW *link, LPWSTR text, int room)
{
    return get_text(from_wide(link), LINK_FOLDER, text, room);
}

static HRESULT WINAPI set_working_directory(IShellLinkW *link, LPCWSTR text)
{
    return set_text(from_wide(link), LINK_FOLDER, text);
}

static HRESULT WINAPI get_arguments(IShellLinkW *link, LPWSTR text, int room)
{
    return get_text(from_wide(link), LINK_ARGUMENTS, text, room);
}

static HRESULT WINAPI set_arguments(IShellLinkW *link, LPCWSTR text)
{
    return set_text(from_wide(link), LINK_ARGUMENTS, text);
}

static HRESULT WINAPI get_icon_location(IShellLinkW *link, LPWSTR text, int room, int *index)
{
    if (index) *index = (int)from_wide(link)->link.icon_index;
    return get_text(from_wide(link), LINK_ICON, text, room);
}

static HRESULT WINAPI set_icon_location(IShellLinkW *link, LPCWSTR text, int index)
{
    from_wide(link)->link.icon_index = (uint32_t)index;
    return set_text(from_wide(link), LINK_ICON, text);
}

static HRESULT WINAPI set_relative_path(IShellLinkW *link, LPCWSTR path, DWORD reserved)
{
    (void)reserved;
    return set_text(from_wide(link), LINK_RELATIVE, path);
}

/* --- the target --- */

static void describe_target(struct shell_link *this, const WCHAR *path)
{
    WIN32_FILE_ATTRIBUTE_DATA data;

    this->link.attributes = this->link.size = 0;
    this->link.created = this->link.accessed = this->link.written = 0;
    if (!GetFileAttributesExW(path, GetFileExInfoStandard, &data)) return;
    this->link.attributes = data.dwFileAttributes;
    this->link.size = data.nFileSizeLow;
    memcpy(&this->link.created, &data.ftCreationTime, sizeof(FILETIME));
    memcpy(&this->link.accessed, &data.ftLastAccessTime, sizeof(FILETIME));
    memcpy(&this->link.written, &data.ftLastWriteTime, sizeof(FILETIME));
}

/* Quotation marks around a path are not part of it; a name alone is looked for as programs are. */
static HRESULT WINAPI set_path(IShellLinkW *link, LPCWSTR path)
{
    struct shell_link *this = from_wide(link);
    WCHAR plain[MAX_PATH], full[MAX_PATH], expanded[MAX_PATH];

    if (!path) return E_INVALIDARG;
    int length = lstrlenW(path);
    bool is_quoted = length >= 2 && path[0] == '"' && path[length - 1] == '"';
    if (length - (is_quoted ? 2 : 0) >= MAX_PATH) return E_INVALIDARG;
    lstrcpynW(plain, path + is_quoted, length - (is_quoted ? 2 : 0) + 1);
    free(this->link.item_list);
    this->link.item_list = NULL;
    this->link.item_list_size = 0;
    if (!ExpandEnvironmentStringsW(plain, expanded, MAX_PATH)) return HRESULT_FROM_WIN32(GetLastError());
    bool is_variable = lstrcmpW(plain, expanded) != 0;
    if (*plain && !is_variable && !SearchPathW(NULL, plain, L".exe", MAX_PATH, full, NULL) &&
        !GetFullPathNameW(plain, MAX_PATH, full, NULL))
        return HRESULT_FROM_WIN32(GetLastError());
    describe_target(this, is_variable ? expanded : full);
    return set_text(this, LINK_PATH, is_variable || !*plain ? plain : full);
}

static HRESULT WINAPI get_path(IShellLinkW *link, LPWSTR path, int room, WIN32_FIND_DATAW *data, DWORD flags)
{
    struct shell_link *this = from_wide(link);
    const WCHAR *known = (const WCHAR *)this->link.texts[LINK_PATH];
    WCHAR expanded[MAX_PATH] = L"";

    if (known && flags & SLGP_RAWPATH) lstrcpynW(expanded, known, MAX_PATH);
    else if (known) ExpandEnvironmentStringsW(known, expanded, MAX_PATH);
    else if (this->link.item_list) path_from_list((const ITEMIDLIST *)this->link.item_list, expanded, MAX_PATH);
    if (flags & SLGP_SHORTPATH && *expanded) GetShortPathNameW(expanded, expanded, MAX_PATH);
    if (data) {
        memset(data, 0, sizeof(*data));
        data->dwFileAttributes = this->link.attributes;
        data->nFileSizeLow = this->link.size;
        memcpy(&data->ftCreationTime, &this->link.created, sizeof(FILETIME));
        memcpy(&data->ftLastAccessTime, &this->link.accessed, sizeof(FILETIME));
        memcpy(&data->ftLastWriteTime, &this->link.written, sizeof(FILETIME));
        const WCHAR *name = wcsrchr(expanded, '\\');
        lstrcpynW(data->cFileName, name ? name + 1 : expanded, MAX_PATH);
    }
    if (path && room > 0) lstrcpynW(path, expanded, room);
    return *expanded ? S_OK : S_FALSE;
}

static HRESULT WINAPI get_id_list(IShellLinkW *link, PIDLIST_ABSOLUTE *list)
{
    struct shell_link *this = from_wide(link);
    WCHAR path[MAX_PATH];

    if (!list) return E_INVALIDARG;
    *list = NULL;
    if (this->link.item_list) {
        *list = ILClone((const ITEMIDLIST *)this->link.item_list);
        return *list ? S_OK : E_OUTOFMEMORY;
    }
    if (get_path(link, path, MAX_PATH, NULL, 0) != S_OK) return S_FALSE;
    return list_from_path(path, false, list);
}

/* A list of a file becomes its path; another one is kept as it is. */
static HRESULT WINAPI set_id_list(IShellLinkW *link, PCIDLIST_ABSOLUTE list)
{
    struct shell_link *this = from_wide(link);
    WCHAR path[MAX_PATH];

    if (!list) return E_INVALIDARG;
    if (path_from_list(list, path, MAX_PATH) && *path) return set_path(link, path);
    size_t size = ILGetSize(list);
    uint8_t *copy = malloc(size);
    if (!copy) return E_OUTOFMEMORY;
    memcpy(copy, list, size);
    free(this->link.item_list);
    this->link.item_list = copy;
    this->link.item_list_size = size;
    return set_text(this, LINK_PATH, NULL);
}

static HRESULT WINAPI get_hot_key(IShellLinkW *link, WORD *key)
{
    *key = from_wide(link)->link.hot_key;
    return S_OK;
}

static HRESULT WINAPI set_hot_key(IShellLinkW *link, WORD key)
{
    from_wide(link)->link.hot_key = key;
    from_wide(link)->is_dirty = true;
    return S_OK;
}

static HRESULT WINAPI get_show_command(IShellLinkW *link, int *show)
{
    *show = (int)from_wide(link)->link.show;
    return S_OK;
}

static HRESULT WINAPI set_show_command(IShellLinkW *link, int show)
{
    from_wide(link)->link.show = (uint32_t)show;
    from_wide(link)->is_dirty = true;
    return S_OK;
}

/* There is no search for targets that have moved. */
static HRESULT WINAPI resolve(IShellLinkW *link, HWND window, DWORD flags)
{
    WCHAR path[MAX_PATH];

    (void)window, (void)flags;
    if (get_path(link, path, MAX_PATH, NULL, 0) != S_OK) return S_FALSE;
    return GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES ? HRESULT_FROM_WIN32(GetLastError()) : S_OK;
}

static IShellLinkWVtbl wide_functions = {
    query_interface,   add_ref,           release,           get_path,          get_id_list,      set_id_list,
    get_description,   set_description,   get_working_directory, set_working_directory, get_arguments, set_arguments,
    get_hot_key,       set_hot_key,       get_show_command,  set_show_command,  get_icon_location, set_icon_location,
    set_relative_path, resolve,           set_path,
};

/* --- IShellLinkA --- */

static HRESULT to_narrow(HRESULT result, const WCHAR *wide, char *text, int room)
{
    if (FAILED(result)) return result;
    if (!text || room <= 0) return E_INVALIDARG;
    if (!WideCharToMultiByte(CP_ACP, 0, wide, -1, text, room, NULL, NULL)) text[room - 1] = 0;
    return result;
}

static HRESULT set_narrow(IShellLinkA *link, HRESULT (WINAPI *set)(IShellLinkW *, LPCWSTR), LPCSTR text)
{
    WCHAR *wide = wide_copy(text);
    HRESULT result = text && !wide ? E_OUTOFMEMORY : set(&from_narrow(link)->wide, wide);

    LocalFree(wide);
    return result;
}

static HRESULT get_narrow(IShellLinkA *link, enum link_text which, LPSTR text, int room)
{
    WCHAR wide[INFOTIPSIZE + MAX_PATH];
    return to_narrow(get_text(from_narrow(link), which, wide, ARRAYSIZE(wide)), wide, text, room);
}

static HRESULT WINAPI narrow_query_interface(IShellLinkA *link, REFIID id, void **object)
{
    return query(from_narrow(link), id, object);
}

static ULONG WINAPI narrow_add_ref(IShellLinkA *link) { return InterlockedIncrement(&from_narrow(link)->references); }

static ULONG WINAPI narrow_release(IShellLinkA *link) { return drop(from_narrow(link)); }

static HRESULT WINAPI narrow_get_path(IShellLinkA *link, LPSTR path, int room, WIN32_FIND_DATAA *data, DWORD flags)
{
    WCHAR wide[MAX_PATH];
    WIN32_FIND_DATAW found;
    HRESULT result = get_path(&from_narrow(link)->wide, wide, MAX_PATH, &found, flags);

    if (data) {
        memset(data, 0, sizeof(*data));
        memcpy(data, &found, offsetof(WIN32_FIND_DATAA, cFileName));
        to_narrow(S_OK, found.cFileName, data->cFileName, MAX_PATH);
    }
    return path && room > 0 ? to_narrow(result, wide, path, room) : result;
}

static HRESULT WINAPI narrow_get_id_list(IShellLinkA *link, PIDLIST_ABSOLUTE *list)
{
    return get_id_list(&from_narrow(link)->wide, list);
}

static HRESULT WINAPI narrow_set_id_list(IShellLinkA *link, PCIDLIST_ABSOLUTE list)
{
    return set_id_list(&from_narrow(link)->wide, list);
}

static HRESULT WINAPI narrow_get_description(IShellLinkA *link, LPSTR text, int room)
{
    return get_narrow(link, LINK_DESCRIPTION, text, room);
}

static HRESULT WINAPI narrow_set_description(IShellLinkA *link, LPCSTR text)
{
    return set_narrow(link, set_description, text);
}

static HRESULT WINAPI narrow_get_folder(IShellLinkA *link, LPSTR text, int room)
{
    return get_narrow(link, LINK_FOLDER, text, room);
}

static HRESULT WINAPI narrow_set_folder(IShellLinkA *link, LPCSTR text)
{
    return set_narrow(link, set_working_directory, text);
}

static HRESULT WINAPI narrow_get_arguments(IShellLinkA *link, LPSTR text, int room)
{
    return get_narrow(link, LINK_ARGUMENTS, text, room);
}

static HRESULT WINAPI narrow_set_arguments(IShellLinkA *link, LPCSTR text)
{
    return set_narrow(link, set_arguments, text);
}

static HRESULT WINAPI narrow_get_hot_key(IShellLinkA *link, WORD *key)
{
    return get_hot_key(&from_narrow(link)->wide, key);
}

static HRESULT WINAPI narrow_set_hot_key(IShellLinkA *link, WORD key)
{
    return set_hot_key(&from_narrow(link)->wide, key);
}

static HRESULT WINAPI narrow_get_show(IShellLinkA *link, int *show)
{
    return get_show_command(&from_narrow(link)->wide, show);
}

static HRESULT WINAPI narrow_set_show(IShellLinkA *link, int show)
{
    return set_show_command(&from_narrow(link)->wide, show);
}

static HRESULT WINAPI narrow_get_icon(IShellLinkA *link, LPSTR text, int room, int *index)
{
    if (index) *index = (int)from_narrow(link)->link.icon_index;
    return get_narrow(link, LINK_ICON, text, room);
}

static HRESULT WINAPI narrow_set_icon(IShellLinkA *link, LPCSTR text, int index)
{
    WCHAR *wide = wide_copy(text);
    HRESULT result = text && !wide ? E_OUTOFMEMORY : set_icon_location(&from_narrow(link)->wide, wide, index);

    LocalFree(wide);
    return result;
}

static HRESULT WINAPI narrow_set_relative(IShellLinkA *link, LPCSTR path, DWORD reserved)
{
    WCHAR *wide = wide_copy(path);
    HRESULT result = path && !wide ? E_OUTOFMEMORY : set_relative_path(&from_narrow(link)->wide, wide, reserved);

    LocalFree(wide);
    return result;
}

static HRESULT WINAPI narrow_resolve(IShellLinkA *link, HWND window, DWORD flags)
{
    return resolve(&from_narrow(link)->wide, window, flags);
}

static HRESULT WINAPI narrow_set_path(IShellLinkA *link, LPCSTR path) { return set_narrow(link, set_path, path); }

static IShellLinkAVtbl narrow_functions = {
    narrow_query_interface, narrow_add_ref,         narrow_release,       narrow_get_path,      narrow_get_id_list,
    narrow_set_id_list,     narrow_get_description, narrow_set_description, narrow_get_folder,  narrow_set_folder,
    narrow_get_arguments,   narrow_set_arguments,   narrow_get_hot_key,   narrow_set_hot_key,   narrow_get_show,
    narrow_set_show,        narrow_get_icon,        narrow_set_icon,      narrow_set_relative,  narrow_resolve,
    narrow_set_path,
};

/* --- IPersistFile --- */

static HRESULT WINAPI file_query_interface(IPersistFile *file, REFIID id, void **object)
{
    return query(from_file(file), id, object);
}

static ULONG WINAPI file_add_ref(IPersistFile *file) { return InterlockedIncrement(&from_file(file)->references); }

static ULONG WINAPI file_release(IPersistFile *file) { return drop(from_file(file)); }

static HRESULT WINAPI file_get_class_id(IPersistFile *file, CLSID *id)
{
    (void)file;
    *id = CLSID_ShellLink;
    return S_OK;
}

static HRESULT WINAPI file_is_dirty(IPersistFile *file) { return from_file(file)->is_dirty ? S_OK : S_FALSE; }

static uint16_t *decode(const char *text, size_t size)
{
    int count = MultiByteToWideChar(CP_ACP, 0, text, (int)size, NULL, 0);
    uint16_t *wide = malloc(((size_t)count + 1) * sizeof(*wide));

    if (!wide) return NULL;
    MultiByteToWideChar(CP_ACP, 0, text, (int)size, (WCHAR *)wide, count);
    wide[count] = 0;
    return wide;
}

static HRESULT remember_name(struct shell_link *this, LPCOLESTR name)
{
    uint16_t *copy = link_text_copy((const uint16_t *)name, lstrlenW(name));

    if (!copy) return E_OUTOFMEMORY;
    free(this->name);
    this->name = (WCHAR *)copy;
    this->is_dirty = false;
    return S_OK;
}

static HRESULT WINAPI file_load(IPersistFile *file, LPCOLESTR name, DWORD mode)
{
    struct shell_link *this = from_file(file);
    struct link_file link;
    HANDLE handle = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    DWORD size, done = 0;

    (void)mode;
    if (handle == INVALID_HANDLE_VALUE) return HRESULT_FROM_WIN32(GetLastError());
    size = GetFileSize(handle, NULL);
    uint8_t *data = size < 0x1000000 ? malloc((size_t)size + 1) : NULL;
    bool is_read = data && ReadFile(handle, data, size, &done, NULL) && done == size;
    CloseHandle(handle);
    bool is_link = is_read && link_file_read(&link, data, size, decode);
    free(data);
    if (!is_read) return E_FAIL;
    if (!is_link) {
        link_file_free(&link);
        return E_FAIL;
    }
    link_file_free(&this->link);
    this->link = link;
    return remember_name(this, name);
}

static HRESULT WINAPI file_save(IPersistFile *file, LPCOLESTR name, BOOL remember)
{
    struct shell_link *this = from_file(file);
    const WCHAR *target = name ? name : this->name;
    size_t size;
    DWORD done = 0;

    if (!target) return E_INVALIDARG;
    uint8_t *data = link_file_write(&this->link, &size);
    if (!data) return E_OUTOFMEMORY;
    HANDLE handle = CreateFileW(target, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    bool is_written = handle != INVALID_HANDLE_VALUE && WriteFile(handle, data, (DWORD)size, &done, NULL);
    HRESULT result = is_written ? S_OK : HRESULT_FROM_WIN32(GetLastError());
    if (handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
    free(data);
    if (SUCCEEDED(result) && name && remember) result = remember_name(this, name);
    if (SUCCEEDED(result) && !name) this->is_dirty = false;
    return result;
}

static HRESULT WINAPI file_save_completed(IPersistFile *file, LPCOLESTR name)
{
    (void)file, (void)name;
    return S_OK;
}

static HRESULT WINAPI file_get_current(IPersistFile *file, LPOLESTR *name)
{
    const WCHAR *known = from_file(file)->name ? from_file(file)->name : L"*.lnk";

    if (!(*name = CoTaskMemAlloc(((SIZE_T)lstrlenW(known) + 1) * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    lstrcpyW(*name, known);
    return from_file(file)->name ? S_OK : S_FALSE;
}

static IPersistFileVtbl file_functions = {
    file_query_interface, file_add_ref, file_release,        file_get_class_id, file_is_dirty,
    file_load,            file_save,    file_save_completed, file_get_current,
};

HRESULT make_shell_link(REFIID id, void **object)
{
    struct shell_link *this = calloc(1, sizeof(*this));

    if (!this) return E_OUTOFMEMORY;
    this->wide.lpVtbl = &wide_functions;
    this->narrow.lpVtbl = &narrow_functions;
    this->file.lpVtbl = &file_functions;
    this->references = 1;
    this->link.show = SW_SHOWNORMAL;
    HRESULT result = query(this, id, object);
    drop(this);
    return result;
}
