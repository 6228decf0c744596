/* Streams and descriptors on files: text and binary modes, positions, buffers. Witness: Microsoft's pages on fopen,
 * _setmode, fseek, ungetc, setvbuf. */
#include "../check.h"
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <sys/stat.h>

static char path[MAX_PATH];

static long size_of_file(void)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    return GetFileAttributesExA(path, GetFileExInfoStandard, &data) ? (long)data.nFileSizeLow : -1;
}

static void test_text(void)
{
    char line[32];
    FILE *file = fopen(path, "w");
    check(file != NULL, "fopen: errno %d", errno);
    check_equal_int(fputs("one\ntwo\r\nthree", file), 0, "fputs");
    check_equal_int(fclose(file), 0, "fclose");
    check_equal_int(size_of_file(), 16, "each line feed became two bytes");
    file = fopen(path, "rt");
    check_equal_string(fgets(line, sizeof(line), file), "one\n", "fgets");
    check_equal_int(ftell(file), 5, "ftell counts bytes of the file");
    check_equal_string(fgets(line, sizeof(line), file), "two\r\n", "a second carriage return stays");
    check_equal_string(fgets(line, 4, file), "thr", "fgets with little room");
    check_equal_int(fgetc(file), 'e', "fgetc");
    check_equal_int(ungetc('E', file), 'E', "ungetc");
    check_equal_int(fgetc(file), 'E', "ungetc");
    check_equal_int(fgetc(file), 'e', "fgetc");
    check_equal_int(fgetc(file), EOF, "the end");
    check(feof(file) && !ferror(file), "feof");
    rewind(file);
    check(!feof(file), "rewind clears feof");
    check_equal_int(fgetc(file), 'o', "rewind");
    fclose(file);
}

static void test_binary(void)
{
    char data[16] = "";
    FILE *file = fopen(path, "w+b");
    check_equal_int(fwrite("ab\ncd\x1a\r\n", 1, 8, file), 8, "fwrite");
    check_equal_int(ftell(file), 8, "ftell after fwrite");
    check_equal_int(fseek(file, 2, SEEK_SET), 0, "fseek");
    check_equal_int(fread(data, 1, 16, file), 6, "fread");
    check_equal_bytes(data, "\ncd\x1a\r\n", 6, "binary data are untouched");
    check_equal_int(fseek(file, -3, SEEK_END), 0, "fseek from the end");
    check_equal_int(fgetc(file), 0x1a, "fgetc");
    check_equal_int(fseek(file, -1, SEEK_CUR), 0, "fseek from here");
    check_equal_int(fputc('Z', file), 'Z', "fputc after fseek");
    fclose(file);
    check_equal_int(size_of_file(), 8, "size");
    file = fopen(path, "r");
    check_equal_int(fread(data, 1, 16, file), 7, "a file read as text");
    fclose(file);
    file = fopen(path, "ab");
    fputs("end", file);
    check_equal_int(ftell(file), 11, "ftell when appending");
    fclose(file);
    check_equal_int(size_of_file(), 11, "appended");
    file = fopen(path, "wb");
    fputs("12\x1a" "34", file);
    fclose(file);
    file = fopen(path, "r");
    check_equal_int(fread(data, 1, 16, file), 2, "Ctrl+Z ends a text file");
    check(feof(file), "Ctrl+Z ends a text file");
    fclose(file);
}

static void test_descriptors(void)
{
    char data[16];
    int fd = _open(path, _O_CREAT | _O_TRUNC | _O_RDWR | _O_BINARY, _S_IREAD | _S_IWRITE);
    check(fd >= 3, "_open: %d", fd);
    check_equal_int(_write(fd, "a\nb", 3), 3, "_write");
    check_equal_int(_lseek(fd, 0, SEEK_CUR), 3, "_lseek");
    check_equal_int(_setmode(fd, _O_TEXT), _O_BINARY, "_setmode returns the old mode");
    check_equal_int(_write(fd, "\n", 1), 1, "_write of text counts what it was given");
    check_equal_int(_filelength(fd), 5, "_filelength");
    check_equal_int(_lseek(fd, 0, SEEK_SET), 0, "_lseek");
    check_equal_int(_read(fd, data, 16), 4, "_read of text");
    check_equal_bytes(data, "a\nb\n", 4, "_read of text");
    check_equal_int(_eof(fd), 1, "_eof");
    check_equal_int(_chsize(fd, 2), 0, "_chsize");
    check_equal_int(_filelength(fd), 2, "_chsize");
    int copy = _dup(fd);
    check(copy > fd, "_dup");
    check_equal_int(_close(fd), 0, "_close");
    check_equal_int(_lseek(copy, 0, SEEK_END), 2, "the copy lives on");
    check_equal_int(_close(copy), 0, "_close");
    struct _stat64 record;
    check_equal_int(_stat64(path, &record), 0, "_stat64");
    check_equal_int(record.st_size, 2, "st_size");
    check(record.st_mode & _S_IFREG && record.st_mode & _S_IREAD, "st_mode %o", record.st_mode);
    errno = 0;
    check_equal_int(_open("no such folder\\file", _O_RDONLY), -1, "_open of nothing");
    check_equal_int(errno, ENOENT, "_open of nothing");
    check(fopen("no such file", "r") == NULL && errno == ENOENT, "fopen of nothing");
    check_equal_int(_open(path, _O_CREAT | _O_EXCL | _O_RDWR, _S_IWRITE), -1, "_O_EXCL");
    check_equal_int(errno, EEXIST, "_O_EXCL");
    check_equal_int(_access(path, 0), 0, "_access");
    check_equal_int(_chmod(path, _S_IREAD), 0, "_chmod");
    check_equal_int(_access(path, 2), -1, "_access of a read-only file for writing");
    check_equal_int(errno, EACCES, "_access of a read-only file for writing");
    check_equal_int(_chmod(path, _S_IREAD | _S_IWRITE), 0, "_chmod");
}

static void test_scanf(void)
{
    int a = 0, b = 0;
    char word[16];
    double number;
    long long big;
    check_equal_int(sscanf("12 34", "%d %d", &a, &b), 2, "two numbers");
    check(a == 12 && b == 34, "%d %d", a, b);
    check_equal_int(sscanf("x", "%d", &a), 0, "no number");
    check_equal_int(sscanf("", "%d", &a), EOF, "nothing");
    check_equal_int(sscanf("0x1f 017", "%i %i", &a, &b), 2, "%i");
    check(a == 31 && b == 15, "%d %d", a, b);
    check_equal_int(sscanf("hello world", "%5s", word), 1, "%5s");
    check_equal_string(word, "hello", "%5s");
    check_equal_int(sscanf("abc123", "%[a-z]%d", word, &a), 2, "%[a-z]");
    check_equal_string(word, "abc", "%[a-z]");
    check_equal_int(sscanf("key=value", "%[^=]=%s", word, word + 8), 2, "%[^=]");
    check_equal_string(word + 8, "value", "%[^=]");
    check_equal_int(sscanf("3.25e2", "%lf", &number), 1, "%lf");
    check(number == 325, "%g", number);
    check_equal_int(sscanf("12345678901234", "%I64d", &big), 1, "%I64d");
    check_equal_int(big, 12345678901234ll, "%I64d");
    check_equal_int(sscanf("1,2", "%d,%*d%n", &a, &b), 1, "%*d and %n");
    check_equal_int(b, 3, "%n");
    check_equal_int(sscanf("ab", "%c%c", word, word + 1), 2, "%c");
}

int main(void)
{
    GetTempPathA(MAX_PATH, path);
    strcat(path, "winrun-stdio-test.txt");
    test_text();
    test_binary();
    test_descriptors();
    test_scanf();
    check_equal_int(remove(path), 0, "remove");
    check_equal_int(remove(path), -1, "remove of nothing");
    return check_summary();
}
