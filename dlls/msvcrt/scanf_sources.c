/* Where scanf reads from: a stream or a string. */
#include "crt.h"
#include "scanf_sources.h"

static int get_stream(struct scan_source *source) { return crt_getc(source->stream); }
static void unget_stream(struct scan_source *source, int c) { crt_ungetc(c, source->stream); }

static int get_wide_stream(struct scan_source *source)
{
    wint_t c = crt_getwc(source->stream);
    return c == WEOF ? -1 : c;
}
static void unget_wide_stream(struct scan_source *source, int c) { crt_ungetwc((wint_t)c, source->stream); }

static int get_string(struct scan_source *source)
{
    const unsigned char *at = source->stream;
    if (!source->left || !*at) return -1;
    source->left--;
    source->stream = (void *)(at + 1);
    return *at;
}
static void unget_string(struct scan_source *source, int c)
{
    (void)c;
    source->left++;
    source->stream = (unsigned char *)source->stream - 1;
}

static int get_wide_string(struct scan_source *source)
{
    const wchar_t *at = source->stream;
    if (!source->left || !*at) return -1;
    source->left--;
    source->stream = (void *)(at + 1);
    return *at;
}
static void unget_wide_string(struct scan_source *source, int c)
{
    (void)c;
    source->left++;
    source->stream = (wchar_t *)source->stream - 1;
}

int crt_scan_stream(FILE *stream, unsigned options, const char *format, _locale_t locale, va_list arguments)
{
    struct scan_source source = {get_stream, unget_stream, stream, 0};
    if (!stream) {
        crt_invalid(EINVAL);
        return EOF;
    }
    _lock_file(stream);
    int fields = crt_scan(&source, options, format, locale, arguments);
    _unlock_file(stream);
    return fields;
}

int crt_wide_scan_stream(FILE *stream, unsigned options, const wchar_t *format, _locale_t locale, va_list arguments)
{
    struct scan_source source = {get_wide_stream, unget_wide_stream, stream, 0};
    if (!stream) {
        crt_invalid(EINVAL);
        return EOF;
    }
    _lock_file(stream);
    int fields = crt_wide_scan(&source, options, format, locale, arguments);
    _unlock_file(stream);
    return fields;
}

int crt_scan_string(const char *text, size_t size, unsigned options, const char *format, _locale_t locale,
                    va_list arguments)
{
    struct scan_source source = {get_string, unget_string, (void *)text, size};
    if (text) return crt_scan(&source, options, format, locale, arguments);
    crt_invalid(EINVAL);
    return EOF;
}

int crt_wide_scan_string(const wchar_t *text, size_t size, unsigned options, const wchar_t *format, _locale_t locale,
                         va_list arguments)
{
    struct scan_source source = {get_wide_string, unget_wide_string, (void *)text, size};
    if (text) return crt_wide_scan(&source, options, format, locale, arguments);
    crt_invalid(EINVAL);
    return EOF;
}
