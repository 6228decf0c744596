/* Static TLS: each module with a TLS directory has an index, each thread a vector with a block for each index. */
#include "ldr_private.h"

#include <string.h>

#define VECTOR_HEADER 2 /* pointers in front of a vector: its capacity */

static struct module **tls_modules; /* by index; NULL: free */
static uint32_t tls_capacity;
static uint32_t tls_high;           /* one past the highest index in use */
static LIST_ENTRY tls_threads = { &tls_threads, &tls_threads };

static inline TEB *teb_of_link(LIST_ENTRY *link) { return CONTAINING_RECORD(link, TEB, TlsLinks); }

static inline size_t vector_capacity(void **vector) { return vector ? (size_t)vector[-1] : 0; }

static void **allocate_vector(size_t capacity)
{
    void **memory = heap_allocate_zeroed((capacity + VECTOR_HEADER) * sizeof(void *));
    if (!memory) return NULL;
    memory[VECTOR_HEADER - 1] = (void *)capacity;
    return memory + VECTOR_HEADER;
}

/* A block begins with the address that the heap gave, right in front of its aligned data. */
static void *allocate_block(const IMAGE_TLS_DIRECTORY *tls)
{
    size_t data = tls->EndAddressOfRawData - tls->StartAddressOfRawData, alignment = 16;
    uint32_t shift = (tls->Characteristics >> 20) & 15;
    if (shift && (size_t)1 << (shift - 1) > alignment) alignment = (size_t)1 << (shift - 1);
    BYTE *memory = heap_allocate(data + tls->SizeOfZeroFill + alignment + sizeof(void *));
    if (!memory) return NULL;
    BYTE *block = (BYTE *)(((uintptr_t)memory + sizeof(void *) + alignment - 1) & ~(alignment - 1));
    memcpy(block - sizeof(void *), &memory, sizeof(memory));
    memcpy(block, (void *)tls->StartAddressOfRawData, data);
    memset(block + data, 0, tls->SizeOfZeroFill);
    return block;
}

static void free_block(void *block)
{
    void *memory;
    if (!block) return;
    memcpy(&memory, (BYTE *)block - sizeof(void *), sizeof(memory));
    heap_free(memory);
}

/* A vector that is outgrown stays: its thread may be reading it at this moment. */
static bool give_block(TEB *teb, uint32_t index, const IMAGE_TLS_DIRECTORY *tls)
{
    void **vector = teb->ThreadLocalStoragePointer;
    size_t capacity = vector_capacity(vector);
    if (index >= capacity) {
        size_t wanted = index < 16 ? 16 : index * 2;
        void **grown = allocate_vector(wanted);
        if (!grown) return false;
        if (vector) memcpy(grown, vector, capacity * sizeof(void *));
        teb->ThreadLocalStoragePointer = vector = grown;
    }
    return (vector[index] = allocate_block(tls)) != NULL;
}

static uint32_t take_index(struct module *module)
{
    uint32_t index = 0;
    while (index < tls_high && tls_modules[index]) index++;
    if (index == tls_capacity) {
        uint32_t capacity = tls_capacity ? tls_capacity * 2 : 16;
        struct module **grown = heap_allocate_zeroed(capacity * sizeof(*grown));
        if (!grown) return NO_TLS_INDEX;
        if (tls_modules) memcpy(grown, tls_modules, tls_capacity * sizeof(*grown));
        heap_free(tls_modules);
        tls_modules = grown;
        tls_capacity = capacity;
    }
    tls_modules[index] = module;
    if (index == tls_high) tls_high++;
    return index;
}

static bool address_in_module(const struct module *module, ULONG_PTR address, size_t size)
{
    ULONG_PTR offset = address - (ULONG_PTR)module->entry.DllBase;
    return offset <= module->entry.SizeOfImage && size <= module->entry.SizeOfImage - offset;
}

static bool tls_directory_valid(const struct module *module)
{
    const IMAGE_TLS_DIRECTORY *tls = module->tls;
    if (tls->EndAddressOfRawData < tls->StartAddressOfRawData || tls->SizeOfZeroFill > 0x10000000) return false;
    return address_in_module(module, tls->StartAddressOfRawData,
                             tls->EndAddressOfRawData - tls->StartAddressOfRawData) ||
           tls->EndAddressOfRawData == tls->StartAddressOfRawData;
}

NTSTATUS tls_init_module(struct module *module)
{
    const IMAGE_TLS_DIRECTORY *tls = module->tls;
    if (!tls || module->tls_index != NO_TLS_INDEX) return STATUS_SUCCESS;
    if (!tls_directory_valid(module)) return STATUS_INVALID_IMAGE_FORMAT;
    uint32_t index = take_index(module);
    if (index == NO_TLS_INDEX) return STATUS_NO_MEMORY;
    module->tls_index = index;
    module->entry.TlsIndex = 0xffff;
    if (address_in_module(module, tls->AddressOfIndex, sizeof(DWORD))) *(DWORD *)tls->AddressOfIndex = index;
    for (LIST_ENTRY *link = tls_threads.Flink; link != &tls_threads; link = link->Flink) {
        if (!give_block(teb_of_link(link), index, tls)) return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
}

void tls_free_module(struct module *module)
{
    uint32_t index = module->tls_index;
    if (index == NO_TLS_INDEX) return;
    for (LIST_ENTRY *link = tls_threads.Flink; link != &tls_threads; link = link->Flink) {
        void **vector = teb_of_link(link)->ThreadLocalStoragePointer;
        if (index >= vector_capacity(vector)) continue;
        free_block(vector[index]);
        vector[index] = NULL;
    }
    tls_modules[index] = NULL;
    module->tls_index = NO_TLS_INDEX;
}

static void unlink_teb(TEB *teb)
{
    void **vector = teb->ThreadLocalStoragePointer;
    teb->TlsLinks.Flink->Blink = teb->TlsLinks.Blink;
    teb->TlsLinks.Blink->Flink = teb->TlsLinks.Flink;
    teb->TlsLinks.Flink = teb->TlsLinks.Blink = NULL;
    if (!vector) return;
    teb->ThreadLocalStoragePointer = NULL;
    for (size_t i = 0; i < vector_capacity(vector); i++) free_block(vector[i]);
    heap_free(vector - VECTOR_HEADER);
}

/* Threads that were terminated could not do this themselves. */
static void forget_terminated_threads(void)
{
    for (LIST_ENTRY *link = tls_threads.Flink, *next; link != &tls_threads; link = next) {
        TEB *teb = teb_of_link(link);
        const struct thread_block *block = (const void *)((BYTE *)teb + THREAD_BLOCK_OFFSET);
        next = link->Flink;
        if (!__atomic_load_n(&block->terminated, __ATOMIC_ACQUIRE)) continue;
        unlink_teb(teb);
        struct unix_memory_free_args args = { .address = UNIX_PTR(teb), .type = MEM_RELEASE };
        unix_call_memory_free(&args);
    }
}

NTSTATUS tls_init_thread(void)
{
    TEB *teb = NtCurrentTeb();
    forget_terminated_threads();
    teb->TlsLinks.Flink = &tls_threads;
    teb->TlsLinks.Blink = tls_threads.Blink;
    tls_threads.Blink->Flink = &teb->TlsLinks;
    tls_threads.Blink = &teb->TlsLinks;
    for (uint32_t index = 0; index < tls_high; index++) {
        if (tls_modules[index] && !give_block(teb, index, tls_modules[index]->tls)) return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
}

void tls_free_thread(void)
{
    TEB *teb = NtCurrentTeb();
    if (teb->TlsLinks.Flink) unlink_teb(teb);
}

void tls_call_callbacks(struct module *module, DWORD reason)
{
    if (!module->tls || !module->tls->AddressOfCallBacks) return;
    if (!address_in_module(module, module->tls->AddressOfCallBacks, sizeof(PIMAGE_TLS_CALLBACK))) return;
    for (PIMAGE_TLS_CALLBACK *callback = (PIMAGE_TLS_CALLBACK *)module->tls->AddressOfCallBacks; *callback;
         callback++) {
        log_line(LOG_LOADER, "TLS callback %p of %ls, reason %u", *callback, module->entry.BaseDllName.Buffer, reason);
        (*callback)(module->entry.DllBase, reason, NULL);
    }
}
