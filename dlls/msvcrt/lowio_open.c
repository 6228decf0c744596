/* _open and its variants: which file, for what, shared how, in which text mode. */
#include "crt.h"

#define SH_DENYRW 0x10
#define SH_DENYWR 0x20
#define SH_DENYRD 0x30
#define SH_DENYNO 0x40
#define SH_SECURE 0x80

int _umaskval;

int __cdecl _umask(int mask)
{
    int before = _umaskval;
    _umaskval = mask & (_S_IREAD | _S_IWRITE);
    return before;
}

errno_t __cdecl _umask_s(int mask, int *before)
{
    if (!before || mask & ~(_S_IREAD | _S_IWRITE)) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *before = _umask(mask);
    return 0;
}

static bool access_of(int flags, DWORD *access)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE};
    unsigned kind = flags & 3;
    if (kind > _O_RDWR) return false;
    *access = accesses[kind];
    return true;
}

static bool share_of(int share, DWORD access, DWORD *to)
{
    switch (share) {
    case SH_DENYRW: *to = 0; return true;
    case SH_DENYWR: *to = FILE_SHARE_READ; return true;
    case SH_DENYRD: *to = FILE_SHARE_WRITE; return true;
    case SH_DENYNO: *to = FILE_SHARE_READ | FILE_SHARE_WRITE; return true;
    case SH_SECURE: *to = access == GENERIC_READ ? FILE_SHARE_READ : 0; return true;
    default: return false;
    }
}

static DWORD disposition_of(int flags)
{
    if ((flags & (_O_CREAT | _O_EXCL)) == (_O_CREAT | _O_EXCL)) return CREATE_NEW;
    if ((flags & (_O_CREAT | _O_TRUNC)) == (_O_CREAT | _O_TRUNC)) return CREATE_ALWAYS;
    if (flags & _O_CREAT) return OPEN_ALWAYS;
    return flags & _O_TRUNC ? TRUNCATE_EXISTING : OPEN_EXISTING;
}

static DWORD attributes_of(int flags, int permissions, DWORD *access, DWORD *share)
{
    DWORD attributes = FILE_ATTRIBUTE_NORMAL;
    if (flags & _O_CREAT && !(permissions & ~_umaskval & _S_IWRITE)) attributes = FILE_ATTRIBUTE_READONLY;
    if (flags & _O_TEMPORARY) {
        attributes |= FILE_FLAG_DELETE_ON_CLOSE;
        *access |= DELETE;
        *share |= FILE_SHARE_DELETE;
    }
    if (flags & _O_SHORT_LIVED) attributes |= FILE_ATTRIBUTE_TEMPORARY;
    if (flags & _O_OBTAIN_DIR) attributes |= FILE_FLAG_BACKUP_SEMANTICS;
    if (flags & _O_SEQUENTIAL) attributes |= FILE_FLAG_SEQUENTIAL_SCAN;
    else if (flags & _O_RANDOM) attributes |= FILE_FLAG_RANDOM_ACCESS;
    return attributes;
}

/* ---- text encodings */

static const unsigned char utf8_mark[] = {0xef, 0xbb, 0xbf}, utf16_mark[] = {0xff, 0xfe};

/* Reads the mark at the beginning of a file, and leaves the position after it. False if there is none. */
static bool detect_encoding(HANDLE handle, unsigned char *encoding)
{
    unsigned char mark[3];
    DWORD got = 0, skip = 0;
    if (!ReadFile(handle, mark, sizeof(mark), &got, NULL)) got = 0;
    if (got == 3 && !memcmp(mark, utf8_mark, sizeof(utf8_mark))) {
        *encoding = ENCODING_UTF8;
        skip = sizeof(utf8_mark);
    } else if (got >= 2 && !memcmp(mark, utf16_mark, sizeof(utf16_mark))) {
        *encoding = ENCODING_UTF16;
        skip = sizeof(utf16_mark);
    }
    SetFilePointer(handle, skip, NULL, FILE_BEGIN);
    return skip != 0;
}

static void set_encoding(struct descriptor *descriptor, int flags)
{
    DWORD written;
    LARGE_INTEGER size = {.QuadPart = 0};
    descriptor->encoding = flags & _O_U8TEXT ? ENCODING_UTF8 : flags & _O_U16TEXT ? ENCODING_UTF16 : ENCODING_ANSI;
    if (descriptor->flags & (FD_DEVICE | FD_PIPE)) {
        if (flags & _O_WTEXT) descriptor->encoding = ENCODING_UTF16;
        return;
    }
    GetFileSizeEx(descriptor->handle, &size);
    if (size.QuadPart) {
        if ((flags & 3) != _O_WRONLY) detect_encoding(descriptor->handle, &descriptor->encoding);
        if (flags & _O_APPEND) SetFilePointer(descriptor->handle, 0, NULL, FILE_END);
        return;
    }
    if ((flags & 3) == _O_RDONLY) return;
    if (flags & _O_WTEXT) descriptor->encoding = ENCODING_UTF16;
    if (descriptor->encoding == ENCODING_UTF8)
        WriteFile(descriptor->handle, utf8_mark, sizeof(utf8_mark), &written, NULL);
    else WriteFile(descriptor->handle, utf16_mark, sizeof(utf16_mark), &written, NULL);
}

/* A text file that is opened to be continued loses the Ctrl+Z at its end. */
static void remove_ctrl_z(HANDLE handle)
{
    char last;
    DWORD got;
    if (SetFilePointer(handle, -1, NULL, FILE_END) == INVALID_SET_FILE_POINTER) return;
    if (ReadFile(handle, &last, 1, &got, NULL) && got == 1 && last == 26) {
        SetFilePointer(handle, -1, NULL, FILE_END);
        SetEndOfFile(handle);
    }
    SetFilePointer(handle, 0, NULL, FILE_BEGIN);
}

static unsigned descriptor_flags(int flags, HANDLE handle)
{
    unsigned result = 0;
    DWORD type = GetFileType(handle) & ~FILE_TYPE_REMOTE;
    if (type == FILE_TYPE_CHAR) result |= FD_DEVICE;
    if (type == FILE_TYPE_PIPE) result |= FD_PIPE;
    if (flags & _O_NOINHERIT) result |= FD_NOINHERIT;
    if (flags & _O_APPEND) result |= FD_APPEND;
    if (flags & (_O_TEXT | _O_WTEXT | _O_U8TEXT | _O_U16TEXT)) result |= FD_TEXT;
    return result;
}

static int open_file(const wchar_t *path, int flags, int share, int permissions)
{
    DWORD access, sharing;
    if (!path || !access_of(flags, &access) || !share_of(share, access, &sharing)) {
        crt_invalid(EINVAL);
        return -1;
    }
    const int text_modes = _O_TEXT | _O_BINARY | _O_WTEXT | _O_U8TEXT | _O_U16TEXT;
    if (!(flags & text_modes)) flags |= _fmode & text_modes ? _fmode & text_modes : _O_TEXT;
    SECURITY_ATTRIBUTES security = {sizeof(security), NULL, !(flags & _O_NOINHERIT)};
    DWORD attributes = attributes_of(flags, permissions, &access, &sharing);
    HANDLE handle = INVALID_HANDLE_VALUE;
    /* To read the mark or the Ctrl+Z of a file that shall be written, it must be readable, if that can be had. */
    bool unicode = flags & (_O_WTEXT | _O_U8TEXT | _O_U16TEXT);
    if (unicode && (flags & 3) == _O_WRONLY && flags & _O_APPEND) {
        handle = CreateFileW(path, access | GENERIC_READ, sharing, &security, disposition_of(flags), attributes, NULL);
        if (handle != INVALID_HANDLE_VALUE) flags = (flags & ~3) | _O_RDWR;
    }
    if (handle == INVALID_HANDLE_VALUE) {
        handle = CreateFileW(path, access, sharing, &security, disposition_of(flags), attributes, NULL);
    }
    if (handle == INVALID_HANDLE_VALUE) return crt_fail();
    unsigned fd_flags = descriptor_flags(flags, handle);
    if (fd_flags & FD_TEXT && !(fd_flags & (FD_DEVICE | FD_PIPE)) && (flags & 3) == _O_RDWR) remove_ctrl_z(handle);
    int fd = crt_descriptor_new(handle, fd_flags);
    if (fd < 0) CloseHandle(handle);
    else if (unicode) set_encoding(crt_descriptor_slot(fd), flags);
    return fd;
}

static int open_narrow(const char *path, int flags, int share, int permissions)
{
    wchar_t *wide = path ? crt_wide(path) : NULL;
    int fd = open_file(wide, flags, share, permissions);
    free(wide);
    return fd;
}

#define PERMISSIONS_ARGUMENT(after)                                                                                    \
    int permissions = _S_IREAD | _S_IWRITE;                                                                            \
    if (flags & _O_CREAT) {                                                                                            \
        va_list arguments;                                                                                             \
        va_start(arguments, after);                                                                                    \
        permissions = va_arg(arguments, int);                                                                          \
        va_end(arguments);                                                                                             \
    }

int __cdecl _open(const char *path, int flags, ...)
{
    PERMISSIONS_ARGUMENT(flags)
    return open_narrow(path, flags, SH_DENYNO, permissions);
}

int __cdecl _wopen(const wchar_t *path, int flags, ...)
{
    PERMISSIONS_ARGUMENT(flags)
    return open_file(path, flags, SH_DENYNO, permissions);
}

int __cdecl _sopen(const char *path, int flags, int share, ...)
{
    PERMISSIONS_ARGUMENT(share)
    return open_narrow(path, flags, share, permissions);
}

int __cdecl _wsopen(const wchar_t *path, int flags, int share, ...)
{
    PERMISSIONS_ARGUMENT(share)
    return open_file(path, flags, share, permissions);
}

int __cdecl _creat(const char *path, int permissions)
{
    return open_narrow(path, _O_CREAT | _O_TRUNC | _O_RDWR, SH_DENYNO, permissions);
}

int __cdecl _wcreat(const wchar_t *path, int permissions)
{
    return open_file(path, _O_CREAT | _O_TRUNC | _O_RDWR, SH_DENYNO, permissions);
}

static errno_t finish(int *fd, int result)
{
    *fd = result;
    return result < 0 ? *_errno() : 0;
}

errno_t __cdecl _sopen_dispatch(const char *path, int flags, int share, int permissions, int *fd, int secure)
{
    if (!fd || (secure && permissions & ~(_S_IREAD | _S_IWRITE))) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *fd = -1;
    return finish(fd, open_narrow(path, flags, share, permissions));
}

errno_t __cdecl _wsopen_dispatch(const wchar_t *path, int flags, int share, int permissions, int *fd, int secure)
{
    if (!fd || (secure && permissions & ~(_S_IREAD | _S_IWRITE))) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *fd = -1;
    return finish(fd, open_file(path, flags, share, permissions));
}

errno_t __cdecl _sopen_s(int *fd, const char *path, int flags, int share, int permissions)
{
    return _sopen_dispatch(path, flags, share, permissions, fd, 1);
}

errno_t __cdecl _wsopen_s(int *fd, const wchar_t *path, int flags, int share, int permissions)
{
    return _wsopen_dispatch(path, flags, share, permissions, fd, 1);
}
