/* What a list box looks like; owner-drawn items. */
#include "list_box.h"

#define TEXT_LEFT 2

static BOOL has_columns(const struct list_box *list) { return (list->style & LBS_MULTICOLUMN) != 0; }

static void draw_text_item(const struct list_box *list, HDC dc, int index, const RECT *place, BOOL selected,
                           BOOL disabled)
{
    const WCHAR *text = list->items[index]->text;
    int length = lstrlenW(text);
    if (disabled) SetTextColor(dc, GetSysColor(COLOR_GRAYTEXT));
    else if (selected) SetTextColor(dc, GetSysColor(COLOR_HIGHLIGHTTEXT));
    if (selected) SetBkColor(dc, GetSysColor(COLOR_HIGHLIGHT));
    if (!(list->style & LBS_USETABSTOPS)) {
        ExtTextOutW(dc, place->left + TEXT_LEFT, place->top, ETO_OPAQUE | ETO_CLIPPED, place, text, (UINT)length, NULL);
        return;
    }
    ExtTextOutW(dc, 0, 0, ETO_OPAQUE, place, NULL, 0, NULL);
    int saved = SaveDC(dc);
    IntersectClipRect(dc, place->left, place->top, place->right, place->bottom);
    TabbedTextOutW(dc, place->left + TEXT_LEFT, place->top, text, length, (int)list->tab_count, list->tabs,
                   place->left + TEXT_LEFT);
    RestoreDC(dc, saved);
}

static void draw_item(const struct list_box *list, HDC dc, int index, const RECT *place, UINT action)
{
    BOOL selected = list_is_multiple(list) ? list_is_marked(list, index) : index == list->selected;
    BOOL focused = list->has_focus && index == list->caret && !list->caret_is_off,
         disabled = (user_style(list->window) & WS_DISABLED) != 0;
    if (list->style & LBS_NOSEL) selected = FALSE;
    if (list_is_owner_drawn(list)) {
        DRAWITEMSTRUCT item = {.CtlType = list_owner_type(list),
                               .CtlID = list_owner_id(list),
                               .itemID = (UINT)index,
                               .itemAction = action,
                               .hwndItem = list->window,
                               .hDC = dc,
                               .rcItem = *place,
                               .itemData = list->items ? list->items[index]->data : 0};
        item.itemState = (selected ? ODS_SELECTED : 0) | (focused ? ODS_FOCUS : 0) | (disabled ? ODS_DISABLED : 0);
        if (control_hides(list->window, UISF_HIDEFOCUS)) item.itemState |= ODS_NOFOCUSRECT;
        if (control_hides(list->window, UISF_HIDEACCEL)) item.itemState |= ODS_NOACCEL;
        list_ask_owner(list, WM_DRAWITEM, &item);
        return;
    }
    COLORREF text = GetTextColor(dc), back = GetBkColor(dc);
    if (list->items) draw_text_item(list, dc, index, place, selected, disabled);
    SetTextColor(dc, text);
    SetBkColor(dc, back);
    if (focused && !control_hides(list->window, UISF_HIDEFOCUS)) DrawFocusRect(dc, place);
}

static HBRUSH ask_colors(const struct list_box *list, HDC dc)
{
    HWND asked = list->combo ? list->combo : list->window;
    if (!list->combo) return control_brush(list->window, dc, WM_CTLCOLORLISTBOX);
    HBRUSH brush = (HBRUSH)send_message(asked, WM_CTLCOLORLISTBOX, (WPARAM)dc, (LPARAM)list->window);
    return brush ? brush : system_color_brush(COLOR_WINDOW);
}

void list_paint(struct list_box *list, HDC dc)
{
    HWND window = list->window;
    HFONT old_font = control_select_font(dc, list->font);
    HBRUSH brush = ask_colors(list, dc);
    RECT clip, place, rest = {0, 0, list->width, list->height};
    if (GetClipBox(dc, &clip) == ERROR) SetRect(&clip, 0, 0, list->width, list->height);
    int last_bottom = 0;
    for (int index = list->top; index < list->count; index++) {
        list_item_rectangle(list, index, &place);
        if (has_columns(list) ? place.left >= list->width : place.top >= list->height) break;
        last_bottom = place.bottom;
        if (place.right <= clip.left || place.left >= clip.right || place.bottom <= clip.top ||
            place.top >= clip.bottom) {
            if (has_columns(list) || place.top < clip.bottom) continue;
            last_bottom = rest.bottom;
            break;
        }
        draw_item(list, dc, index, &place, ODA_DRAWENTIRE);
        if (list_box_of(window) != list) return;
        if (has_columns(list)) {
            ExcludeClipRect(dc, place.left, place.top, place.right, place.bottom);
            last_bottom = 0;
        }
    }
    if (!list->count && list->has_focus && !list->combo && !control_hides(list->window, UISF_HIDEFOCUS)) {
        FillRect(dc, &rest, brush);
        SetRect(&place, 0, 0, list->width, list->item_height);
        DrawFocusRect(dc, &place);
    } else {
        rest.top = last_bottom;
        if (rest.top < rest.bottom) FillRect(dc, &rest, brush);
    }
    SelectObject(dc, old_font);
}

void list_repaint_item(struct list_box *list, int index, UINT action)
{
    RECT place;
    BOOL is_above = !has_columns(list) && index < list->top,
         is_far_below = !has_columns(list) && index - list->top > list->height;
    if (list->no_redraw || is_above || is_far_below || !list_item_rectangle(list, index, &place)) return;
    if (place.bottom <= 0 || place.top >= list->height || place.right <= 0 || place.left >= list->width) return;
    if (!IsWindowVisible(list->window)) return;
    HDC dc = GetDCEx(list->window, NULL, DCX_CACHE);
    HFONT old = control_select_font(dc, list->font);
    ask_colors(list, dc);
    IntersectClipRect(dc, 0, 0, list->width, list->height);
    draw_item(list, dc, index, &place, action);
    SelectObject(dc, old);
    ReleaseDC(list->window, dc);
}
