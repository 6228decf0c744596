/* Makes this Unix process a Windows process: address space, server, images, first thread; then Windows code takes over.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>
#include "loader.h"
#include "config.h"
#include "../dlls/ntdll/unix/thread_private.h"

#define HWCAP2_HAS_FSGSBASE 2u
#define EPOCH_DIFFERENCE 116444736000000000ull

extern uint64_t thread_entry;
extern char low_entry[], low_entry_end[], low_entry_arch_prctl[], low_entry_arch_prctl_end[];

static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void *map_fixed(uint32_t address, uint32_t size, int protection, int flags, int fd)
{
    void *result = mmap((void *)(uintptr_t)address, size, protection, flags | MAP_FIXED, fd, 0);
    if (result == MAP_FAILED) fail(1, "memory at %#x cannot be mapped: %s.", address, strerror(errno));
    return result;
}

static void map_process_info(uint32_t machine)
{
    uint32_t channels = process_info->log_channels;
    struct process_info *info =
        map_fixed(PROCESS_INFO_ADDRESS, PROCESS_INFO_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    struct sysinfo system;
    struct timespec now;
    sysinfo(&system);
    clock_gettime(CLOCK_REALTIME, &now);
    info->size = sizeof(*info);
    info->log_channels = channels;
    info->image_machine = machine;
    info->is_wow64 = machine == IMAGE_MACHINE_I386;
    virtual_limits(&info->user_space_start, &info->user_space_end);
    info->memory_size = (uint64_t)system.totalram * system.mem_unit;
    cpu_set_t processors;
    CPU_ZERO(&processors);
    sched_getaffinity(0, sizeof(processors), &processors);
    info->processor_count = (uint32_t)CPU_COUNT(&processors);
    for (unsigned i = 0; i < (machine == IMAGE_MACHINE_I386 ? 32 : 64); i++)
        if (CPU_ISSET(i, &processors)) info->processor_mask |= 1ull << i;
    info->unix_boot_time = (uint64_t)(now.tv_sec - system.uptime) * 10000000u + EPOCH_DIFFERENCE;
    strcpy(info->version, WINRUN_VERSION);
    process_info = info;
}

static void map_low_code(void)
{
    char *page = map_fixed(LOW_CODE_ADDRESS, LOW_CODE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    if (have_fsgsbase) memcpy(page, low_entry, (size_t)(low_entry_end - low_entry));
    else memcpy(page, low_entry_arch_prctl, (size_t)(low_entry_arch_prctl_end - low_entry_arch_prctl));
    mprotect(page, LOW_CODE_SIZE, PROT_READ | PROT_EXEC);
}

/* The first exchange: who are we, and the three shared mappings. A connection of our own may have reached a server that
 * was just killed: then the next server is asked. The connection of a child belongs to the server that knows its
 * parent. */
static void join_prefix(int connection, bool may_reconnect, uint32_t machine, const uint16_t *image,
                        uint32_t image_size)
{
    struct request_process_init_in in = { .version = PROTOCOL_VERSION, .unix_pid = getpid(), .machine = machine };
    struct request_process_init_out out;
    struct unix_server_request_args args = {
        .code = request_code_process_init,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(image),
        .in_data_size = image_size,
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
    };
    int fds[3], count;
    server_set_socket(connection);
    NTSTATUS status = server_exchange_fds(&args, fds, &count);
    for (int attempt = 0; status == STATUS_CONNECTION_DISCONNECTED && may_reconnect && attempt < 50; attempt++) {
        close(connection);
        nanosleep(&(struct timespec){ .tv_nsec = 4000000 }, NULL); /* it has not quite ended yet */
        connection = server_connect(true);
        server_set_socket(connection);
        status = server_exchange_fds(&args, fds, &count);
    }
    if (status == STATUS_CONNECTION_DISCONNECTED) server_is_gone();
    if (status || count != 3)
        fail(1, "winrun-server refused this process (status %08x). Is it of the same version? `winrun --kill` ends it.",
             (unsigned)status);
    map_fixed(ARENA_ADDRESS, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fds[0]);
    process_block = map_fixed(PROCESS_BLOCK_ADDRESS, PROCESS_BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fds[1]);
    map_fixed(USER_SHARED_DATA_ADDRESS, USER_SHARED_DATA_SIZE, PROT_READ, MAP_SHARED, fds[2]);
    for (int i = 0; i < 3; i++) close(fds[i]);
    process_info->pid = out.pid;
    process_info->main_tid = out.tid;
    process_info->parent_pid = out.parent_pid;
    process_info->process_object = out.process_object;
    process_info->process_slot = out.process_slot;
    process_info->thread_slot = out.thread_slot;
    process_info->first_slot = out.first_slot;
    process_info->slot_count = out.slot_count;
    process_info->first_tid = out.first_tid;
    process_info->tid_count = out.tid_count;
    process_info->has_token = out.has_token;
}

/* Descriptors 0, 1 and 2 become handles 4, 8 and 12. A closed one is left out. */
static void make_standard_handles(struct process_start *start)
{
    static const uint32_t rights[3] = {0x00120089, 0x00120196,
                                       0x00120196}; /* FILE_GENERIC_READ, FILE_GENERIC_READ | WRITE less append */
    uint32_t *values[3] = { &start->stdin_handle, &start->stdout_handle, &start->stderr_handle };
    struct handle_entry *entries = handle_entries(process_block);
    for (int fd = 0; fd < 3; fd++) {
        struct stat info;
        if (fstat(fd, &info) || !process_info->slot_count) continue;
        uint32_t slot = process_info->first_slot++;
        process_info->slot_count--;
        struct arena_slot *state = arena_slot_at((uintptr_t)ARENA_ADDRESS, slot);
        bool pipe = S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode);
        uint32_t kind = pipe ? OBJECT_PIPE : OBJECT_FILE;
        state->state = (uint64_t)kind << STATE_KIND_SHIFT | STATE_MANUAL_RESET | 1;
        state->refs = 1;
        bool terminal = isatty(fd);
        int mode = fcntl(fd, F_GETFL);
        uint32_t access = (mode & O_ACCMODE) == O_RDWR ? rights[0] | rights[1] : rights[fd];
        entries[fd + 1] = (struct handle_entry){
            .access = access, .slot = slot, .fd = fd, .options = 0x20 /* FILE_SYNCHRONOUS_IO_NONALERT */};
        if (terminal) entries[fd + 1].aux = fd ? CONSOLE_TARGET_SCREEN : CONSOLE_TARGET_INPUT;
        uint32_t tag = kind | HANDLE_INHERIT | (terminal ? HANDLE_CONSOLE : 0) | (mode & O_APPEND ? HANDLE_APPEND : 0);
        __atomic_store_n(&entries[fd + 1].tag, tag, __ATOMIC_RELEASE);
        *values[fd] = (uint32_t)(fd + 1) * 4;
    }
    if (process_block->handle_high_water < 4) process_block->handle_high_water = 4;
}

static uint64_t allocate(uint64_t size)
{
    uint64_t address = 0;
    NTSTATUS status =
        virtual_allocate(&address, &size, 0, 0x3000 /* MEM_COMMIT | MEM_RESERVE */, 4 /* PAGE_READWRITE */);
    if (status) fail(1, "no memory for the process (status %08x).", (unsigned)status);
    return address;
}

static uint64_t map_ntdll(uint32_t machine)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof(path), "%s/%s-windows/ntdll.dll", library_path,
             machine == IMAGE_MACHINE_I386 ? "i386" : "x86_64");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail(1, "%s cannot be opened: %s. Is the installation complete?", path, strerror(errno));
    struct image_mapping mapping;
    NTSTATUS status = image_map(fd, machine, 0, &mapping);
    close(fd);
    if (status < 0) fail(1, "%s cannot be mapped (status %08x).", path, (unsigned)status);
    return mapping.base;
}

static uint64_t ntdll_export(const char *name)
{
    uint64_t address = image_find_export(process_info->ntdll_base, name);
    if (!address) fail(1, "our ntdll.dll lacks %s: is the installation complete?", name);
    return address;
}

static void __attribute__((noreturn)) run(int image_fd, const struct image_mapping *kind, struct process_start *start)
{
    struct image_mapping image;
    process_info->ntdll_base = map_ntdll(kind->machine);
    NTSTATUS status = image_map(image_fd, kind->machine, 0, &image);
    if (status < 0) fail(EXIT_CANNOT_RUN, "the program cannot be mapped into memory (status %08x).", (unsigned)status);
    close(image_fd);
    process_info->image_base = image.base;
    process_info->image_entry = image.entry;
    process_info->start = (uint64_t)(uintptr_t)start;
    process_info->peb = allocate(0x2000);
    exception_dispatcher = ntdll_export("KiUserExceptionDispatcher");
    thread_entry = ntdll_export("winrun_thread_start");
    uint64_t first = ntdll_export("winrun_process_start");

    signal_init_process();
    bool ignored = start->flags & PROCESS_START_IGNORE_CTRL_C;
    control_begin(ignored);
    console_begin(start, kind->subsystem == 2 /* IMAGE_SUBSYSTEM_WINDOWS_GUI */);
    struct thread_block *block = thread_block_create(image.stack_reserve, image.stack_commit, &status);
    if (!block) fail(1, "no memory for the first thread (status %08x).", (unsigned)status);
    struct thread_record *record = thread_records(process_block);
    record->tid = process_info->main_tid;
    record->slot = process_info->thread_slot;
    struct unix_clock_read_args clock = { .kind = 0 };
    unix_clock_read(&clock);
    record->unix_tid = getpid();
    record->start_time = clock.value;
    record->teb = block->teb;
    if (!process_block->thread_high_water) process_block->thread_high_water = 1;
    block->record = (uint64_t)(uintptr_t)record;
    block->tid = process_info->main_tid;
    unix_thread_of(block)->record = record;
    /* PEB.ImageBaseAddress: who creates a process suspended looks there */
    if (kind->machine == IMAGE_MACHINE_I386) *(uint32_t *)(uintptr_t)(process_info->peb + 0x08) = (uint32_t)image.base;
    else *(uint64_t *)(uintptr_t)(process_info->peb + 0x10) = image.base;
    if (start->flags & PROCESS_START_SUSPENDED) thread_wait_at_gate(block);
    else control_work_begin();
    thread_run_first(block, first);
}

static void prepare(uint32_t machine, bool large_address_aware)
{
    have_fsgsbase = getauxval(AT_HWCAP2) & HWCAP2_HAS_FSGSBASE;
    raise_descriptor_limit();
    virtual_init(machine == IMAGE_MACHINE_I386, large_address_aware);
    map_process_info(machine);
    process_info->large_address_aware = large_address_aware;
    if (machine == IMAGE_MACHINE_I386) map_low_code();
}

/* --- a program started from a shell --- */

struct start_builder { struct process_start *start; uint32_t capacity; };

static void append(struct start_builder *builder, struct start_span *span, const void *bytes, size_t size)
{
    struct process_start *start = builder->start;
    uint32_t at = (start->size + 7) & ~7u;
    if (size > builder->capacity - at) fail(1, "the command line and environment are too long.");
    memcpy((char *)start + at, bytes, size);
    *span = (struct start_span){ at, (uint32_t)size };
    start->size = at + (uint32_t)size;
}

static void append_dos_path(struct start_builder *builder, struct start_span *span, const char *unix_path)
{
    uint16_t path[PATH_MAX];
    size_t length = path_to_dos(unix_path, path, PATH_MAX);
    append(builder, span, path, 2 * length);
}

static void identify_or_fail(int fd, const char *path, struct image_mapping *kind)
{
    char reason[512];
    if (fd < 0)
        fail(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN, "%s cannot be opened: %s.", path, strerror(errno));
    if (image_identify(fd, kind, reason, sizeof(reason))) fail(EXIT_CANNOT_RUN, "%s: %s", path, reason);
}

void start_from_shell(const struct options *options, const char *unix_path)
{
    struct image_mapping kind;
    int image_fd = open(unix_path, O_RDONLY | O_CLOEXEC);
    identify_or_fail(image_fd, unix_path, &kind);
    prepare(kind.machine, kind.characteristics & 0x20);
    folders_prepare_prefix();

    struct start_builder builder = { .capacity = 0x400000 };
    builder.start = (struct process_start *)(uintptr_t)allocate(builder.capacity);
    struct process_start *start = builder.start;
    start->size = sizeof(*start);
    start->machine = kind.machine;
    start->flags = PROCESS_START_FROM_UNIX;
    append(&builder, &start->image_unix_path, unix_path, strlen(unix_path) + 1);
    append_dos_path(&builder, &start->image_path, unix_path);
    size_t length;
    uint16_t *text = options->script
                         ? script_command_line(options->script, options->argument_count, options->arguments, &length)
                         : command_line_build(options->program, options->argument_count, options->arguments, &length);
    append(&builder, &start->command_line, text, 2 * length);
    free(text);
    char folder[PATH_MAX];
    if (!getcwd(folder, sizeof(folder))) strcpy(folder, "/");
    append_dos_path(&builder, &start->current_directory, folder);
    if (!start->current_directory.size) append_dos_path(&builder, &start->current_directory, prefix_path);
    text = environment_build(&length);
    append(&builder, &start->environment, text, 2 * length);
    free(text);

    join_prefix(server_connect(true), true, kind.machine, (uint16_t *)((char *)start + start->image_path.offset),
                start->image_path.size);
    make_standard_handles(start);
    run(image_fd, &kind, start);
}

/* --- a child of another Windows process --- */

void start_child(int start_fd, int connection_fd)
{
    struct stat info;
    if (fstat(start_fd, &info) || info.st_size < (off_t)sizeof(struct process_start))
        fail(1, "--child is for Winrun's own use.");
    struct process_start *given = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, start_fd, 0);
    if (given == MAP_FAILED || given->size > info.st_size || given->image_unix_path.offset >= given->size)
        fail(1, "the start block is damaged.");
    const char *path = (const char *)given + given->image_unix_path.offset;
    struct image_mapping kind;
    int image_fd = open(path, O_RDONLY | O_CLOEXEC);
    identify_or_fail(image_fd, path, &kind);
    prepare(kind.machine, kind.characteristics & 0x20);
    fcntl(connection_fd, F_SETFD, FD_CLOEXEC);

    struct process_start *start = (struct process_start *)(uintptr_t)allocate(given->size);
    memcpy(start, given, given->size);
    munmap(given, (size_t)info.st_size);
    close(start_fd);
    join_prefix(connection_fd, false, kind.machine, (uint16_t *)((char *)start + start->image_path.offset),
                start->image_path.size);
    run(image_fd, &kind, start);
}
