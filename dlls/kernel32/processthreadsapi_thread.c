/* Threads, and thread-local storage. */
#include "kernel32_private.h"

/* ---- creation and end */

HANDLE WINAPI CreateRemoteThreadEx(HANDLE process, LPSECURITY_ATTRIBUTES security, SIZE_T stack_size,
                                   LPTHREAD_START_ROUTINE routine, LPVOID argument, DWORD flags,
                                   LPPROC_THREAD_ATTRIBUTE_LIST attribute_list, LPDWORD id)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID created;
    PS_ATTRIBUTE_LIST list = {sizeof(list), {{PS_ATTRIBUTE_CLIENT_ID, sizeof(created), (ULONG_PTR)&created, NULL}}};
    BOOLEAN is_reserve = !!(flags & STACK_SIZE_PARAM_IS_A_RESERVATION);
    HANDLE thread;
    NTSTATUS status;

    (void)attribute_list; /* its only use for threads is placement on processors */
    if (flags & ~(DWORD)(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    InitializeObjectAttributes(&attributes, NULL, security && security->bInheritHandle ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, &attributes, process, (PVOID)routine, argument,
                              flags & CREATE_SUSPENDED ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0, 0,
                              is_reserve ? 0 : stack_size, is_reserve ? stack_size : 0, &list);
    if (!set_last_status(status)) return NULL;
    if (id) *id = (DWORD)(ULONG_PTR)created.UniqueThread;
    return thread;
}

HANDLE WINAPI CreateRemoteThread(HANDLE process, LPSECURITY_ATTRIBUTES security, SIZE_T stack_size,
                                 LPTHREAD_START_ROUTINE routine, LPVOID argument, DWORD flags, LPDWORD id)
{
    return CreateRemoteThreadEx(process, security, stack_size, routine, argument, flags, NULL, id);
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack_size, LPTHREAD_START_ROUTINE routine,
                           LPVOID argument, DWORD flags, LPDWORD id)
{
    return CreateRemoteThreadEx(NtCurrentProcess(), security, stack_size, routine, argument, flags, NULL, id);
}

BOOL WINAPI TerminateThread(HANDLE thread, DWORD exit_code)
{
    if (!thread) return set_last_status(STATUS_INVALID_HANDLE);
    return set_last_status(NtTerminateThread(thread, (NTSTATUS)exit_code));
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID client = { NULL, (HANDLE)(ULONG_PTR)id };
    HANDLE thread;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtOpenThread(&thread, access, &attributes, &client);
    if (status == STATUS_INVALID_CID) status = STATUS_INVALID_PARAMETER;
    return set_last_status(status) ? thread : NULL;
}

static BOOL query_basic(HANDLE thread, THREAD_BASIC_INFORMATION *info)
{
    return set_last_status(NtQueryInformationThread(thread, ThreadBasicInformation, info, sizeof(*info), NULL));
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD exit_code)
{
    THREAD_BASIC_INFORMATION info;

    if (!query_basic(thread, &info)) return FALSE;
    *exit_code = info.ExitStatus == STATUS_PENDING ? STILL_ACTIVE : (DWORD)info.ExitStatus;
    return TRUE;
}

DWORD WINAPI GetThreadId(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return query_basic(thread, &info) ? (DWORD)(ULONG_PTR)info.ClientId.UniqueThread : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return query_basic(thread, &info) ? (DWORD)(ULONG_PTR)info.ClientId.UniqueProcess : 0;
}

DWORD WINAPI GetCurrentThreadId(void) { return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread; }
HANDLE WINAPI GetCurrentThread(void) { return NtCurrentThread(); }

VOID WINAPI GetCurrentThreadStackLimits(PULONG_PTR low, PULONG_PTR high)
{
    *low = (ULONG_PTR)((TEB *)NtCurrentTeb())->DeallocationStack;
    *high = (ULONG_PTR)NtCurrentTeb()->Tib.StackBase;
}

/* ---- suspension, contexts, asynchronous calls */

DWORD WINAPI SuspendThread(HANDLE thread)
{
    ULONG previous;

    return set_last_status(NtSuspendThread(thread, &previous)) ? previous : (DWORD)-1;
}

DWORD WINAPI ResumeThread(HANDLE thread)
{
    ULONG previous;

    return set_last_status(NtResumeThread(thread, &previous)) ? previous : (DWORD)-1;
}

BOOL WINAPI GetThreadContext(HANDLE thread, LPCONTEXT context)
{
    return set_last_status(NtGetContextThread(thread, context));
}
BOOL WINAPI SetThreadContext(HANDLE thread, const CONTEXT *context)
{
    return set_last_status(NtSetContextThread(thread, context));
}

/* For 64-bit programs that act on 32-bit ones. */
#ifdef _WIN64
NTSYSAPI NTSTATUS NTAPI RtlWow64GetThreadContext(HANDLE, PWOW64_CONTEXT);
NTSYSAPI NTSTATUS NTAPI RtlWow64SetThreadContext(HANDLE, const WOW64_CONTEXT *);

BOOL WINAPI Wow64GetThreadContext(HANDLE thread, PWOW64_CONTEXT context)
{
    return set_last_status(RtlWow64GetThreadContext(thread, context));
}
BOOL WINAPI Wow64SetThreadContext(HANDLE thread, const WOW64_CONTEXT *context)
{
    return set_last_status(RtlWow64SetThreadContext(thread, context));
}
DWORD WINAPI Wow64SuspendThread(HANDLE thread) { return SuspendThread(thread); }
#else
static BOOL refuse_function(void)
{
    SetLastError(ERROR_INVALID_FUNCTION);
    return FALSE;
}

BOOL WINAPI Wow64GetThreadContext(HANDLE thread, PWOW64_CONTEXT context)
{
    (void)thread;
    (void)context;
    return refuse_function();
}

BOOL WINAPI Wow64SetThreadContext(HANDLE thread, const WOW64_CONTEXT *context)
{
    (void)thread;
    (void)context;
    return refuse_function();
}

DWORD WINAPI Wow64SuspendThread(HANDLE thread)
{
    (void)thread;
    refuse_function();
    return ~0u;
}
#endif

static void CALLBACK call_user_apc(ULONG_PTR function, ULONG_PTR argument, ULONG_PTR unused)
{
    (void)unused;
    ((PAPCFUNC)function)(argument);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR argument)
{
    NTSTATUS status = NtQueueApcThread(thread, call_user_apc, (PVOID)function, (PVOID)argument, NULL);

    if (status == STATUS_UNSUCCESSFUL) { /* the thread has ended */
        SetLastError(ERROR_GEN_FAILURE);
        return 0;
    }
    return (DWORD)set_last_status(status);
}

/* ---- priorities and processors */

BOOL WINAPI SetThreadPriority(HANDLE thread, int priority)
{
    LONG value = priority;

    if (priority == THREAD_MODE_BACKGROUND_BEGIN || priority == THREAD_MODE_BACKGROUND_END)
        value = priority == THREAD_MODE_BACKGROUND_BEGIN ? THREAD_PRIORITY_LOWEST : THREAD_PRIORITY_NORMAL;
    return set_last_status(NtSetInformationThread(thread, ThreadBasePriority, &value, sizeof(value)));
}

int WINAPI GetThreadPriority(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return query_basic(thread, &info) ? info.BasePriority : THREAD_PRIORITY_ERROR_RETURN;
}

BOOL WINAPI SetThreadPriorityBoost(HANDLE thread, BOOL disable)
{
    ULONG value = !!disable;

    return set_last_status(NtSetInformationThread(thread, ThreadPriorityBoost, &value, sizeof(value)));
}

BOOL WINAPI GetThreadPriorityBoost(HANDLE thread, PBOOL disabled)
{
    ULONG value;

    if (!set_last_status(NtQueryInformationThread(thread, ThreadPriorityBoost, &value, sizeof(value), NULL)))
        return FALSE;
    *disabled = (BOOL)value;
    return TRUE;
}

DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask)
{
    THREAD_BASIC_INFORMATION info;

    if (!query_basic(thread, &info)) return 0;
    return set_last_status(NtSetInformationThread(thread, ThreadAffinityMask, &mask, sizeof(mask))) ? info.AffinityMask
                                                                                                    : 0;
}

BOOL WINAPI GetThreadGroupAffinity(HANDLE thread, PGROUP_AFFINITY affinity)
{
    return set_last_status(NtQueryInformationThread(thread, ThreadGroupInformation, affinity, sizeof(*affinity), NULL));
}

BOOL WINAPI SetThreadGroupAffinity(HANDLE thread, const GROUP_AFFINITY *affinity, PGROUP_AFFINITY previous)
{
    if (previous && !GetThreadGroupAffinity(thread, previous)) return FALSE;
    return set_last_status(NtSetInformationThread(thread, ThreadGroupInformation, (PVOID)affinity, sizeof(*affinity)));
}

BOOL WINAPI GetThreadIdealProcessorEx(HANDLE thread, PPROCESSOR_NUMBER number)
{
    return set_last_status(NtQueryInformationThread(thread, ThreadIdealProcessorEx, number, sizeof(*number), NULL));
}

DWORD WINAPI SetThreadIdealProcessor(HANDLE thread, DWORD processor)
{
    ULONG value = processor;
    NTSTATUS status = NtSetInformationThread(thread, ThreadIdealProcessor, &value, sizeof(value));

    return set_last_status(status) ? (DWORD)status : (DWORD)-1;
}

BOOL WINAPI SetThreadIdealProcessorEx(HANDLE thread, PPROCESSOR_NUMBER number, PPROCESSOR_NUMBER previous)
{
    if (number->Group) return set_last_status(STATUS_INVALID_PARAMETER);
    if (previous && !GetThreadIdealProcessorEx(thread, previous)) return FALSE;
    return SetThreadIdealProcessor(thread, number->Number) != (DWORD)-1;
}

DWORD WINAPI GetCurrentProcessorNumber(void) { return NtGetCurrentProcessorNumber(); }

VOID WINAPI GetCurrentProcessorNumberEx(PPROCESSOR_NUMBER number)
{
    *number = (PROCESSOR_NUMBER){ .Number = (BYTE)NtGetCurrentProcessorNumber() };
}

/* ---- names, times */

HRESULT WINAPI SetThreadDescription(HANDLE thread, PCWSTR description)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, description ? description : L"");
    return HRESULT_FROM_NT(NtSetInformationThread(thread, ThreadNameInformation, &name, sizeof(name)));
}

HRESULT WINAPI GetThreadDescription(HANDLE thread, PWSTR *description)
{
    ULONG size = 0, capacity;
    UNICODE_STRING *name;
    NTSTATUS status;

    *description = NULL;
    do {
        capacity = size + 256;
        if (!(name = LocalAlloc(LMEM_FIXED, capacity + sizeof(WCHAR)))) return E_OUTOFMEMORY;
        status = NtQueryInformationThread(thread, ThreadNameInformation, name, capacity, &size);
        if (NT_SUCCESS(status)) {
            ULONG length = name->Length;
            memmove(name, name->Buffer, length);
            ((PWSTR)name)[length / sizeof(WCHAR)] = 0;
            *description = (PWSTR)name;
            return S_OK;
        }
        LocalFree(name);
    } while (status == STATUS_BUFFER_TOO_SMALL);
    return HRESULT_FROM_NT(status);
}

BOOL WINAPI GetThreadTimes(HANDLE thread, LPFILETIME creation, LPFILETIME exit, LPFILETIME kernel, LPFILETIME user)
{
    KERNEL_USER_TIMES times;

    if (!set_last_status(NtQueryInformationThread(thread, ThreadTimes, &times, sizeof(times), NULL))) return FALSE;
    *creation = *(FILETIME *)&times.CreateTime;
    *exit = *(FILETIME *)&times.ExitTime;
    *kernel = *(FILETIME *)&times.KernelTime;
    *user = *(FILETIME *)&times.UserTime;
    return TRUE;
}

BOOL WINAPI QueryThreadCycleTime(HANDLE thread, PULONG64 cycles)
{
    ULONG64 values[2];

    if (!set_last_status(NtQueryInformationThread(thread, ThreadCycleTime, values, sizeof(values), NULL))) return FALSE;
    *cycles = values[0];
    return TRUE;
}

BOOL WINAPI GetThreadIOPendingFlag(HANDLE thread, PBOOL pending)
{
    ULONG value;

    if (!set_last_status(NtQueryInformationThread(thread, ThreadIsIoPending, &value, sizeof(value), NULL)))
        return FALSE;
    *pending = (BOOL)value;
    return TRUE;
}

/* ---- thread-local storage: 64 slots in the TEB, 1024 more in a block that is allocated on first use */

#define TLS_EXPANSION_COUNT 1024u

static TEB *teb(void) { return (TEB *)NtCurrentTeb(); }

static LONG find_clear_bit(PULONG bits, ULONG count)
{
    ULONG i;

    for (i = 0; i < count; i++) {
        if (bits[i / 32] & 1u << i % 32) continue;
        bits[i / 32] |= 1u << i % 32;
        return (LONG)i;
    }
    return -1;
}

static PVOID *expansion_slots(void)
{
    TEB *self = teb();

    if (!self->TlsExpansionSlots) self->TlsExpansionSlots = heap_allocate_zeroed(TLS_EXPANSION_COUNT * sizeof(PVOID));
    return self->TlsExpansionSlots;
}

DWORD WINAPI TlsAlloc(void)
{
    PPEB peb = current_peb();
    LONG index;

    RtlAcquirePebLock();
    index = find_clear_bit(peb->TlsBitmapBits, TLS_MINIMUM_AVAILABLE);
    if (index < 0 && (index = find_clear_bit(peb->TlsExpansionBitmapBits, TLS_EXPANSION_COUNT)) >= 0)
        index += TLS_MINIMUM_AVAILABLE;
    RtlReleasePebLock();
    if (index < 0) {
        SetLastError(ERROR_NO_MORE_ITEMS);
        return TLS_OUT_OF_INDEXES;
    }
    if (index < TLS_MINIMUM_AVAILABLE) teb()->TlsSlots[index] = NULL;
    else if (teb()->TlsExpansionSlots) teb()->TlsExpansionSlots[index - TLS_MINIMUM_AVAILABLE] = NULL;
    return (DWORD)index;
}

BOOL WINAPI TlsFree(DWORD index)
{
    PPEB peb = current_peb();
    BOOLEAN was_set = FALSE;
    PULONG bits = index < TLS_MINIMUM_AVAILABLE ? peb->TlsBitmapBits : peb->TlsExpansionBitmapBits;
    ULONG bit = index < TLS_MINIMUM_AVAILABLE ? index : index - TLS_MINIMUM_AVAILABLE;

    RtlAcquirePebLock();
    if (index < TLS_MINIMUM_AVAILABLE + TLS_EXPANSION_COUNT && bits[bit / 32] & 1u << bit % 32) {
        was_set = TRUE;
        NtSetInformationThread(NtCurrentThread(), ThreadZeroTlsCell, &index, sizeof(index)); /* in every thread */
        bits[bit / 32] &= ~(1u << bit % 32);
    }
    RtlReleasePebLock();
    return was_set ? TRUE : set_last_status(STATUS_INVALID_PARAMETER);
}

LPVOID WINAPI TlsGetValue(DWORD index)
{
    TEB *self = teb();

    if (index < TLS_MINIMUM_AVAILABLE) {
        self->LastErrorValue = ERROR_SUCCESS; /* as documented: NULL may be a value */
        return self->TlsSlots[index];
    }
    if (index >= TLS_MINIMUM_AVAILABLE + TLS_EXPANSION_COUNT) {
        self->LastErrorValue = ERROR_INVALID_PARAMETER;
        return NULL;
    }
    self->LastErrorValue = ERROR_SUCCESS;
    return self->TlsExpansionSlots ? self->TlsExpansionSlots[index - TLS_MINIMUM_AVAILABLE] : NULL;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
    PVOID *slots;

    if (index < TLS_MINIMUM_AVAILABLE) {
        teb()->TlsSlots[index] = value;
        return TRUE;
    }
    if (index >= TLS_MINIMUM_AVAILABLE + TLS_EXPANSION_COUNT) return set_last_status(STATUS_INVALID_PARAMETER);
    if (!(slots = expansion_slots())) return set_last_status(STATUS_NO_MEMORY);
    slots[index - TLS_MINIMUM_AVAILABLE] = value;
    return TRUE;
}

/* ---- fiber-local storage */

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback)
{
    ULONG index;

    return set_last_status(RtlFlsAlloc(callback, &index)) ? index : FLS_OUT_OF_INDEXES;
}

BOOL WINAPI FlsFree(DWORD index) { return set_last_status(RtlFlsFree(index)); }
BOOL WINAPI FlsSetValue(DWORD index, PVOID value) { return set_last_status(RtlFlsSetValue(index, value)); }

PVOID WINAPI FlsGetValue(DWORD index)
{
    PVOID value;
    NTSTATUS status = RtlFlsGetValue(index, &value);

    if (!set_last_status(status)) return NULL;
    SetLastError(ERROR_SUCCESS);
    return value;
}
