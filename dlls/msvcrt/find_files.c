/* _findfirst and _findnext, in all widths of sizes and times. */
#include "crt.h"

struct find_record {
    unsigned attributes;
    time64 created, accessed, written;
    int64_t size;
    wchar_t name[MAX_PATH];
};

static void convert(const WIN32_FIND_DATAW *from, struct find_record *to)
{
    to->attributes = from->dwFileAttributes == FILE_ATTRIBUTE_NORMAL ? 0 : from->dwFileAttributes;
    to->created = crt_filetime_to_time(&from->ftCreationTime);
    to->accessed = crt_filetime_to_time(&from->ftLastAccessTime);
    to->written = crt_filetime_to_time(&from->ftLastWriteTime);
    to->size = (int64_t)from->nFileSizeHigh << 32 | from->nFileSizeLow;
    wcscpy_s(to->name, MAX_PATH, from->cFileName);
}

static int find_error(void)
{
    DWORD error = GetLastError();
    crt_set_windows_error(error);
    if (error == ERROR_NO_MORE_FILES || error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)
        *_errno() = ENOENT;
    else if (error == ERROR_NOT_ENOUGH_MEMORY) *_errno() = ENOMEM;
    else *_errno() = EINVAL;
    return -1;
}

static intptr_t find_first(const wchar_t *pattern, struct find_record *to)
{
    WIN32_FIND_DATAW data;
    if (!pattern) {
        crt_invalid(EINVAL);
        return -1;
    }
    HANDLE search = FindFirstFileW(pattern, &data);
    if (search == INVALID_HANDLE_VALUE) return find_error();
    convert(&data, to);
    return (intptr_t)search;
}

static int find_next(intptr_t search, struct find_record *to)
{
    WIN32_FIND_DATAW data;
    if (search == -1) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (!FindNextFileW((HANDLE)search, &data)) return find_error();
    convert(&data, to);
    return 0;
}

int __cdecl _findclose(intptr_t search)
{
    if (FindClose((HANDLE)search)) return 0;
    *_errno() = EINVAL;
    return -1;
}

#define FIND(record, size_type, time_type, CHARACTER, first_name, next_name, widen_pattern, release, copy_name)        \
    struct record {                                                                                                    \
        unsigned attrib;                                                                                               \
        time_type time_create, time_access, time_write;                                                                \
        size_type size;                                                                                                \
        CHARACTER name[MAX_PATH];                                                                                      \
    };                                                                                                                 \
    static void fill_##record(const struct find_record *from, struct record *to)                                       \
    {                                                                                                                  \
        to->attrib = from->attributes;                                                                                 \
        to->time_create = (time_type)from->created;                                                                    \
        to->time_access = (time_type)from->accessed;                                                                   \
        to->time_write = (time_type)from->written;                                                                     \
        to->size = (size_type)from->size;                                                                              \
        copy_name;                                                                                                     \
    }                                                                                                                  \
    intptr_t __cdecl first_name(const CHARACTER *pattern, struct record *to)                                           \
    {                                                                                                                  \
        struct find_record found;                                                                                      \
        wchar_t *wide = pattern ? widen_pattern(pattern) : NULL;                                                       \
        intptr_t search = find_first(wide, &found);                                                                    \
        release(wide);                                                                                                 \
        if (search != -1) fill_##record(&found, to);                                                                   \
        return search;                                                                                                 \
    }                                                                                                                  \
    int __cdecl next_name(intptr_t search, struct record *to)                                                          \
    {                                                                                                                  \
        struct find_record found;                                                                                      \
        int result = find_next(search, &found);                                                                        \
        if (!result) fill_##record(&found, to);                                                                        \
        return result;                                                                                                 \
    }

#define NARROW_NAME WideCharToMultiByte(crt_file_code_page(), 0, from->name, -1, to->name, MAX_PATH, NULL, NULL)
#define WIDE_NAME wcscpy(to->name, from->name)
FIND(find64, int64_t, time64, char, _findfirst64, _findnext64, crt_wide, free, NARROW_NAME)
FIND(find64i32, uint32_t, time64, char, _findfirst64i32, _findnext64i32, crt_wide, free, NARROW_NAME)
FIND(find32, uint32_t, int32_t, char, _findfirst32, _findnext32, crt_wide, free, NARROW_NAME)
FIND(find32i64, int64_t, int32_t, char, _findfirst32i64, _findnext32i64, crt_wide, free, NARROW_NAME)
FIND(wfind64, int64_t, time64, wchar_t, _wfindfirst64, _wfindnext64, _wcsdup, free, WIDE_NAME)
FIND(wfind64i32, uint32_t, time64, wchar_t, _wfindfirst64i32, _wfindnext64i32, _wcsdup, free, WIDE_NAME)
FIND(wfind32, uint32_t, int32_t, wchar_t, _wfindfirst32, _wfindnext32, _wcsdup, free, WIDE_NAME)
FIND(wfind32i64, int64_t, int32_t, wchar_t, _wfindfirst32i64, _wfindnext32i64, _wcsdup, free, WIDE_NAME)
