/* TYPE. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 32768

/* Bytes go out as they are, except to a console, which wants characters. UTF-16 files are shown as text. */
static void write_piece(const char *bytes, DWORD size, bool wide, char *kept, DWORD *kept_size)
{
    HANDLE output = shell.handles[1];
    DWORD done;
    if (wide) {
        write_text(1, (const wchar_t *)bytes, size / sizeof(wchar_t));
        return;
    }
    flush_output();
    if (!output) return;
    if (!is_console(output)) {
        WriteFile(output, bytes, size, &done, NULL);
        return;
    }
    /* A character of several bytes may be cut at the end of a piece: it waits for the next one */
    UINT page = text_code_page();
    DWORD whole = size;
    if (page == CP_UTF8) {
        DWORD back = 0;
        while (back < 4 && back < whole && ((unsigned char)bytes[whole - 1 - back] & 0xc0) == 0x80) back++;
        if (back < whole && back < 4 && (unsigned char)bytes[whole - 1 - back] >= 0xc0) {
            unsigned char lead = bytes[whole - 1 - back];
            DWORD needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
            if (back + 1 < needed) whole -= back + 1;
        }
    }
    *kept_size = size - whole;
    memcpy(kept, bytes + whole, *kept_size);
    int length = MultiByteToWideChar(page, 0, bytes, (int)whole, NULL, 0);
    wchar_t *text = allocate((length + 1) * sizeof(wchar_t));
    MultiByteToWideChar(page, 0, bytes, (int)whole, text, length);
    WriteConsoleW(output, text, length, &done, NULL);
    free(text);
}

static int type_file(const wchar_t *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    DWORD got, kept = 0;
    if (file == INVALID_HANDLE_VALUE) return fail_last();
    char *buffer = allocate(PIECE + 8);
    bool first = true, wide = false;
    while (!shell.interrupted && ReadFile(file, buffer + kept, PIECE, &got, NULL) && got) {
        char *start = buffer;
        DWORD size = kept + got;
        if (first && size >= 2 && !memcmp(buffer, "\xff\xfe", 2)) {
            wide = true;
            start += 2;
            size -= 2;
        }
        first = false;
        kept = 0;
        write_piece(start, size, wide, buffer, &kept);
    }
    CloseHandle(file);
    free(buffer);
    return 0;
}

static void announce(const wchar_t *name)
{
    flush_output();
    write_text(2, L"\r\n", 2);
    write_text(2, name, wcslen(name));
    write_text(2, L"\r\n\r\n\r\n", 6);
    flush_output();
}

static int type_matching(const wchar_t *pattern)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    int code = 1;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) return fail_with(ERROR_FILE_NOT_FOUND);
    do {
        if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        text_clear(&path);
        text_append(&path, pattern, name_offset(pattern));
        text_add(&path, data.cFileName);
        announce(path.data);
        code = type_file(path.data);
    } while (FindNextFileW(find, &data));
    FindClose(find);
    text_free(&path);
    return code;
}

int command_type(const wchar_t *arguments)
{
    struct words words;
    int code = 0;
    split_words(arguments, &words);
    if (!words.count) {
        write_error(L"The syntax of the command is incorrect.");
        code = 1;
    }
    for (int i = 0; i < words.count; i++) {
        const wchar_t *name = words.items[i];
        int result;
        if (has_wildcard(name)) {
            result = type_matching(name);
        } else {
            if (words.count > 1) announce(name);
            result = type_file(name);
        }
        if (result) code = result;
        if (result && words.count > 1) {
            static const wchar_t begin[] = L"Error occurred while processing: ";
            write_text(2, begin, wcslen(begin));
            write_text(2, name, wcslen(name));
            write_error(L".");
        }
    }
    free_words(&words);
    return code;
}
