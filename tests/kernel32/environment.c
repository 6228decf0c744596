/* Environment variables and the command line. Witness: Microsoft's documentation of processenv.h. */
#include "../check.h"

#include <wchar.h>

static void test_variables(void)
{
    char buffer[64];
    WCHAR wide[64];
    check(SetEnvironmentVariableA("winrun_test", "value"), "set");
    check_equal_u32(GetEnvironmentVariableA("WINRUN_TEST", buffer, sizeof(buffer)), 5, "names have no case");
    check_equal_string(buffer, "value", "value");
    check_equal_u32(GetEnvironmentVariableW(L"winrun_test", wide, 64), 5, "wide");
    check_equal_wide(wide, L"value", "wide value");
    strcpy(buffer, "kept");
    check_equal_u32(GetEnvironmentVariableA("winrun_test", buffer, 5), 6,
                    "a buffer too small by one: the size that is needed");
    check_equal_u32(GetEnvironmentVariableA("winrun_test", buffer, 6), 5, "a buffer of exactly that size");
    check_equal_u32(GetEnvironmentVariableW(L"winrun_test", NULL, 0), 6, "no buffer");
    check(SetEnvironmentVariableA("winrun_test", ""), "set to nothing");
    SetLastError(0xdead);
    check_equal_u32(GetEnvironmentVariableA("winrun_test", buffer, sizeof(buffer)), 0, "an empty value");
    check(GetLastError() != ERROR_ENVVAR_NOT_FOUND, "an empty value is not a missing one");
    check(SetEnvironmentVariableA("winrun_test", NULL), "delete");
    check_fails_with(GetEnvironmentVariableA("winrun_test", buffer, sizeof(buffer)), ERROR_ENVVAR_NOT_FOUND);
    check_fails_with(GetEnvironmentVariableW(L"", wide, 64), ERROR_ENVVAR_NOT_FOUND);
    check_fails_with(SetEnvironmentVariableW(L"a=b", L"c"), ERROR_INVALID_PARAMETER);
    check_fails_with(SetEnvironmentVariableW(L"", L"c"), ERROR_INVALID_PARAMETER);
    check(SetEnvironmentVariableW(L"=hidden", L"c"), "a name may begin with =");
    check_equal_u32(GetEnvironmentVariableW(L"=hidden", wide, 64), 1, "and is found");
    check(SetEnvironmentVariableW(L"=hidden", NULL), "and deleted");
    static WCHAR large[20000];
    for (int i = 0; i < 19999; i++) large[i] = 'v';
    check(SetEnvironmentVariableW(L"winrun_large", large), "a large value");
    check_equal_u32(GetEnvironmentVariableW(L"winrun_large", NULL, 0), 20000, "a large value");
    check(SetEnvironmentVariableW(L"winrun_large", NULL), "deleted");
}

static int contains(const WCHAR *block, const WCHAR *entry)
{
    for (; *block; block += wcslen(block) + 1) {
        if (!wcscmp(block, entry)) return 1;
    }
    return 0;
}

static void test_block(void)
{
    SetEnvironmentVariableW(L"winrun_block", L"inside");
    WCHAR *block = GetEnvironmentStringsW();
    check(block != NULL, "GetEnvironmentStringsW");
    check(contains(block, L"winrun_block=inside"), "the block has the variable");
    check(FreeEnvironmentStringsW(block), "FreeEnvironmentStringsW");
    char *narrow = GetEnvironmentStringsA(), *at = narrow;
    int found = 0;
    for (; *at; at += strlen(at) + 1) found |= !strcmp(at, "winrun_block=inside");
    check(found, "the ANSI block has it too");
    check(FreeEnvironmentStringsA(narrow), "FreeEnvironmentStringsA");
    SetEnvironmentVariableW(L"winrun_block", NULL);
    block = GetEnvironmentStringsW();
    check(!contains(block, L"winrun_block=inside"), "deleted");
    FreeEnvironmentStringsW(block);
}

static const struct { const char *source, *expected; } expansions[] = {
    {"", ""},
    {"plain", "plain"},
    {"%winrun_x%", "42"},
    {"a%winrun_x%b", "a42b"},
    {"%WINRUN_X%%winrun_x%", "4242"},
    {"%nothing_here%", "%nothing_here%"},
    {"50%", "50%"},
    {"%%", "%%"},
    {"%winrun_x", "%winrun_x"},
    {"100% %winrun_x%", "100% %winrun_x%"},
};

static void test_expansion(void)
{
    char buffer[64];
    WCHAR wide[8];
    SetEnvironmentVariableA("winrun_x", "42");
    for (unsigned i = 0; i < ARRAYSIZE(expansions) - 1; i++) {
        check_case(i);
        memset(buffer, 'z', sizeof(buffer));
        check_equal_u32(ExpandEnvironmentStringsA(expansions[i].source, buffer, sizeof(buffer)),
                        strlen(expansions[i].expected) + 1, "the size");
        check_equal_string(buffer, expansions[i].expected, expansions[i].source);
    }
    check_case(0);
    check_equal_u32(ExpandEnvironmentStringsW(L"%winrun_x%%winrun_x%%winrun_x%%winrun_x%", wide, 8), 9,
                    "too small: the size that is needed");
    check_equal_u32(ExpandEnvironmentStringsW(L"%winrun_x%", NULL, 0), 3, "no buffer");
    SetEnvironmentVariableA("winrun_x", NULL);
}

static void test_command_line(void)
{
    WCHAR path[MAX_PATH];
    char narrow[MAX_PATH];
    const WCHAR *command = GetCommandLineW();
    check(command && *command, "GetCommandLineW");
    check(strlen(GetCommandLineA()) > 0, "GetCommandLineA");
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    check(length > 4 && !_wcsicmp(path + length - 4, L".exe"), "the program's path ends with .exe: %ls", path);
    check(path[1] == ':' && path[2] == '\\', "it is absolute: %ls", path);
    check_equal_u32(GetModuleFileNameA(NULL, narrow, MAX_PATH), length, "as long in the ANSI code page");
    SetLastError(0);
    check_equal_u32(GetModuleFileNameW(NULL, path, 5), 5, "cut to the buffer");
    check_last_error(ERROR_INSUFFICIENT_BUFFER, "cut to the buffer");
    check_equal_int(path[4], 0, "with a terminator");
    check(GetStdHandle(STD_OUTPUT_HANDLE) != NULL, "there is an output");
    check(GetStdHandle(12345) == INVALID_HANDLE_VALUE, "no such standard handle");
    HANDLE old = GetStdHandle(STD_INPUT_HANDLE);
    check(SetStdHandle(STD_INPUT_HANDLE, (HANDLE)0x1234), "SetStdHandle");
    check_equal_ptr(GetStdHandle(STD_INPUT_HANDLE), (HANDLE)0x1234, "what was set");
    check(SetStdHandle(STD_INPUT_HANDLE, old), "SetStdHandle back");
    check(!SetStdHandle(99, old), "no such standard handle");
}

int main(void)
{
    test_variables();
    test_block();
    test_expansion();
    test_command_line();
    return check_summary();
}
