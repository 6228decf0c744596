/* Contexts of other threads, in this process and in others, of either architecture. */
#include "nt/nt.h"
#include "remote.h"
#include "sync_private.h"
#include "thread_private.h"

#define NARROW_CONTEXT_FLAG 0x00010000u
#define LARGEST_CONTEXT     1232u /* of a 64-bit CONTEXT: what the target asks for, whatever it is itself */

/* The context of a thread of this process, or of one of another process if that is of this machine. */
static NTSTATUS exchange_context(HANDLE handle, ACCESS_MASK access, uint32_t machine, PVOID context, SIZE_T size,
                                 BOOLEAN set)
{
    BYTE block[LARGEST_CONTEXT];
    struct thread_record *record;
    struct handle_entry entry;
    struct unix_thread_get_context_args args = { .context = UNIX_PTR(context) };
    NTSTATUS status = thread_record_of_handle(handle, access, &record, &entry);

    if (status == STATUS_NOT_SUPPORTED) {
        memcpy(block, context, size);
        memset(block + size, 0, sizeof(block) - size);
        status = remote_call(
            &(struct remote_call){.thread = entry.object,
                                  .machine = machine,
                                  .args = &args,
                                  .args_size = sizeof(args),
                                  .block = block,
                                  .block_size = sizeof(block),
                                  .call = set ? unix_index_thread_set_context : unix_index_thread_get_context});
        if (NT_SUCCESS(status) && !set) memcpy(context, block, size);
        return status;
    }
    if (!NT_SUCCESS(status)) return status;
    if (machine != process_info()->image_machine) return STATUS_INVALID_PARAMETER;
    args.record_index = thread_record_index(record);
    return winrun_unix_call(set ? unix_index_thread_set_context : unix_index_thread_get_context, &args);
}

#ifdef _WIN64
C_ASSERT(sizeof(CONTEXT) == LARGEST_CONTEXT);
#define OWN_MACHINE IMAGE_FILE_MACHINE_AMD64

/* ---- a 64-bit program asks for a 32-bit thread's registers in the 64-bit form */

static NTSTATUS get_widened(HANDLE handle, PCONTEXT context)
{
    WOW64_CONTEXT narrow = { .ContextFlags = NARROW_CONTEXT_FLAG | (context->ContextFlags & 0x17) };
    NTSTATUS status =
        exchange_context(handle, THREAD_GET_CONTEXT, IMAGE_FILE_MACHINE_I386, &narrow, sizeof(narrow), FALSE);

    if (!NT_SUCCESS(status)) return status;
    if (context->ContextFlags & 1) {
        context->Rip = narrow.Eip;
        context->Rsp = narrow.Esp;
        context->EFlags = narrow.EFlags;
        context->SegCs = (WORD)narrow.SegCs;
        context->SegSs = (WORD)narrow.SegSs;
    }
    if (context->ContextFlags & 2) {
        context->Rax = narrow.Eax;
        context->Rbx = narrow.Ebx;
        context->Rcx = narrow.Ecx;
        context->Rdx = narrow.Edx;
        context->Rsi = narrow.Esi;
        context->Rdi = narrow.Edi;
        context->Rbp = narrow.Ebp;
    }
    if (context->ContextFlags & 4) {
        context->SegDs = (WORD)narrow.SegDs;
        context->SegEs = (WORD)narrow.SegEs;
        context->SegFs = (WORD)narrow.SegFs;
        context->SegGs = (WORD)narrow.SegGs;
    }
    return STATUS_SUCCESS;
}
#else
#define OWN_MACHINE IMAGE_FILE_MACHINE_I386
#endif

NTSTATUS NTAPI NtGetContextThread(HANDLE handle, PCONTEXT context)
{
    NTSTATUS status = exchange_context(handle, THREAD_GET_CONTEXT, OWN_MACHINE, context, sizeof(*context), FALSE);

#ifdef _WIN64
    if (status == STATUS_INVALID_IMAGE_FORMAT) return get_widened(handle, context);
#endif
    return status;
}

NTSTATUS NTAPI NtSetContextThread(HANDLE handle, const CONTEXT *context)
{
    return exchange_context(handle, THREAD_SET_CONTEXT, OWN_MACHINE, (PVOID)context, sizeof(*context), TRUE);
}

#ifdef _WIN64
NTSTATUS NTAPI RtlWow64GetThreadContext(HANDLE handle, PWOW64_CONTEXT context)
{
    return exchange_context(handle, THREAD_GET_CONTEXT, IMAGE_FILE_MACHINE_I386, context, sizeof(*context), FALSE);
}

NTSTATUS NTAPI RtlWow64SetThreadContext(HANDLE handle, const WOW64_CONTEXT *context)
{
    return exchange_context(handle, THREAD_SET_CONTEXT, IMAGE_FILE_MACHINE_I386, (PVOID)context, sizeof(*context),
                            TRUE);
}
#endif
