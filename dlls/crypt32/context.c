/* Certificate and revocation list contexts: counted references, properties. */
#include "crypt32_private.h"

struct element *element_of_certificate(PCCERT_CONTEXT context)
{
    return context ? CONTAINING_RECORD(context, struct element, certificate) : NULL;
}

struct element *element_of_crl(PCCRL_CONTEXT context)
{
    return context ? CONTAINING_RECORD(context, struct element, crl) : NULL;
}

bool same_blob(const CRYPT_DATA_BLOB *a, const CRYPT_DATA_BLOB *b)
{
    return a->cbData == b->cbData && (!a->cbData || !memcmp(a->pbData, b->pbData, a->cbData));
}

/* One block: the element, a copy of the encoded bytes, and the decoded structure that points into them. */
struct element *element_new(bool is_crl, const BYTE *data, DWORD size)
{
    struct der_item item;
    struct der in = { data, size };
    if (!data || !der_next(&in, &item) || item.tag != DER_SEQUENCE) return fail_pointer((DWORD)CRYPT_E_ASN1_BADTAG);
    size = (DWORD)item.whole.size;
    ULONG head = (sizeof(struct element) + size + 15) & ~15u, room = 512 + size * 10;
    struct element *element = size < 0x4000000 ? heap_allocate(head + room) : NULL;
    if (!element) return fail_pointer((DWORD)E_OUTOFMEMORY);
    memset(element, 0, sizeof(*element));
    BYTE *copy = (BYTE *)(element + 1);
    struct output out = { .base = (BYTE *)element + head, .capacity = room };
    struct der der = { copy, size };
    memcpy(copy, data, size);
    element->magic = ELEMENT_MAGIC;
    element->references = 1;
    element->is_crl = is_crl;
    bool good;
    if (is_crl) {
        element->crl = (CRL_CONTEXT){ X509_ASN_ENCODING, copy, size, output_room(&out, sizeof(CRL_INFO)), NULL };
        good = decode_crl(der, element->crl.pCrlInfo, &out);
    } else {
        element->certificate =
            (CERT_CONTEXT){X509_ASN_ENCODING, copy, size, output_room(&out, sizeof(CERT_INFO)), NULL};
        good = decode_certificate(der, element->certificate.pCertInfo, &out);
    }
    if (good && !out.failed) return element;
    heap_free(element);
    return fail_pointer((DWORD)CRYPT_E_ASN1_CORRUPT);
}

void element_release(struct element *element)
{
    if (!element || InterlockedDecrement(&element->references)) return;
    for (struct property *property = element->properties, *next; property; property = next) {
        next = property->next;
        heap_free(property);
    }
    element->magic = 0;
    heap_free(element);
}

/* --- properties --- */

struct property *element_property(struct element *element, DWORD id)
{
    struct property *property = element->properties;
    while (property && property->id != id) property = property->next;
    return property;
}

static void remove_property(struct element *element, DWORD id)
{
    struct property **link = &element->properties;
    while (*link && (*link)->id != id) link = &(*link)->next;
    if (!*link) return;
    struct property *found = *link;
    *link = found->next;
    heap_free(found);
}

bool element_set_property(struct element *element, DWORD id, const void *data, DWORD size)
{
    struct property *property = heap_allocate(sizeof(*property) + size);
    if (!property) return false;
    property->id = id;
    property->size = size;
    memcpy(property->data, data, size);
    remove_property(element, id);
    property->next = element->properties;
    element->properties = property;
    return true;
}

bool element_thumbprint(struct element *element, BYTE *hash)
{
    return element->is_crl
               ? hash_bytes(L"SHA1", element->crl.pbCrlEncoded, element->crl.cbCrlEncoded, hash, 20)
               : hash_bytes(L"SHA1", element->certificate.pbCertEncoded, element->certificate.cbCertEncoded, hash, 20);
}

/* Properties that follow from the contents. Size 0: there is no such property. */
static DWORD computed_property(struct element *element, DWORD id, BYTE *value)
{
    const BYTE *data = element->is_crl ? element->crl.pbCrlEncoded : element->certificate.pbCertEncoded;
    DWORD size = element->is_crl ? element->crl.cbCrlEncoded : element->certificate.cbCertEncoded;
    const CERT_INFO *info = element->is_crl ? NULL : element->certificate.pCertInfo;
    switch (id) {
    case CERT_SHA1_HASH_PROP_ID: return hash_bytes(L"SHA1", data, size, value, 20) ? 20 : 0;
    case CERT_MD5_HASH_PROP_ID: return hash_bytes(L"MD5", data, size, value, 16) ? 16 : 0;
    case CERT_SHA256_HASH_PROP_ID: return hash_bytes(L"SHA256", data, size, value, 32) ? 32 : 0;
    case CERT_SUBJECT_NAME_MD5_HASH_PROP_ID:
        return info && hash_bytes(L"MD5", info->Subject.pbData, info->Subject.cbData, value, 16) ? 16 : 0;
    case CERT_ISSUER_SERIAL_NUMBER_MD5_HASH_PROP_ID: return 0;
    case CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID:
        return info && hash_bytes(L"MD5", info->SubjectPublicKeyInfo.PublicKey.pbData,
                                  info->SubjectPublicKeyInfo.PublicKey.cbData, value, 16)
                   ? 16
                   : 0;
    case CERT_KEY_IDENTIFIER_PROP_ID: {
        CERT_EXTENSION *extension =
            info ? CertFindExtension(szOID_SUBJECT_KEY_IDENTIFIER, info->cExtension, info->rgExtension) : NULL;
        struct der in, body;
        if (extension) {
            in = (struct der){ extension->Value.pbData, extension->Value.cbData };
            if (!der_take(&in, DER_OCTET_STRING, &body) || body.size > 64) return 0;
            memcpy(value, body.data, body.size);
            return (DWORD)body.size;
        }
        return info && hash_bytes(L"SHA1", info->SubjectPublicKeyInfo.PublicKey.pbData,
                                  info->SubjectPublicKeyInfo.PublicKey.cbData, value, 20)
                   ? 20
                   : 0;
    }
    case CERT_ACCESS_STATE_PROP_ID:
        memset(value, 0, sizeof(DWORD));
        return element->store && element->store->registry_path
                   ? (*value = CERT_ACCESS_STATE_WRITE_PERSIST_FLAG, sizeof(DWORD))
                   : sizeof(DWORD);
    default: return 0;
    }
}

static BOOL give_bytes(const void *data, DWORD size, void *buffer, DWORD *capacity)
{
    DWORD room = *capacity;
    *capacity = size;
    if (!buffer) return TRUE;
    if (room < size) return fail_with(ERROR_MORE_DATA);
    memcpy(buffer, data, size);
    return TRUE;
}

/* CRYPT_KEY_PROV_INFO is kept with offsets in place of pointers: at the front the structure, behind it the strings. */
static BOOL give_provider_info(const struct property *property, void *buffer, DWORD *capacity)
{
    if (!buffer || !give_bytes(property->data, property->size, buffer, capacity))
        return buffer ? FALSE : give_bytes(NULL, property->size, NULL, capacity);
    CRYPT_KEY_PROV_INFO *info = buffer;
    if (info->pwszContainerName)
        info->pwszContainerName = (LPWSTR)((BYTE *)buffer + (ULONG_PTR)info->pwszContainerName);
    if (info->pwszProvName) info->pwszProvName = (LPWSTR)((BYTE *)buffer + (ULONG_PTR)info->pwszProvName);
    return TRUE;
}

static bool set_provider_info(struct element *element, const CRYPT_KEY_PROV_INFO *info)
{
    ULONG container = info->pwszContainerName ? (ULONG)(wcslen(info->pwszContainerName) + 1) * 2 : 0;
    ULONG provider = info->pwszProvName ? (ULONG)(wcslen(info->pwszProvName) + 1) * 2 : 0;
    ULONG size = sizeof(*info) + container + provider;
    BYTE *flat = heap_allocate_zeroed(size);
    if (!flat) return false;
    CRYPT_KEY_PROV_INFO copy = *info;
    copy.cProvParam = 0;
    copy.rgProvParam = NULL;
    copy.pwszContainerName = container ? (LPWSTR)sizeof(*info) : NULL;
    copy.pwszProvName = provider ? (LPWSTR)(sizeof(*info) + container) : NULL;
    memcpy(flat, &copy, sizeof(copy));
    if (container) memcpy(flat + sizeof(copy), info->pwszContainerName, container);
    if (provider) memcpy(flat + sizeof(copy) + container, info->pwszProvName, provider);
    bool done = element_set_property(element, CERT_KEY_PROV_INFO_PROP_ID, flat, size);
    heap_free(flat);
    return done;
}

static BOOL get_property(struct element *element, DWORD id, void *buffer, DWORD *size)
{
    BYTE value[64];
    if (!element || !size) return fail_with((DWORD)E_INVALIDARG);
    struct property *property = element_property(element, id);
    if (property && id == CERT_KEY_PROV_INFO_PROP_ID) return give_provider_info(property, buffer, size);
    if (property) return give_bytes(property->data, property->size, buffer, size);
    DWORD length = computed_property(element, id, value);
    return length ? give_bytes(value, length, buffer, size) : fail_with((DWORD)CRYPT_E_NOT_FOUND);
}

static BOOL set_property(struct element *element, DWORD id, const void *data)
{
    if (!element) return fail_with((DWORD)E_INVALIDARG);
    bool done = true;
    if (!data) remove_property(element, id);
    else if (id == CERT_KEY_PROV_INFO_PROP_ID) done = set_provider_info(element, data);
    else if (id == CERT_KEY_CONTEXT_PROP_ID) done = element_set_property(element, id, data, sizeof(CERT_KEY_CONTEXT));
    else if (id == CERT_KEY_PROV_HANDLE_PROP_ID || id == CERT_NCRYPT_KEY_HANDLE_PROP_ID)
        done = element_set_property(element, id, &data, sizeof(data));
    else
        done = element_set_property(element, id, ((const CRYPT_DATA_BLOB *)data)->pbData,
                                    ((const CRYPT_DATA_BLOB *)data)->cbData);
    if (done && element->store) registry_write(element->store, element);
    return done ? TRUE : fail_with((DWORD)E_OUTOFMEMORY);
}

BOOL WINAPI CertGetCertificateContextProperty(PCCERT_CONTEXT context, DWORD id, void *data, DWORD *size)
{
    return get_property(element_of_certificate(context), id, data, size);
}

BOOL WINAPI CertSetCertificateContextProperty(PCCERT_CONTEXT context, DWORD id, DWORD flags, const void *data)
{
    (void)flags;
    return set_property(element_of_certificate(context), id, data);
}

BOOL WINAPI CertGetCRLContextProperty(PCCRL_CONTEXT context, DWORD id, void *data, DWORD *size)
{
    return get_property(element_of_crl(context), id, data, size);
}

BOOL WINAPI CertSetCRLContextProperty(PCCRL_CONTEXT context, DWORD id, DWORD flags, const void *data)
{
    (void)flags;
    return set_property(element_of_crl(context), id, data);
}

DWORD WINAPI CertEnumCertificateContextProperties(PCCERT_CONTEXT context, DWORD id)
{
    struct element *element = element_of_certificate(context);
    DWORD next = 0;
    for (struct property *property = element ? element->properties : NULL; property; property = property->next)
        if (property->id > id && (!next || property->id < next)) next = property->id;
    return next;
}

/* --- contexts --- */

PCCERT_CONTEXT WINAPI CertCreateCertificateContext(DWORD encoding, const BYTE *data, DWORD size)
{
    if (!(encoding & X509_PKCS7)) return fail_pointer((DWORD)E_INVALIDARG);
    struct element *element = element_new(false, data, size);
    return element ? &element->certificate : NULL;
}

PCCERT_CONTEXT WINAPI CertDuplicateCertificateContext(PCCERT_CONTEXT context)
{
    if (context) InterlockedIncrement(&element_of_certificate(context)->references);
    return context;
}

BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT context)
{
    element_release(element_of_certificate(context));
    return TRUE;
}

PCCRL_CONTEXT WINAPI CertCreateCRLContext(DWORD encoding, const BYTE *data, DWORD size)
{
    if (!(encoding & X509_PKCS7)) return fail_pointer((DWORD)E_INVALIDARG);
    struct element *element = element_new(true, data, size);
    return element ? &element->crl : NULL;
}

PCCRL_CONTEXT WINAPI CertDuplicateCRLContext(PCCRL_CONTEXT context)
{
    if (context) InterlockedIncrement(&element_of_crl(context)->references);
    return context;
}

BOOL WINAPI CertFreeCRLContext(PCCRL_CONTEXT context)
{
    element_release(element_of_crl(context));
    return TRUE;
}

/* --- small questions about contents --- */

PCERT_EXTENSION WINAPI CertFindExtension(LPCSTR oid, DWORD count, CERT_EXTENSION list[])
{
    for (DWORD i = 0; oid && i < count; i++)
        if (!strcmp(list[i].pszObjId, oid)) return &list[i];
    return NULL;
}

PCRYPT_ATTRIBUTE WINAPI CertFindAttribute(LPCSTR oid, DWORD count, CRYPT_ATTRIBUTE list[])
{
    for (DWORD i = 0; oid && i < count; i++)
        if (!strcmp(list[i].pszObjId, oid)) return &list[i];
    return NULL;
}

BOOL WINAPI CertCompareCertificateName(DWORD encoding, PCERT_NAME_BLOB a, PCERT_NAME_BLOB b)
{
    (void)encoding;
    return same_blob(a, b);
}

/* Sign extension does not count: the numbers have the lowest byte first. */
static DWORD significant(const CRYPT_INTEGER_BLOB *number)
{
    DWORD size = number->cbData;
    while (size > 1 && ((!number->pbData[size - 1] && !(number->pbData[size - 2] & 0x80)) ||
                        (number->pbData[size - 1] == 0xff && (number->pbData[size - 2] & 0x80)))) size--;
    return size;
}

BOOL WINAPI CertCompareIntegerBlob(PCRYPT_INTEGER_BLOB a, PCRYPT_INTEGER_BLOB b)
{
    DWORD size = significant(a);
    return size == significant(b) && !memcmp(a->pbData, b->pbData, size);
}

BOOL WINAPI CertCompareCertificate(DWORD encoding, PCERT_INFO a, PCERT_INFO b)
{
    return CertCompareIntegerBlob(&a->SerialNumber, &b->SerialNumber) &&
           CertCompareCertificateName(encoding, &a->Issuer, &b->Issuer);
}

BOOL WINAPI CertComparePublicKeyInfo(DWORD encoding, PCERT_PUBLIC_KEY_INFO a, PCERT_PUBLIC_KEY_INFO b)
{
    (void)encoding;
    return a->PublicKey.cbData == b->PublicKey.cbData &&
           !memcmp(a->PublicKey.pbData, b->PublicKey.pbData, a->PublicKey.cbData);
}

LONG WINAPI CertVerifyTimeValidity(LPFILETIME time, PCERT_INFO info)
{
    FILETIME now;
    if (!time) GetSystemTimeAsFileTime(&now);
    else now = *time;
    if (CompareFileTime(&now, &info->NotBefore) < 0) return -1;
    return CompareFileTime(&now, &info->NotAfter) > 0;
}

LONG WINAPI CertVerifyCRLTimeValidity(LPFILETIME time, PCRL_INFO info)
{
    FILETIME now;
    if (!time) GetSystemTimeAsFileTime(&now);
    else now = *time;
    if (CompareFileTime(&now, &info->ThisUpdate) < 0) return -1;
    bool open_end = !info->NextUpdate.dwLowDateTime && !info->NextUpdate.dwHighDateTime;
    return !open_end && CompareFileTime(&now, &info->NextUpdate) > 0;
}

BOOL WINAPI CertGetIntendedKeyUsage(DWORD encoding, PCERT_INFO info, BYTE *usage, DWORD size)
{
    CERT_EXTENSION *extension = CertFindExtension(szOID_KEY_USAGE, info->cExtension, info->rgExtension);
    (void)encoding;
    memset(usage, 0, size);
    if (!extension) return fail_with(0);
    CRYPT_BIT_BLOB *bits = decode_new(X509_KEY_USAGE, extension->Value.pbData, extension->Value.cbData);
    if (!bits) return FALSE;
    memcpy(usage, bits->pbData, size < bits->cbData ? size : bits->cbData);
    heap_free(bits);
    return TRUE;
}

/* The extension; the property of the same meaning would narrow it further. CRYPT_E_NOT_FOUND in the last error: good
 * for everything. */
BOOL WINAPI CertGetEnhancedKeyUsage(PCCERT_CONTEXT context, DWORD flags, PCERT_ENHKEY_USAGE usage, DWORD *size)
{
    struct element *element = element_of_certificate(context);
    if (!element || !size) return fail_with(ERROR_INVALID_PARAMETER);
    struct property *property = element_property(element, CERT_ENHKEY_USAGE_PROP_ID);
    CERT_EXTENSION *extension =
        CertFindExtension(szOID_ENHANCED_KEY_USAGE, context->pCertInfo->cExtension, context->pCertInfo->rgExtension);
    if (flags & CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG) property = NULL;
    if (flags & CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG) extension = NULL;
    if (!property && !extension) {
        DWORD room = *size;
        *size = sizeof(*usage);
        if (flags) return fail_with((DWORD)CRYPT_E_NOT_FOUND);
        if (usage && room < sizeof(*usage)) return fail_with(ERROR_MORE_DATA);
        if (usage) memset(usage, 0, sizeof(*usage));
        SetLastError((DWORD)CRYPT_E_NOT_FOUND);
        return TRUE;
    }
    BOOL done = property ? CryptDecodeObject(X509_ASN_ENCODING, X509_ENHANCED_KEY_USAGE, property->data, property->size,
                                             0, usage, size)
                         : CryptDecodeObject(X509_ASN_ENCODING, X509_ENHANCED_KEY_USAGE, extension->Value.pbData,
                                             extension->Value.cbData, 0, usage, size);
    if (done) SetLastError(0);
    return done;
}
