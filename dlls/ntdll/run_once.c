/* One-time initialisation: the low two bits of the word are the state, the rest is the context that the initialiser
 * left. */
#include "nt/nt.h"
#include "sync_private.h"

enum run_once_state { FRESH, RUNNING, DONE, RUNNING_ASYNC, STATE_BITS = 3 };

static ULONG_PTR load(PRTL_RUN_ONCE once) { return __atomic_load_n((ULONG_PTR *)&once->Ptr, __ATOMIC_ACQUIRE); }

static BOOLEAN swap(PRTL_RUN_ONCE once, ULONG_PTR old, ULONG_PTR new)
{
    return __atomic_compare_exchange_n((ULONG_PTR *)&once->Ptr, &old, new, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE once) { once->Ptr = NULL; }

DWORD NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE once, DWORD flags, PVOID *context)
{
    BOOLEAN async = !!(flags & RTL_RUN_ONCE_ASYNC);
    ULONG_PTR value;

    if (flags & ~(RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC)) return (DWORD)STATUS_INVALID_PARAMETER_2;
    if ((flags & RTL_RUN_ONCE_CHECK_ONLY) && async) return (DWORD)STATUS_INVALID_PARAMETER_2;
    for (;;) {
        value = load(once);
        if ((value & STATE_BITS) == DONE) {
            if (context) *context = (PVOID)(value & ~(ULONG_PTR)STATE_BITS);
            return STATUS_SUCCESS;
        }
        if (flags & RTL_RUN_ONCE_CHECK_ONLY) return (DWORD)STATUS_UNSUCCESSFUL;
        switch (value & STATE_BITS) {
        case FRESH:
            if (swap(once, value, async ? RUNNING_ASYNC : RUNNING)) return STATUS_PENDING;
            break;
        case RUNNING_ASYNC:
            return async ? STATUS_PENDING : (DWORD)STATUS_INVALID_OWNER;
        default:
            if (async) return (DWORD)STATUS_INVALID_OWNER;
            RtlWaitOnAddress(&once->Ptr, &value, sizeof(value), NULL);
        }
    }
}

DWORD NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE once, DWORD flags, PVOID context)
{
    BOOLEAN async = !!(flags & RTL_RUN_ONCE_ASYNC), failed = !!(flags & RTL_RUN_ONCE_INIT_FAILED);
    ULONG_PTR value = load(once), result = failed ? FRESH : (ULONG_PTR)context | DONE;

    if (flags & ~(RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED)) return (DWORD)STATUS_INVALID_PARAMETER_2;
    if ((ULONG_PTR)context & STATE_BITS) return (DWORD)STATUS_INVALID_PARAMETER_3;
    if (failed && (context || async)) return (DWORD)STATUS_INVALID_PARAMETER_2;
    switch (value & STATE_BITS) {
    case RUNNING:
        if (async) return (DWORD)STATUS_INVALID_OWNER;
        __atomic_store_n((ULONG_PTR *)&once->Ptr, result, __ATOMIC_RELEASE);
        RtlWakeAddressAll(&once->Ptr);
        return STATUS_SUCCESS;
    case RUNNING_ASYNC:
        if (!async) return (DWORD)STATUS_INVALID_OWNER;
        return swap(once, value, result) ? STATUS_SUCCESS : (DWORD)STATUS_OBJECT_NAME_COLLISION;
    case DONE:
        return async ? (DWORD)STATUS_OBJECT_NAME_COLLISION : (DWORD)STATUS_UNSUCCESSFUL;
    default:
        return (DWORD)STATUS_UNSUCCESSFUL;
    }
}

DWORD NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE once, PRTL_RUN_ONCE_INIT_FN function, PVOID parameter, PVOID *context)
{
    PVOID result = NULL;
    DWORD status = RtlRunOnceBeginInitialize(once, 0, context);

    if (status != STATUS_PENDING) return status;
    if (!function(once, parameter, context ? context : &result)) {
        RtlRunOnceComplete(once, RTL_RUN_ONCE_INIT_FAILED, NULL);
        return (DWORD)STATUS_UNSUCCESSFUL;
    }
    return RtlRunOnceComplete(once, 0, context ? *context : NULL);
}
