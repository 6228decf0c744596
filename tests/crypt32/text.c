/* CryptStringToBinary and CryptBinaryToString. Vectors of base64: RFC 4648, section 10. */
#include "../check.h"
#include <wincrypt.h>

static const struct { const char *bytes, *text; } vectors[] = {
    {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
};

static void test_base64(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(vectors); i++) {
        char text[64], expected[64];
        BYTE bytes[64];
        DWORD size = sizeof(text), length = (DWORD)strlen(vectors[i].bytes);
        check_case(i);
        strcpy(expected, vectors[i].text);
        check(CryptBinaryToStringA((const BYTE *)vectors[i].bytes, length, CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF,
                                   text, &size),
              "to text");
        check_equal_string(text, expected, "text");
        check_equal_u32(size, strlen(expected), "length without the terminator");
        strcat(expected, "\r\n");
        check(CryptBinaryToStringA((const BYTE *)vectors[i].bytes, length, CRYPT_STRING_BASE64, NULL, &size),
              "length only");
        check_equal_u32(size, strlen(expected) + 1, "length with the terminator");
        check(CryptBinaryToStringA((const BYTE *)vectors[i].bytes, length, CRYPT_STRING_BASE64, text, &size),
              "to a line");
        check_equal_string(text, expected, "line");
        size = sizeof(bytes);
        check(CryptStringToBinaryA(expected, 0, CRYPT_STRING_BASE64, bytes, &size, NULL, NULL), "from text");
        check_equal_u32(size, length, "size");
        check_equal_bytes(bytes, vectors[i].bytes, length, "bytes");
        size = length - 1;
        check_fails_with(CryptStringToBinaryA(expected, 0, CRYPT_STRING_BASE64, bytes, &size, NULL, NULL),
                         ERROR_MORE_DATA);
    }
    check_case(0);
}

static void test_forms(void)
{
    static const BYTE data[] = { 0x00, 0x01, 0x41, 0x7f, 0xff };
    char text[300];
    BYTE bytes[64];
    DWORD size = sizeof(text), skip, kind;
    check(CryptBinaryToStringA(data, 5, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF, text, &size), "HEXRAW");
    check_equal_string(text, "0001417fff", "HEXRAW");
    size = sizeof(text);
    check(CryptBinaryToStringA(data, 5, CRYPT_STRING_HEX | CRYPT_STRING_NOCRLF, text, &size), "HEX");
    check_equal_string(text, "00 01 41 7f ff", "HEX");
    size = sizeof(text);
    check(CryptBinaryToStringA(data, 5, CRYPT_STRING_BASE64HEADER, text, &size), "BASE64HEADER");
    check_equal_string(text, "-----BEGIN CERTIFICATE-----\r\nAAFBf/8=\r\n-----END CERTIFICATE-----\r\n",
                       "BASE64HEADER");
    size = sizeof(bytes);
    check(CryptStringToBinaryA("xx\n-----BEGIN A-----\nAAFBf/8=\n-----END A-----\n", 0, CRYPT_STRING_ANY, bytes, &size,
                               &skip, &kind),
          "any");
    check_equal_u32(kind, CRYPT_STRING_BASE64HEADER, "what it was");
    check_equal_u32(skip, 3, "what stands before it");
    check_equal_bytes(bytes, data, 5, "bytes");
    size = sizeof(bytes);
    check(CryptStringToBinaryA("00 01 41 7F ff", 0, CRYPT_STRING_HEX, bytes, &size, NULL, NULL) && size == 5,
          "from HEX");
    check_equal_bytes(bytes, data, 5, "from HEX");
    check_fails_with(CryptStringToBinaryA("0g", 0, CRYPT_STRING_HEX, bytes, &size, NULL, NULL), ERROR_INVALID_DATA);
    check_fails_with(CryptStringToBinaryA("Zg=", 0, CRYPT_STRING_BASE64, bytes, &size, NULL, NULL), ERROR_INVALID_DATA);
    check_fails_with(CryptStringToBinaryA("Z*==", 0, CRYPT_STRING_BASE64, bytes, &size, NULL, NULL),
                     ERROR_INVALID_DATA);
    BYTE many[100] = { 0 };
    size = sizeof(text);
    check(CryptBinaryToStringA(many, 49, CRYPT_STRING_BASE64, text, &size), "two lines");
    check_equal_int(strcspn(text, "\r"), 64, "a line has 64 characters");
}

int main(void)
{
    test_base64();
    test_forms();
    return check_summary();
}
