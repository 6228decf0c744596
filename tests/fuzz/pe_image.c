/* Hostile PE files: identification and mapping, then every mapped page is read. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../dlls/ntdll/unix/virtual_private.h"

/* what the rest of the Unix side gives */
static struct process_info info = { .image_machine = IMAGE_MACHINE_AMD64 };
struct process_info *process_info = &info;
bool jobs_count_memory(void) { return false; }
NTSTATUS jobs_ask_commit(uint64_t committed) { return (void)committed, STATUS_SUCCESS; }
__thread struct thread_block *current_block;
void log_text(enum log_channel channel, const char *format, ...) { (void)channel; (void)format; }
NTSTATUS status_from_errno(int error) { (void)error; return STATUS_UNSUCCESSFUL; }
size_t path_to_dos(const char *unix_path, uint16_t *dos_path, size_t capacity)
{
    (void)unix_path; (void)dos_path; (void)capacity;
    return 0;
}

static unsigned touch(uint64_t base, uint64_t size)
{
    unsigned sum = 0;
    for (uint64_t page = base; page < base + size; page += PAGE_SIZE) {
        struct unix_memory_query_args query = { .address = page };
        if (unix_memory_query(&query)) __builtin_trap();
        uint32_t kind = query.protect & 0xff;
        if (kind != PAGE_NOACCESS && kind != 0) sum += *(volatile uint8_t *)page;
    }
    return sum;
}

static void map_and_look(int fd, uint32_t machine, uint32_t flags)
{
    struct image_mapping mapping;
    info.image_machine = machine;
    if (image_map(fd, 0, flags, &mapping) < 0) return;
    if (mapping.size < (64u << 20)) touch(mapping.base, mapping.size);
    struct unix_section_unmap_args unmap = { mapping.base };
    if (unix_section_unmap(&unmap)) __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0) {
        virtual_init(false, false);
        program_is_mapped = true;
        fd = memfd_create("image", MFD_CLOEXEC);
    }
    if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size) return 0;
    struct image_mapping mapping;
    char reason[300];
    if (image_identify(fd, &mapping, reason, sizeof(reason)) && !reason[0]) __builtin_trap();
    map_and_look(fd, IMAGE_MACHINE_AMD64, 0);
    map_and_look(fd, IMAGE_MACHINE_I386, 0);
    map_and_look(fd, IMAGE_MACHINE_AMD64, IMAGE_MAP_DATAFILE);
    return 0;
}
