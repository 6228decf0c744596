/* Unix calls under the waits: dlls/ntdll/unix/sync.c */
#ifndef UNIX_CALLS_SYNC_H
#define UNIX_CALLS_SYNC_H

#include <stdint.h>

/* deadline: CLOCK_MONOTONIC in 100 ns units; UINT64_MAX: none. Return 0, STATUS_TIMEOUT, or STATUS_RETRY when
 * interrupted or the value differed. */
struct unix_futex_wait_args { uint64_t address; uint32_t expected, flags; uint64_t deadline; };
#define FUTEX_CALL_PRIVATE 1u /* the word is in memory of this process only */
#define FUTEX_CALL_CLASS_SHIFT 8 /* flags bits 8-15: class bits of the sleeper; of a waker: whom it wakes (0: any) */
/* count is set to how many were woken */
struct unix_futex_wake_args { uint64_t address; uint32_t count, flags; };
/* entries: struct futex_wait_entry[count], up to 128 (64 objects and the thread's alert word) */
struct unix_futex_wait_multiple_args { uint64_t entries; uint32_t count, flags; uint64_t deadline; };
struct futex_wait_entry { uint64_t address; uint32_t expected, flags; };
/* barrier 1: instead of yielding, makes every running thread of the process pass a memory barrier */
struct unix_thread_yield_args { uint32_t barrier, padding; };
struct unix_descriptor_close_args { int32_t fd; uint32_t padding; };
struct unix_descriptor_duplicate_args { int32_t fd; int32_t result; };

/* Waits until the descriptor can be read without blocking (input, end or error): 0, or STATUS_TIMEOUT. deadline 0: do
 * not wait. */
struct unix_descriptor_poll_args { int32_t fd; uint32_t padding; uint64_t deadline; };

#endif
