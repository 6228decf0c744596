/* Chains and the SSL policy. Microsoft, "CertGetCertificateChain", "CertVerifyCertificateChainPolicy". */
#include "../check.h"
#include <wincrypt.h>
#include "certificates.h"

static DWORD ssl_error(PCCERT_CHAIN_CONTEXT chain, WCHAR *name, DWORD checks, DWORD flags)
{
    HTTPSPolicyCallbackData https = {
        .cbStruct = sizeof(https), .dwAuthType = AUTHTYPE_SERVER, .fdwChecks = checks, .pwszServerName = name};
    CERT_CHAIN_POLICY_PARA parameters = { .cbSize = sizeof(parameters), .dwFlags = flags, .pvExtraPolicyPara = &https };
    CERT_CHAIN_POLICY_STATUS status = { .cbSize = sizeof(status) };
    check(CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &parameters, &status),
          "the policy can be asked");
    return status.dwError;
}

static void test_names(PCCERT_CHAIN_CONTEXT chain)
{
    static const struct { const WCHAR *name; DWORD error;
    } names[] = {
        {L"server.example", 0},
        {L"SERVER.example", 0},
        {L"a.wild.example", 0},
        {L"127.0.0.1", 0},
        {L"wild.example", CERT_E_CN_NO_MATCH},
        {L"a.b.wild.example", CERT_E_CN_NO_MATCH},
        {L"other.example", CERT_E_CN_NO_MATCH},
        {L"127.0.0.2", CERT_E_CN_NO_MATCH},
        {L"xserver.example", CERT_E_CN_NO_MATCH},
    };
    for (int i = 0; i < (int)ARRAYSIZE(names); i++) {
        check_case(i);
        check_equal_u32(ssl_error(chain, (WCHAR *)names[i].name, 0, 0), names[i].error, "the server's name");
    }
    check_case(0);
    check_equal_u32(ssl_error(chain, (WCHAR *)L"other.example", 0x1000, 0), 0, "a wrong name that does not matter");
}

int main(void)
{
    PCCERT_CHAIN_CONTEXT chain;
    PCCERT_CONTEXT server =
        CertCreateCertificateContext(X509_ASN_ENCODING, server_certificate, sizeof(server_certificate));
    HCERTSTORE roots = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
    CERT_CHAIN_PARA parameters = { .cbSize = sizeof(parameters) };
    check(CertGetCertificateChain(NULL, server, NULL, NULL, &parameters, 0, NULL, &chain), "a chain without the root");
    check_equal_u32(chain->TrustStatus.dwErrorStatus, CERT_TRUST_IS_PARTIAL_CHAIN, "it is partial");
    check_equal_u32(chain->rgpChain[0]->cElement, 1, "one certificate");
    check_equal_u32(ssl_error(chain, (WCHAR *)L"server.example", 0, 0), CERT_E_CHAINING, "partial");
    CertFreeCertificateChain(chain);

    CertAddEncodedCertificateToStore(roots, X509_ASN_ENCODING, root_certificate, sizeof(root_certificate),
                                     CERT_STORE_ADD_ALWAYS, NULL);
    check(CertGetCertificateChain(NULL, server, NULL, roots, &parameters, 0, NULL, &chain),
          "a chain with a root that is not trusted");
    check_equal_u32(chain->TrustStatus.dwErrorStatus, CERT_TRUST_IS_UNTRUSTED_ROOT, "not trusted");
    check_equal_u32(chain->rgpChain[0]->cElement, 2, "two certificates");
    check(chain->rgpChain[0]->rgpElement[1]->TrustStatus.dwInfoStatus & CERT_TRUST_IS_SELF_SIGNED,
          "the root is self-signed");
    check_equal_u32(ssl_error(chain, (WCHAR *)L"server.example", 0, 0), CERT_E_UNTRUSTEDROOT, "not trusted");
    check_equal_u32(ssl_error(chain, (WCHAR *)L"server.example", 0x100, 0), 0,
                    "an unknown authority that does not matter");
    check_equal_u32(ssl_error(chain, (WCHAR *)L"server.example", 0, CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG), 0,
                    "the same by the policy's flags");
    CertFreeCertificateChain(chain);

    CERT_CHAIN_ENGINE_CONFIG config = { .cbSize = sizeof(config), .hExclusiveRoot = roots };
    HCERTCHAINENGINE engine;
    check(CertCreateCertificateChainEngine(&config, &engine), "an engine that trusts the root");
    check(CertGetCertificateChain(engine, server, NULL, NULL, &parameters, 0, NULL, &chain), "a trusted chain");
    check_equal_u32(chain->TrustStatus.dwErrorStatus, 0, "trusted");
    test_names(chain);
    PCCERT_CHAIN_CONTEXT same = CertDuplicateCertificateChain(chain);
    check_equal_ptr(same, chain, "a duplicate is the same");
    CertFreeCertificateChain(same);
    CertFreeCertificateChain(chain);

    FILETIME late = { 0, 0x03000000 };
    check(CertGetCertificateChain(engine, server, &late, NULL, &parameters, 0, NULL, &chain), "in the far future");
    check_equal_u32(chain->TrustStatus.dwErrorStatus, CERT_TRUST_IS_NOT_TIME_VALID, "expired");
    check_equal_u32(ssl_error(chain, (WCHAR *)L"server.example", 0, 0), CERT_E_EXPIRED, "expired");
    CertFreeCertificateChain(chain);

    LPSTR client_usage[] = { (LPSTR)szOID_PKIX_KP_CLIENT_AUTH };
    parameters.RequestedUsage.dwType = USAGE_MATCH_TYPE_AND;
    parameters.RequestedUsage.Usage.cUsageIdentifier = 1;
    parameters.RequestedUsage.Usage.rgpszUsageIdentifier = client_usage;
    check(CertGetCertificateChain(engine, server, NULL, NULL, &parameters, 0, NULL, &chain), "for another use");
    check_equal_u32(chain->TrustStatus.dwErrorStatus, CERT_TRUST_IS_NOT_VALID_FOR_USAGE, "not for clients");
    CertFreeCertificateChain(chain);
    CertFreeCertificateChainEngine(engine);
    check_fails_with(CertGetCertificateChain(NULL, NULL, NULL, NULL, &parameters, 0, NULL, &chain), E_INVALIDARG);
    CertCloseStore(roots, 0);
    CertFreeCertificateContext(server);
    return check_summary();
}
