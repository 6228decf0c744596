/* Property sheets and wizards: which notifications the pages get, in which order, and what PropertySheet returns. */
#include "../check.h"
#include <commctrl.h>
#include <prsht.h>

static struct {
    DLGTEMPLATE header;
    WORD menu, class;
    WCHAR title[8];
} template = {{WS_CHILD | WS_CAPTION, 0, 0, 0, 0, 150, 80}, 0, 0, L"Page"};
static struct { int page, code; } notes[64];
static int note_count, button, refuse_code, initialized[3];
static HWND pages[3];

static INT_PTR CALLBACK page_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    if (message == WM_INITDIALOG) {
        int index = (int)((PROPSHEETPAGEW *)lparam)->lParam;
        initialized[index]++;
        pages[index] = window;
        if (!index && button >= 0) PostMessageW(GetParent(window), PSM_PRESSBUTTON, (WPARAM)button, 0);
        return TRUE;
    }
    if (message != WM_NOTIFY) return FALSE;
    NMHDR *header = (NMHDR *)lparam;
    int index = window == pages[1] ? 1 : window == pages[2] ? 2 : 0;
    if (note_count < 64) notes[note_count].page = index, notes[note_count++].code = (int)header->code;
    SetWindowLongPtrW(window, DWLP_MSGRESULT, (int)header->code == refuse_code);
    if ((int)header->code == refuse_code) PostMessageW(GetParent(window), PSM_PRESSBUTTON, PSBTN_CANCEL, 0);
    return TRUE;
}

static void fill(PROPSHEETHEADERW *header, PROPSHEETPAGEW *sheet_pages, DWORD flags)
{
    memset(header, 0, sizeof(*header));
    memset(sheet_pages, 0, 3 * sizeof(*sheet_pages));
    for (int i = 0; i < 3; i++) {
        sheet_pages[i].dwSize = sizeof(*sheet_pages);
        sheet_pages[i].dwFlags = PSP_DLGINDIRECT;
        sheet_pages[i].pResource = &template.header;
        sheet_pages[i].pfnDlgProc = page_procedure;
        sheet_pages[i].lParam = i;
        initialized[i] = 0;
        pages[i] = NULL;
    }
    header->dwSize = sizeof(*header);
    header->dwFlags = PSH_PROPSHEETPAGE | flags;
    header->pszCaption = L"Test";
    header->nPages = 3;
    header->ppsp = sheet_pages;
    note_count = 0;
}

static void test_ok(void)
{
    PROPSHEETHEADERW header;
    PROPSHEETPAGEW sheet_pages[3];
    fill(&header, sheet_pages, 0);
    button = PSBTN_OK;
    check(PropertySheetW(&header) >= 1, "OK");
    check_equal_int(initialized[0], 1, "the first page was created");
    check_equal_int(initialized[1], 0, "no other was");
    check_equal_int(note_count, 3, "three notifications");
    check_equal_int(notes[0].code, (int)PSN_SETACTIVE, "first it becomes active");
    check_equal_int(notes[1].code, (int)PSN_KILLACTIVE, "then it is asked");
    check_equal_int(notes[2].code, (int)PSN_APPLY, "then it applies");
}

static void test_cancel(void)
{
    PROPSHEETHEADERW header;
    PROPSHEETPAGEW sheet_pages[3];
    fill(&header, sheet_pages, 0);
    button = PSBTN_CANCEL;
    check_equal_int(PropertySheetW(&header), 0, "cancelled");
    check_equal_int(notes[note_count - 2].code, (int)PSN_QUERYCANCEL, "asked");
    check_equal_int(notes[note_count - 1].code, (int)PSN_RESET, "told");
    fill(&header, sheet_pages, 0);
    button = PSBTN_OK;
    refuse_code = (int)PSN_KILLACTIVE;
    check_equal_int(PropertySheetW(&header), 0, "a page that refuses OK, then is cancelled");
    refuse_code = 0;
}

static void test_modeless(void)
{
    PROPSHEETHEADERW header;
    PROPSHEETPAGEW sheet_pages[3];
    WCHAR title[32];
    fill(&header, sheet_pages, PSH_MODELESS);
    header.nStartPage = 1;
    button = -1;
    HWND sheet = (HWND)PropertySheetW(&header);
    check(IsWindow(sheet), "a window");
    check_equal_int(initialized[0], 0, "the first page was not created");
    check_equal_int(initialized[1], 1, "the start page was");
    HWND tab = (HWND)SendMessageW(sheet, PSM_GETTABCONTROL, 0, 0);
    check_equal_int(SendMessageW(tab, TCM_GETITEMCOUNT, 0, 0), 3, "three tabs");
    check_equal_int(SendMessageW(tab, TCM_GETCURSEL, 0, 0), 1, "the second is chosen");
    GetWindowTextW(sheet, title, 32);
    check_equal_wide(title, L"Test", "caption");
    check_equal_ptr((HWND)SendMessageW(sheet, PSM_GETCURRENTPAGEHWND, 0, 0), pages[1], "current page");
    note_count = 0;
    check(SendMessageW(sheet, PSM_SETCURSEL, 2, 0), "PSM_SETCURSEL");
    check_equal_ptr((HWND)SendMessageW(sheet, PSM_GETCURRENTPAGEHWND, 0, 0), pages[2], "another page");
    check_equal_int(notes[0].code, (int)PSN_KILLACTIVE, "the old one is left");
    check_equal_int(notes[0].page, 1, "it");
    check_equal_int(notes[1].code, (int)PSN_SETACTIVE, "the new one is shown");
    check(IsWindowVisible(pages[2]) && !IsWindowVisible(pages[1]), "one is visible");
    check(GetParent(pages[2]) == sheet, "a child of the sheet");
    check(!IsWindowEnabled(GetDlgItem(sheet, 12321)), "nothing to apply");
    SendMessageW(sheet, PSM_CHANGED, (WPARAM)pages[2], 0);
    check(IsWindowEnabled(GetDlgItem(sheet, 12321)), "something to apply");
    note_count = 0;
    check(SendMessageW(sheet, PSM_APPLY, 0, 0), "PSM_APPLY");
    check(!IsWindowEnabled(GetDlgItem(sheet, 12321)), "applied");
    DestroyWindow(sheet);
    check(!IsWindow(pages[2]), "the pages go with it");
}

static void test_wizard(void)
{
    PROPSHEETHEADERW header;
    PROPSHEETPAGEW sheet_pages[3];
    fill(&header, sheet_pages, PSH_WIZARD | PSH_MODELESS);
    button = -1;
    HWND sheet = (HWND)PropertySheetW(&header);
    check(IsWindow(sheet), "a window");
    SendMessageW(sheet, PSM_SETWIZBUTTONS, 0, PSWIZB_NEXT);
    check(!IsWindowEnabled(GetDlgItem(sheet, 12323)), "no way back");
    check(IsWindowEnabled(GetDlgItem(sheet, 12324)), "but on");
    note_count = 0;
    SendMessageW(sheet, PSM_PRESSBUTTON, PSBTN_NEXT, 0);
    check_equal_int(notes[0].code, (int)PSN_WIZNEXT, "PSN_WIZNEXT");
    check_equal_ptr((HWND)SendMessageW(sheet, PSM_GETCURRENTPAGEHWND, 0, 0), pages[1], "second page");
    SendMessageW(sheet, PSM_SETWIZBUTTONS, 0, PSWIZB_BACK | PSWIZB_FINISH);
    check(IsWindowVisible(GetDlgItem(sheet, 12325)), "Finish is there");
    check(!IsWindowVisible(GetDlgItem(sheet, 12324)), "instead of Next");
    SendMessageW(sheet, PSM_PRESSBUTTON, PSBTN_BACK, 0);
    check_equal_ptr((HWND)SendMessageW(sheet, PSM_GETCURRENTPAGEHWND, 0, 0), pages[0], "first page");
    DestroyWindow(sheet);
}

int main(void)
{
    InitCommonControls();
    test_ok();
    test_cancel();
    test_modeless();
    test_wizard();
    return check_summary();
}
