/* tooltips_class32: a text that appears while the pointer rests on a tool. */
#include "common.h"

#define MOST_TIP 1024

enum { TIMER_SHOW = 1, TIMER_HIDE, TIMER_LEAVE };

struct tip_tool {
    UINT flags;
    HWND owner;
    UINT_PTR id;
    RECT rect;
    HINSTANCE instance;
    WCHAR *text;
    BOOL callback;
    LPARAM param;
};
struct tips {
    struct control control;
    struct tip_tool *tools;
    int count, current, waiting;   /* current: what is shown, waiting: where the pointer rests */
    BOOL active, given_colours;
    int initial, autopop, reshow, most_width;
    COLORREF background, text;
    RECT margin;
    WCHAR shown[MOST_TIP], *title;
    POINT tracked;
    DWORD hidden_at;
};

/* The old structure ends before lParam. */
static LPARAM param_of(const TTTOOLINFOW *info) { return info->cbSize >= TTTOOLINFOW_V2_SIZE ? info->lParam : 0; }

static int find(struct tips *tips, const TTTOOLINFOW *info)
{
    for (int i = 0; info && i < tips->count; i++)
        if (tips->tools[i].owner == info->hwnd && tips->tools[i].id == info->uId) return i;
    return -1;
}

static void store_text(struct tip_tool *tool, const TTTOOLINFOW *info, BOOL unicode)
{
    WCHAR resource[256];
    release(tool->text);
    tool->text = NULL;
    tool->callback = IS_CALLBACK_TEXT(info->lpszText);
    tool->instance = info->hinst;
    if (tool->callback || !info->lpszText) return;
    if (!IS_INTRESOURCE(info->lpszText)) tool->text = text_from(unicode, info->lpszText);
    else if (LoadStringW(info->hinst, (UINT)(UINT_PTR)info->lpszText, resource, COUNT_OF(resource)))
        tool->text = text_copy(resource);
}

/* --- what is shown --- */

static void fetch_text(struct tips *tips, struct tip_tool *tool)
{
    *tips->shown = 0;
    if (!tool->callback) {
        lstrcpynW(tips->shown, tool->text ? tool->text : L"", MOST_TIP);
        return;
    }
    BOOL unicode = SendMessageW(tool->owner, WM_NOTIFYFORMAT, (WPARAM)tips->control.window, NF_QUERY) != NFR_ANSI;
    union { NMTTDISPINFOW wide; NMTTDISPINFOA ansi; } info;
    memset(&info, 0, sizeof(info));
    info.wide.hdr = (NMHDR){tips->control.window, tool->id, (UINT)(unicode ? TTN_GETDISPINFOW : TTN_GETDISPINFOA)};
    if (unicode) info.wide.lpszText = info.wide.szText, info.wide.uFlags = tool->flags, info.wide.lParam = tool->param;
    else info.ansi.lpszText = info.ansi.szText, info.ansi.uFlags = tool->flags, info.ansi.lParam = tool->param;
    SendMessageW(tool->owner, WM_NOTIFY, tool->id, (LPARAM)&info);
    if (tips->control.destroyed) return;
    const void *text = unicode ? (void *)info.wide.lpszText : (void *)info.ansi.lpszText;
    HINSTANCE instance = unicode ? info.wide.hinst : info.ansi.hinst;
    if (text && IS_INTRESOURCE(text)) LoadStringW(instance, (UINT)(UINT_PTR)text, tips->shown, MOST_TIP);
    else if (text && unicode) lstrcpynW(tips->shown, text, MOST_TIP);
    else if (text) MultiByteToWideChar(CP_ACP, 0, text, -1, tips->shown, MOST_TIP);
}

static UINT text_format(const struct tips *tips)
{
    return (tips->most_width >= 0 ? DT_WORDBREAK | DT_EXPANDTABS | DT_EXTERNALLEADING : DT_SINGLELINE) |
           (control_style_is(&tips->control, TTS_NOPREFIX) ? DT_NOPREFIX : DT_HIDEPREFIX);
}

static SIZE bubble_size(struct tips *tips)
{
    RECT rect = {0, 0, tips->most_width >= 0 ? tips->most_width : 4096, 0}, title = {0, 0, 4096, 0};
    HDC dc = GetDC(NULL);
    HGDIOBJ old = SelectObject(dc, control_font(&tips->control));
    DrawTextW(dc, tips->shown, -1, &rect, text_format(tips) | DT_CALCRECT);
    if (tips->title) DrawTextW(dc, tips->title, -1, &title, DT_SINGLELINE | DT_CALCRECT);
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    int title_height = tips->title ? title.bottom + 6 : 0;
    return (SIZE){max(rect.right, title.right) + tips->margin.left + tips->margin.right + 6,
                  rect.bottom + title_height + tips->margin.top + tips->margin.bottom + 4};
}

static RECT tool_rect(const struct tip_tool *tool)
{
    RECT rect = tool->rect;
    HWND window = tool->flags & TTF_IDISHWND ? (HWND)tool->id : tool->owner;
    if (tool->flags & TTF_IDISHWND) GetClientRect(window, &rect);
    MapWindowPoints(window, NULL, (POINT *)&rect, 2);
    return rect;
}

static LRESULT notify(struct tips *tips, struct tip_tool *tool, int code)
{
    NMHDR header = {tips->control.window, tool->id, (UINT)code};
    return SendMessageW(tool->owner, WM_NOTIFY, tool->id, (LPARAM)&header);
}

static void show(struct tips *tips, int index)
{
    struct tip_tool *tool = &tips->tools[index];
    RECT rect = tool_rect(tool), screen;
    POINT pointer;
    HWND window = tips->control.window;
    fetch_text(tips, tool);
    if (tips->control.destroyed || !*tips->shown || index >= tips->count) return;
    tool = &tips->tools[index];
    tips->current = index;
    SIZE size = bubble_size(tips);
    GetCursorPos(&pointer);
    int x = tool->flags & TTF_CENTERTIP ? (rect.left + rect.right - size.cx) / 2 : pointer.x;
    int y = tool->flags & TTF_CENTERTIP ? rect.bottom : pointer.y + GetSystemMetrics(SM_CYCURSOR) * 2 / 3;
    if (tool->flags & TTF_TRACK) {
        x = tips->tracked.x + (tool->flags & TTF_ABSOLUTE ? 0 : 10);
        y = tips->tracked.y + (tool->flags & TTF_ABSOLUTE ? 0 : 16);
    }
    SystemParametersInfoW(SPI_GETWORKAREA, 0, &screen, 0);
    if (x + size.cx > screen.right) x = screen.right - size.cx;
    if (y + size.cy > screen.bottom && !(tool->flags & TTF_ABSOLUTE)) y = pointer.y - size.cy - 2;
    SetWindowPos(window, HWND_TOPMOST, max(x, screen.left), max(y, screen.top), size.cx, size.cy, SWP_NOACTIVATE);
    if (notify(tips, tool, TTN_SHOW) == 0)
        SetWindowPos(window, HWND_TOPMOST, max(x, screen.left), max(y, screen.top), size.cx, size.cy, SWP_NOACTIVATE);
    if (tips->control.destroyed) return;
    ShowWindow(window, SW_SHOWNOACTIVATE);
    control_invalidate(&tips->control, NULL);
    UpdateWindow(window);
    if (tips->current >= 0 && tips->tools[tips->current].flags & TTF_TRACK) return;
    SetTimer(window, TIMER_HIDE, (UINT)tips->autopop, NULL);
    SetTimer(window, TIMER_LEAVE, 100, NULL);
}

static void hide(struct tips *tips)
{
    int index = tips->current;
    KillTimer(tips->control.window, TIMER_SHOW);
    KillTimer(tips->control.window, TIMER_HIDE);
    KillTimer(tips->control.window, TIMER_LEAVE);
    if (index < 0) return;
    tips->current = -1;
    tips->hidden_at = GetTickCount();
    notify(tips, &tips->tools[index], TTN_POP);
    if (!tips->control.destroyed) ShowWindow(tips->control.window, SW_HIDE);
}

static int tool_at(struct tips *tips, HWND window, POINT point)
{
    for (int i = 0; i < tips->count; i++) {
        struct tip_tool *tool = &tips->tools[i];
        if (tool->flags & TTF_TRACK) continue;
        if (tool->flags & TTF_IDISHWND ? (HWND)tool->id == window
                                       : tool->owner == window && PtInRect(&tool->rect, point))
            return i;
    }
    return -1;
}

static void relay(struct tips *tips, const MSG *message)
{
    if (!message || !tips->active) return;
    if (message->message != WM_MOUSEMOVE) {
        if (message->message >= WM_LBUTTONDOWN && message->message <= WM_MBUTTONDBLCLK) {
            tips->waiting = -1;
            hide(tips);
        }
        return;
    }
    int index = tool_at(tips, message->hwnd, point_of(message->lParam));
    if (index == tips->waiting) return;
    BOOL soon = tips->current >= 0 || GetTickCount() - tips->hidden_at < (DWORD)tips->reshow;
    hide(tips);
    tips->waiting = index;
    if (index >= 0) SetTimer(tips->control.window, TIMER_SHOW, (UINT)(soon ? tips->reshow : tips->initial), NULL);
}

static LRESULT CALLBACK tool_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT_PTR id,
                                       DWORD_PTR data)
{
    (void)data;
    if (message >= WM_MOUSEFIRST && message <= WM_MOUSELAST)
        relay_to_tooltip((HWND)id, window, message, wparam, lparam);
    if (message == WM_NCDESTROY) RemoveWindowSubclass(window, tool_procedure, id);
    return DefSubclassProc(window, message, wparam, lparam);
}

static void tick(struct tips *tips, UINT_PTR timer)
{
    POINT point;
    GetCursorPos(&point);
    if (timer == TIMER_HIDE) hide(tips);
    if (timer == TIMER_SHOW) {
        KillTimer(tips->control.window, TIMER_SHOW);
        if (tips->waiting >= 0 && tips->waiting < tips->count) show(tips, tips->waiting);
    }
    if (timer == TIMER_LEAVE && tips->current >= 0) {
        RECT rect = tool_rect(&tips->tools[tips->current]);
        if (PtInRect(&rect, point)) return;
        tips->waiting = -1;
        hide(tips);
    }
}

/* --- tools --- */

static LRESULT add_tool(struct tips *tips, const TTTOOLINFOW *info, BOOL unicode)
{
    if (!info || info->cbSize < TTTOOLINFOW_V1_SIZE || find(tips, info) >= 0) return FALSE;
    struct tip_tool *tools = reallocate(tips->tools, (SIZE_T)(tips->count + 1) * sizeof(*tools));
    if (!tools) return FALSE;
    tips->tools = tools;
    tools[tips->count] = (struct tip_tool){
        .flags = info->uFlags, .owner = info->hwnd, .id = info->uId, .rect = info->rect, .param = param_of(info)};
    store_text(&tools[tips->count++], info, unicode);
    HWND window = info->uFlags & TTF_IDISHWND ? (HWND)info->uId : info->hwnd;
    if (info->uFlags & TTF_SUBCLASS) SetWindowSubclass(window, tool_procedure, (UINT_PTR)tips->control.window, 0);
    return TRUE;
}

static LRESULT delete_tool(struct tips *tips, int index)
{
    if (index < 0) return 0;
    if (tips->current == index) hide(tips);
    release(tips->tools[index].text);
    tips->count--;
    memmove(tips->tools + index, tips->tools + index + 1, (SIZE_T)(tips->count - index) * sizeof(*tips->tools));
    if (tips->current > index) tips->current--;
    tips->waiting = -1;
    return 0;
}

static LRESULT give_tool(struct tips *tips, int index, TTTOOLINFOW *info, BOOL unicode)
{
    if (index < 0 || index >= tips->count || !info) return FALSE;
    struct tip_tool *tool = &tips->tools[index];
    info->uFlags = tool->flags;
    info->hwnd = tool->owner;
    info->uId = tool->id;
    info->rect = tool->rect;
    info->hinst = tool->instance;
    if (info->cbSize >= TTTOOLINFOW_V2_SIZE) info->lParam = tool->param;
    if (tool->callback) info->lpszText = LPSTR_TEXTCALLBACKW;
    else if (info->lpszText) text_put(unicode, tool->text, info->lpszText, 80);
    return TRUE;
}

static void set_tool(struct tips *tips, const TTTOOLINFOW *info, BOOL unicode, BOOL text_only)
{
    int index = find(tips, info);
    if (index < 0) return;
    struct tip_tool *tool = &tips->tools[index];
    store_text(tool, info, unicode);
    if (!text_only) tool->flags = info->uFlags, tool->rect = info->rect, tool->param = param_of(info);
    if (tips->current == index) show(tips, index);
}

static void track(struct tips *tips, BOOL on, const TTTOOLINFOW *info)
{
    int index = find(tips, info);
    if (!on) hide(tips);
    else if (index >= 0) show(tips, index);
}

static LRESULT set_delay(struct tips *tips, UINT which, int time)
{
    int base = (int)GetDoubleClickTime();
    switch (which) {
    case TTDT_AUTOMATIC:
        if (time < 0) time = base;
        tips->initial = time, tips->autopop = time * 10, tips->reshow = time / 5;
        break;
    case TTDT_INITIAL: tips->initial = time < 0 ? base : time; break;
    case TTDT_AUTOPOP: tips->autopop = time < 0 ? base * 10 : time; break;
    case TTDT_RESHOW: tips->reshow = time < 0 ? base / 5 : time; break;
    }
    return 0;
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct tips *tips = (struct tips *)control;
    SIZE size = control_client_size(control);
    RECT rect = {tips->margin.left + 2, tips->margin.top + 1, size.cx - tips->margin.right,
                 size.cy - tips->margin.bottom};
    HGDIOBJ old = SelectObject(dc, control_font(control));
    fill_colour(dc, update, tips->background);
    SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, tips->text);
    if (tips->title) {
        DrawTextW(dc, tips->title, -1, &rect, DT_SINGLELINE);
        rect.top += font_height(control_font(control)) + 6;
    }
    DrawTextW(dc, tips->shown, -1, &rect, text_format(tips));
    SelectObject(dc, old);
}

static LRESULT tip_message(struct tips *tips, UINT message, WPARAM wparam, LPARAM lparam)
{
    TTTOOLINFOW *info = (TTTOOLINFOW *)lparam;
    switch (message) {
    case TTM_ACTIVATE: tips->active = wparam != 0; if (!wparam) hide(tips); return 0;
    case TTM_ADDTOOLA: case TTM_ADDTOOLW: return add_tool(tips, info, message == TTM_ADDTOOLW);
    case TTM_DELTOOLA: case TTM_DELTOOLW: return delete_tool(tips, find(tips, info));
    case TTM_NEWTOOLRECTA:
    case TTM_NEWTOOLRECTW:
        if (find(tips, info) >= 0) tips->tools[find(tips, info)].rect = info->rect;
        return 0;
    case TTM_GETTOOLINFOA:
    case TTM_GETTOOLINFOW:
        return give_tool(tips, find(tips, info), info, message == TTM_GETTOOLINFOW);
    case TTM_SETTOOLINFOA: case TTM_SETTOOLINFOW: set_tool(tips, info, message == TTM_SETTOOLINFOW, FALSE); return 0;
    case TTM_UPDATETIPTEXTA:
    case TTM_UPDATETIPTEXTW:
        set_tool(tips, info, message == TTM_UPDATETIPTEXTW, TRUE);
        return 0;
    case TTM_ENUMTOOLSA: case TTM_ENUMTOOLSW: return give_tool(tips, (int)wparam, info, message == TTM_ENUMTOOLSW);
    case TTM_GETCURRENTTOOLA:
    case TTM_GETCURRENTTOOLW:
        return info ? give_tool(tips, tips->current, info, message == TTM_GETCURRENTTOOLW) : tips->current >= 0;
    case TTM_GETTEXTA: case TTM_GETTEXTW:
        if (find(tips, info) >= 0)
            text_put(message == TTM_GETTEXTW, tips->tools[find(tips, info)].text, info->lpszText,
                     wparam ? (int)wparam : 80);
        return 0;
    case TTM_GETTOOLCOUNT: return tips->count;
    case TTM_RELAYEVENT: relay(tips, (MSG *)lparam); return 0;
    case TTM_POP: hide(tips); return 0;
    case TTM_POPUP: if (tips->waiting >= 0) show(tips, tips->waiting); return 0;
    case TTM_UPDATE: if (tips->current >= 0) show(tips, tips->current); return 0;
    case TTM_SETDELAYTIME: return set_delay(tips, (UINT)wparam, (short)LOWORD(lparam));
    case TTM_GETDELAYTIME:
        return wparam == TTDT_AUTOPOP ? tips->autopop : wparam == TTDT_RESHOW ? tips->reshow : tips->initial;
    case TTM_SETTIPBKCOLOR: tips->background = (COLORREF)wparam; control_invalidate(&tips->control, NULL); return 0;
    case TTM_SETTIPTEXTCOLOR: tips->text = (COLORREF)wparam; control_invalidate(&tips->control, NULL); return 0;
    case TTM_GETTIPBKCOLOR: return (LRESULT)tips->background;
    case TTM_GETTIPTEXTCOLOR: return (LRESULT)tips->text;
    case TTM_SETMAXTIPWIDTH: { int before = tips->most_width; tips->most_width = (int)lparam; return before; }
    case TTM_GETMAXTIPWIDTH: return tips->most_width;
    case TTM_SETMARGIN: tips->margin = *(RECT *)lparam; return 0;
    case TTM_GETMARGIN: *(RECT *)lparam = tips->margin; return 0;
    case TTM_TRACKACTIVATE: track(tips, wparam != 0, info); return 0;
    case TTM_TRACKPOSITION:
        tips->tracked = point_of(lparam);
        if (tips->current >= 0 && tips->tools[tips->current].flags & TTF_TRACK) show(tips, tips->current);
        return 0;
    case TTM_SETTITLEA:
    case TTM_SETTITLEW:
        release(tips->title);
        tips->title = lparam ? text_from(message == TTM_SETTITLEW, (void *)lparam) : NULL;
        return TRUE;
    case TTM_GETBUBBLESIZE: { SIZE size = bubble_size(tips); return MAKELONG(size.cx, size.cy); }
    case TTM_WINDOWFROMPOINT: return (LRESULT)WindowFromPoint(*(POINT *)lparam);
    case TTM_ADJUSTRECT: {
        RECT *rect = (RECT *)lparam;
        int sign = wparam ? 1 : -1;
        *rect = (RECT){rect->left - sign * (3 + tips->margin.left), rect->top - sign * (2 + tips->margin.top),
                       rect->right + sign * (3 + tips->margin.right), rect->bottom + sign * (2 + tips->margin.bottom)};
        return TRUE;
    }
    }
    return control_default(&tips->control, message, wparam, lparam);
}

static void create(struct tips *tips)
{
    HWND window = tips->control.window;
    tips->active = TRUE;
    tips->current = tips->waiting = -1;
    tips->most_width = -1;
    tips->background = GetSysColor(COLOR_INFOBK);
    tips->text = GetSysColor(COLOR_INFOTEXT);
    set_delay(tips, TTDT_AUTOMATIC, -1);
    SetWindowLongW(window, GWL_STYLE,
                   (LONG)((control_style(&tips->control) & ~(DWORD)(WS_CHILD | WS_CAPTION | WS_THICKFRAME)) | WS_POPUP |
                          WS_BORDER | WS_CLIPSIBLINGS));
    SetWindowLongW(window, GWL_EXSTYLE, GetWindowLongW(window, GWL_EXSTYLE) | WS_EX_TOOLWINDOW);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tips *tips = (struct tips *)control;
    switch (message) {
    case WM_CREATE: create(tips); return 0;
    case WM_DESTROY:
        while (tips->count) release(tips->tools[--tips->count].text);
        release(tips->tools);
        release(tips->title);
        tips->tools = NULL;
        tips->title = NULL;
        tips->current = tips->waiting = -1;
        break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_NCHITTEST: return HTTRANSPARENT;
    case WM_MOUSEACTIVATE: return MA_NOACTIVATE;
    case WM_TIMER: tick(tips, wparam); return 0;
    }
    return tip_message(tips, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&tooltips_class, window, message, wparam, lparam);
}

const struct control_class tooltips_class = {TOOLTIPS_CLASSW,
                                             ICC_BAR_CLASSES | ICC_TREEVIEW_CLASSES,
                                             CS_DBLCLKS | CS_SAVEBITS,
                                             sizeof(struct tips),
                                             message,
                                             procedure,
                                             NULL};
