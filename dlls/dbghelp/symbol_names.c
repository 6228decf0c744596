/* Names of symbols as people write them: UnDecorateSymbolName and its kin. */
#include "dbghelp_private.h"
#include "undecorate.h"

DWORD WINAPI UnDecorateSymbolName(PCSTR name, PSTR text, DWORD size, DWORD flags)
{
    if (!name || !text || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    char *memory = HeapAlloc(GetProcessHeap(), 0, UNDECORATE_MEMORY);
    if (!memory) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    const char *found = undecorate_name(name, flags, memory, UNDECORATE_MEMORY);
    lstrcpynA(text, found ? found : name, (int)min(size, 0x7fffffff));
    HeapFree(GetProcessHeap(), 0, memory);
    return (DWORD)lstrlenA(text);
}

DWORD WINAPI UnDecorateSymbolNameW(PCWSTR name, PWSTR text, DWORD size, DWORD flags)
{
    if (!name || !text || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    int narrow_size = WideCharToMultiByte(CP_ACP, 0, name, -1, NULL, 0, NULL, NULL);
    char *memory = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)narrow_size + UNDECORATE_MEMORY);
    if (!memory) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    char *narrow = memory + UNDECORATE_MEMORY;
    WideCharToMultiByte(CP_ACP, 0, name, -1, narrow, narrow_size, NULL, NULL);
    const char *found = undecorate_name(narrow, flags, memory, UNDECORATE_MEMORY);
    if (!found) found = narrow;
    DWORD length = 0;
    for (; found[length] && length + 1 < size; length++) text[length] = (BYTE)found[length];
    if (found == narrow) lstrcpynW(text, name, (int)min(size, 0x7fffffff));
    else text[length] = 0;
    HeapFree(GetProcessHeap(), 0, memory);
    return (DWORD)lstrlenW(text);
}

BOOL WINAPI SymUnDName64(PIMAGEHLP_SYMBOL64 symbol, PSTR text, DWORD size)
{
    return symbol && UnDecorateSymbolName(symbol->Name, text, size, UNDNAME_COMPLETE);
}

#ifdef _WIN64
#undef SymUnDName
BOOL WINAPI SymUnDName(PIMAGEHLP_SYMBOL64 symbol, PSTR text, DWORD size) { return SymUnDName64(symbol, text, size); }
#else
BOOL WINAPI SymUnDName(PIMAGEHLP_SYMBOL symbol, PSTR text, DWORD size)
{
    return symbol && UnDecorateSymbolName(symbol->Name, text, size, UNDNAME_COMPLETE);
}
#endif
