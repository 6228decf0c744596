/* Questions that Linux has no index for: the names of a file by its inode; and where a network share is mounted. A
 * search is bounded. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>
#include "file_private.h"

#define ENTRIES_MAX 100000u
#define DEPTH_MAX   40

struct search {
    dev_t device;
    ino_t inode;
    uint64_t wanted;        /* so many names */
    unsigned entries_left;
    const char *skip;       /* a folder that was searched before */
    bool (*found)(void *context, const char *path);
    void *context;
};

static void search_folder(struct search *search, const char *folder, int depth)
{
    char path[PATH_MAX];
    DIR *stream = opendir(folder);
    if (!stream) return;
    for (struct dirent *entry; search->wanted && search->entries_left && (entry = readdir(stream));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (snprintf(path, sizeof(path), "%s/%s", strcmp(folder, "/") ? folder : "", entry->d_name) >=
            (int)sizeof(path))
            continue;
        search->entries_left--;
        struct stat st;
        if (entry->d_ino == search->inode && !lstat(path, &st) && st.st_dev == search->device &&
            st.st_ino == search->inode) {
            search->wanted--;
            if (!search->found(search->context, path)) search->wanted = 0;
        }
        bool descends = entry->d_type == DT_DIR && depth < DEPTH_MAX && (!search->skip || strcmp(path, search->skip));
        if (descends && !lstat(path, &st) && st.st_dev == search->device) search_folder(search, path, depth + 1);
    }
    closedir(stream);
}

/* First the folder `path` lies in with all below it, then the one above that, and so on. */
static void search_around(struct search *search, const char *path)
{
    char folder[PATH_MAX], before[PATH_MAX] = "";
    snprintf(folder, sizeof(folder), "%s", path);
    for (char *slash; search->wanted && search->entries_left && (slash = strrchr(folder, '/'));) {
        struct stat st;
        *slash = 0;
        const char *current = *folder ? folder : "/";
        if (stat(current, &st) || st.st_dev != search->device) return;
        search->skip = *before ? before : NULL;
        search_folder(search, current, 0);
        snprintf(before, sizeof(before), "%s", folder);
        if (!*folder) return;
    }
}

struct name_list { uint16_t *names; size_t used, capacity; };

static bool add_name(void *context, const char *path)
{
    struct name_list *list = context;
    if (list->used + 2 > list->capacity) return false;
    size_t length = path_to_dos(path, list->names + list->used, list->capacity - list->used - 1);
    if (!length) return true;
    list->names[list->used + length] = 0;
    list->used += length + 1;
    return true;
}

NTSTATUS search_hard_links(int fd, uint16_t *names, size_t capacity, size_t *length)
{
    struct name_list list = {names, 0, capacity};
    char path[PATH_MAX];
    struct stat st;
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (!path_of_descriptor(fd, path, sizeof(path))) return STATUS_OBJECT_NAME_NOT_FOUND;
    struct search search = {st.st_dev, st.st_ino, st.st_nlink, ENTRIES_MAX, NULL, add_name, &list};
    if (st.st_nlink == 1 || S_ISDIR(st.st_mode)) add_name(&list, path);
    else search_around(&search, path);
    *length = list.used;
    return list.used ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

static bool keep_path(void *context, const char *path)
{
    strcpy(context, path);
    return false;
}

/* hint: any file or folder of the same file system. */
NTSTATUS search_by_inode(int hint, uint64_t inode, char *path)
{
    char start[PATH_MAX + 2];
    struct stat st;
    if (fstat(hint, &st)) return status_from_errno(errno);
    if (!path_of_descriptor(hint, start, PATH_MAX)) return STATUS_INVALID_PARAMETER;
    if (st.st_ino == inode) {
        strcpy(path, start);
        return STATUS_SUCCESS;
    }
    if (S_ISDIR(st.st_mode)) strcat(start, "/.");
    *path = 0;
    struct search search = {st.st_dev, inode, 1, ENTRIES_MAX, NULL, keep_path, path};
    search_around(&search, start);
    return *path ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER; /* as NTFS answers for an id that no file has */
}

/* --- shares --- */

/* /proc/mounts writes spaces and such as \040. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        unsigned code;
        if (*from == '\\' && sscanf(from + 1, "%3o", &code) == 1) {
            *to++ = (char)code;
            from += 3;
        } else {
            *to++ = *from;
        }
    }
    *to = 0;
}

static bool find_mount(const char *share, char *path)
{
    char line[PATH_MAX * 2], device[PATH_MAX], folder[PATH_MAX], type[64];
    bool found = false;
    FILE *mounts = fopen("/proc/self/mounts", "re");
    if (!mounts) return false;
    while (!found && fgets(line, sizeof(line), mounts)) {
        if (sscanf(line, "%4095s %4095s %63s", device, folder, type) != 3) continue;
        if (strcmp(type, "cifs") && strcmp(type, "smb3") && strcmp(type, "smbfs")) continue;
        unescape(device);
        unescape(folder);
        for (char *c = device; *c; c++)
            if (*c == '\\') *c = '/';
        found = !strncmp(device, "//", 2) && !strcasecmp(device + 2, share);
        if (found) strcpy(path, folder);
    }
    fclose(mounts);
    return found;
}

/* share: "server\share". What the prefix says in shares/server/share comes first, then what is mounted. */
NTSTATUS find_share(const uint16_t *share, size_t length, char *path)
{
    char name[1024], configured[PATH_MAX * 2];
    size_t size = name_to_unix(share, length, name, sizeof(name));
    if (!size || strstr(name, "..") || strchr(name, '/')) return STATUS_BAD_NETWORK_PATH;
    for (char *c = name; *c; c++)
        if (*c == '\\') *c = '/';
    for (char *c = name; *c && *c != '/'; c++)
        if (*c >= 'A' && *c <= 'Z') *c += 32; /* servers' names are written in small letters there */
    snprintf(configured, sizeof(configured), "%s/shares/%s", prefix_path, name);
    if (realpath(configured, path)) return STATUS_SUCCESS;
    return find_mount(name, path) ? STATUS_SUCCESS : STATUS_BAD_NETWORK_PATH;
}

NTSTATUS find_serial_port(unsigned number, char *path)
{
    char configured[PATH_MAX + 32];
    if (!number || number > 256) return STATUS_OBJECT_NAME_NOT_FOUND;
    snprintf(configured, sizeof(configured), "%s/drives/com%u", prefix_path, number);
    if (realpath(configured, path)) return STATUS_SUCCESS;
    snprintf(path, PATH_MAX, "/dev/ttyS%u", number - 1);
    return access(path, F_OK) ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
}
