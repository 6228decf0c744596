/* Transacted functions. No volume here has a transactional resource manager, and they say so, as Windows does on
 * volumes without one; Microsoft advises against them since Windows 8. */
#include "file_private.h"

#ifndef ERROR_RM_NOT_ACTIVE
#define ERROR_RM_NOT_ACTIVE 6801
#endif

#define REFUSE(type, failure, name, ...)                                                                               \
    type WINAPI name(__VA_ARGS__)                                                                                      \
    {                                                                                                                  \
        SetLastError(ERROR_RM_NOT_ACTIVE);                                                                             \
        return failure;                                                                                                \
    }

REFUSE(DWORD, 0, GetLongPathNameTransactedA, LPCSTR, LPSTR, DWORD, HANDLE)
REFUSE(DWORD, 0, GetLongPathNameTransactedW, LPCWSTR, LPWSTR, DWORD, HANDLE)
REFUSE(BOOL, FALSE, CreateDirectoryTransactedA, LPCSTR, LPCSTR, LPSECURITY_ATTRIBUTES, HANDLE)
REFUSE(BOOL, FALSE, CreateDirectoryTransactedW, LPCWSTR, LPCWSTR, LPSECURITY_ATTRIBUTES, HANDLE)
REFUSE(BOOL, FALSE, RemoveDirectoryTransactedA, LPCSTR, HANDLE)
REFUSE(BOOL, FALSE, RemoveDirectoryTransactedW, LPCWSTR, HANDLE)
REFUSE(DWORD, 0, GetFullPathNameTransactedA, LPCSTR, DWORD, LPSTR, LPSTR *, HANDLE)
REFUSE(DWORD, 0, GetFullPathNameTransactedW, LPCWSTR, DWORD, LPWSTR, LPWSTR *, HANDLE)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, CreateFileTransactedA, LPCSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD,
       HANDLE, HANDLE, PUSHORT, PVOID)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, CreateFileTransactedW, LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD,
       HANDLE, HANDLE, PUSHORT, PVOID)
REFUSE(BOOL, FALSE, SetFileAttributesTransactedA, LPCSTR, DWORD, HANDLE)
REFUSE(BOOL, FALSE, SetFileAttributesTransactedW, LPCWSTR, DWORD, HANDLE)
REFUSE(BOOL, FALSE, GetFileAttributesTransactedA, LPCSTR, GET_FILEEX_INFO_LEVELS, LPVOID, HANDLE)
REFUSE(BOOL, FALSE, GetFileAttributesTransactedW, LPCWSTR, GET_FILEEX_INFO_LEVELS, LPVOID, HANDLE)
REFUSE(DWORD, 0, GetCompressedFileSizeTransactedA, LPCSTR, LPDWORD, HANDLE)
REFUSE(DWORD, 0, GetCompressedFileSizeTransactedW, LPCWSTR, LPDWORD, HANDLE)
REFUSE(BOOL, FALSE, DeleteFileTransactedA, LPCSTR, HANDLE)
REFUSE(BOOL, FALSE, DeleteFileTransactedW, LPCWSTR, HANDLE)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, FindFirstFileTransactedA, LPCSTR, FINDEX_INFO_LEVELS, LPVOID, FINDEX_SEARCH_OPS,
       LPVOID, DWORD, HANDLE)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, FindFirstFileTransactedW, LPCWSTR, FINDEX_INFO_LEVELS, LPVOID, FINDEX_SEARCH_OPS,
       LPVOID, DWORD, HANDLE)
REFUSE(BOOL, FALSE, CopyFileTransactedA, LPCSTR, LPCSTR, LPPROGRESS_ROUTINE, LPVOID, LPBOOL, DWORD, HANDLE)
REFUSE(BOOL, FALSE, CopyFileTransactedW, LPCWSTR, LPCWSTR, LPPROGRESS_ROUTINE, LPVOID, LPBOOL, DWORD, HANDLE)
REFUSE(BOOL, FALSE, MoveFileTransactedA, LPCSTR, LPCSTR, LPPROGRESS_ROUTINE, LPVOID, DWORD, HANDLE)
REFUSE(BOOL, FALSE, MoveFileTransactedW, LPCWSTR, LPCWSTR, LPPROGRESS_ROUTINE, LPVOID, DWORD, HANDLE)
REFUSE(BOOL, FALSE, CreateHardLinkTransactedA, LPCSTR, LPCSTR, LPSECURITY_ATTRIBUTES, HANDLE)
REFUSE(BOOL, FALSE, CreateHardLinkTransactedW, LPCWSTR, LPCWSTR, LPSECURITY_ATTRIBUTES, HANDLE)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, FindFirstStreamTransactedW, LPCWSTR, STREAM_INFO_LEVELS, LPVOID, DWORD, HANDLE)
REFUSE(HANDLE, INVALID_HANDLE_VALUE, FindFirstFileNameTransactedW, LPCWSTR, DWORD, LPDWORD, PWSTR, HANDLE)
REFUSE(BOOLEAN, FALSE, CreateSymbolicLinkTransactedA, LPCSTR, LPCSTR, DWORD, HANDLE)
REFUSE(BOOLEAN, FALSE, CreateSymbolicLinkTransactedW, LPCWSTR, LPCWSTR, DWORD, HANDLE)
