/* SysTabControl32: tabs above pages; as buttons too (TCS_BUTTONS), in several rows (TCS_MULTILINE). */
#include "common.h"

#define MOST_TABS 256

struct tab { WCHAR *text; int image; UINT state; BYTE *extra; RECT rect; int row; };
struct tabs {
    struct control control;
    struct tab items[MOST_TABS];
    int count, selected, focus, first, height, row_count, extra_size;
    int fixed_width, fixed_height, padding_x, padding_y, minimum_width;
    HIMAGELIST images;
    HWND spinner, tooltips;
    UINT extended;
    BOOL focused, laid_out;
    int hot;
};

static BOOL style_is(const struct tabs *tabs, DWORD style) { return control_style_is(&tabs->control, style); }

/* --- layout --- */

static int natural_width(struct tabs *tabs, const struct tab *item)
{
    int width = text_width(control_font(&tabs->control), item->text) + 2 * tabs->padding_x, icon, height;
    if (tabs->fixed_width && style_is(tabs, TCS_FIXEDWIDTH)) return tabs->fixed_width;
    if (tabs->images && item->image >= 0 && ImageList_GetIconSize(tabs->images, &icon, &height))
        width += icon + tabs->padding_x;
    int least = tabs->minimum_width >= 0 ? tabs->minimum_width : style_is(tabs, TCS_BUTTONS) ? 0 : 36;
    return max(width, least);
}

static void spread_rows(struct tabs *tabs, int room)
{
    for (int row = 0; row < tabs->row_count; row++) {
        int first = -1, last = -1;
        for (int i = 0; i < tabs->count; i++)
            if (tabs->items[i].row == row) first = first < 0 ? i : first, last = i;
        if (first < 0) continue;
        int spare = room - 2 - tabs->items[last].rect.right, in_row = last - first + 1, moved = 0;
        for (int i = first; i <= last && spare > 0; i++) {
            int share = spare * (i - first + 1) / in_row - moved;
            OffsetRect(&tabs->items[i].rect, moved, 0);
            tabs->items[i].rect.right += share;
            moved += share;
        }
    }
}

/* The row with the selected tab stands next to the page. */
static int row_top(struct tabs *tabs, int row)
{
    int selected = tabs->selected >= 0 && tabs->selected < tabs->count ? tabs->items[tabs->selected].row : 0, place;
    if (style_is(tabs, TCS_BUTTONS)) place = row;
    else place = (row - selected - 1 + tabs->row_count) % tabs->row_count;
    int step = tabs->height + (style_is(tabs, TCS_BUTTONS) ? 3 : 0);
    if (style_is(tabs, TCS_BOTTOM))
        return control_client_size(&tabs->control).cy - (tabs->row_count - place) * step - 2;
    return place * step + (style_is(tabs, TCS_BUTTONS) ? 0 : 2);
}

static void show_spinner(struct tabs *tabs, BOOL needed)
{
    SIZE size = control_client_size(&tabs->control);
    if (!needed) {
        if (tabs->spinner) ShowWindow(tabs->spinner, SW_HIDE);
        return;
    }
    if (!tabs->spinner)
        tabs->spinner = CreateWindowExW(0, UPDOWN_CLASSW, NULL, WS_CHILD | UDS_HORZ, 0, 0, 0, 0, tabs->control.window,
                                        NULL, module_instance, NULL);
    SendMessageW(tabs->spinner, UDM_SETRANGE32, 0, tabs->count - 1);
    SendMessageW(tabs->spinner, UDM_SETPOS32, 0, tabs->first);
    int top = style_is(tabs, TCS_BOTTOM) ? size.cy - tabs->height : 0;
    SetWindowPos(tabs->spinner, HWND_TOP, size.cx - 40, top, 40, tabs->height, SWP_NOACTIVATE | SWP_SHOWWINDOW);
}

static void layout(struct tabs *tabs)
{
    int icon, icon_height = 0, room = control_client_size(&tabs->control).cx, gap = style_is(tabs, TCS_BUTTONS) ? 3 : 0;
    if (tabs->laid_out) return;
    tabs->laid_out = TRUE;
    if (tabs->images) ImageList_GetIconSize(tabs->images, &icon, &icon_height);
    tabs->height = tabs->fixed_height
                       ? tabs->fixed_height
                       : max(font_height(control_font(&tabs->control)), icon_height) + 2 * tabs->padding_y;
    int x = gap ? 0 : 2, row = 0;
    for (int i = 0; i < tabs->count; i++) {
        struct tab *item = &tabs->items[i];
        int width = natural_width(tabs, item);
        if (style_is(tabs, TCS_MULTILINE) && x + width > room - 2 && x > 2) x = gap ? 0 : 2, row++;
        item->row = row;
        item->rect = (RECT){x, 0, x + width, tabs->height};
        x += width + gap;
    }
    tabs->row_count = tabs->count ? row + 1 : 0;
    if (row && !style_is(tabs, TCS_RAGGEDRIGHT | TCS_BUTTONS)) spread_rows(tabs, room);
    BOOL scrolls = !style_is(tabs, TCS_MULTILINE) && tabs->count && tabs->items[tabs->count - 1].rect.right > room;
    if (!scrolls) tabs->first = 0;
    int shift = tabs->count && tabs->first < tabs->count ? tabs->items[tabs->first].rect.left - (gap ? 0 : 2) : 0;
    for (int i = 0; i < tabs->count; i++) OffsetRect(&tabs->items[i].rect, -shift, row_top(tabs, tabs->items[i].row));
    show_spinner(tabs, scrolls);
}

static void changed(struct tabs *tabs)
{
    tabs->laid_out = FALSE;
    control_invalidate(&tabs->control, NULL);
}

static RECT page_rect(struct tabs *tabs)
{
    SIZE size = control_client_size(&tabs->control);
    RECT rect = {0, 0, size.cx, size.cy};
    layout(tabs);
    int taken = tabs->row_count * (tabs->height + (style_is(tabs, TCS_BUTTONS) ? 3 : 0)) +
                (style_is(tabs, TCS_BUTTONS) ? 0 : 2);
    if (style_is(tabs, TCS_BOTTOM)) rect.bottom -= taken;
    else rect.top += taken;
    return rect;
}

/* --- drawing --- */

static void draw_content(struct tabs *tabs, HDC dc, int index, RECT rect)
{
    struct tab *item = &tabs->items[index];
    int icon = 0, height = 0;
    if (item->state & TCIS_HIGHLIGHTED) {
        RECT inside = {rect.left + 3, rect.top + 3, rect.right - 3, rect.bottom - 2};
        fill_colour(dc, &inside, GetSysColor(COLOR_HIGHLIGHT));
    }
    if (style_is(tabs, TCS_OWNERDRAWFIXED)) {
        UINT_PTR id = (UINT_PTR)GetWindowLongPtrW(tabs->control.window, GWLP_ID);
        ULONG_PTR data = 0;
        memcpy(&data, item->extra, (SIZE_T)min(tabs->extra_size, (int)sizeof(data)));
        DRAWITEMSTRUCT info = {ODT_TAB,
                               (UINT)id,
                               (UINT)index,
                               ODA_DRAWENTIRE,
                               index == tabs->selected ? ODS_SELECTED : 0,
                               tabs->control.window,
                               dc,
                               rect,
                               data};
        SendMessageW(tabs->control.owner, WM_DRAWITEM, id, (LPARAM)&info);
        return;
    }
    int text = text_width(control_font(&tabs->control), item->text), x = (rect.left + rect.right - text) / 2;
    if (tabs->images && item->image >= 0 && ImageList_GetIconSize(tabs->images, &icon, &height)) {
        x = (rect.left + rect.right - text - icon - tabs->padding_x) / 2;
        ImageList_Draw(tabs->images, item->image, dc, x, (rect.top + rect.bottom - height) / 2, ILD_TRANSPARENT);
        x += icon + tabs->padding_x;
    }
    BOOL is_highlighted = (item->state & TCIS_HIGHLIGHTED) != 0;
    int color = is_highlighted ? COLOR_HIGHLIGHTTEXT : COLOR_BTNTEXT;
    SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, GetSysColor(IsWindowEnabled(tabs->control.window) ? color : COLOR_GRAYTEXT));
    RECT label = {x, rect.top, rect.right, rect.bottom};
    if (item->text) DrawTextW(dc, item->text, -1, &label, DT_LEFT | DT_SINGLELINE | DT_VCENTER);
}

static void draw_tab(struct tabs *tabs, HDC dc, int index)
{
    RECT rect = tabs->items[index].rect;
    BOOL selected = index == tabs->selected, bottom = style_is(tabs, TCS_BOTTOM);
    if (style_is(tabs, TCS_BUTTONS)) {
        BOOL down = selected || tabs->items[index].state & TCIS_BUTTONPRESSED;
        fill_colour(dc, &rect, GetSysColor(COLOR_BTNFACE));
        if (!style_is(tabs, TCS_FLATBUTTONS) || down)
            DrawEdge(dc, &rect, down ? EDGE_SUNKEN : EDGE_RAISED, BF_RECT | BF_SOFT);
        if (down) OffsetRect(&rect, 1, 1);
        draw_content(tabs, dc, index, rect);
        return;
    }
    if (selected) InflateRect(&rect, 2, 0), rect.top -= bottom ? 1 : 2, rect.bottom += bottom ? 2 : 1;
    fill_colour(dc, &rect, GetSysColor(COLOR_BTNFACE));
    int top = bottom ? rect.bottom - 1 : rect.top, base = bottom ? rect.top : rect.bottom;
    COLORREF light = GetSysColor(COLOR_BTNHIGHLIGHT), shadow = GetSysColor(COLOR_BTNSHADOW),
             dark = GetSysColor(COLOR_3DDKSHADOW);
    int inner = bottom ? top - 1 : top + 1, low = min(inner, base), high = max(inner, base);
    draw_line(dc, rect.left + 2, top, rect.right - 2, top, bottom ? dark : light);
    if (bottom) draw_line(dc, rect.left + 2, top - 1, rect.right - 2, top - 1, shadow);
    draw_line(dc, rect.left + 1, inner, rect.left + 2, inner, light);
    draw_line(dc, rect.left, bottom ? low : low + 1, rect.left, bottom ? high - 1 : high, light);
    draw_line(dc, rect.right - 2, inner, rect.right - 1, inner, dark);
    draw_line(dc, rect.right - 1, bottom ? low : low + 1, rect.right - 1, bottom ? high - 1 : high, dark);
    draw_line(dc, rect.right - 2, bottom ? low : low + 1, rect.right - 2, bottom ? high - 1 : high, shadow);
    if (selected) OffsetRect(&rect, 0, bottom ? 1 : -1);
    draw_content(tabs, dc, index, rect);
    if (selected && tabs->focused && !(SendMessageW(tabs->control.window, WM_QUERYUISTATE, 0, 0) & UISF_HIDEFOCUS)) {
        InflateRect(&rect, -4, -3);
        DrawFocusRect(dc, &rect);
    }
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct tabs *tabs = (struct tabs *)control;
    RECT page = page_rect(tabs);
    HGDIOBJ old = SelectObject(dc, control_font(control));
    fill_colour(dc, update, GetSysColor(COLOR_BTNFACE));
    if (!style_is(tabs, TCS_BUTTONS)) DrawEdge(dc, &page, EDGE_RAISED, BF_RECT | BF_SOFT);
    for (int row = 0; row < tabs->row_count; row++)
        for (int i = 0; i < tabs->count; i++)
            if (tabs->items[i].row == row && i != tabs->selected) draw_tab(tabs, dc, i);
    if (tabs->selected >= 0 && tabs->selected < tabs->count) draw_tab(tabs, dc, tabs->selected);
    SelectObject(dc, old);
}

/* --- items --- */

static void apply(struct tabs *tabs, struct tab *item, const TCITEMW *changes, BOOL unicode)
{
    if (changes->mask & TCIF_TEXT) {
        release(item->text);
        item->text = text_from(unicode, changes->pszText);
    }
    if (changes->mask & TCIF_IMAGE) item->image = changes->iImage;
    if (changes->mask & TCIF_STATE)
        item->state = (item->state & ~changes->dwStateMask) | (changes->dwState & changes->dwStateMask);
    if (changes->mask & TCIF_PARAM && item->extra) memcpy(item->extra, &changes->lParam, (SIZE_T)tabs->extra_size);
}

static int insert_item(struct tabs *tabs, int index, const TCITEMW *changes, BOOL unicode)
{
    if (!changes || index < 0 || tabs->count == MOST_TABS) return -1;
    index = min(index, tabs->count);
    memmove(tabs->items + index + 1, tabs->items + index, (SIZE_T)(tabs->count - index) * sizeof(*tabs->items));
    tabs->items[index] = (struct tab){.image = -1, .extra = allocate((SIZE_T)tabs->extra_size + sizeof(LPARAM))};
    apply(tabs, &tabs->items[index], changes, unicode);
    tabs->count++;
    if (tabs->count == 1) tabs->selected = tabs->focus = 0;
    else if (index <= tabs->selected) tabs->selected++;
    changed(tabs);
    return index;
}

static BOOL delete_item(struct tabs *tabs, int index)
{
    if (index < 0 || index >= tabs->count) return FALSE;
    release(tabs->items[index].text);
    release(tabs->items[index].extra);
    tabs->count--;
    memmove(tabs->items + index, tabs->items + index + 1, (SIZE_T)(tabs->count - index) * sizeof(*tabs->items));
    if (index < tabs->selected) tabs->selected--;
    else if (index == tabs->selected) tabs->selected = -1;
    changed(tabs);
    return TRUE;
}

static BOOL get_item(struct tabs *tabs, int index, TCITEMW *out, BOOL unicode)
{
    if (!out || index < 0 || index >= tabs->count) return FALSE;
    struct tab *item = &tabs->items[index];
    if (out->mask & TCIF_TEXT) text_put(unicode, item->text, out->pszText, out->cchTextMax);
    if (out->mask & TCIF_IMAGE) out->iImage = item->image;
    if (out->mask & TCIF_STATE) out->dwState = item->state & out->dwStateMask;
    if (out->mask & TCIF_PARAM && item->extra) memcpy(&out->lParam, item->extra, (SIZE_T)tabs->extra_size);
    return TRUE;
}

static int hit_test(struct tabs *tabs, TCHITTESTINFO *hit)
{
    layout(tabs);
    hit->flags = TCHT_NOWHERE;
    for (int i = 0; i < tabs->count; i++) {
        if (!PtInRect(&tabs->items[i].rect, hit->pt)) continue;
        hit->flags = TCHT_ONITEM;
        return i;
    }
    return -1;
}

static int select_tab(struct tabs *tabs, int index)
{
    int before = tabs->selected;
    if (index < -1 || index >= tabs->count) return -1;
    tabs->selected = index;
    if (index >= 0) tabs->focus = index;
    layout(tabs);
    if (index >= 0 && index < tabs->first) tabs->first = index;
    while (index > tabs->first && tabs->spinner && IsWindowVisible(tabs->spinner) &&
           tabs->items[index].rect.right > control_client_size(&tabs->control).cx - 40) {
        tabs->first++;
        tabs->laid_out = FALSE;
        layout(tabs);
    }
    changed(tabs);
    return before;
}

static void select_by_hand(struct tabs *tabs, int index)
{
    if (index == tabs->selected || index < 0 || index >= tabs->count) return;
    if (control_notify_code(&tabs->control, (int)TCN_SELCHANGING) || tabs->control.destroyed) return;
    select_tab(tabs, index);
    control_notify_code(&tabs->control, (int)TCN_SELCHANGE);
}

static void press(struct tabs *tabs, LPARAM lparam)
{
    TCHITTESTINFO hit = {point_of(lparam), 0};
    int index = hit_test(tabs, &hit);
    if (index < 0) return;
    BOOL focus = style_is(tabs, TCS_FOCUSONBUTTONDOWN) || (index == tabs->selected && !style_is(tabs, TCS_FOCUSNEVER));
    if (focus) SetFocus(tabs->control.window);
    select_by_hand(tabs, index);
}

static void press_key(struct tabs *tabs, UINT key)
{
    NMTCKEYDOWN note = {.wVKey = (WORD)key};
    control_notify(&tabs->control, (int)TCN_KEYDOWN, &note.hdr);
    if (tabs->control.destroyed) return;
    if (key == VK_LEFT) select_by_hand(tabs, tabs->selected - 1);
    if (key == VK_RIGHT) select_by_hand(tabs, tabs->selected + 1);
    if (key == VK_HOME) select_by_hand(tabs, 0);
    if (key == VK_END) select_by_hand(tabs, tabs->count - 1);
}

static LRESULT adjust(struct tabs *tabs, BOOL larger, RECT *rect)
{
    RECT page = page_rect(tabs);
    int top = page.top, bottom = control_client_size(&tabs->control).cy - page.bottom,
        edge = style_is(tabs, TCS_BUTTONS) ? 0 : 4;
    int sign = larger ? -1 : 1;
    if (style_is(tabs, TCS_BUTTONS)) top += 3;
    rect->left += sign * edge;
    rect->right -= sign * edge;
    rect->top += sign * (top + edge);
    rect->bottom -= sign * (bottom + edge);
    return 0;
}

static LRESULT exchange(struct tabs *tabs, int *first, int *second, LPARAM lparam)
{
    LRESULT before = MAKELONG(*first, *second);
    *first = LOWORD(lparam);
    *second = HIWORD(lparam);
    changed(tabs);
    return before;
}

static LRESULT tab_message(struct tabs *tabs, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case TCM_GETITEMCOUNT: return tabs->count;
    case TCM_INSERTITEMA:
    case TCM_INSERTITEMW: return insert_item(tabs, (int)wparam, (TCITEMW *)lparam, message == TCM_INSERTITEMW);
    case TCM_DELETEITEM: return delete_item(tabs, (int)wparam);
    case TCM_DELETEALLITEMS:
        while (tabs->count) delete_item(tabs, tabs->count - 1);
        return TRUE;
    case TCM_GETITEMA:
    case TCM_GETITEMW: return get_item(tabs, (int)wparam, (TCITEMW *)lparam, message == TCM_GETITEMW);
    case TCM_SETITEMA:
    case TCM_SETITEMW:
        if (!lparam || (int)wparam < 0 || (int)wparam >= tabs->count) return FALSE;
        apply(tabs, &tabs->items[wparam], (TCITEMW *)lparam, message == TCM_SETITEMW);
        changed(tabs);
        return TRUE;
    case TCM_GETITEMRECT:
        if (!lparam || (int)wparam < 0 || (int)wparam >= tabs->count) return FALSE;
        layout(tabs);
        *(RECT *)lparam = tabs->items[wparam].rect;
        return TRUE;
    case TCM_HITTEST: return hit_test(tabs, (TCHITTESTINFO *)lparam);
    case TCM_GETCURSEL: return tabs->selected;
    case TCM_SETCURSEL: return select_tab(tabs, (int)wparam);
    case TCM_GETCURFOCUS: return tabs->focus;
    case TCM_SETCURFOCUS:
        if (style_is(tabs, TCS_BUTTONS)) tabs->focus = (int)wparam;
        else select_by_hand(tabs, (int)wparam);
        return 0;
    case TCM_ADJUSTRECT: return lparam ? adjust(tabs, wparam != 0, (RECT *)lparam) : -1;
    case TCM_SETITEMSIZE: return exchange(tabs, &tabs->fixed_width, &tabs->fixed_height, lparam);
    case TCM_SETPADDING: exchange(tabs, &tabs->padding_x, &tabs->padding_y, lparam); return 0;
    case TCM_GETROWCOUNT: layout(tabs); return tabs->row_count;
    case TCM_SETITEMEXTRA:
        if (tabs->count) return FALSE;
        tabs->extra_size = (int)wparam;
        return TRUE;
    case TCM_SETIMAGELIST: {
        HIMAGELIST before = tabs->images;
        tabs->images = (HIMAGELIST)lparam;
        changed(tabs);
        return (LRESULT)before;
    }
    case TCM_GETIMAGELIST: return (LRESULT)tabs->images;
    case TCM_REMOVEIMAGE:
        for (int i = 0; i < tabs->count; i++) {
            if (tabs->items[i].image == (int)wparam) tabs->items[i].image = -1;
            else if (tabs->items[i].image > (int)wparam) tabs->items[i].image--;
        }
        ImageList_Remove(tabs->images, (int)wparam);
        changed(tabs);
        return 0;
    case TCM_SETMINTABWIDTH: {
        int before = tabs->minimum_width;
        tabs->minimum_width = (int)lparam;
        changed(tabs);
        return before;
    }
    case TCM_DESELECTALL: tabs->selected = -1; changed(tabs); return 0;
    case TCM_HIGHLIGHTITEM:
        if ((int)wparam < 0 || (int)wparam >= tabs->count) return FALSE;
        if (LOWORD(lparam)) tabs->items[wparam].state |= TCIS_HIGHLIGHTED;
        else tabs->items[wparam].state &= ~(UINT)TCIS_HIGHLIGHTED;
        control_invalidate(&tabs->control, NULL);
        return TRUE;
    case TCM_GETTOOLTIPS: return (LRESULT)tabs->tooltips;
    case TCM_SETTOOLTIPS: tabs->tooltips = (HWND)wparam; return 0;
    case TCM_GETEXTENDEDSTYLE: return tabs->extended;
    case TCM_SETEXTENDEDSTYLE: {
        UINT before = tabs->extended, mask = wparam ? (UINT)wparam : ~0u;
        tabs->extended = (before & ~mask) | ((UINT)lparam & mask);
        return before;
    }
    }
    return control_default(&tabs->control, message, wparam, lparam);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tabs *tabs = (struct tabs *)control;
    TCHITTESTINFO hit;
    switch (message) {
    case WM_CREATE:
        tabs->selected = tabs->focus = tabs->hot = -1;
        tabs->minimum_width = -1;
        tabs->extra_size = sizeof(LPARAM);
        tabs->padding_x = 6;
        tabs->padding_y = 3;
        return 0;
    case WM_DESTROY:
        while (tabs->count) delete_item(tabs, tabs->count - 1);
        break;
    case WM_PAINT:
    case WM_PRINTCLIENT:
        layout(tabs);
        control_paint(control, wparam, paint);
        return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_GETDLGCODE: return DLGC_WANTARROWS | DLGC_WANTCHARS;
    case WM_SIZE: changed(tabs); return 0;
    case WM_SETFONT: control->font = (HFONT)wparam; changed(tabs); return 0;
    case WM_STYLECHANGED: changed(tabs); break;
    case WM_SETFOCUS:
    case WM_KILLFOCUS:
        tabs->focused = message == WM_SETFOCUS;
        control_invalidate(control, NULL);
        return 0;
    case WM_LBUTTONDOWN: press(tabs, lparam); return 0;
    case WM_LBUTTONUP: control_notify_code(control, NM_CLICK); return 0;
    case WM_RBUTTONUP: control_notify_code(control, NM_RCLICK); break;
    case WM_KEYDOWN: press_key(tabs, (UINT)wparam); return 0;
    case WM_HSCROLL:
        if ((HWND)lparam != tabs->spinner || LOWORD(wparam) != SB_THUMBPOSITION) break;
        tabs->first = max(min((short)HIWORD(wparam), tabs->count - 1), 0);
        changed(tabs);
        return 0;
    case WM_NCHITTEST: { /* what lies behind shows through beside the tabs */
        hit.pt = point_of(lparam);
        ScreenToClient(control->window, &hit.pt);
        RECT page = page_rect(tabs);
        if (PtInRect(&page, hit.pt) && hit_test(tabs, &hit) < 0 && GetParent(control->window)) return HTTRANSPARENT;
        break;
    }
    }
    return tab_message(tabs, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&tab_class, window, message, wparam, lparam);
}

const struct control_class tab_class = {WC_TABCONTROLW,
                                        ICC_TAB_CLASSES,
                                        CS_HREDRAW | CS_VREDRAW | CS_DBLCLKS,
                                        sizeof(struct tabs),
                                        message,
                                        procedure,
                                        NULL};
