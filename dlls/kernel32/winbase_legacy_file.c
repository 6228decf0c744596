/* File functions kept from 16-bit Windows. */
#include "file_private.h"

/* How a file is shared, and for what it is opened, in the flags of OpenFile. */
static DWORD share_from_style(UINT style)
{
    switch (style & 0x70) {
    case OF_SHARE_EXCLUSIVE:
        return 0;
    case OF_SHARE_DENY_WRITE:
        return FILE_SHARE_READ;
    case OF_SHARE_DENY_READ:
        return FILE_SHARE_WRITE;
    }
    return FILE_SHARE_READ | FILE_SHARE_WRITE;
}

static DWORD access_from_style(UINT style)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, GENERIC_READ};
    return accesses[style & 3];
}

static HFILE hfile(HANDLE handle)
{
    return handle == INVALID_HANDLE_VALUE ? HFILE_ERROR : (HFILE)(LONG_PTR)handle;
}

HFILE WINAPI OpenFile(LPCSTR name, LPOFSTRUCT open, UINT style)
{
    char full[OFS_MAXPATHNAME];
    DWORD length;
    HANDLE handle;
    memset(open, 0, sizeof(*open));
    open->cBytes = sizeof(*open);
    if (style & OF_CREATE || strchr(name, '\\') || strchr(name, ':'))
        length = GetFullPathNameA(name, sizeof(full), full, NULL);
    else if (!(length = SearchPathA(NULL, name, NULL, sizeof(full), full, NULL)))
        length = GetFullPathNameA(name, sizeof(full), full, NULL);
    if (!length || length >= sizeof(full)) {
        open->nErrCode = ERROR_BAD_PATHNAME;
        return HFILE_ERROR;
    }
    memcpy(open->szPathName, full, length + 1);
    if (style & OF_PARSE) return 0;
    if (style & OF_DELETE) {
        if (DeleteFileA(full)) return 1;
        open->nErrCode = (WORD)GetLastError();
        return HFILE_ERROR;
    }
    handle = CreateFileA(full, style & OF_CREATE ? GENERIC_READ | GENERIC_WRITE : access_from_style(style),
                         share_from_style(style), NULL, style & OF_CREATE ? CREATE_ALWAYS : OPEN_EXISTING,
                         FILE_ATTRIBUTE_NORMAL, NULL);
    if (handle == INVALID_HANDLE_VALUE) {
        open->nErrCode = (WORD)GetLastError();
        return HFILE_ERROR;
    }
    open->fFixedDisk = 1;
    if (!(style & OF_EXIST)) return hfile(handle);
    NtClose(handle);
    return 1;
}

HFILE WINAPI _lopen(LPCSTR name, int style)
{
    return hfile(
        CreateFileA(name, access_from_style((UINT)style), share_from_style((UINT)style), NULL, OPEN_EXISTING, 0, NULL));
}

HFILE WINAPI _lcreat(LPCSTR name, int attributes)
{
    return hfile(CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             CREATE_ALWAYS, (DWORD)attributes & 7, NULL));
}

static HANDLE handle_of(HFILE file) { return (HANDLE)(LONG_PTR)file; }

HFILE WINAPI _lclose(HFILE file)
{
    return check_status(NtClose(handle_of(file))) ? 0 : HFILE_ERROR;
}

LONG WINAPI _llseek(HFILE file, LONG offset, int origin)
{
    return (LONG)SetFilePointer(handle_of(file), offset, NULL, (DWORD)origin);
}

long WINAPI _hread(HFILE file, LPVOID buffer, long size)
{
    DWORD read;
    return ReadFile(handle_of(file), buffer, (DWORD)size, &read, NULL) ? (long)read : HFILE_ERROR;
}

UINT WINAPI _lread(HFILE file, LPVOID buffer, UINT size)
{
    return (UINT)_hread(file, buffer, (long)size);
}

/* Writing nothing cuts the file here. */
long WINAPI _hwrite(HFILE file, LPCSTR buffer, long size)
{
    DWORD written = 0;
    if (!size) return SetEndOfFile(handle_of(file)) ? 0 : HFILE_ERROR;
    return WriteFile(handle_of(file), buffer, (DWORD)size, &written, NULL) ? (long)written : HFILE_ERROR;
}

UINT WINAPI _lwrite(HFILE file, LPCSTR buffer, UINT size)
{
    return (UINT)_hwrite(file, buffer, (long)size);
}
