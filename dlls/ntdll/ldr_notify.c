/* LdrRegisterDllNotification: callbacks when DLLs come and go. */
#include "ldr_private.h"

struct notification {
    struct notification *next;
    PLDR_DLL_NOTIFICATION_FUNCTION function;
    void *context;
};

static struct notification *notifications;

static void notify(struct module *module, ULONG reason)
{
    LDR_DLL_NOTIFICATION_DATA data = {
        .FullDllName = &module->entry.FullDllName, .BaseDllName = &module->entry.BaseDllName,
        .DllBase = module->entry.DllBase, .SizeOfImage = module->entry.SizeOfImage,
    };
    for (struct notification *entry = notifications, *next; entry; entry = next) {
        next = entry->next;
        entry->function(reason, &data, entry->context);
    }
}

void notify_loaded(struct module *module)
{
    module->entry.Flags |= LDR_LOAD_NOTIFICATIONS_SENT;
    notify(module, LDR_DLL_NOTIFICATION_REASON_LOADED);
}

void notify_unloaded(struct module *module)
{
    if (module->entry.Flags & LDR_LOAD_NOTIFICATIONS_SENT) notify(module, LDR_DLL_NOTIFICATION_REASON_UNLOADED);
}

NTSTATUS NTAPI LdrRegisterDllNotification(ULONG flags, PLDR_DLL_NOTIFICATION_FUNCTION function, PVOID context,
                                          PVOID *cookie)
{
    if (flags || !function || !cookie) return STATUS_INVALID_PARAMETER;
    struct notification *added = heap_allocate(sizeof(*added));
    if (!added) return STATUS_NO_MEMORY;
    *added = (struct notification){ NULL, function, context };
    RtlEnterCriticalSection(&loader_lock);
    struct notification **link = &notifications;
    while (*link) link = &(*link)->next;
    *link = added;
    RtlLeaveCriticalSection(&loader_lock);
    *cookie = added;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrUnregisterDllNotification(PVOID cookie)
{
    RtlEnterCriticalSection(&loader_lock);
    struct notification **link = &notifications;
    while (*link && *link != cookie) link = &(*link)->next;
    struct notification *found = *link;
    if (found) *link = found->next;
    RtlLeaveCriticalSection(&loader_lock);
    heap_free(found);
    return found ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}
