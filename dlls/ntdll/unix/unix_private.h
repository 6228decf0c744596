/* Shared by the files of the Unix side (linked into `winrun`). Each section names the file that owns it. */
#ifndef UNIX_PRIVATE_H
#define UNIX_PRIVATE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef int32_t NTSTATUS;
#include <ntstatus.h> /* mingw-w64's: only names and numbers */
#include "addresses.h"
#include "arena.h"
#include "handle_table.h"
#include "process_info.h"
#include "requests.h"
#include "thread_block.h"
#include "unix_calls.h"

#define IMAGE_MACHINE_I386  0x014cu
#define IMAGE_MACHINE_AMD64 0x8664u

/* Whether CancelSynchronousIo asks the calling thread to end its request; looked at after each EINTR (thread.c). */
bool synchronous_io_cancelled(void);

/* --- core.c --- */
extern struct process_info *process_info;     /* writable view */
extern struct process_block *process_block;
void log_text(enum log_channel channel, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define log_on(channel) (process_info->log_channels & (1u << (channel)))
NTSTATUS status_from_errno(int error);
uint64_t monotonic_time(void); /* 100 ns */
/* A buffer of the thread's own, of THREAD_SCRATCH_SIZE bytes, kept until the thread ends; one for each use, because
 * they nest. NULL without memory: what then touches it fails as a call with a bad pointer does. */
enum thread_scratch_use {
    SCRATCH_COPY,
    SCRATCH_PACKET,
    SCRATCH_FIRST_PACKET,
    SCRATCH_EVENTS,
    SCRATCH_STREAMS,
    SCRATCH_DNS,
    SCRATCH_CONSOLE,
    SCRATCH_COUNT
};
#define THREAD_SCRATCH_SIZE 0x11000u
void *thread_scratch(enum thread_scratch_use use);
/* One exchange with the server from Unix code; fds may be -1/NULL. */
NTSTATUS server_exchange(struct unix_server_request_args *args);
/* The clock page rests while every thread sleeps (server/clock.c): who wakes has it set going again before Windows code
 * looks at it. Keeps errno. */
void clock_resume(void);
static inline void clock_after_sleep(void)
{
    const struct arena_header *header = (const struct arena_header *)(uintptr_t)ARENA_ADDRESS;
    if (__atomic_load_n(&header->clock_resting, __ATOMIC_ACQUIRE)) clock_resume();
}

/* --- virtual.c: the address space --- */
/* Reserves the fixed areas and learns what is mapped already; 32-bit processes get addresses below 2 GiB (4 if
 * large_address_aware). */
void virtual_init(bool is_32bit, bool large_address_aware);
/* The lowest and the highest address that a program gets. */
void virtual_limits(uint64_t *lowest, uint64_t *highest);
/* As the unix calls, for use by Unix code. address and size are in/out. */
NTSTATUS virtual_allocate(uint64_t *address, uint64_t *size, uint64_t highest, uint32_t type, uint32_t protect);
NTSTATUS virtual_free(uint64_t *address, uint64_t *size, uint32_t type);
/* A Windows thread stack: reserve with guard page, commit at the top. Sets the three fields of the thread block. */
NTSTATUS virtual_allocate_stack(struct thread_block *block, uint64_t reserve, uint64_t commit);
/* A TEB region of TEB_REGION_SIZE, zeroed. */
NTSTATUS virtual_allocate_teb(uint64_t *teb);
void virtual_free_thread(uint64_t teb, uint64_t stack_allocation);
/* Decides about a fault at `address` (write: error code bit 1, execute: bit 4 of the page fault error code). Returns
 * STATUS_SUCCESS when the access may be retried (guard page of the own stack moved, write copy resolved), else the
 * exception to raise: STATUS_GUARD_PAGE_VIOLATION, STATUS_STACK_OVERFLOW, STATUS_ACCESS_VIOLATION,
 * STATUS_IN_PAGE_ERROR. Called in signal handlers: takes no lock that the interrupted thread may hold (defers by signal
 * mask while the tree is locked). */
NTSTATUS virtual_handle_fault(uint64_t address, uint32_t error_code, struct thread_block *block,
                              uint64_t stack_pointer);
/* After a system call on program memory failed with EFAULT: does what touching the buffer would have done (moves the
 * stack's guard, opens write-watched pages). STATUS_SUCCESS: try the system call again. Otherwise return the status to
 * the program. */
NTSTATUS virtual_prepare_buffer(uint64_t address, uint64_t size, bool write);

/* --- image.c: PE images --- */
struct image_mapping {
    uint64_t base, size, entry;
    uint32_t machine;
    bool moved;
    uint64_t stack_reserve, stack_commit;
    uint16_t subsystem, characteristics;
    uint16_t dll_characteristics;
};
NTSTATUS image_map(int fd, uint32_t machine, uint32_t flags, struct image_mapping *mapping);
/* Address of an export by name in a mapped image, 0 if none (forwarders are not followed). */
uint64_t image_find_export(uint64_t base, const char *name);
/* Reads only the headers of a file: what kind of program is this? Fills `reason` with one clear sentence when it is not
 * runnable. */
NTSTATUS image_identify(int fd, struct image_mapping *mapping, char *reason, size_t reason_size);

/* --- path.c: Windows paths to Unix paths --- */
extern char prefix_path[];     /* absolute, no slash at the end */
extern char library_path[];    /* folder that holds x86_64-windows and i386-windows */
/* Unix path (UTF-8) for an absolute DOS path (C:\..., UTF-16, length in characters) without asking whether it exists.
 * Case-insensitive on each component that exists. Returns STATUS_OBJECT_NAME_NOT_FOUND/OBJECT_PATH_NOT_FOUND when (part
 * of) it is missing; the path is then what a new file would be called. */
NTSTATUS path_to_unix(const uint16_t *dos_path, size_t length, char *unix_path, size_t capacity);
/* The best DOS path for an absolute Unix path (longest matching drive). Returns the length in characters, 0 if there is
 * none. */
size_t path_to_dos(const char *unix_path, uint16_t *dos_path, size_t capacity);
/* Makes the folders that every program expects (drive_c/windows/..., users, Program Files), when the prefix is new. */
void path_prepare_prefix(void);

/* --- process.c --- */
void process_forget_children(void); /* nobody waits for them */

/* --- console.c --- */
struct process_start;
/* In a process that begins. is_gui: it has no console until it asks for one. */
void console_begin(const struct process_start *start, bool is_gui);
/* Chooses the console that a child gets, and keeps its descriptors open in it. actions: posix_spawn_file_actions_t */
void console_prepare_child(struct process_start *start, void *actions);
void console_restore(
    void); /* at the end: leaves the console; the last one puts the terminal back. Safe in signal handlers */
void console_disturbed(void); /* a message for people went to stderr, which may be the terminal */
void console_signal(int sig); /* SIGWINCH, or a control event */
int console_guard(int pipe_fd, int memory_fd, int terminal_fd);
NTSTATUS console_device(bool output, int *fd, uint32_t *target);

/* --- thread.c, signal.c --- */
static inline struct thread_block *unix_current_thread(void); /* of the calling thread, by glibc TLS */
extern __thread struct thread_block *current_block;
static inline struct thread_block *unix_current_thread(void) { return current_block; }

#endif
