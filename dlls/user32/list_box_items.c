/* The items of a list box. */
#include "list_box.h"

BOOL list_is_owner_drawn(const struct list_box *list)
{
    return (list->style & (LBS_OWNERDRAWFIXED | LBS_OWNERDRAWVARIABLE)) != 0;
}
BOOL list_has_text(const struct list_box *list) { return !list_is_owner_drawn(list) || list->style & LBS_HASSTRINGS; }
BOOL list_is_multiple(const struct list_box *list) { return (list->style & (LBS_MULTIPLESEL | LBS_EXTENDEDSEL)) != 0; }

/* --- what the owner says --- */

HWND list_owner_window(const struct list_box *list) { return GetParent(list->combo ? list->combo : list->window); }
UINT list_owner_type(const struct list_box *list) { return list->combo ? ODT_COMBOBOX : ODT_LISTBOX; }
UINT list_owner_id(const struct list_box *list) { return control_id(list->combo ? list->combo : list->window); }

LRESULT list_ask_owner(const struct list_box *list, UINT message, void *structure)
{
    HWND owner = list_owner_window(list);
    return owner ? send_message(owner, message, list_owner_id(list), (LPARAM)structure) : 0;
}

static int ask_height(struct list_box *list, int index)
{
    const struct list_item *asked = list->items[index];
    MEASUREITEMSTRUCT item = {.CtlType = list_owner_type(list),
                              .CtlID = list_owner_id(list),
                              .itemID = (UINT)index,
                              .itemHeight = (UINT)list->item_height};
    item.itemData = list_has_text(list) ? (ULONG_PTR)asked->text : asked->data;
    list_ask_owner(list, WM_MEASUREITEM, &item);
    return item.itemHeight ? (int)min(item.itemHeight, 255u) : 1;
}

static void tell_deleted(struct list_box *list, int index)
{
    DELETEITEMSTRUCT item = {.CtlType = list_owner_type(list),
                             .CtlID = list_owner_id(list),
                             .itemID = (UINT)index,
                             .hwndItem = list->combo ? list->combo : list->window,
                             .itemData = list->items[index]->data};
    if (list_is_owner_drawn(list) || item.itemData) list_ask_owner(list, WM_DELETEITEM, &item);
}

/* --- storage --- */

static void *larger_copy(const void *old, SIZE_T member, int used, int capacity)
{
    void *larger = heap_allocate_zeroed((SIZE_T)capacity * member);
    if (larger && old) memcpy(larger, old, (SIZE_T)used * member);
    return larger;
}

BOOL list_reserve(struct list_box *list, int count)
{
    if (count <= list->capacity) return TRUE;
    if (count > 0x7ffffff) return FALSE;
    int capacity = max(count, list->capacity ? 2 * list->capacity : 16);
    BOOL has_items = !(list->style & LBS_NODATA), has_marks = list_is_multiple(list);
    struct list_item **items = has_items ? larger_copy(list->items, sizeof(*items), list->count, capacity) : NULL;
    BYTE *marks = has_marks ? larger_copy(list->marks, 1, list->count, capacity) : NULL;
    if ((has_items && !items) || (has_marks && !marks)) {
        heap_free(items);
        heap_free(marks);
        return FALSE;
    }
    heap_free(list->items);
    heap_free(list->marks);
    list->items = items;
    list->marks = marks;
    list->capacity = capacity;
    return TRUE;
}

static struct list_item *make_item(const struct list_box *list, LPARAM text_or_data)
{
    LPCWSTR text = !list_has_text(list) ? L"" : text_or_data ? (LPCWSTR)text_or_data : L"";
    SIZE_T size = (wcslen(text) + 1) * sizeof(WCHAR);
    struct list_item *item = heap_allocate(sizeof(*item) + size);
    if (!item) return NULL;
    item->data = list_has_text(list) ? 0 : (ULONG_PTR)text_or_data;
    item->height = list->item_height;
    memcpy(item->text, text, size);
    return item;
}

static void indices_after_insert(struct list_box *list, int index)
{
    if (list->selected >= index) list->selected++;
    if (list->caret >= index && list->count > 1) list->caret++;
    if (list->anchor >= index && list->count > 1) list->anchor++;
}

int list_insert(struct list_box *list, int index, LPARAM text_or_data)
{
    HWND window = list->window;
    if (index == -1) index = list->count;
    if (index < 0 || index > list->count) return LB_ERR;
    if (!list_reserve(list, list->count + 1)) return LIST_ERR_SPACE;
    SIZE_T behind = (SIZE_T)(list->count - index);
    if (!(list->style & LBS_NODATA)) {
        struct list_item *item = make_item(list, text_or_data);
        if (!item) return LIST_ERR_SPACE;
        memmove(&list->items[index + 1], &list->items[index], behind * sizeof(item));
        list->items[index] = item;
    }
    if (list->marks) {
        memmove(&list->marks[index + 1], &list->marks[index], behind);
        list->marks[index] = FALSE;
    }
    list->count++;
    indices_after_insert(list, index);
    if (list->style & LBS_OWNERDRAWVARIABLE) {
        int height = ask_height(list, index);
        if (list_box_of(window) != list) return LB_ERR;
        if (index < list->count) list->items[index]->height = height;
    }
    list_changed_from(list, index);
    return index;
}

/* --- order --- */

static int compare_by_owner(struct list_box *list, ULONG_PTR first, int first_index, ULONG_PTR second, int second_index)
{
    COMPAREITEMSTRUCT item = {.CtlType = list_owner_type(list),
                              .CtlID = list_owner_id(list),
                              .hwndItem = list->combo ? list->combo : list->window,
                              .itemID1 = (UINT)first_index,
                              .itemData1 = first,
                              .itemID2 = (UINT)second_index,
                              .itemData2 = second,
                              .dwLocaleId = list->locale};
    return (int)list_ask_owner(list, WM_COMPAREITEM, &item);
}

/* Below, at or above 0: the item at `index` comes before, with or behind the given. */
static int compare(struct list_box *list, int index, LPARAM text_or_data)
{
    if (!list_has_text(list))
        return compare_by_owner(list, list->items[index]->data, index, (ULONG_PTR)text_or_data, -1);
    return CompareStringW(list->locale, NORM_IGNORECASE, list->items[index]->text, -1, (LPCWSTR)text_or_data, -1) -
           CSTR_EQUAL;
}

int list_insert_sorted(struct list_box *list, LPARAM text_or_data)
{
    int low = 0, high = list->count;
    if (!(list->style & LBS_SORT)) return list_insert(list, -1, text_or_data);
    if (list_has_text(list) && !text_or_data) text_or_data = (LPARAM)L"";
    if (high && compare(list, high - 1, text_or_data) <= 0) low = high; /* texts often come in order */
    while (low < high) {
        int middle = (low + high) / 2;
        if (compare(list, middle, text_or_data) > 0) high = middle;
        else low = middle + 1;
    }
    return list_insert(list, low, text_or_data);
}

/* --- removal --- */

static void indices_after_delete(struct list_box *list, int index)
{
    if (list->selected == index) list->selected = -1;
    else if (list->selected > index) list->selected--;
    if (list->caret > index || list->caret == list->count) list->caret = max(list->caret - 1, 0);
    if (list->anchor > index || list->anchor == list->count) list->anchor--;
}

int list_delete(struct list_box *list, int index)
{
    if (index < 0 || index >= list->count) return LB_ERR;
    if (list->items) {
        HWND window = list->window;
        tell_deleted(list, index);
        if (list_box_of(window) != list || index >= list->count) return LB_ERR;
        heap_free(list->items[index]);
        memmove(&list->items[index], &list->items[index + 1], (SIZE_T)(list->count - index - 1) * sizeof(*list->items));
    }
    if (list->marks) memmove(&list->marks[index], &list->marks[index + 1], (SIZE_T)(list->count - index - 1));
    list->count--;
    indices_after_delete(list, index);
    list_changed_from(list, index);
    return list->count;
}

void list_clear(struct list_box *list)
{
    HWND window = list->window;
    for (int i = list->count; list->items && i-- > 0;) {
        tell_deleted(list, i);
        if (list_box_of(window) != list) return;
        if (i >= list->count) continue; /* the program deleted some itself */
        heap_free(list->items[i]);
        list->count = i;
    }
    heap_free(list->items);
    heap_free(list->marks);
    list->items = NULL;
    list->marks = NULL;
    list->count = list->capacity = list->top = list->offset = list->caret = 0;
    list->selected = list->anchor = -1;
}

int list_set_count(struct list_box *list, int count)
{
    if (!(list->style & LBS_NODATA) || count < 0) return LB_ERR;
    if (!list_reserve(list, count)) return LIST_ERR_SPACE;
    if (list->marks && count > list->count) memset(list->marks + list->count, 0, (SIZE_T)(count - list->count));
    list->count = count;
    if (list->caret >= count) list->caret = max(count - 1, 0);
    if (list->anchor >= count) list->anchor = -1;
    if (list->selected >= count) list->selected = -1;
    list_changed_from(list, 0);
    return 0;
}

/* --- looking things up --- */

static BOOL begins_with(const struct list_box *list, const WCHAR *text, LPCWSTR prefix, int length)
{
    int units = lstrlenW(text);
    if (units >= length && CompareStringW(list->locale, NORM_IGNORECASE, text, length, prefix, length) == CSTR_EQUAL)
        return TRUE;
    /* Names of folders and drives stand in brackets and hyphens (LB_DIR). */
    if (text[0] == '[' && prefix[0] != '[') {
        const WCHAR *name = text + 1;
        if (*name == '-') name++;
        return lstrlenW(name) >= length &&
               CompareStringW(list->locale, NORM_IGNORECASE, name, length, prefix, length) == CSTR_EQUAL;
    }
    return FALSE;
}

static BOOL matches(struct list_box *list, int index, LPARAM wanted, BOOL exact, int length)
{
    if (!list_has_text(list)) {
        if (list->style & LBS_SORT) return compare(list, index, wanted) == 0;
        return list->items[index]->data == (ULONG_PTR)wanted;
    }
    if (exact)
        return CompareStringW(list->locale, NORM_IGNORECASE, list->items[index]->text, -1, (LPCWSTR)wanted, -1) ==
               CSTR_EQUAL;
    return begins_with(list, list->items[index]->text, (LPCWSTR)wanted, length);
}

int list_find(struct list_box *list, int after, LPARAM wanted, BOOL exact)
{
    if (list->style & LBS_NODATA || !list->count || (list_has_text(list) && !wanted)) return LB_ERR;
    int length = list_has_text(list) ? lstrlenW((LPCWSTR)wanted) : 0;
    if (after < -1 || after >= list->count) after = -1;
    if (list_has_text(list) && !exact && !length) return LB_ERR;
    for (int step = 1; step <= list->count; step++) {
        int index = (after + step) % list->count;
        if (matches(list, index, wanted, exact, length)) return index;
    }
    return LB_ERR;
}

LRESULT list_get_text(const struct list_box *list, int index, void *buffer)
{
    if (index < 0 || index >= list->count || list->style & LBS_NODATA) {
        set_user_error(ERROR_INVALID_INDEX);
        return LB_ERR;
    }
    if (!list_has_text(list)) {
        memcpy(buffer, &list->items[index]->data, sizeof(ULONG_PTR));
        return sizeof(DWORD);
    }
    lstrcpyW(buffer, list->items[index]->text);
    return lstrlenW(buffer);
}

LRESULT list_get_text_length(const struct list_box *list, int index)
{
    if (index < 0 || index >= list->count || list->style & LBS_NODATA) {
        set_user_error(ERROR_INVALID_INDEX);
        return LB_ERR;
    }
    return list_has_text(list) ? lstrlenW(list->items[index]->text) : (LRESULT)sizeof(DWORD);
}
