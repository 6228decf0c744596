#include "set_arithmetic.h"

#include <stdint.h>
#include <stdlib.h>

#define MAX_DEPTH 200

/* From tight to loose; assignment and the comma are below them. */
static const struct {
    const wchar_t *sign;
    int level;
} operators[] = {
    {L"<<", 3}, {L">>", 3}, {L"*", 1}, {L"/", 1}, {L"%", 1}, {L"+", 2}, {L"-", 2}, {L"&", 4}, {L"^", 5}, {L"|", 6},
};
#define LOOSEST 6

static int32_t expression(struct arithmetic *a);
static int32_t unary(struct arithmetic *a);

static int32_t fail(struct arithmetic *a, enum arithmetic_error error)
{
    if (!a->error) a->error = error;
    return 0;
}

static void skip(struct arithmetic *a)
{
    while (*a->at == ' ' || *a->at == '\t' || *a->at == '"' || *a->at == '\n' || *a->at == '\r') a->at++;
}

static bool is_name_char(wchar_t c)
{
    return c && !wcschr(L" \t\"()!~-*/%+<>&^|=,", c);
}

static int32_t calculate(struct arithmetic *a, wchar_t sign, int32_t x, int32_t y)
{
    uint32_t ux = (uint32_t)x, uy = (uint32_t)y;
    if ((sign == '/' || sign == '%') && !y) return fail(a, ARITHMETIC_DIVIDE_BY_ZERO);
    if ((sign == '/' || sign == '%') && y == -1)
        return sign == '/' ? (int32_t)(0 - ux) : 0; /* INT_MIN / -1 does not trap */
    switch (sign) {
    case '*': return (int32_t)(ux * uy);
    case '/': return x / y;
    case '%': return x % y;
    case '+': return (int32_t)(ux + uy);
    case '-': return (int32_t)(ux - uy);
    case '<': return uy > 31 ? 0 : (int32_t)(ux << uy);
    case '>': return uy > 31 ? (x < 0 ? -1 : 0) : x >> uy;
    case '&': return x & y;
    case '^': return x ^ y;
    default: return x | y;
    }
}

/* The rules of C: 0x begins a hexadecimal number, 0 an octal one. */
static int32_t read_number(struct arithmetic *a)
{
    int base = 10;
    uint64_t value = 0;
    if (a->at[0] == '0' && (a->at[1] == 'x' || a->at[1] == 'X')) {
        base = 16;
        a->at += 2;
    } else if (a->at[0] == '0') {
        base = 8;
    }
    const wchar_t *start = a->at;
    for (; is_name_char(*a->at); a->at++) {
        wchar_t c = upper_char(*a->at);
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
        if (digit >= base) return fail(a, ARITHMETIC_BAD_NUMBER);
        value = value * base + digit;
        if (value > (base == 10 ? INT32_MAX : UINT32_MAX)) return fail(a, ARITHMETIC_TOO_LARGE);
    }
    if (a->at == start) return fail(a, ARITHMETIC_BAD_NUMBER);
    return (int32_t)(uint32_t)value;
}

static int32_t value_of(struct arithmetic *a, const wchar_t *name)
{
    struct text value = { 0 };
    int32_t number = 0;
    if (a->get(a->context, name, &value)) {
        const wchar_t *digits = skip_blanks(text_string(&value));
        uint32_t sign = 0;
        if (*digits == '-' || *digits == '+') sign = *digits++ == '-';
        /* The value counts as far as it is a number. */
        unsigned long long parsed = wcstoull(digits, NULL, 0);
        number = (int32_t)(sign ? 0 - (uint32_t)parsed : (uint32_t)parsed);
    }
    text_free(&value);
    return number;
}

/* `=` or an operator followed by it; 0 if no assignment stands here. */
static wchar_t take_assignment(struct arithmetic *a)
{
    skip(a);
    const wchar_t *at = a->at;
    wchar_t sign = *at;
    if (sign == '=') {
        a->at++;
        return '=';
    }
    if (!sign || !wcschr(L"*/%+-&^|<>", sign)) return 0;
    at++;
    if (sign == '<' || sign == '>') {
        if (*at != sign) return 0;
        at++;
    }
    if (*at != '=') return 0;
    a->at = at + 1;
    return sign;
}

static int32_t assignment(struct arithmetic *a);

static int32_t name_or_assignment(struct arithmetic *a)
{
    struct text name = { 0 };
    while (is_name_char(*a->at)) text_add_char(&name, *a->at++);
    wchar_t sign = take_assignment(a);
    int32_t value;
    if (!sign) {
        value = value_of(a, name.data);
    } else {
        if (++a->nesting > MAX_DEPTH) fail(a, ARITHMETIC_SYNTAX);
        int32_t right = a->error ? 0 : assignment(a);
        a->nesting--;
        value = sign == '=' || a->error ? right : calculate(a, sign, value_of(a, name.data), right);
        if (!a->error) a->set(a->context, name.data, value);
    }
    text_free(&name);
    return value;
}

static int32_t operand(struct arithmetic *a)
{
    skip(a);
    if (*a->at >= '0' && *a->at <= '9') return read_number(a);
    if (is_name_char(*a->at)) return name_or_assignment(a);
    if (*a->at != '(') return fail(a, *a->at == ')' || !*a->at ? ARITHMETIC_MISSING_OPERAND : ARITHMETIC_SYNTAX);
    a->at++;
    int32_t value = expression(a);
    skip(a);
    if (a->error) return 0;
    if (*a->at != ')') return fail(a, ARITHMETIC_PARENTHESIS);
    a->at++;
    return value;
}

static int32_t unary(struct arithmetic *a)
{
    skip(a);
    wchar_t sign = *a->at;
    if (!sign || !wcschr(L"!~-+", sign)) return operand(a);
    if (++a->nesting > MAX_DEPTH) return fail(a, ARITHMETIC_SYNTAX);
    a->at++;
    uint32_t value = (uint32_t)unary(a);
    a->nesting--;
    return (int32_t)(sign == '!' ? !value : sign == '~' ? ~value : sign == '-' ? 0 - value : value);
}

static wchar_t take_operator(struct arithmetic *a, int level)
{
    skip(a);
    for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
        size_t length = wcslen(operators[i].sign);
        if (operators[i].level != level || wcsncmp(a->at, operators[i].sign, length)) continue;
        a->at += length;
        return operators[i].sign[0];
    }
    return 0;
}

static int32_t binary(struct arithmetic *a, int level)
{
    if (!level) return unary(a);
    int32_t value = binary(a, level - 1);
    wchar_t sign;
    while (!a->error && (sign = take_operator(a, level))) {
        int32_t right = binary(a, level - 1);
        value = a->error ? 0 : calculate(a, sign, value, right);
    }
    return value;
}

static int32_t assignment(struct arithmetic *a)
{
    return binary(a, LOOSEST);
}

static int32_t expression(struct arithmetic *a)
{
    if (++a->nesting > MAX_DEPTH) return fail(a, ARITHMETIC_SYNTAX);
    int32_t value = assignment(a);
    for (skip(a); *a->at == ',' && !a->error; skip(a)) {
        a->at++;
        value = assignment(a);
    }
    a->nesting--;
    return value;
}

enum arithmetic_error evaluate(struct arithmetic *a, const wchar_t *text, int *value)
{
    a->at = text;
    a->error = ARITHMETIC_GOOD;
    a->nesting = 0;
    *value = expression(a);
    skip(a);
    if (!a->error && *a->at == ')') fail(a, ARITHMETIC_PARENTHESIS);
    if (!a->error && *a->at) fail(a, ARITHMETIC_SYNTAX);
    return a->error;
}

const wchar_t *arithmetic_message(enum arithmetic_error error)
{
    switch (error) {
    case ARITHMETIC_PARENTHESIS: return L"Unbalanced parenthesis.";
    case ARITHMETIC_MISSING_OPERAND: return L"Missing operand.";
    case ARITHMETIC_SYNTAX: return L"Missing operator.";
    case ARITHMETIC_BAD_NUMBER:
        return L"Invalid number.  Numeric constants are either decimal (17),\r\nhexadecimal (0x11), or octal (021).";
    case ARITHMETIC_TOO_LARGE: return L"Invalid number.  Numbers are limited to 32-bits of precision.";
    default: return L"Divide by zero error.";
    }
}
