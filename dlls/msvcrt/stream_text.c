/* Characters and lines of streams, narrow and wide. */
#include "crt.h"

#define REQUIRE(condition, result)                                                                                     \
    if (!(condition)) {                                                                                                \
        crt_invalid(EINVAL);                                                                                           \
        return result;                                                                                                 \
    }

/* ---- narrow characters */

int __cdecl _fgetc_nolock(FILE *stream) { return crt_getc(stream); }
int __cdecl _getc_nolock(FILE *stream) { return crt_getc(stream); }
int __cdecl _fputc_nolock(int c, FILE *stream) { return crt_putc(c, stream); }
int __cdecl _putc_nolock(int c, FILE *stream) { return crt_putc(c, stream); }

int __cdecl fgetc(FILE *stream)
{
    REQUIRE(stream, EOF)
    _lock_file(stream);
    int c = crt_getc(stream);
    _unlock_file(stream);
    return c;
}

int __cdecl fputc(int c, FILE *stream)
{
    REQUIRE(stream, EOF)
    _lock_file(stream);
    c = crt_putc(c, stream);
    _unlock_file(stream);
    return c;
}

int __cdecl getc(FILE *stream) { return fgetc(stream); }
int __cdecl putc(int c, FILE *stream) { return fputc(c, stream); }
int __cdecl getchar(void) { return fgetc(stdin); }
int __cdecl putchar(int c) { return fputc(c, stdout); }
int __cdecl _fgetchar(void) { return fgetc(stdin); }
int __cdecl _fputchar(int c) { return fputc(c, stdout); }

int crt_ungetc(int c, FILE *stream)
{
    if (c == EOF || stream->_flag & STREAM_STRING ||
        !(stream->_flag & STREAM_READ || (stream->_flag & STREAM_BOTH && !(stream->_flag & STREAM_WRITE)))) {
        return EOF;
    }
    if (!stream->_base) {
        /* nothing was read yet: a buffer of our own gives room for the character */
        char *buffer = stream->_flag & STREAM_UNBUFFERED ? NULL : malloc(STREAM_BUFFER_SIZE);
        stream->_base = buffer ? buffer : (char *)&stream->_charbuf;
        stream->_bufsiz = buffer ? STREAM_BUFFER_SIZE : 2;
        stream->_flag |= buffer ? STREAM_OWN_BUFFER : STREAM_UNBUFFERED;
        stream->_ptr = stream->_base;
    }
    if (stream->_cnt < 0) stream->_cnt = 0;
    if (stream->_ptr == stream->_base) {
        if (stream->_cnt) return EOF;
        stream->_ptr++;
    }
    *--stream->_ptr = (char)c;
    stream->_cnt++;
    stream->_flag = (stream->_flag & ~STREAM_EOF) | STREAM_READ;
    return (unsigned char)c;
}

int __cdecl _ungetc_nolock(int c, FILE *stream) { return crt_ungetc(c, stream); }

int __cdecl ungetc(int c, FILE *stream)
{
    REQUIRE(stream, EOF)
    _lock_file(stream);
    c = crt_ungetc(c, stream);
    _unlock_file(stream);
    return c;
}

int __cdecl _getw(FILE *stream)
{
    int value;
    REQUIRE(stream, EOF)
    _lock_file(stream);
    for (size_t i = 0; i < sizeof(value); i++) ((char *)&value)[i] = (char)crt_getc(stream);
    bool failed = stream->_flag & (STREAM_EOF | STREAM_ERROR);
    _unlock_file(stream);
    return failed ? EOF : value;
}

int __cdecl _putw(int value, FILE *stream)
{
    REQUIRE(stream, EOF)
    _lock_file(stream);
    bool done = crt_stream_write(stream, &value, sizeof(value)) == sizeof(value);
    _unlock_file(stream);
    return done ? value : EOF;
}

/* ---- narrow lines */

char *__cdecl fgets(char *to, int size, FILE *stream)
{
    REQUIRE(stream && (to || !size) && size >= 0, NULL)
    if (!size) return NULL;
    char *at = to;
    _lock_file(stream);
    while (at < to + size - 1) {
        int c = crt_getc(stream);
        if (c == EOF) break;
        *at++ = (char)c;
        if (c == '\n') break;
    }
    bool nothing = at == to && size > 1;
    _unlock_file(stream);
    if (nothing) return NULL;
    *at = 0;
    return to;
}

static char *get_line(char *to, size_t size, bool limited)
{
    size_t used = 0;
    int c;
    REQUIRE(to && (!limited || size), NULL)
    _lock_file(stdin);
    while ((c = crt_getc(stdin)) != EOF && c != '\n') {
        if (!limited || used < size) to[used] = (char)c;
        used++;
    }
    _unlock_file(stdin);
    if (c == EOF && !used) return NULL;
    if (limited && used >= size) {
        *to = 0;
        crt_invalid(ERANGE);
        return NULL;
    }
    to[used] = 0;
    return to;
}

char *__cdecl gets(char *to) { return get_line(to, 0, false); }
char *__cdecl gets_s(char *to, size_t size) { return get_line(to, size, true); }

int crt_fputs(const char *text, FILE *stream)
{
    char buffer[STREAM_BUFFER_SIZE];
    size_t length = strlen(text);
    bool begun = crt_stream_buffer_begin(stream, buffer, sizeof(buffer));
    bool done = crt_stream_write(stream, text, length) == length;
    crt_stream_buffer_end(stream, begun);
    return done ? 0 : EOF;
}

int __cdecl fputs(const char *text, FILE *stream)
{
    REQUIRE(text && stream, EOF)
    _lock_file(stream);
    int result = crt_fputs(text, stream);
    _unlock_file(stream);
    return result;
}

int __cdecl puts(const char *text)
{
    char buffer[STREAM_BUFFER_SIZE];
    REQUIRE(text, EOF)
    size_t length = strlen(text);
    _lock_file(stdout);
    bool begun = crt_stream_buffer_begin(stdout, buffer, sizeof(buffer));
    bool done = crt_stream_write(stdout, text, length) == length && crt_putc('\n', stdout) != EOF;
    crt_stream_buffer_end(stdout, begun);
    _unlock_file(stdout);
    return done ? 0 : EOF;
}

/* ---- wide characters: UTF-16 in binary streams and in Unicode text streams, else multibyte characters of the locale
 */

static bool holds_bytes(const FILE *stream)
{
    if (stream->_flag & STREAM_STRING) return false;
    struct descriptor *descriptor = crt_descriptor_slot(stream->_file);
    return descriptor && descriptor->flags & FD_TEXT && descriptor->encoding == ENCODING_ANSI;
}

static wint_t get_multibyte(FILE *stream)
{
    char bytes[MB_LEN_MAX_CRT];
    wchar_t wide;
    struct locale *locale = crt_locale(NULL);
    for (int count = 0; count < locale->data.mb_cur_max && count < MB_LEN_MAX_CRT;) {
        int c = crt_getc(stream);
        if (c == EOF) {
            if (count) *_errno() = EILSEQ;
            return WEOF;
        }
        bytes[count++] = (char)c;
        if (!c) return 0;
        int error = *_errno();
        if (crt_to_wide(&wide, bytes, count, locale) > 0) return wide;
        if (count < locale->data.mb_cur_max) *_errno() = error;
    }
    *_errno() = EILSEQ;
    return WEOF;
}

wint_t crt_getwc(FILE *stream)
{
    if (holds_bytes(stream)) return get_multibyte(stream);
    int low = crt_getc(stream), high = low == EOF ? EOF : crt_getc(stream);
    return high == EOF ? WEOF : (wint_t)(low | high << 8);
}

wint_t crt_putwc(wchar_t c, FILE *stream)
{
    if (holds_bytes(stream)) {
        char bytes[MB_LEN_MAX_CRT];
        int count = crt_to_bytes(bytes, sizeof(bytes), c, crt_locale(NULL));
        if (count < 0) return WEOF;
        return crt_stream_write(stream, bytes, count) == (size_t)count ? c : WEOF;
    }
    return crt_stream_write(stream, &c, sizeof(c)) == sizeof(c) ? c : WEOF;
}

wint_t crt_ungetwc(wint_t c, FILE *stream)
{
    if (c == WEOF) return WEOF;
    if (holds_bytes(stream)) {
        char bytes[MB_LEN_MAX_CRT];
        int count = crt_to_bytes(bytes, sizeof(bytes), c, crt_locale(NULL));
        if (count < 0) return WEOF;
        while (count) {
            if (crt_ungetc((unsigned char)bytes[--count], stream) == EOF) return WEOF;
        }
        return c;
    }
    if (crt_ungetc(c >> 8, stream) == EOF) return WEOF;
    /* At the beginning of a buffer the first ungetc made room for one byte only: move it. */
    if (stream->_ptr == stream->_base && stream->_cnt == 1 && stream->_bufsiz >= 2) {
        stream->_base[1] = stream->_base[0];
        stream->_ptr++;
    }
    return crt_ungetc(c & 0xff, stream) == EOF ? WEOF : c;
}

wint_t __cdecl _fgetwc_nolock(FILE *stream) { return crt_getwc(stream); }
wint_t __cdecl _getwc_nolock(FILE *stream) { return crt_getwc(stream); }
wint_t __cdecl _fputwc_nolock(wchar_t c, FILE *stream) { return crt_putwc(c, stream); }
wint_t __cdecl _putwc_nolock(wchar_t c, FILE *stream) { return crt_putwc(c, stream); }
wint_t __cdecl _ungetwc_nolock(wint_t c, FILE *stream) { return crt_ungetwc(c, stream); }

wint_t __cdecl fgetwc(FILE *stream)
{
    REQUIRE(stream, WEOF)
    _lock_file(stream);
    wint_t c = crt_getwc(stream);
    _unlock_file(stream);
    return c;
}

wint_t __cdecl fputwc(wchar_t c, FILE *stream)
{
    REQUIRE(stream, WEOF)
    _lock_file(stream);
    wint_t result = crt_putwc(c, stream);
    _unlock_file(stream);
    return result;
}

wint_t __cdecl ungetwc(wint_t c, FILE *stream)
{
    REQUIRE(stream, WEOF)
    _lock_file(stream);
    c = crt_ungetwc(c, stream);
    _unlock_file(stream);
    return c;
}

wint_t __cdecl getwc(FILE *stream) { return fgetwc(stream); }
wint_t __cdecl putwc(wchar_t c, FILE *stream) { return fputwc(c, stream); }
wint_t __cdecl getwchar(void) { return fgetwc(stdin); }
wint_t __cdecl putwchar(wchar_t c) { return fputwc(c, stdout); }
wint_t __cdecl _fgetwchar(void) { return fgetwc(stdin); }
wint_t __cdecl _fputwchar(wchar_t c) { return fputwc(c, stdout); }

/* ---- wide lines */

wchar_t *__cdecl fgetws(wchar_t *to, int size, FILE *stream)
{
    REQUIRE(stream && (to || !size) && size >= 0, NULL)
    if (!size) return NULL;
    wchar_t *at = to;
    _lock_file(stream);
    while (at < to + size - 1) {
        wint_t c = crt_getwc(stream);
        if (c == WEOF) break;
        *at++ = c;
        if (c == '\n') break;
    }
    bool nothing = at == to && size > 1;
    _unlock_file(stream);
    if (nothing) return NULL;
    *at = 0;
    return to;
}

static wchar_t *get_wide_line(wchar_t *to, size_t size, bool limited)
{
    size_t used = 0;
    wint_t c;
    REQUIRE(to && (!limited || size), NULL)
    _lock_file(stdin);
    while ((c = crt_getwc(stdin)) != WEOF && c != '\n') {
        if (!limited || used < size) to[used] = c;
        used++;
    }
    _unlock_file(stdin);
    if (c == WEOF && !used) return NULL;
    if (limited && used >= size) {
        *to = 0;
        crt_invalid(ERANGE);
        return NULL;
    }
    to[used] = 0;
    return to;
}

wchar_t *__cdecl _getws(wchar_t *to) { return get_wide_line(to, 0, false); }
wchar_t *__cdecl _getws_s(wchar_t *to, size_t size) { return get_wide_line(to, size, true); }

static int put_wide_line(const wchar_t *text, FILE *stream, bool new_line)
{
    char buffer[STREAM_BUFFER_SIZE];
    REQUIRE(text && stream, EOF)
    int result = 0;
    _lock_file(stream);
    bool begun = crt_stream_buffer_begin(stream, buffer, sizeof(buffer));
    for (; *text && !result; text++) {
        if (crt_putwc(*text, stream) == WEOF) result = EOF;
    }
    if (!result && new_line && crt_putwc('\n', stream) == WEOF) result = EOF;
    crt_stream_buffer_end(stream, begun);
    _unlock_file(stream);
    return result;
}

int __cdecl fputws(const wchar_t *text, FILE *stream) { return put_wide_line(text, stream, false); }
int __cdecl _putws(const wchar_t *text) { return put_wide_line(text, stdout, true); }
