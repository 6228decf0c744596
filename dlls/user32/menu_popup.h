/* Pop-up menus' windows, for menu_track.c. */
#ifndef MENU_POPUP_H
#define MENU_POPUP_H

#include "menu.h"

struct popup_place {
    POINT point;
    UINT flags;
    RECT exclude;
    BOOL beside; /* next to `exclude`, the parent's item, not below it */
};
BOOL menu_popup_show(HMENU menu, HWND owner, const struct popup_place *wanted);
void menu_popup_hide(HMENU menu);
void menu_popup_redraw(struct menu *menu, int position);
void menu_popup_scroll_to(struct menu *menu, int position);

#endif
