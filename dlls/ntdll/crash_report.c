/* What people see when a program crashes: what happened, where, the registers and the way there. Everything is read
 * with care: the stack may be damaged, and the crash may have been in the loader or the heap. */
#include "exception_private.h"

#include <stdarg.h>

#define MOST_FRAMES 40

static void write_text(const char *text, uint32_t size)
{
    struct unix_message_write_args args = { UNIX_PTR(text), size, 0 };
    unix_call_message_write(&args);
}

/* --- a small writer: no heap, no locks --- */

struct text { char buffer[480]; uint32_t used; };

static void put_char(struct text *text, char c)
{
    if (text->used < sizeof(text->buffer)) text->buffer[text->used++] = c;
}

static void put(struct text *text, const char *string)
{
    while (*string) put_char(text, *string++);
}

static void put_hex(struct text *text, ULONG64 value, int digits)
{
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        put_char(text, "0123456789abcdef"[(value >> shift) & 15]);
}

/* With as many digits as it needs. */
static void put_number(struct text *text, ULONG64 value)
{
    int digits = 1;
    while (digits < 16 && value >> (4 * digits)) digits++;
    put(text, "0x");
    put_hex(text, value, digits);
}

static void put_address(struct text *text, ULONG_PTR value)
{
    put_hex(text, value, 2 * sizeof(value));
}

static void end_line(struct text *text)
{
    if (text->used == sizeof(text->buffer)) text->used--;
    put_char(text, '\n');
    write_text(text->buffer, text->used);
    text->used = 0;
}

/* "kernel32.dll+0x1234" */
static void put_place(struct text *text, ULONG_PTR address)
{
    const LDR_DATA_TABLE_ENTRY *module = module_from_address((const void *)address);
    if (!module) {
        put(text, "outside any module");
        return;
    }
    const UNICODE_STRING *name = &module->BaseDllName;
    for (USHORT i = 0; i < name->Length / sizeof(WCHAR); i++)
        put_char(text, name->Buffer[i] < 127 ? (char)name->Buffer[i] : '?');
    put_char(text, '+');
    put_number(text, address - (ULONG_PTR)module->DllBase);
}

/* A string that an exception's parameter points to. */
static void put_foreign_string(struct text *text, ULONG_PTR address)
{
    const char *at = (const char *)address;
    for (int i = 0; i < 200 && memory_is_readable(at, 1) && *at; i++, at++)
        put_char(text, *at >= ' ' && *at < 127 ? *at : '?');
}

/* --- what happened --- */

static const struct { DWORD code; const char *words; } exception_words[] = {
    {EXCEPTION_INT_DIVIDE_BY_ZERO, "a division by zero"},
    {EXCEPTION_INT_OVERFLOW, "an integer overflow"},
    {EXCEPTION_BREAKPOINT, "a breakpoint without a debugger"},
    {EXCEPTION_SINGLE_STEP, "a single step without a debugger"},
    {EXCEPTION_ILLEGAL_INSTRUCTION, "an illegal instruction"},
    {EXCEPTION_PRIV_INSTRUCTION, "a privileged instruction"},
    {EXCEPTION_STACK_OVERFLOW, "its stack is used up (endless recursion?)"},
    {EXCEPTION_GUARD_PAGE, "an access to a guard page"},
    {EXCEPTION_DATATYPE_MISALIGNMENT, "a misaligned access"},
    {EXCEPTION_ARRAY_BOUNDS_EXCEEDED, "an array index out of bounds"},
    {EXCEPTION_FLT_DIVIDE_BY_ZERO, "a floating-point division by zero"},
    {EXCEPTION_FLT_OVERFLOW, "a floating-point overflow"},
    {EXCEPTION_FLT_UNDERFLOW, "a floating-point underflow"},
    {EXCEPTION_FLT_INEXACT_RESULT, "an inexact floating-point result"},
    {EXCEPTION_FLT_INVALID_OPERATION, "an invalid floating-point operation"},
    {EXCEPTION_FLT_STACK_CHECK, "a floating-point stack fault"},
    {EXCEPTION_FLT_DENORMAL_OPERAND, "a denormal floating-point operand"},
    {EXCEPTION_NONCONTINUABLE_EXCEPTION, "continuing after an exception that forbids it"},
    {EXCEPTION_INVALID_DISPOSITION, "an exception handler with a wrong result"},
    {EXCEPTION_CPP, "a C++ exception that nobody caught"},
    {(DWORD)STATUS_NO_MEMORY, "no more memory"},
    {(DWORD)STATUS_HEAP_CORRUPTION, "a damaged heap"},
    {(DWORD)STATUS_STACK_BUFFER_OVERRUN, "a fail-fast: the program found itself damaged"},
    {(DWORD)STATUS_INVALID_UNWIND_TARGET, "an unwind to a frame that is not there"},
    {(DWORD)STATUS_BAD_STACK, "a damaged stack"},
    {(DWORD)STATUS_ASSERTION_FAILURE, "a failed assertion"},
    {(DWORD)STATUS_CONTROL_C_EXIT, "Ctrl+C"},
    {(DWORD)STATUS_POSSIBLE_DEADLOCK, "a possible deadlock: a critical section was waited for too long"},
    {0xc06d007e, "a DLL that is loaded late was not found"},
    {0xc06d007f, "a function of a DLL that is loaded late was not found"},
    {0xe0434352, "a .NET exception that nobody caught"},
};

static void put_access(struct text *text, const EXCEPTION_RECORD *record)
{
    ULONG_PTR kind = record->ExceptionInformation[0], address = record->ExceptionInformation[1];
    put(text, record->ExceptionCode == (DWORD)EXCEPTION_IN_PAGE_ERROR ? "a file could not be read while " : "");
    put(text, kind == 8 ? "executing memory that is not code at " : kind == 1 ? "writing to " : "reading from ");
    if (address == (ULONG_PTR)-1 && kind == 0) {
        put(text, "an address that cannot exist");
        return;
    }
    if (address < 0x10000) put(text, "the null pointer, ");
    put(text, "address ");
    put_number(text, address);
}

static void put_cause(struct text *text, const EXCEPTION_RECORD *record)
{
    DWORD code = record->ExceptionCode;
    if ((code == (DWORD)EXCEPTION_ACCESS_VIOLATION || code == (DWORD)EXCEPTION_IN_PAGE_ERROR) &&
        record->NumberParameters >= 2) {
        put_access(text, record);
        return;
    }
    if (is_missing_function(record)) {
        put_foreign_string(text, record->ExceptionInformation[1]);
        put(text, " of ");
        put_foreign_string(text, record->ExceptionInformation[0]);
        put(text, ", which Winrun does not have yet");
        return;
    }
    for (size_t i = 0; i < ARRAYSIZE(exception_words); i++) {
        if (exception_words[i].code != code) continue;
        put(text, exception_words[i].words);
        return;
    }
    put(text, "an exception of its own");
}

/* --- where --- */

struct named_register { const char *name; USHORT offset; };
#ifdef __x86_64__
static const struct named_register registers[] = {
    {"rax", offsetof(CONTEXT, Rax)}, {"rbx", offsetof(CONTEXT, Rbx)}, {"rcx", offsetof(CONTEXT, Rcx)},
    {"rdx", offsetof(CONTEXT, Rdx)}, {"rsi", offsetof(CONTEXT, Rsi)}, {"rdi", offsetof(CONTEXT, Rdi)},
    {"rbp", offsetof(CONTEXT, Rbp)}, {"rsp", offsetof(CONTEXT, Rsp)}, {"r8 ", offsetof(CONTEXT, R8)},
    {"r9 ", offsetof(CONTEXT, R9)},  {"r10", offsetof(CONTEXT, R10)}, {"r11", offsetof(CONTEXT, R11)},
    {"r12", offsetof(CONTEXT, R12)}, {"r13", offsetof(CONTEXT, R13)}, {"r14", offsetof(CONTEXT, R14)},
    {"r15", offsetof(CONTEXT, R15)}, {"rip", offsetof(CONTEXT, Rip)},
};
#else
static const struct named_register registers[] = {
    {"eax", offsetof(CONTEXT, Eax)}, {"ebx", offsetof(CONTEXT, Ebx)}, {"ecx", offsetof(CONTEXT, Ecx)},
    {"edx", offsetof(CONTEXT, Edx)}, {"esi", offsetof(CONTEXT, Esi)}, {"edi", offsetof(CONTEXT, Edi)},
    {"ebp", offsetof(CONTEXT, Ebp)}, {"esp", offsetof(CONTEXT, Esp)}, {"eip", offsetof(CONTEXT, Eip)},
};
#endif

static void report_registers(const CONTEXT *context)
{
    struct text text = { .used = 0 };
    for (size_t i = 0; i < ARRAYSIZE(registers); i++) {
        ULONG_PTR value;
        memcpy(&value, (const BYTE *)context + registers[i].offset, sizeof(value));
        put(&text, i % 4 ? "  " : "    ");
        put(&text, registers[i].name);
        put_char(&text, ' ');
        put_address(&text, value);
        if (i % 4 == 3) end_line(&text);
    }
    put(&text, "  flags ");
    put_hex(&text, context->EFlags, 8);
    end_line(&text);
}

static void report_frame(ULONG_PTR pc, const char *remark)
{
    struct text text = { .used = 0 };
    put(&text, "    ");
    put_address(&text, pc);
    put_char(&text, ' ');
    put_place(&text, pc);
    put(&text, remark);
    end_line(&text);
}

/* What looks like a return address: it lies in a module, behind a call. */
static BOOLEAN is_return_address(ULONG_PTR address)
{
    const BYTE *code = (const BYTE *)address;
    if (!module_from_address(code) || !memory_is_readable(code - 7, 7)) return FALSE;
    if (code[-5] == 0xe8) return TRUE;
    for (int length = 2; length <= 7; length++)
        if (code[-length] == 0xff && (code[1 - length] & 0x38) == 0x10) return TRUE;
    return FALSE;
}

/* Where frames cannot be followed, the words on the stack tell who probably called. */
static void report_guesses(ULONG_PTR stack, int count)
{
    stack &= ~(ULONG_PTR)(sizeof(void *) - 1);
    for (int word = 0; word < 512 && count > 0; word++, stack += sizeof(void *)) {
        if (!frame_is_in_stack(stack, sizeof(void *)) || !memory_is_readable((void *)stack, sizeof(void *))) return;
        ULONG_PTR value = *(ULONG_PTR *)stack;
        if (!is_return_address(value)) continue;
        report_frame(value, " (probably)");
        count--;
    }
}

static void report_backtrace(const CONTEXT *context)
{
    CONTEXT walking = *context;
    int frames = 0;
    while (frames < MOST_FRAMES) {
        ULONG_PTR pc = context_pc(&walking);
        report_frame(pc, frames ? "" : " <- here");
        frames++;
        if (!memory_is_readable((void *)context_sp(&walking), sizeof(void *)) || !unwind_one_frame(&walking)) break;
    }
    if (frames == MOST_FRAMES) write_text("    ...\n", 8);
    else if (frames < 3) report_guesses(context_sp(context), 12);
}

/* "winrun: the program crashed: ..., in program.exe+0x1234", or for a stub who called it. */
static void put_headline(struct text *text, const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    CONTEXT caller = *context;
    if (!is_missing_function(record)) {
        put(text, "winrun: the program crashed: ");
        put_cause(text, record);
        put(text, ", in ");
        put_place(text, (ULONG_PTR)record->ExceptionAddress);
        return;
    }
    put(text, "winrun: ");
    unwind_one_frame(&caller); /* the stub itself says nothing */
    put_place(text, context_pc(&caller));
    put(text, " called ");
    put_cause(text, record);
}

static LONG reporting_thread;

void __cdecl winrun_report_crash(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    struct text text = { .used = 0 };
    LONG self = (LONG)HandleToULong(NtCurrentTeb()->ClientId.UniqueThread);
    /* one report a process; a crash inside the report is not reported */
    if (InterlockedCompareExchange(&reporting_thread, self, 0)) return;
    put_headline(&text, record, context);
    put(&text, " (exception ");
    put_hex(&text, record->ExceptionCode, 8);
    put(&text, ").");
    end_line(&text);
    put(&text, "  registers of thread ");
    put_number(&text, (ULONG)self);
    put_char(&text, ':');
    end_line(&text);
    report_registers(context);
    put(&text, "  called from:");
    end_line(&text);
    report_backtrace(context);
}
