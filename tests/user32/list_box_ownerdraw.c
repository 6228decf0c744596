/* Owner-drawn list boxes: what the owner is asked and told, item data, heights of their own. */
#include "../check.h"

static HWND parent, drawn_window;
static int measured, drawn, deleted, compared, last_measured, heights[16];
static MEASUREITEMSTRUCT measure;
static DRAWITEMSTRUCT draw;
static DELETEITEMSTRUCT removal;
static COMPAREITEMSTRUCT comparison;
static UINT actions, states[16];
static WPARAM ids[4];

static LRESULT compare(const COMPAREITEMSTRUCT *item)
{
    compared++;
    comparison = *item;
    return item->itemData1 < item->itemData2 ? -1 : item->itemData1 > item->itemData2;
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_MEASUREITEM:
        measured++;
        ids[0] = wparam;
        measure = *(MEASUREITEMSTRUCT *)lparam;
        last_measured = (int)measure.itemID;
        ((MEASUREITEMSTRUCT *)lparam)->itemHeight =
            measure.itemID < 16 && heights[measure.itemID] ? (UINT)heights[measure.itemID] : 23;
        return TRUE;
    case WM_DRAWITEM:
        drawn++;
        ids[1] = wparam;
        draw = *(DRAWITEMSTRUCT *)lparam;
        actions |= draw.itemAction;
        if (draw.itemID < 16) states[draw.itemID] = draw.itemState;
        drawn_window = draw.hwndItem;
        return TRUE;
    case WM_DELETEITEM:
        deleted++;
        ids[2] = wparam;
        removal = *(DELETEITEMSTRUCT *)lparam;
        return TRUE;
    case WM_COMPAREITEM:
        ids[3] = wparam;
        return compare((const COMPAREITEMSTRUCT *)lparam);
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND list, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(list, message, wparam, lparam);
}

static HWND make(DWORD style)
{
    measured = drawn = deleted = compared = 0;
    actions = 0;
    memset(heights, 0, sizeof(heights));
    return CreateWindowExW(0, L"ListBox", L"", WS_CHILD | WS_VISIBLE | LBS_NOTIFY | style, 0, 0, 120, 161, parent,
                           (HMENU)77, NULL, NULL);
}

static void fixed(void)
{
    HWND list = make(LBS_OWNERDRAWFIXED);
    check_equal_int(measured, 1, "measured once, when made");
    check_equal_u32(measure.CtlType, ODT_LISTBOX, "type");
    check_equal_u32(measure.CtlID, 77, "id");
    check_equal_u32(ids[0], 77, "id in wParam");
    check_equal_int(tell(list, LB_GETITEMHEIGHT, 0, 0), 23, "the height that was answered");
    for (int i = 0; i < 5; i++) {
        check_case(i);
        check_equal_int(tell(list, LB_ADDSTRING, 0, 1000 + i), i, "add");
        check_equal_int(tell(list, LB_GETITEMDATA, (WPARAM)i, 0), 1000 + i, "the string is the data");
    }
    check_case(0);
    check_equal_int(measured, 1, "items are not measured");
    ULONG_PTR value[4] = {0};
    tell(list, LB_GETTEXT, 2, (LPARAM)value);
    check_equal_u64(value[0], 1002, "LB_GETTEXT gives the data");
    check_equal_int(tell(list, LB_FINDSTRING, (WPARAM)-1, 1003), 3, "found by its data");
    check_equal_int(tell(list, LB_FINDSTRING, (WPARAM)-1, 5), LB_ERR, "no such data");
    drawn = 0;
    RedrawWindow(list, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check_equal_int(drawn, 5, "all are drawn");
    check_equal_u32(draw.CtlType, ODT_LISTBOX, "type");
    check_equal_u32(draw.CtlID, 77, "id");
    check_equal_u32(ids[1], 77, "id in wParam");
    check_equal_u32(draw.itemAction, ODA_DRAWENTIRE, "action");
    check_equal_u32(draw.itemID, 4, "the last item");
    check_equal_u64(draw.itemData, 1004, "its data");
    check_equal_ptr(drawn_window, list, "the list");
    check_equal_int(draw.rcItem.top, 4 * 23, "its place");
    check_equal_int(draw.rcItem.bottom, 5 * 23, "to");
    check_equal_int(draw.rcItem.right, 120, "width");
    actions = 0;
    tell(list, LB_SETCURSEL, 2, 0);
    RedrawWindow(list, NULL, NULL, RDW_UPDATENOW);
    check((states[2] & ODS_SELECTED) != 0, "selected: %x", states[2]);
    check((actions & ODA_SELECT) != 0, "ODA_SELECT: %x", actions);
    SetFocus(list);
    RedrawWindow(list, NULL, NULL, RDW_UPDATENOW);
    check((states[2] & ODS_FOCUS) != 0, "focus: %x", states[2]);
    EnableWindow(list, FALSE);
    RedrawWindow(list, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check((states[1] & ODS_DISABLED) != 0, "disabled: %x", states[1]);
    EnableWindow(list, TRUE);
    deleted = 0;
    tell(list, LB_DELETESTRING, 1, 0);
    check_equal_int(deleted, 1, "WM_DELETEITEM");
    check_equal_u32(removal.CtlType, ODT_LISTBOX, "type");
    check_equal_u32(removal.itemID, 1, "item");
    check_equal_u64(removal.itemData, 1001, "its data");
    check_equal_ptr(removal.hwndItem, list, "the list");
    check_equal_u32(ids[2], 77, "id in wParam");
    tell(list, LB_RESETCONTENT, 0, 0);
    check_equal_int(deleted, 5, "one for each");
    tell(list, LB_ADDSTRING, 0, 9);
    DestroyWindow(list);
    check_equal_int(deleted, 6, "and when destroyed");
}

static void variable(void)
{
    static const int wanted[] = {20, 35, 10, 50, 14};
    HWND list = make(LBS_OWNERDRAWVARIABLE | LBS_HASSTRINGS | WS_VSCROLL);
    RECT place, client;
    WCHAR text[8];
    int top = 0;
    measured = 0;
    GetClientRect(list, &client);
    check_equal_int(client.bottom, 161, "no whole number of items");
    memcpy(heights, wanted, sizeof(wanted));
    for (int i = 0; i < 5; i++) {
        check_case(i);
        wsprintfW(text, L"%c", 'a' + i);
        tell(list, LB_ADDSTRING, 0, (LPARAM)text);
        check_equal_int(measured, i + 1, "each is measured");
        check_equal_int(last_measured, i, "its index");
        check_equal_int(tell(list, LB_GETITEMHEIGHT, (WPARAM)i, 0), wanted[i], "its height");
        tell(list, LB_GETITEMRECT, (WPARAM)i, (LPARAM)&place);
        check_equal_int(place.top, top, "its place");
        check_equal_int(place.bottom, top + wanted[i], "to");
        check_equal_int(tell(list, LB_ITEMFROMPOINT, 0, MAKELPARAM(3, top + 1)), i, "item at a point");
        top += wanted[i];
    }
    check_case(0);
    check_equal_wide((tell(list, LB_GETTEXT, 3, (LPARAM)text), text), L"d", "strings are kept");
    check(tell(list, LB_SETITEMHEIGHT, 1, 40) != LB_ERR, "another height");
    check_equal_int(tell(list, LB_GETITEMHEIGHT, 1, 0), 40, "the height");
    check_equal_int(tell(list, LB_GETITEMHEIGHT, 2, 0), 10, "of that item alone");
    check_equal_int(tell(list, LB_SETITEMHEIGHT, 9, 40), LB_ERR, "no such item");
    check_equal_int(tell(list, LB_GETITEMHEIGHT, 9, 0), LB_ERR, "none to ask about");
    tell(list, LB_GETITEMRECT, 2, (LPARAM)&place);
    check_equal_int(place.top, 60, "those below move");
    tell(list, LB_ADDSTRING, 0, (LPARAM)L"last");
    tell(list, LB_SETITEMHEIGHT, 5, 100);
    tell(list, LB_SETTOPINDEX, 5, 0);
    check(tell(list, LB_GETTOPINDEX, 0, 0) > 2, "scrolled: %d", (int)tell(list, LB_GETTOPINDEX, 0, 0));
    tell(list, LB_SETITEMDATA, 0, 4711);
    deleted = 0;
    tell(list, LB_DELETESTRING, 0, 0);
    check_equal_int(deleted, 1, "WM_DELETEITEM");
    check_equal_u64(removal.itemData, 4711, "with its data");
    DestroyWindow(list);
}

static void sorted(void)
{
    static const int values[] = {50, 20, 90, 10, 70, 60}, order[] = {10, 20, 50, 60, 70, 90};
    HWND list = make(LBS_OWNERDRAWFIXED | LBS_SORT);
    for (int i = 0; i < 6; i++) tell(list, LB_ADDSTRING, 0, values[i]);
    check(compared > 4, "WM_COMPAREITEM: %d", compared);
    check_equal_u32(comparison.CtlType, ODT_LISTBOX, "type");
    check_equal_u32(comparison.CtlID, 77, "id");
    check_equal_u32(ids[3], 77, "id in wParam");
    check_equal_ptr(comparison.hwndItem, list, "the list");
    check_equal_u32(comparison.dwLocaleId, (DWORD)tell(list, LB_GETLOCALE, 0, 0), "the locale");
    for (int i = 0; i < 6; i++) {
        check_case(i);
        check_equal_int(tell(list, LB_GETITEMDATA, (WPARAM)i, 0), order[i], "sorted by the owner");
        check_equal_int(tell(list, LB_FINDSTRING, (WPARAM)-1, order[i]), i, "found with the owner's help");
    }
    check_case(0);
    DestroyWindow(list);
}

static void nothing_kept(void)
{
    HWND list = make(LBS_OWNERDRAWFIXED | LBS_NODATA | LBS_EXTENDEDSEL);
    check_equal_int(tell(list, LB_SETCOUNT, 300, 0), 0, "LB_SETCOUNT");
    drawn = 0;
    RedrawWindow(list, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check_equal_int(drawn, 7, "only what is seen is drawn");
    check_equal_u64(draw.itemData, 0, "no data");
    check_equal_int(tell(list, LB_SETSEL, TRUE, 250), 0, "items can be selected");
    check_equal_int(tell(list, LB_GETSEL, 250, 0), 1, "it is");
    check_equal_int(tell(list, LB_GETSEL, 251, 0), 0, "the next is not");
    check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), 1, "one is");
    check_equal_int(tell(list, LB_SELITEMRANGE, TRUE, MAKELPARAM(10, 19)), 0, "ten more");
    check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), 11, "eleven");
    check_equal_int(tell(list, LB_SETCOUNT, 100, 0), 0, "fewer items");
    check_equal_int(tell(list, LB_GETCOUNT, 0, 0), 100, "a hundred");
    deleted = 0;
    tell(list, LB_RESETCONTENT, 0, 0);
    check_equal_int(deleted, 0, "no WM_DELETEITEM");
    DestroyWindow(list);
    check_equal_int(deleted, 0, "not in the end either");
}

static void plain_with_data(void)
{
    HWND list = make(0);
    check_equal_int(measured, 0, "plain lists are not measured");
    tell(list, LB_ADDSTRING, 0, (LPARAM)L"a");
    tell(list, LB_ADDSTRING, 0, (LPARAM)L"b");
    tell(list, LB_SETITEMDATA, 0, 99);
    RedrawWindow(list, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check_equal_int(drawn, 0, "nor drawn");
    tell(list, LB_DELETESTRING, 1, 0);
    check_equal_int(deleted, 0, "no data: no WM_DELETEITEM");
    tell(list, LB_DELETESTRING, 0, 0);
    check_equal_int(deleted, 1, "data: WM_DELETEITEM");
    check_equal_u64(removal.itemData, 99, "the data");
    DestroyWindow(list);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"owner test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent =
        CreateWindowW(L"owner test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    SetForegroundWindow(parent);
    fixed();
    variable();
    sorted();
    nothing_kept();
    plain_with_data();
    DestroyWindow(parent);
    return check_summary();
}
