/* The MinGW side of every program in tests/cxx: start-up, checks (../../check.h) and child processes. The C++ side is
 * compiled by clang for Microsoft's ABI, for which there are no headers here: see msvc.h. */
#include "../../check.h"
#include <stdlib.h>

void cxx_test(void);
int cxx_child(const char *what);

static char events[4000];

void cxx_check(const char *file, int line, int passed, const char *text)
{
    check_report_(file, line, passed, "%s", text);
}

void cxx_check_equal(const char *file, int line, long long actual, long long expected, const char *text)
{
    check_i64_(file, line, actual, expected, text);
}

void cxx_check_text(const char *file, int line, const char *actual, const char *expected, const char *text)
{
    check_string_(file, line, actual, expected, text);
}

/* What happened, in order, as words with spaces between them. */
void cxx_event(const char *word, int number)
{
    size_t used = strlen(events);
    if (used + strlen(word) + 16 > sizeof(events)) abort();
    if (number == -1) sprintf(events + used, "%s%s", used ? " " : "", word);
    else sprintf(events + used, "%s%s%d", used ? " " : "", word, number);
}

void cxx_check_events(const char *file, int line, const char *expected, const char *text)
{
    check_string_(file, line, events, expected, text);
    events[0] = 0;
}

/* The exit code of this program, started with `what` as its argument, without its messages. */
unsigned long cxx_run_child(const char *what)
{
    char path[MAX_PATH], command[MAX_PATH + 100];
    GetModuleFileNameA(NULL, path, sizeof(path));
    sprintf(command, "\"%s\" %s", path, what);
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    HANDLE nowhere =
        CreateFileA("NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
    STARTUPINFOA startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .hStdError = nowhere};
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    PROCESS_INFORMATION process;
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return 0xdeadbeef;
    WaitForSingleObject(process.hProcess, 30000);
    DWORD code = 0xdeadbeef;
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    CloseHandle(nowhere);
    return code;
}

/* As the start-up code of Microsoft's compiler has it: an exception that nobody catches ends in terminate(). */
void __cdecl __std_terminate(void);
static LONG WINAPI uncaught(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode == 0xe06d7363) __std_terminate();
    return EXCEPTION_CONTINUE_SEARCH;
}

int main(int argc, char **argv)
{
    SetUnhandledExceptionFilter(uncaught);
    if (argc > 1) return cxx_child(argv[1]);
    cxx_test();
    return check_summary();
}

/* The table of virtual functions of type_info, which Microsoft's linker takes from its start-up library. */
#ifdef __x86_64__
__asm__(".data\n.globl \"??_7type_info@@6B@\"\n\"??_7type_info@@6B@\": .quad 0\n.text\n");
#else
__asm__(".data\n.globl \"??_7type_info@@6B@\"\n\"??_7type_info@@6B@\": .long 0\n.text\n");
#endif
/* Also from there: a mark that floating point is used, and the value that guards stack frames. */
int _fltused = 0x9875;
UINT_PTR __security_cookie = 0x1234abcd;
#ifdef __i386__
void __fastcall __security_check_cookie(UINT_PTR cookie)
{
    if (cookie != __security_cookie) abort();
}
#endif
UINT_PTR __security_cookie_complement;
