/* Certificate stores: in memory, collections, the system's, PFX files. Microsoft, "CertOpenStore",
 * "CertAddCertificateContextToStore", "CertFindCertificateInStore", "PFXImportCertStore", "CryptQueryObject". */
#include "../check.h"
#include <wincrypt.h>
#include "certificates.h"

static int count(HCERTSTORE store)
{
    int found = 0;
    for (PCCERT_CONTEXT context = NULL; (context = CertEnumCertificatesInStore(store, context));) found++;
    return found;
}

static HCERTSTORE filled(void)
{
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
    CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, root_certificate, sizeof(root_certificate),
                                     CERT_STORE_ADD_ALWAYS, NULL);
    CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, server_certificate, sizeof(server_certificate),
                                     CERT_STORE_ADD_ALWAYS, NULL);
    return store;
}

static void test_memory(void)
{
    HCERTSTORE store = filled();
    PCCERT_CONTEXT context;
    check_equal_int(count(store), 2, "two certificates");
    check_fails_with(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, root_certificate,
                                                      sizeof(root_certificate), CERT_STORE_ADD_NEW, NULL),
                     CRYPT_E_EXISTS);
    check(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, root_certificate, sizeof(root_certificate),
                                           CERT_STORE_ADD_USE_EXISTING, &context),
          "use the existing one");
    check_equal_ptr(context->hCertStore, store, "its store");
    CertFreeCertificateContext(context);
    check(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, root_certificate, sizeof(root_certificate),
                                           CERT_STORE_ADD_REPLACE_EXISTING, NULL),
          "replace");
    check_equal_int(count(store), 2, "still two");
    check(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, root_certificate, sizeof(root_certificate),
                                           CERT_STORE_ADD_ALWAYS, NULL),
          "always");
    check_equal_int(count(store), 3, "three");
    context = NULL;
    while ((context = CertEnumCertificatesInStore(store,
                                                  context))) /* deleting what an enumeration stands on, as documented */
        check(CertDeleteCertificateFromStore(CertDuplicateCertificateContext(context)), "delete");
    check_equal_int(count(store), 0, "none is left");
    check_last_error(CRYPT_E_NOT_FOUND, "the end of the enumeration");
    check(CertCloseStore(store, CERT_CLOSE_STORE_CHECK_FLAG), "close");
    check(CertCloseStore(NULL, 0), "closing nothing");
}

static void test_find(void)
{
    HCERTSTORE store = filled();
    PCCERT_CONTEXT server, found;
    BYTE hash[20];
    DWORD size = sizeof(hash);
    server = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_W, L"SERVER.exa", NULL);
    if (!check(server != NULL, "by a part of the subject")) return;
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, server, NULL);
    check(found &&
              CertCompareCertificateName(X509_ASN_ENCODING, &found->pCertInfo->Subject, &server->pCertInfo->Issuer),
          "the issuer");
    CertFreeCertificateContext(found);
    CertGetCertificateContextProperty(server, CERT_SHA1_HASH_PROP_ID, hash, &size);
    CRYPT_HASH_BLOB blob = { size, hash };
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SHA1_HASH, &blob, NULL);
    check_equal_ptr(found, server, "by its hash");
    CertFreeCertificateContext(found);
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_CERT, server->pCertInfo, NULL);
    check_equal_ptr(found, server, "by issuer and serial number");
    CertFreeCertificateContext(found);
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_A, "Winrun Tests", NULL);
    check(found != NULL, "the first of two");
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_A, "Winrun Tests", found);
    check(found != NULL, "the second of two");
    found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_A, "Winrun Tests", found);
    check(found == NULL, "there is no third");
    check(!CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_W, L"nobody", NULL), "nobody");
    check_last_error(CRYPT_E_NOT_FOUND, "nobody");
    HCERTSTORE collection = CertOpenStore(CERT_STORE_PROV_COLLECTION, 0, 0, 0, NULL), second = filled();
    check(CertAddStoreToCollection(collection, store, 0, 0) && CertAddStoreToCollection(collection, second, 0, 0),
          "a collection");
    check_equal_int(count(collection), 4, "all certificates of both");
    CertRemoveStoreFromCollection(collection, second);
    check_equal_int(count(collection), 2, "of one");
    CertCloseStore(collection, 0);
    CertCloseStore(second, 0);
    CertFreeCertificateContext(server);
    CertCloseStore(store, 0);
}

static void test_system(void)
{
    HCERTSTORE store = CertOpenSystemStoreW(0, L"ROOT");
    check(store != NULL, "ROOT");
    CertCloseStore(store, 0);
    store = CertOpenSystemStoreA(0, "MY");
    if (!check(store != NULL, "MY")) return;
    int before = count(store);
    check(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, server_certificate, sizeof(server_certificate),
                                           CERT_STORE_ADD_REPLACE_EXISTING, NULL),
          "add");
    CertCloseStore(store, 0);
    store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER, L"My");
    check_equal_int(count(store), before + 1, "it was kept");
    PCCERT_CONTEXT found =
        CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_A, "server.example", NULL);
    check(found && CertDeleteCertificateFromStore(found), "delete it again");
    CertCloseStore(store, 0);
    store = CertOpenSystemStoreW(0, L"MY");
    check_equal_int(count(store), before, "it is gone");
    CertCloseStore(store, 0);
    check(!CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER | CERT_STORE_OPEN_EXISTING_FLAG,
                         L"No Such Store"),
          "no such store");
    check_last_error(ERROR_FILE_NOT_FOUND, "no such store");
    check(!CertOpenStore((LPCSTR)99, 0, 0, 0, NULL), "no such provider");
    check_last_error(ERROR_FILE_NOT_FOUND, "no such provider");
}

static void test_pfx(void)
{
    CRYPT_DATA_BLOB blob = { sizeof(server_pfx), (BYTE *)server_pfx };
    check(PFXIsPFXBlob(&blob), "it is a PFX file");
    check(PFXVerifyPassword(&blob, L"secret", 0), "the password");
    check(!PFXVerifyPassword(&blob, L"wrong", 0), "a wrong password");
    HCERTSTORE store = PFXImportCertStore(&blob, L"secret", 0);
    if (check(store != NULL, "import: error %lx", GetLastError())) check_equal_int(count(store), 2, "two certificates");
    CertCloseStore(store, 0);
    check(!PFXImportCertStore(&blob, L"wrong", 0), "import with a wrong password");
    check_last_error(ERROR_INVALID_PASSWORD, "import with a wrong password");
    blob.cbData = 50;
    check(!PFXImportCertStore(&blob, L"secret", 0), "a part of a file");
}

static void test_query(void)
{
    CRYPT_DATA_BLOB blob = { sizeof(server_certificate), (BYTE *)server_certificate };
    DWORD encoding, content, format;
    HCERTSTORE store = NULL;
    const void *context = NULL;
    check(CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, CERT_QUERY_CONTENT_FLAG_ALL, CERT_QUERY_FORMAT_FLAG_ALL, 0,
                           &encoding, &content, &format, &store, NULL, &context),
          "a certificate");
    check_equal_u32(content, CERT_QUERY_CONTENT_CERT, "what it is");
    check_equal_u32(format, CERT_QUERY_FORMAT_BINARY, "in which form");
    check_equal_int(count(store), 1, "it is in the store");
    CertFreeCertificateContext(context);
    CertCloseStore(store, 0);
    char text[2000];
    DWORD size = sizeof(text);
    check(CryptBinaryToStringA(server_certificate, sizeof(server_certificate), CRYPT_STRING_BASE64HEADER, text, &size),
          "as PEM");
    blob = (CRYPT_DATA_BLOB){ size, (BYTE *)text };
    check(CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, CERT_QUERY_CONTENT_FLAG_CERT, CERT_QUERY_FORMAT_FLAG_ALL, 0,
                           NULL, &content, &format, NULL, NULL, NULL),
          "PEM");
    check_equal_u32(format, CERT_QUERY_FORMAT_BASE64_ENCODED, "in which form");
    blob = (CRYPT_DATA_BLOB){ 5, (BYTE *)"hello" };
    check_fails_with(CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, CERT_QUERY_CONTENT_FLAG_ALL,
                                      CERT_QUERY_FORMAT_FLAG_ALL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
                     CRYPT_E_NO_MATCH);
    check_fails_with(CryptQueryObject(9, &blob, CERT_QUERY_CONTENT_FLAG_ALL, CERT_QUERY_FORMAT_FLAG_ALL, 0, NULL, NULL,
                                      NULL, NULL, NULL, NULL),
                     E_INVALIDARG);
}

int main(void)
{
    test_memory();
    test_find();
    test_system();
    test_pfx();
    test_query();
    return check_summary();
}
