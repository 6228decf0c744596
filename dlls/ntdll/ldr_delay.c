/* Delay loading by the system: LdrResolveDelayLoadedAPI fills one entry of a delay import table when it is first
 * called. */
#include "ldr_private.h"

#include <string.h>
#include <wchar.h>

/* delayloadhandler.h, which the compiler's headers lack */
typedef struct {
    ULONG ImportDescribedByName;
    union { LPCSTR Name; ULONG Ordinal; } Description;
} DELAYLOAD_PROC_DESCRIPTOR;
typedef struct {
    ULONG Size;
    PCIMAGE_DELAYLOAD_DESCRIPTOR DelayloadDescriptor;
    PIMAGE_THUNK_DATA ThunkAddress;
    LPCSTR TargetDllName;
    DELAYLOAD_PROC_DESCRIPTOR TargetApiDescriptor;
    PVOID TargetModuleBase, Unused;
    ULONG LastError;
} DELAYLOAD_INFO;
typedef PVOID (WINAPI *delay_hook)(ULONG reason, DELAYLOAD_INFO *info);
typedef PVOID (WINAPI *system_hook)(LPCSTR dll, LPCSTR function);
#define DELAYLOAD_GPA_FAILURE 4

struct delay_import {
    struct module *module;
    const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor;
    const char *dll;
    HMODULE *handle;         /* where the importer keeps the module */
    IMAGE_THUNK_DATA *table;
    const IMAGE_THUNK_DATA *names;
};

static void *address_of(const struct module *module, uint32_t rva) { return rva_to_address(module, rva); }

static NTSTATUS load_target(const struct delay_import *import, struct module **target)
{
    WCHAR name[MAX_PATH];
    UNICODE_STRING string;
    PVOID base = *import->handle;
    size_t length = 0;
    if (!base) {
        for (; import->dll[length] && length < ARRAYSIZE(name) - 1; length++) name[length] = (UCHAR)import->dll[length];
        name[length] = 0;
        RtlInitUnicodeString(&string, name);
        NTSTATUS status = LdrLoadDll(NULL, NULL, &string, &base);
        if (!NT_SUCCESS(status)) return status;
        if (InterlockedExchangePointer((PVOID volatile *)import->handle, base) == base) LdrUnloadDll(base);
    }
    *target = module_find_by_base(base);
    return *target ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

static NTSTATUS find_function(const struct delay_import *import, struct module *target, const IMAGE_THUNK_DATA *name,
                              void **address)
{
    if (IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal))
        return find_export_by_ordinal(target, IMAGE_ORDINAL(name->u1.Ordinal), 0, address);
    const IMAGE_IMPORT_BY_NAME *entry = address_of(import->module, (uint32_t)name->u1.AddressOfData);
    return find_export_by_name(target, (const char *)entry->Name, entry->Hint, 0, address);
}

/* The program's own hook first, then the system's, then our exception. */
static void *call_hooks(const struct delay_import *import, IMAGE_THUNK_DATA *thunk, const IMAGE_THUNK_DATA *name,
                        NTSTATUS status, const struct module *target, delay_hook hook, system_hook system)
{
    void *address = NULL;
    bool by_name = !IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal);
    const char *function =
        by_name
            ? (const char *)((IMAGE_IMPORT_BY_NAME *)address_of(import->module, (uint32_t)name->u1.AddressOfData))->Name
            : (const char *)(ULONG_PTR)IMAGE_ORDINAL(name->u1.Ordinal);
    DELAYLOAD_INFO info = {
        .Size = sizeof(info),
        .DelayloadDescriptor = import->descriptor,
        .ThunkAddress = thunk,
        .TargetDllName = import->dll,
        .TargetModuleBase = target ? target->entry.DllBase : NULL,
        .LastError = RtlNtStatusToDosErrorNoTeb(status),
    };
    info.TargetApiDescriptor.ImportDescribedByName = by_name;
    info.TargetApiDescriptor.Description.Name = function;
    if (hook) address = hook(DELAYLOAD_GPA_FAILURE, &info);
    if (!address && system) address = system(import->dll, function);
    return address;
}

PVOID NTAPI LdrResolveDelayLoadedAPI(PVOID base, const void *descriptor, PVOID failure_dll_hook,
                                     PVOID failure_system_hook, IMAGE_THUNK_DATA *thunk, ULONG flags)
{
    (void)flags;
    void *address = NULL;
    struct module *target = NULL;
    struct delay_import import = { .descriptor = descriptor };
    RtlEnterCriticalSection(&loader_lock);
    if (!(import.module = module_find_by_base(base))) {
        RtlLeaveCriticalSection(&loader_lock);
        return NULL;
    }
    import.dll = address_of(import.module, import.descriptor->DllNameRVA);
    import.handle = address_of(import.module, import.descriptor->ModuleHandleRVA);
    import.table = address_of(import.module, import.descriptor->ImportAddressTableRVA);
    import.names = address_of(import.module, import.descriptor->ImportNameTableRVA);
    const IMAGE_THUNK_DATA *name = &import.names[thunk - import.table];
    NTSTATUS status = load_target(&import, &target);
    if (NT_SUCCESS(status)) status = find_function(&import, target, name, &address);
    RtlLeaveCriticalSection(&loader_lock);
    if (!NT_SUCCESS(status)) {
        log_line(LOG_LOADER, "delay load of %s for %ls failed: %x", import.dll, import.module->entry.BaseDllName.Buffer,
                 status);
        address = call_hooks(&import, thunk, name, status, target, failure_dll_hook, failure_system_hook);
    }
    if (address) thunk->u1.Function = (ULONG_PTR)address;
    return address;
}

/* Would this delay import work? For IsApiSetImplemented-like questions. */
NTSTATUS NTAPI LdrQueryOptionalDelayLoadedAPI(PVOID parent, const char *dll, const char *function, ULONG reserved)
{
    WCHAR name[MAX_PATH];
    void *address;
    struct module *target;
    size_t length = 0;
    if (!parent || !dll || !function || reserved) return STATUS_INVALID_PARAMETER;
    for (; dll[length] && length < ARRAYSIZE(name) - 1; length++) name[length] = (UCHAR)dll[length];
    name[length] = 0;
    struct load_request request = { .name = name, .length = length };
    RtlEnterCriticalSection(&loader_lock);
    NTSTATUS status = load_and_link(&request, &target);
    if (NT_SUCCESS(status)) status = find_export_by_name(target, function, ~0u, 0, &address);
    if (NT_SUCCESS(status)) {
        target->references = PINNED_REFERENCES;
        status = attach_module(target, NULL);
    } else {
        unload_unreachable();
    }
    RtlLeaveCriticalSection(&loader_lock);
    return NT_SUCCESS(status) ? STATUS_SUCCESS : STATUS_DELAY_LOAD_FAILED;
}
