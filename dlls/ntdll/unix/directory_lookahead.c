/* Facts of a folder's entries by a second thread; see directory_lookahead.h. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "directory_lookahead.h"

#define STACK_SIZE  0x20000
#define OLDEST_AGE  50u /* milliseconds: a program that does other work in between gets what is true then */
#define CHECK_EVERY 32u /* entries between two looks at the clock */

struct lookahead {
    pthread_t thread;
    int folder;
    uint32_t count;
    uint32_t position; /* the entry that the program is at */
    uint32_t stop;
    lookahead_query *query;
    const void *context;
    uint32_t seen_at; /* the program's last look at the clock */
    struct file_facts *facts;
    uint32_t stamps[]; /* when an entry was asked about, in milliseconds; 0: not yet */
};

static uint32_t milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000) | 1;
}

static void *look_ahead(void *argument)
{
    struct lookahead *lookahead = argument;
    uint32_t now = 0;

    for (uint32_t i = lookahead->count; i-- > 0;) {
        if (__atomic_load_n(&lookahead->stop, __ATOMIC_RELAXED)) break;
        if (i <= __atomic_load_n(&lookahead->position, __ATOMIC_RELAXED)) break;
        if (i % CHECK_EVERY == 0 || !now) now = milliseconds_now();
        if (lookahead->query(lookahead->context, i, lookahead->folder, &lookahead->facts[i]))
            __atomic_store_n(&lookahead->stamps[i], now, __ATOMIC_RELEASE);
    }
    return NULL;
}

static bool start_thread(struct lookahead *lookahead)
{
    pthread_attr_t attributes;
    sigset_t all, saved;

    if (pthread_attr_init(&attributes)) return false;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all); /* signals are for threads with Windows code */
    pthread_sigmask(SIG_SETMASK, &all, &saved);
    int error = pthread_create(&lookahead->thread, &attributes, look_ahead, lookahead);
    pthread_sigmask(SIG_SETMASK, &saved, NULL);
    pthread_attr_destroy(&attributes);
    return !error;
}

struct lookahead *lookahead_start(int folder, uint32_t count, lookahead_query *query, const void *context)
{
    static long processors;
    struct lookahead *lookahead;

    if (!processors) processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 2) return NULL;
    if (!(lookahead = calloc(1, sizeof(*lookahead) + count * sizeof(lookahead->stamps[0])))) return NULL;
    lookahead->facts = malloc(count * sizeof(*lookahead->facts));
    lookahead->folder = fcntl(folder, F_DUPFD_CLOEXEC, 3);
    lookahead->count = count;
    lookahead->query = query;
    lookahead->context = context;
    if (lookahead->facts && lookahead->folder >= 0 && start_thread(lookahead)) return lookahead;
    if (lookahead->folder >= 0) close(lookahead->folder);
    free(lookahead->facts);
    free(lookahead);
    return NULL;
}

bool lookahead_take(struct lookahead *lookahead, uint32_t index, struct file_facts *facts)
{
    if (index >= lookahead->count) return false;
    __atomic_store_n(&lookahead->position, index, __ATOMIC_RELAXED);
    uint32_t stamp = __atomic_load_n(&lookahead->stamps[index], __ATOMIC_ACQUIRE);
    if (!stamp) return false;
    if (index % CHECK_EVERY == 0 || !lookahead->seen_at) lookahead->seen_at = milliseconds_now();
    if (lookahead->seen_at - stamp > OLDEST_AGE) return false;
    *facts = lookahead->facts[index];
    return true;
}

void lookahead_end(struct lookahead *lookahead)
{
    if (!lookahead) return;
    __atomic_store_n(&lookahead->stop, 1, __ATOMIC_RELAXED);
    pthread_join(lookahead->thread, NULL);
    close(lookahead->folder);
    free(lookahead->facts);
    free(lookahead);
}
