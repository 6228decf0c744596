/* The handle of FindFirstFile, FindFirstStream and FindFirstFileName: all are closed with FindClose. */
#ifndef FIND_PRIVATE_H
#define FIND_PRIVATE_H

#include "file_private.h"

#define FIND_MAGIC       0x46494e44u
#define FIND_BUFFER_SIZE 8192u

enum find_kind { FIND_FILES, FIND_STREAMS, FIND_NAMES };

struct find {
    ULONG magic;
    enum find_kind kind;
    HANDLE folder;
    RTL_SRWLOCK lock;
    FINDEX_SEARCH_OPS filter;
    BOOL no_short_names, case_sensitive;
    BOOL finished;
    ULONG offset, available; /* bytes in `buffer` */
    UNICODE_STRING pattern;
    uint8_t buffer[FIND_BUFFER_SIZE] __attribute__((aligned(8)));
};

/* NULL with the last error set. */
struct find *find_new(enum find_kind kind);
struct find *find_of(HANDLE handle, enum find_kind kind);
void find_free(struct find *find);

#endif
