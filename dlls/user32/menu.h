/* Menus as data (menu.c, menu_items.c, menu_state.c, menu_template.c); what draws and tracks them keeps its places in
 * here, too. */
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
BOOL menu_belongs_to_system(HMENU menu);   /* menu_system.c */
void system_menu_update(HWND window, HMENU menu); /* what the window can do now */

/* menu_layout.c: places of the items. owner gets WM_MEASUREITEM. */
void menu_layout_bar(struct menu *menu, HWND owner, int width);
void menu_layout_popup(struct menu *menu, HWND owner);
#define MENU_BORDER 3 /* of a pop-up; items' places do not count it */
/* menu_draw.c; origin: where place (0, 0) is */
void menu_draw_item(HDC dc, struct menu *menu, UINT position, POINT origin, BOOL is_bar);
void menu_draw_popup(HDC dc, struct menu *menu, const RECT *client);
int menu_bitmap_size(const struct menu_item *item, SIZE *size); /* 0: no bitmap that we draw ourselves */

/* menu_bar.c */
BOOL menu_bar_rectangle(HWND window, RECT *bar); /* window coordinates; FALSE: it has none */
void menu_bar_redraw(HWND window);               /* its items only, at once */

/* menu_track.c: shows the bar's or a pop-up's menus until something is chosen. Returns the id with TPM_RETURNCMD, else
 * whether it was shown. */
struct menu_start {
    HWND owner;
    HMENU menu;
    UINT flags;           /* TPM_* */
    BOOL is_bar;
    POINT point;          /* pop-up: where; bar: the mouse */
    RECT exclude;         /* pop-up: must not be covered; empty: nothing */
    int item;             /* bar: selected at once; -1: none */
    BOOL open;            /* bar: and its pop-up shown */
    BOOL by_mouse;
};
int menu_track(const struct menu_start *start);
int menu_item_at(const struct menu *menu, POINT point); /* in the coordinates of places; -1: none */
int menu_find_mnemonic(const struct menu *menu, WCHAR character, int after, BOOL *is_only);

#endif
