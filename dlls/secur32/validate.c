/* The automatic check of a server's certificate. */
#include "secur32_private.h"

static SECURITY_STATUS status_of(DWORD error)
{
    static const struct { HRESULT error; SECURITY_STATUS status;
    } table[] = {
        {CERT_E_UNTRUSTEDROOT, SEC_E_UNTRUSTED_ROOT}, {CERT_E_CHAINING, SEC_E_UNTRUSTED_ROOT},
        {CERT_E_CN_NO_MATCH, SEC_E_WRONG_PRINCIPAL},  {CERT_E_EXPIRED, SEC_E_CERT_EXPIRED},
        {CERT_E_WRONG_USAGE, SEC_E_CERT_WRONG_USAGE}, {CRYPT_E_REVOKED, CRYPT_E_REVOKED},
    };
    for (ULONG i = 0; i < ARRAYSIZE(table); i++)
        if ((DWORD)table[i].error == error) return table[i].status;
    return error ? SEC_E_CERT_UNKNOWN : SEC_E_OK;
}

SECURITY_STATUS validate_peer(const struct context *context)
{
    PCCERT_CHAIN_CONTEXT chain;
    SSL_EXTRA_CERT_CHAIN_POLICY_PARA extra = {
        .cbSize = sizeof(extra),
        .dwAuthType = AUTHTYPE_SERVER,
        .pwszServerName = context->ignore_names ? NULL : context->target,
    };
    CERT_CHAIN_POLICY_PARA parameters = { .cbSize = sizeof(parameters), .pvExtraPolicyPara = &extra };
    CERT_CHAIN_POLICY_STATUS status = { .cbSize = sizeof(status) };
    if (!context->peer) return SEC_E_CERT_UNKNOWN;
    if (!crypt32.CertGetCertificateChain(NULL, context->peer, NULL, context->peer_store, NULL, 0, NULL, &chain))
        return SEC_E_CERT_UNKNOWN;
    BOOL known = crypt32.CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &parameters, &status);
    crypt32.CertFreeCertificateChain(chain);
    return known ? status_of(status.dwError) : SEC_E_INTERNAL_ERROR;
}
