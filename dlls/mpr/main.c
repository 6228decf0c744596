/* Networks of Windows. There is none behind these functions: shares are reached where Linux has mounted them, by paths.
 * So every request fails as Windows' documentation has it for a machine on which no network is installed. */
#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <winnetwk.h>

static DWORD fail(DWORD error)
{
    SetLastError(error);
    return error;
}

static DWORD no_network(const char *function)
{
    log_line(LOG_WARN, "%s: no network of Windows is installed", function);
    return fail(ERROR_NO_NETWORK);
}

/* Whether the text begins with a drive letter and a colon. */
static bool names_drive(const WCHAR *text)
{
    return text && ((text[0] | 32) >= 'a' && (text[0] | 32) <= 'z') && text[1] == ':';
}

static bool names_drive_narrow(const char *text)
{
    return text && ((text[0] | 32) >= 'a' && (text[0] | 32) <= 'z') && text[1] == ':';
}

/* --- connections --- */

DWORD WINAPI WNetAddConnectionW(LPCWSTR remote, LPCWSTR password, LPCWSTR local)
{
    (void)remote, (void)password, (void)local;
    return no_network("WNetAddConnection");
}

DWORD WINAPI WNetAddConnectionA(LPCSTR remote, LPCSTR password, LPCSTR local)
{
    (void)remote, (void)password, (void)local;
    return no_network("WNetAddConnection");
}

DWORD WINAPI WNetAddConnection2W(LPNETRESOURCEW resource, LPCWSTR password, LPCWSTR user, DWORD flags)
{
    (void)resource, (void)password, (void)user, (void)flags;
    return no_network("WNetAddConnection2");
}

DWORD WINAPI WNetAddConnection2A(LPNETRESOURCEA resource, LPCSTR password, LPCSTR user, DWORD flags)
{
    (void)resource, (void)password, (void)user, (void)flags;
    return no_network("WNetAddConnection2");
}

DWORD WINAPI WNetAddConnection3W(HWND owner, LPNETRESOURCEW resource, LPCWSTR password, LPCWSTR user, DWORD flags)
{
    (void)owner;
    return WNetAddConnection2W(resource, password, user, flags);
}

DWORD WINAPI WNetAddConnection3A(HWND owner, LPNETRESOURCEA resource, LPCSTR password, LPCSTR user, DWORD flags)
{
    (void)owner;
    return WNetAddConnection2A(resource, password, user, flags);
}

DWORD WINAPI WNetCancelConnection2W(LPCWSTR name, DWORD flags, WINBOOL force)
{
    (void)name, (void)flags, (void)force;
    return fail(ERROR_NOT_CONNECTED);
}

DWORD WINAPI WNetCancelConnection2A(LPCSTR name, DWORD flags, WINBOOL force)
{
    (void)name, (void)flags, (void)force;
    return fail(ERROR_NOT_CONNECTED);
}

DWORD WINAPI WNetCancelConnectionW(LPCWSTR name, WINBOOL force)
{
    return WNetCancelConnection2W(name, 0, force);
}

DWORD WINAPI WNetCancelConnectionA(LPCSTR name, WINBOOL force)
{
    return WNetCancelConnection2A(name, 0, force);
}

/* Drives are folders of Linux: none is a connection. */
DWORD WINAPI WNetGetConnectionW(LPCWSTR local, LPWSTR remote, LPDWORD size)
{
    (void)remote;
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    return fail(names_drive(local) && !local[2] ? ERROR_NOT_CONNECTED : ERROR_BAD_DEVICE);
}

DWORD WINAPI WNetGetConnectionA(LPCSTR local, LPSTR remote, LPDWORD size)
{
    (void)remote;
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    return fail(names_drive_narrow(local) && !local[2] ? ERROR_NOT_CONNECTED : ERROR_BAD_DEVICE);
}

DWORD WINAPI WNetGetUniversalNameW(LPCWSTR path, DWORD level, LPVOID buffer, LPDWORD size)
{
    (void)buffer;
    if (!size || (level != UNIVERSAL_NAME_INFO_LEVEL && level != REMOTE_NAME_INFO_LEVEL))
        return fail(ERROR_INVALID_LEVEL);
    return fail(names_drive(path) ? ERROR_NOT_CONNECTED : ERROR_BAD_DEVICE);
}

DWORD WINAPI WNetGetUniversalNameA(LPCSTR path, DWORD level, LPVOID buffer, LPDWORD size)
{
    (void)buffer;
    if (!size || (level != UNIVERSAL_NAME_INFO_LEVEL && level != REMOTE_NAME_INFO_LEVEL))
        return fail(ERROR_INVALID_LEVEL);
    return fail(names_drive_narrow(path) ? ERROR_NOT_CONNECTED : ERROR_BAD_DEVICE);
}

/* --- browsing --- */

DWORD WINAPI WNetOpenEnumW(DWORD scope, DWORD type, DWORD usage, LPNETRESOURCEW resource, LPHANDLE handle)
{
    (void)scope, (void)type, (void)usage, (void)resource;
    if (!handle) return fail(ERROR_INVALID_PARAMETER);
    return no_network("WNetOpenEnum");
}

DWORD WINAPI WNetOpenEnumA(DWORD scope, DWORD type, DWORD usage, LPNETRESOURCEA resource, LPHANDLE handle)
{
    (void)resource;
    return WNetOpenEnumW(scope, type, usage, NULL, handle);
}

/* No enumeration was ever opened. */
DWORD WINAPI WNetEnumResourceW(HANDLE handle, LPDWORD count, LPVOID buffer, LPDWORD size)
{
    (void)handle, (void)count, (void)buffer, (void)size;
    return fail(ERROR_INVALID_HANDLE);
}

DWORD WINAPI WNetEnumResourceA(HANDLE handle, LPDWORD count, LPVOID buffer, LPDWORD size)
{
    return WNetEnumResourceW(handle, count, buffer, size);
}

DWORD WINAPI WNetCloseEnum(HANDLE handle)
{
    (void)handle;
    return fail(ERROR_INVALID_HANDLE);
}

DWORD WINAPI WNetConnectionDialog(HWND owner, DWORD type)
{
    (void)owner, (void)type;
    return no_network("WNetConnectionDialog");
}

DWORD WINAPI WNetDisconnectDialog(HWND owner, DWORD type)
{
    (void)owner, (void)type;
    return no_network("WNetDisconnectDialog");
}

DWORD WINAPI WNetGetProviderNameW(DWORD type, LPWSTR name, LPDWORD size)
{
    (void)type, (void)name;
    return size ? no_network("WNetGetProviderName") : fail(ERROR_INVALID_PARAMETER);
}

DWORD WINAPI WNetGetProviderNameA(DWORD type, LPSTR name, LPDWORD size)
{
    (void)type, (void)name;
    return size ? no_network("WNetGetProviderName") : fail(ERROR_INVALID_PARAMETER);
}

DWORD WINAPI WNetGetNetworkInformationW(LPCWSTR provider, LPNETINFOSTRUCT information)
{
    (void)provider;
    if (!information || information->cbStructure < sizeof(*information)) return fail(ERROR_BAD_LENGTH);
    return no_network("WNetGetNetworkInformation");
}

DWORD WINAPI WNetGetNetworkInformationA(LPCSTR provider, LPNETINFOSTRUCT information)
{
    (void)provider;
    return WNetGetNetworkInformationW(NULL, information);
}

/* --- the user, errors --- */

/* Without a name: who the process runs as. */
DWORD WINAPI WNetGetUserW(LPCWSTR name, LPWSTR user, LPDWORD size)
{
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    if (name && *name) return fail(ERROR_NOT_CONNECTED);
    return GetUserNameW(user, size) ? NO_ERROR : fail(GetLastError() == ERROR_INSUFFICIENT_BUFFER ? ERROR_MORE_DATA
                                                                                               : GetLastError());
}

DWORD WINAPI WNetGetUserA(LPCSTR name, LPSTR user, LPDWORD size)
{
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    if (name && *name) return fail(ERROR_NOT_CONNECTED);
    return GetUserNameA(user, size) ? NO_ERROR : fail(GetLastError() == ERROR_INSUFFICIENT_BUFFER ? ERROR_MORE_DATA
                                                                                               : GetLastError());
}

/* No provider has ever told an error of its own. */
DWORD WINAPI WNetGetLastErrorW(LPDWORD error, LPWSTR text, DWORD text_size, LPWSTR name, DWORD name_size)
{
    if (!error || !text || !name) return ERROR_INVALID_ADDRESS;
    *error = 0;
    if (text_size) *text = 0;
    if (name_size) *name = 0;
    return NO_ERROR;
}

DWORD WINAPI WNetGetLastErrorA(LPDWORD error, LPSTR text, DWORD text_size, LPSTR name, DWORD name_size)
{
    if (!error || !text || !name) return ERROR_INVALID_ADDRESS;
    *error = 0;
    if (text_size) *text = 0;
    if (name_size) *name = 0;
    return NO_ERROR;
}
