/* Symmetric encryption with the published answers: NIST SP 800-38A (AES modes), the GCM specification's test cases, SP
 * 800-38C (CCM), RFC 6229 (RC4), SP 800-67 in the form of RFC 2144-style known keys; padding and error rules of
 * BCryptEncrypt. */
#include "../check.h"
#include <ntstatus.h>
#include <bcrypt.h>
#include "hex.h"

static BCRYPT_KEY_HANDLE make_key(const WCHAR *name, const WCHAR *mode, const char *hex, BCRYPT_ALG_HANDLE *algorithm)
{
    UCHAR secret[64];
    BCRYPT_KEY_HANDLE key = NULL;
    ULONG size = hex_bytes(hex, secret);
    check_status(BCryptOpenAlgorithmProvider(algorithm, name, NULL, 0), STATUS_SUCCESS, "open");
    if (mode)
        check_status(
            BCryptSetProperty(*algorithm, BCRYPT_CHAINING_MODE, (UCHAR *)mode, (ULONG)(wcslen(mode) + 1) * 2, 0),
            STATUS_SUCCESS, "mode");
    check_status(BCryptGenerateSymmetricKey(*algorithm, &key, NULL, 0, secret, size, 0), STATUS_SUCCESS, "key");
    return key;
}

#define NIST_TEXT                                                                                                      \
    "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef "              \
    "f69f2445df4f9b17ad2b417be66c3710"
#define KEY_128 "2b7e151628aed2a6abf7158809cf4f3c"
#define KEY_192 "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
#define KEY_256 "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define NIST_IV "000102030405060708090a0b0c0d0e0f"

static const struct { const WCHAR *name, *mode; const char *key, *iv, *plain, *cipher; } vectors[] = {
    {L"AES", BCRYPT_CHAIN_MODE_ECB, KEY_128, "", NIST_TEXT,
     "3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf 43b1cd7f598ece23881b00e3ed030688 "
     "7b0c785e27e8ad3f8223207104725dd4"},
    {L"AES", BCRYPT_CHAIN_MODE_ECB, KEY_192, "", NIST_TEXT,
     "bd334f1d6e45f25ff712a214571fa5cc 974104846d0ad3ad7734ecb3ecee4eef ef7afd2270e2e60adce0ba2face6444e "
     "9a4b41ba738d6c72fb16691603c18e0e"},
    {L"AES", BCRYPT_CHAIN_MODE_ECB, KEY_256, "", NIST_TEXT,
     "f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870 b6ed21b99ca6f4f9f153e7b1beafed1d "
     "23304b7a39f9f3ff067d8d8f9e24ecc7"},
    {L"AES", BCRYPT_CHAIN_MODE_CBC, KEY_128, NIST_IV, NIST_TEXT,
     "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2 73bed6b8e3c1743b7116e69e22229516 "
     "3ff1caa1681fac09120eca307586e1a7"},
    {L"AES", BCRYPT_CHAIN_MODE_CBC, KEY_256, NIST_IV, NIST_TEXT,
     "f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d 39f23369a9d9bacfa530e26304231461 "
     "b2eb05e2c39be9fcda6c19078c6a9d1b"},
    {L"AES", BCRYPT_CHAIN_MODE_CFB, KEY_128, NIST_IV, "6bc1bee22e409f96e93d7e117393172aae2d",
     "3b79424c9c0dd436bace9e0ed4586a4f32b9"},
    {L"DES", BCRYPT_CHAIN_MODE_ECB, "133457799bbcdff1", "", "0123456789abcdef", "85e813540f0ab405"},
    {L"3DES", BCRYPT_CHAIN_MODE_ECB, "0123456789abcdef23456789abcdef01456789abcdef0123", "", "5468652071756663",
     "a826fd8ce53b855f"},
    {L"RC4", NULL, "0102030405", "", "00000000000000000000000000000000", "b2396305f03dc027ccc3524a0a1118a8"},
};

static void test_vectors(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(vectors); i++) {
        UCHAR iv[16], plain[64], cipher[64], result[64];
        BCRYPT_ALG_HANDLE algorithm;
        ULONG got;
        check_case(i);
        ULONG iv_size = hex_bytes(vectors[i].iv, iv), size = hex_bytes(vectors[i].plain, plain);
        hex_bytes(vectors[i].cipher, cipher);
        BCRYPT_KEY_HANDLE key = make_key(vectors[i].name, vectors[i].mode, vectors[i].key, &algorithm);
        check_status(BCryptEncrypt(key, plain, size, NULL, iv_size ? iv : NULL, iv_size, NULL, 0, &got, 0),
                     STATUS_SUCCESS, "size");
        check_equal_u32(got, size, "size");
        check_status(
            BCryptEncrypt(key, plain, size, NULL, iv_size ? iv : NULL, iv_size, result, sizeof(result), &got, 0),
            STATUS_SUCCESS, "encrypt");
        check_equal_bytes(result, cipher, size, "cipher text");
        if (iv_size && size >= 16) check_equal_bytes(iv, cipher + size - 16, 16, "the IV is the last block");
        BCryptDestroyKey(key);
        key = make_key(vectors[i].name, vectors[i].mode, vectors[i].key, &algorithm);
        hex_bytes(vectors[i].iv, iv);
        memcpy(result, cipher, size);
        check_status(
            BCryptDecrypt(key, result, size, NULL, iv_size ? iv : NULL, iv_size, result, sizeof(result), &got, 0),
            STATUS_SUCCESS, "decrypt");
        check_equal_bytes(result, plain, size, "decrypted in place");
        BCryptDestroyKey(key);
        BCryptCloseAlgorithmProvider(algorithm, 0);
    }
    check_case(0);
}

static void test_padding(void)
{
    UCHAR iv[16], plain[40], cipher[64], result[64];
    BCRYPT_ALG_HANDLE algorithm;
    ULONG got;
    BCRYPT_KEY_HANDLE key = make_key(L"AES", BCRYPT_CHAIN_MODE_CBC, KEY_128, &algorithm);
    for (ULONG i = 0; i < sizeof(plain); i++) plain[i] = (UCHAR)i;
    for (ULONG size = 0; size <= 33; size++) {
        check_case((int)size);
        ULONG padded = size / 16 * 16 + 16;
        memset(iv, 1, sizeof(iv));
        check_status(BCryptEncrypt(key, plain, size, NULL, iv, 16, NULL, 0, &got, BCRYPT_BLOCK_PADDING), STATUS_SUCCESS,
                     "size");
        check_equal_u32(got, padded, "padded size");
        check_status(BCryptEncrypt(key, plain, size, NULL, iv, 16, cipher, padded - 1, &got, BCRYPT_BLOCK_PADDING),
                     STATUS_BUFFER_TOO_SMALL, "small");
        check_status(BCryptEncrypt(key, plain, size, NULL, iv, 16, cipher, sizeof(cipher), &got, BCRYPT_BLOCK_PADDING),
                     STATUS_SUCCESS, "encrypt");
        check_equal_u32(got, padded, "size");
        memset(iv, 1, sizeof(iv));
        check_status(
            BCryptDecrypt(key, cipher, padded, NULL, iv, 16, result, sizeof(result), &got, BCRYPT_BLOCK_PADDING),
            STATUS_SUCCESS, "decrypt");
        check_equal_u32(got, size, "size without padding");
        check_equal_bytes(result, plain, size, "text");
    }
    check_case(0);
    check_status(BCryptEncrypt(key, plain, 15, NULL, iv, 16, cipher, sizeof(cipher), &got, 0),
                 STATUS_INVALID_BUFFER_SIZE, "not a whole block");
    check_status(BCryptEncrypt(key, plain, 16, NULL, iv, 15, cipher, sizeof(cipher), &got, 0), STATUS_INVALID_PARAMETER,
                 "a short IV");
    check_status(BCryptEncrypt(key, plain, 16, NULL, iv, 16, cipher, 15, &got, 0), STATUS_BUFFER_TOO_SMALL,
                 "small output");
    check_status(BCryptEncrypt(NULL, plain, 16, NULL, iv, 16, cipher, 16, &got, 0), STATUS_INVALID_HANDLE, "no key");
    BCryptDestroyKey(key);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

/* Test case 4 of "The Galois/Counter Mode of Operation" (McGrew, Viega). */
#define GCM_PLAIN                                                                                                      \
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657" \
    "ba637b39"
#define GCM_CIPHER                                                                                                     \
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac97" \
    "3d58e091"

static void test_gcm(void)
{
    UCHAR nonce[12], aad[20], plain[64], cipher[64], tag[16], expected_tag[16], result[64], mac[16] = { 0 };
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
    ULONG got;
    hex_bytes("cafebabefacedbaddecaf888", nonce);
    hex_bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2", aad);
    hex_bytes("5bc94fbc3221a5db94fae95ae7121a47", expected_tag);
    ULONG size = hex_bytes(GCM_PLAIN, plain);
    hex_bytes(GCM_CIPHER, cipher);
    BCRYPT_KEY_HANDLE key = make_key(L"AES", BCRYPT_CHAIN_MODE_GCM, "feffe9928665731c6d6a8f9467308308", &algorithm);
    BCRYPT_INIT_AUTH_MODE_INFO(info);
    info.pbNonce = nonce;
    info.cbNonce = sizeof(nonce);
    info.pbAuthData = aad;
    info.cbAuthData = sizeof(aad);
    info.pbTag = tag;
    info.cbTag = sizeof(tag);
    check_status(BCryptEncrypt(key, plain, size, &info, NULL, 0, result, sizeof(result), &got, 0), STATUS_SUCCESS,
                 "encrypt");
    check_equal_u32(got, size, "size");
    check_equal_bytes(result, cipher, size, "cipher text");
    check_equal_bytes(tag, expected_tag, 16, "tag");
    check_status(BCryptDecrypt(key, cipher, size, &info, NULL, 0, result, sizeof(result), &got, 0), STATUS_SUCCESS,
                 "decrypt");
    check_equal_bytes(result, plain, size, "plain text");
    tag[3] ^= 1;
    check_status(BCryptDecrypt(key, cipher, size, &info, NULL, 0, result, sizeof(result), &got, 0), 0xc000a002,
                 "a wrong tag");
    tag[3] ^= 1;
    info.cbNonce = 11;
    check_status(BCryptDecrypt(key, cipher, size, &info, NULL, 0, result, sizeof(result), &got, 0),
                 STATUS_INVALID_PARAMETER, "a short nonce");
    info.cbNonce = 12;
    check_status(BCryptDecrypt(key, cipher, size, NULL, NULL, 0, result, sizeof(result), &got, 0),
                 STATUS_INVALID_PARAMETER, "no information");

    memset(tag, 0, sizeof(tag));
    memset(result, 0, sizeof(result));
    info.pbMacContext = mac;
    info.cbMacContext = sizeof(mac);
    info.dwFlags = BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG;
    UCHAR iv[16] = { 0 };
    check_status(BCryptEncrypt(key, plain, 16, &info, iv, 16, result, 16, &got, 0), STATUS_SUCCESS, "first of a chain");
    check_status(BCryptEncrypt(key, plain + 16, 32, &info, iv, 16, result + 16, 32, &got, 0), STATUS_SUCCESS,
                 "second of a chain");
    info.dwFlags &= ~BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG;
    check_status(BCryptEncrypt(key, plain + 48, size - 48, &info, iv, 16, result + 48, size - 48, &got, 0),
                 STATUS_SUCCESS, "end of a chain");
    check_equal_bytes(result, cipher, size, "chained cipher text");
    check_equal_bytes(tag, expected_tag, 16, "chained tag");
    BCryptDestroyKey(key);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

/* Example 1 of SP 800-38C. */
static void test_ccm(void)
{
    UCHAR nonce[7], aad[8], plain[4], cipher[4], tag[4], expected_tag[4], result[4];
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
    ULONG got;
    hex_bytes("10111213141516", nonce);
    hex_bytes("0001020304050607", aad);
    hex_bytes("20212223", plain);
    hex_bytes("7162015b", cipher);
    hex_bytes("4dac255d", expected_tag);
    BCRYPT_KEY_HANDLE key = make_key(L"AES", BCRYPT_CHAIN_MODE_CCM, "404142434445464748494a4b4c4d4e4f", &algorithm);
    BCRYPT_INIT_AUTH_MODE_INFO(info);
    info.pbNonce = nonce;
    info.cbNonce = sizeof(nonce);
    info.pbAuthData = aad;
    info.cbAuthData = sizeof(aad);
    info.pbTag = tag;
    info.cbTag = sizeof(tag);
    check_status(BCryptEncrypt(key, plain, 4, &info, NULL, 0, result, 4, &got, 0), STATUS_SUCCESS, "encrypt");
    check_equal_bytes(result, cipher, 4, "cipher text");
    check_equal_bytes(tag, expected_tag, 4, "tag");
    check_status(BCryptDecrypt(key, cipher, 4, &info, NULL, 0, result, 4, &got, 0), STATUS_SUCCESS, "decrypt");
    check_equal_bytes(result, plain, 4, "plain text");
    tag[0] ^= 0x80;
    check_status(BCryptDecrypt(key, cipher, 4, &info, NULL, 0, result, 4, &got, 0), 0xc000a002, "a wrong tag");
    BCryptDestroyKey(key);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

static void test_key_data(void)
{
    struct { BCRYPT_KEY_DATA_BLOB_HEADER header; UCHAR key[16]; } blob;
    UCHAR secret[16], a[16] = { 0 }, b[16] = { 0 };
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_KEY_HANDLE second = NULL, third = NULL;
    ULONG got;
    hex_bytes(KEY_128, secret);
    BCRYPT_KEY_HANDLE key = make_key(L"AES", BCRYPT_CHAIN_MODE_ECB, KEY_128, &algorithm);
    check_status(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, NULL, 0, &got, 0), STATUS_SUCCESS, "size");
    check_equal_u32(got, sizeof(blob), "size");
    check_status(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, (UCHAR *)&blob, 8, &got, 0), STATUS_BUFFER_TOO_SMALL,
                 "small");
    check_status(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, (UCHAR *)&blob, sizeof(blob), &got, 0),
                 STATUS_SUCCESS, "export");
    check_equal_u32(blob.header.dwMagic, BCRYPT_KEY_DATA_BLOB_MAGIC, "magic");
    check_equal_u32(blob.header.cbKeyData, 16, "key size");
    check_equal_bytes(blob.key, secret, 16, "key");
    check_status(
        BCryptImportKey(algorithm, NULL, BCRYPT_KEY_DATA_BLOB, &second, NULL, 0, (UCHAR *)&blob, sizeof(blob), 0),
        STATUS_SUCCESS, "import");
    check_status(BCryptDuplicateKey(second, &third, NULL, 0, 0), STATUS_SUCCESS, "duplicate");
    BCryptEncrypt(key, a, 16, NULL, NULL, 0, a, 16, &got, 0);
    BCryptEncrypt(third, b, 16, NULL, NULL, 0, b, 16, &got, 0);
    check_equal_bytes(a, b, 16, "the same key");
    blob.header.cbKeyData = 1000;
    check_status(
        BCryptImportKey(algorithm, NULL, BCRYPT_KEY_DATA_BLOB, &second, NULL, 0, (UCHAR *)&blob, sizeof(blob), 0),
        STATUS_INVALID_PARAMETER, "more key than data");
    check_status(BCryptGenerateSymmetricKey(algorithm, &second, NULL, 0, secret, 15, 0), STATUS_INVALID_PARAMETER,
                 "a key of 15 bytes");
    BCryptDestroyKey(key);
    BCryptDestroyKey(third);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

int main(void)
{
    test_vectors();
    test_padding();
    test_gcm();
    test_ccm();
    test_key_data();
    return check_summary();
}
