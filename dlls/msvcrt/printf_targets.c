/* Where formatted output goes: to a stream or into a buffer. */
#include "crt.h"

static int count_output = !IS_UCRT;

bool crt_count_output_enabled(void) { return count_output; }

int __cdecl _set_printf_count_output(int enable)
{
    int before = count_output;
    count_output = enable != 0;
    return before;
}

int __cdecl _get_printf_count_output(void) { return count_output; }

int crt_invalid_result(void)
{
    crt_invalid(EINVAL);
    return -1;
}

/* ---- streams */

static bool to_stream(void *to, const char *text, size_t length)
{
    return crt_stream_write(to, text, length) == length;
}

static bool wide_to_stream(void *to, const wchar_t *text, size_t length)
{
    for (; length; length--) {
        if (crt_putwc(*text++, to) == WEOF) return false;
    }
    return true;
}

#define FORMAT_STREAM(name, CHARACTER, engine, target)                                                                 \
    int name(FILE *stream, unsigned options, const CHARACTER *format, _locale_t locale, va_list arguments)             \
    {                                                                                                                  \
        char buffer[1024];                                                                                             \
        if (!stream || !format) return crt_invalid_result();                                                           \
        _lock_file(stream);                                                                                            \
        bool begun = crt_stream_buffer_begin(stream, buffer, sizeof(buffer));                                          \
        int count = engine(target, stream, options, format, locale, arguments);                                        \
        crt_stream_buffer_end(stream, begun);                                                                          \
        _unlock_file(stream);                                                                                          \
        return count;                                                                                                  \
    }
FORMAT_STREAM(crt_format_stream, char, crt_format, to_stream)
FORMAT_STREAM(crt_wide_format_stream, wchar_t, crt_wide_format, wide_to_stream)

/* ---- buffers: what does not fit is counted, but not stored */

struct narrow_buffer { char *at; size_t room; };
struct wide_buffer { wchar_t *at; size_t room; };

static bool to_buffer(void *to, const char *text, size_t length)
{
    struct narrow_buffer *buffer = to;
    size_t part = length < buffer->room ? length : buffer->room;
    memcpy(buffer->at, text, part);
    buffer->at += part;
    buffer->room -= part;
    return true;
}

static bool wide_to_buffer(void *to, const wchar_t *text, size_t length)
{
    struct wide_buffer *buffer = to;
    size_t part = length < buffer->room ? length : buffer->room;
    memcpy(buffer->at, text, part * sizeof(wchar_t));
    buffer->at += part;
    buffer->room -= part;
    return true;
}

int crt_format_buffer(char *to, size_t size, unsigned options, const char *format, _locale_t locale, va_list arguments)
{
    struct narrow_buffer buffer = {to, to ? size : 0};
    int count = crt_format(to_buffer, &buffer, options, format, locale, arguments);
    if (count >= 0 && buffer.room) *buffer.at = 0;
    return count;
}

int crt_wide_format_buffer(wchar_t *to, size_t size, unsigned options, const wchar_t *format, _locale_t locale,
                           va_list arguments)
{
    struct wide_buffer buffer = {to, to ? size : 0};
    int count = crt_wide_format(wide_to_buffer, &buffer, options, format, locale, arguments);
    if (count >= 0 && buffer.room) *buffer.at = 0;
    return count;
}

#define SECURE_BUFFER(name, CHARACTER, engine)                                                                         \
    int name(CHARACTER *to, size_t size, size_t most, unsigned options, const CHARACTER *format, _locale_t locale, va_list arguments) \
    {                                                                                                                  \
        if (format && !to && !size && !most) return 0;                                                                 \
        if (!format || !to || !size) return crt_invalid_result();                                                      \
        size_t room = most < size ? most + 1 : size;                                                                   \
        int count = engine(to, room, options, format, locale, arguments);                                              \
        if (count >= 0 && (size_t)count < room) return count;                                                          \
        if (count >= 0 && (most == TRUNCATE || most < size)) {                                                         \
            to[room - 1] = 0;                                                                                          \
            return -1;                                                                                                 \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        if (count >= 0) crt_invalid(ERANGE);                                                                           \
        return -1;                                                                                                     \
    }
SECURE_BUFFER(crt_secure_format_buffer, char, crt_format_buffer)
SECURE_BUFFER(crt_wide_secure_format_buffer, wchar_t, crt_wide_format_buffer)
