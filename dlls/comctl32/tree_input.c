/* What a person does with the tree view: selecting, opening and closing, keys, mouse. */
#include "tree_view.h"

static LRESULT notify_change(struct tree *tree, int code, UINT action, struct tree_item *old, struct tree_item *new)
{
    NMTREEVIEWW note = {0};
    note.action = action;
    UINT mask = TVIF_HANDLE | TVIF_PARAM | TVIF_STATE;
    tree_fill_notification(old, &note.itemOld, old ? mask | TVIF_IMAGE | TVIF_SELECTEDIMAGE | TVIF_CHILDREN : mask);
    tree_fill_notification(new, &note.itemNew, new ? mask | TVIF_IMAGE | TVIF_SELECTEDIMAGE | TVIF_CHILDREN : mask);
    note.ptDrag = (POINT){GET_X_LPARAM(GetMessagePos()), GET_Y_LPARAM(GetMessagePos())};
    ScreenToClient(tree->control.window, &note.ptDrag);
    return control_notify(&tree->control, code, &note.hdr);
}

BOOL tree_select(struct tree *tree, struct tree_item *item, UINT cause)
{
    struct tree_item *old = tree->selected;
    if (old == item) return TRUE;
    if (notify_change(tree, NOTIFY_CODE(&tree->control, TVN_SELCHANGING), cause, old, item)) return FALSE;
    if (tree->control.destroyed || (item && item->tree != tree)) return FALSE;
    old = tree->selected;
    if (old) old->state &= ~(UINT)TVIS_SELECTED;
    if (item) item->state |= TVIS_SELECTED;
    tree->selected = item;
    if (old) tree_invalidate(tree, old);
    if (item) {
        tree_invalidate(tree, item);
        tree_ensure_visible(tree, item);
        if (control_style_is(&tree->control, TVS_SINGLEEXPAND) && cause != TVC_UNKNOWN)
            tree_expand(tree, item, TVE_EXPAND, TRUE);
    }
    if (!tree->control.destroyed) notify_change(tree, NOTIFY_CODE(&tree->control, TVN_SELCHANGED), cause, old, item);
    return TRUE;
}

static BOOL expand_or_collapse(struct tree *tree, struct tree_item *item, BOOL expand, UINT how, BOOL notify)
{
    if (expand && !tree_item_has_children(tree, item)) return FALSE;
    if (expand == ((item->state & TVIS_EXPANDED) != 0) && !(how & TVE_EXPANDPARTIAL)) return TRUE;
    UINT action = expand ? TVE_EXPAND : TVE_COLLAPSE;
    if (notify && notify_change(tree, NOTIFY_CODE(&tree->control, TVN_ITEMEXPANDING), action, NULL, item)) return FALSE;
    if (tree->control.destroyed || item->tree != tree) return FALSE;
    if (expand && !item->first) return FALSE;
    if (expand) item->state |= TVIS_EXPANDED | TVIS_EXPANDEDONCE;
    else item->state &= ~(UINT)(TVIS_EXPANDED | TVIS_EXPANDPARTIAL);
    if (how & TVE_EXPANDPARTIAL) item->state |= TVIS_EXPANDPARTIAL;
    tree_changed(tree);
    for (struct tree_item *each = tree->selected; each && !expand; each = each->parent)
        if (each->parent == item) {
            tree_select(tree, item, TVC_UNKNOWN);
            break;
        }
    if (tree->control.destroyed || item->tree != tree) return FALSE;
    if (!expand && how & TVE_COLLAPSERESET) {
        tree_delete_children(tree, item);
        item->state &= ~(UINT)TVIS_EXPANDEDONCE;
    }
    if (notify) notify_change(tree, NOTIFY_CODE(&tree->control, TVN_ITEMEXPANDED), action, NULL, item);
    return TRUE;
}

/* After opening by hand, as many children as fit come into sight. */
static void show_children(struct tree *tree, struct tree_item *item)
{
    if (!(item->state & TVIS_EXPANDED) || !item->last) return;
    tree_layout(tree);
    struct tree_item *last = item;
    for (struct tree_item *each = item->first; each; each = tree_visible_next(each)) {
        if (each->depth <= item->depth) break;
        last = each;
    }
    int needed = last->row + last->integral - tree_page(tree);
    if (needed > tree->top) tree_scroll_to(tree, min(needed, item->row), tree->left);
}

BOOL tree_expand(struct tree *tree, struct tree_item *item, UINT how, BOOL notify)
{
    BOOL expand;
    switch (how & TVE_TOGGLE) {
    case TVE_EXPAND: expand = TRUE; break;
    case TVE_COLLAPSE: expand = FALSE; break;
    case TVE_TOGGLE: expand = !(item->state & TVIS_EXPANDED); break;
    default: return FALSE;
    }
    if (!tree_item_has_children(tree, item) && !item->first) return FALSE;
    if (!expand && !(item->state & TVIS_EXPANDED) && !(how & TVE_COLLAPSERESET)) return FALSE;
    return expand_or_collapse(tree, item, expand, how, notify);
}

void tree_toggle_check(struct tree *tree, struct tree_item *item)
{
    UINT state = (item->state & TVIS_STATEIMAGEMASK) >> 12, count = 3;
    if (tree->state_images) count = (UINT)ImageList_GetImageCount(tree->state_images);
    state = state + 1 >= count ? 1 : state + 1;
    item->state = (item->state & ~(UINT)TVIS_STATEIMAGEMASK) | INDEXTOSTATEIMAGEMASK(state);
    tree_invalidate(tree, item);
}

/* --- keys --- */

static void search(struct tree *tree, WCHAR character)
{
    WCHAR buffer[260];
    DWORD now = GetTickCount();
    int length = now - tree->search_time > 1000 ? 0 : text_length(tree->search);
    tree->search_time = now;
    if (length < (int)COUNT_OF(tree->search) - 1) tree->search[length++] = character;
    tree->search[length] = 0;
    struct tree_item *start = tree->selected ? tree->selected : tree->root.first;
    if (length == 1 && tree->selected) start = tree_visible_next(start);
    for (int round = 0; round < 2; round++, start = tree->root.first) {
        for (struct tree_item *each = start; each; each = tree_visible_next(each)) {
            const WCHAR *text = tree_item_text(tree, each, buffer);
            if (text_length(text) < length ||
                CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, text, length, tree->search, length) != CSTR_EQUAL)
                continue;
            tree_select(tree, each, TVC_BYKEYBOARD);
            return;
        }
    }
    MessageBeep(MB_OK);
}

static struct tree_item *moved(struct tree *tree, struct tree_item *from, int rows)
{
    while (rows) {
        struct tree_item *next = rows > 0 ? tree_visible_next(from) : tree_visible_previous(from);
        if (!next) break;
        from = next;
        rows += rows > 0 ? -1 : 1;
    }
    (void)tree;
    return from;
}

static struct tree_item *last_visible(struct tree *tree)
{
    struct tree_item *last = tree->root.last;
    while (last && last->last && last->state & TVIS_EXPANDED) last = last->last;
    return last;
}

static void press_key(struct tree *tree, UINT key)
{
    struct tree_item *item = tree->selected, *to = NULL;
    NMTVKEYDOWN note = {.wVKey = (WORD)key};
    BOOL control_down = GetKeyState(VK_CONTROL) < 0;
    if (control_notify(&tree->control, TVN_KEYDOWN, &note.hdr) && key >= 'A') tree->search_time = 0;
    if (tree->control.destroyed || !tree->root.first) return;
    if (control_down) {
        static const struct { UINT key; int bar; WORD request;
        } scrolls[] = {{VK_UP, SB_VERT, SB_LINEUP},     {VK_DOWN, SB_VERT, SB_LINEDOWN}, {VK_PRIOR, SB_VERT, SB_PAGEUP},
                       {VK_NEXT, SB_VERT, SB_PAGEDOWN}, {VK_HOME, SB_VERT, SB_TOP},      {VK_END, SB_VERT, SB_BOTTOM},
                       {VK_LEFT, SB_HORZ, SB_LINEUP},   {VK_RIGHT, SB_HORZ, SB_LINEDOWN}};
        for (UINT i = 0; i < COUNT_OF(scrolls); i++)
            if (scrolls[i].key == key) tree_scroll(tree, scrolls[i].bar, scrolls[i].request);
        return;
    }
    item = tree->selected;
    if (!item) item = tree->root.first;
    switch (key) {
    case VK_UP: to = moved(tree, item, -1); break;
    case VK_DOWN: to = moved(tree, item, 1); break;
    case VK_PRIOR: to = moved(tree, item, -max(tree_page(tree) - 1, 1)); break;
    case VK_NEXT: to = moved(tree, item, max(tree_page(tree) - 1, 1)); break;
    case VK_HOME: to = tree->root.first; break;
    case VK_END: to = last_visible(tree); break;
    case VK_LEFT:
        if (item->state & TVIS_EXPANDED && item->first) tree_expand(tree, item, TVE_COLLAPSE, TRUE);
        else if (item->parent != &tree->root) to = item->parent;
        break;
    case VK_BACK:
        if (item->parent != &tree->root) to = item->parent;
        break;
    case VK_RIGHT:
        if (!(item->state & TVIS_EXPANDED)) tree_expand(tree, item, TVE_EXPAND, TRUE);
        else if (item->first) to = item->first;
        break;
    case VK_ADD: tree_expand(tree, item, TVE_EXPAND, TRUE); break;
    case VK_SUBTRACT: tree_expand(tree, item, TVE_COLLAPSE, TRUE); break;
    case VK_MULTIPLY:
        for (struct tree_item *each = item; each; each = tree_next(each, item))
            tree_expand(tree, each, TVE_EXPAND, TRUE);
        break;
    case VK_SPACE:
        if (control_style_is(&tree->control, TVS_CHECKBOXES)) tree_toggle_check(tree, item);
        break;
    }
    if (to && !tree->control.destroyed) tree_select(tree, to, TVC_BYKEYBOARD);
}

/* --- mouse --- */

static void press_left(struct tree *tree, LPARAM lparam)
{
    TVHITTESTINFO hit = {point_of(lparam), 0, NULL};
    HWND window = tree->control.window;
    tree_edit_end(tree, FALSE);
    tree_hit_test(tree, &hit);
    struct tree_item *item = tree_item_of(tree, hit.hItem);
    BOOL had_focus = GetFocus() == window;
    BOOL on_item =
        item &&
        hit.flags & (TVHT_ONITEM |
                     (control_style_is(&tree->control, TVS_FULLROWSELECT) ? TVHT_ONITEMRIGHT | TVHT_ONITEMINDENT : 0));
    if (item && hit.flags & TVHT_ONITEMBUTTON) {
        SetFocus(window);
        tree_expand(tree, item, TVE_TOGGLE, TRUE);
        if (!tree->control.destroyed && item->tree == tree) show_children(tree, item);
        return;
    }
    BOOL drags = on_item && !control_style_is(&tree->control, TVS_DISABLEDRAGDROP) && drag_begins(window, hit.pt);
    if (tree->control.destroyed || (item && item->tree != tree)) return;
    if (drags) {
        NMTREEVIEWW note = {.ptDrag = hit.pt};
        tree_fill_notification(item, &note.itemNew, TVIF_HANDLE | TVIF_STATE | TVIF_PARAM);
        control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_BEGINDRAG), &note.hdr);
        return;
    }
    SetFocus(window);
    BOOL refused = control_notify_code(&tree->control, NM_CLICK) != 0;
    if (tree->control.destroyed || refused || (item && item->tree != tree)) return;
    if (item && hit.flags & TVHT_ONITEMSTATEICON && control_style_is(&tree->control, TVS_CHECKBOXES)) {
        tree_toggle_check(tree, item);
        return;
    }
    if (!on_item) return;
    BOOL again = item == tree->selected && had_focus && hit.flags & TVHT_ONITEMLABEL &&
                 control_style_is(&tree->control, TVS_EDITLABELS);
    tree_select(tree, item, TVC_BYMOUSE);
    if (again && !tree->control.destroyed) SetTimer(window, TREE_EDIT_TIMER, GetDoubleClickTime(), NULL);
}

static void double_click(struct tree *tree, LPARAM lparam)
{
    TVHITTESTINFO hit = {point_of(lparam), 0, NULL};
    KillTimer(tree->control.window, TREE_EDIT_TIMER);
    tree_hit_test(tree, &hit);
    struct tree_item *item = tree_item_of(tree, hit.hItem);
    if (hit.flags & TVHT_ONITEMBUTTON) {
        press_left(tree, lparam);
        return;
    }
    if (control_notify_code(&tree->control, NM_DBLCLK) || tree->control.destroyed || !item || item->tree != tree)
        return;
    if (hit.flags & TVHT_ONITEMSTATEICON && control_style_is(&tree->control, TVS_CHECKBOXES))
        tree_toggle_check(tree, item);
    else if (hit.flags & TVHT_ONITEM) {
        tree_expand(tree, item, TVE_TOGGLE, TRUE);
        if (!tree->control.destroyed && item->tree == tree) show_children(tree, item);
    }
}

static void press_right(struct tree *tree, LPARAM lparam)
{
    TVHITTESTINFO hit = {point_of(lparam), 0, NULL};
    tree_edit_end(tree, FALSE);
    tree_hit_test(tree, &hit);
    SetFocus(tree->control.window);
    struct tree_item *item = tree_item_of(tree, hit.hItem);
    if (item && drag_begins(tree->control.window, hit.pt)) {
        NMTREEVIEWW note = {.ptDrag = hit.pt};
        tree_fill_notification(item, &note.itemNew, TVIF_HANDLE | TVIF_STATE | TVIF_PARAM);
        control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_BEGINRDRAG), &note.hdr);
        return;
    }
    if (!control_notify_code(&tree->control, NM_RCLICK) && !tree->control.destroyed)
        SendMessageW(tree->control.window, WM_CONTEXTMENU, (WPARAM)tree->control.window, (LPARAM)GetMessagePos());
}

static void track(struct tree *tree, LPARAM lparam)
{
    TVHITTESTINFO hit = {point_of(lparam), 0, NULL};
    if (!control_style_is(&tree->control, TVS_TRACKSELECT)) return;
    tree_hit_test(tree, &hit);
    struct tree_item *hot = hit.flags & TVHT_ONITEM ? tree_item_of(tree, hit.hItem) : NULL;
    if (hot == tree->hot) return;
    tree_invalidate(tree, tree->hot);
    tree->hot = hot;
    tree_invalidate(tree, hot);
    TRACKMOUSEEVENT leave = {sizeof(leave), TME_LEAVE, tree->control.window, 0};
    TrackMouseEvent(&leave);
}

static void wheel(struct tree *tree, WPARAM wparam)
{
    UINT lines = 3;
    SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &lines, 0);
    int turned = GET_WHEEL_DELTA_WPARAM(wparam) * (int)min(lines, (UINT)tree_page(tree)) / WHEEL_DELTA;
    tree_scroll_to(tree, tree->top - turned, tree->left);
}

LRESULT tree_input(struct tree *tree, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_LBUTTONDOWN: press_left(tree, lparam); return 0;
    case WM_LBUTTONDBLCLK: double_click(tree, lparam); return 0;
    case WM_RBUTTONDOWN: press_right(tree, lparam); return 0;
    case WM_RBUTTONDBLCLK: control_notify_code(&tree->control, NM_RDBLCLK); return 0;
    case WM_MOUSEMOVE: track(tree, lparam); return 0;
    case WM_MOUSELEAVE:
        tree_invalidate(tree, tree->hot);
        tree->hot = NULL;
        return 0;
    case WM_MOUSEWHEEL: wheel(tree, wparam); return 0;
    case WM_KEYDOWN:
        press_key(tree, (UINT)wparam);
        return 0;
    case WM_CHAR:
        if (wparam == VK_RETURN) control_notify_code(&tree->control, NM_RETURN);
        else if (wparam > VK_SPACE || (wparam == VK_SPACE && !control_style_is(&tree->control, TVS_CHECKBOXES)))
            search(tree, (WCHAR)wparam);
        return 0;
    }
    return 0;
}
