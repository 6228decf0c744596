/* SetWindowPos and MoveWindow: what windows hear with each flag. */
#include "sequence.h"

static void placed(const char *what, HWND window, HWND after, int x, int y, int width, int height, UINT flags,
                   const char *expected)
{
    sequence_begin();
    SetWindowPos(window, after, x, y, width, height, flags);
    expect_sequence(what, expected);
}

static void moved(const char *what, HWND window, int x, int y, int width, int height, const char *expected)
{
    sequence_begin();
    MoveWindow(window, x, y, width, height, TRUE);
    expect_sequence(what, expected);
}

#define STILL (SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE)

static void test_top_level(void)
{
    HWND other = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'b');
    HWND window = sequence_create(WS_POPUP, NULL, 'a');
    placed("hidden: nothing", window, NULL, 0, 0, 0, 0, STILL, "a:POSCHANGING(17)");
    placed("hidden: move", window, NULL, 50, 60, 0, 0, STILL & ~SWP_NOMOVE,
            "a:POSCHANGING(15) a:POSCHANGED(15) a:MOVE");
    placed("hidden: size", window, NULL, 0, 0, 120, 130, STILL & ~SWP_NOSIZE,
            "a:POSCHANGING(16) a:NCCALCSIZE(1) a:POSCHANGED(16) a:SIZE(0)");
    placed("hidden: the frame", window, NULL, 0, 0, 0, 0, STILL | SWP_FRAMECHANGED,
            "a:POSCHANGING(37) a:NCCALCSIZE(1) a:POSCHANGED(37)");
    placed("hide the hidden", window, NULL, 0, 0, 0, 0, STILL | SWP_HIDEWINDOW, "a:POSCHANGING(97)");
    placed("show without activation", window, NULL, 0, 0, 0, 0, STILL | SWP_SHOWWINDOW,
            "a:POSCHANGING(57) a:POSCHANGED(57)");
    placed("show the shown", window, NULL, 0, 0, 0, 0, STILL | SWP_SHOWWINDOW, "a:POSCHANGING(57)");
    placed("nothing", window, NULL, 0, 0, 0, 0, STILL, "a:POSCHANGING(17)");
    placed("move", window, NULL, 70, 80, 0, 0, STILL & ~SWP_NOMOVE, "a:POSCHANGING(15) a:POSCHANGED(15) a:MOVE");
    placed("move to where it is", window, NULL, 70, 80, 0, 0, STILL & ~SWP_NOMOVE, "a:POSCHANGING(15)");
    placed("size", window, NULL, 0, 0, 140, 150, STILL & ~SWP_NOSIZE,
            "a:POSCHANGING(16) a:NCCALCSIZE(1) a:POSCHANGED(16) a:SIZE(0)");
    placed("size as it is", window, NULL, 0, 0, 140, 150, STILL & ~SWP_NOSIZE, "a:POSCHANGING(16)");
    placed("move and size", window, NULL, 30, 40, 150, 160, STILL & ~(SWP_NOSIZE | SWP_NOMOVE),
            "a:POSCHANGING(14) a:NCCALCSIZE(1) a:POSCHANGED(14) a:MOVE a:SIZE(0)");
    placed("the frame", window, NULL, 0, 0, 0, 0, STILL | SWP_FRAMECHANGED,
            "a:POSCHANGING(37) a:NCCALCSIZE(1) a:POSCHANGED(37)");
    placed("no word before", window, NULL, 33, 44, 0, 0, (STILL & ~SWP_NOMOVE) | SWP_NOSENDCHANGING,
            "a:POSCHANGED(15) a:MOVE");
    moved("MoveWindow", window, 35, 45, 155, 165,
            "a:POSCHANGING(14) a:NCCALCSIZE(1) a:POSCHANGED(14) a:MOVE a:SIZE(0)");
    moved("MoveWindow to where it is", window, 35, 45, 155, 165, "a:POSCHANGING(14)");
    placed("to the bottom", window, HWND_BOTTOM, 0, 0, 0, 0, STILL & ~SWP_NOZORDER,
            "a:POSCHANGING(13) a:POSCHANGED(13)");
    placed("above all others", window, HWND_TOPMOST, 0, 0, 0, 0, STILL & ~SWP_NOZORDER,
            "a:POSCHANGING(13) a:POSCHANGED(13)");
    placed("no longer above all others", window, HWND_NOTOPMOST, 0, 0, 0, 0, STILL & ~SWP_NOZORDER,
            "a:POSCHANGING(13) a:POSCHANGED(13)");
    placed("hide", window, NULL, 0, 0, 0, 0, STILL | SWP_HIDEWINDOW, "a:POSCHANGING(97) a:POSCHANGED(97)");
    placed("show and activate", window, NULL, 0, 0, 0, 0, (STILL & ~SWP_NOACTIVATE) | SWP_SHOWWINDOW,
            "a:POSCHANGING(47) <ACTIVATE a,b> b:NCACTIVATE(0) b:ACTIVATE(0,a) a:NCACTIVATE(1) a:ACTIVATE(1,b) "
            "<SETFOCUS a,b> b:KILLFOCUS(a) a:SETFOCUS(b) a:POSCHANGED(47)");
    DestroyWindow(window);
    window = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    placed("a frame to drag: move", window, NULL, 70, 80, 0, 0, STILL & ~SWP_NOMOVE,
            "a:POSCHANGING(15) a:POSCHANGED(15) a:MOVE");
    placed("a frame to drag: size", window, NULL, 0, 0, 240, 250, STILL & ~SWP_NOSIZE,
            "a:POSCHANGING(16) a:GETMINMAXINFO a:NCCALCSIZE(1) a:POSCHANGED(16) a:SIZE(0)");
    placed("a frame to drag: too small", window, NULL, 0, 0, 1, 1, STILL & ~SWP_NOSIZE,
            "a:POSCHANGING(16) a:GETMINMAXINFO a:NCCALCSIZE(1) a:POSCHANGED(16) a:SIZE(0)");
    DestroyWindow(window);
    DestroyWindow(other);
}

static void test_children(void)
{
    HWND parent = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    HWND first = sequence_create(WS_CHILD | WS_VISIBLE, parent, 'b');
    HWND second = sequence_create(WS_CHILD | WS_VISIBLE, parent, 'c');
    placed("child: move", first, NULL, 5, 6, 0, 0, STILL & ~SWP_NOMOVE,
            "b:POSCHANGING(15) b:POSCHANGED(15) b:MOVE");
    placed("child: size", first, NULL, 0, 0, 50, 60, STILL & ~SWP_NOSIZE,
            "b:POSCHANGING(16) b:NCCALCSIZE(1) b:POSCHANGED(16) b:SIZE(0)");
    placed("child: not without activation", first, NULL, 0, 0, 55, 65, STILL & ~(SWP_NOSIZE | SWP_NOACTIVATE),
            "b:POSCHANGING(06) b:NCCALCSIZE(1) b:CHILDACTIVATE b:POSCHANGED(06) b:SIZE(0)");
    placed("child: to the top", second, HWND_TOP, 0, 0, 0, 0, STILL & ~SWP_NOZORDER,
            "c:POSCHANGING(13) c:POSCHANGED(13)");
    placed("child: to the top again", second, HWND_TOP, 0, 0, 0, 0, STILL & ~SWP_NOZORDER, "c:POSCHANGING(13)");
    placed("child: below the other", second, first, 0, 0, 0, 0, STILL & ~SWP_NOZORDER,
            "c:POSCHANGING(13) c:POSCHANGED(13)");
    placed("child: hide", first, NULL, 0, 0, 0, 0, STILL | SWP_HIDEWINDOW, "b:POSCHANGING(97) b:POSCHANGED(97)");
    placed("child: show", first, NULL, 0, 0, 0, 0, STILL | SWP_SHOWWINDOW, "b:POSCHANGING(57) b:POSCHANGED(57)");
    moved("child: MoveWindow", second, 7, 8, 20, 30,
            "c:POSCHANGING(14) c:NCCALCSIZE(1) c:POSCHANGED(14) c:MOVE c:SIZE(0)");
    sequence_begin();
    HDWP list = BeginDeferWindowPos(2);
    list = DeferWindowPos(list, first, NULL, 1, 2, 30, 30, SWP_NOZORDER | SWP_NOACTIVATE);
    list = DeferWindowPos(list, second, NULL, 3, 4, 40, 40, SWP_NOZORDER | SWP_NOACTIVATE);
    EndDeferWindowPos(list);
    expect_sequence("two children at once",
            "b:POSCHANGING(14) b:NCCALCSIZE(1) b:POSCHANGED(14) b:MOVE b:SIZE(0) c:POSCHANGING(14) c:NCCALCSIZE(1) "
            "c:POSCHANGED(14) c:MOVE c:SIZE(0)");
    DestroyWindow(parent);
}

static void test_styles(void)
{
    HWND window = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    sequence_begin();
    SetWindowLongW(window, GWL_STYLE, WS_OVERLAPPED | WS_CAPTION | WS_VISIBLE);
    expect_sequence("another style", "a:STYLECHANGING(-16) a:STYLECHANGED(-16)");
    sequence_begin();
    SetWindowLongW(window, GWL_EXSTYLE, WS_EX_TOOLWINDOW);
    expect_sequence("another extended style", "a:STYLECHANGING(-20) a:STYLECHANGED(-20)");
    sequence_begin();
    SetWindowTextW(window, L"other");
    expect_sequence("another text", "a:SETTEXT");
    DestroyWindow(window);
}

int main(void)
{
    sequence_start();
    test_top_level();
    test_children();
    test_styles();
    return check_summary();
}
