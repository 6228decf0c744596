/* Unix calls under sockets: dlls/ntdll/unix/socket*.c. Families, types, protocols, options and addresses are Windows'
 * own in both directions. Errors: the NTSTATUS that AFD would give; for errors that only Winsock knows
 * SOCKET_ERROR_STATUS. */
#ifndef UNIX_CALLS_SOCKET_H
#define UNIX_CALLS_SOCKET_H

#include <stdint.h>

/* An error of Winsock's (WSAE...) as NTSTATUS: facility 7 carries a Win32 code. */
#define SOCKET_ERROR_STATUS(wsa_error) ((int32_t)(0xc0070000u | (wsa_error)))

struct unix_socket_create_args { int32_t family, type, protocol, fd; };

/* What the descriptor is: for a handle that came from another process. STATUS_OBJECT_TYPE_MISMATCH: no socket. */
struct unix_socket_identify_args { int32_t fd, family, type, protocol; uint32_t listening, bound, connected, padding; };

/* Addresses. CONNECT: STATUS_PENDING when it goes on in the background (NO_WAIT), size 0 dissolves a datagram socket's
 * association. LOCAL and PEER fill address; size is in/out. */
enum socket_name_what { SOCKET_NAME_BIND, SOCKET_NAME_CONNECT, SOCKET_NAME_LOCAL, SOCKET_NAME_PEER };
struct unix_socket_name_args {
    int32_t fd;
    uint32_t what;
    uint64_t address;
    int32_t size;
    uint32_t no_wait, slot, padding;
};

/* Takes a connection. replace >= 0: the new connection takes the place of that descriptor. STATUS_PENDING: none there
 * (no_wait). */
struct unix_socket_accept_args {
    int32_t fd, replace;
    uint32_t no_wait, slot;
    uint64_t address;
    int32_t size, accepted;
};

/* Sends or receives once. buffers: struct socket_buffer[count]. address/control may be 0; sizes are in/out. Receiving
 * at the end of a stream: success with 0 bytes. STATUS_PENDING: would have to wait (NO_WAIT). STATUS_BUFFER_OVERFLOW:
 * rest of the datagram lost. */
struct socket_buffer { uint64_t data, size; };
struct unix_socket_transfer_args {
    int32_t  fd;
    uint32_t flags;          /* SOCKET_TRANSFER_* */
    uint64_t buffers;
    uint32_t count;
    uint32_t message_flags;  /* MSG_*, in and out */
    uint64_t address;
    int32_t  address_size;
    uint32_t control_size;
    uint64_t control;
    uint32_t transferred;
    uint32_t slot;           /* of the socket: unix_socket_interrupt names it */
};
#define SOCKET_TRANSFER_SEND     0x01u
#define SOCKET_TRANSFER_NO_WAIT  0x02u
#define SOCKET_TRANSFER_DATAGRAM 0x04u
#define SOCKET_TRANSFER_NO_RESET 0x08u /* answers that a port is closed do not count (SIO_UDP_CONNRESET) */

/* Sends from a file without copying; offset and transferred move on. STATUS_END_OF_FILE when the file has no more. */
struct unix_socket_send_file_args { int32_t fd, file; uint64_t offset, size, transferred; uint32_t no_wait, slot; };

/* Everything that is one number or one small block. */
enum socket_control_what {
    SOCKET_CONTROL_LISTEN,     /* value: backlog */
    SOCKET_CONTROL_SHUTDOWN,   /* value: SD_* */
    SOCKET_CONTROL_AVAILABLE,  /* value set: bytes that can be read */
    SOCKET_CONTROL_AT_MARK,    /* value set */
    SOCKET_CONTROL_ERROR,      /* value set: the pending error (WSAE...), which is taken away */
    SOCKET_CONTROL_RENEW,      /* the descriptor becomes a fresh socket: family, type, protocol */
    SOCKET_CONTROL_KEEPALIVE,  /* value: on; value2: ms of idleness, value3: ms between probes */
    SOCKET_CONTROL_ADOPT,      /* value: descriptor to be put in place of fd, and closed */
    SOCKET_CONTROL_INTERRUPT   /* calls that block on `slot` return STATUS_CANCELLED */
};
struct unix_socket_control_args {
    int32_t fd;
    uint32_t what;
    uint32_t value, value2, value3;
    int32_t family, type, protocol;
    uint32_t slot, padding;
};

/* setsockopt, getsockopt. size is in/out. */
struct unix_socket_option_args { int32_t fd, level, name; uint32_t set; uint64_t value; int32_t size; int32_t type; };

/* poll(): events and ready are POLL_* of file.h and SOCKET_POLL_*; entries with fd -1 are passed over. STATUS_TIMEOUT.
 */
struct socket_poll_entry { int32_t fd; uint16_t events, ready; uint32_t available; uint32_t error; };
#define SOCKET_POLL_MAX      8192u   /* entries of one call */
#define SOCKET_POLL_URGENT   0x0002u
#define SOCKET_POLL_FINISHED 0x2000u /* the other side sends no more */
struct unix_socket_poll_args { uint64_t entries; uint32_t count, padding; uint64_t deadline; };

/* The process's epoll descriptor, edge-triggered. WAIT fills struct socket_engine_event[count] and sets count. */
enum socket_engine_what { SOCKET_ENGINE_CREATE, SOCKET_ENGINE_ADD, SOCKET_ENGINE_WAKE, SOCKET_ENGINE_WAIT };
struct socket_engine_event { uint32_t key, events; };
struct unix_socket_engine_args {
    uint32_t what;
    int32_t engine, waker, fd;
    uint64_t events;
    uint32_t count, key;
    uint64_t deadline;
};

/* Names and addresses (resolver.c). Text is UTF-8. */
enum resolve_what {
    RESOLVE_ADDRESSES, /* name, service, flags (AI_*), family, type, protocol: answer is struct resolved_address ... */
    RESOLVE_NAME,      /* address: answer is host and service, each ended by 0; flags: NI_* */
    RESOLVE_HOST_NAME, /* answer: this machine's name */
    RESOLVE_SERVICE,   /* name, service (protocol, may be empty): answer: struct resolved_entry, names */
    RESOLVE_SERVICE_NUMBER, /* value: port in network order */
    RESOLVE_PROTOCOL,
    RESOLVE_PROTOCOL_NUMBER,
    RESOLVE_DNS /* name, value: record type, flags: DNS_QUERY_*: answer: the raw message */
};
struct resolved_address {
    uint32_t size, flags;
    int32_t family, type, protocol, address_size;
    uint8_t address[128];
    char canonical_name[256];
};
struct resolved_entry {
    uint32_t value, name_count;
    char text[];
}; /* names: official, aliases, then (services) the protocol */
struct unix_resolve_args {
    uint64_t name, service;
    uint32_t what, flags;
    int32_t  family, type, protocol;
    uint32_t value;
    uint64_t address;
    uint32_t address_size, capacity;
    uint64_t buffer;
    uint32_t size;          /* set */
    uint32_t error;         /* set: WSA error */
};

/* The machine's network tables (network_tables.c): fixed records, count is set; STATUS_BUFFER_TOO_SMALL with count as
 * needed. */
enum network_table {
    NETWORK_INTERFACES,
    NETWORK_ADDRESSES,
    NETWORK_ROUTES,
    NETWORK_NEIGHBOURS,
    NETWORK_CONNECTIONS,
    NETWORK_RESOLVER
};
struct network_interface {
    uint32_t index, mtu, flags, hardware_type;   /* flags: IFF_* of Linux */
    uint64_t speed, octets_in, octets_out, packets_in, packets_out, errors_in, errors_out, dropped_in, dropped_out,
        multicast_in;
    uint32_t hardware_size, wireless;
    uint8_t  hardware[16];
    char     name[32];
};
struct network_address {
    uint32_t index, prefix, flags, padding;
    uint8_t address[28];
    uint8_t broadcast[28];
    uint32_t preferred, valid;
};
struct network_route { uint32_t index, metric, prefix, protocol; uint8_t destination[28], gateway[28]; };
struct network_neighbour { uint32_t index, state; uint8_t address[28]; uint32_t hardware_size; uint8_t hardware[16]; };
struct network_connection { uint32_t protocol, state, pid, padding; uint8_t local[28], remote[28]; uint64_t inode; };
struct network_resolver { char server[64]; char domain[192]; };
struct unix_network_table_args { uint32_t table, count; uint64_t buffer; uint32_t capacity, padding; };

/* One echo request and its answer over an unprivileged ping socket. milliseconds and status (IP_STATUS) are set. */
struct unix_network_echo_args {
    uint8_t  source[28], destination[28], responder[28];
    uint64_t data, reply;
    uint32_t size, capacity, timeout, ttl, flags, status, milliseconds, reply_size, reply_ttl, padding;
};

#endif
