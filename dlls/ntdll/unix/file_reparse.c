/* Reparse points: symbolic links and junctions.
 *
 * Both are symbolic links on disk. A junction is one with a full target that ends in "/.", which leads to the same
 * folder but which nobody writes by hand; so what made it can be told when it is read. Other kinds of reparse points do
 * not exist here. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "file_private.h"

#define JUNCTION_SUFFIX "/."

bool link_is_junction(const char *target, size_t size)
{
    size_t suffix = sizeof(JUNCTION_SUFFIX) - 1;
    return target[0] == '/' && size > suffix && !strcmp(target + size - suffix, JUNCTION_SUFFIX);
}

/* A relative target stays relative, a full one becomes the Unix path it stands for. */
NTSTATUS link_target(const uint16_t *target, size_t length, bool is_junction, char *unix_target)
{
    if (length > 4 && target[0] == '\\' && (target[1] == '?' || target[1] == '\\') && target[3] == '\\') {
        target += 4;
        length -= 4;
    }
    while (length > 3 && target[length - 1] == '\\') length--;
    if (length > 1 && target[1] == ':') {
        NTSTATUS status = path_to_unix(target, length, unix_target, PATH_MAX - 4);
        if (status && status != STATUS_OBJECT_NAME_NOT_FOUND && status != STATUS_OBJECT_PATH_NOT_FOUND) return status;
        if (is_junction) strcat(unix_target, JUNCTION_SUFFIX);
        return STATUS_SUCCESS;
    }
    if (is_junction) return STATUS_IO_REPARSE_DATA_INVALID;
    if (!name_to_unix(target, length, unix_target, PATH_MAX)) return STATUS_OBJECT_NAME_INVALID;
    for (char *c = unix_target; *c; c++)
        if (*c == '\\') *c = '/';
    return STATUS_SUCCESS;
}

struct reparse_data {
    uint32_t tag;
    uint16_t size, reserved, substitute_offset, substitute_size, print_offset, print_size;
};

static NTSTATUS parse(const uint8_t *buffer, size_t size, char *unix_target)
{
    struct reparse_data data;
    if (size < sizeof(data)) return STATUS_IO_REPARSE_DATA_INVALID;
    memcpy(&data, buffer, sizeof(data));
    bool is_junction = data.tag == IO_REPARSE_TAG_MOUNT_POINT;
    if (!is_junction && data.tag != IO_REPARSE_TAG_SYMLINK) return STATUS_IO_REPARSE_TAG_NOT_HANDLED;
    size_t names = sizeof(data) + (is_junction ? 0 : 4), start = names + data.substitute_offset;
    if (data.size + 8u != size || start + data.substitute_size > size || data.substitute_size < 2)
        return STATUS_IO_REPARSE_DATA_INVALID;
    uint16_t target[DOS_PATH_MAX];
    if (data.substitute_size >= sizeof(target)) return STATUS_IO_REPARSE_DATA_INVALID;
    memcpy(target, buffer + start, data.substitute_size);
    return link_target(target, data.substitute_size / 2u, is_junction, unix_target);
}

static NTSTATUS replace_by_link(const char *path, const struct stat *st, const char *target)
{
    char other[PATH_MAX + 16];
    if (S_ISDIR(st->st_mode)) {
        if (rmdir(path))
            return errno == ENOTEMPTY || errno == EEXIST ? STATUS_DIRECTORY_NOT_EMPTY : status_from_errno(errno);
        if (!symlink(target, path)) return STATUS_SUCCESS;
        NTSTATUS status = status_from_errno(errno);
        mkdir(path, 0777);
        return status;
    }
    snprintf(other, sizeof(other), "%.4000s.%u~link", path, (unsigned)getpid());
    if (symlink(target, other)) return status_from_errno(errno);
    if (!rename(other, path)) return STATUS_SUCCESS;
    NTSTATUS status = status_from_errno(errno);
    unlink(other);
    return status;
}

static NTSTATUS remove_link(const char *path)
{
    char target[PATH_MAX];
    struct stat st;
    ssize_t size = readlink(path, target, sizeof(target) - 1);
    if (size <= 0) return STATUS_NOT_A_REPARSE_POINT;
    target[size] = 0;
    bool was_folder = link_is_junction(target, (size_t)size) || (!stat(path, &st) && S_ISDIR(st.st_mode));
    if (unlink(path)) return status_from_errno(errno);
    int fd = was_folder ? mkdir(path, 0777) : open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (fd < 0) return status_from_errno(errno);
    if (!was_folder) close(fd);
    return STATUS_SUCCESS;
}

NTSTATUS set_reparse(int fd, const struct unix_file_set_args *args)
{
    uint8_t buffer[16 * 1024];
    char path[PATH_MAX], target[PATH_MAX];
    struct stat st;
    if (args->value2 > sizeof(buffer)) return STATUS_IO_REPARSE_DATA_INVALID;
    if (args->value) memcpy(buffer, (const void *)(uintptr_t)args->value, args->value2);
    if (!path_of_descriptor(fd, path, sizeof(path))) return STATUS_ACCESS_DENIED;
    if (!args->value) return remove_link(path);
    if (lstat(path, &st)) return status_from_errno(errno);
    NTSTATUS status = parse(buffer, args->value2, target);
    if (status) return status;
    if (S_ISREG(st.st_mode) && st.st_size) return STATUS_INVALID_PARAMETER; /* its contents would be lost */
    return replace_by_link(path, &st, target);
}
