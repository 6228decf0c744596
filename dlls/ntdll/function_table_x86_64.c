/* x86_64: which function does an address belong to? The .pdata of loaded modules, and the tables that programs register
 * for code that they generate. */
#include "exception_private.h"

enum table_kind { TABLE_FIXED, TABLE_GROWABLE, TABLE_CALLBACK };

struct function_table {
    struct function_table *next;
    enum table_kind kind;
    BOOLEAN is_sorted;
    DWORD64 start, end;          /* addresses that it is responsible for */
    DWORD64 base;
    RUNTIME_FUNCTION *functions; /* TABLE_CALLBACK: its identifier */
    DWORD count, capacity;
    PGET_RUNTIME_FUNCTION_CALLBACK callback;
    PVOID context;
};

static struct function_table *tables;
static RTL_SRWLOCK tables_lock;

/* Sorted tables have hundreds of thousands of entries in browsers. */
static RUNTIME_FUNCTION *find_sorted(RUNTIME_FUNCTION *functions, DWORD count, DWORD offset)
{
    DWORD low = 0, high = count;
    while (low < high) {
        DWORD middle = low + (high - low) / 2;
        if (offset < functions[middle].BeginAddress) high = middle;
        else if (offset >= functions[middle].EndAddress) low = middle + 1;
        else return &functions[middle];
    }
    return NULL;
}

static RUNTIME_FUNCTION *find_linear(RUNTIME_FUNCTION *functions, DWORD count, DWORD offset)
{
    for (DWORD i = 0; i < count; i++)
        if (offset >= functions[i].BeginAddress && offset < functions[i].EndAddress) return &functions[i];
    return NULL;
}

/* An entry may stand for another one that several share. */
static RUNTIME_FUNCTION *follow_indirection(RUNTIME_FUNCTION *function, DWORD64 base)
{
    if (function && (function->UnwindData & 1)) return (RUNTIME_FUNCTION *)(base + (function->UnwindData & ~1u));
    return function;
}

static RUNTIME_FUNCTION *find_in_module(const LDR_DATA_TABLE_ENTRY *module, DWORD64 pc)
{
    ULONG size;
    RUNTIME_FUNCTION *functions =
        RtlImageDirectoryEntryToData(module->DllBase, TRUE, IMAGE_DIRECTORY_ENTRY_EXCEPTION, &size);
    if (!functions) return NULL;
    return find_sorted(functions, size / sizeof(*functions), (DWORD)(pc - (DWORD64)module->DllBase));
}

static RUNTIME_FUNCTION *find_in_tables(DWORD64 pc, DWORD64 *base)
{
    PGET_RUNTIME_FUNCTION_CALLBACK callback = NULL;
    PVOID context = NULL;
    RUNTIME_FUNCTION *found = NULL;
    if (!__atomic_load_n(&tables, __ATOMIC_ACQUIRE)) return NULL;
    RtlAcquireSRWLockShared(&tables_lock);
    struct function_table *table = tables;
    while (table && (pc < table->start || pc >= table->end)) table = table->next;
    if (table) {
        *base = table->base;
        callback = table->callback;
        context = table->context;
        if (!callback)
            found = (table->is_sorted ? find_sorted : find_linear)(table->functions, table->count,
                                                                   (DWORD)(pc - table->base));
    }
    RtlReleaseSRWLockShared(&tables_lock);
    return callback ? callback(pc, context) : found;
}

PRUNTIME_FUNCTION NTAPI RtlLookupFunctionEntry(DWORD64 pc, PDWORD64 base, PUNWIND_HISTORY_TABLE history)
{
    (void)history; /* only a cache */
    const LDR_DATA_TABLE_ENTRY *module = module_from_address((const void *)pc);
    *base = module ? (DWORD64)module->DllBase : 0;
    RUNTIME_FUNCTION *function = module ? find_in_module(module, pc) : NULL;
    if (!function && !module) function = find_in_tables(pc, base);
    return follow_indirection(function, *base);
}

PRUNTIME_FUNCTION NTAPI RtlLookupFunctionTable(PVOID pc, PVOID *base, PULONG size);
PRUNTIME_FUNCTION NTAPI RtlLookupFunctionTable(PVOID pc, PVOID *base, PULONG size)
{
    const LDR_DATA_TABLE_ENTRY *module = module_from_address(pc);
    *base = NULL;
    *size = 0;
    if (!module) return NULL;
    *base = module->DllBase;
    return RtlImageDirectoryEntryToData(module->DllBase, TRUE, IMAGE_DIRECTORY_ENTRY_EXCEPTION, size);
}

/* --- registration --- */

static struct function_table *add_table(const struct function_table *shape)
{
    struct function_table *table = heap_allocate(sizeof(*table));
    if (!table) return NULL;
    *table = *shape;
    RtlAcquireSRWLockExclusive(&tables_lock);
    table->next = tables;
    __atomic_store_n(&tables, table, __ATOMIC_RELEASE);
    RtlReleaseSRWLockExclusive(&tables_lock);
    return table;
}

static BOOLEAN remove_table(const void *functions, const struct function_table *handle)
{
    struct function_table *found = NULL;
    RtlAcquireSRWLockExclusive(&tables_lock);
    for (struct function_table **link = &tables; *link; link = &(*link)->next) {
        if (handle ? *link != handle : (*link)->functions != functions) continue;
        found = *link;
        *link = found->next;
        break;
    }
    RtlReleaseSRWLockExclusive(&tables_lock);
    heap_free(found);
    return found != NULL;
}

BOOLEAN __cdecl RtlAddFunctionTable(PRUNTIME_FUNCTION functions, DWORD count, DWORD64 base)
{
    struct function_table shape = {
        .kind = TABLE_FIXED, .is_sorted = TRUE, .base = base, .functions = functions, .count = count, .start = ~0ull};
    for (DWORD i = 0; i < count; i++) {
        if (base + functions[i].BeginAddress < shape.start) shape.start = base + functions[i].BeginAddress;
        if (base + functions[i].EndAddress > shape.end) shape.end = base + functions[i].EndAddress;
        if (i && functions[i].BeginAddress < functions[i - 1].EndAddress) shape.is_sorted = FALSE;
    }
    return add_table(&shape) != NULL;
}

BOOLEAN __cdecl RtlInstallFunctionTableCallback(DWORD64 identifier, DWORD64 base, DWORD size,
                                                PGET_RUNTIME_FUNCTION_CALLBACK callback, PVOID context, PCWSTR dll)
{
    struct function_table shape = {
        .kind = TABLE_CALLBACK,
        .base = base,
        .start = base,
        .end = base + size,
        .functions = (RUNTIME_FUNCTION *)identifier,
        .callback = callback,
        .context = context,
    };
    (void)dll; /* for debuggers */
    if ((identifier & 3) != 3) return FALSE; /* so that it is no address of a table */
    return add_table(&shape) != NULL;
}

BOOLEAN __cdecl RtlDeleteFunctionTable(PRUNTIME_FUNCTION functions)
{
    return remove_table(functions, NULL);
}

DWORD NTAPI RtlAddGrowableFunctionTable(PVOID *handle, PRUNTIME_FUNCTION functions, DWORD count, DWORD capacity,
                                        ULONG_PTR start, ULONG_PTR end)
{
    struct function_table shape = {
        .kind = TABLE_GROWABLE,
        .is_sorted = TRUE,
        .base = start,
        .start = start,
        .end = end,
        .functions = functions,
        .count = count,
        .capacity = capacity,
    };
    *handle = add_table(&shape);
    return *handle ? (DWORD)STATUS_SUCCESS : (DWORD)STATUS_NO_MEMORY;
}

VOID NTAPI RtlGrowFunctionTable(PVOID handle, DWORD count)
{
    struct function_table *table = handle;
    RtlAcquireSRWLockExclusive(&tables_lock);
    if (count > table->count && count <= table->capacity) table->count = count;
    RtlReleaseSRWLockExclusive(&tables_lock);
}

VOID NTAPI RtlDeleteGrowableFunctionTable(PVOID handle)
{
    remove_table(NULL, handle);
}
