/* chcp: shows or sets the console's code page. */
#include "text_output.h"

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count), *end;
    if (!count) {
        put_format(L"Active code page: %u\r\n", GetConsoleCP() ? GetConsoleCP() : GetOEMCP());
        return 0;
    }
    if (is_switch(arguments[0], L"?")) {
        put_text(L"Shows or sets the console's code page.\r\n\r\nchcp [number]\r\n");
        return 0;
    }
    unsigned long page = wcstoul(arguments[0], &end, 10);
    if (*end || !page) return put_format(L"Parameter format not correct - %ls\r\n", arguments[0]), 1;
    if (!SetConsoleCP(page) || !SetConsoleOutputCP(page)) return put_text(L"Invalid code page\r\n"), 1;
    put_format(L"Active code page: %lu\r\n", page);
    return 0;
}
