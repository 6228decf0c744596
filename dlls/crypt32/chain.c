/* Certificate chains: CertGetCertificateChain. The path goes from the certificate to a trusted root; issuers come from
 * the certificate's own store, the additional store, and the system's CA and ROOT stores. Nothing is fetched from the
 * network: revocation is known only from lists that the stores hold. */
#include "crypt32_private.h"

#define CHAIN_MAGIC 0x4e494843u
#define PATH_MOST 12

struct chain {
    DWORD magic;
    LONG references;
    CERT_CHAIN_CONTEXT context;
    CERT_SIMPLE_CHAIN simple, *simple_list;
    CERT_CHAIN_ELEMENT elements[PATH_MOST], *element_list[PATH_MOST];
};

struct build {
    HCERTSTORE root, ca, additional;
    PCCERT_CONTEXT path[PATH_MOST];
    DWORD count;
    FILETIME time;
    bool anchored;
    DWORD revocation; /* CERT_CHAIN_REVOCATION_CHECK_... */
};

static bool is_self_issued(PCCERT_CONTEXT context)
{
    return same_blob(&context->pCertInfo->Subject, &context->pCertInfo->Issuer);
}

static bool same_certificate(PCCERT_CONTEXT a, PCCERT_CONTEXT b)
{
    return a->cbCertEncoded == b->cbCertEncoded && !memcmp(a->pbCertEncoded, b->pbCertEncoded, a->cbCertEncoded);
}

static bool in_store(HCERTSTORE store, PCCERT_CONTEXT context)
{
    PCCERT_CONTEXT other = NULL;
    while ((other = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_NAME,
                                               &context->pCertInfo->Subject, other))) {
        if (!same_certificate(other, context)) continue;
        CertFreeCertificateContext(other);
        return true;
    }
    return false;
}

static bool signed_by(PCCERT_CONTEXT subject, PCCERT_CONTEXT issuer)
{
    return is_signed_by(0, subject->pbCertEncoded, subject->cbCertEncoded, &issuer->pCertInfo->SubjectPublicKeyInfo);
}

/* An issuer whose name fits; one that has really signed is preferred, and among those one that is valid now. */
static PCCERT_CONTEXT find_issuer(const struct build *build, HCERTSTORE store, PCCERT_CONTEXT subject)
{
    PCCERT_CONTEXT candidate = NULL, best = NULL;
    while (store && (candidate = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, subject,
                                                            candidate))) {
        if (!signed_by(subject, candidate)) continue;
        bool valid = !CertVerifyTimeValidity((FILETIME *)&build->time, candidate->pCertInfo);
        if (best && !valid) continue;
        CertFreeCertificateContext(best);
        best = CertDuplicateCertificateContext(candidate);
        if (!valid) continue;
        CertFreeCertificateContext(candidate);
        break;
    }
    return best;
}

static PCCERT_CONTEXT next_in_path(struct build *build, PCCERT_CONTEXT subject)
{
    HCERTSTORE stores[] = {build->root, build->additional, subject->hCertStore, build->path[0]->hCertStore, build->ca};
    for (ULONG i = 0; i < ARRAYSIZE(stores); i++) {
        PCCERT_CONTEXT issuer = find_issuer(build, stores[i], subject);
        if (!issuer) continue;
        if (!i) build->anchored = true;
        return issuer;
    }
    return NULL;
}

static void build_path(struct build *build, PCCERT_CONTEXT leaf)
{
    build->path[build->count++] = CertDuplicateCertificateContext(leaf);
    build->anchored = is_self_issued(leaf) && in_store(build->root, leaf);
    while (build->count < PATH_MOST && !build->anchored) {
        PCCERT_CONTEXT last = build->path[build->count - 1], issuer;
        if (is_self_issued(last) && signed_by(last, last)) break;
        if (!(issuer = next_in_path(build, last))) break;
        build->path[build->count++] = issuer;
    }
    PCCERT_CONTEXT last = build->path[build->count - 1];
    while (build->anchored && !is_self_issued(last) &&
           build->count < PATH_MOST) { /* trusted, but not itself a root: go on to the end */
        PCCERT_CONTEXT issuer = next_in_path(build, last);
        if (!issuer) break;
        build->path[build->count++] = last = issuer;
    }
}

/* --- judging --- */

static DWORD constraint_errors(PCCERT_CONTEXT context, DWORD depth)
{
    CERT_INFO *info = context->pCertInfo;
    CERT_EXTENSION *extension = CertFindExtension(szOID_BASIC_CONSTRAINTS2, info->cExtension, info->rgExtension);
    if (!extension) return info->dwVersion == CERT_V3 ? CERT_TRUST_INVALID_BASIC_CONSTRAINTS : 0;
    CERT_BASIC_CONSTRAINTS2_INFO *constraints =
        decode_new(X509_BASIC_CONSTRAINTS2, extension->Value.pbData, extension->Value.cbData);
    if (!constraints) return CERT_TRUST_INVALID_EXTENSION;
    bool good = constraints->fCA && (!constraints->fPathLenConstraint || depth <= constraints->dwPathLenConstraint + 1);
    heap_free(constraints);
    BYTE usage[2];
    bool may_sign = !CertGetIntendedKeyUsage(X509_ASN_ENCODING, info, usage, sizeof(usage)) ||
                    (usage[0] & CERT_KEY_CERT_SIGN_KEY_USAGE);
    return (good ? 0 : CERT_TRUST_INVALID_BASIC_CONSTRAINTS) | (may_sign ? 0 : CERT_TRUST_IS_NOT_VALID_FOR_USAGE);
}

/* Extensions that we do not know but that must be understood. */
static DWORD extension_errors(PCCERT_CONTEXT context)
{
    static const char *const known[] = {szOID_BASIC_CONSTRAINTS2,
                                        szOID_KEY_USAGE,
                                        szOID_ENHANCED_KEY_USAGE,
                                        szOID_SUBJECT_ALT_NAME2,
                                        szOID_CERT_POLICIES,
                                        szOID_AUTHORITY_KEY_IDENTIFIER2,
                                        szOID_SUBJECT_KEY_IDENTIFIER,
                                        szOID_CRL_DIST_POINTS,
                                        szOID_ISSUER_ALT_NAME2,
                                        szOID_AUTHORITY_INFO_ACCESS,
                                        "2.5.29.36",
                                        "2.5.29.54",
                                        "2.5.29.33"};
    for (DWORD i = 0; i < context->pCertInfo->cExtension; i++) {
        const CERT_EXTENSION *extension = &context->pCertInfo->rgExtension[i];
        bool found = !extension->fCritical;
        if (!strcmp(extension->pszObjId, szOID_NAME_CONSTRAINTS) && extension->fCritical)
            return CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT;
        for (ULONG k = 0; k < ARRAYSIZE(known) && !found; k++) found = !strcmp(known[k], extension->pszObjId);
        if (!found) return CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT;
    }
    return 0;
}

static DWORD revocation_errors(const struct build *build, DWORD index)
{
    PCCERT_CONTEXT subject = build->path[index], issuer = build->path[index + 1];
    HCERTSTORE stores[] = { build->additional, build->path[0]->hCertStore, build->ca };
    for (ULONG i = 0; i < ARRAYSIZE(stores); i++) {
        PCCRL_CONTEXT crl = NULL;
        while (stores[i] &&
               (crl = CertFindCRLInStore(stores[i], X509_ASN_ENCODING, 0, CRL_FIND_ISSUED_BY, issuer, crl))) {
            PCRL_ENTRY entry = NULL;
            if (!is_signed_by(1, crl->pbCrlEncoded, crl->cbCrlEncoded, &issuer->pCertInfo->SubjectPublicKeyInfo))
                continue;
            CertFindCertificateInCRL(subject, crl, 0, NULL, &entry);
            bool fresh = !CertVerifyCRLTimeValidity((FILETIME *)&build->time, crl->pCrlInfo);
            CertFreeCRLContext(crl);
            if (entry) return CERT_TRUST_IS_REVOKED;
            return fresh ? 0 : CERT_TRUST_REVOCATION_STATUS_UNKNOWN | CERT_TRUST_IS_OFFLINE_REVOCATION;
        }
    }
    return CERT_TRUST_REVOCATION_STATUS_UNKNOWN | CERT_TRUST_IS_OFFLINE_REVOCATION;
}

static bool is_checked_for_revocation(const struct build *build, DWORD index)
{
    bool last = index + 1 == build->count;
    if (last) return false; /* nobody is above it who could revoke it */
    if (build->revocation & CERT_CHAIN_REVOCATION_CHECK_END_CERT) return index == 0;
    return build->revocation & (CERT_CHAIN_REVOCATION_CHECK_CHAIN | CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT);
}

static void judge(const struct build *build, DWORD index, CERT_TRUST_STATUS *status)
{
    PCCERT_CONTEXT context = build->path[index];
    bool last = index + 1 == build->count;
    status->dwErrorStatus = extension_errors(context);
    if (CertVerifyTimeValidity((FILETIME *)&build->time, context->pCertInfo))
        status->dwErrorStatus |= CERT_TRUST_IS_NOT_TIME_VALID;
    if (index) status->dwErrorStatus |= constraint_errors(context, index);
    if (is_checked_for_revocation(build, index)) status->dwErrorStatus |= revocation_errors(build, index);
    status->dwInfoStatus = CERT_TRUST_HAS_PREFERRED_ISSUER;
    if (!last) {
        status->dwInfoStatus |= CERT_TRUST_HAS_NAME_MATCH_ISSUER;
        return;
    }
    if (!is_self_issued(context)) {
        status->dwErrorStatus |= build->anchored ? 0 : CERT_TRUST_IS_PARTIAL_CHAIN;
        return;
    }
    status->dwInfoStatus |= CERT_TRUST_IS_SELF_SIGNED | CERT_TRUST_HAS_NAME_MATCH_ISSUER;
    if (!signed_by(context, context)) status->dwErrorStatus |= CERT_TRUST_IS_NOT_SIGNATURE_VALID;
    if (!build->anchored) status->dwErrorStatus |= CERT_TRUST_IS_UNTRUSTED_ROOT;
}

static bool has_usage(PCCERT_CONTEXT context, const char *oid)
{
    CERT_EXTENSION *extension =
        CertFindExtension(szOID_ENHANCED_KEY_USAGE, context->pCertInfo->cExtension, context->pCertInfo->rgExtension);
    if (!extension) return true;
    CERT_ENHKEY_USAGE *usage = decode_new(X509_ENHANCED_KEY_USAGE, extension->Value.pbData, extension->Value.cbData);
    bool found = false;
    for (DWORD i = 0; usage && i < usage->cUsageIdentifier; i++)
        found |= !strcmp(usage->rgpszUsageIdentifier[i], oid) ||
                 !strcmp(usage->rgpszUsageIdentifier[i], szOID_ANY_ENHANCED_KEY_USAGE);
    heap_free(usage);
    return found;
}

/* Every certificate below the root must be good for what is asked. */
static DWORD usage_errors(const struct build *build, const CERT_USAGE_MATCH *wanted)
{
    DWORD fulfilled = 0, count = wanted->Usage.cUsageIdentifier;
    for (DWORD i = 0; i < count; i++) {
        bool good = true;
        for (DWORD k = 0; k < build->count && good; k++)
            good = is_self_issued(build->path[k]) || has_usage(build->path[k], wanted->Usage.rgpszUsageIdentifier[i]);
        fulfilled += good;
    }
    bool good = !count || (wanted->dwType == USAGE_MATCH_TYPE_OR ? fulfilled > 0 : fulfilled == count);
    return good ? 0 : CERT_TRUST_IS_NOT_VALID_FOR_USAGE;
}

static struct chain *make_chain(const struct build *build, const CERT_CHAIN_PARA *parameters)
{
    struct chain *chain = heap_allocate_zeroed(sizeof(*chain));
    if (!chain) return fail_pointer((DWORD)E_OUTOFMEMORY);
    chain->magic = CHAIN_MAGIC;
    chain->references = 1;
    chain->simple.TrustStatus.dwInfoStatus = CERT_TRUST_HAS_PREFERRED_ISSUER;
    for (DWORD i = 0; i < build->count; i++) {
        CERT_CHAIN_ELEMENT *element = &chain->elements[i];
        chain->element_list[i] = element;
        element->cbSize = sizeof(*element);
        element->pCertContext = build->path[i];
        judge(build, i, &element->TrustStatus);
        chain->simple.TrustStatus.dwErrorStatus |= element->TrustStatus.dwErrorStatus;
    }
    if (parameters && parameters->cbSize >= offsetof(CERT_CHAIN_PARA, RequestedUsage) + sizeof(CERT_USAGE_MATCH))
        chain->simple.TrustStatus.dwErrorStatus |= usage_errors(build, &parameters->RequestedUsage);
    chain->simple.cbSize = sizeof(chain->simple);
    chain->simple.cElement = build->count;
    chain->simple.rgpElement = chain->element_list;
    chain->simple_list = &chain->simple;
    chain->context.cbSize = sizeof(chain->context);
    chain->context.TrustStatus = chain->simple.TrustStatus;
    chain->context.cChain = 1;
    chain->context.rgpChain = &chain->simple_list;
    return chain;
}

BOOL WINAPI CertGetCertificateChain(HCERTCHAINENGINE engine, PCCERT_CONTEXT leaf, LPFILETIME time,
                                    HCERTSTORE additional, PCERT_CHAIN_PARA parameters, DWORD flags, LPVOID reserved,
                                    PCCERT_CHAIN_CONTEXT *result)
{
    struct build build = { .additional = additional, .revocation = flags };
    (void)reserved;
    if (!leaf || !result || (parameters && parameters->cbSize < sizeof(DWORD))) return fail_with((DWORD)E_INVALIDARG);
    if (time) build.time = *time;
    else GetSystemTimeAsFileTime(&build.time);
    HCERTSTORE exclusive = (ULONG_PTR)engine > 2 ? *(HCERTSTORE *)engine : NULL;
    build.root = exclusive ? CertDuplicateStore(exclusive) : CertOpenSystemStoreW(0, L"ROOT");
    build.ca = CertOpenSystemStoreW(0, L"CA");
    build_path(&build, leaf);
    struct chain *chain = make_chain(&build, parameters);
    CertCloseStore(build.root, 0);
    CertCloseStore(build.ca, 0);
    if (!chain)
        for (DWORD i = 0; i < build.count; i++) CertFreeCertificateContext(build.path[i]);
    *result = chain ? &chain->context : NULL;
    return chain != NULL;
}

PCCERT_CHAIN_CONTEXT WINAPI CertDuplicateCertificateChain(PCCERT_CHAIN_CONTEXT context)
{
    if (context) InterlockedIncrement(&CONTAINING_RECORD(context, struct chain, context)->references);
    return context;
}

VOID WINAPI CertFreeCertificateChain(PCCERT_CHAIN_CONTEXT context)
{
    if (!context) return;
    struct chain *chain = CONTAINING_RECORD(context, struct chain, context);
    if (chain->magic != CHAIN_MAGIC || InterlockedDecrement(&chain->references)) return;
    for (DWORD i = 0; i < chain->simple.cElement; i++) CertFreeCertificateContext(chain->elements[i].pCertContext);
    chain->magic = 0;
    heap_free(chain);
}

/* An engine is what it trusts: a store of its own, or (NULL) the system's. */
BOOL WINAPI CertCreateCertificateChainEngine(PCERT_CHAIN_ENGINE_CONFIG config, HCERTCHAINENGINE *engine)
{
    if (!config || !engine) return fail_with((DWORD)E_INVALIDARG);
    HCERTSTORE *result = heap_allocate_zeroed(sizeof(*result));
    if (!result) return fail_with((DWORD)E_OUTOFMEMORY);
    HCERTSTORE exclusive =
        config->cbSize > offsetof(CERT_CHAIN_ENGINE_CONFIG, hExclusiveRoot) ? config->hExclusiveRoot : NULL;
    HCERTSTORE trusted = exclusive ? exclusive : config->hRestrictedRoot;
    *result = trusted ? CertDuplicateStore(trusted) : NULL;
    *engine = (HCERTCHAINENGINE)result;
    return TRUE;
}

VOID WINAPI CertFreeCertificateChainEngine(HCERTCHAINENGINE engine)
{
    if ((ULONG_PTR)engine <= 2) return;
    CertCloseStore(*(HCERTSTORE *)engine, 0);
    heap_free((void *)engine);
}

/* The certificates of a store, one after the other, whose chain ends at one of the issuers named. */
PCCERT_CHAIN_CONTEXT WINAPI CertFindChainInStore(HCERTSTORE handle, DWORD encoding, DWORD flags, DWORD type,
                                                 const void *parameter, PCCERT_CHAIN_CONTEXT previous)
{
    const CERT_CHAIN_FIND_BY_ISSUER_PARA *wanted = parameter;
    PCCERT_CONTEXT context =
        previous ? CertDuplicateCertificateContext(previous->rgpChain[0]->rgpElement[0]->pCertContext) : NULL;
    PCCERT_CHAIN_CONTEXT chain;
    CertFreeCertificateChain(previous);
    (void)encoding;
    (void)flags;
    if (type != CERT_CHAIN_FIND_BY_ISSUER) return fail_pointer((DWORD)E_INVALIDARG);
    while ((context = CertEnumCertificatesInStore(handle, context))) {
        DWORD size = 0;
        if (!CertGetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, NULL, &size)) continue;
        if (wanted && wanted->pszUsageIdentifier && !has_usage(context, wanted->pszUsageIdentifier)) continue;
        if (!CertGetCertificateChain(NULL, context, NULL, handle, NULL, 0, NULL, &chain)) continue;
        bool fits = !wanted || !wanted->cIssuer;
        for (DWORD i = 0; !fits && i < wanted->cIssuer; i++)
            for (DWORD k = 0; k < chain->rgpChain[0]->cElement; k++)
                fits |= same_blob(&chain->rgpChain[0]->rgpElement[k]->pCertContext->pCertInfo->Issuer,
                                  &wanted->rgIssuer[i]);
        if (fits) {
            CertFreeCertificateContext(context);
            return chain;
        }
        CertFreeCertificateChain(chain);
    }
    return fail_pointer((DWORD)CRYPT_E_NOT_FOUND);
}
