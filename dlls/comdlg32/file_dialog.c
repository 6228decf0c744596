/* GetOpenFileName and GetSaveFileName. */
#include "file_dialog.h"

/* --- the program's hook: a child dialog that hears WM_NOTIFY --- */

static LRESULT tell_hook(HWND dialog, const struct file_dialog *state, UINT code)
{
    if (!state->hook) return 0;
    OFNOTIFYW notify = {.hdr = {.hwndFrom = dialog, .idFrom = (UINT_PTR)GetDlgCtrlID(state->hook), .code = code},
                        .lpOFN = state->original};
    SendMessageW(state->hook, WM_NOTIFY, notify.hdr.idFrom, (LPARAM)&notify);
    return GetWindowLongPtrW(state->hook, DWLP_MSGRESULT);
}

static void create_hook(HWND dialog, struct file_dialog *state)
{
    static const struct {
        DLGTEMPLATE head;
        WORD menu, class, title;
    } empty = {.head = {.style = WS_CHILD | DS_CONTROL | DS_3DLOOK | WS_CLIPSIBLINGS}};
    OPENFILENAMEW *given = state->given;
    DWORD flags = given->Flags;
    RECT child, place;
    if (!(flags & OFN_EXPLORER) || !(flags & (OFN_ENABLEHOOK | OFN_ENABLETEMPLATE | OFN_ENABLETEMPLATEHANDLE))) return;
    DLGPROC hook = flags & OFN_ENABLEHOOK ? (DLGPROC)given->lpfnHook : NULL;
    if (flags & OFN_ENABLETEMPLATEHANDLE)
        state->hook = CreateDialogIndirectParamW(comdlg32_instance, LockResource((HGLOBAL)given->hInstance), dialog,
                                                 hook, (LPARAM)state->original);
    else if (flags & OFN_ENABLETEMPLATE && state->is_ansi)
        state->hook =
            CreateDialogParamA(given->hInstance, (LPCSTR)given->lpTemplateName, dialog, hook, (LPARAM)state->original);
    else if (flags & OFN_ENABLETEMPLATE)
        state->hook =
            CreateDialogParamW(given->hInstance, given->lpTemplateName, dialog, hook, (LPARAM)state->original);
    else
        state->hook = CreateDialogIndirectParamW(comdlg32_instance, &empty.head, dialog, hook, (LPARAM)state->original);
    if (!state->hook || !(flags & (OFN_ENABLETEMPLATE | OFN_ENABLETEMPLATEHANDLE))) return;
    GetWindowRect(state->hook, &child);
    GetWindowRect(dialog, &place);
    RECT client;
    GetClientRect(dialog, &client);
    SetWindowPos(state->hook, HWND_BOTTOM, 0, client.bottom, 0, 0, SWP_NOSIZE | SWP_SHOWWINDOW | SWP_NOACTIVATE);
    int width = max(place.right - place.left, child.right - child.left + place.right - place.left - client.right);
    SetWindowPos(dialog, NULL, 0, 0, width, place.bottom - place.top + child.bottom - child.top,
                 SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
}

/* --- filters: pairs of texts, the end is an empty one --- */

static LPCWSTR filter_at(LPCWSTR filters, DWORD number, BOOL pattern)
{
    LPCWSTR at = filters;
    for (DWORD i = 1; at && *at; i++) {
        LPCWSTR second = at + wcslen(at) + 1;
        if (i == number) return pattern ? second : at;
        at = second + wcslen(second) + 1;
    }
    return NULL;
}

static void choose_pattern(HWND dialog, struct file_dialog *state)
{
    LRESULT index = SendDlgItemMessageW(dialog, cmb1, CB_GETCURSEL, 0, 0);
    LRESULT number = index < 0 ? 0 : SendDlgItemMessageW(dialog, cmb1, CB_GETITEMDATA, (WPARAM)index, 0);
    LPCWSTR pattern = number ? filter_at(state->given->lpstrFilter, (DWORD)number, TRUE)
                      : state->given->lpstrCustomFilter
                          ? state->given->lpstrCustomFilter + wcslen(state->given->lpstrCustomFilter) + 1
                          : NULL;
    lstrcpynW(state->pattern, pattern && *pattern ? pattern : L"*", COUNT_OF(state->pattern));
    if (index >= 0) state->given->nFilterIndex = (DWORD)number;
}

static void fill_filters(HWND dialog, const OPENFILENAMEW *given)
{
    LPCWSTR text;
    LRESULT index, chosen = 0;
    if (given->lpstrCustomFilter && *given->lpstrCustomFilter) {
        index = SendDlgItemMessageW(dialog, cmb1, CB_ADDSTRING, 0, (LPARAM)given->lpstrCustomFilter);
        SendDlgItemMessageW(dialog, cmb1, CB_SETITEMDATA, (WPARAM)index, 0);
    }
    for (DWORD i = 1; (text = filter_at(given->lpstrFilter, i, FALSE)); i++) {
        index = SendDlgItemMessageW(dialog, cmb1, CB_ADDSTRING, 0, (LPARAM)text);
        SendDlgItemMessageW(dialog, cmb1, CB_SETITEMDATA, (WPARAM)index, (LPARAM)i);
        if (i == given->nFilterIndex) chosen = index;
    }
    SendDlgItemMessageW(dialog, cmb1, CB_SETCURSEL, (WPARAM)chosen, 0);
}

/* --- folders --- */

static void show_folder(HWND dialog, struct file_dialog *state)
{
    folder_choices_fill(dialog, state);
    file_list_fill(dialog, state);
    tell_hook(dialog, state, CDN_FOLDERCHANGE);
}

static BOOL is_folder(LPCWSTR path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

static BOOL go_to(HWND dialog, struct file_dialog *state, LPCWSTR path)
{
    WCHAR full[PATH_ROOM];
    DWORD length = GetFullPathNameW(path, COUNT_OF(full), full, NULL);
    if (!length || length >= COUNT_OF(full) || !is_folder(full)) return FALSE;
    if (length > 3 && full[length - 1] == '\\') full[length - 1] = 0;
    lstrcpynW(state->folder, full, COUNT_OF(state->folder));
    show_folder(dialog, state);
    return TRUE;
}

static void first_folder(struct file_dialog *state)
{
    OPENFILENAMEW *given = state->given;
    WCHAR *name = NULL;
    GetCurrentDirectoryW(COUNT_OF(state->folder), state->folder);
    if (given->lpstrInitialDir && is_folder(given->lpstrInitialDir))
        GetFullPathNameW(given->lpstrInitialDir, COUNT_OF(state->folder), state->folder, NULL);
    if (path_is_absolute(given->lpstrFile) &&
        GetFullPathNameW(given->lpstrFile, COUNT_OF(state->folder), state->folder, &name) &&
        !is_folder(state->folder) && name)
        *name = 0;
    size_t length = wcslen(state->folder);
    if (length > 3 && state->folder[length - 1] == '\\') state->folder[length - 1] = 0;
}

static INT_PTR CALLBACK folder_name_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_INITDIALOG) {
        set_dialog_data(dialog, (void *)lparam);
        SetDlgItemTextW(dialog, edt1, L"New Folder");
        return TRUE;
    }
    if (message != WM_COMMAND) return FALSE;
    if (LOWORD(wparam) == IDOK) GetDlgItemTextW(dialog, edt1, dialog_data(dialog), MAX_PATH);
    if (LOWORD(wparam) == IDOK || LOWORD(wparam) == IDCANCEL) EndDialog(dialog, LOWORD(wparam));
    return TRUE;
}

static void new_folder(HWND dialog, struct file_dialog *state)
{
    WCHAR name[MAX_PATH] = L"", path[PATH_ROOM];
    if (DialogBoxParamW(comdlg32_instance, MAKEINTRESOURCEW(DIALOG_FOLDER_NAME), dialog, folder_name_procedure,
                        (LPARAM)name) != IDOK ||
        !name[0])
        return;
    if (path_join(path, COUNT_OF(path), state->folder, name) && CreateDirectoryW(path, NULL)) {
        go_to(dialog, state, path);
        return;
    }
    MessageBoxW(dialog,
                GetLastError() == ERROR_ALREADY_EXISTS
                    ? L"There is a file or folder of this name already. Choose another name."
                    : L"The folder could not be created here. Choose another name or another place.",
                L"New Folder", MB_OK | MB_ICONEXCLAMATION);
}

/* --- what was chosen --- */

static BOOL complain(HWND dialog, LPCWSTR path, LPCWSTR problem)
{
    WCHAR text[PATH_ROOM + 200], title[64];
    lstrcpynW(text, path, PATH_ROOM);
    lstrcatW(text, problem);
    GetWindowTextW(dialog, title, COUNT_OF(title));
    MessageBoxW(dialog, text, title, MB_OK | MB_ICONEXCLAMATION);
    return FALSE;
}

static BOOL ask(HWND dialog, LPCWSTR path, LPCWSTR question)
{
    WCHAR text[PATH_ROOM + 200], title[64];
    lstrcpynW(text, path, PATH_ROOM);
    lstrcatW(text, question);
    GetWindowTextW(dialog, title, COUNT_OF(title));
    return MessageBoxW(dialog, text, title, MB_YESNO | MB_ICONEXCLAMATION) == IDYES;
}

static void add_extension(const struct file_dialog *state, WCHAR *path)
{
    WCHAR *name = wcsrchr(path, '\\'), extension[16] = L"";
    name = name ? name + 1 : path;
    if (!state->given->lpstrDefExt || wcschr(name, '.') ||
        (state->saves ? FALSE : GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES))
        return;
    /* The chosen type's extension, if it is a plain one; else the default. */
    if (state->pattern[0] == '*' && state->pattern[1] == '.' && !wcspbrk(state->pattern + 2, L"*?;"))
        lstrcpynW(extension, state->pattern + 2, COUNT_OF(extension));
    else lstrcpynW(extension, state->given->lpstrDefExt, COUNT_OF(extension));
    if (!extension[0] || wcslen(path) + wcslen(extension) + 2 > PATH_ROOM) return;
    lstrcatW(path, L".");
    lstrcatW(path, extension);
}

/* Whether the program and the user want this file. */
static BOOL is_acceptable(HWND dialog, const struct file_dialog *state, const WCHAR *path)
{
    DWORD flags = state->given->Flags, attributes = GetFileAttributesW(path);
    WCHAR folder[PATH_ROOM];
    if (flags & OFN_NOVALIDATE) return TRUE;
    lstrcpynW(folder, path, COUNT_OF(folder));
    path_parent(folder);
    if (flags & (OFN_PATHMUSTEXIST | OFN_FILEMUSTEXIST) && !is_folder(folder))
        return complain(dialog, path, L"\nThe folder does not exist. Check the path.");
    if (attributes == INVALID_FILE_ATTRIBUTES && flags & OFN_FILEMUSTEXIST)
        return complain(dialog, path, L"\nFile not found. Check the name of the file.");
    if (attributes == INVALID_FILE_ATTRIBUTES && flags & OFN_CREATEPROMPT)
        return ask(dialog, path, L"\nThis file does not exist. Create it?");
    if (attributes != INVALID_FILE_ATTRIBUTES && state->saves && flags & OFN_OVERWRITEPROMPT)
        return ask(dialog, path, L"\nThis file exists already. Replace it?");
    if (attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_READONLY && flags & OFN_NOREADONLYRETURN)
        return complain(dialog, path, L"\nThis file is read-only. Use another name.");
    return TRUE;
}

static WORD extension_offset(LPCWSTR path, WORD name)
{
    const WCHAR *dot = wcsrchr(path + name, '.');
    return dot ? (WORD)(dot + 1 - path) : 0;
}

static BOOL store(HWND dialog, struct file_dialog *state, const WCHAR *path)
{
    OPENFILENAMEW *given = state->given;
    size_t length = wcslen(path) + 1;
    const WCHAR *last = wcsrchr(path, '\\');
    if (length > given->nMaxFile) {
        if (given->nMaxFile) given->lpstrFile[0] = (WCHAR)length; /* documented: the size that is needed */
        set_dialog_error(FNERR_BUFFERTOOSMALL);
        EndDialog(dialog, FALSE);
        return FALSE;
    }
    memcpy(given->lpstrFile, path, length * sizeof(WCHAR));
    if (given->Flags & OFN_ALLOWMULTISELECT && length < given->nMaxFile) given->lpstrFile[length] = 0;
    given->nFileOffset = (WORD)(last ? last + 1 - path : 0);
    given->nFileExtension = extension_offset(path, given->nFileOffset);
    if (given->lpstrFileTitle && given->nMaxFileTitle)
        lstrcpynW(given->lpstrFileTitle, path + given->nFileOffset, (int)given->nMaxFileTitle);
    return TRUE;
}

static void finish_flags(HWND dialog, struct file_dialog *state)
{
    OPENFILENAMEW *given = state->given;
    given->Flags &= ~(DWORD)(OFN_READONLY | OFN_EXTENSIONDIFFERENT);
    if (!(given->Flags & OFN_HIDEREADONLY) && IsDlgButtonChecked(dialog, chx1)) given->Flags |= OFN_READONLY;
    if (given->lpstrDefExt && given->nFileExtension &&
        lstrcmpiW(given->lpstrFile + given->nFileExtension, given->lpstrDefExt))
        given->Flags |= OFN_EXTENSIONDIFFERENT;
    if (!(given->Flags & OFN_NOCHANGEDIR)) SetCurrentDirectoryW(state->folder);
}

static void end_with(HWND dialog, struct file_dialog *state)
{
    finish_flags(dialog, state);
    if (state->hook) {
        SetWindowLongPtrW(state->hook, DWLP_MSGRESULT, 0);
        if (tell_hook(dialog, state, CDN_FILEOK)) return; /* the program wants another */
    }
    EndDialog(dialog, TRUE);
}

/* Several files: the folder, a zero, and each name with a zero; one more at the end. */
static BOOL store_several(HWND dialog, struct file_dialog *state, const int *chosen, int count)
{
    OPENFILENAMEW *given = state->given;
    WCHAR separator = given->Flags & OFN_EXPLORER ? 0 : ' ', name[MAX_PATH];
    size_t used = wcslen(state->folder);
    if (used + 2 > given->nMaxFile) goto too_small;
    memcpy(given->lpstrFile, state->folder, used * sizeof(WCHAR));
    given->lpstrFile[used++] = separator;
    given->nFileOffset = (WORD)used;
    for (int i = 0; i < count; i++) {
        SendDlgItemMessageW(dialog, lst1, LB_GETTEXT, (WPARAM)chosen[i], (LPARAM)name);
        size_t length = wcslen(name);
        if (used + length + 2 > given->nMaxFile) goto too_small;
        memcpy(given->lpstrFile + used, name, length * sizeof(WCHAR));
        used += length;
        given->lpstrFile[used++] = i < count - 1 ? separator : 0;
    }
    given->lpstrFile[used] = 0;
    given->nFileExtension = 0;
    return TRUE;
too_small:
    set_dialog_error(FNERR_BUFFERTOOSMALL);
    EndDialog(dialog, FALSE);
    return FALSE;
}

static int chosen_files(HWND dialog, int *indices, int capacity)
{
    int count = (int)SendDlgItemMessageW(dialog, lst1, LB_GETSELITEMS, (WPARAM)capacity, (LPARAM)indices), files = 0;
    for (int i = 0; i < count; i++)
        if (!file_list_is_folder(dialog, indices[i])) indices[files++] = indices[i];
    return files;
}

static void accept(HWND dialog, struct file_dialog *state)
{
    WCHAR typed[PATH_ROOM], path[PATH_ROOM], full[PATH_ROOM];
    int several[512];
    GetDlgItemTextW(dialog, edt1, typed, COUNT_OF(typed));
    size_t length = wcslen(typed);
    while (length && typed[length - 1] == ' ') typed[--length] = 0;
    if (!length) return;
    if (state->given->Flags & OFN_ALLOWMULTISELECT && typed[0] == '"') {
        int count = chosen_files(dialog, several, COUNT_OF(several));
        if (count > 1 && store_several(dialog, state, several, count)) end_with(dialog, state);
        if (count > 1) return;
    }
    if (typed[0] == '"' && length > 1 && typed[length - 1] == '"') {
        memmove(typed, typed + 1, (length - 2) * sizeof(WCHAR));
        typed[length - 2] = 0;
    }
    if (wcspbrk(typed, L"*?")) { /* a pattern of the user's own */
        lstrcpynW(state->pattern, typed, COUNT_OF(state->pattern));
        file_list_fill(dialog, state);
        return;
    }
    if (!path_is_absolute(typed)) {
        if (!path_join(path, COUNT_OF(path), state->folder, typed)) return;
    } else {
        lstrcpynW(path, typed, COUNT_OF(path));
    }
    DWORD size = GetFullPathNameW(path, COUNT_OF(full), full, NULL);
    if (!size || size >= COUNT_OF(full)) return;
    if (is_folder(full)) {
        go_to(dialog, state, full);
        SetDlgItemTextW(dialog, edt1, L"");
        return;
    }
    add_extension(state, full);
    if (is_acceptable(dialog, state, full) && store(dialog, state, full)) end_with(dialog, state);
}

/* --- the dialog --- */

static void selection_changed(HWND dialog, struct file_dialog *state)
{
    int chosen[512];
    WCHAR name[MAX_PATH], all[PATH_ROOM] = L"";
    int count = state->given->Flags & OFN_ALLOWMULTISELECT ? chosen_files(dialog, chosen, COUNT_OF(chosen)) : 1;
    if (!(state->given->Flags & OFN_ALLOWMULTISELECT))
        chosen[0] = (int)SendDlgItemMessageW(dialog, lst1, LB_GETCURSEL, 0, 0);
    for (int i = 0; i < count; i++) {
        if (chosen[i] < 0 || file_list_is_folder(dialog, chosen[i])) continue;
        SendDlgItemMessageW(dialog, lst1, LB_GETTEXT, (WPARAM)chosen[i], (LPARAM)name);
        if (wcslen(all) + wcslen(name) + 5 > COUNT_OF(all)) break;
        if (count > 1) lstrcatW(all, i ? L" \"" : L"\"");
        lstrcatW(all, name);
        if (count > 1) lstrcatW(all, L"\"");
    }
    if (all[0]) SetDlgItemTextW(dialog, edt1, all);
    tell_hook(dialog, state, CDN_SELCHANGE);
}

static void open_chosen(HWND dialog, struct file_dialog *state)
{
    WCHAR name[MAX_PATH], path[PATH_ROOM];
    int index = (int)SendDlgItemMessageW(
        dialog, lst1, state->given->Flags & OFN_ALLOWMULTISELECT ? LB_GETCARETINDEX : LB_GETCURSEL, 0, 0);
    if (index < 0) return;
    SendDlgItemMessageW(dialog, lst1, LB_GETTEXT, (WPARAM)index, (LPARAM)name);
    if (!file_list_is_folder(dialog, index)) accept(dialog, state);
    else if (path_join(path, COUNT_OF(path), state->folder, name)) go_to(dialog, state, path);
}

static void go_up(HWND dialog, struct file_dialog *state)
{
    WCHAR parent[PATH_ROOM];
    lstrcpynW(parent, state->folder, COUNT_OF(parent));
    path_parent(parent);
    go_to(dialog, state, parent);
}

static void set_up(HWND dialog, struct file_dialog *state)
{
    OPENFILENAMEW *given = state->given;
    SetWindowTextW(dialog, given->lpstrTitle ? given->lpstrTitle : state->saves ? L"Save As" : L"Open");
    if (state->saves) {
        SetDlgItemTextW(dialog, IDOK, L"&Save");
        SetDlgItemTextW(dialog, stc4, L"Save &in:");
        SetDlgItemTextW(dialog, stc2, L"Save as &type:");
    }
    if (given->Flags & OFN_HIDEREADONLY || state->saves) ShowWindow(GetDlgItem(dialog, chx1), SW_HIDE);
    CheckDlgButton(dialog, chx1, (given->Flags & OFN_READONLY) != 0);
    if (!(given->Flags & OFN_SHOWHELP)) ShowWindow(GetDlgItem(dialog, pshHelp), SW_HIDE);
    SendDlgItemMessageW(dialog, edt1, EM_SETLIMITTEXT, PATH_ROOM - 1, 0);
    fill_filters(dialog, given);
    choose_pattern(dialog, state);
    first_folder(state);
    create_hook(dialog, state);
    const WCHAR *name = wcsrchr(given->lpstrFile, '\\');
    SetDlgItemTextW(dialog, edt1, path_is_absolute(given->lpstrFile) && name ? name + 1 : given->lpstrFile);
    show_folder(dialog, state);
    tell_hook(dialog, state, CDN_INITDONE);
}

static BOOL command(HWND dialog, struct file_dialog *state, UINT id, UINT code)
{
    WCHAR path[PATH_ROOM];
    switch (id) {
    case IDOK:
        if (GetFocus() == GetDlgItem(dialog, lst1)) open_chosen(dialog, state);
        else accept(dialog, state);
        return TRUE;
    case IDCANCEL: EndDialog(dialog, FALSE); return TRUE;
    case FILE_UP: go_up(dialog, state); return TRUE;
    case FILE_NEW_FOLDER: new_folder(dialog, state); return TRUE;
    case pshHelp:
        tell_hook(dialog, state, CDN_HELP);
        if (state->given->hwndOwner)
            SendMessageW(state->given->hwndOwner, help_message(), (WPARAM)dialog, (LPARAM)state->original);
        return TRUE;
    case lst1:
        if (code == LBN_SELCHANGE) selection_changed(dialog, state);
        else if (code == LBN_DBLCLK) open_chosen(dialog, state);
        return TRUE;
    case cmb1:
        if (code == CBN_SELCHANGE) {
            choose_pattern(dialog, state);
            file_list_fill(dialog, state);
            tell_hook(dialog, state, CDN_TYPECHANGE);
        }
        return TRUE;
    case cmb2:
        if (code == CBN_SELCHANGE && folder_of_choice(dialog, path, COUNT_OF(path)) && !go_to(dialog, state, path)) {
            complain(dialog, path, L"\nThis folder cannot be opened.");
            folder_choices_fill(dialog, state);
        }
        return TRUE;
    }
    return FALSE;
}

/* CDM_GETSPEC and its kin; they answer how many characters the whole text has. */
static LRESULT asked(HWND dialog, struct file_dialog *state, UINT message, WPARAM capacity, LPARAM buffer)
{
    WCHAR name[PATH_ROOM], path[PATH_ROOM];
    GetDlgItemTextW(dialog, edt1, name, COUNT_OF(name));
    lstrcpynW(path, state->folder, COUNT_OF(path));
    if (message == CDM_GETSPEC || (message == CDM_GETFILEPATH && path_is_absolute(name)))
        lstrcpynW(path, name, COUNT_OF(path));
    else if (message == CDM_GETFILEPATH && !path_join(path, COUNT_OF(path), state->folder, name)) return -1;
    int length = lstrlenW(path) + 1;
    if (!state->is_ansi) {
        if (buffer && capacity) lstrcpynW((LPWSTR)buffer, path, (int)min(capacity, 0x7fff));
        return length;
    }
    length = WideCharToMultiByte(CP_ACP, 0, path, -1, NULL, 0, NULL, NULL);
    if (buffer && (WPARAM)length <= capacity)
        WideCharToMultiByte(CP_ACP, 0, path, -1, (LPSTR)buffer, length, NULL, NULL);
    return length;
}

static INT_PTR CALLBACK file_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct file_dialog *state = message == WM_INITDIALOG ? (struct file_dialog *)lparam : dialog_data(dialog);
    switch (message) {
    case WM_INITDIALOG:
        set_dialog_data(dialog, state);
        set_up(dialog, state);
        SetFocus(GetDlgItem(dialog, edt1));
        SendDlgItemMessageW(dialog, edt1, EM_SETSEL, 0, -1);
        return FALSE;
    case WM_MEASUREITEM: ((MEASUREITEMSTRUCT *)lparam)->itemHeight = 17; return TRUE;
    }
    if (!state) return FALSE;
    switch (message) {
    case WM_COMMAND: return command(dialog, state, LOWORD(wparam), HIWORD(wparam));
    case WM_DRAWITEM:
        if (wparam != lst1) return FALSE;
        file_list_draw((const DRAWITEMSTRUCT *)lparam);
        return TRUE;
    case CDM_GETSPEC: case CDM_GETFILEPATH: case CDM_GETFOLDERPATH:
        SetWindowLongPtrW(dialog, DWLP_MSGRESULT, asked(dialog, state, message, wparam, lparam));
        return TRUE;
    case CDM_SETCONTROLTEXT:
        if (state->is_ansi) SetDlgItemTextA(dialog, (int)wparam, (LPCSTR)lparam);
        else SetDlgItemTextW(dialog, (int)wparam, (LPCWSTR)lparam);
        return TRUE;
    case CDM_HIDECONTROL: ShowWindow(GetDlgItem(dialog, (int)wparam), SW_HIDE); return TRUE;
    case WM_DESTROY: set_dialog_data(dialog, NULL); return FALSE;
    }
    return FALSE;
}

/* Several files may be chosen: the template's list gets the style before it is created, so a changed copy of the
 * template is used. */
static DLGTEMPLATE *template_for(const OPENFILENAMEW *given)
{
    HRSRC found = FindResourceW(comdlg32_instance, MAKEINTRESOURCEW(DIALOG_FILE), (LPCWSTR)RT_DIALOG);
    DWORD size = found ? SizeofResource(comdlg32_instance, found) : 0,
          wanted = LBS_NOTIFY | LBS_MULTICOLUMN | LBS_OWNERDRAWFIXED | LBS_HASSTRINGS | WS_HSCROLL | WS_TABSTOP |
                   WS_BORDER | WS_CHILD | WS_VISIBLE;
    BYTE *copy = found ? heap_allocate(size) : NULL;
    if (!copy) return NULL;
    memcpy(copy, LockResource(LoadResource(comdlg32_instance, found)), size);
    for (DWORD at = 0; given->Flags & OFN_ALLOWMULTISELECT && at + 4 <= size; at += 4)
        if (*(DWORD *)(copy + at) == wanted) *(DWORD *)(copy + at) |= LBS_EXTENDEDSEL;
    return (DLGTEMPLATE *)copy;
}

BOOL file_dialog_run(OPENFILENAMEW *given, void *original, BOOL saves, BOOL is_ansi)
{
    set_dialog_error(0);
    if (given->Flags & OFN_ENABLEHOOK && !given->lpfnHook) return set_dialog_error(CDERR_NOHOOK);
    if (!given->lpstrFile || !given->nMaxFile) return set_dialog_error(CDERR_INITIALIZATION);
    struct file_dialog *state = heap_allocate_zeroed(sizeof(*state));
    DLGTEMPLATE *template = template_for(given);
    INT_PTR result = -1;
    if (state && template) {
        *state = (struct file_dialog){.given = given, .original = original, .saves = saves, .is_ansi = is_ansi};
        result = DialogBoxIndirectParamW(comdlg32_instance, template, given->hwndOwner, file_procedure, (LPARAM)state);
    }
    heap_free(template);
    heap_free(state);
    if (result == -1) return set_dialog_error(CDERR_DIALOGFAILURE);
    return result == TRUE;
}

static BOOL run_wide(OPENFILENAMEW *given, BOOL saves)
{
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given) && given->lStructSize != OPENFILENAME_SIZE_VERSION_400W)
        return set_dialog_error(CDERR_STRUCTSIZE);
    return file_dialog_run(given, given, saves, FALSE);
}

BOOL WINAPI GetOpenFileNameW(LPOPENFILENAMEW given) { return run_wide(given, FALSE); }
BOOL WINAPI GetSaveFileNameW(LPOPENFILENAMEW given) { return run_wide(given, TRUE); }
