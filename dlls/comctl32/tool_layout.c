/* Where the tool bar's buttons are, and how they look. */
#include "tool_bar.h"

#define DROP_WIDTH 13

void tools_changed(struct tools *tools)
{
    tools->laid_out = FALSE;
    control_invalidate(&tools->control, NULL);
}

static BOOL beside(const struct tools *tools) { return control_style_is(&tools->control, TBSTYLE_LIST); }

static BOOL shows_text(const struct tools *tools, const struct tool *item)
{
    if (!tools_text(tools, item) || !*tools_text(tools, item)) return FALSE;
    if (tools->extended & TBSTYLE_EX_MIXEDBUTTONS && beside(tools)) return (item->style & BTNS_SHOWTEXT) != 0;
    return tools->text_rows > 0;
}

static BOOL drops(const struct tools *tools, const struct tool *item)
{
    return item->style & BTNS_DROPDOWN && tools->extended & TBSTYLE_EX_DRAWDDARROWS;
}

static SIZE picture_size(struct tools *tools)
{
    int width, height;
    if (tools->images && ImageList_GetIconSize(tools->images, &width, &height)) return (SIZE){width, height};
    return tools->bitmap;
}

static int text_room(struct tools *tools, const struct tool *item)
{
    return text_width(control_font(&tools->control), tools_text(tools, item)) + 6;
}

SIZE tools_button_size(struct tools *tools)
{
    SIZE picture = picture_size(tools), size = {picture.cx + tools->padding_x, picture.cy + tools->padding_y};
    int line = font_height(control_font(&tools->control)), widest = 0;
    BOOL any = FALSE;
    if (tools->given_button) size = (SIZE){max(size.cx, tools->button.cx), max(size.cy, tools->button.cy)};
    for (int i = 0; i < tools->count; i++) {
        if (tools->items[i].style & BTNS_SEP || !shows_text(tools, &tools->items[i])) continue;
        widest = max(widest, text_room(tools, &tools->items[i]));
        any = TRUE;
    }
    if (any && beside(tools))
        size.cx = max(size.cx, picture.cx + widest + 8), size.cy = max(size.cy, line + tools->padding_y);
    else if (any) size.cx = max(size.cx, widest), size.cy = max(size.cy, picture.cy + line + tools->padding_y);
    if (tools->most_width) size.cx = max(min(size.cx, tools->most_width), tools->least_width);
    return size;
}

static int item_width(struct tools *tools, const struct tool *item, SIZE button)
{
    if (item->style & BTNS_SEP) return item->width ? item->width : SEPARATOR_WIDTH;
    if (item->width) return item->width;
    int width = button.cx;
    if (item->style & BTNS_AUTOSIZE || tools->extended & TBSTYLE_EX_MIXEDBUTTONS) {
        int picture = item->image == I_IMAGENONE ? 0 : (int)picture_size(tools).cx;
        width = picture + tools->padding_x;
        if (shows_text(tools, item))
            width = beside(tools) ? picture + text_room(tools, item) + 8 : max(width, text_room(tools, item));
    }
    return width + (drops(tools, item) ? DROP_WIDTH : 0);
}

void tools_layout(struct tools *tools)
{
    if (tools->laid_out) return;
    tools->laid_out = TRUE;
    tools->tips_valid = FALSE;
    SIZE size = tools_button_size(tools);
    int x = tools->indent, y = control_style_is(&tools->control, TBSTYLE_FLAT) ? 0 : 2,
        room = control_client_size(&tools->control).cx;
    BOOL wraps = control_style_is(&tools->control, TBSTYLE_WRAPABLE);
    tools->button = tools->given_button ? tools->button : size;
    tools->rows = 1;
    for (int i = 0; i < tools->count; i++) {
        struct tool *item = &tools->items[i];
        if (item->state & TBSTATE_HIDDEN) {
            item->rect = (RECT){0};
            continue;
        }
        int width = item_width(tools, item, size);
        if (wraps && x + width > room && x > tools->indent && !(item->style & BTNS_SEP))
            x = tools->indent, y += size.cy, tools->rows++;
        item->rect = (RECT){x, y, x + width, y + size.cy};
        x += width;
        if (item->state & TBSTATE_WRAP) {
            x = tools->indent;
            y += item->style & BTNS_SEP ? SEPARATOR_WIDTH : size.cy;
            tools->rows++;
        }
    }
}

void tools_autosize(struct tools *tools)
{
    DWORD style = control_style(&tools->control);
    RECT parent, own;
    HWND window = tools->control.window;
    tools->laid_out = FALSE;
    if (style & CCS_NORESIZE || !GetClientRect(GetParent(window), &parent)) {
        control_invalidate(&tools->control, NULL);
        return;
    }
    GetWindowRect(window, &own);
    MapWindowPoints(NULL, GetParent(window), (POINT *)&own, 2);
    tools_layout(tools);
    int edge = style & CCS_NODIVIDER ? 0 : 2, height = tools->rows * tools_button_size(tools).cy + 4 + edge;
    int width = style & CCS_NOPARENTALIGN ? own.right - own.left : parent.right,
        x = style & CCS_NOPARENTALIGN ? own.left : 0, y = own.top;
    if (!(style & CCS_NOPARENTALIGN))
        y = (style & CCS_BOTTOM) == CCS_BOTTOM ? parent.bottom - height : style & CCS_TOP ? 0 : own.top;
    SetWindowPos(window, NULL, x, y, width, height, SWP_NOZORDER | SWP_NOACTIVATE);
    tools->laid_out = FALSE;
    control_invalidate(&tools->control, NULL);
}

int tools_hit(struct tools *tools, POINT point)
{
    tools_layout(tools);
    for (int i = 0; i < tools->count; i++)
        if (PtInRect(&tools->items[i].rect, point)) return tools->items[i].style & BTNS_SEP ? -1 - i : i;
    return -1 - tools->count;
}

void tools_invalidate(struct tools *tools, int index)
{
    if (index >= 0 && index < tools->count && tools->laid_out)
        control_invalidate(&tools->control, &tools->items[index].rect);
}

/* --- drawing --- */

static void draw_separator(struct tools *tools, HDC dc, const RECT *rect)
{
    int x = (rect->left + rect->right) / 2 - 1;
    if (!control_style_is(&tools->control, TBSTYLE_FLAT)) return;
    draw_line(dc, x, rect->top + 2, x, rect->bottom - 2, GetSysColor(COLOR_BTNSHADOW));
    draw_line(dc, x + 1, rect->top + 2, x + 1, rect->bottom - 2, GetSysColor(COLOR_BTNHIGHLIGHT));
}

static void draw_grey(HDC dc, HIMAGELIST images, int image, int x, int y)
{
    int width, height;
    ImageList_GetIconSize(images, &width, &height);
    HICON icon = ImageList_GetIcon(images, image, ILD_TRANSPARENT);
    if (!icon) return;
    DrawStateW(dc, NULL, NULL, (LPARAM)icon, 0, x, y, width, height, DST_ICON | DSS_DISABLED);
    DestroyIcon(icon);
}

static void draw_picture(struct tools *tools, HDC dc, const struct tool *item, int x, int y, BOOL hot)
{
    HIMAGELIST images = tools_images(tools);
    if (!images || item->image < 0) return;
    if (!(item->state & TBSTATE_ENABLED)) {
        if (tools->disabled_images) ImageList_Draw(tools->disabled_images, item->image, dc, x, y, ILD_TRANSPARENT);
        else draw_grey(dc, images, item->image, x, y);
        return;
    }
    ImageList_Draw(hot && tools->hot_images ? tools->hot_images : images, item->image, dc, x, y, ILD_TRANSPARENT);
}

static void draw_frame(struct tools *tools, HDC dc, const struct tool *item, RECT rect, BOOL down, BOOL hot)
{
    BOOL flat = control_style_is(&tools->control, TBSTYLE_FLAT);
    if (!flat) DrawEdge(dc, &rect, down ? EDGE_SUNKEN : EDGE_RAISED, BF_RECT | BF_SOFT);
    else if (down) DrawEdge(dc, &rect, BDR_SUNKENOUTER, BF_RECT);
    else if (hot && item->state & TBSTATE_ENABLED) DrawEdge(dc, &rect, BDR_RAISEDINNER, BF_RECT);
}

static void draw_arrow(HDC dc, int x, int y)
{
    for (int row = 0; row < 3; row++)
        draw_line(dc, x - 2 + row, y + row, x + 3 - row, y + row, GetSysColor(COLOR_BTNTEXT));
}

static void draw_label(struct tools *tools, HDC dc, const struct tool *item, RECT rect)
{
    UINT format = DT_SINGLELINE | DT_END_ELLIPSIS | (beside(tools) ? DT_LEFT | DT_VCENTER : DT_CENTER | DT_BOTTOM);
    if (item->style & BTNS_NOPREFIX) format |= DT_NOPREFIX;
    SetBkMode(dc, TRANSPARENT);
    if (!(item->state & TBSTATE_ENABLED)) {
        RECT light = rect;
        OffsetRect(&light, 1, 1);
        SetTextColor(dc, GetSysColor(COLOR_BTNHIGHLIGHT));
        DrawTextW(dc, tools_text(tools, item), -1, &light, format);
        SetTextColor(dc, GetSysColor(COLOR_BTNSHADOW));
    } else {
        SetTextColor(dc, GetSysColor(item->state & TBSTATE_MARKED ? COLOR_HIGHLIGHTTEXT : COLOR_BTNTEXT));
    }
    DrawTextW(dc, tools_text(tools, item), -1, &rect, format);
}

static void draw_button(struct tools *tools, HDC dc, int index, UINT stages)
{
    struct tool *item = &tools->items[index];
    RECT rect = item->rect;
    SIZE picture = picture_size(tools);
    BOOL down = (item->state & (TBSTATE_CHECKED | TBSTATE_PRESSED)) != 0, hot = index == tools->hot;
    NMTBCUSTOMDRAW draw = {
        .nmcd = {.hdc = dc, .rc = rect, .dwItemSpec = (DWORD_PTR)item->command, .lItemlParam = (LPARAM)item->data}};
    UINT answer = 0;
    if (item->state & TBSTATE_CHECKED) draw.nmcd.uItemState |= CDIS_CHECKED;
    if (item->state & TBSTATE_PRESSED) draw.nmcd.uItemState |= CDIS_SELECTED;
    if (!(item->state & TBSTATE_ENABLED)) draw.nmcd.uItemState |= CDIS_DISABLED;
    if (hot) draw.nmcd.uItemState |= CDIS_HOT;
    if (stages & CDRF_NOTIFYITEMDRAW) answer = control_custom_draw(&tools->control, &draw.nmcd, CDDS_ITEMPREPAINT);
    if (tools->control.destroyed || answer & CDRF_SKIPDEFAULT) return;
    int drop = drops(tools, item) ? DROP_WIDTH : 0;
    rect.right -= drop;
    draw_frame(tools, dc, item, rect, down, hot);
    if (item->state & TBSTATE_MARKED) {
        RECT inside = {rect.left + 2, rect.top + 2, rect.right - 2, rect.bottom - 2};
        fill_colour(dc, &inside, GetSysColor(COLOR_HIGHLIGHT));
    }
    if (drop) {
        RECT arrow = {rect.right, rect.top, rect.right + drop, rect.bottom};
        draw_frame(tools, dc, item, arrow, FALSE, hot);
        draw_arrow(dc, (arrow.left + arrow.right) / 2, (arrow.top + arrow.bottom) / 2 - 1);
    }
    if (down) OffsetRect(&rect, 1, 1);
    BOOL text = shows_text(tools, item);
    if (beside(tools)) {
        int x = rect.left + 4, width = item->image == I_IMAGENONE ? 0 : picture.cx + 2;
        if (!text) x = (rect.left + rect.right - picture.cx) / 2;
        draw_picture(tools, dc, item, x, (rect.top + rect.bottom - picture.cy) / 2, hot);
        if (text) draw_label(tools, dc, item, (RECT){x + width, rect.top, rect.right - 2, rect.bottom});
    } else {
        int y = text ? rect.top + 3 : (rect.top + rect.bottom - picture.cy) / 2;
        draw_picture(tools, dc, item, (rect.left + rect.right - picture.cx) / 2, y, hot);
        if (text) draw_label(tools, dc, item, (RECT){rect.left + 1, rect.top, rect.right - 1, rect.bottom - 2});
    }
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(&tools->control, &draw.nmcd, CDDS_ITEMPOSTPAINT);
}

void tools_paint(struct control *control, HDC dc, const RECT *update)
{
    struct tools *tools = (struct tools *)control;
    SIZE size = control_client_size(control);
    NMTBCUSTOMDRAW draw = {.nmcd = {.hdc = dc, .rc = {0, 0, size.cx, size.cy}}};
    RECT edge = {0, 0, size.cx, 2}, both;
    HGDIOBJ old = SelectObject(dc, control_font(control));
    tools_layout(tools);
    fill_colour(dc, update, GetSysColor(COLOR_BTNFACE));
    UINT answer = control_custom_draw(control, &draw.nmcd, CDDS_PREPAINT);
    if (!control_style_is(control, CCS_NODIVIDER | TBSTYLE_FLAT)) DrawEdge(dc, &edge, EDGE_ETCHED, BF_TOP);
    for (int i = 0; i < tools->count && !(answer & CDRF_SKIPDEFAULT) && !control->destroyed; i++) {
        if (tools->items[i].state & TBSTATE_HIDDEN || !IntersectRect(&both, &tools->items[i].rect, update)) continue;
        if (tools->items[i].style & BTNS_SEP) draw_separator(tools, dc, &tools->items[i].rect);
        else draw_button(tools, dc, i, answer);
    }
    SelectObject(dc, old);
}
