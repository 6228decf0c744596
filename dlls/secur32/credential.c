/* Credentials for TLS (Schannel). */
#include "secur32_private.h"

struct certificate_functions crypt32;

bool crypt32_load(void)
{
    static const char *const names[] = {
        "CertOpenStore",
        "CertCloseStore",
        "CertAddEncodedCertificateToStore",
        "CertDuplicateCertificateContext",
        "CertFreeCertificateContext",
        "CertGetCertificateContextProperty",
        "CertGetCertificateChain",
        "CertVerifyCertificateChainPolicy",
        "CertFreeCertificateChain",
    };
    FARPROC *functions = (FARPROC *)&crypt32;
    if (crypt32.CertFreeCertificateChain) return true;
    HMODULE module = LoadLibraryW(L"crypt32.dll");
    for (ULONG i = 0; module && i < ARRAYSIZE(names); i++)
        if (!(functions[i] = GetProcAddress(module, names[i]))) return false;
    return module != NULL;
}

WCHAR *widen(const char *text)
{
    if (!text) return NULL;
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = heap_allocate((SIZE_T)length * sizeof(WCHAR) + sizeof(WCHAR));
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

bool is_schannel(const WCHAR *package)
{
    return package && (!_wcsicmp(package, UNISP_NAME_W) || !_wcsicmp(package, SCHANNEL_NAME_W) ||
                       !_wcsicmp(package, DEFAULT_TLS_SSP_NAME_W));
}

struct credential *credential_of(const CredHandle *handle)
{
    struct credential *credential = handle ? (struct credential *)handle->dwLower : NULL;
    return credential && !((ULONG_PTR)credential & 3) && credential->magic == CREDENTIAL_MAGIC ? credential : NULL;
}

/* --- protocol versions --- */

static const struct { DWORD client, server; ULONG version; } versions[] = {
    { SP_PROT_TLS1_0_CLIENT, SP_PROT_TLS1_0_SERVER, 0x0301 }, { SP_PROT_TLS1_1_CLIENT, SP_PROT_TLS1_1_SERVER, 0x0302 },
    { SP_PROT_TLS1_2_CLIENT, SP_PROT_TLS1_2_SERVER, 0x0303 }, { SP_PROT_TLS1_3_CLIENT, SP_PROT_TLS1_3_SERVER, 0x0304 },
};

static bool set_versions(struct credential *credential, DWORD wanted)
{
    for (ULONG i = 0; i < ARRAYSIZE(versions); i++) {
        DWORD bit = credential->server ? versions[i].server : versions[i].client;
        if (!(wanted & bit)) continue;
        credential->protocols |= bit;
        if (!credential->oldest) credential->oldest = versions[i].version;
        credential->newest = versions[i].version;
    }
    return credential->newest != 0;
}

/* TLS 1.3 is for those who use the newer structure, as Microsoft documents it. */
static DWORD default_versions(bool server, bool newest)
{
    DWORD both = SP_PROT_TLS1_2 | (newest ? SP_PROT_TLS1_3 : 0);
    return both &
           (server ? SP_PROT_TLS1_2_SERVER | SP_PROT_TLS1_3_SERVER : SP_PROT_TLS1_2_CLIENT | SP_PROT_TLS1_3_CLIENT);
}

/* --- our own certificate --- */

static void add_part(struct credential *credential, const void *data, ULONG size)
{
    BYTE *grown = heap_allocate(credential->chain_size + size + sizeof(size));
    if (!grown) return;
    if (credential->chain_size) memcpy(grown, credential->chain, credential->chain_size);
    memcpy(grown + credential->chain_size, &size, sizeof(size));
    memcpy(grown + credential->chain_size + sizeof(size), data, size);
    heap_free(credential->chain);
    credential->chain = grown;
    credential->chain_size += size + (ULONG)sizeof(size);
}

/* The issuers as far as they are known go along with it, without the root. */
static void add_chain(struct credential *credential)
{
    PCCERT_CHAIN_CONTEXT chain;
    PCCERT_CONTEXT own = credential->certificate;
    if (!crypt32.CertGetCertificateChain(NULL, own, NULL, own->hCertStore, NULL, 0, NULL, &chain)) {
        add_part(credential, own->pbCertEncoded, own->cbCertEncoded);
        return;
    }
    const CERT_SIMPLE_CHAIN *simple = chain->rgpChain[0];
    for (DWORD i = 0; i < simple->cElement; i++) {
        bool root = i && (simple->rgpElement[i]->TrustStatus.dwInfoStatus & CERT_TRUST_IS_SELF_SIGNED);
        if (!root)
            add_part(credential, simple->rgpElement[i]->pCertContext->pbCertEncoded,
                     simple->rgpElement[i]->pCertContext->cbCertEncoded);
    }
    crypt32.CertFreeCertificateChain(chain);
}

static SECURITY_STATUS set_certificate(struct credential *credential, PCCERT_CONTEXT certificate)
{
    DWORD size = 0;
    credential->certificate = crypt32.CertDuplicateCertificateContext(certificate);
    if (!crypt32.CertGetCertificateContextProperty(certificate, PRIVATE_KEY_PROPERTY, NULL, &size)) {
        log_line(LOG_WARN,
                 "schannel: the certificate has no private key that can be used (only those of PFX files can)");
        return SEC_E_NO_CREDENTIALS;
    }
    BYTE *der = heap_allocate(size);
    if (!der) return SEC_E_INSUFFICIENT_MEMORY;
    crypt32.CertGetCertificateContextProperty(certificate, PRIVATE_KEY_PROPERTY, der, &size);
    struct unix_crypto_key_args args = {
        .operation = CRYPTO_KEY_IMPORT_PRIVATE_DER, .in = UNIX_PTR(der), .in_size = size};
    NTSTATUS status = unix_call_crypto_key(&args);
    SecureZeroMemory(der, size);
    heap_free(der);
    if (status) return SEC_E_NO_CREDENTIALS;
    credential->key = args.object;
    add_chain(credential);
    return SEC_E_OK;
}

static void credential_free(struct credential *credential)
{
    struct unix_crypto_key_args args = { .operation = CRYPTO_KEY_FREE, .object = credential->key };
    if (credential->key) unix_call_crypto_key(&args);
    if (credential->certificate) crypt32.CertFreeCertificateContext(credential->certificate);
    heap_free(credential->chain);
    credential->magic = 0;
    heap_free(credential);
}

/* Both structures begin with a version. */
static SECURITY_STATUS read_settings(struct credential *credential, const void *data)
{
    DWORD flags = 0, wanted = 0, count = 0;
    PCCERT_CONTEXT *list = NULL;
    bool newest = false;
    if (data && *(const DWORD *)data == SCHANNEL_CRED_VERSION) {
        const SCHANNEL_CRED *settings = data;
        flags = settings->dwFlags;
        wanted = settings->grbitEnabledProtocols;
        count = settings->cCreds;
        list = settings->paCred;
    } else if (data && *(const DWORD *)data == SCH_CREDENTIALS_VERSION) {
        const SCH_CREDENTIALS *settings = data;
        flags = settings->dwFlags;
        count = settings->cCreds;
        list = settings->paCred;
        newest = true;
        wanted = default_versions(credential->server, true);
        for (DWORD i = 0; i < settings->cTlsParameters && settings->pTlsParameters; i++)
            wanted &= ~settings->pTlsParameters[i].grbitDisabledProtocols;
    } else if (data) {
        return SEC_E_UNKNOWN_CREDENTIALS;
    }
    credential->manual_validation = flags & SCH_CRED_MANUAL_CRED_VALIDATION;
    credential->ignore_names = flags & SCH_CRED_NO_SERVERNAME_CHECK;
    if (!set_versions(credential, wanted ? wanted : default_versions(credential->server, newest)))
        return SEC_E_ALGORITHM_MISMATCH;
    if (count && list && list[0]) return set_certificate(credential, list[0]);
    return credential->server ? SEC_E_NO_CREDENTIALS : SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(SEC_WCHAR *principal, SEC_WCHAR *package, ULONG use, void *logon,
                                                    void *data, SEC_GET_KEY_FN get_key, void *argument,
                                                    PCredHandle handle, PTimeStamp expiry)
{
    (void)principal;
    (void)logon;
    (void)get_key;
    (void)argument;
    if (!handle || !package) return SEC_E_INVALID_HANDLE;
    if (!is_schannel(package)) {
        log_line(LOG_WARN, "AcquireCredentialsHandle: the security package \"%ls\" is not supported", package);
        return SEC_E_SECPKG_NOT_FOUND;
    }
    if (use != SECPKG_CRED_INBOUND && use != SECPKG_CRED_OUTBOUND) return SEC_E_UNSUPPORTED_FUNCTION;
    if (!crypt32_load()) return SEC_E_INTERNAL_ERROR;
    struct credential *credential = heap_allocate_zeroed(sizeof(*credential));
    if (!credential) return SEC_E_INSUFFICIENT_MEMORY;
    credential->magic = CREDENTIAL_MAGIC;
    credential->server = use == SECPKG_CRED_INBOUND;
    SECURITY_STATUS status = read_settings(credential, data);
    if (status) {
        credential_free(credential);
        return status;
    }
    handle->dwLower = (ULONG_PTR)credential;
    handle->dwUpper = 0;
    if (expiry) expiry->LowPart = 0xffffffff, expiry->HighPart = 0x7fffffff;
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(SEC_CHAR *principal, SEC_CHAR *package, ULONG use, void *logon,
                                                    void *data, SEC_GET_KEY_FN get_key, void *argument,
                                                    PCredHandle handle, PTimeStamp expiry)
{
    (void)principal;
    WCHAR *wide = widen(package);
    SECURITY_STATUS status = AcquireCredentialsHandleW(NULL, wide, use, logon, data, get_key, argument, handle, expiry);
    heap_free(wide);
    return status;
}

SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle handle)
{
    struct credential *credential = credential_of(handle);
    if (!credential) return SEC_E_INVALID_HANDLE;
    credential_free(credential);
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesW(PCredHandle handle, ULONG attribute, void *buffer)
{
    struct credential *credential = credential_of(handle);
    if (!credential) return SEC_E_INVALID_HANDLE;
    if (!buffer) return SEC_E_INVALID_TOKEN;
    if (attribute != SECPKG_ATTR_SUPPORTED_PROTOCOLS) return SEC_E_UNSUPPORTED_FUNCTION;
    ((SecPkgCred_SupportedProtocols *)buffer)->grbitProtocol = credential->protocols;
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesA(PCredHandle handle, ULONG attribute, void *buffer)
{
    return QueryCredentialsAttributesW(handle, attribute, buffer);
}
