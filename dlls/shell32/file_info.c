/* What the shell tells about files: shown name, type, attributes, icon. Icons come from programs, icon files and the
 * system. */
#include "nt/nt.h"
#include <objbase.h>
#include <shellapi.h>
#include <shlobj.h>
#include "shell32_private.h"

/* ---- icons in files */

HICON WINAPI ExtractIconW(HINSTANCE instance, LPCWSTR file, UINT index)
{
    UINT count, id;
    HICON icon = NULL;

    (void)instance;
    if (!file) return NULL;
    count = PrivateExtractIconsW(file, 0, 0, 0, NULL, NULL, 0, 0);
    if (index == (UINT)-1) return (HICON)(ULONG_PTR)(count == (UINT)-1 ? 0 : count);
    if (!count || count == (UINT)-1) return (HICON)1; /* documented for files without icons */
    if (PrivateExtractIconsW(file, (int)index, GetSystemMetrics(SM_CXICON), GetSystemMetrics(SM_CYICON), &icon, &id, 1,
                             0) != 1)
        return NULL;
    return icon;
}

HICON WINAPI ExtractIconA(HINSTANCE instance, LPCSTR file, UINT index)
{
    WCHAR *wide = wide_copy(file);
    HICON icon = wide ? ExtractIconW(instance, wide, index) : NULL;
    LocalFree(wide);
    return icon;
}

/* -1 asks for the number of icons, as does a call without places for icons. */
UINT WINAPI ExtractIconExW(LPCWSTR file, int index, HICON *large, HICON *small, UINT count)
{
    UINT done = 0;

    if (!file) return 0;
    if ((!large && !small) || index == -1) {
        UINT icons = PrivateExtractIconsW(file, 0, 0, 0, NULL, NULL, 0, 0);
        return icons == (UINT)-1 ? 0 : icons;
    }
    for (UINT i = 0; i < count; i++) {
        /* A negative index is a resource ID, of one icon. */
        int wanted = index < 0 ? index : index + (int)i;
        HICON big = NULL, little = NULL;
        UINT id;
        if (index < 0 && i) break;
        if (large)
            PrivateExtractIconsW(file, wanted, GetSystemMetrics(SM_CXICON), GetSystemMetrics(SM_CYICON), &big, &id, 1,
                                 0);
        if (small)
            PrivateExtractIconsW(file, wanted, GetSystemMetrics(SM_CXSMICON), GetSystemMetrics(SM_CYSMICON), &little,
                                 &id, 1, 0);
        if (large) large[i] = big;
        if (small) small[i] = little;
        if (!big && !little) break;
        done += (big != NULL) + (little != NULL);
    }
    return done;
}

UINT WINAPI ExtractIconExA(LPCSTR file, int index, HICON *large, HICON *small, UINT count)
{
    WCHAR *wide = wide_copy(file);
    UINT done = wide ? ExtractIconExW(wide, index, large, small, count) : 0;
    LocalFree(wide);
    return done;
}

/* ---- types */

/* The extension's class in the registry names the type; without one it is called after the extension. */
static void type_name(const WCHAR *path, DWORD attributes, WCHAR name[80])
{
    const WCHAR *extension = NULL;
    WCHAR class[128];
    DWORD size = sizeof(class);

    if (attributes & FILE_ATTRIBUTE_DIRECTORY) {
        lstrcpyW(name, path[lstrlenW(path) - 1] == '\\' ? L"Local Disk" : L"File folder");
        return;
    }
    for (const WCHAR *p = path; *p; p++) {
        if (*p == '.') extension = p;
        if (*p == '\\') extension = NULL;
    }
    if (!extension || !extension[1]) {
        lstrcpyW(name, L"File");
        return;
    }
    if (!RegGetValueW(HKEY_CLASSES_ROOT, extension, NULL, RRF_RT_REG_SZ, NULL, class, &size)) {
        size = 80 * sizeof(WCHAR);
        if (!RegGetValueW(HKEY_CLASSES_ROOT, class, NULL, RRF_RT_REG_SZ, NULL, name, &size) && name[0]) return;
    }
    lstrcpynW(name, extension + 1, 70);
    CharUpperW(name);
    lstrcatW(name, L" File");
}

/* SHGFI_EXETYPE: the signature in the low word; for windowed programs the Windows version they ask for in the high one.
 */
static DWORD_PTR program_type(const WCHAR *path)
{
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS32 headers; /* both forms begin alike, up to the subsystem */
    DWORD_PTR type = 0;
    DWORD done;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return 0;
    if (ReadFile(file, &dos, sizeof(dos), &done, NULL) && done == sizeof(dos) && dos.e_magic == IMAGE_DOS_SIGNATURE) {
        type = IMAGE_DOS_SIGNATURE;
        if (SetFilePointer(file, dos.e_lfanew, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER &&
            ReadFile(file, &headers, sizeof(headers), &done, NULL) && done == sizeof(headers) &&
            headers.Signature == IMAGE_NT_SIGNATURE) {
            const IMAGE_OPTIONAL_HEADER32 *optional = &headers.OptionalHeader;
            WORD version = optional->MajorSubsystemVersion << 8 | (optional->MinorSubsystemVersion & 0xff);
            type = MAKELONG(IMAGE_NT_SIGNATURE, optional->Subsystem == IMAGE_SUBSYSTEM_WINDOWS_GUI ? version : 0);
        }
    }
    CloseHandle(file);
    return type;
}

static HICON file_icon(const WCHAR *path, DWORD attributes, bool small)
{
    int metric = small ? SM_CXSMICON : SM_CXICON;
    HICON icon = NULL;
    UINT id;

    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY) &&
        PrivateExtractIconsW(path, 0, GetSystemMetrics(metric), GetSystemMetrics(metric), &icon, &id, 1, 0) == 1 &&
        icon)
        return icon;
    icon = LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION);
    return icon ? CopyImage(icon, IMAGE_ICON, GetSystemMetrics(metric), GetSystemMetrics(metric), 0) : NULL;
}

static SFGAOF attributes_of_path(const WCHAR *path)
{
    ITEMIDLIST *list = SHSimpleIDListFromPath(path);
    IShellFolder *folder;
    PCUITEMID_CHILD item;
    SFGAOF attributes = ~0u;

    if (!list || FAILED(SHBindToParent(list, &IID_IShellFolder, (void **)&folder, &item))) {
        ILFree(list);
        return 0;
    }
    if (FAILED(folder->lpVtbl->GetAttributesOf(folder, 1, &item, &attributes))) attributes = 0;
    folder->lpVtbl->Release(folder);
    ILFree(list);
    return attributes;
}

static void shown_name_of_path(const WCHAR *path, WCHAR name[MAX_PATH])
{
    ITEMIDLIST *list = SHSimpleIDListFromPath(path);
    const WCHAR *slash = wcsrchr(path, '\\');

    if (!list || !shown_name(list, name)) lstrcpynW(name, slash && slash[1] ? slash + 1 : path, MAX_PATH);
    ILFree(list);
}

DWORD_PTR WINAPI SHGetFileInfoW(LPCWSTR name, DWORD attributes, SHFILEINFOW *info, UINT size, UINT flags)
{
    const UINT need_info = SHGFI_ICON | SHGFI_DISPLAYNAME | SHGFI_TYPENAME | SHGFI_ATTRIBUTES | SHGFI_ICONLOCATION;
    WCHAR path[MAX_PATH];

    if (!name) return FALSE;
    if (flags & need_info && (!info || size < sizeof(*info))) return FALSE;
    if (flags & SHGFI_PIDL) {
        if (!path_from_list((const ITEMIDLIST *)name, path, MAX_PATH)) return FALSE;
    } else {
        lstrcpynW(path, name, MAX_PATH);
    }
    if (!path[0]) return FALSE;
    if (flags & SHGFI_EXETYPE) return flags & ~SHGFI_EXETYPE & ~SHGFI_PIDL ? 0 : program_type(path);
    if (!(flags & SHGFI_USEFILEATTRIBUTES) && (attributes = GetFileAttributesW(path)) == INVALID_FILE_ATTRIBUTES)
        return FALSE;
    if (flags & (SHGFI_SYSICONINDEX | SHGFI_ICONLOCATION)) {
        log_line(LOG_WARN, "SHGetFileInfo: no system image list and no icon locations");
        return FALSE;
    }
    if (flags & SHGFI_ATTRIBUTES) {
        SFGAOF wanted = flags & SHGFI_ATTR_SPECIFIED ? info->dwAttributes : ~0u;
        info->dwAttributes = attributes_of_path(path) & wanted;
    }
    if (flags & SHGFI_DISPLAYNAME) shown_name_of_path(path, info->szDisplayName);
    if (flags & SHGFI_TYPENAME) type_name(path, attributes, info->szTypeName);
    if (flags & SHGFI_ICON) {
        info->iIcon = 0;
        if (!(info->hIcon = file_icon(path, attributes, flags & SHGFI_SMALLICON))) return FALSE;
    }
    return TRUE;
}

DWORD_PTR WINAPI SHGetFileInfoA(LPCSTR name, DWORD attributes, SHFILEINFOA *info, UINT size, UINT flags)
{
    SHFILEINFOW wide = { .dwAttributes = info && size >= sizeof(*info) ? info->dwAttributes : 0 };
    WCHAR *path = flags & SHGFI_PIDL ? NULL : wide_copy(name);
    DWORD_PTR result = 0;

    if (info && size < sizeof(*info)) info = NULL;
    if (path || flags & SHGFI_PIDL)
        result = SHGetFileInfoW(path ? path : (const WCHAR *)name, attributes, info ? &wide : NULL,
                                info ? sizeof(wide) : 0, flags);
    LocalFree(path);
    if (!result || !info) return result;
    if (flags & SHGFI_ICON) {
        info->hIcon = wide.hIcon;
        info->iIcon = wide.iIcon;
    }
    if (flags & SHGFI_ATTRIBUTES) info->dwAttributes = wide.dwAttributes;
    if (flags & SHGFI_DISPLAYNAME)
        WideCharToMultiByte(CP_ACP, 0, wide.szDisplayName, -1, info->szDisplayName, MAX_PATH, NULL, NULL);
    if (flags & SHGFI_TYPENAME) WideCharToMultiByte(CP_ACP, 0, wide.szTypeName, -1, info->szTypeName, 80, NULL, NULL);
    return result;
}
