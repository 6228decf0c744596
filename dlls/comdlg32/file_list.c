/* What the file dialog lists: a folder's entries, and the folders above it with the drives. */
#include "file_dialog.h"

/* --- paths --- */

BOOL path_is_absolute(LPCWSTR path) { return (path[0] && path[1] == ':') || path[0] == '\\' || path[0] == '/'; }

BOOL path_join(WCHAR *result, UINT capacity, LPCWSTR folder, LPCWSTR name)
{
    size_t length = wcslen(folder), more = wcslen(name);
    BOOL needs_slash = length && folder[length - 1] != '\\' && folder[length - 1] != '/';
    if (length + more + 2 > capacity) return FALSE;
    if (result != folder) memcpy(result, folder, length * sizeof(WCHAR));
    if (needs_slash) result[length++] = '\\';
    memcpy(result + length, name, (more + 1) * sizeof(WCHAR));
    return TRUE;
}

void path_parent(WCHAR *path)
{
    WCHAR *last = wcsrchr(path, '\\');
    if (!last) return;
    if (last == path + 2 && path[1] == ':') last++; /* "C:\" keeps its backslash */
    *last = 0;
}

/* --- entries --- */

#define IS_FOLDER 1
#define NAME_GAP  2
#define ICON_SIZE 16

static BOOL matches(LPCWSTR name, LPCWSTR pattern) /* one of "*.txt;*.doc" */
{
    WCHAR one[128];
    while (*pattern) {
        const WCHAR *end = wcschr(pattern, ';');
        size_t length = end ? (size_t)(end - pattern) : wcslen(pattern);
        while (length && *pattern == ' ') pattern++, length--;
        if (length && length < COUNT_OF(one)) {
            memcpy(one, pattern, length * sizeof(WCHAR));
            one[length] = 0;
            const WCHAR *p = one, *n = name, *star = NULL, *retry = NULL;
            if (!wcscmp(one, L"*.*")) return TRUE; /* also names without a dot */
            while (*n) {
                if (*p == '*') {
                    star = ++p;
                    retry = n;
                } else if (*p == '?' || CharUpperW((LPWSTR)(ULONG_PTR)*p) == CharUpperW((LPWSTR)(ULONG_PTR)*n)) {
                    p++, n++;
                } else if (star) {
                    p = star;
                    n = ++retry;
                } else {
                    break;
                }
            }
            while (*p == '*') p++;
            if (!*n && !*p) return TRUE;
        }
        if (!end) break;
        pattern = end + 1;
    }
    return FALSE;
}

struct entry { BOOL is_folder; WCHAR name[MAX_PATH]; };

static int compare(const struct entry *a, const struct entry *b)
{
    if (a->is_folder != b->is_folder) return a->is_folder ? -1 : 1;
    return CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a->name, -1, b->name, -1) - CSTR_EQUAL;
}

/* Merge sort of pointers: no run-time library here. */
static void sort(struct entry **entries, struct entry **scratch, UINT count)
{
    if (count < 2) return;
    UINT half = count / 2, i = 0, j = half, k = 0;
    sort(entries, scratch, half);
    sort(entries + half, scratch, count - half);
    while (i < half && j < count) scratch[k++] = compare(entries[i], entries[j]) <= 0 ? entries[i++] : entries[j++];
    while (i < half) scratch[k++] = entries[i++];
    while (j < count) scratch[k++] = entries[j++];
    memcpy(entries, scratch, count * sizeof(*entries));
}

struct entries { struct entry **list; UINT count, capacity; };

static BOOL append(struct entries *entries, const WIN32_FIND_DATAW *found)
{
    if (entries->count == entries->capacity) {
        UINT capacity = entries->capacity ? 2 * entries->capacity : 64;
        struct entry **list = heap_allocate(capacity * sizeof(*list));
        if (!list) return FALSE;
        if (entries->count) memcpy(list, entries->list, entries->count * sizeof(*list));
        heap_free(entries->list);
        entries->list = list;
        entries->capacity = capacity;
    }
    struct entry *entry = heap_allocate(sizeof(*entry));
    if (!entry) return FALSE;
    entry->is_folder = (found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    lstrcpynW(entry->name, found->cFileName, COUNT_OF(entry->name));
    entries->list[entries->count++] = entry;
    return TRUE;
}

static void read_folder(const struct file_dialog *state, struct entries *entries)
{
    WCHAR all[PATH_ROOM];
    WIN32_FIND_DATAW found;
    if (!path_join(all, COUNT_OF(all), state->folder, L"*")) return;
    HANDLE search = FindFirstFileW(all, &found);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        BOOL is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
        if (found.dwFileAttributes & FILE_ATTRIBUTE_HIDDEN && !(state->given->Flags & OFN_FORCESHOWHIDDEN)) continue;
        if (!is_folder && !matches(found.cFileName, state->pattern)) continue;
        if (!append(entries, &found)) break;
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

void file_list_fill(HWND dialog, struct file_dialog *state)
{
    struct entries entries = {0};
    HWND list = GetDlgItem(dialog, lst1);
    HCURSOR old = SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_WAIT));
    read_folder(state, &entries);
    struct entry **scratch = heap_allocate((entries.count + 1) * sizeof(*scratch));
    if (scratch) sort(entries.list, scratch, entries.count);
    heap_free(scratch);
    SendMessageW(list, WM_SETREDRAW, FALSE, 0);
    SendMessageW(list, LB_RESETCONTENT, 0, 0);
    int widest = 60;
    HDC dc = GetDC(list);
    HGDIOBJ font = SelectObject(dc, (HGDIOBJ)SendMessageW(list, WM_GETFONT, 0, 0));
    for (UINT i = 0; i < entries.count; i++) {
        SIZE size;
        LRESULT index = SendMessageW(list, LB_ADDSTRING, 0, (LPARAM)entries.list[i]->name);
        if (index >= 0 && entries.list[i]->is_folder) SendMessageW(list, LB_SETITEMDATA, (WPARAM)index, IS_FOLDER);
        if (GetTextExtentPoint32W(dc, entries.list[i]->name, (int)wcslen(entries.list[i]->name), &size))
            widest = max(widest, size.cx);
        heap_free(entries.list[i]);
    }
    SelectObject(dc, font);
    ReleaseDC(list, dc);
    heap_free(entries.list);
    SendMessageW(list, LB_SETCOLUMNWIDTH, (WPARAM)(min(widest, 300) + ICON_SIZE + 16), 0);
    SendMessageW(list, WM_SETREDRAW, TRUE, 0);
    InvalidateRect(list, NULL, TRUE);
    SetCursor(old);
}

BOOL file_list_is_folder(HWND dialog, int index)
{
    return SendDlgItemMessageW(dialog, lst1, LB_GETITEMDATA, (WPARAM)index, 0) == IS_FOLDER;
}

/* A folder is a yellow box with a tab, a file a white sheet. */
static void draw_icon(HDC dc, int x, int y, BOOL is_folder)
{
    static const struct { RECT place; COLORREF color;
    } folder[] = {
        {{1, 3, 7, 5}, RGB(200, 150, 40)},
        {{1, 4, 15, 13}, RGB(200, 150, 40)},
        {{2, 5, 14, 12}, RGB(255, 219, 110)},
        {{2, 5, 14, 6}, RGB(255, 240, 180)},
    };
    static const struct { RECT place; COLORREF color;
    } file[] = {
        {{3, 1, 13, 15}, RGB(110, 110, 110)}, {{4, 2, 12, 14}, RGB(255, 255, 255)}, {{5, 4, 11, 5}, RGB(150, 170, 200)},
        {{5, 7, 11, 8}, RGB(150, 170, 200)},  {{5, 10, 9, 11}, RGB(150, 170, 200)},
    };
    for (UINT i = 0; i < (is_folder ? COUNT_OF(folder) : COUNT_OF(file)); i++) {
        RECT part = is_folder ? folder[i].place : file[i].place;
        HBRUSH brush = CreateSolidBrush(is_folder ? folder[i].color : file[i].color);
        OffsetRect(&part, x, y);
        FillRect(dc, &part, brush);
        DeleteObject(brush);
    }
}

void file_list_draw(const DRAWITEMSTRUCT *item)
{
    WCHAR name[MAX_PATH];
    RECT text = item->rcItem;
    if ((int)item->itemID < 0 || SendMessageW(item->hwndItem, LB_GETTEXTLEN, item->itemID, 0) >= MAX_PATH) return;
    SendMessageW(item->hwndItem, LB_GETTEXT, item->itemID, (LPARAM)name);
    BOOL chosen = (item->itemState & ODS_SELECTED) != 0;
    FillRect(item->hDC, &item->rcItem, GetSysColorBrush(COLOR_WINDOW));
    draw_icon(item->hDC, item->rcItem.left + 1, (item->rcItem.top + item->rcItem.bottom - ICON_SIZE) / 2,
              item->itemData == IS_FOLDER);
    text.left += ICON_SIZE + NAME_GAP + 1;
    SIZE size = {0};
    GetTextExtentPoint32W(item->hDC, name, (int)wcslen(name), &size);
    RECT around = {text.left - 1, text.top, min(text.left + size.cx + 3, text.right), text.bottom};
    if (chosen) FillRect(item->hDC, &around, GetSysColorBrush(COLOR_HIGHLIGHT));
    SetBkMode(item->hDC, TRANSPARENT);
    SetTextColor(item->hDC, GetSysColor(chosen ? COLOR_HIGHLIGHTTEXT : COLOR_WINDOWTEXT));
    text.left++;
    DrawTextW(item->hDC, name, -1, &text, DT_SINGLELINE | DT_VCENTER | DT_NOPREFIX | DT_END_ELLIPSIS);
    if (item->itemState & ODS_FOCUS) DrawFocusRect(item->hDC, &around);
}

/* --- "Look in": the drives, and under the current one the folders down to the current --- */

static void add_choice(HWND combo, LPCWSTR name, UINT depth, BOOL select)
{
    WCHAR text[MAX_PATH + 32];
    UINT spaces = min(depth, 10u) * 2;
    for (UINT i = 0; i < spaces; i++) text[i] = ' ';
    lstrcpynW(text + spaces, name, MAX_PATH);
    LRESULT index = SendMessageW(combo, CB_ADDSTRING, 0, (LPARAM)text);
    SendMessageW(combo, CB_SETITEMDATA, (WPARAM)index, depth);
    if (select) SendMessageW(combo, CB_SETCURSEL, (WPARAM)index, 0);
}

static void add_folders_below(HWND combo, const struct file_dialog *state)
{
    UINT depth = 1;
    for (const WCHAR *at = state->folder + 3; *at; depth++) {
        WCHAR part[MAX_PATH];
        const WCHAR *end = wcschr(at, '\\');
        size_t length = end ? (size_t)(end - at) : wcslen(at);
        lstrcpynW(part, at, (int)min(length + 1, MAX_PATH));
        at += length;
        if (*at) at++;
        add_choice(combo, part, depth, !*at);
    }
}

void folder_choices_fill(HWND dialog, const struct file_dialog *state)
{
    HWND combo = GetDlgItem(dialog, cmb2);
    DWORD drives = GetLogicalDrives();
    SendMessageW(combo, CB_RESETCONTENT, 0, 0);
    for (WCHAR letter = 'A'; letter <= 'Z'; letter++) {
        if (!(drives & 1u << (letter - 'A'))) continue;
        WCHAR name[] = {letter, ':', '\\', 0};
        BOOL current = (state->folder[0] & ~0x20) == letter && state->folder[1] == ':';
        add_choice(combo, name, 0, current && !state->folder[3]);
        if (current && state->folder[2]) add_folders_below(combo, state);
    }
}

BOOL folder_of_choice(HWND dialog, WCHAR *path, UINT capacity)
{
    HWND combo = GetDlgItem(dialog, cmb2);
    LRESULT index = SendMessageW(combo, CB_GETCURSEL, 0, 0),
            wanted = index < 0 ? -1 : SendMessageW(combo, CB_GETITEMDATA, (WPARAM)index, 0);
    WCHAR text[MAX_PATH + 32], parts[12][MAX_PATH];
    if (index < 0 || wanted >= (LRESULT)COUNT_OF(parts)) return FALSE;
    for (LRESULT depth = wanted; depth >= 0 && index >= 0; index--) {
        if (SendMessageW(combo, CB_GETITEMDATA, (WPARAM)index, 0) != depth) continue;
        SendMessageW(combo, CB_GETLBTEXT, (WPARAM)index, (LPARAM)text);
        const WCHAR *name = text;
        while (*name == ' ') name++;
        lstrcpynW(parts[depth--], name, MAX_PATH);
    }
    path[0] = 0;
    for (LRESULT depth = 0; depth <= wanted; depth++)
        if (!path_join(path, capacity, path, parts[depth])) return FALSE;
    return TRUE;
}
