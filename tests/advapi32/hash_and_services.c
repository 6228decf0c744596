/* Hashes of the CryptoAPI, the service control manager without services, event sources. Microsoft, "CryptCreateHash",
 * "OpenServiceW", "ReportEventW"; hash values from RFC 1321 and FIPS 180. */
#include "../check.h"
#include <wincrypt.h>
#include <winsvc.h>

static const struct { ALG_ID algorithm; const char *text; DWORD size; BYTE value[32]; } hashes[] = {
    {CALG_MD5,
     "",
     16,
     {0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04, 0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42, 0x7e}},
    {CALG_MD5,
     "abc",
     16,
     {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0, 0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72}},
    {CALG_MD5,
     "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
     16,
     {0x57, 0xed, 0xf4, 0xa2, 0x2b, 0xe3, 0xc9, 0x55, 0xac, 0x49, 0xda, 0x2e, 0x21, 0x07, 0xb6, 0x7a}},
    {CALG_SHA1, "abc", 20, {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
                            0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d}},
    {CALG_SHA1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 20, {0x84, 0x98, 0x3e, 0x44, 0x1c,
                                                                                 0x3b, 0xd2, 0x6e, 0xba, 0xae,
                                                                                 0x4a, 0xa1, 0xf9, 0x51, 0x29,
                                                                                 0xe5, 0xe5, 0x46, 0x70, 0xf1}},
    {CALG_SHA_256, "abc", 32, {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                               0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                               0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad}},
};

static void test_hashes(void)
{
    HCRYPTPROV provider = 0;
    HCRYPTHASH hash;
    check(CryptAcquireContextW(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT), "a provider: error %lx",
          GetLastError());
    for (int i = 0; i < (int)ARRAYSIZE(hashes); i++) {
        BYTE value[32] = { 0 };
        DWORD size = sizeof(value), length = (DWORD)strlen(hashes[i].text);
        check_case(i);
        check(CryptCreateHash(provider, hashes[i].algorithm, 0, 0, &hash), "CryptCreateHash");
        check(CryptHashData(hash, (const BYTE *)hashes[i].text, length / 2, 0) &&
                  CryptHashData(hash, (const BYTE *)hashes[i].text + length / 2, length - length / 2, 0),
              "CryptHashData");
        check(CryptGetHashParam(hash, HP_HASHVAL, value, &size, 0), "CryptGetHashParam");
        check_equal_u32(size, hashes[i].size, "size");
        check_equal_bytes(value, hashes[i].value, hashes[i].size, "value");
        check_fails_with(CryptHashData(hash, value, 1, 0), NTE_BAD_HASH_STATE);
        check(CryptDestroyHash(hash), "CryptDestroyHash");
    }
    check_case(0);
    DWORD size = 0, length = 0;
    check(CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash), "CryptCreateHash");
    check(CryptGetHashParam(hash, HP_HASHVAL, NULL, &size, 0) && size == 20, "the size alone");
    size = sizeof(length);
    check(CryptGetHashParam(hash, HP_HASHSIZE, (BYTE *)&length, &size, 0) && length == 20, "HP_HASHSIZE");
    BYTE small[4];
    size = sizeof(small);
    check_fails_with(CryptGetHashParam(hash, HP_HASHVAL, small, &size, 0), ERROR_MORE_DATA);
    CryptDestroyHash(hash);
    check_fails_with(CryptCreateHash(provider, 0x1234, 0, 0, &hash), NTE_BAD_ALGID);
    CryptReleaseContext(provider, 0);
}

static void WINAPI never_run(DWORD count, LPWSTR *arguments)
{
    (void)count, (void)arguments;
    check(0, "no service was started");
}

static void test_services(void)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    check(manager != NULL, "OpenSCManager: error %lu", GetLastError());
    check_fails_with(OpenServiceW(manager, L"no such service at all", SERVICE_QUERY_STATUS),
                     ERROR_SERVICE_DOES_NOT_EXIST);
    check_fails_with(OpenServiceA(manager, "no such service at all", SERVICE_QUERY_STATUS),
                     ERROR_SERVICE_DOES_NOT_EXIST);
    check_fails_with(OpenServiceW(NULL, L"x", SERVICE_QUERY_STATUS), ERROR_INVALID_HANDLE);
    check(CloseServiceHandle(manager), "CloseServiceHandle");
    check_fails_with(CloseServiceHandle(NULL), ERROR_INVALID_HANDLE);
    check_fails_with(OpenSCManagerW(NULL, L"no such database", SC_MANAGER_CONNECT), ERROR_INVALID_NAME);
    check_fails_with(OpenSCManagerW(NULL, SERVICES_FAILED_DATABASEW, SC_MANAGER_CONNECT),
                     ERROR_DATABASE_DOES_NOT_EXIST);
    SERVICE_TABLE_ENTRYW table[] = { { (LPWSTR)L"x", never_run }, { NULL, NULL } };
    check_fails_with(StartServiceCtrlDispatcherW(table), ERROR_FAILED_SERVICE_CONTROLLER_CONNECT);
}

int main(void)
{
    test_hashes();
    test_services();
    HANDLE source = RegisterEventSourceW(NULL, L"winrun test");
    const WCHAR *strings[] = { L"a line of the test" };
    check(source != NULL, "RegisterEventSource");
    check(ReportEventW(source, EVENTLOG_INFORMATION_TYPE, 0, 1, NULL, 1, 0, strings, NULL), "ReportEvent");
    check(DeregisterEventSource(source), "DeregisterEventSource");
    return check_summary();
}
