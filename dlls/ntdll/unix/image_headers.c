/* Reads and checks the headers of a PE file; tells what else a file is. Files may be hostile: every number is checked
 * against the file's size before it is used. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "image_headers.h"
#include "virtual_private.h"

#define LARGEST_IMAGE 0x7ff00000u
#define DIRECTORY_EXPORT 0
#define DIRECTORY_RELOCATION 5

struct __attribute__((packed)) file_header {
    uint32_t signature;
    uint16_t machine, section_count;
    uint32_t time, symbols, symbol_count;
    uint16_t optional_size, characteristics;
};

struct __attribute__((packed)) optional_start { /* the same in PE32 and PE32+ */
    uint16_t magic;
    uint8_t linker[2];
    uint32_t code_size, data_size, bss_size, entry, code_base;
};

struct __attribute__((packed)) optional_middle { /* from offset 32 on, the same again up to offset 72 */
    uint32_t section_alignment, file_alignment;
    uint16_t versions[6];
    uint32_t reserved, size_of_image, size_of_headers, checksum;
    uint16_t subsystem, dll_characteristics;
};

struct __attribute__((packed)) directory { uint32_t address, size; };

#define OPTIONAL_MAGIC_32 0x10b
#define OPTIONAL_MAGIC_64 0x20b
#define OPTIONAL_SIZE_32  96 /* without directories */
#define OPTIONAL_SIZE_64  112

struct complaint { char *text; size_t size; };

static NTSTATUS __attribute__((format(printf, 3, 4)))
complain(const struct complaint *complaint, NTSTATUS status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (complaint->size) vsnprintf(complaint->text, complaint->size, format, args);
    va_end(args);
    return status;
}

/* A file and its first page, read at once: that nearly always holds all headers. A zero follows what was read. */
#define FIRST_PAGE_SIZE 4096
struct source {
    int fd;
    struct { uint8_t bytes[FIRST_PAGE_SIZE + 1]; size_t size; } first;
};

static bool read_file(int fd, uint64_t offset, void *buffer, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t count = pread(fd, (char *)buffer + done, size - done, (off_t)(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        done += (size_t)count;
    }
    return true;
}

static bool read_at(const struct source *source, uint64_t offset, void *buffer, size_t size)
{
    if (offset > source->first.size || size > source->first.size - offset)
        return read_file(source->fd, offset, buffer, size);
    memcpy(buffer, source->first.bytes + offset, size);
    return true;
}

/* --- what is not a PE file --- */

static NTSTATUS explain_script(const struct complaint *complaint, const char *start)
{
    char interpreter[100];
    size_t length = strcspn(start + 2, "\r\n");
    snprintf(interpreter, sizeof(interpreter), "%.*s", (int)(length < 90 ? length : 90), start + 2);
    for (char *c = interpreter; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    return complain(complaint, STATUS_INVALID_IMAGE_NOT_MZ, "it is a script for%s%s, not a Windows program",
                    interpreter[0] == ' ' ? "" : " ", interpreter);
}

/* Files that begin in another way than "MZ". */
static NTSTATUS explain_foreign(const struct complaint *complaint, const char *start, size_t size)
{
    static const struct { const char *magic; size_t length; const char *words; } kinds[] = {
        { "\x7f" "ELF", 4, "it is a Linux program (ELF); start it without winrun" },
        { "PK\3\4", 4, "it is a ZIP archive, not a Windows program" },
        { "\xd0\xcf\x11\xe0", 4, "it is an installer package (.msi) or another compound document, not a program" },
        { "7z\xbc\xaf", 4, "it is a 7z archive, not a Windows program" },
        { "MSCF", 4, "it is a cabinet archive (.cab), not a program" },
        { "\xcf\xfa\xed\xfe", 4, "it is a macOS program, not a Windows program" },
    };
    if (size >= 2 && !memcmp(start, "#!", 2)) return explain_script(complaint, start);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (size >= kinds[i].length && !memcmp(start, kinds[i].magic, kinds[i].length))
            return complain(complaint, STATUS_INVALID_IMAGE_NOT_MZ, "%s", kinds[i].words);
    return complain(complaint, STATUS_INVALID_IMAGE_NOT_MZ,
                    "it is not a Windows program (it does not begin with \"MZ\")");
}

/* "MZ" files whose new header is missing or of another kind than PE. */
static NTSTATUS explain_old_header(const struct source *source, const struct complaint *complaint,
                                   const struct image_headers *headers, const uint8_t signature[4])
{
    uint8_t target = 0;
    if (!memcmp(signature, "NE", 2)) {
        read_at(source, headers->headers_offset + 0x36ull, &target, 1);
        if (target == 1 || target == 5)
            return complain(complaint, STATUS_INVALID_IMAGE_NE_FORMAT,
                            "it is a 16-bit OS/2 or DOS-extender program, which cannot run here");
        return complain(complaint, STATUS_INVALID_IMAGE_WIN_16,
                        "it is a 16-bit Windows program, which cannot run here");
    }
    if (!memcmp(signature, "LE", 2))
        return complain(complaint, STATUS_INVALID_IMAGE_LE_FORMAT,
                        "it is a 32-bit DOS-extender program or Windows 9x driver (LE), which cannot run here");
    if (!memcmp(signature, "LX", 2))
        return complain(complaint, STATUS_INVALID_IMAGE_LE_FORMAT, "it is an OS/2 program (LX), which cannot run here");
    return complain(complaint, STATUS_INVALID_IMAGE_PROTECT, "it is a DOS program, which cannot run here");
}

/* --- the PE headers --- */

static NTSTATUS read_dos_header(struct source *source, struct image_headers *headers, const struct complaint *complaint)
{
    const char *start = (const char *)source->first.bytes;
    struct stat info;
    if (fstat(source->fd, &info))
        return complain(complaint, STATUS_INVALID_HANDLE, "it cannot be read: %s", strerror(errno));
    if (S_ISDIR(info.st_mode)) return complain(complaint, STATUS_FILE_IS_A_DIRECTORY, "it is a folder, not a program");
    if (!S_ISREG(info.st_mode)) return complain(complaint, STATUS_INVALID_IMAGE_NOT_MZ, "it is not a regular file");
    headers->file_size = (uint64_t)info.st_size;
    if (!info.st_size) return complain(complaint, STATUS_INVALID_FILE_FOR_SECTION, "it is empty");
    size_t size = info.st_size < FIRST_PAGE_SIZE ? (size_t)info.st_size : FIRST_PAGE_SIZE;
    if (!read_file(source->fd, 0, source->first.bytes, size))
        return complain(complaint, STATUS_IN_PAGE_ERROR, "it cannot be read");
    source->first.size = size;
    if (size < 2 || memcmp(start, "MZ", 2)) return explain_foreign(complaint, start, size);
    if (size < 64)
        return complain(complaint, STATUS_INVALID_IMAGE_PROTECT,
                        "it is damaged: it ends inside its first header, after %zu bytes", size);
    memcpy(&headers->headers_offset, start + 0x3c, 4);

    uint8_t signature[4] = { 0 };
    uint64_t offset = headers->headers_offset;
    bool has_new_header = offset >= 4 && offset <= 0x10000000 && offset + 4 <= headers->file_size;
    if (has_new_header && !read_at(source, offset, signature, 4))
        return complain(complaint, STATUS_IN_PAGE_ERROR, "it cannot be read");
    if (!memcmp(signature, "PE\0\0", 4)) return STATUS_SUCCESS;
    if (!has_new_header && offset >= 0x40 && offset < 0x10000 && offset + 4 > headers->file_size)
        return complain(complaint, STATUS_INVALID_IMAGE_FORMAT,
                        "it is truncated: its header should begin at byte %u, but it ends at %llu",
                        headers->headers_offset, (unsigned long long)headers->file_size);
    return explain_old_header(source, complaint, headers, signature);
}

static NTSTATUS check_machine(const struct image_headers *headers, const struct complaint *complaint)
{
    static const struct { uint32_t machine; const char *name;
    } others[] = {
        {0xaa64, "ARM64"},     {0xa641, "ARM64EC"}, {0x1c4, "32-bit ARM"},    {0x1c0, "32-bit ARM"},
        {0x1c2, "32-bit ARM"}, {0x200, "Itanium"},  {0x184, "Alpha"},         {0x284, "Alpha"},
        {0x166, "MIPS"},       {0x1f0, "PowerPC"},  {0xebc, "EFI byte code"}, {0x5064, "RISC-V"},
        {0x6264, "LoongArch"},
    };
    if (headers->machine == IMAGE_MACHINE_AMD64 || headers->machine == IMAGE_MACHINE_I386) return STATUS_SUCCESS;
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        if (others[i].machine == headers->machine)
            return complain(complaint, STATUS_INVALID_IMAGE_FORMAT,
                            "it is for %s processors; this is an x86-64 computer", others[i].name);
    return complain(complaint, STATUS_INVALID_IMAGE_FORMAT, "it is for an unknown processor (machine 0x%04x)",
                    headers->machine);
}

static void read_directory(const uint8_t *optional, uint32_t optional_size, uint32_t fixed_size, uint32_t index,
                           uint32_t *address, uint32_t *size)
{
    uint32_t count;
    struct directory entry = { 0, 0 };
    memcpy(&count, optional + fixed_size - 4, 4);
    if (index < count && fixed_size + (index + 1) * 8 <= optional_size)
        memcpy(&entry, optional + fixed_size + index * 8, 8);
    *address = entry.address;
    *size = entry.size;
}

static bool is_power_of_two(uint32_t value)
{
    return value && !(value & (value - 1));
}

static NTSTATUS check_optional(struct image_headers *headers, const struct optional_middle *middle,
                               const struct complaint *complaint)
{
    const NTSTATUS bad = STATUS_INVALID_IMAGE_FORMAT;
    if (!is_power_of_two(middle->section_alignment) || !is_power_of_two(middle->file_alignment))
        return complain(complaint, bad, "it is damaged: alignments of %u and %u bytes", middle->section_alignment,
                        middle->file_alignment);
    if (middle->section_alignment < middle->file_alignment)
        return complain(complaint, bad, "it is damaged: its sections are aligned to %u bytes, but to %u in the file",
                        middle->section_alignment, middle->file_alignment);
    if (middle->section_alignment > LARGEST_IMAGE)
        return complain(complaint, bad, "it is damaged: its section alignment is absurd");
    headers->is_flat = middle->section_alignment < PAGE_SIZE;
    if (headers->is_flat && middle->section_alignment != middle->file_alignment)
        return complain(complaint, bad,
                        "it is damaged: sections aligned below a page must lie the same way in the file");
    if (!headers->size_of_image || headers->size_of_image > LARGEST_IMAGE)
        return complain(complaint, bad, "it is damaged: its image would have %u bytes", headers->size_of_image);
    if (!headers->size_of_headers || headers->size_of_headers > headers->size_of_image)
        return complain(complaint, bad, "it is damaged: its headers have %u bytes, its image %u",
                        headers->size_of_headers, headers->size_of_image);
    if (headers->size_of_headers > headers->file_size)
        return complain(complaint, bad, "it is truncated: its headers have %u bytes, but the file only %llu",
                        headers->size_of_headers, (unsigned long long)headers->file_size);
    if (headers->image_base % ALLOCATION_GRANULARITY)
        return complain(complaint, bad, "it is damaged: its base address 0x%llx is not a multiple of 64 KiB",
                        (unsigned long long)headers->image_base);
    if (headers->entry >= headers->size_of_image)
        return complain(complaint, bad, "it is damaged: its entry point 0x%x is outside the image", headers->entry);
    return STATUS_SUCCESS;
}

static NTSTATUS read_optional(const struct source *source, struct image_headers *headers, uint32_t optional_size,
                              const struct complaint *complaint)
{
    const NTSTATUS bad = STATUS_INVALID_IMAGE_FORMAT;
    uint8_t optional[OPTIONAL_SIZE_64 + 16 * 8] = { 0 };
    uint64_t offset = headers->headers_offset + (uint64_t)sizeof(struct file_header);
    uint32_t kept = optional_size < sizeof(optional) ? optional_size : (uint32_t)sizeof(optional);
    if (offset + optional_size > headers->file_size)
        return complain(complaint, bad, "it is truncated inside its headers");
    if (!read_at(source, offset, optional, kept)) return complain(complaint, STATUS_IN_PAGE_ERROR, "it cannot be read");

    struct optional_start start;
    memcpy(&start, optional, sizeof(start));
    headers->is_64bit = start.magic == OPTIONAL_MAGIC_64;
    if (start.magic != OPTIONAL_MAGIC_32 && start.magic != OPTIONAL_MAGIC_64)
        return complain(complaint, bad, "it is damaged: its optional header has the unknown magic number 0x%x",
                        start.magic);
    if (headers->is_64bit != (headers->machine == IMAGE_MACHINE_AMD64))
        return complain(complaint, bad, "it is damaged: its header is %s-bit, its machine is not",
                        headers->is_64bit ? "64" : "32");
    uint32_t fixed_size = headers->is_64bit ? OPTIONAL_SIZE_64 : OPTIONAL_SIZE_32;
    if (optional_size < fixed_size)
        return complain(complaint, bad, "it is damaged: its optional header has only %u bytes", optional_size);

    struct optional_middle middle;
    memcpy(&middle, optional + 32, sizeof(middle));
    headers->entry = start.entry;
    headers->section_alignment = middle.section_alignment;
    headers->size_of_image = middle.size_of_image;
    headers->size_of_headers = middle.size_of_headers;
    headers->subsystem = middle.subsystem;
    headers->dll_characteristics = middle.dll_characteristics;
    if (headers->is_64bit) {
        memcpy(&headers->image_base, optional + 24, 8);
        memcpy(&headers->stack_reserve, optional + 72, 8);
        memcpy(&headers->stack_commit, optional + 80, 8);
    } else {
        memcpy(&headers->image_base, optional + 28, 4);
        memcpy(&headers->stack_reserve, optional + 72, 4);
        memcpy(&headers->stack_commit, optional + 76, 4);
    }
    read_directory(optional, kept, fixed_size, DIRECTORY_RELOCATION, &headers->relocations, &headers->relocations_size);
    read_directory(optional, kept, fixed_size, DIRECTORY_EXPORT, &headers->exports, &headers->exports_size);
    return check_optional(headers, &middle, complaint);
}

/* Sections ascend, do not overlap, and lie inside the image and (what is not zero-filled) the file. */
static NTSTATUS check_sections(const struct image_headers *headers, const struct complaint *complaint)
{
    const NTSTATUS bad = STATUS_INVALID_IMAGE_FORMAT;
    uint64_t end_before = headers->is_flat ? 0 : page_ceiling((uint64_t)headers->size_of_headers);
    for (uint32_t i = 0; i < headers->section_count; i++) {
        const struct section_header *section = &headers->sections[i];
        char name[9] = { 0 };
        for (int c = 0; c < 8 && section->name[c]; c++)
            name[c] = section->name[c] >= ' ' && section->name[c] < 127 ? (char)section->name[c] : '?';
        uint64_t size = section->virtual_size ? section->virtual_size : section->raw_size;
        uint64_t end = section->virtual_address + page_ceiling(size);
        if (section->raw_size && section->raw_offset &&
            (uint64_t)section->raw_offset + section->raw_size > headers->file_size)
            return complain(complaint, bad, "it is truncated: its section %u (%s) ends at byte %llu, the file at %llu",
                            i + 1, name, (unsigned long long)section->raw_offset + section->raw_size,
                            (unsigned long long)headers->file_size);
        if (section->virtual_address + size > page_ceiling((uint64_t)headers->size_of_image))
            return complain(complaint, bad, "it is damaged: its section %u (%s) ends outside the image", i + 1, name);
        if (headers->is_flat) continue;
        if (section->virtual_address % PAGE_SIZE)
            return complain(complaint, bad, "it is damaged: its section %u (%s) begins inside a page", i + 1, name);
        if (section->virtual_address < end_before && size)
            return complain(complaint, bad, "it is damaged: its section %u (%s) overlaps what is before it", i + 1,
                            name);
        if (size) end_before = end;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS read_sections(const struct source *source, struct image_headers *headers, uint32_t optional_size,
                              const struct complaint *complaint)
{
    uint64_t offset = headers->headers_offset + (uint64_t)sizeof(struct file_header) + optional_size;
    uint64_t size = (uint64_t)headers->section_count * sizeof(struct section_header);
    if (offset + size > headers->file_size)
        return complain(complaint, STATUS_INVALID_IMAGE_FORMAT, "it is truncated inside its list of sections");
    headers->sections = malloc(size + 1);
    if (!headers->sections) return complain(complaint, STATUS_NO_MEMORY, "there is not enough memory to read it");
    if (!read_at(source, offset, headers->sections, size))
        return complain(complaint, STATUS_IN_PAGE_ERROR, "it cannot be read");
    return check_sections(headers, complaint);
}

static NTSTATUS read_pe(struct source *source, struct image_headers *headers, const struct complaint *complaint)
{
    struct file_header file;
    NTSTATUS status = read_dos_header(source, headers, complaint);
    if (status) return status;
    if (headers->headers_offset + (uint64_t)sizeof(file) > headers->file_size)
        return complain(complaint, STATUS_INVALID_IMAGE_FORMAT, "it is truncated inside its headers");
    if (!read_at(source, headers->headers_offset, &file, sizeof(file)))
        return complain(complaint, STATUS_IN_PAGE_ERROR, "it cannot be read");
    headers->machine = file.machine;
    headers->characteristics = file.characteristics;
    headers->section_count = file.section_count;
    status = check_machine(headers, complaint);
    if (status) return status;
    if (!(file.characteristics & IMAGE_EXECUTABLE))
        return complain(complaint, STATUS_INVALID_IMAGE_FORMAT,
                        "it is damaged or was not linked completely: it is not marked as executable");
    status = read_optional(source, headers, file.optional_size, complaint);
    return status ? status : read_sections(source, headers, file.optional_size, complaint);
}

NTSTATUS image_headers_read(int fd, struct image_headers *headers, char *problem, size_t problem_size)
{
    struct complaint complaint = { problem, problem_size };
    memset(headers, 0, sizeof(*headers));
    struct source source = { .fd = fd };
    NTSTATUS status = read_pe(&source, headers, &complaint);
    if (status) image_headers_free(headers);
    return status;
}

void image_headers_free(struct image_headers *headers)
{
    free(headers->sections);
    headers->sections = NULL;
}
