/* Owner-drawn combo boxes: what the owner is asked and told about list and field; letters' case; typing into the edit
 * control. */
#include "../check.h"

static HWND parent, field_drawn, list_drawn;
static int measured, field_measured, deleted, compared, list_items;
static UINT types, ids, field_state;
static ULONG_PTR field_data;
static DELETEITEMSTRUCT removal;
static COMPAREITEMSTRUCT comparison;

static void drawn(const DRAWITEMSTRUCT *item)
{
    types = item->CtlType;
    ids = item->CtlID;
    if (item->itemState & ODS_COMBOBOXEDIT) {
        field_drawn = item->hwndItem;
        field_state = item->itemState;
        field_data = item->itemData;
    } else {
        list_drawn = item->hwndItem;
        list_items++;
    }
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_MEASUREITEM: {
        MEASUREITEMSTRUCT *item = (MEASUREITEMSTRUCT *)lparam;
        measured++;
        types = item->CtlType;
        ids = item->CtlID;
        if (item->itemID == (UINT)-1) field_measured++;
        item->itemHeight = item->itemID == (UINT)-1 ? 28 : 30 + item->itemID;
        return TRUE;
    }
    case WM_DRAWITEM: drawn((const DRAWITEMSTRUCT *)lparam); return TRUE;
    case WM_DELETEITEM:
        deleted++;
        removal = *(DELETEITEMSTRUCT *)lparam;
        return TRUE;
    case WM_COMPAREITEM:
        compared++;
        comparison = *(COMPAREITEMSTRUCT *)lparam;
        return comparison.itemData1 < comparison.itemData2 ? -1 : comparison.itemData1 > comparison.itemData2;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND combo, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(combo, message, wparam, lparam);
}

static HWND make(DWORD style)
{
    measured = field_measured = deleted = compared = list_items = 0;
    return CreateWindowExW(0, L"ComboBox", NULL, WS_CHILD | WS_VISIBLE | style, 10, 10, 150, 160, parent, (HMENU)55,
                           NULL, NULL);
}

static HWND list_of(HWND combo)
{
    COMBOBOXINFO info = {.cbSize = sizeof(info)};
    GetComboBoxInfo(combo, &info);
    return info.hwndList;
}

static void fixed(void)
{
    HWND combo = make(CBS_DROPDOWNLIST | CBS_OWNERDRAWFIXED);
    check(field_measured >= 1, "the field is measured");
    check_equal_u32(types, ODT_COMBOBOX, "type");
    check_equal_u32(ids, 55, "id");
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, (WPARAM)-1, 0), 28, "height of the field");
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_int(tell(combo, CB_ADDSTRING, 0, 100 + i), i, "added");
        check_equal_int(tell(combo, CB_GETITEMDATA, (WPARAM)i, 0), 100 + i, "the string is the data");
        ULONG_PTR value[4] = {0};
        tell(combo, CB_GETLBTEXT, (WPARAM)i, (LPARAM)value);
        check_equal_u64(value[0], 100 + i, "CB_GETLBTEXT gives it");
    }
    check_case(0);
    check_equal_int(tell(combo, CB_FINDSTRING, (WPARAM)-1, 102), 2, "found by its data");
    tell(combo, CB_SETCURSEL, 2, 0);
    RedrawWindow(combo, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check_equal_ptr(field_drawn, combo, "the field is drawn by the owner");
    check_equal_u64(field_data, 102, "with the chosen item's data");
    SetFocus(combo);
    RedrawWindow(combo, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check((field_state & ODS_FOCUS) != 0, "with the focus: %x", field_state);
    tell(combo, CB_SHOWDROPDOWN, TRUE, 0);
    RedrawWindow(list_of(combo), NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
    check(list_items >= 2, "the items are drawn by the owner: %d", list_items);
    check_equal_u32(types, ODT_COMBOBOX, "type");
    check_equal_u32(ids, 55, "id");
    tell(combo, CB_SHOWDROPDOWN, FALSE, 0);
    tell(combo, CB_DELETESTRING, 1, 0);
    check_equal_int(deleted, 1, "WM_DELETEITEM");
    check_equal_u32(removal.CtlType, ODT_COMBOBOX, "type");
    check_equal_u32(removal.CtlID, 55, "id");
    check_equal_u32(removal.itemID, 1, "index");
    check_equal_u64(removal.itemData, 101, "data");
    DestroyWindow(combo);
    check_equal_int(deleted, 4, "all are told to be deleted");
}

static void variable(void)
{
    HWND combo = make(CBS_DROPDOWNLIST | CBS_OWNERDRAWVARIABLE | CBS_HASSTRINGS);
    for (int i = 0; i < 4; i++) {
        check_case(i);
        tell(combo, CB_ADDSTRING, 0, (LPARAM)L"text");
        check_equal_int(tell(combo, CB_GETITEMHEIGHT, (WPARAM)i, 0), 30 + i, "each has its height");
    }
    check_case(0);
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, (WPARAM)-1, 0), 28, "height of the field");
    check(tell(combo, CB_SETITEMHEIGHT, 2, 50) != CB_ERR, "set");
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, 2, 0), 50, "the height");
    check_equal_int(tell(combo, CB_GETITEMHEIGHT, 1, 0), 31, "of that item alone");
    DestroyWindow(combo);
}

static void sorted(void)
{
    HWND combo = make(CBS_DROPDOWNLIST | CBS_OWNERDRAWFIXED | CBS_SORT);
    static const int values[] = {30, 10, 20};
    for (int i = 0; i < 3; i++) tell(combo, CB_ADDSTRING, 0, values[i]);
    check(compared > 1, "WM_COMPAREITEM");
    check_equal_u32(comparison.CtlType, ODT_COMBOBOX, "type");
    check_equal_u32(comparison.CtlID, 55, "id");
    for (int i = 0; i < 3; i++) {
        check_case(i);
        check_equal_int(tell(combo, CB_GETITEMDATA, (WPARAM)i, 0), (i + 1) * 10, "in the owner's order");
    }
    check_case(0);
    DestroyWindow(combo);
}

static void letters_case(void)
{
    static const struct {
        DWORD style;
        LPCWSTR text;
    } cases[] = {{0, L"MiXed"}, {CBS_UPPERCASE, L"MIXED"}, {CBS_LOWERCASE, L"mixed"}};
    for (int i = 0; i < 3; i++) {
        WCHAR text[32] = L"", first[] = L"MiXed", second[] = L"MiXed";
        HWND combo = make(CBS_DROPDOWN | CBS_AUTOHSCROLL | cases[i].style);
        check_case(i);
        tell(combo, CB_ADDSTRING, 0, (LPARAM)first);
        tell(combo, CB_INSERTSTRING, 0, (LPARAM)second);
        tell(combo, CB_GETLBTEXT, 0, (LPARAM)text);
        check_equal_wide(text, cases[i].text, "an inserted item");
        tell(combo, CB_GETLBTEXT, 1, (LPARAM)text);
        check_equal_wide(text, cases[i].text, "an added item");
        tell(combo, CB_SETCURSEL, 0, 0);
        GetWindowTextW(combo, text, 32);
        check_equal_wide(text, cases[i].text, "the field");
        DestroyWindow(combo);
    }
    check_case(0);
}

static void typing(void)
{
    HWND combo = make(CBS_DROPDOWN | CBS_AUTOHSCROLL), edit = GetDlgItem(combo, 1001);
    WCHAR text[32];
    static const WCHAR *const items[] = {L"apple", L"banana", L"bandana", L"cherry"};
    for (int i = 0; i < 4; i++) tell(combo, CB_ADDSTRING, 0, (LPARAM)items[i]);
    tell(combo, CB_SETCURSEL, 3, 0);
    SetFocus(combo);
    tell(edit, EM_SETSEL, 0, -1);
    for (const char *at = "band"; *at; at++) tell(edit, WM_CHAR, (WPARAM)*at, 1);
    GetWindowTextW(combo, text, 32);
    check_equal_wide(text, L"band", "typed");
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), CB_ERR, "what is typed is no item");
    tell(combo, CB_SHOWDROPDOWN, TRUE, 0);
    check_equal_int(tell(combo, CB_GETCURSEL, 0, 0), 2, "the open list shows the item that begins so");
    tell(combo, CB_SHOWDROPDOWN, FALSE, 0);
    DestroyWindow(combo);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"combo test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent =
        CreateWindowW(L"combo test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    SetForegroundWindow(parent);
    fixed();
    variable();
    sorted();
    letters_case();
    typing();
    DestroyWindow(parent);
    return check_summary();
}
