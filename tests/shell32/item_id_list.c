/* Item ID lists, the folders of the namespace and the names of their items. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <shlobj.h>
#include "../check.h"

static void test_lists(const WCHAR *path)
{
    PIDLIST_ABSOLUTE list = ILCreateFromPathW(path), copy, both;
    WCHAR found[MAX_PATH];

    check(list != NULL, "ILCreateFromPathW");
    if (!list) return;
    check(SHGetPathFromIDListW(list, found), "SHGetPathFromIDListW");
    check(!lstrcmpiW(found, path), "path is %ls", found);
    copy = ILClone(list);
    check_equal_u32(ILGetSize(copy), ILGetSize(list), "size of the copy");
    check(ILIsEqual(copy, list), "the copy is equal");
    PITEMID_CHILD last = ILClone(ILFindLastID(list));
    check(ILRemoveLastID(copy), "ILRemoveLastID");
    check(ILIsParent(copy, list, TRUE), "the rest is the parent");
    check(!ILIsParent(list, copy, FALSE), "not the other way round");
    check_equal_ptr(ILFindChild(copy, list), ILFindLastID(list), "ILFindChild");
    both = ILCombine(copy, last);
    check(ILIsEqual(both, list), "parent and child make the whole");
    ILFree(both);
    ILFree(last);
    ILFree(copy);
    ILFree(list);
}

static void test_special(void)
{
    PIDLIST_ABSOLUTE list = NULL;
    WCHAR found[MAX_PATH], path[MAX_PATH];

    check_equal_u32(SHGetSpecialFolderLocation(NULL, CSIDL_DESKTOP, &list), S_OK, "the desktop");
    check_equal_u32(ILGetSize(list), 2, "the desktop is the empty list");
    ILFree(list);
    check_equal_u32(SHGetSpecialFolderLocation(NULL, CSIDL_DRIVES, &list), S_OK, "the computer");
    check(!SHGetPathFromIDListW(list, found), "the computer has no path");
    ILFree(list);
    check_equal_u32(SHGetSpecialFolderLocation(NULL, CSIDL_WINDOWS, &list), S_OK, "the Windows folder");
    check(SHGetPathFromIDListW(list, found), "its path");
    GetWindowsDirectoryW(path, MAX_PATH);
    check(!lstrcmpiW(found, path), "path is %ls", found);
    ILFree(list);
    check(ILCreateFromPathW(L"C:\\no such file here") == NULL, "a file that does not exist");
}

/* Finds "inside.txt" and nothing else in the folder. */
static void test_enumeration(const WCHAR *path)
{
    PIDLIST_ABSOLUTE list = NULL;
    IShellFolder *desktop = NULL, *folder = NULL;
    IEnumIDList *items = NULL;
    PITEMID_CHILD item = NULL;
    PCUITEMID_CHILD child;
    ULONG fetched = 0;
    SFGAOF attributes = SFGAO_FOLDER | SFGAO_FILESYSTEM;
    STRRET name;

    check_equal_u32(SHParseDisplayName(path, NULL, &list, SFGAO_FOLDER, &attributes), S_OK, "SHParseDisplayName");
    check_equal_u32(attributes & SFGAO_FOLDER, SFGAO_FOLDER, "it is a folder");
    check_equal_u32(SHGetDesktopFolder(&desktop), S_OK, "SHGetDesktopFolder");
    if (!list || !desktop) return;
    check_equal_u32(IShellFolder_BindToObject(desktop, list, NULL, &IID_IShellFolder, (void **)&folder), S_OK,
                    "BindToObject");
    if (!folder) return;
    check_equal_u32(IShellFolder_EnumObjects(folder, NULL, SHCONTF_FOLDERS | SHCONTF_NONFOLDERS, &items), S_OK,
                    "EnumObjects");
    check_equal_u32(IEnumIDList_Next(items, 1, &item, &fetched), S_OK, "Next");
    child = item;
    attributes = SFGAO_FOLDER | SFGAO_FILESYSTEM;
    check_equal_u32(IShellFolder_GetAttributesOf(folder, 1, &child, &attributes), S_OK, "GetAttributesOf");
    check_equal_u32(attributes & (SFGAO_FOLDER | SFGAO_FILESYSTEM), SFGAO_FILESYSTEM, "attributes of a file");
    memset(&name, 0, sizeof(name));
    check_equal_u32(IShellFolder_GetDisplayNameOf(folder, item, SHGDN_INFOLDER | SHGDN_FORPARSING, &name), S_OK,
                    "GetDisplayNameOf");
    if (name.uType == STRRET_WSTR) {
        check_equal_wide(name.pOleStr, L"inside.txt", "name of the file");
        CoTaskMemFree(name.pOleStr);
    }
    ILFree(item);
    check_equal_u32(IEnumIDList_Next(items, 1, &item, &fetched), S_FALSE, "Next after the last");
    IEnumIDList_Release(items);
    IShellFolder_Release(folder);
    check_equal_u32(SHBindToParent(list, &IID_IShellFolder, (void **)&folder, &child), S_OK, "SHBindToParent");
    check_equal_ptr(child, ILFindLastID(list), "the last item");
    check_equal_u32((short)HRESULT_CODE(IShellFolder_CompareIDs(folder, 0, child, child)), 0,
                    "an item compares equal to itself");
    IShellFolder_Release(folder);
    IShellFolder_Release(desktop);
    ILFree(list);
}

int main(void)
{
    WCHAR path[MAX_PATH], file[MAX_PATH];
    HANDLE handle;

    CoInitialize(NULL);
    GetTempPathW(MAX_PATH, file);
    GetLongPathNameW(file, path, MAX_PATH);
    wsprintfW(path + lstrlenW(path), L"shell test %lu", GetCurrentProcessId());
    CreateDirectoryW(path, NULL);
    wsprintfW(file, L"%s\\inside.txt", path);
    handle = CreateFileW(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(handle);
    test_lists(path);
    test_lists(file);
    test_special();
    test_enumeration(path);
    DeleteFileW(file);
    RemoveDirectoryW(path);
    return check_summary();
}
