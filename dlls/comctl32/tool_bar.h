/* The tool bar. Its pictures come from image lists, or from bitmaps (TB_ADDBITMAP) collected in a list of its own. */
#ifndef TOOL_BAR_H
#define TOOL_BAR_H

#include "common.h"

#define MOST_BUTTONS 512
#define SEPARATOR_WIDTH 8

struct tool { int image, command, text_index; BYTE state, style; DWORD_PTR data; WCHAR *text; int width; RECT rect; };
struct tools {
    struct control control;
    struct tool items[MOST_BUTTONS];
    int count;
    WCHAR **texts;
    int text_count;
    HIMAGELIST images, own_images, hot_images, disabled_images;
    int own_count;
    SIZE bitmap, button;
    int padding_x, padding_y, indent, rows, text_rows, least_width, most_width;
    BOOL given_button, laid_out, anchored, tips_valid, own_tooltips;
    int pressed, hot, button_size;
    HWND tooltips;
    UINT extended, text_flags;
};

/* tool_items.c */
int tools_index(struct tools *tools, int command);
BOOL tools_insert(struct tools *tools, int index, const TBBUTTON *button, BOOL unicode);
BOOL tools_delete(struct tools *tools, int index);
int tools_add_texts(struct tools *tools, HINSTANCE instance, const void *text, BOOL unicode);
int tools_add_bitmap(struct tools *tools, int count, const TBADDBITMAP *bitmap);
const WCHAR *tools_text(const struct tools *tools, const struct tool *item);
LRESULT tools_info(struct tools *tools, int command, TBBUTTONINFOW *info, BOOL unicode, BOOL set);
HIMAGELIST tools_images(struct tools *tools);

/* tool_layout.c */
void tools_changed(struct tools *tools);
void tools_layout(struct tools *tools);
void tools_autosize(struct tools *tools);
int tools_hit(struct tools *tools, POINT point);
SIZE tools_button_size(struct tools *tools);
void tools_paint(struct control *control, HDC dc, const RECT *update);
void tools_invalidate(struct tools *tools, int index);

#endif
