/* What the writers of a minidump share. */
#ifndef DBGHELP_MINIDUMP_H
#define DBGHELP_MINIDUMP_H

#include "dbghelp_private.h"

#define DUMP_SIGNATURE 0x504d444d /* "MDMP"; the header has it as a constant of four characters */
#define MEMORY_MAX  512
#define THREADS_MAX 512

struct dump {
    HANDLE process, file;
    DWORD pid, error; /* error: a Win32 error, the first that came; nothing is written after it */
    bool full_memory;
    ULONG64 end; /* of the file so far */
    MINIDUMP_DIRECTORY *streams;
    ULONG stream_count, memory_count, written_count;
    MINIDUMP_MEMORY_DESCRIPTOR64 memory[MEMORY_MAX]; /* to be copied when the list is written */
    MINIDUMP_MEMORY_DESCRIPTOR written[MEMORY_MAX];  /* stacks, which are in the file already */
    const MINIDUMP_CALLBACK_INFORMATION *callback;
};

/* --- minidump.c --- */
/* Appends to the file and tells where. */
MINIDUMP_LOCATION_DESCRIPTOR dump_append(struct dump *dump, const void *data, ULONG size);
/* Appends a MINIDUMP_STRING. */
RVA dump_string(struct dump *dump, const WCHAR *text);
bool dump_asks(struct dump *dump, ULONG type, ULONG thread, ULONG64 module);

/* --- minidump_modules.c --- */
/* Writes the stream of modules; with `data`, notes their writable sections as memory to copy. */
void dump_modules(struct dump *dump, bool data);

#endif
