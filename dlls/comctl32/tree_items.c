/* The tree view's items: inserting, deleting, reading, changing, sorting. */
#include "tree_view.h"

struct tree_item *tree_item_of(struct tree *tree, HTREEITEM handle)
{
    struct tree_item *item = (struct tree_item *)handle;
    if (!handle) return NULL;
    if (handle == TVI_ROOT) return &tree->root;
    if ((ULONG_PTR)handle < 0x10000 || (handle >= TVI_ROOT && handle <= TVI_SORT)) return NULL;
    return item->tree == tree ? item : NULL;
}

/* Depth first, through items folded away too. */
struct tree_item *tree_next(const struct tree_item *item, const struct tree_item *top)
{
    if (item->first) return item->first;
    while (item != top && !item->next) item = item->parent;
    return item == top ? NULL : item->next;
}

void tree_fill_notification(const struct tree_item *item, TVITEMW *out, UINT mask)
{
    memset(out, 0, sizeof(*out));
    out->mask = mask;
    if (!item) return;
    out->hItem = (HTREEITEM)item;
    out->state = item->state;
    out->stateMask = ~0u;
    out->lParam = item->param;
    out->iImage = item->image;
    out->iSelectedImage = item->selected_image;
    out->cChildren = item->children;
}

/* --- what is asked from the owner --- */

static BOOL ask(struct tree *tree, struct tree_item *item, NMTVDISPINFOW *info, UINT mask)
{
    memset(info, 0, sizeof(*info));
    info->item.mask = mask;
    info->item.hItem = (HTREEITEM)item;
    info->item.state = item->state;
    info->item.stateMask = ~0u;
    info->item.lParam = item->param;
    control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_GETDISPINFO), &info->hdr);
    return !tree->control.destroyed;
}

const WCHAR *tree_item_text(struct tree *tree, struct tree_item *item, WCHAR *buffer)
{
    NMTVDISPINFOW info;
    char ansi[260] = "";
    if (!item->text_callback) return item->text ? item->text : L"";
    memset(&info, 0, sizeof(info));
    *buffer = 0;
    info.item.mask = TVIF_TEXT | TVIF_HANDLE | TVIF_PARAM;
    info.item.hItem = (HTREEITEM)item;
    info.item.lParam = item->param;
    info.item.pszText = tree->control.unicode ? buffer : (WCHAR *)ansi;
    info.item.cchTextMax = 260;
    control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_GETDISPINFO), &info.hdr);
    if (!tree->control.unicode) {
        if (info.item.pszText) MultiByteToWideChar(CP_ACP, 0, (char *)info.item.pszText, -1, buffer, 260);
    } else if (info.item.pszText && info.item.pszText != buffer) {
        lstrcpynW(buffer, info.item.pszText, 260);
    }
    if (info.item.mask & TVIF_DI_SETITEM && !tree->control.destroyed) {
        release(item->text);
        item->text = text_copy(buffer);
        item->text_callback = FALSE;
    }
    return buffer;
}

int tree_item_image(struct tree *tree, struct tree_item *item, BOOL selected)
{
    int image = selected ? item->selected_image : item->image;
    NMTVDISPINFOW info;
    if (image != I_IMAGECALLBACK) return image;
    if (!ask(tree, item, &info, (selected ? TVIF_SELECTEDIMAGE : TVIF_IMAGE) | TVIF_HANDLE | TVIF_PARAM)) return 0;
    image = selected ? info.item.iSelectedImage : info.item.iImage;
    if (info.item.mask & TVIF_DI_SETITEM) *(selected ? &item->selected_image : &item->image) = image;
    return image;
}

BOOL tree_item_has_children(struct tree *tree, struct tree_item *item)
{
    NMTVDISPINFOW info;
    if (item->children != I_CHILDRENCALLBACK) return item->children > 0;
    if (!ask(tree, item, &info, TVIF_CHILDREN | TVIF_HANDLE | TVIF_PARAM)) return FALSE;
    if (info.item.mask & TVIF_DI_SETITEM) item->children = info.item.cChildren;
    return info.item.cChildren > 0;
}

/* --- into the tree and out of it --- */

static void link_item(struct tree_item *parent, struct tree_item *after, struct tree_item *item)
{
    item->parent = parent;
    item->previous = after;
    item->next = after ? after->next : parent->first;
    *(item->next ? &item->next->previous : &parent->last) = item;
    *(after ? &after->next : &parent->first) = item;
}

static void unlink_item(struct tree_item *item)
{
    *(item->previous ? &item->previous->next : &item->parent->first) = item->next;
    *(item->next ? &item->next->previous : &item->parent->last) = item->previous;
}

static struct tree_item *sorted_place(struct tree *tree, struct tree_item *parent, struct tree_item *item)
{
    WCHAR own[260], other[260];
    struct tree_item *after = NULL;
    for (struct tree_item *each = parent->first; each; after = each, each = each->next)
        if (lstrcmpiW(tree_item_text(tree, each, other), tree_item_text(tree, item, own)) > 0) break;
    return after;
}

static void apply(struct tree *tree, struct tree_item *item, const TVITEMEXW *changes, BOOL unicode)
{
    UINT mask = changes->mask;
    if (mask & TVIF_TEXT) {
        release(item->text);
        item->text_callback = IS_CALLBACK_TEXT(changes->pszText);
        item->text = item->text_callback ? NULL : text_from(unicode, changes->pszText);
        item->width = -1;
    }
    if (mask & TVIF_IMAGE) item->image = changes->iImage;
    if (mask & TVIF_SELECTEDIMAGE) item->selected_image = changes->iSelectedImage;
    if (mask & TVIF_CHILDREN) item->children = changes->cChildren;
    if (mask & TVIF_PARAM) item->param = changes->lParam;
    if (mask & TVIF_INTEGRAL) item->integral = max(changes->iIntegral, 1);
    if (mask & TVIF_EXPANDEDIMAGE) item->expanded_image = changes->iExpandedImage;
    if (mask & TVIF_STATEEX) item->extended_state = changes->uStateEx;
    if (mask & TVIF_STATE) {
        if ((item->state ^ changes->state) & changes->stateMask & TVIS_BOLD) item->width = -1;
        item->state = (item->state & ~changes->stateMask) | (changes->state & changes->stateMask);
    }
    (void)tree;
}

struct tree_item *tree_insert(struct tree *tree, const TVINSERTSTRUCTW *insert, BOOL unicode)
{
    struct tree_item *parent = insert->hParent ? tree_item_of(tree, insert->hParent) : &tree->root, *after = NULL;
    struct tree_item *item = parent ? allocate(sizeof(*item)) : NULL;
    TVITEMEXW changes = {0};
    if (!item) return NULL;
    memcpy(&changes, &insert->item,
           insert->item.mask & (TVIF_INTEGRAL | TVIF_STATEEX | TVIF_EXPANDEDIMAGE) ? sizeof(changes) : sizeof(TVITEMW));
    item->tree = tree;
    item->width = -1;
    item->row = -1;
    item->integral = 1;
    item->expanded_image = (int)I_IMAGENONE;
    apply(tree, item, &changes, unicode);
    if (!(changes.mask & TVIF_STATE) && control_style_is(&tree->control, TVS_CHECKBOXES))
        item->state |= INDEXTOSTATEIMAGEMASK(1);
    if (control_style_is(&tree->control, TVS_CHECKBOXES) && !(item->state & TVIS_STATEIMAGEMASK))
        item->state |= INDEXTOSTATEIMAGEMASK(1);
    if (insert->hInsertAfter == TVI_LAST || !insert->hInsertAfter) after = parent->last;
    else if (insert->hInsertAfter == TVI_SORT) after = sorted_place(tree, parent, item);
    else if (insert->hInsertAfter != TVI_FIRST) {
        after = tree_item_of(tree, insert->hInsertAfter);
        if (!after || after->parent != parent) after = parent->last;
    }
    link_item(parent, after, item);
    if (parent->children == 0) parent->children = 1;
    tree->count++;
    tree_changed(tree);
    return item;
}

static void free_item(struct tree *tree, struct tree_item *item)
{
    NMTREEVIEWW note = {0};
    note.itemOld.mask = TVIF_HANDLE | TVIF_PARAM;
    note.itemOld.hItem = (HTREEITEM)item;
    note.itemOld.lParam = item->param;
    control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_DELETEITEM), &note.hdr);
    struct tree_item **known[] = {&tree->selected, &tree->drop_target, &tree->insert_mark,
                                  &tree->hot,      &tree->edited,      &tree->pressed_item};
    for (UINT i = 0; i < COUNT_OF(known); i++)
        if (*known[i] == item) *known[i] = NULL;
    unlink_item(item);
    item->tree = NULL;
    tree->count--;
    release(item->text);
    release(item);
}

static void delete_below(struct tree *tree, struct tree_item *item)
{
    while (item->first) {
        delete_below(tree, item->first);
        free_item(tree, item->first);
    }
}

static BOOL is_below(const struct tree_item *item, const struct tree_item *top)
{
    while (item && item != top) item = item->parent;
    return item == top;
}

void tree_delete_children(struct tree *tree, struct tree_item *item)
{
    if (tree->edited && tree->edited != item && is_below(tree->edited, item)) tree_edit_end(tree, TRUE);
    if (tree->selected && tree->selected != item && is_below(tree->selected, item)) {
        if (item == &tree->root) tree->selected = NULL;
        else tree_select(tree, item, TVC_UNKNOWN);
    }
    delete_below(tree, item);
    tree_changed(tree);
}

void tree_delete(struct tree *tree, struct tree_item *item)
{
    if (item == &tree->root) {
        tree_delete_children(tree, item);
        return;
    }
    if (tree->selected && is_below(tree->selected, item)) {
        struct tree_item *next = item->next ? item->next : item->previous ? item->previous : item->parent;
        tree_select(tree, next == &tree->root ? NULL : next, TVC_UNKNOWN);
        if (tree->selected && is_below(tree->selected, item)) tree->selected = NULL;
    }
    tree_delete_children(tree, item);
    struct tree_item *parent = item->parent;
    free_item(tree, item);
    if (!parent->first && parent->children != I_CHILDRENCALLBACK) {
        parent->children = 0;
        if (parent != &tree->root) parent->state &= ~(UINT)TVIS_EXPANDED;
    }
    tree_changed(tree);
}

/* --- reading and changing --- */

BOOL tree_set(struct tree *tree, const TVITEMEXW *changes, BOOL unicode)
{
    struct tree_item *item = tree_item_of(tree, changes->hItem);
    if (!item || item == &tree->root) return FALSE;
    UINT before = item->state;
    int integral = item->integral, children = item->children;
    apply(tree, item, changes, unicode);
    BOOL moved = changes->mask & TVIF_TEXT || integral != item->integral ||
                 (before ^ item->state) & (TVIS_EXPANDED | TVIS_BOLD | TVIS_STATEIMAGEMASK);
    if (moved) tree_changed(tree);
    else if (changes->mask & ~(UINT)(TVIF_HANDLE | TVIF_PARAM) || children != item->children)
        tree_invalidate(tree, item);
    return TRUE;
}

BOOL tree_get(struct tree *tree, TVITEMEXW *out, BOOL unicode)
{
    WCHAR buffer[260];
    struct tree_item *item = tree_item_of(tree, out->hItem);
    if (!item || item == &tree->root) return FALSE;
    if (out->mask & TVIF_TEXT && out->pszText)
        text_put(unicode, tree_item_text(tree, item, buffer), out->pszText, out->cchTextMax);
    if (out->mask & TVIF_IMAGE) out->iImage = tree_item_image(tree, item, FALSE);
    if (out->mask & TVIF_SELECTEDIMAGE) out->iSelectedImage = tree_item_image(tree, item, TRUE);
    if (out->mask & TVIF_CHILDREN) out->cChildren = tree_item_has_children(tree, item);
    if (out->mask & TVIF_PARAM) out->lParam = item->param;
    if (out->mask & TVIF_INTEGRAL) out->iIntegral = item->integral;
    if (out->mask & TVIF_EXPANDEDIMAGE) out->iExpandedImage = item->expanded_image;
    if (out->mask & TVIF_STATEEX) out->uStateEx = item->extended_state;
    out->state = item->state;
    return TRUE;
}

/* --- sorting: a merge sort over the list of siblings, which keeps equal ones in order --- */

static int compare(struct tree *tree, struct tree_item *a, struct tree_item *b, const TVSORTCB *callback)
{
    WCHAR first[260], second[260];
    if (callback) return callback->lpfnCompare(a->param, b->param, callback->lParam);
    return lstrcmpiW(tree_item_text(tree, a, first), tree_item_text(tree, b, second));
}

static struct tree_item *merge_sort(struct tree *tree, struct tree_item *list, int count, const TVSORTCB *callback)
{
    struct tree_item *head = NULL, **tail = &head, *second = list, *first;
    if (count < 2) {
        if (list) list->next = NULL;
        return list;
    }
    for (int i = 0; i < count / 2; i++) second = second->next;
    struct tree_item *rest = second;
    second = merge_sort(tree, rest, count - count / 2, callback);
    first = merge_sort(tree, list, count / 2, callback);
    while (first && second) {
        struct tree_item **from = compare(tree, first, second, callback) <= 0 ? &first : &second;
        *tail = *from;
        *from = (*from)->next;
        tail = &(*tail)->next;
    }
    *tail = first ? first : second;
    return head;
}

void tree_sort(struct tree *tree, struct tree_item *parent, BOOL recurse, const TVSORTCB *callback)
{
    int count = 0;
    for (struct tree_item *each = parent->first; each; each = each->next) count++;
    parent->first = merge_sort(tree, parent->first, count, callback);
    parent->last = NULL;
    for (struct tree_item *each = parent->first; each; each = each->next) {
        each->previous = parent->last;
        parent->last = each;
        if (recurse) tree_sort(tree, each, TRUE, callback);
    }
    tree_changed(tree);
}
