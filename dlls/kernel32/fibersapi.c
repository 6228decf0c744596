/* Fibers: stacks that a thread switches between by itself (winbase.h). The switch keeps what a called function must
 * keep; everything else the compiler has saved already. GetCurrentFiber() reads TEB.Tib.FiberData, so that points to
 * this structure, whose first field programs read by GetFiberData(). */
#include "kernel32_private.h"

struct fiber {
    PVOID parameter; /* must be first: GetFiberData() */
    PVOID stack_pointer;
    PVOID stack_base, stack_limit, stack_allocation;
    PVOID exception_list;
    PVOID fls;
    PVOID activation_context_stack;
    ULONG guaranteed_stack;
    DWORD flags;
    LPFIBER_START_ROUTINE routine;
    BOOLEAN own_stack; /* allocated here, not a thread's */
};

#define NOT_A_FIBER ((PVOID)0x1e00) /* what Windows has in TEB.Tib.FiberData of an ordinary thread */
#define HAS_FIBER_DATA 0x4u          /* TEB.SameTebFlags */

static TEB *teb(void) { return (TEB *)NtCurrentTeb(); }
static struct fiber *current_fiber(void) { return teb()->SameTebFlags & HAS_FIBER_DATA ? teb()->Tib.FiberData : NULL; }

/* Saves the registers of the caller on its stack, stores that stack pointer in *save, and goes on where `load` was
 * saved. */
void __cdecl fiber_switch_stacks(PVOID *save, PVOID load);

#ifdef __x86_64__
#define SAVED_SIZE 0xf8 /* 10 xmm registers, MXCSR and x87 control word, 8 integer registers, return address */
__asm__(".text\n.globl fiber_switch_stacks\nfiber_switch_stacks:\n"
        "pushq %rbp\npushq %rbx\npushq %rdi\npushq %rsi\npushq %r12\npushq %r13\npushq %r14\npushq %r15\n"
        "subq $0xb0, %rsp\n"
        "movups %xmm6, 0x00(%rsp)\nmovups %xmm7, 0x10(%rsp)\nmovups %xmm8, 0x20(%rsp)\nmovups %xmm9, 0x30(%rsp)\n"
        "movups %xmm10, 0x40(%rsp)\nmovups %xmm11, 0x50(%rsp)\nmovups %xmm12, 0x60(%rsp)\nmovups %xmm13, 0x70(%rsp)\n"
        "movups %xmm14, 0x80(%rsp)\nmovups %xmm15, 0x90(%rsp)\nstmxcsr 0xa0(%rsp)\nfnstcw 0xa4(%rsp)\n"
        "movq %rsp, (%rcx)\nmovq %rdx, %rsp\n"
        "movups 0x00(%rsp), %xmm6\nmovups 0x10(%rsp), %xmm7\nmovups 0x20(%rsp), %xmm8\nmovups 0x30(%rsp), %xmm9\n"
        "movups 0x40(%rsp), %xmm10\nmovups 0x50(%rsp), %xmm11\nmovups 0x60(%rsp), %xmm12\nmovups 0x70(%rsp), %xmm13\n"
        "movups 0x80(%rsp), %xmm14\nmovups 0x90(%rsp), %xmm15\nldmxcsr 0xa0(%rsp)\nfldcw 0xa4(%rsp)\n"
        "addq $0xb0, %rsp\n"
        "popq %r15\npopq %r14\npopq %r13\npopq %r12\npopq %rsi\npopq %rdi\npopq %rbx\npopq %rbp\nret\n");
#define CONTROL_WORDS_OFFSET 0xa0
#else
#define SAVED_SIZE 0x1c /* x87 control word and MXCSR, 4 integer registers, return address */
__asm__(".text\n.globl _fiber_switch_stacks\n_fiber_switch_stacks:\n"
        "movl 4(%esp), %eax\nmovl 8(%esp), %edx\n"
        "pushl %ebp\npushl %ebx\npushl %edi\npushl %esi\nsubl $8, %esp\nstmxcsr (%esp)\nfnstcw 4(%esp)\n"
        "movl %esp, (%eax)\nmovl %edx, %esp\n"
        "ldmxcsr (%esp)\nfldcw 4(%esp)\naddl $8, %esp\npopl %esi\npopl %edi\npopl %ebx\npopl %ebp\nret\n");
#define CONTROL_WORDS_OFFSET 0
#endif

static void __attribute__((noreturn)) fiber_entry(void)
{
    struct fiber *fiber = current_fiber();

    fiber->routine(fiber->parameter);
    RtlExitUserThread(0); /* as documented: a fiber that returns ends its thread */
}

/* Lays out a stack as if fiber_switch_stacks had saved it, about to return into fiber_entry. */
static void prepare_stack(struct fiber *fiber)
{
    /* at the entry of a function, the stack pointer is 8 (i386: 4) below a multiple of 16 */
    BYTE *top = (BYTE *)(((ULONG_PTR)fiber->stack_base - 64) & ~(ULONG_PTR)15) - sizeof(PVOID);
    BYTE *frame = top - SAVED_SIZE;

    memset(frame, 0, SAVED_SIZE + sizeof(PVOID));
    *(ULONG *)(frame + CONTROL_WORDS_OFFSET) = 0x1f80;
    *(USHORT *)(frame + CONTROL_WORDS_OFFSET + 4) = 0x27f;
    *(PVOID *)(frame + SAVED_SIZE - sizeof(PVOID)) = (PVOID)fiber_entry;
    fiber->stack_pointer = frame;
}

/* ---- stacks: reserved, with a guard page below what is committed, as a thread's */

static BOOL allocate_stack(struct fiber *fiber, SIZE_T commit, SIZE_T reserve)
{
    const IMAGE_NT_HEADERS *headers = RtlImageNtHeader(current_peb()->ImageBaseAddress);
    BYTE *memory;
    DWORD old;

    if (!reserve) reserve = headers->OptionalHeader.SizeOfStackReserve;
    if (!commit) commit = headers->OptionalHeader.SizeOfStackCommit;
    commit = (commit + 0xfff) & ~(SIZE_T)0xfff;
    if (reserve < commit + 0x4000) reserve = commit + 0x4000;
    reserve = (reserve + 0xffff) & ~(SIZE_T)0xffff;
    if (!(memory = VirtualAlloc(NULL, reserve, MEM_RESERVE, PAGE_READWRITE))) return FALSE;
    fiber->stack_allocation = memory;
    fiber->stack_base = memory + reserve;
    fiber->stack_limit = memory + reserve - commit;
    if (VirtualAlloc((BYTE *)fiber->stack_limit - 0x1000, commit + 0x1000, MEM_COMMIT, PAGE_READWRITE)
        && VirtualProtect((BYTE *)fiber->stack_limit - 0x1000, 0x1000, PAGE_READWRITE | PAGE_GUARD, &old)) return TRUE;
    VirtualFree(memory, 0, MEM_RELEASE);
    return FALSE;
}

LPVOID WINAPI CreateFiberEx(SIZE_T commit, SIZE_T reserve, DWORD flags, LPFIBER_START_ROUTINE routine, LPVOID parameter)
{
    struct fiber *fiber = heap_allocate_zeroed(sizeof(*fiber));

    if (!fiber) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    if (!allocate_stack(fiber, commit, reserve)) {
        heap_free(fiber);
        return NULL;
    }
    fiber->parameter = parameter;
    fiber->routine = routine;
    fiber->flags = flags;
    fiber->own_stack = TRUE;
    fiber->exception_list = (PVOID)(LONG_PTR)-1;
    prepare_stack(fiber);
    return fiber;
}

LPVOID WINAPI CreateFiber(SIZE_T stack_size, LPFIBER_START_ROUTINE routine, LPVOID parameter)
{
    return CreateFiberEx(stack_size, 0, 0, routine, parameter);
}

LPVOID WINAPI ConvertThreadToFiberEx(LPVOID parameter, DWORD flags)
{
    struct fiber *fiber;

    if (current_fiber()) {
        SetLastError(ERROR_ALREADY_FIBER);
        return NULL;
    }
    if (!(fiber = heap_allocate_zeroed(sizeof(*fiber)))) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    fiber->parameter = parameter;
    fiber->flags = flags;
    teb()->Tib.FiberData = fiber;
    teb()->SameTebFlags |= HAS_FIBER_DATA;
    return fiber;
}

LPVOID WINAPI ConvertThreadToFiber(LPVOID parameter) { return ConvertThreadToFiberEx(parameter, 0); }

BOOL WINAPI ConvertFiberToThread(void)
{
    struct fiber *fiber = current_fiber();

    if (!fiber) {
        SetLastError(ERROR_ALREADY_THREAD);
        return FALSE;
    }
    teb()->Tib.FiberData = NOT_A_FIBER;
    teb()->SameTebFlags &= (USHORT)~HAS_FIBER_DATA;
    if (!fiber->own_stack) heap_free(fiber);
    return TRUE;
}

void WINAPI DeleteFiber(LPVOID data)
{
    struct fiber *fiber = data;

    if (!fiber) return;
    if (fiber == current_fiber()) RtlExitUserThread(1); /* as documented */
    RtlProcessFlsData(fiber->fls, 3);
    if (fiber->own_stack) VirtualFree(fiber->stack_allocation, 0, MEM_RELEASE);
    heap_free(fiber);
}

void WINAPI SwitchToFiber(LPVOID data)
{
    struct fiber *from = current_fiber(), *to = data;
    TEB *self = teb();

    from->stack_base = self->Tib.StackBase;
    from->stack_limit = self->Tib.StackLimit;
    from->stack_allocation = self->DeallocationStack;
    from->exception_list = self->Tib.ExceptionList;
    from->fls = self->FlsData;
    from->activation_context_stack = self->ActivationContextStackPointer;
    self->Tib.FiberData = to;
    self->Tib.StackBase = to->stack_base;
    self->Tib.StackLimit = to->stack_limit;
    self->DeallocationStack = to->stack_allocation;
    self->Tib.ExceptionList = to->exception_list;
    self->FlsData = to->fls;
    self->ActivationContextStackPointer = to->activation_context_stack;
    fiber_switch_stacks(&from->stack_pointer, to->stack_pointer);
}

BOOL WINAPI IsThreadAFiber(void) { return current_fiber() != NULL; }
