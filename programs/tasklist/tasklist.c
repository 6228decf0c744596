/* tasklist: the running processes as a table, a list or comma-separated values. */
#include "process_list.h"

enum format { TABLE, LIST, CSV };
enum { MAX_COLUMNS = 9 };

static struct { enum format format; bool no_header, verbose, modules, services; const WCHAR *module; } options;
static struct filter filters[16];
static size_t filter_count;

struct column { const WCHAR *title; int width; bool is_number; };

static const struct column plain_columns[] = {
    {L"Image Name", 25, false}, {L"PID", 8, true},        {L"Session Name", 16, false},
    {L"Session#", 11, true},    {L"Mem Usage", 12, true}, {L"Status", 15, false},
    {L"User Name", 50, false},  {L"CPU Time", 12, true},  {L"Window Title", 72, false},
};
static const struct column module_columns[] = {{L"Image Name", 25, false}, {L"PID", 8, true}, {L"Modules", 44, false}};
static const struct column service_columns[] = {
    {L"Image Name", 25, false}, {L"PID", 8, true}, {L"Services", 44, false}};

/* 1234567 as 1,234,567. */
static void group_digits(ULONGLONG number, WCHAR text[32])
{
    WCHAR digits[24];
    int length = swprintf(digits, ARRAYSIZE(digits), L"%I64u", number), to = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) text[to++] = ',';
        text[to++] = digits[i];
    }
    text[to] = 0;
}

static void print_row(const struct column *columns, size_t count, WCHAR fields[][1024])
{
    for (size_t i = 0; i < count; i++) {
        if (options.format == CSV) put_format(i ? L",\"%ls\"" : L"\"%ls\"", fields[i]);
        else if (columns[i].is_number) put_format(i ? L" %*ls" : L"%*ls", columns[i].width, fields[i]);
        else if (i + 1 == count) put_format(L" %ls", fields[i]);
        else put_format(i ? L" %-*.*ls" : L"%-*.*ls", columns[i].width, columns[i].width, fields[i]);
    }
    put_text(L"\r\n");
}

static void print_record(const struct column *columns, size_t count, WCHAR fields[][1024])
{
    put_text(L"\r\n");
    for (size_t i = 0; i < count; i++)
        put_format(L"%ls:%*ls%ls\r\n", columns[i].title, (int)(13 - wcslen(columns[i].title)), L"", fields[i]);
}

static void print_header(const struct column *columns, size_t count)
{
    static WCHAR fields[MAX_COLUMNS][1024];
    if (options.format == LIST) return;
    for (size_t i = 0; i < count; i++) wcscpy(fields[i], columns[i].title);
    if (options.format == TABLE) put_text(L"\r\n");
    print_row(columns, count, fields);
    if (options.format != TABLE) return;
    for (size_t i = 0; i < count; i++) {
        if (i) put_text(L" ");
        for (int c = 0; c < columns[i].width; c++) put_text(L"=");
    }
    put_text(L"\r\n");
}

/* The names of a process's modules, with commas; only those that begin as asked. */
static void list_modules(DWORD id, WCHAR text[1024])
{
    HMODULE modules[256];
    DWORD size;
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, id);
    *text = 0;
    if (!process) return;
    if (!EnumProcessModules(process, modules, sizeof(modules), &size)) size = 0;
    for (DWORD i = 0; i < size / sizeof(HMODULE) && i < ARRAYSIZE(modules); i++) {
        WCHAR name[MAX_PATH];
        if (!GetModuleBaseNameW(process, modules[i], name, MAX_PATH)) continue;
        if (options.module && !name_matches(name, options.module)) continue;
        if (wcslen(text) + wcslen(name) + 3 > 1024) break;
        if (*text) wcscat(text, L", ");
        wcscat(text, name);
    }
    CloseHandle(process);
}

static void fill_fields(const struct process *process, WCHAR fields[][1024])
{
    WCHAR memory[32];
    ULONGLONG seconds = process->processor_time / 10000000;
    wcscpy(fields[0], process->name);
    swprintf(fields[1], 1024, L"%lu", process->id);
    if (options.modules || options.services) {
        if (options.modules) list_modules(process->id, fields[2]);
        if (!*fields[2] || options.services) wcscpy(fields[2], L"N/A");
        return;
    }
    wcscpy(fields[2], process->session ? L"Console" : L"Services");
    swprintf(fields[3], 1024, L"%lu", process->session);
    group_digits(process->memory / 1024, memory);
    swprintf(fields[4], 1024, L"%ls K", memory);
    wcscpy(fields[5], L"Running");
    wcscpy(fields[6], process->user);
    swprintf(fields[7], 1024, L"%I64u:%02I64u:%02I64u", seconds / 3600, seconds / 60 % 60, seconds % 60);
    wcscpy(fields[8], L"N/A");
}

static int list(void)
{
    static WCHAR fields[MAX_COLUMNS][1024];
    size_t count, shown = 0, columns = options.verbose ? 9 : 5;
    const struct column *layout = plain_columns;
    if (options.modules || options.services) {
        layout = options.modules ? module_columns : service_columns;
        columns = 3;
    }
    struct process *processes = list_processes(&count);
    for (size_t i = 0; i < count; i++) {
        bool wanted = true;
        for (size_t f = 0; f < filter_count; f++) wanted &= passes_filter(&processes[i], &filters[f]);
        if (!wanted) continue;
        fill_fields(&processes[i], fields);
        if (options.module && !wcscmp(fields[2], L"N/A")) continue;
        if (!shown++ && !options.no_header) print_header(layout, columns);
        if (options.format == LIST) print_record(layout, columns, fields);
        else print_row(layout, columns, fields);
    }
    free(processes);
    if (!shown) put_text(L"INFO: No tasks are running which match the specified criteria.\r\n");
    return 0;
}

static int syntax_error(const WCHAR *text)
{
    put_error(L"ERROR: ");
    put_error(text);
    put_error(L"\r\nType \"TASKLIST /?\" for usage.\r\n");
    return 1;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    for (int i = 0; i < count; i++) {
        const WCHAR *next = i + 1 < count ? arguments[i + 1] : NULL;
        if (is_switch(arguments[i], L"?")) {
            put_text(L"Shows the running processes.\r\n\r\ntasklist [/M [module] | /SVC | /V] [/FI filter] [/FO "
                     L"TABLE|LIST|CSV] [/NH]\r\n");
            return 0;
        }
        if (is_switch(arguments[i], L"nh")) options.no_header = true;
        else if (is_switch(arguments[i], L"v")) options.verbose = true;
        else if (is_switch(arguments[i], L"svc")) options.services = true;
        else if (is_switch(arguments[i], L"m")) {
            options.modules = true;
            if (next && *next != '/') options.module = arguments[++i];
        } else if (is_switch(arguments[i], L"fo") && next) {
            i++;
            if (!_wcsicmp(next, L"csv")) options.format = CSV;
            else if (!_wcsicmp(next, L"list")) options.format = LIST;
            else if (_wcsicmp(next, L"table")) return syntax_error(L"Invalid syntax. Invalid value for /FO option.");
        } else if (is_switch(arguments[i], L"fi") && next && filter_count < ARRAYSIZE(filters)) {
            i++;
            if (!parse_filter(next, &filters[filter_count++]))
                return syntax_error(L"The search filter cannot be recognized.");
        } else {
            return syntax_error(L"Invalid argument/option.");
        }
    }
    return list();
}
