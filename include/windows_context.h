/* EXCEPTION_RECORD and CONTEXT of both architectures for the Unix side, with the layouts of winnt.h. */
#ifndef WINDOWS_CONTEXT_H
#define WINDOWS_CONTEXT_H

#include <stdint.h>
#include <stddef.h>

#define EXCEPTION_NONCONTINUABLE_FLAG 1u
#define EXCEPTION_PARAMETERS 15

struct exception_record_64 {
    int32_t code;
    uint32_t flags;
    uint64_t record, address;
    uint32_t parameter_count, padding;
    uint64_t parameters[EXCEPTION_PARAMETERS];
};
_Static_assert(sizeof(struct exception_record_64) == 0x98, "");
struct exception_record_32 {
    int32_t code; uint32_t flags, record, address, parameter_count, parameters[EXCEPTION_PARAMETERS];
};
_Static_assert(sizeof(struct exception_record_32) == 0x50, "");

/* the 512 bytes of fxsave, 64-bit or 32-bit form alike */
struct fxsave_area {
    uint16_t control, status;
    uint8_t tag, reserved1;
    uint16_t opcode;
    uint32_t ip;
    uint16_t cs, reserved2;
    uint32_t dp;
    uint16_t ds, reserved3;
    uint32_t mxcsr, mxcsr_mask; uint8_t st[8][16], xmm[16][16], reserved4[96];
};
_Static_assert(sizeof(struct fxsave_area) == 512, "");

#define CONTEXT64_FLAG 0x00100000u
#define CONTEXT32_FLAG 0x00010000u
#define CONTEXT_PART_CONTROL        0x01u
#define CONTEXT_PART_INTEGER        0x02u
#define CONTEXT_PART_SEGMENTS       0x04u
#define CONTEXT_PART_FLOATING_POINT 0x08u
#define CONTEXT_PART_DEBUG          0x10u
#define CONTEXT32_PART_EXTENDED     0x20u
#define CONTEXT64_FULL (CONTEXT64_FLAG | 0x0bu)
#define CONTEXT64_ALL  (CONTEXT64_FLAG | 0x1fu)
#define CONTEXT32_ALL  (CONTEXT32_FLAG | 0x3fu)

struct context_64 {
    uint64_t home[6];
    uint32_t flags, mxcsr;
    uint16_t cs, ds, es, fs, gs, ss;
    uint32_t eflags;
    uint64_t dr0, dr1, dr2, dr3, dr6, dr7;
    uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip;
    struct fxsave_area fx;
    uint8_t vector_registers[26][16];
    uint64_t vector_control, debug_control, last_branch_to, last_branch_from, last_exception_to, last_exception_from;
} __attribute__((aligned(16)));
_Static_assert(sizeof(struct context_64) == 0x4d0, "");
_Static_assert(offsetof(struct context_64, rip) == 0xf8, "");
_Static_assert(offsetof(struct context_64, fx) == 0x100, "");

struct context_32 {
    uint32_t flags, dr0, dr1, dr2, dr3, dr6, dr7;
    struct {
        uint32_t control, status, tag, error_offset, error_selector, data_offset, data_selector;
        uint8_t st[80];
        uint32_t cr0_state;
    } fp;
    uint32_t gs, fs, es, ds, edi, esi, ebx, edx, ecx, eax, ebp, eip, cs, eflags, esp, ss;
    struct fxsave_area fx;
};
_Static_assert(sizeof(struct context_32) == 0x2cc, "");
_Static_assert(offsetof(struct context_32, esp) == 0xc4, "");

#endif
