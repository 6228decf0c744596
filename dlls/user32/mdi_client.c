/* Multiple Document Interface: the MDICLIENT class, default procedures of frame and child windows. */
#include "user_private.h"

#define CASCADE_STEP   22
#define MOST_IN_MENU   9

struct mdi_client { HWND active; HMENU window_menu; UINT first_id; UINT created; BOOL maximized; WCHAR *frame_title; };

static struct mdi_client *client_of(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    return window && window->class->procedure == mdi_client_procedure ? window->control : NULL;
}

static BOOL is_child(HWND client, HWND window)
{
    return GetAncestor(window, GA_PARENT) == client && user_ex_style(window) & WS_EX_MDICHILD;
}

/* --- the list of children in the frame's menu --- */

static void remove_from_menu(const struct mdi_client *mdi)
{
    if (!mdi->window_menu) return;
    for (int i = GetMenuItemCount(mdi->window_menu) - 1; i >= 0; i--) {
        UINT id = GetMenuItemID(mdi->window_menu, i);
        BOOL listed = id >= mdi->first_id && id < mdi->first_id + MOST_IN_MENU;
        BOOL separator = !id && i && i == GetMenuItemCount(mdi->window_menu) - 1;
        if (listed || separator) RemoveMenu(mdi->window_menu, (UINT)i, MF_BYPOSITION);
        else break;
    }
}

static int compare_ids(HWND a, HWND b) { return GetDlgCtrlID(a) - GetDlgCtrlID(b); }

static void list_in_menu(HWND client, const struct mdi_client *mdi)
{
    UINT count, listed = 0;
    if (!mdi->window_menu) return;
    remove_from_menu(mdi);
    HWND *children = window_children(client, &count);
    for (UINT i = 1; children && i < count; i++) /* by age */
        for (UINT j = i; j && compare_ids(children[j - 1], children[j]) > 0; j--) {
            HWND swapped = children[j];
            children[j] = children[j - 1];
            children[j - 1] = swapped;
        }
    for (UINT i = 0; children && i < count && listed < MOST_IN_MENU; i++) {
        WCHAR title[128], text[140];
        if (!is_child(client, children[i]) || !(user_style(children[i]) & WS_VISIBLE)) continue;
        if (!listed) AppendMenuW(mdi->window_menu, MF_SEPARATOR, 0, NULL);
        InternalGetWindowText(children[i], title, COUNT_OF(title));
        wsprintfW(text, L"&%u %s", ++listed, title);
        AppendMenuW(mdi->window_menu, MF_STRING | (children[i] == mdi->active ? MF_CHECKED : 0),
                    (UINT_PTR)GetDlgCtrlID(children[i]), text);
    }
    heap_free(children);
}

/* --- the frame's title carries that of a maximised child --- */

static void update_frame_title(HWND client, struct mdi_client *mdi, LPCWSTR title)
{
    HWND frame = GetParent(client);
    WCHAR text[512], child[200];
    if (title) {
        heap_free(mdi->frame_title);
        SIZE_T size = (wcslen(title) + 1) * sizeof(WCHAR);
        if ((mdi->frame_title = heap_allocate(size))) memcpy(mdi->frame_title, title, size);
    }
    if (!mdi->frame_title) return;
    if (mdi->active && IsZoomed(mdi->active) && InternalGetWindowText(mdi->active, child, COUNT_OF(child)))
        wsprintfW(text, L"%.300s - [%s]", mdi->frame_title, child);
    else lstrcpynW(text, mdi->frame_title, COUNT_OF(text));
    struct window *window = window_own(frame);
    if (!window) return;
    window_text_store(window, text);
    if (user_style(frame) & WS_VISIBLE) frame_paint(frame, (HRGN)1);
}

/* --- activation --- */

static HWND next_child(HWND client, HWND child, BOOL previous)
{
    HWND next = child;
    for (UINT steps = 0; steps < WINDOW_COUNT; steps++) {
        HWND wrapped = previous ? GetWindow(next, GW_HWNDPREV) : GetWindow(next, GW_HWNDNEXT);
        if (!wrapped) wrapped = GetWindow(next, previous ? GW_HWNDLAST : GW_HWNDFIRST);
        next = wrapped;
        if (!next || next == child) return NULL;
        if (is_child(client, next) && (user_style(next) & (WS_VISIBLE | WS_DISABLED)) == WS_VISIBLE) return next;
    }
    return NULL;
}

static void activate(HWND client, HWND child)
{
    struct mdi_client *mdi = client_of(client);
    if (!mdi || mdi->active == child) return;
    HWND old = mdi->active;
    BOOL maximize = old && IsZoomed(old);
    BOOL frame_active = queue_active() == window_top_level(client);
    mdi->active = child;
    if (old && window_shared(old)) {
        if (frame_active) send_message(old, WM_NCACTIVATE, FALSE, 0);
        send_message(old, WM_MDIACTIVATE, (WPARAM)old, (LPARAM)child);
    }
    if (!child) {
        update_frame_title(client, mdi, NULL);
        return;
    }
    if (maximize && !IsZoomed(child) && user_style(child) & WS_MAXIMIZEBOX) {
        ShowWindow(old, SW_SHOWNOACTIVATE);
        ShowWindow(child, SW_SHOWMAXIMIZED);
    }
    if (frame_active) {
        send_message(child, WM_NCACTIVATE, TRUE, 0);
        SetFocus(client);
    }
    send_message(child, WM_MDIACTIVATE, (WPARAM)old, (LPARAM)child);
    list_in_menu(client, mdi);
    update_frame_title(client, mdi, NULL);
}

/* By way of WM_CHILDACTIVATE, with which the child's procedure learns of it. */
static void bring_up(HWND client, HWND child)
{
    const struct mdi_client *mdi = client_of(client);
    if (!mdi || mdi->active == child || !is_child(client, child)) return;
    SetWindowPos(child, HWND_TOP, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE);
}

/* --- arranging --- */

static void cascade(const RECT *area, HWND *children, UINT count)
{
    int width = (area->right - area->left) * 3 / 4, height = (area->bottom - area->top) * 3 / 4;
    UINT placed = 0;
    for (UINT i = count; i-- > 0;) {
        if (!(user_style(children[i]) & WS_VISIBLE) || IsIconic(children[i])) continue;
        if (IsZoomed(children[i])) ShowWindow(children[i], SW_RESTORE);
        UINT fit = (UINT)max((area->bottom - area->top - height) / CASCADE_STEP, 1), step = placed++ % (fit + 1);
        SetWindowPos(children[i], HWND_TOP, area->left + (int)step * CASCADE_STEP, area->top + (int)step * CASCADE_STEP,
                     width, height, SWP_NOACTIVATE);
    }
}

static void tile(const RECT *area, HWND *children, UINT count, UINT flags)
{
    UINT visible = 0, rows = 1, placed = 0;
    for (UINT i = 0; i < count; i++)
        if (user_style(children[i]) & WS_VISIBLE && !IsIconic(children[i])) children[visible++] = children[i];
    if (!visible) return;
    while (rows * rows <= visible) rows++;
    rows--;
    UINT columns = rows; /* the last columns take one more */
    if (flags & MDITILE_HORIZONTAL && visible < 4) rows = visible, columns = 1;
    else if (visible < 4) rows = 1, columns = visible;
    UINT more = visible - rows * columns;
    int width = (area->right - area->left) / (int)columns;
    for (UINT column = 0; column < columns && placed < visible; column++) {
        UINT in_column = rows + (column >= columns - min(more, columns) ? 1 : 0);
        if (column == columns - 1) in_column = visible - placed;
        int height = (area->bottom - area->top) / (int)max(in_column, 1);
        for (UINT row = 0; row < in_column && placed < visible; row++, placed++) {
            if (IsZoomed(children[placed])) ShowWindow(children[placed], SW_RESTORE);
            SetWindowPos(children[placed], NULL, area->left + (int)column * width, area->top + (int)row * height, width,
                         height, SWP_NOACTIVATE | SWP_NOZORDER);
        }
    }
}

static WORD arrange(HWND parent, UINT how, const RECT *given, UINT count, const HWND *wanted, BOOL tiles)
{
    RECT area;
    UINT own_count = count;
    HWND *children = wanted ? heap_allocate(max(count, 1) * sizeof(HWND))
                            : window_children(parent ? parent : desktop_window(), &own_count);
    if (!children) return 0;
    if (wanted) memcpy(children, wanted, count * sizeof(HWND));
    if (given) area = *given;
    else GetClientRect(parent ? parent : desktop_window(), &area);
    if (tiles) tile(&area, children, own_count, how);
    else cascade(&area, children, own_count);
    heap_free(children);
    return (WORD)own_count;
}

WORD WINAPI CascadeWindows(HWND parent, UINT how, const RECT *area, UINT count, const HWND *children)
{
    return arrange(parent, how, area, count, children, FALSE);
}
WORD WINAPI TileWindows(HWND parent, UINT how, const RECT *area, UINT count, const HWND *children)
{
    return arrange(parent, how, area, count, children, TRUE);
}

/* --- the client window --- */

static HWND create_child(HWND client, struct mdi_client *mdi, const MDICREATESTRUCTW *create)
{
    DWORD style = create->style | WS_CHILD | WS_CLIPSIBLINGS;
    int x = create->x, y = create->y, width = create->cx, height = create->cy;
    RECT area;
    GetClientRect(client, &area);
    if (!(user_style(client) & MDIS_ALLCHILDSTYLES))
        style = (create->style & (WS_MINIMIZE | WS_MAXIMIZE | WS_HSCROLL | WS_VSCROLL)) | WS_CHILD | WS_CLIPSIBLINGS |
                WS_VISIBLE | WS_OVERLAPPEDWINDOW;
    if (x == CW_USEDEFAULT) x = y = (int)(mdi->created % 8) * CASCADE_STEP;
    if (width == CW_USEDEFAULT || !width) width = area.right * 3 / 4;
    if (height == CW_USEDEFAULT || !height) height = area.bottom * 3 / 4;
    UINT_PTR id = mdi->first_id + mdi->created++;
    BOOL maximize = mdi->active && IsZoomed(mdi->active) && style & WS_MAXIMIZEBOX;
    HWND child = CreateWindowExW(WS_EX_MDICHILD, create->szClass, create->szTitle, style & ~(DWORD)WS_VISIBLE, x, y,
                                 width, height, client, (HMENU)id, create->hOwner, (LPVOID)create);
    if (!child) return NULL;
    if (style & WS_VISIBLE || user_style(client) & MDIS_ALLCHILDSTYLES) {
        ShowWindow(child, style & WS_MINIMIZE               ? SW_SHOWMINNOACTIVE
                          : maximize || style & WS_MAXIMIZE ? SW_SHOWMAXIMIZED
                                                            : SW_SHOW);
        if (!(style & WS_MINIMIZE) && mdi->active != child)
            SetWindowPos(child, HWND_TOP, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_SHOWWINDOW);
    }
    list_in_menu(client, mdi);
    return child;
}

static void destroy_child(HWND client, HWND child)
{
    struct mdi_client *mdi = client_of(client);
    if (!mdi || !is_child(client, child)) return;
    if (mdi->active == child) {
        HWND next = next_child(client, child, FALSE);
        if (next) {
            bring_up(client, next);
        } else {
            ShowWindow(child, SW_HIDE);
            activate(client, NULL);
            if (queue_focus() == child || IsChild(child, queue_focus())) SetFocus(client);
        }
        if ((mdi = client_of(client)) && mdi->active == child) mdi->active = NULL;
    }
    DestroyWindow(child);
    if ((mdi = client_of(client))) list_in_menu(client, mdi);
}

static LRESULT set_menus(HWND client, struct mdi_client *mdi, HMENU frame_menu, HMENU window_menu)
{
    HWND frame = GetParent(client);
    HMENU old = GetMenu(frame);
    remove_from_menu(mdi);
    if (window_menu) mdi->window_menu = window_menu;
    if (frame_menu && frame_menu != old) SetMenu(frame, frame_menu);
    list_in_menu(client, mdi);
    return frame_menu ? (LRESULT)old : 0;
}

LRESULT WINAPI mdi_client_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct window *window = window_own(hwnd);
    struct mdi_client *mdi = window ? window->control : NULL;
    if (!window) return 0;
    if (message == WM_NCCREATE) {
        const CREATESTRUCTW *create = (const CREATESTRUCTW *)lparam;
        const CLIENTCREATESTRUCT *client = create->lpCreateParams;
        if (!(mdi = window->control = heap_allocate_zeroed(sizeof(*mdi)))) return FALSE;
        mdi->window_menu = client ? client->hWindowMenu : NULL;
        mdi->first_id = client ? client->idFirstChild : 0;
        return DefWindowProcW(hwnd, message, wparam, lparam);
    }
    if (!mdi) return DefWindowProcW(hwnd, message, wparam, lparam);
    switch (message) {
    case WM_NCDESTROY:
        heap_free(mdi->frame_title);
        heap_free(mdi);
        window->control = NULL;
        break;
    case WM_MDICREATE: return (LRESULT)create_child(hwnd, mdi, (const MDICREATESTRUCTW *)lparam);
    case WM_MDIDESTROY: destroy_child(hwnd, (HWND)wparam); return 0;
    case WM_MDIACTIVATE: bring_up(hwnd, (HWND)wparam); return 0;
    case WM_MDIGETACTIVE:
        if (lparam) *(BOOL *)lparam = mdi->active && IsZoomed(mdi->active);
        return (LRESULT)mdi->active;
    case WM_MDINEXT: {
        HWND from = wparam ? (HWND)wparam : mdi->active, next = from ? next_child(hwnd, from, lparam != 0) : NULL;
        if (!next) return 0;
        bring_up(hwnd, next);
        if (!lparam) SetWindowPos(from, HWND_BOTTOM, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
        return 0;
    }
    case WM_MDIMAXIMIZE: ShowWindow((HWND)wparam, SW_MAXIMIZE); update_frame_title(hwnd, mdi, NULL); return 0;
    case WM_MDIRESTORE: ShowWindow((HWND)wparam, SW_SHOWNORMAL); update_frame_title(hwnd, mdi, NULL); return 0;
    case WM_MDICASCADE: return CascadeWindows(hwnd, (UINT)wparam, NULL, 0, NULL) != 0;
    case WM_MDITILE: return TileWindows(hwnd, (UINT)wparam, NULL, 0, NULL) != 0;
    case WM_MDIICONARRANGE: ArrangeIconicWindows(hwnd); return 0;
    case WM_MDISETMENU: return set_menus(hwnd, mdi, (HMENU)wparam, (HMENU)lparam);
    case WM_MDIREFRESHMENU: list_in_menu(hwnd, mdi); return (LRESULT)GetMenu(GetParent(hwnd));
    case WM_PARENTNOTIFY:
        if (LOWORD(wparam) == WM_LBUTTONDOWN) {
            POINT point = {LPARAM_X(lparam), LPARAM_Y(lparam)};
            HWND child = ChildWindowFromPoint(hwnd, point);
            if (child && child != hwnd && child != mdi->active)
                SetWindowPos(child, NULL, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE);
        } else if (LOWORD(wparam) == WM_DESTROY && (HWND)lparam == mdi->active) {
            mdi->active = NULL;
        }
        return 0;
    case WM_SETFOCUS:
        if (mdi->active && !IsIconic(mdi->active)) SetFocus(mdi->active);
        return 0;
    case WM_NCACTIVATE:
        if (mdi->active) send_message(mdi->active, message, wparam, lparam);
        break;
    case WM_SIZE:
        if (mdi->active && IsZoomed(mdi->active)) {
            MINMAXINFO info;
            window_minmax_info(mdi->active, &info);
            SetWindowPos(mdi->active, NULL, info.ptMaxPosition.x, info.ptMaxPosition.y, info.ptMaxSize.x,
                         info.ptMaxSize.y, SWP_NOZORDER | SWP_NOACTIVATE);
        }
        break;
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

/* --- the frame --- */

static LRESULT def_frame(HWND frame, HWND client, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct mdi_client *mdi = client ? client_of(client) : NULL;
    if (!mdi) return DefWindowProcW(frame, message, wparam, lparam);
    switch (message) {
    case WM_COMMAND: {
        UINT id = LOWORD(wparam);
        if (id >= mdi->first_id && id < mdi->first_id + mdi->created) {
            HWND child = GetDlgItem(client, (int)id);
            if (child) {
                if (IsIconic(child)) ShowWindow(child, SW_RESTORE);
                bring_up(client, child);
            }
            return 0;
        }
        if (id >= 0xf000 && mdi->active && IsZoomed(mdi->active))
            return send_message(mdi->active, WM_SYSCOMMAND, wparam, lparam);
        break;
    }
    case WM_NCACTIVATE: send_message(client, message, wparam, lparam); break;
    case WM_SETTEXT: update_frame_title(client, mdi, (LPCWSTR)lparam); return TRUE;
    case WM_SETFOCUS: SetFocus(client); return 0;
    case WM_SIZE: MoveWindow(client, 0, 0, LOWORD(lparam), HIWORD(lparam), TRUE); break;
    case WM_NEXTMENU: {
        MDINEXTMENU *next = (MDINEXTMENU *)lparam;
        if (mdi->active && !IsZoomed(mdi->active)) {
            next->hmenuNext = GetSystemMenu(mdi->active, FALSE);
            next->hwndNext = mdi->active;
        }
        return 0;
    }
    }
    return DefWindowProcW(frame, message, wparam, lparam);
}

LRESULT WINAPI DefFrameProcW(HWND frame, HWND client, UINT message, WPARAM wparam, LPARAM lparam)
{
    return def_frame(frame, client, message, wparam, lparam);
}

LRESULT WINAPI DefFrameProcA(HWND frame, HWND client, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message != WM_SETTEXT || !lparam) {
        if (message == WM_COMMAND || message == WM_NCACTIVATE || message == WM_SETFOCUS || message == WM_SIZE ||
            message == WM_NEXTMENU)
            return def_frame(frame, client, message, wparam, lparam);
        return DefWindowProcA(frame, message, wparam, lparam);
    }
    WCHAR *wide = wide_from_ansi((LPCSTR)lparam, -1);
    LRESULT result = def_frame(frame, client, message, wparam, (LPARAM)wide);
    heap_free(wide);
    return result;
}

/* --- children --- */

static LRESULT def_child(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    HWND client = GetParent(hwnd);
    struct mdi_client *mdi = client_of(client);
    if (!mdi) return DefWindowProcW(hwnd, message, wparam, lparam);
    switch (message) {
    case WM_CLOSE: send_message(client, WM_MDIDESTROY, (WPARAM)hwnd, 0); return 0;
    case WM_CHILDACTIVATE: activate(client, hwnd); return 0;
    case WM_SETFOCUS:
        if (mdi->active != hwnd) activate(client, hwnd);
        break;
    case WM_SETTEXT: {
        LRESULT result = DefWindowProcW(hwnd, message, wparam, lparam);
        list_in_menu(client, mdi);
        update_frame_title(client, mdi, NULL);
        return result;
    }
    case WM_SYSCOMMAND:
        if ((wparam & 0xfff0) == SC_NEXTWINDOW || (wparam & 0xfff0) == SC_PREVWINDOW) {
            send_message(client, WM_MDINEXT, (WPARAM)hwnd, (wparam & 0xfff0) == SC_PREVWINDOW);
            return 0;
        }
        break;
    case WM_SIZE: {
        LRESULT result = DefWindowProcW(hwnd, message, wparam, lparam);
        if (hwnd == mdi->active) update_frame_title(client, mdi, NULL);
        if (wparam == SIZE_MINIMIZED && hwnd == mdi->active) {
            HWND next = next_child(client, hwnd, FALSE);
            if (next) bring_up(client, next);
        }
        return result;
    }
    case WM_GETMINMAXINFO: {
        RECT area;
        MINMAXINFO *info = (MINMAXINFO *)lparam;
        int border = (int)frame_border_width(user_style(hwnd), user_ex_style(hwnd));
        GetClientRect(client, &area);
        info->ptMaxPosition = (POINT){
            -border,
            -border -
                GetSystemMetrics(SM_CYCAPTION)}; /* its caption lies above the client area: only the document is seen */
        info->ptMaxSize = (POINT){area.right + 2 * border, area.bottom + 2 * border + GetSystemMetrics(SM_CYCAPTION)};
        return 0;
    }
    case WM_MENUCHAR: PostMessageW(hwnd, WM_SYSCOMMAND, SC_KEYMENU, LOWORD(wparam)); return MAKELRESULT(0, MNC_CLOSE);
    case WM_NEXTMENU: {
        MDINEXTMENU *next = (MDINEXTMENU *)lparam;
        HWND frame = GetParent(client);
        next->hmenuNext = wparam == VK_LEFT ? GetSystemMenu(frame, FALSE) : GetMenu(frame);
        next->hwndNext = frame;
        return 0;
    }
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

LRESULT WINAPI DefMDIChildProcW(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return def_child(hwnd, message, wparam, lparam);
}

LRESULT WINAPI DefMDIChildProcA(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return call_procedure(DefMDIChildProcW, TRUE, hwnd, message, wparam, lparam, FALSE);
}

BOOL WINAPI TranslateMDISysAccel(HWND client, LPMSG message)
{
    const struct mdi_client *mdi = client_of(client);
    if (!mdi || !mdi->active || !message || (message->message != WM_KEYDOWN && message->message != WM_SYSKEYDOWN))
        return FALSE;
    if (!(GetKeyState(VK_CONTROL) & 0x8000) || GetKeyState(VK_MENU) & 0x8000) return FALSE;
    WPARAM command;
    if (message->wParam == VK_F4) command = SC_CLOSE;
    else if (message->wParam == VK_F6 || message->wParam == VK_TAB)
        command = GetKeyState(VK_SHIFT) & 0x8000 ? SC_PREVWINDOW : SC_NEXTWINDOW;
    else return FALSE;
    send_message(mdi->active, WM_SYSCOMMAND, command, (LPARAM)message->wParam);
    return TRUE;
}

HWND WINAPI CreateMDIWindowW(LPCWSTR class, LPCWSTR title, DWORD style, int x, int y, int width, int height,
                             HWND client, HINSTANCE instance, LPARAM parameter)
{
    MDICREATESTRUCTW create = {class, title, instance, x, y, width, height, style, parameter};
    return (HWND)send_message(client, WM_MDICREATE, 0, (LPARAM)&create);
}

HWND WINAPI CreateMDIWindowA(LPCSTR class, LPCSTR title, DWORD style, int x, int y, int width, int height, HWND client,
                             HINSTANCE instance, LPARAM parameter)
{
    MDICREATESTRUCTA create = {class, title, instance, x, y, width, height, style, parameter};
    return (HWND)SendMessageA(client, WM_MDICREATE, 0, (LPARAM)&create);
}
