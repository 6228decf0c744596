/* What `./bootstrap run` shows to somebody who runs Winrun for the first time: a Windows program that uses files,
 * threads, processes, the registry and exceptions, says what it did, and then starts its twin of the other
 * architecture. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define ROUNDS  250000

static int failures;

static void report(const char *topic, int good, const char *what)
{
    printf("  %-10s %-4s %s\n", topic, good ? "ok" : "FAIL", what);
    if (!good) failures++;
}

static void show_files(void)
{
    char folder[MAX_PATH], path[MAX_PATH + 32], upper[MAX_PATH + 32], text[160], line[64] = "";
    static const char content[] = "written by a Windows program\r\n";
    DWORD done = 0;
    GetTempPathA(sizeof(folder), folder);
    CreateDirectoryA(folder, NULL);
    snprintf(path, sizeof(path), "%sSample File.txt", folder);
    HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    WriteFile(file, content, sizeof(content) - 1, &done, NULL);
    CloseHandle(file);
    snprintf(upper, sizeof(upper), "%sSAMPLE FILE.TXT", folder);
    FILE *stream = fopen(upper, "r");
    if (stream) {
        if (!fgets(line, sizeof(line), stream)) line[0] = 0;
        fclose(stream);
    }
    WIN32_FIND_DATAA found;
    HANDLE find = FindFirstFileA(upper, &found);
    FindClose(find);
    snprintf(text, sizeof(text), "wrote %s and read it back by its name in capitals", path);
    report("files",
           find != INVALID_HANDLE_VALUE && !strcmp(line, "written by a Windows program\n") &&
               !strcmp(found.cFileName, "Sample File.txt"),
           text);
    DeleteFileA(path);
}

static CRITICAL_SECTION lock;
static volatile LONG interlocked;
static long guarded;

static DWORD WINAPI count_up(void *argument)
{
    (void)argument;
    for (int i = 0; i < ROUNDS; i++) {
        InterlockedIncrement(&interlocked);
        EnterCriticalSection(&lock);
        guarded++;
        LeaveCriticalSection(&lock);
    }
    return 7;
}

static void show_threads(void)
{
    HANDLE threads[THREADS];
    DWORD code = 0;
    char text[160];
    InitializeCriticalSection(&lock);
    ULONGLONG begin = GetTickCount64();
    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, count_up, NULL, 0, NULL);
    DWORD wait = WaitForMultipleObjects(THREADS, threads, TRUE, 60000);
    GetExitCodeThread(threads[0], &code);
    for (int i = 0; i < THREADS; i++) CloseHandle(threads[i]);
    snprintf(text, sizeof(text), "%d threads counted to %ld under a lock in %lu ms", THREADS, guarded,
             (unsigned long)(GetTickCount64() - begin));
    report("threads", wait == WAIT_OBJECT_0 && code == 7 && guarded == THREADS * ROUNDS && interlocked == guarded,
           text);
}

static void show_processes(void)
{
    char self[MAX_PATH], command[MAX_PATH + 32], output[64] = "", text[160];
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process = { 0 };
    HANDLE read_end, write_end;
    DWORD code = 0, size = 0;
    GetModuleFileNameA(NULL, self, sizeof(self));
    snprintf(command, sizeof(command), "\"%s\" --child", self);
    CreatePipe(&read_end, &write_end, &inherit, 0);
    SetHandleInformation(read_end, HANDLE_FLAG_INHERIT, 0);
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = write_end;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    BOOL started = CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process);
    CloseHandle(write_end);
    if (started) {
        while (size < sizeof(output) - 1) {
            DWORD got = 0;
            if (!ReadFile(read_end, output + size, sizeof(output) - 1 - size, &got, NULL) || !got) break;
            size += got;
        }
        WaitForSingleObject(process.hProcess, 60000);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    CloseHandle(read_end);
    snprintf(text, sizeof(text), "a child process wrote \"%s\" into a pipe and ended with code %lu", output,
             (unsigned long)code);
    report("processes", started && !strcmp(output, "hello from the child") && code == 42, text);
}

static void show_registry(void)
{
    HKEY key;
    char value[64] = "", version[64] = "?", text[200];
    DWORD size = sizeof(value), type = 0, version_size = sizeof(version);
    RegCreateKeyExA(HKEY_CURRENT_USER, "Software\\Winrun\\Sample", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    RegSetValueExA(key, "Greeting", 0, REG_SZ, (const BYTE *)"Hello", 6);
    LONG result = RegQueryValueExA(key, "greeting", NULL, &type, (BYTE *)value, &size);
    RegCloseKey(key);
    RegDeleteKeyA(HKEY_CURRENT_USER, "Software\\Winrun\\Sample");
    if (!RegOpenKeyExA(HKEY_LOCAL_MACHINE, "Software\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_READ, &key)) {
        RegQueryValueExA(key, "ProductName", NULL, NULL, (BYTE *)version, &version_size);
        RegCloseKey(key);
    }
    snprintf(text, sizeof(text), "kept a value under HKEY_CURRENT_USER; the machine calls itself \"%s\"", version);
    report("registry", result == ERROR_SUCCESS && type == REG_SZ && !strcmp(value, "Hello"), text);
}

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != 0xe0000001) return EXCEPTION_CONTINUE_SEARCH;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void show_exceptions(void)
{
    void *handler = AddVectoredExceptionHandler(1, on_exception);
    RaiseException(0xe0000001, 0, 0, NULL);
    RemoveVectoredExceptionHandler(handler);
    report("exceptions", 1, "raised an exception, handled it and went on");
}

/* Runs the twin in the other architecture, which lies in system32 or syswow64. */
static void run_twin(void)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code = 1;
    char command[] = "C:\\windows\\syswow64\\sample.exe --twin";
    fflush(stdout);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        report("32-bit", 0, "the 32-bit sample could not be started");
        return;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    if (code) failures++;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--child")) {
        DWORD done;
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "hello from the child", 20, &done, NULL);
        return 42;
    }
    int twin = argc > 1 && !strcmp(argv[1], "--twin");
    if (!twin) printf("Winrun runs this Windows program on Linux.\n");
    printf("\n%d-bit program, process %lu:\n", (int)sizeof(void *) * 8, (unsigned long)GetCurrentProcessId());
    show_files();
    show_threads();
    show_processes();
    show_registry();
    show_exceptions();
    if (!twin && sizeof(void *) == 8) {
        run_twin();
        printf("\n%s\n", failures ? "Something does not work here; see above."
                                  : "All of it works. Try a program of your own: ./bootstrap run PROGRAM.EXE");
    }
    return failures ? 1 : 0;
}
