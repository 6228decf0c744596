/* What SHGetFileInfo and ExtractIconEx tell, notices of changes. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <shellapi.h>
#include <shlobj.h>
#include "../check.h"

static void test_info(void)
{
    SHFILEINFOW info;
    SHFILEINFOA narrow;
    WCHAR windows[MAX_PATH], self[MAX_PATH];

    memset(&info, 0, sizeof(info));
    check(SHGetFileInfoW(L"no such file.quux", FILE_ATTRIBUTE_NORMAL, &info, sizeof(info),
                         SHGFI_USEFILEATTRIBUTES | SHGFI_TYPENAME | SHGFI_DISPLAYNAME),
          "by attributes, the file need not exist");
    check_equal_wide(info.szDisplayName, L"no such file.quux", "display name");
    check_equal_wide(info.szTypeName, L"QUUX File", "type name of an unknown extension");
    check(!SHGetFileInfoW(L"no such file.quux", 0, &info, sizeof(info), SHGFI_TYPENAME), "without the file");
    GetWindowsDirectoryW(windows, MAX_PATH);
    check(SHGetFileInfoW(windows, 0, &info, sizeof(info), SHGFI_ATTRIBUTES), "attributes of a folder");
    check_equal_u32(info.dwAttributes & (SFGAO_FOLDER | SFGAO_FILESYSTEM | SFGAO_STREAM),
                    SFGAO_FOLDER | SFGAO_FILESYSTEM, "attributes of a folder");
    check(SHGetFileInfoA("x.quux", FILE_ATTRIBUTE_NORMAL, &narrow, sizeof(narrow),
                         SHGFI_USEFILEATTRIBUTES | SHGFI_TYPENAME),
          "SHGetFileInfoA");
    check_equal_string(narrow.szTypeName, "QUUX File", "type name");
    GetModuleFileNameW(NULL, self, MAX_PATH);
    check_equal_u32(LOWORD(SHGetFileInfoW(self, 0, NULL, 0, SHGFI_EXETYPE)), 0x4550, "the type of a program is PE");
    check_equal_u32(HIWORD(SHGetFileInfoW(self, 0, NULL, 0, SHGFI_EXETYPE)), 0, "of the console");
    check(SHGetFileInfoW(self, 0, &info, sizeof(info), SHGFI_ICON | SHGFI_SMALLICON), "SHGFI_ICON");
    check(DestroyIcon(info.hIcon), "the icon is the caller's");
    check_equal_u32(ExtractIconExW(self, -1, NULL, NULL, 0), 0, "this program has no icons");
}

static int notices;
static LONG seen_event;

static LRESULT CALLBACK window_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    PIDLIST_ABSOLUTE *lists;
    LONG event;
    HANDLE locked;

    if (message != WM_APP) return DefWindowProcW(window, message, wparam, lparam);
    if ((locked = SHChangeNotification_Lock((HANDLE)wparam, (DWORD)lparam, &lists, &event))) {
        notices++;
        seen_event = event;
        SHChangeNotification_Unlock(locked);
    }
    return 0;
}

static void test_notices(void)
{
    WNDCLASSW class = { .lpfnWndProc = window_procedure, .lpszClassName = L"notices" };
    SHChangeNotifyEntry entry = { NULL, TRUE };
    WCHAR path[MAX_PATH];
    HWND window;
    ULONG id;
    MSG message;

    RegisterClassW(&class);
    window = CreateWindowW(L"notices", L"", WS_OVERLAPPED, 0, 0, 10, 10, NULL, NULL, NULL, NULL);
    GetWindowsDirectoryW(path, MAX_PATH);
    entry.pidl = ILCreateFromPathW(path);
    id = SHChangeNotifyRegister(window, SHCNRF_ShellLevel | SHCNRF_NewDelivery, SHCNE_UPDATEDIR, WM_APP, 1, &entry);
    check(id != 0, "SHChangeNotifyRegister");
    SHChangeNotify(SHCNE_UPDATEDIR, SHCNF_PATHW | SHCNF_FLUSH, path, NULL);
    for (int i = 0; i < 100 && !notices; i++) {
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        Sleep(20);
    }
    check_equal_u32(notices, 1, "notices");
    check_equal_u32(seen_event & SHCNE_UPDATEDIR, SHCNE_UPDATEDIR, "the event");
    check(SHChangeNotifyDeregister(id), "SHChangeNotifyDeregister");
    ILFree((PIDLIST_RELATIVE)entry.pidl);
    DestroyWindow(window);
}

/* The dialog starts at the path, then it is told to end. */
static int CALLBACK browse_callback(HWND dialog, UINT message, LPARAM parameter, LPARAM data)
{
    (void)parameter;
    if (message != BFFM_INITIALIZED) return 0;
    SendMessageW(dialog, BFFM_SETSELECTIONW, TRUE, data);
    PostMessageW(dialog, WM_COMMAND, MAKEWPARAM(IDOK, BN_CLICKED), (LPARAM)GetDlgItem(dialog, IDOK));
    return 0;
}

static void test_browse(void)
{
    WCHAR path[MAX_PATH], name[MAX_PATH] = L"", found[MAX_PATH] = L"";
    BROWSEINFOW info = {
        .pszDisplayName = name, .lpszTitle = L"Choose", .ulFlags = BIF_RETURNONLYFSDIRS, .lpfn = browse_callback};
    PIDLIST_ABSOLUTE list;

    GetWindowsDirectoryW(path, MAX_PATH);
    info.lParam = (LPARAM)path;
    list = SHBrowseForFolderW(&info);
    check(list != NULL, "SHBrowseForFolderW");
    if (!list) return;
    check(SHGetPathFromIDListW(list, found), "it has a path");
    check(!lstrcmpiW(found, path), "path is %ls", found);
    check(!lstrcmpiW(name, wcsrchr(path, '\\') + 1), "display name is %ls", name);
    ILFree(list);
}

int main(void)
{
    CoInitialize(NULL);
    test_info();
    test_notices();
    test_browse();
    return check_summary();
}
