/* Exceptions as Win32 has them (errhandlingapi.h). Vectored handlers and the rest are forwarded to ntdll. */
#include "kernel32_private.h"

VOID WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, CONST ULONG_PTR *parameters)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = code & 0xefffffff, /* bit 28 is the system's */
        .ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE, .ExceptionAddress = (PVOID)RaiseException,
    };
    if (parameters && count) {
        record.NumberParameters = count < EXCEPTION_MAXIMUM_PARAMETERS ? count : EXCEPTION_MAXIMUM_PARAMETERS;
        memcpy(record.ExceptionInformation, parameters, record.NumberParameters * sizeof(*parameters));
    }
    RtlRaiseException(&record);
}

VOID WINAPI RaiseFailFastException(PEXCEPTION_RECORD given, PCONTEXT context, DWORD flags)
{
    CONTEXT own_context;
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_FAIL_FAST_EXCEPTION,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    if (given) record = *given;
    if (!given || (flags & FAIL_FAST_GENERATE_EXCEPTION_ADDRESS)) record.ExceptionAddress = __builtin_return_address(0);
    if (!context) RtlCaptureContext(context = &own_context);
    winrun_report_crash(&record, context); /* no handler is asked */
    winrun_end_by_exception(&record, context);
}

/* --- what nobody handled --- */

static LPTOP_LEVEL_EXCEPTION_FILTER top_level_filter;

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    return __atomic_exchange_n(&top_level_filter, filter, __ATOMIC_ACQ_REL);
}

LONG WINAPI UnhandledExceptionFilter(PEXCEPTION_POINTERS pointers)
{
    LPTOP_LEVEL_EXCEPTION_FILTER filter = __atomic_load_n(&top_level_filter, __ATOMIC_ACQUIRE);
    if (current_peb()->BeingDebugged) return EXCEPTION_CONTINUE_SEARCH;
    LONG answer = filter ? filter(pointers) : EXCEPTION_CONTINUE_SEARCH;
    if (answer != EXCEPTION_CONTINUE_SEARCH) return answer;
    winrun_report_crash(pointers->ExceptionRecord, pointers->ContextRecord);
    return EXCEPTION_EXECUTE_HANDLER;
}

/* --- stack overflow --- */

/* TEB.GuaranteedStackBytes: how much stack is left when STATUS_STACK_OVERFLOW is raised, beyond what Winrun keeps for
 * that anyway. */
#ifdef _WIN64
#define TEB_GUARANTEED_STACK_BYTES 0x1748
#else
#define TEB_GUARANTEED_STACK_BYTES 0xf78
#endif

BOOL WINAPI SetThreadStackGuarantee(PULONG size)
{
    ULONG *guaranteed = (ULONG *)((BYTE *)NtCurrentTeb() + TEB_GUARANTEED_STACK_BYTES), before = *guaranteed;
    const NT_TIB *tib = &NtCurrentTeb()->Tib;
    ULONG wanted = (*size + WINDOWS_PAGE_SIZE - 1) & ~(ULONG)(WINDOWS_PAGE_SIZE - 1);
    SIZE_T reserved = (ULONG_PTR)tib->StackBase - (ULONG_PTR)NtCurrentTeb()->DeallocationStack;
    if (wanted >= reserved / 2) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (wanted > before) *guaranteed = wanted; /* it never shrinks */
    *size = before;
    return TRUE;
}

/* --- error modes: Winrun never stops a program with a message box, so they are only remembered --- */

#define ERROR_MODES                                                                                                    \
    (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOALIGNMENTFAULTEXCEPT | SEM_NOOPENFILEERRORBOX)

static UINT error_mode;

UINT WINAPI GetErrorMode(void)
{
    return __atomic_load_n(&error_mode, __ATOMIC_ACQUIRE);
}

/* SEM_NOALIGNMENTFAULTEXCEPT stays once it is set. */
UINT WINAPI SetErrorMode(UINT mode)
{
    UINT kept = GetErrorMode() & SEM_NOALIGNMENTFAULTEXCEPT;
    return __atomic_exchange_n(&error_mode, (mode & ERROR_MODES) | kept, __ATOMIC_ACQ_REL);
}

DWORD WINAPI GetThreadErrorMode(void)
{
    return NtCurrentTeb()->HardErrorMode;
}

BOOL WINAPI SetThreadErrorMode(DWORD mode, LPDWORD old_mode)
{
    const DWORD allowed = SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX;
    if (mode & ~allowed) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (old_mode) *old_mode = NtCurrentTeb()->HardErrorMode;
    NtCurrentTeb()->HardErrorMode = mode;
    return TRUE;
}

VOID WINAPI FatalAppExitW(UINT action, LPCWSTR text)
{
    (void)action;
    winrun_print_error("the program gives up: %ls", text ? text : L"");
    ExitProcess(1);
}

VOID WINAPI FatalAppExitA(UINT action, LPCSTR text)
{
    (void)action;
    winrun_print_error("the program gives up: %s", text ? text : "");
    ExitProcess(1);
}

VOID WINAPI FatalExit(int code)
{
    ExitProcess((UINT)code);
}
