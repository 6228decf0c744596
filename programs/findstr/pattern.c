/* Matching by backtracking. The expressions know . * ^ $ [class] [^class] \x \< and \>, and no groups. */
#include "pattern.h"
#include <ctype.h>
#include <string.h>

struct subject { const char *start, *end; bool ignore_case, to_end; };

static int folded(const struct subject *subject, char c)
{
    return subject->ignore_case ? tolower((unsigned char)c) : (unsigned char)c;
}

/* Behind one element of an expression: a class, an escaped character or a plain one. */
static const char *element_end(const char *at)
{
    if (*at == '\\' && at[1]) return at + 2;
    if (*at != '[') return at + 1;
    const char *first = at[1] == '^' ? at + 2 : at + 1;
    const char *end = *first ? strchr(first + 1, ']') : NULL;
    return end ? end + 1 : at + 1;
}

static bool class_contains(const struct subject *subject, const char *at, const char *end, char c)
{
    int wanted = folded(subject, c);
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end) at++;
        if (at + 2 < end && at[1] == '-') {
            if (wanted >= folded(subject, *at) && wanted <= folded(subject, at[2])) return true;
            at += 2;
        } else if (folded(subject, *at) == wanted) {
            return true;
        }
    }
    return false;
}

static bool element_matches(const struct subject *subject, const char *at, const char *end, char c)
{
    if (*at == '.' && end == at + 1) return true;
    if (*at == '\\' && end == at + 2) return folded(subject, at[1]) == folded(subject, c);
    if (*at != '[' || end == at + 1) return folded(subject, *at) == folded(subject, c);
    bool negated = at[1] == '^';
    return class_contains(subject, at + 1 + negated, end - 1, c) != negated;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *match_here(const struct subject *subject, const char *pattern, const char *at)
{
    while (*pattern) {
        if (*pattern == '$' && !pattern[1]) return at == subject->end ? at : NULL;
        if (*pattern == '\\' && (pattern[1] == '<' || pattern[1] == '>')) {
            bool before = at > subject->start && is_word(at[-1]), behind = at < subject->end && is_word(*at);
            if (pattern[1] == '<' ? before || !behind : !before || behind) return NULL;
            pattern += 2;
            continue;
        }
        const char *end = element_end(pattern);
        if (*end == '*') {
            const char *furthest = at;
            while (furthest < subject->end && element_matches(subject, pattern, end, *furthest)) furthest++;
            for (;; furthest--) {
                const char *found = match_here(subject, end + 1, furthest);
                if (found || furthest == at) return found;
            }
        }
        if (at == subject->end || !element_matches(subject, pattern, end, *at)) return NULL;
        pattern = end;
        at++;
    }
    return subject->to_end && at != subject->end ? NULL : at;
}

static bool regex_matches(const struct subject *subject, const char *pattern, const struct matching *how)
{
    bool anchored = *pattern == '^' || how->at_start;
    if (*pattern == '^') pattern++;
    for (const char *at = subject->start; at <= subject->end; at++) {
        if (match_here(subject, pattern, at)) return true;
        if (anchored) break;
    }
    return false;
}

static bool equal(const struct subject *subject, const char *at, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (folded(subject, at[i]) != folded(subject, text[i])) return false;
    return true;
}

static bool literal_matches(const struct subject *subject, const char *text, const struct matching *how)
{
    size_t length = strlen(text), size = (size_t)(subject->end - subject->start);
    if (!length || length > size) return false;
    if (how->at_start && how->at_end) return length == size && equal(subject, subject->start, text, length);
    if (how->at_start) return equal(subject, subject->start, text, length);
    if (how->at_end) return equal(subject, subject->end - length, text, length);
    for (size_t i = 0; i + length <= size; i++)
        if (equal(subject, subject->start + i, text, length)) return true;
    return false;
}

bool pattern_matches(const struct pattern *pattern, const struct matching *how, const char *line, size_t size)
{
    struct subject subject = { line, line + size, how->ignore_case, how->at_end };
    return pattern->is_literal ? literal_matches(&subject, pattern->text, how)
                               : regex_matches(&subject, pattern->text, how);
}
