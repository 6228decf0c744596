#include "menu.h"
#include "user_object.h"

struct menu *menu_peek(HMENU menu) { return user_object_get(menu, USER_MENU); }

struct menu *menu_get(HMENU handle)
{
    struct menu *menu = menu_peek(handle);
    if (!menu) SetLastError(ERROR_INVALID_MENU_HANDLE);
    return menu;
}

HMENU menu_create(BOOL is_popup)
{
    struct menu *menu = heap_allocate_zeroed(sizeof(*menu));
    if (!menu) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
    menu->is_popup = is_popup;
    menu->selected = -1;
    menu->handle = user_object_add(menu, USER_MENU);
    if (menu->handle) return menu->handle;
    heap_free(menu);
    return NULL;
}

HMENU WINAPI CreateMenu(void) { return menu_create(FALSE); }
HMENU WINAPI CreatePopupMenu(void) { return menu_create(TRUE); }
BOOL WINAPI IsMenu(HMENU menu) { return menu_peek(menu) != NULL; }

static void free_items(struct menu *menu)
{
    for (UINT i = 0; i < menu->count; i++) {
        heap_free(menu->items[i].text);
        if (menu->items[i].submenu) DestroyMenu(menu->items[i].submenu);
    }
    heap_free(menu->items);
}

BOOL WINAPI DestroyMenu(HMENU handle)
{
    struct menu *menu = user_object_remove(handle, USER_MENU);
    if (!menu) return set_user_error(ERROR_INVALID_MENU_HANDLE);
    if (menu->window) DestroyWindow(menu->window);
    free_items(menu);
    heap_free(menu);
    return TRUE;
}

#define DEPTH_LIMIT 64 /* a menu that contains itself must not hang us */

static struct menu_item *find_id(struct menu **menu, UINT id, UINT *position, int depth)
{
    struct menu *here = *menu;
    struct menu_item *popup = NULL;
    UINT popup_position = 0;
    for (UINT i = 0; i < here->count; i++) {
        struct menu_item *item = &here->items[i];
        if (item->submenu && depth < DEPTH_LIMIT) {
            struct menu *below = menu_peek(item->submenu);
            struct menu_item *found = below ? find_id(&below, id, position, depth + 1) : NULL;
            if (found) {
                *menu = below;
                return found;
            }
            if (item->id == id && !popup) popup = item, popup_position = i; /* an ordinary item goes first */
        } else if (item->id == id) {
            *position = i;
            return item;
        }
    }
    if (popup) *position = popup_position;
    return popup;
}

struct menu_item *menu_find(struct menu **menu, UINT item, UINT flags, UINT *position)
{
    UINT unused;
    if (!position) position = &unused;
    if (!(flags & MF_BYPOSITION)) return find_id(menu, item, position, 0);
    *position = item;
    return item < (*menu)->count ? &(*menu)->items[item] : NULL;
}

struct menu_item *menu_insert(struct menu *menu, UINT position)
{
    if (position > menu->count) position = menu->count;
    if (menu->count == menu->capacity) {
        UINT capacity = menu->capacity ? 2 * menu->capacity : 8;
        struct menu_item *items = heap_allocate(capacity * sizeof(*items));
        if (!items) return set_user_error(ERROR_NOT_ENOUGH_MEMORY), NULL;
        memcpy(items, menu->items, menu->count * sizeof(*items));
        heap_free(menu->items);
        menu->items = items;
        menu->capacity = capacity;
    }
    memmove(&menu->items[position + 1], &menu->items[position], (menu->count - position) * sizeof(*menu->items));
    memset(&menu->items[position], 0, sizeof(*menu->items));
    menu->count++;
    menu->height = 0; /* to be measured again */
    return &menu->items[position];
}

void menu_remove_item(struct menu *menu, UINT position, BOOL with_submenu)
{
    struct menu_item *item = &menu->items[position];
    heap_free(item->text);
    HMENU submenu = with_submenu ? item->submenu : NULL;
    memmove(item, item + 1, (menu->count - position - 1) * sizeof(*item));
    menu->count--;
    menu->height = 0;
    if (submenu) DestroyMenu(submenu);
}

static BOOL take_out(HMENU handle, UINT number, UINT flags, BOOL with_submenu)
{
    struct menu *menu = menu_get(handle);
    UINT position;
    if (!menu) return FALSE;
    if (!menu_find(&menu, number, flags, &position)) return set_user_error(ERROR_MENU_ITEM_NOT_FOUND);
    menu_remove_item(menu, position, with_submenu);
    return TRUE;
}

BOOL WINAPI RemoveMenu(HMENU menu, UINT item, UINT flags) { return take_out(menu, item, flags, FALSE); }
BOOL WINAPI DeleteMenu(HMENU menu, UINT item, UINT flags) { return take_out(menu, item, flags, TRUE); }

BOOL menu_item_set_text(struct menu_item *item, LPCWSTR text)
{
    WCHAR *copy = NULL;
    if (text) {
        SIZE_T size = (wcslen(text) + 1) * sizeof(WCHAR);
        copy = heap_allocate(size);
        if (!copy) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
        memcpy(copy, text, size);
    }
    heap_free(item->text);
    item->text = copy;
    return TRUE;
}

BOOL WINAPI SetMenuInfo(HMENU handle, LPCMENUINFO info)
{
    struct menu *menu = menu_get(handle);
    if (!menu) return FALSE;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (info->fMask & MIM_STYLE) menu->style = info->dwStyle;
    if (info->fMask & MIM_MAXHEIGHT) menu->max_height = info->cyMax;
    if (info->fMask & MIM_BACKGROUND) menu->background = info->hbrBack;
    if (info->fMask & MIM_HELPID) menu->help = info->dwContextHelpID;
    if (info->fMask & MIM_MENUDATA) menu->data = info->dwMenuData;
    menu->height = 0;
    if (!(info->fMask & MIM_APPLYTOSUBMENUS)) return TRUE;
    for (UINT i = 0; i < menu->count; i++)
        if (menu->items[i].submenu) SetMenuInfo(menu->items[i].submenu, info);
    return TRUE;
}

BOOL WINAPI GetMenuInfo(HMENU handle, LPMENUINFO info)
{
    const struct menu *menu = menu_get(handle);
    if (!menu) return FALSE;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (info->fMask & MIM_STYLE) info->dwStyle = menu->style;
    if (info->fMask & MIM_MAXHEIGHT) info->cyMax = menu->max_height;
    if (info->fMask & MIM_BACKGROUND) info->hbrBack = menu->background;
    if (info->fMask & MIM_HELPID) info->dwContextHelpID = menu->help;
    if (info->fMask & MIM_MENUDATA) info->dwMenuData = menu->data;
    return TRUE;
}

BOOL WINAPI SetMenuContextHelpId(HMENU handle, DWORD help)
{
    struct menu *menu = menu_get(handle);
    if (menu) menu->help = help;
    return menu != NULL;
}

DWORD WINAPI GetMenuContextHelpId(HMENU handle)
{
    const struct menu *menu = menu_get(handle);
    return menu ? menu->help : 0;
}
