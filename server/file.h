/* Open files, known by device and inode. Private to file.c and file_lock.c. */
#ifndef SERVER_FILE_H
#define SERVER_FILE_H

#include "object.h"

struct file_lock;
struct lock_waiter;

struct inode {
    struct inode *next_in_bucket;
    uint64_t device, number;
    struct open_file *opens;
    uint32_t open_count;
    uint32_t slot; /* its lock_count tells clients whether to ask before reading and writing */
    bool delete_pending;
    char *path; /* what to remove at the last close, NULL: unknown */
    struct file_lock *locks;
    uint32_t lock_count;
    struct lock_waiter *waiters;
};

struct open_file {
    struct object object;
    struct open_file *next, *previous; /* of the same inode */
    struct inode *inode;
    uint32_t access, share, options;
    char *path; /* kept for FILE_DELETE_ON_CLOSE */
};

struct open_file *open_file_find(const struct process *process, uint64_t id);
/* The open goes away: its locks do, and its waiters. */
void file_locks_release(struct open_file *file);

#endif
