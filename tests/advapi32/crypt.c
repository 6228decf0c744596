/* The CryptoAPI: providers, containers, session keys, RSA, HMAC. Known answers: RFC 2202 (HMAC-SHA1), NIST SP 800-38A
 * (AES-CBC), RFC 6229 (RC4). */
#include "../check.h"
#include <wincrypt.h>
#include "../bcrypt/hex.h"

static HCRYPTPROV open_provider(void)
{
    HCRYPTPROV provider = 0;
    check(CryptAcquireContextA(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT), "a provider: error %lx",
          GetLastError());
    return provider;
}

static HCRYPTKEY import_plain(HCRYPTPROV provider, ALG_ID id, const char *hex)
{
    struct {
        BLOBHEADER header;
        DWORD size;
        BYTE key[64];
    } blob = {{PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, id}, 0, {0}};
    HCRYPTKEY key = 0;
    blob.size = hex_bytes(hex, blob.key);
    check(CryptImportKey(provider, (BYTE *)&blob, sizeof(blob.header) + sizeof(DWORD) + blob.size, 0, CRYPT_EXPORTABLE,
                         &key),
          "import: error %lx", GetLastError());
    return key;
}

static void test_symmetric(HCRYPTPROV provider)
{
    BYTE data[64], expected[64], iv[16];
    DWORD size = 32;
    HCRYPTKEY key = import_plain(provider, CALG_AES_128, "2b7e151628aed2a6abf7158809cf4f3c");
    hex_bytes("000102030405060708090a0b0c0d0e0f", iv);
    hex_bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", data);
    hex_bytes("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2", expected);
    check(CryptSetKeyParam(key, KP_IV, iv, 0), "IV");
    size = 16;
    check(CryptEncrypt(key, 0, FALSE, 0, data, &size, sizeof(data)), "first block");
    check(CryptEncrypt(key, 0, FALSE, 0, data + 16, &size, 16), "second block");
    check_equal_bytes(data, expected, 32, "AES in CBC, in pieces");
    CryptDestroyKey(key);
    key = import_plain(provider, CALG_AES_128, "2b7e151628aed2a6abf7158809cf4f3c");
    size = 5;
    check(CryptEncrypt(key, 0, TRUE, 0, NULL, &size, 0) && size == 16, "the padded size");
    memcpy(data, "hello", 5);
    size = 5;
    check_fails_with(CryptEncrypt(key, 0, TRUE, 0, data, &size, 15), ERROR_MORE_DATA);
    size = 5;
    check(CryptEncrypt(key, 0, TRUE, 0, data, &size, sizeof(data)) && size == 16, "padded");
    check(CryptDecrypt(key, 0, TRUE, 0, data, &size) && size == 5, "decrypted");
    check_equal_bytes(data, "hello", 5, "text");
    size = 7;
    check_fails_with(CryptDecrypt(key, 0, TRUE, 0, data, &size), NTE_BAD_DATA);
    DWORD number, length = sizeof(number);
    check(CryptGetKeyParam(key, KP_BLOCKLEN, (BYTE *)&number, &length, 0) && number == 128, "block length in bits");
    check(CryptGetKeyParam(key, KP_KEYLEN, (BYTE *)&number, &length, 0) && number == 128, "key length in bits");
    CryptDestroyKey(key);
    key = import_plain(provider, CALG_RC4, "0102030405");
    hex_bytes("b2396305f03dc027ccc3524a0a1118a8", expected);
    memset(data, 0, 16);
    size = 7;
    CryptEncrypt(key, 0, FALSE, 0, data, &size, 7);
    size = 9;
    check(CryptEncrypt(key, 0, TRUE, 0, data + 7, &size, 9), "RC4");
    check_equal_bytes(data, expected, 16, "RC4 in pieces");
    CryptDestroyKey(key);
}

static void test_hmac(HCRYPTPROV provider)
{
    struct {
        BLOBHEADER header;
        DWORD size;
        BYTE key[20];
    } blob = {{PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, CALG_RC2}, 20, {0}};
    HMAC_INFO info = { .HashAlgid = CALG_SHA1 };
    BYTE value[20], expected[20];
    DWORD size = sizeof(value);
    HCRYPTKEY key = 0;
    HCRYPTHASH hash = 0;
    memset(blob.key, 0x0b, 20);
    hex_bytes("b617318655057264e28bc0b6fb378c8ef146be00", expected);
    check(CryptImportKey(provider, (BYTE *)&blob, sizeof(blob), 0, CRYPT_IPSEC_HMAC_KEY, &key), "a key of 20 bytes");
    check(CryptCreateHash(provider, CALG_HMAC, key, 0, &hash), "HMAC");
    check(CryptSetHashParam(hash, HP_HMAC_INFO, (BYTE *)&info, 0), "with SHA-1");
    check(CryptHashData(hash, (const BYTE *)"Hi There", 8, 0), "data");
    check(CryptGetHashParam(hash, HP_HASHVAL, value, &size, 0) && size == 20, "value");
    check_equal_bytes(value, expected, 20, "HMAC-SHA1");
    CryptDestroyHash(hash);
    CryptDestroyKey(key);
    check_fails_with(CryptCreateHash(provider, CALG_HMAC, 0, 0, &hash), NTE_BAD_KEY);
}

static HCRYPTHASH hash_of(HCRYPTPROV provider, const char *text)
{
    HCRYPTHASH hash = 0;
    CryptCreateHash(provider, CALG_SHA_256, 0, 0, &hash);
    CryptHashData(hash, (const BYTE *)text, (DWORD)strlen(text), 0);
    return hash;
}

static void test_pair(HCRYPTPROV provider)
{
    BYTE signature[256], blob[2000], data[256];
    DWORD size = sizeof(signature), blob_size = sizeof(blob);
    HCRYPTKEY key = 0, public_key = 0, session = 0, second = 0;
    check(CryptGenKey(provider, AT_SIGNATURE, 1024 << 16 | CRYPT_EXPORTABLE, &key), "a pair: error %lx",
          GetLastError());
    HCRYPTHASH hash = hash_of(provider, "text");
    check(CryptSignHashA(hash, AT_SIGNATURE, NULL, 0, signature, &size) && size == 128, "sign: error %lx",
          GetLastError());
    check(CryptExportKey(key, 0, PUBLICKEYBLOB, 0, blob, &blob_size), "export");
    check_equal_u32(blob_size, sizeof(BLOBHEADER) + sizeof(RSAPUBKEY) + 128, "size of the public key");
    check(CryptImportKey(provider, blob, blob_size, 0, 0, &public_key), "import");
    check(CryptVerifySignatureA(hash, signature, size, public_key, NULL, 0), "verify");
    signature[5] ^= 1;
    check_fails_with(CryptVerifySignatureA(hash, signature, size, public_key, NULL, 0), NTE_BAD_SIGNATURE);
    blob_size = sizeof(blob);
    check(CryptExportKey(key, 0, PRIVATEKEYBLOB, 0, blob, &blob_size), "export the private key");
    HCRYPTPROV other = open_provider();
    HCRYPTKEY imported = 0;
    check(CryptImportKey(other, blob, blob_size, 0, 0, &imported), "import the private key");
    blob_size = sizeof(blob);
    check_fails_with(CryptExportKey(imported, 0, PRIVATEKEYBLOB, 0, blob, &blob_size), NTE_BAD_KEY_STATE);
    CryptDestroyKey(imported);
    CryptReleaseContext(other, 0);
    memcpy(data, "secret", 6);
    size = 6;
    check(CryptEncrypt(public_key, 0, TRUE, 0, data, &size, sizeof(data)) && size == 128, "RSA encryption");
    check(CryptDecrypt(key, 0, TRUE, 0, data, &size) && size == 6 && !memcmp(data, "secret", 6), "RSA decryption");
    check(CryptGenKey(provider, CALG_AES_256, CRYPT_EXPORTABLE, &session), "a session key");
    blob_size = sizeof(blob);
    check(CryptExportKey(session, public_key, SIMPLEBLOB, 0, blob, &blob_size), "wrapped");
    check(CryptImportKey(provider, blob, blob_size, key, 0, &second), "unwrapped");
    memcpy(data, "0123456789abcdef", 16);
    size = 16;
    CryptEncrypt(session, 0, TRUE, 0, data, &size, sizeof(data));
    check(CryptDecrypt(second, 0, TRUE, 0, data, &size) && size == 16 && !memcmp(data, "0123456789abcdef", 16),
          "the same key");
    CryptDestroyHash(hash);
    CryptDestroyKey(session);
    CryptDestroyKey(second);
    CryptDestroyKey(public_key);
    CryptDestroyKey(key);
}

static void test_containers(void)
{
    HCRYPTPROV provider;
    HCRYPTKEY key;
    BYTE first[300], second[300];
    DWORD size = sizeof(first);
    CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, CRYPT_DELETEKEYSET);
    check_fails_with(CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, 0), NTE_BAD_KEYSET);
    check(CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, CRYPT_NEWKEYSET), "a new one: error %lx",
          GetLastError());
    check_fails_with(CryptGetUserKey(provider, AT_KEYEXCHANGE, &key), NTE_NO_KEY);
    check(CryptGenKey(provider, AT_KEYEXCHANGE, 1024 << 16, &key), "a pair");
    check(CryptExportKey(key, 0, PUBLICKEYBLOB, 0, first, &size), "export");
    CryptDestroyKey(key);
    CryptReleaseContext(provider, 0);
    check_fails_with(CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, CRYPT_NEWKEYSET), NTE_EXISTS);
    check(CryptAcquireContextW(&provider, L"Winrun Test", NULL, PROV_RSA_FULL, 0), "open it again: error %lx",
          GetLastError());
    check(CryptGetUserKey(provider, AT_KEYEXCHANGE, &key), "its pair");
    check(CryptExportKey(key, 0, PUBLICKEYBLOB, 0, second, &size), "export");
    check_equal_bytes(second, first, size, "the same pair");
    CryptDestroyKey(key);
    CryptReleaseContext(provider, 0);
    check(CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, CRYPT_DELETEKEYSET), "delete it");
    check_fails_with(CryptAcquireContextA(&provider, "winrun test", NULL, PROV_RSA_FULL, 0), NTE_BAD_KEYSET);
}

static void test_providers(void)
{
    HCRYPTPROV provider;
    char name[200];
    DWORD size = sizeof(name), type;
    check_fails_with(CryptAcquireContextA(&provider, NULL, NULL, 0, CRYPT_VERIFYCONTEXT), NTE_BAD_PROV_TYPE);
    check_fails_with(CryptAcquireContextA(&provider, NULL, NULL, 99, CRYPT_VERIFYCONTEXT), NTE_PROV_TYPE_NOT_DEF);
    check_fails_with(CryptAcquireContextA(&provider, NULL, "no such provider", PROV_RSA_FULL, CRYPT_VERIFYCONTEXT),
                     NTE_KEYSET_NOT_DEF);
    check(CryptAcquireContextA(&provider, NULL, MS_ENH_RSA_AES_PROV_A, PROV_RSA_AES, CRYPT_VERIFYCONTEXT),
          "by its name");
    check(CryptGetProvParam(provider, PP_NAME, (BYTE *)name, &size, 0), "name");
    check_equal_string(name, MS_ENH_RSA_AES_PROV_A, "name");
    PROV_ENUMALGS algorithm;
    size = sizeof(algorithm);
    int count = 0;
    for (DWORD flags = CRYPT_FIRST; CryptGetProvParam(provider, PP_ENUMALGS, (BYTE *)&algorithm, &size, flags);
         flags = 0)
        count++;
    check_last_error(ERROR_NO_MORE_ITEMS, "the end");
    check(count > 10, "%d algorithms", count);
    CryptReleaseContext(provider, 0);
    count = 0;
    for (DWORD i = 0; size = sizeof(name), CryptEnumProvidersA(i, NULL, 0, &type, name, &size); i++) count++;
    check_last_error(ERROR_NO_MORE_ITEMS, "the end");
    check(count >= 3, "%d providers", count);
    check_fails_with(CryptReleaseContext(0, 0), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    HCRYPTPROV provider = open_provider();
    test_symmetric(provider);
    test_hmac(provider);
    test_pair(provider);
    CryptReleaseContext(provider, 0);
    test_containers();
    test_providers();
    return check_summary();
}
