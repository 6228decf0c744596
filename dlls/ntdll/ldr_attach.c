/* DllMain and TLS callbacks: processes and threads attach in the order of dependencies and detach in reverse. */
#include "ldr_private.h"

#include <string.h>

typedef BOOL (WINAPI *dll_main_function)(void *base, DWORD reason, void *reserved);

/* i386: a DllMain of the wrong calling convention leaves another stack pointer behind, so it is kept in ebx. */
#ifdef _WIN64
static BOOL call_entry(dll_main_function entry, void *base, DWORD reason, void *reserved)
{
    return entry(base, reason, reserved);
}
#else
static BOOL __attribute__((noinline)) call_entry(dll_main_function entry, void *base, DWORD reason, void *reserved)
{
    BOOL result;
    __asm__ volatile("movl %%esp, %%ebx\n\t"
                     "pushl %4\n\t"
                     "pushl %3\n\t"
                     "pushl %2\n\t"
                     "call *%1\n\t"
                     "movl %%ebx, %%esp"
                     : "=a"(result)
                     : "r"(entry), "r"(base), "m"(reason), "m"(reserved)
                     : "ebx", "ecx", "edx", "memory", "cc");
    return result;
}
#endif

static BOOL call_module(struct module *module, DWORD reason, void *reserved)
{
    tls_call_callbacks(module, reason);
    if (!module->entry.EntryPoint || module == main_module) return TRUE;
    log_line(LOG_LOADER, "DllMain of %ls, reason %u", module->entry.BaseDllName.Buffer, reason);
    return call_entry((dll_main_function)module->entry.EntryPoint, module->entry.DllBase, reason, reserved);
}

NTSTATUS attach_module(struct module *module, void *reserved)
{
    if (module->state != MODULE_LINKED) return STATUS_SUCCESS;
    module->state = MODULE_ATTACHING;
    for (uint32_t i = 0; i < module->dependency_count; i++) {
        NTSTATUS status = attach_module(module->dependencies[i], reserved);
        if (!NT_SUCCESS(status)) {
            module->state = MODULE_LINKED;
            return status;
        }
    }
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList, *link = &module->entry.InInitializationOrderLinks;
    link->Flink = list;
    link->Blink = list->Blink;
    list->Blink->Flink = link;
    list->Blink = link;

    void *outer = loader_data.EntryInProgress;
    loader_data.EntryInProgress = module;
    module->entry.Flags |= LDR_LOAD_IN_PROGRESS | LDR_PROCESS_ATTACH_CALLED;
    BOOL attached = call_module(module, DLL_PROCESS_ATTACH, reserved);
    module->entry.Flags &= ~LDR_LOAD_IN_PROGRESS;
    loader_data.EntryInProgress = outer;
    if (attached) {
        module->state = MODULE_ATTACHED;
        return STATUS_SUCCESS;
    }
    log_line(LOG_LOADER, "DllMain of %ls refused", module->entry.BaseDllName.Buffer);
    call_module(module, DLL_PROCESS_DETACH, reserved);
    module->state = MODULE_DETACHED;
    return STATUS_DLL_INIT_FAILED;
}

void detach_module(struct module *module, void *reserved)
{
    if (module->state != MODULE_ATTACHED) return;
    module->state = MODULE_DETACHED;
    call_module(module, DLL_PROCESS_DETACH, reserved);
}

/* The program has no DllMain, only TLS callbacks. */
void attach_main_module(void)
{
    main_module->state = MODULE_ATTACHED;
    tls_call_callbacks(main_module, DLL_PROCESS_ATTACH);
}

static bool wants_thread_calls(const struct module *module)
{
    return module->state == MODULE_ATTACHED && !(module->entry.Flags & LDR_NO_THREAD_CALLS);
}

void attach_thread(void)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Flink; link != list; link = link->Flink) {
        struct module *module = module_of_init_link(link);
        if (wants_thread_calls(module)) call_module(module, DLL_THREAD_ATTACH, NULL);
    }
    tls_call_callbacks(main_module, DLL_THREAD_ATTACH);
}

void loader_thread_detach(void)
{
    RtlEnterCriticalSection(&loader_lock);
    tls_call_callbacks(main_module, DLL_THREAD_DETACH);
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink) {
        struct module *module = module_of_init_link(link);
        if (wants_thread_calls(module)) call_module(module, DLL_THREAD_DETACH, NULL);
    }
    tls_free_thread();
    RtlLeaveCriticalSection(&loader_lock);
}

NTSTATUS NTAPI LdrShutdownThread(void)
{
    if (!loader_data.ShutdownInProgress) loader_thread_detach();
    RtlFreeThreadActivationContextStack();
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrShutdownProcess(void)
{
    if (loader_data.ShutdownInProgress) return STATUS_SUCCESS;
    loader_data.ShutdownInProgress = TRUE;
    loader_data.ShutdownThreadId = NtCurrentTeb()->ClientId.UniqueThread;
    tls_call_callbacks(main_module, DLL_PROCESS_DETACH);
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink)
        detach_module(module_of_init_link(link), (void *)1);
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlDllShutdownInProgress(void)
{
    return loader_data.ShutdownInProgress;
}
