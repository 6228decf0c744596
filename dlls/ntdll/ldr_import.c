/* Linking a module: its imports are loaded, and its import address table is filled. */
#include "ldr_private.h"

#include <string.h>
#include <wchar.h>

#define NO_HINT 0xffffffffu

bool starting_up = true;

struct import {
    struct module *importer, *exporter;
    const char *dll;     /* as the importer names it */
    bool api_set;
};

static void widen(const char *text, WCHAR *wide, size_t capacity)
{
    size_t i = 0;
    for (; text[i] && i + 1 < capacity; i++) wide[i] = (unsigned char)text[i];
    wide[i] = 0;
}

/* ---- what the user is told */

static const WCHAR *importer_name(const struct module *importer)
{
    return importer ? importer->entry.BaseDllName.Buffer : main_module->entry.BaseDllName.Buffer;
}

void report_load_failure(const struct load_request *request, NTSTATUS status)
{
    char folders[1024];
    const WCHAR *importer = importer_name(request->importer);
    int bits = sizeof(void *) * 8;
    if (status == STATUS_DLL_NOT_FOUND) {
        describe_search(request, folders, sizeof(folders));
        winrun_print_error(
            "%ls needs %ls, which was not found (looked in %s); install the %d-bit package that brings it, or put it "
            "beside the program",
            importer, request->name, folders, bits);
    } else if (status == STATUS_INVALID_IMAGE_FORMAT) {
        winrun_print_error("%ls needs %ls, but the file found is damaged or not a %d-bit DLL as the program is; put "
                           "the %d-bit one beside "
                           "the program",
                           importer, request->name, bits, bits);
    } else if (status != STATUS_ENTRYPOINT_NOT_FOUND && status != STATUS_ORDINAL_NOT_FOUND) {
        winrun_print_error("%ls needs %ls, which could not be loaded (status %08x)", importer, request->name, status);
    }
}

static void report_missing_function(const struct import *import, const char *function)
{
    if (starting_up) {
        winrun_print_error("%ls needs %s from %ls, but %ls does not have it; a newer %s may be needed",
                           importer_name(import->importer), function, import->exporter->entry.BaseDllName.Buffer,
                           import->exporter->entry.FullDllName.Buffer, import->dll);
    } else {
        log_line(LOG_WARN, "%ls needs %s from %ls, which does not have it", importer_name(import->importer), function,
                 import->exporter->entry.FullDllName.Buffer);
    }
}

/* ---- one function */

static void *find_in_fallbacks(const struct import *import, const char *name)
{
    void *address;
    for (const WCHAR *const *dll = api_set_fallbacks; *dll; dll++) {
        struct module *module;
        struct load_request request = { .name = *dll, .length = wcslen(*dll), .importer = import->importer };
        if (!NT_SUCCESS(load_and_link(&request, &module))) continue;
        if (!NT_SUCCESS(find_export_by_name(module, name, NO_HINT, 0, &address))) continue;
        module_add_dependency(import->importer, module);
        return address;
    }
    return NULL;
}

static NTSTATUS bind_name(const struct import *import, const IMAGE_IMPORT_BY_NAME *entry, void **address)
{
    const char *name = (const char *)entry->Name;
    if (NT_SUCCESS(
            find_export_by_name(import->exporter, name, entry->Hint, import->api_set ? 0 : EXPORT_STUBS_TOO, address)))
        return STATUS_SUCCESS;
    if (import->api_set && (*address = find_in_fallbacks(import, name))) return STATUS_SUCCESS;
    if (import->api_set &&
        NT_SUCCESS(find_export_by_name(import->exporter, name, entry->Hint, EXPORT_STUBS_TOO, address)))
        return STATUS_SUCCESS;
    if (import->exporter->shipped && (*address = make_missing_function(import->dll, name))) return STATUS_SUCCESS;
    report_missing_function(import, name);
    return STATUS_ENTRYPOINT_NOT_FOUND;
}

static void ordinal_text(uint32_t ordinal, char *text)
{
    char digits[8];
    int count = 0;
    do digits[count++] = '0' + ordinal % 10; while (ordinal /= 10);
    *text++ = '#';
    while (count) *text++ = digits[--count];
    *text = 0;
}

static NTSTATUS bind_ordinal(const struct import *import, uint32_t ordinal, void **address)
{
    char text[16];
    if (NT_SUCCESS(find_export_by_ordinal(import->exporter, ordinal, EXPORT_STUBS_TOO, address))) return STATUS_SUCCESS;
    ordinal_text(ordinal, text);
    if (import->exporter->shipped && (*address = make_missing_function(import->dll, text))) return STATUS_SUCCESS;
    report_missing_function(import, text);
    return STATUS_ORDINAL_NOT_FOUND;
}

/* ---- one DLL */

/* Makes the table writable when it is not, and gives its old protection back afterwards. */
static NTSTATUS protect_table(void *table, size_t size, uint32_t protect, uint32_t *old)
{
    struct unix_memory_protect_args args = { .address = UNIX_PTR(table), .size = size, .protect = protect };
    NTSTATUS status = unix_call_memory_protect(&args);
    *old = args.old_protect;
    return status;
}

static bool in_writable_section(const struct module *module, const void *address)
{
    IMAGE_SECTION_HEADER *section = RtlImageRvaToSection(module_headers(module), module->entry.DllBase,
                                                         (ULONG)((BYTE *)address - (BYTE *)module->entry.DllBase));
    return section && section->Characteristics & IMAGE_SCN_MEM_WRITE;
}

static NTSTATUS bind_thunks(const struct import *import, const IMAGE_THUNK_DATA *names, IMAGE_THUNK_DATA *table,
                            size_t count)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint32_t image_size = import->importer->entry.SizeOfImage;
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++) {
        void *address;
        ULONG_PTR value = names[i].u1.AddressOfData;
        if (IMAGE_SNAP_BY_ORDINAL(value)) status = bind_ordinal(import, IMAGE_ORDINAL(value), &address);
        else if (value < image_size - sizeof(IMAGE_IMPORT_BY_NAME))
            status = bind_name(import, rva_to_address(import->importer, value), &address);
        else status = STATUS_INVALID_IMAGE_FORMAT;
        if (NT_SUCCESS(status)) table[i].u1.Function = (ULONG_PTR)address;
    }
    return status;
}

static NTSTATUS bind_descriptor(const struct import *import, const IMAGE_IMPORT_DESCRIPTOR *descriptor)
{
    struct module *module = import->importer;
    uint32_t size = module->entry.SizeOfImage, old = 0;
    uint32_t names_rva = descriptor->OriginalFirstThunk ? descriptor->OriginalFirstThunk : descriptor->FirstThunk;
    if (names_rva >= size || descriptor->FirstThunk >= size) return STATUS_INVALID_IMAGE_FORMAT;
    const IMAGE_THUNK_DATA *names = rva_to_address(module, names_rva);
    IMAGE_THUNK_DATA *table = rva_to_address(module, descriptor->FirstThunk);
    size_t limit = (size - max(names_rva, descriptor->FirstThunk)) / sizeof(*names), count = 0;
    while (count < limit && names[count].u1.AddressOfData) count++;
    if (count == limit) return STATUS_INVALID_IMAGE_FORMAT;
    if (!count) return STATUS_SUCCESS;

    bool writable = in_writable_section(module, table);
    if (!writable) {
        NTSTATUS status = protect_table(table, count * sizeof(*table), PAGE_READWRITE, &old);
        if (!NT_SUCCESS(status)) return status;
    }
    NTSTATUS status = bind_thunks(import, names, table, count);
    if (!writable) protect_table(table, count * sizeof(*table), old, &old);
    return status;
}

static NTSTATUS link_descriptor(struct module *module, const IMAGE_IMPORT_DESCRIPTOR *descriptor)
{
    WCHAR name[MAX_PATH];
    struct import import = { .importer = module };
    if (descriptor->Name >= module->entry.SizeOfImage) return STATUS_INVALID_IMAGE_FORMAT;
    import.dll = rva_to_address(module, descriptor->Name);
    widen(import.dll, name, ARRAYSIZE(name));
    struct load_request request = {
        .name = name, .length = wcslen(name), .importer = module, .search = {.flags = module->search_flags}};
    import.api_set = api_set_is_name(name, request.length);
    WCHAR *folder = module->entry.FullDllName.Buffer;
    size_t folder_length = (module->entry.FullDllName.Length - module->entry.BaseDllName.Length) / sizeof(WCHAR);
    request.search.load_folder = folder;
    request.search.load_folder_length = folder_length > 3 ? folder_length - 1 : folder_length;

    NTSTATUS status = load_and_link(&request, &import.exporter);
    if (!NT_SUCCESS(status)) {
        if (starting_up) report_load_failure(&request, status);
        else log_line(LOG_LOADER, "%ls needs %s: status %x", module->entry.BaseDllName.Buffer, import.dll, status);
        return status == STATUS_INVALID_IMAGE_FORMAT || status == STATUS_ENTRYPOINT_NOT_FOUND ||
                       status == STATUS_ORDINAL_NOT_FOUND
                   ? status
                   : STATUS_DLL_NOT_FOUND;
    }
    module_add_dependency(module, import.exporter);
    return bind_descriptor(&import, descriptor);
}

static NTSTATUS link_imports(struct module *module)
{
    uint32_t size;
    const IMAGE_IMPORT_DESCRIPTOR *descriptor =
        module_directory(module, IMAGE_DIRECTORY_ENTRY_IMPORT, 0, &size);
    size_t limit = descriptor ? (module->entry.SizeOfImage - ((BYTE *)descriptor - (BYTE *)module->entry.DllBase)) /
                                    sizeof(*descriptor)
                              : 0;
    for (size_t i = 0; i < limit && descriptor[i].Name && descriptor[i].FirstThunk; i++) {
        NTSTATUS status = link_descriptor(module, &descriptor[i]);
        if (!NT_SUCCESS(status)) return status;
    }
    return tls_init_module(module);
}

NTSTATUS link_module(struct module *module)
{
    module->state = MODULE_LINKING;
    NTSTATUS status = link_imports(module);
    if (!NT_SUCCESS(status)) {
        module->state = MODULE_DETACHED; /* the next sweep takes it */
        return status;
    }
    module->state = MODULE_LINKED;
    module->entry.Flags |= LDR_ENTRY_PROCESSED;
    if (starting_up) module->entry.Flags |= LDR_STATIC_LINK;
    notify_loaded(module);
    return STATUS_SUCCESS;
}

NTSTATUS load_and_link(const struct load_request *request, struct module **module)
{
    NTSTATUS status = search_and_map(request, module);
    if (!NT_SUCCESS(status)) return status;
    if ((*module)->state == MODULE_DETACHED) return STATUS_DLL_INIT_FAILED;
    if ((*module)->state != MODULE_MAPPED) return STATUS_SUCCESS;
    (*module)->search_flags = request->search.flags;
    return link_module(*module);
}
