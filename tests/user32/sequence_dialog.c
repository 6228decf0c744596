/* What dialogs and their owners hear: CreateDialogIndirect, DialogBoxIndirect, EndDialog. */
#include "sequence.h"

static struct {
    DLGTEMPLATE head;
    WORD menu, class, title;
    DLGITEMTEMPLATE button;
    WORD button_class[2], button_text, button_extra;
} __attribute__((packed, aligned(4))) template = {
    {WS_POPUP | WS_CAPTION | WS_SYSMENU, 0, 1, 10, 10, 100, 60},
    0, 0, 0,
    {WS_CHILD | WS_VISIBLE | WS_TABSTOP | BS_DEFPUSHBUTTON, 0, 10, 10, 40, 14, IDOK},
    {0xffff, 0x80}, 0, 0,
};

static BOOL is_modal;

static INT_PTR CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (letter_of(window) == '?') name_window(window, 'd');
    if (message != DM_GETDEFID && (message < WM_CTLCOLORMSGBOX || message > WM_CTLCOLORSTATIC))
        record_message(window, message, wparam, lparam);
    if (message == WM_INITDIALOG) return FALSE; /* the procedure sees to the focus itself */
    if (message == WM_COMMAND && wparam == IDOK && is_modal) {
        record("(EndDialog)");
        EndDialog(window, 7);
        record("(ended)");
        return TRUE;
    }
    return FALSE;
}

static void test_modeless(HWND owner, const char *what, DWORD style, const char *expected)
{
    template.head.style = style;
    is_modal = FALSE;
    sequence_begin();
    name_window(NULL, 'd');
    HWND window = CreateDialogIndirectParamW(NULL, &template.head, owner, procedure, 0);
    if (expected) expect_sequence(what, expected);
    check_equal_ptr(window, recorded_windows[3], "the handle");
}

static void end_modeless(const char *what, const char *expected)
{
    sequence_begin();
    DestroyWindow(recorded_windows[3]);
    expect_sequence(what, expected);
}

static void test_modal(HWND owner)
{
    template.head.style = WS_POPUP | WS_CAPTION | WS_SYSMENU;
    is_modal = TRUE;
    name_window(NULL, 'd');
    sequence_begin();
    PostMessageW(owner, WM_USER, 0, 0);
    INT_PTR result = DialogBoxIndirectParamW(NULL, &template.head, owner, procedure, 0);
    expect_sequence("a modal dialog",
            "a:CANCELMODE <SETFOCUS 0,a> a:KILLFOCUS(0) a:ENABLE(0) d:INITDIALOG a:USER d:COMMAND(1) (EndDialog) "
            "a:ENABLE(1) d:POSCHANGING(97) (ended) <DESTROYWND d> d:DESTROY d:NCDESTROY");
    check_equal_int(result, 7, "EndDialog's result");
    check(IsWindowEnabled(owner), "the owner is enabled again");
    check(GetActiveWindow() == owner, "the owner is active again");
}

static LRESULT answer(HWND window, UINT message, WPARAM wparam, LPARAM lparam, BOOL *is_answered)
{
    (void)window, (void)wparam, (void)lparam;
    *is_answered = message == WM_USER; /* comes while the dialog runs */
    if (message == WM_USER) PostMessageW(recorded_windows[3], WM_COMMAND, IDOK, 0);
    return 0;
}

int main(void)
{
    sequence_start();
    sequence_ignores_order = TRUE;
    HWND owner = sequence_create(WS_OVERLAPPEDWINDOW | WS_VISIBLE, NULL, 'a');
    test_modeless(owner, "a modeless dialog, invisible", WS_POPUP | WS_CAPTION, "d:INITDIALOG");
    end_modeless("an invisible dialog goes", "<DESTROYWND d> d:DESTROY d:NCDESTROY");
    test_modeless(owner, "a modeless dialog, visible", WS_POPUP | WS_CAPTION | WS_VISIBLE, NULL);
    end_modeless("a visible dialog goes",
            "<DESTROYWND d> d:POSCHANGING(97) d:POSCHANGED(97) <ACTIVATE a,d> d:NCACTIVATE(0) d:ACTIVATE(0,a) "
            "a:NCACTIVATE(1) a:ACTIVATE(1,d) <SETFOCUS a,?> a:SETFOCUS(?) d:DESTROY d:NCDESTROY");
    test_modeless(owner, "a child dialog", WS_CHILD | WS_VISIBLE | DS_CONTROL,
            "a:PARENTNOTIFY(1) d:INITDIALOG d:SHOWWINDOW(1,0) d:POSCHANGING(57) d:POSCHANGED(57)");
    end_modeless("a child dialog goes",
            "<DESTROYWND d> a:PARENTNOTIFY(2) d:SHOWWINDOW(0,0) d:POSCHANGING(97) d:POSCHANGED(97) d:DESTROY "
            "d:NCDESTROY");
    sequence_answer = answer;
    test_modal(owner);
    sequence_answer = NULL;
    DestroyWindow(owner);
    return check_summary();
}
