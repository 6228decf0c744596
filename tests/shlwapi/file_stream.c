/* Streams over files and over a copy of memory. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "../check.h"

HRESULT WINAPI SHCreateStreamOnFileW(LPCWSTR path, DWORD mode, IStream **stream);
HRESULT WINAPI SHCreateStreamOnFileEx(LPCWSTR path, DWORD mode, DWORD attributes, BOOL create, IStream *template,
                                      IStream **stream);

int main(void)
{
    WCHAR path[MAX_PATH];
    LARGE_INTEGER move = { .QuadPart = 2 };
    IStream *stream = NULL;
    char text[8] = "";
    STATSTG status;
    ULONG done;

    GetTempPathW(MAX_PATH, path);
    wsprintfW(path + lstrlenW(path), L"stream%lu.tmp", GetCurrentProcessId());
    check_equal_u32(SHCreateStreamOnFileW(path, STGM_READ, &stream), HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND),
                    "a file that does not exist");
    check_equal_ptr(stream, NULL, "no stream");
    check_equal_u32(
        SHCreateStreamOnFileEx(path, STGM_READWRITE | STGM_CREATE, FILE_ATTRIBUTE_NORMAL, TRUE, NULL, &stream), S_OK,
        "STGM_CREATE");
    if (!stream) return check_summary();
    check_equal_u32(IStream_Write(stream, "abcdef", 6, &done), S_OK, "Write");
    check_equal_u32(done, 6, "bytes written");
    check_equal_u32(IStream_Seek(stream, move, STREAM_SEEK_SET, NULL), S_OK, "Seek");
    check_equal_u32(IStream_Read(stream, text, 3, &done), S_OK, "Read");
    check_equal_string(text, "cde", "what was read");
    check_equal_u32(IStream_Stat(stream, &status, STATFLAG_NONAME), S_OK, "Stat");
    check_equal_u64(status.cbSize.QuadPart, 6, "size");
    check_equal_u32(IStream_Release(stream), 0, "Release");
    check_equal_u32(SHCreateStreamOnFileEx(path, STGM_READWRITE, FILE_ATTRIBUTE_NORMAL, TRUE, NULL, &stream),
                    HRESULT_FROM_WIN32(ERROR_FILE_EXISTS), "STGM_FAILIFTHERE with fCreate");
    check_equal_u32(SHCreateStreamOnFileW(path, STGM_READ, &stream), S_OK, "the file is there");
    check(FAILED(IStream_Write(stream, "x", 1, NULL)), "Write to a stream for reading");
    IStream_Release(stream);
    check(DeleteFileW(path), "no handle is left");
    return check_summary();
}
