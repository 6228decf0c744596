/* CertFindCertificateInStore and its kin. */
#include "crypt32_private.h"

static bool contains(const WCHAR *text, const WCHAR *wanted)
{
    size_t length = wcslen(wanted);
    for (; *text; text++)
        if (!_wcsnicmp(text, wanted, length)) return true;
    return !length;
}

static bool name_contains(CERT_NAME_BLOB *blob, const WCHAR *wanted)
{
    DWORD length = CertNameToStrW(X509_ASN_ENCODING, blob, CERT_SIMPLE_NAME_STR, NULL, 0);
    WCHAR *text = heap_allocate(length * sizeof(WCHAR));
    if (!text) return false;
    CertNameToStrW(X509_ASN_ENCODING, blob, CERT_SIMPLE_NAME_STR, text, length);
    bool found = contains(text, wanted);
    heap_free(text);
    return found;
}

static bool has_hash(struct element *element, DWORD property, const CRYPT_DATA_BLOB *hash)
{
    BYTE value[64];
    DWORD size = sizeof(value);
    return CertGetCertificateContextProperty(&element->certificate, property, value, &size) && size == hash->cbData &&
           !memcmp(value, hash->pbData, size);
}

static bool has_usage(struct element *element, const CERT_ENHKEY_USAGE *wanted, DWORD flags)
{
    CERT_INFO *info = element->certificate.pCertInfo;
    CERT_EXTENSION *extension = CertFindExtension(szOID_ENHANCED_KEY_USAGE, info->cExtension, info->rgExtension);
    if (!extension)
        return flags & (CERT_FIND_OPTIONAL_CTL_USAGE_FLAG | CERT_FIND_VALID_CTL_USAGE_FLAG) ||
               (!wanted && (flags & CERT_FIND_NO_CTL_USAGE_FLAG));
    if (flags & CERT_FIND_NO_CTL_USAGE_FLAG) return false;
    CERT_ENHKEY_USAGE *usage = decode_new(X509_ENHANCED_KEY_USAGE, extension->Value.pbData, extension->Value.cbData);
    if (!usage) return false;
    DWORD matches = 0, count = wanted ? wanted->cUsageIdentifier : 0;
    for (DWORD i = 0; i < count; i++)
        for (DWORD j = 0; j < usage->cUsageIdentifier; j++)
            if (!strcmp(usage->rgpszUsageIdentifier[j], wanted->rgpszUsageIdentifier[i])) {
                matches++;
                break;
            }
    heap_free(usage);
    return flags & CERT_FIND_OR_CTL_USAGE_FLAG ? matches > 0 : matches == count;
}

static bool has_id(struct element *element, const CERT_ID *id)
{
    CERT_INFO *info = element->certificate.pCertInfo;
    switch (id->dwIdChoice) {
    case CERT_ID_ISSUER_SERIAL_NUMBER:
        return same_blob(&info->Issuer, &id->IssuerSerialNumber.Issuer) &&
               CertCompareIntegerBlob(&info->SerialNumber, (CRYPT_INTEGER_BLOB *)&id->IssuerSerialNumber.SerialNumber);
    case CERT_ID_KEY_IDENTIFIER: return has_hash(element, CERT_KEY_IDENTIFIER_PROP_ID, &id->KeyId);
    case CERT_ID_SHA1_HASH: return has_hash(element, CERT_SHA1_HASH_PROP_ID, &id->HashId);
    default: return false;
    }
}

static bool matches(struct element *element, DWORD encoding, DWORD flags, DWORD type, const void *wanted)
{
    CERT_INFO *info = element->certificate.pCertInfo;
    WCHAR wide[256];
    DWORD size = 0;
    switch (type) {
    case CERT_FIND_ANY: return true;
    case CERT_FIND_SHA1_HASH: return has_hash(element, CERT_SHA1_HASH_PROP_ID, wanted);
    case CERT_FIND_MD5_HASH: return has_hash(element, CERT_MD5_HASH_PROP_ID, wanted);
    case CERT_FIND_KEY_IDENTIFIER: return has_hash(element, CERT_KEY_IDENTIFIER_PROP_ID, wanted);
    case CERT_FIND_PROPERTY:
        return CertGetCertificateContextProperty(&element->certificate, *(const DWORD *)wanted, NULL, &size);
    case CERT_FIND_PUBLIC_KEY:
        return CertComparePublicKeyInfo(encoding, &info->SubjectPublicKeyInfo, (CERT_PUBLIC_KEY_INFO *)wanted);
    case CERT_FIND_SUBJECT_NAME: return same_blob(&info->Subject, wanted);
    case CERT_FIND_ISSUER_NAME: return same_blob(&info->Issuer, wanted);
    case CERT_FIND_SUBJECT_STR_W: return name_contains(&info->Subject, wanted);
    case CERT_FIND_ISSUER_STR_W: return name_contains(&info->Issuer, wanted);
    case CERT_FIND_SUBJECT_STR_A:
    case CERT_FIND_ISSUER_STR_A:
        if (!MultiByteToWideChar(CP_ACP, 0, wanted, -1, wide, ARRAYSIZE(wide))) return false;
        return name_contains(type == CERT_FIND_SUBJECT_STR_A ? &info->Subject : &info->Issuer, wide);
    case CERT_FIND_SUBJECT_CERT: return CertCompareCertificate(encoding, info, (CERT_INFO *)wanted);
    case CERT_FIND_EXISTING: return CertCompareCertificate(encoding, info, ((PCCERT_CONTEXT)wanted)->pCertInfo);
    case CERT_FIND_ISSUER_OF: return same_blob(&info->Subject, &((PCCERT_CONTEXT)wanted)->pCertInfo->Issuer);
    case CERT_FIND_ENHKEY_USAGE: return has_usage(element, wanted, flags);
    case CERT_FIND_CERT_ID: return has_id(element, wanted);
    case CERT_FIND_HAS_PRIVATE_KEY: return element_property(element, CERT_KEY_PROV_INFO_PROP_ID) != NULL;
    default: return false;
    }
}

PCCERT_CONTEXT WINAPI CertFindCertificateInStore(HCERTSTORE handle, DWORD encoding, DWORD flags, DWORD type,
                                                 const void *wanted, PCCERT_CONTEXT previous)
{
    PCCERT_CONTEXT context = previous;
    bool needs_value = type != CERT_FIND_ANY && type != CERT_FIND_HAS_PRIVATE_KEY && type != CERT_FIND_ENHKEY_USAGE;
    if (needs_value && !wanted) {
        CertFreeCertificateContext(previous);
        return fail_pointer((DWORD)E_INVALIDARG);
    }
    while ((context = CertEnumCertificatesInStore(handle, context)))
        if (matches(element_of_certificate(context), encoding, flags, type, wanted)) return context;
    return fail_pointer((DWORD)CRYPT_E_NOT_FOUND);
}

PCCERT_CONTEXT WINAPI CertGetSubjectCertificateFromStore(HCERTSTORE handle, DWORD encoding, PCERT_INFO info)
{
    return info ? CertFindCertificateInStore(handle, encoding, 0, CERT_FIND_SUBJECT_CERT, info, NULL)
                : fail_pointer((DWORD)E_INVALIDARG);
}

/* Which of the asked checks fail is told in *flags. */
static BOOL verify_subject(PCCERT_CONTEXT subject, PCCERT_CONTEXT issuer, DWORD *flags)
{
    if ((*flags & CERT_STORE_SIGNATURE_FLAG) &&
        is_signed_by(0, subject->pbCertEncoded, subject->cbCertEncoded, &issuer->pCertInfo->SubjectPublicKeyInfo))
        *flags &= ~CERT_STORE_SIGNATURE_FLAG;
    if ((*flags & CERT_STORE_TIME_VALIDITY_FLAG) && !CertVerifyTimeValidity(NULL, subject->pCertInfo))
        *flags &= ~CERT_STORE_TIME_VALIDITY_FLAG;
    if (*flags & CERT_STORE_REVOCATION_FLAG) *flags = (*flags & ~CERT_STORE_REVOCATION_FLAG) | CERT_STORE_NO_CRL_FLAG;
    return TRUE;
}

BOOL WINAPI CertVerifySubjectCertificateContext(PCCERT_CONTEXT subject, PCCERT_CONTEXT issuer, DWORD *flags)
{
    if (!subject || !flags || (!issuer && *flags & ~CERT_STORE_TIME_VALIDITY_FLAG))
        return fail_with((DWORD)E_INVALIDARG);
    return verify_subject(subject, issuer ? issuer : subject, flags);
}

PCCERT_CONTEXT WINAPI CertGetIssuerCertificateFromStore(HCERTSTORE handle, PCCERT_CONTEXT subject,
                                                        PCCERT_CONTEXT previous, DWORD *flags)
{
    if (!subject || !flags) return fail_pointer((DWORD)E_INVALIDARG);
    if (same_blob(&subject->pCertInfo->Subject, &subject->pCertInfo->Issuer)) {
        CertFreeCertificateContext(previous);
        return fail_pointer((DWORD)CRYPT_E_SELF_SIGNED);
    }
    PCCERT_CONTEXT issuer =
        CertFindCertificateInStore(handle, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, subject, previous);
    if (issuer) verify_subject(subject, issuer, flags);
    return issuer;
}

/* --- revocation lists --- */

static PCRL_ENTRY find_entry(PCCERT_CONTEXT context, PCRL_INFO info)
{
    for (DWORD i = 0; i < info->cCRLEntry; i++)
        if (CertCompareIntegerBlob(&info->rgCRLEntry[i].SerialNumber, &context->pCertInfo->SerialNumber))
            return &info->rgCRLEntry[i];
    return NULL;
}

BOOL WINAPI CertFindCertificateInCRL(PCCERT_CONTEXT context, PCCRL_CONTEXT crl, DWORD flags, void *reserved,
                                     PCRL_ENTRY *entry)
{
    (void)flags;
    (void)reserved;
    if (!context || !crl || !entry) return fail_with((DWORD)E_INVALIDARG);
    *entry = find_entry(context, crl->pCrlInfo);
    return TRUE;
}

BOOL WINAPI CertVerifyCRLRevocation(DWORD encoding, PCERT_INFO info, DWORD count, PCRL_INFO lists[])
{
    (void)encoding;
    for (DWORD i = 0; i < count; i++)
        for (DWORD j = 0; j < lists[i]->cCRLEntry; j++)
            if (CertCompareIntegerBlob(&lists[i]->rgCRLEntry[j].SerialNumber, &info->SerialNumber)) return FALSE;
    return TRUE;
}

PCCRL_CONTEXT WINAPI CertFindCRLInStore(HCERTSTORE handle, DWORD encoding, DWORD flags, DWORD type, const void *wanted,
                                        PCCRL_CONTEXT previous)
{
    PCCRL_CONTEXT crl = previous;
    (void)encoding;
    (void)flags;
    while ((crl = CertEnumCRLsInStore(handle, crl))) {
        if (type == CRL_FIND_ANY) return crl;
        if (type == CRL_FIND_ISSUED_BY &&
            (!wanted || same_blob(&crl->pCrlInfo->Issuer, &((PCCERT_CONTEXT)wanted)->pCertInfo->Subject)))
            return crl;
        if (type == CRL_FIND_EXISTING && wanted &&
            same_blob(&crl->pCrlInfo->Issuer, &((PCCRL_CONTEXT)wanted)->pCrlInfo->Issuer))
            return crl;
    }
    return NULL;
}
