/* The list box: its items and its view (list_box*.c). The list of a combo box is one too. */
#ifndef LIST_BOX_H
#define LIST_BOX_H

#include "control.h"

struct list_item { ULONG_PTR data; int height; WCHAR text[]; };

struct list_box {
    HWND window, combo;     /* combo: whose list it is, or NULL */
    DWORD style;
    HFONT font;
    LCID locale;
    struct list_item **items; /* NULL with LBS_NODATA and without items */
    BYTE *marks;            /* several can be selected: which are; NULL else */
    int count, capacity;
    int selected;           /* single selection; -1: none */
    int caret, anchor;
    BOOL caret_is_off;      /* the focus rectangle of the caret item is not shown */
    int top;                /* first visible item; with columns the first of the first visible column */
    int item_height;        /* LBS_OWNERDRAWVARIABLE: of new items */
    int column_width, rows; /* LBS_MULTICOLUMN: rows of a column */
    int extent, offset;     /* horizontal scrolling, pixels */
    int *tabs; UINT tab_count; /* pixels */
    int width, height;      /* of the client area */
    int wanted_height, own_height; /* of the window: as the program made it, as the list made it to show whole items */
    BOOL no_redraw, has_focus, is_captured, is_deselecting;
    int wheel_rest;         /* of turns smaller than a notch */
    WCHAR typed[32]; UINT typed_count; DWORD typed_time; /* search by typing */
};

#define LIST_ERR_SPACE (-2)

struct list_box *list_box_of(HWND window);
LRESULT WINAPI list_box_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI combo_list_procedure(HWND, UINT, WPARAM, LPARAM);
BOOL list_has_text(const struct list_box *list);
BOOL list_is_multiple(const struct list_box *list);
BOOL list_is_owner_drawn(const struct list_box *list);

/* list_box_items.c; indices as programs give them; -1 (LB_ERR) on failure, LIST_ERR_SPACE without memory */
int list_insert(struct list_box *list, int index, LPARAM text_or_data); /* -1: at the end */
int list_insert_sorted(struct list_box *list, LPARAM text_or_data);
int list_delete(struct list_box *list, int index);
void list_clear(struct list_box *list);
int list_set_count(struct list_box *list, int count);
int list_find(struct list_box *list, int after, LPARAM text_or_data, BOOL exact);
LRESULT list_get_text(const struct list_box *list, int index, void *buffer);
LRESULT list_get_text_length(const struct list_box *list, int index);
BOOL list_reserve(struct list_box *list, int count);
static inline BOOL list_is_marked(const struct list_box *list, int index) { return list->marks && list->marks[index]; }
/* The owner's answer to an item message (WM_MEASUREITEM and so on), or 0. */
LRESULT list_ask_owner(const struct list_box *list, UINT message, void *structure);
UINT list_owner_type(const struct list_box *list);
UINT list_owner_id(const struct list_box *list);
HWND list_owner_window(const struct list_box *list);

/* list_box_scroll.c */
BOOL list_item_rectangle(const struct list_box *list, int index,
                         RECT *rectangle); /* client coordinates; FALSE: there is no such item */
int list_item_at(const struct list_box *list, int x, int y, BOOL *is_outside);
int list_item_height(const struct list_box *list, int index);
void list_set_top(struct list_box *list, int index);
void list_show_item(struct list_box *list, int index, BOOL at_top); /* scrolls so that it is seen */
void list_update_bars(struct list_box *list);
void list_changed_from(struct list_box *list, int index); /* items from there on look different */
void list_resized(struct list_box *list);
void list_scroll(struct list_box *list, BOOL vertical, WPARAM wparam);
void list_wheel(struct list_box *list, int delta);
void list_font_changed(struct list_box *list);
int list_page(const struct list_box *list); /* items that fit */

/* list_box_paint.c */
void list_repaint_item(struct list_box *list, int index, UINT action);
void list_paint(struct list_box *list, HDC dc);

/* list_box_select.c; the owner may destroy the list while it draws an item */
int list_set_selected(struct list_box *list, int index); /* single selection; -1: none */
void list_select_one(struct list_box *list, int index, BOOL select);
void list_select_range(struct list_box *list, int first, int last, BOOL select);
void list_select_only(struct list_box *list, int first, int last);
void list_set_caret(struct list_box *list, int index, BOOL scroll);
void list_notify(struct list_box *list, UINT code);

/* list_box_input.c */
LRESULT list_mouse(struct list_box *list, UINT message, WPARAM keys, int x, int y);
LRESULT list_key(struct list_box *list, WPARAM key);
LRESULT list_character(struct list_box *list, WCHAR character);
void list_focus(struct list_box *list, BOOL has);
void list_capture_lost(struct list_box *list);
void list_drag_timer(struct list_box *list);
#define LIST_TIMER 1

/* list_box_directory.c: LB_DIR, CB_DIR; the last index added, or -1 */
int list_add_directory(HWND control, UINT add_message, UINT attributes, LPCWSTR pattern);
int list_add_file(HWND control, LPCWSTR path); /* LB_ADDFILE */

#endif
