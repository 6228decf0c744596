/* Shared by the file and pipe sources of ntdll. */
#ifndef FILE_PRIVATE_H
#define FILE_PRIVATE_H

#include "nt/nt.h"
#include "unix_calls.h"
#include "requests.h"

/* --- file_name.c: what an object name leads to --- */
enum target_kind {
    TARGET_FILE,
    TARGET_PIPE,
    TARGET_PIPE_ROOT,
    TARGET_NULL,
    TARGET_CONSOLE_INPUT,
    TARGET_CONSOLE_OUTPUT,
    TARGET_AFD,
    TARGET_SERIAL
};
struct file_target {
    enum target_kind kind;
    const WCHAR *name; /* TARGET_FILE: a full DOS path; TARGET_PIPE: the pipe's name */
    uint32_t length;   /* TARGET_SERIAL: the port's number */
    WCHAR *memory;     /* to be freed: file_target_free */
};
NTSTATUS file_target_of(const OBJECT_ATTRIBUTES *attributes, struct file_target *target);
NTSTATUS file_target_by_id(const OBJECT_ATTRIBUTES *attributes, struct file_target *target); /* FILE_OPEN_BY_FILE_ID */
void file_target_free(struct file_target *target);

/* --- file_extra.c: what a handle has beyond its entry --- */
struct file_extra {
    struct file_extra *next;
    HANDLE handle;
    uint64_t object;
    int32_t fd;
    struct completion_port *port;
    ULONG_PTR key;
    ULONG notification_modes;     /* FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, ... */
    /* folders: the enumeration under way */
    RTL_SRWLOCK lock;
    uint64_t listing;
    uint32_t listing_index;
    uint8_t *records;             /* fetched, not yet handed out */
    uint32_t records_left, record_offset;
    struct folder_watch *watch;   /* change notification */
    struct serial_state *serial;  /* serial ports */
};
/* The extra of this handle, made if wanted; NULL when there is none. It lives until the handle is closed. */
struct file_extra *file_extra_of(HANDLE handle, const struct handle_entry *entry, BOOLEAN create);

void file_extra_forget(HANDLE handle);

#define FILE_OPTION_DISPOSITION_SET                                                                                    \
    0x80000000u /* in handle_entry.options: closing must be told to the server synchronously */

static inline BOOLEAN is_pipe(const struct handle_entry *entry)
{
    return (entry->tag & HANDLE_KIND_MASK) == OBJECT_PIPE;
}
static inline BOOLEAN is_folder(const struct handle_entry *entry)
{
    return (entry->tag & HANDLE_KIND_MASK) == OBJECT_FOLDER;
}
static inline BOOLEAN is_synchronous(const struct handle_entry *entry)
{
    return (entry->options & FILE_SYNCHRONOUS) != 0;
}

/* Around a request on a synchronous handle that may last, so that CancelSynchronousIo finds it. */
static inline void synchronous_io_set(const struct handle_entry *entry, uint32_t state)
{
    if (is_synchronous(entry)) __atomic_store_n(&current_thread_record()->synchronous_io, state, __ATOMIC_RELEASE);
}
static inline BOOLEAN synchronous_io_cancelled(void)
{
    return __atomic_load_n(&current_thread_record()->synchronous_io, __ATOMIC_ACQUIRE) == SYNCHRONOUS_IO_CANCELLED;
}
/* As handle_get_descriptor, for files, folders and pipes only. */
NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, int *fd, struct handle_entry *entry);

/* --- file.c --- */
NTSTATUS file_nt_name(HANDLE handle, const struct handle_entry *entry, UNICODE_STRING *name);

/* --- file_io.c --- */
NTSTATUS file_store_stream(int fd); /* after every change of a stream's contents */

/* --- async_io.c --- */
struct io_request {
    HANDLE handle, event;
    PIO_APC_ROUTINE apc;
    PVOID apc_context;
    PIO_STATUS_BLOCK io;
};
/* Clears the event that the end of this request will set. */
void io_request_begin(const struct io_request *request, const struct handle_entry *entry);
/* Fills the status block of a request that is done and tells whoever wants to know; returns `status`. */
NTSTATUS io_request_end(const struct io_request *request, const struct handle_entry *entry, NTSTATUS status,
                        ULONG_PTR information);

/* A request that goes on in the helper thread. `attempt` is called when the descriptor is ready, or the slot was
 * signalled; STATUS_PENDING: not yet. */
struct async_operation;
typedef NTSTATUS (*async_attempt)(struct async_operation *operation);
typedef void (*async_cleanup)(struct async_operation *operation);
struct async_operation {
    struct async_operation *next;
    struct io_request request;
    struct handle_entry entry;
    async_attempt attempt;
    async_cleanup cleanup;
    uint16_t events;        /* POLL_*; 0: waits for `slot` */
    int32_t fd;
    uint32_t slot;
    HANDLE thread;          /* where the APC goes */
    ULONG issuer;           /* thread id */
    struct completion_port *port;
    ULONG_PTR key;
    LONG cancelled;
    uint32_t told_slot;     /* the event or file that the end signals; see tell_end */
    uint64_t told_object;
    BOOLEAN holds_told;
    void *buffer;
    uint32_t size, done, flags;
    uint64_t argument, argument2;
    ULONG_PTR information;  /* set by attempt */
};
/* Takes a heap block over and returns STATUS_PENDING (or an error: then it was freed). */
NTSTATUS async_start(struct async_operation *operation);
struct async_operation *async_new(const struct io_request *request, const struct handle_entry *entry,
                                  async_attempt attempt);
void async_handle_closed(HANDLE handle);
/* For requests kept in lists of their own (sockets): who is to be told is looked up; the request ends, is told and
 * freed; or is only freed. */
NTSTATUS async_prepare(struct async_operation *operation);
void async_complete(struct async_operation *operation, NTSTATUS status);
void async_free(struct async_operation *operation);
/* Sleeps until a slot that the server signals is signalled, and frees it; after a timeout (as in winrun_pipe_wait) it
 * is given up. */
NTSTATUS slot_wait_until(uint32_t slot, LONGLONG timeout);
/* For handles that are synchronous: waits here until attempt is done. */
NTSTATUS async_wait(struct async_operation *operation);

/* --- pipe.c --- */
NTSTATUS pipe_open_client(const struct file_target *target, ACCESS_MASK access, ULONG options,
                          const OBJECT_ATTRIBUTES *attributes, HANDLE *handle, IO_STATUS_BLOCK *io);
/* A listening server end has no descriptor until a client came. */
NTSTATUS pipe_take_descriptor(HANDLE handle, struct handle_entry *entry, int *fd);
NTSTATUS pipe_read(const struct io_request *request, struct handle_entry *entry, void *buffer, ULONG size);
NTSTATUS pipe_write(const struct io_request *request, struct handle_entry *entry, const void *buffer, ULONG size);
NTSTATUS pipe_control(const struct io_request *request, struct handle_entry *entry, ULONG code, void *in, ULONG in_size,
                      void *out, ULONG out_size);
NTSTATUS pipe_query_information(HANDLE handle, struct handle_entry *entry, ULONG class, void *buffer, ULONG size,
                                ULONG_PTR *used);
NTSTATUS pipe_set_information(HANDLE handle, struct handle_entry *entry, const FILE_PIPE_INFORMATION *information);
NTSTATUS pipe_flush(const struct handle_entry *entry);

/* --- file_control.c, disk_control.c, serial.c: one control code --- */
struct control {
    HANDLE handle;
    struct handle_entry entry;
    int fd;
    ULONG code;
    void *in, *out;
    ULONG in_size, out_size;
    ULONG_PTR used;
};
NTSTATUS disk_control(struct control *control);
NTSTATUS serial_control(const struct io_request *request, struct control *control);
/* A read that heeds the port's time-outs. */
NTSTATUS serial_read(const struct io_request *request, const struct handle_entry *entry, void *buffer, ULONG size);

/* --- socket.c --- */
void socket_init_process(void);
NTSTATUS socket_open_helper(ULONG options, const OBJECT_ATTRIBUTES *attributes, ACCESS_MASK access, HANDLE *handle);

/* --- directory.c --- */
void directory_closed(struct file_extra *extra);

#endif
