/* winrun prefix list|create|delete|info: the folders that play the Windows disk and registry. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "loader.h"

static const char usage_text[] =
    "Usage: winrun prefix list\n"
    "       winrun prefix create NAME\n"
    "       winrun prefix info [NAME]\n"
    "       winrun prefix delete NAME [--yes]\n"
    "NAME is a folder; without a slash, one in the folder that `winrun prefix list` shows.\n";

static bool has_file(const char *folder, const char *name)
{
    char probe[PATH_MAX];
    return snprintf(probe, sizeof(probe), "%s/%s", folder, name) < (int)sizeof(probe) && !access(probe, F_OK);
}

/* The registry's file comes with the first value that differs from the defaults. Wine's prefixes look alike, but keep
 * their registry in system.reg: they are not ours to touch. */
static bool is_prefix(const char *path)
{
    return has_file(path, "drive_c/users") && !has_file(path, "system.reg");
}

static uint64_t counted_bytes, counted_files;

static int count_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)path, (void)place;
    if (type == FTW_F) counted_files++;
    counted_bytes += (uint64_t)info->st_blocks * 512;
    return 0;
}

static void count_files(const char *path)
{
    counted_bytes = counted_files = 0;
    nftw(path, count_one, 32, FTW_PHYS | FTW_MOUNT);
}

static int list(void)
{
    char folder[PATH_MAX], path[PATH_MAX + NAME_MAX + 2];
    struct dirent **names;
    int count, found = 0;

    folders_of_prefixes(folder, sizeof(folder));
    count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && is_prefix(path)) {
            if (!found++) printf("Prefixes in %s:\n", folder);
            printf("    %s\n", names[i]->d_name);
        }
        free(names[i]);
    }
    if (count >= 0) free(names);
    if (!found) printf("No prefix is in %s yet; the first program that runs makes one.\n", folder);
    return 0;
}

static int create(const char *name)
{
    struct stat info;
    if (!stat(name, &info)) fail(1, "%s exists already.", name);
    folders_init(name);
    folders_prepare_prefix();
    int fd = server_connect(true);
    if (fd < 0) fail(1, "the server of the new prefix %s cannot be started.", prefix_path);
    close(fd);
    printf("Created the prefix %s; `winrun --prefix %s PROGRAM` uses it.\n", prefix_path, prefix_path);
    return 0;
}

static void require_prefix(const char *path)
{
    struct stat info;
    if (stat(path, &info))
        fail(1, "there is no prefix %s: %s. `winrun prefix list` shows the prefixes.", path, strerror(errno));
    if (!is_prefix(path)) fail(1, "%s is not a prefix of Winrun: it has no drive_c/users, or Wine's system.reg.", path);
}

static int show_info(const char *name)
{
    require_prefix(name);
    folders_init(name);
    count_files(prefix_path);
    int fd = server_connect(false);
    printf("Prefix:   %s\nSize:     %llu KiB in %llu files\nPrograms: %s\n", prefix_path,
           (unsigned long long)counted_bytes / 1024, (unsigned long long)counted_files,
           fd < 0 ? "nothing runs" : "some run; `winrun --status` shows them");
    if (fd >= 0) close(fd);
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)place;
    if (!(type == FTW_DP ? rmdir(path) : unlink(path))) return 0;
    fprintf(stderr, "winrun: %s cannot be removed: %s.\n", path, strerror(errno));
    return 1;
}

/* Links are removed, not what they lead to; other file systems mounted inside stay. */
static int delete(const char *name, bool is_sure)
{
    char answer[16];

    require_prefix(name);
    folders_init(name);
    int fd = server_connect(false);
    if (fd >= 0)
        fail(1, "programs of the prefix %s run; end them first: winrun --prefix %s --kill.", prefix_path, prefix_path);
    count_files(prefix_path);
    if (!is_sure) {
        if (!isatty(STDIN_FILENO)) fail(1, "say --yes to delete %s with all that is in it.", prefix_path);
        printf("Delete %s with all its programs and documents (%llu files, %llu KiB)? [y/N] ", prefix_path,
               (unsigned long long)counted_files, (unsigned long long)counted_bytes / 1024);
        fflush(stdout);
        if (!fgets(answer, sizeof(answer), stdin) || (answer[0] != 'y' && answer[0] != 'Y')) return 1;
    }
    if (nftw(prefix_path, remove_one, 32, FTW_PHYS | FTW_DEPTH | FTW_MOUNT)) return 1;
    printf("Deleted %s.\n", prefix_path);
    return 0;
}

/* A name without a slash is one of the folder of prefixes. */
static const char *path_of(const char *name, char *path)
{
    char folder[PATH_MAX];

    if (strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..")) return name;
    folders_of_prefixes(folder, sizeof(folder));
    if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX) fail(1, "the name of the prefix is too long.");
    return path;
}

int manage_prefix(const char *current, int count, char **arguments)
{
    char path[PATH_MAX];

    if (count == 1 && !strcmp(arguments[0], "list")) return list();
    if (count == 2 && !strcmp(arguments[0], "create")) return create(path_of(arguments[1], path));
    if (count == 2 && !strcmp(arguments[0], "info")) return show_info(path_of(arguments[1], path));
    if (count == 1 && !strcmp(arguments[0], "info")) {
        folders_init(current);
        return show_info(prefix_path);
    }
    if (count == 2 && !strcmp(arguments[0], "delete")) return delete(path_of(arguments[1], path), false);
    if (count == 3 && !strcmp(arguments[0], "delete") && !strcmp(arguments[2], "--yes"))
        return delete(path_of(arguments[1], path), true);
    fputs(usage_text, stderr);
    return 2;
}
