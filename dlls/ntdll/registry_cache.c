/* The values of keys that were opened lately, as they came with the answer (registry_cache.h). A key's object number is
 * never used again, so an entry can only be out of date by a change, which the counter tells. */
#include "registry_private.h"
#include "arena.h"
#include <string.h>

#define PLACES 64u

struct cached_key { uint64_t object; uint32_t changes, size; BYTE values[]; };

static struct cached_key *places[PLACES];
static RTL_SRWLOCK lock;

static struct cached_key **place_of(uint64_t object)
{
    return &places[(uint32_t)(object * 0x9e3779b97f4a7c15ull >> 58)];
}

void registry_cache_keep(uint64_t key_object, uint32_t changes, const void *values, ULONG size)
{
    struct cached_key *fresh = heap_allocate(sizeof(*fresh) + size), **place = place_of(key_object), *old;
    if (!fresh) return;
    *fresh = (struct cached_key){ key_object, changes, size };
    memcpy(fresh->values, values, size);
    RtlAcquireSRWLockExclusive(&lock);
    old = *place;
    *place = fresh;
    RtlReleaseSRWLockExclusive(&lock);
    if (old) heap_free(old);
}

static NTSTATUS search(const struct cached_key *key, const UNICODE_STRING *name, void *data, struct cached_value *found)
{
    for (ULONG at = 0; at + sizeof(struct prefetched_value) <= key->size;) {
        const struct prefetched_value *value = (const struct prefetched_value *)(key->values + at);
        UNICODE_STRING own = { (USHORT)value->name_size, (USHORT)value->name_size, (PWSTR)(value + 1) };
        at += PREFETCHED_SIZE(value);
        if (at > key->size) return STATUS_NO_MATCH;
        if (!RtlEqualUnicodeString(&own, name, TRUE)) continue;
        memcpy(data, (const BYTE *)(value + 1) + value->name_size, value->size);
        *found = (struct cached_value){ value->type, value->size };
        return STATUS_SUCCESS;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS registry_cache_find(uint64_t key_object, const UNICODE_STRING *name, void *data, struct cached_value *value)
{
    NTSTATUS status = STATUS_NO_MATCH;
    RtlAcquireSRWLockShared(&lock);
    const struct cached_key *key = *place_of(key_object);
    if (key && key->object == key_object &&
        key->changes == __atomic_load_n(registry_changes(ARENA_ADDRESS), __ATOMIC_ACQUIRE))
        status = search(key, name, data, value);
    RtlReleaseSRWLockShared(&lock);
    return status;
}
