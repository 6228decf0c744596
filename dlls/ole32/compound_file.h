/* Compound files ([MS-CFB]): a tree of storages and streams in one file. No Windows types: the fuzz target builds this
 * on the Unix side.
 *
 * The tree is in memory; what streams contain is read when it is asked for. A commit writes what changed into sectors
 * that the file did not use before, then the tables, and the header at the very end: until then the file is what it
 * was. */
#ifndef COMPOUND_FILE_H
#define COMPOUND_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum compound_result {
    COMPOUND_OK,
    COMPOUND_FOREIGN, /* not a compound file */
    COMPOUND_DAMAGED,
    COMPOUND_NO_MEMORY,
    COMPOUND_READ_FAULT,
    COMPOUND_WRITE_FAULT,
    COMPOUND_TOO_LARGE
};

/* Where the bytes of the file are. Each function does all or says false. */
struct byte_store {
    void *context;
    bool (*read)(void *context, uint64_t offset, void *buffer, uint32_t size);
    bool (*write)(void *context, uint64_t offset, const void *buffer, uint32_t size);
    bool (*resize)(void *context, uint64_t size);
    bool (*flush)(void *context);
};

/* What a stream contains: in memory, in sectors of the file, or (after a commit) both. Copies of a tree share it. */
struct stream_data {
    uint32_t references;
    uint64_t size;
    uint8_t *bytes; /* NULL: only in the file */
    uint64_t room;
    bool in_file; /* `first` is valid */
    bool mini;    /* `first` is a sector of the mini stream */
    uint32_t first;
    uint32_t *sectors; /* the chain, once it has been followed */
    uint32_t sector_count;
};

enum compound_type { COMPOUND_STORAGE = 1, COMPOUND_STREAM = 2, COMPOUND_ROOT = 5 };
enum { COMPOUND_NAME_MAX = 31, COMPOUND_DEPTH_MAX = 500 };

struct compound_entry {
    uint32_t references; /* the tree's and those of the objects that show it */
    uint16_t name[COMPOUND_NAME_MAX + 1];
    uint8_t type;
    uint32_t opened; /* objects that show it */
    bool removed; /* no longer in a tree */
    uint8_t class_id[16];
    uint32_t state;
    uint64_t created, modified; /* FILETIME */
    struct stream_data *data;   /* streams only */
    struct compound_entry *parent;
    struct compound_entry **children; /* in the order of compound_compare() */
    uint32_t count, room;
};

struct compound_file {
    struct byte_store store;
    uint64_t size; /* of the file */
    uint32_t sector_shift;
    uint32_t *fat;
    uint32_t fat_count;
    uint8_t *mini_bytes; /* the mini stream and its table, read at the first use */
    uint64_t mini_size;
    uint32_t mini_first;
    uint32_t *mini_fat;
    uint32_t mini_fat_count, mini_fat_first, mini_fat_sectors;
    struct compound_entry *root;
    uint16_t (*upper)(uint16_t character);
};

/* An empty file in memory only; the first commit writes it. sector_shift: 9 or 12. */
enum compound_result compound_create(struct compound_file *file, uint32_t sector_shift);
/* store, size and upper are set. After a failure there is nothing to free. */
enum compound_result compound_open(struct compound_file *file);
void compound_close(struct compound_file *file);
enum compound_result compound_commit(struct compound_file *file);

int compound_compare(const struct compound_file *file, const uint16_t *a, const uint16_t *b);
struct compound_entry *compound_find(const struct compound_file *file, const struct compound_entry *parent,
                                     const uint16_t *name);
/* A new child with the name, which no other child has; NULL: no memory, or too deep in the tree. */
struct compound_entry *compound_add(const struct compound_file *file, struct compound_entry *parent,
                                    const uint16_t *name,
                                    enum compound_type type);
/* Takes the entry out of its parent, marks it and all below as removed, and drops the tree's references. */
void compound_remove(struct compound_entry *entry);
/* The name is free. */
void compound_rename(const struct compound_file *file, struct compound_entry *entry, const uint16_t *name);
void compound_release(struct compound_entry *entry);
/* Another tree that shares the contents of the streams; NULL: no memory. */
struct compound_entry *compound_copy(const struct compound_entry *entry);

/* *done: up to the end of the stream. */
enum compound_result compound_read(struct compound_file *file, struct stream_data *data, uint64_t offset, void *buffer,
                                   uint32_t size, uint32_t *done);
/* These make the contents the entry's own before they change. */
enum compound_result compound_write(struct compound_file *file, struct compound_entry *entry, uint64_t offset,
                                    const void *buffer, uint32_t size);
enum compound_result compound_resize(struct compound_file *file, struct compound_entry *entry, uint64_t size);

/* --- for compound_commit.c --- */
enum { SECTOR_FREE = -1, SECTOR_END = -2, SECTOR_FAT = -3, SECTOR_DIFAT = -4, SECTOR_LAST = -6 };
enum { MINI_SHIFT = 6, MINI_LIMIT = 4096, DIRECTORY_ENTRY = 128, HEADER_DIFAT = 109 };
enum compound_result compound_load_mini(struct compound_file *file);
enum compound_result compound_follow(struct compound_file *file, struct stream_data *data);
enum compound_result compound_load(struct compound_file *file, struct stream_data *data);

#endif
