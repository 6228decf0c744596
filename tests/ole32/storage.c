/* Compound files: storages, streams, transactions, enumeration, what is in the file after it is closed. */
#define COBJMACROS
#include "../check.h"
#include <objbase.h>
#include "../temporary_folder.h"

#define EXCLUSIVE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
static const WCHAR path[] = L"file.stg";

static IStorage *create_file(DWORD mode)
{
    IStorage *root = NULL;
    HRESULT result = StgCreateDocfile(path, STGM_CREATE | EXCLUSIVE | mode, 0, &root);
    check(result == S_OK, "StgCreateDocfile: %08lx", result);
    return root;
}

static IStorage *open_file(DWORD mode)
{
    IStorage *root = NULL;
    HRESULT result = StgOpenStorage(path, NULL, EXCLUSIVE | mode, NULL, 0, &root);
    check(result == S_OK, "StgOpenStorage: %08lx", result);
    return root;
}

static void put_stream(IStorage *storage, const WCHAR *name, ULONG size, BYTE first)
{
    IStream *stream = NULL;
    BYTE *bytes = malloc(size + 1);
    ULONG done = 0;
    HRESULT result = IStorage_CreateStream(storage, name, STGM_CREATE | EXCLUSIVE, 0, 0, &stream);

    check(result == S_OK, "CreateStream %ls: %08lx", name, result);
    for (ULONG i = 0; i < size; i++) bytes[i] = (BYTE)(first + i * 7);
    result = stream ? IStream_Write(stream, bytes, size, &done) : E_FAIL;
    check(result == S_OK && done == size, "Write %ls: %08lx, %lu of %lu", name, result, done, size);
    if (stream) IStream_Release(stream);
    free(bytes);
}

static void expect_stream(IStorage *storage, const WCHAR *name, ULONG size, BYTE first)
{
    IStream *stream = NULL;
    BYTE *bytes = malloc(size + 10);
    ULONG done = 0, wrong = 0;
    HRESULT result = IStorage_OpenStream(storage, name, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

    check(result == S_OK, "OpenStream %ls: %08lx", name, result);
    result = stream ? IStream_Read(stream, bytes, size + 10, &done) : E_FAIL;
    check(SUCCEEDED(result) && done == size, "Read %ls: %08lx, %lu of %lu", name, result, done, size);
    for (ULONG i = 0; i < done && i < size; i++) wrong += bytes[i] != (BYTE)(first + i * 7);
    check(!wrong, "%ls: %lu bytes differ", name, wrong);
    if (stream) IStream_Release(stream);
    free(bytes);
}

static void test_modes(void)
{
    IStorage *root, *inner = NULL;
    IStream *stream, *again;
    HRESULT result;

    result = StgCreateDocfile(path, STGM_CREATE | STGM_READWRITE, 0, &root);
    check(result == STG_E_INVALIDFLAG, "no sharing mode: %08lx", result);
    result = StgCreateDocfile(path, STGM_CREATE | EXCLUSIVE, 1, &root);
    check(result == STG_E_INVALIDPARAMETER, "reserved: %08lx", result);
    result = StgOpenStorage(path, NULL, EXCLUSIVE, NULL, 0, &root);
    check(result == STG_E_FILENOTFOUND && !root, "no file: %08lx", result);
    root = create_file(0);
    result = IStorage_CreateStream(root, L"one", STGM_READWRITE, 0, 0, &stream);
    check(result == STG_E_INVALIDFLAG, "stream without sharing mode: %08lx", result);
    result = IStorage_CreateStream(root, L"one", EXCLUSIVE | STGM_TRANSACTED, 0, 0, &stream);
    check(result == STG_E_INVALIDFUNCTION, "transacted stream: %08lx", result);
    result = IStorage_CreateStream(root, L"a name of thirty-two characters!!", EXCLUSIVE, 0, 0, &stream);
    check(result == STG_E_INVALIDNAME, "long name: %08lx", result);
    result = IStorage_CreateStream(root, NULL, EXCLUSIVE, 0, 0, &stream);
    check(result == STG_E_INVALIDNAME, "no name: %08lx", result);
    result = IStorage_CreateStream(root, L"one", EXCLUSIVE, 0, 0, &stream);
    check(result == S_OK, "CreateStream: %08lx", result);
    result = IStorage_OpenStream(root, L"ONE", NULL, EXCLUSIVE, 0, &again);
    check(result == STG_E_ACCESSDENIED, "opened twice: %08lx", result);
    result = IStorage_CreateStream(root, L"ONE", EXCLUSIVE, 0, 0, &again);
    check(result == STG_E_FILEALREADYEXISTS, "created twice: %08lx", result);
    IStream_Release(stream);
    result = IStorage_OpenStream(root, L"One", NULL, EXCLUSIVE, 0, &stream);
    check(result == S_OK, "names of another case: %08lx", result);
    if (stream) IStream_Release(stream);
    result = IStorage_OpenStream(root, L"two", NULL, EXCLUSIVE, 0, &stream);
    check(result == STG_E_FILENOTFOUND, "no stream: %08lx", result);
    result = IStorage_OpenStorage(root, L"one", NULL, EXCLUSIVE, NULL, 0, &inner);
    check(result == STG_E_FILENOTFOUND, "a stream as a storage: %08lx", result);
    IStorage_Release(root);

    result = StgCreateDocfile(path, EXCLUSIVE, 0, &root);
    check(result == STG_E_FILEALREADYEXISTS, "the file is there: %08lx", result);
    result = StgOpenStorage(path, NULL, STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);
    check(result == S_OK, "reading: %08lx", result);
    result = IStorage_CreateStream(root, L"new", EXCLUSIVE, 0, 0, &stream);
    check(result == STG_E_ACCESSDENIED, "a new stream in what is read only: %08lx", result);
    result = IStorage_OpenStream(root, L"one", NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);
    check(result == S_OK, "OpenStream for reading: %08lx", result);
    result = IStream_Write(stream, "x", 1, NULL);
    check(result == STG_E_ACCESSDENIED, "writing what is read only: %08lx", result);
    IStream_Release(stream);
    IStorage_Release(root);
}

static void test_contents(void)
{
    static const ULONG sizes[] = {0, 1, 63, 64, 65, 4095, 4096, 4097, 70000};
    IStorage *root = create_file(0), *inner = NULL;
    WCHAR name[8];
    HRESULT result;

    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        wsprintfW(name, L"s%u", i);
        put_stream(root, name, sizes[i], (BYTE)i);
    }
    result = IStorage_CreateStorage(root, L"inner", EXCLUSIVE, 0, 0, &inner);
    check(result == S_OK, "CreateStorage: %08lx", result);
    put_stream(inner, L"\1CompObj", 100, 50);
    result = IStorage_SetClass(inner, &IID_IStream);
    check(result == S_OK, "SetClass: %08lx", result);
    result = IStorage_SetStateBits(inner, 0x1234, 0xff0f);
    check(result == S_OK, "SetStateBits: %08lx", result);
    IStorage_Release(inner);
    IStorage_Release(root);
    check(StgIsStorageFile(path) == S_OK, "StgIsStorageFile");

    root = open_file(0);
    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        wsprintfW(name, L"s%u", i);
        expect_stream(root, name, sizes[i], (BYTE)i);
    }
    result = IStorage_OpenStorage(root, L"INNER", NULL, EXCLUSIVE, NULL, 0, &inner);
    check(result == S_OK, "OpenStorage: %08lx", result);
    expect_stream(inner, L"\1CompObj", 100, 50);
    STATSTG status;
    result = IStorage_Stat(inner, &status, 0);
    check(result == S_OK && !wcscmp(status.pwcsName, L"inner"), "Stat: %08lx", result);
    check(status.type == STGTY_STORAGE && IsEqualGUID(&status.clsid, &IID_IStream), "type %lu or class", status.type);
    check(status.grfStateBits == 0x1204, "state %lx", status.grfStateBits);
    CoTaskMemFree(status.pwcsName);
    IStorage_Release(inner);
    /* one changes, one goes, one has a new name; the others stay */
    put_stream(root, L"s8", 5000, 77);
    result = IStorage_DestroyElement(root, L"s7");
    check(result == S_OK, "DestroyElement: %08lx", result);
    result = IStorage_RenameElement(root, L"s6", L"a longer name");
    check(result == S_OK, "RenameElement: %08lx", result);
    result = IStorage_RenameElement(root, L"s5", L"S4");
    check(result == STG_E_FILEALREADYEXISTS || result == STG_E_ACCESSDENIED, "RenameElement to one that exists: %08lx",
          result);
    IStorage_Release(root);

    root = open_file(0);
    expect_stream(root, L"s8", 5000, 77);
    expect_stream(root, L"a longer name", 4096, 6);
    expect_stream(root, L"s5", 4095, 5);
    expect_stream(root, L"s3", 64, 3);
    IStream *stream;
    result = IStorage_OpenStream(root, L"s7", NULL, EXCLUSIVE, 0, &stream);
    check(result == STG_E_FILENOTFOUND, "what was destroyed: %08lx", result);
    IStorage_Release(root);
}

static void test_streams(void)
{
    IStorage *root = create_file(0);
    IStream *stream = NULL, *copy = NULL;
    LARGE_INTEGER move = {.QuadPart = 0};
    ULARGE_INTEGER place, size;
    char text[16] = "";
    ULONG done;
    HRESULT result = IStorage_CreateStream(root, L"stream", EXCLUSIVE, 0, 0, &stream);

    check(result == S_OK, "CreateStream: %08lx", result);
    IStream_Write(stream, "0123456789", 10, &done);
    move.QuadPart = -4;
    result = IStream_Seek(stream, move, STREAM_SEEK_END, &place);
    check(result == S_OK && place.QuadPart == 6, "Seek: %08lx, %lu", result, place.LowPart);
    result = IStream_Read(stream, text, 16, &done);
    check(SUCCEEDED(result) && done == 4 && !memcmp(text, "6789", 4), "Read at the end: %08lx, %lu", result, done);
    move.QuadPart = -20;
    result = IStream_Seek(stream, move, STREAM_SEEK_CUR, &place);
    check(result == STG_E_INVALIDFUNCTION, "Seek before the start: %08lx", result);
    size.QuadPart = 3;
    result = IStream_SetSize(stream, size);
    check(result == S_OK, "SetSize: %08lx", result);
    move.QuadPart = 5;
    IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
    result = IStream_Read(stream, text, 4, &done);
    check(SUCCEEDED(result) && done == 0, "Read behind the end: %08lx, %lu", result, done);
    IStream_Write(stream, "x", 1, NULL);
    move.QuadPart = 0;
    IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
    IStream_Read(stream, text, 16, &done);
    check(done == 6 && !memcmp(text, "012", 3) && text[5] == 'x', "a gap: %lu bytes", done);
    result = IStream_Clone(stream, &copy);
    check(result == S_OK, "Clone: %08lx", result);
    move.QuadPart = 1;
    IStream_Seek(copy, move, STREAM_SEEK_SET, NULL);
    IStream_Write(copy, "ab", 2, NULL);
    move.QuadPart = 0;
    IStream_Seek(stream, move, STREAM_SEEK_CUR, &place);
    check(place.QuadPart == 6, "the clone moves the original to %lu", place.LowPart);
    IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
    IStream_Read(stream, text, 3, &done);
    check(!memcmp(text, "0ab", 3), "the clone writes into the same bytes");
    IStream_Release(copy);
    result = IStorage_DestroyElement(root, L"stream");
    check(result == S_OK, "DestroyElement of an open stream: %08lx", result);
    result = IStream_Read(stream, text, 3, &done);
    check(result == STG_E_REVERTED, "a destroyed stream: %08lx", result);
    IStream_Release(stream);
    IStorage_Release(root);
}

static void test_transactions(void)
{
    IStorage *root = create_file(STGM_TRANSACTED), *inner = NULL;
    IStream *stream;
    HRESULT result;

    put_stream(root, L"kept", 10, 1);
    result = IStorage_Commit(root, STGC_DEFAULT);
    check(result == S_OK, "Commit: %08lx", result);
    put_stream(root, L"lost", 10, 1);
    result = IStorage_Revert(root);
    check(result == S_OK, "Revert: %08lx", result);
    result = IStorage_OpenStream(root, L"lost", NULL, EXCLUSIVE, 0, &stream);
    check(result == STG_E_FILENOTFOUND, "after Revert: %08lx", result);
    IStorage_CreateStorage(root, L"inner", EXCLUSIVE | STGM_TRANSACTED, 0, 0, &inner);
    put_stream(inner, L"first", 20, 2);
    result = IStorage_Commit(inner, STGC_DEFAULT);
    check(result == S_OK, "Commit of the inner one: %08lx", result);
    put_stream(inner, L"second", 20, 3);
    IStorage_Release(inner);
    IStorage_Commit(root, STGC_DEFAULT);
    put_stream(root, L"never committed", 10, 4);
    IStorage_Release(root);

    root = open_file(0);
    expect_stream(root, L"kept", 10, 1);
    result = IStorage_OpenStream(root, L"never committed", NULL, EXCLUSIVE, 0, &stream);
    check(result == STG_E_FILENOTFOUND, "never committed: %08lx", result);
    result = IStorage_OpenStorage(root, L"inner", NULL, EXCLUSIVE, NULL, 0, &inner);
    check(result == S_OK, "the inner storage: %08lx", result);
    expect_stream(inner, L"first", 20, 2);
    result = IStorage_OpenStream(inner, L"second", NULL, EXCLUSIVE, 0, &stream);
    check(result == STG_E_FILENOTFOUND, "not committed in the inner storage: %08lx", result);
    IStorage_Release(inner);
    IStorage_Release(root);
}

static void test_enumeration(void)
{
    IStorage *root = create_file(0), *copy = NULL, *inner = NULL;
    IEnumSTATSTG *elements = NULL;
    STATSTG element[4];
    ULONG count = 0;
    ILockBytes *bytes = NULL;
    HGLOBAL memory = NULL;
    HRESULT result;

    put_stream(root, L"bb", 5, 1);
    put_stream(root, L"a", 5000, 2);
    IStorage_CreateStorage(root, L"folder", EXCLUSIVE, 0, 0, &inner);
    put_stream(inner, L"deep", 300, 3);
    IStorage_Release(inner);
    result = IStorage_EnumElements(root, 0, NULL, 0, &elements);
    check(result == S_OK, "EnumElements: %08lx", result);
    result = IEnumSTATSTG_Next(elements, 4, element, &count);
    check(result == S_FALSE && count == 3, "Next: %08lx, %lu", result, count);
    for (ULONG i = 0; i < count; i++) {
        BOOL is_folder = !wcscmp(element[i].pwcsName, L"folder");
        check(element[i].type == (is_folder ? STGTY_STORAGE : STGTY_STREAM), "type of %ls: %lu", element[i].pwcsName,
              element[i].type);
        if (!is_folder)
            check(element[i].cbSize.QuadPart == (element[i].pwcsName[0] == 'a' ? 5000 : 5), "size of %ls: %lu",
                  element[i].pwcsName,
                  element[i].cbSize.LowPart);
        CoTaskMemFree(element[i].pwcsName);
    }
    IEnumSTATSTG_Reset(elements);
    check(IEnumSTATSTG_Skip(elements, 2) == S_OK, "Skip");
    result = IEnumSTATSTG_Next(elements, 1, element, NULL);
    check(result == S_OK, "Next after Skip: %08lx", result);
    CoTaskMemFree(element[0].pwcsName);
    check(IEnumSTATSTG_Next(elements, 1, element, NULL) == S_FALSE, "Next at the end");
    IEnumSTATSTG_Release(elements);

    result = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);
    check(result == S_OK, "CreateILockBytesOnHGlobal: %08lx", result);
    result = StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | EXCLUSIVE, 0, &copy);
    check(result == S_OK, "StgCreateDocfileOnILockBytes: %08lx", result);
    result = IStorage_CopyTo(root, 0, NULL, NULL, copy);
    check(result == S_OK, "CopyTo: %08lx", result);
    result = IStorage_MoveElementTo(root, L"bb", copy, L"moved", STGMOVE_MOVE);
    check(result == S_OK || result == STG_E_FILEALREADYEXISTS, "MoveElementTo: %08lx", result);
    IStorage_Release(copy);
    IStorage_Release(root);
    check(StgIsStorageILockBytes(bytes) == S_OK, "StgIsStorageILockBytes");
    result = GetHGlobalFromILockBytes(bytes, &memory);
    check(result == S_OK && memory, "GetHGlobalFromILockBytes: %08lx", result);
    result = StgOpenStorageOnILockBytes(bytes, NULL, EXCLUSIVE, NULL, 0, &copy);
    check(result == S_OK, "StgOpenStorageOnILockBytes: %08lx", result);
    expect_stream(copy, L"a", 5000, 2);
    expect_stream(copy, L"moved", 5, 1);
    result = IStorage_OpenStorage(copy, L"folder", NULL, EXCLUSIVE, NULL, 0, &inner);
    check(result == S_OK, "the copied storage: %08lx", result);
    expect_stream(inner, L"deep", 300, 3);
    IStorage_Release(inner);
    IStorage_Release(copy);
    ILockBytes_Release(bytes);
}

static void test_bad_files(void)
{
    static const BYTE signature[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
    BYTE bytes[1536] = {0};
    IStorage *root;
    DWORD done;

    for (int damaged = 0; damaged < 2; damaged++) {
        HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
        if (damaged) memcpy(bytes, signature, sizeof(signature));
        WriteFile(file, bytes, sizeof(bytes), &done, NULL);
        CloseHandle(file);
        HRESULT result = StgOpenStorage(path, NULL, EXCLUSIVE, NULL, 0, &root);
        check(FAILED(result) && !root, "bad file %d: %08lx", damaged, result);
        if (!damaged) {
            check(result == STG_E_FILEALREADYEXISTS, "not a compound file: %08lx", result);
            check(StgIsStorageFile(path) == S_FALSE, "StgIsStorageFile of another file");
        }
    }
}

int main(void)
{
    if (!temporary_folder_begin()) return 1;
    test_modes();
    test_contents();
    test_streams();
    test_transactions();
    test_enumeration();
    test_bad_files();
    temporary_folder_end();
    return check_summary();
}
