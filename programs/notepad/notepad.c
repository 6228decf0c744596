/* notepad: a plain text editor. */
#include <windows.h>
#include <commdlg.h>
#include <shellapi.h>
#include "config.h"
#include "document.h"
#include "resource_ids.h"

#define TITLE L"Notepad"
#define SETTINGS L"Software\\Winrun\\Notepad"
#define WIDE_(text) L##text
#define WIDE(text) WIDE_(text)

static HWND window, edit, search_dialog;
static WCHAR path[MAX_PATH];
static enum encoding encoding = ENCODING_UTF8;
static BOOL wraps = TRUE;
static HFONT font;
static LOGFONTW font_choice;
static FINDREPLACEW search = {.lStructSize = sizeof(search), .Flags = FR_DOWN};
static WCHAR find_what[256], replace_with[256];
static UINT find_message;

/* --- the title and the question about changes --- */

static LPCWSTR file_name(void)
{
    LPCWSTR name = path[0] ? path : L"Untitled";
    for (LPCWSTR at = path; *at; at++)
        if (*at == '\\' || *at == '/') name = at + 1;
    return name;
}

static void show_title(void)
{
    WCHAR text[MAX_PATH + 32];
    wsprintfW(text, L"%s - " TITLE, file_name());
    SetWindowTextW(window, text);
}

static void complain(LPCWSTR what, LPCWSTR name, DWORD error)
{
    WCHAR text[1024], reason[400] = L"";
    FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, reason, 400, NULL);
    wsprintfW(text, L"%s\n%s\n\n%s", what, name, reason);
    MessageBoxW(window, text, TITLE, MB_OK | MB_ICONEXCLAMATION);
}

/* --- files --- */

static void fill_request(OPENFILENAMEW *request, WCHAR name[MAX_PATH], DWORD flags)
{
    *request = (OPENFILENAMEW){.lStructSize = sizeof(*request),
                               .hwndOwner = window,
                               .lpstrFile = name,
                               .nMaxFile = MAX_PATH,
                               .lpstrDefExt = L"txt",
                               .lpstrFilter = L"Text Documents (*.txt)\0*.txt\0All Files\0*.*\0",
                               .Flags = flags | OFN_EXPLORER | OFN_HIDEREADONLY};
}

static void load(LPCWSTR name)
{
    HCURSOR old = SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_WAIT));
    WCHAR *text = document_read(name, &encoding);
    DWORD error = GetLastError();
    SetCursor(old);
    if (!text) {
        complain(L"The file could not be opened:", name, error);
        return;
    }
    SetWindowTextW(edit, text);
    HeapFree(GetProcessHeap(), 0, text);
    lstrcpynW(path, name, MAX_PATH);
    SendMessageW(edit, EM_SETMODIFY, FALSE, 0);
    show_title();
}

static BOOL save_to(LPCWSTR name)
{
    int length = GetWindowTextLengthW(edit);
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, ((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!text) return FALSE;
    GetWindowTextW(edit, text, length + 1);
    BOOL done = document_write(name, text, length, encoding);
    DWORD error = GetLastError();
    HeapFree(GetProcessHeap(), 0, text);
    if (!done) {
        complain(L"The file could not be saved:", name, error);
        return FALSE;
    }
    if (name != path) lstrcpynW(path, name, MAX_PATH);
    SendMessageW(edit, EM_SETMODIFY, FALSE, 0);
    show_title();
    return TRUE;
}

static BOOL save_as(void)
{
    OPENFILENAMEW request;
    WCHAR name[MAX_PATH];
    lstrcpynW(name, path[0] ? path : L"*.txt", MAX_PATH);
    fill_request(&request, name, OFN_OVERWRITEPROMPT | OFN_PATHMUSTEXIST);
    return GetSaveFileNameW(&request) && save_to(name);
}

static BOOL save(void) { return path[0] ? save_to(path) : save_as(); }

/* FALSE: the user wants to go on editing. */
static BOOL changes_are_settled(void)
{
    WCHAR text[MAX_PATH + 80];
    if (!SendMessageW(edit, EM_GETMODIFY, 0, 0)) return TRUE;
    wsprintfW(text, L"The text in the file %s has changed.\n\nDo you want to save the changes?", file_name());
    switch (MessageBoxW(window, text, TITLE, MB_YESNOCANCEL | MB_ICONEXCLAMATION)) {
    case IDYES: return save();
    case IDNO: return TRUE;
    }
    return FALSE;
}

static void new_document(void)
{
    if (!changes_are_settled()) return;
    path[0] = 0;
    encoding = ENCODING_UTF8;
    SetWindowTextW(edit, L"");
    SendMessageW(edit, EM_SETMODIFY, FALSE, 0);
    show_title();
}

static void open_document(void)
{
    OPENFILENAMEW request;
    WCHAR name[MAX_PATH] = L"";
    if (!changes_are_settled()) return;
    fill_request(&request, name, OFN_FILEMUSTEXIST);
    if (GetOpenFileNameW(&request)) load(name);
}

/* --- searching --- */

static BOOL matches(const WCHAR *text, int at, int length)
{
    DWORD flags = search.Flags & FR_MATCHCASE ? 0 : NORM_IGNORECASE;
    if (CompareStringW(LOCALE_USER_DEFAULT, flags, text + at, length, find_what, length) != CSTR_EQUAL) return FALSE;
    if (!(search.Flags & FR_WHOLEWORD)) return TRUE;
    return (!at || !IsCharAlphaNumericW(text[at - 1])) && !IsCharAlphaNumericW(text[at + length]);
}

static BOOL find_next(BOOL complains)
{
    int length = GetWindowTextLengthW(edit), wanted = lstrlenW(find_what), found = -1;
    DWORD start, end;
    WCHAR *text = wanted ? HeapAlloc(GetProcessHeap(), 0, ((SIZE_T)length + 1) * sizeof(WCHAR)) : NULL;
    if (!text) return FALSE;
    GetWindowTextW(edit, text, length + 1);
    SendMessageW(edit, EM_GETSEL, (WPARAM)&start, (LPARAM)&end);
    if (search.Flags & FR_DOWN) {
        for (int at = (int)end; at + wanted <= length && found < 0; at++)
            if (matches(text, at, wanted)) found = at;
    } else {
        for (int at = (int)start - wanted; at >= 0 && found < 0; at--)
            if (matches(text, at, wanted)) found = at;
    }
    HeapFree(GetProcessHeap(), 0, text);
    if (found < 0) {
        WCHAR message[320];
        wsprintfW(message, L"Cannot find \"%s\"", find_what);
        if (complains) MessageBoxW(search_dialog ? search_dialog : window, message, TITLE, MB_OK | MB_ICONINFORMATION);
        return FALSE;
    }
    SendMessageW(edit, EM_SETSEL, (WPARAM)found, found + wanted);
    SendMessageW(edit, EM_SCROLLCARET, 0, 0);
    return TRUE;
}

static BOOL selection_matches(void)
{
    DWORD start, end;
    int length = GetWindowTextLengthW(edit), wanted = lstrlenW(find_what);
    SendMessageW(edit, EM_GETSEL, (WPARAM)&start, (LPARAM)&end);
    if ((int)(end - start) != wanted) return FALSE;
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, ((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!text) return FALSE;
    GetWindowTextW(edit, text, length + 1);
    BOOL same = matches(text, (int)start, wanted);
    HeapFree(GetProcessHeap(), 0, text);
    return same;
}

static void replace_all(void)
{
    SendMessageW(edit, EM_SETSEL, 0, 0);
    while (find_next(FALSE)) SendMessageW(edit, EM_REPLACESEL, TRUE, (LPARAM)replace_with);
}

static void search_told(const FINDREPLACEW *told)
{
    if (told->Flags & FR_DIALOGTERM) {
        search_dialog = NULL;
    } else if (told->Flags & FR_REPLACEALL) {
        replace_all();
    } else if (told->Flags & FR_REPLACE) {
        if (selection_matches()) SendMessageW(edit, EM_REPLACESEL, TRUE, (LPARAM)replace_with);
        find_next(TRUE);
    } else if (told->Flags & FR_FINDNEXT) {
        find_next(TRUE);
    }
}

static void open_search(BOOL replaces)
{
    if (search_dialog) {
        SetFocus(search_dialog);
        return;
    }
    search.hwndOwner = window;
    search.lpstrFindWhat = find_what;
    search.wFindWhatLen = sizeof(find_what) / sizeof(WCHAR);
    search.lpstrReplaceWith = replace_with;
    search.wReplaceWithLen = sizeof(replace_with) / sizeof(WCHAR);
    search_dialog = replaces ? ReplaceTextW(&search) : FindTextW(&search);
}

/* --- font, wrapping, settings --- */

static void create_edit(void)
{
    RECT client;
    DWORD style = WS_CHILD | WS_VISIBLE | WS_VSCROLL | ES_MULTILINE | ES_AUTOVSCROLL | ES_NOHIDESEL |
                  (wraps ? 0 : WS_HSCROLL | ES_AUTOHSCROLL);
    GetClientRect(window, &client);
    edit = CreateWindowExW(WS_EX_CLIENTEDGE, L"Edit", NULL, style, 0, 0, client.right, client.bottom, window, NULL,
                           GetModuleHandleW(NULL), NULL);
    SendMessageW(edit, EM_SETLIMITTEXT, 0, 0);
    SendMessageW(edit, WM_SETFONT, (WPARAM)font, FALSE);
}

/* The style that wraps cannot change later: another control takes the text over. */
static void toggle_wrapping(void)
{
    int length = GetWindowTextLengthW(edit);
    BOOL changed = (BOOL)SendMessageW(edit, EM_GETMODIFY, 0, 0);
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, ((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!text) return;
    GetWindowTextW(edit, text, length + 1);
    wraps = !wraps;
    DestroyWindow(edit);
    create_edit();
    SetWindowTextW(edit, text);
    SendMessageW(edit, EM_SETMODIFY, changed, 0);
    HeapFree(GetProcessHeap(), 0, text);
    SetFocus(edit);
}

static void use_font(const LOGFONTW *choice)
{
    HFONT old = font;
    font_choice = *choice;
    font = CreateFontIndirectW(choice);
    if (edit) SendMessageW(edit, WM_SETFONT, (WPARAM)font, TRUE);
    if (old) DeleteObject(old);
}

static void choose_font(void)
{
    LOGFONTW choice = font_choice;
    CHOOSEFONTW request = {.lStructSize = sizeof(request),
                           .hwndOwner = window,
                           .lpLogFont = &choice,
                           .Flags = CF_SCREENFONTS | CF_INITTOLOGFONTSTRUCT};
    if (ChooseFontW(&request)) use_font(&choice);
}

static void read_settings(void)
{
    LOGFONTW choice = {.lfHeight = -13,
                       .lfWeight = FW_NORMAL,
                       .lfCharSet = DEFAULT_CHARSET,
                       .lfPitchAndFamily = FIXED_PITCH | FF_MODERN,
                       .lfFaceName = L"Courier New"};
    HKEY key;
    if (!RegOpenKeyExW(HKEY_CURRENT_USER, SETTINGS, 0, KEY_READ, &key)) {
        DWORD size = sizeof(choice), value, value_size = sizeof(value);
        LOGFONTW stored;
        if (!RegQueryValueExW(key, L"Font", NULL, NULL, (BYTE *)&stored, &size) && size == sizeof(stored))
            choice = stored;
        if (!RegQueryValueExW(key, L"Wrap", NULL, NULL, (BYTE *)&value, &value_size) && value_size == sizeof(value))
            wraps = value != 0;
        RegCloseKey(key);
    }
    choice.lfFaceName[LF_FACESIZE - 1] = 0;
    use_font(&choice);
}

static void write_settings(void)
{
    HKEY key;
    DWORD value = (DWORD)wraps;
    if (RegCreateKeyExW(HKEY_CURRENT_USER, SETTINGS, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL)) return;
    RegSetValueExW(key, L"Font", 0, REG_BINARY, (const BYTE *)&font_choice, sizeof(font_choice));
    RegSetValueExW(key, L"Wrap", 0, REG_DWORD, (const BYTE *)&value, sizeof(value));
    RegCloseKey(key);
}

/* --- the window --- */

static void insert_time(void)
{
    WCHAR text[160], *end = text;
    end += GetTimeFormatW(LOCALE_USER_DEFAULT, TIME_NOSECONDS, NULL, NULL, end, 64);
    end[-1] = ' ';
    GetDateFormatW(LOCALE_USER_DEFAULT, DATE_SHORTDATE, NULL, NULL, end, 64);
    SendMessageW(edit, EM_REPLACESEL, TRUE, (LPARAM)text);
}

static void update_menu(HMENU menu)
{
    DWORD start, end;
    SendMessageW(edit, EM_GETSEL, (WPARAM)&start, (LPARAM)&end);
    UINT selected = start != end ? MF_ENABLED : MF_GRAYED, filled = GetWindowTextLengthW(edit) ? MF_ENABLED : MF_GRAYED;
    EnableMenuItem(menu, EDIT_UNDO, SendMessageW(edit, EM_CANUNDO, 0, 0) ? MF_ENABLED : MF_GRAYED);
    EnableMenuItem(menu, EDIT_CUT, selected);
    EnableMenuItem(menu, EDIT_COPY, selected);
    EnableMenuItem(menu, EDIT_DELETE, selected);
    EnableMenuItem(menu, EDIT_PASTE,
                   IsClipboardFormatAvailable(CF_UNICODETEXT) || IsClipboardFormatAvailable(CF_TEXT) ? MF_ENABLED
                                                                                                     : MF_GRAYED);
    EnableMenuItem(menu, EDIT_FIND, filled);
    EnableMenuItem(menu, EDIT_FIND_NEXT, filled);
    CheckMenuItem(menu, FORMAT_WRAP, wraps ? MF_CHECKED : MF_UNCHECKED);
}

static void command(UINT id)
{
    switch (id) {
    case DOCUMENT_NEW: new_document(); break;
    case DOCUMENT_OPEN: open_document(); break;
    case DOCUMENT_SAVE: save(); break;
    case DOCUMENT_SAVE_AS: save_as(); break;
    case DOCUMENT_EXIT: SendMessageW(window, WM_CLOSE, 0, 0); break;
    case EDIT_UNDO: SendMessageW(edit, EM_UNDO, 0, 0); break;
    case EDIT_CUT: SendMessageW(edit, WM_CUT, 0, 0); break;
    case EDIT_COPY: SendMessageW(edit, WM_COPY, 0, 0); break;
    case EDIT_PASTE: SendMessageW(edit, WM_PASTE, 0, 0); break;
    case EDIT_DELETE: SendMessageW(edit, WM_CLEAR, 0, 0); break;
    case EDIT_FIND: open_search(FALSE); break;
    case EDIT_REPLACE: open_search(TRUE); break;
    case EDIT_FIND_NEXT:
        if (find_what[0]) find_next(TRUE);
        else open_search(FALSE);
        break;
    case EDIT_SELECT_ALL: SendMessageW(edit, EM_SETSEL, 0, -1); break;
    case EDIT_TIME: insert_time(); break;
    case FORMAT_WRAP: toggle_wrapping(); break;
    case FORMAT_FONT: choose_font(); break;
    case HELP_ABOUT:
        MessageBoxW(window, L"Notepad of Winrun " WIDE(WINRUN_VERSION), L"About Notepad", MB_OK | MB_ICONINFORMATION);
        break;
    }
}

static void dropped(HDROP drop)
{
    WCHAR name[MAX_PATH];
    if (DragQueryFileW(drop, 0, name, MAX_PATH) && changes_are_settled()) load(name);
    DragFinish(drop);
}

static LRESULT CALLBACK procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == find_message) {
        search_told((const FINDREPLACEW *)lparam);
        return 0;
    }
    switch (message) {
    case WM_CREATE:
        window = hwnd;
        read_settings();
        create_edit();
        DragAcceptFiles(hwnd, TRUE);
        return 0;
    case WM_SIZE: MoveWindow(edit, 0, 0, LOWORD(lparam), HIWORD(lparam), TRUE); return 0;
    case WM_SETFOCUS: SetFocus(edit); return 0;
    case WM_INITMENUPOPUP: update_menu(GetMenu(hwnd)); return 0;
    case WM_COMMAND:
        if (!lparam) command(LOWORD(wparam));
        else if (HIWORD(wparam) == EN_ERRSPACE)
            MessageBoxW(hwnd, L"There is not enough memory for this text.", TITLE, MB_OK | MB_ICONEXCLAMATION);
        return 0;
    case WM_DROPFILES: dropped((HDROP)wparam); return 0;
    case WM_QUERYENDSESSION: return changes_are_settled();
    case WM_CLOSE:
        if (changes_are_settled()) DestroyWindow(hwnd);
        return 0;
    case WM_DESTROY:
        write_settings();
        PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

/* The first word of the command line is a file, in quotes or not; a name without an extension may mean a .txt. */
static void open_from_command_line(void)
{
    int count;
    WCHAR name[MAX_PATH], **words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (words && count > 1) {
        lstrcpynW(name, words[1], MAX_PATH - 4);
        if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) lstrcatW(name, L".txt");
        if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) lstrcpynW(name, words[1], MAX_PATH);
        load(name);
    }
    LocalFree(words);
}

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show)
{
    WNDCLASSW class = {.lpfnWndProc = procedure,
                       .hInstance = instance,
                       .hIcon = LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION),
                       .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                       .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1),
                       .lpszClassName = TITLE,
                       .lpszMenuName = MAKEINTRESOURCEW(MAIN_MENU)};
    MSG message;
    (void)previous, (void)line;
    find_message = RegisterWindowMessageW(FINDMSGSTRINGW);
    RegisterClassW(&class);
    if (!CreateWindowExW(WS_EX_ACCEPTFILES, TITLE, TITLE, WS_OVERLAPPEDWINDOW, CW_USEDEFAULT, CW_USEDEFAULT, 640, 440,
                         NULL, NULL, instance, NULL))
        return 1;
    show_title();
    ShowWindow(window, show);
    open_from_command_line();
    HACCEL keys = LoadAcceleratorsW(instance, MAKEINTRESOURCEW(MAIN_KEYS));
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        if (search_dialog && IsDialogMessageW(search_dialog, &message)) continue;
        if (TranslateAcceleratorW(window, keys, &message)) continue;
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    return (int)message.wParam;
}
