/* Attribute lists for CreateProcess and CreateRemoteThreadEx. */
#include "kernel32_private.h"
#include "processthreadsapi_private.h"

const struct attribute *attribute_find(const struct attribute_list *list, DWORD_PTR kind)
{
    DWORD i;

    for (i = 0; list && i < list->count; i++)
        if (list->attributes[i].kind == kind) return &list->attributes[i];
    return NULL;
}

BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST memory, DWORD count, DWORD flags,
                                              PSIZE_T size)
{
    struct attribute_list *list = (void *)memory;
    SIZE_T needed = sizeof(*list) + count * sizeof(struct attribute), given = *size;

    if (flags || count > 27) return set_last_status(STATUS_INVALID_PARAMETER); /* 27: what Windows 10 knows */
    *size = needed;
    if (!list || given < needed) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    list->capacity = count;
    list->count = 0;
    return TRUE;
}

/* Kinds that mean something here, or that may be ignored because they only restrict the child. */
static const struct { DWORD_PTR kind; SIZE_T size; } known[] = {
    { PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, sizeof(HANDLE) }, { PROC_THREAD_ATTRIBUTE_HANDLE_LIST, 0 },
    { 0x30003 /* GROUP_AFFINITY */, sizeof(GROUP_AFFINITY) }, { 0x20004 /* PREFERRED_NODE */, sizeof(USHORT) },
    { 0x30005 /* IDEAL_PROCESSOR */, sizeof(PROCESSOR_NUMBER) }, { 0x20007 /* MITIGATION_POLICY */, 0 },
    { 0x2000b /* PROTECTION_LEVEL */, sizeof(DWORD) }, { PROC_THREAD_ATTRIBUTE_JOB_LIST, 0 },
    { 0x2000e /* CHILD_PROCESS_POLICY */, sizeof(DWORD) }, { 0x20012 /* DESKTOP_APP_POLICY */, sizeof(DWORD) },
    { PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, sizeof(HANDLE) },
};

BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST memory, DWORD flags, DWORD_PTR kind, PVOID value,
                                      SIZE_T size, PVOID previous, PSIZE_T returned)
{
    struct attribute_list *list = (void *)memory;
    unsigned i;

    (void)previous;
    (void)returned;
    if (flags) return set_last_status(STATUS_INVALID_PARAMETER);
    for (i = 0; i < ARRAYSIZE(known) && known[i].kind != kind; i++) continue;
    if (i == ARRAYSIZE(known)) {
        log_line(LOG_WARN, "UpdateProcThreadAttribute: attribute %p is not supported", (void *)kind);
        return set_last_status(STATUS_NOT_SUPPORTED);
    }
    if ((known[i].size && kind != PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE && size != known[i].size)
        || (kind == PROC_THREAD_ATTRIBUTE_HANDLE_LIST && (!size || size % sizeof(HANDLE)))) {
        SetLastError(ERROR_BAD_LENGTH);
        return FALSE;
    }
    if (attribute_find(list, kind)) {
        SetLastError(ERROR_OBJECT_NAME_EXISTS);
        return FALSE;
    }
    if (list->count == list->capacity) {
        SetLastError(ERROR_GEN_FAILURE);
        return FALSE;
    }
    list->attributes[list->count++] = (struct attribute){ kind, size, value };
    return TRUE;
}

VOID WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST memory)
{
    ((struct attribute_list *)(void *)memory)->count = 0;
}
