/* Names as text: CertNameToStr, CertGetNameString, and the identifiers of attributes. */
#include "crypt32_private.h"

static const struct { const char *oid; const WCHAR *short_name; } attributes[] = {
    {szOID_COMMON_NAME, L"CN"},
    {szOID_COUNTRY_NAME, L"C"},
    {szOID_LOCALITY_NAME, L"L"},
    {szOID_STATE_OR_PROVINCE_NAME, L"S"},
    {szOID_STREET_ADDRESS, L"STREET"},
    {szOID_ORGANIZATION_NAME, L"O"},
    {szOID_ORGANIZATIONAL_UNIT_NAME, L"OU"},
    {szOID_TITLE, L"T"},
    {szOID_GIVEN_NAME, L"G"},
    {szOID_INITIALS, L"I"},
    {szOID_SUR_NAME, L"SN"},
    {szOID_DOMAIN_COMPONENT, L"DC"},
    {szOID_RSA_emailAddr, L"E"},
    {szOID_POSTAL_CODE, L"PostalCode"},
    {szOID_DEVICE_SERIAL_NUMBER, L"SERIALNUMBER"},
    {szOID_DESCRIPTION, L"Description"},
    {szOID_TELEPHONE_NUMBER, L"Phone"},
};

const WCHAR *oid_name(const char *oid)
{
    for (ULONG i = 0; i < ARRAYSIZE(attributes); i++)
        if (!strcmp(attributes[i].oid, oid)) return attributes[i].short_name;
    return NULL;
}

/* --- string values --- */

struct wide { WCHAR *at; ULONG length, capacity; };

static void put(struct wide *out, WCHAR c)
{
    if (out->at && out->length + 1 < out->capacity) out->at[out->length] = c;
    out->length++;
}

static void put_utf8(struct wide *out, const BYTE *p, const BYTE *end)
{
    while (p < end) {
        ULONG c = *p++, more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        if (c >= 0x80) c &= 0x3fu >> more;
        while (more-- && p < end) c = c << 6 | (*p++ & 0x3f);
        if (c < 0x10000) {
            put(out, (WCHAR)c);
        } else {
            put(out, (WCHAR)(0xd7c0 + (c >> 10)));
            put(out, (WCHAR)(0xdc00 + (c & 0x3ff)));
        }
    }
}

static void put_value(struct wide *out, DWORD type, const CRYPT_DATA_BLOB *value)
{
    if (type == CERT_RDN_UTF8_STRING) {
        put_utf8(out, value->pbData, value->pbData + value->cbData);
        return;
    }
    bool wide = type == CERT_RDN_BMP_STRING; /* in the processor's order already */
    for (DWORD i = 0; i + wide < value->cbData; i += 1 + wide)
        put(out, wide ? *(const WCHAR *)(value->pbData + i) : value->pbData[i]);
}

ULONG string_text(DWORD type, const CRYPT_DATA_BLOB *value, WCHAR *buffer, ULONG capacity)
{
    struct wide out = { buffer, 0, capacity };
    put_value(&out, type & CERT_RDN_TYPE_MASK, value);
    if (buffer && capacity) buffer[out.length < capacity ? out.length : capacity - 1] = 0;
    return out.length;
}

/* --- names --- */

static bool needs_quotes(const WCHAR *text, ULONG length, bool semicolon)
{
    if (!length || text[0] == ' ' || text[length - 1] == ' ') return length != 0;
    for (ULONG i = 0; i < length; i++)
        if (wcschr(L",+=\"\n\r<>#;", text[i]) && text[i] && !(text[i] == ';' && !semicolon)) return true;
    return false;
}

static void put_text(struct wide *out, const WCHAR *text)
{
    while (*text) put(out, *text++);
}

static void put_attribute(struct wide *out, const CERT_RDN_ATTR *attribute, DWORD style)
{
    DWORD form = style & 0xff;
    if (form != CERT_SIMPLE_NAME_STR) {
        const WCHAR *name = form == CERT_X500_NAME_STR ? oid_name(attribute->pszObjId) : NULL;
        if (name) put_text(out, name);
        else {
            if (form == CERT_X500_NAME_STR) put_text(out, L"OID.");
            for (const char *c = attribute->pszObjId; *c; c++) put(out, (BYTE)*c);
        }
        put(out, '=');
    }
    ULONG length = string_text(attribute->dwValueType, &attribute->Value, NULL, 0);
    WCHAR *text = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!text) return;
    string_text(attribute->dwValueType, &attribute->Value, text, length + 1);
    bool quoted = !(style & CERT_NAME_STR_NO_QUOTING_FLAG) && needs_quotes(text, length, true);
    if (quoted) put(out, '"');
    for (ULONG i = 0; i < length; i++) {
        if (quoted && text[i] == '"') put(out, '"');
        put(out, text[i]);
    }
    if (quoted) put(out, '"');
    heap_free(text);
}

static void put_name(struct wide *out, const CERT_NAME_INFO *name, DWORD style)
{
    const WCHAR *between = style & CERT_NAME_STR_SEMICOLON_FLAG ? L"; "
                           : style & CERT_NAME_STR_CRLF_FLAG    ? L"\r\n"
                                                                : L", ";
    const WCHAR *inside = style & CERT_NAME_STR_NO_PLUS_FLAG ? L" " : L" + ";
    for (DWORD i = 0; i < name->cRDN; i++) {
        const CERT_RDN *part = &name->rgRDN[style & CERT_NAME_STR_REVERSE_FLAG ? name->cRDN - 1 - i : i];
        if (i) put_text(out, between);
        for (DWORD j = 0; j < part->cRDNAttr; j++) {
            if (j) put_text(out, inside);
            put_attribute(out, &part->rgRDNAttr[j], style);
        }
    }
}

/* Lengths count the terminator; a buffer that is too small gets what fits. */
DWORD WINAPI CertNameToStrW(DWORD encoding, PCERT_NAME_BLOB blob, DWORD style, LPWSTR text, DWORD capacity)
{
    struct wide out = { capacity ? text : NULL, 0, capacity };
    (void)encoding;
    CERT_NAME_INFO *name = decode_new(X509_NAME, blob->pbData, blob->cbData);
    if (name) put_name(&out, name, style);
    heap_free(name);
    if (!out.at) return out.length + 1;
    ULONG end = out.length < capacity ? out.length : capacity - 1;
    out.at[end] = 0;
    return end + 1;
}

static DWORD narrow(const WCHAR *wide, LPSTR text, DWORD capacity)
{
    int needed = WideCharToMultiByte(CP_ACP, 0, wide, -1, NULL, 0, NULL, NULL);
    if (!text || !capacity) return (DWORD)needed;
    if (WideCharToMultiByte(CP_ACP, 0, wide, -1, text, (int)capacity, NULL, NULL)) return (DWORD)needed;
    text[capacity - 1] = 0;
    return capacity;
}

DWORD WINAPI CertNameToStrA(DWORD encoding, PCERT_NAME_BLOB blob, DWORD style, LPSTR text, DWORD capacity)
{
    DWORD length = CertNameToStrW(encoding, blob, style, NULL, 0);
    WCHAR *wide = heap_allocate(length * sizeof(WCHAR));
    if (!wide) return 0;
    CertNameToStrW(encoding, blob, style, wide, length);
    DWORD result = narrow(wide, text, capacity);
    heap_free(wide);
    return result;
}

WCHAR *name_attribute(const CERT_NAME_BLOB *blob, const char *oid)
{
    WCHAR *text = NULL;
    CERT_NAME_INFO *name = decode_new(X509_NAME, blob->pbData, blob->cbData);
    for (DWORD i = name ? name->cRDN : 0; i-- && !text;) {
        for (DWORD j = 0; j < name->rgRDN[i].cRDNAttr && !text; j++) {
            CERT_RDN_ATTR *attribute = &name->rgRDN[i].rgRDNAttr[j];
            if (oid && strcmp(attribute->pszObjId, oid)) continue;
            ULONG length = string_text(attribute->dwValueType, &attribute->Value, NULL, 0);
            if ((text = heap_allocate((length + 1) * sizeof(WCHAR))))
                string_text(attribute->dwValueType, &attribute->Value, text, length + 1);
        }
    }
    heap_free(name);
    return text;
}

PCERT_RDN_ATTR WINAPI CertFindRDNAttr(LPCSTR oid, PCERT_NAME_INFO name)
{
    for (DWORD i = 0; i < name->cRDN; i++)
        for (DWORD j = 0; j < name->rgRDN[i].cRDNAttr; j++)
            if (!strcmp(name->rgRDN[i].rgRDNAttr[j].pszObjId, oid)) return &name->rgRDN[i].rgRDNAttr[j];
    return NULL;
}

DWORD WINAPI CertRDNValueToStrW(DWORD type, PCERT_RDN_VALUE_BLOB value, LPWSTR text, DWORD capacity)
{
    ULONG length = string_text(type, value, capacity ? text : NULL, capacity);
    return text && capacity && length >= capacity ? capacity : length + 1;
}

DWORD WINAPI CertRDNValueToStrA(DWORD type, PCERT_RDN_VALUE_BLOB value, LPSTR text, DWORD capacity)
{
    ULONG length = string_text(type, value, NULL, 0);
    WCHAR *wide = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!wide) return 0;
    string_text(type, value, wide, length + 1);
    DWORD result = narrow(wide, text, capacity);
    heap_free(wide);
    return result;
}

/* --- CertGetNameString --- */

/* The first alternative name of this kind; on the process heap. */
static WCHAR *alternative_name(PCCERT_CONTEXT context, bool issuer, DWORD choice)
{
    WCHAR *text = NULL;
    CERT_EXTENSION *extension = CertFindExtension(issuer ? szOID_ISSUER_ALT_NAME2 : szOID_SUBJECT_ALT_NAME2,
                                                  context->pCertInfo->cExtension, context->pCertInfo->rgExtension);
    CERT_ALT_NAME_INFO *names =
        extension ? decode_new(X509_ALTERNATE_NAME, extension->Value.pbData, extension->Value.cbData) : NULL;
    for (DWORD i = 0; names && i < names->cAltEntry && !text; i++) {
        if (names->rgAltEntry[i].dwAltNameChoice != choice) continue;
        size_t size =
            (wcslen(names->rgAltEntry[i].pwszDNSName) + 1) * sizeof(WCHAR); /* texts share one place in the union */
        if ((text = heap_allocate(size))) memcpy(text, names->rgAltEntry[i].pwszDNSName, size);
    }
    heap_free(names);
    return text;
}

static WCHAR *whole_name(const CERT_NAME_BLOB *blob, DWORD style)
{
    DWORD length = CertNameToStrW(X509_ASN_ENCODING, (CERT_NAME_BLOB *)blob, style, NULL, 0);
    WCHAR *text = heap_allocate(length * sizeof(WCHAR));
    if (text) CertNameToStrW(X509_ASN_ENCODING, (CERT_NAME_BLOB *)blob, style, text, length);
    return text;
}

/* The order in which a name for display is looked for. */
static WCHAR *simple_name(PCCERT_CONTEXT context, const CERT_NAME_BLOB *blob, bool issuer)
{
    static const char *const oids[] = {szOID_COMMON_NAME, szOID_ORGANIZATIONAL_UNIT_NAME, szOID_ORGANIZATION_NAME,
                                       szOID_RSA_emailAddr};
    WCHAR *text = NULL;
    for (ULONG i = 0; i < ARRAYSIZE(oids) && !text; i++) text = name_attribute(blob, oids[i]);
    if (!text) text = alternative_name(context, issuer, CERT_ALT_NAME_RFC822_NAME);
    return text ? text : name_attribute(blob, NULL);
}

static WCHAR *friendly_name(PCCERT_CONTEXT context)
{
    struct property *property = element_property(element_of_certificate(context), CERT_FRIENDLY_NAME_PROP_ID);
    WCHAR *text = property ? heap_allocate(property->size + sizeof(WCHAR)) : NULL;
    if (!text) return NULL;
    memcpy(text, property->data, property->size);
    text[property->size / sizeof(WCHAR)] = 0;
    return text;
}

static WCHAR *find_name(PCCERT_CONTEXT context, DWORD type, DWORD flags, const void *parameter)
{
    bool issuer = flags & CERT_NAME_ISSUER_FLAG;
    const CERT_NAME_BLOB *blob = issuer ? &context->pCertInfo->Issuer : &context->pCertInfo->Subject;
    WCHAR *text = NULL;
    switch (type) {
    case CERT_NAME_EMAIL_TYPE:
        text = alternative_name(context, issuer, CERT_ALT_NAME_RFC822_NAME);
        return text ? text : name_attribute(blob, szOID_RSA_emailAddr);
    case CERT_NAME_RDN_TYPE: return whole_name(blob, parameter ? *(const DWORD *)parameter : 0);
    case CERT_NAME_ATTR_TYPE: return name_attribute(blob, parameter);
    case CERT_NAME_FRIENDLY_DISPLAY_TYPE:
        text = friendly_name(context);
        return text ? text : simple_name(context, blob, issuer);
    case CERT_NAME_SIMPLE_DISPLAY_TYPE: return simple_name(context, blob, issuer);
    case CERT_NAME_DNS_TYPE:
        text = alternative_name(context, issuer, CERT_ALT_NAME_DNS_NAME);
        return text ? text : name_attribute(blob, szOID_COMMON_NAME);
    case CERT_NAME_URL_TYPE: return alternative_name(context, issuer, CERT_ALT_NAME_URL);
    default: return NULL;
    }
}

DWORD WINAPI CertGetNameStringW(PCCERT_CONTEXT context, DWORD type, DWORD flags, void *parameter, LPWSTR text,
                                DWORD capacity)
{
    WCHAR *found = context ? find_name(context, type, flags, parameter) : NULL;
    const WCHAR *source = found ? found : L"";
    DWORD length = (DWORD)wcslen(source) + 1;
    if (text && capacity) {
        if (length > capacity) length = capacity;
        memcpy(text, source, length * sizeof(WCHAR));
        text[length - 1] = 0;
    }
    heap_free(found);
    return length;
}

DWORD WINAPI CertGetNameStringA(PCCERT_CONTEXT context, DWORD type, DWORD flags, void *parameter, LPSTR text,
                                DWORD capacity)
{
    WCHAR *found = context ? find_name(context, type, flags, parameter) : NULL;
    DWORD length = narrow(found ? found : L"", text, capacity);
    heap_free(found);
    return length;
}
