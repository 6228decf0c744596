/* The console of this process: its shared memory, who is attached, how it is found, handed on and left. docs/console.md
 * tells the rest. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "console_private.h"
#include "thread_private.h"

#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS    25

struct console *console;
int console_fd_in = -1, console_fd_out = -1;
static int fd_memory = -1, fd_guard = -1;
static bool denied;       /* DETACHED_PROCESS, or FreeConsole: nothing is made by itself */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

/* ---- locks: who dies with one leaves the state as it is, and the next goes on */

static void lock(pthread_mutex_t *mutex)
{
    if (pthread_mutex_lock(mutex) == EOWNERDEAD) pthread_mutex_consistent(mutex);
}

void lock_output(void) { lock(&console->output_lock); }
void unlock_output(void) { pthread_mutex_unlock(&console->output_lock); }
void lock_input(void) { lock(&console->input_lock); }
void unlock_input(void) { pthread_mutex_unlock(&console->input_lock); }

/* ---- the memory */

static void init_lock(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

static void initialize(struct console *memory, int columns, int rows)
{
    static const uint32_t colours[16] = {0x0c0c0c, 0xda3700, 0x0ea113, 0xdd963a, 0x1f0fc5, 0x981788,
                                         0x009cc1, 0xcccccc, 0x767676, 0xff783b, 0x0cc616, 0xd6d661,
                                         0x5648e7, 0x9e00b4, 0xa5f1f9, 0xf2f2f2};
    memory->size = sizeof(*memory);
    init_lock(&memory->output_lock);
    init_lock(&memory->input_lock);
    memory->input_mode = MODE_PROCESSED_INPUT | MODE_LINE_INPUT | MODE_ECHO_INPUT | MODE_MOUSE_INPUT | MODE_INSERT |
                         MODE_QUICK_EDIT | MODE_EXTENDED_FLAGS | MODE_AUTO_POSITION;
    memory->history_lines = HISTORY_LINES;
    memory->history_count = HISTORIES;
    memcpy(memory->colours, colours, sizeof(colours));
    memory->terminal.columns = columns;
    memory->terminal.rows = rows;
    struct console *before = console;
    console = memory; /* screens find their cells through it */
    screen_create(&memory->screens[0], columns, rows);
    console = before;
    memory->screens[0].handles = 1;
    memory->magic = CONSOLE_MAGIC;
}

static struct console *map_memory(int fd)
{
    struct console *memory = mmap(NULL, CONSOLE_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

struct console *console_create_memory(int columns, int rows, int *fd)
{
    struct console *memory = NULL;
    *fd = memfd_create("winrun-console", MFD_CLOEXEC);
    if (*fd < 0) return NULL;
    if (!ftruncate(*fd, (off_t)CONSOLE_MEMORY_SIZE)) memory = map_memory(*fd);
    if (memory) initialize(memory, columns, rows);
    else close(*fd);
    return memory;
}

/* Descriptors that a program cannot mistake for its standard streams. */
static int keep_descriptor(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 64);
}

/* ---- who is attached */

static bool is_alive(uint32_t unix_pid)
{
    return unix_pid && (!kill((pid_t)unix_pid, 0) || errno == EPERM);
}

bool console_process_lives(const struct attached *process)
{
    return is_alive(process->unix_pid);
}

static void attach_process(uint32_t group)
{
    uint32_t own = (uint32_t)getpid();
    lock_input();
    struct attached *place = NULL;
    for (int i = 0; i < CONSOLE_PROCESSES; i++) {
        struct attached *entry = &console->processes[i];
        if (entry->unix_pid == own || (!place && !is_alive(entry->unix_pid))) place = entry;
        if (entry->unix_pid == own) break;
    }
    if (place) *place = (struct attached){ own, process_info->pid, group, fd_memory, console_fd_in, console_fd_out };
    unlock_input();
}

/* True when nobody is left. */
static bool leave_processes(void)
{
    uint32_t own = (uint32_t)getpid();
    bool last = true;
    for (int i = 0; i < CONSOLE_PROCESSES; i++) {
        struct attached *entry = &console->processes[i];
        if (entry->unix_pid == own) __atomic_store_n(&entry->unix_pid, 0, __ATOMIC_RELEASE);
        else if (is_alive(entry->unix_pid)) last = false;
    }
    return last;
}

static void become(struct console *memory, int memory_fd, int in, int out, uint32_t group)
{
    fd_memory = memory_fd;
    console_fd_in = in;
    console_fd_out = out;
    __atomic_store_n(&console, memory, __ATOMIC_RELEASE);
    process_info->console = 1;
    attach_process(group);
    if (memory->terminal.is_tty) signal_add_control(SIGWINCH);
}

static uint32_t own_group(void)
{
    const struct process_start *start = (const struct process_start *)(uintptr_t)process_info->start;
    bool leads = !start || start->creation_flags & 0x200u /* CREATE_NEW_PROCESS_GROUP */ || !start->console_group;
    return leads ? process_info->pid : start->console_group;
}

/* ---- making one */

/* A descriptor of the terminal that can be read and written: of a standard stream, else the one that controls us. */
static int find_terminal(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (isatty(fd) && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR) return keep_descriptor(fd);
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), kept;
    if (fd < 0) return -1;
    kept = keep_descriptor(fd);
    close(fd);
    return kept;
}

static NTSTATUS create_console(bool with_terminal)
{
    struct winsize size = { .ws_col = DEFAULT_COLUMNS, .ws_row = DEFAULT_ROWS };
    int terminal = with_terminal ? find_terminal() : -1, memory_fd;
    if (terminal >= 0 && (ioctl(terminal, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row)) {
        size.ws_col = DEFAULT_COLUMNS; /* serial lines do not know */
        size.ws_row = DEFAULT_ROWS;
    }
    if (size.ws_col > CONSOLE_COLUMNS_MAX) size.ws_col = CONSOLE_COLUMNS_MAX;
    if (size.ws_row > CONSOLE_ROWS_MAX) size.ws_row = CONSOLE_ROWS_MAX;
    struct console *memory = console_create_memory(size.ws_col, size.ws_row, &memory_fd);
    if (!memory) {
        if (terminal >= 0) close(terminal);
        return STATUS_NO_MEMORY;
    }
    int kept = keep_descriptor(memory_fd);
    close(memory_fd);
    memory->terminal.present = memory->terminal.is_tty = terminal >= 0;
    become(memory, kept, terminal, terminal, own_group());
    return STATUS_SUCCESS;
}

/* Every console program has a console; it is made when somebody first looks. */
bool console_open(void)
{
    if (__atomic_load_n(&console, __ATOMIC_ACQUIRE)) return true;
    if (__atomic_load_n(&denied, __ATOMIC_RELAXED)) return false;
    pthread_mutex_lock(&opening);
    if (!console && !denied) create_console(true);
    pthread_mutex_unlock(&opening);
    return console != NULL;
}

/* ---- the guard: puts the terminal back when all processes were killed */

extern char **environ;

void console_start_guard(void)
{
    int pipe_fds[2];
    char memory_text[16], terminal_text[16], pipe_text[16];
    char *arguments[] = { "winrun-console", "--console-guard", pipe_text, memory_text, terminal_text, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all;
    pid_t pid;
    if (fd_guard >= 0 || console->guarded || !console->terminal.is_tty || pipe2(pipe_fds, O_CLOEXEC)) return;
    console->guarded = 1;
    snprintf(pipe_text, sizeof(pipe_text), "%d", pipe_fds[0]);
    snprintf(memory_text, sizeof(memory_text), "%d", fd_memory);
    snprintf(terminal_text, sizeof(terminal_text), "%d", console_fd_in);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe_fds[0], pipe_fds[0]);
    posix_spawn_file_actions_adddup2(&actions, fd_memory, fd_memory);
    posix_spawn_file_actions_adddup2(&actions, console_fd_in, console_fd_in);
    process_forget_children();
    posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(pipe_fds[0]);
    fd_guard = keep_descriptor(pipe_fds[1]);
    close(pipe_fds[1]);
}

/* `winrun --console-guard PIPE MEMORY TERMINAL`: the pipe ends when the last process that writes to it has gone. */
int console_guard(int pipe_fd, int memory_fd, int terminal_fd)
{
    char byte;
    signal(SIGTTOU, SIG_IGN);
    setsid();
    while (read(pipe_fd, &byte, 1) < 0 && errno == EINTR) continue;
    if (!(console = map_memory(memory_fd)) || console->magic != CONSOLE_MAGIC) return 1;
    console_fd_in = console_fd_out = terminal_fd;
    terminal_restore(false);
    return 0;
}

/* ---- handing it on */

/* Which console a child gets: called before it is started. Its descriptors are added to what it keeps. */
void console_prepare_child(struct process_start *start, void *file_actions)
{
    posix_spawn_file_actions_t *actions = file_actions;
    const struct pseudo_console *pseudo = pseudo_of_number(start->pseudo_console);
    int fds[4] = { -1, -1, -1, -1 };
    start->console_memory_fd = start->console_in_fd = start->console_out_fd = start->console_guard_fd = -1;
    if (pseudo) {
        fds[0] = pseudo->fd_memory;
        fds[1] = pseudo->fd_in;
        fds[2] = pseudo->fd_out;
    } else if (!(start->flags & (PROCESS_START_NO_CONSOLE | PROCESS_START_NEW_CONSOLE)) && console_open()) {
        fds[0] = fd_memory;
        fds[1] = console_fd_in;
        fds[2] = console_fd_out;
        fds[3] = fd_guard;
    }
    start->console_memory_fd = fds[0];
    start->console_in_fd = fds[1];
    start->console_out_fd = fds[2];
    start->console_guard_fd = fds[3];
    for (int i = 0; i < 4; i++)
        if (fds[i] >= 0) posix_spawn_file_actions_adddup2(actions, fds[i], fds[i]);
}

static void keep_closed(int fd)
{
    if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* In a process that begins. is_gui: it has no console until it asks for one. */
void console_begin(const struct process_start *start, bool is_gui)
{
    struct console *memory;
    if (start->flags & PROCESS_START_FROM_UNIX) {
        denied = is_gui;
        return;
    }
    int in = start->console_in_fd, out = start->console_out_fd, memory_fd = start->console_memory_fd;
    keep_closed(memory_fd);
    keep_closed(in);
    keep_closed(out);
    keep_closed(start->console_guard_fd);
    if ((start->flags & PROCESS_START_NO_CONSOLE) || is_gui) {
        denied = true;
        int fds[4] = { memory_fd, in, out != in ? out : -1, start->console_guard_fd };
        for (int i = 0; i < 4; i++)
            if (fds[i] >= 0) close(fds[i]);
        return;
    }
    if (start->flags & PROCESS_START_NEW_CONSOLE) {
        create_console(false);
        return;
    }
    if (memory_fd < 0 || !(memory = map_memory(memory_fd))) return;
    fd_guard = start->console_guard_fd;
    become(memory, memory_fd, in, out, own_group());
}

/* ---- attaching to that of another process */

static int open_other(uint32_t unix_pid, int fd)
{
    char path[64];
    int opened, kept;
    if (fd < 0) return -1;
    snprintf(path, sizeof(path), "/proc/%u/fd/%d", unix_pid, fd);
    opened = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (opened < 0) return -1;
    kept = keep_descriptor(opened);
    close(opened);
    return kept;
}

/* Its descriptors have fixed places in no process: the console's memory says which they are, once it is found among
 * them. */
static struct console *find_other(uint32_t unix_pid, int *memory_fd, struct attached *found)
{
    for (int fd = 3; fd < 1024; fd++) {
        char path[64], target[64];
        snprintf(path, sizeof(path), "/proc/%u/fd/%d", unix_pid, fd);
        ssize_t length = readlink(path, target, sizeof(target) - 1);
        if (length < 0) continue;
        target[length] = 0;
        if (strncmp(target, "/memfd:winrun-console", 21)) continue;
        if ((*memory_fd = open_other(unix_pid, fd)) < 0) return NULL;
        struct console *memory = map_memory(*memory_fd);
        for (int i = 0; memory && memory->magic == CONSOLE_MAGIC && i < CONSOLE_PROCESSES; i++)
            if (memory->processes[i].unix_pid == unix_pid && memory->processes[i].fd_memory == fd) {
                *found = memory->processes[i];
                return memory;
            }
        if (memory) munmap(memory, CONSOLE_MEMORY_SIZE);
        close(*memory_fd);
    }
    return NULL;
}

static NTSTATUS attach_other(uint32_t unix_pid)
{
    struct attached other;
    int memory_fd;
    struct console *memory = find_other(unix_pid, &memory_fd, &other);
    if (!memory) return STATUS_INVALID_HANDLE;
    int in = open_other(unix_pid, other.fd_in),
        out = other.fd_in == other.fd_out ? in : open_other(unix_pid, other.fd_out);
    become(memory, memory_fd, in, out, own_group());
    return STATUS_SUCCESS;
}

NTSTATUS console_attach(uint32_t unix_pid)
{
    NTSTATUS status = STATUS_ACCESS_DENIED;
    pthread_mutex_lock(&opening);
    if (!console) {
        const struct process_start *start = (const struct process_start *)(uintptr_t)process_info->start;
        if (unix_pid) status = attach_other(unix_pid);
        else if (!(start->flags & PROCESS_START_FROM_UNIX)) status = STATUS_INVALID_HANDLE;
        else status = create_console(true);
    }
    pthread_mutex_unlock(&opening);
    return status;
}

/* With a terminal to show it if we were started from one; there is nobody who could open another window. */
NTSTATUS console_allocate(void)
{
    NTSTATUS status = STATUS_ACCESS_DENIED;
    pthread_mutex_lock(&opening);
    if (!console) {
        const struct process_start *start = (const struct process_start *)(uintptr_t)process_info->start;
        status = create_console(start->flags & PROCESS_START_FROM_UNIX);
        if (!status && !console->terminal.present)
            log_text(LOG_WARN, "AllocConsole: the console has no window: there is no terminal to show it");
    }
    pthread_mutex_unlock(&opening);
    return status;
}

/* The memory stays mapped: threads may be sleeping on it. */
NTSTATUS console_free(void)
{
    pthread_mutex_lock(&opening);
    bool had = console != NULL;
    if (had) {
        if (leave_processes()) terminal_restore(false);
        __atomic_store_n(&console, NULL, __ATOMIC_RELEASE);
        process_info->console = 0;
        console_fd_in = console_fd_out = fd_memory = -1;
    }
    denied = true;
    pthread_mutex_unlock(&opening);
    return had ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* At the end of the process, also from the handler of a signal. */
void console_restore(void)
{
    if (!console) return;
    if (leave_processes()) terminal_restore(true);
}

/* ---- signals */

void console_signal(int sig)
{
    if (!console) return;
    if (sig == SIGWINCH) __atomic_store_n(&console->resized, 1, __ATOMIC_RELEASE);
    else __atomic_add_fetch(&console->control_events, 1, __ATOMIC_SEQ_CST);
    console_wake_memory(console);
}

/* To every process of a group, or all. */
NTSTATUS console_send_event(struct console *memory, uint32_t event, uint32_t group)
{
    static const int signals[] = { SIGINT, SIGQUIT, SIGHUP };
    uint32_t own = (uint32_t)getpid(), sent = 0;
    bool self = false;
    for (int i = 0; i < CONSOLE_PROCESSES; i++) {
        struct attached *entry = &memory->processes[i];
        if (!entry->unix_pid || (group && entry->group != group)) continue;
        if (entry->unix_pid == own) self = true;
        else if (!kill((pid_t)entry->unix_pid, signals[event])) sent++;
    }
    if (self) kill(getpid(), signals[event]);
    return self || sent ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- what a file handle of the console holds: a descriptor only so that it is one */

NTSTATUS console_device(bool output, int *fd, uint32_t *target)
{
    if (!console_open()) return STATUS_INVALID_HANDLE;
    int terminal = output ? console_fd_out : console_fd_in;
    *target = output ? CONSOLE_TARGET_SCREEN + console->active : CONSOLE_TARGET_INPUT;
    *fd = terminal >= 0 ? fcntl(terminal, F_DUPFD_CLOEXEC, 3) : open("/dev/null", O_RDWR | O_CLOEXEC);
    return *fd < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}
