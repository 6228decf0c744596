/* The parts of a path, in both character types. */
#include "shlwapi_private.h"

#define CHARACTER WCHAR
#define UNSIGNED_CHARACTER WCHAR
#define NAMED(name) name##W
#include "path_template.h"
#undef CHARACTER
#undef UNSIGNED_CHARACTER
#undef NAMED

#define CHARACTER char
#define UNSIGNED_CHARACTER UCHAR
#define NAMED(name) name##A
#include "path_template.h"
