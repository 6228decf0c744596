/* Byte-range locks.
 *
 * Windows: a range belongs to the open that locked it. An exclusive lock fits with no other lock that it overlaps, not
 * even its own open's; a shared lock fits with shared ones. Others may not read or write in an exclusive range; nobody
 * may write in a shared one, its owner included. Unlocking names exactly the range that was locked. Ranges of no bytes
 * conflict when they lie inside another one. Here: as long as an inode has locks, its slot's lock_count is not 0 and
 * clients ask before they read or write. */
#include <stdlib.h>
#include "file.h"
#include "request.h"
#include "slots.h"

#define MOST_LOCKS 65536u

struct file_lock {
    struct file_lock *next;
    struct open_file *owner;
    uint64_t offset, size;
    bool exclusive;
};

struct lock_waiter {
    struct lock_waiter *next;
    struct open_file *owner;
    uint32_t slot, generation;
};

static uint64_t last_of(uint64_t offset, uint64_t size)
{
    return size && size - 1 > UINT64_MAX - offset ? UINT64_MAX : offset + size - 1;
}

static bool overlap(uint64_t offset, uint64_t size, const struct file_lock *lock)
{
    if (!size && !lock->size) return false;
    if (!size) return offset > lock->offset && offset <= last_of(lock->offset, lock->size);
    if (!lock->size) return lock->offset > offset && lock->offset <= last_of(offset, size);
    return offset <= last_of(lock->offset, lock->size) && lock->offset <= last_of(offset, size);
}

static void set_lock_count(struct inode *inode, int change)
{
    inode->lock_count += (uint32_t)change;
    __atomic_store_n(&arena_slot_at(arena, inode->slot)->file.lock_count, inode->lock_count, __ATOMIC_SEQ_CST);
}

static void wake_waiters(struct inode *inode, const struct open_file *only)
{
    for (struct lock_waiter **place = &inode->waiters, *waiter; (waiter = *place);) {
        if (only && waiter->owner != only) {
            place = &waiter->next;
            continue;
        }
        *place = waiter->next;
        if (arena_slot_at(arena, waiter->slot)->generation == waiter->generation) slot_signal(waiter->slot, 1);
        free(waiter);
    }
}

static bool add_waiter(struct open_file *file, uint32_t slot)
{
    struct lock_waiter *waiter = malloc(sizeof(*waiter));
    if (!waiter) return false;
    *waiter = (struct lock_waiter){file->inode->waiters, file, slot, arena_slot_at(arena, slot)->generation};
    file->inode->waiters = waiter;
    return true;
}

NTSTATUS handle_file_lock(struct request *request, const struct request_file_lock_in *in,
                          struct request_file_lock_out *out)
{
    struct open_file *file = open_file_find(request->process, in->object);
    (void)out;
    if (!file || !file->inode) return STATUS_INVALID_HANDLE;
    if (in->size && in->size - 1 > UINT64_MAX - in->offset) return STATUS_INVALID_PARAMETER;
    for (const struct file_lock *lock = file->inode->locks; lock; lock = lock->next) {
        if (!overlap(in->offset, in->size, lock) || (!in->exclusive && !lock->exclusive)) continue;
        if (!in->wait_slot) return STATUS_LOCK_NOT_GRANTED;
        if (!process_may_use_slot(request->process, in->wait_slot)) return STATUS_INVALID_PARAMETER;
        return add_waiter(file, in->wait_slot) ? STATUS_PENDING : STATUS_NO_MEMORY;
    }
    struct file_lock *lock = file->inode->lock_count < MOST_LOCKS ? malloc(sizeof(*lock)) : NULL;
    if (!lock) return STATUS_INSUFFICIENT_RESOURCES;
    *lock = (struct file_lock){file->inode->locks, file, in->offset, in->size, in->exclusive};
    file->inode->locks = lock;
    set_lock_count(file->inode, 1);
    return STATUS_SUCCESS;
}

NTSTATUS handle_file_unlock(struct request *request, const struct request_file_unlock_in *in,
                            struct request_file_unlock_out *out)
{
    struct open_file *file = open_file_find(request->process, in->object);
    (void)out;
    if (!file || !file->inode) return STATUS_INVALID_HANDLE;
    for (struct file_lock **place = &file->inode->locks, *lock; (lock = *place); place = &lock->next) {
        if (lock->owner != file || lock->offset != in->offset || lock->size != in->size) continue;
        *place = lock->next;
        free(lock);
        set_lock_count(file->inode, -1);
        wake_waiters(file->inode, NULL);
        return STATUS_SUCCESS;
    }
    return STATUS_RANGE_NOT_LOCKED;
}

NTSTATUS handle_file_check_lock(struct request *request, const struct request_file_check_lock_in *in,
                                struct request_file_check_lock_out *out)
{
    const struct open_file *file = open_file_find(request->process, in->object);
    (void)out;
    if (!file || !file->inode) return STATUS_INVALID_HANDLE;
    if (!in->size) return STATUS_SUCCESS;
    for (const struct file_lock *lock = file->inode->locks; lock; lock = lock->next) {
        bool forbids = lock->exclusive ? lock->owner != file : in->write;
        if (forbids && overlap(in->offset, in->size, lock)) return STATUS_FILE_LOCK_CONFLICT;
    }
    return STATUS_SUCCESS;
}

void file_locks_release(struct open_file *file)
{
    struct inode *inode = file->inode;
    bool any = false;
    for (struct file_lock **place = &inode->locks, *lock; (lock = *place);) {
        if (lock->owner != file) {
            place = &lock->next;
            continue;
        }
        *place = lock->next;
        free(lock);
        set_lock_count(inode, -1);
        any = true;
    }
    wake_waiters(inode, any ? NULL : file);
}
