/* ShowWindow: what windows hear with each command, from each state. */
#include "sequence.h"

static void shown(const char *what, HWND window, int command, const char *expected)
{
    sequence_begin();
    ShowWindow(window, command);
    expect_sequence(what, expected);
}

static void test_overlapped(void)
{
    HWND other = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'b');
    HWND window = sequence_create(WS_OVERLAPPEDWINDOW, NULL, 'a');
    shown("hide the hidden", window, SW_HIDE, "");
    shown("show without activation", window, SW_SHOWNA,
            "a:SHOWWINDOW(1,0) a:POSCHANGING(53) a:POSCHANGED(57) a:SIZE(0) a:MOVE");
    shown("show what is shown, inactive", window, SW_SHOWNOACTIVATE, "");
    ShowWindow(window, SW_HIDE);
    shown("show", window, SW_SHOW,
            "a:SHOWWINDOW(1,0) a:POSCHANGING(43) <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) "
            "a:ACTIVATE(1,b) <SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) a:POSCHANGED(47)");
    shown("show the active", window, SW_SHOW, "");
    shown("normal what is normal", window, SW_SHOWNORMAL, "");
    shown("restore what is normal", window, SW_RESTORE, "");
    shown("maximise", window, SW_SHOWMAXIMIZED,
            "<MINMAX a,3> a:GETMINMAXINFO a:POSCHANGING(20) a:GETMINMAXINFO a:NCCALCSIZE(1) a:POSCHANGED(24) "
            "a:MOVE a:SIZE(2)");
    shown("maximise the maximised", window, SW_SHOWMAXIMIZED, "<MINMAX a,3>");
    shown("restore the maximised", window, SW_RESTORE,
            "<MINMAX a,9> a:POSCHANGING(20) a:GETMINMAXINFO a:NCCALCSIZE(1) a:POSCHANGED(24) a:MOVE a:SIZE(0)");
    shown("hide the active", window, SW_HIDE,
            "a:SHOWWINDOW(0,0) a:POSCHANGING(83) a:POSCHANGED(87) <ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) "
            "b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> a:KILLFOCUS(b) b:SETFOCUS(a)");
    shown("show normal", window, SW_SHOWNORMAL,
            "a:SHOWWINDOW(1,0) a:POSCHANGING(43) <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) "
            "a:ACTIVATE(1,b) <SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) a:POSCHANGED(47)");
    shown("hide again", window, SW_HIDE,
            "a:SHOWWINDOW(0,0) a:POSCHANGING(83) a:POSCHANGED(87) <ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) "
            "b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> a:KILLFOCUS(b) b:SETFOCUS(a)");
    shown("maximise the hidden", window, SW_SHOWMAXIMIZED,
            "<MINMAX a,3> a:GETMINMAXINFO a:POSCHANGING(60) a:GETMINMAXINFO a:NCCALCSIZE(1) <ACTIVATE a,b> "
            "b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) a:ACTIVATE(1,b) <SETFOCUS a,b> b:KILLFOCUS(a) "
            "a:SETFOCUS(b) a:POSCHANGED(64) a:MOVE a:SIZE(2)");
    shown("hide the maximised", window, SW_HIDE,
            "a:SHOWWINDOW(0,0) a:POSCHANGING(83) a:POSCHANGED(87) <ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) "
            "b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> a:KILLFOCUS(b) b:SETFOCUS(a)");
    shown("show the hidden maximised", window, SW_SHOW,
            "a:SHOWWINDOW(1,0) a:POSCHANGING(43) <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) "
            "a:ACTIVATE(1,b) <SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) a:POSCHANGED(47)");
    DestroyWindow(window);
    DestroyWindow(other);
}

static void test_child(void)
{
    HWND parent = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    HWND child = sequence_create(WS_CHILD, parent, 'b');
    shown("a child: show", child, SW_SHOW, "b:SHOWWINDOW(1,0) b:POSCHANGING(57) b:POSCHANGED(57)");
    shown("a child: show the shown", child, SW_SHOW, "");
    shown("a child: normal", child, SW_SHOWNORMAL, "");
    shown("a child: maximise", child, SW_SHOWMAXIMIZED,
            "<MINMAX b,3> b:GETMINMAXINFO b:POSCHANGING(20) b:NCCALCSIZE(1) b:CHILDACTIVATE b:POSCHANGED(24) "
            "b:MOVE b:SIZE(2)");
    shown("a child: restore", child, SW_RESTORE,
            "<MINMAX b,9> b:POSCHANGING(20) b:NCCALCSIZE(1) b:CHILDACTIVATE b:POSCHANGED(24) b:MOVE b:SIZE(0)");
    shown("a child: hide", child, SW_HIDE, "b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97)");
    shown("a child: show normal", child, SW_SHOWNORMAL, "b:SHOWWINDOW(1,0) b:POSCHANGING(57) b:POSCHANGED(57)");
    ShowWindow(child, SW_HIDE);
    ShowWindow(parent, SW_HIDE);
    shown("a child of an invisible parent: show", child, SW_SHOW, "b:SHOWWINDOW(1,0)");
    shown("a child of an invisible parent: hide", child, SW_HIDE, "b:SHOWWINDOW(0,0)");
    check(!IsWindowVisible(child), "it is hidden");
    DestroyWindow(parent);
}

int main(void)
{
    sequence_start();
    sequence_ignores_order = TRUE;
    test_overlapped();
    test_child();
    return check_summary();
}
