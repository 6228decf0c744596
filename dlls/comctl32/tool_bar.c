/* ToolbarWindow32: its messages and what a person does with it. */
#include "tool_bar.h"

static struct tool *item_of(struct tools *tools, int command)
{
    int index = tools_index(tools, command);
    return index < 0 ? NULL : &tools->items[index];
}

/* --- pressing --- */

static void command(struct tools *tools, int id)
{
    SendMessageW(tools->control.owner, WM_COMMAND, MAKEWPARAM(id, 0), (LPARAM)tools->control.window);
}

static void uncheck_group(struct tools *tools, int index)
{
    static const int steps[] = {-1, 1};
    for (UINT s = 0; s < COUNT_OF(steps); s++)
        for (int i = index + steps[s];
             i >= 0 && i < tools->count && (tools->items[i].style & BTNS_CHECKGROUP) == BTNS_CHECKGROUP &&
             !(tools->items[i].style & BTNS_SEP);
             i += steps[s]) {
            tools->items[i].state &= (BYTE)~TBSTATE_CHECKED;
            tools_invalidate(tools, i);
        }
}

static BOOL drop_down(struct tools *tools, int index, POINT point)
{
    struct tool *item = &tools->items[index];
    NMTOOLBARW note = {.iItem = item->command, .rcButton = item->rect};
    BOOL arrow =
        tools->extended & TBSTYLE_EX_DRAWDDARROWS && item->style & BTNS_DROPDOWN && point.x < item->rect.right - 13;
    if (!(item->style & (BTNS_DROPDOWN | BTNS_WHOLEDROPDOWN)) || arrow) return FALSE;
    item->state |= TBSTATE_PRESSED;
    tools_invalidate(tools, index);
    UpdateWindow(tools->control.window);
    LRESULT answer = control_notify(&tools->control, (int)TBN_DROPDOWN, &note.hdr);
    if (tools->control.destroyed || index >= tools->count) return TRUE;
    tools->items[index].state &= (BYTE)~TBSTATE_PRESSED;
    tools_invalidate(tools, index);
    return answer != TBDDRET_TREATPRESSED;
}

static void press(struct tools *tools, LPARAM lparam)
{
    int index = tools_hit(tools, point_of(lparam));
    if (index < 0 || !(tools->items[index].state & TBSTATE_ENABLED)) return;
    if (drop_down(tools, index, point_of(lparam)) || tools->control.destroyed) return;
    tools->pressed = index;
    tools->items[index].state |= TBSTATE_PRESSED;
    tools_invalidate(tools, index);
    SetCapture(tools->control.window);
    NMTOOLBARW note = {.iItem = tools->items[index].command};
    control_notify(&tools->control, (int)TBN_BEGINDRAG, &note.hdr);
}

static void let_go(struct tools *tools, LPARAM lparam)
{
    int index = tools->pressed;
    if (index < 0) return;
    tools->pressed = -1;
    if (GetCapture() == tools->control.window) ReleaseCapture();
    struct tool *item = &tools->items[index];
    BOOL inside = tools_hit(tools, point_of(lparam)) == index;
    item->state &= (BYTE)~TBSTATE_PRESSED;
    if (inside && item->style & BTNS_CHECK) {
        if (item->style & BTNS_GROUP) {
            uncheck_group(tools, index);
            item->state |= TBSTATE_CHECKED;
        } else {
            item->state ^= TBSTATE_CHECKED;
        }
    }
    tools_invalidate(tools, index);
    int id = item->command;
    NMMOUSE note = {.dwItemSpec = (DWORD_PTR)id, .pt = point_of(lparam)};
    NMTOOLBARW drag = {.iItem = id};
    control_notify(&tools->control, (int)TBN_ENDDRAG, &drag.hdr);
    if (inside && !tools->control.destroyed) command(tools, id);
    if (!tools->control.destroyed) control_notify(&tools->control, NM_CLICK, &note.hdr);
}

static void set_hot(struct tools *tools, int index)
{
    if (index == tools->hot) return;
    NMTBHOTITEM note = {.idOld = tools->hot >= 0 ? tools->items[tools->hot].command : 0,
                        .idNew = index >= 0 ? tools->items[index].command : 0,
                        .dwFlags = HICF_MOUSE | (tools->hot < 0 ? HICF_ENTERING : 0) | (index < 0 ? HICF_LEAVING : 0)};
    if (control_notify(&tools->control, (int)TBN_HOTITEMCHANGE, &note.hdr) || tools->control.destroyed) return;
    tools_invalidate(tools, tools->hot);
    tools->hot = index;
    tools_invalidate(tools, index);
}

static void move(struct tools *tools, LPARAM lparam)
{
    int index = tools_hit(tools, point_of(lparam));
    if (tools->pressed >= 0) {
        struct tool *item = &tools->items[tools->pressed];
        BYTE state = index == tools->pressed ? item->state | TBSTATE_PRESSED : item->state & (BYTE)~TBSTATE_PRESSED;
        if (state != item->state) tools_invalidate(tools, tools->pressed);
        item->state = state;
        return;
    }
    TRACKMOUSEEVENT leave = {sizeof(leave), TME_LEAVE, tools->control.window, 0};
    TrackMouseEvent(&leave);
    if (control_style_is(&tools->control, TBSTYLE_FLAT)) set_hot(tools, index < 0 ? -1 : index);
}

/* --- messages --- */

static LRESULT set_state_bit(struct tools *tools, int id, BYTE bit, BOOL on)
{
    int index = tools_index(tools, id);
    if (index < 0) return FALSE;
    struct tool *item = &tools->items[index];
    BYTE before = item->state;
    if (bit == TBSTATE_CHECKED && on && item->style & BTNS_GROUP) uncheck_group(tools, index);
    item->state = on ? item->state | bit : item->state & (BYTE)~bit;
    if (before == item->state) return TRUE;
    if (bit == TBSTATE_HIDDEN) tools_changed(tools);
    else tools_invalidate(tools, index);
    return TRUE;
}

static LRESULT state_message(struct tools *tools, UINT message, WPARAM wparam, LPARAM lparam)
{
    static const struct { UINT set, get; BYTE bit;
    } bits[] = {{TB_ENABLEBUTTON, TB_ISBUTTONENABLED, TBSTATE_ENABLED},
                {TB_CHECKBUTTON, TB_ISBUTTONCHECKED, TBSTATE_CHECKED},
                {TB_PRESSBUTTON, TB_ISBUTTONPRESSED, TBSTATE_PRESSED},
                {TB_HIDEBUTTON, TB_ISBUTTONHIDDEN, TBSTATE_HIDDEN},
                {TB_INDETERMINATE, TB_ISBUTTONINDETERMINATE, TBSTATE_INDETERMINATE},
                {TB_MARKBUTTON, TB_ISBUTTONHIGHLIGHTED, TBSTATE_MARKED}};
    struct tool *item = item_of(tools, (int)wparam);
    for (UINT i = 0; i < COUNT_OF(bits); i++) {
        if (message == bits[i].set) return set_state_bit(tools, (int)wparam, bits[i].bit, LOWORD(lparam) != 0);
        if (message == bits[i].get) return item ? (item->state & bits[i].bit) != 0 : -1;
    }
    return 0;
}

static LRESULT get_button(struct tools *tools, int index, TBBUTTON *button)
{
    if (!button || index < 0 || index >= tools->count) return FALSE;
    const struct tool *item = &tools->items[index];
    memset(button, 0, sizeof(*button));
    button->iBitmap = item->style & BTNS_SEP && item->width ? item->width : item->image;
    button->idCommand = item->command;
    button->fsState = item->state;
    button->fsStyle = item->style;
    button->dwData = item->data;
    button->iString = item->text ? (INT_PTR)item->text : item->text_index;
    return TRUE;
}

static LRESULT button_text(struct tools *tools, int id, BOOL unicode, void *buffer)
{
    struct tool *item = item_of(tools, id);
    const WCHAR *text = item ? tools_text(tools, item) : NULL;
    if (!text) return -1;
    int length =
        unicode ? text_length(text) : WideCharToMultiByte(CP_ACP, 0, text, text_length(text), NULL, 0, NULL, NULL);
    text_put(unicode, text, buffer, length + 1);
    return length;
}

static LRESULT exchange_images(struct tools *tools, HIMAGELIST *place, LPARAM images)
{
    HIMAGELIST before = *place;
    *place = (HIMAGELIST)images;
    tools_changed(tools);
    return (LRESULT)before;
}

static LRESULT item_rect(struct tools *tools, int index, RECT *rect)
{
    tools_layout(tools);
    if (!rect || index < 0 || index >= tools->count || tools->items[index].state & TBSTATE_HIDDEN) return FALSE;
    *rect = tools->items[index].rect;
    return TRUE;
}

static LRESULT max_size(struct tools *tools, SIZE *size)
{
    tools_layout(tools);
    size->cx = size->cy = 0;
    for (int i = 0; i < tools->count; i++)
        size->cx = max(size->cx, tools->items[i].rect.right), size->cy = max(size->cy, tools->items[i].rect.bottom);
    return TRUE;
}

static LRESULT insert_buttons(struct tools *tools, int index, int count, const TBBUTTON *buttons, BOOL unicode)
{
    for (int i = 0; buttons && i < count; i++)
        if (!tools_insert(tools, index + i, &buttons[i], unicode)) return FALSE;
    return buttons != NULL;
}

/* The tool tip control knows every button; it asks for texts through us. */
static void update_tips(struct tools *tools)
{
    TTTOOLINFOW info = {.cbSize = sizeof(info), .hwnd = tools->control.window, .lpszText = LPSTR_TEXTCALLBACKW};
    if (!tools->tooltips || tools->tips_valid) return;
    tools->tips_valid = TRUE;
    tools_layout(tools);
    while (SendMessageW(tools->tooltips, TTM_ENUMTOOLSW, 0, (LPARAM)&info))
        SendMessageW(tools->tooltips, TTM_DELTOOLW, 0, (LPARAM)&info);
    for (int i = 0; i < tools->count; i++) {
        if (tools->items[i].style & BTNS_SEP || tools->items[i].state & TBSTATE_HIDDEN) continue;
        info.uId = (UINT_PTR)tools->items[i].command;
        info.rect = tools->items[i].rect;
        info.lpszText = LPSTR_TEXTCALLBACKW;
        SendMessageW(tools->tooltips, TTM_ADDTOOLW, 0, (LPARAM)&info);
    }
}

static LRESULT tool_message(struct tools *tools, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tool *item;
    switch (message) {
    case TB_BUTTONSTRUCTSIZE: return 0;
    case TB_ADDBUTTONSA:
    case TB_ADDBUTTONSW:
        return insert_buttons(tools, tools->count, (int)wparam, (TBBUTTON *)lparam, message == TB_ADDBUTTONSW);
    case TB_INSERTBUTTONA:
    case TB_INSERTBUTTONW:
        return insert_buttons(tools, (int)wparam < 0 ? tools->count : (int)wparam, 1, (TBBUTTON *)lparam,
                              message == TB_INSERTBUTTONW);
    case TB_DELETEBUTTON: return tools_delete(tools, (int)wparam);
    case TB_GETBUTTON: return get_button(tools, (int)wparam, (TBBUTTON *)lparam);
    case TB_BUTTONCOUNT: return tools->count;
    case TB_COMMANDTOINDEX: return tools_index(tools, (int)wparam);
    case TB_ADDSTRINGA:
    case TB_ADDSTRINGW: return tools_add_texts(tools, (HINSTANCE)wparam, (void *)lparam, message == TB_ADDSTRINGW);
    case TB_ADDBITMAP: return tools_add_bitmap(tools, (int)wparam, (TBADDBITMAP *)lparam);
    case TB_GETBUTTONTEXTA:
    case TB_GETBUTTONTEXTW: return button_text(tools, (int)wparam, message == TB_GETBUTTONTEXTW, (void *)lparam);
    case TB_GETBUTTONINFOA:
    case TB_GETBUTTONINFOW:
    case TB_SETBUTTONINFOA:
    case TB_SETBUTTONINFOW:
        return tools_info(tools, (int)wparam, (TBBUTTONINFOW *)lparam,
                          message == TB_GETBUTTONINFOW || message == TB_SETBUTTONINFOW,
                          message == TB_SETBUTTONINFOA || message == TB_SETBUTTONINFOW);
    case TB_GETSTATE: return (item = item_of(tools, (int)wparam)) ? item->state : -1;
    case TB_SETSTATE:
        if (!(item = item_of(tools, (int)wparam))) return FALSE;
        item->state = (BYTE)lparam;
        tools_changed(tools);
        return TRUE;
    case TB_SETCMDID:
        if ((int)wparam >= tools->count) return FALSE;
        tools->items[wparam].command = (int)lparam;
        return TRUE;
    case TB_CHANGEBITMAP:
        if (!(item = item_of(tools, (int)wparam))) return FALSE;
        item->image = LOWORD(lparam);
        tools_changed(tools);
        return TRUE;
    case TB_GETBITMAP: return (item = item_of(tools, (int)wparam)) ? item->image : 0;
    case TB_GETITEMRECT: return item_rect(tools, (int)wparam, (RECT *)lparam);
    case TB_GETRECT: return item_rect(tools, tools_index(tools, (int)wparam), (RECT *)lparam);
    case TB_HITTEST: return tools_hit(tools, *(POINT *)lparam);
    case TB_AUTOSIZE: tools_autosize(tools); return 0;
    case TB_SETBUTTONSIZE:
        tools->given_button = lparam != 0;
        tools->button = (SIZE){LOWORD(lparam), HIWORD(lparam)};
        tools_changed(tools);
        return TRUE;
    case TB_GETBUTTONSIZE: { SIZE size = tools_button_size(tools); return MAKELONG(size.cx, size.cy); }
    case TB_SETBITMAPSIZE:
        tools->bitmap = (SIZE){max((short)LOWORD(lparam), 1), max((short)HIWORD(lparam), 1)};
        tools_changed(tools);
        return TRUE;
    case TB_SETBUTTONWIDTH:
        tools->least_width = LOWORD(lparam), tools->most_width = HIWORD(lparam);
        tools_changed(tools);
        return TRUE;
    case TB_SETINDENT: tools->indent = (int)wparam; tools_changed(tools); return TRUE;
    case TB_SETPADDING: {
        LRESULT before = MAKELONG(tools->padding_x, tools->padding_y);
        tools->padding_x = LOWORD(lparam), tools->padding_y = HIWORD(lparam);
        tools_changed(tools);
        return before;
    }
    case TB_GETPADDING: return MAKELONG(tools->padding_x, tools->padding_y);
    case TB_SETMAXTEXTROWS: tools->text_rows = (int)wparam; tools_changed(tools); return TRUE;
    case TB_GETTEXTROWS: return tools->text_rows;
    case TB_GETROWS: tools_layout(tools); return tools->rows;
    case TB_GETMAXSIZE: return max_size(tools, (SIZE *)lparam);
    case TB_SETIMAGELIST: return exchange_images(tools, &tools->images, lparam);
    case TB_SETHOTIMAGELIST: return exchange_images(tools, &tools->hot_images, lparam);
    case TB_SETDISABLEDIMAGELIST: return exchange_images(tools, &tools->disabled_images, lparam);
    case TB_GETIMAGELIST: return (LRESULT)tools_images(tools);
    case TB_GETHOTIMAGELIST: return (LRESULT)tools->hot_images;
    case TB_GETDISABLEDIMAGELIST: return (LRESULT)tools->disabled_images;
    case TB_SETSTYLE: SetWindowLongW(tools->control.window, GWL_STYLE, (LONG)lparam); tools_changed(tools); return 0;
    case TB_GETSTYLE: return (LRESULT)control_style(&tools->control);
    case TB_SETEXTENDEDSTYLE: {
        UINT before = tools->extended, mask = wparam ? (UINT)wparam : ~0u;
        tools->extended = (before & ~mask) | ((UINT)lparam & mask);
        tools_changed(tools);
        return before;
    }
    case TB_GETEXTENDEDSTYLE: return tools->extended;
    case TB_GETHOTITEM: return tools->hot;
    case TB_SETHOTITEM: {
        int before = tools->hot;
        if ((int)wparam < tools->count) set_hot(tools, (int)wparam);
        return before;
    }
    case TB_GETANCHORHIGHLIGHT: return tools->anchored;
    case TB_SETANCHORHIGHLIGHT: { BOOL before = tools->anchored; tools->anchored = wparam != 0; return before; }
    case TB_GETTOOLTIPS: return (LRESULT)tools->tooltips;
    case TB_SETTOOLTIPS: tools->tooltips = (HWND)wparam; tools->own_tooltips = FALSE; return 0;
    case TB_SETPARENT: {
        HWND before = tools->control.owner;
        tools->control.owner = (HWND)wparam;
        return (LRESULT)before;
    }
    case TB_GETBITMAPFLAGS: return 0;
    case TB_SETDRAWTEXTFLAGS: {
        UINT before = tools->text_flags;
        tools->text_flags = (before & ~(UINT)wparam) | ((UINT)lparam & (UINT)wparam);
        return before;
    }
    case TB_ENABLEBUTTON:
    case TB_CHECKBUTTON:
    case TB_PRESSBUTTON:
    case TB_HIDEBUTTON:
    case TB_INDETERMINATE:
    case TB_MARKBUTTON:
    case TB_ISBUTTONENABLED:
    case TB_ISBUTTONCHECKED:
    case TB_ISBUTTONPRESSED:
    case TB_ISBUTTONHIDDEN:
    case TB_ISBUTTONINDETERMINATE:
    case TB_ISBUTTONHIGHLIGHTED:
        return state_message(tools, message, wparam, lparam);
    }
    return control_default(&tools->control, message, wparam, lparam);
}

static void destroy(struct tools *tools)
{
    while (tools->count) release(tools->items[--tools->count].text);
    for (int i = 0; i < tools->text_count; i++) release(tools->texts[i]);
    release(tools->texts);
    tools->texts = NULL;
    tools->text_count = 0;
    if (tools->own_images) ImageList_Destroy(tools->own_images);
    tools->own_images = NULL;
    if (tools->own_tooltips && tools->tooltips) DestroyWindow(tools->tooltips);
    tools->tooltips = NULL;
}

static void create(struct tools *tools, const CREATESTRUCTW *create)
{
    tools->bitmap = (SIZE){16, 15};
    tools->padding_x = 7;
    tools->padding_y = 6;
    tools->text_rows = 1;
    tools->pressed = tools->hot = -1;
    if (create->style & TBSTYLE_TOOLTIPS) {
        tools->tooltips = CreateWindowExW(0, TOOLTIPS_CLASSW, NULL, WS_POPUP | TTS_ALWAYSTIP, 0, 0, 0, 0,
                                          tools->control.window, NULL, module_instance, NULL);
        tools->own_tooltips = TRUE;
    }
    if (!(create->style & (CCS_BOTTOM | CCS_NORESIZE | CCS_NOMOVEY | CCS_NOPARENTALIGN)))
        SetWindowLongW(tools->control.window, GWL_STYLE, (LONG)(control_style(&tools->control) | CCS_TOP));
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tools *tools = (struct tools *)control;
    if (message == WM_MOUSEMOVE) update_tips(tools);
    relay_to_tooltip(message >= WM_MOUSEFIRST && message <= WM_MOUSELAST ? tools->tooltips : NULL, control->window,
                     message, wparam, lparam);
    switch (message) {
    case WM_CREATE: create(tools, (CREATESTRUCTW *)lparam); return 0;
    case WM_DESTROY: destroy(tools); break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, tools_paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_SIZE:
        if (!control_style_is(control, CCS_NORESIZE)) tools_autosize(tools);
        else tools_changed(tools);
        return 0;
    case WM_SETFONT: control->font = (HFONT)wparam; tools_changed(tools); return 0;
    case WM_STYLECHANGED: tools_changed(tools); break;
    case WM_LBUTTONDOWN:
    case WM_LBUTTONDBLCLK: press(tools, lparam); return 0;
    case WM_LBUTTONUP: let_go(tools, lparam); return 0;
    case WM_MOUSEMOVE: move(tools, lparam); return 0;
    case WM_MOUSELEAVE: set_hot(tools, -1); return 0;
    case WM_CAPTURECHANGED:
        if (tools->pressed >= 0) tools->items[tools->pressed].state &= (BYTE)~TBSTATE_PRESSED;
        tools_invalidate(tools, tools->pressed);
        tools->pressed = -1;
        return 0;
    case WM_NOTIFYFORMAT: /* the tool tip's questions go on to our owner */
        if (lparam == NF_QUERY) return control->unicode ? NFR_UNICODE : NFR_ANSI;
        break;
    case WM_COMMAND: case WM_NOTIFY: case WM_DRAWITEM: case WM_MEASUREITEM: /* of controls that live on the bar */
        return SendMessageW(control->owner, message, wparam, lparam);
    }
    return tool_message(tools, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&tool_bar_class, window, message, wparam, lparam);
}

const struct control_class tool_bar_class = {TOOLBARCLASSNAMEW, ICC_BAR_CLASSES, CS_DBLCLKS, sizeof(struct tools),
                                             message,           procedure,       NULL};

HWND WINAPI CreateToolbarEx(HWND parent, DWORD style, UINT id, int bitmap_count, HINSTANCE instance, UINT_PTR bitmap,
                            LPCTBBUTTON buttons, int count, int button_width, int button_height, int bitmap_width,
                            int bitmap_height, UINT size)
{
    HWND window = CreateWindowExW(0, TOOLBARCLASSNAMEW, NULL, style | WS_CHILD, 0, 0, 100, 30, parent,
                                  (HMENU)(UINT_PTR)id, NULL, NULL);
    if (!window) return NULL;
    TBADDBITMAP pictures = {instance, bitmap};
    SendMessageW(window, TB_BUTTONSTRUCTSIZE, size, 0);
    if (bitmap_width && bitmap_height) SendMessageW(window, TB_SETBITMAPSIZE, 0, MAKELONG(bitmap_width, bitmap_height));
    if (button_width && button_height) SendMessageW(window, TB_SETBUTTONSIZE, 0, MAKELONG(button_width, button_height));
    if (bitmap) SendMessageW(window, TB_ADDBITMAP, (WPARAM)bitmap_count, (LPARAM)&pictures);
    if (buttons) SendMessageW(window, TB_ADDBUTTONSA, (WPARAM)count, (LPARAM)buttons);
    return window;
}

HBITMAP WINAPI CreateMappedBitmap(HINSTANCE instance, INT_PTR id, UINT flags, LPCOLORMAP map, int count)
{
    static const struct { COLORREF from; int to;
    } standard[] = {{RGB(0, 0, 0), COLOR_BTNTEXT},
                    {RGB(128, 128, 128), COLOR_BTNSHADOW},
                    {RGB(192, 192, 192), COLOR_BTNFACE},
                    {RGB(255, 255, 255), COLOR_BTNHIGHLIGHT}};
    BITMAP size;
    (void)flags;
    HBITMAP bitmap = LoadImageW(instance, MAKEINTRESOURCEW(id), IMAGE_BITMAP, 0, 0, 0);
    if (!bitmap || !GetObjectW(bitmap, sizeof(size), &size)) return NULL;
    HDC dc = CreateCompatibleDC(NULL);
    HGDIOBJ old = SelectObject(dc, bitmap);
    for (int y = 0; y < size.bmHeight; y++) {
        for (int x = 0; x < size.bmWidth; x++) {
            COLORREF colour = GetPixel(dc, x, y);
            for (int i = 0; i < (map ? count : (int)COUNT_OF(standard)); i++) {
                if (colour != (map ? map[i].from : standard[i].from)) continue;
                SetPixelV(dc, x, y, map ? map[i].to : GetSysColor(standard[i].to));
                break;
            }
        }
    }
    SelectObject(dc, old);
    DeleteDC(dc);
    return bitmap;
}
