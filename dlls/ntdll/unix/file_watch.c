/* Changes below a folder: inotify, told in FILE_NOTIFY_INFORMATION (or _EXTENDED_) records.
 *
 * Windows' rule: a handle's first request fixes filter and depth and starts the collecting; changes between two
 * requests are kept, and when they do not fit the answer is STATUS_NOTIFY_ENUM_DIR with nothing in the buffer. A rename
 * within the tree is a pair of records. Here: with subtree every folder below has a watch of its own, also those that
 * come later. What such a newcomer holds already is told too, because it may have been made before the watch was;
 * `told` remembers those paths until inotify tells them again. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include "file_private.h"

#define NOTIFY_FILE_NAMES   0x001u
#define NOTIFY_FOLDER_NAMES 0x002u
#define NOTIFY_ATTRIBUTES   0x104u /* attributes, security */
#define NOTIFY_WRITES       0x018u /* size, last write */
#define NOTIFY_ACCESS       0x020u
#define NOTIFY_CREATION     0x040u
#define NAME_EVENTS         (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
#define DEPTH_MAX           64

enum { ACTION_ADDED = 1, ACTION_REMOVED, ACTION_MODIFIED, ACTION_RENAMED_OLD_NAME, ACTION_RENAMED_NEW_NAME };

struct watched_folder { int descriptor; char *relative; };
struct told_path { struct told_path *next; char path[]; };

struct watch {
    int fd;
    uint32_t mask, filter;
    bool subtree;
    char root[PATH_MAX];
    struct watched_folder *folders;
    uint32_t count, capacity;
    struct told_path *told;
};

struct notify_record { uint32_t next_offset, action, name_size; uint16_t name[]; };
struct notify_record_extended {
    uint32_t next_offset, action;
    uint64_t creation_time, write_time, change_time, access_time, allocation_size, size;
    uint32_t attributes, reparse_tag;
    uint64_t file_id, parent_id;
    uint32_t name_size;
    uint16_t name[];
} __attribute__((packed, aligned(4)));

struct notify_writer {
    char *buffer;
    uint32_t capacity, used, last;
    bool overflow, extended;
    uint32_t last_action;
    char last_path[PATH_MAX + NAME_MAX + 2];
};

static uint32_t inotify_mask(uint32_t filter, bool subtree)
{
    uint32_t mask = IN_ATTRIB; /* of the folder itself: it was removed */
    if (filter & (NOTIFY_FILE_NAMES | NOTIFY_FOLDER_NAMES | NOTIFY_CREATION)) mask |= NAME_EVENTS;
    if (subtree) mask |= NAME_EVENTS;
    if (filter & NOTIFY_WRITES) mask |= IN_MODIFY;
    if (filter & NOTIFY_ACCESS) mask |= IN_ACCESS;
    return mask;
}

static bool is_wanted(const struct watch *watch, uint32_t mask)
{
    if (mask & IN_ATTRIB) return watch->filter & (NOTIFY_ATTRIBUTES | NOTIFY_WRITES);
    if (!(mask & NAME_EVENTS)) return true;
    if (watch->filter & NOTIFY_CREATION) return true;
    return watch->filter & (mask & IN_ISDIR ? NOTIFY_FOLDER_NAMES : NOTIFY_FILE_NAMES);
}

static void join(char *path, size_t capacity, const char *folder, const char *name)
{
    if (snprintf(path, capacity, "%s%s%s", folder, *folder && *name ? "/" : "", name) >= (int)capacity)
        path[capacity - 1] = 0;
}

/* --- records --- */

static size_t name_of_path(const char *path, uint16_t *wide)
{
    size_t length = 0, size = strlen(path);
    for (size_t at = 0; at < size;) {
        size_t part = strcspn(path + at, "/");
        if (length) wide[length++] = '\\';
        length += name_to_windows(path + at, part, wide + length, DOS_PATH_MAX - 1 - length);
        at += part + 1;
    }
    return length;
}

static void fill_extended(struct notify_record_extended *record, const struct watch *watch, const char *relative)
{
    char path[PATH_MAX * 2 + 2];
    struct file_facts facts;
    struct stat parent;
    join(path, sizeof(path), watch->root, relative);
    if (!facts_of_path(&facts, path, false)) {
        record->creation_time = facts.creation_time;
        record->write_time = facts.write_time;
        record->change_time = facts.change_time;
        record->access_time = facts.access_time;
        record->allocation_size = facts.allocation_size;
        record->size = facts.size;
        record->attributes = facts.attributes;
        record->reparse_tag = facts.reparse_tag;
        record->file_id = facts.inode;
    }
    *strrchr(path, '/') = 0;
    if (!stat(path, &parent)) record->parent_id = parent.st_ino;
}

/* relative: of the changed thing, to the folder that is watched */
static void put_record(struct notify_writer *writer, const struct watch *watch, uint32_t action, const char *relative)
{
    uint16_t wide[DOS_PATH_MAX];
    bool repeated = action == ACTION_MODIFIED && writer->last_action == action && !strcmp(relative, writer->last_path);
    if (repeated || writer->overflow) return;
    size_t length = name_of_path(relative, wide);
    uint32_t alignment = writer->extended ? 7 : 3, start = (writer->used + alignment) & ~alignment;
    uint32_t header =
        writer->extended ? offsetof(struct notify_record_extended, name) : offsetof(struct notify_record, name);
    if (start + header + length * 2 > writer->capacity) {
        writer->overflow = true;
        return;
    }
    if (writer->used) *(uint32_t *)(writer->buffer + writer->last) = start - writer->last;
    memset(writer->buffer + start, 0, header);
    struct notify_record *record = (struct notify_record *)(writer->buffer + start);
    record->action = action;
    if (writer->extended) {
        fill_extended((struct notify_record_extended *)record, watch, relative);
        ((struct notify_record_extended *)record)->name_size = (uint32_t)length * 2;
    } else {
        record->name_size = (uint32_t)length * 2;
    }
    memcpy(writer->buffer + start + header, wide, length * 2);
    writer->last = start;
    writer->used = start + header + (uint32_t)length * 2;
    writer->last_action = action;
    snprintf(writer->last_path, sizeof(writer->last_path), "%s", relative);
}

/* --- folders --- */

static struct watched_folder *folder_of(const struct watch *watch, int descriptor)
{
    for (uint32_t i = 0; i < watch->count; i++)
        if (watch->folders[i].descriptor == descriptor) return &watch->folders[i];
    return NULL;
}

static bool folder_add(struct watch *watch, int descriptor, const char *relative)
{
    struct watched_folder *known = folder_of(watch, descriptor);
    char *text = strdup(relative);
    if (!text) return false;
    if (known) {
        free(known->relative);
        known->relative = text;
        return true;
    }
    if (watch->count == watch->capacity) {
        uint32_t capacity = watch->capacity ? watch->capacity * 2 : 16;
        struct watched_folder *folders = realloc(watch->folders, capacity * sizeof(*folders));
        if (!folders) {
            free(text);
            return false;
        }
        watch->folders = folders;
        watch->capacity = capacity;
    }
    watch->folders[watch->count++] = (struct watched_folder){descriptor, text};
    return true;
}

static void tell_now(struct watch *watch, struct notify_writer *writer, const char *relative, bool is_folder)
{
    struct told_path *told = malloc(sizeof(*told) + strlen(relative) + 1);
    if (!told) return;
    strcpy(told->path, relative);
    told->next = watch->told;
    watch->told = told;
    if (is_wanted(watch, IN_CREATE | (is_folder ? IN_ISDIR : 0))) put_record(writer, watch, ACTION_ADDED, relative);
}

static bool was_told(struct watch *watch, const char *relative)
{
    for (struct told_path **link = &watch->told; *link; link = &(*link)->next) {
        struct told_path *told = *link;
        if (strcmp(told->path, relative)) continue;
        *link = told->next;
        free(told);
        return true;
    }
    return false;
}

/* writer: where to tell of what is in the folder already, NULL at the start. */
static void watch_add(struct watch *watch, const char *relative, int depth, struct notify_writer *writer)
{
    char path[PATH_MAX * 2];
    join(path, sizeof(path), watch->root, relative);
    int descriptor = inotify_add_watch(watch->fd, path,
                                       watch->mask | IN_ONLYDIR | IN_EXCL_UNLINK | (*relative ? IN_DONT_FOLLOW : 0));
    if (descriptor < 0) {
        if (errno == ENOSPC)
            log_text(LOG_WARN,
                     "too many folders are watched (fs.inotify.max_user_watches): changes below %s are not seen", path);
        return;
    }
    if (!folder_add(watch, descriptor, relative) || !watch->subtree || depth > DEPTH_MAX) return;
    DIR *folder = opendir(path);
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char below[PATH_MAX];
        join(below, sizeof(below), relative, entry->d_name);
        if (writer) tell_now(watch, writer, below, entry->d_type == DT_DIR);
        if (entry->d_type == DT_DIR) watch_add(watch, below, depth + 1, writer);
    }
    closedir(folder);
}

/* A folder was renamed (to) or moved away (to NULL): so were those below it. */
static void folders_moved(struct watch *watch, const char *from, const char *to)
{
    size_t size = strlen(from);
    for (uint32_t i = 0; i < watch->count; i++) {
        struct watched_folder *folder = &watch->folders[i];
        if (strncmp(folder->relative, from, size) || (folder->relative[size] && folder->relative[size] != '/'))
            continue;
        if (!to) {
            inotify_rm_watch(watch->fd, folder->descriptor);
            continue;
        }
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%.3000s%.1000s", to, folder->relative + size);
        char *text = strdup(path);
        if (!text) continue;
        free(folder->relative);
        folder->relative = text;
    }
}

static void folder_forget(struct watch *watch, int descriptor)
{
    struct watched_folder *folder = folder_of(watch, descriptor);
    if (!folder) return;
    free(folder->relative);
    *folder = watch->folders[--watch->count];
}

/* --- inotify instances --- */

/* The kernel allows a user only 128 instances (fs.inotify.max_user_instances), and closing one takes it milliseconds,
 * in which a program that opens and closes notifications would get far ahead of the thread that closes them: a few rest
 * here without watches. The numbers of watches are never given twice by one instance, so events that were still on
 * their way find no folder. */
static pthread_mutex_t resting_lock = PTHREAD_MUTEX_INITIALIZER;
static int resting[4];
static unsigned resting_count;

static int instance_take(void)
{
    int fd = -1;
    pthread_mutex_lock(&resting_lock);
    if (resting_count) fd = resting[--resting_count];
    pthread_mutex_unlock(&resting_lock);
    return fd >= 0 ? fd : inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
}

static void instance_give(struct watch *watch)
{
    char events[4096];
    bool rests = false;
    for (uint32_t i = 0; i < watch->count; i++) inotify_rm_watch(watch->fd, watch->folders[i].descriptor);
    while (read(watch->fd, events, sizeof(events)) > 0) continue;
    pthread_mutex_lock(&resting_lock);
    if (resting_count < sizeof(resting) / sizeof(*resting)) {
        resting[resting_count++] = watch->fd;
        rests = true;
    }
    pthread_mutex_unlock(&resting_lock);
    if (!rests) close(watch->fd);
}

/* --- the calls --- */

static void watch_free(struct watch *watch)
{
    instance_give(watch);
    for (uint32_t i = 0; i < watch->count; i++) free(watch->folders[i].relative);
    for (struct told_path *told = watch->told, *next; told; told = next) {
        next = told->next;
        free(told);
    }
    free(watch->folders);
    free(watch);
}

static NTSTATUS watch_start(struct unix_directory_watch_args *args)
{
    int folder = args->fd;
    uint32_t filter = args->filter;
    bool subtree = args->subtree;
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch) return STATUS_NO_MEMORY;
    watch->fd = instance_take();
    if (watch->fd < 0 || !path_of_descriptor(folder, watch->root, sizeof(watch->root))) {
        NTSTATUS status = watch->fd < 0 ? status_from_errno(errno) : STATUS_ACCESS_DENIED;
        if (watch->fd >= 0) close(watch->fd);
        free(watch);
        return status;
    }
    watch->filter = filter;
    watch->subtree = subtree;
    watch->mask = inotify_mask(filter, subtree);
    watch_add(watch, "", 0, NULL);
    args->descriptor = watch->fd;
    args->watch = UNIX_PTR(watch);
    return STATUS_SUCCESS;
}

/* All that is there. The two halves of a rename come right after each other: the second is waited for. */
static ssize_t read_events(int fd, char *events, size_t capacity)
{
    size_t used = 0;
    const struct inotify_event *last = NULL;
    while (capacity - used >= sizeof(*last) + NAME_MAX + 1) {
        ssize_t got = read(fd, events + used, capacity - used);
        if (got <= 0) {
            struct pollfd entry = {.fd = fd, .events = POLLIN};
            if (last && (last->mask & IN_MOVED_FROM) && poll(&entry, 1, 2) > 0) {
                last = NULL;
                continue;
            }
            return used ? (ssize_t)used : got;
        }
        for (size_t at = used; at < used + (size_t)got; at += sizeof(*last) + last->len)
            last = (const struct inotify_event *)(events + at);
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static bool finds_partner(const char *events, ssize_t size, ssize_t from, uint32_t cookie)
{
    for (ssize_t at = from; at < size;) {
        const struct inotify_event *event = (const struct inotify_event *)(events + at);
        if ((event->mask & IN_MOVED_TO) && event->cookie == cookie) return true;
        at += (ssize_t)(sizeof(*event) + event->len);
    }
    return false;
}

struct move { uint32_t cookie; char from[PATH_MAX]; };

static void handle_move(struct watch *watch, struct notify_writer *writer, const struct inotify_event *event,
                        const char *path, bool has_partner, struct move *move)
{
    bool wanted = is_wanted(watch, event->mask), is_folder = event->mask & IN_ISDIR;
    if (event->mask & IN_MOVED_FROM) {
        if (wanted) put_record(writer, watch, has_partner ? ACTION_RENAMED_OLD_NAME : ACTION_REMOVED, path);
        if (!has_partner && is_folder) folders_moved(watch, path, NULL);
        move->cookie = has_partner ? event->cookie : 0;
        snprintf(move->from, sizeof(move->from), "%s", path);
        return;
    }
    bool is_second = move->cookie && event->cookie == move->cookie;
    if (wanted) put_record(writer, watch, is_second ? ACTION_RENAMED_NEW_NAME : ACTION_ADDED, path);
    if (!is_folder || !watch->subtree) return;
    if (is_second) folders_moved(watch, move->from, path);
    else watch_add(watch, path, 0, NULL);
}

static void handle_event(struct watch *watch, struct notify_writer *writer, const struct inotify_event *event,
                         const char *path)
{
    static const struct {
        uint32_t mask, action;
    } actions[] = {{IN_CREATE, ACTION_ADDED}, {IN_DELETE, ACTION_REMOVED}, {~0u, ACTION_MODIFIED}};
    unsigned i = 0;
    while (!(event->mask & actions[i].mask)) i++;
    if (actions[i].action == ACTION_ADDED && watch->told && was_told(watch, path)) return;
    if (is_wanted(watch, event->mask)) put_record(writer, watch, actions[i].action, path);
    if (watch->subtree && (event->mask & IN_ISDIR) && (event->mask & IN_CREATE)) watch_add(watch, path, 0, writer);
}

#define EVENTS_SIZE 65536u

static NTSTATUS watch_read(struct unix_directory_watch_args *args)
{
    struct watch *watch = (struct watch *)(uintptr_t)args->watch;
    char *events = thread_scratch(SCRATCH_EVENTS);
    struct notify_writer writer = {
        .buffer = (char *)(uintptr_t)args->buffer, .capacity = args->capacity, .extended = args->extended};
    struct move move = {0};
    ssize_t got = read_events(watch->fd, events, EVENTS_SIZE);
    if (got <= 0) return errno == EAGAIN || errno == EINTR ? STATUS_PENDING : status_from_errno(errno);
    bool is_gone = false;
    for (ssize_t at = 0; at < got;) {
        const struct inotify_event *event = (const struct inotify_event *)(events + at);
        char path[PATH_MAX];
        at += (ssize_t)(sizeof(*event) + event->len);
        if (event->mask & IN_Q_OVERFLOW) writer.overflow = true;
        const struct watched_folder *folder = folder_of(watch, event->wd);
        if (!folder) continue;
        if (event->mask & IN_IGNORED) {
            folder_forget(watch, event->wd);
            continue;
        }
        if (!event->len) {
            is_gone |= !*folder->relative && access(watch->root, F_OK);
            continue;
        }
        join(path, sizeof(path), folder->relative, event->name);
        if (event->mask & (IN_MOVED_FROM | IN_MOVED_TO))
            handle_move(watch, &writer, event, path, finds_partner(events, got, at, event->cookie), &move);
        else handle_event(watch, &writer, event, path);
    }
    args->size = writer.overflow ? 0 : writer.used;
    if (writer.overflow) return STATUS_NOTIFY_ENUM_DIR;
    if (writer.used) return STATUS_SUCCESS;
    return is_gone ? STATUS_DELETE_PENDING : STATUS_PENDING;
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
