/* taskkill: ends processes by id, by name or by filters. Exit codes: 0 success, 1 wrong arguments or refused, 128 not
 * found. */
#include "process_list.h"

static struct filter filters[16];
static size_t filter_count;
static bool forced, with_children;
static const WCHAR *names[32];
static DWORD ids[32];
static size_t name_count, id_count;
static struct process *processes;
static size_t process_count, found, refused;

static BOOL CALLBACK close_window(HWND window, LPARAM parameter)
{
    DWORD id, *target = (DWORD *)parameter;
    GetWindowThreadProcessId(window, &id);
    if (id != target[0] || !IsWindowVisible(window)) return TRUE;
    PostMessageW(window, WM_CLOSE, 0, 0);
    target[1]++;
    return TRUE;
}

static bool end_process(DWORD id)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
    bool done = process && TerminateProcess(process, 1);
    if (process) CloseHandle(process);
    return done;
}

static void describe(const WCHAR *beginning, const struct process *process, bool by_id, const WCHAR *end)
{
    if (by_id) put_format(L"%ls process with PID %lu%ls\r\n", beginning, process->id, end);
    else put_format(L"%ls process \"%ls\" with PID %lu%ls\r\n", beginning, process->name, process->id, end);
}

static void end_one(const struct process *process, bool by_id)
{
    DWORD target[2] = { process->id, 0 };
    found++;
    for (size_t i = 0; with_children && i < process_count; i++)
        if (processes[i].parent == process->id && processes[i].id != GetCurrentProcessId())
            end_one(&processes[i], by_id);
    if (forced) {
        if (end_process(process->id)) {
            describe(L"SUCCESS: The", process, by_id, L" has been terminated.");
            return;
        }
        describe(L"ERROR: The", process, by_id, L" could not be terminated.\r\nReason: Access is denied.");
        refused++;
        return;
    }
    EnumWindows(close_window, (LPARAM)target);
    if (target[1]) {
        describe(L"SUCCESS: Sent termination signal to the", process, by_id, L".");
        return;
    }
    describe(L"ERROR: The", process, false, L" could not be terminated.\r\n"
             L"Reason: This process can only be terminated forcefully (with /F option).");
    refused++;
}

static bool passes(const struct process *process)
{
    for (size_t f = 0; f < filter_count; f++)
        if (!passes_filter(process, &filters[f])) return false;
    return process->id != GetCurrentProcessId();
}

static void end_by_id(DWORD id)
{
    size_t before = found;
    for (size_t i = 0; i < process_count; i++)
        if (processes[i].id == id && passes(&processes[i])) end_one(&processes[i], true);
    if (found > before) return;
    WCHAR text[64];
    swprintf(text, ARRAYSIZE(text), L"ERROR: The process \"%lu\" not found.\r\n", id);
    put_error(text);
}

static void end_by_name(const WCHAR *name)
{
    size_t before = found;
    for (size_t i = 0; i < process_count; i++)
        if (name_matches(processes[i].name, name) && passes(&processes[i])) end_one(&processes[i], false);
    if (found > before) return;
    put_error(L"ERROR: The process \"");
    put_error(name);
    put_error(L"\" not found.\r\n");
}

static int syntax_error(const WCHAR *text)
{
    put_error(L"ERROR: ");
    put_error(text);
    put_error(L"\r\nType \"TASKKILL /?\" for usage.\r\n");
    return 1;
}

static int parse(int count, WCHAR **arguments)
{
    for (int i = 0; i < count; i++) {
        const WCHAR *next = i + 1 < count ? arguments[i + 1] : NULL;
        if (is_switch(arguments[i], L"f")) forced = true;
        else if (is_switch(arguments[i], L"t")) with_children = true;
        else if (is_switch(arguments[i], L"im") && next && name_count < ARRAYSIZE(names))
            names[name_count++] = arguments[++i];
        else if (is_switch(arguments[i], L"fi") && next && filter_count < ARRAYSIZE(filters)) {
            if (!parse_filter(arguments[++i], &filters[filter_count++]))
                return syntax_error(L"The search filter cannot be recognized.");
        } else if (is_switch(arguments[i], L"pid") && next && id_count < ARRAYSIZE(ids)) {
            WCHAR *end;
            ids[id_count++] = wcstoul(arguments[++i], &end, 10);
            if (*end) return syntax_error(L"Invalid value for /PID option.");
        } else {
            return syntax_error(L"Invalid argument/option.");
        }
    }
    if (!name_count && !id_count && !filter_count)
        return syntax_error(L"Invalid syntax. Neither /FI nor /PID nor /IM were specified.");
    return 0;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    if (count && is_switch(arguments[0], L"?")) {
        put_text(L"Ends processes.\r\n\r\ntaskkill [/FI filter] [/PID id | /IM name] [/F] [/T]\r\n");
        return 0;
    }
    if (parse(count, arguments)) return 1;
    processes = list_processes(&process_count);
    for (size_t i = 0; i < id_count; i++) end_by_id(ids[i]);
    for (size_t i = 0; i < name_count; i++) end_by_name(names[i]);
    for (size_t i = 0; !name_count && !id_count && i < process_count; i++)
        if (passes(&processes[i])) end_one(&processes[i], false);
    free(processes);
    if (!found && !name_count && !id_count) put_text(L"INFO: No tasks running with the specified criteria.\r\n");
    else if (!found) return 128;
    return refused ? 1 : 0;
}
