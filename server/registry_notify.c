/* RegNotifyChangeKeyValue: events that are signalled once, when something changes in a key, or anywhere below it. */
#include <stdlib.h>
#include "registry.h"
#include "registry_cache.h"
#include "slots.h"

struct notification {
    struct notification *next;
    const void *owner;
    uint32_t slot, generation, filter;
    bool subtree;
};

bool notification_add(struct key *key, const void *owner, uint32_t slot, uint32_t filter, bool subtree)
{
    struct notification *notification = malloc(sizeof(*notification));
    if (!notification) return false;
    *notification =
        (struct notification){key->notifications, owner, slot, arena_slot_at(arena, slot)->generation, filter, subtree};
    key->notifications = notification;
    return true;
}

static void signal_and_free(struct notification *notification)
{
    if (arena_slot_at(arena, notification->slot)->generation == notification->generation)
        slot_signal(notification->slot, 1);
    free(notification);
}

void notify_change(struct key *key, uint32_t what)
{
    if (arena) __atomic_add_fetch(registry_changes(arena), 1, __ATOMIC_RELEASE);
    for (struct key *at = key; at; at = at->parent) {
        for (struct notification **place = &at->notifications, *notification; (notification = *place);) {
            if (!(notification->filter & what) || (at != key && !notification->subtree)) {
                place = &notification->next;
                continue;
            }
            *place = notification->next;
            signal_and_free(notification);
        }
    }
}

void notifications_of_owner(struct key *key, const void *owner)
{
    for (struct notification **place = &key->notifications, *notification; (notification = *place);) {
        if (notification->owner != owner) {
            place = &notification->next;
            continue;
        }
        *place = notification->next;
        signal_and_free(notification);
    }
}

void notifications_end(struct key *key)
{
    for (struct notification *notification; (notification = key->notifications);) {
        key->notifications = notification->next;
        signal_and_free(notification);
    }
}
