/* PFX files (PKCS #12) and CryptQueryObject. */
#include "crypt32_private.h"

static bool is_pfx(const CRYPT_DATA_BLOB *blob)
{
    struct der in = { blob->pbData, blob->cbData }, body, version;
    uint32_t number;
    return der_take(&in, DER_SEQUENCE, &body) && der_take(&body, DER_INTEGER, &version) &&
           der_small_integer(&version, &number) && number == 3 && der_peek(&body) == DER_SEQUENCE;
}

BOOL WINAPI PFXIsPFXBlob(CRYPT_DATA_BLOB *blob)
{
    return blob && is_pfx(blob);
}

static char *utf8_of(const WCHAR *text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *utf8 = heap_allocate((SIZE_T)size + 1);
    if (utf8) WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, size, NULL, NULL);
    return utf8;
}

static NTSTATUS open_pfx(const CRYPT_DATA_BLOB *blob, const WCHAR *password, BYTE **parts, DWORD *size)
{
    char *utf8 = password ? utf8_of(password) : NULL;
    struct unix_crypto_pfx_args args = {
        .in = UNIX_PTR(blob->pbData),
        .in_size = blob->cbData,
        .password = UNIX_PTR(utf8),
        .out_size = blob->cbData * 2 + 4096,
    };
    *parts = heap_allocate(args.out_size);
    args.out = UNIX_PTR(*parts);
    NTSTATUS status = *parts ? unix_call_crypto_pfx(&args) : STATUS_NO_MEMORY;
    *size = args.out_size;
    if (status) heap_free(*parts);
    if (utf8) SecureZeroMemory(utf8, strlen(utf8));
    heap_free(utf8);
    return status;
}

BOOL WINAPI PFXVerifyPassword(CRYPT_DATA_BLOB *blob, LPCWSTR password, DWORD flags)
{
    BYTE *parts;
    DWORD size;
    (void)flags;
    if (!blob || open_pfx(blob, password, &parts, &size)) return fail_with(ERROR_INVALID_PASSWORD);
    SecureZeroMemory(parts, size);
    heap_free(parts);
    return TRUE;
}

/* The private key goes along as a property of its certificate: PKCS #8, which schannel reads. */
HCERTSTORE WINAPI PFXImportCertStore(CRYPT_DATA_BLOB *blob, LPCWSTR password, DWORD flags)
{
    BYTE *parts;
    DWORD size, length, part = 0;
    (void)flags;
    if (!blob || !blob->pbData) return fail_pointer((DWORD)E_INVALIDARG);
    NTSTATUS status = open_pfx(blob, password, &parts, &size);
    if (status)
        return fail_pointer(status == STATUS_WRONG_PASSWORD ? ERROR_INVALID_PASSWORD : (DWORD)CRYPT_E_BAD_ENCODE);
    struct store *store = store_new();
    const BYTE *key = NULL;
    DWORD key_size = 0;
    for (DWORD at = 0; store && at + sizeof(length) <= size; at += length, part++) {
        memcpy(&length, parts + at, sizeof(length));
        at += sizeof(length);
        if (!part) key = parts + at, key_size = length;
        if (!part || !length) continue;
        struct element *element = element_new(false, parts + at, length);
        if (element && part == 1 && key_size) element_set_property(element, PRIVATE_KEY_PROPERTY, key, key_size);
        if (element) store_add(store, element, CERT_STORE_ADD_ALWAYS, NULL);
        element_release(element);
    }
    SecureZeroMemory(parts, size);
    heap_free(parts);
    return store;
}

/* --- CryptQueryObject --- */

struct query { DWORD content, format; struct store *store; const void *context; };

static bool query_binary(const CRYPT_DATA_BLOB *blob, DWORD wanted, struct query *query)
{
    struct element *element;
    if ((wanted & CERT_QUERY_CONTENT_FLAG_CERT) && (element = element_new(false, blob->pbData, blob->cbData))) {
        query->content = CERT_QUERY_CONTENT_CERT;
        query->context = &element->certificate;
        store_add(query->store, element, CERT_STORE_ADD_ALWAYS, NULL);
        return true;
    }
    if ((wanted & CERT_QUERY_CONTENT_FLAG_CRL) && (element = element_new(true, blob->pbData, blob->cbData))) {
        query->content = CERT_QUERY_CONTENT_CRL;
        query->context = &element->crl;
        store_add(query->store, element, CERT_STORE_ADD_ALWAYS, NULL);
        return true;
    }
    if ((wanted & CERT_QUERY_CONTENT_FLAG_SERIALIZED_STORE) &&
        store_add_serialized(query->store, blob->pbData, blob->cbData)) {
        query->content = CERT_QUERY_CONTENT_SERIALIZED_STORE;
        return true;
    }
    if ((wanted & CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED) &&
        store_add_message(query->store, blob->pbData, blob->cbData)) {
        query->content = CERT_QUERY_CONTENT_PKCS7_SIGNED;
        return true;
    }
    if ((wanted & CERT_QUERY_CONTENT_FLAG_PFX) && is_pfx(blob)) {
        query->content = CERT_QUERY_CONTENT_PFX;
        return true;
    }
    return false;
}

static bool query_blob(const CRYPT_DATA_BLOB *blob, DWORD content, DWORD format, struct query *query)
{
    DWORD size = blob->cbData, kind;
    if ((format & CERT_QUERY_FORMAT_FLAG_BINARY) && query_binary(blob, content, query)) {
        query->format = CERT_QUERY_FORMAT_BINARY;
        return true;
    }
    if (!(format & CERT_QUERY_FORMAT_FLAG_BASE64_ENCODED) || !blob->cbData) return false;
    BYTE *data = heap_allocate(size);
    CRYPT_DATA_BLOB decoded = { size, data };
    bool found = data &&
                 CryptStringToBinaryA((const char *)blob->pbData, blob->cbData, CRYPT_STRING_BASE64_ANY, data,
                                      &decoded.cbData, NULL, &kind) &&
                 query_binary(&decoded, content, query);
    heap_free(data);
    query->format = CERT_QUERY_FORMAT_BASE64_ENCODED;
    return found;
}

static bool read_file(const WCHAR *path, CRYPT_DATA_BLOB *blob)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    DWORD done = 0;
    if (file == INVALID_HANDLE_VALUE) return false;
    blob->cbData = GetFileSize(file, NULL);
    blob->pbData = blob->cbData < 0x10000000 ? heap_allocate(blob->cbData + 1) : NULL;
    bool good = blob->pbData && ReadFile(file, blob->pbData, blob->cbData, &done, NULL) && done == blob->cbData;
    CloseHandle(file);
    if (!good) heap_free(blob->pbData);
    return good;
}

BOOL WINAPI CryptQueryObject(DWORD kind, const void *object, DWORD content, DWORD format, DWORD flags, DWORD *encoding,
                             DWORD *content_type, DWORD *format_type, HCERTSTORE *store, HCRYPTMSG *message,
                             const void **context)
{
    struct query query = { 0 };
    CRYPT_DATA_BLOB file;
    (void)flags;
    if (!object || kind < CERT_QUERY_OBJECT_FILE || kind > CERT_QUERY_OBJECT_BLOB)
        return fail_with((DWORD)E_INVALIDARG);
    if (kind == CERT_QUERY_OBJECT_FILE && !read_file(object, &file)) return FALSE;
    bool found = (query.store = store_new()) &&
                 query_blob(kind == CERT_QUERY_OBJECT_FILE ? &file : object, content, format, &query);
    if (kind == CERT_QUERY_OBJECT_FILE) heap_free(file.pbData);
    if (encoding) *encoding = found ? X509_PKCS7 : 0;
    if (content_type) *content_type = query.content;
    if (format_type) *format_type = found ? query.format : 0;
    if (message) *message = NULL;
    if (store && found) *store = CertDuplicateStore(query.store);
    if (context) *context = query.context;
    else if (query.content == CERT_QUERY_CONTENT_CRL) CertFreeCRLContext(query.context);
    else if (query.context) CertFreeCertificateContext(query.context);
    if (query.store) CertCloseStore(query.store, 0);
    return found ? TRUE : fail_with((DWORD)CRYPT_E_NO_MATCH);
}
