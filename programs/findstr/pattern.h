/* findstr's search strings: literal texts and its small regular expressions. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern { char *text; bool is_literal; };

struct matching { bool ignore_case, at_start, at_end; };

bool pattern_matches(const struct pattern *pattern, const struct matching *how, const char *line, size_t size);

#endif
