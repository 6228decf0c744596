/* int32_t winrun_unix_call(uint32_t index, void *args): the one way from PE code to Unix code. The thread block, THREAD_BLOCK_OFFSET
 * after the TEB, tells where to go (include/thread_block.h). */
#include "thread_block.h"

    .text
#ifdef __x86_64__
    .globl winrun_unix_call
    .def winrun_unix_call; .scl 2; .type 32; .endef
winrun_unix_call:
    jmp *%gs:(THREAD_BLOCK_OFFSET + TB_DISPATCHER)
#else
    .globl _winrun_unix_call
    .def _winrun_unix_call; .scl 2; .type 32; .endef
_winrun_unix_call:
    lcall *%fs:(THREAD_BLOCK_OFFSET + TB_FAR_ENTRY)
    ret
#endif
