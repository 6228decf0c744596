/* The modules of a process as the symbol functions list them. */
#include "dbghelp_private.h"
#include <psapi.h>

#define MODULES_MAX 512

typedef bool module_visitor(const WCHAR *path, DWORD64 base, ULONG size, void *context);

static BOOL visit_modules(HANDLE process, module_visitor *visit, void *context)
{
    HMODULE *modules = HeapAlloc(GetProcessHeap(), 0, MODULES_MAX * sizeof(*modules));
    DWORD size = 0;
    MODULEINFO info;
    WCHAR path[MAX_PATH];
    BOOL done = modules && K32EnumProcessModules(process, modules, MODULES_MAX * sizeof(*modules), &size);

    size = min(size, MODULES_MAX * (DWORD)sizeof(*modules));
    for (DWORD i = 0; done && i < size / sizeof(*modules); i++) {
        if (!K32GetModuleInformation(process, modules[i], &info, sizeof(info)) ||
            !K32GetModuleFileNameExW(process, modules[i], path, ARRAYSIZE(path)))
            continue;
        if (!visit(path, (ULONG_PTR)info.lpBaseOfDll, info.SizeOfImage, context)) break;
    }
    HeapFree(GetProcessHeap(), 0, modules);
    return done;
}

struct loaded_callback { PENUMLOADED_MODULES_CALLBACK64 narrow; PENUMLOADED_MODULES_CALLBACKW64 wide; PVOID context; };

static bool tell_loaded(const WCHAR *path, DWORD64 base, ULONG size, void *context)
{
    const struct loaded_callback *callback = context;
    char narrow[MAX_PATH * 2];

    if (callback->wide) return callback->wide(path, base, size, callback->context);
    WideCharToMultiByte(CP_ACP, 0, path, -1, narrow, sizeof(narrow), NULL, NULL);
    return callback->narrow(narrow, base, size, callback->context);
}

BOOL WINAPI EnumerateLoadedModules64(HANDLE process, PENUMLOADED_MODULES_CALLBACK64 callback, PVOID context)
{
    struct loaded_callback both = {callback, NULL, context};
    return visit_modules(process, tell_loaded, &both);
}

BOOL WINAPI EnumerateLoadedModulesW64(HANDLE process, PENUMLOADED_MODULES_CALLBACKW64 callback, PVOID context)
{
    struct loaded_callback both = {NULL, callback, context};
    return visit_modules(process, tell_loaded, &both);
}

/* The same: there is no other session whose modules would be told. */
BOOL WINAPI EnumerateLoadedModulesEx(HANDLE process, PENUMLOADED_MODULES_CALLBACK64 callback, PVOID context)
{
    return EnumerateLoadedModules64(process, callback, context);
}

BOOL WINAPI EnumerateLoadedModulesExW(HANDLE process, PENUMLOADED_MODULES_CALLBACKW64 callback, PVOID context)
{
    return EnumerateLoadedModulesW64(process, callback, context);
}

/* --- one module --- */

struct wanted_module { DWORD64 address, base; ULONG size; WCHAR path[MAX_PATH]; };

static bool find_module(const WCHAR *path, DWORD64 base, ULONG size, void *context)
{
    struct wanted_module *wanted = context;

    if (wanted->address < base || wanted->address - base >= size) return true;
    wanted->base = base;
    wanted->size = size;
    lstrcpynW(wanted->path, path, ARRAYSIZE(wanted->path));
    return false;
}

static const WCHAR *last_part(const WCHAR *path)
{
    const WCHAR *slash = wcsrchr(path, '\\');
    return slash ? slash + 1 : path;
}

/* Older programs pass older, shorter structures: what is filled ends with their size. */
BOOL WINAPI SymGetModuleInfoW64(HANDLE process, DWORD64 address, PIMAGEHLP_MODULEW64 module)
{
    struct wanted_module wanted = {.address = address};
    IMAGEHLP_MODULEW64 filled = {0};

    if (!module || module->SizeOfStruct < offsetof(IMAGEHLP_MODULEW64, LoadedPdbName) ||
        module->SizeOfStruct > sizeof(filled)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!SymGetModuleBase64(process, address)) return FALSE;
    if (!visit_modules(process, find_module, &wanted) || !wanted.base) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return FALSE;
    }
    const IMAGE_NT_HEADERS *nt = RtlImageNtHeader((HMODULE)(ULONG_PTR)wanted.base);
    filled.SizeOfStruct = module->SizeOfStruct;
    filled.BaseOfImage = wanted.base;
    filled.ImageSize = wanted.size;
    if (nt) {
        filled.TimeDateStamp = nt->FileHeader.TimeDateStamp;
        filled.CheckSum = nt->OptionalHeader.CheckSum;
    }
    filled.SymType = SymExport;
    lstrcpynW(filled.ModuleName, last_part(wanted.path), ARRAYSIZE(filled.ModuleName));
    WCHAR *dot = wcsrchr(filled.ModuleName, '.');
    if (dot) *dot = 0;
    lstrcpynW(filled.ImageName, wanted.path, ARRAYSIZE(filled.ImageName));
    lstrcpynW(filled.LoadedImageName, wanted.path, ARRAYSIZE(filled.LoadedImageName));
    memcpy(module, &filled, module->SizeOfStruct);
    return TRUE;
}

static void to_narrow(const WCHAR *wide, char *narrow, int size)
{
    WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, size, NULL, NULL);
    narrow[size - 1] = 0;
}

BOOL WINAPI SymGetModuleInfo64(HANDLE process, DWORD64 address, PIMAGEHLP_MODULE64 module)
{
    IMAGEHLP_MODULEW64 wide = {.SizeOfStruct = sizeof(wide)};
    IMAGEHLP_MODULE64 filled = {0};

    if (!module || module->SizeOfStruct < offsetof(IMAGEHLP_MODULE64, LoadedPdbName) ||
        module->SizeOfStruct > sizeof(filled)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!SymGetModuleInfoW64(process, address, &wide)) return FALSE;
    filled.SizeOfStruct = module->SizeOfStruct;
    filled.BaseOfImage = wide.BaseOfImage;
    filled.ImageSize = wide.ImageSize;
    filled.TimeDateStamp = wide.TimeDateStamp;
    filled.CheckSum = wide.CheckSum;
    filled.SymType = wide.SymType;
    to_narrow(wide.ModuleName, filled.ModuleName, sizeof(filled.ModuleName));
    to_narrow(wide.ImageName, filled.ImageName, sizeof(filled.ImageName));
    to_narrow(wide.LoadedImageName, filled.LoadedImageName, sizeof(filled.LoadedImageName));
    memcpy(module, &filled, module->SizeOfStruct);
    return TRUE;
}

struct symbol_callback { PSYM_ENUMMODULES_CALLBACK64 callback; PVOID context; };

static bool tell_module(const WCHAR *path, DWORD64 base, ULONG size, void *context)
{
    const struct symbol_callback *callback = context;
    char name[MAX_PATH * 2];

    (void)size;
    to_narrow(last_part(path), name, sizeof(name));
    char *dot = strrchr(name, '.');
    if (dot) *dot = 0;
    return callback->callback(name, base, callback->context);
}

BOOL WINAPI SymEnumerateModules64(HANDLE process, PSYM_ENUMMODULES_CALLBACK64 callback, PVOID context)
{
    struct symbol_callback both = {callback, context};

    if (!SymRefreshModuleList(process)) return FALSE;
    return visit_modules(process, tell_module, &both);
}
