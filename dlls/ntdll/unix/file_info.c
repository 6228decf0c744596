/* What is known of a file: attributes, times, sizes.
 *
 * READONLY of a file is the absence of write permission. What modes cannot say is in two extended attributes:
 * user.DOSATTRIB, the attributes as text ("0x22", as Samba writes them), and user.winrun.created, the creation time as
 * FILETIME when a program has set one. The second is looked for only where the first is. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "file_private.h"

#define EPOCH_DIFFERENCE  116444736000000000ull
#define ATTRIBUTES_NAME   "user.DOSATTRIB"
#define CREATED_NAME      "user.winrun.created"
#define STORED_ATTRIBUTES                                                                                              \
    (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |                \
     FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_INDEXED | FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_SPARSE_FILE)

uint64_t filetime_from_timespec(const struct timespec *time)
{
    return (uint64_t)(time->tv_sec * 10000000ll + time->tv_nsec / 100) + EPOCH_DIFFERENCE;
}

static struct timespec timespec_from_filetime(uint64_t time)
{
    int64_t units = (int64_t)(time - EPOCH_DIFFERENCE);
    int64_t seconds = units / 10000000, rest = units % 10000000;
    if (rest < 0) {
        rest += 10000000;
        seconds--;
    }
    return (struct timespec){seconds, rest * 100};
}

/* The folder whose entries this thread asks about just now, -1: none (facts_of_entry). */
static __thread int listed_folder = -1;

/* getxattrat: Linux 6.13. Looking `name` up below an open folder saves walking the path for each entry of a listing. */
#define GETXATTRAT_NUMBER 464

struct getxattrat_arguments { uint64_t value; uint32_t size, flags; };

static ssize_t get_attribute_at(int folder, const char *path, const char *name, void *value, size_t size)
{
    static bool is_missing;
    struct getxattrat_arguments arguments = {.value = UNIX_PTR(value), .size = (uint32_t)size};
    if (folder < 0 || is_missing) return lgetxattr(path, name, value, size);
    const char *entry = strrchr(path, '/') + 1;
    ssize_t got = syscall(GETXATTRAT_NUMBER, folder, entry, AT_SYMLINK_NOFOLLOW, name, &arguments, sizeof(arguments));
    if (got >= 0 || errno != ENOSYS) return got;
    is_missing = true;
    return lgetxattr(path, name, value, size);
}

/* An attribute of the descriptor or of the path; -1 when there is none. */
static ssize_t get_attribute(int fd, const char *path, const char *name, void *value, size_t size)
{
    ssize_t got = fd >= 0 ? fgetxattr(fd, name, value, size) : get_attribute_at(listed_folder, path, name, value, size);
    if (got >= 0 || fd < 0 || errno != EBADF) return got;
    char link[40]; /* opened with O_PATH */
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    return getxattr(link, name, value, size);
}

static bool set_attribute(int fd, const char *path, const char *name, const void *value, size_t size)
{
    char link[40];
    if (fd >= 0 && !fsetxattr(fd, name, value, size, 0)) return true;
    if (fd >= 0 && errno != EBADF) return false;
    if (fd >= 0) snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    return !setxattr(fd >= 0 ? link : path, name, value, size, 0);
}

static bool stored_attributes(int fd, const char *path, uint32_t *attributes)
{
    char text[64];
    ssize_t size = get_attribute(fd, path, ATTRIBUTES_NAME, text, sizeof(text) - 1);
    if (size <= 2) return false;
    text[size] = 0;
    if (text[0] != '0' || (text[1] | 32) != 'x') return false;
    *attributes = (uint32_t)strtoul(text + 2, NULL, 16);
    return true;
}

static uint32_t attributes_of_mode(const struct stat *st)
{
    uint32_t attributes = S_ISDIR(st->st_mode) ? FILE_ATTRIBUTE_DIRECTORY : 0;
    if (S_ISREG(st->st_mode)) attributes = FILE_ATTRIBUTE_ARCHIVE;
    if (mode_is_read_only(st->st_mode)) attributes |= FILE_ATTRIBUTE_READONLY;
    return attributes;
}

static uint64_t birth_time(int fd, const char *path, const struct stat *st, const struct timespec *known)
{
    struct timespec birth = {0, -1};
    struct statx x;
    int flags = AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC | (fd >= 0 ? AT_EMPTY_PATH : 0);
    if (known) birth = *known;
    else if (!statx(fd >= 0 ? fd : AT_FDCWD, fd >= 0 ? "" : path, flags, STATX_BTIME, &x) && (x.stx_mask & STATX_BTIME))
        birth = (struct timespec){x.stx_btime.tv_sec, x.stx_btime.tv_nsec};
    if (birth.tv_nsec >= 0) return filetime_from_timespec(&birth);
    uint64_t written = filetime_from_timespec(&st->st_mtim), changed = filetime_from_timespec(&st->st_ctim);
    return written < changed ? written : changed;
}

/* What the extended attributes of a file say. To change them changes st_ctime, so what was read once holds while that
 * stays; a time stamp as young as the kernel's tick is not trusted. */
struct stored_facts {
    dev_t device;
    ino_t inode;
    struct timespec changed;
    uint64_t created;
    uint32_t attributes;
    bool is_stored;
};

#define MEMORY_COUNT 16384u /* a power of two */
#define YOUNG_TIME   50000000ll /* nanoseconds */

static pthread_mutex_t memory_lock = PTHREAD_MUTEX_INITIALIZER;
static struct stored_facts memory[MEMORY_COUNT];

/* Most files have none: of those only a fingerprint is kept, so that a large folder's fit in the processor's cache. */
static uint64_t plain_files[MEMORY_COUNT];

static uint64_t fingerprint(const struct stat *st)
{
    uint64_t mixed = st->st_ino * 0x9e3779b97f4a7c15u ^ st->st_dev;
    mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u ^ (uint64_t)st->st_ctim.tv_sec;
    mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u ^ (uint64_t)st->st_ctim.tv_nsec;
    return (mixed ^ mixed >> 32) * 0x9e3779b97f4a7c15u | 1; /* 0 is none */
}

static uint64_t *plain_file(const struct stat *st)
{
    return &plain_files[(st->st_ino ^ st->st_dev << 5) % MEMORY_COUNT];
}

static bool recall(const struct stat *st, struct stored_facts *facts)
{
    if (__atomic_load_n(plain_file(st), __ATOMIC_RELAXED) == fingerprint(st)) {
        facts->is_stored = false;
        return true;
    }
    const struct stored_facts *known = &memory[(st->st_ino ^ st->st_dev << 5) % MEMORY_COUNT];
    pthread_mutex_lock(&memory_lock);
    bool found = known->inode == st->st_ino && known->device == st->st_dev &&
                 known->changed.tv_sec == st->st_ctim.tv_sec && known->changed.tv_nsec == st->st_ctim.tv_nsec;
    if (found) *facts = *known;
    pthread_mutex_unlock(&memory_lock);
    return found;
}

static void remember(const struct stat *st, const struct stored_facts *facts)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if ((now.tv_sec - st->st_ctim.tv_sec) * 1000000000ll + (now.tv_nsec - st->st_ctim.tv_nsec) < YOUNG_TIME) return;
    if (!facts->is_stored) {
        __atomic_store_n(plain_file(st), fingerprint(st), __ATOMIC_RELAXED);
        return;
    }
    pthread_mutex_lock(&memory_lock);
    memory[(st->st_ino ^ st->st_dev << 5) % MEMORY_COUNT] = *facts;
    pthread_mutex_unlock(&memory_lock);
}

static void stored_facts_of(int fd, const char *path, const struct stat *st, struct stored_facts *facts)
{
    if (recall(st, facts)) return;
    *facts = (struct stored_facts){.device = st->st_dev, .inode = st->st_ino, .changed = st->st_ctim};
    facts->is_stored = stored_attributes(fd, path, &facts->attributes);
    if (facts->is_stored &&
        get_attribute(fd, path, CREATED_NAME, &facts->created, sizeof(facts->created)) != sizeof(facts->created))
        facts->created = 0;
    remember(st, facts);
}

/* A symbolic link is a reparse point; what it leads to decides whether it is a folder. */
static void facts_of_link(struct file_facts *facts, int fd, const char *path)
{
    struct stat target;
    char own[PATH_MAX];
    if (fd >= 0) path = path_of_descriptor(fd, own, sizeof(own)) ? own : "";
    if (!stat(path, &target) && S_ISDIR(target.st_mode)) facts->attributes |= FILE_ATTRIBUTE_DIRECTORY;
    facts->attributes |= FILE_ATTRIBUTE_REPARSE_POINT;
    char text[PATH_MAX];
    ssize_t size = readlink(path, text, sizeof(text) - 1);
    if (size > 0) text[size] = 0;
    bool is_junction = size > 0 && link_is_junction(text, (size_t)size);
    if (is_junction) facts->attributes |= FILE_ATTRIBUTE_DIRECTORY;
    facts->reparse_tag = is_junction ? IO_REPARSE_TAG_MOUNT_POINT : IO_REPARSE_TAG_SYMLINK;
    facts->size = facts->allocation_size = 0;
}

static void apply_stored_facts(struct file_facts *facts, const struct stat *st, int fd, const char *path)
{
    struct stored_facts stored;
    stored_facts_of(fd, path, st, &stored);
    if (!stored.is_stored) return;
    uint32_t read_only = (S_ISDIR(st->st_mode) ? stored.attributes : facts->attributes) & FILE_ATTRIBUTE_READONLY;
    facts->attributes &= FILE_ATTRIBUTE_DIRECTORY;
    facts->attributes |= read_only | (stored.attributes & STORED_ATTRIBUTES & ~FILE_ATTRIBUTE_READONLY);
    if (stored.created) facts->creation_time = stored.created;
}

void facts_from_stat(struct file_facts *facts, const struct stat *st, const struct timespec *birth, int fd,
                     const char *path)
{
    memset(facts, 0, sizeof(*facts));
    facts->access_time = filetime_from_timespec(&st->st_atim);
    facts->write_time = filetime_from_timespec(&st->st_mtim);
    facts->change_time = filetime_from_timespec(&st->st_ctim);
    facts->inode = st->st_ino;
    facts->device = st->st_dev;
    facts->link_count = S_ISDIR(st->st_mode) ? 1 : (uint32_t)st->st_nlink;
    facts->unix_mode = st->st_mode;
    if (S_ISREG(st->st_mode)) {
        facts->size = (uint64_t)st->st_size;
        facts->allocation_size = (uint64_t)st->st_blocks * 512;
    }
    facts->attributes = attributes_of_mode(st);
    facts->creation_time = birth_time(fd, path, st, birth);
    if (S_ISLNK(st->st_mode)) facts_of_link(facts, fd, path);
    else if (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode)) apply_stored_facts(facts, st, fd, path);
    if (!facts->attributes) facts->attributes = FILE_ATTRIBUTE_NORMAL;
}

NTSTATUS facts_of_path(struct file_facts *facts, const char *path, bool follow)
{
    struct stat st;
    struct timespec birth;
    if (follow ? stat(path, &st) : stat_with_birth(path, &st, &birth)) return status_from_errno(errno);
    facts_from_stat(facts, &st, follow ? NULL : &birth, -1, path);
    return STATUS_SUCCESS;
}

NTSTATUS facts_of_entry(struct file_facts *facts, int folder, const char *folder_path, const char *name)
{
    struct stat st;
    struct timespec birth;
    char path[PATH_MAX + NAME_MAX + 2];
    size_t length = strlen(folder_path), size = strlen(name) + 1;
    if (length > PATH_MAX || size > NAME_MAX + 1) return STATUS_OBJECT_NAME_INVALID;
    memcpy(path, folder_path, length);
    path[length] = '/';
    memcpy(path + length + 1, name, size);
    if (stat_entry_with_birth(folder, name, &st, &birth)) return status_from_errno(errno);
    listed_folder = folder;
    facts_from_stat(facts, &st, &birth, -1, path);
    listed_folder = -1;
    return STATUS_SUCCESS;
}

NTSTATUS attributes_store(int fd, const char *path, const struct stat *st, uint32_t attributes)
{
    mode_t mode = st->st_mode & 07777;
    if (S_ISREG(st->st_mode)) {
        mode_t mask = umask(0);
        umask(mask);
        if (attributes & FILE_ATTRIBUTE_READONLY) mode &= (mode_t)~0222;
        else if (!(mode & 0222)) mode |= 0222 & ~mask & (mode >> 1 | 0200);
        if (mode != (st->st_mode & 07777)) {
            char link[40];
            snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
            if (chmod(fd >= 0 ? link : path, mode)) return status_from_errno(errno);
        }
    }
    uint32_t wanted = attributes & STORED_ATTRIBUTES, had = 0,
             plain = S_ISREG(st->st_mode) ? FILE_ATTRIBUTE_ARCHIVE : 0;
    bool is_stored = stored_attributes(fd, path, &had);
    uint32_t ignored = S_ISREG(st->st_mode) ? FILE_ATTRIBUTE_READONLY : 0;
    if (is_stored) wanted |= had & FILE_ATTRIBUTE_SPARSE_FILE; /* only FSCTL_SET_SPARSE changes it */
    if (!is_stored && (wanted & ~ignored) == plain) return STATUS_SUCCESS;
    if (is_stored && had == wanted) return STATUS_SUCCESS;
    char text[16];
    int size = snprintf(text, sizeof(text), "0x%x", wanted);
    if (set_attribute(fd, path, ATTRIBUTES_NAME, text, (size_t)size)) return STATUS_SUCCESS;
    /* ARCHIVE means nothing to anybody; the others must not be lost silently */
    if (!((wanted ^ plain) & ~(ignored | FILE_ATTRIBUTE_ARCHIVE))) return STATUS_SUCCESS;
    if (errno != ENOTSUP) return status_from_errno(errno);
    log_text(LOG_WARN, "this file system keeps no extended attributes: file attributes 0x%x are lost", wanted);
    return STATUS_SUCCESS;
}

/* --- unix calls --- */

int32_t unix_file_query(struct unix_file_query_args *args)
{
    struct stat st;
    struct file_facts facts;
    if (args->fd >= 0) {
        int fd = args->fd;
        int base;
        if (fstat(fd, &st)) return status_from_errno(errno);
        off_t position = S_ISREG(st.st_mode) ? lseek(fd, 0, SEEK_CUR) : 0;
        struct stat whole = st;
        bool is_stream = stream_base_of(&st, &base, NULL, 0) && !fstat(base, &whole);
        facts_from_stat(&facts, &whole, NULL, is_stream ? base : fd, NULL);
        if (is_stream) facts.size = facts.allocation_size = (uint64_t)st.st_size;
        args->facts = facts;
        args->position = position < 0 ? 0 : (uint64_t)position;
        return STATUS_SUCCESS;
    }
    struct resolved_path path;
    NTSTATUS status = path_resolve_stream((const uint16_t *)(uintptr_t)args->path, args->path_length, &path);
    if (status) return status;
    uint64_t stream_size = 0;
    if (path.stream[0] && !stream_exists(path.path, path.stream, &stream_size)) return STATUS_OBJECT_NAME_NOT_FOUND;
    bool follows = args->follow && S_ISLNK(path.st.st_mode);
    if (follows && stat(path.path, &path.st)) return status_from_errno(errno);
    if (path.trailing_backslash && !S_ISDIR(path.st.st_mode) && !S_ISLNK(path.st.st_mode))
        return STATUS_OBJECT_NAME_INVALID;
    facts_from_stat(&facts, &path.st, follows ? NULL : &path.birth, -1, path.path);
    if (path.stream[0]) facts.size = facts.allocation_size = stream_size;
    args->facts = facts;
    return STATUS_SUCCESS;
}

static bool is_time_given(uint64_t time) { return time && time < UINT64_MAX - 1; }

static NTSTATUS set_times(int fd, const struct unix_file_set_args *args)
{
    struct stat st;
    int base;
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (stream_base_of(&st, &base, NULL, 0)) { /* a stream's times and attributes are its file's */
        fd = base;
        if (fstat(fd, &st)) return status_from_errno(errno);
    }
    if (args->attributes) {
        NTSTATUS status = attributes_store(fd, NULL, &st, args->attributes);
        if (status) return status;
    }
    if (is_time_given(args->times[0])) {
        struct file_facts facts;
        facts_from_stat(&facts, &st, NULL, fd, NULL);
        if (facts.creation_time != args->times[0]) {
            char text[16];
            int size = snprintf(text, sizeof(text), "0x%x", facts.attributes & STORED_ATTRIBUTES);
            if (set_attribute(fd, NULL, ATTRIBUTES_NAME, text, (size_t)size))
                set_attribute(fd, NULL, CREATED_NAME, &args->times[0], sizeof(args->times[0]));
        }
    }
    if (!is_time_given(args->times[1]) && !is_time_given(args->times[2])) return STATUS_SUCCESS;
    struct timespec times[2];
    for (int i = 0; i < 2; i++)
        times[i] = is_time_given(args->times[i + 1]) ? timespec_from_filetime(args->times[i + 1])
                                                     : (struct timespec){0, UTIME_OMIT};
    if (!futimens(fd, times)) return STATUS_SUCCESS;
    if (errno != EBADF) return status_from_errno(errno);
    char path[PATH_MAX];
    if (!path_of_descriptor(fd, path, sizeof(path)) || utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW))
        return status_from_errno(errno);
    return STATUS_SUCCESS;
}

static NTSTATUS set_size(int fd, const struct unix_file_set_args *args)
{
    return ftruncate(fd, (off_t)args->value) ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS set_allocation(int fd, const struct unix_file_set_args *args)
{
    struct stat st;
    if (fstat(fd, &st)) return status_from_errno(errno);
    if ((off_t)args->value < st.st_size) return set_size(fd, args);
    if ((off_t)args->value == st.st_size || !fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)args->value))
        return STATUS_SUCCESS;
    return errno == EOPNOTSUPP ? STATUS_SUCCESS : status_from_errno(errno);
}

static NTSTATUS set_position(int fd, const struct unix_file_set_args *args)
{
    return lseek(fd, (off_t)args->value, SEEK_SET) < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS flush(int fd, const struct unix_file_set_args *args)
{
    (void)args;
    if (!fsync(fd) || errno == EINVAL || errno == EROFS) return STATUS_SUCCESS;
    return status_from_errno(errno);
}

static NTSTATUS set_zero_range(int fd, const struct unix_file_set_args *args)
{
    struct stat st;
    if (fstat(fd, &st)) return status_from_errno(errno);
    uint64_t end = args->value2 < (uint64_t)st.st_size ? args->value2 : (uint64_t)st.st_size;
    if (args->value >= end) return STATUS_SUCCESS;
    if (!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)args->value, (off_t)(end - args->value)))
        return STATUS_SUCCESS;
    if (errno != EOPNOTSUPP) return status_from_errno(errno);
    static const char zeros[65536];
    for (uint64_t at = args->value; at < end;) {
        size_t size = end - at < sizeof(zeros) ? (size_t)(end - at) : sizeof(zeros);
        ssize_t written = pwrite(fd, zeros, size, (off_t)at);
        if (written <= 0) return status_from_errno(errno);
        at += (uint64_t)written;
    }
    return STATUS_SUCCESS;
}

static bool folder_is_empty(int fd)
{
    char path[PATH_MAX];
    struct stat st;
    if (!path_of_descriptor(fd, path, sizeof(path)) || stat(path, &st)) return true;
    return !path_has_entries(path);
}

#define DISPOSITION_DELETE           0x1u
#define DISPOSITION_POSIX            0x2u
#define DISPOSITION_IGNORE_READ_ONLY 0x10u

static NTSTATUS set_disposition(int fd, const struct unix_file_set_args *args)
{
    struct stat st;
    char path[PATH_MAX];
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (!path_of_descriptor(fd, path, sizeof(path))) return STATUS_ACCESS_DENIED;
    if (args->value & DISPOSITION_DELETE) {
        if (S_ISDIR(st.st_mode) && !folder_is_empty(fd)) return STATUS_DIRECTORY_NOT_EMPTY;
        if (mode_is_read_only(st.st_mode) && !(args->value & DISPOSITION_IGNORE_READ_ONLY)) return STATUS_CANNOT_DELETE;
        char folder[PATH_MAX];
        strcpy(folder, path);
        char *slash = strrchr(folder, '/');
        if (slash > folder) *slash = 0;
        if (access(folder, W_OK)) return STATUS_ACCESS_DENIED;
    }
    struct request_file_set_disposition_in in = {.object = args->object};
    struct request_file_set_disposition_out out;
    in.delete_file = !(args->value & DISPOSITION_DELETE) ? 0 : args->value & DISPOSITION_POSIX ? 2 : 1;
    struct unix_server_request_args request = {
        .code = request_code_file_set_disposition,
        .send_fd = -1,
        .received_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(path),
        .in_data_size = (uint32_t)strlen(path),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
    };
    return server_exchange(&request);
}

static NTSTATUS store_stream(int fd, const struct unix_file_set_args *args)
{
    (void)args;
    return stream_store(fd);
}

static NTSTATUS delete_stream(int fd, const struct unix_file_set_args *args)
{
    (void)args;
    return stream_delete(fd);
}

static NTSTATUS close_stream(int fd, const struct unix_file_set_args *args)
{
    (void)args;
    stream_closed(fd);
    return STATUS_SUCCESS;
}

/* A file loses the mark only with its holes, which would have to be filled: refused as long as it has any. */
static NTSTATUS set_sparse(int fd, const struct unix_file_set_args *args)
{
    struct stat st;
    struct file_facts facts;
    char text[16];
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (!S_ISREG(st.st_mode)) return STATUS_INVALID_PARAMETER;
    facts_from_stat(&facts, &st, NULL, fd, NULL);
    bool is_sparse = facts.attributes & FILE_ATTRIBUTE_SPARSE_FILE;
    if (is_sparse == (args->value != 0)) return STATUS_SUCCESS;
    if (is_sparse && facts.allocation_size < facts.size) return STATUS_INVALID_PARAMETER;
    uint32_t stored = (facts.attributes ^ FILE_ATTRIBUTE_SPARSE_FILE) & STORED_ATTRIBUTES;
    int size = snprintf(text, sizeof(text), "0x%x", stored);
    if (set_attribute(fd, NULL, ATTRIBUTES_NAME, text, (size_t)size)) return STATUS_SUCCESS;
    return errno == ENOTSUP ? STATUS_INVALID_DEVICE_REQUEST : status_from_errno(errno);
}

static NTSTATUS close_deleted(int fd, const struct unix_file_set_args *args)
{
    (void)fd;
    struct request_file_close_in in = {.object = args->object};
    struct request_file_close_out out;
    struct unix_server_request_args request = {
        .code = request_code_file_close, .send_fd = -1, .received_fd = -1, .in = UNIX_PTR(&in), .in_size = sizeof(in),
        .out = UNIX_PTR(&out), .out_size = sizeof(out),
    };
    return server_exchange(&request);
}

int32_t unix_file_set(struct unix_file_set_args *args)
{
    static NTSTATUS (*const functions[])(int, const struct unix_file_set_args *) = {
        [FILE_SET_TIMES] = set_times,
        [FILE_SET_SIZE] = set_size,
        [FILE_SET_ALLOCATION] = set_allocation,
        [FILE_SET_POSITION] = set_position,
        [FILE_SET_DISPOSITION] = set_disposition,
        [FILE_SET_FLUSH] = flush,
        [FILE_SET_ZERO_RANGE] = set_zero_range,
        [FILE_SET_CLOSE_DELETED] = close_deleted,
        [FILE_SET_STORE_STREAM] = store_stream,
        [FILE_SET_DELETE_STREAM] = delete_stream,
        [FILE_SET_CLOSE_STREAM] = close_stream,
        [FILE_SET_SPARSE] = set_sparse,
        [FILE_SET_REPARSE] = set_reparse,
    };
    struct unix_file_set_args copy = *args;
    if (copy.what >= sizeof(functions) / sizeof(*functions)) return STATUS_INVALID_PARAMETER;
    return functions[copy.what](copy.fd, &copy);
}
