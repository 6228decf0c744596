/* Streams over global memory, classes in streams, media. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole2.h>
#include "../check.h"

static void test_read_write(void)
{
    LARGE_INTEGER move = { .QuadPart = 0 };
    ULARGE_INTEGER place, size;
    IStream *stream = NULL, *copy = NULL;
    char text[16] = "";
    ULONG done = 99;
    STATSTG status;

    check_equal_u32(CreateStreamOnHGlobal(NULL, TRUE, NULL), E_INVALIDARG, "no place for the stream");
    check_equal_u32(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK, "CreateStreamOnHGlobal");
    if (!stream) return;
    check_equal_u32(IStream_Write(stream, "hello", 5, &done), S_OK, "Write");
    check_equal_u32(done, 5, "bytes written");
    check_equal_u32(IStream_Read(stream, text, sizeof(text), &done), S_OK, "Read at the end");
    check_equal_u32(done, 0, "bytes at the end");
    check_equal_u32(IStream_Clone(stream, &copy), S_OK, "Clone");
    check_equal_u32(IStream_Seek(stream, move, STREAM_SEEK_SET, &place), S_OK, "Seek");
    check_equal_u32(IStream_Read(stream, text, 5, &done), S_OK, "Read");
    check_equal_bytes(text, "hello", 5, "what was written");
    if (copy) {
        check_equal_u32(IStream_Seek(copy, move, STREAM_SEEK_CUR, &place), S_OK, "Seek of the clone");
        check_equal_u64(place.QuadPart, 5, "the clone stands where the stream stood");
        check_equal_u32(IStream_Write(copy, "!", 1, NULL), S_OK, "Write to the clone");
        IStream_Release(copy);
    }
    check_equal_u32(IStream_Stat(stream, &status, STATFLAG_NONAME), S_OK, "Stat");
    check_equal_u64(status.cbSize.QuadPart, 6, "size after the clone wrote");
    check_equal_u32(status.type, STGTY_STREAM, "type");
    move.QuadPart = -1;
    check_equal_u32(IStream_Seek(stream, move, STREAM_SEEK_SET, NULL), STG_E_SEEKERROR, "Seek before the begin");
    size.QuadPart = 2;
    check_equal_u32(IStream_SetSize(stream, size), S_OK, "SetSize");
    check_equal_u32(IStream_Stat(stream, &status, STATFLAG_NONAME), S_OK, "Stat");
    check_equal_u64(status.cbSize.QuadPart, 2, "size after SetSize");
    IStream_Release(stream);
}

static void test_memory(void)
{
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 8), found = NULL;
    IStream *stream = NULL;
    char text[8];
    ULONG done;

    memcpy(GlobalLock(memory), "contents", 8);
    GlobalUnlock(memory);
    check_equal_u32(CreateStreamOnHGlobal(memory, FALSE, &stream), S_OK, "CreateStreamOnHGlobal");
    check_equal_u32(GetHGlobalFromStream(stream, &found), S_OK, "GetHGlobalFromStream");
    check_equal_ptr(found, memory, "the memory");
    check_equal_u32(IStream_Read(stream, text, 8, &done), S_OK, "Read");
    check_equal_bytes(text, "contents", 8, "what the memory holds");
    IStream_Release(stream);
    check_equal_u32((DWORD)GlobalSize(memory), 8, "the memory outlives the stream");
    GlobalFree(memory);
}

static void test_class(void)
{
    static const CLSID id = { 0x12345678, 0x1234, 0x5678, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    LARGE_INTEGER start = { .QuadPart = 0 };
    IStream *stream = NULL;
    CLSID read;

    CreateStreamOnHGlobal(NULL, TRUE, &stream);
    check(FAILED(ReadClassStm(stream, &read)), "ReadClassStm of an empty stream");
    check_equal_u32(WriteClassStm(stream, &id), S_OK, "WriteClassStm");
    IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
    check_equal_u32(ReadClassStm(stream, &read), S_OK, "ReadClassStm");
    check(IsEqualGUID(&read, &id), "the class is the one written");
    STGMEDIUM medium = { .tymed = TYMED_ISTREAM, .pstm = stream };
    IStream_AddRef(stream);
    ReleaseStgMedium(&medium);
    check_equal_u32(medium.tymed, TYMED_NULL, "a released medium");
    check_equal_u32(IStream_Release(stream), 0, "references after ReleaseStgMedium");
}

int main(void)
{
    test_read_write();
    test_memory();
    test_class();
    return check_summary();
}
