/* What menu items are: checked, enabled, default; and the small questions about menus. */
#include "menu.h"

static struct menu_item *item_of(HMENU handle, UINT number, UINT flags, struct menu **menu)
{
    *menu = menu_get(handle);
    struct menu_item *item = *menu ? menu_find(menu, number, flags, NULL) : NULL;
    if (*menu && !item) SetLastError(ERROR_MENU_ITEM_NOT_FOUND);
    return item;
}

static DWORD change_state(HMENU handle, UINT number, UINT flags, UINT mask)
{
    struct menu *menu;
    struct menu_item *item = item_of(handle, number, flags, &menu);
    if (!item) return MAXDWORD;
    DWORD before = item->state & mask;
    item->state = (item->state & ~mask) | (flags & mask);
    return before;
}

DWORD WINAPI CheckMenuItem(HMENU menu, UINT number, UINT flags)
{
    return change_state(menu, number, flags, MF_CHECKED);
}

BOOL WINAPI EnableMenuItem(HMENU menu, UINT number, UINT flags)
{
    BOOL before = (BOOL)change_state(menu, number, flags, MF_GRAYED | MF_DISABLED);
    if (before != -1 && before != (BOOL)(flags & (MF_GRAYED | MF_DISABLED)) && menu_belongs_to_system(menu) &&
        number == SC_CLOSE) {
        HWND owner = menu_peek(menu)->owner; /* its button looks different now */
        if (owner)
            SetWindowPos(owner, NULL, 0, 0, 0, 0,
                         SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED);
    }
    return before;
}

BOOL WINAPI HiliteMenuItem(HWND window, HMENU menu, UINT number, UINT flags)
{
    if (change_state(menu, number, flags, MF_HILITE) == MAXDWORD) return FALSE;
    DrawMenuBar(window);
    return TRUE;
}

/* The low byte of a pop-up's are flags, the second one the number of its items. */
UINT WINAPI GetMenuState(HMENU handle, UINT number, UINT flags)
{
    struct menu *menu;
    const struct menu_item *item = item_of(handle, number, flags, &menu);
    if (!item) return MAXDWORD;
    UINT state = item->type | item->state | (item->bitmap && !item->text ? (UINT)MF_BITMAP : 0);
    const struct menu *submenu = item->submenu ? menu_peek(item->submenu) : NULL;
    return submenu ? submenu->count << 8 | ((state | MF_POPUP) & 0xff) : state;
}

int WINAPI GetMenuItemCount(HMENU handle)
{
    const struct menu *menu = menu_get(handle);
    return menu ? (int)menu->count : -1;
}

UINT WINAPI GetMenuItemID(HMENU handle, int position)
{
    struct menu *menu = menu_get(handle);
    const struct menu_item *item = menu ? menu_find(&menu, (UINT)position, MF_BYPOSITION, NULL) : NULL;
    return item && !item->submenu ? item->id : NO_ITEM;
}

HMENU WINAPI GetSubMenu(HMENU handle, int position)
{
    struct menu *menu = menu_get(handle);
    const struct menu_item *item = menu ? menu_find(&menu, (UINT)position, MF_BYPOSITION, NULL) : NULL;
    return item ? item->submenu : NULL;
}

BOOL WINAPI SetMenuItemBitmaps(HMENU handle, UINT number, UINT flags, HBITMAP unchecked, HBITMAP checked)
{
    struct menu *menu;
    struct menu_item *item = item_of(handle, number, flags, &menu);
    if (!item) return FALSE;
    item->unchecked = unchecked;
    item->checked = checked;
    return TRUE;
}

/* All of the group lose the mark, one gets a bullet. */
BOOL WINAPI CheckMenuRadioItem(HMENU handle, UINT first, UINT last, UINT check, UINT flags)
{
    struct menu *group = menu_get(handle);
    struct menu_item *chosen = group ? menu_find(&group, check, flags, NULL) : NULL;
    if (!chosen) return FALSE;
    for (UINT i = 0; i < group->count; i++) {
        struct menu_item *item = &group->items[i];
        UINT number = flags & MF_BYPOSITION ? i : item->id;
        if (number < first || number > last || (item->type & MFT_SEPARATOR)) continue;
        if (item == chosen) item->type |= MFT_RADIOCHECK, item->state |= MFS_CHECKED;
        else item->type &= ~(UINT)MFT_RADIOCHECK, item->state &= ~(UINT)MFS_CHECKED;
    }
    return TRUE;
}

BOOL WINAPI SetMenuDefaultItem(HMENU handle, UINT number, UINT by_position)
{
    struct menu *menu = menu_get(handle);
    BOOL found = number == NO_ITEM;
    if (!menu) return FALSE;
    for (UINT i = 0; i < menu->count; i++) {
        struct menu_item *item = &menu->items[i];
        BOOL is_it = !found && number == (by_position ? i : item->id);
        item->state = is_it ? item->state | MFS_DEFAULT : item->state & ~(UINT)MFS_DEFAULT;
        found |= is_it;
    }
    menu->height = 0;
    return found ? TRUE : set_user_error(ERROR_MENU_ITEM_NOT_FOUND);
}

UINT WINAPI GetMenuDefaultItem(HMENU handle, UINT by_position, UINT flags)
{
    const struct menu *menu = menu_get(handle);
    UINT i = 0;
    if (!menu) return NO_ITEM;
    while (i < menu->count && !(menu->items[i].state & MFS_DEFAULT)) i++;
    if (i == menu->count) return set_user_error(ERROR_MENU_ITEM_NOT_FOUND), NO_ITEM;
    const struct menu_item *item = &menu->items[i];
    if (!(flags & GMDI_USEDISABLED) && (item->state & MFS_DISABLED)) return NO_ITEM;
    if (item->submenu && (flags & GMDI_GOINTOPOPUPS)) {
        UINT below = GetMenuDefaultItem(item->submenu, by_position, flags);
        if (below != NO_ITEM) return below;
    }
    return by_position ? i : item->id;
}

LONG WINAPI GetMenuCheckMarkDimensions(void)
{
    return MAKELONG(GetSystemMetrics(SM_CXMENUCHECK), GetSystemMetrics(SM_CYMENUCHECK));
}
