/* What windows hear while they are created and destroyed. */
#include "sequence.h"

static HWND created(const char *what, DWORD ex_style, DWORD style, HWND parent, char letter, const char *expected)
{
    sequence_begin();
    HWND window = sequence_create_ex(ex_style, style, parent, letter);
    expect_sequence(what, expected);
    return window;
}

static void destroyed(const char *what, HWND window, const char *expected)
{
    sequence_begin();
    DestroyWindow(window);
    expect_sequence(what, expected);
}

static void test_top_level(void)
{
    HWND window = created("overlapped, invisible", 0, WS_OVERLAPPEDWINDOW, NULL, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE");
    destroyed("an invisible one goes", window, "<DESTROYWND a> a:DESTROY a:NCDESTROY");
    window = created("overlapped, visible", 0, WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE a:SHOWWINDOW(1,0) a:POSCHANGING(43) "
            "<ACTIVATE a,0> a:ACTIVATEAPP(1) a:NCACTIVATE(1) a:ACTIVATE(1,0) <SETFOCUS a,0> a:SETFOCUS(0) "
            "a:POSCHANGED(47) a:SIZE(0) a:MOVE");
    destroyed("the active one goes", window,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) a:NCACTIVATE(0) a:ACTIVATE(0,0) a:ACTIVATEAPP(0) "
            "a:KILLFOCUS(0) a:DESTROY a:NCDESTROY");
    window = created("popup, invisible", 0, WS_POPUP, NULL, 'a',
            "<CREATEWND> a:NCCREATE a:NCCALCSIZE(0) a:CREATE a:SIZE(0) a:MOVE");
    destroyed("an invisible popup goes", window, "<DESTROYWND a> a:DESTROY a:NCDESTROY");
    window = created("popup, visible", 0, WS_POPUP | WS_VISIBLE, NULL, 'a',
            "<CREATEWND> a:NCCREATE a:NCCALCSIZE(0) a:CREATE a:SIZE(0) a:MOVE a:SHOWWINDOW(1,0) a:POSCHANGING(43) "
            "<ACTIVATE a,0> a:ACTIVATEAPP(1) a:NCACTIVATE(1) a:ACTIVATE(1,0) <SETFOCUS a,0> a:SETFOCUS(0) "
            "a:POSCHANGED(47)");
    destroyed("the active popup goes", window,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) a:NCACTIVATE(0) a:ACTIVATE(0,0) a:ACTIVATEAPP(0) "
            "a:KILLFOCUS(0) a:DESTROY a:NCDESTROY");
    window = sequence_create( WS_OVERLAPPEDWINDOW | WS_VISIBLE | WS_MAXIMIZE, NULL, 'a');
    destroyed("a maximised one goes", window,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) a:NCACTIVATE(0) a:ACTIVATE(0,0) a:ACTIVATEAPP(0) "
            "a:KILLFOCUS(0) a:DESTROY a:NCDESTROY");
    window = created("maximised, invisible", 0, WS_OVERLAPPEDWINDOW | WS_MAXIMIZE, NULL, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE <MINMAX a,3> a:GETMINMAXINFO "
            "a:POSCHANGING(30) a:GETMINMAXINFO a:NCCALCSIZE(1) a:POSCHANGED(34) a:MOVE a:SIZE(2)");
    check(IsZoomed(window), "it is maximised at once");
    DestroyWindow(window);
    window = sequence_create(WS_POPUP | WS_VISIBLE | WS_MAXIMIZE, NULL, 'a');
    destroyed("a maximised popup goes", window,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) a:NCACTIVATE(0) a:ACTIVATE(0,0) a:ACTIVATEAPP(0) "
            "a:KILLFOCUS(0) a:DESTROY a:NCDESTROY");
    window = created("message-only", 0, 0, HWND_MESSAGE, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE");
    destroyed("a message-only one goes", window, "<DESTROYWND a> a:DESTROY a:NCDESTROY");
}

static void test_children(void)
{
    HWND parent = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    HWND child = created("child, invisible", 0, WS_CHILD, parent, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE a:PARENTNOTIFY(1)");
    destroyed("an invisible child goes", child, "<DESTROYWND b> a:PARENTNOTIFY(2) b:DESTROY b:NCDESTROY");
    child = created("child, visible", 0, WS_CHILD | WS_VISIBLE, parent, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE a:PARENTNOTIFY(1) b:SHOWWINDOW(1,0) "
            "b:POSCHANGING(57) b:POSCHANGED(57)");
    destroyed("a visible child goes", child,
            "<DESTROYWND b> a:PARENTNOTIFY(2) b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97) b:DESTROY "
            "b:NCDESTROY");
    child = created("child with a caption, visible", 0, WS_CHILD | WS_VISIBLE | WS_CAPTION | WS_SYSMENU, parent, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE a:PARENTNOTIFY(1) b:SHOWWINDOW(1,0) "
            "b:POSCHANGING(57) b:POSCHANGED(57)");
    destroyed("a child with a caption goes", child,
            "<DESTROYWND b> a:PARENTNOTIFY(2) b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97) b:DESTROY "
            "b:NCDESTROY");
    child = sequence_create(WS_CHILD | WS_VISIBLE | WS_MAXIMIZE | WS_CAPTION, parent, 'b');
    destroyed("a maximised child goes", child,
            "<DESTROYWND b> a:PARENTNOTIFY(2) b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97) b:DESTROY "
            "b:NCDESTROY");
    child = created("child without notifications", WS_EX_NOPARENTNOTIFY, WS_CHILD | WS_VISIBLE, parent, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE b:SHOWWINDOW(1,0) b:POSCHANGING(57) "
            "b:POSCHANGED(57)");
    HWND grandchild = created("grandchild", 0, WS_CHILD | WS_VISIBLE, child, 'c',
            "<CREATEWND> c:NCCREATE c:NCCALCSIZE(0) c:CREATE c:SIZE(0) c:MOVE b:PARENTNOTIFY(1) c:SHOWWINDOW(1,0) "
            "c:POSCHANGING(57) c:POSCHANGED(57)");
    check(IsWindow(grandchild), "the grandchild is there");
    destroyed("a child goes with its child", child,
            "<DESTROYWND b> b:SHOWWINDOW(0,0) b:POSCHANGING(97) b:POSCHANGED(97) b:DESTROY c:DESTROY c:NCDESTROY "
            "b:NCDESTROY");
    child = created("child again", 0, WS_CHILD | WS_VISIBLE, parent, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE a:PARENTNOTIFY(1) b:SHOWWINDOW(1,0) "
            "b:POSCHANGING(57) b:POSCHANGED(57)");
    HWND second = created("second child", 0, WS_CHILD | WS_VISIBLE, parent, 'c',
            "<CREATEWND> c:NCCREATE c:NCCALCSIZE(0) c:CREATE c:SIZE(0) c:MOVE a:PARENTNOTIFY(1) c:SHOWWINDOW(1,0) "
            "c:POSCHANGING(57) c:POSCHANGED(57)");
    (void)second;
    destroyed("the parent goes", parent,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) a:NCACTIVATE(0) a:ACTIVATE(0,0) a:ACTIVATEAPP(0) "
            "a:KILLFOCUS(0) a:DESTROY b:DESTROY c:DESTROY b:NCDESTROY c:NCDESTROY a:NCDESTROY");
    check(!IsWindow(child), "the child went with it");
}

static void test_owned(void)
{
    HWND owner = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    HWND owned = created("owned popup, visible", 0, WS_POPUP | WS_CAPTION | WS_VISIBLE, owner, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE b:SHOWWINDOW(1,0) b:POSCHANGING(43) "
            "<ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> "
            "a:KILLFOCUS(b) b:SETFOCUS(a) b:POSCHANGED(47)");
    destroyed("the owned popup goes", owned,
            "<DESTROYWND b> b:POSCHANGING(97) b:POSCHANGED(97) <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) "
            "a:NCACTIVATE(1) a:ACTIVATE(1,b) <SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) b:DESTROY b:NCDESTROY");
    owned = created("owned popup, invisible", 0, WS_POPUP | WS_CAPTION, owner, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE");
    DestroyWindow(owner);
    check(!IsWindow(owned), "the owned one went with it");
    owner = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    owned = created("owned popup, visible, again", 0, WS_POPUP | WS_CAPTION | WS_VISIBLE, owner, 'b',
            "<CREATEWND> b:NCCREATE b:NCCALCSIZE(0) b:CREATE b:SIZE(0) b:MOVE b:SHOWWINDOW(1,0) b:POSCHANGING(43) "
            "<ACTIVATE b,a> a:NCACTIVATE(0) a:ACTIVATE(0,b) b:NCACTIVATE(1) b:ACTIVATE(1,a) <SETFOCUS b,a> "
            "a:KILLFOCUS(b) b:SETFOCUS(a) b:POSCHANGED(47)");
    destroyed("the owner of the active one goes", owner,
            "<DESTROYWND a> a:POSCHANGING(97) a:POSCHANGED(97) <DESTROYWND b> b:POSCHANGING(97) b:POSCHANGED(97) "
            "b:NCACTIVATE(0) b:ACTIVATE(0,0) b:ACTIVATEAPP(0) a:ACTIVATEAPP(0) b:KILLFOCUS(0) b:DESTROY "
            "b:NCDESTROY a:DESTROY a:NCDESTROY");
    check(!IsWindow(owned), "the active one went with it");
}

static UINT refused;
static LRESULT refuse(HWND window, UINT message, WPARAM wparam, LPARAM lparam, BOOL *is_answered)
{
    (void)window, (void)wparam, (void)lparam;
    *is_answered = message == refused;
    return message == WM_CREATE ? -1 : 0;
}

static void test_refusals(void)
{
    sequence_answer = refuse;
    refused = WM_NCCREATE;
    check(!created("WM_NCCREATE says no", 0, WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCDESTROY"), "no window");
    refused = WM_CREATE;
    check(!created("WM_CREATE says no", 0, WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a',
            "<CREATEWND> a:GETMINMAXINFO a:NCCREATE a:NCCALCSIZE(0) a:CREATE a:NCDESTROY"), "no window");
    sequence_answer = NULL;
}

int main(void)
{
    sequence_start();
    sequence_ignores_order = TRUE;
    test_top_level();
    test_children();
    test_owned();
    test_refusals();
    return check_summary();
}
