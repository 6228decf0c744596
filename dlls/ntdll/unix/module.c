/* Opens and maps the DLLs that the PE loader asks for. */
#include "unix_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_CAPACITY 4096

/* A shipped DLL's name is plain ASCII without a folder; its file is in lower case. */
static NTSTATUS shipped_path(const uint16_t *name, uint32_t length, char *path)
{
    bool i386 = process_info->image_machine == IMAGE_MACHINE_I386;
    int used = snprintf(path, PATH_CAPACITY, "%s/%s/", library_path, i386 ? "i386-windows" : "x86_64-windows");
    if (used < 0 || used + length + 1 > PATH_CAPACITY) return STATUS_NAME_TOO_LONG;
    for (uint32_t i = 0; i < length; i++) {
        uint16_t c = name[i];
        if (c <= ' ' || c >= 127 || c == '/' || c == '\\') return STATUS_OBJECT_NAME_NOT_FOUND;
        path[used + i] = c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
    }
    path[used + length] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS open_module(const struct unix_module_map_args *args, int *fd)
{
    uint16_t name[PATH_CAPACITY];
    char path[PATH_CAPACITY];
    if (!args->length || args->length > PATH_CAPACITY) return STATUS_OBJECT_NAME_INVALID;
    memcpy(name, (void *)args->name, args->length * sizeof(*name));
    NTSTATUS status = args->flags & MODULE_SHIPPED ? shipped_path(name, args->length, path)
                                                   : path_to_unix(name, args->length, path, sizeof(path));
    if (status < 0) return status;
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0) return status_from_errno(errno);
    return STATUS_SUCCESS;
}

/* The index of the known module that is this file, or the count. */
static uint32_t find_known(const struct unix_module_map_args *args, const struct stat *info)
{
    const struct module_identity *known = (const void *)args->known;
    uint32_t index = 0;
    while (index < args->known_count && (known[index].device != info->st_dev || known[index].inode != info->st_ino))
        index++;
    return index;
}

static NTSTATUS map_open_module(struct unix_module_map_args *args, int fd, const struct stat *info)
{
    struct image_mapping mapping = { 0 };
    if (!S_ISREG(info->st_mode)) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (args->flags & MODULE_PROBE) return STATUS_SUCCESS;
    NTSTATUS status = image_map(fd, 0, args->flags & MODULE_DATAFILE ? IMAGE_MAP_DATAFILE : 0, &mapping);
    args->machine = mapping.machine;
    if (status < 0) return status;
    args->base = mapping.base;
    args->size = mapping.size;
    args->entry = mapping.entry;
    args->device = info->st_dev;
    args->inode = info->st_ino;
    return status;
}

int32_t unix_module_map(struct unix_module_map_args *args)
{
    int fd;
    struct stat info;
    /* the list is program memory, which may fault: look through it before anything is open */
    if (args->known_count) find_known(args, &(struct stat){ .st_ino = 0 });
    NTSTATUS status = open_module(args, &fd);
    if (status < 0) return status;
    if (fstat(fd, &info) < 0) {
        status = status_from_errno(errno);
    } else if ((args->known_index = find_known(args, &info)) < args->known_count) {
        status = STATUS_IMAGE_ALREADY_LOADED;
    } else {
        status = map_open_module(args, fd, &info);
    }
    close(fd);
    return status;
}
