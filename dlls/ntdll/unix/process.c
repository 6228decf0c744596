/* Unix calls for processes and the system (unix_calls/process.h). A Windows process is started as `winrun --child START
 * CONNECTION`: START is a memfd with struct process_start, CONNECTION the socket to the server that the server has made
 * for it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>
#include "unix_private.h"

#define NULL_DEVICE       "/dev/null"

extern char **environ;

NTSTATUS unix_process_identify(struct unix_process_identify_args *args)
{
    char path[PATH_MAX], reason[512];
    struct image_mapping image;
    NTSTATUS status = path_to_unix((const uint16_t *)(uintptr_t)args->path, args->path_length, path, sizeof(path));
    int fd;

    if (status) return status;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return status_from_errno(errno);
    status = image_identify(fd, &image, reason, sizeof(reason));
    close(fd);
    if (status) {
        log_text(LOG_WARN, "%s: %s", path, reason);
        return status;
    }
    args->machine = image.machine;
    args->subsystem = image.subsystem;
    args->characteristics = image.characteristics;
    return STATUS_SUCCESS;
}

/* ---- the start block */

static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size) {
        ssize_t written = write(fd, at, size);
        if (written <= 0) return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

/* A memfd with the block and the Unix path of the image behind it. */
static NTSTATUS start_block_create(const struct process_start *given, posix_spawn_file_actions_t *actions, int *fd)
{
    struct process_start header = *given;
    char path[PATH_MAX];
    const uint8_t *bytes = (const uint8_t *)given;
    NTSTATUS status = path_to_unix((const uint16_t *)(const void *)(bytes + given->image_path.offset),
                                   given->image_path.size / 2, path, sizeof(path));

    if (status) return status;
    console_prepare_child(&header, actions);
    header.image_unix_path.offset = given->size;
    header.image_unix_path.size = (uint32_t)strlen(path) + 1;
    header.size = given->size + header.image_unix_path.size;
    *fd = memfd_create("winrun-start", MFD_CLOEXEC);
    if (*fd < 0) return status_from_errno(errno);
    if (write_all(*fd, &header, sizeof(header)) && write_all(*fd, bytes + sizeof(header), given->size - sizeof(header))
        && write_all(*fd, path, header.image_unix_path.size)) return STATUS_SUCCESS;
    close(*fd);
    return STATUS_NO_MEMORY;
}

/* The program's name for ps: the last component of its path, in ASCII. */
static void program_name(const struct process_start *start, char *name, size_t capacity)
{
    const uint16_t *path = (const uint16_t *)(const void *)((const uint8_t *)start + start->image_path.offset);
    size_t length = start->image_path.size / 2, first = length, i;

    while (first && path[first - 1] != '\\') first--;
    for (i = 0; i + 1 < capacity && first + i < length; i++)
        name[i] = path[first + i] < 0x80 ? (char)path[first + i] : '?';
    name[i] = 0;
}

/* ---- which descriptors the child gets */

static bool is_listed(uint32_t index, const struct unix_process_create_args *args)
{
    const uint32_t *handles = (const uint32_t *)(uintptr_t)args->handles;

    for (uint32_t i = 0; i < args->handle_count; i++)
        if (handles[i] / 4 == index) return true;
    return false;
}

static const struct handle_entry *entry_of(uint32_t handle)
{
    return handle / 4 < HANDLE_COUNT ? &handle_entries(process_block)[handle / 4] : NULL;
}

/* dup2 onto itself clears FD_CLOEXEC in the child only. */
static void add_inherited(posix_spawn_file_actions_t *actions, const struct unix_process_create_args *args)
{
    uint32_t high_water = process_block->handle_high_water;

    for (uint32_t i = 1; i < HANDLE_COUNT; i++) {
        if (i == high_water) i = HANDLE_SERVER_FIRST;
        const struct handle_entry *entry = &handle_entries(process_block)[i];
        if (i >= HANDLE_SERVER_FIRST && !entry->tag) break;
        if (!entry->tag || entry->tag & HANDLE_BUSY || entry->fd < 3) continue;
        if (args->handle_count ? is_listed(i, args) : entry->tag & HANDLE_INHERIT)
            posix_spawn_file_actions_adddup2(actions, entry->fd, entry->fd);
    }
}

/* A child whose streams lead elsewhere must not keep those of our starter open. Standard error stays: crash reports go
 * there. */
static void add_standard_streams(posix_spawn_file_actions_t *actions, const struct process_start *start)
{
    const uint32_t handles[2] = { start->stdin_handle, start->stdout_handle };

    for (int fd = 0; fd < 2; fd++) {
        const struct handle_entry *entry = entry_of(handles[fd]);
        bool keeps = entry && entry->tag && entry->fd >= 0 && entry->fd < 3;
        if (!keeps) posix_spawn_file_actions_addopen(actions, fd, NULL_DEVICE, O_RDWR, 0);
    }
}

/* ---- starting */

/* Nobody waits for children: the kernel is told to forget them when they end. */
void process_forget_children(void)
{
    static bool done;
    struct sigaction action = { .sa_flags = SA_NOCLDWAIT };

    if (__atomic_exchange_n(&done, true, __ATOMIC_RELAXED)) return;
    action.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &action, NULL);
}

static int spawn(const struct process_start *start, posix_spawn_file_actions_t *actions, int start_fd,
                 int connection_fd, pid_t *pid)
{
    char name[256], start_text[16], connection_text[16];
    char *arguments[] = { name, "--child", start_text, connection_text, NULL };
    posix_spawnattr_t attributes;
    sigset_t all, none;
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    int error;

    program_name(start, name, sizeof(name));
    snprintf(start_text, sizeof(start_text), "%d", start_fd);
    snprintf(connection_text, sizeof(connection_text), "%d", connection_fd);
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, flags);
    error = posix_spawn(pid, "/proc/self/exe", actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    return error;
}

NTSTATUS unix_process_create(struct unix_process_create_args *args)
{
    const struct process_start *start = (const struct process_start *)(uintptr_t)args->start;
    posix_spawn_file_actions_t actions;
    int start_fd, error;
    pid_t pid = 0;
    NTSTATUS status;

    posix_spawn_file_actions_init(&actions);
    if ((status = start_block_create(start, &actions, &start_fd))) {
        posix_spawn_file_actions_destroy(&actions);
        close(args->connection_fd);
        return status;
    }
    process_forget_children();
    add_standard_streams(&actions, start);
    if (args->inherit) add_inherited(&actions, args);
    posix_spawn_file_actions_adddup2(&actions, start_fd, start_fd);
    posix_spawn_file_actions_adddup2(&actions, args->connection_fd, args->connection_fd);
    error = spawn(start, &actions, start_fd, args->connection_fd, &pid);
    posix_spawn_file_actions_destroy(&actions);
    close(start_fd);
    close(args->connection_fd);
    args->unix_pid = pid;
    return error ? status_from_errno(error) : STATUS_SUCCESS;
}

NTSTATUS unix_process_signal(struct unix_process_signal_args *args)
{
    return kill(args->unix_group ? -args->unix_group : 0, args->event ? SIGQUIT : SIGINT) ? status_from_errno(errno)
                                                                                          : STATUS_SUCCESS;
}

/* ---- asking */

#define UNITS_PER_SECOND 10000000ull

static uint64_t units_of(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * UNITS_PER_SECOND + (uint64_t)time->tv_usec * 10;
}

static void read_memory_use(struct unix_process_times_args *args)
{
    char path[64], line[256];
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%u/status", args->unix_pid ? args->unix_pid : (unsigned)getpid());
    if (!(file = fopen(path, "re"))) return;
    while (fgets(line, sizeof(line), file)) {
        unsigned long long kilobytes;
        if (sscanf(line, "VmHWM: %llu", &kilobytes) == 1) args->peak_working_set = kilobytes << 10;
        else if (sscanf(line, "VmRSS: %llu", &kilobytes) == 1) args->working_set = kilobytes << 10;
        else if (sscanf(line, "VmSize: %llu", &kilobytes) == 1) args->virtual_size = kilobytes << 10;
    }
    fclose(file);
}

static void read_stat(struct unix_process_times_args *args)
{
    char path[64], text[1024], *rest;
    unsigned long user, kernel, faults;
    size_t length;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%u/stat", args->unix_pid);
    if (!(file = fopen(path, "re"))) return;
    length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = 0;
    if (!(rest = strrchr(text, ')'))) return;
    if (sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %lu %*u %*u %*u %lu %lu", &faults, &user, &kernel) != 3) return;
    args->user = user * (UNITS_PER_SECOND / (unsigned long)sysconf(_SC_CLK_TCK));
    args->kernel = kernel * (UNITS_PER_SECOND / (unsigned long)sysconf(_SC_CLK_TCK));
    args->page_faults = faults;
}

static NTSTATUS read_io(struct unix_process_times_args *args)
{
    unsigned long long *fields[] = {(unsigned long long *)&args->bytes_read, (unsigned long long *)&args->bytes_written,
                                    (unsigned long long *)&args->reads, (unsigned long long *)&args->writes};
    char path[64];
    FILE *file;
    int found;

    snprintf(path, sizeof(path), "/proc/%u/io", args->unix_pid ? args->unix_pid : (unsigned)getpid());
    if (!(file = fopen(path, "re"))) return status_from_errno(errno);
    found = fscanf(file, "rchar: %llu wchar: %llu syscr: %llu syscw: %llu", fields[0], fields[1], fields[2], fields[3]);
    fclose(file);
    return found == 4 ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

NTSTATUS unix_process_times(struct unix_process_times_args *args)
{
    struct rusage usage;

    *args = (struct unix_process_times_args){ .unix_pid = args->unix_pid, .with_io = args->with_io };
    if (args->unix_pid && (pid_t)args->unix_pid != getpid()) {
        read_stat(args);
    } else {
        getrusage(RUSAGE_SELF, &usage);
        args->user = units_of(&usage.ru_utime);
        args->kernel = units_of(&usage.ru_stime);
        args->page_faults = (uint64_t)(usage.ru_minflt + usage.ru_majflt);
    }
    read_memory_use(args);
    return args->with_io ? read_io(args) : STATUS_SUCCESS;
}

static uint64_t meminfo_field(const char *text, const char *name)
{
    const char *found = strstr(text, name);

    return found ? strtoull(found + strlen(name), NULL, 10) << 10 : 0;
}

static void query_memory(struct system_memory *memory)
{
    char text[4096] = "";
    FILE *file = fopen("/proc/meminfo", "re");

    if (file) {
        text[fread(text, 1, sizeof(text) - 1, file)] = 0;
        fclose(file);
    }
    *memory = (struct system_memory){.total = meminfo_field(text, "MemTotal:"),
                                     .available = meminfo_field(text, "MemAvailable:"),
                                     .swap_total = meminfo_field(text, "SwapTotal:"),
                                     .swap_free = meminfo_field(text, "SwapFree:"),
                                     .cached = meminfo_field(text, "\nCached:")};
}

static uint32_t query_cpu_times(struct system_cpu_times *times, uint32_t most)
{
    char line[512];
    uint32_t count = 0;
    uint64_t tick = UNITS_PER_SECOND / (unsigned long)sysconf(_SC_CLK_TCK);
    FILE *file = fopen("/proc/stat", "re");

    while (file && count < most && fgets(line, sizeof(line), file)) {
        unsigned long long user, nice, kernel, idle, io_wait;
        unsigned number;
        if (!strncmp(line, "cpu ", 4)) continue; /* all together */
        if (sscanf(line, "cpu%u %llu %llu %llu %llu %llu", &number, &user, &nice, &kernel, &idle, &io_wait) != 6)
            continue;
        times[count++] =
            (struct system_cpu_times){(idle + io_wait) * tick, (kernel + idle + io_wait) * tick, (user + nice) * tick};
    }
    if (file) fclose(file);
    return count;
}

/* Names are answered as UTF-8 without terminator. */
static NTSTATUS put_text(struct unix_system_query_args *args, const char *text)
{
    args->size = (uint32_t)strlen(text);
    if (args->size > args->capacity) return STATUS_BUFFER_TOO_SMALL;
    memcpy((void *)(uintptr_t)args->buffer, text, args->size);
    return STATUS_SUCCESS;
}

static NTSTATUS query_host_name(struct unix_system_query_args *args)
{
    char name[HOST_NAME_MAX + 1] = "";

    gethostname(name, sizeof(name));
    name[HOST_NAME_MAX] = 0;
    return put_text(args, name);
}

static NTSTATUS query_user_name(struct unix_system_query_args *args)
{
    const char *name = getenv("USER");
    char number[32];

    if (!name || !*name) name = getenv("LOGNAME");
    if (name && *name) return put_text(args, name);
    if (!getuid()) return put_text(args, "root");
    snprintf(number, sizeof(number), "user%u", (unsigned)getuid());
    return put_text(args, number);
}

static NTSTATUS query_time_zone(struct unix_system_query_args *args)
{
    char link[PATH_MAX];
    const char *zone = getenv("TZ"), *found;
    ssize_t length;

    if (zone && *zone) return put_text(args, *zone == ':' ? zone + 1 : zone);
    length = readlink("/etc/localtime", link, sizeof(link) - 1);
    link[length > 0 ? length : 0] = 0;
    found = strstr(link, "zoneinfo/");
    return put_text(args, found ? found + 9 : "Etc/UTC");
}

static NTSTATUS query_locale(struct unix_system_query_args *args)
{
    const char *name = getenv("LC_ALL");

    if (!name || !*name) name = getenv("LANG");
    return put_text(args, name && *name ? name : "C");
}

NTSTATUS unix_system_query(struct unix_system_query_args *args)
{
    switch (args->what) {
    case SYSTEM_QUERY_MEMORY:
        args->size = sizeof(struct system_memory);
        if (args->capacity < args->size) return STATUS_BUFFER_TOO_SMALL;
        query_memory((struct system_memory *)(uintptr_t)args->buffer);
        return STATUS_SUCCESS;
    case SYSTEM_QUERY_CPU_TIMES:
        args->size = (uint32_t)sizeof(struct system_cpu_times) *
                     query_cpu_times((struct system_cpu_times *)(uintptr_t)args->buffer,
                                     args->capacity / (uint32_t)sizeof(struct system_cpu_times));
        return STATUS_SUCCESS;
    case SYSTEM_QUERY_HOST_NAME: return query_host_name(args);
    case SYSTEM_QUERY_USER_NAME: return query_user_name(args);
    case SYSTEM_QUERY_TIME_ZONE_NAME: return query_time_zone(args);
    case SYSTEM_QUERY_LOCALE_NAME: return query_locale(args);
    default: return STATUS_INVALID_INFO_CLASS;
    }
}
