/* IShellItem: names, attributes, parent, order. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <shlobj.h>
#include "../check.h"

int main(void)
{
    IShellItem *item = NULL, *parent = NULL, *same = NULL;
    WCHAR windows[MAX_PATH], system[MAX_PATH], *name = NULL;
    PIDLIST_ABSOLUTE list = NULL;
    SFGAOF attributes;
    int order = 99;

    CoInitialize(NULL);
    GetWindowsDirectoryW(windows, MAX_PATH);
    GetSystemDirectoryW(system, MAX_PATH);
    check_equal_u32(SHCreateItemFromParsingName(L"C:\\no such file here", NULL, &IID_IShellItem, (void **)&item),
                    HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), "a file that does not exist");
    check_equal_ptr(item, NULL, "no item");
    check_equal_u32(SHCreateItemFromParsingName(system, NULL, &IID_IShellItem, (void **)&item), S_OK,
                    "SHCreateItemFromParsingName");
    if (!item) return check_summary();
    check_equal_u32(IShellItem_GetDisplayName(item, SIGDN_FILESYSPATH, &name), S_OK, "GetDisplayName");
    check(name && !lstrcmpiW(name, system), "path is %ls", name);
    CoTaskMemFree(name);
    check_equal_u32(IShellItem_GetDisplayName(item, SIGDN_PARENTRELATIVEPARSING, &name), S_OK, "GetDisplayName");
    check(name && !lstrcmpiW(name, wcsrchr(system, '\\') + 1), "name is %ls", name);
    CoTaskMemFree(name);
    check_equal_u32(IShellItem_GetAttributes(item, SFGAO_FOLDER | SFGAO_FILESYSTEM, &attributes), S_OK,
                    "GetAttributes");
    check_equal_u32(IShellItem_GetParent(item, &parent), S_OK, "GetParent");
    if (parent) {
        check_equal_u32(IShellItem_GetDisplayName(parent, SIGDN_DESKTOPABSOLUTEPARSING, &name), S_OK, "GetDisplayName");
        check(name && !lstrcmpiW(name, windows), "parent is %ls", name);
        CoTaskMemFree(name);
        IShellItem_Release(parent);
    }
    check_equal_u32(SHGetIDListFromObject((IUnknown *)item, &list), S_OK, "SHGetIDListFromObject");
    check_equal_u32(SHCreateItemFromIDList(list, &IID_IShellItem, (void **)&same), S_OK, "SHCreateItemFromIDList");
    ILFree(list);
    if (same) {
        check_equal_u32(IShellItem_Compare(item, same, SICHINT_CANONICAL, &order), S_OK, "Compare");
        check_equal_int(order, 0, "the same item");
        IShellItem_Release(same);
    }
    check_equal_u32(IShellItem_Release(item), 0, "Release");
    return check_summary();
}
