/* Sections: descriptors of files or of anonymous memory, mapped as views. The PE side (dlls/ntdll/section.c) keeps
 * their handles. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "image_headers.h"
#include "virtual_private.h"

#define WRITABLE (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)
#define COPYING  (PAGE_WRITECOPY | PAGE_EXECUTE_WRITECOPY)

static NTSTATUS create_anonymous(struct unix_section_create_args *args)
{
    if (!args->size) return STATUS_INVALID_PARAMETER_4;
    if (args->attributes & SEC_IMAGE) return STATUS_INVALID_FILE_FOR_SECTION;
    uint64_t size = page_ceiling(args->size);
    if (size < args->size || size > (1ull << 46)) return STATUS_SECTION_TOO_BIG;
    int fd = memfd_create("section", MFD_CLOEXEC);
    if (fd < 0) return status_from_errno(errno);
    if (ftruncate(fd, (off_t)size)) {
        close(fd);
        return STATUS_SECTION_TOO_BIG;
    }
    args->fd = fd;
    args->size = size;
    return STATUS_SUCCESS;
}

static NTSTATUS check_image(struct unix_section_create_args *args)
{
    struct image_headers headers;
    char problem[256];
    NTSTATUS status = image_headers_read(args->file_fd, &headers, problem, sizeof(problem));
    if (status) {
        log_text(LOG_MEMORY, "not an image: %s", problem);
        return status;
    }
    args->size = headers.size_of_image;
    image_headers_free(&headers);
    return STATUS_SUCCESS;
}

/* A section may be larger than its file if it may be written: the file grows. */
static NTSTATUS check_file(struct unix_section_create_args *args)
{
    struct stat info;
    if (fstat(args->file_fd, &info)) return status_from_errno(errno);
    if (!S_ISREG(info.st_mode)) return STATUS_INVALID_FILE_FOR_SECTION;
    uint64_t file_size = (uint64_t)info.st_size;
    if (!args->size) args->size = file_size;
    if (!args->size) return STATUS_MAPPED_FILE_SIZE_ZERO;
    if (args->size <= file_size) return STATUS_SUCCESS;
    if (!(args->protect & WRITABLE)) return STATUS_SECTION_TOO_BIG;
    return ftruncate(args->file_fd, (off_t)args->size) ? status_from_errno(errno) : STATUS_SUCCESS;
}

int32_t unix_section_create(struct unix_section_create_args *args)
{
    if (args->file_fd < 0) return create_anonymous(args);
    NTSTATUS status = (args->attributes & SEC_IMAGE) ? check_image(args) : check_file(args);
    if (status) return status;
    int fd = fcntl(args->file_fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return status_from_errno(errno);
    args->fd = fd;
    return STATUS_SUCCESS;
}

static NTSTATUS map_image_view(struct unix_section_map_args *args)
{
    struct image_mapping mapping;
    NTSTATUS status = image_map(args->fd, 0, 0, &mapping);
    if (status < 0) return status;
    args->address = mapping.base;
    args->size = mapping.size;
    return status;
}

static NTSTATUS map_view(const struct unix_section_map_args *args, const char *path, uint8_t state, struct area **area)
{
    struct placement where = {
        .address = args->address, .size = page_ceiling(args->size), .highest = args->highest,
        .top_down = (args->allocation_type & MEM_TOP_DOWN) != 0,
        .replaces = (args->allocation_type & MEM_REPLACE_PLACEHOLDER) != 0,
    };
    bool copies = (args->protect & COPYING) != 0, reserved = (args->attributes & SEC_RESERVE) != 0;
    struct area shape = { .type = MEM_MAPPED };
    int protection = reserved ? PROT_NONE : host_protection(&shape, state);
    NTSTATUS status = area_create(&where, protection, copies ? MAP_PRIVATE : MAP_SHARED, args->fd, args->offset,
                                  MEM_MAPPED, path, area);
    if (status) return status;
    (*area)->allocation_protect = args->protect;
    (*area)->flags = (copies ? AREA_COPY : AREA_SHARED) | (reserved ? AREA_RESERVED : 0);
    if (reserved || page_states_set((*area)->base, (*area)->end, state)) return STATUS_SUCCESS;
    area_destroy(*area);
    return STATUS_NO_MEMORY;
}

int32_t unix_section_map(struct unix_section_map_args *args)
{
    struct unix_section_map_args view = *args;
    if (view.attributes & SEC_IMAGE) return map_image_view(args);
    uint8_t state = state_from_protect(view.protect);
    if (!state) return STATUS_INVALID_PAGE_PROTECTION;
    if (!view.size || page_ceiling(view.size) < view.size) return STATUS_INVALID_VIEW_SIZE;
    bool replaces = (view.allocation_type & MEM_REPLACE_PLACEHOLDER) != 0; /* of whole pages at page boundaries */
    if (replaces && (!view.address || view.address % PAGE_SIZE || view.offset % PAGE_SIZE))
        return STATUS_MAPPED_ALIGNMENT;
    if (!replaces && (view.offset % ALLOCATION_GRANULARITY || view.address % ALLOCATION_GRANULARITY))
        return STATUS_MAPPED_ALIGNMENT;

    char link[64], path[4096];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", view.fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    if (length < 0) return STATUS_INVALID_HANDLE;
    path[length] = 0;
    if (!strncmp(path, "/memfd:", 7)) path[0] = 0;

    struct area *area;
    uint64_t base = 0, size = 0;
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = map_view(&view, path, state, &area);
    if (!status) {
        base = area->base;
        size = area->end - area->base;
    }
    virtual_unlock(&saved);
    if (status) return status;
    args->address = base;
    args->size = size;
    return STATUS_SUCCESS;
}

int32_t unix_section_unmap(struct unix_section_unmap_args *args)
{
    sigset_t saved;
    uint64_t address = args->address;
    uint32_t flags = args->flags;
    NTSTATUS status = STATUS_SUCCESS;
    virtual_lock(&saved);
    struct area *area = tree_find(address);
    if (!area || (area->type != MEM_MAPPED && area->type != MEM_IMAGE)) status = STATUS_NOT_MAPPED_VIEW;
    else if (flags & MEM_PRESERVE_PLACEHOLDER) status = placeholder_from_area(area);
    else area_destroy(area);
    virtual_unlock(&saved);
    return status;
}

/* Makes a section's file or memory larger. */
int32_t unix_section_extend(struct unix_section_extend_args *args)
{
    struct stat info;
    if (fstat(args->fd, &info)) return status_from_errno(errno);
    if (args->size <= (uint64_t)info.st_size) return STATUS_SUCCESS;
    return ftruncate(args->fd, (off_t)args->size) ? STATUS_SECTION_NOT_EXTENDED : STATUS_SUCCESS;
}
