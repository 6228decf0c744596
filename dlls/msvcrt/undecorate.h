/* The readable names of what Microsoft's C++ compiler has decorated. Used by the C runtimes and by dbghelp. */
#ifndef UNDECORATE_H
#define UNDECORATE_H

#include <stdbool.h>
#include <stddef.h>

/* The flags of UnDecorateSymbolName and __unDName. */
enum undecorate_flags {
    UNDECORATE_NO_LEADING_UNDERSCORES = 0x1,
    UNDECORATE_NO_MS_KEYWORDS = 0x2,
    UNDECORATE_NO_FUNCTION_RETURNS = 0x4,
    UNDECORATE_NO_ALLOCATION_MODEL = 0x8,
    UNDECORATE_NO_ALLOCATION_LANGUAGE = 0x10,
    UNDECORATE_NO_MS_THISTYPE = 0x20,
    UNDECORATE_NO_CV_THISTYPE = 0x40,
    UNDECORATE_NO_ACCESS_SPECIFIERS = 0x80,
    UNDECORATE_NO_THROW_SIGNATURES = 0x100,
    UNDECORATE_NO_MEMBER_TYPE = 0x200,
    UNDECORATE_NO_RETURN_UDT_MODEL = 0x400,
    UNDECORATE_32_BIT_DECODE = 0x800,
    UNDECORATE_NAME_ONLY = 0x1000,
    UNDECORATE_NO_ARGUMENTS = 0x2000, /* and: a name without a leading question mark is that of a type */
    UNDECORATE_NO_SPECIAL_SYMS = 0x4000,
};

#define UNDECORATE_MEMORY 65536 /* enough for every name that a compiler makes */

/* Undecorates a symbol ("?f@@YAHH@Z") or a type (".?AVname@@", or with UNDECORATE_NO_ARGUMENTS "PEAH") in memory of the
 * caller's. Returns the text, which lies there, or NULL if the name is no decorated one or damaged. */
const char *undecorate_name(const char *name, unsigned flags, char *memory, size_t size);

#endif
