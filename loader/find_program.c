/* Which file is meant by PROGRAM: a Unix path, a Windows path, or a name on the Windows PATH. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "loader.h"

static bool is_file(const char *path)
{
    struct stat info;
    return !stat(path, &info) && !S_ISDIR(info.st_mode);
}

static bool try_unix(const char *path, char *unix_path, size_t capacity)
{
    static const char *const endings[] = { "", ".exe", ".EXE", ".com", ".bat", ".cmd" };
    char candidate[PATH_MAX];
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        if (snprintf(candidate, sizeof(candidate), "%s%s", path, endings[i]) >= (int)sizeof(candidate)) continue;
        if (!is_file(candidate)) continue;
        char *real = realpath(candidate, NULL);
        if (!real) continue;
        bool fits = strlen(real) < capacity;
        if (fits) strcpy(unix_path, real);
        free(real);
        return fits;
    }
    return false;
}

static bool try_windows(const char *path, char *unix_path, size_t capacity)
{
    uint16_t wide[PATH_MAX];
    size_t length = utf16_from_utf8(wide, PATH_MAX, path, strlen(path));
    char found[PATH_MAX];
    static const char ending[] = ".exe";
    if (path_to_unix(wide, length, found, sizeof(found)) == STATUS_SUCCESS && is_file(found))
        return try_unix(found, unix_path, capacity);
    if (length + 4 > PATH_MAX) return false;
    for (int i = 0; i < 4; i++) wide[length + i] = (uint16_t)ending[i];
    return path_to_unix(wide, length + 4, found, sizeof(found)) == STATUS_SUCCESS &&
           try_unix(found, unix_path, capacity);
}

static bool search_windows_path(const char *name, char *unix_path, size_t capacity)
{
    char list[8192];
    const char *extra = getenv("WINRUN_PATH");
    snprintf(list, sizeof(list), "%s;C:\\windows\\system32;C:\\windows", extra ? extra : "");
    char *rest = list, *folder;
    while ((folder = strsep(&rest, ";"))) {
        char candidate[PATH_MAX];
        if (!*folder || snprintf(candidate, sizeof(candidate), "%s\\%s", folder, name) >= (int)sizeof(candidate))
            continue;
        if (try_windows(candidate, unix_path, capacity)) return true;
    }
    return false;
}

bool find_program(const char *name, char *unix_path, size_t capacity, int *code)
{
    *code = EXIT_NOT_FOUND;
    if (!*name) fail(2, "the program's name is empty.");
    struct stat info;
    if (!stat(name, &info) && S_ISDIR(info.st_mode)) {
        fprintf(stderr, "winrun: %s is a folder, not a program.\n", name);
        *code = EXIT_CANNOT_RUN;
        return false;
    }
    if (try_unix(name, unix_path, capacity)) return true;
    bool drive = name[0] && name[1] == ':';
    if ((drive || strchr(name, '\\')) && try_windows(name, unix_path, capacity)) return true;
    if (!drive && !strchr(name, '/') && !strchr(name, '\\') && search_windows_path(name, unix_path, capacity))
        return true;
    fprintf(stderr, "winrun: %s was not found, neither as a file here nor %s.\n", name,
            drive || strchr(name, '\\')
                ? "as a Windows path in the prefix"
                : "on the Windows PATH (C:\\windows\\system32, C:\\windows; WINRUN_PATH adds folders)");
    return false;
}
