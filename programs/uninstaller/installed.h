/* The programs that installers have registered: the keys below Uninstall, as "Uninstall Registry Key" describes
 * them. */
#ifndef INSTALLED_H
#define INSTALLED_H

#include <windows.h>

struct installed_program {
    HKEY root;
    REGSAM view;
    WCHAR key[256];
    WCHAR name[256], version[64], publisher[128];
    WCHAR location[MAX_PATH];
    WCHAR command[1024], silent_command[1024]; /* empty: none */
};

/* Sorted by name, allocated with malloc. What is marked as a part of the system or of another program is left out. */
struct installed_program *installed_programs(size_t *count);
BOOL is_still_installed(const struct installed_program *program);

#endif
