/* hostname: prints the name of this computer. */
#include "text_output.h"

int main(void)
{
    WCHAR name[256];
    DWORD size = ARRAYSIZE(name);
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    if (count) {
        put_error(is_switch(arguments[0], L"?")
                      ? L"Prints the name of this computer.\r\n\r\nhostname\r\n"
                      : L"hostname: the name cannot be set here; hostname takes no arguments.\r\n");
        return !is_switch(arguments[0], L"?");
    }
    if (!GetComputerNameExW(ComputerNameDnsHostname, name, &size)) {
        put_system_error(GetLastError());
        return 1;
    }
    put_format(L"%ls\r\n", name);
    return 0;
}
