/* Known folders. The user's choice stands in the registry ("User Shell Folders"), the default is Windows 10's. */
#include "nt/nt.h"
#include <initguid.h>
#include <objbase.h>
#include <shlobj.h>
#include <knownfolders.h>
#include "shell32_private.h"

#define SHELL_FOLDERS L"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"
#define NO_CSIDL (-1)
#define START_MENU L"\\Microsoft\\Windows\\Start Menu"
#define ROAMING L"%APPDATA%"
#define LOCAL L"%LOCALAPPDATA%"
#define PROFILE L"%USERPROFILE%"
#define PUBLIC L"%PUBLIC%"
#define COMMON L"%ProgramData%"

struct known_folder { int csidl; const GUID *id; HKEY root; const WCHAR *value, *path; };

static const struct known_folder folders[] = {
    {CSIDL_DESKTOPDIRECTORY, &FOLDERID_Desktop, HKEY_CURRENT_USER, L"Desktop", PROFILE L"\\Desktop"},
    {CSIDL_DESKTOP, &FOLDERID_Desktop, HKEY_CURRENT_USER, L"Desktop", PROFILE L"\\Desktop"},
    {CSIDL_PERSONAL, &FOLDERID_Documents, HKEY_CURRENT_USER, L"Personal", PROFILE L"\\Documents"},
    {CSIDL_APPDATA, &FOLDERID_RoamingAppData, HKEY_CURRENT_USER, L"AppData", ROAMING},
    {CSIDL_LOCAL_APPDATA, &FOLDERID_LocalAppData, HKEY_CURRENT_USER, L"Local AppData", LOCAL},
    {NO_CSIDL, &FOLDERID_LocalAppDataLow, NULL, NULL, PROFILE L"\\AppData\\LocalLow"},
    {CSIDL_PROFILE, &FOLDERID_Profile, NULL, NULL, PROFILE},
    {NO_CSIDL, &FOLDERID_Downloads, NULL, NULL, PROFILE L"\\Downloads"},
    {CSIDL_MYMUSIC, &FOLDERID_Music, HKEY_CURRENT_USER, L"My Music", PROFILE L"\\Music"},
    {CSIDL_MYPICTURES, &FOLDERID_Pictures, HKEY_CURRENT_USER, L"My Pictures", PROFILE L"\\Pictures"},
    {CSIDL_MYVIDEO, &FOLDERID_Videos, HKEY_CURRENT_USER, L"My Video", PROFILE L"\\Videos"},
    {CSIDL_FAVORITES, &FOLDERID_Favorites, HKEY_CURRENT_USER, L"Favorites", PROFILE L"\\Favorites"},
    {NO_CSIDL, &FOLDERID_SavedGames, NULL, NULL, PROFILE L"\\Saved Games"},
    {NO_CSIDL, &FOLDERID_Contacts, NULL, NULL, PROFILE L"\\Contacts"},
    {NO_CSIDL, &FOLDERID_Links, NULL, NULL, PROFILE L"\\Links"},
    {NO_CSIDL, &FOLDERID_SavedSearches, NULL, NULL, PROFILE L"\\Searches"},
    {CSIDL_STARTMENU, &FOLDERID_StartMenu, HKEY_CURRENT_USER, L"Start Menu", ROAMING START_MENU},
    {CSIDL_PROGRAMS, &FOLDERID_Programs, HKEY_CURRENT_USER, L"Programs", ROAMING START_MENU L"\\Programs"},
    {CSIDL_STARTUP, &FOLDERID_Startup, HKEY_CURRENT_USER, L"Startup", ROAMING START_MENU L"\\Programs\\Startup"},
    {CSIDL_ADMINTOOLS, &FOLDERID_AdminTools, NULL, NULL, ROAMING START_MENU L"\\Programs\\Administrative Tools"},
    {CSIDL_RECENT, &FOLDERID_Recent, HKEY_CURRENT_USER, L"Recent", ROAMING L"\\Microsoft\\Windows\\Recent"},
    {CSIDL_SENDTO, &FOLDERID_SendTo, HKEY_CURRENT_USER, L"SendTo", ROAMING L"\\Microsoft\\Windows\\SendTo"},
    {CSIDL_TEMPLATES, &FOLDERID_Templates, HKEY_CURRENT_USER, L"Templates", ROAMING L"\\Microsoft\\Windows\\Templates"},
    {CSIDL_NETHOOD, &FOLDERID_NetHood, HKEY_CURRENT_USER, L"NetHood",
     ROAMING L"\\Microsoft\\Windows\\Network Shortcuts"},
    {CSIDL_PRINTHOOD, &FOLDERID_PrintHood, HKEY_CURRENT_USER, L"PrintHood",
     ROAMING L"\\Microsoft\\Windows\\Printer Shortcuts"},
    {CSIDL_COOKIES, &FOLDERID_Cookies, HKEY_CURRENT_USER, L"Cookies", LOCAL L"\\Microsoft\\Windows\\INetCookies"},
    {CSIDL_INTERNET_CACHE, &FOLDERID_InternetCache, HKEY_CURRENT_USER, L"Cache",
     LOCAL L"\\Microsoft\\Windows\\INetCache"},
    {CSIDL_HISTORY, &FOLDERID_History, HKEY_CURRENT_USER, L"History", LOCAL L"\\Microsoft\\Windows\\History"},
    {CSIDL_CDBURN_AREA, &FOLDERID_CDBurning, NULL, NULL, LOCAL L"\\Microsoft\\Windows\\Burn\\Burn"},
    {NO_CSIDL, &FOLDERID_UserProgramFiles, NULL, NULL, LOCAL L"\\Programs"},
    {NO_CSIDL, &FOLDERID_UserProgramFilesCommon, NULL, NULL, LOCAL L"\\Programs\\Common"},
    {CSIDL_COMMON_APPDATA, &FOLDERID_ProgramData, HKEY_LOCAL_MACHINE, L"Common AppData", COMMON},
    {CSIDL_COMMON_STARTMENU, &FOLDERID_CommonStartMenu, HKEY_LOCAL_MACHINE, L"Common Start Menu", COMMON START_MENU},
    {CSIDL_COMMON_PROGRAMS, &FOLDERID_CommonPrograms, HKEY_LOCAL_MACHINE, L"Common Programs",
     COMMON START_MENU L"\\Programs"},
    {CSIDL_COMMON_STARTUP, &FOLDERID_CommonStartup, HKEY_LOCAL_MACHINE, L"Common Startup",
     COMMON START_MENU L"\\Programs\\StartUp"},
    {CSIDL_COMMON_ADMINTOOLS, &FOLDERID_CommonAdminTools, NULL, NULL,
     COMMON START_MENU L"\\Programs\\Administrative Tools"},
    {CSIDL_COMMON_TEMPLATES, &FOLDERID_CommonTemplates, HKEY_LOCAL_MACHINE, L"Common Templates",
     COMMON L"\\Microsoft\\Windows\\Templates"},
    {CSIDL_COMMON_DESKTOPDIRECTORY, &FOLDERID_PublicDesktop, HKEY_LOCAL_MACHINE, L"Common Desktop",
     PUBLIC L"\\Desktop"},
    {CSIDL_COMMON_DOCUMENTS, &FOLDERID_PublicDocuments, HKEY_LOCAL_MACHINE, L"Common Documents", PUBLIC L"\\Documents"},
    {CSIDL_COMMON_MUSIC, &FOLDERID_PublicMusic, NULL, NULL, PUBLIC L"\\Music"},
    {CSIDL_COMMON_PICTURES, &FOLDERID_PublicPictures, NULL, NULL, PUBLIC L"\\Pictures"},
    {CSIDL_COMMON_VIDEO, &FOLDERID_PublicVideos, NULL, NULL, PUBLIC L"\\Videos"},
    {CSIDL_COMMON_FAVORITES, &FOLDERID_Favorites, NULL, NULL, PROFILE L"\\Favorites"},
    {NO_CSIDL, &FOLDERID_PublicDownloads, NULL, NULL, PUBLIC L"\\Downloads"},
    {NO_CSIDL, &FOLDERID_Public, NULL, NULL, PUBLIC},
    {NO_CSIDL, &FOLDERID_UserProfiles, NULL, NULL, L"%SystemDrive%\\users"},
    {CSIDL_WINDOWS, &FOLDERID_Windows, NULL, NULL, L"%SystemRoot%"},
    {CSIDL_SYSTEM, &FOLDERID_System, NULL, NULL, L"%SystemRoot%\\system32"},
#ifdef _WIN64
    {CSIDL_SYSTEMX86, &FOLDERID_SystemX86, NULL, NULL, L"%SystemRoot%\\syswow64"},
    {NO_CSIDL, &FOLDERID_ProgramFilesX64, NULL, NULL, L"%ProgramFiles%"},
    {NO_CSIDL, &FOLDERID_ProgramFilesCommonX64, NULL, NULL, L"%CommonProgramFiles%"},
#else
    {CSIDL_SYSTEMX86, &FOLDERID_SystemX86, NULL, NULL, L"%SystemRoot%\\system32"},
#endif
    {CSIDL_FONTS, &FOLDERID_Fonts, NULL, NULL, L"%SystemRoot%\\Fonts"},
    {CSIDL_RESOURCES, &FOLDERID_ResourceDir, NULL, NULL, L"%SystemRoot%\\resources"},
    {CSIDL_PROGRAM_FILES, &FOLDERID_ProgramFiles, NULL, NULL, L"%ProgramFiles%"},
    {CSIDL_PROGRAM_FILESX86, &FOLDERID_ProgramFilesX86, NULL, NULL, L"%ProgramFiles(x86)%"},
    {CSIDL_PROGRAM_FILES_COMMON, &FOLDERID_ProgramFilesCommon, NULL, NULL, L"%CommonProgramFiles%"},
    {CSIDL_PROGRAM_FILES_COMMONX86, &FOLDERID_ProgramFilesCommonX86, NULL, NULL, L"%CommonProgramFiles(x86)%"},
};

/* Folders that exist only in the Explorer: they have no path. */
static const int virtual_csidls[] = {
    CSIDL_INTERNET, CSIDL_CONTROLS, CSIDL_PRINTERS,    CSIDL_BITBUCKET,
    CSIDL_DRIVES,   CSIDL_NETWORK,  CSIDL_CONNECTIONS, CSIDL_COMPUTERSNEARME,
};
static const GUID *const virtual_ids[] = {
    &FOLDERID_InternetFolder, &FOLDERID_ControlPanelFolder, &FOLDERID_PrintersFolder,    &FOLDERID_RecycleBinFolder,
    &FOLDERID_ComputerFolder, &FOLDERID_NetworkFolder,      &FOLDERID_ConnectionsFolder,
};

static bool expand(const WCHAR *text, WCHAR path[MAX_PATH])
{
    DWORD length = ExpandEnvironmentStringsW(text, path, MAX_PATH);
    return length && length <= MAX_PATH && path[0] && path[0] != '%';
}

static bool folder_path(const struct known_folder *folder, bool defaults, WCHAR path[MAX_PATH])
{
    WCHAR text[MAX_PATH];
    DWORD size = sizeof(text);

    if (folder->value && !defaults &&
        !RegGetValueW(folder->root, SHELL_FOLDERS, folder->value, RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND,
                      NULL, text, &size) &&
        text[0] && expand(text, path))
        return true;
    return expand(folder->path, path);
}

/* The folder must exist, unless it may be created or need not be looked for. */
static HRESULT verify_folder(const WCHAR *path, bool create, bool dont_verify)
{
    if (create) {
        int error = create_folders(path);
        return error ? HRESULT_FROM_WIN32(error) : S_OK;
    }
    if (dont_verify) return S_OK;
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY)
               ? S_OK
               : HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
}

HRESULT WINAPI SHGetFolderPathW(HWND window, int csidl, HANDLE token, DWORD flags, LPWSTR path)
{
    int wanted = csidl & ~CSIDL_FLAG_MASK;
    WCHAR found[MAX_PATH];
    HRESULT result;

    (void)window;
    (void)token; /* one user a prefix */
    if (!path) return E_INVALIDARG;
    path[0] = 0;
    if (flags > SHGFP_TYPE_DEFAULT) return E_INVALIDARG;
    for (size_t i = 0; i < ARRAYSIZE(virtual_csidls); i++) {
        if (virtual_csidls[i] == wanted) return E_FAIL;
    }
    for (size_t i = 0; i < ARRAYSIZE(folders); i++) {
        if (folders[i].csidl != wanted) continue;
        if (!folder_path(&folders[i], flags == SHGFP_TYPE_DEFAULT, found)) return E_FAIL;
        result = verify_folder(found, csidl & CSIDL_FLAG_CREATE, csidl & CSIDL_FLAG_DONT_VERIFY);
        if (SUCCEEDED(result)) lstrcpyW(path, found);
        return result;
    }
    return E_INVALIDARG;
}

HRESULT WINAPI SHGetFolderPathA(HWND window, int csidl, HANDLE token, DWORD flags, LPSTR path)
{
    WCHAR wide[MAX_PATH];
    HRESULT result;

    if (!path) return E_INVALIDARG;
    path[0] = 0;
    result = SHGetFolderPathW(window, csidl, token, flags, wide);
    if (result == S_OK && !WideCharToMultiByte(CP_ACP, 0, wide, -1, path, MAX_PATH, NULL, NULL))
        return HRESULT_FROM_WIN32(GetLastError());
    return result;
}

HRESULT WINAPI SHGetFolderPathAndSubDirW(HWND window, int csidl, HANDLE token, DWORD flags, LPCWSTR sub, LPWSTR path)
{
    HRESULT result = SHGetFolderPathW(window, csidl, token, flags, path);
    size_t length;

    if (FAILED(result) || !sub || !*sub) return result;
    length = (size_t)lstrlenW(path);
    if (length + (size_t)lstrlenW(sub) + 2 > MAX_PATH) return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    if (path[length - 1] != '\\') path[length++] = '\\';
    lstrcpyW(path + length, sub);
    return verify_folder(path, csidl & CSIDL_FLAG_CREATE, csidl & CSIDL_FLAG_DONT_VERIFY);
}

BOOL WINAPI SHGetSpecialFolderPathW(HWND window, LPWSTR path, int csidl, BOOL create)
{
    return SUCCEEDED(SHGetFolderPathW(window, csidl | (create ? CSIDL_FLAG_CREATE : CSIDL_FLAG_DONT_VERIFY), NULL,
                                      SHGFP_TYPE_CURRENT, path));
}

BOOL WINAPI SHGetSpecialFolderPathA(HWND window, LPSTR path, int csidl, BOOL create)
{
    return SUCCEEDED(SHGetFolderPathA(window, csidl | (create ? CSIDL_FLAG_CREATE : CSIDL_FLAG_DONT_VERIFY), NULL,
                                      SHGFP_TYPE_CURRENT, path));
}

HRESULT WINAPI SHGetKnownFolderPath(REFKNOWNFOLDERID id, DWORD flags, HANDLE token, PWSTR *path)
{
    WCHAR found[MAX_PATH];
    HRESULT result;
    size_t size;

    (void)token;
    if (!path) return E_INVALIDARG;
    *path = NULL;
    for (size_t i = 0; i < ARRAYSIZE(virtual_ids); i++) {
        if (IsEqualGUID(virtual_ids[i], id)) return E_FAIL;
    }
    for (size_t i = 0; i < ARRAYSIZE(folders); i++) {
        if (!IsEqualGUID(folders[i].id, id)) continue;
        if (!folder_path(&folders[i], flags & KF_FLAG_DEFAULT_PATH, found)) return E_FAIL;
        result = verify_folder(found, flags & (KF_FLAG_CREATE | KF_FLAG_INIT),
                               flags & (KF_FLAG_DONT_VERIFY | KF_FLAG_DEFAULT_PATH));
        if (FAILED(result)) return result;
        size = ((size_t)lstrlenW(found) + 1) * sizeof(WCHAR);
        if (!(*path = CoTaskMemAlloc(size))) return E_OUTOFMEMORY;
        memcpy(*path, found, size);
        return S_OK;
    }
    return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
}

HRESULT WINAPI SHSetKnownFolderPath(REFKNOWNFOLDERID id, DWORD flags, HANDLE token, PCWSTR path)
{
    LONG error;

    (void)token;
    if (flags & ~(DWORD)KF_FLAG_DONT_UNEXPAND || !path || !*path) return E_INVALIDARG;
    for (size_t i = 0; i < ARRAYSIZE(folders); i++) {
        if (!IsEqualGUID(folders[i].id, id) || !folders[i].value) continue;
        error = RegSetKeyValueW(folders[i].root, SHELL_FOLDERS, folders[i].value, REG_EXPAND_SZ, path,
                                ((DWORD)lstrlenW(path) + 1) * sizeof(WCHAR));
        return HRESULT_FROM_WIN32(error);
    }
    return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
}
