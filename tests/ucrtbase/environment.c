/* The environment and the folder of the process as the C runtime has them. Microsoft's pages on getenv, _wgetenv,
 * _putenv, _wputenv, getenv_s, _dupenv_s, _putenv_s, _searchenv, _getcwd, _chdir, _mkdir, _rmdir, _fullpath,
 * _splitpath, _makepath, _access. */
#define FUNCTIONS(X)                                                                                                   \
    X(char *, getenv, (const char *))                                                                                  \
    X(wchar_t *, _wgetenv, (const wchar_t *)) X(int, _putenv, (const char *)) X(int, _wputenv, (const wchar_t *)) X(   \
        int, getenv_s, (size_t *, char *, size_t, const char *)) X(int, _dupenv_s, (char **, size_t *, const char *))  \
        X(int, _wdupenv_s, (wchar_t **, size_t *, const wchar_t *)) X(int, _putenv_s, (const char *, const char *)) X( \
            int, _wputenv_s, (const wchar_t *, const wchar_t *)) X(void, _searchenv,                                   \
                                                                   (const char *, const char *, char *))               \
            X(char *, _getcwd, (char *, int)) X(wchar_t *, _wgetcwd, (wchar_t *, int)) X(int, _chdir, (const char *))  \
                X(int, _wchdir, (const wchar_t *)) X(int, _mkdir, (const char *)) X(int, _rmdir, (const char *))       \
                    X(int, _wmkdir, (const wchar_t *)) X(int, _wrmdir, (const wchar_t *)) X(                           \
                        char *, _fullpath, (char *, const char *, size_t)) X(wchar_t *, _wfullpath,                    \
                                                                             (wchar_t *, const wchar_t *, size_t))     \
                        X(void, _splitpath, (const char *, char *, char *, char *, char *))                            \
                            X(void, _makepath, (char *, const char *, const char *, const char *, const char *))       \
                                X(void, _wsplitpath, (const wchar_t *, wchar_t *, wchar_t *, wchar_t *, wchar_t *))    \
                                    X(int, _access, (const char *, int)) X(int, _waccess, (const wchar_t *, int))      \
                                        X(int, rename, (const char *, const char *))                                   \
                                            X(int, _wrename, (const wchar_t *, const wchar_t *))                       \
                                                X(int, _unlink, (const char *)) X(int, _wunlink, (const wchar_t *))    \
                                                    X(int, _chmod, (const char *, int)) X(int, _getdrive, (void))      \
                                                        X(int, _getpid, (void)) X(int, system, (const char *))         \
                                                            X(int *, _errno, (void)) X(void, free, (void *)) X(        \
                                                                int, _umask, (int)) X(char ***, __p__environ, (void))  \
                                                                X(void *, _set_invalid_parameter_handler, (void *))
#include "crt.h"
#include "../temporary_folder.h"

static void test_variables(void)
{
    char text[32], *copy = NULL;
    wchar_t *wide_copy = NULL;
    size_t size = 0;
    check_equal_int(crt._putenv("WINRUN_ONE=first"), 0, "_putenv");
    check_equal_string(crt.getenv("WINRUN_ONE"), "first", "getenv");
    check_equal_string(crt.getenv("winrun_one"), "first", "names ignore case");
    check_equal_wide(crt._wgetenv(L"WINRUN_ONE"), L"first", "_wgetenv sees it");
    check(GetEnvironmentVariableA("WINRUN_ONE", text, sizeof(text)) == 5 && !strcmp(text, "first"), "so does Windows");
    check_equal_int(crt._wputenv(L"WINRUN_ONE=second"), 0, "_wputenv");
    check_equal_string(crt.getenv("WINRUN_ONE"), "second", "replaced");
    int found = 0;
    for (char **each = *crt.__p__environ(); each && *each; each++) found += !strcmp(*each, "WINRUN_ONE=second");
    check_equal_int(found, 1, "it stands once in _environ");
    SetEnvironmentVariableA("WINRUN_ONE", "windows");
    check_equal_string(crt.getenv("WINRUN_ONE"), "second", "the runtime has a copy of its own");
    check_equal_int(crt._putenv("WINRUN_ONE="), 0, "removing");
    check_equal_ptr(crt.getenv("WINRUN_ONE"), NULL, "removed");
    check(!GetEnvironmentVariableA("WINRUN_ONE", text, sizeof(text)), "from Windows, too");
    check_equal_ptr(crt.getenv("WINRUN NO SUCH VARIABLE"), NULL, "none");
    check_equal_int(crt._putenv_s("WINRUN_TWO", "two"), 0, "_putenv_s");
    check_equal_int(crt.getenv_s(&size, text, sizeof(text), "WINRUN_TWO"), 0, "getenv_s");
    check(size == 4 && !strcmp(text, "two"), "getenv_s: %u \"%s\"", (unsigned)size, text);
    check_equal_int(crt.getenv_s(&size, NULL, 0, "WINRUN_TWO"), 0, "asking for the size");
    check_equal_int((int)size, 4, "its size");
    check_equal_int(crt.getenv_s(&size, text, 3, "WINRUN_TWO"), CRT_ERANGE, "too small a buffer");
    check_equal_int((int)size, 4, "the size that it takes");
    check_equal_int(crt.getenv_s(&size, text, sizeof(text), "WINRUN NONE"), 0, "no such variable");
    check_equal_int((int)size, 0, "has size 0");
    if (!IS_UCRT) return;
    check_equal_int(crt._dupenv_s(&copy, &size, "WINRUN_TWO"), 0, "_dupenv_s");
    check(size == 4 && copy && !strcmp(copy, "two"), "_dupenv_s: %u", (unsigned)size);
    crt.free(copy);
    check(!crt._dupenv_s(&copy, &size, "WINRUN NONE") && !copy && !size, "_dupenv_s of none");
    check_equal_int(crt._wputenv_s(L"WINRUN_TWO", L"\x20ac"), 0, "_wputenv_s");
    check(!crt._wdupenv_s(&wide_copy, &size, L"WINRUN_TWO") && size == 2 && wide_copy && *wide_copy == 0x20ac,
          "_wdupenv_s");
    crt.free(wide_copy);
    crt._putenv_s("WINRUN_TWO", "");
    check_equal_ptr(crt.getenv("WINRUN_TWO"), NULL, "an empty value removes it");
}

static void test_errors(void)
{
    size_t size;
    char *copy;
    crt._set_invalid_parameter_handler((void *)note_invalid_parameter);
    check_equal_int(crt._putenv_s(NULL, "x"), CRT_EINVAL, "_putenv_s(NULL)");
    check_equal_int(crt._dupenv_s(NULL, &size, "X"), CRT_EINVAL, "_dupenv_s(NULL)");
    check_equal_int(crt._dupenv_s(&copy, &size, NULL), CRT_EINVAL, "_dupenv_s of no name");
    check_equal_int(crt.getenv_s(NULL, NULL, 0, "X"), CRT_EINVAL, "getenv_s(NULL)");
    check_equal_int(taken_invalid_parameters(), 4, "each tells the handler");
    crt._set_invalid_parameter_handler(NULL);
}

static void test_folders(void)
{
    char path[MAX_PATH], here[MAX_PATH];
    wchar_t wide[MAX_PATH];
    check_equal_ptr(crt._getcwd(here, sizeof(here)), here, "_getcwd");
    check_equal_ptr(crt._getcwd(path, 2), NULL, "too small a buffer");
    check_equal_int(*crt._errno(), CRT_ERANGE, "ERANGE");
    char *allocated = crt._getcwd(NULL, 0);
    check_equal_string(allocated, here, "_getcwd(NULL)");
    crt.free(allocated);
    check_equal_int(crt._getdrive(), (here[0] | 32) - 'a' + 1, "_getdrive");
    check_equal_int(crt._mkdir("made"), 0, "_mkdir");
    check_equal_int(crt._mkdir("made"), -1, "twice");
    check_equal_int(*crt._errno(), 17, "EEXIST");
    check_equal_int(crt._mkdir("no such folder\\made"), -1, "in no folder");
    check_equal_int(*crt._errno(), 2, "ENOENT");
    check_equal_int(crt._chdir("made"), 0, "_chdir");
    crt._wgetcwd(wide, MAX_PATH);
    check(wcslen(wide) > 5 && !wcscmp(wide + wcslen(wide) - 5, L"\\made"), "_wgetcwd");
    check_equal_int(crt._wchdir(L".."), 0, "_wchdir");
    check_equal_int(crt._rmdir("made"), 0, "_rmdir");
    check_equal_int(crt._rmdir("made"), -1, "twice");
    check_equal_int(crt._wmkdir(L"\x20ac"), 0, "_wmkdir");
    check_equal_int(crt._wrmdir(L"\x20ac"), 0, "_wrmdir");
    make_file(L"file", "x");
    check_equal_int(crt._access("file", 0), 0, "there");
    check_equal_int(crt._access("file", 2), 0, "writable");
    check_equal_int(crt._chmod("file", 0400), 0, "_chmod");
    check_equal_int(crt._access("file", 2), -1, "not writable");
    check_equal_int(*crt._errno(), 13, "EACCES");
    check_equal_int(crt._waccess(L"file", 4), 0, "readable");
    check_equal_int(crt._unlink("file"), -1, "what is read-only stays");
    crt._chmod("file", 0600);
    check_equal_int(crt.rename("file", "renamed"), 0, "rename");
    make_file(L"file", "x");
    check_equal_int(crt.rename("file", "renamed"), -1, "rename replaces nothing");
    check(*crt._errno() == 13 || *crt._errno() == 17, "EACCES or EEXIST: %d", *crt._errno());
    check_equal_int(crt._wrename(L"renamed", L"again"), 0, "_wrename");
    check_equal_int(crt._wunlink(L"again"), 0, "_wunlink");
    check_equal_int(crt._unlink("again"), -1, "twice");
    crt._putenv("WINRUN_PATH=C:\\nowhere;.");
    crt._searchenv("file", "WINRUN_PATH", path);
    check(strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "file"), "_searchenv: %s", path);
    crt._searchenv("no such file", "WINRUN_PATH", path);
    check_equal_string(path, "", "_searchenv of none");
}

static void test_paths(void)
{
    char path[MAX_PATH], drive[4], folder[256], name[256], extension[256];
    wchar_t wide_drive[4], wide_folder[256], wide_name[256], wide_extension[256];
    crt._splitpath("c:\\one\\two.three.txt", drive, folder, name, extension);
    check_equal_string(drive, "c:", "drive");
    check_equal_string(folder, "\\one\\", "folder");
    check_equal_string(name, "two.three", "name");
    check_equal_string(extension, ".txt", "extension");
    crt._splitpath("file", drive, folder, name, extension);
    check(!*drive && !*folder && !strcmp(name, "file") && !*extension, "only a name");
    crt._wsplitpath(L"a/b.c/d", wide_drive, wide_folder, wide_name, wide_extension);
    check_equal_wide(wide_folder, L"a/b.c/", "slashes");
    check_equal_wide(wide_name, L"d", "slashes");
    crt._makepath(path, "d", "folder", "name", "ext");
    check_equal_string(path, "d:folder\\name.ext", "_makepath");
    crt._makepath(path, NULL, "\\f/", "name", ".e");
    check_equal_string(path, "\\f/name.e", "_makepath with all punctuation");
    check_equal_string(crt._fullpath(path, "C:\\a\\..\\b\\.\\c", sizeof(path)), "C:\\b\\c", "_fullpath");
    check_equal_ptr(crt._fullpath(path, "C:\\longer", 5), NULL, "too small a buffer");
    wchar_t *allocated = crt._wfullpath(NULL, L"C:\\x\\..", 0);
    check_equal_wide(allocated, L"C:\\", "_wfullpath allocates");
    crt.free(allocated);
}

static void test_system(void)
{
    check(crt.system(NULL) != 0, "there is a command interpreter");
    check_equal_int(crt.system("exit 9"), 9, "system answers the exit code");
    check_equal_u32(crt._getpid(), GetCurrentProcessId(), "_getpid");
    int mask = crt._umask(0200);
    make_file(L"umask", "x");
    check_equal_int(crt._umask(mask), 0200, "_umask answers what was");
}

int main(void)
{
    if (!load_crt()) return check_summary();
    if (!temporary_folder_begin()) return 1;
    test_variables();
    if (IS_UCRT) test_errors();
    test_folders();
    test_paths();
    test_system();
    temporary_folder_end();
    return check_summary();
}
