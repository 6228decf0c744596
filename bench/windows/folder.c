/* Lists a folder of 10,000 files in the ways that Windows has, and prints `NAME NANOSECONDS` for each entry, the best
 * of several rounds. bench/native/folder.c does the same with readdir and a stat for each. Arguments: the names of the
 * measurements to make (default: all). */
#include <windows.h>
#include <winternl.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS     7
#define FILE_COUNT 10000

static char folder[MAX_PATH];

static double now(void)
{
    LARGE_INTEGER counter, frequency;
    QueryPerformanceCounter(&counter);
    QueryPerformanceFrequency(&frequency);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    ExitProcess(1);
}

static void for_each_file(BOOL makes)
{
    char name[MAX_PATH + 32];
    for (int i = 0; i < FILE_COUNT; i++) {
        snprintf(name, sizeof(name), "%s\\Some File %05d.txt", folder, i * 7919 % FILE_COUNT);
        if (!makes && !DeleteFileA(name)) fail("DeleteFile");
        if (!makes) continue;
        HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
        if (file == INVALID_HANDLE_VALUE) fail("CreateFile");
        CloseHandle(file);
    }
}

static int find_files(FINDEX_INFO_LEVELS level, DWORD flags)
{
    WIN32_FIND_DATAW data;
    WCHAR pattern[MAX_PATH + 8];
    int count = 0;
    swprintf(pattern, MAX_PATH + 8, L"%hs\\*", folder);
    HANDLE find = FindFirstFileExW(pattern, level, &data, FindExSearchNameMatch, NULL, flags);
    if (find == INVALID_HANDLE_VALUE) fail("FindFirstFileEx");
    do count++;
    while (FindNextFileW(find, &data));
    FindClose(find);
    return count;
}

static int find_plain(void) { return find_files(FindExInfoStandard, 0); }
static int find_large(void) { return find_files(FindExInfoBasic, FIND_FIRST_EX_LARGE_FETCH); }

static int query_class(ULONG class)
{
    static NTSTATUS(NTAPI * query)(HANDLE, HANDLE, PVOID, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG, ULONG, BOOLEAN, PVOID,
                                   BOOLEAN);
    static ULONGLONG buffer[8192];
    IO_STATUS_BLOCK io;
    int count = 0;
    if (!query) *(FARPROC *)&query = GetProcAddress(GetModuleHandleA("ntdll"), "NtQueryDirectoryFile");
    HANDLE handle = CreateFileA(folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, 7, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (handle == INVALID_HANDLE_VALUE) fail(folder);
    while (!query(handle, NULL, NULL, NULL, &io, buffer, sizeof(buffer), class, FALSE, NULL, FALSE)) {
        for (const char *at = (const char *)buffer;; at += *(const ULONG *)at) {
            count++;
            if (!*(const ULONG *)at) break;
        }
    }
    CloseHandle(handle);
    return count;
}

static int query_both(void) { return query_class(3); }   /* FileBothDirectoryInformation */
static int query_names(void) { return query_class(12); } /* FileNamesInformation */

static const struct { const char *name; int (*list)(void); } ways[] = {
    {"list_find_first", find_plain},
    {"list_find_large", find_large},
    {"list_query_both", query_both},
    {"list_query_names", query_names},
};

static void measure(const char *name, int (*list)(void))
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        int count = list();
        double passed = (now() - start) / count;
        if (count != FILE_COUNT + 2) fail(name);
        if (passed < best) best = passed;
    }
    printf("%s %.1f\n", name, best);
}

int main(int argc, char **argv)
{
    GetTempPathA(sizeof(folder) - 32, folder);
    sprintf(folder + strlen(folder), "bench-folder-%lu", GetCurrentProcessId());
    if (!CreateDirectoryA(folder, NULL)) fail(folder);
    for_each_file(TRUE);
    Sleep(100); /* what is known of a file too young is not kept */
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        BOOL wanted = argc < 2;
        for (int k = 1; k < argc; k++) wanted |= !strcmp(argv[k], ways[i].name);
        if (wanted) measure(ways[i].name, ways[i].list);
    }
    for_each_file(FALSE);
    RemoveDirectoryA(folder);
    return 0;
}
