/* Calls functions of ucrtbase.dll, whatever C runtime the test itself was linked with:
 *
 *     #define FUNCTIONS(X) \
 *         X(double, strtod, (const char *, char **)) \
 *         X(int *, _errno, (void))
 *     #include "crt.h"
 *     ... if (!load_crt()) return check_summary();
 *     crt.strtod("1", NULL) */
#include "../check.h"
#include <stdint.h>

/* tests/msvcrt/TOPIC.c defines this as "msvcrt.dll" and includes tests/ucrtbase/TOPIC.c, where both runtimes are
 * documented to do the same. */
#ifndef CRT_MODULE
#define CRT_MODULE "ucrtbase.dll"
#endif
/* msvcrt lacks some functions: the test asks before it calls them. */
#define IS_UCRT (!strcmp(CRT_MODULE, "ucrtbase.dll"))

#define CRT_EINVAL    22
#define CRT_ERANGE    34
#define CRT_EILSEQ    42
#define CRT_STRUNCATE 80
#define CRT_TRUNCATE  ((size_t)-1)

#define CRT_POINTER(result, name, arguments) result(__cdecl *name) arguments;
static struct { FUNCTIONS(CRT_POINTER) } crt;

static inline int load_crt(void)
{
    HMODULE module = LoadLibraryA(CRT_MODULE);
    int complete = module != NULL;
    check(module != NULL, CRT_MODULE ": error %lu", GetLastError());
#define CRT_LOAD(result, name, arguments) \
    crt.name = (void *)GetProcAddress(module, #name); \
    check(crt.name != NULL || !IS_UCRT, #name " is exported"); \
    complete &= crt.name != NULL || !IS_UCRT;
    FUNCTIONS(CRT_LOAD)
    return complete;
}

/* The handler of invalid parameters for _set_invalid_parameter_handler: counts. */
static int invalid_parameters;
static inline void __cdecl note_invalid_parameter(const wchar_t *expression, const wchar_t *function,
                                                  const wchar_t *file, unsigned line, uintptr_t reserved)
{
    (void)expression;
    (void)function;
    (void)file;
    (void)line;
    (void)reserved;
    invalid_parameters++;
}

/* How often the handler was called since the last time. */
static inline int taken_invalid_parameters(void)
{
    int count = invalid_parameters;
    invalid_parameters = 0;
    return count;
}
