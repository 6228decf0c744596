/* Folders and drives in list and combo boxes: LB_DIR, CB_DIR, DlgDirList and its kin. */
#include "dialog.h"
#include "list_box.h"

static int add(HWND control, UINT message, LPCWSTR before, LPCWSTR name, LPCWSTR behind)
{
    WCHAR text[MAX_PATH + 8];
    lstrcpyW(text, before);
    lstrcpynW(text + lstrlenW(text), name, MAX_PATH);
    lstrcatW(text, behind);
    return (int)send_message(control, message, 0, (LPARAM)text);
}

/* DDL_EXCLUSIVE leaves out plain files; without it read-only, hidden and system ones come only when asked for. */
static BOOL is_wanted(const WIN32_FIND_DATAW *found, UINT attributes)
{
    DWORD special = found->dwFileAttributes & (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM |
                                               FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_DIRECTORY);
    DWORD asked = attributes & (DDL_READONLY | DDL_HIDDEN | DDL_SYSTEM | DDL_ARCHIVE |
                                DDL_DIRECTORY); /* the same bits as the attributes */
    if (attributes & DDL_EXCLUSIVE) return (special & asked) != 0;
    return !(special & ~asked & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_DIRECTORY));
}

static int add_files(HWND control, UINT message, UINT attributes, LPCWSTR pattern)
{
    WIN32_FIND_DATAW found;
    int last = -1;
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return -1;
    do {
        BOOL is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        if (!lstrcmpW(found.cFileName, L".") || !is_wanted(&found, attributes)) continue;
        last = add(control, message, is_folder ? L"[" : L"", found.cFileName, is_folder ? L"]" : L"");
    } while (last != LIST_ERR_SPACE && FindNextFileW(search, &found));
    FindClose(search);
    return last;
}

static int add_drives(HWND control, UINT message)
{
    DWORD drives = GetLogicalDrives();
    int last = -1;
    for (WCHAR letter = 'a'; letter <= 'z'; letter++) {
        WCHAR name[2] = {letter, 0};
        if (drives & 1u << (letter - 'a')) last = add(control, message, L"[-", name, L"-]");
    }
    return last;
}

int list_add_directory(HWND control, UINT message, UINT attributes, LPCWSTR pattern)
{
    int files = add_files(control, message, attributes, pattern), drives = -1;
    if (attributes & DDL_DRIVES) drives = add_drives(control, message);
    return drives >= 0 ? drives : files;
}

int list_add_file(HWND control, LPCWSTR path)
{
    WIN32_FIND_DATAW found;
    HANDLE search = path ? FindFirstFileW(path, &found) : INVALID_HANDLE_VALUE;
    if (search == INVALID_HANDLE_VALUE) return LB_ERR;
    FindClose(search);
    return add(control, LB_ADDSTRING, L"", found.cFileName, L"");
}

/* --- DlgDirList --- */

/* Splits "folder\pattern" and makes the folder current; the pattern stays. FALSE: there is no such folder. */
static BOOL enter_folder(LPWSTR path, WCHAR *pattern, UINT capacity)
{
    WCHAR *last = NULL;
    DWORD attributes = *path ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;
    if (attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY) {
        lstrcpynW(pattern, L"*.*", (int)capacity);
        return SetCurrentDirectoryW(path);
    }
    for (WCHAR *at = path; *at; at++)
        if (*at == '\\' || *at == '/' || *at == ':') last = at;
    lstrcpynW(pattern, last ? last + 1 : path, (int)capacity);
    if (!*pattern) lstrcpynW(pattern, L"*.*", (int)capacity);
    if (!last) return TRUE;
    WCHAR saved = last[1];
    last[1] = 0;
    BOOL done = SetCurrentDirectoryW(path);
    last[1] = saved;
    return done;
}

static int fill(HWND dialog, LPWSTR path, int list_id, int static_id, UINT attributes, BOOL is_combo)
{
    WCHAR pattern[MAX_PATH], folder[MAX_PATH];
    HWND list = list_id ? GetDlgItem(dialog, list_id) : NULL;
    if (!enter_folder(path, pattern, COUNT_OF(pattern))) return set_user_error(ERROR_NO_WILDCARD_CHARACTERS);
    if (list) {
        UINT message = is_combo ? CB_DIR : LB_DIR,
             plain = attributes & ~(UINT)(DDL_DIRECTORY | DDL_DRIVES | DDL_POSTMSGS);
        BOOL only_folders = (attributes & DDL_EXCLUSIVE) && !(plain & ~(UINT)DDL_EXCLUSIVE);
        send_message(list, is_combo ? CB_RESETCONTENT : LB_RESETCONTENT, 0, 0);
        if (!only_folders) send_message(list, message, plain, (LPARAM)pattern);
        if (attributes & (DDL_DIRECTORY | DDL_DRIVES)) /* folders of any name */
            send_message(list, message, (attributes & (DDL_DIRECTORY | DDL_DRIVES)) | DDL_EXCLUSIVE, (LPARAM)L"*.*");
    }
    if (static_id && GetCurrentDirectoryW(COUNT_OF(folder), folder))
        SetDlgItemTextW(dialog, static_id, CharLowerW(folder));
    lstrcpyW(path, pattern);
    return TRUE;
}

int WINAPI DlgDirListW(HWND dialog, LPWSTR path, int list, int text, UINT attributes)
{
    return fill(dialog, path, list, text, attributes, FALSE);
}
int WINAPI DlgDirListComboBoxW(HWND dialog, LPWSTR path, int combo, int text, UINT attributes)
{
    return fill(dialog, path, combo, text, attributes, TRUE);
}

static int fill_ansi(HWND dialog, LPSTR path, int list, int text, UINT attributes, BOOL is_combo)
{
    WCHAR wide[MAX_PATH];
    if (!MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH)) return 0;
    int done = fill(dialog, wide, list, text, attributes, is_combo);
    if (done) WideCharToMultiByte(CP_ACP, 0, wide, -1, path, (int)strlen(path) + 4, NULL, NULL);
    return done;
}

int WINAPI DlgDirListA(HWND dialog, LPSTR path, int list, int text, UINT attributes)
{
    return fill_ansi(dialog, path, list, text, attributes, FALSE);
}
int WINAPI DlgDirListComboBoxA(HWND dialog, LPSTR path, int combo, int text, UINT attributes)
{
    return fill_ansi(dialog, path, combo, text, attributes, TRUE);
}

/* The chosen entry as a path: folders with a backslash, drives with a colon; TRUE for those two. */
static BOOL chosen(HWND dialog, LPWSTR path, int capacity, int id, BOOL is_combo)
{
    WCHAR text[MAX_PATH + 8], *name = text;
    HWND list = GetDlgItem(dialog, id);
    int index = list ? (int)send_message(list, is_combo ? CB_GETCURSEL : LB_GETCURSEL, 0, 0) : -1;
    if (index < 0 ||
        send_message(list, is_combo ? CB_GETLBTEXTLEN : LB_GETTEXTLEN, (WPARAM)index, 0) >= (LRESULT)COUNT_OF(text))
        return FALSE;
    send_message(list, is_combo ? CB_GETLBTEXT : LB_GETTEXT, (WPARAM)index, (LPARAM)text);
    int length = lstrlenW(text);
    BOOL is_folder = length > 2 && text[0] == '[' && text[length - 1] == ']';
    if (is_folder && text[1] == '-' && length == 5) {
        text[3] = ':', text[4] = 0;
        name += 2;
    } else if (is_folder) {
        text[length - 1] = '\\';
        name++;
    } else {
        BOOL has_dot = FALSE;
        for (const WCHAR *at = text; *at; at++) has_dot |= *at == '.';
        if (!has_dot) lstrcatW(text, L"."); /* so that "prog" does not become a pattern's folder */
    }
    lstrcpynW(path, name, capacity);
    return is_folder;
}

BOOL WINAPI DlgDirSelectExW(HWND dialog, LPWSTR path, int capacity, int id)
{
    return chosen(dialog, path, capacity, id, FALSE);
}
BOOL WINAPI DlgDirSelectComboBoxExW(HWND dialog, LPWSTR path, int capacity, int id)
{
    return chosen(dialog, path, capacity, id, TRUE);
}

static BOOL chosen_ansi(HWND dialog, LPSTR path, int capacity, int id, BOOL is_combo)
{
    WCHAR wide[MAX_PATH + 8] = L"";
    BOOL is_folder = chosen(dialog, wide, COUNT_OF(wide), id, is_combo);
    WideCharToMultiByte(CP_ACP, 0, wide, -1, path, capacity, NULL, NULL);
    return is_folder;
}

BOOL WINAPI DlgDirSelectExA(HWND dialog, LPSTR path, int capacity, int id)
{
    return chosen_ansi(dialog, path, capacity, id, FALSE);
}
BOOL WINAPI DlgDirSelectComboBoxExA(HWND dialog, LPSTR path, int capacity, int id)
{
    return chosen_ansi(dialog, path, capacity, id, TRUE);
}
