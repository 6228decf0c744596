/* Shared by the files of secur32. */
#ifndef SECUR32_PRIVATE_H
#define SECUR32_PRIVATE_H

#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include "nt/nt.h"
#include "unix_calls.h"
#define SECURITY_WIN32
#define SCHANNEL_USE_BLACKLISTS
#define __UNICODE_STRING_DEFINED /* nt.h has these two already */
#define __STRING_DEFINED
#include <wincrypt.h>
#include <security.h>
#include <schannel.h>

#define CREDENTIAL_MAGIC 0x44524353u
#define CONTEXT_MAGIC    0x58544353u
#define PRIVATE_KEY_PROPERTY CERT_FIRST_USER_PROP_ID /* as crypt32's PFXImportCertStore sets it */

struct credential {
    ULONG magic;
    bool server, manual_validation, ignore_names;
    ULONG oldest, newest;            /* TLS versions, 0x0303 ... */
    DWORD protocols;                 /* SP_PROT_... that are on */
    PCCERT_CONTEXT certificate;      /* our own, or NULL */
    uint64_t key;                    /* its private key */
    BYTE *chain;                     /* parts */
    ULONG chain_size;
};

struct context {
    ULONG magic;
    bool server, done, closing, closed, manual_validation, ignore_names;
    uint64_t tls;
    struct tls_info info;
    WCHAR *target;
    HCERTSTORE peer_store;           /* the peer's certificates, its own first */
    PCCERT_CONTEXT peer, own;
    ULONG flags;                     /* ISC_RET_ or ASC_RET_ */
    BYTE *pending;                   /* a token that the caller's buffer was too small for */
    ULONG pending_size;
};

/* crypt32 is loaded with the first credential: other users of this DLL do not pay for it. */
struct certificate_functions {
    HCERTSTORE (WINAPI *CertOpenStore)(LPCSTR, DWORD, HCRYPTPROV_LEGACY, DWORD, const void *);
    BOOL (WINAPI *CertCloseStore)(HCERTSTORE, DWORD);
    BOOL (WINAPI *CertAddEncodedCertificateToStore)(HCERTSTORE, DWORD, const BYTE *, DWORD, DWORD, PCCERT_CONTEXT *);
    PCCERT_CONTEXT (WINAPI *CertDuplicateCertificateContext)(PCCERT_CONTEXT);
    BOOL (WINAPI *CertFreeCertificateContext)(PCCERT_CONTEXT);
    BOOL (WINAPI *CertGetCertificateContextProperty)(PCCERT_CONTEXT, DWORD, void *, DWORD *);
    BOOL(WINAPI *CertGetCertificateChain)
    (HCERTCHAINENGINE, PCCERT_CONTEXT, LPFILETIME, HCERTSTORE, PCERT_CHAIN_PARA, DWORD, LPVOID, PCCERT_CHAIN_CONTEXT *);
    BOOL(WINAPI *CertVerifyCertificateChainPolicy)
    (LPCSTR, PCCERT_CHAIN_CONTEXT, PCERT_CHAIN_POLICY_PARA, PCERT_CHAIN_POLICY_STATUS);
    VOID (WINAPI *CertFreeCertificateChain)(PCCERT_CHAIN_CONTEXT);
};
extern struct certificate_functions crypt32;
bool crypt32_load(void);

/* --- credential.c --- */
struct credential *credential_of(const CredHandle *handle);
bool is_schannel(const WCHAR *package);
/* A widened copy on the process heap (NULL stays NULL). */
WCHAR *widen(const char *text);

/* --- context.c --- */
struct context *context_of(const CtxtHandle *handle);
SecBuffer *find_buffer(const SecBufferDesc *list, ULONG type);
/* The peer's certificates and what was agreed on. */
void context_learn(struct context *context);

/* --- validate.c --- */
/* Is the peer who it should be? SEC_E_OK or what the program is told. */
SECURITY_STATUS validate_peer(const struct context *context);

#endif
