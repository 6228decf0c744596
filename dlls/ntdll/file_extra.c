/* What an open file has beyond its handle table entry: completion port, running enumeration, pipe modes. Kept by handle
 * value; an extra that outlived its handle (the last handle of a local object was another one) is known by its object
 * and descriptor. */
#include "file_private.h"
#include "console_handles.h"

#define BUCKET_COUNT 512u

static RTL_SRWLOCK extras_lock = RTL_SRWLOCK_INIT;
static struct file_extra *buckets[BUCKET_COUNT];

static struct file_extra **bucket_of(HANDLE handle) { return &buckets[((ULONG_PTR)handle >> 2) % BUCKET_COUNT]; }

static void extra_free(struct file_extra *extra)
{
    if (extra->port) completion_port_release(extra->port);
    directory_closed(extra);
    heap_free(extra->serial);
    heap_free(extra);
}

static struct file_extra *find(HANDLE handle)
{
    struct file_extra *extra = *bucket_of(handle);
    while (extra && extra->handle != handle) extra = extra->next;
    return extra;
}

/* The server's numbers of objects are never used again, so they decide alone: a pipe's descriptor comes and goes with
 * its clients. An object that had none when the extra was made may have got one since. */
static BOOLEAN belongs_to(const struct file_extra *extra, const struct handle_entry *entry)
{
    if (extra->object) return extra->object == entry->object;
    return extra->fd == entry->fd;
}

struct file_extra *file_extra_of(HANDLE handle, const struct handle_entry *entry, BOOLEAN create)
{
    struct file_extra *stale = NULL;
    handle = (HANDLE)((ULONG_PTR)handle & ~(ULONG_PTR)3);
    RtlAcquireSRWLockShared(&extras_lock);
    struct file_extra *extra = find(handle);
    BOOLEAN found = extra && belongs_to(extra, entry);
    RtlReleaseSRWLockShared(&extras_lock);
    if (found || (!extra && !create)) return extra;

    RtlAcquireSRWLockExclusive(&extras_lock);
    struct file_extra **link = bucket_of(handle);
    while (*link && (*link)->handle != handle) link = &(*link)->next;
    extra = *link;
    if (extra && !belongs_to(extra, entry)) {
        stale = extra;
        *link = extra->next;
        extra = NULL;
    }
    if (!extra && create && (extra = heap_allocate_zeroed(sizeof(*extra)))) {
        extra->handle = handle;
        extra->object = entry->object;
        extra->fd = entry->fd;
        extra->next = *bucket_of(handle);
        *bucket_of(handle) = extra;
    }
    RtlReleaseSRWLockExclusive(&extras_lock);
    if (stale) extra_free(stale);
    return extra;
}

void file_extra_forget(HANDLE handle)
{
    handle = (HANDLE)((ULONG_PTR)handle & ~(ULONG_PTR)3);
    if (!*bucket_of(handle)) return;
    RtlAcquireSRWLockExclusive(&extras_lock);
    struct file_extra **link = bucket_of(handle);
    while (*link && (*link)->handle != handle) link = &(*link)->next;
    struct file_extra *extra = *link;
    if (extra) *link = extra->next;
    RtlReleaseSRWLockExclusive(&extras_lock);
    if (extra) extra_free(extra);
}

static void file_closed(const struct handle_entry *entry, HANDLE handle)
{
    file_extra_forget(handle);
    async_handle_closed(handle);
    if (is_console(entry)) console_handle_closed(entry);
    if (entry->tag & HANDLE_STREAM) {
        struct unix_file_set_args args = {.fd = entry->fd, .what = FILE_SET_CLOSE_STREAM};
        unix_call_file_set(&args);
    }
    if ((entry->tag & HANDLE_REGISTERED) && (entry->options & (FILE_DELETE_ON_CLOSE | FILE_OPTION_DISPOSITION_SET))) {
        struct unix_file_set_args args = {.fd = entry->fd, .what = FILE_SET_CLOSE_DELETED, .object = entry->object};
        unix_call_file_set(&args);
    }
}

void file_init_process(void)
{
    handle_set_close_function(OBJECT_FILE, file_closed);
    handle_set_duplicate_function(OBJECT_FILE, console_handle_duplicated);
    handle_set_close_function(OBJECT_FOLDER, file_closed);
    handle_set_close_function(OBJECT_PIPE, file_closed);
    handle_set_name_function(OBJECT_FILE, file_nt_name);
    handle_set_name_function(OBJECT_FOLDER, file_nt_name);
    socket_init_process();
}
