/* Property sheets and wizards: a dialog of ours that holds the pages, which are dialogs of the program's. */
#include "common.h"
#include <prsht.h>

#define MOST_PAGES 100
#define ID_TAB 12320
#define ID_BACK 12323
#define ID_NEXT 12324
#define ID_FINISH 12325
#define ID_APPLY 12321
#define MARGIN 4  /* dialog units */

struct _PSP { PROPSHEETPAGEW page; BOOL unicode, changed, refused; WCHAR *title; HWND window; };
struct sheet {
    HWND window, tab;
    struct _PSP *pages[MOST_PAGES];
    int count, current, result;
    DWORD flags;
    BOOL wizard, done, modeless, applied;
    PFNPROPSHEETCALLBACK callback;
    WCHAR *caption;
    RECT page_area;
};

/* --- pages --- */

static HPROPSHEETPAGE create_page(const PROPSHEETPAGEW *given, BOOL unicode)
{
    struct _PSP *page = given ? allocate(sizeof(*page)) : NULL;
    if (!page) return NULL;
    memcpy(&page->page, given, min(given->dwSize, (DWORD)sizeof(page->page)));
    page->unicode = unicode;
    if (given->dwFlags & PSP_USETITLE && given->pszTitle) {
        WCHAR text[256] = L"";
        if (!IS_INTRESOURCE(given->pszTitle)) page->title = text_from(unicode, given->pszTitle);
        else if (LoadStringW(given->hInstance, (UINT)(UINT_PTR)given->pszTitle, text, COUNT_OF(text)))
            page->title = text_copy(text);
    }
    if (given->dwFlags & PSP_USEREFPARENT && given->pcRefParent) ++*given->pcRefParent;
    if (given->dwFlags & PSP_USECALLBACK && given->pfnCallback)
        given->pfnCallback(NULL, PSPCB_ADDREF, (LPPROPSHEETPAGEW)given);
    return (HPROPSHEETPAGE)page;
}

HPROPSHEETPAGE WINAPI CreatePropertySheetPageW(LPCPROPSHEETPAGEW page) { return create_page(page, TRUE); }
HPROPSHEETPAGE WINAPI CreatePropertySheetPageA(LPCPROPSHEETPAGEA page)
{
    return create_page((LPCPROPSHEETPAGEW)page, FALSE);
}

WINBOOL WINAPI DestroyPropertySheetPage(HPROPSHEETPAGE handle)
{
    struct _PSP *page = (struct _PSP *)handle;
    if (!page) return FALSE;
    if (page->page.dwFlags & PSP_USECALLBACK && page->page.pfnCallback)
        page->page.pfnCallback(NULL, PSPCB_RELEASE, &page->page);
    if (page->page.dwFlags & PSP_USEREFPARENT && page->page.pcRefParent) --*page->page.pcRefParent;
    release(page->title);
    release(page);
    return TRUE;
}

static const DLGTEMPLATE *template_of(const struct _PSP *page)
{
    if (page->page.dwFlags & PSP_DLGINDIRECT) return page->page.pResource;
    const void *name = page->page.pszTemplate;
    HRSRC resource = page->unicode || IS_INTRESOURCE(name)
                         ? FindResourceW(page->page.hInstance, name, (LPCWSTR)RT_DIALOG)
                         : FindResourceA(page->page.hInstance, name, (LPCSTR)RT_DIALOG);
    return resource ? LockResource(LoadResource(page->page.hInstance, resource)) : NULL;
}

struct template_view { DWORD style; SIZE size; const WCHAR *rest; };

static BOOL read_template(const struct _PSP *page, struct template_view *view)
{
    const WORD *words = (const WORD *)template_of(page);
    if (!words) return FALSE;
    BOOL extended = words[0] == 1 && words[1] == 0xffff;
    view->size = extended ? (SIZE){words[11], words[12]} : (SIZE){words[7], words[8]};
    view->rest = (const WCHAR *)(extended ? words + 13 : words + 9);
    for (int i = 0; i < 2; i++) { /* menu and class: nothing, a number, or a text */
        if (*view->rest == 0xffff) view->rest += 2;
        else view->rest += wcslen(view->rest) + 1;
    }
    return TRUE;
}

static LRESULT tell(struct sheet *sheet, struct _PSP *page, int code, LPARAM data)
{
    PSHNOTIFY note = {{sheet->window, 0, (UINT)code}, data};
    if (!page || !page->window) return 0;
    SendMessageW(page->window, WM_NOTIFY, 0, (LPARAM)&note);
    return IsWindow(page->window) ? (LRESULT)GetWindowLongPtrW(page->window, DWLP_MSGRESULT) : 0;
}

static BOOL create_page_window(struct sheet *sheet, struct _PSP *page)
{
    const DLGTEMPLATE *template = template_of(page);
    if (page->window) return TRUE;
    if (page->refused || !template) return FALSE;
    if (page->page.dwFlags & PSP_USECALLBACK && page->page.pfnCallback &&
        !page->page.pfnCallback(sheet->window, PSPCB_CREATE, &page->page)) {
        page->refused = TRUE;
        return FALSE;
    }
    page->window = page->unicode ? CreateDialogIndirectParamW(page->page.hInstance, template, sheet->window,
                                                              page->page.pfnDlgProc, (LPARAM)&page->page)
                                 : CreateDialogIndirectParamA(page->page.hInstance, template, sheet->window,
                                                              page->page.pfnDlgProc, (LPARAM)&page->page);
    if (!page->window) return FALSE;
    LONG style = GetWindowLongW(page->window, GWL_STYLE) &
                 ~(LONG)(WS_POPUP | WS_CAPTION | WS_SYSMENU | WS_THICKFRAME | WS_DISABLED);
    SetWindowLongW(page->window, GWL_STYLE, style | WS_CHILD);
    SetWindowLongW(page->window, GWL_EXSTYLE,
                   (GetWindowLongW(page->window, GWL_EXSTYLE) & ~(LONG)(WS_EX_DLGMODALFRAME | WS_EX_WINDOWEDGE)) |
                       WS_EX_CONTROLPARENT);
    if (GetAncestor(page->window, GA_PARENT) != sheet->window) SetParent(page->window, sheet->window);
    return TRUE;
}

static void place_page(struct sheet *sheet, struct _PSP *page)
{
    RECT area = sheet->page_area;
    SetWindowPos(page->window, HWND_TOP, area.left, area.top, area.right - area.left, area.bottom - area.top,
                 SWP_FRAMECHANGED | SWP_NOACTIVATE);
}

static int index_of_window(struct sheet *sheet, HWND window)
{
    for (int i = 0; i < sheet->count; i++)
        if (sheet->pages[i]->window == window) return i;
    return -1;
}

static int index_of_id(struct sheet *sheet, LPARAM id)
{
    for (int i = 0; i < sheet->count; i++)
        if (!(sheet->pages[i]->page.dwFlags & PSP_DLGINDIRECT) && (LPARAM)sheet->pages[i]->page.pszTemplate == id)
            return i;
    return -1;
}

/* Goes to a page, or to those it names instead; FALSE: the page that is left refused. */
static BOOL show_page(struct sheet *sheet, int index, BOOL ask)
{
    struct _PSP *old = sheet->current >= 0 ? sheet->pages[sheet->current] : NULL;
    int step = index < sheet->current ? -1 : 1;
    if (index < 0 || index >= sheet->count) return FALSE;
    if (old && ask && tell(sheet, old, PSN_KILLACTIVE, 0)) {
        if (sheet->tab) SendMessageW(sheet->tab, TCM_SETCURSEL, (WPARAM)sheet->current, 0);
        return FALSE;
    }
    for (int tries = 0; tries <= sheet->count && index >= 0 && index < sheet->count; tries++) {
        if (!create_page_window(sheet, sheet->pages[index])) {
            index += step;
            continue;
        }
        LRESULT answer = tell(sheet, sheet->pages[index], PSN_SETACTIVE, 0);
        if (!answer) break;
        index = answer == -1 ? index + step : index_of_id(sheet, answer);
    }
    if (index < 0 || index >= sheet->count || !sheet->pages[index]->window) return FALSE;
    struct _PSP *page = sheet->pages[index];
    sheet->current = index;
    if (old && old != page && old->window) ShowWindow(old->window, SW_HIDE);
    if (sheet->tab) SendMessageW(sheet->tab, TCM_SETCURSEL, (WPARAM)index, 0);
    else if (page->title) SetWindowTextW(sheet->window, page->title);
    place_page(sheet, page);
    ShowWindow(page->window, SW_SHOW);
    HWND first = GetNextDlgTabItem(page->window, NULL, FALSE);
    if (IsWindowVisible(sheet->window)) SetFocus(first ? first : page->window);
    return TRUE;
}

/* --- the buttons --- */

static void enable(struct sheet *sheet, int id, BOOL on)
{
    HWND button = GetDlgItem(sheet->window, id);
    if (button) EnableWindow(button, on);
}

static void close_sheet(struct sheet *sheet, int result)
{
    sheet->done = TRUE;
    if (result >= 0 && sheet->result <= 1) sheet->result = result ? 1 : sheet->applied;
    PostMessageW(sheet->window, WM_NULL, 0, 0);
}

static BOOL apply(struct sheet *sheet, BOOL closing)
{
    if (tell(sheet, sheet->pages[sheet->current], PSN_KILLACTIVE, 0)) return FALSE;
    for (int i = 0; i < sheet->count; i++) {
        LRESULT answer = tell(sheet, sheet->pages[i], PSN_APPLY, closing);
        if (answer != PSNRET_INVALID && answer != PSNRET_INVALID_NOCHANGEPAGE) continue;
        if (answer == PSNRET_INVALID) show_page(sheet, i, FALSE);
        return FALSE;
    }
    sheet->applied = TRUE;
    for (int i = 0; i < sheet->count; i++) sheet->pages[i]->changed = FALSE;
    enable(sheet, ID_APPLY, FALSE);
    if (!closing) tell(sheet, sheet->pages[sheet->current], PSN_SETACTIVE, 0);
    return TRUE;
}

static void cancel(struct sheet *sheet)
{
    if (tell(sheet, sheet->pages[sheet->current], PSN_QUERYCANCEL, 0)) return;
    for (int i = 0; i < sheet->count; i++) tell(sheet, sheet->pages[i], PSN_RESET, 0);
    close_sheet(sheet, 0);
}

static void go_on(struct sheet *sheet, BOOL back)
{
    LRESULT answer = tell(sheet, sheet->pages[sheet->current], back ? PSN_WIZBACK : PSN_WIZNEXT, 0);
    if (answer == -1) return;
    show_page(sheet, answer ? index_of_id(sheet, answer) : sheet->current + (back ? -1 : 1), TRUE);
}

static void finish(struct sheet *sheet)
{
    if (tell(sheet, sheet->pages[sheet->current], PSN_WIZFINISH, 0)) return;
    close_sheet(sheet, 1);
}

static BOOL press(struct sheet *sheet, int id)
{
    switch (id) {
    case IDOK:
        if (sheet->wizard) return FALSE;
        if (apply(sheet, TRUE)) close_sheet(sheet, 1);
        return TRUE;
    case IDCANCEL: cancel(sheet); return TRUE;
    case ID_APPLY: apply(sheet, FALSE); return TRUE;
    case IDHELP: tell(sheet, sheet->pages[sheet->current], PSN_HELP, 0); return TRUE;
    case ID_BACK: go_on(sheet, TRUE); return TRUE;
    case ID_NEXT: go_on(sheet, FALSE); return TRUE;
    case ID_FINISH: finish(sheet); return TRUE;
    }
    return FALSE;
}

static void set_wizard_buttons(struct sheet *sheet, DWORD buttons)
{
    HWND next = GetDlgItem(sheet->window, ID_NEXT), last = GetDlgItem(sheet->window, ID_FINISH);
    BOOL ends = (buttons & (PSWIZB_FINISH | PSWIZB_DISABLEDFINISH)) != 0;
    enable(sheet, ID_BACK, (buttons & PSWIZB_BACK) != 0);
    enable(sheet, ID_NEXT, (buttons & PSWIZB_NEXT) != 0);
    enable(sheet, ID_FINISH, (buttons & PSWIZB_FINISH) != 0);
    ShowWindow(next, ends ? SW_HIDE : SW_SHOW);
    ShowWindow(last, ends ? SW_SHOW : SW_HIDE);
    SendMessageW(sheet->window, DM_SETDEFID, (WPARAM)(ends ? ID_FINISH : ID_NEXT), 0);
}

/* --- building it --- */

static HWND add_button(struct sheet *sheet, int id, const WCHAR *text, RECT *place, DWORD style)
{
    HWND button = CreateWindowExW(0, WC_BUTTONW, text, WS_CHILD | WS_TABSTOP | style, place->left, place->top,
                                  place->right - place->left, place->bottom - place->top, sheet->window,
                                  (HMENU)(INT_PTR)id, module_instance, NULL);
    SendMessageW(button, WM_SETFONT, (WPARAM)SendMessageW(sheet->window, WM_GETFONT, 0, 0), FALSE);
    return button;
}

static void add_buttons(struct sheet *sheet, int right, int top)
{
    static const struct { int id; const WCHAR *text; BOOL wizard; DWORD without, with;
    } buttons[] = {{IDHELP, L"Help", FALSE, 0, PSH_HASHELP}, {ID_APPLY, L"&Apply", FALSE, PSH_NOAPPLYNOW, 0},
                   {IDCANCEL, L"Cancel", FALSE, 0, 0},       {IDOK, L"OK", FALSE, 0, 0},
                   {IDHELP, L"Help", TRUE, 0, PSH_HASHELP},  {IDCANCEL, L"Cancel", TRUE, 0, 0},
                   {ID_FINISH, L"Finish", TRUE, 0, 0},       {ID_NEXT, L"&Next >", TRUE, 0, 0},
                   {ID_BACK, L"< &Back", TRUE, 0, 0}};
    RECT unit = {MARGIN, 0, 50, 14};
    MapDialogRect(sheet->window, &unit);
    RECT place = {right - unit.right, top, right, top + unit.bottom};
    for (UINT i = 0; i < COUNT_OF(buttons); i++) {
        if (buttons[i].wizard != sheet->wizard || sheet->flags & buttons[i].without ||
            (buttons[i].with && !(sheet->flags & buttons[i].with)))
            continue;
        BOOL is_default = buttons[i].id == IDOK || buttons[i].id == ID_NEXT;
        add_button(sheet, buttons[i].id, buttons[i].text, &place,
                   (is_default ? BS_DEFPUSHBUTTON : BS_PUSHBUTTON) | (buttons[i].id == ID_FINISH ? 0 : WS_VISIBLE));
        if (buttons[i].id != ID_FINISH)
            OffsetRect(&place, -(unit.right + (buttons[i].id == ID_NEXT ? 0 : unit.left)), 0);
    }
    enable(sheet, ID_APPLY, FALSE);
}

static void add_tabs(struct sheet *sheet)
{
    sheet->tab =
        CreateWindowExW(0, WC_TABCONTROLW, NULL, WS_CHILD | WS_VISIBLE | WS_TABSTOP | WS_CLIPSIBLINGS | TCS_MULTILINE,
                        0, 0, 10, 10, sheet->window, (HMENU)ID_TAB, module_instance, NULL);
    SendMessageW(sheet->tab, WM_SETFONT, (WPARAM)SendMessageW(sheet->window, WM_GETFONT, 0, 0), FALSE);
    for (int i = 0; i < sheet->count; i++) {
        struct template_view view = {0};
        TCITEMW item = {.mask = TCIF_TEXT, .pszText = sheet->pages[i]->title};
        if (!item.pszText && read_template(sheet->pages[i], &view)) item.pszText = (WCHAR *)view.rest;
        SendMessageW(sheet->tab, TCM_INSERTITEMW, (WPARAM)i, (LPARAM)&item);
    }
}

static void lay_out(struct sheet *sheet)
{
    RECT page = {0}, margin = {MARGIN, MARGIN, 14, 14};
    for (int i = 0; i < sheet->count; i++) {
        struct template_view view;
        if (!read_template(sheet->pages[i], &view)) continue;
        page.right = max(page.right, view.size.cx);
        page.bottom = max(page.bottom, view.size.cy);
    }
    int buttons = sheet->wizard ? 3 : 2 + !(sheet->flags & PSH_NOAPPLYNOW);
    if (sheet->flags & PSH_HASHELP) buttons++;
    page.right = max(page.right, buttons * (50 + MARGIN));
    MapDialogRect(sheet->window, &page);
    MapDialogRect(sheet->window, &margin);
    RECT outer = page;
    if (sheet->tab) {
        SetWindowPos(sheet->tab, NULL, 0, 0, page.right + 8, page.bottom + 40,
                     SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
        SendMessageW(sheet->tab, TCM_ADJUSTRECT, TRUE, (LPARAM)&outer);
    }
    OffsetRect(&page, margin.left - outer.left, margin.top - outer.top);
    OffsetRect(&outer, margin.left - outer.left, margin.top - outer.top);
    sheet->page_area = page;
    if (sheet->tab)
        SetWindowPos(sheet->tab, HWND_BOTTOM, outer.left, outer.top, outer.right - outer.left, outer.bottom - outer.top,
                     SWP_NOACTIVATE);
    int top = outer.bottom + margin.top + (sheet->wizard ? margin.top : 0);
    RECT frame = {0, 0, outer.right + margin.left, top + margin.bottom + margin.top};
    if (sheet->wizard)
        CreateWindowExW(0, WC_STATICW, NULL, WS_CHILD | WS_VISIBLE | SS_ETCHEDHORZ, 0, outer.bottom + margin.top / 2,
                        frame.right, 2, sheet->window, NULL, module_instance, NULL);
    add_buttons(sheet, outer.right, top);
    AdjustWindowRectEx(&frame, (DWORD)GetWindowLongW(sheet->window, GWL_STYLE), FALSE,
                       (DWORD)GetWindowLongW(sheet->window, GWL_EXSTYLE));
    int width = frame.right - frame.left, height = frame.bottom - frame.top,
        x = (GetSystemMetrics(SM_CXSCREEN) - width) / 2, y = (GetSystemMetrics(SM_CYSCREEN) - height) / 2;
    HWND owner = GetWindow(sheet->window, GW_OWNER);
    RECT around;
    if (owner && IsWindowVisible(owner) && GetWindowRect(owner, &around)) x = around.left + 20, y = around.top + 20;
    SetWindowPos(sheet->window, NULL, max(x, 0), max(y, 0), width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}

static LRESULT sheet_message(struct sheet *sheet, UINT message, WPARAM wparam, LPARAM lparam)
{
    int index;
    switch (message) {
    case PSM_CHANGED:
    case PSM_UNCHANGED:
        if ((index = index_of_window(sheet, (HWND)wparam)) >= 0) sheet->pages[index]->changed = message == PSM_CHANGED;
        for (index = 0; index < sheet->count && !sheet->pages[index]->changed; index++) continue;
        enable(sheet, ID_APPLY, index < sheet->count);
        return TRUE;
    case PSM_SETCURSEL: return show_page(sheet, (int)wparam, TRUE);
    case PSM_SETCURSELID: return show_page(sheet, index_of_id(sheet, lparam), TRUE);
    case PSM_GETTABCONTROL: return (LRESULT)sheet->tab;
    case PSM_GETCURRENTPAGEHWND:
        return (LRESULT)(sheet->done || sheet->current < 0 ? NULL : sheet->pages[sheet->current]->window);
    case PSM_ISDIALOGMESSAGE: return IsDialogMessageW(sheet->window, (MSG *)lparam);
    case PSM_APPLY: return apply(sheet, FALSE);
    case PSM_SETTITLEA:
    case PSM_SETTITLEW: {
        WCHAR *text = text_from(message == PSM_SETTITLEW, (void *)lparam);
        SetWindowTextW(sheet->window, text);
        release(text);
        return 0;
    }
    case PSM_SETWIZBUTTONS: set_wizard_buttons(sheet, (DWORD)lparam); return 0;
    case PSM_SETFINISHTEXTA:
    case PSM_SETFINISHTEXTW: {
        WCHAR *text = text_from(message == PSM_SETFINISHTEXTW, (void *)lparam);
        set_wizard_buttons(sheet, PSWIZB_FINISH);
        if (text) SetDlgItemTextW(sheet->window, ID_FINISH, text);
        release(text);
        return 0;
    }
    case PSM_PRESSBUTTON: {
        static const int ids[] = {ID_BACK, ID_NEXT, ID_FINISH, IDOK, ID_APPLY, IDCANCEL, IDHELP};
        return wparam < COUNT_OF(ids) && press(sheet, ids[wparam]);
    }
    case PSM_CANCELTOCLOSE: enable(sheet, IDCANCEL, FALSE); SetDlgItemTextW(sheet->window, IDOK, L"Close"); return 0;
    case PSM_RESTARTWINDOWS: sheet->result = ID_PSRESTARTWINDOWS; return 0;
    case PSM_REBOOTSYSTEM: sheet->result = ID_PSREBOOTSYSTEM; return 0;
    case PSM_QUERYSIBLINGS:
        for (index = 0; index < sheet->count; index++) {
            if (!sheet->pages[index]->window ||
                !SendMessageW(sheet->pages[index]->window, PSM_QUERYSIBLINGS, wparam, lparam))
                continue;
            return GetWindowLongPtrW(sheet->pages[index]->window, DWLP_MSGRESULT);
        }
        return 0;
    case PSM_INDEXTOHWND: return wparam < (WPARAM)sheet->count ? (LRESULT)sheet->pages[wparam]->window : 0;
    case PSM_HWNDTOINDEX: return index_of_window(sheet, (HWND)wparam);
    case PSM_IDTOINDEX: return index_of_id(sheet, lparam);
    }
    return 0;
}

static INT_PTR CALLBACK sheet_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct sheet *sheet = (struct sheet *)GetWindowLongPtrW(window, DWLP_USER);
    if (message == WM_INITDIALOG) {
        SetWindowLongPtrW(window, DWLP_USER, lparam);
        ((struct sheet *)lparam)->window = window;
        return FALSE;
    }
    if (!sheet) return FALSE;
    if (message >= PSM_SETCURSEL && message <= WM_USER + 140) {
        SetWindowLongPtrW(window, DWLP_MSGRESULT, sheet_message(sheet, message, wparam, lparam));
        return TRUE;
    }
    switch (message) {
    case WM_COMMAND: return press(sheet, LOWORD(wparam));
    case WM_CLOSE: cancel(sheet); return TRUE;
    case WM_NOTIFY:
        if (((NMHDR *)lparam)->hwndFrom != sheet->tab || ((NMHDR *)lparam)->code != (UINT)TCN_SELCHANGE) return FALSE;
        show_page(sheet, (int)SendMessageW(sheet->tab, TCM_GETCURSEL, 0, 0), TRUE);
        return TRUE;
    case WM_NCDESTROY:
        SetWindowLongPtrW(window, DWLP_USER, 0);
        for (int i = 0; i < sheet->count; i++) DestroyPropertySheetPage((HPROPSHEETPAGE)sheet->pages[i]);
        sheet->count = 0;
        sheet->window = NULL;
        if (sheet->modeless) {
            release(sheet->caption);
            release(sheet);
        }
    }
    return FALSE;
}

static HWND create_window(struct sheet *sheet, HWND owner)
{
    struct { DLGTEMPLATE header; WORD menu, class, title, points; WCHAR font[16];
    } template = {{WS_POPUP | WS_CAPTION | WS_SYSMENU | DS_MODALFRAME | DS_SETFONT | DS_3DLOOK, WS_EX_CONTROLPARENT, 0,
                   0, 0, 200, 100},
                  0,
                  0,
                  0,
                  8,
                  L"MS Shell Dlg"};
    return CreateDialogIndirectParamW(module_instance, &template.header, owner, sheet_procedure, (LPARAM)sheet);
}

static INT_PTR run(struct sheet *sheet, HWND owner)
{
    MSG message;
    BOOL was_enabled = owner && IsWindowEnabled(owner);
    if (was_enabled) EnableWindow(owner, FALSE);
    while (!sheet->done && IsWindow(sheet->window)) {
        int got = GetMessageW(&message, NULL, 0, 0);
        if (got <= 0) {
            if (!got) PostQuitMessage((int)message.wParam);
            break;
        }
        if (IsDialogMessageW(sheet->window, &message)) continue;
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    if (was_enabled) EnableWindow(owner, TRUE);
    if (sheet->window) DestroyWindow(sheet->window);
    INT_PTR result = sheet->result;
    release(sheet->caption);
    release(sheet);
    return result;
}

static INT_PTR property_sheet(const PROPSHEETHEADERW *header, BOOL unicode)
{
    struct sheet *sheet = header && header->nPages ? allocate(sizeof(*sheet)) : NULL;
    if (!sheet) return -1;
    sheet->flags = header->dwFlags;
    sheet->wizard = (header->dwFlags & (PSH_WIZARD | PSH_WIZARD97 | PSH_WIZARD_LITE)) != 0;
    sheet->modeless = (header->dwFlags & PSH_MODELESS) != 0;
    sheet->current = -1;
    const BYTE *at = (const BYTE *)header->ppsp;
    for (UINT i = 0; i < header->nPages && i < MOST_PAGES; i++) {
        HPROPSHEETPAGE page =
            header->dwFlags & PSH_PROPSHEETPAGE ? create_page((const PROPSHEETPAGEW *)at, unicode) : header->phpage[i];
        if (header->dwFlags & PSH_PROPSHEETPAGE) at += ((const PROPSHEETPAGEW *)at)->dwSize;
        if (page) sheet->pages[sheet->count++] = (struct _PSP *)page;
    }
    if (!create_window(sheet, header->hwndParent)) {
        release(sheet);
        return -1;
    }
    if (header->pszCaption && !IS_INTRESOURCE(header->pszCaption))
        sheet->caption = text_from(unicode, header->pszCaption);
    else if (header->pszCaption && (sheet->caption = allocate(256 * sizeof(WCHAR))))
        LoadStringW(header->hInstance, (UINT)(UINT_PTR)header->pszCaption, sheet->caption, 256);
    WCHAR title[300];
    wsprintfW(title, header->dwFlags & PSH_PROPTITLE ? L"%.250s Properties" : L"%.250s",
              sheet->caption ? sheet->caption : L"");
    SetWindowTextW(sheet->window, title);
    if (header->dwFlags & PSH_USECALLBACK && header->pfnCallback)
        header->pfnCallback(sheet->window, PSCB_INITIALIZED, 0);
    if (!sheet->wizard) add_tabs(sheet);
    lay_out(sheet);
    if (sheet->wizard) set_wizard_buttons(sheet, PSWIZB_BACK | PSWIZB_NEXT);
    int start = header->dwFlags & PSH_USEPSTARTPAGE ? index_of_id(sheet, (LPARAM)header->pStartPage)
                                                    : (int)min(header->nStartPage, (UINT)sheet->count - 1);
    if (!show_page(sheet, max(start, 0), FALSE)) {
        sheet->modeless = FALSE;
        DestroyWindow(sheet->window);
        release(sheet->caption);
        release(sheet);
        return -1;
    }
    HWND window = sheet->window;
    ShowWindow(window, SW_SHOW);
    HWND page = sheet->pages[sheet->current]->window, first = GetNextDlgTabItem(page, NULL, FALSE);
    SetFocus(first ? first : page);
    return sheet->modeless ? (INT_PTR)window : run(sheet, header->hwndParent);
}

INT_PTR WINAPI PropertySheetW(LPCPROPSHEETHEADERW header) { return property_sheet(header, TRUE); }
INT_PTR WINAPI PropertySheetA(LPCPROPSHEETHEADERA header) { return property_sheet((LPCPROPSHEETHEADERW)header, FALSE); }
