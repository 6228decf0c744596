/* The environment of a Windows program started from a shell: the shell's variables, except that those which mean
 * something else in Windows (PATH, TEMP, ...) are Windows' own. WINRUN_PATH, a Windows list, goes before the default
 * PATH. */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "loader.h"

#define VARIABLE_LIMIT 4096

struct variable { char *text; size_t name_length; };
struct variable_list { struct variable items[VARIABLE_LIMIT]; size_t count; };

static int compare_names(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t shorter = a_length < b_length ? a_length : b_length;
    for (size_t i = 0; i < shorter; i++) {
        int difference = toupper((unsigned char)a[i]) - toupper((unsigned char)b[i]);
        if (difference) return difference;
    }
    return (a_length > b_length) - (a_length < b_length);
}

static int compare_variables(const void *a, const void *b)
{
    const struct variable *x = a, *y = b;
    return compare_names(x->text, x->name_length, y->text, y->name_length);
}

static bool has(const struct variable_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (!compare_names(list->items[i].text, list->items[i].name_length, name, strlen(name))) return true;
    return false;
}

static void add(struct variable_list *list, const char *name, const char *value)
{
    if (has(list, name) || list->count == VARIABLE_LIMIT) return;
    size_t size = strlen(name) + strlen(value) + 2;
    char *text = malloc(size);
    if (!text) fail(1, "out of memory.");
    snprintf(text, size, "%s=%s", name, value);
    list->items[list->count++] = (struct variable){ text, strlen(name) };
}

const char *user_name(void)
{
    static char name[128];
    if (name[0]) return name;
    const struct passwd *entry = getenv("USER") ? NULL : getpwuid(getuid());
    snprintf(name, sizeof(name), "%s", getenv("USER") ? getenv("USER") : entry ? entry->pw_name : "user");
    for (char *c = name; *c; c++)
        if (strchr("/\\:*?\"<>|", *c)) *c = '_'; /* it names a folder */
    return name;
}

static void add_windows_variables(struct variable_list *list)
{
    static const char *const fixed[][2] = {
        {"SystemDrive", "C:"},
        {"SystemRoot", "C:\\windows"},
        {"windir", "C:\\windows"},
        {"OS", "Windows_NT"},
        {"ComSpec", "C:\\windows\\system32\\cmd.exe"},
        {"PATHEXT", ".COM;.EXE;.BAT;.CMD"},
        {"ProgramData", "C:\\ProgramData"},
        {"ALLUSERSPROFILE", "C:\\ProgramData"},
        {"PUBLIC", "C:\\users\\Public"},
        {"HOMEDRIVE", "C:"},
        {"PROCESSOR_LEVEL", "6"},
        {"PROCESSOR_REVISION", "0000"},
    };
    bool is_32bit = process_info->image_machine == IMAGE_MACHINE_I386;
    char value[1024];
    const char *user = user_name();
    for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) add(list, fixed[i][0], fixed[i][1]);
    const char *extra = getenv("WINRUN_PATH");
    snprintf(value, sizeof(value), "%s%sC:\\windows\\system32;C:\\windows", extra ? extra : "", extra ? ";" : "");
    add(list, "Path", value);
    add(list, "USERNAME", user);
    char host[65] = "localhost";
    gethostname(host, sizeof(host) - 1);
    host[strcspn(host, ".")] = 0;
    for (char *c = host; *c; c++) *c = (char)toupper((unsigned char)*c);
    host[15] = 0; /* a NetBIOS name has at most 15 characters */
    add(list, "COMPUTERNAME", host);
    add(list, "USERDOMAIN", host);
    snprintf(value, sizeof(value), "C:\\users\\%s", user);
    add(list, "USERPROFILE", value);
    add(list, "HOMEPATH", value + 2);
    size_t end = strlen(value);
    strcpy(value + end, "\\AppData\\Roaming");
    add(list, "APPDATA", value);
    strcpy(value + end, "\\AppData\\Local");
    add(list, "LOCALAPPDATA", value);
    strcpy(value + end, "\\AppData\\Local\\Temp");
    add(list, "TEMP", value);
    add(list, "TMP", value);
    snprintf(value, sizeof(value), "%ld", sysconf(_SC_NPROCESSORS_ONLN));
    add(list, "NUMBER_OF_PROCESSORS", value);
    add(list, "PROCESSOR_ARCHITECTURE", is_32bit ? "x86" : "AMD64");
    if (is_32bit) add(list, "PROCESSOR_ARCHITEW6432", "AMD64");
    add(list, "ProgramFiles", is_32bit ? "C:\\Program Files (x86)" : "C:\\Program Files");
    add(list, "ProgramFiles(x86)", "C:\\Program Files (x86)");
    add(list, "ProgramW6432", "C:\\Program Files");
    add(list, "CommonProgramFiles",
        is_32bit ? "C:\\Program Files (x86)\\Common Files" : "C:\\Program Files\\Common Files");
    add(list, "CommonProgramFiles(x86)", "C:\\Program Files (x86)\\Common Files");
    add(list, "CommonProgramW6432", "C:\\Program Files\\Common Files");
}

/* Variables of the shell that would mislead a Windows program. */
static bool is_unix_only(const char *text, size_t name_length)
{
    static const char *const names[] = {"PATH",       "TMPDIR",      "TEMP",     "TMP",    "LD_LIBRARY_PATH",
                                        "LD_PRELOAD", "SHELL",       "_",        "OLDPWD", "PWD",
                                        "IFS",        "WINRUN_PATH", "HOSTTYPE", "OSTYPE", "MACHTYPE"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i]) == name_length && !strncasecmp(text, names[i], name_length)) return true;
    return false;
}

uint16_t *environment_build(size_t *length)
{
    struct variable_list *list = calloc(1, sizeof(*list));
    if (!list) fail(1, "out of memory.");
    add_windows_variables(list);
    size_t own = list->count;
    for (char **entry = environ; *entry && list->count < VARIABLE_LIMIT; entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals || equals == *entry) continue;
        size_t name_length = (size_t)(equals - *entry);
        bool replaced = is_unix_only(*entry, name_length);
        for (size_t i = 0; i < own && !replaced; i++)
            replaced = !compare_names(list->items[i].text, list->items[i].name_length, *entry, name_length);
        if (!replaced) list->items[list->count++] = (struct variable){ *entry, name_length };
    }
    qsort(list->items, list->count, sizeof(*list->items), compare_variables);
    size_t capacity = 2;
    for (size_t i = 0; i < list->count; i++) capacity += strlen(list->items[i].text) + 1;
    uint16_t *block = malloc(2 * capacity);
    if (!block) fail(1, "out of memory.");
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        n += utf16_from_utf8(block + n, capacity - n, list->items[i].text, strlen(list->items[i].text));
        block[n++] = 0;
    }
    block[n++] = 0;
    *length = n;
    return block;
}
