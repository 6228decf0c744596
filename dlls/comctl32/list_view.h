/* The list view. Items with their texts are kept here, or by the owner (LVS_OWNERDATA): then only a byte of state for
 * each. */
#ifndef LIST_VIEW_H
#define LIST_VIEW_H

#include "common.h"

#define MOST_COLUMNS 512
#define EDIT_TIMER 43

struct list_cell { WCHAR *text; BOOL callback; int image; };
struct list_item {
    struct list_cell *cells;
    int cell_count, indent, group;
    UINT state;
    LPARAM param;
    POINT place;   /* icon views: of the item's corner, without the scroll offset */
    BOOL placed;
    DWORD id;
};
struct list_column { int format, width, image, minimum; };

struct list {
    struct control control;
    struct list_item **items;
    BYTE *states;          /* LVS_OWNERDATA */
    int count, room;
    struct list_column columns[MOST_COLUMNS];
    int column_count;
    HWND header, edit, tooltips;
    WNDPROC edit_procedure;
    HIMAGELIST images, small_images, state_images;
    BOOL own_state_images;
    int focused, mark, hot, edited;
    int left, top;         /* scrolled, in pixels; report: top in rows; list: left in columns */
    int row_height, list_width, given_width, spacing_x, spacing_y;
    int view_width, view_height;
    BOOL has_focus, laid_out, setting_header, edit_ending, batch;
    COLORREF background, text, text_background;
    UINT extended_style, callback_mask;
    DWORD next_id;
    WCHAR search[64];
    DWORD search_time;
    int selected_column, work_areas;
    HCURSOR hot_cursor;
    RECT band;             /* selecting by a rubber band */
    BOOL banding;
    int sort_param;
};

#define LIST_TEXT_MAX 512

/* list_items.c */
BOOL list_is_virtual(const struct list *list);
UINT list_view_kind(const struct list *list);
struct list_item *list_item_at(struct list *list, int index);
int list_insert(struct list *list, const LVITEMW *item, BOOL unicode);
BOOL list_delete(struct list *list, int index);
void list_delete_all(struct list *list);
BOOL list_set(struct list *list, const LVITEMW *item, BOOL unicode);
BOOL list_get(struct list *list, LVITEMW *item, BOOL unicode);
BOOL list_set_state(struct list *list, int index, UINT state, UINT mask);
UINT list_state(struct list *list, int index);
const WCHAR *list_text(struct list *list, int index, int column, WCHAR *buffer);
int list_image(struct list *list, int index, int column);
BOOL list_set_count(struct list *list, int count);
BOOL list_sort(struct list *list, PFNLVCOMPARE compare, LPARAM data, BOOL by_index);
int list_next(struct list *list, int start, UINT flags);
int list_find(struct list *list, int start, const LVFINDINFOW *find, BOOL unicode);
int list_selected_count(struct list *list);
LRESULT list_notify(struct list *list, int code, int index, int column, UINT new_state, UINT old_state, UINT changed,
                    LPARAM param);
void list_cells_column_added(struct list *list, int column);
void list_cells_column_removed(struct list *list, int column);

/* list_columns.c */
void list_create_header(struct list *list);
int list_insert_column(struct list *list, int index, const LVCOLUMNW *column, BOOL unicode);
BOOL list_delete_column(struct list *list, int index);
BOOL list_set_column(struct list *list, int index, const LVCOLUMNW *column, BOOL unicode);
BOOL list_get_column(struct list *list, int index, LVCOLUMNW *column, BOOL unicode);
BOOL list_set_column_width(struct list *list, int index, int width);
void list_place_header(struct list *list);
LRESULT list_header_notified(struct list *list, NMHEADERW *note);
RECT list_column_rect(struct list *list, int column);

/* list_layout.c */
void list_changed(struct list *list);
void list_layout(struct list *list);
void list_measure(struct list *list);
int list_header_height(const struct list *list);
int list_per_page(struct list *list);
int list_per_row(struct list *list);
BOOL list_item_rect(struct list *list, int index, int part, RECT *rect);
BOOL list_cell_rect(struct list *list, int index, int column, int part, RECT *rect);
void list_hit_test(struct list *list, LVHITTESTINFO *hit);
BOOL list_ensure_visible(struct list *list, int index, BOOL partial);
void list_scroll(struct list *list, int bar, WPARAM request);
void list_scroll_to(struct list *list, int left, int top);
void list_invalidate_item(struct list *list, int index);
void list_arrange(struct list *list);
POINT list_item_place(struct list *list, int index);

/* list_paint.c, list_input.c, list_edit.c */
void list_paint(struct control *control, HDC dc, const RECT *update);
HIMAGELIST list_drag_image(struct list *list, int index);
LRESULT list_input(struct list *list, UINT message, WPARAM wparam, LPARAM lparam);
HWND list_edit_begin(struct list *list, int index);
BOOL list_edit_end(struct list *list, BOOL cancel);

#endif
