/* The Linux twin of bench/windows/core.c: the same operations on the bare system, in the same form. */
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 5

extern char **environ;

typedef void operation(int count);

#define BLOCKS 64 /* of the file, 4 KiB each */

static int file;
static char file_name[64];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* ping and pong are auto-reset events made of bare futexes, shared between processes. */
struct table {
    uint32_t ping, pong;
};
static struct table *table;

static void set(uint32_t *event)
{
    __atomic_store_n(event, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, event, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void wait_for(uint32_t *event)
{
    while (!__atomic_exchange_n(event, 0, __ATOMIC_ACQ_REL)) syscall(SYS_futex, event, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void *answer(void *count)
{
    for (intptr_t i = 0; i < (intptr_t)count; i++) {
        wait_for(&table->ping);
        set(&table->pong);
    }
    return NULL;
}

static void play(int count)
{
    for (int i = 0; i < count; i++) {
        set(&table->ping);
        wait_for(&table->pong);
    }
}

static void ping_pong_threads(int count)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, answer, (void *)(intptr_t)count)) fail("pthread_create");
    play(count);
    pthread_join(thread, NULL);
}

static void ping_pong_processes(int count)
{
    pid_t child = fork();
    if (!child) {
        answer((void *)(intptr_t)count);
        _exit(0);
    }
    play(count);
    waitpid(child, NULL, 0);
}

static void create_process(int count)
{
    char path[PATH_MAX], *arguments[] = {path, "--nothing", NULL};
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length < 0) fail("readlink");
    path[length] = 0;
    for (int i = 0; i < count; i++) {
        pid_t child;
        if (posix_spawn(&child, path, NULL, NULL, arguments, environ)) fail("posix_spawn");
        waitpid(child, NULL, 0);
    }
}

static void read_file_4k(int count)
{
    static char buffer[4096];
    for (int i = 0; i < count; i++)
        if (pread(file, buffer, sizeof(buffer), (i & (BLOCKS - 1)) * 4096) != (ssize_t)sizeof(buffer)) fail("pread");
}

static void file_open_close(int count)
{
    for (int i = 0; i < count; i++) close(open(file_name, O_RDONLY));
}

static void file_attributes(int count)
{
    struct stat status;
    for (int i = 0; i < count; i++)
        if (stat(file_name, &status)) fail("stat");
}

/* The compiler must not see that nobody uses the block. */
static void *volatile kept;

static void heap_64_bytes(int count)
{
    for (int i = 0; i < count; i++) {
        kept = malloc(64);
        free(kept);
    }
}

static void heap_mixed(int count)
{
    static void *blocks[1000];
    unsigned random = 1;
    for (int i = 0; i < count; i++) {
        random = random * 1103515245u + 12345u;
        void **block = &blocks[(random >> 8) % 1000];
        free(*block);
        *block = malloc(16 + (random >> 18) % 1000);
    }
    for (int i = 0; i < 1000; i++) {
        free(blocks[i]);
        blocks[i] = NULL;
    }
}

static void virtual_alloc_free(int count)
{
    for (int i = 0; i < count; i++)
        munmap(mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 65536);
}

static void critical_section(int count)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < count; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
}

static int wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], name)) return 1;
    return argc < 2;
}

static void measure(const char *name, operation *run, int count)
{
    double best = 1e18;
    run(count / 10 + 1);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        run(count);
        double took = (now() - start) / count;
        if (took < best) best = took;
    }
    printf("%s %.1f\n", name, best);
    fflush(stdout);
}

#define MEASURE(name, count) do { if (wanted(argc, argv, #name)) measure(#name, name, count); } while (0)

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--nothing")) return 0;
    table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) fail("mmap");
    MEASURE(critical_section, 1000000);
    MEASURE(ping_pong_threads, 20000);
    MEASURE(ping_pong_processes, 20000);

    static char block[BLOCKS * 4096];
    strcpy(file_name, "/tmp/bench-XXXXXX");
    file = mkstemp(file_name);
    if (file < 0 || write(file, block, sizeof(block)) != (ssize_t)sizeof(block)) fail(file_name);
    MEASURE(read_file_4k, 100000);
    MEASURE(file_open_close, 20000);
    MEASURE(file_attributes, 20000);
    unlink(file_name);

    MEASURE(heap_64_bytes, 1000000);
    MEASURE(heap_mixed, 500000);
    MEASURE(virtual_alloc_free, 20000);
    MEASURE(create_process, 50);
    return 0;
}
