/* The modules of another process, from its loader's list in its own memory. Either architecture may look at the other
 * as far as its addresses reach. */
#include "kernel32_private.h"
#include "module_walk.h"

/* Offsets in PEB, PEB_LDR_DATA and LDR_DATA_TABLE_ENTRY. */
struct layout { BYTE pointer, peb_loader, load_order, base, entry, size, full_name, base_name, text; };
static const struct layout narrow_layout = { 4, 0x0c, 0x0c, 0x18, 0x1c, 0x20, 0x24, 0x2c, 4 };
static const struct layout wide_layout = { 8, 0x18, 0x10, 0x30, 0x38, 0x40, 0x48, 0x58, 8 };

#define MOST_MODULES 10000u

static BOOL read_memory(HANDLE process, ULONG_PTR address, void *buffer, SIZE_T size)
{
    SIZE_T done;
    return NT_SUCCESS(NtReadVirtualMemory(process, (LPCVOID)address, buffer, size, &done)) && done == size;
}

static BOOL read_pointer(HANDLE process, const struct layout *layout, ULONG_PTR address, ULONG_PTR *value)
{
    *value = 0;
    return read_memory(process, address, value, layout->pointer);
}

static BOOL read_name(HANDLE process, const struct layout *layout, ULONG_PTR address, WCHAR *text, DWORD *length)
{
    USHORT size;
    ULONG_PTR at;
    if (!read_memory(process, address, &size, sizeof(size)) ||
        !read_pointer(process, layout, address + layout->text, &at))
        return FALSE;
    if (size >= MODULE_NAME_LENGTH * sizeof(WCHAR)) size = (MODULE_NAME_LENGTH - 1) * sizeof(WCHAR);
    *length = size / sizeof(WCHAR);
    text[*length] = 0;
    return !size || read_memory(process, at, text, size);
}

static BOOL read_module(HANDLE process, const struct layout *layout, ULONG_PTR at, struct module_facts *facts)
{
    return read_pointer(process, layout, at + layout->base, &facts->base) &&
           read_pointer(process, layout, at + layout->entry, &facts->entry) &&
           read_memory(process, at + layout->size, &facts->size, sizeof(facts->size)) &&
           read_name(process, layout, at + layout->full_name, facts->path, &facts->path_length) &&
           read_name(process, layout, at + layout->base_name, facts->name, &facts->name_length);
}

BOOL walk_modules_of(HANDLE process, BOOL (*visit)(const struct module_facts *, void *), void *context)
{
    PROCESS_BASIC_INFORMATION info;
    struct module_facts *facts;
    ULONG_PTR loader, head, at;
    BOOL narrow = FALSE, good;
    const struct layout *layout;

    if (!set_last_status(NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info), NULL)))
        return FALSE;
    IsWow64Process(process, &narrow);
    layout = narrow ? &narrow_layout : &wide_layout;
    if (!(facts = heap_allocate(sizeof(*facts)))) return set_last_status(STATUS_NO_MEMORY);
    good = sizeof(void *) >= layout->pointer && info.PebBaseAddress
        && read_pointer(process, layout, (ULONG_PTR)info.PebBaseAddress + layout->peb_loader, &loader) && loader;
    head = good ? loader + layout->load_order : 0;
    good = good && read_pointer(process, layout, head, &at) && at;
    for (DWORD i = 0; good && at != head && i < MOST_MODULES; i++) {
        good = read_module(process, layout, at, facts);
        if (good && !visit(facts, context)) break;
        good = good && read_pointer(process, layout, at, &at);
    }
    heap_free(facts);
    return good || set_last_status(STATUS_PARTIAL_COPY);
}
