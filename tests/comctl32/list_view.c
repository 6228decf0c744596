/* SysListView32 and its header: items, columns, states, notifications, finding, sorting, virtual lists. */
#include "../check.h"
#include <commctrl.h>

static HWND parent, list;
static int inserted, deleted, changed, changing, deleted_all, clicked_column;
static UINT last_new, last_old;

static LRESULT CALLBACK parent_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    NMLISTVIEW *note = (NMLISTVIEW *)lparam;
    if (message == WM_NOTIFYFORMAT) return NFR_UNICODE;
    if (message != WM_NOTIFY || note->hdr.hwndFrom != list) return DefWindowProcW(window, message, wparam, lparam);
    if (note->hdr.code == LVN_INSERTITEM) inserted++;
    if (note->hdr.code == LVN_DELETEITEM) deleted++;
    if (note->hdr.code == LVN_DELETEALLITEMS) deleted_all++;
    if (note->hdr.code == LVN_ITEMCHANGING) changing++;
    if (note->hdr.code == LVN_COLUMNCLICK) clicked_column = note->iSubItem;
    if (note->hdr.code == LVN_ITEMCHANGED) changed++, last_new = note->uNewState, last_old = note->uOldState;
    if (note->hdr.code == LVN_GETDISPINFOW) {
        NMLVDISPINFOW *info = (NMLVDISPINFOW *)lparam;
        if (info->item.mask & LVIF_TEXT)
            wsprintfW(info->item.pszText, L"row %d column %d", info->item.iItem, info->item.iSubItem);
    }
    return 0;
}

static void create(DWORD style)
{
    list = CreateWindowExW(0, WC_LISTVIEWW, L"", WS_CHILD | WS_VISIBLE | style, 0, 0, 300, 200, parent, (HMENU)5, NULL,
                           NULL);
    check(list != NULL, "a list view: error %lu", GetLastError());
    inserted = deleted = changed = changing = deleted_all = 0;
}

static int add(int at, LPCWSTR text, LPARAM param)
{
    LVITEMW item = {0};
    item.mask = LVIF_TEXT | LVIF_PARAM;
    item.iItem = at;
    item.pszText = (LPWSTR)text;
    item.lParam = param;
    return (int)SendMessageW(list, LVM_INSERTITEMW, 0, (LPARAM)&item);
}

static LPCWSTR text_of(int index, int column)
{
    static WCHAR buffer[64];
    LVITEMW item = {0};
    *buffer = 0;
    item.iSubItem = column;
    item.pszText = buffer;
    item.cchTextMax = 64;
    SendMessageW(list, LVM_GETITEMTEXTW, (WPARAM)index, (LPARAM)&item);
    return buffer;
}

static BOOL set_state(int index, UINT state, UINT mask)
{
    LVITEMW item = {0};
    item.state = state;
    item.stateMask = mask;
    return (BOOL)SendMessageW(list, LVM_SETITEMSTATE, (WPARAM)index, (LPARAM)&item);
}

static void set_text(int index, int column, LPCWSTR text)
{
    LVITEMW item = {0};
    item.iSubItem = column;
    item.pszText = (LPWSTR)text;
    check(SendMessageW(list, LVM_SETITEMTEXTW, (WPARAM)index, (LPARAM)&item), "LVM_SETITEMTEXT");
}

static void test_columns(void)
{
    LVCOLUMNW column = {LVCF_TEXT | LVCF_WIDTH | LVCF_FMT, LVCFMT_RIGHT, 80, (LPWSTR)L"One", 0, 0, 0, 0, 0, 0, 0};
    WCHAR text[32];
    create(LVS_REPORT);
    check_equal_int(SendMessageW(list, LVM_INSERTCOLUMNW, 0, (LPARAM)&column), 0, "first column");
    column.pszText = (LPWSTR)L"Two";
    column.cx = 50;
    check_equal_int(SendMessageW(list, LVM_INSERTCOLUMNW, 9, (LPARAM)&column), 1, "an index beyond the end is the end");
    HWND header = (HWND)SendMessageW(list, LVM_GETHEADER, 0, 0);
    check(header != NULL, "header");
    check_equal_int(SendMessageW(header, HDM_GETITEMCOUNT, 0, 0), 2, "two heads");
    check_equal_int(SendMessageW(list, LVM_GETCOLUMNWIDTH, 0, 0), 80, "width");
    check(SendMessageW(list, LVM_SETCOLUMNWIDTH, 0, 123), "setting the width");
    check_equal_int(SendMessageW(list, LVM_GETCOLUMNWIDTH, 0, 0), 123, "new width");
    column.mask = LVCF_TEXT | LVCF_WIDTH | LVCF_FMT;
    column.pszText = text;
    column.cchTextMax = 32;
    check(SendMessageW(list, LVM_GETCOLUMNW, 1, (LPARAM)&column), "LVM_GETCOLUMN");
    check_equal_wide(text, L"Two", "title");
    check_equal_int(column.cx, 50, "its width");
    check_equal_int(column.fmt & LVCFMT_JUSTIFYMASK, LVCFMT_RIGHT, "alignment");
    check(!SendMessageW(list, LVM_GETCOLUMNW, 2, (LPARAM)&column), "no third column");
    RECT rect;
    SendMessageW(header, HDM_GETITEMRECT, 1, (LPARAM)&rect);
    check_equal_int(rect.left, 123, "the second head begins where the first ends");
    check_equal_int(rect.right, 173, "and is 50 wide");
    clicked_column = -1;
    SendMessageW(header, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(150, 5));
    SendMessageW(header, WM_LBUTTONUP, 0, MAKELPARAM(150, 5));
    check_equal_int(clicked_column, 1, "LVN_COLUMNCLICK");
    add(0, L"item", 0);
    set_text(0, 1, L"sub");
    check_equal_wide(text_of(0, 1), L"sub", "subitem");
    check(SendMessageW(list, LVM_DELETECOLUMN, 0, 0), "deleting a column");
    check_equal_int(SendMessageW(header, HDM_GETITEMCOUNT, 0, 0), 1, "one head");
    DestroyWindow(list);
}

static void test_items(void)
{
    create(LVS_LIST);
    check_equal_int(add(0, L"b", 2), 0, "first");
    check_equal_int(add(0, L"a", 1), 0, "before it");
    check_equal_int(add(99, L"c", 3), 2, "at the end");
    check_equal_int(add(-1, L"x", 3), -1, "a negative index");
    check_equal_int(inserted, 3, "LVN_INSERTITEM");
    check_equal_int(SendMessageW(list, LVM_GETITEMCOUNT, 0, 0), 3, "count");
    check_equal_wide(text_of(1, 0), L"b", "text");
    LVITEMW item = {0};
    item.mask = LVIF_PARAM;
    item.iItem = 2;
    check(SendMessageW(list, LVM_GETITEMW, 0, (LPARAM)&item), "LVM_GETITEM");
    check_equal_int(item.lParam, 3, "lParam");
    item.iItem = 3;
    check(!SendMessageW(list, LVM_GETITEMW, 0, (LPARAM)&item), "no such item");
    LVFINDINFOW find = {LVFI_STRING, L"C", 0, {0, 0}, 0};
    check_equal_int(SendMessageW(list, LVM_FINDITEMW, (WPARAM)-1, (LPARAM)&find), 2, "finding a text");
    find.flags = LVFI_PARAM;
    find.lParam = 2;
    check_equal_int(SendMessageW(list, LVM_FINDITEMW, (WPARAM)-1, (LPARAM)&find), 1, "finding a value");
    check_equal_int(SendMessageW(list, LVM_FINDITEMW, 1, (LPARAM)&find), -1, "not after itself");
    find.flags |= LVFI_WRAP;
    check_equal_int(SendMessageW(list, LVM_FINDITEMW, 1, (LPARAM)&find), 1, "but around");
    check(SendMessageW(list, LVM_DELETEITEM, 0, 0), "deleting");
    check(!SendMessageW(list, LVM_DELETEITEM, 7, 0), "deleting what is not there");
    check_equal_int(deleted, 1, "LVN_DELETEITEM");
    check_equal_wide(text_of(0, 0), L"b", "b moved up");
    check(SendMessageW(list, LVM_DELETEALLITEMS, 0, 0), "deleting all");
    check_equal_int(deleted_all, 1, "LVN_DELETEALLITEMS");
    check_equal_int(deleted, 3, "and each, as it was not refused");
    check_equal_int(SendMessageW(list, LVM_GETITEMCOUNT, 0, 0), 0, "empty");
    DestroyWindow(list);
}

static void test_states(void)
{
    create(LVS_LIST);
    for (int i = 0; i < 4; i++) add(i, L"item", i);
    changed = changing = 0;
    check(set_state(1, LVIS_SELECTED | LVIS_FOCUSED, LVIS_SELECTED | LVIS_FOCUSED), "selecting");
    check_equal_int(changed, 1, "one LVN_ITEMCHANGED");
    check_equal_int(changing, 1, "one LVN_ITEMCHANGING");
    check_equal_u32(last_new, LVIS_SELECTED | LVIS_FOCUSED, "new state");
    check_equal_u32(last_old, 0, "old state");
    check_equal_u32(SendMessageW(list, LVM_GETITEMSTATE, 1, LVIS_SELECTED), LVIS_SELECTED, "only what was asked");
    set_state(3, LVIS_SELECTED, LVIS_SELECTED);
    check_equal_int(SendMessageW(list, LVM_GETSELECTEDCOUNT, 0, 0), 2, "two selected");
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, (WPARAM)-1, LVNI_SELECTED), 1, "the first selected");
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, 1, LVNI_SELECTED), 3, "the next");
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, 3, LVNI_SELECTED), -1, "no more");
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, (WPARAM)-1, LVNI_FOCUSED), 1, "focused");
    check(set_state(-1, LVIS_SELECTED, LVIS_SELECTED), "selecting all");
    check_equal_int(SendMessageW(list, LVM_GETSELECTEDCOUNT, 0, 0), 4, "all");
    SendMessageW(list, WM_KEYDOWN, VK_DOWN, 0);
    check_equal_int(SendMessageW(list, LVM_GETSELECTEDCOUNT, 0, 0), 1, "a key selects one");
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, (WPARAM)-1, LVNI_SELECTED), 2, "the one below");
    check_equal_u32(SendMessageW(list, LVM_SETEXTENDEDLISTVIEWSTYLE, 0, LVS_EX_CHECKBOXES), 0, "no extended style");
    check_equal_u32(SendMessageW(list, LVM_GETEXTENDEDLISTVIEWSTYLE, 0, 0), LVS_EX_CHECKBOXES, "check boxes");
    check_equal_u32(SendMessageW(list, LVM_GETITEMSTATE, 0, LVIS_STATEIMAGEMASK), INDEXTOSTATEIMAGEMASK(1),
                    "unchecked");
    DestroyWindow(list);
    create(LVS_LIST | LVS_SINGLESEL);
    add(0, L"a", 0);
    add(1, L"b", 0);
    set_state(0, LVIS_SELECTED, LVIS_SELECTED);
    set_state(1, LVIS_SELECTED, LVIS_SELECTED);
    check_equal_int(SendMessageW(list, LVM_GETSELECTEDCOUNT, 0, 0), 1, "one at most");
    DestroyWindow(list);
}

static int CALLBACK reverse(LPARAM a, LPARAM b, LPARAM data) { return (int)(b - a) + (int)data; }

static void test_sorting(void)
{
    create(LVS_LIST);
    add(0, L"one", 1);
    add(1, L"three", 3);
    add(2, L"two", 2);
    check(SendMessageW(list, LVM_SORTITEMS, 0, (LPARAM)reverse), "sorting");
    check_equal_wide(text_of(0, 0), L"three", "3");
    check_equal_wide(text_of(1, 0), L"two", "2");
    check_equal_wide(text_of(2, 0), L"one", "1");
    DestroyWindow(list);
    create(LVS_LIST | LVS_SORTASCENDING);
    add(0, L"b", 0);
    check_equal_int(add(0, L"c", 0), 1, "sorted in");
    check_equal_int(add(9, L"a", 0), 0, "at the beginning");
    DestroyWindow(list);
}

static void test_virtual(void)
{
    LVCOLUMNW column = {LVCF_WIDTH, 0, 80, NULL, 0, 0, 0, 0, 0, 0, 0};
    create(LVS_REPORT | LVS_OWNERDATA);
    SendMessageW(list, LVM_INSERTCOLUMNW, 0, (LPARAM)&column);
    SendMessageW(list, LVM_INSERTCOLUMNW, 1, (LPARAM)&column);
    check(SendMessageW(list, LVM_SETITEMCOUNT, 100000, 0), "a hundred thousand");
    check_equal_int(SendMessageW(list, LVM_GETITEMCOUNT, 0, 0), 100000, "count");
    check_equal_wide(text_of(77777, 1), L"row 77777 column 1", "asked");
    set_state(99999, LVIS_SELECTED, LVIS_SELECTED);
    check_equal_int(SendMessageW(list, LVM_GETNEXTITEM, (WPARAM)-1, LVNI_SELECTED), 99999, "selected");
    check(SendMessageW(list, LVM_ENSUREVISIBLE, 5000, FALSE), "scrolling");
    int top = (int)SendMessageW(list, LVM_GETTOPINDEX, 0, 0), page = (int)SendMessageW(list, LVM_GETCOUNTPERPAGE, 0, 0);
    check(top <= 5000 && top + page > 5000, "5000 is within %d + %d", top, page);
    RECT rect = {LVIR_BOUNDS, 0, 0, 0};
    check(SendMessageW(list, LVM_GETITEMRECT, 5000, (LPARAM)&rect), "rectangle");
    check(rect.top > 0 && rect.bottom <= 200, "inside: %ld to %ld", rect.top, rect.bottom);
    LVHITTESTINFO hit = {0};
    hit.pt = (POINT){5, rect.top + 2};
    check_equal_int(SendMessageW(list, LVM_SUBITEMHITTEST, 0, (LPARAM)&hit), 5000, "hit");
    DestroyWindow(list);
}

int main(void)
{
    WNDCLASSW class = {0};
    class.lpfnWndProc = parent_procedure;
    class.lpszClassName = L"list view test";
    RegisterClassW(&class);
    InitCommonControls();
    parent = CreateWindowExW(0, L"list view test", NULL, WS_OVERLAPPEDWINDOW, 0, 0, 400, 400, NULL, NULL, NULL, NULL);
    test_columns();
    test_items();
    test_states();
    test_sorting();
    test_virtual();
    return check_summary();
}
