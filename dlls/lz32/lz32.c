/* lz32.dll: reads files that COMPRESS.EXE made (lzexpand.h). The contents are expanded when such a file is opened. None
 * of these functions changes the last error, as documented. */
#include <windows.h>
#include <stdbool.h>
#include <string.h>
#include "szdd.h"

#define LZERROR_BADINHANDLE  (-1)
#define LZERROR_BADOUTHANDLE (-2)
#define LZERROR_READ         (-3)
#define LZERROR_WRITE        (-4)
#define LZERROR_GLOBALLOC    (-5)
#define LZERROR_BADVALUE     (-7)
#define LZERROR_UNKNOWNALG   (-8)

#define OPEN_MAXIMUM  16         /* documented */
#define FIRST_HANDLE  0x70000001 /* kernel handles are multiples of four */
#define LARGEST_FILE  0x40000000

struct lz_file { HANDLE file; BYTE *contents; LONG size, at; bool is_cut_off; };

static struct lz_file *files[OPEN_MAXIMUM];
static SRWLOCK files_lock = SRWLOCK_INIT;

static HANDLE kernel_handle(INT file) { return (HANDLE)(LONG_PTR)file; }

static struct lz_file *file_of(INT handle)
{
    unsigned index = (unsigned)handle - FIRST_HANDLE;
    return index < OPEN_MAXIMUM ? files[index] : NULL;
}

static INT add_file(struct lz_file *file)
{
    INT handle = LZERROR_GLOBALLOC;
    AcquireSRWLockExclusive(&files_lock);
    for (unsigned i = 0; i < OPEN_MAXIMUM && handle < 0; i++) {
        if (files[i]) continue;
        files[i] = file;
        handle = FIRST_HANDLE + (INT)i;
    }
    ReleaseSRWLockExclusive(&files_lock);
    return handle;
}

/* The whole file, from its beginning; the handle's position is put back. NULL with an LZERROR. */
static BYTE *read_all(HANDLE file, DWORD *size, INT *error)
{
    LARGE_INTEGER length, at, zero = {.QuadPart = 0};
    *error = LZERROR_BADINHANDLE;
    if (!GetFileSizeEx(file, &length) || !SetFilePointerEx(file, zero, &at, FILE_CURRENT)) return NULL;
    *error = LZERROR_READ;
    if (length.QuadPart > LARGEST_FILE) return NULL;
    *error = LZERROR_GLOBALLOC;
    BYTE *data = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)length.QuadPart + 1);
    if (!data) return NULL;
    SetFilePointerEx(file, zero, NULL, FILE_BEGIN);
    BOOL read = ReadFile(file, data, (DWORD)length.QuadPart, size, NULL);
    SetFilePointerEx(file, at, NULL, FILE_BEGIN);
    if (read) return data;
    *error = LZERROR_BADINHANDLE;
    HeapFree(GetProcessHeap(), 0, data);
    return NULL;
}

static bool read_header(HANDLE file, struct szdd_header *header, bool *is_readable)
{
    BYTE data[SZDD_HEADER_SIZE];
    LARGE_INTEGER at, zero = {.QuadPart = 0};
    DWORD size = 0;
    *is_readable = SetFilePointerEx(file, zero, &at, FILE_CURRENT) && SetFilePointerEx(file, zero, NULL, FILE_BEGIN) &&
                   ReadFile(file, data, sizeof(data), &size, NULL);
    SetFilePointerEx(file, at, NULL, FILE_BEGIN);
    return *is_readable && szdd_read_header(data, size, header);
}

static INT expand(HANDLE source, const struct szdd_header *header)
{
    DWORD size;
    INT error;
    BYTE *data = read_all(source, &size, &error);
    if (!data) return error;
    struct lz_file *file = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*file));
    SIZE_T capacity = min(header->size, szdd_largest_contents(size));
    BYTE *contents = HeapAlloc(GetProcessHeap(), 0, capacity + 1);
    INT handle = LZERROR_GLOBALLOC;
    if (file && contents) {
        LONG written = (LONG)szdd_expand(data + SZDD_HEADER_SIZE, size - SZDD_HEADER_SIZE, contents, capacity);
        *file = (struct lz_file){source, contents, written, 0, (DWORD)written < header->size};
        handle = add_file(file);
    }
    HeapFree(GetProcessHeap(), 0, data);
    if (handle >= 0) return handle;
    HeapFree(GetProcessHeap(), 0, contents);
    HeapFree(GetProcessHeap(), 0, file);
    return handle;
}

static INT init(INT source)
{
    struct szdd_header header;
    bool is_readable;
    if (file_of(source)) return source;
    bool is_compressed = read_header(kernel_handle(source), &header, &is_readable);
    if (!is_readable) return LZERROR_BADINHANDLE;
    if (!is_compressed) return source;
    return header.algorithm == 'A' ? expand(kernel_handle(source), &header) : LZERROR_UNKNOWNALG;
}

INT WINAPI LZInit(INT source)
{
    DWORD error = GetLastError();
    INT result = init(source);
    SetLastError(error);
    return result;
}

INT WINAPI LZStart(void) { return TRUE; }
void WINAPI LZDone(void) {}

VOID WINAPI LZClose(INT handle)
{
    DWORD error = GetLastError();
    HANDLE kernel = kernel_handle(handle);
    AcquireSRWLockExclusive(&files_lock);
    struct lz_file *file = file_of(handle);
    if (file) files[handle - FIRST_HANDLE] = NULL;
    ReleaseSRWLockExclusive(&files_lock);
    if (file) {
        kernel = file->file;
        HeapFree(GetProcessHeap(), 0, file->contents);
        HeapFree(GetProcessHeap(), 0, file);
    }
    CloseHandle(kernel);
    SetLastError(error);
}

INT WINAPI LZRead(INT handle, LPSTR buffer, INT count)
{
    DWORD error = GetLastError(), read;
    struct lz_file *file = file_of(handle);
    if (count < 0) return LZERROR_BADVALUE;
    if (!file) {
        BOOL done = ReadFile(kernel_handle(handle), buffer, (DWORD)count, &read, NULL);
        SetLastError(error);
        return done ? (INT)read : LZERROR_BADINHANDLE;
    }
    count = min(count, file->size - file->at);
    memcpy(buffer, file->contents + file->at, (size_t)count);
    file->at += count;
    return count;
}

LONG WINAPI LZSeek(INT handle, LONG offset, INT origin)
{
    DWORD error = GetLastError();
    struct lz_file *file = file_of(handle);
    if (origin < FILE_BEGIN || origin > FILE_END) return LZERROR_BADVALUE;
    if (!file) {
        DWORD at = SetFilePointer(kernel_handle(handle), offset, NULL, (DWORD)origin);
        SetLastError(error);
        return at == INVALID_SET_FILE_POINTER ? LZERROR_BADINHANDLE : (LONG)at;
    }
    LONGLONG bases[] = {0, file->at, file->size}, at = bases[origin] + offset;
    if (at < 0 || at > file->size) return LZERROR_BADVALUE;
    return file->at = (LONG)at;
}

static LONG write_all(HANDLE target, const BYTE *data, LONG size)
{
    DWORD written;
    if (GetFileType(target) == FILE_TYPE_UNKNOWN) return LZERROR_BADOUTHANDLE;
    return WriteFile(target, data, (DWORD)size, &written, NULL) && written == (DWORD)size ? size : LZERROR_WRITE;
}

static LONG copy(INT source, INT target)
{
    DWORD size;
    INT error, handle = init(source);
    if (handle < 0) return handle;
    struct lz_file *file = file_of(handle);
    BYTE *data = file ? file->contents : read_all(kernel_handle(handle), &size, &error);
    if (!data) return error;
    LONG result = file && file->is_cut_off ? LZERROR_READ
                                           : write_all(kernel_handle(target), data, file ? file->size : (LONG)size);
    FILETIME time;
    if (result >= 0 && GetFileTime(file ? file->file : kernel_handle(source), NULL, NULL, &time))
        SetFileTime(kernel_handle(target), NULL, NULL, &time);
    if (!file) HeapFree(GetProcessHeap(), 0, data);
    if (handle == source) return result;
    file->file = INVALID_HANDLE_VALUE; /* the program's */
    LZClose(handle);
    return result;
}

LONG WINAPI LZCopy(INT source, INT target)
{
    DWORD error = GetLastError();
    LONG result = copy(source, target);
    SetLastError(error);
    return result;
}

LONG WINAPI CopyLZFile(INT source, INT target) { return LZCopy(source, target); }

/* --- by name --- */

static bool opens_for_reading(WORD style)
{
    return !(style & (OF_WRITE | OF_READWRITE | OF_CREATE | OF_DELETE | OF_PARSE | OF_EXIST));
}

INT WINAPI LZOpenFileA(LPSTR name, LPOFSTRUCT reopen, WORD style)
{
    char other[MAX_PATH];
    DWORD error = GetLastError();
    HFILE file = OpenFile(name, reopen, style);
    int length = lstrlenA(name);
    if (file == HFILE_ERROR && opens_for_reading(style) && length && length < MAX_PATH) {
        lstrcpyA(other, name);
        other[length - 1] = '_';
        file = OpenFile(other, reopen, style);
    }
    INT result = file == HFILE_ERROR ? LZERROR_BADINHANDLE : file;
    if (result >= 0 && opens_for_reading(style)) {
        result = init(file);
        if (result < 0) CloseHandle(kernel_handle(file));
    }
    SetLastError(error);
    return result;
}

INT WINAPI LZOpenFileW(LPWSTR name, LPOFSTRUCT reopen, WORD style)
{
    char narrow[MAX_PATH * 2];
    if (!WideCharToMultiByte(CP_ACP, 0, name, -1, narrow, sizeof(narrow), NULL, NULL)) return LZERROR_BADINHANDLE;
    return LZOpenFileA(narrow, reopen, style);
}

static INT header_of_file(LPCWSTR name, struct szdd_header *header, bool *is_compressed)
{
    bool is_readable;
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return LZERROR_BADVALUE;
    *is_compressed = read_header(file, header, &is_readable);
    CloseHandle(file);
    return is_readable ? TRUE : LZERROR_READ;
}

/* "NAME.EX_" is "NAME.EXE" when the header says so; the letter takes the case of the name. */
INT WINAPI GetExpandedNameW(LPWSTR source, LPWSTR target)
{
    struct szdd_header header;
    bool is_compressed;
    DWORD error = GetLastError();
    INT result = header_of_file(source, &header, &is_compressed);
    SetLastError(error);
    if (result < 0) return result;
    int length = lstrlenW(source);
    memcpy(target, source, ((size_t)length + 1) * sizeof(WCHAR));
    if (!is_compressed || target[length - 1] != '_') return result;
    bool is_upper = length > 1 && target[length - 2] >= 'A' && target[length - 2] <= 'Z';
    WCHAR last = (WCHAR)(BYTE)header.last_character;
    if (last >= 'a' && last <= 'z' && is_upper) last = (WCHAR)(last - 32);
    else if (last >= 'A' && last <= 'Z' && !is_upper) last = (WCHAR)(last + 32);
    target[length - 1] = last;
    if (!last && length > 1 && target[length - 2] == '.') target[length - 2] = 0;
    return result;
}

INT WINAPI GetExpandedNameA(LPSTR source, LPSTR target)
{
    WCHAR wide[MAX_PATH], expanded[MAX_PATH];
    if (!MultiByteToWideChar(CP_ACP, 0, source, -1, wide, MAX_PATH)) return LZERROR_BADVALUE;
    INT result = GetExpandedNameW(wide, expanded);
    if (result < 0) return result;
    return WideCharToMultiByte(CP_ACP, 0, expanded, -1, target, MAX_PATH, NULL, NULL) ? result : LZERROR_BADVALUE;
}
