/* Shared by thread.c, thread_info.c, fls.c and process.c. */
#ifndef NTDLL_THREAD_PRIVATE_H
#define NTDLL_THREAD_PRIVATE_H

#include "nt/nt.h"

/* thread_info.c: forgets priority, affinity and name of who had this record before */
void thread_facts_reset(const struct thread_record *record);
/* fls.c: runs the callbacks of the thread's values and frees them */
void fls_thread_end(void);
BOOLEAN thread_is_last(void);
/* process_walk.c */
NTSTATUS NTAPI NtGetNextThread(HANDLE process, HANDLE thread, ACCESS_MASK access, ULONG attributes, ULONG flags,
                               PHANDLE next);
NTSTATUS NTAPI NtGetNextProcess(HANDLE process, ACCESS_MASK access, ULONG attributes, ULONG flags, PHANDLE next);
/* thread.c: the end of a helper that no DLL was told of */
void thread_end_hidden(NTSTATUS status) __attribute__((noreturn));

#endif
