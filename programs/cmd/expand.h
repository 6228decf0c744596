/* Expansion of variables and arguments, the part of batch files that works on text. Free of I/O: values come from
 * callbacks. */
#ifndef CMD_EXPAND_H
#define CMD_EXPAND_H

#include "text.h"

struct for_variable {
    wchar_t name;
    const wchar_t *value;
    const struct for_variable *next;
};

struct expansion {
    void *context;
    bool (*variable)(void *context, const wchar_t *name, struct text *value); /* appends; false if it is not defined */
    bool (*argument)(void *context, int number, struct text *value); /* appends; -1: %*, -2: %0 as modifiers see it */
    /* Appends what `%~modifiers` makes of a value; `search` is the variable of $NAME: or NULL. */
    void (*modify)(void *context, const wchar_t *value, const wchar_t *modifiers, const wchar_t *search,
                   struct text *result);
    bool batch; /* %% is one percent sign, %1 an argument, and an undefined variable is nothing */
    bool extensions;
};

void expand_percent(const struct expansion *expansion, const wchar_t *line, struct text *result);
void expand_delayed(const struct expansion *expansion, const wchar_t *line, struct text *result);
void expand_for(const struct expansion *expansion, const struct for_variable *variables, const wchar_t *line,
                struct text *result);

#endif
