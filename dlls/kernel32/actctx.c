/* Activation contexts: the Win32 names of ntdll's functions. */
#include "kernel32_private.h"

#include <stdbool.h>

HANDLE WINAPI CreateActCtxW(PCACTCTXW request)
{
    HANDLE handle;
    return set_last_status(winrun_create_activation_context(&handle, request)) ? handle : INVALID_HANDLE_VALUE;
}

static BOOL widen(LPCSTR text, LPWSTR *wide)
{
    UNICODE_STRING string = { 0, 0, NULL };
    if (text && !RtlCreateUnicodeStringFromAsciiz(&string, text)) return set_last_status(STATUS_NO_MEMORY);
    *wide = string.Buffer;
    return TRUE;
}

HANDLE WINAPI CreateActCtxA(PCACTCTXA request)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    LPWSTR source = NULL, folder = NULL, resource = NULL, application = NULL;
    if (!request || request->cbSize < offsetof(ACTCTXA, hModule)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return handle;
    }
    ACTCTXW wide = { .cbSize = sizeof(wide), .dwFlags = request->dwFlags };
    wide.wProcessorArchitecture = request->wProcessorArchitecture;
    wide.wLangId = request->wLangId;
    bool named = request->dwFlags & ACTCTX_FLAG_RESOURCE_NAME_VALID && (ULONG_PTR)request->lpResourceName >> 16;
    bool fine =
        widen(request->lpSource, &source) &&
        (!(request->dwFlags & ACTCTX_FLAG_ASSEMBLY_DIRECTORY_VALID) || widen(request->lpAssemblyDirectory, &folder)) &&
        (!named || widen(request->lpResourceName, &resource)) &&
        (!(request->dwFlags & ACTCTX_FLAG_APPLICATION_NAME_VALID) || widen(request->lpApplicationName, &application));
    if (fine) {
        wide.lpSource = source;
        wide.lpAssemblyDirectory = folder;
        wide.lpResourceName = named ? resource : (LPCWSTR)request->lpResourceName;
        wide.lpApplicationName = application;
        if (request->dwFlags & ACTCTX_FLAG_HMODULE_VALID) wide.hModule = request->hModule;
        handle = CreateActCtxW(&wide);
    }
    heap_free(source);
    heap_free(folder);
    heap_free(resource);
    heap_free(application);
    return handle;
}

VOID WINAPI AddRefActCtx(HANDLE handle) { RtlAddRefActivationContext(handle); }
VOID WINAPI ReleaseActCtx(HANDLE handle) { RtlReleaseActivationContext(handle); }
BOOL WINAPI ZombifyActCtx(HANDLE handle) { return set_last_status(RtlZombifyActivationContext(handle)); }
BOOL WINAPI ActivateActCtx(HANDLE handle, ULONG_PTR *cookie)
{
    return set_last_status(RtlActivateActivationContext(0, handle, cookie));
}

BOOL WINAPI DeactivateActCtx(DWORD flags, ULONG_PTR cookie)
{
    RtlDeactivateActivationContext(flags, cookie);
    return TRUE;
}

BOOL WINAPI GetCurrentActCtx(HANDLE *handle) { return set_last_status(RtlGetActiveActivationContext(handle)); }

BOOL WINAPI QueryActCtxW(DWORD flags, HANDLE handle, PVOID subinstance, ULONG info_class, PVOID buffer, SIZE_T size,
                         SIZE_T *needed)
{
    ULONG known =
        QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX | QUERY_ACTCTX_FLAG_ACTCTX_IS_HMODULE | QUERY_ACTCTX_FLAG_ACTCTX_IS_ADDRESS;
    if (flags & known & ~QUERY_ACTCTX_FLAG_NO_ADDREF && info_class == 0)
        return set_last_status(STATUS_INVALID_PARAMETER);
    ULONG native = (flags & QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX ? 1 : 0) |
                   (flags & QUERY_ACTCTX_FLAG_ACTCTX_IS_HMODULE ? 2 : 0) |
                   (flags & QUERY_ACTCTX_FLAG_ACTCTX_IS_ADDRESS ? 4 : 0);
    return set_last_status(
        RtlQueryInformationActivationContext(native, handle, subinstance, info_class, buffer, size, needed));
}

BOOL WINAPI QueryActCtxSettingsW(DWORD flags, HANDLE handle, PCWSTR name_space, PCWSTR name, PWSTR buffer, SIZE_T size,
                                 SIZE_T *needed)
{
    return set_last_status(
        RtlQueryActivationContextApplicationSettings(flags, handle, name_space, name, buffer, size, needed));
}

BOOL WINAPI FindActCtxSectionStringW(DWORD flags, const GUID *extension, ULONG section, LPCWSTR text,
                                     PACTCTX_SECTION_KEYED_DATA data)
{
    UNICODE_STRING name;
    if (!data) return set_last_status(STATUS_INVALID_PARAMETER);
    RtlInitUnicodeString(&name, text);
    return set_last_status(RtlFindActivationContextSectionString(flags, extension, section, &name, data));
}

BOOL WINAPI FindActCtxSectionStringA(DWORD flags, const GUID *extension, ULONG section, LPCSTR text,
                                     PACTCTX_SECTION_KEYED_DATA data)
{
    LPWSTR wide;
    if (!widen(text, &wide)) return FALSE;
    BOOL result = FindActCtxSectionStringW(flags, extension, section, wide, data);
    heap_free(wide);
    return result;
}

BOOL WINAPI FindActCtxSectionGuid(DWORD flags, const GUID *extension, ULONG section, const GUID *guid,
                                  PACTCTX_SECTION_KEYED_DATA data)
{
    return set_last_status(RtlFindActivationContextSectionGuid(flags, extension, section, guid, data));
}
