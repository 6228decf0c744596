/* Small exports around menus, client areas, icons and drag lists. */
#include "common.h"

#undef _TrackMouseEvent
WINBOOL WINAPI _TrackMouseEvent(LPTRACKMOUSEEVENT event) { return TrackMouseEvent(event); }

/* The client area without the controls listed as pairs of (visible?, id); the first pair is the menu's. */
void WINAPI GetEffectiveClientRect(HWND window, LPRECT rect, const INT *info)
{
    GetClientRect(window, rect);
    for (const INT *at = info + 2; at[0]; at += 2) {
        RECT own, rest;
        HWND control = GetDlgItem(window, at[1]);
        if (!control || !(GetWindowLongW(control, GWL_STYLE) & WS_VISIBLE)) continue;
        GetWindowRect(control, &own);
        MapWindowPoints(NULL, window, (POINT *)&own, 2);
        SubtractRect(&rest, rect, &own);
        *rect = rest;
    }
}

WINBOOL WINAPI ShowHideMenuCtl(HWND window, UINT_PTR id, LPINT info)
{
    HMENU menu = (HMENU)(INT_PTR)info[1];
    for (const INT *at = info; at[0]; at += 2) {
        if ((UINT_PTR)at[0] != id) continue;
        HWND control = GetDlgItem(window, at[1]);
        BOOL show = !(GetMenuState(menu, (UINT)id, MF_BYCOMMAND) & MF_CHECKED);
        CheckMenuItem(menu, (UINT)id, MF_BYCOMMAND | (show ? MF_CHECKED : MF_UNCHECKED));
        if (at == info) SetMenu(window, show ? menu : NULL);
        else if (control) ShowWindow(control, show ? SW_SHOW : SW_HIDE);
        return TRUE;
    }
    return FALSE;
}

void WINAPI MenuHelp(UINT message, WPARAM wparam, LPARAM lparam, HMENU menu, HINSTANCE instance, HWND status, UINT *ids)
{
    WCHAR text[256] = L"";
    if (message != WM_MENUSELECT) return;
    if (HIWORD(wparam) == 0xffff && !lparam) {
        SendMessageW(status, SB_SIMPLE, FALSE, 0);
        return;
    }
    UINT id = LOWORD(wparam);
    if (HIWORD(wparam) & MF_POPUP) {
        id = 0;
        for (int i = 0; i < GetMenuItemCount(menu); i++)
            if (i == LOWORD(wparam) && ids) id = ids[1] + (UINT)i;
    } else if (ids) {
        id += ids[0];
    }
    if (id) LoadStringW(instance, id, text, COUNT_OF(text));
    SendMessageW(status, SB_SETTEXTW, SB_SIMPLEID | SBT_NOBORDERS, (LPARAM)text);
    SendMessageW(status, SB_SIMPLE, TRUE, 0);
}

HRESULT WINAPI LoadIconWithScaleDown(HINSTANCE instance, PCWSTR name, int width, int height, HICON *icon)
{
    if (!icon || !name) return E_INVALIDARG;
    *icon = instance || !IS_INTRESOURCE(name)
                ? LoadImageW(instance, name, IMAGE_ICON, width, height, instance ? 0 : LR_LOADFROMFILE)
                : CopyImage(LoadIconW(NULL, name), IMAGE_ICON, width, height, 0);
    return *icon ? S_OK : HRESULT_FROM_WIN32(GetLastError());
}

HRESULT WINAPI LoadIconMetric(HINSTANCE instance, PCWSTR name, int metric, HICON *icon)
{
    if (metric != LIM_SMALL && metric != LIM_LARGE) return E_INVALIDARG;
    int width = GetSystemMetrics(metric == LIM_SMALL ? SM_CXSMICON : SM_CXICON),
        height = GetSystemMetrics(metric == LIM_SMALL ? SM_CYSMICON : SM_CYICON);
    return LoadIconWithScaleDown(instance, name, width, height, icon);
}

/* --- list boxes whose items can be dragged --- */

static LRESULT drag_notify(HWND list, UINT code, POINT point)
{
    DRAGLISTINFO info = {code, list, point};
    return SendMessageW(GetParent(list), RegisterWindowMessageW(L"commctrl_DragListMsg"), (WPARAM)GetDlgCtrlID(list),
                        (LPARAM)&info);
}

static void set_drag_cursor(LRESULT answer)
{
    LPCWSTR cursor = answer == DL_STOPCURSOR                              ? (LPCWSTR)IDC_NO
                     : answer == DL_COPYCURSOR || answer == DL_MOVECURSOR ? (LPCWSTR)IDC_CROSS
                                                                          : (LPCWSTR)IDC_ARROW;
    SetCursor(LoadCursorW(NULL, cursor));
}

static LRESULT CALLBACK drag_list_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT_PTR id,
                                            DWORD_PTR data)
{
    POINT point = point_of(lparam);
    BOOL dragging = GetCapture() == window && GetPropW(window, L"comctl32 drag") != NULL;
    ClientToScreen(window, &point);
    switch (message) {
    case WM_LBUTTONDOWN: {
        LRESULT result = DefSubclassProc(window, message, wparam, lparam);
        if (DragDetect(window, point) && drag_notify(window, DL_BEGINDRAG, point)) {
            SetPropW(window, L"comctl32 drag", (HANDLE)1);
            SetCapture(window);
        }
        return result;
    }
    case WM_MOUSEMOVE:
        if (!dragging) break;
        set_drag_cursor(drag_notify(window, DL_DRAGGING, point));
        return 0;
    case WM_LBUTTONUP:
    case WM_RBUTTONDOWN:
        if (!dragging) break;
        RemovePropW(window, L"comctl32 drag");
        ReleaseCapture();
        drag_notify(window, message == WM_LBUTTONUP ? DL_DROPPED : DL_CANCELDRAG, point);
        return 0;
    case WM_NCDESTROY: RemoveWindowSubclass(window, drag_list_procedure, id); break;
    }
    (void)data;
    return DefSubclassProc(window, message, wparam, lparam);
}

WINBOOL WINAPI MakeDragList(HWND list) { return SetWindowSubclass(list, drag_list_procedure, 0, 0); }

int WINAPI LBItemFromPt(HWND list, POINT point, WINBOOL scroll)
{
    RECT client, rect;
    ScreenToClient(list, &point);
    GetClientRect(list, &client);
    int top = (int)SendMessageW(list, LB_GETTOPINDEX, 0, 0), count = (int)SendMessageW(list, LB_GETCOUNT, 0, 0);
    if (scroll && point.x >= 0 && point.x < client.right && (point.y < 0 || point.y >= client.bottom))
        SendMessageW(list, LB_SETTOPINDEX, (WPARAM)max(top + (point.y < 0 ? -1 : 1), 0), 0);
    if (!PtInRect(&client, point)) return -1;
    for (int i = top; i < count; i++)
        if (SendMessageW(list, LB_GETITEMRECT, (WPARAM)i, (LPARAM)&rect) != LB_ERR && PtInRect(&rect, point)) return i;
    return -1;
}

/* An arrow in the parent, left of where the item would be inserted. */
void WINAPI DrawInsert(HWND parent, HWND list, int index)
{
    static RECT last;
    RECT rect;
    if (!IsRectEmpty(&last)) InvalidateRect(parent, &last, TRUE);
    SetRectEmpty(&last);
    UpdateWindow(parent);
    if (index < 0 || SendMessageW(list, LB_GETITEMRECT, (WPARAM)index, (LPARAM)&rect) == LB_ERR) return;
    MapWindowPoints(list, parent, (POINT *)&rect, 2);
    last = (RECT){rect.left - 14, rect.top - 5, rect.left - 3, rect.top + 6};
    HDC dc = GetDC(parent);
    for (int row = 0; row < 6; row++)
        draw_line(dc, last.right - 6 + row, last.top + row, last.right - 6 + row, last.bottom - row,
                  GetSysColor(COLOR_WINDOWTEXT));
    ReleaseDC(parent, dc);
}

/* The few words that controls show of their own come from the user's language all the same. */
static LANGID mui_language;

void WINAPI InitMUILanguage(LANGID language) { mui_language = language; }
LANGID WINAPI GetMUILanguage(void) { return mui_language ? mui_language : GetUserDefaultUILanguage(); }

/* Nothing of this DLL stands in the registry. */
HRESULT WINAPI DllInstall(WINBOOL install, LPCWSTR command)
{
    (void)install, (void)command;
    return S_OK;
}
