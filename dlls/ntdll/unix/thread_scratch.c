/* Large buffers of a thread's own, mapped at their first use: as thread-local variables they would be cleared at the
 * start of every process and thread. */
#include <pthread.h>
#include <sys/mman.h>
#include "unix_private.h"

static __thread void *buffers[SCRATCH_COUNT];
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *own)
{
    void **list = own;
    for (int i = 0; i < SCRATCH_COUNT; i++) {
        if (list[i]) munmap(list[i], THREAD_SCRATCH_SIZE);
        list[i] = NULL;
    }
}

static void make_key(void)
{
    pthread_key_create(&key, release);
}

void *thread_scratch(enum thread_scratch_use use)
{
    if (buffers[use]) return buffers[use];
    void *memory = mmap(NULL, THREAD_SCRATCH_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    pthread_once(&once, make_key);
    pthread_setspecific(key, buffers);
    return buffers[use] = memory;
}
