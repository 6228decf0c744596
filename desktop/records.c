/* Reading records under their sequence numbers. Programs can write this memory: nothing in it is believed to be more
 * than a number. */
#include <string.h>
#include "desktop.h"

#define MOST_TRIES 10000
#define FARTHEST   (1 << 24) /* sums and differences of coordinates stay numbers */

static bool read_record(const void *shared, void *copy, size_t size)
{
    const uint32_t *sequence = shared;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
        uint32_t before = __atomic_load_n(sequence, __ATOMIC_ACQUIRE);
        if (before & 1) continue;
        memcpy(copy, shared, size);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (__atomic_load_n(sequence, __ATOMIC_RELAXED) == before) return true;
    }
    return false;
}

static void bound(struct screen_rectangle *rectangle)
{
    int32_t *values[] = {&rectangle->left, &rectangle->top, &rectangle->right, &rectangle->bottom};
    for (int i = 0; i < 4; i++)
        *values[i] = *values[i] < -FARTHEST ? -FARTHEST : *values[i] > FARTHEST ? FARTHEST : *values[i];
}

bool window_read(uint32_t handle, struct window_record *record)
{
    uint32_t index = window_index(handle);
    if (!handle || index >= WINDOW_COUNT || !read_record(&windowing->windows[index], record, sizeof(*record)))
        return false;
    bound(&record->window);
    bound(&record->client);
    bound(&record->restored);
    return record->handle == handle;
}

bool queue_read(uint32_t index, struct queue_record *record)
{
    return index && index < QUEUE_COUNT && read_record(&windowing->queues[index], record, sizeof(*record)) &&
           record->tid;
}

void screen_read(struct screen_record *screen)
{
    if (!read_record(&windowing->screen, screen, sizeof(*screen))) memset(screen, 0, sizeof(*screen));
    for (uint32_t i = 0; i < MONITOR_COUNT; i++) bound(&screen->monitors[i].bounds), bound(&screen->monitors[i].work);
    if (screen->monitor_count > MONITOR_COUNT) screen->monitor_count = MONITOR_COUNT;
}

uint32_t top_level_windows(struct window_record *records, uint32_t capacity)
{
    for (int tries = 0; tries < 10; tries++) {
        uint32_t change = __atomic_load_n(&windowing->top_level_change, __ATOMIC_ACQUIRE), count = 0;
        struct window_record root;
        if (!window_read(windowing->desktop_window, &root)) return 0;
        uint32_t handle = root.first_child;
        while (count < capacity && window_read(handle, &records[count])) handle = records[count++].next;
        if (__atomic_load_n(&windowing->top_level_change, __ATOMIC_ACQUIRE) == change) return count;
    }
    return 0;
}
