/* Menus and accelerator tables as data: no window is needed. */
#include "../check.h"

static HMENU make_menu(void)
{
    HMENU bar = CreateMenu(), file = CreatePopupMenu(), recent = CreatePopupMenu();
    AppendMenuW(recent, MF_STRING, 300, L"One");
    AppendMenuW(recent, MF_STRING, 301, L"Two");
    AppendMenuW(file, MF_STRING, 100, L"&Open\tCtrl+O");
    AppendMenuW(file, MF_SEPARATOR, 0, NULL);
    AppendMenuW(file, MF_STRING | MF_GRAYED, 101, L"&Save");
    AppendMenuW(file, MF_POPUP, (UINT_PTR)recent, L"&Recent");
    AppendMenuA(bar, MF_POPUP, (UINT_PTR)file, "&File");
    AppendMenuW(bar, MF_STRING | MF_CHECKED, 200, L"&Go");
    return bar;
}

static void test_questions(void)
{
    HMENU bar = make_menu(), file = GetSubMenu(bar, 0);
    WCHAR text[40];
    char ansi[4];
    check(IsMenu(bar) && IsMenu(file) && !IsMenu((HMENU)0x1234), "IsMenu");
    check_equal_int(GetMenuItemCount(bar), 2, "items of the bar");
    check_equal_int(GetMenuItemCount(file), 4, "items of the pop-up");
    check_equal_int(GetMenuItemCount((HMENU)0x1234), -1, "of no menu");
    check_equal_u32(GetMenuItemID(bar, 0), 0xffffffff, "the id of a pop-up");
    check_equal_u32(GetMenuItemID(bar, 1), 200, "id");
    check_equal_u32(GetMenuItemID(bar, 2), 0xffffffff, "the id of no item");
    check_equal_int(GetMenuStringW(bar, 100, text, 40, MF_BYCOMMAND), 12, "length");
    check_equal_wide(text, L"&Open\tCtrl+O", "found below the bar");
    check_equal_int(GetMenuStringW(bar, 100, NULL, 0, MF_BYCOMMAND), 12, "length without a buffer");
    check_equal_int(GetMenuStringA(bar, 1, ansi, 3, MF_BYPOSITION), 2, "cut off");
    check_equal_string(ansi, "&G", "cut off");
    check_equal_u32(GetMenuState(bar, 200, MF_BYCOMMAND), MF_CHECKED, "state");
    check_equal_u32(GetMenuState(bar, 0, MF_BYPOSITION), 4 << 8 | MF_POPUP,
                    "a pop-up's state has the number of its items");
    check_equal_u32(GetMenuState(bar, 999, MF_BYCOMMAND), 0xffffffff, "state of no item");
    check(GetMenuState(file, 1, MF_BYPOSITION) & MF_SEPARATOR, "a separator");
    check(DestroyMenu(bar), "DestroyMenu");
    check(!IsMenu(file), "the pop-ups went with it");
    check_fails_with(DestroyMenu(bar), ERROR_INVALID_MENU_HANDLE);
}

static void test_changes(void)
{
    HMENU bar = make_menu(), file = GetSubMenu(bar, 0);
    WCHAR text[40];
    check_equal_u32(CheckMenuItem(bar, 100, MF_CHECKED), MF_UNCHECKED, "was not checked");
    check_equal_u32(CheckMenuItem(bar, 100, MF_UNCHECKED), MF_CHECKED, "was checked");
    check_equal_u32(CheckMenuItem(bar, 999, MF_CHECKED), 0xffffffff, "no such item");
    check_equal_int(EnableMenuItem(bar, 101, MF_ENABLED), MF_GRAYED, "was grey");
    check_equal_int(EnableMenuItem(bar, 101, MF_GRAYED), MF_ENABLED, "was enabled");
    check_equal_int(EnableMenuItem(bar, 999, MF_GRAYED), -1, "no such item");
    check(ModifyMenuW(bar, 101, MF_BYCOMMAND | MF_STRING, 102, L"New"), "ModifyMenu");
    check(GetMenuStringW(file, 2, text, 40, MF_BYPOSITION) == 3 && GetMenuItemID(file, 2) == 102, "changed");
    check(InsertMenuW(bar, 102, MF_BYCOMMAND | MF_STRING, 103, L"Before"), "InsertMenu");
    check_equal_u32(GetMenuItemID(file, 2), 103, "it stands before");
    check(DeleteMenu(bar, 103, MF_BYCOMMAND) && GetMenuItemCount(file) == 4, "DeleteMenu");
    check_fails_with(DeleteMenu(bar, 103, MF_BYCOMMAND), ERROR_MENU_ITEM_NOT_FOUND);
    HMENU recent = GetSubMenu(file, 3);
    check(RemoveMenu(file, 3, MF_BYPOSITION) && IsMenu(recent), "RemoveMenu leaves the pop-up alone");
    check(CheckMenuRadioItem(recent, 300, 301, 301, MF_BYCOMMAND), "CheckMenuRadioItem");
    check(!(GetMenuState(recent, 300, 0) & MF_CHECKED) && GetMenuState(recent, 301, 0) & MF_CHECKED,
          "one of the group is checked");
    check(CheckMenuRadioItem(recent, 300, 301, 300, MF_BYCOMMAND) && !(GetMenuState(recent, 301, 0) & MF_CHECKED),
          "now the other one");
    check(SetMenuDefaultItem(file, 100, FALSE) && GetMenuDefaultItem(file, TRUE, 0) == 0,
          "the default item's position");
    check(SetMenuDefaultItem(file, (UINT)-1, TRUE) && GetMenuDefaultItem(file, FALSE, 0) == 0xffffffff, "none");
    DestroyMenu(recent);
    DestroyMenu(bar);
}

static void test_item_info(void)
{
    HMENU menu = CreatePopupMenu();
    WCHAR text[8] = L"";
    MENUITEMINFOW info = {.cbSize = sizeof(info),
                          .fMask = MIIM_ID | MIIM_STRING | MIIM_DATA | MIIM_STATE,
                          .wID = 7,
                          .dwItemData = 0x1234,
                          .fState = MFS_CHECKED,
                          .dwTypeData = (LPWSTR)L"Title"};
    check(InsertMenuItemW(menu, 0, TRUE, &info), "InsertMenuItem: error %lu", GetLastError());
    MENUITEMINFOW read = {.cbSize = sizeof(read),
                          .fMask = MIIM_ID | MIIM_STRING | MIIM_DATA | MIIM_STATE | MIIM_SUBMENU | MIIM_FTYPE};
    check(GetMenuItemInfoW(menu, 7, FALSE, &read), "GetMenuItemInfo: error %lu", GetLastError());
    check_equal_u32(read.cch, 5, "without a buffer: the length");
    check(read.wID == 7 && read.dwItemData == 0x1234 && read.fState == MFS_CHECKED && !read.hSubMenu &&
              read.fType == MFT_STRING,
          "what was given");
    read.dwTypeData = text;
    read.cch = ARRAYSIZE(text);
    check(GetMenuItemInfoW(menu, 0, TRUE, &read) && read.cch == 5, "length %u", read.cch);
    check_equal_wide(text, L"Title", "text");
    info.cbSize = 10;
    check_fails_with(SetMenuItemInfoW(menu, 0, TRUE, &info), ERROR_INVALID_PARAMETER);
    MENUINFO style = {.cbSize = sizeof(style),
                      .fMask = MIM_STYLE | MIM_MENUDATA,
                      .dwStyle = MNS_NOTIFYBYPOS,
                      .dwMenuData = 5},
             got = {sizeof(got), .fMask = MIM_STYLE | MIM_MENUDATA};
    check(SetMenuInfo(menu, &style) && GetMenuInfo(menu, &got) && got.dwStyle == MNS_NOTIFYBYPOS && got.dwMenuData == 5,
          "MENUINFO");
    DestroyMenu(menu);
}

static void test_templates(void)
{
    static const WORD old_kind[] = {
        0, 0, MF_POPUP, 'A', 0, 0, 11, 'x', 0, MF_GRAYED, 12, 'y', 0, MF_END, 0, 0, MF_END | MF_CHECKED, 13, 'B', 0};
    /* version, offset, help; each: type, state, id (32 bits), flags, text */
    static const WORD new_kind[] = {1, 4, 0,  0, 0,    0,   0, 0, 20, 0, 1, 'A', 0,  0, 0,    0,   0, 0,
                                    8, 0, 21, 0, 0x80, 'x', 0, 0, 0,  0, 0, 0,   22, 0, 0x80, 'B', 0};
    HMENU menu = LoadMenuIndirectW(old_kind);
    check(menu && GetMenuItemCount(menu) == 2 && GetMenuItemCount(GetSubMenu(menu, 0)) == 3,
          "two items, the first with three: error %lu", GetLastError());
    check_equal_u32(GetMenuState(menu, 12, 0), MF_GRAYED, "grey");
    check_equal_u32(GetMenuState(menu, 13, 0), MF_CHECKED, "checked");
    DestroyMenu(menu);
    menu = LoadMenuIndirectW(new_kind);
    check(menu && GetMenuItemCount(menu) == 2 && GetMenuItemCount(GetSubMenu(menu, 0)) == 1,
          "the extended kind: error %lu", GetLastError());
    check_equal_u32(GetMenuState(menu, 21, 0), MF_CHECKED, "checked");
    DestroyMenu(menu);
}

static void test_accelerators(void)
{
    ACCEL entries[] = {{FVIRTKEY | FCONTROL, 'O', 100}, {FVIRTKEY, VK_F1, 101}}, read[3];
    HACCEL table = CreateAcceleratorTableW(entries, 2);
    check(table != NULL, "CreateAcceleratorTable: error %lu", GetLastError());
    check_equal_int(CopyAcceleratorTableW(table, NULL, 0), 2, "how many");
    check_equal_int(CopyAcceleratorTableW(table, read, 1), 1, "one of them");
    check_equal_int(CopyAcceleratorTableW(table, read, 3), 2, "all");
    check(read[0].cmd == 100 && read[0].key == 'O' && read[1].cmd == 101 && read[1].fVirt == FVIRTKEY, "the entries");
    check(DestroyAcceleratorTable(table), "DestroyAcceleratorTable");
    check_fails_with(DestroyAcceleratorTable(table), ERROR_INVALID_ACCEL_HANDLE);
    check(!CreateAcceleratorTableW(entries, 0), "an empty table");
}

int main(void)
{
    test_questions();
    test_changes();
    test_item_info();
    test_templates();
    test_accelerators();
    return check_summary();
}
