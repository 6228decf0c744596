/* What a process that is debugged tells its debugger, as far as Windows code knows it: exceptions that are raised by a
 * call, modules that come and go, the end. (Faults, breakpoints and threads are reported by the Unix side,
 * unix/debug.c.) And how a program talks to a debugger. */
#include "debug_event.h"
#include "exception_private.h"
#include "nt/debug.h"
#include "sync_private.h"

#include <stdarg.h>

static int32_t report(struct debug_event *event, const UNICODE_STRING *path, CONTEXT *context)
{
    struct unix_debug_report_args args = {.event = UNIX_PTR(event),
                                          .path = path ? UNIX_PTR(path->Buffer) : 0,
                                          .path_length = path ? path->Length / sizeof(WCHAR) : 0,
                                          .context = UNIX_PTR(context)};
    NTSTATUS status = unix_call_debug_report(&args);

    return NT_SUCCESS(status) ? args.answer : DEBUG_ANSWER_NOT_HANDLED;
}

/* --- exceptions --- */

BOOLEAN debug_exception(const EXCEPTION_RECORD *record, CONTEXT *context, BOOLEAN first_chance)
{
    struct debug_event event = { .kind = DEBUG_EVENT_EXCEPTION, .first_chance = first_chance };
    int32_t answer;
    DWORD i;

    if (!process_is_debugged()) return FALSE;
    if (record->ExceptionCode == (DWORD)EXCEPTION_BREAKPOINT) event.kind = DEBUG_EVENT_BREAKPOINT;
    if (record->ExceptionCode == (DWORD)EXCEPTION_SINGLE_STEP) event.kind = DEBUG_EVENT_SINGLE_STEP;
    event.exception = (struct exception_record_64){.code = (int32_t)record->ExceptionCode,
                                                   .flags = record->ExceptionFlags,
                                                   .record = UNIX_PTR(record->ExceptionRecord),
                                                   .address = UNIX_PTR(record->ExceptionAddress),
                                                   .parameter_count = record->NumberParameters};
    for (i = 0; i < record->NumberParameters && i < EXCEPTION_MAXIMUM_PARAMETERS; i++)
        event.exception.parameters[i] = record->ExceptionInformation[i];
    answer = report(&event, NULL, context);
    return answer == DEBUG_ANSWER_CONTINUE || answer == DEBUG_ANSWER_HANDLED;
}

BOOLEAN NTAPI winrun_debug_control_event(ULONG code)
{
    CONTEXT context;
    EXCEPTION_RECORD record = { .ExceptionCode = code };

    RtlCaptureContext(&context);
    record.ExceptionAddress = (PVOID)context_pc(&context);
    return debug_exception(&record, &context, TRUE);
}

/* The thread that breaks on its own account, and is not to die of it if the debugger does not care. */
static volatile ULONG breaking_thread;

BOOLEAN debug_skip_own_break(const EXCEPTION_RECORD *record, CONTEXT *context)
{
    ULONG self = HandleToULong(NtCurrentTeb()->ClientId.UniqueThread);

    if (record->ExceptionCode != (DWORD)EXCEPTION_BREAKPOINT || breaking_thread != self) return FALSE;
    if (record->ExceptionAddress != (PVOID)(ULONG_PTR)DbgBreakPoint) return FALSE;
#ifdef __x86_64__
    context->Rip = (ULONG_PTR)record->ExceptionAddress + 1;
#else
    context->Eip = (ULONG_PTR)record->ExceptionAddress + 1;
#endif
    return TRUE;
}

static void break_without_need(void)
{
    if (!current_peb()->BeingDebugged) return;
    breaking_thread = HandleToULong(NtCurrentTeb()->ClientId.UniqueThread);
    DbgBreakPoint();
    breaking_thread = 0;
}

void debug_break_at_start(void) { break_without_need(); }

VOID NTAPI DbgUiRemoteBreakin(PVOID context)
{
    (void)context;
    break_without_need();
    RtlExitUserThread(STATUS_SUCCESS);
}

/* int3 first: a debugger expects the breakpoint at the very address of the function. */
__asm__(".text\n"
#ifdef __x86_64__
        ".globl DbgBreakPoint\n.def DbgBreakPoint; .scl 2; .type 32; .endef\nDbgBreakPoint:\n    int3\n    ret\n"
        ".globl DbgUserBreakPoint\n.def DbgUserBreakPoint; .scl 2; .type 32; .endef\nDbgUserBreakPoint:\n    int3\n    "
        "ret\n"
#else
        ".globl _DbgBreakPoint@0\n.def _DbgBreakPoint@0; .scl 2; .type 32; .endef\n_DbgBreakPoint@0:\n    int3\n    "
        "ret\n"
        ".globl _DbgUserBreakPoint@0\n.def _DbgUserBreakPoint@0; .scl 2; .type 32; .endef\n_DbgUserBreakPoint@0:\n    "
        "int3\n    ret\n"
#endif
);

/* --- modules and the end --- */

void debug_module_loaded(const LDR_DATA_TABLE_ENTRY *module)
{
    const IMAGE_NT_HEADERS *headers = RtlImageNtHeader(module->DllBase);
    struct thread_block *block = current_thread_block();
    struct debug_event event = {
        .kind = DEBUG_EVENT_LOAD_DLL, .base = UNIX_PTR(module->DllBase), .name_pointer = UNIX_PTR(&block->debug_name)};

    if (!process_is_debugged()) return;
    event.debug_info_offset = headers->FileHeader.PointerToSymbolTable;
    event.debug_info_size = headers->FileHeader.NumberOfSymbols;
    block->debug_name = UNIX_PTR(module->FullDllName.Buffer);
    report(&event, &module->FullDllName, NULL);
    block->debug_name = 0;
}

void debug_module_unloaded(PVOID base)
{
    struct debug_event event = { .kind = DEBUG_EVENT_UNLOAD_DLL, .base = UNIX_PTR(base) };

    if (process_is_debugged()) report(&event, NULL, NULL);
}

void debug_process_exit(NTSTATUS status)
{
    struct debug_event event = { .kind = DEBUG_EVENT_EXIT_PROCESS, .exit_status = status };

    if (process_is_debugged()) report(&event, NULL, NULL);
}

/* --- DbgPrint: as debug output, if somebody listens --- */

#define LONGEST_PRINT        512
#define ANY_COMPONENT        (~0u)
#define DEFAULT_FILTER_LEVEL 0 /* errors are shown, unless a component's filter has been set otherwise */

int __cdecl _vsnprintf(char *buffer, size_t count, const char *format, va_list arguments);
ULONG NTAPI vDbgPrintExWithPrefix(PCSTR prefix, ULONG component, ULONG level, PCSTR format, va_list arguments);
ULONG NTAPI vDbgPrintEx(ULONG component, ULONG level, PCSTR format, va_list arguments);
ULONG __cdecl DbgPrint(PCSTR format, ...);
ULONG __cdecl DbgPrintEx(ULONG component, ULONG level, PCSTR format, ...);
ULONG __cdecl DbgPrintReturnControlC(PCSTR format, ...);

ULONG NTAPI vDbgPrintExWithPrefix(PCSTR prefix, ULONG component, ULONG level, PCSTR format, va_list arguments)
{
    char text[LONGEST_PRINT];
    size_t used = strlen(prefix);
    EXCEPTION_RECORD record = { .ExceptionCode = DBG_PRINTEXCEPTION_C, .NumberParameters = 2 };
    int length;

    if (component != ANY_COMPONENT && level > DEFAULT_FILTER_LEVEL) return STATUS_SUCCESS;
    if (used >= sizeof(text)) used = sizeof(text) - 1;
    memcpy(text, prefix, used);
    length = _vsnprintf(text + used, sizeof(text) - used, format, arguments);
    used = length < 0 || (size_t)length >= sizeof(text) - used ? sizeof(text) - 1 : used + (size_t)length;
    text[used] = 0;
    log_line(LOG_EXCEPTION, "debug output: %s", text);
    if (!current_peb()->BeingDebugged) return STATUS_SUCCESS;
    record.ExceptionInformation[0] = used + 1;
    record.ExceptionInformation[1] = (ULONG_PTR)text;
    RtlRaiseException(&record);
    return STATUS_SUCCESS;
}

ULONG NTAPI vDbgPrintEx(ULONG component, ULONG level, PCSTR format, va_list arguments)
{
    return vDbgPrintExWithPrefix("", component, level, format, arguments);
}

ULONG __cdecl DbgPrint(PCSTR format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    ULONG status = vDbgPrintEx(ANY_COMPONENT, DEFAULT_FILTER_LEVEL, format, arguments);
    va_end(arguments);
    return status;
}

ULONG __cdecl DbgPrintEx(ULONG component, ULONG level, PCSTR format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    ULONG status = vDbgPrintEx(component, level, format, arguments);
    va_end(arguments);
    return status;
}

ULONG __cdecl DbgPrintReturnControlC(PCSTR format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    ULONG status = vDbgPrintEx(ANY_COMPONENT, DEFAULT_FILTER_LEVEL, format, arguments);
    va_end(arguments);
    return status;
}
