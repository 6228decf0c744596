/* The scanf family, once for char (scanf_narrow.c) and once for wchar_t (scanf_wide.c). Before this file is included:
 *   CHARACTER, WIDE (0 or 1), ENGINE (the name of the function) */
#include "crt.h"

#define NUMBER_TEXT 512

enum size { SIZE_NONE, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_POINTER, SIZE_DOUBLE, SIZE_WIDE };

struct scan {
    struct scan_source *source;
    unsigned options;
    struct locale *locale;
    int consumed, width; /* width: what is left of the field */
    bool at_end;
    va_list arguments;
};

struct specification {
    bool suppress;
    int width;
    enum size size;
    CHARACTER conversion;
};

static bool is_space(int c) { return WIDE ? c >= 0 && iswspace((wint_t)c) : crt_is_space((unsigned)c); }

static int get(struct scan *scan)
{
    int c = scan->source->get(scan->source);
    if (c < 0) scan->at_end = true;
    else scan->consumed++;
    return c;
}

static void unget(struct scan *scan, int c)
{
    if (c < 0) return;
    scan->consumed--;
    scan->source->unget(scan->source, c);
}

/* A character of the field, or -1 at its end. */
static int next(struct scan *scan)
{
    if (!scan->width) return -1;
    int c = get(scan);
    if (c >= 0) scan->width--;
    return c;
}

static void back(struct scan *scan, int c)
{
    if (c < 0) return;
    scan->width++;
    unget(scan, c);
}

static void skip_space(struct scan *scan)
{
    int c = get(scan);
    while (is_space(c)) c = get(scan);
    unget(scan, c);
}

/* ---- numbers */

static int digit_of(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    int letter = c | 0x20;
    return c < 128 && letter >= 'a' && letter <= 'z' ? letter - 'a' + 10 : 99;
}

static void store_integer(struct scan *scan, const struct specification *spec, uint64_t value)
{
    if (spec->suppress) return;
    void *to = va_arg(scan->arguments, void *);
    switch (spec->size) {
    case SIZE_CHAR: *(char *)to = (char)value; break;
    case SIZE_SHORT: *(short *)to = (short)value; break;
    case SIZE_64: *(uint64_t *)to = value; break;
    case SIZE_POINTER: *(uintptr_t *)to = (uintptr_t)value; break;
    default: *(int *)to = (int)value;
    }
}

static bool scan_integer(struct scan *scan, const struct specification *spec, int base)
{
    bool negative = false, any = false;
    uint64_t value = 0;
    int c = next(scan);
    if (c == '+' || c == '-') {
        negative = c == '-';
        c = next(scan);
    }
    if (c == '0' && (base == 0 || base == 16)) {
        any = true;
        c = next(scan);
        if (c == 'x' || c == 'X') {
            base = 16;
            c = next(scan);
        } else if (!base) {
            base = 8;
        }
    }
    if (!base) base = 10;
    for (; c >= 0 && digit_of(c) < base; c = next(scan)) {
        any = true;
        value = value * base + digit_of(c);
    }
    back(scan, c);
    if (!any) return false;
    store_integer(scan, spec, negative ? -value : value);
    return true;
}

static int copy_digits(struct scan *scan, int c, char *text, int *used)
{
    for (; c >= '0' && c <= '9'; c = next(scan)) {
        if (*used < NUMBER_TEXT - 16) text[(*used)++] = (char)c;
    }
    return c;
}

static bool scan_double(struct scan *scan, const struct specification *spec)
{
    char text[NUMBER_TEXT];
    int used = 0, c = next(scan), point = (unsigned char)*scan->locale->lconv.decimal_point;
    if (c == '+' || c == '-') {
        text[used++] = (char)c;
        c = next(scan);
    }
    int start = used;
    if (IS_UCRT && (c == 'i' || c == 'I' || c == 'n' || c == 'N')) {
        for (; c >= 0 && digit_of(c) >= 10 && digit_of(c) < 36 && used < start + 8; c = next(scan))
            text[used++] = (char)c;
    } else {
        c = copy_digits(scan, c, text, &used);
        if (c == point) {
            text[used++] = (char)c;
            c = copy_digits(scan, next(scan), text, &used);
        }
        if (used > start + (text[start] == point) && (c == 'e' || c == 'E')) {
            text[used++] = 'e';
            c = next(scan);
            if (c == '+' || c == '-') {
                text[used++] = (char)c;
                c = next(scan);
            }
            c = copy_digits(scan, c, text, &used);
        }
    }
    back(scan, c);
    text[used] = 0;
    char *end;
    double value = crt_strtod(text, &end);
    if (end == text) return false;
    if (spec->suppress) return true;
    void *to = va_arg(scan->arguments, void *);
    if (spec->size == SIZE_LONG || spec->size == SIZE_DOUBLE || spec->size == SIZE_64) *(double *)to = value;
    else *(float *)to = (float)value;
    return true;
}

/* ---- characters and strings */

struct target { /* where a string goes */
    bool wide, full;
    char *narrow_to;
    wchar_t *wide_to;
    size_t room;
    struct locale *locale;
};

static void store(struct target *target, int c)
{
    if (!target->narrow_to && !target->wide_to) return;
    if (target->wide) {
        wchar_t wide = (wchar_t)c;
#if !WIDE
        char byte = (char)c;
        if (crt_to_wide(&wide, &byte, 1, target->locale) < 0) wide = (unsigned char)c;
#endif
        if (!target->room) target->full = true;
        else target->room--, *target->wide_to++ = wide;
        return;
    }
    char bytes[MB_LEN_MAX_CRT] = {(char)c};
    int count = 1;
#if WIDE
    count = crt_to_bytes(bytes, sizeof(bytes), (wchar_t)c, target->locale);
    if (count < 0) count = 0;
#endif
    if (target->room < (size_t)count) {
        target->full = true;
        return;
    }
    memcpy(target->narrow_to, bytes, count);
    target->narrow_to += count;
    target->room -= count;
}

static bool wants_wide(const struct scan *scan, const struct specification *spec)
{
    if (spec->size == SIZE_SHORT || spec->size == SIZE_CHAR) return false;
    if (spec->size == SIZE_LONG || spec->size == SIZE_WIDE) return true;
    bool capital = spec->conversion == 'S' || spec->conversion == 'C',
         legacy = WIDE && scan->options & SCANF_LEGACY_WIDE;
    return capital != legacy;
}

/* Whether a character belongs to the set of %[...]; `set` is the text after the bracket, `end` its closing bracket. */
static bool in_set(const CHARACTER *set, const CHARACTER *end, int c)
{
    bool invert = *set == '^', found = false;
    if (invert) set++;
    for (; set < end; set++) {
        if (set + 2 < end && set[1] == '-') {
            int from = set[0] < set[2] ? set[0] : set[2], to = set[0] < set[2] ? set[2] : set[0];
            if (!WIDE) {
                from &= 0xff;
                to &= 0xff;
            }
            found = found || (c >= from && c <= to);
            set += 2;
        } else {
            found = found || (WIDE ? c == *set : c == (unsigned char)*set);
        }
    }
    return found != invert;
}

static bool scan_string(struct scan *scan, const struct specification *spec, const CHARACTER *set,
                        const CHARACTER *set_end)
{
    bool character = spec->conversion == 'c' || spec->conversion == 'C';
    struct target target = {.wide = wants_wide(scan, spec), .room = SIZE_MAX, .locale = scan->locale};
    void *to = spec->suppress ? NULL : va_arg(scan->arguments, void *);
    if (to && scan->options & SCANF_SECURE) {
        target.room = va_arg(scan->arguments, unsigned);
        if (!character && target.room) target.room--;
        else if (!character) target.full = true;
    }
    if (target.wide) target.wide_to = to;
    else target.narrow_to = to;
    int count = 0, c;
    if (character && spec->width < 0) scan->width = 1;
    while ((c = next(scan)) >= 0) {
        if (!character && (set ? !in_set(set, set_end, c) : is_space(c))) break;
        store(&target, c);
        count++;
    }
    if (c >= 0) back(scan, c);
    if (target.full) { /* too long for its buffer */
        if (to && target.wide) *(wchar_t *)to = 0;
        else if (to) *(char *)to = 0;
        *_errno() = ENOMEM;
        return false;
    }
    if (!count || (character && scan->width > 0)) return false;
    if (to && !character && target.wide) *target.wide_to = 0;
    else if (to && !character) *target.narrow_to = 0;
    return true;
}

/* ---- specifications */

static const CHARACTER *parse(const CHARACTER *at, struct specification *spec)
{
    *spec = (struct specification){.width = -1};
    if (*at == '*') {
        spec->suppress = true;
        at++;
    }
    if (*at >= '0' && *at <= '9') {
        spec->width = 0;
        while (*at >= '0' && *at <= '9') spec->width = spec->width * 10 + (*at++ - '0');
    }
    switch (*at) {
    case 'h':
        spec->size = at[1] == 'h' ? SIZE_CHAR : SIZE_SHORT;
        at += at[1] == 'h' ? 2 : 1;
        break;
    case 'l':
        spec->size = at[1] == 'l' ? SIZE_64 : SIZE_LONG;
        at += at[1] == 'l' ? 2 : 1;
        break;
    case 'I':
        spec->size = at[1] == '6' && at[2] == '4' ? SIZE_64 : at[1] == '3' && at[2] == '2' ? SIZE_NONE : SIZE_POINTER;
        at += (at[1] == '6' && at[2] == '4') || (at[1] == '3' && at[2] == '2') ? 3 : 1;
        break;
    case 'L': spec->size = SIZE_DOUBLE; at++; break;
    case 'w': spec->size = SIZE_WIDE; at++; break;
    case 'j': spec->size = SIZE_64; at++; break;
    case 'z':
    case 't': spec->size = SIZE_POINTER; at++; break;
    }
    spec->conversion = *at;
    return at;
}

static const CHARACTER *end_of_set(const CHARACTER *set)
{
    if (*set == '^') set++;
    if (*set == ']') set++;
    while (*set && *set != ']') set++;
    return set;
}

/* Converts one field; `*format` is moved behind a set. */
static bool convert(struct scan *scan, struct specification *spec, const CHARACTER **format)
{
    scan->width = spec->width > 0 ? spec->width : INT_MAX;
    switch (spec->conversion) {
    case 'd':
    case 'u': return scan_integer(scan, spec, 10);
    case 'i': return scan_integer(scan, spec, 0);
    case 'o': return scan_integer(scan, spec, 8);
    case 'x':
    case 'X': return scan_integer(scan, spec, 16);
    case 'p':
        spec->size = SIZE_POINTER;
        return scan_integer(scan, spec, 16);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return scan_double(scan, spec);
    case 'c':
    case 'C':
    case 's':
    case 'S': return scan_string(scan, spec, NULL, NULL);
    case '[': {
        const CHARACTER *set = *format + 1, *end = end_of_set(set);
        *format = *end ? end : end - 1;
        return scan_string(scan, spec, set, end);
    }
    default: return false;
    }
}

int ENGINE(struct scan_source *source, unsigned options, const CHARACTER *format, _locale_t locale, va_list arguments)
{
    struct scan scan = {.source = source, .options = options, .locale = crt_locale(locale)};
    int fields = 0;
    if (!format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    va_copy(scan.arguments, arguments);
    for (; *format; format++) {
        if (is_space(WIDE ? *format : (unsigned char)*format)) {
            skip_space(&scan);
            continue;
        }
        if (*format != '%' || format[1] == '%') {
            if (*format == '%') format++;
            int c = get(&scan);
            if (c == (WIDE ? (int)*format : (int)(unsigned char)*format)) continue;
            unget(&scan, c);
            break;
        }
        struct specification spec;
        format = parse(format + 1, &spec);
        if (!*format) break;
        if (spec.conversion == 'n') {
            store_integer(&scan, &spec, scan.consumed);
            continue;
        }
        if (spec.conversion != 'c' && spec.conversion != 'C' && spec.conversion != '[') skip_space(&scan);
        if (!convert(&scan, &spec, &format)) break;
        if (!spec.suppress) fields++;
    }
    va_end(scan.arguments);
    return !fields && scan.at_end ? EOF : fields;
}
