/* The parts of a combo box: where they are and what they look like. */
#include "combo_box.h"

BOOL combo_is_owner_drawn(const struct combo_box *combo)
{
    return (combo->style & (CBS_OWNERDRAWFIXED | CBS_OWNERDRAWVARIABLE)) != 0;
}

int combo_closed_height(const struct combo_box *combo) { return combo->field_height + 2 * COMBO_EDGE; }

void combo_measure(struct combo_box *combo)
{
    combo->field_height = control_character_size(combo->font).cy + 2;
    if (!combo_is_owner_drawn(combo)) return;
    HWND parent = GetParent(combo->window), window = combo->window;
    MEASUREITEMSTRUCT item = {.CtlType = ODT_COMBOBOX,
                              .CtlID = control_id(combo->window),
                              .itemID = (UINT)-1,
                              .itemHeight = (UINT)combo->field_height};
    if (parent) send_message(parent, WM_MEASUREITEM, item.CtlID, (LPARAM)&item);
    if (combo_of(window) == combo && item.itemHeight && item.itemHeight < 0x4000)
        combo->field_height = (int)item.itemHeight;
}

static void place_list_of_simple(struct combo_box *combo, const RECT *client)
{
    int top = combo_closed_height(combo);
    MoveWindow(combo->list, 0, top, client->right, max(client->bottom - top, 0), TRUE);
}

void combo_lay_out(struct combo_box *combo)
{
    HWND window = combo->window;
    RECT client, outer;
    int closed = combo_closed_height(combo);
    GetClientRect(window, &client);
    BOOL simple = COMBO_TYPE(combo->style) == CBS_SIMPLE;
    if (!simple && client.bottom != closed) {
        if (client.bottom > closed && client.bottom != combo->own_height) combo->dropped_height = client.bottom;
        combo->own_height = closed;
        GetWindowRect(window, &outer);
        SetWindowPos(window, NULL, 0, 0, outer.right - outer.left, outer.bottom - outer.top - client.bottom + closed,
                     SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
        return; /* WM_SIZE comes again */
    }
    SetRectEmpty(&combo->button);
    SetRect(&combo->field, COMBO_EDGE, COMBO_EDGE, client.right - COMBO_EDGE, COMBO_EDGE + combo->field_height);
    if (!simple) {
        int width = GetSystemMetrics(SM_CXVSCROLL);
        SetRect(&combo->button, client.right - 2 - width, 2, client.right - 2, closed - 2);
        combo->field.right = combo->button.left - 1;
    }
    if (combo->edit)
        MoveWindow(combo->edit, combo->field.left, combo->field.top, max(combo->field.right - combo->field.left, 0),
                   combo->field_height, TRUE);
    if (combo_of(window) == combo && simple) place_list_of_simple(combo, &client);
    InvalidateRect(window, NULL, TRUE);
}

/* --- painting --- */

static void paint_field_by_owner(const struct combo_box *combo, HDC dc, int selected, UINT state)
{
    HWND parent = GetParent(combo->window);
    DRAWITEMSTRUCT item = {.CtlType = ODT_COMBOBOX,
                           .CtlID = control_id(combo->window),
                           .itemID = (UINT)selected,
                           .itemAction = ODA_DRAWENTIRE,
                           .itemState = state | ODS_COMBOBOXEDIT,
                           .hwndItem = combo->window,
                           .hDC = dc,
                           .rcItem = combo->field};
    item.itemData = selected >= 0 ? (ULONG_PTR)combo_list_send(combo, LB_GETITEMDATA, (WPARAM)selected, 0) : 0;
    if (control_hides(combo->window, UISF_HIDEFOCUS)) item.itemState |= ODS_NOFOCUSRECT;
    if (control_hides(combo->window, UISF_HIDEACCEL)) item.itemState |= ODS_NOACCEL;
    if (parent) send_message(parent, WM_DRAWITEM, item.CtlID, (LPARAM)&item);
}

static void paint_field(struct combo_box *combo, HDC dc)
{
    BOOL disabled = (user_style(combo->window) & WS_DISABLED) != 0, chosen = combo->has_focus && !combo->is_open;
    int selected = combo_selected(combo);
    HFONT old = control_select_font(dc, combo->font);
    HBRUSH brush = control_brush(combo->window, dc, disabled ? WM_CTLCOLORSTATIC : WM_CTLCOLORLISTBOX);
    RECT field = combo->field, around = field;
    InflateRect(&around, 1, 1);
    FrameRect(dc, &around, brush);
    if (combo_is_owner_drawn(combo)) {
        FillRect(dc, &field, brush);
        paint_field_by_owner(combo, dc, selected,
                             (chosen ? ODS_SELECTED | ODS_FOCUS : 0) | (disabled ? ODS_DISABLED : 0));
        SelectObject(dc, old);
        return;
    }
    UINT length = 0;
    WCHAR *text = control_text(combo->window, &length);
    if (disabled) {
        SetTextColor(dc, GetSysColor(COLOR_GRAYTEXT));
    } else if (chosen) {
        SetTextColor(dc, GetSysColor(COLOR_HIGHLIGHTTEXT));
        SetBkColor(dc, GetSysColor(COLOR_HIGHLIGHT));
    }
    ExtTextOutW(dc, field.left + 1, field.top + 1, ETO_OPAQUE | ETO_CLIPPED, &field, text ? text : L"",
                text ? length : 0, NULL);
    if (chosen && !control_hides(combo->window, UISF_HIDEFOCUS)) DrawFocusRect(dc, &field);
    heap_free(text);
    SelectObject(dc, old);
}

/* What neither the field nor the list of a simple one covers looks as the window behind it. */
static void paint_rest(const struct combo_box *combo, HDC dc, const RECT *client, int top)
{
    RECT list;
    POINT old, place = {0, 0};
    HWND parent = GetParent(combo->window);
    GetWindowRect(combo->list, &list);
    MapWindowPoints(NULL, combo->window, (POINT *)&list, 2);
    if (!parent || list.bottom >= client->bottom) return;
    MapWindowPoints(combo->window, parent, &place, 1);
    int saved = SaveDC(dc);
    IntersectClipRect(dc, 0, max(list.bottom, top), client->right, client->bottom);
    OffsetViewportOrgEx(dc, -place.x, -place.y, &old);
    send_message(parent, WM_ERASEBKGND, (WPARAM)dc, 0);
    RestoreDC(dc, saved);
}

void combo_paint(struct combo_box *combo, HDC dc)
{
    HWND window = combo->window;
    RECT client;
    GetClientRect(window, &client);
    if (COMBO_TYPE(combo->style) == CBS_SIMPLE) {
        RECT frame = {0, 0, client.right, combo_closed_height(combo)};
        DrawEdge(dc, &frame, EDGE_SUNKEN, BF_RECT);
        FrameRect(dc, &(RECT){2, 2, frame.right - 2, frame.bottom - 2}, control_brush(window, dc, WM_CTLCOLOREDIT));
        if (combo_of(window) == combo) paint_rest(combo, dc, &client, frame.bottom);
        return;
    }
    DrawEdge(dc, &client, EDGE_SUNKEN, BF_RECT);
    UINT state = DFCS_SCROLLCOMBOBOX | (combo->is_pressed ? DFCS_PUSHED | DFCS_FLAT : 0) |
                 (user_style(window) & WS_DISABLED ? DFCS_INACTIVE : 0);
    DrawFrameControl(dc, &combo->button, DFC_SCROLL, state);
    if (!combo->edit) {
        paint_field(combo, dc);
        return;
    }
    RECT around = combo->field;
    InflateRect(&around, 1, 1);
    FrameRect(dc, &around,
              control_brush(window, dc, user_style(window) & WS_DISABLED ? WM_CTLCOLORSTATIC : WM_CTLCOLOREDIT));
}

void combo_repaint_field(struct combo_box *combo)
{
    RECT area = combo->field;
    InflateRect(&area, 1, 1);
    if (!combo->no_redraw) RedrawWindow(combo->window, &area, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
}
