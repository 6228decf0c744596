/* What the source files of the C runtime share. The same sources make msvcrt.dll (_MSVCRT_ is defined) and ucrtbase.dll
 * (_UCRTBASE_). The compiler's own C headers are not used: their inline functions and renamings belong to programs. */
#ifndef CRT_H
#define CRT_H

#define WIN32_LEAN_AND_MEAN
#define _INC_CTYPE /* <windows.h> would include these */
#define _MM_MALLOC_H_INCLUDED
#include <crtdefs.h>
#include <windows.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define STRUNCATE 80
#define TRUNCATE ((size_t)-1)
#define EOF (-1)
#ifdef _UCRTBASE_
#define IS_UCRT 1
#else
#define IS_UCRT 0
#endif

/* ---- locks that need no initialisation and may be taken again by their owner */

struct crt_lock {
    SRWLOCK lock;
    DWORD owner;
    int depth;
};
void crt_lock(struct crt_lock *lock);
bool crt_try_lock(struct crt_lock *lock);
void crt_unlock(struct crt_lock *lock);

/* ---- what each thread (or fiber) has of its own */

typedef void(__cdecl *exception_handler)(void);
typedef void(__cdecl *se_translator)(unsigned, EXCEPTION_POINTERS *);
typedef void(__cdecl *invalid_parameter_handler)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned,
                                                 uintptr_t);

struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

struct locale;

struct thread_data {
    int error_number;
    unsigned long dos_error;
    unsigned random;
    char *strtok_next;
    wchar_t *wcstok_next;
    unsigned char *mbstok_next;
    struct tm time_fields;
    char time_text[32];
    wchar_t wide_time_text[32];
    char error_text[160];
    wchar_t wide_error_text[160];
    char number_text[352];
    char temporary_name[MAX_PATH];
    wchar_t wide_temporary_name[MAX_PATH];
    uint64_t conversion_state; /* an mbstate_t */
    struct locale *locale; /* NULL: the locale of the process */
    wchar_t wide_locale_name[400];
    int own_locale;        /* _configthreadlocale: setlocale changes this thread only */

    EXCEPTION_POINTERS *signal_information;
    int floating_code;
    invalid_parameter_handler invalid_parameter;

    exception_handler terminate, unexpected;
    se_translator translator;
    EXCEPTION_RECORD *current_exception;
    CONTEXT *current_context;
    int processing_throw;
    void *catch_frames; /* frames of catch blocks that run, see cxx_frame.c */

    void *start_routine, *start_argument;
    HANDLE thread_handle; /* of _beginthread: closed when the thread ends */
    bool begun_by_us;
};

bool crt_threads_initialise(void);
void crt_thread_free(void);
struct thread_data *crt_thread(void);

/* ---- errors */

int *__cdecl _errno(void);
unsigned long *__cdecl __doserrno(void);
void crt_set_windows_error(DWORD error);
/* Sets errno from GetLastError() and returns -1. */
int crt_fail(void);
/* Calls the invalid parameter handler after errno is set. */
void crt_invalid(int error);

/* ---- memory */

extern HANDLE crt_heap;
void *__cdecl malloc(size_t size);
void *__cdecl calloc(size_t count, size_t size);
void *__cdecl realloc(void *block, size_t size);
void __cdecl free(void *block);
wchar_t *__cdecl _wcsdup(const wchar_t *text);
char *__cdecl _strdup(const char *text);
/* Text of the ANSI code page (that of files) to UTF-16 and back, on the heap. */
wchar_t *crt_wide(const char *text);
char *crt_narrow(const wchar_t *text);
unsigned crt_file_code_page(void);

void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);
int memcmp(const void *, const void *, size_t);
void *memchr(const void *, int, size_t);
size_t __cdecl strlen(const char *);
int __cdecl strcmp(const char *, const char *);
int __cdecl strncmp(const char *, const char *, size_t);
char *__cdecl strchr(const char *, int);
char *__cdecl strrchr(const char *, int);
char *__cdecl strstr(const char *, const char *);
char *__cdecl strcpy(char *, const char *);
size_t __cdecl strnlen(const char *, size_t);
size_t __cdecl wcslen(const wchar_t *);
size_t __cdecl wcsnlen(const wchar_t *, size_t);
int __cdecl wcscmp(const wchar_t *, const wchar_t *);
int __cdecl wcsncmp(const wchar_t *, const wchar_t *, size_t);
wchar_t *__cdecl wcscpy(wchar_t *, const wchar_t *);
wchar_t *__cdecl wcscat(wchar_t *, const wchar_t *);
wchar_t *__cdecl wcschr(const wchar_t *, wchar_t);
wchar_t *__cdecl wcsrchr(const wchar_t *, wchar_t);
wchar_t *__cdecl wcspbrk(const wchar_t *, const wchar_t *);
int __cdecl _wcsicmp(const wchar_t *, const wchar_t *);
int __cdecl _wcsnicmp(const wchar_t *, const wchar_t *, size_t);
int __cdecl _stricmp(const char *, const char *);
int __cdecl _strnicmp(const char *, const char *, size_t);
errno_t __cdecl wcscpy_s(wchar_t *, size_t, const wchar_t *);
errno_t __cdecl strcpy_s(char *, size_t, const char *);

/* ---- low-level files */

#define DESCRIPTOR_BLOCK 32
#define DESCRIPTOR_BLOCKS 64
#define DESCRIPTOR_LIMIT (DESCRIPTOR_BLOCK * DESCRIPTOR_BLOCKS)

enum descriptor_flags { /* as programs pass them to each other in STARTUPINFO.lpReserved2 */
                        FD_OPEN = 0x01,
                        FD_EOF = 0x02,
                        FD_CRLF = 0x04,
                        FD_PIPE = 0x08,
                        FD_NOINHERIT = 0x10,
                        FD_APPEND = 0x20,
                        FD_DEVICE = 0x40,
                        FD_TEXT = 0x80
};
enum text_encoding { ENCODING_ANSI, ENCODING_UTF8, ENCODING_UTF16 };

/* The first two fields are known to programs that use __pioinfo. */
struct descriptor {
    HANDLE handle;
    unsigned char flags;
    char pushed_back; /* the byte after a carriage return that ended a block; '\n' means none */
    unsigned char encoding;
    struct crt_lock lock;
};

#define _O_RDONLY 0
#define _O_WRONLY 1
#define _O_RDWR 2
#define _O_APPEND 8
#define _O_RANDOM 0x10
#define _O_SEQUENTIAL 0x20
#define _O_TEMPORARY 0x40
#define _O_NOINHERIT 0x80
#define _O_CREAT 0x100
#define _O_TRUNC 0x200
#define _O_EXCL 0x400
#define _O_SHORT_LIVED 0x1000
#define _O_OBTAIN_DIR 0x2000
#define _O_TEXT 0x4000
#define _O_BINARY 0x8000
#define _O_WTEXT 0x10000
#define _O_U16TEXT 0x20000
#define _O_U8TEXT 0x40000
#define _S_IREAD 0x100
#define _S_IWRITE 0x80
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

struct descriptor *crt_descriptor(int fd);        /* NULL and EBADF if it is not open */
struct descriptor *crt_descriptor_slot(int fd);   /* also one that is not open */
int crt_descriptor_new(HANDLE handle, unsigned flags);
void crt_descriptors_initialise(void);
void crt_descriptors_close(void);
/* For a child process: the bytes for lpReserved2. */
void *crt_descriptors_for_child(bool only_standard, WORD *size);
int __cdecl _read(int fd, void *buffer, unsigned size);
int __cdecl _write(int fd, const void *buffer, unsigned size);
int __cdecl _close(int fd);
__int64 __cdecl _lseeki64(int fd, __int64 offset, int origin);
int __cdecl _isatty(int fd);
int __cdecl _wsopen(const wchar_t *path, int flags, int share, ...);
int __cdecl _open_osfhandle(intptr_t handle, int flags);
intptr_t __cdecl _get_osfhandle(int fd);
int __cdecl _setmode(int fd, int mode);
int __cdecl _commit(int fd);
int __cdecl _dup2(int from, int to);
extern int _fmode, _commode, _umaskval;

/* ---- streams */

typedef struct file {
    char *_ptr;
    int _cnt;
    char *_base;
    int _flag;
    int _file;
    int _charbuf;
    int _bufsiz;
    char *_tmpfname;
} FILE;

enum stream_flags {
    STREAM_READ = 0x1,
    STREAM_WRITE = 0x2,
    STREAM_UNBUFFERED = 0x4,
    STREAM_OWN_BUFFER = 0x8,
    STREAM_EOF = 0x10,
    STREAM_ERROR = 0x20,
    STREAM_STRING = 0x40,
    STREAM_BOTH = 0x80,
    STREAM_USER_BUFFER = 0x100,
    STREAM_COMMIT = 0x4000,
    STREAM_SHORT_BUFFER = 0x1000
};
#define STREAM_BUFFER_SIZE 4096
#define STANDARD_STREAMS 20 /* size of _iob */

extern FILE _iob[STANDARD_STREAMS];
#define stdin (&_iob[0])
#define stdout (&_iob[1])
#define stderr (&_iob[2])

FILE *crt_stream_new(void);
void crt_stream_free(FILE *stream);
/* Calls visit for each open stream, locked; returns how many of the calls returned 0. */
int crt_streams_each(int (*visit)(FILE *), bool at_exit);
extern bool crt_streams_abandoned; /* the process ends without writing them out: _exit, quick_exit, abort */
int crt_stream_flush(FILE *stream);
int crt_stream_mode(const wchar_t *mode, int *open_flags); /* stream flags, or 0 */
FILE *crt_stream_open(const wchar_t *path, const wchar_t *mode, int share, FILE *stream);
size_t crt_stream_write(FILE *stream, const void *data, size_t size);
/* Several small writes to an unbuffered stream become one. */
bool crt_stream_buffer_begin(FILE *stream, char *buffer, int size);
void crt_stream_buffer_end(FILE *stream, bool begun);
void __cdecl _lock_file(FILE *stream);
void __cdecl _unlock_file(FILE *stream);
int __cdecl fflush(FILE *stream);
int __cdecl fclose(FILE *stream);
int __cdecl _filbuf(FILE *stream);
int __cdecl _flsbuf(int c, FILE *stream);
int __cdecl _flushall(void);
int __cdecl _fcloseall(void);
FILE *__cdecl _fdopen(int fd, const char *mode);
FILE *__cdecl _wfsopen(const wchar_t *path, const wchar_t *mode, int share);
int crt_getc(FILE *stream);              /* these four expect the stream to be locked */
int crt_putc(int c, FILE *stream);
wint_t crt_getwc(FILE *stream);
wint_t crt_putwc(wchar_t c, FILE *stream);
int crt_ungetc(int c, FILE *stream);
wint_t crt_ungetwc(wint_t c, FILE *stream);
int crt_fputs(const char *text, FILE *stream);
#undef WEOF
#define WEOF ((wint_t)0xffff)

/* ---- formatted output and input */

enum printf_options { /* the documented bits of __stdio_common_v*printf; the others are ours */
    PRINTF_LEGACY_TERMINATION = 1, PRINTF_STANDARD_SNPRINTF = 2, PRINTF_LEGACY_WIDE = 4, PRINTF_LEGACY_MSVCRT = 8,
    PRINTF_THREE_DIGITS = 16, PRINTF_STANDARD_ROUNDING = 32
};
#ifdef _UCRTBASE_
#define PRINTF_DEFAULT 0
#else
#define PRINTF_DEFAULT (PRINTF_LEGACY_WIDE | PRINTF_LEGACY_MSVCRT | PRINTF_THREE_DIGITS)
#endif

typedef bool (*narrow_sink)(void *to, const char *text, size_t length);
typedef bool (*wide_sink)(void *to, const wchar_t *text, size_t length);
/* Number of characters, or -1. */
int crt_format(narrow_sink sink, void *to, unsigned options, const char *format, _locale_t locale, va_list arguments);
int crt_wide_format(wide_sink sink, void *to, unsigned options, const wchar_t *format, _locale_t locale,
                    va_list arguments);
int crt_format_stream(FILE *stream, unsigned options, const char *format, _locale_t locale, va_list arguments);
int crt_wide_format_stream(FILE *stream, unsigned options, const wchar_t *format, _locale_t locale, va_list arguments);
/* Writes at most `size` characters; returns the full length, terminates only if there is room. */
int crt_format_buffer(char *to, size_t size, unsigned options, const char *format, _locale_t locale, va_list arguments);
int crt_wide_format_buffer(wchar_t *to, size_t size, unsigned options, const wchar_t *format, _locale_t locale,
                           va_list arguments);
/* All of it or an invalid parameter; with a `most`, at most so many characters, and TRUNCATE as `most` asks for as many
 * as fit. */
#define PRINTF_NO_LIMIT (TRUNCATE - 1)
int crt_secure_format_buffer(char *to, size_t size, size_t most, unsigned options, const char *format, _locale_t locale,
                             va_list arguments);
int crt_wide_secure_format_buffer(wchar_t *to, size_t size, size_t most, unsigned options, const wchar_t *format,
                                  _locale_t locale, va_list arguments);
int crt_invalid_result(void); /* EINVAL through crt_invalid(); -1 */

/* A floating-point number as text, without padding: [sign]digits. Returns the length; `to` has 512 + precision bytes.
 */
struct float_format {
    char conversion; /* one of aAeEfFgG */
    int precision;   /* -1: default */
    bool alternate, three_digits, msvcrt_special;
    bool half_up; /* an exact half is rounded away from zero, as before Windows 10 2004 */
    char point;
};
#define FLOAT_TEXT_SIZE(precision) (512 + ((precision) < 0 ? 6 : (precision)))
int crt_format_double(char *to, double value, const struct float_format *format);

enum scanf_options { SCANF_SECURE = 1, SCANF_LEGACY_WIDE = 2, SCANF_LEGACY_MSVCRT = 4 };
#ifdef _UCRTBASE_
#define SCANF_DEFAULT 0
#else
#define SCANF_DEFAULT (SCANF_LEGACY_WIDE | SCANF_LEGACY_MSVCRT)
#endif
struct scan_source {
    int (*get)(struct scan_source *source); /* a character, or -1 */
    void (*unget)(struct scan_source *source, int c);
    void *stream;
    size_t left;
};
int crt_scan(struct scan_source *source, unsigned options, const char *format, _locale_t locale, va_list arguments);
int crt_wide_scan(struct scan_source *source, unsigned options, const wchar_t *format, _locale_t locale,
                  va_list arguments);

/* ---- numbers */

double crt_strtod(const char *text, char **end);
double crt_wcstod(const wchar_t *text, wchar_t **end);
uint64_t crt_parse(const char *text, char **end, int base, uint64_t limit, bool is_signed);
uint64_t crt_wide_parse(const wchar_t *text, wchar_t **end, int base, uint64_t limit, bool is_signed);
/* from libmingwex: the digits of a number; mode 0: as few as identify it, 2: so many digits, 3: so many after the point
 */
char *__dtoa(double value, int mode, int digits, int *point, int *sign, char **end);
void __freedtoa(char *digits);
double __strtod(const char *text, char **end);
float __strtof(const char *text, char **end);

/* ---- locale */

enum { LC_ALL, LC_COLLATE, LC_CTYPE, LC_MONETARY, LC_NUMERIC, LC_TIME, LC_CATEGORIES };

struct lconv {
    char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol, *mon_decimal_point,
        *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes, n_sep_by_space, p_sign_posn,
        n_sign_posn;
    wchar_t *_W_decimal_point, *_W_thousands_sep, *_W_int_curr_symbol, *_W_currency_symbol, *_W_mon_decimal_point,
        *_W_mon_thousands_sep, *_W_positive_sign, *_W_negative_sign;
};

struct time_names {
    char *short_days[7], *days[7], *short_months[12], *months[12], *am, *pm, *short_date, *long_date, *time;
};

/* The first fields are those that Microsoft's headers know of a locale. */
struct locale_data {
#ifdef _UCRTBASE_
    const unsigned short *ctype;
    int mb_cur_max;
    unsigned code_page;
#else
    int references_for_programs;
    unsigned code_page;
    unsigned collate_code_page;
    unsigned long handles[LC_CATEGORIES];
    struct { unsigned short language, country, code_page; } ids[LC_CATEGORIES];
    struct { char *name; wchar_t *wide_name; int *references, *wide_references; } categories[LC_CATEGORIES];
    int c_like;
    int mb_cur_max;
    int *lconv_references[3];
    struct lconv *lconv_for_programs;
    int *ctype_references;
    unsigned short *ctype_own;
    const unsigned short *ctype;
    const unsigned char *lower, *upper;
    void *time_for_programs;
#endif
};

struct locale {
    _locale_tstruct pointers; /* what _create_locale returns points here */
    struct locale_data data;
    char *names[LC_CATEGORIES];       /* "C", "English_United States.1252", ... */
    wchar_t *locale_names[LC_CATEGORIES]; /* Windows' name, or NULL for "C" */
    unsigned short ctype_table[257];
    unsigned char lower_table[256], upper_table[256];
    struct lconv lconv;
    struct time_names *time;
    int references;
};

extern struct locale crt_c_locale;
extern struct locale *crt_process_locale;
struct locale *crt_locale(_locale_t given); /* given, else the thread's, else the process's */
struct time_names *crt_time_names(struct locale *locale);
extern const unsigned short crt_c_ctype[257];

enum ctype_bits {
    CT_UPPER = 1,
    CT_LOWER = 2,
    CT_DIGIT = 4,
    CT_SPACE = 8,
    CT_PUNCT = 16,
    CT_CONTROL = 32,
    CT_BLANK = 64,
    CT_HEX = 128,
    CT_ALPHA = 0x100,
    CT_LEAD = 0x8000
};
static inline bool crt_is_space(unsigned c) { return c == ' ' || (c >= 9 && c <= 13); }
int __cdecl iswspace(wint_t c);
int __cdecl tolower(int c);
int __cdecl toupper(int c);
wint_t __cdecl towlower(wint_t c);
wint_t __cdecl towupper(wint_t c);
/* One character: returns the bytes it takes, 0 at the end, -1 with EILSEQ. */
int crt_to_wide(wchar_t *to, const char *from, size_t size, struct locale *locale);
int crt_to_bytes(char *to, size_t size, wchar_t c, struct locale *locale);
#define MB_LEN_MAX_CRT 5

/* ---- process start and end */

void crt_program_name_initialise(void);
void crt_environment_initialise(void);
void crt_run_exit_functions(void);
extern char **_environ;
extern wchar_t **_wenviron;
extern int __argc;
extern char **__argv, *_acmdln, *_pgmptr;
extern wchar_t **__wargv, *_wcmdln, *_wpgmptr;
__attribute__((noreturn)) void __cdecl exit(int code);
__attribute__((noreturn)) void __cdecl _exit(int code);
__attribute__((noreturn)) void __cdecl abort(void);
wchar_t *__cdecl _wgetenv(const wchar_t *name);
char *__cdecl getenv(const char *name);

/* ---- time */

typedef long long time64;
time64 crt_filetime_to_time(const FILETIME *time); /* -1 if it is 0 */
bool crt_time_to_filetime(time64 time, FILETIME *to);

#endif
