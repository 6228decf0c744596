/* Keys from secrets: PBKDF2 (RFC 6070), HKDF (RFC 5869, test case 1). */
#include "../check.h"
#include <ntstatus.h>
#include <bcrypt.h>
#include "hex.h"

/* bcrypt.h shows these only to the newest programs */
#ifndef BCRYPT_HKDF_HASH_ALGORITHM
#define BCRYPT_HKDF_HASH_ALGORITHM L"HkdfHashAlgorithm"
#define BCRYPT_HKDF_SALT_AND_FINALIZE L"HkdfSaltAndFinalize"
#define KDF_HKDF_INFO 0x14
#endif

static const struct { const char *password, *salt, *key; ULONG iterations; } pbkdf2[] = {
    {"password", "salt", "0c60c80f961f0e71f3a9b524af6012062fe037a6", 1},
    {"password", "salt", "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957", 2},
    {"password", "salt", "4b007901b765489abead49d926f721d065a429c1", 4096},
    {"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt",
     "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038", 4096},
};

static void test_pbkdf2(void)
{
    BCRYPT_ALG_HANDLE prf, plain;
    UCHAR key[64], expected[64];
    check_status(BCryptOpenAlgorithmProvider(&prf, L"SHA1", NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG), STATUS_SUCCESS, "open");
    for (int i = 0; i < (int)ARRAYSIZE(pbkdf2); i++) {
        check_case(i);
        ULONG size = hex_bytes(pbkdf2[i].key, expected);
        check_status(BCryptDeriveKeyPBKDF2(prf, (UCHAR *)pbkdf2[i].password, (ULONG)strlen(pbkdf2[i].password),
                                           (UCHAR *)pbkdf2[i].salt, (ULONG)strlen(pbkdf2[i].salt), pbkdf2[i].iterations,
                                           key, size, 0),
                     STATUS_SUCCESS, "derive");
        check_equal_bytes(key, expected, size, "key");
    }
    check_case(0);
    check_status(BCryptDeriveKeyPBKDF2(prf, (UCHAR *)"a", 1, (UCHAR *)"b", 1, 0, key, 20, 0), STATUS_INVALID_PARAMETER,
                 "no iterations");
    check_status(BCryptOpenAlgorithmProvider(&plain, L"SHA1", NULL, 0), STATUS_SUCCESS, "open");
    check_status(BCryptDeriveKeyPBKDF2(NULL, (UCHAR *)"a", 1, (UCHAR *)"b", 1, 1, key, 20, 0), STATUS_INVALID_HANDLE,
                 "no algorithm");
    BCryptCloseAlgorithmProvider(plain, 0);
    BCryptCloseAlgorithmProvider(prf, 0);
}

static void test_hkdf(void)
{
    UCHAR secret[22], salt[13], info[10], expected[42], key[42];
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_KEY_HANDLE handle;
    ULONG size;
    memset(secret, 0x0b, sizeof(secret));
    hex_bytes("000102030405060708090a0b0c", salt);
    hex_bytes("f0f1f2f3f4f5f6f7f8f9", info);
    hex_bytes("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865", expected);
    check_status(BCryptOpenAlgorithmProvider(&algorithm, L"HKDF", NULL, 0), STATUS_SUCCESS, "open");
    check_status(BCryptGenerateSymmetricKey(algorithm, &handle, NULL, 0, secret, sizeof(secret), 0), STATUS_SUCCESS,
                 "key");
    check_status(BCryptSetProperty(handle, BCRYPT_HKDF_HASH_ALGORITHM, (UCHAR *)L"SHA256", 14, 0), STATUS_SUCCESS,
                 "hash");
    check_status(BCryptSetProperty(handle, BCRYPT_HKDF_SALT_AND_FINALIZE, salt, sizeof(salt), 0), STATUS_SUCCESS,
                 "salt");
    BCryptBuffer buffer = { sizeof(info), KDF_HKDF_INFO, info };
    BCryptBufferDesc list = { BCRYPTBUFFER_VERSION, 1, &buffer };
    check_status(BCryptKeyDerivation(handle, &list, key, sizeof(key), &size, 0), STATUS_SUCCESS, "derive");
    check_equal_bytes(key, expected, sizeof(key), "key");
    BCryptDestroyKey(handle);
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

int main(void)
{
    test_pbkdf2();
    test_hkdf();
    return check_summary();
}
