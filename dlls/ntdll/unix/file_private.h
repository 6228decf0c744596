/* Shared by path*.c and file_*.c: names and numbers of the Windows file API, name conversion, lookup. */
#ifndef FILE_PRIVATE_H
#define FILE_PRIVATE_H

#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include "unix_private.h"

/* access */
#define FILE_READ_DATA        0x0001u
#define FILE_WRITE_DATA       0x0002u
#define FILE_APPEND_DATA      0x0004u
#define FILE_EXECUTE          0x0020u
#define FILE_WRITE_ATTRIBUTES 0x0100u
#define ACCESS_DELETE         0x00010000u
/* share */
#define FILE_SHARE_DELETE     0x4u
/* options */
#define FILE_DIRECTORY_FILE       0x00000001u
#define FILE_WRITE_THROUGH        0x00000002u
#define FILE_NON_DIRECTORY_FILE   0x00000040u
#define FILE_DELETE_ON_CLOSE      0x00001000u
#define FILE_OPEN_REPARSE_POINT   0x00200000u
/* dispositions and results */
enum { FILE_SUPERSEDE, FILE_OPEN, FILE_CREATE, FILE_OPEN_IF, FILE_OVERWRITE, FILE_OVERWRITE_IF };
enum { FILE_SUPERSEDED, FILE_OPENED, FILE_CREATED, FILE_OVERWRITTEN };
/* attributes */
#define FILE_ATTRIBUTE_READONLY      0x0001u
#define FILE_ATTRIBUTE_HIDDEN        0x0002u
#define FILE_ATTRIBUTE_SYSTEM        0x0004u
#define FILE_ATTRIBUTE_DIRECTORY     0x0010u
#define FILE_ATTRIBUTE_ARCHIVE       0x0020u
#define FILE_ATTRIBUTE_NORMAL        0x0080u
#define FILE_ATTRIBUTE_TEMPORARY     0x0100u
#define FILE_ATTRIBUTE_SPARSE_FILE   0x0200u
#define FILE_ATTRIBUTE_REPARSE_POINT 0x0400u
#define FILE_ATTRIBUTE_OFFLINE       0x1000u
#define FILE_ATTRIBUTE_NOT_INDEXED   0x2000u
#define IO_REPARSE_TAG_SYMLINK       0xa000000cu
#define IO_REPARSE_TAG_MOUNT_POINT   0xa0000003u

/* Most characters of a DOS path that the kernel can take as one path. */
#define DOS_PATH_MAX 4096u

/* --- path_names.c: one name in both worlds --- */
/* A UTF-16 name to bytes: UTF-8, and private-use characters that stand for other bytes back to those. The size, 0 if it
 * does not fit. */
size_t name_to_unix(const uint16_t *name, size_t length, char *unix_name, size_t capacity);
/* And back; whatever Windows could not name becomes U+F000 + byte. Returns characters; never fails for names up to
 * NAME_MAX with room for as many characters as bytes. */
size_t name_to_windows(const char *unix_name, size_t size, uint16_t *name, size_t capacity);
uint16_t upcase(uint16_t c);
int names_compare(const uint16_t *a, size_t a_length, const uint16_t *b, size_t b_length); /* as NTFS sorts */
bool names_equal(const uint16_t *a, size_t a_length, const uint16_t *b, size_t b_length);
bool names_equal_ascii(const uint16_t *a, size_t a_length, const char *b);
uint32_t name_hash(const uint16_t *name, size_t length); /* the same for names that differ in case only */
bool name_has_wildcards(const uint16_t *name, size_t length);
bool name_matches(const uint16_t *pattern, size_t pattern_length, const uint16_t *name, size_t length);

/* --- path_cache.c: folders read before --- */
/* The spelling on disk of a name in a folder; false when there is none in any case. unix_name gets up to NAME_MAX + 1
 * bytes. */
bool folder_find(const char *folder, const uint16_t *name, size_t length, char *unix_name);
/* This process just created something of this name, which folder_find() had not found. */
void folder_name_added(const char *folder, const char *unix_name);
/* Whole DOS paths that were found in another case before, by folded path. */
bool path_cache_find(const uint16_t *dos, size_t length, char *unix_path, size_t capacity);
void path_cache_add(const uint16_t *dos, size_t length, const char *unix_path);

/* The same for one spelling that was not the one on disk: while what it stood for exists it is not tried as it is spelt
 * first. */
bool wrong_spelling_find(const uint16_t *dos, size_t length, char *unix_path, size_t capacity);
void wrong_spelling_add(const uint16_t *dos, size_t length, const char *unix_path);

/* --- path.c --- */
enum system_folder { SYSTEM_FOLDER_NONE, SYSTEM_FOLDER_64, SYSTEM_FOLDER_32 };
struct resolved_path {
    char path[PATH_MAX];
    struct stat st;          /* of the name itself (lstat), when it exists */
    struct timespec birth;   /* its creation; tv_nsec -1: not known */
    size_t name_offset;      /* where the last component begins in `path` */
    bool trailing_backslash;
    bool is_shipped;         /* one of our modules, shown in system32 or syswow64 */
    enum system_folder system; /* lies in one of those folders */
    char stream[256];        /* "name:stream": that stream, UTF-8; else empty */
    size_t rest;             /* components below that folder */
};
/* STATUS_SUCCESS: it exists. STATUS_OBJECT_NAME_NOT_FOUND: only the last component is missing. `dos` may be program
 * memory. */
NTSTATUS path_resolve(const uint16_t *dos, size_t length, struct resolved_path *result);
/* The same for names that may lead to a stream; path_resolve() refuses them. */
NTSTATUS path_resolve_stream(const uint16_t *dos, size_t length, struct resolved_path *result);
/* lstat and the time of creation in one call. */
int stat_with_birth(const char *path, struct stat *st, struct timespec *birth);
int stat_entry_with_birth(int folder, const char *name, struct stat *st, struct timespec *birth);
/* The Unix path of a descriptor. */
bool path_of_descriptor(int fd, char *path, size_t capacity);
/* The other folder that is shown merged with this one (system32 and our modules), NULL if none. */
const char *path_overlay_of(const char *folder, char *buffer, size_t capacity);
uint32_t path_drives(void); /* bit mask */
bool path_has_entries(const char *folder); /* besides . and .. */

/* --- file_stream.c: alternate data streams --- */
/* Opens the stream that path->stream names of a file that exists: a descriptor of a copy in memory, which
 * stream_store() puts back. */
NTSTATUS stream_open(const struct unix_file_open_args *args, const struct resolved_path *path, int *fd,
                     uint32_t *information);
bool stream_exists(const char *path, const char *stream, uint64_t *size);
/* Is this descriptor, of this stat, a stream? base: its file, to be asked for everything but contents; name may be
 * NULL. */
bool stream_base_of(const struct stat *st, int *base, char *name, size_t capacity);
NTSTATUS stream_store(int fd);
NTSTATUS stream_delete(int fd);
void stream_closed(int fd);
void streams_copy(int from, int to);
/* A struct stream_record for each stream; size gets the bytes needed. */
NTSTATUS streams_list(int fd, void *buffer, size_t capacity, size_t *size);

/* --- file_reparse.c: symbolic links and junctions --- */
bool link_is_junction(const char *target, size_t size);
NTSTATUS link_target(const uint16_t *target, size_t length, bool is_junction, char *unix_target);
NTSTATUS set_reparse(int fd, const struct unix_file_set_args *args);

/* --- serial.c --- */
NTSTATUS serial_open(unsigned number, int32_t *fd);

/* --- file_search.c --- */
NTSTATUS search_hard_links(int fd, uint16_t *names, size_t capacity,
                           size_t *length); /* DOS paths, each with a 0 behind it */
NTSTATUS search_by_inode(int hint, uint64_t inode, char *path);
NTSTATUS find_share(const uint16_t *share, size_t length, char *path);
NTSTATUS find_serial_port(unsigned number, char *path);

/* --- file_info.c --- */
/* `path` (or fd, if not -1) is asked for extended attributes; st is already known, and perhaps the time of creation
 * (else NULL). */
void facts_from_stat(struct file_facts *facts, const struct stat *st, const struct timespec *birth, int fd,
                     const char *path);
NTSTATUS facts_of_path(struct file_facts *facts, const char *path, bool follow);
/* Of an entry of a folder that is open, and whose path is known. */
NTSTATUS facts_of_entry(struct file_facts *facts, int folder, const char *folder_path, const char *name);
/* Stores what Unix modes cannot express. */
NTSTATUS attributes_store(int fd, const char *path, const struct stat *st, uint32_t attributes);
uint64_t filetime_from_timespec(const struct timespec *time);
static inline bool mode_is_read_only(mode_t mode) { return S_ISREG(mode) && !(mode & 0222); }

#endif
