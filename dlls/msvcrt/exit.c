/* The end of a program: exit functions, exit, abort, and the tables of functions that start-up code runs. */
#include "crt.h"

typedef void(__cdecl *exit_function)(void);
typedef int(__cdecl *onexit_function)(void);
typedef int(__cdecl *init_function)(void);

struct onexit_table { /* _onexit_table_t of the Universal CRT */
    onexit_function *first, *last, *end;
};

static struct crt_lock exit_lock;
static struct onexit_table exit_functions, quick_exit_functions;
static bool exit_functions_done;
int _aexit_rtn;

void __cdecl _initterm(exit_function *from, exit_function *to)
{
    for (; from < to; from++) {
        if (*from) (*from)();
    }
}

int __cdecl _initterm_e(init_function *from, init_function *to)
{
    for (; from < to; from++) {
        int error = *from ? (*from)() : 0;
        if (error) return error;
    }
    return 0;
}

int __cdecl _initialize_onexit_table(struct onexit_table *table)
{
    if (!table) return -1;
    if (table->first == table->last) memset(table, 0, sizeof(*table));
    return 0;
}

int __cdecl _register_onexit_function(struct onexit_table *table, onexit_function function)
{
    if (!table) return -1;
    crt_lock(&exit_lock);
    int result = 0;
    if (table->last == table->end) {
        size_t count = table->last - table->first, room = count ? count * 2 : 32;
        onexit_function *grown = realloc(table->first, room * sizeof(*grown));
        if (grown) {
            table->first = grown;
            table->last = grown + count;
            table->end = grown + room;
        } else {
            result = -1;
        }
    }
    if (!result) *table->last++ = function;
    crt_unlock(&exit_lock);
    return result;
}

/* Last come, first served; a function may register further ones. */
int __cdecl _execute_onexit_table(struct onexit_table *table)
{
    if (!table) return -1;
    crt_lock(&exit_lock);
    while (table->last != table->first) {
        onexit_function function = *--table->last;
        if (function) function();
    }
    free(table->first);
    memset(table, 0, sizeof(*table));
    crt_unlock(&exit_lock);
    return 0;
}

onexit_function __cdecl _onexit(onexit_function function)
{
    return _register_onexit_function(&exit_functions, function) ? NULL : function;
}

int __cdecl atexit(exit_function function) { return _onexit((onexit_function)(void *)function) ? 0 : -1; }
int __cdecl _crt_atexit(exit_function function) { return atexit(function); }

int __cdecl _crt_at_quick_exit(exit_function function)
{
    return _register_onexit_function(&quick_exit_functions, (onexit_function)(void *)function);
}

/* The table of a DLL: it belongs to the DLL, which runs it when it is unloaded. */
onexit_function __cdecl __dllonexit(onexit_function function, onexit_function **begin, onexit_function **end)
{
    crt_lock(&exit_lock);
    size_t count = *end - *begin;
    onexit_function *grown = realloc(*begin, (count + 1) * sizeof(*grown));
    if (grown) {
        grown[count] = function;
        *begin = grown;
        *end = grown + count + 1;
    }
    crt_unlock(&exit_lock);
    return grown ? function : NULL;
}

/* ---- the functions for thread-local objects of the program */

typedef void(NTAPI *tls_exit_callback)(void *, DWORD, void *);
static tls_exit_callback thread_local_exit;

void __cdecl _register_thread_local_exe_atexit_callback(tls_exit_callback callback) { thread_local_exit = callback; }

void crt_run_exit_functions(void)
{
    if (exit_functions_done) return;
    exit_functions_done = true;
    if (thread_local_exit) thread_local_exit(NULL, DLL_PROCESS_DETACH, NULL);
    _execute_onexit_table(&exit_functions);
    _flushall();
}

void __cdecl _cexit(void) { crt_run_exit_functions(); }
void __cdecl _c_exit(void) {}

void __cdecl exit(int code)
{
    crt_run_exit_functions();
    ExitProcess(code);
}

bool crt_streams_abandoned;

/* The ways of ending that are documented to write no buffer out. */
__attribute__((noreturn)) static void end_at_once(int code)
{
    crt_streams_abandoned = true;
    ExitProcess(code);
}

void __cdecl _exit(int code) { end_at_once(code); }
__attribute__((noreturn)) void __cdecl _Exit(int code) { end_at_once(code); }

__attribute__((noreturn)) void __cdecl quick_exit(int code)
{
    _execute_onexit_table(&quick_exit_functions);
    end_at_once(code);
}

/* ---- abnormal ends */

#define WRITE_ABORT_MESSAGE 1u
#define CALL_REPORT_FAULT 2u
static unsigned abort_behaviour = WRITE_ABORT_MESSAGE | CALL_REPORT_FAULT;

unsigned __cdecl _set_abort_behavior(unsigned flags, unsigned mask)
{
    unsigned before = abort_behaviour;
    abort_behaviour = (before & ~mask) | (flags & mask);
    return before;
}

int crt_raise_abort(void);

void __cdecl abort(void)
{
    static const char text[] = "\nabnormal program termination\n";
    bool handled = crt_raise_abort();
    if (!handled && abort_behaviour & WRITE_ABORT_MESSAGE) _write(2, text, sizeof(text) - 1);
    /* The Universal CRT ends with a fast-fail exception, which nobody can catch: its code is the exit code. */
    if (IS_UCRT && abort_behaviour & CALL_REPORT_FAULT)
        TerminateProcess(GetCurrentProcess(), STATUS_STACK_BUFFER_OVERRUN);
    _exit(3);
}

__attribute__((noreturn)) void __cdecl _amsg_exit(int code)
{
    char text[64];
    static const char prefix[] = "\nruntime error ";
    int length = 0;
    for (; prefix[length]; length++) text[length] = prefix[length];
    for (int power = 1000; power; power /= 10) {
        if (code >= power || power == 1) text[length++] = '0' + code / power % 10;
    }
    text[length++] = '\n';
    _write(2, text, length);
    _exit(255);
}

/* ---- error mode and application type */

static int error_mode, application_type;

int __cdecl _set_error_mode(int mode)
{
    int before = error_mode;
    if (mode == 3) return before; /* _REPORT_ERRMODE: only ask */
    if (mode < 0 || mode > 2) {
        crt_invalid(EINVAL);
        return -1;
    }
    error_mode = mode;
    return before;
}

void __cdecl __set_app_type(int type) { application_type = type; }
void __cdecl _set_app_type(int type) { application_type = type; }
int __cdecl _query_app_type(void) { return application_type; }

/* ---- pure virtual calls */

typedef void(__cdecl *purecall_handler)(void);
static purecall_handler current_purecall_handler;

purecall_handler __cdecl _set_purecall_handler(purecall_handler handler)
{
    return (purecall_handler)InterlockedExchangePointer((void **)&current_purecall_handler, (void *)handler);
}

purecall_handler __cdecl _get_purecall_handler(void) { return current_purecall_handler; }

int __cdecl _purecall(void)
{
    static const char text[] = "\nruntime error R6025: pure virtual function call\n";
    if (current_purecall_handler) current_purecall_handler();
    _write(2, text, sizeof(text) - 1);
    abort();
}

/* ---- failed assertions */

static int assertion_text(char *to, const char *condition, const char *file, unsigned line)
{
    const char *const parts[] = {"Assertion failed: ", condition, ", file ", file, ", line "};
    int length = 0;
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        for (const char *at = parts[i]; at && *at && length < 1000; at++) to[length++] = *at;
    }
    char digits[12];
    int count = 0;
    do digits[count++] = '0' + line % 10;
    while (line /= 10);
    while (count) to[length++] = digits[--count];
    to[length++] = '\n';
    return length;
}

void __cdecl _assert(const char *condition, const char *file, unsigned line)
{
    char text[1100];
    fflush(stdout);
    _write(2, text, assertion_text(text, condition, file, line));
    abort();
}

void __cdecl _wassert(const wchar_t *condition, const wchar_t *file, unsigned line)
{
    _assert(crt_narrow(condition), crt_narrow(file), line);
}
