/* A folder of its own for a test of files: made at the start, current while it runs, removed with all contents at the
 * end. */
#ifndef TEMPORARY_FOLDER_H
#define TEMPORARY_FOLDER_H

#include <string.h>
#include <wchar.h>
#include <windows.h>

static WCHAR temporary_folder[MAX_PATH];

static inline void temporary_folder_remove_(const WCHAR *folder)
{
    WCHAR path[MAX_PATH];
    WIN32_FIND_DATAW data;
    wcscpy(path, folder);
    wcscat(path, L"\\*");
    HANDLE find = FindFirstFileW(path, &data);
    if (find == INVALID_HANDLE_VALUE) return;
    do {
        if (!wcscmp(data.cFileName, L".") || !wcscmp(data.cFileName, L"..")) continue;
        wcscpy(path, folder);
        wcscat(path, L"\\");
        wcscat(path, data.cFileName);
        SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
        if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) {
            DeleteFileW(path);
        } else {
            if (!(data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)) temporary_folder_remove_(path);
            RemoveDirectoryW(path);
        }
    } while (FindNextFileW(find, &data));
    FindClose(find);
}

/* Returns 0 when no folder could be made. */
static inline int temporary_folder_begin(void)
{
    WCHAR base[MAX_PATH];
    if (!GetTempPathW(MAX_PATH, base) || !GetTempFileNameW(base, L"tst", 0, temporary_folder)) return 0;
    DeleteFileW(temporary_folder);
    return CreateDirectoryW(temporary_folder, NULL) && SetCurrentDirectoryW(temporary_folder);
}

static inline void temporary_folder_end(void)
{
    WCHAR base[MAX_PATH];
    GetTempPathW(MAX_PATH, base);
    SetCurrentDirectoryW(base);
    temporary_folder_remove_(temporary_folder);
    RemoveDirectoryW(temporary_folder);
}

/* A file with these bytes. */
static inline void make_file(const WCHAR *name, const char *content)
{
    DWORD written;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, content, (DWORD)strlen(content), &written, NULL);
    CloseHandle(file);
}

#endif
