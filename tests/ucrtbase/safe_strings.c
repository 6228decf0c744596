/* The Universal CRT: the functions with _s, and what they do with wrong arguments. Witness: Microsoft's pages on
 * strcpy_s, strncpy_s, strcat_s, strtok_s, memcpy_s, _splitpath_s, _makepath_s, strerror_s, "Parameter Validation". */
#define FUNCTIONS(X) \
    X(int, strcpy_s, (char *, size_t, const char *)) \
    X(int, strncpy_s, (char *, size_t, const char *, size_t)) \
    X(int, strcat_s, (char *, size_t, const char *)) \
    X(int, strncat_s, (char *, size_t, const char *, size_t)) \
    X(int, wcscpy_s, (wchar_t *, size_t, const wchar_t *)) \
    X(int, wcsncpy_s, (wchar_t *, size_t, const wchar_t *, size_t)) \
    X(int, wcscat_s, (wchar_t *, size_t, const wchar_t *)) \
    X(char *, strtok_s, (char *, const char *, char **)) \
    X(wchar_t *, wcstok, (wchar_t *, const wchar_t *, wchar_t **)) \
    X(int, memcpy_s, (void *, size_t, const void *, size_t)) \
    X(int, memmove_s, (void *, size_t, const void *, size_t)) \
    X(int, wmemcpy_s, (wchar_t *, size_t, const wchar_t *, size_t)) \
    X(size_t, strnlen, (const char *, size_t)) \
    X(size_t, wcsnlen, (const wchar_t *, size_t)) \
    X(int, _strlwr_s, (char *, size_t)) \
    X(int, _strupr_s, (char *, size_t)) \
    X(int, _wcsupr_s, (wchar_t *, size_t)) \
    X(int, _strset_s, (char *, size_t, int)) \
    X(int, _strnset_s, (char *, size_t, int, size_t)) \
    X(char *, _strrev, (char *)) \
    X(int, strerror_s, (char *, size_t, int)) \
    X(char *, strerror, (int)) \
    X(int, _splitpath_s, (const char *, char *, size_t, char *, size_t, char *, size_t, char *, size_t)) \
    X(int, _makepath_s, (char *, size_t, const char *, const char *, const char *, const char *)) \
    X(int, _wmakepath_s, (wchar_t *, size_t, const wchar_t *, const wchar_t *, const wchar_t *, const wchar_t *)) \
    X(int, _stricmp, (const char *, const char *)) \
    X(int, _strnicmp, (const char *, const char *, size_t)) \
    X(int, _memicmp, (const void *, const void *, size_t)) \
    X(int, _wcsicmp, (const wchar_t *, const wchar_t *)) \
    X(int, _wcsnicmp, (const wchar_t *, const wchar_t *, size_t)) \
    X(int, _stricmp_l, (const char *, const char *, void *)) \
    X(int *, _errno, (void)) \
    X(void *, _set_thread_local_invalid_parameter_handler, (void *)) \
    X(void *, _get_thread_local_invalid_parameter_handler, (void)) \
    X(void *, _set_invalid_parameter_handler, (void *)) \
    X(void *, _get_invalid_parameter_handler, (void))
#include "crt.h"

static void test_copy(void)
{
    char text[8];
    wchar_t wide[8];
    check_equal_int(crt.strcpy_s(text, 4, "abc"), 0, "strcpy_s that just fits");
    check_equal_string(text, "abc", "strcpy_s that just fits");
    check_equal_int(crt.strcpy_s(text, 3, "abc"), CRT_ERANGE, "strcpy_s that does not fit");
    check_equal_string(text, "", "strcpy_s that does not fit");
    check_equal_int(taken_invalid_parameters(), 1, "strcpy_s that does not fit");
    strcpy(text, "old");
    check_equal_int(crt.strcpy_s(text, sizeof(text), NULL), CRT_EINVAL, "strcpy_s of nothing");
    check_equal_string(text, "", "strcpy_s of nothing");
    check_equal_int(crt.strcpy_s(NULL, 3, "abc"), CRT_EINVAL, "strcpy_s to nowhere");
    check_equal_int(crt.strcpy_s(text, 0, "abc"), CRT_EINVAL, "strcpy_s to an empty buffer");
    check_equal_int(taken_invalid_parameters(), 3, "strcpy_s with wrong arguments");
    check_equal_int(crt.strncpy_s(text, 4, "abcdef", 3), 0, "strncpy_s of a part");
    check_equal_string(text, "abc", "strncpy_s of a part");
    check_equal_int(crt.strncpy_s(text, 4, "abcdef", CRT_TRUNCATE), CRT_STRUNCATE, "strncpy_s that truncates");
    check_equal_string(text, "abc", "strncpy_s that truncates");
    check_equal_int(crt.strncpy_s(text, 4, "abc", CRT_TRUNCATE), 0, "strncpy_s that need not truncate");
    check_equal_int(taken_invalid_parameters(), 0, "truncation is no error");
    check_equal_int(crt.strncpy_s(text, 3, "abcdef", 3), CRT_ERANGE, "strncpy_s leaves room for the end");
    check_equal_int(crt.strncpy_s(NULL, 0, NULL, 0), 0, "strncpy_s of nothing to nowhere");
    check_equal_int(taken_invalid_parameters(), 1, "strncpy_s");
    check_equal_int(crt.wcscpy_s(wide, 4, L"abc"), 0, "wcscpy_s");
    check_equal_wide(wide, L"abc", "wcscpy_s");
    check_equal_int(crt.wcscpy_s(wide, 3, L"abc"), CRT_ERANGE, "wcscpy_s that does not fit");
    check_equal_int(crt.wcsncpy_s(wide, 3, L"abc", CRT_TRUNCATE), CRT_STRUNCATE, "wcsncpy_s that truncates");
    check_equal_wide(wide, L"ab", "wcsncpy_s that truncates");
    taken_invalid_parameters();
}

static void test_append(void)
{
    char text[8] = "ab";
    wchar_t wide[6] = L"ab";
    check_equal_int(crt.strcat_s(text, 5, "cd"), 0, "strcat_s that just fits");
    check_equal_string(text, "abcd", "strcat_s that just fits");
    check_equal_int(crt.strcat_s(text, 5, "e"), CRT_ERANGE, "strcat_s that does not fit");
    check_equal_string(text, "", "strcat_s that does not fit");
    memset(text, 'x', sizeof(text));
    check_equal_int(crt.strcat_s(text, sizeof(text), "e"), CRT_EINVAL, "strcat_s to what has no end");
    check_equal_int(taken_invalid_parameters(), 2, "strcat_s");
    strcpy(text, "ab");
    check_equal_int(crt.strncat_s(text, sizeof(text), "cdef", 2), 0, "strncat_s");
    check_equal_string(text, "abcd", "strncat_s");
    check_equal_int(crt.strncat_s(text, 6, "efgh", CRT_TRUNCATE), CRT_STRUNCATE, "strncat_s that truncates");
    check_equal_string(text, "abcde", "strncat_s that truncates");
    check_equal_int(crt.wcscat_s(wide, 6, L"cde"), 0, "wcscat_s");
    check_equal_wide(wide, L"abcde", "wcscat_s");
    check_equal_int(crt.wcscat_s(wide, 6, L"f"), CRT_ERANGE, "wcscat_s that does not fit");
    check_equal_int(taken_invalid_parameters(), 1, "wcscat_s that does not fit");
}

static void test_tokens(void)
{
    char text[] = ",,a,b;;c", *next = NULL;
    wchar_t wide[] = L"x y", *wide_next = NULL;
    check_equal_string(crt.strtok_s(text, ",", &next), "a", "the first token");
    check_equal_string(crt.strtok_s(NULL, ";", &next), "b", "another delimiter");
    check_equal_string(crt.strtok_s(NULL, ";", &next), "c", "the last token");
    check(crt.strtok_s(NULL, ";", &next) == NULL, "no more tokens");
    check(crt.strtok_s(NULL, ",", NULL) == NULL, "strtok_s without a context");
    check_equal_int(taken_invalid_parameters(), 1, "strtok_s without a context");
    check_equal_wide(crt.wcstok(wide, L" ", &wide_next), L"x", "wcstok has three arguments");
    check_equal_wide(crt.wcstok(NULL, L" ", &wide_next), L"y", "wcstok has three arguments");
    check(crt.wcstok(NULL, L" ", &wide_next) == NULL, "wcstok has three arguments");
}

static void test_memory(void)
{
    char bytes[8] = "abcdefg";
    wchar_t wide[4] = L"abc";
    check_equal_int(crt.memcpy_s(bytes, 3, "xyz", 3), 0, "memcpy_s");
    check_equal_string(bytes, "xyzdefg", "memcpy_s");
    check_equal_int(crt.memcpy_s(bytes, 3, "xyzw", 4), CRT_ERANGE, "memcpy_s that does not fit");
    check_equal_bytes(bytes, "\0\0\0defg", 8, "memcpy_s that does not fit clears");
    strcpy(bytes, "abcdefg");
    check_equal_int(crt.memcpy_s(bytes, 3, NULL, 1), CRT_EINVAL, "memcpy_s of nothing");
    check_equal_bytes(bytes, "\0\0\0defg", 8, "memcpy_s of nothing clears");
    check_equal_int(crt.memcpy_s(NULL, 0, NULL, 0), 0, "memcpy_s of no bytes");
    strcpy(bytes, "abcdefg");
    check_equal_int(crt.memmove_s(bytes + 1, 7, bytes, 6), 0, "memmove_s that overlaps");
    check_equal_string(bytes, "aabcdef", "memmove_s that overlaps");
    check_equal_int(crt.memmove_s(bytes, 2, "xyz", 3), CRT_ERANGE, "memmove_s that does not fit");
    check_equal_string(bytes, "aabcdef", "memmove_s that does not fit changes nothing");
    check_equal_int(crt.wmemcpy_s(wide, 2, L"xyz", 3), CRT_ERANGE, "wmemcpy_s that does not fit");
    check_equal_int(taken_invalid_parameters(), 4, "wrong arguments");
    check_equal_u64(crt.strnlen("abc", 2), 2, "strnlen of more");
    check_equal_u64(crt.strnlen("abc", 9), 3, "strnlen");
    check_equal_u64(crt.wcsnlen(L"abc", 2), 2, "wcsnlen of more");
}

static void test_changes(void)
{
    char text[16] = "MiXed 1";
    wchar_t wide[8] = L"mixed";
    check_equal_int(crt._strlwr_s(text, sizeof(text)), 0, "_strlwr_s");
    check_equal_string(text, "mixed 1", "_strlwr_s");
    check_equal_int(crt._strupr_s(text, sizeof(text)), 0, "_strupr_s");
    check_equal_string(text, "MIXED 1", "_strupr_s");
    check_equal_int(crt._wcsupr_s(wide, 8), 0, "_wcsupr_s");
    check_equal_wide(wide, L"MIXED", "_wcsupr_s");
    check_equal_int(crt._strlwr_s(text, 3), CRT_EINVAL, "_strlwr_s of what has no end");
    check_equal_int(taken_invalid_parameters(), 1, "_strlwr_s of what has no end");
    strcpy(text, "abc");
    check_equal_int(crt._strset_s(text, sizeof(text), '*'), 0, "_strset_s");
    check_equal_string(text, "***", "_strset_s");
    check_equal_int(crt._strnset_s(text, sizeof(text), '-', 2), 0, "_strnset_s");
    check_equal_string(text, "--*", "_strnset_s");
    check_equal_string(crt._strrev(text), "*--", "_strrev");
    check(crt._stricmp("ABC", "abd") < 0 && crt._stricmp("ABC", "abc") == 0, "_stricmp");
    check(crt._stricmp("a_", "aB") < 0, "_stricmp compares small letters");
    check(crt._strnicmp("ABCx", "abcy", 3) == 0 && crt._strnicmp("a", "b", 0) == 0, "_strnicmp");
    check(crt._memicmp("AB\0C", "ab\0c", 4) == 0, "_memicmp");
}

static void test_errors(void)
{
    char text[64];
    check_equal_string(crt.strerror(0), "No error", "strerror(0)");
    check_equal_string(crt.strerror(2), "No such file or directory", "strerror(ENOENT)");
    check_equal_string(crt.strerror(13), "Permission denied", "strerror(EACCES)");
    check_equal_string(crt.strerror(9999), "Unknown error", "strerror of no error");
    check_equal_int(crt.strerror_s(text, sizeof(text), 22), 0, "strerror_s");
    check_equal_string(text, "Invalid argument", "strerror_s");
    check_equal_int(crt.strerror_s(text, 8, 22), 0, "strerror_s shortens");
    check_equal_string(text, "Invalid", "strerror_s shortens");
    check_equal_int(crt.strerror_s(NULL, 8, 22), CRT_EINVAL, "strerror_s to nowhere");
    check_equal_int(taken_invalid_parameters(), 1, "strerror_s to nowhere");
}

static void test_paths(void)
{
    char drive[3], folder[32], name[32], extension[8], path[64];
    wchar_t wide[32];
    check_equal_int(crt._splitpath_s("C:\\a\\b.c/file.tar.gz", drive, 3, folder, 32, name, 32, extension, 8), 0,
                    "_splitpath_s");
    check_equal_string(drive, "C:", "drive");
    check_equal_string(folder, "\\a\\b.c/", "folder");
    check_equal_string(name, "file.tar", "name");
    check_equal_string(extension, ".gz", "extension");
    check_equal_int(crt._splitpath_s("name", drive, 3, folder, 32, name, 32, extension, 8), 0,
                    "_splitpath_s of a name");
    check(!*drive && !*folder && !strcmp(name, "name") && !*extension, "_splitpath_s of a name");
    check_equal_int(crt._splitpath_s("C:\\a\\file.txt", NULL, 0, NULL, 0, name, 3, NULL, 0), CRT_ERANGE,
                    "_splitpath_s that does not fit");
    check_equal_string(name, "", "_splitpath_s that does not fit");
    check_equal_int(crt._makepath_s(path, sizeof(path), "d", "a/b", "file", "txt"), 0, "_makepath_s");
    check_equal_string(path, "d:a/b\\file.txt", "_makepath_s adds what separates");
    check_equal_int(crt._makepath_s(path, sizeof(path), "d:", "\\a\\", "file", ".txt"), 0, "_makepath_s");
    check_equal_string(path, "d:\\a\\file.txt", "_makepath_s adds nothing twice");
    check_equal_int(crt._makepath_s(path, 5, NULL, NULL, "longer", NULL), CRT_ERANGE, "_makepath_s that does not fit");
    check_equal_int(crt._wmakepath_s(wide, 32, NULL, L"a", L"b", NULL), 0, "_wmakepath_s");
    check_equal_wide(wide, L"a\\b", "_wmakepath_s");
    taken_invalid_parameters();
}

static int local_calls;
static void __cdecl local_handler(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                  unsigned line, uintptr_t reserved)
{
    (void)expression;
    (void)function;
    (void)file;
    (void)line;
    (void)reserved;
    local_calls++;
}

static DWORD WINAPI other_thread(void *argument)
{
    (void)argument;
    check(crt._get_thread_local_invalid_parameter_handler() == NULL, "a new thread has no handler of its own");
    crt.strcpy_s(NULL, 1, "a");
    check_equal_int(taken_invalid_parameters(), 1, "the other thread uses the handler of all");
    return 0;
}

/* "If string1 or string2 is a null pointer, the invalid parameter handler is invoked. If execution is allowed to
 * continue, these functions return _NLSCMPERROR and set errno to EINVAL." */
static void test_compare(void)
{
    const int not_comparable = 2147483647; /* _NLSCMPERROR */
#define CHECK_REFUSED(call) \
    do { \
        *crt._errno() = 0; \
        check_equal_int(call, not_comparable, #call); \
        check_equal_int(*crt._errno(), CRT_EINVAL, #call " errno"); \
        check_equal_int(taken_invalid_parameters(), 1, #call " handler"); \
    } while (0)
    CHECK_REFUSED(crt._stricmp(NULL, "a"));
    CHECK_REFUSED(crt._stricmp("a", NULL));
    CHECK_REFUSED(crt._stricmp_l(NULL, "a", NULL));
    CHECK_REFUSED(crt._strnicmp(NULL, "a", 1));
    CHECK_REFUSED(crt._strnicmp("a", NULL, 1));
    CHECK_REFUSED(crt._wcsicmp(NULL, L"a"));
    CHECK_REFUSED(crt._wcsicmp(L"a", NULL));
    CHECK_REFUSED(crt._wcsnicmp(L"a", NULL, 1));
    CHECK_REFUSED(crt._memicmp(NULL, "a", 1));
    CHECK_REFUSED(crt._memicmp("a", NULL, 1));
#undef CHECK_REFUSED
    check_equal_int(crt._stricmp("Straight", "sTRAIGHT"), 0, "case does not count");
    check(crt._stricmp("a", "B") < 0 && crt._stricmp("B", "a") > 0, "order of the small letters");
    check(crt._stricmp("_", "A") < 0, "'_' comes before the small letters");
    check_equal_int(crt._strnicmp("abcX", "ABCy", 3), 0, "the first three");
    check(crt._strnicmp("abcX", "ABCy", 4) < 0, "all four");
    check_equal_int(crt._strnicmp("ab", "AB", 100), 0, "the end of both");
    check_equal_int(crt._wcsicmp(L"Abc", L"aBC"), 0, "wide");
    check(crt._wcsnicmp(L"Abc", L"aBD", 3) < 0, "wide, three");
    check_equal_int(crt._memicmp("A\0b", "a\0B", 3), 0, "zeros do not end memory");
    check_equal_int(taken_invalid_parameters(), 0, "nothing of this is wrong");
}

static void test_handlers(void)
{
    check_equal_ptr(crt._get_invalid_parameter_handler(), note_invalid_parameter, "the handler of all threads");
    check(crt._set_thread_local_invalid_parameter_handler(local_handler) == NULL, "there was none");
    check_equal_ptr(crt._get_thread_local_invalid_parameter_handler(), local_handler, "the thread's own handler");
    crt.strcpy_s(NULL, 1, "a");
    check_equal_int(local_calls, 1, "the thread's own handler comes first");
    check_equal_int(taken_invalid_parameters(), 0, "and alone");
    HANDLE thread = CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    check_equal_ptr(crt._set_thread_local_invalid_parameter_handler(NULL), local_handler,
                    "the old handler is returned");
}

int main(void)
{
    if (!load_crt()) return check_summary();
    check(crt._set_invalid_parameter_handler(note_invalid_parameter) == NULL, "a program starts without a handler");
    test_copy();
    test_append();
    test_tokens();
    test_memory();
    test_changes();
    test_errors();
    test_paths();
    test_compare();
    test_handlers();
    return check_summary();
}
