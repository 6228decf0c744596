/* Opening and creating: look up, open, register with the server, and only then truncate. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "file_private.h"

#define DATA_ACCESS (FILE_READ_DATA | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_EXECUTE)

static bool overwrites(uint32_t disposition)
{
    return disposition == FILE_SUPERSEDE || disposition == FILE_OVERWRITE || disposition == FILE_OVERWRITE_IF;
}

static bool creates(uint32_t disposition)
{
    return disposition != FILE_OPEN && disposition != FILE_OVERWRITE;
}

static int open_flags(const struct unix_file_open_args *args)
{
    bool writes = (args->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) || overwrites(args->disposition);
    bool reads = args->access & (FILE_READ_DATA | FILE_EXECUTE);
    int flags = O_CLOEXEC | O_NOCTTY | (writes ? reads ? O_RDWR : O_WRONLY : O_RDONLY);
    if ((args->access & (FILE_APPEND_DATA | FILE_WRITE_DATA)) == FILE_APPEND_DATA) flags |= O_APPEND;
    return flags;
}

static NTSTATUS check_existing(const struct unix_file_open_args *args, const struct resolved_path *path,
                               const struct file_facts *facts)
{
    bool is_folder = facts->attributes & FILE_ATTRIBUTE_DIRECTORY;
    bool is_link = facts->reparse_tag && (args->options & FILE_OPEN_REPARSE_POINT);
    if (args->disposition == FILE_CREATE) return STATUS_OBJECT_NAME_COLLISION;
    if (is_folder && (args->options & FILE_NON_DIRECTORY_FILE)) return STATUS_FILE_IS_A_DIRECTORY;
    if (!is_folder && (args->options & FILE_DIRECTORY_FILE)) return STATUS_NOT_A_DIRECTORY;
    if (!is_folder && path->trailing_backslash) return STATUS_OBJECT_NAME_INVALID;
    if (is_folder && overwrites(args->disposition)) return STATUS_OBJECT_NAME_COLLISION;
    if (is_folder || is_link) return STATUS_SUCCESS;
    if (facts->attributes & FILE_ATTRIBUTE_READONLY) {
        if ((args->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) || overwrites(args->disposition))
            return STATUS_ACCESS_DENIED;
        if (args->options & FILE_DELETE_ON_CLOSE) return STATUS_CANNOT_DELETE;
    }
    uint32_t kept = facts->attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
    if (overwrites(args->disposition) && (kept & ~args->attributes)) return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

/* Blocking opens (a FIFO without a reader, say) are not wanted; blocking reads are. */
static int open_existing(const struct unix_file_open_args *args, const char *path, const struct file_facts *facts)
{
    if (facts->reparse_tag && (args->options & FILE_OPEN_REPARSE_POINT))
        return open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (facts->attributes & FILE_ATTRIBUTE_DIRECTORY) {
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 && errno == EACCES && !(args->access & FILE_READ_DATA) ? open(path, O_PATH | O_CLOEXEC) : fd;
    }
    bool may_block = !S_ISREG(facts->unix_mode);
    int fd = open(path, open_flags(args) | (may_block ? O_NONBLOCK : 0));
    if (fd < 0 && (errno == EACCES || errno == ENXIO) && !(args->access & DATA_ACCESS))
        fd = open(path, O_PATH | O_CLOEXEC);
    if (fd >= 0 && may_block) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

static void create_system_folder(const struct resolved_path *path)
{
    char folder[PATH_MAX];
    strcpy(folder, path->path);
    char *slash = strrchr(folder, '/');
    if (!slash || path->rest != 1) return;
    *slash = 0;
    if (!access(folder, F_OK)) return;
    if ((slash = strrchr(folder, '/'))) {
        *slash = 0;
        mkdir(folder, 0777);
        *slash = '/';
    }
    mkdir(folder, 0777);
}

static NTSTATUS create_new(const struct unix_file_open_args *args, const struct resolved_path *path, int *fd)
{
    bool is_folder = args->options & FILE_DIRECTORY_FILE;
    if (path->trailing_backslash && !is_folder) return STATUS_OBJECT_NAME_INVALID;
    if (path->system) create_system_folder(path);
    if (is_folder) {
        if (mkdir(path->path, 0777)) return status_from_errno(errno);
        *fd = open(path->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    } else {
        mode_t mode = args->attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
        *fd = open(path->path, open_flags(args) | O_CREAT | O_EXCL, mode);
    }
    if (*fd < 0) return status_from_errno(errno);
    char folder[PATH_MAX];
    strcpy(folder, path->path);
    char *slash = strrchr(folder, '/');
    *slash = 0;
    folder_name_added(slash > folder ? folder : "/", slash + 1);
    return STATUS_SUCCESS;
}

static bool needs_registration(const struct unix_file_open_args *args, const struct stat *st)
{
    if (args->options & FILE_DELETE_ON_CLOSE) return true;
    if (args->access & ACCESS_DELETE)
        return S_ISREG(st->st_mode) || S_ISDIR(st->st_mode) || S_ISLNK(st->st_mode) || S_ISSOCK(st->st_mode);
    return S_ISREG(st->st_mode) && (args->access & DATA_ACCESS);
}

static NTSTATUS register_open(struct unix_file_open_args *args, const struct stat *st, const char *path)
{
    struct request_file_open_in in = {
        .device = st->st_dev,
        .inode = st->st_ino,
        .access = args->access,
        .share = args->share,
        .options = args->options,
        .slot = args->slot,
    };
    struct request_file_open_out out = {0};
    struct unix_server_request_args request = {
        .code = request_code_file_open, .send_fd = -1, .received_fd = -1, .in = UNIX_PTR(&in), .in_size = sizeof(in),
        .out = UNIX_PTR(&out), .out_size = sizeof(out),
    };
    if (args->options & FILE_DELETE_ON_CLOSE) {
        request.in_data = UNIX_PTR(path);
        request.in_data_size = (uint32_t)strlen(path);
    }
    NTSTATUS status = server_exchange(&request);
    args->object = out.object;
    args->inode_slot = out.inode_slot;
    return status;
}

/* Everything that may fail after the descriptor is open. */
static NTSTATUS finish_open(struct unix_file_open_args *args, const struct resolved_path *path, int fd, bool created)
{
    struct stat st;
    if (fstat(fd, &st)) return status_from_errno(errno);
    args->kind = S_ISDIR(st.st_mode) ? OBJECT_FOLDER : S_ISFIFO(st.st_mode) ? OBJECT_PIPE : OBJECT_FILE;
    args->is_terminal = S_ISCHR(st.st_mode) && isatty(fd);
    if (needs_registration(args, &st)) {
        NTSTATUS status = register_open(args, &st, path->path);
        if (status) return status;
    }
    if (created) {
        args->information = FILE_CREATED;
        uint32_t special =
            FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | (S_ISDIR(st.st_mode) ? FILE_ATTRIBUTE_READONLY : 0);
        if (args->attributes & special) attributes_store(fd, NULL, &st, args->attributes | FILE_ATTRIBUTE_ARCHIVE);
        return STATUS_SUCCESS;
    }
    if (!overwrites(args->disposition)) {
        args->information = FILE_OPENED;
        return STATUS_SUCCESS;
    }
    if (S_ISREG(st.st_mode)) {
        if (ftruncate(fd, 0)) return status_from_errno(errno);
        attributes_store(fd, NULL, &st, args->attributes | FILE_ATTRIBUTE_ARCHIVE);
    }
    args->information = args->disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
    return STATUS_SUCCESS;
}

static void release_open(const struct unix_file_open_args *args)
{
    if (!args->object) return;
    struct request_object_release_in in = {.object = args->object};
    struct unix_server_request_args request = {
        .code = request_code_object_release,
        .send_fd = -1,
        .received_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
    };
    server_exchange(&request);
}

/* A file of ours that is shown in system32 is not written to: what would replace it goes to the prefix's own folder. */
static NTSTATUS resolve_for_open(const struct unix_file_open_args *args, struct resolved_path *path)
{
    NTSTATUS status = path_resolve_stream((const uint16_t *)(uintptr_t)args->path, args->path_length, path);
    if (status || !path->is_shipped || path->rest == 0) return status;
    if (overwrites(args->disposition) && creates(args->disposition)) {
        char own[PATH_MAX];
        char name[NAME_MAX + 1];
        snprintf(name, sizeof(name), "%s", path->path + path->name_offset);
        path->path[path->name_offset - 1] = 0;
        if (!path_overlay_of(path->path, own, sizeof(own))) return STATUS_ACCESS_DENIED;
        path->name_offset = strlen(own) + 1;
        if (snprintf(path->path, sizeof(path->path), "%.3800s/%s", own, name) >= (int)sizeof(path->path))
            return STATUS_OBJECT_NAME_INVALID;
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (args->access & (FILE_WRITE_DATA | FILE_APPEND_DATA | ACCESS_DELETE)) return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

/* A stream of a file that is made if it does not exist. */
static NTSTATUS open_stream(struct unix_file_open_args *args, struct resolved_path *path, bool exists, int *fd,
                            bool *created)
{
    int file;
    if (!exists && !creates(args->disposition)) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!exists) {
        NTSTATUS status = create_new(args, path, &file);
        if (status) return status;
        *created = true;
        if (fstat(file, &path->st)) status = status_from_errno(errno);
        close(file);
        if (status) return status;
    }
    args->is_stream = 1;
    args->kind = OBJECT_FILE;
    return stream_open(args, path, fd, &args->information);
}

static NTSTATUS open_once(struct unix_file_open_args *args, int *fd, bool *created, struct resolved_path *path)
{
    NTSTATUS status = resolve_for_open(args, path);
    if (path->stream[0] && (!status || status == STATUS_OBJECT_NAME_NOT_FOUND))
        return open_stream(args, path, !status, fd, created);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND && creates(args->disposition)) {
        status = create_new(args, path, fd);
        *created = status == STATUS_SUCCESS;
        return status;
    }
    if (status) return status;
    struct file_facts facts;
    facts_from_stat(&facts, &path->st, &path->birth, -1, path->path);
    status = check_existing(args, path, &facts);
    if (status) return status;
    *fd = open_existing(args, path->path, &facts);
    return *fd < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}

int32_t unix_file_open(struct unix_file_open_args *args)
{
    struct unix_file_open_args copy = *args;
    struct resolved_path path;
    bool created = false;
    int fd = -1;
    copy.object = copy.inode_slot = copy.is_stream = copy.is_terminal = 0;
    NTSTATUS status = STATUS_UNSUCCESSFUL;
    for (int attempt = 0; attempt < 4; attempt++) {
        status = open_once(&copy, &fd, &created, &path);
        /* somebody created or removed it between the look and the open */
        bool raced = status == STATUS_OBJECT_NAME_COLLISION
                         ? copy.disposition != FILE_CREATE && creates(copy.disposition)
                         : status == STATUS_OBJECT_NAME_NOT_FOUND && creates(copy.disposition);
        if (!raced || !access(path.path, F_OK)) break;
    }
    if (status) return status;
    if (!copy.is_stream) status = finish_open(&copy, &path, fd, created);
    if (status) {
        release_open(&copy);
        if (copy.object) args->slot = 0; /* it is the open file's: the server gives it back */
        if (created) unlink(path.path);
        close(fd);
        return status;
    }
    copy.fd = fd;
    *args = copy;
    return STATUS_SUCCESS;
}

int32_t unix_device_open(struct unix_device_open_args *args)
{
    if (args->device == DEVICE_SERIAL) {
        args->is_terminal = 0;
        return serial_open(args->number, &args->fd);
    }
    uint32_t device = args->device;
    args->is_terminal = device != DEVICE_NULL;
    if (args->is_terminal) return console_device(device == DEVICE_CONSOLE_OUTPUT, &args->fd, &args->console_target);
    args->fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    return args->fd < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}
