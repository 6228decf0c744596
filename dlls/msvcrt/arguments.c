/* The command line as argc and argv, by the documented rules, and the variables that start-up code asks for. */
#include "crt.h"

int __argc;
char **__argv, *_acmdln, *_pgmptr;
wchar_t **__wargv, *_wcmdln, *_wpgmptr;
int _fmode, _commode;

/* ---- splitting */

struct argument_list {
    wchar_t **items;
    int count;
};

static void append(struct argument_list *list, wchar_t *text)
{
    wchar_t **grown = realloc(list->items, (list->count + 2) * sizeof(*grown));
    if (!grown) return;
    grown[list->count++] = text;
    grown[list->count] = NULL;
    list->items = grown;
}

/* The program's name: up to the second quote or the first blank, backslashes are ordinary. */
static const wchar_t *program_name(const wchar_t *at, wchar_t *to)
{
    bool quoted = false;
    for (; *at && (quoted || (*at != ' ' && *at != '\t')); at++) {
        if (*at == '"') quoted = !quoted;
        else *to++ = *at;
    }
    *to = 0;
    return at;
}

/* 2n backslashes before a quote are n backslashes, one more makes the quote a character; two quotes inside quotes are
 * one. */
static const wchar_t *next_argument(const wchar_t *at, wchar_t *to, bool *wildcards)
{
    bool quoted = false;
    *wildcards = false;
    for (;;) {
        int backslashes = 0;
        for (; *at == '\\'; at++) backslashes++;
        if (*at == '"') {
            for (int i = 0; i < backslashes / 2; i++) *to++ = '\\';
            if (backslashes % 2) {
                *to++ = *at++;
            } else if (quoted && at[1] == '"') {
                *to++ = '"';
                at += 2;
            } else {
                quoted = !quoted;
                at++;
            }
            continue;
        }
        while (backslashes--) *to++ = '\\';
        if (!*at || (!quoted && (*at == ' ' || *at == '\t'))) break;
        if (!quoted && (*at == '*' || *at == '?')) *wildcards = true;
        *to++ = *at++;
    }
    *to = 0;
    return at;
}

static int compare_names(const wchar_t *a, const wchar_t *b) { return _wcsicmp(a, b); }

static void sort_names(wchar_t **names, int count)
{
    for (int i = 1; i < count; i++) {
        wchar_t *name = names[i];
        int at = i;
        for (; at && compare_names(names[at - 1], name) > 0; at--) names[at] = names[at - 1];
        names[at] = name;
    }
}

/* The files that match, sorted, with the folder that the pattern had; false if there are none. */
static bool expand(struct argument_list *list, const wchar_t *pattern)
{
    WIN32_FIND_DATAW data;
    HANDLE search = FindFirstFileW(pattern, &data);
    if (search == INVALID_HANDLE_VALUE) return false;
    size_t folder = wcslen(pattern);
    while (folder && !wcschr(L"\\/:", pattern[folder - 1])) folder--;
    int first = list->count;
    do {
        if (!wcscmp(data.cFileName, L".") || !wcscmp(data.cFileName, L"..")) continue;
        wchar_t *name = malloc((folder + wcslen(data.cFileName) + 1) * sizeof(*name));
        if (!name) break;
        memcpy(name, pattern, folder * sizeof(*name));
        wcscpy(name + folder, data.cFileName);
        append(list, name);
    } while (FindNextFileW(search, &data));
    FindClose(search);
    sort_names(list->items + first, list->count - first);
    return list->count > first;
}

static struct argument_list split(const wchar_t *line, bool wildcards_wanted)
{
    struct argument_list list = {0};
    wchar_t *buffer = malloc((wcslen(line) + 1) * sizeof(*buffer));
    if (!buffer) return list;
    const wchar_t *at = program_name(line, buffer);
    append(&list, _wcsdup(*line ? buffer : _wpgmptr));
    for (;;) {
        bool wildcards;
        while (*at == ' ' || *at == '\t') at++;
        if (!*at) break;
        at = next_argument(at, buffer, &wildcards);
        if (!wildcards || !wildcards_wanted || !expand(&list, buffer)) append(&list, _wcsdup(buffer));
    }
    free(buffer);
    return list;
}

/* ---- what start-up code calls */

void crt_program_name_initialise(void)
{
    wchar_t path[MAX_PATH];
    if (_wpgmptr) return;
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    path[length < MAX_PATH ? length : MAX_PATH - 1] = 0;
    _pgmptr = crt_narrow(path);
    _wpgmptr = _wcsdup(path);
}

static void make_wide_arguments(bool wildcards)
{
    if (__wargv) return;
    crt_program_name_initialise();
    struct argument_list list = split(_wcmdln, wildcards);
    __argc = list.count;
    __wargv = list.items;
}

static void make_narrow_arguments(bool wildcards)
{
    if (__argv) return;
    crt_program_name_initialise();
    struct argument_list list = split(_wcmdln, wildcards);
    char **narrow = malloc((list.count + 1) * sizeof(*narrow));
    for (int i = 0; i < list.count; i++) {
        if (narrow) narrow[i] = crt_narrow(list.items[i]);
        free(list.items[i]);
    }
    if (narrow) narrow[list.count] = NULL;
    free(list.items);
    __argc = list.count;
    __argv = narrow;
}

#ifdef _MSVCRT_
struct startup_information {
    int new_mode;
};
int __cdecl _set_new_mode(int mode);
extern wchar_t **__winitenv;
wchar_t **__cdecl _get_initial_wide_environment(void);

int __cdecl __getmainargs(int *argc, char ***argv, char ***environment, int wildcards,
                          struct startup_information *information)
{
    make_narrow_arguments(wildcards != 0);
    crt_environment_initialise();
    *argc = __argc;
    *argv = __argv;
    *environment = _environ;
    if (information) _set_new_mode(information->new_mode);
    return __argv ? 0 : -1;
}

int __cdecl __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int wildcards,
                            struct startup_information *information)
{
    make_wide_arguments(wildcards != 0);
    _get_initial_wide_environment();
    *argc = __argc;
    *argv = __wargv;
    *environment = _wenviron;
    if (information) _set_new_mode(information->new_mode);
    return __wargv ? 0 : -1;
}
#else
enum argv_mode { ARGV_NONE, ARGV_PLAIN, ARGV_EXPANDED };

errno_t __cdecl _configure_narrow_argv(int mode)
{
    if (mode < ARGV_NONE || mode > ARGV_EXPANDED) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    if (mode == ARGV_NONE) crt_program_name_initialise();
    else make_narrow_arguments(mode == ARGV_EXPANDED);
    return 0;
}

errno_t __cdecl _configure_wide_argv(int mode)
{
    if (mode < ARGV_NONE || mode > ARGV_EXPANDED) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    if (mode == ARGV_NONE) crt_program_name_initialise();
    else make_wide_arguments(mode == ARGV_EXPANDED);
    return 0;
}

/* What WinMain gets: the command line after the program's name. */
wchar_t *__cdecl _get_wide_winmain_command_line(void)
{
    wchar_t *at = _wcmdln;
    for (bool quoted = false; *at > ' ' || (*at && quoted); at++) {
        if (*at == '"') quoted = !quoted;
    }
    while (*at && *at <= ' ') at++;
    return at;
}

char *__cdecl _get_narrow_winmain_command_line(void)
{
    char *at = _acmdln;
    for (bool quoted = false; (unsigned char)*at > ' ' || (*at && quoted); at++) {
        if (*at == '"') quoted = !quoted;
    }
    while (*at && (unsigned char)*at <= ' ') at++;
    return at;
}
#endif

/* ---- variables behind functions */

int *__cdecl __p___argc(void) { return &__argc; }
char ***__cdecl __p___argv(void) { return &__argv; }
wchar_t ***__cdecl __p___wargv(void) { return &__wargv; }
char **__cdecl __p__acmdln(void) { return &_acmdln; }
wchar_t **__cdecl __p__wcmdln(void) { return &_wcmdln; }
int *__cdecl __p__fmode(void) { return &_fmode; }
int *__cdecl __p__commode(void) { return &_commode; }

char **__cdecl __p__pgmptr(void)
{
    crt_program_name_initialise();
    return &_pgmptr;
}

wchar_t **__cdecl __p__wpgmptr(void)
{
    crt_program_name_initialise();
    return &_wpgmptr;
}

errno_t __cdecl _get_pgmptr(char **value)
{
    *value = *__p__pgmptr();
    return 0;
}

errno_t __cdecl _get_wpgmptr(wchar_t **value)
{
    *value = *__p__wpgmptr();
    return 0;
}

errno_t __cdecl _set_fmode(int mode)
{
    if (mode != _O_TEXT && mode != _O_BINARY && mode != _O_WTEXT) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    _fmode = mode;
    return 0;
}

errno_t __cdecl _get_fmode(int *mode)
{
    if (!mode) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *mode = _fmode;
    return 0;
}

#ifdef _MSVCRT_
extern unsigned _osver, _winver, _winmajor, _winminor;
unsigned *__cdecl __p__osver(void) { return &_osver; }
unsigned *__cdecl __p__winver(void) { return &_winver; }
unsigned *__cdecl __p__winmajor(void) { return &_winmajor; }
unsigned *__cdecl __p__winminor(void) { return &_winminor; }
#endif
