/* The table of file descriptors: what each number stands for, what a program inherits from its parent and passes on. */
#include "crt.h"

#define NO_CONSOLE ((HANDLE)(intptr_t)-2)

static struct descriptor first_block[DESCRIPTOR_BLOCK];
struct descriptor *__pioinfo[DESCRIPTOR_BLOCKS] = {first_block};
struct descriptor __badioinfo = {.handle = INVALID_HANDLE_VALUE, .flags = FD_TEXT, .pushed_back = '\n'};
static struct crt_lock table_lock;
static INIT_ONCE initialised = INIT_ONCE_STATIC_INIT;

struct descriptor *crt_descriptor_slot(int fd)
{
    crt_descriptors_initialise();
    if ((unsigned)fd >= DESCRIPTOR_LIMIT || !__pioinfo[fd / DESCRIPTOR_BLOCK]) return NULL;
    return &__pioinfo[fd / DESCRIPTOR_BLOCK][fd % DESCRIPTOR_BLOCK];
}

struct descriptor *crt_descriptor(int fd)
{
    struct descriptor *descriptor = fd >= 0 ? crt_descriptor_slot(fd) : NULL;
    if (descriptor && descriptor->flags & FD_OPEN && descriptor->handle != NO_CONSOLE) return descriptor;
    *__doserrno() = 0;
    *_errno() = EBADF;
    return NULL;
}

static bool make_block(int block)
{
    if (__pioinfo[block]) return true;
    struct descriptor *descriptors = calloc(DESCRIPTOR_BLOCK, sizeof(*descriptors));
    if (!descriptors) return false;
    for (int i = 0; i < DESCRIPTOR_BLOCK; i++) descriptors[i].handle = INVALID_HANDLE_VALUE;
    __pioinfo[block] = descriptors;
    return true;
}

static void fill(struct descriptor *descriptor, HANDLE handle, unsigned flags)
{
    descriptor->handle = handle;
    descriptor->pushed_back = '\n';
    descriptor->encoding = ENCODING_ANSI;
    descriptor->flags = flags;
}

int crt_descriptor_new(HANDLE handle, unsigned flags)
{
    crt_descriptors_initialise();
    crt_lock(&table_lock);
    int found = -1;
    for (int fd = 0; fd < DESCRIPTOR_LIMIT && found < 0; fd++) {
        if (!make_block(fd / DESCRIPTOR_BLOCK)) break;
        struct descriptor *descriptor = &__pioinfo[fd / DESCRIPTOR_BLOCK][fd % DESCRIPTOR_BLOCK];
        if (descriptor->flags & FD_OPEN) continue;
        fill(descriptor, handle, flags | FD_OPEN);
        found = fd;
    }
    crt_unlock(&table_lock);
    if (found < 0) *_errno() = EMFILE;
    return found;
}

static unsigned flags_of_type(HANDLE handle)
{
    switch (GetFileType(handle) & ~FILE_TYPE_REMOTE) {
    case FILE_TYPE_PIPE: return FD_PIPE;
    case FILE_TYPE_CHAR: return FD_DEVICE;
    default: return 0;
    }
}

/* lpReserved2 holds a count, a byte of flags for each descriptor, then their handles, without alignment. */
static void inherit(const STARTUPINFOW *startup)
{
    const unsigned char *data = startup->lpReserved2;
    uint32_t count;
    if (startup->cbReserved2 < sizeof(count) || !data) return;
    memcpy(&count, data, sizeof(count));
    size_t room = (startup->cbReserved2 - sizeof(count)) / (1 + sizeof(HANDLE));
    if (count > room) count = room;
    if (count > DESCRIPTOR_LIMIT) count = DESCRIPTOR_LIMIT;
    const unsigned char *flags = data + sizeof(count), *handles = flags + count;
    for (uint32_t fd = 0; fd < count; fd++) {
        HANDLE handle;
        memcpy(&handle, handles + fd * sizeof(handle), sizeof(handle));
        if (handle == INVALID_HANDLE_VALUE || handle == NO_CONSOLE || !(flags[fd] & FD_OPEN)) continue;
        if (!(flags[fd] & FD_PIPE) && GetFileType(handle) == FILE_TYPE_UNKNOWN) continue;
        if (!make_block(fd / DESCRIPTOR_BLOCK)) return;
        fill(&__pioinfo[fd / DESCRIPTOR_BLOCK][fd % DESCRIPTOR_BLOCK], handle, flags[fd]);
    }
}

static const DWORD standard_handles[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

static BOOL CALLBACK initialise(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    STARTUPINFOW startup;
    for (int fd = 0; fd < DESCRIPTOR_BLOCK; fd++) first_block[fd].handle = INVALID_HANDLE_VALUE;
    GetStartupInfoW(&startup);
    inherit(&startup);
    for (int fd = 0; fd < 3; fd++) {
        if (first_block[fd].flags & FD_OPEN) {
            first_block[fd].flags |= FD_TEXT;
            continue;
        }
        HANDLE handle = GetStdHandle(standard_handles[fd]);
        if (handle && handle != INVALID_HANDLE_VALUE && GetFileType(handle) != FILE_TYPE_UNKNOWN) {
            fill(&first_block[fd], handle, FD_OPEN | FD_TEXT | flags_of_type(handle));
        } else {
            fill(&first_block[fd], NO_CONSOLE, FD_OPEN | FD_TEXT | FD_DEVICE);
        }
    }
    return TRUE;
}

void crt_descriptors_initialise(void) { InitOnceExecuteOnce(&initialised, initialise, NULL, NULL); }

void *crt_descriptors_for_child(bool only_standard, WORD *size)
{
    crt_descriptors_initialise();
    uint32_t count = only_standard ? 3 : DESCRIPTOR_LIMIT;
    while (count) {
        struct descriptor *last = crt_descriptor_slot(count - 1);
        if (last && last->flags & FD_OPEN) break;
        count--;
    }
    size_t needed = sizeof(count) + count * (1 + sizeof(HANDLE));
    unsigned char *data = needed <= USHRT_MAX ? calloc(1, needed) : NULL;
    if (!data) return NULL;
    memcpy(data, &count, sizeof(count));
    unsigned char *flags = data + sizeof(count), *handles = flags + count;
    for (uint32_t fd = 0; fd < count; fd++) {
        struct descriptor *descriptor = crt_descriptor_slot(fd);
        HANDLE handle = INVALID_HANDLE_VALUE;
        if (descriptor && !(descriptor->flags & FD_NOINHERIT)) {
            flags[fd] = descriptor->flags;
            handle = descriptor->handle;
        }
        memcpy(handles + fd * sizeof(handle), &handle, sizeof(handle));
    }
    *size = (WORD)needed;
    return data;
}

/* ---- handles and numbers */

intptr_t __cdecl _get_osfhandle(int fd)
{
    if (fd == -2) return -2;
    struct descriptor *descriptor = fd >= 0 ? crt_descriptor_slot(fd) : NULL;
    if (descriptor && descriptor->flags & FD_OPEN) return (intptr_t)descriptor->handle;
    *__doserrno() = 0;
    crt_invalid(EBADF);
    return -1;
}

int __cdecl _open_osfhandle(intptr_t handle, int flags)
{
    unsigned fd_flags = flags_of_type((HANDLE)handle);
    if (GetFileType((HANDLE)handle) == FILE_TYPE_UNKNOWN && GetLastError() != NO_ERROR) return crt_fail();
    if (flags & _O_APPEND) fd_flags |= FD_APPEND;
    if (flags & (_O_TEXT | _O_WTEXT | _O_U8TEXT | _O_U16TEXT)) fd_flags |= FD_TEXT;
    if (flags & _O_NOINHERIT) fd_flags |= FD_NOINHERIT;
    int fd = crt_descriptor_new((HANDLE)handle, fd_flags);
    if (fd >= 0 && flags & (_O_WTEXT | _O_U16TEXT)) crt_descriptor_slot(fd)->encoding = ENCODING_UTF16;
    if (fd >= 0 && flags & _O_U8TEXT) crt_descriptor_slot(fd)->encoding = ENCODING_UTF8;
    return fd;
}

/* The first three descriptors are the process's standard handles, too. */
static void set_standard_handle(int fd, HANDLE handle)
{
    if (fd >= 0 && fd < 3) SetStdHandle(standard_handles[fd], handle);
}

int __cdecl _close(int fd)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    crt_lock(&descriptor->lock);
    HANDLE handle = descriptor->handle;
    /* Two of the standard descriptors may stand for one handle: it lives until the last of them is closed. */
    bool shared = (fd == 1 && first_block[2].handle == handle && first_block[2].flags & FD_OPEN) ||
                  (fd == 2 && first_block[1].handle == handle && first_block[1].flags & FD_OPEN);
    BOOL closed = shared || CloseHandle(handle);
    DWORD error = GetLastError();
    set_standard_handle(fd, NULL);
    descriptor->handle = INVALID_HANDLE_VALUE;
    descriptor->flags = 0;
    crt_unlock(&descriptor->lock);
    if (closed) return 0;
    crt_set_windows_error(error);
    return -1;
}

static HANDLE duplicate(const struct descriptor *descriptor)
{
    HANDLE self = GetCurrentProcess(), copy;
    BOOL inherited = !(descriptor->flags & FD_NOINHERIT);
    if (!DuplicateHandle(self, descriptor->handle, self, &copy, 0, inherited, DUPLICATE_SAME_ACCESS)) return NULL;
    return copy;
}

int __cdecl _dup(int fd)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    HANDLE copy = duplicate(descriptor);
    if (!copy) return crt_fail();
    int number = crt_descriptor_new(copy, descriptor->flags & ~FD_NOINHERIT);
    if (number < 0) CloseHandle(copy);
    else crt_descriptor_slot(number)->encoding = descriptor->encoding;
    return number;
}

int __cdecl _dup2(int from, int to)
{
    struct descriptor *descriptor = crt_descriptor(from);
    if (!descriptor || to < 0 || to >= DESCRIPTOR_LIMIT) {
        crt_invalid(EBADF);
        return -1;
    }
    if (from == to) return 0;
    crt_lock(&table_lock);
    bool room = make_block(to / DESCRIPTOR_BLOCK);
    crt_unlock(&table_lock);
    HANDLE copy = room ? duplicate(descriptor) : NULL;
    if (!copy) return crt_fail();
    struct descriptor *target = crt_descriptor_slot(to);
    if (target->flags & FD_OPEN && target->handle != NO_CONSOLE) _close(to);
    fill(target, copy, descriptor->flags & ~FD_NOINHERIT);
    target->encoding = descriptor->encoding;
    set_standard_handle(to, copy);
    return 0;
}

int __cdecl _isatty(int fd)
{
    struct descriptor *descriptor = fd >= 0 ? crt_descriptor_slot(fd) : NULL;
    if (descriptor && descriptor->flags & FD_OPEN) return descriptor->flags & FD_DEVICE;
    *_errno() = EBADF;
    return 0;
}

int __cdecl _setmode(int fd, int mode)
{
    struct descriptor *descriptor = fd >= 0 ? crt_descriptor_slot(fd) : NULL;
    if (!descriptor || !(descriptor->flags & FD_OPEN)) {
        crt_invalid(EBADF);
        return -1;
    }
    int before = !(descriptor->flags & FD_TEXT)             ? _O_BINARY
                 : descriptor->encoding == ENCODING_ANSI    ? _O_TEXT
                 : descriptor->encoding == ENCODING_UTF8    ? _O_U8TEXT
                                                            : _O_U16TEXT;
    if (mode == _O_BINARY) {
        descriptor->flags &= ~FD_TEXT;
        descriptor->encoding = ENCODING_ANSI;
        return before;
    }
    if (mode != _O_TEXT && mode != _O_U8TEXT && mode != _O_U16TEXT && mode != _O_WTEXT) {
        crt_invalid(EINVAL);
        return -1;
    }
    descriptor->flags |= FD_TEXT;
    descriptor->encoding = mode == _O_TEXT ? ENCODING_ANSI : mode == _O_U8TEXT ? ENCODING_UTF8 : ENCODING_UTF16;
    return before;
}

int __cdecl _pipe(int *fds, unsigned size, int flags)
{
    SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, !(flags & _O_NOINHERIT)};
    HANDLE reader, writer;
    if (!fds) {
        crt_invalid(EINVAL);
        return -1;
    }
    fds[0] = fds[1] = -1;
    if (!CreatePipe(&reader, &writer, &attributes, size)) return crt_fail();
    bool text = flags & _O_TEXT || (!(flags & _O_BINARY) && _fmode != _O_BINARY);
    unsigned fd_flags = FD_PIPE | (text ? FD_TEXT : 0) | (flags & _O_NOINHERIT ? FD_NOINHERIT : 0);
    fds[0] = crt_descriptor_new(reader, fd_flags);
    fds[1] = crt_descriptor_new(writer, fd_flags);
    return fds[0] < 0 || fds[1] < 0 ? -1 : 0;
}
