/* `winrun list` and `winrun uninstall NAME`: shows what installers have registered in the prefix, and runs
 * uninstallers. Lines end with \n: both are commands of a Unix shell. */
#include "text_output.h"
#include "installed.h"

static const WCHAR usage[] =
    L"Usage: winrun list [--json]\n"
    L"       winrun uninstall NAME [--silent]\n"
    L"\n"
    L"list shows the programs that are installed in the prefix. uninstall runs the uninstaller of the one that is\n"
    L"called NAME, or that is the only one with NAME in its name, and waits for its end; with --silent, without\n"
    L"questions, if the program offers that. Exit code 0: done, 1: not done, 2: wrong usage.\n";

static void __cdecl put_error_format(const WCHAR *format, ...)
{
    WCHAR text[2048];
    va_list arguments;
    va_start(arguments, format);
    _vsnwprintf(text, ARRAYSIZE(text) - 1, format, arguments);
    va_end(arguments);
    text[ARRAYSIZE(text) - 1] = 0;
    put_error(text);
}

/* ASCII only, so that the code page of the output does not matter. */
static void put_json(const char *name, const WCHAR *value, bool is_last)
{
    put_format(L"\"%hs\": \"", name);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') put_format(L"\\%lc", *value);
        else if (*value < ' ' || *value > '~') put_format(L"\\u%04x", *value);
        else put_format(L"%lc", *value);
    }
    put_text(is_last ? L"\"" : L"\", ");
}

static void list_json(const struct installed_program *programs, size_t count)
{
    put_text(L"[");
    for (size_t i = 0; i < count; i++) {
        put_text(i ? L",\n {" : L"\n {");
        put_json("name", programs[i].name, false);
        put_json("version", programs[i].version, false);
        put_json("publisher", programs[i].publisher, false);
        put_json("location", programs[i].location, false);
        put_json("key", programs[i].key, false);
        put_json("uninstall", programs[i].command, true);
        put_text(L"}");
    }
    put_text(count ? L"\n]\n" : L"]\n");
}

static int list(bool json)
{
    size_t count, name_width = 4, version_width = 7;
    struct installed_program *programs = installed_programs(&count);

    if (json) {
        list_json(programs, count);
        return 0;
    }
    if (!count) {
        put_text(L"No programs are installed in this prefix. `winrun SETUP.EXE` runs an installer.\n");
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t length = wcslen(programs[i].name);
        if (length > name_width) name_width = length;
        length = wcslen(programs[i].version);
        if (length > version_width) version_width = length;
    }
    put_format(L"%-*ls  %-*ls  %ls\n", (int)name_width, L"NAME", (int)version_width, L"VERSION", L"PUBLISHER");
    for (size_t i = 0; i < count; i++) {
        const struct installed_program *program = &programs[i];
        if (program->publisher[0])
            put_format(L"%-*ls  %-*ls  %ls\n", (int)name_width, program->name, (int)version_width, program->version,
                       program->publisher);
        else if (program->version[0]) put_format(L"%-*ls  %ls\n", (int)name_width, program->name, program->version);
        else put_format(L"%ls\n", program->name);
    }
    return 0;
}

static bool contains(const WCHAR *text, const WCHAR *part)
{
    size_t length = wcslen(part);
    for (; *text; text++) {
        if (!_wcsnicmp(text, part, length)) return true;
    }
    return false;
}

/* The one of this name or key; else the only one that has the words in its name. */
static const struct installed_program *find(const struct installed_program *programs, size_t count, const WCHAR *name)
{
    const struct installed_program *found = NULL;
    size_t matches = 0;

    for (size_t i = 0; i < count; i++) {
        if (!_wcsicmp(programs[i].name, name) || !_wcsicmp(programs[i].key, name)) return &programs[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (!contains(programs[i].name, name)) continue;
        found = &programs[i];
        matches++;
    }
    if (matches == 1) return found;
    if (!matches) {
        put_error_format(L"winrun: no program called %ls is installed in this prefix; `winrun list` shows those "
                         L"that are.\n", name);
        return NULL;
    }
    put_error_format(L"winrun: %u programs have %ls in their names; which one?\n", (unsigned)matches, name);
    for (size_t i = 0; i < count; i++) {
        if (contains(programs[i].name, name)) put_error_format(L"    %ls\n", programs[i].name);
    }
    return NULL;
}

/* Uninstallers copy themselves and go on in the copy: all processes of the job have to end. */
static bool run_and_wait(WCHAR *command, DWORD *exit_code)
{
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT association;
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1), job = CreateJobObjectW(NULL, NULL);
    OVERLAPPED *unused;
    ULONG_PTR key;
    DWORD message = 0;

    association.CompletionKey = job;
    association.CompletionPort = port;
    if (!port || !job ||
        !SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &association, sizeof(association)))
        return false;
    if (!CreateProcessW(NULL, command, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &process))
        return false;
    AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
    while (message != JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO) {
        if (!GetQueuedCompletionStatus(port, &message, &key, &unused, INFINITE)) break;
    }
    GetExitCodeProcess(process.hProcess, exit_code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    CloseHandle(job);
    CloseHandle(port);
    return true;
}

static int uninstall(const WCHAR *name, bool silent)
{
    size_t count;
    const struct installed_program *programs = installed_programs(&count), *program = find(programs, count, name);
    WCHAR command[1024];
    DWORD exit_code = 0;

    if (!program) return 1;
    wcscpy(command, silent ? program->silent_command : program->command);
    if (!command[0]) {
        put_error_format(silent && program->command[0]
                             ? L"winrun: %ls offers no silent uninstallation; try again without --silent.\n"
                             : L"winrun: %ls has registered no uninstaller; remove its folder by hand.\n",
                         program->name);
        return 1;
    }
    if (!run_and_wait(command, &exit_code)) {
        put_error_format(L"winrun: the uninstaller of %ls cannot be started (%ls): ", program->name, command);
        put_system_error(GetLastError());
        return 1;
    }
    if (is_still_installed(program)) {
        put_error_format(L"winrun: the uninstaller of %ls ended (exit code %lu), but the program is still "
                         L"registered.\n", program->name, exit_code);
        return 1;
    }
    put_format(L"%ls is uninstalled.\n", program->name);
    return 0;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);

    if (count >= 1 && !wcscmp(arguments[0], L"list")) {
        if (count == 1) return list(false);
        if (count == 2 && !wcscmp(arguments[1], L"--json")) return list(true);
    }
    if (count >= 2 && !wcscmp(arguments[0], L"uninstall")) {
        if (count == 2 && arguments[1][0] != '-') return uninstall(arguments[1], false);
        if (count == 3 && !wcscmp(arguments[2], L"--silent")) return uninstall(arguments[1], true);
        if (count == 3 && !wcscmp(arguments[1], L"--silent")) return uninstall(arguments[2], true);
    }
    put_error(usage);
    return 2;
}
