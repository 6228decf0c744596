/* Status bar, progress bar, up-down, track bar, tab control, tool bar, tool tips: what their messages set and give
 * back. */
#include "../check.h"
#include <commctrl.h>

static HWND parent;
static UINT last_scroll, last_command;
static int selection_changes;

static LRESULT CALLBACK parent_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_NOTIFYFORMAT) return NFR_UNICODE;
    if (message == WM_HSCROLL || message == WM_VSCROLL) last_scroll = LOWORD(wparam);
    if (message == WM_COMMAND) last_command = LOWORD(wparam);
    if (message == WM_NOTIFY && ((NMHDR *)lparam)->code == TCN_SELCHANGE) selection_changes++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static HWND create(LPCWSTR class, DWORD style)
{
    return CreateWindowExW(0, class, L"", WS_CHILD | WS_VISIBLE | style, 0, 0, 200, 100, parent, (HMENU)3, NULL, NULL);
}

static void test_status_bar(void)
{
    WCHAR text[64];
    char ansi[64];
    int parts[3] = {50, 120, -1}, edges[3] = {0};
    RECT rect, client;
    HWND bar = CreateStatusWindowW(WS_CHILD | WS_VISIBLE, L"start", parent, 9);
    check(bar != NULL, "CreateStatusWindow");
    check_equal_int(SendMessageW(bar, SB_GETPARTS, 0, 0), 1, "one part");
    check_equal_u32(LOWORD(SendMessageW(bar, SB_GETTEXTW, 0, (LPARAM)text)), 5, "length");
    check_equal_wide(text, L"start", "text");
    check(SendMessageW(bar, SB_SETPARTS, 3, (LPARAM)parts), "SB_SETPARTS");
    check_equal_int(SendMessageW(bar, SB_GETPARTS, 3, (LPARAM)edges), 3, "three parts");
    check_equal_bytes(edges, parts, sizeof(parts), "edges");
    check(SendMessageA(bar, SB_SETTEXTA, 1 | SBT_POPOUT, (LPARAM)"second"), "SB_SETTEXT");
    LRESULT length = SendMessageA(bar, SB_GETTEXTA, 1, (LPARAM)ansi);
    check_equal_string(ansi, "second", "ANSI text");
    check_equal_u32(length, MAKELONG(6, SBT_POPOUT), "length and look");
    check(!SendMessageW(bar, SB_SETTEXTW, 3, (LPARAM)L"x"), "no fourth part");
    check_equal_u32(LOWORD(SendMessageW(bar, SB_GETTEXTLENGTHW, 1, 0)), 6, "SB_GETTEXTLENGTH");
    check(SendMessageW(bar, SB_GETRECT, 1, (LPARAM)&rect), "SB_GETRECT");
    check_equal_int(rect.right, 120, "right edge");
    check(rect.left >= 50, "left edge %ld", rect.left);
    check(!SendMessageW(bar, SB_ISSIMPLE, 0, 0), "not simple");
    SendMessageW(bar, SB_SIMPLE, TRUE, 0);
    check(SendMessageW(bar, SB_ISSIMPLE, 0, 0), "simple");
    GetWindowRect(bar, &rect);
    MapWindowPoints(NULL, parent, (POINT *)&rect, 2);
    GetClientRect(parent, &client);
    check_equal_int(rect.bottom, client.bottom, "at the lower edge");
    check_equal_int(rect.right, client.right, "as wide as the parent");
    DestroyWindow(bar);
}

static void test_progress_bar(void)
{
    PBRANGE range;
    HWND bar = create(PROGRESS_CLASSW, 0);
    check_equal_int(SendMessageW(bar, PBM_GETPOS, 0, 0), 0, "at first");
    check_equal_int(SendMessageW(bar, PBM_GETRANGE, FALSE, 0), 100, "to 100");
    check_equal_int(SendMessageW(bar, PBM_SETPOS, 40, 0), 0, "the old position");
    check_equal_int(SendMessageW(bar, PBM_GETPOS, 0, 0), 40, "the new one");
    check_equal_int(SendMessageW(bar, PBM_STEPIT, 0, 0), 40, "steps from 40");
    check_equal_int(SendMessageW(bar, PBM_GETPOS, 0, 0), 50, "by 10");
    check_equal_int(SendMessageW(bar, PBM_SETSTEP, 60, 0), 10, "the old step");
    check_equal_int(SendMessageW(bar, PBM_DELTAPOS, 5, 0), 50, "PBM_DELTAPOS");
    check_equal_int(SendMessageW(bar, PBM_SETPOS, 500, 0), 55, "too far");
    check_equal_int(SendMessageW(bar, PBM_GETPOS, 0, 0), 100, "clamped");
    check_equal_u32(SendMessageW(bar, PBM_SETRANGE, 0, MAKELPARAM(10, 30)), MAKELONG(0, 100), "the old range");
    SendMessageW(bar, PBM_GETRANGE, TRUE, (LPARAM)&range);
    check_equal_int(range.iLow, 10, "low");
    check_equal_int(range.iHigh, 30, "high");
    check_equal_int(SendMessageW(bar, PBM_GETPOS, 0, 0), 30, "within the range");
    DestroyWindow(bar);
}

static void test_up_down(void)
{
    WCHAR text[32];
    int low, high;
    HWND edit = create(WC_EDITW, 0);
    HWND spin = CreateUpDownControl(WS_CHILD | WS_VISIBLE | UDS_SETBUDDYINT | UDS_ALIGNRIGHT | UDS_NOTHOUSANDS, 0, 0,
                                    10, 20, parent, 4, NULL, edit, 5000, -10, 1234);
    check(spin != NULL, "CreateUpDownControl");
    check_equal_ptr((HWND)SendMessageW(spin, UDM_GETBUDDY, 0, 0), edit, "buddy");
    GetWindowTextW(edit, text, 32);
    check_equal_wide(text, L"1234", "its text");
    check_equal_u32(SendMessageW(spin, UDM_GETPOS, 0, 0), 1234, "position");
    SendMessageW(spin, UDM_GETRANGE32, (WPARAM)&low, (LPARAM)&high);
    check_equal_int(low, -10, "low");
    check_equal_int(high, 5000, "high");
    check_equal_int(SendMessageW(spin, UDM_SETPOS32, 0, 7000), 1234, "the old position");
    check_equal_int(SendMessageW(spin, UDM_GETPOS32, 0, 0), 5000, "clamped");
    SetWindowTextW(edit, L"77");
    check_equal_int(SendMessageW(spin, UDM_GETPOS32, 0, 0), 77, "from the buddy");
    SendMessageW(spin, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(3, 3));
    SendMessageW(spin, WM_LBUTTONUP, 0, MAKELPARAM(3, 3));
    GetWindowTextW(edit, text, 32);
    check_equal_wide(text, L"78", "the upper arrow counts up");
    check_equal_int(SendMessageW(spin, UDM_GETBASE, 0, 0), 10, "decimal");
    check_equal_int(SendMessageW(spin, UDM_SETBASE, 16, 0), 10, "the old base");
    check_equal_int(SendMessageW(spin, UDM_SETBASE, 7, 0), 0, "an invalid base");
    DestroyWindow(spin);
    DestroyWindow(edit);
}

static void test_track_bar(void)
{
    HWND bar = create(TRACKBAR_CLASSW, 0);
    check_equal_int(SendMessageW(bar, TBM_GETRANGEMAX, 0, 0), 100, "to 100");
    check_equal_int(SendMessageW(bar, TBM_GETPAGESIZE, 0, 0), 20, "a fifth");
    SendMessageW(bar, TBM_SETRANGE, TRUE, MAKELPARAM(5, 25));
    check_equal_int(SendMessageW(bar, TBM_GETPOS, 0, 0), 5, "moved into the range");
    SendMessageW(bar, TBM_SETPOS, TRUE, 15);
    check_equal_int(SendMessageW(bar, TBM_GETPOS, 0, 0), 15, "position");
    SendMessageW(bar, WM_KEYDOWN, VK_RIGHT, 0);
    check_equal_int(SendMessageW(bar, TBM_GETPOS, 0, 0), 16, "right");
    check_equal_u32(last_scroll, TB_LINEDOWN, "told");
    SendMessageW(bar, WM_KEYDOWN, VK_HOME, 0);
    check_equal_int(SendMessageW(bar, TBM_GETPOS, 0, 0), 5, "home");
    check_equal_u32(last_scroll, TB_TOP, "told");
    check_equal_int(SendMessageW(bar, TBM_SETLINESIZE, 0, 3), 1, "the old line size");
    check_equal_int(SendMessageW(bar, TBM_GETLINESIZE, 0, 0), 3, "the new one");
    SendMessageW(bar, TBM_SETPOS, TRUE, 1000);
    check_equal_int(SendMessageW(bar, TBM_GETPOS, 0, 0), 25, "clamped");
    DestroyWindow(bar);
}

static void test_tabs(void)
{
    WCHAR text[32];
    TCITEMW item = {TCIF_TEXT | TCIF_PARAM, 0, 0, (LPWSTR)L"First", 0, 0, 11};
    RECT first, second, page = {0, 0, 200, 100}, inner = page;
    HWND tabs = create(WC_TABCONTROLW, 0);
    check_equal_int(SendMessageW(tabs, TCM_GETCURSEL, 0, 0), -1, "nothing selected");
    check_equal_int(SendMessageW(tabs, TCM_INSERTITEMW, 0, (LPARAM)&item), 0, "first");
    item.pszText = (LPWSTR)L"Second";
    item.lParam = 22;
    check_equal_int(SendMessageW(tabs, TCM_INSERTITEMW, 5, (LPARAM)&item), 1, "second");
    check_equal_int(SendMessageW(tabs, TCM_GETCURSEL, 0, 0), 0, "the first is selected");
    check_equal_int(SendMessageW(tabs, TCM_GETITEMCOUNT, 0, 0), 2, "two");
    check_equal_int(SendMessageW(tabs, TCM_SETCURSEL, 1, 0), 0, "the old selection");
    check_equal_int(selection_changes, 0, "a call tells nothing");
    item.pszText = text;
    item.cchTextMax = 32;
    check(SendMessageW(tabs, TCM_GETITEMW, 1, (LPARAM)&item), "TCM_GETITEM");
    check_equal_wide(text, L"Second", "text");
    check_equal_int(item.lParam, 22, "lParam");
    check(SendMessageW(tabs, TCM_GETITEMRECT, 0, (LPARAM)&first) &&
              SendMessageW(tabs, TCM_GETITEMRECT, 1, (LPARAM)&second),
          "rectangles");
    check_equal_int(second.left, first.right, "side by side");
    TCHITTESTINFO hit = {{first.left + 4, first.top + 4}, 0};
    check_equal_int(SendMessageW(tabs, TCM_HITTEST, 0, (LPARAM)&hit), 0, "hit");
    SendMessageW(tabs, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(first.left + 4, first.top + 4));
    SendMessageW(tabs, WM_LBUTTONUP, 0, MAKELPARAM(first.left + 4, first.top + 4));
    check_equal_int(SendMessageW(tabs, TCM_GETCURSEL, 0, 0), 0, "clicked");
    check_equal_int(selection_changes, 1, "TCN_SELCHANGE");
    SendMessageW(tabs, TCM_ADJUSTRECT, FALSE, (LPARAM)&inner);
    check(inner.left == 4 && inner.right == 196 && inner.bottom == 96 && inner.top > first.bottom,
          "page %ld %ld %ld %ld", inner.left, inner.top, inner.right, inner.bottom);
    SendMessageW(tabs, TCM_ADJUSTRECT, TRUE, (LPARAM)&inner);
    check_equal_bytes(&inner, &page, sizeof(page), "and back");
    check(SendMessageW(tabs, TCM_DELETEITEM, 0, 0), "deleting");
    check_equal_int(SendMessageW(tabs, TCM_GETITEMCOUNT, 0, 0), 1, "one");
    DestroyWindow(tabs);
}

static void test_tool_bar(void)
{
    TBBUTTON buttons[3] = {{0}};
    RECT rect;
    HWND bar = create(TOOLBARCLASSNAMEW, CCS_NORESIZE | CCS_NOPARENTALIGN | CCS_NODIVIDER);
    SendMessageW(bar, TB_BUTTONSTRUCTSIZE, sizeof(TBBUTTON), 0);
    for (int i = 0; i < 3; i++)
        buttons[i].idCommand = 100 + i, buttons[i].fsState = TBSTATE_ENABLED,
        buttons[i].fsStyle = i ? BTNS_CHECKGROUP : BTNS_BUTTON, buttons[i].iBitmap = I_IMAGENONE;
    check(SendMessageW(bar, TB_ADDBUTTONSW, 3, (LPARAM)buttons), "TB_ADDBUTTONS");
    check_equal_int(SendMessageW(bar, TB_BUTTONCOUNT, 0, 0), 3, "three");
    check_equal_int(SendMessageW(bar, TB_COMMANDTOINDEX, 102, 0), 2, "index");
    check(SendMessageW(bar, TB_CHECKBUTTON, 101, TRUE), "checking");
    check(SendMessageW(bar, TB_ISBUTTONCHECKED, 101, 0), "checked");
    SendMessageW(bar, TB_CHECKBUTTON, 102, TRUE);
    check(!SendMessageW(bar, TB_ISBUTTONCHECKED, 101, 0), "only one of the group");
    SendMessageW(bar, TB_ENABLEBUTTON, 101, FALSE);
    check_equal_u32(SendMessageW(bar, TB_GETSTATE, 101, 0), 0, "disabled");
    check_equal_int(SendMessageW(bar, TB_GETSTATE, 999, 0), -1, "no such button");
    check(SendMessageW(bar, TB_GETITEMRECT, 0, (LPARAM)&rect), "rectangle");
    check_equal_int(rect.right - rect.left, LOWORD(SendMessageW(bar, TB_GETBUTTONSIZE, 0, 0)), "as wide as a button");
    SendMessageW(bar, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(rect.left + 3, rect.top + 3));
    check(SendMessageW(bar, TB_ISBUTTONPRESSED, 100, 0), "pressed");
    SendMessageW(bar, WM_LBUTTONUP, 0, MAKELPARAM(rect.left + 3, rect.top + 3));
    check_equal_u32(last_command, 100, "WM_COMMAND");
    check(SendMessageW(bar, TB_DELETEBUTTON, 0, 0), "deleting");
    check_equal_int(SendMessageW(bar, TB_COMMANDTOINDEX, 102, 0), 1, "moved");
    DestroyWindow(bar);
}

static void test_tool_tips(void)
{
    WCHAR text[80];
    HWND tips = CreateWindowExW(0, TOOLTIPS_CLASSW, NULL, WS_POPUP, 0, 0, 0, 0, parent, NULL, NULL, NULL);
    TTTOOLINFOW info = {TTTOOLINFOW_V1_SIZE, 0, parent, 5, {0, 0, 10, 10}, NULL, (LPWSTR)L"tip", 0, NULL};
    check(tips != NULL, "a tool tip control");
    check(SendMessageW(tips, TTM_ADDTOOLW, 0, (LPARAM)&info), "TTM_ADDTOOL");
    check_equal_int(SendMessageW(tips, TTM_GETTOOLCOUNT, 0, 0), 1, "one");
    info.lpszText = text;
    SendMessageW(tips, TTM_GETTEXTW, 80, (LPARAM)&info);
    check_equal_wide(text, L"tip", "text");
    check_equal_int(SendMessageW(tips, TTM_GETDELAYTIME, TTDT_INITIAL, 0), GetDoubleClickTime(), "initial delay");
    check_equal_int(SendMessageW(tips, TTM_GETDELAYTIME, TTDT_AUTOPOP, 0), 10 * GetDoubleClickTime(), "time shown");
    check_equal_int(SendMessageW(tips, TTM_SETMAXTIPWIDTH, 0, 100), -1, "no greatest width");
    SendMessageW(tips, TTM_DELTOOLW, 0, (LPARAM)&info);
    check_equal_int(SendMessageW(tips, TTM_GETTOOLCOUNT, 0, 0), 0, "none");
    DestroyWindow(tips);
}

int main(void)
{
    WNDCLASSW class = {0};
    INITCOMMONCONTROLSEX which = {sizeof(which), ICC_WIN95_CLASSES};
    class.lpfnWndProc = parent_procedure;
    class.lpszClassName = L"bars test";
    RegisterClassW(&class);
    check(InitCommonControlsEx(&which), "InitCommonControlsEx");
    which.dwSize = 3;
    check(!InitCommonControlsEx(&which), "a wrong size");
    parent = CreateWindowExW(0, L"bars test", NULL, WS_OVERLAPPEDWINDOW, 0, 0, 400, 400, NULL, NULL, NULL, NULL);
    test_status_bar();
    test_progress_bar();
    test_up_down();
    test_track_bar();
    test_tabs();
    test_tool_bar();
    test_tool_tips();
    return check_summary();
}
