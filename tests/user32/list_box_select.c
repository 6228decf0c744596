/* List boxes: choosing with messages, mouse and keyboard; notifications. */
#include "../check.h"

static HWND parent;
static int notified[8], last_code, keys_asked, characters_asked, answer = -1;
static WPARAM asked;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_COMMAND:
        if (HIWORD(wparam) < 8) notified[HIWORD(wparam)]++, last_code = HIWORD(wparam);
        break;
    case WM_VKEYTOITEM: keys_asked++, asked = wparam; return answer;
    case WM_CHARTOITEM: characters_asked++, asked = wparam; return answer;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static LRESULT tell(HWND list, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(list, message, wparam, lparam);
}

static HWND make(DWORD style, int count)
{
    WCHAR text[16];
    HWND list = CreateWindowExW(0, L"ListBox", L"", WS_CHILD | WS_VISIBLE | LBS_NOTIFY | LBS_NOINTEGRALHEIGHT | style,
                                0, 0, 120, 160, parent, (HMENU)7, NULL, NULL);
    for (int i = 0; i < count; i++) {
        wsprintfW(text, L"%c item", 'a' + i);
        tell(list, LB_ADDSTRING, 0, (LPARAM)text);
    }
    memset(notified, 0, sizeof(notified));
    return list;
}

/* Which of the first ten items are selected, as a row of letters. */
static const char *state(HWND list)
{
    static char text[16];
    int length = 0;
    for (int i = 0; i < 10; i++)
        if (tell(list, LB_GETSEL, (WPARAM)i, 0) > 0) text[length++] = (char)('a' + i);
    text[length] = 0;
    return text;
}

static void keys(BOOL shift, BOOL control)
{
    BYTE pressed[256];
    GetKeyboardState(pressed);
    pressed[VK_SHIFT] = pressed[VK_LSHIFT] = shift ? 0x80 : 0;
    pressed[VK_CONTROL] = pressed[VK_LCONTROL] = control ? 0x80 : 0;
    SetKeyboardState(pressed);
}

static void press(HWND list, int key) { tell(list, WM_KEYDOWN, (WPARAM)key, 1); }

static LPARAM point_of(HWND list, int index)
{
    RECT place;
    tell(list, LB_GETITEMRECT, (WPARAM)index, (LPARAM)&place);
    return MAKELPARAM(place.left + 10, place.top + 3);
}

static void click(HWND list, int index, BOOL shift, BOOL control)
{
    WPARAM held = (shift ? MK_SHIFT : 0) | (control ? MK_CONTROL : 0);
    keys(shift, control);
    tell(list, WM_LBUTTONDOWN, MK_LBUTTON | held, point_of(list, index));
    tell(list, WM_LBUTTONUP, held, point_of(list, index));
    keys(FALSE, FALSE);
}

static void multiple_by_messages(void)
{
    static const struct { UINT message; WPARAM wparam; LPARAM lparam; const char *state; int result;
    } steps[] = {
        {LB_SETSEL, TRUE, 2, "c", 0},
        {LB_SETSEL, TRUE, 4, "ce", 0},
        {LB_SETSEL, FALSE, 2, "e", 0},
        {LB_SETSEL, TRUE, -1, "abcdefgh", 0},
        {LB_SETSEL, FALSE, -1, "", 0},
        {LB_SELITEMRANGE, TRUE, MAKELPARAM(1, 3), "bcd", 0},
        {LB_SELITEMRANGE, FALSE, MAKELPARAM(2, 2), "bd", 0},
        {LB_SELITEMRANGEEX, 5, 6, "bdfg", 0},
        {LB_SELITEMRANGEEX, 6, 3, "b", 0},
        {LB_SETSEL, TRUE, 20, "b", LB_ERR},
        {LB_SELITEMRANGE, TRUE, MAKELPARAM(6, 100), "bgh", 0},
    };
    static const DWORD styles[] = {LBS_MULTIPLESEL, LBS_EXTENDEDSEL};
    for (int style = 0; style < 2; style++) {
        HWND list = make(styles[style], 8);
        int found[8] = {0};
        for (int i = 0; i < (int)ARRAYSIZE(steps); i++) {
            check_case(style * 100 + i);
            check_equal_int(tell(list, steps[i].message, steps[i].wparam, steps[i].lparam), steps[i].result, "result");
            check_equal_string(state(list), steps[i].state, "what is selected");
            check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), strlen(steps[i].state), "how many");
        }
        check_equal_int(tell(list, LB_GETSELITEMS, 8, (LPARAM)found), 3, "LB_GETSELITEMS");
        check(found[0] == 1 && found[1] == 6 && found[2] == 7, "%d %d %d", found[0], found[1], found[2]);
        check_equal_int(tell(list, LB_GETSELITEMS, 2, (LPARAM)found), 2, "no more than asked for");
        check_equal_int(tell(list, LB_SETCURSEL, 2, 0), LB_ERR, "LB_SETCURSEL is for single selection");
        check_equal_int(notified[LBN_SELCHANGE], 0, "no notification of what the program does");
        tell(list, LB_DELETESTRING, 0, 0);
        check_equal_string(state(list), "afg", "the states move with their items");
        tell(list, LB_INSERTSTRING, 1, (LPARAM)L"new");
        check_equal_string(state(list), "agh", "a new item is not selected");
        tell(list, LB_RESETCONTENT, 0, 0);
        check_equal_int(tell(list, LB_GETSELCOUNT, 0, 0), 0, "none after a reset");
        DestroyWindow(list);
    }
    check_case(0);
}

static void anchor_and_caret(void)
{
    HWND list = make(LBS_EXTENDEDSEL | WS_VSCROLL, 40);
    check_equal_int(tell(list, LB_SETANCHORINDEX, 3, 0), 0, "set the anchor");
    check_equal_int(tell(list, LB_GETANCHORINDEX, 0, 0), 3, "the anchor");
    check_equal_int(tell(list, LB_SETCARETINDEX, 5, 0), 0, "set the caret");
    check_equal_int(tell(list, LB_GETCARETINDEX, 0, 0), 5, "the caret");
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), 5, "LB_GETCURSEL gives the caret");
    check_equal_string(state(list), "", "neither selects");
    check_equal_int(tell(list, LB_SETCARETINDEX, 30, FALSE), 0, "further down");
    check(tell(list, LB_GETTOPINDEX, 0, 0) > 0, "it is scrolled to");
    check_equal_int(tell(list, LB_SETCARETINDEX, 40, 0), LB_ERR, "beyond");
    DestroyWindow(list);
}

struct step { int index; BOOL shift, control; const char *state; int anchor, caret; };

static void check_clicks(DWORD style, const struct step *steps, int count, int number)
{
    HWND list = make(style, 8);
    for (int i = 0; i < count; i++) {
        check_case(number + i);
        memset(notified, 0, sizeof(notified));
        click(list, steps[i].index, steps[i].shift, steps[i].control);
        check_equal_string(state(list), steps[i].state, "what is selected");
        check_equal_int(tell(list, LB_GETCARETINDEX, 0, 0), steps[i].caret, "the caret");
        if (steps[i].anchor >= 0) check_equal_int(tell(list, LB_GETANCHORINDEX, 0, 0), steps[i].anchor, "the anchor");
        check_equal_int(notified[LBN_SELCHANGE], 1, "LBN_SELCHANGE");
        check(GetFocus() == list, "the focus comes with the click");
        check(GetCapture() != list, "the mouse is free again");
    }
    check_case(0);
    DestroyWindow(list);
}

static void clicks(void)
{
    static const struct step single[] = {
        {2, 0, 0, "c", -1, 2}, {5, 0, 0, "f", -1, 5}, {1, 1, 0, "b", -1, 1}, {3, 0, 1, "d", -1, 3}};
    static const struct step multiple[] = {
        {2, 0, 0, "c", -1, 2}, {5, 0, 0, "cf", -1, 5}, {2, 0, 0, "f", -1, 2}, {7, 0, 0, "fh", -1, 7}};
    static const struct step extended[] = {{2, 0, 0, "c", 2, 2},   {5, 1, 0, "cdef", 2, 5}, {1, 1, 0, "bc", 2, 1},
                                           {4, 0, 1, "bce", 4, 4}, {2, 0, 1, "be", 2, 2},   {6, 0, 0, "g", 6, 6},
                                           {4, 1, 0, "efg", 6, 4}, {0, 0, 0, "a", 0, 0}};
    check_clicks(0, single, ARRAYSIZE(single), 200);
    check_clicks(LBS_MULTIPLESEL, multiple, ARRAYSIZE(multiple), 300);
    check_clicks(LBS_EXTENDEDSEL, extended, ARRAYSIZE(extended), 400);
}

static void dragging(void)
{
    HWND single = make(0, 8), extended = make(LBS_EXTENDEDSEL, 8);
    tell(single, WM_LBUTTONDOWN, MK_LBUTTON, point_of(single, 1));
    check_equal_ptr(GetCapture(), single, "captured");
    check_equal_string(state(single), "b", "pressed");
    tell(single, WM_MOUSEMOVE, MK_LBUTTON, point_of(single, 4));
    check_equal_string(state(single), "e", "the selection follows the mouse");
    check_equal_int(notified[LBN_SELCHANGE], 0, "nothing is notified yet");
    tell(single, WM_LBUTTONUP, 0, point_of(single, 4));
    check_equal_int(notified[LBN_SELCHANGE], 1, "now it is");
    check_equal_int(tell(single, LB_GETCURSEL, 0, 0), 4, "chosen");
    memset(notified, 0, sizeof(notified));
    tell(extended, WM_LBUTTONDOWN, MK_LBUTTON, point_of(extended, 5));
    tell(extended, WM_MOUSEMOVE, MK_LBUTTON, point_of(extended, 2));
    check_equal_string(state(extended), "cdef", "a range");
    tell(extended, WM_MOUSEMOVE, MK_LBUTTON, point_of(extended, 4));
    check_equal_string(state(extended), "ef", "it shrinks again");
    tell(extended, WM_LBUTTONUP, 0, point_of(extended, 4));
    check_equal_int(tell(extended, LB_GETANCHORINDEX, 0, 0), 5, "the anchor stays");
    check_equal_int(notified[LBN_SELCHANGE], 1, "one notification");
    tell(extended, WM_LBUTTONDBLCLK, MK_LBUTTON, point_of(extended, 3));
    check_equal_int(notified[LBN_DBLCLK], 1, "LBN_DBLCLK");
    tell(extended, WM_LBUTTONUP, 0, point_of(extended, 3));
    DestroyWindow(single);
    DestroyWindow(extended);
}

struct key_step { int key; BOOL shift, control; const char *state; int caret; int changes; };

static void check_keys(DWORD style, const struct key_step *steps, int count, int number)
{
    HWND list = make(style, 8);
    SetFocus(list);
    for (int i = 0; i < count; i++) {
        check_case(number + i);
        memset(notified, 0, sizeof(notified));
        keys(steps[i].shift, steps[i].control);
        press(list, steps[i].key);
        keys(FALSE, FALSE);
        check_equal_string(state(list), steps[i].state, "what is selected");
        check_equal_int(tell(list, LB_GETCARETINDEX, 0, 0), steps[i].caret, "the caret");
        if (steps[i].changes >= 0) check_equal_int(notified[LBN_SELCHANGE], steps[i].changes, "LBN_SELCHANGE");
    }
    check_case(0);
    DestroyWindow(list);
}

static void keyboard(void)
{
    static const struct key_step single[] = {
        {VK_DOWN, 0, 0, "a", 0, 1}, {VK_DOWN, 0, 0, "b", 1, 1}, {VK_RIGHT, 0, 0, "c", 2, 1},
        {VK_UP, 0, 0, "b", 1, 1},   {VK_LEFT, 0, 0, "a", 0, 1}, {VK_END, 0, 0, "h", 7, 1},
        {VK_HOME, 0, 0, "a", 0, 1}, {VK_NEXT, 0, 0, "h", 7, 1}, {VK_PRIOR, 0, 0, "a", 0, 1}};
    static const struct key_step extended[] = {{VK_DOWN, 0, 0, "b", 1, 1},      {VK_DOWN, 1, 0, "bc", 2, 1},
                                               {VK_DOWN, 1, 0, "bcd", 3, 1},    {VK_UP, 1, 0, "bc", 2, 1},
                                               {VK_END, 1, 0, "bcdefgh", 7, 1}, {VK_HOME, 0, 0, "a", 0, 1}};
    static const struct key_step multiple[] = {{VK_DOWN, 0, 0, "", 1, -1},
                                               {VK_SPACE, 0, 0, "b", 1, 1},
                                               {VK_DOWN, 0, 0, "b", 2, -1},
                                               {VK_SPACE, 0, 0, "bc", 2, 1},
                                               {VK_SPACE, 0, 0, "b", 2, 1}};
    check_keys(0, single, ARRAYSIZE(single), 500);
    check_keys(LBS_EXTENDEDSEL, extended, ARRAYSIZE(extended), 600);
    check_keys(LBS_MULTIPLESEL, multiple, ARRAYSIZE(multiple), 700);
}

static void typing(void)
{
    HWND list = make(LBS_SORT, 8);
    static const struct { WCHAR character; int index; } steps[] = {{'d', 3}, {'D', 3}, {'h', 7}, {'a', 0}};
    for (int i = 0; i < 4; i++) {
        check_case(i);
        HWND one = make(0, 8);
        tell(one, WM_CHAR, steps[i].character, 1);
        check_equal_int(tell(one, LB_GETCURSEL, 0, 0), steps[i].index, "a letter chooses");
        check_equal_int(notified[LBN_SELCHANGE], 1, "LBN_SELCHANGE");
        DestroyWindow(one);
    }
    check_case(0);
    tell(list, WM_CHAR, 'z', 1);
    check_equal_int(tell(list, LB_GETCURSEL, 0, 0), LB_ERR, "no such item");
    DestroyWindow(list);
}

static void asks_parent(void)
{
    HWND list = make(LBS_WANTKEYBOARDINPUT, 8);
    answer = -1;
    press(list, VK_DOWN);
    check_equal_int(keys_asked, 1, "WM_VKEYTOITEM");
    check_equal_u32(LOWORD(asked), VK_DOWN, "the key");
    check_equal_string(state(list), "a", "-1: as usual");
    answer = -2;
    press(list, VK_DOWN);
    check_equal_string(state(list), "a", "-2: nothing more");
    check_equal_u32(HIWORD(asked), 0, "the caret is told");
    answer = 5;
    press(list, VK_DOWN);
    check_equal_int(tell(list, LB_GETCARETINDEX, 0, 0), 5, "an item");
    answer = -1;
    DestroyWindow(list);
    list = make(LBS_WANTKEYBOARDINPUT | LBS_OWNERDRAWFIXED, 0);
    for (int i = 0; i < 4; i++) tell(list, LB_ADDSTRING, 0, i);
    tell(list, WM_CHAR, 'q', 1);
    check_equal_int(characters_asked, 1, "WM_CHARTOITEM");
    check_equal_u32(LOWORD(asked), 'q', "the character");
    DestroyWindow(list);
}

static void focus_and_silence(void)
{
    HWND list = make(0, 3),
         silent = CreateWindowW(L"ListBox", L"", WS_CHILD | WS_VISIBLE, 130, 0, 100, 100, parent, (HMENU)8, NULL, NULL);
    SetFocus(parent);
    memset(notified, 0, sizeof(notified));
    SetFocus(list);
    check_equal_int(notified[LBN_SETFOCUS], 1, "LBN_SETFOCUS");
    SetFocus(parent);
    check_equal_int(notified[LBN_KILLFOCUS], 1, "LBN_KILLFOCUS");
    tell(silent, LB_ADDSTRING, 0, (LPARAM)L"x");
    memset(notified, 0, sizeof(notified));
    click(silent, 0, FALSE, FALSE);
    check_equal_int(notified[LBN_SELCHANGE], 0, "silent without LBS_NOTIFY");
    check_equal_int(tell(silent, LB_GETCURSEL, 0, 0), 0, "but it is chosen");
    DestroyWindow(list);
    DestroyWindow(silent);
    HWND unselectable = make(LBS_NOSEL, 3);
    click(unselectable, 1, FALSE, FALSE);
    check_equal_string(state(unselectable), "", "LBS_NOSEL");
    DestroyWindow(unselectable);
}

static int selections;
static LONG last_child;

static void CALLBACK event(HWINEVENTHOOK hook, DWORD code, HWND window, LONG object, LONG child, DWORD thread,
                           DWORD time)
{
    (void)hook, (void)window, (void)thread, (void)time;
    if (object != OBJID_CLIENT || code != EVENT_OBJECT_SELECTION) return;
    selections++;
    last_child = child;
}

static void events(void)
{
    HWND list = make(0, 5);
    HWINEVENTHOOK hook = SetWinEventHook(EVENT_OBJECT_SELECTION, EVENT_OBJECT_SELECTION, GetModuleHandleW(NULL), event,
                                         GetCurrentProcessId(), GetCurrentThreadId(), WINEVENT_INCONTEXT);
    check(hook != NULL, "SetWinEventHook");
    click(list, 3, FALSE, FALSE);
    check(selections >= 1, "EVENT_OBJECT_SELECTION");
    check_equal_int(last_child, 4, "the item, from 1");
    UnhookWinEvent(hook);
    DestroyWindow(list);
}

int main(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"list test", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    parent = CreateWindowW(L"list test", L"", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 400, 300, NULL, NULL, NULL, NULL);
    SetForegroundWindow(parent);
    multiple_by_messages();
    anchor_and_caret();
    clicks();
    dragging();
    keyboard();
    typing();
    asks_parent();
    focus_and_silence();
    events();
    DestroyWindow(parent);
    return check_summary();
}
