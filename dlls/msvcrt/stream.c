/* Streams: the table of FILEs, their locks and buffers, filling and flushing. msvcrt.dll's FILE is known to programs,
 * which use _ptr and _cnt directly and call _filbuf and _flsbuf; ucrtbase.dll uses the same one behind an opaque
 * pointer. */
#include "crt.h"

/* A FILE that is not one of the standard ones is followed by its lock. */
struct extended_file {
    FILE file;
    struct crt_lock lock;
};

FILE _iob[STANDARD_STREAMS] = {
    {._flag = STREAM_READ, ._file = 0},
    {._flag = STREAM_WRITE, ._file = 1},
    {._flag = STREAM_WRITE | STREAM_UNBUFFERED, ._file = 2},
};
static struct crt_lock standard_locks[STANDARD_STREAMS];

static struct crt_lock table_lock;
static FILE **more_streams;
static int more_count, more_room;
static int maximum_streams = 512;

FILE *__cdecl __iob_func(void) { return _iob; }
FILE *__cdecl __p__iob(void) { return _iob; }
FILE *__cdecl __acrt_iob_func(unsigned index) { return &_iob[index]; }

static bool is_standard(const FILE *stream) { return stream >= _iob && stream < _iob + STANDARD_STREAMS; }

void __cdecl _lock_file(FILE *stream)
{
    crt_lock(is_standard(stream) ? &standard_locks[stream - _iob] : &((struct extended_file *)stream)->lock);
}

void __cdecl _unlock_file(FILE *stream)
{
    crt_unlock(is_standard(stream) ? &standard_locks[stream - _iob] : &((struct extended_file *)stream)->lock);
}

static bool try_lock_file(FILE *stream)
{
    return crt_try_lock(is_standard(stream) ? &standard_locks[stream - _iob] : &((struct extended_file *)stream)->lock);
}

static bool in_use(const FILE *stream) { return stream->_flag & (STREAM_READ | STREAM_WRITE | STREAM_BOTH); }

/* A stream that nobody uses, locked. */
FILE *crt_stream_new(void)
{
    FILE *found = NULL;
    crt_lock(&table_lock);
    for (int i = 3; i < STANDARD_STREAMS && !found; i++) {
        if (!in_use(&_iob[i])) found = &_iob[i];
    }
    for (int i = 0; i < more_count && !found; i++) {
        if (!in_use(more_streams[i])) found = more_streams[i];
    }
    if (!found && more_count + STANDARD_STREAMS < maximum_streams) {
        if (more_count == more_room) {
            int room = more_room ? more_room * 2 : 16;
            FILE **grown = realloc(more_streams, room * sizeof(*grown));
            if (grown) {
                more_streams = grown;
                more_room = room;
            }
        }
        if (more_count < more_room) found = calloc(1, sizeof(struct extended_file));
        if (found) more_streams[more_count++] = found;
    }
    if (found) {
        memset(found, 0, sizeof(*found));
        found->_flag = STREAM_BOTH; /* taken; the caller sets the real flags */
        found->_file = -1;
        _lock_file(found);
    } else {
        *_errno() = EMFILE;
    }
    crt_unlock(&table_lock);
    return found;
}

void crt_stream_free(FILE *stream)
{
    memset(stream, 0, sizeof(*stream));
    stream->_file = -1;
}

int crt_streams_each(int (*visit)(FILE *), bool at_exit)
{
    int done = 0;
    if (at_exit ? !crt_try_lock(&table_lock) : (crt_lock(&table_lock), false)) return 0;
    for (int i = 0; i < STANDARD_STREAMS + more_count; i++) {
        FILE *stream = i < STANDARD_STREAMS ? &_iob[i] : more_streams[i - STANDARD_STREAMS];
        if (!in_use(stream)) continue;
        /* When the process ends, other threads are gone and may have left locks behind. */
        if (at_exit ? !try_lock_file(stream) : (_lock_file(stream), false)) continue;
        if (in_use(stream) && visit(stream) == 0) done++;
        _unlock_file(stream);
    }
    crt_unlock(&table_lock);
    return done;
}

int __cdecl _getmaxstdio(void) { return maximum_streams; }

int __cdecl _setmaxstdio(int maximum)
{
    if (maximum < STANDARD_STREAMS || maximum > DESCRIPTOR_LIMIT) {
        crt_invalid(EINVAL);
        return -1;
    }
    maximum_streams = maximum;
    return maximum;
}

/* ---- buffers */

static void make_buffer(FILE *stream)
{
    if (stream->_base || stream->_flag & STREAM_UNBUFFERED) {
        if (!stream->_base) {
            stream->_base = (char *)&stream->_charbuf;
            stream->_bufsiz = 2;
        }
    } else if ((stream->_base = malloc(STREAM_BUFFER_SIZE))) {
        stream->_flag |= STREAM_OWN_BUFFER;
        stream->_bufsiz = STREAM_BUFFER_SIZE;
    } else {
        stream->_flag |= STREAM_UNBUFFERED;
        stream->_base = (char *)&stream->_charbuf;
        stream->_bufsiz = 2;
    }
    stream->_ptr = stream->_base;
    stream->_cnt = 0;
}

/* Output to a terminal shall appear at once. */
static void make_output_buffer(FILE *stream)
{
    if (!stream->_base && (stream == stdout || stream == stderr) && _isatty(stream->_file))
        stream->_flag |= STREAM_UNBUFFERED;
    make_buffer(stream);
}

int crt_stream_flush(FILE *stream)
{
    int result = 0;
    if ((stream->_flag & (STREAM_READ | STREAM_WRITE)) == STREAM_WRITE && stream->_base &&
        !(stream->_flag & STREAM_UNBUFFERED)) {
        int size = (int)(stream->_ptr - stream->_base);
        if (size > 0 && _write(stream->_file, stream->_base, size) != size) {
            stream->_flag |= STREAM_ERROR;
            result = EOF;
        } else if (stream->_flag & STREAM_BOTH) {
            stream->_flag &= ~STREAM_WRITE;
        }
        stream->_ptr = stream->_base;
        stream->_cnt = 0;
        if (!result && stream->_flag & STREAM_COMMIT && _commit(stream->_file)) result = EOF;
    }
    return result;
}

static int flush_if_writing(FILE *stream)
{
    return stream->_flag & (STREAM_WRITE | STREAM_BOTH) ? crt_stream_flush(stream) : EOF;
}

int __cdecl _flushall(void) { return crt_streams_each(crt_stream_flush, false); }

int __cdecl _fflush_nolock(FILE *stream)
{
    if (!stream) {
        crt_streams_each(flush_if_writing, false);
        return 0;
    }
    return crt_stream_flush(stream);
}

int __cdecl fflush(FILE *stream)
{
    if (!stream) return _fflush_nolock(NULL);
    _lock_file(stream);
    int result = crt_stream_flush(stream);
    _unlock_file(stream);
    return result;
}

/* Reads a block and returns its first character. */
int __cdecl _filbuf(FILE *stream)
{
    if (!in_use(stream) || stream->_flag & STREAM_STRING) return EOF;
    if (stream->_flag & STREAM_WRITE) {
        stream->_flag |= STREAM_ERROR;
        *_errno() = EBADF;
        return EOF;
    }
    stream->_flag |= STREAM_READ;
    if (!stream->_base) make_buffer(stream);
    int size = stream->_flag & STREAM_UNBUFFERED ? 1 : stream->_bufsiz;
    struct descriptor *descriptor = crt_descriptor_slot(stream->_file);
    if (descriptor && descriptor->encoding != ENCODING_ANSI && size < 2) size = 2;
    if (stream == stdin && _isatty(0)) crt_stream_flush(stdout);
    stream->_ptr = stream->_base;
    int got = _read(stream->_file, stream->_base, size);
    if (got <= 0) {
        stream->_flag |= got ? STREAM_ERROR : STREAM_EOF;
        stream->_cnt = 0;
        return EOF;
    }
    stream->_cnt = got - 1;
    return (unsigned char)*stream->_ptr++;
}

static bool prepare_for_writing(FILE *stream)
{
    if (!(stream->_flag & (STREAM_WRITE | STREAM_BOTH)) || stream->_flag & STREAM_STRING) {
        stream->_flag |= STREAM_ERROR;
        *_errno() = EBADF;
        return false;
    }
    if (stream->_flag & STREAM_READ) {
        stream->_cnt = 0;
        if (!(stream->_flag & STREAM_EOF)) {
            stream->_flag |= STREAM_ERROR;
            return false;
        }
        stream->_ptr = stream->_base;
        stream->_flag &= ~STREAM_READ;
    }
    stream->_flag = (stream->_flag | STREAM_WRITE) & ~STREAM_EOF;
    if (!stream->_base) make_output_buffer(stream);
    return true;
}

/* Writes the block, and puts c at the beginning of the next one. */
int __cdecl _flsbuf(int c, FILE *stream)
{
    char byte = (char)c;
    stream->_cnt = 0;
    if (!prepare_for_writing(stream)) return EOF;
    if (stream->_flag & STREAM_UNBUFFERED) {
        stream->_ptr = stream->_base;
        if (_write(stream->_file, &byte, 1) != 1) {
            stream->_flag |= STREAM_ERROR;
            return EOF;
        }
        return (unsigned char)byte;
    }
    int size = (int)(stream->_ptr - stream->_base);
    stream->_ptr = stream->_base + 1;
    stream->_cnt = stream->_bufsiz - 1;
    if (size > 0 && _write(stream->_file, stream->_base, size) != size) {
        stream->_flag |= STREAM_ERROR;
        stream->_ptr = stream->_base;
        stream->_cnt = stream->_bufsiz;
        return EOF;
    }
    *stream->_base = byte;
    return (unsigned char)byte;
}

int crt_getc(FILE *stream) { return --stream->_cnt >= 0 ? (unsigned char)*stream->_ptr++ : _filbuf(stream); }

int crt_putc(int c, FILE *stream)
{
    if (--stream->_cnt >= 0) return (unsigned char)(*stream->_ptr++ = (char)c);
    return _flsbuf(c, stream);
}

/* ---- blocks */

size_t crt_stream_write(FILE *stream, const void *data, size_t size)
{
    const char *from = data;
    size_t left = size;
    if (!left) return 0;
    if (stream->_cnt <= 0 || stream->_flag & STREAM_READ || !(stream->_flag & STREAM_WRITE)) {
        stream->_cnt = stream->_cnt > 0 && stream->_flag & STREAM_WRITE ? stream->_cnt : 0;
        if (!prepare_for_writing(stream)) return 0;
    }
    while (left) {
        if (stream->_cnt > 0 && !(stream->_flag & STREAM_UNBUFFERED)) {
            size_t part = left < (size_t)stream->_cnt ? left : (size_t)stream->_cnt;
            memcpy(stream->_ptr, from, part);
            stream->_ptr += part;
            stream->_cnt -= (int)part;
            from += part;
            left -= part;
        } else if (stream->_flag & STREAM_UNBUFFERED || left >= (size_t)stream->_bufsiz) {
            if (!(stream->_flag & STREAM_UNBUFFERED)) {
                int pending = (int)(stream->_ptr - stream->_base);
                if (pending > 0 && _write(stream->_file, stream->_base, pending) != pending) break;
                stream->_ptr = stream->_base;
                stream->_cnt = 0;
            }
            int limit = stream->_flag & STREAM_UNBUFFERED || left > INT_MAX ? (int)(left & INT_MAX)
                                                                            : (int)(left - left % stream->_bufsiz);
            int written = _write(stream->_file, from, limit);
            if (written < 0) break;
            from += written;
            left -= written;
            if (written < limit) break;
        } else {
            if (_flsbuf((unsigned char)*from, stream) == EOF) return size - left;
            from++;
            left--;
        }
    }
    if (left) stream->_flag |= STREAM_ERROR;
    return size - left;
}

static size_t stream_read(FILE *stream, char *to, size_t size)
{
    size_t left = size;
    while (left) {
        if (stream->_cnt > 0) {
            size_t part = left < (size_t)stream->_cnt ? left : (size_t)stream->_cnt;
            memcpy(to, stream->_ptr, part);
            stream->_ptr += part;
            stream->_cnt -= (int)part;
            to += part;
            left -= part;
            continue;
        }
        size_t block =
            stream->_bufsiz && !(stream->_flag & STREAM_UNBUFFERED) ? (size_t)stream->_bufsiz : STREAM_BUFFER_SIZE;
        if (left < block || stream->_flag & STREAM_WRITE || !(stream->_flag & STREAM_READ)) {
            int c = _filbuf(stream);
            if (c == EOF) break;
            *to++ = (char)c;
            left--;
            continue;
        }
        int got = _read(stream->_file, to, (unsigned)(left > INT_MAX ? INT_MAX & ~(block - 1) : left - left % block));
        if (got <= 0) {
            stream->_flag |= got ? STREAM_ERROR : STREAM_EOF;
            break;
        }
        to += got;
        left -= got;
    }
    return size - left;
}

size_t __cdecl _fread_nolock_s(void *to, size_t room, size_t size, size_t count, FILE *stream)
{
    if (!size || !count) return 0;
    if (!stream || !to || count > SIZE_MAX / size || size * count > room) {
        if (to && room != SIZE_MAX) memset(to, 0, room);
        crt_invalid(stream && to ? ERANGE : EINVAL);
        return 0;
    }
    return stream_read(stream, to, size * count) / size;
}

size_t __cdecl _fread_nolock(void *to, size_t size, size_t count, FILE *stream)
{
    return _fread_nolock_s(to, SIZE_MAX, size, count, stream);
}

size_t __cdecl fread_s(void *to, size_t room, size_t size, size_t count, FILE *stream)
{
    if (!size || !count) return 0;
    if (!stream) {
        crt_invalid(EINVAL);
        return 0;
    }
    _lock_file(stream);
    size_t result = _fread_nolock_s(to, room, size, count, stream);
    _unlock_file(stream);
    return result;
}

size_t __cdecl fread(void *to, size_t size, size_t count, FILE *stream)
{
    return fread_s(to, SIZE_MAX, size, count, stream);
}

size_t __cdecl _fwrite_nolock(const void *from, size_t size, size_t count, FILE *stream)
{
    if (!size || !count) return 0;
    if (!stream || !from || count > SIZE_MAX / size) {
        crt_invalid(EINVAL);
        return 0;
    }
    return crt_stream_write(stream, from, size * count) / size;
}

size_t __cdecl fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
    if (!size || !count) return 0;
    if (!stream) {
        crt_invalid(EINVAL);
        return 0;
    }
    _lock_file(stream);
    size_t result = _fwrite_nolock(from, size, count, stream);
    _unlock_file(stream);
    return result;
}

/* ---- a buffer for the time of one call */

bool crt_stream_buffer_begin(FILE *stream, char *buffer, int size)
{
    if ((stream->_flag & (STREAM_READ | STREAM_STRING)) || !(stream->_flag & (STREAM_WRITE | STREAM_BOTH)))
        return false;
    if (!stream->_base) make_output_buffer(stream);
    if (!(stream->_flag & STREAM_UNBUFFERED)) return false;
    stream->_flag = (stream->_flag & ~STREAM_UNBUFFERED) | STREAM_WRITE;
    stream->_base = stream->_ptr = buffer;
    stream->_cnt = stream->_bufsiz = size;
    return true;
}

void crt_stream_buffer_end(FILE *stream, bool begun)
{
    if (!begun) return;
    crt_stream_flush(stream);
    stream->_flag |= STREAM_UNBUFFERED;
    stream->_base = stream->_ptr = (char *)&stream->_charbuf;
    stream->_bufsiz = 2;
    stream->_cnt = 0;
}

#define BUFFER_NONE 4
#define BUFFER_FULL 0
#define BUFFER_LINE 0x40

int __cdecl setvbuf(FILE *stream, char *buffer, int mode, size_t size)
{
    if (!stream || (mode != BUFFER_NONE && mode != BUFFER_FULL && mode != BUFFER_LINE) ||
        (mode != BUFFER_NONE && (size < 2 || size > INT_MAX))) {
        crt_invalid(EINVAL);
        return -1;
    }
    _lock_file(stream);
    crt_stream_flush(stream);
    if (stream->_flag & STREAM_OWN_BUFFER) free(stream->_base);
    stream->_flag &= ~(STREAM_OWN_BUFFER | STREAM_USER_BUFFER | STREAM_UNBUFFERED);
    stream->_base = NULL;
    int result = 0;
    if (mode == BUFFER_NONE) {
        stream->_flag |= STREAM_UNBUFFERED;
        stream->_base = (char *)&stream->_charbuf;
        stream->_bufsiz = 2;
    } else if (buffer) {
        stream->_flag |= STREAM_USER_BUFFER;
        stream->_base = buffer;
        stream->_bufsiz = (int)size;
    } else if ((stream->_base = malloc(size))) {
        stream->_flag |= STREAM_OWN_BUFFER;
        stream->_bufsiz = (int)size;
    } else {
        result = -1;
    }
    stream->_ptr = stream->_base;
    stream->_cnt = 0;
    _unlock_file(stream);
    return result;
}

void __cdecl setbuf(FILE *stream, char *buffer) { setvbuf(stream, buffer, buffer ? BUFFER_FULL : BUFFER_NONE, 512); }

/* For C++ streams, which look into the buffer. */
int __cdecl _get_stream_buffer_pointers(FILE *stream, char ***base, char ***pointer, int **count)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    if (base) *base = &stream->_base;
    if (pointer) *pointer = &stream->_ptr;
    if (count) *count = &stream->_cnt;
    return 0;
}
