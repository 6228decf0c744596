/* Shared by the files of version. Each section names the file that owns it. */
#ifndef VERSION_PRIVATE_H
#define VERSION_PRIVATE_H

#include "nt/nt.h"
#include <winver.h>

/* --- query.c --- */
/* The head of every block of a version resource: sizes in bytes, the value's length in characters when type is 1
 * (text). */
struct version_block { WORD length, value_length, type; WCHAR key[1]; };

#endif
