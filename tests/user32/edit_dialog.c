/* Edit controls in dialogs: what Enter, Escape and Tab do, what the dialog selects. */
#include "../check.h"

enum { ID_SINGLE = 100, ID_MULTI, ID_WANTS, ID_BUTTON, ID_OTHER };

static HWND dialog;
static int commands[8], command_count, closes;

static INT_PTR CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    (void)window, (void)lparam;
    if (message == WM_COMMAND && HIWORD(wparam) == BN_CLICKED && command_count < 8)
        commands[command_count++] = LOWORD(wparam);
    if (message == WM_CLOSE) closes++;
    return message == WM_CLOSE || message == WM_INITDIALOG;
}

static void add(LPCWSTR class, LPCWSTR text, DWORD style, int y, int id)
{
    CreateWindowW(class, text, WS_CHILD | WS_VISIBLE | WS_TABSTOP | style, 5, y, 150, 30, dialog, (HMENU)(INT_PTR)id,
                  NULL, NULL);
}

static void run(void)
{
    MSG message;
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        if (IsDialogMessageW(dialog, &message)) continue;
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

static void press(int id, WPARAM key)
{
    command_count = closes = 0;
    PostMessageW(GetDlgItem(dialog, id), WM_KEYDOWN, key, 1);
    run();
}

static void keys(void)
{
    WCHAR text[64];
    SetFocus(GetDlgItem(dialog, ID_SINGLE));
    if (GetFocus() != GetDlgItem(dialog, ID_SINGLE)) {
        skip("no focus");
        return;
    }
    press(ID_SINGLE, VK_RETURN);
    check(command_count == 1 && commands[0] == ID_BUTTON, "Enter in a single line: the default button");
    press(ID_SINGLE, VK_ESCAPE);
    check(command_count == 1 && commands[0] == IDCANCEL, "Escape in a single line: IDCANCEL");
    press(ID_SINGLE, VK_TAB);
    check_equal_ptr(GetFocus(), GetDlgItem(dialog, ID_MULTI), "Tab moves on");
    press(ID_MULTI, VK_RETURN);
    check(command_count == 1 && commands[0] == ID_BUTTON,
          "Enter in many lines without ES_WANTRETURN: the default button");
    GetDlgItemTextW(dialog, ID_MULTI, text, 64);
    check_equal_wide(text, L"multi", "and no break");
    press(ID_MULTI, VK_TAB);
    check_equal_ptr(GetFocus(), GetDlgItem(dialog, ID_WANTS), "Tab moves on from many lines");
    DWORD start, end;
    SendDlgItemMessageW(dialog, ID_WANTS, EM_GETSEL, (WPARAM)&start, (LPARAM)&end);
    check(start == 0 && end == 5, "and the text is selected: %lu to %lu", start, end);
    SendDlgItemMessageW(dialog, ID_WANTS, EM_SETSEL, 5, 5);
    press(ID_WANTS, VK_RETURN);
    check_equal_int(command_count, 0, "ES_WANTRETURN: no command");
    GetDlgItemTextW(dialog, ID_WANTS, text, 64);
    check_equal_wide(text, L"wants\r\n", "but a line break");
    press(ID_WANTS, VK_TAB);
    check_equal_ptr(GetFocus(), GetDlgItem(dialog, ID_BUTTON), "Tab moves on from there too");
}

static void items(void)
{
    BOOL translated = FALSE;
    WCHAR text[64];
    check(SetDlgItemInt(dialog, ID_SINGLE, (UINT)-42, TRUE), "SetDlgItemInt");
    check_equal_int(GetDlgItemTextW(dialog, ID_SINGLE, text, 64), 3, "GetDlgItemText");
    check_equal_wide(text, L"-42", "the number");
    check_equal_int((int)GetDlgItemInt(dialog, ID_SINGLE, &translated, TRUE), -42, "GetDlgItemInt");
    check(translated, "translated");
    check(SetDlgItemTextW(dialog, ID_SINGLE, L"x\x20ac"), "SetDlgItemText");
    check_equal_int(GetDlgItemTextW(dialog, ID_SINGLE, text, 2), 1, "a short buffer");
    check_equal_wide(text, L"x", "what fits");
}

static void codes(void)
{
    check(SendDlgItemMessageW(dialog, ID_MULTI, WM_GETDLGCODE, 0, 0) & DLGC_WANTALLKEYS, "many lines want all keys");
    check(SendDlgItemMessageW(dialog, ID_WANTS, WM_GETDLGCODE, 0, 0) & DLGC_HASSETSEL, "EM_SETSEL");
    check(!(SendDlgItemMessageW(dialog, ID_SINGLE, WM_GETDLGCODE, 0, 0) & DLGC_WANTTAB),
          "single lines do not want Tab");
}

int main(void)
{
    struct {
        DLGTEMPLATE header;
        WORD menu, class, title;
    } template = {.header = {.style = WS_POPUP | WS_CAPTION | WS_VISIBLE, .cx = 150, .cy = 150}};
    dialog = CreateDialogIndirectParamW(GetModuleHandleW(NULL), &template.header, NULL, procedure, 0);
    check(dialog != NULL, "the dialog");
    add(L"Edit", L"single", ES_AUTOHSCROLL, 5, ID_SINGLE);
    add(L"Edit", L"multi", ES_MULTILINE | ES_AUTOVSCROLL, 40, ID_MULTI);
    add(L"Edit", L"wants", ES_MULTILINE | ES_AUTOVSCROLL | ES_WANTRETURN, 75, ID_WANTS);
    add(L"Button", L"Default", BS_DEFPUSHBUTTON, 110, ID_BUTTON);
    SendMessageW(dialog, DM_SETDEFID, ID_BUTTON, 0);
    codes();
    items();
    keys();
    DestroyWindow(dialog);
    return check_summary();
}
