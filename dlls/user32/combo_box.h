/* The combo box: a field, an arrow and a list (combo*.c). */
#ifndef COMBO_BOX_H
#define COMBO_BOX_H

#include "list_box.h"

#define COMBO_LIST_ID 1000
#define COMBO_EDIT_ID 1001
#define COMBO_EDGE 3 /* edge and margin around the field */

struct combo_box {
    HWND window, edit, list; /* edit: NULL with CBS_DROPDOWNLIST */
    DWORD style;
    HFONT font;
    int field_height;        /* CB_GETITEMHEIGHT -1 */
    RECT field, button;      /* client coordinates; button is empty with CBS_SIMPLE */
    int dropped_height;      /* window and open list together, as the program gave it */
    int own_height;          /* that the control gave itself; another one is the program's wish for dropped_height */
    int dropped_width;       /* at least; CB_SETDROPPEDWIDTH */
    int selected_before;     /* when it was opened */
    BOOL was_in_list;        /* the mouse came into the open list: outside of it with the button down it scrolls */
    BOOL is_open, is_pressed, has_focus, extended_keys, is_updating, no_redraw;
};

#define COMBO_TYPE(style) ((style) & 3u)
struct combo_box *combo_of(HWND window);
BOOL combo_is_owner_drawn(const struct combo_box *combo);
void combo_notify(const struct combo_box *combo, UINT code);
LRESULT combo_list_send(const struct combo_box *combo, UINT message, WPARAM wparam, LPARAM lparam);
int combo_selected(const struct combo_box *combo);
void combo_show_selected(struct combo_box *combo); /* in the field */

/* combo_layout.c */
void combo_measure(struct combo_box *combo); /* the field's height from font or owner */
void combo_lay_out(struct combo_box *combo);
int combo_closed_height(const struct combo_box *combo);
void combo_paint(struct combo_box *combo, HDC dc);
void combo_repaint_field(struct combo_box *combo);

/* combo_drop.c */
void combo_open(struct combo_box *combo);
void combo_close(struct combo_box *combo, BOOL take_selection);
void combo_leave(struct combo_box *combo); /* another window gets the focus */
LRESULT combo_list_mouse(struct list_box *list, UINT message, int x, int y);
/* Keys of the field and of the edit control in it; TRUE: done. */
BOOL combo_key(struct combo_box *combo, UINT message, WPARAM key, LPARAM lparam);
LRESULT WINAPI combo_edit_procedure(HWND, UINT, WPARAM, LPARAM);

#endif
