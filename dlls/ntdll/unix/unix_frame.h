/* The frame in which the dispatcher keeps the Windows registers during a unix call; offsets for assembly. */
#ifndef UNIX_FRAME_H
#define UNIX_FRAME_H

#define FRAME_RBX     0x00
#define FRAME_RBP     0x08
#define FRAME_RSI     0x10
#define FRAME_RDI     0x18
#define FRAME_R12     0x20
#define FRAME_R13     0x28
#define FRAME_R14     0x30
#define FRAME_R15     0x38
#define FRAME_RIP     0x40
#define FRAME_RSP     0x48 /* as it is after the call has returned */
#define FRAME_BLOCK   0x50
#define FRAME_MXCSR   0x58
#define FRAME_FPCW    0x5c
#define FRAME_CS      0x5e
#define FRAME_XMM6    0x60
#define FRAME_SIZE    0x100

#define WINDOWS32_CS  0x23
#define WINDOWS64_CS  0x33
#define FLAT_DS       0x2b

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
struct unix_frame {
    uint64_t rbx, rbp, rsi, rdi, r12, r13, r14, r15, rip, rsp;
    uint64_t block; /* struct thread_block * */
    uint32_t mxcsr;
    uint16_t fpcw, cs;
    uint8_t xmm[10][16]; /* xmm6 to xmm15, x86_64 only */
};
_Static_assert(sizeof(struct unix_frame) == FRAME_SIZE, "");
_Static_assert(offsetof(struct unix_frame, block) == FRAME_BLOCK, "");
_Static_assert(offsetof(struct unix_frame, xmm) == FRAME_XMM6, "");
_Static_assert(offsetof(struct unix_frame, cs) == FRAME_CS, "");
#endif
#endif
