/* Adding and changing menu items: the old functions with MF_ flags, and MENUITEMINFO. */
#include "drawing.h"
#include "menu.h"

#define TYPE_FLAGS                                                                                                     \
    (MFT_OWNERDRAW | MFT_MENUBARBREAK | MFT_MENUBREAK | MFT_RADIOCHECK | MFT_SEPARATOR | MFT_RIGHTORDER |              \
     MFT_RIGHTJUSTIFY)
#define STATE_FLAGS (MF_GRAYED | MF_DISABLED | MF_CHECKED | MF_HILITE | MF_DEFAULT)
#define MENU_ITEM_SIZE_OLD offsetof(MENUITEMINFOW, hbmpItem)

/* The MF_ flags tell kind, state and what `content` is all together; MF_HELP is MFT_RIGHTJUSTIFY. */
static BOOL set_from_flags(struct menu *menu, struct menu_item *item, UINT flags, UINT_PTR id, LPCWSTR content)
{
    HMENU old = item->submenu;
    item->type = flags & (MFT_MENUBARBREAK | MFT_MENUBREAK | MFT_RIGHTJUSTIFY);
    item->state = flags & (MF_GRAYED | MF_DISABLED | MF_CHECKED | MF_HILITE);
    item->id = (UINT)id;
    item->submenu = NULL;
    item->bitmap = NULL;
    item->data = 0;
    menu->height = 0;
    if (flags & MF_POPUP) {
        struct menu *submenu = menu_peek((HMENU)id);
        item->submenu = (HMENU)id;
        if (submenu) submenu->is_popup = TRUE;
    }
    if (old && old != item->submenu) DestroyMenu(old);
    menu_item_set_text(item, NULL);
    if (flags & MF_OWNERDRAW) {
        item->type |= MFT_OWNERDRAW;
        item->data = (ULONG_PTR)content;
        return TRUE;
    }
    if (flags & MF_BITMAP) {
        item->bitmap = (HBITMAP)content;
        return TRUE;
    }
    if ((flags & MF_SEPARATOR) || !content) { /* no text: a separator, as documented for AppendMenu */
        if ((flags & MF_SEPARATOR) || !(flags & MF_POPUP)) {
            item->type |= MFT_SEPARATOR;
            item->state |= MFS_GRAYED;
        }
        return TRUE;
    }
    return menu_item_set_text(item, content);
}

BOOL WINAPI InsertMenuW(HMENU handle, UINT before, UINT flags, UINT_PTR id, LPCWSTR content)
{
    struct menu *menu = menu_get(handle);
    UINT position;
    if (!menu) return FALSE;
    if (!menu_find(&menu, before, flags, &position)) {
        menu = menu_get(handle);
        position = menu->count;
    }
    struct menu_item *item = menu_insert(menu, position);
    if (!item) return FALSE;
    if (set_from_flags(menu, item, flags, id, content)) return TRUE;
    menu_remove_item(menu, position, FALSE);
    return FALSE;
}

BOOL WINAPI AppendMenuW(HMENU menu, UINT flags, UINT_PTR id, LPCWSTR content)
{
    return InsertMenuW(menu, NO_ITEM, flags | MF_BYPOSITION, id, content);
}

BOOL WINAPI ModifyMenuW(HMENU handle, UINT number, UINT flags, UINT_PTR id, LPCWSTR content)
{
    struct menu *menu = menu_get(handle);
    struct menu_item *item = menu ? menu_find(&menu, number, flags, NULL) : NULL;
    if (!menu) return FALSE;
    if (!item) return set_user_error(ERROR_MENU_ITEM_NOT_FOUND);
    return set_from_flags(menu, item, flags, id, content);
}

static BOOL has_text(UINT flags, LPCSTR content)
{
    return content && !(flags & (MF_OWNERDRAW | MF_BITMAP | MF_SEPARATOR));
}

BOOL WINAPI InsertMenuA(HMENU menu, UINT before, UINT flags, UINT_PTR id, LPCSTR content)
{
    if (!has_text(flags, content)) return InsertMenuW(menu, before, flags, id, (LPCWSTR)content);
    WCHAR *wide = wide_copy(content, -1, NULL);
    BOOL done = wide && InsertMenuW(menu, before, flags, id, wide);
    heap_free(wide);
    return done;
}

BOOL WINAPI AppendMenuA(HMENU menu, UINT flags, UINT_PTR id, LPCSTR content)
{
    return InsertMenuA(menu, NO_ITEM, flags | MF_BYPOSITION, id, content);
}

BOOL WINAPI ModifyMenuA(HMENU menu, UINT number, UINT flags, UINT_PTR id, LPCSTR content)
{
    if (!has_text(flags, content)) return ModifyMenuW(menu, number, flags, id, (LPCWSTR)content);
    WCHAR *wide = wide_copy(content, -1, NULL);
    BOOL done = wide && ModifyMenuW(menu, number, flags, id, wide);
    heap_free(wide);
    return done;
}

#define CHANGE_FLAGS (MF_APPEND | MF_DELETE | MF_CHANGE | MF_REMOVE)

BOOL WINAPI ChangeMenuW(HMENU menu, UINT number, LPCWSTR content, UINT id, UINT flags)
{
    UINT rest = flags & ~(UINT)CHANGE_FLAGS;
    if (flags & MF_APPEND) return AppendMenuW(menu, rest, id, content);
    if (flags & MF_DELETE) return DeleteMenu(menu, number, rest);
    if (flags & MF_CHANGE) return ModifyMenuW(menu, number, rest, id, content);
    if (flags & MF_REMOVE) return RemoveMenu(menu, number, rest);
    return InsertMenuW(menu, number, rest, id, content);
}

BOOL WINAPI ChangeMenuA(HMENU menu, UINT number, LPCSTR content, UINT id, UINT flags)
{
    UINT rest = flags & ~(UINT)CHANGE_FLAGS;
    if (flags & MF_APPEND) return AppendMenuA(menu, rest, id, content);
    if (flags & MF_CHANGE) return ModifyMenuA(menu, number, rest, id, content);
    if (flags & (MF_DELETE | MF_REMOVE)) return ChangeMenuW(menu, number, NULL, id, flags);
    return InsertMenuA(menu, number, rest, id, content);
}

/* --- MENUITEMINFO --- */

/* MIIM_TYPE says three things at once: type, and what the content is. */
static BOOL set_type(struct menu_item *item, const MENUITEMINFOW *info)
{
    item->type = info->fType & TYPE_FLAGS;
    if (info->fType & MFT_BITMAP) {
        item->bitmap = (HBITMAP)info->dwTypeData;
        return menu_item_set_text(item, NULL);
    }
    if (info->fType & MFT_OWNERDRAW) {
        if (info->dwTypeData) item->data = (ULONG_PTR)info->dwTypeData;
        return menu_item_set_text(item, NULL);
    }
    return info->fType & MFT_SEPARATOR ? TRUE : menu_item_set_text(item, info->dwTypeData);
}

static BOOL set_from_info(struct menu *menu, struct menu_item *item, const MENUITEMINFOW *info)
{
    menu->height = 0;
    if (info->fMask & MIIM_TYPE) {
        if (!set_type(item, info)) return FALSE;
    } else {
        if (info->fMask & MIIM_FTYPE) item->type = info->fType & TYPE_FLAGS;
        if ((info->fMask & MIIM_STRING) && !menu_item_set_text(item, info->dwTypeData)) return FALSE;
        if (info->fMask & MIIM_BITMAP) item->bitmap = info->hbmpItem;
    }
    if (info->fMask & MIIM_STATE) item->state = info->fState & STATE_FLAGS;
    if (info->fMask & MIIM_ID) item->id = info->wID;
    if (info->fMask & MIIM_DATA) item->data = info->dwItemData;
    if (info->fMask & MIIM_CHECKMARKS) item->checked = info->hbmpChecked, item->unchecked = info->hbmpUnchecked;
    if (info->fMask & MIIM_SUBMENU) {
        HMENU old = item->submenu;
        struct menu *submenu = menu_peek(info->hSubMenu);
        item->submenu = submenu ? info->hSubMenu : NULL;
        if (submenu) submenu->is_popup = TRUE;
        if (old && old != item->submenu) DestroyMenu(old);
    }
    if (item->type & MFT_SEPARATOR) item->state |= MFS_GRAYED;
    return TRUE;
}

/* The caller's structure in its newest form. The content is text only if the mask and the type say so. */
static BOOL take_info(MENUITEMINFOW *full, const MENUITEMINFOW *info)
{
    if (!info || (info->cbSize != sizeof(*info) && info->cbSize != MENU_ITEM_SIZE_OLD))
        return set_user_error(ERROR_INVALID_PARAMETER);
    memset(full, 0, sizeof(*full));
    memcpy(full, info, info->cbSize);
    if ((full->fMask & MIIM_TYPE) && (full->fMask & (MIIM_STRING | MIIM_FTYPE | MIIM_BITMAP)))
        return set_user_error(ERROR_INVALID_PARAMETER);
    return TRUE;
}

static BOOL info_has_text(const MENUITEMINFOW *info)
{
    if (info->fMask & MIIM_TYPE) return !(info->fType & (MFT_BITMAP | MFT_OWNERDRAW | MFT_SEPARATOR));
    return (info->fMask & MIIM_STRING) != 0;
}

BOOL WINAPI InsertMenuItemW(HMENU handle, UINT number, BOOL by_position, LPCMENUITEMINFOW info)
{
    struct menu *menu = menu_get(handle);
    MENUITEMINFOW full;
    UINT position;
    if (!menu || !take_info(&full, info)) return FALSE;
    if (!menu_find(&menu, number, by_position ? MF_BYPOSITION : MF_BYCOMMAND, &position)) {
        menu = menu_get(handle);
        position = menu->count;
    }
    struct menu_item *item = menu_insert(menu, position);
    if (!item) return FALSE;
    if (set_from_info(menu, item, &full)) return TRUE;
    menu_remove_item(menu, position, FALSE);
    return FALSE;
}

BOOL WINAPI SetMenuItemInfoW(HMENU handle, UINT number, BOOL by_position, LPCMENUITEMINFOW info)
{
    struct menu *menu = menu_get(handle);
    MENUITEMINFOW full;
    if (!menu || !take_info(&full, info)) return FALSE;
    struct menu_item *item = menu_find(&menu, number, by_position ? MF_BYPOSITION : MF_BYCOMMAND, NULL);
    return item ? set_from_info(menu, item, &full) : set_user_error(ERROR_MENU_ITEM_NOT_FOUND);
}

typedef BOOL(WINAPI *info_function)(HMENU, UINT, BOOL, LPCMENUITEMINFOW);

static BOOL with_wide_text(info_function function, HMENU menu, UINT number, BOOL by_position, const MENUITEMINFOA *info)
{
    MENUITEMINFOW full;
    if (!take_info(&full, (const MENUITEMINFOW *)info)) return FALSE;
    full.cbSize = sizeof(full);
    WCHAR *wide = NULL;
    if (info_has_text(&full) && full.dwTypeData) {
        wide = wide_copy((LPCSTR)full.dwTypeData, -1, NULL);
        if (!wide) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
        full.dwTypeData = wide;
    }
    BOOL done = function(menu, number, by_position, &full);
    heap_free(wide);
    return done;
}

BOOL WINAPI InsertMenuItemA(HMENU menu, UINT number, BOOL by_position, LPCMENUITEMINFOA info)
{
    return with_wide_text(InsertMenuItemW, menu, number, by_position, info);
}

BOOL WINAPI SetMenuItemInfoA(HMENU menu, UINT number, BOOL by_position, LPCMENUITEMINFOA info)
{
    return with_wide_text(SetMenuItemInfoW, menu, number, by_position, info);
}

/* Length without zero, and as much as fits. */
static UINT give_text(const WCHAR *text, void *buffer, UINT capacity, BOOL wide)
{
    UINT length =
        (UINT)(text ? wide ? wcslen(text) : (size_t)WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL) - 1
                    : 0);
    if (!buffer || !capacity) return length;
    UINT copied = min(length, capacity - 1);
    if (wide) {
        memcpy(buffer, text ? text : L"", copied * sizeof(WCHAR));
        ((WCHAR *)buffer)[copied] = 0;
        return copied;
    }
    if (text && !WideCharToMultiByte(CP_ACP, 0, text, -1, buffer, (int)capacity, NULL,
                                     NULL)) { /* cut off: fill what there is */
        int units = 0;
        while (text[units] && WideCharToMultiByte(CP_ACP, 0, text, units + 1, NULL, 0, NULL, NULL) <= (int)copied)
            units++;
        copied = (UINT)WideCharToMultiByte(CP_ACP, 0, text, units, buffer, (int)copied, NULL, NULL);
    }
    ((char *)buffer)[copied] = 0;
    return copied;
}

static void give_content(const struct menu_item *item, MENUITEMINFOW *info, BOOL wide)
{
    BOOL as_type = (info->fMask & MIIM_TYPE) != 0;
    if (as_type || (info->fMask & MIIM_FTYPE)) info->fType = item->type;
    if (as_type && item->bitmap && !item->text) {
        info->fType |= MFT_BITMAP;
        info->dwTypeData = (LPWSTR)item->bitmap;
        info->cch = 0;
    } else if (as_type && (item->type & MFT_OWNERDRAW)) {
        info->dwTypeData = (LPWSTR)item->data;
        info->cch = 0;
    } else if (as_type || (info->fMask & MIIM_STRING)) {
        info->cch = give_text(item->text, info->dwTypeData, info->cch, wide);
    }
    if (info->fMask & MIIM_BITMAP) info->hbmpItem = item->bitmap;
}

static BOOL get_info(HMENU handle, UINT number, BOOL by_position, MENUITEMINFOW *info, BOOL wide)
{
    struct menu *menu = menu_get(handle);
    MENUITEMINFOW full;
    if (!menu || !take_info(&full, info)) return FALSE;
    const struct menu_item *item = menu_find(&menu, number, by_position ? MF_BYPOSITION : MF_BYCOMMAND, NULL);
    if (!item) return set_user_error(ERROR_MENU_ITEM_NOT_FOUND);
    give_content(item, &full, wide);
    if (full.fMask & MIIM_STATE) full.fState = item->state;
    if (full.fMask & MIIM_ID) full.wID = item->id;
    full.hSubMenu = full.fMask & MIIM_SUBMENU ? item->submenu : NULL;
    if (full.fMask & MIIM_DATA) full.dwItemData = item->data;
    if (full.fMask & MIIM_CHECKMARKS) full.hbmpChecked = item->checked, full.hbmpUnchecked = item->unchecked;
    memcpy(info, &full, info->cbSize);
    return TRUE;
}

BOOL WINAPI GetMenuItemInfoW(HMENU menu, UINT number, BOOL by_position, LPMENUITEMINFOW info)
{
    return get_info(menu, number, by_position, info, TRUE);
}

BOOL WINAPI GetMenuItemInfoA(HMENU menu, UINT number, BOOL by_position, LPMENUITEMINFOA info)
{
    return get_info(menu, number, by_position, (MENUITEMINFOW *)info, FALSE);
}

static int get_string(HMENU handle, UINT number, void *buffer, int capacity, UINT flags, BOOL wide)
{
    struct menu *menu = menu_get(handle);
    if (buffer && capacity > 0) memset(buffer, 0, wide ? sizeof(WCHAR) : 1);
    const struct menu_item *item = menu ? menu_find(&menu, number, flags, NULL) : NULL;
    if (menu && !item) SetLastError(ERROR_MENU_ITEM_NOT_FOUND);
    return item && item->text ? (int)give_text(item->text, buffer, capacity > 0 ? (UINT)capacity : 0, wide) : 0;
}

int WINAPI GetMenuStringW(HMENU menu, UINT number, LPWSTR buffer, int capacity, UINT flags)
{
    return get_string(menu, number, buffer, capacity, flags, TRUE);
}

int WINAPI GetMenuStringA(HMENU menu, UINT number, LPSTR buffer, int capacity, UINT flags)
{
    return get_string(menu, number, buffer, capacity, flags, FALSE);
}
