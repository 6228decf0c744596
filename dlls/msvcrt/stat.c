/* _stat and _fstat. The variants differ in the width of the size and of the times; one function fills a record with the
 * widest fields, and a macro makes the variants of it. */
#include "crt.h"

#define S_IFMT 0xf000
#define S_IFDIR 0x4000
#define S_IFCHR 0x2000
#define S_IFIFO 0x1000
#define S_IFREG 0x8000

struct record {
    unsigned device;
    unsigned short mode;
    short links;
    int64_t size;
    time64 accessed, modified, created;
};

static const wchar_t *const executable_suffixes[] = {L".exe", L".cmd", L".bat", L".com"};

static unsigned short permissions(const wchar_t *path, DWORD attributes)
{
    unsigned mode = _S_IREAD;
    if (!(attributes & FILE_ATTRIBUTE_READONLY)) mode |= _S_IWRITE;
    if (attributes & FILE_ATTRIBUTE_DIRECTORY) mode |= 0x40;
    const wchar_t *dot = path ? wcsrchr(path, '.') : NULL;
    for (size_t i = 0; dot && i < ARRAY_SIZE(executable_suffixes); i++) {
        if (!_wcsicmp(dot, executable_suffixes[i])) mode |= 0x40;
    }
    return (unsigned short)(mode | (mode & 0700) >> 3 | (mode & 0700) >> 6);
}

static void set_times(struct record *to, const FILETIME *accessed, const FILETIME *modified, const FILETIME *created)
{
    to->modified = crt_filetime_to_time(modified);
    to->accessed = crt_filetime_to_time(accessed);
    to->created = crt_filetime_to_time(created);
    if (to->modified < 0) to->modified = 0;
    if (to->accessed < 0) to->accessed = to->modified;
    if (to->created < 0) to->created = to->modified;
}

static unsigned drive_of(const wchar_t *path)
{
    wchar_t current[MAX_PATH];
    if (*path && path[1] == ':') return (*path | 0x20) - 'a';
    return GetCurrentDirectoryW(MAX_PATH, current) && current[1] == ':' ? (*current | 0x20) - 'a' : 0;
}

static int stat_path(const wchar_t *path, struct record *to)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (!path) {
        crt_invalid(EINVAL);
        return -1;
    }
    size_t length = wcslen(path);
    /* A folder's name ends without a backslash, except that of a drive. */
    bool bad = wcspbrk(path, L"?*") && wcsncmp(path, L"\\\\?\\", 4);
    if (length > 1 && (path[length - 1] == '\\' || path[length - 1] == '/') && path[length - 2] != ':')
        bad = bad || !IS_UCRT;
    if (bad || !GetFileAttributesExW(path, GetFileExInfoStandard, &data)) {
        if (!bad) crt_fail();
        *_errno() = ENOENT;
        return -1;
    }
    bool folder = data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    *to = (struct record){.device = drive_of(path), .links = 1,
                          .mode = permissions(path, data.dwFileAttributes) | (folder ? S_IFDIR : S_IFREG),
                          .size = folder ? 0 : (int64_t)data.nFileSizeHigh << 32 | data.nFileSizeLow};
    set_times(to, &data.ftLastAccessTime, &data.ftLastWriteTime, &data.ftCreationTime);
    return 0;
}

static int stat_narrow(const char *path, struct record *to)
{
    wchar_t *wide = path ? crt_wide(path) : NULL;
    int result = stat_path(wide, to);
    free(wide);
    return result;
}

static int stat_descriptor(int fd, struct record *to)
{
    BY_HANDLE_FILE_INFORMATION data;
    struct descriptor *descriptor = crt_descriptor(fd);
    if (!descriptor) {
        crt_invalid(EBADF);
        return -1;
    }
    *to = (struct record){.device = fd, .links = 1};
    DWORD type = GetFileType(descriptor->handle) & ~FILE_TYPE_REMOTE;
    if (type == FILE_TYPE_CHAR || type == FILE_TYPE_PIPE) {
        DWORD available;
        to->mode = type == FILE_TYPE_CHAR ? S_IFCHR : S_IFIFO;
        if (type == FILE_TYPE_PIPE && PeekNamedPipe(descriptor->handle, NULL, 0, NULL, &available, NULL))
            to->size = available;
        return 0;
    }
    if (!GetFileInformationByHandle(descriptor->handle, &data)) return crt_fail();
    bool folder = data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    to->device = 0;
    to->mode = permissions(NULL, data.dwFileAttributes) | (folder ? S_IFDIR : S_IFREG);
    to->links = (short)data.nNumberOfLinks;
    to->size = (int64_t)data.nFileSizeHigh << 32 | data.nFileSizeLow;
    set_times(to, &data.ftLastAccessTime, &data.ftLastWriteTime, &data.ftCreationTime);
    return 0;
}

#define STAT_TYPE(name, size_type, time_type)                                                                          \
    struct name {                                                                                                      \
        unsigned st_dev;                                                                                               \
        unsigned short st_ino, st_mode;                                                                                \
        short st_nlink, st_uid, st_gid;                                                                                \
        unsigned st_rdev;                                                                                              \
        size_type st_size;                                                                                             \
        time_type st_atime, st_mtime, st_ctime;                                                                        \
    };                                                                                                                 \
    static int fill_##name(int result, const struct record *from, struct name *to)                                     \
    {                                                                                                                  \
        if (!to) {                                                                                                     \
            crt_invalid(EINVAL);                                                                                       \
            return -1;                                                                                                 \
        }                                                                                                              \
        memset(to, 0, sizeof(*to));                                                                                    \
        if (result) return result;                                                                                     \
        if ((size_type)from->size != from->size) {                                                                     \
            *_errno() = EOVERFLOW;                                                                                     \
            return -1;                                                                                                 \
        }                                                                                                              \
        *to = (struct name){.st_dev = from->device, .st_rdev = from->device, .st_mode = from->mode,                    \
                            .st_nlink = from->links, .st_size = (size_type)from->size,                                 \
                            .st_atime = (time_type)from->accessed, .st_mtime = (time_type)from->modified,              \
                            .st_ctime = (time_type)from->created};                                                     \
        return 0;                                                                                                      \
    }

#define STAT(name, stat_name, fstat_name, wstat_name)                                                                  \
    int __cdecl stat_name(const char *path, struct name *to)                                                           \
    {                                                                                                                  \
        struct record record;                                                                                          \
        return fill_##name(stat_narrow(path, &record), &record, to);                                                   \
    }                                                                                                                  \
    int __cdecl wstat_name(const wchar_t *path, struct name *to)                                                       \
    {                                                                                                                  \
        struct record record;                                                                                          \
        return fill_##name(stat_path(path, &record), &record, to);                                                     \
    }                                                                                                                  \
    int __cdecl fstat_name(int fd, struct name *to)                                                                    \
    {                                                                                                                  \
        struct record record;                                                                                          \
        return fill_##name(stat_descriptor(fd, &record), &record, to);                                                 \
    }

STAT_TYPE(stat_32, int32_t, int32_t)
STAT_TYPE(stat_32_64, int64_t, int32_t)
STAT_TYPE(stat_64, int64_t, time64)
STAT_TYPE(stat_64_32, int32_t, time64)
STAT(stat_64, _stat64, _fstat64, _wstat64)
STAT(stat_64_32, _stat64i32, _fstat64i32, _wstat64i32)
STAT(stat_32, _stat32, _fstat32, _wstat32)
STAT(stat_32_64, _stat32i64, _fstat32i64, _wstat32i64)

/* ---- times of files */

struct times64 { time64 accessed, modified; };
struct times32 { int32_t accessed, modified; };

static int set_file_times(HANDLE handle, const struct times64 *times)
{
    FILETIME accessed, modified;
    if (!times) {
        GetSystemTimeAsFileTime(&modified);
        accessed = modified;
    } else if (!crt_time_to_filetime(times->accessed, &accessed) || !crt_time_to_filetime(times->modified, &modified)) {
        *_errno() = EINVAL;
        return -1;
    }
    return SetFileTime(handle, NULL, &accessed, &modified) ? 0 : crt_fail();
}

static int utime_path(const wchar_t *path, const struct times64 *times)
{
    if (!path) {
        crt_invalid(EINVAL);
        return -1;
    }
    HANDLE handle = CreateFileW(path, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (handle == INVALID_HANDLE_VALUE) return crt_fail();
    int result = set_file_times(handle, times);
    CloseHandle(handle);
    return result;
}

int __cdecl _wutime64(const wchar_t *path, const struct times64 *times) { return utime_path(path, times); }

int __cdecl _utime64(const char *path, const struct times64 *times)
{
    wchar_t *wide = path ? crt_wide(path) : NULL;
    int result = utime_path(wide, times);
    free(wide);
    return result;
}

int __cdecl _futime64(int fd, const struct times64 *times)
{
    struct descriptor *descriptor = crt_descriptor(fd);
    if (descriptor) return set_file_times(descriptor->handle, times);
    crt_invalid(EBADF);
    return -1;
}

static const struct times64 *widen(const struct times32 *times, struct times64 *to)
{
    if (!times) return NULL;
    *to = (struct times64){times->accessed, times->modified};
    return to;
}

int __cdecl _wutime32(const wchar_t *path, const struct times32 *times)
{
    struct times64 wide;
    return _wutime64(path, widen(times, &wide));
}

int __cdecl _utime32(const char *path, const struct times32 *times)
{
    struct times64 wide;
    return _utime64(path, widen(times, &wide));
}

int __cdecl _futime32(int fd, const struct times32 *times)
{
    struct times64 wide;
    return _futime64(fd, widen(times, &wide));
}
