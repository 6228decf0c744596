#include "expand.h"

#include <stdlib.h>
#include <string.h>

/* ---- %NAME:~start,length% and %NAME:old=new% */

static long clamp(long value, long low, long high)
{
    return value < low ? low : value > high ? high : value;
}

static void add_substring(const struct text *value, const wchar_t *range, struct text *result)
{
    wchar_t *end;
    long length = (long)value->length, count = length;
    long start = clamp(wcstol(range, &end, 0), -length, length);
    if (start < 0) start += length;
    end += wcsspn(end, L" ");
    if (*end == ',') count = wcstol(end + 1, NULL, 0);
    long stop = count < 0 ? length + clamp(count, -length, 0) : start + clamp(count, 0, length - start);
    if (stop > start) text_append(result, value->data + start, stop - start);
}

static const wchar_t *find_without_case(const wchar_t *text, const wchar_t *word, size_t length)
{
    for (; *text; text++)
        if (same_prefix(text, word, length)) return text;
    return NULL;
}

static void add_replaced(const struct text *value, const wchar_t *old, size_t old_length, const wchar_t *new,
                         struct text *result)
{
    const wchar_t *at = text_string(value), *found;
    bool from_start = *old == '*' && old_length > 1;
    if (from_start) old++, old_length--;
    while ((found = find_without_case(at, old, old_length))) {
        if (!from_start) text_append(result, at, found - at);
        text_add(result, new);
        at = found + old_length;
        if (from_start) break;
    }
    text_add(result, at);
}

/* `rule` is what stands between the colon and the closing sign. */
static bool add_modified(const struct text *value, const wchar_t *rule, struct text *result)
{
    if (*rule == '~') {
        add_substring(value, rule + 1, result);
        return true;
    }
    const wchar_t *equals = *rule ? wcschr(rule + 1, '=') : NULL;
    if (!equals) return false;
    add_replaced(value, rule, equals - rule, equals + 1, result);
    return true;
}

static bool look_up(const struct expansion *expansion, const wchar_t *name, size_t length, struct text *value)
{
    struct text key = { 0 };
    text_append(&key, name, length);
    bool found = expansion->variable(expansion->context, key.data, value);
    text_free(&key);
    return found;
}

/* `at` points behind the opening `sign`. Appends the value and returns the place behind the closing sign; or NULL, and
 * `*skip` says how many characters (from `at`) vanish when an undefined variable leaves nothing. */
static const wchar_t *expand_variable(const struct expansion *expansion, const wchar_t *at, wchar_t sign,
                                      struct text *result, size_t *skip)
{
    struct text value = { 0 }, rule = { 0 };
    const wchar_t *end = at, *after = NULL;
    while (*end && *end != sign && (*end != ':' || !expansion->extensions)) end++;
    *skip = 0;
    if (end == at || !*end) return NULL;
    bool found = look_up(expansion, at, end - at, &value);
    if (*end == sign) {
        if (found) text_append(result, text_string(&value), value.length);
        if (found || expansion->batch) after = end + 1;
    } else if (end[1] == sign) {
        /* %NAME:% is the variable and drops the colon */
        if (found) text_append(result, text_string(&value), value.length);
        if (found || expansion->batch) after = end + 2;
    } else if (found) {
        const wchar_t *close = wcschr(end + 1, sign);
        if (close) {
            text_append(&rule, end + 1, close - end - 1);
            if (add_modified(&value, rule.data, result)) after = close + 1;
        }
    } else {
        *skip = end - at + 1;
    }
    text_free(&value);
    text_free(&rule);
    return after;
}

/* ---- %~modifiers */

static bool is_modifier(wchar_t c)
{
    return c && wcschr(L"FDPNXSATZ", upper_char(c));
}

/* Behind `%~`: modifiers and $NAME:. Returns the place behind them. */
static const wchar_t *read_modifiers(const wchar_t *at, struct text *modifiers, struct text *search)
{
    text_append(modifiers, L"", 0);
    while (is_modifier(*at)) text_add_char(modifiers, *at++);
    if (*at != '$') return at;
    const wchar_t *colon = at + 1 + wcscspn(at + 1, L":%");
    if (*colon != ':') return at;
    text_append(search, at + 1, colon - at - 1);
    return colon + 1;
}

static void add_stripped(const struct expansion *expansion, const wchar_t *value, const struct text *modifiers,
                         const struct text *search, struct text *result)
{
    expansion->modify(expansion->context, value, modifiers->data, search->data, result);
}

/* ---- arguments and variables of a batch line */

static const wchar_t *expand_modified_argument(const struct expansion *expansion, const wchar_t *at,
                                               struct text *result)
{
    struct text modifiers = { 0 }, search = { 0 }, value = { 0 };
    const wchar_t *end = read_modifiers(at, &modifiers, &search), *after = NULL;
    if (*end >= '0' && *end <= '9') {
        bool plain = !modifiers.length && !search.data;
        expansion->argument(expansion->context, *end == '0' && !plain ? -2 : *end - '0', &value);
        add_stripped(expansion, text_string(&value), &modifiers, &search, result);
        after = end + 1;
    }
    text_free(&modifiers);
    text_free(&search);
    text_free(&value);
    return after;
}

/* `at` points behind a percent sign. NULL: nothing that a batch file has more than a command line. */
static const wchar_t *expand_argument(const struct expansion *expansion, const wchar_t *at, struct text *result)
{
    if (*at >= '0' && *at <= '9') {
        expansion->argument(expansion->context, *at - '0', result);
        return at + 1;
    }
    if (!expansion->extensions) return NULL;
    if (*at == '*') {
        expansion->argument(expansion->context, -1, result);
        return at + 1;
    }
    return *at == '~' ? expand_modified_argument(expansion, at + 1, result) : NULL;
}

void expand_percent(const struct expansion *expansion, const wchar_t *line, struct text *result)
{
    const wchar_t *at = line, *after;
    size_t skip;
    text_append(result, L"", 0);
    while (*at) {
        if (*at != '%') {
            size_t plain = wcscspn(at, L"%");
            text_append(result, at, plain);
            at += plain;
            continue;
        }
        at++;
        if (expansion->batch && *at == '%') {
            text_add_char(result, *at++);
        } else if (expansion->batch && (after = expand_argument(expansion, at, result))) {
            at = after;
        } else if ((after = expand_variable(expansion, at, '%', result, &skip))) {
            at = after;
        } else if (expansion->batch) {
            at += skip;
        } else {
            text_add_char(result, '%');
        }
    }
}

/* ---- !NAME! */

/* Without an exclamation mark nothing changes; with one, carets escape once more, inside of quotation marks too. */
void expand_delayed(const struct expansion *expansion, const wchar_t *line, struct text *result)
{
    const wchar_t *at = line, *after;
    size_t skip;
    text_append(result, L"", 0);
    if (!wcschr(line, '!')) {
        text_add(result, line);
        return;
    }
    struct expansion strict = *expansion;
    strict.batch = true; /* on a command line, too, an undefined variable is nothing */
    while (*at) {
        if (*at == '^') {
            if (at[1]) text_add_char(result, at[1]);
            at += at[1] ? 2 : 1;
        } else if (*at != '!') {
            text_add_char(result, *at++);
        } else if ((after = expand_variable(&strict, at + 1, '!', result, &skip))) {
            at = after;
        } else {
            at += 1 + skip;
        }
    }
}

/* ---- %i in the body of FOR */

static const struct for_variable *find_for_variable(const struct for_variable *variables, wchar_t name)
{
    while (variables && variables->name != name) variables = variables->next;
    return variables;
}

/* Modifiers are letters that variables have, too: as many letters as possible are modifiers. */
static const wchar_t *expand_modified_for(const struct expansion *expansion, const struct for_variable *variables,
                                          const wchar_t *at, struct text *result)
{
    struct text modifiers = { 0 }, search = { 0 };
    const wchar_t *end = read_modifiers(at, &modifiers, &search);
    const struct for_variable *variable = *end ? find_for_variable(variables, *end) : NULL;
    while (!variable && end > at && modifiers.length && !search.data) {
        end--;
        text_truncate(&modifiers, modifiers.length - 1);
        variable = find_for_variable(variables, *end);
    }
    if (variable) add_stripped(expansion, variable->value, &modifiers, &search, result);
    text_free(&modifiers);
    text_free(&search);
    return variable ? end + 1 : NULL;
}

void expand_for(const struct expansion *expansion, const struct for_variable *variables, const wchar_t *line,
                struct text *result)
{
    const wchar_t *at = line, *after;
    text_append(result, L"", 0);
    while (*at) {
        const struct for_variable *variable;
        if (*at != '%' || !at[1]) {
            text_add_char(result, *at++);
        } else if (at[1] == '~' && expansion->extensions &&
                   (after = expand_modified_for(expansion, variables, at + 2, result))) {
            at = after;
        } else if ((variable = find_for_variable(variables, at[1]))) {
            text_add(result, variable->value);
            at += 2;
        } else {
            text_add_char(result, *at++);
        }
    }
}
