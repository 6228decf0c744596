/* What SetDllDirectory, AddDllDirectory and SetDefaultDllDirectories set (ldr_paths.c), for the search (ldr_search.c).
 */
#ifndef LDR_PATHS_H
#define LDR_PATHS_H

#include "ldr_private.h"

#define SEARCH_FLAGS (LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS | \
                      LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)

struct user_folder {
    struct user_folder *next;
    size_t length;
    WCHAR path[];
};

struct search_paths {
    UNICODE_STRING dll_directory;
    bool dll_directory_set;
    uint32_t default_flags;
    struct user_folder *user_folders;
};
extern struct search_paths search_paths;

#endif
