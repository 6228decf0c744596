#ifndef UNDECORATE_H
#define UNDECORATE_H

#include "crt.h"

/* An allocated readable name, or a copy of the raw name if it is of a kind that is not understood (arrays, pointers to
 * members). */
char *crt_undecorate_type(const char *raw);

#endif
