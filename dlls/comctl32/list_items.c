/* The list view's items: inserting, reading, changing, states, sorting, finding. */
#include "list_view.h"

BOOL list_is_virtual(const struct list *list) { return control_style_is(&list->control, LVS_OWNERDATA); }
UINT list_view_kind(const struct list *list) { return control_style(&list->control) & LVS_TYPEMASK; }
struct list_item *list_item_at(struct list *list, int index)
{
    return !list_is_virtual(list) && index >= 0 && index < list->count ? list->items[index] : NULL;
}

LRESULT list_notify(struct list *list, int code, int index, int column, UINT new_state, UINT old_state, UINT changed,
                    LPARAM param)
{
    NMLISTVIEW note = {.iItem = index,
                       .iSubItem = column,
                       .uNewState = new_state,
                       .uOldState = old_state,
                       .uChanged = changed,
                       .lParam = param};
    return control_notify(&list->control, code, &note.hdr);
}

static LPARAM param_of(struct list *list, int index)
{
    struct list_item *item = list_item_at(list, index);
    return item ? item->param : 0;
}

/* --- what is asked from the owner --- */

static BOOL ask(struct list *list, int index, int column, UINT mask, NMLVDISPINFOW *info)
{
    info->item.mask = mask;
    info->item.iItem = index;
    info->item.iSubItem = column;
    info->item.lParam = param_of(list, index);
    control_notify(&list->control, NOTIFY_CODE(&list->control, LVN_GETDISPINFO), &info->hdr);
    return !list->control.destroyed;
}

static struct list_cell *cell_of(struct list_item *item, int column)
{
    return item && column >= 0 && column < item->cell_count ? &item->cells[column] : NULL;
}

static struct list_cell *make_cell(struct list_item *item, int column)
{
    if (column >= item->cell_count) {
        struct list_cell *cells = reallocate(item->cells, (SIZE_T)(column + 1) * sizeof(*cells));
        if (!cells) return NULL;
        item->cells = cells;
        for (; item->cell_count <= column; item->cell_count++)
            cells[item->cell_count] = (struct list_cell){.image = I_IMAGENONE};
    }
    return &item->cells[column];
}

const WCHAR *list_text(struct list *list, int index, int column, WCHAR *buffer)
{
    struct list_cell *cell = cell_of(list_item_at(list, index), column);
    NMLVDISPINFOW info = {0};
    char ansi[LIST_TEXT_MAX] = "";
    if (!list_is_virtual(list) && (!cell || !cell->callback)) return cell && cell->text ? cell->text : L"";
    *buffer = 0;
    info.item.pszText = list->control.unicode ? buffer : (WCHAR *)ansi;
    info.item.cchTextMax = LIST_TEXT_MAX - 1;
    if (!ask(list, index, column, LVIF_TEXT, &info) || IS_CALLBACK_TEXT(info.item.pszText)) return L"";
    if (!list->control.unicode) {
        if (info.item.pszText) MultiByteToWideChar(CP_ACP, 0, (char *)info.item.pszText, -1, buffer, LIST_TEXT_MAX);
    } else if (info.item.pszText && info.item.pszText != buffer) {
        lstrcpynW(buffer, info.item.pszText, LIST_TEXT_MAX);
    }
    cell = cell_of(list_item_at(list, index), column);
    if (info.item.mask & LVIF_DI_SETITEM && cell) {
        release(cell->text);
        cell->text = text_copy(buffer);
        cell->callback = FALSE;
    }
    return buffer;
}

int list_image(struct list *list, int index, int column)
{
    struct list_cell *cell = cell_of(list_item_at(list, index), column);
    NMLVDISPINFOW info = {0};
    if (!list_is_virtual(list) && (!cell || cell->image != I_IMAGECALLBACK)) return cell ? cell->image : I_IMAGENONE;
    if (column && !(list->extended_style & LVS_EX_SUBITEMIMAGES)) return I_IMAGENONE;
    if (!ask(list, index, column, LVIF_IMAGE, &info)) return I_IMAGENONE;
    cell = cell_of(list_item_at(list, index), column);
    if (info.item.mask & LVIF_DI_SETITEM && cell) cell->image = info.item.iImage;
    return info.item.iImage;
}

/* --- states --- */

static UINT own_state(struct list *list, int index)
{
    struct list_item *item = list_item_at(list, index);
    UINT state = item                                                         ? item->state
                 : list_is_virtual(list) && index >= 0 && index < list->count ? list->states[index]
                                                                              : 0;
    return index == list->focused ? state | LVIS_FOCUSED : state & ~(UINT)LVIS_FOCUSED;
}

UINT list_state(struct list *list, int index)
{
    UINT state = own_state(list, index), asked = list->callback_mask;
    NMLVDISPINFOW info = {0};
    if (!asked) return state;
    info.item.stateMask = asked;
    if (!ask(list, index, 0, LVIF_STATE, &info)) return state;
    return (state & ~asked) | (info.item.state & asked);
}

static void store_state(struct list *list, int index, UINT state)
{
    struct list_item *item = list_item_at(list, index);
    if (item) item->state = state & ~(UINT)LVIS_FOCUSED;
    else if (list_is_virtual(list)) list->states[index] = (BYTE)(state & ~(UINT)LVIS_FOCUSED);
}

static BOOL change_state(struct list *list, int index, UINT state, UINT mask)
{
    UINT before = own_state(list, index), after = (before & ~mask) | (state & mask);
    LPARAM param = param_of(list, index);
    if (before == after) return TRUE;
    if (list_notify(list, LVN_ITEMCHANGING, index, 0, after, before, LVIF_STATE, param)) return FALSE;
    if (list->control.destroyed || index >= list->count) return FALSE;
    if ((after ^ before) & LVIS_FOCUSED) {
        int old = list->focused;
        list->focused = after & LVIS_FOCUSED ? index : -1;
        if (old >= 0 && old != index && old < list->count) {
            list_invalidate_item(list, old);
            list_notify(list, LVN_ITEMCHANGED, old, 0, own_state(list, old), own_state(list, old) | LVIS_FOCUSED,
                        LVIF_STATE, param_of(list, old));
        }
    }
    if (list->control.destroyed || index >= list->count) return FALSE;
    store_state(list, index, after);
    list_invalidate_item(list, index);
    list_notify(list, LVN_ITEMCHANGED, index, 0, after, before, LVIF_STATE, param);
    return TRUE;
}

BOOL list_set_state(struct list *list, int index, UINT state, UINT mask)
{
    if (index < -1 || index >= list->count) return FALSE;
    BOOL single = control_style_is(&list->control, LVS_SINGLESEL);
    if (index == -1) {
        if (single && state & mask & LVIS_SELECTED) return FALSE;
        for (int i = 0; i < list->count && !list->control.destroyed; i++)
            change_state(list, i, state, mask & ~(UINT)(state & LVIS_FOCUSED));
        return TRUE;
    }
    if (single && state & mask & LVIS_SELECTED)
        for (int i = 0; i < list->count && !list->control.destroyed; i++)
            if (i != index && own_state(list, i) & LVIS_SELECTED) change_state(list, i, 0, LVIS_SELECTED);
    return !list->control.destroyed && change_state(list, index, state, mask);
}

int list_selected_count(struct list *list)
{
    int count = 0;
    for (int i = 0; i < list->count; i++) count += (own_state(list, i) & LVIS_SELECTED) != 0;
    return count;
}

/* --- into the list and out of it --- */

static void apply(struct list *list, struct list_item *item, const LVITEMW *changes, BOOL unicode)
{
    struct list_cell *cell = changes->mask & (LVIF_TEXT | LVIF_IMAGE) ? make_cell(item, changes->iSubItem) : NULL;
    if (cell && changes->mask & LVIF_TEXT) {
        release(cell->text);
        cell->callback = IS_CALLBACK_TEXT(changes->pszText);
        cell->text = cell->callback ? NULL : text_from(unicode, changes->pszText);
    }
    if (cell && changes->mask & LVIF_IMAGE) cell->image = changes->iImage;
    if (changes->iSubItem) return;
    if (changes->mask & LVIF_PARAM) item->param = changes->lParam;
    if (changes->mask & LVIF_INDENT) item->indent = changes->iIndent;
    if (changes->mask & LVIF_GROUPID) item->group = changes->iGroupId;
    (void)list;
}

static int sorted_place(struct list *list, const WCHAR *text)
{
    WCHAR buffer[LIST_TEXT_MAX];
    int sign = control_style_is(&list->control, LVS_SORTDESCENDING) ? -1 : 1, index = 0;
    while (index < list->count && sign * lstrcmpiW(list_text(list, index, 0, buffer), text ? text : L"") <= 0) index++;
    return index;
}

static BOOL make_room(struct list *list, int count)
{
    if (count <= list->room) return TRUE;
    int room = max(count + count / 2, 16);
    struct list_item **items = reallocate(list->items, (SIZE_T)room * sizeof(*items));
    if (!items) return FALSE;
    list->items = items;
    list->room = room;
    return TRUE;
}

int list_insert(struct list *list, const LVITEMW *item, BOOL unicode)
{
    if (!item || item->iItem < 0 || item->iSubItem || list_is_virtual(list) || !make_room(list, list->count + 1))
        return -1;
    struct list_item *new = allocate(sizeof(*new));
    if (!new) return -1;
    make_cell(new, 0);
    new->cells[0].image = list->images || list->small_images ? 0 : I_IMAGENONE;
    new->id = list->next_id++;
    apply(list, new, item, unicode);
    int index = min(item->iItem, list->count);
    if (control_style_is(&list->control, LVS_SORTASCENDING | LVS_SORTDESCENDING) && new->cells[0].text)
        index = sorted_place(list, new->cells[0].text);
    memmove(list->items + index + 1, list->items + index, (SIZE_T)(list->count - index) * sizeof(*list->items));
    list->items[index] = new;
    list->count++;
    if (list->focused >= index) list->focused++;
    if (list->mark >= index) list->mark++;
    if (list->extended_style & LVS_EX_CHECKBOXES) new->state = INDEXTOSTATEIMAGEMASK(1);
    list_changed(list);
    list_notify(list, LVN_INSERTITEM, index, 0, 0, 0, 0, new->param);
    if (!list->control.destroyed && item->mask & LVIF_STATE && item->stateMask)
        list_set_state(list, index, item->state, item->stateMask);
    return index;
}

static void free_item(struct list_item *item)
{
    for (int i = 0; i < item->cell_count; i++) release(item->cells[i].text);
    release(item->cells);
    release(item);
}

BOOL list_delete(struct list *list, int index)
{
    if (index < 0 || index >= list->count) return FALSE;
    list_edit_end(list, TRUE);
    list_set_state(list, index, 0, LVIS_SELECTED | LVIS_FOCUSED);
    if (list->control.destroyed || index >= list->count) return FALSE;
    list_notify(list, LVN_DELETEITEM, index, 0, 0, 0, 0, param_of(list, index));
    if (list->control.destroyed || index >= list->count) return FALSE;
    list->count--;
    if (list_is_virtual(list)) {
        memmove(list->states + index, list->states + index + 1, (SIZE_T)(list->count - index));
    } else {
        free_item(list->items[index]);
        memmove(list->items + index, list->items + index + 1, (SIZE_T)(list->count - index) * sizeof(*list->items));
    }
    if (list->focused > index) list->focused--;
    if (list->mark > index) list->mark--;
    if (list->hot >= index) list->hot = -1;
    list_changed(list);
    return TRUE;
}

void list_delete_all(struct list *list)
{
    list_edit_end(list, TRUE);
    BOOL silent = list_notify(list, LVN_DELETEALLITEMS, -1, 0, 0, 0, 0, 0) != 0;
    for (int i = list->count - 1; i >= 0 && !list_is_virtual(list); i--) {
        if (!silent) list_notify(list, LVN_DELETEITEM, i, 0, 0, 0, 0, list->items[i]->param);
        free_item(list->items[i]);
        list->count = i;
    }
    list->count = 0;
    list->focused = list->mark = list->hot = -1;
    list->top = list->left = 0;
    list_changed(list);
}

void list_cells_column_added(struct list *list, int column)
{
    for (int i = 0; !list_is_virtual(list) && i < list->count; i++) {
        struct list_item *item = list->items[i];
        if (column >= item->cell_count || !make_cell(item, item->cell_count)) continue;
        memmove(item->cells + column + 1, item->cells + column,
                (SIZE_T)(item->cell_count - column - 1) * sizeof(*item->cells));
        item->cells[column] = (struct list_cell){.image = I_IMAGENONE};
    }
}

void list_cells_column_removed(struct list *list, int column)
{
    for (int i = 0; !list_is_virtual(list) && i < list->count; i++) {
        struct list_item *item = list->items[i];
        if (column >= item->cell_count) continue;
        release(item->cells[column].text);
        item->cell_count--;
        memmove(item->cells + column, item->cells + column + 1,
                (SIZE_T)(item->cell_count - column) * sizeof(*item->cells));
    }
}

BOOL list_set_count(struct list *list, int count)
{
    if (!list_is_virtual(list)) return make_room(list, count);
    BYTE *states = reallocate(list->states, (SIZE_T)count + 1);
    if (!states || count < 0) return FALSE;
    list->states = states;
    if (count > list->count) memset(states + list->count, 0, (SIZE_T)(count - list->count));
    list->count = count;
    if (list->focused >= count) list->focused = -1;
    list_changed(list);
    return TRUE;
}

/* --- reading and changing --- */

BOOL list_set(struct list *list, const LVITEMW *changes, BOOL unicode)
{
    struct list_item *item = changes ? list_item_at(list, changes->iItem) : NULL;
    if (!item || changes->iSubItem < 0) return FALSE;
    UINT plain = changes->mask & ~(UINT)LVIF_STATE;
    if (changes->mask & LVIF_STATE && !changes->iSubItem)
        list_set_state(list, changes->iItem, changes->state, changes->stateMask);
    if (!plain || list->control.destroyed) return TRUE;
    if (list_notify(list, LVN_ITEMCHANGING, changes->iItem, changes->iSubItem, 0, 0, plain, item->param)) return FALSE;
    if (list_item_at(list, changes->iItem) != item) return FALSE;
    apply(list, item, changes, unicode);
    list_invalidate_item(list, changes->iItem);
    if (plain & LVIF_TEXT && list_view_kind(list) != LVS_REPORT) list_changed(list);
    list_notify(list, LVN_ITEMCHANGED, changes->iItem, changes->iSubItem, 0, 0, plain, item->param);
    return TRUE;
}

BOOL list_get(struct list *list, LVITEMW *out, BOOL unicode)
{
    WCHAR buffer[LIST_TEXT_MAX];
    if (!out || out->iItem < 0 || out->iItem >= list->count) return FALSE;
    struct list_item *item = list_item_at(list, out->iItem);
    struct list_cell *cell = cell_of(item, out->iSubItem);
    if (out->mask & LVIF_TEXT) {
        if (cell && cell->callback && out->mask & LVIF_NORECOMPUTE) out->pszText = LPSTR_TEXTCALLBACKW;
        else text_put(unicode, list_text(list, out->iItem, out->iSubItem, buffer), out->pszText, out->cchTextMax);
    }
    if (out->mask & LVIF_IMAGE)
        out->iImage = cell && cell->image == I_IMAGECALLBACK && out->mask & LVIF_NORECOMPUTE
                          ? I_IMAGECALLBACK
                          : list_image(list, out->iItem, out->iSubItem);
    if (out->mask & LVIF_STATE) out->state = out->iSubItem ? 0 : list_state(list, out->iItem) & out->stateMask;
    if (out->mask & LVIF_PARAM) out->lParam = item ? item->param : 0;
    if (out->mask & LVIF_INDENT) out->iIndent = item ? item->indent : 0;
    if (out->mask & LVIF_GROUPID) out->iGroupId = item ? item->group : 0;
    return TRUE;
}

/* --- sorting --- */

struct sorted { struct list_item *item; int index; };
struct sorting { PFNLVCOMPARE compare; LPARAM data; BOOL by_index; };

static int compare(const struct sorting *sorting, const struct sorted *a, const struct sorted *b)
{
    if (sorting->by_index) return sorting->compare(a->index, b->index, sorting->data);
    return sorting->compare(a->item->param, b->item->param, sorting->data);
}

static void merge_sort(struct sorted *items, struct sorted *spare, int count, const struct sorting *sorting)
{
    int half = count / 2, left = 0, right = half;
    if (count < 2) return;
    merge_sort(items, spare, half, sorting);
    merge_sort(items + half, spare, count - half, sorting);
    for (int i = 0; i < count; i++) {
        BOOL from_left = right >= count || (left < half && compare(sorting, &items[left], &items[right]) <= 0);
        spare[i] = from_left ? items[left++] : items[right++];
    }
    memcpy(items, spare, (SIZE_T)count * sizeof(*items));
}

BOOL list_sort(struct list *list, PFNLVCOMPARE function, LPARAM data, BOOL by_index)
{
    struct sorting sorting = {function, data, by_index};
    if (!function || list_is_virtual(list)) return FALSE;
    struct sorted *items = allocate((SIZE_T)list->count * 2 * sizeof(*items));
    if (!items) return FALSE;
    int count = list->count, focused = list->focused;
    for (int i = 0; i < count; i++) items[i] = (struct sorted){list->items[i], i};
    merge_sort(items, items + count, count, &sorting);
    for (int i = 0; i < count && count == list->count; i++) {
        list->items[i] = items[i].item;
        if (items[i].index == focused) list->focused = i;
    }
    release(items);
    list->mark = list->hot = -1;
    list_changed(list);
    return TRUE;
}

/* --- finding --- */

static BOOL fits(struct list *list, int index, UINT flags)
{
    UINT state = list_state(list, index);
    static const struct {
        UINT flag, state;
    } wanted[] = {{LVNI_FOCUSED, LVIS_FOCUSED},
                  {LVNI_SELECTED, LVIS_SELECTED},
                  {LVNI_CUT, LVIS_CUT},
                  {LVNI_DROPHILITED, LVIS_DROPHILITED}};
    for (UINT i = 0; i < COUNT_OF(wanted); i++)
        if (flags & wanted[i].flag && !(state & wanted[i].state)) return FALSE;
    return TRUE;
}

/* Towards a side: the nearest item there, as the arrow keys go. */
static int next_beside(struct list *list, int start, UINT flags)
{
    int best = -1;
    INT64 best_distance = 0;
    if (list_view_kind(list) == LVS_REPORT) {
        int step = flags & (LVNI_ABOVE | LVNI_TOLEFT) ? -1 : 1;
        if (flags & (LVNI_TOLEFT | LVNI_TORIGHT)) return -1;
        for (int i = start + step; i >= 0 && i < list->count; i += step)
            if (fits(list, i, flags)) return i;
        return -1;
    }
    POINT from = list_item_place(list, start);
    for (int i = 0; i < list->count; i++) {
        POINT at = list_item_place(list, i);
        int dx = at.x - from.x, dy = at.y - from.y;
        int along = flags & LVNI_ABOVE ? -dy : flags & LVNI_BELOW ? dy : flags & LVNI_TOLEFT ? -dx : dx;
        int across = flags & (LVNI_ABOVE | LVNI_BELOW) ? abs(dx) : abs(dy);
        INT64 distance = along + (INT64)across * 4;
        if (i == start || along <= 0 || across > along || !fits(list, i, flags) ||
            (best >= 0 && distance >= best_distance))
            continue;
        best = i;
        best_distance = distance;
    }
    return best;
}

int list_next(struct list *list, int start, UINT flags)
{
    if (start < -1 || start >= list->count) return -1;
    if (flags & (LVNI_ABOVE | LVNI_BELOW | LVNI_TOLEFT | LVNI_TORIGHT))
        return start < 0 ? -1 : next_beside(list, start, flags);
    if (flags & LVNI_FOCUSED && !list->callback_mask)
        return list->focused > start && fits(list, list->focused, flags) ? list->focused : -1;
    for (int i = start + 1; i < list->count; i++)
        if (fits(list, i, flags)) return i;
    return -1;
}

static BOOL matches(struct list *list, int index, const LVFINDINFOW *find, const WCHAR *text)
{
    WCHAR buffer[LIST_TEXT_MAX];
    if (find->flags & LVFI_PARAM) return param_of(list, index) == find->lParam;
    const WCHAR *own = list_text(list, index, 0, buffer);
    if (!(find->flags & LVFI_PARTIAL)) return !lstrcmpiW(own, text);
    int length = text_length(text);
    return text_length(own) >= length &&
           CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, own, length, text, length) == CSTR_EQUAL;
}

int list_find(struct list *list, int start, const LVFINDINFOW *find, BOOL unicode)
{
    int found = -1;
    if (!find) return -1;
    WCHAR *text = find->flags & (LVFI_STRING | LVFI_PARTIAL) ? text_from(unicode, find->psz) : NULL;
    if (list_is_virtual(list)) {
        NMLVFINDITEMW note = {.iStart = max(start, 0), .lvfi = *find};
        found = (int)control_notify(&list->control, NOTIFY_CODE(&list->control, LVN_ODFINDITEM), &note.hdr);
        release(text);
        return found;
    }
    for (int i = 1; i <= list->count && found < 0; i++) {
        int index = start + i;
        if (index >= list->count) {
            if (!(find->flags & LVFI_WRAP)) break;
            index %= list->count;
        }
        if ((text || find->flags & LVFI_PARAM) && matches(list, index, find, text)) found = index;
    }
    release(text);
    return found;
}
