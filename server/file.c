/* Share modes and deletion of open files.
 *
 * Windows: each open states what it wants (read, write, delete) and what it lets others want. A new open must fit with
 * all that exist, both ways; opens that want none of the three neither ask nor deny. A file marked for deletion can be
 * opened no more and is removed when its last handle is closed; FILE_DELETE_ON_CLOSE marks it when that handle is
 * closed. Here: the client opens the file and registers device and inode before it uses it. Unix removes names, so the
 * server unlinks the path it was told, provided that it still leads to that inode. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file.h"
#include "request.h"
#include "slots.h"

#define FILE_READ_DATA       0x1u
#define FILE_WRITE_DATA      0x2u
#define FILE_APPEND_DATA     0x4u
#define FILE_EXECUTE         0x20u
#define DELETE_ACCESS        0x10000u
#define GENERIC_READ         0x80000000u
#define GENERIC_WRITE        0x40000000u
#define GENERIC_EXECUTE      0x20000000u
#define GENERIC_ALL          0x10000000u
#define FILE_SHARE_READ      1u
#define FILE_SHARE_WRITE     2u
#define FILE_SHARE_DELETE    4u
#define FILE_DELETE_ON_CLOSE 0x1000u

static struct inode **buckets;
static uint32_t bucket_count, inode_count;

/* --- inodes --- */

static uint32_t bucket_of(uint64_t device, uint64_t number, uint32_t count)
{
    return (uint32_t)((number * 0x9e3779b97f4a7c15ull ^ device * 0xff51afd7ed558ccdull) >> 32) & (count - 1);
}

static struct inode *inode_find(uint64_t device, uint64_t number)
{
    if (!bucket_count) return NULL;
    struct inode *inode = buckets[bucket_of(device, number, bucket_count)];
    while (inode && (inode->number != number || inode->device != device)) inode = inode->next_in_bucket;
    return inode;
}

static bool grow(void)
{
    uint32_t count = bucket_count ? 2 * bucket_count : 256;
    struct inode **larger = calloc(count, sizeof(*larger));
    if (!larger) return false;
    for (uint32_t i = 0; i < bucket_count; i++) {
        for (struct inode *inode = buckets[i], *next; inode; inode = next) {
            next = inode->next_in_bucket;
            struct inode **bucket = &larger[bucket_of(inode->device, inode->number, count)];
            inode->next_in_bucket = *bucket;
            *bucket = inode;
        }
    }
    free(buckets);
    buckets = larger;
    bucket_count = count;
    return true;
}

static struct inode *inode_get(uint64_t device, uint64_t number)
{
    struct inode *inode = inode_find(device, number);
    if (inode) return inode;
    if (inode_count >= bucket_count && !grow()) return NULL;
    inode = calloc(1, sizeof(*inode));
    if (!inode || !(inode->slot = slot_allocate(NULL))) {
        free(inode);
        return NULL;
    }
    struct inode **bucket = &buckets[bucket_of(device, number, bucket_count)];
    inode->device = device;
    inode->number = number;
    inode->next_in_bucket = *bucket;
    *bucket = inode;
    inode_count++;
    return inode;
}

/* Removes the name that was recorded, if it is still this inode's. */
static void inode_unlink(const struct inode *inode)
{
    struct stat info;
    if (!inode->path || lstat(inode->path, &info)) return;
    if ((uint64_t)info.st_dev != inode->device || (uint64_t)info.st_ino != inode->number) return;
    if (S_ISDIR(info.st_mode))
        rmdir(inode->path);
    else
        unlink(inode->path);
}

static void inode_release(struct inode *inode)
{
    if (inode->opens) return;
    if (inode->delete_pending) inode_unlink(inode);
    struct inode **place = &buckets[bucket_of(inode->device, inode->number, bucket_count)];
    while (*place != inode) place = &(*place)->next_in_bucket;
    *place = inode->next_in_bucket;
    inode_count--;
    slot_free(inode->slot);
    free(inode->path);
    free(inode);
}

/* --- opens --- */

/* Comes at the last handle's end, or just before it (file_close). */
static void file_last_handle_closed(struct object *object)
{
    struct open_file *file = (struct open_file *)object;
    struct inode *inode = file->inode;
    if (!inode) return;
    if (file->options & FILE_DELETE_ON_CLOSE) {
        inode->delete_pending = true;
        if (file->path) {
            free(inode->path);
            inode->path = file->path;
            file->path = NULL;
        }
    }
    file_locks_release(file);
    if (file->next) file->next->previous = file->previous;
    if (file->previous)
        file->previous->next = file->next;
    else
        inode->opens = file->next;
    inode->open_count--;
    file->inode = NULL;
    inode_release(inode);
}

static void file_destroy(struct object *object)
{
    free(((struct open_file *)object)->path);
    free(object);
}

static void file_describe(struct object *object, char *text, size_t size)
{
    const struct open_file *file = (struct open_file *)object;
    if (file->inode)
        snprintf(text, size, "inode %llu, access %x, share %x%s%s", (unsigned long long)file->inode->number,
                 file->access, file->share, file->inode->delete_pending ? ", delete pending" : "",
                 file->inode->locks ? ", locked" : "");
}

static const struct object_operations file_operations = {
    .kind = OBJECT_FILE,
    .type_name = "File",
    .process_closed = object_no_process_closed,
    .last_handle_closed = file_last_handle_closed,
    .destroy = file_destroy,
    .descriptor = object_descriptor,
    .describe = file_describe,
};

struct open_file *open_file_find(const struct process *process, uint64_t id)
{
    struct object *object = reference_find(process, id, OBJECT_FILE);
    return object && object->operations == &file_operations ? (struct open_file *)object : NULL;
}

/* --- share modes --- */

/* Of an access mask, what share modes are about: bits of FILE_SHARE_*. */
static uint32_t wants(uint32_t access)
{
    uint32_t result = 0;
    if (access & (FILE_READ_DATA | FILE_EXECUTE | GENERIC_READ | GENERIC_EXECUTE | GENERIC_ALL))
        result |= FILE_SHARE_READ;
    if (access & (FILE_WRITE_DATA | FILE_APPEND_DATA | GENERIC_WRITE | GENERIC_ALL)) result |= FILE_SHARE_WRITE;
    if (access & (DELETE_ACCESS | GENERIC_ALL)) result |= FILE_SHARE_DELETE;
    return result;
}

static NTSTATUS check_share(const struct inode *inode, uint32_t access, uint32_t share)
{
    uint32_t wanted = wants(access);
    if (inode->delete_pending) return STATUS_DELETE_PENDING;
    if (!wanted) return STATUS_SUCCESS;
    for (const struct open_file *other = inode->opens; other; other = other->next) {
        uint32_t others = wants(other->access);
        if (others && (wanted & ~other->share || others & ~share)) return STATUS_SHARING_VIOLATION;
    }
    return STATUS_SUCCESS;
}

static char *path_copy(const struct request *request)
{
    if (!request->data_size || request->data_size >= PATH_MAX || *request->data != '/') return NULL;
    return strndup((const char *)request->data, request->data_size);
}

static struct open_file *file_new(struct inode *inode, const struct request_file_open_in *in)
{
    struct open_file *file = calloc(1, sizeof(*file));
    if (!file || !object_init(&file->object, &file_operations)) {
        free(file);
        return NULL;
    }
    file->access = in->access;
    file->share = in->share & 7;
    file->options = in->options;
    file->inode = inode;
    file->next = inode->opens;
    if (inode->opens) inode->opens->previous = file;
    inode->opens = file;
    inode->open_count++;
    return file;
}

/* The client's own slot for this file becomes the object's. */
static void adopt_slot(const struct process *process, struct open_file *file, uint32_t slot)
{
    if (slot_adopt(slot, process->pid, &file->object)) file->object.slot = slot;
}

NTSTATUS handle_file_open(struct request *request, const struct request_file_open_in *in,
                          struct request_file_open_out *out)
{
    struct inode *inode = inode_get(in->device, in->inode);
    if (!inode) return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = check_share(inode, in->access, in->share);
    struct open_file *file = status ? NULL : file_new(inode, in);
    if (!status && !file) status = STATUS_NO_MEMORY;
    if (status) {
        inode_release(inode);
        return status;
    }
    if (in->options & FILE_DELETE_ON_CLOSE) file->path = path_copy(request);
    adopt_slot(request->process, file, in->slot);
    out->object = file->object.id;
    out->inode_slot = inode->slot;
    if (!reference_add(request->process, &file->object)) {
        file_last_handle_closed(&file->object);
        status = STATUS_NO_MEMORY;
    }
    object_drop(&file->object);
    return status;
}

NTSTATUS handle_file_close(struct request *request, const struct request_file_close_in *in,
                           struct request_file_close_out *out)
{
    struct open_file *file = open_file_find(request->process, in->object);
    if (!file) return STATUS_INVALID_HANDLE;
    if (!file->inode || file->object.handles != 1) return STATUS_SUCCESS;
    out->deleted =
        !file->next && !file->previous && (file->inode->delete_pending || file->options & FILE_DELETE_ON_CLOSE);
    file_last_handle_closed(&file->object);
    return STATUS_SUCCESS;
}

/* Who may delete has been decided by the client: it has DELETE access and knows the file's attributes. */
NTSTATUS handle_file_set_disposition(struct request *request, const struct request_file_set_disposition_in *in,
                                     struct request_file_set_disposition_out *out)
{
    struct open_file *file = open_file_find(request->process, in->object);
    (void)out;
    if (!file || !file->inode) return STATUS_INVALID_HANDLE;
    file->inode->delete_pending = in->delete_file;
    if (!in->delete_file) {
        file->options &= ~FILE_DELETE_ON_CLOSE;
        return STATUS_SUCCESS;
    }
    char *path = path_copy(request);
    if (path) {
        free(file->inode->path);
        file->inode->path = path;
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_file_moved(struct request *request, const struct request_file_moved_in *in,
                           struct request_file_moved_out *out)
{
    struct open_file *file = open_file_find(request->process, in->object);
    (void)out;
    if (!file || !file->inode) return STATUS_INVALID_HANDLE;
    if (file->inode->path) {
        free(file->inode->path);
        file->inode->path = path_copy(request);
    }
    for (struct open_file *other = file->inode->opens; other; other = other->next) {
        if (!other->path) continue;
        free(other->path);
        other->path = path_copy(request);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_file_query(struct request *request, const struct request_file_query_in *in,
                           struct request_file_query_out *out)
{
    const struct inode *inode = inode_find(in->device, in->inode);
    (void)request;
    if (!inode) return STATUS_SUCCESS;
    out->open_count = inode->open_count;
    out->delete_pending = inode->delete_pending;
    return check_share(inode, in->access, in->share);
}
