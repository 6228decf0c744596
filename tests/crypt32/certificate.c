/* Certificate contexts: what they hold, properties, names. Microsoft, "CertCreateCertificateContext",
 * "CertGetNameStringW", "CertNameToStrW", "CertGetCertificateContextProperty". The expected values are what OpenSSL
 * says of the certificate. */
#include "../check.h"
#include <wincrypt.h>
#include "certificates.h"

static PCCERT_CONTEXT server(void)
{
    return CertCreateCertificateContext(X509_ASN_ENCODING, server_certificate, sizeof(server_certificate));
}

static void test_fields(void)
{
    static const BYTE serial[] = { 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 };
    PCCERT_CONTEXT context = server();
    if (!check(context != NULL, "a context: error %lx", GetLastError())) return;
    CERT_INFO *info = context->pCertInfo;
    check_equal_u32(context->dwCertEncodingType, X509_ASN_ENCODING, "encoding");
    check_equal_u32(context->cbCertEncoded, sizeof(server_certificate), "size");
    check_equal_bytes(context->pbCertEncoded, server_certificate, sizeof(server_certificate), "bytes");
    check_equal_u32(info->dwVersion, CERT_V3, "version");
    check_equal_u32(info->SerialNumber.cbData, sizeof(serial), "size of the serial number");
    check_equal_bytes(info->SerialNumber.pbData, serial, sizeof(serial), "the serial number, lowest byte first");
    check_equal_string(info->SignatureAlgorithm.pszObjId, szOID_RSA_SHA256RSA, "signature algorithm");
    check_equal_string(info->SubjectPublicKeyInfo.Algorithm.pszObjId, szOID_RSA_RSA, "key algorithm");
    check_equal_u32(CertGetPublicKeyLength(X509_ASN_ENCODING, &info->SubjectPublicKeyInfo), 2048, "key length");
    check(CertFindExtension(szOID_SUBJECT_ALT_NAME2, info->cExtension, info->rgExtension) != NULL, "alternative names");
    check(CertFindExtension("1.2.3.4", info->cExtension, info->rgExtension) == NULL, "no such extension");
    check_equal_int(CertVerifyTimeValidity(NULL, info), 0, "valid now");
    FILETIME past = { 0, 0x01000000 };
    check_equal_int(CertVerifyTimeValidity(&past, info), -1, "not yet valid long ago");
    FILETIME future = { 0, 0x03000000 };
    check_equal_int(CertVerifyTimeValidity(&future, info), 1, "no longer valid in the far future");
    BYTE usage = 0;
    check(CertGetIntendedKeyUsage(X509_ASN_ENCODING, info, &usage, 1), "key usage");
    check_equal_u32(usage, CERT_DIGITAL_SIGNATURE_KEY_USAGE | CERT_KEY_ENCIPHERMENT_KEY_USAGE, "key usage");
    CertFreeCertificateContext(context);
}

static void test_names(void)
{
    static const struct { DWORD type, flags; const WCHAR *text;
    } names[] = {
        {CERT_NAME_SIMPLE_DISPLAY_TYPE, 0, L"server.example"},
        {CERT_NAME_SIMPLE_DISPLAY_TYPE, CERT_NAME_ISSUER_FLAG, L"Winrun Test Root"},
        {CERT_NAME_DNS_TYPE, 0, L"server.example"},
        {CERT_NAME_EMAIL_TYPE, 0, L"root@server.example"},
        {CERT_NAME_URL_TYPE, 0, L""},
        {CERT_NAME_FRIENDLY_DISPLAY_TYPE, 0, L"server.example"},
    };
    WCHAR text[256];
    char narrow[256];
    PCCERT_CONTEXT context = server();
    for (int i = 0; i < (int)ARRAYSIZE(names); i++) {
        check_case(i);
        DWORD length = (DWORD)wcslen(names[i].text) + 1;
        check_equal_u32(CertGetNameStringW(context, names[i].type, names[i].flags, NULL, NULL, 0), length,
                        "needed length");
        check_equal_u32(CertGetNameStringW(context, names[i].type, names[i].flags, NULL, text, 256), length, "length");
        check_equal_wide(text, names[i].text, "name");
    }
    check_case(0);
    check_equal_u32(
        CertGetNameStringA(context, CERT_NAME_ATTR_TYPE, 0, (void *)szOID_ORGANIZATION_NAME, narrow, sizeof(narrow)),
        13, "an attribute");
    check_equal_string(narrow, "Winrun Tests", "an attribute");
    CERT_NAME_BLOB *subject = &context->pCertInfo->Subject;
    CertNameToStrW(X509_ASN_ENCODING, subject, CERT_X500_NAME_STR, text, 256);
    check_equal_wide(text, L"C=DE, O=Winrun Tests, OU=Servers, CN=server.example", "X.500");
    CertNameToStrW(X509_ASN_ENCODING, subject, CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG, text, 256);
    check_equal_wide(text, L"CN=server.example, OU=Servers, O=Winrun Tests, C=DE", "reversed");
    CertNameToStrW(X509_ASN_ENCODING, subject, CERT_SIMPLE_NAME_STR, text, 256);
    check_equal_wide(text, L"DE, Winrun Tests, Servers, server.example", "values only");
    CertNameToStrW(X509_ASN_ENCODING, subject, CERT_OID_NAME_STR | CERT_NAME_STR_SEMICOLON_FLAG, text, 256);
    check_equal_wide(text, L"2.5.4.6=DE; 2.5.4.10=Winrun Tests; 2.5.4.11=Servers; 2.5.4.3=server.example", "numbers");
    check_equal_u32(CertNameToStrA(X509_ASN_ENCODING, subject, CERT_SIMPLE_NAME_STR, narrow, 5), 5, "as much as fits");
    check_equal_string(narrow, "DE, ", "as much as fits");
    CertFreeCertificateContext(context);
}

static void test_properties(void)
{
    static const BYTE sha1[] = {0x3c, 0xe7, 0x80, 0xe0, 0x5f, 0x1a, 0x21, 0x47, 0x52, 0x96,
                                0x0f, 0xc2, 0x52, 0x32, 0x94, 0x31, 0x65, 0x14, 0x9d, 0x20};
    BYTE value[64];
    WCHAR friendly[] = L"a friend";
    DWORD size = sizeof(value);
    PCCERT_CONTEXT context = server(), same;
    check(CertGetCertificateContextProperty(context, CERT_SHA1_HASH_PROP_ID, value, &size), "SHA-1");
    check_equal_u32(size, 20, "size");
    check_equal_bytes(value, sha1, 20, "SHA-1");
    size = 3;
    check_fails_with(CertGetCertificateContextProperty(context, CERT_HASH_PROP_ID, value, &size), ERROR_MORE_DATA);
    check_equal_u32(size, 20, "needed size");
    check_fails_with(CertGetCertificateContextProperty(context, CERT_FRIENDLY_NAME_PROP_ID, NULL, &size),
                     CRYPT_E_NOT_FOUND);
    CRYPT_DATA_BLOB blob = { sizeof(friendly), (BYTE *)friendly };
    check(CertSetCertificateContextProperty(context, CERT_FRIENDLY_NAME_PROP_ID, 0, &blob), "set a name");
    same = CertDuplicateCertificateContext(context);
    check_equal_ptr(same, context, "a duplicate is the same context");
    size = sizeof(value);
    check(CertGetCertificateContextProperty(same, CERT_FRIENDLY_NAME_PROP_ID, value, &size), "get the name");
    check_equal_wide((WCHAR *)value, friendly, "the name");
    check_equal_u32(CertEnumCertificateContextProperties(context, 0), CERT_FRIENDLY_NAME_PROP_ID, "the only property");
    CertFreeCertificateContext(same);
    struct { CERT_ENHKEY_USAGE usage; BYTE room[100]; } usage;
    size = sizeof(usage);
    check(CertGetEnhancedKeyUsage(context, 0, &usage.usage, &size), "enhanced usage");
    check_equal_u32(usage.usage.cUsageIdentifier, 1, "one usage");
    check_equal_string(usage.usage.rgpszUsageIdentifier[0], szOID_PKIX_KP_SERVER_AUTH, "for servers");
    CertFreeCertificateContext(context);
    PCCERT_CONTEXT root = CertCreateCertificateContext(X509_ASN_ENCODING, root_certificate, sizeof(root_certificate));
    size = sizeof(usage);
    check(CertGetEnhancedKeyUsage(root, 0, &usage.usage, &size), "no enhanced usage");
    check_last_error(CRYPT_E_NOT_FOUND, "good for everything");
    check_equal_u32(usage.usage.cUsageIdentifier, 0, "no usage listed");
    context = server();
    check(CryptVerifyCertificateSignature(0, X509_ASN_ENCODING, server_certificate, sizeof(server_certificate),
                                          &root->pCertInfo->SubjectPublicKeyInfo),
          "signed by the root");
    check_fails_with(CryptVerifyCertificateSignature(0, X509_ASN_ENCODING, server_certificate,
                                                     sizeof(server_certificate),
                                                     &context->pCertInfo->SubjectPublicKeyInfo),
                     NTE_BAD_SIGNATURE);
    CertFreeCertificateContext(context);
    CertFreeCertificateContext(root);
}

static void test_errors(void)
{
    BYTE damaged[sizeof(server_certificate)];
    check(!CertCreateCertificateContext(X509_ASN_ENCODING, server_certificate, 100), "a part of a certificate");
    check(!CertCreateCertificateContext(0, server_certificate, sizeof(server_certificate)), "no encoding");
    check_last_error(E_INVALIDARG, "no encoding");
    for (DWORD i = 4; i < 200; i += 3) { /* none of these may crash */
        memcpy(damaged, server_certificate, sizeof(damaged));
        damaged[i] ^= 0xff;
        PCCERT_CONTEXT context = CertCreateCertificateContext(X509_ASN_ENCODING, damaged, sizeof(damaged));
        if (context) CertFreeCertificateContext(context);
    }
    check(CertFreeCertificateContext(NULL), "freeing nothing");
}

int main(void)
{
    test_fields();
    test_names();
    test_properties();
    test_errors();
    return check_summary();
}
