/* Acting on another process: a unix call that its control thread makes there (remote.c). */
#ifndef NTDLL_REMOTE_H
#define NTDLL_REMOTE_H

#include "nt/nt.h"
#include "unix_calls.h"
#include "handle_table.h"

struct remote_call {
    uint64_t process, thread; /* the server's ids; one of them is 0. With a thread its record index becomes the first
                                 field of the arguments */
    uint32_t call;            /* enum unix_call_index */
    uint32_t machine;         /* only if the process is of this one; 0: any */
    void *args;
    uint32_t args_size;
    void *block;              /* what the arguments point to, in and out */
    uint32_t block_size;
    int fd_plus_1;            /* a descriptor that goes along; 0: none */
};
NTSTATUS remote_call(const struct remote_call *call);

/* The unix call in the process of the handle, which may be this one. */
NTSTATUS process_unix_call(HANDLE process, ACCESS_MASK access, uint32_t index, void *args, uint32_t args_size);
/* In the process of a thread handle: in this one if it is a thread of ours. */
NTSTATUS thread_unix_call(HANDLE thread, ACCESS_MASK access, uint32_t index, void *args, uint32_t args_size);
/* A thread in another process. start: an address there, or enum remote_routine */
NTSTATUS remote_thread_create(const struct handle_entry *process, struct unix_thread_create_args *args,
                              struct handle_entry *thread, CLIENT_ID *id);
/* Has a hidden thread in the process run a function, an address there or enum remote_routine; its result. */
NTSTATUS remote_run(HANDLE process, uint64_t routine, uint64_t argument);
NTSTATUS remote_queue_apc(const struct handle_entry *thread, PVOID function, uint64_t a, uint64_t b, uint64_t c);

#define PROCESS_UNIX_CALL(process, access, name, args)                                                                 \
    process_unix_call(process, access, unix_index_##name, args, sizeof(*(args)))
#define THREAD_UNIX_CALL(thread, access, name, args)                                                                   \
    thread_unix_call(thread, access, unix_index_##name, args, sizeof(*(args)))

#endif
