/* Where the tree view's items are: rows, rectangles, hit tests, scrolling. */
#include "tree_view.h"

void tree_changed(struct tree *tree)
{
    tree->laid_out = FALSE;
    control_invalidate(&tree->control, NULL);
}

void tree_update_height(struct tree *tree)
{
    int width, height = 0;
    if (tree->custom_height) return;
    tree->item_height = font_height(control_font(&tree->control)) + 3;
    if (tree->images && ImageList_GetIconSize(tree->images, &width, &height))
        tree->item_height = max(tree->item_height, height);
    if (tree->state_images && ImageList_GetIconSize(tree->state_images, &width, &height))
        tree->item_height = max(tree->item_height, height);
    if (!control_style_is(&tree->control, TVS_NONEVENHEIGHT)) tree->item_height = (tree->item_height + 1) & ~1;
}

int tree_page(const struct tree *tree)
{
    return max((int)control_client_size(&tree->control).cy / tree->item_height, 1);
}

struct tree_item *tree_visible_next(const struct tree_item *item)
{
    if (item->first && (item->state & TVIS_EXPANDED || !item->parent)) return item->first;
    while (item->parent && !item->next) item = item->parent;
    return item->parent ? item->next : NULL;
}

struct tree_item *tree_visible_previous(const struct tree_item *item)
{
    if (!item->previous) return item->parent && item->parent->parent ? item->parent : NULL;
    item = item->previous;
    while (item->last && item->state & TVIS_EXPANDED) item = item->last;
    return (struct tree_item *)item;
}

static BOOL has_root_indent(const struct tree *tree)
{
    DWORD style = control_style(&tree->control);
    return style & TVS_LINESATROOT && style & (TVS_HASLINES | TVS_HASBUTTONS);
}

int tree_item_x(const struct tree *tree, const struct tree_item *item)
{
    return (item->depth + has_root_indent(tree)) * tree->indent - tree->left;
}

int tree_text_x(const struct tree *tree, const struct tree_item *item)
{
    int x = tree_item_x(tree, item), width, height;
    if (tree->state_images && item->state & TVIS_STATEIMAGEMASK &&
        ImageList_GetIconSize(tree->state_images, &width, &height))
        x += width;
    if (tree->images && ImageList_GetIconSize(tree->images, &width, &height)) x += width + TREE_IMAGE_GAP;
    return x;
}

int tree_item_width(struct tree *tree, struct tree_item *item)
{
    WCHAR buffer[260];
    if (item->width < 0 || item->text_callback)
        item->width = text_width(tree_item_font(tree, item), tree_item_text(tree, item, buffer));
    return item->width + 2 * TREE_PADDING + 2;
}

static void set_bar(struct tree *tree, int bar, int most, int page, int position)
{
    SCROLLINFO info = {sizeof(info), SIF_RANGE | SIF_PAGE | SIF_POS, 0, most, (UINT)page, position, 0};
    SetScrollInfo(tree->control.window, bar, &info, TRUE);
}

static void set_bars(struct tree *tree)
{
    DWORD style = control_style(&tree->control);
    if (style & TVS_NOSCROLL || tree->control.destroyed) return;
    set_bar(tree, SB_VERT, max(tree->rows - 1, 0), tree_page(tree), tree->top);
    if (style & TVS_NOHSCROLL) return;
    int page = (int)control_client_size(&tree->control).cx;
    tree->left = max(min(tree->left, tree->width - page), 0);
    set_bar(tree, SB_HORZ, max(tree->width - 1, 0), page, tree->left);
}

void tree_layout(struct tree *tree)
{
    if (tree->laid_out) return;
    tree->laid_out = TRUE;
    tree->rows = tree->width = 0;
    for (struct tree_item *each = tree_next(&tree->root, &tree->root); each; each = tree_next(each, &tree->root)) {
        each->depth = each->parent == &tree->root ? 0 : each->parent->depth + 1;
        each->row = -1;
    }
    for (struct tree_item *each = tree->root.first; each; each = tree_visible_next(each)) {
        each->row = tree->rows;
        tree->rows += each->integral;
        if (!control_style_is(&tree->control, TVS_NOHSCROLL))
            tree->width = max(tree->width, tree_text_x(tree, each) + tree->left + tree_item_width(tree, each));
    }
    tree->top = max(min(tree->top, tree->rows - tree_page(tree)), 0);
    if (tree->control.redraw) set_bars(tree);
}

struct tree_item *tree_item_at_row(struct tree *tree, int row)
{
    tree_layout(tree);
    for (struct tree_item *each = tree->root.first; each; each = tree_visible_next(each))
        if (row >= each->row && row < each->row + each->integral) return each;
    return NULL;
}

BOOL tree_item_rect(struct tree *tree, struct tree_item *item, BOOL text_only, RECT *rect)
{
    tree_layout(tree);
    if (item->row < 0) return FALSE;
    rect->top = (item->row - tree->top) * tree->item_height;
    rect->bottom = rect->top + item->integral * tree->item_height;
    rect->left = 0;
    rect->right = control_client_size(&tree->control).cx;
    if (!text_only) return TRUE;
    rect->left = tree_text_x(tree, item);
    rect->right = rect->left + tree_item_width(tree, item);
    return TRUE;
}

void tree_invalidate(struct tree *tree, struct tree_item *item)
{
    RECT rect;
    if (!tree->laid_out) return;
    if (item && tree_item_rect(tree, item, FALSE, &rect)) control_invalidate(&tree->control, &rect);
}

static UINT part_at(struct tree *tree, struct tree_item *item, int x)
{
    int start = tree_item_x(tree, item), text = tree_text_x(tree, item), width, height;
    DWORD style = control_style(&tree->control);
    if (x < start) {
        BOOL on_button = style & TVS_HASBUTTONS && x >= start - tree->indent &&
                         (item->depth || has_root_indent(tree)) && tree_item_has_children(tree, item);
        return on_button ? TVHT_ONITEMBUTTON : TVHT_ONITEMINDENT;
    }
    if (tree->state_images && item->state & TVIS_STATEIMAGEMASK &&
        ImageList_GetIconSize(tree->state_images, &width, &height) && x < start + width)
        return TVHT_ONITEMSTATEICON;
    if (x < text) return TVHT_ONITEMICON;
    return x < text + tree_item_width(tree, item) ? TVHT_ONITEMLABEL : TVHT_ONITEMRIGHT;
}

void tree_hit_test(struct tree *tree, TVHITTESTINFO *hit)
{
    SIZE size = control_client_size(&tree->control);
    hit->hItem = NULL;
    hit->flags = 0;
    if (hit->pt.x < 0) hit->flags |= TVHT_TOLEFT;
    if (hit->pt.x >= size.cx) hit->flags |= TVHT_TORIGHT;
    if (hit->pt.y < 0) hit->flags |= TVHT_ABOVE;
    if (hit->pt.y >= size.cy) hit->flags |= TVHT_BELOW;
    if (hit->flags) return;
    struct tree_item *item = tree_item_at_row(tree, tree->top + hit->pt.y / tree->item_height);
    hit->hItem = (HTREEITEM)item;
    hit->flags = item ? part_at(tree, item, hit->pt.x) : TVHT_NOWHERE;
}

/* --- scrolling --- */

void tree_scroll_to(struct tree *tree, int top, int left)
{
    tree_layout(tree);
    top = max(min(top, tree->rows - tree_page(tree)), 0);
    left = max(min(left, tree->width - (int)control_client_size(&tree->control).cx), 0);
    if (top == tree->top && left == tree->left) return;
    tree_edit_end(tree, FALSE);
    tree->top = top;
    tree->left = left;
    set_bars(tree);
    control_invalidate(&tree->control, NULL);
}

BOOL tree_ensure_visible(struct tree *tree, struct tree_item *item)
{
    BOOL expanded = FALSE;
    for (struct tree_item *parent = item->parent; parent && parent != &tree->root; parent = parent->parent)
        if (!(parent->state & TVIS_EXPANDED) && tree_expand(tree, parent, TVE_EXPAND, TRUE)) expanded = TRUE;
    tree_layout(tree);
    int top = tree->top, page = tree_page(tree), left = tree->left, width = (int)control_client_size(&tree->control).cx;
    if (item->row < top) top = item->row;
    else if (item->row + item->integral > top + page) top = item->row + item->integral - page;
    int start = tree_text_x(tree, item) + left, end = start + tree_item_width(tree, item);
    if (start < left || start > left + width) left = max(tree_item_x(tree, item) + left - tree->indent, 0);
    else if (end > left + width && end - start < width && tree->width > width) left = end - width;
    BOOL moves = top != tree->top;
    tree_scroll_to(tree, top, left);
    return expanded || moves;
}

void tree_scroll(struct tree *tree, int bar, WPARAM request)
{
    SCROLLINFO info = {sizeof(info), SIF_ALL, 0, 0, 0, 0, 0};
    GetScrollInfo(tree->control.window, bar, &info);
    int position = bar == SB_VERT ? tree->top : tree->left, line = bar == SB_VERT ? 1 : 5;
    switch (LOWORD(request)) {
    case SB_LINEUP: position -= line; break;
    case SB_LINEDOWN: position += line; break;
    case SB_PAGEUP: position -= (int)info.nPage; break;
    case SB_PAGEDOWN: position += (int)info.nPage; break;
    case SB_THUMBTRACK:
    case SB_THUMBPOSITION: position = info.nTrackPos; break;
    case SB_TOP: position = 0; break;
    case SB_BOTTOM: position = info.nMax; break;
    default: return;
    }
    if (bar == SB_VERT) tree_scroll_to(tree, position, tree->left);
    else tree_scroll_to(tree, tree->top, position);
}
