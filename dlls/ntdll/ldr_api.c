/* The loader's interface: LdrLoadDll and the functions around it. */
#include "ldr_private.h"

#include <string.h>
#include <wchar.h>

static void set_load_count(struct module *module)
{
    module->entry.LoadCount = module->references == PINNED_REFERENCES ? 0xffff : (USHORT)module->references;
    module->entry.ReferenceCount = module->references == PINNED_REFERENCES ? 0xffffffffu : (ULONG)module->references;
}

static void add_reference(struct module *module)
{
    if (module->references != PINNED_REFERENCES) module->references++;
    set_load_count(module);
}

/* What is passed as a search path: flags of LoadLibraryEx (LDR_SEARCH_FLAGS), or a real path, which is ignored as
 * Windows 8 does. */
static uint32_t flags_of_search_path(PWSTR search_path)
{
    return (ULONG_PTR)search_path & 1 ? (uint32_t)(ULONG_PTR)search_path & ~1u : 0;
}

void fill_load_request(struct load_request *request, const WCHAR *name, size_t length, uint32_t flags)
{
    *request = (struct load_request){ .name = name, .length = length, .search = { .flags = flags } };
    if (!name_has_path(name, length)) return;
    size_t folder = length;
    while (folder && name[folder - 1] != '\\' && name[folder - 1] != '/') folder--;
    request->search.load_folder = name;
    request->search.load_folder_length = folder > 3 ? folder - 1 : folder;
}

static NTSTATUS load_locked(const struct load_request *request, PVOID *base)
{
    struct module *module;
    NTSTATUS status = load_and_link(request, &module);
    if (NT_SUCCESS(status)) {
        add_reference(module);
        status = attach_module(module, NULL);
        if (!NT_SUCCESS(status) && module->references != PINNED_REFERENCES) module->references--;
    }
    if (!NT_SUCCESS(status)) {
        log_line(LOG_LOADER, "loading %ls failed: %x", request->name, status);
        unload_unreachable();
        return status;
    }
    *base = module->entry.DllBase;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrLoadDll(PWSTR search_path, PULONG flags, PCUNICODE_STRING name, PVOID *base)
{
    (void)flags;
    struct load_request request;
    size_t length = name->Length / sizeof(WCHAR);
    *base = NULL;
    while (length && name->Buffer[length - 1] == ' ') length--;
    if (!length) return STATUS_DLL_NOT_FOUND;
    WCHAR *copy = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!copy) return STATUS_NO_MEMORY;
    memcpy(copy, name->Buffer, length * sizeof(WCHAR));
    copy[length] = 0;
    fill_load_request(&request, copy, length, flags_of_search_path(search_path));
    RtlEnterCriticalSection(&loader_lock);
    NTSTATUS status = loader_data.ShutdownInProgress && !search_loaded(copy, length) ? STATUS_DLL_NOT_FOUND
                                                                                     : load_locked(&request, base);
    RtlLeaveCriticalSection(&loader_lock);
    heap_free(copy);
    return status;
}

NTSTATUS NTAPI LdrUnloadDll(PVOID base)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_find_by_base(base);
    if (!module || !module->references) {
        status = module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
    } else if (module->references != PINNED_REFERENCES && !loader_data.ShutdownInProgress) {
        module->references--;
        set_load_count(module);
        if (!module->references) unload_unreachable();
    }
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

NTSTATUS NTAPI LdrAddRefDll(ULONG flags, PVOID base)
{
    if (flags & ~1u) return STATUS_INVALID_PARAMETER;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_find_by_base(base);
    if (module) {
        if (flags & 1) module->references = PINNED_REFERENCES;
        add_reference(module);
    }
    RtlLeaveCriticalSection(&loader_lock);
    return module ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static struct module *find_loaded(const WCHAR *name, size_t length)
{
    WCHAR completed[MAX_PATH];
    length = complete_name(name, length, completed, ARRAYSIZE(completed));
    if (!length) return NULL;
    if (api_set_is_name(completed, length)) {
        const WCHAR *host = api_set_host(completed, length);
        return host ? search_loaded(host, wcslen(host)) : NULL;
    }
    if (!name_has_path(completed, length)) return search_loaded(completed, length);
    WCHAR path[MAX_PATH];
    ULONG bytes = RtlGetFullPathName_U(completed, sizeof(path), path, NULL);
    return bytes && bytes < sizeof(path) ? search_loaded(path, bytes / sizeof(WCHAR)) : NULL;
}

/* In Windows every process has kernelbase.dll. Here it only forwards, and is loaded when somebody asks for it. */
static BOOLEAN is_kernelbase(PCUNICODE_STRING name)
{
    static const WCHAR full[] = L"kernelbase.dll";
    UNICODE_STRING with_suffix = {sizeof(full) - sizeof(WCHAR), sizeof(full), (PWSTR)full};
    UNICODE_STRING without = {with_suffix.Length - 4 * sizeof(WCHAR), sizeof(full), (PWSTR)full};
    return RtlEqualUnicodeString(name, &with_suffix, TRUE) || RtlEqualUnicodeString(name, &without, TRUE);
}

static struct module *load_kernelbase(void)
{
    static WCHAR file[] = L"kernelbase.dll";
    UNICODE_STRING name = {sizeof(file) - sizeof(WCHAR), sizeof(file), file};
    PVOID base;
    return NT_SUCCESS(LdrLoadDll(NULL, NULL, &name, &base)) ? module_find_by_base(base) : NULL;
}

/* flags 1: the count stays as it is; 2: pin */
NTSTATUS NTAPI LdrGetDllHandleEx(ULONG flags, PWSTR search_path, PULONG characteristics, PCUNICODE_STRING name,
                                 PVOID *base)
{
    (void)search_path;
    (void)characteristics;
    if (flags & ~3u || flags == 3) return STATUS_INVALID_PARAMETER;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = find_loaded(name->Buffer, name->Length / sizeof(WCHAR));
    if (!module && is_kernelbase(name)) module = load_kernelbase();
    if (module && module->state == MODULE_DETACHED) module = NULL;
    if (module) {
        if (flags & 2) module->references = PINNED_REFERENCES;
        if (!(flags & 1)) add_reference(module);
    }
    RtlLeaveCriticalSection(&loader_lock);
    if (!module) return STATUS_DLL_NOT_FOUND;
    if (base) *base = module->entry.DllBase;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrGetDllHandle(PWSTR search_path, PULONG flags, PCUNICODE_STRING name, PVOID *base)
{
    return LdrGetDllHandleEx(1, search_path, flags, name, base);
}

NTSTATUS NTAPI LdrGetDllHandleByName(PCUNICODE_STRING base_name, PCUNICODE_STRING full_name, PVOID *base)
{
    PCUNICODE_STRING name = full_name ? full_name : base_name;
    if (!name) return STATUS_INVALID_PARAMETER;
    return LdrGetDllHandleEx(1, NULL, NULL, name, base);
}

NTSTATUS NTAPI LdrGetDllFullName(PVOID base, PUNICODE_STRING name)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = base ? module_find_by_base(base) : main_module;
    if (module) {
        RtlCopyUnicodeString(name, &module->entry.FullDllName);
        status = module->entry.FullDllName.Length > name->MaximumLength ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
    }
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

static NTSTATUS get_procedure(struct module *module, const ANSI_STRING *name, ULONG ordinal, PVOID *address)
{
    char text[256];
    if (!name) return ordinal ? find_export_by_ordinal(module, ordinal, 0, address) : STATUS_INVALID_PARAMETER;
    if (name->Length >= sizeof(text)) {
        char *copy = heap_allocate(name->Length + 1);
        if (!copy) return STATUS_NO_MEMORY;
        memcpy(copy, name->Buffer, name->Length);
        copy[name->Length] = 0;
        NTSTATUS status = find_export_by_name(module, copy, ~0u, 0, address);
        heap_free(copy);
        return status;
    }
    memcpy(text, name->Buffer, name->Length);
    text[name->Length] = 0;
    return find_export_by_name(module, text, ~0u, 0, address);
}

NTSTATUS NTAPI LdrGetProcedureAddressEx(PVOID base, const ANSI_STRING *name, ULONG ordinal, PVOID *address, ULONG flags)
{
    (void)flags;
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    *address = NULL;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_find_by_base(base);
    if (module) {
        status = get_procedure(module, name, ordinal, address);
        /* a forwarder may have loaded a DLL, which must be ready before its function is called */
        for (uint32_t i = 0; NT_SUCCESS(status) && module->state == MODULE_ATTACHED && i < module->dependency_count;
             i++) {
            if (module->dependencies[i]->state == MODULE_LINKED) status = attach_module(module->dependencies[i], NULL);
        }
    }
    RtlLeaveCriticalSection(&loader_lock);
    if (!NT_SUCCESS(status)) {
        *address = NULL;
        if (name)
            log_line(LOG_LOADER, "%ls has no %s", module ? module->entry.BaseDllName.Buffer : L"(no module)",
                     name->Buffer);
    }
    return status;
}

NTSTATUS NTAPI LdrGetProcedureAddress(PVOID base, const ANSI_STRING *name, ULONG ordinal, PVOID *address)
{
    return LdrGetProcedureAddressEx(base, name, ordinal, address, 0);
}

NTSTATUS NTAPI LdrGetProcedureAddressForCaller(PVOID base, const ANSI_STRING *name, ULONG ordinal, PVOID *address,
                                               ULONG flags, PVOID caller)
{
    (void)caller;
    return LdrGetProcedureAddressEx(base, name, ordinal, address, flags);
}

NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID base)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_find_by_base(base);
    if (module) {
        /* A DLL with static TLS goes on being told, as in Windows, which then answers with an error. */
        status = module->tls_index == NO_TLS_INDEX ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
        if (NT_SUCCESS(status)) module->entry.Flags |= LDR_NO_THREAD_CALLS;
    }
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

#define LOCK_RAISE_ON_ERRORS 1u
#define LOCK_TRY_ONLY        2u

NTSTATUS NTAPI LdrLockLoaderLock(ULONG flags, PULONG result, PULONG_PTR cookie)
{
    if (result) *result = 0;
    if (cookie) *cookie = 0;
    if (flags & ~(LOCK_RAISE_ON_ERRORS | LOCK_TRY_ONLY)) return STATUS_INVALID_PARAMETER_1;
    if (!cookie) return STATUS_INVALID_PARAMETER_3;
    if (flags & LOCK_TRY_ONLY) {
        if (!result) return STATUS_INVALID_PARAMETER_2;
        if (!RtlTryEnterCriticalSection(&loader_lock)) {
            *result = 2;
            return STATUS_SUCCESS;
        }
    } else {
        RtlEnterCriticalSection(&loader_lock);
    }
    if (result) *result = 1;
    *cookie = (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread & 0xfff0fff0u;
    if (!*cookie) *cookie = 0x10;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG flags, ULONG_PTR cookie)
{
    if (flags & ~LOCK_RAISE_ON_ERRORS) return STATUS_INVALID_PARAMETER_1;
    if (!cookie) return STATUS_SUCCESS;
    ULONG_PTR own = (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread & 0xfff0fff0u;
    if (cookie != (own ? own : 0x10)) return STATUS_INVALID_PARAMETER_2;
    RtlLeaveCriticalSection(&loader_lock);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrEnumerateLoadedModules(ULONG flags, PLDR_ENUM_CALLBACK callback, PVOID context)
{
    BOOLEAN stop = FALSE;
    if (flags || !callback) return STATUS_INVALID_PARAMETER;
    RtlEnterCriticalSection(&loader_lock);
    LIST_ENTRY *list = &loader_data.InLoadOrderModuleList;
    for (LIST_ENTRY *link = list->Flink, *next; link != list && !stop; link = next) {
        next = link->Flink;
        callback(&module_of_load_link(link)->entry, context, &stop);
    }
    RtlLeaveCriticalSection(&loader_lock);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrFindEntryForAddress(PVOID address, PLDR_DATA_TABLE_ENTRY *entry)
{
    *entry = module_from_address(address);
    return *entry ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

PVOID NTAPI RtlPcToFileHeader(PVOID pc, PVOID *base)
{
    PLDR_DATA_TABLE_ENTRY entry = module_from_address(pc);
    *base = entry ? entry->DllBase : NULL;
    return *base;
}

PVOID NTAPI RtlFindExportedRoutineByName(PVOID base, const char *name)
{
    void *address = NULL;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_find_by_base(base);
    if (module && !NT_SUCCESS(find_export_by_name(module, name, ~0u, 0, &address))) address = NULL;
    RtlLeaveCriticalSection(&loader_lock);
    return address;
}

BOOLEAN NTAPI RtlIsThreadWithinLoaderCallout(void)
{
    return loader_data.EntryInProgress != NULL && loader_lock.OwningThread == NtCurrentTeb()->ClientId.UniqueThread;
}
