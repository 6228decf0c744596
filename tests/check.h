/* What a conformance program is made of. One program tests one topic and uses as few functions as it can, so that it
 * says something while little else works yet. It must be true on Windows: a check states what Windows documents.
 *
 *     #include "../check.h"
 *
 *     int main(void)
 *     {
 *         HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
 *         check(event != NULL, "CreateEventW: error %lu", GetLastError());
 *         check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "a new event is not signalled");
 *         SetLastError(0);
 *         check(!CloseHandle((HANDLE)0xdead0), "closing what is not a handle");
 *         check_last_error(ERROR_INVALID_HANDLE, "closing what is not a handle");
 *         todo("no security descriptors yet") check(...);     fails now; the run fails when it starts to pass
 *         if (no_network) skip("needs a network");
 *         return check_summary();
 *     }
 *
 * The last line is `N checks, N failed, N todo, N skipped`. A check counts once however often its line runs; in a loop
 * over cases, check_case(NUMBER) before the checks makes every case count. Each line reports its first failures only.
 * All functions may be called from several threads. A child process that the test starts from itself ends with
 * `return check_child_result()`: it reports failures, but no summary, and its parent checks its exit code. */
#ifndef CHECK_H
#define CHECK_H

#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CHECK_TABLE_SIZE 16384       /* distinct checks of one program, at most half of it */
#define CHECK_FAILURES_PER_LINE 5

static struct check_state {
    LONG lock;
    LONG case_number;
    LONG checks, failed, todo, skipped;
    const char *todo_reason;
    int todo_ignored; /* -1 not known yet; 1 in runs under a peer, where our known failures mean nothing */
    unsigned long long seen[CHECK_TABLE_SIZE];
    unsigned char reported[8192];    /* failures printed, by line number */
} check_state = {.todo_ignored = -1};

#define check(condition, ...) check_report_(__FILE__, __LINE__, !!(condition), __VA_ARGS__)
#define check_equal_u32(actual, expected, what) check_u32_(__FILE__, __LINE__, (DWORD)(actual), (DWORD)(expected), what)
#define check_equal_int(actual, expected, what) check_i64_(__FILE__, __LINE__, (actual), (expected), what)
#define check_equal_u64(actual, expected, what) check_u64_(__FILE__, __LINE__, (actual), (expected), what)
#define check_equal_ptr(actual, expected, what)                                                                        \
    check_ptr_(__FILE__, __LINE__, (const void *)(actual), (const void *)(expected), what)
#define check_equal_string(actual, expected, what) check_string_(__FILE__, __LINE__, actual, expected, what)
#define check_equal_wide(actual, expected, what) check_wide_(__FILE__, __LINE__, actual, expected, what)
#define check_equal_bytes(actual, expected, size, what) check_bytes_(__FILE__, __LINE__, actual, expected, size, what)
/* for NTSTATUS values */
#define check_status(actual, expected, what) check_u32_(__FILE__, __LINE__, (DWORD)(actual), (DWORD)(expected), what)
/* GetLastError() is read first, so this may follow other checks only if they succeeded without a call in between */
#define check_last_error(expected, what) check_last_error_(__FILE__, __LINE__, GetLastError(), expected, what)
/* The call fails with this error. The last error is set to a value of no meaning before. */
#define check_fails_with(call, expected) \
    do { \
        SetLastError(0xdeadbeef); \
        int check_result_ = !!(call); \
        DWORD check_error_ = GetLastError(); \
        check_report_(__FILE__, __LINE__, !check_result_ && check_error_ == (DWORD)(expected), \
                      "%s: %s, error %lu, expected error %lu", #call, check_result_ ? "succeeded" : "failed", check_error_, \
                      (DWORD)(expected)); \
    } while (0)

#define todo(reason) for (int check_once_ = check_todo_begin_(reason); check_once_; check_once_ = check_todo_end_())
#define skip(reason) check_skip_(__FILE__, __LINE__, reason)

static inline void check_print_(const char *text)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &written, NULL);
}

static inline void check_print_line_(const char *file, int line, const char *kind, const char *format, va_list args)
{
    char text[1600];
    int used = _snprintf(text, sizeof(text), "%s:%d: %s: ", file, line, kind);
    if (used < 0) return;
    int more = _vsnprintf(text + used, sizeof(text) - used - 2, format, args);
    used = more < 0 ? (int)sizeof(text) - 2 : used + more;
    text[used] = '\n';
    text[used + 1] = 0;
    check_print_(text);
}

static inline void check_lock_(void)
{
    while (__sync_lock_test_and_set(&check_state.lock, 1)) Sleep(0);
}

static inline void check_unlock_(void)
{
    __sync_lock_release(&check_state.lock);
}

/* True the first time that this line runs for this case with this result. */
static inline int check_is_new_(const char *file, int line, int result)
{
    unsigned long long key = 14695981039346656037ull;
    for (const char *c = file; *c; c++) key = (key ^ (unsigned char)*c) * 1099511628211ull;
    key = (key ^ (unsigned)line) * 1099511628211ull;
    key = (key ^ (unsigned)check_state.case_number) * 1099511628211ull;
    key = ((key ^ (unsigned)result) * 1099511628211ull) | 1;
    for (unsigned i = 0; i < CHECK_TABLE_SIZE / 2; i++) {
        unsigned long long *slot = &check_state.seen[(key + i) % CHECK_TABLE_SIZE];
        if (*slot == key) return 0;
        if (*slot) continue;
        *slot = key;
        return 1;
    }
    return 0;
}

static inline int __attribute__((format(printf, 4, 5)))
check_report_(const char *file, int line, int passed, const char *format, ...)
{
    DWORD last_error = GetLastError();
    const char *reason = check_state.todo_reason;
    int known_failure = reason && !passed;
    int failed = reason ? passed : !passed;

    check_lock_();
    /* passed and failed are two entries, so that a line which passed first and fails later is seen to fail */
    int first = check_is_new_(file, line, failed);
    int counted_already = first && !check_is_new_(file, line, 2);
    if (first && !counted_already) check_state.checks++;
    if (first && failed) check_state.failed++;
    if (first && known_failure) check_state.todo++;
    int quiet = check_state.reported[line % 8192] >= CHECK_FAILURES_PER_LINE;
    if (failed && !quiet) check_state.reported[line % 8192]++;
    check_unlock_();

    if ((failed && !quiet) || (known_failure && first)) {
        va_list args;
        va_start(args, format);
        check_print_line_(file, line,
                          known_failure ? "todo"
                          : reason      ? "passes, but is marked todo"
                                        : "failed",
                          format, args);
        va_end(args);
    }
    SetLastError(last_error);
    return passed;
}

static inline int check_u32_(const char *file, int line, DWORD actual, DWORD expected, const char *what)
{
    return check_report_(file, line, actual == expected, "%s: got %lu (0x%lx), expected %lu (0x%lx)", what, actual,
                         actual, expected, expected);
}

static inline int check_ptr_(const char *file, int line, const void *actual, const void *expected, const char *what)
{
    return check_report_(file, line, actual == expected, "%s: got %p, expected %p", what, actual, expected);
}

static inline int check_last_error_(const char *file, int line, DWORD actual, DWORD expected, const char *what)
{
    return check_report_(file, line, actual == expected, "%s: last error is %lu, expected %lu", what, actual, expected);
}

/* msvcrt has its own words for 64-bit numbers, which the compiler's format check does not know: so digits are made
 * here. */
static inline const char *check_digits_(char *buffer, unsigned long long value, unsigned base)
{
    char *end = buffer + 31;
    *end = 0;
    do {
        *--end = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    return end;
}

static inline int check_u64_(const char *file, int line, unsigned long long actual, unsigned long long expected,
                             const char *what)
{
    char a[32], b[32], c[32], d[32];
    return check_report_(file, line, actual == expected, "%s: got %s (0x%s), expected %s (0x%s)", what,
                         check_digits_(a, actual, 10), check_digits_(b, actual, 16), check_digits_(c, expected, 10),
                         check_digits_(d, expected, 16));
}

static inline int check_i64_(const char *file, int line, long long actual, long long expected, const char *what)
{
    char a[32], b[32];
    unsigned long long actual_size = actual < 0 ? 0 - (unsigned long long)actual : (unsigned long long)actual;
    unsigned long long expected_size = expected < 0 ? 0 - (unsigned long long)expected : (unsigned long long)expected;
    return check_report_(file, line, actual == expected, "%s: got %s%s, expected %s%s", what, actual < 0 ? "-" : "",
                         check_digits_(a, actual_size, 10), expected < 0 ? "-" : "",
                         check_digits_(b, expected_size, 10));
}

static inline int check_string_(const char *file, int line, const char *actual, const char *expected, const char *what)
{
    int equal = actual && expected ? !strcmp(actual, expected) : actual == expected;
    return check_report_(file, line, equal, "%s: got \"%.500s\", expected \"%.500s\"", what, actual ? actual : "(null)",
                         expected ? expected : "(null)");
}

/* Wide text for a report: what is not plain ASCII as \XXXX. */
static inline const char *check_escape_(char *buffer, size_t size, const WCHAR *text)
{
    if (!text) return "(null)";
    size_t used = 0;
    for (; *text && used + 8 < size; text++) {
        if (*text >= 32 && *text < 127) {
            buffer[used++] = (char)*text;
            continue;
        }
        buffer[used++] = '\\';
        for (int shift = 12; shift >= 0; shift -= 4) buffer[used++] = "0123456789abcdef"[(*text >> shift) & 15];
    }
    buffer[used] = 0;
    return buffer;
}

static inline int check_wide_(const char *file, int line, const WCHAR *actual, const WCHAR *expected, const char *what)
{
    char a[600], b[600];
    int equal = actual == expected;
    if (actual && expected) {
        size_t i = 0;
        while (actual[i] && actual[i] == expected[i]) i++;
        equal = actual[i] == expected[i];
    }
    return check_report_(file, line, equal, "%s: got \"%s\", expected \"%s\"", what,
                         check_escape_(a, sizeof(a), actual), check_escape_(b, sizeof(b), expected));
}

static inline int check_bytes_(const char *file, int line, const void *actual, const void *expected, size_t size,
                               const char *what)
{
    const unsigned char *a = actual, *b = expected;
    size_t i = 0;
    while (i < size && a[i] == b[i]) i++;
    return check_report_(file, line, i == size, "%s: byte %lu of %lu is 0x%02x, expected 0x%02x", what,
                         (unsigned long)i, (unsigned long)size, i < size ? a[i] : 0, i < size ? b[i] : 0);
}

static inline void check_case(int number)
{
    check_state.case_number = number;
}

static inline int check_todo_begin_(const char *reason)
{
    if (check_state.todo_ignored < 0) {
        DWORD last_error = GetLastError();
        check_state.todo_ignored = GetEnvironmentVariableA("CHECK_IGNORE_TODO", NULL, 0) != 0;
        SetLastError(last_error);
    }
    check_state.todo_reason = check_state.todo_ignored ? NULL : reason;
    return 1;
}

static inline int check_todo_end_(void)
{
    check_state.todo_reason = NULL;
    return 0;
}

static inline void __attribute__((format(printf, 4, 5)))
check_note_(const char *file, int line, const char *kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    check_print_line_(file, line, kind, format, args);
    va_end(args);
}

static inline void check_skip_(const char *file, int line, const char *reason)
{
    check_note_(file, line, "skipped", "%s", reason);
    check_lock_();
    check_state.skipped++;
    check_unlock_();
}

static inline int check_child_result(void)
{
    return check_state.failed ? 1 : 0;
}

static inline int check_summary(void)
{
    char text[200];
    _snprintf(text, sizeof(text), "%ld checks, %ld failed, %ld todo, %ld skipped\n", check_state.checks,
              check_state.failed, check_state.todo, check_state.skipped);
    check_print_(text);
    return check_state.failed ? 1 : 0;
}

#endif
