/* The debug registers: hardware breakpoints and watchpoints of a thread. Only a tracer may write the processor's own,
 * but Linux (5.13 and later) offers each of them as a perf event that raises SIGTRAP in the thread. Where the system
 * does not permit that (kernel.perf_event_paranoid above 2 for ordinary users), setting one fails. */
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "thread_private.h"

#define ENABLED(dr7, i)  ((dr7) >> (2 * (i)) & 3)
#define KIND(dr7, i)     ((dr7) >> (16 + 4 * (i)) & 3)
#define LENGTH(dr7, i)   ((dr7) >> (18 + 4 * (i)) & 3)
#define PERF_DATA_OFFSET 24 /* of si_perf_data in siginfo_t, which glibc does not name yet */

static void close_register(struct debug_registers *registers, int i)
{
    if (registers->fd_plus_1[i]) close(registers->fd_plus_1[i] - 1);
    registers->fd_plus_1[i] = 0;
}

static NTSTATUS open_register(struct debug_registers *registers, int i, uint64_t address, uint64_t dr7, int tid)
{
    static const uint32_t kinds[] = { HW_BREAKPOINT_X, HW_BREAKPOINT_W, 0, HW_BREAKPOINT_RW }; /* 2: ports */
    static const uint32_t lengths[] = { 1, 2, 8, 4 };
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_BREAKPOINT,
        .size = sizeof(attributes),
        .sample_period = 1,
        .bp_type = kinds[KIND(dr7, i)],
        .bp_addr = address,
        .bp_len = KIND(dr7, i) ? lengths[LENGTH(dr7, i)] : sizeof(long),
        .exclude_kernel = 1,
        .exclude_hv = 1,
        .sigtrap = 1,
        .remove_on_exec = 1,
        .sig_data = (uint64_t)i,
    };
    if (!attributes.bp_type) return STATUS_NOT_SUPPORTED;
    int fd = (int)syscall(SYS_perf_event_open, &attributes, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0) {
        log_text(LOG_WARN, "a debug register cannot be set: %s", strerror(errno));
        return STATUS_NOT_SUPPORTED;
    }
    registers->fd_plus_1[i] = fd + 1;
    return STATUS_SUCCESS;
}

NTSTATUS debug_registers_set(struct unix_thread *thread, const struct debug_registers *wanted)
{
    struct debug_registers *registers = &thread->debug;
    NTSTATUS status = STATUS_SUCCESS;
    for (int i = 0; i < 4; i++) {
        bool same =
            registers->address[i] == wanted->address[i] && ENABLED(registers->dr7, i) == ENABLED(wanted->dr7, i) &&
            KIND(registers->dr7, i) == KIND(wanted->dr7, i) && LENGTH(registers->dr7, i) == LENGTH(wanted->dr7, i);
        if (same) continue;
        close_register(registers, i);
        if (!ENABLED(wanted->dr7, i)) continue;
        NTSTATUS failed = open_register(registers, i, wanted->address[i], wanted->dr7, (int)thread->record->unix_tid);
        if (failed) status = failed;
    }
    memcpy(registers->address, wanted->address, sizeof(registers->address));
    registers->dr6 = wanted->dr6;
    registers->dr7 = wanted->dr7;
    if (!status) return status;
    for (int i = 0; i < 4; i++) close_register(registers, i);
    registers->dr7 = 0;
    return status;
}

void debug_registers_hit(struct unix_thread *thread, const siginfo_t *info)
{
    uint64_t index;
    memcpy(&index, (const char *)info + PERF_DATA_OFFSET, sizeof(index));
    thread->debug.dr6 = 1ull << (index & 3);
}

void debug_registers_end(struct unix_thread *thread)
{
    for (int i = 0; i < 4; i++) close_register(&thread->debug, i);
}

/* --- in contexts --- */

void debug_registers_to_context(const struct unix_thread *thread, union any_context *context)
{
    const struct debug_registers *r = &thread->debug;
    if (is_32bit_process()) {
        struct context_32 *c = &context->c32;
        c->dr0 = (uint32_t)r->address[0], c->dr1 = (uint32_t)r->address[1], c->dr2 = (uint32_t)r->address[2],
        c->dr3 = (uint32_t)r->address[3];
        c->dr6 = (uint32_t)r->dr6, c->dr7 = (uint32_t)r->dr7;
        return;
    }
    struct context_64 *c = &context->c64;
    c->dr0 = r->address[0], c->dr1 = r->address[1], c->dr2 = r->address[2], c->dr3 = r->address[3];
    c->dr6 = r->dr6, c->dr7 = r->dr7;
}

/* If the context speaks of them at all. */
NTSTATUS debug_registers_from_context(struct unix_thread *thread, const union any_context *context)
{
    const uint32_t part = CONTEXT_PART_DEBUG;
    const struct context_32 *narrow = &context->c32;
    const struct context_64 *wide = &context->c64;
    struct debug_registers wanted = { 0 };
    if (is_32bit_process()) {
        if (!(narrow->flags & part)) return STATUS_SUCCESS;
        wanted = (struct debug_registers){
            {narrow->dr0, narrow->dr1, narrow->dr2, narrow->dr3}, narrow->dr6, narrow->dr7, {0}};
    } else {
        if (!(wide->flags & part)) return STATUS_SUCCESS;
        wanted = (struct debug_registers){{wide->dr0, wide->dr1, wide->dr2, wide->dr3}, wide->dr6, wide->dr7, {0}};
    }
    return debug_registers_set(thread, &wanted);
}
