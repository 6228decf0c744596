/* Changes below a folder: inotify, told in FILE_NOTIFY_INFORMATION records. With subtree every folder below is watched too, also those that
 * come later. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include "file_private.h"

#define NOTIFY_NAMES      0x003u /* file and folder names */
#define NOTIFY_ATTRIBUTES 0x104u /* attributes, security */
#define NOTIFY_WRITES     0x018u /* size, last write */
#define NOTIFY_ACCESS     0x020u
#define NOTIFY_CREATION   0x040u

enum { ACTION_ADDED = 1, ACTION_REMOVED, ACTION_MODIFIED, ACTION_RENAMED_OLD_NAME, ACTION_RENAMED_NEW_NAME };

struct watched_folder { int descriptor; char *relative; };

struct watch {
    int fd;
    uint32_t mask, filter;
    bool subtree;
    char root[PATH_MAX];
    struct watched_folder *folders;
    uint32_t count, capacity;
};

struct notify_record { uint32_t next_offset, action, name_size; uint16_t name[]; };

static uint32_t inotify_mask(uint32_t filter, bool subtree)
{
    uint32_t mask = 0;
    if (filter & (NOTIFY_NAMES | NOTIFY_CREATION)) mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
    if (subtree) mask |= IN_CREATE | IN_MOVED_TO;
    if (filter & NOTIFY_ATTRIBUTES) mask |= IN_ATTRIB;
    if (filter & NOTIFY_WRITES) mask |= IN_MODIFY | IN_ATTRIB;
    if (filter & NOTIFY_ACCESS) mask |= IN_ACCESS;
    return mask ? mask : IN_DELETE_SELF;
}

static void watch_add(struct watch *watch, const char *relative, int depth)
{
    char path[PATH_MAX * 2];
    snprintf(path, sizeof(path), "%s%s%s", watch->root, *relative ? "/" : "", relative);
    int descriptor = inotify_add_watch(watch->fd, path, watch->mask | IN_ONLYDIR | IN_EXCL_UNLINK);
    if (descriptor < 0) return;
    if (watch->count == watch->capacity) {
        uint32_t capacity = watch->capacity ? watch->capacity * 2 : 16;
        struct watched_folder *folders = realloc(watch->folders, capacity * sizeof(*folders));
        if (!folders) return;
        watch->folders = folders;
        watch->capacity = capacity;
    }
    watch->folders[watch->count++] = (struct watched_folder){descriptor, strdup(relative)};
    if (!watch->subtree || depth > 64) return;
    DIR *folder = opendir(path);
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char below[PATH_MAX];
        if (snprintf(below, sizeof(below), "%s%s%s", relative, *relative ? "/" : "", entry->d_name) < (int)sizeof(below))
            watch_add(watch, below, depth + 1);
    }
    closedir(folder);
}

static void watch_free(struct watch *watch)
{
    for (uint32_t i = 0; i < watch->count; i++) free(watch->folders[i].relative);
    free(watch->folders);
    close(watch->fd);
    free(watch);
}

static NTSTATUS watch_start(struct unix_directory_watch_args *args)
{
    int folder = args->fd;
    uint32_t filter = args->filter;
    bool subtree = args->subtree;
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch) return STATUS_NO_MEMORY;
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->fd < 0 || !path_of_descriptor(folder, watch->root, sizeof(watch->root))) {
        NTSTATUS status = status_from_errno(errno);
        free(watch);
        return status;
    }
    watch->filter = filter;
    watch->subtree = subtree;
    watch->mask = inotify_mask(filter, subtree);
    watch_add(watch, "", 0);
    args->descriptor = watch->fd;
    args->watch = UNIX_PTR(watch);
    return STATUS_SUCCESS;
}

static const char *folder_of(const struct watch *watch, int descriptor)
{
    for (uint32_t i = 0; i < watch->count; i++)
        if (watch->folders[i].descriptor == descriptor) return watch->folders[i].relative;
    return NULL;
}

static uint32_t action_of(uint32_t mask)
{
    if (mask & IN_CREATE) return ACTION_ADDED;
    if (mask & IN_DELETE) return ACTION_REMOVED;
    if (mask & IN_MOVED_FROM) return ACTION_RENAMED_OLD_NAME;
    if (mask & IN_MOVED_TO) return ACTION_RENAMED_NEW_NAME;
    return ACTION_MODIFIED;
}

static bool is_wanted(const struct watch *watch, uint32_t mask)
{
    if (!(mask & (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))) return true;
    if (watch->filter & NOTIFY_CREATION) return true;
    return watch->filter & (mask & IN_ISDIR ? 2u : 1u);
}

struct notify_writer { char *buffer; uint32_t capacity, used, last; bool overflow; };

static void put_record(struct notify_writer *writer, uint32_t action, const char *relative, const char *name)
{
    char path[PATH_MAX + NAME_MAX + 2];
    uint16_t wide[DOS_PATH_MAX];
    size_t size = (size_t)snprintf(path, sizeof(path), "%s%s%s", relative, *relative ? "/" : "", name);
    size_t length = 0;
    for (size_t at = 0; at < size;) {
        size_t part = strcspn(path + at, "/");
        if (length) wide[length++] = '\\';
        length += name_to_windows(path + at, part, wide + length, DOS_PATH_MAX - 1 - length);
        at += part + 1;
    }
    uint32_t start = (writer->used + 3) & ~3u, needed = (uint32_t)(sizeof(struct notify_record) + length * 2);
    if (writer->overflow || start + needed > writer->capacity) {
        writer->overflow = true;
        return;
    }
    if (writer->used) ((struct notify_record *)(writer->buffer + writer->last))->next_offset = start - writer->last;
    struct notify_record *record = (struct notify_record *)(writer->buffer + start);
    *record = (struct notify_record){0, action, (uint32_t)length * 2};
    memcpy(record->name, wide, length * 2);
    writer->last = start;
    writer->used = start + needed;
}

static NTSTATUS watch_read(struct unix_directory_watch_args *args)
{
    struct watch *watch = (struct watch *)(uintptr_t)args->watch;
    char events[8192] __attribute__((aligned(8)));
    struct notify_writer writer = {.buffer = (char *)(uintptr_t)args->buffer, .capacity = args->capacity};
    ssize_t got = read(watch->fd, events, sizeof(events));
    if (got < 0) return errno == EAGAIN || errno == EINTR ? STATUS_PENDING : status_from_errno(errno);
    uint32_t moved_cookie = 0;
    for (ssize_t at = 0; at < got;) {
        const struct inotify_event *event = (const struct inotify_event *)(events + at);
        at += (ssize_t)(sizeof(*event) + event->len);
        if (event->mask & IN_Q_OVERFLOW) writer.overflow = true;
        const char *relative = folder_of(watch, event->wd);
        if (!relative || !event->len) continue;
        uint32_t action = action_of(event->mask);
        if (action == ACTION_RENAMED_OLD_NAME) moved_cookie = event->cookie;
        if (action == ACTION_RENAMED_NEW_NAME && event->cookie != moved_cookie) action = ACTION_ADDED;
        if (is_wanted(watch, event->mask)) put_record(&writer, action, relative, event->name);
        if (watch->subtree && (event->mask & IN_ISDIR) && (event->mask & (IN_CREATE | IN_MOVED_TO))) {
            char below[PATH_MAX];
            if (snprintf(below, sizeof(below), "%.3800s%s%s", relative, *relative ? "/" : "", event->name) < (int)sizeof(below))
                watch_add(watch, below, 0);
        }
    }
    args->size = writer.overflow ? 0 : writer.used;
    if (writer.overflow) return STATUS_NOTIFY_ENUM_DIR;
    return writer.used ? STATUS_SUCCESS : STATUS_PENDING;
}

int32_t unix_directory_watch(struct unix_directory_watch_args *args)
{
    switch (args->what) {
    case WATCH_START:
        return watch_start(args);
    case WATCH_READ:
        return watch_read(args);
    case WATCH_END:
        watch_free((struct watch *)(uintptr_t)args->watch);
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}
