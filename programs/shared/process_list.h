/* The processes of the system with what tasklist and taskkill filter by. */
#ifndef PROCESS_LIST_H
#define PROCESS_LIST_H

#include "text_output.h"
#include <psapi.h>
#include <tlhelp32.h>

struct process {
    DWORD id, parent, session;
    SIZE_T memory;                 /* bytes of the working set */
    ULONGLONG processor_time;      /* in 100 ns */
    WCHAR name[MAX_PATH], user[300];
};

static inline void read_user(HANDLE process, WCHAR *user, size_t size)
{
    HANDLE token;
    BYTE buffer[256];
    WCHAR name[128], domain[128];
    DWORD length, name_length = ARRAYSIZE(name), domain_length = ARRAYSIZE(domain);
    SID_NAME_USE use;
    wcscpy(user, L"N/A");
    if (!OpenProcessToken(process, TOKEN_QUERY, &token)) return;
    if (GetTokenInformation(token, TokenUser, buffer, sizeof(buffer), &length)
        && LookupAccountSidW(NULL, ((TOKEN_USER *)buffer)->User.Sid, name, &name_length, domain, &domain_length, &use))
        _snwprintf(user, size, L"%ls\\%ls", domain, name);
    CloseHandle(token);
}

static inline void read_details(struct process *process)
{
    FILETIME created, ended, kernel, user;
    PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof(counters) };
    wcscpy(process->user, L"N/A");
    ProcessIdToSessionId(process->id, &process->session);
    HANDLE handle = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, process->id);
    if (!handle) handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process->id);
    if (!handle) return;
    if (GetProcessMemoryInfo(handle, &counters, sizeof(counters))) process->memory = counters.WorkingSetSize;
    if (GetProcessTimes(handle, &created, &ended, &kernel, &user))
        process->processor_time = ((ULONGLONG)kernel.dwHighDateTime << 32 | kernel.dwLowDateTime)
                                  + ((ULONGLONG)user.dwHighDateTime << 32 | user.dwLowDateTime);
    read_user(handle, process->user, ARRAYSIZE(process->user));
    CloseHandle(handle);
}

/* All processes; the caller frees the list. */
static inline struct process *list_processes(size_t *count)
{
    PROCESSENTRY32W entry = { .dwSize = sizeof(entry) };
    struct process *list = NULL;
    *count = 0;
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE) return NULL;
    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry)) {
        struct process *larger = realloc(list, (*count + 1) * sizeof(*list));
        if (!larger) break;
        list = larger;
        struct process *process = &list[(*count)++];
        memset(process, 0, sizeof(*process));
        process->id = entry.th32ProcessID;
        process->parent = entry.th32ParentProcessID;
        wcscpy(process->name, entry.szExeFile);
        read_details(process);
    }
    CloseHandle(snapshot);
    return list;
}

enum comparison { EQUAL, NOT_EQUAL, GREATER, LESS, GREATER_OR_EQUAL, LESS_OR_EQUAL };

struct filter { const WCHAR *field; enum comparison comparison; WCHAR value[MAX_PATH]; };

/* A filter as in "PID gt 100"; its field is one of those below. */
static inline bool parse_filter(const WCHAR *text, struct filter *filter)
{
    static const WCHAR *const fields[] = { L"IMAGENAME", L"PID", L"SESSION", L"USERNAME", L"MEMUSAGE", L"STATUS" };
    static const WCHAR *const comparisons[] = { L"eq", L"ne", L"gt", L"lt", L"ge", L"le" };
    WCHAR field[32], comparison[8];
    if (swscanf(text, L"%31ls %7ls %259l[^\n]", field, comparison, filter->value) != 3) return false;
    filter->field = NULL;
    for (size_t i = 0; i < ARRAYSIZE(fields); i++)
        if (!_wcsicmp(field, fields[i])) filter->field = fields[i];
    for (size_t i = 0; i < ARRAYSIZE(comparisons); i++) {
        if (_wcsicmp(comparison, comparisons[i])) continue;
        filter->comparison = (enum comparison)i;
        return filter->field &&
               (i < 2 || *filter->field == 'P' || *filter->field == 'M' || !wcscmp(filter->field, L"SESSION"));
    }
    return false;
}

/* Whether a name is the wanted one; `*` at the end of it stands for anything. */
static inline bool name_matches(const WCHAR *name, const WCHAR *wanted)
{
    size_t length = wcslen(wanted);
    if (length && wanted[length - 1] == '*') return !_wcsnicmp(name, wanted, length - 1);
    return !_wcsicmp(name, wanted);
}

static inline bool passes_filter(const struct process *process, const struct filter *filter)
{
    const WCHAR *account = wcschr(process->user, '\\');
    ULONGLONG actual, wanted = _wcstoui64(filter->value, NULL, 10);
    bool is_equal;
    if (!wcscmp(filter->field, L"PID")) actual = process->id;
    else if (!wcscmp(filter->field, L"SESSION")) actual = process->session;
    else if (!wcscmp(filter->field, L"MEMUSAGE")) actual = process->memory / 1024;
    else {
        if (*filter->field == 'I') is_equal = name_matches(process->name, filter->value);
        else if (*filter->field == 'S') is_equal = !_wcsicmp(filter->value, L"RUNNING");
        else
            is_equal =
                name_matches(process->user, filter->value) || (account && name_matches(account + 1, filter->value));
        return is_equal == (filter->comparison == EQUAL);
    }
    switch (filter->comparison) {
    case EQUAL: return actual == wanted;
    case NOT_EQUAL: return actual != wanted;
    case GREATER: return actual > wanted;
    case LESS: return actual < wanted;
    case GREATER_OR_EQUAL: return actual >= wanted;
    default: return actual <= wanted;
    }
}

#endif
