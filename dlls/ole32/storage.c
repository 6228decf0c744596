/* Storages of compound files. */
#include <stdlib.h>
#include "storage.h"

static struct storage *from_storage(IStorage *storage)
{
    return CONTAINING_RECORD(storage, struct storage, interface_);
}

static void enter(struct storage *this)
{
    EnterCriticalSection(&this->document->lock);
}

static HRESULT leave(struct storage *this, HRESULT result)
{
    LeaveCriticalSection(&this->document->lock);
    return result;
}

BOOL is_writable(DWORD mode)
{
    return (mode & STGM_ACCESS) != STGM_READ;
}

BOOL is_readable(DWORD mode)
{
    return (mode & STGM_ACCESS) != STGM_WRITE;
}

HRESULT result_of(enum compound_result result)
{
    static const HRESULT results[] = {
        [COMPOUND_OK] = S_OK,
        [COMPOUND_FOREIGN] = STG_E_FILEALREADYEXISTS,
        [COMPOUND_DAMAGED] = STG_E_DOCFILECORRUPT,
        [COMPOUND_NO_MEMORY] = STG_E_INSUFFICIENTMEMORY,
        [COMPOUND_READ_FAULT] = STG_E_READFAULT,
        [COMPOUND_WRITE_FAULT] = STG_E_WRITEFAULT,
        [COMPOUND_TOO_LARGE] = STG_E_MEDIUMFULL,
    };
    return results[result];
}

void hold_storage(struct storage *storage)
{
    InterlockedIncrement(&storage->holds);
}

void unhold_storage(struct storage *storage)
{
    struct storage *parent = storage->parent;
    struct document *document = storage->document;

    if (InterlockedDecrement(&storage->holds)) return;
    EnterCriticalSection(&document->lock);
    storage->entry->opened--;
    if (storage->working != storage->entry) compound_release(storage->working);
    compound_release(storage->entry);
    LeaveCriticalSection(&document->lock);
    free(storage);
    if (parent) unhold_storage(parent);
    release_document(document);
}

HRESULT commit_direct(struct storage *storage)
{
    struct document *document = storage->document;
    enum compound_result result;

    for (; storage; storage = storage->parent) {
        if (storage->mode & STGM_TRANSACTED) return S_OK;
    }
    if (!document->dirty) return S_OK;
    if ((result = compound_commit(&document->file)) == COMPOUND_OK) document->dirty = FALSE;
    return result_of(result);
}

static void touch(struct storage *this)
{
    GetSystemTimeAsFileTime((FILETIME *)&this->working->modified);
    this->document->dirty = TRUE;
}

static HRESULT WINAPI query_interface(IStorage *storage, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_IStorage)) return E_NOINTERFACE;
    *object = storage;
    IStorage_AddRef(storage);
    return S_OK;
}

static ULONG WINAPI add_ref(IStorage *storage)
{
    return InterlockedIncrement(&from_storage(storage)->references);
}

/* A direct storage is written when the program lets go of it, whatever it forgot to release below. */
static ULONG WINAPI release(IStorage *storage)
{
    struct storage *this = from_storage(storage);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    if (!this->parent) {
        enter(this);
        if (is_writable(this->mode)) commit_direct(this);
        leave(this, S_OK);
    }
    unhold_storage(this);
    return 0;
}

/* Not empty, at most 31 characters, and none that [MS-CFB] forbids. */
static BOOL is_name(const WCHAR *name)
{
    size_t length = name ? wcslen(name) : 0;
    return length && length <= COMPOUND_NAME_MAX && !wcspbrk(name, L"/\\:!");
}

static struct compound_entry *find_child(struct storage *this, const WCHAR *name)
{
    return wcslen(name) <= COMPOUND_NAME_MAX ? compound_find(&this->document->file, this->working, name) : NULL;
}

static HRESULT check_element_mode(struct storage *this, DWORD mode)
{
    if ((mode & STGM_SHARE) != STGM_SHARE_EXCLUSIVE) return STG_E_INVALIDFLAG;
    if (mode & (STGM_DELETEONRELEASE | STGM_PRIORITY)) return STG_E_INVALIDFUNCTION;
    if ((mode & STGM_ACCESS) == 3) return STG_E_INVALIDFLAG;
    if (is_writable(mode) && !is_writable(this->mode)) return STG_E_ACCESSDENIED;
    return S_OK;
}

/* A new element; one of its name goes if the mode says STGM_CREATE. */
static HRESULT create_element(struct storage *this, const WCHAR *name, DWORD mode, enum compound_type type,
                              struct compound_entry **made)
{
    struct compound_file *file = &this->document->file;
    struct compound_entry *old;
    HRESULT result;

    if (!is_name(name)) return STG_E_INVALIDNAME;
    if (FAILED(result = check_element_mode(this, mode))) return result;
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    if (this->entry->removed) return STG_E_REVERTED;
    if ((old = compound_find(file, this->working, name))) {
        if (!(mode & STGM_CREATE)) return STG_E_FILEALREADYEXISTS;
        if (old->opened) return STG_E_ACCESSDENIED;
    }
    if (old) compound_remove(old);
    if (!(*made = compound_add(file, this->working, name, type))) return STG_E_INSUFFICIENTMEMORY;
    if (type == COMPOUND_STORAGE) {
        GetSystemTimeAsFileTime((FILETIME *)&(*made)->created);
        (*made)->modified = (*made)->created;
    }
    touch(this);
    return S_OK;
}

static HRESULT open_element(struct storage *this, const WCHAR *name, DWORD mode, enum compound_type type,
                            struct compound_entry **entry)
{
    HRESULT result;

    if (!name || !*name) return STG_E_INVALIDNAME;
    if (FAILED(result = check_element_mode(this, mode))) return result;
    if (this->entry->removed) return STG_E_REVERTED;
    *entry = find_child(this, name);
    if (!*entry || (*entry)->type != type) return STG_E_FILENOTFOUND;
    return (*entry)->opened ? STG_E_ACCESSDENIED : S_OK;
}

static HRESULT WINAPI create_stream(IStorage *storage, const WCHAR *name, DWORD mode, DWORD reserved, DWORD reserved2,
                                    IStream **stream)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;
    HRESULT result;

    if (!stream) return STG_E_INVALIDPOINTER;
    *stream = NULL;
    if (reserved || reserved2) return STG_E_INVALIDPARAMETER;
    if (mode & STGM_TRANSACTED) return STG_E_INVALIDFUNCTION;
    enter(this);
    result = create_element(this, name, mode, COMPOUND_STREAM, &entry);
    if (SUCCEEDED(result)) result = make_storage_stream(this, entry, mode, stream);
    return leave(this, result);
}

static HRESULT WINAPI open_stream(IStorage *storage, const WCHAR *name, void *reserved, DWORD mode, DWORD reserved2,
                                  IStream **stream)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;
    HRESULT result;

    if (!stream) return STG_E_INVALIDPOINTER;
    *stream = NULL;
    if (reserved || reserved2) return STG_E_INVALIDPARAMETER;
    if (mode & STGM_TRANSACTED) return STG_E_INVALIDFUNCTION;
    enter(this);
    result = open_element(this, name, mode, COMPOUND_STREAM, &entry);
    if (SUCCEEDED(result)) result = make_storage_stream(this, entry, mode, stream);
    return leave(this, result);
}

static HRESULT WINAPI create_storage(IStorage *storage, const WCHAR *name, DWORD mode, DWORD reserved, DWORD reserved2,
                                     IStorage **made)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;
    HRESULT result;

    if (!made) return STG_E_INVALIDPOINTER;
    *made = NULL;
    if (reserved || reserved2) return STG_E_INVALIDPARAMETER;
    enter(this);
    result = create_element(this, name, mode, COMPOUND_STORAGE, &entry);
    if (SUCCEEDED(result)) result = make_storage(this->document, this, entry, mode, made);
    return leave(this, result);
}

static HRESULT WINAPI open_storage(IStorage *storage, const WCHAR *name, IStorage *priority, DWORD mode, SNB exclude,
                                   DWORD reserved, IStorage **opened)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;
    HRESULT result;

    if (!opened) return STG_E_INVALIDPOINTER;
    *opened = NULL;
    if (priority || reserved) return STG_E_INVALIDPARAMETER;
    if (exclude) return STG_E_INVALIDPARAMETER;
    enter(this);
    result = open_element(this, name, mode, COMPOUND_STORAGE, &entry);
    if (SUCCEEDED(result)) result = make_storage(this->document, this, entry, mode, opened);
    return leave(this, result);
}

static BOOL is_excluded(DWORD count, const IID *ids, const IID *id)
{
    for (DWORD i = 0; i < count; i++) {
        if (IsEqualIID(&ids[i], id)) return TRUE;
    }
    return FALSE;
}

static BOOL is_named(SNB names, const WCHAR *name)
{
    for (; names && *names; names++) {
        if (!_wcsicmp(*names, name)) return TRUE;
    }
    return FALSE;
}

static HRESULT copy_one(IStorage *from, IStorage *to, const STATSTG *element, DWORD id_count, const IID *ids, SNB names)
{
    BOOL is_stream = element->type == STGTY_STREAM;
    IStorage *inner = NULL, *copy = NULL;
    IStream *source = NULL, *target = NULL;
    ULARGE_INTEGER all = {.QuadPart = ~0ull};
    HRESULT result;

    if (is_excluded(id_count, ids, is_stream ? &IID_IStream : &IID_IStorage) || is_named(names, element->pwcsName))
        return S_OK;
    if (is_stream) {
        result = IStorage_OpenStream(from, element->pwcsName, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &source);
        if (SUCCEEDED(result))
            result = IStorage_CreateStream(to, element->pwcsName, STGM_WRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE,
                                           0, 0, &target);
        if (SUCCEEDED(result)) result = IStream_CopyTo(source, target, all, NULL, NULL);
        if (source) IStream_Release(source);
        if (target) IStream_Release(target);
        return result;
    }
    result = IStorage_OpenStorage(from, element->pwcsName, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, NULL, 0, &inner);
    if (SUCCEEDED(result)) {
        result = IStorage_CreateStorage(to, element->pwcsName, STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &copy);
        if (result == STG_E_FILEALREADYEXISTS)
            result = IStorage_OpenStorage(to, element->pwcsName, NULL, STGM_READWRITE | STGM_SHARE_EXCLUSIVE, NULL, 0,
                                          &copy);
    }
    if (SUCCEEDED(result)) result = IStorage_CopyTo(inner, id_count, ids, NULL, copy);
    if (inner) IStorage_Release(inner);
    if (copy) IStorage_Release(copy);
    return result;
}

/* Merges into what the target has. The target may be in another file, or anybody's own. */
static HRESULT WINAPI copy_to(IStorage *storage, DWORD id_count, const IID *ids, SNB names, IStorage *target)
{
    struct storage *this = from_storage(storage);
    IEnumSTATSTG *elements;
    STATSTG element;
    HRESULT result;

    if (!target) return STG_E_INVALIDPOINTER;
    if (target == storage) return STG_E_ACCESSDENIED;
    if (target->lpVtbl == storage->lpVtbl) {
        for (struct storage *above = from_storage(target); above; above = above->parent) {
            if (above == this) return STG_E_ACCESSDENIED;
        }
    }
    enter(this);
    result = this->entry->removed ? STG_E_REVERTED : make_storage_enumerator(this, &elements);
    leave(this, result);
    if (FAILED(result)) return result;
    result = IStorage_SetClass(target, (const CLSID *)this->working->class_id);
    if (SUCCEEDED(result)) result = IStorage_SetStateBits(target, this->working->state, ~0u);
    while (SUCCEEDED(result) && IEnumSTATSTG_Next(elements, 1, &element, NULL) == S_OK) {
        result = copy_one(storage, target, &element, id_count, ids, names);
        CoTaskMemFree(element.pwcsName);
    }
    IEnumSTATSTG_Release(elements);
    return result;
}

static HRESULT WINAPI destroy_element(IStorage *storage, const WCHAR *name);

static HRESULT WINAPI move_element_to(IStorage *storage, const WCHAR *name, IStorage *target, const WCHAR *new_name,
                                      DWORD flags)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;
    STATSTG element = {0};
    HRESULT result;

    if (!target) return STG_E_INVALIDPOINTER;
    if (!name || !is_name(new_name)) return STG_E_INVALIDNAME;
    if (flags != STGMOVE_MOVE && flags != STGMOVE_COPY) return STG_E_INVALIDFLAG;
    if (target == storage && flags == STGMOVE_MOVE) return IStorage_RenameElement(storage, name, new_name);
    enter(this);
    entry = find_child(this, name);
    result = !entry ? STG_E_FILENOTFOUND : entry->opened ? STG_E_ACCESSDENIED : S_OK;
    element.type = entry && entry->type == COMPOUND_STREAM ? STGTY_STREAM : STGTY_STORAGE;
    leave(this, result);
    if (FAILED(result)) return result;
    element.pwcsName = (WCHAR *)name;
    result = copy_one(storage, target, &element, 0, NULL, NULL);
    if (SUCCEEDED(result) && _wcsicmp(name, new_name)) result = IStorage_RenameElement(target, name, new_name);
    if (SUCCEEDED(result) && flags == STGMOVE_MOVE) result = destroy_element(storage, name);
    return result;
}

/* Makes the original what the copy is. What had been opened of the original was never given out. */
static HRESULT replace_original(struct storage *this)
{
    struct compound_entry *copy = compound_copy(this->working), *original = this->entry;
    struct compound_entry **children, *parent = original->parent;

    if (!copy) return STG_E_INSUFFICIENTMEMORY;
    while (original->count) compound_remove(original->children[original->count - 1]);
    children = original->children;
    original->children = copy->children;
    original->count = copy->count;
    original->room = copy->room;
    for (uint32_t i = 0; i < original->count; i++) original->children[i]->parent = original;
    copy->children = children;
    copy->count = copy->room = 0;
    compound_release(copy);
    memcpy(original->class_id, this->working->class_id, sizeof(original->class_id));
    original->state = this->working->state;
    original->modified = this->working->modified;
    original->parent = parent;
    return S_OK;
}

static HRESULT WINAPI commit(IStorage *storage, DWORD flags)
{
    struct storage *this = from_storage(storage);
    HRESULT result = S_OK;

    if (flags & ~(STGC_OVERWRITE | STGC_ONLYIFCURRENT | STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE | STGC_CONSOLIDATE))
        return STG_E_INVALIDFLAG;
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    if (!(this->mode & STGM_TRANSACTED)) return leave(this, commit_direct(this));
    result = replace_original(this);
    if (SUCCEEDED(result) && this->parent) result = commit_direct(this->parent);
    else if (SUCCEEDED(result) && this->document->dirty) {
        result = result_of(compound_commit(&this->document->file));
        if (SUCCEEDED(result)) this->document->dirty = FALSE;
    }
    return leave(this, result);
}

static HRESULT WINAPI revert(IStorage *storage)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *copy;

    if (!(this->mode & STGM_TRANSACTED)) return S_OK;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    if (!(copy = compound_copy(this->entry))) return leave(this, STG_E_INSUFFICIENTMEMORY);
    while (this->working->count) compound_remove(this->working->children[this->working->count - 1]);
    compound_release(this->working);
    this->working = copy;
    return leave(this, S_OK);
}

static HRESULT WINAPI enum_elements(IStorage *storage, DWORD reserved, void *reserved2, DWORD reserved3,
                                    IEnumSTATSTG **elements)
{
    struct storage *this = from_storage(storage);

    if (!elements) return STG_E_INVALIDPOINTER;
    *elements = NULL;
    if (reserved || reserved2 || reserved3) return STG_E_INVALIDPARAMETER;
    enter(this);
    return leave(this, this->entry->removed ? STG_E_REVERTED : make_storage_enumerator(this, elements));
}

static HRESULT WINAPI destroy_element(IStorage *storage, const WCHAR *name)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry;

    if (!name) return STG_E_INVALIDPOINTER;
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    entry = find_child(this, name);
    if (!entry) return leave(this, STG_E_FILENOTFOUND);
    compound_remove(entry);
    touch(this);
    return leave(this, S_OK);
}

static HRESULT WINAPI rename_element(IStorage *storage, const WCHAR *old_name, const WCHAR *new_name)
{
    struct storage *this = from_storage(storage);
    struct compound_file *file = &this->document->file;
    struct compound_entry *entry, *other;

    if (!old_name || !is_name(new_name)) return STG_E_INVALIDNAME;
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    entry = find_child(this, old_name);
    other = compound_find(file, this->working, new_name);
    if (!entry) return leave(this, STG_E_FILENOTFOUND);
    if (other && other != entry) return leave(this, STG_E_FILEALREADYEXISTS);
    if (entry->opened) return leave(this, STG_E_ACCESSDENIED);
    compound_rename(file, entry, new_name);
    touch(this);
    return leave(this, S_OK);
}

static HRESULT WINAPI set_element_times(IStorage *storage, const WCHAR *name, const FILETIME *created,
                                        const FILETIME *read,
                                        const FILETIME *modified)
{
    struct storage *this = from_storage(storage);
    struct compound_entry *entry = this->working;

    (void)read; /* the format has no time of the last reading */
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    if (name) entry = find_child(this, name);
    if (!entry) return leave(this, STG_E_FILENOTFOUND);
    if (created && entry->type == COMPOUND_STORAGE) memcpy(&entry->created, created, sizeof(*created));
    if (modified && entry->type != COMPOUND_STREAM) memcpy(&entry->modified, modified, sizeof(*modified));
    this->document->dirty = TRUE;
    return leave(this, S_OK);
}

static HRESULT WINAPI set_class(IStorage *storage, REFCLSID class_id)
{
    struct storage *this = from_storage(storage);

    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    memcpy(this->working->class_id, class_id, sizeof(*class_id));
    touch(this);
    return leave(this, S_OK);
}

static HRESULT WINAPI set_state_bits(IStorage *storage, DWORD bits, DWORD mask)
{
    struct storage *this = from_storage(storage);

    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    this->working->state = (this->working->state & ~mask) | (bits & mask);
    touch(this);
    return leave(this, S_OK);
}

/* storage: where the entry is, for the name of the root. */
HRESULT stat_entry(const struct storage *storage, const struct compound_entry *entry, STATSTG *status, DWORD flags)
{
    BOOL is_root = !storage->parent && entry == storage->working;
    const WCHAR *name = is_root ? storage->document->path : (const WCHAR *)entry->name;

    memset(status, 0, sizeof(*status));
    if (!(flags & STATFLAG_NONAME) && name) {
        size_t size = (wcslen(name) + 1) * sizeof(*name);
        if (!(status->pwcsName = CoTaskMemAlloc(size))) return STG_E_INSUFFICIENTMEMORY;
        memcpy(status->pwcsName, name, size);
    }
    status->type = entry->type == COMPOUND_STREAM ? STGTY_STREAM : STGTY_STORAGE;
    if (entry->data) status->cbSize.QuadPart = entry->data->size;
    memcpy(&status->ctime, &entry->created, sizeof(status->ctime));
    memcpy(&status->mtime, &entry->modified, sizeof(status->mtime));
    memcpy(&status->clsid, entry->class_id, sizeof(status->clsid));
    status->grfStateBits = entry->state;
    return S_OK;
}

static HRESULT WINAPI stat(IStorage *storage, STATSTG *status, DWORD flags)
{
    struct storage *this = from_storage(storage);
    HRESULT result;

    if (!status) return STG_E_INVALIDPOINTER;
    if (flags & ~STATFLAG_NONAME) return STG_E_INVALIDFLAG;
    enter(this);
    result = this->entry->removed ? STG_E_REVERTED : stat_entry(this, this->working, status, flags);
    if (SUCCEEDED(result) && !this->parent && this->document->handle)
        GetFileTime(this->document->handle, &status->ctime, &status->atime, &status->mtime);
    status->grfMode = this->mode;
    return leave(this, result);
}

static const IStorageVtbl methods = {
    query_interface, add_ref, release, create_stream, open_stream, create_storage, open_storage, copy_to,
    move_element_to, commit, revert, enum_elements, destroy_element, rename_element, set_element_times, set_class,
    set_state_bits, stat,
};

/* The document's lock is held, or nobody else knows the document. */
HRESULT make_storage(struct document *document, struct storage *parent, struct compound_entry *entry, DWORD mode,
                     IStorage **storage)
{
    struct storage *this = calloc(1, sizeof(*this));

    if (!this) return STG_E_INSUFFICIENTMEMORY;
    this->working = mode & STGM_TRANSACTED ? compound_copy(entry) : entry;
    if (!this->working) {
        free(this);
        return STG_E_INSUFFICIENTMEMORY;
    }
    this->interface_.lpVtbl = (IStorageVtbl *)&methods;
    this->references = this->holds = 1;
    this->document = document;
    this->parent = parent;
    this->mode = mode & ~(DWORD)STGM_CREATE;
    this->entry = entry;
    entry->references++;
    entry->opened++;
    InterlockedIncrement(&document->references);
    if (parent) hold_storage(parent);
    *storage = &this->interface_;
    return S_OK;
}
