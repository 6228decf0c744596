/* SysTreeView32: its messages. */
#include "tree_view.h"

static void create(struct tree *tree)
{
    tree->background = tree->text = CLR_NONE;
    tree->line = tree->insert_colour = CLR_DEFAULT;
    tree->indent = 19;
    tree->root.tree = tree;
    tree->root.state = TVIS_EXPANDED;
    tree->root.row = -1;
    tree->root.depth = -1;
    tree->scroll_time = 300;
    tree_update_height(tree);
    if (control_style_is(&tree->control, TVS_CHECKBOXES)) {
        tree->state_images = check_box_images(16);
        tree->own_state_images = TRUE;
    }
}

static void destroy(struct tree *tree)
{
    tree->control.redraw = FALSE;
    tree_edit_end(tree, TRUE);
    tree->selected = NULL;
    tree_delete_children(tree, &tree->root);
    if (tree->bold) DeleteObject(tree->bold);
    if (tree->own_state_images) ImageList_Destroy(tree->state_images);
    if (tree->tooltips) DestroyWindow(tree->tooltips);
}

static struct tree_item *last_shown(struct tree *tree)
{
    struct tree_item *item = tree->root.last;
    while (item && item->last && item->state & TVIS_EXPANDED) item = item->last;
    return item;
}

static struct tree_item *next_item(struct tree *tree, UINT relation, HTREEITEM handle)
{
    struct tree_item *item = tree_item_of(tree, handle);
    switch (relation) {
    case TVGN_ROOT: return tree->root.first;
    case TVGN_CARET: return tree->selected;
    case TVGN_DROPHILITE: return tree->drop_target;
    case TVGN_FIRSTVISIBLE: return tree_item_at_row(tree, tree->top);
    case TVGN_LASTVISIBLE: return last_shown(tree);
    case TVGN_CHILD: return item ? item->first : handle ? NULL : tree->root.first;
    case TVGN_NEXTSELECTED: return !handle ? tree->selected : NULL;
    }
    if (!item || item == &tree->root) return NULL;
    switch (relation) {
    case TVGN_NEXT: return item->next;
    case TVGN_PREVIOUS: return item->previous;
    case TVGN_PARENT: return item->parent == &tree->root ? NULL : item->parent;
    case TVGN_NEXTVISIBLE: return tree_visible_next(item);
    case TVGN_PREVIOUSVISIBLE: return tree_visible_previous(item);
    }
    return NULL;
}

static BOOL select_item(struct tree *tree, UINT how, struct tree_item *item)
{
    switch (how & ~(UINT)TVSI_NOSINGLEEXPAND) {
    case TVGN_CARET: return tree_select(tree, item, TVC_UNKNOWN);
    case TVGN_DROPHILITE:
        if (tree->drop_target) {
            tree->drop_target->state &= ~(UINT)TVIS_DROPHILITED;
            tree_invalidate(tree, tree->drop_target);
        }
        tree->drop_target = item;
        if (item) item->state |= TVIS_DROPHILITED;
        tree_invalidate(tree, item);
        tree_invalidate(tree, tree->selected);
        return TRUE;
    case TVGN_FIRSTVISIBLE:
        if (!item) return FALSE;
        tree_ensure_visible(tree, item);
        tree_scroll_to(tree, item->row, tree->left);
        return TRUE;
    }
    return FALSE;
}

static LRESULT delete_item(struct tree *tree, HTREEITEM handle)
{
    struct tree_item *item = handle ? tree_item_of(tree, handle) : &tree->root;
    if (!item) return FALSE;
    tree_delete(tree, item);
    return TRUE;
}

static LRESULT item_rect(struct tree *tree, BOOL text_only, RECT *rect)
{
    HTREEITEM handle;
    memcpy(&handle, rect, sizeof(handle));
    struct tree_item *item = tree_item_of(tree, handle);
    if (!item || item == &tree->root) return FALSE;
    return tree_item_rect(tree, item, text_only, rect);
}

static HIMAGELIST set_images(struct tree *tree, UINT which, HIMAGELIST list)
{
    HIMAGELIST *place = which == TVSIL_STATE ? &tree->state_images : &tree->images, before = *place;
    if (which != TVSIL_STATE && which != TVSIL_NORMAL) return NULL;
    if (which == TVSIL_STATE) tree->own_state_images = FALSE;
    *place = list;
    tree_update_height(tree);
    tree_changed(tree);
    return before;
}

static int set_height(struct tree *tree, int height)
{
    int before = tree->item_height;
    tree->custom_height = height != -1;
    if (height == -1) tree_update_height(tree);
    else tree->item_height = max(control_style_is(&tree->control, TVS_NONEVENHEIGHT) ? height : height & ~1, 1);
    tree_changed(tree);
    return before;
}

static COLORREF exchange_colour(struct tree *tree, COLORREF *place, LPARAM colour)
{
    COLORREF before = *place;
    *place = (COLORREF)colour;
    control_invalidate(&tree->control, NULL);
    return before;
}

static LRESULT set_insert_mark(struct tree *tree, BOOL after, struct tree_item *item)
{
    tree->insert_mark = item;
    tree->insert_after = after;
    control_invalidate(&tree->control, NULL);
    return TRUE;
}

static LRESULT search_text(struct tree *tree, BOOL unicode, void *buffer)
{
    if (GetTickCount() - tree->search_time > 1000) *tree->search = 0;
    text_put(unicode, tree->search, buffer, text_length(tree->search) + 1);
    return text_length(tree->search);
}

static LRESULT tree_message(struct tree *tree, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tree_item *item;
    switch (message) {
    case TVM_INSERTITEMA:
    case TVM_INSERTITEMW:
        return lparam ? (LRESULT)tree_insert(tree, (TVINSERTSTRUCTW *)lparam, message == TVM_INSERTITEMW) : 0;
    case TVM_DELETEITEM: return delete_item(tree, (HTREEITEM)lparam);
    case TVM_EXPAND:
        item = tree_item_of(tree, (HTREEITEM)lparam);
        return item && item != &tree->root && tree_expand(tree, item, (UINT)wparam, !(item->state & TVIS_EXPANDEDONCE));
    case TVM_GETITEMRECT: return item_rect(tree, wparam != 0, (RECT *)lparam);
    case TVM_GETCOUNT: return tree->count;
    case TVM_GETINDENT: return tree->indent;
    case TVM_SETINDENT:
        tree->indent = max((int)wparam, 5);
        tree_changed(tree);
        return 0;
    case TVM_GETIMAGELIST:
        return (LRESULT)(wparam == TVSIL_STATE ? tree->state_images : wparam == TVSIL_NORMAL ? tree->images : NULL);
    case TVM_SETIMAGELIST: return (LRESULT)set_images(tree, (UINT)wparam, (HIMAGELIST)lparam);
    case TVM_GETNEXTITEM: return (LRESULT)next_item(tree, (UINT)wparam, (HTREEITEM)lparam);
    case TVM_SELECTITEM:
        item = tree_item_of(tree, (HTREEITEM)lparam);
        if (lparam && (!item || item == &tree->root)) return FALSE;
        return select_item(tree, (UINT)wparam, item);
    case TVM_GETITEMA:
    case TVM_GETITEMW: return tree_get(tree, (TVITEMEXW *)lparam, message == TVM_GETITEMW);
    case TVM_SETITEMA:
    case TVM_SETITEMW: return tree_set(tree, (TVITEMEXW *)lparam, message == TVM_SETITEMW);
    case TVM_EDITLABELA:
    case TVM_EDITLABELW:
        return control_style_is(&tree->control, TVS_EDITLABELS)
                   ? (LRESULT)tree_edit_begin(tree, tree_item_of(tree, (HTREEITEM)lparam))
                   : 0;
    case TVM_GETEDITCONTROL: return (LRESULT)(tree->edited ? tree->edit : NULL);
    case TVM_ENDEDITLABELNOW: return tree_edit_end(tree, wparam != 0);
    case TVM_GETVISIBLECOUNT: return control_client_size(&tree->control).cy / tree->item_height;
    case TVM_HITTEST: tree_hit_test(tree, (TVHITTESTINFO *)lparam); return (LRESULT)((TVHITTESTINFO *)lparam)->hItem;
    case TVM_CREATEDRAGIMAGE:
        item = tree_item_of(tree, (HTREEITEM)lparam);
        return item ? (LRESULT)tree_drag_image(tree, item) : 0;
    case TVM_SORTCHILDREN:
    case TVM_SORTCHILDRENCB: {
        const TVSORTCB *callback = message == TVM_SORTCHILDRENCB ? (TVSORTCB *)lparam : NULL;
        HTREEITEM parent = callback ? callback->hParent : (HTREEITEM)lparam;
        item = parent ? tree_item_of(tree, parent) : &tree->root;
        if (!item) return FALSE;
        tree_sort(tree, item, wparam != 0, callback);
        return TRUE;
    }
    case TVM_ENSUREVISIBLE:
        item = tree_item_of(tree, (HTREEITEM)lparam);
        return item && item != &tree->root && tree_ensure_visible(tree, item);
    case TVM_GETISEARCHSTRINGA:
    case TVM_GETISEARCHSTRINGW: return search_text(tree, message == TVM_GETISEARCHSTRINGW, (void *)lparam);
    case TVM_SETTOOLTIPS: {
        HWND before = tree->tooltips;
        tree->tooltips = (HWND)wparam;
        return (LRESULT)before;
    }
    case TVM_GETTOOLTIPS: return (LRESULT)tree->tooltips;
    case TVM_SETINSERTMARK: return set_insert_mark(tree, wparam != 0, tree_item_of(tree, (HTREEITEM)lparam));
    case TVM_SETITEMHEIGHT: return set_height(tree, (int)wparam);
    case TVM_GETITEMHEIGHT: return tree->item_height;
    case TVM_SETBKCOLOR: return (LRESULT)exchange_colour(tree, &tree->background, lparam);
    case TVM_GETBKCOLOR: return (LRESULT)tree->background;
    case TVM_SETTEXTCOLOR: return (LRESULT)exchange_colour(tree, &tree->text, lparam);
    case TVM_GETTEXTCOLOR: return (LRESULT)tree->text;
    case TVM_SETLINECOLOR: return (LRESULT)exchange_colour(tree, &tree->line, lparam);
    case TVM_GETLINECOLOR: return (LRESULT)tree->line;
    case TVM_SETINSERTMARKCOLOR: return (LRESULT)exchange_colour(tree, &tree->insert_colour, lparam);
    case TVM_GETINSERTMARKCOLOR: return (LRESULT)tree->insert_colour;
    case TVM_SETSCROLLTIME: {
        UINT before = tree->scroll_time;
        tree->scroll_time = max((UINT)wparam, 100u);
        return before;
    }
    case TVM_GETSCROLLTIME: return tree->scroll_time;
    case TVM_GETITEMSTATE:
        item = tree_item_of(tree, (HTREEITEM)wparam);
        return item ? item->state & (UINT)lparam : 0;
    case TVM_SETEXTENDEDSTYLE: {
        UINT before = tree->extended_style, mask = wparam ? (UINT)wparam : ~0u;
        tree->extended_style = (before & ~mask) | ((UINT)lparam & mask);
        return before;
    }
    case TVM_GETEXTENDEDSTYLE: return tree->extended_style;
    case TVM_GETSELECTEDCOUNT: return tree->selected != NULL;
    case TVM_MAPACCIDTOHTREEITEM: return (LRESULT)wparam;
    case TVM_MAPHTREEITEMTOACCID: return (LRESULT)wparam;
    }
    return control_default(&tree->control, message, wparam, lparam);
}

static LRESULT focus_changed(struct tree *tree, BOOL focused)
{
    tree->focused = focused;
    if (focused && !tree->selected && tree->root.first)
        tree_select(tree, tree_item_at_row(tree, tree->top), TVC_UNKNOWN);
    if (tree->control.destroyed) return 0;
    tree_invalidate(tree, tree->selected);
    control_notify_code(&tree->control, focused ? NM_SETFOCUS : NM_KILLFOCUS);
    return 0;
}

static void style_changed(struct tree *tree, const STYLESTRUCT *styles)
{
    DWORD gained = styles->styleNew & ~styles->styleOld;
    if (gained & TVS_CHECKBOXES && !tree->state_images) {
        tree->state_images = check_box_images(16);
        tree->own_state_images = TRUE;
        for (struct tree_item *each = tree_next(&tree->root, &tree->root); each; each = tree_next(each, &tree->root))
            if (!(each->state & TVIS_STATEIMAGEMASK)) each->state |= INDEXTOSTATEIMAGEMASK(1);
    }
    tree_update_height(tree);
    tree_changed(tree);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tree *tree = (struct tree *)control;
    switch (message) {
    case WM_CREATE: create(tree); return 0;
    case WM_DESTROY: destroy(tree); break;
    case WM_PAINT:
    case WM_PRINTCLIENT:
        tree_layout(tree); /* before painting begins: scroll bars may come and go */
        control_paint(control, wparam, tree_paint);
        return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_GETDLGCODE: return DLGC_WANTCHARS | DLGC_WANTARROWS;
    case WM_SETFOCUS: return focus_changed(tree, TRUE);
    case WM_KILLFOCUS: return focus_changed(tree, FALSE);
    case WM_ENABLE:
    case WM_SYSCOLORCHANGE: control_invalidate(control, NULL); break;
    case WM_SIZE: tree_changed(tree); tree_layout(tree); return 0;
    case WM_VSCROLL: tree_scroll(tree, SB_VERT, wparam); return 0;
    case WM_HSCROLL: tree_scroll(tree, SB_HORZ, wparam); return 0;
    case WM_STYLECHANGED:
        if (wparam == (WPARAM)GWL_STYLE) style_changed(tree, (STYLESTRUCT *)lparam);
        break;
    case WM_SETFONT:
        control->font = (HFONT)wparam;
        if (tree->bold) DeleteObject(tree->bold);
        tree->bold = NULL;
        for (struct tree_item *each = tree_next(&tree->root, &tree->root); each; each = tree_next(each, &tree->root))
            each->width = -1;
        tree_update_height(tree);
        tree_changed(tree);
        return 0;
    case WM_SETREDRAW:
        control_default(control, message, wparam, lparam);
        if (wparam) tree_changed(tree);
        return 0;
    case WM_TIMER:
        if (wparam != TREE_EDIT_TIMER) break;
        KillTimer(control->window, TREE_EDIT_TIMER);
        if (tree->selected) tree_edit_begin(tree, tree->selected);
        return 0;
    case WM_COMMAND:
        if (HIWORD(wparam) == EN_UPDATE || HIWORD(wparam) == EN_CHANGE) tree_edit_changed(tree);
        return 0;
    case WM_KEYDOWN:
    case WM_CHAR:
    case WM_LBUTTONDOWN:
    case WM_LBUTTONDBLCLK:
    case WM_RBUTTONDOWN:
    case WM_RBUTTONDBLCLK:
    case WM_MOUSEMOVE:
    case WM_MOUSELEAVE:
    case WM_MOUSEWHEEL: return tree_input(tree, message, wparam, lparam);
    }
    return tree_message(tree, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&tree_view_class, window, message, wparam, lparam);
}

const struct control_class tree_view_class = {
    WC_TREEVIEWW, ICC_TREEVIEW_CLASSES, CS_DBLCLKS, sizeof(struct tree), message, procedure, NULL};
