/* Floating-point numbers from text, and the old functions that make digits of them. The conversion is libmingwex's. */
#include "crt.h"

#define LONG_NUMBER 128

static bool is_digit(int c) { return c >= '0' && c <= '9'; }

/* The length of the number at the beginning of `text` (0 if there is none), by the rules of this runtime: the Universal
 * CRT knows infinities, NaNs and hexadecimal numbers; msvcrt.dll accepts d and D as letters of an exponent. */
static size_t number_length(const char *text, char point)
{
    const char *at = text;
    if (*at == '+' || *at == '-') at++;
    if (IS_UCRT && !is_digit(*at) && *at != point) {
        if (!_strnicmp(at, "infinity", 8)) return at + 8 - text;
        if (!_strnicmp(at, "inf", 3)) return at + 3 - text;
        if (_strnicmp(at, "nan", 3)) return 0;
        const char *close = at[3] == '(' ? strchr(at, ')') : NULL;
        return (close ? close + 1 : at + 3) - text;
    }
    bool hexadecimal = IS_UCRT && *at == '0' && (at[1] | 0x20) == 'x', any = false;
    if (hexadecimal) at += 2;
    for (bool after_point = false;; at++) {
        if (is_digit(*at) || (hexadecimal && (*at | 0x20) >= 'a' && (*at | 0x20) <= 'f')) any = true;
        else if (*at == point && !after_point) after_point = true;
        else break;
    }
    if (!any) return hexadecimal ? (size_t)(strchr(text, '0') + 1 - text) : 0;
    int letter = *at | 0x20;
    if (letter == (hexadecimal ? 'p' : 'e') || (!IS_UCRT && letter == 'd')) {
        const char *exponent = at + 1;
        if (*exponent == '+' || *exponent == '-') exponent++;
        if (is_digit(*exponent)) {
            while (is_digit(*exponent)) exponent++;
            at = exponent;
        }
    }
    return at - text;
}

static double convert(const char *number, size_t length, char point)
{
    char small[LONG_NUMBER], *text = length < sizeof(small) ? small : malloc(length + 1);
    if (!text) return 0;
    memcpy(text, number, length);
    text[length] = 0;
    for (char *at = text; *at; at++) {
        if (*at == point) *at = '.';
        else if (!IS_UCRT && (*at | 0x20) == 'd') *at = 'e';
    }
    int error = *_errno();
    *_errno() = 0;
    double value = __strtod(text, NULL);
    if (!*_errno()) *_errno() = error;
    if (text != small) free(text);
    return value;
}

double __cdecl _strtod_l(const char *text, char **end, _locale_t locale)
{
    if (end) *end = (char *)text;
    if (!text) {
        crt_invalid(EINVAL);
        return 0;
    }
    const char *at = text;
    char point = *crt_locale(locale)->lconv.decimal_point;
    while (crt_is_space((unsigned char)*at)) at++;
    size_t length = number_length(at, point);
    if (!length) return 0;
    if (end) *end = (char *)at + length;
    return convert(at, length, point);
}

double __cdecl strtod(const char *text, char **end) { return _strtod_l(text, end, NULL); }
double __cdecl crt_strtod(const char *text, char **end) { return _strtod_l(text, end, NULL); }
double __cdecl atof(const char *text) { return _strtod_l(text, NULL, NULL); }
double __cdecl _atof_l(const char *text, _locale_t locale) { return _strtod_l(text, NULL, locale); }

/* A number is ASCII, so that a narrow copy of the beginning is enough. */
double __cdecl _wcstod_l(const wchar_t *text, wchar_t **end, _locale_t locale)
{
    if (end) *end = (wchar_t *)text;
    if (!text) {
        crt_invalid(EINVAL);
        return 0;
    }
    const wchar_t *at = text;
    while (iswspace(*at)) at++;
    size_t length = 0;
    while (at[length] && at[length] < 128 && !crt_is_space(at[length])) length++;
    char *narrow = malloc(length + 1), *stop;
    if (!narrow) return 0;
    for (size_t i = 0; i < length; i++) narrow[i] = (char)at[i];
    narrow[length] = 0;
    double value = _strtod_l(narrow, &stop, locale);
    if (end && stop != narrow) *end = (wchar_t *)at + (stop - narrow);
    free(narrow);
    return value;
}

double __cdecl wcstod(const wchar_t *text, wchar_t **end) { return _wcstod_l(text, end, NULL); }
double crt_wcstod(const wchar_t *text, wchar_t **end) { return _wcstod_l(text, end, NULL); }
double __cdecl _wtof(const wchar_t *text) { return _wcstod_l(text, NULL, NULL); }
double __cdecl _wtof_l(const wchar_t *text, _locale_t locale) { return _wcstod_l(text, NULL, locale); }

#ifdef _UCRTBASE_
static float to_float(double value)
{
    float result = (float)value;
    if (__builtin_isinf(result) && !__builtin_isinf(value)) *_errno() = ERANGE;
    return result;
}

float __cdecl strtof(const char *text, char **end) { return to_float(_strtod_l(text, end, NULL)); }
float __cdecl _strtof_l(const char *text, char **end, _locale_t locale)
{
    return to_float(_strtod_l(text, end, locale));
}
float __cdecl wcstof(const wchar_t *text, wchar_t **end) { return to_float(_wcstod_l(text, end, NULL)); }
float __cdecl _wcstof_l(const wchar_t *text, wchar_t **end, _locale_t locale)
{
    return to_float(_wcstod_l(text, end, locale));
}
double __cdecl crt_strtold(const char *text, char **end) { return _strtod_l(text, end, NULL); }
double __cdecl _strtold_l(const char *text, char **end, _locale_t locale) { return _strtod_l(text, end, locale); }
double __cdecl crt_wcstold(const wchar_t *text, wchar_t **end) { return _wcstod_l(text, end, NULL); }
double __cdecl _wcstold_l(const wchar_t *text, wchar_t **end, _locale_t locale) { return _wcstod_l(text, end, locale); }
#endif

#define OVERFLOW_RESULT 3
#define UNDERFLOW_RESULT 4

int __cdecl _atodbl_l(double *value, char *text, _locale_t locale)
{
    int error = *_errno();
    *_errno() = 0;
    *value = _strtod_l(text, NULL, locale);
    int result = *_errno() != ERANGE ? 0 : __builtin_isinf(*value) ? OVERFLOW_RESULT : UNDERFLOW_RESULT;
    *_errno() = error;
    return result;
}

int __cdecl _atoflt_l(float *value, char *text, _locale_t locale)
{
    double wide;
    int result = _atodbl_l(&wide, text, locale);
    *value = (float)wide;
    return !result && __builtin_isinf(*value) && !__builtin_isinf(wide) ? OVERFLOW_RESULT : result;
}

int __cdecl _atodbl(double *value, char *text) { return _atodbl_l(value, text, NULL); }
int __cdecl _atoflt(float *value, char *text) { return _atoflt_l(value, text, NULL); }

/* ---- digits */

static errno_t digits_to(char *to, size_t size, double value, int mode, int count, int *point, int *sign)
{
    char *end, *digits = __dtoa(value, mode, count, point, sign, &end);
    int length = (int)(end - digits), wanted = mode == 3 ? count + *point : count;
    if (value == 0) {
        *point = 0;
        length = 0;
        wanted = count;
    }
    if (wanted < 0) wanted = 0;
    errno_t result = (size_t)wanted < size ? 0 : ERANGE;
    if (!result) {
        for (int i = 0; i < wanted; i++) to[i] = i < length ? digits[i] : '0';
        to[wanted] = 0;
    } else if (size) {
        *to = 0;
    }
    __freedtoa(digits);
    if (result) crt_invalid(result);
    return result;
}

errno_t __cdecl _ecvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    if (!to || !size || !point || !sign) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    return digits_to(to, size, value, 2, count < 0 ? 0 : count, point, sign);
}

errno_t __cdecl _fcvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    if (!to || !size || !point || !sign) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    return digits_to(to, size, value, 3, count, point, sign);
}

char *__cdecl _ecvt(double value, int count, int *point, int *sign)
{
    char *text = crt_thread()->number_text;
    return _ecvt_s(text, sizeof(crt_thread()->number_text), value, count, point, sign) ? NULL : text;
}

char *__cdecl _fcvt(double value, int count, int *point, int *sign)
{
    char *text = crt_thread()->number_text;
    return _fcvt_s(text, sizeof(crt_thread()->number_text), value, count, point, sign) ? NULL : text;
}

errno_t __cdecl _gcvt_s(char *to, size_t size, double value, int count)
{
    char text[FLOAT_TEXT_SIZE(64)];
    if (!to || !size || count < 0 || (size_t)count >= size || count > 64) {
        if (to && size) *to = 0;
        crt_invalid(to && size ? ERANGE : EINVAL);
        return to && size ? ERANGE : EINVAL;
    }
    const struct float_format format = {.conversion = 'g', .precision = count, .three_digits = !IS_UCRT,
                                        .msvcrt_special = !IS_UCRT, .point = *crt_locale(NULL)->lconv.decimal_point};
    int length = crt_format_double(text, value, &format);
    if (!memchr(text, format.point, length) && !memchr(text, 'e', length)) { /* always with a point */
        text[length++] = format.point;
        text[length] = 0;
    }
    return strcpy_s(to, size, text);
}

char *__cdecl _gcvt(double value, int count, char *to)
{
    return _gcvt_s(to, FLOAT_TEXT_SIZE(64), value, count) ? NULL : to;
}
