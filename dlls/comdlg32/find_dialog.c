/* FindText and ReplaceText: modeless dialogs that tell their owner by a registered message. */
#include "common.h"
#include "resource_ids.h"

/* The program's structure, of either kind of characters; the members differ in the texts alone. */
struct find { union { FINDREPLACEW wide; FINDREPLACEA ansi; } *given; BOOL is_unicode, replaces; };

static UINT find_message(void)
{
    static UINT message;
    if (!message) message = RegisterWindowMessageW(FINDMSGSTRINGW);
    return message;
}

static void read_text(HWND dialog, int id, const struct find *find, BOOL with)
{
    FINDREPLACEW *wide = &find->given->wide;
    WORD capacity = with ? wide->wReplaceWithLen : wide->wFindWhatLen;
    if (find->is_unicode) GetDlgItemTextW(dialog, id, with ? wide->lpstrReplaceWith : wide->lpstrFindWhat, capacity);
    else
        GetDlgItemTextA(dialog, id, with ? find->given->ansi.lpstrReplaceWith : find->given->ansi.lpstrFindWhat,
                        capacity);
}

static void tell_owner(HWND dialog, const struct find *find, DWORD what)
{
    FINDREPLACEW *wide = &find->given->wide;
    wide->Flags &= ~(DWORD)(FR_FINDNEXT | FR_REPLACE | FR_REPLACEALL | FR_DIALOGTERM);
    if (what != FR_DIALOGTERM) {
        wide->Flags &= ~(DWORD)(FR_MATCHCASE | FR_WHOLEWORD | FR_DOWN);
        if (IsDlgButtonChecked(dialog, chx1)) wide->Flags |= FR_WHOLEWORD;
        if (IsDlgButtonChecked(dialog, chx2)) wide->Flags |= FR_MATCHCASE;
        if (find->replaces || IsDlgButtonChecked(dialog, rad2)) wide->Flags |= FR_DOWN;
        read_text(dialog, edt1, find, FALSE);
        if (find->replaces) read_text(dialog, edt2, find, TRUE);
    }
    wide->Flags |= what;
    SendMessageW(wide->hwndOwner, find_message(), 0, (LPARAM)wide);
}

static void hide_or_disable(HWND dialog, int id, DWORD flags, DWORD hide, DWORD disable)
{
    HWND item = GetDlgItem(dialog, id);
    if (flags & hide) ShowWindow(item, SW_HIDE);
    if (flags & (hide | disable)) EnableWindow(item, FALSE);
}

static void enable_buttons(HWND dialog)
{
    BOOL has_text = GetWindowTextLengthW(GetDlgItem(dialog, edt1)) > 0;
    static const int buttons[] = {IDOK, psh1, psh2};
    for (UINT i = 0; i < COUNT_OF(buttons); i++) {
        HWND button = GetDlgItem(dialog, buttons[i]);
        if (button) EnableWindow(button, has_text);
    }
}

static void set_up(HWND dialog, const struct find *find)
{
    const FINDREPLACEW *wide = &find->given->wide;
    DWORD flags = wide->Flags;
    if (find->is_unicode) SetDlgItemTextW(dialog, edt1, wide->lpstrFindWhat);
    else SetDlgItemTextA(dialog, edt1, find->given->ansi.lpstrFindWhat);
    if (find->replaces && find->is_unicode) SetDlgItemTextW(dialog, edt2, wide->lpstrReplaceWith);
    else if (find->replaces) SetDlgItemTextA(dialog, edt2, find->given->ansi.lpstrReplaceWith);
    CheckDlgButton(dialog, chx1, (flags & FR_WHOLEWORD) != 0);
    CheckDlgButton(dialog, chx2, (flags & FR_MATCHCASE) != 0);
    if (!find->replaces) CheckRadioButton(dialog, rad1, rad2, flags & FR_DOWN ? rad2 : rad1);
    hide_or_disable(dialog, chx1, flags, FR_HIDEWHOLEWORD, FR_NOWHOLEWORD);
    hide_or_disable(dialog, chx2, flags, FR_HIDEMATCHCASE, FR_NOMATCHCASE);
    static const int direction[] = {grp1, rad1, rad2};
    for (UINT i = 0; i < COUNT_OF(direction) && !find->replaces; i++)
        hide_or_disable(dialog, direction[i], flags, FR_HIDEUPDOWN, FR_NOUPDOWN);
    if (!(flags & FR_SHOWHELP)) ShowWindow(GetDlgItem(dialog, pshHelp), SW_HIDE);
    enable_buttons(dialog);
}

static BOOL command(HWND dialog, struct find *find, UINT id, UINT code)
{
    switch (id) {
    case IDOK: tell_owner(dialog, find, FR_FINDNEXT); return TRUE;
    case psh1: tell_owner(dialog, find, FR_REPLACE); return TRUE;
    case psh2: tell_owner(dialog, find, FR_REPLACEALL); return TRUE;
    case IDCANCEL: DestroyWindow(dialog); return TRUE;
    case pshHelp:
        SendMessageW(find->given->wide.hwndOwner, help_message(), (WPARAM)dialog, (LPARAM)find->given);
        return TRUE;
    case edt1:
        if (code == EN_CHANGE) enable_buttons(dialog);
        return TRUE;
    }
    return FALSE;
}

static INT_PTR CALLBACK find_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct find *find = message == WM_INITDIALOG ? (struct find *)lparam : dialog_data(dialog);
    if (!find) return FALSE;
    LPFRHOOKPROC hook = find->given->wide.Flags & FR_ENABLEHOOK ? find->given->wide.lpfnHook : NULL;
    if (message == WM_INITDIALOG) {
        set_dialog_data(dialog, find);
        set_up(dialog, find);
        if (hook && !hook(dialog, message, wparam, (LPARAM)find->given)) return FALSE;
        ShowWindow(dialog, SW_SHOWNORMAL);
        return TRUE;
    }
    if (hook && hook(dialog, message, wparam, lparam)) return TRUE;
    switch (message) {
    case WM_COMMAND: return command(dialog, find, LOWORD(wparam), HIWORD(wparam));
    case WM_CLOSE: DestroyWindow(dialog); return TRUE;
    case WM_NCDESTROY:
        set_dialog_data(dialog, NULL);
        tell_owner(dialog, find, FR_DIALOGTERM);
        heap_free(find);
        return FALSE;
    }
    return FALSE;
}

static HWND open_dialog(void *given, BOOL is_unicode, BOOL replaces)
{
    FINDREPLACEW *wide = given;
    set_dialog_error(0);
    if (!wide) return (HWND)(ULONG_PTR)set_dialog_error(CDERR_INITIALIZATION);
    if (wide->lStructSize != sizeof(*wide)) return (HWND)(ULONG_PTR)set_dialog_error(CDERR_STRUCTSIZE);
    if (!IsWindow(wide->hwndOwner)) return (HWND)(ULONG_PTR)set_dialog_error(CDERR_DIALOGFAILURE);
    if (!wide->wFindWhatLen || !wide->lpstrFindWhat ||
        (replaces && (!wide->wReplaceWithLen || !wide->lpstrReplaceWith)))
        return (HWND)(ULONG_PTR)set_dialog_error(FRERR_BUFFERLENGTHZERO);
    if (wide->Flags & FR_ENABLEHOOK && !wide->lpfnHook) return (HWND)(ULONG_PTR)set_dialog_error(CDERR_NOHOOK);
    struct find *find = heap_allocate_zeroed(sizeof(*find));
    if (!find) return (HWND)(ULONG_PTR)set_dialog_error(CDERR_MEMALLOCFAILURE);
    find->given = given;
    find->is_unicode = is_unicode;
    find->replaces = replaces;
    int number = replaces ? DIALOG_REPLACE : DIALOG_FIND;
    HWND dialog =
        CreateDialogParamW(comdlg32_instance, MAKEINTRESOURCEW(number), wide->hwndOwner, find_procedure, (LPARAM)find);
    if (!dialog) {
        heap_free(find);
        set_dialog_error(CDERR_DIALOGFAILURE);
    }
    return dialog;
}

HWND WINAPI FindTextW(LPFINDREPLACEW arguments) { return open_dialog(arguments, TRUE, FALSE); }
HWND WINAPI FindTextA(LPFINDREPLACEA arguments) { return open_dialog(arguments, FALSE, FALSE); }
HWND WINAPI ReplaceTextW(LPFINDREPLACEW arguments) { return open_dialog(arguments, TRUE, TRUE); }
HWND WINAPI ReplaceTextA(LPFINDREPLACEA arguments) { return open_dialog(arguments, FALSE, TRUE); }
