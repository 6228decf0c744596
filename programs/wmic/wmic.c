/* wmic: asks for properties of the system in the words of WMI. There is no WMI behind it: each class reads Windows
 * functions. */
#include "wmic.h"

enum { FAILED = 1, NO_SUCH_ALIAS = 44135 };
enum format { FORMAT_TABLE, FORMAT_LIST, FORMAT_CSV };

static const struct class *const classes[] = {&bios,    &computer_system, &processor, &logical_disk, &operating_system,
                                              &process, &service,         &environment, &product,      &user_account};

struct command {
    const struct class *class;
    WCHAR condition[4096];
    enum format format;
    bool shown[MOST_PROPERTIES], is_any_shown, is_brief;
};

/* --- objects --- */

struct object *add_object(struct objects *objects)
{
    struct object *larger = realloc(objects->list, (objects->count + 1) * sizeof(*larger));
    if (!larger) return NULL;
    objects->list = larger;
    memset(&larger[objects->count], 0, sizeof(*larger));
    return &larger[objects->count++];
}

int property_index(const struct class *class, const WCHAR *name)
{
    for (int i = 0; class->properties[i]; i++)
        if (!_wcsicmp(class->properties[i], name)) return i;
    return -1;
}

void set_text(const struct class *class, struct object *object, const WCHAR *property, const WCHAR *text)
{
    int index = property_index(class, property);
    if (index >= 0) object->values[index] = _wcsdup(text);
}

void set_number(const struct class *class, struct object *object, const WCHAR *property, ULONGLONG number)
{
    WCHAR text[32];
    _ui64tow(number, text, 10);
    set_text(class, object, property, text);
}

void set_time(const struct class *class, struct object *object, const WCHAR *property, const FILETIME *time)
{
    FILETIME local;
    SYSTEMTIME parts;
    WCHAR text[40];
    FileTimeToLocalFileTime(time, &local);
    FileTimeToSystemTime(&local, &parts);
    LONGLONG ahead = (LONGLONG)((ULONGLONG)local.dwHighDateTime << 32 | local.dwLowDateTime) -
                     (LONGLONG)((ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime);
    _snwprintf(text, ARRAYSIZE(text), L"%04u%02u%02u%02u%02u%02u.%03u000%+04d", parts.wYear, parts.wMonth, parts.wDay,
               parts.wHour, parts.wMinute, parts.wSecond, parts.wMilliseconds, (int)(ahead / 600000000));
    set_text(class, object, property, text);
}

/* --- output; lines end in two carriage returns when wmic's output is not a console, and scripts know it --- */

static const WCHAR *line_end(void)
{
    DWORD mode;
    return GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode) ? L"\r\n" : L"\r\r\n";
}

static void put_padded(const WCHAR *text, size_t width)
{
    put_text(text);
    for (size_t i = wcslen(text); i < width; i++) put_text(L" ");
}

static const WCHAR *value_of(const struct object *object, int index)
{
    return object->values[index] ? object->values[index] : L"";
}

static void print_table(const struct command *command, const struct objects *objects)
{
    size_t widths[MOST_PROPERTIES];
    const WCHAR *const *names = command->class->properties;
    for (int i = 0; names[i]; i++) {
        widths[i] = wcslen(names[i]);
        for (size_t j = 0; j < objects->count; j++)
            if (wcslen(value_of(&objects->list[j], i)) > widths[i]) widths[i] = wcslen(value_of(&objects->list[j], i));
        if (command->shown[i]) put_padded(names[i], widths[i] + 2);
    }
    put_text(line_end());
    for (size_t j = 0; j < objects->count; j++) {
        for (int i = 0; names[i]; i++)
            if (command->shown[i]) put_padded(value_of(&objects->list[j], i), widths[i] + 2);
        put_text(line_end());
    }
    put_text(line_end());
}

static void print_list(const struct command *command, const struct objects *objects)
{
    for (size_t j = 0; j < objects->count; j++) {
        put_text(line_end());
        put_text(line_end());
        for (int i = 0; command->class->properties[i]; i++) {
            if (!command->shown[i]) continue;
            put_text(command->class->properties[i]);
            put_text(L"=");
            put_text(value_of(&objects->list[j], i));
            put_text(line_end());
        }
    }
    for (int i = 0; i < 3; i++) put_text(line_end());
}

static void print_csv(const struct command *command, const struct objects *objects)
{
    WCHAR computer[256] = L"";
    DWORD size = ARRAYSIZE(computer);
    GetComputerNameW(computer, &size);
    put_text(line_end());
    put_text(L"Node");
    for (int i = 0; command->class->properties[i]; i++)
        if (command->shown[i]) put_format(L",%ls", command->class->properties[i]);
    put_text(line_end());
    for (size_t j = 0; j < objects->count; j++) {
        put_text(computer);
        for (int i = 0; command->class->properties[i]; i++) {
            if (!command->shown[i]) continue;
            put_text(L",");
            put_text(value_of(&objects->list[j], i));
        }
        put_text(line_end());
    }
}

static int failed(const WCHAR *description)
{
    WCHAR text[400];
    _snwprintf(text, ARRAYSIZE(text), L"ERROR:\r\nDescription = %ls\r\n", description);
    text[ARRAYSIZE(text) - 1] = 0;
    put_error(text);
    return FAILED;
}

/* --- the command --- */

static bool is_verb(const WCHAR *word)
{
    static const WCHAR *const verbs[] = { L"get", L"list", L"call", L"delete", L"set", L"create", L"assoc" };
    for (size_t i = 0; i < ARRAYSIZE(verbs); i++)
        if (!_wcsicmp(word, verbs[i])) return true;
    return false;
}

static bool parse_format(struct command *command, const WCHAR *argument)
{
    static const struct { const WCHAR *name; enum format format;
    } formats[] = {
        {L"/value", FORMAT_LIST},         {L"/format:list", FORMAT_LIST}, {L"/format:value", FORMAT_LIST},
        {L"/format:table", FORMAT_TABLE}, {L"/format:csv", FORMAT_CSV},   {L"/all", FORMAT_TABLE},
    };
    for (size_t i = 0; i < ARRAYSIZE(formats); i++) {
        if (_wcsicmp(argument, formats[i].name)) continue;
        command->format = formats[i].format;
        return true;
    }
    return false;
}

/* Property names, between commas and blanks; `*` for all. */
static bool parse_properties(struct command *command, WCHAR *text)
{
    for (WCHAR *name = wcstok(text, L", "); name; name = wcstok(NULL, L", ")) {
        if (!wcscmp(name, L"*")) continue;
        int index = property_index(command->class, name);
        if (index < 0) return false;
        command->shown[index] = command->is_any_shown = true;
    }
    return true;
}

/* Only the objects that fit the condition stay. */
static bool filter(const struct command *command, struct objects *objects)
{
    size_t kept = 0;
    for (size_t i = 0; *command->condition && i < objects->count; i++) {
        bool matches;
        if (!object_matches(command->class, &objects->list[i], command->condition, &matches)) return false;
        if (matches) objects->list[kept++] = objects->list[i];
    }
    if (*command->condition) objects->count = kept;
    return true;
}

static int get(struct command *command, int count, WCHAR **arguments, struct objects *objects, bool is_list)
{
    for (int i = 0; i < count; i++) {
        if (parse_format(command, arguments[i])) continue;
        if (*arguments[i] == '/') return failed(L"Invalid switch.");
        if (is_list) command->is_brief = !_wcsicmp(arguments[i], L"brief");
        else if (!parse_properties(command, arguments[i])) return failed(L"Invalid query");
    }
    for (int i = 0; command->class->properties[i]; i++) {
        WCHAR word[64];
        _snwprintf(word, ARRAYSIZE(word), L" %ls ", command->class->properties[i]);
        if (!command->is_any_shown) command->shown[i] = !command->is_brief || wcsstr(command->class->brief, word);
    }
    if (!objects->count) {
        put_error(L"No Instance(s) Available.\r\n");
        return 0;
    }
    (command->format == FORMAT_TABLE  ? print_table
     : command->format == FORMAT_LIST ? print_list
                                      : print_csv)(command, objects);
    return 0;
}

static void print_result(DWORD result, DWORD id)
{
    put_text(L"Method execution successful.\r\nOut Parameters:\r\ninstance of __PARAMETERS\r\n{\r\n");
    if (id) put_format(L"\tProcessId = %lu;\r\n", id);
    put_format(L"\tReturnValue = %lu;\r\n};\r\n\r\n", result);
}

/* What Win32_Process answers for an error: 2 no access, 9 no such path, 8 something else. */
static DWORD method_result(DWORD error)
{
    return error == ERROR_ACCESS_DENIED ? 2 : error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? 9 : 8;
}

static int create_process(int count, WCHAR **arguments)
{
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION started = { 0 };
    WCHAR *line = count ? arguments[0] : NULL;
    if (!line) return failed(L"Invalid Parameter(s)");
    put_text(L"Executing (Win32_Process)->Create()\r\n");
    BOOL done = CreateProcessW(NULL, line, NULL, NULL, FALSE, CREATE_NEW_CONSOLE, NULL, count > 1 ? arguments[1] : NULL,
                               &startup, &started);
    print_result(done ? 0 : method_result(GetLastError()), started.dwProcessId);
    if (!done) return 0;
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
    return 0;
}

static int terminate(const struct objects *objects)
{
    int index = property_index(&process, L"ProcessId");
    for (size_t i = 0; i < objects->count; i++) {
        DWORD id = wcstoul(value_of(&objects->list[i], index), NULL, 10);
        put_format(L"Executing (\\\\.\\ROOT\\CIMV2:Win32_Process.Handle=\"%lu\")->Terminate()\r\n", id);
        HANDLE handle = OpenProcess(PROCESS_TERMINATE, FALSE, id);
        bool done = handle && TerminateProcess(handle, 0);
        print_result(done ? 0 : method_result(GetLastError()), 0);
        if (handle) CloseHandle(handle);
    }
    if (!objects->count) put_error(L"No Instance(s) Available.\r\n");
    return 0;
}

static int call(const struct command *command, int count, WCHAR **arguments, const struct objects *objects)
{
    if (command->class == &process && count && !_wcsicmp(arguments[0], L"create"))
        return create_process(count - 1, arguments + 1);
    if (command->class == &process && count && !_wcsicmp(arguments[0], L"terminate")) return terminate(objects);
    return failed(L"Not supported");
}

static int run(struct command *command, int count, WCHAR **arguments)
{
    struct objects objects = { 0 };
    const WCHAR *verb = count ? arguments[0] : L"list";
    if (!_wcsicmp(verb, L"call") && count > 1 && !_wcsicmp(arguments[1], L"create"))
        return call(command, count - 1, arguments + 1, &objects);
    command->class->collect(command->class, &objects);
    if (!filter(command, &objects)) return failed(L"Invalid query");
    if (!count || !is_verb(verb)) return get(command, count, arguments, &objects, true);
    if (!_wcsicmp(verb, L"get") || !_wcsicmp(verb, L"list"))
        return get(command, count - 1, arguments + 1, &objects, towlower(*verb) == 'l');
    if (!_wcsicmp(verb, L"call")) return call(command, count - 1, arguments + 1, &objects);
    if (!_wcsicmp(verb, L"delete") && command->class == &process) return terminate(&objects);
    return failed(L"Not supported");
}

static int usage(void)
{
    put_text(L"[global switches] <alias> [where condition] [get properties | list [brief | full] | call method] "
             L"[/format:table | list | csv]\r\n\r\n"
             L"Global switches: /?, /node:. (this computer), /namespace, /privileges, /trace, /interactive: accepted, "
             L"without effect\r\n\r\nAliases:\r\n");
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) put_format(L"%-20ls %ls\r\n", classes[i]->alias, classes[i]->name);
    return 0;
}

/* Everything between `where` and the verb is the condition, however the shell has cut it. */
static int parse_condition(struct command *command, int count, WCHAR **arguments)
{
    int used = 0;
    if (count && _wcsicmp(arguments[0], L"where")) {
        WCHAR *end;
        wcstoul(arguments[0], &end, 10);
        if (*end || command->class != &process) return 0;
        _snwprintf(command->condition, ARRAYSIZE(command->condition), L"ProcessId=%.20ls", arguments[0]);
        return 1;
    }
    for (used = count ? 1 : 0; used < count && !is_verb(arguments[used]) && *arguments[used] != '/'; used++) {
        if (wcslen(command->condition) + wcslen(arguments[used]) + 2 > ARRAYSIZE(command->condition)) break;
        if (*command->condition) wcscat(command->condition, L" ");
        wcscat(command->condition, arguments[used]);
    }
    return used;
}

int main(void)
{
    static struct command command;
    int count, at = 0;
    WCHAR **arguments = arguments_of_program(&count);
    for (; at < count && *arguments[at] == '/'; at++)
        if (is_switch(arguments[at], L"?") || !_wcsnicmp(arguments[at], L"/?:", 3)) return usage();
    if (at < count && (!_wcsicmp(arguments[at], L"path") || !_wcsicmp(arguments[at], L"class"))) at++;
    if (at >= count) return usage();
    for (size_t i = 0; i < ARRAYSIZE(classes); i++)
        if (!_wcsicmp(arguments[at], classes[i]->alias) || !_wcsicmp(arguments[at], classes[i]->name))
            command.class = classes[i];
    if (!command.class) {
        WCHAR text[200];
        _snwprintf(text, ARRAYSIZE(text), L"%.100ls - Alias not found.\r\n", arguments[at]);
        put_error(text);
        return NO_SUCH_ALIAS;
    }
    at++;
    at += parse_condition(&command, count - at, arguments + at);
    return run(&command, count - at, arguments + at);
}
