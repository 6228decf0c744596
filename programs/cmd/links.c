/* MKLINK. */
#include "cmd.h"

#include <winioctl.h>
#include <stdlib.h>
#include <string.h>

/* What FSCTL_SET_REPARSE_POINT takes for a junction. */
struct junction {
    DWORD tag;
    WORD length, reserved;
    WORD target_offset, target_length, shown_offset, shown_length;
    WCHAR paths[];
};
#define JUNCTION_HEADER 8 /* up to and with `reserved` */

static bool fill_junction(const wchar_t *link, const wchar_t *target)
{
    struct text native = { 0 };
    text_add(&native, L"\\??\\");
    text_add(&native, target);
    size_t native_size = native.length * sizeof(WCHAR), shown_size = wcslen(target) * sizeof(WCHAR);
    size_t size = sizeof(struct junction) + native_size + shown_size + 2 * sizeof(WCHAR);
    struct junction *junction = allocate(size);
    junction->tag = IO_REPARSE_TAG_MOUNT_POINT;
    junction->length = (WORD)(size - JUNCTION_HEADER);
    junction->target_length = (WORD)native_size;
    junction->shown_offset = (WORD)(native_size + sizeof(WCHAR));
    junction->shown_length = (WORD)shown_size;
    memcpy(junction->paths, native.data, native_size);
    memcpy(junction->paths + native.length + 1, target, shown_size);
    DWORD done;
    HANDLE folder = CreateFileW(link, GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    bool good = folder != INVALID_HANDLE_VALUE &&
                DeviceIoControl(folder, FSCTL_SET_REPARSE_POINT, junction, (DWORD)size, NULL, 0, &done, NULL);
    DWORD error = GetLastError();
    if (folder != INVALID_HANDLE_VALUE) CloseHandle(folder);
    free(junction);
    text_free(&native);
    SetLastError(error);
    return good;
}

static bool make_junction(const wchar_t *link, const wchar_t *target)
{
    struct text full = { 0 };
    full_path(target, &full);
    bool good = CreateDirectoryW(link, NULL);
    if (good && !fill_junction(link, full.data)) {
        DWORD error = GetLastError();
        RemoveDirectoryW(link);
        SetLastError(error);
        good = false;
    }
    text_free(&full);
    return good;
}

int command_mklink(const wchar_t *arguments)
{
    struct words words;
    const wchar_t *names[2] = { NULL };
    int count = 0;
    wchar_t kind = 'S';
    split_words(arguments, &words);
    for (int i = 0; i < words.count; i++) {
        const wchar_t *word = words.items[i];
        if (is_switch(word, L"/D") || is_switch(word, L"/H") || is_switch(word, L"/J")) kind = upper_char(word[1]);
        else if (count < 2) names[count++] = word;
        else count = 3;
    }
    int code = 1;
    if (count != 2) {
        write_error(L"The syntax of the command is incorrect.");
        free_words(&words);
        return 1;
    }
    bool good = kind == 'H' ? CreateHardLinkW(names[0], names[1], NULL)
                : kind == 'J'
                    ? make_junction(names[0], names[1])
                    : CreateSymbolicLinkW(names[0], names[1], (kind == 'D' ? SYMBOLIC_LINK_FLAG_DIRECTORY : 0) | 2);
    if (good) {
        static const wchar_t *const said[] = {L"Hardlink created for ", L"Junction created for ",
                                              L"symbolic link created for "};
        write_string(said[kind == 'H' ? 0 : kind == 'J' ? 1 : 2]);
        write_string(names[0]);
        write_string(L" <<===>> ");
        write_string(names[1]);
        write_string(L"\r\n");
        code = 0;
    } else {
        fail_last();
    }
    free_words(&words);
    return code;
}
