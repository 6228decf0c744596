/* wsprintf and wvsprintf: the small formatter of user32, whose results are at most 1,024 characters long. */
#include "user_private.h"
#include <stdarg.h>

#define LONGEST 1024

struct output { WCHAR *wide; char *ansi; int used; };

static void put(struct output *out, WCHAR character)
{
    if (out->used >= LONGEST) return;
    if (out->wide) {
        out->wide[out->used++] = character;
        return;
    }
    char bytes[4];
    int length = character < 0x80 ? (bytes[0] = (char)character, 1)
                                  : WideCharToMultiByte(CP_ACP, 0, &character, 1, bytes, sizeof(bytes), NULL, NULL);
    for (int i = 0; i < length && out->used < LONGEST; i++) out->ansi[out->used++] = bytes[i];
}

static void put_byte(struct output *out, char byte) /* of a text in the same code page */
{
    if (out->used < LONGEST && out->ansi) out->ansi[out->used++] = byte;
}

struct specification {
    BOOL left, alternate, zero;
    int width, precision;
    enum { SIZE_DEFAULT, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_POINTER } size;
    WCHAR type;
};

static int parse_number(const WCHAR **format)
{
    int value = 0;
    for (; **format >= '0' && **format <= '9'; ++*format)
        value = value < LONGEST ? value * 10 + (**format - '0') : LONGEST;
    return value;
}

static struct specification parse(const WCHAR **format)
{
    struct specification s = {.precision = -1};
    for (;; ++*format) {
        if (**format == '-') s.left = TRUE;
        else if (**format == '#') s.alternate = TRUE;
        else if (**format == '0') s.zero = TRUE;
        else break;
    }
    s.width = parse_number(format);
    if (**format == '.') {
        ++*format;
        s.precision = parse_number(format);
    }
    if ((*format)[0] == 'I' && (*format)[1] == '6' && (*format)[2] == '4') s.size = SIZE_64, *format += 3;
    else if ((*format)[0] == 'I' && (*format)[1] == '3' && (*format)[2] == '2') *format += 3;
    else if (**format == 'I') s.size = SIZE_POINTER, ++*format;
    else if (**format == 'l') s.size = SIZE_LONG, ++*format;
    else if (**format == 'h') s.size = SIZE_SHORT, ++*format;
    s.type = **format;
    if (s.type) ++*format;
    return s;
}

static void pad(struct output *out, int count, WCHAR with)
{
    while (count-- > 0) put(out, with);
}

static void put_digits(struct output *out, const struct specification *s, ULONGLONG value, UINT base, BOOL negative)
{
    const char *digits = s->type == 'X' || s->type == 'p' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[32];
    int count = 0, sign = negative;
    do text[count++] = digits[value % base];
    while (value /= base);
    int zeros = max(s->precision - count, 0), prefix = s->alternate && base == 16 ? 2 : 0,
        rest = s->width - count - zeros - sign - prefix;
    if (!s->left && !s->zero) pad(out, rest, ' ');
    if (negative) put(out, '-');
    if (prefix) put(out, '0'), put(out, s->type == 'X' ? 'X' : 'x');
    if (!s->left && s->zero) pad(out, rest, '0');
    pad(out, zeros, '0');
    while (count) put(out, (WCHAR)text[--count]);
    if (s->left) pad(out, rest, ' ');
}

static void put_wide_text(struct output *out, const struct specification *s, const WCHAR *text)
{
    int length = 0;
    if (!text) text = L"(null)";
    while ((s->precision < 0 || length < s->precision) && text[length]) length++;
    if (!s->left) pad(out, s->width - length, s->zero ? '0' : ' ');
    for (int i = 0; i < length; i++) put(out, text[i]);
    if (s->left) pad(out, s->width - length, ' ');
}

static void put_ansi_text(struct output *out, const struct specification *s, const char *text)
{
    int length = 0;
    if (!text) text = "(null)";
    while ((s->precision < 0 || length < s->precision) && text[length]) length++;
    if (out->wide) {
        WCHAR *wide = wide_from_ansi(text, length);
        put_wide_text(out, s, wide ? wide : L"");
        heap_free(wide);
        return;
    }
    if (!s->left) pad(out, s->width - length, s->zero ? '0' : ' ');
    for (int i = 0; i < length; i++) put_byte(out, text[i]);
    if (s->left) pad(out, s->width - length, ' ');
}

static void put_character(struct output *out, const struct specification *s, BOOL is_wide, int value)
{
    char byte = (char)value;
    WCHAR wide = (WCHAR)value;
    if (!is_wide && !out->wide) {
        if (!s->left) pad(out, s->width - 1, ' ');
        put_byte(out, byte);
        if (s->left) pad(out, s->width - 1, ' ');
        return;
    }
    if (!is_wide) MultiByteToWideChar(CP_ACP, 0, &byte, 1, &wide, 1);
    if (!s->left) pad(out, s->width - 1, ' ');
    put(out, wide);
    if (s->left) pad(out, s->width - 1, ' ');
}

static void format_text(struct output *out, const WCHAR *format, va_list arguments)
{
    BOOL wide_by_default = out->wide != NULL;
    while (*format) {
        if (*format != '%') {
            put(out, *format++);
            continue;
        }
        format++;
        struct specification s = parse(&format);
        LONGLONG number;
        switch (s.type) {
        case 'c':
            put_character(out, &s, s.size == SIZE_LONG || (wide_by_default && s.size != SIZE_SHORT),
                          va_arg(arguments, int));
            break;
        case 'C':
            put_character(out, &s, s.size == SIZE_LONG || (!wide_by_default && s.size != SIZE_SHORT),
                          va_arg(arguments, int));
            break;
        case 's': case 'S': {
            BOOL wide = s.size == SIZE_LONG || (s.size != SIZE_SHORT && (s.type == 's') == wide_by_default);
            if (wide) put_wide_text(out, &s, va_arg(arguments, const WCHAR *));
            else put_ansi_text(out, &s, va_arg(arguments, const char *));
            break;
        }
        case 'd': case 'i':
            number = s.size == SIZE_64        ? va_arg(arguments, LONGLONG)
                     : s.size == SIZE_POINTER ? va_arg(arguments, LONG_PTR)
                                              : va_arg(arguments, int);
            if (s.size == SIZE_SHORT) number = (short)number;
            put_digits(out, &s, number < 0 ? 0 - (ULONGLONG)number : (ULONGLONG)number, 10, number < 0);
            break;
        case 'u': case 'x': case 'X': {
            ULONGLONG value = s.size == SIZE_64        ? va_arg(arguments, ULONGLONG)
                              : s.size == SIZE_POINTER ? va_arg(arguments, ULONG_PTR)
                                                       : va_arg(arguments, UINT);
            if (s.size == SIZE_SHORT) value = (USHORT)value;
            put_digits(out, &s, value, s.type == 'u' ? 10 : 16, FALSE);
            break;
        }
        case 'p':
            s.zero = TRUE, s.width = 2 * sizeof(void *);
            put_digits(out, &s, va_arg(arguments, ULONG_PTR), 16, FALSE);
            break;
        case 0: return;
        default: put(out, s.type); /* %% and what is no specification */
        }
    }
}

int WINAPI wvsprintfW(LPWSTR buffer, LPCWSTR format, va_list arguments)
{
    struct output out = {.wide = buffer};
    format_text(&out, format, arguments);
    buffer[min(out.used, LONGEST - 1)] = 0;
    return min(out.used, LONGEST - 1);
}

int WINAPI wvsprintfA(LPSTR buffer, LPCSTR format, va_list arguments)
{
    struct output out = {.ansi = buffer};
    WCHAR *wide = wide_from_ansi(format, -1);
    if (wide) format_text(&out, wide, arguments);
    heap_free(wide);
    buffer[min(out.used, LONGEST - 1)] = 0;
    return min(out.used, LONGEST - 1);
}

int WINAPIV wsprintfW(LPWSTR buffer, LPCWSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfW(buffer, format, arguments);
    va_end(arguments);
    return length;
}

int WINAPIV wsprintfA(LPSTR buffer, LPCSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfA(buffer, format, arguments);
    va_end(arguments);
    return length;
}
