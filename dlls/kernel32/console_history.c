/* Command history and aliases, which doskey and cmd use; line input applies them. */
#include "console_private.h"
#include <string.h>

#define LIST_LENGTH 16384u /* characters of the longest list */

BOOL WINAPI GetConsoleHistoryInfo(PCONSOLE_HISTORY_INFO info)
{
    struct unix_console_control_args args = { .request = CONSOLE_GET_HISTORY_INFO, .target = CONSOLE_TARGET_INPUT };
    if (info->cbSize != sizeof(*info)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!console_call(&args)) return FALSE;
    info->HistoryBufferSize = args.value;
    info->NumberOfHistoryBuffers = args.value2;
    info->dwFlags = args.flags;
    return TRUE;
}

BOOL WINAPI SetConsoleHistoryInfo(PCONSOLE_HISTORY_INFO info)
{
    struct unix_console_control_args args = {.request = CONSOLE_SET_HISTORY_INFO,
                                             .target = CONSOLE_TARGET_INPUT,
                                             .value = info->HistoryBufferSize,
                                             .value2 = info->NumberOfHistoryBuffers,
                                             .flags = info->dwFlags};
    if (info->cbSize == sizeof(*info) && !(info->dwFlags & ~(DWORD)HISTORY_NO_DUP_FLAG)) return console_call(&args);
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

/* ---- aliases */

static BOOL copy_text(WCHAR *to, size_t capacity, LPCWSTR from)
{
    size_t length = from ? wcslen(from) : 0;
    if (length >= capacity) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    memcpy(to, from, length * sizeof(WCHAR));
    to[length] = 0;
    return TRUE;
}

static BOOL name_alias(struct console_alias *alias, LPCWSTR source, LPCWSTR target, LPCWSTR program)
{
    return copy_text((WCHAR *)alias->program, ARRAYSIZE(alias->program), program) &&
           copy_text((WCHAR *)alias->source, CONSOLE_ALIAS_SOURCE, source) &&
           copy_text((WCHAR *)alias->target, CONSOLE_ALIAS_TARGET, target);
}

BOOL WINAPI AddConsoleAliasW(LPWSTR source, LPWSTR target, LPWSTR program)
{
    struct console_alias alias;
    struct unix_console_control_args args = {
        .request = CONSOLE_SET_ALIAS, .target = CONSOLE_TARGET_INPUT, .buffer = UNIX_PTR(&alias)};
    return name_alias(&alias, source, target, program) && console_call(&args);
}

DWORD WINAPI GetConsoleAliasW(LPWSTR source, LPWSTR buffer, DWORD size, LPWSTR program)
{
    struct console_alias alias;
    struct unix_console_control_args args = {
        .request = CONSOLE_GET_ALIAS, .target = CONSOLE_TARGET_INPUT, .buffer = UNIX_PTR(&alias)};
    if (!name_alias(&alias, source, NULL, program)) return 0;
    if (winrun_console_control(&args)) {
        SetLastError(ERROR_GEN_FAILURE);
        return 0;
    }
    DWORD needed = (DWORD)(wcslen((WCHAR *)alias.target) + 1) * sizeof(WCHAR);
    if (size < needed) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    memcpy(buffer, alias.target, needed);
    return needed;
}

/* A list into a buffer of bytes; returns how many there are. */
static DWORD get_list(enum console_request request, LPCWSTR program, LPWSTR buffer, DWORD size)
{
    WCHAR *list = HeapAlloc(GetProcessHeap(), 0, LIST_LENGTH * sizeof(WCHAR)), name[64];
    struct unix_console_control_args args = {.request = request,
                                             .target = CONSOLE_TARGET_INPUT,
                                             .buffer = UNIX_PTR(list),
                                             .size = LIST_LENGTH,
                                             .extra = UNIX_PTR(program ? name : NULL)};
    DWORD needed = 0;
    if (!list) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    if ((!program || copy_text(name, ARRAYSIZE(name), program)) && console_call(&args))
        needed = args.value * sizeof(WCHAR);
    if (buffer && needed > size) {
        SetLastError(ERROR_MORE_DATA);
        needed = 0;
    } else if (buffer) {
        memcpy(buffer, list, needed);
    }
    HeapFree(GetProcessHeap(), 0, list);
    return needed;
}

DWORD WINAPI GetConsoleAliasesW(LPWSTR buffer, DWORD size, LPWSTR program)
{
    return get_list(CONSOLE_LIST_ALIASES, program, buffer, size);
}
DWORD WINAPI GetConsoleAliasesLengthW(LPWSTR program) { return get_list(CONSOLE_LIST_ALIASES, program, NULL, 0); }
DWORD WINAPI GetConsoleAliasExesW(LPWSTR buffer, DWORD size)
{
    return get_list(CONSOLE_LIST_ALIASES, NULL, buffer, size);
}
DWORD WINAPI GetConsoleAliasExesLengthW(void) { return get_list(CONSOLE_LIST_ALIASES, NULL, NULL, 0); }
DWORD WINAPI GetConsoleCommandHistoryW(LPWSTR buffer, DWORD size, LPWSTR program)
{
    return get_list(CONSOLE_GET_HISTORY, program, buffer, size);
}
DWORD WINAPI GetConsoleCommandHistoryLengthW(LPWSTR program) { return get_list(CONSOLE_GET_HISTORY, program, NULL, 0); }

VOID WINAPI ExpungeConsoleCommandHistoryW(LPWSTR program)
{
    WCHAR name[64];
    struct unix_console_control_args args = {
        .request = CONSOLE_CLEAR_HISTORY, .target = CONSOLE_TARGET_INPUT, .extra = UNIX_PTR(name)};
    if (copy_text(name, ARRAYSIZE(name), program)) console_call(&args);
}

/* ---- the ANSI forms: their text is in the input code page */

static LPWSTR widen(LPCSTR text)
{
    DWORD length;
    return text ? console_wide(GetConsoleCP(), text, (DWORD)strlen(text), &length) : NULL;
}

static DWORD narrow(const WCHAR *wide, DWORD wide_size, LPSTR buffer, DWORD size)
{
    int length = (int)(wide_size / sizeof(WCHAR));
    DWORD needed = length ? (DWORD)WideCharToMultiByte(GetConsoleCP(), 0, wide, length, NULL, 0, NULL, NULL) : 0;
    if (!buffer || !needed) return needed;
    if (needed > size) {
        SetLastError(ERROR_MORE_DATA);
        return 0;
    }
    return (DWORD)WideCharToMultiByte(GetConsoleCP(), 0, wide, length, buffer, (int)size, NULL, NULL);
}

BOOL WINAPI AddConsoleAliasA(LPSTR source, LPSTR target, LPSTR program)
{
    LPWSTR wide[3] = { widen(source), widen(target), widen(program) };
    BOOL done = wide[0] && (wide[1] || !target) && wide[2] && AddConsoleAliasW(wide[0], wide[1], wide[2]);
    for (int i = 0; i < 3; i++) HeapFree(GetProcessHeap(), 0, wide[i]);
    return done;
}

DWORD WINAPI GetConsoleAliasA(LPSTR source, LPSTR buffer, DWORD size, LPSTR program)
{
    WCHAR target[CONSOLE_ALIAS_TARGET];
    LPWSTR wide[2] = { widen(source), widen(program) };
    DWORD got = wide[0] && wide[1] ? GetConsoleAliasW(wide[0], target, sizeof(target), wide[1]) : 0;
    for (int i = 0; i < 2; i++) HeapFree(GetProcessHeap(), 0, wide[i]);
    return got ? narrow(target, got, buffer, size) : 0;
}

static DWORD get_list_bytes(enum console_request request, LPCSTR program, LPSTR buffer, DWORD size)
{
    DWORD capacity = LIST_LENGTH * sizeof(WCHAR), got = 0;
    WCHAR *list = HeapAlloc(GetProcessHeap(), 0, capacity);
    LPWSTR wide = widen(program);
    if (list && (wide || !program)) got = get_list(request, wide, list, capacity);
    got = got ? narrow(list, got, buffer, size) : 0;
    HeapFree(GetProcessHeap(), 0, wide);
    HeapFree(GetProcessHeap(), 0, list);
    return got;
}

DWORD WINAPI GetConsoleAliasesA(LPSTR buffer, DWORD size, LPSTR program)
{
    return get_list_bytes(CONSOLE_LIST_ALIASES, program, buffer, size);
}
DWORD WINAPI GetConsoleAliasesLengthA(LPSTR program) { return get_list_bytes(CONSOLE_LIST_ALIASES, program, NULL, 0); }
DWORD WINAPI GetConsoleAliasExesA(LPSTR buffer, DWORD size)
{
    return get_list_bytes(CONSOLE_LIST_ALIASES, NULL, buffer, size);
}
DWORD WINAPI GetConsoleAliasExesLengthA(void) { return get_list_bytes(CONSOLE_LIST_ALIASES, NULL, NULL, 0); }
DWORD WINAPI GetConsoleCommandHistoryA(LPSTR buffer, DWORD size, LPSTR program)
{
    return get_list_bytes(CONSOLE_GET_HISTORY, program, buffer, size);
}
DWORD WINAPI GetConsoleCommandHistoryLengthA(LPSTR program)
{
    return get_list_bytes(CONSOLE_GET_HISTORY, program, NULL, 0);
}

VOID WINAPI ExpungeConsoleCommandHistoryA(LPSTR program)
{
    LPWSTR wide = widen(program);
    if (wide) ExpungeConsoleCommandHistoryW(wide);
    HeapFree(GetProcessHeap(), 0, wide);
}
