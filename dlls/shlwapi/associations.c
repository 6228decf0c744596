/* What the registry says of a file type, a ProgID or a program: commands, names, icons. */
#include "nt/nt.h"
#include <shlwapi.h>

enum { TEXT_MAX = 2048 };

static HRESULT no_association(void)
{
    return HRESULT_FROM_WIN32(ERROR_NO_ASSOCIATION);
}

/* text: TEXT_MAX characters. */
static BOOL read_text(HKEY key, const WCHAR *subkey, const WCHAR *value, WCHAR *text)
{
    DWORD type, size = (TEXT_MAX - 1) * sizeof(WCHAR);

    memset(text, 0, TEXT_MAX * sizeof(WCHAR));
    return !SHGetValueW(key, subkey, value, &type, text, &size) && type == REG_SZ;
}

/* The key of a class, which the extension names, or which is the extension's own if it names none. */
static HRESULT open_class(ASSOCF flags, const WCHAR *name, HKEY *key)
{
    WCHAR text[TEXT_MAX], path[MAX_PATH];

    if (!name || !*name) return E_INVALIDARG;
    if (lstrlenW(name) > 200) return no_association();
    if (flags & ASSOCF_INIT_BYEXENAME) {
        lstrcpyW(path, L"Applications\\");
        lstrcatW(path, PathFindFileNameW(name));
        if (!RegOpenKeyExW(HKEY_CLASSES_ROOT, path, 0, KEY_READ, key)) return S_OK;
        return no_association();
    }
    if (name[0] == '.' && read_text(HKEY_CLASSES_ROOT, name, NULL, text) && text[0] &&
        !RegOpenKeyExW(HKEY_CLASSES_ROOT, text, 0, KEY_READ, key))
        return S_OK;
    if (!RegOpenKeyExW(HKEY_CLASSES_ROOT, name, 0, KEY_READ, key)) return S_OK;
    if ((flags & ASSOCF_INIT_DEFAULTTOSTAR) && !RegOpenKeyExW(HKEY_CLASSES_ROOT, L"*", 0, KEY_READ, key)) return S_OK;
    if ((flags & ASSOCF_INIT_DEFAULTTOFOLDER) && !RegOpenKeyExW(HKEY_CLASSES_ROOT, L"Folder", 0, KEY_READ, key))
        return S_OK;
    return no_association();
}

/* The verb's own: the default one is what the key `shell` says, or open, or the first there is. */
static BOOL open_verb(HKEY class, const WCHAR *verb, HKEY *opened)
{
    WCHAR text[TEXT_MAX], name[128];
    DWORD length = ARRAYSIZE(name);
    HKEY shell;
    BOOL found;

    if (RegOpenKeyExW(class, L"shell", 0, KEY_READ, &shell)) return FALSE;
    if (!verb && read_text(shell, NULL, NULL, text) && text[0]) {
        PWSTR end = StrChrW(text, ','); /* several, the preferred one first */
        if (end) *end = 0;
        verb = text;
    }
    found = !RegOpenKeyExW(shell, verb ? verb : L"open", 0, KEY_READ, opened);
    if (!found && !verb && !RegEnumKeyExW(shell, 0, name, &length, NULL, NULL, NULL, NULL))
        found = !RegOpenKeyExW(shell, name, 0, KEY_READ, opened);
    RegCloseKey(shell);
    return found;
}

static BOOL read_of_verb(HKEY class, const WCHAR *verb, const WCHAR *subkey, WCHAR *text)
{
    HKEY opened;
    BOOL found;

    if (!open_verb(class, verb, &opened)) return FALSE;
    found = read_text(opened, subkey, NULL, text);
    RegCloseKey(opened);
    return found;
}

/* The program of a command line, as a full path if it can be found. */
static HRESULT find_program(WCHAR *command)
{
    WCHAR path[MAX_PATH], *file;

    if (command[0] == '"') {
        PWSTR end = StrChrW(command + 1, '"');
        if (end) *end = 0;
        memmove(command, command + 1, lstrlenW(command) * sizeof(WCHAR));
        if (PathFileExistsW(command)) return S_OK;
    } else { /* blanks may belong to the path: the longest part that is a file */
        WCHAR *blank = command + lstrlenW(command);
        for (;;) {
            WCHAR kept = *blank;
            *blank = 0;
            if (PathFileExistsW(command) && !PathIsDirectoryW(command)) return S_OK;
            *blank = kept;
            while (blank > command && *--blank != ' ') {}
            if (blank == command) break;
        }
        PathRemoveArgsW(command);
    }
    if (!SearchPathW(NULL, command, L".exe", MAX_PATH, path, &file)) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    lstrcpyW(command, path);
    return S_OK;
}

static HRESULT query(HKEY class, ASSOCSTR kind, const WCHAR *association, const WCHAR *extra, WCHAR *text)
{
    BOOL found = FALSE;

    switch (kind) {
    case ASSOCSTR_COMMAND: found = read_of_verb(class, extra, L"command", text); break;
    case ASSOCSTR_EXECUTABLE:
        if (!read_of_verb(class, extra, L"command", text)) return no_association();
        return find_program(text);
    case ASSOCSTR_FRIENDLYAPPNAME:
        if (read_text(class, NULL, L"FriendlyAppName", text) && text[0]) return S_OK;
        if (!read_of_verb(class, extra, L"command", text) || FAILED(find_program(text))) return no_association();
        PathStripPathW(text);
        PathRemoveExtensionW(text);
        return S_OK;
    case ASSOCSTR_FRIENDLYDOCNAME:
        found = read_text(class, NULL, L"FriendlyTypeName", text) && text[0] != '@';
        if (!found) found = read_text(class, NULL, NULL, text);
        break;
    case ASSOCSTR_DDECOMMAND: found = read_of_verb(class, extra, L"ddeexec", text); break;
    case ASSOCSTR_DDEIFEXEC: found = read_of_verb(class, extra, L"ddeexec\\ifexec", text); break;
    case ASSOCSTR_DDEAPPLICATION: found = read_of_verb(class, extra, L"ddeexec\\application", text); break;
    case ASSOCSTR_DDETOPIC: found = read_of_verb(class, extra, L"ddeexec\\topic", text); break;
    case ASSOCSTR_INFOTIP: found = read_text(class, NULL, L"InfoTip", text); break;
    case ASSOCSTR_QUICKTIP: found = read_text(class, NULL, L"QuickTip", text); break;
    case ASSOCSTR_TILEINFO: found = read_text(class, NULL, L"TileInfo", text); break;
    case ASSOCSTR_NOOPEN: found = read_text(class, NULL, L"NoOpen", text); break;
    case ASSOCSTR_DEFAULTICON: found = read_text(class, L"DefaultIcon", NULL, text); break;
    case ASSOCSTR_CONTENTTYPE:
        if (association && association[0] == '.')
            found = read_text(HKEY_CLASSES_ROOT, association, L"Content Type", text);
        break;
    case ASSOCSTR_SHELLEXTENSION:
        if (extra && lstrlenW(extra) < 100) {
            WCHAR path[128] = L"shellex\\";
            lstrcatW(path, extra);
            found = read_text(class, path, NULL, text);
        }
        break;
    default: return E_INVALIDARG;
    }
    return found ? S_OK : no_association();
}

/* *length: characters with the end. Without a buffer S_FALSE, and the length that is needed. */
static HRESULT give(const WCHAR *text, ASSOCF flags, WCHAR *out, DWORD *length)
{
    DWORD needed = lstrlenW(text) + 1, room = *length;

    *length = needed;
    if (!out) return S_FALSE;
    if (room >= needed) {
        memcpy(out, text, needed * sizeof(WCHAR));
        return S_OK;
    }
    if (!(flags & ASSOCF_NOTRUNCATE) && room) lstrcpynW(out, text, room);
    return E_POINTER;
}

HRESULT WINAPI AssocQueryStringByKeyW(ASSOCF flags, ASSOCSTR kind, HKEY class, const WCHAR *extra, WCHAR *out,
                                      DWORD *length)
{
    WCHAR text[TEXT_MAX];
    HRESULT result;

    if (!length) return E_INVALIDARG;
    result = query(class, kind, NULL, extra, text);
    return FAILED(result) ? result : give(text, flags, out, length);
}

HRESULT WINAPI AssocQueryStringW(ASSOCF flags, ASSOCSTR kind, const WCHAR *association, const WCHAR *extra, WCHAR *out,
                                 DWORD *length)
{
    WCHAR text[TEXT_MAX];
    HRESULT result;
    HKEY class;

    if (!length) return E_INVALIDARG;
    if (FAILED(result = open_class(flags, association, &class))) return result;
    result = query(class, kind, association, extra, text);
    RegCloseKey(class);
    return FAILED(result) ? result : give(text, flags, out, length);
}

HRESULT WINAPI AssocQueryKeyW(ASSOCF flags, ASSOCKEY kind, const WCHAR *association, const WCHAR *extra, HKEY *key)
{
    HRESULT result;
    HKEY class;
    BOOL found;

    if (!key) return E_INVALIDARG;
    *key = NULL;
    if (FAILED(result = open_class(flags, association, &class))) return result;
    switch (kind) {
    case ASSOCKEY_CLASS: *key = class; return S_OK;
    case ASSOCKEY_SHELLEXECCLASS:
        found = open_verb(class, extra, key);
        RegCloseKey(class);
        return found ? S_OK : no_association();
    default: RegCloseKey(class); return E_INVALIDARG;
    }
}

static const WCHAR *widen(const char *text, WCHAR *wide)
{
    if (!text || !MultiByteToWideChar(CP_ACP, 0, text, -1, wide, MAX_PATH)) return NULL;
    return wide;
}

HRESULT WINAPI AssocQueryStringA(ASSOCF flags, ASSOCSTR kind, const char *association, const char *extra, char *out,
                                 DWORD *length)
{
    WCHAR name[MAX_PATH], verb[MAX_PATH], text[TEXT_MAX];
    DWORD room = TEXT_MAX, needed;
    HRESULT result;

    if (!length) return E_INVALIDARG;
    result = AssocQueryStringW(flags, kind, widen(association, name), widen(extra, verb), text, &room);
    if (FAILED(result)) return result;
    needed = WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL);
    room = *length;
    *length = needed;
    if (!out) return S_FALSE;
    if (room < needed) return E_POINTER;
    WideCharToMultiByte(CP_ACP, 0, text, -1, out, room, NULL, NULL);
    return S_OK;
}

HRESULT WINAPI AssocQueryKeyA(ASSOCF flags, ASSOCKEY kind, const char *association, const char *extra, HKEY *key)
{
    WCHAR name[MAX_PATH], verb[MAX_PATH];
    return AssocQueryKeyW(flags, kind, widen(association, name), widen(extra, verb), key);
}

/* Types that run what is in them, or change the system, when they are opened. */
BOOL WINAPI AssocIsDangerous(const WCHAR *association)
{
    static const WCHAR *const extensions[] = {
        L".bat", L".chm", L".cmd", L".com", L".cpl", L".exe", L".hta", L".inf", L".ins", L".js", L".jse", L".lnk",
        L".mht", L".msc", L".msi", L".msp", L".pif", L".ps1", L".reg", L".scf", L".scr", L".sct", L".url", L".vb",
        L".vbe", L".vbs", L".ws", L".wsc", L".wsf", L".wsh",
    };

    for (unsigned i = 0; association && i < ARRAYSIZE(extensions); i++) {
        if (!lstrcmpiW(association, extensions[i])) return TRUE;
    }
    return FALSE;
}
