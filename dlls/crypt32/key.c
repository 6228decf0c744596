/* Hashes, signatures and public keys of certificates; the cryptography itself is bcrypt's. */
#include "crypt32_private.h"
#include <bcrypt.h>

bool hash_bytes(const WCHAR *algorithm, const void *data, DWORD size, BYTE *value, DWORD value_size)
{
    BCRYPT_ALG_HANDLE handle;
    if (BCryptOpenAlgorithmProvider(&handle, algorithm, NULL, 0)) return false;
    NTSTATUS status = BCryptHash(handle, NULL, 0, (BYTE *)data, size, value, value_size);
    BCryptCloseAlgorithmProvider(handle, 0);
    return !status;
}

static void put_key_info(struct der_writer *writer, const CERT_PUBLIC_KEY_INFO *key)
{
    BYTE unused = (BYTE)key->PublicKey.cUnusedBits;
    size_t start = writer->used;
    der_put_bytes(writer, key->PublicKey.pbData, key->PublicKey.cbData);
    der_put_bytes(writer, &unused, 1);
    der_put_header(writer, DER_BIT_STRING, start);
    size_t algorithm = writer->used;
    der_put_bytes(writer, key->Algorithm.Parameters.pbData, key->Algorithm.Parameters.cbData);
    der_put_oid(writer, key->Algorithm.pszObjId);
    der_put_header(writer, DER_SEQUENCE, algorithm);
    der_put_header(writer, DER_SEQUENCE, start);
}

/* The SubjectPublicKeyInfo in DER, on the process heap. */
static BYTE *encode_key_info(const CERT_PUBLIC_KEY_INFO *key, DWORD *size)
{
    struct der_writer count = { 0 };
    put_key_info(&count, key);
    struct der_writer writer = { .data = heap_allocate(count.used), .capacity = count.used };
    if (!writer.data) return NULL;
    put_key_info(&writer, key);
    *size = (DWORD)count.used;
    return writer.data;
}

bool is_signed_by(DWORD kind, const BYTE *data, DWORD size, const CERT_PUBLIC_KEY_INFO *key)
{
    DWORD key_size;
    BYTE *der = encode_key_info(key, &key_size);
    if (!der) return false;
    struct unix_crypto_signed_verify_args args = {
        .data = UNIX_PTR(data), .data_size = size, .key = UNIX_PTR(der), .key_size = key_size, .kind = kind,
    };
    NTSTATUS status = unix_call_crypto_signed_verify(&args);
    heap_free(der);
    return !status;
}

BOOL WINAPI CryptVerifyCertificateSignature(HCRYPTPROV_LEGACY provider, DWORD encoding, const BYTE *data, DWORD size,
                                            PCERT_PUBLIC_KEY_INFO key)
{
    return CryptVerifyCertificateSignatureEx(provider, encoding, CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB,
                                             &(CRYPT_DATA_BLOB){size, (BYTE *)data},
                                             CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY, key, 0, NULL);
}

/* A blob may hold any of the three signed structures. */
BOOL WINAPI CryptVerifyCertificateSignatureEx(HCRYPTPROV_LEGACY provider, DWORD encoding, DWORD subject_type,
                                              void *subject, DWORD issuer_type, void *issuer, DWORD flags, void *extra)
{
    const CERT_PUBLIC_KEY_INFO *key = NULL;
    CRYPT_DATA_BLOB data;
    (void)provider;
    (void)encoding;
    (void)flags;
    (void)extra;
    if (issuer_type == CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY) key = issuer;
    else if (issuer_type == CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT && issuer)
        key = &((const CERT_CONTEXT *)issuer)->pCertInfo->SubjectPublicKeyInfo;
    if (!key || !subject) return fail_with((DWORD)E_INVALIDARG);
    switch (subject_type) {
    case CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB: data = *(CRYPT_DATA_BLOB *)subject; break;
    case CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT:
        data = (CRYPT_DATA_BLOB){((const CERT_CONTEXT *)subject)->cbCertEncoded,
                                 ((const CERT_CONTEXT *)subject)->pbCertEncoded};
        break;
    case CRYPT_VERIFY_CERT_SIGN_SUBJECT_CRL:
        data = (CRYPT_DATA_BLOB){((const CRL_CONTEXT *)subject)->cbCrlEncoded,
                                 ((const CRL_CONTEXT *)subject)->pbCrlEncoded};
        break;
    default: return fail_with((DWORD)E_INVALIDARG);
    }
    for (DWORD kind = 0; kind < 3; kind++)
        if (is_signed_by(kind, data.pbData, data.cbData, key)) return TRUE;
    return fail_with((DWORD)NTE_BAD_SIGNATURE);
}

static const WCHAR *hash_name(ALG_ID id)
{
    switch (id) {
    case CALG_MD4: return L"MD4";
    case CALG_MD5: return L"MD5";
    case 0:
    case CALG_SHA1: return L"SHA1";
    case CALG_SHA_256: return L"SHA256";
    case CALG_SHA_384: return L"SHA384";
    case CALG_SHA_512: return L"SHA512";
    default: return NULL;
    }
}

static BOOL give_hash(const WCHAR *name, const BYTE *data, DWORD size, BYTE *value, DWORD *value_size)
{
    static const struct {
        const WCHAR *name;
        DWORD size;
    } sizes[] = {{L"MD4", 16}, {L"MD5", 16}, {L"SHA1", 20}, {L"SHA256", 32}, {L"SHA384", 48}, {L"SHA512", 64}};
    DWORD needed = 0, room = *value_size;
    for (ULONG i = 0; name && i < ARRAYSIZE(sizes); i++)
        if (!_wcsicmp(sizes[i].name, name)) needed = sizes[i].size;
    if (!needed) return fail_with((DWORD)NTE_BAD_ALGID);
    *value_size = needed;
    if (!value) return TRUE;
    if (room < needed) return fail_with(ERROR_MORE_DATA);
    return hash_bytes(name, data, size, value, needed) ? TRUE : fail_with((DWORD)NTE_FAIL);
}

BOOL WINAPI CryptHashCertificate(HCRYPTPROV_LEGACY provider, ALG_ID id, DWORD flags, const BYTE *data, DWORD size,
                                 BYTE *value, DWORD *value_size)
{
    (void)provider;
    (void)flags;
    return value_size ? give_hash(hash_name(id), data, size, value, value_size) : fail_with(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI CryptHashCertificate2(LPCWSTR name, DWORD flags, void *reserved, const BYTE *data, DWORD size, BYTE *value,
                                  DWORD *value_size)
{
    (void)flags;
    (void)reserved;
    return value_size ? give_hash(name, data, size, value, value_size) : fail_with(ERROR_INVALID_PARAMETER);
}

/* --- public keys for bcrypt --- */

static NTSTATUS import_rsa(const CERT_PUBLIC_KEY_INFO *info, BCRYPT_KEY_HANDLE *key)
{
    struct der in = { info->PublicKey.pbData, info->PublicKey.cbData }, body, n, e;
    if (!der_take(&in, DER_SEQUENCE, &body) || !der_take(&body, DER_INTEGER, &n) || !der_take(&body, DER_INTEGER, &e) ||
        !n.size || !e.size)
        return STATUS_INVALID_PARAMETER;
    while (n.size > 1 && !n.data[0]) n = (struct der){ n.data + 1, n.size - 1 };
    BCRYPT_RSAKEY_BLOB header = { BCRYPT_RSAPUBLIC_MAGIC, (ULONG)n.size * 8, (ULONG)e.size, (ULONG)n.size, 0, 0 };
    ULONG size = (ULONG)(sizeof(header) + n.size + e.size);
    BYTE *blob = heap_allocate(size);
    if (!blob) return STATUS_NO_MEMORY;
    memcpy(blob, &header, sizeof(header));
    memcpy(blob + sizeof(header), e.data, e.size);
    memcpy(blob + sizeof(header) + e.size, n.data, n.size);
    NTSTATUS status = BCryptImportKeyPair((BCRYPT_ALG_HANDLE)0xe1, NULL, BCRYPT_RSAPUBLIC_BLOB, key, blob, size, 0);
    heap_free(blob);
    return status;
}

static NTSTATUS import_curve(const CERT_PUBLIC_KEY_INFO *info, bool agreement, BCRYPT_KEY_HANDLE *key)
{
    static const struct { const char *oid; ULONG size, dsa_magic, dh_magic; UCHAR dsa, dh; } curves[] = {
        { "1.2.840.10045.3.1.7", 32, BCRYPT_ECDSA_PUBLIC_P256_MAGIC, BCRYPT_ECDH_PUBLIC_P256_MAGIC, 0x2e, 0x2a },
        { "1.3.132.0.34", 48, BCRYPT_ECDSA_PUBLIC_P384_MAGIC, BCRYPT_ECDH_PUBLIC_P384_MAGIC, 0x2f, 0x2b },
        { "1.3.132.0.35", 66, BCRYPT_ECDSA_PUBLIC_P521_MAGIC, BCRYPT_ECDH_PUBLIC_P521_MAGIC, 0x30, 0x2c },
    };
    struct der in = { info->Algorithm.Parameters.pbData, info->Algorithm.Parameters.cbData }, body;
    struct { BCRYPT_ECCKEY_BLOB header; BYTE point[132]; } blob;
    char oid[64];
    if (!der_take(&in, DER_OID, &body) || !der_oid_text(&body, oid, sizeof(oid))) return STATUS_NOT_SUPPORTED;
    for (ULONG i = 0; i < ARRAYSIZE(curves); i++) {
        if (strcmp(curves[i].oid, oid)) continue;
        ULONG size = 2 * curves[i].size;
        if (info->PublicKey.cbData != size + 1 || info->PublicKey.pbData[0] != 4) return STATUS_INVALID_PARAMETER;
        blob.header.dwMagic = agreement ? curves[i].dh_magic : curves[i].dsa_magic;
        blob.header.cbKey = curves[i].size;
        memcpy(blob.point, info->PublicKey.pbData + 1, size);
        BCRYPT_ALG_HANDLE algorithm =
            (BCRYPT_ALG_HANDLE)(ULONG_PTR)((agreement ? curves[i].dh : curves[i].dsa) * 16 + 1);
        return BCryptImportKeyPair(algorithm, NULL, BCRYPT_ECCPUBLIC_BLOB, key, (BYTE *)&blob,
                                   (ULONG)sizeof(blob.header) + size, 0);
    }
    return STATUS_NOT_SUPPORTED;
}

BOOL WINAPI CryptImportPublicKeyInfoEx2(DWORD encoding, PCERT_PUBLIC_KEY_INFO info, DWORD flags, void *extra,
                                        BCRYPT_KEY_HANDLE *key)
{
    (void)encoding;
    (void)extra;
    NTSTATUS status = STATUS_NOT_SUPPORTED;
    if (!info || !key) return fail_with((DWORD)E_INVALIDARG);
    if (!strcmp(info->Algorithm.pszObjId, szOID_RSA_RSA)) status = import_rsa(info, key);
    else if (!strcmp(info->Algorithm.pszObjId, szOID_ECC_PUBLIC_KEY))
        status = import_curve(info, flags & CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG, key);
    return status
               ? fail_with(status == STATUS_NOT_SUPPORTED ? (DWORD)ERROR_FILE_NOT_FOUND : RtlNtStatusToDosError(status))
               : TRUE;
}

/* The CryptoAPI's keys are advapi32's; programs that need only certificates never load it for that. */
BOOL WINAPI CryptImportPublicKeyInfo(HCRYPTPROV provider, DWORD encoding, PCERT_PUBLIC_KEY_INFO info, HCRYPTKEY *key)
{
    BOOL (WINAPI *import)(HCRYPTPROV, const BYTE *, DWORD, HCRYPTKEY, DWORD, HCRYPTKEY *);
    DWORD size;
    if (!info || strcmp(info->Algorithm.pszObjId, szOID_RSA_RSA)) return fail_with(ERROR_FILE_NOT_FOUND);
    HMODULE advapi = LoadLibraryW(L"advapi32.dll");
    import = advapi ? (void *)GetProcAddress(advapi, "CryptImportKey") : NULL;
    if (!import) return fail_with(ERROR_PROC_NOT_FOUND);
    BYTE *blob = NULL;
    if (!CryptDecodeObjectEx(encoding, RSA_CSP_PUBLICKEYBLOB, info->PublicKey.pbData, info->PublicKey.cbData,
                             CRYPT_DECODE_ALLOC_FLAG, NULL, &blob, &size))
        return FALSE;
    BOOL done = import(provider, blob,
                       sizeof(BLOBHEADER) + sizeof(RSAPUBKEY) + ((RSAPUBKEY *)(blob + sizeof(BLOBHEADER)))->bitlen / 8,
                       0, 0, key);
    LocalFree(blob);
    return done;
}

BOOL WINAPI CryptImportPublicKeyInfoEx(HCRYPTPROV provider, DWORD encoding, PCERT_PUBLIC_KEY_INFO info, ALG_ID id,
                                       DWORD flags, void *extra, HCRYPTKEY *key)
{
    (void)id;
    (void)flags;
    (void)extra;
    return CryptImportPublicKeyInfo(provider, encoding, info, key);
}

DWORD WINAPI CertGetPublicKeyLength(DWORD encoding, PCERT_PUBLIC_KEY_INFO info)
{
    BCRYPT_KEY_HANDLE key;
    DWORD bits = 0, size;
    if (!CryptImportPublicKeyInfoEx2(encoding, info, 0, NULL, &key)) return 0;
    BCryptGetProperty(key, BCRYPT_KEY_LENGTH, (BYTE *)&bits, sizeof(bits), &size, 0);
    BCryptDestroyKey(key);
    return bits;
}
