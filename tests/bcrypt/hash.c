/* Hashes and HMACs with the published answers: RFC 1320 and 1321 (MD4, MD5), FIPS 180-4's examples (SHA), RFC 2202 and
 * 4231 (HMAC), RFC 4493 (AES-CMAC); and the rules of the handles. */
#include "../check.h"
#include <ntstatus.h>
#include <bcrypt.h>
#include "hex.h"

static const struct { const WCHAR *name; const char *text, *value; ULONG block; } hashes[] = {
    {L"MD4", "abc", "a448017aaf21d8525fc10ae87aa6729d", 64},
    {L"MD5", "abc", "900150983cd24fb0d6963f7d28e17f72", 64},
    {L"MD5", "", "d41d8cd98f00b204e9800998ecf8427e", 64},
    {L"MD5", "message digest", "f96b697d7cb7938d525a2f31aaf161d0", 64},
    {L"SHA1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d", 64},
    {L"SHA1", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
     64},
    {L"SHA256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 64},
    {L"SHA256", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", 64},
    {L"SHA384", "abc",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7", 128},
    {L"SHA512", "abc",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     128},
};

static void test_hashes(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(hashes); i++) {
        UCHAR expected[64], value[64];
        BCRYPT_ALG_HANDLE algorithm;
        BCRYPT_HASH_HANDLE hash;
        ULONG size, length, got;
        check_case(i);
        ULONG expected_size = hex_bytes(hashes[i].value, expected);
        ULONG text_size = (ULONG)strlen(hashes[i].text);
        if (!check(!BCryptOpenAlgorithmProvider(&algorithm, hashes[i].name, NULL, 0), "open provider %d", i)) continue;
        check_status(BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, (UCHAR *)&length, sizeof(length), &got, 0),
                     STATUS_SUCCESS, "hash length");
        check_equal_u32(length, expected_size, "hash length");
        check_status(BCryptGetProperty(algorithm, L"HashBlockLength", (UCHAR *)&size, sizeof(size), &got, 0),
                     STATUS_SUCCESS, "block length");
        check_equal_u32(size, hashes[i].block, "block length");
        check_status(BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0), STATUS_SUCCESS, "create");
        for (ULONG at = 0; at < text_size; at++) BCryptHashData(hash, (UCHAR *)hashes[i].text + at, 1, 0);
        memset(value, 0, sizeof(value));
        check_status(BCryptFinishHash(hash, value, length, 0), STATUS_SUCCESS, "finish");
        check_equal_bytes(value, expected, expected_size, "value in pieces");
        check_status(BCryptDestroyHash(hash), STATUS_SUCCESS, "destroy");
        memset(value, 0, sizeof(value));
        check_status(BCryptHash(algorithm, NULL, 0, (UCHAR *)hashes[i].text, text_size, value, length), STATUS_SUCCESS,
                     "BCryptHash");
        check_equal_bytes(value, expected, expected_size, "value at once");
        BCryptCloseAlgorithmProvider(algorithm, 0);
    }
    check_case(0);
}

static const struct { const WCHAR *name; const char *key, *data, *value; } keyed[] = {
    {L"MD5", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d"},
    {L"SHA1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
     "b617318655057264e28bc0b6fb378c8ef146be00"},
    {L"SHA256", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {L"SHA384", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"},
    {L"SHA512", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b6"
     "36e070a38bce737"},
    {L"AES-CMAC", "2b7e151628aed2a6abf7158809cf4f3c", "", "bb1d6929e95937287fa37d129b756746"},
    {L"AES-CMAC", "2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
     "070a16b46b4d4144f79bdd9dd04a287c"},
};

static void test_keyed(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(keyed); i++) {
        UCHAR key[64], data[64], expected[64], value[64] = { 0 };
        BCRYPT_ALG_HANDLE algorithm;
        BCRYPT_HASH_HANDLE hash;
        check_case(i);
        ULONG key_size = hex_bytes(keyed[i].key, key), data_size = hex_bytes(keyed[i].data, data),
              size = hex_bytes(keyed[i].value, expected);
        ULONG flags = wcscmp(keyed[i].name, L"AES-CMAC") ? BCRYPT_ALG_HANDLE_HMAC_FLAG : 0;
        check_status(BCryptOpenAlgorithmProvider(&algorithm, keyed[i].name, NULL, flags), STATUS_SUCCESS, "open");
        check_status(BCryptCreateHash(algorithm, &hash, NULL, 0, key, key_size, 0x20), STATUS_SUCCESS,
                     "create a reusable one");
        for (int round = 0; round < 2; round++) {
            check_status(BCryptHashData(hash, data, data_size, 0), STATUS_SUCCESS, "data");
            check_status(BCryptFinishHash(hash, value, size, 0), STATUS_SUCCESS, "finish");
            check_equal_bytes(value, expected, size, "keyed value");
        }
        BCryptDestroyHash(hash);
        BCryptCloseAlgorithmProvider(algorithm, 0);
    }
    check_case(0);
}

static void test_duplicate(void)
{
    UCHAR a[32], b[32], expected[32];
    BCRYPT_HASH_HANDLE hash, copy;
    hex_bytes(hashes[6].value, expected);
    check_status(BCryptCreateHash((BCRYPT_ALG_HANDLE)0x41, &hash, NULL, 0, NULL, 0, 0), STATUS_SUCCESS,
                 "the constant handle of SHA-256");
    BCryptHashData(hash, (UCHAR *)"ab", 2, 0);
    check_status(BCryptDuplicateHash(hash, &copy, NULL, 0, 0), STATUS_SUCCESS, "duplicate");
    BCryptHashData(hash, (UCHAR *)"c", 1, 0);
    BCryptHashData(copy, (UCHAR *)"c", 1, 0);
    BCryptFinishHash(hash, a, 32, 0);
    BCryptFinishHash(copy, b, 32, 0);
    check_equal_bytes(a, expected, 32, "the first");
    check_equal_bytes(b, expected, 32, "the copy");
    BCryptDestroyHash(hash);
    BCryptDestroyHash(copy);
}

static void test_errors(void)
{
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_HASH_HANDLE hash;
    UCHAR value[64], key[4] = { 0 };
    ULONG size;
    check_status(BCryptOpenAlgorithmProvider(&algorithm, L"NO SUCH", NULL, 0), STATUS_NOT_FOUND, "unknown algorithm");
    check_status(BCryptOpenAlgorithmProvider(NULL, L"SHA1", NULL, 0), STATUS_INVALID_PARAMETER,
                 "no place for the handle");
    check_status(BCryptOpenAlgorithmProvider(&algorithm, NULL, NULL, 0), STATUS_INVALID_PARAMETER, "no name");
    check_status(BCryptOpenAlgorithmProvider(&algorithm, L"SHA1", NULL, 0), STATUS_SUCCESS, "SHA1");
    check_status(BCryptGetProperty(algorithm, L"NO SUCH", value, sizeof(value), &size, 0), STATUS_NOT_SUPPORTED,
                 "unknown property");
    check_status(BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, value, 1, &size, 0), STATUS_BUFFER_TOO_SMALL,
                 "small buffer");
    check_equal_u32(size, 4, "needed size");
    check_status(BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, NULL, 0, &size, 0), STATUS_SUCCESS, "size only");
    check_status(BCryptCreateHash(algorithm, &hash, NULL, 0, key, sizeof(key), 0), STATUS_INVALID_PARAMETER,
                 "a key for a plain hash");
    check_status(BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0), STATUS_SUCCESS, "create");
    check_status(BCryptFinishHash(hash, value, 19, 0), STATUS_INVALID_PARAMETER, "a wrong size");
    check_status(BCryptFinishHash(hash, value, 20, 0), STATUS_SUCCESS, "the right size");
    check_status(BCryptHashData(hash, value, 1, 0), STATUS_INVALID_HANDLE, "data after the end");
    check_status(BCryptDestroyHash(hash), STATUS_SUCCESS, "destroy");
    check_status(BCryptDestroyHash(NULL), STATUS_INVALID_HANDLE, "no hash");
    check_status(BCryptCloseAlgorithmProvider(algorithm, 0), STATUS_SUCCESS, "close");
    check_status(BCryptCloseAlgorithmProvider(NULL, 0), STATUS_INVALID_HANDLE, "close nothing");
    check_status(BCryptGenRandom(NULL, value, sizeof(value), 0), STATUS_INVALID_HANDLE, "random without provider");
    check_status(BCryptGenRandom(NULL, value, sizeof(value), BCRYPT_USE_SYSTEM_PREFERRED_RNG), STATUS_SUCCESS,
                 "random by the system's choice");
    check_status(BCryptGenRandom(NULL, value, sizeof(value), 0x1000), STATUS_INVALID_PARAMETER,
                 "random with unknown flags");
}

int main(void)
{
    test_hashes();
    test_keyed();
    test_duplicate();
    test_errors();
    return check_summary();
}
