/* IShellLink: shortcuts made, saved and read again. */
#include "../check.h"
#include "../temporary_folder.h"
#include <initguid.h>
#include <objbase.h>
#include <shlobj.h>
#include <shlguid.h>

static void check_empty(IShellLinkW *link)
{
    WCHAR text[MAX_PATH] = L"x";
    int show = 0, index = 5;
    WORD key = 7;
    check_equal_u32(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0), S_FALSE, "no path yet");
    check_equal_wide(text, L"", "an empty one");
    check_equal_u32(link->lpVtbl->GetDescription(link, text, MAX_PATH), S_OK, "GetDescription");
    check_equal_wide(text, L"", "none");
    check_equal_u32(link->lpVtbl->GetShowCmd(link, &show), S_OK, "GetShowCmd");
    check_equal_int(show, SW_SHOWNORMAL, "its value");
    check_equal_u32(link->lpVtbl->GetHotkey(link, &key), S_OK, "GetHotkey");
    check_equal_int(key, 0, "none");
    check_equal_u32(link->lpVtbl->GetIconLocation(link, text, MAX_PATH, &index), S_OK, "GetIconLocation");
    check(!*text && index == 0, "none");
}

static void fill(IShellLinkW *link, const WCHAR *target)
{
    check_equal_u32(link->lpVtbl->SetPath(link, target), S_OK, "SetPath");
    check_equal_u32(link->lpVtbl->SetArguments(link, L"/a \"b c\""), S_OK, "SetArguments");
    check_equal_u32(link->lpVtbl->SetDescription(link, L"What it does: \x00fc\x20ac"), S_OK, "SetDescription");
    check_equal_u32(link->lpVtbl->SetWorkingDirectory(link, L"C:\\windows"), S_OK, "SetWorkingDirectory");
    check_equal_u32(link->lpVtbl->SetIconLocation(link, L"C:\\icons.dll", -12), S_OK, "SetIconLocation");
    check_equal_u32(link->lpVtbl->SetShowCmd(link, SW_SHOWMAXIMIZED), S_OK, "SetShowCmd");
    check_equal_u32(link->lpVtbl->SetHotkey(link, MAKEWORD('K', HOTKEYF_CONTROL | HOTKEYF_ALT)), S_OK, "SetHotkey");
}

static void check_filled(IShellLinkW *link, const WCHAR *target)
{
    WCHAR text[MAX_PATH];
    WIN32_FIND_DATAW data;
    int show, index;
    WORD key;
    check_equal_u32(link->lpVtbl->GetPath(link, text, MAX_PATH, &data, 0), S_OK, "GetPath");
    check(!lstrcmpiW(text, target), "the path: %ls", text);
    check_equal_u32(data.nFileSizeLow, 4, "the target's size");
    check_equal_wide(data.cFileName, L"target.txt", "its name");
    link->lpVtbl->GetArguments(link, text, MAX_PATH);
    check_equal_wide(text, L"/a \"b c\"", "the arguments");
    link->lpVtbl->GetDescription(link, text, MAX_PATH);
    check_equal_wide(text, L"What it does: \x00fc\x20ac", "the description");
    link->lpVtbl->GetWorkingDirectory(link, text, MAX_PATH);
    check_equal_wide(text, L"C:\\windows", "the folder");
    link->lpVtbl->GetIconLocation(link, text, MAX_PATH, &index);
    check_equal_wide(text, L"C:\\icons.dll", "the icon's file");
    check_equal_int(index, -12, "its index");
    link->lpVtbl->GetShowCmd(link, &show);
    check_equal_int(show, SW_SHOWMAXIMIZED, "how it is shown");
    link->lpVtbl->GetHotkey(link, &key);
    check_equal_int(key, MAKEWORD('K', HOTKEYF_CONTROL | HOTKEYF_ALT), "its key");
    check_equal_u32(link->lpVtbl->Resolve(link, NULL, SLR_NO_UI), S_OK, "Resolve");
}

static IShellLinkW *make_link(void)
{
    IShellLinkW *link = NULL;
    check_equal_u32(CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&link),
                    S_OK, "CoCreateInstance");
    return link;
}

static void check_file(const WCHAR *target)
{
    IShellLinkW *link = make_link(), *again = make_link();
    IPersistFile *file = NULL, *second = NULL;
    WCHAR name[MAX_PATH];
    LPOLESTR current = NULL;
    if (!link || !again) return;
    check_empty(link);
    fill(link, target);
    check_filled(link, target);
    check_equal_u32(link->lpVtbl->QueryInterface(link, &IID_IPersistFile, (void **)&file), S_OK, "IPersistFile");
    check_equal_u32(file->lpVtbl->IsDirty(file), S_OK, "changed");
    GetFullPathNameW(L"a link.lnk", MAX_PATH, name, NULL);
    check_equal_u32(file->lpVtbl->Save(file, name, TRUE), S_OK, "Save");
    check_equal_u32(file->lpVtbl->IsDirty(file), S_FALSE, "not changed since");
    check_equal_u32(file->lpVtbl->GetCurFile(file, &current), S_OK, "GetCurFile");
    check_equal_wide(current, name, "its name");
    CoTaskMemFree(current);
    again->lpVtbl->QueryInterface(again, &IID_IPersistFile, (void **)&second);
    check_equal_u32(second->lpVtbl->Load(second, name, STGM_READ), S_OK, "Load");
    check_filled(again, target);
    PIDLIST_ABSOLUTE list = NULL;
    check_equal_u32(again->lpVtbl->GetIDList(again, &list), S_OK, "GetIDList");
    WCHAR path[MAX_PATH] = L"";
    check(SHGetPathFromIDListW(list, path) && !lstrcmpiW(path, target), "the list's path: %ls", path);
    ILFree(list);
    check(FAILED(second->lpVtbl->Load(second, L"no such file.lnk", STGM_READ)), "a file that is not there");
    make_file(L"bad.lnk",
              "this is no shortcut, but it is long enough to look like one if nobody looked at what it says at all");
    check(FAILED(second->lpVtbl->Load(second, L"bad.lnk", STGM_READ)), "a file that is no shortcut");
    check_filled(again, target);
    second->lpVtbl->Release(second);
    file->lpVtbl->Release(file);
    again->lpVtbl->Release(again);
    check_equal_u32(link->lpVtbl->Release(link), 0, "the last reference");
}

/* The header and the flags of the format's description. */
static void check_format(void)
{
    static const BYTE head[20] = {0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
    BYTE data[2000];
    DWORD size = 0;
    HANDLE file = CreateFileW(L"a link.lnk", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, data, sizeof(data), &size, NULL);
    CloseHandle(file);
    check(size > 76, "%lu bytes", size);
    check(!memcmp(data, head, sizeof(head)), "the header's size and class");
    check_equal_u32(*(DWORD *)(data + 20) & 0xf6, 0xf6, "information, texts and Unicode");
    check_equal_u32(*(DWORD *)(data + 56), (DWORD)-12, "the icon's index");
    check_equal_u32(*(DWORD *)(data + 60), SW_SHOWMAXIMIZED, "the show command");
    check_equal_u32(*(DWORD *)(data + size - 4), 0, "the end of the blocks");
}

static void check_narrow(const WCHAR *target)
{
    IShellLinkA *link = NULL;
    char text[MAX_PATH], narrow[MAX_PATH];
    check_equal_u32(CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkA, (void **)&link),
                    S_OK, "IShellLinkA");
    if (!link) return;
    WideCharToMultiByte(CP_ACP, 0, target, -1, narrow, MAX_PATH, NULL, NULL);
    check_equal_u32(link->lpVtbl->SetPath(link, narrow), S_OK, "SetPath");
    check_equal_u32(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0), S_OK, "GetPath");
    check(!lstrcmpiA(text, narrow), "the path: %s", text);
    check_equal_u32(link->lpVtbl->SetDescription(link, "words"), S_OK, "SetDescription");
    link->lpVtbl->GetDescription(link, text, MAX_PATH);
    check_equal_string(text, "words", "the description");
    check_equal_u32(link->lpVtbl->SetPath(link, "%windir%\\notepad.exe"), S_OK, "a path with a variable");
    link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, SLGP_RAWPATH);
    check_equal_string(text, "%windir%\\notepad.exe", "is kept");
    link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0);
    check(!lstrcmpiA(text, "C:\\windows\\notepad.exe"), "and expanded: %s", text);
    link->lpVtbl->Release(link);
}

int main(void)
{
    WCHAR target[MAX_PATH];
    check(temporary_folder_begin(), "a folder for the test");
    CoInitialize(NULL);
    make_file(L"target.txt", "text");
    GetFullPathNameW(L"target.txt", MAX_PATH, target, NULL);
    check_file(target);
    check_format();
    check_narrow(target);
    CoUninitialize();
    temporary_folder_end();
    return check_summary();
}
