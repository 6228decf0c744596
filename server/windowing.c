/* The shared memory of windows: made at the start, written here alone. */
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "object.h"
#include "process.h"
#include "server.h"
#include "windows.h"

#define PAGE_READWRITE 0x04u
#define SEC_COMMIT     0x08000000u

struct windowing *windowing;
int windowing_fd = -1;
static struct screen_record screen;

uint32_t milliseconds_now(void)
{
    return (uint32_t)(monotonic_now() / 1000000);
}

/* Writes a record under its sequence number, which is the first member. */
static void publish(void *shared, const void *own, size_t size)
{
    uint32_t *sequence = shared, begin = *sequence | 1;
    __atomic_store_n(sequence, begin, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    memcpy((uint8_t *)shared + sizeof(*sequence), (const uint8_t *)own + sizeof(*sequence), size - sizeof(*sequence));
    __atomic_store_n(sequence, begin + 1, __ATOMIC_RELEASE);
}

static uint32_t handle_of(const struct window *window)
{
    return window ? window->record.handle : 0;
}

void window_publish(struct window *window)
{
    struct window_record *record = &window->record;
    uint32_t index = window_index(record->handle);
    record->parent = handle_of(window->parent);
    record->owner = handle_of(window->owner);
    record->first_child = handle_of(window->first_child);
    record->next = handle_of(window->next);
    record->previous = handle_of(window->previous);
    record->change++;
    if (index >= windowing->window_high_water)
        __atomic_store_n(&windowing->window_high_water, index + 1, __ATOMIC_RELEASE);
    publish(&windowing->windows[index], record, sizeof(*record));
    if (window->parent != desktop_root) return;
    __atomic_fetch_add(&windowing->top_level_change, 1, __ATOMIC_RELEASE);
    windowing_drawn();
}

/* What other members' writers change by themselves stays: bits that the server sets at once, and what the thread
 * writes. */
void queue_publish(struct queue *queue)
{
    struct queue_record *shared = &windowing->queues[queue->index], *own = &queue->record;
    own->last_taken = shared->last_taken;
    own->idle = shared->idle;
    if (queue->index >= windowing->queue_high_water)
        __atomic_store_n(&windowing->queue_high_water, queue->index + 1, __ATOMIC_RELEASE);
    publish(shared, own, sizeof(*own));
}

struct screen_record *screen_change(void)
{
    return &screen;
}

const struct screen_record *screen_now(void)
{
    return &screen;
}

void screen_publish(void)
{
    publish(&windowing->screen, &screen, sizeof(screen));
    windowing_drawn();
}

void windowing_drawn(void)
{
    struct drawing_signal *signal = &windowing->drawing;
    __atomic_fetch_add(&signal->drawn, 1, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&signal->desktop_sleeps, 0, __ATOMIC_SEQ_CST))
        syscall(SYS_futex, &signal->drawn, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void windowing_process_ended(struct process *process)
{
    queues_of_process_destroy(process);
}

bool windowing_create(void)
{
    windowing_fd = memfd_create("winrun-windows", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (windowing_fd < 0 || ftruncate(windowing_fd, sizeof(*windowing))) return false;
    if (fcntl(windowing_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) return false;
    windowing = mmap(NULL, sizeof(*windowing), PROT_READ | PROT_WRITE, MAP_SHARED, windowing_fd, 0);
    if (windowing == MAP_FAILED) return false;
    windowing->magic = WINDOWING_MAGIC;
    windowing->version = WINDOWING_VERSION;
    screen.monitor_count = 1;
    screen.monitors[0] = (struct monitor_record){
        .bounds = {0, 0, 1024, 768}, .work = {0, 0, 1024, 768}, .dpi = 96, .flags = 1, .name = "headless"};
    screen.cursor_x = 512;
    screen.cursor_y = 384;
    screen.layout = 0x04090409;
    if (!window_roots_create()) return false;
    screen_publish();
    return directory_add_section(WINDOWING_SECTION_NAME,
                                 section_create(sizeof(*windowing), PAGE_READWRITE | SEC_COMMIT, dup(windowing_fd)));
}
