/* The log of PE code, messages for people, and the exception of functions that are missing. */
#include "nt/nt.h"
#include "unix_calls.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#define LINE_CAPACITY 1024

struct line {
    char text[LINE_CAPACITY];
    size_t length;
};

struct conversion {
    bool left, zero, wide, longlong, alternate;
    int width, precision; /* precision -1: none */
};

static void put(struct line *line, char c)
{
    if (line->length < LINE_CAPACITY) line->text[line->length++] = c;
}

static void put_padded(struct line *line, const struct conversion *format, const char *text, size_t length)
{
    size_t padding = format->width > (int)length ? format->width - length : 0;
    if (!format->left) {
        for (; padding; padding--) put(line, format->zero ? '0' : ' ');
    }
    for (size_t i = 0; i < length; i++) put(line, text[i]);
    for (; padding; padding--) put(line, ' ');
}

static void put_code_point(struct line *line, uint32_t c)
{
    if (c < 0x80) {
        put(line, (char)c);
    } else if (c < 0x800) {
        put(line, (char)(0xc0 | c >> 6));
        put(line, (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        put(line, (char)(0xe0 | c >> 12));
        put(line, (char)(0x80 | (c >> 6 & 63)));
        put(line, (char)(0x80 | (c & 63)));
    } else {
        put(line, (char)(0xf0 | c >> 18));
        put(line, (char)(0x80 | (c >> 12 & 63)));
        put(line, (char)(0x80 | (c >> 6 & 63)));
        put(line, (char)(0x80 | (c & 63)));
    }
}

static void put_wide(struct line *line, const WCHAR *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        uint32_t c = text[i];
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < length && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000)
            c = 0x10000 + ((c - 0xd800) << 10) + (text[++i] - 0xdc00);
        put_code_point(line, c);
    }
}

static void put_number(struct line *line, const struct conversion *format, uint64_t value, unsigned base, bool negative)
{
    char digits[24];
    size_t at = sizeof(digits);
    do digits[--at] = "0123456789abcdef"[value % base]; while (value /= base);
    if (negative) digits[--at] = '-';
    put_padded(line, format, digits + at, sizeof(digits) - at);
}

static const char *parse_conversion(const char *at, struct conversion *format, va_list *arguments)
{
    *format = (struct conversion){ .precision = -1 };
    for (;; at++) {
        if (*at == '-') format->left = true;
        else if (*at == '0') format->zero = true;
        else if (*at != '#' && *at != '+' && *at != ' ') break;
    }
    while (*at >= '0' && *at <= '9') format->width = format->width * 10 + (*at++ - '0');
    if (*at == '.') {
        format->precision = 0;
        if (*++at == '*') {
            format->precision = va_arg(*arguments, int);
            at++;
        }
        while (*at >= '0' && *at <= '9') format->precision = format->precision * 10 + (*at++ - '0');
    }
    if (!strncmp(at, "I64", 3)) {
        format->longlong = true;
        return at + 3;
    }
    if (*at == 'l' || *at == 'w') {
        format->wide = true;
        if (*++at == 'l') format->longlong = true, at++;
    } else if (*at == 'z' || *at == 'h') {
        format->longlong = *at++ == 'z' && sizeof(size_t) == 8;
    }
    return at;
}

static void put_string(struct line *line, const struct conversion *format, const void *text)
{
    size_t limit = format->precision >= 0 ? (size_t)format->precision : SIZE_MAX, length = 0;
    if (!text) {
        put_padded(line, format, "(null)", 6);
    } else if (format->wide) {
        while (length < limit && ((const WCHAR *)text)[length]) length++;
        put_wide(line, text, length);
    } else {
        while (length < limit && ((const char *)text)[length]) length++;
        put_padded(line, format, text, length);
    }
}

static void put_integer(struct line *line, const struct conversion *format, char kind, va_list *arguments)
{
    uint64_t value = format->longlong ? va_arg(*arguments, uint64_t) : va_arg(*arguments, uint32_t);
    bool negative = false;
    if (kind == 'd' || kind == 'i') {
        int64_t number = format->longlong ? (int64_t)value : (int32_t)value;
        negative = number < 0;
        value = negative ? 0 - (uint64_t)number : (uint64_t)number;
    }
    put_number(line, format, value, kind == 'x' || kind == 'X' ? 16 : kind == 'o' ? 8 : 10, negative);
}

static void format_line(struct line *line, const char *at, va_list *arguments)
{
    for (; *at; at++) {
        struct conversion format;
        if (*at != '%') {
            put(line, *at);
            continue;
        }
        at = parse_conversion(at + 1, &format, arguments);
        switch (*at) {
        case 's': put_string(line, &format, va_arg(*arguments, void *)); break;
        case 'S': format.wide = true; put_string(line, &format, va_arg(*arguments, void *)); break;
        case 'Z': {
            const UNICODE_STRING *string = va_arg(*arguments, const UNICODE_STRING *);
            if (string && string->Buffer) put_wide(line, string->Buffer, string->Length / sizeof(WCHAR));
            else put_padded(line, &format, "(null)", 6);
            break;
        }
        case 'c': put_code_point(line, va_arg(*arguments, int)); break;
        case 'p': put_number(line, &format, (uintptr_t)va_arg(*arguments, void *), 16, false); break;
        case '%': put(line, '%'); break;
        case 0: return;
        default: put_integer(line, &format, *at, arguments);
        }
    }
}

void __cdecl winrun_log(ULONG channel, const char *format, ...)
{
    struct line line;
    va_list arguments;
    line.length = 0;
    va_start(arguments, format);
    format_line(&line, format, &arguments);
    va_end(arguments);
    struct unix_log_write_args args = { UNIX_PTR(line.text), (uint32_t)line.length, channel };
    unix_call_log_write(&args);
}

void __cdecl winrun_print_error(const char *format, ...)
{
    struct line line;
    va_list arguments;
    memcpy(line.text, "winrun: ", 8);
    line.length = 8;
    va_start(arguments, format);
    format_line(&line, format, &arguments);
    va_end(arguments);
    if (line.length > LINE_CAPACITY - 2) line.length = LINE_CAPACITY - 2;
    memcpy(line.text + line.length, ".\n", 2);
    struct unix_message_write_args args = { UNIX_PTR(line.text), (uint32_t)line.length + 2, 0 };
    unix_call_message_write(&args);
}

#define EXCEPTION_WINRUN_STUB STATUS_ENTRYPOINT_NOT_FOUND

void __cdecl __attribute__((noreturn)) winrun_raise_stub(const char *dll, const char *function)
{
    PLDR_DATA_TABLE_ENTRY caller = module_from_address(__builtin_return_address(0));
    EXCEPTION_RECORD record = {
        .ExceptionCode = EXCEPTION_WINRUN_STUB, .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
        .ExceptionAddress = __builtin_return_address(0), .NumberParameters = 2,
        .ExceptionInformation = { (ULONG_PTR)dll, (ULONG_PTR)function },
    };
    log_line(LOG_LOADER, "%ls called %s of %s, which Winrun does not have yet",
             caller ? caller->BaseDllName.Buffer : L"code outside any module", function, dll);
    for (;;) RtlRaiseException(&record);
}
