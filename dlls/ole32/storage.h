/* The objects over compound_file.h. All objects of one file share a document, whose lock every method takes. */
#ifndef STORAGE_H
#define STORAGE_H

#include "nt/nt.h"
#define COBJMACROS
#include <objbase.h>
#include <ole2.h>
#include "compound_file.h"

#ifndef STGM_ACCESS
#define STGM_ACCESS 3 /* STGM_READ, STGM_WRITE, STGM_READWRITE */
#endif
#define STGM_SHARE 0x70

struct document {
    LONG references;
    CRITICAL_SECTION lock;
    struct compound_file file;
    HANDLE handle;     /* or NULL */
    ILockBytes *bytes; /* or NULL */
    BOOL dirty;
    WCHAR *path;
};

struct storage {
    IStorage interface_;
    LONG references; /* the program's */
    LONG holds;      /* those, as one, and those of the objects below */
    struct document *document;
    struct storage *parent; /* NULL: the root */
    DWORD mode;
    struct compound_entry *entry;   /* in the parent's tree */
    struct compound_entry *working; /* a copy of it, if transacted; else the same */
};

/* --- storage.c --- */
HRESULT make_storage(struct document *document, struct storage *parent, struct compound_entry *entry, DWORD mode,
                     IStorage **storage);
void hold_storage(struct storage *storage);
void unhold_storage(struct storage *storage);
/* What was changed directly below, down to the file, if no transaction is between. */
HRESULT commit_direct(struct storage *storage);
BOOL is_writable(DWORD mode);
BOOL is_readable(DWORD mode);
HRESULT result_of(enum compound_result result);
HRESULT stat_entry(const struct storage *storage, const struct compound_entry *entry, STATSTG *status, DWORD flags);
/* --- storage_stream.c --- */
HRESULT make_storage_stream(struct storage *parent, struct compound_entry *entry, DWORD mode, IStream **stream);
/* --- storage_enumerator.c --- */
HRESULT make_storage_enumerator(struct storage *storage, IEnumSTATSTG **enumerator);
/* --- document.c --- */
HRESULT create_document(HANDLE handle, ILockBytes *bytes, const WCHAR *path, DWORD sector_shift,
                        struct document **document);
HRESULT open_document(HANDLE handle, ILockBytes *bytes, const WCHAR *path, struct document **document);
void release_document(struct document *document);

#endif
