/* SysTreeView32: items, relations, selection, expanding, notifications, sorting, hit tests. */
#include "../check.h"
#include <commctrl.h>

static HWND parent, tree;
static struct { int code; UINT action; HTREEITEM old, new; } log_entries[64];
static int log_count;
static BOOL refuse;

static LRESULT CALLBACK parent_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    NMTREEVIEWW *note = (NMTREEVIEWW *)lparam;
    if (message == WM_NOTIFYFORMAT) return NFR_UNICODE;
    if (message != WM_NOTIFY || note->hdr.hwndFrom != tree) return DefWindowProcW(window, message, wparam, lparam);
    if (note->hdr.code == TVN_GETDISPINFOW) {
        NMTVDISPINFOW *info = (NMTVDISPINFOW *)lparam;
        if (info->item.mask & TVIF_TEXT) lstrcpynW(info->item.pszText, L"asked", info->item.cchTextMax);
        if (info->item.mask & TVIF_CHILDREN) info->item.cChildren = 1;
        return 0;
    }
    if (log_count < 64 && note->hdr.code != NM_CUSTOMDRAW) {
        log_entries[log_count].code = (int)note->hdr.code;
        log_entries[log_count].action = note->action;
        log_entries[log_count].old = note->itemOld.hItem;
        log_entries[log_count++].new = note->itemNew.hItem;
    }
    return refuse && (note->hdr.code == TVN_SELCHANGINGW || note->hdr.code == TVN_ITEMEXPANDINGW);
}

static HTREEITEM add(HTREEITEM under, HTREEITEM after, LPCWSTR text, LPARAM param)
{
    TVINSERTSTRUCTW insert = {0};
    insert.hParent = under;
    insert.hInsertAfter = after;
    insert.item.mask = TVIF_TEXT | TVIF_PARAM;
    insert.item.pszText = (LPWSTR)text;
    insert.item.lParam = param;
    return (HTREEITEM)SendMessageW(tree, TVM_INSERTITEMW, 0, (LPARAM)&insert);
}

static HTREEITEM next(UINT how, HTREEITEM item)
{
    return (HTREEITEM)SendMessageW(tree, TVM_GETNEXTITEM, how, (LPARAM)item);
}
static UINT state(HTREEITEM item) { return (UINT)SendMessageW(tree, TVM_GETITEMSTATE, (WPARAM)item, ~0u); }

static LPCWSTR text_of(HTREEITEM item)
{
    static WCHAR buffer[64];
    TVITEMW info = {0};
    *buffer = 0;
    info.mask = TVIF_TEXT;
    info.hItem = item;
    info.pszText = buffer;
    info.cchTextMax = 64;
    SendMessageW(tree, TVM_GETITEMW, 0, (LPARAM)&info);
    return buffer;
}

static void create(DWORD style)
{
    tree = CreateWindowExW(0, WC_TREEVIEWW, L"", WS_CHILD | WS_VISIBLE | style, 0, 0, 200, 200, parent, (HMENU)7, NULL,
                           NULL);
    check(tree != NULL, "a tree view: error %lu", GetLastError());
    log_count = 0;
}

static void test_relations(void)
{
    create(TVS_HASLINES | TVS_HASBUTTONS | TVS_LINESATROOT);
    check_equal_int(SendMessageW(tree, TVM_GETCOUNT, 0, 0), 0, "empty");
    check_equal_ptr(next(TVGN_ROOT, NULL), NULL, "no root");
    HTREEITEM b = add(TVI_ROOT, TVI_LAST, L"b", 2), a = add(TVI_ROOT, TVI_FIRST, L"a", 1),
              d = add(TVI_ROOT, TVI_LAST, L"d", 4), c = add(TVI_ROOT, b, L"c", 3);
    HTREEITEM b1 = add(b, TVI_LAST, L"b1", 21), b2 = add(b, TVI_LAST, L"b2", 22);
    check(a && b && c && d && b1 && b2, "inserted");
    check_equal_int(SendMessageW(tree, TVM_GETCOUNT, 0, 0), 6, "count");
    check_equal_ptr(next(TVGN_ROOT, NULL), a, "root is the first");
    check_equal_ptr(next(TVGN_NEXT, a), b, "b follows a");
    check_equal_ptr(next(TVGN_NEXT, b), c, "c was inserted after b");
    check_equal_ptr(next(TVGN_NEXT, c), d, "d last");
    check_equal_ptr(next(TVGN_NEXT, d), NULL, "nothing after d");
    check_equal_ptr(next(TVGN_PREVIOUS, b), a, "a before b");
    check_equal_ptr(next(TVGN_CHILD, b), b1, "child");
    check_equal_ptr(next(TVGN_PARENT, b2), b, "parent");
    check_equal_ptr(next(TVGN_PARENT, a), NULL, "no parent");
    check_equal_ptr(next(TVGN_NEXTVISIBLE, b), c, "b is folded");
    check_equal_ptr(next(TVGN_FIRSTVISIBLE, NULL), a, "first visible");
    check_equal_ptr(next(TVGN_CARET, NULL), NULL, "nothing selected");
    check_equal_wide(text_of(b2), L"b2", "text");
    TVITEMW info = {0};
    info.mask = TVIF_PARAM | TVIF_CHILDREN | TVIF_STATE;
    info.hItem = b;
    info.stateMask = TVIS_EXPANDED;
    check(SendMessageW(tree, TVM_GETITEMW, 0, (LPARAM)&info), "TVM_GETITEM");
    check_equal_int(info.lParam, 2, "lParam");
    check_equal_int(info.cChildren, 1, "has children");
    check_equal_u32(info.state & TVIS_EXPANDED, 0, "not expanded");
    check(SendMessageW(tree, TVM_DELETEITEM, 0, (LPARAM)b), "deleting");
    check_equal_int(SendMessageW(tree, TVM_GETCOUNT, 0, 0), 3, "children went with it");
    int deleted = 0;
    for (int i = 0; i < log_count; i++) deleted += log_entries[i].code == (int)TVN_DELETEITEMW;
    check_equal_int(deleted, 3, "TVN_DELETEITEM for each");
    check_equal_ptr(next(TVGN_NEXT, a), c, "a, c");
    check(SendMessageW(tree, TVM_DELETEITEM, 0, (LPARAM)TVI_ROOT), "deleting all");
    check_equal_int(SendMessageW(tree, TVM_GETCOUNT, 0, 0), 0, "all gone");
    DestroyWindow(tree);
}

static void test_selection(void)
{
    create(TVS_HASBUTTONS);
    HTREEITEM a = add(TVI_ROOT, TVI_LAST, L"a", 1), b = add(TVI_ROOT, TVI_LAST, L"b", 2),
              b1 = add(b, TVI_LAST, L"b1", 3);
    log_count = 0;
    check(SendMessageW(tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)a), "selecting");
    check_equal_ptr(next(TVGN_CARET, NULL), a, "caret");
    check_equal_u32(state(a) & TVIS_SELECTED, TVIS_SELECTED, "selected");
    check_equal_int(log_count, 2, "two notifications");
    check_equal_int(log_entries[0].code, (int)TVN_SELCHANGINGW, "changing");
    check_equal_int(log_entries[1].code, (int)TVN_SELCHANGEDW, "changed");
    check_equal_ptr(log_entries[1].new, a, "new item");
    check_equal_u32(log_entries[1].action, TVC_UNKNOWN, "by a call");
    refuse = TRUE;
    check(!SendMessageW(tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)b), "refused");
    refuse = FALSE;
    check_equal_ptr(next(TVGN_CARET, NULL), a, "still the first");
    SendMessageW(tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)b1);
    check_equal_u32(state(b) & TVIS_EXPANDED, TVIS_EXPANDED, "selecting a hidden item opens its parent");
    check_equal_u32(state(a) & TVIS_SELECTED, 0, "the old one is not selected");
    SendMessageW(tree, TVM_EXPAND, TVE_COLLAPSE, (LPARAM)b);
    check_equal_ptr(next(TVGN_CARET, NULL), b, "folding moves the selection to the parent");
    SendMessageW(tree, WM_KEYDOWN, VK_UP, 0);
    check_equal_ptr(next(TVGN_CARET, NULL), a, "up");
    check_equal_u32(log_entries[log_count - 1].action, TVC_BYKEYBOARD, "by the keyboard");
    SendMessageW(tree, WM_KEYDOWN, VK_END, 0);
    check_equal_ptr(next(TVGN_CARET, NULL), b, "end");
    SendMessageW(tree, WM_KEYDOWN, VK_RIGHT, 0);
    check_equal_u32(state(b) & TVIS_EXPANDED, TVIS_EXPANDED, "right opens");
    SendMessageW(tree, WM_KEYDOWN, VK_RIGHT, 0);
    check_equal_ptr(next(TVGN_CARET, NULL), b1, "right again goes to the child");
    SendMessageW(tree, WM_KEYDOWN, VK_LEFT, 0);
    check_equal_ptr(next(TVGN_CARET, NULL), b, "left goes to the parent");
    SendMessageW(tree, TVM_SELECTITEM, TVGN_CARET, 0);
    check_equal_ptr(next(TVGN_CARET, NULL), NULL, "selecting nothing");
    DestroyWindow(tree);
}

static void test_expanding(void)
{
    create(TVS_HASBUTTONS | TVS_LINESATROOT);
    HTREEITEM a = add(TVI_ROOT, TVI_LAST, L"a", 1), a1 = add(a, TVI_LAST, L"a1", 2),
              b = add(TVI_ROOT, TVI_LAST, L"b", 3);
    RECT rect;
    log_count = 0;
    check(SendMessageW(tree, TVM_EXPAND, TVE_EXPAND, (LPARAM)a), "expanding");
    check_equal_u32(state(a) & (TVIS_EXPANDED | TVIS_EXPANDEDONCE), TVIS_EXPANDED | TVIS_EXPANDEDONCE, "state");
    check_equal_int(log_count, 2, "two notifications");
    check_equal_int(log_entries[0].code, (int)TVN_ITEMEXPANDINGW, "expanding");
    check_equal_int(log_entries[1].code, (int)TVN_ITEMEXPANDEDW, "expanded");
    check_equal_ptr(next(TVGN_NEXTVISIBLE, a), a1, "the child shows");
    check_equal_ptr(next(TVGN_PREVIOUSVISIBLE, b), a1, "the child is before b");
    log_count = 0;
    check(SendMessageW(tree, TVM_EXPAND, TVE_COLLAPSE, (LPARAM)a), "folding");
    check_equal_int(log_count, 0, "nothing is told once it has been expanded");
    check(!SendMessageW(tree, TVM_EXPAND, TVE_EXPAND, (LPARAM)b), "an item without children");
    *(HTREEITEM *)&rect = a1;
    check(!SendMessageW(tree, TVM_GETITEMRECT, TRUE, (LPARAM)&rect), "a hidden item has no rectangle");
    *(HTREEITEM *)&rect = b;
    check(SendMessageW(tree, TVM_GETITEMRECT, FALSE, (LPARAM)&rect), "rectangle");
    int height = (int)SendMessageW(tree, TVM_GETITEMHEIGHT, 0, 0);
    check_equal_int(rect.top, height, "second row");
    check_equal_int(rect.bottom, 2 * height, "one row high");
    check_equal_int(rect.left, 0, "whole row");
    *(HTREEITEM *)&rect = b;
    SendMessageW(tree, TVM_GETITEMRECT, TRUE, (LPARAM)&rect);
    check(rect.left > 0 && rect.right < 190, "text only: %ld to %ld", rect.left, rect.right);
    TVHITTESTINFO hit = {{rect.left + 2, rect.top + 2}, 0, NULL};
    check_equal_ptr((HTREEITEM)SendMessageW(tree, TVM_HITTEST, 0, (LPARAM)&hit), b, "hit");
    check_equal_u32(hit.flags, TVHT_ONITEMLABEL, "on the label");
    hit.pt = (POINT){10, 150};
    check_equal_ptr((HTREEITEM)SendMessageW(tree, TVM_HITTEST, 0, (LPARAM)&hit), NULL, "below all");
    check_equal_u32(hit.flags, TVHT_NOWHERE, "nowhere");
    hit.pt = (POINT){-5, 5};
    SendMessageW(tree, TVM_HITTEST, 0, (LPARAM)&hit);
    check_equal_u32(hit.flags, TVHT_TOLEFT, "left of it");
    hit.pt = (POINT){6, 5};
    SendMessageW(tree, TVM_HITTEST, 0, (LPARAM)&hit);
    check_equal_u32(hit.flags, TVHT_ONITEMBUTTON, "button");
    check_equal_int(SendMessageW(tree, TVM_SETITEMHEIGHT, 30, 0), height, "the old height");
    check_equal_int(SendMessageW(tree, TVM_GETITEMHEIGHT, 0, 0), 30, "the new height");
    check_equal_int(SendMessageW(tree, TVM_GETVISIBLECOUNT, 0, 0), 6, "200 / 30");
    DestroyWindow(tree);
}

static int CALLBACK reverse(LPARAM a, LPARAM b, LPARAM data) { return (int)(b - a) + (int)data; }

static void test_sorting(void)
{
    create(0);
    HTREEITEM c = add(TVI_ROOT, TVI_LAST, L"cherry", 1), a = add(TVI_ROOT, TVI_LAST, L"Apple", 3),
              b = add(TVI_ROOT, TVI_LAST, L"banana", 2);
    check(SendMessageW(tree, TVM_SORTCHILDREN, 0, (LPARAM)TVI_ROOT), "sorting");
    check_equal_ptr(next(TVGN_ROOT, NULL), a, "apple");
    check_equal_ptr(next(TVGN_NEXT, a), b, "banana");
    check_equal_ptr(next(TVGN_NEXT, b), c, "cherry");
    HTREEITEM between = add(TVI_ROOT, TVI_SORT, L"blue", 9);
    check_equal_ptr(next(TVGN_NEXT, b), between, "TVI_SORT");
    TVSORTCB sort = {TVI_ROOT, reverse, 0};
    check(SendMessageW(tree, TVM_SORTCHILDRENCB, 0, (LPARAM)&sort), "sorting by a callback");
    check_equal_ptr(next(TVGN_ROOT, NULL), between, "9 first");
    check_equal_ptr(next(TVGN_NEXT, between), a, "3");
    check_equal_ptr(next(TVGN_NEXT, a), b, "2");
    DestroyWindow(tree);
}

static void test_the_rest(void)
{
    create(TVS_CHECKBOXES | TVS_EDITLABELS);
    HTREEITEM a = add(TVI_ROOT, TVI_LAST, LPSTR_TEXTCALLBACKW, 1);
    check_equal_wide(text_of(a), L"asked", "text by TVN_GETDISPINFO");
    check_equal_u32(state(a) & TVIS_STATEIMAGEMASK, INDEXTOSTATEIMAGEMASK(1), "unchecked");
    SendMessageW(tree, TVM_SELECTITEM, TVGN_CARET, (LPARAM)a);
    SendMessageW(tree, WM_KEYDOWN, VK_SPACE, 0);
    check_equal_u32(state(a) & TVIS_STATEIMAGEMASK, INDEXTOSTATEIMAGEMASK(2), "space checks");
    check_equal_u32(SendMessageW(tree, TVM_SETBKCOLOR, 0, RGB(1, 2, 3)), CLR_NONE,
                    "the default background is the system's");
    check_equal_u32(SendMessageW(tree, TVM_GETBKCOLOR, 0, 0), RGB(1, 2, 3), "background");
    HIMAGELIST images = ImageList_Create(16, 16, ILC_COLOR, 1, 1);
    check_equal_ptr((void *)SendMessageW(tree, TVM_SETIMAGELIST, TVSIL_NORMAL, (LPARAM)images), NULL,
                    "no image list before");
    check_equal_ptr((void *)SendMessageW(tree, TVM_GETIMAGELIST, TVSIL_NORMAL, 0), images, "the image list");
    check_equal_ptr((void *)SendMessageW(tree, TVM_GETNEXTITEM, 99, 0), NULL, "an unknown relation");
    HWND edit = (HWND)SendMessageW(tree, TVM_EDITLABELW, 0, (LPARAM)a);
    check(edit != NULL, "editing");
    check_equal_ptr((HWND)SendMessageW(tree, TVM_GETEDITCONTROL, 0, 0), edit, "the edit control");
    check(SendMessageW(tree, TVM_ENDEDITLABELNOW, TRUE, 0), "cancelled");
    check_equal_ptr((HWND)SendMessageW(tree, TVM_GETEDITCONTROL, 0, 0), NULL, "no edit control");
    DestroyWindow(tree);
    ImageList_Destroy(images);
}

int main(void)
{
    WNDCLASSW class = {0};
    class.lpfnWndProc = parent_procedure;
    class.lpszClassName = L"tree view test";
    RegisterClassW(&class);
    InitCommonControls();
    parent = CreateWindowExW(0, L"tree view test", NULL, WS_OVERLAPPEDWINDOW, 0, 0, 400, 400, NULL, NULL, NULL, NULL);
    test_relations();
    test_selection();
    test_expanding();
    test_sorting();
    test_the_rest();
    return check_summary();
}
