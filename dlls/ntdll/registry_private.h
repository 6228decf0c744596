/* Shared by registry.c and registry_cache.c. */
#ifndef REGISTRY_PRIVATE_H
#define REGISTRY_PRIVATE_H

#include "nt/nt.h"
#include "registry_cache.h"

struct cached_value { ULONG type, size; };

/* Keeps the values that came when this key was opened. */
void registry_cache_keep(uint64_t key_object, uint32_t changes, const void *values, ULONG size);
/* STATUS_SUCCESS: data (REGISTRY_PREFETCH_MAX bytes at most) is filled. STATUS_OBJECT_NAME_NOT_FOUND: the key has no
 * such value. STATUS_NO_MATCH: not known here, ask the server. */
NTSTATUS registry_cache_find(uint64_t key_object, const UNICODE_STRING *name, void *data, struct cached_value *value);

#endif
