/* expand: expands files that COMPRESS.EXE made and copies others. Cabinets are not read. */
#include "text_output.h"
#include <lzexpand.h>

static const WCHAR usage[] = L"Expands compressed files.\r\n\r\n"
                             L"expand [-r] source [...] destination\r\n"
                             L"expand -r source [...]\r\n\r\n"
                             L"  -r  Gives the files the names that they had before they were compressed.\r\n";

static bool is_cabinet(const WCHAR *name)
{
    char signature[4] = "";
    DWORD size = 0;
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return false;
    ReadFile(file, signature, sizeof(signature), &size, NULL);
    CloseHandle(file);
    return size == sizeof(signature) && !memcmp(signature, "MSCF", sizeof(signature));
}

static const WCHAR *leaf_of(const WCHAR *path)
{
    const WCHAR *leaf = path;
    for (; *path; path++)
        if (*path == '\\' || *path == '/' || *path == ':') leaf = path + 1;
    return leaf;
}

static bool is_folder(const WCHAR *name)
{
    DWORD attributes = GetFileAttributesW(name);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

/* The name that the result gets: beside the source, in a folder, or the destination as it is. */
static void target_name(const WCHAR *source, const WCHAR *destination, bool renames, WCHAR target[MAX_PATH])
{
    WCHAR expanded[MAX_PATH];
    if (!renames || GetExpandedNameW((WCHAR *)source, expanded) < 0) lstrcpynW(expanded, source, MAX_PATH);
    if (!destination) lstrcpynW(target, expanded, MAX_PATH);
    else if (is_folder(destination)) _snwprintf(target, MAX_PATH, L"%ls\\%ls", destination, leaf_of(expanded));
    else lstrcpynW(target, destination, MAX_PATH);
    target[MAX_PATH - 1] = 0;
}

static bool fail(const WCHAR *name, const WCHAR *why)
{
    put_error(name);
    put_error(why);
    return false;
}

static bool expand_file(const WCHAR *source, const WCHAR *destination, bool renames)
{
    WCHAR target[MAX_PATH];
    OFSTRUCT reopen;
    if (wcslen(source) >= MAX_PATH) return fail(source, L": the name is too long.\r\n");
    if (GetFileAttributesW(source) == INVALID_FILE_ATTRIBUTES) return fail(source, L": there is no such file.\r\n");
    if (is_cabinet(source)) return fail(source, L": is a cabinet; this expand does not read cabinets.\r\n");
    target_name(source, destination, renames, target);
    if (!_wcsicmp(source, target)) return fail(source, L": cannot be expanded onto itself.\r\n");
    INT from = LZOpenFileW((WCHAR *)source, &reopen, OF_READ);
    INT to = from < 0 ? -1 : LZOpenFileW(target, &reopen, OF_CREATE | OF_WRITE);
    LONG size = from < 0 || to < 0 ? LZERROR_READ : LZCopy(from, to);
    if (from >= 0) LZClose(from);
    if (to >= 0) LZClose(to);
    if (from >= 0 && to < 0) return fail(target, L": cannot be written.\r\n");
    if (size >= 0) put_format(L"%ls: expanded to %ls, %ld bytes.\r\n", source, target, size);
    else if (to >= 0) DeleteFileW(target);
    return size >= 0 ? true : fail(source, L": cannot be expanded.\r\n");
}

int main(void)
{
    int count, first = 0;
    bool good = true;
    WCHAR **arguments = arguments_of_program(&count);
    bool renames = count && is_switch(arguments[0], L"r");
    if (renames) first = 1;
    bool has_destination = count - first > 1 && (!renames || is_folder(arguments[count - 1]));
    int last = has_destination ? count - 1 : count;
    if (count == first || is_switch(arguments[0], L"?") || (!renames && !has_destination)) {
        put_error(usage);
        return 1;
    }
    if (last - first > 1 && has_destination && !is_folder(arguments[last])) {
        put_error(L"The destination of several files must be a folder.\r\n");
        return 1;
    }
    for (int i = first; i < last; i++)
        good &= expand_file(arguments[i], has_destination ? arguments[last] : NULL, renames);
    return good ? 0 : 1;
}
