/* _read and _write: binary bytes, or text with CR LF on the outside and LF on the inside. In the Unicode modes the
 * inside is UTF-16 whatever the file holds. Also positions, lengths and locks of files. */
#include "crt.h"

#define CTRL_Z 26
#define CHUNK 4096

/* ---- reading */

static int read_bytes(struct descriptor *descriptor, void *to, DWORD size)
{
    DWORD got;
    if (ReadFile(descriptor->handle, to, size, &got, NULL)) return (int)got;
    DWORD error = GetLastError();
    if (error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) return 0;
    crt_set_windows_error(error);
    if (error == ERROR_ACCESS_DENIED) *_errno() = EBADF; /* opened for writing only */
    return -1;
}

static bool can_seek(const struct descriptor *descriptor) { return !(descriptor->flags & (FD_PIPE | FD_DEVICE)); }

static void step_back(struct descriptor *descriptor, int bytes)
{
    LARGE_INTEGER offset = {.QuadPart = -bytes};
    SetFilePointerEx(descriptor->handle, offset, NULL, FILE_CURRENT);
}

/* What a carriage return at the very end of a block becomes: depends on the byte after it. Returns the length, 0 or 1.
 */
static int last_carriage_return(struct descriptor *descriptor, char *to, bool first)
{
    char next;
    if (read_bytes(descriptor, &next, 1) <= 0) {
        *to = '\r';
        return 1;
    }
    if (next == '\n' && (first || !can_seek(descriptor))) {
        *to = '\n';
        return 1;
    }
    if (can_seek(descriptor)) step_back(descriptor, 1);
    else descriptor->pushed_back = next;
    *to = '\r';
    return next != '\n'; /* the line feed will be read next time: drop the return */
}

static int translate_text(struct descriptor *descriptor, char *buffer, int length)
{
    char *to = buffer;
    if (length && *buffer == '\n') descriptor->flags |= FD_CRLF;
    else descriptor->flags &= ~FD_CRLF;
    for (int i = 0; i < length; i++) {
        char c = buffer[i];
        if (c == CTRL_Z) {
            if (!(descriptor->flags & FD_DEVICE)) descriptor->flags |= FD_EOF;
            break;
        }
        if (c != '\r') *to++ = c;
        else if (i + 1 == length) to += last_carriage_return(descriptor, to, to == buffer);
        else if (buffer[i + 1] != '\n') *to++ = c;
    }
    return (int)(to - buffer);
}

static int read_ansi(struct descriptor *descriptor, char *buffer, unsigned size)
{
    int have = 0;
    if (descriptor->pushed_back != '\n' && descriptor->flags & (FD_PIPE | FD_DEVICE)) {
        buffer[have++] = descriptor->pushed_back;
        descriptor->pushed_back = '\n';
    }
    int got = (unsigned)have < size ? read_bytes(descriptor, buffer + have, size - have) : 0;
    if (got < 0) return have ? have : -1;
    return translate_text(descriptor, buffer, have + got);
}

static bool read_exactly(struct descriptor *descriptor, void *to, int size)
{
    for (char *at = to; size;) {
        int got = read_bytes(descriptor, at, size);
        if (got <= 0) return false;
        at += got;
        size -= got;
    }
    return true;
}

static int fold_wide_lines(struct descriptor *descriptor, wchar_t *text, int length)
{
    wchar_t *to = text;
    for (int i = 0; i < length; i++) {
        if (text[i] == CTRL_Z && !(descriptor->flags & FD_DEVICE)) {
            descriptor->flags |= FD_EOF;
            break;
        }
        if (text[i] != '\r' || i + 1 >= length || text[i + 1] != '\n') *to++ = text[i];
    }
    return (int)(to - text) * (int)sizeof(wchar_t);
}

static int read_utf16(struct descriptor *descriptor, wchar_t *buffer, unsigned size)
{
    int got = read_bytes(descriptor, buffer, size & ~1u);
    if (got <= 0) return got;
    if (got & 1 && read_exactly(descriptor, (char *)buffer + got, 1)) got++;
    int length = got / 2;
    wchar_t next;
    /* a carriage return at the end wants its line feed; there is always room, as reads for text leave one character */
    if (buffer[length - 1] == '\r' && read_exactly(descriptor, &next, sizeof(next))) {
        if (next == '\n') buffer[length - 1] = '\n';
        else if (can_seek(descriptor)) step_back(descriptor, sizeof(next));
    }
    return fold_wide_lines(descriptor, buffer, length);
}

static int utf8_length(unsigned char lead) { return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

/* Half of the room in bytes never needs more than all of it as UTF-16. */
static int read_utf8(struct descriptor *descriptor, wchar_t *buffer, unsigned size)
{
    char bytes[CHUNK + 8];
    unsigned wanted = size / 2 < CHUNK ? size / 2 : CHUNK;
    if (wanted < 1) return 0;
    int got = read_bytes(descriptor, bytes, wanted);
    if (got <= 0) return got;
    int start = got - 1;
    while (start > 0 && got - start < 4 && (bytes[start] & 0xc0) == 0x80) start--;
    int missing = start + utf8_length(bytes[start]) - got;
    if (missing > 0 && read_exactly(descriptor, bytes + got, missing)) got += missing;
    if (bytes[got - 1] == '\r') {
        char next;
        if (read_exactly(descriptor, &next, 1)) {
            if (next == '\n') bytes[got - 1] = '\n';
            else if (can_seek(descriptor)) step_back(descriptor, 1);
        }
    }
    int length = MultiByteToWideChar(CP_UTF8, 0, bytes, got, buffer, (int)(size / sizeof(wchar_t)));
    if (!length) return crt_fail();
    return fold_wide_lines(descriptor, buffer, length);
}

int __cdecl _read(int fd, void *buffer, unsigned size)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        if (fd != -2) crt_invalid(EBADF);
        return -1;
    }
    if (size > INT_MAX || (!buffer && size)) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (!size || descriptor->flags & FD_EOF) return 0;
    if (descriptor->encoding != ENCODING_ANSI && size & 1) {
        crt_invalid(EINVAL);
        return -1;
    }
    crt_lock(&descriptor->lock);
    int got;
    if (!(descriptor->flags & FD_TEXT)) got = read_bytes(descriptor, buffer, size);
    else if (descriptor->encoding == ENCODING_UTF8) got = read_utf8(descriptor, buffer, size);
    else if (descriptor->encoding == ENCODING_UTF16) got = read_utf16(descriptor, buffer, size);
    else got = read_ansi(descriptor, buffer, size);
    crt_unlock(&descriptor->lock);
    return got;
}

/* ---- writing */

static bool write_bytes(struct descriptor *descriptor, const void *data, DWORD size, DWORD *written)
{
    *written = 0;
    while (*written < size) {
        DWORD done;
        if (!WriteFile(descriptor->handle, (const char *)data + *written, size - *written, &done, NULL)) return false;
        if (!done) break;
        *written += done;
    }
    return *written == size;
}

static int write_failed(struct descriptor *descriptor, unsigned written)
{
    if (written) return (int)written;
    DWORD error = GetLastError();
    if (!error) {
        *_errno() = ENOSPC;
        return -1;
    }
    crt_set_windows_error(error);
    if (error == ERROR_ACCESS_DENIED) *_errno() = EBADF; /* opened for reading only */
    (void)descriptor;
    return -1;
}

static int write_ansi(struct descriptor *descriptor, const char *data, unsigned size)
{
    char buffer[CHUNK];
    for (unsigned at = 0; at < size;) {
        unsigned from = at, used = 0;
        for (; at < size && used < CHUNK - 1; at++) {
            if (data[at] == '\n') buffer[used++] = '\r';
            buffer[used++] = data[at];
        }
        DWORD written;
        SetLastError(NO_ERROR);
        if (!write_bytes(descriptor, buffer, used, &written)) return write_failed(descriptor, from);
    }
    return (int)size;
}

static int write_wide(struct descriptor *descriptor, const wchar_t *data, unsigned size)
{
    wchar_t buffer[CHUNK / 2];
    char bytes[CHUNK * 2];
    unsigned length = size / sizeof(wchar_t);
    DWORD mode;
    bool console = descriptor->flags & FD_DEVICE && GetConsoleMode(descriptor->handle, &mode);
    for (unsigned at = 0; at < length;) {
        unsigned from = at, used = 0;
        for (; at < length && used < ARRAY_SIZE(buffer) - 2; at++) {
            if (data[at] == '\n') buffer[used++] = '\r';
            buffer[used++] = data[at];
        }
        if (at < length && IS_HIGH_SURROGATE(buffer[used - 1])) {
            used--;
            at--;
        }
        DWORD written;
        bool done;
        SetLastError(NO_ERROR);
        if (console) {
            done = WriteConsoleW(descriptor->handle, buffer, used, &written, NULL);
        } else if (descriptor->encoding == ENCODING_UTF16) {
            done = write_bytes(descriptor, buffer, used * sizeof(wchar_t), &written);
        } else {
            int count = WideCharToMultiByte(CP_UTF8, 0, buffer, used, bytes, sizeof(bytes), NULL, NULL);
            done = write_bytes(descriptor, bytes, count, &written);
        }
        if (!done) return write_failed(descriptor, from * sizeof(wchar_t));
    }
    return (int)size;
}

static int write_binary(struct descriptor *descriptor, const void *data, unsigned size)
{
    DWORD written;
    SetLastError(NO_ERROR);
    if (!write_bytes(descriptor, data, size, &written)) return write_failed(descriptor, written);
    return (int)written;
}

int __cdecl _write(int fd, const void *data, unsigned size)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        if (fd != -2 && (unsigned)fd > 2) crt_invalid(EBADF);
        return -1;
    }
    if (!size) return 0;
    if (!data || (descriptor->flags & FD_TEXT && descriptor->encoding != ENCODING_ANSI && size & 1)) {
        crt_invalid(EINVAL);
        return -1;
    }
    crt_lock(&descriptor->lock);
    LARGE_INTEGER zero = {.QuadPart = 0};
    if (descriptor->flags & FD_APPEND) SetFilePointerEx(descriptor->handle, zero, NULL, FILE_END);
    int written;
    if (!(descriptor->flags & FD_TEXT)) written = write_binary(descriptor, data, size);
    else if (descriptor->encoding == ENCODING_ANSI) written = write_ansi(descriptor, data, size);
    else written = write_wide(descriptor, data, size);
    crt_unlock(&descriptor->lock);
    return written;
}

/* ---- positions and lengths */

__int64 __cdecl _lseeki64(int fd, __int64 offset, int origin)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    LARGE_INTEGER distance = {.QuadPart = offset}, position;
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    if (!SetFilePointerEx(descriptor->handle, distance, &position, origin)) return crt_fail();
    descriptor->flags &= ~FD_EOF;
    return position.QuadPart;
}

long __cdecl _lseek(int fd, long offset, int origin)
{
    __int64 position = _lseeki64(fd, offset, origin);
    if (position <= LONG_MAX) return (long)position;
    *_errno() = EINVAL;
    return -1;
}

__int64 __cdecl _telli64(int fd) { return _lseeki64(fd, 0, SEEK_CUR); }
long __cdecl _tell(int fd) { return _lseek(fd, 0, SEEK_CUR); }

__int64 __cdecl _filelengthi64(int fd)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    LARGE_INTEGER size;
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    if (!GetFileSizeEx(descriptor->handle, &size)) return crt_fail();
    return size.QuadPart;
}

long __cdecl _filelength(int fd)
{
    __int64 length = _filelengthi64(fd);
    if (length <= LONG_MAX) return (long)length;
    *_errno() = EOVERFLOW;
    return -1;
}

int __cdecl _eof(int fd)
{
    __int64 length = _filelengthi64(fd), position = length < 0 ? -1 : _telli64(fd);
    if (position < 0) return -1;
    return position >= length;
}

errno_t __cdecl _chsize_s(int fd, __int64 size)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        crt_invalid(EBADF);
        return EBADF;
    }
    if (size < 0) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    __int64 position = _telli64(fd);
    if (position < 0 || _lseeki64(fd, size, SEEK_SET) < 0) return *_errno();
    bool done = SetEndOfFile(descriptor->handle);
    if (!done) crt_fail();
    if (!done && *_errno() == EACCES) *_errno() = EBADF;
    _lseeki64(fd, position, SEEK_SET);
    return done ? 0 : *_errno();
}

int __cdecl _chsize(int fd, long size) { return _chsize_s(fd, size) ? -1 : 0; }

int __cdecl _commit(int fd)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    if (FlushFileBuffers(descriptor->handle)) return 0;
    *__doserrno() = GetLastError();
    *_errno() = EBADF;
    return -1;
}

enum locking_mode { LOCKING_UNLOCK, LOCKING_LOCK, LOCKING_TRY_LOCK, LOCKING_READ_LOCK, LOCKING_TRY_READ_LOCK };
#define LOCKING_ATTEMPTS 10

int __cdecl _locking(int fd, int mode, long bytes)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor || bytes < 0) {
        crt_invalid(descriptor ? EINVAL : EBADF);
        return -1;
    }
    __int64 position = _telli64(fd);
    if (position < 0) return -1;
    DWORD low = (DWORD)position, high = (DWORD)(position >> 32);
    if (mode == LOCKING_UNLOCK) return UnlockFile(descriptor->handle, low, high, bytes, 0) ? 0 : crt_fail();
    int attempts = mode == LOCKING_LOCK || mode == LOCKING_READ_LOCK ? LOCKING_ATTEMPTS : 1;
    for (int i = 0; i < attempts; i++) {
        if (i) Sleep(1000);
        if (LockFile(descriptor->handle, low, high, bytes, 0)) return 0;
    }
    crt_fail();
    if (attempts > 1) *_errno() = EDEADLK;
    return -1;
}
