/* CryptProtectData, CryptProtectMemory. Microsoft, "CryptProtectData", "CryptUnprotectData". */
#include "../check.h"
#include <wincrypt.h>

int main(void)
{
    BYTE text[] = "the words that nobody else may read", key[] = "salt", memory[32];
    DATA_BLOB in = { sizeof(text), text }, entropy = { sizeof(key), key }, sealed, opened;
    LPWSTR description = NULL;
    check(CryptProtectData(&in, L"a description", &entropy, NULL, NULL, 0, &sealed), "protect: error %lu",
          GetLastError());
    check(sealed.cbData > in.cbData, "the sealed form is longer");
    int found = 0;
    for (DWORD i = 0; i + sizeof(text) <= sealed.cbData; i++) found |= !memcmp(sealed.pbData + i, text, sizeof(text));
    check(!found, "the text does not stand in it");
    check(CryptUnprotectData(&sealed, &description, &entropy, NULL, NULL, 0, &opened), "unprotect: error %lu",
          GetLastError());
    check_equal_u32(opened.cbData, sizeof(text), "size");
    check_equal_bytes(opened.pbData, text, sizeof(text), "text");
    check_equal_wide(description, L"a description", "description");
    LocalFree(opened.pbData);
    LocalFree(description);
    check_fails_with(CryptUnprotectData(&sealed, NULL, NULL, NULL, NULL, 0, &opened), ERROR_INVALID_DATA);
    sealed.pbData[sealed.cbData - 1] ^= 1;
    check_fails_with(CryptUnprotectData(&sealed, NULL, &entropy, NULL, NULL, 0, &opened), ERROR_INVALID_DATA);
    LocalFree(sealed.pbData);
    check_fails_with(CryptProtectData(NULL, NULL, NULL, NULL, NULL, 0, &sealed), ERROR_INVALID_PARAMETER);
    memcpy(memory, text, sizeof(memory));
    check(CryptProtectMemory(memory, sizeof(memory), CRYPTPROTECTMEMORY_SAME_PROCESS), "memory");
    check(memcmp(memory, text, sizeof(memory)), "it is changed");
    check(CryptUnprotectMemory(memory, sizeof(memory), CRYPTPROTECTMEMORY_SAME_PROCESS), "memory back");
    check_equal_bytes(memory, text, sizeof(memory), "as it was");
    check(!CryptProtectMemory(memory, 15, CRYPTPROTECTMEMORY_SAME_PROCESS), "not a whole block");
    return check_summary();
}
