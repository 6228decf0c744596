/* Files that COMPRESS.EXE made. Microsoft: LZInit, LZOpenFile, LZRead, LZSeek, LZCopy, GetExpandedName. Items of the
 * format: a literal byte, or a place and a length in a window of 4096 blanks, written from 4080 on. */
#include "../check.h"
#include "../temporary_folder.h"
#include <lzexpand.h>

/* "abcabcabcabc  !": three letters, nine bytes from place 0xff0, two blanks of three from place 0, "!" */
static const BYTE compressed[] = {'S', 'Z', 'D', 'D', 0x88, 0xf0, 0x27, 0x33, 'A', 'T', 16, 0, 0, 0,
                                  0x27, 'a', 'b', 'c', 0xf0, 0xf6, 0x00, 0x00, '!'};
static const char contents[] = "abcabcabcabc   !";

static void make(const WCHAR *name, const void *data, DWORD size)
{
    DWORD written;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check(WriteFile(file, data, size, &written, NULL) && written == size, "make a file");
    CloseHandle(file);
}

static INT open_file(const char *name, WORD style)
{
    OFSTRUCT reopen = {0};
    return LZOpenFileA((char *)name, &reopen, style);
}

static void test_read(void)
{
    char buffer[64];
    INT file = open_file("packed.tx_", OF_READ);
    if (!check(file >= 0, "open: %d", file)) return;
    memset(buffer, 0, sizeof(buffer));
    check_equal_int(LZRead(file, buffer, 5), 5, "read");
    check_equal_string(buffer, "abcab", "first bytes");
    check_equal_int(LZRead(file, buffer, sizeof(buffer)), 11, "the rest");
    check(!memcmp(buffer, contents + 5, 11), "the rest");
    check_equal_int(LZRead(file, buffer, 4), 0, "at the end");
    check_equal_int(LZSeek(file, 2, FILE_BEGIN), 2, "from the beginning");
    check_equal_int(LZRead(file, buffer, 1), 1, "one byte");
    check_equal_int(buffer[0], 'c', "the third");
    check_equal_int(LZSeek(file, -1, FILE_END), 15, "from the end");
    check_equal_int(LZSeek(file, -3, FILE_CURRENT), 12, "from here");
    check_equal_int(LZSeek(file, -13, FILE_CURRENT), LZERROR_BADVALUE, "before the beginning");
    check_equal_int(LZSeek(file, 0, 7), LZERROR_BADVALUE, "from nowhere");
    check_equal_int(LZRead(file, buffer, -1), LZERROR_BADVALUE, "less than nothing");
    LZClose(file);
    check_equal_int(LZRead(file, buffer, 1), LZERROR_BADINHANDLE, "closed");
}

static void test_other_files(void)
{
    static const BYTE unknown[] = {'S', 'Z', 'D', 'D', 0x88, 0xf0, 0x27, 0x33, 'B', 'T', 1, 0, 0, 0, 1, 'x'};
    char buffer[16] = "";
    make(L"plain", "plain text", 10);
    make(L"unknown", unknown, sizeof(unknown));
    SetLastError(12345);
    INT file = open_file("plain", OF_READ);
    check(file >= 0, "a file that is not compressed");
    check_equal_int(LZRead(file, buffer, 5), 5, "read");
    check_equal_string(buffer, "plain", "as it is");
    check_equal_int(LZSeek(file, 0, FILE_BEGIN), 0, "seek");
    LZClose(file);
    check_equal_int(open_file("unknown", OF_READ), LZERROR_UNKNOWNALG, "another algorithm");
    check_equal_int(open_file("nosuch", OF_READ), LZERROR_BADINHANDLE, "no file");
    check_equal_u32(GetLastError(), 12345, "the last error stays");
    file = open_file("packed.txt", OF_READ);
    check(file >= 0, "packed.tx_ is found as packed.txt");
    LZClose(file);
}

static void test_copy(void)
{
    char buffer[64];
    DWORD size = 0;
    INT from = open_file("packed.tx_", OF_READ), to = open_file("copy", OF_CREATE | OF_WRITE);
    check(from >= 0 && to >= 0, "open");
    check_equal_int(LZCopy(from, to), 16, "copy");
    LZClose(from);
    LZClose(to);
    HANDLE file = CreateFileW(L"copy", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    check(ReadFile(file, buffer, sizeof(buffer), &size, NULL) && size == 16, "size: %lu", size);
    check(!memcmp(buffer, contents, 16), "contents");
    CloseHandle(file);
    make(L"cut", compressed, sizeof(compressed) - 3);
    from = open_file("cut", OF_READ);
    to = open_file("copy", OF_CREATE | OF_WRITE);
    check_equal_int(LZCopy(from, to), LZERROR_READ, "a file that ends too early");
    LZClose(from);
    LZClose(to);
}

static void test_limit(void)
{
    INT opened[17];
    int count = 0;
    while (count < 17 && (opened[count] = open_file("packed.tx_", OF_READ)) >= 0) count++;
    check_equal_int(count, 16, "sixteen at a time");
    check_equal_int(opened[16], LZERROR_GLOBALLOC, "and no more");
    while (count) LZClose(opened[--count]);
}

static void test_names(void)
{
    char name[MAX_PATH];
    WCHAR wide[MAX_PATH];
    check_equal_int(GetExpandedNameA((char *)"packed.tx_", name), 1, "name");
    check_equal_string(name, "packed.txt", "lower case as the rest");
    make(L"BIG.TX_", compressed, sizeof(compressed));
    check_equal_int(GetExpandedNameW((WCHAR *)L"BIG.TX_", wide), 1, "name");
    check_equal_wide(wide, L"BIG.TXT", "upper case");
    check_equal_int(GetExpandedNameA((char *)"plain", name), 1, "not compressed");
    check_equal_string(name, "plain", "its own name");
    check_equal_int(GetExpandedNameA((char *)"nosuch", name), LZERROR_BADVALUE, "no file");
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    make(L"packed.tx_", compressed, sizeof(compressed));
    check(LZStart(), "start");
    test_read();
    test_other_files();
    test_copy();
    test_limit();
    test_names();
    LZDone();
    temporary_folder_end();
    return check_summary();
}
