/* Creates and opens compound files: the Stg functions. */
#include <stdlib.h>
#include "storage.h"

static HRESULT result_of_error(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND: return STG_E_FILENOTFOUND;
    case ERROR_PATH_NOT_FOUND: return STG_E_PATHNOTFOUND;
    case ERROR_ACCESS_DENIED: return STG_E_ACCESSDENIED;
    case ERROR_SHARING_VIOLATION: return STG_E_SHAREVIOLATION;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS: return STG_E_FILEALREADYEXISTS;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME: return STG_E_INVALIDNAME;
    case ERROR_TOO_MANY_OPEN_FILES: return STG_E_TOOMANYOPENFILES;
    case ERROR_DISK_FULL: return STG_E_MEDIUMFULL;
    default: return HRESULT_FROM_WIN32(error);
    }
}

/* A direct root cannot be shared with writers, nor written while others read. */
static HRESULT check_root_mode(DWORD mode)
{
    DWORD share = mode & STGM_SHARE;

    if ((mode & STGM_ACCESS) == 3 || share > STGM_SHARE_DENY_NONE) return STG_E_INVALIDFLAG;
    if (mode & (STGM_TRANSACTED | STGM_PRIORITY | STGM_DIRECT_SWMR)) return S_OK;
    if (share == STGM_SHARE_EXCLUSIVE) return S_OK;
    return share == STGM_SHARE_DENY_WRITE && !is_writable(mode) ? S_OK : STG_E_INVALIDFLAG;
}

static HRESULT open_file(const WCHAR *path, DWORD mode, DWORD disposition, HANDLE *file)
{
    DWORD access = GENERIC_READ | (is_writable(mode) ? GENERIC_WRITE : 0), share = 0;

    switch (mode & STGM_SHARE) {
    case STGM_SHARE_DENY_WRITE: share = FILE_SHARE_READ; break;
    case STGM_SHARE_DENY_READ: share = FILE_SHARE_WRITE; break;
    case STGM_SHARE_DENY_NONE:
    case 0: share = FILE_SHARE_READ | FILE_SHARE_WRITE; break;
    }
    if (mode & STGM_DELETEONRELEASE) {
        access |= DELETE;
        share |= FILE_SHARE_DELETE;
    }
    *file = CreateFileW(path, access, share, NULL, disposition,
                        FILE_ATTRIBUTE_NORMAL | (mode & STGM_DELETEONRELEASE ? FILE_FLAG_DELETE_ON_CLOSE : 0), NULL);
    return *file == INVALID_HANDLE_VALUE ? result_of_error(GetLastError()) : S_OK;
}

static HRESULT make_root(struct document *document, DWORD mode, IStorage **storage)
{
    HRESULT result = make_storage(document, NULL, document->file.root, mode, storage);

    release_document(document);
    return result;
}

static HRESULT create_file(const WCHAR *name, DWORD mode, DWORD sector_shift, IStorage **storage)
{
    WCHAR folder[MAX_PATH], temporary[MAX_PATH];
    struct document *document;
    HANDLE file;
    HRESULT result;

    if (!storage) return STG_E_INVALIDPOINTER;
    *storage = NULL;
    if (FAILED(result = check_root_mode(mode))) return result;
    if (!is_writable(mode)) return STG_E_INVALIDFLAG;
    if (mode & STGM_CONVERT) return STG_E_UNIMPLEMENTEDFUNCTION;
    if (!name) {
        if (!GetTempPathW(MAX_PATH, folder) || !GetTempFileNameW(folder, L"~DF", 0, temporary))
            return result_of_error(GetLastError());
        name = temporary;
        mode |= STGM_CREATE;
    }
    result = open_file(name, mode, mode & STGM_CREATE ? CREATE_ALWAYS : CREATE_NEW, &file);
    if (SUCCEEDED(result)) result = create_document(file, NULL, name, sector_shift, &document);
    return SUCCEEDED(result) ? make_root(document, mode, storage) : result;
}

HRESULT WINAPI StgCreateDocfile(const WCHAR *name, DWORD mode, DWORD reserved, IStorage **storage)
{
    if (reserved) return STG_E_INVALIDPARAMETER;
    return create_file(name, mode, 9, storage);
}

HRESULT WINAPI StgCreateStorageEx(const WCHAR *name, DWORD mode, DWORD format, DWORD attributes, STGOPTIONS *options,
                                  PSECURITY_DESCRIPTOR descriptor, REFIID id, void **object)
{
    DWORD sector_shift = 9;

    (void)descriptor; /* reserved */
    if (!object) return STG_E_INVALIDPOINTER;
    *object = NULL;
    if (format != STGFMT_STORAGE && format != STGFMT_DOCFILE) return STG_E_INVALIDPARAMETER;
    if (attributes || !IsEqualIID(id, &IID_IStorage)) return attributes ? STG_E_INVALIDFLAG : E_NOINTERFACE;
    if (options && format == STGFMT_DOCFILE) {
        if (options->usVersion < 1 || options->usVersion > 2 || options->reserved) return STG_E_INVALIDPARAMETER;
        if (options->ulSectorSize != 512 && options->ulSectorSize != 4096) return STG_E_INVALIDPARAMETER;
        if (options->ulSectorSize == 4096) sector_shift = 12;
    }
    return create_file(name, mode, sector_shift, (IStorage **)object);
}

HRESULT WINAPI StgOpenStorage(const WCHAR *name, IStorage *priority, DWORD mode, SNB exclude, DWORD reserved,
                              IStorage **storage)
{
    struct document *document;
    HANDLE file;
    HRESULT result;

    if (!storage) return STG_E_INVALIDPOINTER;
    *storage = NULL;
    if (!name) return STG_E_INVALIDNAME;
    if (reserved || priority || exclude) return STG_E_INVALIDPARAMETER;
    if (mode & (STGM_CREATE | STGM_CONVERT)) return STG_E_INVALIDFLAG;
    if (mode & STGM_DELETEONRELEASE) return STG_E_INVALIDFUNCTION;
    if (FAILED(result = check_root_mode(mode))) return result;
    if (FAILED(result = open_file(name, mode, OPEN_EXISTING, &file))) return result;
    result = open_document(file, NULL, name, &document);
    return SUCCEEDED(result) ? make_root(document, mode, storage) : result;
}

HRESULT WINAPI StgOpenStorageEx(const WCHAR *name, DWORD mode, DWORD format, DWORD attributes, STGOPTIONS *options,
                                PSECURITY_DESCRIPTOR descriptor, REFIID id, void **object)
{
    (void)options, (void)descriptor; /* the sector size is in the file */
    if (!object) return STG_E_INVALIDPOINTER;
    *object = NULL;
    if (format != STGFMT_STORAGE && format != STGFMT_DOCFILE && format != STGFMT_ANY) return STG_E_INVALIDPARAMETER;
    if (attributes || !IsEqualIID(id, &IID_IStorage)) return attributes ? STG_E_INVALIDFLAG : E_NOINTERFACE;
    return StgOpenStorage(name, NULL, mode, NULL, 0, (IStorage **)object);
}

HRESULT WINAPI StgCreateDocfileOnILockBytes(ILockBytes *bytes, DWORD mode, DWORD reserved, IStorage **storage)
{
    struct document *document;
    HRESULT result;

    if (!storage || !bytes) return STG_E_INVALIDPOINTER;
    *storage = NULL;
    if (reserved) return STG_E_INVALIDPARAMETER;
    if ((mode & STGM_ACCESS) == 3 || !is_writable(mode)) return STG_E_INVALIDFLAG;
    if (!(mode & STGM_CREATE) && StgIsStorageILockBytes(bytes) == S_OK) return STG_E_FILEALREADYEXISTS;
    ULARGE_INTEGER none = {.QuadPart = 0};
    if (FAILED(result = ILockBytes_SetSize(bytes, none))) return result;
    result = create_document(NULL, bytes, NULL, 9, &document);
    return SUCCEEDED(result) ? make_root(document, mode, storage) : result;
}

HRESULT WINAPI StgOpenStorageOnILockBytes(ILockBytes *bytes, IStorage *priority, DWORD mode, SNB exclude,
                                          DWORD reserved,
                                          IStorage **storage)
{
    struct document *document;
    HRESULT result;

    if (!storage || !bytes) return STG_E_INVALIDPOINTER;
    *storage = NULL;
    if (reserved || priority || exclude) return STG_E_INVALIDPARAMETER;
    if ((mode & STGM_ACCESS) == 3 || (mode & (STGM_CREATE | STGM_CONVERT))) return STG_E_INVALIDFLAG;
    result = open_document(NULL, bytes, NULL, &document);
    return SUCCEEDED(result) ? make_root(document, mode, storage) : result;
}

static HRESULT check_signature(const BYTE *bytes, DWORD size)
{
    static const BYTE signature[8] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
    return size == sizeof(signature) && !memcmp(bytes, signature, sizeof(signature)) ? S_OK : S_FALSE;
}

HRESULT WINAPI StgIsStorageFile(const WCHAR *name)
{
    BYTE bytes[8];
    DWORD done = 0;
    HANDLE file;
    HRESULT result;

    if (!name) return STG_E_INVALIDNAME;
    if (FAILED(result = open_file(name, STGM_READ | STGM_SHARE_DENY_NONE, OPEN_EXISTING, &file))) return result;
    if (ReadFile(file, bytes, sizeof(bytes), &done, NULL)) result = check_signature(bytes, done);
    else result = result_of_error(GetLastError());
    CloseHandle(file);
    return result;
}

HRESULT WINAPI StgIsStorageILockBytes(ILockBytes *bytes)
{
    ULARGE_INTEGER start = {.QuadPart = 0};
    BYTE head[8];
    ULONG done = 0;
    HRESULT result;

    if (!bytes) return STG_E_INVALIDPOINTER;
    result = ILockBytes_ReadAt(bytes, start, head, sizeof(head), &done);
    return FAILED(result) ? result : check_signature(head, done);
}

/* Of the root storage, which are the file's. */
HRESULT WINAPI StgSetTimes(const WCHAR *name, const FILETIME *created, const FILETIME *read, const FILETIME *modified)
{
    HANDLE file;

    if (!name) return STG_E_INVALIDNAME;
    file = CreateFileW(name, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return result_of_error(GetLastError());
    HRESULT result = SetFileTime(file, created, read, modified) ? S_OK : result_of_error(GetLastError());
    CloseHandle(file);
    return result;
}
