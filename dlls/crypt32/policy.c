/* CertVerifyCertificateChainPolicy: is a chain good for a purpose? */
#include "crypt32_private.h"

/* Error bits in the order in which they are reported, and the flags of CERT_CHAIN_POLICY_PARA that pass over them. */
static const struct { DWORD bits; HRESULT error; DWORD ignored_by; } rules[] = {
    {CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE, 0},
    {CERT_TRUST_IS_REVOKED, CRYPT_E_REVOKED, 0},
    {CERT_TRUST_IS_UNTRUSTED_ROOT, CERT_E_UNTRUSTEDROOT, CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG},
    {CERT_TRUST_IS_PARTIAL_CHAIN, CERT_E_CHAINING, CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG},
    {CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED, CERT_CHAIN_POLICY_IGNORE_NOT_TIME_VALID_FLAG},
    {CERT_TRUST_INVALID_BASIC_CONSTRAINTS, TRUST_E_BASIC_CONSTRAINTS,
     CERT_CHAIN_POLICY_IGNORE_INVALID_BASIC_CONSTRAINTS_FLAG},
    {CERT_TRUST_IS_NOT_VALID_FOR_USAGE, CERT_E_WRONG_USAGE, CERT_CHAIN_POLICY_IGNORE_WRONG_USAGE_FLAG},
    {CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT | CERT_TRUST_INVALID_EXTENSION |
         CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT,
     CERT_E_CRITICAL, 0},
    {CERT_TRUST_IS_OFFLINE_REVOCATION, CRYPT_E_REVOCATION_OFFLINE, CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS},
    {CERT_TRUST_REVOCATION_STATUS_UNKNOWN, CRYPT_E_NO_REVOCATION_CHECK, CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS},
};

static void report(PCCERT_CHAIN_CONTEXT chain, CERT_CHAIN_POLICY_STATUS *status, HRESULT error, DWORD bits)
{
    status->dwError = (DWORD)error;
    status->lChainIndex = 0;
    status->lElementIndex = -1;
    for (DWORD i = 0; i < chain->rgpChain[0]->cElement && status->lElementIndex < 0; i++)
        if (chain->rgpChain[0]->rgpElement[i]->TrustStatus.dwErrorStatus & bits) status->lElementIndex = (LONG)i;
}

static void check_rules(PCCERT_CHAIN_CONTEXT chain, DWORD flags, DWORD checked, CERT_CHAIN_POLICY_STATUS *status)
{
    DWORD errors = chain->TrustStatus.dwErrorStatus & checked;
    for (ULONG i = 0; i < ARRAYSIZE(rules) && !status->dwError; i++)
        if ((errors & rules[i].bits) && !(flags & rules[i].ignored_by))
            report(chain, status, rules[i].error, errors & rules[i].bits);
}

/* --- names of servers (RFC 6125) --- */

/* A star stands for the whole first label. */
static bool host_matches(const WCHAR *pattern, const WCHAR *host)
{
    if (pattern[0] == '*' && pattern[1] == '.') {
        const WCHAR *rest = wcschr(host, '.');
        return rest && rest != host && wcschr(pattern + 2, '.') && !_wcsicmp(pattern + 1, rest);
    }
    size_t length = wcslen(host);
    if (length && host[length - 1] == '.' && wcslen(pattern) == length - 1)
        return !_wcsnicmp(pattern, host, length - 1);
    return !_wcsicmp(pattern, host);
}

static bool parse_ipv4(const WCHAR *text, BYTE *address)
{
    for (int i = 0; i < 4; i++) {
        unsigned value = 0, digits = 0;
        for (; *text >= '0' && *text <= '9' && digits < 3; text++, digits++) value = value * 10 + (*text - '0');
        if (!digits || value > 255 || *text++ != (i < 3 ? '.' : 0)) return false;
        address[i] = (BYTE)value;
    }
    return true;
}

static bool is_address(const CERT_ALT_NAME_ENTRY *entry, const WCHAR *host)
{
    BYTE address[16];
    if (entry->IPAddress.cbData == 4) return parse_ipv4(host, address) && !memcmp(address, entry->IPAddress.pbData, 4);
    if (entry->IPAddress.cbData != 16) return false;
    const WCHAR *end;
    WCHAR plain[64];
    size_t length = wcslen(host);
    if (*host == '[' && length > 2 && length < ARRAYSIZE(plain)) {
        memcpy(plain, host + 1, (length - 2) * sizeof(WCHAR));
        plain[length - 2] = 0;
        host = plain;
    }
    LONG(NTAPI * convert)
    (const WCHAR *, const WCHAR **, void *) =
        (void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlIpv6StringToAddressW");
    return convert && !convert(host, &end, address) && !*end && !memcmp(address, entry->IPAddress.pbData, 16);
}

static bool certificate_names(PCCERT_CONTEXT context, const WCHAR *host)
{
    CERT_INFO *info = context->pCertInfo;
    CERT_EXTENSION *extension = CertFindExtension(szOID_SUBJECT_ALT_NAME2, info->cExtension, info->rgExtension);
    CERT_ALT_NAME_INFO *names =
        extension ? decode_new(X509_ALTERNATE_NAME, extension->Value.pbData, extension->Value.cbData) : NULL;
    bool found = false, has_hosts = false;
    for (DWORD i = 0; names && i < names->cAltEntry && !found; i++) {
        const CERT_ALT_NAME_ENTRY *entry = &names->rgAltEntry[i];
        if (entry->dwAltNameChoice == CERT_ALT_NAME_DNS_NAME) {
            has_hosts = true;
            found = host_matches(entry->pwszDNSName, host);
        } else if (entry->dwAltNameChoice == CERT_ALT_NAME_IP_ADDRESS) {
            has_hosts = true;
            found = is_address(entry, host);
        }
    }
    heap_free(names);
    if (found || has_hosts) return found;
    WCHAR *common = name_attribute(&info->Subject, szOID_COMMON_NAME);
    found = common && host_matches(common, host);
    heap_free(common);
    return found;
}

static bool has_usage(PCCERT_CONTEXT context, const char *oid)
{
    CERT_EXTENSION *extension =
        CertFindExtension(szOID_ENHANCED_KEY_USAGE, context->pCertInfo->cExtension, context->pCertInfo->rgExtension);
    CERT_ENHKEY_USAGE *usage =
        extension ? decode_new(X509_ENHANCED_KEY_USAGE, extension->Value.pbData, extension->Value.cbData) : NULL;
    bool found = !extension;
    for (DWORD i = 0; usage && i < usage->cUsageIdentifier; i++)
        found |= !strcmp(usage->rgpszUsageIdentifier[i], oid) ||
                 !strcmp(usage->rgpszUsageIdentifier[i], szOID_ANY_ENHANCED_KEY_USAGE);
    heap_free(usage);
    return found;
}

static void check_ssl(PCCERT_CHAIN_CONTEXT chain, const CERT_CHAIN_POLICY_PARA *parameters,
                      CERT_CHAIN_POLICY_STATUS *status)
{
    static const struct { DWORD https, policy;
    } flags_of[] = {
        {0x00000100, CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG},
        {0x00002000, CERT_CHAIN_POLICY_IGNORE_NOT_TIME_VALID_FLAG},
        {0x00000200, CERT_CHAIN_POLICY_IGNORE_WRONG_USAGE_FLAG},
        {0x00001000, CERT_CHAIN_POLICY_IGNORE_INVALID_NAME_FLAG},
        {0x00000080, CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS},
    };
    const HTTPSPolicyCallbackData *https = parameters ? parameters->pvExtraPolicyPara : NULL;
    DWORD flags = parameters ? parameters->dwFlags : 0;
    for (ULONG i = 0; https && i < ARRAYSIZE(flags_of); i++)
        if (https->fdwChecks & flags_of[i].https) flags |= flags_of[i].policy;
    check_rules(chain, flags, ~0u, status);
    if (status->dwError || !https) return;
    PCCERT_CONTEXT leaf = chain->rgpChain[0]->rgpElement[0]->pCertContext;
    const char *usage = https->dwAuthType == AUTHTYPE_CLIENT ? szOID_PKIX_KP_CLIENT_AUTH : szOID_PKIX_KP_SERVER_AUTH;
    if (!(flags & CERT_CHAIN_POLICY_IGNORE_WRONG_USAGE_FLAG) && !has_usage(leaf, usage)) {
        *status =
            (CERT_CHAIN_POLICY_STATUS){status->cbSize, (DWORD)CERT_E_WRONG_USAGE, 0, 0, status->pvExtraPolicyStatus};
    } else if (https->dwAuthType == AUTHTYPE_SERVER && https->pwszServerName &&
               !(flags & CERT_CHAIN_POLICY_IGNORE_INVALID_NAME_FLAG) &&
               !certificate_names(leaf, https->pwszServerName)) {
        *status =
            (CERT_CHAIN_POLICY_STATUS){status->cbSize, (DWORD)CERT_E_CN_NO_MATCH, 0, 0, status->pvExtraPolicyStatus};
    }
}

/* The result says that the question could be answered; the answer is in the status. */
BOOL WINAPI CertVerifyCertificateChainPolicy(LPCSTR policy, PCCERT_CHAIN_CONTEXT chain,
                                             PCERT_CHAIN_POLICY_PARA parameters, PCERT_CHAIN_POLICY_STATUS status)
{
    DWORD flags = parameters ? parameters->dwFlags : 0;
    if (!chain || !status || !chain->cChain || !chain->rgpChain[0]->cElement) return fail_with((DWORD)E_INVALIDARG);
    status->dwError = 0;
    status->lChainIndex = status->lElementIndex = -1;
    switch ((ULONG_PTR)policy) {
    case 1:
    case 2:
        check_rules(chain, flags, ~0u, status);
        return TRUE; /* BASE, AUTHENTICODE */
    case 4: check_ssl(chain, parameters, status); return TRUE;                                               /* SSL */
    case 5:
        check_rules(chain, flags, CERT_TRUST_INVALID_BASIC_CONSTRAINTS, status);
        return TRUE; /* BASIC_CONSTRAINTS */
    default: return fail_with(ERROR_FILE_NOT_FOUND);
    }
}
