/* Symbols of this process's modules. There is no reader of PDB files: names come from export tables. */
#include "dbghelp_private.h"

static DWORD options = SYMOPT_UNDNAME;
static WCHAR search_path[1024];
static HANDLE sessions[16];

DWORD WINAPI SymGetOptions(void)
{
    return options;
}

DWORD WINAPI SymSetOptions(DWORD wanted)
{
    return options = wanted;
}

/* ---- sessions, one a process handle */

static HANDLE *find_session(HANDLE process)
{
    for (size_t i = 0; i < ARRAYSIZE(sessions); i++) {
        if (sessions[i] == process) return &sessions[i];
    }
    return NULL;
}

static bool check_session(HANDLE process)
{
    if (process && find_session(process)) return true;
    SetLastError(ERROR_INVALID_HANDLE);
    return false;
}

BOOL WINAPI SymInitializeW(HANDLE process, PCWSTR path, BOOL invade)
{
    HANDLE *session;

    (void)invade; /* modules are asked of the loader each time */
    if (!process || find_session(process)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!(session = find_session(NULL))) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    *session = process;
    lstrcpynW(search_path, path ? path : L".", ARRAYSIZE(search_path));
    return TRUE;
}

BOOL WINAPI SymInitialize(HANDLE process, PCSTR path, BOOL invade)
{
    WCHAR wide[ARRAYSIZE(search_path)] = L".";
    if (path) MultiByteToWideChar(CP_ACP, 0, path, -1, wide, ARRAYSIZE(wide));
    return SymInitializeW(process, wide, invade);
}

BOOL WINAPI SymCleanup(HANDLE process)
{
    if (!check_session(process)) return FALSE;
    *find_session(process) = NULL;
    return TRUE;
}

BOOL WINAPI SymRefreshModuleList(HANDLE process)
{
    return check_session(process);
}

BOOL WINAPI SymGetSearchPathW(HANDLE process, PWSTR path, DWORD length)
{
    if (!check_session(process)) return FALSE;
    if (!path || !length) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    lstrcpynW(path, search_path, (int)length);
    return TRUE;
}

BOOL WINAPI SymSetSearchPathW(HANDLE process, PCWSTR path)
{
    if (!check_session(process)) return FALSE;
    lstrcpynW(search_path, path ? path : L".", ARRAYSIZE(search_path));
    return TRUE;
}

/* ---- modules and functions */

HMODULE module_of_address(DWORD64 address)
{
    PVOID base;
    return RtlPcToFileHeader((PVOID)(ULONG_PTR)address, &base) ? base : NULL;
}

DWORD64 WINAPI SymGetModuleBase64(HANDLE process, DWORD64 address)
{
    HMODULE module = check_session(process) ? module_of_address(address) : NULL;
    if (!module) SetLastError(ERROR_MOD_NOT_FOUND);
    return (ULONG_PTR)module;
}

#ifndef _WIN64
DWORD WINAPI SymGetModuleBase(HANDLE process, DWORD address)
{
    return (DWORD)SymGetModuleBase64(process, address);
}
#endif

PVOID WINAPI SymFunctionTableAccess64(HANDLE process, DWORD64 address)
{
    if (!check_session(process)) return NULL;
#ifdef _WIN64
    DWORD64 base;
    return RtlLookupFunctionEntry(address, &base, NULL);
#else
    (void)address; /* frame pointer omission data lies in PDB files */
    return NULL;
#endif
}

const char *nearest_export(HMODULE module, DWORD64 address, DWORD64 *displacement)
{
    const BYTE *base = (const BYTE *)module;
    ULONG size;
    const IMAGE_EXPORT_DIRECTORY *exports =
        RtlImageDirectoryEntryToData(module, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    DWORD target = (DWORD)(address - (ULONG_PTR)base), best = 0;
    const char *name = NULL;

    if (!exports) return NULL;
    const DWORD *functions = (const void *)(base + exports->AddressOfFunctions),
                *names = (const void *)(base + exports->AddressOfNames);
    const WORD *ordinals = (const void *)(base + exports->AddressOfNameOrdinals);
    for (DWORD i = 0; i < exports->NumberOfNames; i++) {
        DWORD function = functions[ordinals[i]];
        if (function > target || function <= best) continue;
        best = function;
        name = (const char *)base + names[i];
    }
    if (name) *displacement = target - best;
    return name;
}

BOOL WINAPI SymFromAddr(HANDLE process, DWORD64 address, PDWORD64 displacement, PSYMBOL_INFO symbol)
{
    HMODULE module;
    const char *name;
    DWORD64 distance;

    if (!check_session(process)) return FALSE;
    if (!symbol || symbol->SizeOfStruct < sizeof(*symbol)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!(module = module_of_address(address))) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return FALSE;
    }
    if (!(name = nearest_export(module, address, &distance))) {
        SetLastError(ERROR_INVALID_ADDRESS);
        return FALSE;
    }
    symbol->ModBase = (ULONG_PTR)module;
    symbol->Address = address - distance;
    symbol->Flags = SYMFLAG_EXPORT;
    symbol->Tag = 10; /* SymTagPublicSymbol */
    symbol->TypeIndex = symbol->Size = symbol->Register = symbol->Scope = 0;
    symbol->Value = 0;
    symbol->NameLen = (ULONG)lstrlenA(name);
    if (symbol->MaxNameLen && (options & SYMOPT_UNDNAME))
        symbol->NameLen = UnDecorateSymbolName(name, symbol->Name, symbol->MaxNameLen, UNDNAME_NAME_ONLY);
    else if (symbol->MaxNameLen) lstrcpynA(symbol->Name, name, (int)symbol->MaxNameLen);
    if (displacement) *displacement = distance;
    return TRUE;
}

/* Line numbers stand in PDB files only. */
BOOL WINAPI SymGetLineFromAddr64(HANDLE process, DWORD64 address, PDWORD displacement, PIMAGEHLP_LINE64 line)
{
    (void)address, (void)displacement, (void)line;
    if (check_session(process)) SetLastError(ERROR_INVALID_ADDRESS);
    return FALSE;
}

BOOL WINAPI SymGetLineFromAddrW64(HANDLE process, DWORD64 address, PDWORD displacement, PIMAGEHLP_LINEW64 line)
{
    (void)line;
    return SymGetLineFromAddr64(process, address, displacement, NULL);
}

PIMAGE_NT_HEADERS WINAPI ImageNtHeader(PVOID base)
{
    return RtlImageNtHeader(base);
}

PVOID WINAPI ImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT entry, PULONG size)
{
    return RtlImageDirectoryEntryToData(base, mapped, entry, size);
}
