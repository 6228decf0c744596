/* Reading, writing, copying: data goes straight between the program's buffer and the descriptor.
 *
 * A buffer may lie in the stack's guard page, where a system call fails with EFAULT instead of faulting:
 * virtual_prepare_buffer() does what the fault would have done, and the call is made again. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <unistd.h>
#include "file_private.h"
#include "file_pipe.h"

#define TRANSFER_MAX 0x7ffff000u

static ssize_t read_once(int fd, uint32_t flags, void *buffer, size_t size, uint64_t offset)
{
    if (flags & FILE_IO_AT_OFFSET) return pread(fd, buffer, size, (off_t)offset);
    ssize_t got = read(fd, buffer, size);
    clock_after_sleep();
    return got;
}

static bool wait_until(int fd, short events)
{
    struct pollfd entry = {.fd = fd, .events = events};
    int ready = poll(&entry, 1, -1);
    clock_after_sleep();
    return ready >= 0 || (errno == EINTR && !synchronous_io_cancelled());
}

static bool is_ready(int fd, short events)
{
    struct pollfd entry = {.fd = fd, .events = events};
    return poll(&entry, 1, 0) > 0;
}

int32_t unix_file_read(struct unix_file_read_args *args)
{
    int fd = args->fd;
    uint32_t flags = args->flags;
    if (flags & FILE_IO_MESSAGE) return pipe_read_message(args);
    size_t size = args->size < TRANSFER_MAX ? args->size : TRANSFER_MAX;
    if (flags & FILE_IO_PEEK) return pipe_peek_bytes(args);
    if ((flags & FILE_IO_PIPE) && !size) return pipe_read_nothing(args);
    if ((flags & FILE_IO_NO_WAIT) && !is_ready(fd, POLLIN)) return STATUS_PENDING;
    for (;;) {
        ssize_t got = read_once(fd, flags, (void *)(uintptr_t)args->buffer, size, args->offset);
        if (got > 0 || (!got && !size)) {
            args->transferred = (uint32_t)got;
            if ((flags & (FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION)) == (FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION))
                lseek(fd, (off_t)args->offset + got, SEEK_SET);
            return STATUS_SUCCESS;
        }
        args->transferred = 0;
        if (!got) return flags & FILE_IO_PIPE ? STATUS_PIPE_BROKEN : STATUS_END_OF_FILE;
        if (errno == EINTR && synchronous_io_cancelled()) return STATUS_CANCELLED;
        if (errno == EINTR) continue;
        if (errno == EAGAIN && wait_until(fd, POLLIN)) continue;
        if (errno == ESPIPE && (flags & FILE_IO_AT_OFFSET)) {
            flags &= ~(FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION);
            continue;
        }
        if (errno == EFAULT && virtual_prepare_buffer(args->buffer, size, true) == STATUS_SUCCESS) continue;
        if (errno == EISDIR) return STATUS_INVALID_DEVICE_REQUEST;
        if (errno == EIO && isatty(fd)) return STATUS_END_OF_FILE;
        return status_from_errno(errno);
    }
}

static ssize_t write_once(int fd, uint32_t flags, const void *buffer, size_t size, uint64_t offset)
{
    if (flags & FILE_IO_APPEND) {
        off_t end = lseek(fd, 0, SEEK_END);
        return end < 0 ? write(fd, buffer, size) : pwrite(fd, buffer, size, end);
    }
    if (flags & FILE_IO_AT_OFFSET) return pwrite(fd, buffer, size, (off_t)offset);
    return write(fd, buffer, size);
}

static int32_t write_error(const struct unix_file_write_args *args)
{
    if (errno == EPIPE || errno == ECONNRESET) return STATUS_PIPE_CLOSING;
    return args->transferred ? STATUS_SUCCESS : status_from_errno(errno);
}

int32_t unix_file_write(struct unix_file_write_args *args)
{
    int fd = args->fd;
    uint32_t flags = args->flags;
    if (flags & FILE_IO_MESSAGE) return pipe_write_message(args);
    if (flags & FILE_IO_NO_WAIT) return pipe_write_some(args);
    uint64_t offset = args->offset;
    args->transferred = 0;
    while (args->transferred < args->size || !args->size) {
        size_t size = args->size - args->transferred < TRANSFER_MAX ? args->size - args->transferred : TRANSFER_MAX;
        ssize_t put = write_once(fd, flags, (const char *)(uintptr_t)args->buffer + args->transferred, size, offset);
        if (put >= 0) {
            args->transferred += (uint32_t)put;
            offset += (uint64_t)put;
            if (!args->size) break;
            continue;
        }
        if (errno == EINTR && synchronous_io_cancelled()) return STATUS_CANCELLED;
        if (errno == EINTR) continue;
        if (errno == EAGAIN && wait_until(fd, POLLOUT)) continue;
        if (errno == ESPIPE && (flags & FILE_IO_AT_OFFSET)) {
            flags &= ~(FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION);
            continue;
        }
        if (errno == EFAULT && virtual_prepare_buffer(args->buffer, args->size, false) == STATUS_SUCCESS) continue;
        return write_error(args);
    }
    if ((flags & (FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION)) == (FILE_IO_AT_OFFSET | FILE_IO_MOVE_POSITION))
        lseek(fd, (off_t)offset, SEEK_SET);
    if (flags & FILE_IO_FLUSH) fdatasync(fd);
    return STATUS_SUCCESS;
}

static ssize_t copy_some(int from, off_t *from_offset, int to, off_t *to_offset, size_t size, bool *in_kernel)
{
    if (*in_kernel) {
        ssize_t copied = copy_file_range(from, from_offset, to, to_offset, size, 0);
        if (copied >= 0 || (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)) return copied;
        *in_kernel = false;
    }
    char *block = thread_scratch(SCRATCH_COPY);
    ssize_t got = pread(from, block, size < THREAD_SCRATCH_SIZE ? size : THREAD_SCRATCH_SIZE, *from_offset);
    if (got <= 0) return got;
    for (ssize_t done = 0; done < got;) {
        ssize_t put = pwrite(to, block + done, (size_t)(got - done), *to_offset + done);
        if (put < 0) return -1;
        done += put;
    }
    *from_offset += got;
    *to_offset += got;
    return got;
}

int32_t unix_file_copy(struct unix_file_copy_args *args)
{
    int from = args->from, to = args->to;
    uint64_t size = args->size;
    off_t from_offset = (off_t)args->from_offset, to_offset = (off_t)args->to_offset;
    struct stat st;
    args->copied = 0;
    if (!from_offset && !to_offset) streams_copy(from, to);
    if (!from_offset && !to_offset && !fstat(from, &st) && (uint64_t)st.st_size <= size && !ioctl(to, FICLONE, from)) {
        args->copied = (uint64_t)st.st_size;
        return STATUS_SUCCESS;
    }
    bool in_kernel = true;
    for (uint64_t done = 0; done < size;) {
        size_t part = size - done < 0x40000000u ? (size_t)(size - done) : 0x40000000u;
        ssize_t copied = copy_some(from, &from_offset, to, &to_offset, part, &in_kernel);
        if (copied < 0 && errno == EINTR) continue;
        if (copied < 0) return status_from_errno(errno);
        if (!copied) break;
        done += (uint64_t)copied;
        args->copied = done;
    }
    return STATUS_SUCCESS;
}
