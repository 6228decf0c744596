/* Menus as data (menu.c, menu_items.c, menu_state.c, menu_template.c); what draws and tracks them keeps its places in here, too. */
#ifndef MENU_H
#define MENU_H

#include "user_private.h"

struct menu_item {
    UINT type;      /* MFT_*: not MFT_BITMAP, which is text NULL and a bitmap */
    UINT state;     /* MFS_* */
    UINT id;
    HMENU submenu;
    HBITMAP checked, unchecked, bitmap; /* bitmap: HBMMENU_* too */
    ULONG_PTR data;
    WCHAR *text;    /* heap */
    DWORD help;
    /* menu_measure.c: */
    RECT place;     /* in the bar or the pop-up's client area */
    int text_width, shortcut_width;
    int owner_height;
};

struct menu {
    HMENU handle;
    BOOL is_popup, is_system;
    UINT count, capacity;
    struct menu_item *items;
    DWORD style, help; /* MNS_* */
    UINT max_height;
    HBRUSH background;
    ULONG_PTR data;
    /* while shown: */
    HWND owner;     /* gets the messages; of a bar its window */
    HWND window;    /* of a shown pop-up */
    int selected;   /* index; -1: none */
    int width, height, text_column, shortcut_column;
    int scroll;     /* pixels of a pop-up that is higher than the screen */
};

#define NO_ITEM ((UINT)-1)
struct menu *menu_get(HMENU menu);          /* NULL: ERROR_INVALID_MENU_HANDLE */
struct menu *menu_peek(HMENU menu);         /* the same, last error untouched */
/* The item by position or, below the menu too, by id: *menu is the menu it is in. NULL: none; last error untouched. */
struct menu_item *menu_find(struct menu **menu, UINT item, UINT flags, UINT *position);
struct menu_item *menu_insert(struct menu *menu, UINT position); /* zeroed; NULL: no memory */
void menu_remove_item(struct menu *menu, UINT position, BOOL with_submenu);
HMENU menu_create(BOOL is_popup);
BOOL menu_item_set_text(struct menu_item *item, LPCWSTR text); /* copied; NULL: none */
static inline BOOL menu_item_is_enabled(const struct menu_item *item) { return !(item->state & MFS_GRAYED); }
HMENU menu_from_template(const BYTE *data, SIZE_T size);
HMENU system_menu_of(HWND window, BOOL create);
BOOL menu_belongs_to_system(HMENU menu);

#endif
