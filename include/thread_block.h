/* What the two sides of a thread share. It lies THREAD_BLOCK_OFFSET bytes after the TEB, so assembly reaches it as
 * gs:[THREAD_BLOCK_OFFSET + x] (x86_64) or fs:[THREAD_BLOCK_OFFSET + x] (i386; in 64-bit code FS still has the 32-bit
 * TEB's base until the dispatcher restores glibc's). Offsets are used by assembly: change both. */
#ifndef THREAD_BLOCK_H
#define THREAD_BLOCK_H

#define THREAD_BLOCK_OFFSET      0x2000
#define TEB_REGION_SIZE          0x4000 /* TEB, thread block */

#define TB_DISPATCHER            0x00
#define TB_FAR_ENTRY             0x08
#define TB_UNIX_STACK            0x10
#define TB_UNIX_FRAME            0x18
#define TB_UNIX_FS_BASE          0x20
#define TB_CALL_TABLE            0x28
#define TB_TEB_SELECTOR          0x30
#define TB_CALL_COUNT            0x34
#define TB_CONTEXT_CHANGED       0x38

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <stddef.h>

struct thread_block {
    uint64_t dispatcher;      /* x86_64: address of the dispatcher */
    uint32_t far_offset;      /* i386: far pointer (offset, selector 0x33) to the low entry code */
    uint16_t far_selector;
    uint16_t padding;
    uint64_t unix_stack;      /* rsp with which Unix code starts */
    uint64_t unix_frame;      /* struct unix_frame * of the call under way, 0 in Windows code */
    uint64_t unix_fs_base;    /* glibc's thread pointer */
    uint64_t call_table;      /* address of the unix call table */
    uint32_t teb_selector;    /* i386: LDT selector of the TEB */
    uint32_t call_count;      /* number of entries in call_table */
    uint32_t context_changed; /* the context that the dispatcher saved was changed: return by the full path */
    uint32_t suspend_count;
    /* Windows stack, as allocated: TEB's StackBase and StackLimit are filled from these by the PE side */
    uint64_t stack_base;      /* highest address */
    uint64_t stack_limit;     /* lowest committed address when the thread starts */
    uint64_t stack_allocation;/* lowest reserved address */
    uint64_t teb;
    uint64_t record;          /* struct thread_record * in the process block */
    uint64_t start_routine;   /* first Windows code of the thread and its argument */
    uint64_t start_argument;
    uint32_t pid, tid;
    uint64_t unix_private;    /* Unix side's own per-thread data */
    uint32_t record_index;
    uint32_t file_redirection_off; /* i386: Wow64DisableWow64FsRedirection; read by path.c */
    uint32_t impersonation;   /* handle of the token that the thread acts with, 0: the process's */
    uint32_t hidden;          /* a helper of ours that no DLL is told of */
    uint32_t terminated; /* ended from outside, unknown to the loader: its TEB stays until ldr_tls.c has unlinked it */
    uint32_t padding3;
    uint64_t debug_name;      /* while a module is reported to a debugger: the address of its name, else 0 */
    uint64_t reserved[13];
};
_Static_assert(offsetof(struct thread_block, dispatcher) == TB_DISPATCHER, "");
_Static_assert(offsetof(struct thread_block, far_offset) == TB_FAR_ENTRY, "");
_Static_assert(offsetof(struct thread_block, unix_stack) == TB_UNIX_STACK, "");
_Static_assert(offsetof(struct thread_block, unix_frame) == TB_UNIX_FRAME, "");
_Static_assert(offsetof(struct thread_block, unix_fs_base) == TB_UNIX_FS_BASE, "");
_Static_assert(offsetof(struct thread_block, call_table) == TB_CALL_TABLE, "");
_Static_assert(offsetof(struct thread_block, teb_selector) == TB_TEB_SELECTOR, "");
_Static_assert(offsetof(struct thread_block, call_count) == TB_CALL_COUNT, "");
_Static_assert(offsetof(struct thread_block, context_changed) == TB_CONTEXT_CHANGED, "");
#endif
#endif
