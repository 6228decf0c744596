/* The environment: getenv, _putenv and the tables behind _environ and _wenviron. A change goes to the tables that exist
 * and to the process, so that children and GetEnvironmentVariable see it. */
#include "crt.h"

char **_environ, **__initenv;
wchar_t **_wenviron, **__winitenv;
static struct crt_lock environment_lock;

unsigned crt_file_code_page(void) { return AreFileApisANSI() ? CP_ACP : CP_OEMCP; }

wchar_t *crt_wide(const char *text)
{
    int length = MultiByteToWideChar(crt_file_code_page(), 0, text, -1, NULL, 0);
    wchar_t *wide = malloc(length * sizeof(*wide));
    if (wide) MultiByteToWideChar(crt_file_code_page(), 0, text, -1, wide, length);
    return wide;
}

char *crt_narrow(const wchar_t *text)
{
    int length = WideCharToMultiByte(crt_file_code_page(), 0, text, -1, NULL, 0, NULL, NULL);
    char *narrow = malloc(length);
    if (narrow) WideCharToMultiByte(crt_file_code_page(), 0, text, -1, narrow, length, NULL, NULL);
    return narrow;
}

#define CHARACTER char
#define TABLE _environ
#define T(name) narrow_##name
#define LENGTH strlen
#define SAME _strnicmp
#include "environment_table.h"

#define CHARACTER wchar_t
#define TABLE _wenviron
#define T(name) wide_##name
#define LENGTH wcslen
#define SAME _wcsnicmp
#include "environment_table.h"

/* The table of the process's strings; those that begin with = (current folders of drives) stay hidden. */
static wchar_t **table_of_process(void)
{
    wchar_t *block = GetEnvironmentStringsW();
    size_t count = 0;
    for (wchar_t *at = block; at && *at; at += wcslen(at) + 1) count += *at != '=';
    wchar_t **table = malloc((count + 1) * sizeof(*table));
    size_t used = 0;
    for (wchar_t *at = block; table && at && *at; at += wcslen(at) + 1) {
        if (*at != '=') table[used++] = _wcsdup(at);
    }
    if (table) table[used] = NULL;
    FreeEnvironmentStringsW(block);
    return table;
}

static char **narrow_table(void)
{
    wchar_t *block = GetEnvironmentStringsW();
    size_t count = 0;
    for (wchar_t *at = block; at && *at; at += wcslen(at) + 1) count += *at != '=';
    char **table = malloc((count + 1) * sizeof(*table));
    size_t used = 0;
    for (wchar_t *at = block; table && at && *at; at += wcslen(at) + 1) {
        if (*at != '=') table[used++] = crt_narrow(at);
    }
    if (table) table[used] = NULL;
    FreeEnvironmentStringsW(block);
    return table;
}

void crt_environment_initialise(void)
{
    crt_lock(&environment_lock);
    if (!_environ) {
        _environ = narrow_table();
        __initenv = _environ;
    }
    crt_unlock(&environment_lock);
}

static void wide_environment_initialise(void)
{
    crt_lock(&environment_lock);
    if (!_wenviron) {
        _wenviron = table_of_process();
        __winitenv = _wenviron;
    }
    crt_unlock(&environment_lock);
}

int __cdecl _initialize_narrow_environment(void)
{
    crt_environment_initialise();
    return _environ ? 0 : -1;
}

int __cdecl _initialize_wide_environment(void)
{
    wide_environment_initialise();
    return _wenviron ? 0 : -1;
}

char **__cdecl _get_initial_narrow_environment(void)
{
    crt_environment_initialise();
    return __initenv;
}

wchar_t **__cdecl _get_initial_wide_environment(void)
{
    wide_environment_initialise();
    return __winitenv;
}

wchar_t **__cdecl __dcrt_get_wide_environment_from_os(void) { return table_of_process(); }

char ***__cdecl __p__environ(void)
{
    crt_environment_initialise();
    return &_environ;
}

wchar_t ***__cdecl __p__wenviron(void)
{
    wide_environment_initialise();
    return &_wenviron;
}

char ***__cdecl __p___initenv(void) { return &__initenv; }
wchar_t ***__cdecl __p___winitenv(void) { return &__winitenv; }

/* ---- reading */

char *__cdecl getenv(const char *name)
{
    if (!name) {
        crt_invalid(EINVAL);
        return NULL;
    }
    crt_environment_initialise();
    return narrow_value(name);
}

wchar_t *__cdecl _wgetenv(const wchar_t *name)
{
    if (!name) {
        crt_invalid(EINVAL);
        return NULL;
    }
    wide_environment_initialise();
    return wide_value(name);
}

#define GETENV_S(function, get, CHARACTER, LENGTH)                                                                          \
    errno_t __cdecl function(size_t *needed, CHARACTER *to, size_t size, const CHARACTER *name)                                  \
    {                                                                                                                  \
        if (!needed || !name || (!to && size)) {                                                                       \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        const CHARACTER *value = get(name);                                                                                 \
        if (to && size) *to = 0;                                                                                       \
        *needed = value ? LENGTH(value) + 1 : 0;                                                                       \
        if (!value || !size) return 0;                                                                                 \
        if (*needed > size) return *_errno() = ERANGE;                                                                 \
        memcpy(to, value, *needed * sizeof(CHARACTER));                                                                     \
        return 0;                                                                                                      \
    }
GETENV_S(getenv_s, getenv, char, strlen)
GETENV_S(_wgetenv_s, _wgetenv, wchar_t, wcslen)

#define DUPENV_S(function, get, duplicate, CHARACTER, LENGTH)                                                               \
    errno_t __cdecl function(CHARACTER **to, size_t *length, const CHARACTER *name)                                              \
    {                                                                                                                  \
        if (!to || !name) {                                                                                            \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        const CHARACTER *value = get(name);                                                                                 \
        *to = value ? duplicate(value) : NULL;                                                                         \
        if (length) *length = *to ? LENGTH(value) + 1 : 0;                                                             \
        return value && !*to ? *_errno() = ENOMEM : 0;                                                                 \
    }
DUPENV_S(_dupenv_s, getenv, _strdup, char, strlen)
DUPENV_S(_wdupenv_s, _wgetenv, _wcsdup, wchar_t, wcslen)

/* ---- changing */

/* NAME=value in both tables, as far as they exist, and in the process. */
static int put(const wchar_t *text)
{
    const wchar_t *equals = wcschr(text, '=');
    if (!equals || equals == text) return -1;
    crt_lock(&environment_lock);
    int result = 0;
    if (_environ) {
        char *copy = crt_narrow(text);
        result |= copy ? narrow_store(copy) : -1;
    }
    if (_wenviron) {
        wchar_t *copy = _wcsdup(text);
        result |= copy ? wide_store(copy) : -1;
    }
    wchar_t *name = _wcsdup(text);
    if (name) {
        name[equals - text] = 0;
        SetEnvironmentVariableW(name, equals[1] ? equals + 1 : NULL);
        free(name);
    }
    crt_unlock(&environment_lock);
    return result;
}

int __cdecl _wputenv(const wchar_t *text)
{
    if (!text) {
        crt_invalid(EINVAL);
        return -1;
    }
    wide_environment_initialise();
    return put(text);
}

int __cdecl _putenv(const char *text)
{
    if (!text) {
        crt_invalid(EINVAL);
        return -1;
    }
    crt_environment_initialise();
    wchar_t *wide = crt_wide(text);
    int result = wide ? put(wide) : -1;
    free(wide);
    return result;
}

errno_t __cdecl _wputenv_s(const wchar_t *name, const wchar_t *value)
{
    if (!name || !value || !*name || wcschr(name, '=')) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    wchar_t *text = malloc((wcslen(name) + wcslen(value) + 2) * sizeof(*text));
    if (!text) return *_errno();
    wcscpy(text, name);
    wcscat(text, L"=");
    wcscat(text, value);
    int result = put(text);
    free(text);
    return result ? *_errno() = EINVAL : 0;
}

errno_t __cdecl _putenv_s(const char *name, const char *value)
{
    if (!name || !value) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    crt_environment_initialise();
    wchar_t *wide_name = crt_wide(name), *wide_text = crt_wide(value);
    errno_t result = wide_name && wide_text ? _wputenv_s(wide_name, wide_text) : ENOMEM;
    free(wide_name);
    free(wide_text);
    return result;
}

/* ---- a file along the folders of a variable */

static bool try_path(const wchar_t *folder, size_t length, const wchar_t *file, wchar_t *to)
{
    wchar_t candidate[MAX_PATH];
    if (length + wcslen(file) + 2 > MAX_PATH) return false;
    memcpy(candidate, folder, length * sizeof(wchar_t));
    if (length && !wcschr(L"\\/:", candidate[length - 1])) candidate[length++] = '\\';
    wcscpy(candidate + length, file);
    if (GetFileAttributesW(candidate) == INVALID_FILE_ATTRIBUTES) return false;
    return GetFullPathNameW(candidate, MAX_PATH, to, NULL) < MAX_PATH;
}

static bool search_variable(const wchar_t *file, const wchar_t *variable, wchar_t *to)
{
    if (try_path(L"", 0, file, to)) return true;
    const wchar_t *at = _wgetenv(variable);
    while (at && *at) {
        const wchar_t *end = wcschr(at, ';');
        size_t length = end ? (size_t)(end - at) : wcslen(at);
        if (length && try_path(at, length, file, to)) return true;
        at = end ? end + 1 : NULL;
    }
    *_errno() = ENOENT;
    return false;
}

errno_t __cdecl _wsearchenv_s(const wchar_t *file, const wchar_t *variable, wchar_t *to, size_t size)
{
    wchar_t found[MAX_PATH];
    if (!file || !variable || !to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *to = 0;
    if (!search_variable(file, variable, found)) return ENOENT;
    return wcscpy_s(to, size, found);
}

void __cdecl _wsearchenv(const wchar_t *file, const wchar_t *variable, wchar_t *to)
{
    _wsearchenv_s(file, variable, to, MAX_PATH);
}

errno_t __cdecl _searchenv_s(const char *file, const char *variable, char *to, size_t size)
{
    if (!file || !variable || !to || !size) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    wchar_t *wide_file = crt_wide(file), *wide_variable = crt_wide(variable), found[MAX_PATH];
    *to = 0;
    errno_t result = wide_file && wide_variable && search_variable(wide_file, wide_variable, found) ? 0 : ENOENT;
    if (!result && !WideCharToMultiByte(crt_file_code_page(), 0, found, -1, to, (int)size, NULL, NULL)) result = ERANGE;
    free(wide_file);
    free(wide_variable);
    return result;
}

void __cdecl _searchenv(const char *file, const char *variable, char *to)
{
    _searchenv_s(file, variable, to, MAX_PATH);
}
