/* StackWalk64 over the own process: unwind tables in x86_64, chained frame pointers in i386. */
#include "dbghelp_private.h"

static void set_address(ADDRESS64 *address, DWORD64 offset)
{
    address->Offset = offset;
    address->Segment = 0;
    address->Mode = AddrModeFlat;
}

static bool read_stack(HANDLE process, DWORD64 address, void *buffer, DWORD size, PREAD_PROCESS_MEMORY_ROUTINE64 read)
{
    SIZE_T done;
    DWORD done32 = 0;
    if (read) return read(process, address, buffer, size, &done32) && done32 == size;
    return ReadProcessMemory(process, (const void *)(ULONG_PTR)address, buffer, size, &done) && done == size;
}

#ifdef _WIN64
/* The first call tells the frame of the context itself, each further one unwinds the context by a frame. */
static bool next_frame(HANDLE process, STACKFRAME64 *frame, CONTEXT *context, PREAD_PROCESS_MEMORY_ROUTINE64 read)
{
    DWORD64 base, establisher;
    PRUNTIME_FUNCTION entry;
    PVOID data;

    if (frame->Virtual) {
        entry = RtlLookupFunctionEntry(context->Rip, &base, NULL);
        if (entry) {
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context->Rip, entry, context, &data, &establisher, NULL);
        } else { /* a leaf: the return address is on top of the stack */
            if (!read_stack(process, context->Rsp, &context->Rip, sizeof(context->Rip), read)) return false;
            context->Rsp += sizeof(DWORD64);
        }
        if (!context->Rip) return false;
    }
    frame->Virtual = TRUE;
    set_address(&frame->AddrPC, context->Rip);
    set_address(&frame->AddrStack, context->Rsp);
    set_address(&frame->AddrFrame, context->Rbp);

    CONTEXT caller = *context;
    if ((entry = RtlLookupFunctionEntry(caller.Rip, &base, NULL)))
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, caller.Rip, entry, &caller, &data, &establisher, NULL);
    else if (!read_stack(process, caller.Rsp, &caller.Rip, sizeof(caller.Rip), read))
        caller.Rip = 0;
    set_address(&frame->AddrReturn, caller.Rip);
    return true;
}
#else
static bool next_frame(HANDLE process, STACKFRAME64 *frame, CONTEXT *context, PREAD_PROCESS_MEMORY_ROUTINE64 read)
{
    DWORD pair[2]; /* the caller's frame pointer and the return address */

    if (frame->Virtual) {
        if (!frame->AddrReturn.Offset || !read_stack(process, frame->AddrFrame.Offset, pair, sizeof(pair), read))
            return false;
        if (pair[0] <= frame->AddrFrame.Offset) return false; /* stacks grow downwards: anything else is no chain */
        set_address(&frame->AddrStack, frame->AddrFrame.Offset + sizeof(pair));
        set_address(&frame->AddrPC, pair[1]);
        set_address(&frame->AddrFrame, pair[0]);
        context->Eip = pair[1];
        context->Ebp = pair[0];
        context->Esp = (DWORD)frame->AddrStack.Offset;
    }
    frame->Virtual = TRUE;
    set_address(&frame->AddrReturn,
                read_stack(process, frame->AddrFrame.Offset, pair, sizeof(pair), read) ? pair[1] : 0);
    return true;
}
#endif

BOOL WINAPI StackWalk64(DWORD machine, HANDLE process, HANDLE thread, LPSTACKFRAME64 frame, PVOID context,
                        PREAD_PROCESS_MEMORY_ROUTINE64 read, PFUNCTION_TABLE_ACCESS_ROUTINE64 table_access,
                        PGET_MODULE_BASE_ROUTINE64 module_base, PTRANSLATE_ADDRESS_ROUTINE64 translate)
{
    (void)thread, (void)table_access, (void)module_base, (void)translate;
#ifdef _WIN64
    bool own_machine = machine == IMAGE_FILE_MACHINE_AMD64;
#else
    CONTEXT unused = { 0 };
    bool own_machine = machine == IMAGE_FILE_MACHINE_I386;
    if (!context) context = &unused; /* i386 walks without one */
#endif
    if (!own_machine || !frame || !context || GetProcessId(process) != GetCurrentProcessId()) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return next_frame(process, frame, context, read);
}
