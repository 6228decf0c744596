/* Unix calls for paths, files, folders and pipes: dlls/ntdll/unix/path*.c and file_*.c.
 *
 * A path is an absolute DOS path without prefix ("C:\x\y", UTF-16, length in characters), already made full by the PE
 * side. Times are FILETIMEs. `status` of an answer that names several steps is the first failure. */
#ifndef UNIX_CALLS_FILE_H
#define UNIX_CALLS_FILE_H

#include <stdint.h>

/* What is known of a file without reading it. */
struct file_facts {
    uint64_t creation_time, access_time, write_time, change_time;
    uint64_t size, allocation_size;
    uint64_t inode, device;
    uint32_t attributes;  /* FILE_ATTRIBUTE_* */
    uint32_t link_count;
    uint32_t reparse_tag; /* IO_REPARSE_TAG_SYMLINK for a symbolic link, else 0 */
    uint32_t unix_mode;
};

/* NtCreateFile. Looks the path up, opens or creates, asks the server about share modes (one exchange at most, none for
 * folders and for opens that reach attributes only), and truncates only after that. access holds specific rights, no
 * generic ones. */
struct unix_file_open_args {
    uint64_t path;
    uint32_t path_length;
    uint32_t access, attributes, share, disposition, options;
    uint32_t slot;        /* arena slot of the handle to be, told to the server */
    int32_t  fd;          /* set */
    uint32_t information; /* set: FILE_OPENED, FILE_CREATED, ... */
    uint32_t kind;        /* set: OBJECT_FILE, OBJECT_FOLDER */
    uint64_t object;      /* set: the server's id, 0 if not registered */
    uint32_t inode_slot;  /* set: slot whose lock_count tells of byte-range locks */
    uint32_t is_terminal; /* set */
    uint32_t is_stream;   /* set: an alternate stream ("file:stream"): tell FILE_SET_STORE_STREAM after every change */
    uint32_t padding;
};

/* A device that is no file of the prefix. */
enum device_kind { DEVICE_NULL, DEVICE_CONSOLE_INPUT, DEVICE_CONSOLE_OUTPUT, DEVICE_SERIAL };
/* console_target: set for the console (unix_calls/console.h). STATUS_INVALID_HANDLE without one. */
struct unix_device_open_args {
    uint32_t device;
    int32_t fd;
    uint32_t is_terminal, console_target;
    uint32_t number, padding;
}; /* number: DEVICE_SERIAL: 1 is COM1 */

/* A serial port's line: asked, set, or one of its wires moved. */
enum serial_what {
    PORT_GET_LINE,
    PORT_SET_LINE,
    PORT_PURGE,
    PORT_BREAK,
    PORT_MODEM_SET,
    PORT_MODEM_CLEAR,
    PORT_STATUS,
    PORT_DRAIN
};
struct unix_serial_control_args {
    int32_t  fd;
    uint32_t what;
    uint32_t value;       /* PURGE: 1 what was received, 2 what waits to be sent; BREAK: on; MODEM_*: 1 DTR, 2 RTS */
    uint32_t baud;        /* of a line, from here on */
    uint8_t  bits, parity, stop_bits; /* parity: 0 none, 1 odd, 2 even; stop_bits: 0 one, 2 two */
    uint8_t  xon, xoff, flow_in, flow_out, flow_rts; /* the two characters; XON/XOFF in either direction, RTS/CTS */
    uint32_t received, unsent, modem; /* STATUS: bytes; modem: 0x10 CTS, 0x20 DSR, 0x40 RING, 0x80 RLSD, 1 DTR, 2 RTS */
    uint32_t padding;
};

/* Reads or writes at an offset or at the file position. size is at most 2 GiB - 1; transferred is set. Blocks where the
 * descriptor does, unless FILE_IO_NO_WAIT: then STATUS_PENDING means nothing was there. Reading at the end:
 * STATUS_END_OF_FILE, or STATUS_PIPE_BROKEN for pipes; writing to a pipe nobody reads: STATUS_PIPE_CLOSING. */
struct unix_file_read_args {
    int32_t fd;
    uint32_t flags;
    uint64_t buffer;
    uint64_t offset;
    uint32_t size, transferred;
};
struct unix_file_write_args {
    int32_t fd;
    uint32_t flags;
    uint64_t buffer;
    uint64_t offset;
    uint32_t size, transferred;
};
#define FILE_IO_AT_OFFSET     0x01u /* else at the file position */
#define FILE_IO_MOVE_POSITION 0x02u /* with AT_OFFSET: the position ends up behind the range */
#define FILE_IO_APPEND        0x04u /* write at the end of the file */
#define FILE_IO_PIPE          0x08u /* the end of data is a broken pipe */
#define FILE_IO_NO_WAIT       0x10u
#define FILE_IO_MESSAGE       0x20u /* pipe of message type: packets (file_pipe.c) */
#define FILE_IO_FLUSH         0x40u /* FILE_WRITE_THROUGH */
#define FILE_IO_PEEK          0x80u /* leave what is read in the pipe */
#define FILE_OFFSET_NONE      UINT64_MAX

/* Facts by descriptor (fd >= 0) or by path; follow: of what a symbolic link leads to. */
struct unix_file_query_args {
    uint64_t path;
    uint32_t path_length;
    int32_t  fd;
    uint32_t follow;
    uint32_t padding;
    uint64_t position; /* set, for descriptors: the file position */
    struct file_facts facts;
};

/* Changes one thing of an open file. */
enum file_set_what {
    FILE_SET_TIMES,       /* times[]: creation, access, write; 0 or ~0: leave. attributes: 0 leave */
    FILE_SET_SIZE,        /* value */
    FILE_SET_ALLOCATION,  /* value: reserve space; a smaller value cuts the file */
    FILE_SET_POSITION,    /* value */
    FILE_SET_DISPOSITION, /* object; value: FILE_DISPOSITION_* flags of FileDispositionInformationEx, 0 takes it back */
    FILE_SET_FLUSH,
    FILE_SET_ZERO_RANGE,    /* value: offset, value2: end */
    FILE_SET_CLOSE_DELETED, /* object: the handle goes; its file too if this was the last one */
    FILE_SET_STORE_STREAM,  /* puts the contents of a stream where it is kept; STATUS_DISK_FULL if it is too large for
                               that */
    FILE_SET_DELETE_STREAM,
    FILE_SET_CLOSE_STREAM, /* before a stream's descriptor is closed */
    FILE_SET_SPARSE,       /* value: 1 or 0 */
    FILE_SET_REPARSE,      /* buffer in value, size in value2: REPARSE_DATA_BUFFER; 0: removes the reparse point */
    FILE_SET_VALID_DATA    /* value: checks only */
};
struct unix_file_set_args {
    int32_t  fd;
    uint32_t what;
    uint64_t value, value2;
    uint64_t object;
    uint64_t times[3];
    uint32_t attributes;
    uint32_t padding;
};

/* Renames (or hard links, or copies the contents of) an open file. */
struct unix_file_rename_args {
    int32_t  fd;
    uint32_t path_length;
    uint64_t path;       /* where to */
    uint64_t object;     /* the server's id of fd, 0 if none */
    uint32_t replace;    /* an existing target gives way */
    uint32_t make_link;  /* leave the old name: a hard link */
};
/* Copies bytes between two open files, in the kernel where possible (reflink, copy_file_range): size bytes from the
 * positions given; copied is set. Stops early at the end of the source. */
struct unix_file_copy_args { int32_t from, to; uint64_t from_offset, to_offset, size, copied; };

/* Names. by fd (then path is 0) or by path; `what` comes to buffer (capacity and size in bytes). */
enum path_query_what {
    PATH_QUERY_DOS_OF_DESCRIPTOR, /* the DOS path of an open file, UTF-16 */
    PATH_QUERY_UNIX,   /* Unix path of a DOS path, UTF-8: STATUS_OBJECT_NAME_NOT_FOUND still gives what a new file would
                          be */
    PATH_QUERY_DOS,    /* DOS path (UTF-16) of a Unix path (UTF-8, path_length bytes) */
    PATH_QUERY_LONG,   /* DOS path with each component spelt as on disk */
    PATH_QUERY_LINK,   /* target of the symbolic link that fd is: DOS path, or relative with backslashes */
    PATH_QUERY_DRIVES, /* uint32_t: bit mask of drives that exist */
    PATH_QUERY_STREAMS,    /* struct stream_record of each alternate stream of fd */
    PATH_QUERY_RANGES,     /* uint64_t pairs (offset, size): parts of fd that hold data, from offset `path` on */
    PATH_QUERY_BY_ID,      /* DOS path of the file whose inode is `path`, on the file system of fd */
    PATH_QUERY_HARD_LINKS, /* DOS paths of the names of fd, each with a terminating 0 */
    PATH_QUERY_SHARE,      /* Unix path to which a network share ("server\\share", UTF-16) is mounted, as DOS path */
    PATH_QUERY_SERIAL_PORT /* Unix path (UTF-8) of serial port number path */
};
struct unix_path_query_args {
    uint64_t path;
    uint32_t path_length;
    int32_t fd;
    uint32_t what, capacity;
    uint64_t buffer;
    uint32_t size, padding;
};

struct stream_record { uint64_t size; uint32_t name_size, padding; uint16_t name[100]; };

/* Makes a symbolic link at path that leads to target (UTF-16; relative or a full DOS path). */
struct unix_link_create_args { uint64_t path, target; uint32_t path_length, target_length, is_junction, padding; };

/* Folder contents, sorted as NTFS sorts. DIRECTORY_START makes a list of the names that match a pattern (length 0: all)
 * at `list`; DIRECTORY_NEXT fills `buffer` with struct directory_record, from entry `index` on, fd is still needed;
 * DIRECTORY_END frees the list. */
enum directory_read_what { DIRECTORY_START, DIRECTORY_NEXT, DIRECTORY_END };
struct unix_directory_read_args {
    uint32_t what;
    int32_t  fd;
    uint64_t pattern;
    uint32_t pattern_length;
    uint32_t count;       /* NEXT: most records wanted; set: how many came. START: set: how many match */
    uint64_t list;
    uint64_t buffer;
    uint32_t capacity, index;  /* index is moved on */
    uint32_t names_only, padding;
};
struct directory_record {
    struct file_facts facts;
    uint32_t size;        /* of this record, a multiple of 8: where the next begins */
    uint32_t name_size;   /* bytes of UTF-16 that follow */
    uint16_t name[];
};

/* Free space and kind of the file system that holds fd (or path). type: a DRIVE_* value of GetDriveType */
struct unix_volume_query_args {
    uint64_t path;
    uint32_t path_length;
    int32_t  fd;
    uint64_t total_units, available_units, free_units;
    uint32_t unit_size, type, serial, read_only;
    uint32_t maximum_name, has_attributes;
    uint16_t label[34];
    char     file_system[20];
};

/* The two ends of an anonymous pipe, a socket pair (so that what is in it can be looked at): fds[0] to read, fds[1] to
 * write. */
struct unix_pipe_create_args { int32_t fds[2]; uint32_t size, padding; };

/* Waits until one of the descriptors is ready. entries: struct poll_entry[count]; deadline as in futex_wait.
 * STATUS_TIMEOUT. */
struct poll_entry { int32_t fd; uint16_t events, ready; };
#define POLL_READABLE 0x1u
#define POLL_WRITABLE 0x4u
#define POLL_HANGUP   0x10u
#define POLL_ERROR    0x8u
struct unix_descriptor_poll_multiple_args { uint64_t entries; uint32_t count, padding; uint64_t deadline; };
/* An eventfd, to wake descriptor_poll_multiple: signal adds to it, otherwise it is drained; fd -1 makes one. */
struct unix_descriptor_event_args { int32_t fd; uint32_t signal; };

/* State of a pipe end. available: bytes that can be read now; message: size of what is left of the first message;
 * unread: bytes written that the other end has not read. */
struct unix_pipe_query_args {
    int32_t fd;
    uint32_t message_mode, available, message, unread, broken, shut_down, padding;
};
/* shut_down: drops what is in a socket in both directions first */

/* The security descriptor that a program set, kept in an extended attribute: size bytes of buffer in and out.
 * STATUS_NOT_FOUND: none */
struct unix_file_security_args { int32_t fd; uint32_t set; uint64_t buffer; uint32_t size, padding; };

/* Changes below a folder (inotify). START: watch fd's folder, descriptor set. READ: fills buffer with
 * FILE_NOTIFY_INFORMATION records; STATUS_PENDING when there is nothing yet. */
struct unix_directory_watch_args {
    int32_t  fd;         /* START: the folder. READ: the descriptor of START */
    int32_t  descriptor; /* START: set */
    uint32_t filter;     /* FILE_NOTIFY_CHANGE_* */
    uint32_t subtree;
    uint64_t buffer;
    uint32_t capacity, size;
    uint64_t watch;      /* START: set; READ, END: given */
    uint32_t what;
    uint32_t extended;   /* READ: FILE_NOTIFY_EXTENDED_INFORMATION records */
};
enum directory_watch_what { WATCH_START, WATCH_READ, WATCH_END };

#endif
