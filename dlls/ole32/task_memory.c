/* The task allocator: the process heap, with and without its COM interface. */
#include "nt/nt.h"
#include <objbase.h>

LPVOID WINAPI CoTaskMemAlloc(SIZE_T size)
{
    return HeapAlloc(GetProcessHeap(), 0, size);
}

LPVOID WINAPI CoTaskMemRealloc(LPVOID block, SIZE_T size)
{
    if (!block) return CoTaskMemAlloc(size);
    if (size) return HeapReAlloc(GetProcessHeap(), 0, block, size);
    CoTaskMemFree(block);
    return NULL;
}

void WINAPI CoTaskMemFree(LPVOID block)
{
    if (block) HeapFree(GetProcessHeap(), 0, block);
}

/* ---- IMalloc: one object that is never freed */

static HRESULT WINAPI malloc_query(IMalloc *self, REFIID id, void **object)
{
    *object = IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IMalloc) ? self : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI malloc_reference(IMalloc *self)
{
    (void)self;
    return 1;
}

static void *WINAPI malloc_alloc(IMalloc *self, SIZE_T size)
{
    (void)self;
    return CoTaskMemAlloc(size);
}

static void *WINAPI malloc_realloc(IMalloc *self, void *block, SIZE_T size)
{
    (void)self;
    return CoTaskMemRealloc(block, size);
}

static void WINAPI malloc_free(IMalloc *self, void *block)
{
    (void)self;
    CoTaskMemFree(block);
}

static SIZE_T WINAPI malloc_size(IMalloc *self, void *block)
{
    (void)self;
    return block ? HeapSize(GetProcessHeap(), 0, block) : (SIZE_T)-1;
}

static int WINAPI malloc_did_alloc(IMalloc *self, void *block)
{
    (void)self;
    return block ? HeapValidate(GetProcessHeap(), 0, block) : -1;
}

static void WINAPI malloc_minimize(IMalloc *self)
{
    (void)self;
    HeapCompact(GetProcessHeap(), 0);
}

HRESULT WINAPI CoGetMalloc(DWORD context, LPMALLOC *allocator)
{
    static IMallocVtbl table = { malloc_query, malloc_reference, malloc_reference, malloc_alloc, malloc_realloc,
                                 malloc_free, malloc_size, malloc_did_alloc, malloc_minimize };
    static IMalloc object = { &table };

    *allocator = context == 1 ? &object : NULL; /* MEMCTX_TASK */
    return context == 1 ? S_OK : E_INVALIDARG;
}
