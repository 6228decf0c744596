/* What the owner of a menu hears while keys move through it. */
#include "sequence.h"

static HWND owner;
static HMENU popup, inner;

static void post_keys(const WORD *list, int count)
{
    for (int i = 0; i < count; i++) PostMessageW(owner, WM_KEYDOWN, list[i], 1);
}


static void track(const char *what, UINT flags, const WORD *list, int count, int wanted, const char *expected)
{
    sequence_begin();
    post_keys(list, count);
    int result = (int)TrackPopupMenu(popup, flags, 50, 50, 0, owner, NULL);
    sequence_pump(); /* WM_COMMAND is posted */
    expect_sequence(what, expected);
    check_equal_int(result, wanted, what);
}

int main(void)
{
    static const WORD escape[] = {VK_ESCAPE}, second[] = {VK_DOWN, VK_DOWN, VK_RETURN},
                      up[] = {VK_UP, VK_UP, VK_ESCAPE},
                      
                      into[] = {VK_DOWN, VK_DOWN, VK_DOWN, VK_RIGHT, VK_RETURN},
                      back[] = {VK_UP, VK_RIGHT, VK_LEFT, VK_ESCAPE};
    sequence_start();
    sequence_ignores_order = TRUE;
    SetCursorPos(700, 700); /* the mouse is not above the menu */
    owner = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    popup = CreatePopupMenu();
    inner = CreatePopupMenu();
    AppendMenuW(inner, MF_STRING, 201, L"inner");
    AppendMenuW(popup, MF_STRING, 101, L"one");
    AppendMenuW(popup, MF_STRING, 102, L"two");
    AppendMenuW(popup, MF_POPUP, (UINT_PTR)inner, L"more");
    sequence_ignores_capture = TRUE; /* which window has it is not documented */
    track("Escape", 0, escape, 1, TRUE,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:UNINITMENUPOPUP a:MENUSELECT(0,ffff) a:EXITMENULOOP(1)");
    track("the second item", 0, second, 3, TRUE,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:MENUSELECT(65,80) a:MENUSELECT(66,80) "
            "a:UNINITMENUPOPUP a:MENUSELECT(0,ffff) a:EXITMENULOOP(1) a:COMMAND(66)");
    track("the second item, returned", TPM_RETURNCMD, second, 3, 102,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:MENUSELECT(65,80) a:MENUSELECT(66,80) "
            "a:UNINITMENUPOPUP a:MENUSELECT(0,ffff) a:EXITMENULOOP(1)");
    track("up and away", 0, up, 3, TRUE,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:MENUSELECT(2,90) a:MENUSELECT(66,80) "
            "a:UNINITMENUPOPUP a:MENUSELECT(0,ffff) a:EXITMENULOOP(1)");
    track("into the inner menu", TPM_RETURNCMD, into, 5, 201,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:MENUSELECT(65,80) a:MENUSELECT(66,80) "
            "a:MENUSELECT(2,90) a:INITMENUPOPUP a:MENUSELECT(c9,80) a:UNINITMENUPOPUP a:UNINITMENUPOPUP "
            "a:MENUSELECT(0,ffff) a:EXITMENULOOP(1)");
    track("into the inner menu and back", TPM_RETURNCMD, back, 4, 0,
            "a:ENTERMENULOOP(1) a:INITMENU a:INITMENUPOPUP a:MENUSELECT(2,90) a:INITMENUPOPUP a:MENUSELECT(c9,80) "
            "a:UNINITMENUPOPUP a:UNINITMENUPOPUP a:MENUSELECT(0,ffff) a:EXITMENULOOP(1)");
    DestroyWindow(owner);
    DestroyMenu(popup);
    return check_summary();
}
