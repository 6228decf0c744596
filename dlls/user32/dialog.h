/* Dialog boxes: what their files share. */
#ifndef DIALOG_H
#define DIALOG_H

#include "user_private.h"

struct dialog {
    HFONT font;             /* of the template; NULL: the system font */
    int unit_x, unit_y;     /* pixels of 4 horizontal and 8 vertical dialog units */
    UINT default_id;        /* DM_SETDEFID */
    BOOL has_default;
    BOOL is_modal, is_ended;
    BOOL is_unicode;        /* of the dialog procedure */
    INT_PTR result;
    HWND disabled_owner;    /* to be enabled when it ends */
};

/* The dialog's; made if the window is one of a class of the program that calls DefDlgProc. NULL: not of this process,
 * or no memory. */
struct dialog *dialog_of(HWND window);
struct dialog *dialog_existing(HWND window);
LRESULT WINAPI dialog_procedure(HWND, UINT, WPARAM, LPARAM);
/* Runs until EndDialog, or until the window is gone; then destroys it. */
INT_PTR dialog_run(HWND dialog, HWND owner, DWORD template_style);
/* dialog_navigation.c: focus goes to the control as the keyboard moves it: texts are selected, the default button
 * follows. */
void dialog_focus(HWND dialog, HWND control);
void dialog_default_follows(HWND dialog, HWND old_focus, HWND new_focus);
HWND dialog_first_control(HWND dialog); /* to get the focus at first */

#endif
