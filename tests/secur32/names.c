/* GetUserNameEx and TranslateName on a computer of no domain. Microsoft, "GetUserNameExW". */
#include "../check.h"
#define SECURITY_WIN32
#include <security.h>

int main(void)
{
    WCHAR name[300], computer[MAX_COMPUTERNAME_LENGTH + 1];
    char narrow[300];
    ULONG size = 300, length = 1;
    DWORD computer_size = ARRAYSIZE(computer);
    check(GetUserNameExW(NameSamCompatible, name, &size), "the user's name: error %lu", GetLastError());
    check_equal_u32(size, wcslen(name), "length without the terminator");
    GetComputerNameW(computer, &computer_size);
    check(!wcsncmp(name, computer, computer_size) && name[computer_size] == '\\' && name[computer_size + 1],
          "COMPUTER\\user");
    check_fails_with(GetUserNameExW(NameSamCompatible, name, &length), ERROR_MORE_DATA);
    check_equal_u32(length, size + 1, "needed length");
    size = 300;
    check(GetUserNameExA(NameSamCompatible, narrow, &size), "ANSI");
    check_equal_u32(size, strlen(narrow), "length");
    size = 300;
    check_fails_with(GetUserNameExW(NameUserPrincipal, name, &size), ERROR_NONE_MAPPED);
    return check_summary();
}
