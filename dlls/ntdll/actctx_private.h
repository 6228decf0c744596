/* Activation contexts: what a manifest says, kept for the program's questions and for the search for DLLs. */
#ifndef ACTCTX_PRIVATE_H
#define ACTCTX_PRIVATE_H

#include "manifest.h"
#include "nt/nt.h"

#define ACTCTX_SIGNATURE 0x74636163u
#define ACTCTX_MAX_ASSEMBLIES 16u

struct assembly {
    char *text;                  /* the manifest, which its strings lie in */
    struct manifest manifest;
    UNICODE_STRING manifest_path;
    UNICODE_STRING folder;       /* where its files are; without a backslash at the end */
};

struct actctx {
    DWORD signature;
    volatile LONG references;
    BOOLEAN zombie;
    ULONG assembly_count;
    struct assembly *assemblies[ACTCTX_MAX_ASSEMBLIES]; /* [0]: the manifest that it was made from */
    UNICODE_STRING application_folder;
};

/* What TEB.ActivationContextStackPointer points to; Windows' layout. */
struct actctx_frame { struct actctx_frame *previous; struct actctx *context; ULONG flags; };
struct actctx_stack { struct actctx_frame *active; LIST_ENTRY frame_cache; ULONG flags, next_cookie, id; };

struct actctx *actctx_from_handle(HANDLE handle);
/* The context in force: the thread's, else the process's; NULL if there is none. Not counted. */
struct actctx *actctx_current(void);
/* The file of a DLL that an assembly of the context in force has: its path is freed with RtlFreeUnicodeString. */
BOOLEAN actctx_find_dll(const WCHAR *name, size_t length, UNICODE_STRING *path);
void actctx_init_process(void);

#endif
