/* Shared by socket*.c of ntdll. */
#ifndef SOCKET_PRIVATE_H
#define SOCKET_PRIVATE_H

#include "file_private.h"

#define SOCKET_STREAM 1
#define AF_UNIX_FAMILY 1

/* What a process knows of a socket, found by its arena slot, which all handles of one socket share. Made when the
 * socket is, or at the first use of a handle that came from elsewhere. */
struct socket {
    LONG references;
    LONG handles;
    uint32_t slot;
    int family, type, protocol;
    volatile LONG flags;              /* SOCKET_FLAG_* */
    int32_t engine_fd;                /* own duplicate, watched by the I/O thread; -1 while nothing needed it */
    RTL_SRWLOCK lock;                 /* the queues and the event */
    struct socket_operation *reads, *writes;
    volatile LONG connect_error;      /* WSAE..., not yet asked for */
    volatile LONG connect_result;     /* the same, kept */
    void *local_name, *peer_name;     /* AF_UNIX: sockaddr_un as the program gave it */
    HANDLE event;                     /* WSAEventSelect */
    LONG mask, recorded, blocked;     /* FD_*; blocked: reported and not yet enabled again */
    NTSTATUS errors[10];
    BOOLEAN connect_unreported;
    struct poll_link *polls;
    LONG send_buffer, receive_buffer; /* as set, 0: never */
};

/* A request that waits in one of the queues of a socket. base.attempt tries again. */
struct socket_operation {
    struct async_operation base;
    struct socket_operation *next;
    struct socket *socket;
    int32_t fd;
    struct socket_transfer transfer;
    ULONG done;
    struct socket_buffer *buffers;    /* own copy */
    HANDLE accepted;                  /* AcceptEx */
    ULONG receive, local_room, remote_room;
    struct socket_file_part *parts;   /* TransmitFile */
    ULONG part_count;
    BOOLEAN disconnect, reuse;
    ULONGLONG total;
};

struct poll_link { struct poll_link *next; struct socket *socket; struct poll_operation *operation; };

/* --- socket.c --- */
/* The socket behind a handle and its descriptor; to be released. */
NTSTATUS socket_get(HANDLE handle, struct handle_entry *entry, int *fd, struct socket **socket);
struct socket *socket_by_slot(uint32_t slot);
void socket_release(struct socket *socket);
static inline void socket_set_flags(struct socket *socket, ULONG flags) { InterlockedOr(&socket->flags, (LONG)flags); }
static inline void socket_clear_flags(struct socket *socket, ULONG flags)
{
    InterlockedAnd(&socket->flags, ~(LONG)flags);
}
static inline BOOLEAN is_socket(const struct handle_entry *entry)
{
    return (entry->tag & HANDLE_KIND_MASK) == OBJECT_SOCKET;
}
void *socket_address_for_unix(const void *address,
                              int *size); /* AF_UNIX: a copy with a full path, to be freed; else NULL */

/* --- socket_engine.c --- */
NTSTATUS socket_engine_watch(struct socket *socket, int fd);
void socket_engine_wake(void);

/* --- socket_io.c --- */
void socket_run_queues(struct socket *socket, uint32_t events);
void socket_cancel_queues(struct socket *socket, const IO_STATUS_BLOCK *io, ULONG issuer, BOOLEAN *found);
NTSTATUS socket_read_write(const struct io_request *request, void *buffer, ULONG size, BOOLEAN send);
NTSTATUS socket_afd_receive(const struct io_request *request, const void *in, ULONG in_size, BOOLEAN datagram);
BOOLEAN socket_cancel(HANDLE handle, const struct handle_entry *entry, const IO_STATUS_BLOCK *io, ULONG issuer);

/* --- socket_events.c --- */
/* AFD_POLL_* that hold now. */
ULONG socket_events_of(struct socket *socket, int fd, ULONG wanted, ULONG *available);
ULONG socket_events_from_poll(struct socket *socket, const struct socket_poll_entry *entry);
uint16_t socket_poll_bits(const struct socket *socket, ULONG wanted);
void socket_note_events(struct socket *socket);                  /* with the lock held: something may have happened */
void socket_enable_events(struct socket *socket,
                          LONG events); /* a function that enables FD_* events again was called */

/* --- socket_poll.c --- */
NTSTATUS socket_poll_request(const struct io_request *request, const struct handle_entry *entry, const void *in,
                             ULONG in_size, void *out, ULONG out_size);
void socket_polls_check(struct socket *socket, BOOLEAN closed);
uint64_t socket_polls_deadline(void);
void socket_polls_expire(void);
BOOLEAN socket_polls_cancel(uint32_t slot, const IO_STATUS_BLOCK *io, ULONG issuer);
#define IOCTL_AFD_POLL 0x00012024u
#define IOCTL_AFD_RECEIVE 0x00012017u
#define IOCTL_AFD_RECEIVE_DATAGRAM 0x0001201bu

#endif
