/* The address space and image mapping (dlls/ntdll/unix/virtual*.c, image*.c, section.c) without a Windows program
 * around them. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
    (void)unix_path; (void)capacity;
    dos_path[0] = 'X';
    return 1;
}

static int checks, failures;
#define check(condition)                                                                                               \
    do {                                                                                                               \
        checks++;                                                                                                      \
        if (!(condition)) {                                                                                            \
            failures++;                                                                                                \
            printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);                                             \
        }                                                                                                              \
    } while (0)
#define check_status(call, expected) do { \
        NTSTATUS status_ = (call); checks++; \
        if (status_ != (NTSTATUS)(expected)) { failures++; printf("%s:%d: %s: %08x, not %s\n", __FILE__, __LINE__, #call, (unsigned)status_, #expected); } \
    } while (0)

static struct unix_memory_query_args query(uint64_t address)
{
    struct unix_memory_query_args args = { .address = address };
    check_status(unix_memory_query(&args), STATUS_SUCCESS);
    return args;
}

static NTSTATUS protect(uint64_t address, uint64_t size, uint32_t protection, uint32_t *old)
{
    struct unix_memory_protect_args args = { .address = address, .size = size, .protect = protection };
    NTSTATUS status = unix_memory_protect(&args);
    *old = args.old_protect;
    return status;
}

static uint64_t allocate(uint64_t size, uint32_t type, uint32_t protection)
{
    uint64_t address = 0;
    check_status(virtual_allocate(&address, &size, 0, type, protection), STATUS_SUCCESS);
    return address;
}

static void release(uint64_t address)
{
    uint64_t size = 0;
    check_status(virtual_free(&address, &size, MEM_RELEASE), STATUS_SUCCESS);
}

static void test_reserve_and_commit(void)
{
    uint64_t base = allocate(0x12345, MEM_RESERVE, PAGE_READWRITE), address, size;
    struct unix_memory_query_args q = query(base + 0x2345);
    check(base % 0x10000 == 0);
    check(q.state == MEM_RESERVE && q.allocation_base == base && q.base_address == base + 0x2000 &&
          q.region_size == 0x11000 && q.protect == 0);
    check(q.allocation_protect == PAGE_READWRITE && q.type == MEM_PRIVATE);

    address = base + 0x3001, size = 0x1000;
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    check(address == base + 0x3000 && size == 0x2000);
    memset((void *)address, 7, size);
    q = query(base + 0x4000);
    check(q.state == MEM_COMMIT && q.base_address == base + 0x4000 && q.region_size == 0x1000 &&
          q.protect == PAGE_READWRITE);
    q = query(base);
    check(q.state == MEM_RESERVE && q.region_size == 0x3000);

    address = base + 0x3000, size = 0x1000;
    check_status(virtual_free(&address, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    check(*(char *)(base + 0x3000) == 0 && *(char *)(base + 0x4000) == 7);

    address = base + 0x12000, size = 0x2000;
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    address = base, size = 0x1000;
    check_status(virtual_allocate(&address, &size, 0, MEM_RESERVE, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    address = base + 0x1000, size = 0;
    check_status(virtual_free(&address, &size, MEM_RELEASE), STATUS_FREE_VM_NOT_AT_BASE);
    address = base, size = 0x20000;
    check_status(virtual_free(&address, &size, MEM_DECOMMIT), STATUS_UNABLE_TO_FREE_VM);
    release(base);
    q = query(base);
    check(q.state == MEM_FREE && q.protect == PAGE_NOACCESS && q.type == 0 && q.allocation_base == 0);
    address = base, size = 0;
    check_status(virtual_free(&address, &size, MEM_RELEASE), STATUS_MEMORY_NOT_ALLOCATED);
}

static void test_bad_parameters(void)
{
    uint64_t address = 0, size = 0;
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_INVALID_PARAMETER_4);
    size = 0x1000;
    check_status(virtual_allocate(&address, &size, 0, 0, PAGE_READWRITE), STATUS_INVALID_PARAMETER_5);
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, 0), STATUS_INVALID_PAGE_PROTECTION);
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, 3), STATUS_INVALID_PAGE_PROTECTION);
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_WRITECOPY), STATUS_INVALID_PAGE_PROTECTION);
    check_status(virtual_allocate(&address, &size, 0, MEM_COMMIT, PAGE_NOACCESS | PAGE_GUARD),
                 STATUS_INVALID_PAGE_PROTECTION);
    address = ARENA_ADDRESS;
    check_status(virtual_allocate(&address, &size, 0, MEM_RESERVE, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    address = USER_SHARED_DATA_ADDRESS, size = 0;
    check(virtual_free(&address, &size, MEM_RELEASE) < 0);
    check(query(USER_SHARED_DATA_ADDRESS).state == MEM_COMMIT &&
          query(USER_SHARED_DATA_ADDRESS).protect == PAGE_READONLY);
}

static void test_places(void)
{
    uint64_t below = 0, size = 0x10000;
    check_status(virtual_allocate(&below, &size, 0x7fffffff, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    check(below < 0x80000000);
    uint64_t top = allocate(0x10000, MEM_RESERVE | MEM_TOP_DOWN, PAGE_READWRITE);
    check(top > 0x100000000ull);
    struct unix_memory_allocate_args aligned = {
        .size = 0x30000, .alignment = 0x100000, .type = MEM_RESERVE, .protect = PAGE_READWRITE};
    check_status(unix_memory_allocate(&aligned), STATUS_SUCCESS);
    check(aligned.address % 0x100000 == 0);
    release(aligned.address);
    release(top);
    release(below);
    check(allocate(0x20000, MEM_RESERVE, PAGE_READWRITE) != 0);

    uint64_t places[600];
    for (int i = 0; i < 600; i++) places[i] = allocate(0x10000 * (1 + (uint64_t)i % 7), MEM_RESERVE, PAGE_READWRITE);
    for (int i = 0; i < 600; i += 2) release(places[i]);
    for (int i = 0; i < 600; i += 2) {
        places[i] = allocate(0x8000 * (1 + (uint64_t)i % 5), MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        *(char *)places[i] = 1;
    }
    for (int i = 0; i < 600; i++) check(query(places[i]).allocation_base == places[i]);
    for (int i = 0; i < 600; i++) release(places[i]);
}

static void test_partial_release(void)
{
    uint64_t base = allocate(0x40000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), address = base + 0x10000,
             size = 0x10000;
    check_status(virtual_free(&address, &size, MEM_RELEASE), STATUS_SUCCESS);
    check(query(base).region_size == 0x10000);
    check(query(base + 0x10000).state == MEM_FREE && query(base + 0x10000).region_size == 0x10000);
    check(query(base + 0x20000).allocation_base == base + 0x20000);
    release(base);
    release(base + 0x20000);
}

static void test_protection(void)
{
    uint64_t base = allocate(0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), size = 0x1000;
    uint32_t old;
    check_status(protect(base + 0x1001, 1, PAGE_READONLY, &old), STATUS_SUCCESS);
    check(old == PAGE_READWRITE && query(base + 0x1000).protect == PAGE_READONLY &&
          query(base + 0x1000).region_size == 0x1000);
    check(query(base).region_size == 0x1000);
    check_status(protect(base, 0x3000, PAGE_EXECUTE_READ, &old), STATUS_SUCCESS);
    check(old == PAGE_READWRITE && query(base).region_size == 0x3000);
    check_status(protect(base, 0x11000, PAGE_READONLY, &old), STATUS_CONFLICTING_ADDRESSES);
    check_status(protect(base, 0x1000, 0x1234, &old), STATUS_INVALID_PAGE_PROTECTION);
    check_status(protect(base, 0x1000, PAGE_EXECUTE_WRITECOPY, &old), STATUS_INVALID_PAGE_PROTECTION);
    check_status(virtual_free(&base, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    check_status(protect(base, 0x2000, PAGE_READONLY, &old), STATUS_NOT_COMMITTED);
    release(base);
}

static void test_faults(void)
{
    uint64_t base = allocate(0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    check_status(virtual_handle_fault(base + 5, 0, NULL, 0), STATUS_GUARD_PAGE_VIOLATION);
    check(query(base).protect == PAGE_READWRITE && query(base).region_size == 0x1000);
    *(char *)base = 1;
    check_status(virtual_handle_fault(base + 5, 16, NULL, 0), STATUS_ACCESS_VIOLATION);
    check_status(virtual_handle_fault(8, 2, NULL, 0), STATUS_ACCESS_VIOLATION);
    check_status(virtual_prepare_buffer(base, 0x2000, true), STATUS_GUARD_PAGE_VIOLATION);
    check_status(virtual_prepare_buffer(base, 0x2000, true), STATUS_SUCCESS);
    release(base);
}

static void test_stack(void)
{
    uint64_t teb;
    check_status(virtual_allocate_teb(&teb), STATUS_SUCCESS);
    struct thread_block *block = (struct thread_block *)(teb + THREAD_BLOCK_OFFSET);
    block->teb = teb;
    check_status(virtual_allocate_stack(block, 0x100000, 0x4000), STATUS_SUCCESS);
    check(block->stack_base - block->stack_allocation == 0x100000);
    uint64_t guard = block->stack_limit - 0x1000;
    check(query(guard).protect == (PAGE_READWRITE | PAGE_GUARD) && query(guard).region_size == 0x1000);
    check_status(virtual_handle_fault(guard + 0x800, 2, block, guard + 0x800), STATUS_SUCCESS);
    *(char *)guard = 1;
    check(block->stack_limit == guard && *(uint64_t *)(teb + 0x10) == guard);
    check(query(guard - 0x1000).protect == (PAGE_READWRITE | PAGE_GUARD));
    NTSTATUS status = STATUS_SUCCESS;
    int pages = 0;
    for (; !status && pages < 256; pages++) status = virtual_handle_fault(block->stack_limit - 8, 2, block, 0);
    check(status == (NTSTATUS)STATUS_STACK_OVERFLOW);
    check(block->stack_limit == block->stack_allocation + 0x1000);
    memset((void *)block->stack_limit, 1, 0x4000);
    check_status(virtual_handle_fault(block->stack_limit - 8, 2, block, 0), STATUS_ACCESS_VIOLATION);
    virtual_free_thread(teb, block->stack_allocation);
}

static void test_write_watch(void)
{
    uint64_t base = allocate(0x10000, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE), list[16];
    check_status(virtual_handle_fault(base + 0x3004, 2, NULL, 0), STATUS_SUCCESS);
    *(int *)(base + 0x3004) = 1;
    check_status(virtual_prepare_buffer(base + 0x7fff, 2, true), STATUS_SUCCESS);
    check(query(base).region_size == 0x10000);
    struct unix_memory_write_watch_args args = {
        .address = base, .size = 0x10000, .list = UNIX_PTR(list), .capacity = 16, .reset = 1};
    check_status(unix_memory_write_watch(&args), STATUS_SUCCESS);
    check(args.count == 3 && list[0] == base + 0x3000 && list[1] == base + 0x7000 && list[2] == base + 0x8000);
    check_status(unix_memory_write_watch(&args), STATUS_SUCCESS);
    check(args.count == 0);
    release(base);
}

static void test_sections(void)
{
    struct unix_section_create_args create = {
        .file_fd = -1, .size = 0x20001, .protect = PAGE_READWRITE, .attributes = SEC_COMMIT};
    check_status(unix_section_create(&create), STATUS_SUCCESS);
    check(create.size == 0x21000);
    struct unix_section_map_args one = { .fd = create.fd, .protect = PAGE_READWRITE, .size = 0x21000 };
    struct unix_section_map_args two = {.fd = create.fd, .protect = PAGE_WRITECOPY, .size = 0x11000, .offset = 0x10000};
    check_status(unix_section_map(&one), STATUS_SUCCESS);
    check_status(unix_section_map(&two), STATUS_SUCCESS);
    strcpy((char *)one.address + 0x10000, "shared");
    check(!strcmp((char *)two.address, "shared"));
    strcpy((char *)two.address, "private");
    check(!strcmp((char *)one.address + 0x10000, "shared"));
    struct unix_memory_query_args q = query(two.address);
    check(q.type == MEM_MAPPED && q.protect == PAGE_WRITECOPY && q.region_size == 0x11000);
    two.offset = 0x1000;
    check_status(unix_section_map(&two), STATUS_MAPPED_ALIGNMENT);
    uint64_t address = one.address, size = 0;
    check_status(virtual_free(&address, &size, MEM_RELEASE), STATUS_UNABLE_TO_DELETE_SECTION);
    check_status(unix_section_unmap(&(struct unix_section_unmap_args){ one.address }), STATUS_SUCCESS);
    check_status(unix_section_unmap(&(struct unix_section_unmap_args){ two.address }), STATUS_SUCCESS);
    check_status(unix_section_unmap(&(struct unix_section_unmap_args){ two.address }), STATUS_NOT_MAPPED_VIEW);
    close(create.fd);
}

/* --- images --- */

static void put16(uint8_t *at, unsigned value) { memcpy(at, &(uint16_t){ (uint16_t)value }, 2); }
static void put32(uint8_t *at, uint32_t value) { memcpy(at, &value, 4); }
static void put64(uint8_t *at, uint64_t value) { memcpy(at, &value, 8); }

/* A small PE32+ program: headers, .text with one relocated pointer, .data with zero fill, .reloc. */
static int make_image(uint32_t file_alignment, size_t *size_of_file, uint8_t *file)
{
    memset(file, 0, 0x10000);
    memcpy(file, "MZ", 2);
    put32(file + 0x3c, 0x80);
    uint8_t *pe = file + 0x80, *optional = pe + 24, *section = optional + 240;
    memcpy(pe, "PE\0\0", 4);
    put16(pe + 4, IMAGE_MACHINE_AMD64);
    put16(pe + 6, 3);
    put16(pe + 20, 240);
    put16(pe + 22, 0x22);
    put16(optional, 0x20b);
    put32(optional + 16, 0x1000);
    put64(optional + 24, 0x500000000000);
    put32(optional + 32, 0x1000);
    put32(optional + 36, file_alignment);
    put32(optional + 56, 0x5000);
    put32(optional + 60, 0x400);
    put16(optional + 68, 3);
    put64(optional + 72, 0x200000);
    put64(optional + 80, 0x1000);
    put32(optional + 108, 16);
    put32(optional + 112 + 5 * 8, 0x4000);
    put32(optional + 112 + 5 * 8 + 4, 12);
    uint32_t raw = (0x400 + file_alignment - 1) & ~(file_alignment - 1);
    static const struct { const char *name; uint32_t address, size, flags;
    } sections[] = {
        {".text", 0x1000, 0x10, 0x60000020},
        {".data", 0x2000, 0x2000, 0xc0000040},
        {".reloc", 0x4000, 12, 0x42000040},
    };
    for (int i = 0; i < 3; i++, section += 40, raw += file_alignment) {
        memcpy(section, sections[i].name, strlen(sections[i].name));
        put32(section + 8, sections[i].size);
        put32(section + 12, sections[i].address);
        put32(section + 16, file_alignment);
        put32(section + 20, raw);
        put32(section + 36, sections[i].flags);
        if (i == 0) put64(file + raw, 0x500000002000);
        if (i == 1) strcpy((char *)file + raw, "data");
        if (i == 2) { put32(file + raw, 0x1000); put32(file + raw + 4, 12); put16(file + raw + 8, 0xa000); }
    }
    *size_of_file = raw;
    int fd = memfd_create("image", MFD_CLOEXEC);
    check(write(fd, file, raw) == (ssize_t)raw);
    return fd;
}

static void test_image(uint32_t file_alignment)
{
    static uint8_t file[0x10000];
    size_t size;
    int fd = make_image(file_alignment, &size, file);
    struct image_mapping kind, one, two;
    char reason[300] = "";
    check_status(image_identify(fd, &kind, reason, sizeof(reason)), STATUS_SUCCESS);
    check(kind.machine == IMAGE_MACHINE_AMD64 && kind.stack_reserve == 0x200000 && kind.subsystem == 3);
    check_status(image_map(fd, 0, 0, &one), STATUS_SUCCESS);
    check(one.base == 0x500000000000 && one.entry == one.base + 0x1000 && !one.moved);
    check(*(uint64_t *)(one.base + 0x1000) == 0x500000002000 && !strcmp((char *)one.base + 0x2000, "data") &&
          *(int *)(one.base + 0x3ffc) == 0);
    check(query(one.base).protect == PAGE_READONLY && query(one.base + 0x1000).protect == PAGE_EXECUTE_READ);
    check(query(one.base + 0x2000).protect == PAGE_WRITECOPY && query(one.base + 0x2000).region_size == 0x2000);
    check(query(one.base).type == MEM_IMAGE);
    check_status(image_map(fd, 0, 0, &two), STATUS_IMAGE_NOT_AT_BASE);
    check(two.moved && *(uint64_t *)(two.base + 0x1000) == two.base + 0x2000);
    check(*(uint64_t *)(two.base + 0x80 + 24 + 24) == two.base);
    check(*(uint64_t *)(one.base + 0x1000) == 0x500000002000);
    check_status(image_map(fd, IMAGE_MACHINE_I386, 0, &kind), STATUS_INVALID_IMAGE_FORMAT);
    check_status(unix_section_unmap(&(struct unix_section_unmap_args){ one.base }), STATUS_SUCCESS);
    check_status(unix_section_unmap(&(struct unix_section_unmap_args){ two.base }), STATUS_SUCCESS);

    check(ftruncate(fd, (off_t)(size - file_alignment)) == 0);
    check_status(image_identify(fd, &kind, reason, sizeof(reason)), STATUS_INVALID_IMAGE_FORMAT);
    check(strstr(reason, "truncated") != NULL);
    close(fd);
}

static void check_reason(const char *bytes, size_t size, NTSTATUS expected, const char *word)
{
    struct image_mapping kind;
    char reason[300] = "";
    int fd = memfd_create("file", MFD_CLOEXEC);
    check(write(fd, bytes, size) == (ssize_t)size);
    check_status(image_identify(fd, &kind, reason, sizeof(reason)), expected);
    check(strstr(reason, word) != NULL);
    close(fd);
}

static void test_reasons(void)
{
    char old[256] = "MZ";
    check_reason("", 0, STATUS_INVALID_FILE_FOR_SECTION, "empty");
    check_reason("#!/bin/sh\necho", 14, STATUS_INVALID_IMAGE_NOT_MZ, "script for /bin/sh,");
    check_reason("\x7f" "ELF....", 8, STATUS_INVALID_IMAGE_NOT_MZ, "Linux");
    check_reason("hello", 5, STATUS_INVALID_IMAGE_NOT_MZ, "not a Windows program");
    check_reason("MZ", 2, STATUS_INVALID_IMAGE_PROTECT, "damaged");
    check_reason(old, 256, STATUS_INVALID_IMAGE_PROTECT, "DOS");
    old[0x3c] = (char)0x80;
    check_reason(old, 100, STATUS_INVALID_IMAGE_FORMAT, "truncated");
    memcpy(old + 0x80, "NE", 2);
    old[0x80 + 0x36] = 2;
    check_reason(old, 256, STATUS_INVALID_IMAGE_WIN_16, "16-bit Windows");
    old[0x80 + 0x36] = 1;
    check_reason(old, 256, STATUS_INVALID_IMAGE_NE_FORMAT, "OS/2");
    memcpy(old + 0x80, "LE", 2);
    check_reason(old, 256, STATUS_INVALID_IMAGE_LE_FORMAT, "LE");
    memcpy(old + 0x80, "PE\0\0\x64\xaa", 6);
    check_reason(old, 256, STATUS_INVALID_IMAGE_FORMAT, "ARM64");
}

int main(void)
{
    virtual_init(false, false);
    check(allocate(0x10000, MEM_RESERVE, PAGE_READWRITE) > 0x100000000ull); /* leaves room for the program */
    program_is_mapped = true;
    test_reserve_and_commit();
    test_bad_parameters();
    test_places();
    test_partial_release();
    test_protection();
    test_faults();
    test_stack();
    test_write_watch();
    test_sections();
    test_image(0x1000);
    test_image(0x200);
    test_reasons();
    printf("%d checks, %d failed, 0 todo, 0 skipped\n", checks, failures);
    return failures != 0;
}
