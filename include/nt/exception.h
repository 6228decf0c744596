/* Exceptions, unwinding, contexts (dlls/ntdll/exception*.c, unwind_x86_64.c, context_*.S, crash_report.c). */
#ifndef NT_EXCEPTION_H
#define NT_EXCEPTION_H

#ifndef EXCEPTION_CHAIN_END
#define EXCEPTION_CHAIN_END ((EXCEPTION_REGISTRATION_RECORD *)(ULONG_PTR)-1)
#endif
#ifndef EXCEPTION_STACK_INVALID
#define EXCEPTION_STACK_INVALID  0x8
#define EXCEPTION_NESTED_CALL    0x10
#define EXCEPTION_TARGET_UNWIND  0x20
#define EXCEPTION_COLLIDED_UNWIND 0x40
#endif
#define EXCEPTION_UNWINDING_FLAGS 0x66 /* unwinding, exit unwind, target unwind, collided unwind */

#define DBG_PRINTEXCEPTION_WIDE  ((DWORD)0x4001000A)
#define EXCEPTION_THREAD_NAME    ((DWORD)0x406D1388) /* how MSVC programs name a thread for their debugger */
#define EXCEPTION_CPP            ((DWORD)0xE06D7363)

NTSYSAPI VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
NTSYSAPI VOID NTAPI RtlRaiseStatus(NTSTATUS status) __attribute__((noreturn));
NTSYSAPI NTSTATUS NTAPI NtRaiseException(PEXCEPTION_RECORD record, PCONTEXT context, BOOL first_chance);
NTSYSAPI NTSTATUS NTAPI NtContinue(PCONTEXT context, BOOLEAN alertable);
NTSYSAPI VOID NTAPI RtlCaptureContext(PCONTEXT context);
NTSYSAPI BOOLEAN NTAPI RtlDispatchException(PEXCEPTION_RECORD record, PCONTEXT context);
NTSYSAPI PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
NTSYSAPI PVOID NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
NTSYSAPI ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handle);
NTSYSAPI ULONG NTAPI RtlRemoveVectoredContinueHandler(PVOID handle);
NTSYSAPI VOID NTAPI RtlUnwind(PVOID frame, PVOID target, PEXCEPTION_RECORD record, PVOID value);
NTSYSAPI USHORT NTAPI RtlCaptureStackBackTrace(ULONG skip, ULONG count, PVOID *frames, PULONG hash);
NTSYSAPI ULONG NTAPI RtlWalkFrameChain(PVOID *frames, ULONG count, ULONG flags);

/* What an unhandled exception comes to: kernel32's UnhandledExceptionFilter, set when it attaches. */
NTSYSAPI VOID NTAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter);
NTSYSAPI LONG NTAPI RtlUnhandledExceptionFilter(PEXCEPTION_POINTERS pointers);
/* Exported by ntdll for kernel32: the report for people on stderr; and the end of the process with the exception's
 * code. */
void __cdecl winrun_report_crash(const EXCEPTION_RECORD *record, const CONTEXT *context);
void __cdecl winrun_end_by_exception(const EXCEPTION_RECORD *record, const CONTEXT *context) __attribute__((noreturn));

#ifdef __x86_64__
NTSYSAPI PRUNTIME_FUNCTION NTAPI RtlLookupFunctionEntry(DWORD64 pc, PDWORD64 image_base, PUNWIND_HISTORY_TABLE history);
NTSYSAPI PEXCEPTION_ROUTINE NTAPI RtlVirtualUnwind(DWORD type, DWORD64 image_base, DWORD64 pc,
                                                   PRUNTIME_FUNCTION function, PCONTEXT context, PVOID *data,
                                                   PDWORD64 frame, PKNONVOLATILE_CONTEXT_POINTERS pointers);
NTSYSAPI VOID NTAPI RtlUnwindEx(PVOID frame, PVOID target, PEXCEPTION_RECORD record, PVOID value, PCONTEXT context,
                                PUNWIND_HISTORY_TABLE history);
NTSYSAPI VOID __cdecl RtlRestoreContext(PCONTEXT context, PEXCEPTION_RECORD record);
NTSYSAPI BOOLEAN __cdecl RtlAddFunctionTable(PRUNTIME_FUNCTION table, DWORD count, DWORD64 base);
NTSYSAPI BOOLEAN __cdecl RtlDeleteFunctionTable(PRUNTIME_FUNCTION table);
NTSYSAPI BOOLEAN __cdecl RtlInstallFunctionTableCallback(DWORD64 identifier, DWORD64 base, DWORD size,
                                                         PGET_RUNTIME_FUNCTION_CALLBACK callback, PVOID context,
                                                         PCWSTR dll);
NTSYSAPI DWORD NTAPI RtlAddGrowableFunctionTable(PVOID *handle, PRUNTIME_FUNCTION table, DWORD count, DWORD capacity,
                                                 ULONG_PTR start, ULONG_PTR end);
NTSYSAPI VOID NTAPI RtlGrowFunctionTable(PVOID handle, DWORD count);
NTSYSAPI VOID NTAPI RtlDeleteGrowableFunctionTable(PVOID handle);
#endif

/* --- inside ntdll --- */
/* One frame up: by .pdata (x86_64), by the ebp chain (i386). FALSE at the end or when the stack makes no sense. */
BOOLEAN unwind_one_frame(CONTEXT *context);
/* The frame handlers of the architecture: TRUE when execution is to go on with `context`. */
BOOLEAN dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context);
/* May be read without a fault. */
BOOLEAN memory_is_readable(const void *address, SIZE_T size);

#endif
