/* LoadLibrary, GetProcAddress, GetModuleHandle and their relatives. */
#include "kernel32_private.h"

#include <stdbool.h>

#include <string.h>
#include <wchar.h>

#define SEARCH_FLAGS (LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS | \
                      LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)
#define DATA_FLAGS (LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE | LOAD_LIBRARY_AS_IMAGE_RESOURCE)

/* ---- loading */

HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags)
{
    UNICODE_STRING string;
    HMODULE module = NULL;
    if (!name || file) return set_last_status(STATUS_INVALID_PARAMETER), NULL;
    if (!*name) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return NULL;
    }
    if (flags & SEARCH_FLAGS && flags & LOAD_WITH_ALTERED_SEARCH_PATH)
        return set_last_status(STATUS_INVALID_PARAMETER), NULL;
    if (!NT_SUCCESS(RtlInitUnicodeStringEx(&string, name))) return set_last_status(STATUS_NAME_TOO_LONG), NULL;
    if (flags & DATA_FLAGS) {
        NTSTATUS status = LdrGetDllHandleEx(0, NULL, NULL, &string, (void **)&module);
        if (NT_SUCCESS(status)) return module;
        status = winrun_load_data_file(&string, flags, (void **)&module);
        return set_last_status(status) ? module : NULL;
    }
    NTSTATUS status = LdrLoadDll(LDR_SEARCH_FLAGS(flags & (SEARCH_FLAGS | LOAD_WITH_ALTERED_SEARCH_PATH)), NULL,
                                 &string, (void **)&module);
    return set_last_status(status) ? module : NULL;
}

HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE file, DWORD flags)
{
    UNICODE_STRING wide;
    if (!name) return set_last_status(STATUS_INVALID_PARAMETER), NULL;
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, name)) return set_last_status(STATUS_NO_MEMORY), NULL;
    HMODULE module = LoadLibraryExW(wide.Buffer, file, flags);
    RtlFreeUnicodeString(&wide);
    return module;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name) { return LoadLibraryExW(name, NULL, 0); }
HMODULE WINAPI LoadLibraryA(LPCSTR name) { return LoadLibraryExA(name, NULL, 0); }

HMODULE WINAPI LoadPackagedLibrary(LPCWSTR name, DWORD reserved)
{
    (void)name;
    (void)reserved;
    SetLastError(APPMODEL_ERROR_NO_PACKAGE);
    return NULL;
}

BOOL WINAPI FreeLibrary(HMODULE module)
{
    if (!module) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if ((ULONG_PTR)module & 3) return set_last_status(winrun_unload_data_file(module));
    return set_last_status(LdrUnloadDll(module));
}

VOID WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD code)
{
    FreeLibrary(module);
    RtlExitUserThread(code);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    return set_last_status(LdrDisableThreadCalloutsForDll(module));
}

/* ---- functions */

FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name)
{
    void *address = NULL;
    ANSI_STRING string;
    if (!module) module = current_peb()->ImageBaseAddress;
    bool by_name = (ULONG_PTR)name >> 16;
    if (by_name) RtlInitAnsiString(&string, name);
    NTSTATUS status =
        LdrGetProcedureAddress(module, by_name ? &string : NULL, by_name ? 0 : (ULONG)(ULONG_PTR)name, &address);
    if (status == STATUS_INVALID_PARAMETER || status == STATUS_ORDINAL_NOT_FOUND)
        status = by_name ? status : STATUS_ENTRYPOINT_NOT_FOUND;
    return set_last_status(status) ? (FARPROC)address : NULL;
}

/* ---- finding modules */

BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module)
{
    NTSTATUS status;
    UNICODE_STRING string;
    const DWORD known = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT |
                        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    DWORD both = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (!module) return set_last_status(STATUS_INVALID_PARAMETER);
    *module = NULL;
    if (flags & ~known || (flags & both) == both) return set_last_status(STATUS_INVALID_PARAMETER);
    if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) {
        if (!name) return set_last_status(STATUS_INVALID_PARAMETER);
        if (!RtlPcToFileHeader((PVOID)name, (PVOID *)module)) {
            SetLastError(ERROR_MOD_NOT_FOUND);
            return FALSE;
        }
    } else if (!name) {
        *module = current_peb()->ImageBaseAddress;
    } else {
        if (!NT_SUCCESS(status = RtlInitUnicodeStringEx(&string, name))) return set_last_status(status);
        if (!NT_SUCCESS(status = LdrGetDllHandle(NULL, NULL, &string, (PVOID *)module))) return set_last_status(status);
    }
    if (flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT) return TRUE;
    return set_last_status(LdrAddRefDll(flags & GET_MODULE_HANDLE_EX_FLAG_PIN ? 1 : 0, *module));
}

BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module)
{
    UNICODE_STRING wide;
    if (!name || flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
        return GetModuleHandleExW(flags, (LPCWSTR)name, module);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, name)) return set_last_status(STATUS_NO_MEMORY);
    BOOL result = GetModuleHandleExW(flags, wide.Buffer, module);
    RtlFreeUnicodeString(&wide);
    return result;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
    HMODULE module;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name, &module);
    return module;
}

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
    HMODULE module;
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name, &module);
    return module;
}

DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR buffer, DWORD size)
{
    PLDR_DATA_TABLE_ENTRY entry;
    ULONG_PTR cookie;
    DWORD length = 0;
    NTSTATUS status;
    if (!module) module = current_peb()->ImageBaseAddress;
    if (!size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    LdrLockLoaderLock(0, NULL, &cookie);
    status = LdrFindEntryForAddress(module, &entry);
    if (NT_SUCCESS(status) && entry->DllBase != (PVOID)module) status = STATUS_DLL_NOT_FOUND;
    if (NT_SUCCESS(status)) {
        length = min(size, entry->FullDllName.Length / sizeof(WCHAR));
        memcpy(buffer, entry->FullDllName.Buffer, length * sizeof(WCHAR));
        if (length < size) buffer[length] = 0;
        else buffer[size - 1] = 0;
        SetLastError(length < size ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
    }
    LdrUnlockLoaderLock(0, cookie);
    if (!NT_SUCCESS(status)) {
        set_last_status(status);
        *buffer = 0;
    }
    return length;
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR buffer, DWORD size)
{
    DWORD capacity = 0x8000, length;
    if (!size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    WCHAR *wide = heap_allocate(capacity * sizeof(WCHAR));
    if (!wide) return set_last_status(STATUS_NO_MEMORY);
    *buffer = 0;
    length = GetModuleFileNameW(module, wide, capacity);
    if (length) {
        ULONG used = 0, needed = 0;
        RtlUnicodeToMultiByteSize(&needed, wide, length * sizeof(WCHAR));
        RtlUnicodeToMultiByteN(buffer, size, &used, wide, length * sizeof(WCHAR));
        if (needed < size) {
            buffer[needed] = 0;
            length = needed;
        } else {
            buffer[size - 1] = 0;
            length = size;
            SetLastError(ERROR_INSUFFICIENT_BUFFER);
        }
    }
    heap_free(wide);
    return length;
}

/* ---- search path settings */

BOOL WINAPI SetDllDirectoryW(LPCWSTR folder)
{
    UNICODE_STRING string;
    if (folder && wcschr(folder, ';')) return set_last_status(STATUS_INVALID_PARAMETER);
    RtlInitUnicodeString(&string, folder);
    return set_last_status(LdrSetDllDirectory(&string));
}

BOOL WINAPI SetDllDirectoryA(LPCSTR folder)
{
    UNICODE_STRING wide;
    if (!folder) return SetDllDirectoryW(NULL);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, folder)) return set_last_status(STATUS_NO_MEMORY);
    BOOL result = SetDllDirectoryW(wide.Buffer);
    RtlFreeUnicodeString(&wide);
    return result;
}

/* Both answer with the length, or with the size that is needed. */
DWORD WINAPI GetDllDirectoryW(DWORD size, LPWSTR buffer)
{
    UNICODE_STRING string = { 0, (USHORT)min(size * sizeof(WCHAR), 0xfffeu), buffer };
    NTSTATUS status = LdrGetDllDirectory(&string);
    return string.Length / sizeof(WCHAR) * (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL);
}

DWORD WINAPI GetDllDirectoryA(DWORD size, LPSTR buffer)
{
    WCHAR wide[MAX_PATH];
    ULONG used, needed;
    DWORD length = GetDllDirectoryW(ARRAYSIZE(wide), wide);
    if (length >= ARRAYSIZE(wide)) return length;
    RtlUnicodeToMultiByteSize(&needed, wide, length * sizeof(WCHAR));
    if (needed >= size) {
        if (size) *buffer = 0;
        return needed + 1;
    }
    RtlUnicodeToMultiByteN(buffer, size, &used, wide, length * sizeof(WCHAR));
    buffer[used] = 0;
    return used;
}

DLL_DIRECTORY_COOKIE WINAPI AddDllDirectory(PCWSTR folder)
{
    PVOID cookie = NULL;
    UNICODE_STRING string;
    RtlInitUnicodeString(&string, folder);
    return set_last_status(LdrAddDllDirectory(&string, &cookie)) ? cookie : NULL;
}

BOOL WINAPI RemoveDllDirectory(DLL_DIRECTORY_COOKIE cookie)
{
    return set_last_status(LdrRemoveDllDirectory(cookie));
}

BOOL WINAPI SetDefaultDllDirectories(DWORD flags)
{
    return set_last_status(LdrSetDefaultDllDirectories(flags));
}

/* The hook that delay loading calls when a system DLL lacks a function: there is nothing to put in its place. */
FARPROC WINAPI DelayLoadFailureHook(LPCSTR dll, LPCSTR function)
{
    winrun_raise_stub(dll, (ULONG_PTR)function >> 16 ? function : "a function by ordinal");
}
