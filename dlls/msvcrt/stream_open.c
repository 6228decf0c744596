/* Opening, closing and positioning streams. */
#include "crt.h"

/* ---- modes */

static const wchar_t *skip_blanks(const wchar_t *at)
{
    while (*at == ' ') at++;
    return at;
}

/* ",ccs=UTF-8" and its like at the end of a mode */
static bool parse_encoding(const wchar_t *at, int *open_flags)
{
    static const struct { const wchar_t *name; int flag; } encodings[] = {
        {L"UTF-8", _O_U8TEXT}, {L"UTF-16LE", _O_U16TEXT}, {L"UNICODE", _O_WTEXT}};
    at = skip_blanks(at + 1);
    if (wcsncmp(at, L"ccs", 3)) return false;
    at = skip_blanks(at + 3);
    if (*at++ != '=') return false;
    at = skip_blanks(at);
    for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
        size_t length = wcslen(encodings[i].name);
        if (_wcsnicmp(at, encodings[i].name, length)) continue;
        *open_flags |= encodings[i].flag;
        return !*skip_blanks(at + length);
    }
    return false;
}

int crt_stream_mode(const wchar_t *mode, int *open_flags)
{
    int flags;
    mode = skip_blanks(mode);
    switch (*mode) {
    case 'r': *open_flags = _O_RDONLY; flags = STREAM_READ; break;
    case 'w': *open_flags = _O_WRONLY | _O_CREAT | _O_TRUNC; flags = STREAM_WRITE; break;
    case 'a': *open_flags = _O_WRONLY | _O_CREAT | _O_APPEND; flags = STREAM_WRITE; break;
    default: return 0;
    }
    if (_commode & STREAM_COMMIT) flags |= STREAM_COMMIT;
    for (mode++; *mode; mode++) {
        switch (*mode) {
        case '+':
            *open_flags = (*open_flags & ~3) | _O_RDWR;
            flags = (flags & ~(STREAM_READ | STREAM_WRITE)) | STREAM_BOTH;
            break;
        case 'b': *open_flags |= _O_BINARY; break;
        case 't': *open_flags |= _O_TEXT; break;
        case 'c': flags |= STREAM_COMMIT; break;
        case 'n': flags &= ~STREAM_COMMIT; break;
        case 'S': *open_flags |= _O_SEQUENTIAL; break;
        case 'R': *open_flags |= _O_RANDOM; break;
        case 'T': *open_flags |= _O_SHORT_LIVED; break;
        case 'D': *open_flags |= _O_TEMPORARY; break;
        case 'N': *open_flags |= _O_NOINHERIT; break;
        case 'x': *open_flags |= _O_EXCL; break;
        case ' ': break;
        case ',': return parse_encoding(mode, open_flags) ? flags : 0;
        default: return 0;
        }
    }
    return flags;
}

/* ---- opening */

FILE *crt_stream_open(const wchar_t *path, const wchar_t *mode, int share, FILE *stream)
{
    int open_flags, flags = crt_stream_mode(mode, &open_flags);
    if (!flags) {
        crt_stream_free(stream);
        crt_invalid(EINVAL);
        return NULL;
    }
    int fd = _wsopen(path, open_flags, share, _S_IREAD | _S_IWRITE);
    if (fd < 0) {
        crt_stream_free(stream);
        return NULL;
    }
    stream->_flag = flags;
    stream->_file = fd;
    return stream;
}

FILE *__cdecl _wfsopen(const wchar_t *path, const wchar_t *mode, int share)
{
    if (!path || !mode || !*mode) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (!*path) {
        *_errno() = EINVAL;
        return NULL;
    }
    FILE *stream = crt_stream_new();
    if (!stream) return NULL;
    FILE *opened = crt_stream_open(path, mode, share, stream);
    _unlock_file(stream);
    return opened;
}

FILE *__cdecl _fsopen(const char *path, const char *mode, int share)
{
    if (!path || !mode || !*mode) {
        crt_invalid(EINVAL);
        return NULL;
    }
    wchar_t *wide_path = crt_wide(path), *wide_mode = crt_wide(mode);
    FILE *stream = wide_path && wide_mode ? _wfsopen(wide_path, wide_mode, share) : NULL;
    free(wide_path);
    free(wide_mode);
    return stream;
}

#define SHARE_ALL 0x40
#define SHARE_SECURE 0x80

FILE *__cdecl fopen(const char *path, const char *mode) { return _fsopen(path, mode, SHARE_ALL); }
FILE *__cdecl _wfopen(const wchar_t *path, const wchar_t *mode) { return _wfsopen(path, mode, SHARE_ALL); }

errno_t __cdecl fopen_s(FILE **stream, const char *path, const char *mode)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *stream = _fsopen(path, mode, SHARE_SECURE);
    return *stream ? 0 : *_errno();
}

errno_t __cdecl _wfopen_s(FILE **stream, const wchar_t *path, const wchar_t *mode)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *stream = _wfsopen(path, mode, SHARE_SECURE);
    return *stream ? 0 : *_errno();
}

FILE *__cdecl _wfdopen(int fd, const wchar_t *mode)
{
    int open_flags, flags = mode ? crt_stream_mode(mode, &open_flags) : 0;
    if (!flags) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (!crt_descriptor(fd)) {
        crt_invalid(EBADF);
        return NULL;
    }
    FILE *stream = crt_stream_new();
    if (!stream) return NULL;
    stream->_flag = flags;
    stream->_file = fd;
    if (open_flags & (_O_BINARY | _O_TEXT)) _setmode(fd, open_flags & (_O_BINARY | _O_TEXT));
    _unlock_file(stream);
    return stream;
}

FILE *__cdecl _fdopen(int fd, const char *mode)
{
    wchar_t *wide = mode ? crt_wide(mode) : NULL;
    FILE *stream = _wfdopen(fd, wide);
    free(wide);
    return stream;
}

/* ---- closing */

int __cdecl _fclose_nolock(FILE *stream)
{
    if (!(stream->_flag & (STREAM_READ | STREAM_WRITE | STREAM_BOTH))) return EOF;
    int result = crt_stream_flush(stream);
    if (stream->_flag & STREAM_OWN_BUFFER) free(stream->_base);
    if (_close(stream->_file) < 0) result = EOF;
    if (stream->_tmpfname) {
        wchar_t *path = crt_wide(stream->_tmpfname);
        if (path) DeleteFileW(path);
        free(path);
        free(stream->_tmpfname);
    }
    crt_stream_free(stream);
    return result;
}

int __cdecl fclose(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return EOF;
    }
    _lock_file(stream);
    int result = _fclose_nolock(stream);
    _unlock_file(stream);
    return result;
}

static int close_unless_standard(FILE *stream)
{
    return stream == stdin || stream == stdout || stream == stderr ? EOF : _fclose_nolock(stream);
}

int __cdecl _fcloseall(void) { return crt_streams_each(close_unless_standard, false); }

FILE *__cdecl _wfreopen(const wchar_t *path, const wchar_t *mode, FILE *stream)
{
    if (!path || !mode || !stream || !*path) {
        crt_invalid(EINVAL);
        return NULL;
    }
    _lock_file(stream);
    int fd = stream->_file;
    bool open = stream->_flag & (STREAM_READ | STREAM_WRITE | STREAM_BOTH);
    if (open) _fclose_nolock(stream);
    FILE *opened = crt_stream_open(path, mode, SHARE_ALL, stream);
    /* a standard stream keeps its number, also when the program had none of its own */
    if (opened && open && stream - _iob >= 0 && stream - _iob < 3 && stream->_file != (fd < 0 ? stream - _iob : fd)) {
        int number = fd < 0 ? (int)(stream - _iob) : fd, new_fd = stream->_file;
        if (!_dup2(new_fd, number)) {
            _close(new_fd);
            stream->_file = number;
        }
    }
    _unlock_file(stream);
    return opened;
}

FILE *__cdecl freopen(const char *path, const char *mode, FILE *stream)
{
    wchar_t *wide_path = path ? crt_wide(path) : NULL, *wide_mode = mode ? crt_wide(mode) : NULL;
    FILE *result = _wfreopen(wide_path, wide_mode, stream);
    free(wide_path);
    free(wide_mode);
    return result;
}

errno_t __cdecl freopen_s(FILE **to, const char *path, const char *mode, FILE *stream)
{
    if (!to) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *to = freopen(path, mode, stream);
    return *to ? 0 : *_errno();
}

errno_t __cdecl _wfreopen_s(FILE **to, const wchar_t *path, const wchar_t *mode, FILE *stream)
{
    if (!to) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *to = _wfreopen(path, mode, stream);
    return *to ? 0 : *_errno();
}

/* ---- positions */

static bool translates_lines(const FILE *stream)
{
    struct descriptor *descriptor = crt_descriptor_slot(stream->_file);
    return descriptor && descriptor->flags & FD_TEXT;
}

static int count_lines(const char *from, const char *to)
{
    int lines = 0;
    for (; from < to; from++) lines += *from == '\n';
    return lines;
}

/* How many bytes of the file the unread part of a buffer came from: exact for text by reading them again. */
static __int64 unread_bytes(FILE *stream, __int64 file_position)
{
    if (!translates_lines(stream)) return stream->_cnt;
    __int64 guess = stream->_cnt + count_lines(stream->_ptr, stream->_ptr + stream->_cnt);
    struct descriptor *descriptor = crt_descriptor_slot(stream->_file);
    if (descriptor->flags & (FD_PIPE | FD_DEVICE) || descriptor->encoding != ENCODING_ANSI) return stream->_cnt;
    LARGE_INTEGER place = {.QuadPart = file_position - guess};
    char *raw = guess <= 2 * STREAM_BUFFER_SIZE && place.QuadPart >= 0 ? malloc(guess + 1) : NULL;
    DWORD got = 0;
    if (!raw) return guess;
    if (SetFilePointerEx(descriptor->handle, place, NULL, FILE_BEGIN))
        ReadFile(descriptor->handle, raw, (DWORD)guess, &got, NULL);
    place.QuadPart = file_position;
    SetFilePointerEx(descriptor->handle, place, NULL, FILE_BEGIN);
    __int64 at = got, left = stream->_cnt;
    while (left && at > 0) { /* backwards: each character, and the return before a line feed */
        at--;
        left--;
        if (raw[at] == '\n' && at > 0 && raw[at - 1] == '\r') at--;
    }
    free(raw);
    return left ? guess : got - at;
}

__int64 __cdecl _ftelli64_nolock(FILE *stream)
{
    if (stream->_cnt < 0) stream->_cnt = 0;
    __int64 position = _lseeki64(stream->_file, 0, SEEK_CUR);
    if (position < 0 || !stream->_base || stream->_flag & STREAM_UNBUFFERED) {
        return position < 0 ? -1 : position - (stream->_flag & STREAM_READ ? stream->_cnt : 0);
    }
    if (stream->_flag & STREAM_WRITE) {
        __int64 pending = stream->_ptr - stream->_base;
        if (pending && crt_descriptor_slot(stream->_file)->flags & FD_APPEND)
            position = _lseeki64(stream->_file, 0, SEEK_END);
        if (translates_lines(stream)) pending += count_lines(stream->_base, stream->_ptr);
        return position + pending;
    }
    return stream->_flag & STREAM_READ && stream->_cnt ? position - unread_bytes(stream, position) : position;
}

__int64 __cdecl _ftelli64(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return -1;
    }
    _lock_file(stream);
    __int64 position = _ftelli64_nolock(stream);
    _unlock_file(stream);
    return position;
}

int __cdecl _fseeki64_nolock(FILE *stream, __int64 offset, int origin)
{
    if (!(stream->_flag & (STREAM_READ | STREAM_WRITE | STREAM_BOTH)) || origin < SEEK_SET || origin > SEEK_END) {
        crt_invalid(EINVAL);
        return -1;
    }
    stream->_flag &= ~STREAM_EOF;
    if (origin == SEEK_CUR) {
        __int64 now = _ftelli64_nolock(stream);
        if (now < 0) return -1;
        offset += now;
        origin = SEEK_SET;
    }
    crt_stream_flush(stream);
    if (stream->_flag & STREAM_BOTH) stream->_flag &= ~(STREAM_READ | STREAM_WRITE);
    stream->_ptr = stream->_base;
    stream->_cnt = 0;
    return _lseeki64(stream->_file, offset, origin) < 0 ? -1 : 0;
}

int __cdecl _fseeki64(FILE *stream, __int64 offset, int origin)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return -1;
    }
    _lock_file(stream);
    int result = _fseeki64_nolock(stream, offset, origin);
    _unlock_file(stream);
    return result;
}

int __cdecl fseek(FILE *stream, long offset, int origin) { return _fseeki64(stream, offset, origin); }
int __cdecl _fseek_nolock(FILE *stream, long offset, int origin) { return _fseeki64_nolock(stream, offset, origin); }

static long as_long(__int64 position)
{
    if (position <= LONG_MAX) return (long)position;
    *_errno() = EINVAL;
    return -1;
}

long __cdecl ftell(FILE *stream) { return as_long(_ftelli64(stream)); }
long __cdecl _ftell_nolock(FILE *stream) { return as_long(_ftelli64_nolock(stream)); }

void __cdecl rewind(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return;
    }
    _lock_file(stream);
    _fseeki64_nolock(stream, 0, SEEK_SET);
    stream->_flag &= ~(STREAM_ERROR | STREAM_EOF);
    _unlock_file(stream);
}

int __cdecl fgetpos(FILE *stream, __int64 *position)
{
    if (!stream || !position) {
        crt_invalid(EINVAL);
        return -1;
    }
    *position = _ftelli64(stream);
    return *position < 0 ? -1 : 0;
}

int __cdecl fsetpos(FILE *stream, const __int64 *position)
{
    if (!stream || !position) {
        crt_invalid(EINVAL);
        return -1;
    }
    return _fseeki64(stream, *position, SEEK_SET);
}

/* ---- state */

int __cdecl feof(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return 0;
    }
    return stream->_flag & STREAM_EOF;
}

int __cdecl ferror(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return 0;
    }
    return stream->_flag & STREAM_ERROR;
}

errno_t __cdecl clearerr_s(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    _lock_file(stream);
    stream->_flag &= ~(STREAM_ERROR | STREAM_EOF);
    struct descriptor *descriptor = crt_descriptor_slot(stream->_file);
    if (descriptor) descriptor->flags &= ~FD_EOF;
    _unlock_file(stream);
    return 0;
}

void __cdecl clearerr(FILE *stream) { clearerr_s(stream); }

int __cdecl _fileno(FILE *stream)
{
    if (!stream) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (stream - _iob >= 0 && stream - _iob < 3 && _get_osfhandle(stream->_file) == -2) return -2;
    return stream->_file;
}
