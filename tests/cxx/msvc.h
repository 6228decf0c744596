/* What the C++ conformance programs declare for themselves: they are compiled for Microsoft's ABI without its headers.
 * Expected values come from the C++ standard and Microsoft's documentation of structured exception handling. */
#ifndef MSVC_H
#define MSVC_H

typedef decltype(sizeof(0)) size_t;
#ifdef _WIN64
typedef unsigned long long uintptr_t;
#else
typedef unsigned uintptr_t;
#endif

/* support/main.c */
extern "C" {
void cxx_check(const char *file, int line, int passed, const char *text);
void cxx_check_equal(const char *file, int line, long long actual, long long expected, const char *text);
void cxx_check_text(const char *file, int line, const char *actual, const char *expected, const char *text);
void cxx_event(const char *word, int number);
void cxx_check_events(const char *file, int line, const char *expected, const char *text);
unsigned long cxx_run_child(const char *what);
/* The program's own: all checks; what it does when it was started as a child. */
void cxx_test(void);
int cxx_child(const char *what);

[[noreturn]] void __cdecl exit(int);
[[noreturn]] void __cdecl abort(void);
int __cdecl strcmp(const char *, const char *);
void *__cdecl malloc(size_t);
void __cdecl free(void *);
}
#define check(condition, text) cxx_check(__FILE__, __LINE__, !!(condition), text)
#define check_equal(actual, expected, text) cxx_check_equal(__FILE__, __LINE__, (long long)(actual), expected, text)
#define check_text(actual, expected, text) cxx_check_text(__FILE__, __LINE__, actual, expected, text)
#define check_events(expected, text) cxx_check_events(__FILE__, __LINE__, expected, text)
inline void event(const char *word, int number = -1) { cxx_event(word, number); }

#define NOINLINE __attribute__((noinline))
/* The compiler must not know what happens behind a call. */
template <class T> inline T opaque(T value)
{
    volatile T hidden = value;
    return hidden;
}

/* Tells of its construction, copies and destruction. */
struct Tracer {
    int number;
    explicit Tracer(int n) : number(n) { event("+", n); }
    Tracer(const Tracer &other) : number(other.number) { event("c", number); }
    ~Tracer() { event("-", number); }
};

/* vcruntime */
typedef void(__cdecl *terminate_handler)();
extern "C" {
int __cdecl __uncaught_exceptions(void);
void **__cdecl __current_exception(void);
void **__cdecl __current_exception_context(void);
int *__cdecl __processing_throw(void);
terminate_handler __cdecl set_terminate(terminate_handler);
}

#endif
