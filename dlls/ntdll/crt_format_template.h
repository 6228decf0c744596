/* printf for char and for WCHAR: crt_format.c includes it with CHARACTER, OTHER (the other kind) and FUNCTION() set. */

struct FUNCTION(output) {
    CHARACTER *at, *end;     /* end: where no more fits */
    size_t total;            /* what would have been written */
};

static void FUNCTION(emit)(struct FUNCTION(output) *output, CHARACTER c)
{
    if (output->at < output->end) *output->at++ = c;
    output->total++;
}

static void FUNCTION(pad)(struct FUNCTION(output) *output, CHARACTER c, int count)
{
    while (count-- > 0) FUNCTION(emit)(output, c);
}

static const CHARACTER *FUNCTION(parse_flags)(const CHARACTER *at, struct conversion *format)
{
    for (;; at++) {
        if (*at == '-') format->left = true;
        else if (*at == '0') format->zero = true;
        else if (*at == '+') format->plus = true;
        else if (*at == ' ') format->space = true;
        else if (*at == '#') format->alternate = true;
        else return at;
    }
}

static const CHARACTER *FUNCTION(parse_size)(const CHARACTER *at, struct conversion *format)
{
    if (at[0] == 'I' && at[1] == '6' && at[2] == '4') return format->bytes = 8, at + 3;
    if (at[0] == 'I' && at[1] == '3' && at[2] == '2') return format->bytes = 4, at + 3;
    if (at[0] == 'I' || at[0] == 'z' || at[0] == 't') return format->bytes = sizeof(size_t), at + 1;
    if (at[0] == 'j') return format->bytes = 8, at + 1;
    if (at[0] == 'l' && at[1] == 'l') return format->bytes = 8, at + 2;
    if (at[0] == 'l' || at[0] == 'w') return format->wide = 1, at + 1;
    if (at[0] == 'h' && at[1] == 'h') return format->bytes = 1, at + 2;
    if (at[0] == 'h') return format->bytes = 2, format->wide = -1, at + 1;
    return at;
}

static const CHARACTER *FUNCTION(parse_conversion)(const CHARACTER *at, struct conversion *format, va_list *arguments)
{
    *format = (struct conversion){ .precision = -1, .bytes = 4 };
    at = FUNCTION(parse_flags)(at, format);
    if (*at == '*') {
        format->width = va_arg(*arguments, int);
        if (format->width < 0) format->left = true, format->width = -format->width;
        at++;
    }
    while (*at >= '0' && *at <= '9') format->width = format->width * 10 + (*at++ - '0');
    if (*at == '.') {
        format->precision = 0;
        if (*++at == '*') format->precision = va_arg(*arguments, int), at++;
        while (*at >= '0' && *at <= '9') format->precision = format->precision * 10 + (*at++ - '0');
    }
    return FUNCTION(parse_size)(at, format);
}

static void FUNCTION(put_number)(struct FUNCTION(output) * output, const struct conversion *format, uint64_t value,
                                 char sign, unsigned base, bool upper)
{
    char digits[24];
    int count = 0;
    const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (uint64_t rest = value; rest; rest /= base) digits[count++] = set[rest % base];
    int zeros = format->precision >= 0 ? format->precision - count : count ? 0 : 1;
    int prefix = format->alternate && value && base == 16 ? 2 : 0;
    if (format->alternate && base == 8 && zeros <= 0) zeros = 1;
    if (zeros < 0) zeros = 0;
    int length = count + zeros + prefix + (sign != 0);
    if (!format->left && format->zero && format->precision < 0 && format->width > length) {
        zeros += format->width - length;
        length = format->width;
    }
    if (!format->left) FUNCTION(pad)(output, ' ', format->width - length);
    if (sign) FUNCTION(emit)(output, sign);
    if (prefix) {
        FUNCTION(emit)(output, '0');
        FUNCTION(emit)(output, upper ? 'X' : 'x');
    }
    FUNCTION(pad)(output, '0', zeros);
    while (count) FUNCTION(emit)(output, digits[--count]);
    if (format->left) FUNCTION(pad)(output, ' ', format->width - length);
}

static void FUNCTION(put_integer)(struct FUNCTION(output) * output, const struct conversion *format, CHARACTER kind,
                                  va_list *arguments)
{
    uint64_t value = format->bytes == 8 ? va_arg(*arguments, uint64_t) : va_arg(*arguments, uint32_t);
    char sign = 0;
    if (kind == 'd' || kind == 'i') {
        int64_t number = format->bytes == 8   ? (int64_t)value
                         : format->bytes == 2 ? (int16_t)value
                         : format->bytes == 1 ? (int8_t)value
                                              : (int32_t)value;
        sign = number < 0 ? '-' : format->plus ? '+' : format->space ? ' ' : 0;
        value = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    } else if (format->bytes < 4) {
        value &= format->bytes == 2 ? 0xffff : 0xff;
    }
    FUNCTION(put_number)
    (output, format, value, sign,
     kind == 'x' || kind == 'X' ? 16
     : kind == 'o'              ? 8
                                : 10,
     kind == 'X');
}

/* A string of the other kind goes character by character through the ANSI code page. */
static void FUNCTION(put_string)(struct FUNCTION(output) * output, const struct conversion *format, const void *text,
                                 bool wide)
{
    static const WCHAR null_wide[] = L"(null)";
    int limit = format->precision >= 0 ? format->precision : INT_MAX, length = 0;
    if (!text) text = wide ? (const void *)null_wide : "(null)";
    while (length < limit && (wide ? ((const WCHAR *)text)[length] : ((const char *)text)[length])) length++;
    if (!format->left) FUNCTION(pad)(output, format->zero ? '0' : ' ', format->width - length);
    for (int i = 0; i < length; i++) {
        if (wide) FUNCTION(put_wide_character)(output, ((const WCHAR *)text)[i]);
        else FUNCTION(emit)(output, sizeof(CHARACTER) == 1 ? ((const char *)text)[i] : ((const UCHAR *)text)[i]);
    }
    if (format->left) FUNCTION(pad)(output, ' ', format->width - length);
}

static void FUNCTION(put_counted)(struct FUNCTION(output) * output, struct conversion *format, const STRING *string,
                                  bool wide)
{
    format->precision = string ? string->Length / (wide ? sizeof(WCHAR) : 1) : 6;
    FUNCTION(put_string)(output, format, string ? string->Buffer : NULL, wide);
}

static void FUNCTION(format)(struct FUNCTION(output) *output, const CHARACTER *at, va_list *arguments)
{
    for (; *at; at++) {
        struct conversion format;
        if (*at != '%') {
            FUNCTION(emit)(output, *at);
            continue;
        }
        at = FUNCTION(parse_conversion)(at + 1, &format, arguments);
        bool natural = sizeof(CHARACTER) == sizeof(WCHAR);
        switch (*at) {
        case 's':
            FUNCTION(put_string)(output, &format, va_arg(*arguments, void *), format.wide ? format.wide > 0 : natural);
            break;
        case 'S':
            FUNCTION(put_string)(output, &format, va_arg(*arguments, void *), format.wide ? format.wide > 0 : !natural);
            break;
        case 'Z': FUNCTION(put_counted)(output, &format, va_arg(*arguments, STRING *), format.wide > 0); break;
        case 'c': case 'C': {
            WCHAR c[2] = { (WCHAR)va_arg(*arguments, int), 0 };
            char narrow[2] = { (char)c[0], 0 };
            bool wide = format.wide ? format.wide > 0 : (*at == 'c') == natural;
            format.precision = 1;
            if (!c[0]) FUNCTION(pad)(output, ' ', format.width - 1), FUNCTION(emit)(output, 0);
            else FUNCTION(put_string)(output, &format, wide ? (void *)c : (void *)narrow, wide);
            break;
        }
        case 'p':
            format.precision = sizeof(void *) * 2;
            FUNCTION(put_number)(output, &format, (uintptr_t)va_arg(*arguments, void *), 0, 16, true);
            break;
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'o':
            FUNCTION(put_integer)(output, &format, *at, arguments);
            break;
        case 'e': case 'f': case 'g': case 'E': case 'G':
            (void)va_arg(*arguments, double);
            FUNCTION(put_string)(output, &format, "(no floating point)", false);
            break;
        case 'n': (void)va_arg(*arguments, void *); break;
        case 0: return;
        default: FUNCTION(emit)(output, *at);
        }
    }
}

/* Windows' old functions: -1 when it does not fit, and no terminator then. */
static int FUNCTION(print_old)(CHARACTER *target, size_t capacity, const CHARACTER *text, va_list *arguments)
{
    struct FUNCTION(output) output = { target, target ? target + capacity : NULL, 0 };
    FUNCTION(format)(&output, text, arguments);
    if (target && output.total < capacity) *output.at = 0;
    if (!target) return (int)output.total;
    return output.total > capacity ? -1 : (int)output.total;
}

/* The checked functions: an empty string when it does not fit; with _TRUNCATE what fits, and -1. */
static int FUNCTION(print_checked)(CHARACTER *target, size_t capacity, size_t count, const CHARACTER *text,
                                   va_list *arguments)
{
    if (!target || !capacity || !text) return -1;
    size_t room = count == (size_t)-1 || count >= capacity ? capacity - 1 : count;
    struct FUNCTION(output) output = { target, target + room, 0 };
    FUNCTION(format)(&output, text, arguments);
    *output.at = 0;
    if (output.total <= room) return (int)output.total;
    if (count == (size_t)-1 || count < capacity) return -1;
    *target = 0;
    return -1;
}
