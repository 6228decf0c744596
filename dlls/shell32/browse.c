/* The dialog to choose a folder: a tree of the namespace, whose branches are read when they are opened. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include <commctrl.h>
#include "shell32_private.h"

enum control { CONTROL_TITLE = 100, CONTROL_STATUS, CONTROL_TREE };

struct browser {
    BROWSEINFOW *info;
    HWND dialog, tree;
    ITEMIDLIST *chosen;     /* the result */
};

static int call_back(struct browser *browser, UINT message, LPARAM parameter)
{
    if (!browser->info->lpfn) return 0;
    return browser->info->lpfn(browser->dialog, message, parameter, browser->info->lParam);
}

/* The item takes over the list. */
static HTREEITEM insert_item(struct browser *browser, HTREEITEM parent, ITEMIDLIST *list)
{
    TVINSERTSTRUCTW insert = { .hParent = parent, .hInsertAfter = TVI_LAST };
    WCHAR name[MAX_PATH];
    HTREEITEM item;

    if (!list || !shown_name(list, name)) {
        ILFree(list);
        return NULL;
    }
    insert.item.mask = TVIF_TEXT | TVIF_PARAM | TVIF_CHILDREN;
    insert.item.pszText = name;
    insert.item.lParam = (LPARAM)list;
    insert.item.cChildren = 1;
    item = (HTREEITEM)SendMessageW(browser->tree, TVM_INSERTITEMW, 0, (LPARAM)&insert);
    if (!item) ILFree(list);
    return item;
}

static ITEMIDLIST *list_of_item(struct browser *browser, HTREEITEM handle)
{
    TVITEMW item = { .mask = TVIF_PARAM, .hItem = handle };
    if (!handle || !SendMessageW(browser->tree, TVM_GETITEMW, 0, (LPARAM)&item)) return NULL;
    return (ITEMIDLIST *)item.lParam;
}

static HTREEITEM related_item(struct browser *browser, UINT relation, HTREEITEM item)
{
    return (HTREEITEM)SendMessageW(browser->tree, TVM_GETNEXTITEM, relation, (LPARAM)item);
}

static void open_branch(struct browser *browser, HTREEITEM parent)
{
    SHCONTF flags = SHCONTF_FOLDERS | (browser->info->ulFlags & BIF_BROWSEINCLUDEFILES ? SHCONTF_NONFOLDERS : 0);
    ITEMIDLIST *list = list_of_item(browser, parent), *child;
    IEnumIDList *items = NULL;
    ULONG fetched;

    if (!list || related_item(browser, TVGN_CHILD, parent)) return;
    if (SUCCEEDED(make_item_enumerator(list, flags, &items))) {
        while (items->lpVtbl->Next(items, 1, &child, &fetched) == S_OK) {
            insert_item(browser, parent, ILCombine(list, child));
            ILFree(child);
        }
        items->lpVtbl->Release(items);
    }
    if (related_item(browser, TVGN_CHILD, parent)) {
        SendMessageW(browser->tree, TVM_SORTCHILDREN, 0, (LPARAM)parent);
        return;
    }
    TVITEMW item = { .mask = TVIF_CHILDREN, .hItem = parent, .cChildren = 0 };
    SendMessageW(browser->tree, TVM_SETITEMW, 0, (LPARAM)&item);
}

/* Opens the branches down to a list and selects it. */
static BOOL select_list(struct browser *browser, const ITEMIDLIST *wanted)
{
    HTREEITEM item = related_item(browser, TVGN_ROOT, NULL), found = NULL;

    while (item) {
        ITEMIDLIST *list = list_of_item(browser, item);
        if (ILIsEqual(list, wanted)) {
            found = item;
            break;
        }
        if (!ILIsParent(list, wanted, FALSE)) {
            item = related_item(browser, TVGN_NEXT, item);
            continue;
        }
        SendMessageW(browser->tree, TVM_EXPAND, TVE_EXPAND, (LPARAM)item);
        item = related_item(browser, TVGN_CHILD, item);
    }
    if (!found) return FALSE;
    SendMessageW(browser->tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)found);
    SendMessageW(browser->tree, TVM_ENSUREVISIBLE, 0, (LPARAM)found);
    return TRUE;
}

static BOOL select_path(struct browser *browser, const WCHAR *path)
{
    ITEMIDLIST *list = ILCreateFromPathW(path);
    BOOL done = list && select_list(browser, list);
    ILFree(list);
    return done;
}

static void initialize(struct browser *browser, HWND dialog)
{
    ITEMIDLIST *root = browser->info->pidlRoot ? ILClone(browser->info->pidlRoot) : NULL;
    HTREEITEM item;

    browser->dialog = dialog;
    browser->tree = GetDlgItem(dialog, CONTROL_TREE);
    SetDlgItemTextW(dialog, CONTROL_TITLE, browser->info->lpszTitle);
    if (!(browser->info->ulFlags & BIF_STATUSTEXT)) ShowWindow(GetDlgItem(dialog, CONTROL_STATUS), SW_HIDE);
    if (!root) SHGetFolderLocation(NULL, CSIDL_DESKTOP, NULL, 0, &root);
    if ((item = insert_item(browser, TVI_ROOT, root))) {
        SendMessageW(browser->tree, TVM_EXPAND, TVE_EXPAND, (LPARAM)item);
        SendMessageW(browser->tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)item);
    }
    call_back(browser, BFFM_INITIALIZED, 0);
}

static void selection_changed(struct browser *browser, ITEMIDLIST *list)
{
    WCHAR path[MAX_PATH];
    BOOL usable = list && (!(browser->info->ulFlags & BIF_RETURNONLYFSDIRS) || path_from_list(list, path, MAX_PATH));

    EnableWindow(GetDlgItem(browser->dialog, IDOK), usable);
    call_back(browser, BFFM_SELCHANGED, (LPARAM)list);
}

static LRESULT notified(struct browser *browser, NMTREEVIEWW *notice)
{
    switch (notice->hdr.code) {
    case TVN_ITEMEXPANDINGW: case TVN_ITEMEXPANDINGA:
        if (notice->action & TVE_EXPAND) open_branch(browser, notice->itemNew.hItem);
        break;
    case TVN_SELCHANGEDW: case TVN_SELCHANGEDA: selection_changed(browser, (ITEMIDLIST *)notice->itemNew.lParam); break;
    case TVN_DELETEITEMW: case TVN_DELETEITEMA: ILFree((ITEMIDLIST *)notice->itemOld.lParam); break;
    default: break;
    }
    return 0;
}

static void accept(struct browser *browser)
{
    ITEMIDLIST *list = list_of_item(browser, related_item(browser, TVGN_CARET, NULL));

    browser->chosen = ILClone(list);
    if (list && browser->info->pszDisplayName) shown_name(list, browser->info->pszDisplayName);
    EndDialog(browser->dialog, browser->chosen != NULL);
}

/* What the program's callback asks for. */
static BOOL asked(struct browser *browser, UINT message, WPARAM wparam, LPARAM lparam)
{
    WCHAR *wide;
    BOOL done;

    switch (message) {
    case BFFM_SETSTATUSTEXTW: return SetDlgItemTextW(browser->dialog, CONTROL_STATUS, (const WCHAR *)lparam);
    case BFFM_SETSTATUSTEXTA: return SetDlgItemTextA(browser->dialog, CONTROL_STATUS, (const char *)lparam);
    case BFFM_ENABLEOK: EnableWindow(GetDlgItem(browser->dialog, IDOK), lparam != 0); return TRUE;
    case BFFM_SETOKTEXT: return SetDlgItemTextW(browser->dialog, IDOK, (const WCHAR *)lparam);
    case BFFM_SETSELECTIONW:
        return wparam ? select_path(browser, (const WCHAR *)lparam) : select_list(browser, (const ITEMIDLIST *)lparam);
    case BFFM_SETSELECTIONA:
        if (!wparam) return select_list(browser, (const ITEMIDLIST *)lparam);
        wide = wide_copy((const char *)lparam);
        done = wide && select_path(browser, wide);
        LocalFree(wide);
        return done;
    default: return FALSE;
    }
}

static INT_PTR CALLBACK dialog_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct browser *browser = (struct browser *)GetWindowLongPtrW(dialog, DWLP_USER);

    if (message == WM_INITDIALOG) {
        SetWindowLongPtrW(dialog, DWLP_USER, lparam);
        initialize((struct browser *)lparam, dialog);
        return TRUE;
    }
    if (!browser) return FALSE;
    if (message == WM_NOTIFY && wparam == CONTROL_TREE) return notified(browser, (NMTREEVIEWW *)lparam);
    if (message == WM_COMMAND && LOWORD(wparam) == IDOK) accept(browser);
    else if (message == WM_COMMAND && LOWORD(wparam) == IDCANCEL) EndDialog(dialog, 0);
    else return asked(browser, message, wparam, lparam);
    return TRUE;
}

/* ---- the dialog's template */

struct template_control { DWORD style; short x, y, width, height; WORD id; const WCHAR *class, *text; };

static const struct template_control controls[] = {
    {SS_LEFT | SS_NOPREFIX, 7, 7, 200, 16, CONTROL_TITLE, L"Static", L""},
    {SS_LEFT | SS_NOPREFIX, 7, 24, 200, 9, CONTROL_STATUS, L"Static", L""},
    {WS_BORDER | WS_TABSTOP | TVS_HASBUTTONS | TVS_HASLINES | TVS_LINESATROOT | TVS_SHOWSELALWAYS, 7, 36, 200, 140,
     CONTROL_TREE, WC_TREEVIEWW, L""},
    {BS_DEFPUSHBUTTON | WS_TABSTOP, 103, 183, 50, 14, IDOK, L"Button", L"OK"},
    {BS_PUSHBUTTON | WS_TABSTOP, 157, 183, 50, 14, IDCANCEL, L"Button", L"Cancel"},
};

static WORD *put_text(WORD *to, const WCHAR *text)
{
    lstrcpyW((WCHAR *)to, text);
    return to + lstrlenW(text) + 1;
}

/* The template has room for the few short texts above. */
static void make_template(DLGTEMPLATE *template)
{
    WORD *to = (WORD *)(template + 1);

    *template = (DLGTEMPLATE){WS_POPUP | WS_CAPTION | WS_SYSMENU | WS_VISIBLE | DS_MODALFRAME | DS_SETFONT,
                              0,
                              ARRAYSIZE(controls),
                              30,
                              30,
                              214,
                              204};
    *to++ = 0; /* no menu */
    *to++ = 0; /* the usual class */
    to = put_text(to, L"Browse For Folder");
    *to++ = 8;
    to = put_text(to, L"MS Shell Dlg");
    for (unsigned i = 0; i < ARRAYSIZE(controls); i++) {
        const struct template_control *control = &controls[i];
        to = (WORD *)(((ULONG_PTR)to + 3) & ~(ULONG_PTR)3);
        *(DLGITEMTEMPLATE *)to = (DLGITEMTEMPLATE){control->style | WS_CHILD | WS_VISIBLE,
                                                   0,
                                                   control->x,
                                                   control->y,
                                                   control->width,
                                                   control->height,
                                                   control->id};
        to = put_text((WORD *)((DLGITEMTEMPLATE *)to + 1), control->class);
        to = put_text(to, control->text);
        *to++ = 0; /* no creation data */
    }
}

/* The tree is comctl32's. It is loaded when it is needed, because few users of shell32 show a dialog. */
PIDLIST_ABSOLUTE WINAPI SHBrowseForFolderW(BROWSEINFOW *info)
{
    DWORD memory[256];
    struct browser browser = { .info = info };
    INITCOMMONCONTROLSEX wanted = { sizeof(wanted), ICC_TREEVIEW_CLASSES };
    HMODULE module;
    BOOL (WINAPI *load_controls)(const INITCOMMONCONTROLSEX *);

    if (!info || !(module = LoadLibraryW(L"comctl32.dll"))) return NULL;
    load_controls = (void *)GetProcAddress(module, "InitCommonControlsEx");
    if (load_controls && load_controls(&wanted)) {
        make_template((DLGTEMPLATE *)memory);
        DialogBoxIndirectParamW(GetModuleHandleW(NULL), (DLGTEMPLATE *)memory, info->hwndOwner, dialog_procedure,
                                (LPARAM)&browser);
    }
    return browser.chosen;
}

PIDLIST_ABSOLUTE WINAPI SHBrowseForFolderA(BROWSEINFOA *info)
{
    WCHAR name[MAX_PATH] = L"", *title;
    PIDLIST_ABSOLUTE list;

    if (!info) return NULL;
    title = wide_copy(info->lpszTitle);
    BROWSEINFOW wide = {info->hwndOwner, info->pidlRoot, name,         title,
                        info->ulFlags,   info->lpfn,     info->lParam, info->iImage};
    list = SHBrowseForFolderW(&wide);
    LocalFree(title);
    if (list && info->pszDisplayName)
        WideCharToMultiByte(CP_ACP, 0, name, -1, info->pszDisplayName, MAX_PATH, NULL, NULL);
    return list;
}
