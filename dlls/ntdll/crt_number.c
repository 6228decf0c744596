/* strtol, itoa and their families. */
#include "nt/nt.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHARACTER char
#define NAME(narrow, wide) narrow
#define FUNCTION(name) name##_narrow
#include "crt_number_template.h"
#undef CHARACTER
#undef NAME
#undef FUNCTION

#define CHARACTER WCHAR
#define NAME(narrow, wide) wide
#define FUNCTION(name) name##_wide
#include "crt_number_template.h"

int __cdecl abs(int value) { return value < 0 ? (int)(0 - (unsigned)value) : value; }
long __cdecl labs(long value) { return value < 0 ? (long)(0 - (unsigned long)value) : value; }
