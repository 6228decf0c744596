/* The printf family, once for char (printf_narrow.c) and once for wchar_t (printf_wide.c). Before this file is
 * included: CHARACTER, WIDE (0 or 1), SINK (the type of the function that takes the output), ENGINE (the name of the
 * function) */
#include "crt.h"

enum size { SIZE_NONE, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_32, SIZE_POINTER, SIZE_DOUBLE, SIZE_WIDE };

struct specification {
    bool left, plus, space, alternate, zero;
    int width, precision; /* precision -1: none given */
    enum size size;
    CHARACTER conversion;
};

struct output {
    SINK sink;
    void *to;
    int count;
    bool failed;
    unsigned options;
    struct locale *locale;
    va_list arguments;
};

static void put(struct output *out, const CHARACTER *text, size_t length)
{
    if (!length || out->failed) return;
    if (!out->sink(out->to, text, length)) out->failed = true;
    out->count += (int)length;
}

static void pad(struct output *out, CHARACTER c, int count)
{
    CHARACTER block[32];
    for (size_t i = 0; i < ARRAY_SIZE(block); i++) block[i] = c;
    for (; count > 0; count -= (int)ARRAY_SIZE(block)) {
        put(out, block, count < (int)ARRAY_SIZE(block) ? (size_t)count : ARRAY_SIZE(block));
    }
}

/* prefix (sign, 0x), zeros, text, in the field */
static void put_field(struct output *out, const struct specification *spec, const CHARACTER *prefix, int prefix_length,
                      int zeros, const CHARACTER *text, int length)
{
    int padding = spec->width - prefix_length - zeros - length;
    if (!spec->left && !spec->zero) pad(out, ' ', padding);
    put(out, prefix, prefix_length);
    if (!spec->left && spec->zero) pad(out, '0', padding);
    pad(out, '0', zeros);
    put(out, text, length);
    if (spec->left) pad(out, ' ', padding);
}

/* ---- numbers */

static int64_t signed_argument(struct output *out, enum size size)
{
    switch (size) {
    case SIZE_64: return va_arg(out->arguments, int64_t);
    case SIZE_POINTER: return va_arg(out->arguments, intptr_t);
    case SIZE_SHORT: return (short)va_arg(out->arguments, int);
    case SIZE_CHAR: return (signed char)va_arg(out->arguments, int);
    default: return va_arg(out->arguments, int);
    }
}

static uint64_t unsigned_argument(struct output *out, enum size size)
{
    switch (size) {
    case SIZE_64: return va_arg(out->arguments, uint64_t);
    case SIZE_POINTER: return va_arg(out->arguments, uintptr_t);
    case SIZE_SHORT: return (unsigned short)va_arg(out->arguments, int);
    case SIZE_CHAR: return (unsigned char)va_arg(out->arguments, int);
    default: return va_arg(out->arguments, unsigned);
    }
}

static void put_number(struct output *out, struct specification *spec, uint64_t value, const CHARACTER *prefix,
                       int prefix_length, unsigned base, bool upper)
{
    const char *alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    CHARACTER digits[24], *at = digits + ARRAY_SIZE(digits);
    for (uint64_t rest = value; rest; rest /= base) *--at = alphabet[rest % base];
    int length = (int)(digits + ARRAY_SIZE(digits) - at), zeros = 0;
    if (spec->precision >= 0) spec->zero = false;
    int minimum = spec->precision < 0 ? 1 : spec->precision;
    if (base == 8 && spec->alternate && minimum <= length) minimum = length + 1;
    if (minimum > length) zeros = minimum - length;
    put_field(out, spec, prefix, prefix_length, zeros, at, length);
}

static void put_signed(struct output *out, struct specification *spec)
{
    int64_t value = signed_argument(out, spec->size);
    CHARACTER sign = value < 0 ? '-' : spec->plus ? '+' : ' ';
    put_number(out, spec, value < 0 ? -(uint64_t)value : (uint64_t)value, &sign, value < 0 || spec->plus || spec->space,
               10, false);
}

static void put_unsigned(struct output *out, struct specification *spec)
{
    CHARACTER prefix[2] = {'0', spec->conversion};
    uint64_t value = unsigned_argument(out, spec->size);
    unsigned base = spec->conversion == 'u' ? 10 : spec->conversion == 'o' ? 8 : 16;
    put_number(out, spec, value, prefix, base == 16 && spec->alternate && value ? 2 : 0, base, spec->conversion == 'X');
}

static void put_pointer(struct output *out, struct specification *spec)
{
    static const CHARACTER prefix[2] = {'0', 'X'};
    spec->precision = 2 * (int)sizeof(void *);
    put_number(out, spec, va_arg(out->arguments, uintptr_t), prefix, spec->alternate ? 2 : 0, 16, true);
}

static void put_double(struct output *out, struct specification *spec)
{
    char small[FLOAT_TEXT_SIZE(64)], *text = small;
    double value = va_arg(out->arguments, double);
    if (spec->precision > 64) text = malloc(FLOAT_TEXT_SIZE(spec->precision));
    if (!text) {
        out->failed = true;
        return;
    }
    const struct float_format format = {
        .conversion = (char)spec->conversion,
        .precision = spec->precision,
        .alternate = spec->alternate,
        .three_digits = out->options & PRINTF_THREE_DIGITS,
        .msvcrt_special = out->options & PRINTF_LEGACY_MSVCRT,
        .half_up = !(out->options & PRINTF_STANDARD_ROUNDING),
        .point = *out->locale->lconv.decimal_point,
    };
    int length = crt_format_double(text, value, &format), prefix_length = 0, start = 0;
    CHARACTER prefix[3];
    if (*text == '-') prefix[prefix_length++] = text[start++];
    else if (spec->plus || spec->space) prefix[prefix_length++] = spec->plus ? '+' : ' ';
    if ((spec->conversion | 0x20) == 'a' && text[start] == '0') {
        prefix[prefix_length++] = text[start++];
        prefix[prefix_length++] = text[start++];
    }
    if (text[start] > '9' && !(out->options & PRINTF_LEGACY_MSVCRT) && prefix_length < 2) spec->zero = false;
#if WIDE
    wchar_t wide_small[FLOAT_TEXT_SIZE(64)],
        *wide = spec->precision > 64 ? malloc((length + 1) * sizeof(*wide)) : wide_small;
    for (int i = 0; wide && i < length; i++) wide[i] = (unsigned char)text[i];
    if (wide) put_field(out, spec, prefix, prefix_length, 0, wide + start, length - start);
    if (wide != wide_small) free(wide);
#else
    put_field(out, spec, prefix, prefix_length, 0, text + start, length - start);
#endif
    if (text != small) free(text);
}

/* ---- characters and strings */

/* Whether %c, %s (or %C, %S: the other way round) mean wide characters here. */
static bool is_wide(const struct output *out, const struct specification *spec)
{
    if (spec->size == SIZE_SHORT || spec->size == SIZE_CHAR) return false;
    if (spec->size == SIZE_LONG || spec->size == SIZE_WIDE) return true;
    bool capital = spec->conversion == 'S' || spec->conversion == 'C';
    bool legacy = WIDE && out->options & PRINTF_LEGACY_WIDE;
    return capital != legacy;
}

static void put_bytes(struct output *out, const struct specification *spec, const char *text, size_t length)
{
#if WIDE
    /* characters are counted before they are shown, as the field must be filled on the left */
    size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision, count = 0;
    for (size_t at = 0; at < length && count < limit; count++) {
        wchar_t c;
        int bytes = crt_to_wide(&c, text + at, length - at, out->locale);
        at += bytes > 0 ? bytes : 1;
    }
    int padding = spec->width - (int)count;
    if (!spec->left) pad(out, spec->zero ? '0' : ' ', padding);
    for (size_t at = 0; count; count--) {
        wchar_t c = 0;
        int bytes = crt_to_wide(&c, text + at, length - at, out->locale);
        at += bytes > 0 ? bytes : 1;
        put(out, &c, 1);
    }
    if (spec->left) pad(out, ' ', padding);
#else
    put_field(out, spec, NULL, 0, 0, text, (int)length);
#endif
}

static void put_wide(struct output *out, const struct specification *spec, const wchar_t *text, size_t length)
{
#if WIDE
    put_field(out, spec, NULL, 0, 0, text, (int)length);
#else
    char bytes[MB_LEN_MAX_CRT];
    size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision, size = 0, used = 0;
    for (; used < length; used++) {
        int count = crt_to_bytes(bytes, sizeof(bytes), text[used], out->locale);
        if (count < 0) {
            out->failed = true;
            return;
        }
        if (size + count > limit) break;
        size += count;
    }
    int padding = spec->width - (int)size;
    if (!spec->left) pad(out, spec->zero ? '0' : ' ', padding);
    for (size_t i = 0; i < used; i++) {
        int count = crt_to_bytes(bytes, sizeof(bytes), text[i], out->locale);
        put(out, bytes, count > 0 ? count : 0);
    }
    if (spec->left) pad(out, ' ', padding);
#endif
}

static void put_string(struct output *out, struct specification *spec)
{
    const void *text = va_arg(out->arguments, const void *);
    size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision;
    if (is_wide(out, spec)) {
        const wchar_t *wide = text ? text : L"(null)";
        put_wide(out, spec, wide, wcsnlen(wide, limit));
    } else {
        const char *narrow = text ? text : "(null)";
        put_bytes(out, spec, narrow, WIDE ? strlen(narrow) : strnlen(narrow, limit));
    }
}

static void put_character(struct output *out, struct specification *spec)
{
    int c = va_arg(out->arguments, int);
    spec->precision = -1;
    if (is_wide(out, spec)) {
        wchar_t wide = (wchar_t)c;
#if !WIDE
        char bytes[MB_LEN_MAX_CRT];
        if (crt_to_bytes(bytes, sizeof(bytes), wide, out->locale) < 0) return;
#endif
        put_wide(out, spec, &wide, 1);
    } else {
        char narrow = (char)c;
        put_bytes(out, spec, &narrow, 1);
    }
}

struct counted_string { /* ANSI_STRING, UNICODE_STRING */
    unsigned short length, room;
    void *text;
};

static void put_counted(struct output *out, struct specification *spec)
{
    const struct counted_string *string = va_arg(out->arguments, const struct counted_string *);
    if (!string || !string->text) put_bytes(out, spec, "(null)", 6);
    else if (spec->size == SIZE_LONG || spec->size == SIZE_WIDE)
        put_wide(out, spec, string->text, string->length / sizeof(wchar_t));
    else put_bytes(out, spec, string->text, string->length);
}

bool crt_count_output_enabled(void);

static void store_count(struct output *out, const struct specification *spec)
{
    void *to = va_arg(out->arguments, void *);
    if (!crt_count_output_enabled()) {
        crt_invalid(EINVAL);
        out->failed = true;
    } else if (spec->size == SIZE_SHORT) {
        *(short *)to = (short)out->count;
    } else if (spec->size == SIZE_64) {
        *(int64_t *)to = out->count;
    } else if (to) {
        *(int *)to = out->count;
    }
}

/* ---- specifications */

static const CHARACTER *parse_number(struct output *out, const CHARACTER *at, int *number)
{
    if (*at == '*') {
        *number = va_arg(out->arguments, int);
        return at + 1;
    }
    *number = 0;
    for (; *at >= '0' && *at <= '9'; at++) *number = *number * 10 + (*at - '0');
    return at;
}

static const CHARACTER *parse_size(const CHARACTER *at, struct specification *spec)
{
    switch (*at) {
    case 'h':
        spec->size = at[1] == 'h' ? SIZE_CHAR : SIZE_SHORT;
        return at + (at[1] == 'h' ? 2 : 1);
    case 'l':
        spec->size = at[1] == 'l' ? SIZE_64 : SIZE_LONG;
        return at + (at[1] == 'l' ? 2 : 1);
    case 'I':
        spec->size = SIZE_POINTER;
        if (at[1] == '6' && at[2] == '4') spec->size = SIZE_64;
        else if (at[1] == '3' && at[2] == '2') spec->size = SIZE_32;
        return at + (spec->size == SIZE_POINTER ? 1 : 3);
    case 'L': spec->size = SIZE_DOUBLE; return at + 1;
    case 'w': spec->size = SIZE_WIDE; return at + 1;
    case 'j': spec->size = SIZE_64; return at + 1;
    case 'z':
    case 't': spec->size = SIZE_POINTER; return at + 1;
    default: return at;
    }
}

static const CHARACTER *parse(struct output *out, const CHARACTER *at, struct specification *spec)
{
    *spec = (struct specification){.precision = -1};
    for (;; at++) {
        if (*at == '-') spec->left = true;
        else if (*at == '+') spec->plus = true;
        else if (*at == ' ') spec->space = true;
        else if (*at == '#') spec->alternate = true;
        else if (*at == '0') spec->zero = true;
        else break;
    }
    at = parse_number(out, at, &spec->width);
    if (spec->width < 0) {
        spec->left = true;
        spec->width = -spec->width;
    }
    if (*at == '.') {
        at = parse_number(out, at + 1, &spec->precision);
        if (spec->precision < 0) spec->precision = -1;
    }
    at = parse_size(at, spec);
    spec->conversion = *at;
    return at;
}

/* False if there is no such conversion. */
static bool convert(struct output *out, struct specification *spec)
{
    switch (spec->conversion) {
    case 'd':
    case 'i': put_signed(out, spec); return true;
    case 'u':
    case 'o':
    case 'x':
    case 'X': put_unsigned(out, spec); return true;
    case 'p': put_pointer(out, spec); return true;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': put_double(out, spec); return true;
    case 'c':
    case 'C': put_character(out, spec); return true;
    case 's':
    case 'S': put_string(out, spec); return true;
    case 'Z': put_counted(out, spec); return true;
    case 'n': store_count(out, spec); return true;
    default: return false;
    }
}

int ENGINE(SINK sink, void *to, unsigned options, const CHARACTER *format, _locale_t locale, va_list arguments)
{
    struct output out = {.sink = sink, .to = to, .options = options, .locale = crt_locale(locale)};
    if (!format) {
        crt_invalid(EINVAL);
        return -1;
    }
    va_copy(out.arguments, arguments);
    while (*format && !out.failed) {
        const CHARACTER *start = format;
        while (*format && *format != '%') format++;
        put(&out, start, format - start);
        if (!*format) break;
        if (*++format == '%') {
            put(&out, format++, 1);
            continue;
        }
        struct specification spec;
        format = parse(&out, format, &spec);
        if (!*format) {
            if (!(options & PRINTF_LEGACY_MSVCRT)) {
                crt_invalid(EINVAL);
                out.failed = true;
            }
            break;
        }
        if (!convert(&out, &spec)) put(&out, format, 1); /* an unknown letter stands for itself */
        format++;
    }
    va_end(out.arguments);
    return out.failed ? -1 : out.count;
}
