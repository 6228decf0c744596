/* Certificate stores: in memory, collections of stores; what the system keeps is in store_system.c. */
#include "crypt32_private.h"

struct store *store_new(void)
{
    struct store *store = heap_allocate_zeroed(sizeof(*store));
    if (!store) return fail_pointer((DWORD)E_OUTOFMEMORY);
    store->magic = STORE_MAGIC;
    store->references = 1;
    RtlInitializeCriticalSection(&store->lock);
    return store;
}

struct store *store_of(HCERTSTORE handle)
{
    struct store *store = handle;
    if (store && !((ULONG_PTR)store & 3) && store->magic == STORE_MAGIC) return store;
    return fail_pointer((DWORD)E_INVALIDARG);
}

static void element_set_store(struct element *element, struct store *store)
{
    element->store = store;
    if (element->is_crl) element->crl.hCertStore = store;
    else element->certificate.hCertStore = store;
}

static void store_release(struct store *store)
{
    if (InterlockedDecrement(&store->references)) return;
    for (ULONG i = 0; i < store->count; i++) {
        element_set_store(store->items[i], NULL);
        element_release(store->items[i]);
    }
    for (ULONG i = 0; i < store->member_count; i++) store_release(store->members[i]);
    RtlDeleteCriticalSection(&store->lock);
    heap_free(store->items);
    heap_free(store->members);
    heap_free(store->registry_path);
    store->magic = 0;
    heap_free(store);
}

/* --- walking --- */

/* The first element of this kind at or after `position`, with a reference. */
static struct element *find_from(struct store *store, ULONG position, bool crl)
{
    struct element *found = NULL;
    RtlEnterCriticalSection(&store->lock);
    for (ULONG i = position; i < store->count && !found; i++)
        if (store->items[i]->is_crl == crl) found = store->items[i];
    if (found) InterlockedIncrement(&found->references);
    RtlLeaveCriticalSection(&store->lock);
    return found;
}

/* Where an enumeration goes on after this element: behind it, or where it was. False: it is not of this store. */
static bool position_after(struct store *store, struct element *element, ULONG *position)
{
    bool found = false;
    if (element->store != store) return false;
    RtlEnterCriticalSection(&store->lock);
    if (element->removed) {
        *position = element->position;
        found = true;
    }
    for (ULONG i = 0; i < store->count && !found; i++) {
        if (store->items[i] != element) continue;
        *position = i + 1;
        found = true;
    }
    RtlLeaveCriticalSection(&store->lock);
    return found;
}

struct element *store_next(struct store *store, struct element *previous, bool crl)
{
    ULONG position = 0;
    if (!store->is_collection)
        return previous && !position_after(store, previous, &position) ? NULL : find_from(store, position, crl);
    ULONG member = 0;
    while (previous && member < store->member_count && store->members[member] != previous->store) member++;
    for (; member < store->member_count; member++) {
        struct element *found = store_next(store->members[member], previous, crl);
        if (found) return found;
        previous = NULL;
    }
    return NULL;
}

PCCERT_CONTEXT WINAPI CertEnumCertificatesInStore(HCERTSTORE handle, PCCERT_CONTEXT previous)
{
    struct store *store = store_of(handle);
    struct element *before = element_of_certificate(previous), *found = store ? store_next(store, before, false) : NULL;
    element_release(before);
    return found ? &found->certificate : fail_pointer((DWORD)CRYPT_E_NOT_FOUND);
}

PCCRL_CONTEXT WINAPI CertEnumCRLsInStore(HCERTSTORE handle, PCCRL_CONTEXT previous)
{
    struct store *store = store_of(handle);
    struct element *before = element_of_crl(previous), *found = store ? store_next(store, before, true) : NULL;
    element_release(before);
    return found ? &found->crl : fail_pointer((DWORD)CRYPT_E_NOT_FOUND);
}

PCCTL_CONTEXT WINAPI CertEnumCTLsInStore(HCERTSTORE handle, PCCTL_CONTEXT previous)
{
    (void)previous; /* there are no trust lists: nothing can add one */
    return store_of(handle) ? fail_pointer((DWORD)CRYPT_E_NOT_FOUND) : NULL;
}

/* --- adding and removing --- */

static struct element *find_same(struct store *store, const struct element *element)
{
    for (ULONG i = 0; i < store->count; i++) {
        struct element *other = store->items[i];
        if (other->is_crl != element->is_crl) continue;
        if (element->is_crl ? same_blob(&other->crl.pCrlInfo->Issuer, &element->crl.pCrlInfo->Issuer)
                            : CertCompareCertificate(X509_ASN_ENCODING, other->certificate.pCertInfo,
                                                     element->certificate.pCertInfo))
            return other;
    }
    return NULL;
}

static bool append(struct store *store, struct element *element)
{
    if (store->count == store->capacity) {
        ULONG capacity = store->capacity ? store->capacity * 2 : 16;
        struct element **items = heap_allocate(capacity * sizeof(*items));
        if (!items) return false;
        if (store->count) memcpy(items, store->items, store->count * sizeof(*items));
        heap_free(store->items);
        store->items = items;
        store->capacity = capacity;
    }
    store->items[store->count++] = element;
    element_set_store(element, store);
    return true;
}

static bool take_out(struct store *store, struct element *element)
{
    for (ULONG i = 0; i < store->count; i++) {
        if (store->items[i] != element) continue;
        element->removed = true;
        element->position = i;
        memmove(store->items + i, store->items + i + 1, (store->count - i - 1) * sizeof(*store->items));
        store->count--;
        return true;
    }
    return false;
}

static void copy_properties(struct element *to, const struct element *from)
{
    for (const struct property *property = from->properties; property; property = property->next)
        if (!element_property(to, property->id)) element_set_property(to, property->id, property->data, property->size);
}

static bool is_newer(const struct element *a, const struct element *b)
{
    return a->is_crl ? CompareFileTime(&a->crl.pCrlInfo->ThisUpdate, &b->crl.pCrlInfo->ThisUpdate) > 0
                     : CompareFileTime(&a->certificate.pCertInfo->NotBefore, &b->certificate.pCertInfo->NotBefore) > 0;
}

enum decision { ADD, KEEP, REPLACE, REFUSE };

static enum decision decide(DWORD disposition, const struct element *old, const struct element *new)
{
    if (!old || disposition == CERT_STORE_ADD_ALWAYS) return ADD;
    switch (disposition) {
    case CERT_STORE_ADD_USE_EXISTING: return KEEP;
    case CERT_STORE_ADD_REPLACE_EXISTING:
    case CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES: return REPLACE;
    case CERT_STORE_ADD_NEWER:
    case CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES: return is_newer(new, old) ? REPLACE : REFUSE;
    default: return REFUSE;
    }
}

static struct element *add_locked(struct store *store, struct element *element, DWORD disposition)
{
    struct element *old = find_same(store, element), *copy;
    enum decision decision = decide(disposition, old, element);
    if (decision == REFUSE) return fail_pointer((DWORD)CRYPT_E_EXISTS);
    if (decision == KEEP) {
        copy_properties(old, element);
        return old;
    }
    copy = element->is_crl ? element_new(true, element->crl.pbCrlEncoded, element->crl.cbCrlEncoded)
                           : element_new(false, element->certificate.pbCertEncoded, element->certificate.cbCertEncoded);
    if (!copy) return NULL;
    copy_properties(copy, element);
    bool inherits = disposition == CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES ||
                    disposition == CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES;
    if (decision == REPLACE) {
        if (inherits) copy_properties(copy, old);
        registry_remove(store, old);
        take_out(store, old);
        element_release(old);
    }
    if (append(store, copy)) return copy;
    element_release(copy);
    return fail_pointer((DWORD)E_OUTOFMEMORY);
}

bool store_add(struct store *store, struct element *element, DWORD disposition, struct element **added)
{
    if (added) *added = NULL;
    if (disposition < CERT_STORE_ADD_NEW || disposition > CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES)
        return fail_with((DWORD)E_INVALIDARG);
    if (store->is_collection) {
        for (ULONG i = 0; i < store->member_count; i++)
            if (!store->members[i]->read_only) return store_add(store->members[i], element, disposition, added);
        return fail_with((DWORD)E_ACCESSDENIED);
    }
    if (store->read_only) return fail_with((DWORD)E_ACCESSDENIED);
    RtlEnterCriticalSection(&store->lock);
    struct element *result = add_locked(store, element, disposition);
    if (result) registry_write(store, result);
    if (result && added) {
        InterlockedIncrement(&result->references);
        *added = result;
    }
    RtlLeaveCriticalSection(&store->lock);
    return result != NULL;
}

/* Without a store only a copy of the context is wanted. */
static struct element *add_or_duplicate(HCERTSTORE handle, struct element *element, DWORD disposition, bool *done)
{
    struct element *added = NULL;
    struct store *store = handle ? store_of(handle) : NULL;
    if (!handle) {
        InterlockedIncrement(&element->references);
        *done = true;
        return element;
    }
    *done = store && store_add(store, element, disposition, &added);
    return added;
}

BOOL WINAPI CertAddCertificateContextToStore(HCERTSTORE handle, PCCERT_CONTEXT context, DWORD disposition,
                                             PCCERT_CONTEXT *result)
{
    bool done;
    if (!context) return fail_with((DWORD)E_INVALIDARG);
    struct element *added = add_or_duplicate(handle, element_of_certificate(context), disposition, &done);
    if (result) *result = added ? &added->certificate : NULL;
    else element_release(added);
    return done;
}

BOOL WINAPI CertAddCRLContextToStore(HCERTSTORE handle, PCCRL_CONTEXT context, DWORD disposition, PCCRL_CONTEXT *result)
{
    bool done;
    if (!context) return fail_with((DWORD)E_INVALIDARG);
    struct element *added = add_or_duplicate(handle, element_of_crl(context), disposition, &done);
    if (result) *result = added ? &added->crl : NULL;
    else element_release(added);
    return done;
}

BOOL WINAPI CertAddEncodedCertificateToStore(HCERTSTORE handle, DWORD encoding, const BYTE *data, DWORD size,
                                             DWORD disposition, PCCERT_CONTEXT *result)
{
    PCCERT_CONTEXT context = CertCreateCertificateContext(encoding, data, size);
    if (result) *result = NULL;
    if (!context) return FALSE;
    BOOL done = CertAddCertificateContextToStore(handle, context, disposition, result);
    CertFreeCertificateContext(context);
    return done;
}

BOOL WINAPI CertAddEncodedCRLToStore(HCERTSTORE handle, DWORD encoding, const BYTE *data, DWORD size, DWORD disposition,
                                     PCCRL_CONTEXT *result)
{
    PCCRL_CONTEXT context = CertCreateCRLContext(encoding, data, size);
    if (result) *result = NULL;
    if (!context) return FALSE;
    BOOL done = CertAddCRLContextToStore(handle, context, disposition, result);
    CertFreeCRLContext(context);
    return done;
}

/* Frees the context in any case. */
static BOOL delete_element(struct element *element)
{
    struct store *store = element ? element->store : NULL;
    BOOL done = TRUE;
    if (store && store->read_only) {
        done = FALSE;
    } else if (store) {
        RtlEnterCriticalSection(&store->lock);
        if (take_out(store, element)) {
            registry_remove(store, element);
            element_release(element);
        }
        RtlLeaveCriticalSection(&store->lock);
    }
    element_release(element);
    return done ? TRUE : fail_with((DWORD)E_ACCESSDENIED);
}

BOOL WINAPI CertDeleteCertificateFromStore(PCCERT_CONTEXT context)
{
    return delete_element(element_of_certificate(context));
}

BOOL WINAPI CertDeleteCRLFromStore(PCCRL_CONTEXT context)
{
    return delete_element(element_of_crl(context));
}

/* --- collections --- */

BOOL WINAPI CertAddStoreToCollection(HCERTSTORE handle, HCERTSTORE member_handle, DWORD flags, DWORD priority)
{
    struct store *store = store_of(handle), *member = store_of(member_handle);
    (void)flags;
    (void)priority;
    if (!store || !member) return FALSE;
    if (!store->is_collection || member == store) return fail_with((DWORD)E_INVALIDARG);
    struct store **members = heap_allocate((store->member_count + 1) * sizeof(*members));
    if (!members) return fail_with((DWORD)E_OUTOFMEMORY);
    if (store->member_count) memcpy(members, store->members, store->member_count * sizeof(*members));
    InterlockedIncrement(&member->references);
    members[store->member_count] = member;
    heap_free(store->members);
    store->members = members;
    store->member_count++;
    return TRUE;
}

void WINAPI CertRemoveStoreFromCollection(HCERTSTORE handle, HCERTSTORE member_handle)
{
    struct store *store = store_of(handle), *member = store_of(member_handle);
    for (ULONG i = 0; store && member && i < store->member_count; i++) {
        if (store->members[i] != member) continue;
        memmove(store->members + i, store->members + i + 1, (store->member_count - i - 1) * sizeof(*store->members));
        store->member_count--;
        store_release(member);
        return;
    }
}

/* --- opening and closing --- */

static struct store *open_contents(const CRYPT_DATA_BLOB *blob, bool (*add)(struct store *, const BYTE *, DWORD))
{
    struct store *store = blob ? store_new() : fail_pointer((DWORD)E_INVALIDARG);
    if (!store || add(store, blob->pbData, blob->cbData)) return store;
    store_release(store);
    return fail_pointer((DWORD)CRYPT_E_BAD_ENCODE);
}

static bool add_any(struct store *store, const BYTE *data, DWORD size)
{
    return store_add_serialized(store, data, size) || store_add_pem(store, (const char *)data, size) ||
           store_add_message(store, data, size) ||
           CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, data, size, CERT_STORE_ADD_ALWAYS, NULL);
}

static struct store *open_file(const WCHAR *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    DWORD size = GetFileSize(file, NULL), done = 0;
    CRYPT_DATA_BLOB blob = { size, heap_allocate(size + 1) };
    bool read =
        blob.pbData && size != INVALID_FILE_SIZE && ReadFile(file, blob.pbData, size, &done, NULL) && done == size;
    CloseHandle(file);
    struct store *store = read ? open_contents(&blob, add_any) : NULL;
    heap_free(blob.pbData);
    return store;
}

static struct store *open_collection(void)
{
    struct store *store = store_new();
    if (store) store->is_collection = true;
    return store;
}

static WCHAR *widen(const char *text)
{
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = heap_allocate((SIZE_T)length * sizeof(WCHAR) + 2);
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

static struct store *open_narrow(const void *name, DWORD flags, struct store *(*open)(const WCHAR *, DWORD))
{
    WCHAR *wide = name ? widen(name) : NULL;
    struct store *store = wide ? open(wide, flags) : fail_pointer((DWORD)E_INVALIDARG);
    heap_free(wide);
    return store;
}

static struct store *open_file_flags(const WCHAR *path, DWORD flags)
{
    (void)flags;
    return open_file(path);
}

/* Provider types are numbers, or names for the same. */
static DWORD provider_number(LPCSTR provider)
{
    static const struct { const char *name; DWORD number;
    } names[] = {
        {sz_CERT_STORE_PROV_MEMORY, 2},
        {sz_CERT_STORE_PROV_FILENAME_W, 8},
        {sz_CERT_STORE_PROV_SYSTEM_W, 10},
        {sz_CERT_STORE_PROV_PKCS7, 5},
        {sz_CERT_STORE_PROV_SERIALIZED, 6},
        {sz_CERT_STORE_PROV_COLLECTION, 11},
        {sz_CERT_STORE_PROV_SYSTEM_REGISTRY_W, 13},
    };
    if ((ULONG_PTR)provider < 0x10000) return (DWORD)(ULONG_PTR)provider;
    for (ULONG i = 0; i < ARRAYSIZE(names); i++)
        if (!_stricmp(names[i].name, provider)) return names[i].number;
    return 0;
}

HCERTSTORE WINAPI CertOpenStore(LPCSTR provider, DWORD encoding, HCRYPTPROV_LEGACY legacy, DWORD flags,
                                const void *parameter)
{
    (void)encoding;
    (void)legacy;
    switch (provider_number(provider)) {
    case 2: return store_new();                                          /* CERT_STORE_PROV_MEMORY */
    case 5: return open_contents(parameter, store_add_message);          /* PKCS7 */
    case 6: return open_contents(parameter, store_add_serialized);       /* SERIALIZED */
    case 7: return open_narrow(parameter, flags, open_file_flags);       /* FILENAME_A */
    case 8: return parameter ? open_file(parameter) : fail_pointer((DWORD)E_INVALIDARG);
    case 9: case 12: return open_narrow(parameter, flags, store_open_system);
    case 10: case 13: case 14:                                           /* SYSTEM, SYSTEM_REGISTRY, PHYSICAL */
        return parameter ? store_open_system(parameter, flags) : fail_pointer((DWORD)E_INVALIDARG);
    case 11: return open_collection();
    default: return fail_pointer(ERROR_FILE_NOT_FOUND);
    }
}

HCERTSTORE WINAPI CertOpenSystemStoreW(HCRYPTPROV_LEGACY provider, LPCWSTR name)
{
    (void)provider;
    return name ? store_open_system(name, CERT_SYSTEM_STORE_CURRENT_USER) : fail_pointer((DWORD)E_INVALIDARG);
}

HCERTSTORE WINAPI CertOpenSystemStoreA(HCRYPTPROV_LEGACY provider, LPCSTR name)
{
    (void)provider;
    return open_narrow(name, CERT_SYSTEM_STORE_CURRENT_USER, store_open_system);
}

HCERTSTORE WINAPI CertDuplicateStore(HCERTSTORE handle)
{
    struct store *store = store_of(handle);
    if (store) InterlockedIncrement(&store->references);
    return handle;
}

/* Elements that the program still holds live on, without a store. */
BOOL WINAPI CertCloseStore(HCERTSTORE handle, DWORD flags)
{
    struct store *store;
    bool pending = false;
    if (!handle) return TRUE;
    if (!(store = store_of(handle))) return FALSE;
    for (ULONG i = 0; i < store->count && (flags & CERT_CLOSE_STORE_CHECK_FLAG); i++)
        pending |= store->items[i]->references > 1;
    store_release(store);
    return pending ? fail_with((DWORD)CRYPT_E_PENDING_CLOSE) : TRUE;
}

BOOL WINAPI CertControlStore(HCERTSTORE handle, DWORD flags, DWORD control, const void *parameter)
{
    (void)flags;
    (void)parameter;
    if (!store_of(handle)) return FALSE;
    switch (control) {
    case CERT_STORE_CTRL_RESYNC:
    case CERT_STORE_CTRL_COMMIT:
    case CERT_STORE_CTRL_AUTO_RESYNC: return TRUE; /* what changes is written at once */
    default: return fail_with(ERROR_NOT_SUPPORTED);
    }
}
