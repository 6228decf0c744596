/* Security descriptors of files: what programs set is kept in an extended attribute, as it came. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include "file_private.h"

#define SECURITY_NAME "user.winrun.security"
#define LARGEST       0x10000u

/* The descriptor may be one opened with O_PATH, which only its link in /proc leads on from. */
static const char *link_of(int fd, char *link, size_t size)
{
    snprintf(link, size, "/proc/self/fd/%d", fd);
    return link;
}

static NTSTATUS failure(void)
{
    if (errno == ENODATA) return STATUS_NOT_FOUND;
    return errno == ENOTSUP ? STATUS_NOT_SUPPORTED : status_from_errno(errno);
}

static NTSTATUS read_attribute(struct unix_file_security_args *args, const char *path)
{
    void *copy = malloc(LARGEST);
    if (!copy) return STATUS_NO_MEMORY;
    ssize_t size = getxattr(path, SECURITY_NAME, copy, args->size < LARGEST ? args->size : LARGEST);
    NTSTATUS status = size < 0 ? failure() : STATUS_SUCCESS;
    if (status == STATUS_NOT_SUPPORTED) status = STATUS_NOT_FOUND;
    if (!status) {
        args->size = (uint32_t)size;
        memcpy((void *)(uintptr_t)args->buffer, copy, (size_t)size);
    }
    free(copy);
    return status;
}

NTSTATUS unix_file_security(struct unix_file_security_args *args)
{
    char link[40];
    const char *path = link_of(args->fd, link, sizeof(link));
    if (!args->set) return read_attribute(args, path);
    return setxattr(path, SECURITY_NAME, (void *)(uintptr_t)args->buffer, args->size, 0) ? failure() : STATUS_SUCCESS;
}
