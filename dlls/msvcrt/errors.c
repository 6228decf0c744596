/* errno, _doserrno, Windows error codes as errno values, messages, and the invalid parameter handler. */
#include "crt.h"

int *__cdecl _errno(void) { return &crt_thread()->error_number; }
unsigned long *__cdecl __doserrno(void) { return &crt_thread()->dos_error; }

errno_t __cdecl _set_errno(int value)
{
    *_errno() = value;
    return 0;
}

errno_t __cdecl _get_errno(int *value)
{
    if (!value) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *value = *_errno();
    return 0;
}

errno_t __cdecl _set_doserrno(unsigned long value)
{
    *__doserrno() = value;
    return 0;
}

errno_t __cdecl _get_doserrno(unsigned long *value)
{
    if (!value) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *value = *__doserrno();
    return 0;
}

static const struct { unsigned short windows; unsigned char crt; } error_map[] = {
    {ERROR_INVALID_FUNCTION, EINVAL},    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_PATH_NOT_FOUND, ENOENT},      {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
    {ERROR_ACCESS_DENIED, EACCES},       {ERROR_INVALID_HANDLE, EBADF},
    {ERROR_ARENA_TRASHED, ENOMEM},       {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_INVALID_BLOCK, ENOMEM},       {ERROR_BAD_ENVIRONMENT, E2BIG},
    {ERROR_BAD_FORMAT, ENOEXEC},         {ERROR_INVALID_ACCESS, EINVAL},
    {ERROR_INVALID_DATA, EINVAL},        {ERROR_INVALID_DRIVE, ENOENT},
    {ERROR_CURRENT_DIRECTORY, EACCES},   {ERROR_NOT_SAME_DEVICE, EXDEV},
    {ERROR_NO_MORE_FILES, ENOENT},       {ERROR_LOCK_VIOLATION, EACCES},
    {ERROR_BAD_NETPATH, ENOENT},         {ERROR_NETWORK_ACCESS_DENIED, EACCES},
    {ERROR_BAD_NET_NAME, ENOENT},        {ERROR_FILE_EXISTS, EEXIST},
    {ERROR_CANNOT_MAKE, EACCES},         {ERROR_FAIL_I24, EACCES},
    {ERROR_INVALID_PARAMETER, EINVAL},   {ERROR_NO_PROC_SLOTS, EAGAIN},
    {ERROR_DRIVE_LOCKED, EACCES},        {ERROR_BROKEN_PIPE, EPIPE},
    {ERROR_DISK_FULL, ENOSPC},           {ERROR_INVALID_TARGET_HANDLE, EBADF},
    {ERROR_WAIT_NO_CHILDREN, ECHILD},    {ERROR_CHILD_NOT_COMPLETE, ECHILD},
    {ERROR_DIRECT_ACCESS_HANDLE, EBADF}, {ERROR_NEGATIVE_SEEK, EINVAL},
    {ERROR_SEEK_ON_DEVICE, EACCES},      {ERROR_DIR_NOT_EMPTY, ENOTEMPTY},
    {ERROR_NOT_LOCKED, EACCES},          {ERROR_BAD_PATHNAME, ENOENT},
    {ERROR_MAX_THRDS_REACHED, EAGAIN},   {ERROR_LOCK_FAILED, EACCES},
    {ERROR_ALREADY_EXISTS, EEXIST},      {ERROR_FILENAME_EXCED_RANGE, ENOENT},
    {ERROR_NESTING_NOT_ALLOWED, EAGAIN}, {ERROR_NO_DATA, EPIPE},
    {ERROR_NOT_ENOUGH_QUOTA, ENOMEM},    {ERROR_NO_UNICODE_TRANSLATION, EILSEQ},
};

static int errno_of(DWORD error)
{
    for (size_t i = 0; i < ARRAY_SIZE(error_map); i++) {
        if (error_map[i].windows == error) return error_map[i].crt;
    }
    if (error >= ERROR_WRITE_PROTECT && error <= ERROR_SHARING_BUFFER_EXCEEDED) return EACCES;
    if (error >= ERROR_INVALID_STARTING_CODESEG && error <= ERROR_INFLOOP_IN_RELOC_CHAIN) return ENOEXEC;
    return EINVAL;
}

void crt_set_windows_error(DWORD error)
{
    struct thread_data *thread = crt_thread();
    thread->dos_error = error;
    thread->error_number = errno_of(error);
}

void __cdecl _dosmaperr(unsigned long error) { crt_set_windows_error(error); }

int crt_fail(void)
{
    crt_set_windows_error(GetLastError());
    return -1;
}

/* ---- messages */

char *_sys_errlist[] = {
    "No error",
    "Operation not permitted",
    "No such file or directory",
    "No such process",
    "Interrupted function call",
    "Input/output error",
    "No such device or address",
    "Arg list too long",
    "Exec format error",
    "Bad file descriptor",
    "No child processes",
    "Resource temporarily unavailable",
    "Not enough space",
    "Permission denied",
    "Bad address",
    "Unknown error",
    "Resource device",
    "File exists",
    "Improper link",
    "No such device",
    "Not a directory",
    "Is a directory",
    "Invalid argument",
    "Too many open files in system",
    "Too many open files",
    "Inappropriate I/O control operation",
    "Unknown error",
    "File too large",
    "No space left on device",
    "Invalid seek",
    "Read-only file system",
    "Too many links",
    "Broken pipe",
    "Domain error",
    "Result too large",
    "Unknown error",
    "Resource deadlock avoided",
    "Unknown error",
    "Filename too long",
    "No locks available",
    "Function not implemented",
    "Directory not empty",
    "Illegal byte sequence",
    "Unknown error",
};
int _sys_nerr = ARRAY_SIZE(_sys_errlist) - 1;

char **__cdecl __sys_errlist(void) { return _sys_errlist; }
int *__cdecl __sys_nerr(void) { return &_sys_nerr; }

#ifdef _UCRTBASE_
#define POSIX_ERRORS_FIRST 100
static const char *const posix_errors[] = {
    "address in use",
    "address not available",
    "address family not supported",
    "connection already in progress",
    "bad message",
    "operation canceled",
    "connection aborted",
    "connection refused",
    "connection reset",
    "destination address required",
    "host unreachable",
    "identifier removed",
    "operation in progress",
    "already connected",
    "too many symbolic link levels",
    "message size",
    "network down",
    "network reset",
    "network unreachable",
    "no buffer space",
    "no message available",
    "no link",
    "no message",
    "no protocol option",
    "no stream resources",
    "not a stream",
    "not connected",
    "state not recoverable",
    "not a socket",
    "not supported",
    "operation not supported",
    "Unknown error",
    "value too large",
    "owner dead",
    "protocol error",
    "protocol not supported",
    "wrong protocol type",
    "stream timeout",
    "timed out",
    "text file busy",
    "operation would block",
};
#endif

static const char *message(int error)
{
#ifdef _UCRTBASE_
    unsigned index = (unsigned)error - POSIX_ERRORS_FIRST;
    if (index < ARRAY_SIZE(posix_errors)) return posix_errors[index];
#endif
    return _sys_errlist[error >= 0 && error < _sys_nerr ? error : _sys_nerr];
}

static void widen(wchar_t *to, size_t size, const char *from)
{
    size_t i = 0;
    for (; i + 1 < size && from[i]; i++) to[i] = (unsigned char)from[i];
    to[i] = 0;
}

static void copy(char *to, size_t size, const char *from)
{
    size_t i = 0;
    for (; i + 1 < size && from[i]; i++) to[i] = from[i];
    to[i] = 0;
}

char *__cdecl strerror(int error)
{
    char *text = crt_thread()->error_text;
    copy(text, sizeof(crt_thread()->error_text), message(error));
    return text;
}

wchar_t *__cdecl _wcserror(int error)
{
    wchar_t *text = crt_thread()->wide_error_text;
    widen(text, ARRAY_SIZE(crt_thread()->wide_error_text), message(error));
    return text;
}

errno_t __cdecl strerror_s(char *to, size_t size, int error)
{
    if (!to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    copy(to, size, message(error));
    return 0;
}

errno_t __cdecl _wcserror_s(wchar_t *to, size_t size, int error)
{
    if (!to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    widen(to, size, message(error));
    return 0;
}

/* PREFIX: message, and a new line. */
errno_t __cdecl _strerror_s(char *to, size_t size, const char *prefix)
{
    if (!to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    const char *text = message(*_errno());
    *to = 0;
    if (prefix && *prefix) {
        copy(to, size, prefix);
        copy(to + strlen(to), size - strlen(to), ": ");
    }
    copy(to + strlen(to), size - strlen(to), text);
    copy(to + strlen(to), size - strlen(to), "\n");
    return 0;
}

char *__cdecl _strerror(const char *prefix)
{
    char *text = crt_thread()->error_text;
    _strerror_s(text, sizeof(crt_thread()->error_text), prefix);
    return text;
}

errno_t __cdecl __wcserror_s(wchar_t *to, size_t size, const wchar_t *prefix)
{
    if (!to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    char *narrow = prefix ? crt_narrow(prefix) : NULL, text[256];
    _strerror_s(text, sizeof(text), narrow);
    free(narrow);
    widen(to, size, text);
    return 0;
}

wchar_t *__cdecl __wcserror(const wchar_t *prefix)
{
    wchar_t *text = crt_thread()->wide_error_text;
    __wcserror_s(text, ARRAY_SIZE(crt_thread()->wide_error_text), prefix);
    return text;
}

void __cdecl perror(const char *prefix)
{
    const char *text = message(*_errno());
    if (prefix && *prefix) {
        _write(2, prefix, strlen(prefix));
        _write(2, ": ", 2);
    }
    _write(2, text, strlen(text));
    _write(2, "\n", 1);
}

void __cdecl _wperror(const wchar_t *prefix)
{
    char *narrow = prefix ? crt_narrow(prefix) : NULL;
    perror(narrow);
    free(narrow);
}

/* ---- invalid parameters */

static invalid_parameter_handler process_handler;

invalid_parameter_handler __cdecl _set_invalid_parameter_handler(invalid_parameter_handler handler)
{
    return (invalid_parameter_handler)InterlockedExchangePointer((void **)&process_handler, (void *)handler);
}

invalid_parameter_handler __cdecl _get_invalid_parameter_handler(void) { return process_handler; }

invalid_parameter_handler __cdecl _set_thread_local_invalid_parameter_handler(invalid_parameter_handler handler)
{
    struct thread_data *thread = crt_thread();
    invalid_parameter_handler before = thread->invalid_parameter;
    thread->invalid_parameter = handler;
    return before;
}

invalid_parameter_handler __cdecl _get_thread_local_invalid_parameter_handler(void)
{
    return crt_thread()->invalid_parameter;
}

__attribute__((noreturn)) void __cdecl _invoke_watson(const wchar_t *expression, const wchar_t *function,
                                                      const wchar_t *file, unsigned line, uintptr_t reserved)
{
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
    RaiseException(STATUS_INVALID_CRUNTIME_PARAMETER, EXCEPTION_NONCONTINUABLE, 0, NULL);
    TerminateProcess(GetCurrentProcess(), STATUS_INVALID_CRUNTIME_PARAMETER);
    for (;;) {}
}

/* msvcrt.dll has no handler that ends the program; in the Universal CRT that is what happens unless one is set. */
void __cdecl _invalid_parameter(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned line,
                                uintptr_t reserved)
{
    invalid_parameter_handler handler = crt_thread()->invalid_parameter;
    if (!handler) handler = process_handler;
    if (handler) handler(expression, function, file, line, reserved);
    else if (IS_UCRT) _invoke_watson(expression, function, file, line, reserved);
}

void __cdecl _invalid_parameter_noinfo(void) { _invalid_parameter(NULL, NULL, NULL, 0, 0); }

__attribute__((noreturn)) void __cdecl _invalid_parameter_noinfo_noreturn(void)
{
    _invalid_parameter(NULL, NULL, NULL, 0, 0);
    _invoke_watson(NULL, NULL, NULL, 0, 0);
}

void crt_invalid(int error)
{
    *_errno() = error;
    _invalid_parameter(NULL, NULL, NULL, 0, 0);
}
