/* Shared by the files of dbghelp. Each section names the file that owns it. */
#ifndef DBGHELP_PRIVATE_H
#define DBGHELP_PRIVATE_H

#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT /* the functions are defined here */
#undef _DBGHELP_ /* set by the build as for every DLL, and the guard of the header */
#include <dbghelp.h>
#include <stdbool.h>

/* --- symbols.c --- */
/* The module of this process that an address lies in, or NULL. */
HMODULE module_of_address(DWORD64 address);
/* The export closest below an address of the module: its name and the distance. */
const char *nearest_export(HMODULE module, DWORD64 address, DWORD64 *displacement);

#endif
