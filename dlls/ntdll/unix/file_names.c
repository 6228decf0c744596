/* Names of files: renaming, linking, and the questions of path_query. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "file_private.h"

static void tell_server_moved(uint64_t object, const char *path)
{
    struct request_file_moved_in in = {.object = object};
    struct request_file_moved_out out;
    struct unix_server_request_args request = {
        .code = request_code_file_moved,
        .send_fd = -1,
        .received_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(path),
        .in_data_size = (uint32_t)strlen(path),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
    };
    server_exchange(&request);
}

/* May what is in the way of a rename be replaced? Not while somebody has it open without sharing its deletion. */
static NTSTATUS check_target(const struct resolved_path *target, const struct stat *source, bool replace)
{
    if (target->st.st_dev == source->st_dev && target->st.st_ino == source->st_ino) return STATUS_SUCCESS;
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    if (target->is_shipped || S_ISDIR(target->st.st_mode) || mode_is_read_only(target->st.st_mode))
        return STATUS_ACCESS_DENIED;
    struct request_file_query_in in = {
        .device = target->st.st_dev, .inode = target->st.st_ino, .access = ACCESS_DELETE, .share = 7,
    };
    struct request_file_query_out out = {0};
    struct unix_server_request_args request = {
        .code = request_code_file_query, .send_fd = -1, .received_fd = -1, .in = UNIX_PTR(&in), .in_size = sizeof(in),
        .out = UNIX_PTR(&out), .out_size = sizeof(out),
    };
    NTSTATUS status = server_exchange(&request);
    if (status) return status == STATUS_SHARING_VIOLATION ? STATUS_ACCESS_DENIED : status;
    return out.open_count || out.delete_pending ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/* Spells the last component as the caller does, so that a rename can change the case. */
static bool spell_as_asked(struct resolved_path *target, const uint16_t *dos, size_t length)
{
    while (length && dos[length - 1] == '\\') length--;
    size_t start = length;
    while (start && dos[start - 1] != '\\') start--;
    char name[NAME_MAX + 1];
    size_t size = name_to_unix(dos + start, length - start, name, sizeof(name));
    if (!size || target->name_offset + size + 1 > PATH_MAX) return false;
    strcpy(target->path + target->name_offset, name);
    return true;
}

static NTSTATUS rename_to(const char *source, const struct stat *st, const struct resolved_path *existing,
                          const char *target, bool exists)
{
    bool same_file = exists && existing->st.st_dev == st->st_dev && existing->st.st_ino == st->st_ino;
    if (same_file && strcmp(existing->path, source) && st->st_nlink > 1) {
        /* two hard links of one file: rename() would do nothing */
        return unlink(source) ? status_from_errno(errno) : STATUS_SUCCESS;
    }
    if (exists && !same_file && strcmp(existing->path, target)) unlink(existing->path);
    if (!rename(source, target)) return STATUS_SUCCESS;
    if (errno == EINVAL) return STATUS_SHARING_VIOLATION; /* a folder into itself */
    return status_from_errno(errno);
}

static void remember_name(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    *slash = 0;
    folder_name_added(slash > folder ? folder : "/", slash + 1);
}

static NTSTATUS hard_link(int fd, const struct resolved_path *target, bool exists)
{
    char link_path[40];
    if (exists && unlink(target->path)) return status_from_errno(errno);
    snprintf(link_path, sizeof(link_path), "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, link_path, AT_FDCWD, target->path, AT_SYMLINK_FOLLOW) ? status_from_errno(errno)
                                                                                  : STATUS_SUCCESS;
}

int32_t unix_file_rename(struct unix_file_rename_args *args)
{
    struct unix_file_rename_args copy = *args;
    struct resolved_path target;
    char source[PATH_MAX];
    struct stat st;
    const uint16_t *dos = (const uint16_t *)(uintptr_t)copy.path;
    if (fstat(copy.fd, &st)) return status_from_errno(errno);
    if (!path_of_descriptor(copy.fd, source, sizeof(source))) return STATUS_ACCESS_DENIED;
    NTSTATUS status = path_resolve(dos, copy.path_length, &target);
    bool exists = status == STATUS_SUCCESS;
    if (!exists && status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    if (exists && copy.make_link && !copy.replace) return STATUS_OBJECT_NAME_COLLISION;
    if (exists) status = check_target(&target, &st, copy.replace);
    if (exists && status) return status;
    if (copy.make_link && S_ISDIR(st.st_mode)) return STATUS_FILE_IS_A_DIRECTORY;
    struct resolved_path spelt = target;
    if (!spell_as_asked(&spelt, dos, copy.path_length)) return STATUS_OBJECT_NAME_INVALID;
    if (copy.make_link) status = hard_link(copy.fd, exists ? &target : &spelt, exists);
    else status = rename_to(source, &st, &target, spelt.path, exists);
    if (status) return status;
    remember_name(spelt.path);
    if (!copy.make_link && copy.object) tell_server_moved(copy.object, spelt.path);
    return STATUS_SUCCESS;
}

int32_t unix_link_create(struct unix_link_create_args *args)
{
    struct resolved_path path;
    uint16_t target[DOS_PATH_MAX];
    char unix_target[PATH_MAX];
    size_t length = args->target_length;
    bool is_junction = args->is_junction;
    if (!length || length >= DOS_PATH_MAX) return STATUS_OBJECT_NAME_INVALID;
    memcpy(target, (const void *)(uintptr_t)args->target, length * 2);
    NTSTATUS status = path_resolve((const uint16_t *)(uintptr_t)args->path, args->path_length, &path);
    if (status == STATUS_SUCCESS) return STATUS_OBJECT_NAME_COLLISION;
    if (status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    status = link_target(target, length, is_junction, unix_target);
    if (status) return status;
    if (symlink(unix_target, path.path)) return status_from_errno(errno);
    remember_name(path.path);
    return STATUS_SUCCESS;
}

/* --- path_query --- */

static NTSTATUS query_dos_of_descriptor(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    char path[PATH_MAX];
    struct stat st;
    char stream[256] = "";
    int fd = args->fd, base = fd;
    if (!fstat(fd, &st) && stream_base_of(&st, &base, stream, sizeof(stream))) fd = base;
    if (!path_of_descriptor(fd, path, sizeof(path))) return STATUS_OBJECT_NAME_NOT_FOUND;
    *length = path_to_dos(path, wide, DOS_PATH_MAX - 260);
    if (*length && stream[0]) {
        wide[(*length)++] = ':';
        *length += name_to_windows(stream, strlen(stream), wide + *length, 255);
    }
    return *length ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS query_dos(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    char path[PATH_MAX];
    if (!args->path_length || args->path_length >= PATH_MAX) return STATUS_OBJECT_NAME_INVALID;
    memcpy(path, (const void *)(uintptr_t)args->path, args->path_length);
    path[args->path_length] = 0;
    *length = path_to_dos(path, wide, DOS_PATH_MAX);
    return *length ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS query_long(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    struct resolved_path path;
    NTSTATUS status = path_resolve((const uint16_t *)(uintptr_t)args->path, args->path_length, &path);
    if (status) return status;
    *length = path_to_dos(path.path, wide, DOS_PATH_MAX);
    return *length ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS query_by_id(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    char path[PATH_MAX];
    NTSTATUS status = search_by_inode(args->fd, args->path, path);
    if (status) return status;
    *length = path_to_dos(path, wide, DOS_PATH_MAX);
    return *length ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS query_hard_links(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    return search_hard_links(args->fd, wide, DOS_PATH_MAX, length);
}

static NTSTATUS query_share(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    uint16_t share[512];
    char path[PATH_MAX];
    if (!args->path_length || args->path_length > 512) return STATUS_BAD_NETWORK_PATH;
    memcpy(share, (const void *)(uintptr_t)args->path, args->path_length * 2u);
    NTSTATUS status = find_share(share, args->path_length, path);
    if (status) return status;
    *length = path_to_dos(path, wide, DOS_PATH_MAX);
    return *length ? STATUS_SUCCESS : STATUS_BAD_NETWORK_PATH;
}

static NTSTATUS query_link(struct unix_path_query_args *args, uint16_t *wide, size_t *length)
{
    char target[PATH_MAX];
    ssize_t size = readlinkat(args->fd, "", target, sizeof(target) - 1);
    if (size <= 0) return STATUS_NOT_A_REPARSE_POINT;
    target[size] = 0;
    if (link_is_junction(target, (size_t)size)) target[size - 2] = 0;
    if (target[0] == '/') {
        *length = path_to_dos(target, wide, DOS_PATH_MAX);
        return *length ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
    }
    *length = name_to_windows(target, (size_t)size, wide, DOS_PATH_MAX);
    for (size_t i = 0; i < *length; i++)
        if (wide[i] == '/') wide[i] = '\\';
    return STATUS_SUCCESS;
}

static NTSTATUS answer(struct unix_path_query_args *args, const void *data, size_t size, NTSTATUS status)
{
    args->size = (uint32_t)size;
    if (size > args->capacity) return STATUS_BUFFER_TOO_SMALL;
    if (size) memcpy((void *)(uintptr_t)args->buffer, data, size);
    return status;
}

static NTSTATUS query_streams(struct unix_path_query_args *args)
{
    char *records = thread_scratch(SCRATCH_STREAMS);
    size_t size;
    if (!records) return STATUS_NO_MEMORY;
    NTSTATUS status = streams_list(args->fd, records, THREAD_SCRATCH_SIZE, &size);
    return answer(args, records, size < THREAD_SCRATCH_SIZE ? size : THREAD_SCRATCH_SIZE, status);
}

/* Where the data is, in blocks of the file system's. */
static NTSTATUS query_ranges(struct unix_path_query_args *args)
{
    uint64_t ranges[2 * 512];
    unsigned count = 0;
    struct stat st;
    int fd = args->fd;
    if (fstat(fd, &st)) return status_from_errno(errno);
    off_t keep = lseek(fd, 0, SEEK_CUR);
    for (off_t at = (off_t)args->path; at < st.st_size && count < 512; count++) {
        off_t start = lseek(fd, at, SEEK_DATA);
        if (start < 0) break;
        at = lseek(fd, start, SEEK_HOLE);
        if (at < 0) at = st.st_size;
        ranges[2 * count] = (uint64_t)start;
        ranges[2 * count + 1] = (uint64_t)(at - start);
    }
    if (keep >= 0) lseek(fd, keep, SEEK_SET);
    return answer(args, ranges, count * 16u, STATUS_SUCCESS);
}

int32_t unix_path_query(struct unix_path_query_args *args)
{
    static NTSTATUS (*const functions[])(struct unix_path_query_args *, uint16_t *, size_t *) = {
        [PATH_QUERY_DOS_OF_DESCRIPTOR] = query_dos_of_descriptor,
        [PATH_QUERY_DOS] = query_dos,
        [PATH_QUERY_LONG] = query_long,
        [PATH_QUERY_LINK] = query_link,
        [PATH_QUERY_BY_ID] = query_by_id,
        [PATH_QUERY_HARD_LINKS] = query_hard_links,
        [PATH_QUERY_SHARE] = query_share,
    };
    if (args->what == PATH_QUERY_DRIVES) {
        uint32_t drives = path_drives();
        return answer(args, &drives, sizeof(drives), STATUS_SUCCESS);
    }
    if (args->what == PATH_QUERY_STREAMS) return query_streams(args);
    if (args->what == PATH_QUERY_RANGES) return query_ranges(args);
    if (args->what == PATH_QUERY_SERIAL_PORT) {
        char path[PATH_MAX];
        NTSTATUS status = find_serial_port((unsigned)args->path, path);
        return status ? status : answer(args, path, strlen(path) + 1, STATUS_SUCCESS);
    }
    if (args->what == PATH_QUERY_UNIX) {
        char path[PATH_MAX];
        NTSTATUS status = path_to_unix((const uint16_t *)(uintptr_t)args->path, args->path_length, path, sizeof(path));
        bool is_answer = !status || status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND;
        return is_answer ? answer(args, path, strlen(path) + 1, status) : status;
    }
    if (args->what >= sizeof(functions) / sizeof(*functions) || !functions[args->what]) return STATUS_INVALID_PARAMETER;
    uint16_t wide[DOS_PATH_MAX];
    size_t length = 0;
    NTSTATUS status = functions[args->what](args, wide, &length);
    return status ? status : answer(args, wide, length * 2, STATUS_SUCCESS);
}
