/* Streams where they are less simple: pushing back, buffers, text mode with CR LF and Ctrl-Z, positions, reopening,
 * pipes. Microsoft's pages on ungetc, setvbuf, fopen, _setmode, fseek, freopen, tmpfile, fgetpos, clearerr, _fdopen,
 * _popen, _pclose. */
#define STREAM void *
#define FUNCTIONS(X) \
    X(STREAM, fopen, (const char *, const char *)) X(STREAM, freopen, (const char *, const char *, STREAM)) X(int, fclose, (STREAM)) \
    X(STREAM, tmpfile, (void)) X(STREAM, _fdopen, (int, const char *)) X(int, _fileno, (STREAM)) X(int, fflush, (STREAM)) \
    X(int, fgetc, (STREAM)) X(int, fputc, (int, STREAM)) X(int, ungetc, (int, STREAM)) X(char *, fgets, (char *, int, STREAM)) \
    X(int, fputs, (const char *, STREAM)) X(size_t, fread, (void *, size_t, size_t, STREAM)) X(size_t, fwrite, (const void *, size_t, size_t, STREAM)) \
    X(int, fseek, (STREAM, long, int)) X(long, ftell, (STREAM)) X(void, rewind, (STREAM)) X(int, fgetpos, (STREAM, int64_t *)) X(int, fsetpos, (STREAM, const int64_t *)) \
    X(int, feof, (STREAM)) X(int, ferror, (STREAM)) X(void, clearerr, (STREAM)) X(int, setvbuf, (STREAM, char *, int, size_t)) X(void, setbuf, (STREAM, char *)) \
    X(int, _setmode, (int, int)) X(int, _open, (const char *, int, ...)) X(int, _read, (int, void *, unsigned)) X(int, _write, (int, const void *, unsigned)) \
    X(wint_t, fgetwc, (STREAM)) X(wint_t, ungetwc, (wint_t, STREAM)) X(wchar_t *, fgetws, (wchar_t *, int, STREAM)) X(int, fputws, (const wchar_t *, STREAM)) \
    X(STREAM, _popen, (const char *, const char *)) X(int, _pclose, (STREAM)) X(int, _getw, (STREAM)) X(int, _putw, (int, STREAM)) X(STREAM, _wfopen, (const wchar_t *, const wchar_t *)) \
    X(int *, _errno, (void)) X(int, _fcloseall, (void)) X(int, remove, (const char *)) X(int, _flushall, (void))
#include "crt.h"
#include "../temporary_folder.h"

#define MODE_TEXT   0x4000
#define MODE_BINARY 0x8000
#define O_CREATE_WRITE 0x302 /* _O_RDWR | _O_CREAT | _O_TRUNC */

static void check_file(const char *name, const char *expected, size_t size, const char *what)
{
    char data[256];
    DWORD got = 0;
    HANDLE file = CreateFileA(name, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, data, sizeof(data), &got, NULL);
    CloseHandle(file);
    check(got == size && !memcmp(data, expected, size), "%s: %lu bytes \"%.*s\"", what, got, (int)got, data);
}

static void test_push_back(void)
{
    make_file(L"push", "abc");
    STREAM file = crt.fopen("push", "r");
    check_equal_int(crt.ungetc(-1, file), -1, "ungetc(EOF)");
    check_equal_int(crt.fgetc(file), 'a', "first");
    check_equal_int(crt.ungetc('X', file), 'X', "another character than was read");
    check_equal_int(crt.ftell(file), 0, "the position is one back");
    check_equal_int(crt.fgetc(file), 'X', "comes first");
    check_equal_int(crt.fgetc(file), 'b', "then what was there");
    crt.ungetc('Y', file);
    crt.fseek(file, 0, SEEK_CUR);
    check_equal_int(crt.fgetc(file), 'b', "positioning forgets what was pushed back");
    check_equal_int(crt.fgetc(file), 'c', "the last");
    check_equal_int(crt.fgetc(file), -1, "the end");
    check(crt.feof(file) != 0, "feof");
    check_equal_int(crt.ungetc('Z', file), 'Z', "at the end");
    check(!crt.feof(file), "it is not the end any more");
    check_equal_int(crt.fgetc(file), 'Z', "and comes back");
    crt.rewind(file);
    check(!crt.feof(file) && crt.fgetc(file) == 'a', "rewind");
    crt.fclose(file);
    file = crt.fopen("push", "r");
    check_equal_int(crt.ungetc('9', file), '9', "before the first read");
    check_equal_int(crt.fgetc(file), '9', "comes first");
    check_equal_int(crt.fgetc(file), 'a', "then the file");
    crt.fclose(file);
}

static void test_buffers(void)
{
    static char buffer[512];
    STREAM file = crt.fopen("buffer", "wb");
    check_equal_int(crt.setvbuf(file, buffer, 0, sizeof(buffer)), 0, "_IOFBF");
    crt.fputs("kept", file);
    check_file("buffer", "", 0, "full buffering keeps it");
    check(!memcmp(buffer, "kept", 4), "in the program's buffer");
    crt.fflush(file);
    check_file("buffer", "kept", 4, "fflush");
    check_equal_int(crt.fflush(NULL), 0, "fflush(NULL)");
    crt.fclose(file);
    file = crt.fopen("buffer", "wb");
    check_equal_int(crt.setvbuf(file, NULL, 4, 0), 0, "_IONBF");
    crt.fputc('1', file);
    check_file("buffer", "1", 1, "nothing is kept");
    crt.fclose(file);
    file = crt.fopen("buffer", "wb");
    crt.setbuf(file, NULL);
    crt.fputs("two", file);
    check_file("buffer", "two", 3, "setbuf(NULL)");
    crt.fclose(file);
}

static void test_text_mode(void)
{
    char line[64];
    STREAM file = crt.fopen("text", "w");
    crt.fputs("one\ntwo\r\n\n", file);
    check_equal_int(crt.ftell(file), 13, "ftell counts bytes of the file");
    crt.fclose(file);
    check_file("text", "one\r\ntwo\r\r\n\r\n", 13, "a line feed becomes two characters");
    file = crt.fopen("text", "r");
    check_equal_string(crt.fgets(line, sizeof(line), file), "one\n", "two become one");
    long position = crt.ftell(file);
    check_equal_int(position, 5, "ftell");
    check_equal_string(crt.fgets(line, sizeof(line), file), "two\r\n", "a lone return stays");
    crt.fseek(file, position, SEEK_SET);
    check_equal_int(crt.fgetc(file), 't', "back to where ftell was");
    check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 5, "fread");
    crt.fclose(file);
    file = crt.fopen("text", "rb");
    check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 13, "binary");
    crt.fclose(file);
    make_file(L"ctrl-z", "before\032after");
    file = crt.fopen("ctrl-z", "r");
    check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 6, "Ctrl-Z is the end of a text");
    check(crt.feof(file) != 0, "feof");
    crt.fclose(file);
    file = crt.fopen("ctrl-z", "rb");
    check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 12, "but not of binary data");
    check_equal_int(crt._setmode(crt._fileno(file), MODE_TEXT), MODE_BINARY, "_setmode answers what was");
    check_equal_int(crt._setmode(crt._fileno(file), MODE_BINARY), MODE_TEXT, "_setmode answers what was");
    crt.fclose(file);
    make_file(L"ctrl-z", "text\032");
    file = crt.fopen("ctrl-z", "a+");
    crt.fputs("more", file);
    crt.fclose(file);
    check_file("ctrl-z", "textmore", 8, "a+ removes a last Ctrl-Z");
    make_file(L"ends", "x\r");
    file = crt.fopen("ends", "r");
    check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 2, "a return at the end stays");
    crt.fclose(file);
}

static void test_modes(void)
{
    char line[64];
    check_equal_ptr(crt.fopen("no such file", "r"), NULL, "r needs a file");
    check_equal_int(*crt._errno(), 2, "ENOENT");
    check_equal_ptr(crt.fopen("no such file", "r+"), NULL, "so does r+");
    STREAM file = crt.fopen("modes", "w+b");
    crt.fputs("0123456789", file);
    crt.fseek(file, 2, SEEK_SET);
    crt.fread(line, 1, 3, file);
    crt.fseek(file, 0, SEEK_CUR);
    crt.fputs("XY", file);
    crt.rewind(file);
    check_equal_string(crt.fgets(line, sizeof(line), file), "01234XY789", "reading and writing by turns");
    check_equal_int(crt.fseek(file, -3, SEEK_END), 0, "from the end");
    check_equal_int(crt.fgetc(file), '7', "from the end");
    check(crt.fseek(file, -100, SEEK_SET) != 0, "before the beginning");
    check(crt.fseek(file, 100, SEEK_SET) == 0 && crt.ftell(file) == 100, "behind the end");
    crt.fclose(file);
    file = crt.fopen("modes", "ab");
    crt.fseek(file, 0, SEEK_SET);
    crt.fputs("!", file);
    crt.fclose(file);
    check_file("modes", "01234XY789!", 11, "a always writes at the end");
    file = crt.fopen("modes", "rb");
    check_equal_int(crt.fputc('x', file), -1, "a file to read is not to write");
    check(crt.ferror(file) != 0, "ferror");
    crt.clearerr(file);
    check(!crt.ferror(file), "clearerr");
    int64_t place;
    crt.fseek(file, 4, SEEK_SET);
    check(!crt.fgetpos(file, &place) && place == 4, "fgetpos");
    crt.fgetc(file);
    check(!crt.fsetpos(file, &place) && crt.fgetc(file) == '4', "fsetpos");
    crt.fclose(file);
    file = crt.fopen("words", "w+b");
    crt._putw(0x12345678, file);
    crt.rewind(file);
    check_equal_u32(crt._getw(file), 0x12345678, "_getw");
    crt.fclose(file);
}

static void test_wide(void)
{
    wchar_t line[32];
    unsigned char raw[16];
    STREAM file = crt._wfopen(L"wide", L"w, ccs=UTF-8");
    check(file != NULL, "ccs=UTF-8");
    if (!file) return;
    crt.fputws(L"\x20ac\n", file);
    crt.fclose(file);
    check_file("wide", "\xef\xbb\xbf\xe2\x82\xac\r\n", 8, "UTF-8 with its mark");
    file = crt._wfopen(L"wide", L"r, ccs=UTF-8");
    check_equal_wide(crt.fgetws(line, 32, file), L"\x20ac\n", "read back");
    crt.fclose(file);
    file = crt._wfopen(L"wide", L"w, ccs=UNICODE");
    crt.fputws(L"a\n", file);
    crt.fclose(file);
    check_file("wide", "\xff\xfe" "a\0\r\0\n\0", 8, "UTF-16 with its mark");
    file = crt._wfopen(L"wide", L"r, ccs=UNICODE");
    check_equal_int(crt.fgetwc(file), 'a', "the mark is skipped");
    check_equal_int(crt.ungetwc('b', file), 'b', "ungetwc");
    check_equal_wide(crt.fgetws(line, 32, file), L"b\n", "comes first");
    crt.fclose(file);
    file = crt._wfopen(L"wide", L"rb");
    check_equal_int((int)crt.fread(raw, 2, 8, file), 4, "fread counts whole items");
    crt.fclose(file);
}

static void test_reopen(void)
{
    char line[32];
    make_file(L"first", "first");
    make_file(L"second", "second");
    STREAM file = crt.fopen("first", "r");
    int descriptor = crt._fileno(file);
    check_equal_ptr(crt.freopen("second", "r", file), file, "freopen gives the same stream");
    check_equal_int(crt._fileno(file), descriptor, "and the same descriptor");
    check_equal_string(crt.fgets(line, sizeof(line), file), "second", "with another file");
    check_equal_ptr(crt.freopen("no such file", "r", file), NULL, "a file that is not there");
    file = crt.tmpfile();
    check(file != NULL, "tmpfile");
    if (file) {
        crt.fputs("a\nb", file);
        crt.rewind(file);
        check_equal_int((int)crt.fread(line, 1, sizeof(line), file), 3, "is binary");
        check_equal_int(crt.fclose(file), 0, "fclose");
    }
    descriptor = crt._open("descriptor", O_CREATE_WRITE | MODE_BINARY, 0600);
    file = crt._fdopen(descriptor, "w+b");
    check_equal_int(crt._fileno(file), descriptor, "_fdopen");
    crt.fputs("through a stream", file);
    crt.fclose(file);
    check_file("descriptor", "through a stream", 16, "_fdopen");
}

static void test_pipes(void)
{
    char line[64];
    STREAM pipe = crt._popen("echo from a child", "rt");
    check(pipe != NULL, "_popen");
    if (!pipe) return;
    check_equal_string(crt.fgets(line, sizeof(line), pipe), "from a child\n", "its output");
    check_equal_ptr(crt.fgets(line, sizeof(line), pipe), NULL, "its end");
    check_equal_int(crt._pclose(pipe), 0, "its exit code");
    pipe = crt._popen("exit 7", "r");
    check_equal_int(crt._pclose(pipe), 7, "another exit code");
    pipe = crt._popen("cmd /c \"set /p line= & cmd /v:on /c echo !line!>written\"", "w");
    crt.fputs("to a child\n", pipe);
    crt._pclose(pipe);
    pipe = crt.fopen("written", "r");
    check(pipe && crt.fgets(line, sizeof(line), pipe) && !strncmp(line, "to a child", 10), "its input: \"%s\"", line);
    if (pipe) crt.fclose(pipe);
}

int main(void)
{
    if (!load_crt()) return check_summary();
    if (!temporary_folder_begin()) return 1;
    test_push_back();
    test_buffers();
    test_text_mode();
    test_modes();
    test_wide();
    test_reopen();
    test_pipes();
    crt._fcloseall();
    temporary_folder_end();
    return check_summary();
}
