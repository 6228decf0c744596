/* Accelerator tables, and TranslateAccelerator. */
#include "drawing.h"
#include "menu.h"
#include "user_object.h"

#define LAST_ENTRY   0x80
#define ENTRY_FLAGS  (FVIRTKEY | FNOINVERT | FSHIFT | FCONTROL | FALT)
#define TABLE_LIMIT  32767

struct accelerators { int count; BOOL is_shared; ACCEL entries[]; };
struct stored_accelerator { WORD flags, key, command, unused; };

/* Loaded ones are shared, as on Windows: by their data. */
static struct loaded { struct loaded *next; const void *data; HACCEL handle; } *loaded_tables;
static RTL_SRWLOCK lock;

HACCEL WINAPI CreateAcceleratorTableW(LPACCEL entries, int count)
{
    if (!entries || count < 1 || count > TABLE_LIMIT) return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    struct accelerators *table = heap_allocate(sizeof(*table) + (SIZE_T)count * sizeof(ACCEL));
    if (!table) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    table->count = count;
    table->is_shared = FALSE;
    memcpy(table->entries, entries, (SIZE_T)count * sizeof(ACCEL));
    HACCEL handle = user_object_add(table, USER_ACCELERATORS);
    if (!handle) heap_free(table);
    return handle;
}

/* Characters (entries without FVIRTKEY) are of the ANSI code page. */
HACCEL WINAPI CreateAcceleratorTableA(LPACCEL entries, int count)
{
    HACCEL handle = CreateAcceleratorTableW(entries, count);
    struct accelerators *table = handle ? user_object_get(handle, USER_ACCELERATORS) : NULL;
    for (int i = 0; table && i < count; i++) {
        char character = (char)entries[i].key;
        WCHAR wide;
        if (!(entries[i].fVirt & FVIRTKEY) && MultiByteToWideChar(CP_ACP, 0, &character, 1, &wide, 1))
            table->entries[i].key = wide;
    }
    return handle;
}

BOOL WINAPI DestroyAcceleratorTable(HACCEL handle)
{
    struct accelerators *table = user_object_get(handle, USER_ACCELERATORS);
    if (!table) return set_user_error(ERROR_INVALID_ACCEL_HANDLE);
    if (table->is_shared) return FALSE; /* still in use, as the module is still there */
    table = user_object_remove(handle, USER_ACCELERATORS);
    heap_free(table);
    return table != NULL;
}

/* Without a buffer: how many there are. */
int WINAPI CopyAcceleratorTableW(HACCEL handle, LPACCEL entries, int capacity)
{
    const struct accelerators *table = user_object_get(handle, USER_ACCELERATORS);
    if (!table) return set_user_error(ERROR_INVALID_ACCEL_HANDLE);
    if (!entries) return table->count;
    int count = min(capacity, table->count);
    if (count <= 0) return 0;
    memcpy(entries, table->entries, (SIZE_T)count * sizeof(ACCEL));
    for (int i = 0; i < count; i++) entries[i].fVirt &= ENTRY_FLAGS;
    return count;
}

int WINAPI CopyAcceleratorTableA(HACCEL handle, LPACCEL entries, int capacity)
{
    int count = CopyAcceleratorTableW(handle, entries, capacity);
    for (int i = 0; entries && i < count; i++) {
        WCHAR wide = entries[i].key;
        char character;
        if (!(entries[i].fVirt & FVIRTKEY) && WideCharToMultiByte(CP_ACP, 0, &wide, 1, &character, 1, NULL, NULL))
            entries[i].key = (BYTE)character;
    }
    return count;
}

static HACCEL find_loaded(const void *data)
{
    HACCEL handle = NULL;
    RtlAcquireSRWLockShared(&lock);
    for (struct loaded *loaded = loaded_tables; loaded && !handle; loaded = loaded->next)
        if (loaded->data == data) handle = loaded->handle;
    RtlReleaseSRWLockShared(&lock);
    return handle;
}

static HACCEL load_table(const struct stored_accelerator *stored, int count)
{
    HACCEL handle = NULL;
    ACCEL *entries = heap_allocate((SIZE_T)count * sizeof(*entries));
    int used = 0;
    if (!entries) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    while (used < count) {
        const struct stored_accelerator *entry = &stored[used];
        entries[used++] = (ACCEL){(BYTE)(entry->flags & ENTRY_FLAGS), entry->key, entry->command};
        if (entry->flags & LAST_ENTRY) break;
    }
    handle = CreateAcceleratorTableW(entries, used);
    heap_free(entries);
    return handle;
}

HACCEL WINAPI LoadAcceleratorsW(HINSTANCE module, LPCWSTR name)
{
    HRSRC resource = FindResourceW(module, name, (LPCWSTR)RT_ACCELERATOR);
    const struct stored_accelerator *stored = resource ? LockResource(LoadResource(module, resource)) : NULL;
    if (!stored) return NULL;
    HACCEL handle = find_loaded(stored);
    if (handle) return handle;
    handle = load_table(stored, (int)(SizeofResource(module, resource) / sizeof(*stored)));
    struct loaded *loaded = handle ? heap_allocate(sizeof(*loaded)) : NULL;
    if (!loaded) return handle;
    ((struct accelerators *)user_object_get(handle, USER_ACCELERATORS))->is_shared = TRUE;
    RtlAcquireSRWLockExclusive(&lock);
    *loaded = (struct loaded){loaded_tables, stored, handle};
    loaded_tables = loaded;
    RtlReleaseSRWLockExclusive(&lock);
    return handle;
}

HACCEL WINAPI LoadAcceleratorsA(HINSTANCE module, LPCSTR name)
{
    if (IS_INTRESOURCE(name)) return LoadAcceleratorsW(module, (LPCWSTR)name);
    WCHAR *wide = wide_copy(name, -1, NULL);
    HACCEL handle = wide ? LoadAcceleratorsW(module, wide) : NULL;
    heap_free(wide);
    return handle;
}

/* Characters come with Shift and Control in them; of Alt the message tells. Keys need exactly the modifiers named. */
static BOOL matches(const ACCEL *entry, const MSG *message)
{
    if (entry->key != message->wParam) return FALSE;
    if (message->message == WM_CHAR) return !(entry->fVirt & (FALT | FVIRTKEY));
    if (message->message == WM_SYSCHAR) return !(entry->fVirt & FVIRTKEY) && (entry->fVirt & FALT);
    if (!(entry->fVirt & FVIRTKEY)) return FALSE;
    UINT down = 0;
    if (GetKeyState(VK_SHIFT) & 0x8000) down |= FSHIFT;
    if (GetKeyState(VK_CONTROL) & 0x8000) down |= FCONTROL;
    if (GetKeyState(VK_MENU) & 0x8000) down |= FALT;
    return down == (entry->fVirt & (FSHIFT | FCONTROL | FALT));
}

/* Menus are brought up to date before: the item may be disabled in there. FALSE: it may not be used. */
static BOOL may_be_used(HWND window, HMENU bar, UINT command, BOOL is_system)
{
    struct menu *menu = bar ? menu_peek(bar) : NULL;
    UINT position = 0;
    if (!menu || !menu_find(&menu, command, MF_BYCOMMAND, NULL)) return TRUE;
    SendMessageW(window, WM_INITMENU, (WPARAM)bar, 0);
    if (menu->handle != bar) {
        struct menu *parent = menu_peek(bar);
        for (UINT i = 0; parent && i < parent->count; i++)
            if (parent->items[i].submenu == menu->handle) position = i;
        SendMessageW(window, WM_INITMENUPOPUP, (WPARAM)menu->handle, MAKELPARAM(position, is_system));
    }
    menu = menu_peek(bar);
    const struct menu_item *item = menu ? menu_find(&menu, command, MF_BYCOMMAND, NULL) : NULL;
    return !item || menu_item_is_enabled(item);
}

static void send_command(HWND window, UINT command)
{
    HMENU bar = GetMenu(window), system = system_menu_of(window, FALSE);
    struct menu *system_menu = system ? menu_peek(system) : NULL;
    BOOL is_system = system_menu && menu_find(&system_menu, command, MF_BYCOMMAND, NULL);
    if (!is_system && (IsIconic(window) || !IsWindowEnabled(window)) && bar) return;
    if (!may_be_used(window, is_system ? system : bar, command, is_system)) return;
    if (is_system) SendMessageW(window, WM_SYSCOMMAND, command, 0x10000);
    else SendMessageW(window, WM_COMMAND, MAKEWPARAM(command, 1), 0);
}

int WINAPI TranslateAcceleratorW(HWND window, HACCEL handle, LPMSG message)
{
    const struct accelerators *table = user_object_get(handle, USER_ACCELERATORS);
    if (!window || !message) return 0;
    if (!table) return set_user_error(ERROR_INVALID_ACCEL_HANDLE);
    UINT kind = message->message;
    if (kind != WM_KEYDOWN && kind != WM_SYSKEYDOWN && kind != WM_CHAR && kind != WM_SYSCHAR) return 0;
    for (int i = 0; i < table->count; i++) {
        if (!matches(&table->entries[i], message)) continue;
        send_command(window, table->entries[i].cmd);
        return 1;
    }
    return 0;
}

int WINAPI TranslateAcceleratorA(HWND window, HACCEL handle, LPMSG message)
{
    return TranslateAcceleratorW(window, handle, message);
}
