/* DER into the structures of wincrypt.h. Every decoder gets the body of the item that it decodes, writes its structure
 * to memory of `out` and is false for malformed input. */
#include "crypt32_private.h"

void *output_room(struct output *out, ULONG size)
{
    ULONG padded = (size + 7) & ~7u;
    if (padded < size || padded > out->capacity - out->used) {
        out->failed = true;
        return NULL;
    }
    void *room = out->base + out->used;
    out->used += padded;
    return room;
}

static bool put_blob(struct output *out, const struct der *der, CRYPT_DATA_BLOB *blob)
{
    blob->cbData = (DWORD)der->size;
    blob->pbData = (BYTE *)der->data;
    if (!out->copies || !der->size) return true;
    if (!(blob->pbData = output_room(out, blob->cbData))) return false;
    memcpy(blob->pbData, der->data, der->size);
    return true;
}

/* Integers are kept with the lowest byte first. */
static bool put_integer(struct output *out, const struct der *der, CRYPT_INTEGER_BLOB *blob)
{
    if (!der->size) return false;
    blob->cbData = (DWORD)der->size;
    if (!(blob->pbData = output_room(out, blob->cbData))) return false;
    for (size_t i = 0; i < der->size; i++) blob->pbData[i] = der->data[der->size - 1 - i];
    return true;
}

static bool put_bits(struct output *out, const struct der *der, CRYPT_BIT_BLOB *bits)
{
    CRYPT_DATA_BLOB blob;
    if (!der->size || der->data[0] > 7) return false;
    struct der rest = { der->data + 1, der->size - 1 };
    if (!put_blob(out, &rest, &blob)) return false;
    bits->cbData = blob.cbData;
    bits->pbData = blob.pbData;
    bits->cUnusedBits = der->data[0];
    return true;
}

static bool put_oid(struct output *out, const struct der *der, LPSTR *oid)
{
    char text[256];
    size_t length = der_oid_text(der, text, sizeof(text));
    if (!length || !(*oid = output_room(out, (ULONG)length + 1))) return false;
    memcpy(*oid, text, length + 1);
    return true;
}

static bool take_oid(struct der *in, struct output *out, LPSTR *oid)
{
    struct der body;
    return der_take(in, DER_OID, &body) && put_oid(out, &body, oid);
}

static bool put_algorithm(struct output *out, struct der body, CRYPT_ALGORITHM_IDENTIFIER *algorithm)
{
    return take_oid(&body, out, &algorithm->pszObjId) && put_blob(out, &body, &algorithm->Parameters);
}

static bool take_algorithm(struct der *in, struct output *out, CRYPT_ALGORITHM_IDENTIFIER *algorithm)
{
    struct der body;
    return der_take(in, DER_SEQUENCE, &body) && put_algorithm(out, body, algorithm);
}

static bool take_time(struct der *in, FILETIME *time)
{
    struct der_item item;
    struct der_time parts;
    if (!der_next(in, &item) || !der_read_time(item.tag, &item.body, &parts)) return false;
    SYSTEMTIME system = {.wYear = (WORD)parts.year,
                         .wMonth = (WORD)parts.month,
                         .wDay = (WORD)parts.day,
                         .wHour = (WORD)parts.hour,
                         .wMinute = (WORD)parts.minute,
                         .wSecond = (WORD)parts.second};
    return SystemTimeToFileTime(&system, time);
}

static ULONG count_items(struct der in)
{
    struct der_item item;
    ULONG count = 0;
    while (der_next(&in, &item)) count++;
    return count;
}

static bool put_extensions(struct output *out, struct der body, DWORD *count, CERT_EXTENSION **list)
{
    struct der extension, value, flag;
    *count = count_items(body);
    if (!(*list = output_room(out, *count * (ULONG)sizeof(CERT_EXTENSION)))) return false;
    for (DWORD i = 0; i < *count; i++) {
        CERT_EXTENSION *entry = &(*list)[i];
        if (!der_take(&body, DER_SEQUENCE, &extension) || !take_oid(&extension, out, &entry->pszObjId)) return false;
        entry->fCritical = der_take(&extension, DER_BOOLEAN, &flag) && flag.size == 1 && flag.data[0];
        if (!der_take(&extension, DER_OCTET_STRING, &value) || !put_blob(out, &value, &entry->Value)) return false;
    }
    return !body.size;
}

static bool put_public_key(struct output *out, struct der body, CERT_PUBLIC_KEY_INFO *info)
{
    struct der bits;
    return take_algorithm(&body, out, &info->Algorithm) && der_take(&body, DER_BIT_STRING, &bits) &&
           put_bits(out, &bits, &info->PublicKey);
}

/* The part of a certificate that is signed. */
static bool put_certificate(struct output *out, struct der in, CERT_INFO *info)
{
    struct der body, whole, inner;
    uint32_t version = 0;
    memset(info, 0, sizeof(*info));
    if (der_take(&in, DER_CONTEXT | DER_CONSTRUCTED | 0, &body) &&
        (!der_take(&body, DER_INTEGER, &inner) || !der_small_integer(&inner, &version)))
        return false;
    info->dwVersion = version;
    if (!der_take(&in, DER_INTEGER, &body) || !put_integer(out, &body, &info->SerialNumber)) return false;
    if (!take_algorithm(&in, out, &info->SignatureAlgorithm)) return false;
    if (!der_take_whole(&in, DER_SEQUENCE, &whole, NULL) || !put_blob(out, &whole, &info->Issuer)) return false;
    if (!der_take(&in, DER_SEQUENCE, &body) || !take_time(&body, &info->NotBefore) ||
        !take_time(&body, &info->NotAfter))
        return false;
    if (!der_take_whole(&in, DER_SEQUENCE, &whole, NULL) || !put_blob(out, &whole, &info->Subject)) return false;
    if (!der_take(&in, DER_SEQUENCE, &body) || !put_public_key(out, body, &info->SubjectPublicKeyInfo)) return false;
    if (der_take(&in, DER_CONTEXT | 1, &body) && !put_bits(out, &body, &info->IssuerUniqueId)) return false;
    if (der_take(&in, DER_CONTEXT | 2, &body) && !put_bits(out, &body, &info->SubjectUniqueId)) return false;
    if (!der_take(&in, DER_CONTEXT | DER_CONSTRUCTED | 3, &body)) return !in.size;
    return der_take(&body, DER_SEQUENCE, &inner) && put_extensions(out, inner, &info->cExtension, &info->rgExtension);
}

/* A whole signed structure: the part that is signed. */
static bool open_signed(struct der in, struct der *signed_whole, struct der *signed_body, struct der *rest)
{
    struct der body;
    if (!der_take(&in, DER_SEQUENCE, &body) || !der_take_whole(&body, DER_SEQUENCE, signed_whole, signed_body))
        return false;
    *rest = body;
    return true;
}

bool decode_certificate(struct der der, CERT_INFO *info, struct output *out)
{
    struct der whole, body, rest;
    return open_signed(der, &whole, &body, &rest) && put_certificate(out, body, info);
}

static bool put_crl_entries(struct output *out, struct der in, CRL_INFO *info)
{
    struct der entry, serial, extensions;
    info->cCRLEntry = count_items(in);
    if (!(info->rgCRLEntry = output_room(out, info->cCRLEntry * (ULONG)sizeof(CRL_ENTRY)))) return false;
    for (DWORD i = 0; i < info->cCRLEntry; i++) {
        CRL_ENTRY *slot = &info->rgCRLEntry[i];
        memset(slot, 0, sizeof(*slot));
        if (!der_take(&in, DER_SEQUENCE, &entry) || !der_take(&entry, DER_INTEGER, &serial) ||
            !put_integer(out, &serial, &slot->SerialNumber) || !take_time(&entry, &slot->RevocationDate))
            return false;
        if (der_take(&entry, DER_SEQUENCE, &extensions) &&
            !put_extensions(out, extensions, &slot->cExtension, &slot->rgExtension))
            return false;
    }
    return true;
}

static bool put_crl(struct output *out, struct der in, CRL_INFO *info)
{
    struct der body, whole, inner;
    uint32_t version = 0;
    memset(info, 0, sizeof(*info));
    if (der_take(&in, DER_INTEGER, &body) && !der_small_integer(&body, &version)) return false;
    info->dwVersion = version;
    if (!take_algorithm(&in, out, &info->SignatureAlgorithm)) return false;
    if (!der_take_whole(&in, DER_SEQUENCE, &whole, NULL) || !put_blob(out, &whole, &info->Issuer) ||
        !take_time(&in, &info->ThisUpdate))
        return false;
    uint8_t tag = der_peek(&in);
    if ((tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME) && !take_time(&in, &info->NextUpdate)) return false;
    if (der_take(&in, DER_SEQUENCE, &body) && !put_crl_entries(out, body, info)) return false;
    if (!der_take(&in, DER_CONTEXT | DER_CONSTRUCTED | 0, &body)) return !in.size;
    return der_take(&body, DER_SEQUENCE, &inner) && put_extensions(out, inner, &info->cExtension, &info->rgExtension);
}

bool decode_crl(struct der der, CRL_INFO *info, struct output *out)
{
    struct der whole, body, rest;
    return open_signed(der, &whole, &body, &rest) && put_crl(out, body, info);
}

/* --- one decoder a structure, for CryptDecodeObject; `in` begins with the item --- */

typedef bool decoder(struct der in, struct output *out);

static bool get_certificate(struct der in, struct output *out)
{
    struct der body;
    CERT_INFO *info = output_room(out, sizeof(*info));
    struct der whole, rest, copy = in;
    if (!info) return false;
    if (open_signed(copy, &whole, &body, &rest) && der_peek(&rest) == DER_SEQUENCE && der_peek(&body) != DER_SEQUENCE &&
        put_certificate(out, body, info)) return true; /* a whole certificate is taken as well */
    return der_take(&in, DER_SEQUENCE, &body) && put_certificate(out, body, info);
}

static bool get_crl(struct der in, struct output *out)
{
    struct der body, whole, rest, copy = in;
    CRL_INFO *info = output_room(out, sizeof(*info));
    if (!info) return false;
    if (open_signed(copy, &whole, &body, &rest) && der_take(&rest, DER_SEQUENCE, NULL) &&
        der_peek(&rest) == DER_BIT_STRING)
        return put_crl(out, body, info);
    return der_take(&in, DER_SEQUENCE, &body) && put_crl(out, body, info);
}

static bool get_signed(struct der in, struct output *out)
{
    struct der whole, body, rest, bits;
    CERT_SIGNED_CONTENT_INFO *info = output_room(out, sizeof(*info));
    if (!info || !open_signed(in, &whole, &body, &rest) || !put_blob(out, &whole, &info->ToBeSigned)) return false;
    if (!take_algorithm(&rest, out, &info->SignatureAlgorithm) || !der_take(&rest, DER_BIT_STRING, &bits) ||
        !put_bits(out, &bits, &info->Signature))
        return false;
    for (DWORD i = 0; i < info->Signature.cbData / 2 && out->copies; i++) { /* kept with the lowest byte first */
        BYTE *data = info->Signature.pbData, swap = data[i];
        data[i] = data[info->Signature.cbData - 1 - i];
        data[info->Signature.cbData - 1 - i] = swap;
    }
    return true;
}

static bool get_extensions(struct der in, struct output *out)
{
    struct der body;
    CERT_EXTENSIONS *list = output_room(out, sizeof(*list));
    return list && der_take(&in, DER_SEQUENCE, &body) &&
           put_extensions(out, body, &list->cExtension, &list->rgExtension);
}

static DWORD string_type(uint8_t tag)
{
    static const struct { uint8_t tag; DWORD type;
    } types[] = {
        {DER_UTF8_STRING, CERT_RDN_UTF8_STRING},
        {DER_NUMERIC_STRING, CERT_RDN_NUMERIC_STRING},
        {DER_PRINTABLE_STRING, CERT_RDN_PRINTABLE_STRING},
        {DER_TELETEX_STRING, CERT_RDN_TELETEX_STRING},
        {DER_IA5_STRING, CERT_RDN_IA5_STRING},
        {DER_VISIBLE_STRING, CERT_RDN_VISIBLE_STRING},
        {DER_UNIVERSAL_STRING, CERT_RDN_UNIVERSAL_STRING},
        {DER_BMP_STRING, CERT_RDN_BMP_STRING},
        {DER_OCTET_STRING, CERT_RDN_OCTET_STRING},
    };
    for (ULONG i = 0; i < ARRAYSIZE(types); i++)
        if (types[i].tag == tag) return types[i].type;
    return CERT_RDN_ENCODED_BLOB;
}

/* Strings of two or four bytes a character have them in the processor's order. */
static bool put_string(struct output *out, const struct der_item *item, DWORD *type, CRYPT_DATA_BLOB *value,
                       bool unicode)
{
    *type = string_type(item->tag);
    if (*type == CERT_RDN_ENCODED_BLOB) return put_blob(out, &item->whole, value);
    bool text = unicode && *type != CERT_RDN_OCTET_STRING;
    if (!text && *type != CERT_RDN_BMP_STRING) return put_blob(out, &item->body, value);
    if (*type == CERT_RDN_BMP_STRING) {
        WCHAR *wide = output_room(out, (ULONG)item->body.size + sizeof(WCHAR));
        ULONG length = (ULONG)item->body.size / 2;
        if (!wide) return false;
        for (ULONG i = 0; i < length; i++) wide[i] = (WCHAR)(item->body.data[2 * i] << 8 | item->body.data[2 * i + 1]);
        wide[length] = 0;
        *value = (CRYPT_DATA_BLOB){ length * 2, (BYTE *)wide };
        return true;
    }
    CRYPT_DATA_BLOB bytes = { (DWORD)item->body.size, (BYTE *)item->body.data };
    ULONG length = string_text(*type, &bytes, NULL, 0);
    WCHAR *wide = output_room(out, (length + 1) * sizeof(WCHAR));
    if (!wide) return false;
    string_text(*type, &bytes, wide, length + 1);
    *value = (CRYPT_DATA_BLOB){ length * 2, (BYTE *)wide };
    return true;
}

static bool put_name(struct output *out, struct der in, CERT_NAME_INFO *name, bool unicode)
{
    struct der body, set, pair;
    struct der_item item;
    if (!der_take(&in, DER_SEQUENCE, &body)) return false;
    name->cRDN = count_items(body);
    if (!(name->rgRDN = output_room(out, name->cRDN * (ULONG)sizeof(CERT_RDN)))) return false;
    for (DWORD i = 0; i < name->cRDN; i++) {
        CERT_RDN *part = &name->rgRDN[i];
        if (!der_take(&body, DER_SET, &set)) return false;
        part->cRDNAttr = count_items(set);
        if (!(part->rgRDNAttr = output_room(out, part->cRDNAttr * (ULONG)sizeof(CERT_RDN_ATTR)))) return false;
        for (DWORD j = 0; j < part->cRDNAttr; j++) {
            CERT_RDN_ATTR *attribute = &part->rgRDNAttr[j];
            if (!der_take(&set, DER_SEQUENCE, &pair) || !take_oid(&pair, out, &attribute->pszObjId) ||
                !der_next(&pair, &item) || !put_string(out, &item, &attribute->dwValueType, &attribute->Value, unicode))
                return false;
        }
    }
    return !body.size;
}

static bool get_name(struct der in, struct output *out)
{
    CERT_NAME_INFO *name = output_room(out, sizeof(*name));
    return name && put_name(out, in, name, false);
}

static bool get_unicode_name(struct der in, struct output *out)
{
    CERT_NAME_INFO *name = output_room(out, sizeof(*name));
    return name && put_name(out, in, name, true);
}

static bool get_name_value(struct der in, struct output *out)
{
    struct der_item item;
    CERT_NAME_VALUE *value = output_room(out, sizeof(*value));
    return value && der_next(&in, &item) && put_string(out, &item, &value->dwValueType, &value->Value, false);
}

static bool get_unicode_name_value(struct der in, struct output *out)
{
    struct der_item item;
    CERT_NAME_VALUE *value = output_room(out, sizeof(*value));
    return value && der_next(&in, &item) && put_string(out, &item, &value->dwValueType, &value->Value, true);
}

static bool get_public_key(struct der in, struct output *out)
{
    struct der body;
    CERT_PUBLIC_KEY_INFO *info = output_room(out, sizeof(*info));
    return info && der_take(&in, DER_SEQUENCE, &body) && put_public_key(out, body, info);
}

static bool get_algorithm(struct der in, struct output *out)
{
    CRYPT_ALGORITHM_IDENTIFIER *algorithm = output_room(out, sizeof(*algorithm));
    return algorithm && take_algorithm(&in, out, algorithm);
}

/* Text of one byte a character as a wide string. */
static bool put_wide(struct output *out, const struct der *body, LPWSTR *text)
{
    if (!(*text = output_room(out, ((ULONG)body->size + 1) * sizeof(WCHAR)))) return false;
    for (size_t i = 0; i < body->size; i++) (*text)[i] = body->data[i];
    (*text)[body->size] = 0;
    return true;
}

static bool put_other_name(struct output *out, struct der in, CERT_ALT_NAME_ENTRY *entry)
{
    struct der value;
    CERT_OTHER_NAME *other = output_room(out, sizeof(*other));
    if (!other || !take_oid(&in, out, &other->pszObjId) || !der_take(&in, DER_CONTEXT | DER_CONSTRUCTED | 0, &value))
        return false;
    entry->pOtherName = other;
    return put_blob(out, &value, &other->Value);
}

static bool put_general_name(struct output *out, const struct der_item *item, CERT_ALT_NAME_ENTRY *entry)
{
    memset(entry, 0, sizeof(*entry));
    entry->dwAltNameChoice = (item->tag & 0x1f) + 1u;
    switch (item->tag & 0x1f) {
    case 0: return put_other_name(out, item->body, entry);
    case 1: return put_wide(out, &item->body, &entry->pwszRfc822Name);
    case 2: return put_wide(out, &item->body, &entry->pwszDNSName);
    case 4: return put_blob(out, &item->body, &entry->DirectoryName);
    case 6: return put_wide(out, &item->body, &entry->pwszURL);
    case 7: return put_blob(out, &item->body, &entry->IPAddress);
    case 8: return put_oid(out, &item->body, &entry->pszRegisteredID);
    default: return true;
    }
}

static bool put_general_names(struct output *out, struct der body, CERT_ALT_NAME_INFO *info)
{
    struct der_item item;
    info->cAltEntry = count_items(body);
    if (!(info->rgAltEntry = output_room(out, info->cAltEntry * (ULONG)sizeof(CERT_ALT_NAME_ENTRY)))) return false;
    for (DWORD i = 0; i < info->cAltEntry; i++)
        if (!der_next(&body, &item) || !put_general_name(out, &item, &info->rgAltEntry[i])) return false;
    return !body.size;
}

static bool get_alternate_name(struct der in, struct output *out)
{
    struct der body;
    CERT_ALT_NAME_INFO *info = output_room(out, sizeof(*info));
    return info && der_take(&in, DER_SEQUENCE, &body) && put_general_names(out, body, info);
}

static bool get_basic_constraints(struct der in, struct output *out)
{
    struct der body, value;
    uint32_t length;
    CERT_BASIC_CONSTRAINTS2_INFO *info = output_room(out, sizeof(*info));
    if (!info || !der_take(&in, DER_SEQUENCE, &body)) return false;
    memset(info, 0, sizeof(*info));
    info->fCA = der_take(&body, DER_BOOLEAN, &value) && value.size == 1 && value.data[0];
    if (!der_take(&body, DER_INTEGER, &value)) return true;
    info->fPathLenConstraint = TRUE;
    if (!der_small_integer(&value, &length)) return false;
    info->dwPathLenConstraint = length;
    return true;
}

static bool get_bits(struct der in, struct output *out)
{
    struct der body;
    CRYPT_BIT_BLOB *bits = output_room(out, sizeof(*bits));
    return bits && der_take(&in, DER_BIT_STRING, &body) && put_bits(out, &body, bits);
}

static bool get_enhanced_usage(struct der in, struct output *out)
{
    struct der body;
    CERT_ENHKEY_USAGE *usage = output_room(out, sizeof(*usage));
    if (!usage || !der_take(&in, DER_SEQUENCE, &body)) return false;
    usage->cUsageIdentifier = count_items(body);
    if (!(usage->rgpszUsageIdentifier = output_room(out, usage->cUsageIdentifier * (ULONG)sizeof(LPSTR)))) return false;
    for (DWORD i = 0; i < usage->cUsageIdentifier; i++)
        if (!take_oid(&body, out, &usage->rgpszUsageIdentifier[i])) return false;
    return !body.size;
}

static bool get_authority_key(struct der in, struct output *out)
{
    struct der body, value;
    CERT_AUTHORITY_KEY_ID2_INFO *info = output_room(out, sizeof(*info));
    if (!info || !der_take(&in, DER_SEQUENCE, &body)) return false;
    memset(info, 0, sizeof(*info));
    if (der_take(&body, DER_CONTEXT | 0, &value) && !put_blob(out, &value, &info->KeyId)) return false;
    if (der_take(&body, DER_CONTEXT | DER_CONSTRUCTED | 1, &value) &&
        !put_general_names(out, value, &info->AuthorityCertIssuer))
        return false;
    return !der_take(&body, DER_CONTEXT | 2, &value) || put_integer(out, &value, &info->AuthorityCertSerialNumber);
}

static bool get_information_access(struct der in, struct output *out)
{
    struct der body, pair;
    struct der_item item;
    CERT_AUTHORITY_INFO_ACCESS *info = output_room(out, sizeof(*info));
    if (!info || !der_take(&in, DER_SEQUENCE, &body)) return false;
    info->cAccDescr = count_items(body);
    if (!(info->rgAccDescr = output_room(out, info->cAccDescr * (ULONG)sizeof(CERT_ACCESS_DESCRIPTION)))) return false;
    for (DWORD i = 0; i < info->cAccDescr; i++) {
        CERT_ACCESS_DESCRIPTION *entry = &info->rgAccDescr[i];
        if (!der_take(&body, DER_SEQUENCE, &pair) || !take_oid(&pair, out, &entry->pszAccessMethod) ||
            !der_next(&pair, &item) || !put_general_name(out, &item, &entry->AccessLocation))
            return false;
    }
    return true;
}

static bool get_integer(struct der in, struct output *out)
{
    struct der body;
    int *value = output_room(out, sizeof(*value));
    if (!value || !der_take(&in, DER_INTEGER, &body) || !body.size || body.size > 4) return false;
    unsigned result = body.data[0] & 0x80 ? ~0u : 0;
    for (size_t i = 0; i < body.size; i++) result = result << 8 | body.data[i];
    *value = (int)result;
    return true;
}

static bool get_large_integer(struct der in, struct output *out)
{
    struct der body;
    CRYPT_INTEGER_BLOB *value = output_room(out, sizeof(*value));
    return value && der_take(&in, DER_INTEGER, &body) && put_integer(out, &body, value);
}

static bool get_octets(struct der in, struct output *out)
{
    struct der body;
    CRYPT_DATA_BLOB *value = output_room(out, sizeof(*value));
    return value && der_take(&in, DER_OCTET_STRING, &body) && put_blob(out, &body, value);
}

static bool get_time(struct der in, struct output *out)
{
    FILETIME *time = output_room(out, sizeof(*time));
    return time && take_time(&in, time);
}

static bool get_oid(struct der in, struct output *out)
{
    LPSTR *oid = output_room(out, sizeof(*oid));
    return oid && take_oid(&in, out, oid);
}

static bool get_sequence(struct der in, struct output *out)
{
    struct der body;
    struct der_item item;
    CRYPT_SEQUENCE_OF_ANY *list = output_room(out, sizeof(*list));
    if (!list || !der_take(&in, DER_SEQUENCE, &body)) return false;
    list->cValue = count_items(body);
    if (!(list->rgValue = output_room(out, list->cValue * (ULONG)sizeof(CRYPT_DER_BLOB)))) return false;
    for (DWORD i = 0; i < list->cValue; i++)
        if (!der_next(&body, &item) || !put_blob(out, &item.whole, &list->rgValue[i])) return false;
    return !body.size;
}

/* RSAPublicKey as the CryptoAPI's PUBLICKEYBLOB. */
static bool get_rsa_key(struct der in, struct output *out)
{
    struct der body, modulus, exponent;
    uint32_t value;
    if (!der_take(&in, DER_SEQUENCE, &body) || !der_take(&body, DER_INTEGER, &modulus) ||
        !der_take(&body, DER_INTEGER, &exponent) || !der_small_integer(&exponent, &value))
        return false;
    while (modulus.size > 1 && !modulus.data[0]) modulus = (struct der){ modulus.data + 1, modulus.size - 1 };
    BYTE *room = output_room(out, (ULONG)(sizeof(BLOBHEADER) + sizeof(RSAPUBKEY) + modulus.size));
    if (!room) return false;
    BLOBHEADER header = { PUBLICKEYBLOB, CUR_BLOB_VERSION, 0, CALG_RSA_KEYX };
    RSAPUBKEY key = { 0x31415352, (DWORD)modulus.size * 8, value };
    memcpy(room, &header, sizeof(header));
    memcpy(room + sizeof(header), &key, sizeof(key));
    for (size_t i = 0; i < modulus.size; i++)
        room[sizeof(header) + sizeof(key) + i] = modulus.data[modulus.size - 1 - i];
    return true;
}

static bool get_ecc_signature(struct der in, struct output *out)
{
    struct der body, r, s;
    CERT_ECC_SIGNATURE *signature = output_room(out, sizeof(*signature));
    return signature && der_take(&in, DER_SEQUENCE, &body) && der_take(&body, DER_INTEGER, &r) &&
           der_take(&body, DER_INTEGER, &s) && put_integer(out, &r, &signature->r) &&
           put_integer(out, &s, &signature->s);
}

static const struct { LPCSTR type; decoder *decode; } decoders[] = {
    {X509_CERT, get_signed},
    {X509_CERT_TO_BE_SIGNED, get_certificate},
    {X509_CERT_CRL_TO_BE_SIGNED, get_crl},
    {X509_EXTENSIONS, get_extensions},
    {X509_NAME_VALUE, get_name_value},
    {X509_NAME, get_name},
    {X509_PUBLIC_KEY_INFO, get_public_key},
    {X509_ALTERNATE_NAME, get_alternate_name},
    {X509_BASIC_CONSTRAINTS2, get_basic_constraints},
    {X509_KEY_USAGE, get_bits},
    {X509_BITS, get_bits},
    {X509_ENHANCED_KEY_USAGE, get_enhanced_usage},
    {X509_AUTHORITY_KEY_ID2, get_authority_key},
    {X509_AUTHORITY_INFO_ACCESS, get_information_access},
    {X509_INTEGER, get_integer},
    {X509_MULTI_BYTE_INTEGER, get_large_integer},
    {X509_OCTET_STRING, get_octets},
    {X509_CHOICE_OF_TIME, get_time},
    {PKCS_UTC_TIME, get_time},
    {X509_UNICODE_NAME, get_unicode_name},
    {X509_UNICODE_NAME_VALUE, get_unicode_name_value},
    {X509_OBJECT_IDENTIFIER, get_oid},
    {X509_SEQUENCE_OF_ANY, get_sequence},
    {RSA_CSP_PUBLICKEYBLOB, get_rsa_key},
    {X509_ECC_SIGNATURE, get_ecc_signature},
    {X509_ALGORITHM_IDENTIFIER, get_algorithm},
    {szOID_SUBJECT_ALT_NAME2, get_alternate_name},
    {szOID_SUBJECT_ALT_NAME, get_alternate_name},
    {szOID_ISSUER_ALT_NAME2, get_alternate_name},
    {szOID_BASIC_CONSTRAINTS2, get_basic_constraints},
    {szOID_KEY_USAGE, get_bits},
    {szOID_ENHANCED_KEY_USAGE, get_enhanced_usage},
    {szOID_AUTHORITY_KEY_IDENTIFIER2, get_authority_key},
    {szOID_SUBJECT_KEY_IDENTIFIER, get_octets},
    {szOID_AUTHORITY_INFO_ACCESS, get_information_access},
    {szOID_CRL_NUMBER, get_integer},
    {szOID_RSA_signingTime, get_time},
};

static decoder *find_decoder(LPCSTR type)
{
    bool numeric = (ULONG_PTR)type < 0x10000;
    for (ULONG i = 0; i < ARRAYSIZE(decoders); i++) {
        bool entry_numeric = (ULONG_PTR)decoders[i].type < 0x10000;
        if (numeric ? decoders[i].type == type : !entry_numeric && !strcmp(decoders[i].type, type))
            return decoders[i].decode;
    }
    return NULL;
}

bool decode_into(DWORD encoding, LPCSTR type, struct der der, struct output *out)
{
    decoder *decode = find_decoder(type);
    (void)encoding;
    return decode && decode(der, out) && !out->failed;
}

/* What a structure can take: 64 bytes for each item, and every item is at least two bytes long. */
static ULONG most_room(DWORD size)
{
    return size > 0x1000000 ? 0 : 4096 + size * 40;
}

static BYTE *decode_scratch(DWORD encoding, LPCSTR type, const BYTE *data, DWORD size, ULONG *used)
{
    struct output out = { .capacity = most_room(size), .copies = true };
    if (!find_decoder(type)) return fail_pointer(ERROR_FILE_NOT_FOUND);
    if (!data || !size || !out.capacity) return fail_pointer((DWORD)CRYPT_E_ASN1_EOD);
    if (!(out.base = heap_allocate(out.capacity))) return fail_pointer((DWORD)E_OUTOFMEMORY);
    if (decode_into(encoding, type, (struct der){ data, size }, &out)) {
        *used = out.used;
        return out.base;
    }
    heap_free(out.base);
    return fail_pointer((DWORD)CRYPT_E_ASN1_BADTAG);
}

void *decode_new(LPCSTR type, const BYTE *data, DWORD size)
{
    ULONG used;
    return decode_scratch(X509_ASN_ENCODING, type, data, size, &used);
}

/* The structure is made twice: first to learn its size, then where it belongs, because it is full of pointers into
 * itself. */
BOOL WINAPI CryptDecodeObjectEx(DWORD encoding, LPCSTR type, const BYTE *data, DWORD size, DWORD flags,
                                PCRYPT_DECODE_PARA parameters, void *structure, DWORD *structure_size)
{
    ULONG used;
    if (!structure_size) return fail_with(ERROR_INVALID_PARAMETER);
    if (!(encoding & X509_PKCS7)) return fail_with(ERROR_FILE_NOT_FOUND);
    BYTE *scratch = decode_scratch(encoding, type, data, size, &used);
    if (!scratch) return FALSE;
    heap_free(scratch);
    DWORD capacity = *structure_size;
    *structure_size = used;
    if (!structure) return TRUE;
    struct output out = { .base = structure, .capacity = used, .copies = true };
    if (flags & CRYPT_DECODE_ALLOC_FLAG) {
        bool own = parameters && parameters->cbSize >= sizeof(*parameters) && parameters->pfnAlloc;
        out.base = own ? parameters->pfnAlloc(used) : LocalAlloc(0, used);
        if (!out.base) return fail_with((DWORD)E_OUTOFMEMORY);
        *(void **)structure = out.base;
    } else if (capacity < used) {
        return fail_with(ERROR_MORE_DATA);
    }
    return decode_into(encoding, type, (struct der){data, size}, &out) ? TRUE : fail_with((DWORD)CRYPT_E_ASN1_CORRUPT);
}

BOOL WINAPI CryptDecodeObject(DWORD encoding, LPCSTR type, const BYTE *data, DWORD size, DWORD flags, void *structure,
                              DWORD *structure_size)
{
    return CryptDecodeObjectEx(encoding, type, data, size, flags & ~CRYPT_DECODE_ALLOC_FLAG, NULL, structure,
                               structure_size);
}
