/* The Linux twin of bench/windows/folder.c: readdir and a stat for each of 10,000 files. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS     7
#define FILE_COUNT 10000

static char folder[64];

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

static void for_each_file(int makes)
{
    char name[128];
    for (int i = 0; i < FILE_COUNT; i++) {
        snprintf(name, sizeof(name), "%s/Some File %05d.txt", folder, i * 7919 % FILE_COUNT);
        if (!makes && unlink(name)) fail(name);
        if (!makes) continue;
        int file = open(name, O_CREAT | O_EXCL | O_WRONLY, 0666);
        if (file < 0) fail(name);
        close(file);
    }
}

static int list(int stats)
{
    DIR *stream = opendir(folder);
    struct stat st;
    int count = 0;
    if (!stream) fail(folder);
    for (struct dirent *entry; (entry = readdir(stream)); count++)
        if (stats && fstatat(dirfd(stream), entry->d_name, &st, AT_SYMLINK_NOFOLLOW)) fail(entry->d_name);
    closedir(stream);
    return count;
}

static void measure(const char *name, int stats)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        double passed;
        int count = list(stats);
        passed = (now() - start) / count;
        if (passed < best) best = passed;
    }
    printf("%s %.1f\n", name, best);
}

int main(void)
{
    snprintf(folder, sizeof(folder), "/tmp/bench-folder-%d", (int)getpid());
    if (mkdir(folder, 0777)) fail(folder);
    for_each_file(1);
    measure("list_find_first", 1);
    measure("list_query_names", 0);
    for_each_file(0);
    rmdir(folder);
    return 0;
}
