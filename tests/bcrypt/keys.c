/* Key pairs: signatures, encryption, agreement, the structures for keys. ECDH with the vectors of NIST's CAVS file
 * (P-256, COUNT 0) and RFC 7748, section 6.1 (X25519). */
#include "../check.h"
#include <ntstatus.h>
#include <bcrypt.h>
#include "hex.h"

static BCRYPT_ALG_HANDLE open_algorithm(const WCHAR *name)
{
    BCRYPT_ALG_HANDLE algorithm = NULL;
    check_status(BCryptOpenAlgorithmProvider(&algorithm, name, NULL, 0), STATUS_SUCCESS, "open");
    return algorithm;
}

static BCRYPT_KEY_HANDLE make_pair(BCRYPT_ALG_HANDLE algorithm, ULONG bits)
{
    BCRYPT_KEY_HANDLE key = NULL;
    check_status(BCryptGenerateKeyPair(algorithm, &key, bits, 0), STATUS_SUCCESS, "generate");
    check_status(BCryptFinalizeKeyPair(key, 0), STATUS_SUCCESS, "finalize");
    return key;
}

static void check_signatures(BCRYPT_KEY_HANDLE key, BCRYPT_KEY_HANDLE public_key, void *padding, ULONG flags,
                             ULONG expected_size)
{
    UCHAR hash[32], signature[512];
    ULONG size, done;
    memset(hash, 0x5a, sizeof(hash));
    check_status(BCryptSignHash(key, padding, hash, sizeof(hash), NULL, 0, &size, flags), STATUS_SUCCESS, "size");
    check_equal_u32(size, expected_size, "size");
    check_status(BCryptSignHash(key, padding, hash, sizeof(hash), signature, size - 1, &done, flags),
                 STATUS_BUFFER_TOO_SMALL, "small");
    check_status(BCryptSignHash(key, padding, hash, sizeof(hash), signature, sizeof(signature), &done, flags),
                 STATUS_SUCCESS, "sign");
    check_equal_u32(done, expected_size, "signature");
    check_status(BCryptVerifySignature(public_key, padding, hash, sizeof(hash), signature, done, flags), STATUS_SUCCESS,
                 "verify");
    hash[0] ^= 1;
    check_status(BCryptVerifySignature(public_key, padding, hash, sizeof(hash), signature, done, flags),
                 STATUS_INVALID_SIGNATURE, "another hash");
    hash[0] ^= 1;
    signature[done / 2] ^= 1;
    check_status(BCryptVerifySignature(public_key, padding, hash, sizeof(hash), signature, done, flags),
                 STATUS_INVALID_SIGNATURE, "another signature");
}

static void test_rsa(void)
{
    BCRYPT_ALG_HANDLE algorithm = open_algorithm(L"RSA");
    BCRYPT_KEY_HANDLE key = make_pair(algorithm, 1024), public_key, private_key;
    BCRYPT_PKCS1_PADDING_INFO pkcs1 = { L"SHA256" };
    BCRYPT_PSS_PADDING_INFO pss = { L"SHA256", 32 };
    BCRYPT_OAEP_PADDING_INFO oaep = { L"SHA1", NULL, 0 };
    UCHAR blob[1024], second[1024], data[128];
    ULONG size, done;
    check_status(BCryptExportKey(key, NULL, BCRYPT_RSAPUBLIC_BLOB, NULL, 0, &size, 0), STATUS_SUCCESS, "size");
    check_status(BCryptExportKey(key, NULL, BCRYPT_RSAPUBLIC_BLOB, blob, sizeof(blob), &size, 0), STATUS_SUCCESS,
                 "public");
    BCRYPT_RSAKEY_BLOB *header = (BCRYPT_RSAKEY_BLOB *)blob;
    check_equal_u32(header->Magic, BCRYPT_RSAPUBLIC_MAGIC, "magic");
    check_equal_u32(header->BitLength, 1024, "bits");
    check_equal_u32(header->cbModulus, 128, "modulus");
    check_equal_u32(size, sizeof(*header) + header->cbPublicExp + header->cbModulus, "size");
    check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_RSAPUBLIC_BLOB, &public_key, blob, size, 0),
                 STATUS_SUCCESS, "import");
    check_signatures(key, public_key, &pkcs1, BCRYPT_PAD_PKCS1, 128);
    check_signatures(key, public_key, &pss, BCRYPT_PAD_PSS, 128);
    check_status(BCryptEncrypt(public_key, (UCHAR *)"hello", 5, NULL, NULL, 0, data, 128, &done, BCRYPT_PAD_PKCS1),
                 STATUS_SUCCESS, "PKCS #1");
    check_status(BCryptDecrypt(key, data, 128, NULL, NULL, 0, second, sizeof(second), &done, BCRYPT_PAD_PKCS1),
                 STATUS_SUCCESS, "PKCS #1 back");
    check(done == 5 && !memcmp(second, "hello", 5), "text");
    check_status(BCryptEncrypt(public_key, (UCHAR *)"hello", 5, &oaep, NULL, 0, data, 128, &done, BCRYPT_PAD_OAEP),
                 STATUS_SUCCESS, "OAEP");
    check_status(BCryptDecrypt(key, data, 128, &oaep, NULL, 0, second, sizeof(second), &done, BCRYPT_PAD_OAEP),
                 STATUS_SUCCESS, "OAEP back");
    check(done == 5 && !memcmp(second, "hello", 5), "text");
    check_status(BCryptExportKey(key, NULL, BCRYPT_RSAPRIVATE_BLOB, blob, sizeof(blob), &size, 0), STATUS_SUCCESS,
                 "private");
    check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_RSAPRIVATE_BLOB, &private_key, blob, size, 0),
                 STATUS_SUCCESS, "import the private key");
    check_signatures(private_key, public_key, &pkcs1, BCRYPT_PAD_PKCS1, 128);
    BCryptExportKey(key, NULL, BCRYPT_RSAFULLPRIVATE_BLOB, blob, sizeof(blob), &size, 0);
    BCryptExportKey(private_key, NULL, BCRYPT_RSAFULLPRIVATE_BLOB, second, sizeof(second), &done, 0);
    check(size == done, "the full forms have the same size");
    check_status(BCryptExportKey(public_key, NULL, BCRYPT_RSAPRIVATE_BLOB, blob, sizeof(blob), &size, 0),
                 STATUS_INVALID_PARAMETER, "no private key there");
    check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_RSAPUBLIC_BLOB, &private_key, blob, 8, 0),
                 STATUS_INVALID_PARAMETER, "too short");
    BCryptDestroyKey(private_key);
    BCryptDestroyKey(public_key);
    BCryptDestroyKey(key);
    check_status(BCryptGenerateKeyPair(algorithm, &key, 100, 0), STATUS_INVALID_PARAMETER, "100 bits");
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

static void test_ecdsa(void)
{
    static const struct { const WCHAR *name; ULONG bits, magic, size;
    } curves[] = {
        {L"ECDSA_P256", 256, BCRYPT_ECDSA_PUBLIC_P256_MAGIC, 32},
        {L"ECDSA_P384", 384, BCRYPT_ECDSA_PUBLIC_P384_MAGIC, 48},
        {L"ECDSA_P521", 521, BCRYPT_ECDSA_PUBLIC_P521_MAGIC, 66},
    };
    for (int i = 0; i < (int)ARRAYSIZE(curves); i++) {
        UCHAR blob[300];
        ULONG size;
        BCRYPT_KEY_HANDLE public_key;
        check_case(i);
        BCRYPT_ALG_HANDLE algorithm = open_algorithm(curves[i].name);
        BCRYPT_KEY_HANDLE key = make_pair(algorithm, curves[i].bits);
        check_status(BCryptExportKey(key, NULL, BCRYPT_ECCPUBLIC_BLOB, blob, sizeof(blob), &size, 0), STATUS_SUCCESS,
                     "export");
        check_equal_u32(((BCRYPT_ECCKEY_BLOB *)blob)->dwMagic, curves[i].magic, "magic");
        check_equal_u32(((BCRYPT_ECCKEY_BLOB *)blob)->cbKey, curves[i].size, "size of a number");
        check_equal_u32(size, sizeof(BCRYPT_ECCKEY_BLOB) + 2 * curves[i].size, "size");
        check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_ECCPUBLIC_BLOB, &public_key, blob, size, 0),
                     STATUS_SUCCESS, "import");
        check_signatures(key, public_key, NULL, 0, 2 * curves[i].size);
        blob[sizeof(BCRYPT_ECCKEY_BLOB)] ^= 1;
        BCryptDestroyKey(public_key);
        check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_ECCPUBLIC_BLOB, &public_key, blob, size, 0),
                     STATUS_INVALID_PARAMETER, "not on the curve");
        BCryptDestroyKey(key);
        BCryptCloseAlgorithmProvider(algorithm, 0);
    }
    check_case(0);
}

static void test_ecdh(void)
{
    struct {
        BCRYPT_ECCKEY_BLOB header;
        UCHAR numbers[96];
    } own = {{BCRYPT_ECDH_PRIVATE_P256_MAGIC, 32}, {0}}, peer = {{BCRYPT_ECDH_PUBLIC_P256_MAGIC, 32}, {0}};
    UCHAR expected[32], raw[32], reversed[32];
    ULONG size;
    BCRYPT_KEY_HANDLE a = NULL, b = NULL;
    BCRYPT_SECRET_HANDLE secret = NULL;
    BCRYPT_ALG_HANDLE algorithm = open_algorithm(L"ECDH_P256");
    hex_bytes("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287db71e509e3fd9b060ddb20ba5c51dcc5948d46fb"
              "f640dfe0441782cab85fa4ac",
              peer.numbers);
    hex_bytes("ead218590119e8876b29146ff89ca61770c4edbbf97d38ce385ed281d8a6b23028af61281fd35e2fa7002523acc85a429cb06ee6"
              "648325389f59edfce1405141"
              "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534",
              own.numbers);
    hex_bytes("46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b", expected);
    check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_ECCPRIVATE_BLOB, &a, (UCHAR *)&own, sizeof(own), 0),
                 STATUS_SUCCESS, "own key");
    check_status(BCryptImportKeyPair(algorithm, NULL, BCRYPT_ECCPUBLIC_BLOB, &b, (UCHAR *)&peer, sizeof(peer) - 32, 0),
                 STATUS_SUCCESS, "peer's key");
    check_status(BCryptSecretAgreement(a, b, &secret, 0), STATUS_SUCCESS, "agreement");
    check_status(BCryptDeriveKey(secret, L"TRUNCATE", NULL, raw, sizeof(raw), &size, 0), STATUS_SUCCESS, "raw secret");
    for (int i = 0; i < 32; i++) reversed[i] = raw[31 - i];
    check_equal_bytes(reversed, expected, 32, "the secret, lowest byte first");
    UCHAR key[20], hash[20];
    check_status(BCryptDeriveKey(secret, BCRYPT_KDF_HASH, NULL, key, sizeof(key), &size, 0), STATUS_SUCCESS,
                 "hashed secret");
    BCryptHash((BCRYPT_ALG_HANDLE)0x31, NULL, 0, expected, 32, hash, 20);
    check_equal_bytes(key, hash, 20, "SHA-1 by default");
    BCryptDestroySecret(secret);
    BCryptDestroyKey(a);
    BCryptDestroyKey(b);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

static void test_dh(void)
{
    BCRYPT_ALG_HANDLE algorithm = open_algorithm(L"DH");
    BCRYPT_KEY_HANDLE a = make_pair(algorithm, 2048), b = make_pair(algorithm, 2048);
    BCRYPT_SECRET_HANDLE first = NULL, second = NULL;
    UCHAR x[256], y[256];
    ULONG size = 0;
    check_status(BCryptSecretAgreement(a, b, &first, 0), STATUS_SUCCESS, "one way");
    check_status(BCryptSecretAgreement(b, a, &second, 0), STATUS_SUCCESS, "the other way");
    BCryptDeriveKey(first, L"TRUNCATE", NULL, x, sizeof(x), &size, 0);
    BCryptDeriveKey(second, L"TRUNCATE", NULL, y, sizeof(y), &size, 0);
    check_equal_u32(size, 256, "size");
    check_equal_bytes(x, y, 256, "the same secret");
    BCryptDestroySecret(first);
    BCryptDestroySecret(second);
    BCryptDestroyKey(a);
    BCryptDestroyKey(b);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

int main(void)
{
    test_rsa();
    test_ecdsa();
    test_ecdh();
    test_dh();
    return check_summary();
}
