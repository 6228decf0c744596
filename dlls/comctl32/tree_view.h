/* The tree view: items form a tree by pointers; their rows on the screen are counted anew when something changed
 * (tree_layout). */
#ifndef TREE_VIEW_H
#define TREE_VIEW_H

#include "common.h"

struct tree_item {
    struct tree *tree;          /* tells a live handle from a stale one */
    struct tree_item *parent, *first, *last, *next, *previous;
    WCHAR *text;
    BOOL text_callback;
    int image, selected_image, expanded_image, children, integral;
    UINT state, extended_state;
    LPARAM param;
    int row, depth, width;      /* row -1: not shown; width of the text, -1: not measured */
};

struct tree {
    struct control control;
    struct tree_item root, *selected, *drop_target, *insert_mark, *hot, *edited, *pressed_item;
    HIMAGELIST images, state_images;
    HWND edit, tooltips;
    WNDPROC edit_procedure;
    HFONT bold;
    COLORREF background, text, line, insert_colour;
    int indent, item_height, top, left, rows, width, count;
    BOOL custom_height, laid_out, insert_after, edit_timer, deleting, edit_ending, own_state_images, focused;
    UINT extended_style, scroll_time;
    WCHAR search[64];
    DWORD search_time;
};

#define TREE_PADDING 2
#define TREE_IMAGE_GAP 3
#define TREE_EDIT_TIMER 42

/* tree_items.c */
struct tree_item *tree_item_of(struct tree *tree, HTREEITEM handle);
struct tree_item *tree_insert(struct tree *tree, const TVINSERTSTRUCTW *insert, BOOL unicode);
void tree_delete(struct tree *tree, struct tree_item *item);
void tree_delete_children(struct tree *tree, struct tree_item *item);
BOOL tree_set(struct tree *tree, const TVITEMEXW *changes, BOOL unicode);
BOOL tree_get(struct tree *tree, TVITEMEXW *item, BOOL unicode);
void tree_sort(struct tree *tree, struct tree_item *parent, BOOL recurse, const TVSORTCB *callback);
/* The text as it is to be shown; asks the owner where it is a callback. `buffer` of 260 characters takes it then. */
const WCHAR *tree_item_text(struct tree *tree, struct tree_item *item, WCHAR *buffer);
int tree_item_image(struct tree *tree, struct tree_item *item, BOOL selected);
BOOL tree_item_has_children(struct tree *tree, struct tree_item *item);
void tree_fill_notification(const struct tree_item *item, TVITEMW *out, UINT mask);
struct tree_item *tree_next(const struct tree_item *item, const struct tree_item *top);

/* tree_layout.c */
void tree_changed(struct tree *tree);
void tree_layout(struct tree *tree);
void tree_update_height(struct tree *tree);
int tree_page(const struct tree *tree);
struct tree_item *tree_visible_next(const struct tree_item *item);
struct tree_item *tree_visible_previous(const struct tree_item *item);
struct tree_item *tree_item_at_row(struct tree *tree, int row);
BOOL tree_item_rect(struct tree *tree, struct tree_item *item, BOOL text_only, RECT *rect);
int tree_item_x(const struct tree *tree, const struct tree_item *item);  /* of the state image or image */
int tree_text_x(const struct tree *tree, const struct tree_item *item);
int tree_item_width(struct tree *tree, struct tree_item *item);
void tree_hit_test(struct tree *tree, TVHITTESTINFO *hit);
BOOL tree_ensure_visible(struct tree *tree, struct tree_item *item);
void tree_scroll(struct tree *tree, int bar, WPARAM request);
void tree_scroll_to(struct tree *tree, int top, int left);
void tree_invalidate(struct tree *tree, struct tree_item *item);

/* tree_paint.c */
void tree_paint(struct control *control, HDC dc, const RECT *update);
HFONT tree_item_font(struct tree *tree, const struct tree_item *item);
HIMAGELIST tree_drag_image(struct tree *tree, struct tree_item *item);

/* tree_input.c */
LRESULT tree_input(struct tree *tree, UINT message, WPARAM wparam, LPARAM lparam);
BOOL tree_select(struct tree *tree, struct tree_item *item, UINT cause);
BOOL tree_expand(struct tree *tree, struct tree_item *item, UINT how, BOOL notify);
void tree_toggle_check(struct tree *tree, struct tree_item *item);

/* tree_edit.c */
HWND tree_edit_begin(struct tree *tree, struct tree_item *item);
BOOL tree_edit_end(struct tree *tree, BOOL cancel);
void tree_edit_changed(struct tree *tree);

#endif
