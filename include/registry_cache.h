/* Opening a key answers with its values, if they are few. They hold until the registry's change counter in the arena
 * moves: any change of any key moves it, before the change is answered. So open, query and close cost one round trip.
 */
#ifndef REGISTRY_CACHE_H
#define REGISTRY_CACHE_H

#include <stdint.h>

#define REGISTRY_PREFETCH_MAX 2048u /* bytes of values in an answer */
/* behind the arena's header, in the place of slots that are never used */
#define REGISTRY_CHANGES_OFFSET 2048u
#define registry_changes(arena_base) ((uint32_t *)((uint8_t *)(uintptr_t)(arena_base) + REGISTRY_CHANGES_OFFSET))

/* One value in the answer; its name and its data follow, then zeros up to a multiple of 4. */
struct prefetched_value { uint32_t type, name_size, size; };
#define PREFETCHED_SIZE(value)                                                                                         \
    ((uint32_t)sizeof(struct prefetched_value) + (((value)->name_size + (value)->size + 3u) & ~3u))

#endif
