/* Activation and focus: SetActiveWindow, SetForegroundWindow, SetFocus, EnableWindow and their messages. */
#include "sequence.h"

static HWND first, second, child, sibling;

static void test_active(void)
{
    sequence_begin();
    check(SetActiveWindow(first) == second, "the old one is answered");
    expect_sequence("SetActiveWindow",
            "<ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) a:ACTIVATE(1,b) <SETFOCUS a,b> "
            "b:KILLFOCUS(a) a:SETFOCUS(b)");
    sequence_begin();
    SetActiveWindow(first);
    expect_sequence("SetActiveWindow of the active one", "");
    sequence_begin();
    SetForegroundWindow(second);
    expect_sequence("SetForegroundWindow",
            "<ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> "
            "a:KILLFOCUS(b) b:SETFOCUS(a)");
    sequence_begin();
    SetActiveWindow(child);
    expect_sequence("SetActiveWindow of a child", "");
    BringWindowToTop(first);
    sequence_begin();
    BringWindowToTop(first);
    expect_sequence("BringWindowToTop of the top one", "a:POSCHANGING(03)");
}

static void test_focus(void)
{
    SetActiveWindow(first);
    sequence_begin();
    check(SetFocus(child) == first, "the old one is answered");
    expect_sequence("SetFocus to a child", "<SETFOCUS c,a> a:KILLFOCUS(c) c:SETFOCUS(a)");
    sequence_begin();
    SetFocus(child);
    expect_sequence("SetFocus to where it is", "");
    sequence_begin();
    SetFocus(sibling);
    expect_sequence("SetFocus to another child", "<SETFOCUS d,c> c:KILLFOCUS(d) d:SETFOCUS(c)");
    sequence_begin();
    SetFocus(NULL);
    expect_sequence("SetFocus to nothing", "<SETFOCUS 0,d> d:KILLFOCUS(0)");
    sequence_begin();
    SetFocus(child);
    expect_sequence("SetFocus from nothing", "<SETFOCUS c,0> c:SETFOCUS(0)");
    sequence_begin();
    SetFocus(second);
    expect_sequence("SetFocus to another top-level window",
            "<SETFOCUS b,c> <ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) b:NCACTIVATE(1) b:ACTIVATE(1,a) "
            "<SETFOCUS b,c> c:KILLFOCUS(b) b:SETFOCUS(c)");
    sequence_begin();
    SetFocus(child);
    expect_sequence("SetFocus to a child of an inactive window",
            "<SETFOCUS c,b> <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) a:ACTIVATE(1,b) "
            "<SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) a:KILLFOCUS(c) c:SETFOCUS(a)");
}

static void test_enable(void)
{
    SetFocus(child);
    sequence_begin();
    check(!EnableWindow(sibling, FALSE), "it was enabled");
    expect_sequence("disable", "d:CANCELMODE d:ENABLE(0)");
    sequence_begin();
    check(EnableWindow(sibling, FALSE), "it was disabled");
    expect_sequence("disable the disabled", "d:CANCELMODE");
    sequence_begin();
    EnableWindow(sibling, TRUE);
    expect_sequence("enable", "d:ENABLE(1)");
    sequence_begin();
    EnableWindow(sibling, TRUE);
    expect_sequence("enable the enabled", "");
    sequence_begin();
    EnableWindow(second, FALSE);
    expect_sequence("disable a top-level window", "b:CANCELMODE b:ENABLE(0)");
    sequence_begin();
    EnableWindow(second, TRUE);
    expect_sequence("enable a top-level window", "b:ENABLE(1)");
}

static void test_capture(void)
{
    sequence_begin();
    SetCapture(child);
    expect_sequence("SetCapture", "");
    sequence_begin();
    SetCapture(sibling);
    expect_sequence("SetCapture from another", "c:CAPTURECHANGED(d)");
    sequence_begin();
    ReleaseCapture();
    expect_sequence("ReleaseCapture", "d:CAPTURECHANGED(0)");
}

int main(void)
{
    sequence_start();
    sequence_ignores_order = TRUE;
    first = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    child = sequence_create(WS_CHILD | WS_VISIBLE, first, 'c');
    sibling = sequence_create(WS_CHILD | WS_VISIBLE, first, 'd');
    second = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'b');
    test_active();
    test_focus();
    test_enable();
    test_capture();
    DestroyWindow(second);
    DestroyWindow(first);
    return check_summary();
}
