/* Reads the keys below Uninstall of the machine, in both views, and of the user. */
#include <stdlib.h>
#include <wchar.h>
#include "installed.h"

static const WCHAR uninstall_key[] = L"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

static void read_text(HKEY key, const WCHAR *value, WCHAR *text, DWORD characters)
{
    DWORD size = characters * sizeof(WCHAR);
    if (RegGetValueW(key, NULL, value, RRF_RT_REG_SZ, NULL, text, &size)) text[0] = 0;
}

static BOOL read_program(HKEY key, struct installed_program *program)
{
    WCHAR parent[64];
    DWORD hidden = 0, size = sizeof(hidden);

    read_text(key, L"DisplayName", program->name, ARRAYSIZE(program->name));
    read_text(key, L"ParentKeyName", parent, ARRAYSIZE(parent));
    RegGetValueW(key, NULL, L"SystemComponent", RRF_RT_REG_DWORD, NULL, &hidden, &size);
    if (!program->name[0] || parent[0] || hidden == 1) return FALSE;
    read_text(key, L"DisplayVersion", program->version, ARRAYSIZE(program->version));
    read_text(key, L"Publisher", program->publisher, ARRAYSIZE(program->publisher));
    read_text(key, L"InstallLocation", program->location, ARRAYSIZE(program->location));
    read_text(key, L"UninstallString", program->command, ARRAYSIZE(program->command));
    read_text(key, L"QuietUninstallString", program->silent_command, ARRAYSIZE(program->silent_command));
    return TRUE;
}

static int by_name(const void *a, const void *b)
{
    const struct installed_program *first = a, *second = b;
    int order = CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, first->name, -1, second->name, -1);
    return order ? order - CSTR_EQUAL : 0;
}

struct installed_program *installed_programs(size_t *count)
{
    static const struct { HKEY root; REGSAM view; } places[] = {
        {HKEY_LOCAL_MACHINE, KEY_WOW64_64KEY},
        {HKEY_LOCAL_MACHINE, KEY_WOW64_32KEY},
        {HKEY_CURRENT_USER, KEY_WOW64_64KEY},
    };
    struct installed_program *list = NULL;
    size_t room = 0;

    *count = 0;
    for (size_t i = 0; i < ARRAYSIZE(places); i++) {
        HKEY all, key;
        if (RegOpenKeyExW(places[i].root, uninstall_key, 0, KEY_READ | places[i].view, &all)) continue;
        for (DWORD index = 0;; index++) {
            if (*count == room) {
                size_t larger_room = room * 2 + 16;
                struct installed_program *larger = realloc(list, larger_room * sizeof(*list));
                if (!larger) break;
                list = larger;
                room = larger_room;
            }
            struct installed_program *program = &list[*count];
            DWORD length = ARRAYSIZE(program->key);
            if (RegEnumKeyExW(all, index, program->key, &length, NULL, NULL, NULL, NULL)) break;
            if (RegOpenKeyExW(all, program->key, 0, KEY_READ | places[i].view, &key)) continue;
            program->root = places[i].root;
            program->view = places[i].view;
            if (read_program(key, program)) ++*count;
            RegCloseKey(key);
        }
        RegCloseKey(all);
    }
    if (*count) qsort(list, *count, sizeof(*list), by_name);
    return list;
}

BOOL is_still_installed(const struct installed_program *program)
{
    HKEY all, key;
    BOOL found = FALSE;

    if (RegOpenKeyExW(program->root, uninstall_key, 0, KEY_READ | program->view, &all)) return FALSE;
    if (!RegOpenKeyExW(all, program->key, 0, KEY_READ | program->view, &key)) {
        found = TRUE;
        RegCloseKey(key);
    }
    RegCloseKey(all);
    return found;
}
