/* ReadProcessMemory and WriteProcessMemory. */
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>
#include "virtual_private.h"

static ssize_t transfer(pid_t pid, uint64_t address, uint64_t buffer, uint64_t size, bool write)
{
    struct iovec local = { (void *)buffer, size }, remote = { (void *)address, size };
    return write ? process_vm_writev(pid, &local, 1, &remote, 1, 0) : process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

/* pid is the Unix process id, 0 for the own process. Stops at the first page that cannot be accessed:
 * STATUS_PARTIAL_COPY. */
int32_t unix_memory_access_other(struct unix_memory_access_other_args *args)
{
    pid_t pid = args->pid ? (pid_t)args->pid : getpid();
    uint64_t done = 0;
    args->transferred = 0;
    while (done < args->size) {
        uint64_t step = args->size - done < (64u << 20) ? args->size - done : 64u << 20;
        ssize_t count = transfer(pid, args->address + done, args->buffer + done, step, args->write != 0);
        if (count > 0) {
            done += (uint64_t)count;
            continue;
        }
        if (count < 0 && errno != EFAULT) return status_from_errno(errno);
        /* a page of ours may only need to be touched: a write watch, or our own stack's guard */
        uint64_t written = (args->write ? args->address : args->buffer) + done;
        if ((args->write && pid != getpid()) || virtual_prepare_buffer(written, 1, true)) break;
        if (transfer(pid, args->address + done, args->buffer + done, 1, args->write != 0) != 1) break;
        done++;
    }
    args->transferred = done;
    return done == args->size ? STATUS_SUCCESS : STATUS_PARTIAL_COPY;
}
