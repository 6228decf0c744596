/* __CxxFrameHandler4 and its compressed tables. No compiler here makes them, so the functions and tables are written by
 * hand, after the description of the format that Microsoft has published ("Making C++ Exception Handling Smaller On
 * x64", ehdata4). */
#include "../check.h"

#ifndef __x86_64__
int main(void)
{
    skip("only x86_64 has these tables");
    return check_summary();
}
#else
void *frame4_handler;
void (WINAPI *frame4_throw)(void *object, const void *info);
static int events[64], event_count;

void frame4_event(int number)
{
    if (event_count < 64) events[event_count++] = number;
}

/* Destructors get the object. */
void frame4_destroy(int *object) { frame4_event(*object); }

extern const char frame4_throw_int[];
void frame4_raise(int value)
{
    int object = value;
    frame4_throw(&object, frame4_throw_int);
}

/* Numbers in their five lengths. */
__asm__(".macro number1 value\n .byte (\\value)*2\n .endm\n"
        ".macro number2 value\n .byte ((\\value)*4+1)&255, ((\\value)*4+1)>>8\n .endm\n"
        ".macro number3 value\n .byte ((\\value)*8+3)&255, (((\\value)*8+3)>>8)&255, ((\\value)*8+3)>>16\n .endm\n"
        ".macro number4 value\n .long (\\value)*16+7\n .endm\n"
        ".macro number5 value\n .byte 15\n .long \\value\n .endm\n"
        ".text\n"
        "frame4_personality: jmp *frame4_handler(%rip)\n"
        /* what is thrown: an int */
        ".section .rdata,\"dr\"\n"
        ".balign 8\n"
        "type_int: .quad 0, 0\n .asciz \".H\"\n"
        ".balign 8\n"
        "type_double: .quad 0, 0\n .asciz \".N\"\n"
        ".balign 4\n"
        "catchable_int: .long 1\n .rva type_int\n .long 0, -1, 0, 4, 0\n"
        "catchables: .long 1\n .rva catchable_int\n"
        ".globl frame4_throw_int\n"
        "frame4_throw_int: .long 0, 0, 0\n .rva catchables\n"

        /* int frame4_function(int second): objects 10 and (by pointer) 11, a try block with an unwind funclet (12),
         * which catches an int; then raises `second` outside the try block, if it is not 0. */
        ".text\n.globl frame4_function\n.seh_proc frame4_function\n"
        "frame4_function:\n"
        "subq $0x68, %rsp\n .seh_stackalloc 0x68\n"
        ".seh_handler frame4_personality, @except, @unwind\n"
        ".seh_handlerdata\n .rva info_function\n .text\n"
        ".seh_endprologue\n"
        "movl %ecx, 0x58(%rsp)\n"
        "movl $10, 0x20(%rsp)\n"
        "movl $11, 0x28(%rsp)\n"
        "leaq 0x28(%rsp), %rax\n"
        "movq %rax, 0x30(%rsp)\n"
        "function_1:\n nop\n"           /* state 1: both objects */
        "function_3:\n movl $7, %ecx\n" /* state 3: in the try block */
        "call frame4_raise\n"
        "function_after:\n nop\n"
        "int3\n"
        "function_1_again:\n" /* continuation 0: state 1 */
        "movl $90, %ecx\n call frame4_event\n int3\n"
        "function_continue:\n" /* continuation 1 */
        "movl 0x58(%rsp), %ecx\n testl %ecx, %ecx\n jz 1f\n"
        "call frame4_raise\n"
        "1: nop\n"
        "function_end:\n" /* state -1 */
        "movl 0x40(%rsp), %eax\n"
        "addq $0x68, %rsp\n ret\n"
        ".seh_endproc\n"
        "unwind_funclet: movl $12, %ecx\n jmp frame4_event\n"
        /* the catch block: the int that was caught is at 0x38 of the function's frame */
        ".seh_proc catch_function\n"
        "catch_function:\n"
        "movq %rdx, 0x10(%rsp)\n"
        "subq $0x28, %rsp\n .seh_stackalloc 0x28\n"
        ".seh_handler frame4_personality, @except, @unwind\n"
        ".seh_handlerdata\n .rva info_catch\n .text\n"
        ".seh_endprologue\n"
        "movl 0x38(%rdx), %ecx\n"
        "movl %ecx, 0x40(%rdx)\n"
        "addl $20, %ecx\n"
        "call frame4_event\n"
        "cmpl $0, frame4_throw_in_catch(%rip)\n jz 1f\n"
        "movl $33, %ecx\n call frame4_raise\n"
        "catch_after:\n nop\n"
        "1: movl $1, %eax\n" /* continuation 1 */
        "addq $0x28, %rsp\n ret\n"
        ".seh_endproc\n"
        "catch_never: int3\n"
        ".section .rdata,\"dr\"\n"
        "info_function: .byte 0x38\n .rva unwind_map\n .rva try_map\n .rva ip_map\n"
        "info_catch: .byte 0x39\n .rva unwind_map\n .rva try_map\n .rva ip_map_catch\n number1 0x38\n"
        "unwind_map: number1 6\n"
        "unwind_0: number1 (8*4+1)\n .rva frame4_destroy\n number2 0x20\n" /* before the first entry: state -1 */
        "unwind_1: number1 ((7)*4+2)\n .rva frame4_destroy\n number3 0x30\n"
        "unwind_2: number1 (8*4+0)\n"
        "unwind_3: number1 (1*4+3)\n .rva unwind_funclet\n"
        "unwind_4: number1 (14*4+0)\n" /* the catch block: to state 1 */
        "unwind_5: number1 (1*4+3)\n .rva unwind_funclet\n"
        "try_map: number1 1\n number1 2\n number4 3\n number1 5\n .rva handlers\n"
        "handlers: number1 2\n"
        ".byte 0x02\n .rva type_double\n .rva catch_never\n"
        ".byte 0x27\n number1 1\n .rva type_int\n number2 0x38\n .rva catch_function\n"
        "number5 function_1_again-frame4_function\n number5 function_continue-frame4_function\n"
        "ip_map: number1 4\n"
        "number5 function_1-frame4_function\n number1 2\n"
        "number5 function_3-function_1\n number2 4\n"
        "number5 function_1_again-function_3\n number1 2\n"
        "number5 function_end-function_1_again\n number1 0\n"
        "ip_map_catch: number1 1\n number1 0\n number1 6\n" /* the whole catch block is in state 5 */

        /* int frame4_outer(int second): calls it in a try block with catch (...); its tables lie in parts; the catch
         * block returns an address itself */
        ".text\n.globl frame4_outer\n.seh_proc frame4_outer\n"
        "frame4_outer:\n"
        "subq $0x38, %rsp\n .seh_stackalloc 0x38\n"
        ".seh_handler frame4_personality, @except, @unwind\n"
        ".seh_handlerdata\n .rva info_outer\n .text\n"
        ".seh_endprologue\n"
        "outer_0:\n call frame4_function\n"
        "outer_end:\n nop\n"
        "outer_out: addq $0x38, %rsp\n ret\n"
        "outer_caught: movl $77, %eax\n jmp outer_out\n"
        ".seh_endproc\n"
        ".seh_proc catch_outer\n"
        "catch_outer:\n"
        "movq %rdx, 0x10(%rsp)\n"
        "subq $0x28, %rsp\n .seh_stackalloc 0x28\n"
        ".seh_endprologue\n"
        "movl $50, %ecx\n call frame4_event\n"
        "leaq outer_caught(%rip), %rax\n"
        "addq $0x28, %rsp\n ret\n"
        ".seh_endproc\n"
        ".section .rdata,\"dr\"\n"
        "info_outer: .byte 0x3e\n number1 1\n .rva outer_unwind\n .rva outer_try\n .rva outer_parts\n"
        "outer_unwind: number1 2\n number1 (1*4)\n number1 (2*4)\n"
        "outer_try: number1 1\n number1 0\n number1 0\n number1 1\n .rva outer_handlers\n"
        "outer_handlers: number1 1\n .byte 0x01\n number2 0x40\n .rva catch_outer\n"
        "outer_parts: number1 2\n .rva frame4_function\n .rva ip_map\n .rva frame4_outer\n .rva outer_ips\n"
        "outer_ips: number1 2\n number5 outer_0-frame4_outer\n number1 1\n number5 outer_out-outer_0\n number1 0\n"
        ".text\n");

int frame4_throw_in_catch;
int frame4_function(int second), frame4_outer(int second);

static void check_sequence(const int *expected, int count, const char *what)
{
    check_equal_int(event_count, count, what);
    for (int i = 0; i < count && i < event_count; i++) {
        check_case(i);
        check_equal_int(events[i], expected[i], what);
    }
    check_case(0);
    event_count = 0;
}

int main(void)
{
    frame4_handler = (void *)GetProcAddress(LoadLibraryA("vcruntime140_1.dll"), "__CxxFrameHandler4");
    *(void **)&frame4_throw = (void *)GetProcAddress(LoadLibraryA("vcruntime140.dll"), "_CxxThrowException");
    check(frame4_handler != NULL, "vcruntime140_1.dll has __CxxFrameHandler4");
    check(frame4_throw != NULL, "vcruntime140.dll has _CxxThrowException");
    if (!frame4_handler || !frame4_throw) return check_summary();

    check_equal_int(frame4_function(0), 7, "the int that was caught");
    check_sequence((int[]){12, 27}, 2, "unwind funclet, then the catch block");
    check_equal_int(frame4_outer(0), 7, "nothing reaches the outer function");
    check_sequence((int[]){12, 27}, 2, "the same from the outer function");
    check_equal_int(frame4_outer(5), 77, "the outer function catches the second exception");
    check_sequence((int[]){12, 27, 11, 10, 50}, 5, "objects of the inner function, then the outer catch block");
    frame4_throw_in_catch = 1;
    check_equal_int(frame4_outer(0), 77, "an exception out of the catch block");
    check_sequence((int[]){12, 27, 12, 11, 10, 50}, 6, "state of the catch block, then of the function around it");
    return check_summary();
}
#endif
