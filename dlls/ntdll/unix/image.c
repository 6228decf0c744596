/* Maps PE images: from the file, page for page, where its layout allows, otherwise by reading. Pages that nobody writes
 * are then shared between processes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "image_headers.h"
#include "virtual_private.h"

#define SUBSYSTEM_GUI     2
#define SUBSYSTEM_CONSOLE 3

static void describe(const struct image_headers *headers, struct image_mapping *mapping)
{
    *mapping = (struct image_mapping){
        .size = page_ceiling((uint64_t)headers->size_of_image),
        .machine = headers->machine,
        .stack_reserve = headers->stack_reserve,
        .stack_commit = headers->stack_commit,
        .subsystem = headers->subsystem,
        .characteristics = headers->characteristics,
        .dll_characteristics = headers->dll_characteristics,
    };
}

NTSTATUS image_identify(int fd, struct image_mapping *mapping, char *reason, size_t reason_size)
{
    struct image_headers headers;
    char problem[256];
    NTSTATUS status = image_headers_read(fd, &headers, problem, sizeof(problem));
    if (status) {
        snprintf(reason, reason_size, "%s.", problem);
        return status;
    }
    describe(&headers, mapping);
    image_headers_free(&headers);
    if (headers.characteristics & IMAGE_IS_DLL) {
        snprintf(reason, reason_size, "it is a DLL (a library), not a program.");
        return STATUS_INVALID_IMAGE_FORMAT;
    }
    if (headers.subsystem != SUBSYSTEM_GUI && headers.subsystem != SUBSYSTEM_CONSOLE) {
        snprintf(reason, reason_size, "%s, not an ordinary program (subsystem %u).",
                 headers.subsystem == 1                               ? "it is a driver or a native program"
                 : headers.subsystem >= 10 && headers.subsystem <= 13 ? "it is an EFI program or driver"
                                                                      : "it is for another system",
                 headers.subsystem);
        return STATUS_INVALID_IMAGE_FORMAT;
    }
    return STATUS_SUCCESS;
}

/* --- contents --- */

static NTSTATUS read_into(int fd, uint64_t address, uint64_t offset, uint64_t size)
{
    while (size) {
        ssize_t count = pread(fd, (void *)address, size, (off_t)offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return STATUS_IN_PAGE_ERROR;
        address += (uint64_t)count;
        offset += (uint64_t)count;
        size -= (uint64_t)count;
    }
    return STATUS_SUCCESS;
}

/* Puts `size` bytes of the file at a page; the rest of the last page is zero. Whole pages are mapped if they are
 * aligned in the file and the file system lets them be executed; the others are read. */
static NTSTATUS place_bytes(int fd, const struct image_headers *headers, uint64_t address, uint64_t offset,
                            uint64_t size, bool executable)
{
    uint64_t whole = offset % PAGE_SIZE ? 0 : page_floor(size);
    if (whole != size && !(offset % PAGE_SIZE) && offset + size == headers->file_size)
        whole = page_ceiling(size); /* Linux fills with zeros */
    if (whole) {
        int protection = PROT_READ | PROT_WRITE | (executable ? PROT_EXEC : 0);
        if (mmap((void *)address, whole, protection, MAP_PRIVATE | MAP_FIXED, fd, (off_t)offset) == MAP_FAILED)
            whole = 0;
    }
    if (whole >= size) return STATUS_SUCCESS;
    address += whole;
    offset += whole;
    size -= whole;
    if (mprotect((void *)address, page_ceiling(size), PROT_READ | PROT_WRITE)) return STATUS_NO_MEMORY;
    return read_into(fd, address, offset, size);
}

static uint64_t section_size(const struct section_header *section)
{
    return page_ceiling((uint64_t)(section->virtual_size ? section->virtual_size : section->raw_size));
}

static NTSTATUS place_section(int fd, const struct image_headers *headers, const struct section_header *section,
                              uint64_t base)
{
    uint64_t address = base + section->virtual_address, size = section_size(section),
             raw = section->raw_offset ? section->raw_size : 0;
    if (!size) return STATUS_SUCCESS;
    if (raw > size) raw = size;
    /* the lowest bits of the offset do not count, as in Windows */
    uint64_t offset = section->raw_offset & ~0x1ffull;
    if (raw) {
        NTSTATUS status =
            place_bytes(fd, headers, address, offset, raw, (section->characteristics & SECTION_EXECUTE) != 0);
        if (status) return status;
    }
    uint64_t filled = page_ceiling(raw);
    if (filled < size && mprotect((void *)(address + filled), size - filled, PROT_READ | PROT_WRITE))
        return STATUS_COMMITMENT_LIMIT;
    return STATUS_SUCCESS;
}

static NTSTATUS place_flat(int fd, const struct image_headers *headers, uint64_t base)
{
    uint64_t size = headers->size_of_image < headers->file_size ? headers->size_of_image : headers->file_size;
    if (mprotect((void *)base, page_ceiling((uint64_t)headers->size_of_image), PROT_READ | PROT_WRITE))
        return STATUS_COMMITMENT_LIMIT;
    return read_into(fd, base, 0, size);
}

/* Parts of memory whose contents follow each other in the file. */
struct reading {
    struct iovec parts[32];
    int count;
    uint64_t offset, size;
};

static NTSTATUS read_parts(int fd, struct reading *reading)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint64_t offset = reading->offset;
    if (reading->count && preadv(fd, reading->parts, reading->count, (off_t)offset) != (ssize_t)reading->size) {
        for (int i = 0; i < reading->count && !status; i++) { /* interrupted, or the file is shorter now */
            status = read_into(fd, (uint64_t)reading->parts[i].iov_base, offset, reading->parts[i].iov_len);
            offset += reading->parts[i].iov_len;
        }
    }
    reading->count = 0;
    return status;
}

static NTSTATUS add_part(int fd, struct reading *reading, uint64_t address, uint64_t offset, uint64_t size)
{
    NTSTATUS status = STATUS_SUCCESS;
    bool continues = reading->count && offset == reading->offset + reading->size &&
                     reading->count < (int)(sizeof(reading->parts) / sizeof(*reading->parts));
    if (!size) return status;
    if (!continues) {
        status = read_parts(fd, reading);
        reading->offset = offset;
        reading->size = 0;
    }
    reading->parts[reading->count++] = (struct iovec){ (void *)address, size };
    reading->size += size;
    return status;
}

/* Sections that do not lie on pages of the file: the whole image is made writable and read, in as few calls as its
 * order in the file allows. */
static NTSTATUS read_contents(int fd, const struct image_headers *headers, uint64_t base)
{
    struct reading reading = { .count = 0 };
    if (mprotect((void *)base, page_ceiling((uint64_t)headers->size_of_image), PROT_READ | PROT_WRITE))
        return STATUS_COMMITMENT_LIMIT;
    NTSTATUS status = add_part(fd, &reading, base, 0, headers->size_of_headers);
    for (uint32_t i = 0; i < headers->section_count && !status; i++) {
        const struct section_header *section = &headers->sections[i];
        uint64_t size = section_size(section), raw = section->raw_offset ? section->raw_size : 0;
        status = add_part(fd, &reading, base + section->virtual_address, section->raw_offset & ~0x1ffull,
                          raw < size ? raw : size);
    }
    return status ? status : read_parts(fd, &reading);
}

/* Reading everything pays if no page of the file can be mapped, and if the image has no gaps, which must stay without
 * access. */
static bool is_better_read(const struct image_headers *headers)
{
    uint64_t end = page_ceiling((uint64_t)headers->size_of_headers);
    for (uint32_t i = 0; i < headers->section_count; i++) {
        const struct section_header *section = &headers->sections[i];
        if (section->raw_size >= PAGE_SIZE && !((section->raw_offset & ~0x1ffull) % PAGE_SIZE)) return false;
        if (section->virtual_address != end) return false;
        end += section_size(section);
    }
    return end == page_ceiling((uint64_t)headers->size_of_image);
}

static NTSTATUS place_contents(int fd, const struct image_headers *headers, uint64_t base)
{
    if (headers->is_flat) return place_flat(fd, headers, base);
    if (is_better_read(headers)) return read_contents(fd, headers, base);
    NTSTATUS status = place_bytes(fd, headers, base, 0, headers->size_of_headers, false);
    for (uint32_t i = 0; i < headers->section_count && !status; i++)
        status = place_section(fd, headers, &headers->sections[i], base);
    return status;
}

/* --- relocation --- */

enum relocation_type { RELOCATION_NONE, RELOCATION_HIGH, RELOCATION_LOW, RELOCATION_HIGHLOW, RELOCATION_DIR64 = 10 };

static NTSTATUS relocate_one(uint64_t base, uint64_t size, uint64_t at, unsigned type, uint64_t delta)
{
    static const uint8_t widths[16] = {
        [RELOCATION_HIGH] = 2, [RELOCATION_LOW] = 2, [RELOCATION_HIGHLOW] = 4, [RELOCATION_DIR64] = 8};
    uint64_t value = 0;
    if (type == RELOCATION_NONE) return STATUS_SUCCESS;
    if (!widths[type] || at + widths[type] > size) return STATUS_INVALID_IMAGE_FORMAT;
    void *place = (void *)(base + at);
    memcpy(&value, place, widths[type]);
    value = type == RELOCATION_HIGH ? ((value << 16) + (delta & 0xffffffffu)) >> 16 : value + delta;
    memcpy(place, &value, widths[type]);
    return STATUS_SUCCESS;
}

static NTSTATUS relocate_block(uint64_t base, uint64_t size, uint32_t page, uint64_t entries, uint64_t count,
                               uint64_t delta)
{
    for (uint64_t i = 0; i < count; i++) {
        uint16_t entry;
        memcpy(&entry, (void *)(entries + 2 * i), 2);
        NTSTATUS status = relocate_one(base, size, (uint64_t)page + (entry & 0xfff), entry >> 12, delta);
        if (status) return status;
    }
    return STATUS_SUCCESS;
}

/* All pages are readable and writable. */
static NTSTATUS relocate(const struct image_headers *headers, uint64_t base, uint64_t size)
{
    uint64_t delta = base - headers->image_base, at = headers->relocations, end = at + headers->relocations_size;
    if (!headers->relocations || end > size) return headers->relocations ? STATUS_INVALID_IMAGE_FORMAT : STATUS_SUCCESS;
    while (at + 8 <= end) {
        struct { uint32_t page, size; } block;
        memcpy(&block, (void *)(base + at), sizeof(block));
        if (block.size < sizeof(block)) break; /* padding at the end */
        if (at + block.size > end) return STATUS_INVALID_IMAGE_FORMAT;
        NTSTATUS status = relocate_block(base, size, block.page, base + at + 8, (block.size - 8) / 2, delta);
        if (status) return status;
        at += block.size;
    }
    return STATUS_SUCCESS;
}

/* The mapped header tells where the image lies. */
static void store_image_base(const struct image_headers *headers, uint64_t base, uint64_t size)
{
    uint64_t at = headers->headers_offset + (headers->is_64bit ? 24ull + 24 : 24ull + 28);
    size_t width = headers->is_64bit ? 8 : 4;
    if (at + width <= headers->size_of_headers && at + width <= size) memcpy((void *)(base + at), &base, width);
}

static NTSTATUS move(const struct image_headers *headers, uint64_t base, uint64_t size)
{
    if (headers->characteristics & IMAGE_RELOCATIONS_STRIPPED) return STATUS_CONFLICTING_ADDRESSES;
    if (mprotect((void *)base, size, PROT_READ | PROT_WRITE)) return STATUS_NO_MEMORY;
    NTSTATUS status = relocate(headers, base, size);
    if (!status) store_image_base(headers, base, size);
    return status;
}

/* --- protections --- */

static uint32_t section_protection(uint32_t characteristics, bool as_data)
{
    static const uint32_t table[8] = { /* bit 0: execute, 1: read, 2: write */
        PAGE_NOACCESS, PAGE_EXECUTE, PAGE_READONLY, PAGE_EXECUTE_READ,
        PAGE_WRITECOPY, PAGE_EXECUTE_WRITECOPY, PAGE_WRITECOPY, PAGE_EXECUTE_WRITECOPY,
    };
    if (as_data) characteristics &= ~SECTION_EXECUTE;
    return table[characteristics >> 29];
}

static NTSTATUS protect(struct area *area, uint64_t start, uint64_t size, uint32_t protection)
{
    return pages_apply(area, start, start + size, state_from_protect(protection));
}

/* --- images that stay as they are in the file --- */

/* Pages that follow each other in memory and in the file, with one protection. */
struct stretch {
    uint64_t start, end, offset;
    uint8_t state;
    bool is_zero; /* nothing of the file */
};

static bool lies_on_pages(const struct image_headers *headers, uint64_t offset, uint64_t size)
{
    return !(offset % PAGE_SIZE) &&
           (!(size % PAGE_SIZE) || offset + size == headers->file_size); /* Linux fills the last page with zeros */
}

/* Can all of it be mapped, with the protections that it keeps? */
static bool is_mappable(const struct image_headers *headers)
{
    if (headers->is_flat || !lies_on_pages(headers, 0, headers->size_of_headers)) return false;
    for (uint32_t i = 0; i < headers->section_count; i++) {
        const struct section_header *section = &headers->sections[i];
        uint64_t size = section_size(section), raw = section->raw_offset ? section->raw_size : 0;
        if (raw && !lies_on_pages(headers, section->raw_offset & ~0x1ffull, raw < size ? raw : size)) return false;
    }
    return true;
}

static bool map_stretch(int fd, const struct area *area, const struct stretch *stretch)
{
    uint64_t size = stretch->end - stretch->start;
    int protection = host_protection(area, stretch->state);
    if (!size) return true;
    if (stretch->is_zero ? mprotect((void *)stretch->start, size, protection) != 0
                         : mmap((void *)stretch->start, size, protection, MAP_PRIVATE | MAP_FIXED, fd,
                                (off_t)stretch->offset) == MAP_FAILED)
        return false;
    return page_states_set(stretch->start, stretch->end, stretch->state);
}

static bool add_stretch(int fd, const struct area *area, struct stretch *current, const struct stretch *next)
{
    bool continues = next->start == current->end && next->state == current->state &&
                     next->is_zero == current->is_zero &&
                     (next->is_zero || next->offset == current->offset + (current->end - current->start));
    if (continues) {
        current->end = next->end;
        return true;
    }
    bool mapped = map_stretch(fd, area, current);
    *current = *next;
    return mapped;
}

/* One call for each stretch, where placing and protecting would take two and more. False: it has to be done the long
 * way, for example because the file system forbids execution. */
static bool map_in_place(int fd, const struct image_headers *headers, const struct area *area, bool as_data)
{
    struct stretch current = {area->base, area->base + page_ceiling((uint64_t)headers->size_of_headers), 0,
                              state_from_protect(PAGE_READONLY), false};
    for (uint32_t i = 0; i < headers->section_count; i++) {
        const struct section_header *section = &headers->sections[i];
        uint64_t size = section_size(section), start = area->base + section->virtual_address;
        uint64_t filled = page_ceiling((uint64_t)(section->raw_offset ? section->raw_size : 0));
        uint8_t state = state_from_protect(section_protection(section->characteristics, as_data));
        if (filled > size) filled = size;
        struct stretch from_file = { start, start + filled, section->raw_offset & ~0x1ffull, state, false };
        struct stretch zero = { start + filled, start + size, 0, state, true };
        if (filled && !add_stretch(fd, area, &current, &from_file)) return false;
        if (filled < size && !add_stretch(fd, area, &current, &zero)) return false;
    }
    return map_stretch(fd, area, &current);
}

/* Neighbours of the same protection are protected together: a call for each of a program's twenty sections would be
 * felt at its start. */
static NTSTATUS protect_image(struct area *area, const struct image_headers *headers, bool as_data)
{
    if (headers->is_flat)
        return protect(area, area->base, area->end - area->base, as_data ? PAGE_WRITECOPY : PAGE_EXECUTE_WRITECOPY);
    uint64_t start = area->base, end = start + page_ceiling((uint64_t)headers->size_of_headers);
    uint32_t current = PAGE_READONLY;
    NTSTATUS status = STATUS_SUCCESS;
    for (uint32_t i = 0; i < headers->section_count && !status; i++) {
        const struct section_header *section = &headers->sections[i];
        uint64_t size = section_size(section), address = area->base + section->virtual_address;
        uint32_t protection = section_protection(section->characteristics, as_data);
        if (!size) continue;
        if (address != end || protection != current) {
            status = protect(area, start, end - start, current);
            start = address;
            current = protection;
        }
        end = address + size;
    }
    return status ? status : protect(area, start, end - start, current);
}

/* --- the whole --- */

static NTSTATUS find_room(int fd, const struct image_headers *headers, uint64_t size, struct area **area)
{
    char link[64], path[4096];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = 0;

    struct placement where = { .address = headers->image_base, .size = size };
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    if (where.address) status = area_create(&where, PROT_NONE, flags, -1, 0, MEM_IMAGE, path, area);
    where.address = 0;
    if (status == (NTSTATUS)STATUS_CONFLICTING_ADDRESSES || status == (NTSTATUS)STATUS_INVALID_PARAMETER)
        status = area_create(&where, PROT_NONE, flags, -1, 0, MEM_IMAGE, path, area);
    if (!status) {
        (*area)->allocation_protect = PAGE_EXECUTE_WRITECOPY;
        (*area)->flags = AREA_COPY;
    }
    virtual_unlock(&saved);
    return status;
}

/* The program itself decides how the rest of the address space is used. */
static void note_program(const struct image_headers *headers)
{
    if (program_is_mapped || (headers->characteristics & IMAGE_IS_DLL)) return;
    program_is_mapped = true;
    data_is_executable = !headers->is_64bit && !(headers->dll_characteristics & IMAGE_NX_COMPAT);
}

static NTSTATUS fill_area(int fd, const struct image_headers *headers, bool as_data, struct area *area)
{
    uint64_t base = area->base, size = area->end - area->base;
    bool moves = !as_data && base != headers->image_base, is_done = false;
    NTSTATUS status = STATUS_SUCCESS;
    sigset_t saved;
    if (!as_data) note_program(headers);
    if (!moves && is_mappable(headers)) {
        virtual_lock(&saved);
        is_done = map_in_place(fd, headers, area, as_data);
        virtual_unlock(&saved);
    }
    if (is_done) return STATUS_SUCCESS;
    status = place_contents(fd, headers, base);
    if (!status && moves) status = move(headers, base, size);
    virtual_lock(&saved);
    if (!status) status = protect_image(area, headers, as_data);
    if (status) area_destroy(area);
    virtual_unlock(&saved);
    return status;
}

static bool machine_suits(uint32_t wanted, uint32_t machine)
{
    return machine == (wanted ? wanted : process_info->image_machine);
}

NTSTATUS image_map(int fd, uint32_t machine, uint32_t flags, struct image_mapping *mapping)
{
    struct image_headers headers;
    char problem[256];
    bool as_data = (flags & IMAGE_MAP_DATAFILE) != 0;
    memset(mapping, 0, sizeof(*mapping));
    NTSTATUS status = image_headers_read(fd, &headers, problem, sizeof(problem));
    if (status) {
        log_text(LOG_LOADER, "not an image: %s", problem);
        return status;
    }
    describe(&headers, mapping);
    struct area *area = NULL;
    if (!as_data && !machine_suits(machine, headers.machine)) status = STATUS_INVALID_IMAGE_FORMAT;
    if (!status) status = find_room(fd, &headers, mapping->size, &area);
    if (!status) {
        uint64_t base = area->base;
        status = fill_area(fd, &headers, as_data, area);
        mapping->base = status ? 0 : base;
        mapping->moved = base != headers.image_base;
        mapping->entry = status || !headers.entry ? 0 : base + headers.entry;
    }
    image_headers_free(&headers);
    if (!status && mapping->moved) status = STATUS_IMAGE_NOT_AT_BASE;
    return status;
}

/* --- exports --- */

struct __attribute__((packed)) export_directory {
    uint32_t characteristics, time;
    uint16_t versions[2];
    uint32_t name, ordinal_base, function_count, name_count, functions, names, ordinals;
};

static bool inside(uint64_t size, uint64_t offset, uint64_t length)
{
    return offset <= size && length <= size - offset;
}

/* Position and size of the export directory in a mapped image. */
static bool find_directory(uint64_t base, uint64_t *size_of_image, struct export_directory *directory)
{
    uint32_t offset, address;
    uint16_t magic;
    memcpy(&offset, (void *)(base + 0x3c), 4);
    memcpy(&magic, (void *)(base + offset + 24), 2);
    *size_of_image = 0;
    memcpy(size_of_image, (void *)(base + offset + 24 + 56), 4);
    memcpy(&address, (void *)(base + offset + 24 + (magic == 0x20b ? 112 : 96)), 4);
    if (!address || !inside(*size_of_image, address, sizeof(*directory))) return false;
    memcpy(directory, (void *)(base + address), sizeof(*directory));
    return inside(*size_of_image, directory->names, 4ull * directory->name_count) &&
           inside(*size_of_image, directory->ordinals, 2ull * directory->name_count) &&
           inside(*size_of_image, directory->functions, 4ull * directory->function_count);
}

uint64_t image_find_export(uint64_t base, const char *name)
{
    struct export_directory directory;
    uint64_t size;
    size_t length = strlen(name) + 1;
    if (!find_directory(base, &size, &directory)) return 0;
    const uint32_t *names = (const uint32_t *)(base + directory.names),
                   *functions = (const uint32_t *)(base + directory.functions);
    const uint16_t *ordinals = (const uint16_t *)(base + directory.ordinals);
    for (uint32_t i = 0; i < directory.name_count; i++) {
        if (!inside(size, names[i], length) || memcmp((void *)(base + names[i]), name, length)) continue;
        return ordinals[i] < directory.function_count ? base + functions[ordinals[i]] : 0;
    }
    return 0;
}

int32_t unix_image_map(struct unix_image_map_args *args)
{
    struct image_mapping mapping;
    NTSTATUS status = image_map(args->fd, args->machine, args->flags, &mapping);
    if (status < 0) return status;
    args->base = mapping.base;
    args->size = mapping.size;
    args->entry = mapping.entry;
    return status;
}
