/* SET /A: expressions of 32-bit integers. Free of I/O. */
#ifndef CMD_SET_ARITHMETIC_H
#define CMD_SET_ARITHMETIC_H

#include "text.h"

enum arithmetic_error {
    ARITHMETIC_GOOD = 0, /* the others are the values that ERRORLEVEL gets */
    ARITHMETIC_PARENTHESIS = 1073750988,
    ARITHMETIC_MISSING_OPERAND = 1073750989,
    ARITHMETIC_SYNTAX = 1073750990,
    ARITHMETIC_BAD_NUMBER = 1073750991,
    ARITHMETIC_TOO_LARGE = 1073750992,
    ARITHMETIC_DIVIDE_BY_ZERO = 1073750993,
};

struct arithmetic {
    void *context;
    bool (*get)(void *context, const wchar_t *name, struct text *value);
    void (*set)(void *context, const wchar_t *name, int value);
    /* The evaluation's own */
    const wchar_t *at;
    enum arithmetic_error error;
    int nesting;
};

enum arithmetic_error evaluate(struct arithmetic *arithmetic, const wchar_t *expression, int *value);
const wchar_t *arithmetic_message(enum arithmetic_error error);

#endif
