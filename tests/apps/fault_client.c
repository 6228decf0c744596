/* What the scripts in tests/fault kill at bad moments.
 *     hold NAME      owns the mutex, prints "held", sleeps
 *     wait NAME      waits for the mutex, prints "abandoned", "acquired" or "timeout"
 *     churn SEED     creates, opens, uses and closes objects of all kinds for ever; prints "churning" first
 *     write          counts in the registry, and prints each number whose write has returned
 *     read           prints the number in the registry
 *     echo           prints "alive" when it has used an event, a file and the registry */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const key_name = "Software\\Winrun fault test";

static void fail(const char *what)
{
    printf("%s: error %lu\n", what, GetLastError());
    fflush(stdout);
    ExitProcess(3);
}

static HKEY open_key(void)
{
    HKEY key;
    LONG error = RegCreateKeyExA(HKEY_CURRENT_USER, key_name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    if (error) {
        SetLastError((DWORD)error);
        fail("RegCreateKeyEx");
    }
    return key;
}

static void hold(const char *name)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, name);
    if (!mutex || WaitForSingleObject(mutex, 10000) == WAIT_TIMEOUT) fail("hold");
    puts("held");
    fflush(stdout);
    Sleep(60000);
}

static void wait(const char *name)
{
    HANDLE mutex = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name);
    if (!mutex) fail("OpenMutex");
    puts("waiting");
    fflush(stdout);
    DWORD result = WaitForSingleObject(mutex, 10000);
    puts(result == WAIT_ABANDONED ? "abandoned" : result == WAIT_OBJECT_0 ? "acquired" : "timeout");
    ReleaseMutex(mutex);
}

/* One step of a client's busy life. Every wait has an end, whoever else was killed. */
static void step(unsigned random)
{
    char name[40];
    snprintf(name, sizeof(name), "Local\\fault-%u", random / 16 % 8);
    switch (random % 6) {
    case 0: {
        HANDLE mutex = CreateMutexA(NULL, FALSE, name);
        if (!mutex) break;
        DWORD result = WaitForSingleObject(mutex, 20);
        if (result == WAIT_OBJECT_0 || result == WAIT_ABANDONED) ReleaseMutex(mutex);
        CloseHandle(mutex);
        break;
    }
    case 1: {
        HANDLE events[4];
        for (int i = 0; i < 4; i++) events[i] = CreateEventA(NULL, i & 1, TRUE, NULL);
        WaitForMultipleObjects(4, events, random & 64, 20);
        for (int i = 0; i < 4; i++) CloseHandle(events[i]);
        break;
    }
    case 2: {
        name[6] = 's';
        HANDLE semaphore = CreateSemaphoreA(NULL, 1, 4, name);
        if (!semaphore) break;
        if (WaitForSingleObject(semaphore, 5) == WAIT_OBJECT_0) ReleaseSemaphore(semaphore, 1, NULL);
        CloseHandle(semaphore);
        break;
    }
    case 3: {
        HKEY key = open_key();
        RegSetValueExA(key, name, 0, REG_DWORD, (BYTE *)&random, sizeof(random));
        RegCloseKey(key);
        break;
    }
    case 4: {
        name[6] = 'm';
        HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 8192, name);
        void *view = section ? MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0) : NULL;
        if (view) {
            memset(view, (int)random, 8192);
            UnmapViewOfFile(view);
        }
        if (section) CloseHandle(section);
        break;
    }
    default: {
        HANDLE file = CreateFileA(name + 6, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                  OPEN_ALWAYS, 0, NULL);
        DWORD written;
        if (file == INVALID_HANDLE_VALUE) break;
        WriteFile(file, name, sizeof(name), &written, NULL);
        CloseHandle(file);
    }
    }
}

static void churn(unsigned random)
{
    puts("churning");
    fflush(stdout);
    for (;;) {
        random = random * 1103515245u + 12345u;
        step(random >> 8);
    }
}

static DWORD read_counter(HKEY key)
{
    DWORD value = 0, size = sizeof(value);
    RegQueryValueExA(key, "counter", NULL, NULL, (BYTE *)&value, &size);
    return value;
}

static void write_counter(void)
{
    HKEY key = open_key();
    for (DWORD i = read_counter(key) + 1;; i++) {
        LONG error = RegSetValueExA(key, "counter", 0, REG_DWORD, (BYTE *)&i, sizeof(i));
        if (error) {
            SetLastError((DWORD)error);
            fail("RegSetValueEx");
        }
        printf("%lu\n", i);
        fflush(stdout);
    }
}

static void prove_alive(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, "Local\\fault-alive");
    if (!event || !SetEvent(event) || WaitForSingleObject(event, 1000)) fail("event");
    HANDLE file = CreateFileA("alive.tmp", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    if (file == INVALID_HANDLE_VALUE) fail("file");
    CloseHandle(file);
    RegCloseKey(open_key());
    puts("alive");
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "", *argument = argc > 2 ? argv[2] : "";
    if (!strcmp(what, "hold")) hold(argument);
    else if (!strcmp(what, "wait")) wait(argument);
    else if (!strcmp(what, "churn")) churn((unsigned)atoi(argument));
    else if (!strcmp(what, "write")) write_counter();
    else if (!strcmp(what, "read")) printf("%lu\n", read_counter(open_key()));
    else if (!strcmp(what, "echo")) prove_alive();
    else return 2;
    return 0;
}
