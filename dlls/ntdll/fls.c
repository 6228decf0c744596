/* Fiber-local storage. TEB.FlsData is a table of values of the running fiber (or thread); the callbacks are the
 * process's. A fiber keeps its table while it does not run. All tables are in one list, because freeing an index calls
 * back for each value that is left. */
#include "nt/nt.h"
#include "sync_private.h"
#include "thread_private.h"

#define FLS_COUNT 128u /* as Windows before 10 version 2004: enough for its programs, and small */

struct fls_table {
    struct fls_table *next, *previous;
    PVOID values[FLS_COUNT];
};

static struct fls_table tables = { &tables, &tables, { NULL } };
static RTL_SRWLOCK lock;
static PFLS_CALLBACK_FUNCTION callbacks[FLS_COUNT];
static uint8_t used[FLS_COUNT];
static ULONG high_water = 1; /* index 0 is never given */

static TEB *teb(void) { return (TEB *)NtCurrentTeb(); }

static struct fls_table *own_table(void)
{
    struct fls_table *table = teb()->FlsData;

    if (table) return table;
    if (!(table = heap_allocate_zeroed(sizeof(*table)))) return NULL;
    RtlAcquireSRWLockExclusive(&lock);
    table->next = tables.next;
    table->previous = &tables;
    tables.next->previous = table;
    tables.next = table;
    RtlReleaseSRWLockExclusive(&lock);
    teb()->FlsData = table;
    return table;
}

NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, PULONG index)
{
    ULONG i;

    if (!own_table()) return STATUS_NO_MEMORY;
    RtlAcquireSRWLockExclusive(&lock);
    for (i = 1; i < FLS_COUNT && used[i]; i++) continue;
    if (i < FLS_COUNT) {
        used[i] = TRUE;
        callbacks[i] = callback;
        if (i >= high_water) high_water = i + 1;
    }
    RtlReleaseSRWLockExclusive(&lock);
    if (i == FLS_COUNT) return STATUS_NO_MEMORY;
    own_table()->values[i] = NULL;
    *index = i;
    return STATUS_SUCCESS;
}

/* Takes one value that is left under this index, from any table. */
static PVOID take_value(ULONG index)
{
    struct fls_table *table;
    PVOID value = NULL;

    RtlAcquireSRWLockExclusive(&lock);
    for (table = tables.next; table != &tables && !value; table = table->next) {
        value = table->values[index];
        table->values[index] = NULL;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return value;
}

NTSTATUS NTAPI RtlFlsFree(ULONG index)
{
    PFLS_CALLBACK_FUNCTION callback;
    PVOID value;

    if (index >= FLS_COUNT || !used[index]) return STATUS_INVALID_PARAMETER;
    callback = callbacks[index];
    while ((value = take_value(index)))
        if (callback) callback(value);
    RtlAcquireSRWLockExclusive(&lock);
    used[index] = FALSE;
    callbacks[index] = NULL;
    RtlReleaseSRWLockExclusive(&lock);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlFlsGetValue(ULONG index, PVOID *value)
{
    const struct fls_table *table = teb()->FlsData;

    if (!index || index >= FLS_COUNT || !table) return STATUS_INVALID_PARAMETER;
    *value = table->values[index];
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlFlsSetValue(ULONG index, PVOID value)
{
    struct fls_table *table;

    if (!index || index >= FLS_COUNT) return STATUS_INVALID_PARAMETER;
    if (!(table = own_table())) return STATUS_NO_MEMORY;
    table->values[index] = value;
    return STATUS_SUCCESS;
}

/* A callback may set values again; Windows does not call back for those. */
VOID NTAPI RtlProcessFlsData(PVOID data, ULONG flags)
{
    struct fls_table *table = data;
    ULONG i;
    PVOID value;

    if (!table) return;
    for (i = 1; flags & 1 && i < high_water; i++) {
        value = table->values[i];
        table->values[i] = NULL;
        if (value && callbacks[i]) callbacks[i](value);
    }
    if (!(flags & 2)) return;
    RtlAcquireSRWLockExclusive(&lock);
    table->next->previous = table->previous;
    table->previous->next = table->next;
    RtlReleaseSRWLockExclusive(&lock);
    heap_free(table);
}

void fls_thread_end(void)
{
    PVOID table = teb()->FlsData;

    RtlProcessFlsData(table, 1);
    teb()->FlsData = NULL;
    RtlProcessFlsData(table, 2);
}
