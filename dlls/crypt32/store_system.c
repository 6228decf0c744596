/* The system's stores: the roots that the Linux system trusts, and what programs add, which is kept in the registry in
 * the form of a serialized store: for each property its number, 1, its size and its bytes; number 32 is the certificate
 * itself. */
#include "crypt32_private.h"

#define CERTIFICATE_PROPERTY 32
#define CRL_PROPERTY 33

struct record { DWORD id, encoding, size; };

/* --- serialized elements --- */

static DWORD serialize(struct element *element, BYTE *buffer)
{
    DWORD used = 0;
    const BYTE *data = element->is_crl ? element->crl.pbCrlEncoded : element->certificate.pbCertEncoded;
    struct record last = { element->is_crl ? CRL_PROPERTY : CERTIFICATE_PROPERTY, 1,
                           element->is_crl ? element->crl.cbCrlEncoded : element->certificate.cbCertEncoded };
    for (struct property *property = element->properties; property; property = property->next) {
        if (property->id == CERT_KEY_CONTEXT_PROP_ID || property->id == CERT_KEY_PROV_HANDLE_PROP_ID ||
            property->id == CERT_NCRYPT_KEY_HANDLE_PROP_ID)
            continue; /* handles mean nothing outside of this process */
        struct record record = { property->id, 1, property->size };
        if (buffer) {
            memcpy(buffer + used, &record, sizeof(record));
            memcpy(buffer + used + sizeof(record), property->data, property->size);
        }
        used += (DWORD)sizeof(record) + property->size;
    }
    if (buffer) {
        memcpy(buffer + used, &last, sizeof(last));
        memcpy(buffer + used + sizeof(last), data, last.size);
    }
    return used + (DWORD)sizeof(last) + last.size;
}

/* Adds the elements of a list of records; a list of an old kind may begin with the mark of a serialized store. */
static bool add_records(struct store *store, const BYTE *data, DWORD size)
{
    struct property *pending = NULL;
    bool good = true;
    DWORD at = 0;
    while (good && size - at >= sizeof(struct record)) {
        struct record record;
        memcpy(&record, data + at, sizeof(record));
        at += sizeof(record);
        if (!record.id) break;
        if (record.size > size - at) good = false;
        else if (record.id == CERTIFICATE_PROPERTY || record.id == CRL_PROPERTY) {
            struct element *element = element_new(record.id == CRL_PROPERTY, data + at, record.size);
            if (element) {
                element->properties = pending;
                pending = NULL;
                good = store_add(store, element, CERT_STORE_ADD_ALWAYS, NULL);
                element_release(element);
            }
        } else {
            struct property *property = heap_allocate(sizeof(*property) + record.size);
            if (property) {
                *property = (struct property){ pending, record.id, record.size };
                memcpy(property->data, data + at, record.size);
                pending = property;
            }
        }
        at += good ? record.size : 0;
    }
    while (pending) {
        struct property *next = pending->next;
        heap_free(pending);
        pending = next;
    }
    return good;
}

static const BYTE store_mark[8] = { 0, 0, 0, 0, 'C', 'E', 'R', 'T' };

bool store_add_serialized(struct store *store, const BYTE *data, DWORD size)
{
    return size >= sizeof(store_mark) && !memcmp(data, store_mark, sizeof(store_mark)) &&
           add_records(store, data + sizeof(store_mark), size - (DWORD)sizeof(store_mark));
}

BOOL WINAPI CertSerializeCertificateStoreElement(PCCERT_CONTEXT context, DWORD flags, BYTE *buffer, DWORD *size)
{
    (void)flags;
    if (!context || !size) return fail_with((DWORD)E_INVALIDARG);
    DWORD needed = serialize(element_of_certificate(context), NULL), room = *size;
    *size = needed;
    if (!buffer) return TRUE;
    if (room < needed) return fail_with(ERROR_MORE_DATA);
    serialize(element_of_certificate(context), buffer);
    return TRUE;
}

/* CERT_STORE_SAVE_AS_STORE, into memory or a file. */
BOOL WINAPI CertSaveStore(HCERTSTORE handle, DWORD encoding, DWORD save_as, DWORD save_to, void *parameter, DWORD flags)
{
    struct store *store = store_of(handle);
    DWORD size = sizeof(store_mark) + sizeof(struct record), done;
    (void)encoding;
    (void)flags;
    if (!store) return FALSE;
    if (save_as != CERT_STORE_SAVE_AS_STORE || !parameter) return fail_with((DWORD)E_INVALIDARG);
    for (ULONG i = 0; i < store->count; i++) size += serialize(store->items[i], NULL);
    CRYPT_DATA_BLOB *blob = parameter;
    bool to_memory = save_to == CERT_STORE_SAVE_TO_MEMORY;
    if (to_memory && (!blob->pbData || blob->cbData < size)) {
        bool asks = !blob->pbData;
        blob->cbData = size;
        return asks ? TRUE : fail_with(ERROR_MORE_DATA);
    }
    BYTE *data = to_memory ? blob->pbData : heap_allocate(size), *at = data;
    if (!data) return fail_with((DWORD)E_OUTOFMEMORY);
    memcpy(at, store_mark, sizeof(store_mark));
    at += sizeof(store_mark);
    for (ULONG i = 0; i < store->count; i++) at += serialize(store->items[i], at);
    memset(at, 0, sizeof(struct record));
    if (to_memory) {
        blob->cbData = size;
        return TRUE;
    }
    HANDLE file = INVALID_HANDLE_VALUE;
    bool own = true;
    if (save_to == CERT_STORE_SAVE_TO_FILENAME_W)
        file = CreateFileW(parameter, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    else if (save_to == CERT_STORE_SAVE_TO_FILENAME_A)
        file = CreateFileA(parameter, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    else if (save_to == CERT_STORE_SAVE_TO_FILE) file = parameter, own = false;
    BOOL written = file != INVALID_HANDLE_VALUE && WriteFile(file, data, size, &done, NULL);
    if (own && file != INVALID_HANDLE_VALUE) CloseHandle(file);
    heap_free(data);
    return written;
}

/* --- the registry --- */

static bool element_key_name(struct store *store, struct element *element, WCHAR *name, ULONG capacity)
{
    BYTE hash[20];
    size_t length = wcslen(store->registry_path);
    if (!element_thumbprint(element, hash) || length + 64 > capacity) return false;
    memcpy(name, store->registry_path, length * sizeof(WCHAR));
    wcscpy(name + length, element->is_crl ? L"\\CRLs\\" : L"\\Certificates\\");
    WCHAR *at = name + wcslen(name);
    for (int i = 0; i < 20; i++) {
        *at++ = L"0123456789ABCDEF"[hash[i] >> 4];
        *at++ = L"0123456789ABCDEF"[hash[i] & 15];
    }
    *at = 0;
    return true;
}

/* For stores that are kept; does nothing for others. */
void registry_write(struct store *store, struct element *element)
{
    WCHAR name[300];
    HKEY key;
    if (!store->registry_path || store->read_only || !element_key_name(store, element, name, ARRAYSIZE(name))) return;
    DWORD size = serialize(element, NULL);
    BYTE *data = heap_allocate(size);
    if (data && !RegCreateKeyExW(HKEY_CURRENT_USER, name, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL)) {
        serialize(element, data);
        RegSetValueExW(key, L"Blob", 0, REG_BINARY, data, size);
        RegCloseKey(key);
    }
    heap_free(data);
}

void registry_remove(struct store *store, struct element *element)
{
    WCHAR name[300];
    if (store->registry_path && element_key_name(store, element, name, ARRAYSIZE(name)))
        RegDeleteKeyW(HKEY_CURRENT_USER, name);
}

static void add_registry_value(struct store *store, HKEY folder, const WCHAR *name)
{
    HKEY key;
    DWORD size = 0;
    if (RegOpenKeyExW(folder, name, 0, KEY_READ, &key)) return;
    if (!RegQueryValueExW(key, L"Blob", NULL, NULL, NULL, &size)) {
        BYTE *data = heap_allocate(size + 1);
        if (data && !RegQueryValueExW(key, L"Blob", NULL, NULL, data, &size)) add_records(store, data, size);
        heap_free(data);
    }
    RegCloseKey(key);
}

static void add_registry(struct store *store, HKEY root, const WCHAR *path, const WCHAR *kind)
{
    WCHAR name[300];
    HKEY folder;
    DWORD length;
    if (wcslen(path) + 20 > ARRAYSIZE(name)) return;
    wcscpy(name, path);
    wcscat(name, kind);
    if (RegOpenKeyExW(root, name, 0, KEY_READ, &folder)) return;
    for (DWORD i = 0; length = ARRAYSIZE(name), !RegEnumKeyExW(folder, i, name, &length, NULL, NULL, NULL, NULL); i++)
        add_registry_value(store, folder, name);
    RegCloseKey(folder);
}

/* --- the system's roots --- */

static const char *find_text(const char *text, const char *end, const char *wanted)
{
    size_t length = strlen(wanted);
    for (; (size_t)(end - text) >= length; text++) {
        if (!(text = memchr(text, wanted[0], (size_t)(end - text))) || (size_t)(end - text) < length) return NULL;
        if (!memcmp(text, wanted, length)) return text;
    }
    return NULL;
}

static void add_pem_body(struct store *store, const char *text, DWORD length, bool crl)
{
    DWORD size = length;
    BYTE *data = heap_allocate(length + 1);
    if (data && CryptStringToBinaryA(text, length, CRYPT_STRING_BASE64, data, &size, NULL, NULL)) {
        struct element *element = element_new(crl, data, size);
        if (element) store_add(store, element, CERT_STORE_ADD_ALWAYS, NULL);
        element_release(element);
    }
    heap_free(data);
}

bool store_add_pem(struct store *store, const char *text, DWORD size)
{
    static const struct {
        const char *begin;
        bool crl;
    } kinds[] = {{"-----BEGIN CERTIFICATE-----", false}, {"-----BEGIN X509 CRL-----", true}};
    const char *end = text + size;
    ULONG before = store->count;
    for (ULONG kind = 0; kind < ARRAYSIZE(kinds); kind++) {
        const char *at = text, *stop;
        while ((at = find_text(at, end, kinds[kind].begin))) {
            at += strlen(kinds[kind].begin);
            if (!(stop = find_text(at, end, "-----END"))) break;
            add_pem_body(store, at, (DWORD)(stop - at), kinds[kind].crl);
            at = stop;
        }
    }
    return store->count > before;
}

static void add_system_roots(struct store *store)
{
    struct unix_crypto_system_roots_args args = { 0 };
    unix_call_crypto_system_roots(&args);
    if (!args.size) {
        log_line(LOG_WARN, "crypt32: the system has no bundle of trusted certificates (install ca-certificates)");
        return;
    }
    char *text = heap_allocate(args.size);
    args.text = UNIX_PTR(text);
    if (text && !unix_call_crypto_system_roots(&args)) store_add_pem(store, text, args.size);
    heap_free(text);
}

static struct store *open_kept(const WCHAR *name, bool writes)
{
    static const WCHAR folder[] = L"Software\\Microsoft\\SystemCertificates\\";
    struct store *store = store_new();
    WCHAR *path = heap_allocate(sizeof(folder) + (wcslen(name) + 1) * sizeof(WCHAR));
    if (!store || !path) return NULL;
    wcscpy(path, folder);
    wcscat(path, name);
    add_registry(store, HKEY_CURRENT_USER, path, L"\\Certificates");
    add_registry(store, HKEY_CURRENT_USER, path, L"\\CRLs");
    add_registry(store, HKEY_LOCAL_MACHINE, path, L"\\Certificates");
    if (!_wcsicmp(name, L"ROOT") || !_wcsicmp(name, L"AuthRoot")) add_system_roots(store);
    store->registry_path = path; /* from here on changes are written */
    store->read_only = !writes;
    return store;
}

/* A store that does not exist yet begins empty, unless the flags say that it must. */
struct store *store_open_system(const WCHAR *name, DWORD flags)
{
    static const WCHAR *const known[] = {L"MY",
                                         L"ROOT",
                                         L"CA",
                                         L"Trust",
                                         L"Disallowed",
                                         L"AuthRoot",
                                         L"TrustedPeople",
                                         L"TrustedPublisher",
                                         L"AddressBook",
                                         L"ClientAuthIssuer",
                                         L"SmartCardRoot",
                                         L"UserDS"};
    bool exists = false;
    if (!*name || wcschr(name, '\\') || wcslen(name) > 100) return fail_pointer((DWORD)E_INVALIDARG);
    for (ULONG i = 0; i < ARRAYSIZE(known); i++) exists |= !_wcsicmp(known[i], name);
    if (!exists) {
        WCHAR path[160] = L"Software\\Microsoft\\SystemCertificates\\";
        HKEY key;
        wcscat(path, name);
        exists = !RegOpenKeyExW(HKEY_CURRENT_USER, path, 0, KEY_READ, &key);
        if (exists) RegCloseKey(key);
        else if (!(flags & (CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG)) &&
                 !RegCreateKeyExW(HKEY_CURRENT_USER, path, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL)) RegCloseKey(key);
    }
    if (!exists && (flags & CERT_STORE_OPEN_EXISTING_FLAG)) return fail_pointer(ERROR_FILE_NOT_FOUND);
    if (exists && (flags & CERT_STORE_CREATE_NEW_FLAG)) return fail_pointer(ERROR_FILE_EXISTS);
    return open_kept(name, !(flags & CERT_STORE_READONLY_FLAG));
}

/* --- the certificates of a signed message (RFC 5652, section 5.1) --- */

bool store_add_message(struct store *store, const BYTE *data, DWORD size)
{
    struct der in = { data, size }, body, content, signed_data, list;
    struct der_item item;
    char oid[64];
    if (!der_take(&in, DER_SEQUENCE, &body) || !der_take(&body, DER_OID, &content) ||
        !der_oid_text(&content, oid, sizeof(oid)) || strcmp(oid, szOID_RSA_signedData) ||
        !der_take(&body, DER_CONTEXT | DER_CONSTRUCTED, &content) || !der_take(&content, DER_SEQUENCE, &signed_data))
        return false;
    if (!der_take(&signed_data, DER_INTEGER, NULL) || !der_take(&signed_data, DER_SET, NULL) ||
        !der_take(&signed_data, DER_SEQUENCE, NULL))
        return false;
    for (int kind = 0; kind < 2; kind++) {
        if (!der_take(&signed_data, (uint8_t)(DER_CONTEXT | DER_CONSTRUCTED | kind), &list)) continue;
        while (der_next(&list, &item)) {
            struct element *element = element_new(kind == 1, item.whole.data, (DWORD)item.whole.size);
            if (element) store_add(store, element, CERT_STORE_ADD_ALWAYS, NULL);
            element_release(element);
        }
    }
    return true;
}
