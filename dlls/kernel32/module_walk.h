#ifndef KERNEL32_MODULE_WALK_H
#define KERNEL32_MODULE_WALK_H

#include <windows.h>

#define MODULE_NAME_LENGTH 1024

struct module_facts {
    ULONG_PTR base, entry;
    ULONG size;
    DWORD path_length, name_length;
    WCHAR path[MODULE_NAME_LENGTH], name[MODULE_NAME_LENGTH];
};

/* Visits the modules of another process until `visit` says FALSE. FALSE with ERROR_PARTIAL_COPY: it has no list yet, or
 * its addresses are out of reach. */
BOOL walk_modules_of(HANDLE process, BOOL (*visit)(const struct module_facts *, void *), void *context);

#endif
