/* Sockets, as ws2_32 and mswsock see them: a socket is an OBJECT_SOCKET handle; families, options and addresses are
 * Windows' own. Implemented by dlls/ntdll/socket*.c. */
#ifndef NT_SOCKET_H
#define NT_SOCKET_H

struct socket_buffer;

/* How an overlapped request ends. All of it may be NULL: then the call waits (or fails, if the socket is in
 * non-blocking mode). */
struct socket_overlap {
    PIO_STATUS_BLOCK io;    /* NULL: not overlapped */
    HANDLE event;
    PIO_APC_ROUTINE apc;
    PVOID context;          /* packet value for completion ports, or the APC's first argument */
};

struct socket_facts { int family, type, protocol; ULONG flags; };
#define SOCKET_FLAG_NON_BLOCKING   0x0001u
#define SOCKET_FLAG_BOUND          0x0002u
#define SOCKET_FLAG_LISTENING      0x0004u
#define SOCKET_FLAG_CONNECTING     0x0008u
#define SOCKET_FLAG_CONNECTED      0x0010u
#define SOCKET_FLAG_SHUT_RECEIVE   0x0020u
#define SOCKET_FLAG_SHUT_SEND      0x0040u
#define SOCKET_FLAG_HELPER         0x0080u /* a handle of \Device\Afd that is no socket */
#define SOCKET_FLAG_EXCLUSIVE      0x0100u /* SO_EXCLUSIVEADDRUSE */
#define SOCKET_FLAG_NO_PORT_RESET  0x0200u /* SIO_UDP_CONNRESET off */
#define SOCKET_FLAG_CONNECT_FAILED 0x0400u
#define SOCKET_FLAG_BROADCAST      0x0800u

NTSTATUS __cdecl winrun_socket_create(int family, int type, int protocol, BOOLEAN overlapped, BOOLEAN inherit,
                                      HANDLE *handle);
NTSTATUS __cdecl winrun_socket_query(HANDLE handle, struct socket_facts *facts);
NTSTATUS __cdecl winrun_socket_set_flags(HANDLE handle, ULONG set, ULONG clear);
NTSTATUS __cdecl winrun_socket_bind(HANDLE handle, const void *address, int size);
NTSTATUS __cdecl winrun_socket_listen(HANDLE handle, int backlog);
NTSTATUS __cdecl winrun_socket_accept(HANDLE handle, HANDLE *accepted, void *address, int *size);
/* The address of the connection that waits, without taking it for good: the accepted handle is closed if the program
 * refuses it. */
NTSTATUS __cdecl winrun_socket_connect(HANDLE handle, const void *address, int size);
NTSTATUS __cdecl winrun_socket_shutdown(HANDLE handle, int how);
NTSTATUS __cdecl winrun_socket_name(HANDLE handle, BOOLEAN peer, void *address, int *size);
NTSTATUS __cdecl winrun_socket_option(HANDLE handle, BOOLEAN set, int level, int name, void *value, int *size);
/* FIONREAD, SIOCATMARK, SO_ERROR, keep-alive values: enum socket_control_what; values[0] is in/out */
NTSTATUS __cdecl winrun_socket_control(HANDLE handle, ULONG what, ULONG *values);

struct socket_transfer {
    const struct socket_buffer *buffers;
    ULONG count;
    BOOLEAN send;
    ULONG flags;             /* MSG_*; after receiving: set */
    ULONG *flags_result;     /* for overlapped receives, else NULL */
    void *address;
    int address_size;
    int *address_size_result;
    void *control;
    ULONG control_size;
    ULONG *control_size_result;
    ULONG transferred;       /* set when done at once */
};
NTSTATUS __cdecl winrun_socket_transfer(HANDLE handle, struct socket_transfer *transfer,
                                        const struct socket_overlap *overlap);
/* AcceptEx: the buffer gets `receive` bytes of data, then the two addresses in rooms of the given sizes. */
NTSTATUS __cdecl winrun_socket_accept_ex(HANDLE listener, HANDLE accepted, void *buffer, ULONG receive,
                                         ULONG local_room, ULONG remote_room, const struct socket_overlap *overlap,
                                         ULONG *transferred);
NTSTATUS __cdecl winrun_socket_connect_ex(HANDLE handle, const void *address, int size, const void *data,
                                          ULONG data_size, const struct socket_overlap *overlap, ULONG *transferred);
NTSTATUS __cdecl winrun_socket_disconnect(HANDLE handle, BOOLEAN reuse, const struct socket_overlap *overlap);
struct socket_file_part {
    HANDLE file;
    const void *memory;
    LONGLONG offset;
    ULONGLONG size;
}; /* file NULL: memory; size 0: the whole file; offset -1: where it is */
NTSTATUS __cdecl winrun_socket_transmit(HANDLE handle, const struct socket_file_part *parts, ULONG count,
                                        BOOLEAN disconnect, BOOLEAN reuse, const struct socket_overlap *overlap,
                                        ULONG *transferred);

/* AFD_POLL_* bits */
#define SOCKET_EVENT_RECEIVE       0x001u
#define SOCKET_EVENT_URGENT        0x002u
#define SOCKET_EVENT_SEND          0x004u
#define SOCKET_EVENT_DISCONNECT    0x008u
#define SOCKET_EVENT_ABORT         0x010u
#define SOCKET_EVENT_LOCAL_CLOSE   0x020u
#define SOCKET_EVENT_CONNECT       0x040u
#define SOCKET_EVENT_ACCEPT        0x080u
#define SOCKET_EVENT_CONNECT_FAIL  0x100u
struct socket_wait { HANDLE handle; ULONG wanted, ready; NTSTATUS status; };
/* Waits until one of the sockets has one of its wanted events. deadline: 100 ns of monotonic time, 0: do not wait, ~0:
 * for ever. STATUS_TIMEOUT; STATUS_INVALID_HANDLE names no socket in particular: `status` of each does. */
NTSTATUS __cdecl winrun_socket_wait(struct socket_wait *waits, ULONG count, LONGLONG milliseconds);

/* WSAEventSelect: mask and codes are FD_*; event NULL ends it. */
NTSTATUS __cdecl winrun_socket_event_select(HANDLE handle, HANDLE event, LONG mask);
NTSTATUS __cdecl winrun_socket_take_events(HANDLE handle, LONG *events, NTSTATUS errors[10]);

#endif
