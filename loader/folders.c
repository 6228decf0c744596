/* Where things are: the prefix, and our own files beside the executable (build tree or installed). */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "loader.h"

char prefix_path[PATH_MAX];
char library_path[PATH_MAX];
char program_folder[PATH_MAX];

static void make_folders(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        int result = mkdir(path, 0755);
        *slash = '/';
        if (result && errno != EEXIST) break;
    }
    if (mkdir(path, 0700) && errno != EEXIST)
        fail(1, "the prefix folder %s cannot be created: %s. Choose another one with --prefix DIR.", path,
             strerror(errno));
}

void folders_of_prefixes(char *path, size_t size)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data && *data == '/') snprintf(path, size, "%s/winrun", data);
    else if (home && *home == '/') snprintf(path, size, "%s/.local/share/winrun", home);
    else fail(1, "no folder for the prefix: neither HOME nor XDG_DATA_HOME is set. Name one with --prefix DIR.");
}

static void default_prefix(char *path, size_t size)
{
    char folder[PATH_MAX];
    folders_of_prefixes(folder, sizeof(folder));
    if (snprintf(path, size, "%s/default", folder) >= (int)size) fail(1, "the prefix path is too long.");
}

static void find_own_files(void)
{
    ssize_t length = readlink("/proc/self/exe", program_folder, sizeof(program_folder) - 1);
    if (length <= 0) fail(1, "/proc/self/exe cannot be read: %s. Is /proc mounted?", strerror(errno));
    program_folder[length] = 0;
    *strrchr(program_folder, '/') = 0;
    static const char *const places[] = { "%s/../lib/winrun", "%s/lib" };
    for (size_t i = 0; i < 2; i++) {
        char candidate[PATH_MAX + 64], probe[PATH_MAX + 128];
        snprintf(candidate, sizeof(candidate), places[i], program_folder);
        snprintf(probe, sizeof(probe), "%s/x86_64-windows", candidate);
        if (!access(probe, F_OK) && realpath(candidate, library_path)) return;
    }
    fail(1, "Winrun's own DLLs are not beside %s (expected in ../lib/winrun or lib). Is the installation complete?",
         program_folder);
}

void folders_init(const char *prefix)
{
    char wanted[PATH_MAX];
    if (prefix && *prefix) {
        if (strlen(prefix) >= sizeof(wanted)) fail(1, "the prefix path is too long.");
        strcpy(wanted, prefix);
    } else {
        default_prefix(wanted, sizeof(wanted));
    }
    if (!realpath(wanted, prefix_path)) {
        make_folders(wanted);
        if (!realpath(wanted, prefix_path))
            fail(1, "the prefix folder %s cannot be used: %s.", wanted, strerror(errno));
    }
    setenv("WINRUN_PREFIX", prefix_path, 1);
    find_own_files();
}

void folders_prepare_prefix(void)
{
    static const char *const folders[] = {
        "",
        "/Desktop",
        "/Documents",
        "/Downloads",
        "/AppData",
        "/AppData/Roaming",
        "/AppData/Roaming/Microsoft",
        "/AppData/Roaming/Microsoft/Windows",
        "/AppData/Roaming/Microsoft/Windows/Start Menu",
        "/AppData/Roaming/Microsoft/Windows/Start Menu/Programs",
        "/AppData/Local",
        "/AppData/LocalLow",
        "/AppData/Local/Temp",
    };
    char path[PATH_MAX + 256];
    path_prepare_prefix();
    snprintf(path, sizeof(path), "%s/drive_c/users/%s/AppData/Local/Temp", prefix_path, user_name());
    if (!access(path, F_OK)) return;
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        snprintf(path, sizeof(path), "%s/drive_c/users/%s%s", prefix_path, user_name(), folders[i]);
        mkdir(path, 0700);
    }
}
