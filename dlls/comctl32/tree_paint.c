/* How the tree view looks: lines and buttons, pictures, texts, with custom drawing. */
#include "tree_view.h"

HFONT tree_item_font(struct tree *tree, const struct tree_item *item)
{
    LOGFONTW font;
    if (!(item->state & TVIS_BOLD)) return control_font(&tree->control);
    if (!tree->bold && GetObjectW(control_font(&tree->control), sizeof(font), &font)) {
        font.lfWeight = FW_BOLD;
        tree->bold = CreateFontIndirectW(&font);
    }
    return tree->bold ? tree->bold : control_font(&tree->control);
}

static COLORREF line_colour(const struct tree *tree)
{
    return tree->line == CLR_DEFAULT ? GetSysColor(COLOR_BTNSHADOW) : tree->line;
}

static void dotted_line(HDC dc, int x1, int y1, int x2, int y2, COLORREF colour)
{
    for (int x = x1, y = y1; x <= x2 && y <= y2; x1 == x2 ? y++ : x++)
        if (!((x + y) & 1)) SetPixelV(dc, x, y, colour);
}

static void draw_button(HDC dc, int x, int y, BOOL expanded, const struct tree *tree)
{
    RECT box = {x - 4, y - 4, x + 5, y + 5}, inside = {x - 3, y - 3, x + 4, y + 4};
    COLORREF text = tree->text == CLR_NONE ? GetSysColor(COLOR_WINDOWTEXT) : tree->text;
    fill_colour(dc, &box, line_colour(tree));
    fill_colour(dc, &inside, tree->background == CLR_NONE ? GetSysColor(COLOR_WINDOW) : tree->background);
    draw_line(dc, x - 2, y, x + 3, y, text);
    if (!expanded) draw_line(dc, x, y - 2, x, y + 3, text);
}

static void draw_lines(struct tree *tree, HDC dc, struct tree_item *item, const RECT *row)
{
    DWORD style = control_style(&tree->control);
    int x = tree_item_x(tree, item) - tree->indent / 2 - 1, middle = (row->top + row->bottom) / 2;
    COLORREF colour = line_colour(tree);
    BOOL at_root = style & TVS_LINESATROOT && style & (TVS_HASLINES | TVS_HASBUTTONS), owns = item->depth || at_root;
    if (style & TVS_HASLINES && owns) {
        BOOL above = item->previous || item->depth;
        if (above) dotted_line(dc, x, row->top, x, middle, colour);
        if (item->next) dotted_line(dc, x, middle, x, row->bottom - 1, colour);
        dotted_line(dc, x, middle, tree_item_x(tree, item) - 2, middle, colour);
        struct tree_item *ancestor = item->parent;
        for (int at = x - tree->indent; ancestor->parent; ancestor = ancestor->parent, at -= tree->indent)
            if (ancestor->next && (ancestor->depth || at_root))
                dotted_line(dc, at, row->top, at, row->bottom - 1, colour);
    }
    if (style & TVS_HASBUTTONS && owns && tree_item_has_children(tree, item))
        draw_button(dc, x, middle, item->state & TVIS_EXPANDED, tree);
}

static void draw_pictures(struct tree *tree, HDC dc, struct tree_item *item, const RECT *row)
{
    int x = tree_item_x(tree, item), width, height, state = (int)(item->state & TVIS_STATEIMAGEMASK) >> 12;
    if (tree->state_images && state && ImageList_GetIconSize(tree->state_images, &width, &height)) {
        ImageList_Draw(tree->state_images, state, dc, x, (row->top + row->bottom - height) / 2, ILD_NORMAL);
        x += width;
    }
    if (!tree->images || !ImageList_GetIconSize(tree->images, &width, &height)) return;
    int image = tree_item_image(tree, item, item == tree->selected);
    UINT look = ILD_TRANSPARENT | (item->state & TVIS_OVERLAYMASK);
    COLORREF tint = CLR_DEFAULT;
    if (item->state & TVIS_CUT)
        look |= ILD_BLEND50, tint = tree->background == CLR_NONE ? GetSysColor(COLOR_WINDOW) : tree->background;
    else if (item->state & TVIS_DROPHILITED) look |= ILD_BLEND50;
    if (image >= 0)
        ImageList_DrawEx(tree->images, image, dc, x, (row->top + row->bottom - height) / 2, 0, 0, CLR_NONE, tint, look);
}

static UINT draw_state(struct tree *tree, const struct tree_item *item)
{
    UINT state = 0;
    if (item->state & TVIS_SELECTED) state |= CDIS_SELECTED;
    if (item == tree->selected && tree->focused) state |= CDIS_FOCUS;
    if (item == tree->hot) state |= CDIS_HOT;
    return state;
}

static void choose_colours(struct tree *tree, const struct tree_item *item, NMTVCUSTOMDRAW *draw)
{
    DWORD style = control_style(&tree->control);
    draw->clrText = tree->text == CLR_NONE ? GetSysColor(COLOR_WINDOWTEXT) : tree->text;
    draw->clrTextBk = tree->background == CLR_NONE ? GetSysColor(COLOR_WINDOW) : tree->background;
    if (!IsWindowEnabled(tree->control.window)) {
        draw->clrText = GetSysColor(COLOR_GRAYTEXT);
        if (tree->background == CLR_NONE) draw->clrTextBk = GetSysColor(COLOR_BTNFACE);
    }
    if (style & TVS_TRACKSELECT && item == tree->hot) draw->clrText = GetSysColor(COLOR_HOTLIGHT);
    BOOL marked = item->state & TVIS_SELECTED && !(tree->drop_target && tree->drop_target != item);
    if ((marked && tree->focused) || item->state & TVIS_DROPHILITED) {
        draw->clrText = GetSysColor(COLOR_HIGHLIGHTTEXT);
        draw->clrTextBk = GetSysColor(COLOR_HIGHLIGHT);
    } else if (item->state & TVIS_SELECTED && style & TVS_SHOWSELALWAYS) {
        draw->clrText = GetSysColor(COLOR_BTNTEXT);
        draw->clrTextBk = GetSysColor(COLOR_BTNFACE);
    }
}

static void draw_text(struct tree *tree, HDC dc, struct tree_item *item, const RECT *row, const NMTVCUSTOMDRAW *draw)
{
    WCHAR buffer[260];
    RECT label = *row;
    const WCHAR *text = tree_item_text(tree, item, buffer);
    DWORD style = control_style(&tree->control);
    label.left = tree_text_x(tree, item);
    label.right = label.left + tree_item_width(tree, item);
    COLORREF plain = tree->background == CLR_NONE ? GetSysColor(COLOR_WINDOW) : tree->background;
    if (draw->clrTextBk != plain && draw->clrTextBk != CLR_NONE)
        fill_colour(dc, style & TVS_FULLROWSELECT && !(style & TVS_HASLINES) ? row : &label, draw->clrTextBk);
    SetTextColor(dc, draw->clrText);
    SetBkMode(dc, TRANSPARENT);
    TEXTMETRICW metric;
    GetTextMetricsW(dc, &metric);
    ExtTextOutW(dc, label.left + TREE_PADDING + 1, (label.top + label.bottom - metric.tmHeight) / 2, ETO_CLIPPED, row,
                text, (UINT)text_length(text), NULL);
    if (style & TVS_TRACKSELECT && item == tree->hot)
        draw_line(dc, label.left + TREE_PADDING + 1, label.bottom - 2, label.right - TREE_PADDING - 1, label.bottom - 2,
                  draw->clrText);
    if (item == tree->selected && tree->focused &&
        !(SendMessageW(tree->control.window, WM_QUERYUISTATE, 0, 0) & UISF_HIDEFOCUS)) {
        SetTextColor(dc, 0);
        SetBkColor(dc, RGB(255, 255, 255));
        DrawFocusRect(dc, &label);
    }
}

static void draw_item(struct tree *tree, HDC dc, struct tree_item *item, UINT stages)
{
    RECT row;
    NMTVCUSTOMDRAW draw = {0};
    UINT answer = CDRF_DODEFAULT;
    if (!tree_item_rect(tree, item, FALSE, &row)) return;
    choose_colours(tree, item, &draw);
    HGDIOBJ old = SelectObject(dc, tree_item_font(tree, item));
    draw.nmcd.hdc = dc;
    draw.nmcd.rc = row;
    draw.nmcd.dwItemSpec = (DWORD_PTR)item;
    draw.nmcd.uItemState = draw_state(tree, item);
    draw.nmcd.lItemlParam = item->param;
    draw.iLevel = item->depth;
    if (stages & CDRF_NOTIFYITEMDRAW) answer = control_custom_draw(&tree->control, &draw.nmcd, CDDS_ITEMPREPAINT);
    if (!(answer & CDRF_SKIPDEFAULT)) {
        draw_lines(tree, dc, item, &row);
        draw_pictures(tree, dc, item, &row);
        if (item != tree->edited) draw_text(tree, dc, item, &row, &draw);
    }
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(&tree->control, &draw.nmcd, CDDS_ITEMPOSTPAINT);
    SelectObject(dc, old);
}

static void draw_insert_mark(struct tree *tree, HDC dc)
{
    RECT rect;
    if (!tree->insert_mark || !tree_item_rect(tree, tree->insert_mark, TRUE, &rect)) return;
    COLORREF colour = tree->insert_colour == CLR_DEFAULT ? GetSysColor(COLOR_WINDOWTEXT) : tree->insert_colour;
    int y = tree->insert_after ? rect.bottom - 1 : rect.top;
    draw_line(dc, rect.left, y, rect.right, y, colour);
    draw_line(dc, rect.left, y - 2, rect.left, y + 3, colour);
    draw_line(dc, rect.right, y - 2, rect.right, y + 3, colour);
}

void tree_paint(struct control *control, HDC dc, const RECT *update)
{
    struct tree *tree = (struct tree *)control;
    SIZE size = control_client_size(control);
    COLORREF background = tree->background == CLR_NONE
                              ? GetSysColor(IsWindowEnabled(control->window) ? COLOR_WINDOW : COLOR_BTNFACE)
                              : tree->background;
    NMTVCUSTOMDRAW draw = {{.hdc = dc, .rc = {0, 0, size.cx, size.cy}}, 0, 0, 0};
    fill_colour(dc, update, background);
    UINT answer = control_custom_draw(control, &draw.nmcd, CDDS_PREPAINT);
    if (answer & CDRF_SKIPDEFAULT || control->destroyed) return;
    struct tree_item *item = tree_item_at_row(tree, tree->top);
    for (; item && !control->destroyed; item = tree_visible_next(item)) {
        int y = (item->row - tree->top) * tree->item_height;
        if (y >= update->bottom) break;
        if (y + item->integral * tree->item_height > update->top) draw_item(tree, dc, item, answer);
    }
    draw_insert_mark(tree, dc);
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(control, &draw.nmcd, CDDS_POSTPAINT);
}

HIMAGELIST tree_drag_image(struct tree *tree, struct tree_item *item)
{
    WCHAR buffer[260];
    RECT rect;
    int icon_width = 0, icon_height;
    if (!tree->images || !tree_item_rect(tree, item, TRUE, &rect)) return NULL;
    ImageList_GetIconSize(tree->images, &icon_width, &icon_height);
    int width = rect.right - rect.left + icon_width + TREE_IMAGE_GAP, height = rect.bottom - rect.top;
    HDC screen = GetDC(NULL), dc = CreateCompatibleDC(screen);
    HBITMAP bitmap = CreateCompatibleBitmap(screen, width, height);
    HIMAGELIST list = ImageList_Create(width, height, ILC_COLOR32 | ILC_MASK, 1, 1);
    HGDIOBJ old = SelectObject(dc, bitmap), old_font = SelectObject(dc, tree_item_font(tree, item));
    RECT all = {0, 0, width, height};
    const WCHAR *text = tree_item_text(tree, item, buffer);
    fill_colour(dc, &all, RGB(255, 0, 255));
    ImageList_Draw(tree->images, tree_item_image(tree, item, FALSE), dc, 0, (height - icon_height) / 2, ILD_NORMAL);
    SetBkMode(dc, TRANSPARENT);
    TextOutW(dc, icon_width + TREE_IMAGE_GAP + TREE_PADDING, 1, text, text_length(text));
    SelectObject(dc, old_font);
    SelectObject(dc, old);
    ImageList_AddMasked(list, bitmap, RGB(255, 0, 255));
    DeleteObject(bitmap);
    DeleteDC(dc);
    ReleaseDC(NULL, screen);
    return list;
}
