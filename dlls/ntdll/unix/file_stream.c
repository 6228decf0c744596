/* Alternate data streams ("file:stream").
 *
 * A stream is an extended attribute of its file, named and shaped as Samba's vfs_streams_xattr does it:
 * user.DosStream.NAME:$DATA, the value with one zero byte behind it. That bounds its size (about 4 KB on ext4, 64 KB on
 * XFS): more is STATUS_DISK_FULL. An open stream is a memory file that holds a copy, so that reading, writing and
 * positions work as with any file; the PE side says FILE_SET_STORE_STREAM after each change. Handles of one process
 * share the copy; another process sees what was stored when it opens. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "file_private.h"

#define ATTRIBUTE_PREFIX "user.DosStream."
#define ATTRIBUTE_SUFFIX ":$DATA"
#define VALUE_MAX        65536u

struct open_stream {
    struct open_stream *next;
    ino_t memory_inode;
    dev_t memory_device;
    dev_t device;   /* of the file */
    ino_t inode;
    int memory, base;
    char name[256];
};

static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER;
static struct open_stream *streams;

static void path_of_fd(int fd, char *path, size_t capacity) { snprintf(path, capacity, "/proc/self/fd/%d", fd); }

static void attribute_of(const char *stream, char *attribute, size_t capacity)
{
    snprintf(attribute, capacity, ATTRIBUTE_PREFIX "%.200s" ATTRIBUTE_SUFFIX, stream);
}

/* The attribute that this is in any case; false if there is none. */
static bool find_attribute(const char *path, const char *stream, char *attribute, size_t capacity)
{
    char list[65536];
    attribute_of(stream, attribute, capacity);
    ssize_t size = listxattr(path, list, sizeof(list));
    for (ssize_t at = 0; at < size; at += (ssize_t)strlen(list + at) + 1) {
        if (strcasecmp(list + at, attribute) || strlen(list + at) >= capacity) continue;
        strcpy(attribute, list + at);
        return true;
    }
    return false;
}

bool stream_exists(const char *path, const char *stream, uint64_t *size)
{
    char attribute[300];
    if (!find_attribute(path, stream, attribute, sizeof(attribute))) return false;
    ssize_t stored = getxattr(path, attribute, NULL, 0);
    *size = stored > 0 ? (uint64_t)stored - 1 : 0;
    return true;
}

static NTSTATUS status_of_attribute_error(int error)
{
    if (error == ENOSPC || error == E2BIG || error == ERANGE || error == EDQUOT) return STATUS_DISK_FULL;
    return error == ENOTSUP ? STATUS_OBJECT_NAME_INVALID
                            : status_from_errno(error); /* as a file system without streams answers */
}

/* Finds by descriptor; the caller holds the lock. */
static struct open_stream *stream_of(const struct stat *st)
{
    struct open_stream *stream = streams;
    while (stream && (stream->memory_inode != st->st_ino || stream->memory_device != st->st_dev)) stream = stream->next;
    return stream;
}

bool stream_base_of(const struct stat *st, int *base, char *name, size_t capacity)
{
    if (!streams || st->st_nlink || !S_ISREG(st->st_mode)) return false;
    pthread_mutex_lock(&streams_lock);
    struct open_stream *stream = stream_of(st);
    if (stream) *base = stream->base;
    if (stream && name) snprintf(name, capacity, "%s", stream->name);
    pthread_mutex_unlock(&streams_lock);
    return stream != NULL;
}

static NTSTATUS store(int memory, int base, const char *name)
{
    char path[40], attribute[300];
    struct stat st;
    if (fstat(memory, &st)) return status_from_errno(errno);
    if (st.st_size >= (off_t)VALUE_MAX) return STATUS_DISK_FULL;
    char *value = malloc((size_t)st.st_size + 1);
    if (!value) return STATUS_NO_MEMORY;
    path_of_fd(memory, path, sizeof(path));
    int reader = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = reader < 0 ? -1 : pread(reader, value, (size_t)st.st_size, 0);
    if (reader >= 0) close(reader);
    NTSTATUS status = got < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
    if (!status) {
        value[got] = 0;
        path_of_fd(base, path, sizeof(path));
        find_attribute(path, name, attribute, sizeof(attribute));
        if (setxattr(path, attribute, value, (size_t)got + 1, 0)) status = status_of_attribute_error(errno);
    }
    free(value);
    return status;
}

NTSTATUS stream_store(int fd)
{
    struct stat st;
    char name[256];
    int base;
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (!stream_base_of(&st, &base, name, sizeof(name)))
        return STATUS_INVALID_HANDLE; /* inherited: its file is not known here */
    return store(fd, base, name);
}

NTSTATUS stream_delete(int fd)
{
    struct stat st;
    char name[256], path[40], attribute[300];
    int base;
    if (fstat(fd, &st)) return status_from_errno(errno);
    if (!stream_base_of(&st, &base, name, sizeof(name))) return STATUS_INVALID_HANDLE;
    path_of_fd(base, path, sizeof(path));
    if (!find_attribute(path, name, attribute, sizeof(attribute))) return STATUS_SUCCESS;
    return removexattr(path, attribute) ? status_from_errno(errno) : STATUS_SUCCESS;
}

/* Descriptors of this process that lead to the memory file, besides the table's own. */
static unsigned count_users(const struct open_stream *stream)
{
    unsigned count = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) return 2;
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct stat st;
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || fd == stream->memory || fstat(fd, &st)) continue;
        count += st.st_ino == stream->memory_inode && st.st_dev == stream->memory_device;
    }
    closedir(folder);
    return count;
}

void stream_closed(int fd)
{
    struct stat st;
    if (fstat(fd, &st)) return;
    pthread_mutex_lock(&streams_lock);
    struct open_stream *stream = stream_of(&st), **link = &streams;
    if (stream && count_users(stream) <= 1) {
        while (*link != stream) link = &(*link)->next;
        *link = stream->next;
        close(stream->memory);
        close(stream->base);
        free(stream);
    }
    pthread_mutex_unlock(&streams_lock);
}

static bool load(int memory, const char *path, const char *name)
{
    char attribute[300], *value = malloc(VALUE_MAX);
    ssize_t size = -1;
    if (value && find_attribute(path, name, attribute, sizeof(attribute)))
        size = getxattr(path, attribute, value, VALUE_MAX);
    if (size > 1 && pwrite(memory, value, (size_t)size - 1, 0) < 0) size = -1;
    free(value);
    return size >= 0;
}

static struct open_stream *find_open(const struct resolved_path *path)
{
    for (struct open_stream *stream = streams; stream; stream = stream->next)
        if (stream->device == path->st.st_dev && stream->inode == path->st.st_ino &&
            !strcasecmp(stream->name, path->stream))
            return stream;
    return NULL;
}

/* The caller holds the lock. */
static struct open_stream *make_open(const struct resolved_path *path)
{
    struct stat st;
    struct open_stream *stream = calloc(1, sizeof(*stream));
    if (!stream) return NULL;
    stream->memory = memfd_create("stream", MFD_CLOEXEC);
    stream->base = open(path->path, O_PATH | O_CLOEXEC);
    if (stream->memory < 0 || stream->base < 0 || fstat(stream->memory, &st)) {
        if (stream->memory >= 0) close(stream->memory);
        if (stream->base >= 0) close(stream->base);
        free(stream);
        return NULL;
    }
    stream->memory_inode = st.st_ino;
    stream->memory_device = st.st_dev;
    stream->device = path->st.st_dev;
    stream->inode = path->st.st_ino;
    snprintf(stream->name, sizeof(stream->name), "%s", path->stream);
    load(stream->memory, path->path, path->stream);
    stream->next = streams;
    streams = stream;
    return stream;
}

static bool truncates(uint32_t disposition)
{
    return disposition == FILE_SUPERSEDE || disposition == FILE_OVERWRITE || disposition == FILE_OVERWRITE_IF;
}

NTSTATUS stream_open(const struct unix_file_open_args *args, const struct resolved_path *path, int *fd,
                     uint32_t *information)
{
    uint64_t size;
    char memory_path[40];
    bool exists = stream_exists(path->path, path->stream, &size);
    if (exists && args->disposition == FILE_CREATE) return STATUS_OBJECT_NAME_COLLISION;
    if (!exists && (args->disposition == FILE_OPEN || args->disposition == FILE_OVERWRITE))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (args->options & FILE_DIRECTORY_FILE) return STATUS_NOT_A_DIRECTORY;
    bool writes = args->access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
    if ((writes || !exists) && (access(path->path, W_OK) || mode_is_read_only(path->st.st_mode)))
        return STATUS_ACCESS_DENIED;
    pthread_mutex_lock(&streams_lock);
    struct open_stream *stream = find_open(path);
    if (!stream) stream = make_open(path);
    NTSTATUS status = stream ? STATUS_SUCCESS : status_from_errno(errno);
    if (stream) {
        path_of_fd(stream->memory, memory_path, sizeof(memory_path));
        *fd = open(memory_path, O_RDWR | O_CLOEXEC);
        if (*fd < 0) status = status_from_errno(errno);
    }
    pthread_mutex_unlock(&streams_lock);
    if (status) return status;
    *information = exists ? truncates(args->disposition) ? FILE_OVERWRITTEN : FILE_OPENED : FILE_CREATED;
    if (exists && !truncates(args->disposition)) return STATUS_SUCCESS;
    if (ftruncate(*fd, 0)) status = status_from_errno(errno);
    if (!status) status = stream_store(*fd);
    if (status) {
        stream_closed(*fd);
        close(*fd);
    }
    return status;
}

/* The stream's name in an attribute's name; NULL: it is no stream. */
static const char *stream_name(const char *attribute, char *name, size_t capacity)
{
    size_t prefix = sizeof(ATTRIBUTE_PREFIX) - 1, suffix = sizeof(ATTRIBUTE_SUFFIX) - 1, size = strlen(attribute);
    if (size <= prefix + suffix || strncmp(attribute, ATTRIBUTE_PREFIX, prefix)) return NULL;
    if (strcmp(attribute + size - suffix, ATTRIBUTE_SUFFIX) || size - prefix - suffix >= capacity) return NULL;
    memcpy(name, attribute + prefix, size - prefix - suffix);
    name[size - prefix - suffix] = 0;
    return name;
}

NTSTATUS streams_list(int fd, void *buffer, size_t capacity, size_t *size)
{
    char path[40], list[65536], name[256];
    path_of_fd(fd, path, sizeof(path));
    *size = 0;
    ssize_t listed = listxattr(path, list, sizeof(list));
    for (ssize_t at = 0; at < listed; at += (ssize_t)strlen(list + at) + 1) {
        struct stream_record record = {0};
        if (!stream_name(list + at, name, sizeof(name))) continue;
        ssize_t stored = getxattr(path, list + at, NULL, 0);
        record.size = stored > 0 ? (uint64_t)stored - 1 : 0;
        record.name_size = (uint32_t)name_to_windows(name, strlen(name), record.name, sizeof(record.name) / 2) * 2;
        if (*size + sizeof(record) <= capacity) memcpy((char *)buffer + *size, &record, sizeof(record));
        *size += sizeof(record);
    }
    return *size > capacity ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

void streams_copy(int from, int to)
{
    char list[65536], name[256];
    ssize_t listed = flistxattr(from, list, sizeof(list));
    for (ssize_t at = 0; at < listed; at += (ssize_t)strlen(list + at) + 1) {
        if (!stream_name(list + at, name, sizeof(name))) continue;
        char *value = malloc(VALUE_MAX);
        ssize_t size = value ? fgetxattr(from, list + at, value, VALUE_MAX) : -1;
        if (size >= 0 && fsetxattr(to, list + at, value, (size_t)size, 0))
            log_text(LOG_WARN, "the stream %s is not copied: %s", name, strerror(errno));
        free(value);
    }
}
