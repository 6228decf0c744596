/* Shared by the files of shlwapi. Many functions are the same text for both character types: those live in
 * NAME_template.h, which NAME.c includes twice with CHARACTER and NAMED set. A-functions take every byte for a
 * character, as the code pages in use do. */
#ifndef SHLWAPI_PRIVATE_H
#define SHLWAPI_PRIVATE_H

#include "nt/nt.h"
#define COBJMACROS
#include <objbase.h>
#include <shlobj.h>
/* the header says void where the documentation, and Windows, return a BOOL */
#define PathQuoteSpacesA   header_PathQuoteSpacesA
#define PathQuoteSpacesW   header_PathQuoteSpacesW
#define PathUnquoteSpacesA header_PathUnquoteSpacesA
#define PathUnquoteSpacesW header_PathUnquoteSpacesW
#include <shlwapi.h>
#undef PathQuoteSpacesA
#undef PathQuoteSpacesW
#undef PathUnquoteSpacesA
#undef PathUnquoteSpacesW
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#endif
